# SPDX-License-Identifier: MIT
"""Calibrators by group as an estimator of scikit-learn."""

import numpy as np
from sklearn.utils.validation import check_is_fitted

from ._calibrate import calibrate
from ._group_estimator import GroupEstimator, groups_of


class GroupCalibrator(GroupEstimator):
    """A classifier whose probabilities are calibrated by group.

    Parameters
    ----------
    estimator : estimator, optional
        Of two classes; default a LogisticRegression.  In a
        ``FrozenEstimator``, or with ``prefit=True``, it is fitted already,
        and all rows calibrate; otherwise each row is scored by a fit to
        others, and the estimator is fitted to all.
    method, min_count, shrinkage, strength, pooled, missing, unseen
        As in :func:`libfairness.calibrate`.
    cv : int or splitter, optional
        How rows are held out; as in ``cross_val_predict``.
    prefit : bool
        The estimator is fitted already.  ``clone``, and so a search, would
        take the fit from it: a ``FrozenEstimator`` keeps it.

    ``sensitive_features`` of fit, predict, predict_proba and score are routed
    where ``set_fit_request(sensitive_features=True)`` and its kin ask for it.

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
        shrinkage=0.0, strength=None, pooled=False, missing="error",
        unseen="error", cv=None, prefit=False,
    ):
        self.estimator = estimator
        self.method = method
        self.min_count = min_count
        self.shrinkage = shrinkage
        self.strength = strength
        self.pooled = pooled
        self.missing = missing
        self.unseen = unseen
        self.cv = cv
        self.prefit = prefit

    def fit(self, X, y, sensitive_features=None):
        """Fits the estimator, and maps by group to scores of rows that it
        was not fitted to.  Without sensitive_features one map for all."""
        label, score = self._fit_scores(X, y)
        self.calibrator_ = calibrate(
            label, score,
            sensitive_features=groups_of(sensitive_features, len(label)),
            method=self.method, min_count=self.min_count,
            shrinkage=self.shrinkage, strength=self.strength,
            pooled=self.pooled or sensitive_features is None,
            missing=self.missing, unseen=self.unseen,
        )
        return self

    def predict_proba(self, X, sensitive_features=None):
        """Calibrated probabilities of both classes."""
        check_is_fitted(self)
        p = np.array(self.calibrator_.apply(
            self._score(X), sensitive_features=sensitive_features,
        ))
        return np.column_stack([1 - p, p])

    def predict(self, X, sensitive_features=None):
        """The more probable class."""
        p = self.predict_proba(X, sensitive_features)[:, 1]
        return self.classes_[(p > 0.5).astype(int)]
