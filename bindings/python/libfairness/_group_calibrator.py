# SPDX-License-Identifier: MIT
"""Calibrators by group as an estimator of scikit-learn."""

import numpy as np
from sklearn.metrics import accuracy_score
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
    method, min_count, shrinkage, strength, cost_constraint, pooled, \
missing, unseen
        As in :func:`libfairness.calibrate`.
    random_state : int, optional
        Seed of the coins of ``calibrated_equalized_odds``, which has to have
        one.
    cv : int or splitter, optional
        How rows are held out; as in ``cross_val_predict``.
    prefit : bool
        The estimator is fitted already.  ``clone``, and so a search, would
        take the fit from it: a ``FrozenEstimator`` keeps it.

    ``sensitive_features`` and ``sample_weight`` of fit, ``sensitive_features``
    and ``row_id`` of predict, predict_proba and score are routed where ``set_fit_request(sensitive_features=True)`` and its kin ask for it.

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
        shrinkage=0.0, strength=None, cost_constraint=None, pooled=False,
        missing="error", unseen="error", random_state=None, cv=None,
        prefit=False,
    ):
        self.estimator = estimator
        self.method = method
        self.min_count = min_count
        self.shrinkage = shrinkage
        self.strength = strength
        self.cost_constraint = cost_constraint
        self.pooled = pooled
        self.missing = missing
        self.unseen = unseen
        self.random_state = random_state
        self.cv = cv
        self.prefit = prefit

    def fit(self, X, y, sensitive_features=None, sample_weight=None):
        """Fits the estimator, and maps by group to scores of rows that it
        was not fitted to.  Without sensitive_features one map for all.
        sample_weight counts in both, if the estimator takes it."""
        label, score, weight = self._fit_scores(X, y, sample_weight)
        self.calibrator_ = calibrate(
            label, score, sample_weight=weight,
            sensitive_features=groups_of(sensitive_features, len(label)),
            method=self.method, min_count=self.min_count,
            shrinkage=self.shrinkage, strength=self.strength,
            cost_constraint=self.cost_constraint,
            pooled=self.pooled or sensitive_features is None,
            missing=self.missing, unseen=self.unseen,
        )
        return self

    def predict_proba(self, X, sensitive_features=None, row_id=None):
        """Calibrated probabilities of both classes.

        Parameters
        ----------
        X : array or frame of n rows
        sensitive_features : column, frame, list of columns or mapping
            Those of fit, unless the calibrator is pooled.
        row_id : column of n whole numbers or texts
            Of ``calibrated_equalized_odds``: what the coin of a row depends
            on, beside ``random_state``.
        """
        check_is_fitted(self)
        p = np.array(self.calibrator_.apply(
            self._score(X), sensitive_features=sensitive_features,
            **self._coins(self.calibrator_, row_id, "predict_proba"),
        ))
        return np.column_stack([1 - p, p])

    def predict(self, X, sensitive_features=None, row_id=None):
        """The more probable class."""
        p = self.predict_proba(X, sensitive_features, row_id)[:, 1]
        return self.classes_[(p > 0.5).astype(int)]

    def score(
        self, X, y, sample_weight=None, sensitive_features=None, row_id=None
    ):
        """Accuracy."""
        return accuracy_score(
            y, self.predict(X, sensitive_features, row_id),
            sample_weight=sample_weight,
        )
