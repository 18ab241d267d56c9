"""What the lesson's three networks heard of six men, 100 clips each, of the Free Spoken Digit Dataset.

Measured with the lesson's own code when it was written, on the 600 clips that `datasets.load("free_spoken_digits")` takes.
A list holds the share of each man's clips that was heard rightly, a mean over `SEEDS` seeds.
"""

NAMES = ("george", "jackson", "lucas", "nicolas", "theo", "yweweler")
SEEDS = 1
MEN = {
    "raw": (0.41, 0.59, 0.29, 0.45, 0.47, 0.49),
    "augmented": (0.81, 0.65, 0.62, 0.48, 0.64, 0.65),
    "and flite": (0.76, 0.74, 0.74, 0.67, 0.88, 0.73),
}
