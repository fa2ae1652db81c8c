# SPDX-License-Identifier: MIT
"""Golden bounds of libfairness/stats/interval.c, with 60 digits.

The formulas are those of the papers, not those of the C code, which arranges
them otherwise.

python3 tests/oracle/gen_interval.py > tests/stats/golden_interval.h
"""
import random
from decimal import Decimal, getcontext

import golden

random.seed(20263)
getcontext().prec = 200  # the ratio's discriminants cancel badly
ZS = [1.959963984540054, 1.6448536269514722, 2.5758293035489004, 0.5]


def wilson(p, n, z):
    """Wilson 1927, as in Brown, Cai and DasGupta 2001, formula (4)."""
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * (p * (1 - p) / n
                                  + z * z / (4 * n * n)).sqrt()
    lower = Decimal(0) if p == 0 else centre - half
    upper = Decimal(1) if p == 1 else centre + half
    return lower, upper


def newcombe(p1, n1, p2, n2, z):
    """Newcombe 1998, method 10."""
    (l1, u1), (l2, u2) = wilson(p1, n1, z), wilson(p2, n2, z)
    delta = ((p1 - l1) ** 2 + (u2 - p2) ** 2).sqrt()
    epsilon = ((u1 - p1) ** 2 + (p2 - l2) ** 2).sqrt()
    return p1 - p2 - delta, p1 - p2 + epsilon


def mover_r(p1, n1, p2, n2, z):
    """Donner and Zou 2012, formula (9)."""
    (l1, u1), (l2, u2) = wilson(p1, n1, z), wilson(p2, n2, z)
    r = p1 * p2
    lower = (r - (r * r - l1 * u2 * (2 * p1 - l1) * (2 * p2 - u2)).sqrt()) \
        / (u2 * (2 * p2 - u2))
    upper = (r + (r * r - u1 * l2 * (2 * p1 - u1) * (2 * p2 - l2)).sqrt()) \
        / (l2 * (2 * p2 - l2))
    return lower, upper


def rates():
    """Pairs (p, n): of counts, with an effective n, and extreme ones."""
    for n in (1, 2, 3, 10, 29, 1000):
        for k in {0, 1, n // 2, n - 1, n}:
            yield k / n, float(n)
    for _ in range(40):
        n = random.randint(1, 10 ** random.randint(1, 9))
        yield random.randint(0, n) / n, float(n)
    for _ in range(20):
        yield random.random(), 1 + random.random() * 10 ** random.randint(0, 6)
    yield from [(1e-12, 3e12), (1 - 2.0**-53, 1e15), (0.5, 1e-3), (0.3, 1e19),
                (5e-9, 2e8), (0.25, 1.8e19)]


def row(values, bounds):
    return "{%s, %s}" % (", ".join(float(v).hex() for v in values),
                         ", ".join(float(b).hex() for b in bounds))


ALL = list(rates())
golden.header("Bounds of intervals, computed with 200 digits.")
rows = []
for i, (p, n) in enumerate(ALL):
    z = ZS[i % 4 if i % 3 == 0 else 0]
    rows.append(row((p, n, z), wilson(Decimal(p), Decimal(n), Decimal(z))))
golden.table("golden_rate golden_wilson", rows)
pairs = [random.sample(ALL, 2) for _ in range(120)]
for name, f in (("newcombe", newcombe), ("mover_r", mover_r)):
    rows = []
    for i, ((p1, n1), (p2, n2)) in enumerate(pairs):
        if f is mover_r and p2 == 0:
            continue
        values = (p1, n1, p2, n2, ZS[i % 4 if i % 3 == 0 else 0])
        rows.append(row(values, f(*map(Decimal, values))))
    golden.table("golden_pair golden_%s" % name, rows)
