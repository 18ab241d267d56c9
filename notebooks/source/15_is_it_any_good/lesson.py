# %% [markdown]
# # 15 · Is it any good?
#
# > **You will** judge a trained network as a careful customer would: find slips in a measurement, put an honest interval around
# > it, tell which mistakes it makes and what they cost, check its probabilities, and ask whom it serves badly and what it gives
# > away.
# >
# > **55 minutes** · about {seconds} s of run time · needs lesson 13.
#
# ## Nine of ten. Is that good?
#
# Lepton offers the online shop of lesson 10 the network of lesson 13. "It is right nearly nine times in ten," says Lepton. The shop's buyer
# has heard such sentences before. "Is that good?"

# %%
import numpy as np
from matplotlib import pyplot as plt
from sklearn.neighbors import NearestCentroid

from lepton_kit import datasets, style
from lepton_kit.exercises import check, guess, hint, solution
from lepton_kit.exercises.content import content_module
from lepton_kit.vision import OneCycle, article_cnn, evaluate, judge, keras, softmax

drawing = content_module("15", "drawing")
style.use()
data = datasets.load("fashion_mnist")
names, x_test, y_test = data.class_names, data.x_test, data.y_test


# %% tags=["nbval-ignore-output"]
def trained(photos, labels, epochs=3, batch_size=128, rate=None):
    """The article's network, trained as in lesson 14: one cycle, unless a plain rate is given."""
    keras.utils.set_random_seed(1)
    model = article_cnn()
    steps = epochs * -(-len(labels) // batch_size)
    adam = keras.optimizers.Adam(rate or OneCycle(0.01, steps=steps))
    model.compile(adam, "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(photos / 255, labels, epochs=epochs, batch_size=batch_size, verbose=0)
    return model


model = trained(data.x_train, data.y_train)
report = evaluate(model, x_test, y_test, names)
print(f"accuracy {report.accuracy:.3f} on {len(y_test):,} pictures that it has never seen")

# %%
assert report.accuracy > 0.85

# %% [markdown]
# A number says nothing by itself. It needs a rival, a **baseline**. One costs a fraction of a second: average the training
# pictures of each class, and say of a new picture whose average is nearest. What is its accuracy, from 0 to 1?

# %% tags=["guess"]
guess("15.a", ...)

# %% tags=["after-guess"]
print("Accuracy of two rivals:")
flat = [images.reshape(len(images), -1) for images in (data.x_train, x_test)]
nearest = NearestCentroid().fit(flat[0], data.y_train).score(flat[1], y_test)
print(f"nearest mean picture {nearest:.2f}, always boot {np.mean(y_test == 9):.2f}")
assert nearest < report.accuracy - 0.1

# %% [markdown]
# Two thirds cost nothing. What the network adds is the way from there to nearly nine of ten.
#
# ## Four ways to fool yourself
#
# Lepton's intern has measured the same network four times more, and each time something slipped. The loss is the mean
# cross-entropy; *sure* is the mean probability of the class that the network names. Four kinds of slip are common:
#
# 1. judged on the pictures that it learnt from, a **leak**;
# 2. labels off by one, because one list counts from 1 and the other from 0;
# 3. softmax applied to what were probabilities already, not the scores before it, the **logit**s;
# 4. pixels left at 0 to 255, where the network had learnt on 0 to 1.

# %% tags=["nbval-ignore-output"]
members = evaluate(model, data.x_train[:2000], data.y_train[:2000], names)
P = report.probabilities
bright = model.predict(x_test[..., None].astype("float32"), verbose=0)
runs = {
    "as it should be": report,
    "run A": judge(y_test, softmax(P)),
    "run B": members,
    "run C": judge(y_test, bright),
    "run D": judge((y_test + 1) % 10, P),
}
print(f"{'':16}{'accuracy':>9}{'loss':>7}{'sure':>7}")
for run, r in runs.items():
    sure = r.probabilities.max(axis=1).mean()
    print(f"{run:16}{r.accuracy:9.3f}{r.cross_entropy:7.2f}{sure:7.2f}")

# %%
assert runs["run A"].accuracy == report.accuracy < runs["run B"].accuracy
assert runs["run A"].cross_entropy > 1 and runs["run C"].cross_entropy > 1
assert runs["run C"].accuracy < report.accuracy and runs["run D"].accuracy < 0.1

# %% [markdown]
# **15.1** The code gives them away, but look at the table first. Which slip was made in run A, B, C and D? Answer with four
# numbers.

# %% tags=["exercise"] question="15.1"
slips = ...
# BEGIN SOLUTION
slips = [3, 1, 4, 2]
# END SOLUTION
check("15.1", slips)

# %% [markdown]
# The two worst slips are those that look good: the accuracy of run B is too high, and that of run A is right.
#
# ## How sure are we of the number?
#
# The shop will send other pictures than our 2,000. How far may the number move? We have no others, but we can play it: draw 2,000
# from our 2,000, with replacement, so that some come twice and some not at all, and measure again. Do so many times. This is the
# **bootstrap**, and it is three lines of NumPy.

# %% tags=["nbval-ignore-output"]
right = report.predictions == y_test
draws = np.random.default_rng(0).integers(2000, size=(1000, 2000))  # a row: one new test
low, high = np.quantile(right[draws].mean(axis=1), [0.025, 0.975])
print(
    f"accuracy {right.mean():.3f}; 95 % of the draws lie between {low:.3f} and {high:.3f}"
)

# %% [markdown]
# With 200 pictures instead of 2,000, how many times as wide is that interval?

# %% tags=["guess"]
guess("15.b", ...)

# %% tags=["after-guess", "nbval-ignore-output"] alt="Histograms of the accuracy of bootstrap draws, both around 0.88: wide with 200 pictures, narrow with 2,000."
print("The kit's bootstrap of the accuracy:")
from lepton_kit.vision import bootstrap

few = judge(y_test[:200], P[:200], names)
wide, narrow = bootstrap(few, rng=0), bootstrap(report, rng=0)
print(f"  200 pictures: {wide}\n2,000 pictures: {narrow}")
drawing.draw_draws({"200 pictures": wide, "2,000 pictures": narrow})
plt.show()
assert 2 < (wide.high - wide.low) / (narrow.high - narrow.low) < 5

# %% [markdown]
# A tenth of the pictures, about three times the width: the error of an accuracy $a$ on $n$ pictures falls with $\sqrt n$,
# roughly $a \pm 1.96 \sqrt{a (1 - a) / n}$. Whoever tells you three digits from 200 pictures tells you two too many.
#
# The bootstrap has a blind spot. A clinic tries a network on five scans, and all five are right. Every draw from these is right as
# well: 1.000 to 1.000, says the bootstrap, and "never wrong" says the advertisement. Wilson (1927) turned the question
# around: for which true accuracies would five of five be no surprise? When all $n$ are right, for those from
#
# $$\frac{n}{n + z^2}, \qquad z = 1.96,$$
#
# up to 1. The kit's `bootstrap` takes this **Wilson interval** where all draws agree. And what no picture shows has no number at
# all, not a 0.

# %%
print("five of five:", bootstrap([1] * 5, [1] * 5, rng=0))
others = y_test != names.index("Shirt")
unseen = judge(y_test[others], P[others], names)
print("shirts found where there are none:", bootstrap(unseen, metric="recall", of="Shirt"))

# %% [markdown]
# **15.2** The clinic goes on until it has tried ten scans, and all ten are right. From where does the interval start now?

# %% tags=["exercise"] question="15.2"
low = ...
# BEGIN SOLUTION
low = 10 / (10 + 1.96**2)
# END SOLUTION
check("15.2", low)

# %% [markdown]
# ## Which mistakes?
#
# Take one class, say shirts. A shirt that is called a shirt is a **true positive**, another garment that is called one a **false
# positive** (a false alarm), and a shirt that is called something else a **false negative** (a miss). Two shares follow.
# Of all that is called a shirt, how much is one? That is the **precision**. Of all shirts, how many are found? That is
# the **recall**. The **F1 score** is high only if both are:
#
# $$F_1 = \frac{2 \cdot \text{precision} \cdot \text{recall}}{\text{precision} + \text{recall}} .$$
#
# The **confusion matrix** holds all the counts: a row for each true class, a column for each answer.

# %% tags=["nbval-ignore-output"] alt="Confusion matrix of ten classes. Most of each row is on the diagonal; shirts are taken for T-shirts, pullovers and coats, and these for shirts."
drawing.draw_confusion(report)
plt.show()
for metric in ("precision", "recall", "f1"):
    print(f"shirts, {metric:9}", bootstrap(report, metric=metric, of="Shirt", rng=0))

# %%
shirt = names.index("Shirt")
assert report.f1.argmin() == shirt and report.recall[names.index("Trouser")] > 0.93
assert bootstrap(report, metric="recall", of="Shirt", rng=0).high < report.accuracy

# %% [markdown]
# Shirts go to T-shirts, pullovers and coats, and come from there; nobody takes a boot for a shirt. And "nearly nine of ten" is true of
# hardly any class: trousers are nearly always right, shirts about two times in three.
#
# **15.3** Write the F1 score of class `k` from a confusion matrix. No class is empty.


# %% tags=["exercise"] question="15.3"
def f1(confusion, k):
    ...
    # BEGIN SOLUTION
    right = confusion[k, k]
    precision, recall = right / confusion[:, k].sum(), right / confusion[k].sum()
    return 2 * precision * recall / (precision + recall)
    # END SOLUTION


check("15.3", f1)

# %% [markdown]
# For one number over all classes take the mean of the ten: the **macro average**, in which every class counts the same, however rare. Weighted by
# how many pictures a class has, the rare ones hardly count.
#
# Other tasks have other measures. **Object detection** also asks *where*, and counts a find only if its box overlaps the
# true one enough; **face recognition** asks whether two photos show one person, and reports false matches and false non-matches.
#
# ## When mistakes have a price
#
# Copperleaf Bank wants Lepton's networks for card payments, 2 % of which are fraud. A program that always says "no fraud" is right
# in 98 % of the cases and useless: where one class is rare, accuracy is about the other one. "A fraud that we miss costs
# us 200 euros," says the bank, "an honest payment that we block 10, for the call and the anger." So look at money. If the probability
# of fraud is $p$, to let the payment pass costs $p \cdot c_\text{miss}$ on average, and to block it $(1 - p) \cdot c_\text{alarm}$. They are
# equal at
#
# $$p^* = \frac{c_\text{alarm}}{c_\text{alarm} + c_\text{miss}},$$
#
# so block from this **threshold** on: here from 1/21, and not from one half. The same rule serves the doctor who weighs a missed
# tumour against a needless biopsy.
#
# **15.4** The bank also scores loans. A loan that is not paid back loses 9,000 euros; a good customer who is turned away loses the bank
# 1,000. From which probability of default on should it decline?

# %% tags=["exercise"] question="15.4"
threshold = ...
# BEGIN SOLUTION
threshold = 1000 / (1000 + 9000)
# END SOLUTION
check("15.4", threshold)

# %% [markdown]
# Try the rule on pictures. The shop's returns department looks for shirts, and there hardly anything is one: 36 of 1,836. Set
# the cost of a miss to 20, so that $p^* = 1/21 \approx 0.05$, and move the threshold there. Does it cost least? Then look for what does.

# %% tags=["nbval-ignore-output"]
from lepton_kit.vision.metrics.one_vs_rest import thresholds
from lepton_kit.widgets import ThresholdExplorer

rare = np.r_[np.flatnonzero(y_test == shirt)[:36], np.flatnonzero(y_test != shirt)]
returns = judge(y_test[rare], P[rare], names)
ThresholdExplorer(returns, positive="Shirt")

# %% [markdown]
# The rule is dear here, and not because it is wrong. The network has learnt in a world where one picture in ten is a shirt, and here
# it is one in fifty. When the shares of the classes change, that is **label shift**, and Bayes' rule mends it, as in lesson 11:
# multiply each probability by the new share over the old one, and divide so that the sum is 1 again.

# %% tags=["nbval-ignore-output"]
new = returns.support / returns.support.sum()
shifted = returns.probabilities * new / 0.1
shifted /= shifted.sum(axis=1, keepdims=True)
for label, probabilities in (("as learnt", returns.probabilities), ("shifted", shifted)):
    found = thresholds(returns.labels, probabilities, positive=shirt)
    cost, best = found.at(1 / 21).cost(20, 1), found.cheapest(20, 1).cost(20, 1)
    print(f"{label:9} from 1/21 on: cost {cost:.0f}; at the best threshold {best:.0f}")

# %%
costs = [
    thresholds(returns.labels, each, positive=shirt).at(1 / 21).cost(20, 1)
    for each in (returns.probabilities, shifted)
]
assert costs[1] < 0.8 * costs[0]

# %% [markdown]
# The rule is much less dear now. The best threshold costs less still, but it was found by looking at the answers, and on
# other pictures another one will be best.
#
# ## Is 90 % sure right nine times in ten?
#
# A rule about $p$ needs probabilities that mean what they say; then the network is **calibrated**. Sort the pictures into heaps $b$
# by how sure it is, and look at how often it is right in each. The mean distance is the **expected calibration error**,
# $\sum_b \frac{n_b}{n} \, |\text{right}_b - \text{sure}_b|$.
#
# A second network joins us: it has seen 200 pictures, 40 times over, until it knew them by heart. On new ones it is right three
# times in four. How sure is it there, on average? Type a share from 0 to 1.

# %% tags=["guess"]
guess("15.c", ...)

# %% tags=["after-guess", "nbval-ignore-output"]
print("The network that knows 200 pictures by heart, on new ones:")
own = data.x_train[:200], data.y_train[:200]
by_heart = evaluate(trained(*own, 40, 25, 0.003), x_test, y_test, names)
sure, right = by_heart.probabilities.max(axis=1), by_heart.predictions == y_test
heap = np.minimum((15 * sure).astype(int), 14)
error = 0
for b in np.unique(heap):
    inside = heap == b
    error += inside.mean() * abs(right[inside].mean() - sure[inside].mean())
print(f"sure {sure.mean():.3f}, right {right.mean():.3f}, calibration error {error:.3f}")

# %% [markdown]
# When training has nothing left to get right, it goes on by making the probabilities more extreme. One number mends most of that:
# divide the logits by a **temperature** $T$ before softmax. Above 1 it makes every answer less sure, and it changes none. Find
# the $T$ with the least cross-entropy on one half of the pictures, and judge it on the other.


# %% tags=["nbval-ignore-output"]
def cooled(P, T):
    powers = np.maximum(P, 1e-38) ** (1 / T)  # softmax(logits / T), up to a factor
    return powers / powers.sum(axis=1, keepdims=True)


half, Q = np.arange(1000), by_heart.probabilities
temperatures = np.linspace(1, 8, 141)
losses = [-np.log(cooled(Q[half], T)[half, y_test[half]]).mean() for T in temperatures]
print(f"least cross-entropy at T = {temperatures[np.argmin(losses)]:.2f}")

# %% [markdown]
# The kit's functions do the same without a grid. In the picture a large dot is a heap of many pictures; a small one off the line
# holds a handful and says little.

# %% tags=["nbval-ignore-output"] alt="How often right over how sure, three times. For all pictures the points follow the diagonal; learnt by heart they lie far below it; with a temperature of about 3 they are back on it."
from lepton_kit.vision.metrics.calibration import (
    find_temperature,
    reliability,
    temperature_scale,
)

T = find_temperature(y_test[:1000], Q[:1000])
curves = {
    "all pictures": reliability(report),
    "by heart": reliability(y_test[1000:], Q[1000:]),
    f"by heart, T = {T:.1f}": reliability(y_test[1000:], temperature_scale(Q[1000:], T)),
}
drawing.draw_reliability(curves)
plt.show()

# %%
apart, before, after = (curve.error for curve in curves.values())
assert abs(T - temperatures[np.argmin(losses)]) < 0.1 and T > 1.5
assert after < before / 2 and apart < 0.06 and before > 0.1

# %% [markdown]
# **15.5** For one scan a network says 0.98 for "healthy" and 0.02 for "ill". What does it say for "healthy" at a temperature of 2?

# %% tags=["exercise"] question="15.5"
healthy = ...
# BEGIN SOLUTION
healthy = 0.98**0.5 / (0.98**0.5 + 0.02**0.5)
# END SOLUTION
check("15.5", healthy)

# %% [markdown]
# ## Whom does it serve badly?
#
# The shop has a second studio, in a cellar with poor light: every pixel has a fifth of its brightness. None of the training pictures
# come from there, and three in ten of the new ones do.


# %% tags=["nbval-ignore-output"]
def dim(images):
    return (images * 0.2).astype(np.uint8)


cellar = np.random.default_rng(0).random(2000) < 0.3
photos = np.where(cellar[:, None, None], dim(x_test), x_test)
mixed = evaluate(model, photos, y_test, names)
right, studio = mixed.predictions == y_test, np.where(cellar, "cellar", "main")
print(f"all {right.mean():.3f}")
for group in np.unique(studio):
    print(f"{group:6} {right[studio == group].mean():.3f}")

# %% [markdown]
# One number for all hides it; the groups show it. Nobody intended this: the sample was **biased**, it showed the world as the main
# studio sees it.
#
# **15.6** Write the gap between the best and the worst group: `right` holds True where the answer is right, `groups` the group of each
# picture.


# %% tags=["exercise"] question="15.6"
def gap(right, groups):
    ...
    # BEGIN SOLUTION
    shares = [right[groups == group].mean() for group in np.unique(groups)]
    return max(shares) - min(shares)
    # END SOLUTION


check("15.6", gap)

# %% [markdown]
# Now let one in ten of the training pictures come from the cellar. Both networks are judged on the same pictures, draw by draw, so that
# what is hard for both cancels out.

# %% tags=["nbval-ignore-output"]
from lepton_kit.vision import bootstrap_difference

tenth = np.arange(10_000) % 10 == 0
varied = np.where(tenth[:, None, None], dim(data.x_train), data.x_train)
fairer = evaluate(trained(varied, data.y_train), photos, y_test, names)
for group in ("cellar", "main"):
    pair = mixed.predictions[studio == group], fairer.predictions[studio == group]
    change = bootstrap_difference(y_test[studio == group], *pair, rng=0)
    print(f"{group:6} changes by {change}")

# %%
gaps = [
    np.ptp([(r.predictions == y_test)[studio == g].mean() for g in ("cellar", "main")])
    for r in (mixed, fairer)
]
assert gaps[0] > 0.06 and gaps[1] < 0.75 * gaps[0]

# %% [markdown]
# The gap shrinks, and the main studio pays little or nothing. Mind the intervals: where one holds 0, these pictures have not shown a
# change, and the shop should send more from the cellar before it says "mended".
#
# With coats this is a nuisance. In 2018 Joy Buolamwini and Timnit Gebru measured commercial programs that read a person's gender from a photo:
# almost perfect for light-skinned men, wrong for up to a third of dark-skinned women. Ask who is in the sample, measure by group,
# publish the gap, and mend the sample first.
#
# ## What does it give away?
#
# Suppose the pictures were of patients. Somebody holds a photo of you and asks whether the network learnt from it: then you
# were treated there. This is **membership inference**: if the loss is suspiciously low, at most a threshold, the answer is "member".
# The share of members who are caught, minus the share of others who are accused, is the attacker's **advantage**: 0 gives
# nothing away, 1 everything.
#
# **15.7** Write it: `members` and `others` are arrays of losses, and "member" is said where the loss is at most `threshold`.


# %% tags=["exercise"] question="15.7"
def advantage(members, others, threshold):
    ...
    # BEGIN SOLUTION
    return np.mean(members <= threshold) - np.mean(others <= threshold)
    # END SOLUTION


check("15.7", advantage)

# %% [markdown]
# Which leaks most: the network that knows 200 pictures by heart, the same stopped after 3 of 40 epochs, or the one that learnt
# 10,000? The threshold is the mean loss of the members, which many papers print.


# %% tags=["nbval-ignore-output"]
def losses_of(model, images, labels):
    P = model.predict(images[..., None] / 255, verbose=0)
    return -np.log(np.maximum(P[np.arange(len(P)), labels], 1e-12))


leaks = {}
networks = {
    "200, by heart": (trained(*own, 40, 25, 0.003), own),
    "200, stopped": (trained(*own, 3, 25, 0.003), own),
    "10,000": (model, (data.x_train[:2000], data.y_train[:2000])),
}
for name, (network, learnt) in networks.items():
    inside, outside = losses_of(network, *learnt), losses_of(network, x_test, y_test)
    caught, accused = (np.mean(loss <= inside.mean()) for loss in (inside, outside))
    leaks[name] = caught - accused
    print(f"{name:14} caught {caught:.2f}, accused {accused:.2f}")

# %%
assert leaks["200, by heart"] > max(leaks["200, stopped"], leaks["10,000"]) + 0.1

# %% [markdown]
# What is learnt by heart gives itself away. Stopping early helps, and so do more pictures. Guarantees need more: differential
# privacy, which adds noise to every step of the training.
#
# ## Open task: change it, compare, defend
#
# **15.8** Copperleaf may also *ask* the customer, for 2 euros; the customer knows. Write `decide(said)`: for an array of probabilities of fraud, as
# the bank's network says them, an array of 0 (let it pass), 1 (ask) and 2 (block). The network is too sure of itself. The bar: at most 0.70
# euros a payment, on 50,000 payments that you have not seen. Learn from `known` and `was_fraud`, or from
# as many more as `bank.payments` gives you.


# %% tags=["exercise"] question="15.8"
bank = content_module("15", "payments")
known, was_fraud = bank.payments(20_000, rng=100)


def decide(said):
    ...
    # BEGIN SOLUTION
    p = temperature_scale(said, find_temperature(was_fraud, known))[:, 1]
    return np.where(200 * p < 2, 0, np.where(10 * (1 - p) < 2, 2, 1))
    # END SOLUTION


check("15.8", decide)

# %% [markdown]
# Compare two rules on the same payments, over several seeds: put yours in the place of the first.

# %%
rules = {
    "ask from 1 %": lambda said: np.where(said < 0.01, 0, np.where(said < 0.8, 1, 2)),
    "no questions": lambda said: np.where(said < 1 / 21, 0, 2),
}
for seed in range(3):
    said, fraud = bank.payments(20_000, rng=seed)
    one, two = (bank.cost_of(rule(said), fraud) for rule in rules.values())
    saved, error = (two - one).mean(), 1.96 * (two - one).std() / len(said) ** 0.5
    print(f"seed {seed}: {one.mean():.2f} euros a payment,", end=" ")
    print(f"saves {saved:.2f} give or take {error:.2f}")

# %% [markdown]
# Then defend your rule before a customer who was asked ten times this month, and look whether the customers of one district are asked
# more often than those of another.
#
# ## Recap
#
# - An accuracy needs a baseline, pictures that are new, and an interval: Wilson's where everything was right.
# - Precision asks about the answers, recall about the truth; where a class is rare, look at what mistakes cost.
# - Decide from $c_\text{alarm} / (c_\text{alarm} + c_\text{miss})$ on, with probabilities that are calibrated and fit the shares of the classes.
# - One number for all hides the groups. Measure them, and mend the sample.
# - What is learnt by heart is too sure, and gives itself away.
#
# **Read on**: B. Efron, "Bootstrap methods: another look at the jackknife", *Annals of Statistics* 7 (1979) 1-26. E. B. Wilson, "Probable
# inference, the law of succession, and statistical inference", *Journal of the American Statistical Association* 22 (1927) 209-212.
# C. Elkan, "The foundations of cost-sensitive learning", IJCAI 2001. C. Guo, G. Pleiss, Y. Sun and K. Q. Weinberger, "On calibration of modern
# neural networks", ICML 2017, arXiv:1706.04599. J. Buolamwini and T. Gebru, "Gender Shades", *Proceedings of Machine Learning Research* 81
# (2018) 77-91. S. Yeom, I. Giacomelli, M. Fredrikson and S. Jha, "Privacy risk in machine learning", CSF 2018, arXiv:1709.01604.
#
# Next: **[lesson 16, why did it say so?](16_why_did_it_say_so.ipynb)**.
