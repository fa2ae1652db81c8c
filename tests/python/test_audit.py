# SPDX-License-Identifier: MIT
"""audit(), Audit and the functions of criteria, on published counts."""

import inspect
import json
import pickle
import threading
from fractions import Fraction

import pytest

import libfairness as lf
from conftest import COMPAS

# Published, max - min and min / max over the six groups.
PUBLISHED = {
    "demographic_parity_difference": 0.4571175950,
    "demographic_parity_ratio": 0.3143236074,
    "equal_opportunity_difference": 0.5766917293,
    "equal_opportunity_ratio": 0.3592314119,
    "predictive_equality_difference": 0.3615114448,
    "predictive_equality_ratio": 0.1938968404,
    "predictive_parity_difference": 0.2078947368,
    "predictive_parity_ratio": 0.7228070175,
    "overall_accuracy_difference": 0.2054924242,
    "equalized_odds_difference": 0.5766917293,
    "equalized_odds_ratio": 0.1938968404,
}


def audit_people(people, **options):
    return lf.audit(
        people["recid"],
        people["high"],
        sensitive_features={"race": people["race"]},
        favourable="negative",
        **options,
    )


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_criteria(people, name):
    value = audit_people(people)[name]
    assert round(value.value, 10) == PUBLISHED[name]
    function = getattr(lf, name)
    alone = function(
        people["recid"], people["high"], sensitive_features=people["race"]
    )
    assert alone.value == value.value


def test_published_reference(people):
    report = audit_people(people, reference={"race": "Caucasian"})
    black = {"race": "African-American"}
    gap = report.value(
        "selection_rate", group=black, comparison="difference_to_reference"
    )
    assert round(gap.value, 10) == 0.2402002032
    assert gap.method == "newcombe"
    assert gap.interval[0] < gap.value < gap.interval[1]
    assert gap.reference == {"race": "Caucasian"}
    assert gap.worse_off == black  # flagged more often, and that is no good
    ratio = report.value(
        "selection_rate", group=black, comparison="ratio_to_reference"
    )
    assert round(ratio.value, 10) == 1.6902240032


@pytest.mark.parametrize("race", COMPAS)
def test_rates_and_evidence(people, race):
    tn, fp, fn, tp = COMPAS[race]
    report = audit_people(people)
    value = report.value("true_positive_rate", group={"race": race})
    assert value.value == float(Fraction(tp, tp + fn))
    assert (value.numerator, value.denominator) == (tp, tp + fn)
    assert (value.count, value.effective_n) == (tp + fn, tp + fn)
    assert value.reason is None and value.method == "wilson"
    assert value.group == {"race": race}
    value = report.value("selection_rate", group={"race": race})
    assert value.value == float(Fraction(tp + fp, tp + fp + tn + fn))


def test_frequency_is_rows(compas, people):
    counted = lf.audit(
        compas["recid"],
        compas["high"],
        sensitive_features={"race": compas["race"]},
        frequency=compas["count"],
        favourable="negative",
    )
    assert counted.rows == {"in": 24, "used": 24, "excluded": {}}
    whole = audit_people(people).to_dict()
    assert whole["rows"]["in"] == 7214
    counted = counted.to_dict()
    del counted["specification"]["frequency"]  # said only where it is given
    for report in (counted, whole):
        del report["rows"]
    assert counted == whole


def test_data_by_name_and_beside(people):
    by_name = lf.audit(
        data=people, y_true="recid", y_pred="high", sensitive_features="race"
    )
    beside = lf.audit(
        y_true="recid",
        y_pred=people["high"],
        data=people,
        sensitive_features=["race"],
    )
    specification = by_name.to_dict()["specification"]
    assert specification["y_true"] == "recid"
    assert specification["y_pred"] == "high"
    name = "equalized_odds_difference"
    assert by_name[name].value == beside[name].value


def test_score_and_threshold():
    scores = [0.1, 0.5, 0.5, 0.9]
    groups = ["a", "a", "b", "b"]
    report = lf.audit(
        y_score=scores, threshold=0.5, sensitive_features=groups
    )
    rates = [
        report.value("selection_rate", group={"sensitive_feature_0": g}).value
        for g in "ab"
    ]
    assert rates == [0.5, 1.0]  # selected where score >= threshold


def test_positive_labels():
    y = ["yes", "no", "no", "yes"]
    groups = ["a", "a", "b", "b"]
    expected = lf.audit([1, 0, 0, 1], [1, 1, 0, 1], sensitive_features=groups)
    for label in ("yes", {"y_true": "yes"}, {"y_true": "yes", "y_pred": 1}):
        report = lf.audit(
            y, [1, 1, 0, 1], sensitive_features=groups, positive_label=label
        )
        assert (
            report["equalized_odds_difference"].value
            == expected["equalized_odds_difference"].value
        )
    with pytest.raises(lf.DataError, match="positive_label"):
        lf.audit(y, [1, 1, 0, 1], sensitive_features=groups)
    with pytest.raises(lf.SpecificationError, match="y_score"):
        lf.audit(
            y, sensitive_features=groups, positive_label={"y_score": "yes"}
        )


def test_nulls():
    groups = ["a", "a", "b", "b", None]
    y = [1, 0, 1, 1, 0]

    def rates(**options):
        report = lf.audit(None, y, sensitive_features=groups, **options)
        return (
            report.rows["used"],
            report["demographic_parity_difference"].value,
            len(report.to_dict()["groupings"][0]["groups"]),
        )

    assert rates() == (5, 1.0, 3)
    assert rates(nulls="exclude") == (4, 0.5, 2)
    assert rates(nulls="set_aside") == (5, 0.5, 3)
    with pytest.raises(lf.DataError) as raised:
        rates(nulls="error")
    assert raised.value.row == 4


def test_unlabelled():
    y_true = [1, None, 0, 1]
    y_pred = [1, 1, 0, 0]
    groups = ["a", "a", "b", "b"]

    def made(how):
        return lf.audit(
            y_true, y_pred, sensitive_features=groups, unlabelled=how
        )

    with pytest.raises(lf.DataError) as raised:
        made(None)
    assert (raised.value.row, raised.value.count) == (1, 1)
    assert raised.value.column == "y_true"
    assert made("exclude").rows["excluded"] == {"null_y_true": 1}
    kept = made("keep")
    a = {"sensitive_feature_0": "a"}
    assert kept.value("selection_rate", group=a).count == 2
    assert kept.value("true_positive_rate", group=a).count == 1


def test_costs_and_utilities():
    report = lf.audit(
        [1, 1, 0, 0],
        [1, 0, 1, 0],
        sensitive_features=["a"] * 4,
        costs={"false_positive": 1, "false_negative": 5},
        utilities={
            "true_positive": 2,
            "false_positive": -1,
            "false_negative": 0,
            "true_negative": 1,
        },
    )
    a = {"sensitive_feature_0": "a"}
    assert report.value("expected_cost", group=a).value == 6 / 4
    assert report.value("utility", group=a).value == 2 / 4


def test_groupings():
    race = ["a", "a", "b", "b"]
    sex = ["f", "m", "f", "m"]
    features = {"race": race, "sex": sex}
    report = lf.audit(None, [1, 0, 1, 1], sensitive_features=features)
    found = [g["by"] for g in report.to_dict()["groupings"]]
    assert found == [["race"], ["sex"], ["race", "sex"]]
    with pytest.raises(lf.SpecificationError, match="race"):
        report["demographic_parity_difference"]
    name = "demographic_parity_difference"
    assert report.value(name, by="race").value == 0.5
    assert report.value(name, by=["race", "sex"]).value == 1.0
    whole = lf.demographic_parity_difference(
        None, [1, 0, 1, 1], sensitive_features=features
    )
    assert whole.value == 1.0
    two = lf.audit(
        None,
        [1, 0, 1, 1],
        sensitive_features=features,
        by=["sex", ["race", "sex"]],
    )
    found = [g["by"] for g in two.to_dict()["groupings"]]
    assert found == [["sex"], ["race", "sex"]]


def test_strata():
    report = lf.audit(
        None,
        [1, 0, 1, 1],
        sensitive_features={"sex": ["f", "f", "m", "m"]},
        control_features={"site": ["x", "y", "x", "y"]},
    )
    name = "demographic_parity_difference"
    assert report[name].value == 0.5
    assert report.value(name, control={"site": "x"}).value == 0.0
    assert report.value(name, control={"site": "y"}).value == 1.0


def batches(people, size):
    for start in range(0, len(people["race"]), size):
        yield {k: v[start : start + size] for k, v in people.items()}


def named_audit(**options):
    return lf.Audit(
        y_true="recid", y_pred="high", sensitive_features=["race"], **options
    )


def test_batches_merge_and_bytes(people):
    whole = named_audit()
    whole.add(people)
    parts = []
    for i, batch in enumerate(batches(people, 1000)):
        part = named_audit(shard=f"part {i}")
        part.add(batch)
        parts.append(lf.Audit.from_bytes(part.to_bytes()))
    total = parts.pop()
    for part in parts:
        total.merge(part)
    assert total.rows == whole.rows == 7214
    # How the rows came is no part of the answer.
    assert total.report().to_json() == whole.report().to_json()
    total.check_shards([f"part {i}" for i in range(8)])
    with pytest.raises(lf.MismatchError) as raised:
        total.check_shards([f"part {i}" for i in range(9)])
    assert raised.value.code == "INCOMPLETE"
    with pytest.raises(lf.MismatchError) as raised:
        total.merge(parts[0])
    assert raised.value.code == "DUPLICATE_SHARD"
    again = pickle.loads(pickle.dumps(total))
    assert again.to_bytes() == total.to_bytes()
    again.reset()
    assert again.rows == 0
    again.add(people)
    assert again.rows == 7214


def test_a_failed_add_changes_nothing(people):
    audit = named_audit()
    audit.add(people)
    before = audit.to_bytes()
    bad = {"recid": [1, 0], "high": [1, 2], "race": ["new", "groups"]}
    with pytest.raises(lf.DataError):
        audit.add(bad)
    with pytest.raises(lf.SpecificationError):
        audit.add({"recid": [1], "high": [1]})
    with pytest.raises(lf.SpecificationError):
        audit.add({**people, "high": [1]})
    assert audit.to_bytes() == before


def test_loaded_audits_take_mappings(people):
    audit = named_audit()
    audit.add(people)
    loaded = lf.Audit.from_bytes(audit.to_bytes())
    loaded.add(people)
    assert loaded.rows == 2 * 7214


def test_one_call_at_a_time(people):
    """Two threads on one audit: each call is whole or is refused."""
    audit = named_audit()
    done = []

    def work():
        for _ in range(20):
            try:
                audit.add(people)
            except lf.SpecificationError as error:
                assert "in use" in str(error)
            else:
                done.append(1)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert audit.rows == 7214 * len(done)


def test_functions_follow_the_registry():
    from libfairness import _core
    from libfairness._criteria import FUNCTIONS

    names = _core.names("criteria")
    assert tuple(FUNCTIONS) == names and len(names) >= 17
    for name in names:
        function = getattr(lf, name)
        assert name in lf.__all__
        assert _core.text("criteria", name, "summary") in " ".join(
            function.__doc__.split())
        parameters = inspect.signature(function).parameters
        assert list(parameters)[:2] == ["y_true", "y_pred"]
        with pytest.raises(TypeError):
            function([1], [1], sensitive_features=["a"], sensitive=["a"])


def test_stubs_follow_the_registry():
    """The .pyi names every function, with the parameters it has."""
    import ast
    import importlib.resources

    folder = importlib.resources.files(lf)
    tree = ast.parse((folder / "_criteria.pyi").read_text(encoding="utf-8"))
    stubs = {n.name: n for n in tree.body if isinstance(n, ast.FunctionDef)}
    from libfairness._criteria import FUNCTIONS

    assert set(stubs) == set(FUNCTIONS)
    for name, stub in stubs.items():
        listed = [a.arg for a in (*stub.args.args, *stub.args.kwonlyargs)]
        assert listed == list(inspect.signature(FUNCTIONS[name]).parameters)
    tree = ast.parse((folder / "__init__.pyi").read_text(encoding="utf-8"))
    listed = {
        alias.asname
        for n in tree.body
        if isinstance(n, ast.ImportFrom)
        for alias in n.names
    }
    assert set(lf.__all__) - {"schema", "__version__"} <= listed


def test_json_is_valid_and_whole(people):
    text = audit_people(people).to_json()

    def refuse(constant):
        raise AssertionError(constant)

    report = json.loads(text, parse_constant=refuse)
    assert report["schema"] == "libfairness/report/1"
    assert report["library"] == lf.__version__
