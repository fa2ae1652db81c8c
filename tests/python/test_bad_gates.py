# SPDX-License-Identifier: MIT
"""The gates of the table of bad inputs through Python and the command line."""

import json
import pathlib
import sys

import pytest

import libfairness as lf
from libfairness import cli

sys.path.insert(
    0, str(pathlib.Path(__file__).resolve().parent.parent / "bad_inputs"))

import fronts  # noqa: E402
from cases import GATES  # noqa: E402
from test_bad_inputs import ROLES, check_error, command  # noqa: E402

CODES = {"pass": 0, "fail": 1, "error": 2, "inconclusive": 3}
LIMITS = "min", "max", "max_increase", "max_decrease"
all_gates = pytest.mark.parametrize(
    "gate", GATES, ids=[f"{g.case.number}-{g.case.id}" for g in GATES])


def check(gate, verdict):
    assert not gate.case.errors, "no error"
    assert verdict["status"] == gate.status
    rule = verdict["rules"][0]
    assert gate.why in (None, rule["why"])
    if gate.within is not None:
        assert rule["observed"]["within_limit"] is gate.within


def number(text):
    """As Python has it: what is no number stays text."""
    try:
        return float(text)
    except ValueError:
        return text


@all_gates
def test_python(gate):
    columns = fronts.lists(gate.case.columns)
    rules = [{k: number(v) if k in LIMITS else v
              for k, v in rule.items()} for rule in gate.rules]
    try:
        verdict = lf.gate(
            {"schema": "libfairness/policy/1", "rule": rules},
            sensitive_features={k[2:]: v for k, v in columns.items()
                                if k[1] == ":"},
            **{k: v for k, v in columns.items() if k in ROLES},
            **gate.case.options)
    except lf.FairnessError as error:
        check_error(gate.case, error)
        return
    check(gate, verdict.to_dict())
    assert verdict.exit_code == CODES[gate.status]


def toml(value):
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, dict):
        return "{%s}" % ", ".join(f"{k} = {toml(v)}"
                                  for k, v in value.items())
    return json.dumps(value)


def policy(rules):
    lines = ['schema = "libfairness/policy/1"']
    for rule in rules:
        lines.append("[[rule]]")
        lines += [f"{k} = {v if k in LIMITS else toml(v)}"
                  for k, v in rule.items()]
    return "\n".join(lines) + "\n"


@all_gates
def test_command_line(gate, tmp_path, capsysbinary):
    (tmp_path / "p.toml").write_text(policy(gate.rules))
    (tmp_path / "rows.csv").write_text(fronts.csv_text(gate.case.columns))
    words = command(gate.case, tmp_path / "rows.csv")
    cut = words.index("--comparisons")
    del words[cut:cut + 2]
    code = cli.main(["gate", str(tmp_path / "p.toml"), *words])
    out, errors = capsysbinary.readouterr()
    if gate.case.errors:
        assert (code, out) == (2, b""), errors
        for word in gate.case.says:
            assert word in errors.decode()
        return
    assert (code, errors) == (CODES[gate.status], b"")
    check(gate, json.loads(out))
