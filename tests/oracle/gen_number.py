# SPDX-License-Identifier: MIT
"""Golden texts of libfairness/base/number.c: Python's repr and its exact
%-formatting (both correctly rounded by David Gay's code).

python3 tests/oracle/gen_number.py > tests/base/golden_number.h
"""
import random

import golden

random.seed(20264)


def shortest(x):
    text = repr(x)
    text = text[:-2] if text.endswith(".0") else text
    return "0" if text == "-0" else text


def fixed(x, places):
    text = "%.*f" % (places, x)
    return text if text.strip("-0.") else text.lstrip("-")


def doubles():
    for biased in range(2047):  # every power of two
        if biased % 2 == 0 or 1000 < biased < 1100:
            yield golden.from_bits(max(1, biased << 52))
        if biased % 16 == 0:  # and the neighbours of some
            yield golden.from_bits((biased << 52) + 1)
            yield golden.from_bits(max(1, (biased << 52) - 1))
    for e in range(-323, 309, 3):
        for digits in ("1", "5", "9.5", "9.999999999999999"):
            if float("%se%d" % (digits, e)) < 1.8e308:
                yield float("%se%d" % (digits, e))
    for _ in range(500):
        x = golden.from_bits(random.getrandbits(64))
        if abs(x) < 1.8e308:  # a finite one
            yield x
    for _ in range(200):  # subnormal
        yield golden.from_bits(random.getrandbits(random.randint(1, 52)))
    for _ in range(500):  # what reports hold
        n = random.randint(1, 10**random.randint(1, 6))
        yield random.randint(0, n) / n
    for _ in range(200):
        yield random.randint(-10**6, 10**6) / 10.0**random.randint(0, 9)
    for _ in range(100):  # integers beyond 2^53
        yield float(random.getrandbits(random.randint(50, 70)))
    for _ in range(40):  # two shortest decimals equally near: the even one
        yield (2**52 + random.getrandbits(52) | 1) / 4.0
        yield (2**52 + random.getrandbits(52) | 1) / 8.0
    yield from [0.0, -0.0, 1.0, -1.0, 0.1, 1e15, 1e16, 1e17, 1e22, 1e23, 1e-4,
                1e-5, 9.999999999999999e-5, 2.0**53 - 1, 2.0**53, 2.0**53 + 2,
                -2.0**53, 9999999999999998.0, 123456789012345680.0, 5e-324,
                2.2250738585072014e-308, 2.225073858507201e-308,
                1.7976931348623157e308, -0.5, -1e-5, 5.684341886080802e-14]


def fixed_cases():
    yield from ((x, p) for p in range(18) for x in
                (0.0, -0.0, 0.5, 1.5, 2.5, -0.5, -0.0005, 0.125, 0.375,
                 9.9999999, 999999.5, 1e17, -99999999999999999.0, 1 / 3,
                 5e-324, 1e-18, 4.5e-18, 0.45, 0.05, 0.15, 1e18, -1e300))
    for _ in range(400):
        yield (random.uniform(-2, 2) * 10.0**random.randint(-9, 17),
               random.randint(0, 17))
    for _ in range(200):  # ties, exactly
        p = random.randint(0, 8)
        yield (random.randint(-2**40, 2**40) * 2 + 1) / 2.0**(p + 1), p


golden.header("Decimals of doubles, by Python's repr and %-formatting.")
golden.table("golden_shortest golden_repr",
             ('{%s, "%s"}' % (golden.bits(x), shortest(x)) for x in doubles()))
golden.table("golden_places golden_fixed",
             ('{%s, %d, "%s"}' % (golden.bits(x), p,
                                  fixed(x, p) if abs(x) < 1e18 else shortest(x))
              for x, p in fixed_cases()))
