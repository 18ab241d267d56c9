# %% [markdown]
# # 3 · Selecting a portfolio
#
# > **You will** choose partners under a budget, see why a ranking is not a selection, read a shadow price, share out money
# > where more brings less and less, and find out who in a network can be replaced.
# >
# > **60 minutes** · about {seconds} s of run time · needs lesson 2.
#
# ## Would you buy from the top of the list?
#
# Three partners, and Lepton can spend 10. For each unit of cost the hospital brings the most.

# %%
import networkx as nx
import numpy as np
from matplotlib import pyplot as plt

from lepton_kit import style
from lepton_kit.exercises import check, hint, solution
from lepton_kit.widgets import BudgetExplorer, WaterExplorer

style.use()

# %%
from lepton_kit.partnership import (
    ARTICLE,
    Partner,
    Portfolio,
    allocate,
    candidates,
    coverage,
    ecosystem_graph,
    frontier,
    greedy,
    partner_graph,
    rank,
    removal_impact,
    select,
    smaa,
    weighted_sum,
)

# %%
three = Portfolio(
    [Partner("hospital", 8, 18), Partner("bank", 5, 11), Partner("school", 5, 11)]
)
three

# %% [markdown]
# **Before you run the next cell**, write down whom you would sign.

# %%
top_of_the_list = greedy(three.net, three.cost, budget=10)
best = select(three.net, three.cost, budget=10)
for name, found in (("top of the list", top_of_the_list), ("best", best)):
    chosen = [three.names[i] for i in found.chosen]
    print(f"{name:16} {' and '.join(chosen)}: cost {found.cost:g}, value {found.value:g}")

# %% [markdown]
# The bank and the school: 12, against 10 from the top of the list, which leaves 2 units over that buy nobody. A ranking
# looks at one partner at a time; a budget looks at all of them at once. **A ranking is not a selection.**
#
# ## The twelve, with their prices
#
# Back to the candidates of lesson 2. Here is what each of them costs and brings, in units of 100,000. Lepton can spend 28.

# %%
table = candidates()
names = np.array(table.portfolio.names)
short = np.array(
    [name.removeprefix("Saint ").removeprefix("City of ").split()[0] for name in names]
)
place = {name: i for i, name in enumerate(names)}
N, C, R = table.portfolio.net, table.portfolio.cost, table.portfolio.returns
table.portfolio

# %% [markdown]
# Go down a list and sign whoever can still be paid: by the score of lesson 2, by net contribution, and by net contribution
# for each unit of cost.


# %%
def go_down(order, budget=28):
    x = np.full(len(C), False)
    for i in order:
        x[i] = C[x].sum() + C[i] <= budget
    return x


scores = weighted_sum(table.X, table.weights, table.senses)
for by, key in (("score", scores), ("net", N), ("net for cost", N / C)):
    x = go_down(np.argsort(-key, kind="stable"))
    print(f"by {by:13} {', '.join(short[x])}: cost {C[x].sum():g}, value {N[x].sum():g}")

# %% [markdown]
# Two of the lists even agree, on 34. There is a catch, and no list can see it.
#
# ## Partners are not separate
#
# Three things stand in Lepton's notes.
#
# - *Synergies*: the hospital and the university can read images together, worth 4 on top of what each brings; the
#   e-commerce platform and the marketing firm reach customers together, worth 3.
# - *A conflict*: Ostergate, the industry leader, and Brindlecloud, the technology company, compete. They will not both
#   join.
# - *A prerequisite*: the marketing firm needs the software developer, since it has to have something to show.
#
# Each of the three lists above signs Ostergate and Brindlecloud. With $x_i = 1$ for "signed" and $0$ for "not", what
# Lepton wants is
#
# $$
# \max_x\ \sum_i N_i x_i + \sum_{i<j} q_{ij} x_i x_j
# \quad\text{under}\quad \sum_i C_i x_i \le B,\quad x_i + x_j \le 1\ \text{(conflict)},\quad
# x_i \le x_j\ \text{($i$ needs $j$)},\quad x_i \in \{0, 1\}.
# $$

# %%
best = select(N, C, table.budget, **table.rules)
for i in best.chosen:
    print(
        f"{names[i]:22} cost {C[i]:g}, net {N[i]:g}, score of lesson 2: rank {rank(scores)[i]}"
    )
print(f"cost {best.cost:g}, nets {N[best.x].sum():g}, with synergies {best.value:g}")

# %% [markdown]
# Look at the ranks. Signed are the two best, and also the fourth, the eighth and the last of twelve. Brindlecloud, third,
# is not. Pedlarway and the school were even *dominated* in lesson 2: that says they are not the best **single** partner. In a
# portfolio the school is cheap and fits into what is left, and the hospital is worth more in company.
#
# How do we know that nothing is better? The solver says so, and twelve partners are few enough to try all $2^{12}$ sets.

# %%
sets = (np.arange(2**12)[:, None] >> np.arange(12)) & 1
worth = sets @ N + ((sets @ table.synergy) * sets).sum(axis=1) / 2
allowed = sets @ C <= table.budget
for i, j in table.conflicts:
    allowed &= sets[:, i] + sets[:, j] <= 1
for i, j in table.requires:
    allowed &= sets[:, i] <= sets[:, j]
print(
    f"{allowed.sum()} of {len(sets)} sets are allowed; the best is worth {worth[allowed].max():g}"
)
print(f"select: {best.value:g}, {best.status}, no set is worth more than {best.bound:g}")

# %% [markdown]
# With 500 partners there would be more sets than atoms in the universe. `select` does not try them: it writes the problem
# as an integer program, and HiGHS, the solver inside SciPy, rules out nearly all sets without looking at them. The *bound*
# says how good any other set could be at best; where it meets the value, the answer is proven.
#
# What does each line of the notes do to the result? Leave them out, one at a time.

# %%
for missing in table.rules:
    rules = {name: rule for name, rule in table.rules.items() if name != missing}
    other = select(N, C, table.budget, **rules)
    print(f"without {missing:10} {other.value:g}: {', '.join(short[other.x])}")

# %% [markdown]
# If Ostergate and Brindlecloud made peace, the best set would be worth 34 and not 31. So Lepton could pay up to 3 to
# somebody who reconciles them. That is a number to negotiate with, and it came from asking the model what a rule costs.
#
# ## Equation (5) at last
#
# Lesson 1 found that the article's (5) has no decision in it. Now it has one: $x$. With a budget, (5) becomes the problem
# above, and here is the article's own example with the costs $C_i$ as what is spent.

# %%
for budget in (1.0, 1.3, 1.5, 2.1):
    found = select(ARTICLE.net, ARTICLE.cost, budget)
    chosen = " + ".join(ARTICLE.names[i].split()[1] for i in found.chosen)
    print(
        f"budget {budget}: {chosen:10} S = {found.value:.1f}, in part up to {found.relaxed:.2f}"
    )

# %% [markdown]
# A budget of 1.0 signs B, which the article put second. (At 1.5, A and B would do as well as B and C: both bring 1.2.) With 2.1 everybody can be paid, and then (5) is trivial again: $S$ is
# a sum of separate terms, so sign everybody with $N_i > 0$. A budget, a synergy or a conflict is what makes it a problem.
#
# And the weights? If Lepton keeps the part $\alpha$ of every surplus, it maximises $\alpha \sum_i N_i x_i$, and the same set
# is best for every $\alpha > 0$: **whom to sign and how to share are two questions**. Lesson 4 takes up the second.
#
# ## What does money buy?
#
# Solve for every budget from 0 to 42 and draw the value. The dashed line lets partners be signed in part.

# %%
budgets = np.arange(43)
line = frontier(N, C, budgets, **table.rules)
relaxed = np.array([each.relaxed for each in line.selections])
fig, ax = plt.subplots()
ax.step(budgets, line.value, where="post", label="whole partners")
ax.plot(budgets, relaxed, "--", color="0.5", lw=1.5, label="in part")
ax.plot(28, line.value[28], "o", color="C1", ms=8)
ax.annotate("budget 28, value 31", (28, 31), (29.5, 26.5), color="C1")
ax.set(xlabel="budget", ylabel="value of the best portfolio", xlim=(0, 42), ylim=(0, 45))
ax.legend()
plt.show()

# %% [markdown]
# The first units of money buy most, as you would expect: whoever brings most for its cost is signed first. How much is a
# little more money worth at 28?

# %%
print(f"shadow price at 28: {line.shadow_price[28]:.3f} a unit")
print(
    f"dashed line: {relaxed[15]:.2f} at 15, {relaxed[28]:.2f} at 28, {relaxed[30]:.2f} at 30"
)
print("whole partners:", {int(b): float(line.value[b]) for b in range(28, 34)})

# %% [markdown]
# The **shadow price** is the slope of the dashed line: from 20 at a budget of 15 to 33 at 30, so 13/15 a unit. With whole
# partners money comes in steps: two more units bring 2, the next two bring nothing. The shadow price is a guide for a
# budget talk, not a promise: if a unit of money costs Lepton more than 0.87, it should not ask for more.
#
# ## Try it by hand
#
# Move the budget. Then make somebody a must: what does it cost? Put Brindlecloud in, and see who leaves. Rule out the
# university: why does that hurt most? What happens if Ostergate and Brindlecloud both must be in?

# %%
BudgetExplorer()

# %% [markdown]
# ## What if the costs are wrong?
#
# The best portfolio costs 28 of 28. Suppose that each cost can turn out a tenth higher. One overrun, and the budget breaks.
# Preparing for all overruns at once would be timid. Bertsimas and Sim (2004) stand between: the budget has to hold whichever
# $\Gamma$ of the costs overrun. **Before you run the next cell**, guess what insurance against one overrun costs.

# %%
overrun = C / 10
robust = {
    g: select(N, C, 28, **table.rules, deviation=overrun, gamma=g) for g in (0, 1, 2, 3, 4)
}
print("value of the best:", {g: found.value for g, found in robust.items()})

# %% [markdown]
# One unit of value out of 31: the protection is cheap. What does it buy? Let each cost overrun with probability 0.3,
# independently, in 100,000 imagined years.

# %%
happens = np.random.default_rng(3).random((100_000, 12)) < 0.3
for g in (0, 1):
    found = robust[g]
    broken = (C + overrun * happens) @ found.x > 28 + 1e-9
    print(f"gamma {g}: {', '.join(short[found.x])}")
    print(f"         cost {found.cost:g}, over budget in {broken.mean():.0%} of the years")

# %% [markdown]
# Ostergate makes room for Brindlecloud, which costs one less, and the budget breaks in 35 of 100 years instead of 83. How
# much protection is right depends on what a broken budget costs Lepton, and the solver does not know that.
#
# ## More money for those who signed
#
# Signing is yes or no. Investing is not: once the five have signed, Lepton can put another 10 into their joint work, and
# each further unit into the same partner brings less. Take $a_i \log(1 + x_i / c_i)$ as what $x_i$ brings, with $a_i$ the
# partner's return and $c_i$ its cost. How would you split 10? Three plans that are often heard:

# %%
signed = names[best.x]
a, c = R[best.x], C[best.x]
plans = {
    "the same for each": np.full(5, 2.0),
    "in proportion to a": 10 * a / a.sum(),
    "all to the best first unit": 10.0 * (a / c == (a / c).max()),
    "allocate": allocate(a, c, budget=10).x,
}
for plan, x in plans.items():
    print(f"{plan:27} {x.round(2)}  brings {a @ np.log(1 + x / c):.2f}")

# %% [markdown]
# Everything on the best single unit is the worst plan by far. What does `allocate` do? One more unit for partner $i$ is worth
# $a_i / (c_i + x_i)$. As long as these differ between two who get something, moving a little from the lower to the higher
# gains. So at the best split they are all equal:

# %%
split = allocate(a, c, budget=10)
for name, x, now in zip(signed, split.x, a / (c + split.x)):
    print(f"{name:22} gets {x:.2f}, one more unit would bring {now:.3f}")
print(f"shadow price {split.shadow_price:.3f}")

# %% [markdown]
# The hospital gets nothing: already its first unit brings less than the last unit does elsewhere. In symbols, with $m$ for the
# shadow price, $x_i = \max(0,\ a_i / m - c_i)$. It has a picture: vessels side by side, of width $a_i$, with ground at height
# $c_i / a_i$. Pour in the money; it finds one level, $1/m$, and the area of water over each ground is what that partner gets.
# Raise the budget until the hospital gets wet. Then make the hospital's $c$ smaller instead.

# %%
WaterExplorer(short[best.x], a, c, budget=10)

# %% [markdown]
# ## The ecosystem: who can be replaced?
#
# So far, partners were numbers. They are also kinds, and the article joins them to the start-up by forms of
# co-operation. This is that picture: who suits which form.

# %%
G = ecosystem_graph()
forms, kinds = (
    [n for n, role in G.nodes(data="role") if role == r] for r in ("form", "partner")
)
height = dict(zip(forms, (1.0, 0.5, 0.0)))
kinds.sort(key=lambda kind: -np.mean([height[form] for form in G[kind]]))
pos = {"Lepton": (0, 0.5)} | {form: (1, height[form]) for form in forms}
pos |= {kind: (2.2, 1.1 - 1.2 * i / 11) for i, kind in enumerate(kinds)}
fig, ax = plt.subplots(figsize=(7.2, 4.4))
for k, form in enumerate(forms):
    style_of = {"edge_color": f"C{k}", "width": 1.6, "ax": ax}
    nx.draw_networkx_edges(G, pos, [(form, other) for other in G[form]], **style_of)
    middle = {"ha": "center", "va": "center", "weight": "bold", "backgroundcolor": "white"}
    ax.text(0.5, 0.25 + height[form] / 2, form, color=f"C{k}", **middle)
for node, (x, y) in pos.items():
    ax.plot(x, y, "o", color=f"C{forms.index(node)}" if node in forms else "0.3", ms=7)
    if node not in forms:
        shift, side = (0.06, "left") if node in kinds else (-0.06, "right")
        ax.text(x + shift, y, node, ha=side, va="center")
ax.set(xlim=(-0.4, 3.0), ylim=(-0.2, 1.2))
ax.axis("off")
plt.show()

# %% [markdown]
# A drawing of kinds says what is possible. Who matters *here* depends on what each of the candidates contributes to. The
# table has six outputs; a portfolio *covers* an output if at least one partner in it can make it.

# %%
M = table.M
print("outputs:", ", ".join(table.outputs))
print("covered by all twelve: ", coverage(M, np.full(12, True)))
print("covered by the best at 14:", round(coverage(M, line.x[14]), 2))
print("covered by the best at 28:", coverage(M, best.x))
print("lost if one of the twelve leaves:", removal_impact(M).max())

# %% [markdown]
# Among all twelve nobody is missed: every output has a second source. The five who signed cover everything too, and they
# are fewer. **Before you run the next cell**: whom of the five can Lepton not lose? A first idea is to look for the one with
# the most links, where two partners are linked if they have a hand in the same output.

# %%
five = M[best.x]
links = partner_graph(five, signed)
between = nx.betweenness_centrality(links)
impact = removal_impact(five)
for name, lost in zip(signed, impact):
    print(
        f"{name:22} links {links.degree(name)}, between {between[name]:.2f}, lost {lost:.2f}"
    )

# %% [markdown]
# The hospital has most links and lies between the others most often, and nothing is lost if it leaves. The university has
# fewest links, together with the school, and takes a third of the outputs with it. Links count what is *shared*, and what
# is shared is what somebody else can do as well. Draw who makes what; orange is a single source.

# %%
single = five.sum(axis=0) == 1
fig, ax = plt.subplots(figsize=(7.2, 3.0))
for i, name in enumerate(signed):
    ax.text(
        -0.03,
        4 - i,
        name,
        ha="right",
        va="center",
        weight="bold" if impact[i] else "normal",
    )
    ax.plot(0, 4 - i, "o", color="0.3")
    for o in np.flatnonzero(five[i]):
        colour, width = ("C1", 3.5) if single[o] else ("0.7", 1.5)
        ax.plot([0, 1], [4 - i, 4.5 - o], color=colour, lw=width, zorder=0)
for o, output in enumerate(table.outputs):
    ax.plot(1, 4.5 - o, "s", color="C1" if single[o] else "0.3")
    ax.text(1.03, 4.5 - o, output, va="center", weight="bold" if single[o] else "normal")
ax.set(xlim=(-0.6, 1.4), ylim=(-1, 5))
ax.axis("off")
plt.show()

# %% [markdown]
# Methods and computing hang on the university, funding on Ostergate. Those are the contracts to write with care, and the
# places to look for a second source.
#
# ## Frequently asked: how do I choose a partner?
#
# The article lists this question and answers it with advice. Here is an answer that can be run, a line for each candidate:
# for how much of all weights it is among the first five (lesson 2), and what it costs to leave it out and to take it in,
# trusting the costs ($\Gamma = 0$) and being careful ($\Gamma = 1$).

# %%
top5 = smaa(table.X, table.senses, 100_000, rng=1).acceptability[:, :5].sum(axis=1)
print(f"{'':22}top five    leave out: 0   1    take in: 0   1")
for i in range(12):
    row = f"{names[i]:22}{top5[i]:>8.0%}"
    for forced in ("exclude", "include"):
        for g in (0, 1):
            rules = table.rules | {"deviation": overrun, "gamma": g, forced: [i]}
            lost = robust[g].value - select(N, C, 28, **rules).value
            row += f"{lost:{15 if g == 0 else 4}g}"
    print(row)

# %% [markdown]
# (A partner whose absence costs something is in *every* best portfolio; where leaving out and taking in both cost nothing,
# there are several best ones, and `select` shows one of them.) Read the table with five questions, in this order.
#
# 1. **What do we need it for?** Criteria first, marks on a scale fixed beforehand, weights with a name under them.
# 2. **Is it good, or do the weights say so?** Copperleaf is among the first five for 68 % of all weights, so it is good.
# 3. **Good in which company, at which price?** And yet taking Copperleaf in costs 3 both times: it costs 7 and nets 3. A
#    good partner can be a bad purchase. The school, never among the first five, is missed when it is left out.
# 4. **Does it hold if we are wrong?** Quillmere does: leaving it out costs 4 both times. Ostergate and Brindlecloud
#    change places. For most of the others it is a matter of 1 either way: a wide middle, where trust, culture and a good
#    conversation may decide, and the model says that they may.
# 5. **What if it leaves?** Without Quillmere a third of the outputs is gone. That partnership deserves a long contract and
#    a second source.
#
# One clear yes, one clear no, and a middle in which the model has no strong opinion: that is more than most rankings can say
# for themselves. The numbers are generated, and with real ones it would be another list. The five questions would stay.
#
# ## Your turn
#
# **03.1** Hospital, bank and school again, and a clinic, which costs 3 and brings 7.5. The budget grows to 13. What is the best
# total net contribution now?

# %% tags=["exercise"] question="03.1"
four = Portfolio([*three, Partner("clinic", 3, 7.5)])
total = ...
# BEGIN SOLUTION
total = select(four.net, four.cost, budget=13).value
# END SOLUTION
check("03.1", total)

# %% [markdown]
# **03.2** The mayor insists: the City of Marrowby must be among the twelve's portfolio (budget 28, all rules). How much
# value does that promise cost?

# %% tags=["exercise"] question="03.2"
price = ...
# BEGIN SOLUTION
city = place["City of Marrowby"]
price = best.value - select(N, C, 28, **table.rules, include=[city]).value
# END SOLUTION
check("03.2", price)

# %% [markdown]
# **03.3** Write a function that gives what each partner gets when the shadow price is `price`: the water over each ground.
# `weight` and `scale` are arrays.


# %% tags=["exercise"] question="03.3"
def poured(weight, scale, price):
    ...
    # BEGIN SOLUTION
    return np.maximum(0, weight / price - scale)
    # END SOLUTION


check("03.3", poured)

# %% [markdown]
# **03.4** Lepton's budget is cut to 18; the best portfolio is then `line.x[18]`. Who in it takes an output along if they
# leave? Answer with a set of full names, such as `{"Vossel Works"}`.

# %% tags=["exercise"] question="03.4"
irreplaceable = ...
# BEGIN SOLUTION
small = line.x[18]
irreplaceable = set(names[small][removal_impact(M[small]) > 0].tolist())
# END SOLUTION
check("03.4", irreplaceable)

# %% [markdown]
# ## Recap
#
# - A ranking looks at partners one by one; a selection under a budget looks at sets. Dominated partners may return.
# - Synergies, conflicts and prerequisites go into the model as they are; leave one out and you learn what it costs.
# - The shadow price says what a little more budget is worth, if partners could be signed in part: a guide, not a promise.
# - Where more brings less, give until the next unit is worth the same everywhere; some get nothing.
# - Irreplaceable is whoever is the single source of something, not whoever has most links.
#
# **Read on**: H. Kellerer, U. Pferschy and D. Pisinger, *Knapsack Problems*, Springer, 2004. F. Glover and E. Woolsey,
# "Converting the 0-1 Polynomial Programming Problem to a 0-1 Linear Program", *Operations Research* 22 (1974) 180-182.
# D. Bertsimas and M. Sim, "The Price of Robustness", *Operations Research* 52 (2004) 35-53. T. M. Cover and J. A. Thomas,
# *Elements of Information Theory*, Wiley, 2006, section 9.4.
#
# The partners have signed. What does each of them get? Next: **[lesson 4, sharing the gains](04_sharing_the_gains.ipynb)**.
