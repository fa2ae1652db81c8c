# SPDX-License-Identifier: MIT
"""How often whole verdicts about areas and F1 pass where there is no
disparity, of rows that NumPy draws: what fair_policy_power's are held against
in tests/gate/test_values.c.

    python scripts/long/power.py [RUNS]
"""

import sys

import numpy

import libfairness as lf


def shares(rule, sizes, low, high, runs):
    """Half of each group's rows have a score of 0.2, the others one of 0.8;
    positives are drawn at the rates `low` and `high`."""
    draws = numpy.random.default_rng(11)
    policy = {"schema": "libfairness/policy/1", "rule": [rule]}
    passes = beyond = 0
    for _ in range(runs):
        labels, scores, groups, counts = [], [], [], []
        for name, n in sizes:
            for score, rate in ((0.2, low), (0.8, high)):
                k = int(draws.binomial(n, rate))
                labels += [1, 0]
                scores += [score] * 2
                groups += [name] * 2
                counts += [k, n - k]
        verdict = lf.gate(
            policy, y_true=labels, y_score=scores, threshold=0.5,
            frequency=counts, sensitive_features={"g": groups},
            favourable="positive").to_dict()["rules"][0]
        passes += verdict["status"] == "pass"
        beyond += verdict["observed"]["value"] > rule["max"]
    return passes / runs, beyond / runs


def main(runs):
    for rule, sizes, low, high in (
        ({"criterion": "auc_gap", "max": 0.1},
         (("a", 150), ("b", 200)), 93 / 350, 257 / 350),
        ({"metric": "f1_score", "comparison": "difference", "max": 0.1},
         (("a", 80), ("b", 120)), 0.2, 0.8),
    ):
        print(rule, "passes, beyond:", *shares(rule, sizes, low, high, runs))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 4000)
