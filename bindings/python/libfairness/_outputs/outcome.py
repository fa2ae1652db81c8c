# SPDX-License-Identifier: MIT
"""What a gate found, of one model or of several, and what may be shown."""

from .._verdicts import WORST
from .publish import Publication

EXIT_CODES = {"pass": 0, "fail": 1, "error": 2, "inconclusive": 3}


class Finding:
    """One rule of one model's verdict."""

    def __init__(self, outcome, model, index, document):
        self.outcome = outcome
        self.model = model  # None: there is but one
        self.index = index
        self.rule = document["rules"][index]
        self.favourable = document["specification"]["favourable"]

    @property
    def publication(self):
        """What may be shown, of all models."""
        return self.outcome.publication

    @property
    def name(self):
        """The rule's, with the model's before it where there are several."""
        own = self.rule["id"]
        return own if self.model is None else f"{self.model}: {own}"

    @property
    def place(self):
        """Line and column of the rule in the policy, or None."""
        return self.outcome.places[self.index]

    @property
    def weight(self):
        """What it is to a reader: "error", "fail", "warning" (a rule that is
        not met and does not count: of severity warn, or waived),
        "inconclusive", or "pass"."""
        status, counts = self.rule["status"], self.rule["counts_as"]
        if counts in ("error", "fail"):
            return counts
        return "warning" if status in ("error", "fail") else status


class Outcome:
    """Verdicts by model; a single one has no name."""

    def __init__(self, verdicts, policy, places, command, least):
        self.verdicts = verdicts
        self.policy = policy
        self.places = places
        self.command = command
        documents = {
            model: verdict.to_dict() for model, verdict in verdicts.items()
        }
        self.publication = Publication(documents.values(), least)
        self.findings = [
            Finding(self, model, index, document)
            for model, document in documents.items()
            for index in range(len(document["rules"]))
        ]

    @property
    def status(self):
        """The worst of all: error, fail, inconclusive, pass."""
        found = [verdict.status for verdict in self.verdicts.values()]
        return max(found, key=WORST.index)

    @property
    def exit_code(self):
        return EXIT_CODES[self.status]

    def of(self, model):
        return [f for f in self.findings if f.model == model]
