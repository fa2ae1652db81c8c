# SPDX-License-Identifier: MIT
from array import array
from collections.abc import Mapping
from typing import Any, Literal

from ._artefact import Artefact
from ._report import Report
from ._table import Table
from ._types import CalibrationMethod, Column, CostConstraint, Features

def real(x: float | None) -> float | None: ...

class Calibrator(Artefact):
    @property
    def method(self) -> CalibrationMethod: ...
    @property
    def rows(self) -> int: ...
    @property
    def min_count(self) -> int: ...
    @property
    def shrinkage(self) -> float: ...
    @property
    def strength(self) -> float | None: ...
    @property
    def cost_constraint(self) -> CostConstraint | None: ...
    @property
    def cost(self) -> float | None: ...
    @property
    def randomized(self) -> bool: ...
    @property
    def brier(self) -> tuple[float | None, float | None]: ...
    @property
    def maps(self) -> dict[Any, dict[str, Any] | None]: ...
    @property
    def pooled_map(self) -> dict[str, Any]: ...
    @property
    def groups(self) -> Table: ...
    def apply(
        self,
        y_score: Column = None,
        *,
        sensitive_features: Features = None,
        data: Any = None,
        seed: int | None = None,
        row_id: Column = None,
        model: str | None = None,
    ) -> array[float]: ...
    def to_sql(
        self,
        score: str = "y_score",
        columns: Mapping[str, str] | None = None,
        *,
        dialect: Literal["ansi", "duckdb"] = "ansi",
    ) -> str: ...
    def evaluate(
        self,
        y_true: Column = None,
        y_score: Column = None,
        *,
        sensitive_features: Features,
        data: Any = None,
        seed: int | None = None,
        row_id: Column = None,
        model: str | None = None,
        **options: Any,
    ) -> tuple[Report, Report]: ...
