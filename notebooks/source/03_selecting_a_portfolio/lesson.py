# %% [markdown]
# # 3 · Selecting a portfolio
#
# > **You will** choose partners under a budget, see why a ranking is not a selection, put a price on a promise, and read
# > what a little more money is worth.
# >
# > **50 minutes** · about {seconds} s of run time · needs lesson 2.
#
# ## Would you buy from the top of the list?
#
# Lepton can spend € 1.0 million. A hospital costs 0.8 and is worth 1.0 net, a bank and a school cost 0.5 each and are
# worth 0.6 each. For each unit of cost the hospital brings most, so it stands at the top of the list.

# %%
industry = "medicine"  # yours: manufacturing, city, medicine, finance, education, energy, agriculture

# %%
from itertools import product

import numpy as np
from matplotlib import pyplot as plt

from lepton_kit import style
from lepton_kit.exercises import check, guess, hint, solution
from lepton_kit.exercises.content import content_module, industry_file
from lepton_kit.partnership import (
    ARTICLE,
    Portfolio,
    frontier,
    greedy,
    rank,
    read_industry,
    select,
    transfer,
    weighted_sum,
)
from lepton_kit.widgets import BudgetExplorer

drawing = content_module("03", "drawing")
style.use()
three = Portfolio({"hospital": (0.8, 1.8), "bank": (0.5, 1.1), "school": (0.5, 1.1)})
three

# %% [markdown]
# What is the largest total net contribution that a budget of 1.0 can buy? Type a number.

# %% tags=["guess"]
guess("03.a", ...)

# %% tags=["after-guess"]
print("From the top of the list, and the best set:")
for chosen in (greedy(three, budget=1.0), select(three, budget=1.0)):
    print(f"{', '.join(chosen.chosen):14} cost {chosen.cost:g}, worth {chosen.value:g}")

# %% [markdown]
# The list buys the hospital, and the 0.2 that is left buys nobody. A ranking looks at one partner at a time; a budget
# looks at all of them at once. **A ranking is not a selection.** Going down a list is called a **greedy** rule, and
# choosing the best set that fits into a budget is the **knapsack** problem: what do you pack, if the bag holds so much
# and no more?
#
# **03.1** A clinic joins the three: it costs 0.3 and is worth 0.45 net. The budget grows to 1.3. What is the best total
# net contribution now?

# %% tags=["exercise"] question="03.1"
four = Portfolio([*three, ("clinic", 0.3, 0.75)])
total = ...
# BEGIN SOLUTION
total = select(four, budget=1.3).value
# END SOLUTION
check("03.1", total)

# %% [markdown]
# ## The twelve, with their prices
#
# Back to the partners of lesson 2. Here is what each of them costs and brings. Lepton can spend € 2.8 million.
#
# > **Assumes** that transfers refund costs and nothing more ($t = C$), so that a budget limits the sum of the costs; that costs and
# > returns are known; and that a partner is signed whole or not at all.

# %%
base = read_industry(industry_file("base"))
P, names = base.portfolio, np.array(base.portfolio.names)
N, C = P.net, P.cost
short = np.array(
    [name.removeprefix("Saint ").removeprefix("City of ").split()[0] for name in names]
)
P

# %% [markdown]
# Go down a list and sign whoever can still be paid: by the score of lesson 2, by net contribution, and by net for each
# unit of cost.


# %%
def go_down(order, budget=2.8):
    x = np.full(len(C), False)
    for i in order:
        x[i] = (
            C[x].sum() + C[i] <= budget + 1e-9
        )  # a little over, for the computer's rounding
    return x


scores = weighted_sum(base.X, base.weights, base.senses)
for by, key in (("score", scores), ("net", N), ("net for cost", N / C)):
    x = go_down(np.argsort(-key, kind="stable"))
    print(
        f"by {by:13} {', '.join(short[x])}: cost {C[x].sum():.1f}, worth {N[x].sum():.1f}"
    )

# %% [markdown]
# Two of the lists even agree. There is a catch, and no list can see it.
#
# ## Partners are not separate

# %%
from textwrap import fill

for kind, pairs in (
    ("together", base.synergy),
    ("not both", base.conflicts),
    ("needs", base.requires),
):
    for pair in pairs:
        print(f"{kind:10}{' + '.join(pair)}", base.synergy.get(pair, ""))
print("", *(fill(note, 100) for note in base.notes), sep="\n")

# %% [markdown]
# A **synergy** is what a pair is worth on top of what each brings. A **conflict** is a pair that will not both sign. In
# a **prerequisite** the first needs the second. Each of the three lists above signs Ostergate *and* Brindlecloud, so
# none of them is allowed.
#
# **03.2** What are Quillmere, Saint Orrin, Brindlecloud and Lantern Hill worth together: their nets, and what they
# bring as pairs?

# %% tags=["exercise"] question="03.2"
together = ...
# BEGIN SOLUTION
together = (
    P[
        [
            "Quillmere University",
            "Saint Orrin Hospital",
            "Brindlecloud",
            "Lantern Hill School",
        ]
    ].total
    + 0.4
)
# END SOLUTION
check("03.2", together)

# %% [markdown]
# With $x_i = 1$ for "signed" and $0$ for "not", $q_{ij}$ for synergies and $B$ for the budget, Lepton wants
#
# $$
# \begin{aligned}
# \max_x\ & \textstyle\sum_i N_i x_i + \sum_{i<j} q_{ij} x_i x_j\\
# \text{under}\ & \textstyle\sum_i C_i x_i \le B,\quad x_i + x_j \le 1\ \text{(conflict)},\quad
# x_i \le x_j\ \text{($i$ needs $j$)}.
# \end{aligned}
# $$
#
# The five best by score were Ostergate, Quillmere, Brindlecloud, Pedlarway and Vossel. How many of these five will be
# in the best set? Type a number.

# %% tags=["guess"]
guess("03.b", ...)

# %% tags=["after-guess"]
best = select(P, 2.8, **base.rules)
print("The best set, with the place of each by score:")
for name in best.chosen:
    print(
        f"{name:22} cost {P[name].cost:g}, net {P[name].net:.1f}, place {rank(scores)[names == name][0]}"
    )
print(
    f"cost {best.cost:.1f}, nets {N[best.x].sum():.1f}, worth with synergies {best.value:.1f}"
)

# %% [markdown]
# Signed are the first two and the fourth, and also the eighth and the last of twelve. Pedlarway and the school were
# *dominated* in lesson 2: that says that neither is the best *single* partner. In a portfolio the school is cheap and
# fits into what is left, and the hospital is worth more in company.
#
# How do we know that nothing is better? Twelve partners are few enough to try all $2^{12}$ sets.

# %%
sets = np.array(list(product([False, True], repeat=12)))
values = sets @ N
for (i, j), amount in base.synergy.items():
    values += amount * (sets[:, names == i] & sets[:, names == j]).ravel()
allowed = sets @ C <= 2.8 + 1e-9
for i, j in base.conflicts:
    allowed &= ~(sets[:, names == i] & sets[:, names == j]).ravel()
for i, j in base.requires:
    allowed &= (~sets[:, names == i] | sets[:, names == j]).ravel()
print(
    f"{allowed.sum()} of {len(sets)} sets are allowed; the best is worth {values[allowed].max():.1f}"
)

# %% [markdown]
# With 500 partners there would be more sets than atoms in the universe. `select` does not try them: it writes the
# problem as an **integer program**, and HiGHS, the solver inside SciPy, rules out nearly all sets without looking at
# them.
#
# ## What a rule costs
#
# **03.3** The mayor insists: the City of Marrowby must be in, with all rules as they are. How much value does that
# promise cost? `select` takes `include=[...]` with names.

# %% tags=["exercise"] question="03.3"
price = ...
# BEGIN SOLUTION
price = best.value - select(P, 2.8, **base.rules, include=["City of Marrowby"]).value
# END SOLUTION
check("03.3", price)

# %% [markdown]
# **03.4** Lepton could build the demonstration itself, so that the marketing firm needs nobody. What may that cost a
# year at most? `base.rules` is a dict with the keys `"synergy"`, `"conflicts"` and `"requires"`; an empty rule is `()`.

# %% tags=["exercise"] question="03.4"
at_most = ...
# BEGIN SOLUTION
at_most = select(P, 2.8, **(base.rules | {"requires": ()})).value - best.value
# END SOLUTION
check("03.4", at_most)

# %% [markdown]
# That is a number to negotiate with, and it came from asking the model what a rule costs.
#
# ## Equation (5) at last
#
# Lesson 1 found no decision in the article's (5). Now it has one: $x$. Here is the article's own example, with a limit
# on the costs.

# %%
for budget in (1.0, 1.3, 1.5, 2.1):
    chosen = select(ARTICLE, budget)
    print(f"budget {budget}: {', '.join(chosen.chosen)}: S = {chosen.value:.1f}")

# %% [markdown]
# A budget of 1.0 signs B, which the article put second. (At 1.5, A and B would do as well as B and C.) With 2.1
# everybody can be paid, and (5) is trivial again: sign whoever has $N_i > 0$. A budget, a synergy or a conflict is what
# makes it a problem.
#
# And the weights? While the budget limits *costs*, they do not matter: if Lepton keeps the share $\alpha$ of every
# surplus, the same set is best for every
# $\alpha > 0$. Whom to sign and how to share are then two questions. If the budget limits *transfers*, they are one.
#
# **03.5** The limit of 1.0 is on the sum of the transfers $t_i = \alpha C_i + (1 - \alpha) R_i$, and Lepton has little
# power, $\alpha = 0.2$. Whom of the article's three can it sign, and does? Give the name as the table of lesson 1 has
# it, such as `"university A"`.

# %% tags=["exercise"] question="03.5"
signed = ...
# BEGIN SOLUTION
t = transfer(ARTICLE, alpha=0.2, beta=0.8)
[signed] = select(
    value=dict(zip(ARTICLE.names, ARTICLE.returns - t)),
    cost=dict(zip(ARTICLE.names, t)),
    budget=1.0,
).chosen
# END SOLUTION
check("03.5", signed)

# %% [markdown]
# ## What does money buy?
#
# With 2.8 the best set is worth 3.1. What is the best set worth with 3.0? Type a number.

# %% tags=["guess"]
guess("03.c", ...)

# %% tags=["after-guess"]
budgets = np.arange(43) / 10
line = frontier(P, budgets, **base.rules)
print("The best value by budget:")
print(
    {
        float(budget): round(float(value), 1)
        for budget, value in zip(budgets, line.value)
        if 2.6 <= budget <= 3.4
    }
)

# %% [markdown]
# Now for every budget from 0 to 4.2. This curve is the **frontier**. The dashed line lets partners be signed in part,
# at half the cost for half the worth: the **linear relaxation**, which no set of whole partners can beat. That is how
# the solver knows what it need not look at.

# %% alt="The worth of the best set over the budget, a staircase from 0 to 4.1. A dashed line for partners signed in part lies on or above it; at 2.8 the steps reach 3.1."
drawing.draw_frontier(line, budget=2.8)
plt.show()
print(f"shadow price at 2.8: {best.shadow_price:.3f}")

# %% [markdown]
# The first money buys most. The **shadow price** is the slope of the dashed line, what a little more budget is worth
# for each unit. At 2.8 it is 0.867, and since $N$ is net of cost, these 0.867 come *on top* of the unit itself: 1 spent
# comes back as 1.867.
#
# **03.6** A bank lends Lepton another 0.1 for partners at the start of the year and wants 0.13 back at its end. By the
# shadow price, how much better off is Lepton at the end? Three decimals will do.

# %% tags=["exercise"] question="03.6"
better_off = ...
# BEGIN SOLUTION
better_off = 0.1 * (1 + best.shadow_price) - 0.13
# END SOLUTION
check("03.6", better_off)

# %% [markdown]
# So money pays that costs up to 87 % in interest. With whole partners money comes in steps: from 2.8 to 3.0 it brings
# 0.2, and from 3.0 to 3.2 nothing. A shadow price is a guide for a talk about budgets, not a promise.
#
# ## Try it by hand
#
# Your task: make Brindlecloud a must, and see who leaves and what it costs. Then free it, and rule out the university:
# why does that hurt most? At which budget would Brindlecloud be chosen of its own accord?

# %%
BudgetExplorer(P, 2.8, **base.rules)

# %% [markdown]
# ## Your industry
#
# Twelve partners, a budget and rules of its own.

# %%
mine = read_industry(industry_file(industry))
print(mine.question)
print(f"budget {mine.budget:g}")
print(*(fill(note, 100) for note in mine.notes), sep="\n")

# %% [markdown]
# **03.7** Write a function that takes an industry such as `mine` and the name of a partner and returns what it costs to
# promise that this partner will be in: the value of the best set less the value of the best set with it. Use
# `industry.portfolio`, `industry.budget` and `industry.rules`.


# %% tags=["exercise"] question="03.7"
def price_of_promise(industry, name):
    ...
    # BEGIN SOLUTION
    free = select(industry.portfolio, industry.budget, **industry.rules)
    forced = select(industry.portfolio, industry.budget, **industry.rules, include=[name])
    return free.value - forced.value
    # END SOLUTION


check("03.7", price_of_promise)

# %% [markdown]
# Run the next cell and keep the sentence for your memo. Does the short list of lesson 2 survive?

# %%
signing = select(mine.portfolio, mine.budget, **mine.rules)
print(
    f"Lesson 3, {mine.name}: within € {mine.budget:g} million we sign\n{', '.join(signing.chosen)}, for\n"
    f"{signing.cost:.1f}, worth {signing.value:.1f} net; a little more money would bring {signing.shadow_price:.2f} a unit."
)

# %% [markdown]
# ## Open task: a rule of thumb that is nearly right
#
# **03.8** A solver cannot be had everywhere. Write a rule without one: `choose(net, cost, budget)` returns a mask, True
# for whoever is signed. It is tried on 60 drawn problems of 6 to 10 partners, without synergies and conflicts. The bar:
#
# - it never spends more than the budget;
# - it reaches 99 % of the best value on average;
# - it never falls under 80 % of it.
#
# Going down the list by net for cost reaches 98 % on average. `select` and `greedy` are out of bounds.


# %% tags=["exercise"] question="03.8"
def choose(net, cost, budget):
    ...
    # BEGIN SOLUTION
    best = np.full(len(net), False)
    for key in (
        net / cost,
        net,
        -cost,
    ):  # go down three lists, keep the best of the three sets
        x = np.full(len(net), False)
        for i in np.argsort(-key, kind="stable"):
            x[i] = cost[x].sum() + cost[i] <= budget + 1e-9
        if net[x].sum() > net[best].sum():
            best = x
    return best
    # END SOLUTION


check("03.8", choose)

# %% [markdown]
# Compare it with the list by net for cost, for a few values of `rng`; the interval is paired.


# %%
def by_rate(net, cost, budget):
    x = np.full(len(net), False)
    for i in np.argsort(-net / cost, kind="stable"):
        x[i] = cost[x].sum() + cost[i] <= budget + 1e-9
    return x


def compare_choices(choose, problems=200, rng=1):
    rng, gaps = np.random.default_rng(rng), []
    for _ in range(problems):
        n = rng.integers(6, 11)
        net, cost = rng.integers(1, 13, n) / 10, rng.integers(2, 10, n) / 10
        budget = round(cost.sum() * rng.uniform(0.3, 0.6), 1)
        other = net[by_rate(net, cost, budget)].sum()
        gaps.append(net[choose(net, cost, budget)].sum() / other - 1)
    error = 1.96 * np.std(gaps, ddof=1) / np.sqrt(problems)
    print(
        f"{np.mean(gaps):+.2%} against the list by net for cost, give or take {error:.2%}"
    )


compare_choices(by_rate)  # put your `choose` here

# %% [markdown]
# Defend it: for which partners does your rule go wrong, and would Lepton notice?
#
# ## Recap
#
# - A ranking looks at partners one by one; a selection under a budget looks at sets. Dominated partners may return.
# - Synergies, conflicts and prerequisites go into the model as they are. Leave one out, and you learn what it costs.
# - A promise has a price: the best set less the best set that keeps it.
# - While a budget limits costs, whom to sign and how to share are two questions; if it limits transfers, they are one.
# - The shadow price says what a little more money brings on top of itself, if partners could be signed in part.
#
# **Read on**: H. Kellerer, U. Pferschy and D. Pisinger, *Knapsack Problems*, Springer, 2004. F. Glover and E. Woolsey,
# "Converting the 0-1 Polynomial Programming Problem to a 0-1 Linear Program", *Operations Research* 22 (1974) 180-182.
#
# All this trusted the numbers. Next: **[lesson 4, when plans go wrong](04_when_plans_go_wrong.ipynb)**.
