"""The network: who works with whom, what is lost when one leaves, and the ecosystem of partner kinds.

Centralities come straight from networkx, for example ``networkx.constraint(partner_graph(M))``.
"""

import numpy as np

from lepton_kit.validate import matrix, vector

__all__ = ["FORMS", "KINDS", "coverage", "ecosystem_graph", "partner_graph", "removal_impact"]

FORMS = {
    "joint R&D": "work on one research question with shared people, risk and intellectual property",
    "resource sharing": "lend what the other lacks: data, computing, laboratories, staff, money",
    "market co-operation": "reach customers together: sales channels, brands, pilots",
}
"""The forms of co-operation, and what each is."""

KINDS = {
    "university": ("new methods and graduates", ("joint R&D", "resource sharing")),
    "research institute": ("long experiments and measured data", ("joint R&D", "resource sharing")),
    "industry leader": ("problems worth solving, and customers", ("joint R&D", "market co-operation")),
    "technology company": ("computing and platforms", ("joint R&D", "resource sharing", "market co-operation")),
    "software developer": ("products that hold a model", ("joint R&D", "market co-operation")),
    "e-commerce platform": ("transactions and reach", ("resource sharing", "market co-operation")),
    "marketing firm": ("attention", ("market co-operation",)),
    "hospital": ("images, and doctors who judge them", ("joint R&D", "resource sharing")),
    "school": ("learners and teachers who try things out", ("resource sharing", "market co-operation")),
    "bank": ("money and careful risk rules", ("resource sharing", "market co-operation")),
    "manufacturer": ("sensor series and machines", ("joint R&D", "resource sharing", "market co-operation")),
    "city government": ("public data and a place for pilots", ("resource sharing", "market co-operation")),
}
"""The twelve kinds of partner: what each brings, and the forms of co-operation that suit it."""


def partner_graph(M, names=None):
    """Partners as nodes, linked where they have a hand in the same output.

    Parameters
    ----------
    M : array_like, shape (n, m)
        Partner by output: 1 (or how strongly) where partner i contributes to output o, else 0.
    names : sequence of n texts, optional
        The nodes; by default 0 to n - 1.

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

    M = _incidence(M)
    names = range(len(M)) if names is None else list(names) if np.iterable(names) else [names]
    if len(names) != len(M) or len(set(map(str, names))) != len(M) or not all(isinstance(n, (str, int)) for n in names):
        raise ValueError(f"names must hold {len(M)} different names, one for each row of M; got {names!r}")
    graph = nx.Graph()
    graph.add_nodes_from(names)
    for i, name in enumerate(names):
        common = np.minimum(M[i], M[i + 1 :]).sum(axis=1)
        graph.add_weighted_edges_from((name, names[i + 1 + j], float(common[j])) for j in np.flatnonzero(common))
    return graph


def coverage(M, x):
    """Share of the outputs that the chosen partners can make, from 0 to 1.

    An output is made as well as the best of those who can make it, so a second partner for it adds nothing, or
    little: returns diminish. It is measured against all partners together; an output that nobody can make counts as one
    missing.

    Parameters
    ----------
    M : array_like, shape (n, m)
        Partner by output, 0 and 1 or strengths.
    x : array_like of bool, shape (n,)
        Who is chosen, for example ``select(...).x``.

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
    M = _incidence(M)
    x = vector("x", x, size=len(M), hint="Say True or False for each partner.")
    if not np.isin(x, (0, 1)).all():
        raise ValueError(f"x must say True or False for each of the {len(M)} partners, not their numbers; got {x}")
    return float((M * x[:, None]).max(axis=0).sum() / _best(M).sum())


def removal_impact(M):
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
    M = _incidence(M)
    second, first = np.sort(np.vstack([np.zeros_like(M[:1]), M]), axis=0)[-2:]
    return np.where(first == M, first - second, 0.0).sum(axis=1) / _best(M).sum()


def ecosystem_graph(centre="Lepton"):
    """The start-up amid the twelve kinds of partner, joined by the forms of co-operation.

    Returns
    -------
    networkx.Graph
        Nodes carry ``role`` ("start-up", "form" or "partner") and a partner also ``brings``.

    Examples
    --------
    >>> graph = ecosystem_graph()
    >>> sorted(graph["Lepton"])
    ['joint R&D', 'market co-operation', 'resource sharing']
    >>> graph.degree("market co-operation") - 1
    9
    """
    import networkx as nx

    graph = nx.Graph()
    graph.add_node(centre, role="start-up")
    for form in FORMS:
        graph.add_node(form, role="form")
        graph.add_edge(centre, form)
    for kind, (brings, forms) in KINDS.items():
        graph.add_node(kind, role="partner", brings=brings)
        graph.add_edges_from((form, kind) for form in forms)
    return graph


def _incidence(M):
    M = matrix("M", M)
    if M.min() < 0:
        i, o = np.unravel_index(M.argmin(), M.shape)
        raise ValueError(f"M[{i}, {o}] is {M[i, o]:g}; a contribution is 0 (none), 1, or a strength above 0")
    return M


def _best(M):
    """What each output counts: the best that anybody offers, and 1 where nobody does."""
    best = M.max(axis=0)
    return np.where(best > 0, best, 1.0)
