# SPDX-License-Identifier: MIT
"""Plans against Fairlearn's ThresholdOptimizer and error-parity's
RelaxedThresholdOptimizer on the rows that all were made from: at the disparity
that they reach, none of ours may be worse."""

import csv
import gzip
import io
import math
import pathlib
import sys
import time
import warnings

import numpy as np
from error_parity import RelaxedThresholdOptimizer
from fairlearn.postprocessing import ThresholdOptimizer
from sklearn.base import BaseEstimator, ClassifierMixin

import libfairness as lf

SHARED = pathlib.Path(__file__).resolve().parents[3] / "shared" / "data"
SETS = {
    "COMPAS": ("kozodoi/compas_6172_probs.csv.gz", "Two_yr_Recidivism",
               "probability", "ethnicity"),
    "Adult by sex": ("adult/lr_test_preds_13567.csv.gz", "label", "score",
                     "sex"),
    "Adult by race": ("adult/lr_test_preds_13567.csv.gz", "label", "score",
                      "race"),
}
CONSTRAINTS = {  # of rows with which labels rates are held together
    "demographic_parity": (None,),
    "true_positive_rate_parity": (1,),
    "false_positive_rate_parity": (0,),
    "equalized_odds": (0, 1),
}
OBJECTIVES = {"accuracy_score": "accuracy",
              "balanced_accuracy_score": "balanced_accuracy"}


class Given(ClassifierMixin, BaseEstimator):
    """Scores that are there already."""

    def fit(self, x, y):
        self.classes_ = np.array([0, 1])
        return self

    def predict_proba(self, x):
        return np.column_stack([1 - x[:, 0], x[:, 0]])


def reached(p, y, objective):
    """Of all rows, where each is selected with its probability."""
    tpr, tnr = p[y == 1].mean(), 1 - p[y == 0].mean()
    if objective == "balanced_accuracy":
        return (tpr + tnr) / 2
    return np.where(y == 1, p, 1 - p).mean()


def disparity(p, y, g, labels):
    gaps = []
    for label in labels:
        held = y >= 0 if label is None else y == label
        rates = [p[held & (g == group)].mean() for group in np.unique(g)]
        gaps.append(max(rates) - min(rates))
    return max(gaps)


def above(gap):
    """A tolerance that holds it: rounded up, and a little for the sums of its
    probabilities."""
    return f"{math.ceil((gap + 1e-12) * 1e12) / 1e12:.12f}"


def compare_error_parity(name, y, score, g):
    """With tolerances too; its accuracy and gap are as it says."""
    numbers = np.unique(g, return_inverse=True)[1]
    for constraint in CONSTRAINTS:
        for tolerance in (0, 0.05):
            model = RelaxedThresholdOptimizer(
                predictor=lambda x: x[:, 0], constraint=constraint,
                tolerance=tolerance, max_roc_ticks=len(y))
            start = time.process_time()
            model.fit(score[:, None], y, group=numbers)
            took = time.process_time() - start
            gap, found = model.constraint_violation(), 1 - model.cost()
            plan = lf.plan(y, score, sensitive_features={"g": g},
                           constraint=constraint, tolerance=above(gap),
                           randomized=True)
            print(f"{name:14} {constraint:27} {'accuracy':18} gap {gap:.6f}: "
                  f"{plan.objective:.6f}, error-parity {found:.6f} in "
                  f"{1e3 * took:4.0f} ms")
            if plan.objective < found - 1e-9:  # that of its solver
                sys.exit("error-parity is better")


def compare_fairlearn(name, y, score, g):
    for constraint, labels in CONSTRAINTS.items():
        for theirs, objective in OBJECTIVES.items():
            x = score[:, None]
            model = ThresholdOptimizer(
                estimator=Given().fit(x, y), constraints=constraint,
                objective=theirs, prefit=True,
                predict_method="predict_proba")
            start = time.process_time()
            model.fit(x, y, sensitive_features=g)
            took = time.process_time() - start
            p = model._pmf_predict(x, sensitive_features=g)[:, 1]
            gap = disparity(p, y, g, labels)
            tolerance = above(gap)
            start = time.process_time()
            plan = lf.plan(y, score, sensitive_features={"g": g},
                           constraint=constraint, objective=objective,
                           tolerance=tolerance, randomized=True)
            mine = time.process_time() - start
            found = reached(p, y, objective)
            print(f"{name:14} {constraint:27} {objective:18} gap {gap:.6f}: "
                  f"{plan.objective:.6f} in {1e3 * mine:4.0f} ms, Fairlearn "
                  f"{found:.6f} in {1e3 * took:4.0f} ms")
            if plan.objective < found - 1e-12:
                sys.exit("Fairlearn is better")
            q = np.array(plan.probability(
                score, sensitive_features={"g": g}))
            if abs(reached(q, y, objective) - plan.objective) > 1e-12:
                sys.exit("the plan does not reach what it says")
            if disparity(q, y, g, labels) > float(tolerance) + 1e-12:
                sys.exit("the plan does not keep its constraint")


def main():
    warnings.simplefilter("ignore")
    for name, (path, label, score, feature) in SETS.items():
        if not (SHARED / path).exists():
            print(f"{name}: skipped, no {path} in ../shared/data")
            continue
        text = gzip.decompress((SHARED / path).read_bytes()).decode()
        rows = list(csv.DictReader(io.StringIO(text)))
        y = np.array([int(row[label] in ("yes", "1")) for row in rows])
        x = np.array([float(row[score]) for row in rows])
        g = np.array([row[feature] for row in rows])
        large = [v for v in np.unique(g) if all(
            (y[g == v] == one).sum() > 5 for one in (0, 1))]
        keep = np.isin(g, large)
        for compare in compare_fairlearn, compare_error_parity:
            compare(name, y[keep], x[keep], g[keep])


main()
