# SPDX-License-Identifier: MIT
"""Intervals of ratios and odds of two rates of a group: values that a score
test with half a count off lets stand, its tail that of a Poisson distribution
as skew.  The most likely rates are found by halving, and so are the ends."""

import math
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

KINDS = {  # of which cells, and of how many rows
    "positive_likelihood_ratio": ("ratio", ("tp", "fn"), ("fp", "tn")),
    "negative_likelihood_ratio": ("ratio", ("fn", "tp"), ("tn", "fp")),
    "diagnostic_odds_ratio": ("odds ratio", ("tp", "fn"), ("fp", "tn")),
    "treatment_ratio": ("odds", ("fn", "fp")),
}


def halve(falls, low, high, steps=200):
    """Where a falling function changes sign."""
    for _ in range(steps):
        middle = low + (high - low) / 2
        if middle in (low, high):
            break
        if falls(middle) > 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def value(kind, tables):
    """Of (counted, not counted) by rate."""
    (k, f), (k2, f2) = *tables, *[(1, 1)] * (2 - len(tables))
    if kind == "odds":
        return k / f if f > 0 else math.inf
    if kind == "ratio":
        return k / (k + f) / (k2 / (k2 + f2)) if k2 > 0 else math.inf
    return k * f2 / (f * k2) if min(f, k2) > 0 else math.inf


def moved(kind, tables, half):
    """Half a count moved from what makes the value large, unless there is
    none to move."""
    if half == 0:
        return tables
    h = half / 2
    out = [(k - sign * h, f + sign * h)
           for (k, f), sign in zip(tables, (1, -1))]
    gone = out[0][0] <= 0 or (kind == "odds ratio" and out[1][1] <= 0)
    return tables if half > 0 and gone else out


def score(kind, tables, x, half):
    """Distance, and third moment, in standard errors of the hypothesis."""
    half = half if moved(kind, tables, half) is not tables else 0
    if kind == "odds ratio":
        # The other way round the smaller one is the second, and its rate near
        # 0, with all of its digits.
        turned = tables
        if sum(tables[1]) > sum(tables[0]):
            turned = tables[::-1]
        elif tables[1][0] > tables[1][1]:
            turned = tuple((f, k) for k, f in tables)
        if turned is not tables:
            far, third = score(kind, turned, 1 / x, -half)
            return -far, -third
    h = half / 2
    (k1, f1), n1 = tables[0], sum(tables[0])
    if kind == "odds":
        p = x / (1 + x)
        v = n1 * p * (1 - p)
        return (k1 - h - n1 * p) / v ** 0.5, (1 - 2 * p) / v ** 0.5
    (k2, f2), n2 = tables[1], sum(tables[1])
    if kind == "ratio":
        y2 = halve(lambda y: (k1 - n1 * x * y) * (1 - y)
                   + (k2 - n2 * y) * (1 - x * y), 0.0, min(1.0, 1 / x))
        y1 = x * y2
        c = -x / n2
        far, weights = k1 / n1 + c * k2 - h * (1 / n1 - c), (1 / n1, c)
        v1, v2 = n1 * y1 * (1 - y1), n2 * y2 * (1 - y2)
        variance = v1 / n1 ** 2 + c * c * v2
        deviation = variance ** 0.5
    else:
        # Many rows: there are more digits of counts than a double has.
        exact = Decimal if n1 + n2 > 1e6 else float
        k1, f1, k2, f2, x, h = map(exact, (k1, f1, k2, f2, x, h))
        n1, n2 = k1 + f1, k2 + f2
        y2 = halve(lambda y: k1 + k2 - n2 * y - n1 * x * y / (1 - y + x * y),
                   exact(0), exact(1))
        y1, z1 = (part / (1 - y2 + x * y2) for part in (x * y2, 1 - y2))
        v1, v2 = n1 * y1 * z1, n2 * y2 * (1 - y2)
        far = n2 * y2 - k2 - h  # what the first has more, the second has less
        weights = v2 / (v1 + v2), -v1 / (v1 + v2)
        variance = v1 * v2 / (v1 + v2)
        more = (n1 + n2) / (n1 + n2 - 1) if n1 + n2 > 1 else exact(1)
        deviation = (variance * more) ** exact(0.5)
    third = (weights[0] ** 3 * v1 * (1 - 2 * y1)
             + weights[1] ** 3 * v2 * (1 - 2 * y2))
    return float(far / deviation), float(third / variance ** type(variance)(1.5))


def deviate(z, skew):
    """Peizer and Pratt 1968, of m counts and half a one where so many are
    expected."""
    if z < 0:
        return -deviate(-z, -skew)
    if skew <= 0 or z == 0:
        return z
    expected = 1 / Decimal(skew) ** 2
    m = expected + Decimal(z) / Decimal(skew)
    t = m / expected
    g = (1 - t * t + 2 * t * t.ln()) / (1 - t) ** 2
    far = m - expected + Decimal(1) / 6 + Decimal("0.02") / (
        m + Decimal("0.5"))
    return min(z, float(far * ((1 + g) / expected).sqrt()))


@lru_cache(None)
def bounds(kind, tables, z):
    """None where there is no upper one."""
    out = []
    for side in (1, -1):
        near = value(kind, moved(kind, tables, side))
        if near == math.inf:
            return None
        if near <= 0:
            out.append(0.0)
            continue

        def stands(at):
            return z - side * deviate(*score(kind, tables, math.exp(at), side))

        far = step = 1
        while stands(math.log(near) - side * far) > 0:
            step *= 2
            far += step
            if far > 300:
                return None
        out.append(math.exp(math.log(near) - side * halve(
            lambda d: stands(math.log(near) - side * d), 0.0, float(far),
            60)))
    return tuple(out)


def tables_of(tally, name):
    """Counts by Kish's effective rows."""
    kind, *pairs = KINDS[name]
    out = []
    for k, f in pairs:
        of, rest, n = tally.w((k,)), tally.w((f,)), tally.effective_n((k, f))
        # The library has rates as doubles: of 5 in 2^54 no digit is left.
        rate = Fraction(float(Fraction(of) / (of + rest)))
        out.append((float(n * rate), float(n * (1 - rate))))
    return kind, tuple(out)


def interval(tally, name, z):
    return bounds(*tables_of(tally, name), float(z))
