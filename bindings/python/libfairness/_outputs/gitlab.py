# SPDX-License-Identifier: MIT
"""Verdicts as a code quality report of GitLab."""

import json

from . import words
from .escape import one_line
from .fingerprint import fingerprint

_SEVERITIES = {
    "error": "blocker",
    "fail": "critical",
    "warning": "minor",
    "inconclusive": "info",
}


def _issue(finding):
    outcome = finding.outcome
    line = 1 if finding.place is None else finding.place[0]
    text = words.message(finding, one_line)
    return {
        "description": f"{finding.rule['status']}: {one_line(finding.name)}: "
        f"{text}",
        "check_name": one_line(finding.name),
        "fingerprint": fingerprint(finding),
        "severity": _SEVERITIES[finding.weight],
        "location": {
            "path": one_line(outcome.policy),
            "lines": {"begin": line},
        },
    }


def gitlab(outcome):
    found = [_issue(f) for f in outcome.findings if f.weight in _SEVERITIES]
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"
