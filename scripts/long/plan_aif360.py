# SPDX-License-Identifier: MIT
"""The classical methods beside AIF360's own, on the rows that both are made
from: Hardt's derived predictor, reject-option classification, calibrated
equalized odds."""

import csv
import gzip
import io
import pathlib
import sys
import time
import warnings

import numpy as np
import pandas as pd
from aif360.algorithms.postprocessing import (
    CalibratedEqOddsPostprocessing,
    EqOddsPostprocessing,
    RejectOptionClassification,
)
from aif360.datasets import BinaryLabelDataset

import libfairness as lf

SHARED = pathlib.Path(__file__).resolve().parents[3] / "shared" / "data"
SETS = {  # label, score, group; the one that is favoured, and the other
    "COMPAS": ("kozodoi/compas_6172_probs.csv.gz", "Two_yr_Recidivism",
               "probability", "ethnicity", "African_American", "Caucasian"),
    "Adult": ("adult/lr_test_preds_13567.csv.gz", "label", "score", "sex",
              "Male", "Female"),
    "income": ("pleiss/income.csv", "label", "prediction", "group", "1.0",
               "0.0"),
    "health": ("pleiss/health.csv", "label", "prediction", "group", "1.0",
               "0.0"),
}
GROUPS = {"privileged_groups": [{"g": 1}], "unprivileged_groups": [{"g": 0}]}
COSTS = {"fnr": "false_negative_rate", "fpr": "false_positive_rate",
         "weighted": "weighted"}


def datasets(y, score, g, decided):
    made = []
    for labels in (y, decided):
        d = BinaryLabelDataset(
            df=pd.DataFrame({"y": labels, "g": g}), label_names=["y"],
            protected_attribute_names=["g"], favorable_label=1,
            unfavorable_label=0)
        d.scores = score.reshape(-1, 1)
        made.append(d)
    return made


def rates(p, y, g):
    """Selected, and of those with either label, by group."""
    return [[p[g == v].mean(), p[(g == v) & (y == 1)].mean(),
             p[(g == v) & (y == 0)].mean()] for v in (0, 1)]


def gap(p, y, g, which):
    (a, b) = rates(p, y, g)
    return max(abs(a[k] - b[k]) for k in which)


def balanced(p, y):
    return (p[y == 1].mean() + 1 - p[y == 0].mean()) / 2


def timed(f):
    start = time.process_time()
    found = f()
    return found, 1e3 * (time.process_time() - start)


def derived(name, y, score, g):
    """Of decisions alone: AIF360 minimizes false less true positive rates, of
    all groups alike, which at equal rates is balanced accuracy."""
    decided = (score >= 0.5).astype(int)
    truth, given = datasets(y, score, g, decided)
    model, theirs = timed(lambda: EqOddsPostprocessing(**GROUPS).fit(
        truth, given))
    x = model.model_params.x  # selected of the selected, of the others
    p = np.where(g == 1, np.where(decided, x[0], x[1]),
                 np.where(decided, x[2], x[3]))
    plan, mine = timed(lambda: lf.plan(
        y, y_pred=decided, sensitive_features={"g": g}, tolerance=0,
        constraint="equalized_odds", objective="balanced_accuracy",
        randomized=True))
    found = balanced(p, y)
    print(f"{name:7} derived predictor: balanced accuracy "
          f"{plan.objective:.9f} in {mine:.0f} ms, AIF360 {found:.9f} in "
          f"{theirs:.0f} ms, odds {gap(p, y, g, (1, 2)):.1e} apart")
    if abs(plan.objective - found) > 1e-8:
        sys.exit("another predictor than AIF360's")


def reject(name, y, score, g):
    """At AIF360's own threshold, and within the gap that it reaches."""
    truth, given = datasets(y, score, g, (score >= 0.5).astype(int))
    model, theirs = timed(lambda: RejectOptionClassification(
        num_class_thresh=20, num_ROC_margin=20, metric_ub=0.05,
        metric_lb=-0.05, metric_name="Statistical parity difference",
        **GROUPS).fit(truth, given))
    p = model.predict(given).labels.ravel()
    # Its own scores are above, ours at least at, a threshold.
    middle = float(np.nextafter(model.classification_threshold, 2))
    tolerance = f"{gap(p, y, g, (0,)) + 1e-12:.12f}"
    plan, mine = timed(lambda: lf.plan(
        y, score, sensitive_features={"g": g}, rule="reject_option",
        constraint="demographic_parity", tolerance=tolerance,
        threshold=middle, favoured={"g": 1}, objective="balanced_accuracy"))
    print(f"{name:7} reject option: balanced accuracy {plan.objective:.6f} in "
          f"{mine:.0f} ms, AIF360 {balanced(p, y):.6f} in {theirs:.0f} ms")
    if plan.objective < balanced(p, y) - 1e-12:
        sys.exit("AIF360 is better")


def withheld(name, y, score, g):
    truth, given = datasets(y, score, g, (score >= 0.5).astype(int))
    for short, cost in COSTS.items():
        model, theirs = timed(lambda short=short: (
            CalibratedEqOddsPostprocessing(cost_constraint=short, **GROUPS)
            .fit(truth, given)))
        own = {1: model.priv_mix_rate, 0: model.unpriv_mix_rate}
        try:
            made, mine = timed(lambda cost=cost: lf.calibrate(
                y, score, sensitive_features={"g": g},
                method="calibrated_equalized_odds", cost_constraint=cost,
                min_count=1))
        except lf.InfeasibleError:
            print(f"{name:7} calibrated, {short}: infeasible; AIF360 withholds "
                  f"{max(own.values()):.3f}, {min(own.values()):.3f}")
            if 0 <= min(own.values()) and max(own.values()) <= 1:
                sys.exit("AIF360 has a share where we have none")
            continue
        shares = {v: made.maps[v]["withheld"] for v in (0, 1)}
        print(f"{name:7} calibrated, {short}: {shares[0]:.9f} and "
              f"{shares[1]:.9f} in {mine:.0f} ms, AIF360 {own[0]:.9f} and "
              f"{own[1]:.9f} in {theirs:.0f} ms")
        if any(abs(shares[v] - own[v]) > 1e-9 for v in (0, 1)):
            sys.exit("other shares than AIF360's")


def main():
    warnings.simplefilter("ignore")
    for name, (path, label, score, feature, high, low) in SETS.items():
        if not (SHARED / path).exists():
            print(f"{name}: skipped, no {path} in ../shared/data")
            continue
        data = (SHARED / path).read_bytes()
        if path.endswith(".gz"):
            data = gzip.decompress(data)
        rows = [row for row in csv.DictReader(io.StringIO(data.decode()))
                if row[feature] in (high, low)]
        y = np.array([int(row[label] in ("yes", "1", "1.0")) for row in rows])
        x = np.array([float(row[score]) for row in rows])
        g = np.array([int(row[feature] == high) for row in rows])
        for compare in derived, reject, withheld:
            compare(name, y, x, g)


main()
