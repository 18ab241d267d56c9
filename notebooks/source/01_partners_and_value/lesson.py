# %% [markdown]
# # 1 · Partners and value
#
# > **You will** put numbers on a partnership, read a published model with care, find where it is wrong, and rebuild it
# > so that it holds.
# >
# > **40 minutes** · about {seconds} s of run time · needs nothing but lesson 0.
#
# ## Which partner is worth most?
#
# Lepton, an AI start-up, has three offers on the table. Working with a partner costs Lepton something: people, data,
# machines. It also brings something back. Both are in millions.

# %%
import numpy as np
from matplotlib import pyplot as plt

from lepton_kit import style
from lepton_kit.display import source
from lepton_kit.exercises import check, hint, solution
from lepton_kit.partnership import (
    ARTICLE,
    PRINTED_NET,
    PRINTED_TOTAL,
    READINGS,
    Partner,
    net_by_reading,
    selection_score,
    transfer,
)
from lepton_kit.widgets import ValueExplorer

style.use()
university, enterprise = (
    Partner("university A", cost=0.8, returns=1.2),
    Partner("enterprise B", cost=0.7, returns=1.5),
)
print(university)
print(enterprise)

# %% [markdown]
# **Before you run the next cell**, rank the two. Which one would you sign first, and how sure are you?

# %%
print("university A:", university.net)
print("enterprise B:", enterprise.net)

# %% [markdown]
# B costs less and brings more. There is no way of weighing cost against return in which A wins. Keep this in mind: it
# is the sanity check for everything that follows.
#
# (The last digits of the first number are the computer's, not the model's: 0.8 and 1.2 have no exact binary form.)
#
# ## The article's model
#
# An article about partnership building sets up a model like this. Partner $i$ makes a contribution, which costs $C_i$,
# and yields a return $R_i$.
#
# $$
# \begin{aligned}
# (1)\quad N_i &= R_i - C_i && \text{net contribution}\\
# (2)\quad S &= \textstyle\sum_i N_i && \text{total}\\
# (3)\quad S_i &= \alpha_i C_i + \beta_i R_i && \text{selection score, with weights } \alpha_i, \beta_i\\
# (4)\quad N_i &= R_i - \textstyle\sum_j \alpha_j C_j - \beta_j R_j && \text{net contribution, with the weights}\\
# (5)\quad \arg\max_{\alpha, \beta}\ S &&& \text{said to give the best partners and the best allocation}
# \end{aligned}
# $$
#
# It then works an example with three partners and all weights equal to 0.5. Here it is as the package holds it.

# %%
ARTICLE

# %% [markdown]
# And here is what the article prints as its result.

# %%
print("printed nets: ", dict(zip(ARTICLE.names, PRINTED_NET)))
print("printed total:", PRINTED_TOTAL)

# %% [markdown]
# ## Does it add up?
#
# The printed nets add up to the printed total. The sanity check fails, though: A stands first and B second. Compare
# with definition (1), partner by partner.

# %%
print("R - C:        ", ARTICLE.net.round(2), " total", round(ARTICLE.total, 2))
print("printed:      ", np.array(PRINTED_NET), " total", PRINTED_TOTAL)
print("difference:   ", (np.array(PRINTED_NET) - ARTICLE.net).round(2))

# %% [markdown]
# Only A agrees with (1). But the article computes with (4), and (4) can be read in more than one way: does the sum reach
# over both terms? Is every partner charged the whole sum, or its own part? Is the minus sign inside? Nobody can tell from
# the formula, so compute them all.

# %%
print(f"{'reading':14}{'N_A':>8}{'N_B':>8}{'N_C':>8}{'S':>8}")
for name in READINGS:
    N = net_by_reading(ARTICLE, alpha=0.5, beta=0.5, reading=name)
    print(f"{name:14}" + "".join(f"{number:8.2f}" for number in [*N, N.sum()]))
print(
    f"{'printed':14}"
    + "".join(f"{number:8.2f}" for number in [*PRINTED_NET, PRINTED_TOTAL])
)

# %% [markdown]
# No row equals the printed one. What do the names mean? Each is one line of the package.

# %%
source(net_by_reading)

# %%
for name, reading in READINGS.items():
    print(f"{name:14}{reading.title}")

# %% [markdown]
# The article's own expansion, and the program it shows, use `own_charge`: each partner pays for itself,
# $N_i = R_i - (\alpha C_i + \beta R_i)$. Could other weights, the same for all three, give the printed nets under that
# reading? That is three equations for two unknowns. Least squares finds the closest weights; what is left over says whether
# they fit.

# %%
C, R = ARTICLE.cost, ARTICLE.returns
weights, *_ = np.linalg.lstsq(np.column_stack([C, R]), R - PRINTED_NET)
alpha, beta = weights
print(f"closest weights: alpha {alpha:.2f}, beta {beta:.2f}")
print(
    "nets they give: ",
    net_by_reading(C, R, alpha=alpha, beta=beta, reading="own_charge").round(3),
    " wanted:",
    PRINTED_NET,
)

# %% [markdown]
# It does not fit. So the printed example is wrong under each of the six readings, and under the article's own one for
# every pair of shared weights. The article also says that its program prints 0.9 for A and B alone. Here is that sum.

# %%
print(net_by_reading(C[:2], R[:2], reading="own_charge").sum())

# %% [markdown]
# 0.6, with the computer's own dust on it. A printed result that no run has produced is worth nothing. In this course
# **every number that you read comes from a cell that ran**, and you can run it again.
#
# ## What the score rewards
#
# Equation (1) subtracts the cost. Equation (3) adds it. Take the enterprise, make it twice as expensive, and look at its
# score.

# %%
print("score at cost 0.7:", selection_score(cost=0.7, returns=1.5).round(2)[0])
print("score at cost 1.4:", selection_score(cost=1.4, returns=1.5).round(2)[0])

# %% [markdown]
# The dearer partner scores higher. A criterion that is subtracted in one line and rewarded in the next is not one
# criterion.
#
# ## What the optimisation optimises
#
# Equation (5) searches for the best weights. But a weight is a price that Lepton sets; searching over it does not choose any
# partner. Let the two weights share 1 between them and draw the total $S$ for each reading.

# %%
share = np.linspace(0, 1, 101)
fig, ax = plt.subplots()
for name in ("minus_inside", "own_charge", "first_term", "full_sum"):
    S = [net_by_reading(C, R, alpha=a, beta=1 - a, reading=name).sum() for a in share]
    best = int(np.argmax(S))
    [line] = ax.plot(share, S, label=f"{name}: best {S[best]:.1f}, at α = {share[best]:g}")
    ax.plot(share[best], S[best], "o", color=line.get_color(), clip_on=False)
ax.legend(loc="upper right")
ax.set(xlabel="α, with β = 1 − α", ylabel="total S", xlim=(0, 1))
ax.set_title("The best total depends on the reading only")
plt.show()

# %% [markdown]
# Every line is straight, so its best point is an end of the range: the partners never enter the decision. Without the
# condition $\alpha + \beta = 1$ it is worse. Under `own_charge`, weights of 0 pay nobody and keep all the returns, and
# negative weights, by which partners pay Lepton, have no limit at all.

# %%
for weight in (0.5, 0.0, -1.0, -10.0):
    S = net_by_reading(C, R, alpha=weight, beta=weight, reading="own_charge").sum()
    print(f"alpha = beta = {weight:5.1f}: S = {S:5.1f}")

# %% [markdown]
# ## The reading that rescues it
#
# Give the sum a meaning that someone could sign. Let
#
# $$t_i = \alpha C_i + \beta R_i$$
#
# be the **transfer** that Lepton pays to partner $i$: a share of the cost and a share of the return. Lepton keeps
# $N_i = R_i - t_i$; the partner, who bears the cost, gains $t_i - C_i$. With $\alpha + \beta = 1$ both add up to the surplus
# $R_i - C_i$, and $\alpha$ is the part of it that Lepton keeps.

# %%
t = transfer(C, R, alpha=0.5, beta=0.5)
for name, paid, kept, gained in zip(ARTICLE.names, t, R - t, t - C):
    print(
        f"{name:14} is paid {paid:.2f}; Lepton keeps {kept:.2f}, the partner gains {gained:.2f}"
    )

# %% [markdown]
# Half and half: what two equal partners would agree on in bargaining (Nash 1950), and $\alpha$ other than one half is
# the same bargain with unequal power (Kalai 1977). So the article's formula is not nonsense. It answers a question the
# article did not ask: *how is the gain shared*, not *whom do we sign*.
#
# One condition is missing: nobody signs a loss, so $t_i \ge C_i$. Under it, the most that Lepton can keep is
# $\sum_i (R_i - C_i) = 1.6$, by paying each partner exactly its cost. That is definition (1), found as the optimum of a real
# problem.
#
# What the model still lacks is what the next lessons add: criteria beyond money (lesson 2), a budget and partners that
# help or hinder each other (lesson 3), fair shares when three or more create the gain together (lesson 4), and time and risk
# (lesson 5).
#
# ## Try it by hand
#
# Set B's cost to 1.5 and see when it stops being the best. Then choose the reading *sum over both terms* and raise A's cost:
# whose net falls?

# %%
ValueExplorer()

# %% [markdown]
# ## Your turn
#
# Put your answer in place of `...` and run the cell: the check answers at once. `hint("01.1")` gives a nudge, call
# it again for the next one, and `solution("01.1")` shows one answer.
#
# **01.1** The article's own expansion is `own_charge`. Work out the three nets with NumPy from `R`, `C` and other weights,
# alpha 0.25 and beta 0.5, without calling `net_by_reading`.

# %% tags=["exercise"] question="01.1"
nets = ...
# BEGIN SOLUTION
nets = R - (0.25 * C + 0.5 * R)
# END SOLUTION
check("01.1", nets)

# %% [markdown]
# **01.2** By the row `own_charge` of the table above, which of the article's four printed numbers are wrong? Answer with a set of names out of
# `"N_A"`, `"N_B"`, `"N_C"` and `"S"`, such as `{"N_A", "S"}`.

# %% tags=["exercise"] question="01.2"
wrong = ...
# BEGIN SOLUTION
wrong = {"N_A", "N_B", "S"}
# END SOLUTION
check("01.2", wrong)

# %% [markdown]
# **01.3** Write a function that says what Lepton keeps from each partner when the transfer is
# $t_i = \alpha C_i + (1 - \alpha) R_i$. Cost comes first, then returns, as in every function of the course.


# %% tags=["exercise"] question="01.3"
def kept(cost, returns, alpha):
    ...
    # BEGIN SOLUTION
    return returns - (alpha * cost + (1 - alpha) * returns)
    # END SOLUTION


check("01.3", kept)

# %% [markdown]
# **01.4** Lepton wants to keep 0.6 in total from the three partners, with $\alpha + \beta = 1$. Which $\alpha$ must it
# negotiate?

# %% tags=["exercise"] question="01.4"
alpha = ...
# BEGIN SOLUTION
alpha = 0.6 / ARTICLE.total
# END SOLUTION
check("01.4", alpha)

# %% [markdown]
# ## Recap
#
# - Net contribution is return minus cost, $N_i = R_i - C_i$; the total adds the nets up.
# - A formula that can be read in six ways is six formulas. Ask which one the program computes.
# - The printed example is wrong under every reading: run a result before you believe it.
# - Optimising over prices chooses no partner. A decision needs a decision variable, and a budget.
# - Read as a transfer, $\alpha C_i + \beta R_i$ shares each surplus: $\alpha$ is Lepton's bargaining power.
#
# **Read on**: J. F. Nash, "The Bargaining Problem", *Econometrica* 18 (1950) 155-162. E. Kalai, "Nonsymmetric Nash
# Solutions and Replications of 2-Person Bargaining", *International Journal of Game Theory* 6 (1977) 129-133. A. Muthoo,
# *Bargaining Theory with Applications*, Cambridge University Press, 1999, chapter 2.
#
# Next: **[lesson 2, choosing by criteria](02_choosing_by_criteria.ipynb)**.
