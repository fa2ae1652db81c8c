# SPDX-License-Identifier: MIT
"""Warnings in every format, the page about them, and names that look alike
against the Unicode of Python."""

import html
import json
import pathlib
import re
import sys
import unicodedata

import numpy as np
import pytest

import libfairness as lf

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from oracle import warned  # noqa: E402

CODES = ["favourable_undeclared", "score_without_threshold",
         "reference_defaulted", "column_in_two_roles",
         "prediction_equals_label", "difference_by_chance", "small_group",
         "single_class", "selective_labels", "near_duplicate"]


def everything():
    """An audit that earns every warning that goes together."""
    data = {"y": [1, 0, 1, None, None, 1], "p": [1, 0, 1, 0, 0, 1],
            "a": ["x", "X", "x", "x", "X", "é"], "b": list("uuvvuv")}
    return lf.audit(data=data, y_true="y", y_pred="p",
                    sensitive_features=["a", "b"], control_features="p",
                    unlabelled="keep", reference={"a": "x"})


def codes(report):
    return [w["code"] for w in report.warnings]


def test_one_order_in_every_format():
    report = everything()
    found = codes(report)
    assert sorted(set(found), key=CODES.index) == [
        c for c in CODES
        if c not in ("prediction_equals_label", "score_without_threshold")]
    assert found == sorted(found, key=CODES.index)
    assert report.to_pandas("warnings")["code"].tolist() == found
    frame = report.to_polars("warnings")
    messages = [w["message"] for w in report.warnings]
    assert frame["message"].to_list() == messages
    numbers = [(w.get("metric"), w.get("expected"), w.get("observed"),
                w.get("groups_compared")) for w in report.warnings]
    assert frame.select("metric", "expected", "observed",
                        "groups_compared").rows() == numbers
    by = [", ".join(w["by"]) if "by" in w else None for w in report.warnings]
    assert frame["by"].to_list() == by
    markdown = report.to_markdown().replace("\\", "")
    assert all(code in report.to_text() and code in markdown
               for code in found)
    page = html.unescape(re.sub("<[^>]*>", "", report._repr_html_()))
    assert all(w["message"] in page for w in report.warnings)


def test_the_page_has_each_code_in_order():
    page = (ROOT / "docs/reference/warnings.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE) == CODES


def test_scores_without_a_threshold():
    y, g, scores = [1, 0, 1, 0], list("aabb"), [.9, .1, .4, .6]
    scored = lf.audit(y, y_score=scores, sensitive_features=g)
    rate = scored.value("base_rate", group={"sensitive_feature_0": "a"})
    assert rate.value == 0.5
    found, = [w["message"] for w in scored.warnings
              if w["code"] == "score_without_threshold"]
    assert "give the threshold" in found and found in scored.to_text()
    for more in ({"threshold": 0.5}, {"y_pred": y}):
        decided = lf.audit(y, y_score=scores, sensitive_features=g, **more)
        assert "score_without_threshold" not in codes(decided)


# The same object in two roles.

@pytest.mark.parametrize("roles, says", [
    (("y_true", "y_pred"), '"y_true" is y_true and y_pred'),
    (("y_pred", "y_pred_baseline"), '"y_pred" is y_pred and y_pred_baseline'),
    (("y_pred", "race"), '"race" is y_pred and a sensitive feature'),
    (("sample_weight", "frequency"), "sample_weight and frequency"),
    (("y_true", "site"), '"site" is y_true and a control feature'),
])
def test_one_array_in_two_roles(roles, says):
    def column(role):
        return same if role in roles else np.array(
            [1, 0, 1, 1, 0, 1], np.int8)
    same = np.array([1, 0, 1, 0, 0, 1], np.int8)
    report = lf.audit(
        column("y_true"), column("y_pred"),
        sensitive_features={"race": column("race"), "sex": list("mmfffm")},
        control_features={"site": column("site")},
        y_pred_baseline=column("y_pred_baseline"),
        sample_weight=column("sample_weight"),
        frequency=column("frequency"))
    found, = [w["message"] for w in report.warnings
              if w["code"] == "column_in_two_roles"]
    assert says in found


def test_equal_arrays_are_not_one():
    report = lf.audit(np.array([1, 0, 1]), np.array([1, 0, 1]),
                      sensitive_features=np.array([1, 0, 1]))
    assert "column_in_two_roles" not in codes(report)
    assert report.to_dict()["specification"]["y_pred"] is None


def test_one_array_as_the_only_feature():
    same = np.array([1, 0, 1], np.int8)
    for features in (same, [same], {"g": same}):
        report = lf.audit(None, same, sensitive_features=features)
        assert "column_in_two_roles" in codes(report)


def test_one_column_name_in_two_roles():
    data = {"y": [1, 0, 1, 0], "g": list("aabb")}
    report = lf.audit(data=data, y_true="y", y_pred="y",
                      sensitive_features="g")
    assert "column_in_two_roles" in codes(report)


# Names that look alike.

def look_alikes(names):
    report = lf.audit(None, [i % 2 for i in range(len(names))],
                      sensitive_features={"g": names}, allow_sparse=True)
    return {w["group"]["g"] for w in report.warnings
            if w["code"] == "near_duplicate"}


def expected(names):
    return {w["group"]["g"] for w in warned.alike("g", names)}


LATIN = [*range(0xc0, 0x250), *range(0x1e00, 0x1f00), 0x212a, 0x212b]


def test_normal_forms_of_latin_letters():
    """Each letter in both forms: as Python's Unicode says."""
    names = [form for c in LATIN for form in sorted({
        "x" + unicodedata.normalize(f, chr(c)) + "y"
        for f in ("NFC", "NFD")} | {"x" + chr(c) + "y"})]
    names = sorted(set(names))
    found = look_alikes(names)
    assert found == expected(names)
    assert len(found) > 900


def test_one_letter_at_a_time():
    """The two forms of a letter, with nothing else that they could be near
    to."""
    for c in LATIN[::7]:
        pair = {unicodedata.normalize(f, chr(c)) for f in ("NFC", "NFD")}
        assert len(look_alikes(sorted(pair | {"q"}))) == len(pair) - 1


@pytest.mark.parametrize("code", sorted(
    {*(c for c in warned.UNSEEN if c <= 0xe0001 or c % 500 == 0),
     *range(0x300, 0x370), *warned.SPACES}))
def test_what_cannot_be_seen(code):
    names = ["ab", f"ab{chr(code)}", f"{chr(code)}ab", f"a{chr(code)}b",
             "a b", f"a {chr(code)} b", "ac", "é"]
    assert look_alikes(sorted(set(names))) == expected(sorted(set(names)))


def test_other_scripts_are_compared_as_they_are():
    assert look_alikes(["\u0439", "\u0418", "\u0438", "α", "Α"]) == set()


# The difference by chance.

def test_chance_in_json_is_the_one_in_words():
    y = [1, 0] * 100
    report = lf.audit(None, y, sensitive_features=[i // 100
                                                   for i in range(200)])
    one, = [w for w in report.warnings if w["code"] == "difference_by_chance"]
    assert one["by"] == ["sensitive_feature_0"] and one["group"] is None
    assert f"about {one['expected'] * 100:.1f} points apart" in one["message"]
    assert abs(one["expected"] - 0.0563484790092564) < 1e-12
    assert json.loads(report.to_json())["warnings"] == report.warnings


def test_chance_of_a_rate_that_nobody_sees_is_no_warning():
    """Scores alone show no base rate; a criterion shows a selection rate."""
    y = [1, 0] * 100
    given = {"sensitive_features": {"g": [i // 100 for i in range(200)]}}

    def warned_of(**more):
        report = lf.audit(y, **given, **more)
        return [w["metric"] for w in report.to_dict()["warnings"]
                if w["code"] == "difference_by_chance"]
    scores = {"y_score": [i / 200 for i in range(200)]}
    assert warned_of(**scores, metrics="ranking") == []
    assert warned_of(**scores, metrics="calibration") == []
    assert warned_of(**scores, metrics=["ranking", "base_rate"]) == [
        "base_rate"]
    assert warned_of(**scores) == ["base_rate"]
    assert warned_of(**scores, threshold=0.5, metrics="ranking") == [
        "selection_rate"]
    assert warned_of(y_pred=y, metrics="accuracy") == ["selection_rate"]


def test_a_thousand_groups_of_a_million_rows():
    groups = [f"g{i:03}" for i in range(1000)]
    report = lf.audit(
        None, [1, 0] * 1000, sensitive_features={"g": np.repeat(groups, 2)},
        frequency=[300000 + i % 7 for i in range(1000) for _ in range(2)],
        metrics="selection_rate", comparisons="difference")
    one, = [w for w in report.warnings if w["code"] == "difference_by_chance"]
    # 6.48 standard deviations: the mean range of 1,000 normal values.
    assert one["expected"] == pytest.approx(
        6.4829 * (0.25 / 600006) ** 0.5, rel=0.005)
    assert one["observed"] == 0
