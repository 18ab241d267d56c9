"""Explorers: pictures that answer to a hand. The mathematics is elsewhere; these only show it."""

from lepton_kit.widgets.activation_explorer import ActivationExplorer
from lepton_kit.widgets.alarm_explorer import AlarmExplorer
from lepton_kit.widgets.augment_explorer import AugmentExplorer
from lepton_kit.widgets.break_explorer import BreakExplorer
from lepton_kit.widgets.budget_explorer import BudgetExplorer
from lepton_kit.widgets.coalition_explorer import CoalitionExplorer
from lepton_kit.widgets.deploy_explorer import DeployExplorer
from lepton_kit.widgets.descent_explorer import DescentExplorer
from lepton_kit.widgets.explorer import Explorer
from lepton_kit.widgets.grad_cam_explorer import GradCamExplorer
from lepton_kit.widgets.guess_explorer import GuessExplorer
from lepton_kit.widgets.kernel_explorer import KernelExplorer
from lepton_kit.widgets.layer_explorer import LayerExplorer
from lepton_kit.widgets.occlusion_explorer import OcclusionExplorer
from lepton_kit.widgets.paint_explorer import PaintExplorer
from lepton_kit.widgets.picture import Picture
from lepton_kit.widgets.prediction_explorer import PredictionExplorer
from lepton_kit.widgets.reversal_explorer import ReversalExplorer
from lepton_kit.widgets.review_explorer import ReviewExplorer
from lepton_kit.widgets.risk_explorer import RiskExplorer
from lepton_kit.widgets.shape_explorer import ShapeExplorer
from lepton_kit.widgets.share_explorer import ShareExplorer
from lepton_kit.widgets.text_explorer import TextExplorer
from lepton_kit.widgets.threshold_explorer import ThresholdExplorer
from lepton_kit.widgets.value_explorer import ValueExplorer
from lepton_kit.widgets.water_explorer import WaterExplorer
from lepton_kit.widgets.weight_explorer import WeightExplorer

__all__ = [
    "ActivationExplorer",
    "AlarmExplorer",
    "AugmentExplorer",
    "BreakExplorer",
    "BudgetExplorer",
    "CoalitionExplorer",
    "DeployExplorer",
    "DescentExplorer",
    "Explorer",
    "GradCamExplorer",
    "GuessExplorer",
    "KernelExplorer",
    "LayerExplorer",
    "OcclusionExplorer",
    "PaintExplorer",
    "Picture",
    "PredictionExplorer",
    "ReversalExplorer",
    "ReviewExplorer",
    "RiskExplorer",
    "ShapeExplorer",
    "ShareExplorer",
    "TextExplorer",
    "ThresholdExplorer",
    "TrainingMonitor",
    "ValueExplorer",
    "WaterExplorer",
    "WeightExplorer",
]


def __getattr__(name):
    """``TrainingMonitor`` is a Keras callback: it, and Keras with it, is imported only when it is asked for."""
    if name == "TrainingMonitor":
        from lepton_kit.widgets.training_monitor import TrainingMonitor

        return TrainingMonitor
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
