# SPDX-License-Identifier: MIT
"""The table of bad inputs (tests/bad_inputs/cases) through Python and the
command line: each case ends in the error, the reason or the number that the
table says."""

import json
import pathlib
import subprocess
import sys

import pytest

import libfairness as lf
from libfairness import cli

sys.path.insert(
    0, str(pathlib.Path(__file__).resolve().parent.parent / "bad_inputs"))

import fronts  # noqa: E402
from cases import CASES  # noqa: E402
from table import CLASSES  # noqa: E402

FRONTS = ("list", "numpy", "arrow", "pandas", "polars")
BY_COLUMN = {"list": fronts.lists, "numpy": fronts.numpy_arrays}
FRAMES = {"pandas": fronts.pandas_frame, "polars": fronts.polars_frame}
ROLES = ("y_true", "y_pred", "y_score", "y_pred_baseline", "sample_weight",
         "frequency")


def held(case, front):
    """The case's data in one front end; None if that cannot hold it."""
    if front == "arrow":
        return fronts.arrow_table(case.batches)
    if len(case.batches) > 1:
        return None
    return {**BY_COLUMN, **FRAMES}[front](case.columns)


def selected():
    for case in CASES:
        for front in FRONTS:
            if front in case.fronts or "python" in case.fronts:
                yield pytest.param(case, front,
                                   id=f"{case.number}-{case.id}-{front}")


def shaped(case):
    """Only the comparisons that are asked for: all of them for 60 groups
    would be a report of many megabytes."""
    asked = {w["comparison"] for _, w, _ in case.values if "comparison" in w}
    return {"comparisons": sorted(asked) or ["difference"], **case.options}


def audit_columns(case, columns, options):
    """Columns one by one: they carry no names but the features'."""
    def features(prefix):
        return {k[2:]: v for k, v in columns.items()
                if k.startswith(prefix)} or None
    roles = {r: columns[r] for r in ROLES if r in columns}
    return lf.audit(sensitive_features=features("s:"),
                    control_features=features("c:"), **roles, **options)


def audit_frame(case, frame, options):
    roles = {r: r for r in ROLES if r in case.columns}
    return lf.audit(data=frame, sensitive_features=case.features("s"),
                    control_features=case.features("c") or None,
                    **roles, **options)


def renamed(frame, front, case):
    """Without the s: and c: of the table."""
    names = {k: k[2:] for k in case.columns if k[1] == ":"}
    if front == "arrow":
        return frame.rename_columns(
            [names.get(n, n) for n in frame.column_names])
    return frame.rename(columns=names) if front == "pandas" \
        else frame.rename(names)


def find(report, name, where, as_text=False):
    """What a report says of one (metric or criterion, selector)."""
    group = where.get("group")
    if group and as_text:
        group = {k: None if v is None else str(v) for k, v in group.items()}
    groupings = [g for g in report["groupings"] if g["control"] is None
                 and (not group or g["by"] == list(group))]
    if "comparison" in where or name in groupings[0]["criteria"]:
        grouping, = groupings
        if "comparison" not in where:
            return grouping["criteria"][name]
        found, = [c for c in grouping["comparisons"]
                  if c["metric"] == name
                  and c["comparison"] == where["comparison"]
                  and (not group or c["group"] == group)]
        return found
    if group:
        found, = [g for grouping in groupings for g in grouping["groups"]
                  if g["group"] == group]
        return found["metrics"][name]
    return report["overall"]["metrics"][name]


def check_values(case, report, as_text=False):
    for name, where, expected in case.values:
        found = find(report, name, where, as_text)
        if expected.reasons:
            assert found["reason"] in expected.reasons, (name, found)
            assert found["value"] is None
            continue
        assert found["reason"] is None, (name, found)
        assert found["value"] == float(expected.value), (name, found)
        if expected.within is not None:
            assert found["within_limit"] is expected.within
    rows = report["rows"]
    assert rows["in"] == rows["used"] + sum(rows["excluded"].values())
    if case.rows:
        excluded = {k: v for k, v in rows["excluded"].items() if v}
        assert (rows["in"], rows["used"], excluded) == case.rows
    if case.n is not None:
        assert report["overall"]["counts"]["n"] == case.n
    codes = [w["code"] for w in report["warnings"]]
    assert {c: codes.count(c) for c in case.warns} == case.warns


def check_error(case, error):
    assert case.errors, f"{type(error).__name__}: {error}"
    assert isinstance(error, lf.FairnessError)
    assert type(error).__name__ in {CLASSES[e] for e in case.errors}, error
    assert error.code in case.errors, (error.code, error)
    if case.column is not None:
        assert error.column == case.column, (error.column, error)
    if case.row is not None:
        assert error.row == case.row, (error.row, error)
    if case.count is not None:
        assert error.count == case.count, (error.count, error)
    for word in case.says:
        assert word in str(error)


UNSAFE = {*range(0x20), 0x7f, *range(0x80, 0xa0), 0x61c, 0x200e, 0x200f,
          *range(0x2028, 0x202f), *range(0x2066, 0x206a)} - {0x0a}


def check_written(case, report):
    name = case.values[0][1].get("group", {"": ""})
    name = next(iter(name.values()))
    for text in (str(report), report.to_markdown()):
        assert not {c for c in text if ord(c) in UNSAFE}
    rows = [line for line in report.to_markdown().splitlines()
            if line.startswith("|")]
    pipes = [len(r.replace("\\\\", "").replace("\\|", "").split("|"))
             for r in rows]
    for a, b, first, second in zip(pipes, pipes[1:], rows, rows[1:]):
        if set(second) <= set("|-: "):
            assert a == b, first
    html = report._repr_html_()
    assert "<script" not in html.lower().replace("&lt;", "")
    assert "<b>&amp;" not in html or name != "<b>&amp;"
    json.loads(report.to_json())


@pytest.mark.parametrize("case, front", list(selected()))
def test_python(case, front):
    data = held(case, front)
    if data is None:
        pytest.skip(f"{front} cannot hold this case")
    if front not in BY_COLUMN:
        data = renamed(data, front, case)
    run = audit_columns if front in BY_COLUMN else audit_frame
    try:
        report = run(case, data, shaped(case))
    except lf.FairnessError as error:
        check_error(case, error)
        return
    assert not case.errors, "no error"
    found = json.loads(json.dumps(report.to_dict(), allow_nan=False))
    check_values(case, found)
    if case.hostile:
        check_written(case, report)


# The command line.

OPTIONS = {"nulls", "unlabelled", "undefined", "confidence", "min_count",
           "min_share", "threshold", "favourable", "max_cells", "shard",
           "scores", "score_bins"}


def command(case, path):
    """Arguments of fairness audit; None if they cannot say the case."""
    words = [str(path), "--format", "json",
             "--comparisons", ",".join(shaped(case)["comparisons"])]
    for role in ROLES:
        if role in case.columns:
            words += ["--" + role.replace("_", "-"), role]
    for option, prefix in (("sensitive", "s"), ("control", "c")):
        for name in case.features(prefix):
            words += [f"--{option}-features", name]
    for key, value in case.options.items():
        flag = "--" + key.replace("_", "-")
        if key in OPTIONS:
            words += [f"{flag}={value}"]
        elif key == "positive_label" and not isinstance(value, dict):
            words += [f"{flag}={value}"]
        elif key == "reference" and isinstance(value, dict):
            words += [f"{flag}={k}={v}" for k, v in value.items()]
        elif key == "score_range":
            words += [flag, *map(str, value)]
        elif key == "metrics":
            words += [f"{flag}={','.join(value)}"]
        elif key == "by":
            words += [f"{flag}={','.join(by)}" for by in value]
        else:
            return None
    return words


def on_command_line():
    for case in CASES:
        if "cli" in case.fronts and \
                fronts.csv_text(case.columns) is not None and \
                command(case, "x") is not None:
            yield pytest.param(case, id=f"{case.number}-{case.id}")


def check_command(case, code, out, errors):
    assert "Traceback" not in errors, errors
    if case.errors:
        assert code == 2, errors
        assert out == b""
        assert errors.strip() and errors.count("\n") == 1
        if case.column:
            assert case.column in errors
        for word in case.says:
            assert word in errors
        return
    assert code == 0, errors
    check_values(case, json.loads(out), as_text=True)


def written(case, tmp_path):
    path = tmp_path / "rows.csv"
    path.write_bytes(fronts.csv_text(case.columns).encode())
    return ["audit", *command(case, path)]


@pytest.mark.parametrize("case", list(on_command_line()))
def test_command_line(case, tmp_path, capsysbinary):
    """In this process: starting another takes longer than the case."""
    code = cli.main(written(case, tmp_path))
    out, errors = capsysbinary.readouterr()
    check_command(case, code, out, errors.decode())


@pytest.mark.parametrize("case", list(on_command_line())[::16])
def test_real_command(case, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "libfairness", *written(case, tmp_path)],
        capture_output=True, timeout=120)
    check_command(case, done.returncode, done.stdout, done.stderr.decode())


# Arrow files keep what CSV cannot: types, dictionaries, validity.

def in_arrow_files():
    for case in CASES:
        if 29 <= case.number <= 32 and case.fronts & {"arrow", "python"} \
                and command(case, "x") is not None:
            yield pytest.param(case, id=f"{case.number}-{case.id}")


@pytest.mark.parametrize("case", list(in_arrow_files()))
def test_arrow_file(case, tmp_path, capsysbinary):
    pa = pytest.importorskip("pyarrow")
    table = renamed(fronts.arrow_table(case.batches), "arrow", case)
    path = tmp_path / "rows.arrow"
    with pa.ipc.new_stream(path, table.schema) as file:
        file.write_table(table)
    code = cli.main(["audit", *command(case, path)])
    out, errors = capsysbinary.readouterr()
    if case.errors:
        check_command(case, code, out, errors.decode())
        return
    assert code == 0, errors
    check_values(case, json.loads(out))
