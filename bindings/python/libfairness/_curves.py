# SPDX-License-Identifier: MIT
"""Tables of curves, which a report makes from scores."""

from ._select import selector
from ._table import Table


class Curves:
    """The methods of a report that give tables of curves.

    Each is a :class:`Table` whose rows are made while they are read: a curve
    of ten million points takes no more memory than one of a hundred.
    """

    __slots__ = ()

    def roc_curve(
        self, *, by=None, group=None, control=None, max_points=None,
        drop_intermediate=False,
    ):
        """True and false positive rate at every threshold.

        One row for each distinct score, from above all scores (threshold
        infinity, nobody is selected, as in scikit-learn) down to the lowest;
        a row selects ``score >= threshold``.  The area under the points is
        ``roc_auc``.

        Parameters
        ----------
        by : feature or list of features
            Curves of the groups of this grouping; ``[]`` for that of all
            rows.  Not given: curves of all rows, of each stratum, and of
            every group.
        group : mapping of feature to value
            The curve of one group.
        control : mapping of feature to value
            The stratum.
        max_points : int
            At most so many points of each curve, evenly along it, both ends
            among them.  Every one is a point of the whole curve.
        drop_intermediate : bool
            Leave out points between two others on a straight line.

        Examples
        --------
        >>> import libfairness as lf
        >>> report = lf.audit(
        ...     y_true=[1, 0, 1, 0], y_score=[0.9, 0.8, 0.7, 0.1],
        ...     sensitive_features={"team": list("aabb")}, threshold=0.5)
        >>> for row in report.roc_curve(by=[]):
        ...     print(row["threshold"], row["true_positive_rate"],
        ...           row["false_positive_rate"])
        inf 0.0 0.0
        0.9 0.5 0.0
        0.8 0.5 0.5
        0.7 1.0 0.5
        0.1 1.0 1.0
        """
        return self._curve(
            "roc_curve", selector(by, group, control),
            max_points=max_points, drop_intermediate=drop_intermediate,
        )

    def precision_recall_curve(
        self, *, by=None, group=None, control=None, max_points=None,
        drop_intermediate=False,
    ):
        """Precision and recall at every threshold.

        Rows and parameters are those of :meth:`roc_curve`.  Where nobody is
        selected precision is None, with reason ``none_selected``
        (scikit-learn makes it 1).  ``drop_intermediate`` leaves out points
        between two others of the same recall.

        Examples
        --------
        >>> import libfairness as lf
        >>> report = lf.audit(
        ...     y_true=[1, 0, 1, 0], y_score=[0.9, 0.8, 0.7, 0.1],
        ...     sensitive_features={"team": list("aabb")}, threshold=0.5)
        >>> report.precision_recall_curve(by=[]).to_lists()["precision"]
        [None, 1.0, 0.5, 0.666..., 0.5]
        """
        return self._curve(
            "precision_recall_curve", selector(by, group, control),
            max_points=max_points, drop_intermediate=drop_intermediate,
        )

    def selection_rate_curve(
        self, *, by=None, group=None, control=None, max_points=None
    ):
        """The share that would be selected at every threshold.

        Needs no ``y_true``.  Rows and parameters are those of
        :meth:`roc_curve`.

        Examples
        --------
        >>> import libfairness as lf
        >>> report = lf.audit(
        ...     y_score=[0.9, 0.8, 0.7, 0.1], threshold=0.5,
        ...     sensitive_features={"team": list("aabb")})
        >>> rows = report.selection_rate_curve(group={"team": "b"})
        >>> [(row["threshold"], row["selection_rate"]) for row in rows]
        [(inf, 0.0), (0.7, 0.5), (0.1, 1.0)]
        """
        return self._curve(
            "selection_rate_curve", selector(by, group, control),
            max_points=max_points,
        )

    def score_histogram(
        self, *, by=None, group=None, control=None, bins=None,
        score_range=None,
    ):
        """How many scores are in each of some bins of equal width.

        Parameters
        ----------
        by, group, control
            As of :meth:`roc_curve`.
        bins : int
            How many; 10 by default.
        score_range : (low, high)
            Where they start and end; scores outside have a bin of their own
            on each side.  Not given: the range that the audit declared, or
            0 to 1, where all scores are in it; else from the lowest finite
            score to the highest.

        Examples
        --------
        >>> import libfairness as lf
        >>> report = lf.audit(
        ...     y_score=[0.9, 0.8, 0.7, 0.1], threshold=0.5,
        ...     sensitive_features={"team": list("aabb")})
        >>> rows = report.score_histogram(by=[], bins=2)
        >>> [(row["lower"], row["upper"], row["n"]) for row in rows]
        [(0.0, 0.5, 1), (0.5, 1.0, 3)]
        """
        return self._curve(
            "score_histogram", selector(by, group, control),
            bins=bins, score_range=score_range,
        )

    def score_quantiles(
        self, *, by=None, group=None, control=None, quantiles=None
    ):
        """Quantiles of the scores: of q the lowest score up to which at
        least the share q of the weight is, always a score that a row has.

        Parameters
        ----------
        by, group, control
            As of :meth:`roc_curve`.
        quantiles : list of float
            0, 0.05, 0.25, 0.5, 0.75, 0.95 and 1 by default.

        Examples
        --------
        >>> import libfairness as lf
        >>> report = lf.audit(
        ...     y_score=[0.9, 0.8, 0.7, 0.1], threshold=0.5,
        ...     sensitive_features={"team": list("aabb")})
        >>> rows = report.score_quantiles(by="team", quantiles=[0.5])
        >>> [(row["group"], row["score"]) for row in rows]
        [('team=a', 0.8), ('team=b', 0.1)]
        """
        return self._curve(
            "score_quantiles", selector(by, group, control),
            quantiles=quantiles,
        )

    def _curve(self, name, wanted, **options):
        given = {k: v for k, v in options.items() if v is not None}
        return Table(self._core, name, (wanted, given))
