# SPDX-License-Identifier: MIT
from collections.abc import Mapping
from os import PathLike
from typing import Any

from ._policy import Policy
from ._report import Report

def power(
    policy: str | PathLike[str] | Mapping[str, Any] | Policy,
    report: Report,
    *,
    power: float = 0.8,
    runs: int = 1000,
    seed: int = 0,
) -> list[dict[str, Any]]: ...
def power_of(
    policy: Policy, rules: Any, report: Report, power: float, runs: int,
    seed: int,
) -> list[dict[str, Any]]: ...
