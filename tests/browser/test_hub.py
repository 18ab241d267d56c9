"""The hub of docs/classroom: two users log in to a real JupyterHub, answer a check, and keep their progress apart."""

import json
import os
import socket
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.hub]

CONFIG = Path(__file__).parents[2] / "docs" / "classroom" / "jupyterhub_config.py"
ANSWER = 'from lepton_kit.exercises import check\ncheck("01.1", {})'


@pytest.fixture(scope="module")
def hub(tmp_path_factory, write_settings):
    """The folder and the address of a JupyterHub; its proxy and the users' servers end with it."""
    folder = tmp_path_factory.mktemp("hub")
    for user in ("ada", "grace"):
        write_settings(folder / "homes" / user / ".jupyter" / "lab" / "user-settings")
    address, hub_port, proxy_port = _free_ports()
    command = [
        sys.executable,
        "-m",
        "jupyterhub",
        "-f",
        str(CONFIG),
        f"--JupyterHub.bind_url=http://127.0.0.1:{address}",
    ]
    command += [f"--JupyterHub.hub_port={hub_port}", f"--ConfigurableHTTPProxy.api_url=http://127.0.0.1:{proxy_port}"]
    command += ["--Spawner.args=--allow-root"]
    # Debian's modules: a node that is not Debian's looks for them nowhere else.
    environment = os.environ | {"NODE_PATH": "/usr/share/nodejs", "HOME": str(folder)}
    with (folder / "log").open("w") as log:
        process = psutil.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        _wait_for(f"http://127.0.0.1:{address}/hub/api", process, folder / "log")
        yield folder, f"http://127.0.0.1:{address}"
    finally:
        started = process.children(recursive=True)
        process.terminate()
        _, left = psutil.wait_procs([process, *started], timeout=20)
        for straggler in left:
            straggler.kill()


def _free_ports():
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(3)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def _wait_for(address, process, log):
    for _ in range(300):
        try:
            return urllib.request.urlopen(address).read()
        except urllib.error.URLError:
            if process.poll() is not None:
                break
            time.sleep(0.2)
    pytest.fail("JupyterHub did not start:\n" + log.read_text()[-3000:])


@pytest.fixture
def log_in(hub, browser):
    """A function that logs a user in, in a browser of their own, and returns the page with the user's first lesson."""
    contexts = []

    def logged_in(user):
        contexts.append(browser.new_context(viewport={"width": 1280, "height": 1000}))
        page = contexts[-1].new_page()
        page.goto(hub[1])
        page.get_by_label("Username").fill(user)
        page.get_by_label("Password").fill("any")
        page.get_by_role("button", name="Sign in").click()
        page.locator(".jp-KernelName", has_text="Python 3").wait_for(timeout=60_000)
        page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(timeout=60_000)
        return page

    yield logged_in
    for context in contexts:
        context.close()


def test_two_users_answer_a_check_and_their_progress_is_kept_apart(hub, log_in):
    folder, _ = hub
    pages = {user: log_in(user) for user in ("ada", "grace")}
    for user, answer, reply in (("ada", "0.25", "01.1: Correct."), ("grace", "0.9", "01.1: Not yet.")):
        page = pages[user]
        cell = page.locator(".jp-CodeCell").first
        cell.locator(".cm-content").click()
        page.keyboard.press("Control+A")
        page.keyboard.insert_text(ANSWER.format(answer))
        page.keyboard.press("Control+Enter")
        expect(cell.locator(".jp-OutputArea-output")).to_contain_text(reply, timeout=60_000)
    kept = {user: _progress(folder / "homes" / user) for user in pages}
    assert kept == {"ada": [("01.1", "CORRECT")], "grace": [("01.1", "INCORRECT")]}


def _progress(home):
    lines = (home / ".local" / "share" / "lepton-kit" / "progress.jsonl").read_text(encoding="utf-8").splitlines()
    return [(fact["question"], fact["status"]) for fact in map(json.loads, lines)]
