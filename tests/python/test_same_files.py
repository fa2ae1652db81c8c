# SPDX-License-Identifier: MIT
"""The same rows give the same report, byte for byte, from files of each kind,
in any parts, by the command: that of the same rows in Python."""

import gzip
import json

import pyarrow as pa
import pyarrow.parquet
import pytest

import libfairness as lf
from libfairness import cli
from same_rows import case, same, spelled  # noqa: F401 (a fixture)


def field(value):
    """Text is always quoted, so that "" is not missing."""
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    return "" if value is None else spelled(value)


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
