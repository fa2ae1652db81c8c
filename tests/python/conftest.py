# SPDX-License-Identifier: MIT
"""Rows that tests share: COMPAS as ProPublica published it."""

import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

# TN, FP, FN, TP by race (metrics that follow from them are in the tests).
COMPAS = {
    "African-American": (990, 805, 532, 1369),
    "Asian": (21, 2, 3, 6),
    "Caucasian": (1139, 349, 461, 505),
    "Hispanic": (318, 87, 129, 103),
    "Native American": (5, 3, 1, 9),
    "Other": (208, 36, 90, 43),
}


@pytest.fixture(scope="session")
def compas():
    """24 aggregated rows: recid, high, race, count."""
    rows = {"recid": [], "high": [], "race": [], "count": []}
    for race, cells in COMPAS.items():
        for (recid, high), count in zip(
            ((0, 0), (0, 1), (1, 0), (1, 1)), cells
        ):
            for key, value in zip(rows, (recid, high, race, count)):
                rows[key].append(value)
    return rows


@pytest.fixture(scope="session")
def people(compas):
    """The same as 7,214 rows of one person each."""
    rows = {"recid": [], "high": [], "race": []}
    for i, count in enumerate(compas["count"]):
        for key in rows:
            rows[key] += [compas[key][i]] * count
    return rows


def pytest_terminal_summary(terminalreporter):
    """How many published values were checked, where they were."""
    counts = {tuple(name): number
              for report in terminalreporter.getreports("passed")
              for name, number in report.user_properties
              if report.when == "call" and not isinstance(name, str)}
    if not counts:
        return
    terminalreporter.section("published values checked")
    names = dict.fromkeys(name for name, _ in counts)
    for name in names:
        terminalreporter.write_line(f"{name:16}" + "".join(
            f"{via} {counts.get((name, via), 'not run'):>7}   "
            for via in ("Python", "command")))
    terminalreporter.write_line(
        f"{'together':16}" + "".join(
            f"{via} {sum(n for (_, v), n in counts.items() if v == via):>7}"
            "   " for via in ("Python", "command")))
