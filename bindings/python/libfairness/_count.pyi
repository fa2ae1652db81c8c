# SPDX-License-Identifier: MIT
from collections.abc import Mapping
from typing import Any

from ._types import Features, Nulls

ROLES: tuple[str, ...]

def given(**options: Any) -> dict[str, Any]: ...
def split_nulls(
    nulls: Nulls | None,
) -> tuple[dict[str, Any], dict[str, Any]]: ...
def names_of(value: Any, role: str) -> tuple[str, ...]: ...
def add_data(
    core: Any,
    options: Mapping[str, Any],
    data: Any,
    threads: int | None = None,
) -> None: ...
def count(
    data: Any,
    arguments: Mapping[str, Any],
    sensitive: Features,
    control: Features,
    options: Mapping[str, Any],
    threads: int | None,
) -> tuple[Any, tuple[str, ...]]: ...
