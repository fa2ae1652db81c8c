# SPDX-License-Identifier: MIT
"""Intervals of areas under ROC curves, and of their differences, against
pairs that are looked at one by one."""

import pathlib
import random
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from oracle import delong  # noqa: E402

import libfairness as lf  # noqa: E402

Z = 1.959963984540054


def drawn(seed, weighted):
    r = random.Random(seed)
    rows = []
    for _ in range(r.choice((60, 150))):
        y = int(r.random() < 0.4)
        score = round(r.gauss(y * r.choice((0.3, 1)), 1), r.choice((0, 1, 9)))
        weight = r.choice((0.5, 1, 3)) if weighted else 1
        rows.append((r.choice("abc"), score, y, weight))
    return rows


def report_of(rows, weighted):
    g, s, y, w = map(list, zip(*rows))
    return lf.audit(
        y_true=y, y_pred=[int(x > 0.5) for x in s], y_score=s,
        sensitive_features={"g": g},
        sample_weight=w if weighted else None,
        reference={"g": "a"}, favourable="positive", metrics=["roc_auc"],
        comparisons=["difference_to_reference", "difference"],
    )


@pytest.mark.parametrize("weighted", (False, True))
def test_intervals(weighted):
    there = none = 0
    for seed in range(15):
        rows = drawn(seed, weighted)
        table = report_of(rows, weighted)
        of = {g: [r[1:] for r in rows if r[0] == g] for g in "abc"}
        for g in "abc":
            value = table.value("roc_auc", group={"g": g})
            expected = delong.interval(of[g], Z)
            if expected is None:
                none += 1
                assert value.interval is None
                continue
            there += 1
            assert value.method == "delong"
            assert value.interval == pytest.approx(expected, rel=1e-10)
            assert value.interval[0] < value.value < value.interval[1]
        for g in "bc":
            value = table.value(
                "roc_auc", group={"g": g},
                comparison="difference_to_reference",
            )
            expected = delong.difference(of[g], of["a"], Z)
            assert (value.interval is None) == (expected is None)
            if expected is not None:
                assert value.interval == pytest.approx(expected, abs=1e-10)
    assert there > 5 and none > 5


def test_nothing_where_scores_separate():
    rows = [("a", i, int(i >= 500), 1) for i in range(1000)]
    rows += [("b", i, i % 2, 1) for i in range(1000)]
    table = report_of(rows, False)
    assert table.value("roc_auc", group={"g": "a"}).interval is None
    assert table.value("roc_auc", group={"g": "b"}).interval is not None
    assert table.value(
        "roc_auc", group={"g": "b"}, comparison="difference_to_reference"
    ).interval is None
