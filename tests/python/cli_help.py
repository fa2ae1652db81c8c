# SPDX-License-Identifier: MIT
"""The command in tests: called in this process, on files of COMPAS."""

import csv
import gzip
import json
import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet
import pytest

import libfairness as lf
from libfairness import cli

OPTIONS = (
    "--y-true recid --y-pred high --sensitive-features race --favourable "
    "negative --reference race=Caucasian"
).split()
SHORT = ["--y-pred", "p", "--sensitive-features", "g"]


def run(*arguments, stdin=None, **options):
    return subprocess.run(
        [sys.executable, "-m", "libfairness", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        timeout=60,
        **options,
    )


def call(capsysbinary, *arguments):
    """In this process, for speed: code, output, errors."""
    code = cli.main([str(a) for a in arguments])
    out, err = capsysbinary.readouterr()
    return code, out.decode(), err.decode()


@pytest.fixture
def fails(capsysbinary):
    """Runs what must fail: its one line."""

    def fail(*arguments):
        code, out, err = call(capsysbinary, *arguments)
        assert code == 2 and out == ""
        assert err.startswith("fairness: error: ") and err.count("\n") == 1
        assert "Traceback" not in err
        return err

    return fail


@pytest.fixture
def works(capsysbinary):
    def work(*arguments):
        code, out, err = call(capsysbinary, *arguments)
        assert (code, err) == (0, "")
        return out

    return work


def write_csv(path, rows, delimiter=",", **options):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, **options)
        writer.writerow(rows)
        writer.writerows(zip(*rows.values()))
    return path


@pytest.fixture(scope="session")
def files(tmp_path_factory, people):
    folder = tmp_path_factory.mktemp("compas")
    half = {k: v[::2] for k, v in people.items()}
    rest = {k: v[1::2] for k, v in people.items()}
    write_csv(folder / "whole.csv", people)
    write_csv(folder / "whole.tsv", people, "\t")
    write_csv(folder / "whole.ssv", people, ";")
    write_csv(folder / "a.csv", half)
    write_csv(folder / "b.csv", rest)
    with gzip.open(folder / "whole.csv.gz", "wb") as file:
        file.write((folder / "whole.csv").read_bytes())
    bom = b"\xef\xbb\xbf" + (folder / "whole.csv").read_bytes()
    (folder / "bom.csv").write_bytes(bom)
    table = pa.table(people)
    pyarrow.parquet.write_table(table, folder / "whole.parquet")
    pyarrow.parquet.write_table(
        pa.table(rest), folder / "b.parquet", row_group_size=500
    )
    with pa.ipc.new_file(folder / "whole.arrow", table.schema) as file:
        file.write_table(table, max_chunksize=1000)
    with pa.ipc.new_stream(folder / "stream.arrow", table.schema) as file:
        file.write_table(table)
    with open(folder / "whole.jsonl", "w", encoding="utf-8") as file:
        for row in zip(*people.values()):
            file.write(json.dumps(dict(zip(people, row))) + "\n")
    return folder


@pytest.fixture(scope="session")
def expected(people):
    return lf.audit(
        data=people,
        y_true="recid",
        y_pred="high",
        sensitive_features="race",
        favourable="negative",
        reference={"race": "Caucasian"},
    )


def made(tmp_path, text, name="x.csv"):
    path = tmp_path / name
    data = text if isinstance(text, bytes) else text.encode()
    path.write_bytes(data)
    return path


def groups(out):
    report = json.loads(out)
    return {
        tuple(g["group"].values())[0]: g["counts"]["n"]
        for g in report["groupings"][0]["groups"]
    }
