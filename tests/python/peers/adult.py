# SPDX-License-Identifier: MIT
"""Adult: rows and base rates as published, a logistic regression's decisions,
and values computed apart from us with sampling weights."""

from .reading import REFERENCE, SUITES, Check, Table, known, reference

FOLDER = "adult"
NOT_COVERED = []
OURS = {"rows": "n", "P(>50K)": "base_rate", "P(>50K) %": "base_rate"}


def _rows(run):
    table = Table.of(FOLDER, "adult_48842.csv.xz")
    columns = list(table.columns.values())
    complete = ["?" not in row for row in zip(*columns)]
    income = [int(v.startswith(">50K")) for v in table["income"]]
    table = table.plus(rich=income)

    def audit(some):
        return run(some, ["race", "sex", "split"], y_true="rich",
                   by=[["race"], ["sex"], ["split"], ["race", "split"],
                       ["sex", "split"]], metrics="base_rate")
    whole, clean = audit(table), audit(table.only(complete))
    split = run(table.only(complete).only(_seventy(sum(complete))), ["sex"],
                y_true="rich", metrics="base_rate",
                reference={"sex": "Male"})
    for key, e in known(FOLDER):
        metric = e["metric"].removesuffix(" without '?'")
        found = whole if metric == e["metric"] else clean
        if metric == "rows train":
            metric = "rows"
        if e["metric"].startswith("disparate_impact_ratio (base rate)"):
            yield Check(key, split.comparison(
                "sex", "base_rate", "ratio_to_reference", "Female"),
                e["value"], e["tol"])
        if metric not in OURS:
            continue
        parts = dict(p.split("=") for p in e["group"].split(", ")
                     if "=" in p)
        place = found.group(list(parts), *parts.values()) if parts \
            else found.overall
        scale = 100 if metric.endswith("%") else 1
        yield Check(key, scale * place[OURS[metric]], e["value"], e["tol"])


def _seventy(n):
    """Which rows are the 70 % of scikit-learn's train_test_split with seed
    1234567: numbers of NumPy's legacy generator."""
    import numpy as np
    order = np.random.RandomState(1234567).permutation(n)
    train = int(0.7 * n)
    keep = np.zeros(n, bool)
    keep[order[n - train:n]] = True
    return keep.tolist()


def _decisions(run):
    table = Table.of(FOLDER, "lr_test_preds_13567.csv.gz")
    plain = run(table, ["sex"], y_true="label", y_pred="pred",
                y_score="score", reference={"sex": "Male"}, metrics=SUITES)
    weighted = run(table, ["sex"], y_true="label", y_pred="pred",
                   y_score="score", sample_weight="fnlwgt", metrics=SUITES)
    inner = [race == "White" and sex == "Male"
             for race, sex in zip(table["race"], table["sex"])]
    pairs = run(table.plus(white_male=inner), ["white_male"],
                y_true="label", y_pred="pred")
    ours = {
        "accuracy of LR on the 30% split": plain.overall["accuracy"],
        "disparate_impact_ratio of LR predictions": plain.comparison(
            "sex", "selection_rate", "ratio_to_reference", "Female"),
        "average_odds_error, rest vs White Male": pairs.criterion(
            "white_male", "average_absolute_odds_difference"),
    }
    for key, e in known(FOLDER):
        if e["metric"] in ours:
            yield Check(key, ours[e["metric"]], e["value"], e["tol"])
    for text, values in reference(FOLDER, "reference.json").items():
        value = text.partition("=")[2]
        for name, expected in values.items():
            found = weighted if name.startswith("w_") else plain
            numbers = found.group("sex", value)
            short = name.removeprefix("w_")
            if short in REFERENCE:
                number = numbers["sum_weights"] if name == "w_n" \
                    else REFERENCE[short](numbers)
                yield Check(f"reference.json: {text}: {name}", number,
                            expected, 1e-14 * max(1, expected))


def checks(run):
    yield from _rows(run)
    yield from _decisions(run)
