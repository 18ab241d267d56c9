"""An escrow as a state machine: the least that a "smart contract" must be, and all that it has to promise.

The buyer's money is held by neither side until the work is delivered. What may happen next depends on the state, each
move gives a new escrow and leaves the old one as it was, and no move makes or loses money.
"""

from dataclasses import dataclass, replace

from lepton_kit.display import Tabular
from lepton_kit.validate import number, probability

__all__ = ["Escrow"]

MOVES = {
    "new": ("propose",),
    "proposed": ("fund", "exit"),
    "funded": ("deliver", "dispute", "exit"),
    "delivered": ("dispute", "exit"),
    "disputed": ("exit",),
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
        From any move that the state does not allow; the message names the state and the moves that it does allow.

    Notes
    -----
    ``state`` goes from new to proposed, funded, delivered, perhaps disputed, and closed. ``history`` holds a line for
    each move: (move, state after it, buyer, seller, held).

    Examples
    --------
    >>> deal = Escrow(buyer=10).propose(4).fund().deliver().exit()
    >>> deal.state, deal.buyer, deal.seller, deal.held
    ('closed', 6.0, 4.0, 0.0)
    >>> Escrow(buyer=10).propose(4).deliver()
    Traceback (most recent call last):
    ValueError: Cannot deliver: the escrow is proposed, and from there the moves are fund, exit
    """

    buyer: float
    seller: float = 0.0
    held: float = 0.0
    price: float = 0.0
    state: str = "new"
    history: tuple[tuple, ...] = ()

    def __post_init__(self):
        for what in ("buyer", "seller", "held", "price"):
            object.__setattr__(self, what, number(what, getattr(self, what), low=0))
        if self.state not in MOVES:
            raise ValueError(f"state must be one of {', '.join(MOVES)}; not {self.state!r}")
        if self.held != (self.price if self.state in ("funded", "delivered", "disputed") else 0.0):
            raise ValueError(
                f"An escrow that is {self.state} cannot hold {self.held:g} at a price of {self.price:g}. "
                "Start with Escrow(buyer=...) and make the moves"
            )

    @property
    def moves(self):
        """The moves that are allowed now."""
        return MOVES[self.state]

    @property
    def total(self):
        """All the money there is; no move changes it."""
        return self.buyer + self.seller + self.held

    def propose(self, price):
        """Put the work on the table at a price."""
        self._allow("propose")
        price = number("price", price, low=0)
        if price == 0:
            raise ValueError("price is 0; an escrow without money protects nobody")
        return self._after("propose", "proposed", price=price)

    def fund(self):
        """The buyer puts the price into the escrow."""
        self._allow("fund")
        if self.buyer < self.price:
            raise ValueError(f"Cannot fund: the price is {self.price:g} and the buyer has only {self.buyer:g}")
        return self._after("fund", "funded", buyer=self.buyer - self.price, held=self.price)

    def deliver(self):
        """The seller hands over the work; the money stays where it is until somebody exits."""
        self._allow("deliver")
        return self._after("deliver", "delivered")

    def dispute(self):
        """Either side objects; from here only an arbiter's share ends it."""
        self._allow("dispute")
        return self._after("dispute", "disputed")

    def exit(self, seller_share=None):
        """End it: before delivery the buyer has the money back, after it the seller is paid.

        Parameters
        ----------
        seller_share : float, optional
            In a dispute, and only there: what the arbiter awards to the seller, as a share of the price from 0 to 1.
        """
        self._allow("exit")
        if (self.state == "disputed") != (seller_share is not None):
            raise ValueError(
                "A dispute ends with an award: exit(seller_share=0.5) gives half to each side"
                if seller_share is None
                else f"seller_share is for an arbiter in a dispute; this escrow is {self.state}, so use exit()"
            )
        share = float(self.state == "delivered") if seller_share is None else probability("seller_share", seller_share)
        award = share * self.held
        return self._after(
            "exit", "closed", buyer=self.buyer + (self.held - award), seller=self.seller + award, held=0.0
        )

    def _allow(self, move):
        if move not in self.moves:
            then = f"from there the moves are {', '.join(self.moves)}" if self.moves else "no move is left"
            raise ValueError(f"Cannot {move}: the escrow is {self.state}, and {then}")

    def _after(self, move, state, **changes):
        new = replace(self, state=state, **changes)
        return replace(new, history=(*self.history, (move, state, new.buyer, new.seller, new.held)))

    def _rows(self):
        yield "move", "state", "buyer", "seller", "held"
        yield from self.history or [("", self.state, self.buyer, self.seller, self.held)]
