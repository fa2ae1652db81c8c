# SPDX-License-Identifier: MIT
"""Every kind of input gives the same JSON; the others say what they are."""

import array
import gc
import weakref

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import libfairness as lf

Y = [1, 1, 0, 0, 1, 0, 1, 0, 0, 1] * 30
P = [1, 1, 0, 1, 0, 0, 1, 1, 0, 0] * 30
SEX = ["F", "F", "F", "M", "M", None, "M", "F", "naïve", "M"] * 30


def names(y=Y, p=P, sex=SEX):
    return lf.audit(
        data={"y": y, "p": p, "sex": sex},
        y_true="y",
        y_pred="p",
        sensitive_features="sex",
    ).to_json()


EXPECTED = names()

ARRAYS = {
    "list": list,
    "tuple": tuple,
    "bools": lambda v: [bool(x) for x in v],
    "floats": lambda v: [float(x) for x in v],
    "numpy scalars": lambda v: list(np.array(v, "int16")),
    "numpy bools": lambda v: list(np.array(v, "bool")),
    "float32 scalars": lambda v: list(np.array(v, "float32")),
    "array.array": lambda v: array.array("b", v),
    "bytes": bytes,
    "memoryview": lambda v: memoryview(bytes(v)),
    **{
        kind: (lambda v, kind=kind: np.array(v, kind))
        for kind in (
            "i1 i2 i4 i8 u1 u2 u4 u8 f2 f4 f8 ? O >i2 >i4 >i8 >u4 >u8 >f2 >f4 "
            ">f8 <i4 <f8".split()
        )
    },
    "stride 3": lambda v: np.repeat(np.array(v, "int32"), 3)[::3],
    "stride -1": lambda v: np.array(v[::-1])[::-1],
    "big-endian stride -2": lambda v: np.repeat(
        np.array(v[::-1], ">i4"), 2
    )[::-2],
    "column of a matrix": lambda v: np.array([v, v]).T[:, 1],
    "field of records": lambda v: np.array(
        [(x, "z") for x in v], dtype=[("a", "i4"), ("b", "U3")]
    )["a"],
    "pandas": pd.Series,
    "pandas Int64": lambda v: pd.Series(v, dtype="Int64"),
    "pandas boolean": lambda v: pd.Series(v, dtype="boolean"),
    "pandas object": lambda v: pd.Series(v, dtype=object),
    "polars": pl.Series,
    "polars chunks": lambda v: pl.concat(
        [pl.Series(v[:13]), pl.Series(v[13:])], rechunk=False
    ),
    "pyarrow": pa.array,
    "pyarrow chunks": lambda v: pa.chunked_array(
        [v[:7], [], v[7:]], pa.int8()
    ),
    "pyarrow slice": lambda v: pa.array([9, *v, 9])[1:-1],
    "pyarrow dictionary": lambda v: pa.array(v).dictionary_encode(),
    "pyarrow half": lambda v: pa.array(np.array(v, "float16")),
    "range-like": lambda v: __import__("collections").deque(v),
}

FEATURES = {
    "list": list,
    "numpy object": lambda v: np.array(v, object),
    "numpy str_": lambda v: [x if x is None else np.str_(x) for x in v],
    "pandas NaN": lambda v: [float("nan") if x is None else x for x in v],
    "pandas NA": lambda v: [pd.NA if x is None else x for x in v],
    "masked": lambda v: np.ma.array(
        ["under the mask" if x is None else x for x in v],
        mask=[x is None for x in v],
    ),
    "pandas": pd.Series,
    "pandas object": lambda v: pd.Series(v, dtype=object),
    "pandas category": lambda v: pd.Series(v, dtype="category"),
    "pandas Categorical": lambda v: pd.Categorical(v),
    "pandas string": lambda v: pd.Series(v, dtype="string"),
    "polars": pl.Series,
    "polars Categorical": lambda v: pl.Series(v, dtype=pl.Categorical),
    "polars Enum": lambda v: pl.Series(v, dtype=pl.Enum(["naïve", "M", "F"])),
    "pyarrow": pa.array,
    "pyarrow large": lambda v: pa.array(v, pa.large_string()),
    "pyarrow view": lambda v: pa.array(v, pa.string_view()),
    "pyarrow dictionary": lambda v: pa.array(v).dictionary_encode(),
    "pyarrow dictionaries": lambda v: pa.chunked_array(
        [
            pa.array(v[:100]).dictionary_encode(),
            pa.array(v[100:]).dictionary_encode(),
        ]
    ),
}


@pytest.mark.parametrize("kind", ARRAYS)
def test_labels(kind):
    made = ARRAYS[kind]
    assert names(y=made(Y), p=made(P)) == EXPECTED
    assert names(y=made(Y), p=P) == EXPECTED


@pytest.mark.parametrize("kind", FEATURES)
def test_features(kind):
    assert names(sex=FEATURES[kind](SEX)) == EXPECTED


def test_numpy_text():
    sex = ["?" if x is None else x for x in SEX]
    assert names(sex=np.array(sex)) == names(sex=sex)
    assert names(sex=np.array(sex, ">U9")) == names(sex=sex)


def test_read_only():
    y = np.array(Y)
    y.flags.writeable = False
    assert names(y=y) == EXPECTED


def test_repeated_value():
    """A stride of 0 is one value many times."""
    ones = np.broadcast_to(np.int64(1), len(Y))
    assert names(p=ones) == names(p=[1] * len(Y))


def frame():
    return {"y": Y, "p": P, "sex": SEX, "unused": list(range(len(Y)))}


def junk():
    return pd.DataFrame({**frame(), "junk": [object() for _ in Y]})


def duck():
    import duckdb

    rows = pa.table(frame())  # noqa: F841 (found by name)
    return duckdb.sql("SELECT * FROM rows")


FRAMES = {
    "dict": frame,
    "pandas": lambda: pd.DataFrame(frame()),
    "pandas filtered": lambda: pd.DataFrame(
        {k: [*v, v[0]] for k, v in frame().items()}
    ).query("index < 300"),
    "pandas with junk": junk,
    "polars": lambda: pl.DataFrame(frame()),
    "polars lazy": lambda: pl.LazyFrame(frame()),
    "polars chunks": lambda: pl.concat(
        [pl.DataFrame(frame())[:111], pl.DataFrame(frame())[111:]],
        rechunk=False,
    ),
    "table": lambda: pa.table(frame()),
    "table slice": lambda: pa.concat_tables(
        [pa.table(frame())[:5], pa.table(frame())]
    )[5:],
    "record batch": lambda: pa.table(frame()).to_batches()[0],
    "reader": lambda: pa.table(frame()).to_reader(max_chunksize=17),
    "duckdb": duck,
}


@pytest.mark.parametrize("kind", FRAMES)
def test_frames(kind):
    report = lf.audit(
        data=FRAMES[kind](), y_true="y", y_pred="p", sensitive_features="sex"
    )
    assert report.to_json() == EXPECTED
    audit = lf.Audit(y_true="y", y_pred="p", sensitive_features="sex")
    audit.add(FRAMES[kind]())
    assert audit.report().to_json() == EXPECTED


def test_columns_of_different_chunks():
    y = pa.chunked_array([Y[:10], Y[10:11], [], Y[11:]], pa.int8())
    p = pl.concat([pl.Series(P[:200]), pl.Series(P[200:])], rechunk=False)
    sex = FEATURES["pyarrow dictionaries"](SEX)
    assert names(y=y, p=p, sex=sex) == EXPECTED


def features_of(given):
    report = lf.audit(None, P, sensitive_features=given)
    return report.to_dict()["specification"]["sensitive_features"]


@pytest.mark.parametrize(
    "given, expected",
    [
        (lambda: SEX, ["sensitive_feature_0"]),
        (lambda: np.array(P), ["sensitive_feature_0"]),
        (lambda: pd.Series(SEX, name="sex"), ["sex"]),
        (lambda: pd.Series(SEX), ["sensitive_feature_0"]),
        (lambda: pl.Series("sex", SEX), ["sex"]),
        (lambda: [SEX, P], ["sensitive_feature_0", "sensitive_feature_1"]),
        (
            lambda: [pd.Series(SEX, name="sex"), P],
            ["sex", "sensitive_feature_1"],
        ),
        (lambda: {"sex": SEX, "p": P}, ["sex", "p"]),
        (
            lambda: np.array([Y, P]).T,
            ["sensitive_feature_0", "sensitive_feature_1"],
        ),
        (lambda: pd.DataFrame({"sex": SEX, 7: P}), ["sex", "7"]),
        (lambda: pl.DataFrame({"sex": SEX, "p": P}), ["sex", "p"]),
        (lambda: pl.LazyFrame({"sex": SEX}), ["sex"]),
        (lambda: pa.table({"sex": SEX, "p": P}), ["sex", "p"]),
        (
            lambda: pa.table({"sex": SEX, "p": P}).to_batches()[0],
            ["sex", "p"],
        ),
    ],
)
def test_names_of_features(given, expected):
    assert features_of(given()) == expected


def test_whole_floats_are_integers():
    """A missing value turns integers into floats: 1.0 is group 1."""
    a = features_of([1, 2, 3] * 100)
    assert a == ["sensitive_feature_0"]
    groups = [
        g["group"]["g"]
        for g in lf.audit(
            None, [1, 0, 1, 0], sensitive_features={"g": [2.0, -0.0, None, 1]}
        ).to_dict()["groupings"][0]["groups"]
    ]
    assert groups == [0, 1, 2, None]
    assert all(isinstance(g, int) for g in groups[:3])


def test_large_integers_stay_exact():
    near = [2**53, 2**53 + 1, 2**63, 2**64 - 1]
    groups = lf.audit(
        None, [1, 0, 1, 0], sensitive_features={"g": near}
    ).to_dict()["groupings"][0]["groups"]
    assert [g["group"]["g"] for g in groups] == near


class Once:
    """A column that counts how often it was asked, through Arrow."""

    def __init__(self, column):
        self.column = column
        self.asked = 0

    def __arrow_c_stream__(self, requested_schema=None):
        self.asked += 1
        return pa.chunked_array([self.column]).__arrow_c_stream__()


def test_streams_are_read_once_and_released():
    column = pa.array(P, pa.int8())
    gc.collect()
    before = pa.total_allocated_bytes()
    given = Once(column)
    assert names(p=given) == EXPECTED
    assert given.asked == 1
    taken = pa.array(list(P), pa.int16())
    assert names(p=taken) == EXPECTED
    with pytest.raises(lf.FairnessError):
        names(y=taken, p=pa.array(["x"] * len(P)))  # fails half-way
    del taken
    gc.collect()
    assert pa.total_allocated_bytes() == before


def test_a_capsule_is_used_once():
    class Twice:
        capsule = pa.chunked_array([P]).__arrow_c_stream__()

        def __arrow_c_stream__(self, requested_schema=None):
            return self.capsule

    assert names(p=Twice()) == EXPECTED
    with pytest.raises(lf.SpecificationError, match="already"):
        names(p=Twice())


def test_buffers_are_given_back():
    data = bytearray(P)
    assert names(p=data) == EXPECTED
    data.append(1)  # a BufferError while anything still holds it
    y = np.array(Y)
    gone = weakref.ref(y)
    assert names(y=y) == EXPECTED
    del y
    gc.collect()
    assert gone() is None


def test_without_pyarrow(monkeypatch):
    """pandas needs pyarrow for Arrow: without it it hands out arrays."""

    def refuse(self, requested_schema=None):
        raise ImportError("pyarrow is needed")

    monkeypatch.setattr(pd.DataFrame, "__arrow_c_stream__", refuse)
    monkeypatch.setattr(pd.Series, "__arrow_c_stream__", refuse)
    for dtype in (object, "category", "str", "string",
                  pd.StringDtype("python")):
        data = pd.DataFrame(
            {"y": Y, "p": P, "sex": pd.Series(SEX, dtype=dtype)}
        )
        report = lf.audit(
            data=data, y_true="y", y_pred="p", sensitive_features="sex"
        )
        assert report.to_json() == EXPECTED
