"""The questions of A1, choosing partners. Not part of the package: whoever installs it gets no answers."""

import numpy as np

from lepton_kit.exercises import Misconception, Question, personal_data
from lepton_kit.exercises.comparing import exactly, near, same_function
from lepton_kit.partnership import net_contribution, select, transfer, weighted_sum


def _mine(student):
    return {"mine": personal_data("A1").partners(student)}


def _paid(mine, alpha=None):
    """Transfers; Lepton keeps the share alpha of each surplus."""
    alpha = mine.alpha if alpha is None else alpha
    return transfer(mine.portfolio, alpha=alpha, beta=1 - alpha)


def _by_name(mine, numbers):
    return dict(zip(mine.names, numbers.tolist(), strict=True))


def _errors(mine):
    """How far each entry of the colleague's list is off."""
    return np.array([mine.report[name] for name in mine.names]) - mine.portfolio.net


def _named(mine, chosen):
    return {mine.names[int(i)] for i in chosen}


def _scores(mine, senses=None, weights=None, scaling="minmax"):
    return weighted_sum(
        mine.X,
        mine.weights if weights is None else weights,
        senses or mine.senses,
        scaling=scaling,
    )


def _leads(mine, *, rescaled=True, own=True, of_anybody=False):
    """How far the first of the eight is ahead when each withdraws; in its own place, its lead among all."""
    old = _scores(mine)
    first, leads = int(old.argmax()), []
    for i in range(len(old)):
        stay = (np.arange(len(old)) != i) | (i == first)
        new = weighted_sum(mine.X[stay], mine.weights, mine.senses) if rescaled else old[stay]
        is_first = np.flatnonzero(stay) == (np.flatnonzero(stay)[new.argmax()] if of_anybody else first)
        leads.append(float(new[is_first][0] - new[~is_first].max()) if own or i != first else 0.0)
    return np.array(leads)


def _best(mine, **rules):
    return select(mine.portfolio, mine.budget, **(mine.rules | rules))


def _down(key, cost, budget, *, stop=False):
    """Go down the list by key and sign whoever can be paid; ``stop`` at the first who cannot."""
    signed = []
    for i in np.argsort(-np.asarray(key), kind="stable"):
        if cost[i] <= budget:
            signed.append(int(i))
            budget -= cost[i]
        elif stop:
            break
    return signed


def _most(net, cost, budget):
    """The value of the best set, by trying all of them."""
    sets = (np.arange(2 ** len(net))[:, None] >> np.arange(len(net))) & 1
    return float((sets @ net)[sets @ cost <= budget].max())


def _lost(net, cost, budget):
    return _most(net, cost, budget) - float(np.sum(net[_down(net, cost, budget)]))


def _lost_if_it_stops(net, cost, budget):
    return _most(net, cost, budget) - float(
        np.sum(net[_down(net, cost, budget, stop=True)])
    )


def _lost_by_rate(net, cost, budget):
    return _most(net, cost, budget) - float(np.sum(net[_down(net / cost, cost, budget)]))


def _cases(rng):
    """Eight choices in which every list loses, which tell the slips apart, and four in which there is nothing to lose."""
    some = np.array([3.0, 9.0, 5.0]), np.array([2.0, 4.0, 3.0])
    found = [(*some, 9.0), (*some, 1.0), (np.array([4.0]), np.array([2.0]), 2.0), (np.array([4.0]), np.array([2.0]), 1.0)]
    while len(found) < 12:
        n = int(rng.integers(5, 8))
        cost, net = (
            rng.integers(2, 10, n).astype(float),
            rng.permutation(np.arange(2.0, 16.0))[:n],
        )
        case = net, cost, float(rng.integers(10, 18))
        lost = _lost(*case)
        others = _lost_if_it_stops(*case), _lost_by_rate(*case)
        if min(lost, *others) > 0 and lost not in others and others[0] != others[1]:
            found.append(case)
    return found


def _in_part(mine):
    """What the budget brings if partners can be signed in part, and net for cost of whoever is."""
    N, C, left, net = mine.portfolio.net, mine.portfolio.cost, mine.budget, 0.0
    for i in np.argsort(-N / C, kind="stable"):
        if C[i] > left:
            return np.array([net + left * N[i] / C[i], N[i] / C[i]])
        left, net = left - C[i], net + N[i]
    raise ValueError("everybody can be paid")


def _priced(mine, price):
    """The right net with another price."""
    return np.array([_in_part(mine)[0], price])


def _plain(mine, more=0):
    return _most(mine.portfolio.net, mine.portfolio.cost, mine.budget + more)


QUESTIONS = [
    Question(
        id="A1.1",
        name="kept",
        points=2,
        given=_mine,
        answer=lambda mine: _by_name(mine, mine.portfolio.returns - _paid(mine)),
        accept=near(decimals=3),
        praise="Lepton keeps the share α of every surplus R − C.",
        hints=[
            "What is left of the return R when the transfer t has been paid?",
            "t = α C + (1 − α) R for each partner, so R − t. That is the same as α (R − C).",
        ],
        misconceptions=[
            Misconception(
                "took the partner's share",
                lambda mine: mine.portfolio.returns - _paid(mine, 1 - mine.alpha),
                "α and 1 − α have changed places: α is the share of the surplus that Lepton keeps.",
                credit=0.5,
            ),
            Misconception(
                "charged the pool n times",
                lambda mine: mine.portfolio.returns - _paid(mine).sum(),
                "Each partner is charged with what all eight are paid, so the pool is paid eight times. "
                "From each return comes that partner's own transfer.",
            ),
            Misconception(
                "forgot the cost",
                lambda mine: mine.alpha * mine.portfolio.returns,
                "That is a share of the return. The transfer also pays back α C of the partner's cost.",
            ),
            Misconception(
                "gave the transfer",
                _paid,
                "That is what the partners are paid. What is left for Lepton of the return?",
                credit=0.5,
            ),
            Misconception(
                "gave the whole surplus",
                lambda mine: net_contribution(mine.portfolio),
                "R − C is what there is to share. Lepton keeps the part α of it.",
            ),
        ],
        read="Lesson 1, *The reading that rescues it*.",
    ),
    Question(
        id="A1.2",
        name="off",
        points=2,
        given=_mine,
        answer=lambda mine: _by_name(mine, _errors(mine)),
        accept=near(decimals=3),
        praise="Three errors that cancel: a right total proves nothing about its parts.",
        hints=[
            "Compare with R − C, partner by partner.",
            "`mine.report` is a dict: `mine.report[name]` minus the net contribution of that name, for each of `mine.names`.",
        ],
        misconceptions=[
            Misconception(
                "trusted the total",
                lambda mine: np.zeros(8),
                "The total is right, and three of its parts are wrong: the errors cancel.",
            ),
            Misconception(
                "subtracted the wrong way round",
                lambda mine: -_errors(mine),
                "These are the right entries, with the sign turned: what the list says minus the net contribution, so that "
                "an entry that is too high gives a positive number.",
                credit=0.5,
            ),
            Misconception(
                "left out the signs",
                lambda mine: abs(_errors(mine)),
                "Some entries are too low: what the list says minus the net contribution is negative there.",
                credit=0.5,
            ),
            Misconception(
                "saw only what is too high",
                lambda mine: np.maximum(_errors(mine), 0),
                "An entry that is too low is wrong as well.",
                credit=0.5,
            ),
            Misconception(
                "saw only what is too low",
                lambda mine: np.minimum(_errors(mine), 0),
                "An entry that is too high is wrong as well.",
                credit=0.5,
            ),
        ],
        read="Lesson 1, *What is a partner worth?*",
    ),
    Question(
        id="A1.3",
        name="scores",
        points=3,
        given=_mine,
        answer=lambda mine: _by_name(mine, _scores(mine)),
        accept=near(decimals=3),
        praise="Scaled, with the right side up, and weighed: in that order.",
        hints=[
            "Bring each column to the range from 0 (worst) to 1 (best) first. Which end of the months is the best?",
            "`(X - X.min(axis=0)) / (X.max(axis=0) - X.min(axis=0))`; in the column of the months take 1 minus that; "
            "then `@ mine.weights`.",
        ],
        misconceptions=[
            Misconception(
                "rewarded the delay",
                lambda mine: _scores(mine, senses=("max",) * 4),
                "More months raise your score. In that column the smallest number is the best.",
                credit=0.5,
            ),
            Misconception(
                "inverted the months",
                lambda mine: weighted_sum(
                    np.column_stack([mine.X[:, :3], 1 / mine.X[:, 3]]),
                    mine.weights,
                    ("max",) * 4,
                ),
                "1 / months bends the scale: from 2 months to 4 then counts far more than from 20 to 22. "
                "Turn the column round, do not invert it.",
                credit=0.5,
            ),
            Misconception(
                "did not scale",
                lambda mine: _scores(mine, scaling="none"),
                "Months and marks have different units. Without scaling the months decide nearly everything.",
            ),
            Misconception(
                "weighed all alike",
                lambda mine: _scores(mine, weights=np.full(4, 0.25)),
                "The weights are in `mine.weights`; they are not all equal.",
            ),
            Misconception(
                "scaled by the column's length",
                lambda mine: _scores(mine, scaling="vector"),
                "That is vector scaling. The question asks for min-max: 0 for the worst, 1 for the best.",
                credit=0.5,
            ),
        ],
        read="Lesson 2, *Weights, and the currency they are in*.",
    ),
    Question(
        id="A1.4",
        name="lead",
        points=3,
        given=_mine,
        answer=lambda mine: _by_name(mine, _leads(mine)),
        accept=near(decimals=3),
        praise="Where it is negative nobody became better, and yet the first place went to somebody else: that is rank "
        "reversal.",
        hints=[
            "Take out one row at a time and compute the scores of those who stay anew.",
            "For each i but the first: `weighted_sum` of `np.delete(mine.X, i, axis=0)`; from the score of the one who was "
            "first take away the largest of the other six.",
        ],
        misconceptions=[
            Misconception(
                "kept the old scale",
                lambda mine: _leads(mine, rescaled=False),
                "With the old scores nothing can turn. But min-max looks at the table that is left: compute the scores anew.",
            ),
            Misconception(
                "took the lead of whoever is first",
                lambda mine: _leads(mine, of_anybody=True),
                "That is how far whoever is first then is ahead of the next. Where another one takes the first place, the "
                "one that had it is behind: a negative number.",
                credit=0.5,
            ),
            Misconception(
                "left its own place 0",
                lambda mine: _leads(mine, own=False),
                "Seven of the eight are right. In the first's own place goes its lead among all eight.",
                credit=0.5,
            ),
        ],
        read="Lesson 2, *Somebody withdraws*.",
    ),
    Question(
        id="A1.5",
        name="signed",
        points=3,
        given=_mine,
        answer=lambda mine: set(_best(mine).chosen),
        accept=exactly(),
        praise="A set, with its budget, its synergy and its quarrel: no list would have found it.",
        hints=[
            "A list looks at one partner at a time. Which function looks at sets?",
            "`select(mine.portfolio, mine.budget, **mine.rules).chosen` gives their names.",
        ],
        misconceptions=[
            Misconception(
                "ranked by net instead of selected",
                lambda mine: _named(
                    mine, _down(mine.portfolio.net, mine.portfolio.cost, mine.budget)
                ),
                "That is what a list by net contribution signs. Another set is worth more within the same budget.",
            ),
            Misconception(
                "ranked by score instead of selected",
                lambda mine: _named(
                    mine, _down(_scores(mine), mine.portfolio.cost, mine.budget)
                ),
                "That is what a list by score signs. The question asks for the set that is worth most.",
            ),
            Misconception(
                "forgot the conflict",
                lambda mine: set(_best(mine, conflicts=()).chosen),
                "Two of these will not both sign. Pass the conflict on: `**mine.rules`.",
                credit=0.5,
            ),
            Misconception(
                "forgot the synergy",
                lambda mine: set(_best(mine, synergy=None).chosen),
                "Two partners are worth more together. Pass the synergy on: `**mine.rules`.",
                credit=0.5,
            ),
            Misconception(
                "ignored the budget",
                lambda mine: set(mine.names),
                "All eight cost more than there is.",
            ),
        ],
        read="Lesson 3, *Partners are not separate*.",
    ),
    Question(
        id="A1.6",
        name="lost_by_list",
        points=4,
        answer=lambda: _lost,
        accept=same_function(_cases),
        praise="Now the price of going down a list has a number.",
        hints=[
            "Two parts: the value of the best set, and the value of what the list signs. Subtract.",
            "`select(net, cost, budget).value` is the first. For the second go through `np.argsort(-net)` and sign "
            "whoever costs no more than what is left; whoever is too dear is passed over, and the list goes on.",
        ],
        misconceptions=[
            Misconception(
                "stopped at the first who is too dear",
                lambda: _lost_if_it_stops,
                "Your list ends where somebody cannot be paid. It should pass over them and go on: somebody "
                "further down may be cheap.",
                credit=0.5,
            ),
            Misconception(
                "ranked by net for cost",
                lambda: _lost_by_rate,
                "Your list is by net for each unit of cost. The question asks for the list by net.",
                credit=0.5,
            ),
            Misconception(
                "subtracted the wrong way round",
                lambda: lambda net, cost, budget: -_lost(net, cost, budget),
                "A loss counts as a positive number: the best minus the list.",
                credit=0.5,
            ),
            Misconception(
                "gave the best value",
                lambda: _most,
                "That is what the best set is worth. How much less does the list bring?",
                credit=0.25,
            ),
            Misconception(
                "ignored the budget",
                lambda: lambda net, cost, budget: np.sum(net) - _most(net, cost, budget),
                "You compare with signing everybody, which nobody can pay.",
            ),
        ],
        read="Lesson 3, *Would you buy from the top of the list?*",
    ),
    Question(
        id="A1.7",
        name="bought",
        points=3,
        given=_mine,
        answer=_in_part,
        accept=near(decimals=3),
        praise="The net for cost of whoever would be signed in part: that is what a little more budget buys.",
        hints=[
            "If partners can be signed in part, who gets the next bit of money?",
            "Sort by N / C and spend the budget from the top, the last partner in part. `relaxed` and `shadow_price` of "
            "`select(mine.portfolio, mine.budget)` say the same.",
        ],
        misconceptions=[
            Misconception(
                "counted whole partners",
                lambda mine: np.array([_plain(mine), _plain(mine, 1) - _plain(mine)]),
                "That is what your budget brings, and one more million, if partners are signed whole or not at all. "
                "Here they can be signed in part.",
                credit=0.5,
            ),
            Misconception(
                "took the net of whole partners",
                lambda mine: np.array([_plain(mine), _in_part(mine)[1]]),
                "The price is right. The net is that of whole partners; in part, the money that is left brings something too.",
                credit=2 / 3,
            ),
            Misconception(
                "took the average",
                lambda mine: _priced(mine, _in_part(mine)[0] / mine.budget),
                "The net is right. Your price is its mean for each unit; the next unit buys less than the ones before it.",
                credit=1 / 3,
            ),
            Misconception(
                "took the best rate",
                lambda mine: _priced(mine, (mine.portfolio.net / mine.portfolio.cost).max()),
                "The net is right. Your price is that of a partner who is paid already. The next unit goes to whoever is "
                "only paid in part.",
                credit=1 / 3,
            ),
        ],
        read="Lesson 3, *What does money buy?*",
    ),
]
