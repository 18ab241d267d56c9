"""Copies that share more than the task explains: fingerprints of their code (Schleimer, Wilkerson, Aiken 2003).

What stands in the release counts for nothing, and a fingerprint counts the less the more copies have it: a right answer
that everybody gives ties nobody to anybody. A pair that is named is a reason to talk to two people, and no proof.
"""

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from math import log

__all__ = ["Pair", "fingerprints", "similar"]

GRAM = 9
WINDOW = 4
FEW = 4
_TOKEN = re.compile(
    r"""(?P<text>[rbfuRBFU]{0,2}(?:"{3}[\s\S]*?"{3}|'{3}[\s\S]*?'{3}|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))"""
    r"""|(?P<word>[^\W\d]\w*)|(?P<number>\d[\w.]*)|(?P<remark>\#[^\n]*)|(?P<sign>[^\s\w])"""
)
_LONGEST_LINE = 2_000  # what is behind it in a line is not compared
_NAME = r"\b[^\W\d]\w*"
# The names that code gives to things of its own, its tokens parted by blanks: before =, and behind for and def.
_BOUND = re.compile(
    rf"((?:{_NAME} , ){{0,20}}{_NAME}) (?:[-+*/%|&@] )?= (?!=)|\b(?:for|def) ([^)]{{1,500}}?) (?:in|\))(?= |$)"
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two copies: which share of the smaller one's rare fingerprints the other has too, and how many those are.

    ``evidence`` weighs them: the sum over shared fingerprints of log((number of copies + 1) / copies that have it).
    """

    first: str
    second: str
    share: float
    shared: int
    evidence: float


def fingerprints(code: str) -> tuple[set[int], set[int]]:
    """Two sets of hashes of a text of code: as it is written, and with its remarks, texts and own names taken away.

    Examples
    --------
    >>> code = "value, price = 3, 4; total = sum(value * price for _ in range(9) if price > 0.5 and value < 3)"
    >>> other = code.replace("value", "v").replace("price", "p").replace("total", "t") + "  # mine"
    >>> fingerprints(code)[1] == fingerprints(other)[1]
    True
    >>> fingerprints(code)[0] & fingerprints(other)[0]
    set()
    """
    short = "\n".join(line[:_LONGEST_LINE] for line in code.split("\n"))
    tokens = [(match.lastgroup, match[0]) for match in _TOKEN.finditer(short)]
    code = " ".join("''" if kind in ("text", "remark") else token for kind, token in tokens)
    own = {name for names in _BOUND.findall(code) for name in re.findall(_NAME, " ".join(names))}
    written, shape, last = [], [], ""
    for kind, token in tokens:
        if kind == "remark":
            written += re.findall(r"\w+", token)
            continue
        written.append(token)
        shape.append("own" if kind == "word" and token in own and last != "." else "text" if kind == "text" else token)
        last = token
    return _winnowed(written, 1), _winnowed(shape, 2)


def similar(copies: dict[str, str], release: str = "", *, share: float = 0.5, evidence: float = 60.0) -> list[Pair]:
    """Pairs of copies that share more than chance and the task explain, the strongest first.

    Parameters
    ----------
    copies : dict
        The code of each copy, as one text, by student id.
    release : str
        The code that everybody was given.
    share, evidence : float
        What a pair must reach to be named, in the one way of looking or in the other.

    Returns
    -------
    list of Pair
    """
    ids = list(copies)
    best: dict[tuple[str, str], Pair] = {}
    given = fingerprints(release)
    prints = [fingerprints(copies[student]) for student in ids]
    for kind in range(2):
        for pair in _pairs(ids, [of_copy[kind] - given[kind] for of_copy in prints]):
            names = pair.first, pair.second
            strong = pair.share >= share and pair.evidence >= evidence
            if strong and (names not in best or pair.share > best[names].share):
                best[names] = pair
    return sorted(best.values(), key=lambda pair: (-pair.share * pair.evidence, pair.first, pair.second))


def _pairs(ids: list[str], prints: list[set[int]]) -> Iterator[Pair]:
    """Every pair that shares a rare fingerprint: one that few copies have."""
    owners: dict[int, list[int]] = defaultdict(list)
    for copy, values in enumerate(prints):
        for value in values:
            owners[value].append(copy)
    few = max(FEW, len(ids) // 20)
    weight = {value: log((len(ids) + 1) / len(who)) for value, who in owners.items() if len(who) <= few}
    size = [sum(weight.get(value, 0.0) for value in values) for values in prints]
    together: dict[tuple[int, ...], float] = defaultdict(float)
    shared: Counter[tuple[int, ...]] = Counter()
    for value in weight:
        for pair in combinations(owners[value], 2):
            together[pair] += weight[value]
            shared[pair] += 1
    for (a, b), total in together.items():
        yield Pair(ids[a], ids[b], min(1.0, total / min(size[a], size[b])), shared[a, b], total)


def _winnowed(tokens: list[str], kind: int) -> set[int]:
    """The least hash of each window of hashes of runs of tokens: every common run of 12 tokens leaves a common one."""
    runs = [
        zlib.crc32(" ".join(tokens[i : i + GRAM]).encode("utf-8", "replace"), kind)
        for i in range(len(tokens) - GRAM + 1)
    ]
    if not runs:
        return set()
    return {min(runs[i : i + WINDOW]) for i in range(max(1, len(runs) - WINDOW + 1))}
