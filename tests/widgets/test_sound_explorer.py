"""The sound explorer shows what alter makes of a clip, and what a network makes of both."""

import numpy as np
import pytest

from lepton_kit.sequences.sound import alter, centres, log_mel
from lepton_kit.widgets import SoundExplorer
from lepton_kit.widgets.picture import png_uri

TIME = np.arange(3200) / 8000
WAVES = [np.sin(2 * np.pi * 800 * TIME), np.sin(2 * np.pi * 2500 * TIME)]
NAMES = ("low", "high")


def by_height(spectrograms):
    """Probability of 'high': the share of power above 1,000 Hz."""
    power = (10 ** (np.asarray(spectrograms) / 10)).sum(axis=2)
    high = power[:, centres() > 1000].sum(axis=1) / power.sum(axis=1)
    return np.stack([1 - high, high], axis=1)


def drawn(decibels):
    return png_uri(np.rint(255 * decibels / -50).astype(np.uint8)[::-1])


def test_it_starts_with_the_clip_itself():
    picture = SoundExplorer(WAVES, NAMES, NAMES, by_height).picture()
    assert picture.alt.startswith("Clip low: loud from 0.30 to 0.7")
    assert "changed by 0.0 dB in the mean (nothing altered)" in picture.alt
    assert picture.content.count(drawn(log_mel(WAVES[0]))) == 2


def test_the_picture_is_what_alter_gives():
    explorer = SoundExplorer(WAVES, NAMES, NAMES, by_height).set(clip=1, shift=4, noise=-20, telephone=True)
    after = alter(log_mel(WAVES[1]), shift=4, noise=-20, telephone=True, rng=0)
    assert drawn(after) in explorer.picture().content
    assert "(later 4, noise -20, telephone)" in explorer.picture().alt


def test_the_network_changes_its_mind():
    explorer = SoundExplorer(WAVES, NAMES, NAMES, by_height)
    assert "hears low, probability 1.00, before low" in explorer.picture().alt
    assert "hears high" in explorer.set(pitch=1.4).picture().alt


def test_wrong_input_is_explained():
    with pytest.raises(ValueError, match="one of the names; got 1 for 2 clips"):
        SoundExplorer(WAVES, ["one"], NAMES, by_height)
    with pytest.raises(ValueError, match="add up to 3, not 1"):
        SoundExplorer(WAVES, NAMES, NAMES, lambda x: np.ones((len(x), 3)))
    with pytest.raises(ValueError, match="class_names has 2 names; the model has 3 classes"):
        SoundExplorer(WAVES, NAMES, NAMES, lambda x: np.full((len(x), 3), 1 / 3))
