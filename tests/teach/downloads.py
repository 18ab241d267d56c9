"""Downloads of a learning platform, for the tests."""

import io
import json
import os
import zipfile
from datetime import datetime

NOTEBOOK = b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'


def notebook(text):
    """A copy that differs from others."""
    return json.dumps({"cells": [{"cell_type": "code", "source": text}], "metadata": {}}).encode()


def zipped(*files, when=(2026, 3, 1, 12, 0, 0)):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files:
            file.writestr(zipfile.ZipInfo(name, when), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def put(folder, name, content=NOTEBOOK, when=datetime(2026, 3, 1)):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (when.timestamp(), when.timestamp()))
    return path
