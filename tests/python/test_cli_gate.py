# SPDX-License-Identifier: MIT
"""fairness gate: exit codes, what wins, JUnit, and that nothing which goes
wrong is ever a pass."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time
from xml.etree import ElementTree

import pyarrow as pa
import pyarrow.parquet
import pytest

import libfairness as lf
from cli_help import call, fails, run, write_csv  # noqa: F401 (fixtures)
from test_gate import FAILS, PASSES, TOML, UNSURE, rows_of


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "p.toml").write_text(TOML)
    for name, groups in ("fail", FAILS), ("pass", PASSES), ("unsure", UNSURE):
        columns = rows_of(groups)
        write_csv(tmp_path / f"{name}.csv", columns)
        pa.parquet.write_table(pa.table(columns), tmp_path / f"{name}.parquet")
    (tmp_path / "martian.toml").write_text(
        TOML + 'required_groups = [{g = "Martian"}]\n')
    return tmp_path


CODES = {"pass": 0, "fail": 1, "unsure": 3}


@pytest.mark.parametrize("name", CODES)
def test_exit_codes_of_the_process(folder, name):
    done = run("gate", "p.toml", f"{name}.csv", "--json", "v.json", "--junit",
               "v.xml", cwd=folder)
    assert done.returncode == CODES[name] and done.stderr == b""
    found = json.loads((folder / "v.json").read_text())
    assert found["exit_code"] == CODES[name]
    assert done.stdout.decode().startswith(found["status"].upper() + ": ")


def test_a_missing_group_is_an_error(folder):
    done = run("gate", "martian.toml", "pass.csv", cwd=folder)
    assert done.returncode == 2 and b"required_group_missing" in done.stdout


@pytest.fixture
def gate(capsysbinary, folder, monkeypatch):
    monkeypatch.chdir(folder)

    def run_it(*arguments):
        return call(capsysbinary, "gate", *arguments)

    return run_it


def test_rows_files_and_saved_audits_give_the_same_bytes(gate, capsysbinary):
    for start, name in (("a", "first.csv"), ("b", "second.csv")):
        rows = rows_of(FAILS)
        some = {k: v[:2] if start == "a" else v[2:] for k, v in rows.items()}
        write_csv(name, some)
        saved = call(capsysbinary, "audit", name, "--y-pred", "p",
                     "--frequency", "n", "--sensitive-features", "g",
                     "--save", f"{start}.audit", "--no-report")
        assert saved == (0, "", "")
    texts = {gate("p.toml", *files, "--format", "json")[1]
             for files in (["fail.csv"], ["fail.parquet"],
                           ["second.csv", "first.csv"],
                           ["first.csv", "second.csv", "--threads", "1"],
                           ["a.audit", "b.audit"], ["b.audit", "a.audit"])}
    text, = texts
    assert json.loads(text)["status"] == "fail"
    for words, said in (
        (["a.audit", "--y-pred", "p"], "--y-pred: the audit was counted"),
        (["a.audit", "--nulls", "exclude"], "--nulls: the audit"),
        (["a.audit", "first.csv"], "a saved audit among files"),
        (["a.audit", "a.audit"], "named twice"),
    ):
        code, out, err = gate("p.toml", *words)
        assert code == 2 and out == "" and said in err


def test_saved_audits_are_held_to_what_the_policy_says(gate, capsysbinary):
    call(capsysbinary, "audit", "pass.csv", "--y-pred", "p", "--frequency",
         "n", "--sensitive-features", "g", "--save", "s.audit", "--no-report")
    assert gate("p.toml", "s.audit")[0] == 0
    for line, words in (('y_pred = "q"', "y_pred = 'q'"),
                        ('y_pred = "p"\nunlabelled = "keep"', "unlabelled"),
                        ('y_pred = "p"\nnulls = "exclude"', "nulls"),
                        ('y_pred = "p"\nthreshold = 0.5', "threshold"),
                        ('y_pred = "p"\npositive_label = 2', "positive_label")):
        pathlib.Path("q.toml").write_text(TOML.replace('y_pred = "p"', line))
        code, out, err = gate("q.toml", "s.audit")
        assert code == 2 and out == "" and words in err


def test_the_command_line_wins(gate):
    code, out, err = gate("p.toml", "fail.csv", "--favourable", "negative",
                          "--format", "json", "--min-count", "10",
                          "--confidence", "0.99")
    found = json.loads(out)
    assert (code, err) == (0, "")
    rule, = found["rules"]
    assert rule["observed"]["metric"] == "rejection_rate"
    assert rule["pass_bound"]["level"] == 0.01
    assert found["specification"]["favourable"] == "negative"
    assert gate("p.toml", "fail.csv", "--min-count", "501")[0] == 3


def test_several_models_in_python_give_the_same_bytes(gate):
    columns = rows_of(FAILS)
    columns["q"] = [1 - p for p in columns["p"]]
    write_csv("two.csv", columns)
    code, out, _ = gate("p.toml", "two.csv", "--model", "a=p", "--model",
                        "b=q", "--format", "json")
    found = lf.gate_models("p.toml", {"a": "p", "b": "q"}, data=columns)
    assert found.to_json() == out and found.exit_code == code
    assert found.status == json.loads(out)["status"]
    assert [v.to_json() for v in found.models.values()] == [
        lf.gate("p.toml", y_pred=name, data=columns).to_json()
        for name in "pq"]
    _, out, _ = gate("p.toml", "two.csv", "--model", "a=p", "--model", "b=q")
    assert str(found) == out and "FAIL: a fail" in out
    apart = lf.gate_models("p.toml", {
        "a": columns, "b": {**columns, "p": columns["q"]}})
    assert apart.models["b"].rules == found.models["b"].rules
    assert repr(apart) == "<libfairness.Verdicts: fail, 2 models>"
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(found)


@pytest.mark.parametrize("models, options, words", [
    ({}, {}, "models are empty"),
    ([("a", "p"), ("a", "q")], {}, "expected a mapping .* found list"),
    ("p", {}, "found str"),
    ({"": "p"}, {}, "the name of a model is ''"),
    ({7: "p"}, {}, "the name of a model is 7"),
    ({"a": "p"}, {"y_pred": "p"}, "leave out y_pred"),
    ({"a": "none"}, {}, "none"),
])
def test_models_that_make_no_sense(gate, models, options, words):
    with pytest.raises(lf.SpecificationError, match=words):
        lf.gate_models("p.toml", models, data=rows_of(FAILS), **options)


def test_values_are_read_in_the_type_of_their_column(gate):
    """A group 1 of the policy is the text of a CSV file and the number of a
    Parquet file."""
    columns = {**rows_of(PASSES), "g": [1, 1, 2, 2]}
    write_csv("n.csv", columns)
    pa.parquet.write_table(pa.table(columns), "n.parquet")
    for value in ("1", '"1"', "1.0"):
        pathlib.Path("n.toml").write_text(
            TOML.replace("[defaults]", f"reference = {{g = {value}}}\n"
                         "positive_label = 1\n[defaults]")
            + f"required_groups = [{{g = {value}}}]\n")
        for file in ("n.csv", "n.parquet"):
            if (value, file) == ("1.0", "n.csv"):
                continue  # 1.0 is not how the file spells it
            assert gate("n.toml", file)[0] == 0, (value, file)


def test_favourable_undeclared_is_said(gate):
    pathlib.Path("u.toml").write_text(
        TOML.replace('favourable = "positive"\n', ""))
    code, _, err = gate("u.toml", "pass.csv")
    assert code == 0 and "favourable is not declared" in err


def test_words_about_policies(gate):
    for old, new, words in (
        ("min = 0.8", "min = 80", "q.toml: line 16, column 1: min is 80"),
        ('by = "g"', 'by = "age"',
         "q.toml: line 15, column 1: by: there is no sensitive feature 'age'"),
        ("min = 0.8", "min_count = 0.5", "min_count: expected a whole"),
    ):
        pathlib.Path("q.toml").write_text(TOML.replace(old, new))
        code, out, err = gate("q.toml", "pass.csv")
        assert (code, out) == (2, "") and words in err
        assert "--" not in err and err.count("\n") == 1
    code, _, err = gate("p.toml", "pass.csv", "--confidence", "95")
    assert code == 2 and err.startswith("fairness: error: confidence is 95")


def test_junit(gate):
    pathlib.Path("j.toml").write_text(
        TOML + 'required_groups = [{g = "x"}]\n'
        '[[rule]]\nid = "a<b>&\\"c"\ncriterion = "impact_ratio"\nmin = 0.8\n'
        '[[rule]]\nid = "unsure"\ncriterion = "impact_ratio"\nmin = 0.49\n'
        '[[rule]]\nid = "counted"\ncriterion = "impact_ratio"\nmin = 0.49\n'
        'inconclusive = "fail"\n'
        '[[rule]]\nid = "warned"\ncriterion = "impact_ratio"\nmin = 0.8\n'
        'severity = "warn"\n'
        '[[rule]]\nid = "met"\ncriterion = "impact_ratio"\nmin = 0.1\n')
    code, _, _ = gate("j.toml", "fail.csv", "--junit", "v.xml")
    assert code == 2
    root = ElementTree.parse("v.xml").getroot()
    suite, = root
    counts = {"tests": "6", "errors": "1", "failures": "2", "skipped": "1"}
    assert {k: suite.get(k) for k in counts} == counts
    assert {k: root.get(k) for k in counts} == counts
    found = {c.get("name"): [e.tag for e in c] for c in suite}
    assert found == {"four-fifths": ["error"], 'a<b>&"c': ["failure"],
                     "unsure": ["skipped"], "counted": ["failure"],
                     "warned": ["system-out"], "met": []}
    failure = suite[1][0]
    assert failure.get("type") == "beyond_limit"
    assert "observed 0.500 (g=g1 to g=g0)" in failure.text


HOSTILE = ["]]>", "<!--", "a\nb\x1b[2J\x00", "\u202etxt", "\n\n", "&amp;"]


def test_hostile_names_in_every_output(gate):
    columns = rows_of([(100, 500)] * 5 + [(10, 500)])
    columns["g"] = [name for name in HOSTILE for _ in "ab"]
    pa.parquet.write_table(pa.table(columns), "h.parquet")
    code, out, _ = gate("p.toml", "h.parquet", "--junit", "h.xml", "--json",
                        "h.json")
    assert code == 1
    assert not set(out) & {"\x1b", "\x00", "\u202e", "\r"}
    case = ElementTree.parse("h.xml").getroot()[0][0]
    assert "observed 0.100" in case[0].text
    evidence = json.loads(pathlib.Path("h.json").read_text())["rules"][0][
        "evidence"]
    assert [e["group"]["g"] for e in evidence[1:]] == sorted(
        HOSTILE, key=lambda name: name.encode())


# ---- fail closed ----

PASS = ["gate", "p.toml", "pass.csv"]
OUT = ["--json", "out.json", "--junit", "out.xml", "--sarif", "out.sarif",
       "--markdown", "out.md", "--gitlab", "out.gl"]
FILES = OUT[1::2]


@pytest.fixture
def inside(gate):
    """In this process, for speed; what a process adds is tested below."""

    def run_it(*arguments):
        code, out, err = gate(*arguments[1:])
        return subprocess.CompletedProcess(
            arguments, code, out.encode(), err.encode())

    return run_it


def no_pass(folder, done, code=2):
    """No exit code 0, and no file that says what was not found."""
    assert done.returncode == code, done.stderr
    for name in FILES:
        assert not (folder / name).exists(), name
    assert not [n for n in os.listdir(folder) if n.startswith(".fairness-")]


def rewrite(path, change):
    path.write_bytes(change(path.read_bytes()))


FAULTS = {  # what is done to the folder, and the command
    "no policy": lambda f: (f / "p.toml").unlink(),
    "policy is empty": lambda f: (f / "p.toml").write_text(""),
    "policy is a folder": lambda f: ((f / "p.toml").unlink(),
                                     (f / "p.toml").mkdir()),
    "policy is cut": lambda f: rewrite(f / "p.toml", lambda b: b[:-6]),
    "policy without rules": lambda f: rewrite(
        f / "p.toml", lambda b: b[:b.index(b"[[rule]]")]),
    "policy with a misspelt limit": lambda f: rewrite(
        f / "p.toml", lambda b: b.replace(b"min =", b"mim =")),
    "policy is not text": lambda f: rewrite(f / "p.toml",
                                            lambda b: b"\xff" + b),
    "no data": lambda f: (f / "pass.csv").unlink(),
    "data are empty": lambda f: (f / "pass.csv").write_text(""),
    "data without rows": lambda f: (f / "pass.csv").write_text("g,p,n\n"),
    "data without the column": lambda f: rewrite(
        f / "pass.csv", lambda b: b.replace(b"g,p,n", b"g,q,n")),
    "data with a label that is none": lambda f: rewrite(
        f / "pass.csv", lambda b: b + b"g0,2,1\n"),
    "data with a missing decision": lambda f: rewrite(
        f / "pass.csv", lambda b: b + b"g0,,1\n"),
    "data with a quote out of place": lambda f: rewrite(
        f / "pass.csv", lambda b: b + b'"g0,1,1\n'),
    "data with other ends of lines in the header": lambda f: rewrite(
        f / "pass.csv", lambda b: b.replace(b"g,p,n", b'g,p,n,"a\nb"')
        .replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        .replace(b"a\r\nb", b"a\nb")),
    "counts are negative": lambda f: rewrite(
        f / "pass.csv", lambda b: b + b"g0,1,-1\n"),
    "a required group is missing": lambda f: shutil.copy(
        f / "martian.toml", f / "p.toml"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_faults(folder, inside, fault):
    for name in FILES:  # of an earlier run
        (folder / name).write_text("PASS")
    FAULTS[fault](folder)
    done = inside(*PASS, *OUT)
    if fault == "a required group is missing":  # a verdict, and no pass
        assert done.returncode == 2 and b"PASS" not in done.stdout
        assert json.loads((folder / "out.json").read_text())[
            "status"] == "error"
        return
    no_pass(folder, done)
    assert done.stdout == b"" and b"Traceback" not in done.stderr


def saved(folder):
    run("audit", "pass.csv", "--y-pred", "p", "--frequency", "n",
        "--sensitive-features", "g", "--save", "s.audit", "--no-report",
        cwd=folder)
    return folder / "s.audit"


def test_damaged_saved_audits(folder, inside):
    state = saved(folder).read_bytes()
    assert inside("gate", "p.toml", "s.audit").returncode == 0
    for broken in (b"", state[:7], state[:40], state[:-1], state + b"x",
                   state[:50] + bytes([state[50] ^ 1]) + state[51:]):
        (folder / "s.audit").write_bytes(broken)
        no_pass(folder, inside("gate", "p.toml", "s.audit", *OUT))


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")
def test_full_disk(folder):
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "libfairness", *PASS, *OUT], cwd=folder,
            stdout=full, stderr=subprocess.PIPE, timeout=60)
    no_pass(folder, done)
    assert b"No space left" in done.stderr
    done = run(*PASS, "--json", "/dev/full", cwd=folder)
    assert done.returncode == 2 and b"regular file" in done.stderr


def in_shell(folder, script):
    return subprocess.run(
        ["sh", "-c", script.replace("GATE", f"{sys.executable} -m libfairness "
                                    + " ".join([*PASS, *OUT]))],
        cwd=folder, capture_output=True, timeout=60)


def test_no_room_for_a_file(folder):
    """The limit of a file's size stands for a disk that is full."""
    no_pass(folder, in_shell(
        folder, "trap '' XFSZ; ulimit -f 0; GATE >/dev/null"))


def test_closed_streams(folder):
    no_pass(folder, in_shell(folder, "GATE >&-"))
    assert in_shell(folder, "GATE 2>&-").returncode == 0
    assert in_shell(folder, "GATE <&-").returncode == 0


def test_a_reader_that_left(folder):
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "libfairness", *PASS, *OUT], cwd=folder,
            stdout=writing, stderr=subprocess.PIPE, timeout=60)
    finally:
        os.close(writing)
    no_pass(folder, done)


def test_targets_that_cannot_be(folder, inside):
    for words in (["--json", "none/x.json"], ["--json", "."],
                  ["--json", "pass.csv"], ["--junit", "p.toml"],
                  ["--json", "x", "--junit", "x"], ["--output", ""]):
        before = sorted(os.listdir(folder))
        done = inside(*PASS, *words)
        assert done.returncode == 2 and done.stdout == b""
        assert sorted(os.listdir(folder)) == before


@pytest.mark.parametrize("words", [
    ["gate"], ["gate", "p.toml"], [*PASS, "--nonsense"],
    [*PASS, "--format", "yaml"], [*PASS, "--json"],
    [*PASS, "--confidence", "x"], ["gate", "pass.csv", "p.toml"],
    [*PASS, "--input-format", "parquet"], [*PASS, "--y-pred", "no"]])
def test_usage(folder, inside, words):
    done = inside(*words)
    assert done.returncode == 2 and done.stdout == b""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM,
                                    signal.SIGINT])
def test_ended_from_outside(folder, number):
    """At whatever moment: other than 0, and no file unless all was done."""
    os.mkfifo(folder / "slow.csv")
    for wait in (0, 0.3):
        for name in FILES:
            (folder / name).write_text("PASS")
        started = subprocess.Popen(
            [sys.executable, "-m", "libfairness", "gate", "p.toml",
             "slow.csv", *OUT], cwd=folder, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE)
        with open(folder / "slow.csv", "wb") as rows:  # it is reading now
            rows.write(b"g,p,n\n")
            rows.flush()
            time.sleep(wait)
            started.send_signal(number)
            started.communicate(timeout=60)
        no_pass(folder, started,
                -number if number == signal.SIGKILL else 2)


def broken(module, name, error):
    """A program in which one function of the command fails."""
    return (
        f"import sys, libfairness.cli as cli, {module} as module\n"
        "def fail(*args, **kwargs):\n"
        f"    raise {error}\n"
        f"module.{name} = fail\n"
        f"sys.exit(cli.main({[*PASS, *OUT]!r}))\n")


PLACES = [
    ("libfairness.cli.gate", "Policy.read"),
    ("libfairness.cli.gate", "count"),
    ("libfairness.cli.gate", "Verdict._of"),
    ("libfairness.cli.gate", "stage"),
    ("libfairness._outputs.junit", "_suite"),
    ("libfairness._outputs.sarif", "_descriptor"),
    ("libfairness._outputs.markdown", "_rule"),
    ("libfairness._outputs.publish", "Publication._read"),
    ("libfairness.cli.gate", "print_text"),
    ("libfairness.cli.gate", "Results.commit"),
    ("libfairness._files", "fill"),
    ("libfairness._files", "take_place"),
    ("os", "fsync"),
]
ERRORS = "MemoryError", "KeyboardInterrupt"


# One error in each place, by turns; both where FAIRNESS_ALL is set.
@pytest.mark.parametrize("module, name, error", [
    (*place, error) for i, place in enumerate(PLACES)
    for j, error in enumerate(ERRORS)
    if os.environ.get("FAIRNESS_ALL") or (i + j) % 2 == 0])
def test_whatever_fails_inside(folder, module, name, error):
    done = subprocess.run(
        [sys.executable, "-c", broken(module, name, error)], cwd=folder,
        capture_output=True, timeout=60)
    no_pass(folder, done)
