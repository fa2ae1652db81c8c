# SPDX-License-Identifier: MIT
"""Rules about changes from other rows: whatever a baseline is given as, and
what no baseline is."""

import json
import pathlib
import random

import pytest

import libfairness as lf
from cli_help import call, write_csv
from libfairness import verify
from libfairness._outputs.markdown import markdown
from outcomes import outcome_of

DATA = {"y_true": "t", "y_pred": "p", "frequency": "n",
        "sensitive_features": ["g", "h"], "favourable": "positive"}
RULES = [
    {"id": "gap", "criterion": "demographic_parity_difference", "by": "g",
     "max_increase": 0.05},
    {"id": "found", "metric": "true_positive_rate", "by": ["g", "h"],
     "max_decrease": 0.1},
    {"id": "all", "metric": "accuracy", "max_decrease": 0.02},
]
POLICY = {"schema": "libfairness/policy/1", "data": DATA, "rule": RULES}
TOML = """schema = "libfairness/policy/1"
[data]
y_true = "t"
y_pred = "p"
frequency = "n"
sensitive_features = ["g", "h"]
favourable = "positive"
[[rule]]
id = "gap"
criterion = "demographic_parity_difference"
by = "g"
max_increase = 0.05
"""


def rows(scale=1, extra=0, missing=None):
    """Groups of two features, 8 kinds of rows of each; g is missing once."""
    keys = [(g, h, t, p) for g in ("a", "b", missing) for h in (1, 2)
            for t in (1, 0) for p in (1, 0)]
    n = [scale * (40 + 7 * i % 31) for i in range(len(keys))]
    n[0] += extra
    names = ("g", "h", "t", "p")
    return {**{k: [key[i] for key in keys] for i, k in enumerate(names)},
            "n": n}


def options():
    return dict(DATA)


@pytest.fixture
def before():
    return lf.audit(data=rows(extra=30), **options())


def counted():
    made = lf.Audit(**{k: v for k, v in options().items()
                       if k != "favourable"})
    made.add(rows(extra=30))
    return made


def test_whatever_it_is_given_as(before, tmp_path):
    """A report, an audit, its bytes, a path to these or to JSON, JSON."""
    saved, report = tmp_path / "b.audit", tmp_path / "b.json"
    saved.write_bytes(counted().to_bytes())
    before.to_json(report)
    texts = {
        lf.gate(POLICY, data=rows(), baseline=baseline).to_json()
        for baseline in (
            before, counted(), counted().to_bytes(), saved, str(saved), report,
            before.to_dict(), before.to_json().encode(),
            memoryview(counted().to_bytes()))
    }
    text, = texts
    now = lf.audit(data=rows(), **options())
    assert now.gate(POLICY, baseline=before).to_json() == text
    assert now.gate(POLICY, baseline=saved).to_json() == text
    document = json.loads(text)
    for rule in document["rules"]:
        assert rule["baseline"]["kind"] == "unpaired"
        assert rule["baseline"]["groups_gone"] == 0
        assert rule["baseline"]["flips"] is None
    assert not verify.verify(document).wrong
    gap = document["rules"][0]["baseline"]
    assert gap["value"] == before.value(
        "demographic_parity_difference", by="g").value


@pytest.mark.parametrize("where", ("value", "increase", "kind"))
def test_verify_finds_what_is_wrong_with_it(before, where):
    document = json.loads(
        lf.gate(POLICY, data=rows(), baseline=before).to_json())
    baseline = document["rules"][0]["baseline"]
    baseline[where] = "paired" if where == "kind" else baseline[where] + 0.01
    assert verify.verify(document).wrong


@pytest.mark.parametrize("limit, word", (("max_increase", "increase"),
                                         ("max_decrease", "decrease")))
def test_no_change_is_no_change_of_nothing(limit, word):
    """A bound of 0 is where the search ends, and is not said to be shown."""
    policy = {**POLICY, "rule": [{"metric": "selection_rate", "by": "g",
                                  limit: 0.2}]}
    before = lf.audit(data=rows(), **options())
    verdict = lf.gate(policy, data=rows(), baseline=before)
    assert verdict.rules[0]["fail_bound"]["value"] == 0
    for text in verdict.to_text(), markdown(
            outcome_of(policy, rows(), baseline=before)):
        assert f"no {word} is shown" in text and "somewhere" not in text


@pytest.mark.parametrize("favourable", ("positive", "negative"))
@pytest.mark.parametrize("metric", ("selection_rate", "rejection_rate"))
def test_verify_counts_flips(favourable, metric):
    document = json.loads(lf.gate(
        {**POLICY, "data": {}, "rule": [
            {"metric": metric, "by": "g", "max_increase": 0.1}]},
        data=paired({}), y_pred="p", y_pred_baseline="q", frequency="n",
        sensitive_features="g", favourable=favourable).to_json())
    assert not verify.verify(document).wrong
    for where in ("n", "to_favourable", "to_unfavourable"):
        wrong = json.loads(json.dumps(document))
        wrong["rules"][0]["baseline"]["flips"][1][where] += 1
        assert verify.verify(wrong).wrong


@pytest.mark.parametrize("kind", ("paired", "unpaired"))
@pytest.mark.parametrize("criterion", ("demographic_parity_difference",
                                       "equalized_odds_difference"))
def test_gaps_against_every_gap_before(kind, criterion):
    """verify tries all of them, the core leaves out what cannot matter."""
    r = random.Random(f"{kind}{criterion}")
    found = []
    for k in 3, 4, 6:
        cells = [(g, t, p, q) for g in range(k) for t in (1, 0)
                 for p in (1, 0) for q in (1, 0)]
        rates = [r.choice((0.48, 0.5, 0.52)) for _ in range(2 * k)]
        sizes = [r.choice((100, 1000, 9000)) for _ in range(k)]
        data = {name: [c[i] for c in cells] for i, name in enumerate("gtpq")}
        moved = {(g, p): 0.2 if p == g % 2 else 0.01
                 for g in range(k) for p in (0, 1)}
        data["n"] = [
            round(sizes[g] * (t + 1) * (rates[g] if q else 1 - rates[g])
                  * (moved[g, p] if p != q else 1 - moved[g, 1 - p]))
            for g, t, p, q in cells]
        said = {"frequency": "n", "sensitive_features": "g", "y_true": "t",
                "favourable": "positive"}
        other = {"y_pred_baseline": "q"} if kind == "paired" else {
            "baseline": lf.audit(data=data, y_pred="q", **said)}
        made = lf.gate({**POLICY, "data": {}, "rule": [
            {"criterion": criterion, "max_increase": 0.01}]},
            data=data, y_pred="p", **said, **other)
        assert not verify.verify(json.loads(made.to_json())).wrong
        found.append(made.rules[0]["p_beyond"])
    assert min(found) < 1e-2


def test_labels_missing_and_strata(tmp_path):
    """In JSON rows without a label are a remainder, and strata are there."""
    columns = rows()
    columns["t"] = ["no" if t == 0 else "yes" for t in columns["t"]]
    columns["t"][3] = columns["t"][8] = None
    said = {**options(), "sensitive_features": "g", "unlabelled": "keep",
            "control_features": "h", "positive_label": {"y_true": "yes"}}
    rules = [{**RULES[0], "strata": "each"},
             {**RULES[1], "by": "g", "strata": "each"}]
    policy = {**POLICY, "data": said, "rule": rules}
    baseline = lf.audit(data=columns, **said)
    made = lf.gate(policy, data=columns, baseline=baseline)
    assert lf.gate(policy, data=columns,
                   baseline=baseline.to_dict()).to_json() == made.to_json()
    assert made.rules[0]["baseline"]["increase"] == 0
    del columns["t"][:4], columns["g"][:4], columns["h"][:4]
    del columns["p"][:4], columns["n"][:4]
    gone = lf.gate(policy, data=columns, baseline=baseline)
    assert {rule["baseline"]["groups_gone"] for rule in gone.rules} == {1}
    assert gone.status != "pass"


WRONG = {
    "empty": (b"", lf.CorruptError, "is empty"),
    "no JSON": (b"{", lf.CorruptError, "cut off"),
    "deep": (b"[" * 100000, lf.CorruptError, "cut off"),
    "a list": (b"[]", lf.SpecificationError, "schema = None"),
    "a verdict": (b'{"schema": "libfairness/verdict/1"}',
                  lf.SpecificationError, "fairness audit --save"),
    "no report": (b'{"schema": "libfairness/report/1"}', lf.CorruptError,
                  "KeyError"),
    "a name twice": (b'{"schema": "libfairness/report/1", "rows": 1, "rows": 2}',
                     lf.CorruptError, "has 'rows' twice in one object"),
    "a saved audit cut off": (b"\x89FAIR\r\n\x1a\0", lf.CorruptError, "damaged"),
    "no file": ("none.json", OSError, "none.json"),
    "a folder": (".", OSError, "directory"),
    "a device": ("/dev/zero", OSError, "it is a device"),
    "a number": (7, lf.SpecificationError, "found int"),
    "False": (False, lf.SpecificationError, "found bool"),
    "an empty mapping": ({}, lf.SpecificationError, "schema = None"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_no_baseline_is(wrong):
    baseline, error, words = WRONG[wrong]
    for call_it in (
        lambda: lf.gate(POLICY, data=rows(), baseline=baseline),
        lambda: lf.audit(data=rows(), **options()).gate(
            POLICY, baseline=baseline),
    ):
        with pytest.raises(error, match=words):
            call_it()


def without(document, *path):
    *path, last = path
    for key in path:
        document = document[key]
    del document[last]


@pytest.mark.parametrize("path", (
    ("groupings",), ("specification",), ("groupings", 2, "groups", 1, "group"),
    ("specification", "control_features"),
    ("groupings", 2, "groups", 0, "counts", "tp"),
    ("groupings", 2, "groups", 0, "counts", "selected")))
def test_a_report_that_lacks_something(before, path):
    document = before.to_dict()
    without(document, *path)
    with pytest.raises(lf.CorruptError, match="KeyError"):
        lf.gate(POLICY, data=rows(), baseline=document)


def test_reports_that_contradict_themselves(before):
    """A group that is there twice, and counts of which the values are not."""
    document = before.to_dict()
    groups = document["groupings"][2]["groups"]
    groups.append(json.loads(json.dumps(groups[0])))
    with pytest.raises(lf.CorruptError, match="contradicts itself"):
        lf.gate(POLICY, data=rows(), baseline=document)
    document = before.to_dict()
    counts = document["groupings"][2]["groups"][0]["counts"]
    counts["tp"] += 1
    counts["fn"] -= 1
    with pytest.raises(lf.CorruptError, match="fairness verify shows"):
        lf.gate(POLICY, data=rows(), baseline=document)


@pytest.mark.parametrize("change, value, error", (
    ("n", "few", lf.CorruptError), ("n", -5, lf.FairnessError),
    ("selected", 10**30, lf.FairnessError), ("tp", 1.5, lf.FairnessError),
    ("tp", None, lf.CorruptError), ("tp", 10**6, lf.FairnessError)))
def test_counts_that_are_none(before, change, value, error):
    document = before.to_dict()
    document["groupings"][2]["groups"][0]["counts"][change] = value
    with pytest.raises(error):
        lf.gate(POLICY, data=rows(), baseline=document)


def test_baselines_of_another_audit(before):
    other = {**options(), "favourable": "negative"}
    for baseline, error, words in (
        (lf.audit(data=rows(), **other), lf.MismatchError, "favourable"),
        (lf.audit(data=rows(), **other).to_dict(), lf.MismatchError,
         "favourable decision is the negative one, and that of the data is "
         "positive"),
        (lf.audit(data=rows(), **{**options(), "positive_label": 0}),
         lf.MismatchError, "positive label"),
        (lf.audit(data=rows(), **{**options(), "y_true": "p", "y_pred": "t"}),
         lf.MismatchError, "y_true in one of them and y_pred in the other"),
        (lf.audit(data=rows(), **{**options(), "y_true": "p",
                                  "y_pred": "t"}).to_dict(),
         lf.MismatchError, "y_true in one of them and y_pred in the other"),
        (lf.audit(data=rows(), **{**options(), "sensitive_features": "g"}),
         lf.MismatchError, "no groups by the rule's features"),
        (lf.audit(data=rows(), **{**options(),
                                  "sensitive_features": "g"}).to_dict(),
         lf.SpecificationError, "no groups by g and h together"),
        (lf.audit(data=rows(), **{**options(), "y_true": None}),
         lf.MismatchError, "no column that the rule's metric needs"),
        (lf.audit(data=rows(), **{**options(), "y_true": None}).to_dict(),
         lf.MismatchError, "no column that the rule's metric needs"),
        (lf.audit(data=rows(), **{**options(), "frequency": None,
                                  "sample_weight": "n"}).to_dict(),
         lf.SpecificationError, "with weights"),
    ):
        with pytest.raises(error, match=words):
            lf.gate(POLICY, data=rows(), baseline=baseline)
    # Another name alone is another model's decision.
    renamed = {**rows(), "new": rows()["p"]}
    lf.gate(POLICY, data=rows(),
            baseline=lf.audit(data=renamed, **{**options(), "y_pred": "new"}))
    # Weights themselves are no reason: the saved audit has them.
    heavy = lf.audit(data=rows(extra=30), **{
        **options(), "frequency": None, "sample_weight": "n"})
    assert lf.gate(POLICY, data=rows(), baseline=heavy).rules[0]["baseline"]
    with pytest.raises(lf.SpecificationError, match="two baselines"):
        lf.gate(POLICY, data=rows(), y_pred_baseline="t", baseline=before)
    assert lf.gate(POLICY, data=rows()).exit_code == 2


# ---- the command ----


@pytest.mark.parametrize("rows_before", (2000, 20))
def test_what_settles_it_is_recomputed(rows_before):
    """Rows of the data at hand; a baseline may be too small for any."""
    def counted(n):
        return {"p": [1, 0] * 2, "g": ["a", "a", "b", "b"],
                "n": [n // 5, n - n // 5] * 2}
    data = {"y_pred": "p", "frequency": "n", "sensitive_features": "g",
            "favourable": "positive"}
    verdict = lf.gate(
        {**POLICY, "data": data, "rule": [
            {"metric": "selection_rate", "by": "g", "max_decrease": 0.05}]},
        data=counted(150), baseline=lf.audit(data=counted(rows_before),
                                             **data))
    document = json.loads(verdict.to_json())
    assert document["status"] == "inconclusive"
    settled = document["rules"][0]["settled_by"]
    assert not verify.verify(document).wrong
    if rows_before == 20:
        assert settled is None
        return
    assert settled["as"] == "pass" and len(settled["rows"]) == 2
    settled["rows"][0]["more"] += 1
    assert verify.verify(document).wrong


@pytest.fixture
def gate(capsysbinary, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    pathlib.Path("p.toml").write_text(TOML)
    write_csv("now.csv", rows(40, missing="c"))
    write_csv("old.csv", rows(40, missing="c"))
    made = call(capsysbinary, "audit", "old.csv", "--y-true", "t", "--y-pred",
                "p", "--frequency", "n", "--sensitive-features", "g,h",
                "--favourable", "positive", "--output", "old.json", "--save",
                "old.audit")
    assert made == (0, "", "")
    return lambda *words: call(capsysbinary, "gate", *words)


def test_verify_of_a_group_that_is_new():
    """Of a rate of labels its place in the baseline has no denominator."""
    rows = {"g": list("aabbcc"), "y": [1] * 6, "p": [1, 0] * 3,
            "n": [40, 10, 30, 20, 30, 20]}
    asked = dict(y_true="y", y_pred="p", frequency="n",
                 sensitive_features="g", favourable="positive")
    before = lf.audit(data={k: v[:4] for k, v in rows.items()}, **asked)
    rule = {"metric": "true_positive_rate", "by": "g", "max_decrease": 0.05}
    verdict = lf.gate({"schema": "libfairness/policy/1", "rule": [rule]},
                      data=rows, baseline=before, **asked)
    document = verdict.to_dict()
    assert document["rules"][0]["left_out"] == 1
    assert not verify.verify(document).wrong



def test_the_command(gate):
    texts = {gate("p.toml", "now.csv", "--baseline", path, "--format", "json")
             for path in ("old.json", "old.audit")}
    (code, text, err), = texts
    document = json.loads(text)
    assert (code, err, document["status"]) == (0, "", "pass")
    assert document["rules"][0]["baseline"]["increase"] == 0
    code, text, err = gate("p.toml", "now.csv", "--baseline", "old.json",
                           "--markdown", "out.md")
    assert "in other rows (unpaired: independent samples)" in text
    assert ", increase from the baseline at most 0.05" in text
    assert "- change from the baseline +0.000, which had" in (
        pathlib.Path("out.md").read_text())


def test_a_baseline_that_nothing_uses(gate):
    pathlib.Path("p.toml").write_text(
        TOML.replace("max_increase = 0.05", "max = 0.9"))
    code, _, err = gate("p.toml", "now.csv", "--baseline", "old.json")
    assert code == 0 and err.count("\n") == 1
    assert "nothing is held against the baseline" in err
    pathlib.Path("old.json").write_text("{")
    assert gate("p.toml", "now.csv", "--baseline", "old.json")[0] == 2


# ---- what is published ----


def paired(small):
    """Every part of the joint table large, but of one group."""
    cells = [(g, t, p, q) for g in "ab" for t in (1, 0) for p in (1, 0)
             for q in (1, 0)]
    n = [50 + 3 * i for i in range(len(cells))]
    for i, value in small.items():
        n[i] = value
    return {**{k: [c[i] for c in cells] for i, k in enumerate("gtpq")},
            "n": n}


def shown(data, **said):
    data_of = {**options(), "sensitive_features": "g", "y_pred_baseline": "q",
               **said}
    policy = {**POLICY, "data": {k: v for k, v in data_of.items() if v},
              "rule": [{"id": "gap", "max_increase": 0.05, "by": "g",
                        "criterion": "equalized_odds_difference"}]}
    outcome = outcome_of(policy, data)
    return markdown(outcome), outcome.verdicts[None].rules[0]["baseline"]


def test_flips_are_shown_where_no_part_of_them_is_small():
    text, baseline = shown(paired({}))
    ways = [sum(f[way] for f in baseline["flips"])
            for way in ("to_favourable", "to_unfavourable")]
    assert f"{sum(ways):,} of 1,160 decisions are other ones: " in text
    assert f"{ways[0]} now favourable" in text
    assert f"{ways[1]} now unfavourable" in text
    for i in range(16):  # each of the joint table's parts
        text, _ = shown(paired({i: 9}))
        assert "which decisions changed is withheld" in text
        assert "other ones" not in text
        assert "9 now" not in text
    for said in {"favourable": "negative"}, {}:
        text, _ = shown(paired({2: 10}), **said)
        assert "decisions are other ones" in text
    text, _ = shown(paired({}), frequency=None, sample_weight="n")
    assert "withheld" in text


def test_a_group_that_was_small_before_is_withheld():
    """2 + 2 were selected of group b, and 60 are."""
    text, _ = shown(paired({8: 2, 10: 2, 9: 60, 12: 2, 14: 2}))
    assert "b</code>" not in text and "observed withheld" in text
