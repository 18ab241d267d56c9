"""What holds for every explorer: each control moves to its ends, and words, picture and poster follow."""

import sys
import xml.etree.ElementTree as ET

import pytest

from lepton_kit import widgets
from lepton_kit.widgets.controls import Choice, Range, front_end
from lepton_kit.widgets.explorer import Explorer


def test_every_explorer_of_the_kit_is_tested_here(explorers_tested):
    made = {name for name in widgets.__all__ if name.endswith("Explorer")} - {"Explorer"}
    assert made == explorers_tested


def test_each_control_moves_to_its_ends_and_says_so(explorer, capsys):
    for name, control in explorer._controls.items():
        for end in control.ends:
            explorer.inputs[name].value = end
            assert explorer.values[name] == end
            assert explorer.stage.readout and not explorer.stage.wrong
            assert explorer.stage.readout == explorer.picture().alt
        explorer.reset()
    assert capsys.readouterr().err == ""


def test_reset_brings_back_the_first_picture(explorer):
    first = explorer.stage.picture
    for name, control in explorer._controls.items():
        explorer.inputs[name].value = control.ends[-1]
    explorer.live.children[1].click()
    assert explorer.stage.picture == first
    assert explorer.values == {name: control.start for name, control in explorer._controls.items()}


def test_an_update_is_small(explorer):
    """DESIGN: an update costs at most 30 kB, wherever a control stands."""
    for name, control in explorer._controls.items():
        for end in control.ends:
            assert len(explorer.set(**{name: end}).picture().html()) < 30_000, (name, end)
        explorer.reset()


def test_the_poster_needs_no_script_and_has_words(explorer):
    poster = explorer.poster()
    assert "<script" not in poster
    assert 'src="data:image/' in poster
    assert explorer.title in poster
    bundle = explorer._repr_mimebundle_()
    assert {"text/plain", "text/html", "application/vnd.jupyter.widget-view+json"} <= set(bundle)


def test_the_words_follow_a_control(explorer):
    """Some control changes the sentence: a readout that never changes tells nothing."""
    first, said = explorer.picture().alt, set()
    for name, control in explorer._controls.items():
        said |= {explorer.set(**{name: end}).picture().alt for end in control.ends}
        explorer.reset()
    assert said - {first}


def test_svg_pictures_are_well_formed_and_within_their_frame(explorer):
    content = explorer.picture().content
    if not isinstance(content, str):
        pytest.skip("this explorer draws pixels or a matplotlib figure, not SVG")
    root = ET.fromstring(content)
    width, height = float(root.get("width")), float(root.get("height"))
    for node in root.iter():
        x, y = float(node.get("x", 0)), float(node.get("y", 0))
        assert 0 <= x <= width and 0 <= y <= height
        if "width" in node.attrib:
            assert x + float(node.get("width")) <= width + 0.01
            assert y + float(node.get("height")) <= height + 0.01


class _Halves(Explorer):
    title = "Halves"
    number = Range("Number", low=0.0, high=4.0, step=0.5, start=1.0)
    sign = Choice("Sign", options={"plus": 1, "minus": -1}, start=1)

    def view(self, number, sign):
        if sign * number == -4:
            raise ValueError("Minus four has no half here.")
        return widgets.Picture("<svg/>", alt=f"Half is {sign * number / 2}.")


def test_an_explorer_works_without_a_widget():
    halves = _Halves()
    assert halves.set(number=3).picture().alt == "Half is 1.5."
    assert halves.reset().values == {"number": 1.0, "sign": 1}


def test_what_is_set_is_shown_once_and_a_hand_moves_it_as_well(monkeypatch):
    halves, seen = _Halves(), []
    inputs = halves.inputs
    monkeypatch.setattr(_Halves, "view", lambda self, **values: seen.append(values) or widgets.Picture("<svg/>", "x"))
    halves.set(number=3, sign=-1)
    assert seen == [{"number": 3.0, "sign": -1}] and inputs["number"].value == 3 and inputs["sign"].value == -1
    inputs["number"].value = 2.0
    assert seen[1:] == [{"number": 2.0, "sign": -1}] and halves.values["number"] == 2


class _More(_Halves):
    """One more control, which is known when one is made, and another range for the number."""

    number = Range("Number", low=0.0, high=8.0, step=0.5, start=2.0)

    def __init__(self, most):
        super().__init__(times=Range("Times", low=1, high=most, step=1, start=most))

    def view(self, times, **values):
        return super().view(**{name: times * value if name == "number" else value for name, value in values.items()})


def test_controls_are_handed_over_first_and_those_declared_are_inherited():
    more = _More(3)
    assert list(more.values) == list(more.inputs) == ["times", "number", "sign"]
    assert (
        more.picture().alt == "Half is 3.0." and more.set(number=8, times=1, sign=-1).picture().alt == "Half is -4.0."
    )


def test_a_value_error_becomes_the_sentence_and_the_picture_stays():
    halves = _Halves()
    before = halves.stage.picture
    halves.set(number=4, sign=-1)
    assert halves.stage.readout == "Minus four has no half here."
    assert halves.stage.wrong
    assert halves.stage.picture == before
    halves.reset()
    assert not halves.stage.wrong


class _Fragile(Explorer):
    share = Range("Share", low=0.0, high=1.0, step=0.5, start=1.0)

    def view(self, share):
        return widgets.Picture("<svg/>", alt=f"One half of {[1.0][round(4 * (1 - share))]:g} is shown.")


def test_an_error_of_another_kind_is_told_too():
    """What goes wrong in a widget's callback would otherwise be seen nowhere, and the old picture would stand there."""
    fragile = _Fragile()
    fragile.inputs["share"].value = 0.5
    assert fragile.stage.readout == "This cannot be shown. IndexError: list index out of range"
    assert fragile.stage.wrong


def test_the_still_picture_is_there_where_the_widgets_are_not(monkeypatch):
    halves = _Halves()
    monkeypatch.setitem(sys.modules, "anywidget", None)
    front_end.cache_clear()
    bundle = halves._repr_mimebundle_()
    front_end.cache_clear()
    assert set(bundle) == {"text/plain", "text/html"}
    assert "Half is 0.5." in bundle["text/html"] and "not installed here: anywidget" in bundle["text/html"]


@pytest.mark.parametrize("name", ["AugmentExplorer", "PaintExplorer"])
def test_a_poster_shows_a_change_until_a_control_is_moved(name, example):
    made = example(name)
    assert "turned by 0 degrees" in made.picture().alt
    assert "turned by 0 degrees" not in made.poster() and "degrees" in made.poster()
    assert "turned by 0 degrees" in made.set(right=1).poster()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"number": 9}, "Number goes from 0 to 4; got 9"),
        ({"sign": 2}, "Sign must be one of 1, -1; not 2"),
        ({"colour": 1}, "a control of _Halves must be one of 'number', 'sign'; not 'colour'"),
    ],
)
def test_a_wrong_setting_is_told(change, message):
    with pytest.raises(ValueError, match=message):
        _Halves().set(**change)


def test_a_title_is_made_from_the_name_of_the_class():
    assert (widgets.ShareExplorer.title, widgets.BreakExplorer.title) == ("Share explorer", "Break it")


def test_a_picture_needs_words():
    with pytest.raises(ValueError, match="give alt"):
        widgets.Picture("<svg/>", alt=" ")


def test_words_are_escaped_in_the_page():
    html = widgets.Picture("<svg/>", alt='5 < 6 & "seven"').html()
    assert 'alt="5 &lt; 6 &amp; &quot;seven&quot;"' in html


def test_what_is_set_before_it_is_shown_stands_in_its_inputs(explorer):
    """And no input is empty, as a list without a choice would be."""
    explorer.set(**{name: control.ends[-1] for name, control in explorer._controls.items()})
    for name, widget in explorer.inputs.items():
        assert widget.value == explorer.values[name]
        assert getattr(widget, "index", 0) is not None


def test_a_list_cannot_offer_none():
    with pytest.raises(ValueError, match="None cannot be an option"):
        Choice("Layer", options={"the last": None}, start=None)
