"""The hub of docs/classroom: two users log in to a real JupyterHub, answer a check, and keep their progress apart."""

import json
import os
import re
import socket
import sys
import time
import urllib.error
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

import psutil
import pytest
from websocket import create_connection

pytestmark = pytest.mark.hub

CONFIG = Path(__file__).parents[1] / "docs" / "classroom" / "jupyterhub_config.py"
ANSWERS = {"ada": (0.25, "✓ 01.1: Correct.", "CORRECT"), "grace": (0.9, "✗ 01.1: Not yet.", "INCORRECT")}
"""What each user answers to the first question, what the check says, and what is kept of it."""


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    """The folder and the address of a JupyterHub; its proxy and the users' servers end with it."""
    folder = tmp_path_factory.mktemp("hub")
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
    ports = [opened.getsockname()[1] for opened in sockets]
    for opened in sockets:
        opened.close()
    return ports


def _wait_for(address, process, log):
    for _ in range(300):
        try:
            return urlopen(address).read()
        except urllib.error.URLError:
            if process.poll() is not None:
                break
            time.sleep(0.2)
    pytest.fail("JupyterHub did not start:\n" + log.read_text()[-3000:])


class User:
    """A user's browser, as far as the hub sees one: cookies, forms, a kernel's socket."""

    def __init__(self, name, address):
        self.name, self.address, self._cookies = name, address, CookieJar()
        self._open = build_opener(HTTPCookieProcessor(self._cookies)).open

    def log_in(self):
        """Fill in the form; the hub begins to start the user's server."""
        page = self._open(f"{self.address}/hub/login").read().decode()
        form = {"username": self.name, "password": "any", "_xsrf": re.search(r'name="_xsrf" value="(.+?)"', page)[1]}
        self._open(f"{self.address}/hub/login?next=", urlencode(form).encode()).close()

    def arrive(self):
        """Wait for the server; returns the address and the page to which the hub leads."""
        for _ in range(240):
            with self._open(f"{self.address}/hub/spawn-pending/{self.name}") as answer:
                if f"/user/{self.name}/" in answer.url:
                    return answer.url, answer.read().decode()
            time.sleep(0.5)
        pytest.fail(f"{self.name}'s server did not start within two minutes")

    def run(self, code):
        """Run code in a new kernel of the user's; returns the value of its last line as text."""
        home = f"/user/{self.name}/"
        cookies = {cookie.name: cookie.value for cookie in self._cookies if cookie.path == home}
        token = {"X-XSRFToken": cookies["_xsrf"]}
        kernel = json.load(self._open(Request(f"{self.address}{home}api/kernels", b"{}", token)))["id"]
        sent = "; ".join(f"{name}={value}" for name, value in cookies.items())
        address = f"{self.address.replace('http', 'ws')}{home}api/kernels/{kernel}/channels"
        channels = create_connection(address, cookie=sent, timeout=60)
        header = {"msg_id": "1", "msg_type": "execute_request", "session": "s", "username": "", "version": "5.3"}
        request = {"header": header, "parent_header": {}, "metadata": {}, "content": {"code": code, "silent": False}}
        channels.send(json.dumps(request | {"channel": "shell", "buffers": []}))
        while True:
            message = json.loads(channels.recv())
            if message["msg_type"] in ("execute_result", "error"):
                channels.close()
                return message["content"].get("data", message["content"]).get("text/plain")


def test_two_users_answer_a_check_and_their_progress_is_kept_apart(hub):
    folder, address = hub
    users = [User(name, address) for name in ANSWERS]
    for user in users:  # both servers start at once
        user.log_in()
    for user in users:
        url, page = user.arrive()
        assert url == f"{address}/user/{user.name}/lab/tree/notebooks/01_partners_and_value.ipynb"
        assert "<title>JupyterLab</title>" in page
        assert (folder / "homes" / user.name / "lepton" / "notebooks" / url.rpartition("/")[2]).is_file()
    for user in users:
        answer, reply, _ = ANSWERS[user.name]
        assert user.run(f'from lepton_kit.exercises import check\ncheck("01.1", {answer})').startswith(reply)
    for user in users:
        assert _progress(folder / "homes" / user.name) == [("01.1", ANSWERS[user.name][2])]


def _progress(home):
    [file] = home.rglob("progress.jsonl")
    lines = filter(None, file.read_text(encoding="utf-8").splitlines())
    return [(fact["question"], fact["status"]) for fact in map(json.loads, lines)]
