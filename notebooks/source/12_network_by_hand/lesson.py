# %% [markdown]
# # 12 · A network by hand
#
# > **You will** build a network from sums, products and one bend, see that it computes what Keras computes, find the slope of its
# > loss for every weight, and train it to sort pictures.
# >
# > **55 minutes** · about {seconds} s of run time · needs lesson 0; lesson 10 helps.
#
# ## How can a sum see?
#
# Lepton wants to tell its partners what happens inside the network that sorts their pictures. "It learns" is no answer. So we
# build one. Here is a picture, and nine of its pixels.

# %% alt="Trousers in grey pixels, with a frame around nine pixels on the edge of the left leg."
import numpy as np
from matplotlib import pyplot as plt

from lepton_kit import datasets, style
from lepton_kit.display import source
from lepton_kit.exercises import check, guess, hint, solution
from lepton_kit.exercises.content import content_module
from lepton_kit.vision import article_cnn, pool, softmax
from lepton_kit.vision.layers import convolve
from lepton_kit.widgets import ActivationExplorer, DescentExplorer, KernelExplorer

style.use()
draw, by_hand = content_module("12", "drawing"), content_module("12", "by_hand")
surfaces = content_module("12", "surfaces")
data = datasets.load("fashion_mnist")
picture = data.x_test[2] / 255
print(picture[12:15, 8:11].round(2))
draw.draw_frame(picture, 12, 8)
plt.show()

# %% [markdown]
# Black is 0 and white is 1. In the frame, dark on the left meets light on the right: the edge of a trouser leg. A **neuron** has a
# weight for each input. It multiplies, adds up, adds a number of its own, the **bias**, and bends the sum:
#
# $$z = w_1 x_1 + \dots + w_n x_n + b, \qquad a = f(z).$$
#
# The bend $f$ is the **activation**. The commonest is **relu**, which makes 0 of what is negative. And these weights subtract the left
# column from the right one:

# %%
kernel = np.array([[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]])


def neuron(x, w, b=0.0):
    return np.maximum((w * x).sum() + b, 0)


print("on the edge:", neuron(picture[12:15, 8:11], kernel).round(2))
print("on black:   ", neuron(picture[12:15, 0:3], kernel))

# %% [markdown]
# A high number on the edge, and nothing where there is nothing to see: an edge detector, made with nine numbers.
#
# **12.1** This neuron lies on the nine pixels below, with the same kernel. What does it give with a bias of 0.5, and what with a bias of −3?
# Answer with an array of two numbers.

# %% tags=["exercise"] question="12.1"
patch = np.array([[0.0, 0.2, 0.9], [0.0, 0.4, 1.0], [0.6, 0.8, 1.0]])
outputs = ...
# BEGIN SOLUTION
outputs = np.maximum((patch * kernel).sum() + np.array([0.5, -3.0]), 0)
# END SOLUTION
check("12.1", outputs)

# %% [markdown]
# ## The same neuron everywhere
#
# An edge can be anywhere. So slide the neuron over the picture and write down its sum at each place. That is a **convolution**, the nine weights
# are its **kernel**, and the result is a **feature map**. (In mathematics a convolution turns the kernel round first. What networks do is a
# **cross-correlation**; everybody calls it convolution.) Dark to light gives a positive sum. Which edges of the two trouser legs come out
# light on the map: `"left"`, `"right"` or `"both"`?

# %% tags=["guess"]
guess("12.a", ...)

# %% tags=["after-guess"] alt="The trousers; their feature map, bright at left edges, dark at right ones and grey elsewhere; and what relu leaves, the left edges alone."
print("The picture, its feature map, and what relu leaves of it:")
marked = convolve(picture, kernel)
draw.draw_images(
    {"picture": picture, "convolved": marked, "after relu": np.maximum(marked, 0)}
)
plt.show()
print("from", marked.min().round(2), "to", marked.max().round(2))

# %% [markdown]
# Left edges are light, right edges dark, and relu keeps the left ones. The kernel must fit inside, so 28 pixels become 28 − 3 + 1 = 26.
#
# **12.2** Write the convolution of a grey picture with a square kernel, without a bias, wherever the kernel fits inside. Two loops
# will do.


# %% tags=["exercise"] question="12.2"
def slide(image, kernel):
    ...
    # BEGIN SOLUTION
    k = len(kernel)
    result = np.zeros((image.shape[0] - k + 1, image.shape[1] - k + 1))
    for i, j in np.ndindex(*result.shape):
        result[i, j] = (image[i : i + k, j : j + k] * kernel).sum()
    return result
    # END SOLUTION


check("12.2", slide)

# %% [markdown]
# Your task: step the window with the arrow keys onto the upper edge of the trousers and watch the nine products. Which preset makes
# that edge light? Then change the kernel until it answers to the *right* edges of the legs.

# %%
KernelExplorer(data.x_test[2])

# %% [markdown]
# **12.3** Write down a kernel for the right edges: it gives 1 or more where light on the left meets dark on the right, and 0 on even
# patches and on level edges.

# %% tags=["exercise"] question="12.3"
my_kernel = ...
# BEGIN SOLUTION
my_kernel = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])
# END SOLUTION
check("12.3", my_kernel)

# %% [markdown]
# A layer does this for many pictures, input channels and kernels at once: each window becomes a row of a table, and the whole convolution
# one product of matrices.

# %%
layer = by_hand.Convolution(inputs=1, outputs=8, rng=0)
x_test = data.x_test[..., None] / np.float32(255)
print("8 kernels on 100 pictures:", layer(x_test[:100]).shape)
print("numbers to learn:", sum(w.size for w in layer.weights))

# %% [markdown]
# 80 numbers serve all 676 places. What is learnt at one place is known at all.
#
# ## Why bend?
#
# Put two layers behind each other without a bend, and the second weighs what the first has weighed.

# %% alt="Left: relu, leaky relu, sigmoid and tanh. Right: their slopes. Relu's is 0 or 1, the sigmoid's at most 0.25, tanh's 1 at the middle and nearly 0 far out."
rng = np.random.default_rng(0)
x, W1, W2 = rng.random((5, 4)), rng.normal(size=(4, 6)), rng.normal(size=(6, 3))
print("two layers equal one:          ", np.allclose((x @ W1) @ W2, x @ (W1 @ W2)))
bent = np.maximum(x @ W1, 0) @ W2
print("still so with relu in between:", np.allclose(bent, x @ (W1 @ W2)))
draw.draw_activations(["relu", "leaky relu", "sigmoid", "tanh"])
plt.show()

# %% [markdown]
# A hundred layers without a bend are one layer. But mind the slopes on the right: where a slope is 0, nothing can be learnt. A relu
# whose sum is below 0 on all pictures is **dead**.
#
# Your task: here are eight neurons whose kernels were drawn by chance. From which bias down are all of them dead? Which activation saves
# them there?

# %%
ActivationExplorer(data.x_test[2:102])

# %% [markdown]
# ## Forgetting where
#
# **Pooling** keeps the largest number of each 2 x 2 square: an edge was found about here. Move the trousers by one pixel to the right.

# %%
moved = np.roll(picture, 1, axis=1)
here, there = (
    np.maximum(convolve(p, kernel), 0)[None, ..., None] for p in (picture, moved)
)
for name, a, b in (("map", here, there), ("pooled", pool(here), pool(there))):
    print(
        f"{name:7} {a[0, ..., 0].shape}, changed by {np.abs(a - b).sum() / np.abs(a).sum():.0%}"
    )

# %% [markdown]
# An edge is one or two pixels wide, so one step changes the map by as much as there is in it. Behind the pooling much less of the step is
# heard, and a quarter of the numbers is left.
#
# Behind it, a number also *sees* more: one number after a 3 x 3 convolution sees 3 x 3 pixels, and after the pooling 4 x 4. That is its
# **receptive field**.
#
# **12.4** The network of lesson 13 has a 3 x 3 convolution, a 2 x 2 pooling, and both once more. How many pixels wide is the receptive field of
# one number at its end?

# %% tags=["exercise"] question="12.4"
width = ...
# BEGIN SOLUTION
width = 10  # backwards: 1, then 2 before the pooling, 4 before the convolution, 8, 10
# END SOLUTION
check("12.4", width)

# %% [markdown]
# One can look: send in 784 pictures, each with one light pixel, and see which of them one number at the end answers to.

# %% alt="The trousers, with a frame of ten by ten pixels: what one number behind the second pooling sees."
ones = by_hand.Network(
    by_hand.Convolution(1, 1),
    by_hand.Pooling(),
    by_hand.Convolution(1, 1),
    by_hand.Pooling(),
)
for w in ones.weights:
    w[...] = w.ndim == 4  # kernels of ones, biases of 0
answers = ones(np.eye(784).reshape(784, 28, 28, 1))[:, 2, 2, 0]
draw.draw_field(picture, (answers > 0).reshape(28, 28))
plt.show()

# %% [markdown]
# ## From scores to a loss
#
# At the end, **flatten** lays all numbers out in a row, and a **dense layer** of ten neurons weighs them all: ten scores, also called
# **logits**, one for each class. **Softmax** turns them into probabilities, $p_k = e^{s_k} / \sum_j e^{s_j}$. How wrong are they? The
# **cross-entropy** is $-\ln p_c$, with $c$ the true class.

# %%
scores = np.array([2.0, 1.0, -1.0])
p = softmax(scores)
print(
    "probabilities:",
    p.round(3),
    " cross-entropy if class 2 is true:",
    -np.log(p[2]).round(3),
)

# %% [markdown]
# **12.5** A network gives the scores 1, 3 and 0, and the truth is class 0, the first. How large is its cross-entropy?

# %% tags=["exercise"] question="12.5"
loss = ...
# BEGIN SOLUTION
loss = -np.log(softmax(np.array([1.0, 3.0, 0.0]))[0])
# END SOLUTION
check("12.5", loss)

# %% [markdown]
# Why not the mean squared error (MSE) of the probabilities? Training follows the slope of the loss, so compare the slopes.

# %% alt="The push on the true class's score over its probability. Cross-entropy's falls straight from 1 to 0; the squared error's is 0 at both ends and highest near one third."
draw.draw_pushes()
plt.show()

# %% [markdown]
# Sure and wrong, at the far left: cross-entropy pushes hardest there, the squared error hardly at all. And its slope for the scores could not be
# shorter: $p$ minus the truth, which is 1 for the true class and 0 for the others.
#
# Is all this the real thing? Take the network of lesson 13, built in Keras, copy its weights into our layers, and let both look at 200 pictures.

# %%
model = article_cnn(rng=0)
ours = by_hand.from_keras(model)
theirs = model.predict(x_test[:200], verbose=0)
print(ours)
print(
    "differ by less than 0.00001:",
    bool(np.abs(ours.probabilities(x_test[:200]) - theirs).max() < 1e-5),
)

# %% [markdown]
# There is no secret in Keras' layers, nor in PyTorch's: they compute what ours compute. They have more options, and they can use a GPU.
#
# ## Who is to blame?
#
# To learn, each weight must know in which direction the loss falls. Start with one neuron and one weight: $a = \tanh(w x)$, with loss $L =
# (a - 1)^2$. The chain rule multiplies the slopes on the way back:
#
# $$\frac{dL}{dw} = \underbrace{2(a - 1)}_{dL/da}\; \underbrace{(1 - a^2)}_{da/dz}\; \underbrace{x}_{dz/dw}.$$
#
# **12.6** A slope can also be found without calculus: look a little to the right and a little to the left. Write that: the slope of `f` at `w`, from
# two looks at `f`, one at a distance `h` to either side.


# %% tags=["exercise"] question="12.6"
def slope(f, w, h):
    ...
    # BEGIN SOLUTION
    return (f(w + h) - f(w - h)) / (2 * h)
    # END SOLUTION


check("12.6", slope)

# %%
x, w = 2.0, 0.3
a = np.tanh(w * x)
print("chain rule:", (2 * (a - 1) * (1 - a**2) * x).round(4))
right, left = ((np.tanh((w + h) * x) - 1) ** 2 for h in (1e-4, -1e-4))
print("two looks: ", ((right - left) / 2e-4).round(4))

# %% [markdown]
# **Backpropagation** is the chain rule, layer by layer from the loss back to the picture. Each layer is handed the slopes for what came
# out, notes those for its own weights, and returns those for what went in. For a dense layer that is two lines, in `backward`.

# %%
source(by_hand.Dense)

# %% [markdown]
# Looking to either side of each weight costs two passes for every one of them. Backpropagation costs one pass forward and one back for all.
# It is easy to get wrong, so the two looks are the referee:

# %%
network = by_hand.Network(
    by_hand.Convolution(1, 8, rng=0),
    by_hand.Activation("relu"),
    by_hand.Pooling(2),
    by_hand.Flatten(),
    by_hand.Dense(1352, 10, rng=1),
)
x_train = data.x_train[..., None] / np.float32(255)
slopes = by_hand.check_gradient(network, x_train[:20], data.y_train[:20], rng=0)
print(len(slopes.difference), "slopes checked; agree:", slopes.error < 1e-6)

# %% [markdown]
# ## Downhill
#
# **Gradient descent** moves each weight against its slope $g$, by the **learning rate** times the slope. With **momentum** $m$, a share of the last
# step is made again:
#
# $$v \leftarrow m\,v - \text{rate} \cdot g, \qquad w \leftarrow w + v.$$
#
# With two weights, the loss is a landscape: here a long valley, 25 times as curved across as along. Which of the rates 0.01, 0.075 and 0.085, without
# momentum, gets furthest in 40 steps?

# %% tags=["guess"]
guess("12.b", ...)

# %% tags=["after-guess"] alt="Forty steps down a valley with three rates: 0.01 creeps and stops short of the lowest point, 0.075 swings to and fro towards it, 0.085 swings ever wider."
print("Forty steps with each rate:")
rates = (0.01, 0.075, 0.085)
ways = {f"rate {rate}": surfaces.descend("valley", rate=rate, steps=40) for rate in rates}
draw.draw_ways(ways)
plt.show()
for title, way in ways.items():
    print(f"{title}: {way}")

# %% [markdown]
# The first creeps, the second swings and still gets on, the third swings wider with each step. On a curvature $c$ a step multiplies the
# distance by $1 - \text{rate} \cdot c$. Once the rate is over $2/c$, here 2/25 = 0.08, each step lands on the other side and further out. The
# steepest direction limits the rate, and the flattest has to wait; how many steps it takes hangs on the two together. Momentum helps both: it adds up
# along the valley and cancels across it.
#
# Your task: find the rate at which the valley throws you out, and how much momentum brings you back. In *two hollows*, what carries you over
# the ridge?

# %%
DescentExplorer(surfaces.SURFACES, surfaces.descend, start="valley")

# %% [markdown]
# **12.7** Find a rate and a momentum with which 40 steps in the valley end at a loss below 0.000001. Answer with the pair.

# %% tags=["exercise"] question="12.7"
setting = ...
# BEGIN SOLUTION
setting = (0.1, 0.45)
# END SOLUTION
check("12.7", setting)

# %% [markdown]
# Everything is there: forward, loss, back, step. Each step takes 50 pictures drawn by chance, so that the slope is a little different each
# time. That is **stochastic gradient descent**, SGD.

# %% tags=["nbval-ignore-output"] alt="Cross-entropy over 400 steps. Single batches jump about; the mean of 20 falls from above 1.2 to about 0.4, far below a guess among ten."
from copy import deepcopy

trained = deepcopy(network)
before = network.accuracy(x_test, data.y_test)
losses = trained.train(x_train, data.y_train, epochs=2, rate=0.05, momentum=0.9, rng=0)
after = trained.accuracy(x_test, data.y_test)
print(f"right before training: {before:.0%}; after {len(losses)} steps: {after:.0%}")
draw.draw_losses(losses)
plt.show()

# %%
assert before < 0.3 and after > 0.8

# %% [markdown]
# More than eight of ten pictures that it has never seen, by sums, products and one bend. Nobody told it what a kernel should look for. Here are
# its eight, as chance drew them and as descent left them: orange is positive, as above, and purple with a minus negative.

# %% tags=["nbval-ignore-output"] alt="Eight kernels of 3 by 3 numbers as coloured squares, before and after training; minus signs mark the negative ones, and most have changed."
draw.draw_kernels(
    {
        name: net.layers[0].weights[0][:, :, 0]
        for name, net in (("before", network), ("after", trained))
    }
)
plt.show()

# %% [markdown]
# Do not expect textbook edges: the kernels went from where chance had put them to where the loss fell, and the dense layer makes the best of
# them.
#
# ## Open task: can you beat chance?
#
# If chance is a good start, is thinking a better one? Design four kernels. They do not learn: each makes a map, relu bends it, the largest of each
# 6 x 6 square is kept, and a linear classifier learns from 1,000 pictures what the 64 numbers mean. Your rivals are five draws of four
# kernels by chance, and all are tested on the same 2,000 pictures.

# %%
features = content_module("12", "features")


def compare(kernels):
    ours = features.right_answers(kernels)
    for seed in range(5):
        gain = ours - features.right_answers(features.chance_kernels(seed))
        half = 1.96 * gain.std(ddof=1) / np.sqrt(len(gain))
        print(
            f"draw {seed}: {ours.mean():.3f} right, {gain.mean():+.3f}, give or take {half:.3f}"
        )


spot = np.array([[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]])
compare([spot, kernel, -spot, np.ones((3, 3))])

# %% [markdown]
# The **bar**: better than each of the five draws, the paired interval above 0.
#
# **12.8** Give your four kernels as a list of 3 x 3 arrays. Then defend them in two sentences: what does each see that the other three do not?

# %% tags=["exercise"] question="12.8"
my_kernels = ...
# BEGIN SOLUTION
my_kernels = [kernel, -kernel, kernel.T, -kernel.T]
# END SOLUTION
check("12.8", my_kernels)

# %% [markdown]
# ## Recap
#
# - A neuron weighs, adds and bends; without the bend, depth is worth nothing.
# - A convolution is one neuron at every place. Pooling forgets where, and widens what a number sees.
# - Softmax and cross-entropy: $p$ minus the truth, the hardest push where the network is sure and wrong.
# - Backpropagation is the chain rule, once forward and once back; two looks at the loss check it.
# - The steepest direction limits the rate, the flattest waits, and momentum helps both.
#
# **Read on**: D. E. Rumelhart, G. E. Hinton and R. J. Williams, "Learning representations by back-propagating errors", *Nature* 323 (1986) 533-536.
# B. T. Polyak, "Some methods of speeding up the convergence of iteration methods", *USSR Computational Mathematics and Mathematical Physics* 4
# (1964) 1-17. K. He, X. Zhang, S. Ren and J. Sun, "Delving Deep into Rectifiers", 2015, arXiv:1502.01852. I. Goodfellow, Y. Bengio and A. Courville,
# *Deep Learning*, MIT Press, 2016, chapters 6 and 9.
#
# Next: **[lesson 13, training a CNN](13_training_a_cnn.ipynb)**.
