# SPDX-License-Identifier: MIT
"""A million groups: libfairness, DuckDB and Polars count the same rows.

    python bench/groups.py [--rows 10000000] [--repeats 3] [--json PATH]

One thread, each way in a process of its own, processor time in nanoseconds a
row.  The groups are a range of int32, or int64 all over 64 bits.
"""

import argparse
import json
import pathlib
import time

from rows import best, drawn, run_child

MANY = 1_000_000


def columns(n, kind):
    import numpy as np
    words = drawn(n)
    group = ((words >> np.uint64(8)) % np.uint64(MANY)).astype(np.int64)
    if kind == "dense":
        group = group.astype(np.int32)
    else:  # an odd factor modulo 2^64 mixes up, and loses nothing
        group *= np.int64(0x1e3779b97f4a7c15)
    return {"y": (words & np.uint64(1)).astype(np.int8),
            "d": (words >> np.uint64(1) & np.uint64(1)).astype(np.int8),
            "g": group}


def libfairness_time(data, repeats):
    import libfairness as lf

    def count():
        audit = lf.Audit(y_true="y", y_pred="d", sensitive_features="g",
                         max_cells=2 * MANY)
        audit.add(data, threads=1)
        return audit.rows
    return best(count, repeats, time.process_time)


QUERIES = (
    """select g, count(*) filter (where y = 1 and d = 1) as tp,
              count(*) filter (where y = 0 and d = 1) as fp,
              count(*) filter (where y = 1 and d = 0) as fn,
              count(*) as n from t group by g""",
    "select g, sum(y) as y, sum(d) as d, sum(y & d) as tp, count(*) as n "
    "from t group by g",
    "select g, y, d, count(*) as n from t group by g, y, d",
)


def duckdb_time(data, repeats):
    import duckdb
    connection = duckdb.connect()
    connection.execute("set threads = 1")
    connection.execute("create table t as select * from data")
    # The groups stay in DuckDB, as ours stay in the audit.
    return min(best(lambda q=query: connection.execute(
        f"select sum(n) from ({q})").fetchone()[0], repeats, time.process_time)
        for query in QUERIES)


def polars_time(data, repeats):
    import polars as pl
    frame = pl.DataFrame(data)
    return best(lambda: int(frame.group_by(["g", "y", "d"]).len()["len"]
                            .sum()), repeats, time.process_time)


WAYS = {"libfairness": libfairness_time, "duckdb": duckdb_time,
        "polars": polars_time}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.measure:
        kind, way = args.measure.split()
        try:
            seconds, rows = WAYS[way](columns(args.rows, kind), args.repeats)
        except ImportError as error:
            print(json.dumps({"missing": f"not installed ({error})"}))
            return
        assert rows == args.rows
        print(json.dumps({"ns": seconds * 1e9 / args.rows}))
        return
    print(f"{args.rows} rows, {MANY} groups, one thread, ns a row\n")
    results = {"rows": args.rows}
    for kind in ("dense", "sparse"):
        results[kind] = {}
        for way in WAYS:
            found = run_child(__file__, f"{kind} {way}", args.rows,
                              args.repeats)
            results[kind][way] = found.get("ns")
            shown = found.get("missing") or f"{found['ns']:9.1f}"
            print(f"{kind:8}{way:14}{shown}", flush=True)
    if args.json:
        args.json.write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
