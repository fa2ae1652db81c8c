# SPDX-License-Identifier: MIT
"""Bad inputs: scores that are infinite or out of their range."""

from fractions import Fraction as F

from cases.rows import INF, NAN, RACE, Y, good
from table import case, merge_case


def scored(scores, **more):
    return good(y_pred=None, y_score=scores, **more)


# 4: infinite scores have an order and no sum
for name, bad in (("inf", INF), ("minus-inf", -INF)):
    scores = [.9, .1, .7, bad, .2, bad]
    case(4, name + "-score-decides", scored(scores), {"threshold": 0.5},
         values=[("selection_rate", {"group": {"race": "b"}},
                  F(2, 3) if bad > 0 else 0)])
    case(4, name + "-score-is-ordered", scored(scores),
         {"metrics": ["roc_auc"]},
         values=[("roc_auc", {}, F(1, 3) if bad > 0 else 1),
                 ("roc_auc", {"group": {"race": "a"}}, 1)])
    case(4, name + "-score-in-a-suite", scored(scores),
         {"metrics": ["ranking", "calibration"]},
         values=[("ks_separation", {"group": {"race": "a"}}, 1)])
    for metric in ("mean_score", "brier_score", "log_loss",
                   "soft_true_positive_rate", "calibration_in_the_large"):
        case(4, f"{name}-score-{metric.replace('_', '-')}", scored(scores),
             {"metrics": [metric]}, error="NONFINITE", column="y_score",
             count=2, says=[metric, "rows: 2", "roc_auc"])

# 61: scores out of a declared range; of probabilities without one
BEYOND = [.9, .1, 1.5, .8, -.25, .3]
case(61, "outside-of-score-range", scored(BEYOND), {"score_range": [0, 1]},
     error="DATA", column="y_score", row=2, count=2,
     says=["1.5", "range", "from 0 to 1"])
case(61, "infinite-in-score-range", scored([.9, .1, .7, INF, .2, .3]),
     {"score_range": [0, 1]}, error="DATA", column="y_score", row=3, count=1)
case(61, "outside-of-score-range-scores-none", scored(BEYOND),
     {"score_range": [0, 1], "scores": "none", "threshold": 0.5},
     error="DATA", column="y_score", row=2, count=2)
for name, ends in (("turned", [1, 0]), ("empty", [1, 1]),
                   ("infinite", [0, INF]), ("nan", [NAN, 1]),
                   ("huge", [0, 1e200])):
    case(61, name + "-score-range", scored(BEYOND), {"score_range": ends},
         error="ARGUMENT", column="score_range", fronts="c python")
case(61, "at-both-ends-of-score-range",
     scored([300, 850, 575, 575, 300, 850]),
     {"score_range": [300, 850], "metrics": [
         "brier_score", "mean_score", "soft_true_positive_rate"]},
     values=[("brier_score", {"group": {"race": "a"}}, F(9, 12)),
             ("soft_true_positive_rate", {"group": {"race": "b"}}, 0),
             ("mean_score", {"group": {"race": "b"}}, 575)])
for metric in ("brier_score", "log_loss", "soft_false_positive_rate",
               "calibration_in_the_large"):
    case(61, f"no-probabilities-{metric.replace('_', '-')}", scored(BEYOND),
         {"metrics": [metric]}, error="DATA", column="y_score",
         says=[metric, "-0.25", "1.5", "range", "probabilities"])
case(61, "no-probabilities-in-a-suite", scored(BEYOND),
     {"metrics": ["calibration", "ranking"]},
     values=[("mean_score", {}, sum(map(F, BEYOND)) / 6)])
SCORED = {"y_true": Y, "y_score": [.9, .1, .8, .7, .2, .3], "s:race": RACE}
merge_case(61, "another-score-range", [
    (SCORED, {"score_range": [0, 1]}), (SCORED, {"score_range": [0, 2]})],
    error="MISMATCH")
merge_case(61, "a-score-range-and-none", [
    (SCORED, {"score_range": [0, 1]}), (SCORED, {})], error="MISMATCH")

# 62: what bins cannot give, and bins of nothing
GRID = {"score_range": [0, 1], "score_bins": 4}
PROBABILITIES = [.875, .125, .75, .625, .25, .25]
case(62, "bins-of-no-range", scored(PROBABILITIES), {"score_bins": 4},
     error="ARGUMENT", says=["range"])
case(62, "bins-of-no-scores", scored(PROBABILITIES),
     {**GRID, "scores": "none", "threshold": .5}, error="ARGUMENT",
     says=["none"])
for metric in ("brier_score", "log_loss"):
    case(62, f"bins-{metric.replace('_', '-')}", scored(PROBABILITIES),
         {**GRID, "metrics": [metric]}, error="ARGUMENT",
         says=[metric, "4 bins"])
case(62, "bins-a-distance", scored(PROBABILITIES),
     {**GRID, "metrics": ["score_distance_energy"]}, error="ARGUMENT",
     says=["score_distance_energy", "4 bins"])
case(62, "bins-cut-in-two", scored(PROBABILITIES),  # 10 of them
     {**GRID, "metrics": ["expected_calibration_error"]}, error="ARGUMENT",
     says=["divide 4", "calibration"])
case(62, "means-of-bins", scored(PROBABILITIES),
     {**GRID, "metrics": ["mean_score", "soft_true_positive_rate",
                          "calibration_in_the_large"]},
     values=[("mean_score", {}, F(23, 48)),
             ("soft_true_positive_rate", {}, F(5, 8)),
             ("calibration_in_the_large", {"group": {"race": "b"}},
              F(1, 24))])
case(62, "a-bin-is-a-tie", scored(PROBABILITIES),
     {**GRID, "metrics": ["roc_auc"]},
     values=[("roc_auc", {}, F(5, 6))])
case(62, "bins-beyond-range", scored(BEYOND), GRID, error="DATA",
     column="y_score", row=2, count=2)
merge_case(62, "other-bins", [
    (SCORED, GRID), (SCORED, {**GRID, "score_bins": 5})], error="MISMATCH")
merge_case(62, "bins-and-none", [
    (SCORED, GRID), (SCORED, {"score_range": [0, 1]})], error="MISMATCH")
