# %% [markdown]
# # 5 · Reviewing partnerships
#
# > **You will** turn a record into trust, decide each year whether to stay, try new partners without betting the company, look
# > at the bad years, and ask whether a partnership changed anything at all.
# >
# > **55 minutes** · about {seconds} s of run time · needs lesson 1; the last section uses lessons 3 and 4.
#
# ## Which record do you trust more?
#
# The contracts of lesson 4 are signed, and a year has passed. The university delivered 7 of its 8 projects, the enterprise 4
# of 8. A young firm is at the door that has done one single project in its life, and delivered it: 100 %.

# %%
import tomllib

import numpy as np
from matplotlib import pyplot as plt
from scipy.stats import beta

from lepton_kit import style
from lepton_kit.exercises import check, content_file, hint, solution
from lepton_kit.partnership import (
    Portfolio,
    exit_threshold,
    gittins,
    prob_better,
    simulate_reviews,
    thompson,
    trust_prior,
    update_trust,
)
from lepton_kit.widgets import ReviewExplorer, RiskExplorer

style.use()
records = {"university": (7, 1), "enterprise": (4, 4), "young firm": (1, 0)}
for name, (successes, failures) in records.items():
    print(f"{name:11} {successes} of {successes + failures} delivered")

# %% [markdown]
# **Before you run the next cell**, rank the three, and say how sure you are that the young firm is better than the enterprise.
#
# A record is a sample; what we want is the partner's rate $p$ of delivering. Say that before the first project every rate is
# as likely as any other: that is $\text{Beta}(1, 1)$. Each success adds one to the first number, each failure one to the second:
#
# $$\text{Beta}(a, b) \;\to\; \text{Beta}(a + \text{successes},\; b + \text{failures}), \qquad \text{mean } \frac{a}{a + b}$$

# %%
p = np.linspace(0, 1, 301)
trust = {name: update_trust(1, 1, *record) for name, record in records.items()}
fig, ax = plt.subplots()
for (name, (a, b)), line in zip(trust.items(), ("-", "--", ":")):
    label = f"{name}: Beta({a:g}, {b:g}), mean {a / (a + b):.2f}"
    ax.plot(p, beta.pdf(p, a, b), line, label=label)
ax.set(xlabel="rate p of delivering", ylabel="trust (density)", xlim=(0, 1), ylim=(0, 5.2))
ax.legend(loc="upper left")
plt.show()

# %% [markdown]
# Trust is a whole curve: where it stands says how good the partner seems, how wide it is says how little we know. The young
# firm's 100 % is worth a mean of 0.67 and spread over nearly everything. So how likely is each to be better than another?

# %%
for one, other in (("university", "enterprise"), ("young firm", "enterprise")):
    chance = prob_better(*trust[one], *trust[other])
    print(f"the {one} is better than the {other} with chance {chance:.2f}")

# %% [markdown]
# The young firm is ahead of the enterprise, but with a chance of 0.73 only: one project is a thin record.
#
# ## What do we know before the first project?
#
# $\text{Beta}(1, 1)$ pretends to know nothing. But the next candidate is a university, and the course's data hold records of others of
# its **type**. Their successes and failures can stand in, as **pseudo-counts**, until the new one has a record of its own.

# %%
industries = tomllib.loads(content_file("05", "industries.toml").read_text("utf-8"))
others = [
    (row["name"], industry, row["successes"], row["failures"])
    for industry, case in industries.items()
    for row in case["partners"]
    if row["kind"] in ("university", "research institute")
]
for name, case, won, lost in others:
    print(f"{name:23} ({case}): {won:.0f} of {won + lost:.0f}")
won, lost = np.array([record[2:] for record in others]).T
prior = trust_prior(won, lost, strength=4)
print(f"prior: Beta({prior.a:.2f}, {prior.b:.2f}), mean {prior.mean:.2f}")

# %% [markdown]
# The `strength` says how many projects of one's own the prior is worth: 4 here, though the others have done 28. **Before you run
# the next cell**: the new university fails in its first two projects. How far does each prior fall?

# %%
for name, start in (("knows nothing", (1, 1)), ("knows the type", prior)):
    after = [update_trust(*start, 0, failures).mean for failures in range(5)]
    print(f"{name:15}", " -> ".join(f"{mean:.2f}" for mean in after))
near = trust_prior(won, lost, weight=[0.1, 0.5, 1], strength=4)
print(f"nearest to the medical one: mean {near.mean:.2f} to begin with")

# %% [markdown]
# A prior is patience that has been earned by others. It should not be endless: after four failures both say less than one half.
# Neighbours in a network work in the same way, each with a `weight` for how near it is.
#
# Records of one's own grow stale as well: managements change, engineers leave. With `forget` below 1 the old *record* fades at
# each review before the new one is added (Jøsang and Ismail 2002). The prior stays: it was no news to begin with, so it cannot
# grow old. Here the university, 7 of 8 so far, has one bad year with 1 of 4.

# %%
for forget in (1.0, 0.5, 0.1):
    now = update_trust(*trust["university"], successes=1, failures=3, forget=forget)
    print(f"forget={forget}: Beta({now.a:.1f}, {now.b:.1f}), mean {now.mean:.2f}")

# %% [markdown]
# The long memory says 0.64, the short one 0.40. Which is right depends on how fast partners change; forgetting half in a year is
# quick. Some let the *prior* fade as well. Then silence looks like knowledge:

# %%
for name, start in (("prior kept", (1, 1)), ("prior fades as well", (0, 0))):
    silent = trust["university"]
    for _ in range(10):
        silent = update_trust(*silent, 0, 0, forget=0.5, prior=start)
    print(f"{name:20} after ten silent years Beta({silent.a:.3f}, {silent.b:.3f})")

# %% [markdown]
# Beta(0.008, 0.002) is a curve that is sure of a rate of nearly 0 or nearly 1, though nobody has seen a thing for ten years. With
# the prior kept, the university is back where it began: near Beta(1, 1), where every rate is as likely as any other.
#
# ## The yearly review: adjust or exit
#
# Now let the years pass. Three partners, of true rates 0.8, 0.6 and 0.3, which Lepton cannot see. A project pays if its rate is
# above the **break-even** of 0.5. Each year Lepton updates its trust and looks at one number, the chance that the partner's rate
# is above break-even. It **adjusts**: next year's projects, at most 10, are in proportion to the chance. And it **exits** when
# the chance falls below 0.1.

# %%
rates = [0.8, 0.6, 0.3]
history = simulate_reviews(rates, years=6, projects=10, exit_below=0.1, rng=2)
history

# %% [markdown]
# The third partner got 5, then 3 and 3 projects, and then none. What did the reviews earn?

# %%
years = np.arange(1, 7)
fig, ax = plt.subplots(figsize=(7.2, 3.2))
for i, rate in enumerate(rates):
    stayed = history.years_stayed[i]
    label = f"partner {i}, true rate {rate}: gain {history.gain[:, i].sum():.1f}"
    ax.plot(years[:stayed], history.mean[:stayed, i], "o-", label=label)
    ax.axhline(rate, color=f"C{i}", linestyle=":", linewidth=1)
ax.axhline(0.5, color="#222222", linewidth=1)
ax.text(6, 0.505, "break-even", ha="right", va="bottom")
ax.set(xlabel="year", ylabel="trust (mean)", ylim=(0.2, 1))
fig.legend(loc="outside upper left", fontsize=9, ncols=2)
plt.show()

# %% [markdown]
# One history is luck. **Before you run the next cell**: is it better to exit at the first doubt, or never? Run the review with 3,000 such
# trios and let the exit level vary.

# %%
levels = [0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5]
many = np.tile(rates, 3000)
gains = [
    simulate_reviews(many, years=10, exit_below=level, rng=1).gain.sum() / 3000
    for level in levels
]
fig, ax = plt.subplots(figsize=(7.2, 3))
ax.plot(levels, gains, "o-")
ax.set(xlabel="exit below this chance", ylabel="gain of a trio in 10 years")
plt.show()
print(
    f"never exit {gains[0]:.1f}, at 0.1 {gains[3]:.1f}, at the first doubt {gains[-1]:.1f}"
)

# %% [markdown]
# Never leaving wastes projects on the third partner. Leaving at the first doubt loses good partners that had a bad year, and
# costs more still. There is something to be said for forgiving, and it can be computed.
#
# ## When exactly to leave
#
# Make it as small as it can be: one project a year, it succeeds or fails, and a year costs 0.6 of a success. A success next year
# counts 0.9 of one today. Leaving is for good.
#
# **Before you run the next cell**: a new partner has delivered once in two years, so its mean is 0.50. Stay or leave?

# %%
rule = exit_threshold(0.6, discount=0.9, years=8)
print(f"{'years':>5}{'stay with at least':>21}{'trust at that point':>22}")
for t, (needed, mean) in enumerate(zip(rule.successes, rule.mean)):
    print(f"{t:5}{needed:21}{mean:22.2f}")
print(f"a start with a stranger is worth {rule.value:.3f} successes a year")

# %% [markdown]
# Stay, although the mean of 0.50 is below the cost of 0.60. If the partner turns out well, there are many good years ahead; if
# not, Lepton leaves next year and has lost little. The right to leave is worth having, and it makes one bolder at the start. Even
# a stranger, with a mean of 0.50, is worth a start.
#
# Move the years and watch the record walk along the boundary. Then set the next year's weight to 0: what changes?

# %%
ReviewExplorer()

# %% [markdown]
# ## Somebody new?
#
# Lepton has one project a year to give and three candidates that nobody knows. Give it to the one with the best record so far, and
# the first lucky one keeps it for ever. How much should one **explore**?
#
# **Thompson sampling** (1933) has a disarming answer: draw one rate from each partner's trust, and choose the highest. Who may be the
# best is tried as often as it may be the best.

# %%
hidden = [0.55, 0.65, 0.8]


def best_so_far(a, b, *, rng):
    return int(np.argmax(a / (a + b)))


def play(rule, rng, years=60):
    a, b, won = np.ones(3), np.ones(3), []
    for _ in range(years):
        i = rule(a, b, rng=rng)
        won.append(rng.random() < hidden[i])
        a[i], b[i] = update_trust(a[i], b[i], won[-1], not won[-1])
    return won


# %% [markdown]
# **Before you run the next cell**: with the best of the three, 60 years bring 48 successes. How many will each rule reach?

# %%
fig, ax = plt.subplots(figsize=(7.2, 3.2))
for rule, name in ((best_so_far, "best so far"), (thompson, "Thompson sampling")):
    rng = np.random.default_rng(1)
    won = np.array([play(rule, rng) for _ in range(150)])
    smooth = np.convolve(won.mean(axis=0), np.ones(10) / 10, "valid")
    ax.plot(np.arange(10, 61), smooth, label=f"{name}: {won.sum(axis=1).mean():.1f} of 60")
ax.axhline(0.8, color="#767676", linestyle="--")
ax.text(60, 0.803, "the best of the three", ha="right", va="bottom", color="#555555")
ax.set(xlabel="year", ylabel="delivered, mean of ten years", ylim=(0.55, 0.85))
ax.legend(loc="lower right")
plt.show()

# %% [markdown]
# The other rule settles early, and often on the wrong partner. Thompson goes on asking while the answer is open, and its doubts
# fade by themselves as the curves get narrow.
#
# Is there a best rule of all? For a partner with trust $\text{Beta}(a, b)$ the **Gittins index** (1979) is the sure rate that would be
# as good as trying this partner with the right to stop. Work with the highest index: no rule has a higher expected total, later
# successes discounted. (In the far future it may sit on the wrong partner; what it loses there hardly counts today.)

# %%
weights = (0.5, 0.9, 0.95)
print(f"{'trust':14}{'mean':>5}   next year counts", *(f"{d:6}" for d in weights))
for a, b in ((1, 1), (2, 2), (5, 5), (20, 20), (8, 2)):
    index = (f"{gittins(a, b, discount):6.3f}" for discount in weights)
    print(f"Beta({a:2}, {b:2}){a / (a + b):8.2f}{'':19}", *index)

# %% [markdown]
# The first four have the same mean of 0.50. The less is known, the higher the index: 0.70 for the stranger at 0.9, 0.52 after 38
# projects. That difference is the value of finding out, in successes a year. And the more the future counts, the more it is worth.
#
# ## How bad can a year be?
#
# Trust is about one partner. Lepton's year depends on all of them, and they may fail *together*: one recession, one change of
# law. Take the banks of the finance case. Each has its cost, its return and its chance of failing within the year.

# %%
from lepton_kit.partnership import did, select, shapley, simulate, synergy_game, var_cvar

print(industries["finance"]["question"])
partners = Portfolio(industries["finance"]["partners"])
print(partners)
failure = partners.column("failure")
print("chance of failing:", failure)

# %% [markdown]
# Simulate the year many times. The mean says little about the worst. **Value at risk** at 0.95 is the loss that is not exceeded in
# 95 % of the years. **Conditional value at risk** is the mean loss in the other 5 %: how bad it is when it is bad.
#
# **Before you run the next cell**: partners become more likely to fail for a common reason, each with the same chance as before. What
# happens to the mean, and what to the bad years?

# %%
print("common reason   mean    VaR   CVaR")
for correlation in (0.0, 0.3, 0.6, 0.9):
    net = simulate(partners, failure=failure, correlation=correlation, rng=1)
    tail = var_cvar(-net, level=0.95)
    print(f"{correlation:13.1f} {net.mean():6.2f} {tail.var:6.2f} {tail.cvar:6.2f}")

# %% [markdown]
# The mean stays. CVaR grows from 0.80 to 3.56, nearly all of the 3.6 that is spent: partners that fail together are one partner with many
# names. VaR sees only where the bad years begin; CVaR sees how far they go (Rockafellar and Uryasev 2000).

# %%
RiskExplorer({name: Portfolio(case["partners"]) for name, case in industries.items()})

# %% [markdown]
# ## Did it cause anything?
#
# Six of Lepton's twelve shops got a partner's camera at the start of year 5. In those shops sales went up. Is that the partnership's
# doing? The data are generated, so for once we know the truth: the camera adds 3.

# %%
rng = np.random.default_rng(4)
shop, year = (grid.ravel() for grid in np.meshgrid(np.arange(12), np.arange(1, 9)))
partner = shop < 6
base = rng.normal(20, 1.5, 12) + 4 * (np.arange(12) < 6)
noise = rng.normal(0, 0.6, len(shop))
sales = base[shop] + 1.0 * year + 3.0 * (partner & (year >= 5)) + noise
before, after = year < 5, year >= 5
print("partner shops, after - before:", end=" ")
print((sales[partner & after].mean() - sales[partner & before].mean()).round(2))
print("partner shops - others, after:", end=" ")
print((sales[partner & after].mean() - sales[~partner & after].mean()).round(2))

# %% [markdown]
# Both are far from 3. The first counts what would have grown anyway; the second counts that these shops were better from the
# start. Take the difference of the two differences: how much *more* did the partner shops change than the others?

# %%
effect = did(sales, shop, year, partner, start=5)
effect

# %% [markdown]
# The estimate is near 3 and its interval holds 3. The rows below are the reason to believe it: before the start, the gap between
# the two groups stayed near 0, measured from year 4. They moved in **parallel**. Look at it:


# %%
def means(y, group):
    return [y[group & (year == t)].mean() for t in range(1, 9)]


fig, ax = plt.subplots(figsize=(7.2, 3.2))
ax.plot(range(1, 9), means(sales, partner), "o-", label="with the partner")
ax.plot(range(1, 9), means(sales, ~partner), "s-", label="the others")
without = np.array(means(sales, partner)) - effect.estimate * (np.arange(1, 9) >= 5)
ax.plot(range(4, 9), without[3:], "--", color="C0", label="without it, if parallel")
ax.axvline(4.5, color="#767676", linewidth=1)
ax.set(xlabel="year", ylabel="sales")
ax.legend(loc="upper left")
plt.show()

# %% [markdown]
# Now the same with a partnership that does nothing, given to the six shops *because they were growing*. **Before you run the next
# cell**: what will the estimate say?

# %%
growing = base[shop] + np.where(partner, 1.8, 1.0) * year + noise
did(growing, shop, year, partner, start=5)

# %% [markdown]
# It says more than 3, with an interval far from 0, for a partnership that did nothing. The rows before the start give it away: the gap
# was already growing year by year. Where the pre-trend is not flat, do not read the first row.
#
# ## Five industries, the same functions
#
# The article speaks of manufacturing, smart cities, medicine, education and finance. Here they are as scenarios, all numbers made
# up. Nothing below is written for any of them: the same functions select (lesson 3), share (lesson 4), trust and look at the risk.

# %%
print(
    f"{'case':14}{'sign':>5}{'worth':>7}{'CVaR':>6}   most for              least trusted"
)
for industry, case in industries.items():
    q = {(one, other): extra for one, other, extra in case["synergy"]}
    everybody = Portfolio(case["partners"])
    chosen = select(everybody, case["budget"], synergy=q)
    who = everybody[chosen.x]
    q = {pair: extra for pair, extra in q.items() if set(pair) <= set(who.names)}
    net = simulate(who, failure=who.column("failure"), draws=20_000, rng=1)
    phi = shapley(synergy_game(who, q))
    record = update_trust(1, 1, who.column("successes"), who.column("failures"))
    names = who.names
    print(
        f"{industry:14}{len(who):5}{chosen.value:7.2f}{var_cvar(-net).cvar:6.2f}   "
        f"{names[phi.argmax()]:22}{names[record.mean.argmin()]} {record.mean.min():.2f}"
    )

# %% [markdown]
# Read a line aloud: sign so many partners; with their synergies they are worth this much if nobody fails; in the worst twentieth
# of the years Lepton loses that much; this partner contributes most, and that one deserves the closest review. In the smart city
# and in education the two are one: the partner on whom most depends is the one that has delivered least reliably. That is
# where lesson 4's escrow earns its keep.
#
# ## Your turn
#
# **05.1** The enterprise has a record of 5 in 10, so its trust is $\text{Beta}(6, 6)$. Then its management changes. Lepton forgets half of
# the old record, `forget=0.5`, and in the next year sees 4 of 4 delivered. What is the mean trust now?

# %% tags=["exercise"] question="05.1"
mean = ...
# BEGIN SOLUTION
mean = update_trust(6, 6, successes=4, failures=0, forget=0.5).mean
# END SOLUTION
check("05.1", mean)

# %% [markdown]
# **05.2** Now a year costs 0.7 of a success, and Lepton is more patient: next year counts 0.95 of this one. The partner was unknown at
# the start. After six years, what is the smallest number of successes with which you would stay?

# %% tags=["exercise"] question="05.2"
fewest = ...
# BEGIN SOLUTION
fewest = exit_threshold(0.7, discount=0.95, years=6).successes[6]
# END SOLUTION
check("05.2", fewest)

# %% [markdown]
# **05.3** Write CVaR yourself: the mean of the worst part `1 - level` of the losses. You may take it that `level * len(losses)` is a
# whole number.


# %% tags=["exercise"] question="05.3"
def cvar(losses, level):
    ...
    # BEGIN SOLUTION
    worst = np.sort(losses)[round(level * len(losses)) :]
    return worst.mean()
    # END SOLUTION


check("05.3", cvar)

# %% [markdown]
# **05.4** Schools that use a partner's tutor went from 12.0 to 15.5 points on a test, the other schools from 9.0 to 11.0. What did the
# tutor do, if the two groups would have moved in parallel?

# %% tags=["exercise"] question="05.4"
tutor = ...
# BEGIN SOLUTION
tutor = (15.5 - 12.0) - (11.0 - 9.0)
# END SOLUTION
check("05.4", tutor)

# %% [markdown]
# ## Recap
#
# - Trust is a curve, $\text{Beta}(a, b)$: count successes and failures, start from the records of others, forget what is stale.
# - Review every year: adjust in proportion to the chance of being worth it, and leave later than the mean suggests.
# - Not knowing has a value: Thompson sampling and the Gittins index try the unknown while there is a future to profit from it.
# - CVaR is the mean of the worst years; a common cause makes it grow while the mean stays.
# - Before you praise a partnership, ask how much more its shops changed than the others, and look at the years before.
#
# **Read on**: A. Jøsang and R. Ismail, "The Beta Reputation System", *15th Bled Electronic Commerce Conference*, 2002. J. C. Gittins,
# "Bandit Processes and Dynamic Allocation Indices", *Journal of the Royal Statistical Society B* 41 (1979) 148-177. R. T. Rockafellar
# and S. Uryasev, "Optimization of Conditional Value-at-Risk", *Journal of Risk* 2 (2000) 21-41. J. D. Angrist and J.-S. Pischke,
# *Mostly Harmless Econometrics*, Princeton University Press, 2009, chapter 5.
#
# Next: **[lesson 6, from pixels to tensors](06_pixels_to_tensors.ipynb)**, where a computer learns to see.
