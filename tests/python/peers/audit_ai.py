# SPDX-License-Identifier: MIT
"""audit-ai: students, German credit, and the tables of its test of
Cochran, Mantel and Haenszel."""

from .reading import Check, Table, known, reference

FOLDER = "audit_ai"
NOT_COVERED = [
    (r"mean grade|median grade|MAE", "means and errors of numbers come with "
     "regression"),
    (r"threshold = median", "differs at the source: a refit that does not "
     "reproduce"),
    (r"Fisher|chi2|CMH p|common odds ratio|Breslow|Bayes factor",
     "tests between two groups: those that there are, in tests/stats/test_test.c"),
]


def _students(run):
    table = Table.of(FOLDER, "student-mat.csv", delimiter=";")
    counts = run(table, ["sex"], y_score="G3", threshold=10,
                 metrics="count")
    predicted = Table.of(FOLDER, "student_mat_ols_test_preds.csv")
    values = sorted(map(float, predicted["y_pred"]))
    middle = values[len(values) // 2]  # of 119: one of them
    passed = run(predicted, ["sex", "failed_before"], y_score="y_pred",
                 threshold=middle, by=[["sex"], ["failed_before"]])
    for key, e in known(FOLDER):
        if e["metric"] == "count" and e["file"] == "student-mat.csv":
            value = e["group"].partition("=")[2]
            yield Check(key, counts.group("sex", value)["n"], e["value"],
                        e["tol"])
        elif e["metric"].startswith("4/5 ratio"):
            yield Check(key, passed.comparison(
                e["group"], "selection_rate", "ratio"), e["value"], e["tol"])


def _credit(run):
    table = Table.of(FOLDER, "GermanCreditData.csv.gz")
    table = table.plus(
        young=[int(age) < 30 for age in table["age"]],
        female=[s == "A92" for s in table["personal_status"]])
    found = run(table, ["young", "female", "foreign_worker"], y_true="status",
                by=[["young"], ["female"], ["foreign_worker"]],
                metrics="base_rate")
    places = {
        "age<30": ("young", "True"), "age>=30": ("young", "False"),
        "female (A92)": ("female", "True"), "male": ("female", "False"),
        "foreign A202": ("foreign_worker", "A202"),
        "citizen A201": ("foreign_worker", "A201"),
    }
    for key, e in known(FOLDER):
        if e["group"] in places:
            name = {"count": "n"}.get(e["metric"], "base_rate")
            yield Check(key, found.group(*places[e["group"]])[name],
                        e["value"], e["tol"])


def _strata(run):
    rows = [(str(k), str(i), str(j), str(n))
            for k, table in enumerate(reference(FOLDER, "cmh_tables.json"))
            for i, row in enumerate(table) for j, n in enumerate(row)]
    columns = dict(zip(("stratum", "group", "outcome", "n"),
                       map(list, zip(*rows))))
    found = run(Table(columns), ["group"], control=["stratum"],
                y_pred="outcome", frequency="n")
    tables = [str(t) for t in reference(FOLDER, "cmh_tables.json")]
    for key, e in known(FOLDER):
        if e["metric"] != "stratum odds ratio (inverse)":
            continue
        control = [("stratum", str(tables.index(e["group"])))]
        odds = [g["selection_rate"] / g["rejection_rate"] for g in (
            found.group("group", v, control=control) for v in "01")]
        yield Check(key, odds[0] / odds[1], e["value"], e["tol"])


def checks(run):
    yield from _students(run)
    yield from _credit(run)
    yield from _strata(run)
