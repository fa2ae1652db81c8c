# SPDX-License-Identifier: MIT
"""Bad inputs: the rows that the cases change, and a first case where nothing
is wrong."""

from fractions import Fraction as F

from table import case

NAN, INF = float("nan"), float("inf")
DATA = ("DATA", "NONFINITE")  # a missing value is NaN or null by front end
HALF = 2 ** 62  # counts are held below 2 ** 63
SINGLE = "single_group"

# Six good rows: selection rates 2/3 and 1/3, one label of each kind wrong.
Y = [1, 0, 1, 0, 1, 0]
D = [1, 0, 1, 1, 0, 0]
RACE = ["a", "a", "a", "b", "b", "b"]
MIXED = ["a", "a", "a", "b", "b", "c"]
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
