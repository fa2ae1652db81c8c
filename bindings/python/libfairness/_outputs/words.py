# SPDX-License-Identifier: MIT
"""What became of a rule, in sentences.  Whatever comes with the data or the
policy goes through `shown`, which makes it safe for where it is read."""

_HEADLINES = {
    "pass": "every rule is met",
    "fail": "a rule is violated",
    "error": "a rule cannot be held against these data",
    "inconclusive": "the data neither show that every rule is met nor that "
    "one is violated",
}
_GRAVITY = ("pass", "inconclusive", "fail", "error")


def headline(verdicts):
    """Of these together: the worst first."""
    worst = max(verdicts, key=lambda v: _GRAVITY.index(v.status))
    waived = any(
        rule["waiver"] and rule["waiver"]["waived"] == "yes"
        for verdict in verdicts
        for rule in verdict.rules
    )
    return _HEADLINES[worst.status] + (
        " or waived" if worst.status == "pass" and waived else ""
    )


def _value(value):
    if value is None:
        return "(missing)"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def group(found, shown):
    """A group, a stratum, all rows, or all others."""
    if isinstance(found, dict):
        return shown(", ".join(f"{k}={_value(v)}" for k, v in found.items()))
    return {"overall": "all rows", "rest": "all others"}[found]


def number(value):
    return "any value" if value is None else f"{value:.3f}"


def between(at, shown):
    """"race=Asian to race=White, within age=young"."""
    if at["group"] is None:
        return ""
    text = group(at["group"], shown)
    if at["reference"] is not None:
        text += f" to {group(at['reference'], shown)}"
    if at["control"] is not None:
        text += f", within {group(at['control'], shown)}"
    return f" ({text})"


def subject(rule, shown):
    """"impact_ratio by race at least 0.8"."""
    text = rule["criterion"] or rule["metric"]
    if rule["comparison"] is not None:
        text += f" as {rule['comparison']}"
    if rule["by"] is not None:
        text += f" by {shown(', '.join(rule['by']))}"
    if rule["strata"] == "each":
        text += " within each stratum"
    return f"{text} {_least(rule)} {next(iter(rule['limit'].values()))}"


def _least(rule):
    return "at most" if "max" in rule["limit"] else "at least"


def _may_show(publication, at):
    return publication.shows(at["group"], at["control"]) and (
        publication.shows(at["reference"], at["control"])
    )


def observed(rule, publication, shown):
    found = rule["observed"]
    if found["value"] is None:
        return "nothing"
    if not _may_show(publication, found):
        return "withheld"
    return number(found["value"]) + between(found, shown)


def _bound(words, found, publication, shown):
    if found is None:
        yield f"{words} nothing can be said"
    elif _may_show(publication, found):
        yield (
            f"{words} {number(found['value'])}{between(found, shown)}, "
            f"one-sided level {found['level']:.2g}"
        )


def _bounds(rule, publication, shown):
    """What all groups are within and what some group is beyond."""
    every = _least(rule)
    some = "at least" if every == "at most" else "at most"
    for words, key in (
        (f"every group is {every}", "pass_bound"),
        (f"some group is {some}", "fail_bound"),
    ):
        yield from _bound(words, rule[key], publication, shown)


def _why(rule, shown):
    text = f"why: {rule['why']}"
    if rule["missing_groups"]:
        names = ", ".join(group(g, shown) for g in rule["missing_groups"])
        text += f": required groups without rows: {names}"
    for key in "undefined_groups", "left_out":
        if rule[key]:
            text += f"; {key.replace('_', ' ')}: {rule[key]}"
    return text


def _amount(change, shown):
    more = change["more"]
    words = "more" if more > 0 else "fewer"
    return (
        f"{abs(more):,.0f} {words} {change['of']} of "
        f"{group(change['group'], shown)}"
    )


def _reached(rule, publication, compared):
    """Changes that hang on groups alone that are shown: on their own counts,
    and on those of the reference that is named."""
    found = rule["observed"]
    for change in rule["reached_by"]:
        same = all(change[key] == found[key] for key in ("metric", "control"))
        if not compared or (
            same
            and publication.shows(change["group"], change["control"])
            and publication.shows(found["reference"], found["control"])
        ):
            yield change


def _next(rule, publication, compared, shown):
    """What would settle the rule, or bring it to its limit."""
    settled = rule["settled_by"]
    if settled and compared:
        yield "how many rows would settle it is withheld"
    elif settled:
        rows = ", ".join(_amount(row, shown) for row in settled["rows"])
        yield f"at these rates it would {settled['as']} with {rows}"
    elif rule["status"] == "inconclusive":
        yield "no number of rows settles it at these rates"
    for change in _reached(rule, publication, compared):
        yield f"{_amount(change, shown)} would reach the limit"


_WAIVED = {
    "yes": "waived",
    "partly": "waived for some groups alone, which is not enough,",
    "expired": "no longer waived",
    "too_soon": "not yet waived",
}


def _waiver(rule, shown):
    """Who accepts it, until when, and why."""
    waiver = rule.get("waiver")
    if waiver and waiver["waived"] in _WAIVED:
        yield (
            f"{_WAIVED[waiver['waived']]} by {shown(waiver['owner'])} until "
            f"{waiver['expires']}: {shown(waiver['reason'])}"
        )


def facts(rule, publication, shown):
    """Everything that may be said of a rule, a sentence each."""
    hidden, compared = publication.hidden(rule)
    yield f"observed {observed(rule, publication, shown)}"
    yield from _bounds(rule, publication, shown)
    yield _why(rule, shown)
    yield from _waiver(rule, shown)
    yield from _next(rule, publication, compared, shown)
    if hidden:
        yield (
            f"groups whose counts are withheld: {hidden} (some count is below "
            f"{publication.least}, or would give such a one away)"
        )


def message(rule, publication, shown):
    """All of it in one paragraph."""
    text = "; ".join(facts(rule, publication, shown))
    return f"{subject(rule, shown)}: {text}"
