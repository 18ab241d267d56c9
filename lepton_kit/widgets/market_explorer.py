"""Lesson 21: sign data partners, see what they are worth together and who would leave; or play against the best."""

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lepton_kit.partnership.core_stability import blocking_coalition
from lepton_kit.partnership.games import checked_game, players_of, shapley, sums
from lepton_kit.validate import vector
from lepton_kit.valuation.coalition_training import CHANCE
from lepton_kit.valuation.few_trainings import shortlist
from lepton_kit.widgets.chart import Axes
from lepton_kit.widgets.drawing import COLOURS, GREY, PALE, Marks, Names, cells, image, rect, signed, svg, text
from lepton_kit.widgets.explorer import Choice, Explorer, Picture, Range, Toggle
from lepton_kit.widgets.panels import photo_uri

__all__ = ["MarketExplorer"]

_ROUNDS = 20
_CENT = 1e-9


class MarketExplorer(Explorer):
    """Sign partners and see accuracy, spend, everybody's share and who would leave; or play a round for a budget.

    The partners are cards, the signed ones framed, with money and accuracy in a chart below; the best accuracy for each
    amount of money stays secret in a round until its best team is shown.

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

    shown = Toggle("Show the best team")

    def __init__(
        self, v: ArrayLike, price: ArrayLike, *, names: Names, sizes: Sequence[int], samples: NDArray, judged: ArrayLike
    ) -> None:
        self.v = checked_game(v)
        n = players_of(self.v)
        if n > 12 or not n == len(names) == len(sizes) == len(samples):
            given = f"{len(names)} names, {len(sizes)} sizes and samples of {len(samples)}"
            raise ValueError(f"v is a game of {n} partners, with {given}. Give one of each a partner, for at most 12")
        self.judged = vector("judged", judged, size=2**n, hint="It has a worth for each.")
        price = vector("price", price, size=n, low=0, hint="Each partner asks one price.")
        self.names, self.sizes = tuple(names), tuple(sizes)
        self.strips = [photo_uri(np.hstack(list(pictures)) // 17 * 17) for pictures in samples]
        total = max(0.1, float(price.sum()))
        step = 10.0 ** (np.floor(np.log10(total)) - 1)  # of the budget, whatever the prices' unit
        high, start = float(np.ceil(total / step) * step), round(0.4 * total, 2)
        self.rounds = [(price, start)]  # prices and budget as offered, then drawn from the round's number
        for number in range(1, _ROUNDS + 1):
            random = np.random.default_rng(number)
            drawn = (price * 2 ** random.uniform(-1, 1, n)).round(2)
            self.rounds.append((drawn, round(min(drawn.sum() * random.uniform(0.15, 0.6), high), 2)))
        self.short: dict[int, float] = {}  # of each round played, how much less than the best team it brought
        games = {"look around, prices as offered": 0} | {f"play round {k}": k for k in range(1, _ROUNDS + 1)}
        super().__init__(
            game=Choice("Game", options=games, start=0),
            budget=Range("Budget, € million", low=0.0, high=high, step=step, start=start),
            **{f"partner{i}": Toggle(f"Sign {name}") for i, name in enumerate(self.names)},
        )

    def set(self, **values: Any) -> "MarketExplorer":
        """Set some controls. Another game begins with nobody signed; a round counts when its best team is shown."""
        game = self._controls["game"].clean(values.get("game", self._values["game"]))
        if game != self._values["game"]:
            nobody = {f"partner{i}": False for i in range(len(self.names))}
            values = {"shown": False, "budget": self.rounds[game][1]} | nobody | values
        super().set(**values)
        if game and self._values["shown"]:
            self.short.setdefault(game, self._behind(self._team(self._values), game))
        return self

    def view(self, game: int, budget: float, shown: bool, **partners: bool) -> Picture:
        S, is_open, (price, limit) = self._team(partners), not game or shown, self.rounds[game]
        limit = limit if game else budget
        spend, accuracy, best = sums(price), self.v + CHANCE, int(shortlist(self.v, price, limit)[0])
        notes, who = self._division(S)
        over = ": too much" if spend[S] > limit + _CENT else ""
        lines = [f"{S.bit_count()} signed for {spend[S]:.2f} of € {limit:.2f} million{over}"]
        if is_open:
            lines += [f"Accuracy {accuracy[S]:.3f}", who]
        else:
            lines += ["Sign whom you trust for the money", "Then show the best team: the round counts"]
        if shown:
            team = f"Best: {self._listed(best)}, {accuracy[best]:.3f} for {spend[best]:.2f}"
            lines.append("This is the best team for the money" if best == S else team)
        if game and shown:
            short = self._behind(S, game)
            counted = {game: short} | self.short
            lines.append(f"On other pictures this team is {_points(short)} short")
            if counted[game] != short:
                lines.append(f"Counted as first shown: {_points(counted[game])}")
            mean = sum(counted.values()) / len(counted)
            lines.append(f"Rounds played: {len(counted)}, on average {_points(mean)} short")
        words = ". ".join([self._listed(S) + (f", round {game}" if game else ""), *lines])

        marks, top = self._cards(S, price, notes if is_open else {}), 40 + 104 * -(-len(self.names) // 4)
        reach = max(1.05 * spend.max(), limit) or 1.0
        axes = Axes(56, top, 640, 150, xlim=(0, reach), ylim=(0, 1))
        marks += axes.frame(xlabel="prices paid, € million", ylabel="accuracy")
        if is_open:  # the best for the money, as steps: their corners, from no money to all of it
            order = np.argsort(spend, kind="stable")
            steps, corner = np.unique(np.maximum.accumulate(accuracy[order]), return_index=True)
            paid = np.repeat([*spend[order][corner], spend.max()], 2)[1:-1]
            marks += axes.line(paid, np.repeat(steps, 2), GREY, width=1.5)
            look: dict[str, Any] = {"dx": 0, "anchor": "end", "size": 11}
            marks += axes.label(0.98 * reach, 0.06, "grey line: the best for the money", GREY, **look)
        dx, anchor = (-5, "end") if limit > 0.7 * reach else (5, "start")
        marks += axes.rule(x=limit) + axes.label(limit, 1, "budget", GREY, dx=dx, dy=12, anchor=anchor)
        teams = [(S, COLOURS[1], "this team")] * is_open + [(best, COLOURS[0], "best" * (best != S))] * shown
        for team, colour, label in teams:
            x, y = spend[team], accuracy[team]
            left = x > 0.7 * reach or reach / 6 < x < limit < x + reach / 6  # else the budget's line would cross it
            (dx, anchor), dy = (-9, "end") if left else (9, "start"), 18 if y > 0.25 else -9
            marks += axes.dots(x, y, colour, radius=6) + axes.label(x, y, label, colour, dx=dx, dy=dy, anchor=anchor)
        return Picture(svg(720, top + 190, *marks), alt=f"{words}.")

    def _cards(self, S: int, price: np.ndarray, notes: dict[int, str]) -> Marks:
        """A card for each partner, the signed ones framed: name, price, samples, size and its share."""
        marks: Marks = []
        for i, (name, asked, size) in enumerate(zip(self.names, price, self.sizes, strict=True)):
            x, y, is_in = 6 + 178 * (i % 4), 6 + 104 * (i // 4), S >> i & 1
            look = {"stroke": COLOURS[0], "stroke_width": 3} if is_in else {"stroke": PALE}
            marks += [rect(x, y, 172, 96, "white", **look), image(self.strips[i], x + 10, y + 29, 102, 34)]
            marks.append(text(x + 10, y + 20, f"✓ {name}" if is_in else name, size=13, bold=is_in))
            marks.append(text(x + 162, y + 20, f"{asked:.2f}", size=13, anchor="end"))
            marks += cells(y + 43, right={x + 162: f"{size:,}"}, size=11, fill=GREY)
            marks += cells(y + 58, right={x + 162: "images"}, size=11, fill=GREY)
            marks.append(text(x + 10, y + 83, notes.get(i, ""), size=11))
        return marks

    def _behind(self, S: int, game: int) -> float:
        """By how much a team falls short on the images that judge; one that cannot be paid is worth nothing."""
        price, limit = self.rounds[game]
        best = int(shortlist(self.v, price, limit)[0])
        return float(self.judged[best] - self.judged[S] * (sums(price)[S] <= limit + _CENT))

    def _team(self, values: Any) -> int:
        return sum(1 << i for i in range(len(self.names)) if values[f"partner{i}"])

    def _division(self, S: int) -> tuple[dict[int, str], str]:
        """What each card says of its partner's share and last step, in points; and who would leave that division."""
        members = self._members(S)
        if not members:
            return {}, "Sign somebody to see shares, and who would leave"
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


def _points(share: float) -> str:
    return f"{signed(100 * share, 1)} points"
