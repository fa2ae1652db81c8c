# SPDX-License-Identifier: MIT
"""What fairness gate writes and prints."""

import json
import os
import shlex

from .. import _core
from .._outputs import github
from .._outputs.escape import one_line
from .._outputs.gitlab import gitlab
from .._outputs.junit import junit
from .._outputs.markdown import markdown
from .._outputs.outcome import Outcome
from .._outputs.publish import PUBLISH_MIN
from .._outputs.sarif import sarif
from .._outputs.tables import tables

_SCHEMA = "libfairness/verdicts/1"


def _json(outcome):
    """One verdict as it is, several as a list of them."""
    if None in outcome.verdicts:
        return outcome.verdicts[None].to_json()
    head = json.dumps(
        {
            "schema": _SCHEMA,
            "library": _core.version(),
            "status": outcome.status,
            "exit_code": outcome.exit_code,
        },
        indent=2,
    )
    models = ",\n".join(
        f'    {{"model": {json.dumps(name, ensure_ascii=False)}, "verdict": '
        f"{verdict.to_json().strip()}}}"
        for name, verdict in outcome.verdicts.items()
    )
    return f'{head[:-2]},\n  "models": [\n{models}\n  ]\n}}\n'


def _text(outcome):
    if None in outcome.verdicts:
        return outcome.verdicts[None].to_text()
    each = ", ".join(
        f"{one_line(name)} {verdict.status}"
        for name, verdict in outcome.verdicts.items()
    )
    parts = [f"{outcome.status.upper()}: {each}.\n"]
    for name, verdict in outcome.verdicts.items():
        parts.append(f"{one_line(name)}: {verdict.to_text()}")
    return "\n".join(parts)


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
    return _json(outcome) if form == "json" else _text(outcome)


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
