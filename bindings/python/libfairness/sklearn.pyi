# SPDX-License-Identifier: MIT
from collections.abc import Sequence
from typing import Any

from ._group_calibrator import GroupCalibrator as GroupCalibrator
from ._threshold_plan import RejectOption as RejectOption
from ._threshold_plan import ThresholdPlan as ThresholdPlan
from ._value import Value

class FairnessScorer:
    criterion: str
    sensitive_features: str | Sequence[str] | None
    options: dict[str, Any]
    value: Value | None
    def __init__(
        self,
        criterion: str,
        sensitive_features: str | Sequence[str] | None,
        options: dict[str, Any],
    ) -> None: ...
    def __call__(
        self,
        estimator: Any,
        X: Any,
        y: Any,
        sample_weight: Any = None,
        sensitive_features: Any = None,
        row_id: Any = None,
    ) -> float: ...
    def set_score_request(
        self, **requests: bool | str | None
    ) -> FairnessScorer: ...
    def get_metadata_routing(self) -> Any: ...

class LimitedScorer(FairnessScorer):
    metric: str
    min: float | None
    max: float | None
    otherwise: float
    certain: bool
    greater_is_better: bool
    def __init__(
        self,
        metric: str,
        criterion: str,
        low: float | None,
        high: float | None,
        otherwise: float,
        certain: bool,
        greater_is_better: bool,
        sensitive_features: str | Sequence[str] | None,
        options: dict[str, Any],
    ) -> None: ...

def make_fairness_scorer(
    criterion: str,
    *,
    sensitive_features: str | Sequence[str] | None = None,
    **options: Any,
) -> FairnessScorer: ...
def make_limited_scorer(
    metric: str,
    criterion: str,
    *,
    max: float | None = None,
    min: float | None = None,
    otherwise: float = 0.0,
    certain: bool = False,
    greater_is_better: bool = True,
    sensitive_features: str | Sequence[str] | None = None,
    **options: Any,
) -> LimitedScorer: ...
