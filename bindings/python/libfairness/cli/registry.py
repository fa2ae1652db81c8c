# SPDX-License-Identifier: MIT
"""fairness metrics, fairness explain: what the registry says."""

import json
import shutil
import textwrap

from .. import _core
from .._registry import found, suites
from .output import print_text

_ABOUT = {
    "metrics": "one number for each group",
    "comparisons": "a metric over the groups",
    "criteria": "a metric and a comparison under one name",
}


def _width(elsewhere):
    """Of the terminal; of a pipe or a file what is said here."""
    return max(40, shutil.get_terminal_size((elsewhere, 24)).columns)


def _sections():
    """(title, table, names): metrics by suite."""
    for suite in suites():
        shown = "shown" if suite == "classification" else "shown if asked for"
        yield (
            f"metrics of the suite {suite} ({_ABOUT['metrics']}; {shown})",
            "metrics",
            [name for name in _core.names("metrics")
             if _core.text("metrics", name, "suite") == suite],
        )
    for table in ("comparisons", "criteria"):
        yield f"{table} ({_ABOUT[table]})", table, _core.names(table)


def metrics(options):
    """Every name with its summary, on one line where nobody looks."""
    blocks = []
    width = _width(1000)
    for title, table, names in _sections():
        longest = max(map(len, names))
        lines = [title]
        for name in names:
            lines += textwrap.wrap(
                _core.text(table, name, "summary"), width,
                initial_indent=f"  {name:<{longest}}  ",
                subsequent_indent=" " * (longest + 4),
                break_long_words=False, break_on_hyphens=False,
            )
        blocks.append("\n".join(lines))
    blocks.append("fairness explain NAME says everything about one of them.")
    print_text("\n\n".join(blocks))


def explain(options):
    """Everything about one name, for each kind that has it."""
    there = found(options.name)
    if options.format == "json":
        print_text(json.dumps([one.to_dict() for one in there], indent=2))
    else:
        width = min(_width(80), 100)
        print_text("\n\n".join(one.to_text(width) for one in there))
