# %% [markdown]
# # 5 · Contracts
#
# > **You will** bargain over a price, choose a form of contract by what it destroys, put a price on clauses, and walk through
# > a "smart contract" that keeps its word.
# >
# > **50 minutes** · about {seconds} s of run time · needs lesson 3.
#
# ## What is a fair price?
#
# Lepton has chosen its partners, and now each of them asks the same thing: what is in it for us? Start with Ostergate. Its part
# costs Ostergate 0.8 (million euros a year, as everywhere), and Lepton earns 1.8 with it. At the end of the year Lepton pays
# Ostergate the transfer $t$. So far $t$ was the cost and nothing more. Pay less than 0.8 and Ostergate stays at home; pay more
# than 1.8 and Lepton should. Which $t$ between 0.8 and 1.8 would two equals agree on?

# %%
industry = "medicine"  # yours: manufacturing, city, medicine, finance, education, energy, agriculture

# %%
import numpy as np
from matplotlib import pyplot as plt

from lepton_kit import style
from lepton_kit.exercises import check, guess, hint, solution
from lepton_kit.exercises.content import content_module, industry_file
from lepton_kit.partnership import (
    Escrow,
    Frictions,
    joint_research,
    market_cooperation,
    nash_bargain,
    read_industry,
    resource_sharing,
    select,
    share_contract,
)
from lepton_kit.widgets import ShareExplorer

style.use()
draw = content_module("05", "drawing")

# %%
guess("05.a", ...)

# %% tags=["after-guess"] alt="The Nash product over the transfer, for two powers of Lepton. With power 0.5 it is highest at 1.30, with power 0.8 at 1.00; at both ends, 0.8 and 1.8, it is 0."
print("the Nash product of each transfer, for two powers of Lepton:")
draw.draw_bargain(cost=0.8, returns=1.8, powers=(0.5, 0.8))
plt.show()

# %% [markdown]
# Nash (1950) asked which price would satisfy a few plain wishes: nothing is left on the table, equals are treated alike, the
# unit of money does not matter, and offers that nobody takes change nothing. One price does, the $t$ that makes the **Nash
# product**
#
# $$(R - t)^{\alpha}\,(t - C)^{1 - \alpha}$$
#
# as large as can be, with $\alpha = \frac12$ for equals. Its top lies at $t = \alpha C + (1 - \alpha) R$, the rescued
# formula of lesson 1: here is what $\alpha$ means. It is Lepton's **bargaining power**, which is another word for patience.
#
# **05.1** Lepton is a little more patient than Ostergate and has a power of 0.6. Which transfer do they agree on?

# %% tags=["exercise"] question="05.1"
agreed = ...
# BEGIN SOLUTION
agreed = nash_bargain(cost=0.8, returns=1.8, power=0.6).transfer[0]
# END SOLUTION
check("05.1", agreed)

# %% [markdown]
# What does this do to the budget? Bargain with all five partners of lesson 3, as equals.

# %%
base = read_industry(industry_file("base"))
five = base.portfolio[select(base.portfolio, base.budget, **base.rules).x]
deal = nash_bargain(five, power=0.5)
print(
    f"the five bear {five.cost.sum():.2f}; Lepton pays them {deal.transfer.sum():.2f} and keeps {deal.kept.sum():.2f}"
)

# %% [markdown]
# The 2.8 of lesson 3 limited the costs. A bargained $t$ is more than the cost, and it is paid at the end of the year, out of
# the return. **From here on a budget limits the sum of the transfers**, and wherever one appears it says so.
#
# What else could the partner do? That enters in one of two ways. If another offer pays *while the two are still at odds*, it is
# the **disagreement point**: it is covered first, and what is left is shared (Nash 1953). If it can be had only *by leaving
# for good*, it is an **outside option**: it changes nothing unless it is better than the share here, and then it is matched and
# no more (Binmore, Shaked and Sutton 1989). Take a rival who offers Ostergate a profit of 0.3, between equals:

# %%
at_odds = nash_bargain(cost=0.8, returns=1.8, disagreement=0.3)
leaving = nash_bargain(cost=0.8, returns=1.8, outside_option=0.3)
print(
    f"paid while at odds: t = {at_odds.transfer[0]:.2f};  had by leaving: t = {leaving.transfer[0]:.2f}"
)

# %% [markdown]
# **05.2** The rival raises its offer to 0.6, and Lepton's power is 0.6 again. Give both transfers in a list: first if the offer
# pays while the two are at odds, then if it can be had only by leaving.

# %% tags=["exercise"] question="05.2"
transfers = ...
# BEGIN SOLUTION
transfers = [
    nash_bargain(cost=0.8, returns=1.8, power=0.6, disagreement=0.6).transfer[0],
    nash_bargain(cost=0.8, returns=1.8, power=0.6, outside_option=0.6).transfer[0],
]
# END SOLUTION
check("05.2", transfers)

# %% [markdown]
# ## Three ways to work together
#
# A price is not a contract. The article names three mechanisms, and each is a contract of its own kind:
#
# - **joint research and development**: both work on it, and what they find belongs to both;
# - **resource sharing**: Lepton uses what the partner has, machines or data, for a fee by the hour;
# - **market co-operation**: Lepton makes, the partner sells, each with its own margin.
#
# All three divide the same surplus $R - C$. Do all three leave all of it?

# %% alt="Three bars of one length, a form each: who gets the surplus. Resource sharing loses nothing; joint research and market co-operation lose a quarter."
forms = {
    "joint research": joint_research(five),
    "resource sharing": resource_sharing(five),
    "market co-operation": market_cooperation(five),
}
draw.draw_forms(forms)
plt.show()

# %% [markdown]
# The form of a contract destroys a part of what it shares. A fee for what can be metered loses nothing. Two margins, one upon
# the other, lose a quarter: this is **double marginalisation** (Spengler 1950).
#
# > **Assumes** linear demand: at a price $p$ customers buy $A - p$ units, and a unit costs $c$ to make. Lepton sells to the
# > partner at a wholesale price $w$, and the partner sets $p$. Each side looks at its own profit only.
#
# The partner's profit $(p - w)(A - p)$ is largest at $p = (A + w)/2$. Lepton foresees that, and its own profit is largest at
# $w = (A + c)/2$. If one firm made and sold the product, it would take $p = (A + c)/2$.
#
# **05.3** Let $A = 10$ and $c = 2$. One firm would charge 6. What do customers pay when two margins are stacked?

# %% tags=["exercise"] question="05.3"
price = ...
# BEGIN SOLUTION
wholesale = (10 + 2) / 2
price = (10 + wholesale) / 2
# END SOLUTION
check("05.3", price)

# %% [markdown]
# One firm sells 4 units and earns 16. The two sell 2 units and earn 12 together, so a quarter is earned by nobody, and the
# customers pay more as well. Sharing revenue *and* cost in one proportion mends it: `market_cooperation(five, share=0.6)` loses
# nothing. Joint research loses a quarter too, for a reason that deserves a closer look.
#
# ## Who works how hard?
#
# In joint research nobody can check how hard the other one thinks. When what cannot be checked depends on what it pays, that is
# **moral hazard**; here both sides have it, so it is double.
#
# > **Assumes**: the result is the sum of two efforts, $e_1 + e_2$, and an effort $e_i$ costs its side $e_i^2 / (2 k_i)$. The
# > **effectiveness** $k_i$ is the effort that would be best for both. Lepton has a share $s$ of the result, the partner the
# > rest.
#
# Lepton chooses the effort that makes $s\,e_1 - e_1^2 / (2 k_1)$ largest. The next bit of effort brings it $s$ and costs
# $e_1 / k_1$, so it stops at $e_1 = s\,k_1$; and the partner stops at $e_2 = (1 - s)\,k_2$. Both do less than their best. Nobody
# cheats: that is the price of sharing what cannot be checked.
#
# Suppose that Lepton is three times as effective as the university, $k = (3, 1)$. A lawyer proposes half and half. Which share
# for Lepton, from 0 to 1, would both of them, together, rather have?

# %%
guess("05.b", ...)

# %% tags=["after-guess"] alt="Welfare of both over Lepton's share: 1.5 at one half, its highest, 1.625, at three quarters, and always below the 2 of contractible effort."
print("welfare of both over Lepton's share, and what some shares lose:")
draw.draw_welfare(3, 1)
plt.show()
for share in (0.5, 0.75, 1.0):
    print(f"Lepton has {share:4.0%}: {share_contract(3, 1, share=share).loss:.2%} is lost")

# %% [markdown]
# At $s^* = k_1 / (k_1 + k_2)$ the loss is least: the larger share goes to the side whose effort matters more. Owning everything
# loses as much as half and half, because the other side stops trying. The better share makes a larger cake, and a payment at
# signing can divide that cake in any way they like. So a share has two jobs, to divide and to motivate, and only the second one
# needs the share.
#
# Leave the share at one half for a while and move both kinds of effectiveness: which part is lost, whatever they are? Then look
# for the pair of $k_1$ and $k_2$ at which the best share loses least.

# %%
ShareExplorer()

# %% [markdown]
# **05.4** Another university is four times as effective as Lepton, $k = (1, 4)$, and half and half is on the table. How much more
# welfare would the best share make?

# %% tags=["exercise"] question="05.4"
gain = ...
# BEGIN SOLUTION
gain = share_contract(1, 4).welfare - share_contract(1, 4, share=0.5).welfare
# END SOLUTION
check("05.4", gain)

# %% [markdown]
# ## What working together costs
#
# Anybody who has worked with a partner knows three more costs. In the model they are three numbers: **intellectual property**,
# money a deal to write down, file and defend who owns what; **culture**, a share of the return that is lost in
# misunderstandings; and **co-ordination**, money for each pair of parties that must be kept in step.

# %%
for name, friction in {
    "intellectual property": Frictions(ip=0.05),
    "culture": Frictions(culture=0.1),
    "co-ordination": Frictions(coordination=0.02),
    "all three": Frictions(ip=0.05, culture=0.1, coordination=0.02),
}.items():
    cost, returns = friction.apply(five)
    print(
        f"{name:22} takes {five.total - (returns - cost).sum():.2f} of the total of {five.total:.2f}"
    )

# %% [markdown]
# Culture takes most here, since it grows with the return: halving it would be worth 0.275 a year, and that is the most that a
# common language, an exchange of staff or a first small project may cost. Co-ordination looks harmless, but it grows with
# the network. If everybody must keep in touch with everybody, $n$ partners and Lepton are $n(n + 1)/2$ pairs (Brooks 1975).
#
# **05.5** Write the total net of `n` partners who bring `net` each, if every pair among them and Lepton costs `pair`.


# %% tags=["exercise"] question="05.5"
def alliance(n, net, pair):
    ...
    # BEGIN SOLUTION
    return n * net - pair * n * (n + 1) / 2
    # END SOLUTION


check("05.5", alliance)

# %% [markdown]
# Both costs can be worked on, and the articles say how. **Culture training** is worth what it saves of the return that gets
# lost: 0.275 a year at most above. A **project platform**, one place for tasks, data and results, lowers the price of a
# pair. Suppose that it costs 0.3 a year and halves the 0.02 for each pair; change the numbers to those of a platform that you know.

# %%
platform, pair = 0.3, 0.02
for n in (3, 6, 7, 8, 12):
    saved = n * (n + 1) / 2 * pair / 2
    print(
        f"{n:2} partners: saves {saved:.2f}, {'worth' if saved > platform else 'not worth'} its {platform:.2f}"
    )

# %% [markdown]
# Let each partner bring 0.8, and each pair cost 0.12. How many partners should Lepton have?

# %%
guess("05.c", ...)

# %% tags=["after-guess"] alt="Bars: total net of one to twelve partners. It rises to 2.28 with six, and then falls to a little with twelve."
print("total net of one to twelve partners:")
counts, total = np.arange(1, 13), []
for n in counts:
    cost, returns = Frictions(coordination=0.12).apply([0.7] * n, [1.5] * n)
    total.append((returns - cost).sum())
draw.draw_alliance(counts, total)
plt.show()
print(f"with 12 partners: {total[-1]:.2f}")

# %% [markdown]
# With twelve of them less is left than one of them brings on its own. "More partners" is not a strategy.
#
# ## A contract that keeps its word
#
# Ostergate wants its money first. Lepton wants the work first. Neither trusts the other yet, so neither begins. An **escrow**
# breaks the knot: the money goes to a third place, out of reach of both, and what happens next follows rules that both know.
# The work is due by a **deadline**; here it comes on day 20 of 30.

# %%
Escrow(buyer=2.0).propose(1.2, deadline=30).fund().wait(20).deliver().pay()

# %% [markdown]
# Each line is a move, the state after it, and where the money is. That is all that a "smart contract" has to be: a **state**,
# the **moves** that each state allows, and money that only moves can touch. The whole of it fits into one picture, with one word
# for each act.

# %% alt="The states of a contract in escrow: new, proposed, funded, delivered, closed, disputed. Arrows name the steps; withdraw, refund, pay and award all lead to closed."
draw.draw_escrow()
plt.show()

# %% [markdown]
# What is not in the picture cannot be done. And the deadline decides what may be done when: before it there is no refund, and
# after it no delivery.

# %%
funded = Escrow(buyer=2.0).propose(1.2, deadline=30).fund()
print("on day  0:", funded.moves)
print("on day 31:", funded.wait(31).moves)
for move in (Escrow(buyer=2.0).propose(1.2).deliver, funded.refund):
    try:
        move()
    except ValueError as refused:
        print(refused)

# %% [markdown]
# **05.6** Lepton has 2.0 in its purse and the price is 1.2. Ostergate delivers, Lepton disputes the work, and the arbiter awards
# Ostergate four tenths of the price. How much money has Lepton at the end?

# %% tags=["exercise"] question="05.6"
left = ...
# BEGIN SOLUTION
left = Escrow(buyer=2.0).propose(1.2).fund().deliver().dispute().award(0.4).buyer
# END SOLUTION
check("05.6", left)

# %% [markdown]
# Mind what the machine does not do. It knows that somebody pressed *deliver*, not whether the work is good. It can hold money, not
# effort, so the loss of joint research stays. And its arbiter is a person.
#
# ## What is a clause worth?
#
# How do partners deal with intellectual property and with private data? By a **clause** in the contract: an agreement not to
# tell (a **non-disclosure agreement**, NDA), a rule on who owns which patent, safeguards for people whose data are used. Each
# costs something every year and makes a loss less likely. These are the ones of the base table.

# %%
print(f"{'clause':26}{'cost':>6}{'loss':>6}   chance of the loss in a year")
for clause in base.clauses:
    chances = (
        f"{clause['chance_without']:.0%} without it, {clause['chance_with']:.0%} with it"
    )
    print(f"{clause['name']:26}{clause['cost']:6.2f}{clause['loss']:6.2f}   {chances}")

# %% [markdown]
# **05.7** Write what a clause is worth in an average year: the expected loss that it saves, less what it costs. A clause is a
# dict with the keys `"cost"`, `"loss"`, `"chance_without"` and `"chance_with"`.


# %% tags=["exercise"] question="05.7"
def clause_value(clause):
    ...
    # BEGIN SOLUTION
    return (clause["chance_without"] - clause["chance_with"]) * clause["loss"] - clause[
        "cost"
    ]
    # END SOLUTION


check("05.7", clause_value)

# %% [markdown]
# Two of the three pay for themselves, and one does not: in the base table, privacy safeguards cost more than they save Lepton. That
# is money only. The people in the images bear a loss as well, and where the law asks for safeguards the question does
# not arise.
#
# ## Your industry
#
# Which clauses belong into the contracts of your industry, and with whom? Read, decide, and keep the last sentence for the memo of
# lesson 9.

# %%
mine = read_industry(industry_file(industry))
for clause in mine.clauses:
    print(
        f"{clause['name']}: cost {clause['cost']:.2f}, loss {clause['loss']:.2f}, ", end=""
    )
    print(f"{clause['chance_without']:.0%} without it, {clause['chance_with']:.0%} with it")
    print(f"   with {', '.join(clause['partners'])}:\n   {clause['why']}")
signed = mine.portfolio[select(mine.portfolio, mine.budget, **mine.rules).x]
dearest = max(signed, key=lambda partner: partner.returns)
t = nash_bargain(dearest.cost, dearest.returns, power=0.5).transfer[0]
print(
    f"Decision 5: in {mine.name} Lepton pays {dearest.name} {t:.2f} at the end of the year, because ..."
)

# %% [markdown]
# ## Open task: change it, compare, defend
#
# Choose the clauses for your industry, as a set of names. The **bar** has two parts. Against signing no clause, your choice saves
# money in the same years: for each of five seeds the 95 % interval of the paired difference lies above 0. And no single clause
# could be added or dropped with the same success.


# %%
def spent(clauses, seed, years=20_000):
    """What clauses and losses cost in each of some years; a year has the same luck whatever was signed."""
    luck = np.random.default_rng(seed).random((years, len(mine.clauses)))
    chance = [
        c["chance_with" if c["name"] in clauses else "chance_without"] for c in mine.clauses
    ]
    fees = sum(c["cost"] for c in mine.clauses if c["name"] in clauses)
    return fees + (luck < chance) @ [c["loss"] for c in mine.clauses]


def compare(clauses, other):
    """What a choice of clauses saves against another one, with its 95 % interval, for five seeds."""
    for seed in range(5):
        d = spent(other, seed) - spent(clauses, seed)
        half = 1.96 * d.std() / np.sqrt(len(d))
        print(
            f"seed {seed}: saves {d.mean():+.4f}, from {d.mean() - half:+.4f} to {d.mean() + half:+.4f}"
        )


compare({clause["name"] for clause in mine.clauses}, set())

# %% [markdown]
# **05.8** Your industry and your clauses as a pair, such as `(industry, {"patent sharing"})`. Then defend them in one sentence
# before somebody who would rather sign all of them.

# %% tags=["exercise"] question="05.8"
my_choice = ...
# BEGIN SOLUTION
my_choice = (
    industry,
    {clause["name"] for clause in mine.clauses if clause_value(clause) > 0},
)
# END SOLUTION
check("05.8", my_choice)

# %% [markdown]
# ## Recap
#
# - Bargaining shares a surplus by power. Another offer counts fully if it pays meanwhile, and only as a floor if it means leaving.
# - The form of a contract destroys value: effort that cannot be checked and stacked margins do, a metered fee does not.
# - The share belongs to the side whose effort matters more; money at signing does the dividing.
# - Property, culture and co-ordination are numbers, and a clause is worth the expected loss that it saves, less its cost.
# - An escrow keeps promises about money, not about effort.
#
# **Read on**: J. F. Nash, "The Bargaining Problem", *Econometrica* 18 (1950) 155-162. J. F. Nash, "Two-Person Cooperative Games",
# *Econometrica* 21 (1953) 128-140. K. Binmore, A. Shaked and J. Sutton, "An Outside Option Experiment", *Quarterly Journal of Economics* 104
# (1989) 753-770. J. J. Spengler, "Vertical Integration and Antitrust Policy", *Journal of Political Economy* 58 (1950) 347-352. B. Holmström,
# "Moral Hazard in Teams", *Bell Journal of Economics* 13 (1982) 324-340. F. P. Brooks, *The Mythical Man-Month*, Addison-Wesley, 1975.
#
# One partner at a time is the easy case. Next: **[lesson 6, coalitions](06_coalitions.ipynb)**.
