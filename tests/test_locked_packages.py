"""What is not installed as a lock says, and what the doctor says of it."""

from pathlib import Path

import pytest

from lepton_kit import doctor
from lepton_kit.exercises.content import run_file

ROOT = Path(__file__).resolve().parents[1]
locked_packages = run_file(ROOT / "binder" / "locked_packages.py")
differences = locked_packages.differences


@pytest.fixture
def site(tmp_path):
    """A folder of installed packages with one in it, alpha 1.0."""
    (tmp_path / "alpha").mkdir()
    (tmp_path / "alpha/__init__.py").write_text("one = 1\n", encoding="utf-8")
    info = tmp_path / "alpha-1.0.dist-info"
    info.mkdir()
    (info / "RECORD").write_text(
        "alpha/__init__.py,sha256=x,8\nalpha/__pycache__/a.pyc,,\nalpha-1.0.dist-info/RECORD,,\n"
    )
    return tmp_path


def test_a_pin_for_another_kind_of_machine_is_none_here():
    assert locked_packages.pins("numpy==2.4.6 ; sys_platform == 'linux'", {"sys_platform": "win32"}) == {}
    assert locked_packages.pins("a_b==1 ; python_full_version < '3.12'", {"python_full_version": (3, 11, 4)}) == {
        "a-b": "1"
    }


def test_lock_that_is_met(site):
    text = "alpha==1.0 \\\n    --hash=sha256:00\nappnope==9 ; sys_platform == 'nowhere'\n"
    check = doctor.locked(text, site)
    assert (check.status, check.found) == ("ok", "1, each as the lock pins it")


def test_missing_damaged_and_other_versions_are_named_with_the_command_that_mends_them(site):
    assert differences("alpha==1.1\nbeta==2\n", site) == {"alpha": "is 1.0, not 1.1", "beta": "is missing"}
    (site / "alpha/__init__.py").write_text("")
    check = doctor.locked("Alpha==1.0\n", site)
    assert (check.status, check.found) == ("fail", "alpha is damaged")
    assert check.advice == f"`{doctor.BOOTSTRAP}`"
    assert doctor.locked("".join(f"no-such-package-{i}==1\n" for i in range(6)), site).found.endswith("and 2 more")


def test_what_somebody_has_added_to_a_file_stays(site):
    """As an organisation adds its certificate to certifi's list."""
    with (site / "alpha/__init__.py").open("a") as file:
        file.write("two = 2\n")
    assert differences("alpha==1.0\n", site) == {}


def test_what_is_installed_here_is_whole():
    text = (ROOT / "tests" / "requirements.txt").read_text(encoding="utf-8")
    assert [name for name, fault in differences(text).items() if fault == "is damaged"] == []
