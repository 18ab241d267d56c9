# %% [markdown]
# # 7 · Trust and exit
#
# > **You will** turn a record into trust, start it from rules that you can write down, let old news fade, review a year,
# > change what a review tells you to change, and end a partnership in good order.
# >
# > **50 minutes** · about {seconds} s of run time · needs lessons 2 and 5.
#
# ## Which record do you trust more?
#
# The contracts of lesson 5 are signed, and a year has passed. Quillmere University delivered 7 of its 8 projects, Ostergate
# Group 4 of 8. Fernlight Software has done one project in its life, and delivered it: 100 %.

# %%
industry = "medicine"  # yours: manufacturing, city, medicine, finance, education, energy, agriculture

# %%
import numpy as np
from matplotlib import pyplot as plt
from scipy.stats import beta, spearmanr

from lepton_kit import style
from lepton_kit.exercises import check, guess, hint, solution
from lepton_kit.exercises.content import content_module, industry_file
from lepton_kit.partnership import (
    prob_better,
    read_industry,
    select,
    simulate_reviews,
    update_trust,
)

drawing = content_module("07", "drawing")
style.use()
base = read_industry(industry_file("base"))
records = {"Quillmere": (7, 1), "Ostergate": (4, 4), "Fernlight": (1, 0)}
for name, (successes, failures) in records.items():
    print(f"{name:11} {successes} of {successes + failures} delivered")

# %% [markdown]
# A record is a sample. What Lepton wants to know is the partner's **rate** $p$: the share of projects that it delivers in the
# long run. **Bayes' rule** says how to learn about it: before looking, write down how plausible each rate is, the **prior**;
# multiply by how likely each rate makes the record that you saw; divide so that the total is 1 again. The result is the
# **posterior**. With eleven rates and a record of 4 out of 5 that is three lines.

# %%
rates = np.linspace(0, 1, 11)
prior = np.full(11, 1 / 11)  # every rate as plausible as any other
likelihood = rates**4 * (1 - rates)
posterior = prior * likelihood / (prior * likelihood).sum()
for p, chance in zip(rates, posterior):
    print(f"p = {p:.1f}: {chance:5.1%} {'#' * round(100 * chance)}")

# %% [markdown]
# With all rates between 0 and 1 instead of eleven, the sums become integrals, and they have a name. A **Beta distribution**
# $\text{Beta}(a, b)$ is proportional to $p^{a-1}(1-p)^{b-1}$. Start from $\text{Beta}(1, 1)$, which is flat; then each success adds one to
# $a$ and each failure one to $b$:
#
# $$\text{Beta}(a, b) \;\to\; \text{Beta}(a + \text{successes},\; b + \text{failures}), \qquad \text{mean } \frac{a}{a + b}$$
#
# > **Assumes** that projects succeed or fail independently, and at a rate that stays as it is. The section on forgetting
# > drops the second.
#
# **07.1** Copperleaf Bank delivered 5 of its 6 projects. Starting from $\text{Beta}(1, 1)$, what is the mean of its rate?

# %% tags=["exercise"] question="07.1"
mean = ...
# BEGIN SOLUTION
mean = update_trust(1, 1, successes=5, failures=1).mean  # (1 + 5) / (2 + 6)
# END SOLUTION
check("07.1", mean)

# %% [markdown]
# Back to the three records. How likely is it that Fernlight, with its 1 of 1, is really better than Ostergate with its 4 of 8?
# Type a chance between 0 and 1.

# %% tags=["guess"]
guess("07.a", ...)

# %% tags=["after-guess"] alt="Densities of the rate of delivering. Quillmere's is high and narrow near 0.9, Ostergate's broad around 0.5, Fernlight's a straight line that rises to 1."
print("Posteriors, and the chance to be the better one:")
trust = {name: update_trust(1, 1, *record) for name, record in records.items()}
for one, other in (("Fernlight", "Ostergate"), ("Quillmere", "Ostergate")):
    chance = prob_better(*trust[one], *trust[other])
    print(f"{one} is better than {other} with chance {chance:.2f}")
drawing.draw_trust(trust)
plt.show()

# %% [markdown]
# Trust is a whole curve. Where it stands says how good the partner seems; how wide it is says how little we know. Fernlight's
# 100 % is worth a mean of 0.67, spread over nearly everything.
#
# **07.2** A project of Quillmere's pays if its rate is above 0.6. How likely is that, by its $\text{Beta}(8, 2)$? (`beta.sf(x, a, b)` is
# the chance of a rate above `x`.)

# %% tags=["exercise"] question="07.2"
chance = ...
# BEGIN SOLUTION
chance = beta.sf(0.6, 8, 2)
# END SOLUTION
check("07.2", chance)

# %% [markdown]
# ## What do we know before the first project?
#
# $\text{Beta}(1, 1)$ pretends to know nothing. But people at Lepton do know something, and the article asks for exactly that: join
# **prior knowledge**, written as rules, with what is learned from data. A rule here is a condition and a few **pseudo-counts**:
# successes and failures that the partner gets before it has any.

# %%
RULES = [
    (
        "Researchers deliver research",
        (2, 0),
        lambda p: p.notes["kind"] in ("university", "research institute"),
    ),
    (
        "Public bodies wait for a vote",
        (0, 1),
        lambda p: p.notes["kind"] in ("city government", "school"),
    ),
    ("Whoever brings data needs a permit", (1, 1), lambda p: "data" in p.notes["brings"]),
    (
        "An alliance is not left lightly",
        (1, 0),
        lambda p: p.notes["form"] == "strategic alliance",
    ),
]


# %%
def prior_of(partner, rules):
    """Beta(1, 1), and the pseudo-counts of each rule that holds for the partner."""
    counts = [pseudo for _, pseudo, holds in rules if holds(partner)]
    return np.sum([(1, 1), *counts], axis=0)


for name in ("Quillmere University", "Copperleaf Bank", "Vossel Works"):
    a, b = prior_of(base.portfolio[name], RULES)
    print(f"{name:21} starts from Beta({a:.0f}, {b:.0f}), mean {a / (a + b):.2f}")

# %% [markdown]
# Such rules can be read, disputed and changed, and a few projects outvote them. That is their charm. Their weakness is that
# somebody made them up.
#
# **07.3** The City of Marrowby is a city government, brings data and policy, and offers a strategic alliance. Work out by hand from
# which $\text{Beta}(a, b)$ it starts. Give the array `[a, b]`.

# %% tags=["exercise"] question="07.3"
start = ...
# BEGIN SOLUTION
start = np.array([1 + 0 + 1 + 1, 1 + 1 + 1 + 0])  # the second, third and fourth rule
# END SOLUTION
check("07.3", start)

# %% [markdown]
# Records of others are a second source. Every industry of the course has a university and an institute, with projects done.
# `strength` says how many projects of one's own the prior shall count for.

# %%
others = [
    read_industry(industry_file(name)).portfolio
    for name in ("manufacturing", "city", "medicine", "finance", "energy")
]
done = np.array(
    [
        [portfolio[who].notes["successes"], portfolio[who].notes["failures"]]
        for portfolio in others
        for who in ("Quillmere University", "Tarnside Institute")
    ]
)
won, lost = done.sum(axis=0)
strength, mean = 4, (1 + won) / (2 + won + lost)
known = strength * mean, strength * (1 - mean)
print(f"researchers elsewhere: {won} of {won + lost}, mean {mean:.2f}")
for name, start_from in (("knows nothing", (1, 1)), ("knows the kind", known)):
    after = [update_trust(*start_from, 0, failures).mean for failures in range(5)]
    print(
        f"{name:15}", " -> ".join(f"{mean:.2f}" for mean in after), " after 0 to 4 failures"
    )

# %% [markdown]
# A prior is patience that others have earned, and it should not be endless: after four failures both lines are below one half.
#
# ## Old news fades
#
# Managements change and engineers leave. With **forgetting**, only a part of the old record is kept at each review, before the new
# one is added (Jøsang and Ismail 2002). The prior stays as it is: it was never news, so it cannot grow old. With `forget` $= f$
# and a start from $\text{Beta}(1, 1)$,
#
# $$a \;\to\; 1 + f\,(a - 1) + \text{successes}, \qquad b \;\to\; 1 + f\,(b - 1) + \text{failures}.$$

# %%
for forget in (1.0, 0.5, 0.1):
    now = update_trust(*trust["Quillmere"], successes=1, failures=3, forget=forget)
    print(
        f"f = {forget}: after a year with 1 of 4, Beta({now.a:.1f}, {now.b:.1f}), mean {now.mean:.2f}"
    )

# %% [markdown]
# **07.4** Ostergate has a record of 5 in 10 and started from $\text{Beta}(1, 1)$, so its trust is $\text{Beta}(6, 6)$. Then its management
# changes. Lepton keeps half of the old record, $f = 0.5$, and in the next year sees 4 of 4 delivered. What is the mean now?

# %% tags=["exercise"] question="07.4"
mean = ...
# BEGIN SOLUTION
mean = update_trust(6, 6, successes=4, failures=0, forget=0.5).mean
# END SOLUTION
check("07.4", mean)

# %% [markdown]
# There is another model, **fading the prior as well**: $a \to f a + \text{successes}$. Watch what it makes of ten years in which nothing
# happens.

# %%
for name, kept in (("prior kept", (1, 1)), ("prior fades as well", (0, 0))):
    silent = trust["Quillmere"]
    for _ in range(10):
        silent = update_trust(*silent, 0, 0, forget=0.5, prior=kept)
    print(f"{name:20} after ten silent years Beta({silent.a:.3f}, {silent.b:.3f})")

# %% [markdown]
# Both numbers far below 1 make a curve that is sure of a rate of nearly 0 or nearly 1, although nobody has seen anything for ten
# years. With the prior kept, Quillmere is back near the flat curve where it began.
#
# ## The yearly review
#
# The article's fourth step: once a year, evaluate, then adjust or leave. Take three partners whose true rates Lepton cannot
# see. A project gains if it is delivered and loses if not, so the **break-even** rate is 0.5. Each year Lepton computes the chance
# that a partner's rate is above it. It **adjusts**: next year's projects, at most ten, in proportion to that chance. It **exits**
# when the chance falls below a level, here 0.1.

# %% alt="Trust in three partners over six years. Quillmere stays above its true rate of 0.8, Ostergate above 0.6, Pedlarway sinks towards 0.3 and leaves after the third year."
hidden = {"Quillmere": 0.8, "Ostergate": 0.6, "Pedlarway": 0.3}
history = simulate_reviews(hidden, years=6, projects=10, exit_below=0.1, rng=2)
drawing.draw_reviews(history, hidden, break_even=0.5)
plt.show()
history

# %% [markdown]
# One history is luck. Over thousands of such trios, which exit level earns most in ten years: `"never"` (0), `"patient"` (0.1), or
# `"first doubt"` (0.5)?

# %% tags=["guess"]
guess("07.b", ...)

# %% tags=["after-guess"] alt="The gain of a trio in ten years over the level of exit: nearly flat, about 32, a little less at both ends."
print("Gain of a trio in ten years, with 95 % intervals:")
levels = [0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5]
many = np.tile(list(hidden.values()), 2000)
gains = [
    simulate_reviews(many, years=10, exit_below=level, rng=1)
    .gain.sum(0)
    .reshape(-1, 3)
    .sum(1)
    for level in levels
]
drawing.draw_levels(levels, gains)
plt.show()
for i in (0, 3, 7):
    error = 1.96 * gains[i].std() / len(gains[i]) ** 0.5
    print(f"exit below {levels[i]}: {gains[i].mean():.1f} give or take {error:.1f}")

# %% [markdown]
# Never leaving wastes projects on Pedlarway. Leaving at the first doubt loses good partners that had one bad year, and costs as
# much or more. Forgiving has a price, and so has not forgiving; both can be computed.
#
# **07.5** Write the rule: True if the chance that the rate is above `break_even` is smaller than `level`, given trust
# $\text{Beta}(a, b)$.


# %% tags=["exercise"] question="07.5"
def leave(a, b, break_even, level):
    ...
    # BEGIN SOLUTION
    return beta.sf(break_even, a, b) < level
    # END SOLUTION


check("07.5", leave)

# %% [markdown]
# ## Adjusting the criteria and the mechanism
#
# A review also judges Lepton's own judgement. In lesson 2 three people gave marks by three criteria, with weights. Now there are
# records. Did high marks go with delivering? The **rank correlation** is 1 if both give the same order, 0 if they have nothing to do
# with each other.

# %%
delivered = update_trust(
    1, 1, base.portfolio.column("successes"), base.portfolio.column("failures")
).mean
seen = np.array([spearmanr(marks, delivered).statistic for marks in base.X.T])
adjusted = base.weights * (1 + seen) / (base.weights * (1 + seen)).sum()
for name, before, r, after in zip(base.criteria, base.weights, seen, adjusted):
    print(
        f"{name:20} weight {before:.2f}, rank correlation {r:+.2f}, new weight {after:.2f}"
    )

# %% [markdown]
# Resource support foretold delivery and market potential did not, so their weights change places. The rule, old weight times
# $(1 + r)$, is plain and a little timid, which is right: with twelve partners a correlation of $\pm 0.5$ arises by chance about
# one time in ten. And a low correlation is no verdict on market potential, for delivering is not all that Lepton wants.
#
# What the review found also says which mechanism of lesson 5 to change:
#
# | The review found | Change the mechanism |
# |---|---|
# | delivered, and too late | escrow with a deadline |
# | nobody can see how hard the partner works | a share of the return instead of a fee |
# | delivered, and the product does not sell | market co-operation: the partner's margin depends on sales |
# | half of the projects fail | pay on delivery |
# | knowledge leaks | a non-disclosure clause, or less knowledge in the room |
#
# **Pay on delivery** is quickly computed. Today Lepton pays a transfer of $t$ whether or not the project is delivered. Say that it will
# pay more, and only on delivery.
#
# **07.6** The fixed transfer to Copperleaf is 0.6, its rate is 0.75. Which transfer on delivery costs Lepton the same on average?

# %% tags=["exercise"] question="07.6"
on_delivery = ...
# BEGIN SOLUTION
on_delivery = 0.6 / 0.75
# END SOLUTION
check("07.6", on_delivery)

# %% [markdown]
# The average is the same and the bad year costs Lepton nothing. If the bank believes in a rate of 0.9, it even expects to *gain*
# by the change. A partner who refuses has told you what it believes.
#
# ## An orderly exit
#
# Some partners have to go, and how they go matters: Lepton still needs their data, their people know its plans, and the next
# partner is watching. An **orderly exit** is written into the contract on the first day:
#
# 1. **Notice**: so many months in which both still do what they promised.
# 2. **Hand-over**: data, code and keys go to a named person, for a fixed price.
# 3. **Return and deletion**: what belongs to the other side goes back; personal data are deleted, with a signature.
# 4. Secrecy goes on after the end, and a reference is given that both have read.
#
# Let a partnership that has turned bad lose $\ell$ a month. An exit with $n$ months of notice and a hand-over for $h$ costs
# $\ell n + h$ and stops the loss, so it has paid for itself, counted from today, once $\ell T = \ell n + h$. Walking out at once needs neither,
# and risks that data and know-how are lost.

# %%
loss, notice, hand_over = 0.015, 3, 0.06  # million euros: a month; months; once
print(f"stay another year: {12 * loss:.3f}")
print(f"orderly exit:      {notice * loss + hand_over:.3f}")
for risk in (0.1, 0.3, 0.5):
    print(f"walk out, and lose 0.4 of know-how with chance {risk}: {risk * 0.4:.3f}")

# %% [markdown]
# **07.7** Pedlarway loses Lepton 0.02 a month. Notice is 3 months and the hand-over costs 0.09. How many months from today until the
# orderly exit has paid for itself?

# %% tags=["exercise"] question="07.7"
months = ...
# BEGIN SOLUTION
months = 3 + 0.09 / 0.02
# END SOLUTION
check("07.7", months)

# %% [markdown]
# ## Your industry
#
# Whom would you review most closely in your industry? A partner costs $C$ in any case and brings $R$ if it delivers, so it is worth
# its cost if its rate is above $C / R$: every partner has a break-even of its own.

# %%
mine = read_industry(industry_file(industry))
signed = mine.portfolio[select(mine.portfolio, mine.budget, **mine.rules).x]
won, lost = signed.column("successes"), signed.column("failures")
prior_a, prior_b = np.array([prior_of(partner, RULES) for partner in signed]).T
for start_from, label in (((1, 1), "flat prior"), ((prior_a, prior_b), "your rules")):
    a, b = update_trust(*start_from, won, lost)
    worth_it = beta.sf(signed.cost / signed.returns, a, b)
    print(f"{label}: " + ", ".join(f"{n} {c:.2f}" for n, c in zip(signed.names, worth_it)))

# %% [markdown]
# **07.8** Write a function that takes a portfolio such as `signed` and returns the name of the partner that is *least* likely to have
# a rate above its $C / R$, starting from $\text{Beta}(1, 1)$. The columns are `portfolio.column("successes")` and
# `portfolio.column("failures")`.


# %% tags=["exercise"] question="07.8"
def closest_review(portfolio):
    ...
    # BEGIN SOLUTION
    a, b = 1 + portfolio.column("successes"), 1 + portfolio.column("failures")
    chance = beta.sf(portfolio.cost / portfolio.returns, a, b)
    return portfolio.names[chance.argmin()]
    # END SOLUTION


check("07.8", closest_review)

# %%
name, chance = signed.names[worth_it.argmin()], worth_it.min()
print(
    f"Lesson 7, {mine.name}: we review {name} first; by our rules and its record it is worth its cost\n"
    f"with chance {chance:.2f}. We leave below 0.10, with three months of notice and a paid hand-over."
)

# %% [markdown]
# Copy the sentence into your notes for the memo, with the level, the notice and the hand-over that *you* would sign. A word of
# caution: a partner whom another one needs, or who has a synergy, may be worth more than its own $R$.
#
# ## Open task: a better review
#
# **07.9** Write `projects_next(successes, failures)`: from the record so far, the number of projects for next year, from 0 to 10. 0 is an
# exit, for good. It is tried on 3,000 partners over ten years; their rates come from $\text{Beta}(2, 2)$, and a project is worth its successes
# less 0.5. The arguments are arrays, and so is what you return. The bar: at least 0.3 more for each partner than the rule above,
# which gives projects in proportion to the chance and exits below 0.1.


# %% tags=["exercise"] question="07.9"
def projects_next(successes, failures):
    ...
    # BEGIN SOLUTION
    chance = beta.sf(0.5, 1 + successes, 1 + failures)
    return np.where(chance < 0.3, 0, 10)  # all or nothing, with some patience
    # END SOLUTION


check("07.9", projects_next)

# %% [markdown]
# Compare rules on partners of your own. Both meet the same partners, so the interval is a **paired** one.


# %%
def in_proportion(successes, failures):
    chance = beta.sf(0.5, 1 + successes, 1 + failures)
    return np.where(chance < 0.1, 0, np.maximum(1, np.rint(10 * chance)))


def gain_of(rule, rate, rng, years=10):
    won, lost, gain, staying = (np.zeros(len(rate)) for _ in range(4))
    staying += 1
    for _ in range(years):
        projects = np.clip(np.rint(rule(won, lost)), 0, 10) * staying
        staying = projects > 0
        successes = rng.binomial(projects.astype(int), rate)
        won, lost = won + successes, lost + projects - successes
        gain += successes - 0.5 * projects
    return gain


for seed in range(3):
    rate = np.random.default_rng(seed).beta(2, 2, 1000)
    new, old = (
        gain_of(rule, rate, np.random.default_rng(seed))
        for rule in (lambda won, lost: np.full(len(won), 5), in_proportion)  # yours first
    )
    error = 1.96 * np.std(new - old) / len(rate) ** 0.5
    print(f"seed {seed}: {np.mean(new - old):+.2f} give or take {error:.2f}")

# %% [markdown]
# Defend your rule before a partner that it left after one bad year.
#
# ## Recap
#
# - Trust is a curve, $\text{Beta}(a, b)$: prior times likelihood, counted in successes and failures.
# - Rules that people can read, and records of others, make a prior. A few projects outvote it.
# - Old records fade. If the prior fades as well, silence looks like certainty.
# - Review every year: adjust projects, weights and mechanism; leave later than the mean alone suggests.
# - An exit is agreed on the first day: notice, hand-over, return and deletion, and what holds after the end.
#
# **Read on**: A. Jøsang and R. Ismail, "The Beta Reputation System", *15th Bled Electronic Commerce Conference*, 2002. A. Gelman,
# J. B. Carlin, H. S. Stern, D. B. Dunson, A. Vehtari and D. B. Rubin, *Bayesian Data Analysis*, 3rd edition, CRC Press, 2013,
# chapter 2.
#
# Next: **[lesson 8, exploring and risk](08_exploring_and_risk.ipynb)**.
