# SPDX-License-Identifier: MIT
"""Several models in one run of fairness gate."""

import argparse
import os

from .files import check_once
from .output import CommandError


def _pairs(values):
    found = {}
    for value in values:
        name, equals, what = value.partition("=")
        if not (name and equals and what):
            raise CommandError(
                f"--model: expected NAME=COL or NAME=FILE, found {value}"
            )
        if name in found:
            raise CommandError(f"--model: {name} is named twice")
        found[name] = what
    return found


def _files(text):
    """One file if there is one of that name, otherwise split at commas."""
    return [text] if os.path.exists(text) else text.split(",")


def _with(options, **other):
    return argparse.Namespace(**{**vars(options), **other})


def models_of(options):
    """The options of each model; a single one has no name."""
    if options.model is None:
        if not options.files:
            raise CommandError(
                "the following arguments are required: FILE: see fairness "
                "gate --help"
            )
        return {None: options}
    named = _pairs(options.model)
    if not options.files:
        files = {name: _files(what) for name, what in named.items()}
        return {
            name: _with(options, files=each) for name, each in files.items()
        }
    if "-" in options.files and len(named) > 1:
        raise CommandError(
            "standard input is read once: --model needs files"
        )
    given = [r for r in ("y_pred", "y_score") if getattr(options, r)]
    if given:
        option = given[0].replace("_", "-")
        raise CommandError(f"--model says the columns: leave out --{option}")
    role = "y_score" if options.threshold is not None else "y_pred"
    return {
        name: _with(options, **{role: column})
        for name, column in named.items()
    }


def check_models(options, models):
    """Refuses files that would count twice."""
    files = options.files or [p for each in models.values() for p in each.files]
    check_once(files)
