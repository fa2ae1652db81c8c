# SPDX-License-Identifier: MIT
"""Verdicts as SARIF 2.1.0: a run for each model, a result for each rule that
is not met."""

import json
from urllib.parse import quote

from .. import _core
from . import words
from .escape import one_line
from .fingerprint import fingerprint
from .outcome import EXIT_CODES

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
    "sarif-schema-2.1.0.json"
)
# Kind and level; "open" is a rule for which evidence was insufficient, and
# only failures have a level.
_KINDS = {
    "error": ("fail", "error"),
    "fail": ("fail", "error"),
    "warning": ("fail", "warning"),
    "inconclusive": ("open", "none"),
}


def _location(finding):
    found = {"artifactLocation": {"uri": quote(finding.outcome.policy)}}
    if finding.place is not None:
        line, column = finding.place
        found["region"] = {"startLine": line, "startColumn": column}
    return {"physicalLocation": found}


def _descriptor(finding):
    rule = finding.rule
    level = "error" if rule["severity"] == "error" else "warning"
    return {
        "id": one_line(rule["id"]),
        "shortDescription": {"text": words.subject(rule, one_line)},
        "defaultConfiguration": {"level": level},
    }


def _result(finding):
    rule = finding.rule
    kind, level = _KINDS[finding.weight]
    text = words.message(finding, one_line)
    return {
        "ruleId": one_line(rule["id"]),
        "ruleIndex": finding.index,
        "kind": kind,
        "level": level,
        "message": {"text": f"{rule['status']}: {text}"},
        "locations": [_location(finding)],
        "partialFingerprints": {"fairnessRule/v1": fingerprint(finding)},
        "properties": {
            "status": rule["status"],
            "counts_as": rule["counts_as"],
            "why": rule["why"],
        },
    }


def _run(outcome, model, status):
    findings = outcome.of(model)
    name = "gate" if model is None else f"gate {one_line(model)}"
    return {
        "tool": {
            "driver": {
                "name": "fairness",
                "version": _core.version(),
                "rules": [_descriptor(finding) for finding in findings],
            }
        },
        "automationDetails": {"id": f"fairness/{name}/"},
        "invocations": [
            {
                "executionSuccessful": status != "error",
                "exitCode": EXIT_CODES[status],
            }
        ],
        "columnKind": "unicodeCodePoints",
        "results": [_result(f) for f in findings if f.weight in _KINDS],
        "properties": {"status": status},
    }


def sarif(outcome):
    log = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            _run(outcome, model, verdict.status)
            for model, verdict in outcome.verdicts.items()
        ],
    }
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"
