# SPDX-License-Identifier: MIT
"""Waivers in policies: what they change, until when, and what is wrong with
them; and that verify finds a waiver that does not do what it says."""

import datetime
import json

import jsonschema
import pytest

import libfairness as lf
from cli_help import call, write_csv
from libfairness import verify
from test_gate import TOML, policy_of, rows_of

RULE = {"criterion": "impact_ratio", "by": "g", "min": 0.8}
WAIVER = {"rule": "impact_ratio", "reason": "on its way", "owner": "Ann",
          "expires": "2027-01-31"}
FAILS = (100, 500), (50, 500)
ONE_FAILS = (1000, 5000), (50, 500), (1000, 5000)
TWO_FAIL = (1000, 5000), (50, 500), (500, 5000)
ONE_OPEN = (1000, 5000), (50, 500), (8, 50)
OPEN = (10, 50), (7, 50)
PASSES = (1000, 5000), (1010, 5000)
OF_G1 = [{"g": "g1"}]


def gate(groups, waiver, today="2026-12-31", **rule):
    policy = policy_of({**RULE, **rule}, waiver=[{**WAIVER, **waiver}])
    return lf.gate(policy, data=rows_of(groups), today=today)


CASES = {  # groups, waiver, rule, status, counts as, waived
    "yes": (FAILS, {}, {}, "fail", "pass", "yes"),
    "not needed": (PASSES, {}, {}, "pass", "pass", "unused"),
    "not decided": (OPEN, {}, {}, "inconclusive", "inconclusive", "unused"),
    "counted as failed": (OPEN, {}, {"inconclusive": "fail"}, "inconclusive",
                          "pass", "yes"),
    "a warning": (FAILS, {}, {"severity": "warn"}, "fail", "pass", "unused"),
    "expired": (FAILS, {"expires": "2026-12-30"}, {}, "fail", "fail",
                "expired"),
    "expired, met": (PASSES, {"expires": "2026-12-30"}, {}, "pass", "pass",
                     "expired"),
    "too soon": (PASSES, {"granted": "2027-01-01"}, {}, "error", "error",
                 "too_soon"),
    "a group": (ONE_FAILS, {"groups": OF_G1}, {}, "fail", "pass", "yes"),
    "of two": (TWO_FAIL, {"groups": OF_G1}, {}, "fail", "fail", "partly"),
    "the rest is open": (ONE_OPEN, {"groups": OF_G1}, {}, "fail",
                         "inconclusive", "partly"),
    "of a pair": (FAILS, {"groups": OF_G1}, {}, "fail", "pass", "yes"),
    "another": (FAILS, {"groups": [{"g": "x"}]}, {}, "fail", "fail",
                "partly"),
}


@pytest.mark.parametrize("case", CASES)
def test_what_becomes_of_a_rule(case):
    groups, waiver, rule, status, counts_as, waived = CASES[case]
    document = json.loads(gate(groups, waiver, **rule).to_json())
    jsonschema.validate(document, lf.schema("verdict"))
    found = document["rules"][0]
    assert (found["status"], found["counts_as"]) == (status, counts_as)
    assert document["status"] == counts_as
    assert document["today"] == "2026-12-31"
    assert found["waiver"]["waived"] == waived
    assert found["waiver"]["reason"] == "on its way"
    assert not verify.verify(document).wrong
    for other in ("yes", "partly", "unused", "expired", "too_soon"):
        found["waiver"]["waived"] = other
        wrong = verify.verify(document).wrong
        # What inconclusive counts as stands in the policy alone.
        if case != "counted as failed" or other != "unused":
            assert bool(wrong) == (other != waived), other


def test_what_is_not_known_is_not_waived_with_what_fails():
    """The only group that anything is claimed of is waived."""
    rule = {"metric": "selection_rate", "by": "g", "min": 0.5,
            "min_count": 100, "id": "impact_ratio"}
    policy = policy_of(rule, waiver=[{**WAIVER, "groups": OF_G1}])
    for others, status in (((8, 50),), "inconclusive"), ((), "pass"):
        rows = rows_of([*others, (10, 500)])
        if not others:
            rows["g"] = ["g1", "g1"]
        verdict = lf.gate(policy, data=rows, today="2026-12-31")
        document = json.loads(verdict.to_json())
        assert document["rules"][0]["status"] == "fail"
        assert verdict.status == status
        assert not verify.verify(document).wrong


def test_the_day_is_the_clocks_unless_said():
    policy = lf.Policy(policy_of(RULE, waiver=[WAIVER]))
    assert policy.waivers == [WAIVER]
    report = lf.audit(y_pred="p", frequency="n", sensitive_features="g",
                      favourable="positive", data=rows_of(FAILS))
    days = {datetime.datetime.now(datetime.UTC).date().isoformat()}
    today = report.gate(policy).to_dict()["today"]
    days.add(datetime.datetime.now(datetime.UTC).date().isoformat())
    assert today in days
    said = report.gate(policy, today=datetime.date(2027, 2, 1))
    assert said.status == "fail" and "expired" in str(said)
    assert lf.gate(policy_of(RULE), data=rows_of(FAILS)).to_dict()[
        "today"] is None
    for wrong in "tomorrow", 20270131, datetime.datetime(2027, 1, 31):
        with pytest.raises(lf.SpecificationError, match="today"):
            report.gate(policy, today=wrong)


WAIVED = TOML + '''
[[waiver]]
rule = "four-fifths"
reason = "on its way"
owner = "Ann"
expires = 2027-01-31
groups = [{g = "g1"}]
'''
BAD = {
    "no such rule": ('rule = "four', 'rule = "fuor', 18, "four-fifths"),
    "no reason": ('reason = "on its way"', "", 18, "a waiver says reason"),
    "empty": ('"on its way"', '""', 20, "says its reason"),
    "blank": ('"Ann"', '"  "', 21, "says its owner"),
    "lines": ('"Ann"', '"Ann\\nBob"', 21, "in one line"),
    "never": ("expires = 2027-01-31", "", 18, "a waiver says expires"),
    "no day": ("2027-01-31", '"2027-02-29"', 22, "no day such as"),
    "a time": ("2027-01-31", "2027-01-31T00:00:00", 22, "a day such as"),
    "a number": ("2027-01-31", "20270131", 22, "a day such as"),
    "backwards": ("expires", "granted = 2028-01-01\nexpires", 23,
                  "ends before"),
    "for ever": ("2027-01-31", "9999-12-31", 22, "more than 5 years away"),
    "for six years": ("expires = 2027", "granted = 2021-01-30\nexpires = 2027",
                      23, "more than 5 years away"),
    "a key": ("owner", "onwer", 21, "did you mean 'owner'"),
    "no groups": ('[{g = "g1"}]', "[]", 23, "a list of groups"),
    "a table": ("[[waiver]]", "[waiver]", 18, "write [[waiver]]"),
    "twice": ('groups = [{g = "g1"}]', WAIVED[WAIVED.index("[[waiver]]"):],
              24, "already"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_waivers(case, tmp_path):
    old, new, line, words = BAD[case]
    head, tail = WAIVED.split("[[waiver]]")
    path = tmp_path / "p.toml"
    path.write_text(head + ("[[waiver]]" + tail).replace(old, new, 1))
    with pytest.raises(lf.SpecificationError) as caught:
        lf.Policy.read(path)
    assert words in str(caught.value)
    assert f"line {line}, " in str(caught.value), str(caught.value)


def test_command(tmp_path, monkeypatch, capsysbinary):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "p.toml").write_text(WAIVED)
    columns = rows_of(ONE_FAILS)
    write_csv(tmp_path / "d.csv", columns)
    for day, code in (("2027-01-31", 0), ("2027-02-01", 1), ("soon", 2)):
        found, out, err = call(capsysbinary, "gate", "p.toml", "d.csv",
                               "--today", day)
        assert found == code, (out, err)
    assert "today is " in str(err)
