# SPDX-License-Identifier: MIT
"""Calibrators: what they say, and scores that they map."""

from . import _core
from ._artefact import Artefact
from ._count import given
from ._group_words import Groups, aligned, key, label, number, plain
from ._table import Table

_COLUMNS = (
    ("positives", "L"),
    ("negatives", "L"),
    ("own_share", "g"),
    ("brier_before", "g"),
    ("brier_after", "g"),
)
_BY_LOT = "calibrated_equalized_odds"


def real(x):
    """A number of JSON, which has whole ones too."""
    return None if x is None else float(x)


class Calibrator(Artefact):
    """Maps by group from scores to probabilities.

    What it reaches is said of the rows that it was made from; on others it
    does less: :meth:`evaluate` says what, of rows that were kept aside.

    Examples
    --------
    >>> import libfairness as lf
    >>> calibrator = lf.calibrate(
    ...     [0, 1, 1, 1, 0, 0, 0, 1], [.2, .2, .8, .8, .2, .2, .8, .8],
    ...     sensitive_features={"team": list("aaaabbbb")}, min_count=4)
    >>> calibrator.apply([.8, .8], sensitive_features=["a", "b"])
    array('d', [1.0, 0.5])
    """

    __slots__ = ()
    _type = _core.Calibrator
    _word = "calibrator"

    def __init__(self):
        raise TypeError(
            "calibrators are made by calibrate(), Report.calibrate() and "
            "Calibrator.load()"
        )

    method = property(lambda self: self._said["method"], doc="Its name.")
    rows = property(
        lambda self: self._said["rows"],
        doc="How many rows it was made from: those with labels, or of "
        "``quantile`` all.",
    )
    min_count = property(
        lambda self: self._said["min_count"],
        doc="Groups with fewer rows have no map of their own.",
    )
    shrinkage = property(
        lambda self: float(self._said["shrinkage"]),
        doc="Rows that the map of all groups counts as beside a group's.",
    )

    strength = property(
        lambda self: real(self._said.get("strength")),
        doc="Of ``quantile``: how far scores are led; of others None.",
    )

    cost_constraint = property(
        lambda self: self._said.get("cost_constraint"),
        doc="Of ``calibrated_equalized_odds``: which cost is held together; "
        "of others None.",
    )
    cost = property(
        lambda self: real(self._said.get("cost_after")),
        doc="Of ``calibrated_equalized_odds``: what every group with a map "
        "costs; of others None.",
    )
    randomized = property(
        lambda self: self.method == _BY_LOT,
        doc="Whether it is for coins to say what a score becomes.",
    )

    @property
    def brier(self):
        """Mean squared errors before and after, on the rows that it was made
        from; None before where scores are no probabilities, and of
        ``quantile`` after as well, or where there are no labels."""
        said = self._said
        return real(said["brier_before"]), real(said["brier_after"])

    @property
    def maps(self):
        """A dict of group to map, as in the JSON; None where a group has none
        of its own.  That of all groups is :attr:`pooled_map`."""
        return {
            key(row["group"]): row["map"] for row in self.to_dict()["groups"]
        }

    @property
    def pooled_map(self):
        """The map of all groups together, as in the JSON."""
        return self.to_dict()["map"]

    @property
    def groups(self):
        """A table: sizes of the groups, what their own map counts for, and
        mean squared errors before and after.

        Examples
        --------
        >>> import libfairness as lf
        >>> calibrator = lf.calibrate(
        ...     [0, 1, 1, 1, 0], [.2, .2, .8, .8, .8], min_count=2,
        ...     sensitive_features={"team": list("aaabb")}, shrinkage=1)
        >>> for row in calibrator.groups:
        ...     print(row["group"], row["positives"], row["own_share"])
        team=a 2 0.75
        team=b 1 0.666...
        """
        columns = _COLUMNS
        if self.method == "quantile":
            columns = (("rows", "L"), *columns)
        if self.randomized:
            columns = (*columns, ("cost_before", "g"))
        return Table(Groups(self._said["groups"], columns), "calibrator")

    def apply(
        self, y_score=None, *, sensitive_features=None, data=None, seed=None,
        row_id=None, model=None,
    ):
        """Probabilities of rows; of ``quantile`` scores.

        Parameters
        ----------
        y_score : column of n finite numbers
            Of maps with knots (isotonic, histogram, quantile) with no fewer bits than the
            scores that it was made from; of ``"beta"``, ``"temperature"``
            and ``"calibrated_equalized_odds"`` from 0 to 1.
        sensitive_features : column, frame, list of columns or mapping
            The features of its groups, by name; columns without names in its
            order.  With ``data`` they are found there, or a mapping says by
            which name each is.  A pooled calibrator needs none.
        data : frame or mapping of names to columns, optional
            Where columns that are given by name are found.
        seed : int
            Of the coins of ``"calibrated_equalized_odds"``; not that of a
            plan by lot for the same rows, whose coins would be the same.
        row_id : column of n whole numbers or texts
            What the coin of a row depends on, beside the seed: not on the
            order of rows, on batches or machines.
        model : str, optional
            Of which model the scores are; an error if its own is another.

        Returns
        -------
        array.array
            Of n doubles, which NumPy, pandas, Polars and pyarrow take as a
            column: ``df["p"] = calibrator.apply(...)``.

        Raises
        ------
        MismatchError
            Rows of a group that it does not have (unless it says what becomes
            of them: ``missing``, ``unseen``), or another model.
        DataError
            A score that is missing, NaN or infinite, or no probability where
            it has to be one.
        TypeUnsupportedError
            Scores or features of another type than its own.

        Examples
        --------
        >>> import libfairness as lf
        >>> calibrator = lf.calibrate(
        ...     [0, 1, 1, 0], [.1, .4, .8, .9], pooled=True,
        ...     sensitive_features={"team": list("aabb")})
        >>> calibrator.apply([.1, .6])
        array('d', [0.0, 0.666...])
        """
        from ._applied import applied

        return applied(
            self, "d", y_score, sensitive_features, data,
            given(row_id=row_id), given(seed=seed, model=model),
        )

    def evaluate(
        self, y_true=None, y_score=None, *, sensitive_features, data=None,
        seed=None, row_id=None, model=None, **options,
    ):
        """Reports of scores before and after, of rows that were kept aside.

        Parameters
        ----------
        y_true, y_score, sensitive_features, data
            As in :func:`libfairness.audit`; features by the names that they
            have here.  They are read twice: no stream that is read once.
        seed, row_id, model
            As in :meth:`apply`.
        **options
            Of :func:`libfairness.audit`: ``sample_weight``, ``frequency``,
            ``calibration_bins``, ``metrics``, ...

        Returns
        -------
        before, after : Report
            Of the scores, and of the probabilities made of them.

        Examples
        --------
        >>> import libfairness as lf
        >>> calibrator = lf.calibrate(
        ...     [0, 1, 1, 1, 0, 0, 0, 1], [.2, .2, .8, .8, .2, .2, .8, .8],
        ...     sensitive_features={"team": list("aaaabbbb")}, min_count=4)
        >>> before, after = calibrator.evaluate(
        ...     [0, 0, 1, 1], [.2, .2, .8, .8],
        ...     sensitive_features={"team": list("abab")})
        >>> for report in before, after:
        ...     print(f"{report.value('brier_score').value:.3f}")
        0.040
        0.125
        >>> bins = after.reliability
        """
        from ._call import audit

        p = self.apply(
            y_score, sensitive_features=sensitive_features, data=data,
            seed=seed, row_id=row_id, model=model,
        )
        return tuple(
            audit(
                y_true, y_score=scores, data=data,
                sensitive_features=sensitive_features, **options,
            )
            for scores in (y_score, p)
        )

    def to_sql(self, score="y_score", columns=None, *, dialect="ansi"):
        """A calibrator with knots (isotonic, histogram, quantile) as an
        expression of SQL.

        Parameters
        ----------
        score : str
            The column of scores.
        columns : mapping of feature to column, optional
            Where features are called otherwise than here.
        dialect : {"ansi", "duckdb"}
            For DuckDB what :meth:`apply` refuses is an error; otherwise it
            is NULL, since SQL knows no errors.

        Raises
        ------
        SpecificationError
            Another method: not every SQL has exponentials, and those that
            have them differ, and SQL has no coins; text that SQL cannot hold.

        Examples
        --------
        >>> import libfairness as lf
        >>> calibrator = lf.calibrate(
        ...     [0, 1, 1, 0], [.1, .4, .8, .9], pooled=True, bins=2,
        ...     method="histogram", sensitive_features=list("aabb"))
        >>> print(calibrator.to_sql("s"))
        CASE WHEN "s" - "s" = 0 THEN CASE WHEN "s" >= (5e-1) THEN (5e-1) \
ELSE (5e-1) END
        ELSE NULL END
        """
        from ._calibrator_sql import expression

        return expression(self._said, score, columns, dialect)

    def _lines(self):
        said = self._said
        before, after = said["brier_before"], said["brier_after"]
        yield f"Calibrator: {said['method']}"
        if self.strength is not None:
            yield f" of strength {self.strength!r}"
        yield f", {said['rows']:,} rows"
        if after is not None:
            yield f", mean squared error {number(before)} to {number(after)}"
        yield "\n"
        if self.randomized:
            yield (
                f"Every group costs {number(self.cost)} "
                f"({self.cost_constraint}): scores are withheld by lot.\n"
            )
        if said["needs_groups"]:
            yield f"It needs {plain(' and '.join(self.by))} when it is applied.\n"
        else:
            yield "One map for everyone.\n"
        yield (
            "These are the rows that it was made from: on others it does "
            "less.\n\n"
        )
        yield from aligned(list(self._rows()))

    def _rows(self):
        last = ("cost", "withheld", "") if self.randomized else ("",)
        yield ("group", "positive", "negative", "own map", "before", "after",
               *last)
        for row, own in zip(self._said["groups"], self.maps.values()):
            if self.randomized:
                last = (number(row["cost_before"]),
                        f"{own['withheld'] if own else 0:.1%}", "")
            yield (
                plain(label(row["group"])),
                f"{row['positives']:,}",
                f"{row['negatives']:,}",
                f"{row['own_share']:.0%}",
                number(row["brier_before"]),
                number(row["brier_after"]),
                *last,
            )

    def __repr__(self):
        n = len(self._said["groups"])
        return (
            f"<libfairness.Calibrator: {self.method}, {n} group"
            f"{'s' * (n != 1)}>"
        )
