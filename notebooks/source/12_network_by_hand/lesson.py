# %% [markdown]
# # 12 · A network by hand
#
# > **You will** build a network from single neurons in NumPy, see that it computes what Keras computes, find the slope of
# > its loss for every weight, check that slope, and train it to sort pictures.
# >
# > **45 minutes** · about {seconds} s of run time · needs lesson 0 only; lesson 10 helps.
#
# ## How can a sum see?
#
# Lepton wants to tell its partners what happens inside the network that sorts their pictures. "It learns" is no answer.
# So we build one from nothing but sums, products and one bend. Here is a picture, and nine of its pixels.

# %%
import numpy as np
from matplotlib import pyplot as plt

from lepton_kit import datasets, style
from lepton_kit.display import source
from lepton_kit.exercises import check, hint, solution
from lepton_kit.vision import ACTIVATIONS, convolve, neuron, pool, softmax
from lepton_kit.widgets import ActivationExplorer, DescentExplorer, KernelExplorer

style.use()
data = datasets.load("fashion_mnist")
picture = data.x_test[2] / 255
patch = picture[12:15, 8:11]
print(patch.round(2))

# %%
fig, ax = plt.subplots(figsize=(2.6, 2.6))
ax.imshow(picture)
ax.add_patch(plt.Rectangle((7.5, 11.5), 3, 3, fill=False, edgecolor="#d55e00", lw=2))
ax.set_title("The nine pixels in the frame", fontsize=10)
ax.axis("off")
plt.show()

# %% [markdown]
# Black is 0 and white is 1. In the frame, dark on the left meets light on the right: it is the edge of a trouser leg.
#
# ## One neuron
#
# A neuron has a weight for each input. It multiplies, adds up, adds a number of its own, the *bias*, and bends the sum:
#
# $$z = w_1 x_1 + \dots + w_n x_n + b, \qquad a = f(z).$$
#
# Give it weights that subtract the left column from the right one.

# %%
kernel = np.array([[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]])
print("on the edge:", round(neuron(patch.ravel(), kernel.ravel()), 2))
print("on black:   ", neuron(picture[12:15, 0:3].ravel(), kernel.ravel()))

# %% [markdown]
# A high number on the edge and nothing where there is nothing to see. This neuron is an edge detector, and it was made
# with nine numbers. The bend $f$ is called the *activation*. Here are four.

# %%
z = np.linspace(-4, 4, 201)
fig, (left, right) = plt.subplots(1, 2, figsize=(7.2, 2.7))
for name in ("relu", "leaky relu", "sigmoid", "tanh"):
    f = ACTIVATIONS[name]
    left.plot(z, f(z), label=name)
    right.plot(z, f.slope(z), label=name)
left.set(xlabel="sum z", title="activation f(z)", ylim=(-1.2, 3))
right.set(xlabel="sum z", title="its slope", ylim=(-0.1, 1.2))
left.legend(loc="upper left", fontsize=9)
plt.show()

# %% [markdown]
# Why bend at all? Put two layers of neurons behind each other without a bend: the second weighs what the first has weighed.
#
# **Before you run the next cell**, guess: what can the two do together that one alone cannot?

# %%
rng = np.random.default_rng(0)
x, W1, W2 = rng.random((5, 4)), rng.normal(size=(4, 6)), rng.normal(size=(6, 3))
print("two layers equal one:          ", np.allclose((x @ W1) @ W2, x @ (W1 @ W2)))
bent = np.maximum(x @ W1, 0) @ W2
print("still so with relu in between:", np.allclose(bent, x @ (W1 @ W2)))

# %% [markdown]
# Nothing. A hundred layers without a bend are one layer. The bend is what makes depth worth having.
#
# ## The same neuron everywhere
#
# An edge can be anywhere. So slide the neuron over the picture and write down its answer at each place. That is a
# *convolution*; the nine weights are its *kernel*.
#
# **Before you run the next cell**, guess: which edges of the trousers come out light, and which dark?

# %%
marked = convolve(picture, kernel)
fig, axes = plt.subplots(1, 3, figsize=(7.2, 2.6))
for ax, pixels, title in zip(
    axes,
    (picture, marked, np.maximum(marked, 0)),
    ("picture", "convolved", "after relu"),
):
    ax.imshow(pixels)
    ax.set_title(f"{title}, {pixels.shape[0]} x {pixels.shape[1]}", fontsize=10)
    ax.axis("off")
plt.show()
print("from", marked.min().round(2), "to", marked.max().round(2))

# %% [markdown]
# Left edges of both legs are light, right edges dark, and relu keeps the left ones only. The kernel must fit inside, so 28
# pixels become 28 − 3 + 1 = 26.
#
# Now by your own hand. Step the window with the arrow keys and watch the nine products. Then change the kernel: what does
# *level edges* make of the belt? Which numbers leave the picture as it is? Can you blur it?

# %%
KernelExplorer(data.x_test[2])

# %% [markdown]
# A real layer does this for many pictures, channels and kernels at once. Every window becomes a row of a table; then the
# whole convolution is one product of matrices. Here is the layer as the package has it: no loop over pixels.

# %%
from lepton_kit.vision import Activation, Convolution, Dense, Flatten, Network, Pooling

source(Convolution)

# %%
layer = Convolution(inputs=1, outputs=8, rng=0)
maps = layer(data.x_test[:100, ..., None] / 255)
print("8 kernels on 100 pictures:", maps.shape)
print("numbers to learn:", sum(w.size for w in layer.weights))

# %% [markdown]
# 80 numbers serve all 676 places. That is the thrift of convolution: what is learnt at one place is known at all.
#
# ## Forgetting where, and flattening
#
# *Pooling* keeps the largest number of each 2 x 2 square: an edge was found about here. Move the trousers by one pixel.
#
# **Before you run the next cell**, guess: by how much does the map change, and by how much what is left after pooling?

# %%
moved = np.roll(picture, 1, axis=1)
before, after = (
    np.maximum(convolve(p, kernel), 0)[None, ..., None] for p in (picture, moved)
)


def change(a, b):
    return np.abs(a - b).sum() / np.abs(a).sum()


print(f"changed by one pixel to the right: {change(before, after):.0%}")
print(f"the same behind pooling:           {change(pool(before), pool(after)):.0%}")

# %% [markdown]
# An edge is one or two pixels wide, so a step of one changes nearly all of the map, by as much as there is in it. Pooling
# does not make the network blind to the step, but it hears much less of it, and a quarter of the numbers is left.
#
# See bend and pooling side by side, for eight neurons whose kernels were drawn by chance. Then lower the bias: a relu whose
# sum is below 0 on all pictures has slope 0 everywhere. No gradient reaches its weights, so it can never recover: it is
# *dead*. From which bias on are all eight dead? Which activation saves them?

# %%
ActivationExplorer(data.x_test[2:102])

# %% [markdown]
# After the last pooling, *flatten* lays the numbers out in a row, and a *dense* layer of ten neurons weighs them all: ten
# scores, one for each class.
#
# ## From scores to a loss
#
# *Softmax* turns scores $s$ into probabilities, $p_k = e^{s_k} / \sum_j e^{s_j}$.

# %%
scores = np.array([2.0, 1.0, -1.0])
print("probabilities:", softmax(scores).round(3), " sum:", softmax(scores).sum().round(6))

# %% [markdown]
# How wrong is an answer? Two measures are common: the *mean squared error* (MSE) of the probabilities and the *cross-entropy*
# $-\log p_c$ of the true class $c$. Training follows the slope of the loss. Compare the two slopes for two classes, where
# the truth is given a probability from 0 to 1.

# %%
p = np.linspace(0.001, 0.999, 300)
fig, ax = plt.subplots(figsize=(5.4, 2.7))
ax.plot(p, 1 - p, label="cross-entropy")
ax.plot(p, 2 * (1 - p) * p * (1 - p), label="squared error")
ax.set(xlabel="probability of the truth", ylabel="push on its score")
ax.legend()
plt.show()

# %% [markdown]
# Sure and wrong, at the far left: cross-entropy pushes hardest there, the squared error hardly at all. That is why
# classifiers are trained on cross-entropy. Its gradient for the scores could not be shorter, either: $p$ minus the truth,
# where the truth is 1 for the true class and 0 for the others.

# %%
from lepton_kit.vision import cross_entropy

loss, G = cross_entropy(scores[None], labels=[2])
print("loss:    ", round(loss, 3))
print("gradient:", G[0].round(3))
assert np.allclose(G[0], softmax(scores) - [0, 0, 1])

# %% [markdown]
# ## Is it the real thing?
#
# Take the network of lesson 13, built in Keras, copy its weights into our layers, and let both look at 200 pictures.

# %%
from lepton_kit.vision import article_cnn, from_keras

model = article_cnn(rng=0)
by_hand = from_keras(model)
pictures = data.x_test[:200, ..., None] / np.float32(255)
difference = np.abs(by_hand.probabilities(pictures) - model.predict(pictures, verbose=0))
print(by_hand)
print("differ by less than 0.00001:", bool(difference.max() < 1e-5))

# %% [markdown]
# There is no secret in Keras' layers: they compute what ours compute. They have more options, and they can use a GPU.
#
# ## Who is to blame?
#
# To learn, each weight must know in which direction the loss falls. Start with one neuron, one weight, one example:
# $a = \tanh(w x)$ with loss $L = (a - 1)^2$. The chain rule multiplies the slopes on the way back:
#
# $$\frac{dL}{dw} = \underbrace{2(a - 1)}_{dL/da}\; \underbrace{(1 - a^2)}_{da/dz}\; \underbrace{x}_{dz/dw}.$$
#
# The other way to find a slope needs no calculus: move $w$ a little and look.

# %%
x, w = 2.0, 0.3
a = np.tanh(w * x)
by_chain_rule = 2 * (a - 1) * (1 - a**2) * x


def L(w):
    return (np.tanh(w * x) - 1) ** 2


print("chain rule:  ", by_chain_rule.round(6))
print("a small move:", ((L(w + 1e-4) - L(w - 1e-4)) / 2e-4).round(6))

# %% [markdown]
# *Backpropagation* is this chain rule, layer by layer from the loss back to the picture. Each layer is handed the gradient
# for what came out and returns that for what went in; on the way it notes the gradient for its own weights. For a dense
# layer that is two lines, in `backward`.

# %%
source(Dense)

# %%
source(Network.backpropagate)

# %% [markdown]
# Moving each weight would need two passes for every single one. Backpropagation needs one pass forward and one back for
# all of them. But it is easy to get wrong, so let small moves be the referee.

# %%
from lepton_kit.vision import check_gradient

network = Network(
    Convolution(1, 8, rng=0),
    Activation("relu"),
    Pooling(2),
    Flatten(),
    Dense(1352, 10, rng=1),
)
x_train = data.x_train[..., None] / np.float32(255)
slopes = check_gradient(network, x_train[:20], data.y_train[:20], rng=0)
print(len(slopes.difference), "slopes checked; agree:", slopes.error < 1e-6)

# %% [markdown]
# ## Downhill
#
# Now step: each weight moves against its slope, by the *learning rate* times the slope. With *momentum* a share $m$ of the
# last step is made again:
#
# $$v \leftarrow m\,v - \text{rate} \cdot g, \qquad w \leftarrow w + v.$$
#
# Look at it with two weights, where the loss is a landscape: a long valley, 25 times as curved across as along.
#
# **Before you run the next cell**, guess which of the rates 0.01, 0.075 and 0.085 gets furthest in 40 steps.

# %%
from lepton_kit.vision.surfaces import SURFACES, descend

fig, axes = plt.subplots(1, 3, figsize=(7.2, 2.5), sharey=True)
valley = SURFACES["valley"]
u, v = np.meshgrid(np.linspace(-2, 2, 80), np.linspace(-1.2, 1.2, 60))
for ax, rate in zip(axes, (0.01, 0.075, 0.085)):
    way = descend("valley", rate=rate, steps=40)
    ax.contour(u, v, valley.loss(u, v), levels=12, colors="0.8", linewidths=0.8)
    ax.plot(*way.path.T, ".-", lw=1, ms=4)
    ax.plot(0, 0, "k*")
    ax.set(xlim=(-2, 2), ylim=(-1.2, 1.2), title=f"rate {rate}", xlabel="weight u")
    ax.grid(False)
    print(f"rate {rate}: {way}")
axes[0].set_ylabel("weight v")
plt.show()

# %% [markdown]
# The first creeps, the second swings across the valley and still gets on, the third swings wider with every step. On a
# curvature $c$ a plain step multiplies the distance by $1 - \text{rate} \cdot c$. Once the rate is over $2/c$, here
# 2/25 = 0.08, that factor is below −1: each step lands on the other side, and further out. The steepest direction sets the
# limit, and the flattest one has to wait. Momentum helps both.

# %%
for momentum in (0.0, 0.4, 0.9):
    way = descend("valley", rate=0.075, momentum=momentum, steps=40)
    print(f"momentum {momentum}: {way}")

# %% [markdown]
# Some momentum is far better than none, and much of it overshoots. The limit moves too: 2 (1 + momentum) / 25.
#
# Try it. Find the rate at which the valley throws you out, and how much momentum brings you back. In *two hollows*, plain
# descent ends in the wrong one: what carries it over the ridge?

# %%
DescentExplorer()

# %% [markdown]
# ## Train it
#
# Everything is there: forward, loss, back, step. A step takes 50 pictures drawn by chance, so the slope is a little different
# each time: *stochastic* gradient descent, SGD.

# %%
source(Network.train)

# %% tags=["nbval-ignore-output"]
from copy import deepcopy

x_test = data.x_test[..., None] / np.float32(255)
trained = deepcopy(network)
before = network.accuracy(x_test, data.y_test)
losses = trained.train(x_train, data.y_train, epochs=2, rate=0.05, momentum=0.9, rng=0)
after = trained.accuracy(x_test, data.y_test)
print(f"right before training: {before:.0%}; after {len(losses)} steps: {after:.0%}")

# %%
assert before < 0.3 and after > 0.8

# %% tags=["nbval-ignore-output"]
smooth = np.convolve(losses, np.ones(20) / 20, mode="valid")
fig, ax = plt.subplots(figsize=(6, 2.6))
ax.plot(losses, color="0.8", lw=1, label="each batch")
ax.plot(np.arange(19, len(losses)), smooth, label="mean of 20")
ax.axhline(np.log(10), color="k", ls=":", lw=1)
ax.text(len(losses), 2.15, "a guess among ten", fontsize=9, ha="right", va="top")
ax.set(xlabel="step", ylabel="cross-entropy", ylim=(0, None))
ax.legend(loc="center right")
plt.show()

# %% [markdown]
# More than eight of ten pictures that it has never seen, by sums, products and one bend. And nobody told it what a kernel
# should look for. Here are its eight kernels, as chance drew them and as descent left them.

# %% tags=["nbval-ignore-output"]
first, last = (one.layers[0].weights[0][:, :, 0] for one in (network, trained))
fig, axes = plt.subplots(2, 8, figsize=(7.2, 2.2))
for row, kernels, title in zip(axes, (first, last), ("before", "after")):
    for k, ax in enumerate(row):
        ax.imshow(kernels[:, :, k], cmap="PuOr", vmin=-1, vmax=1)
        ax.set(xticks=[], yticks=[])
    row[0].set_ylabel(title)
plt.show()
moved = np.abs(last - first).mean() / np.abs(first).mean()
print(f"a weight has moved by {moved:.0%} of its size, on average")

# %%
assert moved > 0.1

# %% [markdown]
# Orange is negative, purple positive. Do not expect textbook edges: the kernels went from where chance had put them to where
# the loss fell, and the dense layer makes the best of them.
#
# ## Your turn
#
# **12.1** A neuron with relu lies on the nine pixels below, with the kernel from above. What does it give with a bias of
# −0.5, and what with a bias of −3? Answer with an array of two numbers.

# %% tags=["exercise"] question="12.1"
patch = np.array([[0.0, 0.2, 0.9], [0.0, 0.4, 1.0], [0.1, 0.3, 0.8]])
outputs = ...
# BEGIN SOLUTION
outputs = np.maximum((patch * kernel).sum() + np.array([-0.5, -3.0]), 0)
# END SOLUTION
check("12.1", outputs)

# %% [markdown]
# **12.2** Find a kernel for the *right* edges of the trouser legs: it gives 1 or more where light on the left meets dark on
# the right, and 0 on even patches and on level edges. Look for it in the kernel explorer above, then write it down here.

# %% tags=["exercise"] question="12.2"
my_kernel = ...
# BEGIN SOLUTION
my_kernel = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])
# END SOLUTION
check("12.2", my_kernel)

# %% [markdown]
# **12.3** Write the referee: the slope of `f` at `w`, from two looks at `f`, one at a distance `h` to the right and one at
# the same distance to the left.


# %% tags=["exercise"] question="12.3"
def slope(f, w, h):
    ...
    # BEGIN SOLUTION
    return (f(w + h) - f(w - h)) / (2 * h)
    # END SOLUTION


check("12.3", slope)

# %% [markdown]
# **12.4** Find a rate and a momentum with which 40 steps in the valley end at a loss below 0.000001. Answer with the pair;
# `descend("valley", rate=..., momentum=..., steps=40)` says how you do.

# %% tags=["exercise"] question="12.4"
setting = ...
# BEGIN SOLUTION
setting = (0.1, 0.45)
# END SOLUTION
check("12.4", setting)

# %% [markdown]
# ## Recap
#
# - A neuron weighs, adds and bends; without the bend, depth is worth nothing.
# - A convolution is one neuron at every place: few weights, and what is learnt here is known there.
# - Cross-entropy pushes hardest where the network is sure and wrong.
# - Backpropagation is the chain rule, once forward and once back; small moves of a weight check it.
# - The steepest direction limits the rate. Momentum adds up along a valley and cancels across it.
#
# **Read on**: D. E. Rumelhart, G. E. Hinton and R. J. Williams, "Learning representations by back-propagating errors",
# *Nature* 323 (1986) 533-536. B. T. Polyak, "Some methods of speeding up the convergence of iteration methods", *USSR
# Computational Mathematics and Mathematical Physics* 4 (1964) 1-17. K. He, X. Zhang, S. Ren and J. Sun, "Delving Deep into
# Rectifiers", 2015, arXiv:1502.01852. I. Goodfellow, Y. Bengio and A. Courville, *Deep Learning*, MIT Press, 2016,
# chapters 6 and 9.
#
# Next: **[lesson 13, training a CNN](13_training_a_cnn.ipynb)**.
