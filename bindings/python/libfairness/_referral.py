# SPDX-License-Identifier: MIT
"""Rows that a plan refers to somebody else, of decisions."""

import array

from ._plan_object import Plan


def left(decisions, people):
    """Decisions with none instead of a referral, and how many people of each
    row are not referred."""
    refer = Plan.REFERRED
    if people is None:
        people = bytes(b"\1") * len(decisions)
    return (
        bytes(0 if d == refer else d for d in decisions),
        array.array("Q", (0 if d == refer else p
                          for d, p in zip(decisions, people))),
    )


def referrals(decisions):
    """Whether each row is referred, as decisions."""
    return bytes(d == Plan.REFERRED for d in decisions)


# A report of these says how many are referred, with intervals.
REFERRED = {"metrics": ["count", "selection_rate"]}
