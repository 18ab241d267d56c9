"""Lesson 5, contracts."""

from collections.abc import Mapping

import numpy as np

from lepton_kit.exercises import Guess
from lepton_kit.exercises.comparing import Unjudged, near, same_function
from lepton_kit.exercises.content import INDUSTRIES, industry_file
from lepton_kit.exercises.question import Misconception, Question
from lepton_kit.exercises.values import entries, names, plain_name
from lepton_kit.partnership import Escrow, nash_bargain, read_industry, share_contract


def _transfer(cost, returns, **kind):
    return nash_bargain([cost], [returns], **kind).transfer[0]


def _both(cost=0.8, returns=1.8, power=0.6, offer=0.6):
    """The transfer where the offer pays while the two are at odds, and where it can be had only by leaving."""
    return np.array(
        [
            _transfer(cost, returns, power=power, disagreement=offer),
            _transfer(cost, returns, power=power, outside_option=offer),
        ]
    )


def _after_award(share, *, whose="buyer"):
    return getattr(Escrow(buyer=2.0).propose(1.2).fund().deliver().dispute().award(share), whose)


def _alliance(n, net, pair):
    return n * net - pair * n * (n + 1) / 2


def _alliances(rng):
    """Nobody, one, and some partners, with pairs that cost nothing, little, and more than anybody brings."""
    for n in (0, 1, 2, 5, 12):
        for pair in (0.0, 0.03, 0.9):
            yield n, float(rng.integers(1, 20)) / 8 + 0.01, pair


def _value(clause):
    return (clause["chance_without"] - clause["chance_with"]) * clause["loss"] - clause["cost"]


def _clauses(rng):
    """Those of all industries, one that is free, and one that helps nothing."""
    keys = ("cost", "loss", "chance_without", "chance_with")
    yield ({"cost": 0.0, "loss": 1.0, "chance_without": 0.3, "chance_with": 0.05},)
    yield ({"cost": 0.04, "loss": 0.7, "chance_without": 0.2, "chance_with": 0.2},)
    for name in INDUSTRIES:
        for clause in read_industry(industry_file(name)).clauses:
            yield ({key: clause[key] for key in keys},)


def _choice(answer):
    """The industry and the clauses that somebody chose, by their names."""
    parts = None if isinstance(answer, str | set | frozenset) else entries(answer)
    industry = getattr(parts[0], "name", parts[0]) if parts and len(parts) == 2 else None  # `mine` will do too
    if not isinstance(industry, str):
        raise Unjudged('A pair is wanted: your industry and a set of names, such as (industry, {"patent sharing"}).')
    if plain_name(industry) not in INDUSTRIES:
        raise Unjudged(f"There is no industry {industry!r}. There are {', '.join(INDUSTRIES[1:])}.")
    whole = entries(parts[1]) if not isinstance(parts[1], set | frozenset) else None
    whole = whole if whole and all(isinstance(clause, Mapping) and "name" in clause for clause in whole) else None
    chosen = [clause["name"] for clause in whole] if whole else parts[1]  # clauses as they stand in `mine.clauses`
    return read_industry(industry_file(plain_name(industry))), set(names(chosen))


def _spent(mine, chosen, seed, years=20_000):
    luck = np.random.default_rng(seed).random((years, len(mine.clauses)))
    signed = [plain_name(clause["name"]) in chosen for clause in mine.clauses]
    chance = [c["chance_with" if yes else "chance_without"] for c, yes in zip(mine.clauses, signed, strict=True)]
    fees = sum(c["cost"] for c, yes in zip(mine.clauses, signed, strict=True) if yes)
    return fees + (luck < chance) @ [c["loss"] for c in mine.clauses]


def _saves(mine, chosen, other):
    """Whether the interval of what ``chosen`` saves against ``other`` lies above 0 for each of five seeds."""
    for seed in range(5):
        d = _spent(mine, other, seed) - _spent(mine, chosen, seed)
        if d.mean() - 1.96 * d.std() / np.sqrt(len(d)) <= 0:
            return False
    return True


def _passes_the_bar(answer, expected):
    """What keeps a choice of clauses from passing the bar of the open task, or None."""
    mine, chosen = _choice(answer)
    known = {plain_name(clause["name"]): clause["name"] for clause in mine.clauses}
    if strange := sorted(chosen - known.keys()):
        return f"There is no clause {strange[0]!r} in {mine.name}. There are {', '.join(known.values())}."
    if not _saves(mine, chosen, set()):
        return "Against signing none, your choice does not save money for each of the five seeds: see `compare`."
    for plain, name in known.items():
        if _saves(mine, chosen ^ {plain}, chosen):
            act = "Without" if plain in chosen else "With"
            return f"{act} {name} you would save still more, for each of the five seeds."
    return None


def _is(wanted):
    """A test for a choice: ``wanted`` of the learner's own industry."""

    def shows(answer):
        mine, chosen = _choice(answer)
        return chosen == {plain_name(clause["name"]) for clause in mine.clauses if wanted(clause)}

    return shows


def _of_medicine(wanted):
    clauses = read_industry(industry_file("medicine")).clauses
    return "medicine", {clause["name"] for clause in clauses if wanted(clause)}


GUESSES = [
    Guess(
        id="05.a",
        answer=lambda: _transfer(0.8, 1.8, power=0.5),
        then="Run the next cell: it also shows what a stronger Lepton would pay.",
    ),
    Guess(
        id="05.b",
        answer=lambda: share_contract(3, 1).share,
        then="Run the next cell, and compare with half and half.",
    ),
    Guess(
        id="05.c",
        answer=lambda: 1 + int(np.argmax([_alliance(n, 0.8, 0.12) for n in range(1, 13)])),
        then="Run the next cell, and look at what is left with twelve of them.",
    ),
]

QUESTIONS = [
    Question(
        id="05.1",
        answer=lambda: _transfer(0.8, 1.8, power=0.6),
        accept=near(1e-6),
        praise="Lepton keeps six tenths of the surplus of 1.0, and Ostergate has its cost and the other four.",
        hints=[
            "The surplus is 1.8 - 0.8. Which part of it does Ostergate have on top of its cost?",
            "With $\\alpha$ = 0.6 in $t = \\alpha C + (1 - \\alpha) R$, or `nash_bargain(..., power=0.6)`.",
            "`nash_bargain(cost=0.8, returns=1.8, power=0.6).transfer[0]`",
        ],
        misconceptions=[
            Misconception(
                "turned the power round",
                lambda: _transfer(0.8, 1.8, power=0.4),
                "0.6 is Lepton's power. It stands with C: the more power Lepton has, the nearer t comes to the cost.",
            ),
            Misconception(
                "kept equal power",
                lambda: _transfer(0.8, 1.8, power=0.5),
                "That is the price between equals. Here Lepton has a power of 0.6.",
                printed=True,
            ),
            Misconception(
                "gave Ostergate's gain",
                lambda: 0.4 * 1.0,
                "That is what Ostergate gains over its cost. The transfer covers the cost as well.",
            ),
            Misconception(
                "gave what Lepton keeps",
                lambda: 0.6 * 1.0,
                "That is what Lepton keeps, R - t. What does it pay?",
            ),
        ],
        read="See *What is a fair price?*",
    ),
    Question(
        id="05.2",
        answer=_both,
        accept=near(1e-6),
        praise="Paid meanwhile, the offer is covered first and 0.4 is shared; as a threat to leave, it is matched.",
        hints=[
            "At odds: 0.8 + 0.6 is covered, and what is left up to 1.8 is shared. Leaving: is 0.6 more than the share here?",
            "`nash_bargain` takes `disagreement=0.6` for the first and `outside_option=0.6` for the second.",
            "`[nash_bargain(cost=0.8, returns=1.8, power=0.6, **{kind: 0.6}).transfer[0]` `for kind in "
            '("disagreement", "outside_option")]`',
        ],
        misconceptions=[
            Misconception(
                "covered the offer first in both",
                lambda: _both()[[0, 0]],
                "The first is right. An offer that can be had only by leaving is matched, and nothing is added to it.",
            ),
            Misconception(
                "matched the offer in both",
                lambda: _both()[[1, 1]],
                "The second is right. While the two are at odds the rival pays, so Ostergate wants its part of what is "
                "left on top.",
            ),
            Misconception(
                "forgot Lepton's power",
                lambda: _both(power=0.5),
                "That is between equals. Here Lepton's power is 0.6.",
            ),
            Misconception(
                "left the offer out where it is no more than a threat",
                lambda: np.array([_both()[0], _transfer(0.8, 1.8, power=0.6)]),
                "At 1.2 Ostergate would gain 0.4, less than the 0.6 it can have by leaving. So it has to be matched.",
            ),
            Misconception(
                "added the offer to the return",
                lambda: np.array([_transfer(0.8, 1.8 + 0.6, power=0.6), _both()[1]]),
                "The rival's offer brings Lepton nothing: R stays 1.8. It raises the least that Ostergate accepts.",
            ),
            Misconception(
                "forgot Ostergate's cost",
                lambda: _both() - 0.8,
                "Those are Ostergate's gains. The transfer covers its cost of 0.8 as well.",
            ),
        ],
        read="See *What is a fair price?*",
    ),
    Question(
        id="05.3",
        answer=lambda: (10 + (10 + 2) / 2) / 2,
        accept=near(1e-6),
        praise="8: half of the customers who would have paid 6 stay away.",
        hints=[
            "First Lepton's wholesale price, then the partner's price on top of it.",
            "$w = (A + c)/2$ with A = 10 and c = 2; then $p = (A + w)/2$.",
            "`price = (10 + (10 + 2) / 2) / 2`",
        ],
        misconceptions=[
            Misconception(
                "stopped at the wholesale price",
                lambda: (10 + 2) / 2,
                "6 is what the partner pays Lepton. What do customers pay after the partner's own margin?",
            ),
            Misconception(
                "added the single firm's margin twice",
                lambda: 2 + 2 * 4,
                "The partner does not add 4 again: at 10 nobody would buy. It chooses p = (A + w)/2.",
            ),
            Misconception(
                "gave the units sold",
                lambda: 10 - (10 + (10 + 2) / 2) / 2,
                "That is how many units are sold. At which price?",
            ),
        ],
        read="See *Three ways to work together*.",
    ),
    Question(
        id="05.4",
        answer=lambda: share_contract(1, 4).welfare - share_contract(1, 4, share=0.5).welfare,
        accept=near(1e-6),
        praise="2.100 against 1.875: the university should have four fifths of the result.",
        hints=[
            "What is the best share, and what is the welfare there?",
            "`share_contract(1, 4)` finds the best share; `share_contract(1, 4, share=0.5)` is the lawyer's.",
            "`share_contract(1, 4).welfare - share_contract(1, 4, share=0.5).welfare`",
        ],
        misconceptions=[
            Misconception(
                "gave the welfare, not the gain",
                lambda: share_contract(1, 4).welfare,
                "That is the welfare at the best share. How much more is it than at one half?",
            ),
            Misconception(
                "compared with the first best",
                lambda: share_contract(1, 4).first_best - share_contract(1, 4, share=0.5).welfare,
                "You compared with effort that can be contracted. No share reaches that: the best one makes 2.1.",
            ),
            Misconception(
                "swapped the sides",
                lambda: share_contract(1, 4, share=0.8).welfare - share_contract(1, 4, share=0.5).welfare,
                "That is a loss: Lepton's share is k1 / (k1 + k2) = 0.2, the larger part goes to the university.",
            ),
            Misconception(
                "gave the difference of the losses",
                lambda: share_contract(1, 4, share=0.5).loss - share_contract(1, 4).loss,
                "Those are shares of the first best. The welfare itself is wanted: multiply by 2.5, or use `.welfare`.",
            ),
        ],
        read="See *Who works how hard?*",
    ),
    Question(
        id="05.5",
        answer=lambda: _alliance,
        accept=same_function(_alliances),
        praise="The first part grows like n, the second like n squared: sooner or later it wins.",
        hints=[
            "How many pairs are there among n partners and Lepton?",
            "n partners and Lepton are n + 1 parties, hence n (n + 1) / 2 pairs.",
            "`return n * net - pair * n * (n + 1) / 2`",
        ],
        misconceptions=[
            Misconception(
                "left Lepton out of the pairs",
                lambda: lambda n, net, pair: n * net - pair * n * (n - 1) / 2,
                "Those are the pairs among the partners. Lepton has to keep in step with each of them too.",
            ),
            Misconception(
                "counted each pair twice",
                lambda: lambda n, net, pair: n * net - pair * n * (n + 1),
                "A with B and B with A are the same pair: halve the number.",
            ),
            Misconception(
                "paid for Lepton's own links only",
                lambda: lambda n, net, pair: n * net - pair * n,
                "That is the cost if the partners never meet. Here everybody keeps in touch with everybody.",
            ),
            Misconception(
                "gave the mean for a partner",
                lambda: lambda n, net, pair: net - pair * (n + 1) / 2,
                "That is for each partner. The total of all n is wanted.",
            ),
            Misconception(
                "added what the pairs cost",
                lambda: lambda n, net, pair: n * net + pair * n * (n + 1) / 2,
                "Each pair costs Lepton something: take it off.",
            ),
            Misconception(
                "never went below zero",
                lambda: lambda n, net, pair: max(0, n * net - pair * n * (n + 1) / 2),
                "With many partners the pairs may cost more than the partners bring. Then the total is negative.",
            ),
            Misconception(
                "let each partner pay for all pairs",
                lambda: lambda n, net, pair: n * (net - pair * n * (n + 1) / 2),
                "There the brackets make every partner pay for all the pairs. The pairs are paid for once.",
            ),
            Misconception(
                "gave the cost only",
                lambda: lambda n, net, pair: pair * n * (n + 1) / 2,
                "That is what the pairs cost. What do the n partners bring before it?",
            ),
        ],
        read="See *What working together costs*.",
    ),
    Question(
        id="05.6",
        answer=lambda: _after_award(0.4),
        accept=near(1e-6),
        praise="0.8 never went in, and six tenths of 1.2 came back. No money was made or lost.",
        hints=[
            "How much stays in Lepton's purse when it funds the escrow? How much of the rest comes back?",
            "0.8 stays. The arbiter gives Ostergate 0.4 of the 1.2, and Lepton the rest of it.",
            "`Escrow(buyer=2.0).propose(1.2).fund().deliver().dispute().award(0.4).buyer`",
        ],
        misconceptions=[
            Misconception(
                "gave Ostergate's money",
                lambda: _after_award(0.4, whose="seller"),
                "That is what Ostergate is awarded. How much has Lepton?",
            ),
            Misconception(
                "forgot what never went in",
                lambda: _after_award(0.4) - 0.8,
                "That comes back from the escrow. 0.8 of Lepton's 2.0 never went in.",
            ),
            Misconception(
                "turned the share round",
                lambda: _after_award(0.6),
                "The award of 0.4 is the seller's, and the seller is Ostergate.",
            ),
            Misconception(
                "took the share of the whole purse",
                lambda: 2.0 * (1 - 0.4),
                "The arbiter divides the price of 1.2, not the whole purse of 2.0.",
            ),
        ],
        read="See *A contract that keeps its word*.",
    ),
    Question(
        id="05.7",
        answer=lambda: _value,
        accept=same_function(_clauses),
        praise="A clause is an insurance: what it saves in an average year, less its price.",
        hints=[
            "By how much does the clause lower the chance of the loss? What does that save in an average year?",
            "(chance without - chance with) times the loss, less the cost.",
            '`return (clause["chance_without"] - clause["chance_with"]) * clause["loss"] - clause["cost"]`',
        ],
        misconceptions=[
            Misconception(
                "left the cost out",
                lambda: lambda clause: _value(clause) + clause["cost"],
                "That is the loss that it saves. The clause itself costs something every year.",
            ),
            Misconception(
                "thought that the clause prevents every loss",
                lambda: lambda clause: clause["chance_without"] * clause["loss"] - clause["cost"],
                "With the clause the loss still happens, with the chance that is left: `chance_with`.",
            ),
            Misconception(
                "gave what it costs in all",
                lambda: lambda clause: clause["cost"] + clause["chance_with"] * clause["loss"],
                "That is what a year with the clause costs. How much less is it than a year without?",
            ),
            Misconception(
                "turned the chances round",
                lambda: (
                    lambda clause: (clause["chance_with"] - clause["chance_without"]) * clause["loss"] - clause["cost"]
                ),
                "Without the clause the chance is the higher one: without minus with is what it saves.",
            ),
            Misconception(
                "took the cost off the loss",
                lambda: (
                    lambda clause: (
                        (clause["chance_without"] - clause["chance_with"]) * (clause["loss"] - clause["cost"])
                    )
                ),
                "The brackets make the cost fall due only with the loss. It is paid every year: take it off last.",
            ),
            Misconception(
                "never went below zero",
                lambda: lambda clause: max(0, _value(clause)),
                "A clause may cost more than it saves. Then it is worth less than nothing, and that is worth knowing.",
            ),
            Misconception(
                "left the loss out",
                lambda: lambda clause: clause["chance_without"] - clause["chance_with"] - clause["cost"],
                "A difference of chances is no money: multiply it by the loss.",
            ),
        ],
        read="See *What is a clause worth?*",
    ),
    Question(
        id="05.8",
        answer=lambda: _of_medicine(lambda clause: _value(clause) > 0),
        accept=_passes_the_bar,
        praise="It saves money in the same years, and no single change would save more. Now defend it in a sentence.",
        hints=[
            "Use `clause_value` of 05.7 on each of `mine.clauses`.",
            "A clause belongs in the set if it is worth more than nothing. Check with `compare(your set, set())`.",
            '`(industry, {clause["name"] for clause in mine.clauses if clause_value(clause) > 0})`',
        ],
        misconceptions=[
            Misconception(
                "signed everything",
                lambda: _of_medicine(lambda clause: True),
                "Signing all of them is careful and not cheap: one of them at least costs more than it saves.",
                shows=_is(lambda clause: True),
            ),
            Misconception(
                "signed nothing",
                lambda: _of_medicine(lambda clause: False),
                "Signing nothing saves the fees and bears all the losses. Some clause of your industry pays.",
                shows=_is(lambda clause: False),
            ),
        ],
        read="See *Open task*.",
    ),
]
