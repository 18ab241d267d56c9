"""What a trained model gives away: can an outsider tell whether an image was among those it learnt from?"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from lepton_kit.validate import number, vector
from lepton_kit.vision.metrics.report import losses

__all__ = ["Leak", "membership"]


@dataclass(frozen=True, slots=True)
class Leak:
    """How a guess "it was among the training images" does that looks at the loss alone.

    Attributes
    ----------
    threshold : float
        The outsider says "member" where the loss is at most this.
    true_positive_rate : float
        Share of the members of whom that is said.
    false_positive_rate : float
        Share of the others of whom it is said too.
    roc_area : float
        The chance that a member has a lower loss than another image; 0.5 is guessing.
    """

    threshold: float
    true_positive_rate: float
    false_positive_rate: float
    roc_area: float

    @property
    def advantage(self) -> float:
        """True minus false positive rate: 0 gives nothing away, 1 everything."""
        return self.true_positive_rate - self.false_positive_rate

    def __str__(self) -> str:
        return (
            f"advantage {self.advantage:.3f}: 'member' is said of {self.true_positive_rate:.3f} of the members "
            f"and of {self.false_positive_rate:.3f} of the others"
        )


def membership(members: Any, others: Any, *, threshold: float | None = None) -> Leak:
    """Measure membership inference by a threshold on the loss.

    Parameters
    ----------
    members : Report, or array_like, shape (n,)
        Images that the model learnt from: their report, or their :func:`~lepton_kit.vision.metrics.report.losses`.
    others : Report, or array_like, shape (m,)
        Images of the same kind that it never saw.
    threshold : float, optional
        The mean loss of the members if not given: what an outsider may know from a published training loss.

    Returns
    -------
    Leak

    Raises
    ------
    ValueError
        If a loss is negative or no finite number.

    Notes
    -----
    S. Yeom, I. Giacomelli, M. Fredrikson and S. Jha, "Privacy risk in machine learning: analyzing the connection to
    overfitting", CSF 2018. Where the loss is 0 if right and 1 if wrong, the advantage is the accuracy on the members
    minus that on the others.

    Examples
    --------
    >>> print(membership([0.1, 0.1, 0.4], [0.1, 0.9, 1.6]))
    advantage 0.333: 'member' is said of 0.667 of the members and of 0.333 of the others
    """
    from sklearn.metrics import roc_auc_score

    inside, outside = (
        vector(name, losses(each) if hasattr(each, "predictions") else each, low=0, hint="A loss is -log p.")
        for name, each in (("members", members), ("others", others))
    )
    threshold = number("threshold", inside.mean() if threshold is None else threshold, low=0)
    is_member = np.repeat([1, 0], [len(inside), len(outside)])
    area = roc_auc_score(is_member, -np.concatenate([inside, outside]))
    return Leak(threshold, float((inside <= threshold).mean()), float((outside <= threshold).mean()), float(area))
