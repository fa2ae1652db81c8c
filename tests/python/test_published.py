# SPDX-License-Identifier: MIT
"""Published facts, to their last printed digit: COMPAS (ProPublica 2016),
Berkeley (Bickel and others 1975), intervals (Newcombe 1998)."""

from fractions import Fraction

import pytest

import libfairness as lf
from published import (EXAMPLES, as_printed, binary, comparison, criterion,
                       read)

# COMPAS as ProPublica published it: max - min and min / max by race.

COMPAS = {
    "selection_rate": ("0.4571175950", "0.3143236074"),
    "true_positive_rate": ("0.5766917293", "0.3592314119"),
    "false_positive_rate": ("0.3615114448", "0.1938968404"),
    "positive_predictive_value": ("0.2078947368", "0.7228070175"),
    "accuracy": ("0.2054924242", "0.7564534231"),
}


@pytest.fixture(scope="module")
def compas():
    data = read(EXAMPLES / "compas_counts.csv")
    return lf.audit(
        binary(data["recid"]), binary(data["high"]),
        sensitive_features={"race": data["race"]},
        frequency=binary(data["count"]), favourable="negative",
        reference={"race": "Caucasian"}, comparisons="all").to_dict()


@pytest.mark.parametrize("metric", COMPAS)
def test_compas_extremes(compas, metric):
    difference, ratio = COMPAS[metric]
    as_printed(difference, comparison(compas, metric, "difference"))
    as_printed(ratio, comparison(compas, metric, "ratio"))


def test_compas_criteria(compas):
    for name, text in {
        "demographic_parity_difference": "0.4571175950",
        "demographic_parity_ratio": "0.3143236074",
        "equal_opportunity_difference": "0.5766917293",
        "equal_opportunity_ratio": "0.3592314119",
        "predictive_equality_difference": "0.3615114448",
        "predictive_parity_difference": "0.2078947368",
        "overall_accuracy_difference": "0.2054924242",
        "equalized_odds_difference": "0.5766917293",
        "equalized_odds_ratio": "0.1938968404",
    }.items():
        as_printed(text, criterion(compas, name)["value"])


def test_compas_african_american_against_caucasian(compas):
    def black(metric, name):
        return comparison(compas, metric, name,
                          {"race": "African-American"})
    as_printed("0.2402002032",
               black("selection_rate", "difference_to_reference"))
    as_printed("1.6902240032", black("selection_rate", "ratio_to_reference"))
    as_printed("0.1973729638",
               black("true_positive_rate", "difference_to_reference"))


def test_compas_average_odds_of_two_groups():
    data = read(EXAMPLES / "compas_counts.csv")
    keep = [i for i, race in enumerate(data["race"])
            if race in ("African-American", "Caucasian")]
    data = {k: [v[i] for i in keep] for k, v in data.items()}
    report = lf.audit(
        binary(data["recid"]), binary(data["high"]),
        sensitive_features={"race": data["race"]},
        frequency=binary(data["count"]), reference={"race": "Caucasian"},
    ).to_dict()
    found = criterion(report, "average_odds_difference")
    as_printed("0.2056489598", found["value"])
    assert found["group"] == {"race": "African-American"}
    as_printed("0.1973729638",
               criterion(report, "equal_opportunity_difference")["value"])


def test_compas_counts_and_the_harmed(compas):
    assert compas["rows"] == {"in": 24, "used": 24, "excluded": {}}
    assert compas["overall"]["counts"]["n"] == 7214
    worst = criterion(compas, "demographic_parity_difference")
    assert worst["group"] == {"race": "Other"}
    assert worst["reference"] == {"race": "Native American"}
    # To be flagged harms: those flagged most are worse off.
    assert worst["worse_off"] == {"race": "Native American"}


# Berkeley 1973: Simpson's paradox.

@pytest.fixture(scope="module")
def berkeley():
    data = read(EXAMPLES / "berkeley_counts.csv")
    return lf.audit(
        None, binary(data["admitted"]),
        sensitive_features={"gender": data["gender"]},
        control_features={"department": data["department"]},
        frequency=binary(data["count"]), favourable="positive",
        reference={"gender": "Male"}, comparisons="all").to_dict()


def test_berkeley_marginal_and_stratified_differ_in_sign(berkeley):
    women = {"gender": "Female"}

    def gap(department=None):
        return comparison(
            berkeley, "selection_rate", "difference_to_reference", women,
            control=department and {"department": department})
    assert gap() == (557 * 2691 - 1198 * 1835) / (1835 * 2691)
    assert [d for d in "ABCDEF" if gap(d) > 0] == list("ABDF")
    assert gap("A") == (89 * 825 - 512 * 108) / (108 * 825)
    # Standardised over departments the sign turns round.
    wider, = [c for g in berkeley["groupings"] if g["control"] is None
              for c in g["comparisons"]
              if (c["metric"], c["comparison"]) ==
              ("selection_rate", "standardized_difference")]
    assert wider["group"] == {"gender": "Male"}
    marginal, = [c for g in berkeley["groupings"] if g["control"] is None
                 for c in g["comparisons"]
                 if (c["metric"], c["comparison"]) ==
                 ("selection_rate", "difference")]
    assert marginal["group"] == {"gender": "Female"}


def test_berkeley_conditional_disparity_is_near_zero(berkeley):
    # Sum over departments of n (share of rejected - share of admitted) / n,
    # for women, from the table: worked by hand in exact fractions.
    table = {"A": (512, 313, 89, 19), "B": (353, 207, 17, 8),
             "C": (120, 205, 202, 391), "D": (138, 279, 131, 244),
             "E": (53, 138, 94, 299), "F": (22, 351, 24, 317)}
    total = sum(sum(row) for row in table.values())
    exact = sum(Fraction(sum(row), total) *
                (Fraction(row[3], row[1] + row[3])
                 - Fraction(row[2], row[0] + row[2]))
                for row in table.values())
    found = criterion(berkeley, "conditional_demographic_disparity")
    assert abs(found["value"]) == pytest.approx(abs(float(exact)), rel=1e-15)
    assert abs(exact) < Fraction(3, 100)


# Newcombe 1998, Statistics in Medicine 17: paper I, table I, method 3
# (Wilson), and paper II, table II, method 10, at 95 %.

WILSON = {(81, 263): ("0.2553", "0.3662"), (15, 148): ("0.0624", "0.1605"),
          (0, 20): ("0.0000", "0.1611"), (1, 29): ("0.0061", "0.1718")}
NEWCOMBE = {
    (56, 70, 48, 80): ("0.0524", "0.3339"),
    (9, 10, 3, 10): ("0.1705", "0.8090"),
    (6, 7, 2, 7): ("0.0582", "0.8062"),
    (5, 56, 0, 29): ("-0.0381", "0.1926"),
    (0, 10, 0, 20): ("-0.1611", "0.2775"),
    (0, 10, 0, 10): ("-0.2775", "0.2775"),
    (10, 10, 0, 20): ("0.6791", "1.0000"),
    (10, 10, 0, 10): ("0.6075", "1.0000"),
}


def two_rates(a, m, b, n):
    return lf.audit(
        None, [1, 0, 1, 0], sensitive_features={"arm": list("ddaa")},
        frequency=[a, m - a, b, n - b], reference={"arm": "a"}).to_dict()


@pytest.mark.parametrize("rate", WILSON)
def test_wilson(rate):
    report = two_rates(*rate, 1, 2)
    group = report["groupings"][0]["groups"][1]
    found = group["metrics"]["selection_rate"]
    assert found["method"] == "wilson"
    for text, limit in zip(WILSON[rate], found["interval"]):
        as_printed(text, limit)


@pytest.mark.parametrize("rates", NEWCOMBE)
def test_newcombe(rates):
    found, = [c for c in two_rates(*rates)["groupings"][0]["comparisons"]
              if (c["metric"], c["comparison"], c["group"]) ==
              ("selection_rate", "difference_to_reference", {"arm": "d"})]
    assert found["method"] == "newcombe"
    for text, limit in zip(NEWCOMBE[rates], found["interval"]):
        as_printed(text, limit)
