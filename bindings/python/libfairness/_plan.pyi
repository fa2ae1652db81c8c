# SPDX-License-Identifier: MIT
from collections.abc import Mapping, Sequence
from typing import Any

from ._plan_object import Plan as Plan
from ._types import (
    Column,
    Constraint,
    Fallback,
    Features,
    Nulls,
    Objective,
    PlanRule,
    Scalar,
    Tolerance,
    Undefined,
    Unlabelled,
)

def decimal_text(value: Any, name: str) -> str: ...
def plan_options(
    tolerance: Tolerance | None = None,
    max_difference: Tolerance | None = None,
    by: str | Sequence[str] | None = None,
    rule: PlanRule | None = None,
    randomized: bool | None = None,
    group_costs: Sequence[Mapping[str, Any]] | None = None,
    also: Sequence[Mapping[str, Any]] | None = None,
    favoured: Any = None,
    control_features: str | Sequence[str] | None = None,
    **options: Any,
) -> dict[str, Any]: ...
def group_list(
    favoured: Any, names: Sequence[str] | None = None
) -> list[dict[str, Any]] | None: ...
def fit(report: Any, options: dict[str, Any]) -> Plan: ...
def plan(
    y_true: Column = None,
    y_score: Column = None,
    *,
    y_pred: Column = None,
    sensitive_features: Features,
    control_features: Features = None,
    constraint: Constraint | None = None,
    objective: Objective | None = None,
    tolerance: Tolerance | None = None,
    max_difference: Tolerance | None = None,
    min_ratio: Tolerance | None = None,
    min_rate: Tolerance | None = None,
    max_rate: Tolerance | None = None,
    max_selected: Tolerance | None = None,
    min_selected: Tolerance | None = None,
    no_lower_than: float | None = None,
    no_higher_than: float | None = None,
    also: Sequence[Mapping[str, Any]] | None = None,
    rule: PlanRule | None = None,
    randomized: bool | None = None,
    by: str | Sequence[str] | None = None,
    data: Any = None,
    threshold: float | None = None,
    favoured: Any = None,
    sample_weight: Column = None,
    frequency: Column = None,
    positive_label: Scalar | Mapping[str, Scalar] = None,
    unlabelled: Unlabelled | None = None,
    nulls: Nulls | None = None,
    undefined: Undefined | None = None,
    min_count: int | None = None,
    min_share: float | None = None,
    costs: Mapping[str, float] | None = None,
    utilities: Mapping[str, float] | None = None,
    group_costs: Sequence[Mapping[str, Any]] | None = None,
    allow_sparse: bool | None = None,
    max_cells: int | None = None,
    max_scores: int | None = None,
    score_range: Sequence[float] | None = None,
    score_bins: int | None = None,
    max_nodes: int | None = None,
    missing: Fallback | None = None,
    unseen: Fallback | None = None,
    model: str | None = None,
    threads: int | None = None,
) -> Plan: ...
