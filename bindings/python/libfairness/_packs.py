# SPDX-License-Identifier: MIT
"""Rule packs: the policy files that the library comes with."""

import os

from ._errors import specification, suggestion

_PACKS = (
    "calibration-within-groups",
    "equalized-odds",
    "four-fifths",
    "nyc-ll144",
    "nyc-ll144-scores",
)


def packs():
    """Names of the rule packs that the library comes with.

    Each is a policy file to include (``[[include]]``, ``pack = "NAME"``), and
    to read and copy: :func:`pack`.

    >>> import libfairness as lf
    >>> lf.packs()[:2]
    ['calibration-within-groups', 'equalized-odds']
    """
    return list(_PACKS)


def pack(name):
    """The text of a rule pack, in TOML.

    Parameters
    ----------
    name : str
        One of :func:`packs`.

    Raises
    ------
    SpecificationError
        There is no such pack.

    >>> import libfairness as lf
    >>> "min = 0.8" in lf.pack("four-fifths")
    True
    """
    if not isinstance(name, str) or name not in _PACKS:
        near = suggestion(name, _PACKS) if isinstance(name, str) else ""
        raise specification(
            f"no pack {name!r:.200}: {near}there are {', '.join(_PACKS)}",
            "pack",
        )
    folder = os.path.join(os.path.dirname(__file__), "packs")
    path = os.path.join(folder, f"{name}.toml")
    with open(path, "rb", buffering=0) as file:
        return file.read().decode("utf-8")
