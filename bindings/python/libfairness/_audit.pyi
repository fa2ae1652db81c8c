# SPDX-License-Identifier: MIT
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from ._report import Report
from ._types import (
    Bins,
    By,
    Favourable,
    Names,
    Reference,
    Scalar,
    Scores,
    Undefined,
    Unlabelled,
)

class Audit:
    def __init__(
        self,
        *,
        sensitive_features: Names,
        control_features: Names | None = None,
        y_true: str | None = None,
        y_pred: str | None = None,
        y_score: str | None = None,
        threshold: float | None = None,
        y_pred_baseline: str | None = None,
        sample_weight: str | None = None,
        frequency: str | None = None,
        positive_label: Scalar | Mapping[str, Scalar] = None,
        unlabelled: Unlabelled | None = None,
        nulls: Literal["group", "exclude", "error"] | None = None,
        max_cells: int | None = None,
        scores: Scores | None = None,
        max_scores: int | None = None,
        score_range: Sequence[float] | None = None,
        score_bins: int | None = None,
        shard: str | None = None,
    ) -> None: ...
    def add(self, data: Any, *, threads: int | None = None) -> None: ...
    def copy(self) -> Audit: ...
    def __copy__(self) -> Audit: ...
    def __deepcopy__(self, memo: dict[int, Any]) -> Audit: ...
    def merge(self, other: Audit) -> None: ...
    def check_shards(self, names: Iterable[str]) -> None: ...
    def reset(self) -> None: ...
    def to_bytes(self) -> bytes: ...
    @classmethod
    def from_bytes(
        cls, state: bytes, *, max_cells: int = 0, max_scores: int = 0
    ) -> Audit: ...
    @property
    def rows(self) -> int: ...
    def report(
        self,
        *,
        by: By | None = None,
        reference: Reference | None = None,
        metrics: Names | None = None,
        comparisons: Names | None = None,
        favourable: Favourable | None = None,
        undefined: Undefined | None = None,
        nulls: Literal["set_aside"] | None = None,
        confidence: float | None = None,
        min_count: int | None = None,
        min_share: float | None = None,
        costs: Mapping[str, float] | None = None,
        utilities: Mapping[str, float] | None = None,
        allow_sparse: bool | None = None,
        calibration_bins: Bins | None = None,
        calibration_tolerance: float | None = None,
        p_values: bool | None = None,
        replicates: int | None = None,
        seed: int | None = None,
    ) -> Report: ...
