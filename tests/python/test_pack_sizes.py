# SPDX-License-Identifier: MIT
"""How many rows the packs take: the table of docs/explanation/gate.md, each
size against what power() says of it, calibration against gates."""

import os
import pathlib
import random
import re

import pytest

import libfairness as lf

PAGE = pathlib.Path(__file__).parents[2] / "docs/explanation/gate.md"
GROUPS = (2, 3, 6)
ALL = bool(os.environ.get("FAIRNESS_ALL"))  # scripts/long/verdicts.sh
RUNS, OPEN = (1000, 0.03) if ALL else (300, 0.06)


def table():
    """(pack, what is equal, groups, rows) of every cell."""
    part = PAGE.read_text().partition("## How many rows the packs take\n")[2]
    part = part.partition("\n## ")[0]
    rows = re.findall(r"^\| (\S+) \| (.*?) \| ([\d,]+(?: \| [\d,]+)*) \|$",
                      part, re.M)
    return [(name, what, groups, int(n.replace(",", "")))
            for name, what, sizes in rows
            for groups, n in zip(GROUPS, sizes.split(" | "), strict=True)]


def counts_of(what, n):
    """Rows of (label, decision) in a group of n."""
    rates = [float(x) for x in re.findall(r"0\.\d+", what)]
    counts = {}
    for label, rate in zip((1, 0), rates, strict=False):
        k = round(n * rate)
        counts |= {(label, 1): k, (label, 0): n - k}
    return counts


def report_of(what, groups, n):
    cells = [(f"g{i}", *cell, k) for i in range(groups)
             for cell, k in counts_of(what, n).items()]
    g, y, p, k = (list(column) for column in zip(*cells, strict=True))
    return lf.audit(y, p, frequency=k, sensitive_features={"g": g},
                    favourable="positive")


def policy_of(name):
    return {"schema": "libfairness/policy/1",
            "include": [{"pack": name, "by": "g"}]}


def chance(name, what, groups, n):
    [rule] = lf.power(policy_of(name), report_of(what, groups, n), runs=RUNS,
                      seed=1)
    return rule["chance_to_pass"]


# Six groups take as long as all others: one of them stands for the rest.
CELLS = [cell for cell in table() if "scores" not in cell[1]
         and (ALL or cell[2] < 6 or "of 0.2" in cell[1])]


@pytest.mark.parametrize("cell", CELLS, ids=lambda c: f"{c[0]}-{c[2]}-{c[3]}")
def test_sizes(cell):
    """At the size 80 times of 100, to what so many runs leave open; with a
    seventh less, less often."""
    name, what, groups, n = cell
    there = chance(name, what, groups, n)
    assert 0.8 - OPEN < there < 0.85 + OPEN
    if ALL or groups < 6:
        assert chance(name, what, groups, round(0.85 * n)) < there - 0.03


def passes(groups, n, r):
    """Scores from 0 to 1, labels as often as these say."""
    scores = [r.random() for _ in range(groups * n)]
    labels = [int(r.random() < s) for s in scores]
    return lf.gate(
        policy_of("calibration-within-groups"), labels, y_score=scores,
        sensitive_features={"g": [i % groups for i in range(groups * n)]},
        metrics=["calibration"]).status == "pass"


def test_sizes_of_calibration():
    r = random.Random(1)
    [n] = [n for name, what, groups, n in table()
           if "scores" in what and groups == 2]
    assert sum(passes(2, n, r) for _ in range(20)) >= 13
    assert sum(passes(2, n // 2, r) for _ in range(20)) <= 6


def test_all_packs_are_in_the_table():
    text = PAGE.read_text().partition("## How many rows the packs take\n")[2]
    text = text.partition("\n## ")[0]
    assert {name for name, *_ in table()} >= {
        "four-fifths", "equalized-odds", "calibration-within-groups"}
    assert all(name in text for name in lf.packs())
