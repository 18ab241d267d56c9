"""What the lesson's three networks heard of six men, 100 clips each, of the Free Spoken Digit Dataset.

Measured with the lesson's own code when it was written, on the 600 clips that `datasets.load("free_spoken_digits")` takes.
A list holds the share of each man's clips that was heard rightly, a mean over `SEEDS` seeds.
"""

NAMES = ("george", "jackson", "lucas", "nicolas", "theo", "yweweler")
SEEDS = 1
MEN = {
    "raw": (0.38, 0.58, 0.36, 0.49, 0.55, 0.50),
    "augmented": (0.81, 0.60, 0.55, 0.45, 0.64, 0.61),
    "and flite": (0.74, 0.82, 0.79, 0.76, 0.83, 0.76),
}
