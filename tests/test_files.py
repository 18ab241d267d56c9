"""Files are written whole or not at all."""

import errno
from pathlib import Path

import pytest

from lepton_kit.files import write


def test_what_is_written_is_there_with_its_folders(tmp_path):
    write(tmp_path / "a" / "b.txt", "ü")
    assert (tmp_path / "a" / "b.txt").read_bytes() == "ü".encode()


def test_on_a_full_disk_the_file_is_named_and_nothing_of_it_stays(tmp_path, monkeypatch):
    def full(self, content):
        with self.open("wb") as file:
            file.write(content[:1])
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "b.txt").write_text("before")
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match=r"No space left on device: '.*b\.txt'"):
        write(tmp_path / "b.txt", "after")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("b.txt", "before")]
