# %% [markdown]
# # 13 · Training a CNN
#
# > **You will** build a convolutional network layer by layer, train it on real pictures while you watch, look inside it,
# > see it learn by heart, tell skill from luck over several seeds, measure what helps, and keep a log of your runs.
# >
# > **75 minutes** · about {seconds} s of run time · needs lesson 0 only; lessons 10 and 12 help.
#
# ## What is in the picture?
#
# Lepton wants to sort the pictures of an online shop. Here are twelve of them. Each is 28 x 28 pixels and grey.

# %%
import numpy as np
from matplotlib import pyplot as plt

from lepton_kit import datasets, style
from lepton_kit.display import source
from lepton_kit.exercises import check, hint, solution
from lepton_kit.vision import article_cnn, evaluate, keras
from lepton_kit.widgets import (
    GuessExplorer,
    LayerExplorer,
    PaintExplorer,
    PredictionExplorer,
    ShapeExplorer,
    TrainingMonitor,
)

style.use()
data = datasets.load("fashion_mnist")
data

# %%
fig, axes = plt.subplots(2, 6, figsize=(7.2, 2.9))
for ax, image, label in zip(axes.flat, data.x_test, data.y_test):
    ax.imshow(image)
    ax.set_title(data.class_names[label], fontsize=9, loc="center")
    ax.axis("off")
plt.show()

# %% [markdown]
# The pictures are real: Zalando's research department published 70,000 of them in 2017 as *Fashion-MNIST*. A subset of 12,000
# comes with the course, so nothing has to be fetched. If you have the full set, `datasets.load("fashion_mnist", full=True)`
# finds it.
#
# Networks like small numbers, so the pixels, 0 to 255, become numbers from 0 to 1.

# %%
x_train, x_test = data.x_train / np.float32(255), data.x_test / np.float32(255)
y_train, y_test = data.y_train, data.y_test

# %% [markdown]
# ## The network
#
# The article proposes this network, and so do many first lessons on images. It takes a picture and gives ten numbers: one
# probability for each class.

# %%
model = article_cnn(rng=0)
source(article_cnn)

# %%
print(f"{'layer':10}{'what comes out':>18}{'weights':>10}")
for layer in model.layers:
    shape = " x ".join(map(str, layer.output.shape[1:]))
    print(f"{layer.name:10}{shape:>18}{layer.count_params():>10,}")
print(f"{'together':28}{model.count_params():>10,}")

# %% [markdown]
# ## What each layer does
#
# - **conv1** slides 32 small windows, *kernels* of 3 x 3 numbers, over the picture. At each place it multiplies, adds up and
#   adds a bias: a high number says "what I look for is here". A kernel must fit inside the picture, so 28 becomes
#   28 − 3 + 1 = 26. *Relu* then sets what is negative to 0.
# - **pool1** keeps the largest number of each 2 x 2 square: half the size, and it no longer matters whether a seam is one
#   pixel further left.
# - **conv2** does the same with 64 kernels on the 32 maps: each kernel reaches through all 32. 13 becomes 11, **pool2** makes
#   it 5.
# - **flatten** lays the 5 x 5 x 64 numbers in a row, and **output** weighs them into ten. *Softmax* turns the ten into
#   probabilities that add up to 1.
#
# Size, kernels, stride and border decide what comes out and what it costs. Set the explorer to conv2: 13 in, 32 maps, 64
# kernels. Then find out: what does a stride of 2 save? Which border keeps the size? When is a pixel left over?

# %%
ShapeExplorer()

# %% [markdown]
# Now commit yourself. Eight questions, first your guess, then the answer. Whoever guesses and is wrong remembers it longer
# than whoever reads on.

# %%
GuessExplorer(data.x_test[[2, 1, 7, 9]])

# %% [markdown]
# Back to the article's network. Here are the first four of conv1's 32 maps, before any training, for one picture.


# %%
def show_maps(model, image, title):
    maps = model.get_layer("conv1")(image[None, ..., None] / 255)
    fig, axes = plt.subplots(1, 5, figsize=(7.2, 1.7))
    axes[0].imshow(image)
    for k, ax in enumerate(axes[1:]):
        ax.imshow(maps[0, :, :, k], vmin=0)
        ax.set_title(f"map {k}", fontsize=9, loc="center")
    for ax in axes:
        ax.axis("off")
    fig.suptitle(title, x=0.01, ha="left")
    plt.show()


boot = data.x_test[np.flatnonzero(data.y_test == 9)[0]]
show_maps(model, boot, "Before training: kernels drawn by chance")

# %% [markdown]
# **Before you run the next cell**, guess: how many of 2,000 test pictures does this untrained network get right?

# %%
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
loss, accuracy = model.evaluate(x_test, y_test, verbose=0)
print(f"accuracy before training: {accuracy:.2f}")
assert accuracy < 0.3

# %% [markdown]
# About as many as chance would: ten classes of equal size, so one in ten.

# %% [markdown]
# ## What the network is trained on
#
# For a picture of true class $c$ the network gives a probability $p_c$. Its loss on this picture is the *cross-entropy*
#
# $$L = -\log p_c .$$
#
# It is 0 if the network was certain and right, and grows without limit as $p_c$ goes to 0.

# %%
p = np.linspace(0.01, 1, 200)
fig, ax = plt.subplots(figsize=(5, 2.6))
ax.plot(p, -np.log(p))
ax.plot(0.1, -np.log(0.1), "o")
ax.annotate(
    f"a guess among ten: {-np.log(0.1):.2f}",
    (0.1, -np.log(0.1)),
    (10, 2),
    textcoords="offset points",
)
ax.set(xlabel="probability of the true class", ylabel="loss")
plt.show()

# %% [markdown]
# Training goes in steps. A step takes a *batch* of pictures, works out the mean loss, and moves every weight a little in the
# direction in which the loss falls (lesson 12 does this by hand). Once through all pictures is an *epoch*.
#
# So three things have to be said before a network learns, and `compile` says them: by which rule a step follows from the
# slope, the **optimizer** (*Adam* is a good first choice; lesson 17 compares three); the **loss**; and the **metrics** that
# we want to see beside it. The long name is the cross-entropy above, for labels that are class numbers.

# %%
keras.utils.set_random_seed(0)
model = article_cnn()
model.compile(
    optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"]
)

# %% [markdown]
# ## Train it
#
# `fit` trains: five epochs in batches of 64. A *callback* is told after each batch how it went; this one draws. Watch the
# loss fall. *Stop* ends the training; the model keeps what it has learnt so far.

# %% tags=["nbval-ignore-output"]
monitor = TrainingMonitor()
history = model.fit(
    x_train, y_train, epochs=5, batch_size=64, callbacks=[monitor], verbose=0
)

# %% tags=["nbval-ignore-output"]
for name, values in history.history.items():
    print(f"{name:9}", *(f"{value:.3f}" for value in values))

# %% [markdown]
# One number for each epoch. The accuracy in these curves is that on the pictures which the network learns from. What counts
# is how it does on pictures that it has never seen.

# %% tags=["nbval-ignore-output"]
loss, accuracy = model.evaluate(x_test, y_test, verbose=0)
print(f"on the test pictures: loss {loss:.3f}, accuracy {accuracy:.3f}")

# %%
assert accuracy > 0.8 or model.stop_training

# %% [markdown]
# `model.evaluate` says no more than that. The kit's `evaluate` looks at each class too.

# %% tags=["nbval-ignore-output"]
report = evaluate(model, data.x_test, y_test, data.class_names)
report

# %% [markdown]
# Well over eight of ten, where chance gives one. The classes differ: trousers and bags are easy, a shirt is hard, and you
# can see why in the pictures above. Lesson 15 looks into this.
#
# The kernels have changed too: they are no longer drawn by chance. Walk through your network, from the picture to the ten
# probabilities. All maps have one colour scale. Which maps of conv1 find edges, which the ground? Can you still tell the
# garment in pool2? Are there maps that stay empty whatever the picture?

# %% tags=["nbval-ignore-output"]
LayerExplorer(model, data.x_test[:12], data.y_test[:12], data.class_names)

# %% [markdown]
# ## How sure is it?
#
# The ten numbers are probabilities. Here they are for the first test picture.

# %% tags=["nbval-ignore-output"]
for name, probability in zip(data.class_names, report.probabilities[0]):
    print(f"{name:12} {probability:.4f} {'#' * round(40 * probability)}")
print(f"{'truth:':12} {data.class_names[data.y_test[0]]}")

# %%
print("they add up to", round(float(report.probabilities[0].sum()), 4))

# %% [markdown]
# Step through the test pictures. Then set the order to *most wrong first*: would you have known better?

# %% tags=["nbval-ignore-output"]
PredictionExplorer(data.x_test, data.y_test, report.probabilities, data.class_names)

# %% [markdown]
# And now lead it astray by your own hand. Paint on the trousers, picture 2, until they are a dress: how many pixels does
# it take? Turn a boot upside down. The network has never seen one, and no answer of the ten says "I do not know".


# %% tags=["nbval-ignore-output"]
def classify(images):
    return model(images[..., None] / 255).numpy()


PaintExplorer(data.x_test[:12], data.y_test[:12], data.class_names, classify)

# %% [markdown]
# ## Learning by heart
#
# A partner of Lepton, a small boutique, has pictures of its own: 300 with labels, no more. Let a network see them 40 times
# over. After each epoch it is also tried on 1,000 pictures that it does not learn from.
#
# **Before you run the next cell**, guess: does the loss on those others fall with the loss on its own?

# %%
few = x_train[:300], y_train[:300]
aside = x_train[9000:], y_train[9000:]


def network(seed, dropout=0.0, decay=0.0):
    keras.utils.set_random_seed(seed)
    layers, shrink = keras.layers, keras.regularizers.L2(decay)
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, activation="relu", kernel_regularizer=shrink),
            layers.MaxPooling2D(),
            layers.Conv2D(64, 3, activation="relu", kernel_regularizer=shrink),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dropout(dropout),
            layers.Dense(10, activation="softmax", kernel_regularizer=shrink),
        ]
    )
    surprise = "sparse_categorical_crossentropy"
    adam = keras.optimizers.Adam(learning_rate=0.002)
    model.compile(adam, loss=surprise, metrics=["accuracy", surprise])
    return model


# %%
longer = network(0).fit(*few, epochs=40, batch_size=50, validation_data=aside, verbose=0)
loss, val_loss = (longer.history[name] for name in ("loss", "val_loss"))
best = int(np.argmin(val_loss))
assert loss[-1] < 0.2 and val_loss[-1] > 1.1 * val_loss[best]

# %% tags=["nbval-ignore-output"]
fig, axes = plt.subplots(1, 2, figsize=(7.2, 2.8))
epochs = np.arange(1, 41)
for ax, what in zip(axes, ("loss", "accuracy")):
    ax.plot(epochs, longer.history[what], label="its own 300")
    ax.plot(epochs, longer.history[f"val_{what}"], label="1,000 others")
    ax.axvline(best + 1, color="k", ls=":", lw=1)
    ax.set(xlabel="epoch", title=what, ylim=(0, None))
axes[1].legend(loc="lower right")
plt.show()
print(f"lowest loss on the others in epoch {best + 1}: {val_loss[best]:.2f}")
print(f"at the end: {val_loss[-1]:.2f}, on its own pictures {loss[-1]:.3f}")

# %% [markdown]
# The two curves part at the dotted line. From there on the network no longer learns what trousers are; it learns *these*
# trousers by heart: *overfitting*. Its accuracy on others hardly suffers, but its loss rises: it gets surer and surer, also
# where it is wrong. Whoever looks at accuracy alone does not see it. Stopping at the dotted line is called *early stopping*; `keras.callbacks.EarlyStopping`
# does it.
#
# ## Luck or skill?
#
# First weights, order of the pictures, dropout: all of them are drawn by chance. So how much is one accuracy worth? Train
# the same network in the same way three times. Only the seed differs.

# %%
from lepton_kit.vision import augment

moved = augment(aside[0], shift=3, flip=True, rng=0), aside[1]


def run(seed, x, y, epochs=20, **options):
    model = network(seed, **options)
    model.fit(x, y, epochs=epochs, batch_size=50, verbose=0)
    own, others, shifted = (
        model.evaluate(*pair, verbose=0, return_dict=True) for pair in (few, aside, moved)
    )
    accuracies = [told["accuracy"] for told in (own, others, shifted)]
    return *accuracies, others["sparse_categorical_crossentropy"]


book = {"plain": np.array([run(seed, *few) for seed in range(3)])}

# %% tags=["nbval-ignore-output"]
plain = book["plain"][:, 1]
print("accuracy on the others:", *plain.round(3))
print(f"mean {plain.mean():.3f}, from {plain.min():.3f} to {plain.max():.3f}")

# %%
assert 0 < np.ptp(plain) < 0.1 and plain.mean() > 0.65

# %% [markdown]
# A point or two, for nothing. Whoever tries three ideas with one run each will find one that "helps". So: several seeds,
# the mean, and the range; and an idea has to beat the range.
#
# ## What helps against learning by heart?
#
# Four ideas, three seeds each, all with the same 120 steps of 50 pictures, and one of them once more with 600:
#
# - **dropout** puts out half of the flattened numbers in each step, other ones each time; no single one can be relied on.
# - **weight decay** adds $\lambda \sum w^2$ to the loss: a weight must earn its size.
# - **augmentation** shows each picture shifted and mirrored, never the same twice.
# - **more pictures**: 6,000 once instead of 300 twenty times.
#
# **Before you run the next cell**, put the four in order, by accuracy on other pictures.

# %%
many = np.concatenate([augment(few[0], shift=3, flip=True, rng=k) for k in range(100)])
labels = np.tile(few[1], 100)
trials = {
    "dropout": (*few, {"dropout": 0.5}),
    "weight decay": (*few, {"decay": 0.005}),
    "augmentation": (many[:6000], labels[:6000], {"epochs": 1}),
    "augmented longer": (many, labels, {"epochs": 1}),
    "more pictures": (x_train[:6000], y_train[:6000], {"epochs": 1}),
}
for name, (x, y, options) in trials.items():
    book[name] = np.array([run(seed, x, y, **options) for seed in range(3)])

# %% tags=["nbval-ignore-output"]
print(f"{'mean of 3 seeds':16}{'own 300':>9}{'others':>9}{'range':>15}", end="")
print(f"{'moved':>9}{'loss':>7}")
for name, runs in book.items():
    own, others, shifted, cost = runs.mean(axis=0)
    low, high = runs[:, 1].min(), runs[:, 1].max()
    print(f"{name:16}{own:9.3f}{others:9.3f}{low:8.3f}-{high:.3f}", end=" ")
    print(f"{shifted:9.3f}{cost:7.2f}")

# %%
mean = {name: runs.mean(axis=0) for name, runs in book.items()}
assert mean["more pictures"][1] > plain.max()
assert all(abs(mean[name][1] - plain.mean()) < 0.03 for name in ("dropout", "weight decay"))
assert mean["dropout"][3] < mean["plain"][3] > mean["weight decay"][3]
assert mean["augmentation"][1] < plain.mean()
assert mean["augmentation"][1] < mean["augmented longer"][1]
assert book["augmentation"][:, 2].min() > book["plain"][:, 2].max()
assert mean["augmented longer"][2] > mean["more pictures"][2]

# %% [markdown]
# Read it column by column. *Others*: dropout and weight decay move it by no more than seeds do, and only more pictures go
# clearly beyond. *Loss*: both make the network less sure, and so less wrong where it errs. *Moved*: the same others,
# shifted and mirrored. There augmentation is worth more than 6,000 pictures that all stand in the middle. On the others as
# they are it seems to cost, but mind why: a network that never sees the same picture twice is not done after 120 steps. With
# 600 it has caught up, where *plain* knew its 300 by heart long before. So compare at equal work, and then ask whether each
# was given enough. And if you can have more pictures, have them. That is what a data partner is for.
#
# ## Batch and learning rate
#
# 3,000 pictures, two epochs, only batch and rate differ. Small batches make more steps from the same pictures; large ones
# make better steps, and allow a higher rate.

# %%
settings = {
    "batch 10": (10, 0.001),
    "batch 250": (250, 0.001),
    "batch 250, rate x 5": (250, 0.005),
}
outcome = {}
for name, (batch, rate) in settings.items():
    keras.utils.set_random_seed(0)
    trained = article_cnn()
    adam = keras.optimizers.Adam(learning_rate=rate)
    trained.compile(adam, "sparse_categorical_crossentropy", metrics=["accuracy"])
    trained.fit(x_train[:3000], y_train[:3000], epochs=2, batch_size=batch, verbose=0)
    outcome[name] = 2 * 3000 // batch, trained.evaluate(*aside, verbose=0)[1]

# %% tags=["nbval-ignore-output"]
print(f"{'':22}{'steps':>6}{'accuracy on the others':>24}")
for name, (steps, accuracy) in outcome.items():
    print(f"{name:22}{steps:6}{accuracy:24.3f}")

# %%
small, large, higher = (accuracy for _, accuracy in outcome.values())
assert large < higher and large < small

# %% [markdown]
# The same pictures, seen equally often, and accuracies that lie far apart. A batch of 250 with the rate of a batch of 10 has
# 24 timid steps, and a higher rate mends most of it. Three things to remember: change the rate with the batch, compare at
# equal work, and before you believe a difference, see above, take three seeds.
#
# ## The same network, sooner
#
# First, the steps. A high rate gets far but never comes to rest; a low one does, if it is given the time. *One cycle* has
# both: the rate climbs for a fifth of the training, then sinks to zero. And Adam's `beta_2`, how long it remembers the size
# of slopes, is meant for long trainings: 0.999 is about a thousand steps, 0.98 is fifty.

# %%
from lepton_kit.vision import OneCycle

cycle = OneCycle(0.008, steps=4 * 79)
fig, ax = plt.subplots(figsize=(5, 2.2))
ax.plot([float(cycle(step)) for step in range(4 * 79)])
ax.set(xlabel="step", ylabel="learning rate")
plt.show()

# %% [markdown]
# Then, the time that a step takes. Four changes leave what the network computes as it is:
#
# - **pooling before relu**: relu never changes which of four numbers is the largest, and after pooling it has a quarter of
#   the work;
# - **bfloat16**: numbers of 16 bits between the first and the last layer, on processors that multiply in them;
# - **standardised pixels**, mean 0 and variance 1, by a layer of the network: then higher learning rates hold;
# - **`steps_per_execution=64`**: Keras asks after every 64 batches, and not after each, how it went.

# %%
from lepton_kit.vision import fast_cnn, to_article

print(*(layer.name for layer in fast_cnn(x_train).layers))

# %% tags=["nbval-ignore-output"]
import time


def race(model, optimizer, **how):
    loss = "sparse_categorical_crossentropy"
    model.compile(optimizer, loss, metrics=["accuracy"], **how)
    start = time.perf_counter()
    model.fit(x_train, y_train, epochs=4, batch_size=128, verbose=0)
    return time.perf_counter() - start, model.evaluate(x_test, y_test, verbose=0)[1]


keras.utils.set_random_seed(0)
plain, fast = article_cnn(), fast_cnn(x_train)
one_cycle = keras.optimizers.Adam(cycle, beta_2=0.98)
as_it_is = race(plain, "adam")
sooner = race(fast, one_cycle, steps_per_execution=64)
print("as it is: {:.1f} s, accuracy {:.3f}".format(*as_it_is))
print("sooner:   {:.1f} s, accuracy {:.3f}".format(*sooner))

# %%
assert sooner[1] > as_it_is[1]

# %% [markdown]
# Is it still the article's network? `to_article` carries the weights over; what standardising did goes into the first kernel.

# %%
again = to_article(fast)
P, Q = (trained.predict(x_test, verbose=0) for trained in (again, fast))
alike = (P.argmax(axis=1) == Q.argmax(axis=1)).mean()
print("same layers as the article's:", len(again.layers) == len(model.layers))
print("same answer for 99 pictures of 100:", bool(alike > 0.99))

# %% [markdown]
# The few that differ are those where two classes are nearly level and 16 bits round the other way.
#
# ## Keep a book
#
# In a week you will not know which run was which. The callback `TensorBoard` writes each run into a folder, and *TensorBoard*
# shows the curves of all runs side by side. Set the switch to `True` to log two runs.

# %% tags=["nbval-ignore-output"]
KEEP_A_LOG = False

if KEEP_A_LOG:
    for name, options in {"plain": {}, "dropout": {"dropout": 0.5}}.items():
        log = keras.callbacks.TensorBoard(f"runs/{name}")
        how = {"epochs": 20, "batch_size": 50, "validation_data": aside, "verbose": 0}
        network(0, **options).fit(*few, callbacks=[log], **how)

# %% [markdown]
# To look at them, make a new cell with these two lines; TensorBoard opens below it, without any network:
#
#     %load_ext tensorboard
#     %tensorboard --logdir runs
#
# If nothing appears, JupyterLab runs on another computer than your browser. Then choose *File > New > Terminal* where you
# can reach it, type `tensorboard --logdir runs`, and open the address that it prints. Give each run a folder of its own: two in
# one become one tangled curve.
#
# ## As long as the article
#
# Ten epochs of batches of 32 take minutes on the full data, and a sixth of that on the subset. If you have the time, set
# the switch to `True` and compare the accuracy and the seconds with those of your first training.

# %% tags=["nbval-ignore-output"]
TRAIN_AS_LONG_AS_THE_ARTICLE = False

if TRAIN_AS_LONG_AS_THE_ARTICLE:
    slow = article_cnn(rng=0)
    slow.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    watch = {"callbacks": [TrainingMonitor()], "verbose": 0}
    slow.fit(x_train, y_train, epochs=10, batch_size=32, **watch)
    print(evaluate(slow, data.x_test, y_test, data.class_names))

# %% [markdown]
# ## Your turn
#
# **13.1** Suppose conv2 had 48 kernels of 3 x 3, which reach through the 32 maps of conv1. How many weights would it have,
# biases included?

# %% tags=["exercise"] question="13.1"
weights = ...
# BEGIN SOLUTION
weights = 48 * (3 * 3 * 32 + 1)
# END SOLUTION
check("13.1", weights)

# %% [markdown]
# **13.2** Suppose a third convolution with 64 kernels of 3 x 3 came behind pool2, without pooling. How many numbers would
# come out of it for one picture?

# %% tags=["exercise"] question="13.2"
numbers = ...
# BEGIN SOLUTION
numbers = 3 * 3 * 64
# END SOLUTION
check("13.2", numbers)

# %% [markdown]
# **13.3** Write the loss of one picture: `probabilities` is an array of ten, `truth` the number of the true class.


# %% tags=["exercise"] question="13.3"
def loss(probabilities, truth):
    ...
    # BEGIN SOLUTION
    return -np.log(probabilities[truth])
    # END SOLUTION


check("13.3", loss)

# %% [markdown]
# **13.4** Build the article's network with one more layer: a dense one of 64 units with relu between flatten and output.
# Use `keras.Sequential`, `keras.Input` and `keras.layers`. The check looks at how it is built; then compile it, train it and see
# whether the new layer helps.

# %% tags=["exercise"] question="13.4"
deeper = ...
# BEGIN SOLUTION
deeper = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        keras.layers.Conv2D(32, 3, activation="relu"),
        keras.layers.MaxPooling2D(),
        keras.layers.Conv2D(64, 3, activation="relu"),
        keras.layers.MaxPooling2D(),
        keras.layers.Flatten(),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
# END SOLUTION
check("13.4", deeper)

# %% [markdown]
# **13.5** Early stopping: write a function that is given the loss of each epoch on the pictures learnt from, and that on
# others, and returns the epoch after which training should have ended. The first epoch is 1.


# %% tags=["exercise"] question="13.5"
def stop_after(loss, val_loss):
    ...
    # BEGIN SOLUTION
    return int(np.argmin(val_loss)) + 1
    # END SOLUTION


check("13.5", stop_after)

# %% [markdown]
# **13.6** Another team has tried five changes with three seeds each; these are the accuracies. Which changes are better than
# *plain* beyond the spread, so that every run beats every plain one? Answer with a set of names.

# %% tags=["exercise"] question="13.6"
runs = {
    "plain": (0.771, 0.784, 0.766),
    "dropout": (0.779, 0.788, 0.774),
    "smaller batches": (0.769, 0.786, 0.762),
    "augmentation": (0.789, 0.801, 0.786),
    "larger kernels": (0.770, 0.783, 0.781),
    "more pictures": (0.852, 0.846, 0.859),
}
better = ...
# BEGIN SOLUTION
better = {name for name in runs if min(runs[name]) > max(runs["plain"])}
# END SOLUTION
check("13.6", better)

# %% [markdown]
# ## Recap
#
# - A convolution looks for the same small thing everywhere; pooling forgets exactly where it was.
# - The last layer gives probabilities; cross-entropy, −log of the true one, is what training lowers.
# - Training pictures say how well the network remembers; others say how well it has learnt. Stop where their loss is lowest.
# - One run is one draw. Compare means over seeds with the range that seeds alone make.
# - Dropout and weight decay make it less sure, augmentation teaches what you show it, and more pictures beat all three.
#
# **Read on**: H. Xiao, K. Rasul and R. Vollgraf, "Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning
# Algorithms", 2017, arXiv:1708.07747. Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, "Gradient-based learning applied to
# document recognition", *Proceedings of the IEEE* 86 (1998) 2278-2324. L. N. Smith and N. Topin, "Super-convergence: very fast
# training of neural networks using large learning rates", *Artificial Intelligence and Machine Learning for Multi-Domain
# Operations Applications*, SPIE 11006 (2019), arXiv:1708.07120. N. Srivastava, G. Hinton, A. Krizhevsky, I. Sutskever and R. Salakhutdinov,
# "Dropout: a simple way to prevent neural networks from overfitting", *Journal of Machine Learning Research* 15 (2014)
# 1929-1958. A. Krogh and J. A. Hertz, "A simple weight decay can improve generalization", *NIPS* 4 (1991) 950-957.
# I. Goodfellow, Y. Bengio and A. Courville, *Deep Learning*, MIT Press, 2016,
# chapters 7 and 9.
#
# Next: **[lesson 15, is it any good?](15_is_it_any_good.ipynb)**
