# %% [markdown]
# # 4 · When plans go wrong
#
# > **You will** protect a budget against costs that overrun, share out money where more brings less and less, and find out
# > which partner cannot be replaced.
# >
# > **45 minutes** · about {seconds} s of run time · needs lesson 3.
#
# ## Would the best plan survive the year?
#
# Lesson 3 ended with the best portfolio for a budget of 2.8 (all money here is in million euros a year). Still as there,
# Lepton pays each partner its cost and nothing more, $t = C$, so the budget limits the sum of the costs.

# %%
industry = "medicine"  # yours: manufacturing, city, medicine, finance, education, energy, agriculture

# %%
import numpy as np
from matplotlib import pyplot as plt

from lepton_kit import style
from lepton_kit.exercises import check, guess, hint, solution
from lepton_kit.exercises.content import content_module, industry_file
from lepton_kit.partnership import allocate, coverage, read_industry, removal_impact, select
from lepton_kit.widgets import WaterExplorer

style.use()
draw = content_module("04", "drawing")
base = read_industry(industry_file("base"))
twelve, rules = base.portfolio, base.rules
names, C, R = np.array(twelve.names), twelve.cost, twelve.returns

# %%
best = select(twelve, base.budget, **rules)
best

# %% [markdown]
# It spends every cent. A cost, though, is a promise about work that nobody has done yet. Suppose that each partner's cost
# can turn out a tenth higher than it says: that is its **overrun**.

# %%
overrun = C / 10
for name, cost, more in zip(best.chosen, C[best.x], overrun[best.x]):
    print(f"{name:22} cost {cost:.1f}, at worst {cost + more:.2f}")

# %% [markdown]
# **04.1** How far over its budget of 2.8 does Lepton end if all five partners overrun?

# %% tags=["exercise"] question="04.1"
over = ...
# BEGIN SOLUTION
over = overrun[best.x].sum()
# END SOLUTION
check("04.1", over)

# %% [markdown]
# ## Insurance against a few overruns
#
# Lepton could keep enough money aside for the case that everything goes wrong at once. That would be timid: five overruns in
# one year are rare. It could keep nothing aside, and then a single one breaks the budget. Bertsimas and Sim (2004) stand
# between the two. In **robust optimisation** as they do it, the budget has to hold whichever $\Gamma$ of the costs overrun,
# and $\Gamma$ (gamma) is yours to choose:
#
# $$
# \sum_i C_i x_i + \max_{|S| \le \Gamma} \sum_{i \in S} d_i x_i \le B .
# $$
#
# Here $d_i$ is the overrun of partner $i$, and $x_i$ is 1 if it is signed.
#
# > **Assumes**: a cost either holds or overruns by $d_i$; how likely that is does not enter; at most $\Gamma$ overruns
# > happen in one year. If more happen, the plan promises nothing.
#
# **04.2** Write the left side of that inequality for partners who have all signed: what they cost at worst if at most `gamma`
# of them overrun. `cost` and `deviation` are arrays, and `gamma` may be 0, or larger than the number of partners.


# %% tags=["exercise"] question="04.2"
def worst_cost(cost, deviation, gamma):
    ...
    # BEGIN SOLUTION
    return cost.sum() + np.sort(deviation)[::-1][:gamma].sum()
    # END SOLUTION


check("04.2", worst_cost)

# %% [markdown]
# Without protection the best plan is worth 3.1. `select` takes the overruns as `deviation` and the number as `gamma`.
# How much is the best plan worth that survives any one overrun? Type your guess.

# %%
guess("04.a", ...)

# %% tags=["after-guess"]
print("value of the best plan, by the number of overruns that it survives:")
plans = {g: select(twelve, 2.8, **rules, deviation=overrun, gamma=g) for g in range(5)}
for g, plan in plans.items():
    print(f"gamma {g}: worth {plan.value:.1f}, costs {plan.cost:.1f}")

# %% [markdown]
# The first step of protection costs 0.1, which is cheap. What does it buy? Let every cost overrun with probability 0.3,
# independently of the others, in 100,000 imagined years, and count the years in which each plan breaks its budget.

# %% alt="Left: the value of the plan sinks from 3.1 to 2.7 as it is protected against 0 to 4 overruns. Right: the years over budget sink from over 80 % to nearly none."
happens = np.random.default_rng(3).random((100_000, 12)) < 0.3
broken = {}
for g, plan in plans.items():
    broken[g] = ((C + overrun * happens) @ plan.x > 2.8 + 1e-9).mean()
errors = [np.sqrt(share * (1 - share) / 100_000) for share in broken.values()]
draw.draw_protection(
    [*plans], [plan.value for plan in plans.values()], [*broken.values()], errors
)
plt.show()
for g, (share, error) in enumerate(zip(broken.values(), errors)):
    print(
        f"gamma {g}: over budget in {share:.1%} of the years, give or take {1.96 * error:.1%}"
    )

# %% [markdown]
# (The bars of error, 95 % intervals, are smaller than the dots: 100,000 years are many.) With the first step Ostergate makes
# room for Brindlecloud, which costs 0.1 less, and the budget breaks in about 35 years of 100 instead of 83. The second step
# costs 0.2 and brings that to 3. How much protection is right depends on what a broken budget costs Lepton, and no solver
# knows that. But it can be turned around.
#
# **04.3** Suppose that each year over budget costs Lepton an extra amount, for a loan in a hurry. From which amount on is the
# plan with $\Gamma = 1$ better than the one with $\Gamma = 0$? Use `plans` and `broken`.

# %% tags=["exercise"] question="04.3"
break_even = ...
# BEGIN SOLUTION
break_even = (plans[0].value - plans[1].value) / (broken[0] - broken[1])
# END SOLUTION
check("04.3", break_even)

# %% [markdown]
# ## More money for those who have signed
#
# Signing is yes or no. Investing is not. Once the five have signed, Lepton finds another 1.0 for their joint work, and every
# further euro for the same partner brings less than the one before.
#
# > **Assumes**: $x_i$ on top of what was agreed brings $a_i \log(1 + x_i / c_i)$, with $a_i$ the partner's return and $c_i$
# > its cost. The logarithm is one way of writing **diminishing returns**; the first euro brings $a_i / c_i$.
#
# Here are $a_i$, $c_i$ and that first euro. Before you read on: how much of the 1.0 should Saint Orrin Hospital get?

# %%
a, c = R[best.x], C[best.x]
for name, weight, scale in zip(best.chosen, a, c):
    print(
        f"{name:22} a {weight:.1f}, c {scale:.1f}, the first euro brings {weight / scale:.2f}"
    )

# %%
guess("04.b", ...)

# %% tags=["after-guess"]
print("three plans that are often heard, and the best one:")
splits = {
    "the same for each": np.full(5, 0.2),
    "in proportion to a": a / a.sum(),
    "all to the best first euro": 1.0 * (a / c == (a / c).max()),
    "the best split": allocate(a, c, budget=1.0).x,
}
for name, x in splits.items():
    print(f"{name:27}{x.round(2)} brings {a @ np.log(1 + x / c):.3f}")

# %% [markdown]
# Everything on the best single euro is the worst plan by far. How does `allocate` find the best one? One more euro for partner
# $i$ is worth $a_i / (c_i + x_i)$. As long as these numbers differ between two partners who get something, moving a
# little from the lower to the higher one gains. So at the best split they are all equal, to a number $m$: the **shadow
# price** of lesson 3. And whoever's first euro brings less than $m$ gets nothing, as the hospital does here.
#
# This is called **water-filling**. Picture vessels side by side, each as wide as $a_i$, with the ground at a height of
# $c_i / a_i$. Pour in the money. It finds one level, $1/m$, and the area of water over each ground is what that partner gets.
#
# **04.4** Write it down: what each partner gets when the shadow price is `price`. `weight` (the $a_i$) and `scale`
# (the $c_i$) are arrays.


# %% tags=["exercise"] question="04.4"
def poured(weight, scale, price):
    ...
    # BEGIN SOLUTION
    return np.maximum(0, weight / price - scale)
    # END SOLUTION


check("04.4", poured)

# %% [markdown]
# Raise the budget until the hospital gets wet: at which budget does that happen? Then set the budget back to 1.0 and lower
# the hospital's $c$ instead, until it gets more than the school.

# %%
WaterExplorer(best.chosen, a, c, budget=1.0)

# %% [markdown]
# ## Who can be replaced?
#
# Costs are not all that can go wrong. A partner can leave. The article draws its start-up in the middle of six kinds of
# partner, each with one function.

# %% alt="Lepton in the middle, six kinds of partner around it, and on each line the one function of that partner, such as technical research or sales channel."
function_of = {
    "research institute": "technical research",
    "industry leader": "product development",
    "technology company": "integration",
    "software developer": "software development",
    "e-commerce platform": "sales channel",
    "marketing firm": "brand promotion",
}
draw.draw_star(function_of)
plt.show()

# %% [markdown]
# It is a tidy picture, and a fragile one: every function hangs on one line, so whoever leaves takes a function along. Real
# partners can do more than one thing. The table of the twelve says which of six outputs each of them can make. The **coverage**
# of a portfolio is the share of the outputs that at least one partner in it can make, and the **removal impact** of a partner
# is the share that is lost if it leaves.

# %%
five = base.M[best.x]
print(
    f"all twelve cover {coverage(base.M, np.full(12, True)):.0%}, the five who signed {coverage(base.M, best.x):.0%}"
)
print(
    f"the most that is lost if one of the twelve leaves: {removal_impact(base.M).max():.0%}"
)
for name, row, lost in zip(best.chosen, five, removal_impact(five)):
    print(f"{name:22} makes {row.sum():.0f} of 6 outputs; without it {lost:.0%} are lost")

# %% alt="Five signed partners on the left, joined by lines to the six outputs that they bring. Methods, computing and funding have one line only, from Quillmere or Ostergate."
draw.draw_sources(best.chosen, base.outputs, five)
plt.show()

# %% [markdown]
# Among all twelve nobody is missed. Among the five, two are: orange lines lead to outputs with a **single source**. Saint Orrin
# makes two outputs, as Pedlarway does, and both could leave without a gap, because what they make somebody else makes as
# well. How many links a partner has says nothing about that. Methods and computing hang on Quillmere, funding on Ostergate.
# Those are the contracts to write with care, and the places to look for a second source.
#
# **04.5** Lepton's budget is cut to 2.0. Who in the best portfolio for that budget (all rules, no overruns) takes an output
# along by leaving? Answer with a set of full names, such as `{"Vossel Works"}`.

# %% tags=["exercise"] question="04.5"
irreplaceable = ...
# BEGIN SOLUTION
small = select(twelve, 2.0, **rules)
irreplaceable = set(names[small.x][removal_impact(base.M[small.x]) > 0].tolist())
# END SOLUTION
check("04.5", irreplaceable)

# %% [markdown]
# **04.6** Back to the five. In a year Quillmere brings nothing with a chance of 0.05 and Ostergate with 0.15, independently
# of each other. How likely is a year in which at least one of these two single sources fails?

# %% tags=["exercise"] question="04.6"
chance = ...
# BEGIN SOLUTION
chance = 1 - (1 - 0.05) * (1 - 0.15)
# END SOLUTION
check("04.6", chance)

# %% [markdown]
# About one year in five, with the best plan there is. Lesson 8 looks at failures that do not come independently.
#
# ## Your industry
#
# Is insurance cheap in your industry as well? And on whom does your plan hang?
#
# **04.7** Write a function for any industry: which share of the best plan's value does Lepton give up to be safe against one
# overrun by a tenth of the cost? It takes what `read_industry` gives, as `base` above.


# %% tags=["exercise"] question="04.7"
def premium(mine):
    ...
    # BEGIN SOLUTION
    bold = select(mine.portfolio, mine.budget, **mine.rules)
    careful = select(
        mine.portfolio,
        mine.budget,
        **mine.rules,
        deviation=mine.portfolio.cost / 10,
        gamma=1,
    )
    return 1 - careful.value / bold.value
    # END SOLUTION


check("04.7", premium)

# %% [markdown]
# Read what it says about your industry, decide, and keep the last sentence: lesson 9 turns such sentences into a memo.

# %%
mine = read_industry(industry_file(industry))
bold, careful = (
    select(
        mine.portfolio,
        mine.budget,
        **mine.rules,
        deviation=mine.portfolio.cost / 10,
        gamma=g,
    )
    for g in (0, 1)
)
print(mine.question)
for plan, word in ((bold, "bold"), (careful, "careful")):
    single = [n for n, lost in zip(plan.chosen, removal_impact(mine.M[plan.x])) if lost > 0]
    print(f"{word}: {', '.join(plan.chosen)}")
    print(
        f"   worth {plan.value:.1f} for {plan.cost:.1f} of {mine.budget:.1f}; single sources: {', '.join(single)}"
    )
decision = careful  # or bold
print(f"Decision 4: in {mine.name} Lepton signs\n{', '.join(decision.chosen)}, because ...")

# %% [markdown]
# ## Open task: change it, compare, defend
#
# Every year over budget now costs Lepton 1.0. The plan with $\Gamma = 1$ is the one to beat: find a portfolio of the base
# table that keeps the rules, covers all six outputs, and does better in the same years. The **bar**: for each of five seeds,
# the 95 % interval of the paired difference lies above 0. You may search by $\Gamma$, by larger or smaller overruns in
# `deviation`, by `include` and `exclude`, or by hand. Paired means that both plans live through the same years, so that the
# luck of a year cancels.


# %%
def outcome(chosen, seed, years=20_000):
    """What a plan, a set of names, brings in each of some years, in million euros."""
    x = np.isin(names, list(chosen))
    worth = (R - C) @ x + sum(
        q for pair, q in base.synergy.items() if set(pair) <= set(chosen)
    )
    late = np.random.default_rng(seed).random((years, 12)) < 0.3
    return worth - 1.0 * ((C + overrun * late) @ x > 2.8 + 1e-9)


def compare(chosen, other):
    """The paired difference of two plans with its 95 % interval, for five seeds."""
    for seed in range(5):
        d = outcome(chosen, seed) - outcome(other, seed)
        half = 1.96 * d.std() / np.sqrt(len(d))
        print(
            f"seed {seed}: {d.mean():+.3f}, from {d.mean() - half:+.3f} to {d.mean() + half:+.3f}"
        )


compare(plans[0].chosen, plans[1].chosen)

# %% [markdown]
# **04.8** Your plan, as a set of full names. Then defend it in one sentence: what does it give up, and what for?

# %% tags=["exercise"] question="04.8"
my_plan = ...
# BEGIN SOLUTION
protected = {"deviation": overrun, "gamma": 2, "include": ["Ostergate Group"]}
my_plan = set(select(twelve, 2.8, **rules, **protected).chosen)
# END SOLUTION
check("04.8", my_plan)

# %% [markdown]
# ## Recap
#
# - A plan that spends every cent breaks with the first overrun. Protection against $\Gamma$ overruns has a price, often small.
# - How much of it to buy depends on what a broken budget costs: compare the two in money.
# - Where more brings less, give until the next euro is worth the same everywhere. Some partners get nothing.
# - Whoever is the single source of something cannot be replaced, however few links it has.
#
# **Read on**: D. Bertsimas and M. Sim, "The Price of Robustness", *Operations Research* 52 (2004) 35-53. T. M. Cover and J. A.
# Thomas, *Elements of Information Theory*, Wiley, 2006, section 9.4, on water-filling.
#
# So far Lepton paid each partner its cost. No partner will stay for that. Next: **[lesson 5, contracts](05_contracts.ipynb)**.
