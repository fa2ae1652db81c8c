# SPDX-License-Identifier: MIT
from collections.abc import Sequence
from os import PathLike
from typing import Any, Literal

from ._types import Group

def modules() -> tuple[Any, Any]: ...

class Plot:
    chart: Any
    def __init__(self, chart: object) -> None: ...
    def to_svg(self) -> str: ...
    def to_png(self, scale: float = 2) -> bytes: ...
    def to_html(self) -> str: ...
    def save(self, path: str | bytes | PathLike[str]) -> None: ...

class Plots:
    def __init__(self, report: object) -> None: ...
    def roc(
        self,
        *,
        by: str | Sequence[str] | None = None,
        control: Group | None = None,
        max_groups: int = 10,
    ) -> Plot: ...
    def precision_recall(
        self,
        *,
        by: str | Sequence[str] | None = None,
        control: Group | None = None,
        max_groups: int = 10,
    ) -> Plot: ...
    def selection_rate(
        self,
        *,
        by: str | Sequence[str] | None = None,
        control: Group | None = None,
        max_groups: int = 10,
    ) -> Plot: ...
    def scores(
        self,
        *,
        by: str | Sequence[str] | None = None,
        control: Group | None = None,
        bins: int = 20,
        score_range: Sequence[float] | None = None,
        max_groups: int = 10,
    ) -> Plot: ...
    def reliability(
        self,
        *,
        by: str | Sequence[str] | None = None,
        control: Group | None = None,
        bins: Literal["equal_width", "equal_mass", "distinct"] = "equal_width",
        max_groups: int = 10,
    ) -> Plot: ...
