# SPDX-License-Identifier: MIT
"""The one table of bad inputs: what goes in, and how it must end.

Each row drives the same test through C (gen_cases.py turns the table into
C), Python (tests/python/test_bad_inputs.py) and, where a CSV file can hold
it, the command line.  `number` is the row of the catalogue in
docs/reference/bad-inputs.md.  To add a case, add a row: see table.py for the
words.
"""

from fractions import Fraction as F

from table import (CASES, MERGES, SELF, Column, case, merge_case, shown)

NAN, INF = float("nan"), float("inf")
DATA = ("DATA", "NONFINITE")  # a missing value is NaN or null by front end

# Six good rows: selection rates 2/3 and 1/3, one label of each kind wrong.
Y = [1, 0, 1, 0, 1, 0]
D = [1, 0, 1, 1, 0, 0]
RACE = ["a", "a", "a", "b", "b", "b"]
DP = "demographic_parity_difference"
DPR = "demographic_parity_ratio"


def good(**changes):
    """The six good rows with some columns changed or, if None, left out."""
    columns = {"y_true": Y, "y_pred": D, "s:race": RACE, **changes}
    return {k: v for k, v in columns.items() if v is not None}


def features(**columns):
    return {"y_true": Y, "y_pred": D,
            **{"s:" + k: v for k, v in columns.items()}}


case(0, "good-rows", good(), values=[
    (DP, {}, F(1, 3)), (DPR, {}, F(1, 2)),
    ("selection_rate", {"group": {"race": "a"}}, F(2, 3)),
    ("true_positive_rate", {"group": {"race": "b"}}, F(0)),
    ("accuracy", {}, F(2, 3))])

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

# 2: missing decisions
case(2, "nan-decision", good(y_pred=[1.0, 0.0, NAN, 1.0, NAN, 0.0]),
     error=DATA, column="y_pred", row=2, count=2)
case(2, "null-decision", good(y_pred=[1, 0, 1, 1, 0, None]),
     error=DATA, column="y_pred", row=5, count=1)
case(2, "null-bool-decision",
     good(y_pred=[None, False, True, True, None, False]),
     error=DATA, column="y_pred", row=0, count=2)
case(2, "null-text-decision",
     good(y_pred=["yes", None, "yes", "no", "no", "no"]),
     {"positive_label": {"y_pred": "yes"}}, error=DATA, column="y_pred",
     row=1, count=1)
case(2, "every-decision-nan", good(y_pred=[NAN] * 6), error=DATA,
     column="y_pred", row=0, count=6)
case(2, "null-decision-with-unlabelled-keep",
     good(y_pred=[1, 0, 1, None, 0, 0]), {"unlabelled": "keep"},
     error=DATA, column="y_pred", row=3, count=1)
case(2, "nan-score", good(y_pred=None, y_score=[.9, .1, NAN, .8, .2, .3]),
     {"threshold": 0.5}, error=DATA, column="y_score", row=2, count=1)
case(2, "null-baseline-decision",
     good(y_pred_baseline=[1, 1, None, 1, 0, 0]), error=DATA,
     column="y_pred_baseline", row=2, count=1)

# 3: missing labels
case(3, "nan-label", good(y_true=[1.0, NAN, 1.0, 0.0, NAN, 0.0]),
     error=DATA, column="y_true", row=1, count=2)
case(3, "null-label", good(y_true=[1, 0, 1, 0, None, 0]), error=DATA,
     column="y_true", row=4, count=1)
case(3, "null-label-excluded", good(y_true=[1, None, 1, 0, None, 0]),
     {"unlabelled": "exclude"}, rows=(6, 4, {"null_y_true": 2}), values=[
         ("selection_rate", {"group": {"race": "a"}}, F(1)),
         ("count", {}, F(4))])
case(3, "null-label-kept", good(y_true=[1, None, 1, 0, None, 0]),
     {"unlabelled": "keep"}, rows=(6, 6, {}), values=[
         ("selection_rate", {"group": {"race": "a"}}, F(2, 3)),
         ("accuracy", {"group": {"race": "a"}}, F(1)),
         ("base_rate", {"group": {"race": "b"}}, F(0)),
         ("true_positive_rate", {"group": {"race": "b"}}, "no_positives"),
         (DP, {}, F(1, 3))])
case(3, "nan-label-kept", good(y_true=[1.0, NAN, 1.0, 0.0, NAN, 0.0]),
     {"unlabelled": "keep"}, fronts="c python", values=[
         ("accuracy", {"group": {"race": "a"}}, F(1)), (DP, {}, F(1, 3))])

# 4: infinite scores and weights
for name, bad in (("inf", INF), ("minus-inf", -INF)):
    case(4, name + "-score",
         good(y_pred=None, y_score=[.9, .1, .7, bad, .2, bad]),
         {"threshold": 0.5}, error="NONFINITE", column="y_score", row=3,
         count=2)
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

# 8: probabilities where decisions are expected
case(8, "probabilities", good(y_pred=[.9, .1, .8, .7, .2, .3]),
     error="DATA", column="y_pred", row=0)
case(8, "one-probability", good(y_pred=[1.0, 0, 1, 0.5, 0, 0]),
     error="DATA", column="y_pred", row=3)
case(8, "probabilities-as-labels", good(y_true=[.9, .1, .8, .7, .2, .3]),
     error="DATA", column="y_true", row=0)
case(8, "decision-and-threshold", good(y_score=[.9, .1, .8, .7, .2, .3]),
     {"threshold": 0.5}, error="ARGUMENT", fronts="c python cli")
case(8, "threshold-without-score", good(y_pred=None), {"threshold": 0.5},
     error="ARGUMENT")
case(8, "nan-threshold", good(y_pred=None, y_score=[.9] * 6),
     {"threshold": NAN}, error="ARGUMENT", fronts="c python")
case(8, "score-at-threshold-is-selected",
     good(y_pred=None, y_score=[.5, .4, .5, .5, .4, .4]), {"threshold": 0.5},
     values=[(DP, {}, F(1, 3))])

# 9: labels that are not {0,1}
PLUS_MINUS = [1, -1, 1, -1, 1, -1]
case(9, "minus-one-one", good(y_true=PLUS_MINUS), error="DATA",
     column="y_true")
case(9, "minus-one-one-declared", good(
    y_true=PLUS_MINUS, y_pred=[1, -1, 1, 1, -1, -1]), {"positive_label": 1},
    values=[(DP, {}, F(1, 3)), ("accuracy", {}, F(2, 3))])
case(9, "one-two", good(y_pred=[1, 2, 1, 1, 2, 2]), error="DATA",
     column="y_pred")
case(9, "one-two-declared", good(
    y_true=[2, 1, 2, 1, 2, 1], y_pred=[2, 1, 2, 2, 1, 1]),
    {"positive_label": 2}, values=[(DP, {}, F(1, 3)),
                                   ("accuracy", {}, F(2, 3))])
case(9, "booleans", good(
    y_true=[bool(v) for v in Y], y_pred=[bool(v) for v in D]),
    values=[(DP, {}, F(1, 3)), ("accuracy", {}, F(2, 3))])
YES = ["yes" if v else "no" for v in Y]
case(9, "text", good(y_true=YES), error="DATA", column="y_true")
case(9, "text-declared", good(
    y_true=YES, y_pred=["yes" if v else "no" for v in D]),
    {"positive_label": "yes"}, values=[(DP, {}, F(1, 3)),
                                       ("accuracy", {}, F(2, 3))])
case(9, "text-declared-beside-numbers", good(y_true=YES),
     {"positive_label": "yes"}, values=[(DP, {}, F(1, 3)),
                                        ("accuracy", {}, F(2, 3))])
case(9, "declared-by-column", good(y_true=YES),
     {"positive_label": {"y_true": "yes", "y_pred": 1}},
     values=[("accuracy", {}, F(2, 3))])
case(9, "zero-is-positive", good(), {"positive_label": 0},
     values=[(DP, {}, F(1, 3)), ("base_rate", {}, F(1, 2)),
             ("selection_rate", {"group": {"race": "a"}}, F(1, 3))])
case(9, "text-digits-are-not-numbers", good(
    y_pred=["1", "0", "1", "1", "0", "0"]), error="DATA", column="y_pred",
    fronts="c python")
case(9, "missing-positive-label", good(), {"positive_label": NAN},
     error="ARGUMENT", fronts="c python")
case(9, "fractional-positive-label", good(), {"positive_label": 0.5},
     error="ARGUMENT", fronts="c python")

# 10: three labels
case(10, "three-labels", good(y_true=[1, 0, 2, 0, 1, 2]), error="DATA",
     column="y_true", row=2)
case(10, "three-labels-declared", good(y_true=[1, 0, 2, 0, 1, 2]),
     {"positive_label": 1}, error="DATA", column="y_true", row=2)
case(10, "three-decisions-text",
     good(y_pred=["yes", "no", "yes", "no", "perhaps", "no"]),
     {"positive_label": {"y_pred": "yes"}}, error="DATA", column="y_pred",
     row=4)
case(10, "third-label-in-a-later-batch", batches=[
    good(y_true=[1, 2, 1, 2, 1, 2]), good(y_true=[1, 1, 1, 3, 1, 2])],
    options={"positive_label": 1}, error="DATA", column="y_true", row=9)

# 11: a positive label that is never seen
case(11, "positive-never-seen-text", good(
    y_true=YES, y_pred=["yes" if v else "no" for v in D]),
    {"positive_label": "Yes"}, error="DATA")
case(11, "positive-never-seen-number", good(
    y_true=PLUS_MINUS, y_pred=[1, -1, 1, 1, -1, -1]), {"positive_label": 2},
    error="DATA")
case(11, "seen-in-one-column-is-enough", good(
    y_true=["no"] * 6, y_pred=["yes", "no", "yes", "yes", "no", "no"]),
    {"positive_label": "yes"}, values=[
        (DP, {}, F(1, 3)), ("true_positive_rate", {}, "no_positives")])
case(11, "no-ones-is-fine-for-zero-one", good(y_pred=[0] * 6),
     values=[("selection_rate", {}, F(0))])

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

# 16: one group only
SINGLE = "single_group"
case(16, "one-group", good(**{"s:race": ["a"] * 6}), values=[
    (DP, {}, SINGLE), (DPR, {}, SINGLE), ("impact_ratio", {}, SINGLE),
    ("equalized_odds_difference", {}, SINGLE),
    ("average_odds_difference", {}, SINGLE),
    ("selection_rate", {"group": {"race": "a"}}, F(1, 2)),
    ("selection_rate", {"comparison": "difference"}, SINGLE),
    ("selection_rate", {"comparison": "ratio"}, SINGLE)])
case(16, "one-group-and-missing-set-aside",
     good(**{"s:race": ["a", None, "a", "a", None, "a"]}),
     {"nulls": "set_aside"}, values=[(DP, {}, SINGLE)])
case(16, "everything-missing", good(**{"s:race": Column("utf8", [None] * 6)}),
     values=[(DP, {}, SINGLE),
             ("selection_rate", {"group": {"race": None}}, F(1, 2))])

# 17: a group that is asked for and not there
case(17, "absent-reference", good(), {"reference": {"race": "A"}},
     error="ARGUMENT", says=["a", "b"])
case(17, "reference-of-another-type", good(), {"reference": {"race": 1}},
     error="ARGUMENT", fronts="c python")
case(17, "reference-to-unknown-feature", good(), {"reference": {"sex": "a"}},
     error="ARGUMENT", says=["race"])
case(17, "unknown-feature-in-by", good(), {"by": [["sex"]]},
     error="ARGUMENT", says=["race"])

# 18: groups that are too small, by declaration
MIXED = ["a", "a", "a", "b", "b", "c"]
case(18, "below-min-count", good(**{"s:race": MIXED}), {"min_count": 2},
     values=[("selection_rate", {"group": {"race": "c"}}, F(0)),
             (DP, {}, F(1, 6))])
case(18, "all-below-min-count", good(), {"min_count": 7}, values=[
    (DP, {}, shown(reasons=("single_group", "below_min_count")))])
case(18, "below-min-share", good(**{"s:race": MIXED}), {"min_share": 0.25},
     values=[(DP, {}, F(1, 6))])
for bad in (-0.5, 1.5, NAN):
    case(18, f"min-share-{bad}", good(), {"min_share": bad},
         error="ARGUMENT", fronts="c python")
for bad in (1.0, -0.5, NAN):
    case(18, f"confidence-{bad}", good(), {"confidence": bad},
         error="ARGUMENT", fronts="c python")

# 19: empty denominators inside a group
case(19, "no-positives", good(y_true=[1, 0, 1, 0, 0, 0]), values=[
    ("true_positive_rate", {"group": {"race": "b"}}, "no_positives"),
    ("false_negative_rate", {"group": {"race": "b"}}, "no_positives"),
    ("equal_opportunity_difference", {}, "undefined_in_group"),
    ("equalized_odds_difference", {}, "undefined_in_group"),
    ("average_odds_difference", {}, "undefined_in_group"),
    ("average_absolute_odds_difference", {}, "undefined_in_group")])
case(19, "no-negatives", good(y_true=[1, 1, 1, 0, 1, 0]), values=[
    ("false_positive_rate", {"group": {"race": "a"}}, "no_negatives"),
    ("true_negative_rate", {"group": {"race": "a"}}, "no_negatives"),
    ("predictive_equality_difference", {}, "undefined_in_group"),
    ("equalized_odds_difference", {}, "undefined_in_group")])
case(19, "none-selected", good(y_pred=[1, 0, 1, 0, 0, 0]), values=[
    ("positive_predictive_value", {"group": {"race": "b"}}, "none_selected"),
    ("false_discovery_rate", {"group": {"race": "b"}}, "none_selected"),
    ("predictive_parity_difference", {}, "undefined_in_group"),
    ("conditional_use_accuracy_difference", {}, "undefined_in_group")])
case(19, "none-rejected", good(y_pred=[1, 1, 1, 1, 0, 0]), values=[
    ("negative_predictive_value", {"group": {"race": "a"}}, "none_rejected"),
    ("false_omission_rate", {"group": {"race": "a"}}, "none_rejected"),
    ("conditional_use_accuracy_difference", {}, "undefined_in_group")])
case(19, "undefined-group-of-three-skipped", good(
    y_true=[1, 0, 1, 0, 1, 0], **{"s:race": MIXED}), {"undefined": "skip"},
    values=[("equal_opportunity_difference", {}, F(1)),
            ("true_positive_rate", {"group": {"race": "c"}},
             "no_positives")])
case(19, "no-false-positives", good(y_pred=[1, 0, 1, 0, 0, 0]), values=[
    ("treatment_ratio", {"group": {"race": "b"}}, "zero_denominator"),
    ("treatment_equality_difference", {}, "undefined_in_group")])

# 20: nobody selected anywhere
case(20, "nobody-selected", good(y_pred=[0] * 6), values=[
    (DP, {}, F(0)), (DPR, {}, "zero_reference"),
    ("impact_ratio", {}, "zero_reference"),
    ("four_fifths", {}, "zero_reference"),
    ("selection_rate", {"comparison": "ratio_to_overall"},
     "zero_reference")])
case(20, "everybody-selected", good(y_pred=[1] * 6), values=[
    (DP, {}, F(0)), (DPR, {}, F(1)), ("impact_ratio", {}, F(1))])

# 21: the reference's rate is zero
case(21, "reference-rate-zero", good(
    y_pred=[0, 0, 0, 1, 0, 0]), {"reference": {"race": "a"}}, values=[
        ("selection_rate", {"comparison": "ratio_to_reference",
                            "group": {"race": "b"}}, "zero_reference"),
        ("selection_rate", {"comparison": "difference_to_reference",
                            "group": {"race": "b"}}, F(1, 3)),
        (DPR, {}, F(0)), (DP, {}, F(1, 3))])

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
     error="LIMIT", fronts="c python")
case(26, "max-cells-reached", good(), {"max_cells": 2},
     values=[(DP, {}, F(1, 3))], fronts="c python")

# 28: counts beyond 2**53 and 2**63
case(28, "beyond-2-53", good(
    frequency=[2 ** 53 + 1, 2 ** 53, 1, 2 ** 53 + 1, 1, 2 ** 53]),
    n=4 * 2 ** 53 + 4)
HALF = 2 ** 62  # counts are held below 2 ** 63
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

# 35 to 37: parts that do not belong together
merge_case(35, "with-itself", [(good(), {}), SELF],
           error="DUPLICATE_SHARD")
merge_case(35, "same-shard-twice", [(good(), {"shard": "a"}),
                                    (good(), {"shard": "a"})],
           error="DUPLICATE_SHARD", says=["a"])
merge_case(35, "same-shard-after-another", [
    (good(), {"shard": "a"}), (good(), {"shard": "b"}),
    (good(), {"shard": "a"})], error="DUPLICATE_SHARD", says=["a"])
merge_case(35, "different-shards", [(good(), {"shard": "a"}),
                                    (good(), {"shard": "b"})],
           manifest=["b", "a"], n=12, values=[(DP, {}, F(1, 3))])
merge_case(35, "equal-parts-without-names", [(good(), {}), (good(), {})],
           n=12, values=[(DP, {}, F(1, 3))])
merge_case(36, "a-shard-is-missing", [(good(), {"shard": "a"}),
                                      (good(), {"shard": "b"})],
           manifest=["a", "b", "c"], error="INCOMPLETE", says=["c"])
merge_case(36, "a-shard-too-many", [(good(), {"shard": "a"}),
                                    (good(), {"shard": "b"})],
           manifest=["a"], error="MISMATCH", says=["b"])
merge_case(37, "another-positive-label", [
    (good(), {"positive_label": 1}), (good(), {"positive_label": 0})],
    error="MISMATCH")
merge_case(37, "another-feature", [
    (good(), {}), (features(sex=RACE), {})], error="MISMATCH")
merge_case(37, "another-order-of-features", [
    (features(sex=RACE, race=RACE), {}), (features(race=RACE, sex=RACE), {})],
    error="MISMATCH")
merge_case(37, "another-kind-of-feature", [
    (good(), {}), (good(**{"s:race": [1, 1, 1, 2, 2, 2]}), {})],
    error="MISMATCH", says=["race"])
merge_case(37, "other-columns", [
    (good(), {}), (good(y_true=None), {})], error="MISMATCH")
merge_case(37, "weights-and-none", [
    (good(), {}), (good(sample_weight=[1.0] * 6), {})], error="MISMATCH")
merge_case(37, "another-meaning-of-missing", [
    (good(), {"nulls": "group"}), (good(), {"nulls": "exclude"})],
    error="MISMATCH")
merge_case(37, "another-meaning-of-unlabelled", [
    (good(), {"unlabelled": "keep"}), (good(), {"unlabelled": "exclude"})],
    error="MISMATCH")
SCORED = {"y_true": Y, "y_score": [.9, .1, .8, .7, .2, .3], "s:race": RACE}
merge_case(37, "another-threshold", [
    (SCORED, {"threshold": 0.5}), (SCORED, {"threshold": 0.6})],
    error="MISMATCH")
merge_case(37, "a-third-label", [
    (good(y_true=[1, 2, 1, 2, 1, 2]), {"positive_label": 1}),
    (good(y_true=[1, 3, 1, 3, 1, 3]), {"positive_label": 1})],
    error=("MISMATCH", "DATA"), says=["y_true"])
merge_case(37, "labels-that-complete-each-other", [
    (good(y_true=[2] * 6), {"positive_label": {"y_true": 2}}),
    (good(y_true=[1] * 6), {"positive_label": {"y_true": 2}})],
    n=12, values=[("base_rate", {}, F(1, 2))])
merge_case(37, "an-empty-part", [
    (good(), {}), ({"y_true": Column("int64", []),
                    "y_pred": Column("int64", []),
                    "s:race": Column("utf8", [])}, {})],
    n=6, values=[(DP, {}, F(1, 3))])
merge_case(28, "merged-sum-beyond-2-63", [
    (good(frequency=Column("uint64", [HALF, 1, 1, 1, 1, 1])), {}),
    (good(frequency=Column("uint64", [HALF, 1, 1, 1, 1, 1])), {})],
    error="OVERFLOW")

# 51: sampling weights are not frequencies
case(51, "weights-of-two", good(sample_weight=[2.0] * 6), n=6, values=[
    (DP, {}, F(1, 3)), ("count", {}, F(12))])
case(51, "frequencies-of-two", good(frequency=[2] * 6), n=12, values=[
    (DP, {}, F(1, 3)), ("count", {}, F(12))])

# 53: exactly four fifths
TWO = ["a", "a", "b", "b"]


def four_fifths(identity, a, b, of, within, value, **more):
    case(53, identity, {
        "y_pred": [1, 0, 1, 0], "s:race": TWO,
        "frequency": Column("int64", [a, of - a, b, of - b])},
        values=[("four_fifths", {}, shown(value=value, within=within)),
                ("impact_ratio", {}, value)], **more)


four_fifths("four-of-five", 4, 5, 10, True, F(4, 5))
four_fifths("seven-tenths-times-four-fifths", 28, 35, 50, True, F(4, 5))
four_fifths("one-person-below", 399, 500, 1000, False, F(399, 500))
four_fifths("below-by-less-than-a-double-shows", 4 * 10 ** 17 - 1,
            5 * 10 ** 17, 10 ** 18, False, F(4 * 10 ** 17 - 1, 5 * 10 ** 17))
four_fifths("above-by-less-than-a-double-shows", 4 * 10 ** 17 + 1,
            5 * 10 ** 17, 10 ** 18, True, F(4 * 10 ** 17 + 1, 5 * 10 ** 17))
case(53, "four-of-five-weighted", {
    "y_pred": [1] * 4 + [0] * 6 + [1] * 5 + [0] * 5,
    "s:race": ["a"] * 10 + ["b"] * 10, "sample_weight": [0.1] * 20},
    values=[("four_fifths", {}, shown(value=F(4, 5), within=True))])

# 55: names that attack what shows them
HOSTILE = [
    "</script><script>alert(1)</script>", "=cmd|'/c calc'!A1", "@SUM(A1)",
    "\tlead", "\rlead", "a|b`c`", "\x1b[31mred\x1b[0m", "\u202eesrever",
    "{{7*7}}", "-1+1", "+1", "line\nbreak", "![x](http://y)", "<b>&amp;",
    "\x00", "\x9b2J", "\u2028", "\\|", "[a]: b", "# a", "a*b*_c_~d~",
]
for i, name in enumerate(HOSTILE):
    case(55, f"hostile-name-{i:02}", good(
        **{"s:race": ["a", "a", "a", name, name, name]}), values=[
            ("selection_rate", {"group": {"race": name}}, F(1, 3)),
            (DP, {}, F(1, 3))], hostile=True,
        fronts="c python cli" if "\0" not in name and "\r" not in name
        else "c python")
case(55, "hostile-feature-name", {
    "y_pred": D, "s:</script>|`\x1b[31m": RACE},
    values=[(DP, {}, F(1, 3))], hostile=True, fronts="c python")

__all__ = ["CASES", "MERGES"]
