"""Scores that other processes find by name: what a cluster's tests send there."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from lepton_kit.valuation import asking_workers


def runway(members):
    """The worth of a group is what its longest aircraft needs (Littlechild and Owen 1973)."""
    return float(max((8, 11, 13, 18, 5)[i] for i in members))


@dataclass(frozen=True)
class Slow:
    """A runway that takes its time and keeps a list of who asked."""

    folder: str
    seconds: float = 0.05

    def __call__(self, members):
        with Path(self.folder, "asked").open("a") as file:
            file.write(f"{members}\n")
        time.sleep(self.seconds)
        return runway(members)


@dataclass(frozen=True)
class Deadly:
    """A runway whose worker dies of one coalition: at its first visit only, or always."""

    folder: str
    victim: tuple
    always: bool = False

    def __call__(self, members):
        flag = Path(self.folder, "died")
        if members == self.victim and (self.always or not flag.exists()):
            flag.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return runway(members)


@dataclass(frozen=True)
class Threaded:
    """Has the kit believe that TensorFlow uses some threads in the worker."""

    threads: int | None

    def __call__(self, members):
        asking_workers.threads_in_use = lambda: self.threads
        return 1.0
