# SPDX-License-Identifier: MIT
"""Tables to audit: random ones by seed, and every edge there is by name.

Each is a dict: `columns` as `tally.Table` takes them, `context`, `by`.
"""

import itertools
import random

SITES = ["north", "south", "w\u00e9st"]
GROUPS = ["a", "b", "c", "d"]


def sprinkle(rng, values, share):
    """Some of the values missing."""
    return [None if rng.random() < share else v for v in values]


def feature(rng, n, names, missing):
    weights = [rng.random() ** 2 + 0.02 for _ in names]
    return sprinkle(rng, rng.choices(names, weights, k=n), missing)


def bits(rng, n):
    share = rng.choice([0, 0.05, 0.3, 0.5, 0.8, 1])
    return [int(rng.random() < share) for _ in range(n)]


def weights(rng, n):
    kind = rng.randrange(5)
    if kind == 0:
        return [rng.choice([0.5, 1.0, 2.0, 3.0]) for _ in range(n)]
    if kind == 1:
        return [rng.random() * 10 for _ in range(n)]
    if kind == 2:
        return [rng.choice([0.0, 0.1, 0.7]) for _ in range(n)]
    if kind == 3:
        return [rng.random() * 2.0 ** rng.randrange(-60, 60)
                for _ in range(n)]
    return [0.1] * n


def scores(rng, n):
    """Beside decisions, or without any: ties, few ties, no probabilities."""
    kind = rng.randrange(4)
    if kind == 0:
        return [rng.randrange(9) / 8 for _ in range(n)]
    if kind == 1:
        return [rng.random() for _ in range(n)]
    if kind == 2:
        return [rng.choice([0.0, 0.1, 0.5, 1.0, 5e-324]) for _ in range(n)]
    return [rng.gauss(0, 3) for _ in range(n)]


def kinds_of_feature(rng):
    return rng.choice([GROUPS[:rng.randrange(1, 5)], [3, 1, 2],
                       [False, True], [-5, 0, 10 ** 12],
                       ["10", "9", "a|b", "\u00e9"]])


def random_table(seed):
    rng = random.Random(seed)
    n = rng.choice([1, 2, 3, 5, 8, 13, 40, 40, 150])
    missing = rng.choice([0, 0, 0.1])
    sensitive = {"race": feature(rng, n, kinds_of_feature(rng), missing)}
    if rng.random() < 0.3:
        sensitive["sex"] = feature(rng, n, ["f", "m"], missing)
    columns = {"sensitive": sensitive}
    if rng.random() < 0.3:
        columns["control"] = {"site": feature(rng, n, SITES, missing)}
    given = rng.choice(["both", "both", "both", "both", "label", "decision",
                        "score"])
    if given != "decision":
        columns["y_true"] = bits(rng, n)
        columns["unlabelled"] = rng.choice(["error", "exclude", "keep"])
        if columns["unlabelled"] != "error":
            columns["y_true"] = sprinkle(rng, columns["y_true"], 0.15)
    if given in ("both", "decision"):
        columns["y_pred"] = bits(rng, n)
    if given == "score":
        columns["y_score"] = [rng.randrange(11) / 10 for _ in range(n)]
        columns["threshold"] = rng.randrange(12) / 10
    if rng.random() < 0.35:
        columns["sample_weight"] = weights(rng, n)
    if rng.random() < 0.3:
        top = rng.choice([3, 1000, 10 ** 9])
        columns["frequency"] = [rng.randrange(top) for _ in range(n)]
    columns["nulls"] = rng.choice(["group", "group", "group", "exclude",
                                   "set_aside"])
    context = {
        "favourable": rng.choice(["positive", "negative", None]),
        "reference": rng.choice(["largest", "largest", "best", "worst",
                                 "overall", "rest"]),
        "undefined": rng.choice(["propagate", "propagate", "skip"]),
        "min_count": rng.choice([0, 0, 0, 1, 3]),
        "min_share": rng.choice([0, 0, 0, 0.125, 0.2]),
        "confidence": rng.choice([0.95, 0.95, 0.9, 0.99, 0.5]),
        "nulls": columns["nulls"],
    }
    if rng.random() < 0.3:
        context["expected_cost"] = {"fp": rng.choice([1.0, 0.3]), "fn": 5.0}
    if rng.random() < 0.3:
        context["utility"] = {"tp": 1.0, "fp": -0.7, "fn": -2.0, "tn": 0.25}
    if given in ("both", "label", "decision") and rng.random() < 0.35:
        columns["y_score"] = scores(rng, n)
    return {"columns": columns, "context": context, "by": None}


def counts(groups, **more):
    """Columns of a table of counts: {group: (tp, fp, fn, tn)}."""
    rows = [(g, y, d, n) for g, cells in groups.items()
            for (y, d), n in zip(((1, 1), (0, 1), (1, 0), (0, 0)), cells)
            if n]
    return {"sensitive": {"race": [r[0] for r in rows]},
            "y_true": [r[1] for r in rows], "y_pred": [r[2] for r in rows],
            "frequency": [r[3] for r in rows], **more}


def edge_tables():
    """Every pattern of empty cells in one group beside a full one, and
    what else tends to go wrong."""
    full = (5, 3, 2, 7)
    for pattern in itertools.product((0, 4), repeat=4):
        if any(pattern):
            name = "cells-" + "".join("1" if c else "0" for c in pattern)
            yield name, counts({"a": full, "b": pattern})
            yield name + "-twice", counts({"a": pattern, "b": pattern})
    yield "single-group", counts({"a": full})
    yield "single-row", counts({"a": (1, 0, 0, 0)})
    yield "none-selected", counts({"a": (0, 0, 3, 4), "b": (0, 0, 1, 9)})
    yield "all-selected", counts({"a": (3, 4, 0, 0), "b": (1, 9, 0, 0)})
    yield "one-class", counts({"a": (3, 0, 4, 0), "b": (1, 0, 9, 0)})
    yield "ties", counts({"a": (1, 1, 1, 1), "b": (2, 2, 2, 2),
                          "c": (3, 3, 3, 3), "d": (1, 0, 0, 1)})
    yield "everything-missing", counts({None: full})
    yield "one-group-and-missing", counts({"a": full, None: (1, 2, 3, 4)})
    yield "huge", counts({"a": (2 ** 53 + 1, 2 ** 52, 3, 2 ** 53 - 1),
                          "b": (2 ** 53 - 1, 2 ** 52 + 1, 2, 2 ** 60)})
    yield "close", counts({"a": (10 ** 15, 10 ** 15, 10 ** 15 + 1, 10 ** 15),
                           "b": (10 ** 15, 10 ** 15 + 1, 10 ** 15,
                                 10 ** 15)})
    yield "strata-without-some-groups", {
        "sensitive": {"race": ["a", "a", "b", "b", "b", "c"]},
        "control": {"site": ["x", "y", "x", "x", "z", "z"]},
        "y_true": [1, 0, 1, 0, 1, 1], "y_pred": [1, 0, 0, 1, 1, 0]}
    yield "strata-complete", {
        "sensitive": {"race": ["a", "a", "b", "b"] * 4},
        "control": {"site": ["x"] * 6 + ["y"] * 10},
        "y_true": [1, 0, 1, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1, 0],
        "y_pred": [1, 0, 0, 1, 0, 0, 1, 1, 1, 0, 1, 0, 0, 1, 0, 1]}
    yield "zero-weights", {
        "sensitive": {"race": ["a", "a", "b", "b"]},
        "y_true": [1, 0, 1, 0], "y_pred": [1, 0, 0, 1],
        "sample_weight": [1.0, 2.0, 0.0, 0.0]}
    yield "zero-weight-positives", {
        "sensitive": {"race": ["a", "a", "b", "b"]},
        "y_true": [1, 0, 1, 0], "y_pred": [1, 0, 0, 1],
        "sample_weight": [1.0, 2.0, 0.0, 3.0]}
    yield "scores-alone", {
        "sensitive": {"race": ["a", "a", "b", "b", "b"]},
        "y_score": [-1.5, 2.25, 0.1, 0.1, 7.0]}
    yield "probabilities-alone", {
        "sensitive": {"race": ["a", "a", "b", "b", None]},
        "control": {"site": ["x", "y", "x", "y", "x"]},
        "y_score": [0.5, 0.25, 0.1, 0.1, 1.0],
        "sample_weight": [1.0, 0.5, 0.1, 2.0, 1.0]}
    yield "no-labels", {
        "sensitive": {"race": ["a", "a", "b", "b"]},
        "y_true": [None] * 4, "y_pred": [1, 0, 0, 1], "unlabelled": "keep"}
    yield "scores-without-threshold", {
        "sensitive": {"race": ["a", "a", "b", "b"]},
        "y_true": [1, 0, 1, 0], "y_score": [.9, .1, .4, .6]}
    yield "scores-beside-decisions", {
        "sensitive": {"race": ["a", "a", "b", "b"]},
        "y_true": [1, 0, 1, 0], "y_pred": [1, 0, 0, 1],
        "y_score": [.9, .1, .4, .6]}
    yield "one-group-without-labels", {
        "sensitive": {"race": ["a", "a", "b", "b"]},
        "y_true": [1, 0, None, None], "y_pred": [1, 0, 0, 1],
        "unlabelled": "keep"}
