# SPDX-License-Identifier: MIT
"""Verdicts from counts, in doubles: score tests whose most likely rates are
found by halving and whose long tails are those of a Poisson distribution, every
claim by itself, Bonferroni over the claims of a rule, Holm over rules.

A rule is (kind, side, limit) over groups of (selected, rows): kind "rate" of
each group, "difference" or "ratio" of each pair, either way round; side 1 is
a maximum, -1 a minimum.
"""

import itertools
import math
import statistics

from .ratios import deviate

LEVEL = 0.05
NULL_SHARE = 5


def tail(z):
    return math.erfc(z / math.sqrt(2)) / 2


def halve(slope, low, high):
    """Where a falling function changes sign."""
    for _ in range(200):
        middle = (low + high) / 2
        if slope(middle) > 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def part(k, n, x):
    return (k - n * x) / (x * (1 - x))


def over(distance, variance):
    return distance / math.sqrt(variance)


def rate(a, x, half):
    """The chance of the binomial distribution, term by term, as a score."""
    (k, n) = a
    if half == 0 or (k == 0 and half > 0) or (k == n and half < 0):
        return over(k / n - x - half / (2 * n), x * (1 - x) / n)
    counts = range(k, n + 1) if half > 0 else range(k + 1)
    p = math.fsum(
        math.exp(math.lgamma(n + 1) - math.lgamma(j + 1)
                 - math.lgamma(n - j + 1) + j * math.log(x)
                 + (n - j) * math.log1p(-x))
        for j in counts)
    if p >= 1:
        return -half * math.inf
    return -half * statistics.NormalDist().inv_cdf(p) if p > 0 else \
        half * math.inf


def skewness(parts):
    """Of a sum of independent counts: (factor, rows, rate) of each."""
    second = sum(f ** 2 * n * p * (1 - p) for f, n, p in parts)
    third = sum(f ** 3 * n * p * (1 - p) * (1 - 2 * p) for f, n, p in parts)
    return third / second ** 1.5


def difference(a, b, d, half):
    (k1, n1), (k2, n2) = a, b
    x = halve(lambda x: part(k1, n1, x) + part(k2, n2, x - d),
              max(0, d), min(1, 1 + d))
    y = x - d
    n = n1 + n2
    variance = (x * (1 - x) / n1 + y * (1 - y) / n2) * n / (n - 1)
    return deviate(over(k1 / n1 - k2 / n2 - d - half * (1 / n1 + 1 / n2) / 2,
                        variance),
                   skewness(((1 / n1, n1, x), (-1 / n2, n2, y))))


def ratio(a, b, r, half):
    (k1, n1), (k2, n2) = a, b
    y = halve(lambda y: r * part(k1, n1, r * y) + part(k2, n2, y),
              0, min(1, 1 / r))
    x = r * y
    variance = x * (1 - x) / n1 + r * r * y * (1 - y) / n2
    return deviate(over(k1 / n1 - r * k2 / n2 - half * (1 / n1 + r / n2) / 2,
                        variance),
                   skewness(((1 / n1, n1, x), (-r / n2, n2, y))))


SCORE = {"difference": difference, "ratio": ratio}
NONE = {"difference": 0, "ratio": 1}


def other_way(kind, x):
    return -x if kind == "difference" else 1 / x


def beyond_one(kind, a, b, side, x):
    """p of a pair, whichever of the two is beyond the other."""
    if side * (a[0] / a[1] - b[0] / b[1]) < 0:
        a, b = b, a
    score = SCORE[kind]
    p = tail(side * score(a, b, x, side)) + tail(
        side * score(a, b, other_way(kind, x), side))
    if side * (x - NONE[kind]) >= 0:  # the limit allows equality
        way = 1 if score(a, b, NONE[kind], 0) > 0 else -1
        none = 2 * tail(way * score(a, b, NONE[kind], way))
        p = max(min(p, 1), NULL_SHARE * min(none, 1))
    return min(p, 1)


def rule_p(rule, groups):
    """(p beyond over all claims, p within, number of claims)"""
    kind, side, x = rule
    if kind == "rate":
        beyond = [tail(side * rate(a, x, side)) for a in groups]
        within = [tail(-side * rate(a, x, -side)) for a in groups]
    else:
        pairs = list(itertools.combinations(groups, 2))
        beyond = [beyond_one(kind, a, b, side, x) for a, b in pairs]
        within = [tail(-side * SCORE[kind](*pair, x, -side))
                  for a, b in pairs for pair in ((a, b), (b, a))]
    return min(1, len(beyond) * min(beyond)), max(within), len(beyond)


def verdicts(rules, groups):
    """The word of each rule, and p beyond and within."""
    found = [rule_p(rule, groups) for rule in rules]
    order = sorted(range(len(rules)), key=lambda i: found[i][0])
    words = ["pass" if p <= LEVEL else "inconclusive" for _, p, _ in found]
    for rank, i in enumerate(order):
        if found[i][0] > LEVEL / (len(rules) - rank):
            break
        words[i] = "fail"
    return words, found
