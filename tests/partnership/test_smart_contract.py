"""The escrow: who may do what when, and that money neither comes nor goes."""

import dataclasses

import numpy as np
import pytest

from lepton_kit.partnership.smart_contract import MOVES, Escrow

ALL = ("propose", "withdraw", "fund", "deliver", "refund", "pay", "dispute", "award")


def make(escrow, move, share=0.5):
    if move == "propose":
        return escrow.propose(4)
    if move == "award":
        return escrow.award(share)
    return getattr(escrow, move)()


def reach(state):
    """An escrow in a given state, by the shortest way."""
    way = {
        "new": (),
        "proposed": ("propose",),
        "funded": ("propose", "fund"),
        "delivered": ("propose", "fund", "deliver"),
        "disputed": ("propose", "fund", "dispute"),
        "closed": ("propose", "withdraw"),
    }
    escrow = Escrow(buyer=10, seller=1)
    for move in way[state]:
        escrow = make(escrow, move)
    assert escrow.state == state
    return escrow


@pytest.mark.parametrize("state", MOVES)
@pytest.mark.parametrize("move", ALL)
def test_every_pair_of_state_and_move(state, move):
    """What is listed works; what is not names the state and what would work."""
    escrow = reach(state)
    if move in escrow.moves:
        after = make(escrow, move)
        assert after.history[-1][:2] == (move, after.state)
        assert escrow.state == state
    else:
        with pytest.raises(ValueError, match=f"Cannot {move}: the escrow is {state}") as error:
            make(escrow, move)
        assert all(allowed in str(error.value) for allowed in escrow.moves)


@pytest.mark.parametrize("seed", range(50))
def test_money_is_conserved_on_every_walk(seed):
    rng = np.random.default_rng(seed)
    escrow = Escrow(buyer=float(rng.uniform(5, 100)), seller=float(rng.uniform(0, 5)))
    total, steps = escrow.total, 0
    while escrow.moves:
        escrow = make(escrow, rng.choice(escrow.moves), share=float(rng.random()))
        steps += 1
        assert escrow.total == pytest.approx(total, rel=1e-12)
        assert min(escrow.buyer, escrow.seller, escrow.held) >= 0
    assert escrow.held == 0
    assert len(escrow.history) == steps
    assert all(sum(line[3:]) == pytest.approx(total) for line in escrow.history)


def test_one_word_for_each_way_to_end():
    refunded, paid, award = reach("funded").refund(), reach("delivered").pay(), reach("disputed").award(0.25)
    assert [(deal.buyer, deal.seller, deal.held) for deal in (refunded, paid, award)] == [
        (10, 1, 0),
        (6, 5, 0),
        (9, 2, 0),
    ]


def test_a_deadline_binds_both_sides():
    """Before it the buyer cannot take the money back, after it the seller cannot deliver."""
    deal = Escrow(buyer=10).wait(2).propose(4, deadline=30).fund()
    assert deal.moves == ("deliver", "dispute")
    with pytest.raises(ValueError, match="Cannot refund: the escrow is funded on day 2 with its deadline on day 30"):
        deal.refund()
    assert deal.wait(28).deliver().pay().seller == 4
    late = deal.wait(28.5)
    assert late.moves == ("dispute", "refund") and late.refund().buyer == 10
    with pytest.raises(ValueError, match="Cannot deliver"):
        late.deliver()
    with pytest.raises(ValueError, match="deadline is 1"):
        Escrow(buyer=10).wait(2).propose(4, deadline=1)
    with pytest.raises(ValueError, match="days is -1"):
        deal.wait(-1)


def test_what_is_held_follows_from_the_state_and_cannot_be_given():
    for state in MOVES:
        assert Escrow(buyer=6, price=4, state=state).held == (4 if state in ("funded", "delivered", "disputed") else 0)
    with pytest.raises(TypeError, match="held"):
        Escrow(buyer=6, held=4)


def test_old_escrows_do_not_change():
    with pytest.raises(dataclasses.FrozenInstanceError):
        reach("new").state = "closed"


def test_errors_teach():
    with pytest.raises(ValueError, match="price is 20 and the buyer has only 10"):
        Escrow(buyer=10).propose(20).fund()
    with pytest.raises(ValueError, match="no move is left"):
        reach("closed").fund()
    with pytest.raises(
        ValueError, match="Cannot award: the escrow is delivered, and from there the moves are pay, dispute"
    ):
        reach("delivered").award(1)
    with pytest.raises(ValueError, match="seller_share must lie between"):
        reach("disputed").award(50)
    with pytest.raises(ValueError, match="price is 0"):
        Escrow(buyer=10).propose(0)
    with pytest.raises(ValueError, match=r"price is nan"):
        Escrow(buyer=10).propose(float("nan"))
    with pytest.raises(ValueError, match=r"buyer is -1"):
        Escrow(buyer=-1)
    with pytest.raises(ValueError, match="buyer must be one number"):
        Escrow(buyer="ten")
    with pytest.raises(ValueError, match="state must be one of 'new'"):
        Escrow(buyer=1, state="open")


def test_the_notebook_shows_the_history():
    assert reach("disputed")._repr_html_().count("<tr>") == 4
    assert str(reach("funded")).splitlines()[-1].split() == ["fund", "funded", "0", "6", "1", "4"]
    assert "proposed" in reach("closed")._repr_html_()
    assert "new" in reach("new")._repr_html_()


def test_rounding_keeps_nobody_from_paying_or_delivering_in_time():
    """0.1 + 0.2 is more than 0.3 by rounding alone."""
    deal = Escrow(buyer=0.3).propose(0.1 + 0.2, deadline=0.3).fund().wait(0.1).wait(0.2)
    assert deal.buyer == 0 and deal.deliver().pay().seller == pytest.approx(0.3)
    with pytest.raises(ValueError, match=r"the price is 0\.301 and the buyer has only 0.3"):
        Escrow(buyer=0.3).propose(0.301).fund()
