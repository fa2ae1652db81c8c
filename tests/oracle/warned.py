# SPDX-License-Identifier: MIT
"""Which warnings a report has, in their order, from docs/reference/warnings.md
and not from the library."""

import math
import unicodedata
from fractions import Fraction

from . import ranges
from .tally import LABELLED, POSITIVES, order

SMALL = 100
PATIENCE = 1500  # rows of a group beyond which `expected` is not worked out
POINT, FIVE_POINTS = Fraction(1, 100), Fraction(1, 20)
UNSEEN = {0xad, 0x34f, 0x61c, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x2800, 0x3164,
          0xfeff, 0xffa0, *range(0x180b, 0x1810), *range(0x200b, 0x2010),
          *range(0x202a, 0x202f), *range(0x2060, 0x2070),
          *range(0xfe00, 0xfe10), *range(0xfff0, 0xfffc),
          *range(0x1bca0, 0x1bca4), *range(0x1d173, 0x1d17b),
          *range(0xe0000, 0xe1000), *range(9), *range(14, 32),
          *(c for c in range(0x7f, 0xa0) if c != 0x85)}
SPACES = [9, 10, 11, 12, 13, 32, 0x85, 0xa0, 0x1680, *range(0x2000, 0x200b),
          0x2028, 0x2029, 0x202f, 0x205f, 0x3000]


def warning(code, group=None, **numbers):
    return {"code": code, "group": group, **numbers}


def named(features, key):
    return dict(zip(features, key))


def defaulted(grouping):
    mode, by = grouping.context.reference, grouping.by
    if not isinstance(mode, dict):
        return
    said = {f: mode[f] for f in by if f in mode}
    if said and len(said) < len(by):
        key = grouping._named(said)
        if key is not None:
            yield warning("reference_defaulted", named(by, key))


def equal(table, overall):
    rows = overall.rows
    if table.has_label and table.has_decision \
            and overall.n(LABELLED) == overall.n() \
            and rows["fp"] == rows["fn"] == 0:
        yield warning("prediction_equals_label")


def size(value):
    """An effective n as whole rows."""
    return max(1, math.floor(value.effective_n + Fraction(1, 2)))


def by_chance(grouping, table):
    metric = "selection_rate" if table.has_decision else "base_rate"
    field = grouping.field(metric)
    if field.obstacle():
        return
    values = [field.values[key] for key in field.compared]
    rate = Fraction(sum(v.numerator for v in values)) \
        / sum(v.denominator for v in values)
    observed = max(v.value for v in values) - min(v.value for v in values)
    bound = 2 * rate * (1 - rate) * sum(1 / Fraction(v.effective_n)
                                        for v in values)
    if rate in (0, 1) or (bound < POINT**2 and observed**2 > bound):
        return
    sizes = [size(v) for v in values]
    yield warning(
        "difference_by_chance", by=list(grouping.by), metric=metric,
        expected=ranges.expected_large([(n, 1) for n in sizes], float(rate))
        if max(sizes) <= PATIENCE else None, largest=max(sizes), observed=observed, groups_compared=len(values))


def about_groups(code, groupings, applies):
    for grouping in groupings:
        for key, tally in grouping.groups.items():
            if applies(tally):
                yield warning(code, named(grouping.by, key))


def one_class(tally):
    return tally.n(LABELLED) > 0 and \
        tally.n(POSITIVES) in (0, tally.n(LABELLED))


def lacking(tally):
    return Fraction(tally.n() - tally.n(LABELLED), tally.n())


def selective(table, overall, groupings):
    if table.excluded.get("null_y_true"):
        yield warning("selective_labels")
    if not table.has_label or overall.n(LABELLED) == overall.n():
        return
    rows = overall.rows
    shares = []
    for without, cells in (("unlabelled_selected", ("tp", "fp")),
                           ("unlabelled_rejected", ("fn", "tn"))):
        n = rows[without] + sum(rows[c] for c in cells)
        shares.append((rows[without], n))
    if table.has_decision and all(n for _, n in shares):
        (a, m), (b, n) = shares
        if (a == 0) != (b == 0) or \
                abs(Fraction(a, m) - Fraction(b, n)) > FIVE_POINTS:
            yield warning("selective_labels")
    for grouping in groupings:
        found = {k: lacking(t) for k, t in grouping.groups.items()}
        most = max(found, key=found.get)
        if found[most] - min(found.values()) > FIVE_POINTS:
            yield warning("selective_labels", named(grouping.by, most))


def look(text):
    """What is left of a name without marks, case, accents of Latin."""
    out = ""
    for c in text:
        if "LATIN" in unicodedata.name(c, "") or c in "\u212a\u212b":
            c = unicodedata.normalize("NFD", c)
        for x in c:
            if ord(x) in UNSEEN or 0x300 <= ord(x) <= 0x36f:
                continue
            out += " " if ord(x) in SPACES else \
                x.lower() if x.isascii() else x
    return " ".join(part for part in out.split(" ") if part)


def alike(feature, values):
    first = {}
    for value in sorted((v for v in values if isinstance(v, str)), key=order):
        if first.setdefault(look(value), value) != value:
            yield warning("near_duplicate", {feature: value})


def warnings(table, groupings, context):
    """groupings: over all rows."""
    overall = table.overall()
    if context.favourable_undeclared:
        yield warning("favourable_undeclared")
    if table.has_score and not table.has_decision:
        yield warning("score_without_threshold")
    for grouping in groupings:
        yield from defaulted(grouping)
    yield from equal(table, overall)
    for grouping in groupings:
        yield from by_chance(grouping, table)
    yield from about_groups("small_group", groupings,
                            lambda t: t.n() < SMALL)
    if table.has_label:
        yield from about_groups("single_class", groupings, one_class)
    yield from selective(table, overall, groupings)
    for i, feature in enumerate([*table.sensitive, *table.control]):
        many = len(table.sensitive)
        values = {s[i] if i < many else c[i - many] for s, c in table.cells}
        yield from alike(feature, values)
