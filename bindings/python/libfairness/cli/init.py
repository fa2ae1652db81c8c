# SPDX-License-Identifier: MIT
"""fairness init: a commented policy for the data at hand."""

import json
import os
import re
import shlex

from .. import _core
from .._count import ROLES, given
from .._outputs.escape import one_line
from .._packs import pack
from .._policy import Policy
from .._policy_tables import SCHEMA
from .._power import power_of
from .._report import Report
from .._toml import Document
from . import words
from .commands import count, wanted_of
from .files import Files, check_apart, check_once
from .output import CommandError, Results, check_targets, print_text

_SHOWN = 20  # groups, each in a line, and required
_MOST = 20  # groups for which it is worked out what they can show
_RUNS = 200
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
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, str):
        return "".join(map(_escaped, json.dumps(value, ensure_ascii=False)))
    return json.dumps(value)


def _lines(table):
    return [f"{key} = {_toml(value)}" for key, value in table.items()]


def _comment(line):
    return f"# {line}".rstrip()


# ---- what is asked for ----


def _check_roles(options, there):
    """Roles are declared, never guessed."""
    asked = [
        ("y_pred", "the decision (or --y-score with --threshold)",
         options.y_pred or options.y_score),
        ("sensitive_features", "the groups to compare",
         options.sensitive_features),
    ]
    for role, what, said in asked:
        if not said:
            raise CommandError(
                f"--{role.replace('_', '-')}: say which column is {what}: "
                f"there are {', '.join(map(repr, there[:30]))}"
            )
    if options.favourable is None:
        raise CommandError(
            "--favourable: say which decision helps the person: positive or "
            "negative"
        )


def _packs(options):
    """Names of the packs, and what their includes say besides."""
    if options.pack:
        return {name: {} for name in dict.fromkeys(options.pack)}
    decides = options.y_pred is not None or options.threshold is not None
    found = {"four-fifths": {}} if decides else {}
    if decides and options.y_true is not None:
        found["equalized-odds"] = {"severity": "warn"}
    if not decides and options.y_true is not None:
        found["calibration-within-groups"] = {}
    if not found:
        raise CommandError(
            "--pack: scores without --threshold and without --y-true: say "
            "which rules"
        )
    return found


def _includes(packs, features):
    """One of each pack for every feature, or for what its rules are by."""
    found = []
    for name, said in packs.items():
        rules = Document(pack(name).encode(), f"pack {name}").table["rule"]
        named = {
            feature for rule in rules if "by" in rule
            for feature in (
                [rule["by"]] if isinstance(rule["by"], str) else rule["by"])
        }
        if not named:
            for feature in features:
                prefix = {"prefix": f"{feature}-"} if len(features) > 1 else {}
                found.append({"pack": name, "by": feature, **prefix, **said})
        elif named <= set(features):
            found.append({"pack": name, **said})
        else:
            raise CommandError(
                f"--pack {name}: it is by {' and '.join(sorted(named))}, "
                f"which the features {', '.join(features)} are not: include "
                'it by hand, with features = {sex = "gender", …}'
            )
    return found


# ---- what was found ----


def _groups(report, feature):
    """(group, rows, selected) of a feature, the largest first."""
    [found] = [
        each for each in report.to_dict()["groupings"]
        if each["by"] == [feature] and each["control"] is None
    ]
    groups = [
        (group["group"][feature], group["counts"]["n"],
         group["counts"]["selected"])
        for group in found["groups"]
    ]
    return sorted(groups, key=lambda group: -group[1])


def _counted(n, what):
    return f"{n:,} {what}{'' if n == 1 else 's'}"


def _group_lines(feature, groups):
    """The groups as comments."""
    yield f"{one_line(feature)}: {_counted(len(groups), 'group')}"
    for value, rows, selected in groups[:_SHOWN]:
        shown = "missing" if value is None else one_line(value)
        decided = "" if selected is None else f", {selected:,} selected"
        yield f"    {shown}: {_counted(rows, 'row')}{decided}"
    if len(groups) > _SHOWN:
        yield f"    and {len(groups) - _SHOWN:,} more"


def _per_cent(x):
    return f"{100 * x:.0f} %"


def _can_show(rule):
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


def _head(options, data):
    defaults = given(
        confidence=options.confidence, min_count=options.min_count
    )
    name = options.output or "fairness.toml"
    return [
        "# What has to hold before this model is deployed.",
        "#",
        f"#     fairness gate {shlex.quote(one_line(name))} "
        f"{shlex.quote(one_line(options.files[0]))}",
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
        if len(there) <= _SHOWN and values:
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


def _written(options, data, includes, groups, shows):
    lines = _head(options, data)
    for feature, there in groups.items():
        lines += ["", *map(_comment, _group_lines(feature, there))]
    for include, show in zip(includes, shows, strict=True):
        lines += _include_lines(include, groups, show)
    lines.append("")
    lines += map(_comment, _MORE.format(
        feature=_toml(next(iter(groups)))).splitlines())
    return "\n".join(lines) + "\n"


def _shown(text, report, includes):
    """What the rules of each include can show."""
    policy = Policy.__new__(Policy)
    policy._take(Document(text.encode("utf-8"), "the policy"))
    most = max(
        (len(each["groups"]) for each in report.to_dict()["groupings"]),
        default=0,
    )
    if most > _MOST:
        return [[] for _ in includes]
    found = power_of(
        policy, policy._made(typed_values=True), report, 0.8, _RUNS, 0)
    if len(found) > len(includes):  # packs with groupings of their own
        return [[] for _ in includes]
    return [list(_can_show(rule)) for rule in found]


def _data(options, wanted, report, features):
    """What [data] says: values as they are in the data."""
    specification = report.to_dict()["specification"]
    said = given(
        **{role: getattr(options, role) for role in ROLES},
        threshold=options.threshold,
        sensitive_features=features,
        control_features=wanted.get("control_features"),
        unlabelled=options.unlabelled,
        nulls=options.nulls,
        max_cells=options.max_cells or None,
        scores=options.scores,
        max_scores=options.max_scores or None,
        score_range=options.score_range,
        score_bins=options.score_bins,
        favourable=options.favourable,
        undefined=options.undefined,
        min_share=options.min_share,
        allow_sparse=options.allow_sparse,
    )
    for key in ("positive_label", "reference"):
        if getattr(options, key) is not None:
            said[key] = specification[key]
    return said


def _looked(options):
    """The report of the data, with what was wanted of them."""
    with Files(
        options.files, options.input_format, options.threads
    ) as sources:
        _check_roles(options, sources[0].columns)
        packs = _packs(options)
        wanted, nulls = wanted_of(options, sources[0].columns)
        features = wanted["sensitive_features"]
        includes = _includes(packs, features)
        core = count(wanted, sources)
    shape = given(
        favourable=options.favourable,
        reference=words.reference(options.reference, features),
        undefined=options.undefined,
        min_share=options.min_share,
        allow_sparse=options.allow_sparse,
        **nulls,
    )
    report = Report._of(core, {**shape, "parsed": True})
    return report, wanted, includes


def init(options):
    if options.output is not None and os.path.lexists(options.output):
        raise CommandError(
            f"{options.output}: it is there already, and is not written over"
        )
    check_targets(options.output)
    check_once(options.files)
    check_apart(options.files, [options.output], "the data")
    report, wanted, includes = _looked(options)
    features = wanted["sensitive_features"]
    data = _data(options, wanted, report, features)
    groups = {feature: _groups(report, feature) for feature in features}
    nothing = [[] for _ in includes]
    draft = _written(options, data, includes, groups, nothing)
    try:
        shows = _shown(draft, report, includes)
    except _core.FairnessError as error:
        raise CommandError(str(error)) from error
    text = _written(options, data, includes, groups, shows)
    with Results() as results:
        if options.output is None:
            print_text(text)
        else:
            results.stage(options.output, text.encode("utf-8"))
        results.commit()
