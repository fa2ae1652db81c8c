# SPDX-License-Identifier: MIT
"""GroupCalibrator is an estimator as scikit-learn has them."""

import pickle

import numpy as np
import pytest

import libfairness as lf

sklearn = pytest.importorskip("sklearn")
from sklearn.base import clone  # noqa: E402
from sklearn.frozen import FrozenEstimator  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402
from sklearn.model_selection import cross_validate  # noqa: E402
from sklearn.utils.estimator_checks import check_estimator  # noqa: E402

from libfairness.sklearn import GroupCalibrator  # noqa: E402


def rows(n=3000, seed=0):
    r = np.random.default_rng(seed)
    X, g = r.normal(size=(n, 3)), r.choice(["a", "b"], n)
    z = X @ [1, -1, .5] * np.where(g == "a", 2, .3)
    return X, (r.random(n) < 1 / (1 + np.exp(-z))).astype(int), g


def test_every_check_of_scikit_learn():
    for found in check_estimator(GroupCalibrator(), on_skip=None):
        assert found["status"] in ("passed", "skipped"), found


def test_calibrated_by_group():
    X, y, g = rows()
    model = GroupCalibrator(method="platt").fit(X, y, sensitive_features=g)
    assert model.calibrator_.needs_groups
    again = pickle.loads(pickle.dumps(model))
    X, y, g = rows(seed=1)
    p = model.predict_proba(X, sensitive_features=g)[:, 1]
    assert (again.predict_proba(X, sensitive_features=g)[:, 1] == p).all()
    plain = model.estimator_.predict_proba(X)[:, 1]
    for group in "ab":
        own = g == group
        assert np.mean((p - y)[own] ** 2) < np.mean((plain - y)[own] ** 2)
    with pytest.raises(lf.SpecificationError, match="sensitive_features"):
        model.predict(X)
    with pytest.raises(lf.MismatchError, match="no group"):
        model.predict(X, sensitive_features=["c"] * len(X))
    assert clone(model).get_params() == model.get_params()


def test_fitted_already():
    """The calibrator is that of the scores of all rows."""
    X, y, g = rows()
    plain = LogisticRegression().fit(*rows(seed=2)[:2])
    model = GroupCalibrator(FrozenEstimator(plain), shrinkage=50)
    model.fit(X, y, sensitive_features=g)
    assert model.calibrator_ == lf.calibrate(
        y, np.ascontiguousarray(plain.predict_proba(X)[:, 1]),
        sensitive_features=g, shrinkage=50)


def test_routed():
    X, y, g = rows(600)
    with sklearn.config_context(enable_metadata_routing=True):
        model = GroupCalibrator(min_count=10)
        for ask in (model.set_fit_request, model.set_predict_request,
                    model.set_predict_proba_request):
            ask(sensitive_features=True)
        found = cross_validate(
            model, X, y, cv=3, params={"sensitive_features": g},
            scoring=lambda m, X, y: len(m.calibrator_.maps),
            error_score="raise")
    assert list(found["test_score"]) == [2, 2, 2]
