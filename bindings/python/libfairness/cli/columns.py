# SPDX-License-Identifier: MIT
"""Which columns are asked for, in which roles, and whether a file has them."""

from .._errors import suggestion
from .output import CommandError
from .spelling import option

NUMBERS = ("y_score", "sample_weight", "frequency")
_LABELS = ("y_true", "y_pred", "y_pred_baseline")
_FEATURES = ("sensitive_features", "control_features")
_SHOWN = 30


def split_columns(values, there):
    """Columns of an option: the value itself where it is one, otherwise its
    parts between commas."""
    names = []
    for value in values:
        names += [value] if value in there else value.split(",")
    return names


def columns_of(wanted):
    """Every column that is asked for, once, with its roles."""
    roles = {}
    for role, name in wanted.items():
        if role in NUMBERS or role in _LABELS:
            roles.setdefault(name, []).append(role)
    for role in _FEATURES:
        for name in wanted.get(role, ()):
            roles.setdefault(name, []).append(role)
    return roles


class Absent(CommandError):
    """A column of a role is not there, which the command line, or something
    else, names."""

    def __init__(self, shown, role, name, there):
        more = len(there) - _SHOWN
        self.role, self.name = role, name
        self.said = (
            f"there is no column {name!r}; {suggestion(name, there)}there are "
            + ", ".join(map(repr, there[:_SHOWN]))
            + (f" and {more} more" if more > 0 else "")
        )
        super().__init__(f"{shown}: {option(role)}: {self.said}")


def check_columns(shown, there, wanted):
    """Refuses a column that is not there, or there twice."""
    for name, roles in columns_of(wanted).items():
        found = there.count(name)
        if found == 0:
            raise Absent(shown, roles[0], name, there)
        if found > 1:
            raise CommandError(
                f"{shown}: {option(roles[0])}: {found} columns are called "
                f"{name!r}"
            )
