# SPDX-License-Identifier: MIT
"""The examples run, and print what is worked out here from the counts."""

import csv
import json
import math
import pathlib
import re
import subprocess
import sys
from fractions import Fraction

import pytest

from blocks import ROOT, environment, library
from notebooks import executed, shown

EXAMPLES = ROOT / "examples"


def lines_of(name):
    with open(EXAMPLES / "data" / name, newline="") as file:
        return list(csv.DictReader(file))


def total(lines, **wanted):
    return sum(
        int(line["count"])
        for line in lines
        if all(line[key] == value for key, value in wanted.items())
    )


def wilson(k, n, z=1.959963984540054):
    middle = (k + z * z / 2) / (n + z * z)
    half = z / (n + z * z) * math.sqrt(k * (n - k) / n + z * z / 4)
    return middle - half, middle + half


@pytest.fixture
def run(tmp_path):
    env = environment(tmp_path / "bin")

    def run_one(name, *arguments, code=0):
        path = EXAMPLES / name
        program = "sh" if path.suffix == ".sh" else sys.executable
        done = subprocess.run(
            [program, str(path), *arguments], env=env, cwd=tmp_path,
            capture_output=True, text=True, timeout=120,
        )
        assert done.returncode == code, done.stderr
        return done.stdout, done.stderr

    return run_one


@pytest.fixture(scope="module")
def compas():
    return lines_of("compas_counts.csv")


def test_audit(run, compas):
    printed, _ = run("cli/audit.sh")
    found = [line.split("\t") for line in printed.splitlines()]
    races = sorted({line["race"] for line in compas})
    assert [race for race, *_ in found] == races
    for race, flagged, negatives, shown in found:
        k = total(compas, race=race, recid="0", high="1")
        n = total(compas, race=race, recid="0")
        lower, upper = wilson(k, n)
        assert (flagged, negatives) == (str(k), str(n))
        assert shown == f"{k / n:.3f} [{lower:.3f}, {upper:.3f}]"


def rates_shown(text):
    """n and selection rate of each race in a text report."""
    return {
        race: (int(n), rate)
        for race, n, rate in re.findall(
            r"^  race=(.*?) +(\d+)  ([\d.]+) \[", text, re.M
        )
    }


def rates_expected(compas):
    return {
        race: (
            total(compas, race=race),
            f"{total(compas, race=race, high='1') / total(compas, race=race):.3f}",
        )
        for race in {line["race"] for line in compas}
    }


def test_merge(run, compas):
    printed, errors = run("cli/merge.sh")
    assert printed.startswith("without part 2: exit 2\nnothing written\n")
    assert "machine-2" in errors
    assert rates_shown(printed) == rates_expected(compas)


def test_report(run, compas):
    printed, _ = run("cli/report.sh")
    text, markdown = printed.split("# Fairness report\n", 1)
    assert rates_shown(text) == rates_expected(compas)
    # At 99 %, against the quantile of a table.
    k, n = total(compas, race="Caucasian", high="1"), 2454
    lower, upper = wilson(k, n, 2.5758293035489004)
    assert f"{k / n:.3f} [{lower:.3f}, {upper:.3f}]" in text
    # Of groups with at least 100 people, Other and African-American.
    gap = Fraction(805 + 1369, 3696) - Fraction(36 + 43, 377)
    assert f"{100 * float(gap):.1f} points apart" in markdown


def test_spreadsheet(run, compas):
    printed, _ = run("cli/spreadsheet.sh")
    shown = list(csv.DictReader(printed.splitlines()))
    assert len(shown) == 6
    for line in shown:
        n = {
            key: total(compas, race=line["group"].removeprefix("race="), **of)
            for key, of in {
                "all": {},
                "flagged": {"high": "1"},
                "good": {"recid": "0"},
                "bad": {"recid": "1"},
                "fp": {"recid": "0", "high": "1"},
                "fn": {"recid": "1", "high": "0"},
            }.items()
        }
        assert float(line["selection_rate"]) == n["flagged"] / n["all"]
        assert float(line["false_positive_rate"]) == n["fp"] / n["good"]
        assert float(line["false_negative_rate"]) == n["fn"] / n["bad"]


def test_strata(run):
    lines = lines_of("berkeley_counts.csv")
    printed, _ = run("cli/strata.sh")
    shown = [
        line for line in printed.splitlines()
        if line.startswith(("  all rows ", "  department="))
    ]
    assert len(shown) == 7
    for line, department in zip(shown, ["", *"ABCDEF"]):
        within = {"department": department} if department else {}
        counts = {
            g: (
                total(lines, gender=g, admitted="1", **within),
                total(lines, gender=g, **within),
            )
            for g in ("Male", "Female")
        }
        rates = {g: Fraction(*counts[g]) for g in counts}
        low, high = sorted(rates, key=rates.get)
        assert line.split() == [
            *([f"department={department}"] if department else ["all", "rows"]),
            str(sum(n for _, n in counts.values())),
            f"{float(rates[high] - rates[low]):.3f}",
            low, f"{float(rates[low]):.3f}", "{}/{}".format(*counts[low]),
            high, f"{float(rates[high]):.3f}", "{}/{}".format(*counts[high]),
            low,  # worse off
        ]
        assert ("Male" == low) == (department in ("A", "B", "D", "F"))
    assert "; in 4 of 6 strata where they differ it is the other" in printed


def test_scores(tmp_path):
    """Of each application what the page says, pair by pair."""
    if library() is None:
        pytest.skip("no build/ and no installed library")
    before, after = library()
    program = tmp_path / "scores"
    subprocess.run(["cc", *before, EXAMPLES / "c/scores.c", "-o", program,
                    *after, "-pthread"], check=True)
    done = subprocess.run([program], capture_output=True, text=True,
                          check=True)
    lines = lines_of("berkeley_counts.csv")
    share = {d: round(total(lines, department=d, admitted="1")
                      / total(lines, department=d), 2) for d in "ABCDEF"}
    expected, areas = {}, []
    for gender in "Female", "Male":
        yes, no = ({Fraction(share[d]): total(
            lines, gender=gender, department=d, admitted=a) for d in share}
            for a in "10")
        p, n = sum(yes.values()), sum(no.values())
        mean = sum(s * (yes[s] + no[s]) for s in yes) / (p + n)
        pairs = sum(yes[s] * no[t] * (1 + (s > t) - (s < t))
                    for s in yes for t in no)
        areas.append(Fraction(pairs, 2 * p * n))
        expected["mean_score", gender] = mean
        expected["roc_auc", gender] = areas[-1]
        expected["calibration_in_the_large", gender] = mean - Fraction(
            p, p + n)
    shown = [line.split() for line in done.stdout.splitlines()]
    assert {tuple(line[:2]): line[2] for line in shown[:-1]} == {
        key: f"{float(value):.4f}" for key, value in expected.items()}
    assert shown[-1] == ["auc_gap", f"{float(areas[1] - areas[0]):.4f}"]


def test_curves(run):
    lines = lines_of("berkeley_counts.csv")
    printed, _ = run("python/curves.py")
    scores = {
        d: round(total(lines, department=d, admitted="1")
                 / total(lines, department=d), 2) for d in "ABCDEF"
    }
    shown = [line.split() for line in printed.splitlines()[1:]]
    assert [float(line[0]) for line in shown] == [
        *sorted(scores.values()), math.inf]
    for threshold, *rates in shown:
        for rate, gender in zip(rates, ("Female", "Male")):
            selected = sum(
                total(lines, gender=gender, department=d)
                for d, score in scores.items() if score >= float(threshold))
            assert rate == f"{selected / total(lines, gender=gender):.3f}"


def test_partitions(run):
    printed, _ = run("python/partitions.py")
    lines = printed.splitlines()
    assert lines[0].startswith("90 parts, ")
    assert "2026-09-02" in lines[1] and "2026-08-11" in lines[2]
    assert lines[3:5] == [
        "all 90 days: 7214 people",
        "same report as at once: True",
    ]
    gap = Fraction(805, 805 + 990) - Fraction(2, 23)
    assert f": {float(gap)!r}, 95% interval 0." in lines[5]


def test_calibrate(run):
    """Counts as the rows have them; probabilities near those that the labels
    were drawn by: the square of the score in b, the score in a."""
    printed, _ = run("python/calibrate.py")
    sys.path.insert(0, str(EXAMPLES / "python"))
    try:
        from calibrate import people
    finally:
        sys.path.pop(0)
    rows = [row for branch in range(3) for row in people(branch, 3000)]
    for group in "ab":
        n = [sum(row[0] == group and row[2] == label for row in rows)
             for label in (1, 0)]
        assert re.search(rf"group={group} +{n[0]:,} +{n[1]:,} +98%", printed)
    found = re.search(r"probabilities: \[(.*)\]", printed).group(1)
    for p, drawn in zip(found.split(", "), (0.04, 0.25, 0.9), strict=True):
        assert abs(float(p) - drawn) < 0.05
    assert 'refused: row 0: group = "c" is no group' in printed


def test_streaming(run):
    duckdb = pytest.importorskip("duckdb")
    pytest.importorskip("pyarrow")
    n = 120_001  # not a whole number of batches
    printed, _ = run("python/streaming.py", str(n))
    assert printed.startswith(f"rows: {n} {n} {n}\nsame counts: True\n")
    sys.path.insert(0, str(EXAMPLES / "python"))
    try:
        from streaming import ROWS
    finally:
        sys.path.pop(0)
    for region, rows, rate in duckdb.sql(
        f"select region, count(*), avg(granted) from ({ROWS.format(n=n)}) "
        "group by region"
    ).fetchall():
        assert re.search(
            rf"region={region} +{rows}  {rate:.3f} \[", printed
        )


def test_notebook():
    """It runs, shows what is stored in it, and has a report and a picture."""
    pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    import nbformat

    path = EXAMPLES / "python/notebook.ipynb"
    stored, found = nbformat.read(path, as_version=4), executed(path)
    nbformat.validate(stored)
    assert shown(found) == shown(stored), (
        "tests/python/notebooks.py brings it up to date"
    )
    for notebook in stored, found:
        kinds = [
            kind
            for cell in notebook.cells
            for output in cell.get("outputs", ())
            for kind in output.get("data", ())
        ]
        assert "text/html" in kinds and "image/svg+xml" in kinds
    # What ProPublica printed: 44.85 % and 23.45 %.
    text = json.dumps(shown(stored))
    assert "0.4485 =" in text and "0.2345 =" in text


def test_every_example_is_listed():
    """In the index, and run by a test here or by Meson."""
    index = (EXAMPLES / "README.md").read_text()
    build = (EXAMPLES / "c/meson.build").read_text()
    tests = pathlib.Path(__file__).read_text()
    for path in sorted(EXAMPLES.glob("*/*")):
        if path.suffix in (".py", ".sh", ".ipynb", ".c"):
            name = str(path.relative_to(EXAMPLES))
            assert f"]({name})" in index
            run_by = build if path.suffix == ".c" else tests
            word = path.stem if path.suffix == ".c" else name
            assert word in run_by, name
