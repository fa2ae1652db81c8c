# SPDX-License-Identifier: MIT
from collections.abc import Sequence
from typing import Any

from ._group_calibrator import GroupCalibrator as GroupCalibrator
from ._report import Value

class FairnessScorer:
    criterion: str
    sensitive_features: str | Sequence[str]
    options: dict[str, Any]
    value: Value | None
    def __init__(
        self,
        criterion: str,
        sensitive_features: str | Sequence[str],
        options: dict[str, Any],
    ) -> None: ...
    def __call__(
        self, estimator: Any, X: Any, y: Any, sample_weight: Any = None
    ) -> float: ...

def make_fairness_scorer(
    criterion: str, *, sensitive_features: str | Sequence[str], **options: Any
) -> FairnessScorer: ...
