# SPDX-License-Identifier: MIT
"""Value and LimitTest: a number of a report, and a number held to a limit."""

import json
from collections import namedtuple

from . import _core


class _Unchanging:
    """What a snapshot gives: its own copy, and nothing to pickle."""

    __slots__ = ()
    _instead = ""

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __reduce__(self):
        raise TypeError(
            f"a {type(self).__name__} cannot be pickled: pass on "
            f"{self._instead}"
        )


class Value(_Unchanging):
    """A number with its evidence, or nothing with the reason.

    ``value`` is a float, or None where ``reason`` says why there is none;
    ``interval`` is (lower, upper) at ``confidence`` by ``method``, or None.
    ``float(v)`` raises UndefinedError where there is no number.

    Examples
    --------
    >>> import libfairness as lf
    >>> v = lf.audit(y_pred=[1, 0, 0], sensitive_features=["a", "a", "b"],
    ...              favourable="positive")["demographic_parity_ratio"]
    >>> v.value, v.groups_compared, v.worse_off
    (0.0, 2, {'sensitive_feature_0': 'b'})
    """

    __slots__ = ("_raw", "_report", "name")
    _instead = "to_dict(), or the Audit that it came from"

    def __init__(self, report, name, raw):
        self._report = report
        self._raw = raw
        self.name = name

    value = property(lambda self: self._raw[1], doc="The number, or None.")
    reason = property(lambda self: self._raw[2], doc="Why there is none.")
    interval = property(lambda self: self._raw[3], doc="(lower, upper).")
    method = property(lambda self: self._raw[4], doc="Of the interval.")
    numerator = property(
        lambda self: self._raw[5],
        doc="Of the metric; of a comparison that of ``group``.",
    )
    denominator = property(
        lambda self: self._raw[6],
        doc="Of the metric; of a comparison that of ``group``.",
    )
    count = property(
        lambda self: self._raw[7], doc="Rows in the denominator."
    )
    effective_n = property(lambda self: self._raw[8], doc="Kish's.")
    sum_weights = property(
        lambda self: self._raw[9], doc="Of the rows in the denominator."
    )
    confidence = property(lambda self: self._raw[10], doc="Of the interval.")
    groups_compared = property(
        lambda self: self._raw[11], doc="How many groups were compared."
    )
    within_limit = property(
        lambda self: self._raw[12],
        doc="Of criteria with a limit (four_fifths): True or False, decided "
        "exactly; else None.",
    )

    def _field(self, field):
        return json.loads(self._report.field(self._raw[0], field))

    group = property(
        lambda self: self._field("group"),
        doc="The group it is about; of an extreme the lowest.",
    )
    reference = property(
        lambda self: self._field("reference"),
        doc='What it was compared with: a group, "overall", "rest" or None.',
    )
    worse_off = property(
        lambda self: self._field("worse_off"),
        doc="Which of the two is harmed; None where the metric is neutral.",
    )
    groups = property(
        lambda self: self._field("groups"), doc="The groups it came from."
    )
    by = property(lambda self: self._field("by"), doc="The grouping.")
    control = property(lambda self: self._field("control"), doc="The stratum.")
    undefined_groups = property(
        lambda self: self._field("undefined_groups"),
        doc="Groups without a value: group, reason, n.",
    )
    left_out = property(
        lambda self: self._field("left_out"),
        doc="Groups that were set aside: group, reason, n.",
    )

    parameters = property(
        lambda self: self._field("parameters"),
        doc="What it hangs on beside the rows, such as its bins; or None.",
    )
    bin = property(
        lambda self: self._field("bin"),
        doc="Of sufficiency_gap and multicalibration_error: the edges of the "
        "bin of scores it was found in; else None.",
    )

    def to_dict(self):
        """Everything about the value."""
        return self._field("all")

    def __float__(self):
        if self.value is None:
            error = _core.UndefinedError(
                f"{self.name} is undefined: {self.reason}"
            )
            error.code = self.reason
            raise error
        return self.value

    def __format__(self, spec):
        return format(float(self), spec) if spec else str(self)

    def __repr__(self):
        if self.value is None:
            return f"<{self.name}: undefined, {self.reason}>"
        if self.interval is None:
            return f"<{self.name}: {self.value!r}>"
        lower, upper = self.interval
        return (
            f"<{self.name}: {self.value!r}, {self.confidence:.0%} interval "
            f"{lower:.4g} to {upper:.4g} ({self.method})>"
        )

    __str__ = __repr__


class LimitTest(
    namedtuple(
        "LimitTest",
        "name limit side value reason interval confidence p_beyond p_within "
        "p_no_disparity claims",
    )
):
    """What the data show about a limit: see :meth:`Report.test`.

    Examples
    --------
    >>> import libfairness as lf
    >>> report = lf.audit(
    ...     data={"g": list("xxyy"), "p": [1, 0, 1, 0],
    ...           "n": [100, 400, 50, 450]},
    ...     y_pred="p", sensitive_features="g", frequency="n")
    >>> found = report.test("selection_rate", 0.3, by="g",
    ...                     comparison="group_max")
    >>> found.p_within < 0.05, found.p_beyond < 0.05
    (True, False)
    """

    __slots__ = ()
