# SPDX-License-Identifier: MIT
"""What the library knows by name, in words."""

import re
import textwrap

from . import _core
from ._errors import specification

_KINDS = {
    "metrics": "metric",
    "comparisons": "comparison",
    "criteria": "criterion",
    "reasons": "reason",
    "methods": "interval method",
    "warnings": "warning",
}
_FIELDS = (
    "summary",
    "details",
    "formula",
    "suite",
    "needs",
    "orientation",
    "range",
    "undefined",
    "interval",
    "reference",
    "aliases",
    "elsewhere",
    "caveat",
)
_LABELS = {
    "reference": "source",
    "aliases": "also called",
}


def sentence(text):
    """Text with the stop that the registry leaves out."""
    return text if text.endswith("?") else f"{text}."


def legend(formula):
    """What the metrics are that a formula abbreviates: TPR_g, FPR_ref."""
    return [
        f"{short} = {_core.text('metrics', short, 'formula')}"
        for short in dict.fromkeys(re.findall(r"\b([A-Z]+)_", formula))
        if _core.text("metrics", short, "name")
    ]


def page(table, name):
    """Where the documentation has a row's texts."""
    if table in ("metrics", "comparisons", "criteria"):
        return f"docs/metrics/{name}.md"
    return f"docs/reference/codes.md#{name}"


class Explanation:
    """Everything that is known about one name.

    Attributes
    ----------
    name : str
        The name itself, also where it was asked for by an alias.
    kind : {"metric", "comparison", "criterion", "reason", \
"interval method", "warning"}
    summary : str
        The definition in one sentence.
    details : str
        For people who do not write formulas; of a reason or a warning, what
        to do about it.
    formula : str
        Over a group's counts TP, FP, FN, TN; P = TP + FN, N = FP + TN,
        PP = TP + FP, PN = FN + TN.  An index g is a group.
    suite : str
        Of a metric, what ``metrics=`` shows it with.
    needs : str
        The columns without which it is not there.
    orientation : str
        Which sign or direction harms whom.
    range : str
    undefined : str
        The reasons for which there may be no value.
    interval : str
        The method of its interval, or ``"none: "`` and why.
    reference : str
        Where the definition comes from.
    aliases : tuple of str
    elsewhere : str
        What other libraries compute under which name.
    caveat : str
        How it is read wrongly.
    page : str
        Its page in the documentation; of what is computed with an example.

    A text is empty where there is nothing to say.

    Examples
    --------
    >>> import libfairness as lf
    >>> lf.explain("recall").name
    'true_positive_rate'
    """

    __slots__ = ("kind", "name", *_FIELDS, "page")

    def __init__(self, table, name):
        self.kind = _KINDS[table]
        self.name = _core.text(table, name, "name")
        for field in _FIELDS:
            setattr(self, field, _core.text(table, name, field))
        self.aliases = tuple(self.aliases.split())
        self.page = page(table, self.name)

    def to_dict(self):
        """The attributes as a dict, for JSON."""
        return {
            field: list(value) if isinstance(value, tuple) else value
            for field in self.__slots__
            for value in [getattr(self, field)]
        }

    def to_text(self, width=79):
        """A page of text, its lines at most `width` wide."""
        lines = [f"{self.name} ({self.kind})", ""]
        said = " ".join(map(sentence, filter(None, (self.summary,
                                                    self.details))))
        lines += textwrap.wrap(said, width) + [""]
        for field in _FIELDS[2:]:
            value = getattr(self, field)
            if value:
                lines += self._field(field, value, width)
        lines += ["", f"See {self.page}"]
        return "\n".join(lines).rstrip()

    def _field(self, field, value, width):
        """A label and a text beside it; each part on a line of its own."""
        parts = {
            "aliases": lambda: [", ".join(value)],
            "elsewhere": lambda: value.split("; "),
            "formula": lambda: [value, *legend(value)],
        }.get(field, lambda: [value])()
        lines = []
        for part in parts:
            label = "" if lines else f"{_LABELS.get(field, field)}:"
            lines += textwrap.wrap(
                part, width, initial_indent=f"  {label:<13}",
                subsequent_indent=" " * 15, break_long_words=False,
                break_on_hyphens=False,
            )
        return lines

    def __repr__(self):
        return self.to_text()


def _proper(table, name):
    """A row's own name; what cannot be shown, or is not UTF-8, is none."""
    return _core.text(table, name, "name") if name.isprintable() else None


def _composite(name):
    """selection_rate_difference: a metric and a comparison, as Fairlearn
    names them."""
    for comparison in _core.names("comparisons"):
        metric = name.removesuffix(f"_{comparison}")
        known = _proper("metrics", metric)
        if metric != name and known:
            return (
                f"there is no {name!r}: ask for the metric {known!r} and the "
                f"comparison {comparison!r}"
            )
    return None


def understood():
    """Every name that can be explained, aliases behind their own."""
    return [
        word
        for table in _KINDS
        for name in _core.names(table)
        for word in (name, *_core.text(table, name, "aliases").split())
    ]


def _unknown(name):
    import difflib  # as long to load as the rest of the library

    near = difflib.get_close_matches(name, understood(), 3)
    hint = f"did you mean {', '.join(near)}? " if near else ""
    return specification(
        _composite(name)
        or f"there is no {name!r:.200}: {hint}see libfairness.names",
        "name",
    )


def found(name):
    """Explanations of a name, one for each kind that has it."""
    if not isinstance(name, str):
        raise specification(
            f"name: expected a text, found {type(name).__name__}", "name"
        )
    there = [
        Explanation(table, name) for table in _KINDS if _proper(table, name)
    ]
    if not there:
        raise _unknown(name)
    return there


def explain(name, kind=None):
    """Everything about a metric, a comparison, a criterion, or a code.

    Parameters
    ----------
    name : str
        A name or an alias: ``"true_positive_rate"``, ``"recall"``,
        ``"difference"``, ``"impact_ratio"``; a reason such as
        ``"no_positives"``, an interval method such as ``"wilson"``, or a
        warning such as ``"small_group"``.
    kind : str, optional
        The kind, as in :func:`names`, for a name that two of them have.

    Returns
    -------
    Explanation
        Prints as a page of text; each part is an attribute.

    Raises
    ------
    SpecificationError
        There is no such name; the message has the nearest ones.

    Examples
    --------
    >>> import libfairness as lf
    >>> recall = lf.explain("recall")
    >>> recall.name, recall.formula
    ('true_positive_rate', 'TP / (TP + FN)')
    >>> lf.explain("no_positives")
    no_positives (reason)
    <BLANKLINE>
    No rows with a positive label. ...
    """
    for one in found(name):
        if kind is None or _KINDS[_known(kind)] == one.kind:
            return one
    raise specification(f"there is no {name!r:.200} in {kind}", "name")


def suites():
    """What ``metrics=`` takes beside names, in the order of the registry."""
    return list(dict.fromkeys(
        _core.text("metrics", name, "suite") for name in _core.names("metrics")
    ))


def _known(kind):
    if not isinstance(kind, str) or kind not in _KINDS:
        raise specification(
            f"no kind {kind!r:.200}: there are {', '.join(_KINDS)}", "kind"
        )
    return kind


def names(kind="metrics"):
    """The names of a kind, in the order in which reports list them.

    Parameters
    ----------
    kind : {"metrics", "comparisons", "criteria", "reasons", "methods", \
"warnings"}

    Returns
    -------
    tuple of str

    Raises
    ------
    SpecificationError
        There is no such kind.

    Examples
    --------
    >>> import libfairness as lf
    >>> lf.names("methods")
    ('wilson', 'newcombe', 'mover_r', 'delong', 'simultaneous', 'resampled', \
'moments', 'student', 'score', 'sandwich')
    """
    return _core.names(_known(kind))
