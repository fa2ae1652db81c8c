# SPDX-License-Identifier: MIT
"""Bad inputs: weights and frequencies."""

from fractions import Fraction as F

from cases.rows import DATA, DP, DPR, HALF, INF, NAN, good
from table import Column, case

# 4: infinite weights
case(4, "inf-weight", good(sample_weight=[1.0, 1.0, 1.0, INF, 1.0, 1.0]),
     error="NONFINITE", column="sample_weight", row=3, count=1)
case(4, "nan-weight", good(sample_weight=[1.0, NAN, 1.0, NAN, 1.0, 1.0]),
     error=DATA, column="sample_weight", row=1, count=2)
case(4, "null-weight", good(sample_weight=[1.0, 1.0, 1.0, 1.0, 1.0, None]),
     error=DATA, column="sample_weight", row=5, count=1)

# 5: negative weights and frequencies
case(5, "negative-weight", good(sample_weight=[1.0, 1, 1, -0.5, 1, -2]),
     error="DATA", column="sample_weight", row=3, count=2)
case(5, "negative-zero-weight", good(sample_weight=[1.0, 1, 1, 1, 1, -0.0]),
     values=[("selection_rate", {"group": {"race": "b"}}, F(1, 2))])
case(5, "negative-frequency", good(frequency=[1, 1, -1, 1, 1, 1]),
     error="DATA", column="frequency", row=2, count=1)
case(5, "fractional-frequency", good(frequency=[1.0, 1.5, 1, 1, 2.5, 1]),
     error="DATA", column="frequency", row=1, count=2)
case(5, "null-frequency", good(frequency=[1, 1, 1, None, 1, 1]),
     error=DATA, column="frequency", row=3, count=1)
case(5, "zero-frequency", good(frequency=[1, 1, 1, 0, 1, 1]),
     rows=(6, 5, {"zero_frequency": 1}),
     values=[("selection_rate", {"group": {"race": "b"}}, F(0))])

# 6: a group whose weights are all zero
ZERO = {"sample_weight": [1.0, 1.0, 1.0, 0.0, 0.0, 0.0]}
case(6, "zero-weight-group", good(**ZERO), values=[
    ("selection_rate", {"group": {"race": "b"}}, "zero_weight"),
    ("selection_rate", {"group": {"race": "a"}}, F(2, 3)),
    ("selection_rate", {}, F(2, 3)),
    (DP, {}, "undefined_in_group"), (DPR, {}, "undefined_in_group")])
case(6, "zero-weight-group-skipped", good(**ZERO), {"undefined": "skip"},
     values=[(DP, {}, "single_group")])
case(6, "all-weights-zero", good(sample_weight=[0.0] * 6), values=[
    ("selection_rate", {}, "zero_weight"), (DP, {}, "undefined_in_group")])

# 7: weights that overflow
case(7, "huge-weights", good(sample_weight=[1e308] * 6), error="OVERFLOW",
     column="sample_weight", row=0, count=6)
case(7, "huge-but-held-weights", good(sample_weight=[2.0 ** 480] * 6),
     values=[(DP, {}, F(1, 3)), ("selection_rate", {}, F(1, 2))])
case(7, "tiny-weights", good(sample_weight=[5e-324] * 6),
     values=[(DP, {}, F(1, 3)), ("selection_rate", {}, F(1, 2))])
case(7, "tiny-beside-huge", good(
    sample_weight=[5e-324, 2.0 ** 480, 5e-324, 1, 1, 1]), values=[
        ("selection_rate", {"group": {"race": "b"}}, F(1, 3))])

# 28: counts beyond 2**53 and 2**63
case(28, "beyond-2-53", good(
    frequency=[2 ** 53 + 1, 2 ** 53, 1, 2 ** 53 + 1, 1, 2 ** 53]),
    n=4 * 2 ** 53 + 4)
case(28, "frequency-of-2-63", good(
    frequency=Column("uint64", [1, 2 ** 63, 1, 1, 2 ** 64 - 1, 1])),
    error="OVERFLOW", column="frequency", row=1, fronts="c python")
case(28, "largest-sum", good(
    frequency=Column("uint64", [HALF, 1, 0, HALF - 2, 0, 0])), n=2 ** 63 - 1,
    fronts="c python")
case(28, "sum-beyond-2-63", good(
    frequency=Column("uint64", [HALF, HALF, 0, 0, 0, 0])),
    error="OVERFLOW", column="frequency", fronts="c python")
case(28, "sum-beyond-2-63-in-batches", batches=[
    good(frequency=Column("uint64", [HALF, 1, 1, 1, 1, 1])),
    good(frequency=Column("uint64", [HALF, 1, 1, 1, 1, 1]))],
    error="OVERFLOW", column="frequency", fronts="c python")
case(28, "groups-fit-but-their-sum-does-not", good(
    frequency=Column("uint64", [HALF, 1, 1, HALF, 1, 1])),
    error="OVERFLOW", column="frequency", fronts="c python")

# 51: sampling weights are not frequencies
case(51, "weights-of-two", good(sample_weight=[2.0] * 6), n=6, values=[
    (DP, {}, F(1, 3)), ("count", {}, F(12))])
case(51, "frequencies-of-two", good(frequency=[2] * 6), n=12, values=[
    (DP, {}, F(1, 3)), ("count", {}, F(12))])
