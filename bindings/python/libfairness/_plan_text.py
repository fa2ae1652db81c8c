# SPDX-License-Identifier: MIT
"""A plan as text."""

from ._group_words import aligned, label, number, plain


def _thresholds(parts, low):
    if low is not None and low < parts[0][0]:
        return f"{low!r} to {parts[0][0]!r}"
    if len(parts) == 1:
        return repr(parts[0][0])
    return " or ".join(f"{t!r} ({share:.3f})" for t, share in parts)


def _share(part, whole):
    return f"{part / whole:.1%}" if part is not None and whole else "-"


def lines(said, parts, lows):
    """Of what the plan's JSON says, pairs of a group and its (threshold,
    share)s, and where its referral band begins, or None."""
    refers = lows[0] is not None
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
    if "control" in said:
        yield f"Within each {plain(' and '.join(said['control']))}.\n"
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
    if refers:
        yield (
            "Scores in a band are referred to somebody who decides; rates are "
            "of the others.\n\n"
        )
    yield from aligned([
        ("group", "threshold", "rows", *["referred"] * refers, "selection",
         "TPR", "FPR", ""),
        *(
            (
                plain(label(row["group"])),
                _thresholds(of_group, low),
                f"{row['rows']:,}",
                *[_share(row.get("referred"), row["rows"])] * refers,
                number(row["selection_rate"]),
                number(row["true_positive_rate"]),
                number(row["false_positive_rate"]),
                "" if row["set_aside"] is None else f"({row['set_aside']})",
            )
            for row, (_, of_group), low in zip(said["groups"], parts, lows)
        ),
    ])
