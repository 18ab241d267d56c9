"""From one source file a lesson to its notebooks: the learner's, the solved one, and a report of a run."""
# ruff: noqa: F401 - a face offers what it imports

from lepton_kit.teach.authoring.building import build, drift, put
from lepton_kit.teach.authoring.lesson import Lesson, LessonError, course_folder, lessons, read_notebook, solutions
from lepton_kit.teach.authoring.running import execute, report
