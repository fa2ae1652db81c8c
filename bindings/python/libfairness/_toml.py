# SPDX-License-Identifier: MIT
"""TOML whose numbers keep their digits, and where each key stands in it."""

import functools
import re
import tomllib

from ._errors import first_line, specification
from ._policy_tables import Number


def _number(text):
    return Number(text.replace("_", ""))


_STRING = (
    r'"""(?:\\.|[^\\])*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
)
# One statement after the other: what a value is made of, up to the end of the
# line outside of strings and brackets.
_TOKEN = re.compile(rf"{_STRING}|\#[^\n]*|[\[{{]|[\]}}]|\n|[^\"'#\[\]{{}}\n]+",
                    re.DOTALL)
_BLANK = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_KEY = re.compile(rf"(?:[A-Za-z0-9_-]+|{_STRING}|[ \t]*\.[ \t]*)+", re.DOTALL)
_HEADER = re.compile(r"\[\[?[ \t]*")


def _path(key):
    """Names of a dotted key."""
    names = []
    table = tomllib.loads(f"{key} = 0")
    while table != 0:
        ((name, table),) = table.items()
        names.append(name)
    return tuple(names)


def _end(text, at, depth):
    """Of a value, or of a header of so many brackets."""
    while token := _TOKEN.match(text, at):
        at = token.end()
        if token[0] == "\n" and depth == 0:
            break
        depth += token[0] in "[{"
        depth -= token[0] in "]}"
    return at


def _places(text):
    """(names and numbers of tables) to the offset of a key, for every key that
    stands by itself in a line.  The text is valid TOML."""
    found = {}
    counts = {}
    table = ()
    at = _BLANK.match(text).end()
    while at < len(text):
        header = _HEADER.match(text, at)
        key = _KEY.match(text, header.end() if header else at)
        if key is None:  # never, in valid TOML
            break
        names = _path(key[0].rstrip())
        depth = header[0].count("[") if header else 0
        if depth == 2:
            number = counts[names] = counts.get(names, -1) + 1
            table = (*names, number)
        elif header:
            table = names
        found.setdefault(table if header else (*table, *names), at)
        at = _BLANK.match(text, _end(text, key.end(), depth)).end()
    return found


class Document:
    """A table of TOML; its numbers with a point are of class Number."""

    def __init__(self, data, shown, path=""):
        self.shown = shown
        self.path = path
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise specification(
                f"{shown}: line {line}: not UTF-8 text"
            ) from None
        self._text = text.replace("\r\n", "\n")
        try:
            self.table = tomllib.loads(text, parse_float=_number)
        except ValueError as error:  # an integer of thousands of digits too
            raise specification(
                f"{shown}: not TOML: {first_line(error)}"
            ) from None
        except RecursionError:
            raise specification(
                f"{shown}: not TOML: nested too deeply"
            ) from None

    @functools.cached_property
    def _first(self):
        """Names of a table or key to the offset of the first key in it."""
        first = {}
        for place, at in _places(self._text).items():
            for n in range(1, len(place) + 1):
                first.setdefault(place[:n], at)
        return first

    def place(self, path):
        """Line and column of a key, of the first one in it, or of the nearest
        table around it; None: there is none."""
        path = tuple(path)
        while path and path not in self._first:
            path = path[:-1]
        if not path:
            return None
        at = self._first[path]
        before = self._text[:at]
        return before.count("\n") + 1, len(before) - before.rfind("\n")

    def where(self, path):
        """"fairness.toml: line 3, column 1"."""
        place = self.place(path)
        if place is None:
            return self.shown
        line, column = place
        return f"{self.shown}: line {line}, column {column}"
