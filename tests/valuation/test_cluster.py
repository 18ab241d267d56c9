"""On a real cluster, a scheduler and two worker processes on loopback: the same bits, whatever workers do."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from lepton_kit import datasets
from lepton_kit.partnership import worth
from lepton_kit.valuation import (
    ONE_THREAD,
    CoalitionWarning,
    Recipe,
    Trainer,
    asking_workers,
    coalition_results,
    coalition_worths,
    data_partners,
)
from tests.valuation.scores_to_send import Deadly, Slow, Threaded, runway

pytestmark = pytest.mark.long
RUNWAY = worth(runway, 5)


@contextmanager
def cluster():
    """A scheduler and two workers on loopback, with patience for a busy machine; yields their executor."""
    distributed = pytest.importorskip("distributed", reason="dask's distributed is needed for the cluster tests")
    import dask

    patient = {
        "distributed.scheduler.allowed-failures": 1,  # how often a task may end a worker: 3, usually
        "distributed.comm.timeouts.connect": "120s",
    }
    place = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0"}
    with (
        dask.config.set(patient),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, env=ONE_THREAD, silence_logs=50, **place
        ) as workers,
        distributed.Client(workers, timeout=120) as client,
    ):
        yield client.get_executor(pure=False, retries=3)


@pytest.fixture(scope="module")
def executor():
    with cluster() as pool:
        yield pool


@pytest.fixture
def doomed():
    """The executor of a cluster of one's own, whose workers may die."""
    with cluster() as pool:
        yield pool


def test_a_cluster_gives_what_one_process_gives(executor):
    assert_array_equal(coalition_worths(5, runway, executor=executor), RUNWAY)


def test_a_rerun_takes_up_what_a_cluster_computed(executor, tmp_path):
    score = Slow(str(tmp_path), seconds=0)
    assert_array_equal(coalition_worths(5, score, executor=executor, cache=tmp_path / "kept"), RUNWAY)
    told = []
    coalition_worths(5, score, cache=tmp_path / "kept", progress=lambda *news: told.append(news[:2]))
    assert told == [(31, 31)] and len((tmp_path / "asked").read_text().splitlines()) == 31


def test_training_on_a_cluster_gives_the_same_bits_as_in_one_process(executor, monkeypatch, recwarn):
    partners = data_partners(datasets.load("fashion_mnist").y_train)[5:]
    trainer = Trainer(partners, recipe=Recipe(steps=10))
    for name, value in ONE_THREAD.items():
        monkeypatch.setenv(name, value)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
        serial = coalition_results(partners, trainer.predict, executor=alone)
    together = coalition_results(partners, trainer.predict, executor=executor)
    assert list(serial) == list(together) and len(serial) == 7
    assert_array_equal(list(serial.values()), list(together.values()))
    assert len({prediction.tobytes() for prediction in serial.values()}) == 7
    assert not [warning for warning in recwarn if issubclass(warning.category, CoalitionWarning)]


def test_a_worker_killed_in_mid_run_costs_time_and_not_the_answer(doomed, tmp_path):
    assert_array_equal(coalition_worths(5, Deadly(str(tmp_path), (0, 2)), executor=doomed), RUNWAY)
    assert (tmp_path / "died").exists()


def test_a_coalition_that_always_kills_its_worker_is_named_and_the_rest_kept(doomed, tmp_path):
    with pytest.warns(CoalitionWarning, match=r"No result for 1 of 31 coalitions. 0 \+ 2: its worker died each time"):
        v = coalition_worths(5, Deadly(str(tmp_path), (0, 2), always=True), executor=doomed)
    assert np.isnan(v).nonzero()[0].tolist() == [0b101]
    assert_array_equal(np.delete(v, 0b101), np.delete(RUNWAY, 0b101))


@pytest.mark.parametrize(("threads", "told"), [(0, "as many"), (2, "2"), (1, ""), (None, "")])
def test_workers_with_more_than_one_thread_are_told_once(recwarn, threads, told):
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        coalition_worths(3, Threaded(threads), executor=pool)
    sentences = [str(warning.message) for warning in recwarn if warning.category is CoalitionWarning]
    assert len(sentences) == bool(told)
    assert all(f"trained with {told} threads" in text and "env=ONE_THREAD" in text for text in sentences)


def test_threads_of_this_process_have_its_bits_and_are_not_told(monkeypatch, recwarn):
    monkeypatch.setattr(asking_workers, "threads_in_use", lambda: 2)
    with ThreadPoolExecutor(2) as pool:
        coalition_worths(3, len, executor=pool)
    assert not recwarn
