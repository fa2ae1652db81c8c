#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes docs/reference/metrics.md from the registry of a built library.

    python3 scripts/gen_metrics_doc.py build/libfairness/libfairness.so > docs/reference/metrics.md
    python3 scripts/gen_metrics_doc.py --check docs/reference/metrics.md build/libfairness/libfairness.so
"""
import ctypes
import sys

INTRODUCTION = """\
# Metrics, comparisons, criteria

What the library knows by name, and the reasons, interval methods and warnings
that stand in a report. This page is made from the registry by
`scripts/gen_metrics_doc.py`; `fairness explain NAME`, `libfairness.explain`
and the docstrings show the same texts, `fair_registry_text` gives them to C.
A name never changes its meaning: a changed definition gets a new name.

TP, FP, FN, TN are a group's selected positives, selected negatives, rejected
positives and rejected negatives, in rows or, with `sample_weight`, in sums of
weights; P = TP + FN, N = FP + TN, PP = TP + FP, PN = FN + TN. Rows without a
label count only where a formula names them. Every number is worked out
exactly and rounded once. Where there is none, a reason says why: it is never
0, 1 or NaN instead.

*Elsewhere* says what other libraries compute under which name: `same` where
they give the same number for the same rows; "0 where undefined" where they
agree but invent a number for what has none; `differs`, with the difference in
brackets.
"""
SECTIONS = [
    ("metrics", "Metrics", "One number for each group, each stratum and all "
     "rows together."),
    ("comparisons", "Comparisons", "Any metric over the groups of a "
     "grouping. `worse_off` names the harmed one of two groups by the "
     "metric's orientation and by what is declared favourable. m_g is the "
     "metric of group g."),
    ("criteria", "Criteria", "A metric (or two) and a comparison under the "
     "name that the field gives them."),
    ("reasons", "Reasons", "Why there is no value, and what to do about it."),
    ("methods", "Interval methods", "n is the number of rows in the "
     "denominator of a rate p, z the quantile of the normal distribution for "
     "the confidence (1.96 for 95 %), l and u the limits of p."),
    ("warnings", "Warnings", "What a reader should know about the data "
     "before believing the numbers."),
]
FIELDS = [
    ("formula", "Formula", "`{}`"),
    ("needs", "Needs", "{}"),
    ("orientation", "Orientation", "{}"),
    ("range", "Range", "{}"),
    ("undefined", "Undefined", "{}"),
    ("interval", "Interval", "{}"),
    ("reference", "Source", "{}"),
    ("aliases", "Aliases", "{}"),
    ("elsewhere", "Elsewhere", "{}"),
    ("caveat", "Caveat", "{}"),
]


class Registry:
    def __init__(self, path):
        self.lib = ctypes.CDLL(path)
        self.lib.fair_registry_size.restype = ctypes.c_size_t
        self.lib.fair_registry_name.restype = ctypes.c_char_p
        self.lib.fair_registry_name.argtypes = [ctypes.c_char_p,
                                                ctypes.c_size_t]
        self.lib.fair_registry_text.restype = ctypes.c_char_p

    def names(self, table):
        table = table.encode()
        return [self.lib.fair_registry_name(table, i).decode()
                for i in range(self.lib.fair_registry_size(table))]

    def text(self, table, name, field):
        return self.lib.fair_registry_text(
            table.encode(), name.encode(), field.encode()).decode()


def page(registry):
    lines = [INTRODUCTION]
    for table, title, about in SECTIONS:
        lines += [f"## {title}", ""] + ([about, ""] if about else [])
        for name in registry.names(table):
            details = registry.text(table, name, "details")
            lines += [f"### `{name}`", "",
                      registry.text(table, name, "summary") + ".",
                      details + ("" if details.endswith("?") else "."), ""]
            for field, label, form in FIELDS:
                text = registry.text(table, name, field)
                if text:
                    lines.append(f"- {label}: {form.format(text)}")
            if lines[-1]:
                lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def main(arguments):
    if arguments[:1] == ["--check"]:
        with open(arguments[1], encoding="utf-8") as file:
            same = file.read() == page(Registry(arguments[2]))
        if not same:
            print(f"{arguments[1]} is not what the registry says: run "
                  f"scripts/gen_metrics_doc.py", file=sys.stderr)
        return 0 if same else 1
    sys.stdout.write(page(Registry(arguments[0])))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
