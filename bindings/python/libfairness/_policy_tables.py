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

    def __init__(self, table):
        self.table = table

    def place(self, path):
        return None

    def where(self, path):
        if len(path) > 1 and path[0] in ("rule", "waiver"):
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
    "min_share": _number,
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
_TABLES = ("schema", "tier", "tiers", "data", "defaults", "publish", "rule",
           "waiver")


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


def _read_rules(source):
    rules = source.table.get("rule", [])
    if isinstance(rules, Mapping):
        raise specification(
            f"{source.where(('rule',))}: rules are a list: write [[rule]]"
        )
    if not isinstance(rules, (list, tuple)) or not rules:
        raise specification(
            f"{source.shown}: there are no rules, so nothing would be "
            "checked: write [[rule]]"
        )
    return [
        _read(source, ("rule", i), rule, _RULE)
        for i, rule in enumerate(rules)
    ]


def _read_waivers(source):
    waivers = source.table.get("waiver", [])
    if not isinstance(waivers, (list, tuple)):
        raise specification(
            f"{source.where(('waiver',))}: waivers are a list: write "
            "[[waiver]]"
        )
    found = []
    for i, waiver in enumerate(waivers):
        found.append(_read(source, ("waiver", i), waiver, _WAIVER))
        for key in ("rule", "reason", "owner", "expires"):
            if key not in found[-1]:
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
    found = {
        name: _read(source, ("tiers", name), tier, _TIER).get("rules", [])
        for name, tier in tiers.items()
    }
    tier = source.table.get("tier")
    if tier is not None and (not isinstance(tier, str) or tier not in found):
        raise specification(
            f"{source.where(('tier',))}: tier: there is no tier "
            f"{tier!r:.200}: there are {', '.join(found) or 'none'}: write "
            "[tiers.high] with its rules",
            "tier",
        )
    return found


def check_tiers(source, rules, tiers):
    """A tier's rules are there, and count."""
    by_id = {
        rule.get("id") or rule.get("criterion") or rule.get("metric"): rule
        for rule in rules
    }
    for tier, ids in tiers.items():
        for name in ids:
            where = source.where(("tiers", tier, "rules"))
            if name not in by_id:
                raise specification(
                    f"{where}: the tier {tier!r:.200} needs a rule "
                    f"{name!r:.200}, which the policy does not have: "
                    f"{suggestion(name, by_id)}there are "
                    f"{', '.join(by_id)}",
                    "rules",
                )
            if (tier == source.table.get("tier")
                    and by_id[name].get("severity") == "warn"):
                raise specification(
                    f"{where}: the tier {tier!r:.200} needs the rule "
                    f"{name!r:.200}, which is a warning that never counts",
                    "rules",
                )


def _check_schema(source):
    if not isinstance(source.table, Mapping):
        raise specification(
            "policy: expected a path, a mapping or a Policy, found "
            f"{source.table!r:.200}"
        )
    _check_keys(source, (), source.table, _TABLES)
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


def tables(source):
    """What a policy says, by table, checked, as the core takes it."""
    _check_schema(source)
    table = source.table
    read = {
        name: _read(source, (name,), table.get(name, {}), readers)
        for name, readers in (
            ("data", _DATA),
            ("defaults", _DEFAULTS),
            ("publish", _PUBLISH),
        )
    }
    read["rules"] = _read_rules(source)
    read["waivers"] = _read_waivers(source)
    read["tiers"] = _read_tiers(source)
    return read
