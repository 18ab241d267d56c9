"""Lesson 16: where a network looks, by Grad-CAM and HiResCAM; and whether it is right for the right reason."""

from functools import lru_cache
from typing import Any

import numpy as np

from lepton_kit.vision.classifier import as_keras
from lepton_kit.vision.explain.maps import grad_cam, hires_cam
from lepton_kit.widgets.drawing import Names
from lepton_kit.widgets.explorer import Choice, Explorer, Picture, Range, Toggle
from lepton_kit.widgets.layer_explorer import layer_maps
from lepton_kit.widgets.panels import as_cases, as_pixels, draw_explained, most_probable

__all__ = ["GradCamExplorer"]

_METHODS = {"Grad-CAM": grad_cam, "HiResCAM": hires_cam}


class GradCamExplorer(Explorer):
    """Choose a picture and a class; see where a layer found what speaks for it.

    Parameters
    ----------
    model : keras.Model
        A classifier with a convolution.
    images : array_like, shape (n, height, width) or (n, height, width, channels)
    labels : array_like of int, shape (n,)
    class_names : sequence of str
    change : (str, callable), optional
        What a checkbox says, and what it does: the callable takes images and gives images, such as with a mark planted.

    Raises
    ------
    ValueError
        If images, labels, names and model do not go together, or the model has no convolution.
    """

    title = "Grad-CAM explorer"

    def __init__(
        self, model: Any, images: Any, labels: Any, class_names: Names, *, change: tuple[str, Any] | None = None
    ) -> None:
        self.images, self.labels, self.class_names, model = as_cases(images, labels, class_names, as_keras(model))
        (self.says, planted), self._versions = change or ("", None), {False: self.images}
        if planted:
            self._versions[True] = as_pixels(planted(self.images))
            if self._versions[True].shape != self.images.shape:
                raise ValueError("change must give as many images, of the same shape, as it takes")
        self._chances = {key: model.predict(images) for key, images in self._versions.items()}

        @lru_cache(256)
        def heat(k: int, changed: bool, label: int, layer: str, method: str) -> np.ndarray:
            return _METHODS[method](model, self._versions[changed][k], label, layer=layer or None)

        self._heat = heat
        heat(0, False, 0, "", "Grad-CAM")  # tells at once if there is no convolution
        asked = {"what the network says": -1} | {name: k for k, name in enumerate(self.class_names)}
        layers = {"the last convolution": ""} | {name: name for name in layer_maps(model, self.images[0])}
        super().__init__(
            picture=Range("Picture", low=0, high=len(self.images) - 1, step=1, start=0),
            label=Choice("Class asked about", options=asked, start=-1, narrow=True),
            layer=Choice("Layer", options=layers, start="", narrow=True),
            method=Choice("Method", options=_METHODS.keys(), start="Grad-CAM", narrow=True),
            **({"changed": Toggle(self.says)} if planted else {}),
        )

    def view(self, picture: int, label: int, layer: str, method: str, changed: bool = False) -> Picture:
        image, P = self._versions[changed][picture], self._chances[changed][picture]
        truth, best = int(self.labels[picture]), int(P.argmax())
        label = best if label < 0 else label
        heat = self._heat(picture, changed, label, layer, method)
        row, column = np.unravel_index(heat.argmax(), heat.shape)
        where = f"most of it around row {row}, column {column}" if heat.max() > 0 else "nothing in this layer does"
        verdict = "right" if best == truth else f"wrong: it is {self.class_names[truth]}"
        words = f"Picture {picture}{', ' + self.says.lower() if changed else ''}: the network says "
        words += f"{most_probable(self.class_names, P)}, {verdict}. "
        words += f"What speaks for {self.class_names[label]}: {where}."
        overlay = (f"what speaks for {self.class_names[label]}", image, heat)
        drawn = draw_explained(("picture", image), overlay, ("probability", self.class_names, P), label, truth)
        return Picture(drawn, alt=words)
