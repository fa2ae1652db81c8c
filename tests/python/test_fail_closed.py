# SPDX-License-Identifier: MIT
"""Whatever goes wrong, and whatever is written: never exit code 0, and never
a file that says pass.  One table for all forms of a verdict."""

import gzip
import json
import os
import random

import pytest

import libfairness as lf
from cli_help import call, write_csv
from test_cli_gate import FAULTS, OUT, no_pass, rewrite
from test_gate import PASSES, TOML, rows_of

PASS = ["gate", "p.toml", "pass.csv"]
CHANGE = ["gate", "c.toml", "pass.csv", "--baseline"]


def change(name, old, new):
    return lambda folder: rewrite(
        folder / name, lambda text: text.replace(old.encode(), new.encode()))


def write(name, data):
    return lambda folder: (folder / name).write_bytes(data)


def saved_as(name, data):
    """What is no whole saved audit."""
    return write(name, b"\x89FAIR\r\n\x1a" + data)


def baseline(cut=bytes, form="saved", features="g", **said):
    """b: the rows of pass.csv, as a saved audit or a report."""
    def prepare(folder):
        rows = rows_of(PASSES)
        rows["h"] = rows["g"]
        audit = lf.Audit(y_pred="p", frequency="n",
                         sensitive_features=features, **said)
        audit.add(rows)
        data = audit.to_bytes() if form == "saved" else (
            audit.report().to_json().encode())
        (folder / "b").write_bytes(cut(data))
    return prepare


def nothing(folder):
    pass



def a_link(folder):
    (folder / "out.sarif").unlink()
    (folder / "out.sarif").symlink_to(folder / "pass.csv")


def a_folder(folder):
    (folder / "out.md").unlink()
    (folder / "out.md").mkdir()


WAIVER = '''[[waiver]]
rule = "four-fifths"
reason = "none"
owner = "nobody"
expires = 9999-12-31
'''
# What is done to the folder, and the command where it is not PASS.
MORE = {
    "a policy of another schema": (change("p.toml", "policy/1", "policy/2"),),
    "a policy that says a key twice": (
        change("p.toml", "min = 0.8", "min = 0.8\nmin = 0.1"),),
    "a limit as a percentage": (change("p.toml", "min = 0.8", "min = 80"),),
    "a limit as a text": (change("p.toml", "min = 0.8", 'min = "0.8"'),),
    "a limit that is no number": (
        change("p.toml", "min = 0.8", "min = nan"),),
    "a limit that nothing is beyond": (
        change("p.toml", "min = 0.8", "min = 0"),),
    "a waiver for ever": (change("p.toml", "[[rule]]", WAIVER + "[[rule]]"),),
    "a policy that nobody writes": (
        lambda folder: os.mkfifo(folder / "pipe"),
        ["gate", "pipe", "pass.csv"]),
    "a baseline that nobody writes": (
        lambda folder: os.mkfifo(folder / "pipe"), [*CHANGE, "pipe"]),
    "a rule without a limit": (change("p.toml", "min = 0.8\n", ""),),
    "a criterion that there is not": (
        change("p.toml", "impact_ratio", "impact_ration"),),
    "a rule by a feature that there is not": (
        change("p.toml", 'by = "g"', 'by = "h"'),),
    "a minimum to publish below 0": (
        change("p.toml", "[[rule]]", "[publish]\nmin = -1\n[[rule]]"),),
    "an unknown table": (
        change("p.toml", "[[rule]]", "[publsh]\nmin = 1\n[[rule]]"),),
    "half a gzip": (
        write("half.csv.gz", gzip.compress(b"g,p,n\n" * 99)[:-9]),
        ["gate", "p.toml", "half.csv.gz"]),
    "a parquet that is none": (write("x.parquet", b"PAR1 no PAR1"),
                               ["gate", "p.toml", "x.parquet"]),
    "an arrow file that is none": (write("x.arrow", b"ARROW1\0\0"),
                                   ["gate", "p.toml", "x.arrow"]),
    "json lines that are cut": (write("x.jsonl", b'{"g": "a", "p": 1, "n"'),
                                ["gate", "p.toml", "x.jsonl"]),
    "a saved audit without a body": (saved_as("s.audit", b""),
                                     ["gate", "p.toml", "s.audit"]),
    "a saved audit of garbage": (saved_as("s.audit", bytes(200)),
                                 ["gate", "p.toml", "s.audit"]),
    "the same file twice": (nothing, [*PASS, "pass.csv"]),
    "one file of two is missing": (nothing, [*PASS, "none.csv"]),
    "a folder as data": (lambda f: (f / "d").mkdir(), ["gate", "p.toml", "d"]),
    "a column that there is not": (nothing, [*PASS, "--y-pred", "q"]),
    "a positive label that there is not": (
        nothing, [*PASS, "--positive-label", "maybe"]),
    "a reference that there is not": (
        nothing, [*PASS, "--reference", "g=Martian"]),
    "more cells than are allowed": (nothing, [*PASS, "--max-cells", "1"]),
    "a model without its file": (
        nothing, ["gate", "p.toml", "--model", "a=pass.csv", "--model",
                  "b=none.csv"]),
    "a model whose column is missing": (
        nothing, [*PASS, "--model", "a=p", "--model", "b=q"]),
    "a file of two models": (
        nothing, ["gate", "p.toml", "--model", "a=pass.csv", "--model",
                  "b=pass.csv"]),
    "a baseline that is not there": (nothing, [*CHANGE, "none.json"]),
    "a baseline that is a folder": (lambda f: (f / "d").mkdir(),
                                    [*CHANGE, "d"]),
    "an empty baseline": (write("b", b""), [*CHANGE, "b"]),
    "half a baseline": (baseline(lambda b: b[:len(b) // 2]), [*CHANGE, "b"]),
    "a baseline without its end": (baseline(lambda b: b[:-1]),
                                   [*CHANGE, "b"]),
    "a baseline with a bit that turned": (
        baseline(lambda b: b[:60] + bytes([b[60] ^ 1]) + b[61:]),
        [*CHANGE, "b"]),
    "half a baseline in JSON": (
        baseline(lambda b: b[:len(b) // 2], "json"), [*CHANGE, "b"]),
    "a verdict as a baseline": (
        write("b", b'{"schema": "libfairness/verdict/1"}'), [*CHANGE, "b"]),
    "a baseline of other groups": (
        baseline(features="h"), [*CHANGE, "b"]),
    "a baseline of other groups in JSON": (
        baseline(form="json", features="h"), [*CHANGE, "b"]),
    "a baseline of another label": (
        baseline(positive_label=0), [*CHANGE, "b"]),
    "a baseline of the rows themselves, and another": (
        baseline(), [*CHANGE, "b", "--y-pred-baseline", "p"]),
    "a damaged baseline that no rule needs": (
        write("b", b"{"), [*PASS, "--baseline", "b"]),
    "a summary that is a folder": (lambda f: (f / "summary").mkdir(),
                                   [*PASS, "--github"]),
}
BEFORE = {  # found before anything of an earlier run is touched
    "a link as a target": (a_link,),
    "a folder as a target": (a_folder,),
    "a target without its folder": (nothing, [*PASS, "--output", "no/x"]),
    "two targets of one name": (nothing, [*PASS, "--output", "out.md"]),
    "a target that is read": (nothing, [*PASS, "--output", "p.toml"]),
    "a model named twice": (nothing, [*PASS, "--model", "a=p", "--model",
                                      "a=p"]),
    "two baselines": (nothing, [*CHANGE, "b", "--baseline", "b"]),
    "a baseline that is written to": (
        baseline(), [*CHANGE, "b", "--output", "b"]),
    "a minimum that is no number": (nothing,
                                    [*PASS, "--publish-min", "few"]),
}
assert len(FAULTS) + len(MORE) + len(BEFORE) >= 40


@pytest.fixture
def gate(capsysbinary, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary"))
    (tmp_path / "p.toml").write_text(TOML)
    (tmp_path / "c.toml").write_text(TOML.replace(
        'criterion = "impact_ratio"', 'metric = "selection_rate"').replace(
        "min = 0.8", "max_increase = 0.5"))
    write_csv("pass.csv", rows_of(PASSES))
    for name in OUT[1::2]:  # of an earlier run
        (tmp_path / name).write_text("PASS")
    return lambda *words: call(capsysbinary, *words)


def test_without_a_fault_all_is_written(gate, tmp_path):
    assert gate(*PASS, *OUT, "--github")[0] == 0
    for name in (*OUT[1::2], "summary"):
        assert (tmp_path / name).read_text() != "PASS"


def test_without_a_fault_a_baseline_passes(gate, tmp_path):
    for form in "saved", "json":
        baseline(form=form)(tmp_path)
        assert gate(*CHANGE, "b", *OUT)[0] == 0
    code, out, _ = gate("gate", "c.toml", "pass.csv", *OUT)
    assert code == 2 and "no_baseline" in out
    assert '"pass"' not in (tmp_path / "out.json").read_text()


class Done:
    def __init__(self, found):
        self.returncode, self.stdout, self.stderr = found


@pytest.mark.parametrize("fault", MORE)
def test_more_faults(gate, tmp_path, fault):
    prepare, *command = MORE[fault]
    prepare(tmp_path)
    done = Done(gate(*(command[0] if command else PASS), *OUT))
    no_pass(tmp_path, done)
    assert done.stdout == "" and done.stderr.count("\n") == 1
    assert not (tmp_path / "summary").is_file()


@pytest.mark.parametrize("fault", BEFORE)
def test_targets_that_cannot_be(gate, tmp_path, fault):
    prepare, *command = BEFORE[fault]
    prepare(tmp_path)
    before = sorted(os.listdir(tmp_path))
    code, out, _ = gate(*(command[0] if command else PASS), *OUT, "--github")
    assert (code, out) == (2, "")
    assert sorted(os.listdir(tmp_path)) == before


RUNS = int(os.environ.get("FAIRNESS_RUNS", 30))


def test_shuffled_rows_give_the_same_bytes(gate, tmp_path):
    """All forms; FAIRNESS_RUNS says how often."""
    r = random.Random(7)
    rows = [(g, p) for g, n in (("a", 90), ("b", 60), ("é|", 200))
            for p in (1, 0) for _ in range(n)]
    (tmp_path / "p.toml").write_text(TOML.replace('frequency = "n"\n', ""))
    seen = set()
    for _ in range(RUNS):
        r.shuffle(rows)
        write_csv("x.csv", {"g": [g for g, _ in rows],
                            "p": [p for _, p in rows]})
        code, out, _ = gate("gate", "p.toml", "x.csv", *OUT, "--threads",
                            str(r.randint(1, 3)))
        seen.add((code, out, *((tmp_path / name).read_text().replace(
            f"--threads {n}", "") for name in OUT[1::2]
            for n in [_threads(tmp_path)])))
    assert len(seen) == 1
    assert json.loads((tmp_path / "out.json").read_text())["rows"]["in"] == 700


def _threads(folder):
    """How many the command in the Markdown says: that may differ."""
    return (folder / "out.md").read_text().split("--threads ")[1].split()[0]
