"""The source of a function, one click away in a notebook."""

import inspect
from dataclasses import dataclass
from html import escape

__all__ = ["Source", "source"]


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a function or class and the place where it stands."""

    place: str
    text: str

    def _repr_html_(self):
        return f"<details><summary>Source: <code>{self.place}</code></summary><pre>{escape(self.text)}</pre></details>"

    def __repr__(self):
        return f"# {self.place}\n{self.text}"


def source(thing):
    """Show how a function or class of the kit is written.

    Raises
    ------
    TypeError
        If the thing has no Python source.

    Examples
    --------
    >>> source(source).place
    'lepton_kit.source.source'
    """
    return Source(f"{thing.__module__}.{thing.__qualname__}", inspect.getsource(thing))
