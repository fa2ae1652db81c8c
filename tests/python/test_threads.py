# SPDX-License-Identifier: MIT
"""threads=: the same bytes, the same errors, all or nothing."""

import copy
import random
import threading

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import libfairness as lf
from libfairness import _threads

N = 50_001  # 13 blocks of the core, and one row more
ROLES = {"y_true": "y", "y_pred": "p", "sample_weight": "w",
         "frequency": "f"}
FEATURES = ["race", "age"]
COUNTS = (2, 3, 7)


@pytest.fixture
def started(monkeypatch):
    """The threads that the library started; pandas has some of its own."""
    names = []
    start = threading.Thread.start

    def noted(self):
        if self.name.startswith("libfairness-"):
            names.append(self.name)
        start(self)

    monkeypatch.setattr(threading.Thread, "start", noted)
    return names


def rows(seed=1, n=N):
    draw = np.random.default_rng(seed)
    races = np.array(["a", "b", "ç", "d" * 300], dtype=object)
    race = races[draw.integers(0, 4, n)]
    race[draw.random(n) < 0.01] = None
    return {
        "y": draw.integers(0, 2, n).astype(np.int8),
        "p": draw.integers(0, 2, n),
        "w": np.exp(draw.normal(0, 20, n)),  # sums that floats would round
        "f": draw.integers(0, 3, n).astype(float),
        "race": race,
        "age": draw.integers(20, 90, n).astype(float),
    }


def chunked(table, sizes=(1, 5000, 3, 20_000)):
    """The table in batches whose dictionaries differ."""
    parts, at = [], 0
    for size in [*sizes, N - sum(sizes)]:
        part = table.slice(at, size)
        race = part["race"].combine_chunks().dictionary_encode()
        parts.append(part.set_column(4, "race", race).combine_chunks())
        at += size
    return pa.concat_tables(parts)


def table(columns):
    return pa.table({k: pa.array(v.tolist()) for k, v in columns.items()})


FORMS = {
    "numpy": lambda c: c,
    "lists": lambda c: {k: v.tolist() for k, v in c.items()},
    "strided": lambda c: {
        k: np.repeat(v, 2)[::2] for k, v in c.items()},
    "pandas": pd.DataFrame,
    "pandas-categorical": lambda c: pd.DataFrame(c).astype(
        {"race": "category"}),
    "polars": pl.DataFrame,
    "polars-lazy": lambda c: pl.DataFrame(c).lazy(),
    "pyarrow": table,
    "pyarrow-chunked": lambda c: chunked(table(c)),
    "chunked-arrays": lambda c: dict(zip(
        c, (chunked(table(c)).column(i) for i in range(6)))),
    "record-batch": lambda c: table(c).to_batches()[0],
}


def audit(**options):
    return lf.Audit(sensitive_features=FEATURES[:1],
                    control_features=FEATURES[1:], **ROLES, **options)


def bytes_of(data, threads, **options):
    made = audit(**options)
    made.add(data, threads=threads)
    return made.to_bytes()


@pytest.mark.parametrize("form", FORMS)
def test_same_bytes(form, started):
    columns = rows()
    one = bytes_of(FORMS[form](columns), 1)
    assert not started
    for threads in COUNTS:
        del started[:]
        assert bytes_of(FORMS[form](columns), threads) == one
        assert set(started) == {f"libfairness-{i}" for i in range(threads)}


def test_same_report_from_arrays_and_functions(started):
    c = rows()
    arguments = {"sensitive_features": {"race": c["race"]},
                 "control_features": c["age"], "sample_weight": c["w"]}
    one = lf.audit(c["y"], c["p"], threads=1, **arguments)
    value = lf.equalized_odds_difference(c["y"], c["p"], threads=1,
                                         **arguments)
    for threads in COUNTS:
        del started[:]
        many = lf.audit(c["y"], c["p"], threads=threads, **arguments)
        assert many.to_json() == one.to_json()
        assert len(started) == threads
        assert lf.equalized_odds_difference(
            c["y"], c["p"], threads=threads, **arguments
        ).to_dict() == value.to_dict()


def test_same_bytes_with_exclusions_and_scores():
    c = rows()
    y = np.where(np.arange(N) % 97 == 0, np.nan, c["y"])
    data = {"y": y, "s": c["w"], "race": c["race"]}

    def counted(threads):
        made = lf.Audit(y_true="y", y_score="s", threshold=1,
                        sensitive_features="race", nulls="exclude",
                        unlabelled="exclude")
        made.add(data, threads=threads)
        return made.to_bytes()

    assert {counted(t) for t in (1, *COUNTS)} == {counted(1)}


@pytest.mark.parametrize("seed", range(8))
def test_any_batches_any_threads(seed):
    draw = random.Random(seed)
    whole = table(rows(seed))
    expected = bytes_of(whole, 1)
    cuts = sorted(draw.sample(range(N), draw.randrange(12)))
    batches = [
        b for lo, hi in zip([0, *cuts], [*cuts, N])
        for b in whole.slice(lo, hi - lo).to_batches()
    ]
    reader = pa.RecordBatchReader.from_batches(whole.schema, batches)
    assert bytes_of(reader, draw.randrange(2, 6)) == expected


def test_more_rows_come_to_an_audit_that_has_some(started):
    first, second = rows(1), rows(2)
    results = set()
    for threads in (1, *COUNTS):
        made = audit(shard="s")
        made.add(first, threads=threads)
        made.add(table(second), threads=threads)
        made.add(table(second), threads=threads)
        results.add(made.to_bytes())
        assert made.rows == 3 * N
        with pytest.raises(lf.MismatchError):
            made.merge(audit(shard="s"))
        made.reset()
        assert made.to_bytes() == audit(shard="s").to_bytes()
    assert len(results) == 1


# ---- errors ----

SPOILS = {
    "missing label": ("y", lambda v: None),
    "third label": ("y", lambda v: 7),
    "text label": ("y", lambda v: "yes"),
    "missing decision": ("p", lambda v: None),
    "infinite weight": ("w", lambda v: float("inf")),
    "negative weight": ("w", lambda v: -1.0),
    "part of a row": ("f", lambda v: 0.5),
    "real group": ("age", lambda v: 20.5),
}


def error_of(make, threads, before=None):
    made = audit()
    if before is not None:
        made.add(before)
    state = made.to_bytes()
    with pytest.raises(lf.FairnessError) as caught:
        made.add(make(), threads=threads)
    assert made.to_bytes() == state
    made.add(rows(3))  # as usable as before
    e = caught.value
    return type(e), e.code, e.column, e.row, e.count, str(e)


@pytest.mark.parametrize("places", [(0,), (N - 1,), (9000, 9001, 45_000)])
@pytest.mark.parametrize("spoil", SPOILS)
def test_same_errors(spoil, places):
    name, change = SPOILS[spoil]
    columns = {k: v.tolist() for k, v in rows().items()}
    kind = type(change(columns[name][0]))
    if kind is str:
        columns[name] = [str(v) for v in columns[name]]
    for place in places:
        columns[name][place] = change(columns[name][place])
    arrow = pa.table(columns)

    def reader():
        return pa.RecordBatchReader.from_batches(
            arrow.schema, arrow.to_batches(max_chunksize=7000))

    for make in (lambda: columns, lambda: arrow, reader):
        one = error_of(make, 1)
        assert one[3] == (0 if kind is str else places[0])
        for threads in (2, 5):
            assert error_of(make, threads) == one


def test_values_that_an_audit_has_seen_before():
    """The bad row is bad only because of the rows of another call."""
    before = {k: v[:10] for k, v in rows().items()}
    after = rows()
    after["y"] = after["y"].astype(np.int64) * 0 + 5
    numbers = rows()
    numbers["race"] = numbers["age"]
    for columns in (after, numbers):
        for make in (lambda: columns, lambda: table(columns)):
            one = error_of(make, 1, before)
            assert one[3] == 0 or one[1] == "DATA"
            for threads in (2, 3):
                assert error_of(make, threads, before) == one


def test_limit_is_that_of_all_threads_together():
    """Each part is within max_cells, the whole is not."""
    n = 9 * _threads.BLOCK
    group = np.arange(n) // _threads.BLOCK
    data = {"p": np.zeros(n, np.int8), "g": group}
    options = {"y_pred": "p", "sensitive_features": "g"}
    for make in (dict, pa.table):
        seen = []
        for threads in (1, 9):
            made = lf.Audit(max_cells=8, **options)
            with pytest.raises(lf.LimitError) as caught:
                made.add(make(data), threads=threads)
            assert made.rows == 0
            seen.append((str(caught.value), caught.value.row))
            made = lf.Audit(max_cells=9, **options)
            made.add(make(data), threads=threads)
            assert made.rows == n
        assert seen[0] == seen[1]


def test_other_columns_than_before():
    made = lf.Audit(y_pred="p", y_true="y", sensitive_features="race")
    columns = rows()
    del columns["y"]
    messages = set()
    for data in (columns, table(columns)):
        for threads in (1, 3):
            with pytest.raises(lf.SpecificationError) as caught:
                made.add(data, threads=threads)
            messages.add((type(data), str(caught.value)))
    assert len(messages) == 2 and made.rows == 0


@pytest.mark.parametrize("at", [0, 1, 4])
@pytest.mark.parametrize("threads", [1, 2, 3])
def test_a_stream_that_fails_midway(at, threads):
    whole = table(rows())

    def batches():
        for i, batch in enumerate(whole.to_batches(max_chunksize=12_000)):
            if i == at:
                raise OSError("the disk is gone")
            yield batch

    made = audit()
    reader = pa.RecordBatchReader.from_batches(whole.schema, batches())
    with pytest.raises(lf.DataError, match="the disk is gone") as caught:
        made.add(reader, threads=threads)
    assert caught.value.code == "STREAM"
    assert made.rows == 0
    made.add(whole, threads=threads)


# ---- how many ----

@pytest.mark.parametrize("bad", [0, -1, True, False, 1.0, 2.5, "2", [2],
                                 np.float64(2), float("nan")])
def test_threads_are_a_whole_number(bad):
    made = lf.Audit(y_pred="p", sensitive_features="g")
    data = {"p": [1, 0], "g": [1, 2]}
    calls = (
        lambda: made.add(data, threads=bad),
        lambda: lf.audit(y_pred=[1, 0], sensitive_features=[1, 2],
                         threads=bad),
        lambda: lf.demographic_parity_ratio(
            y_pred=[1, 0], sensitive_features=[1, 2], threads=bad),
    )
    for call in calls:
        with pytest.raises(lf.SpecificationError, match="threads: ") as caught:
            call()
        assert caught.value.column == "threads"
    assert made.rows == 0


@pytest.mark.parametrize("good", [1, 2, np.int8(3), 10**9, None])
def test_numbers_that_are_fine(good):
    made = lf.Audit(y_pred="p", sensitive_features="g")
    made.add({"p": [1, 0], "g": [1, 2]}, threads=good)
    made.add(pa.table({"p": [1, 0], "g": [1, 2]}), threads=good)
    made.add(pa.table({"p": pa.array([], pa.int8()), "g": []}), threads=good)
    assert made.rows == 4


@pytest.mark.parametrize("form", ["numpy", "pyarrow", "pyarrow-chunked"])
def test_default_is_one_below_a_million_rows(form, started, monkeypatch):
    assert _threads.MANY == 1_000_000
    assert _threads.available() >= 1
    monkeypatch.setattr(_threads, "available", lambda: 3)
    columns = rows()
    one = bytes_of(FORMS[form](columns), None)
    assert not started
    monkeypatch.setattr(_threads, "MANY", N + 1)
    assert bytes_of(FORMS[form](columns), None) == one
    assert not started
    monkeypatch.setattr(_threads, "MANY", N)
    assert bytes_of(FORMS[form](columns), None) == one
    assert len(started) == 3


def test_a_stream_of_many_groups_of_batches(started, monkeypatch):
    """Each group is counted while the next is pulled."""
    monkeypatch.setattr(_threads, "GROUP", 8000)
    whole = table(rows())
    one = bytes_of(whole, 1)
    for size in (1000, 7999, 30_000):
        reader = pa.RecordBatchReader.from_batches(
            whole.schema, whole.to_batches(max_chunksize=size))
        del started[:]
        assert bytes_of(reader, 3) == one
        assert len(started) > 3


def test_no_more_threads_can_be_had(monkeypatch):
    def start(self):
        raise RuntimeError("can't start new thread")

    one = bytes_of(rows(), 1)
    monkeypatch.setattr(threading.Thread, "start", start)
    assert bytes_of(rows(), 4) == one
    assert bytes_of(table(rows()), 4) == one


@pytest.mark.parametrize("kind", [RuntimeError, MemoryError])
@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_thread_that_does_not_start(monkeypatch, kind, at):
    """Those that run do its share, or the call fails as if it had not been."""
    started = []
    start = threading.Thread.start

    def fail(self):
        started.append(self.name)
        if len(started) == at:
            raise kind("can't start new thread")
        start(self)

    one = bytes_of(rows(), 1)
    monkeypatch.setattr(threading.Thread, "start", fail)
    for data in (rows(), table(rows())):
        del started[:]
        made = audit()
        empty = made.to_bytes()
        if kind is RuntimeError:
            made.add(data, threads=3)
            assert made.to_bytes() == one
        else:
            with pytest.raises(MemoryError):
                made.add(data, threads=3)
            assert made.to_bytes() == empty
            del started[:]
            started += [None] * 9  # no more failures
            made.add(data, threads=3)
            assert made.to_bytes() == one
        assert len(started) >= at


CHANGES = {
    "add": lambda a: a.add({k: v[:5] for k, v in rows().items()}),
    "add a stream": lambda a: a.add(table(rows()), threads=2),
    "merge": lambda a: a.merge(audit()),
    "be merged": lambda a: audit().merge(a),
    "reset": lambda a: a.reset(),
    "save": lambda a: a.to_bytes(),
    "copy": lambda a: a.copy(),
    "report": lambda a: a.report(),
}


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("at", [0, 1, 4])
@pytest.mark.parametrize("change", CHANGES)
def test_an_audit_is_in_use_until_the_stream_ends(change, at, threads):
    """A stream that uses the audit that reads it: that is refused, by any
    number of threads, and the audit is as usable as before."""
    made = audit()
    made.add(rows(2))
    whole = table(rows())
    refused = []

    def batches(swallow):
        for i, batch in enumerate(whole.to_batches(max_chunksize=9000)):
            if i == at:
                try:
                    CHANGES[change](made)
                except lf.SpecificationError as error:
                    refused.append(str(error))
                    if not swallow:
                        raise
            yield batch

    def reader(swallow):
        return pa.RecordBatchReader.from_batches(
            whole.schema, batches(swallow))

    with pytest.raises(lf.DataError, match="in use"):
        made.add(reader(False), threads=threads)
    assert made.rows == N
    made.add(reader(True), threads=threads)
    assert made.rows == 2 * N
    assert len(refused) == 2 and all("in use" in r for r in refused)
    CHANGES[change](made)


def test_copies_are_independent():
    made = audit(shard="x", max_cells=777)
    made.add(rows())
    for other in (copy.copy(made), copy.deepcopy(made), made.copy()):
        assert other.to_bytes() == made.to_bytes()
        assert repr(other) == repr(made)
        other.add(rows(2))
        assert made.rows == N and other.rows == 2 * N


@pytest.mark.parametrize("n_scores", [7, 1000, 10**9])
def test_scores_are_kept_alike(n_scores):
    columns = rows()
    draw = np.random.default_rng(n_scores)
    columns["s"] = draw.integers(0, n_scores, N) / n_scores - 0.5
    saved = set()
    for threads in (1, *COUNTS):
        audit = lf.Audit(sensitive_features=FEATURES, y_score="s", **ROLES)
        audit.add(columns, threads=threads)
        saved.add(audit.to_bytes())
    assert len(saved) == 1
    bytes_ = saved.pop()
    assert lf.Audit.from_bytes(bytes_).to_bytes() == bytes_
    columns["s"][-1] = -1
    audit.add(columns, threads=3)
    assert audit.to_bytes() != bytes_
