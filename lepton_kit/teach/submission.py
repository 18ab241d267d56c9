"""What one student handed in, as it stands in the course folder: the notebook and the student's own data files."""

import hashlib
from dataclasses import dataclass, field

from lepton_kit.exercises.answer_losses import DATA_KINDS
from lepton_kit.exercises.student_notebook import LARGEST_COPY
from lepton_kit.teach.course_folder import Course

__all__ = ["MOST_DATA_FILES", "Submission", "read_submission"]

MOST_DATA_FILES = 20
_OURS = {"collected.json", "timestamp.txt"}


@dataclass(frozen=True, slots=True)
class Submission:
    """A notebook as bytes, and data files by their path beside it."""

    content: bytes = field(repr=False)
    files: dict[str, bytes] = field(default_factory=dict, repr=False)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of all of it; of the notebook alone where there is no other file."""
        digest = hashlib.sha256(self.content)
        for name, content in sorted(self.files.items()):
            digest.update(b"\0" + name.encode("utf-8", "surrogateescape") + b"\0" + hashlib.sha256(content).digest())
        return digest.hexdigest()


def read_submission(course: Course, assignment_name: str, student_id: str) -> Submission | None:
    """What a student handed in; None if nothing. Of its files those that travel: few, not too large, no links."""
    notebook = course.submitted(assignment_name, student_id)
    if not notebook.exists():
        return None
    with notebook.open("rb") as file:
        content = file.read(LARGEST_COPY + 1)
    files: dict[str, bytes] = {}
    left = LARGEST_COPY
    for path in sorted(notebook.parent.rglob("*")):
        name = path.relative_to(notebook.parent).as_posix()
        inside = [path, *(folder for folder in path.parents if notebook.parent in folder.parents)]
        if path.suffix.lower() not in DATA_KINDS or name in _OURS or any(part.is_symlink() for part in inside):
            continue
        if path.is_file() and len(files) < MOST_DATA_FILES and (left := left - path.stat().st_size) >= 0:
            files[name] = path.read_bytes()
    return Submission(content, files)
