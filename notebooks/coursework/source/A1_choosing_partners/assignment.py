# %% [markdown]
# # A1 · Choosing partners
#
# > **You will** put values on eight offers, find the errors in a report on them, score them, select under a budget, and say
# > what a list costs and what money buys.
# >
# > **90 minutes** · 7 questions, 20 points · needs lessons 1 to 3.
# >
# > **To hand in**: put your student id into the first line of code, answer, save, and run `lepton coursework doctor` with this
# > file's name in a terminal. It says what is missing. Then upload this file.
#
# Every student has other offers of some of the twelve partners, which come from the id; all numbers are made up. Money
# is in million euros a year, in quarters, so that sums and comparisons are exact. You may use everything of lessons 1
# to 3. Write your answers into the cells with `...`, under the names that stand there: what a name holds when the whole
# notebook has run is what is marked. The cell after each answer says whether it *can* be marked, not whether it is
# right. Each question can be answered without the others, and what you add elsewhere does no harm. When it is marked, a
# cell may take 60 seconds and a call of your function 5, so build nothing that takes long on your own machine.

# %%
student = "put your student id here"

import numpy as np

from lepton_kit.exercises import personal_data, ready
from lepton_kit.partnership import (
    frontier,
    greedy,
    net_contribution,
    rank,
    select,
    transfer,
    weighted_sum,
)

mine = personal_data("A1").partners(student)
mine

# %% [markdown]
# The table is yours to compute with: `mine.names`, `mine.X` (the four columns of criteria), `mine.senses`,
# `mine.weights`, `mine.budget`, `mine.synergy`, `mine.conflicts`, both of them together as `mine.rules`, `mine.alpha`,
# `mine.report`. Costs, returns and nets are arrays in the order of the table:

# %%
C, R, N = mine.portfolio.cost, mine.portfolio.returns, mine.portfolio.net

# %% [markdown]
# ## What Lepton keeps
#
# **A1.1** (2 points) Lepton pays each partner the transfer $t_i = \alpha C_i + (1 - \alpha) R_i$ with $\alpha$ =
# `mine.alpha`. What does Lepton keep from each of the eight? Give 8 numbers in the order of the table, or by name.
# Three decimals will do.

# %% tags=["exercise"] question="A1.1"
kept = ...
# BEGIN SOLUTION
kept = R - (mine.alpha * C + (1 - mine.alpha) * R)
# END SOLUTION
# BEGIN MUTANT took the partner's share: 1
kept = (1 - mine.alpha) * (R - C)
# END MUTANT
# BEGIN MUTANT charged the pool n times: 0
kept = R - (mine.alpha * C + (1 - mine.alpha) * R).sum()
# END MUTANT
ready("A1.1", kept, like=dict.fromkeys(mine.names, 0.0))

# %% [markdown]
# ## A colleague's report
#
# The last column of the table is a colleague's list of net contributions. "The total agrees with the accounts," says the
# colleague, and that is true.
#
# **A1.2** (2 points) Some of its entries are wrong all the same. How far is each of them off: what the list says minus the
# net contribution, and 0 where it is right? Give 8 numbers in the order of the table, or by name.

# %% tags=["exercise"] question="A1.2"
off = ...
# BEGIN SOLUTION
off = {name: mine.report[name] - net for name, net in zip(mine.names, N)}
# END SOLUTION
# BEGIN MUTANT trusted the total: 0
off = np.zeros(8) if sum(mine.report.values()) == N.sum() else None
# END MUTANT
# BEGIN MUTANT saw only what is too high: 1
off = [max(mine.report[name] - net, 0) for name, net in zip(mine.names, N)]
# END MUTANT
ready("A1.2", off, like=dict.fromkeys(mine.names, 0.0))

# %% [markdown]
# ## Four criteria
#
# The first three columns of criteria are marks, and more is better. Of the months until a partner earns, fewer are
# better.
#
# **A1.3** (3 points) Work out the eight scores with min-max scaling (0 for the worst in the table, 1 for the best) and
# `mine.weights`. Give 8 numbers in the order of the table, or by name. Three decimals will do.

# %% tags=["exercise"] question="A1.3"
scores = ...
# BEGIN SOLUTION
scores = weighted_sum(mine.X, mine.weights, mine.senses)
# END SOLUTION
# BEGIN MUTANT rewarded the delay: 1.5
low, high = mine.X.min(axis=0), mine.X.max(axis=0)
scores = (mine.X - low) / (high - low) @ mine.weights
# END MUTANT
# BEGIN MUTANT did not scale: 0
scores = mine.X * [1, 1, 1, -1] @ mine.weights
# END MUTANT
ready("A1.3", scores, like=dict.fromkeys(mine.names, 0.0))

# %% [markdown]
# ## Somebody withdraws
#
# One of the eight withdraws, and the other seven are scored anew: same weights, min-max scaling of the seven.
#
# **A1.4** (3 points) The partner with the best score of the eight, call it the first, stays. How far is it ahead of the best of
# the others when each of the other seven withdraws? Where somebody else takes the first place from it, it is behind, and
# the number is negative: one, two or three of them are. In its own place put its lead among all eight. Give 8 numbers in
# the order of the table, or by name. Three decimals will do.

# %% tags=["exercise"] question="A1.4"
lead = ...
# BEGIN SOLUTION
names = np.array(mine.names)
first = names[weighted_sum(mine.X, mine.weights, mine.senses).argmax()]
lead = {}
for name in mine.names:
    stay = (names != name) | (names == first)
    among = weighted_sum(mine.X[stay], mine.weights, mine.senses)
    lead[name] = (among[names[stay] == first] - among[names[stay] != first].max()).item()
# END SOLUTION
# BEGIN MUTANT kept the old scale: 0
old = weighted_sum(mine.X, mine.weights, mine.senses)
first, second, third = np.argsort(-old)[:3]
lead = np.full(8, old[first] - old[second])
lead[second] = old[first] - old[third]
# END MUTANT
# BEGIN MUTANT took the lead of whoever is first: 1.5
first = weighted_sum(mine.X, mine.weights, mine.senses).argmax()
lead = []
for i in range(8):
    rows = mine.X if i == first else np.delete(mine.X, i, axis=0)
    among = np.sort(weighted_sum(rows, mine.weights, mine.senses))
    lead.append(among[-1] - among[-2])
# END MUTANT
ready("A1.4", lead, like=dict.fromkeys(mine.names, 0.0))

# %% [markdown]
# ## Whom to sign
#
# Transfers refund costs and nothing more ($t = C$), and Lepton can spend `mine.budget` on them. The synergy and the
# conflict under your table hold.
#
# **A1.5** (3 points) Which set of partners is worth most: nets, plus the synergy if both of that pair are in it? It is
# the only one. Give a set of names.

# %% tags=["exercise"] question="A1.5"
signed = ...
# BEGIN SOLUTION
signed = set(select(mine.portfolio, mine.budget, **mine.rules).chosen)
# END SOLUTION
# BEGIN MUTANT ranked instead of selected: 0
signed, left = set(), mine.budget
for i in np.argsort(-N):
    if C[i] <= left:
        signed.add(mine.names[i])
        left -= C[i]
# END MUTANT
# BEGIN MUTANT forgot the conflict: 1.5
signed = set(select(mine.portfolio, mine.budget, synergy=mine.synergy).chosen)
# END MUTANT
ready("A1.5", signed, like={"name"})

# %% [markdown]
# ## What a list costs
#
# Somebody goes down the list by net contribution, the largest first, and signs whoever can be paid from what is left;
# whoever is too dear is passed over. How much less is that worth than the best set?
#
# **A1.6** (4 points) Write the function. `net` and `cost` are arrays of the same length, up to 7 partners, all nets
# different; `budget` is a number; there are no synergies and no conflicts here. All numbers are whole. It returns one
# number, not rounded, and 0 where the list loses nothing. It will be called with numbers that you have not seen.


# %% tags=["exercise"] question="A1.6"
def lost_by_list(net, cost, budget):
    ...
    # BEGIN SOLUTION
    left, value = budget, 0.0
    for i in np.argsort(-net):
        if cost[i] <= left:
            left, value = left - cost[i], value + net[i]
    return select(net, cost, budget).value - value
    # END SOLUTION
    # BEGIN MUTANT stopped at the first who is too dear: 2
    left, value = budget, 0.0
    for i in np.argsort(-net):
        if cost[i] > left:
            break
        left, value = left - cost[i], value + net[i]
    return select(net, cost, budget).value - value
    # END MUTANT
    # BEGIN MUTANT gave the best value: 1
    return select(net, cost, budget).value
    # END MUTANT


ready(
    "A1.6",
    lost_by_list,
    like=lambda net=np.array([4.0, 9.0]), cost=np.array([2.0, 5.0]), budget=6.0: 0.0,
)

# %% [markdown]
# ## What money buys
#
# Leave synergy and conflict aside, and let partners be signed in part: half a partner costs half and brings half.
#
# **A1.7** (3 points) What is the most that your budget brings net then? And what is its shadow price: how much more does a
# little more of it bring net, for each unit? Give the array `[net, price]`. Three decimals will do.

# %% tags=["exercise"] question="A1.7"
bought = ...
# BEGIN SOLUTION
best = select(mine.portfolio, mine.budget)
bought = np.array([best.relaxed, best.shadow_price])
# END SOLUTION
# BEGIN MUTANT took the best rate: 1
bought = [select(mine.portfolio, mine.budget).relaxed, (N / C).max()]
# END MUTANT
# BEGIN MUTANT counted whole partners: 1.5
whole = select(N, C, mine.budget).value
bought = [whole, select(N, C, mine.budget + 1).value - whole]
# END MUTANT
ready("A1.7", bought, like=np.zeros(2))

# %% [markdown]
# ## Before you hand in
#
# Choose *Restart Kernel and Run All Cells* from the *Kernel* menu and read the lines below your answers once more.
# Save. Then run `lepton coursework doctor` with this file's name in a terminal. All 20 points are marked by the
# computer, from your own offers; you get the marks back with what was expected and a hint for each question that did
# not go well.
