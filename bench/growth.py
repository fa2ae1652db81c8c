# SPDX-License-Identifier: MIT
"""How the time of lf.audit grows: in rows, groups, features and threads.

    python bench/growth.py [--rows 10000000] [--repeats 3] [--json PATH]
                           [--plot docs/performance.svg]

NumPy columns, one thread unless said, the best of some repeats, in nanoseconds
a row.  --plot draws what --json kept; it needs altair and vl-convert-python.
"""

import argparse
import json
import os
import pathlib

from rows import best, drawn, run_child

FEW, MANY = 10, 1_000_000


def columns(n, groups, features, kind):
    """Labels, decisions and features: each its own part of random words."""
    import numpy as np
    words = drawn(n)
    y_true, y_pred = (((words >> np.uint64(k)) & np.uint64(1)).astype(kind)
                      for k in (0, 1))
    least = np.min_scalar_type(groups - 1)
    found = {}
    for k in range(features):
        shift = np.uint64(k) * (words >> np.uint64(30))
        part = (words >> np.uint64(8)) + shift
        found[f"g{k}"] = (part % np.uint64(groups)).astype(
            max(least, np.dtype(kind), key=lambda t: t.itemsize))
    return y_true, y_pred, found


def audit_time(n, groups, features, threads, kind, repeats):
    import libfairness as lf
    y_true, y_pred, found = columns(n, groups, features, kind)
    data = {"y": y_true, "d": y_pred, **found}

    def count():
        audit = lf.Audit(y_true="y", y_pred="d", max_cells=4 * MANY,
                         sensitive_features=list(found))
        audit.add(data, threads=threads)
    repeats = max(repeats, min(1000, 1_000_000 // n))
    seconds, _ = best(count, repeats)
    return seconds * 1e9 / n


def points(rows):
    """{series: [(what changes, arguments)]}"""
    def case(n=rows, groups=FEW, features=1, threads=1, kind="int8"):
        return [n, groups, features, threads, kind]

    sizes = [10 ** k for k in range(3, 9) if 10 ** k <= 10 * rows]
    counts = [2, 4, 8, 16, 32, 64, 256, 1000, 10_000, 100_000, MANY]
    cores = range(1, (os.cpu_count() or 1) + 1)
    return {
        "rows, int8": [(n, case(n=n)) for n in sizes],
        "rows, int64": [(n, case(n=n, kind="int64")) for n in sizes],
        "groups": [(g, case(groups=g)) for g in counts],
        "features of 2 values": [(k, case(groups=2, features=k))
                                 for k in range(1, 9)],
        "features of 10 values": [(k, case(features=k)) for k in range(1, 6)],
        "threads, int8": [(k, case(n=10 * rows, threads=k)) for k in cores],
        "threads, int64": [(k, case(threads=k, kind="int64"))
                           for k in cores],
    }


def measured(rows, repeats):
    results = {"rows": rows}
    for series, cases in points(rows).items():
        results[series] = []
        for x, arguments in cases:
            found = run_child(__file__, json.dumps(arguments), rows, repeats)
            if "missing" in found:
                raise SystemExit(f"{series}, {x}: {found['missing']}")
            results[series].append([x, found["ns"]])
            print(f"{series:24}{x:>12,}{found['ns']:10.3f}", flush=True)
    return results


def draw(results, path):
    """Four pictures beside one another: ns a row by what grows."""
    import altair as alt
    panels = []
    for title, names, scale in (
            ("rows", ["rows, int8", "rows, int64"], "log"),
            ("groups", ["groups"], "log"),
            ("features", ["features of 2 values", "features of 10 values"],
             "linear"),
            ("threads", ["threads, int8", "threads, int64"], "linear")):
        data = [{"x": x, "ns": ns, "columns": name.partition(", ")[2] or name}
                for name in names for x, ns in results[name]]
        axis = alt.Axis(format="~s") if scale == "log" else alt.Axis(
            tickMinStep=1, format="d")
        panels.append(alt.Chart(
            alt.Data(values=data), title=f"by {title}", width=230, height=200,
        ).mark_line(point=True).encode(
            x=alt.X("x:Q", title=title, axis=axis,
                    scale=alt.Scale(type=scale)),
            y=alt.Y("ns:Q", title="ns a row",
                    scale=alt.Scale(type="log"),
                    axis=alt.Axis(format="~g")),
            color=alt.Color("columns:N", title=None,
                            legend=alt.Legend(orient="bottom"))))
    chart = alt.concat(*panels, columns=2).resolve_scale(
        color="independent").configure(background="white")
    chart.save(str(path))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--plot", type=pathlib.Path)
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.measure:
        ns = audit_time(*json.loads(args.measure), args.repeats)
        print(json.dumps({"ns": ns}))
        return
    results = measured(args.rows, args.repeats)
    if args.json:
        args.json.write_text(json.dumps(results, indent=2) + "\n")
    if args.plot:
        draw(results, args.plot)


if __name__ == "__main__":
    main()
