# SPDX-License-Identifier: MIT
"""The gate in Python: verdicts against the oracle, policies and what is wrong
with them, the documents."""

import copy
import json
import math
import pathlib
import pickle
import random
import re
import sys
import tomllib

import jsonschema
import pytest

import libfairness as lf

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from oracle import gate as oracle  # noqa: E402

SCHEMA = "libfairness/policy/1"
WORDS = {
    "rate": {"metric": "selection_rate", "by": "g"},
    "difference": {"metric": "selection_rate", "comparison": "difference"},
    "ratio": {"criterion": "impact_ratio"},
}


def rows_of(groups):
    """Columns of groups of (selected, rows)."""
    return {
        "g": [f"g{i}" for i in range(len(groups)) for _ in "ab"],
        "p": [1, 0] * len(groups),
        "n": [n for k, all_ in groups for n in (k, all_ - k)],
    }


DATA = {"y_pred": "p", "frequency": "n", "sensitive_features": "g",
        "favourable": "positive"}


def policy_of(*rules, **tables):
    return {"schema": SCHEMA, "data": DATA, "rule": list(rules), **tables}


def gate(groups, *rules, **tables):
    return lf.gate(policy_of(*rules, **tables), data=rows_of(groups))


def limited(kind, side, limit):
    return {**WORDS[kind], "max" if side > 0 else "min": limit}


# ---- numbers ----


@pytest.mark.parametrize("seed", range(60))
def test_verdicts_are_those_of_the_oracle(seed):
    r = random.Random(seed)
    groups = []
    for _ in range(r.randint(2, 5)):
        n = r.choice([40, 300, 2000, 30000])
        groups.append((round(n * r.choice([0.1, 0.19, 0.2, 0.21, 0.5])), n))
    rules = r.sample([("ratio", -1, 0.8), ("difference", 1, 0.1),
                      ("rate", 1, 0.4), ("rate", -1, 0.15),
                      ("difference", 1, 0.02), ("ratio", -1, 0.95)],
                     r.randint(1, 4))
    words, ps = oracle.verdicts(rules, groups)
    verdict = gate(groups, *({**limited(*rule), "id": f"r{i}"}
                             for i, rule in enumerate(rules)))
    for found, (beyond, within, claims) in zip(verdict.rules, ps):
        assert found["claims"] == claims
        for name, p in (("p_beyond", beyond), ("p_within", within)):
            assert math.isclose(found[name], p, rel_tol=1e-7, abs_tol=1e-12)
    assert [rule["status"] for rule in verdict.rules] == words
    for word, code in (("fail", 1), ("inconclusive", 3), ("pass", 0)):
        if word in words:
            assert (verdict.status, verdict.exit_code) == (word, code)
            break


def test_the_oracle_meets_every_word():
    met = set()
    for seed in range(60):
        r = random.Random(seed)
        groups = [(round(n * r.choice([0.1, 0.2, 0.21])), n)
                  for n in (300, 30000)]
        met |= set(oracle.verdicts([("ratio", -1, 0.8)], groups)[0])
    assert met == {"pass", "fail", "inconclusive"}


FAILS = [(100, 500), (50, 500)]
PASSES = [(1000, 5000), (1010, 5000)]
UNSURE = [(10, 50), (7, 50)]
RULE = {"criterion": "impact_ratio", "by": "g", "min": 0.8}


@pytest.mark.parametrize("groups, status, code", [
    (FAILS, "fail", 1), (PASSES, "pass", 0), (UNSURE, "inconclusive", 3)])
def test_words_and_codes(groups, status, code):
    verdict = gate(groups, RULE)
    assert (verdict.status, verdict.exit_code) == (status, code)
    assert str(verdict).startswith(status.upper())
    assert repr(verdict) == f"<libfairness.Verdict: {status}, 1 rule>"


def test_a_limit_is_exact():
    """0.8 is 4 of 5, from a file, a float and an integer alike."""
    groups = [(100, 500), (80, 500)]
    for least in (0.8, 8e-1):
        rule, = gate(groups, {**RULE, "min": least}).rules
        assert rule["observed"]["within_limit"] is True
        assert float(rule["limit"]["min"]) == 0.8
    assert gate(PASSES, {**RULE, "min": 1}).rules[0]["limit"] == {"min": "1"}


def test_what_inconclusive_counts_as():
    for said, code in (("fail", 1), ("pass", 0), ("inconclusive", 3)):
        verdict = gate(UNSURE, RULE, defaults={"inconclusive": said})
        assert verdict.exit_code == code
        assert verdict.rules[0]["status"] == "inconclusive"
        assert gate(UNSURE, {**RULE, "inconclusive": said}).exit_code == code


def test_warnings_do_not_count():
    verdict = gate(FAILS, {**RULE, "severity": "warn"})
    assert verdict.exit_code == 0
    assert verdict.rules[0]["status"] == "fail"


def test_a_required_group_is_missing():
    rule = {**RULE, "required_groups": [{"g": "g0"}, {"g": "g7"}]}
    verdict = gate(PASSES, rule)
    assert (verdict.status, verdict.exit_code) == ("error", 2)
    assert verdict.rules[0]["missing_groups"] == [{"g": "g7"}]


def test_groups_that_may_be_too_small():
    small = [*PASSES, (3, 20)]
    for aside, code in (("refuse", 3), ("allow", 0), ([{"g": "g2"}], 0),
                        ([{"g": "g1"}], 3)):
        rule = {**RULE, "min_count": 30, "set_aside": aside}
        assert gate(small, rule).exit_code == code
        defaults = {"min_count": 30, "set_aside": aside}
        assert gate(small, RULE, defaults=defaults).exit_code == code


def test_within_each_stratum():
    columns = {"p": [1, 0] * 4, "g": list("aabbaabb"), "c": list("xxxxyyyy"),
               "n": [3000, 3000, 3000, 3000, 120, 80, 60, 140]}
    policy = policy_of(
        {**RULE, "id": "all"}, {**RULE, "strata": "each"},
        data={**DATA, "control_features": "c"})
    verdict = lf.gate(policy, data=columns)
    assert [r["status"] for r in verdict.rules] == ["pass", "fail"]
    assert verdict.rules[1]["observed"]["control"] == {"c": "y"}
    with pytest.raises(lf.SpecificationError, match="no control features"):
        lf.gate(policy_of({**RULE, "strata": "each"}), data=columns)


# ---- what is given ----


def test_keywords_win():
    columns = {**rows_of(FAILS), "q": [1, 0, 1, 0]}
    assert lf.gate(policy_of(RULE), data=columns).status == "fail"
    found = lf.gate(policy_of(RULE), data=columns, favourable="negative")
    assert found.rules[0]["observed"]["metric"] == "rejection_rate"
    found = lf.gate(policy_of(RULE), data=columns, confidence=0.99)
    assert found.rules[0]["pass_bound"]["level"] == 0.01
    found = lf.gate(policy_of(RULE, defaults={"min_count": 10}),
                    data=columns, min_count=501)
    assert found.rules[0]["left_out"] == 2


def test_features_and_groupings_are_those_of_the_rules():
    columns = {"p": [1, 0] * 4, "a": list("xxyyxxyy"), "b": list("uuuuvvvv"),
               "n": [9] * 8}
    data = {"y_pred": "p", "frequency": "n"}
    verdict = lf.gate(policy_of(
        {**RULE, "by": ["b", "a"]}, {**RULE, "by": "a", "id": "a"},
        data=data), data=columns)
    assert verdict.to_dict()["specification"]["sensitive_features"] == [
        "b", "a"]
    assert [r["by"] for r in verdict.rules] == [["b", "a"], ["a"]]
    with pytest.raises(lf.SpecificationError, match="rule 1: by: .*'c'.*are a"):
        lf.gate(policy_of({**RULE, "by": "c"}, data=data), data=columns,
                sensitive_features=["a"])


def test_policies_may_be_given_in_three_ways(tmp_path):
    path = tmp_path / "fairness.toml"
    path.write_text(TOML)
    with open(path, "rb") as file:
        mapping = tomllib.load(file)
    columns = rows_of(FAILS)
    texts = {lf.gate(policy, data=columns).to_json()
             for policy in (path, str(path), mapping, lf.Policy.read(path),
                            lf.Policy(mapping))}
    assert len(texts) == 1
    policy = lf.Policy.read(path)
    assert policy.rules == [{"id": "four-fifths", "by": ["g"], "min": 0.8,
                             "criterion": "impact_ratio"}]
    assert policy.data == DATA | {"sensitive_features": ["g"]}
    assert policy.defaults == {"confidence": 0.95}
    assert repr(policy) == f"<libfairness.Policy of 1 rule: {path}>"


def test_a_report_is_held_to_what_the_policy_says():
    report = lf.audit(data=rows_of(FAILS), **DATA)
    same = lf.gate(policy_of(RULE), data=rows_of(FAILS))
    assert report.gate(policy_of(RULE)).to_json() == same.to_json()
    for key, value in {"favourable": "negative", "nulls": "exclude",
                       "reference": {"g": "g1"}, "unlabelled": "keep",
                       "threshold": 0.5, "positive_label": "yes"}.items():
        with pytest.raises(lf.MismatchError, match=f"policy says {key}"):
            report.gate(policy_of(RULE, data={key: value}))
    report.gate(policy_of(RULE, data={"reference": "largest",
                                      "positive_label": 1}))


# ---- the verdict as a document ----


def test_a_verdict_is_neither_true_nor_false():
    verdict = gate(PASSES, RULE)
    with pytest.raises(TypeError, match="ask for status"):
        bool(verdict)
    with pytest.raises(TypeError, match="made by gate"):
        lf.Verdict()
    for other in (copy.copy(verdict), pickle.loads(pickle.dumps(verdict))):
        assert other.to_json() == verdict.to_json()
        assert other.status == verdict.status


def test_text_goes_to_files_and_pages(tmp_path):
    groups = FAILS
    columns = rows_of(groups)
    columns["g"] = ["<script>", "<script>", "b", "b"]
    verdict = lf.gate(policy_of(RULE), data=columns)
    verdict.to_json(tmp_path / "v.json")
    verdict.to_text(tmp_path / "v.txt")
    assert (tmp_path / "v.json").read_text() == verdict.to_json()
    assert (tmp_path / "v.txt").read_text() == str(verdict)
    assert "<script>" not in verdict._repr_html_()


def schema(name):
    path = ROOT / "docs" / "schemas" / f"{name}.schema.json"
    found = json.loads(path.read_text())
    assert found == lf.schema(name)
    jsonschema.Draft202012Validator.check_schema(found)
    return jsonschema.Draft202012Validator(found)


def refuse(word):
    raise AssertionError(f"{word} in a verdict")


@pytest.mark.parametrize("groups", [FAILS, PASSES, UNSURE, [(0, 9), (0, 9)],
                                    [(5, 9)], [*PASSES, (3, 20)]])
def test_verdicts_are_what_the_schema_says(groups):
    rules = [RULE, {**RULE, "id": "list", "min_count": 30,
                    "set_aside": [{"g": "g2"}],
                    "required_groups": [{"g": "g1"}]},
             {"metric": "selection_rate", "max": 0.9, "id": "all"},
             {"metric": "selection_rate", "comparison": "ratio_to_reference",
              "by": "g", "max": 1.25, "id": "to", "severity": "warn"},
             {"criterion": "demographic_parity_difference", "by": "g",
              "max": 0.1}]
    text = gate(groups, *rules).to_json()
    errors = list(schema("verdict").iter_errors(
        json.loads(text, parse_constant=refuse)))
    assert not errors, errors[0]


def test_what_schemas_share_is_the_same():
    report, verdict = lf.schema("report")["$defs"], lf.schema("verdict")
    shared = set(report) & set(verdict["$defs"])
    assert {"rows", "specification", "tuple", "reason"} <= shared
    for name in shared:
        assert report[name] == verdict["$defs"][name], name


def test_rows_in_any_order_give_the_same_bytes():
    r = random.Random(7)
    rows = [(g, p) for g, (k, n) in zip("abc", [(40, 90), (30, 80), (5, 40)])
            for p in [1] * k + [0] * (n - k)]
    policy = lf.Policy(policy_of(RULE, data={"y_pred": "p",
                                             "favourable": "positive"}))
    texts = set()
    for _ in range(100):
        r.shuffle(rows)
        a = lf.Audit(y_pred="p", sensitive_features="g")
        cut = r.randrange(len(rows))
        for part in (rows[:cut], rows[cut:]):
            a.add({"g": [g for g, _ in part], "p": [p for _, p in part]})
        texts.add(a.report(favourable="positive").gate(policy).to_json())
    columns = {"g": [g for g, _ in rows], "p": [p for _, p in rows]}
    texts.add(lf.gate(policy, data=columns, threads=2).to_json())
    assert len(texts) == 1


# ---- policies that make no sense ----

TOML = """\
schema = "libfairness/policy/1"

[data]
y_pred = "p"
frequency = "n"
sensitive_features = "g"
favourable = "positive"

[defaults]
confidence = 0.95

[[rule]]
id = "four-fifths"
criterion = "impact_ratio"
by = "g"
min = 0.8
"""

BAD = {  # what is changed, into what, where that is, what is said
    "unknown key": ("min = 0.8", "minimum = 0.8", (16, 1),
                    "'minimum': did you mean 'min'"),
    "unknown table": ("[defaults]", "[default]", (9, 1), "'defaults'"),
    "unknown data": ("y_pred", "y_prde", (4, 1), "did you mean 'y_pred'"),
    "per cent": ("min = 0.8", "min = 80", (16, 1), "80 % is written 0.8"),
    "per cent of confidence": ("0.95", "95", (10, 1), "95 % is 0.95"),
    "comma": ("0.8", "0,8", (16, 8), "not TOML"),
    "text": ("0.8", '"0.8"', (16, 1), "min: expected a number"),
    "true": ("0.8", "true", (16, 1), "min: expected a number"),
    "nan": ("0.8", "nan", (16, 1), "no decimal number"),
    "beyond doubles": ("0.8", "1e400", (16, 1), "no decimal number"),
    "thousands of digits": ("0.8", "9" * 5000, None, "not TOML"),
    "more than 64 bits": ("0.8", "9" * 30, (16, 1), "expected a number"),
    "duplicate key": ("min = 0.8", "min = 0.8\nmin = 0.9", (17, 10),
                      "not TOML"),
    "no limit": ("min = 0.8", "", (12, 1), "no limit"),
    "two limits": ("min = 0.8", "min = 0.8\nmax = 0.9", (16, 1),
                   "write two rules"),
    "wrong side": ("min =", "max =", (12, 1), "give min"),
    "unknown criterion": ("impact_ratio", "impact_ratoi", (12, 1),
                          "impact_ratio"),
    "no subject": ('criterion = "impact_ratio"', "", (12, 1),
                   "name one of them"),
    "no test": ("impact_ratio", "cross_auc", (12, 1), "no test"),
    "two names": ("min = 0.8", 'min = 0.8\n[[rule]]\nid = "four-fifths"\n'
                  'criterion = "four_fifths"', (17, 1), "two rules"),
    "empty groups": ("min = 0.8", "min = 0.8\nrequired_groups = []", (17, 1),
                     "a list of groups"),
    "empty group": ("min = 0.8", "min = 0.8\nrequired_groups = [{}]",
                    (17, 1), "a mapping"),
    "group of a list": ("min = 0.8", "min = 0.8\nset_aside = [{g = [1]}]",
                        (17, 1), "a text, a number"),
    "group of a date": ("min = 0.8", "min = 0.8\n"
                        "set_aside = [{g = 2020-01-01}]", (17, 1), "a text"),
    "a word": ("min = 0.8", 'min = 0.8\nset_aside = "maybe"', (17, 1),
               '"refuse", "allow"'),
    "another word": ("0.95", '0.95\ninconclusive = "ignore"', (11, 1),
                     '"inconclusive", "fail", "pass"'),
    "count": ("min = 0.8", "min = 0.8\nmin_count = 2.5", (17, 1),
              "a whole number"),
    "below nothing": ("min = 0.8", "min = 0.8\nmin_count = -1", (17, 1),
                      "a whole number"),
    "by nothing": ('by = "g"', "by = []", (15, 1), "list of names"),
    "by a number": ('by = "g"', "by = 3", (15, 1), "list of names"),
    "favourable": ('"positive"', '"yes"', (7, 1), '"positive", "negative"'),
    "one rule": ("[[rule]]", "[rule]", (12, 1), "[[rule]]"),
    "no rules": (TOML[TOML.index("[[rule]]"):], "", None, "no rules"),
    "no schema": ('schema = "libfairness/policy/1"', "", None,
                  "does not say schema"),
    "another schema": ("policy/1", "policy/2", (1, 1), "policy/2"),
    "a table of nothing": ("[defaults]\nconfidence = 0.95", "", None, None),
    "data is no table": ("[data]", "[[data]]", (3, 1), "a table"),
    "id with a line": ('"four-fifths"', '"a\\nb"', (12, 1), "control"),
    "id of nothing": ('"four-fifths"', '""', (12, 1), "empty"),
    "confidence of a half": ("0.95", "0.5", (10, 1), "above 0.5"),
    "no end": ('by = "g"', 'by = "g', (15, 8), "not TOML"),
    "deep": ("0.8", "[" * 5000, None, "not TOML"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_policies(case, tmp_path):
    old, new, place, words = BAD[case]
    assert TOML.count(old) >= 1
    path = tmp_path / "p.toml"
    path.write_text(TOML.replace(old, new, 1))
    if words is None:
        lf.Policy.read(path)
        return
    with pytest.raises(lf.SpecificationError) as caught:
        lf.Policy.read(path)
    said = str(caught.value)
    assert words in said and said.startswith(f"{path}: ")
    if place is not None:
        line, column = place
        assert f"line {line}, column {column}" in said
    assert caught.value.code == "ARGUMENT"


def test_too_many_rules(tmp_path):
    """Where each stands in a file is found by reading it once."""
    path = tmp_path / "p.toml"
    rule = "[[rule]]\nid = 'r{}'\ncriterion = 'impact_ratio'\nmin = 0.8\n"
    path.write_text("schema = 'libfairness/policy/1'\n"
                    + "".join(map(rule.format, range(1001))))
    with pytest.raises(lf.LimitError, match="at most 1000 rules"):
        lf.gate(path, data={"y_pred": [1]}, y_pred="y_pred")


def test_lines_are_found_behind_all_that_toml_has(tmp_path):
    """Strings that look like tables, comments, brackets over lines."""
    path = tmp_path / "p.toml"
    text = TOML.replace('by = "g"', '''by = [  # [[rule]]
  "g",  # ]
]
"required_groups" = [{g = """
[data]
x = 1"""}, {g = 'a]'}]
severity = 'warn'  # "
strata . each = 1''')
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    with pytest.raises(lf.SpecificationError, match="line 22, column 1: str"):
        lf.Policy.read(path)
    path.write_bytes(b"schema = 1\n# \xff\n")
    with pytest.raises(lf.SpecificationError, match="line 2: not UTF-8"):
        lf.Policy.read(path)


@pytest.mark.parametrize("seed", range(4))
def test_damaged_files(seed, tmp_path):
    """A policy, or an error with its place; never another exception."""
    r = random.Random(seed)
    path = tmp_path / "p.toml"
    text = (TOML + "required_groups = [{g = 'x'}]\n").encode()
    pieces = ['"', "'", '"""', "[", "]", "{", "}", "=", "\n", "#", ".", ",",
              "-", "9", "\0", "\x80", "\\", "nan", "[[rule]]", "1979-05-27"]
    for _ in range(100):
        damaged = bytearray(text)
        for _ in range(r.randint(1, 3)):
            at = r.randrange(len(damaged))
            damaged[at:at + r.randint(0, 3)] = r.choice(
                [b"", r.choice(pieces).encode("latin-1")])
        path.write_bytes(damaged)
        try:
            lf.Policy.read(path)
        except lf.SpecificationError as error:
            assert str(error).startswith(f"{path}: ")
            assert re.search("line [0-9]+|end of document|no rules|schema",
                             str(error))


@pytest.mark.parametrize("policy, words", [
    (None, "a path, a mapping or a Policy"), (5, "a path, a mapping"),
    ([], "a path, a mapping"), ({}, "does not say schema"),
    ({"schema": SCHEMA}, "no rules"), ({"schema": SCHEMA, 3: 1}, "no key 3"),
    (policy_of(RULE, "x"), "rule 2: expected a table"),
    (policy_of(RULE, {**RULE, "id": "b", "min": 80}), "rule 2: min is 80"),
    (policy_of({**RULE, "min": float("nan")}), "rule 1: min is \"nan\""),
    (policy_of({**RULE, "min": True}), "rule 1: min: expected a number"),
    (policy_of({**RULE, 7: 1}), "rule 1: there is no key 7"),
    (policy_of({**RULE, "id": "\ud800"}), "not valid Unicode"),
    (policy_of({**RULE, "required_groups": [{"g": object()}]}), "a text"),
])
def test_bad_mappings(policy, words):
    with pytest.raises(lf.SpecificationError) as caught:
        lf.Policy(policy)
    assert words in str(caught.value)


def test_the_schema_refuses_what_it_can_see():
    validator = schema("policy")
    assert validator.is_valid(tomllib.loads(TOML))
    for case in ("unknown key", "unknown table", "unknown data", "text",
                 "per cent of confidence", "true", "no subject", "two limits",
                 "empty groups", "a word", "count", "by nothing",
                 "favourable", "one rule", "no rules", "no schema",
                 "another schema", "id of nothing"):
        old, new, *_ = BAD[case]
        assert not validator.is_valid(
            tomllib.loads(TOML.replace(old, new, 1))), case


def test_rules_that_the_data_cannot_meet():
    columns = rows_of(PASSES)
    with pytest.raises(lf.SpecificationError, match='rule "all"'):
        lf.gate(policy_of({"metric": "selection_rate", "max": 0.9, "id": "all",
                           "required_groups": [{"g": "g0"}]}), data=columns)
    rule = {"metric": "true_positive_rate", "comparison": "difference",
            "max": 0.1, "by": "g"}
    verdict = lf.gate(policy_of(rule), data=columns)
    assert verdict.status == "error"
    assert verdict.rules[0]["why"] == "not_applicable"
    with pytest.raises(lf.DataError):
        lf.gate(policy_of(RULE), data={"g": [], "p": [], "n": []})
    with pytest.raises(lf.SpecificationError):
        lf.gate(policy_of(RULE), data={"g": ["a"], "n": [1]})
    with pytest.raises(TypeError):
        lf.gate(policy_of(RULE), data=columns, nonsense=1)
