# SPDX-License-Identifier: MIT
"""`fairness audit` on files, beside DuckDB merely reading the same columns.

    python bench/files.py [--rows 10000000] [--repeats 5] [--threads N]
                          [--folder PATH] [--json PATH]

Whole processes, by turns, the best of some repeats: what a person waits for.
bench/README.md says how each is measured.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

COLUMNS = ("y_true", "y_pred", "race", "sex")
AUDIT = ("--y-true y_true --y-pred y_pred --sensitive-features race,sex "
         "--favourable positive --format json").split()

# Seven columns, four of them audited; rows are a function of their number.
ROWS = """
SELECT i AS id, (h & 1)::INTEGER AS y_true, (h >> 1 & 1)::INTEGER AS y_pred,
       (['African-American', 'Asian', 'Caucasian', 'Hispanic',
         'Native American', 'Other'])[1 + (h >> 8) % 6] AS race,
       (['Female', 'Male'])[1 + (h >> 20) % 2] AS sex,
       18 + (h >> 24) % 60 AS age, (h >> 30) % 1000 / 1000 AS score
FROM (SELECT i, (hash(i) >> 2)::BIGINT AS h FROM range({rows}) t(i))
"""


def make(path, rows):
    """In a process of its own: a file of rows."""
    import duckdb
    beside = path.with_name(f"making.{path.name}")
    duckdb.sql("SET enable_progress_bar = false")
    table = duckdb.sql(ROWS.format(rows=rows))
    if path.suffix == ".parquet":
        table.write_parquet(str(beside))
    else:
        table.write_csv(str(beside))
    beside.rename(path)


def files(folder, rows):
    """{kind: path}; what is there already is used again."""
    made = {}
    for kind in ("csv", "csv.gz", "parquet"):
        path = made[kind] = folder / f"rows-{rows}.{kind}"
        if not path.exists():
            timed([sys.executable, __file__, "--make", str(path), "--rows",
                   str(rows)])
    return made


def source(path):
    """The file in DuckDB's SQL, read in the way in which the command does."""
    if path.suffix == ".parquet":
        return f"read_parquet('{path}')"
    names = ("id", *COLUMNS, "age", "score")
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in names)
    return (f"read_csv('{path}', auto_detect = false, header = true, "
            f"columns = {{{columns}}}, delim = ',', quote = '\"', "
            "escape = '\"', nullstr = '', allow_quoted_nulls = false)")


def read(path, how, threads):
    """In a process of its own: DuckDB reads the columns."""
    import duckdb
    connection = duckdb.connect(
        config={"threads": threads} if threads else {})
    if how == "stream":  # the rows leave DuckDB, as Arrow
        import pyarrow
        rows = connection.sql(
            f"SELECT {', '.join(COLUMNS)} FROM {source(path)}")
        for _ in pyarrow.RecordBatchReader.from_stream(rows):
            pass
    else:  # every value is looked at, in DuckDB
        sums = ", ".join(f"bit_xor(hash({c}))" for c in COLUMNS)
        connection.sql(f"SELECT {sums} FROM {source(path)}").fetchall()


def timed(command):
    """Wall clock and processor seconds, and peak memory in MiB."""
    start = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    if child.returncode:
        sys.exit(f"{' '.join(map(str, command))}: {child.returncode}")
    return (seconds, usage.ru_utime + usage.ru_stime,
            usage.ru_maxrss / 1024)


def commands(path, threads):
    """What is compared, by name."""
    own = [sys.executable, __file__, "--read", str(path)]
    more = ["--threads", str(threads)] if threads else []
    found = {
        "fairness audit": [sys.executable, "-m", "libfairness", "audit",
                           str(path), *AUDIT, *more],
        "DuckDB looks at every value": [*own, "--how", "look", *more],
    }
    try:
        import pyarrow  # noqa: F401
        found["DuckDB hands them out"] = [*own, "--how", "stream", *more]
    except ImportError:
        pass
    return found


def compare(path, repeats, threads):
    """{name: (seconds, processor seconds, MiB)}, the best of each."""
    found = {}
    for _ in range(repeats):  # by turns: a busy machine is so for all
        for name, command in commands(path, threads).items():
            found.setdefault(name, []).append(timed(command))
    return {name: tuple(map(min, zip(*runs))) for name, runs in found.items()}


def report(args, folder):
    """Prints a table for each kind of file; returns the figures."""
    results = {"rows": args.rows}
    whole, tenth = (files(folder, n) for n in (args.rows, args.rows // 10))
    print(f"{args.rows} rows, 4 of 7 columns, threads: "
          f"{args.threads or os.cpu_count()}")
    for kind, path in whole.items():
        found = compare(path, args.repeats, args.threads)
        _, _, small = timed(
            commands(tenth[kind], args.threads)["fairness audit"])
        ours = found["fairness audit"]
        print(f"\n{kind} ({path.stat().st_size >> 20} MiB)"
              f"\n{'':30}{'seconds':>10}{'ratio':>8}{'cpu s':>8}{'ratio':>8}"
              f"{'MiB':>7}")
        for name, (seconds, cpu, mib) in found.items():
            print(f"{name:30}{seconds:10.2f}{ours[0] / seconds:8.2f}"
                  f"{cpu:8.2f}{ours[1] / cpu:8.2f}{mib:7.0f}")
        print(f"{'fairness audit, a tenth':30}{'':34}{small:7.0f}")
        results[kind] = {**found, "tenth": small}
    return results


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--folder", type=pathlib.Path)
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--make", type=pathlib.Path, help=argparse.SUPPRESS)
    parser.add_argument("--read", type=pathlib.Path, help=argparse.SUPPRESS)
    parser.add_argument("--how", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.make:
        make(args.make, args.rows)
        return
    if args.read:
        read(args.read, args.how, args.threads)
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.folder or pathlib.Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        results = report(args, folder)
    if args.json:
        args.json.write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
