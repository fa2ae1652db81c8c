# SPDX-License-Identifier: MIT
"""Calibrators from what branches have counted, applied where rows arrive.

Three branches score people; none hands out rows.  Each counts its own and
leaves an audit; merged, they give a map for each group.  The file is all that
a service needs: it maps batch after batch, and refuses people of a group that
nobody has counted.

    python examples/python/calibrate.py
"""

import random

import libfairness as lf


def people(branch, n):
    """Scores of group a are right; those of b are too high."""
    r = random.Random(branch)
    for _ in range(n):
        group, score = r.choice("ab"), r.randint(0, 100) / 100
        chance = score if group == "a" else score * score
        yield group, score, int(r.random() < chance)


def count(branch):
    group, score, label = zip(*people(branch, 3000))
    audit = lf.Audit(
        y_true="label", y_score="score", sensitive_features=["group"],
        shard=f"branch {branch}",
    )
    audit.add({"group": group, "score": score, "label": label})
    return audit.to_bytes()


def fit(states):
    whole = lf.Audit.from_bytes(states[0])
    for state in states[1:]:
        whole.merge(lf.Audit.from_bytes(state))
    return whole.report().calibrate(shrinkage=100, model="scores of 2026")


def serve(text):
    """What the service does with the file, and with two batches."""
    calibrator = lf.Calibrator.from_json(text)
    for batch in (
        {"score": [0.2, 0.5, 0.9], "group": ["b", "b", "a"]},
        {"score": [0.5], "group": ["c"]},
    ):
        try:
            found = calibrator.apply(
                "score", data=batch, model="scores of 2026"
            )
            print("probabilities:", [round(p, 2) for p in found])
        except lf.MismatchError as error:
            print("refused:", error)


def main():
    calibrator = fit([count(branch) for branch in range(3)])
    print(calibrator)
    serve(calibrator.to_json())


if __name__ == "__main__":
    main()
