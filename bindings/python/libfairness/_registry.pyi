# SPDX-License-Identifier: MIT
from typing import Any, Literal

_Kind = Literal[
    "metrics", "comparisons", "criteria", "reasons", "methods", "warnings"
]

_KINDS: dict[str, str]

def sentence(text: str) -> str: ...
def legend(formula: str) -> list[str]: ...
def page(table: str, name: str) -> str: ...

class Explanation:
    kind: str
    name: str
    summary: str
    details: str
    formula: str
    suite: str
    needs: str
    orientation: str
    range: str
    undefined: str
    interval: str
    reference: str
    aliases: tuple[str, ...]
    elsewhere: str
    caveat: str
    page: str
    def __init__(self, table: str, name: str) -> None: ...
    def to_dict(self) -> dict[str, Any]: ...
    def to_text(self, width: int = 79) -> str: ...

def understood() -> list[str]: ...
def found(name: str) -> list[Explanation]: ...
def explain(name: str, kind: _Kind | None = None) -> Explanation: ...
def suites() -> list[str]: ...
def names(kind: _Kind = "metrics") -> tuple[str, ...]: ...
