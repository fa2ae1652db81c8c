# SPDX-License-Identifier: MIT
"""Intervals of what is largest over pairs of groups' scores, and the chance of
as much where there is nothing: pairs of rows counted one by one, mean
distances, integrals piece by piece.

A row is (score, label, weight, times), as in scores.py.  Effective numbers are
Kish's, and variances are those of the weighted rows over them.
"""
import math
from fractions import Fraction as F
from itertools import combinations
from statistics import NormalDist

from scipy import stats

from . import between, moments

WEI_DUDLEY = 2.16863
FEWEST_APART, FEWEST_MEANT = 5, 10
HALF_NORMAL = math.sqrt(2 / math.pi)


def number(rows, *labels):
    return float(moments.kish([(s, y, F(w), k) for s, y, w, k in rows
                               if y in labels and w]))


def mean(pairs):
    """Of (value, weight)."""
    return sum(x * w for x, w in pairs) / sum(w for _, w in pairs)


class Area:
    """Positives of some rows among negatives of others."""

    def __init__(self, positives, negatives):
        high, low = between.masses(positives, 1), between.masses(negatives, 0)
        half = lambda a, b: F((a > b) - (a < b) + 1, 2)  # noqa: E731
        up = [(mean([(half(s, t), w) for t, w in low]), v) for s, v in high]
        down = [(mean([(half(s, t), v) for s, v in high]), w) for t, w in low]
        self.value = mean(up)
        self.n = number(positives, 1), number(negatives, 0)
        fewest = min(self.n)
        spreads = [float(mean([((x - self.value) ** 2, w) for x, w in rows]))
                   for rows in (up, down)]
        self.roots = [mean([(math.sqrt(x * (1 - x)), w) for x, w in rows])
                      for rows in (up, down)]
        value, self.error = float(self.value), 0
        self.like = value
        if fewest * min(value, 1 - value) >= FEWEST_APART:
            self.error = sum(v / (n - 1) for v, n in zip(spreads, self.n))
        self.delong = self.error > 0
        if not self.delong:
            self.like = (value * fewest + .5) / (fewest + 1)
            self.error = self.like * (1 - self.like) / fewest
        self.slope = 1 / (self.like * (1 - self.like))

    def odds(self):
        return math.log(self.like / (1 - self.like))

    def at(self, z):
        value = float(self.value)
        if self.delong:
            at, wide = self.odds(), z * math.sqrt(self.error) * self.slope
            return value, *(1 / (1 + math.exp(-x))
                            for x in (at - wide, at + wide))
        n = min(self.n)
        middle = (value + z * z / 2 / n) / (1 + z * z / n)
        wide = z / (1 + z * z / n) * math.sqrt(
            value * (1 - value) / n + z * z / 4 / n / n)
        return value, middle - wide, middle + wide


def mover(a, b):
    return (a[0] - b[0] - math.hypot(a[0] - a[1], b[2] - b[0]),
            a[0] - b[0] + math.hypot(a[2] - a[0], b[0] - b[1]))


def cross_auc(a, b, z, near, _):
    x, y = Area(a, b), Area(b, a)
    lows = [mover(p.at(near), q.at(near))[0] for p, q in ((x, y), (y, x))]
    highs = [mover(p.at(z), q.at(z))[1] for p, q in ((x, y), (y, x))]
    gap = abs(x.odds() - y.odds()) / math.sqrt(
        x.error * x.slope ** 2 + y.error * y.slope ** 2)
    return max(lows), max(highs), 2 * stats.norm.sf(gap)


def norm(value, parts, z, near):
    """parts: of each group the standard error and what chance is on average,
    both squared."""
    if any(e is None for e, _ in parts):
        return None
    error = math.sqrt(sum(e for e, _ in parts))
    chance = math.sqrt(sum(c for _, c in parts))
    if not error:
        return None
    return (value - chance - near * error, value + z * error,
            stats.norm.sf((value - chance) / error))


def abroca(a, b, z, near, _):
    parts = []
    for rows in (a, b):
        own = Area(rows, rows)
        positives, negatives = own.n
        high, low = own.roots
        parts.append((own.error, HALF_NORMAL ** 2 * (
            low ** 2 / positives + high ** 2 / negatives)))
    return norm(float(between.abroca(a, b)), parts, z, near)


def ks(a, b, z, near, _):
    d = float(between.ks(a, b)[0])
    m, n = number(a, 0, 1, None), number(b, 0, 1, None)
    both, part = 1 / m + 1 / n, n / (m + n)
    # (u - at)^2 = z^2 (both / 4 - part (1 - part) both u^2), by halving.
    at = min(d + both / 4, 1)
    low, high = at, 2.0
    for _ in range(100):
        u = (low + high) / 2
        varies = z * z * both * (1 / 4 - part * (1 - part) * u * u)
        low, high = (u, high) if (u - at) ** 2 <= varies else (low, u)
    return (d - math.sqrt(near * both / 2), low,
            WEI_DUDLEY * math.exp(-2 * d * d / both))


def pieces(rows):
    """(from, to, share up to there) between a group's scores."""
    there, up_to = between.shares(rows), F(0)
    for (s, w), (t, _) in zip(there, there[1:]):
        up_to += w
        yield float(s), float(t), float(up_to)


def most(cut):
    """The largest integral of F at the lower of s and t times 1 - F at the
    higher one, over s: in each piece t is at one of its ends."""
    def integral(k, t):
        f = cut[k][2]
        sum_ = 0
        for i, (lo, hi, g) in enumerate(cut):
            if i < k:
                sum_ += (hi - lo) * g * (1 - f)
            elif i > k:
                sum_ += (hi - lo) * f * (1 - g)
            else:
                sum_ += (hi - lo) * f * (1 - f)
        return sum_
    return max((integral(k, t) for k, p in enumerate(cut) for t in p[:2]),
               default=0)


def of_scores(rows, ends):
    """Of a group: standard error and chance of Wasserstein, of energy."""
    shares = between.shares(rows)
    n = number(rows, 0, 1, None)
    middle = mean(shares)
    spread = float(mean([((s - middle) ** 2, w) for s, w in shares]))
    cut = list(pieces(rows))
    roots = sum((t - s) * math.sqrt(f * (1 - f)) for s, t, f in cut)
    products = float(between.mean_distance(shares, shares)) / 2
    chance = ((HALF_NORMAL * roots) ** 2 / n, 2 * products / n)
    if ends is None:
        if n < FEWEST_MEANT:
            return [(None, c) for c in chance]
        return [(spread / (n - 1), chance[0]),
                (2 * most(cut) / (n - 1), chance[1])]
    down, up = float(middle) - ends[0], ends[1] - float(middle)
    return [(spread / n + (down ** 2 + up ** 2) / 2 / n ** 2, chance[0]),
            (2 * (most(cut) / n + max(down, up) / 2 / n ** 2), chance[1])]


def wasserstein(a, b, z, near, ends):
    return norm(float(between.wasserstein(a, b)),
                [of_scores(r, ends)[0] for r in (a, b)], z, near)


def energy(a, b, z, near, ends):
    return norm(between.root(between.energy_squared(a, b)),
                [of_scores(r, ends)[1] for r in (a, b)], z, near)


OF = {"cross_auc": cross_auc, "abroca": abroca, "score_distance_ks": ks,
      "score_distance_wasserstein": wasserstein,
      "score_distance_energy": energy}


def largest(name, groups, confidence, value, ends=(0, 1)):
    """(lower, upper, p) of rows by group, of which value is the largest; None
    where too little is known."""
    out = (1 - float(confidence)) / 2
    pairs = len(groups) * (len(groups) - 1) / 2
    z = NormalDist().inv_cdf(1 - out)
    near = stats.norm.isf(out / pairs / (2 if name == "cross_auc" else 1))
    if name == "score_distance_ks":
        near = max(0, math.log(WEI_DUDLEY * pairs / out))
    found = [OF[name](a, b, z, near, ends)
             for a, b in combinations(groups, 2)]
    if None in found or not all(math.isfinite(u) for _, u, _ in found):
        return None
    lows, highs, chances = zip(*found)
    width = math.inf if ends is None else ends[1] - ends[0]
    top = {"score_distance_wasserstein": width,
           "score_distance_energy": math.sqrt(2 * width)}.get(name, 1)
    return (min(max(0, *lows), value), max(min(max(highs), top), value),
            min(1, pairs * min(chances)))
