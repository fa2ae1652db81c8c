#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the table of coverage in docs/explanation/uncertainty.md from what
the test finds.

    python3 scripts/gen_coverage_doc.py build/tests/test_stats_interval

With --check it writes nothing, and fails if the page says otherwise.
"""
import os
import pathlib
import subprocess
import sys

PAGE = pathlib.Path(__file__).resolve().parent.parent \
    / "docs/explanation/uncertainty.md"
START = "<!-- table of tests/stats/test_interval.c -->\n"
END = "<!-- end of table -->\n"
HEAD = "| of two groups | rows | mean | least, rates at most half apart | " \
    "least |\n|---|---|---|---|---|\n"


def table(test):
    """In one process, or what was printed before a fork appears twice."""
    out = subprocess.run(
        [test], env={**os.environ, "SHOW_COVERAGE": "1", "CK_FORK": "no"},
        check=True, capture_output=True, text=True).stdout
    rows = [f"{line}\n" for line in out.splitlines() if line.startswith("| ")]
    if not rows:
        sys.exit(f"{test} shows no coverage")
    return HEAD + "".join(rows)


def main():
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(START)
    old, _, after = rest.partition(END)
    new = table(sys.argv[1])
    if "--check" in sys.argv and old != new:
        sys.exit(f"{PAGE.name} is not what the test finds: run "
                 "scripts/gen_coverage_doc.py")
    if "--check" not in sys.argv:
        PAGE.write_text(before + START + new + END + after, encoding="utf-8")


if __name__ == "__main__":
    main()
