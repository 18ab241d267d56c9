"""A result is taken up for the same partners, data and code, and for no others."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from lepton_kit.partnership import worth
from lepton_kit.valuation import CoalitionWarning, DataPartners, coalition_worths, data_partners, result_cache
from lepton_kit.valuation.result_cache import ResultCache
from tests.valuation.scores_to_send import Slow, runway

RUNWAY = worth(runway, 5)
PARTNERS = data_partners(np.arange(10_000) % 10)[:5]


def count(tmp_path):
    file = tmp_path / "asked"
    return len(file.read_text().splitlines()) if file.exists() else 0


def run(tmp_path, partners=PARTNERS, **options):
    return coalition_worths(partners, Slow(str(tmp_path), seconds=0), **{"cache": tmp_path / "kept"} | options)


def test_a_rerun_asks_nobody_and_gives_the_same_bits(tmp_path):
    first, again = run(tmp_path), run(tmp_path)
    assert_array_equal(first, again)
    assert count(tmp_path) == 31


@pytest.mark.parametrize("damage", [b"", b"PK", "cut", "flip"])
def test_a_damaged_entry_is_computed_again(tmp_path, damage):
    first = run(tmp_path)
    file = sorted((tmp_path / "kept").iterdir())[3]
    content = bytearray(file.read_bytes())
    if damage == "flip":
        place = content.index(b"NUMPY") + 7 if b"NUMPY" in content else 60
        content[place] ^= 0x55
    file.write_bytes(content[:100] if damage == "cut" else content if damage == "flip" else damage)
    assert_array_equal(run(tmp_path), first)
    assert count(tmp_path) == 32


def test_other_labels_are_another_game_and_another_price_is_not(tmp_path):
    run(tmp_path)
    dearer = DataPartners((replace(PARTNERS[0], price=99.0), *PARTNERS[1:]))
    run(tmp_path, dearer)
    assert count(tmp_path) == 31
    rotten = DataPartners((replace(PARTNERS[0], labels=PARTNERS[0].labels[::-1]), *PARTNERS[1:]))
    run(tmp_path, rotten)
    assert count(tmp_path) == 62


def test_other_code_is_another_game(tmp_path, monkeypatch):
    run(tmp_path)
    monkeypatch.setattr(result_cache, "__version__", "99")
    run(tmp_path)
    assert count(tmp_path) == 62


def test_arguments_and_fingerprints_tell_scores_apart(tmp_path):
    def kept(score):
        cache = ResultCache(tmp_path, range(2), score)
        before = cache.read((0,))
        cache.write((0,), np.float64(1))
        return before is not None

    class Marked:
        fingerprint = "a"

        def __call__(self, members):
            return 1.0

    assert not kept(runway) and kept(runway)
    assert not kept(partial(runway)) and not kept(Slow("a")) and not kept(Slow("b")) and kept(Slow("a"))
    one, two = Marked(), Marked()
    two.fingerprint = "b"
    assert not kept(one) and not kept(two) and kept(one)


def test_a_score_that_cannot_be_known_needs_a_fingerprint(tmp_path):
    with pytest.raises(ValueError, match=r"needs to know what .* Define it in a module, or give it an attribute `fing"):
        coalition_worths(2, lambda members: 1.0, cache=tmp_path)


def test_two_runs_share_a_cache(tmp_path):
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda _: run(tmp_path), range(2)))
    assert_array_equal(*both)
    assert not list((tmp_path / "kept").glob("*.partial")) and len(list((tmp_path / "kept").iterdir())) == 31


def test_an_entry_that_is_no_worth_is_computed_again(tmp_path):
    cache = ResultCache(tmp_path / "kept", range(2), runway)
    for members, value in {(0,): np.nan, (1,): "much", (0, 1): [1.0, 2.0]}.items():
        assert cache.write(members, np.array(value)) == ""
    assert coalition_worths(2, runway, cache=tmp_path / "kept").tolist() == [0, 8, 11, 11]


@pytest.mark.parametrize("folder", ["", 3, "{tmp_path}/file", "{tmp_path}/file/below"])
def test_what_is_no_folder_is_refused_before_anything_is_asked(tmp_path, folder):
    (tmp_path / "file").touch()
    folder = folder.format(tmp_path=tmp_path) if isinstance(folder, str) else folder
    with pytest.raises(ValueError, match="cache must be a folder to keep results in; got"):
        run(tmp_path, cache=folder)
    assert not count(tmp_path)


def test_a_full_disk_costs_the_keeping_and_no_result(tmp_path, monkeypatch):
    def full(file, content):
        file.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.warns(CoalitionWarning, match="no longer kept in .*kept .*No space left.* the run goes on") as told:
        assert_array_equal(run(tmp_path), RUNWAY)
    assert len(told) == 1 and count(tmp_path) == 31 and not list((tmp_path / "kept").iterdir())


def test_failures_are_not_kept(tmp_path):
    cache = tmp_path / "kept"
    with pytest.warns(UserWarning, match="for 1 of 3"):
        coalition_worths(2, Once(str(tmp_path)), cache=cache)
    assert coalition_worths(2, Once(str(tmp_path)), cache=cache).tolist() == [0, 1, 1, 1]


class Once(Slow):
    """Fails at everybody, the first time."""

    def __call__(self, members):
        file = Path(self.folder, "failed")
        if len(members) == 2 and not file.exists():
            file.touch()
            return float("nan")
        return 1.0
