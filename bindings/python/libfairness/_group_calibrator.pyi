# SPDX-License-Identifier: MIT
from typing import Any

from ._calibrator import Calibrator
from ._group_estimator import GroupEstimator
from ._types import (
    CalibrationFallback,
    CalibrationMethod,
    Column,
    CostConstraint,
    Features,
)

class GroupCalibrator(GroupEstimator):
    method: CalibrationMethod
    min_count: int
    shrinkage: float
    strength: float | None
    cost_constraint: CostConstraint | None
    pooled: bool
    missing: CalibrationFallback
    unseen: CalibrationFallback
    random_state: int | None
    calibrator_: Calibrator
    def __init__(
        self,
        estimator: Any = None,
        *,
        method: CalibrationMethod = "isotonic",
        min_count: int = 100,
        shrinkage: float = 0.0,
        strength: float | None = None,
        cost_constraint: CostConstraint | None = None,
        pooled: bool = False,
        missing: CalibrationFallback = "error",
        unseen: CalibrationFallback = "error",
        random_state: int | None = None,
        cv: Any = None,
        prefit: bool = False,
    ) -> None: ...
    def fit(
        self,
        X: Any,
        y: Any,
        sensitive_features: Features = None,
        sample_weight: Column = None,
    ) -> GroupCalibrator: ...
    def predict_proba(
        self, X: Any, sensitive_features: Features = None,
        row_id: Column = None,
    ) -> Any: ...
    def predict(
        self, X: Any, sensitive_features: Features = None,
        row_id: Column = None,
    ) -> Any: ...
    def score(
        self,
        X: Any,
        y: Any,
        sample_weight: Any = None,
        sensitive_features: Features = None,
        row_id: Column = None,
    ) -> float: ...
    def set_fit_request(
        self,
        *,
        sample_weight: bool | str | None = ...,
        sensitive_features: bool | str | None = ...,
    ) -> GroupCalibrator: ...
    def set_predict_request(
        self,
        *,
        row_id: bool | str | None = ...,
        sensitive_features: bool | str | None = ...,
    ) -> GroupCalibrator: ...
    def set_predict_proba_request(
        self,
        *,
        row_id: bool | str | None = ...,
        sensitive_features: bool | str | None = ...,
    ) -> GroupCalibrator: ...
    def set_score_request(
        self,
        *,
        row_id: bool | str | None = ...,
        sample_weight: bool | str | None = ...,
        sensitive_features: bool | str | None = ...,
    ) -> GroupCalibrator: ...
