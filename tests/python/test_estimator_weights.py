# SPDX-License-Identifier: MIT
"""Weights of rows in the estimators of scikit-learn."""

import numpy as np
import pytest

import libfairness as lf

pytest.importorskip("sklearn")
import sklearn  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402
from sklearn.model_selection import GridSearchCV  # noqa: E402
from sklearn.neighbors import KNeighborsClassifier  # noqa: E402

from libfairness.sklearn import (  # noqa: E402
    GroupCalibrator,
    RejectOption,
    ThresholdPlan,
)

MADE = (
    lambda **o: ThresholdPlan(
        constraint="demographic_parity", tolerance=0.1, **o),
    lambda **o: RejectOption(
        constraint="demographic_parity", tolerance=0.3, favoured=1, **o),
    lambda **o: GroupCalibrator(method="platt", **o),
)


def draw(n=400):
    r = np.random.default_rng(3)
    x = r.normal(size=(n, 2))
    g = (r.random(n) < 0.5).astype(int)
    y = (x[:, 0] + 0.5 * g + r.normal(size=n) > 0).astype(int)
    return x, y, g, r.choice([0.0, 0.5, 1.0, 3.0], n)


def said(fitted):
    made = getattr(fitted, "plan_", None) or fitted.calibrator_
    return made.to_dict()


@pytest.mark.parametrize("make", MADE)
def test_weights_reach_plan_and_calibrator(make):
    x, y, g, w = draw()
    scored = LogisticRegression().fit(x, y)
    fitted = make(estimator=scored, prefit=True).fit(
        x, y, sensitive_features=g, sample_weight=w)
    s = scored.predict_proba(x)[:, 1]
    if isinstance(fitted, GroupCalibrator):
        expected = lf.calibrate(y, s, sensitive_features=g, sample_weight=w,
                                method="platt")
    else:
        more = {} if not isinstance(fitted, RejectOption) else {
            "rule": "reject_option", "favoured": 1, "threshold": 0.5}
        expected = lf.plan(y, s, sensitive_features=g, sample_weight=w,
                           constraint="demographic_parity",
                           tolerance=fitted.tolerance, **more)
    assert said(fitted) == expected.to_dict()
    assert said(fitted) != said(make(estimator=scored, prefit=True).fit(
        x, y, sensitive_features=g))


@pytest.mark.parametrize("make", MADE)
def test_weights_reach_the_estimator(make):
    x, y, g, w = draw()
    fitted = make(estimator=LogisticRegression()).fit(
        x, y, sensitive_features=g, sample_weight=w)
    expected = LogisticRegression().fit(x, y, sample_weight=w)
    assert (fitted.estimator_.coef_ == expected.coef_).all()
    with pytest.warns(UserWarning, match="KNeighborsClassifier does not take"):
        make(estimator=KNeighborsClassifier()).fit(
            x, y, sensitive_features=g, sample_weight=w)


@pytest.mark.parametrize("make", MADE)
def test_routed_in_a_search(make):
    x, y, g, w = draw()
    names = {"sensitive_features": True, "sample_weight": True}
    with sklearn.config_context(enable_metadata_routing=True):
        made = make(estimator=LogisticRegression())
        made.set_fit_request(**names).set_predict_request(
            sensitive_features=True).set_score_request(**names)
        search = GridSearchCV(made, {"estimator__C": [0.1, 1]}, cv=3,
                              error_score="raise")
        search.fit(x, y, sensitive_features=g, sample_weight=w)
        expected = make(estimator=search.best_estimator_.estimator).fit(
            x, y, sensitive_features=g, sample_weight=w)
    assert said(search.best_estimator_) == said(expected)


def test_what_is_refused():
    x, y, g, w = draw()
    for wrong in (-w - 1, w[:-1], np.where(w > 2, np.nan, w)):
        with pytest.raises(ValueError):
            ThresholdPlan().fit(x, y, sensitive_features=g,
                                sample_weight=wrong)
