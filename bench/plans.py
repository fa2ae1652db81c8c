# SPDX-License-Identifier: MIT
"""Plans beside other post-processors: libfairness, Fairlearn, error-parity.

    python bench/plans.py [--rows 1000000] [--repeats 2] [--json PATH]

One thread, each way in a process of its own, processor time and the growth of
the peak memory of making a plan.  Beside them what it reaches on these rows,
by the chance that each is selected with; of error-parity what it says itself,
since it shows no such chances.  Scores are doubles between 0 and 1, all
different, of ten groups whose scores lie differently.
"""

import argparse
import json
import pathlib
import resource
import time

from rows import GROUPS, best, run_child
from scores import MILLION, columns

# Name of libfairness, of Fairlearn, of error-parity.
CONSTRAINTS = {
    "demographic_parity": ("demographic_parity", "demographic_parity"),
    "equal_opportunity": ("true_positive_rate_parity",
                          "true_positive_rate_parity"),
    "equalized_odds": ("equalized_odds", "equalized_odds"),
}
EPSILON = 1e-9  # what sums of doubles may miss a constraint by


def rows(n):
    """Labels, scores, groups: those of higher numbers have lower scores."""
    y, score, group = columns(n, 0)
    return y, score ** (1 + group / GROUPS), group


def of_libfairness(constraint):
    def way(y, score, group):
        import libfairness as lf
        plan = lf.plan(y, score, sensitive_features={"g": group},
                       constraint=constraint, tolerance=0, randomized=True,
                       threads=1)
        return lambda: reached(
            plan.probability(score, sensitive_features={"g": group}), y,
            group, constraint)
    return way


def of_fairlearn(constraint):
    def way(y, score, group):
        import numpy as np
        from fairlearn.postprocessing import ThresholdOptimizer
        from sklearn.base import BaseEstimator, ClassifierMixin

        class Given(ClassifierMixin, BaseEstimator):
            """Scores that are there already."""

            def fit(self, x, y):
                self.classes_ = np.array([0, 1])
                return self

            def predict_proba(self, x):
                return np.column_stack([1 - x[:, 0], x[:, 0]])

        x = score[:, None]
        model = ThresholdOptimizer(
            estimator=Given().fit(x, y), prefit=True,
            constraints=CONSTRAINTS[constraint][0],
            objective="accuracy_score", predict_method="predict_proba")
        model.fit(x, y, sensitive_features=group)
        return lambda: reached(
            model._pmf_predict(x, sensitive_features=group)[:, 1], y, group,
            constraint)
    return way


def of_error_parity(constraint):
    def way(y, score, group):
        import numpy as np
        from error_parity import RelaxedThresholdOptimizer
        model = RelaxedThresholdOptimizer(
            predictor=lambda x: x[:, 0], tolerance=0,
            constraint=CONSTRAINTS[constraint][1])
        model.fit(score[:, None], y, group=group.astype(np.int64))
        return lambda: (1 - model.cost(), model.constraint_violation())
    return way


WAYS = {"libfairness": of_libfairness, "Fairlearn": of_fairlearn,
        "error-parity": of_error_parity}


def reached(p, y, group, constraint):
    """Accuracy of chances of being selected, and the largest gap."""
    import numpy as np
    p = np.asarray(p, dtype=float)
    held = {"demographic_parity": (y >= 0,), "equal_opportunity": (y == 1,),
            "equalized_odds": (y == 0, y == 1)}[constraint]
    rates = [[p[rows & (group == g)].mean() for g in range(GROUPS)]
             for rows in held]
    return (float(np.where(y == 1, p, 1 - p).mean()),
            float(max(max(r) - min(r) for r in rates)))


def measure(constraint, way, n, repeats):
    y, score, group = rows(n)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        seconds, find = best(
            lambda: WAYS[way](constraint)(y, score, group), repeats,
            time.process_time)
    except ImportError as error:
        return {"missing": f"not installed ({error})"}
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    accuracy, gap = find()
    return {"seconds": seconds, "megabytes": (after - before) / 1024,
            "accuracy": accuracy, "gap": gap}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=MILLION)
    parser.add_argument("--repeats", type=int, default=2)
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.measure:
        constraint, way = args.measure.split(": ")
        print(json.dumps(measure(constraint, way, args.rows, args.repeats)))
        return
    results = {}
    for constraint in CONSTRAINTS:
        print(f"{constraint}, {args.rows:,} rows, {GROUPS} groups")
        found = {way: run_child(__file__, f"{constraint}: {way}", args.rows,
                                args.repeats) for way in WAYS}
        mine = found["libfairness"]
        assert "seconds" in mine, mine["missing"]
        for way, f in found.items():
            print(f"  {way:14}" + (f.get("missing") or (
                f"{f['seconds']:8.2f} s {f['seconds'] / mine['seconds']:7.1f} "
                f"x ours {f['megabytes']:7.0f} MB   accuracy "
                f"{f['accuracy']:.6f}, gap {f['gap']:.2e}")), flush=True)
        assert mine["gap"] < EPSILON
        assert all(mine["accuracy"] > f["accuracy"] - EPSILON
                   for f in found.values() if f.get("gap", 1) < EPSILON)
        results[constraint] = found
    if args.json:
        args.json.write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
