# SPDX-License-Identifier: MIT
"""JSON lines, read by Python; Arrow IPC, by pyarrow where it is there."""

import gzip
import json
import zlib

from .. import _core
from .._count import add_data
from .output import CommandError
from .tables import batches, check_columns, columns_of

_BATCH = 50_000


def _record(pairs):
    record = dict(pairs)
    if len(record) < len(pairs):
        raise ValueError("an object holds a key twice")
    return record


class JsonLines:
    """One object a line; a key that is absent is a missing value."""

    labels = "exact"

    def __init__(self, path, shown):
        self.path = path
        self.shown = shown
        first = next(self._objects(), None)
        if first is None:
            raise CommandError(f"{shown}: the file is empty")
        self.columns = list(first[1])

    def _lines(self):
        with open(self.path, "rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
        try:
            with (gzip.open if packed else open)(self.path, "rb") as file:
                yield from enumerate(file, 1)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise CommandError(f"{self.shown}: {error}") from None

    def _objects(self):
        for number, line in self._lines():
            if not line.strip():
                continue
            try:
                record = json.loads(
                    line.decode("utf-8-sig"), object_pairs_hook=_record
                )
            except (ValueError, RecursionError) as error:
                raise CommandError(
                    f"{self.shown}: line {number}: {error}"
                ) from None
            if not isinstance(record, dict):
                raise CommandError(
                    f"{self.shown}: line {number}: not a JSON object"
                )
            yield number, record

    def add_to(self, core, wanted):
        names = columns_of(wanted)
        self.columns += [n for n in self._later(names) if n in names]
        check_columns(self, wanted)
        for batch in batches(self._objects(), _BATCH):
            rows = {
                name: [record.get(name) for _, record in batch]
                for name in names
            }
            try:
                add_data(core, wanted, rows)
            except _core.FairnessError as error:
                line = (
                    "" if error.row is None
                    else f" (line {batch[error.row][0]})"
                )
                raise CommandError(f"{self.shown}: {error}{line}") from error

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


class ArrowFile:
    """Arrow IPC files and streams, Feather version 2."""

    labels = "exact"

    def __init__(self, path, shown):
        try:
            import pyarrow
            import pyarrow.ipc
        except ImportError:
            raise CommandError(
                f"{shown}: reading Arrow files needs pyarrow: "
                "pip install pyarrow"
            ) from None
        self.path = path
        self.shown = shown
        self._arrow = pyarrow
        self.columns = self._read(lambda reader: list(reader.schema.names))

    def _read(self, use):
        pyarrow = self._arrow
        try:
            with pyarrow.memory_map(self.path) as file:
                is_file = file.read(6) == b"ARROW1"
                file.seek(0)
                if not is_file:
                    return use(pyarrow.ipc.open_stream(file))
                opened = pyarrow.ipc.open_file(file)
                batches = map(
                    opened.get_batch, range(opened.num_record_batches)
                )
                return use(
                    pyarrow.RecordBatchReader.from_batches(
                        opened.schema, batches
                    )
                )
        except pyarrow.ArrowException as error:
            raise CommandError(
                f"{self.shown}: cannot be read as Arrow: {error}"
            ) from error

    def add_to(self, core, wanted):
        check_columns(self, wanted)

        def add(reader):
            try:
                core.add_stream(reader.__arrow_c_stream__())
            except _core.FairnessError as error:
                row = (
                    "" if error.row is None
                    else f" (row {error.row + 1} of the file)"
                )
                raise CommandError(f"{self.shown}: {error}{row}") from error

        self._read(add)
