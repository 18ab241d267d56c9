"""From one source file a lesson to its notebooks: the learner's, the solved one, and a report of a run."""

from lepton_kit.teach.authoring.building import build, drift, put
from lepton_kit.teach.authoring.lesson import Lesson, LessonError, course_folder, lessons, read_notebook, solutions
from lepton_kit.teach.authoring.running import execute, report

__all__ = [
    "Lesson",
    "LessonError",
    "build",
    "course_folder",
    "drift",
    "execute",
    "lessons",
    "put",
    "read_notebook",
    "report",
    "solutions",
]
