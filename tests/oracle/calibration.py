# SPDX-License-Identifier: MIT
"""Calibration in exact rationals, row by row from the definitions.

A row is (score, label, weight, times) as in scores.py; unlabelled rows and
rows without weight are in no bin.  Edges of equal width are doubles, those of
equal mass are of the rows of a pool.
"""
import functools
from decimal import Decimal, localcontext
from fractions import Fraction as F

from . import scores


def known(rows):
    return [r for r in rows if r[1] is not None and r[2] and r[3]]


def by_number(rows, number):
    out = {}
    for r in known(rows):
        out.setdefault(number(r[0]), []).append(r)
    return {k: out[k] for k in sorted(out)}


def equal_width(rows, n):
    """The lowest k with s <= the double nearest to (k + 1) / n."""
    return by_number(rows, lambda s: next(
        k for k in range(n) if s <= (k + 1) / n))


def equal_mass(rows, n, pool):
    """n times the share of the pool that scores lower, rounded down."""
    pool = known(pool)
    whole = scores.weight(pool, 0, 1)

    def number(s):
        lower = scores.weight([r for r in pool if r[0] < s], 0, 1)
        return n * lower // whole
    return by_number(rows, number)


def distinct(rows):
    return by_number(rows, lambda s: s)


def numbered(kind, rows, n, pool):
    """{number: rows} of the bins that have weight.  n: how many, "distinct",
    or what gives the number of a score's bin (of a grid)."""
    if callable(n):
        return by_number(rows, n)
    if n == "distinct":
        return distinct(rows)
    return (equal_width(rows, n) if kind == "equal_width"
            else equal_mass(rows, n, pool))


def bins(kind, rows, n, pool):
    return list(numbered(kind, rows, n, pool).values())


def sums(part):
    """Weight, weight of the positives, sum of w s."""
    return (scores.weight(part, 0, 1), scores.weight(part, 1),
            scores.total(part, lambda s: s, 0, 1))


def reliability(kind, rows, n, pool):
    """(rows, sum of w, sum of w^2, mean score, observed rate) by bin."""
    out = []
    for part in bins(kind, rows, n, pool):
        w, p, s = sums(part)
        out.append((sum(r[3] for r in part), w,
                    sum(F(r[2]) ** 2 * r[3] for r in part), s / w, p / w))
    return out


def root(x, digits=50):
    """The square root of a rational, to this many digits."""
    with localcontext() as context:
        context.prec = digits
        return F((Decimal(x.numerator) / Decimal(x.denominator)).sqrt())


def of_width(rows, n):
    """The metrics that bins of equal width give, but for their names the
    definitions of Naeini 2015, Murphy 1973 and Stephenson 2008."""
    parts = bins("equal_width", rows, n, rows)
    whole, positives, _ = sums(known(rows))
    base = positives / whole
    gap = reliable = resolution = variance = covariance = F(0)
    worst = F(0)
    for part in parts:
        w, p, s = sums(part)
        gap += abs(s - p)
        worst = max(worst, abs(s - p) / w)
        reliable += w * (s / w - p / w) ** 2
        resolution += w * (p / w - base) ** 2
        for x, y, v, k in part:
            variance += F(v) * k * (F(x) - s / w) ** 2
            covariance += F(v) * k * (F(x) - s / w) * (y - p / w)
    return {
        "expected_calibration_error": gap / whole,
        "maximum_calibration_error": worst,
        "root_mean_square_calibration_error": root(reliable / whole),
        "brier_reliability": reliable / whole,
        "brier_resolution": resolution / whole,
        "brier_uncertainty": base * (1 - base),
        "brier_within_bin_variance": variance / whole,
        "brier_within_bin_covariance": 2 * covariance / whole,
    }


def of_mass(rows, n, pool):
    gaps = []
    for part in bins("equal_mass", rows, n, pool):
        w, p, s = sums(part)
        gaps.append((abs(s - p), w))
    return {
        "expected_calibration_error_equal_mass":
            sum(g for g, _ in gaps) / sum(w for _, w in gaps),
        "adaptive_calibration_error":
            sum(g / w for g, w in gaps) / len(gaps),
    }


def spiegelhalter(rows):
    """Spiegelhalter 1986, w rows of weight 1 for a weight of w in the
    numerator, the variance of a weighted sum below."""
    above = sum((F(w) * k * (y - F(s)) * (1 - 2 * F(s))
                 for s, y, w, k in known(rows)), F(0))
    below = sum((F(w) ** 2 * k * F(s) * (1 - F(s)) * (1 - 2 * F(s)) ** 2
                 for s, y, w, k in known(rows)), F(0))
    if below == 0:
        return "zero_denominator"
    size = root(above ** 2 / below)
    return -size if above < 0 else size


def clipped(s):
    return min(max(F(s), scores.CLIP), 1 - scores.CLIP)


def separated(rows):
    """No curve is the most likely one (Albert and Anderson 1984)."""
    by = {y: [clipped(r[0]) for r in known(rows) if r[1] == y]
          for y in (0, 1)}
    return max(by[0]) <= min(by[1]) or max(by[1]) <= min(by[0])


def curve(rows, digits=50):
    """(intercept, slope) of greatest likelihood, by Newton's method from 0
    with this many digits; None where there are none."""
    if separated(rows):
        return None
    with localcontext() as context:
        context.prec = digits

        def decimal(x):
            return Decimal(x.numerator) / Decimal(x.denominator)
        points = {}
        for s, y, w, k in known(rows):
            x = clipped(s)
            points.setdefault(x, [F(0), F(0)])[y] += F(w) * k
        unit = sum(map(sum, points.values()))
        points = [(decimal(x / (1 - x)).ln(), decimal(v[0] / unit),
                   decimal(v[1] / unit)) for x, v in sorted(points.items())]

        def derivatives(a, b):
            g0 = g1 = h0 = h1 = h2 = Decimal(0)
            for x, w0, w1 in points:
                p = 1 / (1 + (-a - b * x).exp())
                r, h = w1 * (1 - p) - w0 * p, (w0 + w1) * p * (1 - p)
                g0, g1 = g0 + r, g1 + r * x
                h0, h1, h2 = h0 + h, h1 + h * x, h2 + h * x * x
            return g0, g1, h0, h1, h2

        a = b = Decimal(0)
        g0, g1, h0, h1, h2 = derivatives(a, b)
        for _ in range(200):
            d = h0 * h2 - h1 * h1
            da, db = (h2 * g0 - h1 * g1) / d, (h0 * g1 - h1 * g0) / d
            rise, step = g0 * da + g1 * db, Decimal(1)
            if abs(da) + abs(db) < Decimal(10) ** -20:
                return F(a + da), F(b + db)
            while True:  # until it still rises there, or falls less
                g0, g1, h0, h1, h2 = derivatives(a + step * da, b + step * db)
                if g0 * da + g1 * db > -rise / 2:
                    break
                step /= 2
            a, b = a + step * da, b + step * db
    raise ArithmeticError("no convergence")


def metrics(rows, n, pool, curves=True):
    """Every metric of calibration in bins of a group: a Fraction or the name
    of a reason.  n: bins, or "distinct".  Curves take long."""
    out = {}
    labelled = [r for r in rows if r[1] is not None and r[3]]
    if not known(rows):
        reason = "zero_weight" if labelled else "no_rows"
        out = dict.fromkeys([*NAMES], reason)
    else:
        out.update(of_width(rows, n))
        out.update(of_mass(rows, n, pool))
        out["spiegelhalter_z"] = spiegelhalter(rows)
    missing = scores.over(
        ["no_positives", "no_negatives"], F(0),
        *((any(r[1] == y and r[3] for r in rows), scores.weight(rows, y))
          for y in (1, 0)))
    found = missing if isinstance(missing, str) or not curves else (
        curve(rows) or "not_converged")
    for i, name in enumerate(CURVES):
        out[name] = found if isinstance(found, (str, F)) else found[i]
    return {name: out[name] for name in NAMES}


@functools.lru_cache(maxsize=1000)
def metrics_of(rows, n, pool):
    return metrics(rows, n, pool, curves=False)


def metric(name, rows, n, pool):
    return metrics_of(tuple(rows), n, tuple(pool))[name]


CURVES = ("calibration_intercept", "calibration_slope")
NAMES = [
    "expected_calibration_error", "expected_calibration_error_equal_mass",
    "maximum_calibration_error", "adaptive_calibration_error",
    "root_mean_square_calibration_error", "brier_reliability",
    "brier_resolution", "brier_uncertainty", "brier_within_bin_variance",
    "brier_within_bin_covariance", "calibration_slope",
    "calibration_intercept", "spiegelhalter_z"]
# Of doubles: relative to the larger of the value and 1.
ROUNDED = {"calibration_slope": 1e-11, "calibration_intercept": 1e-11,
           "spiegelhalter_z": 1e-14}


# ---- criteria: groups is {name: rows}, in order ----

def rates(groups, n):
    """{number: {group: (observed rate, rows)}}, bins of equal width."""
    out = {}
    for name, rows in groups.items():
        for number, part in numbered("equal_width", rows, n, rows).items():
            w, p, _ = sums(part)
            out.setdefault(number, {})[name] = p / w, sum(r[3] for r in part)
    return {k: out[k] for k in sorted(out)}


def sufficiency_gap(groups, n, min_count=0):
    """(gap, lowest, highest group, number of the bin), the first of equals;
    None where no bin has two groups."""
    best = None
    for number, by in rates(groups, n).items():
        by = {g: rate for g, (rate, rows) in by.items() if rows >= min_count}
        if len(by) < 2:
            continue
        low, high = min(by, key=by.get), max(by, key=by.get)
        if best is None or by[high] - by[low] > best[0]:
            best = by[high] - by[low], low, high, number
    return best


def multicalibration_error(groups, n, pool):
    """(error, group, number of the bin), the first of equals by bin."""
    whole = scores.weight(known(pool), 0, 1)
    found = []
    for i, (name, rows) in enumerate(groups.items()):
        for number, part in numbered("equal_width", rows, n, rows).items():
            _, p, s = sums(part)
            found.append((-abs(s - p) / whole, number, i, name))
    error, number, _, name = min(found)
    return -error, name, number


def calibration_within_groups(groups, n):
    """(error, group), the first of equals."""
    errors = {g: of_width(rows, n)["expected_calibration_error"]
              for g, rows in groups.items()}
    worst = max(errors, key=errors.get)
    return errors[worst], worst
