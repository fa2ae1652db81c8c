# SPDX-License-Identifier: MIT
"""What goes wrong is an error of ours that says what, where and how to mend
it."""

import _thread
import pickle
import threading

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import libfairness as lf

P = [1, 0, 1, 0]
G = ["a", "a", "b", "b"]


def test_classes():
    for error, builtin in (
        (lf.DataError, ValueError),
        (lf.SpecificationError, ValueError),
        (lf.TypeUnsupportedError, TypeError),
        (lf.CorruptError, lf.FairnessError),
        (lf.LimitError, lf.FairnessError),
        (lf.MismatchError, lf.FairnessError),
        (lf.UndefinedError, lf.FairnessError),
    ):
        assert issubclass(error, builtin)
        assert issubclass(error, lf.FairnessError)
        assert error.__module__ == "libfairness"
    empty = lf.FairnessError("x")
    assert (empty.code, empty.column, empty.row, empty.count) == (None,) * 4


def caught(*arguments, **options):
    options.setdefault("sensitive_features", G)
    with pytest.raises(lf.FairnessError) as raised:
        lf.audit(*arguments, **options)
    assert "\n" not in str(raised.value)
    return raised.value


@pytest.mark.parametrize(
    "y_pred, row, count",
    [
        ([1, 0, 2, 2], 2, 2),
        ([1, 0, float("nan"), 0], 2, 1),
        (np.array([1, np.nan, np.nan, 0]), 1, 2),
        ([1, 0, None, 0], 2, 1),
        (pl.Series([1, 0, None, None]), 2, 2),
        (pd.Series([1, 0, 1, pd.NA], dtype="Int64"), 3, 1),
        ([0.5, 0, 1, 0.25], 0, 2),
        (pa.chunked_array([[1, 0], [1, 7]]), 3, 1),
    ],
)
def test_bad_decisions(y_pred, row, count):
    error = caught(None, y_pred)
    assert isinstance(error, lf.DataError)
    assert (error.column, error.row, error.count) == ("y_pred", row, count)

def test_the_message_counts_the_rows_of_all_batches():
    """And shows the value of the batch that failed, which a stream may have
    released long since."""
    label = ["no", "yes"] * 500
    label[9] = label[10] = label[700] = "maybe, " * 99

    def batches():
        for at in range(0, 1000, 10):
            yield pa.record_batch({
                "y": pa.array(label[at:at + 10]).dictionary_encode(),
                "p": [1, 0] * 5, "g": ["a"] * 10})

    table = pa.Table.from_batches(batches())
    stream = pa.RecordBatchReader.from_batches(table.schema, batches())
    spec = {"y_true": "y", "y_pred": "p", "sensitive_features": "g",
            "positive_label": {"y_true": "yes"}}
    seen = set()
    for data in (stream, table, dict(zip(table.column_names, table.columns)),
                 {"y": label, "p": [1, 0] * 500, "g": ["a"] * 1000}):
        with pytest.raises(lf.DataError) as raised:
            lf.audit(data=data, **spec)
        error = raised.value
        assert (error.row, error.count) == (9, 3)
        assert 'y": row 9 (of 3 such rows) is "maybe, maybe, ' in str(error)
        seen.add(str(error))
    assert len(seen) == 1


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -1.0])
def test_bad_weights(bad):
    error = caught(None, P, sample_weight=[1.0, 1.0, bad, bad])
    assert isinstance(error, lf.DataError)
    assert (error.column, error.row) == ("sample_weight", 2)
    assert error.count == 2


def test_pickle():
    error = caught(None, [1, 0, 2, 2])
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error) and str(again) == str(error)
    assert (again.code, again.column, again.row, again.count) == (
        error.code, error.column, error.row, error.count
    )


@pytest.mark.parametrize(
    "column, error, words",
    [
        ((x for x in P), lf.TypeUnsupportedError, "generator"),
        (iter(P), lf.TypeUnsupportedError, "once"),
        ({"a": 1}, lf.TypeUnsupportedError, "dict"),
        ({1, 2}, lf.TypeUnsupportedError, "set"),
        (object(), lf.TypeUnsupportedError, "object"),
        (5, lf.TypeUnsupportedError, "int"),
        ("high", lf.SpecificationError, "data="),
        ([1, "a", 1, 0], lf.DataError, "position 1"),
        ([None, True, 1, 0], lf.DataError, "position 2"),
        ([1, 0, b"x", 0], lf.TypeUnsupportedError, "position 2"),
        ([1, 0, [1], 0], lf.TypeUnsupportedError, "position 2"),
        ([1, 0, 2**64, 0], lf.DataError, "64 bits"),
        ([1, 0, "\ud800", 0], lf.DataError, None),
        (np.array(P, "M8[s]"), lf.TypeUnsupportedError, "datetime64"),
        (np.array(P, "m8[s]"), lf.TypeUnsupportedError, "timedelta64"),
        (np.array(P, "c16"), lf.TypeUnsupportedError, "complex128"),
        (np.array(P, "g"), lf.TypeUnsupportedError, "float128"),
        (np.array(P, "S1"), lf.TypeUnsupportedError, "S1"),
        (np.array([P]), lf.SpecificationError, "dimension"),
        (np.array([P], dtype=object), lf.SpecificationError, "dimension"),
        (np.array(1), lf.SpecificationError, "dimension"),
        (pa.array(P, pa.timestamp("s")), lf.TypeUnsupportedError, "tss:"),
        (pa.array([[1]] * 4), lf.TypeUnsupportedError, "+l"),
        (pd.DataFrame({"a": P, "b": P}), lf.SpecificationError, "one column"),
        (pl.LazyFrame({"a": P, "b": P}), lf.SpecificationError, "one column"),
    ],
)
def test_columns_that_are_none(column, error, words):
    found = caught(None, column)
    assert isinstance(found, error), found
    assert words is None or words in str(found), found
    assert found.column == "y_pred" and found.code is not None


def test_lengths():
    error = caught([1, 0, 1], P)
    assert isinstance(error, lf.SpecificationError)
    assert "3" in str(error) and "4" in str(error)
    error = caught(None, P, sensitive_features={"g": ["a"]})
    assert "1" in str(error) and "sensitive_features" in str(error)


def test_pandas_indexes():
    p = pd.Series(P)
    other = pd.Series(G, index=[3, 2, 1, 0])
    for features in (other, [other], {"g": other}, other.to_frame("g")):
        error = caught(None, p, sensitive_features=features)
        assert isinstance(error, lf.SpecificationError)
        assert "index" in str(error)
    same = pd.Series(G, index=pd.RangeIndex(4))
    lf.audit(None, p, sensitive_features=same)
    lf.audit(None, P, sensitive_features=other)  # one index only
    frame = pd.DataFrame({"g": G}, index=[5, 6, 7, 8])
    error = caught(None, p, data=frame, sensitive_features="g")
    assert "index" in str(error)


@pytest.mark.parametrize(
    "options, words",
    [
        ({"nulls": "drop"}, "set_aside"),
        ({"unlabelled": "drop"}, "keep"),
        ({"favourable": "yes"}, "negative"),
        ({"undefined": 0}, "skip"),
        ({"reference": "biggest"}, "largest"),
        ({"reference": {"race": "x"}}, "race"),
        ({"reference": {"sensitive_feature_0": "c"}}, "a"),
        ({"confidence": 1.5}, "confidence"),
        ({"confidence": 0}, "confidence"),
        ({"confidence": "0.95"}, "confidence"),
        ({"min_count": -1}, "min_count"),
        ({"min_count": 1.5}, "min_count"),
        ({"min_count": True}, "min_count"),
        ({"min_share": 2}, "min_share"),
        ({"metrics": "accurracy"}, "accuracy"),
        ({"metrics": [1]}, "metrics"),
        ({"comparisons": ["gap"]}, "difference"),
        ({"by": []}, "by"),
        ({"by": [[]]}, "by"),
        ({"by": ["zz"]}, "sensitive_feature_0"),
        ({"by": 3}, "by"),
        ({"threshold": float("nan")}, "threshold"),
        ({"threshold": "high"}, "threshold"),
        ({"costs": {"false_positive": 1}}, "false_negative"),
        ({"costs": 3}, "false_negative"),
        ({"utilities": {"a": 1}}, "true_negative"),
        ({"allow_sparse": 1}, "allow_sparse"),
        ({"positive_label": [1]}, "positive_label"),
        ({"positive_label": {"race": 1}}, "y_true"),
        ({"sample_weight": [1]}, "sample_weight"),
    ],
)
def test_what_makes_no_sense(options, words):
    error = caught(None, P, **options)
    assert isinstance(error, lf.SpecificationError), error
    assert words in str(error), error
    assert error.code == "ARGUMENT"


def test_unknown_arguments():
    with pytest.raises(TypeError, match="sensitive_attributes"):
        lf.audit(None, P, sensitive_attributes=G)
    with pytest.raises(TypeError, match="y_predd"):
        lf.Audit(y_predd="p", sensitive_features="g")


def test_names_in_data():
    data = {"p": P, "g": G}
    error = caught(None, "q", data=data, sensitive_features="g")
    assert "'p'" in str(error) and error.column == "y_pred"
    for frame in (pd.DataFrame(data), pl.LazyFrame(data)):
        error = caught(None, "q", data=frame, sensitive_features="g")
        assert isinstance(error, lf.SpecificationError)
    error = caught(None, "q", data=pl.DataFrame(data), sensitive_features="g")
    assert isinstance(error, lf.SpecificationError) and "g" in str(error)
    twice = pd.DataFrame([[1, 2, "a"]], columns=["p", "p", "g"])
    error = caught(None, "p", data=twice, sensitive_features="g")
    assert "2 columns" in str(error)
    for no_frame in ([1, 2], "file.csv", 3):
        error = caught(None, "p", data=no_frame, sensitive_features="g")
        assert isinstance(error, lf.TypeUnsupportedError)


class Broken:
    """A frame whose stream fails after one batch."""

    def __init__(self, where):
        self.where = where

    def __arrow_c_stream__(self, requested_schema=None):
        if self.where == "export":
            raise RuntimeError("the export\nfailed")
        table = pa.table({"p": P, "g": G})

        def batches():
            yield from table.to_batches()
            raise RuntimeError("the disk is gone")

        return pa.RecordBatchReader.from_batches(
            table.schema, batches()
        ).__arrow_c_stream__()


@pytest.mark.parametrize("where", ["export", "read"])
def test_broken_streams(where):
    audit = lf.Audit(y_pred="p", sensitive_features="g")
    before = audit.to_bytes()
    with pytest.raises(lf.DataError) as raised:
        audit.add(Broken(where))
    assert "gone" in str(raised.value) or "export" in str(raised.value)
    assert raised.value.code == "STREAM"
    assert audit.to_bytes() == before


@pytest.mark.parametrize("data", [b"", b"nonsense", b"\x00" * 100])
def test_corrupt_bytes(data):
    with pytest.raises(lf.CorruptError):
        lf.Audit.from_bytes(data)


def test_every_prefix_is_refused():
    audit = lf.Audit(y_pred="p", sensitive_features="g")
    audit.add({"p": P, "g": G})
    state = audit.to_bytes()
    for end in range(len(state)):
        with pytest.raises(lf.CorruptError):
            lf.Audit.from_bytes(state[:end])


def test_merge_mismatch():
    a = lf.Audit(y_pred="p", sensitive_features="g")
    b = lf.Audit(y_pred="p", sensitive_features="h")
    with pytest.raises(lf.MismatchError):
        a.merge(b)
    with pytest.raises(lf.MismatchError):
        a.merge(a)
    with pytest.raises(lf.SpecificationError, match="Audit"):
        a.merge("b")


def test_too_many_groups():
    rows = list(range(200))
    with pytest.raises(lf.LimitError):
        lf.audit(None, [1] * 200, sensitive_features=rows, max_cells=100)
    with pytest.raises(lf.LimitError, match="allow_sparse"):
        lf.audit(None, [1] * 200, sensitive_features=rows)
    lf.audit(None, [1] * 200, sensitive_features=rows, allow_sparse=True)


def test_nothing_to_report():
    for empty in ([], np.array([], "int8"), pa.array([], pa.int8())):
        with pytest.raises(lf.DataError) as raised:
            lf.audit(None, empty, sensitive_features=empty)
        assert raised.value.code == "EMPTY"


def test_undefined():
    report = lf.audit([0, 0, 1, 0], P, sensitive_features=G)
    value = report.value(
        "true_positive_rate", group={"sensitive_feature_0": "a"}
    )
    assert (value.value, value.reason) == (None, "no_positives")
    with pytest.raises(lf.UndefinedError, match="no_positives"):
        float(value)
    with pytest.raises(lf.UndefinedError):
        format(value, ".3f")
    gap = report["equal_opportunity_difference"]
    assert gap.value is None and gap.reason == "undefined_in_group"
    assert gap.undefined_groups[0]["reason"] == "no_positives"
    assert "undefined" in repr(gap)


def test_interrupt():
    """Ctrl-C during a stream: nothing was counted."""
    many = 1_000_000  # batches of one row each: seconds
    table = pa.table({"p": [1] * many, "g": ["a"] * many})
    audit = lf.Audit(y_pred="p", sensitive_features="g")
    before = audit.to_bytes()
    timer = threading.Timer(0.1, _thread.interrupt_main)
    reader = table.to_reader(max_chunksize=1)
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        audit.add(reader)
    assert audit.to_bytes() == before
