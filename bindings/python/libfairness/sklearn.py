# SPDX-License-Identifier: MIT
"""For scikit-learn: a scorer that carries its interval, and GroupCalibrator, a
classifier that is calibrated by group."""

from . import _core
from ._call import audit
from ._errors import specification
from ._registry import explain


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

    def __call__(self, estimator, X, y, sample_weight=None):
        names = self.sensitive_features
        if isinstance(names, str):
            names = [names]
        report = audit(
            y_true=y,
            y_pred=estimator.predict(X),
            sensitive_features={name: X[name] for name in names},
            sample_weight=sample_weight,
            by=[list(names)],
            **self.options,
        )
        self.value = report[self.criterion]
        score = float(self.value)
        # A ratio is best at 1, its highest; a difference at 0.
        parity = explain(self.criterion).orientation
        return score if parity.startswith("1 ") else -abs(score)

    def __repr__(self):
        return f"make_fairness_scorer({self.criterion!r})"


def make_fairness_scorer(criterion, *, sensitive_features, **options):
    """A scorer for ``GridSearchCV`` and its kin.

    Parameters
    ----------
    criterion : str
        A criterion of labels and decisions, such as
        ``"equalized_odds_difference"``.
    sensitive_features : str or list of str
        Columns of X, which has to be a frame.
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
        There is no such criterion.
    UndefinedError
        When called: there is no number, for a group without positives say.
    """
    if criterion not in _core.names("criteria"):
        raise specification(f"there is no criterion {criterion!r:.200}")
    return FairnessScorer(criterion, sensitive_features, options)


def __getattr__(name):
    """The scorer needs nothing of scikit-learn; the estimator does."""
    if name == "GroupCalibrator":
        from ._group_calibrator import GroupCalibrator

        return GroupCalibrator
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
