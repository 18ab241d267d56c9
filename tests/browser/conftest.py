"""A real JupyterLab on a free loopback port and a real Chromium that opens it: one of each for all browser tests."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

COURSE = Path(__file__).parents[2]
# The last code cell has its number, or some cell has failed, after which JupyterLab runs no more.
RAN_OR_FAILED = """() => {
    const prompts = [...document.querySelectorAll(".jp-Notebook .jp-CodeCell .jp-InputPrompt")];
    const failed = document.querySelector("[data-mime-type='application/vnd.jupyter.stderr']");
    return failed || /\\[\\d+\\]/.test(prompts.at(-1).textContent);
}"""
SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "notebook-extension/tracker": {"windowingMode": "none"},
}


@pytest.fixture(scope="session")
def write_settings():
    """A function that writes a user's settings of JupyterLab: no dialog about news, and every cell in the page."""

    def write(folder):
        for name, content in SETTINGS.items():
            file = folder / "@jupyterlab" / f"{name}.jupyterlab-settings"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(content))

    return write


@pytest.fixture(scope="session")
def lab_notebooks(tmp_path_factory):
    """The folder of the notebooks that JupyterLab serves, a copy of the course's."""
    folder = tmp_path_factory.mktemp("lab") / "notebooks"
    shutil.copytree(COURSE / "notebooks", folder, ignore=shutil.ignore_patterns("source"))
    return folder


@pytest.fixture(scope="session")
def lab(lab_notebooks, write_settings):
    """The address of a JupyterLab that serves them."""
    home = lab_notebooks.parent
    write_settings(home / "settings")
    folders = {
        "HOME": "home",
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "run",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "spaces",
        "IPYTHONDIR": "ipython",
    }
    environment = os.environ | {name: str(home / folder) for name, folder in folders.items()}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    (home / "home").mkdir()
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=0"]
    with (home / "log").open("w") as log:
        server = subprocess.Popen(
            [*command, f"--ServerApp.root_dir={home}"], env=environment, stdout=log, stderr=log, start_new_session=True
        )
    try:
        yield _address(home, server)
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)


def _address(home, server):
    for _ in range(600):
        for file in (home / "run").glob("jpserver-*.json"):
            try:
                facts = json.loads(file.read_text())
            except json.JSONDecodeError:  # it is being written
                continue
            return f"{facts['url']}lab/tree/notebooks/{{}}?reset&token={facts['token']}"
        if server.poll() is not None:
            break
        time.sleep(0.1)
    pytest.fail("JupyterLab did not start:\n" + (home / "log").read_text()[-3000:])


@pytest.fixture
def open_lesson(lab, browser, request):
    """A function that opens a notebook of the course, runs all its cells and returns the page.

    A screenshot of each page is left in artifacts/ at the end.
    """
    pages = []

    def opened(name, *, seconds=120):
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        pages.append((name, page))
        page.goto(lab.format(name), timeout=60_000)
        # Before the session exists the toolbar says "No Kernel" while the indicator already says idle.
        page.locator(".jp-KernelName", has_text="Python 3").wait_for(timeout=60_000)
        page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(timeout=60_000)
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        page.wait_for_function(RAN_OR_FAILED, timeout=seconds * 1000)
        return page

    yield opened
    folder = COURSE / "artifacts"
    folder.mkdir(exist_ok=True)
    for name, page in pages:
        page.screenshot(path=folder / f"{request.node.name}-{Path(name).stem}.png")
        page.close()
