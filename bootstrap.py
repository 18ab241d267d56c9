"""Makes .venv beside this file and installs the locked course; run again, it only looks whether all still fits.

    python3 bootstrap.py           the course: binder/requirements.txt and the kit
    python3 bootstrap.py --dev     the tests' packages as well: tests/requirements.txt

Nothing outside .venv is written. The standard library is all it needs. It is written in the Python that versions from
2.7 on can read, so that an old one answers with a sentence; hence no f-strings and no pathlib.
"""

from __future__ import print_function

import argparse
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import threading
import time

OLDEST, NEWEST = (3, 11), (3, 13)
THIS = "%d.%d" % tuple(sys.version_info[:2])
HERE = os.path.dirname(os.path.realpath(__file__))
VENV = os.path.join(HERE, ".venv")
STAMP = os.path.join(VENV, "lepton-stamp.json")
CACHE = os.path.join(VENV, ".cache")
LOCKS = {"course": "binder/requirements.txt", "tests": "tests/requirements.txt"}  # the tests' holds all of the course's
SIZES = {"course": ("520 MB", 3.2), "tests": ("630 MB", 3.8)}  # to fetch, and gigabytes of disk to have free
LED_AWAY = ("PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_USER", "UV_TARGET", "UV_PREFIX")
OFFLINE = "name resolution|name or service not known|getaddrinfo|nodename nor servname|dns error|unreachable|"
OFFLINE += r"no route to host|failed to establish a new connection|client error \(connect\)"


class Stop(Exception):
    """Ends the run; the message says what is wrong and what to do."""


def say(sentence):
    print(sentence)
    sys.stdout.flush()


def python_fault(version, system="", machine=""):
    """A sentence about why this Python cannot run the course, or an empty text."""
    number = ".".join(str(part) for part in version[:2])
    wanted = "Install Python 3.13 (3.11 and 3.12 do as well), from python.org or with your system's packages"
    named = "py -3.13 bootstrap.py" if system == "Windows" else "make lab PYTHON=python3.13"
    if tuple(version[:2]) < OLDEST:
        return "This is Python %s; the course needs 3.11 to 3.13. %s, then run: %s" % (number, wanted, named)
    if tuple(version[:2]) > NEWEST:
        return "This is Python %s, for which TensorFlow has no packages yet. %s, then run: %s" % (number, wanted, named)
    if system == "Darwin" and machine == "x86_64":
        return "TensorFlow is no longer made for Macs with Intel processors. Open the course on Binder: see README.md."
    if sys.maxsize < 2**32:
        return "This is a 32-bit Python, for which TensorFlow is not made. Install the 64-bit one."
    return ""


def tools_fault():
    """A sentence when this Python cannot make virtual environments, as Debian's cannot without python3-venv."""
    try:
        __import__("venv")
        __import__("ensurepip")
        return ""
    except ImportError:
        said = "This Python cannot make .venv: its module venv or ensurepip is missing. On Debian and Ubuntu run "
        return said + "`sudo apt install python%s-venv`, then this again." % THIS


def disk_fault(free, part):
    """A sentence when ``free`` bytes are too few for what is to be installed."""
    have, needed = free / 1e9, SIZES[part][1]
    said = "The course needs %.1f GB of free disk and there are %.1f GB in %s. Make room, then run this again."
    return said % (needed, have, HERE) if have < needed else ""


def fingerprint(part):
    """The hash of what decides how ``part`` is installed: the locks that it is made from, and pyproject.toml."""
    found = hashlib.sha256()
    for name in sorted({LOCKS["course"], LOCKS[part], "pyproject.toml"}):
        with open(os.path.join(HERE, name), "rb") as file:
            found.update(file.read())
    return found.hexdigest()


def read_stamp():
    """What the last run left: its folder and Python, and the fingerprint of each part. Empty when there was none."""
    try:
        with open(STAMP) as file:
            return dict(json.load(file))
    except (OSError, ValueError, TypeError):
        return {}


def write_stamp(**marks):
    """Say in .venv that this program made it, and how far it came."""
    with open(STAMP, "w") as file:
        json.dump(dict(marks, folder=VENV, python=THIS), file, indent=1, sort_keys=True)


def venv_program(name):
    folder, ending = ("Scripts", ".exe") if os.name == "nt" else ("bin", "")
    return os.path.join(VENV, folder, name + ending)


def ask_venv(code):
    """The version of the Python in .venv and the line that it prints for ``code``; None where it does not run.

    A half-emptied .venv still leads to the Python it was made with, and pip would write there: that is no answer.
    """
    code = "import sys; print(sys.prefix); print('%d.%d' % sys.version_info[:2]); " + code
    try:
        said = subprocess.check_output([venv_program("python"), "-I", "-c", code], stderr=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError):
        return None
    prefix, version, rest = (said.decode("utf-8", "replace") + "\n").split("\n", 2)
    return (version.strip(), rest.strip()) if os.path.realpath(prefix.strip()) == os.path.realpath(VENV) else None


def venv_fault(stamp):
    """Why the .venv that this program made must be made anew: a half sentence, or an empty text when it is sound."""
    if stamp.get("unfinished"):
        return "an earlier run was interrupted"
    if stamp.get("folder") != VENV:
        return "it was made for another folder, %s" % stamp.get("folder")
    if stamp.get("python") != THIS:
        return "it belongs to Python %s and this is %s" % (stamp.get("python"), THIS)
    said = ask_venv("import click, lepton_kit; print(lepton_kit.__file__)")
    if not said or said[0] != THIS or not os.path.exists(venv_program("lepton")):
        return "parts of it are gone or no longer run"
    return "" if os.path.dirname(os.path.dirname(os.path.realpath(said[1]))) == HERE else "it leads to another copy"


def foreign_fault():
    """Why a .venv that someone else made cannot be added to. It is never emptied: its owner may want it."""
    said = ask_venv("")
    if said and said[0] == THIS:
        return ""
    why = "its Python is %s, this is %s" % (said[0], THIS) if said else "its Python does not run"
    return "The .venv here was not made by this program and %s. Move it away or remove it, then run this again." % why


def clear_venv():
    """Empty .venv but for its stamp and what an interrupted run has already fetched."""
    for path in [os.path.join(VENV, name) for name in os.listdir(VENV)]:
        if os.path.isdir(path) and not os.path.islink(path):
            if path != CACHE:
                shutil.rmtree(path)
        elif path != STAMP:
            os.remove(path)


def environment():
    """The variables for pip and uv: the user's own, less those that lead an installation out of .venv."""
    kept = {name: value for name, value in os.environ.items() if name not in LED_AWAY}
    kept.update(UV_CACHE_DIR=CACHE, PIP_USER="0", PIP_REQUIRE_VIRTUALENV="1", PIP_NO_CACHE_DIR="1")
    return kept


def run(command, show=True):
    """Run a command, show its lines less the lists of packages, and return its exit code and all that it wrote."""
    started, lines, ended = time.time(), [], threading.Event()

    def tell_the_time():
        while not ended.wait(20):
            say("  ... %d s" % (time.time() - started))

    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    process = subprocess.Popen(command, cwd=HERE, env=environment(), **pipes)
    threading.Thread(target=tell_the_time, daemon=True).start()
    try:
        for raw in process.stdout:
            line = raw.decode("utf-8", "replace").rstrip()
            lines.append(line)
            if show and line[:3].strip() not in ("", "+", "-", "~"):
                say("  " + line)
        return process.wait(), "\n".join(lines)
    finally:
        ended.set()
        if process.poll() is None:
            process.terminate()


def uv_pin():
    """The lines of the tests' lock that pin uv, with its hashes."""
    with open(os.path.join(HERE, LOCKS["tests"])) as file:
        return re.search(r"^uv==.*?(?=^\S|\Z)", file.read(), re.MULTILINE | re.DOTALL).group()


def make_venv():
    say("Making .venv with Python %s." % platform.python_version())
    own = getattr(sys, "_base_executable", None) or sys.executable  # not the one in .venv that is being replaced
    code, text = run([own, "-m", "venv", VENV], show=False)
    if code:
        raise Stop("Python could not make .venv. It said:\n%s" % text)


def install(part):
    """Install a lock and the kit: by uv, which takes a third of pip's time; by pip where uv cannot."""
    python = venv_program("python")
    if ask_venv("") is None:
        raise Stop("The Python in .venv does not run, or is not one of .venv. Remove .venv, then run this again.")
    wanted = os.path.join(VENV, "uv.txt")
    with open(wanted, "w") as file:
        file.write(uv_pin())
    fetch = ["-m", "pip", "install", "--quiet", "--retries", "2", "--require-hashes", "-r", wanted]
    code, text = run([python] + fetch, show=False)
    if code and re.search(OFFLINE, text, re.IGNORECASE):
        raise Stop("The package index cannot be reached. Connect this machine to the network, then run this again.")
    lock = ["--require-hashes", "-r", LOCKS[part]]
    kit = ["--no-deps", "--no-build-isolation", "-e", "."]
    ways = [] if code else [(["-m", "uv", "pip", "install", "--python", python], ["--compile-bytecode"])]
    for start, end in ways + [(["-m", "pip", "install", "--progress-bar", "off"], [])]:
        code, text = run([python] + start + lock + end)
        if not code:
            code, text = run([python] + start + kit, show=False)
        if not code:
            return
        if re.search(OFFLINE, text, re.IGNORECASE):
            raise Stop(
                "The network went away. Connect this machine again, then run this once more: it goes on from here."
            )
        say("  That way it could not be done.")
    raise Stop("Neither uv nor pip could install %s. The last they said:\n%s" % (LOCKS[part], text[-2000:]))


def bootstrap(part):
    """Bring .venv to what the locks say for ``part``, in as few steps as it takes."""
    missing = [name for name in LOCKS.values() if not os.path.exists(os.path.join(HERE, name))]
    if missing:
        raise Stop("%s is missing, so this is no whole checkout of Lepton Kit. Clone it again." % missing[0])
    if os.path.lexists(VENV) and not os.path.isdir(VENV):
        raise Stop("%s is no folder. Remove it, then run this again." % VENV)
    stamp = read_stamp()
    new = not os.path.isdir(VENV) or not os.listdir(VENV)
    fault = venv_fault(stamp) if stamp else ""
    if stamp and not fault and stamp.get(part) == fingerprint(part):
        return
    started = time.time()
    trouble = tools_fault() if new or fault else "" if stamp else foreign_fault()
    trouble = trouble or ("" if part in stamp else disk_fault(shutil.disk_usage(HERE).free, part))
    if trouble:
        raise Stop(trouble)
    if part in stamp and not fault:
        say("A lock or pyproject.toml has changed since the last run; .venv is brought up to date.")
    os.makedirs(VENV, exist_ok=True)
    write_stamp(unfinished=True)  # before anything is touched, so that an interrupted run is seen as one
    if fault:
        say("The .venv here cannot be used: %s. It is made anew." % fault)
        clear_venv()
    if new or fault:
        make_venv()
    say("Installing %s: up to %s to fetch, one to ten minutes." % (LOCKS[part], SIZES[part][0]))
    install(part)
    shutil.rmtree(CACHE, ignore_errors=True)
    write_stamp(**{name: fingerprint(name) for name in ("course", part)})
    say(".venv is ready, after %d s." % (time.time() - started))


def another_python():
    """The path of a Python on this machine that will do, or None."""
    probe = "import sys; sys.exit(not %r <= sys.version_info[:2] <= %r)" % (OLDEST, NEWEST)
    for name in ("python3.13", "python3.12", "python3.11"):
        path = shutil.which(name) if hasattr(shutil, "which") else None
        if path and subprocess.call([path, "-c", probe], stderr=subprocess.DEVNULL) == 0:
            return path
    return None


def main(arguments=None):
    arguments = sys.argv[1:] if arguments is None else arguments
    fault = python_fault(sys.version_info, platform.system(), platform.machine())
    if fault:
        other = another_python()
        if other and not OLDEST <= tuple(sys.version_info[:2]) <= NEWEST:
            say("This is Python %d.%d; going on with %s." % (tuple(sys.version_info[:2]) + (other,)))
            return subprocess.call([other, os.path.abspath(__file__)] + arguments)
        print(fault, file=sys.stderr)
        return 1
    parser = argparse.ArgumentParser(description="Make .venv and install the locked course into it.")
    parser.add_argument("--dev", action="store_true", help="install what the tests need as well")
    try:
        bootstrap("tests" if parser.parse_args(arguments).dev else "course")
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    except OSError as error:
        print("%s cannot be used: %s." % (error.filename or VENV, error.strerror or error), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted. Run it again to go on from here.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
