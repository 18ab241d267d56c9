"""Before graded work is handed in: can this answer be marked? Whether it is right is not said, and not known here."""

import inspect
import warnings
from typing import Any

from lepton_kit.exercises.calling import arguments, called, habit
from lepton_kit.exercises.decoding import Foreign, decode, pack, unpack
from lepton_kit.exercises.encoding import Unsendable, encode
from lepton_kit.exercises.interface import Note
from lepton_kit.exercises.values import Unjudged, kind, unfit

__all__ = ["ready"]

_SECONDS = 5


def ready(question_id: str, answer: Any, *, like: Any) -> Note:
    """Say whether an answer can be marked: whether it is there, and of the kind and shape of ``like``.

    The answer takes the way that it takes when it is marked: it is written, read and looked at by the same functions. A
    function is called once.

    Parameters
    ----------
    question_id : str
        Such as "A1.2".
    answer : object
    like : object
        An example of what is wanted: a number, an array of the right shape, a mapping from label to number, a text,
        True, a set of texts; a class such as ``keras.Model``; or a function whose arguments have examples as defaults
        and which returns such an example.

    Returns
    -------
    Note
        One sentence. It never raises for an answer, and never says whether the answer is right.

    Examples
    --------
    >>> ready("A1.1", [1.0, 2.0], like=[0.0, 0.0, 0.0])
    ✗ **A1.1 cannot be marked yet.** You gave 2 numbers; 3 numbers are wanted.
    >>> ready("A1.1", [1.0, 2.0, 3.0], like=[0.0, 0.0, 0.0])
    ✓ **A1.1 can be marked.** Whether it is right, the feedback will say.
    >>> ready("A1.6", lambda x: 2 * x, like=lambda x=3: 0.0)
    ✓ **A1.6 can be marked.** It was called once, as (x = 3). Whether it is right, the feedback will say.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if answer is ... or (callable(answer) and habit(answer) == "stub"):
                return Note(f"… **{question_id} is not answered yet.** You can hand in without it, for 0 points.")
            tried = _tried(answer, like)
    except (Unsendable, Unjudged) as problem:
        return Note(f"✗ **{question_id} cannot be marked yet.** {problem}")
    except Exception:  # an answer may be any object, and fail at whatever is asked of it
        fails = "It fails when it is looked at. Use plain numbers, arrays, texts, sets or functions."
        return Note(f"✗ **{question_id} cannot be marked yet.** {fails}")
    return Note(f"✓ **{question_id} can be marked.** {tried}Whether it is right, the feedback will say.")


def _tried(answer: Any, like: Any) -> str:
    """How an answer was tried that can be marked, in a sentence where it was called; what cannot is Unjudged."""
    if answer is None:
        raise Unjudged("It is None: `print(...)`, a function without `return`, `.sort()` and `.compile()` give that.")
    if isinstance(like, type):
        if not isinstance(answer, like):
            wanted = f"{like.__module__.partition('.')[0]} {like.__name__}"
            raise Unjudged(f"It needs a {wanted}; you gave {kind(answer)}.")
        return ""
    if not callable(like):
        if problem := unfit(_crossed(answer), like):
            raise Unjudged(unfit(answer, like) or problem)  # as it was given, more can be said of it
        return ""
    wanted = inspect.signature(like).parameters
    if not callable(answer):
        needed = f"It needs a function of {', '.join(wanted)}: its name, without brackets"
        raise Unjudged(f"{needed}; you gave {kind(answer)}.")
    case = [each.default for each in wanted.values()]
    with_what = arguments(like, case)
    result = _crossed(called(answer, [_crossed(each) for each in case], _SECONDS))
    if problem := unfit(result, like(*case), any_size=True):
        raise Unjudged(f"Called as {with_what}, its result does not fit. {problem}")
    return f"It was called once, as {with_what}. "


def _crossed(value: Any) -> Any:
    """A value as it arrives where it is marked."""
    kept: list[Any] = []

    def keep(thing: Any) -> int:
        kept.append(thing)
        return len(kept) - 1

    arrived = decode(unpack(pack({"value": encode(value, keep)}))["value"], lambda kind, handle, *facts: kept[handle])
    if isinstance(arrived, Foreign):
        raise Unjudged(f"You gave {kind(value)}.")
    return arrived
