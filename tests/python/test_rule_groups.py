# SPDX-License-Identifier: MIT
"""The groups that a rule holds for: what a verdict says of them is what it
says of data without the others, and what the oracle says."""

import json
import math
import pathlib
import random

import pyarrow as pa
import pyarrow.parquet
import pytest

import libfairness as lf
from cli_help import call
from libfairness import verify
from test_gate import SCHEMA, gate, limited, oracle, policy_of, rows_of, schema

GROUPS = [(140, 700), (70, 500), (0, 20), (90, 300)]
# Of what is found in a verdict, what depends on the groups that are compared.
FOUND = ("status", "why", "observed", "pass_bound", "fail_bound", "claims",
         "p_beyond", "p_within", "undefined_groups", "left_out", "settled_by",
         "reached_by")


def named(*numbers):
    return [{"g": f"g{i}"} for i in numbers]


def checked(found):
    """The verdict's rules; valid, and recomputed."""
    document = json.loads(found.to_json())
    schema("verdict").validate(document)
    check = verify.verify(document)
    assert not check.wrong, check.wrong[:5]
    return document["rules"]


@pytest.mark.parametrize("seed", range(12))
def test_claims_are_those_of_the_oracle(seed):
    r = random.Random(seed)
    groups = []
    for _ in range(r.randint(3, 6)):
        n = r.choice([40, 300, 2000, 30000])
        groups.append((round(n * r.choice([0.1, 0.19, 0.2, 0.21, 0.5])), n))
    held = r.sample(range(len(groups)), r.randint(2, len(groups)))
    rules = r.sample([("ratio", -1, 0.8), ("difference", 1, 0.1),
                      ("rate", 1, 0.4), ("rate", -1, 0.15)], 2)
    words, ps = oracle.verdicts(rules, [groups[i] for i in sorted(held)])
    found = gate(groups, *(
        {**limited(*rule), "id": f"r{i}", "groups": named(*held)}
        for i, rule in enumerate(rules)))
    for rule, (beyond, within, claims) in zip(checked(found), ps):
        assert rule["claims"] == claims
        for name, p in (("p_beyond", beyond), ("p_within", within)):
            assert math.isclose(rule[name], p, rel_tol=1e-7, abs_tol=1e-12)
    assert [rule["status"] for rule in found.rules] == words


@pytest.mark.parametrize("rule, held", [
    ({"criterion": "impact_ratio", "min": 0.8}, (0, 1, 3)),
    ({"metric": "selection_rate", "comparison": "difference", "max": 0.1},
     (1, 3)),
    ({"metric": "selection_rate", "comparison": "group_min", "min": 0.1},
     (0, 1)),
    ({"metric": "f1_score", "comparison": "ratio", "min": 0.1}, (0, 3)),
    ({"metric": "f1_score", "min": 0.1, "by": "g"}, (1,)),
    ({"criterion": "equalized_odds_difference", "max": 0.2}, (0, 1, 3)),
])
def test_as_without_the_others(rule, held):
    def data(numbers):
        r, columns = random.Random(3), {"g": [], "p": [], "y": []}
        for i, (selected, n) in enumerate(GROUPS):
            truth = [r.random() < 0.4 for _ in range(n)]
            if i in numbers:
                columns["g"] += [f"g{i}"] * n
                columns["p"] += [1] * selected + [0] * (n - selected)
                columns["y"] += [int(y) for y in truth]
        return columns

    def found(numbers, **more):
        policy = {"schema": SCHEMA, "rule": [{**rule, **more}], "data": {
            "y_true": "y", "y_pred": "p", "sensitive_features": "g",
            "favourable": "positive"}}
        one, = checked(lf.gate(policy, data=data(numbers)))
        return one

    listed, alone = found(range(4), groups=named(*held)), found(held)
    if listed["method"] == "score":
        assert [listed[k] for k in FOUND] == [alone[k] for k in FOUND]
    else:  # what is drawn is drawn by the group's number
        for key in "status", "observed", "claims", "undefined_groups":
            assert listed[key] == alone[key]
    assert listed["groups"] == named(*held) and alone["groups"] == []
    aside = {e["group"]["g"]: e["left_out"] for e in listed["evidence"]
             if isinstance(e["group"], dict)}
    assert aside == {f"g{i}": None if i in held else "not_held"
                     for i in range(4)}


@pytest.mark.parametrize("reference", [
    "largest", {"g": "g3"}, "overall", "rest"])
@pytest.mark.parametrize("comparison, limit", [
    ("ratio_to_reference", {"min": 0.9}),
    ("difference_to_reference", {"max": 0.1})])
def test_the_reference_need_not_be_listed(reference, comparison, limit):
    policy = policy_of({"metric": "selection_rate", "comparison": comparison,
                        **limit, "groups": named(1)})
    policy["data"] = {**policy["data"], "reference": reference}
    rule, = checked(lf.gate(policy, data=rows_of(GROUPS)))
    assert rule["claims"] == 1
    assert rule["observed"]["group"] == {"g": "g1"}
    selected, n = GROUPS[1]
    others = {"largest": GROUPS[:1], "overall": GROUPS,
              "rest": GROUPS[:1] + GROUPS[2:]}.get(
                  reference if isinstance(reference, str) else "", GROUPS[3:])
    other = sum(k for k, _ in others) / sum(n for _, n in others)
    own = selected / n
    assert math.isclose(
        rule["observed"]["value"],
        own / other if comparison.startswith("ratio") else own - other)
    compared = [e["group"] for e in rule["evidence"]
                if e.get("left_out", 0) is None]
    expected = {"largest": 0, "overall": 1, "rest": 1}.get(
        reference if isinstance(reference, str) else "", 3)
    assert compared == named(*sorted({1, expected}))


@pytest.mark.parametrize("rule", [
    {"criterion": "impact_ratio", "min": 0.3},
    {"metric": "selection_rate", "comparison": "ratio_to_reference",
     "min": 0.3},
    {"metric": "selection_rate", "by": "g", "min": 0.1},
])
def test_within_strata(rule):
    """Groups have other places in strata where some are not there."""
    columns = {"g": [], "p": [], "s": []}
    for s, there in (("u", "bcd"), ("v", "abcd"), ("w", "bd")):
        for g in there:
            n = 200 + 100 * (g == "d")
            # c is far below everybody else.
            k = 1 if g == "c" else 80 - 10 * (g == "b")
            columns["g"] += [g] * n
            columns["s"] += [s] * n
            columns["p"] += [1] * k + [0] * (n - k)

    def found(**more):
        policy = {"schema": SCHEMA,
                  "rule": [{**rule, "strata": "each", **more}],
                  "data": {"y_pred": "p", "sensitive_features": "g",
                           "control_features": "s",
                           "favourable": "positive"}}
        one, = checked(lf.gate(policy, data=columns))
        return one

    assert found()["status"] == "fail"
    one = found(groups=[{"g": "b"}, {"g": "d"}])
    assert one["status"] == "pass" and one["left_out"] == 0
    assert found(groups=[{"g": "b"}, {"g": "c"}])["status"] == "fail"


def test_a_list_that_is_changed_is_found():
    document = json.loads(gate(GROUPS, {
        "criterion": "impact_ratio", "min": 0.5,
        "groups": named(0, 1)}).to_json())
    rule, = document["rules"]
    for listed in [], named(0, 1, 3), named(0, 3), named(0, 1, 7):
        kept, rule["groups"] = rule["groups"], listed
        assert verify.verify(document).wrong
        rule["groups"] = kept
    for i, word in ((3, None), (3, "below_min_count"), (1, "not_held")):
        entry = rule["evidence"][i]
        kept, entry["left_out"] = entry["left_out"], word
        assert verify.verify(document).wrong
        entry["left_out"] = kept
    assert not verify.verify(document).wrong


def test_a_listed_group_without_rows():
    found = gate(GROUPS, {"criterion": "impact_ratio", "min": 0.5,
                          "groups": named(0, 9, 1),
                          "required_groups": named(8)})
    assert found.exit_code == 2
    rule, = checked(found)
    assert rule["why"] == "required_group_missing"
    assert rule["missing_groups"] == named(8, 9)
    assert "2 required groups have no rows" in found.to_text()


@pytest.mark.parametrize("rule, words", [
    ({"groups": []}, "groups: expected a list of groups"),
    ({"groups": [{"g": "g0"}, {"g": "g1"}, {"g": "g0"}]}, "policy: rule 1: .*item 2 is a group listed twice"),
    ({"groups": [{"h": "g0"}, {"h": "g1"}]}, "groups: item 0: .*every feature"),
    ({"required_groups": [{"h": 1}]}, "required: item 0: .*every feature"),
    ({"groups": [{"g": "g0"}], "min": None, "metric": "selection_rate",
      "criterion": None, "max_increase": 0.1},
     "groups goes with min and max, not with max_increase"),
])
def test_lists_that_make_no_sense(rule, words):
    rule = {"criterion": "impact_ratio", "min": 0.5, **rule}
    rule = {k: v for k, v in rule.items() if v is not None}
    with pytest.raises(lf.SpecificationError, match=words):
        gate(GROUPS, rule)


def test_the_same_bytes_from_the_command_line(
        tmp_path, monkeypatch, capsysbinary):
    """Values as typed are those of the column, whether or not they have
    rows."""
    monkeypatch.chdir(tmp_path)
    columns = {"g": [-4, -4, 1, 1, 2**63, 2**63], "p": [1, 0] * 3,
               "b": [True, True, False, False, True, True],
               "n": [140, 560, 70, 430, 10, 90]}
    pa.parquet.write_table(
        pa.table({**columns, "g": [*map(float, columns["g"])]}), "d.parquet")
    pathlib.Path("p.toml").write_text(f"""\
schema = "{SCHEMA}"
[data]
y_pred = "p"
frequency = "n"
sensitive_features = ["g", "b"]
favourable = "positive"
[[rule]]
criterion = "impact_ratio"
by = "g"
min = 0.5
groups = [{{g = -4}}, {{g = 1}}]
required_groups = [{{g = -4.0}}, {{g = 77}}]
set_aside = [{{g = 9223372036854775808}}, {{g = 78}}]
[[rule]]
id = "b"
criterion = "impact_ratio"
by = "b"
min = 0.1
groups = [{{b = false}}, {{b = true}}]
[[waiver]]
rule = "b"
reason = "none"
owner = "nobody"
expires = 1999-01-01
groups = [{{b = true}}]
""")
    code, out, err = call(capsysbinary, "gate", "p.toml", "d.parquet",
                          "--format", "json")
    assert code == 2, err
    found = lf.gate(lf.Policy.read("p.toml"),
                    data=pa.parquet.read_table("d.parquet"))
    assert found.to_json() == out
    first, second = json.loads(out)["rules"]
    assert first["groups"] == [{"g": -4}, {"g": 1}]
    assert first["required_groups"] == [{"g": -4}, {"g": 77}]
    assert first["missing_groups"] == [{"g": 77}]
    assert first["may_be_small"] == [{"g": 2**63}, {"g": 78}]
    assert second["groups"] == [{"b": False}, {"b": True}]
    assert second["waiver"]["groups"] == [{"b": True}]


def test_a_list_in_a_file_and_in_an_include(tmp_path):
    (tmp_path / "own.toml").write_text(
        f'schema = "{SCHEMA}"\n[[rule]]\ncriterion = "impact_ratio"\n'
        'by = "x"\nmin = 0.5\ngroups = [{x = "g0"}, {x = "g1"}]\n')
    path = tmp_path / "p.toml"
    path.write_text(
        f'schema = "{SCHEMA}"\n[[include]]\nfile = "own.toml"\n'
        'features = {x = "g"}\n[[include]]\npack = "four-fifths"\n'
        'by = "g"\ngroups = [{g = "g1"}]\n')
    first, second, *_ = lf.Policy.read(path).rules
    assert first["groups"] == named(0, 1)
    assert second["groups"] == named(1)
