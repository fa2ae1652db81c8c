# SPDX-License-Identifier: MIT
"""Policies that include rules: packs of the library, and files."""

import csv
import pathlib
import random
import tomllib

import pytest

import libfairness as lf
from cli_help import call, fails, write_csv  # noqa: F401 (fixtures)
from test_gate import TOML, schema

ROOT = pathlib.Path(__file__).resolve().parents[2]
HEAD = 'schema = "libfairness/policy/1"\n'
ODDS = HEAD + '''
[[rule]]
criterion = "equalized_odds_difference"
by = "g"
max = 0.1

[tiers.high]
rules = ["four-fifths"]
'''
INCLUDE = TOML + '\n[[include]]\nfile = "sub/odds.toml"\n'


def read(tmp_path, text, **others):
    (tmp_path / "sub").mkdir(exist_ok=True)
    (tmp_path / "sub/odds.toml").write_text(ODDS)
    for name, other in others.items():
        (tmp_path / f"{name}.toml").write_text(HEAD + other)
    (tmp_path / "p.toml").write_text(text)
    return lf.Policy.read(tmp_path / "p.toml")


def compas():
    with open(ROOT / "examples/data/compas_counts.csv") as file:
        rows = list(csv.DictReader(file))
    return {key: [row[key] if key == "race" else int(row[key])
                  for row in rows] for key in rows[0]}


# ---- what is included ----


def test_files(tmp_path):
    policy = read(tmp_path, INCLUDE)
    assert [rule.get("id") for rule in policy.rules] == [None, "four-fifths"]
    assert policy._places() == [(18, 1), (12, 1)]
    # A tier that is included holds for the policy that includes it.
    assert read(tmp_path, 'tier = "high"\n' + INCLUDE)
    with pytest.raises(lf.SpecificationError, match="'four-fifths', which"):
        read(tmp_path, 'tier = "high"\n' + INCLUDE.replace(
            "min = 0.8", 'min = 0.8\nseverity = "warn"'))


def test_what_an_include_says_of_rules(tmp_path):
    rules = read(tmp_path, HEAD + '''
[[include]]
file = "a.toml"
prefix = "x-"
by = ["h", "g"]
features = {g = "gender"}
min = 0.9
min_count = 5

[[include]]
file = "a.toml"
by = "q"
set_aside = [{q = "1"}]
''', a='''
[[rule]]
criterion = "impact_ratio"
min = 0.8
min_count = 3

[[rule]]
id = "two"
metric = "selection_rate"
by = ["g", "k"]
min = 0.1
required_groups = [{g = "f", k = 1}]
set_aside = [{g = "f", k = 2}]
''').rules
    assert rules == [
        {"id": "x-impact_ratio", "criterion": "impact_ratio", "min": 0.9,
         "min_count": 5, "by": ["h", "g"]},
        {"id": "x-two", "metric": "selection_rate", "by": ["gender", "k"],
         "min": 0.9, "min_count": 5,
         "required_groups": [{"gender": "f", "k": 1}],
         "set_aside": [{"gender": "f", "k": 2}]},
        {"criterion": "impact_ratio", "min": 0.8, "min_count": 3,
         "by": ["q"], "set_aside": [{"q": "1"}]},
        {"id": "two", "metric": "selection_rate", "by": ["g", "k"],
         "min": 0.1, "required_groups": [{"g": "f", "k": 1}],
         "set_aside": [{"q": "1"}]},
    ]


def test_data(tmp_path):
    """What is included says how, the policy's own data win."""
    said = '[data]\nmin_share = 0.02\nnulls = "exclude"\n[[rule]]\n' \
           'criterion = "four_fifths"\nby = "g"\n'
    text = HEAD + '[[include]]\nfile = "a.toml"\n'
    assert read(tmp_path, text, a=said).data == {
        "min_share": 0.02, "nulls": "exclude"}
    text = HEAD + '[data]\nnulls = "group"\n[[include]]\nfile = "a.toml"\n'
    assert read(tmp_path, text, a=said).data["nulls"] == "group"
    both = '\n[[include]]\nfile = "b.toml"\nprefix = "b-"\n'
    other = said.replace("exclude", "error")
    assert read(tmp_path, text + both, a=said, b=other)
    with pytest.raises(lf.SpecificationError, match="nulls is 'error', and "
                       "'exclude' in .*line 5.*line 4"):
        read(tmp_path, text.replace('nulls = "group"', "") + both, a=said,
             b=other)


def test_mappings(tmp_path, monkeypatch):
    """From the current folder."""
    read(tmp_path, INCLUDE)
    monkeypatch.chdir(tmp_path)
    policy = {"schema": "libfairness/policy/1", "include": [
        {"pack": "four-fifths", "by": "g"}, {"file": "sub/odds.toml"}]}
    assert len(lf.Policy(policy).rules) == 2
    with pytest.raises(lf.SpecificationError, match="policy: include 2: "):
        lf.Policy({**policy, "include": [*policy["include"][:1], {}]})


# ---- what is wrong ----

BAD = {  # the policy's text after INCLUDE's, or in its place; what is said
    "nothing": (HEAD + "[[include]]\n", ["line 2, column 1", "a pack or a"]),
    "both": ('pack = "four-fifths"\n', ["line 18, ", "a pack or a file"]),
    "no such pack": (HEAD + '[[include]]\npack = "four-fith"\n',
                     ["line 3, ", "did you mean 'four-fifths'"]),
    "no such file": (HEAD + '[[include]]\nfile = "none.toml"\n',
                     ["line 3, ", "none.toml", "No such file"]),
    "a folder": (HEAD + '[[include]]\nfile = "sub"\n',
                 ["line 3, ", "sub", "directory"]),
    "no name of a file": (HEAD + '[[include]]\nfile = "\\u0000"\n',
                          ["line 3, ", "null"]),
    "itself": (HEAD + '[[include]]\nfile = "p.toml"\n',
               ["line 3, ", "it includes itself"]),
    "a circle": (HEAD + '[[include]]\nfile = "a.toml"\n',
                 ["line 3, ", "a.toml: line 3, ", "it includes itself"]),
    "a key": ("pcak = 3\n", ["line 20, ", "did you mean 'pack'"]),
    "an id": ('id = "x"\n', ["line 20, ", "no key 'id'"]),
    "features": ("features = {g = 3}\n", ["line 20, ", "a text"]),
    "another feature": ("features = {h = \"x\", g1 = \"y\"}\n",
                        ["line 20, ", "odds.toml is by 'h'", "by g"]),
    "no features": ("features = {}\n", ["line 20, ", "a mapping of"]),
    "per cent": ("max = 80\n", ["line 20, ", "max is 80"]),
    "the wrong limit": ("min = 0.8\n", ["line 20, ", "both given"]),
    "twice": ('[[include]]\nfile = "sub/odds.toml"\n',
              ["line 21, ", "there is a tier 'high' already"]),
    "one name": ('[[include]]\npack = "four-fifths"\nby = "g"\n',
                 ["line 12, ", "two rules are called"]),
    "no list": (HEAD + "include = 3\n", ["line 2, ", "[[include]]"]),
    "requires": ('requires = ["favorable"]\n' + TOML,
                 ["line 1, ", "favourable, reference"]),
    "requires a text": ('requires = "favourable"\n' + TOML,
                        ["line 1, ", "a list of"]),
}
INSIDE = {  # the file that is included, what is said of it
    "unknown key": ("[[rule]]\nmni = 3\n", ["line 3, ", "did you mean 'min'"]),
    "defaults": ("[defaults]\n", ["line 2, ", "no key 'defaults'"]),
    "a waiver": ("[[waiver]]\n", ["line 2, ", "no key 'waiver'"]),
    "columns": ('[data]\ny_true = "y"\n[[rule]]\n',
                ["line 3, ", "no key 'y_true'"]),
    "no rules": ("", ["there are no rules"]),
    "no schema": ("schema = 3\n", ["not TOML"]),
    "no limit": ('[[rule]]\ncriterion = "impact_ratio"\n',
                 ["line 2, column 1", "no limit"]),
    "a limit": ('[[rule]]\ncriterion = "impact_ratio"\nmin = 80\n',
                ["line 4, column 1", "min is 80"]),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_includes(case, tmp_path):
    text, words = BAD[case]
    if not text.startswith(("schema", "requires")):
        text = INCLUDE + text
    with pytest.raises(lf.SpecificationError) as caught:
        read(tmp_path, text, a='[[include]]\nfile = "p.toml"\n')
    said = str(caught.value)
    assert said.startswith(f"{tmp_path / 'p.toml'}: ")
    assert not [word for word in words if word not in said], said


@pytest.mark.parametrize("case", INSIDE)
def test_bad_files_that_are_included(case, tmp_path):
    text, words = INSIDE[case]
    with pytest.raises(lf.SpecificationError) as caught:
        read(tmp_path, HEAD + '[[include]]\nfile = "a.toml"\n', a=text)
    said = str(caught.value)
    assert said.startswith(f"{tmp_path / 'p.toml'}: line 3, column 1: "
                           f"{tmp_path / 'a.toml'}: "), said
    assert not [word for word in words if word not in said], said


def test_files_too_deep(tmp_path):
    chain = {f"f{i}": f'[[include]]\nfile = "f{i + 1}.toml"\n'
             for i in range(20)}
    with pytest.raises(lf.SpecificationError, match="over 16 deep"):
        read(tmp_path, HEAD + '[[include]]\nfile = "f0.toml"\n', **chain)


def test_what_has_to_be_declared(tmp_path):
    policy = {"schema": "libfairness/policy/1",
              "include": [{"pack": "four-fifths", "by": "race"}]}
    data = {"data": compas(), "y_pred": "high", "frequency": "count"}
    with pytest.raises(lf.SpecificationError, match="favourable is not decl"):
        lf.gate(policy, **data)
    with pytest.raises(lf.SpecificationError, match="favourable is not decl"):
        lf.audit(**data, sensitive_features="race").gate(policy)
    assert lf.gate(policy, **data, favourable="negative").status == "fail"
    report = lf.audit(**data, sensitive_features="race",
                      favourable="negative")
    assert report.gate(policy).status == "fail"


# ---- the packs ----


def test_all_packs_are_listed():
    folder = ROOT / "bindings/python/libfairness/packs"
    assert lf.packs() == sorted(path.stem for path in folder.iterdir())


@pytest.mark.parametrize("name", lf.packs())
def test_packs_are_policies(name):
    text = lf.pack(name)
    assert all(len(line) <= 80 for line in text.splitlines())
    table = tomllib.loads(text)
    assert schema("policy").is_valid(table)
    rules = lf.Policy(table).rules
    whole = lf.Policy({"schema": "libfairness/policy/1",
                       "include": [{"pack": name}]})
    assert whole.rules == rules and rules


def test_the_schema_knows_includes():
    validator = schema("policy")
    head = {"schema": "libfairness/policy/1"}
    for good in ({"pack": "four-fifths", "by": "g", "severity": "warn"},
                 {"file": "a.toml", "features": {"a": "b"}, "prefix": "x"}):
        assert validator.is_valid({**head, "include": [good]})
    for bad in ({}, {"pack": "a", "file": "b"}, {"pack": "a", "id": "b"},
                {"pack": "a", "features": {}}, {"pack": 3},
                {"pack": "a", "min": 0.1, "max": 0.2}):
        assert not validator.is_valid({**head, "include": [bad]}), bad
    assert not validator.is_valid(head)


def test_packs_on_real_data():
    """COMPAS: none of the promises holds, by far."""
    for name in ("four-fifths", "equalized-odds"):
        verdict = lf.gate(
            {"schema": "libfairness/policy/1",
             "include": [{"pack": name, "by": "race"}]},
            data=compas(), y_true="recid", y_pred="high", frequency="count",
            favourable="negative")
        [rule] = verdict.rules
        assert (rule["id"], rule["status"]) == (name, "fail")


def test_calibration_on_real_data():
    """Scores of a grid on labels that they were made for."""
    rows = {"s": [], "y": [], "g": [], "n": []}
    for g in "ab":
        for tenth in range(1, 10):
            for y in (0, 1):
                share = tenth if y else 10 - tenth
                for column, value in zip("sygn", (
                        tenth / 10, y, g, 100 * share), strict=True):
                    rows[column].append(value)
    policy = {"schema": "libfairness/policy/1",
              "include": [{"pack": "calibration-within-groups", "by": "g"}]}
    roles = {"y_true": "y", "y_score": "s", "frequency": "n"}
    assert lf.gate(policy, data=rows, **roles).status == "pass"
    rows["s"] = [s if g == "a" else s * s
                 for s, g in zip(rows["s"], rows["g"], strict=True)]
    assert lf.gate(policy, data=rows, **roles).status == "fail"


def test_local_law_144():
    """Berkeley's applicants, departments for races; one is below 2 %, one
    unknown."""
    with open(ROOT / "examples/data/berkeley_counts.csv") as file:
        rows = list(csv.DictReader(file))
    data = {"gender": [row["gender"] for row in rows],
            "department": [row["department"] for row in rows],
            "admitted": [int(row["admitted"]) for row in rows],
            "count": [int(row["count"]) for row in rows]}
    for gender, department, n in (("Male", "Z", 40), ("Male", None, 30)):
        for key, value in zip(data, (gender, department, 1, n), strict=True):
            data[key].append(value)
    policy = {"schema": "libfairness/policy/1", "include": [
        {"pack": "nyc-ll144",
         "features": {"race": "department", "sex": "gender"}}]}
    roles = {"data": data, "y_pred": "admitted", "frequency": "count",
             "favourable": "positive"}
    verdict = lf.gate(policy, **roles)
    assert verdict.status == "pass"  # warnings alone
    rules = {rule["id"]: rule for rule in verdict.rules}
    assert list(rules) == ["ll144-sex", "ll144-race", "ll144-race-sex"]
    left = {(e["group"] or {}).get("department", 0): e.get("left_out")
            for e in rules["ll144-race"]["evidence"]
            if isinstance(e["group"], dict)}
    assert left.pop("Z") == "below_min_count" and left.pop(None)
    assert not any(left.values())
    # The most selected department is A, 601 of 933; the least F, 46 of 714.
    assert rules["ll144-race"]["observed"]["value"] == pytest.approx(
        (46 / 714) / (601 / 933), rel=1e-15)
    policy["include"][0]["severity"] = "error"
    assert lf.gate(policy, **roles).status == "fail"
    # Scores: the share of each category above the median of all.
    scored = {"sex": list("ffffmmmm"), "race": list("abababab"),
              "s": [.1, .2, .3, .4, .5, .6, .7, .8]}
    verdict = lf.gate({"schema": "libfairness/policy/1",
                       "include": [{"pack": "nyc-ll144-scores"}]},
                      data=scored, y_score="s")
    assert verdict.rules[0]["observed"]["value"] == 0
    assert verdict.status == "pass"


# ---- the command line ----


def test_command_line(capsysbinary, tmp_path, monkeypatch):
    read(tmp_path, INCLUDE)
    monkeypatch.chdir(tmp_path)
    code, out, _ = call(capsysbinary, "packs")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == lf.packs()
    assert call(capsysbinary, "packs", "nyc-ll144")[1] == lf.pack("nyc-ll144")
    code, _, said = call(capsysbinary, "packs", "four-fith")
    assert code == 2 and "'four-fifths'" in said
    # What is included is read, so it is not written over.
    write_csv("d.csv", {"g": ["a", "b"], "p": [1, 0], "n": [9, 9]})
    for words in (["gate", "p.toml", "d.csv", "--json", "sub/odds.toml"],
                  ["power", "p.toml", "d.csv", "--output", "sub/odds.toml"]):
        code, _, said = call(capsysbinary, *words)
        assert code == 2 and "sub/odds.toml" in said
        assert pathlib.Path("sub/odds.toml").read_text() == ODDS


def test_what_is_included_is_read_before_anything_passes(
        capsysbinary, tmp_path, monkeypatch):
    """Whatever is wrong with it: exit code 2, and no file that says PASS."""
    read(tmp_path, INCLUDE, a=FAIR)
    monkeypatch.chdir(tmp_path)
    write_csv("d.csv", {"g": list("aabb"), "p": [1, 0] * 2,
                        "n": [5000, 5000] * 2})
    policy = TOML + '\n[[include]]\nfile = "a.toml"\n'
    pathlib.Path("p.toml").write_text(policy)
    words = ["gate", "p.toml", "d.csv", "--json", "v.json", "--tables", "t"]
    assert call(capsysbinary, *words)[0] == 0
    whole = pathlib.Path("a.toml").read_bytes()
    assert b"impact_ratio" in whole and pathlib.Path("v.json").exists()
    for broken in (b"", whole[:len(whole) // 2], whole + b"\0", b"\xff", None,
                   whole.replace(b"selection_rate", b"nonsense"),
                   whole.replace(b"policy/1", b"policy/2")):
        pathlib.Path("a.toml").unlink()
        if broken is not None:
            pathlib.Path("a.toml").write_bytes(broken)
        code, out, said = call(capsysbinary, *words)
        assert (code, out) == (2, "") and "a.toml" in said
        assert not pathlib.Path("v.json").exists()
        assert not pathlib.Path("t").exists()
        pathlib.Path("a.toml").write_bytes(whole)


FAIR = '''
[[rule]]
id = "another"  # impact_ratio
metric = "selection_rate"
comparison = "difference"
by = "g"
max = 0.1
'''
PIECES = ['"', "'", "[", "]]", "{", "}", "=", "\n", "#", ",", "-1", "9", "\0",
          "nan", "[[include]]", "[[rule]]", 'file = "p.toml"', 'pack = "x"',
          'file = "a.toml"', "by = []", 'prefix = ""', "features = {}",
          "[tiers.high]", "requires = [3]", "[data]\nnulls = 3",
          '[[waiver]]\nrule = "x"', "expires = 2027-02-30", "tier = 'high'",
          "[[include]]\nfile = '/dev/null'", "[[include.x]]", "include.a = 1"]


@pytest.mark.parametrize("seed", range(4))
def test_damaged_policies_that_include(seed, tmp_path):
    """A policy, or an error that begins with its name; nothing else."""
    r = random.Random(seed)
    texts = {"p": 'tier = "high"\n' + TOML + '''
[[include]]
file = "a.toml"
by = "g"
prefix = "x-"
features = {g = "g"}
severity = "error"

[tiers.high]
rules = ["four-fifths"]

[[waiver]]
rule = "four-fifths"
reason = "why"
owner = "who"
expires = 2027-01-31
''', "a": HEAD + 'requires = ["favourable"]\n[data]\nmin_share = 0.1\n' + FAIR}
    read_ones = 0
    for _ in range(150):
        for name, text in texts.items():
            damaged = bytearray(text.encode())
            for _ in range(r.randint(0, 2)):
                at = r.randrange(len(damaged))
                if r.random() < 0.7:  # whole lines
                    at = damaged.find(b"\n", at) + 1
                damaged[at:at + r.randint(0, 3)] = (
                    r.choice(PIECES) + "\n").encode()
            (tmp_path / f"{name}.toml").write_bytes(damaged)
        try:
            policy = lf.Policy.read(tmp_path / "p.toml")
        except lf.SpecificationError as error:
            assert str(error).startswith(f"{tmp_path / 'p.toml'}: ")
            assert "\n" not in str(error)
        else:
            read_ones += 1
            assert policy.rules and len(policy._places()) == len(policy.rules)
            assert "min_share" in policy.data or "a.toml" not in str(
                policy._files)
    assert 10 < read_ones < 140


@pytest.mark.parametrize("name", ["four-fifths", "equalized-odds"])
def test_an_include_is_what_it_includes(name, tmp_path):
    """The same bytes as with the rule written out, by a pack and by a file
    that is a copy of it."""
    data = {"y_true": "recid", "y_pred": "high", "frequency": "count",
            "favourable": "negative"}
    head = {"schema": "libfairness/policy/1", "data": data}
    rules = [{**rule, "by": "race", "min_count": 20, "set_aside": "allow"}
             for rule in tomllib.loads(lf.pack(name))["rule"]]
    (tmp_path / "copy.toml").write_text(lf.pack(name))
    said = {"by": "race", "min_count": 20, "set_aside": "allow"}
    texts = {lf.gate({**head, **policy}, data=compas()).to_json()
             for policy in ({"rule": rules},
                            {"include": [{"pack": name, **said}]},
                            {"include": [{"file": str(tmp_path / "copy.toml"),
                                          **said}]})}
    assert len(texts) == 1
