# SPDX-License-Identifier: MIT
"""What is wrong with a policy is said in its words: by its key, where it
stands, and not by options that nobody gave."""

import json
import os
import pathlib
import re
import subprocess
import sys
import threading

import pytest

import libfairness as lf
from cli_help import call, write_csv
from test_gate import FAILS, PASSES, rows_of

TOML = '''\
schema = "libfairness/policy/1"
[data]
y_pred = "p"
frequency = "n"
favourable = "positive"

[[rule]]
criterion = "impact_ratio"
by = "g"
min = 0.8
'''
LISTED = "'g', 'p', 'n'"
CASES = {  # what is changed; where and what is said
    "a feature": ('by = "g"', 'by = "h"', 9, "by: there is no column 'h'"),
    "one of two": ('by = "g"', 'by = ["g", "h"]', 9,
                   "by: there is no column 'h'"),
    "named features": ("[data]", '[data]\nsensitive_features = ["g", "h"]', 3,
                       "sensitive_features: there is no column 'h'"),
    "a decision": ('"p"', '"q"', 3, "y_pred: there is no column 'q'"),
    "a count": ('"n"', '"m"', 4, "frequency: there is no column 'm'"),
    "a label": ("[data]", '[data]\ny_true = "y"', 3,
                "y_true: there is no column 'y'"),
    "strata": ("[data]", '[data]\ncontrol_features = "c"', 3,
               "control_features: there is no column 'c'"),
}
LIMITS = {
    "nan": ("0.8", "nan", 'min is "nan"'),
    "inf": ("0.8", "inf", 'min is "inf"'),
    "nothing below": ("0.8", "0", "min is 0, and no value is below that"),
    "a percentage": ("0.8", "80", "min is 80"),
}


@pytest.fixture
def run(capsysbinary, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_csv("d.csv", rows_of(FAILS))
    return lambda *words: call(capsysbinary, "gate", *words)


@pytest.mark.parametrize("case", CASES)
def test_columns_that_are_not_there(run, case):
    old, new, line, said = CASES[case]
    pathlib.Path("p.toml").write_text(TOML.replace(old, new, 1))
    where = f"p.toml: line {line}, column 1: {said}"
    code, out, error = run("p.toml", "d.csv")
    assert (code, out) == (2, "") and "--" not in error
    assert error.startswith(f"fairness: error: {where}") and LISTED in error
    with pytest.raises(lf.SpecificationError) as caught:
        lf.gate("p.toml", data=rows_of(FAILS))
    assert str(caught.value).startswith(where)
    assert caught.value.column == said.split(":")[0] or said.startswith("by")


def test_columns_of_the_command_line_are_its_own(run):
    pathlib.Path("p.toml").write_text(TOML.replace('"p"', '"q"'))
    code, _, error = run("p.toml", "d.csv", "--y-pred", "x")
    assert code == 2 and "d.csv: --y-pred: there is no column 'x'" in error
    code, _, error = run("p.toml", "d.csv", "--sensitive-features", "h",
                         "--y-pred", "p")
    assert "--sensitive-features: there is no column 'h'" in error
    with pytest.raises(lf.SpecificationError, match="^y_pred: .*'x'"):
        lf.gate("p.toml", y_pred="x", data=rows_of(FAILS))
    assert run("p.toml", "d.csv", "--y-pred", "p")[0] == 1


@pytest.mark.parametrize("case", LIMITS)
def test_limits_are_named_by_their_own_line(run, case):
    old, new, said = LIMITS[case]
    pathlib.Path("p.toml").write_text(TOML.replace(old, new))
    code, _, error = run("p.toml", "d.csv")
    assert code == 2 and f"p.toml: line 10, column 1: {said}" in error


WAIVER = '''
[[waiver]]
rule = "impact_ratio"
reason = "none"
owner = "nobody"
expires = 2027-01-31
groups = [{g = "g1"}, {g = "G1"}]
'''


def test_a_waiver_of_nobody(run):
    pathlib.Path("p.toml").write_text(TOML + WAIVER)
    code, _, error = run("p.toml", "d.csv", "--today", "2027-01-01")
    assert code == 0
    assert error == ("fairness: warning: the waiver of impact_ratio names "
                     "g=G1, of which there are no rows\n")
    pathlib.Path("p.toml").write_text(
        TOML + WAIVER.replace(', {g = "G1"}', ""))
    assert run("p.toml", "d.csv", "--today", "2027-01-01")[2] == ""


def test_pipes(run):
    """A policy, and a baseline, may come from a program; what nobody writes
    to is not waited for."""
    change = TOML.replace("min = 0.8", "max_increase = 0.1").replace(
        "impact_ratio", "demographic_parity_difference")
    pathlib.Path("p.toml").write_text(change)
    report = lf.audit(data=rows_of(PASSES), y_pred="p", frequency="n",
                      sensitive_features="g", favourable="positive")
    for words, text in ((["pipe", "d.csv"], TOML),
                        (["p.toml", "d.csv", "--baseline", "pipe"],
                         report.to_json() + " " * 100_000)):
        os.mkfifo("pipe")
        code, out, error = run(*words)
        assert (code, out) == (2, "") and "nobody writes to" in error
        # Somebody who has opened it and takes a while.
        reads = os.open("pipe", os.O_RDONLY | os.O_NONBLOCK)
        writes = os.open("pipe", os.O_WRONLY)
        os.close(reads)

        def write():
            with open(writes, "wb") as file:
                file.write(text.encode())

        later = threading.Timer(0.05, write)
        later.start()
        code, out, error = run(*words)
        later.join()
        assert code in (1, 3) and error == "", error
        os.unlink("pipe")


def test_a_policy_of_another_command(run):
    """As a shell hands it over: `fairness gate <(sed … p.toml) d.csv`."""
    pathlib.Path("p.toml").write_text(TOML)
    done = subprocess.run(
        ["bash", "-c", '"$0" -m libfairness gate <(sed s/0.8/0.1/ p.toml) '
         "d.csv", sys.executable], capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr


def test_an_edited_baseline_is_named_as_such(run):
    """Whatever number is written over: never rows, nor --frequency."""
    pathlib.Path("p.toml").write_text(TOML.replace(
        "impact_ratio", "demographic_parity_difference").replace(
            "min = 0.8", "max_increase = 0.1"))
    text = lf.audit(data=rows_of(PASSES), y_pred="p", frequency="n",
                    sensitive_features="g", favourable="positive").to_json()
    counts = re.findall(r'"(?:n|selected)": \d+', text)
    assert len(counts) > 5
    for old in dict.fromkeys(counts):
        key = old.partition(": ")[0]
        for number in "-5", "2.5", "null", "true", '"x"', "1e30", "[]", "{}":
            edited = text.replace(old, f"{key}: {number}")
            assert json.loads(edited)
            pathlib.Path("b.json").write_text(edited)
            code, _, error = run("p.toml", "d.csv", "--baseline", "b.json")
            assert code == 2, (old, number)
            assert error.startswith("fairness: error: b.json: the baseline")
            assert "frequency" not in error and "row " not in error
