# SPDX-License-Identifier: MIT
"""Bad inputs: groups that cannot be compared, and those that can just so."""

from fractions import Fraction as F

from cases.rows import DP, DPR, MIXED, NAN, SINGLE, good
from table import Column, case, shown

# 16: one group only
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
