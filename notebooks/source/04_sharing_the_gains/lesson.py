# %% [markdown]
# # 4 · Sharing the gains
#
# > **You will** bargain over a price, choose a contract by what it destroys, walk through a "smart contract"
# > that keeps its word, and find out who would leave an alliance and why.
# >
# > **50 minutes** · about {seconds} s of run time · needs lesson 1; the alliance builds on lesson 3.
#
# ## What is B's part worth?
#
# Lepton has chosen its partners. Now they sit at the table, and each asks the same thing: what is in it for us? Start with
# one of them. Enterprise B's part costs B 0.7 million, and Lepton earns 1.5 with it. Pay B less than 0.7 and B goes home;
# pay more than 1.5 and Lepton should.

# %%
import numpy as np
from matplotlib import pyplot as plt

from lepton_kit import style
from lepton_kit.exercises import check, hint, solution
from lepton_kit.partnership import (
    ARTICLE,
    Escrow,
    Frictions,
    joint_research,
    market_cooperation,
    nash_bargain,
    resource_sharing,
    share_contract,
    share_welfare,
)
from lepton_kit.widgets import CoalitionExplorer, ShareExplorer

# %% [markdown]
# **Before you run the next cell**, name a price between 0.7 and 1.5 that you would call fair, and say why.

# %%
style.use()
C, R = ARTICLE.cost, ARTICLE.returns
t = np.linspace(0.7, 1.5, 161)
fig, ax = plt.subplots()
for power, line in ((0.5, "-"), (0.8, "--")):
    product = (1.5 - t) ** power * (t - 0.7) ** (1 - power)
    best = t[product.argmax()]
    ax.plot(t, product, line, label=f"Lepton's power {power:g}: t = {best:.2f}")
    ax.plot(best, product.max(), "o", color="#222222", zorder=3)
ax.set(xlabel="transfer t to enterprise B", ylabel="Nash product", ylim=(0, 0.68))
ax.legend(loc="upper left")
plt.show()

# %% [markdown]
# Nash (1950) asked which price would satisfy a few plain wishes: nothing is left on the table, equals are treated alike, the
# unit of money does not matter, and offers that nobody takes change nothing. One price does: the $t$ that makes
#
# $$(R - t)^{\alpha}\,(t - C)^{1 - \alpha}$$
#
# largest, with $\alpha = \frac12$ for equals. Its top lies at $t = \alpha C + (1 - \alpha) R$, the transfer of lesson 1. With
# all three partners:

# %%
nash_bargain(ARTICLE, power=0.5)

# %% [markdown]
# Each surplus is split in half: 0.2, 0.4 and 0.2 on either side. Power is another word for patience, and for what else one
# could do. What a partner could have elsewhere enters in one of two ways. If the other offer pays *while the two are still
# at odds*, it is the **disagreement point**: it is covered first, and what is left is shared (Nash 1953). If it can be had
# only by *leaving for good*, it is an **outside option**: it changes nothing unless it is better than the share here, and
# is then just matched (Binmore, Shaked and Sutton 1989). `nash_bargain` takes both, each under its name; 04.1 asks for one.
#
# ## Three ways to work together
#
# A price is not a contract. The article names three forms of co-operation. Each is a contract of its own kind:
#
# - **joint research and development**: both work on it, and the intellectual property is shared;
# - **resource sharing**: Lepton uses what the partner has, machines or data, for a fee;
# - **market co-operation**: Lepton makes, the partner sells, each with its own margin.
#
# All three divide the same surplus $R - C$. Do all three leave all of it?

# %%
forms = {
    "joint research": joint_research(C, R),
    "resource sharing": resource_sharing(C, R),
    "market co-operation": market_cooperation(C, R),
}
fig, ax = plt.subplots(figsize=(7.2, 2.8))
for row, deal in enumerate(forms.values()):
    left = 0.0
    parts = ("Lepton", deal.startup), ("partners", deal.partner), ("lost", deal.lost)
    for k, (who, money) in enumerate(parts):
        colour = ("#0072b2", "#e69f00", "#e8e8e8")[k]
        ax.barh(row, money.sum(), left=left, color=colour, label=who if row == 0 else None)
        if money.sum() > 0.01:
            x, ink = left + money.sum() / 2, "white" if k == 0 else "#222222"
            ax.text(x, row, f"{money.sum():.1f}", ha="center", va="center", color=ink)
        left += money.sum()
ax.set_yticks(range(3), list(forms))
ax.set(xlabel="of the total surplus of 1.6, three partners together", xlim=(0, 1.65))
ax.grid(False)
fig.legend(loc="outside upper right", ncols=3)
plt.show()

# %% [markdown]
# The form of the contract destroys a part of what it shares. A fee for what can be metered loses nothing. Two margins, one on
# top of the other, make the product too dear, and 0.4 is earned by nobody (Spengler 1950); sharing revenue and cost in one
# proportion mends that. Joint research loses 0.4 as well, for a reason that deserves a closer look.

# %%
print("two margins:    lost", market_cooperation(C, R).lost.sum().round(2))
print("shared revenue: lost", market_cooperation(C, R, share=0.6).lost.sum().round(2))

# %% [markdown]
# ## Who works how hard?
#
# In joint research nobody can check how hard the other thinks. Say that side 1 (Lepton) has a share $s$ of the result and side
# 2 (the university) the rest, and that each chooses its effort for its own good. With effectiveness $k_1$ and $k_2$:
#
# $$e_1 = s\,k_1, \qquad e_2 = (1 - s)\,k_2, \qquad
# W(s) = k_1\!\left(s - \tfrac{s^2}{2}\right) + k_2\,\tfrac{1 - s^2}{2}$$
#
# Effort is measured by the output it brings; if it could be written into the contract, each side would put in its whole
# $k$. Start with two equals.

# %%
equals = share_contract(1, 1)
print("best share:", equals.share, " efforts:", equals.efforts)
print("welfare:   ", equals.welfare, "of a possible", equals.first_best)

# %% [markdown]
# Each puts in half of what it could, since each is paid half of what its effort brings: a quarter of the surplus is lost,
# and no other share does better. Nobody cheats here. It is the price of sharing what cannot be checked.
#
# **Before you run the next cell**: Lepton is now three times as effective as the university, $k = (3, 1)$. A lawyer proposes
# half and half, to be fair. Which share would both of them, together, rather have?

# %%
s = np.linspace(0, 1, 101)
best = share_contract(3, 1)
fig, ax = plt.subplots()
ax.axhline(best.first_best, color="#767676", linestyle="--")
ax.text(0.01, 2.03, "if effort were contractible: 2", color="#555555")
ax.plot(s, share_welfare(s, 3, 1))
for share, name in ((0.5, "half and half"), (best.share, "best")):
    W = share_welfare(share, 3, 1)
    ax.plot(share, W, "o", color="#222222")
    ax.annotate(f"{name}: {W:.3f}", (share, W), (0, -18), textcoords="offset points")
ax.set(xlabel="Lepton's share s", ylabel="welfare W of both", xlim=(0, 1), ylim=(0, 2.3))
plt.show()

# %% [markdown]
# At $s^* = k_1 / (k_1 + k_2) = 0.75$: the larger share belongs to the side whose effort matters more. The better share makes
# a larger cake, 1.625 against 1.5, and a payment at signing can divide that cake in any way they like. So a share has two
# jobs, to divide and to motivate, and only the second needs the share.
#
# Move the share and both kinds of effectiveness. Leave the share at one half for a while: which part is lost, whatever the
# effectiveness?

# %%
ShareExplorer()

# %%
for k1, k2 in ((1, 1), (3, 1), (0.25, 4)):
    half, best = share_contract(k1, k2, share=0.5), share_contract(k1, k2)
    print(f"k = ({k1:g}, {k2:g}): half and half loses {half.loss:.0%}, ", end="")
    print(f"the best share, {best.share:.2f}, loses {best.loss:.0%}")

# %% [markdown]
# Half and half always loses a quarter. The more the two sides differ, the more there is to gain from another share.

# %% [markdown]
# ## What working together costs
#
# So far the only costs were those of the work. Anybody who has worked with a partner knows three more. In the model they are
# three numbers:
#
# - **intellectual property**: money a deal, to write down, file and defend who owns what;
# - **culture**: a share of the return that is lost in misunderstandings;
# - **co-ordination**: money for each pair of parties that must be kept in step.

# %%
frictions = Frictions(ip=0.05, culture=0.1, coordination=0.02)
each = {
    "intellectual property": Frictions(ip=0.05),
    "culture": Frictions(culture=0.1),
    "co-ordination": Frictions(coordination=0.02),
    "all three": frictions,
}
for name, friction in each.items():
    cost, returns = friction.apply(C, R)
    print(
        f"{name:22} takes {ARTICLE.total - (returns - cost).sum():.2f} of the total of 1.60"
    )

# %% [markdown]
# Culture takes most, because it grows with the return. The three contracts take the same numbers, and each divides what is
# left of the surplus.

# %%
for name, form in (
    ("joint research", joint_research),
    ("resource sharing", resource_sharing),
    ("market co-operation", market_cooperation),
):
    with_them = form(C, R, frictions=frictions).total.sum()
    print(f"{name:20} {form(C, R).total.sum():.2f} without frictions, {with_them:.2f} with")

# %% [markdown]
# Each form keeps 60 % of what it had: frictions come off before the contract divides anything. Co-ordination looks harmless, but it is the one that grows with the
# network: $n$ partners and Lepton are $n(n+1)/2$ pairs (Brooks 1975). Suppose that every partner is as good as B and each
# pair costs 0.12 to keep in step.
#
# **Before you run the next cell**, guess how many such partners Lepton should have.

# %%
n = np.arange(1, 13)
total = []
for count in n:
    cost, returns = Frictions(coordination=0.12).apply(
        cost=[0.7] * count, returns=[1.5] * count
    )
    total.append((returns - cost).sum())
best_n = n[np.argmax(total)]
fig, ax = plt.subplots(figsize=(7.2, 3))
ax.bar(n, total, color=["#009e73" if k == best_n else "#56b4e9" for k in n])
ax.axhline(0, color="#222222", linewidth=1)
ax.set(xlabel="partners, all as good as B", ylabel="total net", xticks=n, ylim=(-0.5, 2.7))
ax.text(best_n, max(total) + 0.1, f"{max(total):.2f}", ha="center")
plt.show()
print(f"with 12 partners, each worth 0.80 alone: {total[-1]:.2f}")

# %% [markdown]
# Six. With twelve of them 0.24 is left, less than one of them brings on its own. "More partners" is not a strategy.
#
# ## A contract that keeps its word
#
# B wants its money first. Lepton wants the work first. Neither trusts the other yet, so neither begins. An **escrow** breaks
# the knot: the money goes to a third place, out of reach of both, and what happens next follows rules that both know. The work
# is due by a day that both agree on; here it comes on day 20 of 30.

# %%
deal = Escrow(buyer=2.0)
deal.propose(1.1, deadline=30).fund().wait(20).deliver().pay()

# %% [markdown]
# Each line is a move, the state after it, and where the money is. That is all that a "smart contract" has to be: a **state**,
# the **moves** that each state allows, and money that only moves can touch. The whole of it fits into one picture.

# %%
spot = {"new": (0, 1), "proposed": (1, 1), "funded": (2, 1), "delivered": (3, 1)}
spot |= {"disputed": (3, 0), "closed": (1.5, 0)}
arrows = [
    ("new", "proposed", "propose"),
    ("proposed", "funded", "fund"),
    ("proposed", "closed", "withdraw"),
    ("funded", "delivered", "deliver"),
    ("funded", "disputed", "dispute"),
    ("funded", "closed", "refund"),
    ("delivered", "disputed", "dispute"),
    ("delivered", "closed", "pay"),
    ("disputed", "closed", "award"),
]

# %%
fig, ax = plt.subplots(figsize=(7.2, 2.9))
along = {("delivered", "closed"): 0.65, ("funded", "disputed"): 0.27}
for start, end, move in arrows:
    (x1, y1), (x2, y2) = spot[start], spot[end]
    gap = 36 if y1 == y2 else 16
    look = {"arrowstyle": "-|>", "shrinkA": gap, "shrinkB": gap, "color": "#767676"}
    ax.annotate("", (x2, y2), (x1, y1), arrowprops=look)
    near = along.get((start, end), 0.47)
    x, y = x1 + near * (x2 - x1), y1 + near * (y2 - y1) + 0.1 * (y1 == y2)
    ax.text(x, y, move, ha="center", va="center", bbox={"color": "white", "pad": 1})
for state, (x, y) in spot.items():
    ax.text(
        x, y, state, ha="center", va="center", bbox={"boxstyle": "round", "fc": "#d8ebf7"}
    )
ax.set(xlim=(-0.4, 3.5), ylim=(-0.3, 1.3))
ax.axis("off")
plt.show()

# %% [markdown]
# What is not in the picture cannot be done. Try to deliver before there is money, or to have the money back before the
# deadline:

# %%
funded = Escrow(buyer=2.0).propose(1.1, deadline=30).fund()
print("once it is funded: ", funded.moves)
print("after the deadline:", funded.wait(31).moves)
for move in (Escrow(buyer=2.0).propose(1.1).deliver, funded.refund):
    try:
        move()
    except ValueError as refused:
        print(refused)

# %% [markdown]
# And when they quarrel, an arbiter says which share of the price the seller has earned. Whatever the moves, no money appears
# or disappears.

# %%
quarrel = Escrow(buyer=2.0).propose(1.1).fund().deliver().dispute().award(0.6)
print(quarrel)
print("all the money there is:", quarrel.total)

# %% [markdown]
# Mind what the machine does not do. It knows that somebody pressed *deliver*, not whether the work is good. It can hold money,
# not effort: the loss of joint research stays. And its arbiter is a person.
#
# ## When three create the gain together
#
# Bargaining with one partner at a time works while each brings its own gain. But lesson 3 had synergies: partners that are
# worth more together. Whose is that extra? The smallest example has nothing to do with firms. L1 and L2 each own a left glove,
# R owns a right one, and only a pair sells, for 1.


# %%
from itertools import permutations

from lepton_kit.partnership import (
    blocking_coalition,
    core,
    core_vertices,
    excess,
    nucleolus,
    shapley,
    synergy_game,
    worth,
)


# %%
def pairs(S):
    lefts, rights = len(S & {0, 1}), len(S & {2})
    return min(lefts, rights)


gloves = worth(pairs, 3)
for code, value in enumerate(gloves):
    owners = [name for i, name in enumerate(("L1", "L2", "R")) if code >> i & 1]
    print(f"v[{code}] = {value:.0f}   {' + '.join(owners) or 'nobody'}")

# %% [markdown]
# That is a **game**: what every group could earn on its own, as an array. Entry 5 is 101 in binary digits, so it is players
# 0 and 2. **Before you run the next cell**, divide the 1 among the three.

# %%
offer = [0.25, 0.25, 0.5]
print("would leave the offer:", blocking_coalition(gloves, offer))
print("in the core:          ", core_vertices(gloves))
print("Shapley value:        ", shapley(gloves).round(3))

# %% [markdown]
# Under the offer, L1 and R are paid 0.75 together. They can sell a pair for 1 without L2, so they leave. The **excess**
#
# $$e(S) = v(S) - x(S), \qquad x(S) = \textstyle\sum_{i \in S} x_i$$
#
# is what coalition $S$ gains by leaving. The **core** is every division that no coalition wants to leave, all $e(S) \le 0$.
# Here it is a single point: R has everything, since the two lefts underbid each other down to nothing. The **Shapley value**
# asks another question: what does each *contribute*?
#
# ## Lepton's three partners
#
# Take the article's three partners and give them synergies: the university and the enterprise gain 0.3 by working together,
# the enterprise and the government 0.2; the university and the government lose 0.1 on paperwork. Suppose that a rival of
# Lepton would welcome any group of them on the same terms, so that $v(S)$ is what the group $S$ can have elsewhere.

# %%
q = np.array([[0, 0.3, -0.1], [0.3, 0, 0.2], [-0.1, 0.2, 0]])
v = synergy_game(ARTICLE, q)
third = np.full(3, v[-1] / 3)
print(f"{'coalition':10}{'worth':>7}{'paid':>7}{'excess':>8}")
for code, e in enumerate(excess(v, third)):
    group = "+".join("ABC"[i] for i in range(3) if code >> i & 1)
    print(f"{group or 'nobody':10}{v[code]:7.2f}{v[code] - e:7.2f}{e:8.2f}")

# %% [markdown]
# All three make 2.0, a third of it each is 0.67, and three coalitions would rather go: B alone, A with B, and B with C. The
# one with most to gain is A and B, 0.17. Equal is not stable.
#
# What would be? Let the partners arrive one by one, in each of the six orders, and pay each the worth that it adds on arrival.

# %%
print("order   A      B      C")
added = []
for order in permutations(range(3)):
    row, S = np.zeros(3), 0
    for i in order:
        row[i] = v[S | 1 << i] - v[S]
        S |= 1 << i
    added.append(row)
    print("".join("ABC"[i] for i in order), *(f"{x:6.2f}" for x in row))
print("mean", *(f"{x:6.3f}" for x in np.mean(added, axis=0)))
print("Shapley value:", shapley(v).round(3))

# %% [markdown]
# The mean over all orders is the Shapley value: 0.5, 1.05, 0.45. With pairwise synergies there is a shortcut that needs no
# orders, and exercise 04.4 asks for it. A third idea looks at the most tempted coalition and tempts it as little as possible, then
# the next, and so on: the **nucleolus** (Schmeidler 1969).

# %%
print("nucleolus:", nucleolus(v).round(3))
print("core:     ", "empty" if core(v).is_empty else "corners at")
print(core_vertices(v).round(2))
print("would leave the Shapley value:", blocking_coalition(v, shapley(v)))

# %% [markdown]
# Here the two agree, and in the core, so nobody leaves. (They do so in every game of pairwise synergies that are not negative, and in
# this one; you will soon meet games in which they do not.)
#
# Each point of the triangle is a division: the nearer to a corner, the more for that partner. Move your division into the
# green core and read who would leave on the way. Then raise the worth of A + B until the core is empty.

# %%
CoalitionExplorer()

# %% [markdown]
# And the gloves. The core is the corner, and the Shapley value stands outside of it: what is fair by contribution need not hold.

# %%
CoalitionExplorer(gloves, names=("L1", "L2", "R"))

# %% [markdown]
# ## Who pays for what we share?
#
# Four partners want one computing centre. They need 8, 11, 13 and 18 racks, and not at the same time, so a centre of 18 serves
# all. Who pays how much of the 18? (Littlechild and Owen asked it of a runway and its aircraft in 1973.)

# %%
need = [8, 11, 13, 18]
cost_game = worth(lambda S: max(need[i] for i in S), 4)
saving = worth(lambda S: sum(need[i] for i in S) - max(need[i] for i in S), 4)
print("in proportion:", (np.array(need) * 18 / sum(need)).round(2))
print("Shapley:      ", shapley(cost_game).round(2))
print("nucleolus:    ", (need - nucleolus(saving)).round(2))

# %% [markdown]
# Shapley cuts the centre into slices: the first 8 racks serve all four, 2 each; the next 3 serve three, 1 each; the next 2
# serve two, 1 each; the last 5 serve one. Nobody pays for racks that it does not need. The nucleolus looks at the unhappiest
# group instead and makes the three small ones pay alike, 3.25 each. Both rules are stable here, and they differ: which one is
# *fair* is for the four to say; the model says what each rule means.
#
# ## What founders ask
#
# The article closes with questions that partners ask. Choosing was lesson 3. The other three have an answer in this lesson's
# numbers.

# %%
print("Who should own the intellectual property, if Lepton's effort is 3/4 of it?")
for share in (0.5, 0.75, 1.0):
    lost = joint_research(C, R, share=share, importance=0.75).lost.sum()
    print(f"   Lepton owns {share:4.0%}: {lost:.2f} of 1.60 is lost")
print("What may a year of getting to know each other's culture cost?")
for culture in (0.10, 0.05):
    cost, returns = Frictions(culture=culture).apply(C, R)
    left = (returns - cost).sum()
    print(f"   {culture:4.0%} lost in misunderstandings leaves {left:.3f} of 1.600")
print(f"   halving it brings {0.05 * R.sum():.3f}")
print("What does it cost, all in all?")
cost, returns = frictions.apply(C, R)
print(f"   {C.sum():.2f} for the work, {cost.sum() - C.sum():.2f} for frictions,")
print(
    f"   {R.sum() - returns.sum():.2f} of the return: {(returns - cost).sum():.2f} is left"
)

# %% [markdown]
# - **Intellectual property.** Give the larger share to the side whose effort matters more, and settle the rest with a payment.
#   Owning all of it loses as much as the half that seems fair: the other side stops trying.
# - **Culture.** Halving the misunderstandings brings 0.185 here. That is the most that a common language, an exchange of staff or
#   a first small project may cost.
# - **Cost.** Count the frictions: they turn 1.60 into 0.96, and a deal that was worth signing without them may not be with them.
#
# ## Your turn
#
# **04.1** A rival pays B a profit of 0.5 for as long as B has no deal with Lepton: it is B's disagreement point. B is in
# demand, and Lepton's power falls to 0.4. Which transfer do they agree on now?

# %% tags=["exercise"] question="04.1"
agreed = ...
# BEGIN SOLUTION
agreed = nash_bargain(cost=0.7, returns=1.5, disagreement=0.5, power=0.4).transfer[0]
# END SOLUTION
check("04.1", agreed)

# %% [markdown]
# **04.2** A university is four times as effective as Lepton, $k = (1, 4)$. The lawyer's half and half is on the table. How much more
# welfare would the best share make?

# %% tags=["exercise"] question="04.2"
gain = ...
# BEGIN SOLUTION
gain = share_contract(1, 4).welfare - share_contract(1, 4, share=0.5).welfare
# END SOLUTION
check("04.2", gain)

# %% [markdown]
# **04.3** Somebody proposes to divide the 2.0 of the three partners in proportion to their cost $C$. Who would leave, as the coalition with
# most to gain? Answer with a set out of `"A"`, `"B"`, `"C"`.

# %% tags=["exercise"] question="04.3"
proposal = v[-1] * C / C.sum()
leaving = ...
# BEGIN SOLUTION
leaving = set(blocking_coalition(v, dict(zip("ABC", proposal))).players)
# END SOLUTION
check("04.3", leaving)

# %% [markdown]
# **04.4** Write the shortcut: the Shapley values of partners with nets `net` and pairwise synergies `q` (each pair stands twice in
# the array, above and below the diagonal), without listing any coalition. Whose is the synergy of a pair?


# %% tags=["exercise"] question="04.4"
def fair_shares(net, q):
    ...
    # BEGIN SOLUTION
    return net + q.sum(axis=1) / 2
    # END SOLUTION


check("04.4", fair_shares)

# %% [markdown]
# ## Recap
#
# - Bargaining shares a surplus by power and by what each could do instead; equals split it in half.
# - The form of a contract destroys value: unverifiable effort and stacked margins do, a metered fee does not.
# - The share belongs to the side whose effort matters more; money at signing does the dividing.
# - A division holds if no coalition gains by leaving (core); Shapley pays what one adds, the nucleolus calms the most tempted.
# - Property, culture and co-ordination are numbers in the model. An escrow keeps promises about money, not about effort.
#
# **Read on**: L. S. Shapley, "A Value for n-Person Games", *Contributions to the Theory of Games II*, Princeton University Press,
# 1953, 307-317. B. Holmström, "Moral Hazard in Teams", *Bell Journal of Economics* 13 (1982) 324-340. H. P. Young, *Equity: In
# Theory and Practice*, Princeton University Press, 1994. S. C. Littlechild and G. Owen, "A Simple Expression for the Shapley
# Value in a Special Case", *Management Science* 20 (1973) 370-372.
#
# Next: **[lesson 5, reviewing partnerships](05_reviewing_partnerships.ipynb)**.
