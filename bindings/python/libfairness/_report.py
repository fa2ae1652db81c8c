# SPDX-License-Identifier: MIT
"""Report: what was found."""

import json
import os

from . import _core, _files
from ._curves import Curves
from ._errors import specification
from ._mitigation import Mitigation
from ._plot import Plots
from ._select import selector
from ._table import Table
from ._value import LimitTest, Value, _Unchanging


def put(text, file):
    """The text, or None when it was written to a file."""
    if file is None:
        return text
    if hasattr(file, "write"):
        file.write(text)
    elif isinstance(file, (str, os.PathLike)):
        _files.write(file, text.encode("utf-8"))
    else:  # open() would take a number for a file that is open already
        raise specification(
            "file: expected a path or a text file that is open for writing, "
            f"found {file!r:.200}",
            "file",
        )
    return None


class Report(_Unchanging, Curves, Mitigation):
    """What an audit found: an immutable snapshot of its counts.

    Values are computed when they are asked for; any number of threads may
    ask.  ``report["equalized_odds_difference"]`` is a :class:`Value`.

    ``to_json``, ``to_text``, ``to_markdown``, ``to_html`` and ``to_csv``
    return text, or write it where a path (UTF-8, the same bytes on every
    machine) or an open text file is given.
    """

    __slots__ = ("_core", "_json")
    _instead = (
        "the Audit (pickle or to_bytes()) and ask it for the report there, "
        "or to_json()"
    )

    def __init__(self):
        raise TypeError("reports are made by audit() and Audit.report()")

    @classmethod
    def _of(cls, audit, options):
        self = cls.__new__(cls)
        self._core = _core.Report(audit, options)
        self._json = None
        return self

    def __getitem__(self, name):
        return self.value(name)

    def value(
        self, name, *, by=None, group=None, control=None, comparison=None
    ):
        """One value by name.

        Parameters
        ----------
        name : str
            A criterion or a metric.
        by : feature or list of features
            The grouping, where there are several.
        group : mapping of feature to value
            The group, for a metric or a comparison with the reference.
        control : mapping of feature to value
            The stratum; all rows if not given.
        comparison : str
            Of the metric: ``"difference"``, ``"ratio_to_reference"``, ...

        Raises
        ------
        SpecificationError
            A name that does not exist, or several groupings and no ``by``:
            the message lists those there are.
        """
        if not isinstance(name, str):
            raise specification(f"expected a name (str), found {name!r:.200}")
        wanted = selector(by, group, control, comparison)
        return Value(self._core, name, self._core.value(name, wanted))

    def test(self, name, limit, *, by=None, control=None, comparison=None):
        """Test a criterion, or a comparison of a metric, against a limit.

        The tests are those of a gate of one rule, with all groups together:
        binomial tails of a rate, score tests of differences and ratios, also
        of ratios and odds of two rates of a group (Miettinen and Nurminen
        1985, Koopman 1984, with Yates' half of a count and tails by Peizer
        and Pratt 1968), DeLong's of areas under ROC
        curves, by resampling of other metrics of decisions (F1) and of
        calibration errors, always from the same seed.  What is no claim about
        single groups or pairs (``average_odds_difference``,
        ``conditional_demographic_disparity``, distances between scores,
        ``mean_pairwise_difference``) is tested by its interval: a chance is
        what the bound leaves out that is just at the limit.

        Parameters
        ----------
        name : str
            A criterion or a metric: of decisions, ``roc_auc``, or a
            calibration error.
        limit : float
            The highest difference or ``group_max``, the lowest ratio or
            ``group_min``, that is still within: in the metric's range.  Of
            signed criteria the largest size, whatever the sign.
        by : feature or list of features
            The grouping, where there are several.
        control : mapping of feature to value
            The stratum; all rows if not given.
        comparison : str
            Of the metric: ``"difference"``, ``"ratio"``, ``"group_min"`` or
            ``"group_max"``; of calibration errors ``"group_max"``.

        Returns
        -------
        LimitTest
            A named tuple.  ``name``, ``limit``, and ``side``: the limit is a
            ``"max"`` or a ``"min"``; ``value``, or None and the ``reason``.
            ``p_beyond`` is small where some group is shown to be beyond the
            limit, adjusted over the ``claims`` (pairs, or groups; of two
            metrics those of both); ``p_within`` where all groups are shown to
            be within it (equivalence, or non-inferiority);
            ``p_no_disparity`` where some groups are shown to differ at all.
            ``interval`` at ``confidence`` is made of the two bounds of such
            a gate.  None where there is no such number.

        Raises
        ------
        SpecificationError
            A name that does not exist or has no such test, several groupings
            and no ``by``, a limit out of range.

        Examples
        --------
        >>> import libfairness as lf
        >>> report = lf.audit(y_pred=[1, 0, 1, 0],
        ...                   frequency=[200, 800, 100, 900],
        ...                   sensitive_features={"team": list("aabb")})
        >>> test = report.test("impact_ratio", 0.8)
        >>> test.value, test.side, test.p_beyond < 0.001, test.p_within > 0.9
        (0.5, 'min', True, True)
        """
        if not isinstance(name, str):
            raise specification(f"expected a name (str), found {name!r:.200}")
        wanted = selector(by, None, control, comparison)
        return LimitTest(name, *self._core.test(name, limit, wanted))

    @property
    def groups(self):
        """Metrics of all rows, of strata and of every group."""
        return Table(self._core, "groups")

    @property
    def comparisons(self):
        """Comparisons between groups."""
        return Table(self._core, "comparisons")

    @property
    def criteria(self):
        """Named criteria."""
        return Table(self._core, "criteria")

    @property
    def score_pairs(self):
        """Scores of every pair of groups: how often positives of one
        outscore negatives of the other, the area between the ROC curves, and
        how far apart the distributions are.  Made when it is read, which
        takes a look at all scores for each group.

        Examples
        --------
        >>> import libfairness as lf
        >>> report = lf.audit([1, 0, 1, 0], y_score=[0.9, 0.4, 0.6, 0.5],
        ...                   sensitive_features={"g": list("aabb")})
        >>> for row in report.score_pairs:
        ...     print(row["group"], row["reference"], row["cross_auc"],
        ...           row["score_distance_ks"])
        g=a g=b 1.0 0.5
        """
        return Table(self._core, "score_pairs")

    @property
    def reliability(self):
        """Calibration bin by bin: of every group, how often what the scores
        foretold happened, in bins of equal width and of equal mass.

        Examples
        --------
        >>> import libfairness as lf
        >>> report = lf.audit(y_true=[0, 0, 1, 1], y_score=[.1, .4, .4, .8],
        ...                   sensitive_features={"team": list("aabb")},
        ...                   calibration_bins=2)
        >>> for row in report.reliability:
        ...     if row["group"] and row["bins"] == "equal_width":
        ...         print(row["group"], row["lower_edge"], row["upper_edge"],
        ...               row["mean_score"], row["observed_rate"])
        team=a 0.0 0.5 0.25 0.0
        team=b 0.0 0.5 0.4 1.0
        team=b 0.5 1.0 0.8 1.0
        """
        return Table(self._core, "reliability")

    @property
    def rows(self):
        """Rows that came in, were used, were excluded by cause."""
        return self._member("rows")

    @property
    def warnings(self):
        """What a reader should know: dicts with code, message and more."""
        return self._member("warnings")

    def gate(self, policy, *, today=None, baseline=None):
        """Hold a policy against the report.

        Parameters
        ----------
        policy : path, mapping or Policy
            See :class:`Policy`.  The report needs the groupings that its
            rules are by; what its ``data`` says is checked against what the
            report was made with, as far as it is not a name of a column.
        today : date or str, optional
            As in :func:`gate`.
        baseline : Report, Audit, path, bytes or mapping, optional
            As in :func:`gate`.

        Returns
        -------
        Verdict

        Raises
        ------
        SpecificationError
            A policy that makes no sense, or a grouping that the report does
            not have.
        MismatchError
            The report was made otherwise than the policy says, or the
            baseline otherwise than the report.

        Examples
        --------
        >>> import libfairness as lf
        >>> report = lf.audit(y_pred=[1, 0, 1, 0], frequency=[9, 9, 9, 9],
        ...                   sensitive_features={"team": list("aabb")})
        >>> report.gate({"schema": "libfairness/policy/1",
        ...              "rule": [{"criterion": "four_fifths"}]}).status
        'inconclusive'
        """
        from ._baseline import core_of
        from ._policy import as_policy
        from ._verdict import Verdict, check_required, check_said

        policy = as_policy(policy)
        before = None
        if baseline is not None:
            said = self._member("specification")["favourable"]
            before = core_of(baseline, policy, said)
        with policy._placing():
            verdict = Verdict._of(self._core, policy._at(today), before)
        check_said(policy._data, verdict)
        check_required(policy, verdict)
        return verdict

    @property
    def plot(self):
        """Pictures of what is made from scores: :class:`Plots`."""
        return Plots(self)

    def to_json(self, file=None):
        """The report as JSON text, schema libfairness/report/1."""
        if self._json is None:
            self._json = self._core.write("json")
        return put(self._json, file)

    def _member(self, name):
        """One member of to_dict(), without the others being made."""
        return json.loads(self._core.write(f"json:{name}"))

    def to_dict(self):
        """The report as dicts and lists, as in the JSON."""
        # A fresh copy each time: a report does not change.
        return json.loads(self.to_json())

    def to_text(self, file=None):
        """The report for a terminal: ``str(report)`` is the same.

        For each grouping a sentence, the criteria, and a table of groups
        with their rows, rates, intervals and the counts behind them; then
        who could not be compared and what to do about it, rows that were
        excluded, and warnings.  Of more than 40 groups the lowest, the
        highest, the smallest and the largest are shown.

        Examples
        --------
        >>> import libfairness as lf
        >>> report = lf.audit(y_pred=[1, 0, 0, 0], favourable="positive",
        ...                   sensitive_features={"team": list("aabb")})
        >>> print(report.to_text().splitlines()[3])  # doctest: +ELLIPSIS
        team: selection rate 50.0 points apart, lowest b 0.000 (n = 2), ...
        """
        return put(self._core.write("text"), file)

    def to_markdown(self, file=None):
        """The report as Markdown, the same text as :meth:`to_text`.

        Names of groups are escaped for Markdown and for the HTML made from
        it: none of them is markup, a link or a template.

        Examples
        --------
        >>> import libfairness as lf
        >>> report = lf.audit(y_pred=[1, 0, 0, 0],
        ...                   sensitive_features={"team": list("a|||")})
        >>> print(report.to_markdown().splitlines()[0])
        # Fairness report
        >>> "team=&#124;" in report.to_markdown()
        True
        """
        return put(self._core.write("markdown"), file)

    def to_html(self, file=None):
        """The report as a fragment of HTML, what a notebook shows.

        The same text as :meth:`to_text`, with a dot and an interval for
        every group.  One ``<div class="libfairness">`` whose styles apply
        to nothing else; no script, no address; colours follow the page.

        Examples
        --------
        >>> import libfairness as lf
        >>> report = lf.audit(y_pred=[1, 0, 0, 0],
        ...                   sensitive_features={"team": list("aabb")})
        >>> report.to_html().startswith('<div class="libfairness')
        True
        """
        return put(self._core.write("html"), file)

    def to_csv(self, file=None, *, table=None):
        """The whole report as one CSV, a row for every value; or one table.

        ``table="roc_curve"``, or the name of any other of the tables that
        docs/reference/tables.md lists, is that table with its own columns.

        RFC 4180 in UTF-8, lines end in LF.  The column ``table`` says what
        a row is about: "groups", "comparisons", "criteria", "counts",
        "rows", "warnings", "specification", "library"; the others are in
        docs/reference/tables.md.  A value that does not exist is an empty
        cell, and ``reason`` says why.  Text that a spreadsheet would take
        for a formula has an apostrophe in front; the ``*_key`` columns hold
        groups exactly, as JSON.

        Examples
        --------
        >>> import csv, io
        >>> import libfairness as lf
        >>> report = lf.audit(y_pred=[1, 0, 0, 0],
        ...                   sensitive_features={"team": list("aabb")})
        >>> for row in csv.DictReader(io.StringIO(report.to_csv())):
        ...     if row["table"] == "groups" and row["group"]:
        ...         if row["metric"] == "selection_rate":
        ...             print(row["group"], row["value"], row["n"])
        team=a 0.5 2
        team=b 0 2
        """
        if table is not None and not isinstance(table, str):
            raise specification(
                f"table: expected a name, found {table!r:.200}", "table"
            )
        format = "csv" if table is None else f"csv:{table}"
        return put(self._core.write(format), file)

    def to_pandas(self, table="groups"):
        """A table ("groups", "comparisons", "criteria", "score_pairs",
        "warnings", "rows", "reliability") as a pandas.DataFrame."""
        return Table(self._core, table).to_pandas()

    def to_polars(self, table="groups"):
        """A table as a polars.DataFrame."""
        return Table(self._core, table).to_polars()

    def _repr_html_(self):
        return self.to_html()

    def __str__(self):
        return self.to_text()

    def __repr__(self):
        rows = self.rows
        return f"<libfairness.Report of {rows['used']} of {rows['in']} rows>"
