# SPDX-License-Identifier: MIT
"""All that is measured against a goal, in one run: the other programs of this
folder are called, and their figures put beside what they should be.

    python bench/goals.py [--rows 100000000] [--fewer 10000000] [--repeats 3]
                          [--folder PATH] [--json PATH]

--rows is for columns of numbers in memory, --fewer for all else.  It takes a
quarter of an hour and 6 GB of memory; nothing else should run beside it.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

from rows import ROOT, build, run_child

HERE = pathlib.Path(__file__).resolve().parent


def program(name, *arguments):
    """The lines that a C program prints, as {first words: [numbers]}."""
    path = build(f"bench_{name}")
    done = subprocess.run([str(path), *map(str, arguments)], check=True,
                          capture_output=True, text=True)
    found = {}
    for line in done.stdout.splitlines():
        words = line.split()
        numbers = []
        while words and words[-1].replace(".", "", 1).isdigit():
            numbers.insert(0, float(words.pop()))
        if words and numbers:
            found[" ".join(words)] = numbers
    return found


def script(name, *arguments):
    """The JSON that a script of this folder keeps."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "figures.json")
        subprocess.run([sys.executable, str(HERE / name), "--json", str(path),
                        *map(str, arguments)],
                       check=True, stdout=subprocess.DEVNULL)
        return json.loads(path.read_text())


def measured(args):
    """Lines: work, what is compared, figure, goal, in which unit."""
    rows, fewer, repeats = args.rows, args.fewer, args.repeats

    columns = program("columns", rows, repeats, "int8", "int64",
                      "two features", "weights", "16 groups, weights")
    python = run_child(HERE / "run.py", "libfairness", rows, repeats)
    read = columns["int8"][0]
    yield "int8, C", columns["int8"][1] / read, 1.5, "× reading"
    yield "int8, Python", python["ns"] / read, 2, "× reading"
    yield "int64 and int32", columns["int64"][2], 1.5, "× reading"
    yield "two features, 50 groups", columns["two features"][1], 1, "ns a row"
    yield "weights, 10 groups", columns["weights"][1], 3, "ns a row"
    yield "weights, 16 groups", columns["16 groups, weights"][1], 3, "ns a row"

    threads = program("threads", rows, repeats, "int8", "int64")
    for name, found in threads.items():
        yield (f"two threads, {name} (reading {found[2]:.2f})", found[5],
               -min(1.8, found[2]), "× one thread")

    peers = script("run.py", "--rows", fewer, "--repeats", repeats)
    yield ("DuckDB's best GROUP BY", peers["duckdb"] / peers["c"], -15,
           "× ours")

    frames = script("frames.py", "--rows", fewer, "--repeats", repeats)
    polars, text = frames["Polars String"], frames["pandas str"]
    category, objects = frames["pandas category"], frames["pandas object"]
    yield "Polars strings", polars["audit"], 2.5, "ns a row"
    yield ("Polars' own group_by of them",
           polars["group_by"] / polars["audit"], -6, "× ours")
    yield "pandas category", category["audit"], 1, "ns a row"
    yield "pandas str", text["audit"], 5, "ns a row"
    yield ("pandas' own groupby of objects",
           objects["group_by"] / objects["audit"], -1, "× ours")

    many = program("columns", fewer, repeats, "million dense",
                   "million sparse")
    yield "a million groups, dense", many["million dense"][1], 25, "ns a row"
    yield "a million groups, sparse", many["million sparse"][1], 35, "ns a row"

    groups = script("groups.py", "--rows", fewer, "--repeats", repeats)
    for kind in ("dense", "sparse"):
        found = groups[kind]
        yield (f"DuckDB's GROUP BY of them, {kind}",
               found["duckdb"] / found["libfairness"], -2, "× ours")

    cells = program("cells", 1_000_000, repeats)
    for place, work in enumerate(("save", "load", "merge")):
        yield (f"{work} a million cells",
               max(found[place] for found in cells.values()), 0.5, "s")

    files = script("files.py", "--rows", fewer, "--repeats", repeats,
                   *(["--folder", args.folder] if args.folder else []))
    for kind in ("csv", "parquet"):
        found = files[kind]
        yield (f"fairness audit of {kind}", found["fairness audit"][0] /
               found["DuckDB hands them out"][0], 1.15, "× DuckDB reading")

    scores = script("scores.py", "--repeats", repeats)
    areas = scores["areas of 1 M rows"]
    yield ("scikit-learn's roc_auc_score by group",
           areas["scikit-learn roc_auc_score"] / areas["libfairness"], -1,
           "× ours")
    calibration = scores["calibration of 1 M rows"]
    yield ("scikit-learn's calibration_curve by group",
           calibration["scikit-learn calibration_curve"]
           / calibration["libfairness"], -1, "× ours")
    yield ("10 M different scores, 10 groups",
           scores["areas of 10 M different scores"]["libfairness"], 2.5, "s")
    yield ("10 M rows of 1,000 scores, 10 groups",
           scores["areas of 10 M rows, 1,000 scores"]["libfairness"], 0.15,
           "s")

    resampled = program("resample", 10000, repeats)
    odds = resampled["10 groups of 1,000, equalized odds"]
    yield "10,000 replicates, 10 groups, equalized odds", odds[0], 100, "ms"
    yield "the largest score of as many", odds[2], 100, "ms"

    fixed = script("fixed_cost.py")
    for name in ("list", "NumPy", "pyarrow"):
        yield f"100 rows and one value, {name}", fixed[name], 50, "µs"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=100_000_000)
    parser.add_argument("--fewer", type=int, default=10_000_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--folder", type=pathlib.Path)
    parser.add_argument("--json", type=pathlib.Path)
    args = parser.parse_args()
    results = []
    print(f"{'':44}{'figure':>9}{'goal':>9}")
    for work, figure, goal, unit in measured(args):
        least = goal < 0  # at least that much
        met = figure >= -goal if least else figure <= goal
        results.append({"work": work, "figure": figure, "goal": abs(goal),
                        "at_least": least, "unit": unit, "met": met})
        print(f"{work:44}{figure:9.3g}{'≥' if least else '≤':>3}"
              f"{abs(goal):6.3g} {unit:16}{'' if met else 'missed'}",
              flush=True)
    if args.json:
        args.json.write_text(json.dumps(
            {"rows": args.rows, "fewer": args.fewer, "goals": results},
            indent=2) + "\n")


if __name__ == "__main__":
    main()
