# SPDX-License-Identifier: MIT
"""Completion in the shell (argcomplete): names, columns of the files."""

from .. import _core, _packs
from .._registry import suites, understood
from .words import REFERENCE_WORDS


def _listed(prefix, names):
    """Completions of the last of several names with commas between them."""
    before, comma, _ = prefix.rpartition(",")
    taken = set(before.split(","))
    return [before + comma + name for name in names if name not in taken]


def metrics(prefix, **_):
    return _listed(prefix, ["all", *suites(), *_core.names("metrics")])


def comparisons(prefix, **_):
    return _listed(prefix, ["all", *_core.names("comparisons")])


def registry(prefix, **_):
    return understood()


def packs(prefix, **_):
    return _packs.packs()


def _there(options):
    """Columns of the first file that is there to be read."""
    from .files import Files

    for path in getattr(options, "files", None) or ():
        if path == "-":
            continue
        try:
            with Files([path], options.input_format) as sources:
                return sources[0].columns
        except Exception:  # no completion is the message
            continue
    return []


def columns(prefix, parsed_args, **_):
    return _listed(prefix, _there(parsed_args))


def references(prefix, parsed_args, **_):
    features = []
    for value in getattr(parsed_args, "sensitive_features", None) or ():
        features += value.split(",")
    return [*REFERENCE_WORDS, *(feature + "=" for feature in features)]


