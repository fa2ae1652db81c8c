# SPDX-License-Identifier: MIT
"""AIF360: the tutorial of its R package, and Adult where 0 is favourable."""

from .reading import Check, Table, known

FOLDER = "aif360_docs"
NOT_COVERED = [
    (r"entropy|theil", "entropy indices are of individuals: a later issue"),
]
METRICS = {
    "accuracy": "accuracy", "error_rate": "error_rate",
    "false_discovery_rate": "false_discovery_rate",
    "false_negative_rate": "false_negative_rate",
    "false_omission_rate": "false_omission_rate",
    "false_positive_rate": "false_positive_rate",
    "negative_predictive_value": "negative_predictive_value",
    "selection_rate": "selection_rate", "specificity": "true_negative_rate",
    "true_positive_rate": "true_positive_rate",
    "statistical_parity": "selection_rate",
}
CRITERIA = {
    "average_abs_odds_difference": "average_absolute_odds_difference",
    "average_odds_difference": "average_odds_difference",
}
TO_REFERENCE = {
    "equal_opportunity_difference": ("true_positive_rate", "difference"),
    "disparate_impact": ("selection_rate", "ratio"),
}
SEX = {"unprivileged": "0", "privileged": "1"}


def _tutorial(e, found):
    name = e["metric"]
    stem = name.removesuffix("_difference").removesuffix("_ratio")
    if name in CRITERIA:
        return found.criterion("sex", CRITERIA[name])
    if name in ("num_false_negatives", "num_false_positives"):
        return found.overall[{"n": "fn", "p": "fp"}[name[10]]]
    if name in METRICS:
        place = found.group("sex", SEX[e["group"]]) if e["group"] in SEX \
            else found.overall
        return place[METRICS[name]]
    metric, kind = TO_REFERENCE.get(name) or (
        METRICS[stem], name.removeprefix(stem)[1:])
    return found.comparison("sex", metric, kind + "_to_reference", "0")


def _adult(e, found):
    place = found.group("sex", SEX[e["group"]]) if e["group"] in SEX \
        else found.overall
    if e["metric"] == "num_positives":
        return place["positives"]
    if e["metric"] == "num_negatives":
        return place["n"] - place["positives"]
    if e["metric"] == "base_rate":
        return place["base_rate"]
    kind = "ratio" if e["metric"] == "disparate_impact" else "difference"
    return found.comparison("sex", "base_rate", kind + "_to_reference", "0")


def checks(run):
    actual = Table.of(FOLDER, "r_actual_data.csv")
    predicted = Table.of(FOLDER, "r_predicted_data.csv")
    tutorial = run(actual.plus(predicted=predicted["income"]), ["sex"],
                   y_true="income", y_pred="predicted",
                   reference={"sex": "1"}, metrics="all")
    adult = run(Table.of(FOLDER, "r_adult_numeric.csv.gz"), ["sex"],
                y_true="income", positive_label=0, reference={"sex": "1"})
    for key, e in known(FOLDER):
        if "entropy" in key or "theil" in key:
            continue
        found = _tutorial(e, tutorial) if e["file"].startswith("r_actual") \
            else _adult(e, adult)
        yield Check(key, found, e["value"], e["tol"] + 1e-12)
