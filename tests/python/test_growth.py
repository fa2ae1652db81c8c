# SPDX-License-Identifier: MIT
"""What must not grow: memory, with audits in a loop; reports, faster than
their groups."""

import gc
import random
import sys

import pytest

import libfairness as lf

np = pytest.importorskip("numpy")

ROWS = 100
Y_TRUE = [i % 2 for i in range(ROWS)]
Y_PRED = [i // 2 % 2 for i in range(ROWS)]
GROUP = ["abc"[i % 3] + "of a group" * (i % 2) for i in range(ROWS)]


def plain():
    return Y_TRUE, Y_PRED, GROUP


def arrays():
    return np.array(Y_TRUE), np.array(Y_PRED), np.array(GROUP)


def frames():
    pd = pytest.importorskip("pandas")
    return (pd.Series(Y_TRUE), pd.Series(Y_PRED),
            pd.Series(GROUP, dtype="category"))


def views():
    pl = pytest.importorskip("polars")
    return pl.Series(Y_TRUE), pl.Series(Y_PRED), pl.Series(GROUP)


def resident():
    """Bytes of this process in memory."""
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * 4096
    except OSError:
        pytest.skip("no /proc")


def one_audit(columns):
    report = lf.audit(*columns[:2], sensitive_features=columns[2])
    return report["demographic_parity_difference"].value


@pytest.mark.parametrize("make", (plain, arrays, frames, views))
def test_a_thousand_audits(make):
    columns = make()
    for _ in range(200):
        one_audit(columns)
    gc.collect()
    before, blocks = resident(), sys.getallocatedblocks()
    for _ in range(1000):
        one_audit(columns)
    gc.collect()
    assert sys.getallocatedblocks() - blocks < 500  # a block an audit is 1,000
    assert resident() - before < 1 << 20  # 1 KiB an audit


def many_groups(n):
    """Two rows a group: of half of the groups many metrics are undefined."""
    draw = random.Random(n)
    groups = [i % n for i in range(2 * n)]
    score = [draw.randrange(1000) / 1000 for _ in groups]
    y_true = [draw.random() < 0.3 for _ in groups]
    report = lf.audit(
        y_true, y_score=score, threshold=0.5, metrics="all",
        sensitive_features={"g": groups}, favourable="positive")
    assert report["equalized_odds_difference"].undefined_groups[n // 3]
    return report


@pytest.mark.parametrize("write", (
    lambda report: report.to_json(),
    lambda report: report.to_csv(),
    lambda report: report.to_csv(table="comparisons"),
), ids=("json", "csv", "comparisons"))
def test_reports_grow_with_their_groups(write):
    few, some, many = (len(write(many_groups(n))) for n in (50, 100, 200))
    assert many - some < 2.1 * (some - few)  # with their square: 4
