"""Pages of HTML from templates, for texts that may be hostile: all is cleaned and escaped, nothing is loaded or run."""

import re
from functools import cache
from typing import Any

from lepton_kit.exercises.plain_text import clean

__all__ = ["prose", "render"]


def render(template: str, **values: Any) -> str:
    """A page from ``templates``; every text among the values is cleaned and escaped where it is printed."""
    return _environment().get_template(template).render(**values)


@cache
def _environment():
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("lepton_kit.teach"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        finalize=lambda value: clean(value, 50_000) if type(value) is str else value,
    )
    made.filters["prose"] = prose
    return made


def prose(value: object) -> str:
    """A sentence as HTML whose `code` and *stress* are set as such.

    Examples
    --------
    >>> print(prose("Call `f(<x>*y*z)`, see *Lesson 1*."))
    Call <code>f(&lt;x&gt;*y*z)</code>, see <em>Lesson 1</em>.
    """
    from markupsafe import Markup, escape

    parts = re.split(r"`([^`\n]+)`", str(escape(clean(value, 10_000))))
    parts[::2] = [re.sub(r"\*([^*\s][^*\n]*)\*", r"<em>\1</em>", part) for part in parts[::2]]
    parts[1::2] = [f"<code>{part}</code>" for part in parts[1::2]]
    return Markup("".join(parts))
