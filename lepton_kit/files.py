"""Writing a file so that nobody ever finds half of it."""

from pathlib import Path

__all__ = ["write"]


def write(path: Path, content: str | bytes) -> None:
    """Write a text or bytes whole or not at all, with the folders that lead there.

    Parameters
    ----------
    path : Path
    content : str or bytes
        A text is written in UTF-8, its lines ending as they are.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    partial.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "backslashreplace"))
    partial.replace(path)
