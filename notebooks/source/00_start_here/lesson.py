# %% [markdown]
# # 0 · Start here
#
# > **You will** see what the course is about, check that your machine is ready, and do two practice exercises and a guess, so that
# > you know how checks, hints and solutions work.
# >
# > **10 minutes** · about {seconds} s of run time · needs nothing.
#
# ## What this is
#
# Lepton is a small AI start-up. It is fictional; its problems are not. It must choose partners, agree with them on who
# gets what, and look again each year whether the partnership is worth it. And it must build the thing that partners come
# for: neural networks that recognise pictures, read texts and watch machines.
#
# The course follows both halves until they meet: partners bring data, the network's accuracy tells what each partner's
# data is worth, and the gains are shared.
#
# It starts from two published articles that are in part wrong. You will find out where, and rebuild what they meant.
#
# ## The map
#
# **The partnership half** takes nine lessons of 40 to 50 minutes. In the first you pick an industry, and in each you
# make one decision for it; the last makes a memo of two pages out of them.
#
# 1. [Partners and value](01_partners_and_value.ipynb): who pays what, and what a published model gets wrong
# 2. [Choosing by criteria](02_choosing_by_criteria.ipynb): marks, weights and a short list
# 3. [Selecting a portfolio](03_selecting_a_portfolio.ipynb): whom to sign with the money there is
# 4. [When plans go wrong](04_when_plans_go_wrong.ipynb): costs that overrun, partners who cannot be replaced
# 5. [Contracts](05_contracts.ipynb): who is paid what, when, and what the clauses are worth
# 6. [Coalitions](06_coalitions.ipynb): fair shares when several create the gain together
# 7. [Trust and exit](07_trust_and_exit.ipynb): the yearly review, and an orderly end
# 8. [Exploring and risk](08_exploring_and_risk.ipynb): new partners or known ones, one or several
# 9. [Did it cause anything?](09_did_it_cause_anything.ipynb): what the partnership changed, and the memo
#
# **The network half** takes eleven lessons of 50 to 55 minutes.
#
# 10. [From pixels to tensors](10_pixels_to_tensors.ipynb): a photo becomes numbers, without leaks
# 11. [Labels](11_labels.ipynb): who says what a picture shows, and how often they are wrong
# 12. [A network by hand](12_network_by_hand.ipynb): convolution, relu and descent in NumPy
# 13. [Training a CNN](13_training_a_cnn.ipynb): the article's program, mended, trained, read
# 14. [Better and faster](14_better_and_faster.ipynb): what helps, what is luck, and ten times sooner
# 15. [Is it any good?](15_is_it_any_good.ipynb): errors, thresholds, honest intervals
# 16. [Why did it say so?](16_why_did_it_say_so.ipynb): where a network looks, and what that does not prove
# 17. [Cats and dogs](17_cats_and_dogs.ipynb): real photos, and a network that has seen a million
# 18. [Texts and series](18_texts_and_series.ipynb): bag of words, recurrent cells, a small transformer
# 19. [Speech](19_speech.ipynb): sounds as pictures, and voices that nobody trained on
# 20. [Deploying](20_deploying.ipynb): small, fast, watched; and data that stay at home
#
# **The halves meet** in the last lesson, [What is a partner's data worth?](21_what_is_data_worth.ipynb): partners bring images,
# the network's accuracy says what each is worth, and the gains are shared. Each half can be taken alone.
#
# ## How a notebook works
#
# A notebook is a row of cells. Click on a cell and press **Shift + Enter** to run it and go on to the next. Go from top
# to bottom: a cell uses what the cells above it have made. If things get tangled, choose *Kernel > Restart Kernel and
# Run All Cells* in the menu. The first cell of code in each lesson is folded to a bar: it installs the kit where it is not, as on
# Colab, and does nothing elsewhere.

# %%
print("This cell ran.")

# %% [markdown]
# ## Is this machine ready?
#
# The next cell looks. `ok` is good; otherwise the line below says what to do.

# %% tags=["nbval-ignore-output"]
from lepton_kit.doctor import examine

for found in examine():
    print(f"{found.status:5} {found.name}")
    if found.advice:
        print(f"      {found.advice}")

# %% [markdown]
# Now and then a lesson is corrected. `lepton update` in a terminal (*File > New > Terminal*) brings the newer ones. A
# notebook that you have written in is not lost: it is kept beside the new one, with `edited-1` in its name.
#
# ## How exercises work
#
# An exercise has a line such as `net = ...`. Put your answer in place of the three dots and run the cell. The check
# answers at once: right, not yet, not attempted, or cannot be judged, and says why. Nothing is sent anywhere, and you
# may try as often as you like.

# %%
from lepton_kit.exercises import check, hint, solution

# %% [markdown]
# **00.1** A partnership costs € 5 million and brings € 11 million. How many millions are left?
#
# Try a wrong answer too, such as `16` or `-6`, and read what the check says.

# %% tags=["exercise"] question="00.1"
net = ...
# BEGIN SOLUTION
net = 11 - 5
# END SOLUTION
check("00.1", net)

# %% [markdown]
# Stuck? Ask for a hint. Run the cell again for the next one: hints go from a nudge to a recipe.

# %% tags=["nbval-ignore-output"]
hint("00.1")

# %% [markdown]
# And this is one solution. Try first: an answer that you found stays with you, one that you read does not.

# %%
solution("00.1")

# %% [markdown]
# Some exercises ask for a function. The check calls it with several arguments; if it fails, you are told with which.
#
# **00.2** Write the function for any partnership: what is left of the returns when the cost is paid? Cost comes first,
# here and in every function of the course.


# %% tags=["exercise"] question="00.2"
def net_of(cost, returns):
    ...
    # BEGIN SOLUTION
    return returns - cost
    # END SOLUTION


check("00.2", net_of)

# %% [markdown]
# ## Guess before you look
#
# The lessons often ask for a guess before a result is shown. Type it, run the cell, then run the next one, whose result
# stays closed until then. A guess costs nothing and is often wrong; what you guessed you will remember better than what
# you were told.
#
# A partner pays each year with a chance of one half. In how many of 1,000 such partnerships, of ten years each, do you
# expect all ten years to pay?

# %%
from lepton_kit.exercises import guess, guesses

guess("00.a", ...)

# %% tags=["after-guess"]
print("All ten years paid, of 1,000 partnerships:")
print(round(1000 * 0.5**10, 1))

# %% [markdown]
# How near your guesses came, lesson by lesson, and whether they get nearer. Only how far off they were is kept, not
# what you typed. Come back to it after some lessons.

# %% tags=["nbval-ignore-output"]
guesses()

# %% [markdown]
# ## How far are you?
#
# Each check leaves a line in a file on this machine: which exercise, which verdict, when. Your answers are not in it,
# and it goes nowhere. Come back to this cell whenever you like. `progress().export("progress.json")` writes what it
# shows to a file of yours.

# %% tags=["nbval-ignore-output"]
from lepton_kit.exercises import progress

progress()

# %% [markdown]
# ## Recap
#
# - Run cells from top to bottom with Shift + Enter.
# - Replace `...`, run, read the message.
# - `hint("00.1")` nudges, `solution("00.1")` tells.
# - Where a lesson asks for a guess, type one before you run the next cell.
# - Your work is in this file: save it with Ctrl + S.
#
# **Read on**: the JupyterLab documentation, *User Guide*, at
# [jupyterlab.readthedocs.io](https://jupyterlab.readthedocs.io/en/stable/user/interface.html).
#
# Next: **[lesson 1, partners and value](01_partners_and_value.ipynb)**, or, if you came for the networks,
# **[from pixels to tensors](10_pixels_to_tensors.ipynb)**.
