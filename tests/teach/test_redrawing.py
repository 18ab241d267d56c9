"""Pictures of a student's are drawn anew: their dots arrive, and nothing else that was in the file."""

import base64
import io

import pytest
from PIL import Image, PngImagePlugin

from lepton_kit.teach import redrawing as module
from lepton_kit.teach.redrawing import pictures


def notebook(*outputs):
    return {"cells": [{"cell_type": "code", "source": "", "outputs": list(outputs)}]}


def picture(kind="PNG", size=(8, 4), **options):
    written = io.BytesIO()
    Image.new("RGB", size, (200, 30, 60)).save(written, kind, **options)
    return base64.b64encode(written.getvalue()).decode()


@pytest.mark.parametrize(("kind", "mime"), [("PNG", "image/png"), ("JPEG", "image/jpeg")])
def test_the_dots_arrive_as_a_png(kind, mime):
    [(number, data)] = pictures(notebook({"data": {mime: picture(kind)}}))
    drawn = Image.open(io.BytesIO(base64.b64decode(data)))
    assert (number, drawn.format, drawn.size) == (1, "PNG", (8, 4))
    assert max(abs(a - b) for a, b in zip(drawn.getpixel((3, 2)), (200, 30, 60), strict=True)) < 10


def test_what_else_was_in_the_file_does_not():
    secret = PngImagePlugin.PngInfo()
    secret.add_text("comment", "<script>alert(1)</script>")
    behind = base64.b64encode(base64.b64decode(picture(pnginfo=secret)) + b"<script>alert(2)</script>").decode()
    [(_, data)] = pictures(notebook({"data": {"image/png": behind}}))
    assert b"script" not in base64.b64decode(data)


@pytest.mark.parametrize(
    "output",
    [
        {"data": {"image/svg+xml": "<svg onload='alert(1)'/>"}},
        {"data": {"image/png": "no base64"}},
        {"data": {"image/png": base64.b64encode(b"GIF89a").decode()}},
        {"data": {"image/png": picture()[:40]}},
        {"data": {"image/png": 3}},
        {"data": 3},
        {"data": {"image/png": picture(size=(4001, 4000))}},
        3,
    ],
    ids=range(8),
)
def test_what_is_no_picture_or_too_large_is_left_out(output):
    assert list(pictures(notebook(output))) == []


def test_all_together_have_a_size_that_a_page_can_bear(monkeypatch):
    """A photograph of a megabyte may take twenty when it is drawn anew."""
    one = {"data": {"image/png": picture()}}
    [(_, drawn)] = pictures(notebook(one))
    monkeypatch.setattr(module, "MOST_DRAWN", 3 * len(drawn))
    assert len(list(pictures(notebook(*[one] * 9)))) == 3


def test_what_cannot_be_drawn_is_not_tried_for_ever(monkeypatch):
    tried = []
    monkeypatch.setattr(module, "_drawn_anew", lambda text: tried.append(text) or "")
    assert list(pictures(notebook(*[{"data": {"image/png": "broken"}}] * 99))) == []
    assert len(tried) == module.MOST


def test_there_are_only_so_many(monkeypatch):
    monkeypatch.setattr(module, "MOST", 3)
    assert len(list(pictures(notebook(*[{"data": {"image/png": picture()}}] * 9)))) == 3
