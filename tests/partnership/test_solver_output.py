"""The solver's chatter never reaches standard output, and nothing else is lost."""

import os
import threading

import numpy as np

from lepton_kit.partnership.knapsack import select
from lepton_kit.partnership.solver_output import CHATTER, quiet_solver

# A problem for which HiGHS 1.12 in SciPy 1.17 prints a line past its options: three synergies each, 1.5 deviations.
NOISY = {
    "value": [-5, -4, 19, 5, 5, -1, 6],
    "cost": [7, 8, 0, 0, 1, 1, 7],
    "budget": 19.200000000000003,
    "synergy": {
        (0, 2): 4, (0, 4): 2, (0, 5): 6, (0, 6): -1, (1, 3): 6, (1, 5): 3, (2, 6): 2, (3, 4): -3, (3, 5): 3,
        (3, 6): 2, (4, 6): -1,
    },
    "deviation": [1, 3, 0, 1, 3, 0, 0],
    "gamma": 1.5,
}  # fmt: skip


def test_nothing_is_printed(capfd):
    assert select(**NOISY).value == 40
    assert capfd.readouterr() == ("", "")


def test_only_the_chatter_is_held_back(capfd):
    with quiet_solver():
        os.write(1, CHATTER + b" a line of the solver\n")
        os.write(1, b"a line of another thread\n")
    os.write(1, b"afterwards\n")
    assert capfd.readouterr().out == "a line of another thread\nafterwards\n"


def test_threads_take_turns_and_lose_nothing(capfd):
    values = []
    threads = [threading.Thread(target=lambda: values.append(select(**NOISY).value)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    os.write(1, b"still here\n")
    assert np.all(np.array(values) == 40) and len(values) == 8
    assert capfd.readouterr().out == "still here\n"


def test_an_error_gives_the_descriptor_back(capfd):
    try:
        with quiet_solver():
            raise KeyError
    except KeyError:
        os.write(1, b"heard\n")
    assert capfd.readouterr().out == "heard\n"
