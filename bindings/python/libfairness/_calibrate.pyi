# SPDX-License-Identifier: MIT
from collections.abc import Mapping, Sequence
from typing import Any

from ._calibrator import Calibrator as Calibrator
from ._types import (
    CalibrationFallback,
    CalibrationMethod,
    CostConstraint,
    Column,
    Features,
    Nulls,
    Scalar,
    Unlabelled,
)

def calibrator_options(
    by: str | Sequence[str] | None = None, **options: Any
) -> dict[str, Any]: ...
def fit_calibrator(report: Any, options: dict[str, Any]) -> Calibrator: ...
def calibrate(
    y_true: Column = None,
    y_score: Column = None,
    *,
    sensitive_features: Features,
    method: CalibrationMethod | None = None,
    by: str | Sequence[str] | None = None,
    data: Any = None,
    min_count: int | None = None,
    shrinkage: float | None = None,
    strength: float | None = None,
    cost_constraint: CostConstraint | None = None,
    pooled: bool | None = None,
    bins: int | None = None,
    equal_mass: bool | None = None,
    missing: CalibrationFallback | None = None,
    unseen: CalibrationFallback | None = None,
    model: str | None = None,
    sample_weight: Column = None,
    frequency: Column = None,
    positive_label: Scalar | Mapping[str, Scalar] = None,
    unlabelled: Unlabelled | None = None,
    nulls: Nulls | None = None,
    allow_sparse: bool | None = None,
    max_cells: int | None = None,
    max_scores: int | None = None,
    score_range: Sequence[float] | None = None,
    score_bins: int | None = None,
    threads: int | None = None,
) -> Calibrator: ...
