# %% [markdown]
# # 13 · Training a CNN
#
# > **You will** run a published program, find out why it stops, and make it train: load, scale, compile, fit, evaluate. Then
# > look inside, count its weights, and build a smaller network that is as good.
# >
# > **50 minutes** · about {seconds} s of run time · needs lesson 10; lesson 12 helps.
#
# ## A program on the table
#
# The article of lesson 1 has a twin about the technology: same title, same author, no date. It proposes a network
# that looks at pictures of 28 x 28 pixels and sorts them into ten classes, and prints a program for it. Here is the
# program, written anew with the same calls. (Two things are ours: `keras.Input`, which names the shape of a picture
# as Keras now wants it, and a seed, which makes runs repeatable.)

# %%
import time
from pathlib import Path
from tempfile import mkdtemp

import numpy as np

from lepton_kit import datasets, style
from lepton_kit.exercises import check, guess, hint, solution
from lepton_kit.exercises.content import content_module
from lepton_kit.vision import article_cnn, keras
from lepton_kit.widgets import (
    GuessExplorer,
    LayerExplorer,
    PredictionExplorer,
    ShapeExplorer,
    TrainingMonitor,
)

draw, quiz = content_module("13", "drawing"), content_module("13", "quiz").quiz
style.use()

# %%
keras.utils.set_random_seed(0)
model = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        keras.layers.Conv2D(32, (3, 3), activation="relu"),
        keras.layers.MaxPooling2D((2, 2)),
        keras.layers.Conv2D(64, (3, 3), activation="relu"),
        keras.layers.MaxPooling2D((2, 2)),
        keras.layers.Flatten(),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
model.compile(
    optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"]
)

# %% [markdown]
# Three lines are left: `fit`, `evaluate`, `print`. What happens when they run: `"it trains"` or `"it stops"`? Read the imports
# once more before you guess.

# %%
guess("13.a", ...)

# %% tags=["after-guess"]
print("The program runs, and says:")
try:
    model.fit(x_train, y_train, epochs=10)
    test_loss, test_acc = model.evaluate(x_test, y_test)
    print("Test accuracy:", test_acc)
except NameError as problem:
    print("NameError:", problem)

# %% [markdown]
# Nobody ever gave it pictures. `x_train` is not defined, nor loaded, nor brought to a scale that a network likes. The program
# has never been run as it stands, and yet nearly everything in it is right. Let us run it for the first time.
#
# ## Load and scale
#
# *Fashion-MNIST* has the article's shape: 70,000 garments that Zalando's research department published in 2017, in ten classes. A
# subset of 12,000 comes with the course.

# %% alt="Twelve garments of Fashion-MNIST in grey pixels with their classes: ankle boot, pullover, trousers, shirts, coats, sandals, a sneaker."
data = datasets.load("fashion_mnist")
draw.draw_garments(data)
data

# %% [markdown]
# 10,000 to learn from, 2,000 to be tested on. The pixels are bytes, 0 for black to 255 for white. The weights begin
# as small numbers around 0, made for inputs of about that size, so we bring the pixels to the range from 0 to 1.
#
# **13.1** Write the function that does it, for any batch of pictures.


# %% tags=["exercise"] question="13.1"
def prepare(images):
    ...
    # BEGIN SOLUTION
    return images / 255
    # END SOLUTION


check("13.1", prepare)

# %%
x_train, x_test = (
    images[..., None] / np.float32(255) for images in (data.x_train, data.x_test)
)
y_train, y_test = data.y_train, data.y_test

# %% [markdown]
# ## What `compile` says
#
# For a picture the network gives ten probabilities. If $p_c$ is that of the true class, the network's surprise at the truth is
# the **cross-entropy**
#
# $$L = -\log p_c ,$$
#
# which is 0 if the network was certain and right, and grows without limit as $p_c$ goes to 0. Training makes its mean
# over the pictures small: that mean is the **loss**. (`"sparse_categorical_crossentropy"` is its name where labels
# are class numbers.) The **optimizer** is the rule by which a step follows from the slope: *Adam* gives each weight a
# step length of its own. A **metric** is only watched.
#
# **13.2** Write the loss of one picture; `probabilities` is an array, `truth` the number of the true class.


# %% tags=["exercise"] question="13.2"
def loss(probabilities, truth):
    ...
    # BEGIN SOLUTION
    return -np.log(probabilities[truth])
    # END SOLUTION


check("13.2", loss)

# %% [markdown]
# The weights of our network are still drawn by chance, so it gives each of ten classes about the same probability. Which
# loss will `evaluate` find? Type a number.

# %%
guess("13.b", ...)

# %% tags=["after-guess", "nbval-ignore-output"]
fresh = keras.models.clone_model(model)  # the same layers, other weights by chance
fresh.compile(loss="sparse_categorical_crossentropy", metrics=["accuracy"])
untrained, accuracy = fresh.evaluate(x_test, y_test, verbose=0)
print("Before any training, on the 2,000 test pictures:")
print(f"loss {untrained:.2f}, accuracy {accuracy:.2f}; -log(1/10) is {-np.log(0.1):.2f}")

# %%
assert 2.1 < untrained < 2.7 and accuracy < 0.35

# %% [markdown]
# ## What `fit` does
#
# Training goes in steps. A **step** takes a **batch** of pictures, works out their mean loss, and moves every weight
# a little in the direction in which that falls. Once through all pictures is an **epoch**. The article writes
# `epochs=10` and leaves the batch at Keras' default, 32. Such numbers, which somebody has to choose and no training
# finds, are **hyperparameters**.
#
# **13.3** How many steps are ten epochs of our 10,000 pictures? (The last batch of an epoch may be a small one.)

# %% tags=["exercise"] question="13.3"
steps = ...
# BEGIN SOLUTION
steps = 10 * int(np.ceil(10_000 / 32))
# END SOLUTION
check("13.3", steps)

# %% [markdown]
# Now the article's line, at last. A **callback** is told after each batch how it went. Two of them watch here: ours
# draws, and its *Stop* button ends the training and keeps what has been learnt; Keras' own `TensorBoard` writes a
# log.

# %% tags=["nbval-ignore-output"]
log, start = mkdtemp(), time.perf_counter()
watching = [TrainingMonitor(), keras.callbacks.TensorBoard(log, write_graph=False)]
history = model.fit(x_train, y_train, epochs=10, callbacks=watching, verbose=0)
seconds = time.perf_counter() - start

# %% tags=["nbval-ignore-output"]
test_loss, test_acc = model.evaluate(x_test, y_test, verbose=0)
print(f"ten epochs took {seconds:.0f} s on this machine")
print(f"test loss {test_loss:.3f}, test accuracy {test_acc:.3f}")
print("the log:", ", ".join(path.name for path in Path(log).iterdir()))

# %%
assert test_acc > 0.85 or model.stop_training

# %% [markdown]
# Nearly nine in ten are right, where chance would give one. The full set, `datasets.load("fashion_mnist",
# full=True)`, takes six times as long and gains two or three points. Note the seconds: in lesson 14 you will have the
# same in about a tenth.
#
# To look at the log, type `%load_ext tensorboard` and `%tensorboard --logdir {log}` in a new cell; *TensorBoard* then draws the curves of
# every run in that folder. *Weights & Biases* does the same on a server of its own, for teams. Both articles name two more
# tools: *Anaconda*, which installs such packages, and *Colab*, which runs notebooks on Google's machines.
#
# ## Ten probabilities
#
# "After training it gives the distribution of probabilities", says the article. Here it is for the first test picture.

# %% tags=["nbval-ignore-output"]
P = model.predict(x_test, verbose=0)
for name, probability in zip(data.class_names, P[0]):
    print(f"{name:12} {probability:.4f} {'#' * round(40 * probability)}")
print(f"they add up to {P[0].sum():.4f}; the truth is {data.class_names[y_test[0]]}")

# %% [markdown]
# Your task: set the order to *most wrong first* and go through ten pictures. On how many would you have known better,
# and on how many do you doubt the label?

# %% tags=["nbval-ignore-output"]
PredictionExplorer(data.x_test, y_test, P, data.class_names)

# %% [markdown]
# ## What each layer does
#
# - A convolution slides small windows, **kernels** of 3 x 3 numbers, over the picture. At each place it multiplies, adds up and
#   adds a bias: a high number says "what I look for is here". What one kernel finds at all places, laid out as a picture, is a **feature
#   map**. **Relu** sets what is negative to 0.
# - **Pooling** keeps the largest number of each 2 x 2 square. The map is half as wide, and it no longer matters whether a seam is one
#   pixel further left.
# - The second convolution has 64 kernels, and each reaches through all 32 maps that come in.
# - `Flatten` lays the numbers in a row and `Dense` weighs them into ten scores, the **logits**. **Softmax** makes ten probabilities of them.

# %%
print(f"{'layer':14}{'what comes out':>18}{'weights':>10}")
for layer in model.layers:
    shape = " x ".join(map(str, layer.output.shape[1:]))
    print(f"{type(layer).__name__:14}{shape:>18}{layer.count_params():>10,}")
print(f"{'together':32}{model.count_params():>10,}")

# %% [markdown]
# A kernel must fit inside, so 28 becomes 28 − 3 + 1 = 26. *AlexNet*, the network that began it all in 2012, is made of the same
# parts: five convolutions, three dense layers, 60 million weights. So are networks for visual inspection on a production line, for medical
# images and for traffic; *object detection* adds where a thing is, *face recognition* compares the numbers before the last layer.
#
# Your task: set 13 in, 32 maps and 64 kernels, the second convolution. What does a stride of 2 save? Which padding keeps the size? When
# is a pixel left over?

# %%
ShapeExplorer()

# %% [markdown]
# **13.4** Suppose the second convolution had 48 kernels of 3 x 3. How many weights would it have, biases included?

# %% tags=["exercise"] question="13.4"
weights = ...
# BEGIN SOLUTION
weights = 48 * (3 * 3 * 32 + 1)
# END SOLUTION
check("13.4", weights)

# %% [markdown]
# **13.5** Suppose a third convolution with 64 kernels of 3 x 3 came behind the second pooling, without pooling of its own. How many numbers
# would come out of it for one picture?

# %% tags=["exercise"] question="13.5"
numbers = ...
# BEGIN SOLUTION
numbers = 3 * 3 * 64
# END SOLUTION
check("13.5", numbers)

# %% [markdown]
# Eight more of this kind, with pictures. Your task: six of eight right at the first guess.

# %%
GuessExplorer(quiz(data.x_test[[2, 1, 7, 9]]))

# %% [markdown]
# And now your own network, which has seen 10,000 garments. Your task: find a map of the first convolution that
# responds to edges, and one that responds to the background. Then go to the last pooling: can you still tell the
# garment? Which maps stay empty, whatever the picture?

# %% tags=["nbval-ignore-output"]
LayerExplorer(model, data.x_test[:12], y_test[:12], data.class_names)

# %% [markdown]
# ## One layer more
#
# **13.6** Build the article's network with one more layer: a dense one of 64 units with relu, between `Flatten` and the last. The check
# looks at what it does, not at how you wrote it.

# %% tags=["exercise"] question="13.6"
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
check("13.6", deeper)

# %% [markdown]
# In *PyTorch*, the other library that the articles name, the article's network reads like this. Softmax is inside its loss,
# pictures have their channel first, and you write the loop of steps yourself.
#
#     net = nn.Sequential(nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2),
#                         nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
#                         nn.Flatten(), nn.Linear(1600, 10))
#     adam = torch.optim.Adam(net.parameters())
#     for x, y in batches:
#         adam.zero_grad()
#         nn.functional.cross_entropy(net(x), y).backward()
#         adam.step()
#
# ## Open task: half the weights
#
# Nearly half of the 34,826 weights sit in the last layer, and a phone would like fewer.
#
# **13.7** Build and train a network with at most 17,413 weights, half of the article's. The bar: .84 on the test pictures. It takes 28 x
# 28 x 1 and gives ten probabilities; what is in between is yours. Start small: two or three epochs show whether an idea is any good.

# %% tags=["exercise"] question="13.7"
smaller = ...
# BEGIN SOLUTION
layers = keras.layers
smaller = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        layers.Conv2D(16, 3, activation="relu"),
        layers.MaxPooling2D(),
        layers.Conv2D(32, 3, activation="relu"),
        layers.MaxPooling2D(),
        layers.Flatten(),
        layers.Dense(10, activation="softmax"),
    ]
)
adam = keras.optimizers.Adam(0.003)
smaller.compile(adam, "sparse_categorical_crossentropy", metrics=["accuracy"])
fitted = smaller.fit(x_train, y_train, epochs=4, batch_size=64, verbose=0)
# END SOLUTION
check("13.7", smaller)

# %% [markdown]
# Is yours really no worse, or was it lucky? Put your layers in place of `thin`'s and compare on three seeds, both with two epochs.


# %%
def thin():
    layers = [keras.Input((28, 28, 1)), keras.layers.MaxPooling2D()]
    layers += [keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")]
    return keras.Sequential(layers)


def accuracy_of(make, seed):
    keras.utils.set_random_seed(seed)
    network = make()
    network.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    network.fit(x_train, y_train, epochs=2, batch_size=64, verbose=0)
    return network.evaluate(x_test, y_test, verbose=0)[1]


# %% tags=["nbval-ignore-output"]
pairs = np.array(
    [[accuracy_of(make, seed) for make in (thin, article_cnn)] for seed in range(3)]
)
difference = pairs[:, 0] - pairs[:, 1]
print("thin minus article's, seed by seed:", *(f"{d:+.3f}" for d in difference))
print(
    f"mean {difference.mean():+.3f}, from {difference.min():+.3f} to {difference.max():+.3f}"
)

# %% [markdown]
# Three differences with the same sign may still be luck; lesson 14 says how likely that is. Defend your network to
# somebody who has to put it on a phone, and to somebody who sells the garments.
#
# ## Recap
#
# - A program is its data too: load, scale, compile, fit, evaluate.
# - The loss is the surprise at the truth, $-\log p_c$. A network that knows nothing has $\log 10$.
# - A step is a batch; an epoch is all pictures once; batch and epochs are hyperparameters.
# - A convolution looks for the same small thing everywhere; pooling forgets exactly where it was.
# - `evaluate` on pictures that it has never seen is what counts.
#
# **Read on**: H. Xiao, K. Rasul and R. Vollgraf, "Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning
# Algorithms", 2017, arXiv:1708.07747. Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, "Gradient-based learning applied to
# document recognition", *Proceedings of the IEEE* 86 (1998) 2278-2324. A. Krizhevsky, I. Sutskever and G. E. Hinton, "ImageNet
# classification with deep convolutional neural networks", *NIPS* 25 (2012) 1097-1105. D. P. Kingma and J. Ba, "Adam: A Method for
# Stochastic Optimization", *ICLR*, 2015, arXiv:1412.6980.
#
# Next: **[lesson 14, better and faster](14_better_and_faster.ipynb)**
