"""Lesson 19's panel takes a voice, says what a network hears, and keeps nothing of it."""

import io

import numpy as np
from scipy.io import wavfile

from lepton_kit.exercises.content import content_module
from lepton_kit.sequences.sound import centres

VoicePanel = content_module("19", "voice").VoicePanel
WAVE, NAMES = np.sin(2 * np.pi * 2500 * np.arange(3200) / 8000), ("low", "high")


def by_height(spectrograms):
    """Probability of 'high': the share of power above 1,000 Hz."""
    power = (10 ** (np.asarray(spectrograms) / 10)).sum(axis=2)
    high = power[:, centres() > 1000].sum(axis=1) / power.sum(axis=1)
    return np.stack([1 - high, high], axis=1)


def content():
    file = io.BytesIO()
    wavfile.write(file, 8000, (WAVE * 20_000).astype(np.int16))
    return file.getvalue()


def test_a_voice_is_heard_and_forgotten():
    panel = VoicePanel(by_height, NAMES)
    assert panel.stage.readout.startswith("No sound yet")
    panel.hear(content())
    assert "The network hears high, probability 1.00; next comes low" in panel.stage.readout and not panel.stage.wrong
    panel.live.children[1].click()  # Reset
    assert panel.content == b"" and panel.stage.readout.startswith("No sound yet")


def test_what_is_no_voice_is_told_in_the_panel():
    panel = VoicePanel(by_height, NAMES)
    panel.live  # noqa: B018  (it makes the widgets)
    panel.hear(b"ID3")
    assert panel.stage.wrong and "no .wav file but mp3" in panel.stage.readout


def test_a_sound_comes_as_a_message_and_is_no_state_of_the_widget():
    panel = VoicePanel(by_height, NAMES)
    [source] = panel.live.children[0].children
    source._handle_custom_msg({"kind": "wav"}, [memoryview(content())])
    assert "hears high" in panel.stage.readout
    assert not any(isinstance(value, bytes | memoryview) for value in source.get_state().values())
    assert "No sound yet" in VoicePanel(by_height, NAMES).poster()
