"""Fetching: verified, told in a sentence where it does not work, and nothing half-fetched left behind."""

import functools
import hashlib
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from lepton_kit.datasets.download import fetch

CONTENT = b"ten kinds of clothes"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        """Nothing on stderr."""


@pytest.fixture
def base(tmp_path):
    """A server on this machine that holds one file, and its address."""
    (tmp_path / "served").mkdir()
    (tmp_path / "served" / "clothes.gz").write_bytes(CONTENT)
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=tmp_path / "served"))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_what_is_missing_is_fetched_once(base, tmp_path, capfd):
    files = {"clothes.gz": hashlib.sha256(CONTENT).hexdigest()}
    assert fetch(files, base, tmp_path / "cache") is None
    assert (tmp_path / "cache" / "clothes.gz").read_bytes() == CONTENT
    assert fetch(files, "http://127.0.0.1:9/", tmp_path / "cache") is None, "what is there needs no network"
    assert capfd.readouterr() == ("", "")


def test_a_file_that_is_not_what_it_should_be_is_not_kept(base, tmp_path):
    assert "the download failed" in fetch({"clothes.gz": "0" * 64}, base, tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://127.0.0.1:9/", "no network"),  # nobody listens there
        ("http://nowhere.invalid/", "no network"),  # a name that cannot exist (RFC 2606)
        ("{base}other/", "the download failed (404"),
    ],
)
def test_a_server_that_does_not_help_is_told(base, tmp_path, address, said):
    files = {"clothes.gz": hashlib.sha256(CONTENT).hexdigest()}
    assert fetch(files, address.format(base=base), tmp_path / "cache").startswith(said)


def test_a_folder_that_cannot_be_written_is_told(base, tmp_path):
    (tmp_path / "cache").write_text("a file")
    files = {"clothes.gz": hashlib.sha256(CONTENT).hexdigest()}
    assert "the download failed" in fetch(files, base, tmp_path / "cache")
