# SPDX-License-Identifier: MIT
"""Golden states of libfairness/base/exact.c, from Python's integers.

python3 tests/oracle/gen_exact.py > tests/base/golden_exact.h
"""
import random
from fractions import Fraction

import golden

random.seed(20265)
UNIT = -35 * 64  # everything is an integer multiple of 2^UNIT


def random_double(kind):
    if kind == "any":
        b = random.getrandbits(64)
        while b >> 52 & 0x7FF == 0x7FF:
            b = random.getrandbits(64)
        return golden.from_bits(b)
    if kind == "subnormal":
        return golden.from_bits(random.getrandbits(1) << 63 |
                                random.getrandbits(random.randint(1, 52)))
    if kind == "huge":
        return random.choice([-1, 1]) * (2 - random.random()) * 2.0**1023
    if kind == "whole":
        return float(random.randint(-1000, 1000))
    return random.choice([-1, 1]) * 2.0**random.randint(-1074, 1023)


def random_times(most):
    return random.choice([0, 1, 1, 1, 2, 1000, random.randint(0, most), most])


def trimmed(total):
    """The fewest limbs that hold total * 2^UNIT: (base, limbs)."""
    if total == 0:
        return 0, []
    low = 0
    while total % (1 << 64) == 0:
        total >>= 64
        low += 1
    n = 1
    while not -(1 << 64 * n - 1) <= total < 1 << 64 * n - 1:
        n += 1
    return low - 35, [total >> 64 * i & (1 << 64) - 1 for i in range(n)]


terms, rows, limbs = [], [], []
for case in range(120):
    kind = ["any", "subnormal", "huge", "whole", "power"][case % 5]
    square = case // 5 % 2
    first = len(terms)
    total = 0
    count = random.randint(1, 8)
    most = ((1 << 63) - 1) // count  # windows have room for 2^64 rows
    some = [(random_double(kind), random_times(most)) for _ in range(count)]
    if case % 7 == 0 and not square:  # cancels to nothing, or nearly
        some += [(-x, t) for x, t in some]
    for x, times in some:
        value = Fraction(x) ** (1 + square) * times / Fraction(2) ** UNIT
        assert value.denominator == 1
        total += int(value)
        terms.append((x, times))
    base, out = trimmed(total)
    rows.append("{%d, %d, %d, {%d, %d}, %d}" % (
        first, len(some), square, base, len(out), len(limbs)))
    limbs += out

golden.header("States of exact sums, from integers without limit.")
golden.table("golden_term golden_terms",
             ("{%s, 0x%x}" % (golden.bits(x), t) for x, t in terms))
golden.table("golden_state golden_states", rows)
golden.table("uint64_t golden_limbs", ("0x%016x" % v for v in limbs))
