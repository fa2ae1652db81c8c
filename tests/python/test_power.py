# SPDX-License-Identifier: MIT
"""power() and fairness power: against draws and verdicts of NumPy's."""

import json
import math
import statistics

import numpy
import pytest
from cli_help import run

import libfairness as lf

POLICY = {
    "schema": "libfairness/policy/1",
    "rule": [
        {"criterion": "impact_ratio", "min": 0.8},
        {"id": "gap", "metric": "selection_rate", "comparison": "difference",
         "max": 0.1, "severity": "warn"},
    ],
}


def report_of(n, selected):
    groups = [f"g{i}" for i in range(len(n)) for _ in (0, 1)]
    counts = [c for a, b in zip(n, selected, strict=True) for c in (b, a - b)]
    return lf.audit(
        y_pred=[1, 0] * len(n), frequency=counts,
        sensitive_features={"g": groups}, favourable="positive",
    )


def test_chances_are_those_of_verdicts():
    """Whole audits of counts that NumPy drew, not the core's draws."""
    n, rate, runs = [400, 300], 0.5, 400
    found = lf.power(POLICY, report_of(n, [200, 150]), runs=4000)
    draws = numpy.random.default_rng(3)
    statuses = [
        lf.gate(
            {**POLICY, "rule": POLICY["rule"][:1]},
            y_pred=[1, 0, 1, 0],
            frequency=[a, n[0] - a, b, n[1] - b],
            sensitive_features={"g": list("aabb")}, favourable="positive",
        ).status
        for a, b in zip(draws.binomial(n[0], rate, runs).tolist(),
                        draws.binomial(n[1], rate, runs).tolist(),
                        strict=True)
    ]
    for key, status in (("chance_to_pass", "pass"),
                        ("chance_to_fail", "fail")):
        share = statuses.count(status) / runs
        error = math.sqrt(max(share * (1 - share), 0.005) / runs)
        assert abs(found[0][key] - share) < 4 * error, key
    assert 0.3 < found[0]["chance_to_pass"] < 0.99


SIZES = ((80, 320), (60, 240))  # positives and negatives


def scores_of(normal):
    """Areas of about 0.9: positives lie 1.8 higher."""
    labels, scores, groups = [], [], []
    for name, sizes in zip("ab", SIZES, strict=True):
        for label, n in zip((1, 0), sizes, strict=True):
            labels += [label] * n
            scores += (normal(n) + 1.8 * label).tolist()
            groups += [name] * n
    return {"y_true": labels, "y_score": scores, "threshold": 1.0,
            "sensitive_features": {"g": groups}}


def decisions_of(hits):
    """A likelihood ratio of 3.5, odds of 9.3."""
    labels, decisions, groups, counts = [], [], [], []
    for name, sizes in zip("ab", ((300, 400), (200, 250)), strict=True):
        for label, n, rate in zip((1, 0), sizes, (0.7, 0.2), strict=True):
            k = hits(n, rate)
            labels += [label] * 2
            decisions += [1, 0]
            groups += [name] * 2
            counts += [k, n - k]
    return {"y_true": labels, "y_pred": decisions, "frequency": counts,
            "sensitive_features": {"g": groups}}


def rows_of(table):
    """The same groups, of rows that are drawn with their labels."""
    counts = [k for a, b in ((300, 400), (200, 250)) for k in table(
        a + b, [a * 0.7 / (a + b), a * 0.3 / (a + b), b * 0.2 / (a + b),
                b * 0.8 / (a + b)])]
    return {"y_true": [1, 1, 0, 0] * 2, "y_pred": [1, 0] * 4,
            "frequency": counts, "sensitive_features": {"g": list("aaaabbbb")},
            "costs": {"false_positive": 1.0, "false_negative": 3.0}}


@pytest.mark.parametrize("rule", [
    {"criterion": "auc_gap", "max": 0.1},
    {"metric": "roc_auc", "comparison": "group_min", "min": 0.82},
    {"metric": "positive_likelihood_ratio", "comparison": "ratio",
     "min": 0.6},
    {"metric": "positive_likelihood_ratio", "comparison": "group_min",
     "min": 2.5},
    {"metric": "diagnostic_odds_ratio", "comparison": "ratio", "min": 0.4},
    {"metric": "diagnostic_odds_ratio", "comparison": "group_min", "min": 6},
    {"metric": "f1_score", "comparison": "difference", "max": 0.1},
    {"metric": "treatment_ratio", "comparison": "ratio", "min": 0.6},
    {"metric": "expected_cost", "comparison": "difference", "max": 0.12},
], ids=lambda rule: "-".join(map(str, rule.values())))
def test_other_values_pass_as_often_as_gates_do(rule):
    """Scores and counts as NumPy draws them, against power() of what is
    expected of them."""
    policy, runs = {"schema": "libfairness/policy/1", "rule": [rule]}, 400
    draws = numpy.random.default_rng(17)
    quantile = numpy.vectorize(statistics.NormalDist().inv_cdf)
    if "auc" in str(rule):
        expected = scores_of(lambda n: quantile((numpy.arange(n) + 0.5) / n))
        drawn = [scores_of(draws.standard_normal) for _ in range(runs)]
    elif rule.get("metric") in ("f1_score", "treatment_ratio",
                                "expected_cost"):
        runs = 250  # whose replicates take their time
        expected = rows_of(lambda n, chances: [round(n * p) for p in chances])
        drawn = [rows_of(lambda n, chances: draws.multinomial(
            n, chances).tolist()) for _ in range(runs)]
    else:
        expected = decisions_of(lambda n, rate: round(n * rate))
        drawn = [decisions_of(lambda n, rate: int(draws.binomial(n, rate)))
                 for _ in range(runs)]
    [found] = lf.power(policy, lf.audit(
        favourable="positive", metrics="all", **expected), runs=2000)
    verdicts = [lf.gate(policy, favourable="positive", **data).to_dict()
                for data in drawn]
    for key, status in (("chance_to_pass", "pass"),
                        ("chance_to_fail", "fail")):
        share = sum(v["rules"][0]["status"] == status
                    for v in verdicts) / runs
        error = math.sqrt(max(share * (1 - share), 0.005) / runs)
        assert abs(found[key] - share) < 0.02 + 3 * error, (key, share)
    assert 0.2 < found["chance_to_pass"] < 0.95
    values = [v["rules"][0]["observed"]["value"] for v in verdicts]
    assert found["expected"] == pytest.approx(numpy.mean(values), rel=0.08)


def test_each_rule_has_its_numbers():
    found = lf.power(POLICY, report_of([100, 100], [30, 30]), runs=500)
    assert [rule["id"] for rule in found] == ["impact_ratio", "gap"]
    assert found[0]["claims"] == 1
    assert found[0]["growth"] > 4
    assert 0.04 < found[1]["expected"] < 0.065  # exactly 0.0516
    assert found == lf.power(POLICY, report_of([100, 100], [30, 30]),
                             runs=500)
    assert found != lf.power(POLICY, report_of([100, 100], [30, 30]),
                             runs=500, seed=1)


def test_nothing_to_compare():
    [rule, _] = lf.power(POLICY, report_of([100], [30]))
    assert rule["claims"] == 0
    assert rule["growth"] is None and rule["detectable"] is None
    assert rule["reason"] == "single_group"


def test_what_is_no_proportion():
    """Scores that are right, then areas: more rows show more."""
    found = {}
    for n in 100, 3000:
        report = lf.audit(
            y_true=[1, 0] * 4, y_score=[0.2, 0.2, 0.8, 0.8] * 2,
            frequency=[n // 5, n - n // 5, n - n // 5, n // 5] * 2,
            sensitive_features={"g": list("aaaabbbb")})
        found[n] = lf.power(
            {**POLICY, "rule": [
                {"metric": "expected_calibration_error", "by": "g",
                 "max": 0.05},
                {"criterion": "auc_gap", "max": 0.1}]}, report, runs=300)
    for few, many in zip(found[100], found[3000], strict=True):
        assert few["reason"] is many["reason"] is None
        assert few["chance_to_pass"] < 0.6 < many["chance_to_pass"]
        assert 1 < few["growth"] < 30 and many["growth"] == 1
        assert few["detectable"] > many["detectable"] > 0.05
        assert few["chance_beyond"] > many["chance_beyond"]


def test_no_runs(folder):
    with pytest.raises(lf.SpecificationError, match="runs is 0, expected 1"):
        lf.power(POLICY, report_of([9, 9], [3, 3]), runs=0)
    done = run("power", "p.toml", "d.csv", "--runs", "0", cwd=folder)
    assert done.returncode == 2 and b"--runs" in done.stderr


def test_changes_have_a_reason(folder):
    report = lf.audit(
        y_pred=[1, 0, 1, 0], y_pred_baseline=[1, 0, 0, 1],
        frequency=[100, 400, 90, 410], sensitive_features={"g": list("aabb")})
    rule = {"metric": "selection_rate", "by": "g", "max_increase": 0.05}
    [found] = lf.power({**POLICY, "rule": [rule]}, report)
    assert found["claims"] == 2
    assert found["reason"] == "not_applicable"
    assert found["chance_to_pass"] is None
    text = (folder / "p.toml").read_text().replace(
        'min = 0.8', 'max_increase = 0.1').replace(
        'criterion = "impact_ratio"',
        'criterion = "demographic_parity_difference"')
    (folder / "change.toml").write_text(text)
    done = run("power", "change.toml", "d.csv", cwd=folder)
    assert b"nothing to compare: not_applicable" in done.stdout, done.stderr


@pytest.mark.parametrize("wrong, says", [
    ({"power": 80}, "0.8"), ({"power": 0.4}, "power is 0.4"),
    ({"runs": 2_000_000}, "runs is 2000000"),
])
def test_numbers_out_of_range(wrong, says):
    with pytest.raises(lf.SpecificationError, match=says):
        lf.power(POLICY, report_of([100, 100], [30, 30]), **wrong)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "p.toml").write_text(
        'schema = "libfairness/policy/1"\n'
        '[data]\ny_pred = "hired"\nfrequency = "n"\n'
        'favourable = "positive"\n'
        '[[rule]]\nid = "ff"\ncriterion = "impact_ratio"\nby = "sex"\n'
        "min = 0.8\n"
    )
    (tmp_path / "d.csv").write_text(
        "sex,hired,n\nF,1,30\nF,0,70\nM,1,60\nM,0,140\n"
    )
    return tmp_path


def test_command(folder):
    done = run("power", "p.toml", "d.csv", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert b"ff: 1 claims" in done.stdout
    assert b"times the rows of every group it passes 80 %" in done.stdout
    done = run("power", "p.toml", "d.csv", "--format", "json", "--output",
               "o.json", "--power", "0.9", "--runs", "200", cwd=folder)
    assert done.returncode == 0, done.stderr
    [rule] = json.loads((folder / "o.json").read_text())
    assert rule["id"] == "ff" and rule["growth"] > 1
    assert run("power", "p.toml", "d.csv", "--power", "80",
               cwd=folder).returncode == 2
    assert run("power", "none.toml", "d.csv", cwd=folder).returncode == 2
