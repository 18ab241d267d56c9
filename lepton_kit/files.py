"""Writing a file so that nobody ever finds half of it."""

from contextlib import suppress
from pathlib import Path
from secrets import token_hex

__all__ = ["write"]


def write(path: Path, content: str | bytes) -> None:
    """Write a text or bytes whole or not at all, with the folders that lead there.

    Parameters
    ----------
    path : Path
    content : str or bytes
        A text is written in UTF-8, its lines ending as they are; half a letter becomes an escape such as JSON has.

    Raises
    ------
    OSError
        If there is no room or no right to write; it names the file, and nothing of it stays.
    """
    partial = path.with_name(f"{path.name}.{token_hex(4)}.partial")  # two processes may write the same file
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "backslashreplace"))
        partial.replace(path)
    except OSError as problem:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise OSError(problem.errno, problem.strerror, str(path)) from None
