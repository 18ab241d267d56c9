# %% [markdown]
# # 10 · From pixels to tensors
#
# > **You will** look at pictures as a network does, read a folder of photos, clean it, split it without fooling yourself, stretch
# > it by augmentation, and find out how far its labels can be trusted.
# >
# > **50 minutes** · about {seconds} s of run time · needs lesson 0 only.
#
# ## What is in a picture?
#
# One of Lepton's partners, an online shop, wants its pictures sorted. A courier brings a disk. Before any network
# learns anything, somebody has to look. Here is one picture: a piece of it first,
# as the computer holds it.

# %%
import numpy as np
from matplotlib import pyplot as plt
from sklearn.neighbors import KNeighborsClassifier

from lepton_kit import datasets, style
from lepton_kit.display import source
from lepton_kit.exercises import check, hint, solution
from lepton_kit.widgets import AugmentExplorer

style.use()
data = datasets.load("fashion_mnist")
boot = data.x_test[0]
print(boot.shape, boot.dtype, "from", boot.min(), "to", boot.max())
boot[14:20, 2:12]


# %%
def show(images, titles, width=7.2, height=1.9):
    _, axes = plt.subplots(1, len(images), figsize=(width, height))
    for ax, image, title in zip(axes, images, titles):
        ax.imshow(image, vmin=0, vmax=255)
        ax.set_title(title, fontsize=9, loc="center")
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set_visible(True)
    plt.show()


show(
    [boot, boot[14:20, 2:12], 255 - boot],
    ["28 x 28 pixels", "those 6 x 10", "255 minus the picture"],
)

# %% [markdown]
# A grey picture is a table of brightnesses. Each is a whole number from 0, black, to 255, white, held in one byte: the *dtype*
# is `uint8`. A colour picture has three such tables, its *channels*: red, green and blue.

# %%
flag = np.zeros((40, 60, 3), dtype=np.uint8)
flag[:, :30] = (255, 160, 0)
flag[10:30, 20:40] = (0, 120, 255)
show([flag, *np.moveaxis(flag, 2, 0)], ["colour", "red", "green", "blue"], height=1.5)
print("pictures by height, width, channels:", flag.shape)

# %% [markdown]
# One byte has room for 256 numbers and no more. **Before you run the next cell**, guess: 200 is made brighter by 100. What
# comes out?

# %%
pixel = np.array([200], dtype=np.uint8)
print("as bytes: ", pixel + np.uint8(100))
print("as floats:", pixel / 255 + 100 / 255)

# %% [markdown]
# 300 does not fit, so the count starts over: 300 − 256 = 44, and the brightest spot turns dark. Nothing warns you. So we store
# bytes and compute in floats: a *tensor*, an array of floats with axes (picture, height, width, channel), is what networks
# take and give.
#
# ## Collecting: a folder of photos
#
# The shop's photos come as files, one folder for each class. Real folders hold surprises. This cell makes such a one; put your own
# folder's path in place of it later.


# %%
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw

from lepton_kit.vision import read_folder, read_image


def photo(kind, number):
    """A drawn mug or plate on a coloured table."""
    rng = np.random.default_rng(number)
    image = Image.new("RGB", (96, 72), tuple(int(c) for c in rng.integers(90, 200, 3)))
    draw, x = ImageDraw.Draw(image), int(rng.integers(24, 40))
    if kind == "mug":
        draw.ellipse([x + 20, 26, x + 42, 50], outline="white", width=5)
        draw.rectangle([x, 18, x + 30, 58], fill="white", outline="black")
    else:
        draw.ellipse([x - 16, 8, x + 42, 66], fill="white", outline="black")
        draw.ellipse([x - 4, 20, x + 30, 54], outline="grey")
    return image


# %%
disk = tempfile.TemporaryDirectory()
folder = Path(disk.name, "photos")
for number, kind in enumerate(["mug", "plate"] * 5):
    (folder / kind).mkdir(parents=True, exist_ok=True)
    photo(kind, number).save(folder / kind / f"{number}.jpg", quality=90)

# %% [markdown]
# Now the surprises: a photo the camera marked as turned, one for the printing press (CMYK), one with transparent parts, one whose
# copying was interrupted, a text that calls itself a photo, and a picture of ten thousand by ten thousand pixels.

# %%
turned = Image.Exif()
turned[0x0112] = 6  # "turn me a quarter to the right"
photo("mug", 20).transpose(Image.Transpose.ROTATE_90).save(
    folder / "mug" / "turned.jpg", exif=turned
)
photo("plate", 21).convert("CMYK").save(folder / "plate" / "press.jpg")
photo("mug", 22).convert("P").save(folder / "mug" / "palette.png", transparency=0)
whole = (folder / "mug" / "0.jpg").read_bytes()
(folder / "mug" / "interrupted.jpg").write_bytes(whole[:700])
(folder / "plate" / "letter.png").write_text("Dear Lepton, find our photos enclosed.")
Image.new("1", (10_000, 10_000)).save(folder / "plate" / "wall.png")

photos = read_folder(folder, size=48)
photos

# %% [markdown]
# Thirteen photos, all of one size, and three files that were left out, each with its reason. Nothing stopped, nothing went missing in
# silence. Look at some, above all at those with a strange past.

# %%
chosen = [0, photos.files.index("mug/turned.jpg"), photos.files.index("mug/palette.png")]
chosen += [len(photos.files) - 2, photos.files.index("plate/press.jpg")]
show(photos.images[chosen], [photos.files[i] for i in chosen])
print("tensor:", photos.images.shape, " labels:", photos.labels)

# %% [markdown]
# ## Crop and scale, and why
#
# A network takes pictures of one size; cameras give many. There are three ways out, and each loses something: *crop* loses the
# edges, *pad* wastes room on borders, *stretch* bends the shape.

# %%
wide = folder / "mug" / "2.jpg"
show(
    [read_image(wide, size=48, fit=fit) for fit in ("crop", "pad", "stretch")],
    ["crop", "pad", "stretch"],
)

# %% [markdown]
# Making a picture smaller looks harmless. Here is a striped fabric, three times: as it is; by keeping each third pixel; and by
# averaging. **Guess** what becomes of the stripes.

# %%
from lepton_kit.vision import Normalization, scale

across = np.arange(96)
fabric = np.broadcast_to(np.where(across % 4 < 2, 255, 0), (96, 96)).astype(np.uint8)
kept, averaged = fabric[::3, ::3], scale(fabric[None], 32)[0]
show([fabric, kept, averaged], ["96 x 96", "each third pixel", "averaged"])
print(
    "spread of the brightness:",
    kept.std().round(),
    "kept,",
    averaged.std().round(),
    "averaged",
)
changes = [int((np.diff(row.astype(int)) != 0).sum()) for row in (fabric[0], kept[0])]
print("changes of colour along a row:", changes[0], "in the fabric,", changes[1], "kept")

# %% [markdown]
# Keeping each third pixel has invented another fabric: wider stripes that were never there. Averaging comes close to plain
# grey: "too fine to tell", and that is true. `scale` and `read_folder` average.
#
# ## Normalise, and why
#
# A network learns by small steps downhill. How many it needs depends on how unlike the directions are: where one is a hundred
# times steeper than the next, a step that suits the one is a hundred times too small for the other. Subtracting the mean $\mu$ and
# dividing by the standard deviation $\sigma$,
#
# $$z = \frac{x - \mu}{\sigma},$$
#
# takes out the steepest direction of all, "everything is bright".

# %%
images = data.x_train[:1000]
normalise = Normalization.of(images)
z = normalise(images)
print(f"mean {normalise.mean:.3f}, standard deviation {normalise.std:.3f}, of the range")
for name, tensor in (
    ("0 to 255", images.astype(float)),
    ("0 to 1", images / 255),
    ("normalised", z),
):
    x = tensor.reshape(1000, -1)
    steep = np.linalg.eigvalsh(x.T @ x / 1000)[::-1]
    print(
        f"{name:11} steepest direction / next: {steep[0] / steep[1]:5.1f}   steepest: {steep[0]:12,.0f}"
    )
print("back again:", (normalise.inverse(z) == images).all())

# %% [markdown]
# Two things happen. The scale becomes one for which the usual learning rates are made, and the steepest direction loses its
# lead over the next. Nothing is lost: `inverse` brings back every pixel, and you need it whenever you want to *see* a tensor.
#
# One rule: $\mu$ and $\sigma$ come from the training pictures alone. Taken from all, they would tell the training something about the
# test.
#
# ## Cleaning
#
# The shop's first delivery: 600 pictures of clothes. We plant faults in it, so that we know what there is to find.

# %%
from lepton_kit.vision import distort, find_copies
from lepton_kit.vision.cleaning import find_blanks, find_doubtful

rng = np.random.default_rng(6)
shop, said = data.x_train[:600].copy(), data.y_train[:600].astype(int)
again = rng.choice(600, 60, replace=False)  # 30 sent twice, 30 once more after editing
edited = distort(shop[again[30:]], contrast=0.95, noise=0.01, rng=0)
blank = distort(shop[:5], contrast=0, noise=0.01, rng=1)
wrong = rng.choice(600, 30, replace=False)
said[wrong] = (said[wrong] + rng.integers(1, 10, 30)) % 10
shop = np.concatenate([shop, shop[again[:30]], edited, blank])
said = np.concatenate([said, said[again], rng.integers(0, 10, 5)])
print(len(shop), "pictures delivered")

# %% [markdown]
# **Copies.** Comparing each picture with each other takes $n^2/2$ looks. A *hash* turns a picture into a short number; equal pictures
# have equal hashes, so one look at each will do. An edited copy has quite another SHA-256. A *perceptual* hash asks of 64 places
# "is it brighter than its neighbour?", and little editing changes few answers.

# %%
exact, near = find_copies(shop), find_copies(shop, near=0.03)
own, planted = np.arange(len(shop)), np.arange(600, 660)
copy = np.flatnonzero(near != own)
print("exact copies:", (exact != own).sum(), "of 30 planted")
print("near copies: ", np.isin(planted, copy).sum(), "of 60 planted, exact ones included")
other = copy[copy < 600]
print("not planted: ", len(other))
chosen = [*other[:1], *copy[-3:]]
pairs = [np.hstack([shop[near[i]], shop[i]]) for i in chosen]
show(pairs, [f"{near[i]} and {i}" for i in chosen])

# %% [markdown]
# All exact copies, and most of the edited ones. Those that it missed were edited enough to look different to the program; ask for more
# with a larger `near`, and you get more like the first pair: two pairs of trousers that nobody has copied. A program can propose; whether
# two pictures are *the same thing* is for you to say. Here it costs us little to lose them.
#
# **Blanks** have next to no contrast.

# %%
empty = find_blanks(shop, contrast=0.05)
print("blank:", empty, " planted:", np.arange(660, 665))
assert set(empty) == set(range(660, 665))

# %%
keep = np.flatnonzero(near == own)
keep = keep[~np.isin(keep, empty)]
left, labels = shop[keep], said[keep]
print(len(left), "pictures left")

# %% [markdown]
# **Wrong labels.** Ask a classifier about pictures that it has not learnt, and look where it contradicts the label with
# confidence. The classifier of this lesson is the simplest there is: it looks up the most similar known pictures, the *nearest
# neighbours*, and lets them vote.


# %%
from sklearn.model_selection import cross_val_predict


def rows(images):
    """Pictures as rows of 196 numbers, for a classifier that knows nothing of pictures."""
    return scale(images, 14).reshape(len(images), -1) / 255


P = cross_val_predict(
    KNeighborsClassifier(10), rows(left), labels, cv=5, method="predict_proba"
)
doubtful = find_doubtful(labels, P)
truly = np.isin(keep[doubtful], wrong)
print(f"{len(doubtful)} doubtful; of the first 20, {truly[:20].sum()} were planted")
assert len(doubtful) < len(left) / 5
print(f"found: {truly.sum()} of the {np.isin(keep, wrong).sum()} that are left")

# %%
first = doubtful[:6]
show(left[first], [data.class_names[labels[i]] + "?" for i in first])

# %% [markdown]
# A list five times shorter than the delivery, with the likeliest on top: that is what a person should look at, and no more than that. The
# program cannot know; among the rest are shirts that look like coats, rightly labelled.
#
# ## Splitting without leaks
#
# To know how good a classifier is, try it on pictures that it has not seen. Many cameras take *bursts*: three photos of the same
# thing, hardly different. Here are 400 bursts. One classifier is tested on a split at random; the other on one where each burst
# stays together. **Guess** how far apart the two accuracies are.

# %%
from lepton_kit.vision import augment, split

once, kind = data.x_train[2000:2400], data.y_train[2000:2400]
burst = np.concatenate([once, *(augment(once, rotate=4, shift=1, rng=s) for s in (1, 2))])
kinds, scene = np.tile(kind, 3), np.tile(np.arange(400), 3)
new, truth = rows(data.x_test), data.y_test

measured = {}
for name, copies in (("at random", None), ("bursts together", scene)):
    train, test = split(kinds, test=0.25, copies=copies, rng=0)
    nearest = KNeighborsClassifier(1).fit(rows(burst[train]), kinds[train])
    measured[name] = nearest.score(rows(burst[test]), kinds[test])
    print(
        f"{name:16} test says {measured[name]:.2f}; on 2,000 new pictures {nearest.score(new, truth):.2f}"
    )

# %%
assert measured["at random"] > 0.9 > 0.8 > measured["bursts together"]
source(split)

# %% [markdown]
# The random split promises a far better classifier than there is, and the shop would be told so. The classifier has only recognised the other photos of
# the same burst. Both are the same on new pictures; one of the two tests lied. `split` also keeps each class in the same share on
# both sides (*stratified*), or a rare class might be missing from the test.
#
# ## Augmentation
#
# A boot that is shifted or tilted a little is still a boot. So every picture can stand for many, free of charge.

# %%
one = data.x_train[data.y_train == 9][:1]
many = augment(np.repeat(one, 8, axis=0), rotate=15, shift=3, flip=True, rng=3)
show([one[0], *many[:7]], ["as it came", *[""] * 7], height=1.2)

# %% [markdown]
# The shop's customers hold their phones at an angle and miss the middle. Train on 500 pictures, with and without augmentation, and
# test on pictures as the shop makes them and as customers do.

# %%
few, label = data.x_train[:500], data.y_train[:500]
more = np.concatenate([few, *(augment(few, rotate=15, shift=3, rng=s) for s in range(6))])
customers = rows(augment(data.x_test, rotate=15, shift=3, rng=9))
for name, x, y in (
    ("500 as they are", few, label),
    ("with 6 variants", more, np.tile(label, 7)),
):
    nearest = KNeighborsClassifier(1).fit(rows(x), y)
    print(
        f"{name:16} shop {nearest.score(new, truth):.2f}, customers {nearest.score(customers, truth):.2f}"
    )

# %% [markdown]
# The customers' pictures are where it pays: the variants have shown the classifier what will come. Augment the training pictures only,
# after the split (why?), and only by what leaves the label true: a mirrored boot is a boot, a mirrored *b* is a *d*.
#
# Try it by hand. How far can you turn a boot before the classifier takes it for something else? Do the same with contrast and noise.

# %%
voters = KNeighborsClassifier(15).fit(rows(data.x_train[:2000]), data.y_train[:2000])
AugmentExplorer(
    data.x_test[:20],
    data.y_test[:20],
    data.class_names,
    lambda images: voters.predict_proba(rows(images)),
)

# %% [markdown]
# ## Labelling: by hand, by machine, by the crowd
#
# Somebody must say what is in the pictures. **By hand** is dear. **By machine**: label 200 by hand, let a classifier label the rest, and
# take its word only where enough neighbours agree.

# %%
helper = KNeighborsClassifier(10).fit(rows(data.x_train[:200]), data.y_train[:200])
P = helper.predict_proba(rows(data.x_train[200:2200]))
right = P.argmax(axis=1) == data.y_train[200:2200]
for needed in (0, 0.5, 0.7, 0.9):
    sure = P.max(axis=1) >= needed
    print(f"{needed:3.0%} must agree: {sure.mean():4.0%} labelled,", end=" ")
    print(f"{right[sure].mean():.0%} of them rightly")

# %% [markdown]
# The stricter, the fewer and the better. What is left over goes to people, and it is the hard part.
#
# **By the crowd**: many labellers, each cheap, none perfect. We simulate six, because then we know the truth: two careful ones, a hasty one,
# one who confuses look-alikes, and two who press the same button each time, for pay.


# %%
from lepton_kit.vision.labels import (
    count_votes,
    dawid_skene,
    fleiss_kappa,
    majority,
    simulate_votes,
)


def errs(share):
    """A labeller who is wrong in this share of cases, in favour of any other class."""
    return np.full((10, 10), share / 9) + np.eye(10) * (1 - share - share / 9)


# %%
alike, button = np.eye(10), np.zeros((10, 10))
pairs = [(0, 6), (2, 4), (5, 7)]  # shirts, pullover and coat, sandal and sneaker
for a, b in pairs:
    alike[[a, a, b, b], [a, b, a, b]] = 0.5
button[:, 3] = 1
errors = [errs(0.15), errs(0.15), errs(0.4), alike, button, button]
crowd = ["careful", "careful", "hasty", "mixes up", "button", "button"]
items = data.y_train[:600].astype(int)
votes = simulate_votes(items, errors, rng=3)
for name, share in zip(crowd, (votes == items[:, None]).mean(axis=0)):
    print(f"{name:9} right on {share:.2f}")

# %% [markdown]
# **Do they agree?** Two labellers may agree by chance. *Cohen's kappa* takes that out: with $p_o$ the share on which they agree and $p_e$ the
# share to be expected by chance,
#
# $$\kappa = \frac{p_o - p_e}{1 - p_e}.$$
#
# *Fleiss' kappa* does the same for many.

# %%
from sklearn.metrics import cohen_kappa_score

for a, b in ((0, 1), (0, 2), (0, 4)):
    agree, kappa = (
        (votes[:, a] == votes[:, b]).mean(),
        cohen_kappa_score(votes[:, a], votes[:, b]),
    )
    print(f"{crowd[a]} and {crowd[b]:8} agree on {agree:.2f}, kappa {kappa:.2f}")
print(f"all six: Fleiss' kappa {fleiss_kappa(count_votes(votes, 10)):.2f}")

# %% [markdown]
# The button presser agrees with a careful labeller on a tenth of the pictures: exactly what chance gives, and kappa says 0.
#
# The simplest way to one label is the *majority*. It counts the careful and the careless alike. Dawid and Skene asked in 1979 how to weigh
# five anaesthetists without knowing who is right. Their idea goes around in a circle: if we knew the true classes, we could count each
# labeller's errors; if we knew the errors, we could work out the classes. Start with the shares of the votes, and go around until nothing
# moves.

# %%
found = dawid_skene(votes, classes=10)
by_majority, by_model = majority(votes, 10) == items, found.labels == items
print(
    f"majority: {by_majority.mean():.3f} right; Dawid and Skene: {by_model.mean():.3f} right"
)
print(f"after {found.rounds} rounds it thinks that they are right with probability")
for name, share in zip(crowd, found.accuracy):
    print(f"  {name:9}{share:.2f}")
assert by_model.mean() > by_majority.mean() + 0.1

# %% [markdown]
# Nobody told it who is careful. It found that from the votes alone, gave the button pressers no weight, and learnt whom to ask about coats.
# Here is what it believes of the one who mixes up look-alikes.

# %%
fig, ax = plt.subplots(figsize=(4.6, 3.8))
ax.imshow(found.confusion[3], cmap="Blues", vmin=0, vmax=1)
ax.set_xticks(range(10), data.class_names, rotation=60, ha="right", fontsize=8)
ax.set_yticks(range(10), data.class_names, fontsize=8)
ax.set(xlabel="what they say", ylabel="what it is")
ax.grid(False)
plt.show()

# %% [markdown]
# ## What do wrong labels cost?
#
# Train on 2,000 pictures with a share of the labels wrong, test on clean ones. One classifier believes its one nearest neighbour, the
# other the vote of fifteen.

# %%
clean, learn = data.y_train[:2000].astype(int), rows(data.x_train[:2000])
shares = np.array([0, 0.1, 0.2, 0.3, 0.4])
cost = {
    k: [
        KNeighborsClassifier(k)
        .fit(learn, simulate_votes(clean, [errs(s)], rng=1)[:, 0])
        .score(new, truth)
        for s in shares
    ]
    for k in (1, 15)
}
for share, one, fifteen in zip(shares, cost[1], cost[15]):
    print(f"{share:.0%} wrong: one neighbour {one:.3f}, fifteen {fifteen:.3f}")

# %%
fig, ax = plt.subplots(figsize=(5.4, 2.8))
for k, marker in ((1, "o-"), (15, "s-")):
    ax.plot(shares * 100, cost[k], marker)
for k, words in ((1, "one neighbour"), (15, "fifteen neighbours")):
    ax.annotate(words, (20, cost[k][2]), (6, 8), textcoords="offset points")
ax.set(xlabel="wrong training labels, per cent", ylabel="test accuracy", ylim=(0.4, 0.9))
plt.show()

# %% [markdown]
# Who memorises pays for each wrong label; who averages over many pays little. These errors point in all directions, though. Put `alike`
# in place of `errs(s)` and see what the vote of fifteen is worth when the wrong labels agree with each other. Large networks can
# do either: trained long enough, they can memorise even labels drawn by lot (Zhang and others, 2017).
#
# ## Your turn
#
# **10.1** Write a function that mirrors pictures, left and right exchanged: `images` has shape (n, height, width).


# %% tags=["exercise"] question="10.1"
def mirrored(images):
    ...
    # BEGIN SOLUTION
    return images[:, :, ::-1]
    # END SOLUTION


check("10.1", mirrored)

# %% [markdown]
# **10.2** Write a function that normalises `test` with the mean and the standard deviation of `train`, two arrays of floats.


# %% tags=["exercise"] question="10.2"
def normalised(train, test):
    ...
    # BEGIN SOLUTION
    return (test - train.mean()) / train.std()
    # END SOLUTION


check("10.2", normalised)

# %% [markdown]
# **10.3** How many test pictures have a sister from the same burst in the training? Write a function of the bursts' numbers on
# either side.


# %% tags=["exercise"] question="10.3"
def leaked(train_scenes, test_scenes):
    ...
    # BEGIN SOLUTION
    return np.isin(test_scenes, train_scenes).sum()
    # END SOLUTION


check("10.3", leaked)

# %% [markdown]
# **10.4** Two labellers agree on 80 of 100 pictures. Both say "boot" for 90 of them and "bag" for 10. What is Cohen's kappa?

# %% tags=["exercise"] question="10.4"
kappa = ...
# BEGIN SOLUTION
chance = 0.9 * 0.9 + 0.1 * 0.1
kappa = (0.8 - chance) / (1 - chance)
# END SOLUTION
check("10.4", kappa)

# %%
disk.cleanup()

# %% [markdown]
# ## Recap
#
# - A picture is an array of bytes, (height, width, channels); compute in floats, normalise with the training's mean.
# - Make smaller by averaging; crop, pad or stretch, and know what each one loses.
# - Look for copies, blanks and doubtful labels by program, then decide by eye.
# - Copies on both sides of a split make a test lie: keep together what belongs together.
# - Labels are measurements: measure agreement, weigh the labellers, and know what errors cost.
#
# **Read on**: A. P. Dawid and A. M. Skene, "Maximum Likelihood Estimation of Observer Error-Rates Using the EM Algorithm", *Applied
# Statistics* 28 (1979) 20-28. J. Cohen, "A Coefficient of Agreement for Nominal Scales", *Educational and Psychological Measurement* 20
# (1960) 37-46. J. L. Fleiss, "Measuring Nominal Scale Agreement among Many Raters", *Psychological Bulletin* 76 (1971) 378-382. C. Northcutt,
# L. Jiang and I. Chuang, "Confident Learning: Estimating Uncertainty in Dataset Labels", *Journal of Artificial Intelligence Research* 70
# (2021) 1373-1411. C. Shorten and T. M. Khoshgoftaar, "A Survey on Image Data Augmentation for Deep Learning", *Journal of Big Data* 6 (2019) 60.
# C. Zhang, S. Bengio, M. Hardt, B. Recht and O. Vinyals, "Understanding Deep Learning Requires Rethinking Generalization", *ICLR* 2017,
# arXiv:1611.03530.
#
# Next: **[lesson 12, a network by hand](12_network_by_hand.ipynb)**.
