"""Make the shipped file of generated voices: `python datasets/spoken_digits/make.py [TARGET]`.

It needs the programs espeak-ng 1.51 and flite 2.2 (Debian's packages of these names) and this kit. Nobody speaks here:
300 voices are invented for espeak-ng, and flite has five that were built from recordings of four people.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from lepton_kit.exercises.content import run_file
from lepton_kit.sequences.sound import log_mel, read_wav

HERE = Path(__file__).parent
packed_waves = run_file(HERE.parent / "packing.py").packed_waves
WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
ACCENTS = ("en", "en-us", "en-gb-scotland", "en-gb-x-rp", "en-029", "en-gb-x-gbclan", "en-gb-x-gbcwmd")
VOICES, SEED = 300, 19
FLITE = ("kal", "kal16", "awb", "rms", "slt")
STRETCH = (0.8, 1.0, 1.25)  # how long flite takes: once quicker, once slower
HEARD = ("e000", "slt")  # whose first ten clips come as sound too


def main(target):
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "espeak-ng-data"
        shutil.copytree(_espeak_data(), data)
        clips = [*_invented(data, Path(folder) / "said.wav"), *_flite(Path(folder) / "said.wav")]
    waves, labels, speakers, accents = zip(*clips, strict=True)
    levels = np.rint(np.array([log_mel(wave) for wave in waves]) + 50).astype(np.uint8)  # steps of 1 dB
    if len({clip.tobytes() for clip in levels}) != len(levels):
        sys.exit("Some clips are the same: did a voice fall back to another one?")
    heard = [k for k, speaker in enumerate(speakers) if speaker in HEARD][:20]
    np.savez_compressed(
        target,
        levels=levels,
        labels=np.array(labels, dtype=np.uint8),
        speakers=np.array(speakers),
        accents=np.array(accents),
        heard=np.array(heard),
        **packed_waves([waves[k] for k in heard]),
    )


def _invented(data, file):
    """Ten digits of each invented voice: its length of the throat, pitch, breath, roughness, pace and accent are drawn.

    There is only ever one more voice file than espeak-ng brings: past 349 it would take its default voice.
    """
    rng = np.random.default_rng(SEED)
    for voice in range(VOICES):
        accent = ACCENTS[voice % len(ACCENTS)]
        (data / "voices" / "!v" / "invented").write_text(_variant(rng), encoding="ascii")
        pace = str(int(rng.integers(110, 215)))
        for digit, word in enumerate(WORDS):
            command = [
                "espeak-ng",
                f"--path={data.parent}",
                "-v",
                f"{accent}+invented",
                "-s",
                pace,
                "-w",
                str(file),
                word,
            ]
            yield _said(command, file), digit, f"e{voice:03d}", accent


def _variant(rng):
    length, low = rng.uniform(0.82, 1.28), rng.uniform(65, 220)
    lines = ["language variant", "name invented", f"pitch {low:.0f} {low * rng.uniform(1.1, 1.7):.0f}"]
    for formant in range(9):
        frequency = 100 * length * rng.uniform(0.94, 1.06)
        height, width = (rng.uniform(70, 130), rng.uniform(70, 150)) if formant else (100, 100)
        lines.append(f"formant {formant} {frequency:.0f} {height:.0f} {width:.0f}")
    if rng.random() < 0.5:
        lines.append("breath " + " ".join(str(int(level)) for level in rng.integers(0, 7, 8)))
    lines += [f"roughness {rng.integers(0, 5)}", f"flutter {rng.integers(0, 6)}", f"voicing {rng.integers(60, 120)}"]
    return "\n".join(lines) + "\n"


def _flite(file):
    for voice in FLITE:
        for stretch in STRETCH:
            for digit, word in enumerate(WORDS):
                option = f"duration_stretch={stretch}"
                yield (
                    _said(["flite", "-voice", voice, "--setf", option, "-t", word, "-o", str(file)], file),
                    digit,
                    voice,
                    "en-us",
                )


def _said(command, file):
    """The sound of what a program says, trimmed as people's are."""
    file.unlink(missing_ok=True)
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    if done.stderr.strip():
        sys.exit(f"{' '.join(command)} said: {done.stderr}")  # a voice that it does not know is told only here
    return read_wav(file.read_bytes())


def _espeak_data():
    told = subprocess.run(["espeak-ng", "--version"], capture_output=True, text=True, check=True).stdout
    return os.environ.get("ESPEAK_DATA_PATH") or told.partition("Data at: ")[2].strip()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "spoken_digits.npz")
