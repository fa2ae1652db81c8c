# SPDX-License-Identifier: MIT
"""A plan as an expression of SQL."""

import math
from decimal import Decimal

from ._errors import specification

DIALECTS = "ansi", "duckdb"


def _name(name, what):
    """A quoted identifier."""
    if not isinstance(name, str) or not name:
        raise specification(
            f"{what}: expected the name of a column, found {name!r:.200}", what
        )
    _check(name, what)
    return '"' + name.replace('"', '""') + '"'


def _check(text, what):
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise specification(
            f"{what}: {text!r:.200} is not valid Unicode", what
        ) from None
    if "\0" in text:
        raise specification(
            f"{what}: {text!r:.200} holds a NUL character, which texts of SQL "
            "cannot",
            what,
        )


def _value(value):
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        _check(value, "groups")
        return "'" + value.replace("'", "''") + "'"
    return str(value)


def _shifted(shift):
    """Factors that are powers of two, each a whole number of a double."""
    while shift:
        step = min(shift, 50)
        yield f"{2**step}e0"
        shift -= step


def number(x, dialect):
    """A double, to the last bit, whatever reads it.

    With at most 15 digits and a small power of ten it is one product or
    quotient of doubles.  Readers may miss others by a bit, but no division by
    a power of two.
    """
    _, digits, exponent = Decimal(repr(x)).normalize().as_tuple()
    if dialect == "duckdb" or (len(digits) <= 15 and abs(exponent) <= 22):
        text = f"{''.join(map(str, digits))}e{exponent}"
    else:
        top, bottom = abs(x).as_integer_ratio()
        twos = (top & -top).bit_length() - 1
        text = " * ".join([f"{top >> twos}e0", *_shifted(twos)])
        text = " / ".join([text, *_shifted(bottom.bit_length() - 1)])
    return f"(-{text})" if x < 0 else f"({text})"


def _when(group, columns):
    return " AND ".join(
        f"{columns[name]} IS NULL" if value is None
        else f"{columns[name]} = {_value(value)}"
        for name, value in group.items()
    )


class Writer:
    """Of one expression: names and dialect."""

    def __init__(self, score, columns, coin, probability, dialect):
        self.score = score
        self.columns = columns
        self.coin = coin
        self.probability = probability
        self.dialect = dialect

    def refusal(self, words):
        """Where apply() is an error."""
        if self.dialect == "duckdb":
            return f"error('{words}')"
        return "NULL"

    def chosen(self, p):
        if self.probability or p in (0, 1):
            return f"{p:g}" if p in (0, 1) else number(p, self.dialect)
        # A coin that is missing or NaN decides nothing.
        refusal = self.refusal("a coin that is missing or not below 1")
        return (
            f"CASE WHEN {self.coin} < {number(p, self.dialect)} THEN 1 "
            f"WHEN {self.coin} < 1 THEN 0 ELSE {refusal} END"
        )

    def decided(self, parts, low=None):
        """By which thresholds, with which shares, lowest first; or by one,
        above a band that begins at low."""
        below, share, cases = 0.0, 0.0, []
        for threshold, part in parts:
            share += part
            if threshold == -math.inf:
                below = share
            elif threshold != math.inf:
                cases.append((threshold, share))
        text = "".join(
            f"WHEN {self.score} >= {number(t, self.dialect)} "
            f"THEN {self.chosen(p)} "
            for t, p in reversed(cases)
        )
        last = self.chosen(below)
        if low is not None and low < parts[0][0]:
            referred = "NULL" if self.probability else "2"
            text += (
                f"WHEN {self.score} >= {number(low, self.dialect)} "
                f"THEN {referred} "
            )
        return f"CASE {text}ELSE {last} END" if text else last

    def other(self, rule, words):
        """What becomes of rows whose group is not in the plan."""
        if rule == "error":
            return self.refusal(words)
        at = {"select": -math.inf, "reject": math.inf}.get(rule, rule)
        return self.decided([(at, 1.0)])

    def by_group(self, groups, lows, missing, unseen):
        lines = [
            f"  WHEN {_when(group, self.columns)} "
            f"THEN {self.decided(parts, low)}"
            for (group, parts), low in zip(groups, lows)
        ]
        any_missing = " OR ".join(
            f"{column} IS NULL" for column in self.columns.values()
        )
        why = "a group with a missing value that the plan does not have"
        lines.append(
            f"  WHEN {any_missing} THEN {self.other(missing, why)}"
        )
        why = "a group that the plan does not have"
        lines.append(f"  ELSE {self.other(unseen, why)}")
        return "CASE\n" + "\n".join(lines) + "\nEND"


def named_columns(score, columns, by, dialect, what):
    """The score and the features as identifiers."""
    if not isinstance(dialect, str) or dialect not in DIALECTS:
        raise specification(
            f"dialect: expected one of {', '.join(DIALECTS)}, found "
            f"{dialect!r:.200}",
            "dialect",
        )
    columns = dict(columns or {})
    unknown = [name for name in columns if name not in by]
    if unknown:
        raise specification(
            f"columns: the {what} has no feature {unknown[0]!r:.200}; it has "
            f"{', '.join(map(repr, by))}",
            "columns",
        )
    named = {name: _name(columns.get(name, name), "columns") for name in by}
    return _name(score, "score"), named


def expression(groups, lows, by, shared, missing, unseen, score, columns,
               coin, probability, dialect):
    """The SQL; groups are pairs of a group and its (threshold, share)s, lows
    where their referral bands begin, or None."""
    randomized = any(len(parts) > 1 for _, parts in groups)
    score, named = named_columns(score, columns, by, dialect, "plan")
    if randomized and coin is None and not probability:
        raise specification(
            "SQL has no coin that is the same everywhere: ask for "
            "probability=True, or name a column of numbers from 0 to below 1 "
            "as coin=",
            "coin",
        )
    writer = Writer(
        score, named, None if coin is None else _name(coin, "coin"),
        probability, dialect,
    )
    if shared:
        inside = writer.decided(groups[0][1], lows[0])
    else:
        inside = writer.by_group(groups, lows, missing, unseen)
    # Neither NULL nor NaN nor infinite: NaN is above all numbers elsewhere.
    return (
        f"CASE WHEN {score} - {score} = 0 THEN {inside}\n"
        f"ELSE {writer.refusal('a score that is missing or not finite')} END"
    )
