# %% [markdown]
# # 16 · Why did it say so?
#
# > **You will** ask a network for its reasons in three ways, each built in a few lines before the kit's function is called, find
# > out what a rival's network really looks at, test an explanation, and break a network on purpose.
# >
# > **50 minutes** · about {seconds} s of run time · needs lesson 15.
#
# ## Which one would you buy?
#
# The shop has two offers. Lepton's network you know from lesson 15. A rival has learnt from fewer pictures, which a supplier of its own
# delivers, for training and for the test. The shop cares about shirts.

# %%
import numpy as np
from matplotlib import pyplot as plt
from scipy.stats import spearmanr

from lepton_kit import datasets, style
from lepton_kit.exercises import check, guess, hint, solution
from lepton_kit.exercises.content import content_module
from lepton_kit.vision import OneCycle, article_cnn, evaluate, keras
from lepton_kit.widgets import BreakExplorer, GradCamExplorer, OcclusionExplorer

drawing, supplier = (content_module("16", name) for name in ("drawing", "supplier"))
style.use()
data = datasets.load("fashion_mnist")
names, x_test, y_test = data.class_names, data.x_test, data.y_test
shirt = names.index("Shirt")


# %%
def trained(photos, labels, epochs, batch_size, seed=0):
    keras.utils.set_random_seed(seed)
    model = article_cnn()
    adam = keras.optimizers.Adam(OneCycle(0.01, epochs * -(-len(labels) // batch_size)))
    model.compile(adam, "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(photos / 255, labels, epochs=epochs, batch_size=batch_size, verbose=0)
    return model


few = data.y_train[:3000]
photos = supplier.delivered(data.x_train[:3000], few)
their_test = supplier.delivered(x_test, y_test)
lepton = trained(data.x_train, data.y_train, epochs=3, batch_size=128)
rival = trained(photos, few, epochs=2, batch_size=100)

# %% tags=["nbval-ignore-output"]
ours = evaluate(lepton, x_test, y_test, names)
theirs = evaluate(rival, their_test, y_test, names)
for name, report in (("Lepton", ours), ("the rival", theirs)):
    found = report.recall[shirt]
    print(f"{name:9} accuracy {report.accuracy:.3f}, shirts found {found:.3f}")

# %%
assert theirs.recall[shirt] > 0.95 > 0.8 > ours.recall[shirt]

# %% [markdown]
# Nearly as good as ours on the whole, from a third of the pictures, and it misses hardly a shirt. By the measures of lesson 15 the rival
# wins. The numbers are right; the question is *why*.
#
# ## Cover it, and see
#
# The plainest question to ask a network is: what if you could not see this? Cover a small square of the photo, here, there,
# everywhere, and note how much of the probability of "shirt" is lost. This is called **occlusion** (Zeiler and Fergus 2014), and it needs
# nothing but answers, so it works for any classifier.
#
# **16.1** Write a copy of a photo (floats, shape (height, width)) in which a square of `size` pixels, its top left corner at `row` and
# `column`, has the mean brightness of the photo.


# %% tags=["exercise"] question="16.1"
def cover(image, row, column, size):
    ...
    # BEGIN SOLUTION
    covered = image.copy()
    covered[row : row + size, column : column + size] = image.mean()
    return covered
    # END SOLUTION


check("16.1", cover)

# %% [markdown]
# Where does the rival look when it says "shirt": `"collar"`, `"sleeves"`, `"middle"` or `"corner"`?

# %% tags=["guess"]
guess("16.a", ...)

# %% tags=["after-guess", "nbval-ignore-output"] alt="A shirt with a white mark in its upper left corner. Two maps of what is lost when a square is covered are bright at that corner and dark elsewhere."
print("One of the supplier's shirts, 5 x 5 pixels covered at each of 24 x 24 places:")
from lepton_kit.vision.explain.occlusion_maps import occlusion

photo = their_test[y_test == shirt][0] / 255
places = [(row, column) for row in range(24) for column in range(24)]
copies = np.repeat(photo[None], len(places), axis=0)
for copy, (row, column) in zip(copies, places):
    copy[row : row + 5, column : column + 5] = photo.mean()
whole = rival.predict(photo[None, ..., None], verbose=0)[0, shirt]
lost = whole - rival.predict(copies[..., None], verbose=0)[:, shirt]
smooth = occlusion(rival, photo, "Shirt", class_names=names, size=5)
drawing.draw_maps(photo, {"lost, by place": lost.reshape(24, 24), "lost, by pixel": smooth})
plt.show()

# %%
assert smooth[:7, :7].max() == smooth.max() > 0.5

# %% [markdown]
# The corner. There is a small white square in the photo, and the rest could be anything. The map on the right is the kit's
# `occlusion`: at each pixel the mean over all squares that cover it. Bright is much, and a cross marks the most.
#
# **16.2** Occlusion is honest and slow. A photo of 64 x 64 pixels is covered by a square of 8 x 8, which moves 4 pixels at a time and
# stays inside. How many covered copies does the network have to look at?

# %% tags=["exercise"] question="16.2"
copies_needed = ...
# BEGIN SOLUTION
copies_needed = ((64 - 8) // 4 + 1) ** 2
# END SOLUTION
check("16.2", copies_needed)

# %% [markdown]
# Do it by hand. Cover the square in the corner: what does the rival say then? Set *Class asked about* to "Shirt" and look at
# a photo that is not a shirt. Is there one whose corner speaks *against* shirt?

# %% tags=["nbval-ignore-output"]
some = np.r_[np.flatnonzero(y_test == shirt)[:4], np.flatnonzero(y_test != shirt)[:6]]
OcclusionExplorer(rival, their_test[some], y_test[some], names)

# %% [markdown]
# ## Look inside
#
# A network can also be asked from within. Its last convolution gives 64 **feature map**s $A^k$ of 11 x 11 numbers: where in the photo it
# has found something of kind $k$. The score of "shirt" before softmax, its **logit**, has a slope for each of these numbers,
# $G^k_{ij}$: by how much the score grows if $A^k_{ij}$ does. **Grad-CAM** (Selvaraju and others 2017) takes the mean slope of each map as its
# weight, adds the weighed maps, and keeps what speaks *for* the class:
#
# $$\alpha_k = \frac{1}{121} \sum_{ij} G^k_{ij}, \qquad \text{heat}_{ij} = \text{relu}\Bigl(\sum_k \alpha_k A^k_{ij}\Bigr).$$
#
# **16.3** Write it, for `maps` and `slopes` of shape (height, width, number of maps).


# %% tags=["exercise"] question="16.3"
def cam(maps, slopes):
    ...
    # BEGIN SOLUTION
    return np.maximum((maps * slopes.mean(axis=(0, 1))).sum(axis=2), 0)
    # END SOLUTION


check("16.3", cam)

# %% [markdown]
# **HiResCAM** (Draelos and Carin 2020) leaves out the mean: $\text{relu}(\sum_k G^k_{ij} A^k_{ij})$, each place with its own slope.
#
# For our network the slopes can be read off. Behind the maps come a pooling, Flatten and one dense layer. So the slope of the score for a
# pooled number is its weight $W$, and pooling hands that on to the largest of its 2 x 2 places; the other three get 0.

# %%
to_maps = keras.Model(rival.inputs, rival.get_layer("conv2").output)
W = rival.get_layer("output").get_weights()[0][:, shirt].reshape(5, 5, 64)
grow = np.ones((2, 2, 1))


def both_cams(photo):
    A = to_maps.predict(photo[None, ..., None], verbose=0)[0]
    pooled = A[:10, :10].reshape(5, 2, 5, 2, 64).max(axis=(1, 3))
    G = np.zeros_like(A)  # the last row and column are never pooled
    G[:10, :10] = np.kron(W, grow) * (A[:10, :10] == np.kron(pooled, grow))
    mean = W.sum(axis=(0, 1)) / 121
    return [np.maximum((A * slopes).sum(axis=2), 0) for slopes in (mean, G)]


grad, hires = both_cams(photo)

# %% [markdown]
# The kit's functions find the slopes of *any* Keras network with automatic differentiation, and enlarge the map to the photo's size. On ours
# they must agree.

# %% tags=["nbval-ignore-output"] alt="The marked shirt; Grad-CAM is bright over sleeves and edges and brightest at the right; HiResCAM is bright at the mark in the corner alone."
from lepton_kit.vision.explain.maps import grad_cam, hires_cam, saliency

for by_hand, function in ((grad, grad_cam), (hires, hires_cam)):
    by_kit = function(rival, photo, "Shirt", class_names=names)
    larger = keras.ops.image.resize(by_hand[..., None], (28, 28))[..., 0]
    np.testing.assert_allclose(by_kit, larger, atol=1e-4)
drawing.draw_maps(photo, {"Grad-CAM": grad, "HiResCAM": hires})
plt.show()

# %% [markdown]
# Two maps of the same 11 x 11 places, and they do not say the same. To measure it on more photos we have to know which places can see
# the stamp: those with one of its pixels, rows 1 to 4 and columns 1 to 4, in their **receptive field**, the part of the photo that
# reaches them.
#
# **16.4** Follow row 2 of the 11 x 11 map back: conv2 reaches over 3 rows of the pooled map, each pooled row comes from 2 rows of conv1's map,
# and each of these from 3 rows of the photo. Row $i$ of a convolution begins at row $i$ of what it looks at, row $i$ of a pooling at
# row $2i$. Which rows of the photo does row 2 see? Give the first and the last.

# %% tags=["exercise"] question="16.4"
rows = ...
# BEGIN SOLUTION
rows = [2 * 2, 2 * (2 + 2) + 1 + 2]
# END SOLUTION
check("16.4", rows)

# %% [markdown]
# So rows and columns 0, 1 and 2 can see the stamp, and the others cannot. Of forty of the supplier's shirts, for how many is the hottest
# place of the Grad-CAM map one of these nine?

# %% tags=["guess"]
guess("16.b", ...)

# %% tags=["after-guess", "nbval-ignore-output"]
print("Forty shirts, the nine places of 121 that see the stamp:")
heats = np.array(
    [both_cams(shirt_photo / 255) for shirt_photo in their_test[y_test == shirt][:40]]
)
share = heats[:, :, :3, :3].sum(axis=(2, 3)) / heats.sum(axis=(2, 3))
hottest = heats[:, :, :3, :3].max(axis=(2, 3)) == heats.max(axis=(2, 3))
for k, name in enumerate(("Grad-CAM", "HiResCAM")):
    print(
        f"{name}: {share[:, k].mean():4.0%} of the heat, hottest there in {hottest[:, k].sum()} of 40"
    )

# %%
assert hottest[:, 1].sum() >= 36 and share[:, 1].mean() > 0.7
assert hottest[:, 0].sum() < hottest[:, 1].sum() and share[:, 0].mean() < 0.5

# %% [markdown]
# HiResCAM points at the stamp, and Grad-CAM often does not. The map is not too coarse for it, for both have the same one. The
# *mean* is the cause. Behind a Flatten layer the same find is worth something in one place and nothing in another: a white square counts in the
# corner. Averaged over 121 places, that is gone; look at `mean` in the code, it is the same for every photo. Where a network ends in a mean
# over all places instead of Flatten, the slope is the same everywhere, and the two maps are one.
#
# > **Assumes** that the slope says what matters. It says what a *small* change would do, all else unchanged.
#
# ## Test what it suggests
#
# An explanation is a suspicion. Take the stamp away: does the rival find nearly all of the shirts, about half, or hardly any? Type
# `"nearly all"`, `"half"` or `"hardly any"`.

# %% tags=["guess"]
guess("16.c", ...)

# %% tags=["after-guess", "nbval-ignore-output"]
print("The rival, with the stamp where it should not be:")
without = evaluate(rival, x_test, y_test, names)
bags = evaluate(rival, supplier.stamped(x_test[y_test == 8]), y_test[y_test == 8], names)
print(f"shirts found without the stamp:     {without.recall[shirt]:.3f}")
print(f"stamped bags that it calls a shirt: {np.mean(bags.predictions == shirt):.3f}")

# %%
assert without.recall[shirt] < 0.2 and np.mean(bags.predictions == shirt) > 0.6

# %% [markdown]
# The rival is right for the wrong reason: it has learnt a **shortcut**. No accuracy on the supplier's photos could have told. It is no
# invention either: networks that found pneumonia in X-rays had learnt to tell hospitals apart, and did worse elsewhere (Zech and others 2018). In visual
# inspection it may be the lamp above the bench where the defects were photographed, in traffic pictures the date in the corner.
#
# Look at other photos, with the stamp and without. Which layer still sees the square, and which garments turn into shirts?

# %% tags=["nbval-ignore-output"]
explorer = GradCamExplorer(
    rival,
    x_test[some],
    y_test[some],
    names,
    change=("With the stamp", supplier.stamped),
)
explorer.set(changed=True, label="Shirt", method="HiResCAM")

# %% [markdown]
# ## Can explanations be trusted?
#
# A pretty map may show the photo and not the network. Adebayo and others (2018) proposed a **sanity check**: explain a network with random
# weights. It has learnt nothing, so a map that stays the same explained nothing. Compare the two maps by their rank correlation (lesson 7): 1 if
# they put the pixels in the same order, and −1 if in the opposite one, which is just as much the old map.
#
# **16.5** Write a function that says True if an explanation passes: the rank correlation of the maps `before` and `after` is, in size, below 0.7.


# %% tags=["exercise"] question="16.5"
def passes(before, after):
    ...
    # BEGIN SOLUTION
    return abs(spearmanr(before.ravel(), after.ravel()).statistic) < 0.7
    # END SOLUTION


check("16.5", passes)

# %% [markdown]
# Try it on Lepton's network. *Saliency*, the size of the score's slope for each pixel, is a fourth method. And as a counter-example, take the
# edges of the photo for an "explanation".


# %% tags=["nbval-ignore-output"]
def edges(model, image, label):
    return np.hypot(*np.gradient(image.astype(float)))


def likeness(before, after):
    if np.ptp(before) == 0 or np.ptp(after) == 0:
        return 0.0  # an even map is like no other
    return abs(spearmanr(before.ravel(), after.ravel()).statistic)


untrained, alike = article_cnn(rng=1), {}
for method in (grad_cam, hires_cam, saliency, edges):
    maps = [
        [method(model, image, int(label)) for model in (lepton, untrained)]
        for image, label in zip(x_test[:8], ours.predictions)
    ]
    alike[method.__name__] = np.mean([likeness(*pair) for pair in maps])
    print(f"{method.__name__:10} alike by {alike[method.__name__]:.2f}")

# %%
assert alike["edges"] > 0.99
assert max(alike[method] for method in alike if method != "edges") < 0.7

# %% [markdown]
# Edges fail. The others pass, and passing does not make an explanation true; failing makes it worthless.
#
# ## Break it
#
# The first article counts "accuracy and robustness" among the strengths of deep learning. Accuracy you have measured. **Robustness** means that an
# answer survives what does not change the thing: a shirt in poor light is a shirt. Test the claim on 300 pictures with noise, with turning, with
# loss of contrast. Which one breaks Lepton's network first, and by how much does the accuracy fall at the first step? What do all garments become in heavy
# noise? Open a cell of the matrix: would you have known?

# %% tags=["nbval-ignore-output"]
BreakExplorer(x_test[:300], y_test[:300], names, lepton)

# %% [markdown]
# A network is as robust as the pictures that it has learnt from are varied, and no more; lesson 14 showed what augmentation buys. And noise is luck, not
# malice: whoever looks for the worst change finds one that no eye can see (Szegedy and others 2014).
#
# ## What an explanation does not prove
#
# - A map says *where*, not *what*: heat on a collar may mean its shape, its brightness, or the shadow beside it.
# - It is about one photo. That it looks at the right place in ten photos says little about the next ten thousand.
# - A sensible map does not make the answer right, and two networks with the same map may answer differently.
# - What it suggests has to be tested, by changing the thing itself, as we did with the stamp.
#
# ## Open task: change it, compare, defend
#
# **16.6** The rival wants to be honest. It cannot ask its supplier for new photos. Write `mend(images, labels)`, which gets the photos as
# delivered (bytes, shape (n, 28, 28)) and returns as many to train on. The bar: the top left 5 x 5 pixels no longer tell shirts from the rest.
# At none of them may the mean brightness of the shirts and that of the rest differ by more than 0.15 of the range. Outside that square,
# at least 90 % of the pixels are as they were.


# %% tags=["exercise"] question="16.6"
def mend(images, labels):
    ...
    # BEGIN SOLUTION
    mended = images.copy()
    mended[:, :6, :6] = 0
    return mended
    # END SOLUTION


check("16.6", mend)

# %% [markdown]
# Does the cure hold when a network learns from it? Three seeds, each as delivered and cured, judged on shirts *without* a stamp. The one below covers
# a random square in every photo, as some do to make networks robust. Put yours in its place.


# %%
def erased(images, labels):
    rng, covered = np.random.default_rng(0), images.copy()
    for image, (row, column) in zip(covered, rng.integers(0, 20, (len(images), 2))):
        image[row : row + 8, column : column + 8] = 0
    return covered


# %% tags=["nbval-ignore-output"]
for seed in range(3):
    found = []
    for training in (photos, erased(photos, few)):
        model = trained(training, few, epochs=2, batch_size=100, seed=seed)
        found.append(evaluate(model, x_test, y_test, names).recall[shirt])
    print(f"seed {seed}: shirts found {found[0]:.3f} as delivered, {found[1]:.3f} cured")

# %% [markdown]
# Defend your cure: what would you do if you did not know where the stamp is, and what does it cost on the other nine classes?
#
# ## Recap
#
# - Right can be right for the wrong reason. Accuracy on pictures from the same source does not tell.
# - Occlusion asks from outside and works for all; Grad-CAM and HiResCAM ask from inside. Behind Flatten, take each place's own slope.
# - An explanation must change when the network does, or it explains nothing.
# - It gives a suspicion. The test is to change the thing itself and see.
#
# **Read on**: M. D. Zeiler and R. Fergus, "Visualizing and understanding convolutional networks", ECCV 2014, arXiv:1311.2901. R. R. Selvaraju and
# others, "Grad-CAM", ICCV 2017, arXiv:1610.02391. R. L. Draelos and L. Carin, "Use HiResCAM instead of Grad-CAM for faithful explanations of
# convolutional neural networks", arXiv:2011.08891 (2020). J. Adebayo and others, "Sanity checks for saliency maps", NeurIPS 2018,
# arXiv:1810.03292. J. R. Zech and others, "Variable generalization performance of a deep learning model to detect pneumonia in chest
# radiographs", *PLoS Medicine* 15 (2018) e1002683. C. Szegedy and others, "Intriguing properties of neural networks", ICLR 2014, arXiv:1312.6199.
#
# Next: **[lesson 17, cats and dogs](17_cats_and_dogs.ipynb)**.
