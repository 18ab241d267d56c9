"""Lesson 17 on a folder of colour photos: the lesson's own cells, with one line changed."""

from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from matplotlib import pyplot as plt
from PIL import Image, ImageDraw

from lepton_kit.teach.authoring import course_folder, lessons

LINE = "PHOTOS = None"


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


@pytest.fixture(scope="module")
def ran(folder):
    """What the lesson's cells leave behind and print, up to the section that stays with the silhouettes."""
    [lesson] = [each for each in lessons(course_folder(Path(__file__).parent)) if each.number == "17"]
    cells = lesson.solved().cells
    end = next(i for i, cell in enumerate(cells) if cell.source.startswith("## Twenty of each"))
    code = "\n\n".join(cell.source for cell in cells[:end] if cell.cell_type == "code")
    assert code.count(LINE) == 1
    names, backend, printed = {}, plt.get_backend(), StringIO()
    plt.switch_backend("agg")
    try:
        with redirect_stdout(printed):
            exec(compile(code.replace(LINE, f"PHOTOS = {str(folder)!r}"), "lesson 17", "exec"), names)
    finally:
        plt.close("all")
        plt.switch_backend(backend)
    return names | {"printed": printed.getvalue()}


def test_the_photos_are_read_cleaned_and_kept_in_colour(ran):
    assert ran["kinds"] == ("cross", "disk", "square") and "broken.jpg" in repr(ran["found"])
    assert ran["images"].shape[1:] == (64, 64, 3)
    assert ran["copy"].sum() == 1 and len(ran["images"]) == 84
    assert "This count is about the outlines" in ran["printed"]


def test_the_split_of_the_folders_is_kept(ran):
    files = np.array(ran["found"].files)[ran["mine"]]
    assert len(ran["test"]) == 21 and all(file.startswith("test/") for file in files[ran["test"]])
    assert all(file.startswith("train/") for file in files[[*ran["learn"], *ran["choose"]]])
    assert len(ran["learn"]) + len(ran["choose"]) == 63


def test_a_rare_class_counts_as_much_as_the_others(ran):
    counts = np.bincount(ran["labels"][ran["learn"]])
    np.testing.assert_allclose(counts * list(ran["weights"].values()), counts.sum() / 3)
    recall = ran["report"].recall
    assert ran["balanced"] == pytest.approx(recall.mean())
    assert f"balanced: network {recall.mean():.3f}" in ran["printed"]
    assert ("It never finds" in ran["printed"]) == (recall == 0).any()


def test_the_network_takes_the_shape_of_the_photos(ran):
    best = ran["best"]
    assert best.input_shape == (None, 64, 64, 3) and best.output_shape == (None, 3)
    assert sum(layer.name.startswith("conv") for layer in best.layers) == 4
    assert np.size(ran["normal"].mean) == 3


def test_it_learns_and_is_judged_by_photos_kept_apart(ran):
    assert set(ran["runs"]) == {"SGD, not normalised", "SGD", "momentum", "adam", "adam, augmented"}
    loss = ran["runs"]["adam"][1]["loss"]
    assert loss[-1] < loss[0]
    assert ran["report"].support.sum() == len(ran["test"])
    assert not set(ran["learn"]) & set(ran["test"])
