# SPDX-License-Identifier: MIT
"""The pages of docs/metrics: made from the registry as it is, with an example
for each name whose numbers, worked out by tests/oracle, are what the library
gives in Python and on the command line."""

import io
import re
import shlex
import subprocess
import sys
from contextlib import redirect_stdout

import pytest

import libfairness as lf
from blocks import ROOT, blocks
from libfairness import _core, cli

sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "tests")]
import gen_metrics_doc  # noqa: E402
import metric_examples  # noqa: E402
from oracle import examples  # noqa: E402

FOLDER = ROOT / "docs/metrics"
NAMES = [name for kind in ("metrics", "criteria", "comparisons")
         for name in lf.names(kind)]


class Registry:
    """The registry of the extension, for the scripts that wrote the pages."""

    names = staticmethod(_core.names)
    text = staticmethod(_core.text)


@pytest.fixture(scope="module")
def written():
    return gen_metrics_doc.pages(Registry)


def test_pages_are_what_the_registry_says(written):
    pages, _ = written
    stale = [name for name, text in pages.items()
             if not (ROOT / "docs" / name).exists()
             or (ROOT / "docs" / name).read_text(encoding="utf-8") != text]
    assert not stale, "run scripts/gen_metrics_doc.py"
    assert {f"metrics/{path.name}" for path in FOLDER.glob("*.md")} \
        == {name for name in pages if name.startswith("metrics/")}


def test_every_name_has_an_example(written):
    _, incomplete = written
    assert not incomplete, "tests/oracle/examples.py has to work them out"


def printed_by_python(block):
    out = io.StringIO()
    with redirect_stdout(out):
        exec(block.code, {})
    return out.getvalue()


def printed_by_console(block, capfdbinary):
    """The command in this process, what it is piped into in a shell."""
    lines = block.code.splitlines()
    last = next(i for i, line in enumerate(lines) if line[-1] != "\\")
    command = " ".join(line.rstrip("\\") for line in lines[:last + 1])
    audit, pipe = command.removeprefix("$ fairness ").split(" | ", 1)
    capfdbinary.readouterr()
    assert cli.main(shlex.split(audit)) == 0
    done = subprocess.run(["sh", "-c", pipe], capture_output=True,
                          input=capfdbinary.readouterr().out, check=True)
    return done.stdout.decode(), "\n".join(lines[last + 1:]) + "\n"


@pytest.mark.parametrize("name", NAMES)
def test_example_is_what_the_library_gives(name, monkeypatch, capfdbinary):
    monkeypatch.chdir(ROOT)
    there = {b.language: b for b in blocks(FOLDER / f"{name}.md")
             if not b.is_output}
    python = there["python"]
    assert printed_by_python(python) == python.output.code
    if name in examples.CLOSE:
        assert "console" not in there
        return
    found, shown = printed_by_console(there["console"], capfdbinary)
    assert found == shown


def test_arithmetic_is_shown_and_right():
    """Formulas of counts, and notes of the oracle, with the numbers in
    them: on the page of every name but those of which there are only words."""
    groups, shown = metric_examples.by_group(), set()
    for name in lf.names("metrics"):
        for group, worked in examples.metric(name).items():
            how = worked.note or metric_examples.arithmetic_of_metric(
                Registry, name, group, groups)
            if metric_examples.checked(how, worked.value):
                shown.add(name)
            else:
                assert not worked.note, (name, how)
    for name in lf.names("criteria"):
        found = examples.criterion(name)
        how = found.note or metric_examples.arithmetic_of_criterion(
            Registry, name, found)
        if metric_examples.checked(how, found.value):
            shown.add(name)
    for name in lf.names("comparisons"):
        for found in examples.comparison(name):
            if not name.startswith("standardized"):
                assert metric_examples.checked(found.note, found.value), name
    assert {"accuracy", "utility", "roc_auc", "pr_auc", "brier_score",
            "equalized_odds_difference", "average_odds_difference",
            "conditional_demographic_disparity"} <= shown
    assert metric_examples.checked("5 / (5 + 1)", 0.5) is None


def test_suites_are_those_of_the_library():
    """What a report shows of each is what the index lists."""
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    rows = examples.rows()
    data = {key: [float(r[key]) if key == "score" else r[key] for r in rows]
            for key in rows[0]}
    for key in "repaid", "granted":
        data[key] = [int(x) for x in data[key]]
    for suite in gen_metrics_doc.SUITES:
        report = lf.audit(
            data=data, y_true="repaid", y_pred="granted", y_score="score",
            sensitive_features="group", favourable="positive", metrics=suite,
            costs={"false_positive": 1, "false_negative": 5},
            utilities={"true_positive": 1, "false_positive": -4,
                       "false_negative": 0, "true_negative": 0})
        section = index.split(f"\n### {suite}\n")[1].split("\n#")[0]
        listed = re.findall(r"^\| \[(\w+)\]", section, re.M)
        assert listed == list(report.to_dict()["overall"]["metrics"])
        for name in listed:
            assert lf.explain(name).suite == suite
    assert lf.explain("auc_gap").suite == ""


def test_sources():
    """Every name says where it comes from, and where that can be found."""
    for kind in ("metrics", "criteria", "comparisons"):
        for name in lf.names(kind):
            source = _core.text(kind, name, "reference")
            if source.startswith("none: "):
                continue
            assert re.search(
                r"doi:10\.\d{4,}/\S+$|arXiv:\d{4}\.\d{4,5}$|ISBN [\d-]+$|"
                r"https://\S+$|\d CFR \d|section \d+-\d+ \(", source), (
                    name, source)
            for part in re.findall(r"\([^()]*\)", _core.text(
                    kind, name, "elsewhere")):
                assert "; " not in part, name  # it parts the entries
