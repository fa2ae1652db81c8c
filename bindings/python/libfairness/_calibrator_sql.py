# SPDX-License-Identifier: MIT
"""A calibrator as an expression of SQL."""

from ._errors import specification
from ._plan_sql import Writer, _when, named_columns, number


def _map(m, method, score, dialect):
    """What a map says of a score."""
    at = [number(float(x), dialect) for x in m["at"]]
    value = [number(float(x), dialect) for x in m["value"]]
    cases = []
    for i in range(len(at) - 1, 0, -1):
        cases.append(f"WHEN {score} >= {at[i]} THEN {value[i]} ")
        if method != "histogram":
            cases.append(
                f"WHEN {score} > {at[i - 1]} THEN {value[i - 1]} + "
                f"({score} - {at[i - 1]}) / ({at[i]} - {at[i - 1]}) * "
                f"({value[i]} - {value[i - 1]}) "
            )
    text = "".join(cases)
    return f"CASE {text}ELSE {value[0]} END" if text else value[0]


def expression(said, score, columns, dialect):
    method = said["method"]
    if method == "calibrated_equalized_odds":
        raise specification(
            f"to_sql: {method} withholds scores by the coins of rows, which "
            "SQL does not have", "method",
        )
    if method not in ("isotonic", "histogram", "quantile"):
        raise specification(
            f"to_sql: not every SQL has the exponentials of {method}, and "
            "those that have them differ: it is for isotonic, histogram and "
            "quantile",
            "method",
        )
    score, named = named_columns(score, columns, said["by"], dialect,
                                 "calibrator")
    writer = Writer(score, named, None, False, dialect)
    pooled = _map(said["map"], method, score, dialect)

    def mapped(row):
        share = row["own_share"]
        if share == 0:
            return pooled
        own = _map(row["map"], method, score, dialect)
        if share == 1:
            return own
        share = number(float(share), dialect)
        return f"{share} * {own} + (1 - {share}) * {pooled}"

    inside = pooled
    if said["needs_groups"]:
        lines = [
            f"  WHEN {_when(row['group'], named)} THEN {mapped(row)}"
            for row in said["groups"]
        ]
        missing = " OR ".join(f"{c} IS NULL" for c in named.values())
        for when, fate, why in (
            (f"WHEN {missing} THEN", said["missing"],
             "a group with a missing value that the calibrator does not "
             "have"),
            ("ELSE", said["unseen"],
             "a group that the calibrator does not have"),
        ):
            other = pooled if fate == "pooled" else writer.refusal(why)
            lines.append(f"  {when} {other}")
        inside = "CASE\n" + "\n".join(lines) + "\nEND"
    return (
        f"CASE WHEN {score} - {score} = 0 THEN {inside}\n"
        f"ELSE {writer.refusal('a score that is missing or not finite')} END"
    )
