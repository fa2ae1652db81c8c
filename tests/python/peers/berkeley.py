# SPDX-License-Identifier: MIT
"""Admissions at Berkeley in 1973: counts by gender and department."""

from .reading import Check, Table, known

FOLDER = "berkeley"
NOT_COVERED = [
    (r"Mantel-Haenszel|MH odds|CMH|chi2|Fisher",
     "tests between two groups: those that there are, in tests/stats/test_test.c"),
]


def checks(run):
    found = run(Table.of(FOLDER, "ucb_admissions_counts.csv"), ["Gender"],
                control=["Dept"], y_pred="Admit", frequency="Freq",
                positive_label="Admitted")
    simple = {"admitted": ("selected", 1), "applicants": ("n", 1),
              "admission rate %": ("selection_rate", 100)}
    for key, e in known(FOLDER):
        if e["metric"] in simple:
            name, scale = simple[e["metric"]]
            yield Check(key, scale * found.group("Gender", e["group"])[name],
                        e["value"], e["tol"])
        elif e["metric"].startswith("odds ratio"):
            control = [("Dept", e["group"].removeprefix("Dept "))]
            odds = [g["selection_rate"] / g["rejection_rate"] for g in (
                found.group("Gender", v, control=control)
                for v in ("Male", "Female"))]
            yield Check(key, odds[0] / odds[1], e["value"], e["tol"])
