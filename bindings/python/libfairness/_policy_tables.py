# SPDX-License-Identifier: MIT
"""The tables of a policy: their keys, and what each value may be."""

import re
from collections.abc import Mapping

from ._errors import specification, suggestion

SCHEMA = "libfairness/policy/1"


class Number(str):
    """A number of a file as it is written: 0.80."""

    __slots__ = ()


class Given:
    """A policy that is not from a file."""

    shown = "policy"
    path = ""  # what it includes is found from the current folder

    def __init__(self, table):
        self.table = table

    def place(self, path):
        return None

    def where(self, path):
        if len(path) > 1 and path[0] in ("include", "rule", "waiver"):
            return f"{self.shown}: {path[0]} {path[1] + 1}"
        return ": ".join([self.shown, *map(str, path[:1])])


class _Wrong(Exception):
    """What was expected of a value."""


# ---- what values may be: each gives the value as the core takes it ----


def _text(value):
    if not isinstance(value, str) or isinstance(value, Number):
        raise _Wrong("a text")
    return str(value)


def _texts(value):
    if isinstance(value, str):
        return [_text(value)]
    if not isinstance(value, (list, tuple)) or not value:
        raise _Wrong("a name, or a list of names")
    return [_text(one) for one in value]


def _limit(value):
    """The decimal number that is written there, to the last digit."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, float):
        return float.__repr__(value)
    if isinstance(value, int) and not isinstance(value, bool):
        if abs(value) < 10**19:
            return str(int(value))
    raise _Wrong("a number such as 0.8")


def _number(value):
    number = float(_limit(value))
    if number - number != 0:
        raise _Wrong("a number")
    return number


def _share(value):
    share = _number(value)
    if not 0 <= share <= 1:
        raise _Wrong("a share from 0 to 1")
    return share


def _whole(value):
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise _Wrong("a whole number, 0 or more")
    return value


def _flag(value):
    if not isinstance(value, bool):
        raise _Wrong("true or false")
    return value


def _scalar(value):
    if isinstance(value, Number):
        return float(value)
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    raise _Wrong("a text, a number, true or false")


def _group(value):
    if not isinstance(value, Mapping) or not value:
        raise _Wrong('a mapping of features to values such as {race = "A"}')
    return {_text(name): _scalar(one) for name, one in value.items()}


def _groups(value):
    if not isinstance(value, (list, tuple)) or not value:
        raise _Wrong('a list of groups such as [{race = "A"}]')
    return [_group(one) for one in value]


def _renamed(value):
    if not isinstance(value, Mapping) or not value:
        raise _Wrong('a mapping of features such as {sex = "gender"}')
    return {_text(name): _text(one) for name, one in value.items()}


def _label(value):
    return _group(value) if isinstance(value, Mapping) else _scalar(value)


def _reference(value):
    return _group(value) if isinstance(value, Mapping) else _text(value)


def _range(value):
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        raise _Wrong("two numbers, the lowest and the highest")
    return [_number(one) for one in value]


def _word(*words):
    def read(value):
        if not isinstance(value, str) or value not in words:
            raise _Wrong("one of " + ", ".join(f'"{w}"' for w in words))
        return str(value)

    return read


def _day(value):
    """A date of TOML or of Python, or its text; no time of a day."""
    if isinstance(value, str) and not isinstance(value, Number):
        return str(value)
    if hasattr(value, "isoformat") and not hasattr(value, "hour"):
        return value.isoformat()
    raise _Wrong("a day such as 2027-01-31")


def _set_aside(value):
    if isinstance(value, (list, tuple)):
        return _groups(value)
    return _word("refuse", "allow")(value)


_INCONCLUSIVE = _word("inconclusive", "fail", "pass")
_DATA = {
    **dict.fromkeys(
        ("y_true", "y_pred", "y_score", "y_pred_baseline", "sample_weight",
         "frequency"),
        _text,
    ),
    "threshold": _number,
    "sensitive_features": _texts,
    "control_features": _texts,
    "positive_label": _label,
    "favourable": _word("positive", "negative"),
    "reference": _reference,
    "unlabelled": _word("error", "exclude", "keep"),
    "nulls": _word("group", "exclude", "error", "set_aside"),
    "undefined": _word("propagate", "skip"),
    "min_share": _share,
    "max_cells": _whole,
    "scores": _word("exact", "none"),
    "max_scores": _whole,
    "score_range": _range,
    "score_bins": _whole,
    "allow_sparse": _flag,
}
_DEFAULTS = {
    "confidence": _number,
    "inconclusive": _INCONCLUSIVE,
    "min_count": _whole,
    "set_aside": _set_aside,
}
_RULE = {
    "id": _text,
    "criterion": _text,
    "metric": _text,
    "comparison": _text,
    "by": _texts,
    "min": _limit,
    "max": _limit,
    "max_increase": _limit,
    "max_decrease": _limit,
    "confidence": _number,
    "min_count": _whole,
    "required_groups": _groups,
    "severity": _word("error", "warn"),
    "inconclusive": _INCONCLUSIVE,
    "set_aside": _set_aside,
    "strata": _word("none", "each"),
    "groups": _groups,
}
_PUBLISH = {"min": _whole}
_WAIVER = {
    "rule": _text,
    "reason": _text,
    "owner": _text,
    "expires": _day,
    "granted": _day,
    "groups": _groups,
}
_TIER = {"rules": _texts}
LIMITS = ("min", "max", "max_increase", "max_decrease")
# Of an include: what is said of each of its rules, besides.
_SUBJECT = ("id", "criterion", "metric", "comparison")
_INCLUDE = {
    "pack": _text,
    "file": _text,
    "prefix": _text,
    "features": _renamed,
    **{key: read for key, read in _RULE.items() if key not in _SUBJECT},
}
_REQUIRED = ("favourable", "reference")
_TABLES = ("schema", "tier", "tiers", "requires", "data", "defaults",
           "publish", "include", "rule", "waiver")
# What a file that is included may say, and of data.
_INCLUDED = ("schema", "tiers", "requires", "data", "include", "rule")
_SHAPES = ("favourable", "unlabelled", "nulls", "undefined", "min_share")


def _check_keys(source, path, table, known):
    for key in table:
        if isinstance(key, str) and key in known:
            continue
        near = suggestion(key, known) if isinstance(key, str) else ""
        raise specification(
            f"{source.where((*path, key))}: there is no key {key!r:.200}: "
            f"{near}there are {', '.join(known)}"
        )


def _read(source, path, table, readers):
    """The table with its values as the core takes them."""
    if not isinstance(table, Mapping):
        raise specification(
            f"{source.where(path)}: expected a table of "
            f"{', '.join(readers)}, found {table!r:.200}"
        )
    _check_keys(source, path, table, readers)
    found = {}
    for key, value in table.items():
        try:
            found[key] = readers[key](value)
        except _Wrong as wrong:
            shown = (
                str(value)
                if isinstance(value, Number)
                else f"{value!r:.200}"
            )
            raise specification(
                f"{source.where((*path, key))}: {key}: expected {wrong}, "
                f"found {shown}",
                key,
            ) from None
    return found


def _read_list(source, name, readers):
    """Tables of a list such as [[rule]]."""
    found = source.table.get(name, [])
    if not isinstance(found, (list, tuple)):
        raise specification(
            f"{source.where((name,))}: {name}: expected a list of tables: "
            f"write [[{name}]]"
        )
    return [_read(source, (name, i), one, readers)
            for i, one in enumerate(found)]


def _read_requires(source):
    """What data, the command line or a keyword has to say."""
    found = source.table.get("requires", [])
    if isinstance(found, (list, tuple)) and all(
        isinstance(one, str) and one in _REQUIRED for one in found
    ):
        return list(found)
    raise specification(
        f"{source.where(('requires',))}: requires: expected a list of "
        f"{', '.join(_REQUIRED)}, found {found!r:.200}",
        "requires",
    )


def _read_waivers(source):
    found = _read_list(source, "waiver", _WAIVER)
    for i, waiver in enumerate(found):
        for key in ("rule", "reason", "owner", "expires"):
            if key not in waiver:
                raise specification(
                    f"{source.where(('waiver', i))}: a waiver says {key}", key
                )
    return found


def _read_tiers(source):
    """The rules that each tier of risk has to have."""
    tiers = source.table.get("tiers", {})
    if not isinstance(tiers, Mapping):
        raise specification(
            f"{source.where(('tiers',))}: tiers: expected tables such as "
            f"[tiers.high], found {tiers!r:.200}"
        )
    return {
        name: _read(source, ("tiers", name), tier, _TIER).get("rules", [])
        for name, tier in tiers.items()
    }


def _check_schema(source, known):
    if not isinstance(source.table, Mapping):
        raise specification(
            "policy: expected a path, a mapping or a Policy, found "
            f"{source.table!r:.200}"
        )
    _check_keys(source, (), source.table, known)
    found = source.table.get("schema")
    if found is None:
        raise specification(
            f'{source.shown}: it does not say schema = "{SCHEMA}"', "schema"
        )
    if found != SCHEMA:
        raise specification(
            f"{source.where(('schema',))}: schema: expected {SCHEMA!r}, "
            f"found {found!r:.200}",
            "schema",
        )


def day_of(value):
    """A day as text; None: today's, in UTC."""
    if value is None:
        import datetime  # no import of libfairness waits for it

        value = datetime.datetime.now(datetime.UTC).date()
    try:
        return _day(value)
    except _Wrong as wrong:
        raise specification(
            f"today: expected {wrong}, found {value!r:.200}", "today"
        ) from None


def tables(source, included=False):
    """What a policy, or a file that one includes, says, by table, checked, as
    the core takes it."""
    _check_schema(source, _INCLUDED if included else _TABLES)
    table = source.table
    read = {
        name: _read(source, (name,), table.get(name, {}), readers)
        for name, readers in (
            ("data", _DATA),
            ("defaults", _DEFAULTS),
            ("publish", _PUBLISH),
        )
    }
    if included:
        _check_keys(source, ("data",), read["data"], _SHAPES)
    read["requires"] = _read_requires(source)
    read["include"] = _read_list(source, "include", _INCLUDE)
    read["rules"] = _read_list(source, "rule", _RULE)
    read["waivers"] = _read_waivers(source)
    read["tiers"] = _read_tiers(source)
    if not read["rules"] and not read["include"]:
        raise specification(
            f"{source.shown}: there are no rules, so nothing would be "
            "checked: write [[rule]]"
        )
    return read
