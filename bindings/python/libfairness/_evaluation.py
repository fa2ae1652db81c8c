# SPDX-License-Identifier: MIT
"""What a plan does: reports before and after, and what its constraint is on
these rows."""

import json

from . import _core
from ._group_words import aligned, label, number, plain
from ._report import put
from ._table import Table

# What is held against the tolerance: a criterion or a metric, by constraint.
_HELD = {
    "demographic_parity": "selection_rate",
    "true_positive_rate_parity": "true_positive_rate",
    "false_positive_rate_parity": "false_positive_rate",
    "true_negative_rate_parity": "true_negative_rate",
    "false_negative_rate_parity": "false_negative_rate",
    "predictive_parity": "positive_predictive_value",
    "equalized_odds": "equalized_odds_",
}
_SHOWN = "selection_rate", "true_positive_rate", "false_positive_rate"
_COLUMNS = (
    ("by", "U"), ("control", "U"), ("group", "U"), ("group_key", "U"),
    ("metric", "U"), ("criterion", "U"),
    ("before", "g"), ("before_lower", "g"), ("before_upper", "g"),
    ("after", "g"), ("after_lower", "g"), ("after_upper", "g"),
    ("after_reason", "U"),
)


def _rows(report):
    """Values of groups and criteria by what they are of."""
    found = {}
    for row in report.groups:
        found[row["by"], row["control_key"], row["group_key"], row["metric"],
              None] = row
    for row in report.criteria:
        found[row["by"], row["control_key"], None, None,
              row["criterion"]] = row
    return found


class _Changes:
    """Where the table comes from."""

    def __init__(self, before, after, with_criteria):
        was = {} if before is None else _rows(before)
        self._rows = []
        for at, row in _rows(after).items():
            if at[4] is not None and not with_criteria:
                continue
            old = was.get(at, {})
            self._rows.append((
                row["by"], row["control"], row["group"] if at[2] else None,
                at[2], at[3] or row["metric"], at[4],
                old.get("value"), old.get("lower"), old.get("upper"),
                row["value"], row["lower"], row["upper"], row["reason"],
            ))

    def stream(self, name):
        columns = tuple(
            (column, format, [row[i] for row in self._rows])
            for i, (column, format) in enumerate(_COLUMNS)
        )
        return _core.table(len(self._rows), columns)


def _value(row):
    """0.123 [0.101, 0.150]"""
    if row is None or row["value"] is None:
        return "-" if row is None else f"- ({row['reason']})"
    if row["lower"] is None:
        return number(row["value"])
    return (f"{number(row['value'])} [{number(row['lower'])}, "
            f"{number(row['upper'])}]")


class Evaluation:
    """What a plan does on rows: made by ``evaluate()`` and ``cross_fit()``.

    Attributes
    ----------
    plans : tuple of Plan
        The plan; of ``cross_fit()`` that of each fold.
    before : Report or None
        Of the decisions of today, where they are given as ``y_pred``.
    after : Report
        Of the plan's decisions.
    referred : Report or None
        Of a plan that refers rows to somebody else: who is referred, as if
        that were a decision, so that its ``selection_rate`` is the share, with
        an interval; ``after`` is then of all other rows.
    on_its_own_rows : bool
        Whether these are the rows that the plan was made from: then it looks
        better than it is.

    Examples
    --------
    >>> import libfairness as lf
    >>> plan = lf.plan(
    ...     [1, 0, 1, 0], [.9, .6, .4, .2],
    ...     sensitive_features={"team": list("aabb")})
    >>> found = lf.evaluate(plan, [1, 0, 1, 0], [.9, .6, .4, .2],
    ...                     sensitive_features={"team": list("aabb")})
    >>> found.on_its_own_rows, found.after.value("accuracy").value
    (True, 1.0)
    """

    __slots__ = ("_held_out", "after", "before", "on_its_own_rows", "plans",
                 "referred")

    def __init__(self):
        raise TypeError("evaluations are made by evaluate() and cross_fit()")

    @classmethod
    def _of(cls, plans, before, after, on_its_own_rows, held_out=(),
            referred=None):
        self = cls.__new__(cls)
        self.plans = plans
        self.before = before
        self.after = after
        self.on_its_own_rows = on_its_own_rows
        self._held_out = held_out
        self.referred = referred
        return self

    @property
    def constraint(self):
        """The constraint on these rows, held against its tolerance by the
        test of a gate: a :class:`LimitTest`; None where the plan has no
        tolerance, of ``cross_fit()``, which has ``folds``, and of plans with
        control features, which have ``strata``."""
        if self._held_out or self.plans[0].control:
            return None
        return self._test(self.after)

    @property
    def strata(self):
        """Of a plan with control features the constraint within each stratum
        of these rows: a list of pairs of the stratum, as a mapping, and a
        :class:`LimitTest`, or None."""
        if not self.plans[0].control:
            return []
        found = dict.fromkeys(
            row["control_key"] for row in self.after.criteria
            if row["control_key"] is not None
        )
        strata = [json.loads(key) for key in found]
        return [(stratum, self._test(self.after, control=stratum))
                for stratum in strata]

    @property
    def folds(self):
        """Of ``cross_fit()`` the constraint on each fold, by the plan that is
        made from the others: a tuple of :class:`LimitTest`, or of None.

        A fold has a share of the rows, so that chance alone makes its groups
        differ by more than those of all rows would: see the intervals.
        """
        return tuple(map(self._test, self._held_out))

    def _test(self, report, **at):
        said = self.plans[0]._said
        held = _HELD.get(said["constraint"])
        limits = [(form, said[name]) for name, form in
                  (("max_difference", "difference"), ("min_ratio", "ratio"))
                  if said[name] is not None]
        if held is None or not limits:
            return None
        form, limit = limits[0]
        comparison = None if held.endswith("_") else form
        by = [name for name in said["by"] if name not in said.get("control", ())]
        return report.test(
            held + form if comparison is None else held, float(limit),
            by=by, comparison=comparison, **at,
        )

    @property
    def table(self):
        """Every metric of every group and every criterion, before and after,
        with intervals; of ``cross_fit()`` no criteria.

        Examples
        --------
        >>> import libfairness as lf
        >>> plan = lf.plan([1, 0, 1, 0], [.9, .6, .4, .2],
        ...                sensitive_features={"team": list("aabb")})
        >>> found = lf.evaluate(
        ...     plan, [1, 0, 1, 0], [.9, .6, .4, .2], y_pred=[1, 1, 0, 0],
        ...     sensitive_features={"team": list("aabb")})
        >>> for row in found.table:
        ...     if row["metric"] == "accuracy" and row["criterion"] is None:
        ...         print(row["group"], row["before"], row["after"])
        None 0.5 1.0
        team=a 0.5 1.0
        team=b 0.5 1.0
        """
        return Table(
            _Changes(self.before, self.after, not self._held_out), "evaluation"
        )

    def to_dict(self):
        """Both reports, the constraint and the digests of the plans, as dicts
        and lists."""
        test = self.constraint
        return {
            "plans": [plan._said["sha256"] for plan in self.plans],
            "on_its_own_rows": self.on_its_own_rows,
            "constraint": None if test is None else test._asdict(),
            "folds": [fold and fold._asdict() for fold in self.folds],
            **({} if not self.plans[0].control else {"strata": [
                {"control": stratum, "test": test and test._asdict()}
                for stratum, test in self.strata
            ]}),
            "before": None if self.before is None else self.before.to_dict(),
            "after": self.after.to_dict(),
            **({} if self.referred is None
               else {"referred": self.referred.to_dict()}),
        }

    def to_json(self, file=None):
        """What :meth:`to_dict` gives, as JSON."""
        text = json.dumps(self.to_dict(), indent=2, ensure_ascii=False) + "\n"
        return put(text, file)

    def to_text(self, file=None):
        """It for a terminal: ``str()`` is the same."""
        return put("".join(self._lines()), file)

    def __str__(self):
        return self.to_text()

    def _repr_html_(self):
        import html

        return f"<pre>{html.escape(self.to_text())}</pre>"

    def __repr__(self):
        n = self.after._member("rows")["used"]
        return f"<libfairness.Evaluation on {n:,} rows>"

    def _n(self):
        report = self.referred or self.after
        return report._member("overall")["counts"]["n"]

    def _lines(self):
        said = self.plans[0]._said
        folds = len(self.plans)
        yield (
            f"A threshold plan on {self._n():,} "
            f"rows: {said['objective']} under {said['constraint']}\n"
        )
        if self.referred is not None:
            yield (
                "Who is referred is decided by somebody else: rates after are "
                "of all others.\n"
            )
        if folds > 1:
            yield (
                f"Each of {folds} folds is decided by a plan that is made from "
                "the others.\n"
            )
        elif self.on_its_own_rows:
            yield (
                "These are the rows that the plan was made from: on others it "
                "does worse.\n"
            )
        yield from self._of_objective(said["objective"])
        yield from self._of_constraint()
        yield from self._of_changes()
        yield "\n"
        before = {} if self.before is None else _rows(self.before)
        after = _rows(self.after)
        if not self._held_out:
            yield from self._of_criteria(before, after)
            yield "\n"
        if self.referred is not None:
            yield from self._of_referred()
        yield from self._of_groups(before, after)

    def _of_objective(self, name):
        after, before = (
            {} if report is None else {
                row["metric"]: row for row in report.groups
                if row["group"] is None and row["control"] is None
            }
            for report in (self.after, self.before)
        )
        if name not in after:  # costs and changes are no metric of the report
            return
        yield f"{name}: "
        if self.before is not None:
            yield f"{_value(before.get(name))} before, "
        yield f"{_value(after[name])} after\n"

    def _of_constraint(self):
        for stratum, test in self.strata:
            if test is not None:
                bound = "at most" if test.side == "max" else "at least"
                yield (
                    f"{test.name} of {plain(label(stratum))}, {bound} "
                    f"{test.limit:g} asked: "
                )
                yield from self._of_test(test)
        tests = self.folds or (self.constraint,)
        if tests[0] is None:
            return
        bound = "at most" if tests[0].side == "max" else "at least"
        own = ", ".join(number(p.disparity) for p in self.plans)
        plural = "s" * (len(self.plans) > 1)
        yield (
            f"{tests[0].name}, {bound} {tests[0].limit:g} asked: {own} on the "
            f"rows of the plan{plural}, "
        )
        if self._held_out:
            yield ", ".join(number(test.value) for test in tests)
            yield " on the folds that they had not seen\n"
            return
        yield from self._of_test(tests[0])

    def _of_test(self, test):
        if test.value is None:
            yield f"none here ({test.reason})\n"
            return
        yield f"{number(test.value)} here"
        if test.interval is not None:
            low, high = test.interval
            yield f" [{number(low)}, {number(high)}]"
        if test.p_beyond is not None:
            yield (
                f"; beyond it: p = {test.p_beyond:.2g}, all within: "
                f"p = {test.p_within:.2g}"
            )
        yield "\n"

    def _of_changes(self):
        counts = self.after._member("overall")["counts"].get("baseline")
        if counts is None:
            return
        gained, lost = counts["gained"], counts["lost"]
        yield (
            f"{gained + lost:,} decisions change: {gained:,} are selected now, "
            f"{lost:,} no longer\n"
        )

    def _of_criteria(self, before, after):
        was = ["before"] if self.before is not None else []
        lines = [("criterion", *was, "after", "")]
        for at, row in after.items():
            if at[4] is None or at[1] is not None:
                continue
            old = [_value(before.get(at))] if was else []
            lines.append((
                plain(f"{row['by']}: {at[4]}"), *old, _value(row), "",
            ))
        yield from aligned(lines)

    def _of_referred(self):
        lines = [("referred", "rows", "share", "")]
        lines.extend(
            (plain(row["group"] or "overall"), f"{row['n']:,}", _value(row), "")
            for row in self.referred.groups
            if row["metric"] == "selection_rate" and row["control"] is None
        )
        yield from aligned(lines)
        yield "\n"

    def _of_groups(self, before, after):
        names = dict.fromkeys(
            (at[0], at[1], at[2]) for at in after
            if at[4] is None and at[1] is None
        )
        was = self.before is not None
        for metric in _SHOWN:
            lines = [(metric.replace("_", " "), "rows",
                      *(["before"] if was else []), "after", "")]
            for at in names:
                row = after.get((*at, metric, None))
                if row is None:
                    continue
                old = [_value(before.get((*at, metric, None)))] if was else []
                lines.append((plain(row["group"] or "overall"),
                              f"{row['n']:,}", *old, _value(row), ""))
            if len(lines) > 1:
                yield from aligned(lines)
                yield "\n"
