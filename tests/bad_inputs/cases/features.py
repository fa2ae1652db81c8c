# SPDX-License-Identifier: MIT
"""Bad inputs: what comes in sensitive and control features."""

from fractions import Fraction as F

from cases.rows import DATA, DP, INF, MIXED, NAN, D, RACE, Y, features, good
from table import case

# 1: missing values of features
HOLES = ["a", "a", None, "b", "b", None]
case(1, "null-group-is-a-group", good(**{"s:race": HOLES}), values=[
    ("selection_rate", {"group": {"race": None}}, F(1, 2)),
    ("selection_rate", {"group": {"race": "a"}}, F(1, 2)),
    ("selection_rate", {}, F(1, 2)), (DP, {}, F(0))],
    rows=(6, 6, {}))
case(1, "null-group-excluded", good(**{"s:race": HOLES}),
     {"nulls": "exclude"}, rows=(6, 4, {"null_sensitive": 2}),
     values=[("selection_rate", {}, F(1, 2)), ("count", {}, F(4))])
case(1, "null-group-error", good(**{"s:race": HOLES}), {"nulls": "error"},
     error="DATA", column="race", row=2, count=2)
case(1, "null-group-set-aside", good(
    y_pred=[1, 0, 1, 1, 1, 0], **{"s:race": HOLES}),
    {"nulls": "set_aside"}, rows=(6, 6, {}), values=[
        (DP, {}, F(1, 2)), ("count", {}, F(6)),
        ("selection_rate", {"group": {"race": None}}, F(1, 2))])
case(1, "nan-group-is-a-group", good(
    **{"s:race": [1.0, 1.0, NAN, 2.0, 2.0, NAN]}), values=[
        ("selection_rate", {"group": {"race": None}}, F(1, 2)),
        ("selection_rate", {"group": {"race": 2}}, F(1, 2))])
case(1, "null-control-excluded", good(
    **{"c:site": ["x", None, "x", "x", "x", None]}), {"nulls": "exclude"},
    rows=(6, 4, {"null_control": 2}), values=[("count", {}, F(4))])
case(1, "null-control-counts-before-null-sensitive", good(
    **{"s:race": HOLES, "c:site": ["x", "x", None, "x", "x", "x"]}),
    {"nulls": "exclude"},
    rows=(6, 4, {"null_control": 1, "null_sensitive": 1}), values=[])
case(1, "infinite-group", good(
    **{"s:race": [1.0, 1.0, INF, 2.0, 2.0, -INF]}), fronts="c python",
    error=DATA, column="race", row=2, count=2)
case(1, "fractional-group", good(
    **{"s:race": [1.0, 1.0, 1.5, 2.0, 2.0, 2.5]}), fronts="c python",
    error="DATA", column="race", row=2, count=2)
case(1, "negative-zero-is-zero", good(
    **{"s:race": [0.0, -0.0, 0.0, 1.0, 1.0, 1.0]}), fronts="c python",
    values=[("selection_rate", {"group": {"race": 0}}, F(2, 3)),
            (DP, {}, F(1, 3))])

# 22: an identifier used as a group
IDS = {"y_true": Y * 10, "y_pred": D * 10, "s:id": list(range(60))}
case(22, "customer-numbers", IDS, error="LIMIT")
case(22, "customer-numbers-allowed", IDS, {"allow_sparse": True},
     values=[(DP, {}, F(1)), ("count", {}, F(60))], fronts="c python")
case(22, "customer-names",
     {"y_true": Y * 10, "y_pred": D * 10,
      "s:id": [f"c{i:02}" for i in range(60)]}, error="LIMIT")
case(22, "twenty-single-rows-are-allowed",
     {"y_true": (Y * 4)[:20], "y_pred": (D * 4)[:20],
      "s:id": list(range(20))}, values=[("count", {}, F(20))])

# 23: names that look alike stay apart
LOOK = ["caf\u00e9", "cafe\u0301", "Caf\u00e9", "caf\u00e9 ", "caf\u00e9\u200b",
        " caf\u00e9"]
case(23, "look-alikes", good(**{"s:race": LOOK}), values=[
    ("selection_rate", {"group": {"race": name}}, F(d))
    for name, d in zip(LOOK, D)])

# 24: unusual names
case(24, "embedded-nul", good(
    **{"s:race": ["a", "a", "a", "a\0", "a\0", "a\0"]}), fronts="c python",
    values=[("selection_rate", {"group": {"race": "a"}}, F(2, 3)),
            ("selection_rate", {"group": {"race": "a\0"}}, F(1, 3)),
            (DP, {}, F(1, 3))])
for name, bad in (("bare-continuation", b"\x80"), ("overlong", b"\xc0\xaf"),
                  ("surrogate", b"\xed\xa0\x80"),
                  ("beyond-unicode", b"\xf4\x90\x80\x80"),
                  ("cut-short", b"a\xe2\x82")):
    case(24, "invalid-utf8-" + name, good(
        **{"s:race": [b"a", b"a", b"a", bad, b"b", b"b"]}), fronts="c arrow",
        error="DATA", column="race", row=3)
case(24, "empty-text-is-not-null", good(
    **{"s:race": ["", "", "", None, None, None]}), values=[
        ("selection_rate", {"group": {"race": ""}}, F(2, 3)),
        ("selection_rate", {"group": {"race": None}}, F(1, 3)),
        (DP, {}, F(1, 3))])
case(24, "text-null-is-not-null", good(
    **{"s:race": ["null", "null", "null", None, None, None]}), values=[
        ("selection_rate", {"group": {"race": "null"}}, F(2, 3)),
        ("selection_rate", {"group": {"race": None}}, F(1, 3))])
case(24, "ten-megabyte-name", good(
    **{"s:race": RACE[:5] + ["x" * 10_000_000]}), error="LIMIT",
    column="race", row=5, fronts="python")

# 25: composite keys
case(25, "separator-in-names", features(
    x=["x|y", "x|y", "x|y", "x", "x", "x"],
    z=["z", "z", "z", "y|z", "y|z", "y|z"]), {"by": [["x", "z"]]}, values=[
        ("selection_rate", {"group": {"x": "x|y", "z": "z"}}, F(2, 3)),
        ("selection_rate", {"group": {"x": "x", "z": "y|z"}}, F(1, 3)),
        (DP, {}, F(1, 3))])
case(25, "comma-and-equals-in-names", features(
    x=["p, z=q", "p, z=q", "p, z=q", "p", "p", "p"],
    z=["r", "r", "r", "q, z=r", "q, z=r", "q, z=r"]),
    {"by": [["x", "z"]]}, values=[(DP, {}, F(1, 3))])
case(25, "empty-parts", features(
    x=["ab", "ab", "ab", "a", "a", "a"],
    z=["", "", "", "b", "b", "b"]), {"by": [["x", "z"]]},
    values=[(DP, {}, F(1, 3))])
case(25, "text-one-is-not-number-one", batches=[
    good(**{"s:race": [1, 1, 1, 2, 2, 2]}), good()], fronts="c",
    error="DATA", column="race", row=6)

# 26: too many cells
case(26, "max-cells", good(**{"s:race": MIXED}), {"max_cells": 2},
     error="LIMIT")
case(26, "max-cells-reached", good(), {"max_cells": 2},
     values=[(DP, {}, F(1, 3))])
