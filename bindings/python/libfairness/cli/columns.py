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


def check_columns(shown, there, wanted):
    """Refuses a column that is not there, or there twice."""
    for name, roles in columns_of(wanted).items():
        found = there.count(name)
        where = f"{shown}: {option(roles[0])}"
        if found == 0:
            listed = ", ".join(map(repr, there[:_SHOWN]))
            more = len(there) - _SHOWN
            raise CommandError(
                f"{where}: there is no column {name!r}; "
                f"{suggestion(name, there)}there are {listed}"
                + (f" and {more} more" if more > 0 else "")
            )
        if found > 1:
            raise CommandError(
                f"{where}: {found} columns are called {name!r}"
            )
