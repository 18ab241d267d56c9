# %% [markdown]
# # 8 · Training a CNN
#
# > **You will** build a convolutional network layer by layer, train it on real pictures while you watch, stop it if you
# > like, and find out how good it is and how sure it is.
# >
# > **45 minutes** · about {seconds} s of run time · needs lesson 0 only; lessons 6 and 7 help.
#
# ## What is in the picture?
#
# Lepton wants to sort the pictures of an online shop. Here are twelve of them. Each is 28 x 28 pixels and grey.

# %%
import numpy as np
from matplotlib import pyplot as plt

from lepton_kit import datasets, style
from lepton_kit.coursework import check, hint, solution
from lepton_kit.source import source
from lepton_kit.vision import RECIPES, article_cnn, evaluate, fit, keras
from lepton_kit.widgets import PredictionExplorer, TrainingMonitor

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
# Look at the first four of conv1's 32 maps, before any training, for one picture.


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
before = evaluate(model, data.x_test, data.y_test, data.class_names)
print(f"accuracy before training: {before.accuracy:.2f}")
assert before.accuracy < 0.3

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
# direction in which the loss falls (lesson 7 does this by hand). Once through all pictures is an *epoch*.
#
# How long and in what steps to train is the *recipe*. The article's has ten epochs of small batches. The kit's own, the
# default, trains the same network in a fraction of the time.

# %%
for name, recipe in RECIPES.items():
    print(f"{name}: {recipe.epochs} epochs, batches of {recipe.batch}, {recipe.optimiser},")
    print(f"    learning rate {recipe.rate:g}, {recipe.schedule}")

# %% [markdown]
# ## Train it
#
# Watch the loss fall. *Stop*, or ■ in the toolbar above, ends the training; the model keeps what it has learnt so far.

# %% tags=["nbval-ignore-output"]
with TrainingMonitor() as watch:
    training = fit(model, data.x_train, data.y_train, rng=0, monitor=watch, stop=watch.stop)

# %% tags=["nbval-ignore-output"]
training

# %% [markdown]
# The accuracy in these curves is that on the pictures which the network learns from. What counts is how it does on
# pictures that it has never seen.

# %% tags=["nbval-ignore-output"]
report = evaluate(model, data.x_test, data.y_test, data.class_names)
report

# %%
assert report.accuracy > 0.8 or training.stopped

# %% [markdown]
# Well over eight of ten, where chance gives one. The classes differ: trousers and bags are easy, a shirt is hard, and you
# can see why in the pictures above. Lesson 9 looks into this.
#
# The kernels have changed too: they are no longer drawn by chance.

# %% tags=["nbval-ignore-output"]
show_maps(model, boot, "After training")

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
# ## The article's recipe
#
# Ten epochs of batches of 32 take minutes on the full data, and a sixth of that on the subset. If you have the time, set
# the switch to `True` and compare the accuracy and the seconds.

# %% tags=["nbval-ignore-output"]
RUN_THE_ARTICLES_RECIPE = False

if RUN_THE_ARTICLES_RECIPE:
    slow = article_cnn(rng=0)
    with TrainingMonitor() as watch:
        print(
            fit(
                slow,
                data.x_train,
                data.y_train,
                "article",
                rng=0,
                monitor=watch,
                stop=watch.stop,
            )
        )
    print(evaluate(slow, data.x_test, data.y_test, data.class_names))

# %% [markdown]
# ## Your turn
#
# **08.1** conv2 has 64 kernels of 3 x 3 that reach through 32 maps. How many weights has it, biases included? Work it out;
# then compare with the table above.

# %% tags=["exercise"] question="08.1"
weights = ...
# BEGIN SOLUTION
weights = 64 * (3 * 3 * 32 + 1)
# END SOLUTION
check("08.1", weights)

# %% [markdown]
# **08.2** Suppose a third convolution with 64 kernels of 3 x 3 came behind pool2, without pooling. How many numbers would
# come out of it for one picture?

# %% tags=["exercise"] question="08.2"
numbers = ...
# BEGIN SOLUTION
numbers = 3 * 3 * 64
# END SOLUTION
check("08.2", numbers)

# %% [markdown]
# **08.3** Write the loss of one picture: `probabilities` is an array of ten, `truth` the number of the true class.


# %% tags=["exercise"] question="08.3"
def loss(probabilities, truth):
    ...
    # BEGIN SOLUTION
    return -np.log(probabilities[truth])
    # END SOLUTION


check("08.3", loss)

# %% [markdown]
# **08.4** Build the article's network with one more layer: a dense one of 64 units with relu between flatten and output.
# Use `keras.Sequential`, `keras.Input` and `keras.layers`. The check looks at how it is built; then train it with `fit` and see
# whether the new layer helps.

# %% tags=["exercise"] question="08.4"
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
check("08.4", deeper)

# %% [markdown]
# ## Recap
#
# - A convolution looks for the same small thing everywhere; pooling forgets exactly where it was.
# - The last layer gives probabilities; cross-entropy, −log of the true one, is what training lowers.
# - Loss and accuracy on training pictures say how well the network remembers; test pictures say how well it has learnt.
# - The recipe decides how long it takes; the same network can be trained ten times sooner.
# - A probability is the network's opinion. Lesson 9 asks how far to trust it.
#
# **Read on**: H. Xiao, K. Rasul and R. Vollgraf, "Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning
# Algorithms", 2017, arXiv:1708.07747. Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, "Gradient-based learning applied to
# document recognition", *Proceedings of the IEEE* 86 (1998) 2278-2324. L. N. Smith, "A disciplined approach to neural network
# hyper-parameters", 2018, arXiv:1803.09820. I. Goodfellow, Y. Bengio and A. Courville, *Deep Learning*, MIT Press, 2016,
# chapter 9.
#
# Next: **lesson 9, is it any good?**
