# SPDX-License-Identifier: MIT
"""Every Arrow struct is released once: when it was read, when it was not, when
reading failed, when it was handed out twice."""

import gc
import pathlib
import sys

import pytest

import libfairness as lf

sys.path.insert(
    0, str(pathlib.Path(__file__).resolve().parent.parent / "leaks"))

from producer import ArrayObject, Producer, StreamObject  # noqa: E402

ROWS = {"y": [1, 0, 1, 0], "p": [1, 1, 0, 0], "g": ["a", "b", "a", None]}
MANY = {"y": [1, 0] * 6000, "p": [1, 1, 0] * 4000, "g": ["a", "b"] * 6000}
BAD = {**ROWS, "p": [1, 1, 7, 0]}
LATE = {**MANY, "y": [1, 0] * 5999 + [1, 7]}
NAMES = {"y_true": "y", "y_pred": "p", "sensitive_features": "g"}


@pytest.fixture
def producer():
    made = Producer()
    yield made
    gc.collect()
    assert made.made, "nothing was handed out"
    assert made.settled(), (made.wrong, made.alive, made._capsules)


def error_of(call):
    """An error without its traceback, which holds on to what was passed."""
    try:
        call()
    except Exception as error:
        return error.with_traceback(None)
    raise AssertionError("no error")


def add(data, threads=None):
    audit = lf.Audit(**NAMES)
    audit.add(data, threads=threads)
    return audit


WAYS = {
    "one thread": lambda data: add(data, 1),
    "default": lambda data: add(data),
    "three threads": lambda data: add(data, 3),
    "audit": lambda data: lf.audit(data=data, **NAMES),
    "with columns beside": lambda data: lf.audit(
        y_true=[1, 0] * 2, y_pred="p", sensitive_features="g", data=data),
    "features": lambda data: lf.audit(
        y_pred=[1, 0] * 2, sensitive_features=data),
    "function": lambda data: lf.demographic_parity_difference(
        y_pred="p", sensitive_features="g", data=data),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("batches", [1, 2, 5])
def test_streams_and_arrays_are_read(producer, way, batches):
    rows = {k: v[:2] for k, v in ROWS.items()}
    if batches != 2:
        rows = {k: v[:4 // batches or 1] for k, v in ROWS.items()}
    data = StreamObject(producer, [rows] * batches)
    try:
        WAYS[way](data)
    except lf.SpecificationError:
        assert batches == 5  # five rows beside four
    if batches == 1:
        WAYS[way](ArrayObject(producer, ROWS))


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_long_streams(producer, threads):
    audit = add(StreamObject(producer, [MANY] * 3), threads)
    assert audit.rows == 36_000
    assert add(ArrayObject(producer, MANY), threads).rows == 12_000


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("how", [
    {"fail_schema": 22}, {"fail_at": 0}, {"fail_at": 1}, {"fail_at": 2},
    {"fail_schema": 22, "message": None}, {"fail_at": 1, "message": None},
    {"fail_at": 1, "message": b"\xff\n\x1b[31m" + 1000 * b"x"},
])
def test_streams_that_fail(producer, way, how):
    rows = {k: v[:2] for k, v in ROWS.items()}
    data = StreamObject(producer, [rows, rows], **how)
    error = error_of(lambda: WAYS[way](data))
    assert isinstance(error, lf.DataError)
    assert error.code == "STREAM" and "\n" not in str(error)


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("fail_at", [0, 1, 2, 3])
def test_long_streams_that_fail(producer, threads, fail_at):
    data = StreamObject(producer, [MANY] * 3, fail_at=fail_at)
    error = error_of(lambda: add(data, threads))
    assert error.code == "STREAM" and "broken" in str(error)


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("at", [0, 1, 2])
def test_bad_rows(producer, threads, at):
    batches = [MANY] * 3
    batches[at] = LATE
    error = error_of(
        lambda: add(StreamObject(producer, batches), threads))
    assert error.code == "DATA" and error.row == 12_000 * at + 11_999
    error = error_of(lambda: add(ArrayObject(producer, LATE), threads))
    assert error.row == 11_999
    # Bad rows, and then the rest of the stream, which is read to count them,
    # breaks.
    error = error_of(lambda: add(
        StreamObject(producer, batches, fail_at=at + 1), threads))
    assert error.code == "DATA" and error.count == 1


@pytest.mark.parametrize("way", WAYS)
def test_a_capsule_that_was_read_before(producer, way):
    data = StreamObject(producer, [ROWS], shared=True)
    WAYS["one thread"](data)
    error = error_of(lambda: WAYS[way](data))
    assert isinstance(error, lf.SpecificationError)
    assert "already read" in str(error)
    del data


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("released", [(0,), (1,), (0, 1)])
def test_arrays_that_were_released(producer, way, released):
    data = ArrayObject(producer, ROWS, released)
    error = error_of(lambda: WAYS[way](data))
    assert isinstance(error, lf.SpecificationError)
    assert "already" in str(error)


def test_capsules_that_nobody_reads(producer):
    StreamObject(producer, [ROWS]).__arrow_c_stream__()
    ArrayObject(producer, ROWS).__arrow_c_array__()
    StreamObject(producer, [ROWS], shared=True)


@pytest.mark.parametrize("way", WAYS)
def test_columns_that_are_not_there(producer, way):
    rows = {"q": ROWS["p"][:2], "h": ROWS["g"][:2]}
    for data in (StreamObject(producer, [rows] * 2),
                 StreamObject(producer, [{}]), ArrayObject(producer, rows),
                 ArrayObject(producer, {})):
        if way != "features":
            error = error_of(lambda: WAYS[way](data))
            assert isinstance(error, lf.SpecificationError), repr(error)
        elif data._make if hasattr(data, "_make") else True:
            try:
                WAYS[way](data)
            except lf.FairnessError:
                pass


def test_columns_one_by_one(producer):
    y, p, g = (StreamObject(producer, [v[:2], v[2:]]) for v in ROWS.values())
    assert lf.audit(y, p, sensitive_features=g).rows["in"] == 4
    y, p, g = (ArrayObject(producer, v) for v in ROWS.values())
    assert lf.audit(y, p, sensitive_features=[g, g]).rows["in"] == 4
    short = StreamObject(producer, [[1, 0]])
    error = error_of(lambda: lf.audit(y, short, sensitive_features=g))
    assert isinstance(error, lf.SpecificationError)
    broken = StreamObject(producer, [[1, 0]], fail_at=1)
    error = error_of(lambda: lf.audit(y, broken, sensitive_features=g))
    assert error.code == "STREAM"
    error = error_of(
        lambda: lf.audit(BAD["p"], y, sensitive_features=g))
    assert error.code == "DATA"


def test_the_producer_sees_what_is_wrong():
    """A struct that is kept, and one that is released twice."""
    import ctypes
    made = Producer()
    value = made.frame(ROWS)
    assert len(made.alive) == 4 and not made.settled()
    release = made._release[type(value)]
    release(ctypes.pointer(value))
    assert made.settled()
    release(ctypes.pointer(value))
    assert made.wrong == ["Array released twice"]


# ---- what we hand out ----

def test_our_own_streams_are_released_once():
    report = lf.audit(ROWS["y"], ROWS["p"], sensitive_features=ROWS["g"])
    for table in (report.groups, report.comparisons, report.criteria):
        capsule = table.__arrow_c_stream__()
        del capsule  # never read
        import pyarrow as pa
        read = pa.table(table)
        reader = pa.RecordBatchReader.from_stream(table)  # read in part
        del reader
        assert read.num_rows == len(table)
