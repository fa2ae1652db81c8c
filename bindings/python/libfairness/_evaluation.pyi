# SPDX-License-Identifier: MIT
from os import PathLike
from typing import Any, Literal, TextIO, overload

from ._plan_object import Plan
from ._report import Report
from ._table import Table
from ._value import LimitTest

class Evaluation:
    plans: tuple[Plan, ...]
    before: Report | None
    after: Report
    referred: Report | None
    on_its_own_rows: bool
    @property
    def constraint(self) -> LimitTest | None: ...
    @property
    def strata(
        self,
    ) -> list[tuple[dict[str, Any], LimitTest | None]]: ...
    @property
    def folds(self) -> tuple[LimitTest | None, ...]: ...
    @property
    def table(self) -> Table: ...
    def to_dict(self) -> dict[str, Any]: ...
    @overload
    def to_json(self, file: None = None) -> str: ...
    @overload
    def to_json(self, file: str | PathLike[str] | TextIO) -> None: ...
    @overload
    def to_text(self, file: None = None) -> str: ...
    @overload
    def to_text(self, file: str | PathLike[str] | TextIO) -> None: ...
