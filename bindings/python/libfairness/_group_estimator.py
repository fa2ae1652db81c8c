# SPDX-License-Identifier: MIT
"""What estimators by group have in common: two classes, scores of another
estimator, and sensitive features beside X."""

import numpy as np
from sklearn.base import (
    BaseEstimator,
    ClassifierMixin,
    MetaEstimatorMixin,
    clone,
)
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
from sklearn.model_selection import cross_val_predict
from sklearn.utils import get_tags
from sklearn.utils.multiclass import (
    check_classification_targets,
    type_of_target,
)
from sklearn.utils.validation import check_is_fitted, column_or_1d

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

    def _fit_scores(self, X, y):
        """Labels, and the score of each row by an estimator that was not
        fitted to it, or that is fitted already."""
        y, label = self._labels(y)
        estimator = self.estimator
        if estimator is None:
            estimator = LogisticRegression()
        is_fitted = self.prefit or isinstance(estimator, FrozenEstimator)
        if is_fitted:
            check_is_fitted(estimator)
            self.estimator_ = estimator
        else:
            self.estimator_ = clone(estimator).fit(X, y)
        if len(self.classes_) < 2:
            raise ValueError("one class only: there is nothing to learn")
        if is_fitted:
            score = self._score(X)
        else:
            score = self._numbers(cross_val_predict(
                clone(estimator), X, y, cv=self.cv, method=self._method()
            ))
        for name in ("n_features_in_", "feature_names_in_"):
            if hasattr(self.estimator_, name):
                setattr(self, name, getattr(self.estimator_, name))
        return label, score

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

    def score(self, X, y, sample_weight=None, sensitive_features=None):
        """Accuracy."""
        return accuracy_score(
            y, self.predict(X, sensitive_features=sensitive_features),
            sample_weight=sample_weight,
        )


def groups_of(sensitive_features, n):
    """Those given, or one of all rows."""
    if sensitive_features is not None:
        return sensitive_features
    return np.zeros(n, dtype=np.int8)
