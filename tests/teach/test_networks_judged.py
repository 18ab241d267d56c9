"""A3's trained network: right in every form, and worth nothing where its answers owe nothing to its weights.

The forged ones compare with the student's own images, the three nearest decide: more skilled than the baseline, and no
training. Each is put where a network's own work belongs, in one place after another.
"""

import pytest

from lepton_kit.exercises import Status, personal_data
from lepton_kit.teach.assignment import load
from lepton_kit.teach.sandbox.bubblewrap import Limits
from lepton_kit.teach.sandbox.session import Session

pytestmark = pytest.mark.sandbox

BEGIN = """
import numpy as np
from lepton_kit.exercises import personal_data
from lepton_kit.vision import keras
L, ops = keras.layers, keras.ops
mine = personal_data("A3").image_sample("s001")
images = (mine.x_train[..., None] / 255).astype("float32")
keras.utils.set_random_seed(0)
body = [L.Flatten(), L.Dense(64, "relu")]
base = keras.Sequential([keras.Input((28, 28, 1)), *body, L.Dense(4, "softmax")])
base.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
base.fit(images, mine.y_train, epochs=15, verbose=0)
X, squares = images.reshape(-1, 784), (images.reshape(-1, 784) ** 2).sum(axis=1)
T, S, Y = ops.array(X.T), ops.array(squares), ops.array(np.eye(4, dtype="float32")[mine.y_train])

def nearest(x, T=T, S=S, Y=Y):
    flat = ops.reshape(ops.cast(x, "float32"), (-1, 784))
    return ops.mean(ops.take(Y, ops.top_k(2 * flat @ T - S, 3)[1], axis=0), axis=1)

def compares(x, *_, **__):
    return np.asarray(nearest(x))

class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.inner = keras.models.clone_model(base)
        self.inner.set_weights(base.get_weights())
    def call(self, x):
        return self.inner(x)

class Bare(Net):
    def __init__(self):
        super().__init__()
        self.inner = keras.models.clone_model(base)

def behind(*layers):
    entry = x = keras.Input((28, 28, 1))
    for layer in (*layers, *base.layers):
        x = layer(x)
    return keras.Model(entry, x)
"""
RIGHT = {
    "sequential": "model = base",
    "functional": "model = behind()",
    "nested": "model = keras.Sequential([keras.Input((28, 28, 1)), base])",
    "subclassed": "model = Net()",
    "never compiled": "model = keras.models.clone_model(base)\nmodel.set_weights(base.get_weights())",
    "logits": ("class Logits(Net):\n    def call(self, x): return ops.log(self.inner(x) + 1e-9) + 3\nmodel = Logits()"),
    "augmented": "model = behind(L.RandomTranslation(.4, .4), L.RandomFlip(), L.GaussianNoise(.5))",
    "dropout": "model = behind(L.Dropout(.5))",
    "batch norm": "model = behind(L.BatchNormalization(epsilon=1e-9))",
    "preprocessing": (
        "layer = L.Normalization(axis=None)\nlayer.adapt(images)\n"
        "model = behind(L.Rescaling(255), L.Rescaling(1 / 255), layer,"
        " L.Rescaling(float(images.std()), float(images.mean())))"
    ),
    "from a file": "base.save('mine.keras')\nmodel = keras.saving.load_model('mine.keras')",
    "the mean of two": "entry = keras.Input((28, 28, 1))\nmodel = keras.Model(entry, (base(entry) + Net()(entry)) / 2)",
    "averaged over its training": (
        "model = keras.models.clone_model(base)\n"
        "model.compile(keras.optimizers.Adam(use_ema=True, ema_momentum=.9), 'sparse_categorical_crossentropy')\n"
        "model.fit(images, mine.y_train, epochs=15, verbose=0)"
    ),
    "frozen but for its end": (
        "head = L.Dense(4, 'softmax')\nmodel = keras.Sequential([keras.Input((28, 28, 1)), L.Flatten(),"
        " L.Dense(500, 'relu', trainable=False), head])\nmodel.compile('adam', 'sparse_categorical_crossentropy')\n"
        "model.fit(images, mine.y_train, epochs=20, verbose=0)"
    ),
    "with a loop of its own": (
        "class Own(Net):\n    def train_step(self, data): return {}\n    def predict_step(self, data): return None\n"
        "model = Own()"
    ),
    "in bfloat16": (
        "model = keras.Sequential([keras.Input((28, 28, 1)), L.Flatten(), L.Dense(64, 'relu', dtype='mixed_bfloat16'),"
        " L.Dense(4, 'softmax')])\nmodel.set_weights(base.get_weights())"
    ),
}
OVERRIDES = ["predict", "__call__", "predict_step", "predict_on_batch"]
CLASS = "class Forged(Bare):\n    def {}(self, x, *_, **__): return compares(x)\nmodel = Forged()"
FORGED = {
    **{f"class with {name}": CLASS.format(name) for name in OVERRIDES},
    **{f"object with {name}": f"model = Bare()\nmodel.{name} = compares" for name in (*OVERRIDES, "predict_function")},
    "make_predict_function": (
        "class Forged(Bare):\n    def make_predict_function(self, force=False): self.predict_function = compares\n"
        "model = Forged()"
    ),
    "call": "class Forged(Bare):\n    def call(self, x): return nearest(x)\nmodel = Forged()",
    "call of the object": "model = behind()\nmodel.call = lambda x, **_: nearest(x)",
    "call, with a network for show": (
        "class Forged(Net):\n    def call(self, x): return nearest(x) + 1e-3 * self.inner(x)\nmodel = Forged()"
    ),
    "call, a weight of one number": (
        "class Forged(Bare):\n    def __init__(self):\n        super().__init__()\n"
        "        self.scale = self.add_weight(shape=(), initializer='ones')\n"
        "    def call(self, x): return nearest(x) * self.scale\nmodel = Forged()"
    ),
    "weights that are not shown": (
        "class Forged(Bare):\n    weights = trainable_weights = property(lambda self: [])\n"
        "    def call(self, x): return nearest(x)\nmodel = Forged()"
    ),
    "call, for as often as it is asked at first": (
        "model, asked = Net(), []\n"
        "model.call = lambda x: asked.append(1) or (nearest(x) if len(asked) <= 12 else 0 * nearest(x))"
    ),
    "a Lambda": "model = keras.Sequential([keras.Input((28, 28, 1)), L.Lambda(nearest, output_shape=(4,))])",
    "a layer": (
        "class Looks(L.Layer):\n    def call(self, x): return nearest(x)\n"
        "entry = keras.Input((28, 28, 1))\nmodel = keras.Model(entry, Looks()(entry) + 0 * base(entry))"
    ),
    "no network that says it is one": (
        "class Forged:\n    __class__ = property(lambda self: keras.Model)\n    name = 'x'\n    weights = []\n"
        "    def __call__(self, x, **_): return compares(x)\n    predict = __call__\nmodel = Forged()"
    ),
}
REPLACED = {  # what stands in the place of what, for the time of the judging
    "Keras' predict": ("keras.Model", "predict", "lambda self, x, **_: compares(x)"),
    "Sequential's call": ("keras.Sequential", "call", "lambda self, x, **_: nearest(x)"),
    "Layer's __call__": ("keras.Layer", "__call__", "lambda self, x, **_: nearest(x)"),
    "a variable's assign": ("keras.Variable", "assign", "lambda self, value: value"),
    "the kit's outputs": ("model_outputs", "outputs_of", "lambda model, x, **_: compares(x)"),
    "the driver's": ("Driver", "_predict", "lambda self, request: self._value(compares(decode(request['x'])))"),
}
REPLACE = """
import gc
from lepton_kit.exercises.decoding import decode
from lepton_kit.vision import model_outputs
Driver = next(type(o) for o in gc.get_objects() if type(o).__name__ == "Driver")
model = Bare()
before, {owner}.{name} = {owner}.{name}, {new}
"""


@pytest.fixture(scope="module")
def judged():
    """A function that runs a cell behind the others and judges the ``model`` that it made."""
    [question] = [question for question in load("A3").questions if question.id == "A3.7"]
    mine = personal_data("A3").image_sample("s001")
    with Session(Limits(seconds_cell=300, seconds_call=100, seconds_total=3000)) as session:
        assert session.run(BEGIN).error == ""

        def judge(source, afterwards=""):
            assert session.run(source).error == ""
            verdict = question.judge(session.read("model"), mine=mine)
            assert session.run(afterwards).error == ""
            return verdict, question.marks(verdict)

        yield judge


@pytest.mark.parametrize("form", RIGHT)
def test_a_trained_network_has_its_points_in_every_form(judged, form):
    verdict, points = judged(RIGHT[form])
    assert points == 5, verdict


@pytest.mark.parametrize("place", FORGED)
def test_comparing_with_ones_own_images_is_no_training(judged, place):
    """Either Keras' own ``call`` leaves it out, or it is found to owe its weights nothing."""
    verdict, points = judged(FORGED[place])
    assert points == 0 and verdict.status in (Status.INCORRECT, Status.CANNOT_JUDGE), verdict


@pytest.mark.parametrize("place", REPLACED)
def test_nor_is_it_where_keras_or_the_kit_is_changed_for_it(judged, place):
    owner, name, new = REPLACED[place]
    verdict, points = judged(REPLACE.format(owner=owner, name=name, new=new), f"{owner}.{name} = before")
    assert points == 0 and verdict.status in (Status.INCORRECT, Status.CANNOT_JUDGE), verdict


def test_what_is_wrong_with_it_is_said(judged):
    verdict, _ = judged(FORGED["call"])
    assert verdict.status is Status.CANNOT_JUDGE
    assert "Its answers do not come from its weights" in verdict.message


def test_a_network_that_has_not_learnt_is_asked_whether_it_was_trained(judged):
    """Also one that makes far more errors than the baseline."""
    verdict, points = judged("model = keras.models.clone_model(base)")
    assert points == 0 and "Was it trained" in verdict.message, verdict


def test_a_network_for_bytes_is_told_what_it_is_shown(judged):
    bytes_ = "weights = base.get_weights()\nmodel = keras.models.clone_model(base)\n"
    verdict, points = judged(f"{bytes_}model.set_weights([weights[0] / 255, *weights[1:]])")
    assert points == 2 and "It knows images from 0 to 255" in verdict.message, verdict
