"""Personal data: what each student's copy of graded work is about, derived from the id alone.

Two ids never get the same data, one id gets the same on every machine, and every copy is equally hard: what makes a
question interesting is true of each.
"""

from lepton_kit.coursework.personal.alliance import Alliance, alliance
from lepton_kit.coursework.personal.draw import Draw, normalised, seed
from lepton_kit.coursework.personal.images import ImageSample, image_sample
from lepton_kit.coursework.personal.offers import Offers, partners
from lepton_kit.coursework.personal.plan import Plan, network_plan
from lepton_kit.coursework.personal.records import Records, records

__all__ = [
    "Alliance",
    "Draw",
    "ImageSample",
    "Offers",
    "Plan",
    "Records",
    "alliance",
    "image_sample",
    "network_plan",
    "normalised",
    "partners",
    "records",
    "seed",
]
