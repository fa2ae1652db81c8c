# SPDX-License-Identifier: MIT
"""fairness packs: the rule packs, listed, or one of them as it is."""

from .. import _packs
from .output import print_text


def _listed(name):
    """Its name, and what it is about: the first words of its text."""
    first = _packs.pack(name).split("\n")[0]
    return f"{name:<26} {first.removeprefix('# ')}"


def packs(options):
    if options.name is None:
        print_text("\n".join(map(_listed, _packs.packs())))
    else:
        print_text(_packs.pack(options.name).rstrip("\n"))
