# SPDX-License-Identifier: MIT
"""Changes from a baseline, from counts: SciPy finds where the derivatives of
the likelihood itself meet, every share by itself; McNemar's statistic and the
binomial distribution stand beside it.

A group is paired, (both, gained, lost, neither), or not: (selected now, rows
now, selected before, rows before).  A term of a sum is (counts of 1, of -1,
of 0), a count that cannot be is None.
"""

import math

from scipy import optimize

from .ratios import deviate

TINY = 1e-14


class Unpaired(tuple):
    """(selected now, rows now, selected before, rows before)"""

    __slots__ = ()


def is_paired(group):
    return not isinstance(group, Unpaired)


def tail(z):
    return math.erfc(z / math.sqrt(2)) / 2


def terms(group, now, then):
    """now times the rate of today less then times the one before, and what of
    it no row changes."""
    if not now or not then or not is_paired(group):
        if is_paired(group):
            both, gained, lost, _ = group
            group = (both + gained, sum(group), both + lost, sum(group))
        k, n, before, m = group
        return 0, [(h, None, r - h) if sign > 0 else (None, h, r - h)
                   for h, r, sign in ((k, n, now), (before, m, -then)) if sign]
    both, gained, lost, neither = group
    known, up, down, rest = (0, gained, lost, both + neither) \
        if now == then else (now, both, neither, gained + lost)
    return known, [(up, down, rest) if now > 0 else (down, up, rest)]


def shares(term, mean):
    """The most likely ones of that mean."""
    up, down, rest = term
    if down is None:
        return mean, 0.0
    if up is None:
        return 0.0, -mean
    if mean < 0:
        return shares((down, up, rest), -mean)[::-1]

    def slope(q):
        return ((up / (q + mean) if up else 0) + (down / q if down else 0)
                - (2 * rest / (1 - 2 * q - mean) if rest else 0))
    low, high = TINY, (1 - mean) / 2 - TINY
    if low >= high or slope(low) <= 0:
        q = 0.0
    elif slope(high) >= 0:
        q = (1 - mean) / 2
    else:
        q = optimize.brentq(slope, low, high, xtol=1e-16, rtol=1e-15)
    return q + mean, q


def slope(term, mean):
    """Of the log likelihood in the mean."""
    up, down, rest = term
    gained, lost = shares(term, mean)
    if rest == 0 and up is not None and down is not None:  # nobody stays
        return (up / (1 + mean) if up else 0) - (
            down / (1 - mean) if down else 0)
    stay = 1 - gained - lost
    away = rest / stay if rest else 0
    if down is None or (up is not None and mean >= 0):
        return (up / gained if up else 0) - away
    return away - (down / lost if down else 0)


def mean_at(term, wanted):
    low = TINY - (0 if term[1] is None else 1)
    high = (0 if term[0] is None else 1) - TINY
    if slope(term, low) <= wanted:
        return low
    if slope(term, high) >= wanted:
        return high
    return optimize.brentq(lambda d: slope(term, d) - wanted, low, high,
                           xtol=1e-15, rtol=1e-14)


def moments(term, mean):
    gained, lost = shares(term, mean)
    rows = sum(k or 0 for k in term)
    parts = ((1, gained), (-1, lost), (0, 1 - gained - lost))
    return [sum(p * (v - mean) ** k for v, p in parts) / rows ** (k - 1)
            for k in (2, 3)]


def score(all_terms, x, half):
    """At most likely means that add up to x."""
    rows = [sum(k or 0 for k in t) for t in all_terms]
    observed = sum(((t[0] or 0) - (t[1] or 0)) / n
                   for t, n in zip(all_terms, rows, strict=True))
    if len(all_terms) == 1:
        means, more, step = [x], 1, 1 / rows[0]
    else:
        def off(wanted):
            return sum(mean_at(t, wanted) for t in all_terms) - x
        far = 1.0
        while off(-far) < 0 or off(far) > 0:
            far *= 4
        at = optimize.brentq(off, -far, far, xtol=1e-12, rtol=1e-14)
        means = [mean_at(t, at) for t in all_terms]
        more = sum(rows) / (sum(rows) - 1)
        step = sum(1 / n for n in rows) / 2
    second, third = (sum(m) for m in zip(*map(moments, all_terms, means),
                                         strict=True))
    distance = observed - x - half * step
    if second <= 0:
        return math.copysign(math.inf, distance) if distance else 0.0
    z = distance / math.sqrt(second * more)
    skew = third / second ** 1.5
    return deviate(z, skew) if half and abs(skew) > TINY else z


def mcnemar(gained, lost, half):
    return (gained - lost - half) / math.sqrt(gained + lost)


def change(a, b, x, half):
    parts = terms(a, 1, 1)[1] + (terms(b, -1, -1)[1] if b else [])
    return score(parts, x, half)


def p_none(a, b):
    way = 1 if change(a, b, 0, 0) > 0 else -1
    return min(1, 2 * tail(way * change(a, b, 0, way)))


def turned(a, b, x, half):
    """The gap of a and b now less that of b and a before."""
    (one, first), (two, second) = terms(a, 1, -1), terms(b, -1, 1)
    return score(first + second, x - one - two, half)


def above_turned(a, b, x):
    """Whether it is above in what was observed."""
    (one, first), (two, second) = terms(a, 1, -1), terms(b, -1, 1)
    return sum(((t[0] or 0) - (t[1] or 0) - 0.5) / sum(k or 0 for k in t)
               for t in first + second) > x - one - two


def beyond(a, b, x, side=1):
    p = tail(side * change(a, b, x, side))
    if b is not None:
        p = max(p, tail(turned(a, b, x, 1)) if above_turned(a, b, x) else 1)
    return min(1, max(p, 5 * p_none(a, b)))


def within(a, b, x, side=1):
    p = tail(-side * change(a, b, x, -side))
    if b is None:
        return p
    return min(1, 2 * min(p, tail(-turned(a, b, x, -1))))
