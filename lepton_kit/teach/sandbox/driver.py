"""The driver in the sandbox: runs a student's cells in IPython and answers, one line of JSON for each it is sent.

It shares its process with the student's code, which can therefore change anything here. That does not matter: nothing
is decided on this side, and the other side believes nothing but values (see ``wire``). What this module does see to,
before any of that code runs, is that the process has no rights and has limits.
"""

import builtins
import contextlib
import json
import os
import platform
import re
import resource
import signal
import socket
import sys
import warnings
from pathlib import Path

from lepton_kit.exercises.decoding import clean, decode, pack
from lepton_kit.exercises.encoding import Unsendable, encode

__all__ = ["main"]

_THREADS_EACH_CORE = 32  # TensorFlow's pools grow with the machine


class Late(KeyboardInterrupt):
    """The time for a request is up. Notebooks treat it as the stop button."""


def main(settings):
    """Serve requests until there are no more."""
    channel = socket.socket(fileno=settings["channel"])
    channel.set_inheritable(False)
    with contextlib.suppress(OSError) if settings["trusted"] else contextlib.nullcontext():  # no Linux, perhaps
        Path("/proc/self/oom_score_adj").write_text("1000")  # if memory runs short, this goes first
    _drop_rights(settings["user"])
    _limit(settings["limits"], settings["user"], settings["trusted"])
    driver, own = Driver(), os.getpid()
    with channel.makefile("rb") as requests:
        for line in requests:
            request = json.loads(line)
            reply = driver.answer(request)
            if os.getpid() != own:  # a copy of this process that a cell made and did not end
                os._exit(0)
            channel.sendall(pack({"id": request["id"], **reply}))


def _drop_rights(user):
    if user is not None:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)


def _limit(limits, user, trusted):
    most_of = {
        resource.RLIMIT_AS: limits["memory"],
        resource.RLIMIT_CPU: 2 * limits["seconds_total"],
        resource.RLIMIT_FSIZE: limits["file"],
        resource.RLIMIT_NOFILE: 512,
        resource.RLIMIT_CORE: 0,
    }
    release = tuple(map(int, re.findall(r"\d+", platform.release())[:2]))
    if user is not None or (release >= (5, 14) and not trusted):  # else the user's other processes would count, too
        most_of[resource.RLIMIT_NPROC] = limits["processes"] + _THREADS_EACH_CORE * os.cpu_count()
    for kind, most in most_of.items():
        try:
            resource.setrlimit(kind, (int(most), int(most)))
        except (ValueError, OSError):  # macOS has not all of them
            if not trusted:
                raise


class Driver:
    """IPython without a kernel, and what a grader may ask of it: run a cell, read a name, call, predict."""

    def __init__(self):
        from IPython.core.interactiveshell import InteractiveShell
        from traitlets.config import Config

        config = Config()
        config.HistoryManager.enabled = False
        config.InteractiveShell.colors = "nocolor"
        config.InteractiveShell.xmode = "Plain"

        class Shell(InteractiveShell):
            def enable_gui(self, gui=None):
                """Have no windows: ``%matplotlib inline`` asks for none."""

            def ask_exit(self):
                """Go on: ``exit()`` in a cell ends nobody's marking."""

        self.shell = Shell.instance(config=config)
        self.kept = []
        self.out = os.dup(1)
        builtins.input = _no_input
        warnings.filterwarnings("ignore", message=".*non-interactive, and thus cannot be shown")

    def answer(self, request):
        """The reply to one request, whatever the student's code does, as long as it lets this process live."""
        try:
            self._prepare()
            signal.setitimer(signal.ITIMER_REAL, request["seconds"])
            try:
                return getattr(self, f"_{request['ask']}")(request)
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
        except Late:
            return {"late": True}
        except Unsendable as problem:
            return {"unsendable": str(problem)}
        except BaseException as problem:  # sys.exit, too, ends no more than the request
            return {"error": _said(problem)}

    def _prepare(self):
        """Whatever an earlier cell did to them: there is a place to print to, and signals mean what they should."""
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGALRM, _ring)
        for number, name in ((1, "stdout"), (2, "stderr")):
            with contextlib.suppress(Exception):
                getattr(sys, name).flush()
            os.dup2(self.out, number)
            setattr(sys, name, open(number, "w", 1, encoding="utf-8", errors="replace", closefd=False))  # noqa: SIM115

    def _hello(self, request):
        return {}

    def _run(self, request):
        outcome = self.shell.run_cell(request["source"], store_history=True)
        problem = outcome.error_before_exec or outcome.error_in_exec
        with contextlib.suppress(Exception):
            if pyplot := sys.modules.get("matplotlib.pyplot"):
                pyplot.close("all")
        try:
            self._prepare()
        except BaseException:  # the cell broke this process for those that follow, which another one can run
            os._exit(70)
        if isinstance(problem, Late):
            return {"late": True}
        return {"error": _said(problem)} if problem is not None else {}

    def _read(self, request):
        if request["name"] not in self.shell.user_ns:
            return {"missing": True}
        return self._value(self.shell.user_ns[request["name"]])

    def _call(self, request):
        function = self.kept[request["handle"]]
        args, options = decode(request["args"], None), decode(request["options"], None)
        return self._value(function(*args, **options))

    def _predict(self, request):
        model = self.kept[request["handle"]]
        return self._value(model.predict(decode(request["x"], None), verbose=0))

    def _anatomy(self, request):
        from lepton_kit.vision.behaviour import anatomy

        return self._value(anatomy(self.kept[request["handle"]], tuple(request["shape"])))

    def _value(self, value):
        return {"value": encode(value, self._keep)}

    def _keep(self, thing):
        self.kept.append(thing)
        return len(self.kept) - 1


def _ring(number, frame):
    raise Late


def _no_input(prompt=""):
    raise EOFError("input() waits for somebody to type, and nobody is there when a copy is marked: assign a value")


def _said(problem):
    return {"type": type(problem).__name__, "message": clean(problem, 500)}


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
