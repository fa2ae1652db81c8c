# SPDX-License-Identifier: MIT
"""Plans: what they say, and rows that they decide."""

from . import _core
from ._artefact import Artefact
from ._count import given
from ._group_words import Groups, key, number
from ._joined import joined
from ._plan_text import lines
from ._table import Table

_COLUMNS = (
    ("threshold", "g"),
    ("rows", "L"),
    ("selected", "L"),
    ("true_positives", "L"),
    ("false_positives", "L"),
    ("false_negatives", "L"),
    ("true_negatives", "L"),
    ("selection_rate", "g"),
    ("true_positive_rate", "g"),
    ("false_positive_rate", "g"),
    ("positive_predictive_value", "g"),
    ("set_aside", "U"),
    ("refer_from", "g"),
    ("referred", "L"),
)


def _real(x):
    """A number of JSON, which has whole ones too."""
    return None if x is None else float(x)


class Plan(Artefact):
    """Thresholds by group that satisfy a constraint, best for an objective.

    What it reaches is said of the rows that it was made from; on others the
    disparity is larger, since it was made small on these.

    Examples
    --------
    >>> import libfairness as lf
    >>> plan = lf.plan(
    ...     [1, 0, 1, 0, 1, 0, 0, 1], [.9, .6, .4, .2, .7, .5, .3, .1],
    ...     sensitive_features={"team": list("aaaabbbb")},
    ...     constraint="true_positive_rate_parity", tolerance=0)
    >>> plan.thresholds
    {'a': 0.9, 'b': 0.7}
    >>> plan.objective, plan.disparity, plan.bound
    (0.75, 0.0, 0.0)
    """

    #: The decision of a row that a plan refers to somebody else.
    REFERRED = 2

    __slots__ = ()
    _type = _core.Plan
    _word = "plan"

    def __init__(self):
        raise TypeError("plans are made by plan(), Report.plan() and Plan.load()")

    constraint = property(
        lambda self: self._said["constraint"],
        doc="Its name, not an alias.",
    )
    objective = property(
        lambda self: _real(self._said["value"]),
        doc="What it reaches: accuracy, or what was asked for.",
    )
    objective_name = property(
        lambda self: self._said["objective"], doc="Of what that is."
    )
    disparity = property(
        lambda self: _real(self._said["disparity"]),
        doc="The largest difference of the constraint's rates, or with "
        "min_ratio the smallest ratio; None where there is none.",
    )
    reason = property(
        lambda self: self._said["reason"], doc="Why there is no disparity."
    )
    bound = property(
        lambda self: _real(self._said["bound"]),
        doc="No plan of this rule that satisfies the constraint is better by "
        "more; 0.0: none is better.",
    )
    rule = property(
        lambda self: self._said["rule"], doc='"by_group", "shared", "randomized" or "reject_option".'
    )
    randomized = property(
        lambda self: self._said["randomized"],
        doc="Whether a coin decides some rows: then a seed and row ids are "
        "needed.",
    )
    control = property(
        lambda self: list(self._said.get("control", ())),
        doc="Those of the features that are control features: the constraint "
        "holds within each combination of their values.",
    )
    refers = property(
        lambda self: "refer_from" in self._said["groups"][0],
        doc="Whether some rows are referred to somebody else, who decides "
        "them: see :attr:`bands`.",
    )

    def _parts(self):
        """Pairs of a group and its (threshold, share)s."""
        return [
            (
                row["group"],
                tuple(
                    (float(part["threshold"]), float(part["share"]))
                    for part in row["parts"]
                ),
            )
            for row in self._said["groups"]
        ]

    @property
    def thresholds(self):
        """A dict of group to threshold: a row is selected if its score is at
        least that; ``inf`` selects nobody.

        A group is the value of its feature, or a tuple of values where there
        are several; a missing value is None.  Where a coin decides there are
        (threshold, share) pairs instead of one threshold.
        """
        return {
            key(group): parts[0][0] if len(parts) == 1 else parts
            for group, parts in self._parts()
        }

    @property
    def bands(self):
        """Of a plan that refers, a dict of group to the scores where its
        referral band begins and ends: a row is referred if its score is at
        least the first and below the second, which is its threshold.  Equal
        ones refer nobody.  None of other plans.

        Examples
        --------
        >>> import libfairness as lf
        >>> plan = lf.plan(
        ...     y_score=[.9, .6, .4, .2, .8, .3, .2, .1], threshold=.5,
        ...     sensitive_features={"team": list("aaaabbbb")},
        ...     constraint="demographic_parity", tolerance=0,
        ...     objective="least_referred")
        >>> plan.bands, plan.objective
        ({'a': (0.6, 0.9), 'b': (0.3, 0.8)}, 0.25)
        """
        if not self.refers:
            return None
        return {
            key(group): (low, parts[0][0])
            for (group, parts), low in zip(self._parts(), self._lows())
        }

    def _lows(self):
        """Where the band of each group begins, or None."""
        return [
            float(row["refer_from"]) if "refer_from" in row else None
            for row in self._said["groups"]
        ]

    @property
    def flips(self):
        """Of a plan that was made from decisions: a dict of group to the
        chance that a row is selected which was rejected, and that one is
        which was selected; None of thresholds of scores.

        Examples
        --------
        >>> import libfairness as lf
        >>> plan = lf.plan(
        ...     [1, 1, 0, 0, 0, 1, 1, 0, 0, 0],
        ...     y_pred=[1, 1, 0, 0, 0, 1, 0, 0, 0, 0],
        ...     sensitive_features={"team": list("aaaaabbbbb")},
        ...     constraint="equalized_odds", tolerance=0, randomized=True)
        >>> plan.flips
        {'a': (0.0, 0.5), 'b': (0.0, 1.0)}
        """
        groups = self._parts()
        cuts = {cut for _, parts in groups for cut, _ in parts}
        if not cuts <= {0.0, 1.0, float("inf")}:
            return None
        features = {
            name: [group[name] for group, _ in groups for _ in range(2)]
            for name in self.by
        }
        found = self.probability(
            [0.0, 1.0] * len(groups),
            sensitive_features=features if self.needs_groups else None,
        )
        return {
            key(group): (found[2 * i], found[2 * i + 1])
            for i, (group, _) in enumerate(groups)
        }

    @property
    def groups(self):
        """A table: threshold, counts and rates of every group.

        Examples
        --------
        >>> import libfairness as lf
        >>> plan = lf.plan([1, 0, 1, 0], [.9, .6, .4, .2],
        ...                sensitive_features={"team": list("aabb")})
        >>> for row in plan.groups:
        ...     print(row["group"], row["threshold"], row["selected"])
        team=a 0.9 1
        team=b 0.4 1
        """
        rows = [
            {
                "referred": 0, **row, "refer_from": low,
                "threshold": parts[0][0] if len(parts) == 1 else None,
            }
            for row, (_, parts), low in zip(
                self._said["groups"], self._parts(), self._lows()
            )
        ]
        return Table(Groups(rows, _COLUMNS), "plan")

    def apply(
        self,
        y_score=None,
        *,
        sensitive_features=None,
        control_features=None,
        data=None,
        seed=None,
        row_id=None,
        model=None,
    ):
        """Decide rows: 1 where a row is selected, else 0; where it is
        referred :attr:`REFERRED`, which is 2.

        Parameters
        ----------
        y_score : column of n finite numbers
            Of no fewer bits than the scores that the plan was made from.
        sensitive_features : column, frame, list of columns or mapping
            The features of the plan, by name; columns without names in its
            order.  With ``data`` they are found there, or a mapping says by
            which name each is.  A shared plan needs none.
        control_features : column, frame, list of columns or mapping
            Those of the plan that are, if they are given apart.
        data : frame or mapping of names to columns, optional
            Where columns that are given by name are found.
        seed : int
            Of the coins of a randomized plan.
        row_id : column of n whole numbers or texts
            What the coin of a row depends on, beside the seed: not on the
            order of rows, on batches or machines.
        model : str, optional
            Of which model the scores are; an error if the plan's is another.

        Returns
        -------
        array.array
            Of n bytes, which NumPy, pandas, Polars and pyarrow take as a
            column: ``df["selected"] = plan.apply(...)``.

        Raises
        ------
        MismatchError
            Rows of a group that the plan does not have (unless it says what
            becomes of them: ``missing``, ``unseen``), or another model.
        DataError
            A score that is missing, NaN or infinite.
        TypeUnsupportedError
            Scores or features of another type than the plan's.

        Examples
        --------
        >>> import libfairness as lf
        >>> plan = lf.plan([1, 0, 1, 0], [.9, .6, .4, .2],
        ...                sensitive_features={"team": list("aabb")})
        >>> plan.apply([.5, .5], sensitive_features={"team": ["a", "b"]})
        array('B', [0, 1])
        """
        from ._applied import applied

        sensitive_features, _ = joined(
            sensitive_features, control_features, data
        )
        return applied(
            self, "B", y_score, sensitive_features, data,
            given(row_id=row_id), given(seed=seed, model=model),
        )

    def probability(
        self, y_score=None, *, sensitive_features=None, control_features=None,
        data=None, model=None,
    ):
        """With which probability rows are selected, before any coin: see
        :meth:`apply`; NaN of rows that are referred.

        Examples
        --------
        >>> import libfairness as lf
        >>> plan = lf.plan([1, 0, 1, 0], [.9, .6, .4, .2],
        ...                sensitive_features={"team": list("aabb")})
        >>> plan.probability([.5, .5], sensitive_features=["a", "b"])
        array('d', [0.0, 1.0])
        """
        from ._applied import applied

        sensitive_features, _ = joined(
            sensitive_features, control_features, data
        )
        return applied(
            self, "d", y_score, sensitive_features, data, {},
            given(model=model),
        )

    def to_sql(
        self,
        score="y_score",
        columns=None,
        *,
        coin=None,
        probability=False,
        dialect="ansi",
    ):
        """The plan as an expression of SQL: 1 where a row is selected,
        else 0; 2 where it is referred (of ``probability`` NULL).

        Parameters
        ----------
        score : str
            The column of scores.
        columns : mapping of feature to column, optional
            Where features are called otherwise than in the plan.
        coin : str, optional
            Of a randomized plan: a column of numbers from 0 to below 1.
        probability : bool
            With which probability a row is selected instead.
        dialect : {"ansi", "duckdb"}
            For DuckDB what :meth:`apply` refuses is an error; otherwise it
            is NULL, since SQL knows no errors.

        Raises
        ------
        SpecificationError
            A randomized plan without a coin; text that SQL cannot hold.

        Examples
        --------
        >>> import libfairness as lf
        >>> plan = lf.plan([1, 0, 1, 0], [.9, .6, .4, .2], rule="shared",
        ...                sensitive_features={"team": list("aabb")})
        >>> print(plan.to_sql("score"))
        CASE WHEN "score" - "score" = 0 THEN CASE WHEN "score" >= (9e-1) \
THEN 1 ELSE 0 END
        ELSE NULL END
        """
        from ._plan_sql import expression

        return expression(
            self._parts(), self._lows(), self.by, not self.needs_groups,
            self._said["missing"], self._said["unseen"], score, columns,
            coin, probability, dialect,
        )

    def _lines(self):
        return lines(self._said, self._parts(), self._lows())

    def __repr__(self):
        said = self._said
        n = len(said["groups"])
        return (
            f"<libfairness.Plan: {said['objective']} {number(said['value'])} "
            f"under {said['constraint']}, {n} group{'s' * (n != 1)}>"
        )
