# SPDX-License-Identifier: MIT
"""Bad inputs that are not errors: numbers are right, and a warning says what
to think of them."""

from fractions import Fraction as F

from cases.features import LOOK
from cases.rows import DP, MIXED, Y, good
from table import case

TIMES = [1500, 1500, 1500, 1500]


def counted(y_true, y_pred, group, times, **more):
    """Rows that stand for many."""
    return {"y_true": y_true, "y_pred": y_pred, "s:g": group,
            "frequency": times, **more}


case(0, "nothing-to-warn-of", counted(
    [1, 0, 1, 0], [1, 1, 0, 0], ["a"] * 4, TIMES),
    {"favourable": "positive"},
    warns={"favourable_undeclared": 0, "small_group": 0, "single_class": 0,
           "score_without_threshold": 0, "prediction_equals_label": 0,
           "difference_by_chance": 0, "column_in_two_roles": 0, "selective_labels": 0,
           "near_duplicate": 0, "reference_defaulted": 0})
case(0, "favourable-undeclared", good(), warns={"favourable_undeclared": 1})

# 3: labels that are missing by decision
case(3, "declined-have-no-label", good(
    y_true=[1, None, 1, 0, None, None], y_pred=[1, 0, 1, 1, 0, 0]),
    {"unlabelled": "keep"}, warns={"selective_labels": 2})
case(3, "unlabelled-left-out", good(y_true=[1, None, 1, 0, None, 0]),
     {"unlabelled": "exclude"}, warns={"selective_labels": 1})

# 8: scores that nothing makes decisions of
SCORES = [.9, .1, .8, .7, .2, .3]
case(8, "score-without-threshold", good(y_pred=None, y_score=SCORES),
     values=[("base_rate", {"group": {"race": "a"}}, F(2, 3))],
     warns={"score_without_threshold": 1})
case(8, "score-beside-decision", good(y_score=SCORES),
     warns={"score_without_threshold": 0})

# 12: labels as decisions
case(12, "decision-is-the-label", good(y_pred=Y), values=[
    ("accuracy", {}, F(1))], warns={"prediction_equals_label": 1})
case(12, "decision-is-nearly-the-label", good(),
     warns={"prediction_equals_label": 0})

# 18: small groups, and a group with one class
case(18, "small-groups", good(**{"s:race": MIXED}), warns={"small_group": 3})
case(18, "a-hundred-rows-are-not-small", counted(
    [1, 0, 1, 0], [1, 1, 0, 0], ["a", "a", "b", "b"], [50, 50, 50, 49]),
    warns={"small_group": 1})
case(19, "one-class", good(y_true=[1, 0, 1, 0, 0, 0]),
     warns={"single_class": 1})

# 22: many groups
case(22, "twenty-small-groups", good(
    y_true=(Y * 4)[:20], y_pred=(Y * 4)[:20],
    **{"s:race": list(range(20))}),
    warns={"small_group": 20, "near_duplicate": 0})

# 23: names that look alike
case(23, "look-alikes-are-named", good(**{"s:race": LOOK}),
     warns={"near_duplicate": 5})
case(23, "names-that-do-not", good(
    **{"s:race": ["cafe", "caff", "caf e", "cafes", "face", "c\u0430fe"]}),
    warns={"near_duplicate": 0})

# 49: a difference that chance makes
case(49, "two-groups-of-100", counted(
    [1, 0] * 2, [1, 0] * 2, ["a", "a", "b", "b"], [30, 70, 35, 65]),
    values=[(DP, {}, F(1, 20))], warns={"difference_by_chance": 1})
case(49, "far-apart-and-many", counted(
    [1, 0] * 2, [1, 0] * 2, ["a", "a", "b", "b"],
    [25000, 25000, 30000, 20000]),
    values=[(DP, {}, F(1, 10))], warns={"difference_by_chance": 0})
case(49, "many-and-alike", counted(
    [1, 0] * 2, [1, 0] * 2, ["a", "a", "b", "b"],
    [25000, 25000, 25050, 24950]), warns={"difference_by_chance": 1})
case(49, "one-group", good(**{"s:race": ["a"] * 6}),
     warns={"difference_by_chance": 0})

# 50: a difference that strata reverse (m: 80 of 100 and 4 of 20, f: 18 of 20
# and 30 of 100): both answers are there.
case(50, "simpson", counted(
    [1, 0] * 4, [1, 0] * 4, ["m"] * 4 + ["f"] * 4,
    [80, 20, 4, 16, 18, 2, 30, 70],
    **{"c:dept": ["x", "x", "y", "y"] * 2}),
    {"reference": {"g": "m"}}, values=[
        ("selection_rate", {"group": {"g": "f"},
                            "comparison": "difference_to_reference"},
         F(-3, 10)),
        ("selection_rate", {"comparison": "standardized_difference"},
         F(1, 10))])
