"""An instructor's work on the copies of a class: collecting, grading, feedback, marks and reports."""
