# SPDX-License-Identifier: MIT
"""What holds for every metric and criterion of the registry, whatever the
table: the order of rows, parts and names of groups change nothing, values are
in their range, undefined exactly where the registry says so, a frequency is
that many rows."""

import math
import random
import re
from fractions import Fraction

import pytest

import libfairness as lf
from libfairness import _core

METRICS, CRITERIA = lf.names("metrics"), lf.names("criteria")
OPTIONS = {
    "metrics": "all", "comparisons": "all", "favourable": "positive",
    "costs": {"false_positive": 2.5, "false_negative": 0.75},
    "utilities": {"true_positive": 1, "false_positive": -2,
                  "false_negative": -0.5, "true_negative": 0.25},
}
ROLES = {"y_true": "y", "y_pred": "d", "y_score": "s",
         "sensitive_features": ["g"], "control_features": ["c"]}
KINDS = {"plain": {}, "weights": {"sample_weight": "w"},
         "frequency": {"frequency": "k"},
         "both": {"sample_weight": "w", "frequency": "k"}}


def draw(seed, n=90, groups="abc", share=0.4):
    """Scores between 0 and 1 with ties, that go with labels and decisions;
    the strata hold each group."""
    chance = random.Random(seed)
    columns = {name: [] for name in "ydsgcwk"}
    for i in range(n):
        y = int(chance.random() < share)
        columns["y"].append(y)
        columns["s"].append(min(16, max(0, round(
            chance.gauss(6 + 4 * y, 4)))) / 16 if seed % 3
            else chance.random())
        columns["d"].append(int(chance.random() < 0.3 + 0.4 * y))
        columns["g"].append(groups[i % 3] if i < 9
                            else chance.choice(groups + groups[0]))
        columns["c"].append("xy"[i // 3 % 2] if i < 9
                            else chance.choice("xy"))
        columns["w"].append(chance.choice([0.1, 0.7, 3.0]) if seed % 2
                            else chance.random())
        columns["k"].append(chance.randrange(4))
    return columns


def select(columns, rows):
    return {name: [values[i] for i in rows]
            for name, values in columns.items()}


def counted(columns, kind="plain", **roles):
    audit = lf.Audit(**{**ROLES, **KINDS[kind], **roles})
    audit.add(columns)
    return audit


def report_of(columns, kind="plain", reference="a", **roles):
    return counted(columns, kind, **roles).report(
        reference={"g": reference}, **OPTIONS).to_dict()


def everything(report):
    return report["overall"], report["strata"], report["groupings"]


def values_of(report):
    """By what it is of, every number that has a name."""
    for grouping in report["groupings"]:
        where = tuple((grouping["control"] or {}).items())
        for one in grouping["groups"]:
            for name, m in one["metrics"].items():
                yield (*where, one["group"]["g"], name), m["value"]
        for c in grouping["comparisons"]:
            # Extremes name the first of equals; pairs turn round with names.
            if c["comparison"] != "all_pairs":
                of = [c["group"]["g"]] if "reference" in c["comparison"] \
                    else []
                yield (*where, *of, c["metric"], c["comparison"]), c["value"]
        for name, c in grouping["criteria"].items():
            yield (*where, name), c["value"]
    for name, m in report["overall"]["metrics"].items():
        yield (name,), m["value"]


def test_the_whole_registry_is_there():
    report = report_of(draw(1))
    assert list(report["overall"]["metrics"]) == list(METRICS)
    assert list(report["groupings"][0]["criteria"]) == list(CRITERIA)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(6))
def test_order_of_rows(seed, kind):
    columns = draw(seed)
    order = list(range(len(columns["y"])))
    random.Random(seed).shuffle(order)
    a, b = counted(columns, kind), counted(select(columns, order), kind)
    assert a.to_bytes() == b.to_bytes()
    assert a.report(**OPTIONS).to_json() == b.report(**OPTIONS).to_json()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(6))
def test_merged_is_whole(seed, kind):
    columns, chance = draw(seed), random.Random(seed)
    whole = counted(columns, kind)
    part = [chance.randrange(4) for _ in columns["y"]]
    parts = [counted(select(columns, [i for i, p in enumerate(part)
                                      if p == k]), kind) for k in range(4)]
    chance.shuffle(parts)
    merged = lf.Audit.from_bytes(parts[0].to_bytes())
    for other in parts[1:]:
        merged.merge(other)
    assert merged.to_bytes() == whole.to_bytes()
    assert merged.report(**OPTIONS).to_json() \
        == whole.report(**OPTIONS).to_json()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(6))
def test_names_of_groups(seed, kind):
    """Other names, in another order: the same numbers of the same people."""
    columns, other = draw(seed), {"a": "r", "b": "q", "c": "p"}
    renamed = {**columns, "g": [other[g] for g in columns["g"]]}
    mine = {tuple(other.get(part, part) for part in key): value
            for key, value in values_of(report_of(columns, kind))}
    theirs = dict(values_of(report_of(renamed, kind, reference="r")))
    assert mine.keys() == theirs.keys()
    for key, value in mine.items():
        if key[-1] in CRITERIA and "largest absolute value" in _core.text(
                "criteria", key[-1], "formula"):  # of the first of equals
            assert value is theirs[key] or abs(value) == abs(theirs[key])
        else:
            assert value == theirs[key], key


def ends(text):
    low, high = re.fullmatch(r"[\[(](\S+), (\S+)[\])]", text).groups()
    return [math.inf * (-1 if end[0] == "-" else 1) if "infinity" in end
            else Fraction(end) for end in (low, high)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(12))
def test_values_are_in_their_range(seed, kind):
    report = report_of(draw(seed, n=(9, 20, 90)[seed % 3]), kind)
    checked = 0
    for key, value in values_of(report):
        table = "metrics" if key[-1] in METRICS else "criteria"
        if key[-1] not in METRICS + CRITERIA or value is None:
            continue
        low, high = ends(_core.text(table, key[-1], "range"))
        assert low <= value <= high, (key, value)
        checked += 1
    assert checked > 100


def empty_of(counts):
    """The reasons that hold where these are the rows of a group."""
    n, p, s = counts["n"], counts["positives"], counts["selected"]
    return {reason for reason, missing in (
        ("no_rows", n == 0), ("no_positives", p == 0),
        ("no_negatives", p == n), ("none_selected", s == 0),
        ("none_rejected", s == n)) if missing}


@pytest.mark.parametrize("seed", range(60))
def test_undefined_exactly_where_it_is_said(seed):
    """Groups of a few rows, of which classes are missing in every way."""
    chance = random.Random(seed)
    columns = draw(seed, n=chance.choice([9, 10, 12]),
                   share=chance.choice([0, 0.15, 0.85, 1]))
    if chance.random() < 0.5:
        columns["d"] = [chance.choice([0, 1, columns["y"][i]]) if g == "a"
                        else seed % 2 for i, g in enumerate(columns["g"])]
    report = report_of(columns)
    whole = empty_of(report["overall"]["counts"])
    for one in report["groupings"][0]["groups"]:
        holds = empty_of(one["counts"])
        for name, m in one["metrics"].items():
            said = set(re.findall(r"\w+_\w+", _core.text(
                "metrics", name, "undefined")))
            of_all = "over all groups" in _core.text("metrics", name,
                                                     "formula")
            missing = said & (whole if of_all else holds)
            assert (m["value"] is None) == (m["reason"] is not None)
            if missing:
                assert m["reason"] in missing, (name, m)
            elif m["reason"]:
                assert m["reason"] in said & {
                    "zero_denominator", "not_converged"}, (name, m)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_a_frequency_is_that_many_rows(seed, weighted):
    columns = draw(seed)
    times = [i for i, k in enumerate(columns["k"]) for _ in range(k)]
    kind = "weights" if weighted else "plain"
    rows = report_of(select(columns, times), kind)
    counted_ = report_of(columns, "both" if weighted else "frequency")
    assert everything(rows) == everything(counted_)


@pytest.mark.parametrize("seed", range(6))
def test_twice_is_the_same_but_for_the_counts(seed):
    columns = draw(seed)
    columns["k"] = [2] * len(columns["k"])
    mine = dict(values_of(report_of(columns, "weights")))
    twice = dict(values_of(report_of(columns, "both")))
    assert mine.keys() == twice.keys()
    for key, value in mine.items():
        factor = 1 if value is None or "count" not in key \
            or "ratio" in key[-1] else 4 if "variance" in key[-1] else 2
        if "spiegelhalter_z" in key and "ratio" not in key[-1]:
            # As many standard deviations from 0 as rows say.
            factor = 2 if "variance" in key[-1] else math.sqrt(2)
            assert value is twice[key] or math.isclose(
                twice[key], factor * value, rel_tol=1e-12, abs_tol=1e-12), key
        elif "spiegelhalter_z" not in key:
            assert twice[key] == (value and factor * value), key


@pytest.mark.parametrize("seed", range(6))
def test_a_weight_of_1_is_no_weight(seed):
    columns = draw(seed)
    columns["w"] = [1.0] * len(columns["w"])
    assert dict(values_of(report_of(columns, "weights"))) \
        == dict(values_of(report_of(columns)))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(1, 6))
def test_scores_turned_round(seed, kind):
    """1 - s in place of s, exactly: scores are sixteenths."""
    columns = draw(3 * seed + 1)
    turned = {**columns, "s": [1 - s for s in columns["s"]]}
    both = {**turned, "y": [1 - y for y in columns["y"]]}
    a, b, c = (dict(values_of(report_of(t, kind)))
               for t in (columns, turned, both))
    near = {"rel_tol": 1e-14, "abs_tol": 2.0 ** -52}
    for key, value in a.items():
        name = key[-1]
        if name == "roc_auc":
            assert math.isclose(b[key], 1 - value, **near)
            assert c[key] == value
        elif name == "auc_gap":
            assert math.isclose(b[key], value, **near) and c[key] == value
        elif name == "mean_score":
            assert math.isclose(b[key], 1 - value, **near)
        elif name == "ks_separation":
            assert b[key] == value == c[key]
        elif name == "brier_score":
            assert c[key] == value
        elif name == "calibration_in_the_large":
            assert c[key] == -value
        elif name == "log_loss":
            assert math.isclose(c[key], value, **near)
        elif name == "soft_true_positive_rate":
            other = (*key[:-1], "soft_false_positive_rate")
            assert math.isclose(c[other], 1 - value, **near)


ONLY_ORDER = ("roc_auc", "pr_auc", "ks_separation", "scoring_rate", "auc_gap")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(4))
def test_only_the_order_of_scores(seed, kind):
    columns = draw(seed)
    other = {**columns, "s": [math.exp(5 * s) - 40 for s in columns["s"]]}
    assert len(set(other["s"])) == len(set(columns["s"]))
    a, b = (dict(values_of(report_of(t, kind))) for t in (columns, other))
    seen = {key[-1] for key in a if key[-1] in ONLY_ORDER}
    assert seen == set(ONLY_ORDER)
    for key in a:
        if key[-1] in ONLY_ORDER:
            assert a[key] == b[key], key
