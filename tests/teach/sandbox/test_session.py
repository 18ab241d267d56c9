"""A session: cells run as in a notebook, values come out by name, and what dies starts again without the culprit."""

import os

import numpy as np
import psutil
import pytest

from lepton_kit import datasets
from lepton_kit.exercises.timeouts import TooLong
from lepton_kit.teach.sandbox.bubblewrap import Limits
from lepton_kit.teach.sandbox.process import files_made
from lepton_kit.teach.sandbox.session import Missing, RemoteError, Session, Spent, Unreadable

pytestmark = pytest.mark.sandbox

LIMITS = Limits(seconds_cell=20, seconds_call=5, seconds_total=300)
DEAF = "while True:\n    try:\n        while True: int()\n    except BaseException: pass"


@pytest.fixture(scope="module")
def session():
    with Session(LIMITS) as running:
        yield running


@pytest.fixture
def short():
    """A session in which everything must be quick, on a busy machine too."""
    with Session(Limits(seconds_cell=2, seconds_call=2, seconds_total=60)) as running:
        yield running


def test_cells_run_as_in_a_notebook(session):
    assert session.run("x = 2\nx + 1").output == "Out[1]: 3\n"
    assert session.run("print('é', x)\nimport sys\nprint('two', file=sys.stderr)").output == "é 2\ntwo\n"
    for source in [
        "import asyncio\nawait asyncio.sleep(0)",
        "%time 1",
        "!true",
        "files = !ls /",
        "%%bash\ntrue",
        "display(1)",
        "_ = get_ipython()",
        "import warnings\nwarnings.warn('well')",
        "x?",
    ]:
        assert session.run(source).error == "", source
    assert "usr" in session.read("files")


def test_an_error_ends_the_cell_and_not_the_session(session):
    outcome = session.run("before = 1\n1 / 0\nafter = 1")
    assert (outcome.error, outcome.fate) == ("ZeroDivisionError: division by zero", "")
    assert "ZeroDivisionError" in outcome.output
    assert session.read("before") == 1
    with pytest.raises(Missing, match="no `after`"):
        session.read("after")
    assert session.run("def (").error.startswith("SyntaxError")
    assert session.run("input('Your name?')").error.startswith("EOFError: input() waits for somebody to type")
    assert session.restarts == 0


def test_pictures_are_drawn_without_a_screen(session):
    outcome = session.run("%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()")
    assert outcome.error == "" and "non-interactive" not in outcome.output
    session.run("n = len(plt.get_fignums())")
    assert session.read("n") == 0  # a cell's figures are closed after it


def test_the_kit_and_its_data_are_there(session):
    source = "from lepton_kit import datasets\nshape = datasets.load('fashion_mnist').x_train.shape"
    assert session.run(source).error == ""
    assert session.read("shape") == (10_000, 28, 28)


def test_every_data_set_that_ships_is_read_there(session):
    """What reads them stands beside them, and two share how sound is packed."""
    shipped = [name for name in datasets.names() if datasets.card(name).shipped]
    source = f"kinds = {{name: type(datasets.load(name)).__name__ for name in {shipped}}}"
    assert session.run(f"from lepton_kit import datasets\n{source}").error == ""
    assert session.read("kinds") == {name: type(datasets.load(name)).__name__ for name in shipped}


def test_functions_are_called_from_here_with_copies(session):
    session.run(
        "import numpy as np\n"
        "seen = []\n"
        "def scaled(x, by=2):\n"
        "    'Times by.'\n"
        "    seen.append(by)\n"
        "    x *= by\n"
        "    return x\n"
        "def fails(x): raise LookupError(f'no {x}')\n"
        "def makes(): return scaled, {'f': fails}"
    )
    scaled, x = session.read("scaled"), np.arange(3.0)
    np.testing.assert_array_equal(scaled(x), [0, 2, 4])
    np.testing.assert_array_equal(scaled(x, by=3), [0, 3, 6])
    np.testing.assert_array_equal(x, [0, 1, 2])
    assert session.read("seen") == [2, 3]
    assert (scaled.__name__, callable(scaled), repr(scaled)) == ("scaled", True, "the function scaled")
    with pytest.raises(RemoteError, match="no bank") as caught:
        session.read("fails")("bank")
    assert type(caught.value).__name__ == "LookupError"
    inner, more = session.read("makes")()
    assert inner(4) == 8 and callable(more["f"])
    with pytest.raises(TypeError, match="cannot be an argument"):
        scaled(scaled)
    with pytest.raises(RemoteError, match="missing 1 required"):
        scaled()


def test_a_cell_that_takes_too_long_is_interrupted_and_what_it_made_stays(short):
    outcome = short.run("x = 1\nwhile True: pass")
    assert (outcome.fate, outcome.error) == ("late", "The cell did not end within 2 s.")
    assert short.read("x") == 1
    assert short.restarts == 0


def test_a_cell_that_will_not_be_interrupted_is_left_out_of_a_new_start(short):
    short.run("x = 1\nimport os")
    assert short.run(f"y = 2\n{DEAF}").fate == "late"
    assert short.run("os._exit(3)").error == "The cell ended the process that ran it (exit status 3)."
    assert short.run("z = x + 1").error == ""
    assert (short.read("z"), short.restarts) == (2, 2)
    with pytest.raises(Missing):
        short.read("y")


def test_a_function_that_takes_too_long_or_dies_costs_only_itself(short):
    short.run(f"import os\ndef loops(): \n    while True: pass\ndef dies(): os._exit(0)\ndef good(): return 1\ndef deaf():\n    {DEAF.replace(chr(10), chr(10) + '    ')}")  # fmt: skip  # noqa: E501
    with pytest.raises(TooLong):
        short.read("loops")()
    assert short.restarts == 0
    good = short.read("good")
    with pytest.raises(RemoteError, match="ended the process") as caught:
        short.read("dies")()
    assert type(caught.value).__name__ == "ProcessEnded"
    with pytest.raises(RemoteError, match="earlier call"):
        good()
    assert short.read("good")() == 1
    with pytest.raises(TooLong):
        short.read("deaf")()
    assert short.read("good")() == 1
    assert short.restarts == 2


def test_time_is_kept_for_reading_and_then_is_spent():
    with Session(Limits(seconds_cell=1, seconds_call=1, seconds_total=5)) as session:
        session.run("x = 1")
        outcomes = [session.run("while True: pass") for _ in range(6)]
        assert outcomes[0].fate == "late" and outcomes[-1].fate == "not run"
        assert "used up" in outcomes[-1].error
        assert session.read("x") == 1
        session._until = 0
        with pytest.raises(Spent, match="5 s for the whole copy"):
            session.read("x")


def test_starts_are_bounded(short):
    fates = [short.run("import os\nos._exit(0)").fate for _ in range(11)]
    assert fates == ["killed"] * 9 + ["not run"] * 2
    with pytest.raises(Spent, match="ended 9 times"):
        short.read("x")


def test_what_cannot_come_out_says_why(session):
    session.run("loop = []; loop.append(loop)\nimport numpy as np\nwide = np.broadcast_to(0, 10**9)")
    with pytest.raises(Unreadable, match="contain itself"):
        session.read("loop")
    with pytest.raises(Unreadable, match="8,000 MB"):
        session.read("wide")


def test_an_interrupt_here_ends_the_sandbox_and_not_the_session(short, monkeypatch):
    short.run("x = 1\nimport time\ndef slow(): time.sleep(9)")
    slow = short.read("slow")

    def interrupt(box, received):
        raise KeyboardInterrupt

    monkeypatch.setattr("lepton_kit.teach.sandbox.process.Box._receive", interrupt)
    with pytest.raises(KeyboardInterrupt):
        slow()
    monkeypatch.undo()
    assert short.read("x") == 1 and short.restarts == 1


def test_closing_leaves_no_process():
    with Session(LIMITS) as session:
        session.run("import subprocess\nsubprocess.Popen(['sleep', '999'], start_new_session=True)")
        assert len(psutil.Process().children(recursive=True)) > 2
    assert not [p for p in psutil.Process().children(recursive=True) if p.name() == "sleep"]


def test_a_model_is_described_and_predicts():
    with Session(Limits(seconds_cell=200, seconds_call=60)) as session:  # a loaded machine loads TensorFlow in 20 s
        outcome = session.run(
            "from lepton_kit.backend import load_keras\n"
            "keras = load_keras()\n"
            "model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation='relu'),"
            " keras.layers.Dropout(0.5), keras.layers.Dense(2, activation=keras.activations.softmax)])\n"
            "bare = keras.Sequential([keras.layers.Dense(3)])\n"
            "model.compile('adam', keras.losses.SparseCategoricalCrossentropy())\n"
        )
        assert outcome.error == ""
        model = session.read("model")
        seen = model.anatomy((4,))
        assert (seen["parameters"], seen["kernels"]) == (4 * 3 + 3 + 3 * 2 + 2, [[4, 3], [3, 2]])
        assert seen["bent"] == [True]
        shares = model.predict(np.ones((5, 4)))
        assert shares.shape == (5, 2)
        np.testing.assert_allclose(shares.sum(axis=1), 1, rtol=1e-5)
        assert session.read("bare").anatomy((5,))["kernels"] == [[5, 3]]


def test_trusted_code_runs_without_a_sandbox():
    others = set(psutil.Process().children(recursive=True))
    with Session(LIMITS, trusted=True) as session:
        assert session.run("import os\nhere = os.getcwd()\nopen('mine', 'w').write('x')").error == ""
        folder = session.read("here")
        assert "lepton-" in folder
        session.run("os._exit(0)")
        assert session.read("here") != folder
    assert set(psutil.Process().children(recursive=True)) <= others


def test_files_of_this_machine_are_no_doing_of_a_copy(session):
    """While a sandbox is set up, its first process still sees them: one of 300 copies was not marked for that."""
    assert files_made(os.getpid()) == 0
    session.run("for i in range(50): open(f'/tmp/{i}', 'w').close()")
    assert max(files_made(child.pid) for child in psutil.Process().children(recursive=True)) >= 50
