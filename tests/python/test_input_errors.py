# SPDX-License-Identifier: MIT
"""Objects that cannot be read say so in our words, with the column and how to
mend it; what pandas would align by its index is refused."""

import array
import ctypes
import decimal
import enum
import itertools

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import libfairness as lf

D = [1, 0, 1, 1, 0, 0]
RACE = ["a", "a", "a", "b", "b", "b"]


def gap(y_pred=D, sensitive_features=RACE, **more):
    """Of the last feature alone."""
    report = lf.audit(
        None, y_pred, sensitive_features=sensitive_features, **more
    )
    last = report.to_dict()["specification"]["sensitive_features"][-1]
    return report.value("demographic_parity_difference", by=last).value


def groups(column):
    report = lf.audit(None, [1] * len(column), sensitive_features=column)
    return [
        list(g["group"].values())[0]
        for g in report.to_dict()["groupings"][0]["groups"]
    ]


# ---- pandas objects with different indexes ----

HERE = [0, 1, 2, 3, 4, 5]
ELSEWHERE = [5, 4, 3, 2, 1, 0]


def series(values, index):
    return pd.Series(values, index=index)


def frame(values, index):
    return pd.DataFrame({"x": values}, index=index)


HOLDERS = {
    "series": series,
    "frame": frame,
    "mapping": lambda v, i: {"x": series(v, i)},
    "mapping beside a list": lambda v, i: {"y": list(v), "x": series(v, i)},
    "list": lambda v, i: [series(v, i)],
    "frame in a list": lambda v, i: [list(v), frame(v, i)],
    "category": lambda v, i: series(v, i).astype("category"),
}


@pytest.mark.parametrize("holder", HOLDERS)
@pytest.mark.parametrize(
    "role", ["sensitive_features", "control_features", "sample_weight"]
)
def test_indexes(holder, role):
    """Wherever the other object is: equal ones pass, others do not."""
    values = RACE
    make = HOLDERS[holder]
    if role == "sample_weight":
        values = [1, 2, 3, 4, 5, 6]
        make = {"frame": frame, "frame in a list": frame}.get(holder, series)
    d = series(D, HERE)
    gap(d, **{role: make(values, HERE)})
    gap(d, **{role: make(values, pd.RangeIndex(6))})
    gap(D, **{role: make(values, ELSEWHERE)})  # only one has an index
    gap(pl.Series(D), **{role: make(values, ELSEWHERE)})
    for index in (ELSEWHERE, list("uvwxyz"), [0] * 6):
        with pytest.raises(lf.SpecificationError) as caught:
            gap(d, **{role: make(values, index)})
        assert caught.value.column == role
        assert str(caught.value).startswith(role)
        assert "y_pred" in str(caught.value)
        assert "to_numpy()" in str(caught.value)


def test_equal_indexes_of_any_kind():
    for index in (
        list("uvwxyz"), [0] * 6, pd.date_range("2026", periods=6),
        pd.MultiIndex.from_product([["a", "b"], [1, 2, 3]]), ELSEWHERE,
        [0.5, 1.5, 2.5, 3.5, 4.5, 5.5],
    ):
        assert gap(series(D, index), frame(RACE, index)) == 1 / 3


def test_indexes_within_features():
    with pytest.raises(lf.SpecificationError, match=r"\['q'\]"):
        gap(D, {"p": series(RACE, HERE), "q": series(RACE, ELSEWHERE)})
    with pytest.raises(lf.SpecificationError, match=r"\[1\]"):
        gap(D, [series(RACE, HERE), series(RACE, ELSEWHERE)])


def test_indexes_within_data():
    data = {
        "d": series(D, HERE),
        "g": series(RACE, ELSEWHERE),
        "other": series(RACE, list("uvwxyz")),  # not asked for
    }
    with pytest.raises(lf.SpecificationError, match="pandas index"):
        lf.audit(None, "d", data=data, sensitive_features="g")
    audit = lf.Audit(y_pred="d", sensitive_features="g")
    with pytest.raises(lf.SpecificationError, match="pandas index"):
        audit.add(data)
    assert audit.rows == 0
    data["g"] = series(RACE, HERE)
    audit.add(data)
    assert audit.rows == 6


def test_data_and_a_column_beside_it():
    data = frame(RACE, HERE)
    assert gap(series(D, HERE), "x", data=data) == 1 / 3
    assert gap(np.array(D), "x", data=data) == 1 / 3
    with pytest.raises(lf.SpecificationError, match="pandas index"):
        gap(series(D, ELSEWHERE), "x", data=data)


def test_other_lengths_are_told_as_such():
    with pytest.raises(lf.SpecificationError, match="same length"):
        gap(series(D, HERE), series(RACE[1:], HERE[1:]))


# ---- objects that misbehave ----

class Raises:
    """A method that raises; the others make it look like a column."""

    def __init__(self, method, error=RuntimeError("its own trouble")):
        def fail(self, *arguments, **options):
            raise error

        self.__class__ = type("Broken", (), {
            "__len__": lambda self: 6,
            "__getitem__": lambda self, i: D[i],
            method: fail,
        })


AS_COLUMN = ["__len__", "__getitem__", "__iter__", "__array__", "tolist"]
AS_FRAME = ["__arrow_c_stream__", "__arrow_c_array__", "collect"]


@pytest.mark.parametrize(
    "method, role",
    [
        *itertools.product(
            AS_COLUMN + AS_FRAME, ("y_pred", "sensitive_features")
        ),
        *itertools.product(AS_FRAME, ("data",)),
    ],
)
def test_foreign_errors_are_explained(method, role):
    broken = Raises(method)
    if method == "collect":
        type(broken).collect_schema = lambda self: self.collect()
    options = {role: broken}
    if role == "data":
        options |= {"y_pred": "d", "sensitive_features": "g"}
    with pytest.raises(lf.FairnessError) as caught:
        gap(**options)
    assert "its own trouble" in str(caught.value)
    assert caught.value.column in (role, "sensitive_feature_0")
    assert caught.value.__cause__ is not None


def test_interrupts_and_memory_errors_pass():
    for error in (KeyboardInterrupt(), MemoryError(), SystemExit(3)):
        with pytest.raises(type(error)):
            gap(Raises("__array__", error))


class Endless:
    """A sequence without an end, of six by its length."""

    def __len__(self):
        return 6

    def __getitem__(self, i):
        return i % 2


def test_a_sequence_is_as_long_as_it_says():
    assert gap(Endless()) == 1 / 3


class OnlyDLPack:
    def __dlpack__(self, **options):
        raise AssertionError("not asked for")

    def __dlpack_device__(self):
        return 1, 0

    def __len__(self):
        return 6

    def __getitem__(self, i):
        return OnlyDLPack()


class OnlyArray:
    def __init__(self, array):
        self.array = array

    def __array__(self, dtype=None, copy=None):
        return self.array


def test_what_makes_an_array_of_itself():
    assert gap(OnlyArray(np.array(D)), OnlyArray(np.array(RACE))) == 1 / 3
    for wrong in (np.zeros((6, 2), int), np.array(1), 5):
        with pytest.raises(lf.FairnessError):
            gap(OnlyArray(wrong))


released = memoryview(bytes(D))
released.release()


@pytest.mark.parametrize(
    "column, said",
    [
        (OnlyDLPack(), "from_dlpack"),
        (pd.Series, "is a class"),
        (np, "a module is not a column"),
        (iter(D), "pass list"),
        (duckdb.connect(), "con.sql(query)"),
        (released, "memoryview"),
        (memoryview(np.zeros((3, 2), "i1")), "one dimension, found 2"),
        (memoryview(bytes(D)).cast("c"), "not supported"),
        (pl.col("x"), "is not a column"),
        (pa.scalar(1), "is not a column"),
        (5, "a int is not a column"),
    ],
    ids=lambda x: type(x).__name__,
)
def test_what_is_no_column(column, said):
    for role in ("y_pred", "sensitive_features"):
        with pytest.raises(lf.FairnessError) as caught:
            gap(**{role: column})
        assert said in str(caught.value)
        assert caught.value.column in (role, "sensitive_feature_0")


@pytest.mark.parametrize(
    "data, said",
    [
        (np.zeros((6, 2)), "is not a frame"),
        (duckdb.connect(), "con.sql(query)"),
        (pl.Series("x", D), "pass a frame"),
        (pd.Series(D), "pass a frame"),
        (pa.array(D), "pass a frame"),
        ([{"d": 1}], "is not a frame"),
        (pd.DataFrame({"d": D, "x": RACE}).groupby("x"), "is not a frame"),
        (duckdb.sql("SELECT error('its own') AS d, 1 AS x"), "its own"),
        (pl.LazyFrame({"d": D}).select("nope"), "nope"),
        (pd.DataFrame([[1, 2, 3]], columns=["d", "x", "x"]), "2 columns 'x'"),
        (pd.DataFrame({("d", "x"): D}), "('d', 'x')"),
        (pa.table([D, D, D], names=["d", "x", "x"]), "two columns"),
        ({"d": D}, "no column 'x'"),
        (np.array([(1, 2)], dtype=[("d", "i1"), ("y", "i1")]), "no column"),
    ],
    ids=lambda x: type(x).__name__,
)
def test_what_is_no_frame(data, said):
    with pytest.raises(lf.FairnessError) as caught:
        lf.audit(None, "d", data=data, sensitive_features="x")
    assert said in str(caught.value)


# ---- values ----

class Colour(str, enum.Enum):
    RED = "red"


class Level(enum.IntEnum):
    LOW = 1


def test_members_of_enums_are_their_values():
    assert groups([Colour.RED, "blue"]) == ["blue", "red"]
    assert groups([Level.LOW, 2]) == [1, 2]


def test_decimals_stay_exact():
    near = [decimal.Decimal(2**53), decimal.Decimal(2**53 + 1)]
    assert groups(near) == [2**53, 2**53 + 1]
    assert groups([decimal.Decimal(2**64 - 1)]) == [2**64 - 1]
    with pytest.raises(lf.FairnessError):  # not quite 1
        groups([decimal.Decimal("1." + "0" * 30 + "1")])


def test_arrays_of_ctypes():
    """They have no strides."""
    for kind in (ctypes.c_int8, ctypes.c_int, ctypes.c_double, ctypes.c_bool):
        assert gap((kind * 6)(*D)) == 1 / 3
    assert gap((ctypes.c_int32.__ctype_be__ * 6)(*D)) == 1 / 3
    assert groups(array.array("u", "ab")) == ["a", "b"]


def test_a_frame_of_one_column_is_that_column():
    """Also where it carries an index that Arrow exports as a column."""
    sorted_ = pd.DataFrame({"d": D[::-1]}, index=ELSEWHERE).sort_index()
    assert gap(sorted_) == 1 / 3
    assert gap(pa.table({"d": D})) == 1 / 3
    for frame_ in (pd.DataFrame({"a": D, "b": D}), pa.table({"a": D, "b": D})):
        with pytest.raises(lf.SpecificationError, match="a frame of 2"):
            gap(frame_)


def test_unsupported_columns_beside_are_not_read():
    """Neither in pandas nor in Arrow, where a column is given by itself."""
    junk = pa.table({"x": RACE, "t": pa.array(range(6), pa.timestamp("s"))})
    for data in (junk, junk.to_pandas(), pl.DataFrame(junk)):
        assert gap(D, "x", data=data) == 1 / 3
    with pytest.raises(lf.SpecificationError, match="'x', 't'"):
        gap(D, "y", data=junk)


# ---- names ----

def names_of(given):
    report = lf.audit(None, D, sensitive_features=given)
    return report.to_dict()["specification"]["sensitive_features"]


def test_names_of_pandas():
    assert names_of(pd.Series(RACE, name=7)) == ["7"]
    assert names_of(pd.Series(RACE, name=("a", "b"))) == ["('a', 'b')"]
    assert names_of(pd.Series(RACE, name=np.nan)) == ["sensitive_feature_0"]
    columns = pd.MultiIndex.from_tuples([("a", "x"), ("a", "y")])
    both = pd.DataFrame([[0, 1]] * 6, columns=columns)
    assert names_of(both) == ["('a', 'x')", "('a', 'y')"]
    nameless = pd.DataFrame([["a", 1]] * 6, columns=[None, "b"])
    assert names_of(nameless) == ["sensitive_feature_0", "b"]


@pytest.mark.parametrize(
    "twice",
    [
        pd.DataFrame([[0, 1]] * 6, columns=["x", "x"]),
        [pd.Series(RACE, name="x"), pl.Series("x", RACE)],
        pa.table([RACE, RACE], names=["x", "x"]),
    ],
    ids=lambda x: type(x).__name__,
)
def test_names_that_are_there_twice(twice):
    with pytest.raises(lf.SpecificationError, match="x") as caught:
        names_of(twice)
    assert "rename" in str(caught.value)


def test_no_columns_at_all():
    for empty in ({}, pd.DataFrame(index=range(6)), np.zeros((6, 0)),
                  pa.table({})):
        with pytest.raises(lf.SpecificationError, match="at least one"):
            names_of(empty)


# ---- selectors ----

def test_missing_in_selectors():
    """NaN means missing, as in columns; "1", 1 and True are not the same."""
    columns = ["1", "2", None], [1, 2, None], [True, False, None]
    for column, other in itertools.product(columns, ("1", 1, True)):
        report = lf.audit(None, [1, 0, 1], sensitive_features={"g": column})
        for missing in (None, float("nan"), np.float32("nan"), pd.NA, pd.NaT):
            group = {"g": missing}
            assert report.value("selection_rate", group=group).value == 1
        if type(other) is type(column[0]):
            assert report.value("count", group={"g": other}).value == 1
            continue
        with pytest.raises(lf.SpecificationError) as caught:
            report.value("count", group={"g": other})
        first = {str: '"1"', int: "1", bool: "false"}[type(column[0])]
        assert f"g={first}; g=" in str(caught.value)
    named = [
        lf.audit(
            None, [1, 0, 1], sensitive_features={"g": [1, 2, None]},
            reference={"g": missing},
        ).to_json()
        for missing in (float("nan"), None)
    ]
    assert named[0] == named[1]


# ---- rows that share their objects ----

def text_columns():
    """Object columns: shared, all different, with an odd one late."""
    names = [f"group {i}" for i in range(5000)]
    yield "shared", [names[i % 7] for i in range(900)]
    yield "missing", [[names[1], None, float("nan"), pd.NA][i % 4]
                      for i in range(900)]
    yield "missing first", [None] * 100 + names[:3]
    yield "equal, not the same", [f"group {i % 3}" for i in range(900)]
    yield "different", names[:900]
    yield "many later", [names[0]] * 100 + names
    yield "none", [None] * 80
    yield "empty", ["", "a\0b", "naïve", "a"] * 40


@pytest.mark.parametrize("kind, values", list(text_columns()))
def test_object_columns(kind, values):
    """What each row holds, however many rows share an object."""
    expected = {}
    for value in values:
        text = value if isinstance(value, str) else None
        expected[text] = expected.get(text, 0) + 1
    strided = np.empty((len(values), 2), object)
    strided[:, 0] = values
    for column in (values, tuple(values), np.array(values, object),
                   strided[:, 0], np.array(values[::-1], object)[::-1],
                   pd.Series(values, dtype=object)):
        report = lf.audit(
            None, [1] * len(values), sensitive_features={"g": column},
            by=["g"], allow_sparse=True, threads=1,
        )
        if len(expected) > 1000:  # a report of thousands takes long
            for text in list(expected)[::500]:
                n = report.value("count", group={"g": text}).value
                assert n == expected[text]
            continue
        found = {
            g["group"]["g"]: g["counts"]["n"]
            for g in report.to_dict()["groupings"][0]["groups"]
        }
        assert found == expected


def test_an_odd_object_late():
    """After rows that were shared: the same errors as in any list."""
    for odd, said in ((1, "a column has one kind"), (b"x", "holds a bytes"),
                      ("\ud800", "not valid Unicode")):
        values = ["a", "b"] * 100 + [odd]
        for column in (values, np.array(values, object)):
            with pytest.raises(lf.FairnessError, match=said) as caught:
                gap([1] * 201, column)
            assert caught.value.row == 200
