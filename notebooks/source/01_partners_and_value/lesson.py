# %% [markdown]
# # 1 · Partners and value
#
# > **You will** say who pays what in a partnership, read a published model with care, find where it is wrong, and
# > rebuild it so that it holds.
# >
# > **50 minutes** · about {seconds} s of run time · needs lesson 0.
#
# ## What is a partner worth?
#
# Lepton is a fictional AI start-up whose networks look at pictures: parts on a production line, scans, streets. It
# cannot do everything alone, so it works with partners. A **partnership** here is a contract for one year, and this is
# the money that moves in it:
#
# | When | What happens | Symbol |
# |---|---|---|
# | at the start of the year | the partner bears the **cost** of what it puts in: people, data, machines | $C$ |
# | during the year | the joint product earns, and this **return** arrives at Lepton | $R$ |
# | at the end of the year | Lepton pays the partner the agreed **transfer** | $t$ |
#
# So Lepton keeps $R - t$ and the partner gains $t - C$. Add the two and the transfer cancels: together they have
#
# $$N = R - C,$$
#
# the **net contribution** of the partner, or the **surplus** of the partnership. To sign a partner is to promise
# $t \ge C$, because nobody signs a loss. This table holds from here to lesson 9. Money is in million euros a year
# throughout, so 0.4 stands for € 0.4 million.
#
# First of all, say which industry you will look after. Change the word if you like; you will meet your industry at the
# end of every lesson, with one decision to make in it.

# %%
industry = "medicine"  # yours: manufacturing, city, medicine, finance, education, energy, agriculture

# %%
import numpy as np
from matplotlib import pyplot as plt

from lepton_kit import style
from lepton_kit.exercises import check, guess, hint, solution
from lepton_kit.exercises.content import content_module, industry_file
from lepton_kit.partnership import (
    ARTICLE,
    PRINTED_NET,
    READINGS,
    net_by_reading,
    read_industry,
    transfer,
)
from lepton_kit.widgets import ValueExplorer

drawing = content_module("01", "drawing")
style.use()

# %% [markdown]
# Put your answer in place of `...` and run the cell: the check answers at once. `hint("01.1")` gives a nudge, call it
# again for the next one, and `solution("01.1")` shows one answer.
#
# **01.1** A hospital bears a cost of 0.5, the joint product earns 1.4, and Lepton has promised a transfer of 0.75. What
# does the hospital gain?

# %% tags=["exercise"] question="01.1"
gain = ...
# BEGIN SOLUTION
gain = 0.75 - 0.5
# END SOLUTION
check("01.1", gain)

# %% [markdown]
# ## An article on the table
#
# This course began with two articles that bear one title, 《AI创业的跨界合作：Lepton AI的伙伴关系建设》 ("Cross-border
# co-operation of AI start-ups: partnership building at Lepton AI"). They were published on the web, without a date, by
# an author who signs as 禅与计算机程序设计艺术, "Zen and the Art of Computer Programming". One is mostly about networks; the
# other, which lies on the table here, is about partners. Its questions are good ones. How do you find partners, how do
# you choose among them, how do you share what you earn, when do you part? We shall follow them to the end of lesson 9,
# and check its arithmetic as we go.
#
# It works one example with three partners: a university A, an enterprise B and a government C.

# %%
for partner in ARTICLE:
    print(f"{partner.name:14}C = {partner.cost:.1f}   R = {partner.returns:.1f}")

# %% [markdown]
# Whose net contribution is the largest: `"A"`, `"B"` or `"C"`? Judge by eye and type your guess. Nothing is marked. How
# near you came is kept on this machine, and lesson 0 shows whether your guesses get better.

# %% tags=["guess"]
guess("01.a", ...)

# %% tags=["after-guess"]
print("Net contributions:")
for name, net in zip(ARTICLE.names, ARTICLE.net):
    print(f"{name:14}{net:.2f}")

# %% [markdown]
# B costs less than A and brings more. There is no way of weighing cost against return in which A wins, and that is a
# sanity check for everything that follows.
#
# Now the article's model. Partner $i$ has a cost $C_i$ and a return $R_i$:
#
# $$
# \begin{aligned}
# (1)\quad N_i &= R_i - C_i && \text{net contribution}\\
# (2)\quad S &= \textstyle\sum_i N_i && \text{total}\\
# (3)\quad S_i &= \alpha_i C_i + \beta_i R_i && \text{score for choosing, weights } \alpha_i, \beta_i\\
# (4)\quad N_i &= R_i - \textstyle\sum_j \alpha_j C_j - \beta_j R_j && \text{net contribution, with the weights}\\
# (5)\quad \arg\max_{\alpha, \beta}\ S &&& \text{said to give best partners and allocation}
# \end{aligned}
# $$
#
# For the example all weights are 0.5, and this is the arithmetic that the article prints:
#
# $$
# \begin{aligned}
# N_A &= 1.2 - 0.5 \times 0.8 - 0.5 \times 1.2 = 1.2 - 0.4 - 0.6 = 0.4\\
# N_B &= 1.5 - 0.5 \times 0.7 - 0.5 \times 1.5 = 0.3\\
# N_C &= 1.0 - 0.5 \times 0.6 - 0.5 \times 1.0 = 0.2\\
# S &= 0.4 + 0.3 + 0.2 = 0.9
# \end{aligned}
# $$
#
# **01.2** Take the left sides of these lines as they stand. Which of the four results are wrong? Give a set of names
# out of `"N_A"`, `"N_B"`, `"N_C"` and `"S"`, such as `{"N_C", "S"}`. Python is a calculator too.

# %% tags=["exercise"] question="01.2"
wrong = ...
# BEGIN SOLUTION
wrong = {"N_A", "N_B", "S"}
# END SOLUTION
check("01.2", wrong)

# %% [markdown]
# The line for A refutes itself: whoever reads $1.2 - 0.4 - 0.6 = 0.4$ aloud can hear it. And the error matters, because
# it puts A first, which the sanity check rules out.
#
# ## The article's program
#
# The article also shows a program for A and B. Its text speaks of PyTorch and TensorFlow; the program uses neither.
# Here it is, written anew with the same names and numbers.

# %%
C_A, R_A = 0.8, 1.2
C_B, R_B = 0.7, 1.5
alpha_A = beta_A = alpha_B = beta_B = 0.5

N_A = R_A - alpha_A * C_A - beta_A * R_A
N_B = R_B - alpha_B * C_B - beta_B * R_B
S = N_A + N_B

# %% [markdown]
# The article gives its output as 0.9. What will `S` be when it is really run? Type a number.

# %% tags=["guess"]
guess("01.b", ...)

# %% tags=["after-guess"]
print("The program prints:")
print(S)

# %% [markdown]
# It is 0.6, with some dust in the last digits: 0.8 and 1.2 have no exact form in the computer's binary numbers. A
# printed result that no run has produced is worth nothing. In this course **every number that you read comes from a
# cell that ran**, and you can run it again.
#
# ## One formula, six readings
#
# Perhaps equation (4) means something else? It has no brackets. Does the sum reach over both terms? Is each partner
# charged the whole sum, or only its own part? Is the minus sign inside? There are six sensible readings, and each is
# one line of the kit.

# %%
for name, reading in READINGS.items():
    print(f"{name:14}{reading.title}")

# %% [markdown]
# Is there one among them that yields the printed 0.4, 0.3 and 0.2? Guess `"yes"` or `"no"`.

# %% tags=["guess"]
guess("01.c", ...)

# %% tags=["after-guess"]
print("The six readings and what they give:")
print(f"{'reading':14}{'N_A':>8}{'N_B':>8}{'N_C':>8}{'S':>8}")
for name in READINGS:
    N = net_by_reading(ARTICLE, alpha=0.5, beta=0.5, reading=name)
    print(f"{name:14}" + "".join(f"{number:8.2f}" for number in [*N, N.sum()]))

# %% [markdown]
# No row is the printed one. What the article expands, and what its program computes, is `own_charge`: each partner pays
# for itself, $N_i = R_i - (\alpha C_i + \beta R_i)$.
#
# **01.3** Work out the three nets of `own_charge` for other weights, $\alpha = 0.25$ and $\beta = 0.5$, from the arrays
# `C` and `R` and without calling `net_by_reading`.

# %% tags=["exercise"] question="01.3"
C, R = ARTICLE.cost, ARTICLE.returns
nets = ...
# BEGIN SOLUTION
nets = R - (0.25 * C + 0.5 * R)
# END SOLUTION
check("01.3", nets)

# %% [markdown]
# Could other weights, the same for all three, give the printed nets? That is three equations for two unknowns. **Least
# squares** finds the nearest weights, and what is left over shows whether they fit.

# %%
nearest, *_ = np.linalg.lstsq(np.column_stack([C, R]), R - PRINTED_NET)
print("nearest weights:", nearest.round(2))
print("nets they give: ", (R - np.column_stack([C, R]) @ nearest).round(2))

# %% [markdown]
# They do not fit: the printed example is wrong for every pair of shared weights.
#
# ## What the score rewards
#
# **01.4** Look at equation (3). The enterprise becomes twice as expensive: its cost rises from 0.7 to 1.4, its return
# stays 1.5. By how much does its score *rise*, with both weights 0.5?

# %% tags=["exercise"] question="01.4"
rise = ...
# BEGIN SOLUTION
rise = (0.5 * 1.4 + 0.5 * 1.5) - (0.5 * 0.7 + 0.5 * 1.5)
# END SOLUTION
check("01.4", rise)

# %% [markdown]
# The dearer partner scores higher. Something that is subtracted in (1) and rewarded in (3) is not one criterion.
#
# ## What the optimisation optimises
#
# Equation (5) looks for the best weights. But a weight is a price that Lepton sets, and moving a price chooses no
# partner. Let the two weights share 1 between them, and draw the total for four of the readings.

# %% alt="Total over α for four readings of (4). Minus inside the sum falls from 14.8, the own charge rises to 1.6, the first term alone is never above 0, both terms stay below −2.6."
drawing.draw_totals(C, R, ["minus_inside", "own_charge", "first_term", "full_sum"])
plt.show()

# %% [markdown]
# All lines are straight, so the best point is always an end of the range, and which end depends on the reading alone.
# Without
# $\alpha + \beta = 1$ it gets worse.
#
# **01.5** Stay with `own_charge`, and let both weights be any numbers from 0 up. What is the largest total $S$ that (5)
# can reach for the three partners?

# %% tags=["exercise"] question="01.5"
largest = ...
# BEGIN SOLUTION
largest = R.sum()  # weights of 0: nobody is paid anything
# END SOLUTION
check("01.5", largest)

# %% [markdown]
# So the "best allocation" is to take everything and pay nothing, and with negative weights, by which partners pay
# Lepton, there is no best at all. A decision problem needs a **decision variable** (whom do we sign?) and a limit (what
# can we spend?). Equation (5) has neither, and (4) has no time, no risk and no way for two partners to help each other.
#
# ## The reading that rescues it
#
# Give the sum a meaning that somebody could sign. Let
#
# $$t_i = \alpha C_i + \beta R_i$$
#
# be the transfer: Lepton refunds a share of the cost and adds a share of the return. What Lepton keeps is then
# $R_i - t_i$, which is exactly `own_charge`. With $\alpha + \beta = 1$ Lepton keeps $\alpha (R_i - C_i)$, and the partner gains
# the rest of the surplus.

# %%
t = transfer(ARTICLE, alpha=0.5, beta=0.5)
print(f"{'':14}{'transfer':>10}{'Lepton':>10}{'partner':>10}")
for name, paid, left, gained in zip(ARTICLE.names, t, R - t, t - C):
    print(f"{name:14}{paid:10.2f}{left:10.2f}{gained:10.2f}")

# %% [markdown]
# Half and half: what two equal partners would agree on by **Nash bargaining** (Nash 1950). Another $\alpha$ is the same
# bargain with unequal **bargaining power** (Kalai 1977). So the formula is not nonsense. It answers a question that the
# article did not ask: *how is the gain shared*, not *whom do we sign*.
#
# > **Assumes** that both sides know $C$ and $R$, that neither depends on the contract, and that whoever does not sign gains
# > nothing. Lesson 5 drops each of these.
#
# **01.6** Write a function that says what Lepton keeps from each partner when $t_i = \alpha C_i + (1 - \alpha) R_i$.
# Cost comes first, then returns, as in every function of the course; both are arrays.


# %% tags=["exercise"] question="01.6"
def kept(cost, returns, alpha):
    ...
    # BEGIN SOLUTION
    return returns - (alpha * cost + (1 - alpha) * returns)
    # END SOLUTION


check("01.6", kept)

# %% [markdown]
# **01.7** Lepton wants to keep 0.6 in total from the article's three partners, with $\alpha + \beta = 1$. Which
# $\alpha$ must it negotiate?

# %% tags=["exercise"] question="01.7"
alpha = ...
# BEGIN SOLUTION
alpha = 0.6 / ARTICLE.total
# END SOLUTION
check("01.7", alpha)

# %% [markdown]
# One condition of the cash-flow table has been waiting: $t_i \ge C_i$, the **participation constraint**. Under it the
# most that Lepton can keep is $\sum_i (R_i - C_i) = 1.6$, by paying each partner its cost and nothing more. That is
# definition (1), found at last as the optimum of a real problem. Lessons 2 to 4 stay at this end ($\alpha = 1$, $t =
# C$), so that a budget for transfers is a budget for costs. From lesson 5 on, transfers are bargained.
#
# ## Try it by hand
#
# Your task: under the reading *definition (1)*, raise B's cost step by step. At which cost do A and C draw level with
# B? Then choose *sum over both terms* and raise A's cost: whose net contribution falls, and is that fair?

# %%
ValueExplorer()

# %% [markdown]
# ## Your industry
#
# Twelve partners will stay with you through the course. Here is what they would cost and bring in the industry of your
# choice.

# %%
mine = read_industry(industry_file(industry))
print(mine.question)
print(mine.story)
mine.portfolio

# %% [markdown]
# **01.8** Write a function that takes a portfolio such as `mine.portfolio` and returns the set of the names of those
# who are worth a signature: who bring more than they cost. Use `portfolio.names` and `portfolio.net`, or `partner.name`
# and `partner.net` for each `partner` in `portfolio`.


# %% tags=["exercise"] question="01.8"
def worth_signing(portfolio):
    ...
    # BEGIN SOLUTION
    return {partner.name for partner in portfolio if partner.net > 0}
    # END SOLUTION


check("01.8", worth_signing)

# %% [markdown]
# The next cell says your first decision in one sentence. Copy it into a file of notes: in lesson 9 the sentences of all
# lessons become a memo of two pages.

# %%
gains = {partner.name: partner.net for partner in mine.portfolio if partner.net > 0}
print(
    f"Lesson 1, {mine.name}: {len(gains)} of {len(mine.portfolio)} partners bring more than they cost,\n"
    f"together € {sum(gains.values()):.1f} million a year; {max(gains, key=gains.get)} brings most."
)

# %% [markdown]
# ## Open task: a rule that both sides sign
#
# **01.9** Half and half is simple, but a partner with a small surplus gains hardly anything by it. Write a rule of your
# own: `pays(cost, returns)` gives the transfers. It is tried on 200 groups of twelve partners, drawn so that each $R$
# is between 1.3 and 3 times $C$. The bar:
#
# - both sides sign: $C \le t \le R$ for every partner;
# - every partner gains at least a fifth of its cost, $t \ge 1.2\,C$;
# - Lepton keeps at least 60 % of all surplus.


# %% tags=["exercise"] question="01.9"
def pays(cost, returns):
    ...
    # BEGIN SOLUTION
    return np.maximum(1.2 * cost, 0.8 * cost + 0.2 * returns)  # alpha 0.8, with a floor
    # END SOLUTION


check("01.9", pays)

# %% [markdown]
# Then compare it with half and half on groups of your own. The interval below is a **paired** one: both rules see the
# same partners, so what the groups have in common cancels.


# %%
def compare_rules(pays, groups=200, rng=1):
    rng, gaps = np.random.default_rng(rng), []
    for _ in range(groups):
        cost = rng.uniform(0.2, 0.9, 12)
        returns = cost * rng.uniform(1.3, 3.0, 12)
        half = (cost + returns) / 2
        gaps.append((half - pays(cost, returns)).sum() / (returns - cost).sum())
    mean, error = np.mean(gaps), 1.96 * np.std(gaps, ddof=1) / np.sqrt(groups)
    print(
        f"Lepton keeps {mean:+.1%} of the surplus against halves, give or take {error:.1%}."
    )


compare_rules(lambda cost, returns: 1.5 * cost)  # put your `pays` here

# %% [markdown]
# Defend your rule in two sentences before a partner who brings three times its cost. Would it rather sign half and half
# with somebody else?
#
# ## Recap
#
# - The partner bears $C$, Lepton receives $R$ and pays $t$. Together they have $N = R - C$, whatever $t$ is.
# - A formula that can be read in six ways is six formulas. Ask which one the program computes.
# - The printed example is wrong under every reading: run a result before you believe it.
# - Optimising over prices chooses no partner. A decision needs a decision variable and a limit.
# - Read as a transfer, $\alpha C + \beta R$ shares each surplus, and $\alpha$ is Lepton's bargaining power.
#
# **Read on**: J. F. Nash, "The Bargaining Problem", *Econometrica* 18 (1950) 155-162. E. Kalai, "Nonsymmetric Nash
# Solutions and Replications of 2-Person Bargaining", *International Journal of Game Theory* 6 (1977) 129-133. A. Muthoo,
# *Bargaining Theory with Applications*, Cambridge University Press, 1999, chapter 2.
#
# Next: **[lesson 2, choosing by criteria](02_choosing_by_criteria.ipynb)**.
