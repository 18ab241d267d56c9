# %% [markdown]
# # 14 · Better and faster
#
# > **You will** catch a network learning by heart, tell luck from skill, compare ideas at equal work, and train the article's
# > network about ten times sooner without changing what it computes.
# >
# > **50 minutes** · about {seconds} s of run time · needs lesson 13.
#
# ## What can be had from 300 pictures?
#
# A partner of Lepton's, a small boutique, has 300 pictures with labels and no more. What is the best network that can be had from
# them? First, let the article's network see them again and again: 40 epochs in batches of 50. After each epoch it is also tried on
# 1,000 pictures that it does not learn from, a **validation set**.

# %%
import itertools
import math
import time

import numpy as np
from scipy import stats

from lepton_kit import datasets, style
from lepton_kit.display import source
from lepton_kit.exercises import check, guess, hint, solution
from lepton_kit.exercises.content import content_module
from lepton_kit.vision import OneCycle, article_cnn, fast_cnn, keras
from lepton_kit.widgets import PaintExplorer

draw, ideas, tables = (
    content_module("14", name) for name in ("drawing", "ideas", "tables")
)
style.use()
data = datasets.load("fashion_mnist")
x_test, y_test = data.x_test / np.float32(255), data.y_test
others = data.x_train[9000:] / np.float32(255), data.y_train[9000:]

# %% [markdown]
# After which of the 40 epochs will the loss on the others be lowest? Type a number.

# %%
guess("14.a", ...)

# %% tags=["after-guess", "nbval-ignore-output"] alt="Loss and accuracy over 40 epochs. On its own 300 pictures the network gets ever better; on 1,000 others the loss rises again after about epoch 11 and the accuracy stays near 0.77."
print("Loss and accuracy, epoch by epoch:")
keras.utils.set_random_seed(0)
boutique = ideas.network()
own = ideas.draw_partner(data, seed=0)
history = boutique.fit(*own, epochs=40, batch_size=50, validation_data=others, verbose=0)
draw.draw_overfitting(history.history)

# %%
loss, val_loss = (history.history[name] for name in ("loss", "val_loss"))
assert loss[-1] < 0.1 and val_loss[-1] > 1.2 * min(val_loss)

# %% [markdown]
# Where the two curves part, the network no longer learns what trousers are. It learns *these* trousers by heart, which is called
# **overfitting**. Its accuracy on others hardly suffers, but its loss rises: it gets surer and surer, also where it is wrong.
# The cheapest cure is **early stopping**, to keep the weights of the best epoch; `keras.callbacks.EarlyStopping` does it.
#
# **14.1** Write it: given the loss of each epoch on the pictures learnt from and on others, return the epoch after which training
# should have ended. The first epoch is 1.


# %% tags=["exercise"] question="14.1"
def stop_after(loss, val_loss):
    ...
    # BEGIN SOLUTION
    return int(np.argmin(val_loss)) + 1
    # END SOLUTION


check("14.1", stop_after)

# %% [markdown]
# ## Luck or skill?
#
# First weights, order of the pictures, and which 300 the boutique happens to have: all of that is drawn by chance, and the **seed**
# says which chance. Train the same network three times for 120 steps and change nothing but the seed.


# %%
def accuracy_of(idea, seed, steps=120):
    keras.utils.set_random_seed(seed)
    network, (x, y) = ideas.network(idea), ideas.batches(data, idea, seed, steps)
    network.fit(x, y, batch_size=50, shuffle=False, verbose=0)
    return network.evaluate(*others, batch_size=1000, verbose=0)[1]


plain = [accuracy_of("plain", seed) for seed in range(3)]

# %% tags=["nbval-ignore-output"]
print("accuracy on the others:", *(f"{accuracy:.3f}" for accuracy in plain))

# %%
assert 0 < np.ptp(plain) < 0.1 and min(plain) > 0.65

# %% [markdown]
# A point or two, for nothing. So whoever tries an idea once and sees a point more has seen nothing yet.
#
# **14.2** Another team has tried five ideas with three seeds each; here are the accuracies. Which ideas are above *plain* in the
# strong sense that each of their runs beats each plain run? Answer with a set of names.

# %% tags=["exercise"] question="14.2"
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
check("14.2", better)

# %% [markdown]
# Is that proof? Suppose an idea does nothing at all. Then its three runs and the three plain ones are six draws from one pot, and each
# of the 20 ways to choose three of six is equally likely to be the idea's. One of the 20 is "the three best". So **luck alone
# passes this test 1 time in 20**.
#
# **14.3** How likely is it with four seeds each?

# %% tags=["exercise"] question="14.3"
chance = ...
# BEGIN SOLUTION
chance = 1 / math.comb(8, 4)
# END SOLUTION
check("14.3", chance)

# %% [markdown]
# **14.4** Back to three seeds. The team tried *five* ideas. If all five were useless, how likely is it that at least one passes? (Take the
# five as independent of each other.)

# %% tags=["exercise"] question="14.4"
at_least_one = ...
# BEGIN SOLUTION
at_least_one = 1 - (1 - 1 / 20) ** 5
# END SOLUTION
check("14.4", at_least_one)

# %% [markdown]
# This is **multiple testing**: whoever tries enough finds something. Two things help, more seeds and fairer pairs. Give both
# networks of a pair the same seed, so that they get the same 300 pictures. What the pictures do then cancels in the **paired** difference, and what
# is left has a 95 % interval: with mean $\bar d$ and standard deviation $s$ of $n$ differences,
#
# $$\bar d \pm t\,\frac{s}{\sqrt{n}},$$
#
# where $t$ is `stats.t.ppf(0.975, n - 1)`: 4.30 for three pairs, 2.57 for six. (Standard deviation with $n - 1$ below: `ddof=1`.)
#
# > **Assumes** that seeds are independent draws and that differences are roughly normal.
#
# **14.5** Write it; `new` and `old` are arrays of accuracies, paired by seed, and the difference is new minus old. Return low and high.


# %% tags=["exercise"] question="14.5"
def paired_interval(new, old):
    ...
    # BEGIN SOLUTION
    difference = np.subtract(new, old)
    n = len(difference)
    reach = stats.t.ppf(0.975, n - 1) * difference.std(ddof=1) / np.sqrt(n)
    return difference.mean() - reach, difference.mean() + reach
    # END SOLUTION


check("14.5", paired_interval)

# %% [markdown]
# ## What helps?
#
# Eight ideas:
#
# - **dropout** puts out half of the flattened numbers in each step, other ones each time, so that no single one can be relied on;
# - **weight decay** adds $\lambda \sum w^2$ to the loss: a weight must earn its size;
# - **batch normalisation** brings each map to mean 0 and variance 1 over the batch, behind each convolution;
# - **global average pooling** keeps one number of each map, its mean, where `Flatten` keeps all 25;
# - four layers more: four convolutions of 64 kernels behind the second pooling;
# - the same as two blocks with a **residual connection**, which adds what went into a block to what comes out;
# - **augmentation** shows each picture shifted and mirrored, never twice the same;
# - 20 times the pictures, if a data partner has them.

# %%
source(ideas.network)

# %% [markdown]
# Each was tried with the same three seeds and the same 600 steps of 50 pictures, and looked at on the way. That takes too long for a
# lesson; `bench.py` beside this lesson's source ran it once and kept the numbers. After 120 steps augmentation is *below* plain. After
# 600, will it be `"below"`, `"level"` (the interval has 0 inside) or `"above"`?

# %%
guess("14.b", ...)

# %% tags=["after-guess"] alt="Accuracy minus that of plain, with intervals, for eight ideas after 120 and after 600 steps. Batch normalisation helps early; twenty times the pictures help most later; global pooling harms."
print("Accuracy on 1,000 others minus that of plain, mean of three pairs, 95 % interval:")
runs_of = tables.helps()
draw.draw_ideas(runs_of, (120, 600))

# %%
assert {len(run.accuracy) for run in runs_of.values()} == {3} and len(runs_of) == 9
mean = {name: run.accuracy.mean(axis=0) for name, run in runs_of.items()}
for late in ("augmentation", "global pooling"):
    assert mean[late][1] < mean["plain"][1] and mean[late][-1] > mean[late][1] + 0.02
assert abs(mean["augmentation"][-1] - mean["plain"][-1]) < 0.02
assert (
    mean["global pooling"][-1]
    < mean["plain"][-1]
    < mean["20 times the pictures"][-1] - 0.03
)

# %% [markdown]
# A network that never sees the same picture twice is not done after 120 steps, while *plain* has known its 300 by heart since long
# before. Stop both early and augmentation seems to cost; give both 600 and the gap has closed. Global pooling is the same story: its
# ten classes hang on 64 numbers, and it is not done even at 600. So **compare at equal work, and then ask whether each had
# enough**. Nothing beats more pictures, and that is what a data partner is for.
#
# And a trap: batch normalisation uses the batch's mean in training, but in `evaluate` a running average. Keras lets that remember
# about a hundred steps (`momentum=0.99`), and after 120 steps $0.99^{120}$, 30 %, of it is still where it began: the network looks
# untrained and is not. So ours remember only about ten (`momentum=0.9`).
#
# ## At equal time
#
# Equal steps are not equal time either. Batch normalisation and four layers more take nearly twice as long for a step.

# %% tags=["nbval-ignore-output"] alt="Accuracy on 1,000 others over seconds of the processor. Plain and batch normalisation are high soon, four residual layers need longer, global pooling stays behind."
draw.draw_time(
    runs_of, ("plain", "batch normalisation", "global pooling", "four residual layers")
)

# %% [markdown]
# **14.6** A step of plain takes 14 ms, one of the residual network 28 ms, and batch normalisation 24 ms. In the time of 600 plain steps, how
# many does batch normalisation make?

# %% tags=["exercise"] question="14.6"
steps = ...
# BEGIN SOLUTION
steps = 600 * 14 / 24
# END SOLUTION
check("14.6", steps)

# %% [markdown]
# ## What it has not learnt
#
# The article praises the robustness of such networks. Yours has seen 300 garments, all upright and in the middle. Your task: begin with
# the trousers, picture 2, and shift them to the right until the network errs. How many pixels does it take? Then turn a boot upside down. And
# find a change that you would not notice, and it does.


# %% tags=["nbval-ignore-output"]
def classify(images):
    return boutique(images[..., None] / 255).numpy()


PaintExplorer(data.x_test[:12], y_test[:12], data.class_names, classify)

# %% [markdown]
# Here is what augmentation is for, whatever it does for pictures that stand in the middle: the same 1,000 others, shifted and mirrored.

# %%
print(f"{'after 600 steps':24}{'others':>8}{'moved':>8}")
for name in ("plain", "augmentation", "20 times the pictures"):
    run = runs_of[name]
    print(f"{name:24}{run.accuracy[:, -1].mean():8.3f}{run.moved[:, -1].mean():8.3f}")
assert (
    runs_of["augmentation"].moved[:, -1].min() > runs_of["plain"].moved[:, -1].max() + 0.1
)

# %% [markdown]
# ## The same, ten times sooner
#
# In lesson 13 ten epochs in batches of 32 took a while. Seven changes make it sooner, and none of them changes what the network can
# compute:
#
# - **batches of 128**: four times fewer steps for the same pictures, each better filled and a better guess of the slope; they bear a
#   higher **learning rate**;
# - **one cycle**: the rate climbs to a peak for a fifth of the training and then sinks to zero. High rates get far in few steps
#   and never come to rest; low ones at the end do. So few epochs are enough. (In few steps Adam must also forget old gradients sooner:
#   `beta_2=0.95` instead of 0.999);
# - **standardised pixels**: a first layer, `Normalization`, brings them to mean 0 and variance 1, and high rates do less harm;
# - **edges cut off**: the second pooling takes 10 x 10 of 11 x 11 numbers and leaves a row and a column. Traced back through the layers,
#   the last two rows and columns of the picture never reach the output, and a sixth of the multiplying is for nothing. Without them it is
#   saved;
# - **pooling before relu**: relu never changes which of four numbers is the largest, and behind the pooling it has fewer to look at;
# - **bfloat16**: numbers of 16 bits inside the network, on processors that multiply in them; the weights stay at 32;
# - **`steps_per_execution=64`**: Keras asks after 64 batches, and not after each, how it went.

# %% alt="The learning rate over 938 steps: it climbs straight to 0.008 in a fifth of them, and then sinks in a bow to 0."
draw.draw_cycle(OneCycle(0.008, steps=938), 938)
source(fast_cnn)

# %% [markdown]
# **14.7** One picture in the article's network, with its edges: 26 x 26 x 32 numbers leave the first convolution. How many numbers must
# relu look at if it comes behind the pooling of 2 x 2?

# %% tags=["exercise"] question="14.7"
numbers = ...
# BEGIN SOLUTION
numbers = 13 * 13 * 32
# END SOLUTION
check("14.7", numbers)

# %% [markdown]
# What each change is worth in two epochs of the full 60,000 pictures, one after the other, each kept. Again `bench.py` ran it
# once, with three seeds. The seconds are those of the processor, all cores together, because the machine had other work to do.

# %%
rungs = tables.sooner()
print("full set, two epochs, mean of seeds:", rungs[0].seeds)
print(f"{'':24}{'steps':>8}{'seconds':>9}{'accuracy':>10}")
for rung in rungs:
    print(f"{rung.name:24}{rung.steps:8,}{rung.cpu:9.0f}{rung.accuracy:10.3f}")
ratio = rungs[0].cpu / rungs[-1].cpu
print(
    f"two epochs {ratio:.1f} times sooner; two in place of the article's ten, {5 * ratio:.0f} times"
)

# %%
assert 5 * ratio > 8 and rungs[-1].accuracy > 0.9 > max(
    rungs[0].accuracy, rungs[1].accuracy
)
saved = [before.cpu - after.cpu for before, after in itertools.pairwise(rungs[-5:])]
assert min(saved) > 0 and saved[2] > 0.5 * sum(saved)
assert rungs[4].accuracy == rungs[3].accuracy > rungs[2].accuracy

# %% [markdown]
# Larger batches alone save time and cost accuracy: a quarter of the steps, as timid as before. The cycle is what makes two epochs
# enough, and standardised pixels add a little. The last four rows compute the same thing in fewer seconds. Without the edges not even the
# last digit of the accuracy moves. More than half of what is saved is bfloat16's, and a processor without it has none of that; what is
# not computed at all is saved on every machine.
#
# On your machine, with the 10,000 pictures: both have the same four epochs.


# %%
def race(network, batch, **how):
    optimizer = keras.optimizers.Adam(**how.pop("adam", {}))
    network.compile(
        optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"], **how
    )
    start = time.perf_counter()
    network.fit(x_train, data.y_train, epochs=4, batch_size=batch, verbose=0)
    return time.perf_counter() - start, network.evaluate(x_test, y_test, verbose=0)[1]


keras.utils.set_random_seed(0)
x_train = data.x_train / np.float32(255)
cycle = OneCycle(0.008, steps=4 * math.ceil(10_000 / 128))
slow, fast = article_cnn(), fast_cnn(x_train)
as_it_is = race(slow, 32)
sooner = race(
    fast, 128, adam={"learning_rate": cycle, "beta_2": 0.95}, steps_per_execution=64
)

# %% tags=["nbval-ignore-output"]
print("as the article: {:4.1f} s, accuracy {:.3f}".format(*as_it_is))
print("sooner:         {:4.1f} s, accuracy {:.3f}".format(*sooner))

# %%
assert sooner[1] > as_it_is[1] - 0.02

# %% [markdown]
# Is it still the article's network? Its weights have the same shapes, so they can move in. Only the first layer's change on the way:
# standardising is a straight line, $(x - m) / s$, and the weights of a convolution can do that as well. `to_article` moves it there.

# %%
as_article = content_module("14", "as_article").to_article(fast)
answers = [model.predict(x_test, verbose=0).argmax(axis=1) for model in (as_article, fast)]
print("same answer for 98 pictures of 100:", bool((answers[0] == answers[1]).mean() > 0.98))

# %% [markdown]
# Where two classes are nearly level, 16 bits may round the other way. What do seconds cost? Money, energy, and above all
# questions that nobody asks: eight ideas and *plain*, three seeds each, are 27 trainings. Networks that write or draw cost
# thousands of machines for months, and there a change of this kind decides what can be tried at all.
#
# ## Open task: better from 300 pictures
#
# **14.8** Build a network and a training that get more out of the 300 than *plain* does, in the same 120 steps of 50. Compare on at least
# five seeds and give an array with a row for each: your accuracy on the others, and plain's. The bar: the whole paired interval is
# above 0.

# %%
SEEDS = 5


def compare(train, seeds=SEEDS):
    """Rows of (yours, plain's) accuracy on the others, one for each seed."""
    rows = []
    for seed in range(seeds):
        pair = []
        for how in (train, plain_training):
            keras.utils.set_random_seed(seed)
            network = how(*ideas.draw_partner(data, seed))
            pair.append(network.evaluate(*others, batch_size=1000, verbose=0)[1])
        rows.append(pair)
    return np.array(rows)


def plain_training(x, y, optimizer="adam"):
    network = article_cnn()
    loss = "sparse_categorical_crossentropy"
    network.compile(optimizer, loss, metrics=["accuracy"], steps_per_execution=6)
    network.fit(x, y, epochs=20, batch_size=50, verbose=0)
    return network


# %% tags=["exercise"] question="14.8"
pairs = ...


# BEGIN SOLUTION
def normalised(x, y):
    network = ideas.network("batch normalisation")
    cycle = keras.optimizers.Adam(OneCycle(0.006, steps=120))
    network.compile(cycle, "sparse_categorical_crossentropy", metrics=["accuracy"])
    network.fit(x, y, epochs=20, batch_size=50, verbose=0)
    return network


pairs = compare(normalised, seeds=8)
# END SOLUTION
check("14.8", pairs)

# %% [markdown]
# For a start: a cycle, dropout, or pictures that are shifted *before* they are given to `fit`. Write down each idea that you try, also those
# that fail, for 14.4 counts them all. Then defend yours: before the boutique that wants to know what its 300 pictures are worth, and before
# somebody who has 3,000.
#
# ## Recap
#
# - Own pictures say how well a network remembers, others how well it has learnt. Stop where *their* loss is lowest.
# - One run is one draw. Three of three above is luck 1 time in 20, and 1 in 5 over five ideas.
# - Pair by seed, and look at the interval of the differences.
# - Compare at equal steps or equal time, and ask whether each had enough.
# - Batch, cycle, standardised pixels, no work on edges that nobody sees, order of layers, 16 bits, fewer questions: the same network more
#   than ten times sooner.
#
# **Read on**: N. Srivastava, G. Hinton, A. Krizhevsky, I. Sutskever and R. Salakhutdinov, "Dropout: a simple way to prevent neural
# networks from overfitting", *Journal of Machine Learning Research* 15 (2014) 1929-1958. A. Krogh and J. A. Hertz, "A simple weight
# decay can improve generalization", *NIPS* 4 (1991) 950-957. S. Ioffe and C. Szegedy, "Batch normalization: accelerating deep network
# training by reducing internal covariate shift", *ICML*, 2015, arXiv:1502.03167. K. He, X. Zhang, S. Ren and J. Sun, "Deep residual
# learning for image recognition", *CVPR*, 2016, arXiv:1512.03385. M. Lin, Q. Chen and S. Yan, "Network in network", *ICLR*, 2014,
# arXiv:1312.4400. L. N. Smith and N. Topin, "Super-convergence: very fast training of neural networks using large learning rates",
# *Proc. SPIE* 11006 (2019), arXiv:1708.07120. P. Micikevicius and others, "Mixed precision training", *ICLR*, 2018, arXiv:1710.03740.
#
# Next: **[lesson 15, is it any good?](15_is_it_any_good.ipynb)**
