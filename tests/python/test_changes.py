# SPDX-License-Identifier: MIT
"""Changes from a baseline beside SciPy: chances, and bounds as where they are
just the level, of random tables; FAIRNESS_ALL takes thousands."""

import os
import pathlib
import random
import sys

import pytest

import libfairness as lf

pytest.importorskip("scipy")
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from oracle import changes  # noqa: E402

RUNS = 1500 if os.environ.get("FAIRNESS_ALL") else 40
OPTIONS = {"y_pred": "d", "frequency": "n", "sensitive_features": "g",
           "favourable": "positive"}


def paired_table(r):
    """Rows of which most, or few, or none are the one or the other."""
    n = r.choice((8, 30, 100, 1000))
    weights = [r.choice((0.01, 0.1, 1, 1)) for _ in range(4)]
    if sum(weights) == 0.04:
        weights[0] = 1
    counts = [0] * 4
    for kind in r.choices(range(4), weights, k=n):
        counts[kind] += 1
    return tuple(counts)


def rows_of(groups, picks):
    data = {key: [] for key in ("d", "o", "n", "g")}
    for name, group in enumerate(groups):
        for d, o, n in picks(group):
            for key, value in zip(data, (d, o, n, "ab"[name]), strict=True):
                data[key].append(value)
    return data


def four(group):
    return zip((1, 1, 0, 0), (1, 0, 1, 0), group, strict=True)


def judged(rule, groups, paired):
    policy = {"schema": "libfairness/policy/1", "rule": [rule]}
    if paired:
        verdict = lf.gate(policy, data=rows_of(groups, four),
                          y_pred_baseline="o", **OPTIONS)
    else:
        now, before = (rows_of(groups, lambda g, i=i: (
            (1, 0, g[i]), (0, 0, g[i + 1] - g[i]))) for i in (0, 2))
        verdict = lf.gate(policy, data=now,
                          baseline=lf.audit(data=before, **OPTIONS), **OPTIONS)
    (rule,) = verdict.rules
    return rule


def groups_of(r, paired):
    if paired:
        return [paired_table(r) for _ in range(2)]
    out = []
    for _ in range(2):
        table = []
        for _ in range(2):
            n, rate = r.choice((8, 30, 100, 1000)), r.choice((0.02, 0.3, 0.9))
            table += [sum(r.random() < rate for _ in range(n)), n]
        out.append(changes.Unpaired(table))
    return out


def near(x):
    return pytest.approx(x, rel=1e-6, abs=1e-12)


@pytest.mark.parametrize("word", ("max_increase", "max_decrease"))
@pytest.mark.parametrize("paired", (True, False))
def test_each_group(paired, word):
    r = random.Random(f"{paired} {word}")
    side = 1 if word == "max_increase" else -1
    bounds = 0
    for _ in range(RUNS):
        groups, limit = groups_of(r, paired), r.choice((0, 0.01, 0.05, 0.2))
        rule = judged({"metric": "selection_rate", "by": "g", word: limit},
                      groups, paired)
        x = side * limit
        beyond = [changes.beyond(g, None, x, side) for g in groups]
        assert rule["p_beyond"] == near(min(1, 2 * min(beyond))), groups
        within = [changes.within(g, None, x, side) for g in groups]
        assert rule["p_within"] == near(max(within)), groups
        bound = rule["pass_bound"]["value"]
        if bound is not None and 0 < abs(bound) < 1:  # not the end of a search
            bounds += 1
            within = [changes.within(g, None, bound, side) for g in groups]
            assert max(within) == pytest.approx(0.05, rel=1e-4), groups
    assert bounds > RUNS / 3


@pytest.mark.parametrize("paired", (True, False))
def test_gaps_that_grew(paired):
    r = random.Random(f"gap {paired}")
    for _ in range(min(RUNS, 250)):  # SciPy takes its time
        (a, b), limit = groups_of(r, paired), r.choice((0.01, 0.05, 0.2))
        rule = judged({"criterion": "demographic_parity_difference",
                       "by": "g", "max_increase": limit}, (a, b), paired)
        ways = ((a, b), (b, a))
        beyond = [changes.beyond(*way, limit) for way in ways]
        assert rule["p_beyond"] == near(min(1, 2 * min(beyond))), (a, b, limit)
        within = [changes.within(*way, limit) for way in ways]
        assert rule["p_within"] == near(max(within)), (a, b, limit)


def test_no_change_is_mcnemar():
    r = random.Random(3)
    for _ in range(RUNS):
        group = both, gained, lost, neither = paired_table(r)
        if gained + lost == 0:
            continue
        for half in (-1, 1):
            assert changes.change(group, None, 0, half) == near(
                changes.mcnemar(gained, lost, half))
