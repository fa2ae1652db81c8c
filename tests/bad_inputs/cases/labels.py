# SPDX-License-Identifier: MIT
"""Bad inputs: labels, decisions and scores."""

from fractions import Fraction as F

from cases.rows import DATA, DP, NAN, D, Y, good
from table import case

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
