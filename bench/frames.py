# SPDX-License-Identifier: MIT
"""Columns as data scientists hold them: lf.audit end to end, beside merely
reading the columns and beside the library's own group by.

    python bench/frames.py [--rows 10000000] [--repeats 5] [--json PATH]

Everything runs on one thread, each kind of column in a process of its own.
What is not installed is shown as such.  bench/README.md says how each is
measured.
"""

import argparse
import json
import pathlib

from rows import GROUPS, best, gap, make, run_child, tabled

NAMES = ["African-American", "Asian", "Caucasian", "Hispanic", "Other",
         "Native American", "Middle Eastern", "Pacific Islander",
         "Two or more races", "South Asian"]


class Columns:
    """Labels, decisions and groups in one form.

    data      what lf.audit is given as data
    read      touches every byte of the columns once, nothing else; where
              values are objects, hands them out through Arrow
    group_by  the library's own count by the three columns, {(g, d): n}
    """

    def __init__(self, data, read, group_by):
        self.data, self.read, self.group_by = data, read, group_by


def add_up(buffers):
    """A sum over all bytes, in words: as fast as memory is read."""
    import numpy as np
    total = 0
    for buffer in buffers:
        values = np.frombuffer(buffer, np.uint8)
        total += int(values[:len(values) // 8 * 8].view(np.uint64).sum())
    return total


def arrow_bytes(data):
    """Everything that a frame hands out through Arrow."""
    import pyarrow as pa
    table = pa.table(data)
    arrays = [c for column in table.columns for c in column.chunks]
    arrays += [a.dictionary for a in arrays if hasattr(a, "dictionary")]
    return add_up(b for a in arrays for b in a.buffers() if b is not None)


def numpy_columns(n, kind):
    import numpy as np
    data = dict(zip("ydg", (c.astype(kind) for c in make(n))))

    def group_by():
        cells = data["g"].astype(np.int64) * 4 + data["y"] * 2 + data["d"]
        found = np.bincount(cells, minlength=4 * GROUPS)
        return tabled((k // 4, k // 2 % 2, k % 2, v)
                      for k, v in enumerate(found))
    return Columns(data, lambda: add_up(data.values()), group_by)


def named(counts):
    """Names of groups as their numbers again."""
    return tabled((NAMES.index(str(g)), y, d, v)
                  for g, y, d, v in counts)


def pandas_columns(n, kind):
    import numpy as np
    import pandas as pd
    y_true, y_pred, group = make(n)
    data = pd.DataFrame({"y": y_true, "d": y_pred})
    if kind == "category":
        data["g"] = pd.Categorical.from_codes(group, NAMES)
    else:
        values = np.array(NAMES, object)[group]
        data["g"] = pd.Series(values, dtype=kind)
        del values

    def group_by():
        sizes = data.groupby(["g", "y", "d"], observed=True).size()
        return named(((*k, v) for k, v in sizes.items()))
    return Columns(data, lambda: arrow_bytes(data), group_by)


def polars_columns(n, kind):
    import polars as pl
    y_true, y_pred, group = make(n)
    names = pl.Series(NAMES)
    data = pl.DataFrame({"y": y_true, "d": y_pred,
                         "g": names.gather(pl.Series(group))})
    data = data.with_columns(pl.col("g").cast(getattr(pl, kind)))

    def group_by():
        found = data.group_by(["g", "y", "d"]).len()
        return named(found.rows())
    return Columns(data, lambda: arrow_bytes(data), group_by)


def arrow_columns(n, kind):
    import pyarrow as pa
    y_true, y_pred, group = make(n)
    codes = pa.DictionaryArray.from_arrays(pa.array(group), pa.array(NAMES))
    column = codes if kind == "dictionary" else codes.cast(kind)
    data = pa.table({"y": y_true, "d": y_pred, "g": column})

    def group_by():
        found = data.group_by(["g", "y", "d"], use_threads=False).aggregate(
            [([], "count_all")])
        order = [found[name].to_pylist() for name in
                 ("g", "y", "d", "count_all")]
        return named(zip(*order))
    return Columns(data, lambda: arrow_bytes(data), group_by)


KINDS = {
    "NumPy int8": lambda n: numpy_columns(n, "int8"),
    "NumPy int64": lambda n: numpy_columns(n, "int64"),
    "pandas category": lambda n: pandas_columns(n, "category"),
    "pandas str": lambda n: pandas_columns(n, "str"),
    "pandas object": lambda n: pandas_columns(n, "object"),
    "Polars String": lambda n: polars_columns(n, "String"),
    "Polars Categorical": lambda n: polars_columns(n, "Categorical"),
    "pyarrow string": lambda n: arrow_columns(n, "string"),
    "pyarrow dictionary": lambda n: arrow_columns(n, "dictionary"),
}


def measure(name, n, repeats):
    """Seconds of the three, for the child process."""
    import libfairness as lf
    columns = KINDS[name](n)

    def audit():
        report = lf.audit("y", "d", sensitive_features="g",
                          data=columns.data, threads=1)
        return float(report["demographic_parity_difference"])
    counted, found = best(audit, repeats)
    read, _ = best(columns.read, repeats)
    grouped, counts = best(columns.group_by, min(repeats, 2))
    if abs(gap(counts) - found) > 1e-12:
        raise SystemExit(f"{name}: found {found}, its group by {gap(counts)}")
    return {"audit": counted * 1e9 / n, "read": read * 1e9 / n,
            "group_by": grouped * 1e9 / n}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.measure:
        try:
            found = measure(args.measure, args.rows, args.repeats)
        except ImportError as error:
            found = {"missing": f"not installed ({error})"}
        print(json.dumps(found))
        return

    print(f"{args.rows} rows, {GROUPS} groups, one thread, ns a row\n")
    print(f"{'':20}{'audit':>9}{'reading':>9}{'group by':>10}"
          f"{'x reading':>12}{'x group by':>12}")
    results = {"rows": args.rows}
    for name in KINDS:
        found = run_child(__file__, name, args.rows, args.repeats)
        results[name] = found
        if "missing" in found:
            print(f"{name:20}{found['missing']}")
            continue
        ours, read, theirs = (found[k] for k in ("audit", "read", "group_by"))
        print(f"{name:20}{ours:9.2f}{read:9.2f}{theirs:10.2f}"
              f"{ours / read:12.2f}{ours / theirs:12.3f}", flush=True)
    if args.json:
        args.json.write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
