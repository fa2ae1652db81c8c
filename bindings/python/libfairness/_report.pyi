# SPDX-License-Identifier: MIT
from collections.abc import Mapping, Sequence
from datetime import date
from os import PathLike
from typing import Any, Literal, NamedTuple, NoReturn, Protocol, overload

from ._calibrator import Calibrator
from ._curves import Curves
from ._plan import Plan
from ._plot import Plots
from ._policy import Policy
from ._table import Table
from ._types import (
    Baseline,
    CalibrationFallback,
    CalibrationMethod,
    Constraint,
    Fallback,
    Group,
    Objective,
    PlanRule,
    Tolerance,
)
from ._verdict import Verdict

class _Writable(Protocol):
    def write(self, text: str, /) -> object: ...

_File = str | PathLike[str] | PathLike[bytes] | _Writable

def put(text: str, file: _File | None) -> str | None: ...

class Value:
    name: str
    def __init__(self, report: object, name: str, raw: tuple[Any, ...]) -> None: ...
    @property
    def value(self) -> float | None: ...
    @property
    def reason(self) -> str | None: ...
    @property
    def interval(self) -> tuple[float, float] | None: ...
    @property
    def method(self) -> str | None: ...
    @property
    def numerator(self) -> float | None: ...
    @property
    def denominator(self) -> float | None: ...
    @property
    def count(self) -> int: ...
    @property
    def effective_n(self) -> float | None: ...
    @property
    def sum_weights(self) -> float | None: ...
    @property
    def confidence(self) -> float: ...
    @property
    def groups_compared(self) -> int: ...
    @property
    def within_limit(self) -> bool | None: ...
    @property
    def parameters(self) -> str | None: ...
    @property
    def bin(self) -> list[float] | None: ...
    @property
    def group(self) -> dict[str, Any] | None: ...
    @property
    def reference(self) -> dict[str, Any] | Literal["overall", "rest"] | None: ...
    @property
    def worse_off(self) -> dict[str, Any] | Literal["overall", "rest"] | None: ...
    @property
    def groups(self) -> list[dict[str, Any]]: ...
    @property
    def by(self) -> list[str]: ...
    @property
    def control(self) -> dict[str, Any] | None: ...
    @property
    def undefined_groups(self) -> list[dict[str, Any]]: ...
    @property
    def left_out(self) -> list[dict[str, Any]]: ...
    def to_dict(self) -> dict[str, Any]: ...
    def __copy__(self) -> Value: ...
    def __deepcopy__(self, memo: object) -> Value: ...
    def __reduce__(self) -> NoReturn: ...
    def __float__(self) -> float: ...
    def __format__(self, spec: str) -> str: ...

class LimitTest(NamedTuple):
    name: str
    limit: float
    side: Literal["max", "min"]
    value: float | None
    reason: str | None
    interval: tuple[float, float] | None
    confidence: float
    p_beyond: float | None
    p_within: float | None
    p_no_disparity: float | None
    claims: int

class Report(Curves):
    def __copy__(self) -> Report: ...
    def __deepcopy__(self, memo: object) -> Report: ...
    def __reduce__(self) -> NoReturn: ...
    def __getitem__(self, name: str) -> Value: ...
    def value(
        self,
        name: str,
        *,
        by: str | Sequence[str] | None = None,
        group: Group | None = None,
        control: Group | None = None,
        comparison: str | None = None,
    ) -> Value: ...
    def test(
        self,
        name: str,
        limit: float,
        *,
        by: str | Sequence[str] | None = None,
        control: Group | None = None,
        comparison: str | None = None,
    ) -> LimitTest: ...
    @property
    def groups(self) -> Table: ...
    @property
    def comparisons(self) -> Table: ...
    @property
    def criteria(self) -> Table: ...
    @property
    def score_pairs(self) -> Table: ...
    @property
    def reliability(self) -> Table: ...
    @property
    def rows(self) -> dict[str, Any]: ...
    @property
    def warnings(self) -> list[dict[str, Any]]: ...
    def gate(
        self,
        policy: str | PathLike[str] | Mapping[str, Any] | Policy,
        *,
        today: date | str | None = None,
        baseline: Baseline = None,
    ) -> Verdict: ...
    def plan(
        self,
        *,
        by: str | Sequence[str] | None = None,
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
    @property
    def plot(self) -> Plots: ...
    @overload
    def to_json(self, file: None = None) -> str: ...
    @overload
    def to_json(self, file: _File) -> None: ...
    def to_dict(self) -> dict[str, Any]: ...
    @overload
    def to_text(self, file: None = None) -> str: ...
    @overload
    def to_text(self, file: _File) -> None: ...
    @overload
    def to_markdown(self, file: None = None) -> str: ...
    @overload
    def to_markdown(self, file: _File) -> None: ...
    @overload
    def to_html(self, file: None = None) -> str: ...
    @overload
    def to_html(self, file: _File) -> None: ...
    @overload
    def to_csv(self, file: None = None, *, table: str | None = None) -> str: ...
    @overload
    def to_csv(self, file: _File, *, table: str | None = None) -> None: ...
    def to_pandas(self, table: str = "groups") -> Any: ...
    def to_polars(self, table: str = "groups") -> Any: ...
