# SPDX-License-Identifier: MIT
"""A file as a source of rows: what all readers share."""

import abc
import os

from .. import _core
from .columns import check_columns
from .duck import message
from .output import CommandError


class Source(abc.ABC):
    """Reads one file; path is where its bytes are, shown what people call
    it."""

    labels = "exact"  # or "binary": texts such as true count as {0,1}
    total = None  # about how many rows there are, where that is known
    columns = ()

    def __init__(self, path, shown, duck):
        self.path = path
        self.shown = shown
        self.duck = duck

    def add_to(self, core, wanted, progress):
        """Counts all rows; progress is called with the rows so far."""
        check_columns(self.shown, self.columns, wanted)
        self.read(core, wanted, progress)

    @abc.abstractmethod
    def read(self, core, wanted, progress):
        """Counts all rows of columns that are there."""

    def failed(self, error, place):
        """An error of the core, with the file and the place in it."""
        return CommandError(f"{self.shown}: ", error, place)


class Streamed(Source):
    """One query of DuckDB, streamed into the core."""

    what = ""

    @abc.abstractmethod
    def query(self, cursor, wanted):
        """The SELECT whose columns have the names that were asked for."""

    def explain(self, cursor, error, wanted):
        """A chance to say more about an error of the core."""

    def place(self, error):
        if error.row is None:
            return ""
        return f" (row {error.row + 1} of the file)"

    def said(self, error):
        """What DuckDB says, without the name of a temporary copy."""
        text = f"{self.what}{message(error)}"
        for path in (os.path.abspath(self.path), self.path):
            text = text.replace(path, self.shown)
        if "allocat" in text:
            text += ": --threads 1 needs less memory"
        return text

    def read(self, core, wanted, progress):
        cursor = self.duck.cursor()
        try:
            stream = cursor.sql(self.query(cursor, wanted))
            try:
                core.add_stream(stream.__arrow_c_stream__(), progress)
            except _core.FairnessError as error:
                if error.code == "STREAM":
                    raise CommandError(
                        f"{self.shown}: {self.said(error)}"
                    ) from error
                self.explain(cursor, error, wanted)
                raise self.failed(error, self.place(error)) from error
        except self.duck.error() as error:
            raise CommandError(f"{self.shown}: {self.said(error)}") from error
        finally:
            cursor.close()
