"""The wheel holds the course: code, data, lessons and what students get of assignments, and no answer of graded work.

That it runs in a fresh environment is `tests/test_binder.py`'s to show.
"""

import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from lepton_kit import datasets

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def carried(tmp_path_factory):
    """The names of the files in a wheel of this checkout, and the folder where it is unpacked."""
    place = tmp_path_factory.mktemp("wheel")
    for folder in ("lepton_kit", "datasets", "notebooks"):
        shutil.copytree(ROOT / folder, place / "tree" / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("pyproject.toml", "README.md", "LICENSE", "LICENSE-lessons"):
        shutil.copy(ROOT / file, place / "tree")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)]
    subprocess.run(command, cwd=place / "tree", check=True, capture_output=True)
    [wheel] = place.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(place / "site")
        return set(archive.namelist()), place


def missing(names, folder, target, pattern="**/*"):
    """What of a folder of the checkout is not in the wheel."""
    files = [path.relative_to(ROOT / folder) for path in (ROOT / folder).glob(pattern) if path.is_file()]
    ours = [file for file in files if not any(part.startswith((".", "__pycache__")) for part in file.parts)]
    assert ours
    return {f"{file}" for file in ours if f"{target}/{file.as_posix()}" not in names and ".edited-" not in file.name}


def test_it_holds_code_lessons_and_their_folders(carried):
    names, _ = carried
    assert missing(names, "lepton_kit", "lepton_kit") == set()
    assert missing(names, "notebooks", "lepton_kit/_course", "*.ipynb") == set()
    assert missing(names, "notebooks/source", "lepton_kit/_course/source") == set()


def test_it_holds_every_data_set_that_is_shipped(carried):
    names, _ = carried
    for name in datasets.names():
        for file in ("CARD.md", "read.py", *datasets.card(name).shipped):
            assert f"lepton_kit/_datasets/{name}/{file}" in names


def test_it_holds_what_students_get_of_assignments_and_no_answers(carried):
    names, _ = carried
    assert missing(names, "notebooks/coursework", "lepton_kit/_course/coursework", "*.ipynb") == set()
    of_sources = {name for name in names if "/coursework/source/" in name}
    assert of_sources and {Path(name).name for name in of_sources} == {"data.py"}


def test_its_metadata_name_the_repository(carried):
    names, place = carried
    [metadata] = [name for name in names if name.endswith(".dist-info/METADATA")]
    urls = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["urls"]
    assert f"Project-URL: Repository, {urls['Repository']}\n" in (place / "site" / metadata).read_text(encoding="utf-8")


def test_it_starts_a_working_folder(carried, tmp_path):
    _, place = carried
    code = f"import sys; sys.path.insert(0, {str(place / 'site')!r}); import lepton_kit, pathlib; "
    code += "from lepton_kit.teach import update; print(lepton_kit.__file__, *update.start(pathlib.Path('mine')))"
    told = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert told.startswith(str(place)) and "Notebooks written to mine: 2" in told
    assert (tmp_path / "mine" / "notebooks" / "coursework" / "A1_choosing_partners.ipynb").is_file()
