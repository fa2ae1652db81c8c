# SPDX-License-Identifier: MIT
"""The same rows give the same report, byte for byte, whatever they come in:
lists, arrays, frames, in any order and any parts."""

import json
import pickle

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import libfairness as lf
from same_rows import case, same  # noqa: F401 (a fixture)


def texts_as(case, kind):
    """A pandas frame whose texts have one dtype."""
    frame = pd.DataFrame({k: pd.Series(v) for k, v in case.rows.items()})
    for name in case.texts():
        frame[name] = pd.Series(case.rows[name], dtype=kind)
    return frame


def numpy_masked(case):
    made = {}
    for name, values in case.rows.items():
        there = next(x for x in values if x is not None)
        made[name] = np.ma.array(
            [there if x is None else x for x in values],
            mask=[x is None for x in values],
        )
    return made


def numpy_records(case):
    """A structured array; texts and what may be missing are objects."""
    kinds = [
        (k, "O" if None in v or k in case.texts() else np.array(v).dtype)
        for k, v in case.rows.items()
    ]
    return np.array(list(zip(*case.rows.values())), dtype=kinds)


def polars_as(case, dtype):
    return pl.DataFrame(case.rows).with_columns(
        pl.col(case.texts()).cast(dtype)
    )


def polars_enum(case):
    frame = pl.DataFrame(case.rows)
    for name in case.texts():
        values = [v for v in dict.fromkeys(case.rows[name]) if v is not None]
        frame = frame.with_columns(pl.col(name).cast(pl.Enum(values)))
    return frame


def arrow_as(case, kind):
    table = pa.table(case.rows)
    schema = [
        f.with_type(kind) if pa.types.is_string(f.type) else f
        for f in table.schema
    ]
    return table.cast(pa.schema(schema))


def other_dictionaries(case):
    """Chunks whose dictionaries differ, some with a null among the values."""
    chunks = []
    for part in case.parts():
        if not part[case.features[0]]:
            continue
        made = {}
        for name, values in part.items():
            if name in case.texts():
                own = list(dict.fromkeys(reversed(values)))
                codes = [own.index(v) for v in values]
                made[name] = pa.DictionaryArray.from_arrays(
                    pa.array(codes, pa.int32()), pa.array(own, pa.string())
                )
            else:
                made[name] = pa.array(values, pa.table(case.rows)[name].type)
        chunks.append(pa.record_batch(made))
    return pa.RecordBatchReader.from_batches(chunks[0].schema, chunks)


def polars_chunks(case):
    schema = pl.DataFrame(case.rows).schema
    parts = [pl.DataFrame(part, schema=schema) for part in case.parts()]
    return pl.concat(parts, rechunk=False)


def duck(case):
    import duckdb

    rows = pa.table(case.rows)  # noqa: F841 (found by name)
    return duckdb.connect().sql("SELECT * FROM rows")


FRAMES = {
    "dict of tuples": lambda c: {k: tuple(v) for k, v in c.rows.items()},
    "shuffled": lambda c: c.take(c.shuffled()),
    "reversed": lambda c: c.take(range(c.n - 1, -1, -1)),
    "NumPy objects": lambda c: {
        k: np.array(v, object) for k, v in c.rows.items()
    },
    "NumPy masked": numpy_masked,
    "NumPy records": numpy_records,
    "NumPy strings": lambda c: {
        k: np.array(v, np.dtypes.StringDType(na_object=None))
        if k in c.texts() else v
        for k, v in c.rows.items()
    },
    **{
        f"pandas {kind}": (lambda c, kind=kind: texts_as(c, kind))
        for kind in ("object", "str", "string", "category")
    },
    "pandas string of Python": lambda c: texts_as(
        c, pd.StringDtype("python")
    ),
    "pandas string of pyarrow": lambda c: texts_as(
        c, pd.StringDtype("pyarrow")
    ),
    "pandas Arrow": lambda c: pd.DataFrame(c.rows).convert_dtypes(
        dtype_backend="pyarrow"
    ),
    "pandas Arrow dictionary": lambda c: texts_as(
        c, pd.ArrowDtype(pa.dictionary(pa.int16(), pa.string()))
    ),
    "pandas nullable": lambda c: pd.DataFrame(c.rows).convert_dtypes(),
    "pandas floats": lambda c: texts_as(c, "str").astype(
        {k: "float64" for k, v in c.rows.items()
         if set(map(type, v)) <= {int, type(None)}}
    ),
    "pandas sorted": lambda c: pd.DataFrame(c.rows).sort_values(
        c.features[0], ascending=False
    ),
    "pandas filtered": lambda c: pd.concat(
        [pd.DataFrame(c.rows)[:9], pd.DataFrame(c.rows)]
    ).iloc[9:],
    "pandas other names": lambda c: pd.DataFrame(
        {**c.rows, 7: [object()] * c.n, ("a", "b"): [1j] * c.n}
    ),
    "Polars": lambda c: pl.DataFrame(c.rows),
    "Polars lazy": lambda c: pl.LazyFrame(c.rows),
    "Polars categorical": lambda c: polars_as(c, pl.Categorical),
    "Polars enum": polars_enum,
    "Polars chunks": polars_chunks,
    "Polars lazy query": lambda c: pl.LazyFrame(c.rows)
    .with_row_index("i").sort("i", descending=True).drop("i"),
    "Polars slice": lambda c: pl.concat(
        [pl.DataFrame(c.rows)[:9], pl.DataFrame(c.rows)]
    )[9:],
    "pyarrow": lambda c: pa.table(c.rows),
    "pyarrow large": lambda c: arrow_as(c, pa.large_string()),
    "pyarrow views": lambda c: arrow_as(c, pa.string_view()),
    "pyarrow reader": lambda c: pa.table(c.rows).to_reader(
        max_chunksize=101
    ),
    "pyarrow batch": lambda c: pa.table(c.rows).to_batches()[0],
    "pyarrow slice": lambda c: pa.concat_tables(
        [pa.table(c.rows)[:9], pa.table(c.rows)]
    )[9:],
    "other dictionaries": other_dictionaries,
    "DuckDB": duck,
}


@pytest.mark.parametrize("way", FRAMES)
def test_frames(case, way):
    made = FRAMES[way](case)
    same(lf.audit(data=made, **case.spec).to_json(), case.expected)


@pytest.mark.parametrize("way", ["pandas object", "Polars", "pyarrow",
                                 "NumPy masked"])
def test_columns_beside_data(case, way):
    """One column of the frame, the others as arrays of their own."""
    frame = FRAMES[way](case)
    spec = dict(case.spec)
    for role in ("y_true", "y_pred", "y_score"):
        if role in spec:
            name = spec[role]
            spec[role] = frame[name]
    data = {k: frame[k] for k in case.rows}
    report = lf.audit(data=data, **spec)
    assert _without_names(report.to_json()) == _without_names(case.expected)


def _without_names(report):
    """Columns given by themselves have no name to show."""
    made = json.loads(report)
    for role in ("y_true", "y_pred", "y_score"):
        made["specification"].pop(role, None)
    return made


BATCHES = {
    "lists": lambda part: part,
    "pandas": pd.DataFrame,
    "Polars": pl.DataFrame,
    "pyarrow": pa.table,
}


@pytest.mark.parametrize("way", BATCHES)
def test_batches(case, way):
    """Parts of one row and of none; bytes of audits are the same too."""
    whole = case.batches([case.rows])
    made = case.batches(BATCHES[way](part) for part in case.parts())
    same(made.report().to_json(), case.expected)
    same(made.to_bytes(), whole.to_bytes())


def test_saved_and_merged(case):
    """Each part counted apart, saved, loaded and merged from the last."""
    parts = [case.batches([part]).to_bytes() for part in case.parts()]
    whole = lf.Audit.from_bytes(parts.pop())
    for i, part in enumerate(reversed(parts)):
        loaded = lf.Audit.from_bytes(part)
        whole.merge(pickle.loads(pickle.dumps(loaded)) if i % 2 else loaded)
    same(whole.to_bytes(), case.batches([case.rows]).to_bytes())
    same(whole.report().to_json(), case.expected)


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_threads(case, threads):
    for way in ("pandas category", "Polars chunks", "pyarrow", "shuffled"):
        report = lf.audit(
            data=FRAMES[way](case), threads=threads, **case.spec
        )
        same(report.to_json(), case.expected)
