# SPDX-License-Identifier: MIT
"""What fairness gate writes and prints."""

import os
import shlex

from .._outputs import github
from .._outputs.gitlab import gitlab
from .._outputs.junit import junit
from .._outputs.markdown import markdown
from .._outputs.outcome import Outcome
from .._outputs.publish import PUBLISH_MIN
from .._outputs.sarif import sarif
from .._outputs.tables import tables
from .._verdicts import Verdicts


def _found(outcome):
    """One verdict as it is, several together."""
    verdicts = outcome.verdicts
    return verdicts[None] if None in verdicts else Verdicts._of(verdicts)


def _json(outcome):
    return _found(outcome).to_json()


_DOCUMENTS = {
    "json": _json,
    "junit": junit,
    "sarif": sarif,
    "markdown": markdown,
    "gitlab": gitlab,
    "tables": tables,
}


def targets_of(options):
    """The files that will be written."""
    named = [getattr(options, key) for key in ("output", *_DOCUMENTS)]
    return [path for path in named if path is not None]


def _shown_policy(path):
    """Where the policy is, from the folder that the run is in."""
    inside = os.path.relpath(path)
    return path if inside.startswith(os.pardir) else inside


def outcome_of(verdicts, policy, options):
    least = options.publish_min
    if least is None:
        least = policy.publish.get("min", PUBLISH_MIN)
    return Outcome(
        verdicts,
        _shown_policy(options.policy),
        policy._places(),
        shlex.join(["fairness", *options.words]),
        least,
    )


def _answer(outcome, options):
    form = options.format
    if form is None:
        ending = os.path.splitext(options.output or "")[1].lower()
        form = "json" if ending == ".json" else "text"
    return _json(outcome) if form == "json" else _found(outcome).to_text()


def stage(outcome, options, results):
    """All files, ready to take their names."""
    if options.output is not None:
        results.stage(options.output, _answer(outcome, options).encode())
    for key, document in _DOCUMENTS.items():
        path = getattr(options, key)
        if path is not None:
            results.stage(path, document(outcome).encode())
    if options.github and (summary := github.summary(outcome)):
        results.stage(*summary)


def text_of(outcome, options):
    """What goes to standard output."""
    shown = ""
    if options.output is None:
        shown = _answer(outcome, options)
        if options.github:
            shown = github.quoted(shown)
    return shown + (github.annotations(outcome) if options.github else "")
