# SPDX-License-Identifier: MIT
"""FICO scores by race (Hardt, Price and Srebro 2016): rates at thresholds,
from weighted rows."""

import re

from .reading import SUITES, Check, Table, known, reference_checks

FOLDER = "fico"
NOT_COVERED = [
    (r"^known.json: fico_weighted.csv.gz: threshold, strategy",
     "an input of the check"),
    (r"profit|cost per person", "costs and profits of plans: tests/python/test_plan.py"),
    (r"acceptance rate under independence", "a target, not a rate of these "
     "rows"),
    (r"totals.csv", "shares of a census, no audit"),
]


def checks(run):
    table = Table.of(FOLDER, "fico_weighted.csv.gz")
    reports = {}

    def at(threshold):
        if threshold not in reports:
            reports[threshold] = run(
                table, ["group"], y_true="label", y_score="score",
                threshold=threshold, sample_weight="weight", metrics=SUITES)
        return reports[threshold]
    for key, e in known(FOLDER):
        said = re.match(r"([ft]pr) at threshold ([\d.]+)", e["metric"])
        if said:
            name = {"f": "false_positive_rate",
                    "t": "true_positive_rate"}[said[1][0]]
            yield Check(key, at(float(said[2])).group("group", e["group"])[
                name], e["value"], e["tol"])
    found = at(42.5)
    yield from reference_checks(
        (FOLDER, "reference.json"), lambda text: found.group("group", text))
