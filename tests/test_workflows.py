"""What the workflows, the dev container and the pages for a class call is there; none of them can be run here."""

import ast
import json
import os
import re
import runpy
import shlex
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".github" / "workflows"
WORKFLOWS = {path.name: yaml.safe_load(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.yml"))}
PRACTICE = yaml.safe_load((ROOT / "docs/classroom/practice.yml").read_text("utf-8"))
STEPS = [
    step for workflow in (*WORKFLOWS.values(), PRACTICE) for job in workflow["jobs"].values() for step in job["steps"]
]
VERSIONS = runpy.run_path(str(ROOT / "tests" / "versions.py"))
BOOTSTRAP = runpy.run_path(str(ROOT / "bootstrap.py"))
PYTHONS = [f"3.{minor}" for minor in range(BOOTSTRAP["OLDEST"][1], BOOTSTRAP["NEWEST"][1] + 1)]
CLASSROOM = (ROOT / "docs" / "classroom.md").read_text("utf-8")


def test_actions_are_pinned_by_their_major_version():
    used = [step["uses"] for step in STEPS if "uses" in step]
    assert used
    assert [action for action in used if not re.fullmatch(r"[\w-]+/[\w-]+@v\d+", action)] == []


def test_every_file_that_a_step_names_is_in_the_repository():
    jobs = [job for workflow in WORKFLOWS.values() for job in workflow["jobs"].values()]
    commands = [step["run"] for job in jobs for step in job["steps"] if "run" in step]
    words = [word.lstrip("@") for command in commands for word in shlex.split(command, comments=True)]
    files = [word for word in words if re.fullmatch(r"[\w.-]+(/[\w.-]+)+|\w+\.py", word)]
    assert {"bootstrap.py", ".ci/run", "tests/fast.txt", "tests/versions.py"} == set(files)
    assert [file for file in files if not (ROOT / file).is_file()] == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no executable bit")
def test_what_ci_runs_is_executable():
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_each_workflow_runs_on_pythons_that_the_course_runs_on():
    matrix = WORKFLOWS["weekly.yml"]["jobs"]["versions"]["strategy"]["matrix"]
    assert matrix["python"] == list(VERSIONS["PYTHONS"]) == PYTHONS
    assert matrix["edition"] == list(VERSIONS["EDITIONS"])
    wanted = [step.get("with", {}).get("python-version", PYTHONS[0]) for step in STEPS]
    assert set(wanted) - {"${{ matrix.python }}"} <= set(PYTHONS)


def test_the_links_of_every_kind_of_text_are_looked_at():
    [args] = [step["with"]["args"] for step in STEPS if step.get("uses", "").startswith("lycheeverse")]
    patterns = [word for word in shlex.split(args) if "*" in word and not word[0].isdigit()]
    assert len(patterns) == 4
    assert [pattern for pattern in patterns if not [*ROOT.glob(pattern)]] == []


def test_the_fast_tests_are_there_and_need_no_browser():
    lines = (ROOT / "tests" / "fast.txt").read_text("utf-8").splitlines()
    assert [line for line in lines if not (ROOT / line).exists()] == []
    files = [file for line in lines for file in [*(ROOT / line).rglob("*.py"), ROOT / line] if file.suffix == ".py"]
    assert len(files) > 100
    marked = [file.name for file in files if "mark.browser" in file.read_text("utf-8")]
    assert marked == []


def test_an_unknown_version_is_named():
    with pytest.raises(SystemExit, match=r"^3\.10 is neither of oldest, newest, 3\.11"):
        VERSIONS["main"](["oldest", "3.10"])


def test_the_dev_container_sets_up_by_make():
    container = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text("utf-8"))
    assert container["image"].rpartition(":")[2] in PYTHONS
    make, target = container["postCreateCommand"].split()
    assert make == "make" and re.search(rf"^{target}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert [str(port) for port in container["forwardPorts"]] == list(container["portsAttributes"])
    interpreter = container["customizations"]["vscode"]["settings"]["python.defaultInterpreterPath"]
    assert interpreter == "${containerWorkspaceFolder}/.venv/bin/python"


def test_the_settings_for_a_class_can_be_read():
    blocks = re.findall(r"```(\w+)\n(.*?)```", CLASSROOM, re.DOTALL)
    share, hub = [yaml.safe_load(text) for kind, text in blocks if kind == "yaml"]
    assert [ast.parse(text).body for kind, text in blocks if kind == "python"]
    tree = ast.parse(hub["hub"]["extraConfig"]["ngshare.py"])
    [service] = [ast.literal_eval(node) for node in ast.walk(tree) if isinstance(node, ast.Dict)]
    assert service["api_token"] == share["ngshare"]["hub_api_token"]
    assert service["url"] + "/services/ngshare" in CLASSROOM
    roles = hub["hub"]["loadRoles"]
    assert all(f"access:services!service={service['name']}" in role["scopes"] for role in roles.values())


def test_each_way_to_run_a_class_says_whether_it_was_tried():
    sections = re.split(r"^## ", CLASSROOM, flags=re.MULTILINE)[1:]
    assert len(sections) == 4
    assert [
        section for section in sections if not re.search(r"^\*\*(Tried|Untried)\.?\*\*", section, re.MULTILINE)
    ] == []


def test_the_hub_for_trying_gives_every_user_what_the_page_says():
    config = type("Config", (), {"__getattr__": lambda self, name: self.__dict__.setdefault(name, type(self)())})()
    runpy.run_path(str(ROOT / "docs" / "classroom" / "jupyterhub_config.py"), {"get_config": lambda: config})
    assert config.JupyterHub.bind_url.startswith("http://127.0.0.1:")
    assert "lepton_kit.cli start ~/lepton" in config.Spawner.cmd[2]
    assert (ROOT / config.Spawner.default_url.removeprefix("/lab/tree/")).is_file()
