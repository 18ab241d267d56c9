"""The draft of the memo: what the methods of lessons 1 to 8 say of an industry, with the learner's own decisions in it."""

from textwrap import fill

import numpy as np
from scipy.stats import beta

from lepton_kit.partnership import (
    nash_bargain,
    rank,
    removal_impact,
    select,
    shapley,
    simulate,
    synergy_game,
    var_cvar,
    weighted_sum,
)

__all__ = ["draft"]


def draft(mine, *, signed=None, power=0.5, correlation=0.3, leave_below=0.1):
    """Print nine lines of figures, a lesson each, and after each an open *Because*.

    ``mine`` is an industry as ``read_industry`` gives it, ``signed`` a set of names or None for the best choice within the
    budget; ``power`` is Lepton's in the bargain, ``correlation`` how much partners fail for a common reason.
    """
    everybody = mine.portfolio
    best = select(everybody, mine.budget, **mine.rules)
    team = everybody[best.x] if signed is None else everybody[sorted(signed)]
    names = set(team.names)
    scores = weighted_sum(mine.X, mine.weights, mine.senses)
    first = [everybody.names[i] for i in np.argsort(rank(scores), kind="stable")[:5]]
    synergy = {
        pair: amount for pair, amount in mine.synergy.items() if names.issuperset(pair)
    }
    deal = nash_bargain(team, power=power)
    needed = removal_impact(mine.M[[everybody.names.index(name) for name in team.names]])
    saved = [
        (c["name"], c["loss"] * (c["chance_without"] - c["chance_with"]) - c["cost"])
        for c in mine.clauses
        if names & set(c["partners"])
    ]
    paid = shapley(synergy_game(team, synergy)) if len(team) <= 12 else team.net
    chance = beta.sf(
        team.cost / team.returns, 1 + team.column("successes"), 1 + team.column("failures")
    )
    net = simulate(team, failure=team.column("failure"), correlation=correlation, rng=1)
    hit = names & set(mine.shock["partners"])
    after = sum(p.returns for p in team if p.name not in hit) - team.cost.sum()
    closest = team.names[chance.argmin()]
    lines = (
        f"Value: {(everybody.net > 0).sum()} of {len(everybody)} partners bring more than they cost",
        f"Criteria: first by our weights are {', '.join(first)}",
        f"Choice: we sign {', '.join(team.names)}; they cost {team.cost.sum():.1f} of {mine.budget:.1f} and net "
        f"{team.total:.1f}, with synergies {team.total + sum(synergy.values()):.1f}",
        f"When plans go wrong: hardest to replace is {team.names[needed.argmax()]}, with {needed.max():.0%} of the outputs",
        f"Contracts: with a power of {power:g} we pay {deal.transfer.sum():.2f} and keep {deal.kept.sum():.2f}; clauses that "
        f"pay: {', '.join(f'{name} ({gain:+.3f})' for name, gain in saved if gain > 0) or 'none'}",
        f"Coalition: most of the gain is due to {team.names[paid.argmax()]} ({paid.max():.2f} by the Shapley value)",
        f"Trust: we review {closest} first (worth its cost with chance {chance.min():.2f}) and leave below {leave_below:g}",
        f"Risk: mean {net.mean():.2f}, worst twentieth {-var_cvar(-net).cvar:+.2f}; in the year of {mine.shock['name'].lower()} "
        f"{after:+.2f}",
        f"Proof: before we extend the work with {closest}, we compare sites with it and without, before and after",
    )
    print(f"Memo on {mine.name}. {mine.question}\nMillion euros a year.\n")
    for number, line in enumerate(lines, start=1):
        print(fill(f"{number}. {line}.", 100, subsequent_indent="   "))
        print("   Because: ...")
