# SPDX-License-Identifier: MIT
"""Types of arguments, for the stubs alone: nothing imports it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from os import PathLike
from typing import Any, Literal, TypeAlias

from ._audit import Audit
from ._report import Report

# Whatever speaks Arrow's PyCapsule interface, the buffer protocol or is a
# list or tuple; with data=, the name of a column.  pandas and NumPy do not
# declare these protocols.
Column: TypeAlias = Any
Features: TypeAlias = Any
Scalar: TypeAlias = bool | int | float | str | None
Group: TypeAlias = Mapping[str, Any]
By: TypeAlias = str | Sequence[str | Sequence[str]]
Names: TypeAlias = str | Sequence[str]
Favourable: TypeAlias = Literal["positive", "negative"]
Unlabelled: TypeAlias = Literal["error", "exclude", "keep"]
Bins: TypeAlias = int | Literal["distinct"]
Scores: TypeAlias = Literal["exact", "none"]
Nulls: TypeAlias = Literal["group", "exclude", "error", "set_aside"]
Undefined: TypeAlias = Literal["propagate", "skip"]
Constraint: TypeAlias = Literal[
    "none", "demographic_parity", "true_positive_rate_parity",
    "equal_opportunity", "false_positive_rate_parity",
    "true_negative_rate_parity", "false_negative_rate_parity",
    "predictive_parity", "equalized_odds",
]
Objective: TypeAlias = Literal[
    "accuracy", "balanced_accuracy", "f1_score", "utility", "selection_rate",
    "true_positive_rate", "true_negative_rate", "expected_cost",
    "least_change",
    "least_referred",
]
CalibrationMethod: TypeAlias = Literal[
    "isotonic", "platt", "beta", "temperature", "histogram", "quantile",
    "calibrated_equalized_odds",
]
CostConstraint: TypeAlias = Literal[
    "false_negative_rate", "false_positive_rate", "weighted"
]
CalibrationFallback: TypeAlias = Literal["error", "pooled"]
Fallback: TypeAlias = float | Literal["error", "select", "reject"]
PlanRule: TypeAlias = Literal[
    "by_group", "shared", "randomized", "reject_option"
]
Tolerance: TypeAlias = float | str | Decimal
Baseline: TypeAlias = (
    Report | Audit | str | PathLike[str] | bytes | bytearray | memoryview
    | Mapping[str, Any] | None
)
Reference: TypeAlias = (
    Group | Literal["largest", "best", "worst", "overall", "rest"]
)
