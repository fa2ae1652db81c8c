# SPDX-License-Identifier: MIT
from collections.abc import Mapping, Sequence
from datetime import date
from os import PathLike
from typing import Any

from ._policy import Policy
from ._report import Report
from ._types import (
    Baseline,
    Bins,
    By,
    Column,
    Favourable,
    Features,
    Names,
    Nulls,
    Reference,
    Scalar,
    Scores,
    Undefined,
    Unlabelled,
)
from ._verdict import Verdict

def gate(
    policy: str | PathLike[str] | Mapping[str, Any] | Policy,
    y_true: Column = None,
    y_pred: Column = None,
    *,
    sensitive_features: Features = None,
    control_features: Features = None,
    data: Any = None,
    y_score: Column = None,
    threshold: float | None = None,
    y_pred_baseline: Column = None,
    sample_weight: Column = None,
    frequency: Column = None,
    positive_label: Scalar | Mapping[str, Scalar] = None,
    favourable: Favourable | None = None,
    unlabelled: Unlabelled | None = None,
    nulls: Nulls | None = None,
    max_cells: int | None = None,
    scores: Scores | None = None,
    max_scores: int | None = None,
    score_range: Sequence[float] | None = None,
    score_bins: int | None = None,
    by: By | None = None,
    reference: Reference | None = None,
    metrics: Names | None = None,
    comparisons: Names | None = None,
    undefined: Undefined | None = None,
    confidence: float | None = None,
    min_count: int | None = None,
    min_share: float | None = None,
    costs: Mapping[str, float] | None = None,
    utilities: Mapping[str, float] | None = None,
    allow_sparse: bool | None = None,
    calibration_bins: Bins | None = None,
    calibration_tolerance: float | None = None,
    threads: int | None = None,
    today: date | str | None = None,
    baseline: Baseline = None,
) -> Verdict: ...
def report_and_verdict(
    policy: Policy, asked: Mapping[str, Any]
) -> tuple[Report, Verdict]: ...
