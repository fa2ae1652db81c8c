# SPDX-License-Identifier: MIT
"""Golden values of libfairness/stats/range.c.

golden_exact: in rational arithmetic.  golden_large: sizes at which the library
approximates, in double precision.  See ranges.py.

python3 tests/oracle/gen_range.py > tests/stats/golden_range.h
"""
import random
from fractions import Fraction

import golden
from ranges import expected, expected_large

random.seed(20264)


def row(groups, p, value):
    sizes = ", ".join("{%d, %d}" % g for g in groups)
    return "{%s, {%s}, %s}" % (float(p).hex(), sizes, float(value).hex())


def random_groups(most, many):
    return [(random.randint(1, most), random.randint(1, 3))
            for _ in range(random.randint(2, many))]


golden.header("Expected ranges by chance alone, in rational arithmetic and, "
              "for large\n * groups, in double precision.")
EXACT = [([(100, 2)], Fraction(3, 10)), ([(100, 12)], Fraction(3, 10)),
         ([(50, 50)], Fraction(3, 10)), ([(1, 2)], Fraction(1, 2)),
         ([(1, 1), (2, 1)], Fraction(1, 2)), ([(256, 2)], Fraction(1, 2)),
         ([(256, 1), (255, 1)], Fraction(1, 1024)), ([(2, 40)], Fraction(1, 4)),
         ([(1, 1000)], Fraction(1, 8))]
EXACT += [(random_groups(most, 4), Fraction(random.randint(1, 63), 64))
          for most in (3, 10, 30, 60) for _ in range(4)]
golden.table("golden_range golden_exact",
             [row(g, p, expected(g, p)) for g, p in EXACT])
LARGE = [([(257, 2)], 0.5), ([(1000, 2)], 0.3), ([(1000, 12)], 0.3),
         ([(5000, 3), (20, 2)], 0.3), ([(3000, 1), (3100, 1)], 0.7),
         ([(100000, 4)], 0.001), ([(100000, 4)], 0.0001),
         ([(3175, 1), (103, 1), (31, 1), (11, 1), (509, 1), (343, 1)], 0.45),
         ([(n, 1) for n in (400, 700, 1100, 1700, 2600, 4100, 9000, 20000)],
          0.2), ([(1000003, 2), (999983, 3)], 0.25)]
golden.table("golden_range golden_large",
             [row(g, p, expected_large(g, p)) for g, p in LARGE])
