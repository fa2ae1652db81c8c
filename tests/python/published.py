# SPDX-License-Identifier: MIT
"""What the tests of published numbers share: reading data, and finding one
number in a report."""

import csv
import gzip
import io
import lzma
import pathlib

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
EXAMPLES = ROOT / "examples" / "data"
SHARED = ROOT.parent / "shared" / "data"


def columns_of(text):
    rows = list(csv.DictReader(io.StringIO(text)))
    return {name: [r[name] for r in rows] for name in rows[0]}


def read(path):
    unpack = {".gz": gzip.decompress, ".xz": lzma.decompress}.get(
        path.suffix, bytes)
    return columns_of(unpack(path.read_bytes()).decode())


def shared(*parts):
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"no {'/'.join(parts)} in ../shared/data: "
                    "it is not part of the project")
    return path


def binary(column):
    """0/1 however it is spelled in a file."""
    return [int(float(v)) for v in column]


def as_printed(text, value):
    """Equal when rounded to as many decimals as were printed."""
    decimals = len(text.split(".")[1])
    assert f"{value:.{decimals}f}" == text


def comparison(report, metric, name, group=None, by=None, control=None):
    found = [c for g in report["groupings"]
             if (by is None or g["by"] == by) and g["control"] == control
             for c in g["comparisons"]
             if c["metric"] == metric and c["comparison"] == name
             and (group is None or c["group"] == group)]
    assert len(found) == 1, (metric, name, group, len(found))
    return found[0]["value"]


def rates(report):
    """{group: {metric: value}} of a report with one grouping of one
    feature."""
    grouping, = report["groupings"]
    return {value: {k: m["value"] for k, m in g["metrics"].items()}
            for g in grouping["groups"] for value in g["group"].values()}


def criterion(report, name, by=None):
    found = [g["criteria"][name] for g in report["groupings"]
             if (by is None or g["by"] == by) and g["control"] is None]
    assert len(found) == 1
    return found[0]
