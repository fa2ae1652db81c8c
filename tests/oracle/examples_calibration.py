# SPDX-License-Identifier: MIT
"""Notes to the examples of calibration: what every bin adds to the sum."""
from . import calibration, scores

BINS = 10


def decimal(x):
    return f"{float(x):.12g}"


def edges(number):
    return (f"in the bin from {decimal(number / BINS)} to "
            f"{decimal((number + 1) / BINS)}")


def gaps(kind, part, pool):
    """(|sum of scores - positives|, rows) of each bin."""
    out = []
    for rows in calibration.bins(kind, part, BINS, pool):
        w, p, s = calibration.sums(rows)
        out.append((abs(s - p), w))
    return out


def mean_gap(kind):
    return lambda part, pool: "({}) / {}".format(
        " + ".join(decimal(g) for g, _ in gaps(kind, part, pool)), len(part))


def largest(part, pool):
    return "max({})".format(", ".join(
        f"{decimal(g)} / {w}" for g, w in gaps("equal_width", part, pool)))


def mean_of_bins(part, pool):
    there = gaps("equal_mass", part, pool)
    return "({}) / {}".format(
        " + ".join(f"{decimal(g)} / {w}" for g, w in there), len(there))


def squares(part, pool):
    return "({}) / {}".format(
        " + ".join(f"{decimal(g)}^2 / {w}"
                   for g, w in gaps("equal_width", part, pool)), len(part))


def root_of_squares(part, pool):
    return f"sqrt({squares(part, pool)})"


def spread(part, pool):
    base = scores.weight(part, 1) / len(part)
    there = map(calibration.sums,
                calibration.bins("equal_width", part, BINS, pool))
    return "({}) / {}".format(
        " + ".join(f"{w} ({p / w} - {base})^2" for w, p, _ in there),
        len(part))


def uncertainty(part, pool):
    p, n = scores.weight(part, 1), scores.weight(part, 0)
    return f"{p} · {n} / {len(part)}^2"


def within(sum_of):
    def note(part, pool):
        total = 0
        for rows in calibration.bins("equal_width", part, BINS, pool):
            w, p, s = calibration.sums(rows)
            total += sum(sum_of(x - s / w, y - p / w) for x, y, *_ in rows)
        return f"{decimal(total)} / {len(part)}"
    return note


def spiegelhalter(part, pool):
    above = sum((y - s) * (1 - 2 * s) for s, y, *_ in part)
    below = sum(s * (1 - s) * (1 - 2 * s) ** 2 for s, *_ in part)
    return f"{decimal(above)} / sqrt({decimal(below)})"


NOTES = {
    "expected_calibration_error": mean_gap("equal_width"),
    "expected_calibration_error_equal_mass": mean_gap("equal_mass"),
    "maximum_calibration_error": largest,
    "adaptive_calibration_error": mean_of_bins,
    "root_mean_square_calibration_error": root_of_squares,
    "brier_reliability": squares,
    "brier_resolution": spread,
    "brier_uncertainty": uncertainty,
    "brier_within_bin_variance": within(lambda s, _: s * s),
    "brier_within_bin_covariance": within(lambda s, y: 2 * s * y),
    "spiegelhalter_z": spiegelhalter,
}
