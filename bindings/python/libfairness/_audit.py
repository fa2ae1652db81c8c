# SPDX-License-Identifier: MIT
"""Audit: rows in batches, counts kept."""

import operator

from . import _core, _threads
from ._count import add_data, given, names_of
from ._errors import specification, unsupported
from ._report import Report


class Audit:
    """Counts of rows that come in batches, from anywhere, in any order.

    Every call is all or nothing: one that fails or is interrupted has changed
    nothing, and the audit is as usable as before.  An audit belongs to one
    thread at a time: use several and merge them, or ``add(..., threads=N)``.
    Audits are copied (``copy.copy``) and pickled with all that they counted.

    Parameters
    ----------
    sensitive_features, control_features : name or list of names
        Columns of the batches that hold groups and strata.
    y_true, y_pred, y_score, y_pred_baseline, sample_weight, frequency : str
        Names of columns; see :func:`audit` for what they mean.
    threshold : float, optional
        Selected where the score is at least the threshold.
    positive_label : label, or mapping of y_true, y_pred, y_pred_baseline
        The label that counts as positive.
    unlabelled : {"error", "exclude", "keep"}
        What a missing y_true means.
    nulls : {"group", "exclude", "error"}
        What a missing group value means; ``"set_aside"`` is for
        :meth:`report`, as is all that only shapes the answer.
    max_cells : int
        Most observed combinations of all features (65,536).
    scores : {"exact", "none"}
        What is kept of y_score beyond decisions: every distinct score of each
        group and label with its count (default), or nothing.
    max_scores : int
        Most distinct scores of groups and labels (33,554,432), 20 bytes each.
    score_range : pair of numbers, optional
        The lowest and the highest score that there can be; see :func:`audit`.
    score_bins : int, optional
        Keep scores in so many bins of equal width; see :func:`audit`.
    shard : str, optional
        Name of this part of the data: merging the same one twice fails.

    Raises
    ------
    SpecificationError
        No sensitive feature, a name twice, options that contradict each
        other.

    Examples
    --------
    >>> import libfairness as lf
    >>> a = lf.Audit(y_pred="hired", sensitive_features=["sex"])
    >>> a.add({"hired": [1, 0, 1], "sex": ["F", "F", "M"]})
    >>> b = lf.Audit.from_bytes(a.to_bytes())
    >>> b.merge(a)
    >>> b.rows
    6
    >>> b.report()["demographic_parity_difference"].value
    0.5
    """

    __slots__ = ("_core", "_names")

    def __init__(
        self,
        *,
        sensitive_features,
        control_features=None,
        y_true=None,
        y_pred=None,
        y_score=None,
        threshold=None,
        y_pred_baseline=None,
        sample_weight=None,
        frequency=None,
        positive_label=None,
        unlabelled=None,
        nulls=None,
        max_cells=None,
        scores=None,
        max_scores=None,
        score_range=None,
        score_bins=None,
        shard=None,
    ):
        if isinstance(nulls, str) and nulls == "set_aside":
            raise specification(
                'nulls: "set_aside" shapes the answer: give it to report()',
                "nulls",
            )
        options = given(
            y_true=y_true,
            y_pred=y_pred,
            y_score=y_score,
            threshold=threshold,
            y_pred_baseline=y_pred_baseline,
            sample_weight=sample_weight,
            frequency=frequency,
            positive_label=positive_label,
            unlabelled=unlabelled,
            nulls=nulls,
            max_cells=max_cells,
            scores=scores,
            max_scores=max_scores,
            score_range=score_range,
            score_bins=score_bins,
            shard=shard,
        )
        options["sensitive_features"] = names_of(
            sensitive_features, "sensitive_features"
        )
        options["control_features"] = names_of(
            control_features, "control_features"
        )
        self._core = _core.Audit(options)
        self._names = self._core.names()

    @classmethod
    def _wrap(cls, core):
        self = cls.__new__(cls)
        self._core = core
        self._names = core.names()
        return self

    def add(self, data, *, threads=None):
        """Count one batch: all of its rows or, on any error, none.

        Parameters
        ----------
        data : frame or mapping of names to columns
            Whatever speaks Arrow's PyCapsule interface (pandas, Polars,
            pyarrow, a DuckDB relation, a reader of record batches, which is
            read to its end in constant memory), or a mapping of names to
            columns of n values each.  Columns that the audit does not name
            are ignored.
        threads : int, optional
            How many count the rows; no result depends on it.  Not given: as
            many as the machine has from a million rows on, else one.

        Raises
        ------
        DataError
            A value that may not be there: names column, first row (from 0, in
            this batch) and count.
        SpecificationError
            A column that is missing or there twice, lengths that differ,
            other columns than in the first batch.
        TypeUnsupportedError
            A column of a type that is not supported.
        LimitError
            Too many groups, or a count beyond 64 bits.
        KeyboardInterrupt
            Ctrl-C, within a fraction of a second.

        Examples
        --------
        >>> import libfairness as lf
        >>> a = lf.Audit(y_pred="hired", sensitive_features="sex")
        >>> a.add({"hired": [1, 0], "sex": ["F", "M"]})
        >>> a.add({"hired": [1, None], "sex": ["F", "M"]})
        Traceback (most recent call last):
            ...
        libfairness.DataError: y_pred "hired": row 1 is missing, and every \
row needs a decision: fill or remove such rows
        >>> a.rows
        2
        """
        add_data(self._core, self._names, data, _threads.checked(threads))

    def merge(self, other):
        """Add what another audit of the same specification has counted.

        ``other`` stays as it is.

        Raises
        ------
        MismatchError
            Specifications that differ, or a shard that is in both.
        LimitError
            Too many groups together, or a count beyond 64 bits.

        Examples
        --------
        >>> import libfairness as lf
        >>> names = {"y_pred": "hired", "sensitive_features": "sex"}
        >>> a, b = lf.Audit(shard="a", **names), lf.Audit(shard="b", **names)
        >>> b.add({"hired": [1, 0], "sex": ["F", "M"]})
        >>> a.merge(b)
        >>> a.rows
        2
        """
        if not isinstance(other, Audit):
            raise specification(
                f"merge: expected an Audit, found a {type(other).__name__}"
            )
        self._core.merge(other._core)

    def copy(self):
        """An audit of its own with the same specification and counts."""
        return Audit._wrap(self._core.copy())

    __copy__ = copy

    def __deepcopy__(self, memo):
        return self.copy()

    def check_shards(self, names):
        """Check that exactly these shards are in, once each.

        Parameters
        ----------
        names : list of str

        Raises
        ------
        MismatchError
            Shards that are missing (code ``INCOMPLETE``) or not expected: the
            message names them.
        """
        try:
            listed = None if isinstance(names, (str, bytes)) else list(names)
        except Exception:  # no list, or one that cannot be read
            listed = None
        if listed is None:
            raise specification(
                f"names: expected a list of shard names, found {names!r:.200}",
                "names",
            )
        self._core.check_shards(listed)

    def reset(self):
        """Drop all counts; keep the specification, the shard's own name and
        the memory."""
        self._core.reset()

    def to_bytes(self):
        """The saved form: equal counts give equal bytes.

        It holds counts and names of groups, and no rows.
        """
        return self._core.to_bytes()

    @classmethod
    def from_bytes(cls, state, *, max_cells=0, max_scores=0):
        """An audit from saved bytes, which may come from anywhere.

        Parameters
        ----------
        state : bytes-like
            What :meth:`to_bytes` or ``fairness audit --save`` gave.
        max_cells : int
            Most combinations of all features; 0 for the default.
        max_scores : int
            Most distinct scores of groups and labels; 0 for the default.

        Raises
        ------
        CorruptError
            Bytes that are damaged, or of a format that is not known here.
        LimitError
            More combinations than max_cells, or scores than max_scores.
        """
        try:
            contiguous = memoryview(state).c_contiguous
        except TypeError:
            contiguous = False
        if not contiguous:
            raise unsupported(
                f"state: expected bytes, found a {type(state).__name__}",
                "state",
            )
        return cls._wrap(
            _core.Audit.from_bytes(
                state,
                _limit("max_cells", max_cells),
                _limit("max_scores", max_scores),
            )
        )

    @property
    def rows(self):
        """Rows that came in, excluded ones included."""
        return self._core.rows

    def report(
        self,
        *,
        by=None,
        reference=None,
        metrics=None,
        comparisons=None,
        favourable=None,
        undefined=None,
        nulls=None,
        confidence=None,
        min_count=None,
        min_share=None,
        costs=None,
        utilities=None,
        allow_sparse=None,
        calibration_bins=None,
        calibration_tolerance=None,
        p_values=None,
        replicates=None,
        seed=None,
    ):
        """A report of what was counted so far; see :func:`audit`."""
        return Report._of(
            self._core,
            given(
                by=by,
                reference=reference,
                metrics=metrics,
                comparisons=comparisons,
                favourable=favourable,
                undefined=undefined,
                nulls=nulls,
                confidence=confidence,
                min_count=min_count,
                min_share=min_share,
                costs=costs,
                utilities=utilities,
                allow_sparse=allow_sparse,
                calibration_bins=calibration_bins,
                calibration_tolerance=calibration_tolerance,
                p_values=p_values,
                replicates=replicates,
                seed=seed,
            ),
        )

    def __reduce__(self):
        core = self._core
        return _load, (self.to_bytes(), core.max_cells, core.max_scores)

    def __repr__(self):
        said = [
            f"{role}={names if isinstance(names, str) else list(names)!r}"
            for role, names in self._names.items()
            if names
        ]
        return f"<libfairness.Audit of {self.rows} rows: {', '.join(said)}>"


def _limit(name, most):
    try:
        number = operator.index(most)
    except TypeError:
        number = -1
    if not 0 <= number < 2**64:
        raise specification(
            f"{name}: expected a whole number, 0 or more, found "
            f"{most!r:.200}",
            name,
        )
    return number


def _load(state, max_cells, max_scores):
    return Audit._wrap(_core.Audit.from_bytes(state, max_cells, max_scores))
