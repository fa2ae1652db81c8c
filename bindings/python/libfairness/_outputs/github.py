# SPDX-License-Identifier: MIT
"""Annotations of a GitHub workflow, and its job summary."""

import os
import secrets

from . import words
from .escape import one_line, workflow, workflow_property
from .markdown import markdown

# Inconclusive is neither good nor bad: a notice.
_COMMANDS = {
    "error": "error",
    "fail": "error",
    "warning": "warning",
    "inconclusive": "notice",
}
_MOST_SUMMARY = 1 << 20  # bytes that GitHub takes of one step


def _annotation(finding):
    outcome = finding.outcome
    place = {"file": one_line(outcome.policy)}
    if finding.place is not None:
        place["line"], place["col"] = map(str, finding.place)
    place["title"] = (
        f"fairness: {finding.rule['status']}: {one_line(finding.name)}"
    )
    said = ",".join(f"{k}={workflow_property(v)}" for k, v in place.items())
    text = words.message(finding, one_line)
    return f"::{_COMMANDS[finding.weight]} {said}::{workflow(text)}\n"


def annotations(outcome):
    """A line for each rule that is not met."""
    return "".join(
        _annotation(finding)
        for finding in outcome.findings
        if finding.weight in _COMMANDS
    )


def quoted(text):
    """Text in which the runner looks for no commands: names of groups come
    with the data."""
    token = secrets.token_hex(16)
    return f"::stop-commands::{token}\n{text.rstrip()}\n::{token}::\n"


def summary(outcome):
    """Where the job's summary is, and what it is with ours at its end; None
    outside of a workflow."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if not path:
        return None
    try:
        with open(path, "rb") as file:
            before = file.read()
    except FileNotFoundError:
        before = b""
    if before and not before.endswith(b"\n"):
        before += b"\n"
    ours = markdown(outcome).encode()
    if len(before) + len(ours) > _MOST_SUMMARY:
        found = words.headline(list(outcome.verdicts.values()))
        ours = (
            f"## Fairness: {outcome.status.upper()}\n\n{found}; "
            "there is no room for more.\n"
        ).encode()
    return path, before + ours
