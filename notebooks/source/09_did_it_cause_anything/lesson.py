# %% [markdown]
# # 9 · Did it cause anything?
#
# > **You will** find out whether a partnership changed anything, try to prove yourself wrong, argue about the future, and put the
# > decisions of nine lessons into a memo of two pages.
# >
# > **40 minutes** · about {seconds} s of run time · needs lessons 1 to 8; each can be looked up.
#
# ## Sales went up
#
# Pedlarway runs twelve pick-up shops. At the start of year 5 six of them got Lepton's camera, which finds parcels by their picture, and
# in those shops sales went up. Pedlarway wants to be paid for it, and to extend the contract. Is the rise the camera's doing?
#
# The data are generated, so for once we know the truth: the camera adds 3, in thousand euros a week.

# %%
industry = "medicine"  # yours: manufacturing, city, medicine, finance, education, energy, agriculture

# %%
from itertools import combinations

import numpy as np
from matplotlib import pyplot as plt
from scipy.stats import t as student_t

from lepton_kit import style
from lepton_kit.exercises import check, guess, hint, solution
from lepton_kit.exercises.content import content_module, industry_file
from lepton_kit.partnership import did, read_industry, select

drawing, memo = content_module("09", "drawing"), content_module("09", "memo")
shops = content_module("09", "shops").shops
style.use()
data = shops(effect=3.0)
before, after = data.year < 5, data.year >= 5

# %% [markdown]
# The plainest comparison: mean sales of the six shops in years 5 to 8, less their mean in years 1 to 4. The truth is 3. What will
# this comparison say?

# %% tags=["guess"]
guess("09.a", ...)

# %% tags=["after-guess"]
print("Two comparisons, thousand euros a week:")
rise = data.sales[data.camera & after].mean() - data.sales[data.camera & before].mean()
lead = data.sales[data.camera & after].mean() - data.sales[~data.camera & after].mean()
print(f"camera shops, after less before:   {rise:.2f}")
print(f"camera shops less others, after:   {lead:.2f}")

# %% [markdown]
# Both are far from 3. The first counts what would have grown anyway. The second counts that these shops were larger from the
# start. What is missing is the **counterfactual**: the same shops in the same years without the camera. Nobody can see it, but the
# other shops can stand in for its *change*. The **difference in differences** takes the change of the treated and subtracts the change
# of the others.
#
# **09.1** Classes at Lantern Hill School that use a partner's tutor went from 12.0 to 15.5 points on a test, the other classes from 9.0
# to 11.0. What did the tutor do, by the difference in differences?

# %% tags=["exercise"] question="09.1"
tutor = ...
# BEGIN SOLUTION
tutor = (15.5 - 12.0) - (11.0 - 9.0)
# END SOLUTION
check("09.1", tutor)

# %% [markdown]
# **09.2** Now for many units. `table` has a row a shop and a column a year, `treated` is True for the rows with the camera, and from
# column `start` on (counted from 0) the camera is there. Return the difference in differences of the means.


# %% tags=["exercise"] question="09.2"
def effect_of(table, treated, start):
    ...
    # BEGIN SOLUTION
    change = table[:, start:].mean(axis=1) - table[:, :start].mean(axis=1)
    return change[treated].mean() - change[~treated].mean()
    # END SOLUTION


check("09.2", effect_of)

# %% [markdown]
# ## The reason to believe it
#
# The kit's `did` does the same, with an interval that treats each shop as *one* piece of evidence and not each of its years
# (Bertrand, Duflo and Mullainathan 2004).

# %% alt="Sales of shops with the camera and of the others over eight years. Up to year 4 the lines run parallel; from year 5 the first is above the dashed line that continues the parallel."
effect = did(data.sales, data.shop, data.year, data.camera, start=5)
drawing.draw_did(data, effect.estimate, start=5)
plt.show()
effect

# %% [markdown]
# The estimate is near 3 and its interval holds 3. The rows below it, the **pre-trend**, are the reason to believe it: in the years before the
# start, the gap between the groups is compared with that of year 4, and stays near 0. The two groups moved in parallel while
# nothing was different between them.
#
# > **Assumes** that the groups have **parallel trends**: without the camera, both groups would have changed by the same amount. The pre-trend can refute this
# > and cannot prove it, for it says nothing about the years after.
#
# Now a camera that does *nothing*, given to six shops *because they were growing*: their sales rise by 0.8 a year more than the
# others', before and after. The true effect is 0. What will the estimate be?

# %% tags=["guess"]
guess("09.b", ...)

# %% tags=["after-guess"]
print("A camera that does nothing:")
growing = shops(effect=0.0, growth=0.8)
did(growing.sales, growing.shop, growing.year, growing.camera, start=5)

# %% [markdown]
# It says more than 3, with an interval far from 0, for a camera that did nothing. The rows before the start give it away: the gap was
# growing year by year. Where the pre-trend is not flat, do not believe the first row.
#
# **09.3** How much of such an estimate is the trend's doing? In another chain the gap grows by 0.3 a year on its own. There are 6 years
# before the start and 6 after it, and the estimate compares their means. What does the trend alone contribute?

# %% tags=["exercise"] question="09.3"
bias = ...
# BEGIN SOLUTION
bias = 0.3 * 6  # the middle of the years after is 6 years later than that of those before
# END SOLUTION
check("09.3", bias)

# %% [markdown]
# ## Try to prove yourself wrong
#
# A **placebo** is a treatment that cannot work. If it "works", the method is at fault. Two kinds are cheap.
#
# In time: use only years 1 to 4 and pretend that the camera came in year 3.

# %%
for name, world in (("camera that works", data), ("camera for the growing", growing)):
    early = world.year < 5
    pretended = did(
        world.sales[early],
        world.shop[early],
        world.year[early],
        world.camera[early],
        start=3,
    )
    print(
        f"{name:23} {pretended.estimate:+.2f}, from {pretended.low:+.2f} to {pretended.high:+.2f}"
    )

# %% [markdown]
# In space: give the camera to six shops at random. There are 924 ways to choose six of twelve. If the camera did nothing and the
# six were chosen by lot, the real estimate would be one of these 924 like any other. How many of the 924 are at least as far from
# 0 as the real one, itself included?

# %% tags=["guess"]
guess("09.c", ...)

# %% tags=["after-guess"] alt="Histogram of the estimates for all 924 choices of six shops, centred at 0. The real six stand alone at its right end, near 2.9."
print("All 924 ways to choose six shops:")
change = data.table[:, 4:].mean(axis=1) - data.table[:, :4].mean(axis=1)
placebos = []
for six in combinations(range(12), 6):
    chosen = np.isin(np.arange(12), six)
    placebos.append(change[chosen].mean() - change[~chosen].mean())
drawing.draw_placebos(placebos, effect.estimate)
plt.show()
far = np.abs(placebos) >= abs(effect.estimate) - 1e-9
print(far.sum(), "of them are at least as far from 0 as the real estimate")

# %% [markdown]
# **09.4** The **p-value** of this test is the share of all choices whose estimate is at least as far from 0 as the real one. `placebos` holds
# the estimates of all choices, the real one among them. Write it. (Count what is within $10^{-9}$ of the real one as equal to it:
# sums of floats waver.)


# %% tags=["exercise"] question="09.4"
def p_value(real, placebos):
    ...
    # BEGIN SOLUTION
    return np.mean(np.abs(placebos) >= abs(real) - 1e-9)
    # END SOLUTION


check("09.4", p_value)

# %% [markdown]
# A placebo finds some faults. Others are found by asking people what happened. **09.5** Which of these would make the estimate of the
# camera's effect wrong? Give a set of letters, such as `{"A", "C"}`.
#
# - A: customers of the other six shops went over to those with the camera.
# - B: the shops that were to get the camera put off their purchases, and sold less in year 4.
# - C: a hard winter in year 6 cost all twelve shops the same.
# - D: the six were chosen because they were growing faster.
# - E: the six were larger than the others in all years.

# %% tags=["exercise"] question="09.5"
threats = ...
# BEGIN SOLUTION
threats = {"A", "B", "D"}
# END SOLUTION
check("09.5", threats)

# %% [markdown]
# A is a **spill-over**, B **anticipation**, D **selection** on the trend. What both groups share, and what stays the same, cancels; that is the
# charm of the method.
#
# ## Your industry: say beforehand what would convince you
#
# Whoever looks at the result first and then thinks about the rule will find a rule that fits. So write the rule down now. An evaluation
# will give an interval for the effect, from `low` to `high`, and one for the change of the gap before the start, from `gap_low` to
# `gap_high`; all in the money of `cost`.
#
# **09.6** Write it. If 0 is not within the gap's interval, the answer is `"wait"`: the comparison is not fair. Otherwise it is `"grow"` if the whole
# interval of the effect is above the cost, `"stop"` if all of it is below, and `"wait"` if the cost lies within.


# %% tags=["exercise"] question="09.6"
def decide(low, high, cost, gap_low, gap_high):
    ...
    # BEGIN SOLUTION
    if not gap_low <= 0 <= gap_high:
        return "wait"
    return "grow" if low > cost else "stop" if high < cost else "wait"
    # END SOLUTION


check("09.6", decide)

# %% [markdown]
# ## Five futures to argue about
#
# The article sees five trends in partnerships, and gives reasons for none of them. Take the one that you doubt most, and write three
# sentences about it: what would you expect to *see* if it were true, which number of this course would change, and which result would
# make you give it up?
#
# | The article expects | Something in favour | Something against |
# |---|---|---|
# | more varied forms | three mechanisms lose different parts of the surplus, so there is room for more (lesson 5) | every new form has to be drafted and understood |
# | deeper co-operation | synergies are worth more than single partners (lesson 3) | who depends on one partner alone has a bad worst year (lesson 8) |
# | more efficient co-operation | platforms lower what a pair costs | pairs grow as $n(n+1)/2$, whatever a pair costs (lesson 5) |
# | more flexible mechanisms | reviews and orderly exits are cheap options (lesson 7) | who can leave easily invests less |
# | a better understanding of shared gain | the nucleolus and Shapley value can be computed by anyone (lesson 6) | several fair rules, and each side likes another one |
#
# It also hopes for prior knowledge joined with networks (the rules of lesson 7 were a small beginning), for causal analysis and games, for
# smart contracts against quarrels about gains, and for mechanisms of trust. You have now seen a little of each. Which of them
# would Lepton pay for this year?
#
# ## The memo
#
# Lepton's board wants two pages on your industry. The next cell computes a draft: a line for each lesson, from *your* decisions.
# Change them to those in your notes (a set of names in place of `None`, your power in the bargain, the common reason that you fear), and
# then write what the computer cannot: the *Because*.

# %%
mine = read_industry(industry_file(industry))
memo.draft(mine, signed=None, power=0.5, correlation=0.3, leave_below=0.1)

# %% [markdown]
# A memo is not a list of figures. Page one: what we ask the board to decide, whom we sign and why, what it costs and brings. Page two:
# what can go wrong, when we shall leave and how, how we shall know whether it worked, and what we do *not* know. A reader who stops
# after the first paragraph should still have the decision. This memo is the first brief of the open project, A4, whose rubric says how it is
# judged.
#
# ## Open task: an evaluation that can find something
#
# Pedlarway offers a new chain of shops for a trial. A shop with a camera costs 20 (thousand euros) for each year after the start;
# watching a shop, with or without camera, costs 2 a year, before and after. The shops' yearly figures waver with a standard deviation of
# 0.6, and each shop's change by another 0.5. The camera adds 1.0. The chance that the 95 % interval of the effect lies above 0 is the
# **power** of the design.


# %%
def cost_of(treated, others, before, after):
    return 20 * treated * after + 2 * (treated + others) * (before + after)


def power_of(treated, others, before, after, effect=1.0, worlds=4000, rng=1):
    rng = np.random.default_rng(rng)
    sd = np.sqrt(0.6**2 * (1 / before + 1 / after) + 0.5**2)  # of a shop's change
    x, y = rng.normal(effect, sd, (worlds, treated)), rng.normal(0, sd, (worlds, others))
    a, b = x.var(axis=1, ddof=1) / treated, y.var(axis=1, ddof=1) / others
    freedom = (a + b) ** 2 / (a**2 / (treated - 1) + b**2 / (others - 1))  # Welch
    low = x.mean(axis=1) - y.mean(axis=1) - student_t.ppf(0.975, freedom) * np.sqrt(a + b)
    return np.mean(low > 0)


first = (6, 6, 4, 4)  # treated, others, years before, years after
print(f"six and six, four years each: cost {cost_of(*first)}")
for seed in range(3):
    power = power_of(*first, rng=seed)
    print(
        f"seed {seed}: power {power:.2f} ± {1.96 * np.sqrt(power * (1 - power) / 4000):.2f}"
    )

# %% [markdown]
# **09.7** That design is dear and finds the effect two times out of three. Find one with a power of at least 0.85 for at most 500. Give
# `(treated, others, before, after)`, four whole numbers: at least 2 shops in each group, at least 2 years before (or there is no pre-trend
# to look at), and at least 1 after.

# %% tags=["exercise"] question="09.7"
design = ...
# BEGIN SOLUTION
design = (12, 20, 3, 1)
# END SOLUTION
check("09.7", design)

# %% [markdown]
# Compare your design with the first one by a **paired** interval: run `power_of` for both with the same ten seeds, and take the mean of the
# differences. Then defend it before Pedlarway, which will ask why most of its shops get no camera.
#
# ## Recap
#
# - Before and after counts what would have grown anyway; treated and others counts what was different from the start.
# - The difference in differences removes both, if the trends are parallel. The years before can refute that.
# - Placebos in time and in space try to prove you wrong. Let them.
# - Write the rule of decision before the result.
# - Most of a good evaluation is decided before it begins: how many, how long, compared with whom.
#
# **Read on**: D. Card and A. B. Krueger, "Minimum Wages and Employment", *American Economic Review* 84 (1994) 772-793. M. Bertrand,
# E. Duflo and S. Mullainathan, "How Much Should We Trust Differences-in-Differences Estimates?", *Quarterly Journal of Economics* 119
# (2004) 249-275. J. D. Angrist and J.-S. Pischke, *Mostly Harmless Econometrics*, Princeton University Press, 2009, chapter 5.
#
# Here the half on partnerships ends. Next: **[from pixels to tensors](10_pixels_to_tensors.ipynb)**, where a computer learns to see.
