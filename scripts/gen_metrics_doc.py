#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes docs/metrics/ and docs/reference/codes.md from the registry of a
built library.

    python3 scripts/gen_metrics_doc.py build/libfairness/libfairness.so

A name without an example needs one in tests/oracle/examples.py: it is named,
its page is written without, and the exit code is 1.
"""
import ctypes
import pathlib
import sys

import metric_pages
from metric_examples import ROOT, examples

INTRODUCTION = """\
# Metrics, comparisons, criteria

What the library knows by name, a page each: formula, range, who is harmed by
which sign, when it is undefined and why, interval, source, names elsewhere,
and an example that is worked out. [Reasons, interval methods and
warnings](../reference/codes.md) have one page together. These pages are made
from the registry by `scripts/gen_metrics_doc.py`; `fairness explain NAME`,
`libfairness.explain` and the docstrings show the same texts,
`fair_registry_text` gives them to C. A name never changes its meaning: a
changed definition gets a new name.

TP, FP, FN, TN are a group's selected positives, selected negatives, rejected
positives and rejected negatives, in rows or, with `sample_weight`, in sums of
weights; P = TP + FN, N = FP + TN, PP = TP + FP, PN = FN + TN. s is a score, y
a label, w a weight. Rows without a label count only where a formula names
them. Every number is worked out exactly and rounded once, logarithms and
roots aside. Where there is none, a reason says why: it is never 0, 1 or NaN
instead.

*Elsewhere* says what other libraries compute under which name: `same` where
they give the same number for the same rows; "0 where undefined" where they
agree but invent a number for what has none; `differs`, with the difference in
brackets.

## Suites

`metrics=` of a report, `--metrics` and `fair_report_options` take names and
suites, or `all`. Suites choose what tables show. Reports for people show what
is looked at first of a suite, and up to eight metrics that are named. A value
of any name can be asked for whatever was chosen.

| suite | shown | needs |
|---|---|---|
| `classification` | if nothing is asked for | decisions, and labels for most |
| `ranking` | if asked for | `y_score` kept (`scores="exact"`, the default) |
| `calibration` | if asked for | labels, and scores that are probabilities |

What a metric depends on beside the rows is an option of the report and stands
in it: `costs`, `utilities`, `calibration_bins`, `confidence`. Curves,
histograms and the reliability of each bin of scores are
[tables](../reference/tables.md), by group.
"""
SUITES = {
    "classification": "Of decisions and labels.",
    "ranking": "Of scores in their order.",
    "calibration": "Of scores as probabilities.",
}
ROWS = """\
## The rows of the examples

Nineteen loans of two groups, invented for these pages,
[examples/data/loans.csv](../../examples/data/loans.csv): who repaid, who was
granted the loan (whose `score` was at least 0.5), and where (`branch`, a
control feature). To be granted a loan is favourable.
"""
CODES = """\
# Reasons, interval methods, warnings

The codes that stand in a report. This page is made from the registry by
`scripts/gen_metrics_doc.py`; `fairness explain NAME` and `libfairness.explain`
show the same texts. [Metrics, comparisons and
criteria](../metrics/README.md) have a page each.
"""
SECTIONS = [
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
        found = self.lib.fair_registry_text(
            table.encode(), name.encode(), field.encode())
        return None if found is None else found.decode()


def codes(registry):
    lines = [CODES]
    for table, title, about in SECTIONS:
        lines += [f"## {title}", "", about, ""]
        for name in registry.names(table):
            lines += [f"### {name}", "",
                      metric_pages.sentence(
                          registry.text(table, name, "summary")),
                      metric_pages.sentence(
                          registry.text(table, name, "details")), ""]
            for field, label, form in FIELDS:
                text = registry.text(table, name, field)
                if text:
                    lines.append(f"- {label}: " + form.format(
                        metric_pages.linked(text)))
            if lines[-1]:
                lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def listed(registry, table, names, field="summary"):
    return [f"| [{name}]({name}.md) | {registry.text(table, name, field)} |"
            for name in names]


def question_of(needs):
    """Which question a criterion answers, by what it looks at."""
    if "y_score" in needs:
        return "Do scores serve the groups alike?"
    return "Are errors spread evenly?" if "y_true" in needs \
        else "Are decisions spread evenly?"


def questions(registry):
    asked = {}
    for name in registry.names("criteria"):
        needs = registry.text("criteria", name, "needs")
        asked.setdefault(question_of(needs), []).append(name)
    lines = []
    for question, names in asked.items():
        lines += [f"### {question}", "", "| | asks |", "|---|---|",
                  *listed(registry, "criteria", names, "details"), ""]
    return lines


def index(registry):
    lines = [INTRODUCTION]
    for suite, about in SUITES.items():
        names = [name for name in registry.names("metrics")
                 if registry.text("metrics", name, "suite") == suite]
        lines += [f"### {suite}", "", about, "", "| | |", "|---|---|",
                  *listed(registry, "metrics", names), ""]
    lines += ["## Criteria, by question", "",
              "A metric (or two) and a comparison under the name that the "
              "field gives them;", "`lf.NAME(…)` in Python.", "",
              *questions(registry)]
    lines += ["## Comparisons", "",
              "Any metric over the groups of a grouping. `worse_off` names "
              "the harmed one of two", "groups by the metric's orientation "
              "and by what is declared favourable. m_g is the", "metric of "
              "group g.", "", "| | |", "|---|---|",
              *listed(registry, "comparisons",
                      registry.names("comparisons")), ""]
    rows = examples.rows()
    lines += [ROWS, f"| {' | '.join(rows[0])} |", "|---" * len(rows[0]) + "|",
              *(f"| {' | '.join(row.values())} |" for row in rows)]
    return "\n".join(lines) + "\n"


def pages(registry):
    """{path below docs: text}, and the names without an example."""
    out = {"reference/codes.md": codes(registry),
           "metrics/README.md": index(registry)}
    incomplete = []
    for table in metric_pages.KINDS:
        for name in registry.names(table):
            text, complete = metric_pages.page(registry, table, name)
            out[f"metrics/{name}.md"] = text
            if not complete:
                incomplete.append(name)
    return out, incomplete


def main(arguments):
    written, incomplete = pages(Registry(arguments[0]))
    docs = ROOT / "docs"
    for old in (docs / "metrics").glob("*.md"):
        if f"metrics/{old.name}" not in written:
            old.unlink()
    for name, text in written.items():
        (docs / name).write_text(text, encoding="utf-8")
    for name in incomplete:
        print(f"{name}: no example: tests/oracle/examples.py cannot work it "
              "out", file=sys.stderr)
    return 1 if incomplete else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
