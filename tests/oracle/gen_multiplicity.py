# SPDX-License-Identifier: MIT
"""Golden p-values of libfairness/stats/multiplicity.h, in fractions.

From the definitions by quantification: a p-value is adjusted to the least
level at which its test is rejected.  Not as the C code, which runs along.

python3 tests/oracle/gen_multiplicity.py > tests/stats/golden_multiplicity.h

Where statsmodels is there it has to agree.
"""
import random
from fractions import Fraction

import golden

try:
    from statsmodels.stats.multitest import multipletests
except ImportError:
    multipletests = None

random.seed(20270)
MOST = 12


def bonferroni(p, n):
    return [min(Fraction(1), n * x) for x in p]


def holm(p, n):
    """The largest over all that are not larger."""
    order = sorted(p)
    return [max(min(Fraction(1), (n - i) * y)
                for i, y in enumerate(order) if y <= x) for x in p]


def hochberg(p, n):
    """The least over all that are not less."""
    order = sorted(p)
    return [min(min(Fraction(1), (n - i) * y)
                for i, y in enumerate(order) if y >= x) for x in p]


def benjamini_hochberg(p, n):
    order = sorted(p)
    return [min(min(Fraction(1), n * y / (i + 1))
                for i, y in enumerate(order) if y >= x) for x in p]


METHODS = [(bonferroni, "bonferroni"), (holm, "holm"),
           (hochberg, "simes-hochberg"), (benjamini_hochberg, "fdr_bh")]


def families():
    for i in range(40):
        n = random.randint(1, MOST)
        p = [random.random()**random.choice([1, 3, 9]) for _ in range(n)]
        if i % 3 == 0:
            p[random.randrange(n)] = random.choice([0.0, 1.0])
        if i % 4 == 0:
            p[0] = p[-1]
        yield p


def rows():
    for p in families():
        exact, n = list(map(Fraction, p)), len(p)
        parts = []
        for method, name in METHODS:
            adjusted = [float(x) for x in method(exact, n)]
            if multipletests is not None:
                second = multipletests(p, method=name)[1]
                assert max(abs(a - b) for a, b in zip(adjusted, second)) < 1e-14
            parts.append(adjusted)
        yield "{%d, {%s}, {%s}}" % (
            n, ", ".join(x.hex() for x in p),
            ", ".join("{%s}" % ", ".join(x.hex() for x in a) for a in parts))


golden.header("Adjusted p-values, computed in fractions.")
golden.table("golden_family golden_families", rows())
