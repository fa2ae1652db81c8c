# SPDX-License-Identifier: MIT
"""Models with scores, at one threshold: diabetes readmissions (scores with
heavy ties), COMPAS of Kozodoi and others, income and health of Pleiss and
others."""

from types import SimpleNamespace

from .reading import (SUITES, Check, Table, known, reference,
                      reference_checks)

NOT_COVERED = [
    (r"distinct_scores$", "how many different scores there are is no metric"),
]


def _places(found, names=lambda value: value):
    def place(text):
        attribute, _, value = text.partition("=")
        return found.overall if attribute == "__all__" \
            else found.group(attribute, names(value))
    return place


def _attributes(*parts):
    return sorted({text.partition("=")[0] for text in reference(*parts)}
                  - {"__all__"})


def _diabetes(run):
    parts = "diabetes130", "reference_binary.json"
    attributes = _attributes(*parts)
    found = run(Table.of("diabetes130", "test_preds_binary.csv.gz"),
                attributes, y_true="readmit_30_days", y_score="tree_score",
                threshold=0.1, by=[[a] for a in attributes], metrics=SUITES)
    names = {"accuracy": "accuracy", "fnr": "false_negative_rate"}
    for key, e in known("diabetes130"):
        place = found.overall if e["group"] == "overall" \
            else found.group("race", e["group"].removeprefix("race="))
        yield Check(key, place[names[e["metric"]]], e["value"], e["tol"])
    yield from reference_checks(parts, _places(found))


def _kozodoi(run):
    parts = "kozodoi", "reference_compas.json"
    attributes = _attributes(*parts)
    found = run(Table.of("kozodoi", "compas_6172_probs.csv.gz"), attributes,
                y_true="Two_yr_Recidivism", y_pred="predicted",
                y_score="probability", positive_label="yes",
                by=[[a] for a in attributes], metrics=SUITES)
    yield from reference_checks(parts, _places(found))


def _pleiss(run):
    for name in ("health", "income"):
        table = Table.of("pleiss", name + ".csv")
        found = run(table, ["group"], y_true="label", y_score="prediction",
                    threshold=0.5, metrics=SUITES)
        yield from reference_checks(
            ("pleiss", f"reference_{name}.json"),
            _places(found, lambda value: f"{float(value)}"))


DIABETES, KOZODOI, PLEISS = (
    SimpleNamespace(FOLDER=folder, NOT_COVERED=not_covered, checks=checks)
    for folder, not_covered, checks in (
        ("diabetes130", [], _diabetes), ("kozodoi", [], _kozodoi),
        ("pleiss", NOT_COVERED, _pleiss)))
