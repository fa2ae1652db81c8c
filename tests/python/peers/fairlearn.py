# SPDX-License-Identifier: MIT
"""Fairlearn's user guide: groups, intersections, a control feature,
weights."""

from .reading import Check, Table, known, reference

FOLDER = "fairlearn_docs"
NOT_COVERED = [
    (r"fbeta", "F with a beta of one's own is not among the metrics"),
]
METRICS = {
    "tpr": "true_positive_rate", "fpr": "false_positive_rate",
    "sel": "selection_rate", "n": "count", "count": "count",
    "precision": "positive_predictive_value",
    "recall": "true_positive_rate", "accuracy": "accuracy",
}
COMPARISONS = {
    "difference (between groups)": "difference",
    "ratio (between groups)": "ratio",
    "difference (to_overall)": "difference_to_overall",
    "ratio (to_overall)": "ratio_to_overall",
    "group_min": "group_min", "group_max": "group_max",
    "difference": "difference",
}
CRITERIA = ("demographic_parity_ratio", "equalized_odds_ratio",
            "demographic_parity_difference", "equalized_odds_difference")


def _reports(run):
    cases = reference(FOLDER, "cases.json")
    a, b = (Table({}).plus(**cases[c]) for c in ("case18", "case30"))

    def audit(table, features, **more):
        return run(table, features, y_true="y_true", y_pred="y_pred",
                   by=[features], metrics="all", comparisons="all", **more)
    return {
        ("sf",): audit(a, ["sf"]), ("sf", "sf2"): audit(a, ["sf", "sf2"]),
        ("sf_boot",): audit(a, ["sf_boot"]),
        "cf": audit(b, ["sf"], control=["cf"]),
        "w1": audit(a, ["sf"], sample_weight="w1"),
        "w2": audit(a, ["sf"], sample_weight="w2"),
    }


def _value(reports, e):
    parts = dict(p.partition("=")[::2] for p in e["group"].split()[1:]
                 if "=" in p)
    control = [("cf", parts.pop("cf"))] if "cf" in parts else []
    by = tuple(parts) or ("sf",)
    metric, _, weight = e["metric"].partition(" weighted ")
    found = reports[weight or (
        "cf" if e["group"].startswith("case30") else by)]
    if metric in CRITERIA:
        return found.criterion(by, metric)
    if metric in METRICS:
        place = found.group(by, *parts.values(), control=control) if parts \
            else found.stratum(**dict(control)) if control else found.overall
        return place[METRICS[metric]]
    for words, kind in COMPARISONS.items():
        rest = metric.removeprefix(words).removeprefix(" of").strip()
        if metric.startswith(words) and rest in METRICS:
            return found.comparison(by, METRICS[rest], kind, control=control)
    raise LookupError(e["metric"])


def checks(run):
    reports = _reports(run)
    for key, e in known(FOLDER):
        if e["metric"].startswith("fbeta"):
            continue
        found = _value(reports, e)
        # Their 0 for 0/0 is our reason.
        expected = None if found is None and e["value"] == 0 else e["value"]
        yield Check(key, found, expected, e["tol"])
