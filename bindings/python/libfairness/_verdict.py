# SPDX-License-Identifier: MIT
"""Verdict: what a gate says of a report."""

import json
from collections.abc import Mapping

from . import _core
from ._errors import specification
from ._report import put


class Verdict:
    """What a policy says of a report: pass, fail, inconclusive or error.

    ``fail``: some group is shown to be beyond a limit; ``pass``: all groups
    are shown to be within every limit; ``inconclusive``: neither is shown, or
    nothing can be estimated; ``error``: a rule cannot be held against these
    data.  Of several rules the worst counts: error, fail, inconclusive, pass.

    A verdict is neither true nor false, since two of its four words are
    neither a yes nor a no: ``if verdict:`` raises TypeError.  Ask for
    ``verdict.status == "pass"``.

    Examples
    --------
    >>> import libfairness as lf
    >>> verdict = lf.gate(
    ...     {"schema": "libfairness/policy/1",
    ...      "rule": [{"criterion": "impact_ratio", "min": 0.8}]},
    ...     y_pred=[1, 0, 1, 0], frequency=[100, 400, 50, 450],
    ...     sensitive_features={"team": list("aabb")}, favourable="positive")
    >>> verdict.status, verdict.exit_code
    ('fail', 1)
    >>> print(verdict)  # doctest: +ELLIPSIS
    FAIL: a rule is violated.
    ...
    """

    __slots__ = ("_json", "_text", "exit_code", "status")

    def __init__(self):
        raise TypeError("verdicts are made by gate() and Report.gate()")

    @classmethod
    def _of(cls, report, policy, baseline=None):
        """Of a report and a policy of the core; and another report."""
        self = cls.__new__(cls)
        self._json, self._text, self.status, self.exit_code = report.verdict(
            policy, baseline
        )
        return self

    @property
    def rules(self):
        """What became of each rule: dicts as in the JSON."""
        return self.to_dict()["rules"]

    def to_json(self, file=None):
        """The verdict as JSON text, schema libfairness/verdict/1.

        The same bytes for the same rows, in any order, and the same policy.
        """
        return put(self._json, file)

    def to_dict(self):
        """The verdict as dicts and lists, as in the JSON."""
        return json.loads(self._json)

    def to_text(self, file=None):
        """The verdict for a terminal: ``str(verdict)`` is the same."""
        return put(self._text, file)

    def __bool__(self):
        raise TypeError(
            "a verdict is neither true nor false: ask for status, which is "
            '"pass", "fail", "inconclusive" or "error"'
        )

    def __str__(self):
        return self._text

    def __repr__(self):
        n = len(self.rules)
        return (
            f"<libfairness.Verdict: {self.status}, {n} rule{'s' * (n != 1)}>"
        )

    def _repr_html_(self):
        import html

        return f"<pre>{html.escape(self._text)}</pre>"


_COUNTED = ("threshold", "positive_label", "unlabelled", "nulls",
            "score_range", "score_bins")
_SHAPED = ("favourable", "reference", "undefined", "min_share")


def _agree(key, said, found):
    if isinstance(said, Mapping) != isinstance(found, Mapping):
        return key == "positive_label"  # one label may stand for all columns
    if said == found:
        return True
    return str(said).casefold() == str(found).casefold()


def check_required(policy, verdict):
    """Refuses a verdict without what the policy requires to be declared."""
    for key in policy._requires:
        if verdict.to_dict()["specification"].get(key) is None:
            raise specification(
                f"{key} is not declared, which the policy requires: say it "
                "in [data], on the command line or as a keyword",
                key,
            )


def check_said(data, verdict):
    """Refuses a verdict about a report that was made otherwise than the
    policy says: favourable the other way round turns it into its opposite."""
    found = verdict.to_dict()["specification"]
    for key in (*_COUNTED, *_SHAPED):
        if key in data and not _agree(
            key, data[key], found.get(key)
        ):
            error = _core.MismatchError(
                f"the policy says {key} = {data[key]!r:.200}, the audit was "
                f"made with {found.get(key)!r:.200}"
            )
            error.code = "MISMATCH"
            error.column = key
            raise error
