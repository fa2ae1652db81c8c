# SPDX-License-Identifier: MIT
"""Numbers published by other toolkits.

Their data are not ours to ship: they are looked for in ../shared/data beside
the project, and each test says so when it is skipped.
"""

import json

import libfairness as lf
from published import (binary, comparison, count_checked, criterion, groups,
                       known, near, read, shared)

# Aequitas: the COMPAS notebook and the unit cases.

AEQUITAS = {
    "pp": lambda g: g["selected"], "pn": lambda g: g["n"] - g["selected"],
    "fp": lambda g: g["fp"], "fn": lambda g: g["fn"],
    "tn": lambda g: g["tn"], "tp": lambda g: g["tp"],
    "group_label_pos": lambda g: g["positives"],
    "group_label_neg": lambda g: g["n"] - g["positives"],
    "group_size": lambda g: g["n"],
}
AEQUITAS_METRICS = {
    "tpr": "true_positive_rate", "tnr": "true_negative_rate",
    "for": "false_omission_rate", "fdr": "false_discovery_rate",
    "fpr": "false_positive_rate", "fnr": "false_negative_rate",
    "npv": "negative_predictive_value",
    "precision": "positive_predictive_value", "pprev": "selection_rate",
    "prev": "base_rate", "ppr": "predicted_positive_share",
}


def aequitas_report(name, attributes):
    data = read(shared("aequitas", name))
    return lf.audit(
        binary(data["label_value"]), binary(data["score"]),
        sensitive_features={a: data[a] for a in attributes},
        by=attributes).to_dict()


def test_aequitas_compas(record_property):
    entries = [e for e in known("aequitas")
               if e["file"] == "compas_for_aequitas.csv"]
    attributes = ["race", "sex", "age_cat"]
    report = aequitas_report("compas_for_aequitas.csv", attributes)
    table = {a: groups(report, by=[a]) for a in attributes}
    checked = 0
    for e in entries:
        place, _, other = e["group"].partition(" vs ")
        metric, _, kind = e["metric"].partition("_disparity")
        attribute, _, group = place.partition("=")
        if not group:
            continue
        mine = table[attribute][group,]
        if e["metric"] in AEQUITAS:
            assert AEQUITAS[metric](mine) == e["value"], e
        elif e["metric"] in AEQUITAS_METRICS:
            name = AEQUITAS_METRICS[metric]
            assert near(mine[name], e["value"], e["tol"]), e
        elif e["metric"].endswith("_disparity"):
            name = AEQUITAS_METRICS[metric]
            base = table[attribute][other,][name]
            ratio = mine[name] / base if base else None
            assert near(ratio, e["value"], e["tol"]), e
        else:
            continue
        checked += 1
    count_checked(record_property, "aequitas COMPAS", checked, 660)


def test_aequitas_disparities_are_our_ratios(record_property):
    """Their disparity is ratio_to_reference, for each of their references."""
    entries = [e for e in known("aequitas")
               if e["metric"].endswith("_disparity")]
    data = read(shared("aequitas", "compas_for_aequitas.csv"))
    checked = 0
    reports = {}
    for e in entries:
        place, _, other = e["group"].partition(" vs ")
        attribute, _, group = place.partition("=")
        key = attribute, other
        if key not in reports:
            reports[key] = lf.audit(
                binary(data["label_value"]), binary(data["score"]),
                sensitive_features={attribute: data[attribute]},
                reference={attribute: other}).to_dict()
        name = AEQUITAS_METRICS[e["metric"].removesuffix("_disparity")]
        ratio = comparison(reports[key], name, "ratio_to_reference",
                           {attribute: group})
        assert near(ratio, e["value"], e["tol"]), e
        checked += 1
    count_checked(record_property, "aequitas disparities", checked, 400)


def test_aequitas_unit_cases(record_property):
    reports, checked = {}, 0
    for e in known("aequitas"):
        if not e["file"].startswith("unit_cases/") \
                or e["status"] != "reproduces":
            continue
        attribute, _, group = e["group"].partition("=")
        key = e["file"], attribute
        if key not in reports:
            reports[key] = groups(aequitas_report(e["file"], [attribute]))
        mine = reports[key][group,]
        value = e["value"] if isinstance(e["value"], (int, float)) else None
        if e["metric"] in AEQUITAS:
            assert AEQUITAS[e["metric"]](mine) == value, e
        else:
            found = mine[AEQUITAS_METRICS[e["metric"]]]
            assert near(found, value, e["tol"]), e
        checked += 1
    count_checked(record_property, "aequitas unit cases", checked, 300)


# AIF360's R tutorial and Adult with favourable label 0.

AIF360 = {
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


def test_aif360_tutorial(record_property):
    actual = read(shared("aif360_docs", "r_actual_data.csv"))
    predicted = read(shared("aif360_docs", "r_predicted_data.csv"))
    report = lf.audit(
        binary(actual["income"]), binary(predicted["income"]),
        sensitive_features={"sex": binary(actual["sex"])},
        reference={"sex": 1}, comparisons="all").to_dict()
    overall = {k: v["value"] for k, v in
               report["overall"]["metrics"].items()}
    cells = report["overall"]["counts"]
    by_group = groups(report)
    criteria = {
        "average_abs_odds_difference": "average_absolute_odds_difference",
        "average_odds_difference": "average_odds_difference",
    }
    checked = 0
    for e in known("aif360_docs"):
        name, tol = e["metric"], e["tol"]
        if not e["file"].startswith("r_actual"):
            continue
        stem = name.removesuffix("_difference").removesuffix("_ratio")
        if name in criteria:
            found = criterion(report, criteria[name])["value"]
        elif name == "equal_opportunity_difference":
            found = comparison(report, "true_positive_rate",
                               "difference_to_reference", {"sex": 0})
        elif name == "disparate_impact":
            found = comparison(report, "selection_rate",
                               "ratio_to_reference", {"sex": 0})
        elif name == "num_false_negatives":
            found = cells["fn"]
        elif name == "num_false_positives":
            found = cells["fp"]
        elif name.endswith(("_difference", "_ratio")) and stem in AIF360:
            kind = name.removeprefix(stem)[1:] + "_to_reference"
            found = comparison(report, AIF360[stem], kind, {"sex": 0})
        elif name in AIF360:
            place = {"unprivileged": 0, "privileged": 1}.get(e["group"])
            found = overall[AIF360[name]] if place is None \
                else by_group[place,][AIF360[name]]
        else:
            continue
        assert near(found, e["value"], tol + 1e-12), e
        checked += 1
    count_checked(record_property, "AIF360 tutorial", checked, 25)


def test_aif360_adult(record_property):
    data = read(shared("aif360_docs", "r_adult_numeric.csv.gz"))
    income = [1 - v for v in binary(data["income"])]  # 0 is favourable
    report = lf.audit(
        income, income, sensitive_features={"sex": binary(data["sex"])},
        reference={"sex": 1}).to_dict()
    total, by_group = report["overall"], groups(report)
    checked = 0
    for e in known("aif360_docs"):
        if not e["file"].startswith("r_adult"):
            continue
        place = {"unprivileged": 0, "privileged": 1}.get(e["group"])
        counts = total["counts"] if place is None else by_group[place,]
        if e["metric"] == "num_positives":
            found = counts["positives"]
        elif e["metric"] == "num_negatives":
            found = counts["n"] - counts["positives"]
        elif e["metric"] == "base_rate":
            found = total["metrics"]["base_rate"]["value"]
        else:
            kind = "ratio" if e["metric"] == "disparate_impact" \
                else "difference"
            found = comparison(report, "base_rate",
                               kind + "_to_reference", {"sex": 0})
        assert near(found, e["value"], e["tol"]), e
        checked += 1
    count_checked(record_property, "AIF360 Adult", checked, 9)


# Fairlearn's user guide.

FAIRLEARN = {
    "tpr": "true_positive_rate", "fpr": "false_positive_rate",
    "sel": "selection_rate", "n": "count", "count": "count",
    "precision": "positive_predictive_value",
    "recall": "true_positive_rate", "accuracy": "accuracy",
}
FAIRLEARN_COMPARISONS = {
    "difference (between groups)": "difference",
    "ratio (between groups)": "ratio",
    "difference (to_overall)": "difference_to_overall",
    "ratio (to_overall)": "ratio_to_overall",
    "group_min": "group_min", "group_max": "group_max",
    "difference": "difference",
}


def fairlearn_reports():
    cases = json.loads(shared("fairlearn_docs", "cases.json").read_text())
    a, b = cases["case18"], cases["case30"]

    def audit(case, sensitive, control=(), **more):
        return lf.audit(
            case["y_true"], case["y_pred"],
            sensitive_features={k: case[k] for k in sensitive},
            control_features={k: case[k] for k in control} or None,
            by=[list(sensitive)], comparisons="all", **more).to_dict()
    return {
        "sf": audit(a, ["sf"]), "sf x sf2": audit(a, ["sf", "sf2"]),
        "sf_boot": audit(a, ["sf_boot"]),
        "cf": audit(b, ["sf"], ["cf"]),
        "w1": audit(a, ["sf"], sample_weight=[float(w) for w in a["w1"]]),
        "w2": audit(a, ["sf"], sample_weight=[float(w) for w in a["w2"]]),
    }


def fairlearn_place(text):
    """'case18 sf=a x sf2=6' -> (features, group values, control)."""
    parts = dict(p.partition("=")[::2] for p in text.split()[1:]
                 if "=" in p)
    control = {"cf": parts.pop("cf")} if "cf" in parts else None
    values = tuple(int(v) if v.isdigit() else v for v in parts.values())
    return list(parts), values, control


def fairlearn_value(reports, e):
    """What we say to one published value; None if it is not covered."""
    features, values, control = fairlearn_place(e["group"])
    metric, weight = e["metric"], None
    if " weighted " in metric:
        metric, _, weight = metric.partition(" weighted ")
    report = reports[weight or (
        "cf" if e["group"].startswith("case30") else
        " x ".join(features) if features else "sf")]
    if metric in ("demographic_parity_ratio", "equalized_odds_ratio",
                  "demographic_parity_difference",
                  "equalized_odds_difference"):
        return criterion(report, metric)["value"]
    if metric in FAIRLEARN:
        name = FAIRLEARN[metric]
        if values:
            return groups(report, by=features, control=control)[values][name]
        place = report["overall"] if control is None else next(
            s["overall"] for s in report["strata"]
            if s["control"] == control)
        return place["metrics"][name]["value"]
    for words, kind in FAIRLEARN_COMPARISONS.items():
        for joint in (" of ", " "):
            rest = metric.removeprefix(words + joint)
            if rest != metric and rest in FAIRLEARN:
                return comparison(report, FAIRLEARN[rest], kind,
                                  control=control)
    return None


def test_fairlearn_user_guide(record_property):
    reports, checked, undefined = fairlearn_reports(), 0, 0
    for e in known("fairlearn_docs"):
        if e["metric"].startswith("fbeta"):
            continue
        found = fairlearn_value(reports, e)
        if found is None and e["value"] == 0:
            undefined += 1  # their 0 for 0/0 is our reason
            continue
        assert near(found, e["value"], e["tol"]), (e, found)
        checked += 1
    record_property("fairlearn zeros that are 0/0", undefined)
    count_checked(record_property, "fairlearn", checked, 80)


# Diabetes: scores with ties, selected at 0.1.

def test_diabetes130(record_property):
    data = read(shared("diabetes130", "test_preds_binary.csv.gz"))
    report = lf.audit(
        binary(data["readmit_30_days"]),
        y_score=[float(s) for s in data["tree_score"]], threshold=0.1,
        sensitive_features={"race": data["race"]}).to_dict()
    by_group, checked = groups(report), 0
    for e in known("diabetes130"):
        name = {"accuracy": "accuracy", "fnr": "false_negative_rate"}[
            e["metric"]]
        found = report["overall"]["metrics"][name]["value"] \
            if e["group"] == "overall" \
            else by_group[e["group"].removeprefix("race="),][name]
        assert near(found, e["value"], e["tol"]), e
        checked += 1
    count_checked(record_property, "diabetes130", checked, 14)


# Adult: rows and base rates by race and sex; a logistic regression's
# decisions.

def adult_report(data, rows=None):
    rows = range(len(data["income"])) if rows is None else rows
    return lf.audit(
        [int(data["income"][i].startswith(">50K")) for i in rows],
        sensitive_features={
            f: [data[f][i] for i in rows] for f in ("race", "sex", "split")},
        by=[["race"], ["sex"], ["split"], ["race", "split"],
            ["sex", "split"]]).to_dict()


def adult_value(report, metric, group):
    parts = dict(p.partition("=")[::2] for p in group.split(", ")
                 if "=" in p)
    name = {"rows": "n", "rows train": "n"}.get(metric, "base_rate")
    if parts:
        found = groups(report, by=list(parts))[tuple(parts.values())][name]
    elif name == "n":
        found = report["overall"]["counts"]["n"]
    else:
        found = report["overall"]["metrics"]["base_rate"]["value"]
    return found * 100 if metric.endswith("%") else found


def test_adult_rows(record_property):
    data = read(shared("adult", "adult_48842.csv.xz"))
    columns = list(data.values())
    complete = [i for i in range(len(columns[0]))
                if all(c[i] != "?" for c in columns)]
    every, whole = adult_report(data), adult_report(data, complete)
    checked = 0
    for e in known("adult"):
        metric = e["metric"].removesuffix(" without '?'")
        if metric not in ("rows", "rows train", "P(>50K) %", "P(>50K)"):
            continue
        report = every if metric == e["metric"] else whole
        found = adult_value(report, metric, e["group"])
        assert near(found, e["value"], e["tol"]), (e, found)
        checked += 1
    count_checked(record_property, "adult", checked, 14)


def test_adult_predictions(record_property):
    data = read(shared("adult", "lr_test_preds_13567.csv.gz"))
    white_male = [r == "White" and s == "Male"
                  for r, s in zip(data["race"], data["sex"])]
    report = lf.audit(
        binary(data["label"]), binary(data["pred"]),
        sensitive_features={"sex": data["sex"], "white_male": white_male},
        reference={"sex": "Male"}).to_dict()
    ours = {
        "accuracy of LR on the 30% split":
            report["overall"]["metrics"]["accuracy"]["value"],
        "disparate_impact_ratio of LR predictions": comparison(
            report, "selection_rate", "ratio_to_reference",
            {"sex": "Female"}, by=["sex"]),
        "average_odds_error, rest vs White Male": criterion(
            report, "average_absolute_odds_difference",
            by=["white_male"])["value"],
    }
    checked = 0
    for e in known("adult"):
        if e["metric"] in ours:
            assert near(ours[e["metric"]], e["value"], e["tol"]), e
            checked += 1
    count_checked(record_property, "adult predictions", checked, 3)


def test_adult_reference(record_property):
    """Recomputed apart from us with numpy, weights too."""
    data = read(shared("adult", "lr_test_preds_13567.csv.gz"))
    reference = json.loads(shared("adult", "reference.json").read_text())
    names = {"n": "count", "tpr": "true_positive_rate",
             "fpr": "false_positive_rate", "ppv": "positive_predictive_value",
             "sel": "selection_rate", "prev": "base_rate"}
    checked = 0
    for prefix, weight in (("", None), ("w_", data["fnlwgt"])):
        report = lf.audit(
            binary(data["label"]), binary(data["pred"]),
            sensitive_features={"sex": data["sex"]},
            sample_weight=weight and [float(w) for w in weight]).to_dict()
        by_group = groups(report)
        for group, values in reference.items():
            for short, name in names.items():
                found = by_group[group.removeprefix("sex="),][name]
                expected = values[prefix + short]
                assert near(found, expected, 1e-14 * max(1, expected)), \
                    (group, prefix + short)
                checked += 1
    count_checked(record_property, "adult reference", checked, 24)
