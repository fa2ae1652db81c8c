# SPDX-License-Identifier: MIT
"""CSV, its kin with semicolons, and TSV, read by DuckDB as text.

Nothing is guessed from other rows: an empty field without quotes is missing,
"" is the empty string, and only scores, weights and frequencies are numbers.
"""

import csv
import os
import sys

from .columns import NUMBERS, columns_of
from .duck import literal, path_literal, quoted
from .output import CommandError, is_text
from .lines import Lines
from .packed import Broken, check_zstd, packing, text_lines
from .source import Streamed
from .spelling import option

_EXPECTED = {
    "y_score": "a number",
    "sample_weight": "a number, 0 or more",
    "frequency": "a whole number, 0 or more",
}
_OTHERS = {";": "ssv", "\t": "tsv", ",": "csv"}
_SAMPLE = 1 << 16
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Text(Streamed):
    """Fields between delimiters, quoted with double quotes (RFC 4180)."""

    labels = "binary"

    def __init__(self, path, shown, duck, delimiter):
        super().__init__(path, shown, duck)
        self._delimiter = delimiter
        self._packing = packing(path, shown)
        self._blank = 0  # lines before the header
        self._parallel = True
        csv.field_size_limit(sys.maxsize)
        with open(path, "rb") as file:
            sample = file.read(_SAMPLE)
        if sample.startswith(_UTF16):
            raise CommandError(
                f"{shown}: line 1 is not UTF-8 but UTF-16: iconv -f UTF-16 -t "
                "UTF-8 FILE | fairness audit - …"
            )
        try:
            self.columns = self._header()
        except (csv.Error, Broken) as error:
            raise CommandError(f"{shown}: line 1: {error}") from None
        if not self.columns:
            raise CommandError(f"{shown}: the file is empty")
        if not all(map(is_text, self.columns)):
            raise CommandError(f"{shown}: line 1 is not UTF-8")
        for other, name in _OTHERS.items():
            if len(self.columns) == 1 and other in self.columns[0]:
                raise CommandError(
                    f"{shown}: line 1 is one column, {self.columns[0]!r:.200}: "
                    f"--input-format {name} reads fields between {other!r}"
                )
        lines = sample.count(b"\n")
        if self._packing == "none" and lines > 1:
            size = os.stat(path).st_size
            self.total = lines * size // len(sample) - 1

    def _records(self):
        """Number of the line in which it begins, fields, and the end of its
        last line, of each record that is not blank."""
        end = ""

        def lines():
            nonlocal end
            for line in text_lines(self.path, self._packing, self.duck):
                end = line[len(line.rstrip("\r\n")):]
                yield line

        before = 0
        reader = csv.reader(lines(), delimiter=self._delimiter, strict=True)
        for record in reader:
            if record:
                yield before + 1, record, end
            before = reader.line_num

    def _header(self):
        for number, record, _ in self._records():
            self._blank = number - 1
            return record
        return None

    def _line(self, row):
        """Number of the line in which a row (from 0) begins."""
        try:
            for number, _, _ in self._records():
                row -= 1
                if row < -1:
                    return number
        except (OSError, csv.Error, Broken):
            pass
        return None

    def _source(self):
        columns = ", ".join(
            f"'c{i}': 'VARCHAR'" for i in range(len(self.columns))
        )
        return (
            f"read_csv({path_literal(self.path)}, auto_detect = false, header "
            f"= true, columns = {{{columns}}}, delim = "
            f"{literal(self._delimiter)}, quote = '\"', escape = '\"', "
            "nullstr = '', allow_quoted_nulls = false, strict_mode = true, "
            f"null_padding = false, skip = {self._blank}, "
            f"hive_partitioning = false, parallel = {self._parallel}, "
            f"compression = {literal(self._packing)})"
        )

    def _column(self, name):
        return f"c{self.columns.index(name)}"

    def _number(self, role, name):
        """A number, or NULL for text that is none.  DuckDB also takes 1_000,
        and would round 2.5 to an integer."""
        column = self._column(name)
        if role != "frequency":
            return (
                f"CASE WHEN contains({column}, '_') THEN NULL "
                f"ELSE TRY_CAST({column} AS DOUBLE) END"
            )
        whole = r"^\s*\+?([0-9]+)(\.0*)?\s*$"
        return (
            f"TRY_CAST(CASE WHEN regexp_full_match({column}, '[0-9]{{1,18}}') "
            f"THEN {column} ELSE regexp_extract({column}, '{whole}', 1) END "
            "AS UBIGINT)"
        )

    def query(self, cursor, wanted):
        parts = []
        for name, roles in columns_of(wanted).items():
            numbers = [role for role in roles if role in NUMBERS]
            if numbers and len(roles) > 1:
                other = next((r for r in roles if r != numbers[0]), None)
                raise CommandError(
                    f"{self.shown}: {name!r} is read as a number for "
                    f"{option(numbers[0])} and cannot be {option(other)} too: "
                    "give the column twice under two names, or use Parquet, "
                    "whose columns have types"
                )
            what = (
                self._number(numbers[0], name)
                if numbers
                else self._column(name)
            )
            parts.append(f"{what} AS {quoted(name)}")
        return f"SELECT {', '.join(parts)} FROM {self._source()}"

    def read(self, core, wanted, progress):
        """By parts at the same time, as DuckDB does; where it did not find
        all rows (see lines.py), or may have mistaken the inside of a field for
        them, once more in one go."""
        self._parallel = self._packing != "zstd"
        if not self._parallel:
            self._whole(check_zstd, self.path)
            super().read(core, wanted, progress)
            return
        beside = Lines(self.path, self._packing, self._delimiter)
        try:
            failed = None
            try:
                super().read(core, wanted, progress)
            except CommandError as error:
                failed = error
            rows, has_breaks = self._whole(beside.wait)
            if failed is None and core.rows == rows - 1:
                return
            if failed is not None and not has_breaks:
                raise failed
        finally:
            beside.stop()
        first = core.rows
        core.reset()
        self._parallel = False
        super().read(core, wanted, progress)
        if core.rows != rows - 1:
            if failed is not None:
                raise failed
            found = {first, core.rows}
            if core.rows < rows - 1:  # no line end is overlooked here
                found.add(rows - 1)
            if len(found) > 1:
                raise CommandError(
                    f"{self.shown}: {' or '.join(map(str, sorted(found)))} "
                    "rows, depending on how it is read: a quote may be out "
                    "of place, or the ends of lines differ"
                )

    def _whole(self, check, *arguments):
        try:
            return check(*arguments)
        except Broken as error:
            raise CommandError(f"{self.shown}: {error}") from None

    def said(self, error):
        """All that DuckDB says, which does not fit into an error of the core;
        but not where line ends differ."""
        cursor = self.duck.cursor()
        try:
            cursor.sql(
                f"SELECT count(COLUMNS(*)) FROM {self._source()}"
            ).fetchall()
        except self.duck.error() as whole:
            error = whole
        finally:
            cursor.close()
        text = super().said(error)
        if "state machine" not in text:
            return text
        try:
            first = None
            for number, _, end in self._records():
                first = first or end
                if end and end != first:
                    return (
                        f"line {number}: it ends with {end!r}, the first one "
                        f"with {first!r}: make all ends alike"
                    )
        except (csv.Error, Broken):
            pass
        return "not CSV as of RFC 4180: a quote or a line end out of place"

    def explain(self, cursor, error, wanted):
        """Of text where a number is meant: the line and the text."""
        for role in NUMBERS:
            if role not in wanted or error.code == "MEMORY":
                continue
            column = self._column(wanted[role])
            found = cursor.sql(
                f"SELECT n, {column} FROM (SELECT row_number() OVER () - 1 AS "
                f"n, {column}, {self._number(role, wanted[role])} AS x "
                f"FROM {self._source()}) WHERE {column} IS NOT NULL AND x IS "
                "NULL LIMIT 1"
            ).fetchall()
            for row, text in found:
                if error.row is None or row <= error.row:
                    raise CommandError(
                        f"{self.shown}: line {self._line(row)}: "
                        f"{wanted[role]} is {text!r:.200}, expected "
                        f"{_EXPECTED[role]}"
                    )

    def place(self, error):
        line = None if error.row is None else self._line(error.row)
        return super().place(error) if line is None else f" (line {line})"
