# SPDX-License-Identifier: MIT
"""Grades of law students: regression, which no count covers."""

FOLDER = "law_gpa"
NOT_COVERED = [
    (r"", "means and errors of numbers come with regression"),
]


def checks(run):
    yield from ()
