"""The addresses by which people reach the course, all made from the one that ``pyproject.toml`` names.

A fork changes ``project.urls`` there, a release its ``version``; then `python docs/doors.py` brings each text of the
repository that names an address, notebooks included, to the new one. `tests/test_doors.py` finds what was forgotten.
"""

import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote, urlsplit

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from lepton_kit.files import write  # noqa: E402
from lepton_kit.teach.authoring.installing import address  # noqa: E402


def repository_name(repository: str) -> str:
    """Owner and name of a repository on GitHub: ``"https://github.com/a/b"`` gives ``"a/b"``."""
    return urlsplit(repository).path.strip("/")


def binder(notebook: str, repository: str, tag: str) -> str:
    """Where Binder opens a notebook, such as ``"03_selecting_a_portfolio.ipynb"``, in this edition's environment."""
    return f"https://mybinder.org/v2/gh/{repository_name(repository)}/{tag}?urlpath=lab/tree/notebooks/{notebook}"


def colab(notebook: str, repository: str, tag: str) -> str:
    """Where Colab opens a notebook; its first code cell installs the kit."""
    return f"https://colab.research.google.com/github/{repository_name(repository)}/blob/{tag}/notebooks/{notebook}"


def download(notebook: str, repository: str, tag: str) -> str:
    """Where a notebook is had as a file."""
    return f"{repository}/raw/{tag}/notebooks/{notebook}"


def nbgitpuller(notebook: str, repository: str, hub: str = "https://HUB.EXAMPLE.ORG") -> str:
    """What students of a JupyterHub click: it copies the course into their home and keeps what they changed.

    It follows the branch ``main``: nbgitpuller brings what is newer by merging a branch, which a tag is not.
    """
    opened = f"lab/tree/{repository_name(repository).split('/')[1]}/notebooks/{notebook}"
    return f"{hub}/hub/user-redirect/git-pull?repo={quote(repository, '')}&branch=main&urlpath={quote(opened, '')}"


def archive(repository: str, tag: str) -> str:
    """What pip installs the kit from, without git."""
    return f"{repository}/archive/refs/tags/{tag}.zip"


def refreshed(text: str, repository: str, tag: str) -> str:
    """A text in which each address of the kit is that of this repository and edition.

    Examples
    --------
    >>> refreshed("pip install https://github.com/old/kit/archive/refs/tags/v1.zip", "https://github.com/a/b", "v2")
    'pip install https://github.com/a/b/archive/refs/tags/v2.zip'
    """
    folder = repository_name(repository).split("/")[1]
    part = r"[\w.-]+"  # an owner, a name or a tag
    kinds = {
        rf"https://mybinder\.org/v2/gh/{part}/{part}/{part}\?": binder("", repository, tag).partition("urlpath")[0],
        rf"https://colab\.research\.google\.com/github/{part}/{part}/blob/{part}/": colab("", repository, tag)[:-10],
        rf"https://github\.com/{part}/{part}/archive/refs/tags/{part}\.zip": archive(repository, tag),
        rf"https://github\.com/{part}/{part}/raw/{part}/notebooks/": download("", repository, tag),
        rf"git-pull\?repo=[\w.%-]+&branch=main&urlpath=lab%2Ftree%2F{part}?%2Fnotebooks%2F": nbgitpuller(
            "", repository
        ).partition("user-redirect/")[2],
        rf"git clone https://github\.com/{part}/{part} && cd {part}": f"git clone {repository} && cd {folder}",
        r"(?m)^version: \d+\.\d+\.\d+\b": f"version: {tag[1:]}",  # of the citation
        r"\btag: v\d+\.\d+\.\d+\b": f"tag: {tag}",  # of a hub's image
        rf"repository-code: https://github\.com/{part}/{part}": f"repository-code: {repository}",
    }
    for pattern, replacement in kinds.items():
        text = re.sub(pattern, replacement, text)
    return text


def texts() -> list[Path]:
    """Every file of the repository that may name an address."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    kinds = {".cff", ".ipynb", ".json", ".md", ".yml"}
    return [ROOT / name for name in listed.split("\0") if Path(name).suffix in kinds and (ROOT / name).is_file()]


def main() -> None:
    """Bring every text to what ``pyproject.toml`` says, and name those that changed."""
    repository, tag = address(ROOT)
    for file in texts():
        text = file.read_text(encoding="utf-8")
        if (fresh := refreshed(text, repository, tag)) != text:
            write(file, fresh)
            print(f"{file.relative_to(ROOT)} now names {repository}, {tag}")


if __name__ == "__main__":
    main()
