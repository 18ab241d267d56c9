"""Exporting a trained network: to Keras' own file, ONNX, LiteRT, and LiteRT in 8 bits."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lepton_kit.backend import held_stderr, load_keras, load_tensorflow
from lepton_kit.validate import one_of
from lepton_kit.vision.classifier import Classifier, as_classifier, as_keras, patterns
from lepton_kit.vision.deploy.runtime import TARGETS, Runtime, needs, open_runtime
from lepton_kit.vision.inputs import unit

__all__ = ["export"]

_FOR_TRAINING = ("Dropout", "Dropout2D", "GaussianNoise", "ActivityRegularization")  # as names of layers end


def export(model: Any, target: str = "onnx", *, examples: ArrayLike | None = None) -> Runtime:
    """Turn a trained Keras network into a file for another runtime, and open it there.

    What only training needs (random changes of the images, dropout) is left out, numbers are float32, any number of
    images may come at a time, and the file takes pixels from 0 to 1 and gives probabilities even where the network
    learnt on 0 to 255 and gives logits.

    Parameters
    ----------
    model : keras.Model
        Any classifier of images. It is not changed.
    target : {"keras", "onnx", "litert", "int8"}
        Keras' own file; ONNX for onnxruntime; LiteRT (once TensorFlow Lite) in float32; LiteRT with weights, inputs and
        all that flows between the layers in 8 bits (Jacob et al. 2018).
    examples : array_like of images
        For "int8": some hundred training images. From them the range of the numbers behind each layer is read. For
        LiteRT they also fix the size of a network for any size.

    Returns
    -------
    Runtime

    Raises
    ------
    ValueError
        If the model gives no probabilities, the target is unknown or cannot hold the network, or "int8" is asked for
        without examples.
    ImportError
        If the runtime is not installed; the message says how to install it.

    Examples
    --------
    >>> from lepton_kit.vision import article_cnn
    >>> model = article_cnn(rng=0)
    >>> there = export(model, "litert")
    >>> there.predict(np.zeros((2, 28, 28), np.uint8)).shape
    (2, 10)
    """
    classifier = as_classifier(as_keras(model), examples)
    one_of("target", target, tuple(TARGETS))
    if target == "int8":
        if examples is None:
            wanted = "some hundred training images such as data.x_train[:200]"
            why = "from them the range of the numbers behind each layer is read"
            raise ValueError(f'target "int8" needs examples=, {wanted}: {why}')
        examples = unit(classifier.take(examples, "examples"))
    if target == "onnx":
        needs("onnx", "tf2onnx")
    shape = classifier.shape or ()
    if target in ("litert", "int8") and None in shape:
        if examples is None:
            raise ValueError(f"{target!r} needs one size and the model takes any; give examples=, images of that size")
        shape = classifier.take(examples, "examples").shape[1:]
    with TemporaryDirectory() as place, held_stderr(python=True):
        path = Path(place, "model").with_suffix(TARGETS[target])
        try:
            plain = _for_use(classifier, shape)
            if target == "keras":
                plain.save(path)
            elif target == "int8":
                path.write_bytes(_in_8_bits(plain, np.asarray(examples)))
            else:
                plain(patterns(shape))  # Keras exports only what was called once
                plain.export(str(path), format=target, verbose=False)
            content = path.read_bytes()
        except Exception as problem:  # the converters have errors of many kinds for what a format cannot hold
            told = next(iter(str(problem).strip().splitlines()), type(problem).__name__)
            hint = "Which layer is unusual? Another target may hold it."
            raise ValueError(f"{target!r} cannot hold this network: {told[:200]} {hint}") from problem
    return open_runtime(content)


def _for_use(classifier: Classifier, shape: tuple[int | None, ...]) -> Any:
    """The network as it is used: pixels from 0 to 1 in, without what only training needs, any batch, float32."""
    keras, model = load_keras(), classifier.model

    def plain(layer: Any) -> Any:
        kind = type(layer).__name__
        if kind.startswith("Random") or kind.endswith(_FOR_TRAINING):
            return keras.layers.Identity(name=layer.name)
        config = layer.get_config()
        return type(layer).from_config({**config, "dtype": "float32"} if "dtype" in config else config)

    entry = keras.Input(shape)
    try:
        body = keras.models.clone_model(model, input_tensors=entry, clone_function=plain, recursive=True)
        body.set_weights(model.get_weights())
    except Exception:  # a class of one's own, which cannot be taken apart, goes in whole
        body = keras.Model(entry, model(entry, training=False))
    ending = {"logits": "softmax", "logit": "sigmoid"}.get(classifier.output)
    if classifier.white != 1 or ending:
        x = keras.layers.Rescaling(classifier.white, name="pixels")(entry)
        body = keras.Model(entry, keras.layers.Activation(ending or "linear", name="probabilities")(body(x)))
    body.name = model.name
    return body


def _in_8_bits(model: Any, examples: NDArray[np.float32]) -> bytes:
    """The bytes of a LiteRT file whose inputs, weights, layers and outputs are all 8-bit integers."""
    tf = load_tensorflow()
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: ([image[None]] for image in examples)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = converter.inference_output_type = tf.int8
    return converter.convert()
