# SPDX-License-Identifier: MIT
"""Which grouping, group and stratum is meant."""

from collections.abc import Mapping

from ._errors import specification


def mapping(value, role):
    """A dict of features to values."""
    if not isinstance(value, Mapping):
        raise specification(
            f"{role}: expected a mapping of features to values, found "
            f"{value!r:.200}",
            role,
        )
    return dict(value)


def selector(by=None, group=None, control=None, comparison=None):
    """What the core understands; None where nothing is given."""
    given = {}
    if by is not None:
        given["by"] = [by] if isinstance(by, str) else by
    if group is not None:
        given["group"] = mapping(group, "group")
    if control is not None:
        given["control"] = mapping(control, "control")
    if comparison is not None:
        given["comparison"] = comparison
    return given or None
