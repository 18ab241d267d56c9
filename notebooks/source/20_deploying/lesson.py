# %% [markdown]
# # 20 · Deploying
#
# > **You will** take a trained network out of the notebook: into a file, into 8 bits, onto a small device and behind a
# > web address; notice when its world has changed; and train with partners whose data stay at home.
# >
# > **55 minutes** · about {seconds} s of run time · needs lesson 13; lesson 15 helps.
#
# ## Whom does it help?
#
# Lepton's network sorts pictures of clothes, in a notebook, on Lepton's computer. Three partners would like to use it.
# A shop wants to ask it from its web page. A warehouse wants it in a hand scanner without a connection. And a laundry
# wants to know when it can no longer be trusted. None of them wants a notebook.

# %%
import io
import struct
import tempfile
import time
import zlib
from pathlib import Path

import httpx
import numpy as np
from matplotlib import pyplot as plt
from PIL import Image
from scipy.stats import chi2_contingency, ks_2samp

from lepton_kit import datasets, style
from lepton_kit.exercises import check, guess, hint, solution
from lepton_kit.exercises.content import content_module
from lepton_kit.vision import article_cnn, keras
from lepton_kit.vision.deploy import Service, export
from lepton_kit.widgets import DeployExplorer
from lepton_kit.widgets.deploy_explorer import Candidate

# %%
style.use()
drawing = content_module("20", "drawing")
tiny_cnn = content_module("20", "tiny").tiny_cnn
data = datasets.load("fashion_mnist")
x_train, x_test = (x[..., None] / np.float32(255) for x in (data.x_train, data.x_test))
folder = Path(tempfile.mkdtemp())


# %% tags=["nbval-ignore-output"]
def ready(network, seed=0):
    keras.utils.set_random_seed(seed)
    model = network()
    adam = keras.optimizers.Adam(0.002)
    model.compile(adam, "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


model = ready(article_cnn)
history = model.fit(x_train, data.y_train, epochs=4, batch_size=64, verbose=0)
full = model.evaluate(x_test, data.y_test, verbose=0)[1]
print(f"right on pictures it has never seen: {full:.3f}")

# %%
assert full > 0.84

# %% [markdown]
# **20.1** It has 34,826 weights, each a number of 32 bits. How many KB (of 1,024 bytes) do they take?

# %% tags=["exercise"] question="20.1"
kilobytes = ...
# BEGIN SOLUTION
kilobytes = 34_826 * 4 / 1024
# END SOLUTION
check("20.1", kilobytes)

# %% [markdown]
# ## A file
#
# `model.save` writes Keras' own file, layers and weights. But a file can be a trap. Somebody sends you this one; its
# `Lambda` layer is Python code of their choice, which would run on your computer.

# %%
innocent = keras.layers.Lambda(lambda pixels: pixels)  # it could do anything here
trap = keras.Sequential([keras.Input((28, 28, 1)), innocent])
trap.save(folder / "gift.keras")
try:
    keras.saving.load_model(folder / "gift.keras")
except ValueError:
    print("refused: there is code in this file")

# %% [markdown]
# Keras opens files in **safe mode** unless told `safe_mode=False`. Never tell it so for a file that you have not made,
# and keep Keras up to date: safe mode has had holes (CVE-2025-1550). Python's `pickle` has no protection at all.
#
# To *run* a network takes less than to train it. **ONNX** is a format without code that many programs read; a program
# that only runs networks is called a **runtime**.

# %%
onnx = export(model, "onnx")
onnx.save(folder / "clothes.onnx")
difference = np.abs(onnx.predict(x_test) - model.predict(x_test, verbose=0)).max()
print("2,000 pictures, largest difference below 0.00001:", bool(difference < 1e-5))

# %% [markdown]
# The weights and the sums are the same, added up in another order. The shop's computer needs no Keras and no
# TensorFlow any more.
#
# ## Fewer bits
#
# Must a weight have 32 bits? **Quantisation** takes a scale $s$ and writes each weight $w$ as a whole number $q$ of $b$
# bits:
#
# $$q = \operatorname{round}(w / s), \qquad w \approx s\,q, \qquad s = \frac{\max |w|}{2^{b-1} - 1}.$$
#
# With 8 bits, $q$ runs from −127 to 127.
#
# **20.2** The weights of a kernel run from −0.9 to 1.27. In 8 bits, what is the scale $s$, and by how much can a weight
# be off at most? Answer with an array of the two.

# %% tags=["exercise"] question="20.2"
scale_and_error = ...
# BEGIN SOLUTION
s = 1.27 / 127
scale_and_error = np.array([s, s / 2])
# END SOLUTION
check("20.2", scale_and_error)


# %%
def largest(w, bits):
    """The scale at which the largest weight becomes the largest whole number."""
    return np.abs(w).max() / (2 ** (bits - 1) - 1)


def quantise(w, s, bits):
    most = 2 ** (bits - 1) - 1
    return s * np.clip(np.round(w / s), -most, most)


def in_bits(model, bits, scale=largest):
    """A copy of a network whose kernels are rounded, each with its own scale."""
    rounded = []
    for w in model.get_weights():
        kernels = w.reshape(-1, w.shape[-1]).T if w.ndim > 1 else []
        kernels = [quantise(kernel, scale(kernel, bits), bits) for kernel in kernels]
        rounded.append(np.transpose(kernels).reshape(w.shape) if kernels else w)
    copy = keras.models.clone_model(model)
    copy.set_weights(rounded)
    return copy


def right(model):
    return model.predict(x_test, verbose=0).argmax(axis=1) == data.y_test


# %% [markdown]
# Round the kernels to fewer and fewer bits. At how many does the network break?

# %% tags=["nbval-ignore-output"] alt="Accuracy over the bits for each weight. With three bits or more it is nearly that of 32 bits; with two it falls to about a half."
bits = [8, 6, 5, 4, 3, 2]
accuracy = [right(in_bits(model, b)).mean() for b in bits]
drawing.draw_bits(bits, accuracy, full)
plt.show()
print(dict(zip(bits, np.round(accuracy, 3).tolist())))

# %%
assert abs(accuracy[0] - full) < 0.01 and accuracy[-1] < full - 0.05

# %% [markdown]
# 8 bits cost nothing that can be measured here; 2 bits, with nothing but −s, 0 and s, cost a lot. A network is built
# from sums of many terms, whose rounding errors mostly cancel. *LiteRT*, once called TensorFlow Lite, goes further:
# what flows *between* layers has 8 bits too. It looks at some training pictures to learn how large these numbers
# become.

# %%
int8 = export(model, "int8", examples=data.x_train[:200])
loss = full - (int8.predict(x_test).argmax(axis=1) == data.y_test).mean()
print("in 8 bits it takes less than a third:", int8.size < onnx.size / 3)
print("and loses less than 0.01 of accuracy:", bool(loss < 0.01))

# %% [markdown]
# ## How long does an answer take?
#
# **Latency** is measured with the pictures as they will come: one, and 64 at once. Each runtime is asked 30 times, in
# turns, after two calls to warm up. The median is one figure; the **p99**, which one answer in a hundred exceeds, is
# what people remember. (To know it well takes thousands of calls; of 30 it is nearly the slowest.) For one picture, how many times faster does ONNX answer than Keras' `predict_on_batch`?

# %%
guess("20.a", ...)


# %% tags=["after-guess", "nbval-ignore-output"]
def latency(calls, x, rounds=30):
    """Median and 99th percentile of each call, in milliseconds."""
    seconds = {name: [] for name in calls}
    for _ in range(rounds + 2):
        for name, call in calls.items():
            start = time.perf_counter()
            call(x)
            seconds[name].append(time.perf_counter() - start)
    return {name: 1000 * np.percentile(s[2:], [50, 99]) for name, s in seconds.items()}


print("milliseconds, median and p99:")
calls = {
    "predict": lambda x: model.predict(x, verbose=0),
    "predict_on_batch": model.predict_on_batch,
    "onnx": onnx.predict,
    "int8": int8.predict,
}
one, many = (latency(calls, x_test[:n]) for n in (1, 64))
print(f"{'':17}{'one picture':>16}{'64 at once':>16}")
for name in calls:
    print(f"{name:17}" + "".join(f"{ms:8.2f}" for ms in (*one[name], *many[name])))

# %% tags=["nbval-ignore-output"]
for n, times in ((1, one), (64, many)):
    print(
        f"{n} at once: onnx {times['predict_on_batch'][0] / times['onnx'][0]:.1f} times as fast"
    )

# %% [markdown]
# How much faster depends on the machine and on what else it does: with one picture we have measured from three times to
# ten, and with 64 hardly more than twice. Compare with `predict` instead, and you would boast of a hundred times or so: it
# sets up a pipeline for thousands of pictures at each call. Measure what you would really use, and in its company: the
# explorer below asks each runtime alone, and may be answered several times sooner than in turns.
#
# ## On the edge
#
# The warehouse wants **edge computing**: the network runs where the data arise, so no picture leaves the scanner and no
# connection is needed. A **microcontroller** has two kinds of memory. **Flash** keeps the file, with its weights, and they
# are read from there. Only what flows between the layers needs working memory (RAM). Layers take turns, so the
# hungriest decides: what it reads plus what it writes is the **work memory**.

# %%
for layer in model.layers[:4]:
    reads, writes = (np.prod(t.shape[1:]) for t in (layer.input, layer.output))
    print(f"{layer.name:6} reads {reads:6,} and writes {writes:6,}: {reads + writes:6,}")

# %% [markdown]
# **20.3** A network for colour pictures of 64 x 64 x 3 begins with 16 kernels of 3 x 3 (which must fit inside) and a 2
# x 2 pooling; all that follows is smaller. How many bytes of work memory does it need in 8 bits?

# %% tags=["exercise"] question="20.3"
work_memory = ...
# BEGIN SOLUTION
work_memory = 62 * 62 * 16 + 31 * 31 * 16
# END SOLUTION
check("20.3", work_memory)

# %% [markdown]
# `tiny_cnn` was made for small devices: its convolutions take steps of two, so the numbers get fewer from the first
# layer on.


# %% tags=["nbval-ignore-output"]
def working_memory(model):
    """The most numbers that one layer reads and writes; Flatten moves none."""
    layers = [layer for layer in model.layers if layer.name != "flatten"]
    return max(np.prod(k.input.shape[1:]) + np.prod(k.output.shape[1:]) for k in layers)


tiny = ready(tiny_cnn)
history = tiny.fit(x_train, data.y_train, epochs=8, batch_size=64, verbose=0)
candidates = []
for network in (model, tiny):
    for target, size in (("onnx", 4), ("int8", 1)):
        made = export(network, target, examples=data.x_train[:200])
        memory, ms = size * working_memory(network), latency({"": made.predict}, x_test[:1])
        share = (made.predict(x_test).argmax(axis=1) == data.y_test).mean()
        name = f"{network.name}, {target}"
        candidates.append(Candidate(name, made.size, memory, ms[""][0], float(share)))
DeployExplorer(candidates)

# %%
assert candidates[3].memory < 3 * 1024 < 25 * 1024 < candidates[1].memory
assert candidates[3].accuracy > 0.82 and candidates[3].accuracy > full - 0.06

# %% [markdown]
# Find the smallest device that will do at all. Then find a file that fits into the flash of some device and still
# fails there for lack of memory.
#
# ## What does it burn?
#
# Time is one cost, energy another. One picture costs this network 2.4 million multiplications. On the chips of 2014
# each of them, with its addition, took 4.6 picojoules in 32-bit floats and 0.23 in 8-bit whole numbers, but fetching
# 32 bits from outside the chip took 640 (Horowitz 2014): moving numbers costs more than multiplying them, and a
# radio costs more still.
#
# **20.4** A sensor has a battery of 2 Wh. Classifying one picture costs it 3 mJ; sending one by radio costs 150 mJ.
# How many pictures can it classify on one battery, if it sends none? (1 Wh = 3,600 J.)

# %% tags=["exercise"] question="20.4"
pictures = ...
# BEGIN SOLUTION
pictures = 2 * 3600 / 0.003
# END SOLUTION
check("20.4", pictures)

# %% [markdown]
# At the other end stands **model scale**. GPT-3 has 175 billion weights and read 300 billion words and parts of words;
# each takes about six operations for each weight, $3 \cdot 10^{23}$ in all, and took an estimated 1,287 MWh (Patterson
# and others 2021). Money, time and energy grow with the product of both. Ask which accuracy you *need*.
#
# ## A web address
#
# The shop wants to send a picture and get an answer. `Service` puts the network behind an address on this computer,
# in a process of its own. An open address gets all sorts of things sent to it: here a boot, a letter, half a file,
# and a file whose head promises 50,000 x 50,000 pixels.


# %%
def as_png(pixels):
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def promising(content, width, height):
    """The same PNG file, but its head says that it is that large."""
    head = b"IHDR" + struct.pack(">II", width, height) + content[24:29]
    return content[:12] + head + struct.pack(">I", zlib.crc32(head)) + content[33:]


boot = as_png(data.x_test[np.flatnonzero(data.y_test == 9)[0]])
letters = {
    "a boot": (boot, "image/png"),
    "a letter": (b"Dear network, what is a boot?", "text/plain"),
    "half a file": (boot[:200], "image/png"),
    "a bomb": (promising(boot, 50_000, 50_000), "image/png"),
}
with Service(onnx, data.class_names) as service:
    for name, (content, kind) in letters.items():
        head = {"content-type": kind}
        reply = httpx.post(f"{service.url}/classify", content=content, headers=head)
        answer = reply.json()
        print(f"{name}: {reply.status_code}, {answer.get('class') or answer['error']}")

# %% [markdown]
# All but the boot are refused, with a number that programs understand and a sentence that people do. Nothing is unpacked before
# type, length and pixels are known to be harmless. A good answer bears the file's fingerprint as its version: when the
# shop complains next year, Lepton knows which network spoke.
#
# **20.5** Write the first guard: the status code for a request with the declared type `kind` and the declared `length`
# in bytes, or `None` if it declares none. 411 without a length; 415 if the type is none of `image/png`, `image/jpeg`
# and `image/webp`; 413 if it has more than 5,000,000 bytes; else 200. Check in this order.


# %% tags=["exercise"] question="20.5"
def guard(kind, length):
    ...
    # BEGIN SOLUTION
    if length is None:
        return 411
    if kind not in ("image/png", "image/jpeg", "image/webp"):
        return 415
    return 413 if length > 5_000_000 else 200
    # END SOLUTION


check("20.5", guard)

# %% [markdown]
# Log the time, the class, the confidence and the version, not the picture: it shows people, rooms, addresses. And
# answers leak: whoever needs only the class should get only the class (lesson 15 measures why).
#
# ## The world moves on
#
# After release nobody tells the network the right answers, so its accuracy cannot be measured. What can be seen is how
# sure it is and which classes it gives. Compare both, in each window of 100 pictures, with known pictures: the
# confidences by a **Kolmogorov-Smirnov test**, the classes by a **chi-squared test**. An alarm rings if either p-value
# is below .005. Four things happen: a lamp grows *dim*; a camera looks into a *mirror*; *autumn* brings more boots (a
# **label shift**); a cheap sensor adds *noise*.

# %% alt="One boot five times: as it is, dimmed, mirrored, as an autumn boot of another shape, and with noise."
rng = np.random.default_rng(0)
known, new = np.split(rng.permutation(2000), 2)
stream, truth = data.x_test[new], data.y_test[new]
boots = rng.choice(1000, 1000, p=(weight := np.where(truth == 9, 6, 1)) / weight.sum())
noisy = np.clip(stream + rng.normal(0, 30, stream.shape), 0, 255).astype(np.uint8)
events = {
    "nothing": (stream, truth),
    "dim": (stream // 2, truth),
    "mirror": (stream[:, :, ::-1], truth),
    "autumn": (stream[boots], truth[boots]),
    "noise": (noisy, truth),
}
drawing.draw_events(events)
plt.show()

# %% [markdown]
# Which of the four costs most accuracy: `"dim"`, `"mirror"`, `"autumn"` or `"noise"`? And will it be noticed?

# %%
guess("20.b", ...)


# %% tags=["after-guess", "nbval-ignore-output"]
def alarm(reference, window):
    counts = [np.bincount(P.argmax(axis=1), minlength=10) for P in (reference, window)]
    there = np.any(counts, axis=0)
    sure = ks_2samp(reference.max(axis=1), window.max(axis=1)).pvalue
    return min(sure, chi2_contingency(np.array(counts)[:, there]).pvalue) < 0.005


print("what happened, and what was seen of it in ten windows:")
reference, outcome = int8.predict(data.x_test[known]), {}
for name, (pictures, labels) in events.items():
    P = int8.predict(pictures)
    share = (P.argmax(axis=1) == labels).mean()
    rang = sum(alarm(reference, window) for window in np.split(P, 10))
    outcome[name] = share, rang
    print(
        f"{name:8} accuracy {share:.2f}, sureness {P.max(axis=1).mean():.2f}, alarms {rang}"
    )

# %%
assert outcome["nothing"][1] <= 2 and outcome["autumn"][0] > outcome["nothing"][0] - 0.02
assert min(outcome, key=lambda name: outcome[name][0]) == "mirror"
assert outcome["mirror"][1] >= 7 and outcome["autumn"][1] >= 7

# %% [markdown]
# The mirror does great harm while the network stays about as sure of itself; only the classes give it away. Autumn sets
# off the alarm and does no harm: boots are easy. **An alarm is a question, and silence is no proof.** The answer is to
# look at some pictures and label them (lesson 11).
#
# > **Assumes** that the pictures of a window come independently of each other. A queue of boots from one van does not.
#
# **20.6** A monitor reads 24 windows a day, each with a false-alarm rate of .01, independent of each other. How
# probable is it that a day on which nothing changes has at least one alarm?

# %% tags=["exercise"] question="20.6"
probability = ...
# BEGIN SOLUTION
probability = 1 - 0.99**24
# END SOLUTION
check("20.6", probability)

# %% [markdown]
# ## Data that stay at home
#
# Three shops would train a better network together, but their customers' pictures may not leave the house; nor may a
# hospital's scans or a bank's payments. **Federated learning**: Lepton sends out the weights, each partner trains on
# its own data and returns weights, and Lepton averages them, in proportion to how many pictures each has (**federated
# averaging**, McMahan and others 2017).
#
# **20.7** Write the average of one layer: `layers` has shape (partners, ...), `sizes` (partners,) the numbers of
# pictures.


# %% tags=["exercise"] question="20.7"
def average(layers, sizes):
    ...
    # BEGIN SOLUTION
    return np.average(layers, axis=0, weights=sizes)
    # END SOLUTION


check("20.7", average)


# %%
def federated(parts, rounds=8):
    """Accuracy after each round; every partner keeps its pictures and its optimizer."""
    partners = [ready(tiny_cnn) for _ in parts]
    shared, sizes, curve = partners[0].get_weights(), [len(part) for part in parts], []
    for _ in range(rounds):
        for partner, part in zip(partners, parts):  # in the partner's house
            partner.set_weights(shared)
            partner.fit(x_train[part], data.y_train[part], batch_size=64, verbose=0)
        returned = zip(*(partner.get_weights() for partner in partners))
        shared = [np.average(layer, axis=0, weights=sizes) for layer in returned]
        partners[0].set_weights(shared)
        curve.append(right(partners[0]).mean())
    return curve


alike = np.array_split(np.random.default_rng(0).permutation(len(x_train)), 3)
groups = ((0, 2, 4, 6), (5, 7, 9), (1, 3, 8))  # tops; shoes; trousers, dresses, bags
apart = [np.flatnonzero(np.isin(data.y_train, group)) for group in groups]

# %% [markdown]
# We try it twice. First the three have similar pictures. Then each has classes of its own: one sells tops, one shoes,
# one the rest. Pooled in one house, 8 epochs gave the accuracy of `tiny` above; alone, the shoe shop cannot know more
# than 3 of 10 classes. Which accuracy, from 0 to 1, will federated averaging reach in 8 rounds
# if the classes are apart?

# %%
guess("20.c", ...)

# %% tags=["after-guess", "nbval-ignore-output"] alt="Accuracy over eight rounds of federated averaging. With pictures alike it rises to that of training on all; with classes apart it jumps up and down far below."
print("accuracy on the same 2,000 pictures:")
curves = {"pictures alike": federated(alike), "classes apart": federated(apart)}
alone = ready(tiny_cnn)
alone.fit(x_train[alike[0]], data.y_train[alike[0]], epochs=8, batch_size=64, verbose=0)
levels = {"pooled": right(tiny).mean(), "alone, a third of all": right(alone).mean()}
drawing.draw_rounds(curves, levels)
plt.show()
for name, value in {
    **levels,
    **{name: curve[-1] for name, curve in curves.items()},
}.items():
    print(f"{name:22} {value:.3f}")

# %%
assert abs(curves["pictures alike"][-1] - levels["pooled"]) < 0.04
assert 0.4 < curves["classes apart"][-1] < curves["pictures alike"][-1]
sent = 2 * 3 * 8 * 4 * tiny.count_params() / 1e6
print(f"sent to and fro: {sent:.1f} MB, for {x_train.size / 1e6:.1f} MB of pictures")

# %% [markdown]
# Where the pictures are similar, keeping them at home costs next to nothing. Where the classes are apart, each round
# pulls the weights three ways: the accuracy jumps up and down, and after eight rounds it is still far below. Even so it
# ends above any shop alone, which stops at three or four classes of ten. Weights leak too: what is sent can be hidden in a sum (secure
# aggregation) or in noise (differential privacy), at a price in accuracy.
#
# ## Open task: a better scale
#
# Few bits, and one large weight decides the scale of all. A smaller $s$ cuts that one off and rounds the rest more
# finely.
#
# **20.8** Write `my_scale(w, bits)` for one kernel, a flat array. `quantise(w, s, bits)` does the rest. The **bar**: in
# 3 and 4 bits, on kernels that nobody has seen, the mean squared rounding error is at least 20 % less than with
# `largest`, by the 95 % interval.


# %% tags=["exercise"] question="20.8"
def my_scale(w, bits):
    ...
    # BEGIN SOLUTION
    scales = largest(w, bits) * np.linspace(0.3, 1, 50)
    errors = [((w - quantise(w, s, bits)) ** 2).mean() for s in scales]
    return scales[np.argmin(errors)]
    # END SOLUTION


check("20.8", my_scale)

# %% [markdown]
# A smaller error is not yet a better network. Compare on the same pictures, with three networks.

# %% tags=["nbval-ignore-output"]
mine = largest  # put my_scale here
for name, network in {"article's": model, "tiny": tiny, "tiny, alone": alone}.items():
    gain = right(in_bits(network, 3, mine)) * 1.0 - right(in_bits(network, 3))
    error = 1.96 * gain.std() / np.sqrt(len(gain))
    print(f"{name:12} {gain.mean():+.3f} give or take {error:.3f}")

# %% [markdown]
# Defend your scale to the warehouse: for which networks and bits would you use it?
#
# ## Recap
#
# - A network is a file. Formats without code are safer to pass on, and their runtimes need no Keras.
# - 8 bits take a quarter of the room and cost next to nothing; flash holds the file, memory what flows between layers.
# - Measure what you would really call, one picture and many, the median and the slow end; count joules too.
# - A service checks before it unpacks; a monitor needs no labels, and its alarm is a question.
# - Federated averaging keeps data at home. It is cheap where partners are alike and dear where their classes differ.
#
# **Read on**: B. Jacob and others, "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only
# Inference", *CVPR* 2018, arXiv:1712.05877. M. Horowitz, "Computing's Energy Problem (and What We Can Do about It)",
# *ISSCC* 2014, 10-14. D. Patterson and others, "Carbon Emissions and Large Neural Network Training", 2021,
# arXiv:2104.10350. D. Sculley and others, "Hidden Technical Debt in Machine Learning Systems", *NIPS* 2015. S.
# Rabanser, S. Günnemann and Z. Lipton, "Failing Loudly: An Empirical Study of Methods for Detecting Dataset Shift",
# *NeurIPS* 2019, arXiv:1810.11953. H. B. McMahan and others, "Communication-Efficient Learning of Deep Networks from
# Decentralized Data", *AISTATS* 2017, arXiv:1602.05629.
#
# Next: **[lesson 21, what is a partner's data worth?](21_what_is_data_worth.ipynb)**
