"""The locks fit pyproject.toml on every kind of machine, and hold nothing of the one that they were made on."""

import re
import runpy
import tomllib
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, metadata
from itertools import product
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from lepton_kit.exercises.content import run_file

ROOT = Path(__file__).resolve().parents[1]
pins = run_file(ROOT / "binder" / "locked_packages.py").pins
lock_script = runpy.run_path(str(ROOT / "binder" / "lock.py"))
LOCKS, OLDEST_PYTHON, MARK, digest, requirements = map(
    lock_script.get, ("LOCKS", "OLDEST_PYTHON", "MARK", "digest", "requirements")
)
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
TEXTS = {name: (ROOT / name).read_text(encoding="utf-8") for name in LOCKS}
STALE = "is older than pyproject.toml; run `make lock`"

MACHINES = {
    "Linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64"},
    "Linux on Arm": {
        "sys_platform": "linux",
        "platform_system": "Linux",
        "os_name": "posix",
        "platform_machine": "aarch64",
    },
    "macOS": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix", "platform_machine": "arm64"},
    "Windows": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"},
}
PYTHONS = {"3.11": "3.11.15", "3.12": "3.12.9", "3.13": "3.13.5"}
ENVIRONMENTS = [
    {
        **MACHINES[machine],
        "python_version": python,
        "python_full_version": PYTHONS[python],
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "implementation_version": PYTHONS[python],
        "platform_release": "",
        "platform_version": "",
        "extra": "",
    }
    for machine, python in product(MACHINES, PYTHONS)
]


on_every_machine = pytest.mark.parametrize(
    "environment",
    ENVIRONMENTS,
    ids=lambda each: f"{each['sys_platform']}-{each['platform_machine']}-{each['python_version']}",
)


@pytest.fixture(params=LOCKS)
def lock(request):
    return request.param


def test_lock_was_made_from_these_dependencies(lock):
    assert f"{MARK}{digest(PYPROJECT, LOCKS[lock])}" in TEXTS[lock].splitlines(), f"{lock} {STALE}"


@on_every_machine
def test_every_requirement_is_pinned_within_its_range(lock, environment):
    """Also without trusting the recorded digest: each requirement that applies there has a pin that satisfies it."""
    pinned = _pins(TEXTS[lock], environment)
    for wanted in map(Requirement, requirements(PYPROJECT, LOCKS[lock])):
        if wanted.marker is None or wanted.marker.evaluate(environment):
            assert wanted.specifier.contains(pinned.get(canonicalize_name(wanted.name), "0"), prereleases=True), wanted


@on_every_machine
def test_one_version_of_a_package_on_one_machine_as_packaging_reads_the_markers(lock, environment):
    applying = [
        pin for pin in map(Requirement, _lines(TEXTS[lock])) if not pin.marker or pin.marker.evaluate(environment)
    ]
    versions = {canonicalize_name(pin.name): str(pin.specifier).removeprefix("==") for pin in applying}
    assert _pins(TEXTS[lock], environment) == versions
    assert len(versions) == len(applying) > 100


def test_tensorflow_is_the_build_for_the_processor_where_there_is_one():
    """tensorflow-cpu on Linux x86-64 only; never both, for they fill the same folder."""
    for environment in ENVIRONMENTS:
        found = {name for name in _pins(TEXTS["binder/requirements.txt"], environment) if "tensorflow" in name}
        on_linux = environment["sys_platform"] == "linux" and environment["platform_machine"] == "x86_64"
        assert found == {"tensorflow-cpu" if on_linux else "tensorflow"}


def test_the_tests_run_on_the_versions_of_the_course():
    """On each kind of machine the tests' lock pins what the course's does, with the same hashes."""
    course, tests = (TEXTS[name] for name in ("binder/requirements.txt", "tests/requirements.txt"))
    for environment in ENVIRONMENTS:
        assert _pins(course, environment).items() <= _pins(tests, environment).items()
    assert _hashes(course).items() <= _hashes(tests).items()


def test_every_pin_is_exact_and_has_hashes(lock):
    blocks = _blocks(TEXTS[lock])
    assert len(blocks) == len(_lines(TEXTS[lock])) > 100
    for block in blocks:
        assert re.match(r"^[\w.-]+(\[[\w,-]+\])?==[\w.+!]+", block), block
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), block


def test_lock_names_no_host_and_no_machine_path(lock):
    bare = re.sub(r"sha256:[0-9a-f]{64}", "", TEXTS[lock]).replace("binder/requirements.txt", "")
    assert not re.search(r"://|file:|--index|--extra-index|--find-links|\w/|[A-Z]:\\", bare)


def test_oldest_python_of_the_lock_is_the_oldest_of_the_kit():
    assert PYPROJECT["project"]["requires-python"] == f">={OLDEST_PYTHON}"


def test_edited_dependencies_make_the_lock_stale():
    """An added, a removed and a changed requirement each count; those of the extra `teach` are not the learners'."""

    def edited(change):
        copy = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        change(copy["project"])
        return digest(copy, LOCKS["binder/requirements.txt"])

    before = edited(lambda project: None)
    assert edited(lambda project: project["dependencies"].append("seaborn")) != before
    assert edited(lambda project: project["dependencies"].pop()) != before
    assert edited(lambda project: project["optional-dependencies"]["lab"].append("seaborn")) != before
    assert edited(lambda project: project["optional-dependencies"]["teach"].append("seaborn")) == before


@on_every_machine
def test_every_pin_is_for_this_python(lock, environment):
    """pip refuses a version whose own Requires-Python leaves this one out, also where uv takes it."""
    looked_at = 0
    for name, version in _pins(TEXTS[lock], environment).items():
        with suppress(PackageNotFoundError):  # for another system
            if metadata(name)["Version"] == version:
                wanted = metadata(name).get("Requires-Python") or ""
                assert SpecifierSet(wanted).contains(environment["python_full_version"]), (name, wanted)
                looked_at += 1
    assert looked_at > 50


def _pins(text, environment):
    number = tuple(map(int, environment["python_full_version"].split(".")))
    return pins(text, environment | {"python_full_version": number})


def _lines(text):
    """The lines that pin a package."""
    return [line.removesuffix("\\").strip() for line in text.splitlines() if line[:1] not in ("", " ", "#", "-")]


def _blocks(text):
    """A pin with its hashes, without the notes on who asked for it."""
    kept = "\n".join(line.rstrip(" \\") for line in text.splitlines() if not line.lstrip().startswith("#"))
    return re.split(r"\n(?=\S)", kept.strip())


def _hashes(text):
    """The hashes of each ``name==version``."""
    return {block.split()[0]: frozenset(re.findall("sha256:[0-9a-f]+", block)) for block in _blocks(text)}
