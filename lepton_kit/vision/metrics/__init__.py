"""How good a classifier is: accuracy with its interval, each class and group, calibration, thresholds, leaks."""

from lepton_kit.vision.metrics.calibration import Reliability, find_temperature, reliability, temper
from lepton_kit.vision.metrics.charts import draw_confusion, draw_reliability
from lepton_kit.vision.metrics.groups import Groups, by_group
from lepton_kit.vision.metrics.intervals import Interval, bootstrap, bootstrap_difference
from lepton_kit.vision.metrics.privacy import Leak, losses, membership
from lepton_kit.vision.metrics.report import Averages, Report, averages, evaluate, judge, mistakes
from lepton_kit.vision.metrics.thresholds import Thresholds, Verdicts, thresholds

__all__ = [
    "Averages",
    "Groups",
    "Interval",
    "Leak",
    "Reliability",
    "Report",
    "Thresholds",
    "Verdicts",
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
    "temper",
    "thresholds",
]
