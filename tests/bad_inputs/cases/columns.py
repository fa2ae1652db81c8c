# SPDX-License-Identifier: MIT
"""Bad inputs: columns of the wrong length, layout or type; no rows."""

from fractions import Fraction as F

from cases.rows import DP, INF, SINGLE, D, RACE, Y, good
from table import Column, case

# 13: columns of different lengths
case(13, "short-decisions", good(y_pred=D[:5]), error="ARGUMENT",
     fronts="c python")
case(13, "long-feature", good(**{"s:race": RACE + ["b"]}), error="ARGUMENT",
     fronts="c python")
case(13, "short-weights", good(sample_weight=[1.0] * 5), error="ARGUMENT",
     fronts="c python")

# 15: no rows
case(15, "no-rows", {"y_true": Column("int64", []),
                     "y_pred": Column("int64", []),
                     "s:race": Column("utf8", [])}, error="EMPTY")
case(15, "every-row-excluded", good(**{"s:race": Column("utf8", [None] * 6)}),
     {"nulls": "exclude"}, error="EMPTY")
case(15, "every-frequency-zero", good(frequency=[0] * 6), error="EMPTY")
case(15, "empty-batch-between", batches=[
    good(), {"y_true": Column("int64", []), "y_pred": Column("int64", []),
             "s:race": Column("utf8", [])}, good()],
    values=[("count", {}, F(12)), (DP, {}, F(1, 3))])

# 29 to 31: dictionaries, slices, validity
GROUPED = Column("utf8", ["a", "b"])
case(29, "dictionaries-differ-by-batch", batches=[
    good(**{"s:race": Column("dictionary", [0, 0, 0, 1, 1, 1], "int8",
                             dictionary=Column("utf8", ["a", "b"]))}),
    good(**{"s:race": Column("dictionary", [1, 1, 1, 0, 0, 0], "int8",
                             dictionary=Column("utf8", ["b", "a"]))})],
    values=[("selection_rate", {"group": {"race": "a"}}, F(2, 3)),
            ("selection_rate", {"group": {"race": "b"}}, F(1, 3)),
            ("count", {"group": {"race": "a"}}, F(6))], fronts="c arrow")
for index in ("int8", "uint8", "int16", "uint16", "int32", "uint32", "int64",
              "uint64"):
    case(30, "duplicate-dictionary-values-" + index, good(**{
        "s:race": Column("dictionary", [0, 2, 0, 1, 1, 1], index,
                         dictionary=Column("utf8", ["a", "b", "a"]))}),
         values=[("selection_rate", {"group": {"race": "a"}}, F(2, 3)),
                 (DP, {}, F(1, 3))], fronts="c arrow")
case(30, "null-dictionary-value", good(**{
    "s:race": Column("dictionary", [0, 0, 0, 1, 1, 1], "int8",
                     dictionary=Column("utf8", ["a", None]))}),
    values=[("selection_rate", {"group": {"race": None}}, F(1, 3)),
            ("selection_rate", {"group": {"race": "a"}}, F(2, 3))],
    fronts="c arrow")
case(30, "index-too-large", good(**{
    "s:race": Column("dictionary", [0, 0, 0, 1, 2, 1], "int8",
                     dictionary=GROUPED)}),
    error="DATA", column="race", row=4, fronts="c arrow")
case(30, "index-negative", good(**{
    "s:race": Column("dictionary", [0, 0, 0, 1, -1, 1], "int8",
                     dictionary=GROUPED)}),
    error="DATA", column="race", row=4, fronts="c arrow")
case(30, "index-under-a-null-is-not-read", good(**{
    "s:race": Column("dictionary", [0, 0, 0, 1, 1, 77], "int8",
                     dictionary=GROUPED, valid=[1, 1, 1, 1, 1, 0])}),
    values=[("selection_rate", {"group": {"race": None}}, F(0)),
            ("selection_rate", {"group": {"race": "b"}}, F(1, 2))],
    fronts="c arrow")
case(30, "dictionary-of-decisions", good(
    y_pred=Column("dictionary", [1, 0, 1, 1, 0, 0], "int8",
                  dictionary=Column("int64", [0, 1]))),
    values=[(DP, {}, F(1, 3))], fronts="c arrow")
case(31, "slices-with-different-offsets", {
    "y_true": Column("int64", Y, offset=3), "y_pred": Column("bool1", D,
                                                             offset=5),
    "s:race": Column("utf8", RACE, offset=1)},
    values=[(DP, {}, F(1, 3)), ("accuracy", {}, F(2, 3))],
    fronts="c arrow")
case(31, "slice-of-a-column-with-nulls", good(
    **{"s:race": Column("utf8", ["a", "a", None, "b", "b", None],
                        offset=9)}),
    values=[("selection_rate", {"group": {"race": None}}, F(1, 2))],
    fronts="c arrow")
case(31, "slice-of-a-dictionary", good(**{
    "s:race": Column("dictionary", [0, 0, 0, 1, 1, 1], "int16", offset=2,
                     dictionary=GROUPED)}),
    values=[(DP, {}, F(1, 3))], fronts="c arrow")
case(31, "values-under-nulls-are-not-read", good(
    **{"s:race": Column("float64", [1.0, 1.0, 1.0, 2.0, 2.0, INF],
                        valid=[1, 1, 1, 1, 1, 0])}),
    values=[("selection_rate", {"group": {"race": None}}, F(0))],
    fronts="c arrow")

# 32: types
for kind in ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32",
             "uint64", "float32", "float64", "bool8", "bool1"):
    case(32, "labels-of-" + kind, good(
        y_true=Column(kind, Y), y_pred=Column(kind, D)),
        values=[(DP, {}, F(1, 3)), ("accuracy", {}, F(2, 3))],
        fronts="c arrow numpy")
for kind, fronts in (("utf8", "c arrow"), ("large_utf8", "c arrow"),
                     ("utf8_view", "arrow")):
    case(32, "groups-of-" + kind, good(**{"s:race": Column(
        kind, ["a", "a", "a", "b is a longer name", "b is a longer name",
               "b is a longer name"])}), values=[
        ("selection_rate", {"group": {"race": "b is a longer name"}},
         F(1, 3)), (DP, {}, F(1, 3))], fronts=fronts)
case(32, "float16-score", good(
    y_pred=None, y_score=Column("float16", [.5, .25, .5, .75, .25, 0.])),
    {"threshold": 0.5}, values=[(DP, {}, F(1, 3))], fronts="arrow numpy")
case(32, "float32-score-at-threshold", good(
    y_pred=None, y_score=Column("float32", [.7, .3, .7, .7, .3, .3])),
    {"threshold": 0.7}, values=[("selection_rate", {}, F(0))],
    fronts="c arrow numpy")  # float32(0.7) is below the double 0.7
case(32, "null-typed-feature", good(**{"s:race": Column("null",
                                                        [None] * 6)}),
     values=[(DP, {}, SINGLE)], fronts="c arrow")
case(32, "text-weights", good(sample_weight=["1"] * 6), error="TYPE",
     column="sample_weight", fronts="c python")
case(32, "text-score", good(y_pred=None, y_score=["0.5"] * 6),
     {"threshold": 0.5}, error="TYPE", column="y_score", fronts="c python")
