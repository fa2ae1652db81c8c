# SPDX-License-Identifier: MIT
"""Sensitive and control features as one: what the groups of plans are made
of."""

from ._errors import specification


class ReadFeatures:
    """Names and columns that were read before."""

    __slots__ = ("columns", "names")

    def __init__(self, names, columns):
        self.names = names
        self.columns = columns


def joined(sensitive, control, data):
    """Sensitive and control features as one, and the names of the latter."""
    roles = "sensitive_features", "control_features"
    if control is None:
        return sensitive, ()
    # These make use of this.
    from ._columns import check_indexes, features
    from ._count import names_of

    if data is not None:
        names, others = map(names_of, (sensitive, control), roles)
        found = [*names, *others]
    else:
        check_indexes(list(zip(roles, (sensitive, control))))
        (names, columns), (others, more) = map(
            features, (sensitive, control), roles
        )
        for name, own in zip(others, more):
            if columns and len(own) != len(columns[0]):
                raise specification(
                    f"{name} has {len(own)} rows, {names[0]} has "
                    f"{len(columns[0])}: columns must be of the same length",
                    "control_features",
                )
        found = ReadFeatures((*names, *others), (*columns, *more))
    twice = [name for name in others if name in names]
    if twice:
        raise specification(
            f"control_features: {twice[0]!r:.200} is a sensitive feature too",
            "control_features",
        )
    return found, others
