# SPDX-License-Identifier: MIT
"""JSON lines, read by Python in batches: each value keeps its JSON type."""

import itertools
import json

from .. import _core
from .._count import add_data
from .columns import columns_of
from .output import CommandError
from .packed import Broken, check_zstd, packing, text_lines
from .source import Source

_BATCH = 50_000


def _record(pairs):
    record = dict(pairs)
    if len(record) < len(pairs):
        raise ValueError("an object holds a key twice")
    return record


def _constant(name):
    raise ValueError(f"{name} is not JSON: null is a missing value")


_strict = json.JSONDecoder(
    object_pairs_hook=_record, parse_constant=_constant
).decode
# Not in the stubs of types, but in every Python.
_scan = getattr(json.JSONDecoder(parse_constant=_constant), "scan_once")


def _decode(line):
    """The quick way for what is one object and no more: each key takes a
    colon, so where there are no more colons than keys none came twice."""
    try:
        record, end = _scan(line, 0)
    except (StopIteration, ValueError):
        return _strict(line)
    if (
        isinstance(record, dict)
        and line.count(":") == len(record)
        and line[end:] in ("\n", "\r\n", "")
    ):
        return record
    return _strict(line)


def _batches(rows):
    rows = iter(rows)
    while batch := list(itertools.islice(rows, _BATCH)):
        yield batch


class JsonLines(Source):
    """One object a line; a key that is absent is a missing value."""

    def __init__(self, path, shown, duck):
        super().__init__(path, shown, duck)
        self._packing = packing(path, shown)
        if self._packing == "zstd":
            self._whole(check_zstd)
        first = next(self._objects(), None)
        if first is None:
            raise CommandError(f"{shown}: the file is empty")
        self.columns = list(first[1])

    def _whole(self, check):
        try:
            check(self.path)
        except Broken as error:
            raise CommandError(f"{self.shown}: {error}") from None

    def _lines(self):
        try:
            lines = text_lines(self.path, self._packing, self.duck)
            yield from enumerate(lines, 1)
        except Broken as error:
            raise CommandError(f"{self.shown}: {error}") from None

    def _objects(self):
        for number, line in self._lines():
            if not line.strip():
                continue
            try:
                if not line.isascii():
                    line.encode("utf-8")  # bytes that are none were kept
                record = _decode(line)
            except UnicodeEncodeError:
                raise CommandError(
                    f"{self.shown}: line {number} is not UTF-8"
                ) from None
            except (ValueError, RecursionError) as error:
                said = str(error)
                if isinstance(error, RecursionError):
                    said = "nested too deeply"
                if isinstance(error, json.JSONDecodeError):
                    said = f"{error.msg} at character {error.pos + 1}"
                raise CommandError(
                    f"{self.shown}: line {number}: {said}"
                ) from None
            if not isinstance(record, dict):
                raise CommandError(
                    f"{self.shown}: line {number}: not a JSON object"
                )
            yield number, record

    def add_to(self, core, wanted, progress):
        names = columns_of(wanted)
        self.columns += self._later(names)
        super().add_to(core, wanted, progress)

    def read(self, core, wanted, progress):
        names = columns_of(wanted)
        rows = 0
        for batch in _batches(self._objects()):
            columns = {
                name: [record.get(name) for _, record in batch]
                for name in names
            }
            try:
                add_data(core, wanted, columns)
            except _core.FairnessError as error:
                place = (
                    "" if error.row is None
                    else f" (line {batch[error.row][0]})"
                )
                raise self.failed(error, place) from error
            rows += len(batch)
            progress(rows)

    def _later(self, names):
        """Wanted keys that the first object does not have."""
        absent = set(names) - set(self.columns)
        if absent:
            for _, record in self._objects():
                found = absent & set(record)
                absent -= found
                yield from found
                if not absent:
                    return
