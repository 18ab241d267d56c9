"""Binder understands every file of binder/, and what its lock installs is enough for the kit."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
BINDER = ROOT / "binder"


@pytest.fixture(scope="module")
def dockerfile(tmp_path_factory):
    """What repo2docker would build, printed without a docker engine; from a copy, so that .venv is not looked at."""
    copy = tmp_path_factory.mktemp("checkout")
    shutil.copytree(BINDER, copy / "binder")
    shutil.copy(ROOT / "pyproject.toml", copy)
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--debug", str(copy)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "python=3.11" in done.stderr
    return done.stdout


UNDERSTOOD = {
    "requirements.txt": 'pip install --no-cache-dir -r "binder/requirements.txt"',
    "runtime.txt": "environment-2epy-2d3-2e11",
    "postBuild": "RUN ./binder/postBuild",
    "start": 'ENV R2D_ENTRYPOINT="${REPO_DIR}/binder/start"',
}


def test_each_file_is_one_that_binder_knows():
    ours = {"lock.py", "locked_packages.py"}  # what makes the lock, and what reads it
    assert {file.name for file in BINDER.iterdir() if file.name != "__pycache__"} == UNDERSTOOD.keys() | ours
    assert not (ROOT / ".binder").exists(), "Binder refuses a repository with both binder/ and .binder/"


@pytest.mark.parametrize("name", UNDERSTOOD)
def test_each_file_is_understood(dockerfile, name):
    assert UNDERSTOOD[name] in dockerfile


def test_packages_are_installed_before_the_repository_is_copied(dockerfile):
    """So that Binder keeps that step from one version of the lessons to the next."""
    assert dockerfile.index("pip install --no-cache-dir -r") < dockerfile.index("COPY --chown=0:0 src/ ${REPO_DIR}/")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no executable bit and no bash")
@pytest.mark.parametrize("name", ["postBuild", "start"])
def test_scripts_are_executable_and_parse(name):
    assert os.access(BINDER / name, os.X_OK)
    subprocess.run(["bash", "-n", str(BINDER / name)], check=True)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no bash")
def test_start_runs_what_it_is_given_with_one_thread_each():
    code = "import os; print(os.environ['OMP_NUM_THREADS'], os.environ['TF_NUM_INTRAOP_THREADS'])"
    said = subprocess.check_output([str(BINDER / "start"), sys.executable, "-c", code], text=True)
    assert said.split() == ["1", "1"]
    assert (BINDER / "start").read_text(encoding="utf-8").rstrip().endswith('exec "$@"')


@pytest.mark.network
def test_lock_and_wheel_in_a_fresh_environment(tmp_path):
    """As Binder does it: the lock with its hashes, then the kit alone; here as a wheel, which must bring its data."""
    env = {**os.environ, "HOME": str(tmp_path / "home"), "UV_CACHE_DIR": str(tmp_path / "cache")}
    for led_away in ("PYTHONPATH", "VIRTUAL_ENV", "KERAS_BACKEND"):
        env.pop(led_away, None)

    def run(*command):
        done = subprocess.run([str(part) for part in command], env=env, cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    python = tmp_path / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    uv = [sys.executable, "-m", "uv"]
    run(*uv, "venv", "--python", sys.executable, tmp_path / "venv")
    run(*uv, "pip", "install", "--python", python, "--require-hashes", "-r", BINDER / "requirements.txt")
    tree = tmp_path / "tree"
    for folder in ("lepton_kit", "datasets", "notebooks"):
        shutil.copytree(ROOT / folder, tree / folder)
    for file in ("pyproject.toml", "README.md", "LICENSE", "LICENSE-lessons"):
        shutil.copy(ROOT / file, tree)
    run(*uv, "build", "--wheel", "--no-build-isolation", "--python", python, "--out-dir", tmp_path / "dist", tree)
    [wheel] = (tmp_path / "dist").glob("*.whl")
    run(*uv, "pip", "install", "--python", python, "--no-deps", wheel)
    run(*uv, "pip", "check", "--python", python)
    code = (
        "import lepton_kit.datasets as d, lepton_kit.partnership, lepton_kit.vision.models as m; "
        "data = d.load('fashion_mnist'); print(len(data.x_train), m.article_cnn().count_params(), d.__file__)"
    )
    images, _, place = run(python, "-c", code).split()
    assert int(images) >= 10_000
    assert Path(place).is_relative_to(tmp_path / "venv")
    code = (
        "from lepton_kit.exercises import check, content_file, industry_file, personal_data, questions; "
        "print(len(questions()), check('01.1', 0.25).correct, industry_file('medicine').name, "
        "*sorted(file.name for file in content_file('A1', 'data.py').parent.iterdir() if file.suffix == '.py'))"
    )
    number, *found = run(python, "-c", code).split()
    assert int(number) > 60
    assert found == ["True", "medicine.toml", "data.py"], "the questions travel, the answers of graded work do not"
    run(python, "-m", "lepton_kit.cli", "start", tmp_path / "mine")
    env["IPYTHONDIR"] = str(tmp_path / "ipython")
    for lesson in ("01_partners_and_value", "10_pixels_to_tensors"):
        notebook = tmp_path / "mine" / "notebooks" / f"{lesson}.ipynb"
        run(python, "-m", "nbconvert", "--to", "notebook", "--execute", "--output", "ran.ipynb", notebook)
        ran = json.loads(notebook.with_name("ran.ipynb").read_text(encoding="utf-8"))
        assert sum(cell.get("execution_count") is not None for cell in ran["cells"]) > 10
    said = run(python, "-m", "lepton_kit.cli", "doctor")
    assert "FAIL" not in said
    assert "all in the ranges" in said
