# %% [markdown]
# # 2 · Choosing by criteria
#
# > **You will** turn three criteria into a ranking, find out how much of that ranking is your own doing, and say what is
# > left when it is taken away.
# >
# > **50 minutes** · about {seconds} s of run time · needs lesson 1.
#
# ## Who is the best of twelve?
#
# Lepton has grown, and twelve partners have offered to work with it. The article names three things to look for:
# technical strength, market potential and resource support. Somebody at Lepton has given each candidate marks from 0 to
# 10. Names and marks are generated for this course and describe nobody.

# %%
from textwrap import fill

import numpy as np
from matplotlib import pyplot as plt

from lepton_kit import style
from lepton_kit.exercises import check, content_file, hint, solution
from lepton_kit.partnership import (
    SCALINGS,
    Portfolio,
    ahp,
    pareto_front,
    rank,
    scale,
    smaa,
    stability_interval,
    topsis,
    weighted_sum,
)
from lepton_kit.widgets import ReversalExplorer, WeightExplorer

style.use()

# %%
offers = Portfolio(content_file("02", "candidates.csv"))
criteria = ["technical strength", "market potential", "resource support"]
X, senses = offers.table(criteria), ["max"] * 3
names = np.array(offers.names)
print(f"{'':22}{'':20}" + "".join(f"{name.split()[0]:>11}" for name in criteria))
for name, kind, row in zip(names, offers.column("kind"), X):
    print(f"{name:22}{kind:20}" + "".join(f"{mark:11g}" for mark in row))

# %% [markdown]
# **Before you run the next cell**, choose. Whom would you sign, if you could sign one? Write the name down; you will
# want to know later how you came to it.
#
# ## Who can go without any weighing?
#
# Put two of them side by side: Vossel Works and Ostergate Group.

# %%
place = {name: i for i, name in enumerate(names)}
for name in ("Vossel Works", "Ostergate Group"):
    print(f"{name:18}", X[place[name]])

# %% [markdown]
# Ostergate is as good in two columns and better in the third. Whatever you care about, you would not take Vossel Works
# for its marks: it is **dominated**. Partner $a$ dominates partner $b$ if $x_{aj} \ge x_{bj}$ for every criterion $j$ and
# $x_{aj} > x_{bj}$ for at least one. Those whom nobody dominates are the *Pareto front*. How many of the twelve do you
# expect on it?

# %%
front = pareto_front(X, senses)
print(fill("on the front: " + ", ".join(names[front]), width=80))
print(fill("dominated: " + ", ".join(names[~front]), width=80))

# %% [markdown]
# Six can go, if Lepton signs one partner and cares for these three things only, and nobody had to say which of the three
# matters more. (Lesson 3 drops both ifs, and some of the six will be back.) Here are all twelve by the first two criteria, the front filled.

# %%
fig, ax = plt.subplots(figsize=(7.2, 4.2))
left = {
    "Pedlarway",
    "Saint Orrin Hospital",
    "Copperleaf Bank",
    "Vossel Works",
    "Brindlecloud",
}
for i, (technique, market, _) in enumerate(X):
    ax.plot(technique, market, "o", color="C0", mfc="C0" if front[i] else "white", ms=8)
    shift, side = (-0.2, "right") if names[i] in left else (0.2, "left")
    lift = {"City of Marrowby": 0.35, "Fernlight Software": -0.35}.get(names[i], 0)
    ax.text(technique + shift, market + lift, names[i], ha=side, va="center", size=9.5)
ends = X[[place["Quillmere University"], place["Ostergate Group"]]]
ax.plot(ends[:, 0], ends[:, 1], "--", color="C1", lw=1.5, zorder=0)
ax.set(xlabel="technical strength", ylabel="market potential", xlim=(0, 11.8), ylim=(2, 10))
ax.set_title("Twelve candidates by two of the three criteria")
plt.show()

# %% [markdown]
# (Copperleaf, Tarnside and Saint Orrin are on the front for their resource support, which this picture does not show.)
# Keep an eye on the dashed line: Brindlecloud is on the front, and yet it stands a little below the line between
# Quillmere and Ostergate. That will have a consequence.
#
# ## Weights
#
# Among those on the front no calculation decides. More technique or more market? To go on, somebody has to say what a
# point of one is worth in points of the other. Say so with weights $w_j$ that sum to 1, and add up:
#
# $$s_i = \textstyle\sum_j w_j\, x_{ij}$$
#
# Lepton's board settles on 0.40 for technique, 0.35 for the market and 0.25 for resources.

# %%
w = np.array([0.40, 0.35, 0.25])


def show_best(scores, best, who=names):
    order = np.argsort(-scores, kind="stable")[:best]
    print("   ".join(f"{rank(scores)[i]} {who[i]} {scores[i]:.3f}" for i in order))


show_best(weighted_sum(X, w, senses, scaling="none"), best=4)

# %% [markdown]
# Quillmere University, then. All marks are out of ten, so what could go wrong? Suppose that the colleague who judges
# markets hands in per cent instead of points: the same opinion, times ten.

# %%
in_per_cent = X * [1, 10, 1]
show_best(weighted_sum(in_per_cent, w, senses, scaling="none"), best=4)

# %% [markdown]
# A new winner, and nothing about the partners has changed. A weighted sum of raw numbers adds apples and per cents. That
# is why tables are *scaled* before they are weighed.
#
# ## Scaling, and its surprises
#
# There are several usual ways. `minmax` runs each column from 0 (the worst in the table) to 1 (the best); `sum` divides by
# the column's sum; `vector` by its length, the root of the sum of squares. Each of them makes units irrelevant.
# **Before you run the next cell**: do they agree?

# %%
for scaling in SCALINGS:
    print(f"{scaling:8}", end="")
    show_best(weighted_sum(X, w, senses, scaling=scaling), best=3)

# %% [markdown]
# Same partners, same marks, same weights. Under `minmax` Ostergate is first, under the other two Quillmere. Where does the
# difference come from? Ask what one more point is worth in each column: the weight, divided by what the scaling divides by.

# %%
one_point = {
    "minmax": w / (X.max(axis=0) - X.min(axis=0)),
    "sum": w / X.sum(axis=0),
    "vector": w / np.linalg.norm(X, axis=0),
    "none": w,
}
print("points of market that one point of technique is worth:")
for scaling, worth in one_point.items():
    print(f"{scaling:8}{worth[0] / worth[1]:.2f}")

# %% [markdown]
# So one point of technique buys 0.86 points of market, or 1.29 of them, depending on a choice that most reports do not
# mention. A weight is not a statement about importance on its own: it is a price, and scaling fixes the currency. Under
# `minmax` the sensible question to the board is "what is the step from the worst to the best in this table worth to you?"
#
# ## TOPSIS: close to the best, far from the worst
#
# Another idea (Hwang and Yoon 1981): imagine an ideal partner with the best entry of every column, and an anti-ideal with
# the worst. With $v$ the scaled and weighted table and $d_i^+, d_i^-$ a partner's distances from the two,
#
# $$c_i = \frac{d_i^-}{d_i^+ + d_i^-}$$

# %%
print("weighted sum:")
show_best(weighted_sum(X, w, senses, scaling="vector"), best=4)
print("TOPSIS:")
show_best(topsis(X, w, senses), best=4)

# %% [markdown]
# The same scaling, another order from the third place on. Which of the two is right? Neither: a sum lets strength in one
# column pay for weakness in another at a fixed price, a distance does so at a changing price.
#
# That difference can decide. Compare Brindlecloud, the technology company, with an even mix of Quillmere and Ostergate.

# %%
mix = (X[place["Quillmere University"]] + X[place["Ostergate Group"]]) / 2
print("half Quillmere, half Ostergate:", mix)
print("Brindlecloud:                  ", X[place["Brindlecloud"]])

# %% [markdown]
# The mix is at least as good in every column. So for any weights, and under any of our scalings, Brindlecloud scores at
# most the average of the other two, and the better of those is at least average: **no weighted sum puts Brindlecloud
# first on its own**, though nobody dominates it. That is the consequence of standing below the dashed line. TOPSIS has
# weights for which it wins; you will find them on the map below.
#
# ## Where do weights come from?
#
# "0.40" is hard to defend. "Technique matters twice as much as resources" is easier to say, and to argue with. Saaty (1980)
# collects such judgements in a table $A$, with $a_{ij}$ how many times as important $i$ is as $j$, and takes as weights the
# vector that the table reproduces:
#
# $$A w = \lambda_{\max} w, \qquad CI = \frac{\lambda_{\max} - n}{n - 1}, \qquad CR = \frac{CI}{RI}$$
#
# If the judgements agree with each other, $\lambda_{\max} = n$. $RI$ is what random answers have, and a consistency ratio
# $CR$ over 0.1 says: judge again. Lepton's board said: technique and market matter alike, market and resources matter
# alike, technique matters twice as much as resources. Is that consistent?

# %%
board = ahp([[1, 1, 2], [1, 1, 1], [1 / 2, 1, 1]])
print("weights          ", board.weights.round(3))
print("consistency ratio", round(board.consistency_ratio, 3))

# %% [markdown]
# Not quite: if technique equals market and market equals resources, technique should equal resources. The ratio of 0.046
# says that the slip is small, and the weights, rounded to 0.05, are the board's. Now the same board late in the evening, when each
# of the three is three times as important as the next, in a circle:

# %%
evening = ahp([[1, 3, 1 / 3], [1 / 3, 1, 3], [3, 1 / 3, 1]])
print("weights          ", evening.weights.round(3))
print("consistency ratio", round(evening.consistency_ratio, 3))

# %% [markdown]
# The weights look perfectly reasonable. Only the ratio, 1.149, tells that there is no opinion behind them.
#
# ## All weights at once
#
# Three weights that sum to 1 are a point in a triangle: at a corner one criterion decides alone, in the middle all count
# alike. Each point of the map has the colour of its winner. Move the points and see whom the ring lands on; then change the
# rule and see the borders move. Can you find the strip where Brindlecloud wins?

# %%
WeightExplorer(offers, criteria, w)

# %% [markdown]
# ## Somebody withdraws
#
# The City of Marrowby is eleventh of the twelve (min-max scaling), and it withdraws its offer. **Before you run the next
# cell**: what does that change for the first place?

# %%
scores = weighted_sum(X, w, senses)
print("city's rank:", rank(scores)[place["City of Marrowby"]])
show_best(scores, best=2)
stay = names != "City of Marrowby"
show_best(weighted_sum(X[stay], w, senses), best=2, who=names[stay])

# %% [markdown]
# Ostergate was first, and now Quillmere is. Has anybody become better? No: the currency has moved. The city had the lowest
# technical mark of all.

# %%
for who, rows in (("with the city", X), ("without it", X[stay])):
    span = np.ptp(rows[:, 0])
    print(f"{who:14} range of technique {span:g}, one point counts {w[0] / span:.3f}")

# %% [markdown]
# This is **rank reversal**: a partner who has no chance decides between two who have. Leave out others below, and try
# the other rules. Which rule never turns, and what did we hold against it?

# %%
ReversalExplorer(X, names, w).set(dropped=place["City of Marrowby"])

# %% [markdown]
# Even a copy will do. Belton and Gear (1983) took three alternatives A, B, C under three equally weighted criteria, scaled by
# the sum, and then offered a fourth one, exactly like B.

# %%
judged = np.array([[1, 9, 8], [9, 1, 9], [1, 1, 1]])
with_copy = np.vstack([judged, judged[1]])
for rows in (judged, with_copy):
    thirds = np.full(3, 1 / 3)
    print(weighted_sum(rows, thirds, ["max"] * 3, scaling="sum").round(3))

# %% [markdown]
# Without the copy B is first, with the copy A is. Who scales by the table makes every score a statement about the whole
# table. Numbers as they are do not turn, but they had the trouble with units. The way out is to fix the scale before the
# candidates are known, for example 0 for "useless to us" and 10 for "the best we have ever met", and to keep it.
#
# ## How fragile is the winner?
#
# Back to the twelve, min-max, and Ostergate. Move one weight and let the other two keep their proportion: how far until
# somebody else is first?

# %%
for k, criterion in enumerate(criteria):
    low, high = stability_interval(X, w, k, senses)
    print(
        f"{criterion:20} weight {w[k]:.2f}, Ostergate stays first from {low:.2f} to {high:.2f}"
    )

# %% [markdown]
# The market's weight may rise to 1 but fall only from 0.35 to 0.32. Who would bet on the difference between those two
# numbers? And that holds if the marks are exact. Change a single mark by a single point:

# %%
for who in range(12):
    for k in range(3):
        for change in (-1, 1):
            other = X.copy()
            other[who, k] += change
            best = weighted_sum(other, w, senses).argmax()
            if names[best] != "Ostergate Group" and 0 <= other[who, k] <= 10:
                mark = f"{X[who, k]:g} to {other[who, k]:g}"
                print(f"{names[who]}, {criteria[k]} {mark}: {names[best]} first")

# %% [markdown]
# Lantern Hill School is last of all, and one point of its market mark decides who is first.
#
# So ask the question the other way round. Not "who wins for my weights" but "for how many weights does each one win".
# Draw weights evenly from the whole triangle and count (SMAA, Lahdelma and Salminen 2001).

# %%
found = smaa(X, senses, 100_000, rng=1)
share = found.acceptability
order = np.argsort(-share[:, :3].sum(axis=1), kind="stable")
fig, ax = plt.subplots(figsize=(7.2, 3.9))
start = np.zeros(12)
for part, label in (
    (slice(0, 1), "first"),
    (slice(1, 3), "2nd or 3rd"),
    (slice(3, 5), "4th or 5th"),
):
    width = share[order, part].sum(axis=1)
    ax.barh(names[order], width, left=start, label=label, alpha=0.85)
    start = start + width
ax.invert_yaxis()
ax.grid(axis="y", visible=False)
ax.set(xlabel="share of all weights", xlim=(0, 1))
ax.legend(loc="lower right")
plt.show()

# %%
for i in np.flatnonzero(share[:, 0]):
    central = "  ".join(f"{weight:.2f}" for weight in found.central_weights[i])
    print(f"{names[i]:22} first for {share[i, 0]:.0%} of weights, on average {central}")
print("first to fifth:")
top5 = share[:, :5].sum(axis=1)
print(", ".join(f"{names[i]} {top5[i]:.0%}" for i in np.argsort(-top5)[:3]))

# %% [markdown]
# Four can be first, three of them for about a third of all weights each: the areas of the map, give or take a per cent of
# chance. The last numbers are the average weights for
# which each wins, and they answer a better question than "who is best": *whom does this partner suit?* Quillmere suits a
# Lepton that lives by its technique, Ostergate one that needs a market, Copperleaf one that needs resources.
# Brindlecloud is never first, and among the first five for more weights than anybody else.
#
# ## What can "objective" mean?
#
# "Let the data decide the weights", somebody says. A common recipe weighs each criterion by how much the candidates differ
# in it. Nobody's taste enters. Does it settle the matter?


# %%
def spread_weights(rows, scaling):
    spread = scale(rows, senses, scaling=scaling).std(axis=0)
    return spread / spread.sum()


everybody = np.full(len(names), True)
for scaling, keep in (("minmax", everybody), ("vector", everybody), ("vector", stay)):
    v = spread_weights(X[keep], scaling)
    best = names[keep][weighted_sum(X[keep], v, senses, scaling=scaling).argmax()]
    print(f"{scaling:7} {keep.sum()} candidates, weights {v.round(2)}: {best}")

# %% [markdown]
# Three objective answers. Those weights were chosen by nobody at Lepton, it is true; they were chosen by who happened to
# apply. Three meanings of "objective" do hold water:
#
# 1. **Reproducible.** The table, the rule, the scaling and the weights are written down, and whoever runs them gets the
#    same list. This notebook is.
# 2. **The same for every taste.** Six of the twelve are dominated: no weights lift one of them above all others.
# 3. **Stable.** A result that holds for most weights, most scalings and marks a point off can be relied on. Ours: the short
#    list. Not ours: its first place.
#
# What no method can do is to say what Lepton wants. Weights are a decision, and the honest report names who made it.
#
# ## Your turn
#
# **02.1** Write a function that says whether the partner with marks `a` dominates the one with marks `b` (both arrays, more
# is better): True or False.


# %% tags=["exercise"] question="02.1"
def dominates(a, b):
    ...
    # BEGIN SOLUTION
    return bool(np.all(a >= b) and np.any(a > b))
    # END SOLUTION


check("02.1", dominates)

# %% [markdown]
# **02.2** Work out the twelve scores under min-max scaling with NumPy, from `X` and `w`, without calling `weighted_sum` or
# `scale`.

# %% tags=["exercise"] question="02.2"
scores = ...
# BEGIN SOLUTION
scaled = (X - X.min(axis=0)) / (X.max(axis=0) - X.min(axis=0))
scores = scaled @ w
# END SOLUTION
check("02.2", scores)

# %% [markdown]
# **02.3** Signing costs money too, and less is better. Take `cost` as a fourth criterion with the weights 0.3, 0.3, 0.2 and
# 0.2 (cost last) and min-max scaling. What are the twelve scores now, and who is first?

# %% tags=["exercise"] question="02.3"
cost = offers.cost
scores = ...
# BEGIN SOLUTION
four = np.column_stack([X, cost])
scores = weighted_sum(four, [0.3, 0.3, 0.2, 0.2], ["max", "max", "max", "min"])
# END SOLUTION
check("02.3", scores)

# %% [markdown]
# **02.4** With the board's weights and min-max scaling, up to which weight of resource support does Ostergate stay
# first?

# %% tags=["exercise"] question="02.4"
highest = ...
# BEGIN SOLUTION
highest = stability_interval(X, w, 2, senses)[1]
# END SOLUTION
check("02.4", highest)

# %% [markdown]
# ## Recap
#
# - For a single choice, strike out the dominated first: it needs no weights, and none lift them above all others.
# - A weight is a price, and scaling fixes its currency: name both, or you have named neither.
# - A weighted sum never picks an all-rounder below the line between two specialists; TOPSIS may.
# - Scores that are scaled by the table can turn when somebody leaves it. Fix the scale before the candidates are known.
# - Report how long the winner lasts (stability interval, SMAA), not only who wins. "Objective" is what survives that.
#
# **Read on**: C.-L. Hwang and K. Yoon, *Multiple Attribute Decision Making*, Springer, 1981. T. L. Saaty, *The Analytic
# Hierarchy Process*, McGraw-Hill, 1980. V. Belton and T. Gear, "On a Short-coming of Saaty's Method of Analytic
# Hierarchies", *Omega* 11 (1983) 228-230. R. Lahdelma and P. Salminen, "SMAA-2: Stochastic Multicriteria Acceptability
# Analysis for Group Decision Making", *Operations Research* 49 (2001) 444-454. V. Belton and T. J. Stewart, *Multiple
# Criteria Decision Analysis*, Kluwer, 2002.
#
# Lepton can sign more than one, and its money is limited. Next: **[lesson 3, selecting a portfolio](03_selecting_a_portfolio.ipynb)**.
