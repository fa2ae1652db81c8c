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
    if rule["groups"]:
        n = len(rule["groups"])
        text += f" for {n} listed group{'s' * (n > 1)}"
    if rule["strata"] == "each":
        text += " within each stratum"
    (name, limit), = rule["limit"].items()
    if name in ("min", "max"):
        return f"{text} {_least(rule)} {limit}"
    way = name.removeprefix("max_")
    return f"{text}, {way} from the baseline at most {limit}"


def _least(rule):
    upper = "max" in rule["limit"] or "max_increase" in rule["limit"]
    return "at most" if upper else "at least"


def _is_change(rule):
    return not {"min", "max"} & set(rule["limit"])


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
    whose = "every group is", "some group is"
    if _is_change(rule):
        whose = "the increase is", "the increase is somewhere"
    for words, key in (
        (f"{whose[0]} {every}", "pass_bound"),
        (f"{whose[1]} {some}", "fail_bound"),
    ):
        found = rule[key]
        if _is_change(rule) and key == "fail_bound" and found and (
            found["value"] == 0  # where the search for it ends
        ):
            if _may_show(publication, found):
                change = "increase" if some == "at least" else "decrease"
                yield f"no {change} is shown"
        else:
            yield from _bound(words, found, publication, shown)


# ---- the change from a baseline ----

_ROWS = {
    "paired": "in the same rows",
    "unpaired": "in other rows (unpaired: independent samples)",
}


def _change(rule, publication, shown):
    """How much it changed, and who is decided about otherwise."""
    found = rule.get("baseline")
    if not found:
        return
    if found["increase"] is not None and _may_show(
        publication, rule["observed"]
    ):
        yield (
            f"change from the baseline {found['increase']:+.3f}, which had "
            f"{number(found['value'])} {_ROWS[found['kind']]}"
        )
    if found["flips"] is None:
        return
    if publication.shows_flips(rule):
        yield _flips(found["flips"], rule["by"] is not None, shown)
    else:
        yield "which decisions changed is withheld"


def _flips(flips, by, shown):
    """"120 of 900 decisions are other ones: 100 now favourable, 71 % of them
    race=A; …"."""
    rows = sum(flip["n"] for flip in flips)
    parts, changed = [], 0
    for way in "favourable", "unfavourable":
        n = sum(flip[f"to_{way}"] for flip in flips)
        changed += n
        part = f"{n:,} now {way}"
        if n and by:
            most = max(flips, key=lambda flip: flip[f"to_{way}"])
            share = 100 * most[f"to_{way}"] / n
            part += f", {share:.0f} % of them {group(most['group'], shown)}"
            if most["control"] is not None:
                part += f" within {group(most['control'], shown)}"
        parts.append(part)
    return f"{changed:,} of {rows:,} decisions are other ones: " + "; ".join(
        parts
    )




def _why(rule, shown):
    text = f"why: {rule['why']}"
    if rule["why"] == "no_baseline":
        text += (
            ": give y_pred_baseline, the baseline's decisions about the same "
            "rows, or a report of the baseline"
        )
    if rule["missing_groups"]:
        names = ", ".join(group(g, shown) for g in rule["missing_groups"])
        text += f": required groups without rows: {names}"
    for key in "undefined_groups", "left_out":
        if rule[key]:
            text += f"; {key.replace('_', ' ')}: {rule[key]}"
    gone = (rule.get("baseline") or {}).get("groups_gone")
    if gone:
        text += f"; groups that only the baseline has: {gone}"
    return text


_MOST = 5  # changes that are shown: those that take most
_DECIDED = {  # where the negative decision is the favourable one
    "rejected": "favourable decisions (rejected)",
    "selected": "unfavourable decisions (selected)",
}


def _amount(change, shown, noun=None):
    more = change["more"]
    words = "more" if more > 0 else "fewer"
    return (
        f"{abs(more):,.0f} {words} {noun or change['of']} of "
        f"{group(change['group'], shown)}"
    )


def _largest(changes):
    """Those that take most, and how many more there are."""
    ordered = sorted(changes, key=lambda change: -abs(change["more"]))
    return ordered[:_MOST], len(ordered[_MOST:])


def _reached(finding, compared):
    """Changes that hang on groups alone that are shown: on their own counts,
    and on those of the reference that is named."""
    publication, found = finding.publication, finding.rule["observed"]
    for change in finding.rule["reached_by"]:
        same = all(change[key] == found[key] for key in ("metric", "control"))
        if not compared or (
            same
            and publication.shows(change["group"], change["control"])
            and publication.shows(found["reference"], found["control"])
        ):
            yield change


def _settled(settled, shown):
    rows, more = _largest(settled["rows"])
    text = ", ".join(_amount(row, shown) for row in rows)
    if more:
        text += f", and more of {more:,} more groups"
    return f"at these rates it would {settled['as']} with {text}"


def _next(finding, compared, shown):
    """What would settle the rule, or bring it to its limit."""
    rule = finding.rule
    settled = rule["settled_by"]
    if settled and compared:
        yield "how many rows would settle it is withheld"
    elif settled:
        yield _settled(settled, shown)
    elif rule["status"] == "inconclusive" and not _is_change(rule):
        yield "no number of rows settles it at these rates"
    changes, more = _largest(_reached(finding, compared))
    nouns = _DECIDED if finding.favourable == "negative" else {}
    for change in changes:
        amount = _amount(change, shown, nouns.get(change["of"]))
        yield f"{amount} would reach the limit"
    if more:
        yield f"and changes of {more:,} more groups would"


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


def facts(finding, shown):
    """Everything that may be said of a rule, a sentence each."""
    rule, publication = finding.rule, finding.publication
    hidden, compared = publication.hidden(rule)
    yield f"observed {observed(rule, publication, shown)}"
    yield from _change(rule, publication, shown)
    yield from _bounds(rule, publication, shown)
    yield _why(rule, shown)
    yield from _waiver(rule, shown)
    yield from _next(finding, compared, shown)
    if hidden:
        yield (
            f"groups whose counts are withheld: {hidden} (some count is below "
            f"{publication.least}, or would give such a one away)"
        )


def message(finding, shown):
    """All of it in one paragraph."""
    text = "; ".join(facts(finding, shown))
    return f"{subject(finding.rule, shown)}: {text}"
