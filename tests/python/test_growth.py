# SPDX-License-Identifier: MIT
"""Audits in a loop, of every kind of column, leave no memory behind."""

import gc
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
