# %% [markdown]
# # A4 · An open project
#
# > **You will** ask a question of your own that the course's methods can answer, answer it, and say how far the answer holds.
# >
# > **12 hours** · 20 points, of which a person gives 16 · needs the half of the course that your question is about.
# >
# > **To hand in**: put your student id into the next cell, fill in this notebook, save, and run `lepton coursework doctor`
# > with this file's name in a terminal. It says what is missing. Then upload this file. It must run from top to bottom
# > in ten minutes, without a network.
#
# Take one of these briefs, or bring a question of your own:
#
# 1. **A memo to the board.** Lepton's board has two pages of patience for your industry: whom shall we sign, on which terms, and when
#    do we leave? Build on the decisions of lessons 1 to 8 and the draft of lesson 9. More about it below.
# 2. **Who gets the gains?** Three to six partners build one thing together. Model what each set of them could do alone, share
#    the gains by two rules, and find out whom each rule would make leave.
# 3. **A choice that will be attacked.** Choose partners by criteria; then find the smallest change of a weight or a mark that would
#    overturn the choice, and say whether you would still defend it.
# 4. **What is a label worth?** Train the network of lesson 13 with fewer images, and with wrong labels. At which price for a label is a clean
#    hundred better than a dirty thousand?
# 5. **Right for the wrong reason.** Plant a shortcut in the images, let a network fall for it, show that it did, and mend it.
# 6. **Something that changes over time.** Watch a sequence or a deployed model, and raise an alarm that can be trusted.
# 7. **Whose data do we buy?** Six partners offer labelled images, yours and nobody else's. Choose within the budget, justify the choice by
#    what you measured, and present it to the board. More about it below.
#
# ## If you write the memo
#
# The sections below are the same for every brief; this is what they mean for a memo of two pages, 700 to 1,000 words in all.
#
# - **The question**: what the board is asked to decide about your industry, and by when.
# - **The answer in brief** is the first paragraph of the memo. A reader who stops there should have the decision.
# - **Method**: criteria, weights and rubric; how you chose within the budget; the contracts, with their clauses priced; how you
#   review and how you leave. Each in a few lines, with the reason for your number, in the money of the cash-flow table.
# - **Result**: compare your team with a baseline, such as the first five by marks or those with the best $R / C$ that fit the budget. The
#   figure for A4.2 is the net return of a year, and its interval comes from several seeds of `simulate` or from the marks that
#   could be otherwise.
# - **How far it holds**: the shock of your industry, the partner on whom most depends, the evaluation that would show in a year whether
#   you were right, and one of the article's five trends that could prove you wrong.
#
# A person reads it by the rubric at the end. For a memo, its top level means: *Question*, the board would act differently on another
# answer; *Method*, each number has its reason and a colleague could replace it; *Evidence*, one check could have overturned the
# choice; *Limits*, it says what was tried and did not work, and when Lepton should leave.
#
# ## If you buy data
#
# The last lesson did all of this with eight partners. Your six come from your student id: run
#
# ```python
# from lepton_kit.valuation import Trainer
#
# market = personal_data("A4").data_market(student)
# score = Trainer(market.partners)
# market
# ```
#
# and `score((0, 2))` trains the network of the first and the third partner, or of any of the 64 coalitions, in about two seconds, and gives
# its accuracy above chance. Prices are in units of 10,000 euros. A partner's `indices` are the places of its images in
# `datasets.load("fashion_mnist").x_train`, its `labels` what it says they show. Nobody tells you who copies, and whose labels are careless:
# the images do.
#
# - **The question**: which customer does Lepton have, what is a point of accuracy worth to it, and what would the board do on another answer?
# - **Method**: decide by one half of the test images, and judge by the other. Say how you looked at the data before you bought it, what you
#   would have done with twenty partners, and why your baseline is fair: the best by Shapley value, by price, or the most images for the money.
# - **Result**: a team within the budget, each partner's transfer, and why nobody leaves. The figure for A4.2 is the accuracy on the half
#   that judges, of the baseline and of yours; its interval comes from several seeds, or from drawing those images anew.
# - **How far it holds**: one partner's labels rot, one raises its price by half, one leaves. Which of the three hurts, when would you see it,
#   and how do you delete what has been learned from somebody's pictures?
#
# A person reads it by the rubric at the end. Here its top level means: *Question*, another customer would have you buy other data, and you say
# which; *Method*, each partner's data was looked at, and each choice has its reason; *Evidence*, a check on images that decided nothing could
# have overturned the choice; *Limits*, what was tried and did not work, and when Lepton should part from whom.
#
# ## Data
#
# Use the course's data or data of your own; if of your own, keep its file beside this notebook under 5 MB, hand both in (at most
# 20 files, 30 MB together), and say in a card where it comes from, under which licence, and whose privacy it touches. When it is
# marked, a cell may take 300 seconds and a call of your function 5.

# %%
import numpy as np

from lepton_kit.exercises import personal_data, ready

student = "put your student id here"

# %% [markdown]
# ## The question, and why it matters
#
# Write here. What is asked, of whom, and what would be done differently depending on the answer?

# %% [markdown]
# ## The answer in brief
#
# **A4.1** (2 points) Your answer in 60 to 200 words, for somebody who has not taken the course. The computer counts the words; a person
# judges what they say.

# %% tags=["exercise"] question="A4.1"
summary = ...
# BEGIN SOLUTION
summary = "We asked whom each rule would make leave, and three partners told us. " * 6
# END SOLUTION
# BEGIN MUTANT too short: 0
summary = "It worked."
# END MUTANT
ready("A4.1", summary, like="")

# %% [markdown]
# ## Method
#
# Write here, with code between the paragraphs. Which baseline do you compare with, and why is the comparison fair?

# %%

# %% [markdown]
# ## Result
#
# **A4.2** (2 points) One figure decides your question. Give the array `[baseline, yours, low, high]`: the baseline's figure, yours, and the
# interval in which yours lies (by bootstrap, by several seeds, or as you argue in the text).

# %% tags=["exercise"] question="A4.2"
result = ...
# BEGIN SOLUTION
result = np.array([0.80, 0.85, 0.83, 0.87])
# END SOLUTION
# BEGIN MUTANT no interval: 0
result = np.array([0.80, 0.85, 0.85, 0.85])
# END MUTANT
# BEGIN MUTANT interval elsewhere: 0
result = np.array([0.80, 0.85, 0.86, 0.87])
# END MUTANT
ready("A4.2", result, like=np.zeros(4))

# %% [markdown]
# ## How far it holds
#
# Write here. What would change the answer? Where is the data thin, biased, or somebody's private matter? What did you try that
# did not work?
#
# ## What a person looks at
#
# | | 0 | 1 | 2 | 3 | 4 |
# |---|---|---|---|---|---|
# | **Question** | none | a topic | a question | one that data can answer | and whose answer would change a decision |
# | **Method** | does not fit | fits in part | fits | with a fair baseline | and with the reason for each choice |
# | **Evidence** | none | one number | a number and its spread | pictures that show it | and a check that could have failed |
# | **Limits** | none said | general remarks | those of the data | and of the method | and what failed, and why |
