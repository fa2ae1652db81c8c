# SPDX-License-Identifier: MIT
"""Counting rows into groups, side by side: libfairness and its peers.

    python bench/run.py [--rows 10000000] [--repeats 5] [--json PATH]

Everything runs on one thread, each way in a process of its own, on the same
rows: int8 labels, decisions and ten groups.  What is not installed is shown
as such.  bench/README.md says how each is measured.
"""

import argparse
import importlib
import json
import pathlib
import subprocess
import sys

from rows import GROUPS, best, build, gap, make, run_child, tabled

FAIRLEARN_ROWS = 200_000

def measure_libfairness(n, repeats):
    import resource

    import libfairness as lf
    y_true, y_pred, group = make(n)

    def audit():
        report = lf.audit(y_true, y_pred, sensitive_features=group,
                          threads=1)
        return float(report["demographic_parity_difference"])
    lf.audit(y_true[:1000], y_pred[:1000], sensitive_features=group[:1000])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds, found = best(audit, repeats)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return seconds, found, after - before


DUCKDB_QUERIES = {
    "group by three columns":
        "select g, y, d, count(*) from t group by g, y, d",
    "group by one column, counts with filter":
        """select g, count(*) filter (where y = 1 and d = 1),
                  count(*) filter (where y = 0 and d = 1),
                  count(*) filter (where y = 1 and d = 0),
                  count(*) from t group by g""",
    "group by one column, sums":
        "select g, sum(y), sum(d), sum(y & d), count(*) from t group by g",
    "group by one packed column":
        "select g * 4 + y * 2 + d as k, count(*) from t group by k",
}


def duckdb_counts(name, rows):
    if "filter" in name:
        return {(g, d): n for g, tp, fp, fn, all_ in rows
                for d, n in ((1, tp + fp), (0, all_ - tp - fp))}
    if "sums" in name:
        return {(g, d): n for g, _, s, _, all_ in rows
                for d, n in ((1, s), (0, all_ - s))}
    if "packed" in name:
        rows = [(k // 4, k // 2 % 2, k % 2, n) for k, n in rows]
    return tabled(rows)


def measure_duckdb(n, repeats):
    import duckdb
    y_true, y_pred, group = make(n)
    connection = duckdb.connect()
    connection.execute("set threads = 1")
    columns = {"y": y_true, "d": y_pred, "g": group}  # noqa: F841, read below
    connection.execute("create table t as select * from columns")
    found = []
    for name, query in DUCKDB_QUERIES.items():
        seconds, rows = best(
            lambda q=query: connection.execute(q).fetchall(), repeats)
        found.append((seconds, gap(duckdb_counts(name, rows)), name))
    return min(found)


def measure_polars(n, repeats):
    import polars as pl
    y_true, y_pred, group = make(n)
    frame = pl.DataFrame({"g": group, "y": y_true, "d": y_pred})
    seconds, rows = best(
        lambda: frame.group_by(["g", "y", "d"]).len().rows(), repeats)
    return seconds, gap(tabled(rows)), ""


def measure_pandas(n, repeats):
    import pandas as pd
    y_true, y_pred, group = make(n)
    frame = pd.DataFrame({"g": group, "y": y_true, "d": y_pred})
    seconds, sizes = best(
        lambda: frame.groupby(["g", "y", "d"]).size(), repeats)
    return seconds, gap(tabled((*k, v) for k, v in sizes.items())), ""


def measure_fairlearn(n, repeats):
    from fairlearn.metrics import (MetricFrame, false_positive_rate,
                                   selection_rate, true_positive_rate)
    from sklearn.metrics import accuracy_score
    y_true, y_pred, group = make(n)
    metrics = {"selection_rate": selection_rate, "accuracy": accuracy_score,
               "true_positive_rate": true_positive_rate,
               "false_positive_rate": false_positive_rate}

    def audit():
        frame = MetricFrame(metrics=metrics, y_true=y_true, y_pred=y_pred,
                            sensitive_features=group)
        return float(frame.difference()["selection_rate"])
    seconds, found = best(audit, min(repeats, 2))
    return seconds, found, ""


PEERS = {"duckdb": measure_duckdb, "polars": measure_polars,
         "pandas": measure_pandas, "fairlearn": measure_fairlearn,
         "libfairness": measure_libfairness}


def child(name, n, repeats):
    try:
        module = importlib.import_module(name)
    except ImportError as error:
        print(json.dumps({"missing": f"not installed ({error})"}))
        return
    seconds, found, more = PEERS[name](n, repeats)
    print(json.dumps({"ns": seconds * 1e9 / n, "gap": found, "more": more,
                      "version": getattr(module, "__version__", "")}))


def run_c(program, n, repeats):
    done = subprocess.run([str(program), str(n), str(repeats)], check=True,
                          capture_output=True, text=True)
    return json.loads(done.stdout)


def show(rows, read, ours):
    print(f"{'':34}{'ns a row':>12}{'x reading':>12}{'x libfairness':>15}")
    for name, ns, note in rows:
        if ns is None:
            print(f"{name:34}{note}")
        else:
            print(f"{name:34}{ns:12.3f}{ns / read:12.2f}{ns / ours:15.2f}"
                  + (f"   {note}" if note else ""))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.measure:
        child(args.measure, args.rows, args.repeats)
        return

    program = build("bench_audit")
    c = run_c(program, args.rows, args.repeats)
    tenth = run_c(program, args.rows // 10, 2)
    table = [("reading the columns (C)", c["read"], ""),
             ("libfairness from C", c["count"], "")]
    results = {"rows": args.rows, "read": c["read"], "c": c["count"]}
    print(f"{args.rows} rows, {GROUPS} groups, int8 columns, one thread\n")
    for name in ("libfairness", "duckdb", "polars", "pandas", "fairlearn"):
        n = min(args.rows, FAIRLEARN_ROWS) if name == "fairlearn" \
            else args.rows
        found = run_child(__file__, name, n, args.repeats)
        title = "libfairness from Python (NumPy)" if name == "libfairness" \
            else f"{name} {found.get('version', '')}"
        if "missing" in found:
            table.append((title, None, found["missing"]))
            continue
        if n == args.rows and abs(found["gap"] - c["gap"]) > 1e-12:
            sys.exit(f"{name} finds {found['gap']}, C finds {c['gap']}")
        note = f"{n} rows" if n != args.rows else ""
        if name == "libfairness":
            results["python_kilobytes"] = found["more"]
        elif found["more"]:
            note = found["more"]
        results[name] = found["ns"]
        table.append((title, found["ns"], note))
    show(table, c["read"], c["count"])
    print(f"\npeak memory of counting, beyond the columns: "
          f"{tenth['kilobytes']} KiB for {args.rows // 10} rows, "
          f"{c['kilobytes']} KiB for {args.rows} rows (C)"
          + (f", {results['python_kilobytes']} KiB (Python)"
             if "python_kilobytes" in results else ""))
    results["kilobytes"] = [tenth["kilobytes"], c["kilobytes"]]
    if args.json:
        args.json.write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
