# SPDX-License-Identifier: MIT
"""The text of a commented policy, in TOML."""

import json
import re

from ._outputs.escape import one_line
from ._policy_tables import SCHEMA

SHOWN = 20  # groups, each in a line, and required
_BARE = re.compile("[A-Za-z0-9_-]+")


# ---- TOML ----


def _escaped(character):
    """What does not show, or turns what follows around, spelt out."""
    if character.isprintable():
        return character
    at = ord(character)
    return f"\\u{at:04x}" if at < 0x10000 else f"\\U{at:08x}"


def _toml(value):
    if isinstance(value, dict):
        inside = ", ".join(
            f"{name if _BARE.fullmatch(name) else _toml(name)} = {_toml(one)}"
            for name, one in value.items()
        )
        return f"{{{inside}}}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, str):
        return "".join(map(_escaped, json.dumps(value, ensure_ascii=False)))
    return json.dumps(value.item() if hasattr(value, "item") else value)


def _lines(table):
    return [f"{key} = {_toml(value)}" for key, value in table.items()]


def _comment(line):
    return f"# {line}".rstrip()


# ---- what was found ----


def _counted(n, what):
    return f"{n:,} {what}{'' if n == 1 else 's'}"


def _group_lines(feature, groups):
    """The groups as comments."""
    yield f"{one_line(feature)}: {_counted(len(groups), 'group')}"
    for value, rows, selected in groups[:SHOWN]:
        shown = "missing" if value is None else one_line(value)
        decided = "" if selected is None else f", {selected:,} selected"
        yield f"    {shown}: {_counted(rows, 'row')}{decided}"
    if len(groups) > SHOWN:
        yield f"    and {len(groups) - SHOWN:,} more"


def _per_cent(x):
    return f"{100 * x:.0f} %"


def can_show(rule):
    """What groups of these sizes can show, as comments."""
    if rule["chance_to_pass"] is None:
        return
    if rule["chance_to_pass"] < 0.005:
        yield "Even without any disparity it does not pass: some of these"
        yield "groups are too small (see min_count below)."
    else:
        yield (
            "Of runs without any disparity "
            f"{_per_cent(rule['chance_to_pass'])} pass and "
            f"{_per_cent(rule['chance_to_fail'])} fail; the rest is "
            "inconclusive."
        )
    if rule["growth"] is None:
        yield "No number of rows makes 80 % of them pass."
    elif rule["growth"] > 1:
        yield (
            f"With {rule['growth']:.2g} times the rows of every group 80 % "
            "pass."
        )
    if rule["detectable"] is None:
        yield "There is no disparity that fails in 80 % of runs."
    else:
        yield (
            f"A value of {rule['detectable']:.2g} fails in 80 % of runs."
        )


# ---- the policy ----


def _head(command, data, defaults):
    return [
        "# What has to hold before this model is deployed.",
        "#",
        f"#     {command}",
        "#",
        "# ends with 0 (pass), 1 (fail), 2 (error) or 3 (inconclusive: the "
        "rows show",
        "# neither).  All keys: docs/reference/policy.md.",
        f"schema = {_toml(SCHEMA)}",
        "",
        "[data]",
        *_lines(data),
        *(["", "[defaults]", *_lines(defaults)] if defaults else ()),
    ]


def _include_lines(include, groups, shows):
    """An include, its groups required, with what it can show."""
    yield ""
    if "by" in include:
        there = groups[include["by"]]
        values = [value for value, _, _ in there if value is not None]
        if len(there) <= SHOWN and values:
            required = [{include["by"]: value} for value in sorted(
                values, key=lambda value: (str(type(value)), value))]
            include = {**include, "required_groups": required}
    for line in shows:
        yield _comment(line)
    yield "[[include]]"
    for key, value in include.items():
        if key == "severity":
            yield "# shown, and never changes the verdict; without it: a gate"
        if key == "required_groups":
            yield "# none of them may be missing from the data"
            yield "required_groups = ["
            yield from (f"    {_toml(group)}," for group in value)
            yield "]"
        else:
            yield f"{key} = {_toml(value)}"


_MORE = """\
Groups that are too small to compare keep a rule from passing.  Below so many
rows they are set aside; those that may be are listed, or all ("allow").

[defaults]
min_count = 30
set_aside = "allow"

fairness packs lists other rules; one of your own looks like this:

[[rule]]
id = "missed-positives"
metric = "false_negative_rate"
comparison = "difference"
by = {feature}
max = 0.1

Somebody may accept a failure until a day:

[[waiver]]
rule = "four-fifths"
reason = "the form that causes it is replaced in January"
owner = "Ann Smith, credit risk"
expires = 2027-01-31
"""


def written(command, data, defaults, includes, groups, shows):
    """All of it.  groups: (value, rows, selected) by feature; shows: of each
    include the lines that say what it can show."""
    lines = _head(command, data, defaults)
    for feature, there in groups.items():
        lines += ["", *map(_comment, _group_lines(feature, there))]
    for include, show in zip(includes, shows, strict=True):
        lines += _include_lines(include, groups, show)
    lines.append("")
    lines += map(_comment, _MORE.format(
        feature=_toml(next(iter(groups)))).splitlines())
    return "\n".join(lines) + "\n"
