"""Make the shipped clips of people: `python datasets/spoken_digits_people/make.py [FOLDER] [TARGET]`.

FOLDER is where Debian's asterisk-core-sounds-{en,es,fr,it,ru}-wav 1.6.1-1 and asterisk-prompt-it-menardi-wav
1:1.4.22+mm20110907-3.1 put their sounds, /usr/share/asterisk/sounds unless it is given. CARD.md names the speakers.
"""

import sys
from pathlib import Path

import numpy as np

from lepton_kit.exercises.content import run_file
from lepton_kit.sequences.sound import read_wav

HERE = Path(__file__).parent
packed_waves = run_file(HERE.parent / "packing.py").packed_waves
PEOPLE = {  # folder: whose sounds they are, language
    "en_US_f_Allison": ("Allison Smith", "English"),
    "es_MX_f_Allison": ("Allison Smith", "Spanish"),
    "fr_CA_f_June": ("June Wallack", "French"),
    "it_IT_m_Carlo": ("Carlo Flora", "Italian"),
    "it_IT_f_Menardi": ("Menardi and Dal Zot", "Italian"),
    "ru_RU_f_IvrvoiceRU": ("Maxim Topal", "Russian"),
}


def main(sounds, target):
    clips = [
        (read_wav((sounds / folder / "digits" / f"{digit}.wav").read_bytes()), digit, *who)
        for folder, who in PEOPLE.items()
        for digit in range(10)
    ]
    waves, labels, speakers, languages = zip(*clips, strict=True)
    np.savez_compressed(
        target,
        labels=np.array(labels, dtype=np.uint8),
        speakers=np.array(speakers),
        accents=np.array(languages),
        **packed_waves(waves),
    )


if __name__ == "__main__":
    given = [Path(argument) for argument in sys.argv[1:]]
    folder, target, *_ = [
        *given,
        *(Path("/usr/share/asterisk/sounds"), HERE / "spoken_digits_people.npz")[len(given) :],
    ]
    main(folder, target)
