"""Files out of a download: no zip leads out of its folder, and no student uses up another's room."""

import pytest

from lepton_kit.exercises.errors import CourseError
from lepton_kit.teach import archive
from lepton_kit.teach.archive import Refused, files_in
from lepton_kit.teach.collecting import collect
from lepton_kit.teach.filing import receipt
from tests.teach.downloads import NOTEBOOK, notebook, put, zipped


def notebooks(source):
    """What comes out of a download, in a spool of its own beside it."""
    spool = source.parent / "spool"
    spool.mkdir(exist_ok=True)
    return files_in(source, spool)


def test_a_bomb_is_refused_by_what_comes_out_not_by_what_it_says(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "LARGEST_COPY", 100_000)
    content = bytearray(zipped(("s001.ipynb", b"0" * 2_000_000)))
    at = content.rindex(b"PK\x01\x02") + 24
    content[at : at + 4] = (10).to_bytes(4, "little")  # it says that 10 bytes come out
    [lying] = notebooks(put(tmp_path, "lying.zip", bytes(content)))
    assert isinstance(lying, Refused) or lying.file.stat().st_size <= 10
    [honest] = notebooks(put(tmp_path, "honest.zip", zipped(("s001.ipynb", b"0" * 2_000_000))))
    assert isinstance(honest, Refused)
    assert "too large" in honest.reason


def test_a_zip_of_very_many_files_is_refused_before_it_is_listed(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MOST_ENTRIES", 20)
    many = zipped(*((f"{i}.ipynb", NOTEBOOK) for i in range(50)))
    [refused] = notebooks(put(tmp_path, "dl.zip", zipped(("s001/work.zip", many))))
    assert "over 20 files" in refused.reason


def test_a_zip_that_holds_itself_again_and_again_ends(tmp_path):
    content = zipped(("s001.ipynb", NOTEBOOK))
    for _ in range(6):
        content = zipped(("inner.zip", content))
    [refused] = notebooks(put(tmp_path, "dl.zip", content))
    assert "zip in a zip" in refused.reason


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", NOTEBOOK, zipped(("s001.ipynb", NOTEBOOK))[:-30]])
def test_a_broken_zip_is_named(tmp_path, content):
    [refused] = notebooks(put(tmp_path, "dl.zip", content))
    assert "cannot be" in refused.reason


def test_zips_in_zips_are_opened(course, tmp_path):
    inner = zipped(
        ("deep/A1.ipynb", NOTEBOOK), ("__MACOSX/._A1.ipynb", b"x"), ("deep/.ipynb_checkpoints/A1.ipynb", b"x")
    )
    path = put(tmp_path, "dl.zip", zipped(("Ada Lovelace_1_assignsubmission_file_/work.zip", inner)))
    found = collect(course, "A1", path)
    assert (found.new, found.unclear) == (["s001"], [])
    assert receipt(course, "A1", "s001")["when"] == "2026-03-01T12:00:00"


@pytest.mark.parametrize(
    "name", ["../../s001.ipynb", "/etc/s001.ipynb", "C:/s001.ipynb", "a/../../s001.ipynb", "..\\s001.ipynb"]
)
def test_a_path_out_of_the_zip_is_refused(course, tmp_path, name):
    path = put(tmp_path, "dl.zip", zipped((name, NOTEBOOK)))
    before = set(tmp_path.rglob("*.ipynb"))
    found = collect(course, "A1", path)
    assert found.new == []
    assert "leads out of the zip" in found.unclear[0]
    assert set(tmp_path.rglob("*.ipynb")) == before


def test_each_student_has_a_budget_and_uses_up_nobody_elses(course, tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MOST_FILES", 5)
    monkeypatch.setattr(archive, "MOST_BYTES", 10_000)
    many = zipped(*((f"{i}.ipynb", NOTEBOOK) for i in range(50)))
    large = zipped(*((f"{i}.ipynb", b"0" * 4_000) for i in range(50)))
    files = [("Ada Lovelace_1_assignsubmission_file_/work.zip", many), ("s003.zip", large), ("s006.ipynb", NOTEBOOK)]
    download = put(tmp_path, "dl.zip", zipped(*files, ("s002/a.ipynb", NOTEBOOK)))
    found = collect(course, "A1", download)
    assert {"s002", "s006"} <= set(found.new)
    assert len(found.unclear) == 2 and all("was left out" in sentence for sentence in found.unclear)


def test_a_link_is_not_followed(course, tmp_path):
    secret = put(tmp_path, "secret.ipynb", notebook("secret"))
    (tmp_path / "dl").mkdir()
    (tmp_path / "dl" / "s001.ipynb").symlink_to(secret)
    found = collect(course, "A1", tmp_path / "dl")
    assert found.new == []
    assert "link" in found.unclear[0]


def test_a_full_disk_is_no_fault_of_a_students_zip(course, tmp_path, monkeypatch):
    def full(path, content):
        raise OSError(28, "No space left on device")

    work = zipped(("A1.ipynb", NOTEBOOK))
    download = put(tmp_path, "dl.zip", zipped(("s001/work.zip", work), ("s002.ipynb", NOTEBOOK)))
    monkeypatch.setattr(archive.Path, "write_bytes", full)
    with pytest.raises(CourseError, match=r"no room to unpack in .*No space left.*Nothing was taken"):
        collect(course, "A1", download)
    assert not list(course.folder.rglob("A1.ipynb"))


def test_fifty_thousand_tiny_files_of_one_student_cost_nobody_a_copy(course, tmp_path):
    junk = zipped(
        *((f"s001/x/{i}.tmp", b"") for i in range(50_000)), ("s001/A1.ipynb", NOTEBOOK), ("s002.ipynb", NOTEBOOK)
    )
    found = collect(course, "A1", put(tmp_path, "dl.zip", junk))
    assert found.new == ["s001", "s002"]
    assert len(found.unclear) == archive.MOST_FILES
