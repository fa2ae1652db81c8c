# SPDX-License-Identifier: MIT
from typing import Any

MANY: int
BLOCK: int
GROUP: int

def available() -> int: ...
def checked(threads: int | None) -> int | None: ...
def add_columns(
    core: Any,
    columns: dict[str, Any],
    sensitive: tuple[Any, ...],
    control: tuple[Any, ...],
    threads: int | None,
) -> None: ...
def add_exported(core: Any, exported: Any, threads: int | None) -> None: ...
