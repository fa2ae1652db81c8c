# SPDX-License-Identifier: MIT
"""Scores of pairs of groups from Python: exact rationals, SciPy where it has
the same definition, the known disagreements, and what must not matter."""
import math
import pathlib
import random
import sys
from fractions import Fraction as F
from itertools import combinations

import pytest

import libfairness as lf

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from oracle import apart, between as oracle  # noqa: E402

stats = pytest.importorskip("scipy.stats")

DISTANCES = ["score_distance_ks", "score_distance_wasserstein",
             "score_distance_energy"]
NAMES = ["cross_auc", "abroca", *DISTANCES]
GIVEN = {"y_true": "y", "y_score": "s", "sensitive_features": "g"}


def draw(seed, n=80, groups="abcd", score=None, weights=None, times=None):
    r = random.Random(seed)
    score = score or (lambda: r.randrange(9) / 8)
    data = {"g": [r.choice(groups) for _ in range(n)],
            "y": [r.randrange(2) for _ in range(n)],
            "s": [score() for _ in range(n)]}
    if weights:
        data["w"] = [r.choice(weights) for _ in range(n)]
    if times:
        data["k"] = [r.randrange(1, 4) for _ in range(n)]
    return data


def audit(data, metrics=tuple(NAMES), **more):
    given = dict(GIVEN)
    if "w" in data:
        given["sample_weight"] = "w"
    if "k" in data:
        given["frequency"] = "k"
    if "y" not in data:
        del given["y_true"]
    return lf.audit(data=data, metrics=list(metrics), **given, **more)


def parts(data):
    """Rows of each group as the oracle has them."""
    n = len(data["g"])
    rows = zip(data["g"], data["s"], data.get("y", [None] * n),
               data.get("w", [1.0] * n), data.get("k", [1] * n))
    out = {}
    for g, *row in rows:
        out.setdefault(g, []).append(tuple(row))
    return dict(sorted(out.items()))


def expected(a, b):
    """Of a pair, as score_pairs has it."""
    ks, at = oracle.ks(a, b)
    return {
        "cross_auc": float(oracle.cross_auc(a, b)),
        "cross_auc_reversed": float(oracle.cross_auc(b, a)),
        "abroca": float(oracle.abroca(a, b)),
        "score_distance_ks": float(ks), "ks_score": float(at),
        "score_distance_wasserstein": float(oracle.wasserstein(a, b)),
        "score_distance_energy": oracle.root(oracle.energy_squared(a, b)),
    }


KINDS = [{}, {"times": True}, {"weights": [0.5, 1.0, 2.25]},
         {"weights": [0.1, 0.7, 1 / 3], "times": True}]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(4))
def test_exact(seed, kind):
    data = draw(seed, **kind)
    report, groups = audit(data), parts(data)
    table = {(row["group"], row["reference"]): row
             for row in report.score_pairs}
    assert list(table) == [(f"g={a}", f"g={b}")
                           for a, b in combinations(groups, 2)]
    most = dict.fromkeys(NAMES, F(0))
    for (a, own), (b, other) in combinations(groups.items(), 2):
        row = table[f"g={a}", f"g={b}"]
        for name, value in expected(own, other).items():
            assert row[name] == value, name
        assert not any(row[f"{x}_reason"] for x in ("auc", "ks", "distance"))
        gap = oracle.cross_auc(own, other) - oracle.cross_auc(other, own)
        for name, value in zip(NAMES, (
                abs(gap), oracle.abroca(own, other), oracle.ks(own, other)[0],
                oracle.wasserstein(own, other),
                oracle.energy_squared(own, other))):
            if value > most[name]:
                most[name] = value
                low = (b, a) if gap > 0 and name == "cross_auc" else (a, b)
                most[name, "who"] = low
    for name in NAMES:
        found = report[name]
        value = oracle.root(most[name]) if "energy" in name \
            else float(most[name])
        assert found.value == value, name
        low, high = most[name, "who"]
        assert (found.group, found.reference) == ({"g": low}, {"g": high})
        assert found.worse_off == (
            {"g": low} if name == "cross_auc" else None)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("groups", ["ab", "abcd"])
@pytest.mark.parametrize("score", [
    None, lambda r: r.random() ** 2, lambda r: r.gauss(0, 2)])
def test_intervals(kind, groups, score):
    """Few rows, many, and of both labels hardly any."""
    for seed, n in enumerate((30, 60, 140)):
        r = random.Random(seed)
        data = draw(seed, n, groups, score and (lambda: score(r)), **kind)
        if seed == 1:  # labels follow scores
            middle = sorted(data["s"])[n // 2]
            data["y"] = [int(s > middle) for s in data["s"]]
        report = audit(data, p_values=True, confidence=0.9)
        rows = list(parts(data).values())
        ends = (0, 1) if all(0 <= s <= 1 for s in data["s"]) else None
        p_values = {row["criterion"]: row["p_no_disparity"]
                    for row in report.criteria}
        for name in NAMES:
            found = report[name]
            if found.value is None:
                continue
            expected = apart.largest(name, rows, 0.9, found.value, ends)
            if expected is None:
                assert found.interval is None and p_values[name] is None
                continue
            assert found.method == "simultaneous"
            assert found.interval == pytest.approx(expected[:2], rel=1e-9,
                                                   abs=1e-9)
            assert p_values[name] == pytest.approx(expected[2], rel=1e-7,
                                                   abs=1e-300)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ties", [True, False])
def test_scipy(ties, kind):
    r = random.Random(7)
    data = draw(5, n=300, groups="ab", **kind,
                score=None if ties else lambda: r.gauss(0, 2))
    a, b = parts(data).values()
    report = audit(data)
    u, v = ([s for s, *_ in part] for part in (a, b))
    w, x = ([weight * times for _, _, weight, times in part]
            for part in (a, b))
    assert report["score_distance_wasserstein"].value == pytest.approx(
        stats.wasserstein_distance(u, v, w, x), rel=1e-12)
    assert report["score_distance_energy"].value == pytest.approx(
        stats.energy_distance(u, v, w, x), rel=1e-12)
    if "weights" not in kind:
        u, v = ([s for s, _, _, k in part for _ in range(k)]
                for part in (a, b))
        found = stats.ks_2samp(u, v)
        assert report["score_distance_ks"].value == pytest.approx(
            found.statistic, rel=1e-12)
        row, = report.score_pairs
        if not ties:
            assert row["ks_score"] == found.statistic_location


def test_mann_whitney():
    """xAUC is the probability of superiority."""
    a, b = parts(draw(3, groups="ab")).values()
    positives = [s for s, y, *_ in a if y == 1]
    negatives = [s for s, y, *_ in b if y == 0]
    u = stats.mannwhitneyu(positives, negatives).statistic
    row, = audit(draw(3, groups="ab")).score_pairs
    assert row["cross_auc"] == pytest.approx(
        u / len(positives) / len(negatives), rel=1e-12)


def test_known_disagreements():
    data = {"g": list("aaaabbbb"), "y": [0, 1, 0, 1, 0, 1, 0, 1],
            "s": [0.1, 0.2, 0.3, 0.4, 0.15, 0.25, 0.35, 0.45]}
    report = audit(data)
    one, two = ([s for s, *_ in part] for part in parts(data).values())
    # SageMaker Clarify's KS: the largest difference in the share of a value.
    clarify = max(abs(one.count(s) - two.count(s)) / 4 for s in one + two)
    assert clarify == 0.25 and report["score_distance_ks"].value == 0.25
    shifted = dict(data, s=one + [s + 1 for s in one])
    assert audit(shifted)["score_distance_ks"].value == 1.0  # Clarify: 0.25
    # AIF360's Wasserstein distance takes values for masses: equal values in
    # another order are far apart there, and are the same scores.
    turned = dict(data, s=one + one[::-1])
    assert audit(turned)["score_distance_wasserstein"].value == 0.0
    # HolisticAI's abroca: 0 where curves cross in equal parts.
    crossed = {"g": list("a" * 8 + "b" * 8), "y": [1, 0, 0, 1] * 4,
               "s": [4, 3, 2, 1] * 2 + [3, 4, 1, 2] * 2}
    aucs = [audit(crossed, ["roc_auc"]).value("roc_auc", group={"g": g}).value
            for g in "ab"]
    assert aucs == [0.5, 0.5]
    assert audit(crossed)["abroca"].value == 0.5
    # The literature's energy distance is the square of SciPy's and ours.
    a, b = parts(data).values()
    assert math.isclose(report["score_distance_energy"].value ** 2,
                        oracle.energy_squared(a, b))


@pytest.mark.parametrize("seed", range(6))
def test_properties(seed):
    kind = KINDS[seed % len(KINDS)]
    data = draw(seed, n=120, **kind)
    report = audit(data, [*NAMES, "roc_auc"])
    values = {name: report[name].value for name in NAMES}
    assert all(0 <= values[name] <= 1
               for name in ("cross_auc", "abroca", "score_distance_ks"))
    assert values["abroca"] >= report["auc_gap"].value > 0
    lowest, highest = min(data["s"]), max(data["s"])
    assert values["score_distance_wasserstein"] <= values[
        "score_distance_ks"] * (highest - lowest)

    def again(changed, **more):
        found = audit(changed, **more)
        return {name: found[name].value for name in NAMES}
    order = random.Random(seed).sample(range(120), 120)
    moved = {key: [column[i] for i in order] for key, column in data.items()}
    assert again(moved) == values
    names = dict(zip("abcd", "dbca"))
    assert again(dict(data, g=[names[g] for g in data["g"]])) == values
    twice = dict(data, k=[2 * k for k in data.get("k", [1] * 120)])
    doubled = {key: column * 2 for key, column in data.items()}
    assert again(twice) == again(doubled) == values
    # The other way round: positives are those who score low.
    mirrored = dict(data, s=[-s for s in data["s"]])
    assert {n: again(mirrored)[n] for n in DISTANCES} == {
        n: values[n] for n in DISTANCES}


def test_parts_are_the_whole():
    data = draw(9, n=200, weights=[0.1, 0.7, 1 / 3])
    options = dict(**GIVEN, sample_weight="w")
    whole = lf.Audit(**options)
    whole.add(data)
    merged = lf.Audit(**options)
    for start in range(0, 200, 37):
        part = lf.Audit(**options)
        part.add({k: v[start:start + 37] for k, v in data.items()})
        merged.merge(lf.Audit.from_bytes(part.to_bytes()))
    one, two = (a.report(metrics=NAMES) for a in (whole, merged))
    assert one.to_json() == two.to_json()
    assert one.score_pairs.to_lists() == two.score_pairs.to_lists()


def test_equal_groups():
    """A group and the same three times over."""
    for seed in range(10):
        data = draw(seed, groups="a", weights=[0.1, 0.7, 1 / 3])
        if len(set(data["y"])) < 2:
            continue
        n = len(data["g"])
        both = {k: v * 2 for k, v in data.items()}
        both["g"] = ["a"] * n + ["b"] * n
        both["k"] = [1] * n + [3] * n
        report = audit(both)
        for name in NAMES:
            found = report[name]
            assert found.value == 0.0 and found.worse_off is None
            assert (found.group, found.reference) == ({"g": "a"}, {"g": "b"})


def test_asked_for_or_not():
    data = draw(2)
    asked, other = audit(data), audit(data, ["roc_auc"])
    shown = other.to_dict()["groupings"][0]["criteria"]
    assert "auc_gap" in shown and not set(NAMES) & set(shown)
    for name in NAMES:
        a, b = asked[name], other[name]
        assert (a.value, a.group, a.reference, a.worse_off, a.interval) == (
            b.value, b.group, b.reference, b.worse_off, b.interval)
        assert a.value == getattr(lf, name)(
            data["y"], y_score=data["s"],
            sensitive_features=data["g"]).value
    for suite in ("ranking", "all"):
        assert set(NAMES) < set(
            audit(data, [suite]).to_dict()["groupings"][0]["criteria"])
    one = audit(data, ["abroca"]).to_dict()["groupings"][0]
    assert "abroca" in one["criteria"] and "cross_auc" not in one["criteria"]
    assert list(one["groups"][0]["metrics"]) == ["roc_auc"]
    with pytest.raises(lf.SpecificationError, match="is a criterion"):
        audit(data, ["four_fifths"])


def test_without_labels():
    data = draw(2)
    del data["y"]
    report = audit(data, threshold=0.5)
    for name in NAMES:
        found = report[name]
        assert found.reason == (
            None if name in DISTANCES else "not_applicable")
    row = next(iter(report.score_pairs))
    assert row["abroca"] is None and row["auc_reason"] == "not_applicable"
    assert row["score_distance_ks"] is not None
    assert row["distance_reason"] is None


def test_undefined():
    data = draw(4)
    for y, reason in ((0, "no_positives"), (1, "no_negatives")):
        one = dict(data, y=[y if g == "b" else z
                            for g, z in zip(data["g"], data["y"])])
        report = audit(one)
        assert report["abroca"].reason == "undefined_in_group"
        assert report["cross_auc"].undefined_groups[0]["reason"] == reason
        assert report["score_distance_ks"].value > 0
        pairs = list(report.score_pairs)
        assert [row["abroca"] is None for row in pairs] == [
            "g=b" in (row["group"], row["reference"]) for row in pairs]
        skipped = audit(one, undefined="skip")["abroca"]
        assert skipped.value > 0 and skipped.groups_compared == 3
    alone = dict(data, g=["a"] * 80)
    assert audit(alone)["score_distance_ks"].reason == "single_group"
    assert audit(alone)["abroca"].reason == "single_group"
    assert len(audit(alone).score_pairs) == 0
    nobody = dict(data, w=[0.0 if g == "b" else 1.0 for g in data["g"]])
    assert audit(nobody)["score_distance_ks"].reason == "undefined_in_group"
    small = audit(data, min_count=60)
    assert small["score_distance_energy"].reason == "below_min_count"
    assert {row["distance_reason"] for row in small.score_pairs} == {
        "below_min_count"}
    none = lf.audit(data=data, **GIVEN, scores="none", threshold=0.5)
    assert none["abroca"].reason == "not_applicable"
    assert list(none.score_pairs)[0]["abroca"] is None


def test_infinite_scores():
    """Order is enough for all but the two distances in units of the score."""
    data = draw(3, score=lambda: 1.0)
    r = random.Random(3)
    data["s"] = [r.choice([-math.inf, -2.0, 0.5, 3.0, math.inf])
                 for _ in data["s"]]
    order = {-math.inf: 0, -2.0: 1, 0.5: 2, 3.0: 3, math.inf: 4}
    ranked = dict(data, s=[order[s] for s in data["s"]])
    of_order = ["cross_auc", "abroca", "score_distance_ks"]
    report, expected = audit(data, ["ranking"]), audit(ranked)
    for name in of_order:
        assert report[name].value == expected[name].value
    for row, other in zip(report.score_pairs, expected.score_pairs):
        for name in "cross_auc", "abroca", "score_distance_ks":
            assert row[name] == other[name]
        assert order[row["ks_score"]] == other["ks_score"]
        assert row["score_distance_energy"] is None
        assert row["ks_reason"] is None
        assert row["distance_reason"] == "not_applicable"
    for name in DISTANCES[1:]:
        with pytest.raises(lf.DataError, match="needs finite scores"):
            report[name]
        with pytest.raises(lf.DataError, match="needs finite scores"):
            audit(data, [name])
    shown = set(report.to_dict()["groupings"][0]["criteria"])
    assert set(NAMES) & shown == set(of_order)


def test_missing_groups_and_min_count():
    data = draw(6)
    data["g"] = [None if g == "d" else g for g in data["g"]]
    aside = audit(data, nulls="set_aside")
    for name in NAMES:
        found = aside[name]
        assert found.groups_compared == 3
        assert None not in (found.group["g"], found.reference["g"])
        rest = {k: [x for x, g in zip(v, data["g"]) if g is not None]
                for k, v in data.items()}
        assert found.value == audit(rest)[name].value
    assert {row["distance_reason"] for row in aside.score_pairs
            if "(missing)" in row["group"] + row["reference"]} == {
                "not_applicable"}


def test_strata():
    data = draw(8, n=200)
    data["c"] = ["x" if s < 0.5 else "y" for s in data["s"]]
    report = audit(data, control_features="c")
    for c in "xy":
        part = {k: [v for v, d in zip(column, data["c"]) if d == c]
                for k, column in data.items()}
        alone = audit(part)
        for name in NAMES:
            assert report.value(name, control={"c": c}).value == \
                alone[name].value
        rows = [row for row in report.score_pairs
                if row["control"] == f"c={c}"]
        assert [row["score_distance_ks"] for row in rows] == [
            row["score_distance_ks"] for row in alone.score_pairs]
    assert len(report.score_pairs) == 3 * 6


def test_csv():
    import csv
    import io

    data = draw(1, groups="ab")
    report = audit(data, ["abroca"])
    rows = [r for r in csv.DictReader(io.StringIO(report.to_csv()))
            if r["table"] == "score_pairs"]
    row, = report.score_pairs
    assert {r["metric"]: float(r["value"]) for r in rows} == {
        k: v for k, v in row.items() if isinstance(v, float)}
    assert {(r["group"], r["reference"]) for r in rows} == {("g=a", "g=b")}
    assert "score_pairs" not in audit(data, ["all"]).to_csv()


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_frames(library):
    pytest.importorskip(library)
    report = audit(draw(1))
    frame = getattr(report, f"to_{library}")("score_pairs")
    assert list(frame["abroca"]) == [
        row["abroca"] for row in report.score_pairs]
