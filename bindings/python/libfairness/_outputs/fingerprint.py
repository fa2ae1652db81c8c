# SPDX-License-Identifier: MIT
"""What a finding is known by from one run to the next: no number is in it."""

import hashlib
import json


def fingerprint(finding):
    """Of the rule's name, which no other of the policy has."""
    parts = [finding.outcome.policy, finding.model, finding.rule["id"]]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
