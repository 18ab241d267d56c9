"""The table at the end of a run of grading: every copy, and what a person should look at."""

__all__ = ["plain", "summary"]


def summary(course, graded):
    """A table of a run for the terminal, with failed, flagged and left copies named.

    Parameters
    ----------
    course : Course
    graded : Graded

    Returns
    -------
    rich.table.Table
    """
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for head in ("student", "name", "points", "", "what to look at"):
        table.add_column(head, justify="right" if head == "points" else "left")
    for student in course.students:
        if student.id in graded.results:
            points, state, look = _line(graded.results[student.id])
        elif student.id in graded.left:
            points, state, look = "–", "left", ""
        else:
            continue
        table.add_row(student.id, Text(plain(student.name)), points, state, Text(plain(look)[:300]))
    return table


def plain(text):
    """A text of a student's that cannot speak to the terminal.

    Examples
    --------
    >>> plain("red \\x1b[31m")
    'red  [31m'
    """
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _line(result):
    flags = " / ".join(flag["message"] for flag in result["flags"])
    if result["points"] is None:
        return "no mark", "FAILED", " / ".join(filter(None, (result["reason"], flags)))
    return f"{result['points']:g} of {result['max_points']:g}", "flagged" if flags else "", flags
