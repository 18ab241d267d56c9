"""Why a network said so: its filters and maps, saliency, occlusion, Grad-CAM, and whether they can be believed."""

from lepton_kit.vision.explain.maps import feature_maps, filters, grad_cam, saliency
from lepton_kit.vision.explain.occlusion_maps import Occlusions, occlude, occlusion
from lepton_kit.vision.explain.sanity import SanityCheck, randomise, sanity_check
from lepton_kit.vision.explain.shortcuts import plant_mark

__all__ = [
    "Occlusions",
    "SanityCheck",
    "feature_maps",
    "filters",
    "grad_cam",
    "occlude",
    "occlusion",
    "plant_mark",
    "randomise",
    "saliency",
    "sanity_check",
]
