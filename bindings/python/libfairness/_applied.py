# SPDX-License-Identifier: MIT
"""Rows that a plan or the like is applied to: from arguments and frames to
columns."""

import array

from . import _columns, _core
from ._count import names_of
from ._errors import specification
from ._kinds import is_mapping


def other_features(thing, names):
    error = _core.MismatchError(
        f"the {thing._word} has groups of {', '.join(map(repr, thing.by))}, "
        f"sensitive_features are {', '.join(map(repr, names))}"
    )
    error.code, error.column = "MISMATCH", "sensitive_features"
    return error


def _is_unnamed(names):
    return list(names) == [f"sensitive_feature_{i}" for i in range(len(names))]


def renamed(thing, sensitive):
    """Features of which these or those of the thing have no names, by the
    names that the thing has for them."""
    if is_mapping(sensitive):
        columns = list(sensitive.values())
        unnamed = _is_unnamed(thing.by)
    else:
        columns = _columns.unnamed(sensitive)
        unnamed = columns is not None
    if not unnamed or len(columns) != len(thing.by):
        return sensitive
    return dict(zip(thing.by, columns))


def _in_order(thing, by, names, columns):
    """The columns in the order of the groups' features; by position where
    either has no names."""
    if len(names) == len(by) and (_is_unnamed(names) or _is_unnamed(by)):
        return tuple(columns)
    found = dict(zip(names, columns))
    if not all(name in found for name in by):
        raise other_features(thing, names)
    return tuple(found[name] for name in by)


def _from_arguments(thing, by, sensitive, columns):
    _columns.check_indexes(
        [*columns.items(), ("sensitive_features", sensitive)]
    )
    found = {role: _columns.column(obj, role) for role, obj in columns.items()}
    names, features = _columns.features(sensitive, "sensitive_features")
    return found, _in_order(thing, by, names, features) if by else ()


def _from_data(thing, by, sensitive, columns, data):
    """Columns by name in data; arrays beside it are fine."""
    if sensitive is None:
        sensitive = by
    if is_mapping(sensitive):
        if set(sensitive) != set(by):
            raise other_features(thing, sensitive)
        names = [sensitive[name] for name in by]
    else:
        names = names_of(sensitive, "sensitive_features")
        names = _in_order(thing, by, names, names) if by else ()
    named = {k: v for k, v in columns.items() if isinstance(v, str)}
    own = {k: v for k, v in columns.items() if k not in named}
    pairs = [(name, role) for role, name in named.items()]
    pairs += [(name, "sensitive_features") for name in names]
    if own:
        _columns.check_indexes([("data", data), *own.items()])
    there = _columns.frame_columns(data, pairs)
    found = {role: there[name] for role, name in named.items()}
    found |= {role: _columns.column(obj, role) for role, obj in own.items()}
    return found, tuple(there[name] for name in names)


def _check_lengths(columns, features, by):
    first = len(columns["y_score"])
    for name, column in [*columns.items(), *zip(by, features)]:
        if len(column) != first:
            raise specification(
                f"{name} has {len(column)} rows, y_score has {first}: columns "
                "must be of the same length",
                name,
            )
    return first


def applied(thing, kind, y_score, sensitive, data, others, options):
    """What becomes of the rows, as an array of that kind."""
    by = thing.by if thing.needs_groups else []
    if y_score is None:
        raise specification("y_score is not given", "y_score")
    if by and sensitive is None and data is None:
        raise specification(
            f"the {thing._word} goes by {', '.join(by)}: give "
            "sensitive_features",
            "sensitive_features",
        )
    columns = {"y_score": y_score, **others}
    if data is None:
        found, features = _from_arguments(thing, by, sensitive, columns)
    else:
        found, features = _from_data(thing, by, sensitive, columns, data)
    n = _check_lengths(found, features, by)
    out = array.array(kind, bytes(n * array.array(kind).itemsize))
    ids = (found["row_id"],) if "row_id" in found else ()
    thing._core.decide(
        {"y_score": found["y_score"]}, features, ids, options, out
    )
    return out
