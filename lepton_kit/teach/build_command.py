"""``lepton build``: the lessons' and the assignments' notebooks from their sources."""

import click

from lepton_kit.teach.terminal import bars, sentences


@click.command()
@click.argument("numbers", nargs=-1, metavar="[LESSON]...")
@click.option("--check", is_flag=True, help="Build nothing; say where notebooks and sources disagree.")
def build(numbers: tuple[str, ...], check: bool) -> int:
    """Make the notebooks from their sources. LESSON chooses some, such as 01 or A1; all of them without."""
    from lepton_kit.teach import assignment, authoring, releasing

    with sentences():
        course = authoring.course_folder()
        if check:
            drift = [*authoring.drift(course), *releasing.drift()]
            for sentence in drift:
                click.echo(sentence)
            click.echo("Run `lepton build`." if drift else "The notebooks are what the sources say.")
            return int(bool(drift))
        known = assignment.available()
        graded = [number.upper() for number in numbers if number.upper() in known] if numbers else known
        others = [number for number in numbers if number.upper() not in known]
        chosen = [] if numbers and not others else authoring.lessons(course, others)
        notes = releasing.build(graded) + (_build_lessons(course, chosen) if chosen else [])
    for note in notes:
        click.echo(note)
    return 0


def _build_lessons(course, chosen):
    from lepton_kit.teach import authoring

    with bars() as shown:
        tasks = {lesson: shown.add_task(lesson.name, total=None) for lesson in chosen}

        def tell(lesson: authoring.Lesson, done: int, total: int) -> None:
            shown.update(tasks[lesson], completed=done, total=total)

        return authoring.build(course, chosen, progress=tell)
