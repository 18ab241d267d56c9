"""Why an answer may not reach marking: told from the notebook alone, before and after, without knowing any answer."""

import pytest

from lepton_kit.exercises.answer_losses import lost_answers, own_files, risky_cells


def notebook(*cells):
    """Code cells from texts; a pair is a kind of cell and its text."""
    pairs = [cell if isinstance(cell, tuple) else ("code", cell) for cell in cells]
    return {"cells": [{"cell_type": kind, "metadata": {}, "source": text} for kind, text in pairs]}


@pytest.mark.parametrize(
    ("cells", "reasons"),
    [
        (["total = ...\ntotal = 3"], []),
        (["total = ..."], [("unanswered", 0)]),
        (["total = 3", "total = ..."], [("stub-below", 1)]),
        (["total = 3\ntotal = ..."], [("stub-below", 0)]),
        (["total = 3\ntotal = 4"], []),
        (["def total(x):\n    return x", "def total(x):\n    ..."], [("stub-below", 1)]),
        (["total = 3", "total = total + 1"], [("overwritten", 1)]),
        (["total = 3", "for total in (1, 2): pass"], [("overwritten", 1)]),
        (["total = 3", "import numpy as total"], [("overwritten", 1)]),
        (["total = 3", "del total"], [("gone", 1)]),
        (["total = 3", "%reset -f"], [("gone", 1)]),
        (["%reset -f", "total = 3"], []),
        ([("markdown", "total = 3")], [("not-code", 0)]),
        ([("raw", "def total(x): return x")], [("not-code", 0)]),
        ([("markdown", "the total == 3")], [("no-name", -1)]),
        (["%%writefile total.py\ntotal = 3"], [("not-code", 0)]),
        (["%%time\ntotal = 3"], []),
        (["totl = 3"], [("no-name", -1)]),
        (["total = ((("], []),  # the cell that is not Python is told
        (["total = ...", "total = ((("], []),
        (["x = !ls\ntotal = 3\n%timeit total"], []),
        (["if True:\n    %matplotlib inline\n    total = 3"], []),
    ],
)
def test_the_reasons_and_their_cells(cells, reasons):
    assert [(loss.kind, loss.cell) for loss in lost_answers(notebook(*cells), "total")] == reasons


@pytest.mark.parametrize(
    ("cell", "kind", "word"),
    [
        ("import polars as pl", "missing-module", "polars"),
        ("from google.colab import drive", "missing-module", "google.colab"),
        ("def f():\n    import torch_geometric", "missing-module", "torch_geometric"),
        ("%load_ext lab_black", "stopped", "lab_black"),
        ("student = i08", "no-id", "quotes"),
        ("d = open('/srv/data/d.csv')", "elsewhere", "/srv/data/d.csv"),
        ("d = open('C:\\\\data\\\\d.csv')", "elsewhere", "your own machine"),
        ("d = open('../data/d.csv')", "elsewhere", "../data/d.csv"),
        ("d = open('data\\\\d.csv')", "elsewhere", "your own machine"),
        ("d = open('https://x.org/d.csv')", "elsewhere", "network"),
        ("d = open('~/d.xlsx')", "elsewhere", "~/d.xlsx"),
        ("d = open('nowhere.csv')", "no-file", "nowhere.csv"),
        ("d = open('nowhere.GeoJSON')", "no-file", "nowhere.GeoJSON"),
        ("d = open(file='nowhere.csv', mode='r')", "no-file", "nowhere.csv"),
        ("d = open('there.rds')", "no-data", "there.rds"),
    ],
)
def test_what_may_stop_a_cell_elsewhere(tmp_path, cell, kind, word):
    (tmp_path / "there.rds").write_text("x")
    [risk] = risky_cells(notebook("x = 1", cell), tmp_path)
    assert (risk.kind, risk.cell) == (kind, 1)
    assert word in risk.message


@pytest.mark.parametrize(
    "cell",
    [
        "import numpy as np, json, lepton_kit\nfrom matplotlib import pyplot",
        "me = 's1'\nstudent = me",
        "from matplotlib import pyplot as plt\nplt.savefig('plot.png')",
        "d = open('there.csv'), open('./there.csv')",
        "source = 'https://x.org/a.csv'",
        "%matplotlib widget",
        "from . import mine",
        "x = 'a.csv'",
        "print('see a.csv')",
        "len('step 3.5'), str('/ 2.5')",
    ],
)
def test_what_is_no_risk(tmp_path, cell):
    (tmp_path / "there.csv").write_text("x")
    assert list(risky_cells(notebook(cell), tmp_path)) == []


@pytest.mark.parametrize(
    ("cells", "names"),
    [
        (["rate = 2", "total = 3 * rate * factor", "again = factor"], ["factor"]),
        (["import numpy as np, os.path\nfrom math import pi as p", "x = np.pi + p + os.sep + len('')"], []),
        (["def f(a, *b, c=1, **d):\n    global g\n    return a, b, c, d, [e for e in b], lambda h: h", "f(1)"], []),
        (["try:\n    with open('x') as file: pass\nexcept OSError as problem: print(problem, file)"], []),
        (["match 3:\n    case [first, *rest]: print(first, rest)\n    case {'a': one, **more}: print(one, more)"], []),
        (["if (n := 3): print(n, _, __, _12, In, Out, get_ipython(), display, __name__)"], []),
        (["from numpy import *", "x = whatever"], []),
        (["%run helpers.py", "x = whatever"], []),
        (["%%capture shown\nprint(1)", "shown.show(), _ih[-1], __file__"], []),
        (["get_ipython().user_ns['rate'] = 2", "rate"], []),
        (["files = !ls\nwhen = %time 1", "print(files, when)"], []),
        (["x = (", "y = whatever"], []),
        (["student = s001"], []),
        ([("markdown", "x = 1"), "y = x"], ["x"]),
    ],
)
def test_a_name_that_no_cell_makes_is_left_over_in_the_kernel(cells, names):
    losses = [loss for loss in risky_cells(notebook(*cells)) if loss.kind == "left-over"]
    assert [loss.message.split("`")[1] for loss in losses] == names


def test_lessons_and_assignments_have_no_name_that_is_left_over():
    from lepton_kit.teach.assignment import available, load

    for name in available():
        assert [loss for loss in risky_cells(load(name).solved("s001")) if loss.kind == "left-over"] == []


def test_own_files_are_named_once(tmp_path):
    cells = ["d = open('b.csv'), open('a/c.json'), open('b.csv')", "f.to_csv('out.csv'); g('https://x.org/d.csv')"]
    assert own_files(notebook(*cells), tmp_path) == ["a/c.json", "b.csv"]


def test_modules_of_ones_own_are_no_risk_and_travel(tmp_path):
    (tmp_path / "sub").mkdir()
    for name in ("mine.py", "sub/deep.py", "numpy.txt"):
        (tmp_path / name).write_text("x = 1")
    cells = notebook("import mine, numpy as np\nfrom sub.deep import x", "import absent_one")
    assert [loss.message.split()[2] for loss in risky_cells(cells, tmp_path)] == ["absent_one"]
    assert own_files(cells, tmp_path) == ["mine.py", "sub/deep.py"]
    assert len(list(risky_cells(cells))) == 3


@pytest.mark.parametrize(
    "text",
    [
        " " * 200_000 + "%",
        "a, " * 60_000 + "\n?",
        "(" * 200_000,
        "x = " + "1+" * 90_000 + "1",
        "%reset\t" * 20_000 + "x",
        "a" + "\u0301\u0316" * 60_000 + " = 1",  # accents that Python's parser itself puts in order, each past all
    ],
    ids=range(6),
)
def test_no_text_takes_for_ever(text):
    """Each of these kept a quadratic search busy for minutes, or would have."""
    assert isinstance(list(lost_answers(notebook(text, "total = 1"), "total")), list)
    assert isinstance(list(risky_cells(notebook(text))), list)
