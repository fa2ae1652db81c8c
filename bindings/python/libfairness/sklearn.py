# SPDX-License-Identifier: MIT
"""For scikit-learn: scorers that carry intervals, and classifiers that are
calibrated, or decide, by group."""

import math

from . import _core
from ._call import audit
from ._columns import features
from ._errors import specification
from ._registry import explain

_ROUTED = ("sensitive_features", "row_id", "sample_weight")


def _predicted(estimator, X, beside):
    """The estimator's decisions; what it asks metadata routing for is handed
    on."""
    beside = {k: v for k, v in beside.items() if v is not None}
    if beside:
        from sklearn.utils.metadata_routing import get_routing_for_object

        asked = get_routing_for_object(estimator).consumes("predict", beside)
        beside = {name: beside[name] for name in asked}
    return estimator.predict(X, **beside)


class FairnessScorer:
    """Scores an estimator by a criterion: greater is better.

    Made by :func:`make_fairness_scorer`.  ``value`` is what the last call
    found, a :class:`Value` with its interval and groups.
    """

    def __init__(self, criterion, sensitive_features, options):
        self.criterion = criterion
        self.sensitive_features = sensitive_features
        self.options = options
        self.value = None
        self._requests = {}

    def _report(
        self, estimator, X, y, sample_weight, sensitive_features, row_id
    ):
        names, given = self.sensitive_features, sensitive_features
        if names is not None:
            names = [names] if isinstance(names, str) else list(names)
            given = {name: X[name] for name in names}
        elif given is None:
            raise specification(
                "sensitive_features: name columns of X where the scorer is "
                "made, or pass them, as metadata routing does after "
                "set_score_request(sensitive_features=True)",
                "sensitive_features",
            )
        else:
            names = list(features(given, "sensitive_features")[0])
        return audit(
            y_true=y,
            y_pred=_predicted(estimator, X, {
                "sensitive_features": sensitive_features, "row_id": row_id,
            }),
            sensitive_features=given,
            sample_weight=sample_weight,
            by=[names],
            **self.options,
        )

    def __call__(
        self, estimator, X, y, sample_weight=None, sensitive_features=None,
        row_id=None,
    ):
        report = self._report(
            estimator, X, y, sample_weight, sensitive_features, row_id)
        self.value = report[self.criterion]
        score = float(self.value)
        # A ratio is best at 1, its highest; a difference at 0.
        parity = explain(self.criterion).orientation
        return score if parity.startswith("1 ") else -abs(score)

    def set_score_request(self, **requests):
        """Asks metadata routing for ``sensitive_features``, ``row_id`` or
        ``sample_weight``: ``True``, or the name under which it is passed."""
        for name in requests:
            if name not in _ROUTED:
                raise specification(
                    f"{name!r:.200} is not for the scorer: it takes "
                    f"{', '.join(_ROUTED)}"
                )
        self._requests |= requests
        return self

    def get_metadata_routing(self):
        """What was asked for, as scikit-learn has it."""
        from sklearn.utils.metadata_routing import MetadataRequest

        found = MetadataRequest(owner=self)
        for name in _ROUTED:
            found.score.add_request(
                param=name, alias=self._requests.get(name))
        return found

    def __repr__(self):
        return f"make_fairness_scorer({self.criterion!r})"


class LimitedScorer(FairnessScorer):
    """Scores an estimator by a metric where it is within a limit.

    Made by :func:`make_limited_scorer`.  ``value`` is the criterion that the
    last call found, with its interval and groups.
    """

    def __init__(
        self, metric, criterion, low, high, otherwise, certain,
        greater_is_better, sensitive_features, options,
    ):
        super().__init__(criterion, sensitive_features, options)
        self.metric = metric
        self.min = low
        self.max = high
        self.otherwise = otherwise
        self.certain = certain
        self.greater_is_better = greater_is_better

    def _is_within(self, value):
        low = high = float(value)
        if self.certain:
            if value.interval is None:
                return False
            low, high = value.interval
        return (self.min is None or low >= self.min) and (
            self.max is None or high <= self.max
        )

    def __call__(
        self, estimator, X, y, sample_weight=None, sensitive_features=None,
        row_id=None,
    ):
        report = self._report(
            estimator, X, y, sample_weight, sensitive_features, row_id)
        self.value = report[self.criterion]
        if not self._is_within(self.value):
            return self.otherwise
        score = float(report.value(self.metric))
        return score if self.greater_is_better else -score

    def __repr__(self):
        limits = [
            f", {name}={limit!r}"
            for name, limit in (("min", self.min), ("max", self.max))
            if limit is not None
        ]
        return (
            f"make_limited_scorer({self.metric!r}, {self.criterion!r}"
            f"{''.join(limits)})"
        )


def _check_criterion(criterion):
    if criterion not in _core.names("criteria"):
        raise specification(f"there is no criterion {criterion!r:.200}")


def make_fairness_scorer(criterion, *, sensitive_features=None, **options):
    """A scorer for ``GridSearchCV`` and its kin.

    Parameters
    ----------
    criterion : str
        A criterion of labels and decisions, such as
        ``"equalized_odds_difference"``.
    sensitive_features : str or list of str, optional
        Columns of X, which then has to be a frame; otherwise they are routed,
        after ``scorer.set_score_request(sensitive_features=True)``.
    **options
        As in :func:`libfairness.audit`: ``positive_label``, ``favourable``,
        ``min_count``.

    Returns
    -------
    FairnessScorer
        Called with an estimator, X and y it gives a ratio as it is and a
        difference as minus its size; ``value`` is the last
        :class:`libfairness.Value`.

    Raises
    ------
    SpecificationError
        There is no such criterion; when called: no sensitive features.
    UndefinedError
        When called: there is no number, for a group without positives say.
    """
    _check_criterion(criterion)
    return FairnessScorer(criterion, sensitive_features, options)


def _limit(name, limit):
    if limit is None:
        return None
    if isinstance(limit, bool) or not isinstance(limit, (int, float)) or (
        not math.isfinite(limit)
    ):
        raise specification(
            f"{name}: expected a number such as 0.1, found {limit!r:.200}",
            name,
        )
    return float(limit)


def make_limited_scorer(
    metric, criterion, *, max=None, min=None, otherwise=0.0, certain=False,
    greater_is_better=True, sensitive_features=None, **options,
):
    """A scorer for ``GridSearchCV`` and its kin: the metric where a criterion
    is within a limit, and a score that loses where it is not.

    A search takes the best mean over folds: one fold beyond the limit costs
    a model about the share that the fold has, so few folds keep the limit
    strict.  ``cv_results_`` says of each fold whether it was within.

    Parameters
    ----------
    metric : str
        Of labels and decisions of all rows together: ``"accuracy"``,
        ``"balanced_accuracy"``, ``"f1_score"`` and others.
    criterion : str
        Such as ``"equalized_odds_difference"``.
    max, min : float
        What the criterion is at most, at least; one has to be given.
    otherwise : float
        The score beyond the limit: what is worse than any that is within.
    certain : bool
        ``True``: the whole interval of the criterion, at ``confidence``, is
        within the limit, and not its value alone.
    greater_is_better : bool
        ``False``: the metric counts with the opposite sign, as in
        scikit-learn's ``make_scorer``; declare ``otherwise`` to fit.
    sensitive_features : str or list of str, optional
        Columns of X, which then has to be a frame; otherwise they are routed,
        after ``scorer.set_score_request(sensitive_features=True)``.
    **options
        As in :func:`libfairness.audit`: ``positive_label``, ``favourable``,
        ``min_count``, ``confidence``, ``costs``.

    Returns
    -------
    LimitedScorer

    Raises
    ------
    SpecificationError
        There is no such metric or criterion, or no limit.
    UndefinedError
        When called: there is no number, for a group without positives say.

    Examples
    --------
    >>> from libfairness.sklearn import make_limited_scorer
    >>> make_limited_scorer("accuracy", "equalized_odds_difference", max=0.1)
    make_limited_scorer('accuracy', 'equalized_odds_difference', max=0.1)
    """
    _check_criterion(criterion)
    if metric not in _core.names("metrics"):
        raise specification(f"there is no metric {metric!r:.200}", "metric")
    if max is None and min is None:
        raise specification(
            f"how far {criterion} may go is not said: give max or min", "max"
        )
    if otherwise is None:
        raise specification("otherwise: expected a number, found None",
                            "otherwise")
    return LimitedScorer(
        metric, criterion, _limit("min", min), _limit("max", max),
        _limit("otherwise", otherwise), certain, greater_is_better,
        sensitive_features, options,
    )


def __getattr__(name):
    """The scorers need little of scikit-learn; the estimators do."""
    if name == "GroupCalibrator":
        from ._group_calibrator import GroupCalibrator

        return GroupCalibrator
    if name in ("ThresholdPlan", "RejectOption"):
        from . import _threshold_plan

        return getattr(_threshold_plan, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
