# %% [markdown]
# # A2 · Sharing and reviewing
#
# > **You will** bargain with partners who have other offers, mend a contract, see who would leave an alliance, write a rule
# > for sharing, read escrows, and review a year.
# >
# > **90 minutes** · 7 questions, 20 points · needs lessons 5 to 7.
# >
# > **To hand in**: put your student id into the first line of code, answer, save, and run `lepton coursework doctor` with this
# > file's name in a terminal. It says what is missing. Then upload this file.
#
# Every student has another alliance of some of the twelve partners, which comes from the id. All numbers are made up. You may use
# everything of the lessons. Write your answers into the cells with `...`, under the names that stand there: what a name holds when the
# whole notebook has run is what is marked. The cell after each answer says whether it *can* be marked, not whether it is
# right. Each question can be answered without the others, and what you add elsewhere does no harm. Where a number is asked for,
# three decimals will do, and more do no harm; do not round on the way. When it is marked, a cell may take 60 seconds and a call of your
# function 5, so build nothing that takes long on your own machine.
#
# The cash-flow table of lesson 1 holds: the partner bears $C$ at the start of the year, $R$ arrives at Lepton during it, and Lepton pays
# the transfer $t$ at its end. Money is in million euros a year.

# %%
student = "put your student id here"

from itertools import permutations

import numpy as np
from scipy.stats import beta

from lepton_kit.exercises import personal_data, ready
from lepton_kit.partnership import (
    Escrow,
    excess,
    nash_bargain,
    shapley,
    share_contract,
    share_welfare,
    update_trust,
)

mine = personal_data("A2").alliance(student)
mine

# %% [markdown]
# Costs and returns are arrays in the order A, B, C, D. So is `mine.outside`: what a rival of Lepton pays to each, over its cost, for as
# long as there is no deal. There are also `mine.power`, `mine.effort` (the pair $k_1, k_2$), `mine.v` (16 numbers, what each group could
# earn elsewhere, in the order of lesson 6), `mine.purse` and `mine.escrows`.

# %%
C, R = mine.portfolio.cost, mine.portfolio.returns

# %% [markdown]
# ## Partners who can go elsewhere
#
# **A2.1** (2 points) Lepton bargains with each of the four, with the power `mine.power`. The rival pays `mine.outside` *while the two
# are still at odds*: it is the partner's **disagreement point**, not an outside option for which it would have to leave. Which
# transfers do they agree on? Give 4 numbers in the order of the table, or by name; three decimals will do.

# %% tags=["exercise"] question="A2.1"
agreed = ...
# BEGIN SOLUTION
deal = nash_bargain(C, R, power=mine.power, disagreement=mine.outside)
agreed = deal.transfer
# END SOLUTION
# BEGIN MUTANT ignored the other offers: 1
agreed = nash_bargain(C, R, power=mine.power).transfer
# END MUTANT
# BEGIN MUTANT split in half: 0
agreed = (C + mine.outside + R) / 2
# END MUTANT
ready("A2.1", agreed, like=dict.fromkeys(mine.names, 0.0))

# %% [markdown]
# ## A contract for joint research
#
# Lepton and A do research together, and neither can check how hard the other works. Their $k_1$ and $k_2$ are `mine.effort`. A
# lawyer has written "half and half".
#
# **A2.2** (3 points) How much more welfare would the best share make, for both sides together? Give one number; three decimals will
# do. As in lesson 5, the result is $e_1 + e_2$, and an effort $e_i$ costs its side $e_i^2 / (2 k_i)$.

# %% tags=["exercise"] question="A2.2"
better = ...
# BEGIN SOLUTION
half = share_contract(*mine.effort, share=0.5)
better = share_contract(*mine.effort).welfare - half.welfare
# END SOLUTION
# BEGIN MUTANT compared with full effort: 1.5
better = sum(mine.effort) / 2 - share_contract(*mine.effort, share=0.5).welfare
# END MUTANT
# BEGIN MUTANT gave the share: 0
better = mine.effort[0] / sum(mine.effort)
# END MUTANT
ready("A2.2", better, like=0.0)

# %% [markdown]
# ## Who would leave?
#
# A, B, C and D are worth `mine.v[-1]` together. Somebody proposes to divide it in proportion to the costs $C$. A group that leaves
# gains its **excess**: what it could earn elsewhere minus what its members would be paid here.
#
# **A2.3** (2 points) How strongly is each of the four tempted: what is the largest excess of a group of one, two or three with this
# partner in it? It is negative where every such group would lose. Give 4 numbers in the order of the table, or by name; three decimals
# will do.

# %% tags=["exercise"] question="A2.3"
tempted = ...
# BEGIN SOLUTION
gains = excess(mine.v, mine.v[-1] * C / C.sum())
tempted = [max(gains[S] for S in range(1, 15) if S >> i & 1) for i in range(4)]
# END SOLUTION
# BEGIN MUTANT took what the groups are worth: 0
tempted = [max(mine.v[S] for S in range(1, 15) if S >> i & 1) for i in range(4)]
# END MUTANT
# BEGIN MUTANT divided equally: 1
gains = excess(mine.v, np.full(4, mine.v[-1] / 4))
tempted = [max(gains[S] for S in range(1, 15) if S >> i & 1) for i in range(4)]
# END MUTANT
ready("A2.3", tempted, like=dict.fromkeys(mine.names, 0.0))

# %% [markdown]
# ## The founder was there first
#
# The Shapley value pays everybody the mean of what it adds on arrival, over all orders. "But I *was* there first," says the founder
# of an alliance, who is player 0. So take the mean over those orders only in which player 0 arrives first.
#
# **A2.4** (4 points) Write the function. `v` is an array of $2^n$ numbers, the worth of each group as in lesson 6, for $n$ = 3 or 4
# players; `v[0]` is 0. It returns an array of $n$ numbers, not rounded. It will be called with games that you have not seen.


# %% tags=["exercise"] question="A2.4"
def shares(v):
    ...
    # BEGIN SOLUTION
    n = len(v).bit_length() - 1
    orders = [(0, *rest) for rest in permutations(range(1, n))]
    paid = np.zeros(n)
    for order in orders:
        S = 0
        for i in order:
            paid[i] += v[S | 1 << i] - v[S]
            S |= 1 << i
    return paid / len(orders)
    # END SOLUTION
    # BEGIN MUTANT took all orders: 2
    return shapley(v)
    # END MUTANT
    # BEGIN MUTANT took one order only: 1
    n = len(v).bit_length() - 1
    return np.array([v[(2 << i) - 1] - v[(1 << i) - 1] for i in range(n)])
    # END MUTANT


ready("A2.4", shares, like=lambda v=np.array([0.0, 1, 2, 4, 3, 6, 5, 9]): np.zeros(3))

# %% [markdown]
# ## Six escrows
#
# The third of your tables has six escrows, E and a number: a price, and the moves that somebody means to make, each as a move of `Escrow`. The word
# *award* stands for the arbiter's award, `award(0.5)`. The buyer has `mine.purse`; `mine.escrows` holds
# price and moves by label. None of them has a deadline.
#
# **A2.5** (2 points) Which of them is refused at some move? Give a set such as `{"E10", "E99"}`.

# %% tags=["exercise"] question="A2.5"
refused = ...
# BEGIN SOLUTION
refused = set()
for label, (price, moves) in mine.escrows.items():
    deal = Escrow(buyer=mine.purse)
    try:
        for move in moves:
            if move == "propose":
                deal = deal.propose(price)
            elif move == "award":
                deal = deal.award(0.5)
            else:
                deal = getattr(deal, move)()
    except ValueError:
        refused.add(label)
# END SOLUTION
# BEGIN MUTANT looked at the money only: 0
refused = {label for label, (price, moves) in mine.escrows.items() if price > mine.purse}
# END MUTANT
ready("A2.5", refused, like={"E10"})

# %% [markdown]
# ## A year later
#
# Six other partners have a record: trust $\text{Beta}(a, b)$ before this year, and this year's projects. Then management changes in
# many places, and only the part `forget` of the old record is still worth something. All six started from $\text{Beta}(1, 1)$, and
# this prior does not fade: it is the first of the two models of lesson 7.

# %%
year = personal_data("A2").records(student)
year

# %% [markdown]
# **A2.6** (3 points) What is the mean trust in each of the six after this year (`year.a`, `year.b`, `year.successes`, `year.failures`,
# `year.forget`)? Give 6 numbers in the order of the table; three decimals will do.

# %% tags=["exercise"] question="A2.6"
trust = ...
# BEGIN SOLUTION
record = year.a, year.b, year.successes, year.failures
trust = update_trust(*record, forget=year.forget).mean
# END SOLUTION
# BEGIN MUTANT forgot nothing: 1.5
trust = update_trust(year.a, year.b, year.successes, year.failures).mean
# END MUTANT
# BEGIN MUTANT trusted this year only: 0
trust = year.successes / (year.successes + year.failures)
# END MUTANT
ready("A2.6", trust, like=np.zeros(6))

# %% [markdown]
# ## Stay or leave?
#
# Five more partners are under review, `year.checked`, with trust $\text{Beta}(a, b)$ in which this year is counted already. A partner pays if its
# rate of success is above `year.break_even`. Lepton leaves where the chance of that is below `year.exit_below`.
#
# **A2.7** (4 points) How far is each of the five from that line: the chance minus `year.exit_below`? Whom Lepton leaves has a
# negative number. Give 5 numbers in the order of the table, or by name; three decimals will do.

# %% tags=["exercise"] question="A2.7"
distance = ...
# BEGIN SOLUTION
distance = {
    name: beta.sf(year.break_even, a, b) - year.exit_below
    for name, (a, b) in year.checked.items()
}
# END SOLUTION
# BEGIN MUTANT left at the first doubt: 2
distance = [a / (a + b) - year.break_even for a, b in year.checked.values()]
# END MUTANT
# BEGIN MUTANT took the wrong tail: 0
distance = {
    name: beta.cdf(year.break_even, a, b) - year.exit_below
    for name, (a, b) in year.checked.items()
}
# END MUTANT
ready("A2.7", distance, like=dict.fromkeys(year.checked, 0.0))

# %% [markdown]
# ## Before you hand in
#
# Choose *Restart Kernel and Run All Cells* from the *Kernel* menu and read the lines below your answers once more. Save. Then run
# `lepton coursework doctor` with this file's name in a terminal. All 20 points are marked by the computer, from your own data; you get
# the marks back with what was expected and a hint for each question that did not go well.
