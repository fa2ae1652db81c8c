# SPDX-License-Identifier: MIT
"""Golden bounds of libfairness/stats/interval_score.c and interval_beta.c.

The papers' own formulas, with 50 digits: the cubic's root by cosines
(Miettinen and Nurminen 1985, appendix), Koopman's chi-square, and sums of
binomial probabilities or the integral of the density for beta quantiles.

python3 tests/oracle/gen_score_interval.py > tests/stats/golden_score_interval.h

Needs mpmath.
"""
import random
import sys

import golden

try:
    from mpmath import mp, mpf
except ImportError:
    sys.exit(77)

random.seed(20268)
mp.dps = 100
Z = mpf(1.959963984540054)


def likely(k1, n1, k2, n2, d):
    """The most likely p2 under p1 - p2 = d."""
    n, k = n1 + n2, k1 + k2
    l3, l2 = n, (n1 + 2 * n2) * d - n - k
    l1, l0 = (n2 * d - n - 2 * k2) * d + k, k2 * d * (1 - d)
    q = l2**3 / (3 * l3)**3 - l1 * l2 / (6 * l3**2) + l0 / (2 * l3)
    p = mp.sqrt(l2**2 / (3 * l3)**2 - l1 / (3 * l3))
    p = p if q > 0 else -p
    ratio = min(mpf(1), max(mpf(-1), q / p**3)) if p != 0 else mpf(0)
    a = (mp.pi + mp.acos(ratio)) / 3
    return 2 * p * mp.cos(a) - l2 / (3 * l3)


def difference(k1, n1, k2, n2, d):
    p2 = likely(k1, n1, k2, n2, d)
    p1 = p2 + d
    n = n1 + n2
    v = (p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2) * n / (n - 1)
    return (k1 / n1 - k2 / n2 - d)**2 - Z**2 * v


def chi_square(k, n, p):
    off = k - n * p
    return off**2 / (n * p * (1 - p)) if abs(off) > mpf(10)**-60 else 0


def ratio(k1, n1, k2, n2, r):
    """Koopman's chi-square, less its quantile."""
    n = n1 + n2
    a = n * r
    b = n1 * r + k1 + n2 + k2 * r
    p2 = (b - mp.sqrt(b * b - 4 * a * (k1 + k2))) / (2 * a)
    p1 = r * p2
    return chi_square(k1, n1, p1) + chi_square(k2, n2, p2) - Z**2


def bisect(f, inside, outside, middle):
    """The end of f <= 0."""
    for _ in range(170):
        m = middle(inside, outside)
        if f(m) > 0:
            outside = m
        else:
            inside = m
    return inside


def mean(a, b):
    return (a + b) / 2


def root(a, b):
    return mp.sqrt(a * b)


def quantile(p, a, b):
    """Of Beta(a, b), p below."""
    return bisect(lambda x: mp.betainc(a, b, 0, x, regularized=True) - p,
                  mpf(0), mpf(1), mean)


def row(*values):
    return "{{%s}}" % ", ".join(float(v).hex() for v in values)


def pairs(count):
    for _ in range(count):
        n1, n2 = (random.randint(3, 10**random.randint(1, 5))
                  for _ in range(2))
        yield random.randint(0, n1), n1, random.randint(0, n2), n2


def differences():
    for pair in pairs(60):
        given = list(map(mpf, pair))
        at = given[0] / given[1] - given[2] / given[3]
        if abs(at) == 1:
            continue

        def f(d, given=given):
            return difference(*given, d)
        yield row(*pair, bisect(f, at, mpf(-1), mean),
                  bisect(f, at, mpf(1), mean))


def ratios():
    for pair in pairs(60):
        k1, n1, k2, n2 = given = list(map(mpf, pair))
        if k1 == 0 or k2 == 0 or (k1 == n1 and k2 == n2):
            continue
        at = k1 / n1 / (k2 / n2)

        def f(r, given=given):
            return ratio(*given, r)
        yield row(*pair, bisect(f, at, at / 10**9, root),
                  bisect(f, at, at * 10**9, root))


def rates():
    """k, n, then the bounds of Clopper-Pearson and of Jeffreys."""
    half = mpf(1) / 2
    for i in range(24):
        if i % 2:
            n = random.randint(2, 60)
            k = random.randint(1, n - 1)
        else:
            n = 2 + 40 * random.random()
            k = 0.1 + (n - 0.2) * random.random()
        a = mpf(0.025)
        m, j = mpf(n), mpf(k)
        yield row(k, n, quantile(a, j, m - j + 1),
                  1 - quantile(a, m - j, j + 1),
                  quantile(a, j + half, m - j + half),
                  1 - quantile(a, m - j + half, j + half))


golden.header("Bounds of score and beta intervals of 95 %, with 50 digits.")
golden.table("golden_row golden_difference", differences())
golden.table("golden_row golden_ratio", ratios())
golden.table("golden_row golden_rate", rates())
