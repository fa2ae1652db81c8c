# SPDX-License-Identifier: MIT
from typing import Any

from ._calibrator import Calibrator
from ._group_estimator import GroupEstimator
from ._types import CalibrationFallback, CalibrationMethod, Features

class GroupCalibrator(GroupEstimator):
    method: CalibrationMethod
    min_count: int
    shrinkage: float
    strength: float | None
    pooled: bool
    missing: CalibrationFallback
    unseen: CalibrationFallback
    calibrator_: Calibrator
    def __init__(
        self,
        estimator: Any = None,
        *,
        method: CalibrationMethod = "isotonic",
        min_count: int = 100,
        shrinkage: float = 0.0,
        strength: float | None = None,
        pooled: bool = False,
        missing: CalibrationFallback = "error",
        unseen: CalibrationFallback = "error",
        cv: Any = None,
        prefit: bool = False,
    ) -> None: ...
    def fit(
        self, X: Any, y: Any, sensitive_features: Features = None
    ) -> GroupCalibrator: ...
    def predict_proba(
        self, X: Any, sensitive_features: Features = None
    ) -> Any: ...
    def predict(self, X: Any, sensitive_features: Features = None) -> Any: ...
    def set_fit_request(
        self, *, sensitive_features: bool | str | None = ...
    ) -> GroupCalibrator: ...
    def set_predict_request(
        self, *, sensitive_features: bool | str | None = ...
    ) -> GroupCalibrator: ...
    def set_predict_proba_request(
        self, *, sensitive_features: bool | str | None = ...
    ) -> GroupCalibrator: ...
    def set_score_request(
        self,
        *,
        sample_weight: bool | str | None = ...,
        sensitive_features: bool | str | None = ...,
    ) -> GroupCalibrator: ...
