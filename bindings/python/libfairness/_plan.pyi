# SPDX-License-Identifier: MIT
from array import array
from collections.abc import Mapping, Sequence
from os import PathLike
from typing import Any, Literal, overload

from ._report import _File
from ._table import Table
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

class Plan:
    @property
    def constraint(self) -> str: ...
    @property
    def objective(self) -> float: ...
    @property
    def objective_name(self) -> str: ...
    @property
    def disparity(self) -> float | None: ...
    @property
    def reason(self) -> str | None: ...
    @property
    def bound(self) -> float: ...
    @property
    def rule(self) -> PlanRule: ...
    @property
    def needs_groups(self) -> bool: ...
    @property
    def by(self) -> list[str]: ...
    @property
    def thresholds(self) -> dict[Any, float]: ...
    @property
    def groups(self) -> Table: ...
    @property
    def randomized(self) -> bool: ...
    @property
    def model(self) -> str | None: ...
    @classmethod
    def from_json(cls, text: str | bytes | bytearray | memoryview) -> Plan: ...
    @classmethod
    def load(cls, path: str | PathLike[str]) -> Plan: ...
    def save(self, path: str | PathLike[str]) -> None: ...
    @overload
    def to_json(self, file: None = None) -> str: ...
    @overload
    def to_json(self, file: _File) -> None: ...
    def to_dict(self) -> dict[str, Any]: ...
    def apply(
        self,
        y_score: Column = None,
        *,
        sensitive_features: Features = None,
        data: Any = None,
        seed: int | None = None,
        row_id: Column = None,
        model: str | None = None,
    ) -> array[int]: ...
    def probability(
        self,
        y_score: Column = None,
        *,
        sensitive_features: Features = None,
        data: Any = None,
        model: str | None = None,
    ) -> array[float]: ...
    def to_sql(
        self,
        score: str = "y_score",
        columns: Mapping[str, str] | None = None,
        *,
        coin: str | None = None,
        probability: bool = False,
        dialect: Literal["ansi", "duckdb"] = "ansi",
    ) -> str: ...
    @overload
    def to_text(self, file: None = None) -> str: ...
    @overload
    def to_text(self, file: _File) -> None: ...
    def __copy__(self) -> Plan: ...
    def __deepcopy__(self, memo: object) -> Plan: ...
    def __reduce__(self) -> tuple[Any, ...]: ...
    def __eq__(self, other: object) -> bool: ...
    def __hash__(self) -> int: ...

def plan_options(
    tolerance: Tolerance | None = None,
    max_difference: Tolerance | None = None,
    by: str | Sequence[str] | None = None,
    rule: PlanRule | None = None,
    randomized: bool | None = None,
    **options: Any,
) -> dict[str, Any]: ...
def fit(report: Any, options: dict[str, Any]) -> Plan: ...
def plan(
    y_true: Column = None,
    y_score: Column = None,
    *,
    sensitive_features: Features,
    constraint: Constraint | None = None,
    objective: Objective | None = None,
    tolerance: Tolerance | None = None,
    max_difference: Tolerance | None = None,
    min_ratio: Tolerance | None = None,
    min_rate: Tolerance | None = None,
    max_rate: Tolerance | None = None,
    rule: PlanRule | None = None,
    randomized: bool | None = None,
    by: str | Sequence[str] | None = None,
    data: Any = None,
    threshold: float | None = None,
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
