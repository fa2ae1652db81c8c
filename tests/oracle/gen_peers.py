# SPDX-License-Identifier: MIT
"""Writes tests/python/golden_peers.json: what scikit-learn, SciPy, Fairlearn
and AIF360 compute from one table of counts, under the names by which the
registry says that they compute the same.

    pip install scikit-learn scipy fairlearn aif360
    python3 tests/oracle/gen_peers.py > tests/python/golden_peers.json

Their versions stand in the file.  Numbers that a peer invents where there is
none are in it as well, under "undefined".
"""
import importlib.metadata
import itertools
import json
import math
import sys
import warnings

warnings.simplefilter("ignore")

try:
    import fairlearn.metrics as fl
    import numpy as np
    import pandas as pd
    import scipy.stats
    import sklearn.metrics as sk
    from aif360.datasets import BinaryLabelDataset
    from aif360.metrics import ClassificationMetric
except ImportError as error:
    print(error, file=sys.stderr)
    sys.exit(77)  # skipped by check_golden.py

# TP, FN, FP, TN of each group; d has no positives and none selected, e no
# negatives and none rejected.
GROUPS = {"a": (31, 9, 7, 43), "b": (12, 18, 11, 29), "c": (5, 2, 9, 8)}
EMPTY = {"d": (0, 0, 0, 6), "e": (6, 0, 0, 0)}


def rows(groups):
    """Labels, decisions, scores (selected from 1/2 up; many tie), groups."""
    y, p, s, g = [], [], [], []
    for name, cells in groups.items():
        for n, label, decision in zip(cells, (1, 1, 0, 0), (1, 0, 1, 0)):
            y += [label] * n
            p += [decision] * n
            s += [(8 * decision + 3 * i % 8) / 16 for i in range(n)]
            g += [name] * n
    return np.array(y), np.array(p), np.array(s), np.array(g)


SKLEARN = {
    "recall_score": sk.recall_score,
    "precision_score": sk.precision_score,
    "accuracy_score": sk.accuracy_score,
    "zero_one_loss": sk.zero_one_loss,
    "balanced_accuracy_score": sk.balanced_accuracy_score,
    "balanced_accuracy_score(adjusted=True)":
        lambda y, p: sk.balanced_accuracy_score(y, p, adjusted=True),
    "f1_score": sk.f1_score,
    "jaccard_score": sk.jaccard_score,
    "matthews_corrcoef": sk.matthews_corrcoef,
    "class_likelihood_ratios": sk.class_likelihood_ratios,
}
# Of labels and scores.
SCORED = {
    "scikit-learn roc_auc_score": sk.roc_auc_score,
    "scikit-learn average_precision_score": sk.average_precision_score,
    "scikit-learn brier_score_loss": sk.brier_score_loss,
    "scikit-learn log_loss": lambda y, s: sk.log_loss(y, s, labels=[0, 1]),
    "SciPy ks_2samp statistic": lambda y, s: scipy.stats.ks_2samp(
        s[y == 1], s[y == 0]).statistic,
    "Fairlearn mean_prediction": fl.mean_prediction,
}
# Of the scores of two groups.
DISTANCES = {
    "ks_2samp statistic": lambda s, t: scipy.stats.ks_2samp(s, t).statistic,
    "wasserstein_distance": scipy.stats.wasserstein_distance,
    "energy_distance": scipy.stats.energy_distance,
}
FAIRLEARN = {name: getattr(fl, name) for name in (
    "selection_rate", "true_positive_rate", "false_positive_rate",
    "true_negative_rate", "false_negative_rate")}
AIF360 = (
    "num_instances", "base_rate", "selection_rate", "true_positive_rate",
    "false_positive_rate", "true_negative_rate", "false_negative_rate",
    "positive_predictive_value", "negative_predictive_value",
    "false_discovery_rate", "false_omission_rate", "accuracy", "error_rate",
    "generalized_true_positive_rate", "generalized_false_positive_rate")
FAIRLEARN_CRITERIA = (
    "demographic_parity_difference", "demographic_parity_ratio",
    "equal_opportunity_difference", "equal_opportunity_ratio",
    "false_positive_rate_difference", "false_positive_rate_ratio",
    "equalized_odds_difference", "equalized_odds_ratio",
    "accuracy_score_difference")


def aif360(groups, unprivileged, privileged):
    y, p, s, g = rows(groups)
    codes = {name: i for i, name in enumerate(groups)}
    frame = pd.DataFrame(
        {"group": [codes[x] for x in g], "label": y, "score": s})

    def dataset(labels):
        return BinaryLabelDataset(
            df=frame.assign(label=labels), label_names=["label"],
            scores_names=["score"], protected_attribute_names=["group"])
    return ClassificationMetric(
        dataset(y), dataset(p),
        unprivileged_groups=[{"group": codes[unprivileged]}],
        privileged_groups=[{"group": codes[privileged]}])


def attempt(function, *arguments):
    """None where a peer refuses."""
    try:
        return function(*arguments)
    except ValueError:
        return math.nan


def plain(value):
    if isinstance(value, tuple):
        return [plain(v) for v in value]
    value = float(value)
    return value if math.isfinite(value) else None


def of_groups(groups):
    y, p, s, g = rows(groups)
    out = {}
    for name, function in SKLEARN.items():
        out[f"scikit-learn {name}"] = {
            k: attempt(function, y[g == k], p[g == k]) for k in groups}
    for name, function in SCORED.items():
        out[name] = {k: attempt(function, y[g == k], s[g == k])
                     for k in groups}
    for name, function in FAIRLEARN.items():
        out[f"Fairlearn {name}"] = {
            k: function(y[g == k], p[g == k]) for k in groups}
    both = {**GROUPS, **groups}
    for name in AIF360:
        out[f"AIF360 {name}"] = {
            k: getattr(aif360(both, k, "a" if k != "a" else "b"),
                       name)(privileged=False)
            for k in groups}
    return {name: {k: plain(v) for k, v in values.items()}
            for name, values in out.items()}


def comparisons():
    """Of the selection rate."""
    y, p, _, g = rows(GROUPS)
    frame = fl.MetricFrame(metrics=fl.selection_rate, y_true=y, y_pred=p,
                           sensitive_features=g)
    out = {
        f'Fairlearn {kind}(method="{method}")':
            getattr(frame, kind)(method=method)
        for kind in ("difference", "ratio")
        for method in ("between_groups", "to_overall")}
    out["Fairlearn group_min"] = frame.group_min()
    out["Fairlearn group_max"] = frame.group_max()
    for kind in ("difference", "ratio"):
        out[f"AIF360 {kind}"] = {
            k: getattr(aif360(GROUPS, k, "a"), kind)(
                aif360(GROUPS, k, "a").selection_rate)
            for k in GROUPS if k != "a"}
    return {name: {k: plain(v) for k, v in value.items()}
            if isinstance(value, dict) else plain(value)
            for name, value in out.items()}


def criteria(groups):
    y, p, s, g = rows(groups)
    out = {f"Fairlearn {name}": getattr(fl, name)(y, p, sensitive_features=g)
           for name in FAIRLEARN_CRITERIA}
    out['Fairlearn equalized_odds_difference(agg="mean")'] = \
        fl.equalized_odds_difference(y, p, sensitive_features=g, agg="mean")
    frame = fl.MetricFrame(metrics=sk.precision_score, y_true=y, y_pred=p,
                           sensitive_features=g)
    out["Fairlearn difference of precision_score"] = frame.difference()
    out["Fairlearn ratio of precision_score"] = frame.ratio()
    out["Fairlearn difference of roc_auc_score"] = fl.MetricFrame(
        metrics=sk.roc_auc_score, y_true=y, y_pred=s,
        sensitive_features=g).difference()
    for name, function in DISTANCES.items():
        out[f"SciPy {name}"] = max(
            function(s[g == k], s[g == h])
            for k, h in itertools.combinations(groups, 2))
    if len(groups) == 2:
        first, second = groups
        m = aif360(groups, second, first)
        for name in ("equalized_odds_difference", "average_odds_difference",
                     "average_abs_odds_difference"):
            out[f"AIF360 {name}"] = getattr(m, name)()
    return {name: plain(value) for name, value in out.items()}


def main():
    two = {k: GROUPS[k] for k in "ab"}
    json.dump({
        "versions": {name: importlib.metadata.version(name)
                     for name in ("scikit-learn", "scipy", "fairlearn",
                                  "aif360")},
        "groups": GROUPS, "empty": EMPTY,
        "metrics": of_groups(GROUPS), "undefined": of_groups(EMPTY),
        "comparisons": comparisons(), "criteria": criteria(GROUPS),
        "criteria of two groups": criteria(two),
    }, sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
