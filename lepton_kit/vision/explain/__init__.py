"""Why a network said so: its filters and maps, saliency, occlusion, Grad-CAM, and whether they can be believed."""

from lepton_kit.vision.explain.covering import Covered, cover, occlusion
from lepton_kit.vision.explain.maps import feature_maps, filters, grad_cam, saliency
from lepton_kit.vision.explain.sanity import SanityCheck, randomise, sanity_check
from lepton_kit.vision.explain.shortcuts import plant_mark

__all__ = [
    "Covered",
    "SanityCheck",
    "cover",
    "feature_maps",
    "filters",
    "grad_cam",
    "occlusion",
    "plant_mark",
    "randomise",
    "saliency",
    "sanity_check",
]
