# SPDX-License-Identifier: MIT
"""Policy: rules for a gate, from a file or a mapping, checked."""

import contextlib
import os
import re
from collections.abc import Mapping

from . import _core
from ._errors import specification
from ._files import whole
from ._policy_include import Gathered, Origin
from ._policy_tables import LIMITS, Given, day_of

# ---- values as typed on a command line, read in the column's type ----


def _typed(value):
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return {name: _typed(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_typed(one) for one in value]
    return value if value is None else str(value)


def _with_typed(table, keys):
    return {
        key: _typed(value) if key in keys else value
        for key, value in table.items()
    }


def typed(data):
    """The data of a policy, its values as typed."""
    return _with_typed(data, ("positive_label", "reference"))


def _shown(value):
    """A limit as a number again."""
    return float(value) if re.search("[.eE]", value) else int(value)


def _placed(error, origin, table):
    """The core's error, with the place of the key that it begins with."""
    message = str(error)
    key = [k for k in table if re.match(rf"{k}\b", message)]
    placed = type(error)(f"{origin.where(key[:1])}: {message}")
    placed.code, placed.column = error.code, error.column
    return placed


class Policy:
    """Rules that a gate holds data against, checked when they are read.

    Parameters
    ----------
    policy : mapping
        ``schema`` (``"libfairness/policy/1"``), ``rule`` (a list of rules)
        and, where wanted, ``data`` and ``defaults``: what a policy file holds
        (docs/reference/policy.md).  Files that it includes are found from the
        current folder.

    Raises
    ------
    SpecificationError
        A key or a name that does not exist, a value that makes no sense (80
        for 0.8), no rules.  Of a file the message gives line and column.

    Examples
    --------
    >>> import libfairness as lf
    >>> policy = lf.Policy({
    ...     "schema": "libfairness/policy/1",
    ...     "data": {"y_pred": "hired", "favourable": "positive"},
    ...     "rule": [{"criterion": "impact_ratio", "by": "sex", "min": 0.8}],
    ... })
    >>> policy.rules
    [{'criterion': 'impact_ratio', 'by': ['sex'], 'min': 0.8}]
    """

    __slots__ = (
        "_core", "_data", "_defaults", "_files", "_origins", "_publish",
        "_requires", "_rules", "_source", "_waivers",
    )

    def __init__(self, policy):
        self._take(Given(policy))

    def _take(self, source):
        whole = Gathered(source)
        self._source = source
        self._data = whole.data
        self._defaults = whole.own["defaults"]
        self._publish = whole.own["publish"]
        self._rules = whole.rules
        self._origins = whole.origins
        self._requires = whole.requires
        self._files = whole.files
        self._waivers = whole.own["waivers"]
        self._core = self._made()
        whole.check_tiers()

    @classmethod
    def read(cls, path):
        """A policy from a file in TOML.

        Parameters
        ----------
        path : path or str

        Raises
        ------
        SpecificationError
            As for a mapping; the message gives line and column.
        OSError
            The file cannot be read.
        """
        name = os.fsdecode(path)
        return cls._of(whole(path), name, name)

    @classmethod
    def _of(cls, data, shown, path=""):
        """Of a file's bytes; what it includes is found from path."""
        from ._toml import Document  # no import of libfairness waits for it

        self = cls.__new__(cls)
        self._take(Document(data, shown, path))
        return self

    @property
    def rules(self):
        """The rules, as dicts: those of what is included first."""
        return [
            {
                key: _shown(value) if key in LIMITS else value
                for key, value in rule.items()
            }
            for rule in self._rules
        ]

    @property
    def data(self):
        """Columns and options of the audit, by the names that ``audit``
        has."""
        return dict(self._data)

    @property
    def defaults(self):
        """What holds for rules that do not say otherwise."""
        return dict(self._defaults)

    @property
    def publish(self):
        """What may be shown where more people read than may see small
        counts: ``min``."""
        return dict(self._publish)

    def _places(self):
        """Line and column of every rule, or of the include that brings it;
        None where the policy is no file."""
        return [origin.place for origin in self._origins]

    @property
    def waivers(self):
        """The waivers, as dicts."""
        return [dict(waiver) for waiver in self._waivers]

    def _at(self, today, **asked):
        """The core's policy on that day."""
        if not self._waivers and today is None and not asked:
            return self._core
        return self._made(today=today, **asked)

    def _made(self, typed_values=False, today=None, **asked):
        """The core's policy; asked wins over the defaults of the policy.
        typed_values: those of features are read in the type of their
        column.  today: for waivers; None: what the clock says."""
        of_policy = {} if today is None else {"today": day_of(today)}
        if self._waivers:
            of_policy.setdefault("today", day_of(today))
        defaults = {**self._defaults, **asked}
        of_rules = {
            key: defaults[key]
            for key in ("min_count", "set_aside")
            if key in defaults
        }
        try:
            made = _core.Policy(
                {
                    **of_policy,
                    **{
                        key: defaults[key]
                        for key in ("confidence", "inconclusive")
                        if key in defaults
                    },
                }
            )
        except _core.SpecificationError as error:
            if str(error).startswith(("today", *asked)):
                raise
            there = Origin(self._source, ("defaults",))
            raise _placed(error, there, defaults) from None
        for i, rule in enumerate(self._rules):
            rule = {**of_rules, **rule}
            if typed_values:
                rule = _with_typed(
                    rule, ("required_groups", "set_aside", "groups")
                )
                rule["parsed"] = True
            try:
                made.add(rule)
            except (_core.SpecificationError, _core.LimitError) as error:
                raise _placed(error, self._origins[i], rule) from None
        for i, waiver in enumerate(self._waivers):
            if typed_values:
                waiver = {**_with_typed(waiver, ("groups",)), "parsed": True}
            try:
                made.waive(waiver)
            except _core.SpecificationError as error:
                there = Origin(self._source, ("waiver", i))
                raise _placed(error, there, waiver) from None
        return made

    def _features(self):
        """Features that the rules name, in their order."""
        return list(
            dict.fromkeys(f for rule in self._rules for f in rule.get("by", ()))
        )

    def _check_features(self, names):
        """Refuses rules by features that the audit does not have."""
        for i, rule in enumerate(self._rules):
            for name in rule.get("by", ()):
                if name not in names:
                    where = self._origins[i].where(("by",))
                    raise specification(
                        f"{where}: by: there is no sensitive feature "
                        f"{name!r:.200}: there are {', '.join(names)}",
                        "by",
                    )

    @contextlib.contextmanager
    def _placing(self):
        """Errors about one of its rules with where that stands."""
        try:
            yield
        except _core.SpecificationError as error:
            for rule, origin in zip(self._rules, self._origins, strict=True):
                name = rule.get("id") or rule.get("criterion", rule.get("metric"))
                if error.column == name:
                    where = origin.where()
                    raise specification(f"{where}: {error}", name) from None
            raise

    def _named_at(self, role, name):
        """Where the policy names a column, or is by a feature."""
        if role in self._data:
            return f"{self._source.where(('data', role))}: {role}"
        for rule, origin in zip(self._rules, self._origins, strict=True):
            if name in rule.get("by", ()):
                return f"{origin.where(('by',))}: by"
        return role

    def _groupings(self):
        """What the report has to be grouped by; None: what it is without
        being told."""
        found = []
        for rule in self._rules:
            by = rule.get("by")
            if by is None and ("criterion" in rule or "comparison" in rule):
                return None
            if by is not None and by not in found:
                found.append(by)
        return found or None

    def __repr__(self):
        n = len(self._rules)
        return (
            f"<libfairness.Policy of {n} rule{'s' * (n != 1)}: "
            f"{self._source.shown}>"
        )


def as_policy(policy):
    """A Policy, whatever it is given as."""
    if isinstance(policy, Policy):
        return policy
    if isinstance(policy, (str, os.PathLike)):
        return Policy.read(policy)
    return Policy(policy)
