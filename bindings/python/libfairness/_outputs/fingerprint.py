# SPDX-License-Identifier: MIT
"""What a finding is known by from one run to the next: no number is in it."""

import hashlib
import json


def fingerprint(finding):
    same = [
        other
        for other in finding.outcome.of(finding.model)
        if other.rule["id"] == finding.rule["id"]
    ]
    parts = [
        finding.outcome.policy,
        finding.model,
        finding.rule["id"],
        same.index(finding),
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
