# SPDX-License-Identifier: MIT
"""Tables of rates and their ratios to the highest, for publication: as the
audits of 6 RCNY 5-301 show them, and as 29 CFR 1607.4 D reads them."""

from fractions import Fraction

from . import words
from .escape import code

SIGNIFICANT = 0.05


def fisher(hits, rows, hits_other, rows_other):
    """Two-sided p of Fisher's exact test: the tables of these margins that
    are at most as likely.  From + − × ÷ alone, so the same everywhere."""
    total, selected = rows + rows_other, hits + hits_other
    low, high = max(0, selected - rows_other), min(rows, selected)
    # Where the chances are highest, by the form of the hypergeometric; from
    # there to both ends, until they are nothing beside the first.
    mode = (rows + 1) * (selected + 1) // (total + 2)
    found = {mode: 1.0}
    weight = 1.0
    for k in range(mode, high):
        weight *= (rows - k) * (selected - k) / (
            (k + 1) * (total - rows - selected + k + 1))
        found[k + 1] = weight
        if weight < 1e-300:
            break
    weight = 1.0
    for k in range(mode, low, -1):
        weight *= k * (total - rows - selected + k) / (
            (rows - k + 1) * (selected - k + 1))
        found[k - 1] = weight
        if weight < 1e-300:
            break
    most = found.get(hits, 0.0) * (1 + 1e-7)
    whole, likely = 0.0, 0.0
    for weight in sorted(found.values()):
        whole += weight
        if weight <= most:
            likely += weight
    return likely / whole


def _has_ratios(rule):
    """Whether it is about ratios of rates to the highest of them."""
    ratios = rule["criterion"] in ("impact_ratio", "four_fifths") or (
        rule["comparison"] == "ratio" and rule["metric"])
    return bool(ratios and rule["method"] == "score" and rule["by"]
                and "min" in rule["limit"])


def _rate(entry):
    """Exact, where counts are whole numbers; else as it is."""
    top, bottom = entry["numerator"], entry["denominator"]
    if entry["value"] is None:
        return None
    if isinstance(top, int) and isinstance(bottom, int):
        return Fraction(top, bottom)
    return Fraction(entry["value"])


def _highest(entries):
    """Of groups that are compared and known; None: there is none."""
    there = [e for e in entries if e["left_out"] is None
             and e["value"] is not None and None not in e["group"].values()]
    return max(there, key=_rate, default=None)


def _reading(entry, top, limit):
    """p, and what that and one person more say of the ratio."""
    counts = [e[key] for e in (entry, top)
              for key in ("numerator", "denominator")]
    if entry is top or not all(isinstance(n, int) for n in counts):
        return "-", "-"
    p = fisher(*counts)
    below = _rate(entry) < limit * _rate(top)
    one_more = Fraction(entry["numerator"] + 1, entry["denominator"])
    reading = "-"
    if below and one_more >= limit * _rate(top):
        reading = f"below {float(limit):g}; one more would reach it"
    elif below and p > SIGNIFICANT:
        reading = f"below {float(limit):g}, not significant"
    elif below:
        reading = f"below {float(limit):g}, significant"
    elif p <= SIGNIFICANT:
        reading = f"at least {float(limit):g}, yet significant"
    return f"{p:.2g}", reading


def readings(rule, weighted, shows):
    """By place in the evidence what the tables say of a group, where it and
    the highest one may be shown; of rules about ratios of counts."""
    if weighted or not _has_ratios(rule):
        return {}
    strata = {}
    for i, entry in enumerate(rule["evidence"]):
        group = entry["group"]
        if isinstance(group, dict) and None not in group.values():
            strata.setdefault(str(entry["control"]), []).append((i, entry))
    found = {}
    for entries in strata.values():
        top = _highest([entry for _, entry in entries])
        if top is None or not top["value"] > 0 or not shows(top):
            continue
        for i, entry in entries:
            if entry["left_out"] is None and shows(entry):
                p, said = _reading(entry, top, Fraction(rule["limit"]["min"]))
                found[i] = said if said == "-" else f"{said} (p {p})"
    return found


def _row(cells):
    return f"| {' | '.join(cells)} |"


def _number(value):
    return f"{value:,}" if isinstance(value, int) else words.number(value)


def _lines(rule, entries, weighted):
    """The table of one stratum, or of all rows."""
    known = [e for e in entries if None not in e["group"].values()]
    top = _highest(known)
    limit = Fraction(rule["limit"]["min"])
    what = entries[0]["metric"].replace("_", " ")
    yield _row([*map(code, rule["by"]), "number", "of these", what,
                "ratio to the highest", "Fisher's exact p", "reading"])
    yield _row(["---"] * (len(rule["by"]) + 6))
    for entry in known:
        ratio, p, reading = "-", "-", "-"
        if (entry["left_out"] is None and entry["value"] is not None
                and top is not None and top["value"] > 0):
            ratio = f"{float(_rate(entry) / _rate(top)):.3f}"
            if not weighted:
                p, reading = _reading(entry, top, limit)
        elif entry["left_out"] is not None:
            reading = f"left out: {entry['left_out']}"
        yield _row([
            *(code(entry["group"][feature]) for feature in rule["by"]),
            _number(entry["denominator"]), _number(entry["numerator"]),
            "undefined" if entry["value"] is None
            else f"{entry['value']:.3f}",
            ratio, p, reading,
        ])
    yield ""


def _notes(rule, entries):
    unknown = sum(e["n"] for e in entries if None in e["group"].values())
    yield f"{unknown:,} of unknown category are in no line above.\n"
    small = [e for e in entries if e["left_out"] == "below_min_count"
             and None not in e["group"].values()]
    if small:
        names = "; ".join(words.group(e["group"], code) for e in small)
        yield f"Too small to be compared, which needs a justification: {names}.\n"


def _rule(finding, weighted):
    rule = finding.rule
    yield f"## {code(finding.name)}\n"
    yield f"{words.subject(rule, code)}\n"
    controls = []
    for entry in rule["evidence"]:
        if entry["control"] not in controls:
            controls.append(entry["control"])
    for control in controls:
        entries = [e for e in rule["evidence"] if e["control"] == control
                   and isinstance(e["group"], dict)]
        if control is not None:
            yield f"Within {words.group(control, code)}:\n"
        yield from _lines(rule, entries, weighted)
        yield from _notes(rule, entries)


def tables(outcome):
    """Of every rule about ratios of rates, with all counts."""
    lines = ["# Rates and ratios\n"]
    for model, verdict in outcome.verdicts.items():
        specification = verdict.to_dict()["specification"]
        weighted = specification.get("sample_weight") is not None
        for finding in outcome.of(model):
            if _has_ratios(finding.rule):
                lines += _rule(finding, weighted)
    if len(lines) == 1:
        lines.append("No rule is about ratios of rates.\n")
    return "\n".join(lines)
