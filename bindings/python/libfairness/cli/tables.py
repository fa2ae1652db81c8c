# SPDX-License-Identifier: MIT
"""CSV, TSV and Parquet, read by DuckDB in batches.

Text files are read as text: nothing is guessed from other rows.  An empty
field without quotes is missing, "" is the empty string.
"""

import csv
import gzip
import itertools
import re
import sys
import zlib

from .. import _core
from .output import CommandError, is_text

_NUMBERS = ("y_score", "sample_weight", "frequency")
_EXPECTED = {
    "y_score": "a number",
    "sample_weight": "a number, 0 or more",
    "frequency": "a whole number, 0 or more",
}


def _connect():
    try:
        import duckdb
    except ImportError:
        raise CommandError(
            "reading files needs DuckDB: pip install 'libfairness[cli]'"
        ) from None
    # No file may make it fetch anything.
    return duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
    )


def _quoted(name):
    return '"' + name.replace('"', '""') + '"'


def _literal(text):
    return "'" + text.replace("'", "''") + "'"


def _path(path):
    """A path as a literal in which no character is a wildcard."""
    return _literal("".join(f"[{c}]" if c in "*?[" else c for c in path))


_CSV_ERROR = re.compile(
    r"CSV Error on Line: (\d+)\nOriginal Line: .*?\n([^\n]+)\s+Possible ",
    re.DOTALL,
)


def _message(error):
    """DuckDB's message without the line that it quotes, which can be long,
    and its advice on DuckDB's options."""
    found = _CSV_ERROR.search(str(error))
    if found:
        line, cause = found.groups()
        return f"line {line}: {cause.rstrip('.')}"
    lines = []
    for line in str(error).splitlines():
        if line.startswith(("Possible", "LINE ", "*")) or not line.strip():
            break
        lines.append(line.strip())
    text = ". ".join(line.rstrip(".:") for line in lines)
    return text.partition("Error: ")[2] or text


def columns_of(wanted):
    """Every column that is asked for, once, with its roles."""
    roles = {}
    for role, name in wanted.items():
        if role in _NUMBERS or role in ("y_true", "y_pred", "y_pred_baseline"):
            roles.setdefault(name, []).append(role)
    for role in ("sensitive_features", "control_features"):
        for name in wanted.get(role, ()):
            roles.setdefault(name, []).append(role)
    return roles


def check_columns(source, wanted):
    for name, roles in columns_of(wanted).items():
        found = source.columns.count(name)
        option = "--" + roles[0].replace("_", "-")
        if found == 0:
            raise CommandError(
                f"{source.shown}: {option}: there is no column {name!r}; there "
                f"are {', '.join(map(repr, source.columns))}"
            )
        if found > 1:
            raise CommandError(
                f"{source.shown}: {option}: {found} columns are called {name!r}"
            )


class _Table:
    """What CSV and Parquet share: one query, streamed into the core."""

    labels = "exact"
    what = ""

    def __init__(self, path, shown):
        self.path = path
        self.shown = shown

    def _said(self, error):
        """What DuckDB says, without the name of a temporary copy."""
        return f"{self.what}{_message(error)}".replace(self.path, self.shown)

    def _where(self, error):
        if error.row is None:
            return f"{self.shown}: {error}"
        return f"{self.shown}: {error} (row {error.row + 1} of the file)"

    def _better(self, connection, error, wanted):
        """A chance to say more about an error."""

    def add_to(self, core, wanted):
        check_columns(self, wanted)
        connection = _connect()
        import duckdb

        try:
            query = self.query(connection, wanted)
            try:
                core.add_stream(connection.sql(query).__arrow_c_stream__())
            except _core.FairnessError as error:
                self._better(connection, error, wanted)
                if error.code == "STREAM":
                    raise CommandError(
                        f"{self.shown}: {self._said(error)}"
                    ) from error
                raise CommandError(self._where(error)) from error
        except duckdb.Error as error:
            raise CommandError(f"{self.shown}: {self._said(error)}") from error
        finally:
            connection.close()


class Parquet(_Table):
    """Types stay as they are; decimals become numbers where a number is
    meant."""

    what = "cannot be read as Parquet: "

    def __init__(self, path, shown):
        super().__init__(path, shown)
        connection = _connect()
        import duckdb

        try:
            relation = connection.sql(f"SELECT * FROM {self._source()}")
            self.columns = list(relation.columns)
            self._types = dict(zip(self.columns, map(str, relation.types)))
        except duckdb.Error as error:
            raise CommandError(f"{shown}: {self._said(error)}") from error
        finally:
            connection.close()

    def _source(self):
        return f"read_parquet({_path(self.path)})"

    def query(self, connection, wanted):
        parts = []
        for name, roles in columns_of(wanted).items():
            kind = self._types[name]
            part = quoted = _quoted(name)
            if kind.startswith(("DECIMAL", "HUGEINT", "UHUGEINT")):
                # Whole counts stay exact; fractions are for the core to see.
                whole = not kind.startswith("DECIMAL") or kind.endswith(",0)")
                if "frequency" in roles and whole:
                    part = f"CAST({quoted} AS UBIGINT) AS {quoted}"
                elif set(roles) & set(_NUMBERS):
                    part = f"CAST({quoted} AS DOUBLE) AS {quoted}"
            parts.append(part)
        return f"SELECT {', '.join(parts)} FROM {self._source()}"


class Text(_Table):
    """CSV and TSV."""

    labels = "binary"

    def __init__(self, path, shown, delimiter):
        super().__init__(path, shown)
        self._delimiter = delimiter
        csv.field_size_limit(sys.maxsize)
        try:
            self.columns = self._header()
        except (csv.Error, EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise CommandError(f"{shown}: line 1: {error}") from None
        if not self.columns:
            raise CommandError(f"{shown}: the file is empty")
        if not all(map(is_text, self.columns)):
            raise CommandError(f"{shown}: line 1 is not UTF-8")

    def _lines(self):
        with open(self.path, "rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
        opened = gzip.open if packed else open
        # Bad bytes further down are for DuckDB to find, with their line.
        return opened(self.path, "rt", encoding="utf-8-sig", newline="",
                      errors="surrogateescape")

    def _header(self):
        with self._lines() as file:
            reader = csv.reader(file, delimiter=self._delimiter, strict=True)
            return next((record for record in reader if record), None)

    def _line(self, row):
        """Number of the line in which a row (from 0) begins."""
        try:
            with self._lines() as file:
                reader = csv.reader(file, delimiter=self._delimiter)
                before = 0
                for record in reader:
                    if record:
                        row -= 1
                    if row < -1:
                        return before + 1
                    before = reader.line_num
        except (OSError, EOFError, csv.Error, zlib.error):
            pass
        return None

    def _source(self):
        columns = ", ".join(
            f"'c{i}': 'VARCHAR'" for i in range(len(self.columns))
        )
        packed = self.path.lower().endswith(".gz") or self._is_packed()
        return (
            f"read_csv({_path(self.path)}, auto_detect = false, header = true, "
            f"columns = {{{columns}}}, delim = {_literal(self._delimiter)}, "
            "quote = '\"', escape = '\"', nullstr = '', "
            "allow_quoted_nulls = false, strict_mode = true, "
            "null_padding = false, "
            f"compression = {_literal('gzip' if packed else 'none')})"
        )

    def _is_packed(self):
        with open(self.path, "rb") as file:
            return file.read(2) == b"\x1f\x8b"

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

    def query(self, connection, wanted):
        parts = []
        for name, roles in columns_of(wanted).items():
            numbers = [role for role in roles if role in _NUMBERS]
            if numbers and len(roles) > 1:
                other = next((r for r in roles if r != numbers[0]), None)
                raise CommandError(
                    f"{self.shown}: {name!r} is read as a number for "
                    f"{numbers[0]} and cannot be {other} too: copy the column"
                )
            what = (
                self._number(numbers[0], name)
                if numbers
                else self._column(name)
            )
            parts.append(f"{what} AS {_quoted(name)}")
        return f"SELECT {', '.join(parts)} FROM {self._source()}"

    def _better(self, connection, error, wanted):
        """Of text where a number is meant: the line and the text."""
        for role in _NUMBERS:
            if role not in wanted or error.code in ("STREAM", "MEMORY"):
                continue
            column = self._column(wanted[role])
            found = connection.sql(
                f"SELECT n, {column} FROM (SELECT row_number() OVER () - 1 AS "
                f"n, {column}, {self._number(role, wanted[role])} AS x "
                f"FROM {self._source()}) WHERE {column} IS NOT NULL AND x IS "
                "NULL LIMIT 1"
            ).fetchall()
            for row, text in found:
                if error.row is None or row <= error.row:
                    raise CommandError(
                        f"{self.shown}: line {self._line(row)}: "
                        f"{wanted[role]} is {text!r}, expected "
                        f"{_EXPECTED[role]}"
                    )

    def _where(self, error):
        line = None if error.row is None else self._line(error.row)
        if line is None:
            return super()._where(error)
        return f"{self.shown}: {error} (line {line})"


def batches(rows, size):
    """Lists of at most size rows."""
    rows = iter(rows)
    while batch := list(itertools.islice(rows, size)):
        yield batch
