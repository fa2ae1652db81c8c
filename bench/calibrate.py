# SPDX-License-Identifier: MIT
"""Calibrators by group: libfairness and scikit-learn, fit and apply.

    python bench/calibrate.py [--repeats 3] [--json PATH]

One thread, each way in a process of its own, processor time.  A million rows
of ten groups; scores are doubles between 0 and 1, all different.
"""

import argparse
import json
import pathlib
import time

from rows import GROUPS, best, run_child
from scores import MILLION, columns

STEP = 9973  # of the probabilities that are compared


def ours(method):
    def way(y, score, group):
        import libfairness as lf
        calibrator = lf.calibrate(
            y, score, sensitive_features={"g": group}, method=method,
            threads=1)
        p = calibrator.apply(score, sensitive_features={"g": group})
        return list(p[::STEP])
    return way


def by_group(fit):
    """Probabilities of every row, by what is fitted to its group."""
    def way(y, score, group):
        import numpy as np
        p = np.empty(len(y))
        for g in range(GROUPS):
            own = group == g
            p[own] = fit(score[own], y[own])
        return [float(x) for x in p[::STEP]]
    return way


def isotonic(score, y):
    from sklearn.isotonic import IsotonicRegression
    return IsotonicRegression(
        y_min=0, y_max=1, out_of_bounds="clip").fit(score, y).predict(score)


def wrapped(method):
    """CalibratedClassifierCV around a model that gives the scores."""
    def fit(score, y):
        import numpy as np
        from sklearn.base import BaseEstimator, ClassifierMixin
        from sklearn.calibration import CalibratedClassifierCV
        from sklearn.frozen import FrozenEstimator

        class Given(ClassifierMixin, BaseEstimator):
            classes_ = np.array([0, 1])

            def fit(self, X, y):
                return self

            def decision_function(self, X):
                return X[:, 0]

            def predict(self, X):
                return (X[:, 0] > 0.5).astype(int)

            def __sklearn_is_fitted__(self):
                return True

        model = CalibratedClassifierCV(
            FrozenEstimator(Given()), method=method)
        X = score[:, None]
        return model.fit(X, y).predict_proba(X)[:, 1]
    return fit


# Of each case the ways, the first of which is ours, and how near they are.
CASES = {
    "isotonic": (1e-6, {
        "libfairness": ours("isotonic"),
        "IsotonicRegression by group": by_group(isotonic),
        "CalibratedClassifierCV by group": by_group(wrapped("isotonic"))}),
    "Platt": (1e-3, {
        "libfairness": ours("platt"),
        "CalibratedClassifierCV by group": by_group(wrapped("sigmoid"))}),
}


def measure(case, way, rows, repeats):
    data = columns(rows, 0)
    try:
        seconds, found = best(lambda: CASES[case][1][way](*data), repeats,
                              time.process_time)
    except ImportError as error:
        return {"missing": f"not installed ({error})"}
    return {"seconds": seconds, "found": found}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=MILLION)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.measure:
        case, way = args.measure.split(": ")
        print(json.dumps(measure(case, way, args.rows, args.repeats)))
        return
    results = {}
    for case, (near, ways) in CASES.items():
        print(f"{case}, {args.rows:,} rows, {GROUPS} groups: processor "
              "seconds of fit and apply")
        found = {way: run_child(__file__, f"{case}: {way}", args.rows,
                                args.repeats) for way in ways}
        lists = [f["found"] for f in found.values() if "found" in f]
        for other in lists[1:]:
            assert max(abs(a - b) for a, b in zip(lists[0], other)) < near
        mine = found["libfairness"]["seconds"]
        for way, f in found.items():
            print(f"  {way:32}" + (f.get("missing") or (
                f"{f['seconds']:7.3f}{f['seconds'] / mine:8.2f} x ours")),
                flush=True)
        results[case] = {way: f.get("seconds") for way, f in found.items()}
    if args.json:
        args.json.write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
