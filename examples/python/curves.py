# SPDX-License-Identifier: MIT
"""Curves and pictures of scores by group: Berkeley 1973, with the share that
each department admitted as the score of its applicants.

    python examples/python/curves.py [FOLDER]

writes five pictures there, or none where no folder is given."""

import csv
import pathlib
import sys
from collections import Counter

import libfairness as lf

DATA = pathlib.Path(__file__).parent.parent / "data" / "berkeley_counts.csv"


def report_of_berkeley(path=DATA):
    """Who was admitted, against the share of all applicants to the same
    department that were."""
    with open(path, newline="") as file:
        lines = list(csv.DictReader(file))
    people, admitted = Counter(), Counter()
    for line in lines:
        people[line["department"]] += int(line["count"])
        admitted[line["department"]] += int(line["count"]) * (
            line["admitted"] == "1")
    return lf.audit(
        y_true=[int(line["admitted"]) for line in lines],
        y_score=[round(admitted[line["department"]]
                       / people[line["department"]], 2) for line in lines],
        frequency=[int(line["count"]) for line in lines],
        sensitive_features={"gender": [line["gender"] for line in lines]},
        threshold=0.5, favourable="positive",
    )


def main():
    report = report_of_berkeley()
    print("threshold  women  men")
    women, men = (
        {row["threshold"]: row["selection_rate"]
         for row in report.selection_rate_curve(group={"gender": gender})}
        for gender in ("Female", "Male")
    )
    for threshold in sorted(women):
        print(f"{threshold:9}  {women[threshold]:5.3f}  "
              f"{men[threshold]:5.3f}")
    if len(sys.argv) > 1:
        folder = pathlib.Path(sys.argv[1])
        report.plot.roc().save(folder / "curves-roc.svg")
        report.plot.precision_recall().save(
            folder / "curves-precision-recall.svg")
        report.plot.selection_rate().save(folder / "curves-selection-rate.svg")
        report.plot.scores().save(folder / "curves-scores.svg")
        report.plot.reliability().save(folder / "curves-reliability.svg")


if __name__ == "__main__":
    main()
