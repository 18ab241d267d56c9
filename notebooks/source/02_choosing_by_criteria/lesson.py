# %% [markdown]
# # 2 · Choosing by criteria
#
# > **You will** turn marks for three criteria into a ranking, find out how much of that ranking is your own doing, and say
# > what is left when that is taken away.
# >
# > **50 minutes** · about {seconds} s of run time · needs lesson 1.
#
# ## Who is the best of twelve?
#
# Twelve partners have offered to work with Lepton. The article names three criteria: **technical strength**, **market
# potential** and **resource support**. It does not say who gives a mark, or for what. At Lepton three people do, each
# by a written **rubric**: Noor of research, Tomas of sales and Imke of finance. All names, marks and reasons are
# generated for this course and describe nobody.

# %%
industry = "medicine"  # yours: manufacturing, city, medicine, finance, education, energy, agriculture

# %%
import tomllib
from textwrap import fill

import numpy as np
from matplotlib import pyplot as plt

from lepton_kit import style
from lepton_kit.exercises import check, guess, hint, solution
from lepton_kit.exercises.content import content_module, industry_file
from lepton_kit.partnership import (
    ahp,
    pareto_front,
    rank,
    read_industry,
    smaa,
    stability_interval,
    topsis,
    weighted_sum,
)
from lepton_kit.widgets import ReversalExplorer, WeightExplorer

drawing = content_module("02", "drawing")
style.use()

# %%
rubric = tomllib.loads(industry_file("rubric").read_text("utf-8"))["criterion"]
for criterion in rubric:
    print(f"{criterion['name'].upper()} ({criterion['by']}). {criterion['question']}")
    for points, text in criterion["levels"].items():
        print(f"  {points:>4}  {text}")

# %% [markdown]
# Each step has two or three marks: the highest where all of its text holds, a lower one where most of it does.
#
# **02.1** A thirteenth offer comes in. *Rookhope Sensors* has a team of its own that adapts known methods to its
# sensors. It would open three customers to us, in a market that stands still. It lends us a test bench and two people
# whenever they are free. All of that is certain. Give its three marks in the order of the rubric.

# %% tags=["exercise"] question="02.1"
marks = ...
# BEGIN SOLUTION
marks = [6, 4, 4]
# END SOLUTION
check("02.1", marks)

# %% [markdown]
# Now the twelve, with what each of them brings, and the reasons for one. Who gave its technical mark, and why not Noor?

# %%
base = read_industry(industry_file("base"))
X, senses, criteria = base.X, base.senses, base.criteria
names = np.array(base.portfolio.names)
short = np.array(
    [name.removeprefix("Saint ").removeprefix("City of ").split()[0] for name in names]
)
place = {name: i for i, name in enumerate(names)}

print(f"{'':22}{'form of co-operation':26}{'brings':20}  marks")
for partner, row in zip(base.portfolio, X):
    print(f"{partner.name:22}{partner.notes['form']:26}{partner.notes['brings']:20}", row)
print("\nQuillmere University:")
for reason in base.reasons["Quillmere University"].values():
    print(fill(reason, 100, initial_indent="  ", subsequent_indent="    "))

# %% [markdown]
# ## Who can go without any weighing?
#
# Put two of them side by side. Vossel Works has 5, 8, 5 and Ostergate Group has 5, 9, 5: as good in two columns, better
# in the third. Whatever you care about, you would not take Vossel Works for its marks. It is **dominated**: partner $a$
# dominates partner $b$ if $a$ is nowhere worse and somewhere better. Those whom nobody dominates are the **Pareto
# front**.
#
# **02.2** Write a function that says whether the partner with marks `a` dominates the one with marks `b` (both arrays,
# more is better): True or False.


# %% tags=["exercise"] question="02.2"
def dominates(a, b):
    ...
    # BEGIN SOLUTION
    return bool(np.all(a >= b) and np.any(a > b))
    # END SOLUTION


check("02.2", dominates)

# %% [markdown]
# How many of the twelve do you expect on the front? Type a number.

# %% tags=["guess"]
guess("02.a", ...)

# %% tags=["after-guess"]
front = pareto_front(X, senses)
print("Nobody dominates these:")
print(f"{front.sum()}: {', '.join(short[front])}")

# %% [markdown]
# The others can go, *if* Lepton signs one partner only and cares for nothing but these three criteria. (Lesson 3 drops
# both ifs, and some of them will be back.) Here are all twelve by two of the criteria.

# %% alt="Twelve partners by technical strength and market potential. Quillmere, Ostergate, Brindlecloud, Tarnside, Copperleaf and Orrin are marked as on the Pareto front of all criteria; a line joins Ostergate and Quillmere."
drawing.draw_candidates(X, short, front, line=("Quillmere", "Ostergate"))
plt.show()

# %% [markdown]
# (Tarnside, Orrin and Copperleaf are on the front for their resources, which this picture does not show.) Keep an eye on the
# dashed line: Brindlecloud is on the front, and yet it stands a little below the line between two others.
#
# ## Weights, and the currency they are in
#
# Among those on the front no calculation decides. Somebody has to say what a point of one criterion is worth in points
# of another. Say so with **weights** $w_j$ that sum to 1, and add up: $s_i = \sum_j w_j x_{ij}$. Lepton's board settles
# on 0.40 for technical strength, 0.35 for the market and 0.25 for resources.

# %%
w = base.weights


def show_best(scores, best, who=short):
    order = np.argsort(-scores, kind="stable")[:best]
    print("   ".join(f"{rank(scores)[i]} {who[i]} {scores[i]:.3f}" for i in order))


show_best(weighted_sum(X, w, senses, scaling="none"), best=4)
in_per_cent = X * [1, 10, 1]  # Tomas hands in per cent instead of points
show_best(weighted_sum(in_per_cent, w, senses, scaling="none"), best=4)

# %% [markdown]
# A new winner, and nothing about the partners has changed. A sum of raw numbers adds apples and per cents, and that is
# why tables are **scaled** before they are weighed. `minmax` runs each column from 0 (the worst in the table) to 1 (the
# best), `sum` divides by the column's sum, `vector` by its length, the root of the sum of squares. Where less is
# better, as with a cost, the sense is `"min"`, and the column is turned round first.
#
# **02.3** Work out the twelve scores under min-max scaling with NumPy, from `X` and `w`, without calling `weighted_sum`
# or `scale`.

# %% tags=["exercise"] question="02.3"
scores = ...
# BEGIN SOLUTION
scores = (X - X.min(axis=0)) / (X.max(axis=0) - X.min(axis=0)) @ w
# END SOLUTION
check("02.3", scores)

# %% [markdown]
# Each scaling makes units irrelevant. Do the three agree on who is first? `"yes"` or `"no"`.

# %% tags=["guess"]
guess("02.b", ...)

# %% tags=["after-guess"]
print("The first three, by scaling:")
for scaling in ("minmax", "sum", "vector"):
    print(f"{scaling:8}", end="")
    show_best(weighted_sum(X, w, senses, scaling=scaling), best=3)

# %% [markdown]
# Same partners, same marks, same weights. Where does the difference come from? Ask what one more point is worth in each
# column: the weight, divided by what the scaling divides by.

# %%
for scaling, divisor in (("minmax", np.ptp(X, axis=0)), ("sum", X.sum(axis=0))):
    point = w / divisor
    print(
        f"{scaling:8}one point of technique is worth {point[0] / point[1]:.2f} points of market"
    )

# %% [markdown]
# So a point of technique buys 0.86 points of market or 1.33 of them, by a choice that most reports do not mention. A
# weight is a price, and scaling fixes its currency: report both, or you have reported neither.
#
# ## Close to the best, far from the worst
#
# Another idea is **TOPSIS**, the Technique for Order of Preference by Similarity to Ideal Solution (Hwang and Yoon
# 1981). Imagine an ideal partner with the best entry of every column and an anti-ideal one with the worst. With $d^+$
# and $d^-$ for a partner's distances from the two, its score is $d^- / (d^+ + d^-)$.

# %%
show_best(topsis(X, w, senses), best=4)
mix = (X[place["Quillmere University"]] + X[place["Ostergate Group"]]) / 2
print("half Quillmere, half Ostergate", mix, "  Brindlecloud", X[place["Brindlecloud"]])

# %% [markdown]
# The even mix of two specialists is at least as good as Brindlecloud in every column. So for any weights Brindlecloud
# scores at most the average of the two, and the better of them is at least average: **no weighted sum puts Brindlecloud
# first on its own**, although nobody dominates it. That is what standing below the dashed line means. TOPSIS has
# weights for which it wins.
#
# ## Where do weights come from?
#
# "0.40" is hard to defend. "Technique matters twice as much as resources" is easier to say, and to argue with. The
# **analytic hierarchy process** (AHP, Saaty 1980) collects such judgements in a table $A$, where $a_{ij}$ says how many
# times as important $i$ is as $j$.
#
# **02.4** Noor says that technique matters twice as much as the market, and the market three times as much as
# resources. If she does not contradict herself, how many times as important as resources is technique to her?

# %% tags=["exercise"] question="02.4"
times = ...
# BEGIN SOLUTION
times = 2 * 3
# END SOLUTION
check("02.4", times)

# %% [markdown]
# Real judgements do not fit so well. AHP takes the weights that the table reproduces best (its first eigenvector, if
# you know the word) and measures with the **consistency ratio** how far the judgements contradict each other: 0 not at
# all, 1 as much as random answers; over 0.1, judge again. Here is the board, and the same board late in the evening,
# going round in a circle.

# %%
for board in (
    [[1, 1, 2], [1, 1, 1], [1 / 2, 1, 1]],
    [[1, 3, 1 / 3], [1 / 3, 1, 3], [3, 1 / 3, 1]],
):
    judged = ahp(board)
    print(judged.weights.round(3), f"consistency ratio {judged.consistency_ratio:.3f}")

# %% [markdown]
# The first weights, rounded, are the board's. The second look just as reasonable, and only the ratio tells that there
# is no opinion behind them.
#
# ## All weights at once
#
# Three weights that sum to 1 are a point in a triangle, and each point has the colour of its winner. Your task: find
# points for which Copperleaf is first. Then choose TOPSIS and find the strip where Brindlecloud is.

# %%
WeightExplorer(base.portfolio, criteria, w)

# %% [markdown]
# ## Somebody withdraws
#
# By `minmax` the City of Marrowby is eleventh of twelve, and it withdraws. Does the first place change? `"yes"` or
# `"no"`.

# %% tags=["guess"]
guess("02.c", ...)

# %% tags=["after-guess"]
stay = names != "City of Marrowby"
print("The first two, with the city and without:")
show_best(weighted_sum(X, w, senses), best=2)
show_best(weighted_sum(X[stay], w, senses), best=2, who=short[stay])

# %% [markdown]
# Has Quillmere become better? No: the city had the lowest technical mark of all. Without it the column runs from 3 to 9
# and not from 1 to 9, so each technical point counts for more. This is **rank reversal**: a partner who has no chance
# decides between two who have. Even a copy of somebody can do it (Belton and Gear 1983). The way out is to fix the
# scale before the candidates are known, which is what a rubric is for.
#
# Your task: leave out others under each of the five rules. Which rule never turns, and what did we hold against it?

# %%
ReversalExplorer(X, names, w).set(dropped=place["City of Marrowby"])

# %% [markdown]
# ## How fragile is the answer?
#
# Move one weight and let the others keep their proportion: how far until somebody else is first? `stability_interval(X,
# w, k, senses)` gives both ends of that **stability interval**, with `k` counted from 0. For the market, `k = 1`:

# %%
low, high = stability_interval(X, w, 1, senses)
print(f"weight {w[1]:.2f}; Ostergate stays first from {low:.2f} to {high:.2f}")

# %% [markdown]
# **02.5** And for resource support: up to which weight does Ostergate stay first, under `minmax`?

# %% tags=["exercise"] question="02.5"
highest = ...
# BEGIN SOLUTION
highest = stability_interval(X, w, 2, senses)[1]
# END SOLUTION
check("02.5", highest)

# %% [markdown]
# And if a mark is off by one? This goes through all changes of one mark by one point that stay within 0 to 10, and
# counts how many of them change who is among the first `best`.


# %%
def upset_by_a_point(best):
    def first(table):
        return set(
            np.argsort(-weighted_sum(table, w, senses), kind="stable")[:best].tolist()
        )

    upset = 0
    for who in range(12):
        for k in range(3):
            for change in (-1, 1):
                table = X.copy()
                table[who, k] += change
                upset += 0 <= table[who, k] <= 10 and first(table) != first(X)
    return upset


print(f"{upset_by_a_point(1)} changes alter the first place")

# %% [markdown]
# **02.6** A short list is five names. How many of the changes alter who is on it?

# %% tags=["exercise"] question="02.6"
changes = ...
# BEGIN SOLUTION
changes = upset_by_a_point(5)
# END SOLUTION
check("02.6", changes)

# %% [markdown]
# So ask the other way round: not who wins for my weights, but for how many weights each one wins. Draw weights evenly
# from the whole triangle and count: **SMAA**, stochastic multicriteria acceptability analysis (Lahdelma and Salminen
# 2001). With 100,000 draws each share is right to within 0.3 percentage points, 19 times in 20.

# %% alt="Bars: in what share of all weights each partner is first, second or third, fourth or fifth. Brindlecloud is on the short list most often, 73 %, and never first; Lantern never is on it."
shares = smaa(X, senses, 100_000, rng=1).acceptability
drawing.draw_acceptability(shares, short)
plt.show()

# %% [markdown]
# Brindlecloud is never first, and among the first five for more weights than anybody else. Now we can name a short
# list. By the board's weights it is Ostergate, Quillmere, Brindlecloud, Pedlarway and Vossel Works. It is reproducible:
# table, rule, scaling and weights are written down. It is not sacred: nine of the 71 possible changes alter it, and
# every one of them brings Copperleaf in, which is on the list for two thirds of all weights, while Pedlarway is for one
# half. An honest report would add: *and Copperleaf, a point away*.
#
# ## Your industry
#
# In your industry the same three people have given marks again, and there is a fourth criterion: the **market speed**
# of a partner, here the months until it earns, where fewer are better.

# %%
mine = read_industry(industry_file(industry))
print(mine.question)
months = zip(short, mine.portfolio.column("months"))
print(fill("months: " + ", ".join(f"{name} {number:g}" for name, number in months), 100))

# %% [markdown]
# **02.7** Write a function that takes an industry such as `mine` and returns the set of the names of its first five:
# the columns of `industry.X` with four fifths of `industry.weights`, and `industry.portfolio.column("months")` with the
# weight 0.2; min-max scaling.


# %% tags=["exercise"] question="02.7"
def first_five(industry):
    ...
    # BEGIN SOLUTION
    table = np.column_stack([industry.X, industry.portfolio.column("months")])
    weights = [*(0.8 * industry.weights), 0.2]
    scores = weighted_sum(table, weights, [*industry.senses, "min"])
    return {industry.portfolio.names[i] for i in np.argsort(-scores)[:5]}
    # END SOLUTION


check("02.7", first_five)

# %% [markdown]
# Run the next cell and keep the sentence for your memo.

# %%
order = np.argsort(-weighted_sum(mine.X, mine.weights, mine.senses), kind="stable")
print(
    f"Lesson 2, {mine.name}: by the three criteria our short list is\n{', '.join(short[order[:5]])}; "
    f"{short[order[5]]} comes next."
)

# %% [markdown]
# ## Open task: a rule without the two faults
#
# **02.8** Scaling by the table lets a withdrawal turn the order, and weighted sums never choose an all-rounder. Write a
# rule that does neither: `rule(X, w)` gives a score for each row of marks from 0 to 10. The bar:
#
# - it respects dominance: nobody scores higher than a partner who dominates them;
# - with all weight on one criterion, the best on it is first, perhaps together with others;
# - whoever withdraws, the others keep their scores;
# - Brindlecloud is first for at least a tenth of all weights.


# %% tags=["exercise"] question="02.8"
def rule(X, w):
    ...
    # BEGIN SOLUTION
    return (
        -((10 - X) ** 2) @ w
    )  # distance from a fixed ideal: a great weakness weighs more than two small ones
    # END SOLUTION


check("02.8", rule)

# %% [markdown]
# Compare your rule with TOPSIS on the same weights, for a few values of `rng`; the interval is paired.


# %%
def compare_with_topsis(rule, draws=2000, rng=1):
    weights = np.random.default_rng(rng).dirichlet([1, 1, 1], draws)
    who = place["Brindlecloud"]
    gaps = [
        (np.argmax(rule(X, v)) == who) * 1.0 - (np.argmax(topsis(X, v, senses)) == who)
        for v in weights
    ]
    error = 1.96 * np.std(gaps, ddof=1) / np.sqrt(draws)
    print(
        f"Brindlecloud first for {np.mean(gaps):+.1%} of all weights, give or take {error:.1%}"
    )


compare_with_topsis(lambda X, w: np.log(X) @ w)  # put your `rule` here

# %% [markdown]
# Defend your rule before Tomas, for whom a 9 in the market excuses a 3 elsewhere. What would you have to know to say
# that he is wrong?
#
# ## Recap
#
# - A mark needs a rubric, a giver and a reason. For a single choice, strike out the dominated first: it needs no weights.
# - A weight is a price, and scaling fixes its currency: name both.
# - A weighted sum never chooses an all-rounder below the line between two specialists; TOPSIS may.
# - Scores that are scaled by the table can turn when somebody leaves it. Fix the scale before the candidates are known.
# - Report how long an answer lasts (stability interval, SMAA, a point up or down), not only who wins.
#
# **Read on**: C.-L. Hwang and K. Yoon, *Multiple Attribute Decision Making*, Springer, 1981. T. L. Saaty, *The Analytic
# Hierarchy Process*, McGraw-Hill, 1980. V. Belton and T. Gear, "On a Short-coming of Saaty's Method of Analytic
# Hierarchies", *Omega* 11 (1983) 228-230. R. Lahdelma and P. Salminen, "SMAA-2: Stochastic Multicriteria Acceptability
# Analysis for Group Decision Making", *Operations Research* 49 (2001) 444-454. V. Belton and T. J. Stewart, *Multiple
# Criteria Decision Analysis*, Kluwer, 2002.
#
# Lepton can sign more than one, and its money is limited. Next: **[lesson 3, selecting a
# portfolio](03_selecting_a_portfolio.ipynb)**.
