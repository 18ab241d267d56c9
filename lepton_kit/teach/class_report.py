"""The teacher's page on an assignment: how marks spread, how each question worked, who needs a look."""

import base64
import io
import math

from lepton_kit import style
from lepton_kit.exercises.student_notebook import code_cells, read, source
from lepton_kit.files import write
from lepton_kit.teach.html_pages import page, prose, table, text
from lepton_kit.teach.item_analysis import items
from lepton_kit.teach.similarity import similar

__all__ = ["report", "report_page"]

_STATUSES = {
    "CORRECT": "correct",
    "INCORRECT": "not yet",
    "CANNOT_JUDGE": "cannot be judged",
    "NOT_ATTEMPTED": "not attempted",
}
_FEW = 30
_MOST_PAIRS = 40


def report(course, assignment, marks):
    """Write the page; returns its path."""
    copies = {}
    for mark in marks:
        path = course.submitted(assignment.name, mark.student.id)
        notebook = read(path.read_bytes()) if path.exists() else None
        if isinstance(notebook, dict):
            copies[mark.student.id] = "\n".join(source(cell) for cell in code_cells(notebook))
    release = "\n".join(cell.source for cell in assignment.release().cells if cell.cell_type == "code")
    path = course.marks(f"{assignment.name}.html")
    write(path, report_page(course.name, assignment, marks, similar(copies, release)))
    return path


def report_page(course_name, assignment, marks, pairs):
    """The page as HTML.

    Parameters
    ----------
    course_name : str
    assignment : Assignment
    marks : sequence of Mark
    pairs : sequence of Pair
        Similar copies.

    Returns
    -------
    str
    """
    most = assignment.max_points + sum(criterion.points for criterion in assignment.rubric)
    totals = [mark.total for mark in marks if mark.total is not None]
    found = items([mark.result for mark in marks if mark.result])
    known = {question.id: question for question in assignment.questions}
    return page(
        f"{assignment.name}: marks",
        f"<header><h1>{text(assignment.title)}</h1>\n"
        f'<p class="quiet">{text(course_name)} · {text(assignment.name)} · for the teacher; it names students</p>'
        "</header>\n"
        + _summary(marks, totals, most)
        + _without_mark(marks)
        + _flagged(marks)
        + (_distribution(totals, most) if totals else "")
        + (_questions(found, len(totals)) if found else "")
        + _misconceptions(found, known)
        + _similar(pairs, {mark.student.id: mark.student.name for mark in marks}),
    )


def _summary(marks, totals, most):
    missing = sum(mark.status == "missing" for mark in marks)
    rows = [["On the roster", len(marks)], ["Handed in", len(marks) - missing], ["With a mark", len(totals)]]
    if totals:
        ordered = sorted(totals)
        middle = (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
        rows += [
            ["Mean", f"{sum(totals) / len(totals):.2f} of {most:g}"],
            ["Median", f"{middle:.2f}"],
            ["Lowest and highest", f"{ordered[0]:g} and {ordered[-1]:g}"],
        ]
    return table("In short", ["", "Number"], rows, numbers={1})


def _without_mark(marks):
    rows = [
        [text(m.student.id), text(m.student.name), text(m.status), prose(m.reason)] for m in marks if m.total is None
    ]
    if not rows:
        return ""
    return f"<h2>Without a mark: {len(rows)}</h2>\n" + table(
        "Students without a mark", ["Id", "Name", "State", "Why"], rows
    )


def _flagged(marks):
    rows = [
        [text(mark.student.id), text(mark.student.name), text(flag["kind"]), prose(flag["message"])]
        for mark in marks
        for flag in (mark.result["flags"] if mark.result else ())
    ]
    if not rows:
        return ""
    return (
        f"<h2>Flagged: {len({row[0] for row in rows})}</h2>\n<p>Their marks stand; a person should look.</p>\n"
        + table("Flagged copies", ["Id", "Name", "Flag", "What was seen"], rows)
    )


def _distribution(totals, most):
    bins = [0] * 10
    for total in totals:
        bins[min(9, int(10 * total / most))] += 1
    said = ", ".join(f"{10 * i} to {10 * i + 10} %: {n}" for i, n in enumerate(bins) if n)

    def draw(axes):
        axes.bar([10 * i + 5 for i in range(10)], bins, width=9, color=style.COLOURS[0])
        axes.set(xlabel="share of the points, in percent", ylabel="copies", xlim=(0, 100), xticks=range(0, 101, 10))
        axes.yaxis.get_major_locator().set_params(integer=True)
        axes.grid(visible=False, axis="x")

    return "<h2>How the marks spread</h2>\n" + _picture(draw, f"Copies by share of the points. {said}.", 3.0)


def _questions(found, n):
    rows = [
        [
            text(item.id),
            f"{item.max_points:g}",
            f"{item.difficulty:.2f}",
            _figure(item.biserial),
            _figure(item.upper_lower),
            _judged(item),
        ]
        for item in found
    ]
    counts = {key: [item.statuses.get(key, 0) for item in found] for key in _STATUSES}
    said = "; ".join(
        f"{item.id}: "
        + ", ".join(f"{word} {item.statuses[key]}" for key, word in _STATUSES.items() if key in item.statuses)
        for item in found
    )

    def draw(axes):
        left = [0] * len(found)
        looks = zip(_STATUSES.items(), ("#0072b2", "#e69f00", "#cc79a7", "#d9dce1"), ("", "//", "..", ""), strict=True)
        for (key, word), colour, hatch in looks:
            axes.barh(
                [item.id for item in found], counts[key], left=left, label=word, color=colour, hatch=hatch, ec="white"
            )
            left = [a + b for a, b in zip(left, counts[key], strict=True)]
        axes.invert_yaxis()
        axes.set(xlabel="copies")
        axes.grid(visible=False, axis="y")
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=4)

    few = f"<p>With {n} copies these figures are rough; under {_FEW}, read them as hints.</p>\n" if n < _FEW else ""
    return (
        "<h2>How each question worked</h2>\n"
        + _picture(draw, f"What was answered to each question. {said}.", 1.3 + 0.34 * len(found))
        + table(
            "Difficulty and discrimination",
            ["Question", "Points", "Difficulty", "Point-biserial", "Upper − lower 27 %", "In words"],
            rows,
            numbers={1, 2, 3, 4},
        )
        + few
        + '<p class="quiet">Difficulty is the mean share of the points. Point-biserial: correlation with the points of '
        "all other questions. Upper − lower: mean share in the best 27 % of copies less that in the weakest. Below 0.1 "
        "a question does not tell students apart; below 0 it, or its key, needs a look.</p>\n"
    )


def _judged(item):
    words = []
    if item.difficulty < 0.3:
        words.append("hard")
    elif item.difficulty > 0.9:
        words.append("easy")
    told_apart = [each for each in (item.biserial, item.upper_lower) if not math.isnan(each)]
    if told_apart and max(told_apart) < 0:
        words.append("better students fail it: look at the key")
    elif told_apart and max(told_apart) < 0.1 and 0.1 < item.difficulty < 0.9:
        words.append("does not tell students apart")
    return ", ".join(words)


def _misconceptions(found, known):
    rows = []
    for item in found:
        messages = {each.name: each.message for each in getattr(known.get(item.id), "misconceptions", ())}
        for name, count in item.misconceptions.items():
            rows.append([text(item.id), text(name), count, prose(messages.get(name, ""))])
    if not rows:
        return ""
    rows.sort(key=lambda row: -row[2])
    return "<h2>Misconceptions met</h2>\n" + table(
        "Misconceptions by how often they were met",
        ["Question", "What went wrong", "Copies", "What students are told"],
        rows,
        {2},
    )


def _similar(pairs, names):
    if not pairs:
        return "<h2>Similar copies</h2>\n<p>No two copies share more than the task explains.</p>\n"
    rows = [
        [
            f"{text(pair.first)} and {text(pair.second)}",
            f"{text(names.get(pair.first, ''))} and {text(names.get(pair.second, ''))}",
            f"{100 * pair.share:.0f} %",
            pair.shared,
        ]
        for pair in pairs[:_MOST_PAIRS]
    ]
    more = f"<p>And {len(pairs) - _MOST_PAIRS} more pairs.</p>\n" if len(pairs) > _MOST_PAIRS else ""
    return (
        f"<h2>Similar copies: {len(pairs)}</h2>\n<p>These share rare passages of code. It is a reason to talk to both, "
        "and no proof: two who learn together also write alike.</p>\n"
        + table("Similar copies", ["Ids", "Names", "Rare code in common", "Passages"], rows, {2, 3})
        + more
    )


def _figure(number):
    return "–" if math.isnan(number) else f"{number:.2f}".replace("-", "−")


def _picture(draw, alt, height):
    """A chart as an SVG in an image, with the words that say what it shows."""
    import matplotlib
    from matplotlib.figure import Figure

    with matplotlib.rc_context({"svg.hashsalt": "lepton"}):
        style.use()
        figure = Figure(figsize=(7.2, height))
        draw(figure.subplots())
        drawn = io.BytesIO()
        figure.savefig(drawn, format="svg", metadata={"Date": None, "Creator": None})
    data = base64.b64encode(drawn.getvalue()).decode()
    return f'<img src="data:image/svg+xml;base64,{data}" alt="{text(alt)}">\n'
