"""How good a classifier is: accuracy with its interval, each class and group, calibration, thresholds, leaks."""
