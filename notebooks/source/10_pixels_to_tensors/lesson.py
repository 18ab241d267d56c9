# %% [markdown]
# # 10 · From pixels to tensors
#
# > **You will** look at pictures as a network does, read a folder of photos, bring them to one size and one scale, split
# > them without fooling yourself, and stretch them by augmentation.
# >
# > **50 minutes** · about {seconds} s of run time · needs lesson 0.
#
# ## What is in a picture?
#
# One of Lepton's partners, an online shop, wants its pictures sorted by a network. A courier brings a disk. Before
# anything learns, somebody has to look. Here is one picture: a piece of it first, as the computer holds it.

# %%
import numpy as np
from matplotlib import pyplot as plt
from sklearn.neighbors import KNeighborsClassifier

from lepton_kit import datasets, style
from lepton_kit.exercises import check, guess, hint, solution
from lepton_kit.exercises.content import content_module
from lepton_kit.vision import augment, read_folder, read_image, scale, softmax, split
from lepton_kit.widgets import AugmentExplorer

style.use()
draw = content_module("10", "drawing")
data = datasets.load("fashion_mnist")
boot = data.x_test[0]
print(boot.shape, boot.dtype, "from", boot.min(), "to", boot.max())
boot[14:20, 2:12]

# %% alt="An ankle boot of 28 by 28 grey pixels; six rows and ten columns of it enlarged, a dark upper and a lighter lower part; and the boot inverted, dark on white."
draw.draw_images(
    [boot, boot[14:20, 2:12], 255 - boot],
    ["28 x 28 pixels", "those 6 x 10", "255 minus the picture"],
)
plt.show()

# %% [markdown]
# A grey picture is a table of brightnesses, its **pixels**. Each is a whole number from 0, black, to 255, white, held in
# one byte: the type is `uint8`. The background of these pictures is exactly 0.
#
# **10.1** Which share of the pixels of `boot` is background?

# %% tags=["exercise"] question="10.1"
share = ...
# BEGIN SOLUTION
share = (boot == 0).mean()
# END SOLUTION
check("10.1", share)

# %% [markdown]
# A colour picture is three such tables, its **channels**: red, green and blue.

# %% alt="A flag, orange on the left, black on the right, a blue square in the middle; beside it its red, green and blue channels as grey pictures."
flag = np.zeros((40, 60, 3), dtype=np.uint8)
flag[:, :30] = (255, 160, 0)
flag[10:30, 20:40] = (0, 120, 255)
draw.draw_images([flag, *np.moveaxis(flag, 2, 0)], ["colour", "red", "green", "blue"], 1.5)
plt.show()
print("height, width, channels:", flag.shape)

# %% [markdown]
# One byte has room for 256 numbers and no more. A pixel of 200 is made brighter by 100. What comes out?

# %% tags=["guess"]
guess("10.a", ...)

# %% tags=["after-guess"]
print("The sum, in bytes and in floats:")
pixel = np.array([200], dtype=np.uint8)
print("as bytes: ", pixel + np.uint8(100))
print("as floats:", (pixel / 255 + 100 / 255).round(3))

# %% [markdown]
# 300 does not fit, so the count starts over at 256: 300 − 256 = 44, and the brightest spot turns dark. Nothing warns you.
#
# **10.2** Write a function that makes `uint8` pictures brighter by a whole number `by` from 0 to 255, where white stays white.


# %% tags=["exercise"] question="10.2"
def brighter(images, by):
    ...
    # BEGIN SOLUTION
    return np.minimum(images.astype(int) + by, 255).astype(np.uint8)
    # END SOLUTION


check("10.2", brighter)

# %% [markdown]
# So we store bytes and compute in floats. A **tensor**, an array of numbers with axes (picture, height, width, channel), is what a
# network takes and gives; the first axis counts the pictures of a **batch**.
#
# ## A folder of photos
#
# The shop's photos come as files, one folder for each class. Real folders hold surprises, and the cell below writes such a
# one: ten mugs and plates, and six oddities. One photo was turned by the camera, one is meant for a printing press (CMYK), one has
# transparent parts. The copying of another was interrupted, a letter calls itself a photo, and one picture has ten thousand by ten
# thousand pixels. How many of the sixteen files can be read?

# %% tags=["guess"]
guess("10.b", ...)

# %% tags=["after-guess"]
print("What is in the folder:")
import tempfile
from pathlib import Path

disk = tempfile.TemporaryDirectory()  # it goes when the notebook is closed
folder = Path(disk.name, "photos")
content_module("10", "shop").fill(folder)
photos = read_folder(folder, size=48)
photos

# %% [markdown]
# Nothing stopped, and nothing went missing in silence: what was left out is named, with the reason. Put the path of your own folder
# in place of `folder` later. Look at some of the photos, above all at those with a strange past.

# %% alt="Five photos as they were read: three mugs and two plates on plain grounds of different colours, each the right way up."
odd = ["mug/0.jpg", "mug/turned.jpg", "mug/palette.png", "plate/1.jpg", "plate/press.jpg"]
chosen = [photos.files.index(name) for name in odd]
draw.draw_images(photos.images[chosen], odd)
plt.show()
print("tensor:", photos.images.shape, " labels:", photos.labels)

# %% [markdown]
# ## One size
#
# A network takes pictures of one size; cameras give many. There are three ways out, and each loses something: *crop* loses the
# edges, *pad* wastes room on borders, *stretch* bends the shape.

# %% alt="One wide photo of a mug made square in three ways: cropped, padded with white above and below, and stretched, in which the mug is narrow."
wide = folder / "mug" / "2.jpg"
fits = ["crop", "pad", "stretch"]
draw.draw_images([read_image(wide, size=48, fit=fit) for fit in fits], fits)
plt.show()

# %% [markdown]
# **10.3** A photo of 1600 x 1200 pixels is cropped to the largest square, which is then scaled to 48 x 48. Which share of the
# photo does the cropping throw away?

# %% tags=["exercise"] question="10.3"
lost = ...
# BEGIN SOLUTION
lost = 1 - (1200 * 1200) / (1600 * 1200)
# END SOLUTION
check("10.3", lost)

# %% [markdown]
# Scaling looks harmless. Take a fabric with fine stripes, two pixels white and two black, and keep every third pixel of every third
# row. What becomes of the stripes in the smaller picture: do they become `"grey"`, do they stay `"as fine"` as they were on the
# fabric, or do they come out `"wider"` on it?

# %% tags=["guess"]
guess("10.c", ...)

# %% tags=["after-guess"] alt="A fabric of fine black and white stripes; every third pixel of it shows broad stripes that are not there, averaging shows nearly even grey."
print("The fabric, and two ways to make it smaller:")
across = np.arange(96)
fabric = np.broadcast_to(np.where(across % 4 < 2, 255, 0), (96, 96)).astype(np.uint8)
kept, averaged = fabric[::3, ::3], scale(fabric[None], 32)[0]
draw.draw_images([fabric, kept, averaged], ["96 x 96", "every third pixel", "averaged"])
plt.show()
for name, row in (("fabric", fabric[0]), ("every third pixel", kept[0])):
    print(f"{name:17} {(np.diff(row.astype(int)) != 0).sum()} changes along a row")

# %% [markdown]
# Keeping every third pixel has invented another fabric, with stripes three times as wide: this is **aliasing**. Averaging comes close
# to plain grey. "Too fine to tell" is the true answer, and `scale` and `read_folder` give it.
#
# ## One scale
#
# A network learns by steps downhill, and lesson 12 builds one that does. Here is the smallest: one layer of weights, moved sixty
# times against the slope of its error. What do its numbers have to look like? Take 500 pictures as bytes, divided by 255, and
# *normalised*. To **normalise** is to subtract the mean $\mu$ of the pixels and to divide by their standard deviation $\sigma$:
#
# $$z = \frac{x - \mu}{\sigma}.$$
#
# For each of the three, many step lengths, called **learning rates**, are tried, and the best is kept.

# %%
x = scale(data.x_train[:500], 14).reshape(500, -1) / np.float32(255)
truth = np.eye(10, dtype=np.float32)[data.y_train[:500]]


def error_after(x, rate, steps=60):
    W, b = np.zeros((196, 10), np.float32), np.zeros(10, np.float32)
    for _ in range(steps):
        P = softmax(x @ W + b)
        G = (P - truth) / len(x)
        W, b = W - rate * x.T @ G, b - rate * G.sum(axis=0)
    return -np.log(np.maximum(P[truth == 1], 1e-30)).mean()


forms = {"0 to 255": 255 * x, "0 to 1": x, "normalised": (x - x.mean()) / x.std()}
for name, numbers in forms.items():
    rates = np.float32(2) ** np.arange(-19, 1)
    errors = [error_after(numbers, rate) for rate in rates]
    best = np.argmin(errors)
    print(
        f"{name:11} best rate {rates[best]:9.2g}   error after 60 steps {errors[best]:.2f}"
    )

# %% [markdown]
# Dividing by 255 changes the rate, by about $255^2 = 65{,}025$, and next to nothing else: the usual rates, somewhere between 0.001 and
# 1, are made for numbers near 1. Subtracting the mean changes how far sixty steps get. "Everything is bright" is by far the steepest
# direction of these pictures, and the steepest direction limits the rate for all the others; with the mean it is gone. (Dividing by
# $\sigma$ makes the numbers larger again, and the rate smaller.)
#
# Normalising has one rule. $\mu$ and $\sigma$ come from the training pictures alone. Taken from all, they would tell the training
# something about the test. For colour pictures each channel has its own two.
#
# **10.4** Write a function that normalises `test` with the mean and the standard deviation of `train`, two arrays of grey pictures in
# floats.


# %% tags=["exercise"] question="10.4"
def normalised(train, test):
    ...
    # BEGIN SOLUTION
    return (test - train.mean()) / train.std()
    # END SOLUTION


check("10.4", normalised)

# %% [markdown]
# To *see* a tensor, or to show what a network has drawn, one goes the other way.
#
# **10.5** Pixels were divided by 255 and then normalised with $\mu = 0.3$ and $\sigma = 0.4$. A network gives back $z = 1.2$. Which
# brightness, from 0 to 255, is that?

# %% tags=["exercise"] question="10.5"
brightness = ...
# BEGIN SOLUTION
brightness = round((1.2 * 0.4 + 0.3) * 255)
# END SOLUTION
check("10.5", brightness)

# %% [markdown]
# ## Splitting without leaks
#
# To know how good a classifier is, try it on pictures that it has not seen. But many cameras take *bursts*, three photos of one thing
# that hardly differ. Here are 400 bursts, and the simplest classifier there is: it looks up the most similar known picture, the
# **nearest neighbour**, and repeats its label. It is tested twice: on a quarter of the photos drawn at random, and on a quarter of the
# bursts, each kept together. By how much do the two accuracies differ? Type a number such as 0.05.

# %%
rows = content_module("10", "shop").rows  # scaled to 14 x 14 and laid in a row, 0 to 1
once, kind = data.x_train[2000:2400], data.y_train[2000:2400]
burst = np.concatenate([once, *(augment(once, rotate=4, shift=1, rng=s) for s in (1, 2))])
kinds, scene = np.tile(kind, 3), np.tile(np.arange(400), 3)

# %% tags=["guess"]
guess("10.d", ...)

# %% tags=["after-guess"]
print("What each test says, and what 2,000 new pictures say:")
for name, copies in (("at random", None), ("bursts together", scene)):
    train, test = split(kinds, test=0.25, copies=copies, rng=0)
    nearest = KNeighborsClassifier(1).fit(rows(burst[train]), kinds[train])
    told = nearest.score(rows(burst[test]), kinds[test])
    true = nearest.score(rows(data.x_test), data.y_test)
    print(f"{name:16} test {told:.3f}; new pictures {true:.3f}")

# %% [markdown]
# Both classifiers are about as good on new pictures, and one of the two tests lied. It had been asked about sisters of pictures that it
# knew: this is **data leakage**. `split` takes the number of each picture's group and keeps groups together. It is also **stratified**:
# each class has the same share on both sides. The groups differ from trade to trade. On a production line, where a network looks for
# faults (**visual inspection**), they are the parts; in medical images the patients; for traffic and the environment the place of
# the camera.
#
# **10.6** How many test pictures have a sister from the same burst in the training? Write a function of the bursts' numbers on
# either side, two arrays with one entry for each picture.


# %% tags=["exercise"] question="10.6"
def leaked(train_scenes, test_scenes):
    ...
    # BEGIN SOLUTION
    return np.isin(test_scenes, train_scenes).sum()
    # END SOLUTION


check("10.6", leaked)

# %% [markdown]
# ## Augmentation
#
# A boot that is shifted or tilted a little is still a boot. So each picture can stand for many, free of charge: that is
# **augmentation**.

# %% alt="One ankle boot as it came, and seven copies of it, turned a little, shifted, and some of them mirrored."
one = data.x_train[data.y_train == 9][:1]
many = augment(np.repeat(one, 8, axis=0), rotate=15, shift=3, flip=True, rng=3)
draw.draw_images([one[0], *many[:7]], ["as it came", *[""] * 7], 1.2)
plt.show()

# %% [markdown]
# **10.7** Some of them are mirrored. Write that: `images` has shape (n, height, width), and left and right are to be exchanged.


# %% tags=["exercise"] question="10.7"
def mirrored(images):
    ...
    # BEGIN SOLUTION
    return images[:, :, ::-1]
    # END SOLUTION


check("10.7", mirrored)

# %% [markdown]
# Augment the training pictures only, after the split, and only by what leaves the label true: a mirrored boot is a boot, a mirrored *b*
# is a *d*.
#
# Your task: how far can you turn picture 0 before the classifier takes it for something else? Put it back and shift it: how many pixels
# does it bear? Write the two numbers down, you need them below. Then look for the noise that changes its mind although yours stays as it is.

# %%
voters = KNeighborsClassifier(15).fit(rows(data.x_train[:2000]), data.y_train[:2000])
AugmentExplorer(
    data.x_test[:20],
    data.y_test[:20],
    data.class_names,
    lambda images: voters.predict_proba(rows(images)),
)

# %% [markdown]
# ## Open task: pictures as customers take them
#
# The shop photographs its goods upright and in the middle. Its customers hold their phones at an angle, up to 15 degrees, and miss the
# middle by up to 3 pixels. Train on 500 of the shop's pictures and six variants of each: which changes help? `gains` says for each
# test picture whether your variants gain it (1), lose it (−1) or change nothing (0), for the shop's pictures and for customers'. Both classifiers
# see the same pictures, so the interval is **paired**.


# %%
def compare(**changes):
    for seed in range(5):
        for who, gain in zip(
            ("shop", "customers"), content_module("10", "shop").gains(seed, **changes)
        ):
            half = 1.96 * gain.std(ddof=1) / np.sqrt(len(gain))
            print(f"{who} {gain.mean():+.3f}, give or take {half:.3f}", end="   ")
        print(f"seed {seed}")


compare(flip=True)

# %% [markdown]
# The **bar**: for each of the five seeds, the customers' interval lies above 0.04, and the shop's accuracy falls by no more than 0.02.
#
# **10.8** Give your changes as a dict with some of the keys `"rotate"`, `"shift"` and `"flip"`. Then defend them in two sentences
# before the shop's manager, who asks: why not turn them by 90 degrees as well, more is more?

# %% tags=["exercise"] question="10.8"
my_changes = ...
# BEGIN SOLUTION
my_changes = {"rotate": 10, "shift": 2}
# END SOLUTION
check("10.8", my_changes)

# %% [markdown]
# ## Recap
#
# - A picture is an array of bytes, (height, width, channels). Bytes start over at 256, so compute in floats.
# - Crop, pad and stretch each lose something. Make smaller by averaging, or patterns appear that were never there.
# - The scale of the pixels sets the learning rate; subtracting the mean lets the same number of steps get further. Both numbers come from
#   the training.
# - What belongs together stays on one side of a split, or the test repeats what was learnt.
# - Augment by what your pictures will meet and what leaves the label true.
#
# **Read on**: C. Shorten and T. M. Khoshgoftaar, "A Survey on Image Data Augmentation for Deep Learning", *Journal of Big Data* 6 (2019) 60.
# Y. LeCun, L. Bottou, G. B. Orr and K.-R. Müller, "Efficient BackProp", in *Neural Networks: Tricks of the Trade*, Springer, 1998, pages 9-50. S.
# Kaufman, S. Rosset, C. Perlich and O. Stitelman, "Leakage in Data Mining: Formulation, Detection, and Avoidance", *ACM Transactions on
# Knowledge Discovery from Data* 6 (2012) 15. H. Xiao, K. Rasul and R. Vollgraf, "Fashion-MNIST", 2017, arXiv:1708.07747.
#
# Next: **[lesson 11, labels](11_labels.ipynb)**.
