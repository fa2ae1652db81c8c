# SPDX-License-Identifier: MIT
"""Wilson, Newcombe and MOVER-R intervals in 150-digit decimal arithmetic.

Wilson 1927; Newcombe 1998 (paper II, method 10); Donner and Zou 2012.
"""

from decimal import Decimal, getcontext, localcontext
from fractions import Fraction
from functools import lru_cache
from statistics import NormalDist

getcontext().prec = 150  # rates as small as 1e-40 have limits near 1e-80


def decimal(x):
    if isinstance(x, Fraction):
        return Decimal(x.numerator) / Decimal(x.denominator)
    return Decimal(x)


def normal_quantile(p):
    """Of 0 < p < 1: a float start, then Newton steps on the integral,
    which is summed as its Taylor series."""
    p = decimal(p)
    with localcontext() as context:
        context.prec = 80
        x = Decimal(NormalDist().inv_cdf(float(p)))
        pi = machin()
        for _ in range(4):
            term, total, k = x, x, 0
            while abs(term) > Decimal(10) ** -70:
                k += 1
                term *= -x * x / (2 * k)
                total += term / (2 * k + 1)
            cdf = Decimal("0.5") + total / (2 * pi).sqrt()
            density = (-x * x / 2).exp() / (2 * pi).sqrt()
            x -= (cdf - p) / density
        return +x


def machin():
    def arctan_of_inverse(n):
        power, total, k = Decimal(1) / n, Decimal(0), 0
        while power > Decimal(10) ** -78:
            total += (power if k % 2 == 0 else -power) / (2 * k + 1)
            power /= n * n
            k += 1
        return total
    return 4 * (4 * arctan_of_inverse(5) - arctan_of_inverse(239))


@lru_cache
def z_of(confidence):
    return normal_quantile((1 + Fraction(confidence)) / 2)


def wilson(p, n, z):
    """Of a rate p of n (effective) rows."""
    p, n = decimal(p), decimal(n)
    middle = p + z * z / (2 * n)
    half = z * (p * (1 - p) / n + z * z / (4 * n * n)).sqrt()
    whole = 1 + z * z / n
    return (middle - half) / whole, (middle + half) / whole


def newcombe(p1, n1, p2, n2, z):
    """Of p1 - p2."""
    return mover_difference((decimal(p1), *wilson(p1, n1, z)),
                            (decimal(p2), *wilson(p2, n2, z)))


def mover_difference(one, other):
    """Of values that are each between two bounds."""
    (p1, l1, u1), (p2, l2, u2) = one, other
    low = ((p1 - l1) ** 2 + (u2 - p2) ** 2).sqrt()
    high = ((u1 - p1) ** 2 + (p2 - l2) ** 2).sqrt()
    return p1 - p2 - low, p1 - p2 + high


def mover_r(p1, n1, p2, n2, z):
    """Of p1 / p2, p2 > 0, from Wilson limits of both."""
    return mover_ratio((decimal(p1), *wilson(p1, n1, z)),
                       (decimal(p2), *wilson(p2, n2, z)))


def mover_ratio(one, other):
    (p1, l1, u1), (p2, l2, u2) = one, other
    both = p1 * p2

    def root(a, b):  # p * p >= x * (2 * p - x), so never below 0
        return max(Decimal(0), both ** 2 - a * b * (2 * p1 - a)
                   * (2 * p2 - b)).sqrt()
    low, high = root(l1, u2), root(u1, l2)
    return ((both - low) / (u2 * (2 * p2 - u2)),
            (both + high) / (l2 * (2 * p2 - l2)))
