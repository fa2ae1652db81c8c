# SPDX-License-Identifier: MIT
"""Randomized plans against a linear program (SciPy's HiGHS).

plan_lp.py SOLVE FIRST COUNT [LARGEST]: problems by number; SOLVE is
tests/plan/solve.c.  Of each plan the value, the constraint and the bound are
computed from its parts and the rows; the value is the program's to 1e-9.
"""

import math
import random
import subprocess
import sys

import numpy as np
from scipy.optimize import linprog

CONSTRAINTS = {
    "demographic_parity": ["selection"],
    "true_positive_rate_parity": ["tpr"],
    "false_positive_rate_parity": ["fpr"],
    "true_negative_rate_parity": ["tnr"],
    "false_negative_rate_parity": ["fnr"],
    "equalized_odds": ["tpr", "fpr"],
}
OBJECTIVES = ["accuracy", "balanced_accuracy", "f1_score", "expected_cost",
              "selection_rate", "true_positive_rate", "true_negative_rate"]
TOLERANCES = ["0", "0.01", "0.05", "0.1", "0.3"]


def draw(number, largest):
    r = random.Random(number)
    groups = r.randint(2, 8)
    n = r.randint(4 * groups, max(4 * groups, r.choice([40, 200, largest])))
    fine = r.choice([3, 10, 100, 10**6])
    weighted = r.random() < 0.4
    rows = []
    for i in range(n):
        g = i // 2 % groups if i < 2 * groups else r.randrange(groups)
        y = i % 2 if i < 2 * groups else int(r.random() < 0.2 + 0.6 * g / groups)
        z = r.gauss(0.3 * y * (g % 3), 1)
        w = r.choice([0.25, 1, 3.5, r.random()]) if weighted else 1
        rows.append((g, y, w, round(z * fine) / fine))
    constraint = r.choice(list(CONSTRAINTS))
    is_ratio = r.random() < 0.25
    limits = ["-", r.choice(["0.5", "0.8", "1"])] if is_ratio else [
        r.choice(TOLERANCES), "-"]
    limits += [r.choice(["0.1", "0.3"]) if is_ratio else
               r.choice(["-", "-", "0.2"]), r.choice(["-", "-", "0.7"])]
    return constraint, r.choice(OBJECTIVES), limits, rows


def points_of(rows):
    """By group: thresholds, and what each selects of positives, negatives."""
    out = {}
    for g in sorted({row[0] for row in rows}):
        own = [row for row in rows if row[0] == g]
        cuts = [math.inf, *sorted({row[3] for row in own}, reverse=True)]
        at = {t: i for i, t in enumerate(cuts)}
        sums = np.zeros((len(cuts), 2))
        for _, y, w, s in own:
            sums[at[s], y] += w
        out[g] = cuts, np.cumsum(sums, axis=0)
    return out


def rate(kind, sums):
    negatives, positives = sums[-1]
    return {
        "selection": sums.sum(axis=1) / (negatives + positives),
        "tpr": sums[:, 1] / positives,
        "fpr": sums[:, 0] / negatives,
        "tnr": 1 - sums[:, 0] / negatives,
        "fnr": 1 - sums[:, 1] / positives,
    }[kind]


def gains(objective, sums, total, last):
    fp, tp = sums[:, 0], sums[:, 1]
    fn, tn = sums[-1, 1] - tp, sums[-1, 0] - fp
    n, p = total
    return {
        "accuracy": (tp + tn) / (n + p),
        "balanced_accuracy": tp / (2 * p) + tn / (2 * n),
        "f1_score": (2 * tp - last * (2 * tp + fp + fn)) / p,
        "expected_cost": -(fp + 3 * fn) / (n + p),
        "selection_rate": (tp + fp) / (n + p),
        "true_positive_rate": tp / p,
        "true_negative_rate": tn / n,
    }[objective]


def program(points, constraint, limits):
    """The rows of the constraint: A x <= b, over all points and the lowest
    of each rate."""
    kinds = CONSTRAINTS[constraint]
    width = sum(len(sums) for _, sums in points.values())
    a, b, eq = [], [], []
    at = 0
    for _, sums in points.values():
        ones = np.zeros(width + len(kinds))
        ones[at:at + len(sums)] = 1
        eq.append(ones)
        for k, kind in enumerate(kinds):
            own = np.zeros(width + len(kinds))
            own[at:at + len(sums)] = rate(kind, sums)
            low = np.zeros(width + len(kinds))
            low[width + k] = 1
            a += [low - own]
            b += [0]
            if limits[0] != "-":
                a += [own - low]
                b += [float(limits[0])]
            if limits[1] != "-":
                a += [float(limits[1]) * own - low]
                b += [0]
            if limits[2] != "-":
                a += [-own]
                b += [-float(limits[2])]
            if limits[3] != "-":
                a += [own]
                b += [float(limits[3])]
        at += len(sums)
    return np.array(a), np.array(b), np.array(eq)


def value_of(points, shares, objective, total):
    if objective != "f1_score":
        return sum(float(x @ gains(objective, sums, total, 0))
                   for (_, sums), x in zip(points.values(), shares))
    tp = sum(x @ s[:, 1] for (_, s), x in zip(points.values(), shares))
    fp = sum(x @ s[:, 0] for (_, s), x in zip(points.values(), shares))
    return 2 * tp / (tp + fp + total[1])


def best(points, constraint, objective, limits, total):
    a, b, eq = program(points, constraint, limits)
    last = 0.0
    for _ in range(40):
        c = np.concatenate([gains(objective, sums, total, last)
                            for _, sums in points.values()])
        c = np.concatenate([-c, np.zeros(len(CONSTRAINTS[constraint]))])
        x = linprog(c, a, b, eq, np.ones(len(eq)), method="highs", options={
            "primal_feasibility_tolerance": 1e-10,
            "dual_feasibility_tolerance": 1e-10})
        if x.status != 0:
            return None
        if objective != "f1_score":
            return -x.fun
        shares, at = [], 0
        for _, sums in points.values():
            shares.append(x.x[at:at + len(sums)])
            at += len(sums)
        own = value_of(points, shares, objective, total)
        if own <= last + 1e-12:
            return own
        last = own
    return last


def check(number, solve, largest):
    constraint, objective, limits, rows = draw(number, largest)
    print(constraint, objective, *limits, len(rows), file=solve.stdin)
    for g, y, w, s in rows:
        print(g, y, repr(float(w)), repr(float(s)), file=solve.stdin)
    solve.stdin.flush()
    said, bound, disparity, n = solve.stdout.readline().split()
    points = points_of(rows)
    total = sum(sums[-1] for _, sums in points.values())
    shares = []
    for g in range(int(n)):
        words = solve.stdout.readline().split()
        assert int(words[0]) == list(points)[g]
        cuts, _ = points[int(words[0])]
        x = np.zeros(len(cuts))
        for t, share in zip(words[1::2], words[2::2]):
            x[cuts.index(float(t))] += float(share)
        assert x.sum() == 1
        shares.append(x)
    own = value_of(points, shares, objective, total)
    lp = best(points, constraint, objective, limits, total)
    assert lp is not None
    sign = -1 if objective == "expected_cost" else 1
    what = number, constraint, objective, limits, own, lp
    assert abs(sign * float(said) - own) < 1e-12, what
    assert 0 <= float(bound) < 1e-14, what
    for kind in CONSTRAINTS[constraint]:
        rates = [float(x @ rate(kind, sums))
                 for (_, sums), x in zip(points.values(), shares)]
        high, low = max(rates), min(rates)
        assert limits[0] == "-" or high - low <= float(limits[0]) + 1e-13, what
        assert limits[1] == "-" or low >= float(limits[1]) * high - 1e-13, what
        assert limits[2] == "-" or low >= float(limits[2]) - 1e-13, what
        assert limits[3] == "-" or high <= float(limits[3]) + 1e-13, what
    assert abs(own - lp) < 1e-9, what
    return abs(own - lp), float(bound)


def main():
    first, count = int(sys.argv[2]), int(sys.argv[3])
    largest = int(sys.argv[4]) if len(sys.argv) > 4 else 1000
    with subprocess.Popen([sys.argv[1]], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True) as solve:
        found = [check(i, solve, largest) for i in range(first, first + count)]
        solve.stdin.close()
    print(f"{count} problems: the program's value to "
          f"{max(x for x, _ in found):.1e}, bounds at most "
          f"{max(b for _, b in found):.1e}")


if __name__ == "__main__":
    main()
