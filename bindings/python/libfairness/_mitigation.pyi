# SPDX-License-Identifier: MIT
from collections.abc import Mapping, Sequence
from typing import Any

from ._calibrator import Calibrator
from ._plan import Plan
from ._table import Table
from ._types import (
    CalibrationFallback,
    CalibrationMethod,
    Constraint,
    Fallback,
    Objective,
    PlanRule,
    Tolerance,
)

class Mitigation:
    def plan(
        self,
        *,
        by: str | Sequence[str] | None = None,
        control_features: str | Sequence[str] | None = None,
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
        threshold: float | None = None,
        group_costs: Sequence[Mapping[str, Any]] | None = None,
        favoured: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
        min_count: int | None = None,
        max_nodes: int | None = None,
        missing: Fallback | None = None,
        unseen: Fallback | None = None,
        model: str | None = None,
    ) -> Plan: ...
    def plan_front(
        self,
        *,
        points: int | None = None,
        tolerances: Sequence[Tolerance] | None = None,
        by: str | Sequence[str] | None = None,
        control_features: str | Sequence[str] | None = None,
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
        threshold: float | None = None,
        group_costs: Sequence[Mapping[str, Any]] | None = None,
        favoured: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
        min_count: int | None = None,
        max_nodes: int | None = None,
    ) -> Table: ...
    def calibrate(
        self,
        *,
        by: str | Sequence[str] | None = None,
        method: CalibrationMethod | None = None,
        min_count: int | None = None,
        shrinkage: float | None = None,
        strength: float | None = None,
        pooled: bool | None = None,
        bins: int | None = None,
        equal_mass: bool | None = None,
        missing: CalibrationFallback | None = None,
        unseen: CalibrationFallback | None = None,
        model: str | None = None,
    ) -> Calibrator: ...
