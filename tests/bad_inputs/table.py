# SPDX-License-Identifier: MIT
"""The words of the table of bad inputs.

case(number, id, columns, options, ends…) adds a row.

columns   name -> values; names are roles (y_true, y_pred, y_score,
          sample_weight, frequency, y_pred_baseline), "s:race" for a
          sensitive and "c:site" for a control feature.  Values are a list
          (None is missing) or a Column that fixes its type.
batches   instead of columns: a list of them, added as one call.
options   of the audit and the report, by their names in Python.
ends      exactly one of
          error=…   status without FAIR_ERR_ (or several), with column=, row=
                    and count= where the catalogue asks for them, says= words
                    that the message must hold;
          values=[(name, selector, expected)], rows=(in, used, excluded),
          n=…       numbers or reasons of the report;
          warns={code: times}   warnings that it has, 0 for none of a code.
merge_case(number, id, parts, ends…) adds audits that are merged into the
first, in order; parts are (columns, options) with shard among the options,
or SELF for the first itself; manifest= names the shards that are expected.

gate_case(number, id, columns, rules, options, ends…) holds rules against the
audit; a rule is that of a policy, its limits are texts.  Ends: error= and
says= as above, or status= of the verdict, and why= and within= of the first
rule.

fronts    which front ends can hold the case: c, python (all of list, numpy,
          arrow, pandas, polars that can), one of these by name, cli.
"""

from dataclasses import dataclass, field
from fractions import Fraction

CASES = []
MERGES = []
GATES = []

CLASSES = {
    "ARGUMENT": "SpecificationError", "TYPE": "TypeUnsupportedError",
    "DATA": "DataError", "NONFINITE": "DataError", "EMPTY": "DataError",
    "LIMIT": "LimitError", "OVERFLOW": "LimitError",
    "MISMATCH": "MismatchError", "DUPLICATE_SHARD": "MismatchError",
    "INCOMPLETE": "MismatchError", "CORRUPT": "CorruptError",
    "VERSION": "CorruptError",
}


@dataclass
class Column:
    """Values of a declared type.  values of a dictionary are its indices.
    offset: so many other values lie before the first.  valid: bits; the
    values under a 0 are there and must not be read."""
    type: str
    values: list
    index: str | None = None
    dictionary: "Column | None" = None
    offset: int = 0
    valid: list | None = None
    declared: bool = True


def column(values):
    """A Column for plain values: their type is their Python type."""
    if isinstance(values, Column):
        return values
    present = [v for v in values if v is not None]
    kinds = {type(v) for v in present}
    for kind, name in ((str, "utf8"), (bytes, "utf8"), (float, "float64"),
                       (int, "int64"), (bool, "bool8")):
        if kind in kinds:
            if kind is float:
                values = [None if v is None else float(v) for v in values]
            return Column(name, list(values), declared=False)
    raise ValueError("a column without values needs a type")


@dataclass
class Shown:
    value: Fraction | None = None
    within: bool | None = None
    reasons: tuple = ()


def shown(value=None, within=None, reasons=()):
    return Shown(value, within, tuple(reasons))


def expectation(what):
    if isinstance(what, Shown):
        return what
    return Shown(reasons=(what,)) if isinstance(what, str) \
        else Shown(value=Fraction(what))


@dataclass
class Case:
    number: int
    id: str
    batches: list
    options: dict
    errors: tuple
    column: str | None
    row: int | None
    count: int | None
    says: list
    values: list
    rows: tuple | None
    n: int | None
    warns: dict
    hostile: bool
    fronts: set = field(default_factory=set)

    @property
    def columns(self):
        return self.batches[0]

    def features(self, prefix):
        return [name[2:] for name in self.columns
                if name.startswith(prefix + ":")]


def case(number, identity, columns=None, options=None, *, batches=None,
         error=(), row=None, count=None, says=(), values=None,
         rows=None, n=None, warns=None, hostile=False, fronts="c python cli", **more):
    named = more.pop("column", None)
    assert not more, more
    tables = [columns] if batches is None else batches
    typed = [{k: column(v) for k, v in t.items()} for t in tables]
    errors = (error,) if isinstance(error, str) else tuple(error)
    assert bool(errors) != (values is not None or rows is not None
                            or n is not None or warns is not None), identity
    assert all(e in CLASSES for e in errors), identity
    if batches is not None:
        fronts = fronts.replace("cli", "")
    CASES.append(Case(
        number, identity, typed, options or {}, errors, named, row, count,
        list(says),
        [(name, where, expectation(what))
         for name, where, what in values or ()],
        rows, n, warns or {}, hostile, set(fronts.split())))


SELF = "self"


@dataclass
class Merge:
    number: int
    id: str
    parts: list  # of Case, or SELF
    manifest: list | None
    errors: tuple
    says: list
    values: list
    n: int | None
    warns: dict = field(default_factory=dict)
    rows: tuple | None = None


def merge_case(number, identity, parts, *, error=(), says=(), values=(),
               manifest=None, n=None):
    made = []
    for part in parts:
        if part == SELF:
            made.append(SELF)
            continue
        columns, options = part
        case(number, f"{identity}-part", columns, options, n=0)
        made.append(CASES.pop())
    errors = (error,) if isinstance(error, str) else tuple(error)
    assert bool(errors) != bool(values)
    MERGES.append(Merge(
        number, identity, made, manifest, errors, list(says),
        [(name, where, expectation(what)) for name, where, what in values],
        n))


@dataclass
class Gate:
    case: Case
    rules: list
    status: str | None
    why: str | None
    within: bool | None


def gate_case(number, identity, columns, rules, options=None, *, error=(),
              says=(), status=None, why=None, within=None):
    assert bool(error) != bool(status), identity
    case(number, identity, columns, {"favourable": "positive",
                                     **(options or {})},
         error=error, says=says, n=None if error else 0)
    GATES.append(Gate(CASES.pop(), rules, status, why, within))
