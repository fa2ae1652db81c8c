# SPDX-License-Identifier: MIT
"""Groups of plans and calibrators: as text, as keys and as a table."""

import json

from . import _core


def shown(value):
    """A value of a feature as reports show it."""
    if value is None:
        return "(missing)"
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str):
        return repr(value)
    ambiguous = value in ("", "(missing)") or value.strip(" ") != value
    return f'"{value}"' if ambiguous or value[0] == '"' else value


def plain(text):
    """What a terminal would obey, or would not show, as reports show it."""
    return "".join(
        c if c.isprintable() else f"\\u{{{ord(c):x}}}" for c in text
    )


def label(group):
    return ", ".join(f"{name}={shown(v)}" for name, v in group.items())


def key(group):
    """The value of its feature, or a tuple of values where there are
    several."""
    values = tuple(group.values())
    return values if len(values) > 1 else values[0]


def number(x):
    return "-" if x is None else f"{x:.3f}"


def aligned(lines):
    """Rows of texts as lines; the first is to the left, and the last."""
    widths = [max(map(len, cells)) for cells in zip(*lines)]
    for first, *rest, last in lines:
        cells = map(str.rjust, rest, widths[1:-1])
        line = "  ".join([first.ljust(widths[0]), *cells, last])
        yield line.rstrip() + "\n"


class Groups:
    """Where a table of groups comes from: columns are (name, format)."""

    def __init__(self, rows, columns):
        self._rows = rows
        self._columns = columns

    def stream(self, name):
        columns = [
            ("group", "U", [label(row["group"]) for row in self._rows]),
            ("group_key", "U", [
                json.dumps(row["group"], ensure_ascii=False)
                for row in self._rows
            ]),
        ]
        for key, format in self._columns:
            columns.append((key, format, [row[key] for row in self._rows]))
        return _core.table(len(self._rows), tuple(columns))
