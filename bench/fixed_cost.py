# SPDX-License-Identifier: MIT
"""What libfairness.audit costs where there is next to nothing to count: 100
rows and one value, for each kind of column, beside what the other library
takes to hand out the same three columns.  The best of many runs, so that a
busy machine disturbs little.

    python bench/fixed_cost.py [--json PATH]
"""

import argparse
import json
import pathlib
import random
import time

import libfairness as lf

ROWS = 100
RUNS = 40
CALLS = 50


def microseconds(function):
    best = float("inf")
    for _ in range(RUNS):
        start = time.perf_counter()
        for _ in range(CALLS):
            function()
        best = min(best, (time.perf_counter() - start) / CALLS)
    return 1e6 * best


def one_value(y_true, y_pred, group):
    report = lf.audit(y_true, y_pred, sensitive_features=group,
                      favourable="positive")
    return report["demographic_parity_difference"].value


def forms(columns):
    yield "list", columns
    try:
        import numpy as np
    except ImportError:
        return
    yield "NumPy", [np.array(c) for c in columns]
    try:
        import pandas as pd
        yield "pandas", [pd.Series(c) for c in columns]
    except ImportError:
        pass
    try:
        import polars as pl
        yield "Polars", [pl.Series(c) for c in columns]
    except ImportError:
        pass
    try:
        import pyarrow as pa
        yield "pyarrow", [pa.array(c) for c in columns]
    except ImportError:
        pass


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--json", type=pathlib.Path)
    args = parser.parse_args()
    results = {}
    draw = random.Random(1)
    columns = [[draw.randrange(2) for _ in range(ROWS)] for _ in range(2)]
    columns.append([draw.choice("ab") for _ in range(ROWS)])
    print(f"{'columns':<10}{'audit, µs':>10}{'of it export, µs':>18}")
    for name, three in forms(columns):
        total = microseconds(lambda: one_value(*three))
        handed_out = ""
        if hasattr(three[0], "__arrow_c_stream__"):
            part = microseconds(
                lambda: [c.__arrow_c_stream__() for c in three])
            handed_out = f"{part:.0f}"
        results[name] = total
        print(f"{name:<10}{total:>10.0f}{handed_out:>18}")
    if args.json:
        args.json.write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
