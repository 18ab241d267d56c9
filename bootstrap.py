"""Makes .venv beside this file and has pip install the locked course; run again, it mends what is not as locked.

    python3 bootstrap.py           the course: binder/requirements.txt and the kit
    python3 bootstrap.py --dev     the tests' packages as well: tests/requirements.txt

Nothing outside .venv is written. The standard library is all it needs, and Python 3.9 can read it.
"""

import argparse
import collections
import contextlib
import errno
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

OLDEST, NEWEST = (3, 11), (3, 13)
HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
STAMP, LOCK, SCRATCH = VENV / "lepton-stamp.json", VENV / "lepton.lock", VENV / ".cache"
GIGABYTES_A_PACKAGE = 0.018
LEAD_AWAY = ("target", "prefix", "root", "python", "dry-run")  # settings of pip that install elsewhere, or nothing
TROUBLE = {
    "No space left|Disk quota": "The disk is full. Make room, then run this again: it goes on from here.",
    "CERTIFICATE_VERIFY_FAILED|SSLError": "The package index shows a certificate that is not trusted here. Name your "
    "organisation's: PIP_CERT=/path/to/ca.pem, or `cert` in pip.conf.",
    "name resolution|not known|getaddrinfo|nodename nor|unreachable|no route|to establish|ProxyError|timed out": "The "
    "package index cannot be reached. Connect this machine to the network, or name your mirror (PIP_INDEX_URL) or "
    "proxy (HTTPS_PROXY), then run this again: it goes on from here.",
}


class Stop(Exception):
    """Ends the run; the message says what is wrong and what to do."""


def say(sentence):
    print(sentence, flush=True)


def python_fault(version, system, machine):
    """A sentence about why this Python cannot run the course, or an empty text."""
    way_out = "Install Python 3.13 (3.11 and 3.12 do as well) from python.org or by your system's packages, then run: "
    way_out += "py -3.13 bootstrap.py" if system == "Windows" else "make lab PYTHON=python3.13"
    if not OLDEST <= version[:2] <= NEWEST:
        return f"This is Python {version[0]}.{version[1]}; the course needs 3.11 to 3.13, as TensorFlow does. {way_out}"
    if system == "Darwin" and machine == "x86_64":
        return "TensorFlow is no longer made for Macs with Intel processors. Open the course on Binder: see README.md."
    return "" if sys.maxsize > 2**32 else f"This is a 32-bit Python, for which TensorFlow is not made. {way_out}"


def another_python():
    """The path of a Python on this machine that will do, or None."""
    probe = f"import sys; sys.exit(not {OLDEST} <= sys.version_info[:2] <= {NEWEST})"
    for path in filter(None, map(shutil.which, ("python3.13", "python3.12", "python3.11"))):
        if subprocess.call([path, "-c", probe], stderr=subprocess.DEVNULL) == 0:
            return path
    return None


@contextlib.contextmanager
def alone():
    """Hold the lock of .venv; a second run waits, and says so. The system lets go of it however a run ends."""
    os.makedirs(os.path.realpath(VENV), exist_ok=True)
    try:
        file = LOCK.open("a")
    except OSError:  # somebody else's .venv, or a full disk: good enough to look at
        yield
        return
    with file:
        os.set_inheritable(file.fileno(), True)  # pip holds it too: where this run is killed, pip may go on for a while
        if not held(file):
            say("Another run is at work on .venv here; this one waits for it to end.")
            while not held(file):
                time.sleep(0.3)
        yield


def held(file):
    """Whether the lock is ours now; on a file system that knows no locks it counts as ours."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as problem:
        return problem.errno not in (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
    return True


def program(name):
    return str(VENV / ("Scripts" if os.name == "nt" else "bin") / (name + ".exe" * (os.name == "nt")))


def environment():
    """The user's variables, pip's among them, less those that lead astray; scratch files stay in .venv."""
    astray = {"PYTHONHOME", "PYTHONPATH", "PIP_USER", *(f"PIP_{name.upper().replace('-', '_')}" for name in LEAD_AWAY)}
    kept = {name: value for name, value in os.environ.items() if name.upper() not in astray}
    own = {**dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(SCRATCH)), "PYTHONIOENCODING": "utf-8"}
    return {"PIP_CACHE_DIR": str(SCRATCH), **kept, **own}


def look(lock):
    """What .venv holds: its Python, whether the kit there is this one, and what is not as locked; None if it is no use.

    A half-emptied .venv still leads to the Python that it was made with, and pip would write there: that is no use.
    """
    command = [program("python"), "-I", str(HERE / "binder" / "locked_packages.py"), str(HERE / lock)]
    try:
        said = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout
        prefix, version, kit, different = json.loads(said)
    except (OSError, ValueError, subprocess.CalledProcessError):
        return None
    ours = kit and Path(kit).resolve() == HERE / "lepton_kit" / "__init__.py" and os.path.exists(program("lepton"))
    return (tuple(version), bool(ours), different) if os.path.realpath(prefix) == os.path.realpath(VENV) else None


def run(command, count=0):
    """Run a command, say every ten seconds how many of ``count`` packages it has; return exit code and last words."""
    started = told = time.time()
    words, have = collections.deque(maxlen=40), 0
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "close_fds": False}
    SCRATCH.mkdir(exist_ok=True)
    with subprocess.Popen(command, cwd=HERE, env=environment(), **pipes) as process:
        for raw in process.stdout:
            words.append(raw.decode("utf-8", "replace").rstrip())
            have += words[-1].startswith("Collecting ")
            if count and time.time() - told > 10 or words[-1].startswith("Installing "):
                told = time.time()
                say(f"  {told - started:.0f} s: {have} of {count} fetched" + ", unpacking" * (have >= count))
    return process.returncode, "\n".join(words)[-2000:]


def demand(command, count=0):
    """Run a command and return its words; where it fails, stop with what to do about it, or with what it said."""
    code, words = run(command, count)
    if code:
        words += "\nNo space left" * (shutil.disk_usage(VENV).free < 2**26)  # venv does not say why it failed
        advice = next((said for signs, said in TROUBLE.items() if re.search(signs, words, re.IGNORECASE)), words)
        mine = ", ".join(sorted(name for name in os.environ if name.startswith("PIP_")))
        raise Stop(f"{advice}\n" + f"pip heeds what you have set: {mine}." * bool(mine))
    return words


def make_venv():
    """Make .venv, or make it anew from an old one of ours; what was already fetched is kept."""
    try:
        __import__("ensurepip"), __import__("venv")
    except ImportError:
        package = "python{}.{}-venv".format(*sys.version_info)
        raise Stop(f"This Python cannot make .venv. Run `sudo apt install {package}`, then this again.") from None
    STAMP.write_text("[]")
    for path in set(VENV.iterdir()) - {STAMP, LOCK, SCRATCH}:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    say(f"Making .venv with Python {platform.python_version()}.")
    own = getattr(sys, "_base_executable", None) or sys.executable  # not the one in .venv that is being replaced
    demand([own, "-m", "venv", os.path.realpath(VENV)])  # it refuses a link


def install(lock, different):
    """Have pip install what is not as locked: on a first run all, later what is missing, damaged or another version."""
    names = ", ".join(f"{name} {fault}" for name, fault in list(different.items())[:3])
    minutes = ", which takes some minutes" * (len(different) > 20)
    say(f"Installing {len(different)} packages ({names}{', ...' * (len(different) > 3)}){minutes}.")
    needed, free = GIGABYTES_A_PACKAGE * len(different), shutil.disk_usage(VENV).free / 1e9
    if free < needed:
        raise Stop(f"This needs {needed:.1f} GB of free disk and there are {free:.1f} GB in {VENV}. Make room first.")
    pip = [program("python"), "-m", "pip", "--disable-pip-version-check"]
    if away := re.search(rf"^(?!:env:).*\.({'|'.join(LEAD_AWAY)})=.*", demand([*pip, "config", "list"]), re.MULTILINE):
        raise Stop(f"pip's settings hold {away[0]}, which leads out of .venv. `pip config debug` names the file.")
    blocks = re.split(r"\n(?=\w)", (HERE / lock).read_text(encoding="utf-8"))
    wanted = SCRATCH / "wanted.txt"
    wanted.write_text("\n".join(text for text in blocks if re.match(r"[\w.-]*", text)[0] in different))
    for info in {*VENV.glob("lib/*/site-packages/*.dist-info"), *VENV.glob("Lib/site-packages/*.dist-info")}:
        if not (info / "RECORD").exists():  # pip would refuse to replace such a package
            shutil.rmtree(info)
    # Unpacked, not compiled: Python compiles what is imported, a tenth of it, and the learner starts a minute sooner.
    options = ["--no-user", "--no-deps", "--no-compile", "--force-reinstall", "--require-hashes", "--progress-bar=off"]
    demand([*pip, "install", *options, "-r", str(wanted)], len(different))


def bootstrap(lock):
    """Bring .venv to what a lock says in as few steps as it takes, and look at it before saying so."""
    if absent := next((name for name in (lock, "pyproject.toml") if not (HERE / name).exists()), ""):
        raise Stop(f"{absent} is missing, so this is no whole checkout of Lepton Kit. Clone it again.")
    started, version = time.time(), sys.version_info[:2]
    sound = [str(VENV), "{}.{}".format(*version), hashlib.sha256((HERE / "pyproject.toml").read_bytes()).hexdigest()]
    with alone():
        try:
            stamp = list(json.loads(STAMP.read_text()))
        except (OSError, ValueError, TypeError):
            stamp = None  # no .venv, or somebody else's
        seen, empty = look(lock), set(VENV.iterdir()) <= {LOCK, SCRATCH}
        if seen == (version, True, {}) and stamp in (None, sound):
            return
        if not seen or seen[0] != version or stamp and stamp[:2] != sound[:2]:
            if stamp is None and not empty:
                raise Stop("The .venv here was not made by this program and does not run with this Python. Move it.")
            if stamp:
                say("The .venv here does not run, or is of another folder or Python: it is made anew.")
            make_venv()
            seen = look(lock)
        if seen and seen[2]:
            install(lock, seen[2])
        if stamp != sound:
            options = ["--quiet", "--no-user", "--no-deps", "--no-build-isolation", "--disable-pip-version-check"]
            demand([program("python"), "-m", "pip", "install", *options, "-e", "."])
        seen = look(lock) or (None, False, {})
        if seen != (version, True, {}):
            left = ", ".join(f"{name} {fault}" for name, fault in seen[2].items()) or "the kit is not in it"
            raise Stop(f"pip ended well, and yet .venv is not as {lock} says: {left}. Look at your settings of pip.")
        shutil.rmtree(SCRATCH, ignore_errors=True)
        if stamp is not None or empty:
            STAMP.write_text(json.dumps(sound))
        say(f".venv is ready, after {time.time() - started:.0f} s.")


def main(arguments=None):
    arguments = sys.argv[1:] if arguments is None else arguments
    for stream in filter(None, (sys.stdout, sys.stderr)):
        stream.reconfigure(errors="replace")
    parser = argparse.ArgumentParser(description="Make .venv and install the locked course into it.")
    parser.add_argument("--dev", action="store_true", help="install what the tests need as well")
    lock = "tests/requirements.txt" if parser.parse_args(arguments).dev else "binder/requirements.txt"
    fault = python_fault(sys.version_info, platform.system(), platform.machine())
    other = another_python() if fault and not OLDEST <= sys.version_info[:2] <= NEWEST else None
    try:
        if other:
            say("This is Python {}.{}; going on with {}.".format(*sys.version_info[:2], other))
            return subprocess.call([other, os.path.abspath(__file__), *arguments])
        if fault:
            raise Stop(fault)
        bootstrap(lock)
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    except BrokenPipeError:  # whoever read our lines has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 1
    except OSError as problem:
        print(f"{problem.filename or VENV} cannot be used: {problem.strerror or problem}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted. Run it again to go on from here.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
