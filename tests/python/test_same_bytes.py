# SPDX-License-Identifier: MIT
"""The same rows give the same report, byte for byte, whatever they come in:
lists, arrays, frames, files of each kind, in any order and any parts."""

import ctypes
import gzip
import inspect
import json
import os
import pickle

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet
import pytest

import libfairness as lf
from libfairness import cli
from published import ROOT, read, shared

# ---- the rows: columns of plain values, and what is asked of them ----


def compas(people):
    """COMPAS, one row a person, as published."""
    return people, {
        "y_true": "recid",
        "y_pred": "high",
        "sensitive_features": ["race"],
    }


def mixed(_):
    """Every kind of value and what files stumble over: groups that are
    missing, empty, quoted, of several lines, numbers as text."""
    groups = ["", None, "01", 'null, "x"\ntwo lines, naïve']
    rows = {k: [] for k in "label decision group city insured w k".split()}
    state = 1
    for _ in range(600):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        bits = state >> 20
        rows["label"].append("yes" if bits % 3 else "no")
        rows["decision"].append(bits // 3 % 2)
        rows["group"].append(groups[bits // 6 % len(groups)])
        rows["city"].append([1, None][bits // 128 % 2])
        rows["insured"].append([True, False, None][bits // 512 % 3])
        rows["w"].append(bits // 8192 % 1000 / 7)
        rows["k"].append(bits // 2**24 % 5)
    return rows, {
        "y_true": "label",
        "y_pred": "decision",
        "sensitive_features": ["group", "city"],
        "control_features": ["insured"],
        "sample_weight": "w",
        "frequency": "k",
        "positive_label": {"y_true": "yes", "y_pred": 1},
    }


def diabetes(_):
    """Readmission within 30 days: the race of some is missing."""
    found = read(shared("diabetes130", "test_preds_binary.csv.gz"))
    unused = "race", "payer_code", "age"
    rows = {k: v[:1500] for k, v in found.items() if k not in unused}
    rows["race_raw"] = [None if v == "?" else v for v in rows["race_raw"]]
    rows["readmit_30_days"] = [int(v) for v in rows["readmit_30_days"]]
    rows["tree_score"] = [float(v) for v in rows["tree_score"]]
    return rows, {
        "y_true": "readmit_30_days",
        "y_score": "tree_score",
        "threshold": 0.125,
        "sensitive_features": ["race_raw", "gender"],
        "nulls": "exclude",
    }


SETS = {"compas": compas, "mixed": mixed, "diabetes": diabetes}
CACHE = {}


def same(found, expected):
    """Equal; without the difference of two long texts, which takes minutes."""
    if found != expected:
        pairs = zip(found, expected)
        at = next((i for i, (a, b) in enumerate(pairs) if a != b), -1)
        pytest.fail(
            f"differs at {at}: found {found[max(at - 300, 0):at + 80]!r}, "
            f"expected {expected[max(at - 80, 0):at + 80]!r}"
        )


class Case:
    """One set of rows, its report, and helpers that take it apart."""

    def __init__(self, rows, spec):
        self.rows, self.spec = rows, spec
        self.n = len(next(iter(rows.values())))
        self.expected = lf.audit(data=rows, **spec).to_json()
        # Rule 12: fields of CSV are text.  Labels 0 and 1 stay what they
        # are, other numbers and booleans become groups of their spelling.
        self.text_rows = {
            k: v if k not in self.features else [_spelled(x) for x in v]
            for k, v in rows.items()
        }
        self.text_expected = lf.audit(data=self.text_rows, **spec).to_json()

    @property
    def features(self):
        spec = self.spec
        return spec["sensitive_features"] + spec.get("control_features", [])

    def texts(self):
        return [
            k
            for k, v in self.rows.items()
            if isinstance(next(x for x in v if x is not None), str)
        ]

    def take(self, order):
        order = list(order)
        return {k: [v[i] for i in order] for k, v in self.rows.items()}

    def shuffled(self):
        """A fixed permutation: 7 and n have no common divisor."""
        step = next(s for s in (7, 11, 13, 17) if self.n % s)
        return [i * step % self.n for i in range(self.n)]

    def parts(self):
        edges = [0, 1, self.n // 3, self.n // 3, self.n - 5, self.n]
        return [self.take(range(a, b)) for a, b in zip(edges, edges[1:])]

    def batches(self, make, **more):
        counts = {
            k: v for k, v in self.spec.items() if k != "nulls"
        } | {"nulls": self.spec.get("nulls", "group")}
        audit = lf.Audit(**counts, **more)
        for part in make:
            audit.add(part)
        return audit


def _spelled(value):
    if isinstance(value, bool):
        return str(value).lower()
    return value if value is None or isinstance(value, str) else str(value)


@pytest.fixture(params=SETS)
def case(request, people):
    if request.param not in CACHE:
        CACHE[request.param] = Case(*SETS[request.param](people))
    return CACHE[request.param]


# ---- the ways in: of Python ----


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


@pytest.mark.skipif(
    "threads" not in inspect.signature(lf.audit).parameters,
    reason="threads= is not there yet",
)
@pytest.mark.parametrize("threads", [1, 2, 5])
def test_threads(case, threads):
    for way in ("pandas category", "Polars chunks", "pyarrow", "shuffled"):
        report = lf.audit(
            data=FRAMES[way](case), threads=threads, **case.spec
        )
        same(report.to_json(), case.expected)


# ---- the ways in: files, by the command ----


def field(value):
    """Text is always quoted, so that "" is not missing."""
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    return "" if value is None else _spelled(value)


def write_csv(rows, path, delimiter=","):
    lines = [delimiter.join(map(field, rows))]
    lines += [delimiter.join(map(field, row)) for row in zip(*rows.values())]
    path.write_bytes("".join(f"{line}\n" for line in lines).encode())


def write_gzip(rows, path):
    write_csv(rows, path)
    path.write_bytes(gzip.compress(path.read_bytes()))


def write_jsonl(rows, path):
    lines = (json.dumps(dict(zip(rows, r))) for r in zip(*rows.values()))
    path.write_text("".join(f"{line}\n" for line in lines))


def write_arrow(rows, path, make=pa.ipc.new_file):
    table = pa.table(rows)
    with make(path, table.schema) as file:
        file.write_table(table, max_chunksize=97)


def write_parquet(rows, path):
    pyarrow.parquet.write_table(pa.table(rows), path, row_group_size=100)


WRITERS = {
    "csv": write_csv,
    "tsv": lambda rows, path: write_csv(rows, path, "\t"),
    "csv.gz": write_gzip,
    "jsonl": write_jsonl,
    "parquet": write_parquet,
    "feather": write_arrow,
    "arrows": lambda rows, path: write_arrow(rows, path, pa.ipc.new_stream),
}


def options(spec):
    """The same words as options."""
    made = []
    for name, value in spec.items():
        if isinstance(value, dict):
            value = [f"{k}={v}" for k, v in value.items()]
        for one in value if isinstance(value, list) else [value]:
            made += ["--" + name.replace("_", "-"), str(one)]
    return made


@pytest.fixture
def command(capsysbinary):
    def run(*arguments):
        code = cli.main([str(a) for a in arguments])
        out, err = capsysbinary.readouterr()
        assert (code, err) == (0, b"")
        return out.decode()

    return run


def expected_of(case, kind):
    is_text = kind.startswith(("csv", "tsv"))
    return case.text_expected if is_text else case.expected


@pytest.mark.parametrize("kind", WRITERS)
def test_files(case, kind, command, tmp_path):
    """A whole file; parts of it; saved, then reported and merged."""
    expected = expected_of(case, kind)
    whole = tmp_path / f"whole.{kind}"
    WRITERS[kind](case.rows, whole)
    json_of = ("--format", "json")
    asked = options(case.spec)
    saved = tmp_path / "saved"
    out = command("audit", whole, *asked, *json_of, "--save", saved)
    same(out, expected)
    same(command("report", saved, *json_of), expected)

    files, states = [], []
    for i, order in enumerate((range(0, case.n, 2), range(1, case.n, 2))):
        files.append(tmp_path / f"part{i}.{kind}")
        states.append(tmp_path / f"state{i}")
        WRITERS[kind](case.take(order), files[-1])
        command("audit", files[-1], *asked, *json_of, "--save", states[-1])
    out = command("audit", *reversed(files), *asked, *json_of)
    same(out, expected)
    merged = tmp_path / "merged"
    command("merge", *states, "--output", merged)
    same(command("report", merged, *json_of), expected)
    loaded = lf.Audit.from_bytes(merged.read_bytes())
    same(loaded.report().to_json(), expected)


def test_files_of_several_kinds(case, command, tmp_path):
    """Files that keep their types are parts of one set of rows."""
    files = []
    for i, kind in enumerate(("parquet", "jsonl", "feather")):
        files.append(tmp_path / f"part{i}.{kind}")
        WRITERS[kind](case.take(range(i, case.n, 3)), files[-1])
    out = command("audit", *files, *options(case.spec), "--format", "json")
    same(out, case.expected)


@pytest.mark.parametrize("kind", WRITERS)
def test_names_that_differ_only_in_case(kind, command, tmp_path):
    """Each is found by its own spelling, though DuckDB takes them for one."""
    rows = {"d": [1, 0, 1], "Race": ["A", "B", "B"], "race": ["x", "x", "y"]}
    path = tmp_path / f"case.{kind}"
    WRITERS[kind](rows, path)
    for name in ("Race", "race"):
        spec = {"y_pred": "d", "sensitive_features": [name]}
        out = command("audit", path, *options(spec), "--format", "json")
        same(out, lf.audit(data=rows, **spec).to_json())


# ---- and through C alone ----


def library():
    """The shared library of a build, if there is one."""
    folder = os.environ.get("FAIRNESS_BUILD", ROOT / "build")
    path = os.path.join(folder, "libfairness", "libfairness.so.0")
    return ctypes.CDLL(path) if os.path.exists(path) else None


@pytest.mark.skipif(library() is None, reason="no build of the C library")
def test_saved_audits_in_c(case):
    """C loads what Python saved, saves the same bytes, writes the report."""
    c = library()
    state = case.batches([case.rows]).to_bytes()
    audit, report = ctypes.c_void_p(), ctypes.c_void_p()
    length = ctypes.c_size_t(len(state))
    assert c.fair_audit_load(
        state, length, None, ctypes.byref(audit), None
    ) == 0
    again = ctypes.create_string_buffer(len(state))
    assert c.fair_audit_save(
        audit, again, length, ctypes.byref(length), None
    ) == 0
    same(again.raw, state)
    assert c.fair_report_new(audit, None, ctypes.byref(report), None) == 0
    written = []

    @ctypes.CFUNCTYPE(
        ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t
    )
    def write(_, text, size):
        written.append(ctypes.string_at(text, size))
        return 0

    assert c.fair_report_write(report, b"json", write, None, None) == 0
    same(b"".join(written).decode(), case.expected)
    c.fair_report_free(report)
    c.fair_audit_free(audit)
