"""Fetching a full data set over the network, which may not be there: quickly given up, never hanging."""

from collections.abc import Mapping
from pathlib import Path

__all__ = ["fetch"]

SECONDS = 5, 20  # to connect, and to wait for the next bytes


def fetch(files: Mapping[str, str], base: str, folder: Path) -> str | None:
    """Fetch what a folder lacks, each file checked by its SHA-256 before it is put there.

    Parameters
    ----------
    files : mapping of str to str
        File name to SHA-256.
    base : str
        The address that they stand under.
    folder : Path
        Made if it is not there.

    Returns
    -------
    str or None
        Why it did not work; None if all files are there.
    """
    import pooch
    from requests import ConnectionError, RequestException

    source = pooch.create(path=folder, base_url=base, registry=dict(files), retry_if_failed=0)
    downloader = pooch.HTTPDownloader(timeout=SECONDS)
    pooch.get_logger().setLevel("WARNING")  # it tells of each download on stderr
    try:
        for file in files:
            source.fetch(file, downloader=downloader)
    except ConnectionError:
        return "no network"
    except (RequestException, OSError, ValueError) as error:  # pooch: ValueError for a wrong SHA-256
        return f"the download failed ({error})"
    return None
