# SPDX-License-Identifier: MIT
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from ._group_estimator import GroupEstimator
from ._plan_object import Plan
from ._types import (
    Column,
    Constraint,
    Fallback,
    Features,
    Objective,
    PlanRule,
    Tolerance,
    Undefined,
)

class ThresholdPlan(GroupEstimator):
    constraint: Constraint
    objective: Objective
    rule: PlanRule
    random_state: int | None
    plan_: Plan
    def __init__(
        self,
        estimator: Any = None,
        *,
        constraint: Constraint = "none",
        objective: Objective = "accuracy",
        tolerance: Tolerance | None = None,
        min_ratio: Tolerance | None = None,
        min_rate: Tolerance | None = None,
        max_rate: Tolerance | None = None,
        max_selected: Tolerance | None = None,
        min_selected: Tolerance | None = None,
        no_lower_than: float | None = None,
        no_higher_than: float | None = None,
        also: Sequence[Mapping[str, Any]] | None = None,
        rule: PlanRule = "by_group",
        threshold: float | None = None,
        costs: Mapping[str, float] | None = None,
        utilities: Mapping[str, float] | None = None,
        group_costs: Sequence[Mapping[str, Any]] | None = None,
        min_count: int | None = None,
        undefined: Undefined | None = None,
        max_nodes: int | None = None,
        missing: Fallback = "error",
        unseen: Fallback = "error",
        response_method: Literal[
            "auto", "predict_proba", "decision_function", "predict"
        ] = "auto",
        random_state: int | None = None,
        cv: Any = None,
        prefit: bool = False,
    ) -> None: ...
    def fit(
        self,
        X: Any,
        y: Any,
        sensitive_features: Features = None,
        sample_weight: Any = None,
    ) -> ThresholdPlan: ...
    def predict(
        self,
        X: Any,
        sensitive_features: Features = None,
        row_id: Column = None,
    ) -> Any: ...
    def selection_probability(
        self, X: Any, sensitive_features: Features = None
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
    ) -> ThresholdPlan: ...
    def set_predict_request(
        self,
        *,
        row_id: bool | str | None = ...,
        sensitive_features: bool | str | None = ...,
    ) -> ThresholdPlan: ...
    def set_score_request(
        self,
        *,
        row_id: bool | str | None = ...,
        sample_weight: bool | str | None = ...,
        sensitive_features: bool | str | None = ...,
    ) -> ThresholdPlan: ...

class RejectOption(ThresholdPlan):
    favoured: Any
    threshold: float
    def __init__(
        self,
        estimator: Any = None,
        *,
        favoured: Any = None,
        threshold: float = 0.5,
        constraint: Constraint = "none",
        objective: Objective = "accuracy",
        tolerance: Tolerance | None = None,
        min_ratio: Tolerance | None = None,
        min_rate: Tolerance | None = None,
        max_rate: Tolerance | None = None,
        max_selected: Tolerance | None = None,
        min_selected: Tolerance | None = None,
        costs: Mapping[str, float] | None = None,
        utilities: Mapping[str, float] | None = None,
        group_costs: Sequence[Mapping[str, Any]] | None = None,
        min_count: int | None = None,
        undefined: Undefined | None = None,
        missing: Fallback = "error",
        unseen: Fallback = "error",
        response_method: Literal[
            "auto", "predict_proba", "decision_function", "predict"
        ] = "auto",
        cv: Any = None,
        prefit: bool = False,
    ) -> None: ...
    def set_fit_request(
        self,
        *,
        sample_weight: bool | str | None = ...,
        sensitive_features: bool | str | None = ...,
    ) -> RejectOption: ...
    def set_predict_request(
        self,
        *,
        row_id: bool | str | None = ...,
        sensitive_features: bool | str | None = ...,
    ) -> RejectOption: ...
    def set_score_request(
        self,
        *,
        row_id: bool | str | None = ...,
        sample_weight: bool | str | None = ...,
        sensitive_features: bool | str | None = ...,
    ) -> RejectOption: ...
