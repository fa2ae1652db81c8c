# SPDX-License-Identifier: MIT
"""What a policy is held against besides the data: the counts of a baseline,
as an audit, a saved one, or a report in JSON."""

import json
import os
from collections.abc import Mapping

from . import _core
from ._audit import Audit
from ._count import given
from ._errors import specification
from ._files import whole
from ._report import Report

SAVED = b"\x89FAIR\r\n\x1a"
_SCHEMA = "libfairness/report/1"
_SAVE = "give what fairness audit --save wrote, or Audit.to_bytes()"
_TABLE = (("tp", 1, 1), ("fp", 0, 1), ("fn", 1, 0), ("tn", 0, 0))


def _error(kind, code, what):
    error = kind(f"the baseline {what}".replace("\n", " "))
    error.code = code
    error.column = "baseline"
    return error


def _wrong(what):
    return _error(_core.CorruptError, "CORRUPT", what)


def _lacks(what):
    return specification(f"the baseline {what}: {_SAVE}", "baseline")


# ---- a report in JSON: the rows that its counts are of ----


def _grouping(document, features):
    """All groups by these features, with the strata that they are in: those
    of the fewest features more."""
    may = [g for g in document["groupings"] if features <= set(g["by"])]
    if not may:
        raise _lacks(
            f"has no groups by {' and '.join(sorted(features))} together"
        )
    by = min((g["by"] for g in may), key=len)
    strata = bool(document["specification"]["control_features"])
    return by, [
        g for g in may if g["by"] == by and (g["control"] is not None) == strata
    ]


def _other(label):
    """A value that is not the positive label."""
    if isinstance(label, bool):
        return not label
    return f"not {label}" if isinstance(label, str) else int(label == 0)


def _rows_of(counts, has_labels):
    """(label, decision, how many), a label of None where it is missing."""
    left = {1: counts["selected"], 0: counts["n"] - counts["selected"]}
    for name, label, decision in _TABLE if has_labels else ():
        yield label, decision, counts[name]
        left[decision] -= counts[name]
    for decision, n in left.items():
        yield None, decision, n


def _columns(document, by, groupings, names):
    columns = {name: [] for name in names}
    for grouping in groupings:
        for group in grouping["groups"]:
            values = {**group["group"], **(grouping["control"] or {})}
            for label, decision, n in _rows_of(
                group["counts"], names[0] is not None
            ):
                if n == 0:
                    continue
                for name, value in zip(names, (label, decision, n)):
                    columns[name].append(value)
                for name in names[3:]:
                    columns[name].append(values[name])
    columns.pop(None, None)
    return columns


def _names_of(said, features):
    """Of label, decision and frequency: the report's own, which are held
    against the data's, where no feature has them."""
    names = []
    for role, name in (("y_true", "(label)"), ("y_pred", "(decision)"),
                       (None, "(rows)")):
        if isinstance(said.get(role), str):
            name = said[role]
        while name in features or name in names:
            name += "_"
        names.append(name)
    return names


def _audit_of(document, features):
    said = document["specification"]
    if said.get("sample_weight") is not None:
        raise _lacks("is a report with weights, whose sums it does not hold")
    by, groupings = _grouping(
        document, set(features or said["sensitive_features"])
    )
    control = said["control_features"]
    counts = document["overall"]["counts"]
    if counts["selected"] is None:
        raise _lacks("is a report without decisions")
    features = [*by, *control]
    label, decision, frequency = _names_of(said, features)
    if counts["positives"] is None:
        label = None
    names = [label, decision, frequency, *features]
    columns = _columns(document, by, groupings, names)
    positive = said["positive_label"]
    labels = {}
    for role, name in (("y_true", label), ("y_pred", decision)):
        one = positive.get(role) if isinstance(positive, Mapping) else positive
        if name is None or one is None:
            continue
        labels[role] = one
        values = {1: one, 0: _other(one), None: None}
        columns[name] = [values[value] for value in columns[name]]
    audit = Audit(
        y_true=label, y_pred=decision, frequency=frequency,
        sensitive_features=by, control_features=control or None,
        positive_label=labels or None, unlabelled="keep" if label else None,
    )
    if columns[frequency]:
        audit.add(columns)
    return audit


def _checked(document):
    found = (
        document.get("schema") if isinstance(document, Mapping) else None
    )
    if found != _SCHEMA:
        raise _lacks(
            f"says schema = {found!r:.100}, which is no {_SCHEMA}"
        )
    return document


def _agrees_with_itself(document):
    """Refuses a report whose values are not those of its counts."""
    from . import verify  # large, and few need it

    try:
        wrong = verify.verify(document, draws=False).wrong
    except verify.Unreadable as error:
        raise _wrong(f"is a report without what one has ({error})") from None
    if wrong:
        raise _wrong(
            f"contradicts itself: {wrong[0][0]} is not what its counts give, "
            f"nor are {len(wrong) - 1} more values; fairness verify shows all"
            if len(wrong) > 1 else
            f"contradicts itself: {wrong[0][0]} is not what its counts give; "
            "fairness verify shows it"
        )


def _from_json(document, policy, favourable):
    _agrees_with_itself(document)
    was = document["specification"].get("favourable") or "positive"
    if was != (favourable or "positive"):
        raise _error(
            _core.MismatchError, "MISMATCH",
            f"is a report whose favourable decision is the {was} one, and "
            f"that of the data is {favourable or 'not declared'}: both have "
            "to be the same",
        )
    try:
        return _audit_of(document, policy._features())
    except (_core.DataError, _core.LimitError):
        raise _wrong("holds a count that no rows have") from None
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise _wrong(
            f"is a report without what one has ({type(error).__name__}: "
            f"{error})"
        ) from None


# ---- whatever it is given as ----


class _Twice(Exception):
    pass


def _once(pairs):
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise _Twice(next(n for n in names if names.count(n) > 1))
    return found


def from_bytes(data, policy, favourable, max_cells=0):
    """The audit that was saved, or that a report in JSON is of."""
    if data.startswith(SAVED):
        return Audit.from_bytes(data, max_cells=max_cells)
    if not data:
        raise _wrong("is empty")
    try:
        document = json.loads(data, object_pairs_hook=_once)
    except _Twice as error:
        raise _wrong(f"has {error.args[0]!r:.100} twice in one object") from None
    except (ValueError, RecursionError):
        raise _wrong(
            "is neither a saved audit nor a report in JSON, or is cut off"
        ) from None
    return _from_json(_checked(document), policy, favourable)


def _audit(baseline, policy, favourable):
    if isinstance(baseline, Audit):
        return baseline
    if isinstance(baseline, (str, os.PathLike)):
        return from_bytes(whole(baseline), policy, favourable)
    if isinstance(baseline, (bytes, bytearray, memoryview)):
        return from_bytes(bytes(baseline), policy, favourable)
    if isinstance(baseline, Mapping):
        return _from_json(_checked(baseline), policy, favourable)
    raise specification(
        "baseline: expected a Report, an Audit, a path, saved bytes, or a "
        f"report as a mapping, found {type(baseline).__name__}: {_SAVE}",
        "baseline",
    )


def report_of(audit, policy, favourable):
    """The core's, grouped by what the rules are by."""
    shapes = given(by=policy._groupings(), favourable=favourable)
    return Report._of(audit._core, {**shapes, "allow_sparse": True})._core


def core_of(baseline, policy, favourable):
    """The core's report of a baseline, whatever it is given as."""
    if isinstance(baseline, Report):
        return baseline._core
    return report_of(
        _audit(baseline, policy, favourable), policy, favourable
    )
