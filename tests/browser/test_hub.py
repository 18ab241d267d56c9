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
USERS = {"ada": ("0.25", "01.1: Correct.", "CORRECT"), "grace": ("0.9", "01.1: Not yet.", "INCORRECT")}
"""What each of the two answers to the first question, what the check says, and what is kept of it."""


@pytest.fixture(scope="module")
def hub(tmp_path_factory, write_settings):
    """The folder and the address of a JupyterHub; its proxy and the users' servers end with it."""
    folder = tmp_path_factory.mktemp("hub")
    for user in USERS:
        write_settings(folder / "homes" / user / ".jupyter" / "lab" / "user-settings")
    address, hub_port, proxy_port = _free_ports()
    command = [sys.executable, "-m", "jupyterhub", "-f", str(CONFIG), "--Spawner.args=--allow-root"]
    command += [f"--JupyterHub.bind_url=http://127.0.0.1:{address}", f"--JupyterHub.hub_port={hub_port}"]
    command += [f"--ConfigurableHTTPProxy.api_url=http://127.0.0.1:{proxy_port}"]
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
def pages(hub, browser):
    """A page for each user, in a browser of their own: logged in, with the lesson open that the hub opens first."""
    contexts = {user: browser.new_context(viewport={"width": 1280, "height": 1000}) for user in USERS}
    opened = {user: context.new_page() for user, context in contexts.items()}
    for user, page in opened.items():  # both servers start at once
        page.goto(hub[1])
        page.get_by_label("Username").fill(user)
        page.get_by_label("Password").fill("any")
        page.get_by_role("button", name="Sign in").click()
    for page in opened.values():
        page.locator(".jp-KernelName", has_text="Python 3").wait_for(timeout=120_000)
        page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(timeout=60_000)
    yield opened
    for context in contexts.values():
        context.close()


def test_two_users_answer_a_check_and_their_progress_is_kept_apart(hub, pages):
    for user, (answer, reply, _) in USERS.items():
        cell = pages[user].locator(".jp-CodeCell").first
        cell.locator(".cm-content").click()
        pages[user].keyboard.press("Control+A")
        pages[user].keyboard.insert_text(f'from lepton_kit.exercises import check\ncheck("01.1", {answer})')
        pages[user].keyboard.press("Control+Enter")
        expect(cell.locator(".jp-OutputArea-output")).to_contain_text(reply, timeout=60_000)
    for user, (_, _, status) in USERS.items():
        assert _progress(hub[0] / "homes" / user) == [("01.1", status)]


def _progress(home):
    lines = (home / ".local" / "share" / "lepton-kit" / "progress.jsonl").read_text(encoding="utf-8").splitlines()
    return [(fact["question"], fact["status"]) for fact in map(json.loads, lines)]
