# SPDX-License-Identifier: MIT
"""fairness metrics, fairness explain: what the registry says."""

import difflib

from .. import _core
from .output import CommandError, is_text, print_text

_TABLES = ("metrics", "comparisons", "criteria")
_FIELDS = (
    ("formula", "formula"),
    ("needs", "needs"),
    ("orientation", "orientation"),
    ("range", "range"),
    ("undefined", "undefined"),
    ("interval", "interval"),
    ("source", "reference"),
    ("also called", "aliases"),
    ("elsewhere", "elsewhere"),
)


def metrics(options):
    """Every name with its summary."""
    lines = []
    for table in _TABLES:
        names = _core.names(table)
        width = max(map(len, names), default=0)
        lines += ["", table] if lines else [table]
        lines += [
            f"  {name:<{width}}  {_core.text(table, name, 'summary')}"
            for name in names
        ]
    print_text("\n".join(lines))


def explain(options):
    """Everything about one name, in each table that has it."""
    blocks = []
    for table in _TABLES if is_text(options.name) else ():
        name = _core.text(table, options.name, "name")
        if name is None:
            continue
        lines = [f"{name}: {_core.text(table, name, 'summary')}"]
        for label, field in _FIELDS:
            text = _core.text(table, name, field)
            if text:
                lines.append(f"  {label + ':':<13}{text}")
        blocks.append("\n".join(lines))
    if not blocks:
        known = [n for table in _TABLES for n in _core.names(table)]
        known += [
            alias
            for table in _TABLES
            for name in _core.names(table)
            for alias in (_core.text(table, name, "aliases") or "").split()
        ]
        near = difflib.get_close_matches(options.name, known, 3)
        hint = f"did you mean {', '.join(near)}? " if near else ""
        raise CommandError(
            f"there is no {options.name!r}: {hint}see fairness metrics"
        )
    print_text("\n\n".join(blocks))
