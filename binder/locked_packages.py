"""What of a lock is not installed as it says. A script too: ``bootstrap.py`` asks it what in ``.venv`` is to be mended.

The standard library is enough, for it runs before anything is installed, the kit itself included.
"""

import json
import os
import platform
import re
import sys
import sysconfig
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

__all__ = ["differences", "pins"]


def pins(text: str, environment: Mapping[str, object] | None = None) -> dict[str, str]:
    """Name to version of what a lock pins for one kind of machine, this one by default.

    The markers that uv writes are comparisons that Python can read, once versions stand there as tuples.

    Examples
    --------
    >>> pins("numpy==2.4.6 ; sys_platform == 'linux'", {"sys_platform": "win32"})
    {}
    """
    here = environment or {
        "implementation_name": sys.implementation.name,
        "os_name": os.name,
        "platform_machine": platform.machine(),
        "platform_python_implementation": platform.python_implementation(),
        "platform_system": platform.system(),
        "python_full_version": sys.version_info[:3],
        "sys_platform": sys.platform,
    }
    lines = re.findall(r"^([\w.-]+)[^=\n]*==([^ ;\n]+)(?: ; ([^\\\n]+))?", text, re.MULTILINE)
    return {_canonical(name): version for name, version, marker in lines if not marker or _holds(marker, here)}


def _holds(marker, environment):
    code = re.sub(r"'(\d+(?:\.\d+)+)'", lambda version: str(tuple(map(int, version[1].split(".")))), marker)
    return eval(code, {}, dict(environment))


def _canonical(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def differences(text: str, site: Path | None = None) -> dict[str, str]:
    """What is installed otherwise than a lock says: name to "is missing", "is 1.2, not 1.3" or "is damaged".

    Parameters
    ----------
    text : str
        The lock.
    site : Path, optional
        The folder of installed packages; this Python's by default, whatever PYTHONPATH says.
    """
    site = site or Path(sysconfig.get_paths()["purelib"])
    have: dict[str, tuple[str, Path]] = {}
    for info in site.glob("*.dist-info"):
        name, _, number = info.stem.partition("-")
        have[_canonical(name)] = (number, info)
    faults = {}
    for name, wanted in pins(text).items():
        number, info = have.get(name, ("", site))
        if not number:
            faults[name] = "is missing"
        elif number != wanted:
            faults[name] = f"is {number}, not {wanted}"
        elif not _whole(info, f"{site}{os.sep}"):
            faults[name] = "is damaged"
    return faults


def _whole(folder, site):
    """Whether each file of a package is there, and none is shorter than its record says; 0.2 s for all of the course.

    A longer one is somebody's addition, such as an organisation's certificate in certifi's list, and stays.
    """
    try:
        lines = (folder / "RECORD").read_text(encoding="utf-8").splitlines()
        sizes = [line.rsplit(",", 2)[::2] for line in lines if line[0] not in '".' and ".pyc," not in line]
        return all(os.stat(site + name).st_size >= int(size) for name, size in sizes if size)  # noqa: PTH116 (speed)
    except (OSError, ValueError):
        return False


def report_installed(lock: str) -> None:
    """Print as JSON what ``bootstrap.py`` asks for: this .venv, its Python, where the kit is, what is not as locked."""
    kit = find_spec("lepton_kit")
    import_module("pip")
    faults = differences(Path(lock).read_text(encoding="utf-8"))
    print(json.dumps([sys.prefix, sys.version_info[:2], kit.origin if kit else "", faults]))


if __name__ == "__main__":
    report_installed(sys.argv[1])
