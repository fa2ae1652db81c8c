# SPDX-License-Identifier: MIT
"""Parquet, read by DuckDB; types stay as they are."""

from .columns import NUMBERS, columns_of
from .duck import path_literal, quoted
from .output import CommandError
from .source import Streamed


class Parquet(Streamed):
    """Decimals become numbers where a number is meant."""

    what = "cannot be read as Parquet: "

    def __init__(self, path, shown, duck):
        super().__init__(path, shown, duck)
        cursor = duck.cursor()
        try:
            relation = cursor.sql(f"SELECT * FROM {self._source()}")
            # DuckDB renames columns whose names differ in case only.
            self.columns = self._names(cursor)
            self._inner = list(relation.columns)
            self._types = list(map(str, relation.types))
            ((self.total,),) = cursor.sql(
                f"SELECT num_rows FROM parquet_file_metadata({self._path()})"
            ).fetchall()
        except duck.error() as error:
            raise CommandError(f"{shown}: {self.said(error)}") from error
        finally:
            cursor.close()
        if len(self.columns) != len(self._inner):
            self.columns = self._inner

    def _path(self):
        return path_literal(self.path)

    def _source(self):
        # The folders of its path are no columns.
        return f"read_parquet({self._path()}, hive_partitioning = false)"

    def _names(self, cursor):
        """Top-level names: the schema is a tree, written depth first."""
        rows = cursor.sql(
            "SELECT name, coalesce(num_children, 0) FROM "
            f"parquet_schema({self._path()})"
        ).fetchall()
        names, inside = [], 0
        for name, children in rows[1:]:
            if inside == 0:
                names.append(name)
            else:
                inside -= 1
            inside += children
        return names

    def read(self, core, wanted, progress):
        super().read(core, wanted, progress)
        if core.rows != self.total:
            raise CommandError(
                f"{self.shown}: {core.rows} rows were read of {self.total} "
                "that the file says it has"
            )

    def query(self, cursor, wanted):
        parts = []
        for name, roles in columns_of(wanted).items():
            place = self.columns.index(name)
            kind = self._types[place]
            part = quoted(self._inner[place])
            if kind.startswith(("DECIMAL", "HUGEINT", "UHUGEINT")):
                # Whole counts stay exact; fractions are for the core to see.
                whole = not kind.startswith("DECIMAL") or kind.endswith(",0)")
                if "frequency" in roles and whole:
                    part = f"CAST({part} AS UBIGINT)"
                elif set(roles) & set(NUMBERS):
                    part = f"CAST({part} AS DOUBLE)"
            parts.append(f"{part} AS {quoted(name)}")
        return f"SELECT {', '.join(parts)} FROM {self._source()}"
