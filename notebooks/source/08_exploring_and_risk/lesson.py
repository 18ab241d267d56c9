# %% [markdown]
# # 8 · Exploring and risk
#
# > **You will** try new partners without betting the company, know when to leave one, look at the bad years, and measure what
# > it helps to have several partners instead of one.
# >
# > **50 minutes** · about {seconds} s of run time · needs lessons 3 and 7.
#
# ## Somebody new?
#
# Lepton has one project a year to give in a new field, and three candidates that nobody knows. Give it to whoever has the best
# record so far, and the first lucky one may keep it for ever. Try everybody all the time, and the best one hardly gets a chance.
# **Exploring** costs today and pays tomorrow; how much of it is right?

# %%
industry = "medicine"  # yours: manufacturing, city, medicine, finance, education, energy, agriculture

# %%
import numpy as np
from matplotlib import pyplot as plt

from lepton_kit import style
from lepton_kit.exercises import check, guess, hint, solution
from lepton_kit.exercises.content import content_module, industry_file
from lepton_kit.partnership import (
    coverage,
    exit_threshold,
    gittins,
    prob_better,
    read_industry,
    select,
    simulate,
    thompson,
    var_cvar,
)
from lepton_kit.widgets import ReviewExplorer, RiskExplorer

drawing, exploring = content_module("08", "drawing"), content_module("08", "exploring")
style.use()
base = read_industry(industry_file("base"))

# %% [markdown]
# This is a **bandit** problem, named after the one-armed bandits of a casino: several arms, unknown odds, and every pull both earns
# and teaches. **Thompson sampling** (Thompson 1933) has a disarming answer: draw one rate from each partner's trust, and choose the
# highest. Whoever may be the best is tried as often as it may be the best.

# %%
rng = np.random.default_rng(1)
trust_a = {"Copperleaf": 8, "Fernlight": 2, "Hullabaloo": 2}
trust_b = {"Copperleaf": 2, "Fernlight": 1, "Hullabaloo": 4}
draws = [thompson(trust_a, trust_b, rng=rng) for _ in range(1000)]
for name in trust_a:
    mean = trust_a[name] / (trust_a[name] + trust_b[name])
    print(f"{name:11} mean {mean:.2f}, chosen in {draws.count(name)} of 1,000 draws")

# %% [markdown]
# **08.1** Vossel Works has the trust $\text{Beta}(6, 2)$, the City of Marrowby $\text{Beta}(3, 3)$. There is nobody else. Which share of the
# time does Thompson sampling choose Vossel?

# %% tags=["exercise"] question="08.1"
share = ...
# BEGIN SOLUTION
share = prob_better(6, 2, 3, 3)
# END SOLUTION
check("08.1", share)

# %% [markdown]
# Now let it run. The true rates are 0.55, 0.65 and 0.8. Three hundred start-ups play 60 years by each rule; knowing the best
# partner from the start would deliver 48 projects. How many does *best so far* deliver on average?

# %% tags=["guess"]
guess("08.a", ...)

# %% tags=["after-guess"] alt="Share delivered, mean of ten years, over sixty years. Thompson sampling rises from 0.68 to 0.75, best so far stays near 0.66; both are below the best partner's 0.8."
print("Delivered in 60 years, with 95 % intervals:")
hidden = np.array([0.55, 0.65, 0.8])
RULES = {
    "best so far": lambda a, b, rng: (a / (a + b)).argmax(axis=1),
    "Thompson sampling": lambda a, b, rng: rng.beta(a, b).argmax(axis=1),
}
delivered = {
    name: exploring.play(rule, hidden, years=60, runs=300, rng=1)[1]
    for name, rule in RULES.items()
}
for name, won in delivered.items():
    total = won.sum(axis=0)
    print(f"{name:18} {total.mean():.1f} give or take {1.96 * total.std() / 300**0.5:.1f}")
drawing.draw_learning(delivered, hidden.max())
plt.show()

# %% [markdown]
# Best so far settles early, and often on the wrong partner. Thompson sampling goes on asking while the answer is open, and its
# doubts fade by themselves as the curves get narrow.
#
# ## Is there a best rule of all?
#
# For a partner with trust $\text{Beta}(a, b)$, the **Gittins index** (Gittins 1979) is the sure rate that would be exactly as good as trying
# this partner with the right to stop. Work with the highest index, and **no rule has a higher expected total, later successes
# discounted**: a success next year counts, say, 0.9 of one today. Note what this does *not* say.

# %%
print(f"{'trust':14}{'mean':>5}   index when next year counts 0.5, 0.9, 0.95")
for a, b in ((1, 1), (2, 2), (5, 5), (20, 20), (8, 2)):
    index = "".join(f"{gittins(a, b, discount):7.3f}" for discount in (0.5, 0.9, 0.95))
    print(f"Beta({a:2}, {b:2}) {a / (a + b):7.2f}   {index}")

# %% [markdown]
# The first four have the same mean of 0.50. The less is known, the higher the index: 0.70 for a stranger at 0.9, 0.52 after 38
# projects. The difference is the value of finding out, in successes a year.
#
# Four thousand start-ups now meet three partners each, with rates that are drawn anew: any rate from 0 to 1 is as likely as any other,
# as $\text{Beta}(1, 1)$ says. After 300 years, who works with the truly best of the three more often? Guess `"Gittins"`, `"Thompson"`
# or `"same"`.

# %% tags=["guess"]
guess("08.b", ...)


# %% tags=["after-guess"]
def by_index(a, b, rng):
    return table[a - 1, b - 1].argmax(axis=1)


print("What each rule lacks against the index, with paired 95 % intervals:")
table = exploring.gittins_table(discount=0.9, years=300)
runs, weight = 4000, 0.9 ** np.arange(300)[:, None]
worlds = np.random.default_rng(2).random((runs, 3))
now, late = {}, {}
for name, rule in {"Gittins index": by_index, **RULES}.items():
    chosen, won = exploring.play(rule, worlds, years=300, runs=runs, rng=2)
    now[name], late[name] = (weight * won).sum(axis=0), chosen[-1] == worlds.argmax(axis=1)
    lack = now["Gittins index"] - now[name]
    print(
        f"{name:18} discounted total {now[name].mean():.2f}, lacks {lack.mean():.2f} "
        f"± {1.96 * lack.std() / runs**0.5:.2f}; on the best in year 300: {late[name].mean():.0%}"
    )

# %% [markdown]
# The index has the highest discounted total. Thompson sampling pays for its curiosity at this discount, where what happens after year
# 40 hardly counts, and it is the best of the three at *finding the best partner*, where the index stops asking. Which rule you want
# depends on what you want: a rule is best *at something*.
#
# > **Assumes** that rates stay as they are, that one project a year is given, and that the expectation is taken over the prior: for
# > three given rates another rule may do better.
#
# ## When to leave
#
# The same idea tells when to leave. One project a year, a year costs 0.6 of a success, and leaving is for good. With the index
# below 0.6 it is better to go; the table says how many successes it takes to stay.

# %%
rule = exit_threshold(0.6, discount=0.9, years=7)
print(f"{'after years':>11}{'stay with at least':>21}{'mean at that point':>21}")
for t, (needed, mean) in enumerate(zip(rule.successes, rule.mean)):
    print(f"{t:11}{needed:21}{mean:21.2f}")

# %% [markdown]
# After two years with one success the mean is 0.50, below the cost of 0.60, and one should still stay: if the partner turns out
# well there are many good years ahead, if not, Lepton leaves next year and has lost little. The right to leave makes one bolder at the
# start.
#
# **08.2** Now a year costs 0.7 of a success, and Lepton is more patient: next year counts 0.95 of this one. After ten years, what is the
# smallest number of successes with which you would stay?

# %% tags=["exercise"] question="08.2"
fewest = ...
# BEGIN SOLUTION
fewest = exit_threshold(0.7, discount=0.95, years=10).successes[10]
# END SOLUTION
check("08.2", fewest)

# %% [markdown]
# Your task in the explorer: find a partner with a true rate of 0.7 (above the break-even) that the rule leaves all the same. Then
# set the weight of next year to 0. Which partners are left now, and why?

# %%
ReviewExplorer()

# %% [markdown]
# ## How bad can a year be?
#
# Trust is about one partner. Lepton's year depends on all of them, and they may fail *together*, by one recession or one change of
# law. Take the five that lesson 3 selected from the base table. Costs are paid in any case; a partner that fails brings nothing.
#
# **Value at risk** (VaR) at 0.95 is the loss that is not exceeded in 95 % of the years. **Conditional value at risk** (CVaR) is the mean
# loss of the other 5 %: how bad it is when it is bad (Rockafellar and Uryasev 2000). Both are losses: a negative one is a gain.
#
# Partners become more likely to fail for a common reason, each with the same chance as before. What does the *mean* of the net
# return do: `"fall"`, `"stay"` or `"rise"`?

# %% tags=["guess"]
guess("08.c", ...)

# %% tags=["after-guess"]
print("Net return, € million a year; ± is a 95 % interval:")
five = base.portfolio[select(base.portfolio, base.budget, **base.rules).x]


def measure(portfolio, correlation, rng=1):
    """Mean, VaR and CVaR of 20 batches of 5,000 years, and the interval of the CVaR."""
    net = simulate(
        portfolio, failure=portfolio.column("failure"), correlation=correlation, rng=rng
    )
    tails = np.array([var_cvar(-batch) for batch in net.reshape(20, -1)])
    return net.mean(), *tails.mean(axis=0), 1.96 * tails[:, 1].std(ddof=1) / 20**0.5


for correlation in (0.0, 0.3, 0.6, 0.9):
    mean, var, cvar, error = measure(five, correlation)
    print(
        f"common reason {correlation}: mean {mean:.2f}, VaR {var:+.2f}, CVaR {cvar:+.2f} ± {error:.2f}"
    )

# %% [markdown]
# The mean stays, and CVaR grows from 0.15 to 2.42, most of the 2.8 that is spent: partners that fail together are one partner with
# several names. All four numbers are of the same thing, the partners' own returns less their costs; synergies are left out of
# each.
#
# **08.3** Write CVaR yourself: the mean of the worst part `1 - level` of the losses. You may take it that `level * len(losses)` is a
# whole number.


# %% tags=["exercise"] question="08.3"
def cvar(losses, level):
    ...
    # BEGIN SOLUTION
    worst = np.sort(losses)[round(level * len(losses)) :]
    return worst.mean()
    # END SOLUTION


check("08.3", cvar)

# %% [markdown]
# Your task in the explorer: choose your industry and find the common reason at which CVaR reaches half of all costs. What did VaR say
# there, and what the mean?

# %%
NAMES = (
    "base",
    "manufacturing",
    "city",
    "medicine",
    "finance",
    "education",
    "energy",
    "agriculture",
)
RiskExplorer({name: read_industry(industry_file(name)).portfolio for name in NAMES})

# %% [markdown]
# ## Sharing the risk
#
# The article says that partners **share the risk**. Measure it: Ostergate costs 0.8, returns 1.8 and fails with chance 0.15. Put
# the same money into $n$ partners like it, each with an $n$-th of the cost and of the return. But working together has a price too
# (lesson 5): 0.01 for each pair that has to be kept in step, and with Lepton there are $n(n+1)/2$ pairs.
#
# **08.4** Four such partners fail independently, each with chance 0.15. How likely is it that *at least one* of them fails?

# %% tags=["exercise"] question="08.4"
some_failure = ...
# BEGIN SOLUTION
some_failure = 1 - (1 - 0.15) ** 4
# END SOLUTION
check("08.4", some_failure)

# %% alt="Over the number of partners who share the work: the mean net return falls throughout, the CVaR falls to about 0.36 at six and rises again."
sizes, means, tails = [1, 2, 4, 6, 8, 12], [], []
for n in sizes:
    together = {"failure": 0.15, "correlation": 0.2, "rng": 3}
    net = (
        simulate(np.full(n, 0.8 / n), np.full(n, 1.8 / n), **together)
        - 0.01 * n * (n + 1) / 2
    )
    batches = net.reshape(20, -1)
    for points, values in (
        (means, batches.mean(axis=1)),
        (tails, np.array([var_cvar(-batch).cvar for batch in batches])),
    ):
        points.append((values.mean(), 1.96 * values.std(ddof=1) / 20**0.5))
drawing.draw_sharing(sizes, tails, means)
plt.show()
for n, (mean, _), (tail, error) in zip(sizes, means, tails):
    print(f"{n:2} partners: mean {mean:.2f}, CVaR {tail:+.2f} ± {error:.2f}")

# %% [markdown]
# With more partners *some* failure becomes likely and *total* failure rare. One partner loses all the money in the bad years; four lose
# less than half as much. From about six on, the pairs cost more than the sharing saves, and the mean falls all the time. Spreading is
# an insurance, with a premium, and it does not insure against a common reason.
#
# ## Speed, and what is put together
#
# Two more of the article's advantages can be counted. **Market speed**: a partner costs $C$ a year from the first day and earns $R$ a
# year only after $m$ months. Its cumulative cash is back at zero after $T$ months, when $R\,(T - m)/12 = C\,T/12$:
#
# $$T = \frac{R\,m}{R - C} \quad \text{if } R > C, \text{ and never otherwise.}$$
#
# **08.5** Write this **payback time** as a function of three numbers. Return `np.inf` for never.


# %% tags=["exercise"] question="08.5"
def payback(cost, returns, months):
    ...
    # BEGIN SOLUTION
    return returns * months / (returns - cost) if returns > cost else np.inf
    # END SOLUTION


check("08.5", payback)

# %% [markdown]
# **Resource integration**: the share of the six outputs (methods, labelled data, computing, customers, funding, pilot sites) that the
# signed partners can make between them. An output that two can make is also **backed up**: it survives the loss of one.

# %%
print(
    "share of the outputs:",
    coverage(base.M, [n in five.names for n in base.portfolio.names]),
)
for name in five.names:
    made = base.M[base.portfolio.names.index(name)] > 0
    print(f"{name:21}", ", ".join(np.array(base.outputs)[made]))

# %% [markdown]
# **08.6** Which of the outputs are *backed up*, made by at least two of the five? Give a set of names, such as `{"computing"}`.

# %% tags=["exercise"] question="08.6"
backed_up = ...
# BEGIN SOLUTION
signed_rows = base.M[[base.portfolio.names.index(name) for name in five.names]]
backed_up = {output for output, n in zip(base.outputs, signed_rows.sum(axis=0)) if n >= 2}
# END SOLUTION
check("08.6", backed_up)

# %% [markdown]
# ## Your industry
#
# Your industry has a **shock**: one event that makes several partners fail in the same year.

# %%
mine = read_industry(industry_file(industry))
signed = mine.portfolio[select(mine.portfolio, mine.budget, **mine.rules).x]
hit = set(mine.shock["partners"])
print(
    f"{mine.shock['name']}, chance {mine.shock['chance']:.0%} a year.\n{mine.shock['why']}"
)
print(
    "signed and hit:", ", ".join(name for name in signed.names if name in hit) or "nobody"
)

# %% [markdown]
# **08.7** Write a function that takes a portfolio such as `signed` and a set of names such as `hit`, and gives the net return of the
# year of the shock: everybody costs what they cost, and only those who are not hit return anything.


# %% tags=["exercise"] question="08.7"
def shock_net(portfolio, hit):
    ...
    # BEGIN SOLUTION
    returns = sum(partner.returns for partner in portfolio if partner.name not in hit)
    return returns - portfolio.cost.sum()
    # END SOLUTION


check("08.7", shock_net)

# %%
mean, var, cvar, error = measure(signed, correlation=0.3)
spared = sum(partner.returns for partner in signed if partner.name not in hit)
print(
    f"Lesson 8, {mine.name}: our {len(signed)} partners net € {mean:.1f} million in the mean year and "
    f"lose € {cvar:.1f} million in the worst twentieth;\nin the year of the shock "
    f"({mine.shock['name'].lower()}) the net is € {spared - signed.cost.sum():+.1f} million."
)

# %% [markdown]
# Copy it into your notes, and add whether you would give up some of the mean for a better bad year.
#
# ## Open task: a team for bad years
#
# **08.8** Choose partners from the base table, as a set of names. All of it holds: costs up to 2.8, the conflict and the requirement of
# lesson 3 (not both Ostergate Group and Brindlecloud; Hullabaloo & Finch only with Fernlight Software). The bar: a mean net return of at
# least 2.2 without synergies, and a CVaR of at most 0.45, with a common reason of 0.3.

# %% tags=["exercise"] question="08.8"
team = ...
# BEGIN SOLUTION
team = {
    "Quillmere University",
    "Tarnside Institute",
    "Brindlecloud",
    "Lantern Hill School",
    "Vossel Works",
}
# END SOLUTION
check("08.8", team)

# %% [markdown]
# Compare your team with lesson 3's five. With one seed for both, they meet the same common reasons, so the interval is a
# **paired** one.

# %%
yours = base.portfolio[["Quillmere University", "Tarnside Institute", "Copperleaf Bank"]]
gaps = np.array(
    [
        np.subtract(measure(yours, 0.3, rng=seed)[:3], measure(five, 0.3, rng=seed)[:3])
        for seed in range(10)
    ]
)
for name, gap in zip(("mean", "VaR", "CVaR"), gaps.T):
    error = 1.96 * gap.std(ddof=1) / len(gap) ** 0.5
    print(f"{name:5} {gap.mean():+.3f} ± {error:.3f}")

# %% [markdown]
# Lesson 3's five also have a synergy of 0.4 that your team may lack. Defend your choice before Imke, who counts money, and before Noor,
# who knows what the hospital's images are worth.
#
# ## Recap
#
# - Not knowing has a value. Thompson sampling tries whoever may be the best; the Gittins index is best for the discounted total.
# - The right to leave makes it worth staying with less than the mean asks for.
# - CVaR is the mean of the worst years. A common reason makes it grow while the mean stays.
# - Several partners for the same money insure against each one's failure, for a premium, and not against a shock.
# - Months until it earns, and outputs that are covered and backed up, turn two slogans into numbers.
#
# **Read on**: W. R. Thompson, "On the Likelihood that One Unknown Probability Exceeds Another in View of the Evidence of Two Samples",
# *Biometrika* 25 (1933) 285-294. J. C. Gittins, "Bandit Processes and Dynamic Allocation Indices", *Journal of the Royal Statistical Society
# B* 41 (1979) 148-177. R. T. Rockafellar and S. Uryasev, "Optimization of Conditional Value-at-Risk", *Journal of Risk* 2 (2000) 21-41.
#
# Next: **[lesson 9, did it cause anything?](09_did_it_cause_anything.ipynb)**
