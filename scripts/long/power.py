# SPDX-License-Identifier: MIT
"""What power() says of areas, ratios, F1 and costs where there is no disparity,
beside what whole verdicts do with data that NumPy draws; the first and the last rule
are those of tests/gate/test_values.c.

    python scripts/long/power.py [RUNS]

Prints a table (Markdown); fails where both differ by more than chance and five
points.
"""

import math
import statistics
import sys

import numpy

import libfairness as lf

GAP = {"criterion": "auc_gap", "max": 0.1}
ERRORS = {"positive_likelihood_ratio": (0.6, 2.5),
          "diagnostic_odds_ratio": (0.4, 6)}


def binned(sizes, rates):
    """Half of each group's rows have a score of 0.2, the others one of 0.8;
    positives are drawn at their rates.  Of counts(n, rate)."""
    def rows(counts):
        out = {"y_true": [], "y_score": [], "frequency": [], "g": []}
        for name, n in enumerate(sizes):
            for score, rate in zip((0.2, 0.8), rates, strict=True):
                k = counts(n, rate)
                out["y_true"] += [1, 0]
                out["y_score"] += [score] * 2
                out["frequency"] += [k, n - k]
                out["g"] += [name] * 2
        return {**out, "threshold": 0.5}
    return rows, "counts"


def normal(sizes, apart):
    """Positives' scores are normal, and so are the others', which are lower.
    Of normals(n)."""
    def rows(normals):
        out = {"y_true": [], "y_score": [], "g": []}
        for name, labels in enumerate(sizes):
            for label, n in zip((1, 0), labels, strict=True):
                out["y_true"] += [label] * n
                out["y_score"] += (normals(n) + apart * label).tolist()
                out["g"] += [name] * n
        return {**out, "threshold": apart / 2}
    return rows, "normals"


def decided(sizes, rates):
    """Selected at the rates of their labels.  Of counts(n, rate)."""
    def rows(counts):
        out = {"y_true": [], "y_pred": [], "frequency": [], "g": []}
        for name, labels in enumerate(sizes):
            for label, n, rate in zip((1, 0), labels, rates, strict=True):
                k = counts(n, rate)
                out["y_true"] += [label] * 2
                out["y_pred"] += [1, 0]
                out["frequency"] += [k, n - k]
                out["g"] += [name] * 2
        return out
    return rows, "counts"


def population(sizes, rates):
    """The same of rows that are drawn, with their labels.  Of tables(n,
    chances)."""
    def rows(tables):
        out = {"y_true": [], "y_pred": [], "frequency": [], "g": []}
        for name, labels in enumerate(sizes):
            out["y_true"] += [1, 1, 0, 0]
            out["y_pred"] += [1, 0, 1, 0]
            out["frequency"] += tables(sum(labels), [
                n / sum(labels) * p
                for n, rate in zip(labels, rates, strict=True)
                for p in (rate, 1 - rate)])
            out["g"] += [name] * 4
        return out
    return rows, "tables"


SIZES = ((300, 400), (200, 250))
DRAWN = population(SIZES, (0.7, 0.2))
ALIKE = decided(SIZES, (0.7, 0.2))
SCENARIOS = [
    ("two scores, 300 and 400 rows, an area of 0.73", GAP,
     binned((150, 200), (93 / 350, 257 / 350))),
    ("normal scores, 80 and 60 positives of 400 and 300, 0.90", GAP,
     normal(((80, 320), (60, 240)), 1.8)),
    ("the same", {"metric": "roc_auc", "comparison": "group_min",
                  "min": 0.82}, normal(((80, 320), (60, 240)), 1.8)),
    ("normal scores, 100 positives of 200 in both, 0.76", GAP,
     normal(((100, 100), (100, 100)), 1.0)),
    ("normal scores, 90 positives of 300 in all three, 0.80", GAP,
     normal(((90, 210),) * 3, 1.2)),
    *((f"{300 + 400} and {200 + 250} rows, 0.7 and 0.2 selected",
       {"metric": metric, "comparison": comparison, "min": limit}, ALIKE)
      for metric, limits in ERRORS.items()
      for comparison, limit in zip(("ratio", "group_min"), limits,
                                   strict=True)),
    ("two scores, 160 and 240 rows",
     {"metric": "f1_score", "comparison": "difference", "max": 0.1},
     binned((80, 120), (0.2, 0.8))),
    *((f"{300 + 400} and {200 + 250} rows drawn with their labels",
       {"metric": metric, "comparison": comparison, limit: x}, DRAWN)
      for metric, comparison, limit, x in (
          ("f1_score", "difference", "max", 0.1),
          ("f1_score", "group_min", "min", 0.65),
          ("treatment_ratio", "ratio", "min", 0.6),
          ("expected_cost", "difference", "max", 0.12),
          ("expected_cost", "group_max", "max", 0.6))),
]
COSTS = {"false_positive": 1.0, "false_negative": 3.0}


def inputs(rows):
    return {**{k: v for k, v in rows.items() if k != "g"},
            "sensitive_features": {"g": rows["g"]}, "favourable": "positive",
            "costs": COSTS}


def shares(rule, rows, drawn, runs):
    """Of verdicts that pass, and what power says of them."""
    draws = numpy.random.default_rng(11)
    policy = {"schema": "libfairness/policy/1", "rule": [rule]}
    quantile = numpy.vectorize(statistics.NormalDist().inv_cdf)
    expected, draw = {
        "counts": (lambda n, rate: round(n * rate),
                   lambda n, rate: int(draws.binomial(n, rate))),
        "tables": (lambda n, chances: [round(n * p) for p in chances],
                   lambda n, chances: draws.multinomial(n, chances).tolist()),
        "normals": (lambda n: quantile((numpy.arange(n) + 0.5) / n),
                    draws.standard_normal),
    }[drawn]
    [said] = lf.power(policy, lf.audit(metrics="all",
                                       **inputs(rows(expected))), runs=8000)
    passes = sum(lf.gate(policy, **inputs(rows(draw))).status == "pass"
                 for _ in range(runs))
    return passes / runs, said["chance_to_pass"]


def main(runs):
    wrong = False
    print("| groups alike | rule | PASS | as power says |")
    print("|---|---|---|---|")
    for name, rule, (rows, drawn) in SCENARIOS:
        found, said = shares(rule, rows, drawn, runs)
        words = " ".join(map(str, rule.values()))
        print(f"| {name} | {words} | {100 * found:.1f} % "
              f"| {100 * said:.1f} % |", flush=True)
        wrong |= abs(found - said) > 0.05 + 4 * math.sqrt(0.25 / runs)
    return wrong


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 4000))
