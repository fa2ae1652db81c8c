# SPDX-License-Identifier: MIT
from collections.abc import Sequence

from ._table import Table
from ._types import Group

class Curves:
    def roc_curve(
        self,
        *,
        by: str | Sequence[str] | None = None,
        group: Group | None = None,
        control: Group | None = None,
        max_points: int | None = None,
        drop_intermediate: bool = False,
    ) -> Table: ...
    def precision_recall_curve(
        self,
        *,
        by: str | Sequence[str] | None = None,
        group: Group | None = None,
        control: Group | None = None,
        max_points: int | None = None,
        drop_intermediate: bool = False,
    ) -> Table: ...
    def selection_rate_curve(
        self,
        *,
        by: str | Sequence[str] | None = None,
        group: Group | None = None,
        control: Group | None = None,
        max_points: int | None = None,
    ) -> Table: ...
    def score_histogram(
        self,
        *,
        by: str | Sequence[str] | None = None,
        group: Group | None = None,
        control: Group | None = None,
        bins: int | None = None,
        score_range: Sequence[float] | None = None,
    ) -> Table: ...
    def score_quantiles(
        self,
        *,
        by: str | Sequence[str] | None = None,
        group: Group | None = None,
        control: Group | None = None,
        quantiles: Sequence[float] | None = None,
    ) -> Table: ...
