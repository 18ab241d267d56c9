# %% [markdown]
# # 20 · Deploying
#
# > **You will** take a trained network out of the notebook: into a file, into other runtimes, into 8 bits, onto a small
# > device and behind a web address; and you will notice when the world it was made for has changed.
# >
# > **45 minutes** · about {seconds} s of run time · needs lesson 13; lesson 15 helps.
#
# ## Whom does it help?
#
# Lepton's network sorts pictures of clothes, in a notebook, on Lepton's computer. Three partners would like to use it.
# A shop wants to ask it from its web page. A warehouse wants it in a hand scanner that has 256 KB of memory and no
# network. And a laundry wants to be told when it can no longer be trusted. None of them wants a notebook.
#
# Train the network once more; all that follows is about what to do with it.

# %%
import tempfile
from pathlib import Path

import numpy as np
from matplotlib import pyplot as plt

from lepton_kit import datasets, style
from lepton_kit.display import source
from lepton_kit.exercises import check, hint, solution
from lepton_kit.vision import article_cnn, evaluate, keras
from lepton_kit.vision.deploy import compare, export
from lepton_kit.widgets import DeployExplorer

style.use()
data = datasets.load("fashion_mnist")
folder = Path(tempfile.mkdtemp())

# %% tags=["nbval-ignore-output"]


def train(model, epochs):
    adam = keras.optimizers.Adam(0.002)
    model.compile(adam, "sparse_categorical_crossentropy", metrics=["accuracy"])
    how = {"epochs": epochs, "batch_size": 64, "verbose": 0}
    model.fit(data.x_train / np.float32(255), data.y_train, **how)


keras.utils.set_random_seed(0)
model = article_cnn()
train(model, epochs=5)
report = evaluate(model, data.x_test, data.y_test, data.class_names)
print(f"right on pictures it has never seen: {report.accuracy:.3f}")

# %%
assert report.accuracy > 0.85

# %% [markdown]
# ## A file
#
# Keras' own format holds the layers and their weights.
#
# **Before you run the next cell**, guess: the network has 34,826 weights of 4 bytes each. How large is the file at
# least?

# %%
model.save(folder / "clothes.keras")
again = keras.saving.load_model(folder / "clothes.keras", compile=False)

picture = data.x_test[:1, ..., None] / np.float32(255)
same = np.allclose(again.predict(picture, verbose=0), model.predict(picture, verbose=0))
kilobytes = (folder / "clothes.keras").stat().st_size / 1024
print(f"weights: {34_826 * 4 / 1024:.0f} KB, the file has more: {kilobytes > 136}")
print("same answers as before:", same)

# %% [markdown]
# A file can also be a trap. Somebody sends you this one. It holds a `Lambda` layer: Python code of their choice, which
# would run on your computer.

# %%
innocent = keras.layers.Lambda(lambda pixels: pixels)  # it could do anything here
trap = keras.Sequential([keras.Input((28, 28, 1)), innocent])
trap.save(folder / "gift.keras")

try:
    keras.saving.load_model(folder / "gift.keras")
except ValueError:
    print("refused: there is code in this file")

# %% [markdown]
# Keras opens files in *safe mode* unless it is told `safe_mode=False`. Never tell it so for a file that you have not
# made. Safe mode has had holes (CVE-2025-1550 ran code in spite of it), so keep Keras up to date; the old `.h5` format
# and Python's `pickle` have no protection worth the name. Who only wants to *run* a network can do with formats that
# hold no code.
#
# ## Another runtime
#
# To run a network takes less than to train it. *ONNX* is a format for that, which many programs read; `export` makes
# such a file and opens it in one of them, *onnxruntime*.

# %%
import onnxruntime

there = export(model, "onnx")
there.save(folder / "clothes.onnx")

session = onnxruntime.InferenceSession(folder / "clothes.onnx")
pixels = session.get_inputs()[0]
[by_onnx] = session.run(None, {pixels.name: picture})
print("takes", pixels.shape[1:], pixels.type, "and gives", by_onnx.shape)

# %%
everywhere = there.predict(data.x_test)
difference = np.abs(everywhere - report.probabilities).max()
print("2,000 pictures, largest difference below 0.00001:", bool(difference < 1e-5))

# %% [markdown]
# Same weights, same sums, another order of adding up: only the last digits differ. The shop's computer needs no Keras
# and no TensorFlow any more.
#
# ## Fewer bits
#
# The warehouse's scanner has 256 KB in all. Must a weight have 4 bytes? Take a scale $s$ and write each weight as a
# whole number $q$:
#
# $$q = \operatorname{round}(w / s), \qquad w \approx s\,q, \qquad s = \frac{\max |w|}{2^{b-1} - 1}.$$
#
# With $b = 8$ bits, $q$ runs from −127 to 127. Here are nine weights of the first layer.

# %% tags=["nbval-ignore-output"]
w = model.get_layer("conv1").get_weights()[0][:, :, 0, 3]
s = np.abs(w).max() / 127
q = np.round(w / s).astype(np.int8)
print("weights:\n", w.round(4))
print("as 8-bit numbers:\n", q)
print(f"back again, they are off by at most {np.abs(w - s * q).max():.5f}")

# %%
assert np.abs(w - s * q).max() <= s / 2 + 1e-9

# %% [markdown]
# At most half a step, $s/2$. And with fewer bits? Round the weights of every kernel to $b$ bits and test the network.
#
# **Before you run the next cell**, guess: at how many bits does it break?


# %%
def rounded(w, bits):
    """Weights in so many bits; each kernel, along the last axis, has its own scale."""
    axes = tuple(range(w.ndim - 1))
    s = np.abs(w).max(axis=axes, keepdims=True) / (2 ** (bits - 1) - 1)
    return s * np.round(w / s)


coarse = article_cnn(rng=0)
bits, accuracy = [8, 6, 5, 4, 3, 2], []
for b in bits:
    coarse.set_weights([rounded(w, b) if w.ndim > 1 else w for w in model.get_weights()])
    accuracy.append(evaluate(coarse, data.x_test, data.y_test).accuracy)

# %% tags=["nbval-ignore-output"]
fig, ax = plt.subplots(figsize=(5.4, 2.7))
ax.plot(bits, accuracy, "o-")
ax.axhline(report.accuracy, color="k", ls=":", lw=1)
ax.text(2, report.accuracy + 0.01, "32 bits", fontsize=9)
ax.set(xlabel="bits for each weight", ylabel="accuracy", ylim=(None, 1))
plt.show()
print(dict(zip(bits, np.round(accuracy, 3).tolist())))

# %%
assert abs(accuracy[0] - report.accuracy) < 0.01
assert accuracy[-1] < report.accuracy - 0.05

# %% [markdown]
# 8 bits cost nothing that can be measured here, and 2 bits, with nothing but −s, 0 and s to choose from, cost a lot.
# Networks are built from sums of many terms, and rounding errors of many terms mostly cancel.
#
# *LiteRT*, once called TensorFlow Lite, goes further: what flows *between* the layers is in 8 bits too, so the device
# multiplies small whole numbers only. For that, it must know how large these numbers become. It looks at some training
# pictures.

# %%
small = export(model, "int8", examples=data.x_train[:200])
answer = small.predict(data.x_test)
right = (answer.argmax(axis=1) == data.y_test).mean()
print("in 8 bits it takes up less than a third:", small.size < there.size / 3)
print("and loses less than 0.01 of accuracy:", bool(report.accuracy - right < 0.01))

# %% [markdown]
# ## One table
#
# Size, speed and accuracy of the same network in four runtimes. *Differs by* is the largest difference of any
# probability from Keras' on the same 2,000 pictures. For the speed, each is asked 20 times, in turns. The table has the
# median and the *99th percentile*, p99, which one answer in a hundred exceeds; of 20, that is nearly the slowest. Who
# waits for an answer remembers the slow ones.
#
# **Before you run the next cell**, guess: which is fastest for one picture, and by how much?

# %% tags=["nbval-ignore-output"]
table = compare(
    model,
    data.x_test,
    data.y_test,
    examples=data.x_train[:200],
    rounds=20,
)
table

# %% tags=["nbval-ignore-output"]
for name in ("onnx", "litert", "int8"):
    one, many = (table["keras"].latency[n][0] / table[name].latency[n][0] for n in (1, 64))
    print(f"{name:7} sooner than Keras {one:.0f} times with 1 picture, {many:.0f} with 64")

# %%
assert table["onnx"].difference < 1e-5 and table["litert"].difference < 1e-5
assert table["int8"].accuracy > table["keras"].accuracy - 0.01

# %% [markdown]
# `model.predict` is made for thousands of pictures: it sets up a pipeline each time. For one picture, that is nearly
# all it does. With more pictures at once it matters less. So ask first how the pictures will come, then choose.
#
# ## 256 KB
#
# The scanner has to hold two things at once: the file, and the numbers that flow between the layers. Layers take turns,
# so the hungriest one decides: what it reads plus what it writes, its *work memory*.

# %%
from lepton_kit.vision import tiny_cnn
from lepton_kit.vision.deploy import working_memory

for layer in model.layers[:4]:
    reads, writes = (np.prod(t.shape[1:]) for t in (layer.input, layer.output))
    print(f"{layer.name:6} reads {reads:6,} and writes {writes:6,}: {reads + writes:6,}")
print(f"4 bytes each: {working_memory(model) / 1024:.1f} KB")
print(f"1 byte each:  {working_memory(model, bytes_each=1) / 1024:.1f} KB")

# %% [markdown]
# **Before you run the next cell**, add up: does the network in float32, with its 136 KB of weights, fit into 256 KB?

# %%
for target in ("litert", "int8"):
    row = table[target]
    print(f"{target:7} {row.need / 1024:.0f} KB, {256 - row.need / 1024:.0f} KB are left")
assert table["litert"].need < 256 * 1024 < 1.1 * table["litert"].need

# %% [markdown]
# On paper, in float32, it does. In practice the scanner has a program of its own, a buffer for its camera and the
# runtime, and what is left is too little for any of them. In 8 bits the same network leaves most of the device free.
#
# And a network that was made small? `tiny_cnn` lets its convolutions take steps of two, so that the numbers get fewer
# from the first layer on.

# %% tags=["nbval-ignore-output"]
tiny = tiny_cnn()
train(tiny, epochs=8)
table += compare(
    tiny,
    data.x_test,
    data.y_test,
    examples=data.x_train[:200],
    targets=["litert", "int8"],
    rounds=20,
)
table.fitting(64 * 1024)

# %%
least = table.rows[-1]
print(f"{tiny.count_params():,} weights; {least.need / 1024:.0f} KB with its work memory")
assert least.accuracy > 0.83 and least.accuracy > report.accuracy - 0.05

# %% [markdown]
# A tenth of the memory of a device that counts as small, for a few more mistakes in a hundred pictures. Whether that is
# a good trade depends on what a mistake costs the warehouse.
#
# Choose a device, what its own program takes, and the accuracy you need. What is the smallest device that does at all?

# %% tags=["nbval-ignore-output"]
DeployExplorer(table)

# %% [markdown]
# ## A web address
#
# The shop wants to send a picture and get an answer. `Service` puts the network behind an address on this computer. It
# runs in a process of its own, so it can be stopped for sure, and whatever happens to it, the notebook lives on.

# %% tags=["nbval-ignore-output"]
import httpx

from lepton_kit.vision.deploy import Service

service = Service(there, data.class_names).start()
print(service)
print(httpx.get(service.url).json()["usage"])

# %% [markdown]
# Now be a client: send a picture as a PNG file, as any program in any language could.

# %%
import io

from PIL import Image


def as_png(pixels):
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def ask(content, kind="image/png"):
    address = f"{service.url}/classify"
    return httpx.post(address, content=content, headers={"content-type": kind})


# %% tags=["nbval-ignore-output"]
boot = data.x_test[np.flatnonzero(data.y_test == 9)[0]]
reply = ask(as_png(boot))
print(reply.status_code, reply.json()["class"], reply.json()["probability"])
print("from the network with the version", reply.json()["version"])

# %%
expected = there.predict(boot[None])[0]
got = [reply.json()["probabilities"][name] for name in data.class_names]
print("what the network says, to six digits:", np.allclose(got, expected, atol=1e-6))

# %% [markdown]
# The version is a fingerprint of the file. When the shop complains about an answer next year, Lepton will know which
# network gave it.
#
# ## What strangers send
#
# An open address is sent everything: a letter, half a file, a file that is far too long. Or a picture that unpacks to
# more than the memory holds: the third one below is the boot, but its head promises 50,000 x 50,000 pixels.
#
# **Before you run the next cell**, guess what a careless program would do with each of the four.

# %%
import struct
import zlib


def promising(content, width, height):
    """The same PNG file, but its head says that it is that large."""
    head = b"IHDR" + struct.pack(">II", width, height) + content[24:29]
    check_sum = struct.pack(">I", zlib.crc32(head))
    return content[:12] + head + check_sum + content[33:]


for name, content, kind in [
    ("a letter", b"Dear network, what is a boot?", "text/plain"),
    ("half a file", as_png(boot)[:200], "image/png"),
    ("a bomb", promising(as_png(boot), 50_000, 50_000), "image/png"),
    ("six million bytes", bytes(6_000_000), "image/png"),
]:
    reply = ask(content, kind)
    print(f"{name}: {reply.status_code}, {reply.json()['error']}")
print("still well:", httpx.get(f"{service.url}/health").json()["status"])

# %% [markdown]
# Each is refused with a number that programs understand and a sentence that people do. The order matters: the declared
# type costs nothing to check, the length is known from the head of the request, the pixels from the head of the
# picture. Nothing is unpacked before all three are known to be harmless. And who sends a byte a second is shown out
# after five: else a few idlers would keep everybody else waiting.

# %%
service.stop()
print(service.running)

# %% [markdown]
# ## The world moves on
#
# The network was tested on pictures like those it learnt from. After release nobody tells it the right answers any
# more, so its accuracy cannot be measured. What can be seen is what it says: how sure it is, and which classes it
# gives. A `Monitor` compares both, in each window of 100 pictures, with what the network said on known pictures.
#
# - The confidences are compared by the *Kolmogorov-Smirnov* test: the largest gap between two distributions.
# - The classes are compared by the *chi-squared* distance of their counts, against the same distance for shuffled
#   pictures.
#
# Each gives a $p$: how often chance alone makes so large a difference. It alarms if one is below .005, so that false
# alarms come in at most one window in a hundred. Does it keep that promise? Shuffle pictures that have not changed.

# %% tags=["nbval-ignore-output"]
from lepton_kit.vision.deploy import Monitor

rng = np.random.default_rng(0)
known, new = np.split(rng.permutation(2000), [1000])
reference = small.predict(data.x_test[known])

monitor = Monitor(reference, window=100, false_alarms=0.01)
unchanged = small.predict(data.x_test[new])
for _ in range(40):
    monitor.see(unchanged[rng.permutation(1000)])
false = np.mean([bool(reading.alarm) for reading in monitor.readings])
print(f"{len(monitor.readings)} windows without a change, {false:.1%} with an alarm")

# %%
assert false < 0.05

# %% [markdown]
# Now four things that happen. The laundry's lamp grows dim; somebody mounts a camera behind a mirror; the autumn brings
# more boots than anything else; a cheap sensor adds noise.
#
# **Before you run the next cell**, guess: which of the four hurts the network most? Which of them will be noticed?

# %%
stream, truth = data.x_test[new], data.y_test[new]
autumn = rng.choice(
    1000, 1000, p=np.where(truth == 9, 6, 1) / (1000 + 5 * (truth == 9).sum())
)
noise = rng.normal(0, 30, stream.shape)
events = {
    "nothing": (stream, truth),
    "dim lamp": (stream // 2, truth),
    "mirror": (stream[:, :, ::-1], truth),
    "autumn": (stream[autumn], truth[autumn]),
    "noise": (np.clip(stream + noise, 0, 255).astype(np.uint8), truth),
}
fig, axes = plt.subplots(1, 5, figsize=(7.2, 1.8))
for ax, (name, (pictures, labels)) in zip(axes, events.items()):
    ax.imshow(pictures[np.flatnonzero(labels == 9)[0]], vmin=0, vmax=255)
    ax.set_title(name, fontsize=10, loc="center")
    ax.axis("off")
plt.show()

# %% tags=["nbval-ignore-output"]
outcome = {}
print(f"{'':10}{'accuracy':>10}{'sureness':>10}{'windows with an alarm':>24}")
for name, (pictures, classes) in events.items():
    P = small.predict(pictures)
    readings = Monitor(reference, window=100).see(P)
    right = (P.argmax(axis=1) == classes).mean()
    alarms = sum(bool(reading.alarm) for reading in readings)
    outcome[name] = right, alarms, readings
    print(f"{name:10}{right:>10.2f}{P.max(axis=1).mean():>10.2f}{alarms:>17} of 10")

# %%
assert outcome["nothing"][1] <= 2 and outcome["noise"][1] <= 5
assert outcome["mirror"][0] < outcome["nothing"][0] - 0.1 and outcome["mirror"][1] >= 8
assert outcome["autumn"][0] > outcome["nothing"][0] - 0.02
assert outcome["autumn"][1] >= 8

# %% [markdown]
# Read it twice. The mirror does great harm; the network stays about as sure of itself as before, and only the classes
# give it away. Autumn sets off the alarm and does no harm: boots are easy. And noise that costs some accuracy goes by
# all but unnoticed. **An alarm is a question, not a verdict, and silence is no proof.** The answer to an alarm is to
# look at some pictures and label them; lesson 10 has the tools.
#
# ## How large is large?
#
# In practice, one often meets the *population stability index* of the classes, with shares $e$ before and $a$ now:
#
# $$\mathrm{PSI} = \sum_k (a_k - e_k) \log (a_k / e_k).$$
#
# By custom .1 is "some change" and .25 is "act". But chance moves it too, and the more so the smaller the window.

# %%
from lepton_kit.vision.deploy import psi_limit

for window in (25, 50, 100, 400):
    limit = psi_limit([100] * 10, [window / 10] * 10, false_alarms=0.01)
    print(f"window of {window:3}: chance alone exceeds {limit:.2f} once in a hundred times")

# %% tags=["nbval-ignore-output"]
fig, ax = plt.subplots(figsize=(6.4, 2.8))
for name, marker in (("nothing", "o"), ("mirror", "s"), ("autumn", "^")):
    index = [reading.psi for reading in outcome[name][2]]
    ax.plot(index, f"{marker}-", lw=1, label=name)
limit = psi_limit([100] * 10, [10] * 10)
for level, words in ((0.1, "custom"), (limit, "chance, 1 in 100")):
    ax.axhline(level, color="k", ls=":", lw=1)
    ax.text(12, level, words, fontsize=9, va="bottom", ha="right")
ax.set(xlabel="window of 100 pictures", ylabel="PSI of the classes", xlim=(-0.3, 12))
ax.set_xticks(range(10))
ax.legend(loc="center right")
plt.show()

# %% [markdown]
# With 100 pictures in ten classes, the customary .1 lies where chance often goes. A limit without a window and
# a number of classes is a limit for somebody else's problem.
#
# ## What to keep, and what not
#
# - **Log** the time, the status code, the class, the confidence, the version and how long it took. That feeds the
#   monitor and answers complaints.
# - **Do not log** the picture. A photo shows people, rooms, addresses, and its EXIF data tell where it was taken.
#   Whoever wants to keep some for labelling asks first, keeps few, and deletes them on a date that is set before.
# - **Answers leak.** From a network's probabilities an outsider may tell whether a picture was in the training data
#   (*membership inference*, measured in lesson 15) or even redraw what it learnt (*model inversion*). Who needs only the
#   class should get only the class.
# - **Files are programs.** Open `.keras` in safe mode, nothing that is pickled, and compare the SHA-256 with the one
#   that its maker has published. This also tells you that it is the network that you tested.
# - **The network is somebody's.** A file on a device can be copied. If a partner's data may not leave its house, ask
#   whether the network that learnt from them may.
#
# ## Your turn
#
# **20.1** The weights of a layer run from −0.9 to 1.27. It is rounded to 8 bits with the formula above. What is the
# scale $s$, and by how much can a weight be off at most? Answer with an array of the two.

# %% tags=["exercise"] question="20.1"
scale_and_error = ...
# BEGIN SOLUTION
s = 1.27 / 127
scale_and_error = np.array([s, s / 2])
# END SOLUTION
check("20.1", scale_and_error)

# %% [markdown]
# **20.2** A network for colour pictures of 64 x 64 x 3 begins with 16 kernels of 3 x 3 (which must fit inside) and a 2
# x 2 pooling; all that follows is smaller. How many bytes of work memory does it need in 8 bits?

# %% tags=["exercise"] question="20.2"
work_memory = ...
# BEGIN SOLUTION
work_memory = 62 * 62 * 16 + 31 * 31 * 16
# END SOLUTION
check("20.2", work_memory)

# %% [markdown]
# **20.3** Write the first guard of a service: the status code for a request with the declared type `kind` and the
# declared `length` in bytes, or `None` if it declares none. 411 without a length; 415 if the type is none of
# `image/png`, `image/jpeg` and `image/webp`; 413 if it has more than 5,000,000 bytes; else 200. Check in this order.


# %% tags=["exercise"] question="20.3"
def guard(kind, length):
    ...
    # BEGIN SOLUTION
    if length is None:
        return 411
    if kind not in ("image/png", "image/jpeg", "image/webp"):
        return 415
    return 413 if length > 5_000_000 else 200
    # END SOLUTION


check("20.3", guard)

# %% [markdown]
# **20.4** A monitor reads 24 windows a day, each with a false-alarm rate of .01, independent of each other. How
# probable is it that a day on which nothing changes has at least one alarm?

# %% tags=["exercise"] question="20.4"
probability = ...
# BEGIN SOLUTION
probability = 1 - 0.99**24
# END SOLUTION
check("20.4", probability)

# %% [markdown]
# ## Recap
#
# - A network is a file. Formats that hold no code are safer to pass on, and their runtimes need neither Keras nor
#   TensorFlow.
# - 8 bits take a quarter of the room and cost next to nothing; a device needs room for the file *and* for the hungriest
#   layer.
# - Measure one picture and many, the median and the slow end; `model.predict` is made for many.
# - A service checks type, length and pixels before it unpacks, says why it refuses, and waits for nobody for ever.
# - A monitor needs no labels and keeps its false-alarm rate; an alarm is a question, and silence is no proof.
#
# **Read on**: B. Jacob and others, "Quantization and training of neural networks for efficient integer-arithmetic-only
# inference", *CVPR* 2018, arXiv:1712.05877. D. Sculley and others, "Hidden technical debt in machine learning systems",
# *NeurIPS* 2015. S. Rabanser, S. Günnemann and Z. Lipton, "Failing loudly: an empirical study of methods for detecting
# dataset shift", *NeurIPS* 2019, arXiv:1810.11953. B. Yurdakul, *Statistical Properties of Population Stability Index*,
# dissertation, Western Michigan University, 2018. M. Fredrikson, S. Jha and T. Ristenpart, "Model inversion attacks
# that exploit confidence information and basic countermeasures", *CCS* 2015. J. Dean and L. A. Barroso, "The tail at
# scale", *Communications of the ACM* 56 (2013) 74-80.
#
# Next: lesson 15, the capstone, which is being written.
