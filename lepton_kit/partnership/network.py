"""The network of partners: who works with whom, what they cover together, and what is lost when one leaves.

Centralities come straight from networkx, for example ``networkx.constraint(partner_graph(M))``.
"""

from typing import TYPE_CHECKING, Any

import numpy as np

from lepton_kit.partnership.labels import Floats, Labels, labelled_table, matched, place_of
from lepton_kit.validate import matrix, vector

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["coverage", "partner_graph", "removal_impact"]


def partner_graph(M: Any, names: Any = None) -> "nx.Graph":
    """Partners as nodes, linked where they have a hand in the same output.

    Parameters
    ----------
    M : array_like or DataFrame, shape (n, m)
        Partner by output: 1 (or how strongly) where partner i contributes to output o, else 0.
    names : sequence of n texts, optional
        The nodes; by default those of the DataFrame's index, or 0 to n - 1.

    Returns
    -------
    networkx.Graph
        The weight of an edge is the sum over outputs of the smaller of the two contributions: with 0 and 1, the number
        of outputs in common.

    Raises
    ------
    ValueError
        If an entry is negative or not finite, or the names do not fit.

    Examples
    --------
    >>> partner_graph([[1, 1, 0], [0, 1, 1], [0, 1, 1]], ["bank", "school", "hospital"]).edges(data="weight")
    EdgeDataView([('bank', 'school', 1.0), ('bank', 'hospital', 1.0), ('school', 'hospital', 2.0)])
    """
    import networkx as nx

    rows, M = _incidence(M)
    names = list(rows or range(len(M))) if names is None else list(names) if np.iterable(names) else [names]
    if len(names) != len(M) or len(set(map(str, names))) != len(M) or not all(isinstance(n, (str, int)) for n in names):
        raise ValueError(f"names must hold {len(M)} different names, one for each row of M; got {names!r}")
    common = np.array([np.minimum(row, M).sum(axis=1) for row in M])
    np.fill_diagonal(common, 0)
    return nx.relabel_nodes(nx.from_numpy_array(common), dict(enumerate(names)))


def coverage(M: Any, x: Any) -> float:
    """Share of the outputs that the chosen partners can make, from 0 to 1.

    An output is made as well as the best of those who can make it, so a second partner for it adds nothing, or
    little: returns diminish. It is measured against all partners together; an output that nobody can make counts as one
    missing.

    Parameters
    ----------
    M : array_like, shape (n, m)
        Partner by output, 0 and 1 or strengths.
    x : array_like of bool, Series or dict, shape (n,), or names
        Who is chosen, for example ``select(...).x``; by name if M is a DataFrame with the partners' names as its index.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If M has a negative entry, or x is not n of yes and no.

    Examples
    --------
    >>> coverage([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 0, 1]], [True, True, False])
    0.75
    """
    rows, M = _incidence(M)
    if rows is not None and np.iterable(x) and not isinstance(x, dict) and all(isinstance(name, str) for name in x):
        x = np.isin(np.arange(len(M)), [place_of("x", name, rows, len(M)) for name in x])
    else:
        x = matched("x", x, rows, "the rows of M", "M has no names; give M as a DataFrame, or x as a list in its order")
    x = vector("x", x, size=len(M), hint="Say True or False for each partner.")
    if not np.isin(x, (0, 1)).all():
        raise ValueError(f"x must say True or False for each of the {len(M)} partners, not their numbers; got {x}")
    return float((M * x[:, None]).max(axis=0).sum() / _best(M).sum())


def removal_impact(M: Any) -> Floats:
    """Share of the outputs that is lost if one partner leaves and the others stay: who cannot be replaced?

    Parameters
    ----------
    M : array_like, shape (n, m)
        Partner by output, 0 and 1 or strengths.

    Returns
    -------
    ndarray, shape (n,)
        ``coverage`` of all partners minus that of all but partner i.

    Examples
    --------
    >>> removal_impact([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 0, 1]])
    array([0.25, 0.25, 0.25])
    """
    _, M = _incidence(M)
    second, first = np.sort(np.vstack([np.zeros_like(M[:1]), M]), axis=0)[-2:]
    return np.where(first == M, first - second, 0.0).sum(axis=1) / _best(M).sum()


def _incidence(M: Any) -> tuple[Labels | None, Floats]:
    rows, _, M, _ = labelled_table("M", M)
    return rows, matrix("M", M, low=0, hint="A contribution is 0 (none), 1, or a strength above 0.")


def _best(M: Floats) -> Floats:
    """What each output counts: the best that anybody offers, and 1 where nobody does."""
    best = M.max(axis=0)
    return np.where(best > 0, best, 1.0)
