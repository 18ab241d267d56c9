"""Pictures of a student's outputs, drawn anew: what a browser gets was written by Pillow, dot by dot."""

import base64
import io
from collections.abc import Iterator
from typing import Any

from lepton_kit.exercises.student_notebook import code_cells

__all__ = ["pictures"]

MOST = 20
LARGEST = 8_000_000  # letters of base64 of one picture
MOST_DRAWN = 20_000_000  # of all pictures of a page, drawn anew
MOST_DOTS = 12_000_000
WIDEST = 1200


def pictures(notebook: dict[str, Any]) -> Iterator[tuple[int, str]]:
    """The number of the code cell and the base64 of a PNG, for each picture among the saved outputs.

    Only PNG and JPEG are read; vector graphics, what is no picture, and what would make a page too large are left out.
    """
    left, room = MOST, MOST_DRAWN
    for number, cell in enumerate(code_cells(notebook), start=1):
        outputs = cell.get("outputs")
        for output in outputs if isinstance(outputs, list) else ():
            data = output.get("data") if isinstance(output, dict) else None
            for kind in ("image/png", "image/jpeg"):
                text = data.get(kind) if isinstance(data, dict) else None
                text = "".join(map(str, text)) if isinstance(text, list) else text
                if isinstance(text, str) and left and len(text) <= LARGEST:
                    left, drawn = left - 1, _drawn_anew(text)  # what cannot be drawn takes its time, too
                    if drawn and (room := room - len(drawn)) >= 0:
                        yield number, drawn


def _drawn_anew(text: str) -> str:
    """A PNG with the same dots and nothing else, "" of what is no picture."""
    import warnings

    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(io.BytesIO(base64.b64decode(text)), formats=("PNG", "JPEG"))
            if picture.width * picture.height > MOST_DOTS:
                return ""
            dots = picture.convert("RGBA" if "A" in picture.getbands() or "transparency" in picture.info else "RGB")
        dots.thumbnail((WIDEST, 4 * WIDEST))
        fresh = Image.frombytes(dots.mode, dots.size, dots.tobytes())  # without comments, profiles or what follows
        written = io.BytesIO()
        fresh.save(written, "PNG")
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, Image.DecompressionBombError):
        return ""
    return base64.b64encode(written.getvalue()).decode()
