# SPDX-License-Identifier: MIT
"""What estimators by group have in common: two classes, scores of another
estimator, and sensitive features beside X."""

import warnings

import numpy as np
from sklearn import get_config
from sklearn.base import (
    BaseEstimator,
    ClassifierMixin,
    MetaEstimatorMixin,
    clone,
)
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict
from sklearn.utils import get_tags
from sklearn.utils.multiclass import (
    check_classification_targets,
    type_of_target,
)
from sklearn.utils.validation import (
    _check_sample_weight,
    check_is_fitted,
    column_or_1d,
    has_fit_parameter,
)

from ._errors import specification

_METHODS = ("predict_proba", "decision_function", "predict")


class GroupEstimator(ClassifierMixin, MetaEstimatorMixin, BaseEstimator):
    """Parameters of each: estimator, prefit, cv; of some: response_method."""

    response_method = "auto"

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        if self.estimator is None:
            tags.input_tags.sparse = True
        else:
            tags.input_tags.sparse = get_tags(
                self.estimator).input_tags.sparse
        return tags

    def _labels(self, y):
        """0 and 1 of y; the classes are kept."""
        name = type(self).__name__
        if y is None:
            raise ValueError(
                f"{name} requires y to be passed, but the target y is None"
            )
        y = column_or_1d(y, warn=True)
        check_classification_targets(y)
        kind = type_of_target(y, input_name="y", raise_unknown=True)
        self.classes_, label = np.unique(y, return_inverse=True)
        if len(self.classes_) > 2:
            raise ValueError(
                "Only binary classification is supported. The type of the "
                f"target is {kind}."
            )
        return y, label

    def _weighted(self, estimator, weight):
        """A clone that takes weights of rows, and what they are passed as."""
        estimator = clone(estimator)
        if weight is None:
            return estimator, {}
        if not has_fit_parameter(estimator, "sample_weight"):
            warnings.warn(
                f"{type(estimator).__name__} does not take sample_weight: "
                f"{type(self).__name__} alone does", stacklevel=4,
            )
            return estimator, {}
        if get_config()["enable_metadata_routing"]:
            estimator.set_fit_request(sample_weight=True)
        return estimator, {"sample_weight": weight}

    def _fit_scores(self, X, y, sample_weight):
        """Labels, the score of each row by an estimator that was not fitted
        to it, or that is fitted already, and weights."""
        y, label = self._labels(y)
        estimator = self.estimator
        if estimator is None:
            estimator = LogisticRegression()
        if sample_weight is not None:
            sample_weight = _check_sample_weight(sample_weight, X)
        is_fitted = self.prefit or isinstance(estimator, FrozenEstimator)
        if is_fitted:
            check_is_fitted(estimator)
            self.estimator_ = estimator
        else:
            fresh, params = self._weighted(estimator, sample_weight)
            self.estimator_ = clone(fresh).fit(X, y, **params)
        if len(self.classes_) < 2:
            raise ValueError("one class only: there is nothing to learn")
        if is_fitted:
            score = self._score(X)
        else:
            score = self._numbers(cross_val_predict(
                fresh, X, y, cv=self.cv, method=self._method(),
                params=params or None,
            ))
        for name in ("n_features_in_", "feature_names_in_"):
            if hasattr(self.estimator_, name):
                setattr(self, name, getattr(self.estimator_, name))
        return label, score, sample_weight

    def _method(self):
        asked = self.response_method
        if asked not in ("auto", *_METHODS):
            raise specification(
                f"response_method is {asked!r:.200}, expected auto, "
                f"{', '.join(_METHODS)}", "response_method",
            )
        for name in _METHODS[:2] if asked == "auto" else [asked]:
            if hasattr(self.estimator_, name):
                return name
        what = "neither predict_proba nor decision_function"
        if asked != "auto":
            what = f"no {asked}"
        raise specification(f"the estimator has {what}", "estimator")

    def _numbers(self, found):
        if self._method() == "predict":
            found = found == self.classes_[1]
        found = found[:, 1] if found.ndim == 2 else found
        return np.ascontiguousarray(found, dtype=float)

    def _score(self, X):
        return self._numbers(getattr(self.estimator_, self._method())(X))

    def _coins(self, made, row_id, method):
        """What coins depend on, of what needs them."""
        if not made.randomized:
            return {}
        random_state = getattr(self, "random_state", None)
        if random_state is None or row_id is None:
            name = "row_id" if row_id is None else "random_state"
            raise specification(
                f"the {made._word} decides by lot: give random_state, a "
                f"whole number, to the estimator, and row_id to {method}",
                name,
            )
        return {"seed": random_state, "row_id": row_id}


def groups_of(sensitive_features, n):
    """Those given, or one of all rows."""
    if sensitive_features is not None:
        return sensitive_features
    return np.zeros(n, dtype=np.int8)
