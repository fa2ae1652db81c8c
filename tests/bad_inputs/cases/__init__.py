# SPDX-License-Identifier: MIT
"""The one table of bad inputs: what goes in, and how it must end.

Each row drives the same test through C (gen_cases.py turns the table into
C), Python (tests/python/test_bad_inputs.py) and, where a CSV file can hold
it, the command line.  `number` is the row of the catalogue in
docs/reference/bad-inputs.md.  To add a case, add a row in the file of its
topic: see table.py for the words.
"""

from table import CASES, GATES, MERGES

from . import (  # noqa: F401  each adds its cases
    rows, features, labels, weights, columns, comparisons, gates, merges,
    names, scores, warned)

__all__ = ["CASES", "GATES", "MERGES"]
