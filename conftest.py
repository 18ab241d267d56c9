"""What the whole test run shares: edited notebooks are left alone, and nbval's work is counted in the summary."""

collect_ignore_glob = ["notebooks/*.edited-*.ipynb"]


def pytest_collection_finish(session):
    """Count the notebook cells whose outputs nbval compares, and those that it runs without comparing."""
    cells = [item for item in session.items if type(item).__name__ == "IPyNbCell"]
    with_output = [item for item in cells if item.cell.outputs]
    compared = sum(item.options["check"] and item.cell.execution_count is not None for item in with_output)
    session.config.nbval_counts = (len(cells), compared, len(with_output) - compared)


def pytest_terminal_summary(terminalreporter, config):
    total, compared, ignored = getattr(config, "nbval_counts", (0, 0, 0))
    if total:
        terminalreporter.write_line(
            f"notebooks: {total} code cells; the outputs of {compared} compared, of {ignored} ignored"
        )
