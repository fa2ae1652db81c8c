# SPDX-License-Identifier: MIT
"""plan(): the best thresholds under a constraint."""

import json
import sys

from . import _core, _files
from ._count import count, given, split_nulls
from ._errors import specification
from ._report import Report, put
from ._table import Table

_TOLERANCES = ("max_difference", "min_ratio", "min_rate", "max_rate")
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
)


def _decimal(value, name):
    """A number as the decimal text that people mean by it."""
    if isinstance(value, str):
        return value
    # Not imported here: Python 3.12 ends where interpreters with a GIL of
    # their own import it at once.
    decimal = sys.modules.get("decimal")
    if decimal is not None and isinstance(value, decimal.Decimal):
        return str(value)
    if isinstance(value, float):
        return float.__repr__(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return int.__repr__(value)
    if getattr(getattr(value, "dtype", None), "kind", "") in ("f", "i", "U"):
        return str(value)  # a float32 is as short as it can be
    raise specification(
        f"{name}: expected a number such as 0.02, found {value!r:.200}", name
    )


def plan_options(
    tolerance=None, max_difference=None, by=None, rule=None, randomized=None,
    **options,
):
    """What the core understands of what a plan is asked for."""
    if tolerance is not None:
        if max_difference is not None:
            raise specification(
                "tolerance and max_difference are two names of one number: "
                "give one of them",
                "tolerance",
            )
        max_difference = tolerance
    if randomized is not None and not isinstance(randomized, bool):
        raise specification(
            f"randomized: expected True or False, found {randomized!r:.200}",
            "randomized",
        )
    if randomized:
        if rule not in (None, "randomized"):
            raise specification(
                f"randomized=True contradicts rule={rule!r:.200}", "randomized"
            )
        rule = "randomized"
    options = given(max_difference=max_difference, rule=rule, **options)
    for name in _TOLERANCES:
        if name in options:
            options[name] = _decimal(options[name], name)
    if by is not None:
        options["by"] = [by] if isinstance(by, str) else by
    return options


def fit(report, options):
    """A plan of the core's report."""
    try:
        return Plan._of(report.plan(options))
    except _core.InfeasibleError as error:
        error.nearest = report.nearest(options)
        raise


def _shown(value):
    """A value of a feature as reports show it."""
    if value is None:
        return "(missing)"
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str):
        return repr(value)
    ambiguous = value in ("", "(missing)") or value.strip(" ") != value
    return f'"{value}"' if ambiguous or value[0] == '"' else value


def _plain(text):
    """What a terminal would obey, or would not show, as reports show it."""
    return "".join(
        c if c.isprintable() else f"\\u{{{ord(c):x}}}" for c in text
    )


def _label(group):
    return ", ".join(f"{name}={_shown(v)}" for name, v in group.items())


def _only(parts):
    """The threshold of a group that has one."""
    return parts[0][0] if len(parts) == 1 else None


class _Groups:
    """Where the table of groups comes from."""

    def __init__(self, rows):
        self._rows = rows

    def stream(self, name):
        columns = [
            ("group", "U", [_label(row["group"]) for row in self._rows]),
            ("group_key", "U", [
                json.dumps(row["group"], ensure_ascii=False)
                for row in self._rows
            ]),
        ]
        for key, format in _COLUMNS:
            columns.append((key, format, [row[key] for row in self._rows]))
        return _core.table(len(self._rows), tuple(columns))


def _real(x):
    """A number of JSON, which has whole ones too."""
    return None if x is None else float(x)


def _thresholds(parts):
    if len(parts) == 1:
        return repr(parts[0][0])
    return " or ".join(f"{t!r} ({share:.3f})" for t, share in parts)


def _number(x):
    return "-" if x is None else f"{x:.3f}"


class Plan:
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

    __slots__ = ("_core", "_json", "_said")

    def __init__(self):
        raise TypeError("plans are made by plan(), Report.plan() and Plan.load()")

    @classmethod
    def _of(cls, core):
        self = cls.__new__(cls)
        self._core = core
        self._json = core.write("json")
        self._said = json.loads(self._json)
        return self

    @classmethod
    def from_json(cls, text):
        """A plan from what :meth:`to_json` gave, as text or bytes, which may
        come from anywhere.

        Raises
        ------
        CorruptError
            It is no plan, or not as it was written: its own SHA-256 says so.

        Examples
        --------
        >>> import libfairness as lf
        >>> plan = lf.plan([1, 0, 1, 0], [.9, .6, .4, .2],
        ...                sensitive_features={"team": list("aabb")})
        >>> lf.Plan.from_json(plan.to_json()).thresholds
        {'a': 0.9, 'b': 0.4}
        """
        if isinstance(text, str):
            text = text.encode("utf-8", "surrogatepass")
        if not isinstance(text, (bytes, bytearray, memoryview)):
            raise specification(
                f"expected the JSON of a plan, found {text!r:.200}"
            )
        return cls._of(_core.Plan.read(text))

    @classmethod
    def load(cls, path):
        """A plan from a file that :meth:`save` wrote: see
        :meth:`from_json`."""
        return cls.from_json(_files.whole(path))

    def save(self, path):
        """Writes the plan to a file, which appears whole or not at all.

        Examples
        --------
        >>> import libfairness as lf, tempfile, os
        >>> plan = lf.plan([1, 0, 1, 0], [.9, .6, .4, .2],
        ...                sensitive_features={"team": list("aabb")})
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     plan.save(os.path.join(folder, "plan.json"))
        ...     lf.Plan.load(os.path.join(folder, "plan.json"))
        <libfairness.Plan: accuracy 1.000 under none, 2 groups>
        """
        put(self._json, path)

    def to_json(self, file=None):
        """The plan as JSON, schema libfairness/plan/1: equal plans are equal
        bytes, and :meth:`from_json` makes the same plan of them."""
        return put(self._json, file)

    def to_dict(self):
        """The plan as dicts and lists, as in the JSON."""
        return json.loads(self._json)

    def __reduce__(self):
        return Plan.from_json, (self._json,)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __eq__(self, other):
        return isinstance(other, Plan) and self._json == other._json

    def __hash__(self):
        return hash(self._json)

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
        lambda self: self._said["rule"], doc='"by_group", "shared" or "randomized".'
    )
    needs_groups = property(
        lambda self: self._said["needs_groups"],
        doc="Whether the group of a row has to be known when it is decided.",
    )

    randomized = property(
        lambda self: self._said["randomized"],
        doc="Whether a coin decides some rows: then a seed and row ids are "
        "needed.",
    )
    model = property(
        lambda self: self._said["model"],
        doc="Of which the scores are, as its maker named it; or None.",
    )
    by = property(
        lambda self: list(self._said["by"]),
        doc="The features that groups are made of.",
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
        found = {}
        for group, parts in self._parts():
            values = tuple(group.values())
            key = values if len(values) > 1 else values[0]
            found[key] = parts[0][0] if len(parts) == 1 else parts
        return found

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
            {**row, "threshold": _only(parts)}
            for row, (_, parts) in zip(self._said["groups"], self._parts())
        ]
        return Table(_Groups(rows), "plan")

    def apply(
        self,
        y_score=None,
        *,
        sensitive_features=None,
        data=None,
        seed=None,
        row_id=None,
        model=None,
    ):
        """Decide rows: 1 where a row is selected, else 0.

        Parameters
        ----------
        y_score : column of n finite numbers
            Of no fewer bits than the scores that the plan was made from.
        sensitive_features : column, frame, list of columns or mapping
            The features of the plan, by name; columns without names in its
            order.  With ``data`` they are found there, or a mapping says by
            which name each is.  A shared plan needs none.
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
        from ._plan_rows import decided

        return decided(
            self, "B", y_score, sensitive_features, data, row_id,
            given(seed=seed, model=model),
        )

    def probability(
        self, y_score=None, *, sensitive_features=None, data=None, model=None
    ):
        """With which probability rows are selected, before any coin: see
        :meth:`apply`.

        Examples
        --------
        >>> import libfairness as lf
        >>> plan = lf.plan([1, 0, 1, 0], [.9, .6, .4, .2],
        ...                sensitive_features={"team": list("aabb")})
        >>> plan.probability([.5, .5], sensitive_features=["a", "b"])
        array('d', [0.0, 1.0])
        """
        from ._plan_rows import decided

        return decided(
            self, "d", y_score, sensitive_features, data, None,
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
        else 0.

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
            self._parts(), self.by, not self.needs_groups,
            self._said["missing"], self._said["unseen"], score, columns,
            coin, probability, dialect,
        )

    def to_text(self, file=None):
        """The plan for a terminal: ``str(plan)`` is the same."""
        return put("".join(self._lines()), file)

    def _lines(self):
        said = self._said
        yield (
            f"Threshold plan: {said['objective']} {_number(said['value'])} "
            f"under {said['constraint']}"
        )
        if said["disparity"] is not None:
            yield f", disparity {_number(said['disparity'])}"
        yield "\n"
        if said["bound"] == 0:
            yield "No plan of this rule is better.\n"
        else:
            yield f"No plan of this rule is better by {said['bound']!r}.\n"
        if said["needs_groups"]:
            yield f"It needs {_plain(' and '.join(self.by))} at decision time.\n"
        yield (
            "These are the rows that it was made from: on others the "
            "disparity is larger.\n\n"
        )
        yield from self._table()

    def _table(self):
        head = ("group", "threshold", "rows", "selection", "TPR", "FPR", "")
        lines = [head]
        for row, (_, parts) in zip(self._said["groups"], self._parts()):
            lines.append((
                _plain(_label(row["group"])),
                _thresholds(parts),
                f"{row['rows']:,}",
                _number(row["selection_rate"]),
                _number(row["true_positive_rate"]),
                _number(row["false_positive_rate"]),
                "" if row["set_aside"] is None else f"({row['set_aside']})",
            ))
        widths = [max(map(len, cells)) for cells in zip(*lines)]
        for first, *rest, last in lines:
            cells = map(str.rjust, rest, widths[1:-1])
            line = "  ".join([first.ljust(widths[0]), *cells, last])
            yield line.rstrip() + "\n"

    def _repr_html_(self):
        import html

        return f"<pre>{html.escape(self.to_text())}</pre>"

    def __str__(self):
        return self.to_text()

    def __repr__(self):
        said = self._said
        n = len(said["groups"])
        return (
            f"<libfairness.Plan: {said['objective']} {_number(said['value'])} "
            f"under {said['constraint']}, {n} group{'s' * (n != 1)}>"
        )


def plan(
    y_true=None,
    y_score=None,
    *,
    sensitive_features,
    constraint=None,
    objective=None,
    tolerance=None,
    max_difference=None,
    min_ratio=None,
    min_rate=None,
    max_rate=None,
    rule=None,
    randomized=None,
    by=None,
    data=None,
    threshold=None,
    sample_weight=None,
    frequency=None,
    positive_label=None,
    unlabelled=None,
    nulls=None,
    undefined=None,
    min_count=None,
    min_share=None,
    costs=None,
    utilities=None,
    allow_sparse=None,
    max_cells=None,
    max_scores=None,
    score_range=None,
    score_bins=None,
    max_nodes=None,
    missing=None,
    unseen=None,
    model=None,
    threads=None,
):
    """The best thresholds by group that satisfy a constraint.

    Rows are read once; all thresholds that decide differently are looked at,
    and nothing is better than what is found: ``plan.bound`` says so.

    Parameters
    ----------
    y_true, y_score : column of n labels, column of n finite numbers
        As in :func:`audit`.  A row is selected if its score is at or above
        the threshold of its group.
    sensitive_features : column, frame, list of columns or mapping
        The groups; of several features all combinations.
    constraint : str
        ``"none"`` (default), ``"demographic_parity"``,
        ``"true_positive_rate_parity"`` (or ``"equal_opportunity"``),
        ``"false_positive_rate_parity"``, ``"true_negative_rate_parity"``,
        ``"false_negative_rate_parity"``, ``"predictive_parity"``,
        ``"equalized_odds"``.
    objective : str
        Of all rows together, as large as can be: ``"accuracy"`` (default),
        ``"balanced_accuracy"``, ``"f1_score"``, ``"utility"``,
        ``"selection_rate"``, ``"true_positive_rate"``,
        ``"true_negative_rate"``; or as small: ``"expected_cost"``,
        ``"least_change"``.
    tolerance, max_difference : number, str or Decimal
        How far the rates of groups may be apart; two names of one number.
        ``0.02`` is two hundredths, exactly.
    min_ratio : number, str or Decimal
        Instead: the lowest rate over the highest is at least this.
    min_rate, max_rate : number, str or Decimal
        Every group's rate is at least, and at most, this.
    rule : {"by_group", "shared", "randomized"}
        A threshold for each group, or one for everyone; or for each group up
        to three, of which a coin takes one for each row.
    randomized : bool
        ``True`` is ``rule="randomized"``.
    by : feature or list of features
        The features that groups are made of; default: all.
    data : frame or mapping of names to columns, optional
        Where columns that are given by name are found.
    threshold : float
        What ``"least_change"`` is counted from.
    min_count, min_share, undefined : int, float, {"propagate", "skip"}
        Groups that are smaller, or have no such rate, are not held to the
        constraint: they get what is best for the objective.
    costs, utilities : mapping
        As in :func:`audit`, for ``"expected_cost"`` and ``"utility"``.
    max_nodes : int
        Of the search under ``"equalized_odds"`` by group (20,000), after
        which the best so far is taken, and ``plan.bound`` is above 0.
    missing, unseen : {"error", "select", "reject"} or number
        What becomes of rows whose group is not among these, with a missing
        value or otherwise, when the plan is applied: an error (default), or
        a decision that is declared here; a number is their threshold.
    model : str
        Of which the scores are: a version, a digest.
    sample_weight, ..., threads
        As in :func:`audit`.

    Returns
    -------
    Plan

    Raises
    ------
    InfeasibleError
        No thresholds satisfy the constraint; ``nearest`` is the tolerance
        that some do.
    DataError
        A score that is NaN or infinite, a group in which a rate of the
        constraint has no denominator, and as :func:`audit`.
    SpecificationError
        An unknown name, no tolerance for a constraint, a number out of range.

    Examples
    --------
    >>> import libfairness as lf
    >>> plan = lf.plan(
    ...     [1, 0, 1, 0, 1, 0, 0, 1], [.9, .6, .4, .2, .7, .5, .3, .1],
    ...     sensitive_features={"team": list("aaaabbbb")},
    ...     constraint="demographic_parity", tolerance="0.25")
    >>> plan
    <libfairness.Plan: accuracy 0.750 under demographic_parity, 2 groups>
    >>> plan.needs_groups
    True
    """
    asked = plan_options(
        constraint=constraint,
        objective=objective,
        tolerance=tolerance,
        max_difference=max_difference,
        min_ratio=min_ratio,
        min_rate=min_rate,
        max_rate=max_rate,
        rule=rule,
        randomized=randomized,
        threshold=threshold,
        min_count=min_count,
        max_nodes=max_nodes,
        missing=missing,
        unseen=unseen,
        model=model,
    )
    for_audit, for_report = split_nulls(nulls)
    core, names = count(
        data,
        {
            "y_true": y_true,
            "y_score": y_score,
            "sample_weight": sample_weight,
            "frequency": frequency,
        },
        sensitive_features,
        None,
        {
            "positive_label": positive_label,
            "unlabelled": unlabelled,
            "max_cells": max_cells,
            "max_scores": max_scores,
            "score_range": score_range,
            "score_bins": score_bins,
            **for_audit,
        },
        threads,
    )
    by = [by] if isinstance(by, str) else by
    report = Report._of(
        core,
        given(
            by=[list(names) if by is None else by],
            undefined=undefined,
            min_share=min_share,
            costs=costs,
            utilities=utilities,
            allow_sparse=allow_sparse,
            **for_report,
        ),
    )
    return fit(report._core, asked)
