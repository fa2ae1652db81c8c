# SPDX-License-Identifier: MIT
from array import array
from collections.abc import Mapping
from typing import Any, Literal

from ._artefact import Artefact
from ._table import Table
from ._types import Column, Features, PlanRule

class Plan(Artefact):
    REFERRED: int
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
    def thresholds(self) -> dict[Any, float]: ...
    @property
    def control(self) -> list[str]: ...
    @property
    def refers(self) -> bool: ...
    @property
    def bands(self) -> dict[Any, tuple[float, float]] | None: ...
    @property
    def flips(self) -> dict[Any, tuple[float, float]] | None: ...
    @property
    def groups(self) -> Table: ...
    @property
    def randomized(self) -> bool: ...
    def apply(
        self,
        y_score: Column = None,
        *,
        sensitive_features: Features = None,
        control_features: Features = None,
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
        control_features: Features = None,
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
