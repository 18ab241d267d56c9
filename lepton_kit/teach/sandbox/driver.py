"""The driver in the sandbox: runs a student's cells in IPython and answers, one line of JSON for each it is sent.

It shares its process with the student's code, which can therefore change anything here. That does not matter: nothing
is decided on this side, and the other side believes nothing but values (see ``wire``). What this module does see to,
before any of that code runs, is that the process has no rights and has limits.
"""

import ast
import base64
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
from typing import Any

from lepton_kit.exercises.decoding import decode, pack
from lepton_kit.exercises.encoding import Unsendable, encode
from lepton_kit.exercises.plain_text import clean

__all__ = ["main"]

_THREADS_EACH_CORE = 32  # TensorFlow's pools grow with the machine


class Late(KeyboardInterrupt):
    """The time for a request is up. Notebooks treat it as the stop button."""


def main(settings: dict[str, Any]) -> None:
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
            def enable_gui(self, gui: str | None = None) -> None:
                """Have no windows: ``%matplotlib inline`` asks for none."""

            def enable_matplotlib(self, gui: str | None = None) -> tuple[str, str]:
                """Draw as before, whatever ``%matplotlib`` asks for: nobody looks at a window here."""
                return "agg", "agg"

            def ask_exit(self) -> None:
                """Go on: ``exit()`` in a cell ends nobody's marking."""

        self.shell = Shell.instance(config=config)
        self.kept = []
        self.out = os.dup(1)
        builtins.input = _no_input
        sys.path.insert(0, str(Path.cwd()))  # as in Jupyter: a module of one's own lies beside the notebook
        warnings.filterwarnings("ignore", message=".*non-interactive, and thus cannot be shown")

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
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

    def _put(self, request):
        path = Path(request["path"])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(request["content"]))
        return {}

    def _run(self, request):
        problem = self._run_on(request["source"])
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

    def _run_on(self, source):
        """Run a cell. Where an import or a line of IPython's own fails, what stands below is run all the same.

        A module that is missing here was there on the student's machine; what does not need it still counts. Below
        any other line that fails, imports are run. Returns the first problem, or None.
        """
        problem = self._run_once(source)
        if problem is None or isinstance(problem, Late):
            return problem
        rest = _below(problem, self.shell.transform_cell(source))
        for statement in rest:
            also = self._run_once(statement)
            if isinstance(also, Late):
                return also
        return problem

    def _run_once(self, source):
        outcome = self.shell.run_cell(source, store_history=True)
        return outcome.error_before_exec or outcome.error_in_exec

    def _read(self, request):
        if request["name"] not in self.shell.user_ns:
            return {"missing": True}
        return self._value(self.shell.user_ns[request["name"]])

    def _call(self, request):
        function = self.kept[request["handle"]]
        args, options = decode(request["args"]), decode(request["options"])
        return self._value(function(*args, **options))

    def _predict(self, request):
        from lepton_kit.vision.model_outputs import outputs_of

        model, images = self.kept[request["handle"]], decode(request["x"])
        return self._value(outputs_of(model, images, shuffled=request["shuffled"]))

    def _anatomy(self, request):
        from lepton_kit.vision.behaviour import anatomy

        return self._value(anatomy(self.kept[request["handle"]], tuple(request["shape"])))

    def _value(self, value):
        return {"value": encode(value, self._keep)}

    def _keep(self, thing):
        self.kept.append(thing)
        return len(self.kept) - 1


def _below(problem, source):
    """The statements below one that failed: all of them below an import or a line of IPython's own, else imports."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    lines, trace = [], problem.__traceback__
    while trace is not None and len(lines) < 1000:
        if trace.tb_frame.f_code.co_name == "<module>" and trace.tb_frame.f_globals.get("get_ipython"):
            lines.append(trace.tb_lineno)
        trace = trace.tb_next
    failed = next((i for i, node in enumerate(body) if lines and node.lineno <= lines[0] <= node.end_lineno), None)
    if failed is None:
        return []
    below = body[failed + 1 :]
    if not (_is_import(body[failed]) or _is_magic(body[failed])):
        below = [node for node in below if _is_import(node)]
    return [ast.unparse(node) for node in below]


def _is_import(node):
    return isinstance(node, ast.Import | ast.ImportFrom)


def _is_magic(node):
    call = node.value if isinstance(node, ast.Expr | ast.Assign) else None
    name = call.func.attr if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) else ""
    return name in ("run_line_magic", "run_cell_magic", "system", "getoutput")


def _ring(number, frame):
    raise Late


def _no_input(prompt=""):
    raise EOFError("input() waits for somebody to type, and nobody is there when a copy is marked: assign a value")


def _said(problem):
    return {"type": type(problem).__name__, "message": clean(problem, 500)}


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
