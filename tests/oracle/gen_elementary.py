# SPDX-License-Identifier: MIT
"""Golden values of libfairness/base/elementary.c, computed with 60 digits.

python3 tests/oracle/gen_elementary.py > tests/base/golden_elementary.h
"""
import random
from decimal import Decimal, getcontext, localcontext

import golden

random.seed(20262)
getcontext().prec = 60
getcontext().Emin, getcontext().Emax = -10**6, 10**6


def arctan_of_inverse(n):
    total = term = Decimal(1) / n
    k = 1
    while abs(term) > Decimal(10) ** -(getcontext().prec + 5):
        term /= -n * n
        total += term / (2 * k + 1)
        k += 1
    return total


def compute_pi():
    return 4 * (4 * arctan_of_inverse(5) - arctan_of_inverse(239))  # Machin


def erf(x):
    """The Taylor series; the caller sees to the precision."""
    total = term = x
    n = 0
    while abs(term) > Decimal(10) ** -getcontext().prec:
        n += 1
        term *= -x * x / n
        total += term / (2 * n + 1)
    return total * 2 / compute_pi().sqrt()


def erfc(x):
    """With 60 digits, cancellation (e^(x^2) twice over) included."""
    with localcontext() as ctx:
        ctx.prec = 80 + int(x * x * Decimal("0.9"))
        out = 1 - erf(x)
    return +out


def quantile(p):
    """Newton on the logarithm of the tail, from a rough start."""
    if p > Decimal("0.5"):
        return -quantile(1 - p)
    x = -(-2 * p.ln()).sqrt() if p < Decimal("0.1") else Decimal(0)
    root_2, root_2pi = Decimal(2).sqrt(), (2 * compute_pi()).sqrt()
    for _ in range(60):
        tail = erfc(-x / root_2) / 2
        density = (-x * x / 2).exp() / root_2pi
        step = (p / tail).ln() * tail / density
        x += step
        if abs(step) < Decimal(10) ** -40:
            return x
    raise AssertionError(p)


def both_signs(values):
    for x in values:
        yield x
        yield -x


EXP = list(both_signs([1e-300, 1e-17, 1e-9, 0.1, 0.34, 0.3466, 0.35, 0.6931,
                       1.0, 2.5, 10.0, 100.25, 700.5])) + \
    [709.78, -708.0] + [random.uniform(-708, 709) for _ in range(100)] + \
    [random.uniform(-2, 2) for _ in range(60)]
LOG = [5e-324, 2.5e-310, 2.3e-308, 1e-300, 1e-5, 0.5, 0.7, 0.7071067811865475,
       0.7071067811865476, 0.9, 0.999999, 1 - 2.0**-53, 1 + 2.0**-52, 1.000001,
       1.1, 1.4142135623730949, 1.4142135623730951, 2.0, 3.0, 1e10,
       1.7976931348623157e308] + \
    [random.uniform(0.4, 3) for _ in range(80)] + \
    [random.random() * 10.0**random.randint(-300, 300) for _ in range(60)]
ERFC = list(both_signs([1e-300, 1e-10, 0.01, 0.1, 0.25, 0.4999999, 0.5,
                        0.5000001, 0.75, 1.0, 1.5, 2.0, 3.0, 4.5, 5.9999,
                        6.0001, 7.0])) + \
    [10.0, 15.5, 20.0, 26.5] + [random.uniform(-3, 6) for _ in range(60)] + \
    [random.uniform(0, 26) for _ in range(30)]
QUANTILE = [5e-324, 1e-310, 1e-300, 1e-100, 1e-30, 1e-16, 1e-8, 0.0005, 0.001,
            0.005, 0.01, 0.0125, 0.025, 0.05, 0.1, 0.2, 0.2499999, 0.25,
            0.2500001, 0.3, 0.4, 0.49, 0.4999, 0.49999999, 0.50000001, 0.6,
            0.75, 0.7500001, 0.8, 0.9, 0.95, 0.975, 0.995, 0.9995,
            1 - 1e-10, 1 - 2.0**-53] + [random.random() for _ in range(40)]

golden.header("Values of elementary functions, computed with 60 digits.")
for name, f, xs in (("exp", Decimal.exp, EXP), ("log", Decimal.ln, LOG),
                    ("erfc", erfc, ERFC), ("quantile", quantile, QUANTILE)):
    golden.table("golden_value golden_%s" % name,
                 ("{%s, %s}" % (x.hex(), float(f(Decimal(x))).hex())
                  for x in xs))
