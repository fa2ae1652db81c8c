# SPDX-License-Identifier: MIT
"""Aequitas: its COMPAS notebook, its unit cases, and a random forest on
Adult."""

from .reading import (REFERENCE, Check, Table, known, reference,
                      reference_checks)

FOLDER = "aequitas"
METRICS = {
    "tpr": "true_positive_rate", "tnr": "true_negative_rate",
    "for": "false_omission_rate", "fdr": "false_discovery_rate",
    "fpr": "false_positive_rate", "fnr": "false_negative_rate",
    "npv": "negative_predictive_value",
    "precision": "positive_predictive_value", "pprev": "selection_rate",
    "prev": "base_rate", "ppr": "predicted_positive_share",
}
COUNTS = {"group_size": "n", "group_label_pos": "pos",
          "group_label_neg": "neg"}
# Verdicts: a ratio within 0.8 and 1.25, of one metric or of two.
PARITIES = {
    "TPR Parity": ["tpr"], "FPR Parity": ["fpr"], "FOR Parity": ["for"],
    "NPV Parity": ["npv"], "Precision Parity": ["precision"],
    "FNR Parity": ["fnr"], "FDR Parity": ["fdr"], "TNR Parity": ["tnr"],
    "Impact Parity": ["pprev"], "Statistical Parity": ["ppr"],
    "Equalized Odds": ["fpr", "tpr"], "TypeI Parity": ["fpr", "fdr"],
    "TypeII Parity": ["fnr", "for"],
}
NOT_COVERED = [
    (r"_significance",
     "tests between two groups: those that there are, in tests/stats/test_test.c"),
    (r"unit_cases/test_2.csv: ppr", "differs at the source: divides by the "
     "selected of two attributes together"),
]


def _within(ratio):
    return None if ratio is None else 0.8 <= ratio <= 1.25


def _value(e, found, reference_of):
    """One entry of the notebook or of a unit case."""
    place, _, other = e["group"].partition(" vs ")
    attribute, _, value = place.partition("=")
    metric = e["metric"]
    if metric.startswith("reference group for"):
        short, attribute = metric.split()[3], e["group"].split(":")[0]
        return found.extreme(attribute, METRICS[short],
                             "group_min")["group"][attribute]
    if metric.endswith("_disparity"):
        return reference_of(attribute, other).comparison(
            attribute, METRICS[metric.removesuffix("_disparity")],
            "ratio_to_reference", value)
    numbers = found.group(attribute, value)
    if metric in METRICS:
        return numbers[METRICS[metric]]
    return REFERENCE[COUNTS.get(metric, metric)](numbers)


def _parity(e, reference_of):
    place, _, other = e["group"].partition(" vs ")
    attribute, _, value = place.partition("=")
    verdicts = [
        value == other or _within(reference_of(attribute, other).comparison(
            attribute, METRICS[m], "ratio_to_reference", value))
        for m in PARITIES[e["metric"]]]
    return None if None in verdicts else all(verdicts)


def checks(run):
    tables, reports = {}, {}

    def report(file, attributes, **options):
        key = file, *attributes, str(options)
        if key not in reports:
            tables.setdefault(file, Table.of(FOLDER, *file.split("/")))
            reports[key] = run(
                tables[file], attributes, y_true="label_value",
                y_pred="score", by=[[a] for a in attributes],
                metrics="all" if not options else "classification",
                comparisons=["group_min", "ratio_to_reference"],
                **options)
        return reports[key]

    for key, e in known(FOLDER):
        file = e["file"]
        attributes = ["race", "sex", "age_cat"] \
            if file.startswith("compas") else None

        def reference_of(attribute, other):
            return report(file, [attribute], reference={attribute: other})
        expected = None if e["value"] == "" else e["value"]
        if e["metric"] in PARITIES:
            yield Check(key, _parity(e, reference_of), expected)
        elif e["status"] == "reproduces" and \
                not e["metric"].endswith("_significance"):
            mine = report(file, attributes or [
                e["group"].partition("=")[0]])
            yield Check(key, _value(e, mine, reference_of), expected,
                        e["tol"])
    file = "adult_rf_binary.csv"
    names = {g.partition("=")[0]
             for g in reference(FOLDER, "reference_adult_rf_binary.json")}
    forest = report(file, sorted(names - {"__all__"}))

    def place(text):
        attribute, _, value = text.partition("=")
        return forest.overall if attribute == "__all__" \
            else forest.group(attribute, value)
    yield from reference_checks(
        (FOLDER, "reference_adult_rf_binary.json"), place)
