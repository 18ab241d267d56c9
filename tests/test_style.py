"""Charts of the course can be read without their colours."""

from matplotlib import rc_context, rcParams

from lepton_kit import style


def test_lines_differ_by_their_dashes_as_well_as_by_their_colours():
    with rc_context():
        style.use()
        looks = list(rcParams["axes.prop_cycle"])
    assert len({look["color"] for look in looks}) == len({look["linestyle"] for look in looks}) == len(looks) == 7
    assert looks[0]["linestyle"] == "-"
