# SPDX-License-Identifier: MIT
"""Scores that others published, in exact fractions: every metric of scores of
every group, also where scores tie, are weighted and are no probabilities.

The fractions of tests/oracle/scores.py take pairs one by one; areas of large
groups are made from counts of each score here."""

import math
import pathlib
import sys
from collections import Counter
from fractions import Fraction

import pytest

import libfairness as lf
from peers.reading import Table

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from oracle import scores as oracle  # noqa: E402

# File, group, label, the positive label, score, weight.
TABLES = {
    "fico": (("fico", "fico_weighted.csv.gz"), "group", "label", "1",
             "score", "weight"),
    "health": (("pleiss", "health.csv"), "group", "label", "1.0",
               "prediction", None),
    "income": (("pleiss", "income.csv"), "group", "label", "1.0",
               "prediction", None),
    "kozodoi": (("kozodoi", "compas_6172_probs.csv.gz"), "ethnicity",
                "Two_yr_Recidivism", "yes", "probability", None),
    "diabetes130": (("diabetes130", "test_preds_binary.csv.gz"), "race",
                    "readmit_30_days", "1", "tree_score", None),
    "adult": (("adult", "lr_test_preds_13567.csv.gz"), "sex", "label", "1",
              "score", "fnlwgt"),
}


def rows_of(name):
    """By group (score, label, weight, 1), and all of them."""
    parts, group, label, positive, score, weight = TABLES[name]
    table = Table.of(*parts)
    weights = [float(w) for w in table[weight]] if weight else \
        [1.0] * len(table[score])
    rows = [(float(s), int(y == positive), w, 1) for s, y, w in
            zip(table[score], table[label], weights)]
    groups = {}
    for g, row in zip(table[group], rows):
        groups.setdefault(g, []).append(row)
    return groups, rows


def metrics_of(name):
    groups, _ = rows_of(name)
    columns = [(g, *row) for g, rows in groups.items() for row in rows]
    g, s, y, w, _ = zip(*columns)
    weight = {"sample_weight": w} if TABLES[name][5] else {}
    report = lf.audit(y, y_score=s, sensitive_features={"g": g}, **weight,
                      metrics=["ranking", "calibration"]).to_dict()
    return {p["group"]["g"]: p["metrics"]
            for p in report["groupings"][0]["groups"]}


def counted(rows):
    """By score, from the lowest: weight of negatives and of positives."""
    by_score = {}
    for s, y, w, _ in rows:
        both = by_score.setdefault(s, [Fraction(0), Fraction(0)])
        both[y] += Fraction(w)
    return [by_score[s] for s in sorted(by_score)]


def area(steps):
    """Of the ROC curve, by trapezoids over all of its corners."""
    negatives, positives = (sum(part) for part in zip(*steps))
    twice = below = Fraction(0)
    for n, p in steps:
        twice += p * (2 * below + n)
        below += n
    return twice / (2 * positives * negatives)


def average_precision(steps):
    positives = sum(p for _, p in steps)
    selected = right = total = Fraction(0)
    for n, p in reversed(steps):
        right += p
        selected += n + p
        total += p * right / selected
    return total / positives


@pytest.mark.parametrize("name", ["fico", "health"])
def test_every_metric(name):
    groups, rows = rows_of(name)
    middle, found = oracle.lower_median(rows), metrics_of(name)
    assert found.keys() == groups.keys()
    probabilities = oracle.are_probabilities(rows)
    for group, part in groups.items():
        merged = Counter()
        for s, y, w, _ in part:
            merged[s, y, w] += 1
        expected = oracle.metrics(oracle.of(merged), middle, probabilities)
        for metric, m in found[group].items():
            if metric not in oracle.METRICS:
                continue  # calibration: test_calibration.py
            if metric == "log_loss":
                assert math.isclose(m["value"], expected[metric],
                                    rel_tol=1e-15)
            else:
                assert m["value"] == float(expected[metric]), (group, metric)


@pytest.mark.parametrize("name", TABLES)
def test_areas(name):
    groups, _ = rows_of(name)
    found = metrics_of(name)
    for group, rows in groups.items():
        steps = counted(rows)
        assert found[group]["roc_auc"]["value"] == float(area(steps))
        assert math.isclose(found[group]["pr_auc"]["value"],
                            average_precision(steps), rel_tol=1e-15)


def test_ties_of_fico():
    """198 scores (the published tables have 199 lines, with the header), each
    of them tied between the positives and the negatives of a group."""
    groups, rows = rows_of("fico")
    assert len({s for s, *_ in rows}) == 198
    assert sorted(groups) == ["Asian", "Black", "Hispanic", "White"]
    steps = [step for part in groups.values() for step in counted(part)]
    assert len(steps) == len(rows) / 2
    assert sum(n > 0 and p > 0 for n, p in steps) > 0.9 * len(steps)
