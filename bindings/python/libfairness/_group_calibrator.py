# SPDX-License-Identifier: MIT
"""Calibrators by group as an estimator of scikit-learn."""

import numpy as np
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
from sklearn.utils.validation import check_is_fitted, column_or_1d

from ._calibrate import calibrate
from ._errors import specification


class GroupCalibrator(ClassifierMixin, MetaEstimatorMixin, BaseEstimator):
    """A classifier whose probabilities are calibrated by group.

    Parameters
    ----------
    estimator : estimator, optional
        Of two classes; default a LogisticRegression.  In a
        ``FrozenEstimator`` it is fitted already, and all rows calibrate;
        otherwise each row is scored by a fit to others, and the estimator is
        fitted to all.
    method, min_count, shrinkage, pooled, missing, unseen
        As in :func:`libfairness.calibrate`.
    cv : int or splitter, optional
        How rows are held out; as in ``cross_val_predict``.

    ``sensitive_features`` of fit, predict and predict_proba are routed where
    ``set_fit_request(sensitive_features=True)`` and its kin ask for it.

    Attributes
    ----------
    calibrator_ : Calibrator
    estimator_ : estimator
    classes_ : array of two labels
    n_features_in_, feature_names_in_ : int, array of str
        As of the estimator.
    """

    def __init__(
        self, estimator=None, *, method="isotonic", min_count=100,
        shrinkage=0.0, pooled=False, missing="error", unseen="error", cv=None,
    ):
        self.estimator = estimator
        self.method = method
        self.min_count = min_count
        self.shrinkage = shrinkage
        self.pooled = pooled
        self.missing = missing
        self.unseen = unseen
        self.cv = cv

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        if self.estimator is None:
            tags.input_tags.sparse = True
        else:
            tags.input_tags.sparse = get_tags(
                self.estimator).input_tags.sparse
        return tags

    def fit(self, X, y, sensitive_features=None):
        """Fits the estimator, and maps by group to scores of rows that it
        was not fitted to.  Without sensitive_features one map for all."""
        if y is None:
            raise ValueError(
                "GroupCalibrator requires y to be passed, but the target y "
                "is None"
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
        estimator = self.estimator
        if estimator is None:
            estimator = LogisticRegression()
        if isinstance(estimator, FrozenEstimator):
            self.estimator_ = estimator
        else:
            self.estimator_ = clone(estimator).fit(X, y)
        if len(self.classes_) < 2:
            raise ValueError("one class only: there is nothing to calibrate")
        if isinstance(estimator, FrozenEstimator):
            score = self._score(X)
        else:
            found = cross_val_predict(
                clone(estimator), X, y, cv=self.cv, method=self._method()
            )
            score = found[:, 1] if found.ndim == 2 else found
        self._keep("n_features_in_")
        self._keep("feature_names_in_")
        own = sensitive_features is not None
        self.calibrator_ = calibrate(
            label, np.ascontiguousarray(score, dtype=float),
            sensitive_features=sensitive_features if own
            else np.zeros(len(label), dtype=np.int8),
            method=self.method, min_count=self.min_count,
            shrinkage=self.shrinkage, pooled=self.pooled or not own,
            missing=self.missing, unseen=self.unseen,
        )
        return self

    def _keep(self, name):
        if hasattr(self.estimator_, name):
            setattr(self, name, getattr(self.estimator_, name))

    def _method(self):
        for name in ("predict_proba", "decision_function"):
            if hasattr(self.estimator_, name):
                return name
        raise specification(
            "the estimator has neither predict_proba nor decision_function",
            "estimator",
        )

    def _score(self, X):
        found = getattr(self.estimator_, self._method())(X)
        return found[:, 1] if found.ndim == 2 else found

    def predict_proba(self, X, sensitive_features=None):
        """Calibrated probabilities of both classes."""
        check_is_fitted(self)
        p = np.array(self.calibrator_.apply(
            np.ascontiguousarray(self._score(X), dtype=float),
            sensitive_features=sensitive_features,
        ))
        return np.column_stack([1 - p, p])

    def predict(self, X, sensitive_features=None):
        """The more probable class."""
        p = self.predict_proba(X, sensitive_features)[:, 1]
        return self.classes_[(p > 0.5).astype(int)]
