# SPDX-License-Identifier: MIT
"""Values that nobody would pass, and columns and frames that somebody does:
drawn at random, from a seed."""

import array
import datetime
import decimal
import fractions
import math

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa


class Raises:
    """Every method that a library may call raises."""

    def _raise(self, *args, **kwargs):
        raise RuntimeError("boom\nof someone else's")

    __len__ = __getitem__ = __iter__ = __bool__ = __index__ = _raise
    __float__ = __int__ = __array__ = __arrow_c_stream__ = _raise
    __eq__ = __lt__ = keys = items = tolist = _raise
    __hash__ = None


class Unhelpful:
    """Says that it has what it does not have."""

    def __init__(self, answer):
        self.answer = answer

    def __len__(self):
        return 6

    def __getitem__(self, i):
        if i >= 6:
            raise IndexError(i)
        return self.answer

    def __arrow_c_stream__(self, requested_schema=None):
        return self.answer

    def __arrow_c_array__(self, requested_schema=None):
        return self.answer


class Text(str):
    pass


class Number(int):
    pass


def recursive():
    found = []
    found.append(found)
    return found


def scalars():
    return [
        None, True, False, 0, 1, -1, 2, 2 ** 63, -2 ** 63, 2 ** 64, 10 ** 400,
        0.5, -0.0, 1e308, 5e-324, math.nan, math.inf, -math.inf, 1j, "", "a",
        "0", "1", "y_true", "race", "all", "largest", "a\0b", "\ud800",
        "\u202e", "x" * 5000, b"", b"a", bytearray(b"ab"), Text("a"),
        Number(1), decimal.Decimal("0.5"), decimal.Decimal("NaN"),
        fractions.Fraction(1, 3), datetime.date(2026, 1, 1),
        datetime.datetime(2026, 1, 1), np.float64("nan"), np.int8(1),
        np.bool_(True), np.str_("a"), np.datetime64("NaT"), pd.NA, pd.NaT,
        pd.Timestamp(0), object(), object, len, Ellipsis, NotImplemented,
        range(6), slice(1), iter([1]), (x for x in [1]), Raises(),
        Unhelpful(1), Unhelpful((1, 2)), [], (), {}, set(), frozenset(),
        [None], [[]], [[None]], [["race"]], {"race": "a"}, {"race": None},
        {"race": ["a"]}, {1: 2}, {None: None}, {"y_true": 1}, recursive(),
        {"a": recursive()}, [Raises()], {"race": Raises()},
        ["race", "race"], [["race", "race"]], "race,sex", np.array(1),
        np.zeros((2, 3)), memoryview(b"abcdef"), array.array("d", [1, 2]),
        pd.DataFrame(), pl.DataFrame(), pa.table({}),
    ]


def columns(n):
    """Columns of n rows, sound and unsound, of every kind."""
    whole = [i % 2 for i in range(n)]
    halves = [i % 2 + 0.5 for i in range(n)]
    texts = ["ab"[i % 2] for i in range(n)]
    holes = [None if i % 3 == 0 else v for i, v in enumerate(texts)]
    return [
        whole, halves, texts, holes, [bool(v) for v in whole],
        [math.nan] * n, [None] * n, [math.inf] * n, [10 ** 30] * n,
        ["\ud800"] * n, [[1]] * n, [Raises()] * n,
        [1, "a"] * (n // 2), [1, None, 2.5, True, "x", b"y"][:n],
        [pd.NA, 1] * (n // 2), [decimal.Decimal(1)] * n, [Text("a")] * n,
        [2 ** 64 - 1, -1] * (n // 2), tuple(whole), list(range(n)),
        np.array(whole), np.array(whole, ">i4"), np.array(halves, "f2"),
        np.array(texts), np.array(holes, object), np.array(whole, "M8[s]"),
        np.array(whole, complex), np.array(whole)[::-1],
        np.zeros((n, 2)), np.zeros(n, [("x", "i4"), ("y", "f4")]),
        np.ma.masked_array(whole, whole), np.array(whole, np.longdouble),
        np.full(n, b"a"), np.empty(n, object),
        pd.Series(texts, dtype="category"), pd.Series(texts, dtype="string"),
        pd.Series(whole, dtype="Int64"), pd.Series(halves, index=whole),
        pd.Series(pd.date_range("2026-01-01", periods=n)),
        pd.Series([pd.Interval(0, 1)] * n), pd.Series([{}] * n),
        pd.Series(whole, dtype="Sparse[int]"), pd.Series(holes),
        pd.Series([1, "a"] * (n // 2)), pd.Index(texts),
        pd.Series(pd.period_range("2026-01-01", periods=n)),
        pl.Series(texts), pl.Series(holes, dtype=pl.Categorical),
        pl.Series([[1]] * n), pl.Series([{"x": 1}] * n),
        pl.Series([object()] * n, dtype=pl.Object), pl.Series([None] * n),
        pl.Series(whole).cast(pl.Decimal(10, 2)),
        pl.Series(whole).cast(pl.Duration),
        pl.Series(texts).cast(pl.Enum(["a", "b"])), pl.Series([b"x"] * n),
        pa.array(texts), pa.array(texts).dictionary_encode(),
        pa.chunked_array([texts[:2], texts[2:]]), pa.array([b"x"] * n),
        pa.array([[1]] * n), pa.array([{"x": 1}] * n), pa.nulls(n),
        pa.array(whole, pa.date64()), pa.array(whole, pa.timestamp("ns")),
        pa.array(whole, pa.float16()), pa.array(whole, pa.decimal256(40)),
        pa.UnionArray.from_sparse(
            pa.array([0] * n, pa.int8()), [pa.array(whole)]),
        pa.RunEndEncodedArray.from_arrays([n], [1]),
        array.array("b", whole), array.array("f", halves),
        memoryview(bytes(whole)), bytes(whole), "0" * n, range(n),
        iter(whole), Unhelpful(1), Unhelpful("a"), Raises(),
    ]


def frames(n):
    texts = ["ab"[i % 2] for i in range(n)]
    rows = {"y": [1, 0] * (n // 2), "d": [1, 1, 0] * (n // 3), "race": texts}
    frame = pd.DataFrame(rows)
    twice = pd.concat([frame, frame], axis=1)
    deep = frame.copy()
    deep.columns = pd.MultiIndex.from_tuples([("a", c) for c in frame])
    return [
        rows, frame, twice, deep, frame.iloc[:0], frame.T,
        frame.rename(columns={"race": 1}), frame.assign(race=[object()] * n),
        frame.assign(race=frame["race"].astype("category")),
        pl.DataFrame(rows), pl.DataFrame(rows).lazy(),
        pl.DataFrame(rows).lazy().select(pl.col("nothing")),
        pl.DataFrame(rows).with_columns(race=pl.struct("y", "d")),
        pl.DataFrame({k: pl.Series(v[:0]) for k, v in rows.items()}),
        pa.table(rows), pa.table(rows).slice(1, 3),
        pa.table(rows).to_batches()[0],
        pa.RecordBatchReader.from_batches(pa.table(rows).schema,
                                          pa.table(rows).to_batches()),
        pa.Table.from_arrays([pa.array(texts)] * 3, names=["y", "d", "y"]),
        {"y": rows["y"], "d": rows["d"][:-1], "race": texts},
        {"y": rows["y"], "d": None, "race": texts}, {"y": 1, "race": "a"},
        {1: rows["y"]}, frame.to_records(), frame.to_numpy(), [rows], texts,
        frame["race"], frame.groupby("race"), "rows.csv", 5,
        Unhelpful(None), Raises(),
    ]
