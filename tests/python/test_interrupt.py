# SPDX-License-Identifier: MIT
"""Ctrl-C during a long audit: soon, nothing changed, as usable as before."""

import os
import signal
import threading
import time

import numpy as np
import pyarrow as pa
import pytest

import libfairness as lf
from libfairness import _threads

AFTER = 0.15  # seconds until the signal
SOON = 1.0  # seconds from then on, on a busy machine
ROLES = {"y_true": "y", "y_pred": "p", "sensitive_features": "g"}
FEW = {"y": [1, 0, 1], "p": [1, 1, 0], "g": ["a", "b", "a"]}


@pytest.fixture(params=[1, 2])
def threads(request):
    return request.param


def batch(n=100_000, y=1):
    return pa.record_batch({
        "y": pa.array(np.arange(n) % 2 * y), "p": pa.array(np.arange(n) % 2),
        "g": pa.array(["a", "b"] * (n // 2)).dictionary_encode()})


def stream(first=None):
    """A thousand million rows, of which one batch is in memory."""
    one = pa.Table.from_batches([batch()])
    return pa.concat_tables(
        ([pa.Table.from_batches([first])] if first else []) + [one] * 10_000)


def chunks(first=None):
    table = stream(first)
    return {name: table[name] for name in table.column_names}


def forever():
    """A stream without an end, made by Python code."""
    def batches():
        one = batch()
        while True:
            yield one

    return pa.RecordBatchReader.from_batches(batch().schema, batches())


def zeros():
    """Long columns of one chunk; zeros that are only read take no memory."""
    n = 300_000_000
    return {"y": np.zeros(n, np.int8), "p": np.zeros(n, np.int8),
            "g": np.zeros(n, np.float64)}


def one_batch():
    return pa.table(zeros())


def bad_first(make):
    """The error is found at once; then such rows are counted, for long."""
    return lambda: make(batch(10_000, y=5))


def ours():
    return [t for t in threading.enumerate()
            if t.name.startswith("libfairness-")]


@pytest.mark.parametrize("make", [
    pytest.param(stream, id="stream"),
    pytest.param(bad_first(stream), id="stream-bad-row"),
    pytest.param(forever, id="forever"),
    pytest.param(chunks, id="chunks"),
    pytest.param(bad_first(chunks), id="chunks-bad-row"),
    pytest.param(zeros, id="arrays"),
    pytest.param(one_batch, id="one-batch"),
])
def test_interrupted(make, threads):
    made = lf.Audit(**ROLES)
    made.add(FEW)
    if make in (zeros, one_batch):
        made = lf.Audit(**ROLES)
    state = made.to_bytes()
    data = make()
    timer = threading.Timer(AFTER, os.kill, (os.getpid(), signal.SIGINT))
    began = time.monotonic()
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        made.add(data, threads=threads)
    took = time.monotonic() - began
    timer.join()
    assert AFTER <= took < AFTER + SOON
    assert made.to_bytes() == state
    # They have counted their last row; one may not even have begun when the
    # signal came.
    until = time.monotonic() + SOON
    while ours() and time.monotonic() < until:
        time.sleep(0.01)
    assert not ours()
    made.add(FEW)
    assert made.report().rows["in"] == made.rows
    assert made.rows in (3, 6)


SCORES = dict(y_true="y", y_score="s", sensitive_features="g",
              max_scores=10**9)


def pairs_of_groups():
    """All pairs of 1,500 groups take longer than anybody waits."""
    n = 1_500_000
    made = lf.Audit(**SCORES)
    made.add({"y": np.arange(n) % 7 == 0, "g": np.arange(n) % 1500,
              "s": np.arange(n) * 0.618 % 1})
    return made


@pytest.mark.parametrize("call", [
    pytest.param(lambda made, few: made.report(metrics="ranking"), id="report"),
    pytest.param(lambda made, few: list(few.score_pairs), id="table"),
    pytest.param(lambda made, few: few.value("abroca"), id="value"),
])
def test_pairs_of_groups(call):
    """A report that was stopped is as it was."""
    made = pairs_of_groups()
    few = made.report(metrics="roc_auc")
    auc = few.value("roc_auc").value
    timer = threading.Timer(AFTER, os.kill, (os.getpid(), signal.SIGINT))
    began = time.monotonic()
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        call(made, few)
    took = time.monotonic() - began
    timer.join()
    assert AFTER <= took < AFTER + 3 * SOON  # sums of all groups come first
    assert few.value("roc_auc").value == auc


def test_power():
    """A million runs; another thread reads the policy meanwhile."""
    report = lf.audit(y_pred=[1, 0] * 20, frequency=range(100, 140),
                      sensitive_features=[i // 2 for i in range(40)])
    policy = lf.Policy({"schema": "libfairness/policy/1",
                        "rule": [{"criterion": "impact_ratio", "min": 0.8}]})
    verdicts = []
    reader = threading.Timer(AFTER / 2, lambda: verdicts.append(
        report.gate(policy).to_json()))
    timer = threading.Timer(AFTER, os.kill, (os.getpid(), signal.SIGINT))
    reader.start()
    began = time.monotonic()
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        lf.power(policy, report, runs=1_000_000)
    took = time.monotonic() - began
    timer.join()
    reader.join()
    assert AFTER <= took < AFTER + SOON
    assert verdicts == [report.gate(policy).to_json()]


def test_any_handler_may_end_it(threads):
    """The exception is the handler's own, and a handler that raises nothing
    ends nothing."""
    class Enough(Exception):
        pass

    seen = []

    def handler(number, frame):
        seen.append(number)
        if len(seen) == 3:
            raise Enough

    made = lf.Audit(**ROLES)
    before = signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, 0.1, 0.1)
    try:
        with pytest.raises(Enough):
            made.add(stream(), threads=threads)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert len(seen) == 3 and made.rows == 0


def test_function_and_arrays(threads):
    timer = threading.Timer(AFTER, os.kill, (os.getpid(), signal.SIGINT))
    columns = zeros()
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        lf.audit(columns["y"], columns["p"], sensitive_features=columns["g"],
                 threads=threads)
    timer.join()


def test_handler_may_not_use_the_audit_that_is_at_work():
    made = lf.Audit(**ROLES)
    refused = []

    def handler(number, frame):
        try:
            made.add(FEW)
        except lf.SpecificationError as error:
            refused.append(str(error))
            raise KeyboardInterrupt from None

    before = signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, 0.1)
    try:
        with pytest.raises(KeyboardInterrupt):
            made.add(stream(), threads=1)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert "in use by another call" in refused[0]
    assert made.rows == 0


def test_a_thread_of_the_user_is_not_interrupted():
    """Python runs signal handlers in its main thread alone."""
    columns = {k: v[:60_000_000] for k, v in zeros().items()}
    made = lf.Audit(**ROLES)
    user = threading.Thread(target=made.add, args=(columns,),
                            kwargs={"threads": 2})
    user.start()
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGINT)
        user.join()
    user.join()
    assert made.rows == 60_000_000


def test_an_exception_of_a_worker_stops_the_others(monkeypatch):
    """What one of several threads meets, one thread meets again; the others
    do not go on for long."""
    monkeypatch.setattr(_threads, "BLOCK", 100_000)
    data = chunks(batch(100_000, y=5))
    data = {k: v[:20_000_000] for k, v in data.items()}
    made = lf.Audit(**ROLES)
    with pytest.raises(lf.DataError) as caught:
        made.add(data, threads=2)
    assert caught.value.row == 1
    assert caught.value.count == 50_000
    assert made.rows == 0
