"""Lesson 21: sign data partners, see what they are worth together and who would leave; or play against the best."""

from collections.abc import Sequence
from textwrap import wrap
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from lepton_kit.partnership.core_stability import blocking_coalition
from lepton_kit.partnership.games import checked_game, players_of, shapley, sums
from lepton_kit.validate import vector
from lepton_kit.valuation.coalition_training import CHANCE
from lepton_kit.valuation.few_trainings import shortlist
from lepton_kit.widgets.chart import Axes
from lepton_kit.widgets.drawing import COLOURS, GREY, PALE, Marks, Names, image, rect, signed, svg, text
from lepton_kit.widgets.explorer import Choice, Controls, Explorer, Picture, Range, Toggle
from lepton_kit.widgets.panels import photo_uri

__all__ = ["MarketExplorer", "draw_market"]

_ROUNDS = 20
_CENT = 1e-9

Point = tuple[float, float, str, str]


def draw_market(
    cards: Sequence[tuple[str, str, str, str]],
    team: Sequence[int],
    strips: Sequence[str],
    curve: tuple[np.ndarray, np.ndarray],
    points: Sequence[Point],
    words: Sequence[str],
) -> str:
    """Draw the partners as cards, the signed ones framed, with money and accuracy in a chart below.

    Parameters
    ----------
    cards : sequence of (name, price, size, note)
    team : sequence of int
        Those who are signed.
    strips : sequence of str
        Each partner's sample pictures side by side, as a data URI.
    curve : (spend, accuracy)
        The best accuracy for each amount of money, drawn as steps; two empty arrays keep it secret.
    points : sequence of (spend, accuracy, colour, label)
    words : sequence of str
        Lines beside the chart, the first one in bold.

    Returns SVG text.
    """
    marks: Marks = []
    for i, ((name, price, size, note), strip) in enumerate(zip(cards, strips, strict=True)):
        x, y, is_in = 6 + 178 * (i % 4), 6 + 104 * (i // 4), i in team
        marks.append(rect(x, y, 172, 96, "white", stroke=COLOURS[0] if is_in else PALE, stroke_width=3 if is_in else 1))
        marks.append(text(x + 10, y + 20, f"✓ {name}" if is_in else name, size=13, bold=is_in))
        marks.append(text(x + 162, y + 20, price, size=13, anchor="end"))
        marks += [image(strip, x + 10, y + 29, 102, 34), text(x + 162, y + 43, size, size=11, anchor="end", fill=GREY)]
        marks.append(text(x + 162, y + 58, "images", size=11, anchor="end", fill=GREY))
        marks.append(text(x + 10, y + 83, note, size=11))
    top, (spend, best) = 40 + 104 * -(-len(cards) // 4), curve
    reach = 1.05 * max([*spend, *(point[0] for point in points), 0.1])
    axes = Axes(56, top, 320, 150, xlim=(0, reach), ylim=(0, 1))
    marks += axes.frame(xlabel="prices paid, € million", ylabel="accuracy")
    if len(spend):
        marks += axes.line(np.repeat(spend, 2)[1:], np.repeat(best, 2)[:-1], GREY, width=1.5)
        marks += axes.label(0.98 * reach, 0.06, "grey line: the best for the money", GREY, dx=0, anchor="end", size=11)
    for x, y, colour, label in points:
        left = x > 0.7 * reach
        marks += axes.dots(x, y, colour, radius=6)
        marks += axes.label(x, y, label, colour, dx=-9 if left else 9, dy=18, anchor="end" if left else "start")
    lines = [line for words_ in words for line in wrap(words_, 46)]
    marks += [text(400, top + 4 + 20 * k, line, bold=k == 0) for k, line in enumerate(lines)]
    return svg(720, top + max(190, 10 + 20 * len(lines)), *marks)


class MarketExplorer(Explorer):
    """Sign partners and see accuracy, spend, everybody's share and who would leave; or play a round for a budget.

    Parameters
    ----------
    v : array_like, shape (2**n,)
        Worth of each coalition of partners, by bitmask: accuracy less that of a guess, .1. At most 12 partners.
    price : array_like, shape (n,)
        What each one asks, in million euros.
    names : sequence of n str
    sizes : sequence of n int
        How many images each one brings.
    samples : ndarray of uint8, shape (n, k, h, w)
        A few pictures of each one.
    judged : array_like, shape (2**n,)
        The worths on other test images, by which rounds are judged.
    """

    still: ClassVar[dict[str, Any]] = {"partner0": True}

    def __init__(
        self,
        v: ArrayLike,
        price: ArrayLike,
        *,
        names: Names,
        sizes: Sequence[int],
        samples: np.ndarray,
        judged: ArrayLike,
    ) -> None:
        self.v = checked_game(v)
        n = players_of(self.v)
        if n > 12 or not n == len(names) == len(sizes) == len(samples):
            given = f"{len(names)} names, {len(sizes)} sizes and samples of {len(samples)}"
            raise ValueError(f"v is a game of {n} partners, with {given}. Give one of each a partner, for at most 12")
        self.judged = vector("judged", judged, size=2**n, hint="It has a worth for each.")
        self.price = vector("price", price, size=n, low=0, hint="Each partner asks one price.")
        self.names, self.sizes = tuple(names), tuple(sizes)
        self.strips = [photo_uri(np.hstack(list(pictures)) // 17 * 17) for pictures in samples]
        total = max(0.1, float(self.price.sum()))
        step = 10.0 ** (np.floor(np.log10(total)) - 1)  # of the budget, whatever the prices' unit
        high, start = float(np.ceil(total / step) * step), round(0.4 * total, 2)
        self.budget = Range("Budget, € million", low=0.0, high=high, step=step, start=start)
        self.short: dict[int, float] = {}  # of each round played, how much less than the best team it brought
        super().__init__()

    def controls(self) -> Controls:
        """What is played, the budget, whether the best team is shown, and a checkbox a partner."""
        games = {"look around, prices as offered": 0} | {f"play round {k}": k for k in range(1, _ROUNDS + 1)}
        controls: Controls = {
            "game": Choice("Game", options=games, start=0),
            "budget": self.budget,
            "shown": Toggle("Show the best team"),
        }
        return controls | {f"partner{i}": Toggle(f"Sign {name}") for i, name in enumerate(self.names)}

    def set(self, **values: Any) -> "MarketExplorer":
        """Set some controls. Another game begins with nobody signed; a round counts when its best team is shown."""
        game = values.get("game", self._values["game"])
        if game != self._values["game"] and game in range(_ROUNDS + 1):
            nobody = {f"partner{i}": False for i in range(len(self.names))}
            values = {"shown": False, "budget": self._drawn(game)[1]} | nobody | values
        super().set(**values)
        if self._values["game"] and self._values["shown"]:
            self.short = self._counted(**self._values)
        return self

    def view(self, game: int, budget: float, shown: bool, **partners: bool) -> Picture:
        S, is_open, (price, limit) = self._team(partners), game == 0 or shown, self._drawn(game, budget)
        spend, (notes, who), best = sums(price), self._division(S), int(shortlist(self.v, price, limit)[0])
        over = ": too much" if spend[S] > limit + _CENT else ""
        lines = [f"{S.bit_count()} signed for {spend[S]:.2f} of € {limit:.2f} million{over}"]
        points: list[Point] = []
        if is_open:
            lines += [f"Accuracy {self.v[S] + CHANCE:.3f}", who]
            points.append((spend[S], self.v[S] + CHANCE, COLOURS[1], "this team"))
        else:
            lines += ["Sign whom you trust for the money", "Then show the best team: the round counts"]
        if shown:
            team = f"Best: {self._listed(best)}, {self.v[best] + CHANCE:.3f} for {spend[best]:.2f}"
            lines.append("This is the best team for the money" if best == S else team)
            points.append((spend[best], self.v[best] + CHANCE, COLOURS[0], "" if best == S else "best"))
        if game and shown:
            short, counted = self._behind(S, game), self._counted(game=game, **partners)
            lines.append(f"On other pictures this team is {_points(short)} short")
            if counted[game] != short:
                lines.append(f"Counted as first shown: {_points(counted[game])}")
            mean = sum(counted.values()) / len(counted)
            lines.append(f"Rounds played: {len(counted)}, on average {_points(mean)} short")
        cards = [
            (name, f"{asked:.2f}", f"{size:,}", notes.get(i, "") if is_open else "")
            for i, (name, asked, size) in enumerate(zip(self.names, price, self.sizes, strict=True))
        ]
        curve = _frontier(spend, self.v + CHANCE) if is_open else (np.empty(0), np.empty(0))
        lines = [line for line in lines if line]
        words = ". ".join([self._listed(S) + (f", round {game}" if game else ""), *lines])
        return Picture(draw_market(cards, self._members(S), self.strips, curve, points, lines), alt=f"{words}.")

    def _drawn(self, game: int, budget: float | None = None) -> tuple[np.ndarray, float]:
        """Prices and budget of a round, drawn from its number; of no round, what is offered and this budget."""
        if not game:
            return self.price, self.budget.start if budget is None else budget
        random = np.random.default_rng(game)
        price = (self.price * 2 ** random.uniform(-1, 1, len(self.price))).round(2)
        return price, round(min(price.sum() * random.uniform(0.15, 0.6), self.budget.high), 2)

    def _behind(self, S: int, game: int) -> float:
        """By how much a team falls short on the images that judge; one that cannot be paid is worth nothing."""
        price, limit = self._drawn(game)
        best = int(shortlist(self.v, price, limit)[0])
        return float(self.judged[best] - self.judged[S] * (sums(price)[S] <= limit + _CENT))

    def _counted(self, game: int, **partners: Any) -> dict[int, float]:
        """How much each round played fell short when its best team was first shown, this one with them."""
        return {game: self._behind(self._team(partners), game)} | self.short

    def _team(self, values: Any) -> int:
        return sum(1 << i for i in range(len(self.names)) if values[f"partner{i}"])

    def _division(self, S: int) -> tuple[dict[int, str], str]:
        """What each card says of its partner's share and last step, in points; and who would leave that division."""
        members = self._members(S)
        if not members:
            return {}, ""
        game = self.v[sums(2.0 ** np.array(members)).astype(int)]
        phi = shapley(game)
        last = self.v[S] - self.v[S - (1 << np.array(members))]
        block = blocking_coalition(game, {self.names[i]: share for i, share in zip(members, phi, strict=True)})
        who = "Nobody would leave the Shapley shares"
        if block:
            leavers = " + ".join(map(str, block.players))
            who = f"{leavers} would leave: {_points(block.worth)} without the others, paid {100 * block.paid:.1f}"
        notes = (f"share {signed(100 * a, 1)}, last {signed(100 * b, 1)}" for a, b in zip(phi, last, strict=True))
        return dict(zip(members, notes, strict=True)), who

    def _listed(self, S: int) -> str:
        return " + ".join(self.names[i] for i in self._members(S)) or "Nobody"

    def _members(self, S: int) -> list[int]:
        return [i for i in range(len(self.names)) if S >> i & 1]


def _frontier(spend: np.ndarray, accuracy: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The corners of the best accuracy for each amount of money, from no money to all of it."""
    order = np.argsort(spend, kind="stable")
    best, corner = np.unique(np.maximum.accumulate(accuracy[order]), return_index=True)
    return np.r_[spend[order][corner], spend.max()], np.r_[best, best[-1]]


def _points(share: float) -> str:
    return f"{signed(100 * share, 1)} points"
