"""An escrow as a state machine: the least that a "smart contract" must be, and all that it has to promise.

The buyer's money is held by neither side until the work is delivered. What may happen next depends on the state and on
the day, each move gives a new escrow and leaves the old one as it was, and no move makes or loses money.
"""

from dataclasses import dataclass, replace
from typing import Any

from lepton_kit.display import Tabular
from lepton_kit.validate import number, one_of, probability

__all__ = ["Escrow"]

MOVES = {
    "new": ("propose",),
    "proposed": ("fund", "withdraw"),
    "funded": ("deliver", "dispute", "refund"),
    "delivered": ("pay", "dispute"),
    "disputed": ("award",),
    "closed": (),
}
"""What may be done in each state."""


@dataclass(frozen=True, slots=True)
class Escrow(Tabular):
    """Money between a buyer and a seller who do not trust each other yet.

    Parameters
    ----------
    buyer, seller : float
        Money in each purse at the start.

    Raises
    ------
    ValueError
        From any move that the state or the day does not allow; the message says what is allowed.

    Notes
    -----
    ``state`` goes from new to proposed, funded, delivered, perhaps disputed, and closed. One word for each act: before
    funding a proposal is *withdrawn*; before delivery the price is *refunded*; after it the seller is *paid*; and after
    a dispute an arbiter *awards* a part. With a ``deadline`` the work must be delivered by that day, and a refund has
    to wait for it. ``history`` holds a line for each move: (move, state after it, day, buyer, seller, held).

    Examples
    --------
    >>> deal = Escrow(buyer=10).propose(4, deadline=30).fund().wait(12).deliver().pay()
    >>> deal.state, deal.day, deal.buyer, deal.seller, deal.held
    ('closed', 12.0, 6.0, 4.0, 0.0)
    >>> late = Escrow(buyer=10).propose(4, deadline=30).fund().wait(31)
    >>> late.moves, late.refund().buyer
    (('dispute', 'refund'), 10.0)
    >>> Escrow(buyer=10).propose(4).deliver()
    Traceback (most recent call last):
    ValueError: Cannot deliver: the escrow is proposed, and from there the moves are fund, withdraw
    """

    buyer: float
    seller: float = 0.0
    price: float = 0.0
    day: float = 0.0
    deadline: float | None = None
    state: str = "new"
    history: tuple[tuple[Any, ...], ...] = ()

    def __post_init__(self) -> None:
        for what in ("buyer", "seller", "price", "day"):
            object.__setattr__(self, what, number(what, getattr(self, what), low=0))
        one_of("state", self.state, tuple(MOVES))

    @property
    def held(self) -> float:
        """What neither side has: the price, from the day it is funded until it is settled."""
        return self.price if self.state in ("funded", "delivered", "disputed") else 0.0

    @property
    def moves(self) -> tuple[str, ...]:
        """The moves that are allowed now."""
        if self.state != "funded" or self.deadline is None:
            return MOVES[self.state]
        late = self.day > self.deadline * (1 + 1e-12)  # by more than rounding
        return ("dispute", "refund") if late else ("deliver", "dispute")

    @property
    def total(self) -> float:
        """All the money there is; no move changes it."""
        return self.buyer + self.seller + self.held

    def propose(self, price: float, *, deadline: float | None = None) -> "Escrow":
        """Put the work on the table at a price, perhaps to be delivered by the day of the deadline."""
        price = number("price", price, above=0, hint="An escrow without money protects nobody.")
        if deadline is not None:
            deadline = number("deadline", deadline, low=self.day, hint="It is a day, and today is the earliest.")
        return self._move("propose", "proposed", price=price, deadline=deadline)

    def withdraw(self) -> "Escrow":
        """Either side steps back before there is money."""
        return self._close("withdraw", 0.0)

    def fund(self) -> "Escrow":
        """The buyer puts the price into the escrow."""
        if self.buyer < self.price * (1 - 1e-12) and "fund" in self.moves:
            raise ValueError(f"Cannot fund: the price is {self.price:g} and the buyer has only {self.buyer:g}")
        return self._move("fund", "funded", buyer=max(self.buyer - self.price, 0.0))

    def wait(self, days: float) -> "Escrow":
        """Let days pass; nothing else changes."""
        return replace(self, day=self.day + number("days", days, low=0))

    def deliver(self) -> "Escrow":
        """The seller hands over the work; the money stays where it is until it is paid or disputed."""
        return self._move("deliver", "delivered")

    def refund(self) -> "Escrow":
        """Nothing was delivered: the buyer has the money back. With a deadline, only after it."""
        return self._close("refund", 0.0)

    def pay(self) -> "Escrow":
        """The work was delivered: the seller has the money."""
        return self._close("pay", self.held)

    def dispute(self) -> "Escrow":
        """Either side objects; from here only an arbiter's award ends it."""
        return self._move("dispute", "disputed")

    def award(self, seller_share: float) -> "Escrow":
        """The arbiter awards this share of the price, from 0 to 1, to the seller, and the rest to the buyer."""
        return self._close("award", probability("seller_share", seller_share) * self.held)

    def _close(self, move: str, paid: float) -> "Escrow":
        return self._move(move, "closed", buyer=self.buyer + (self.held - paid), seller=self.seller + paid)

    def _move(self, move: str, state: str, **changes: Any) -> "Escrow":
        if move not in self.moves:
            due = "" if self.deadline is None else f" on day {self.day:g} with its deadline on day {self.deadline:g}"
            then = f"from there the moves are {', '.join(self.moves)}" if self.moves else "no move is left"
            raise ValueError(f"Cannot {move}: the escrow is {self.state}{due}, and {then}")
        new = replace(self, state=state, **changes)
        return replace(new, history=(*self.history, (move, state, new.day, new.buyer, new.seller, new.held)))

    def _rows(self):
        yield "move", "state", "day", "buyer", "seller", "held"
        yield from self.history or [("", self.state, self.day, self.buyer, self.seller, self.held)]
