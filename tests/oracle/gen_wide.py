# SPDX-License-Identifier: MIT
"""Golden results of libfairness/base/wide.c by exact rational arithmetic.

python3 tests/oracle/gen_wide.py > tests/base/golden_wide.h
"""
import math
import random
import sys
from fractions import Fraction

import golden

random.seed(20261)


def power(e):
    return Fraction(2) ** e


def odd(x, root=False):
    """x, or its square root, rounded to odd at 256 bits: (m, exponent, neg).

    Follows the definition: truncate, and set the last bit if anything is
    lost."""
    if x == 0:
        return (0, 0, 0)
    neg, x = int(x < 0), abs(x)
    e = x.numerator.bit_length() - x.denominator.bit_length()
    if root:
        e //= 2
    for shift in (e - 254, e - 255, e - 256, e - 257):
        if root:
            y = x / power(2 * shift)
            m = math.isqrt(y.numerator // y.denominator)
            lost = m * m != y
        else:
            y = x / power(shift)
            m = y.numerator // y.denominator
            lost = m != y
        if m.bit_length() == 256:
            return (m | int(lost), shift, neg)
    raise AssertionError


def value(w):
    m, e, neg = w
    return (-1) ** neg * m * power(e)


def limbs(w):
    m, e, neg = w
    parts = ["0x%x" % (m >> 64 * i & (1 << 64) - 1) for i in range(4)]
    return "{{%s}, %d, %d}" % (", ".join(parts), e, neg)


def random_wide():
    kind = random.randrange(6)
    neg = random.getrandbits(1)
    if kind == 0:
        x = Fraction(random.getrandbits(random.randint(1, 64)))
    elif kind == 1:
        x = Fraction(random.getrandbits(64), random.getrandbits(64) | 1)
    elif kind == 2:
        x = Fraction(random.getrandbits(53)) * power(random.randint(-1074, 960))
    elif kind == 3:
        m = (1 << 256) - 1 - random.getrandbits(random.randint(1, 256))
        x = Fraction(m) * power(random.randint(-300, 50))
    elif kind == 4:
        m = 1 << 255 | random.getrandbits(random.randint(1, 255))
        x = Fraction(m) * power(random.randint(-300, 50))
    else:
        x = Fraction(random.choice([1, 2, 3, (1 << 64) - 1, 1 << 63]))
    return odd(-x if neg else x)


def near(w):
    """Another number that cancels against w."""
    m, e, neg = w
    kind = random.randrange(4)
    if kind == 0 or m == 0:
        return w
    if kind == 1:
        return (m, e + random.choice([-1, 1]), neg)
    if kind == 2:
        return odd(value(w) + power(e + random.randint(0, 250)))
    return (m, e - random.randint(60, 330), neg)


OPS = {
    "add": lambda a, b: odd(value(a) + value(b)),
    "sub": lambda a, b: odd(value(a) - value(b)),
    "mul": lambda a, b: odd(value(a) * value(b)),
    "div": lambda a, b: odd(value(a) / value(b)),
    "sqrt": lambda a, b: odd(abs(value(a)), root=True),
}


def pairs(op):
    yield odd(Fraction(0)), odd(Fraction(7))
    yield odd(Fraction(-7)), odd(Fraction(0))
    yield from ((random_wide(), random_wide()) for _ in range(25))
    for _ in range(25):
        a = random_wide()
        yield a, near(a)
    if op == "div":  # the top limbs are equal: the estimate is the largest
        for _ in range(8):
            b = odd(Fraction(random.getrandbits(256) | 1 << 255))
            yield odd(value(b) - random.getrandbits(random.randint(60, 190))), b
    if op == "sqrt":
        for e in (-256, -255):  # next to a power of two, and to a square
            for d in (1, 2, 3, 1 << 64):
                yield ((1 << 255) + d, e, 0), odd(Fraction(0))
                yield ((1 << 256) - d, e, 0), odd(Fraction(0))
                m = (0x95 << 120) + d
                yield odd(Fraction(m * m + 1)), odd(Fraction(0))
                yield odd(Fraction(m * m - 1)), odd(Fraction(0))
        for m in (3, 1 << 53, (1 << 128) - 1, (1 << 127) + 1):
            yield odd(Fraction(m * m)), odd(Fraction(0))
            yield odd(Fraction(2 * m * m)), odd(Fraction(0))
        for e in (-256, -255, -257):
            yield ((1 << 255), e, 0), odd(Fraction(0))
            yield ((1 << 256) - 1, e, 0), odd(Fraction(0))


def to_double(x):
    """Nearest, ties to even; what overflows is the largest finite double."""
    try:
        return x.numerator / x.denominator  # correctly rounded for ints
    except OverflowError:
        return sys.float_info.max if x > 0 else -sys.float_info.max


def doubles():
    """Wide numbers around the borders of rounding to a double."""
    for e in (-1200, -1076, -1075, -1074, -1073, -1040, -1023, -1022, -1021,
              0, 700, 1022, 1023, 1024, 1100):
        for top in (1, 3, (1 << 53) - 1, (1 << 53) + 1, (1 << 54) - 1,
                    random.getrandbits(53) | 1, random.getrandbits(54) | 1,
                    random.getrandbits(30) | 1):
            for tail in (-1, 0, 1):
                m = (top << 200) + tail
                w = odd(Fraction(m) * power(e - m.bit_length() + 1))
                yield w, to_double(value(w))
    for _ in range(60):
        w = random_wide()
        yield w, to_double(value(w))


def ratios():
    """Quotients of 64-bit integers, near-ties of the 53rd bit among them."""
    for _ in range(100):
        yield random.getrandbits(64), random.getrandbits(64) | 1
    for _ in range(100):
        # q half-way between doubles: a/b next to it has 2q+1 / 2^53 error
        half = random.getrandbits(53) << 1 | 1 | 1 << 53
        b = random.getrandbits(10) | 1
        yield half * b + random.choice([-1, 0, 1]), b
    for _ in range(100):
        yield random.getrandbits(20), random.getrandbits(20) | 1


golden.header("Results of fair__wide_* by exact rational arithmetic.")
for name, op in OPS.items():
    rows = []
    for a, b in pairs(name):
        if name == "div" and b[0] == 0:
            continue
        if name == "sqrt":
            a = (a[0], a[1], 0)
        rows.append("{%s,\n     %s,\n     %s}"
                    % (limbs(a), limbs(b), limbs(op(a, b))))
    golden.table("golden_op golden_%s" % name, rows)
golden.table("golden_double golden_doubles",
             ("{%s, %s}" % (limbs(w), golden.bits(x)) for w, x in doubles()))
golden.table("golden_ratio golden_ratios",
             ("{0x%x, 0x%x, %s}"
              % (a, b, golden.bits(to_double(Fraction(a, b))))
              for a, b in ratios() if a < 1 << 64))
