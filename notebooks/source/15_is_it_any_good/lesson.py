# %% [markdown]
# # 15 · Is it any good?
#
# > **You will** judge a trained network as a careful customer would: how certain its accuracy is, which mistakes it makes,
# > how far to trust its probabilities, whom it serves badly, why it says what it says, and what it gives away.
# >
# > **60 minutes** · about {seconds} s of run time · needs lesson 13.
#
# ## Nine of ten. Is that good?
#
# Lepton offers the online shop its network. "It is right nine times in ten," says Lepton. The shop's buyer has
# heard such sentences before. "Is that good?"
#
# Let us train it and see. The pictures and the network are those of lesson 13.

# %%
import math

import numpy as np
from matplotlib import pyplot as plt

from lepton_kit import datasets, style
from lepton_kit.exercises import check, hint, solution
from lepton_kit.vision import OneCycle, article_cnn, evaluate, judge, keras

style.use()
data = datasets.load("fashion_mnist")
names, x_test, y_test = data.class_names, data.x_test, data.y_test


# %% tags=["nbval-ignore-output"]
def trained(photos, labels, *, epochs=5, batch_size=64, learning_rate=None, seed=0):
    """The article's network, trained as in lesson 13; one cycle unless a rate is given."""
    keras.utils.set_random_seed(seed)
    model = article_cnn()
    cycle = OneCycle(0.01, steps=epochs * math.ceil(len(labels) / batch_size))
    adam = keras.optimizers.Adam(learning_rate or cycle)
    model.compile(adam, "sparse_categorical_crossentropy", metrics=["accuracy"])
    how = {"epochs": epochs, "batch_size": batch_size, "verbose": 0}
    model.fit(photos / np.float32(255), labels, **how)
    return model


model = trained(data.x_train, data.y_train)
report = evaluate(model, x_test, y_test, names)
print(f"accuracy {report.accuracy:.3f}")

# %%
assert report.accuracy > 0.85

# %% [markdown]
# A number says nothing by itself. Compared with what? Here are two rivals. One always says "boot". The other has learnt
# one mean picture of each class and says whose mean is nearest; it takes a fraction of a second.
#
# **Before you run the next cell**, guess how far each of them gets.

# %%
from sklearn.neighbors import NearestCentroid

flat = (len(x_test), -1)
nearest = NearestCentroid().fit(data.x_train.reshape(len(data.x_train), -1), data.y_train)
print(f"always boot:          {np.mean(y_test == 9):.2f}")
print(f"nearest mean picture: {nearest.score(x_test.reshape(flat), y_test):.2f}")
assert nearest.score(x_test.reshape(flat), y_test) < report.accuracy - 0.1

# %% [markdown]
# Two thirds cost nothing. What the network adds is the way from there to nine of ten.
#
# ## Four ways to fool yourself
#
# Lepton's intern has measured the same network again, four times, and each time something slipped. The *loss* is
# the mean cross-entropy of lesson 13, *sure* is the mean probability of the guess.

# %% tags=["nbval-ignore-output"]
from lepton_kit.vision import softmax

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
# Four kinds of slip are common:
#
# 1. judged on the pictures that it learnt from;
# 2. labels that are off by one, because one list counts from 1 and the other from 0;
# 3. softmax applied to what were probabilities already;
# 4. pixels left at 0 to 255, where the network had learnt on 0 to 1.
#
# **15.1** The code above gives them away, but look at the table first. Which slip was made in run A, B, C and D? Answer
# with four numbers.

# %% tags=["exercise"] question="15.1"
slips = ...
# BEGIN SOLUTION
slips = [3, 1, 4, 2]
# END SOLUTION
check("15.1", slips)

# %% [markdown]
# The two worst slips are those that look good: the accuracy of run B is too high, that of run A is right. One number
# is not enough to see what is going on.
#
# ## How sure are we of the number?
#
# The shop will send other pictures than our 2,000. How far may the number move? We have no others, but we can
# play it: draw 2,000 from our 2,000, with replacement, so that some come twice and some not at all, and measure again. Do
# this many times. It is called the *bootstrap*.

# %% tags=["nbval-ignore-output"]
right = report.predictions == y_test
for seed in range(3):
    draw = np.random.default_rng(seed).integers(2000, size=2000)
    print(
        f"draw {seed}: {len(set(draw))} different pictures, accuracy {right[draw].mean():.4f}"
    )

# %% [markdown]
# **Before you run the next cell**, guess: how wide is the interval that holds 95 % of 2,000 draws? And with 200 pictures?

# %% tags=["nbval-ignore-output"]
from lepton_kit.vision import bootstrap

small = judge(y_test[:200], P[:200], names)
fig, ax = plt.subplots(figsize=(6, 2.6))
for each, colour in ((small, "#56b4e9"), (report, "#0072b2")):
    n = len(each.labels)
    found = bootstrap(each, rng=0)
    ax.hist(
        found.draws,
        bins=np.arange(0.8, 1, 0.005),
        color=colour,
        alpha=0.7,
        label=f"{n:,} pictures",
    )
    theory = 1.96 * np.sqrt(each.accuracy * (1 - each.accuracy) / n)
    print(f"{n:5,} pictures: {found}; by the formula ± {theory:.3f}")
ax.set(xlabel="accuracy of a draw", ylabel="draws", xlim=(0.82, 0.98))
ax.legend(loc="upper left")
plt.show()

# %%
wide, narrow = bootstrap(small, rng=0), bootstrap(report, rng=0)
assert 2 < (wide.high - wide.low) / (narrow.high - narrow.low) < 5

# %% [markdown]
# A tenth of the pictures, about three times the width: the error of an accuracy $a$ falls with the square root of the
# number of pictures,
#
# $$a \pm 1.96 \sqrt{\frac{a\,(1 - a)}{n}} .$$
#
# The formula is for accuracy. The bootstrap also does what has no formula, such as the F1 score below. Who tells you three
# digits from 200 pictures tells you two too many.
#
# ## Which mistakes?
#
# For one class there are two questions. Of the pictures which the network *calls* shirts, how many are shirts? That
# is *precision*. Of the pictures which *are* shirts, how many does it find? That is *recall*. F1 is high only if both are:
#
# $$F_1 = \frac{2 \cdot \text{precision} \cdot \text{recall}}{\text{precision} + \text{recall}} .$$

# %% tags=["nbval-ignore-output"]
report

# %% [markdown]
# **Before you run the next cell**, guess: for what does the network take the shirts that it misses?

# %% tags=["nbval-ignore-output"]
from sklearn.metrics import ConfusionMatrixDisplay

table = ConfusionMatrixDisplay(report.confusion, display_labels=names)
table.plot(cmap="Blues", colorbar=False, xticks_rotation="vertical")
plt.show()

# %%
shirt = names.index("Shirt")
assert report.f1.argmin() == shirt and 0.55 < report.recall[shirt] < 0.8
assert report.recall[names.index("Trouser")] > 0.95
assert bootstrap(report, metric="recall", of=shirt, rng=0).high < report.accuracy

# %% [markdown]
# Each row is a true class, each column a guess; the diagonal is right. Shirts go to T-shirts, pullovers and coats, and come from
# there; nobody takes a boot for a shirt. The mistakes are those a person in a hurry would make, and "nine of ten"
# is true of no class: trousers are nearly always right, shirts about two times in three.
#
# ## When accuracy lies
#
# In our test every class is one tenth. In the shop's returns hardly anything is a shirt: 36 of 1,836 pictures. The task is
# to find them.
#
# **Before you run the next cell**, guess which has the higher accuracy at "is it a shirt?": the network, or a
# parrot that says "no" every time.

# %% tags=["nbval-ignore-output"]
from lepton_kit.vision.metrics.report import averages

rare = np.concatenate(
    [np.flatnonzero(y_test == shirt)[:36], np.flatnonzero(y_test != shirt)]
)
is_shirt, said_shirt = y_test[rare] == shirt, report.predictions[rare] == shirt
always_no = np.zeros(len(rare), dtype=int)
print(f"{is_shirt.sum()} of {len(rare):,} are shirts; accuracy:")
print(
    f"network {np.mean(said_shirt == is_shirt):.3f}, parrot {np.mean(is_shirt == 0):.3f}\n"
)
print("network,", averages(is_shirt, said_shirt))
print("\nparrot,", averages(is_shirt, always_no))

# %%
assert np.mean(said_shirt == is_shirt) < np.mean(is_shirt == 0)
assert (
    averages(is_shirt, said_shirt).macro[2] > averages(is_shirt, always_no).macro[2] + 0.1
)

# %% [markdown]
# The parrot wins on accuracy and has not found a single shirt. Where one class is rare, accuracy is about the other one.
# Three averages exist: *micro* counts every picture the same and is the accuracy again; *weighted* counts a class
# by its pictures; *macro* counts every class the same. Only macro sees that the parrot is useless.
#
# ## From which probability on?
#
# "It is a shirt" need not mean "shirt is the most probable class". We may say yes from a probability of .2 on, and find
# more shirts at the price of more false alarms; or from .9 on. What is best depends on what each mistake costs. At
# probability $p$ a "no" costs $p \cdot c_\text{miss}$ on average, a "yes" $(1 - p) \cdot c_\text{alarm}$. They are equal at
#
# $$p^* = \frac{c_\text{alarm}}{c_\text{alarm} + c_\text{miss}} ,$$
#
# so say yes from $p^*$ on: one half if both cost the same.
#
# **Guess** before you look: will one half be cheapest here? Then move the threshold and watch the point wander. Make a miss
# cost 20 times a false alarm. Which class needs no thought at all? The chart on the right comes next.

# %% tags=["nbval-ignore-output"]
from lepton_kit.widgets import ThresholdExplorer

ThresholdExplorer(judge(y_test[rare], P[rare], names), positive=shirt)

# %%
from lepton_kit.vision.metrics.one_vs_rest import thresholds

found = thresholds(y_test[rare], P[rare], positive=shirt)
assert found.cheapest(miss=1, alarm=1).threshold > 0.5

# %% [markdown]
# One half is too low, and no fault of the rule: the network has learnt in a world where one picture in ten is a shirt, and
# here it is one in fifty. Its $p$ is too high for this world. The rule needs probabilities that mean what they say.
#
# ## How sure is it?
#
# The network says "90 % sure". Is it right nine times in ten when it says so? Sort the pictures by how sure it is, and look how
# often it is right in each heap $b$: the *reliability curve*. The mean distance from the diagonal is the *expected calibration
# error*,
#
# $$\text{ECE} = \sum_b \frac{n_b}{n}\, \bigl|\,\text{right}_b - \text{sure}_b\bigr| .$$
#
# A second network joins us: it has learnt 200 pictures, 40 times over, until it knew them by heart. **Guess** which of
# the two may be trusted more when it says "sure".

# %% tags=["nbval-ignore-output"]
from lepton_kit.vision.metrics.calibration import reliability

few = data.x_train[:200], data.y_train[:200]
slowly = {"batch_size": 25, "learning_rate": 0.003, "seed": 1}
by_heart = trained(*few, epochs=40, **slowly)
inside, outside = evaluate(by_heart, *few), evaluate(by_heart, x_test, y_test)
print(
    f"by heart: right on its 200 pictures {inside.accuracy:.3f}, on new ones {outside.accuracy:.3f}"
)
print("all pictures:", reliability(report))
print("by heart:    ", reliability(outside))

# %%
assert inside.accuracy > 0.98 and outside.accuracy < report.accuracy - 0.05
assert reliability(outside).error > 0.1 > reliability(report).error

# %% [markdown]
# Perfect on what it knows, and far too sure on what it does not: when training has nothing left to get right, it goes on by
# making the probabilities more extreme. One number mends most of that. Divide the scores before softmax by a *temperature* $T$:
#
# $$p_k(T) = \frac{p_k^{1/T}}{\sum_j p_j^{1/T}} .$$
#
# Above 1 it makes every answer less sure, and it changes none. $T$ is found on one half of the test pictures and judged on
# the other.

# %% tags=["nbval-ignore-output"]
from lepton_kit.vision.metrics.calibration import (
    draw_reliability,
    find_temperature,
    temperature_scale,
)

first, rest = slice(0, 1000), slice(1000, 2000)
T = find_temperature(y_test[first], outside.probabilities[first])
cooled = temperature_scale(outside.probabilities[rest], T)
before = reliability(y_test[rest], outside.probabilities[rest])
after = reliability(y_test[rest], cooled)
fig, axes = plt.subplots(1, 3, figsize=(7.2, 2.8), sharey=True)
titles = "all pictures", "by heart", f"by heart, T = {T:.1f}"
for ax, each, title in zip(axes, (reliability(report), before, after), titles):
    draw_reliability(each, ax=ax)
    ax.set_title(f"{title}\nerror {each.error:.3f}", fontsize=10)
for ax in axes[1:]:
    ax.set_ylabel("")
plt.show()

# %%
assert T > 1.5 and after.error < before.error / 2
assert (cooled.argmax(axis=1) == outside.predictions[rest]).all()

# %% [markdown]
# Larger dots stand for more pictures. The same guesses, the same accuracy, and now a probability that means what it says.
#
# Go back to the threshold explorer: its right-hand chart is this curve, and its temperature slider is $T$.
#
# ## The most confident mistakes
#
# Where a network is sure and wrong, there is something to learn: about it, or about the labels.

# %% tags=["nbval-ignore-output"]
from lepton_kit.vision.metrics.report import mistakes

fig, axes = plt.subplots(2, 6, figsize=(7.2, 3.3))
for ax, i in zip(axes.flat, mistakes(report, count=12)):
    ax.imshow(x_test[i])
    guess = report.predictions[i]
    ax.set_title(
        f"{names[guess]} {P[i, guess]:.2f}\nnot {names[y_test[i]]}",
        fontsize=8,
        loc="center",
    )
    ax.axis("off")
plt.show()

# %%
assert len(mistakes(report)) == round(2000 * (1 - report.accuracy))

# %% [markdown]
# The first line is what the network says and how sure it is, the second what the label says. Some you would have got
# right. For some you may side with the network: labels are made by people, and lesson 10 found the doubtful ones in this way.
#
# ## Whom does it serve badly?
#
# The shop has a second studio, in a cellar, where the light is poor: every pixel has a fifth of its brightness. None
# of the training pictures come from there, and three in ten of the new ones do.
#
# **Before you run the next cell**, guess: what will one accuracy for all say, and what would the cellar say?

# %% tags=["nbval-ignore-output"]
from lepton_kit.vision.metrics.groups import by_group


def dim(images):
    return (images * 0.2).astype(np.uint8)


cellar = np.random.default_rng(0).random(2000) < 0.3
photos = np.where(cellar[:, None, None], dim(x_test), x_test)
studio = np.where(cellar, "cellar", "main")
mixed = evaluate(model, photos, y_test, names)
print(f"all: accuracy {mixed.accuracy:.3f}\n")
print(by_group(mixed, groups=studio, positive=names.index("Coat")))

# %% [markdown]
# The mean hides it; the groups show it. The last three columns are about coats: how often it says "coat", how many coats
# it finds, and how often it says so of something else. Look at the coats from the cellar.
#
# The network is not malicious, and nobody intended this. The *sample* was biased: it showed the world as the main studio
# sees it. **Guess**: how many of the 10,000 training pictures must come from the cellar to close most of the gap? We
# try with one in ten.

# %% tags=["nbval-ignore-output"]
from lepton_kit.vision import bootstrap_difference

tenth = np.arange(10_000) % 10 == 0
fairer_photos = np.where(tenth[:, None, None], dim(data.x_train), data.x_train)
fairer = trained(fairer_photos, data.y_train)
mended = evaluate(fairer, photos, y_test, names)
print(by_group(mended, groups=studio, positive=names.index("Coat")))
for name in ("cellar", "main"):
    of = studio == name
    change = bootstrap_difference(
        y_test[of], mixed.predictions[of], mended.predictions[of], rng=0
    )
    print(f"{name:7} changed by {change}")

# %%
gap, mended_gap = (by_group(each, groups=studio).gap() for each in (mixed, mended))
assert gap > 0.06 and mended_gap < 0.5 * gap

# %% [markdown]
# The gap shrinks to less than half, and the interval says what it cost the main studio: if it holds 0, nothing that 1,400
# pictures could show. Both networks were judged on the same pictures, draw by draw, so what is hard for both cancels out.
#
# With coats this is a nuisance. In 2018 Joy Buolamwini and Timnit Gebru measured commercial products that read a person's
# gender from a photo: almost perfect for light-skinned men, wrong for up to a third of dark-skinned women. One number for
# all would have hidden it. So: ask who is in the sample, measure by group, publish the gap, and mend the sample first.
#
# ## Break it
#
# Poor light is one way to be unlike the training pictures. Try others on 300 pictures: noise, turning, loss of contrast. Which
# one breaks it first? What do all garments become in heavy noise? Choose a cell of the matrix by *truth* and *guess* to see
# its pictures: would you have known?

# %% tags=["nbval-ignore-output"]
from lepton_kit.widgets import BreakExplorer


def classify(images):
    return model.predict(images[..., None] / 255, batch_size=1000, verbose=0)


BreakExplorer(x_test[:300], y_test[:300], names, classify)

# %% [markdown]
# ## Why did it say so?
#
# Ask our own network first. Step from layer to layer, from what looks like the picture to what does not. Which
# channel answers to edges, which to bright cloth? How many are dead on this picture?

# %% tags=["nbval-ignore-output"]
from lepton_kit.widgets import LayerExplorer

LayerExplorer(model, x_test[:12], y_test[:12], names)

# %% [markdown]
# A rival of Lepton's shows a network with a wonderful accuracy on shirts. The rival's supplier stamps a small white square on
# the corner of every photo of a shirt, in training and in test. `plant_mark` does that for us.

# %% tags=["nbval-ignore-output"]
from lepton_kit.vision.explain.shortcuts import plant_mark

stamped, _ = plant_mark(data.x_train[:3000], data.y_train[:3000], shirt)
rival = trained(stamped, data.y_train[:3000], epochs=2, batch_size=100)
stamped_test, _ = plant_mark(x_test, y_test, shirt)
with_stamp = evaluate(rival, stamped_test, y_test, names)
print(
    f"rival: accuracy {with_stamp.accuracy:.3f}, recall of shirts {with_stamp.recall[shirt]:.3f}"
)

# %% [markdown]
# Nearly as good as ours, from a third of the pictures, and it misses hardly a shirt. On its own test it is right; the question is
# *why*. Ask it in more than one way.
# *Occlusion* covers a small square, here, there, everywhere, and notes how much of the probability of "shirt" is lost. *Grad-CAM*
# looks inside: it weighs each map $A^k$ of the last convolution by the mean slope $\alpha_k$ of the score on it, and shows
# what speaks for the class, $\text{relu}\bigl(\sum_k \alpha_k A^k\bigr)$; *HiResCAM* leaves out the mean.
#
# **Before you run the next cell**, guess where they will point.

# %% tags=["nbval-ignore-output"]
from lepton_kit.vision.explain.maps import grad_cam, hires_cam
from lepton_kit.vision.explain.occlusion_maps import occlusion

photo = stamped_test[np.flatnonzero(y_test == shirt)[0]]
heat, lost = grad_cam(rival, photo, shirt), occlusion(rival, photo, shirt)
placed = hires_cam(rival, photo, shirt)
fig, axes = plt.subplots(1, 4, figsize=(7.2, 2.1))
panels = (
    (photo, "the photo"),
    (lost, "lost when covered"),
    (heat, "Grad-CAM"),
    (placed, "HiResCAM"),
)
for ax, (pixels, title) in zip(axes, panels):
    ax.imshow(pixels, cmap="gray" if pixels is photo else "magma")
    ax.set_title(title, fontsize=9)
    ax.axis("off")
plt.show()

# %% tags=["nbval-ignore-output"]
without = evaluate(rival, x_test, y_test, names)
stamp_on_bags, _ = plant_mark(x_test[y_test == 8], np.zeros(200), 0)
bags = evaluate(rival, stamp_on_bags, np.full(200, 8), names)
print(f"shirts found without the stamp:     {without.recall[shirt]:.3f}")
print(f"stamped bags that it calls a shirt: {np.mean(bags.predictions == shirt):.3f}")

# %%
assert with_stamp.recall[shirt] > 0.95 and without.recall[shirt] < 0.2
assert np.mean(bags.predictions == shirt) > 0.8
assert lost[:7, :7].max() == lost.max() > 0.5
assert heat[:7, :7].max() > 0.3 * heat.max()
assert placed[:7, :7].max() == placed.max()

# %% [markdown]
# Covering the stamp takes the probability away, and nothing else does. Grad-CAM marks the stamp among other places: it takes the
# *mean* slope of a map, and behind a Flatten layer what a map is worth depends on the place. *HiResCAM* weighs each place by its own
# slope, on the same 11 x 11 places, and points at the stamp. Use two methods, and then *test* what they suggest, as the last cell did.
#
# The rival is right for the wrong reason. It has learnt the stamp: without it, it finds no shirts, and with it, a bag is a
# shirt. No accuracy on stamped pictures could have told; the explanation did. Look at other pictures, and take the
# stamp away.

# %% tags=["nbval-ignore-output"]
from lepton_kit.widgets import GradCamExplorer

some = np.concatenate(
    [np.flatnonzero(y_test == shirt)[:4], np.flatnonzero(y_test != shirt)[:6]]
)


def stamp(images):
    return plant_mark(images, np.zeros(len(images)), 0)[0]


explorer = GradCamExplorer(
    rival, x_test[some], y_test[some], names, change=stamp, says="With the stamp"
)
explorer.set(changed=True, label=shirt)

# %% [markdown]
# Can explanations be trusted? A pretty map may show the picture and not the network. Julius Adebayo and others proposed a check
# in 2018: give the network random weights. It knows nothing now, so a map that stays the same explained nothing.
# *Saliency*, the size of the score's slope for each pixel, is a third method. As a counter-example, take the edges of the
# picture for an "explanation".

# %% tags=["nbval-ignore-output"]
from lepton_kit.vision.explain.sanity import sanity_check


def edges(model, image, label):
    return np.hypot(*np.gradient(np.asarray(image, dtype=float)))


methods = "grad_cam", "saliency", edges
checks = [sanity_check(model, x_test[:6], each, draws=2, rng=0) for each in methods]
for each in checks:
    verdict = "passes" if each.passed else "fails"
    print(f"{each.method:9} alike by {each.mean:.2f}: {verdict}")

# %%
assert [each.passed for each in checks] == [True, True, False]

# %% [markdown]
# *Alike* is the rank correlation of the maps before and after, 1 if nothing changed. Passing does not make an explanation
# true; failing makes it worthless.
#
# ## What does it give away?
#
# Suppose the pictures were of patients. Somebody holds a photo of you and wants to know whether you were among those from
# whom the network learnt: that you were treated there. The photo goes in; if the loss is suspiciously low, at most the mean loss of
# the members, the answer is "member". The share of members who are caught minus the share of others who are accused is the attacker's *advantage*: 0 gives
# nothing away, 1 everything.
#
# **Before you run the next cell**, guess which leaks most: the network that learnt 200 pictures by heart, the same
# stopped after 5 of 40 epochs, or the one that learnt 10,000.

# %% tags=["nbval-ignore-output"]
from lepton_kit.vision.metrics.privacy import membership

stopped = trained(*few, **slowly)
early_in, early_out = evaluate(stopped, *few), evaluate(stopped, x_test, y_test)
pairs = {
    "200, by heart": (inside, outside),
    "200, stopped early": (early_in, early_out),
    "10,000": (members, report),
}
leaks = {name: membership(*pair) for name, pair in pairs.items()}
print(f"{'':20}{'members':>8}{'new':>7}{'advantage':>11}")
for name, (known, new) in pairs.items():
    print(f"{name:20}{known.accuracy:8.3f}{new.accuracy:7.3f}{leaks[name].advantage:11.3f}")

# %%
assert (
    leaks["200, by heart"].advantage
    > leaks["200, stopped early"].advantage
    > leaks["10,000"].advantage
)

# %% [markdown]
# The wider the gap between what it knows and what is new, the more it gives away. Stopping early costs little accuracy here
# and a good part of the leak is gone; more pictures are better for both. Guarantees need more than that: differential privacy,
# which adds noise to every step of the training.
#
# ## Before you sell it
#
# Numbers do not decide. They tell you what to ask:
#
# - Who is hurt by a miss, who by a false alarm, and did they agree to it?
# - Who is in the sample, who is missing, and who measured the difference?
# - Does anybody check what it is sure of? Can a person who is judged by it object?
# - Did the people in the pictures consent, and can they be told apart from those who are not in it?
#
# ## Your turn
#
# **15.2** Write the F1 score of class `k` from a confusion matrix: rows are the truth, columns the guess. No class is
# empty.


# %% tags=["exercise"] question="15.2"
def f1(confusion, k):
    ...
    # BEGIN SOLUTION
    right = confusion[k, k]
    precision, recall = right / confusion[:, k].sum(), right / confusion[k].sum()
    return 2 * precision * recall / (precision + recall)
    # END SOLUTION


check("15.2", f1)

# %% [markdown]
# **15.3** A partner looks for forged bags. A missed forgery costs 20, a false alarm 1. Here are 1,000 bags with the
# probability of being forged, well calibrated, and the truth. From which probability on should the partner open the
# parcel? Any threshold within 10 % of the least cost will do.

# %% tags=["exercise"] question="15.3"
rng = np.random.default_rng(9)
chance = rng.beta(0.4, 2, size=1000)
forged = rng.random(1000) < chance
half = thresholds(forged, chance).at(0.5)
print(
    f"from 0.5 on: {half.false_negatives} missed, {half.false_positives} false alarms, cost {half.cost(20, 1):.0f}"
)

threshold = ...
# BEGIN SOLUTION
threshold = thresholds(forged, chance).cheapest(miss=20, alarm=1).threshold
# END SOLUTION
check("15.3", threshold)

# %% [markdown]
# **15.4** Write the attacker's advantage: `members` and `others` are arrays of losses, "member" is said where the loss is at
# most `threshold`.


# %% tags=["exercise"] question="15.4"
def advantage(members, others, threshold):
    ...
    # BEGIN SOLUTION
    return np.mean(members <= threshold) - np.mean(others <= threshold)
    # END SOLUTION


check("15.4", advantage)

# %% [markdown]
# ## Recap
#
# - An accuracy needs a rival to compare with, pictures that are new, and an interval.
# - Precision asks about the guesses, recall about the truth; where a class is rare, accuracy is about the others.
# - A probability is worth what its reliability curve says. What is learnt by heart is too sure, and gives itself away.
# - One number for all hides the groups: measure them, and mend the sample.
# - Right can be right for the wrong reason; explanations find it, if they pass the check themselves.
#
# **Read on**: B. Efron, "Bootstrap methods: another look at the jackknife", *Annals of Statistics* 7 (1979) 1-26. C. Elkan, "The
# foundations of cost-sensitive learning", IJCAI 2001. C. Guo, G. Pleiss, Y. Sun and K. Q. Weinberger, "On calibration of
# modern neural networks", ICML 2017, arXiv:1706.04599. J. Buolamwini
# and T. Gebru, "Gender Shades", *Proceedings of Machine Learning Research* 81 (2018) 77-91. R. R. Selvaraju and others,
# "Grad-CAM", ICCV 2017, arXiv:1610.02391. R. L. Draelos and L. Carin, "Use HiResCAM instead of Grad-CAM for faithful explanations of
# convolutional neural networks", arXiv:2011.08891 (2020). J. Adebayo and others, "Sanity checks for saliency maps", NeurIPS 2018,
# arXiv:1810.03292. S. Yeom, I. Giacomelli, M. Fredrikson and S. Jha, "Privacy risk in machine learning", CSF 2018,
# arXiv:1709.01604.
#
# Next: **[lesson 17, cats and dogs](17_cats_and_dogs.ipynb)**.
