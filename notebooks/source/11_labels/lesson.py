# %% [markdown]
# # 11 · Labels
#
# > **You will** measure how far labellers agree, make one label out of many, see what wrong labels cost, clean a delivery, and
# > spend a budget for labels.
# >
# > **50 minutes** · about {seconds} s of run time · needs lesson 10.
#
# ## Who says that this is a shirt?
#
# A network learns what it is told. Somebody must say what is in the pictures, and the shop of lesson 10 asks you. Each of these is a
# T-shirt, a pullover, a coat or a shirt.

# %% alt="Eight small grey pictures of tops, numbered 1 to 8: with and without sleeves, striped, buttoned. It is hard to say which are shirts."
import numpy as np
from matplotlib import pyplot as plt
from sklearn.metrics import cohen_kappa_score
from sklearn.model_selection import cross_val_predict
from sklearn.neighbors import KNeighborsClassifier

from lepton_kit import datasets, style
from lepton_kit.display import source
from lepton_kit.exercises import check, guess, hint, solution
from lepton_kit.exercises.content import content_module
from lepton_kit.vision import distort, find_copies

style.use()
draw, crowd = content_module("11", "drawing"), content_module("11", "crowd")
spending, rows = content_module("11", "spending"), content_module("10", "shop").rows
data = datasets.load("fashion_mnist")
tops = np.flatnonzero(np.isin(data.y_test, [0, 2, 4, 6]))[12:20]
draw.draw_images(data.x_test[tops], range(1, 9))
plt.show()

# %% [markdown]
# Type in your eight labels, each one of `"T-shirt"`, `"pullover"`, `"coat"` and `"shirt"`. Then guess: on how many of
# the eight will you and the data set's own label agree?

# %%
mine = ["shirt", "shirt", "shirt", "shirt", "shirt", "shirt", "shirt", "shirt"]

# %% tags=["guess"]
guess("11.a", ...)

# %% tags=["after-guess"]
print("Your labels and the data set's:")
words = {0: "T-shirt", 2: "pullover", 4: "coat", 6: "shirt"}
told = [words[label] for label in data.y_test[tops]]
for number, (my_word, word) in enumerate(zip(mine, told), 1):
    print(f"{number}: {my_word:9} {word:9}", "" if my_word == word else "different")

# %% [markdown]
# A label is a measurement, and it has an error. It also has a price.
#
# **11.1** Two people label each of 10,000 pictures, at 5 cents a label. Where they disagree, which happens on 20 % of
# the pictures, a third person decides. How many euros does that cost?

# %% tags=["exercise"] question="11.1"
euros = ...
# BEGIN SOLUTION
euros = 10_000 * (2 + 0.2) * 0.05
# END SOLUTION
check("11.1", euros)

# %% [markdown]
# There are three ways to get labels. **By hand** is dear. **By machine** means that a classifier that has learnt from
# 200 pictures labels the next 2,000, and is believed only where enough of its ten nearest neighbours agree:

# %%
helper = KNeighborsClassifier(10).fit(rows(data.x_train[:200]), data.y_train[:200])
P = helper.predict_proba(rows(data.x_train[200:2200]))
right = P.argmax(axis=1) == data.y_train[200:2200]
for needed in (0, 0.5, 0.7, 0.9):
    sure = P.max(axis=1) >= needed
    print(
        f"{needed:3.0%} must agree: labels {sure.mean():4.0%}, {right[sure].mean():.0%} rightly"
    )

# %% [markdown]
# The stricter the rule, the fewer labels it gives and the better they are; the hard part goes to people after all.
# **By the crowd** means many labellers, each cheap, none perfect. Six are simulated here, because then the truth is
# known: two careful ones, a hasty one, one who mixes up look-alikes, and two who press the same button each time, for
# the pay.


# %%
def errs(share):
    """A labeller who is wrong in this share of cases, in favour of any other class."""
    return np.full((10, 10), share / 9) + np.eye(10) * (1 - share - share / 9)


alike, button = np.eye(10), np.zeros((10, 10))
for a, b in (
    (0, 6),
    (2, 4),
    (5, 7),
):  # T-shirt and shirt, pullover and coat, sandal and sneaker
    alike[[a, a, b, b], [a, b, a, b]] = 0.5
button[:, 3] = 1
names = ["careful 1", "careful 2", "hasty", "mixes up", "button 1", "button 2"]
errors = [errs(0.15), errs(0.15), errs(0.4), alike, button, button]
items = data.y_train[:600].astype(int)
votes = crowd.simulate_votes(items, errors, rng=3)
print("votes on the first three pictures:", *votes[:3], sep="\n")

# %% [markdown]
# ## Do they agree?
#
# Two labellers may agree by chance. **Cohen's kappa** takes that out. With $p_o$ the share on which they agree, and $p_e$ the share to be
# expected if both kept their habits and did not look,
#
# $$\kappa = \frac{p_o - p_e}{1 - p_e}.$$
#
# **11.2** Two labellers agree on 80 of 100 pictures. Both say "boot" for 90 of them and "bag" for 10. What is $\kappa$?

# %% tags=["exercise"] question="11.2"
kappa = ...
# BEGIN SOLUTION
chance = 0.9 * 0.9 + 0.1 * 0.1
kappa = (0.8 - chance) / (1 - chance)
# END SOLUTION
check("11.2", kappa)

# %% [markdown]
# One of those who press a button agrees with a careful labeller on about a tenth of the pictures. What is their kappa?

# %% tags=["guess"]
guess("11.b", ...)

# %% tags=["after-guess"]
print("Share of agreement and kappa:")
for a, b in ((0, 1), (0, 2), (0, 3), (0, 4)):
    kappa = cohen_kappa_score(votes[:, a], votes[:, b])
    print(
        f"{names[a]} and {names[b]:9} {(votes[:, a] == votes[:, b]).mean():.2f} {kappa:6.2f}"
    )
all_six = crowd.fleiss_kappa(crowd.count_votes(votes, 10))
print(f"all six together, Fleiss' kappa: {all_six:.2f}")

# %% [markdown]
# Whoever does not look agrees as often as chance would have it, and kappa says 0. *Fleiss' kappa* is the same idea
# for more than two. Ask a data partner for the kappa of its labels and not for their number: medical images labelled
# by one tired physician are a row of opinions.
#
# **11.3** Write Cohen's kappa of two arrays of class numbers.


# %% tags=["exercise"] question="11.3"
def kappa_of(a, b):
    ...
    # BEGIN SOLUTION
    observed = (a == b).mean()
    chance = sum((a == c).mean() * (b == c).mean() for c in np.union1d(a, b))
    return (observed - chance) / (1 - chance)
    # END SOLUTION


check("11.3", kappa_of)

# %% [markdown]
# ## One label out of many
#
# The plainest way is the **majority vote**.
#
# **11.4** Write it: `votes` has a row for each picture and a column for each labeller. Give the class with the most
# votes for each picture, and the smallest number where several tie. (`np.bincount` counts the votes of one row.)


# %% tags=["exercise"] question="11.4"
def most_votes(votes):
    ...
    # BEGIN SOLUTION
    return np.array([np.bincount(row).argmax() for row in votes])
    # END SOLUTION


check("11.4", most_votes)

# %%
by_majority = crowd.majority(votes, 10) == items
print(f"majority right on {by_majority.mean():.3f} of the pictures")

# %% [markdown]
# The majority counts the careful and the careless alike. Dawid and Skene asked in 1979 how to weigh five anaesthetists without knowing
# who is right, and their idea goes around in a circle. If we knew the true classes, we could count each labeller's errors. If we knew the
# errors, we could work out the classes. So start with the shares of the votes and go around until nothing moves: this is **expectation
# maximisation**.
#
# > **Assumes** that labellers err independently of each other, and each in the same way on all pictures of a class. Two who copy from each
# > other would count as two witnesses.

# %%
source(crowd.dawid_skene)

# %% [markdown]
# Nobody tells it who is careful. On which share of the pictures will the **Dawid-Skene model** be right? Type a share
# from 0 to 1.

# %% tags=["guess"]
guess("11.c", ...)

# %% tags=["after-guess"] alt="What one labeller says for each true class. Trousers, dresses, bags and ankle boots are nearly always right; T-shirts and shirts, pullovers and coats, sandals and sneakers are each told apart about half of the time."
print("What the votes alone tell:")
weighed = crowd.dawid_skene(votes, classes=10)
by_model = weighed.labels == items
print(f"right on {by_model.mean():.3f} of the pictures, after {weighed.rounds} rounds")
for name, believed, true in zip(
    names, weighed.accuracy, (votes == items[:, None]).mean(axis=0)
):
    print(f"  {name:9} is believed right on {believed:.2f}, and is on {true:.2f}")
draw.draw_confusion(weighed.confusion[3], data.class_names)
plt.show()

# %% [markdown]
# It gave the button pressers no weight and learnt whom to ask about coats. The picture is what it believes of the one who mixes up
# look-alikes: a **confusion matrix**, learnt without one true label.
#
# **11.5** Do one step of it by hand. Boots and bags are equally frequent. Anna is right nine times in ten, Ben six
# times in ten, whatever the picture shows. Anna says bag and Ben says boot. What is the probability that it is a bag?

# %% tags=["exercise"] question="11.5"
bag = ...
# BEGIN SOLUTION
bag = 0.9 * 0.4 / (0.9 * 0.4 + 0.1 * 0.6)
# END SOLUTION
check("11.5", bag)

# %% [markdown]
# ## What do wrong labels cost?
#
# Train on 2,000 pictures with some labels wrong, and test on clean ones. One classifier believes its one nearest
# neighbour, the other a vote of fifteen; and there are two kinds of **label noise**, towards any class, or always
# towards one twin: shirt for T-shirt, boot for bag.

# %% alt="Test accuracy over the share of wrong training labels. A vote of 15 neighbours hardly suffers from wrong labels of any class, more if they name the twin; a single neighbour falls steadily from 0.78 to 0.47."
clean, x = data.y_train[:2000].astype(int), rows(data.x_train[:2000])
new, truth = rows(data.x_test), data.y_test
shares, twin = np.array([0, 0.1, 0.2, 0.3, 0.4]), np.array([6, 3, 4, 1, 2, 7, 0, 5, 9, 8])
cost = {}
for k, kind in ((15, "any class"), (15, "the twin"), (1, "any class")):
    cost[f"vote of {k}, {kind}"] = []
    for share in shares:
        to_twin = np.eye(10) * (1 - share) + np.eye(10)[twin] * share
        table = errs(share) if kind == "any class" else to_twin
        noisy = crowd.simulate_votes(clean, [table], rng=1)[:, 0]
        score = KNeighborsClassifier(k).fit(x, noisy).score(new, truth)
        cost[f"vote of {k}, {kind}"].append(score)
draw.draw_costs(shares, cost)
plt.show()

# %% [markdown]
# Whoever memorises pays for each wrong label; whoever averages over many pays little, as long as the errors point in all directions. Errors
# that agree with each other cannot be averaged away. Large networks can do either: trained long enough they memorise even labels drawn by
# lot (Zhang and others, 2017).
#
# Wrong labels in the *test* are another matter: nothing averages them.
#
# **11.6** A network tells boots from bags and is right on 90 % of the pictures. Of the test's labels 10 % are wrong,
# independently of the network. What accuracy will be measured?

# %% tags=["exercise"] question="11.6"
measured = ...
# BEGIN SOLUTION
measured = 0.9 * 0.9 + 0.1 * 0.1
# END SOLUTION
check("11.6", measured)

# %% [markdown]
# ## Cleaning a delivery
#
# The shop delivers 665 pictures. Faults were planted, so that it is known what there is to find: copies, some of them edited; five
# blank pictures; thirty wrong labels.

# %%
rng = np.random.default_rng(6)
shop, said = data.x_train[:600].copy(), data.y_train[:600].astype(int)
again = rng.choice(600, 60, replace=False)  # 30 sent twice, 30 once more after editing
edited = distort(shop[again[30:]], contrast=0.95, noise=0.01, rng=0)
blank = distort(shop[:5], contrast=0, noise=0.01, rng=1)
wrong = rng.choice(600, 30, replace=False)
said[wrong] = (said[wrong] + rng.integers(1, 10, 30)) % 10
shop = np.concatenate([shop, shop[again[:30]], edited, blank])
said = np.concatenate([said, data.y_train[again], rng.integers(0, 10, 5)]).astype(int)
print(len(shop), "pictures; blank:", np.flatnonzero(shop.std(axis=(1, 2)) < 0.05 * 255))

# %% [markdown]
# A blank has next to no contrast. For copies, comparing every picture with every other takes $n^2/2$ looks. A
# **hash** turns a picture into a short number, and equal pictures have equal hashes, so one look at each will do. An
# edited copy has quite another hash. Not so with a **perceptual hash**: 64 answers to "is it brighter here than next
# to it?", of which little editing changes few.

# %% alt="Four pairs of near copies side by side, each with its two numbers: trousers, a dress, a bag and a jacket, hardly to be told apart."
exact, near = find_copies(shop), find_copies(shop, near=0.03)
copies = np.flatnonzero(near != np.arange(len(shop)))
print("exact copies:", (exact != np.arange(len(shop))).sum(), "of 30 planted")
more = (copies < 600).sum()
print("near copies: ", len(copies) - more, "of 60 planted; others:", more)
chosen = [*copies[copies < 600][:1], *copies[-3:]]
pairs = [np.hstack([shop[near[i]], shop[i]]) for i in chosen]
draw.draw_images(pairs, [f"{near[i]} and {i}" for i in chosen])
plt.show()

# %% [markdown]
# `find_copies` gives for each picture the number of the first one that it equals: its own, if it is no copy. The
# first pair is two pairs of trousers that nobody has copied: a program proposes, and a person decides. Copies have
# one more use. A picture that came twice, with two labels, has at least one wrong label.
#
# **11.7** Write a function that gives the numbers of all copies whose label differs from that of their first, in rising order.
# Its arguments are `first`, as `find_copies` gives it, and `labels`.


# %% tags=["exercise"] question="11.7"
def contradictions(first, labels):
    ...
    # BEGIN SOLUTION
    return np.flatnonzero(labels != labels[first])
    # END SOLUTION


check("11.7", contradictions)

# %% [markdown]
# What came once can be asked about too. Train on four fifths of the pictures and look at the last fifth, five times over
# (**cross-validation**): so each is judged by a classifier that has not learnt its label. A picture is doubtful if the classifier is
# surer of another class than it usually is where that class is the label. This is **confident learning** (Northcutt and others, 2021).

# %% alt="Six garments under the labels that were called in doubt, such as trousers labelled pullover, coat and sandal, and a sneaker labelled ankle boot."
kept = np.setdiff1d(np.arange(660), copies)
x, y = rows(shop[kept]), said[kept]
P = cross_val_predict(KNeighborsClassifier(10), x, y, cv=5, method="predict_proba")
usual = np.array([P[y == c, c].mean() for c in range(10)])
other = np.where(usual <= P, P, -1).argmax(axis=1)
at = np.arange(len(y))
doubtful = np.flatnonzero((P[at, other] >= usual[other]) & (P[at, other] > P[at, y]))
doubtful = doubtful[np.argsort((P[at, y] - P[at, other])[doubtful], kind="stable")]
planted = np.isin(kept[doubtful], wrong)
print(
    f"{len(doubtful)} of {len(y)} are doubtful, with {planted.sum()} of the planted ones;"
)
print(f"of the first 20, {planted[:20].sum()} were planted")
draw.draw_images(
    shop[kept[doubtful[:6]]], [data.class_names[y[i]] + "?" for i in doubtful[:6]]
)
plt.show()

# %% [markdown]
# A short list with the likeliest on top: that is what a person should look at, and no more than that. The rest are
# shirts that look like coats, and rightly labelled.
#
# ## Other shares: label shift
#
# A partner sells pullovers and shirts and hardly anything else. The pictures of a class are the same as ever; their shares are others. This
# is **label shift**, and a classifier that learnt from equal shares does not expect it. Let $\pi_c$ be the shares that it learnt from, $\pi'_c$
# the partner's, and $p_c$ its probabilities. By Bayes' rule the partner's pictures have $p'_c \propto p_c\, \pi'_c / \pi_c$.
#
# **11.8** Write that: `P` has a row for each picture and a column for each class, `old` and `new` are the shares. Each row of the result adds
# up to 1.


# %% tags=["exercise"] question="11.8"
def reweighted(P, old, new):
    ...
    # BEGIN SOLUTION
    Q = P * new / old
    return Q / Q.sum(axis=1, keepdims=True)
    # END SOLUTION


check("11.8", reweighted)

# %% [markdown]
# And if the partner's shares are not known? Go around in the circle once more: shares give probabilities, and their mean gives shares
# (Saerens, Latinne and Decaestecker, 2002). No label of the partner's is needed.


# %%
def adjusted(P, old, new):
    Q = P * new / old
    return Q / Q.sum(axis=1, keepdims=True)


old, true = np.bincount(clean, minlength=10) / 2000, np.full(10, 0.02)
true[[2, 6]] = 0.42
sold = np.concatenate(
    [np.flatnonzero(truth == c)[: round(200 * s)] for c, s in enumerate(true)]
)
learnt = KNeighborsClassifier(15).fit(rows(data.x_train[:2000]), clean)
P = (15 * learnt.predict_proba(new[sold]) + 0.1) / 16  # no class is quite impossible
estimated = old
for _ in range(100):
    estimated = adjusted(P, old, estimated).mean(axis=0)
for name, believed in (
    ("as learnt", P),
    ("shares known", adjusted(P, old, true)),
    ("shares estimated", adjusted(P, old, estimated)),
):
    print(f"{name:17} right on {(believed.argmax(axis=1) == truth[sold]).mean():.2f}")
print(f"pullovers {estimated[2]:.2f}, shirts {estimated[6]:.2f}; 0.42 each in truth")

# %% [markdown]
# The same shift meets whoever judges risk: a model for fraud, for credit or for a rare disease learns from shares that are seldom those of
# the people it will judge.
#
# ## Open task: spend 15 euros
#
# You have 1,500 cents for votes. A careful vote costs 3 and is wrong in 10 % of cases; a hasty one costs 1 and is wrong in 45 %. A plan says how
# many pictures to label, how many votes of each kind every picture gets, and how many nearest neighbours the classifier asks. The
# majority makes the labels; 2,000 clean pictures make the test. The shop's own plan is to be sure of each label: 300 pictures, five hasty
# votes each.

# %%
shops_plan = {"pictures": 300, "careful": 0, "hasty": 5, "neighbours": 15}


def compare(plan):
    print(f"costs {spending.price(plan)} of {spending.BUDGET} cents")
    for seed in range(5):
        ours, theirs = (
            spending.right_answers(plan, seed),
            spending.right_answers(shops_plan, seed),
        )
        gain = ours.astype(float) - theirs
        half = 1.96 * gain.std(ddof=1) / np.sqrt(len(gain))
        print(
            f"seed {seed}: {ours.mean():.3f}, better by {gain.mean():+.3f}, give or take {half:.3f}"
        )


compare({"pictures": 250, "careful": 2, "hasty": 0, "neighbours": 15})

# %% [markdown]
# The **bar**: within the budget, and better than the shop's plan with each of the five seeds, the paired interval above 0.
#
# **11.9** Give your plan as such a dict. Then defend it in two sentences to the shop, which says: but nearly half of
# those labels are wrong. What would have to be true of the errors for the shop to be right?

# %% tags=["exercise"] question="11.9"
plan = ...
# BEGIN SOLUTION
plan = {"pictures": 1500, "careful": 0, "hasty": 1, "neighbours": 15}
# END SOLUTION
check("11.9", plan)

# %% [markdown]
# ## Recap
#
# - Labels are measurements with an error and a price. Kappa measures agreement beyond chance.
# - The majority counts heads; Dawid and Skene weigh them, by votes alone.
# - Errors in all directions are averaged away, errors that agree with each other are not, and errors in the test never are.
# - Copies, blanks and doubtful labels are found by program and judged by eye.
# - Where the shares of the classes change, reweigh; and more labels may beat better ones.
#
# **Read on**: A. P. Dawid and A. M. Skene, "Maximum Likelihood Estimation of Observer Error-Rates Using the EM Algorithm", *Applied Statistics*
# 28 (1979) 20-28. J. Cohen, "A Coefficient of Agreement for Nominal Scales", *Educational and Psychological Measurement* 20 (1960) 37-46. J. L.
# Fleiss, "Measuring Nominal Scale Agreement among Many Raters", *Psychological Bulletin* 76 (1971) 378-382. C. Northcutt, L. Jiang and I. Chuang,
# "Confident Learning: Estimating Uncertainty in Dataset Labels", *Journal of Artificial Intelligence Research* 70 (2021) 1373-1411. M. Saerens,
# P. Latinne and C. Decaestecker, "Adjusting the Outputs of a Classifier to New a Priori Probabilities: A Simple Procedure", *Neural Computation* 14
# (2002) 21-41. V. S. Sheng, F. Provost and P. G. Ipeirotis, "Get Another Label? Improving Data Quality and Data Mining Using Multiple, Noisy
# Labelers", *KDD* 2008, 614-622. C. Zhang, S. Bengio, M. Hardt, B. Recht and O. Vinyals, "Understanding Deep Learning Requires Rethinking
# Generalization", *ICLR* 2017, arXiv:1611.03530.
#
# Next: **[lesson 12, a network by hand](12_network_by_hand.ipynb)**.
