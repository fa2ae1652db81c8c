# SPDX-License-Identifier: MIT
"""A plan as text."""

from ._group_words import aligned, label, number, plain


def _thresholds(parts):
    if len(parts) == 1:
        return repr(parts[0][0])
    return " or ".join(f"{t!r} ({share:.3f})" for t, share in parts)


def lines(said, parts):
    """Of what the plan's JSON says, and pairs of a group and its
    (threshold, share)s."""
    yield (
        f"Threshold plan: {said['objective']} {number(said['value'])} "
        f"under {said['constraint']}"
    )
    if said["disparity"] is not None:
        yield f", disparity {number(said['disparity'])}"
    yield "\n"
    for one in said.get("also", ()):
        yield f"And {one['constraint']}"
        if one["disparity"] is not None:
            yield f", disparity {number(one['disparity'])}"
        yield ".\n"
    if said["bound"] == 0:
        yield "No plan of this rule is better.\n"
    else:
        yield (
            "No plan of this rule is better by more than "
            f"{said['bound']:.2g}.\n"
        )
    if said["needs_groups"]:
        yield f"It needs {plain(' and '.join(said['by']))} at decision time.\n"
    yield (
        "These are the rows that it was made from: on others the "
        "disparity is larger.\n\n"
    )
    yield from aligned([
        ("group", "threshold", "rows", "selection", "TPR", "FPR", ""),
        *(
            (
                plain(label(row["group"])),
                _thresholds(of_group),
                f"{row['rows']:,}",
                number(row["selection_rate"]),
                number(row["true_positive_rate"]),
                number(row["false_positive_rate"]),
                "" if row["set_aside"] is None else f"({row['set_aside']})",
            )
            for row, (_, of_group) in zip(said["groups"], parts)
        ),
    ])
