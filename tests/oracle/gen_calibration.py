# SPDX-License-Identifier: MIT
"""Golden metrics of calibration, from exact rationals and 50 digits.

python3 tests/oracle/gen_calibration.py > tests/metric/golden_calibration.h
"""
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from oracle import calibration as o  # noqa: E402
from oracle import golden  # noqa: E402

R = random.Random(20261130)
N_GROUPS = 2
REASONS = ["defined", "no_rows", "no_positives", "no_negatives",
           "none_selected", "none_rejected", "zero_weight",
           "zero_denominator"]
NUMBERS = {"not_converged": 14}


def rows(n, score, weight=lambda: 1.0, label=None, times=lambda: 1):
    label = label or (lambda: R.choice((0, 0, 1, 1, None)))
    return [(R.randrange(N_GROUPS), score(), label(), weight(), times())
            for _ in range(n)]


def steps(k):
    return lambda: R.randint(0, k) / k


def likely(n, score, weight=lambda: 1.0, times=lambda: 1):
    """Scores that are nearly right."""
    out = []
    for _ in range(n):
        s = score()
        out.append((R.randrange(N_GROUPS), s,
                    int(R.random() < 0.1 + 0.8 * s), weight(), times()))
    return out


def tables():
    """(weighted, bins, rows)."""
    def some():
        return R.choice((0.5, 1.0, 2.25))
    yield 0, 10, likely(60, R.random)
    yield 0, 10, likely(60, steps(10))
    yield 0, 4, likely(60, steps(20), times=lambda: R.randint(1, 4))
    yield 0, -1, likely(40, steps(6))
    yield 0, -1, rows(20, R.random)
    yield 0, 1, rows(30, R.random)
    yield 0, 1000, rows(30, steps(7))
    yield 0, 10, rows(12, lambda: 0.75)
    yield 0, 10, rows(12, lambda: R.choice((0.0, 0.5, 1.0)))
    yield 0, 5, rows(9, steps(4), label=lambda: 1)
    yield 0, 5, rows(9, steps(4), label=lambda: 0)
    yield 0, 5, rows(9, steps(4), label=lambda: None)
    yield 0, 5, [(0, s, int(s > 0.5), 1.0, 1) for s in
                 (0.1, 0.2, 0.4, 0.6, 0.9)]  # separated
    yield 0, 5, [(0, s, y, 1.0, 1) for s, y in
                 ((0.1, 0), (0.5, 0), (0.5, 1), (0.9, 1))]  # all but a tie
    yield 0, 5, [(0, s, int(s < 0.5), 1.0, 1) for s in
                 (0.1, 0.2, 0.4, 0.6, 0.9)]  # the other way round
    yield 0, 10, rows(30, lambda: R.random() * 10.0 ** -R.randint(0, 20))
    yield 0, 3, likely(40, R.random, times=lambda: R.randint(1, 1 << 50))
    yield 1, 10, likely(40, R.random, some)
    yield 1, 7, likely(40, steps(12), some, times=lambda: R.randint(1, 3))
    yield 1, -1, likely(30, steps(5), R.random)
    yield 1, 3, likely(40, R.random, lambda: R.choice((3.0, 1.5, 0.0)))
    yield 1, 4, likely(30, R.random,
                       lambda: R.choice((1.5e100, 2.5e100, 3e100, 1e-90)))
    yield 1, 5, rows(10, steps(4), lambda: 0.0)
    # Right in every bin: 3 of 4 at 0.75, 1 of 4 at 0.25.
    yield 0, 2, [(g, s, int(k < 4 * s), 1.0, 1) for g in (0, 1)
                 for s in (0.25, 0.75) for k in range(4)]


all_rows, all_tables, values = [], [], []
for weighted, n, table in tables():
    all_tables.append("{%d, %d, %d, %d}" % (len(all_rows), len(table),
                                            weighted, n))
    for g, s, y, w, k in table:
        all_rows.append("{%s, %s, %d, %d, %d}" % (
            golden.bits(s), golden.bits(w), k, g, 2 if y is None else y))
    pool = [r[1:] for r in table]
    for g in range(1 + N_GROUPS):
        part = [r[1:] for r in table if g in (0, r[0] + 1)]
        found = o.metrics(part, "distinct" if n < 0 else n, pool)
        for name, v in found.items():
            if name in o.CURVES and not isinstance(v, str):
                v = round(v, 35)  # beyond are the iteration's own errors
            reason = v if isinstance(v, str) else "defined"
            code = NUMBERS.get(reason) or REASONS.index(reason)
            values.append("{%s, %d}" % (
                golden.bits(float(0 if code else v)), code))

golden.header("Metrics of calibration, from exact rationals.")
golden.table("golden_row golden_rows", all_rows)
golden.table("golden_table golden_tables", all_tables)
golden.table("char *const golden_names", ('"%s"' % n for n in o.NAMES))
golden.table("golden_value golden_values", values)
