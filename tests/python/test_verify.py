# SPDX-License-Identifier: MIT
"""verify.py agrees with what is right, and finds whatever is changed."""

import csv
import json
import os
import pathlib
import random
import subprocess
import sys

import pytest

import libfairness as lf
from cli_help import call
from libfairness import verify
from published import ROOT
from test_gate import schema
from test_oracle import arguments

sys.path.insert(0, str(ROOT / "tests"))

from oracle import tables  # noqa: E402

DATA = ROOT / "examples" / "data"
FILE = pathlib.Path(verify.__file__)
ALL = bool(os.environ.get("FAIRNESS_ALL"))  # scripts/long/verdicts.sh


def columns(name):
    with open(DATA / name, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {key: [row[key] for row in rows] for key in rows[0]}


def whole(values):
    return [int(value) for value in values]


def compas(**options):
    data = columns("compas_counts.csv")
    return lf.audit(
        y_true=whole(data["recid"]), y_pred=whole(data["high"]),
        sensitive_features={"race": data["race"]},
        frequency=whole(data["count"]),
        **{"comparisons": "all", **options})


def small():
    """A report that is soon recomputed."""
    return loans(n=12, metrics=SMALL[:2], comparisons=["ratio_to_reference"])


def berkeley():
    data = columns("berkeley_counts.csv")
    return lf.audit(
        y_pred=whole(data["admitted"]),
        sensitive_features={"gender": data["gender"]},
        control_features={"department": data["department"]},
        frequency=whole(data["count"]), favourable="positive",
        comparisons="all")


def loans(n=19, **options):
    """Strata, weights and a group that is missing."""
    data = columns("loans.csv")
    rng = random.Random(1)
    given = {
        "y_true": whole(data["repaid"])[:n],
        "y_pred": whole(data["granted"])[:n],
        "sensitive_features": {"group": data["group"][:n]},
        "control_features": {"branch": data["branch"][:n]},
        "sample_weight": [rng.choice((0.3, 1.0, 2.7)) for _ in range(n)],
        "favourable": "positive", "comparisons": "all"}
    given["sensitive_features"]["group"][3] = None
    given.update(options)
    return lf.audit(**{k: v for k, v in given.items() if v is not None})


def checked(document):
    if not isinstance(document, (str, bytes)):
        document = document.to_json()
    if isinstance(document, str):
        document = document.encode()
    return verify.verify(verify.read(document))


def agrees(document):
    check = checked(document)
    assert not check.wrong, check.wrong[:5]
    assert check.done > 50
    return check


# ---- what is right ----


@pytest.mark.parametrize("options", [
    {"favourable": "negative"},
    {"reference": {"race": "Caucasian"}, "min_count": 20},
    {"reference": "rest", "min_share": 0.01, "undefined": "skip"},
    {"reference": "best", "confidence": 0.8},
    {"reference": "overall", "favourable": "positive"},
    {"costs": {"false_positive": 1, "false_negative": 0.3},
     "utilities": dict.fromkeys(("true_positive", "false_positive",
                                 "false_negative", "true_negative"), 0.7)},
])
def test_compas(options):
    assert agrees(compas(**options)).left == {}


@pytest.mark.parametrize("options", [
    {},
    {"nulls": "set_aside", "reference": "worst"},
    {"sample_weight": None, "y_true": None},
    {"y_pred": None},
    {"metrics": ["selection_rate", "matthews_correlation"], "by": "group"},
])
def test_strata_and_weights(options):
    agrees(loans(**options))
    agrees(berkeley())


@pytest.mark.parametrize("seed", range(2000, 2012))
def test_random_reports(seed):
    """Of the tables that the oracle is asked about."""
    table = tables.random_table(seed)
    words = arguments(table["columns"], table["context"])
    words["comparisons"] = "all" if seed % 2 else None
    try:
        report = lf.audit(**{k: v for k, v in words.items()
                             if v is not None})
    except lf.DataError as error:
        assert error.code == "EMPTY"
        return
    check = checked(report)
    assert not check.wrong, check.wrong[:5]


@pytest.mark.parametrize("seed", range(93, 99))
def test_weights_twelve_orders_apart(seed):
    """Which value is the best one, rounded sums do not always tell."""
    rng = random.Random(seed)
    n = rng.choice((6, 20, 60))
    report = lf.audit(
        y_true=rng.choices((0, 1), k=n), y_pred=rng.choices((0, 1), k=n),
        sensitive_features={"g": rng.choices("abc", k=n)},
        sample_weight=rng.choices((1e-6, 3e-6, 1 / 3, 1.0, 1e6), k=n),
        comparisons="all", favourable="positive",
        reference=("best", "worst", "largest")[seed % 3])
    agrees(report)


def test_scores_are_named():
    """What has no counts in the file is counted, and said."""
    data = columns("loans.csv")
    report = lf.audit(
        y_true=whole(data["repaid"]), threshold=0.5,
        y_score=[float(x) for x in data["score"]], metrics="all",
        sensitive_features={"group": data["group"]})
    check = agrees(report)
    assert check.left["roc_auc"] > 0 and check.left["sufficiency_gap"] > 0
    assert "selection_rate" not in check.left
    *_, last = verify.lines_of("x", check)
    assert f"{sum(check.left.values())} cannot be recomputed" in last
    assert "roc_auc" in last


# ---- what was changed ----


def places(value, path=()):
    """Every number, name, truth value and null, by its place."""
    if isinstance(value, (dict, list)):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in pairs:
            yield from places(inner, (*path, key))
    else:
        yield path, value


def changed(value):
    """Another value that looks no worse."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, float):
        return value * (1 + 1e-6)
    return None


def some_of(found):
    """Two of each kind, by chance: of a metric, say, in some group."""
    if ALL:
        return found
    kinds = {}
    for path, value in random.Random(1).sample(found, len(found)):
        kind = tuple(at for at in path if isinstance(at, str))
        kind += path[1:2] if path[0] == "rules" else ()
        kinds.setdefault(kind, []).append((path, value))
    return [one for each in kinds.values() for one in each[:2]]


def unseen(document, wanted):
    """Changes, one at a time, that are not found; and how many there were."""
    missed, n = [], 0
    found = [(path, value) for path, value in places(document)
             if changed(value) is not None and wanted(path)]
    for path, value in some_of(found):
        new = changed(value)
        inner = document
        for key in path[:-1]:
            inner = inner[key]
        inner[path[-1]] = new
        n += 1
        if not verify.verify(document).wrong:
            missed.append((path, value))
        inner[path[-1]] = value
    return missed, n


def not_asked(path):
    """All but what was asked for, which is where numbers come from."""
    return path[0] != "specification" and path[-1] != "min_count"


SMALL = ["selection_rate", "true_positive_rate", "matthews_correlation",
         "positive_likelihood_ratio", "count_share"]


@pytest.mark.parametrize("options", [
    {"control_features": None, "sample_weight": None},
    {"n": 8, "metrics": SMALL[:1], "comparisons": ["ratio_to_reference"]},
    {"metrics": SMALL[:1], "sample_weight": None, "y_true": None,
     "y_pred_baseline": [0, 1] * 9 + [0]},
    {"metrics": SMALL[:2], "y_true": [None, 1] + [0, 1] * 8 + [1],
     "unlabelled": "keep", "control_features": None},
])
def test_each_number_changed_is_found(options):
    report = loans(**{
        "metrics": SMALL, "comparisons": ["difference", "ratio_to_reference",
                                          "weighted_variance"], **options})
    document = json.loads(report.to_json())
    assert not verify.verify(document).wrong
    missed, n = unseen(document, not_asked)
    assert n > 60 and missed == []


def test_names_and_reasons_changed_are_found():
    document = json.loads(compas(
        favourable="negative", metrics=SMALL,
        comparisons=["difference"]).to_json())
    grouping, = document["groupings"]
    odds = grouping["criteria"]["equalized_odds_difference"]
    for key, value in (
            ("group", {"race": "Hispanic"}), ("reference", None),
            ("worse_off", None), ("reason", "single_group"),
            ("metric", "true_positive_rate_"), ("left_out", [{}])):
        kept, odds[key] = odds[key], value
        assert verify.verify(document).wrong, key
        odds[key] = kept
    four = grouping["criteria"]["four_fifths"]
    four["within_limit"] = not four["within_limit"]
    assert len(verify.verify(document).wrong) == 1
    four["within_limit"] = not four["within_limit"]
    del grouping["groups"][0]
    assert verify.verify(document).wrong


# ---- verdicts ----

IMPACT = {"criterion": "impact_ratio", "min": 0.8}
ODDS = {"criterion": "equalized_odds_difference", "max": 0.2}
FLOOR = {"metric": "accuracy", "comparison": "group_min", "min": 0.5,
         "by": "g"}
WARN = {"metric": "selection_rate", "max": 0.4, "severity": "warn"}
TO_LARGEST = {"metric": "selection_rate", "min": -0.1, "confidence": 0.9,
              "comparison": "difference_to_reference"}


def rows(*groups, **more):
    """Of each group (rows, selected, right of these, positives of the
    others)."""
    made = {"g": [], "y": [], "d": []}
    for k, (n, selected, hits, misses) in enumerate(groups):
        made["g"] += ["abcdef"[k]] * n
        made["d"] += [1] * selected + [0] * (n - selected)
        made["y"] += ([1] * hits + [0] * (selected - hits)
                      + [1] * misses + [0] * (n - selected - misses))
    for name, values in more.items():
        made[name] = [values[i % len(values)] for i in range(len(made["g"]))]
    return made


FAILS = rows((500, 100, 60, 50), (500, 50, 20, 70))
PASSES = rows((5000, 1500, 900, 500), (5000, 1510, 890, 480),
              (4000, 1205, 700, 400))
OPEN = rows((60, 12, 7, 5), (50, 7, 4, 6), (40, 8, 4, 9))
WEIGHTED = rows((50, 20, 9, 8), (60, 9, 5, 3), w=(0.5, 2.25))
STRATA = rows((150, 60, 30, 8), (160, 90, 50, 3), s="xy")


def verdict(data, *rules):
    optional = {"sample_weight": "w", "control_features": "s"}
    return lf.gate(
        {"schema": "libfairness/policy/1", "rule": [dict(r) for r in rules]},
        "y", "d", data=data, sensitive_features="g", favourable="positive",
        **{key: name for key, name in optional.items() if name in data})


@pytest.mark.parametrize("status, data, rules", [
    ("fail", FAILS, [IMPACT, ODDS, FLOOR, WARN]),
    ("pass", PASSES, [IMPACT, FLOOR, WARN]),
    ("inconclusive", OPEN, [ODDS]),
    ("inconclusive", OPEN, [TO_LARGEST]),
    ("inconclusive", WEIGHTED, [IMPACT]),
    ("inconclusive", STRATA, [{**IMPACT, "strata": "each"}]),
    ("inconclusive", OPEN, [{**IMPACT, "min_count": 45}]),
])
def test_verdicts(status, data, rules):
    document = json.loads(verdict(data, *rules).to_json())
    assert document["status"] == status
    check = verify.verify(document)
    assert not check.wrong, check.wrong[:5]
    assert check.left == {}
    missed, n = unseen(document, not_asked)
    assert n > 30 and missed == []


JUNK = (None, True, 0, -1, 2, 0.5, 1e308, -0.0, 10 ** 400, "", "pass", "0.8",
        "nan", "1e999999", "overall", "difference", [], [[]], {}, {"g": 1})


def ways_into(value, path=()):
    if path:
        yield path
    for key, inner in (value.items() if isinstance(value, dict) else
                       enumerate(value) if isinstance(value, list) else ()):
        yield from ways_into(inner, (*path, key))


def broken(rng, document):
    """A copy of which one to three values are gone, or something else."""
    copy = json.loads(json.dumps(document))
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        *way, last = rng.choice(list(ways_into(copy)))
        inner = copy
        for key in way:
            inner = inner[key]
        if rng.random() < 0.3:
            del inner[last]
        else:
            inner[last] = rng.choice(JUNK)
    return copy


@pytest.mark.parametrize("data, rules", [
    (FAILS, [IMPACT, FLOOR]), (OPEN, [TO_LARGEST]), (WEIGHTED, [IMPACT]),
    (STRATA, [{**ODDS, "strata": "each"}])])
def test_broken_verdicts(data, rules):
    """Whatever a file holds it is read, or refused by name; and nothing that
    did not pass does so by what is written over it."""
    whole = json.loads(verdict(data, *rules).to_json())
    rng, refused = random.Random(len(data["g"])), 0
    for _ in range(60):
        copy = broken(rng, whole)
        if rng.random() < 0.3:
            copy["status"] = "pass"
        stated = copy.get("rules")
        for rule in stated if isinstance(stated, list) else ():
            if isinstance(rule, dict) and rng.random() < 0.2:
                rule.update(status="pass", counts_as="pass",
                            why="within_limit")
        try:
            check = checked(json.dumps(copy))
            said = list(verify.lines_of("x", check))
        except verify.Unreadable:
            refused += 1
        else:
            assert len(said) == len(check.wrong) + 1
            assert check.wrong or copy["status"] == whole["status"]
    assert 5 < refused < 60


CHANGED = rows((500, 100, 60, 50), (500, 50, 20, 70), (300, 90, 50, 20))
CHANGED["old"] = [d ^ (i % 17 == 0 or (g == "b" and i % 5 == 0))
                  for i, (g, d) in enumerate(zip(CHANGED["g"], CHANGED["d"]))]
GROWTH = {"criterion": "equalized_odds_difference", "max_increase": 0.02}
LOST = {"metric": "true_positive_rate", "by": "g", "max_decrease": 0.02}
LED = {"metric": "accuracy", "comparison": "difference_to_reference",
       "max_decrease": 0.02}


@pytest.mark.parametrize("rule", [GROWTH, LOST, LED])
@pytest.mark.parametrize("reference", ["largest", "overall", "rest"])
@pytest.mark.parametrize("weighted", [False, True])
def test_changes_from_a_baseline(rule, reference, weighted):
    weights = [(0.5, 1, 2.25)[i % 3] for i in range(len(CHANGED["g"]))]
    made = lf.gate(
        {"schema": "libfairness/policy/1", "rule": [rule]}, "y", "d",
        data=CHANGED, y_pred_baseline="old", sensitive_features="g",
        favourable="positive", reference=reference,
        sample_weight=weights if weighted else None)
    document = made.to_dict()
    schema("verdict").validate(document)
    check = verify.verify(document)
    assert not check.wrong, check.wrong[:5]
    (one,) = document["rules"]
    assert one["baseline"]["kind"] == "paired"
    flips = one["baseline"]["flips"]
    assert sum(f["to_favourable"] + f["to_unfavourable"] for f in flips) == \
        sum(a != b for a, b in zip(CHANGED["d"], CHANGED["old"]))
    numbers = [(one["baseline"], "increase"), (one["baseline"], "value"),
               (one, "p_beyond"), (one, "p_within"),
               (one["pass_bound"], "value"),
               (one["evidence"][1]["baseline"], "gained"),
               (one["evidence"][1]["baseline"], "numerator")]
    if not ALL:
        r = random.Random(f"{rule} {reference} {weighted}")
        numbers = r.sample(numbers, 2)
    for where, key in numbers:
        kept = where[key]
        where[key] = kept * 1.01 + 0.001
        assert verify.verify(document).wrong, key
        where[key] = kept


def test_no_baseline():
    document = verdict(OPEN, GROWTH).to_dict()
    schema("verdict").validate(document)
    assert document["rules"][0]["why"] == "no_baseline"
    assert document["exit_code"] == 2
    assert not verify.verify(document).wrong


def test_nothing_to_compare():
    document = json.loads(verdict(rows((1, 1, 1, 0)), IMPACT).to_json())
    check = verify.verify(document)
    assert not check.wrong
    assert "confidence of a rule without claims" in check.left
    missed, _ = unseen(document, not_asked)
    assert {path[-1] for path, _ in missed} == {"confidence"}


SCORES = [
    {"id": "area", "metric": "roc_auc", "min": 0.6, "by": "g"},
    {"id": "gap", "metric": "roc_auc", "comparison": "difference",
     "max": 0.3},
    {"id": "error", "metric": "expected_calibration_error", "max": 0.4,
     "by": "g"},
    {"id": "f1", "metric": "f1_score", "comparison": "ratio", "min": 0.8},
    IMPACT,
]
TAKEN = {"p_beyond", "p_within", "value", "more", "replicates", "seed"}


def test_what_is_taken_as_stated():
    """Of rules about scores and random numbers: this, and nothing else, is
    not noticed; and it is counted."""
    rng = random.Random(5)
    data = rows((60, 30, 20, 10), (60, 28, 18, 9))
    data["x"] = [min(0.99, 0.2 + 0.4 * y + rng.random() / 3)
                 for y in data["y"]]
    found = lf.gate(
        {"schema": "libfairness/policy/1", "rule": SCORES}, "y", data=data,
        y_score="x", threshold=0.5, sensitive_features="g",
        favourable="positive")
    document = json.loads(found.to_json())
    check = verify.verify(document)
    assert not check.wrong, check.wrong[:5]
    missed, _ = unseen(document, not_asked)
    of_scores = {i for i, rule in enumerate(document["rules"])
                 if rule["metric"] in ("roc_auc",
                                       "expected_calibration_error")}
    for (_, i, *path), _ in missed:
        assert document["rules"][i]["method"] != "score"
        if i in of_scores:
            assert "counts" not in path and "level" not in path
        else:
            assert path[-1] in TAKEN and "evidence" not in path
    assert 0 < len(missed) <= sum(check.left.values())
    *_, last = verify.lines_of("x", check)
    for method in "delong", "labels", "resampling":
        assert f"of tests by {method}" in last


def test_groups_that_may_be_small():
    """Who was left out, who was listed, what inconclusive counts as, who is
    missing: from counts and from the rule's own words."""
    rule = {**IMPACT, "min_count": 45, "set_aside": [{"g": "c"}, {"g": "x"}],
            "inconclusive": "fail", "required_groups": [{"g": "a"}]}
    document = json.loads(verdict(OPEN, rule).to_json())
    stated, = document["rules"]
    assert stated["left_out_listed"] == 1 and stated["counts_as"] == "fail"
    assert not verify.verify(document).wrong
    for key, value in (("inconclusive", "pass"), ("min_count", 30),
                       ("may_be_small", []), ("set_aside", "allow"),
                       ("required_groups", [{"g": "x"}]),
                       ("missing_groups", [{"g": "a"}]),
                       ("method", "resampling")):
        kept, stated[key] = stated[key], value
        wrong = bool(verify.verify(document).wrong)
        # Between its bounds, a rule does not ask who may be small.
        assert wrong == (key != "set_aside"), key
        stated[key] = kept
    entry = stated["evidence"][3]
    assert entry["left_out"] == "below_min_count"
    entry["left_out"] = None
    assert verify.verify(document).wrong


def test_status_changed_is_found():
    """Each word of a verdict, for each other word."""
    for data, rules in ((FAILS, [IMPACT, WARN]), (PASSES, [IMPACT, FLOOR]),
                        (OPEN, [IMPACT])):
        document = json.loads(verdict(data, *rules).to_json())
        for part in (document, *document["rules"]):
            kept = part["status"]
            for word in "pass", "fail", "inconclusive", "error":
                part["status"] = word
                wrong = verify.verify(document).wrong
                assert bool(wrong) == (word != kept), (part.get("id"), word)
            part["status"] = kept


# ---- files ----


def run(*paths, stdin=None):
    """By itself, without site packages."""
    return subprocess.run(
        [sys.executable, "-I", "-S", FILE, *paths], input=stdin,
        capture_output=True, timeout=120)


def test_by_itself(tmp_path):
    """Nothing but the standard library, and nothing of ours."""
    path = tmp_path / "report.json"
    path.write_text(compas().to_json())
    done = run(path)
    assert done.returncode == 0, done.stderr
    assert b" 0 disagree, 0 cannot" in done.stdout
    text = small().to_json()
    assert run("-", stdin=text.encode()).returncode == 0
    path.write_text(text.replace("0.3", "0.4", 1))
    done = run(path)
    assert done.returncode == 1 and done.stdout.count(b"\n") > 1
    assert b": stated 0.4" in done.stdout


@pytest.mark.parametrize("text", [
    "", "{", "[]", "null", "1", '{"schema": "libfairness/report/2"}',
    '{"schema": "libfairness/report/1"}',
    '{"schema": "libfairness/verdict/1", "rules": 3}',
    '{"schema": [], "schema": 1}', '{"schema": []}', '{"schema": {"a": 1}}',
    '{"a": NaN}', "[" * 100_000, b"\xff\xfe",
])
def test_other_files(tmp_path, capsysbinary, text):
    path = tmp_path / "x.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    code, out, err = call(capsysbinary, "verify", path)
    assert code == 2 and out == "" and err.count("\n") == 1
    assert err.startswith(f"fairness: error: {path}: ")


def test_cut_off(tmp_path):
    whole = loans(metrics=SMALL[:1]).to_json().rstrip().encode()
    for end in range(0, len(whole), max(1, len(whole) // 97)):
        with pytest.raises(verify.Unreadable):
            verify.read(whole[:end])
    for key in json.loads(whole):
        document = json.loads(whole)
        del document[key]
        if key != "library":
            with pytest.raises((verify.Unreadable, KeyError)):
                verify.verify(document)


def test_command(tmp_path, capsysbinary):
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(small().to_json())
    text = small().to_json().replace('"numerator": 1,', '"numerator": 2,', 1)
    bad.write_text(text)
    code, out, err = call(capsysbinary, "verify", good)
    assert (code, err) == (0, "") and out.startswith(f"{good}: ")
    code, out, err = call(capsysbinary, "verify", good, bad)
    assert (code, err) == (1, "")
    assert "numerator: stated 2, recomputed 1" in out
    code, out, err = call(capsysbinary, "verify", bad, tmp_path / "none")
    assert code == 2 and "numerator" in out and "none: No such file" in err


def test_hostile_names(tmp_path, capsysbinary):
    """What a file calls things does not reach the terminal as it is."""
    document = json.loads(loans().to_json())
    name = "\x1b[2J\n\ud800"
    metrics = document["overall"]["metrics"]
    metrics["selection_rate"]["value"] = 0.1
    grouping = document["groupings"][0]
    grouping["criteria"][name] = dict(grouping["criteria"]["impact_ratio"])
    path = tmp_path / "x.json"
    path.write_text(json.dumps(document))
    code, out, _ = call(capsysbinary, "verify", path)
    assert "\x1b" not in out and code == 1


def test_several_models(tmp_path, capsysbinary):
    """Each verdict, and what they come to."""
    models = [{"model": name, "verdict": json.loads(
        verdict(data, IMPACT).to_json())}
        for name, data in (("a", PASSES), ("b", FAILS))]
    document = {"schema": "libfairness/verdicts/1", "library": "0.1.0",
                "status": "fail", "exit_code": 1, "models": models}
    assert not verify.verify(document).wrong
    missed, n = unseen(document, lambda path: not_asked(path[3:] or path))
    assert n > 60 and missed == []
    document["status"] = "pass"
    path = tmp_path / "several.json"
    path.write_text(json.dumps(document))
    code, out, _ = call(capsysbinary, "verify", path)
    assert code == 1 and f'{path}: status: stated "pass"' in out
    models[1]["verdict"]["rules"][0]["claims"] = 3
    path.write_text(json.dumps(document))
    _, out, _ = call(capsysbinary, "verify", path)
    assert ": models[1].verdict.rules[0].claims: stated 3" in out
    models[1]["model"] = "a"
    assert ("models[1].model", "a") in [
        wrong[:2] for wrong in verify.verify(document).wrong]
    models[0]["verdict"] = document  # no verdict of one model
    with pytest.raises(verify.Unreadable):
        verify.verify(document)
