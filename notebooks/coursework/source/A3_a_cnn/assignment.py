# %% [markdown]
# # A3 · A CNN of your own
#
# > **You will** write the steps of image classification that matter most, count a network's weights, train a network on
# > images of your own, and say where it is weak.
# >
# > **150 minutes** · 8 questions, 20 points · needs lessons 10 to 17.
# >
# > **To hand in**: put your student id into the next cell, answer, save, and run `lepton coursework doctor` with this
# > file's name in a terminal. It says what is missing. Then upload this file.
#
# Every student has other images, which come from the id: four of the ten classes of *Fashion-MNIST* (real photographs of
# articles of an online shop, 28 x 28), 400 of each to train with and 100 of each to test with. Write your answers into
# the cells with `...`, under the names that stand there; the names are what is marked. The cell after each answer says
# whether it *can* be marked. It does not say whether it is right. Each question can be answered without the others.

# %%
import numpy as np

from lepton_kit.exercises import personal_data, ready
from lepton_kit.vision import keras

student = "put your student id here"
mine = personal_data("A3").image_sample(student)
mine

# %% [markdown]
# `mine.x_train`, `mine.y_train`, `mine.x_test` and `mine.y_test` are arrays; `mine.class_names` says what the labels mean.
#
# ## Images that a network can take
#
# **A3.1** (2 points) Write the function. `images` has shape (n, height, width) and numbers from 0 to 255. It returns an array of
# shape (n, height, width, 1) with numbers from 0 to 1: 0 where there was 0, 1 where there was 255.


# %% tags=["exercise"] question="A3.1"
def prepare(images):
    ...
    # BEGIN SOLUTION
    return np.asarray(images)[..., None] / 255
    # END SOLUTION
    # BEGIN MUTANT did not normalise: 0
    return np.asarray(images, dtype=float)[..., None]
    # END MUTANT
    # BEGIN MUTANT divided by the largest number there is: 1
    return images[..., None] / images.max()
    # END MUTANT


ready(
    "A3.1",
    prepare,
    like=lambda images=np.zeros((1, 2, 3), np.uint8): np.zeros((1, 2, 3, 1)),
)

# %% [markdown]
# **A3.2** (2 points) A test image that also stands among the training images tells nothing. Write the function: it returns the places
# in `test` (0, 1, 2 ...), in rising order, of all images that also stand in `train`, pixel by pixel. Both have shape
# (n, height, width).


# %% tags=["exercise"] question="A3.2"
def leaks(train, test):
    ...
    # BEGIN SOLUTION
    seen = {image.tobytes() for image in np.asarray(train, dtype=np.uint8)}
    images = np.asarray(test, dtype=np.uint8)
    return np.array([i for i, image in enumerate(images) if image.tobytes() in seen])
    # END SOLUTION
    # BEGIN MUTANT gave the places in train: 0
    seen = {image.tobytes() for image in np.asarray(test, dtype=np.uint8)}
    images = np.asarray(train, dtype=np.uint8)
    return np.array([i for i, image in enumerate(images) if image.tobytes() in seen])
    # END MUTANT
    # BEGIN MUTANT compared place by place: 0
    return np.flatnonzero([(a == b).all() for a, b in zip(train, test)])
    # END MUTANT


ready(
    "A3.2",
    leaks,
    like=lambda train=np.zeros((2, 1, 3), np.uint8), test=np.zeros((1, 1, 3), np.uint8): (
        np.zeros(1)
    ),
)

# %% [markdown]
# ## Counting
#
# This is a plan of a network, and it is yours alone. The image goes through a convolution, a 2 x 2 pooling, a convolution of stride 1
# without padding, a 2 x 2 pooling, and then a dense layer. Pooling drops a row or column that is left over; every layer but
# pooling has biases.

# %%
plan = personal_data("A3").network_plan(student)
plan

# %% [markdown]
# **A3.3** (3 points) Give an array of four whole numbers, for one image: how many numbers come out of the first convolution; how
# many out of the first pooling; how many weights the second convolution has; how many weights the dense layer has.

# %% tags=["exercise"] question="A3.3"
counts = ...
# BEGIN SOLUTION
sides = np.array([plan.height, plan.width])
inside = sides - plan.kernel1 + 1 if plan.padding1 == "valid" else sides
first = -(-inside // plan.stride1)  # rounded up
pooled = first // 2
last = (pooled - plan.kernel2 + 1) // 2
counts = np.array(
    [
        first.prod() * plan.filters1,
        pooled.prod() * plan.filters1,
        plan.filters2 * (plan.kernel2**2 * plan.filters1 + 1),
        plan.classes * (last.prod() * plan.filters2 + 1),
    ]
)
# END SOLUTION
# BEGIN MUTANT forgot the biases: 1.5
sides = np.array([plan.height, plan.width])
inside = sides - plan.kernel1 + 1 if plan.padding1 == "valid" else sides
first = -(-inside // plan.stride1)
pooled = first // 2
last = (pooled - plan.kernel2 + 1) // 2
counts = np.array(
    [
        first.prod() * plan.filters1,
        pooled.prod() * plan.filters1,
        plan.filters2 * plan.kernel2**2 * plan.filters1,
        plan.classes * last.prod() * plan.filters2,
    ]
)
# END MUTANT
ready("A3.3", counts, like=np.zeros(4))

# %% [markdown]
# ## By hand
#
# **A3.4** (2 points) Write the convolution of one image with one kernel, as networks use the word: at each place the nine (or four, or
# 25) products are added up, the kernel is not turned round, and it stays inside the image. `image` and `kernel` are
# two-dimensional, `stride` is a whole number; `output[0, 0]` belongs to the upper left corner.


# %% tags=["exercise"] question="A3.4"
def convolution(image, kernel, stride):
    ...
    # BEGIN SOLUTION
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.einsum("ijkl,kl->ij", windows[::stride, ::stride], kernel)
    # END SOLUTION
    # BEGIN MUTANT turned the kernel round: 1
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.einsum("ijkl,kl->ij", windows[::stride, ::stride], kernel[::-1, ::-1])
    # END MUTANT
    # BEGIN MUTANT forgot the stride: 1
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.einsum("ijkl,kl->ij", windows, kernel)
    # END MUTANT


ready(
    "A3.4",
    convolution,
    like=lambda image=np.eye(4), kernel=np.eye(3), stride=1: np.zeros((2, 2)),
)

# %% [markdown]
# **A3.5** (2 points) Write the loss of a batch. `logits` has shape (n, k): what the last layer gives *before* softmax, and it may be as
# large as 1,000. `labels` has n class numbers from 0 to k − 1. It returns one number: the mean cross-entropy.


# %% tags=["exercise"] question="A3.5"
def loss(logits, labels):
    ...
    # BEGIN SOLUTION
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_sums = np.log(np.exp(shifted).sum(axis=1))
    return (log_sums - shifted[np.arange(len(labels)), labels]).mean()
    # END SOLUTION
    # BEGIN MUTANT labels off by one: 0
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_sums = np.log(np.exp(shifted).sum(axis=1))
    return (log_sums - shifted[np.arange(len(labels)), labels - 1]).mean()
    # END MUTANT
    # BEGIN MUTANT added up instead of the mean: 1
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_sums = np.log(np.exp(shifted).sum(axis=1))
    return (log_sums - shifted[np.arange(len(labels)), labels]).sum()
    # END MUTANT


ready("A3.5", loss, like=lambda logits=np.eye(2), labels=np.array([1, 0]): 0.0)

# %% [markdown]
# ## Your network
#
# **A3.6** (2 points) Build a Keras network, called `network`, for your four classes. It takes images of shape (28, 28, 1) with numbers
# from 0 to 1, has at least one convolution and one pooling, at most 60,000 weights, and ends in a softmax over the four classes.

# %% tags=["exercise"] question="A3.6"
network = ...
# BEGIN SOLUTION
network = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        keras.layers.Conv2D(16, 3, activation="relu"),
        keras.layers.MaxPooling2D(),
        keras.layers.Conv2D(32, 3, activation="relu"),
        keras.layers.MaxPooling2D(),
        keras.layers.Flatten(),
        keras.layers.Dense(4, activation="softmax"),
    ]
)
# END SOLUTION
# BEGIN MUTANT no softmax at the end: 1
layers = [keras.layers.Conv2D(16, 3), keras.layers.MaxPooling2D(), keras.layers.Flatten()]
network = keras.Sequential([keras.Input((28, 28, 1)), *layers, keras.layers.Dense(4)])
# END MUTANT
ready("A3.6", network, like=keras.Model)

# %% [markdown]
# **A3.7** (5 points) Train a network on your training images and call it `model`. `compile` and `fit` of
# lesson 13 do it. Keep the training under 40 seconds: marking runs it again.
#
# Your model will be shown 1,200 images of your classes that neither you nor it has seen, with numbers from 0 to 1. It has to beat a
# baseline: the class whose mean image is nearest. Two of the points are for making fewer errors than the baseline, all five
# for at most 85 % of its errors. What counts is what `model(images)` gives, whatever your class makes of `predict`; and what it
# has learnt has to be in its weights: with the numbers in them shuffled, its skill must be gone.

# %% tags=["exercise"] question="A3.7"
model = ...
# BEGIN SOLUTION
keras.utils.set_random_seed(0)
model = keras.models.clone_model(network)
model.compile("adam", "sparse_categorical_crossentropy")
images = mine.x_train[..., None] / 255
model.fit(images, mine.y_train, epochs=12, batch_size=32, verbose=0)
# END SOLUTION
# BEGIN MUTANT not trained: 0
keras.utils.set_random_seed(0)
model = keras.models.clone_model(network)
# END MUTANT
# BEGIN MUTANT labels off by one: 0
keras.utils.set_random_seed(0)
model = keras.models.clone_model(network)
model.compile("adam", "sparse_categorical_crossentropy")
images = mine.x_train[..., None] / 255
model.fit(images, (mine.y_train + 1) % 4, epochs=4, verbose=0)
# END MUTANT
ready("A3.7", model, like=keras.Model)

# %% [markdown]
# ## When accuracy lies
#
# Of a hundred parcels three are damaged. "None is", says a model, and is right for 97 of a hundred.
#
# **A3.8** (2 points) Write the macro-averaged F1: the plain mean, over all classes that occur in `labels`, of each class's F1, which is
# 0 for a class that the model never gets right. Both arguments are arrays of class numbers.


# %% tags=["exercise"] question="A3.8"
def macro_f1(labels, predictions):
    ...
    # BEGIN SOLUTION
    scores = []
    for each in np.unique(labels):
        hits = ((labels == each) & (predictions == each)).sum()
        scores.append(2 * hits / ((labels == each).sum() + (predictions == each).sum()))
    return np.mean(scores)
    # END SOLUTION
    # BEGIN MUTANT gave the accuracy: 0
    return (labels == predictions).mean()
    # END MUTANT
    # BEGIN MUTANT gave the mean recall: 1
    return np.mean([(predictions[labels == c] == c).mean() for c in np.unique(labels)])
    # END MUTANT


ready(
    "A3.8", macro_f1, like=lambda labels=np.array([0, 1]), predictions=np.array([0, 0]): 0.0
)

# %% [markdown]
# ## Before you hand in
#
# Choose *Restart Kernel and Run All Cells* from the *Kernel* menu and read the lines below your answers once more. Save. Then run
# `lepton coursework doctor` with this file's name in a terminal. All 20 points are marked by the computer: your functions are
# called with numbers that you have not seen, and your model is shown images that it has not seen.
