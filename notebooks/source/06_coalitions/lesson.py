# %% [markdown]
# # 6 · Coalitions
#
# > **You will** find out who would leave an alliance and why, divide a gain so that nobody does, and see that some gains cannot
# > be divided that way.
# >
# > **45 minutes** · about {seconds} s of run time · needs lesson 5.
#
# ## Whose gain is it?
#
# Bargaining with one partner at a time works while each brings its own gain. But lesson 3 had synergies: partners who are
# worth more together. Whose is that extra? The smallest example has nothing to do with firms. L1 and L2 own a left glove
# each, R owns a right one, and only a pair sells, for 1.

# %%
industry = "medicine"  # yours: manufacturing, city, medicine, finance, education, energy, agriculture

# %%
from itertools import permutations

import numpy as np

from lepton_kit import style
from lepton_kit.exercises import check, guess, hint, solution
from lepton_kit.exercises.content import industry_file
from lepton_kit.partnership import (
    blocking_coalition,
    core,
    core_vertices,
    excess,
    nucleolus,
    read_industry,
    select,
    shapley,
    synergy_game,
    worth,
)
from lepton_kit.widgets import CoalitionExplorer

style.use()


# %%
def groups(names):
    """A name for every coalition, in the order of the game: nobody, the first, the second, both, the third, ..."""
    found = ["nobody"]
    for name in names:
        found += [name if group == "nobody" else f"{group} + {name}" for group in found]
    return found


def pairs(S):
    """What the coalition S, a set of player numbers, can sell."""
    return min(len(S & {0, 1}), len(S & {2}))


gloves = worth(pairs, 3)
for place, (group, value) in enumerate(zip(groups(["L1", "L2", "R"]), gloves)):
    print(f"v[{place}] = {value:.0f}   {group}")

# %% [markdown]
# That is a **coalitional game**: a number $v(S)$ for what every group $S$, every **coalition**, could earn on its own, kept as
# an array. Each new player doubles the list: first all the groups without it, then the same groups with it.
#
# Somebody proposes to pay L1 0.2, L2 0.3 and R 0.5. Would anybody rather leave? The **excess** of a coalition
#
# $$e(S) = v(S) - x(S), \qquad x(S) = \textstyle\sum_{i \in S} x_i$$
#
# is what it would gain by leaving with its own worth, and $x(S)$ is what its members are paid together.
#
# **06.1** What is the excess of L1 and R together under this proposal?

# %% tags=["exercise"] question="06.1"
gained = ...
# BEGIN SOLUTION
gained = excess(gloves, [0.2, 0.3, 0.5])[5]
# END SOLUTION
check("06.1", gained)

# %% [markdown]
# So they would leave. The **core** is the set of all divisions that no coalition wants to leave: all $e(S) \le 0$. Which
# part of the 1 does R have in the core of the gloves? Type a number from 0 to 1.

# %%
guess("06.a", ...)

# %% tags=["after-guess"]
print("corners of the core, in the order L1, L2, R:")
print(core_vertices(gloves))

# %% [markdown]
# A single point, and a hard one: the two lefts underbid each other down to nothing. Whoever can be replaced has no threat.
#
# ## An alliance of three
#
# Three partners of the base table talk about a scanner for hospitals: Quillmere University, Ostergate Group and Saint Orrin
# Hospital. Alone they net 0.7, 1.0 and 0.2 million euros a year. The university and the hospital gain 0.4 together, as in
# lesson 3; two more numbers come in here. The university and Ostergate gain 0.2, while Ostergate and the hospital lose 0.1 on
# paperwork.
#
# > **Assumes**: money can be passed around freely inside the alliance, and every group could have elsewhere what it is worth
# > here, $v(S)$, for example with a rival of Lepton.

# %%
names = ["Quillmere", "Ostergate", "Hospital"]
net = np.array([0.7, 1.0, 0.2])
q = np.array([[0, 0.2, 0.4], [0.2, 0, -0.1], [0.4, -0.1, 0]])
v = synergy_game(net, q)
third = np.full(3, v[-1] / 3)
print(f"{'coalition':34}{'worth':>6}{'paid':>6}{'excess':>8}")
for group, value, e in zip(groups(names), v, excess(v, third)):
    print(f"{group:34}{value:6.2f}{value - e:6.2f}{e:8.2f}")

# %% [markdown]
# All three make 2.4, and a third of it each is 0.80. Two coalitions would rather go, Ostergate alone, and Quillmere with
# Ostergate. The second has more to gain, 0.30. Equal is not stable.
#
# **06.2** Ostergate brings most and proposes 0.6 for Quillmere, 1.4 for itself and 0.4 for the hospital. Who would leave, as the
# coalition with most to gain? Answer with a set out of the three `names`.

# %% tags=["exercise"] question="06.2"
proposal = np.array([0.6, 1.4, 0.4])
leaving = ...
# BEGIN SOLUTION
leaving = set(blocking_coalition(v, dict(zip(names, proposal))).players)
# END SOLUTION
check("06.2", leaving)

# %% [markdown]
# What would hold? Ask what each one *contributes*. Let the partners arrive one by one, in each of the six orders, and pay each
# of them the worth that it adds on arrival. The mean over all orders is the **Shapley value** (1953).

# %%
index = {frozenset(): 0}  # where each coalition stands in v
for i in range(3):
    index |= {S | {i}: place + 2**i for S, place in index.items()}
print("who arrives first, second, third       ", *(f"{name:>10}" for name in names))
added = []
for order in permutations(range(3)):
    row, S = np.zeros(3), frozenset()
    for i in order:
        row[i] = v[index[S | {i}]] - v[index[S]]
        S |= {i}
    added.append(row)
    print(f"{', '.join(names[i] for i in order):39}", *(f"{x:10.2f}" for x in row))
print(f"{'mean':39}", *(f"{x:10.2f}" for x in np.mean(added, axis=0)))

# %% [markdown]
# With pairwise synergies there is a shortcut that needs no orders. Look at one pair: in half of all orders the one arrives
# second and is paid the synergy, in the other half the other.
#
# **06.3** Write the shortcut: the Shapley values of partners with nets `net` and pairwise synergies `q`, a table like the one
# above, in which each pair stands twice. List no coalition.


# %% tags=["exercise"] question="06.3"
def fair_shares(net, q):
    ...
    # BEGIN SOLUTION
    return net + q.sum(axis=1) / 2
    # END SOLUTION


check("06.3", fair_shares)

# %% [markdown]
# A third idea looks at the coalition with the largest excess and makes that as small as possible, then the next largest, and
# so on. The division at which this ends is the **nucleolus** (Schmeidler 1969). It calms whoever is most tempted.

# %%
print("Shapley value:", shapley(v).round(3))
print("nucleolus:    ", nucleolus(v).round(3))
print(
    "core, corners:", *(corner.tolist() for corner in core_vertices(v).round(2)), sep="\n  "
)
print("would leave the Shapley value:", blocking_coalition(v, shapley(v)))

# %% [markdown]
# Here both agree and lie in the core, so nobody leaves. Do not count on that: the Shapley value of the gloves gives L1 and L2 a
# sixth each, and L1 and R would leave it. What is fair by contribution need not hold.
#
# Each point of the triangle is a division: the nearer to a corner, the more for that partner (Q, O and H for Quillmere,
# Ostergate and the hospital). Move the division into the green core, and read who would leave on the way. Then raise the
# worth of Q and O until the core is empty: at which worth does that happen?

# %%
CoalitionExplorer(v, names=["Q", "O", "H"])

# %% [markdown]
# ## When no division holds
#
# Pedlarway, Hullabaloo & Finch and Ostergate can all bring customers, and any two of them reach every customer there is. Any two
# would earn 0.9, all three together 1.0, and one alone nothing. Is there a division of the 1.0 that no pair wants to leave? Guess
# `"yes"` or `"no"`.

# %%
guess("06.b", ...)

# %% tags=["after-guess"]
print("a third each, and what the pairs say:")
channel = np.array([0, 0, 0, 0.9, 0, 0.9, 0.9, 1.0])
print("core is empty:", core(channel).is_empty)
print("excess of each pair:", excess(channel, np.full(3, 1 / 3))[[3, 5, 6]].round(3))

# %% [markdown]
# Whatever is agreed, two are paid less than 0.9 together; they drop the third, who then outbids one of them, and so on. The
# fault lies in the game, and no clever division mends it. Two things do. One is an **exit fee**: if leaving costs a coalition
# $\varepsilon$, only excesses above $\varepsilon$ matter. The least fee for which some division holds is `core(...).epsilon`, and
# the divisions that need no more make up the **least core**. For the 1.0 above it is a little under a quarter.
#
# **06.4** The other cure is a larger cake. How much would all three together have to earn, at the least, for the core not to be
# empty? The pairs still earn 0.9.

# %% tags=["exercise"] question="06.4"
enough = ...
# BEGIN SOLUTION
enough = 3 * 0.9 / 2  # each partner is in two of the three pairs
# END SOLUTION
check("06.4", enough)

# %% [markdown]
# **06.5** Somebody finds a fourth use for the alliance, and all three now earn 1.2 together. Which exit fee is the least that
# keeps them?

# %% tags=["exercise"] question="06.5"
fee = ...
# BEGIN SOLUTION
fee = core([0, 0, 0, 0.9, 0, 0.9, 0.9, 1.2]).epsilon
# END SOLUTION
check("06.5", fee)

# %% [markdown]
# ## Who pays for what we share?
#
# Games divide costs as well. Quillmere, Tarnside, Brindlecloud and Ostergate want one computing centre. They need 8, 11, 13 and
# 18 racks, and not at the same time, so 18 racks serve all. Who pays for how many of the 18? (Littlechild and Owen asked it of a
# runway and its aircraft in 1973.)

# %%
need = [8, 11, 13, 18]
cost_game = worth(lambda S: max(need[i] for i in S), 4)
saving = worth(lambda S: sum(need[i] for i in S) - max(need[i] for i in S), 4)
print("in proportion:", (np.array(need) * 18 / sum(need)).round(2))
print("Shapley value:", shapley(cost_game).round(2))
print("nucleolus:    ", (need - nucleolus(saving)).round(2))

# %% [markdown]
# Shapley cuts the centre into slices: the first 8 racks serve all four, 2 each; the next 3 serve three, 1 each; the next 2 serve
# two, 1 each; the last 5 serve one. Nobody pays for racks that it does not need. The nucleolus looks at whoever saves least
# and makes the three small ones pay alike. Both are stable and they differ. Which one is *fair* is for the four to say;
# the model says what each rule means.
#
# **06.6** Three others need 4, 6 and 12 racks and share a centre of 12. What do they pay by the Shapley value, in that order?

# %% tags=["exercise"] question="06.6"
payments = ...
# BEGIN SOLUTION
racks = [4, 6, 12]
payments = shapley(worth(lambda S: max(racks[i] for i in S), 3))
# END SOLUTION
check("06.6", payments)

# %% [markdown]
# ## Your industry
#
# Who in your portfolio brings how much, with its half of every synergy?
#
# **06.7** Write a function for any industry: the Shapley values of the partners whom `select` signs within the budget and under
# all rules, in the order of the table. `mine.synergy` is a dict of two names to an amount; only pairs in which both have
# signed count.


# %% tags=["exercise"] question="06.7"
def contributions(mine):
    ...
    # BEGIN SOLUTION
    signed = mine.portfolio[select(mine.portfolio, mine.budget, **mine.rules).x]
    inside = {
        pair: amount
        for pair, amount in mine.synergy.items()
        if set(pair) <= set(signed.names)
    }
    return shapley(synergy_game(signed, inside))
    # END SOLUTION


check("06.7", contributions)

# %% [markdown]
# The difference to the net is each partner's part in the synergies, and what it will ask for. Decide whom you would rather pay
# more than lose, and keep the last sentence for the memo of lesson 9.

# %%
mine = read_industry(industry_file(industry))
best = select(mine.portfolio, mine.budget, **mine.rules)
signed = mine.portfolio[best.x]
inside = {
    pair: amount for pair, amount in mine.synergy.items() if set(pair) <= set(signed.names)
}
game = synergy_game(signed, inside)
for name, alone, held in zip(
    signed.names, signed.net, game[-1] - game[[-1 - 2**i for i in range(len(signed))]]
):
    print(f"{name:22} alone {alone:.2f}; what is lost without it {held:.2f}")
print(f"together {game[-1]:.2f} million euros a year")
print(
    f"Decision 6: in {mine.name} Lepton shares the synergies of {signed.names[0]} by ..., because ..."
)

# %% [markdown]
# ## Open task: change it, compare, defend
#
# Saint Orrin has the images, and somebody has to read them: with Quillmere they earn 1.0, with Tarnside 0.8, with both 1.2.
# Nobody earns anything alone, nor do the two readers without images. But worths are estimates. Let every coalition's worth turn
# out higher or lower, by a normal error of 0.05, and count how often a division of the 1.2 makes everybody stay.
#
# Divide the 1.2. The **bar**: for each of five seeds all stay in at least 90 % of the draws, and the 95 % interval of the paired
# difference to the Shapley value lies above 0.

# %%
scan = np.array(
    [0, 0, 0, 0, 0, 1.0, 0.8, 1.2]
)  # in the order Quillmere, Tarnside, Saint Orrin


def stays(x, seed, draws=4_000):
    """In which of some draws nobody leaves the division x of the game `scan`: True or False for each."""
    errors = np.random.default_rng(seed).normal(0, 0.05, (draws, 6))
    return (excess(scan, x)[1:-1] + errors <= 0).all(axis=1)


def compare(x, other):
    """How often all stay under x, and the paired difference to another division, for five seeds."""
    for seed in range(5):
        mine_stays, d = stays(x, seed), stays(x, seed) * 1.0 - stays(other, seed)
        half = 1.96 * d.std() / np.sqrt(len(d))
        low, high = d.mean() - half, d.mean() + half
        print(
            f"seed {seed}: all stay in {mine_stays.mean():.0%}; difference from {low:+.3f} to {high:+.3f}"
        )


compare(np.array([0.4, 0.4, 0.4]), shapley(scan))

# %% [markdown]
# **06.8** Your division, three numbers in the order Quillmere, Tarnside, Saint Orrin. Then defend it in one sentence before
# whoever has least of it.

# %% tags=["exercise"] question="06.8"
my_division = ...
# BEGIN SOLUTION
my_division = nucleolus(scan)
# END SOLUTION
check("06.8", my_division)

# %% [markdown]
# ## Recap
#
# - A game says what every coalition could earn on its own; the excess is what it would gain by leaving.
# - A division holds if no coalition gains by leaving: that is the core, and it can be empty.
# - The Shapley value pays what each adds on average. With pairwise synergies that is half of each synergy.
# - The nucleolus calms the most tempted. It lies in the core whenever there is one, and as far from trouble as can be.
# - Where the core is empty, only an exit fee or a larger cake helps.
#
# **Read on**: L. S. Shapley, "A Value for n-Person Games", *Contributions to the Theory of Games II*, Princeton University Press, 1953,
# 307-317. D. Schmeidler, "The Nucleolus of a Characteristic Function Game", *SIAM Journal on Applied Mathematics* 17 (1969) 1163-1170. S. C.
# Littlechild and G. Owen, "A Simple Expression for the Shapley Value in a Special Case", *Management Science* 20 (1973) 370-372. H. P.
# Young, *Equity: In Theory and Practice*, Princeton University Press, 1994.
#
# The contracts are signed. Will the partners keep them? Next: **[lesson 7, trust and exit](07_trust_and_exit.ipynb)**.
