# SPDX-License-Identifier: MIT
"""ThresholdPlan is an estimator as scikit-learn has them, and scorers hold
searches to a limit."""

import pickle

import numpy as np
import pandas as pd
import pytest

import libfairness as lf

sklearn = pytest.importorskip("sklearn")
from sklearn.base import clone  # noqa: E402
from sklearn.exceptions import NotFittedError  # noqa: E402
from sklearn.frozen import FrozenEstimator  # noqa: E402
from sklearn.linear_model import (  # noqa: E402
    LogisticRegression,
    RidgeClassifier,
)
from sklearn.metrics import accuracy_score  # noqa: E402
from sklearn.model_selection import (  # noqa: E402
    GridSearchCV,
    cross_val_predict,
)
from sklearn.pipeline import make_pipeline  # noqa: E402
from sklearn.preprocessing import StandardScaler  # noqa: E402
from sklearn.utils.estimator_checks import check_estimator  # noqa: E402

from libfairness.sklearn import (  # noqa: E402
    GroupCalibrator,
    RejectOption,
    ThresholdPlan,
    make_fairness_scorer,
    make_limited_scorer,
)
from test_group_calibrator import rows  # noqa: E402

ASKED = {"constraint": "demographic_parity", "tolerance": 0.02}


def gap(selected, g):
    return abs(selected[g == "a"].mean() - selected[g == "b"].mean())


def shifted(n=2000, seed=0):
    """Groups that a plain model selects at different rates."""
    X, _, g = rows(n, seed)
    r = np.random.default_rng(seed + 100)
    X[:, 0] += np.where(g == "a", 1, 0)
    return X, (r.random(n) < 1 / (1 + np.exp(-X[:, 0]))).astype(int), g


@pytest.mark.parametrize("model", [
    ThresholdPlan(), ThresholdPlan(rule="shared", objective="f1_score"),
    RejectOption()])
def test_every_check_of_scikit_learn(model):
    for found in check_estimator(model, on_skip=None):
        assert found["status"] in ("passed", "skipped"), found


def test_of_rows_that_were_held_out():
    """The plan is lf.plan's of the scores of folds."""
    X, y, g = shifted()
    model = ThresholdPlan(cv=4, **ASKED).fit(X, y, sensitive_features=g)
    score = cross_val_predict(
        LogisticRegression(), X, y, cv=4, method="predict_proba")[:, 1]
    plan = lf.plan(y, np.ascontiguousarray(score), sensitive_features=g,
                   **ASKED)
    assert model.plan_ == plan
    again = pickle.loads(pickle.dumps(model))
    X, y, g = shifted(seed=1)
    found = model.predict(X, sensitive_features=g)
    assert (again.predict(X, sensitive_features=g) == found).all()
    score = model.estimator_.predict_proba(X)[:, 1]
    for group, threshold in plan.thresholds.items():
        own = g == group
        assert (found[own] == (score[own] >= threshold)).all()
    assert gap(found, g) < gap(model.estimator_.predict(X), g) / 3
    assert model.score(X, y, sensitive_features=g) == np.mean(found == y)
    assert clone(model).get_params() == model.get_params()


@pytest.mark.parametrize("more", [
    {"also": [{"constraint": "equal_opportunity", "tolerance": 0.3}]},
    {"objective": "expected_cost", "costs": {"false_positive": 1,
                                             "false_negative": 2},
     "group_costs": [{"group": {"sensitive_feature_0": "a"},
                      "false_positive": 3, "false_negative": 1}]}])
def test_what_plans_are_asked_for(more):
    X, y, g = shifted()
    plain = LogisticRegression().fit(X, y)
    score = plain.predict_proba(X)[:, 1].copy()
    model = ThresholdPlan(FrozenEstimator(plain), **ASKED, **more)
    found = model.fit(X, y, sensitive_features=g).plan_
    assert found == lf.plan(y, score, sensitive_features=g, **ASKED, **more)
    assert found != lf.plan(y, score, sensitive_features=g, **ASKED)
    assert clone(model).get_params()["group_costs"] == more.get("group_costs")


def test_the_pickle_is_the_plan_as_text():
    X, y, g = shifted(400)
    model = ThresholdPlan(**ASKED).fit(X, y, sensitive_features=g)
    assert model.plan_.to_json().encode() in pickle.dumps(model)


def test_classes_of_any_kind():
    X, y, g = shifted(400)
    words = np.array(["no", "yes"])[y]
    model = ThresholdPlan(RidgeClassifier(), **ASKED)
    found = model.fit(X, words, sensitive_features=g).predict(
        X, sensitive_features=g)
    assert list(model.classes_) == ["no", "yes"]
    assert set(found) == {"no", "yes"}
    assert model.score(X, words, sensitive_features=g) == accuracy_score(
        words, found)


def test_fitted_already():
    X, y, g = shifted()
    plain = LogisticRegression().fit(*shifted(seed=2)[:2])
    plan = lf.plan(y, np.ascontiguousarray(plain.predict_proba(X)[:, 1]),
                   sensitive_features=g, **ASKED)
    for asked in ({"estimator": FrozenEstimator(plain)},
                  {"estimator": plain, "prefit": True}):
        model = ThresholdPlan(**asked, **ASKED)
        assert model.fit(X, y, sensitive_features=g).plan_ == plan
    for kind in (ThresholdPlan, GroupCalibrator):
        with pytest.raises(NotFittedError):
            kind(LogisticRegression(), prefit=True).fit(
                X, y, sensitive_features=g)
    fitted = GroupCalibrator(plain, prefit=True).fit(
        X, y, sensitive_features=g)
    assert fitted.calibrator_ == GroupCalibrator(FrozenEstimator(plain)).fit(
        X, y, sensitive_features=g).calibrator_


def test_by_lot():
    """Decisions are those of the coins, and their shares those asked for."""
    X, y, g = shifted()
    model = ThresholdPlan(
        response_method="predict", rule="randomized", random_state=3,
        constraint="equalized_odds", tolerance=0)
    model.fit(X, y, sensitive_features=g)
    ids = np.arange(len(y))
    found = model.predict(X, sensitive_features=g, row_id=ids)
    p = model.selection_probability(X, sensitive_features=g)
    assert 0 < np.mean((p > 0) & (p < 1)) < 1
    assert (found[p == 0] == 0).all() and (found[p == 1] == 1).all()
    back = model.predict(X[::-1], sensitive_features=g[::-1],
                         row_id=ids[::-1])
    assert (back[::-1] == found).all()
    assert abs(found.mean() - p.mean()) < 4 * np.sqrt(.25 / len(y))
    assert model.score(X, y, sensitive_features=g, row_id=ids) == np.mean(
        found == y)
    with pytest.raises(lf.SpecificationError, match="row_id to predict"):
        model.predict(X, sensitive_features=g)
    with pytest.raises(lf.SpecificationError, match="give random_state"):
        model.set_params(random_state=None).predict(
            X, sensitive_features=g, row_id=ids)


def test_a_margin():
    """RejectOption is the plan of that rule; without groups the threshold."""
    X, y, g = shifted()
    model = RejectOption(favoured="a", cv=4, **ASKED)
    model.fit(X, y, sensitive_features=g)
    score = cross_val_predict(
        LogisticRegression(), X, y, cv=4, method="predict_proba")[:, 1]
    assert model.plan_ == lf.plan(
        y, np.ascontiguousarray(score), sensitive_features=g, threshold=0.5,
        rule="reject_option", favoured="a", **ASKED)
    again = pickle.loads(pickle.dumps(clone(model).fit(
        X, y, sensitive_features=g)))
    found = again.predict(X, sensitive_features=g)
    assert gap(found, g) < gap(again.estimator_.predict(X), g) / 3
    plain = RejectOption(threshold=0.3).fit(X, y)
    low = plain.estimator_.predict_proba(X)[:, 1]
    assert (plain.predict(X) != (low >= 0.3)).mean() < 0.01
    with pytest.raises(lf.SpecificationError, match="is about groups"):
        RejectOption(favoured="a", **ASKED).fit(X, y)
    with pytest.raises(lf.SpecificationError, match="needs the groups"):
        RejectOption(**ASKED).fit(X, y, sensitive_features=g)


class Silent(LogisticRegression):
    predict_proba = property()
    decision_function = property()


def test_refused():
    X, y, g = shifted(400)
    for asked, words in [
        ({"constraint": "demographic_parity"}, "how far the rates"),
        ({"constraint": "parity"}, "demographic_parity"),
        ({"response_method": "proba"}, "expected auto, predict_proba"),
        ({"estimator": Silent()}, "neither predict_proba nor"),
        ({"estimator": RidgeClassifier(),
          "response_method": "predict_proba"}, "has no predict_proba"),
    ]:
        with pytest.raises(lf.SpecificationError, match=words):
            ThresholdPlan(**asked).fit(X, y, sensitive_features=g)
    with pytest.raises(lf.SpecificationError, match="is about groups"):
        ThresholdPlan(**ASKED).fit(X, y)
    with pytest.raises(lf.InfeasibleError):
        ThresholdPlan(**ASKED, min_rate=1, max_selected=3).fit(
            X, y, sensitive_features=g)
    model = ThresholdPlan(**ASKED).fit(X, y, sensitive_features=g)
    with pytest.raises(lf.MismatchError, match="no group"):
        model.predict(X, sensitive_features=["c"] * len(X))
    with pytest.raises(lf.SpecificationError, match="sensitive_features"):
        model.predict(X)


# ---- scorers ----


def limited(**options):
    return make_limited_scorer(
        "accuracy", "demographic_parity_difference", **options)


def test_the_metric_within_the_limit():
    X, y, g = shifted()
    frame = pd.DataFrame(X).assign(g=g)
    model = make_pipeline(
        StandardScaler(), LogisticRegression()).fit(X, y)

    class OnX:
        def predict(self, frame):
            return model.predict(frame.drop(columns="g").to_numpy())

    selected = model.predict(X)
    observed = gap(selected, g)
    high = lf.demographic_parity_difference(
        y, selected, sensitive_features={"g": g}).interval[1]
    accuracy = accuracy_score(y, selected)
    middle = (observed + high) / 2
    for options, expected in [
        ({"max": observed + 1e-9}, accuracy),
        ({"max": observed - 1e-9}, 0.0),
        ({"max": observed - 1e-9, "otherwise": -2}, -2),
        ({"max": middle}, accuracy),
        ({"max": middle, "certain": True}, 0.0),
        ({"max": high, "certain": True}, accuracy),
        ({"min": observed + 1e-9}, 0.0),
        ({"min": observed - 1e-9}, accuracy),
        ({"min": observed - 1e-9, "certain": True}, 0.0),
    ]:
        scorer = limited(sensitive_features="g", **options)
        assert scorer(OnX(), frame, y) == pytest.approx(expected, abs=1e-15)
        assert scorer.value.value == pytest.approx(observed)
    scorer = make_limited_scorer(
        "error_rate", "demographic_parity_difference", max=1, otherwise=-1,
        greater_is_better=False, sensitive_features="g")
    assert scorer(OnX(), frame, y) == pytest.approx(accuracy - 1)


def test_a_search_that_routes():
    """A plan in a search: fit, predict and the scorer have the groups."""
    X, y, g = shifted(900)
    with sklearn.config_context(enable_metadata_routing=True):
        model = ThresholdPlan(constraint="demographic_parity")
        model.set_fit_request(sensitive_features="race")
        model.set_predict_request(sensitive_features=True)
        scorer = limited(max=0.15).set_score_request(
            sensitive_features="race")
        search = GridSearchCV(
            model, {"tolerance": [0.01, 0.9]}, scoring=scorer, cv=3,
            error_score="raise")
        search.fit(X, y, race=g)
        assert search.best_params_ == {"tolerance": 0.01}
        worst = search.cv_results_["mean_test_score"]
        assert worst[1] == 0.0 and worst[0] > 0.5
        fair = make_fairness_scorer("demographic_parity_difference")
        fair.set_score_request(sensitive_features="race")
        search.set_params(scoring=fair).fit(X, y, race=g)
        assert search.best_params_ == {"tolerance": 0.01}
        assert search.score(X, y, race=g) > -0.1


def test_scorers_that_cannot_be():
    for arguments, options, words in [
        (("accuracy", "nonsense"), {"max": 1}, "no criterion"),
        (("nonsense", "impact_ratio"), {"min": 1}, "no metric"),
        (("accuracy", "impact_ratio"), {}, "give max or min"),
        (("accuracy", "impact_ratio"), {"min": "0.8"}, "expected a number"),
        (("accuracy", "impact_ratio"), {"min": float("nan")}, "expected a"),
        (("accuracy", "impact_ratio"), {"min": 1, "otherwise": None},
         "otherwise"),
    ]:
        with pytest.raises(lf.SpecificationError, match=words):
            make_limited_scorer(*arguments, **options)
    with pytest.raises(lf.SpecificationError, match="it takes"):
        limited(max=1).set_score_request(race=True)
    X, y, _ = shifted(100)
    with pytest.raises(lf.SpecificationError, match="name columns of X"):
        limited(max=1)(LogisticRegression().fit(X, y), X, y)
    one = pd.DataFrame(X, columns=list("abc")).assign(g=0)
    with pytest.raises(lf.UndefinedError):
        limited(max=1, sensitive_features="g")(
            LogisticRegression().fit(one, y), one, y)
