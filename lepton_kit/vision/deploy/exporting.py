"""Exporting a trained network: to Keras' own file, ONNX, LiteRT, and LiteRT in 8 bits."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from lepton_kit.backend import load_tensorflow
from lepton_kit.validate import one_of
from lepton_kit.vision.deploy.quiet import quiet
from lepton_kit.vision.deploy.runtime import TARGETS, needs, open_runtime
from lepton_kit.vision.inputs import as_images, class_count, unit

__all__ = ["export"]


def export(model, target="onnx", *, examples=None, threads=1):
    """Turn a trained Keras network into a file for another runtime, and open it there.

    Parameters
    ----------
    model : keras.Model
        Takes images and ends in softmax. It is not changed.
    target : {"keras", "onnx", "litert", "int8"}
        Keras' own file; ONNX for onnxruntime; LiteRT (once TensorFlow Lite) in float32; LiteRT with weights, inputs and
        all that flows between the layers in 8 bits (Jacob et al. 2018).
    examples : array_like of images
        For "int8" only: some hundred training images. From them the range of the numbers behind each layer is read.
    threads : int
        For how many processor cores the runtime may use at a time. Keras decides that by itself.

    Returns
    -------
    Runtime

    Raises
    ------
    ValueError
        If the model gives no probabilities, the target is unknown, or "int8" is asked for without examples.
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
    class_count(model)
    one_of("target", target, tuple(TARGETS))
    if target == "int8":
        if examples is None:
            raise ValueError(
                'target "int8" needs examples=, some hundred training images such as data.x_train[:200]: from them the '
                "range of the numbers behind each layer is read"
            )
        examples = unit(as_images(examples, model, "examples"))
    if target == "onnx":
        needs("onnx", "tf2onnx")
    with TemporaryDirectory() as place, quiet():
        path = Path(place, "model").with_suffix(TARGETS[target])
        if target == "keras":
            model.save(path)
        elif target == "int8":
            path.write_bytes(_in_8_bits(model, examples))
        else:
            model(np.zeros((1, *model.input_shape[1:]), np.float32))  # Keras exports only what was called once
            model.export(path, format=target, verbose=False)
        content = path.read_bytes()
    return open_runtime(content, threads=threads)


def _in_8_bits(model, examples):
    """The bytes of a LiteRT file whose inputs, weights, layers and outputs are all 8-bit integers."""
    tf = load_tensorflow()
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: ([image[None]] for image in examples)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = converter.inference_output_type = tf.int8
    return converter.convert()
