# SPDX-License-Identifier: MIT
"""Rows that never are in memory all at once: three ways to audit a stream.

Made-up applications are counted from a generator of Arrow batches, from a
DuckDB query, and from a CSV file read line by line.  All three give the same
report, and memory does not grow with the rows.

    python examples/python/streaming.py [ROWS]

needs duckdb and pyarrow.
"""

import contextlib
import csv
import itertools
import pathlib
import sys
import tempfile

import duckdb

import libfairness as lf

BATCH = 50_000
# A function of the row's number, so that everybody gets the same rows.
ROWS = """
    select case h % 5 when 0 then 'north' when 1 then 'east'
                      when 2 then 'south' else 'west' end as region,
           h // 8 % 2 as repaid,
           case when h % 5 = 2 then h // 64 % 10 < 3
                else h // 64 % 10 < 4 + h // 8 % 2 end::utinyint as granted
    from (select i * 2654435761 % 4294967296 // 1024 as h from range({n}) t(i))
"""


def new():
    return lf.Audit(
        y_true="repaid", y_pred="granted", sensitive_features=["region"]
    )


def progress(batches, total):
    """Hands batches on and says how far it is, on a terminal only."""
    done = 0
    for rows, batch in batches:
        yield batch
        done += rows
        if sys.stderr.isatty():
            print(f"\r{done:,} of {total:,} rows", end="", file=sys.stderr)
    if sys.stderr.isatty():
        print(file=sys.stderr)


def from_arrow(query, n):
    """A loop over record batches: what any reader or generator gives."""
    audit = new()
    reader = duckdb.sql(query).to_arrow_reader(BATCH)
    for batch in progress(((b.num_rows, b) for b in reader), n):
        audit.add(batch)
    return audit


def from_duckdb(query):
    """A whole stream in one call: all of its rows are counted, or none."""
    audit = new()
    audit.add(duckdb.sql(query))
    return audit


def from_csv(path, n):
    """Lines, a slice at a time.  A batch is a mapping of names to columns."""

    def batches():
        with open(path, newline="", encoding="utf-8") as file:
            lines = csv.DictReader(file)
            while rows := list(itertools.islice(lines, BATCH)):
                yield len(rows), {
                    "region": [row["region"] for row in rows],
                    "repaid": [int(row["repaid"]) for row in rows],
                    "granted": [int(row["granted"]) for row in rows],
                }

    audit = new()
    for batch in progress(batches(), n):
        audit.add(batch)
    return audit


@contextlib.contextmanager
def csv_file(query):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "rows.csv")
        duckdb.sql(query).write_csv(str(path))
        yield path


def main(n=200_000):
    query = ROWS.format(n=n)
    with csv_file(query) as path:
        audits = [from_arrow(query, n), from_duckdb(query), from_csv(path, n)]
    print("rows:", *[audit.rows for audit in audits])
    print("same counts:", len({audit.to_bytes() for audit in audits}) == 1)
    print(audits[0].report(favourable="positive"))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
