# SPDX-License-Identifier: MIT
from collections.abc import Mapping
from os import PathLike
from types import MappingProxyType
from typing import Any, Literal, NoReturn, overload

from ._policy import Policy
from ._report import _File
from ._verdict import Verdict

WORST: tuple[str, ...]

class Verdicts:
    @property
    def models(self) -> MappingProxyType[str, Verdict]: ...
    @property
    def status(self) -> Literal["pass", "fail", "inconclusive", "error"]: ...
    @property
    def exit_code(self) -> int: ...
    @overload
    def to_json(self, file: None = None) -> str: ...
    @overload
    def to_json(self, file: _File) -> None: ...
    def to_dict(self) -> dict[str, Any]: ...
    @overload
    def to_text(self, file: None = None) -> str: ...
    @overload
    def to_text(self, file: _File) -> None: ...
    def __bool__(self) -> NoReturn: ...

def gate_models(
    policy: str | PathLike[str] | Mapping[str, Any] | Policy,
    models: Mapping[str, Any],
    *,
    data: Any = None,
    **options: Any,
) -> Verdicts: ...
