# SPDX-License-Identifier: MIT
"""Verdicts as Markdown: for job summaries and comments on pull requests."""

from . import words
from .cells import counted
from .escape import code, one_line
from .tables import readings

_MOST_GROUPS = 30


def _counts(entry, weighted):
    """"1,522 of 3,696"."""
    if not counted(entry["metric"]) or entry["denominator"] is None:
        return "-"
    if weighted:
        return f"{entry['n']:,} rows"
    return f"{entry['numerator']:,.0f} of {entry['denominator']:,.0f}"


def _interval(entry):
    if not entry["interval"]:
        return "-"
    low, high = entry["interval"]
    return f"{low:.3f} to {high:.3f}"


def _row(cells):
    return f"| {' | '.join(cells)} |"


def _groups(finding, weighted):
    """A table of what is counted in each group that may be shown."""
    def shows(entry):
        return finding.publication.shows(entry["group"], entry["control"])

    places = [i for i, entry in enumerate(finding.rule["evidence"])
              if shows(entry)]
    if not places:
        return
    entries = [finding.rule["evidence"][i] for i in places]
    read = readings(finding.rule, weighted, shows)
    strata = any(entry["control"] is not None for entry in entries)
    change = any(entry.get("baseline") for entry in entries)
    titles = ["group", "metric", "counts", "value", "interval"]
    if change:
        titles.insert(4, "baseline")
    if strata:
        titles.insert(1, "within")
    if read:
        titles.append("reading")
    yield "<details><summary>Groups</summary>\n"
    yield _row(titles)
    yield _row(["---"] * len(titles))
    for i, entry in list(zip(places, entries))[:_MOST_GROUPS]:
        cells = [
            words.group(entry["group"], code),
            entry["metric"],
            _counts(entry, weighted),
            "undefined" if entry["value"] is None
            else words.number(entry["value"]),
            _interval(entry),
        ]
        if change:
            before = entry["baseline"] and entry["baseline"]["value"]
            cells.insert(4, "-" if before is None else words.number(before))
        if strata:
            control = entry["control"]
            cells.insert(1, "-" if control is None
                         else words.group(control, code))
        if read:
            cells.append(read.get(i, "-"))
        yield _row(cells)
    if len(entries) > _MOST_GROUPS:
        yield f"\nand {len(entries) - _MOST_GROUPS} more rows in the JSON."
    yield "\n</details>\n"


def _rule(finding, weighted):
    rule = finding.rule
    counts = rule["counts_as"]
    as_what = "" if counts == rule["status"] else f", counts as {counts}"
    yield f"### {rule['status'].upper()}: {code(rule['id'])}{as_what}\n"
    yield f"{words.subject(rule, code)}\n"
    for fact in words.facts(finding, code):
        yield f"- {fact}"
    yield ""
    yield from _groups(finding, weighted)


def _model(outcome, model, verdict):
    yield f"## Fairness: {verdict.status.upper()}\n"
    about = "" if model is None else f"{code(model)}: "
    yield f"{about}{words.headline([verdict])}.\n"
    weighted = (
        verdict.to_dict()["specification"].get("sample_weight") is not None
    )
    for finding in outcome.of(model):
        yield from _rule(finding, weighted)


def markdown(outcome):
    """The verdict first; of each rule what may be shown; the command."""
    lines = []
    for model, verdict in outcome.verdicts.items():
        lines += _model(outcome, model, verdict)
    if outcome.command:
        lines += ["Again:\n", "```sh", one_line(outcome.command), "```"]
    return "\n".join(lines) + "\n"
