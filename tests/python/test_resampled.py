# SPDX-License-Identifier: MIT
"""Intervals by resampling in reports: from Python and the command line, what
is refused, and what verify makes of them."""

import copy
import csv
import io
import json
import math

import pytest

import libfairness as lf
from libfairness import verify
from libfairness.cli import main
from test_gate import schema

ROWS = [  # (group, label, decision, score, rows)
    ("a", 1, 1, 0.75, 400), ("a", 1, 0, 0.25, 100),
    ("a", 0, 1, 0.75, 100), ("a", 0, 0, 0.25, 400),
    ("b", 1, 1, 0.75, 200), ("b", 1, 0, 0.25, 150),
    ("b", 0, 1, 0.75, 100), ("b", 0, 0, 0.25, 250),
    ("c", 1, 1, 0.75, 3), ("c", 1, 0, 0.25, 2),
    ("c", 0, 1, 0.75, 2), ("c", 0, 0, 0.25, 4),
]
COMPOSITES = {
    "f1_score": (0, 1), "balanced_accuracy": (0, 1), "informedness": (-1, 1),
    "markedness": (-1, 1), "matthews_correlation": (-1, 1),
    "conditional_acceptance": (0, math.inf),
    "conditional_rejection": (0, math.inf),
}


def report_of(rows=ROWS, scores=False, **options):
    group, label, decision, score, n = zip(*rows)
    if scores:
        options["y_score"] = list(score)
    return lf.audit(list(label), list(decision), frequency=list(n),
                    sensitive_features={"g": list(group)}, **options)


def document(report):
    return json.loads(report.to_json())


def test_who_has_one():
    found = document(report_of(replicates=200, comparisons="all"))
    assert found["specification"]["replicates"] == 200
    assert found["specification"]["seed"] == 0
    schema("report").validate(found)
    grouping, = found["groupings"]
    for group in [found["overall"], *grouping["groups"]]:
        for name, (least, most) in COMPOSITES.items():
            entry = group["metrics"][name]
            assert entry["method"] == "resampled"
            low, high = entry["interval"]
            assert least <= low <= entry["value"] <= high <= most
            assert low < high
    known = {(entry["metric"], entry["comparison"]): entry["method"]
             for entry in grouping["comparisons"]
             if entry["metric"] in COMPOSITES and entry["reason"] is None
             and entry["group"] != entry["reference"]}
    for (_, comparison), method in known.items():
        if comparison in ("difference", "ratio", "group_min", "group_max"):
            assert method == "simultaneous"
        elif comparison.endswith("_to_reference"):
            assert method == "resampled"
        else:
            assert method is None
    plain = document(report_of(comparisons="all"))
    assert "replicates" not in plain["specification"]
    assert plain["overall"]["metrics"]["f1_score"]["interval"] is None


def test_order_and_parts_change_nothing():
    whole = report_of(replicates=100, seed=5).to_json()
    assert report_of(ROWS[::-1], replicates=100, seed=5).to_json() == whole
    parts = []
    for rows in (ROWS[::3], ROWS[1::3], ROWS[2::3]):
        audit = lf.Audit(y_true="y", y_pred="p", sensitive_features=["g"],
                         frequency="n")
        group, label, decision, _, n = zip(*rows)
        audit.add({"g": list(group), "y": list(label), "p": list(decision),
                   "n": list(n)})
        parts.append(audit)
    parts[2].merge(parts[0])
    parts[2].merge(parts[1])
    merged = document(parts[2].report(replicates=100, seed=5))
    assert merged["groupings"][0]["groups"] == \
        json.loads(whole)["groupings"][0]["groups"]
    other = document(report_of(replicates=100, seed=6))
    assert other["overall"]["metrics"]["f1_score"]["interval"] != \
        json.loads(whole)["overall"]["metrics"]["f1_score"]["interval"]


def test_calibration_errors():
    report = report_of(scores=True, metrics="all", replicates=300,
                       calibration_tolerance=0.05)
    value = report.value("expected_calibration_error", group={"g": "a"})
    assert value.method == "resampled"
    assert value.interval[0] <= value.value <= value.interval[1]
    worst = report["calibration_within_groups"]
    assert worst.method == "simultaneous"
    assert worst.interval[0] <= worst.value <= worst.interval[1]
    assert report.value("expected_calibration_error", by="g",
                        comparison="difference").interval is None


@pytest.mark.parametrize("options, message, column", [
    ({"replicates": 99}, "must be 100 to 1000000", "replicates"),
    ({"replicates": 1_000_001}, "must be 100 to 1000000", "replicates"),
    ({"replicates": -1}, "replicates", "replicates"),
    ({"replicates": 2**32}, "below 2", "replicates"),
    ({"replicates": 1e3}, "replicates", "replicates"),
    ({"replicates": "1000"}, "replicates", "replicates"),
    ({"replicates": True}, "replicates", "replicates"),
    ({"replicates": 100, "seed": -1}, "seed", "seed"),
    ({"replicates": 100, "seed": 2**64}, "below 2", "seed"),
    ({"replicates": 100, "seed": 0.5}, "seed", "seed"),
    ({"replicates": 0, "seed": 1}, "nothing is drawn", "seed"),
    ({"seed": 1}, "nothing is drawn", "seed"),
])
def test_refused(options, message, column):
    with pytest.raises(lf.SpecificationError, match=message) as caught:
        report_of(**options)
    assert caught.value.column == column


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "rows.csv"
    with path.open("w", newline="") as out:
        write = csv.writer(out)
        write.writerow(["g", "y", "p", "s", "n"])
        write.writerows(ROWS)
    return path


def run(table, *more, capsys=None):
    code = main(["audit", str(table), "--y-true", "y", "--y-pred", "p",
                 "--sensitive-features", "g", "--frequency", "n",
                 "--format", "json", *more])
    return code, capsys.readouterr()


def test_command_line(table, capsys):
    code, said = run(table, "--replicates", "200", "--seed", "9",
                     capsys=capsys)
    assert code == 0
    found = json.loads(said.out)
    assert found["specification"]["seed"] == 9
    known = document(report_of(replicates=200, seed=9))
    assert found["overall"]["metrics"] == known["overall"]["metrics"]


@pytest.mark.parametrize("more", [
    ("--replicates", "-5"), ("--replicates", "99"),
    ("--replicates", "1e3"), ("--replicates", "10000000"),
    ("--replicates", "100", "--seed", "-1"), ("--seed", "3"),
    ("--replicates", "100", "--seed", str(2**64)),
])
def test_command_line_refuses(table, capsys, more):
    try:
        code, said = run(table, *more, capsys=capsys)
    except SystemExit as stopped:
        code, said = stopped.code, capsys.readouterr()
    assert code == 2
    assert said.out == "" and (more[0] in said.err or more[-2] in said.err
                               or "seed" in said.err)


PRICES = {
    "costs": {"false_positive": 1, "false_negative": 2},
    "utilities": {"true_positive": 1, "false_positive": -1,
                  "false_negative": -2, "true_negative": 0},
}


def test_verify():
    found = document(report_of(replicates=100, comparisons="all",
                               p_values=True, **PRICES))
    checked = verify.verify(found)
    assert not checked.wrong and not checked.left
    grouping, = found["groupings"]
    changed = 0
    for entry in grouping["comparisons"]:
        if entry["metric"] != "f1_score" or entry["interval"] is None:
            continue
        entry["interval"][0] -= 1e-6
        entry["interval"][1] += 1e-6
        changed += 1
    assert changed > 4
    assert len(verify.verify(found).wrong) == 2 * changed


def drawn_intervals(value):
    """Every interval of a group that was drawn."""
    if isinstance(value, list):
        for one in value:
            yield from drawn_intervals(one)
    elif isinstance(value, dict):
        if value.get("method") == "resampled" and "numerator" in value:
            yield value["interval"]
        for one in value.values():
            yield from drawn_intervals(one)


WAYS = {  # to (rows, options)
    "as they are": (ROWS, {}),
    "another seed": (ROWS, {"seed": 2**64 - 5}),
    "few": ([(*row[:4], 1 + row[4] // 100) for row in ROWS], {}),
    "many": ([(*row[:4], row[4] * 100003) for row in ROWS], {}),
    "strata": (ROWS, {"control_features": {"c": list("xyxyyxxyxyxx")}}),
    "weights": (ROWS, {"sample_weight": [1 / k for k in range(1, 13)]}),
    "unlabelled": ([(row[0], None if k % 5 == 1 else row[1], *row[2:])
                    for k, row in enumerate(ROWS)],
                   {"unlabelled": "keep"}),
}


@pytest.mark.parametrize("way", WAYS)
def test_verify_draws_again(way):
    """The last digits of each bound, one at a time: all are found."""
    rows, options = WAYS[way]
    found = document(report_of(rows, replicates=100, **PRICES, **options))
    checked = verify.verify(found)
    assert not checked.wrong
    assert set(checked.left) <= {  # comparisons of these
        "intervals of groups of which one ends at its value"}
    bounds = 0
    for interval in drawn_intervals(found):
        for k in 0, 1:
            interval[k] += 1e-7 * max(1, abs(interval[k]))
            bounds += 1
    wrong = [path for path, *_ in verify.verify(found).wrong
             if ".metrics." in path]
    assert len(wrong) == bounds > 50


def test_verify_without_draws(tmp_path, capsys):
    path = tmp_path / "report.json"
    path.write_text(report_of(replicates=100).to_json())
    for main_ in verify.main, lambda words: main(["verify", *words]):
        assert main_([str(path), "--no-draws"]) == 0
        said = capsys.readouterr().out
        assert "intervals by resampling, not drawn as --no-draws asks" in said
        assert main_([str(path)]) == 0
        assert ", 0 cannot be recomputed" in capsys.readouterr().out


@pytest.mark.parametrize("name, value", [
    ("replicates", 1), ("replicates", 10**7), ("replicates", "100"),
    ("replicates", 100.5), ("seed", -1), ("seed", 2**64), ("seed", None)])
def test_verify_refuses_what_nobody_draws(name, value):
    found = document(report_of(replicates=100))
    found["specification"][name] = value
    with pytest.raises(verify.Unreadable, match="whole number"):
        verify.verify(found)


def test_philox():
    """Known answers of Random123."""
    assert verify.philox((0,) * 4, (0, 0)) == (
        0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8)
    assert verify.philox((2**32 - 1,) * 4, (2**32 - 1,) * 2) == (
        0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd)


def test_verify_what_is_undefined():
    rows = [row for row in ROWS if row[:3] != ("b", 0, 1)]
    found = document(report_of(rows, replicates=100, p_values=True))
    entry = found["groupings"][0]["criteria"]["treatment_equality_difference"]
    assert entry["p_reason"] == "undefined_in_group"
    assert not verify.verify(found).wrong
    entry["p_reason"] = "no_test"
    assert verify.verify(found).wrong


@pytest.mark.parametrize("metric", ["f1_score", "expected_cost"])
@pytest.mark.parametrize("comparison", ["difference", "ratio"])
def test_verify_rules_against_a_reference(metric, comparison):
    group, label, decision, _, n = zip(*ROWS)
    rule = {"metric": metric, "comparison": f"{comparison}_to_reference",
            "by": "g", "min": 0.1 if comparison == "ratio" else -0.1}
    verdict = lf.gate(
        {"schema": "libfairness/policy/1", "rule": [rule]},
        y_true=list(label), y_pred=list(decision), frequency=list(n),
        sensitive_features={"g": list(group)}, favourable="positive",
        **PRICES)
    assert not verify.verify(document(verdict)).wrong


def test_verify_many_groups():
    rows = [(f"g{k}", *row[1:4], row[4] + 7 * k)
            for k in range(66) for row in ROWS[:4]]
    found = document(report_of(
        rows, replicates=100, metrics=["f1_score"],
        comparisons=["difference", "ratio", "group_min", "group_max"]))
    assert not verify.verify(found).wrong
    entry = found["groupings"][0]["comparisons"][0]
    assert (entry["comparison"], entry["method"]) == ("difference",
                                                      "simultaneous")
    entry["interval"][1] -= 1e-6
    assert verify.verify(found).wrong


@pytest.mark.parametrize("draws", [True, False])
def test_verify_looks_at_what_it_does_not_draw(draws):
    found = document(report_of(replicates=100))
    entry = found["overall"]["metrics"]["f1_score"]
    entry["interval"] = [entry["value"] + 0.01, 1]
    assert verify.verify(found, draws).wrong


def test_every_format_shows_them():
    report = report_of(replicates=200)
    table = list(csv.DictReader(io.StringIO(report.to_csv())))
    found = [row for row in table if row["metric"] == "f1_score"
             and row["method"] == "resampled"]
    assert len(found) > 3
    with_, without = (report_of(replicates=n, metrics=["f1_score"])
                      for n in (200, None))
    for form in (str, lf.Report.to_markdown, lf.Report._repr_html_):
        assert form(with_) != form(without)
