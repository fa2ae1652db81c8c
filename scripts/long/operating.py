# SPDX-License-Identifier: MIT
"""Whether a gate passes as often as it should with the rows that power() names:
rows are named from small tables, and other counts drawn of that many.

    python scripts/long/operating.py PROGRAM [RUNS]

PROGRAM is tests/test_gate_operating.  Prints a table (Markdown); fails where a
rule passes less than 80 times of 100, by more than chance.
"""

import math
import subprocess
import sys

import libfairness as lf

POWER = 0.8
LIMITS = {
    "ratio 0.8": {"criterion": "impact_ratio", "min": 0.8},
    "gap 0.1": {"criterion": "demographic_parity_difference", "max": 0.1},
}


def named(rule, groups, rate):
    """Rows of each group, from groups of 100."""
    selected = round(100 * rate)
    report = lf.audit(
        y_pred=[1, 0] * groups, frequency=[selected, 100 - selected] * groups,
        sensitive_features={"g": [i for i in range(groups) for _ in (0, 1)]},
        favourable="positive")
    [found] = lf.power(
        {"schema": "libfairness/policy/1", "rule": [rule]}, report)
    return round(100 * found["growth"])


def main(program, runs):
    wrong = False
    print("| limit | rate | groups | rows that power names | PASS | FAIL |")
    print("|---|---|---|---|---|---|")
    for limit, rule in LIMITS.items():
        for rate in (0.1, 0.2, 0.5):
            for groups in (2, 6):
                rows = named(rule, groups, rate)
                done = subprocess.run(
                    [program, "named", str(runs), *limit.split(),
                     str(groups), str(rows), str(rate)],
                    check=True, capture_output=True, text=True)
                passes, fails = map(float, done.stdout.split())
                print(f"| {limit} | {rate} | {groups} | {rows:,} "
                      f"| {100 * passes:.1f} % | {100 * fails:.2f} % |",
                      flush=True)
                error = math.sqrt(POWER * (1 - POWER) / runs)
                wrong |= passes < POWER - 4 * error or fails > 0.01
    return wrong


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2
                  else 20000))
