# SPDX-License-Identifier: MIT
from collections.abc import Mapping
from typing import Any

from ._evaluation import Evaluation
from ._plan_object import Plan
from ._types import (
    By,
    Column,
    Favourable,
    Features,
    Names,
    Nulls,
    Reference,
    Scalar,
    Undefined,
    Unlabelled,
)

def labels_of(
    positive_label: Scalar | Mapping[str, Scalar],
    has_baseline: bool,
    selected: Scalar = 1,
) -> Mapping[str, Scalar] | None: ...
def made_from(plan: Plan, core: Any) -> bool: ...
def evaluate(
    plan: Plan,
    y_true: Column = None,
    y_score: Column = None,
    *,
    sensitive_features: Features = None,
    control_features: Features = None,
    y_pred: Column = None,
    data: Any = None,
    seed: int | None = None,
    row_id: Column = None,
    model: str | None = None,
    sample_weight: Column = None,
    frequency: Column = None,
    positive_label: Scalar | Mapping[str, Scalar] = None,
    favourable: Favourable | None = None,
    unlabelled: Unlabelled | None = None,
    nulls: Nulls | None = None,
    by: By | None = None,
    reference: Reference | None = None,
    metrics: Names | None = None,
    comparisons: Names | None = None,
    undefined: Undefined | None = None,
    confidence: float | None = None,
    min_count: int | None = None,
    min_share: float | None = None,
    replicates: int | None = None,
    threads: int | None = None,
) -> Evaluation: ...
def cross_fit(
    y_true: Column = None,
    y_score: Column = None,
    *,
    sensitive_features: Features,
    folds: int = 5,
    seed: int = 0,
    y_pred: Column = None,
    data: Any = None,
    row_id: Column = None,
    sample_weight: Column = None,
    frequency: Column = None,
    positive_label: Scalar | Mapping[str, Scalar] = None,
    favourable: Favourable | None = None,
    metrics: Names | None = None,
    confidence: float | None = None,
    **options: Any,
) -> Evaluation: ...
