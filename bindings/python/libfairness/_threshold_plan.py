# SPDX-License-Identifier: MIT
"""Threshold plans as an estimator of scikit-learn."""

import numpy as np
from sklearn.metrics import accuracy_score
from sklearn.utils.validation import check_is_fitted

from ._errors import specification
from ._group_estimator import GroupEstimator, groups_of
from ._plan import plan

_ASKED = (
    "constraint", "objective", "tolerance", "min_ratio", "min_rate",
    "max_rate", "max_selected", "min_selected", "no_lower_than",
    "no_higher_than", "also", "threshold", "costs", "utilities",
    "group_costs", "undefined", "max_nodes", "missing", "unseen",
)


class ThresholdPlan(GroupEstimator):
    """A classifier that decides by the best thresholds under a constraint.

    Parameters
    ----------
    estimator : estimator, optional
        Of two classes; default a LogisticRegression.  In a
        ``FrozenEstimator``, or with ``prefit=True``, it is fitted already,
        and all rows make the plan; otherwise each row is scored by a fit to
        others, and the estimator is fitted to all.
    constraint, objective, tolerance, min_ratio, min_rate, max_rate, \
max_selected, min_selected, no_lower_than, no_higher_than, also, rule, \
threshold, costs, utilities, group_costs, min_count, undefined, max_nodes, \
missing, unseen
        As in :func:`libfairness.plan`; ``None`` is its default.
    response_method : {"auto", "predict_proba", "decision_function", "predict"}
        What of the estimator is the score of a row: by default the first of
        the first two that it has.  Of decisions (``"predict"``) a plan by lot
        is the derived predictor of Hardt, Price and Srebro (2016).
    random_state : int, optional
        Seed of the coins of a plan by lot, which has to have one.
    cv : int or splitter, optional
        How rows are held out; as in ``cross_val_predict``.
    prefit : bool
        The estimator is fitted already.  ``clone``, and so a search, would
        take the fit from it: a ``FrozenEstimator`` keeps it.

    ``sensitive_features`` and ``sample_weight`` of fit, ``sensitive_features``
    and ``row_id`` of predict and score are routed where ``set_fit_request(sensitive_features=True)``
    and its kin ask for it.

    Attributes
    ----------
    plan_ : Plan
    estimator_ : estimator
    classes_ : array of two labels
        The second is the one that is selected.
    n_features_in_, feature_names_in_ : int, array of str
        As of the estimator.
    """

    def __init__(
        self, estimator=None, *, constraint="none", objective="accuracy",
        tolerance=None, min_ratio=None, min_rate=None, max_rate=None,
        max_selected=None, min_selected=None, no_lower_than=None,
        no_higher_than=None, also=None, rule="by_group", threshold=None,
        costs=None, utilities=None, group_costs=None, min_count=None,
        undefined=None, max_nodes=None, missing="error", unseen="error",
        response_method="auto", random_state=None, cv=None, prefit=False,
    ):
        self.estimator = estimator
        self.constraint = constraint
        self.objective = objective
        self.tolerance = tolerance
        self.min_ratio = min_ratio
        self.min_rate = min_rate
        self.max_rate = max_rate
        self.max_selected = max_selected
        self.min_selected = min_selected
        self.no_lower_than = no_lower_than
        self.no_higher_than = no_higher_than
        self.also = also
        self.rule = rule
        self.threshold = threshold
        self.costs = costs
        self.utilities = utilities
        self.group_costs = group_costs
        self.min_count = min_count
        self.undefined = undefined
        self.max_nodes = max_nodes
        self.missing = missing
        self.unseen = unseen
        self.response_method = response_method
        self.random_state = random_state
        self.cv = cv
        self.prefit = prefit

    def fit(self, X, y, sensitive_features=None, sample_weight=None):
        """Fits the estimator, and makes a plan from scores of rows that it
        was not fitted to.  Without sensitive_features one threshold for all,
        which has no constraint to satisfy.  sample_weight counts in both, if
        the estimator takes it."""
        if sensitive_features is None and self.constraint != "none":
            raise specification(
                f"{self.constraint} is about groups: give sensitive_features",
                "sensitive_features",
            )
        if self.objective == "least_referred":
            raise specification(
                "least_referred has a third outcome, which no class is: use "
                "plan() on the scores", "objective",
            )
        label, score, weight = self._fit_scores(X, y, sample_weight)
        self.plan_ = self._made(label, score, sensitive_features, weight)
        return self

    def _made(self, label, score, sensitive_features, sample_weight):
        rule = self.rule
        if sensitive_features is None and rule == "by_group":
            rule = "shared"
        return plan(
            label, score, rule=rule, min_count=self.min_count,
            sample_weight=sample_weight,
            sensitive_features=groups_of(sensitive_features, len(label)),
            **{name: getattr(self, name) for name in _ASKED},
        )

    def predict(self, X, sensitive_features=None, row_id=None):
        """The class of each row.

        Parameters
        ----------
        X : array or frame of n rows
        sensitive_features : column, frame, list of columns or mapping
            Those of fit, unless the plan is shared.
        row_id : column of n whole numbers or texts
            Of a plan by lot: what the coin of a row depends on, beside
            ``random_state``.
        """
        check_is_fitted(self)
        selected = self.plan_.apply(
            self._score(X), sensitive_features=sensitive_features,
            **self._coins(self.plan_, row_id, "predict"),
        )
        return self.classes_[np.array(selected, dtype=int)]

    def selection_probability(self, X, sensitive_features=None):
        """With which probability each row is selected, before any coin."""
        check_is_fitted(self)
        return np.array(self.plan_.probability(
            self._score(X), sensitive_features=sensitive_features
        ))

    def score(
        self, X, y, sample_weight=None, sensitive_features=None, row_id=None
    ):
        """Accuracy."""
        return accuracy_score(
            y, self.predict(X, sensitive_features, row_id),
            sample_weight=sample_weight,
        )


class RejectOption(ThresholdPlan):
    """A classifier that decides by a threshold, and the best margin around
    it, within which favoured groups are rejected and all others selected.

    Reject-option classification (Kamiran, Karim and Zhang 2012).

    Parameters
    ----------
    estimator : estimator, optional
        As of :class:`ThresholdPlan`.
    favoured : group or list of groups
        Those that are favoured without a margin: the value of the feature, a
        tuple of values of several, or a mapping.
    threshold : float
        The middle.
    constraint, objective, tolerance, min_ratio, min_rate, max_rate, \
max_selected, min_selected, costs, utilities, group_costs, min_count, \
undefined, missing, unseen
        As in :func:`libfairness.plan`.
    response_method, cv, prefit
        As of :class:`ThresholdPlan`.

    Attributes
    ----------
    plan_ : Plan
        Without sensitive_features one threshold for all.
    estimator_, classes_, n_features_in_, feature_names_in_
        As of :class:`ThresholdPlan`.
    """

    def __init__(
        self, estimator=None, *, favoured=None, threshold=0.5,
        constraint="none", objective="accuracy", tolerance=None,
        min_ratio=None, min_rate=None, max_rate=None, max_selected=None,
        min_selected=None, costs=None, utilities=None, group_costs=None,
        min_count=None, undefined=None, missing="error", unseen="error",
        response_method="auto", cv=None, prefit=False,
    ):
        self.estimator = estimator
        self.favoured = favoured
        self.threshold = threshold
        self.constraint = constraint
        self.objective = objective
        self.tolerance = tolerance
        self.min_ratio = min_ratio
        self.min_rate = min_rate
        self.max_rate = max_rate
        self.max_selected = max_selected
        self.min_selected = min_selected
        self.costs = costs
        self.utilities = utilities
        self.group_costs = group_costs
        self.min_count = min_count
        self.undefined = undefined
        self.missing = missing
        self.unseen = unseen
        self.response_method = response_method
        self.cv = cv
        self.prefit = prefit

    def _made(self, label, score, sensitive_features, sample_weight):
        if sensitive_features is None:
            return plan(label, score, rule="shared", objective="least_change",
                        threshold=self.threshold, sample_weight=sample_weight,
                        sensitive_features=groups_of(None, len(label)))
        return plan(
            label, score, rule="reject_option", min_count=self.min_count,
            sample_weight=sample_weight,
            favoured=self.favoured, sensitive_features=sensitive_features,
            **{name: getattr(self, name) for name in _ASKED
               if hasattr(self, name)},
        )
