# SPDX-License-Identifier: MIT
"""Ninety parts counted apart and merged; one is lost, one comes twice.

The people of the COMPAS counts are dealt out over the ninety days of a
quarter.  Each day is counted where its rows are and leaves a few hundred
bytes, which carry the name of the day.  The job of one day is lost, that of
another is run twice: merging finds both, and once they are mended the report
is that of all rows in one place.

    python examples/python/partitions.py
"""

import csv
import datetime
import pathlib

import libfairness as lf

DATA = pathlib.Path(__file__).parents[1] / "data/compas_counts.csv"
FIRST = datetime.date(2026, 7, 1)
DAYS = [str(FIRST + datetime.timedelta(days=i)) for i in range(90)]
LOST, DOUBLED = "2026-08-11", "2026-09-02"


def people():
    """One row for each person that the counts stand for."""
    with open(DATA, newline="", encoding="utf-8") as file:
        for line in csv.DictReader(file):
            row = line["race"], int(line["recid"]), int(line["high"])
            yield from [row] * int(line["count"])


def count(rows, shard):
    """What the job of one day does: rows in, bytes out."""
    audit = lf.Audit(
        y_true="recid",
        y_pred="high",
        sensitive_features=["race"],
        shard=shard,
    )
    race, recid, high = zip(*rows)
    audit.add({"race": race, "recid": recid, "high": high})
    return audit.to_bytes()


def merge(states):
    """All parts as one audit; those that came twice are left out, and
    listed."""
    whole, doubled = None, []
    for day, state in states:
        part = lf.Audit.from_bytes(state)
        if whole is None:
            whole = part
            continue
        try:
            whole.merge(part)
        except lf.MismatchError as error:
            if error.code != "DUPLICATE_SHARD":
                raise
            doubled.append(day)  # the audit is as it was before
            print(f"merge: {error}")
    return whole, doubled


def main():
    rows = list(people())
    by_day = {day: rows[i :: len(DAYS)] for i, day in enumerate(DAYS)}

    # The jobs ran; one result did not arrive, one job was run again.
    arrived = [
        (day, count(by_day[day], day)) for day in DAYS if day != LOST
    ]
    arrived.append((DOUBLED, count(by_day[DOUBLED], DOUBLED)))
    sizes = [len(state) for _, state in arrived]
    print(f"{len(arrived)} parts, {min(sizes)} to {max(sizes)} bytes each")

    whole, doubled = merge(arrived)
    assert doubled == [DOUBLED]
    try:
        whole.check_shards(DAYS)
    except lf.FairnessError as error:
        assert error.code == "INCOMPLETE"
        print(f"check: {error}")

    # Mended: the lost day is counted again.
    whole.merge(lf.Audit.from_bytes(count(by_day[LOST], LOST)))
    whole.check_shards(DAYS)
    report = whole.report(favourable="negative")

    at_once = lf.audit(
        data=dict(zip(("race", "recid", "high"), zip(*rows))),
        y_true="recid",
        y_pred="high",
        sensitive_features="race",
        favourable="negative",
    )
    print(f"all {len(DAYS)} days: {whole.rows} people")
    print("same report as at once:", report.to_json() == at_once.to_json())
    print(report["predictive_equality_difference"])


if __name__ == "__main__":
    main()
