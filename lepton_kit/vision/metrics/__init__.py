"""How good a classifier is: accuracy with its interval, each class and group, calibration, thresholds, leaks."""

from lepton_kit.vision.metrics.calibration import Reliability, find_temperature, reliability, temperature_scale
from lepton_kit.vision.metrics.charts import draw_confusion, draw_reliability
from lepton_kit.vision.metrics.groups import Groups, by_group
from lepton_kit.vision.metrics.intervals import Interval, bootstrap, bootstrap_difference
from lepton_kit.vision.metrics.one_vs_rest import ConfusionCounts, Thresholds, thresholds
from lepton_kit.vision.metrics.privacy import Leak, losses, membership
from lepton_kit.vision.metrics.report import Averages, Report, averages, evaluate, judge, mistakes

__all__ = [
    "Averages",
    "ConfusionCounts",
    "Groups",
    "Interval",
    "Leak",
    "Reliability",
    "Report",
    "Thresholds",
    "averages",
    "bootstrap",
    "bootstrap_difference",
    "by_group",
    "draw_confusion",
    "draw_reliability",
    "evaluate",
    "find_temperature",
    "judge",
    "losses",
    "membership",
    "mistakes",
    "reliability",
    "temperature_scale",
    "thresholds",
]
