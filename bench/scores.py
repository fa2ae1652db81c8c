# SPDX-License-Identifier: MIT
"""Scores by group: libfairness, scikit-learn and a plain sort of the scores.

    python bench/scores.py [--repeats 3] [--json PATH]

One thread, each way in a process of its own, processor time.  Scores are
doubles between 0 and 1, all different or of 1,000 values; ten groups.
"""

import argparse
import json
import pathlib
import time

from rows import GROUPS, best, drawn, run_child

BINS = 10
MILLION = 1_000_000


def columns(n, distinct):
    """Labels that go with scores a little; groups."""
    import numpy as np
    words = drawn(n)
    if distinct:
        score = ((words >> np.uint64(12)) % np.uint64(distinct)) / distinct
    else:
        score = (words >> np.uint64(11)) * 2.0 ** -53
    luck = drawn(2 * n)[n:] * 2.0 ** -64
    return ((luck < 0.3 + 0.4 * score).astype(np.int8), score,
            (words % np.uint64(GROUPS)).astype(np.int8))


def audit(y, score, group):
    import libfairness as lf
    return lf.audit(y, y_score=score, sensitive_features={"g": group},
                    metrics="roc_auc", threads=1)


def our_areas(y, score, group):
    report = audit(y, score, group)
    return [report.value("roc_auc", group={"g": g}).value
            for g in range(GROUPS)]


def adding_alone(y, score, group):
    import libfairness as lf
    counted = lf.Audit(y_true="y", y_score="s", sensitive_features="g")
    counted.add({"y": y, "s": score, "g": group}, threads=1)
    return []


def their_areas(y, score, group):
    from sklearn.metrics import roc_auc_score
    return [float(roc_auc_score(y[group == g], score[group == g]))
            for g in range(GROUPS)]


def our_calibration(y, score, group):
    """Observed rates of bins of equal width, group after group."""
    return [row["observed_rate"]
            for row in audit(y, score, group).reliability
            if row["group"] and row["bins"] == "equal_width" and row["n"]]


def their_calibration(y, score, group):
    from sklearn.calibration import calibration_curve
    return [float(rate) for g in range(GROUPS) for rate in calibration_curve(
        y[group == g], score[group == g], n_bins=BINS)[0]]


def ece_by_hand(y, score, group):
    """What netcal's ECE does (it needs torch, so not netcal itself): bins of
    equal width, in NumPy."""
    import numpy as np
    rates = []
    edges = np.linspace(0, 1, BINS + 1)[1:-1]
    for g in range(GROUPS):
        mine = group == g
        bins = np.digitize(score[mine], edges)
        n = np.bincount(bins, minlength=BINS)
        right = np.bincount(bins, weights=y[mine], minlength=BINS)
        np.bincount(bins, weights=score[mine], minlength=BINS)
        rates += [float(r) for r in right[n > 0] / n[n > 0]]
    return rates


def plain_sort(y, score, group):
    import numpy as np
    np.sort(score)
    return []


NUMBERLESS = "libfairness, adding", "NumPy sort"
# Of each case the ways, the first of which is ours.
CASES = {
    "areas of 1 M rows": (MILLION, 0, {
        "libfairness": our_areas, "scikit-learn roc_auc_score": their_areas}),
    "calibration of 1 M rows": (MILLION, 0, {
        "libfairness": our_calibration,
        "scikit-learn calibration_curve": their_calibration,
        "ECE in NumPy": ece_by_hand}),
    "areas of 10 M different scores": (10 * MILLION, 0, {
        "libfairness": our_areas, "libfairness, adding": adding_alone,
        "NumPy sort": plain_sort}),
    "areas of 10 M rows, 1,000 scores": (10 * MILLION, 1000, {
        "libfairness": our_areas, "libfairness, adding": adding_alone,
        "NumPy sort": plain_sort}),
}


def measure(case, way, repeats):
    n, distinct, ways = CASES[case]
    data = columns(n, distinct)
    try:
        seconds, found = best(lambda: ways[way](*data), repeats,
                              time.process_time)
    except ImportError as error:
        return {"missing": f"not installed ({error})"}
    return {"seconds": seconds, "found": found}


def agree(found):
    """All that find numbers find the same."""
    lists = [f["found"] for way, f in found.items()
             if "found" in f and way not in NUMBERLESS]
    for other in lists[1:]:
        assert len(other) == len(lists[0])
        assert max(abs(a - b) for a, b in zip(lists[0], other)) < 1e-9


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.measure:
        case, way = args.measure.split(": ")
        print(json.dumps(measure(case, way, args.repeats)))
        return
    results = {}
    for case, (_, _, ways) in CASES.items():
        print(f"{case}, {GROUPS} groups: processor seconds")
        found = {way: run_child(__file__, f"{case}: {way}", 0, args.repeats)
                 for way in ways}
        agree(found)
        ours = found["libfairness"]["seconds"]
        for way, f in found.items():
            print(f"  {way:32}" + (f.get("missing") or (
                f"{f['seconds']:7.3f}{f['seconds'] / ours:8.2f} x ours")),
                flush=True)
        results[case] = {way: f.get("seconds") for way, f in found.items()}
    if args.json:
        args.json.write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
