# SPDX-License-Identifier: MIT
"""Arrow IPC files and streams, Feather version 2: by pyarrow or Polars."""

import importlib

from .. import _core
from .columns import columns_of
from .output import CommandError
from .source import Source

_FILE = b"ARROW1"
_OLD = b"FEA1"


def _import(*names):
    try:
        return [importlib.import_module(name) for name in names]
    except ImportError:
        return None


class _Arrow(Source):
    """What both readers share."""

    def _reading(self, error):
        text = str(error).replace(self.path, self.shown)
        return CommandError(f"{self.shown}: cannot be read as Arrow: {text}")

    def _counted(self, core, stream, progress, before=0):
        try:
            core.add_stream(
                stream.__arrow_c_stream__(),
                lambda rows: progress(before + rows),
            )
        except _core.FairnessError as error:
            if error.code == "STREAM":  # pyarrow adds a traceback of its own
                said, _, _ = str(error).partition(". Detail: Python exc")
                raise self._reading(said) from error
            place = (
                "" if error.row is None
                else f" (row {before + error.row + 1} of the file)"
            )
            raise self.failed(error, place) from error


class _ByPyarrow(_Arrow):
    def __init__(self, path, shown, duck, pyarrow, ipc):
        super().__init__(path, shown, duck)
        self._arrow, self._ipc = pyarrow, ipc
        self.columns = self._use(lambda reader: list(reader.schema.names))

    def _reader(self, file, fields):
        """Of the columns with these numbers; of all where there are none."""
        options = self._ipc.IpcReadOptions(included_fields=fields)
        if file.read(len(_FILE)) != _FILE:
            file.seek(0)
            return self._ipc.open_stream(file, options=options)
        file.seek(0)
        opened = self._ipc.open_file(file, options=options)
        batches = map(opened.get_batch, range(opened.num_record_batches))
        return self._arrow.RecordBatchReader.from_batches(
            opened.schema, batches
        )

    def _use(self, use, fields=()):
        # Read, not mapped: of a file that shrinks meanwhile a map would be
        # memory that is gone, and the process with it.
        try:
            with self._arrow.OSFile(self.path) as file:
                return use(self._reader(file, list(fields)))
        except self._arrow.ArrowException as error:
            raise self._reading(error) from error

    def read(self, core, wanted, progress):
        names = columns_of(wanted)
        self._use(
            lambda reader: self._counted(core, reader, progress),
            [i for i, name in enumerate(self.columns) if name in names],
        )


class _ByPolars(_Arrow):
    def __init__(self, path, shown, duck, polars):
        super().__init__(path, shown, duck)
        self._polars = polars
        with open(path, "rb") as file:
            self._is_file = file.read(len(_FILE)) == _FILE
        self.columns = self._try(
            lambda: self._frame().collect_schema().names()
        )

    def _frame(self):
        if self._is_file:
            return self._polars.scan_ipc(self.path, glob=False)
        return self._polars.read_ipc_stream(self.path).lazy()

    def _try(self, use):
        try:
            return use()
        except (CommandError, KeyboardInterrupt):
            raise
        except (Exception, self._polars.exceptions.PanicException) as error:
            raise self._reading(error) from error

    def read(self, core, wanted, progress):
        names = list(columns_of(wanted))

        def count():
            before = 0
            for frame in self._frame().select(names).collect_batches():
                self._counted(core, frame, progress, before)
                before += frame.height

        self._try(count)


def arrow_file(path, shown, duck):
    """A reader by whichever of the two is installed."""
    with open(path, "rb") as file:
        if file.read(len(_OLD)) == _OLD:
            raise CommandError(
                f"{shown}: Feather version 1 is not read: write it again as "
                "version 2, which is Arrow IPC"
            )
    for by, names in (
        (_ByPyarrow, ("pyarrow", "pyarrow.ipc")),
        (_ByPolars, ("polars",)),
    ):
        modules = _import(*names)
        if modules is not None:
            return by(path, shown, duck, *modules)
    raise CommandError(
        f"{shown}: reading Arrow files needs pyarrow or Polars: pip install "
        "'libfairness[arrow]'"
    )
