# SPDX-License-Identifier: MIT
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ._types import (
    Column,
    Favourable,
    Features,
    Nulls,
    Reference,
    Scalar,
    Scores,
    Undefined,
    Unlabelled,
)

def init(
    y_true: Column = None,
    y_pred: Column = None,
    *,
    sensitive_features: Features = None,
    control_features: Features = None,
    data: Any = None,
    y_score: Column = None,
    threshold: float | None = None,
    y_pred_baseline: Column = None,
    sample_weight: Column = None,
    frequency: Column = None,
    positive_label: Scalar | Mapping[str, Scalar] = None,
    favourable: Favourable | None = None,
    unlabelled: Unlabelled | None = None,
    nulls: Nulls | None = None,
    max_cells: int | None = None,
    scores: Scores | None = None,
    max_scores: int | None = None,
    score_range: Sequence[float] | None = None,
    score_bins: int | None = None,
    reference: Reference | None = None,
    undefined: Undefined | None = None,
    confidence: float | None = None,
    min_count: int | None = None,
    min_share: float | None = None,
    allow_sparse: bool | None = None,
    packs: Sequence[str] | None = None,
    threads: int | None = None,
) -> str: ...
def check_roles(
    asked: Mapping[str, Any], there: Sequence[str] = (),
) -> None: ...
def packs_of(
    asked: Mapping[str, Any], names: Iterable[str] | None = None,
) -> dict[str, dict[str, Any]]: ...
def check_columns(
    packs: Iterable[str], asked: Mapping[str, Any],
    there: Sequence[str] = (),
) -> None: ...
def includes_of(
    packs: Mapping[str, Mapping[str, Any]], features: Sequence[str],
) -> list[dict[str, Any]]: ...
def policy_text(
    core: Any,
    features: Sequence[str],
    asked: Mapping[str, Any],
    shape: Mapping[str, Any],
    includes: Sequence[Mapping[str, Any]],
    command: str,
) -> str: ...
