# SPDX-License-Identifier: MIT
"""Tiers in policies: rules that have to be there, and count."""

import pytest

import libfairness as lf
from test_gate import TOML

TIER = 'tier = "high"\n'
TIERS = '\n[tiers.high]\nrules = ["four-fifths"]\n\n[tiers.low]\n'
WHOLE = TIER + TOML + TIERS


def read(tmp_path, text):
    path = tmp_path / "p.toml"
    path.write_text(text)
    return lf.Policy.read(path)


def test_rules_that_are_there(tmp_path):
    assert len(read(tmp_path, WHOLE).rules) == 1
    assert len(read(tmp_path, TOML + TIERS).rules) == 1
    by_name = TOML.replace('id = "four-fifths"\n', "") + TIERS.replace(
        "four-fifths", "impact_ratio")
    assert len(read(tmp_path, TIER + by_name).rules) == 1
    # Another tier than the policy's own may have warnings.
    warns = WHOLE.replace("min = 0.8", 'min = 0.8\nseverity = "warn"')
    assert read(tmp_path, warns.replace('"high"', '"low"'))


BAD = {  # what is changed, into what, the line, what is said
    "not there": ('["four-fifths"]', '["fuor-fifths"]', 20,
                  "did you mean 'four-fifths'"),
    "one more": ('["four-fifths"]', '["four-fifths", "odds"]', 20,
                 "needs a rule 'odds'"),
    "a warning": ("min = 0.8", 'min = 0.8\nseverity = "warn"', 21,
                  "never counts"),
    "no such tier": ('"high"', '"hihg"', 1, "there are high, low"),
    "a number": ('"high"', "3", 1, "no tier 3"),
    "a list": ('"high"', "[]", 1, "no tier []"),
    "a key": ("rules =", "rule =", 20, "did you mean 'rules'"),
    "a number for rules": ('["four-fifths"]', "4", 20, "list of names"),
    "a text for a tier": ("[tiers.low]", '[tiers]\nlow = "x"', 23,
                          "expected a table"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_tiers(case, tmp_path):
    old, new, line, words = BAD[case]
    with pytest.raises(lf.SpecificationError) as caught:
        read(tmp_path, WHOLE.replace(old, new, 1))
    assert words in str(caught.value), str(caught.value)
    assert f"line {line}, " in str(caught.value), str(caught.value)


@pytest.mark.parametrize("tiers", [3, [], "high", {"high": 3},
                                   {"high": {"rules": []}}])
def test_bad_mappings(tiers):
    with pytest.raises(lf.SpecificationError):
        lf.Policy({"schema": "libfairness/policy/1", "tiers": tiers,
                   "rule": [{"criterion": "four_fifths"}]})
