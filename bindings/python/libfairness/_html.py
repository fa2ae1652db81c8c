# SPDX-License-Identifier: MIT
"""A report for a notebook: one sentence, one table for each grouping."""

from html import escape

_MOST_GROUPS = 50


def _number(x):
    return "" if x is None else f"{x:.4g}"


def _shown(value):
    if value is None:
        return "(missing)"
    if isinstance(value, bool):
        return "true" if value else "false"
    # Bidirectional and other invisible characters would change what is read.
    return "".join(
        c if c.isprintable() else f"\\u{ord(c):04x}" for c in str(value)
    )


def _group(group):
    if group is None:
        return ""
    if isinstance(group, str):
        return group
    return ", ".join(f"{_shown(k)}={_shown(v)}" for k, v in group.items())


def _rate(metric):
    if metric["value"] is None:
        return f"<i>{escape(metric['reason'] or '')}</i>"
    text = _number(metric["value"])
    if metric.get("interval"):
        lower, upper = metric["interval"]
        text += f" <small>[{_number(lower)}, {_number(upper)}]</small>"
    return text


def _criteria_rows(grouping):
    for name, found in grouping["criteria"].items():
        pair = " → ".join(
            _group(found.get(k))
            for k in ("group", "reference")
            if found.get(k)
        )
        yield [escape(name), _rate(found), escape(pair)]


_COLUMNS = (
    "base_rate",
    "selection_rate",
    "true_positive_rate",
    "false_positive_rate",
    "accuracy",
)


def _group_rows(grouping, columns):
    for entry in grouping["groups"][:_MOST_GROUPS]:
        yield [
            escape(_group(entry["group"])),
            str(entry["counts"]["n"]),
            *(_rate(entry["metrics"][c]) for c in columns),
        ]


def _table(titles, rows):
    cells = "".join(f"<th>{escape(t)}</th>" for t in titles)
    body = "".join(
        "<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>"
        for row in rows
    )
    head = f"<thead><tr>{cells}</tr></thead>"
    return f"<table>{head}<tbody>{body}</tbody></table>"


def _sentence(grouping):
    criteria = grouping["criteria"]
    for name, found in criteria.items():
        if name.endswith("_difference") and found["value"] is not None:
            return (
                f"{escape(name)} is {_number(found['value'])}: lowest "
                f"{escape(_group(found['group']))}, highest "
                f"{escape(_group(found['reference']))}."
            )
    return ""


def _grouping(grouping):
    title = " × ".join(map(_shown, grouping["by"]))
    if grouping["control"] is not None:
        title += " within " + _group(grouping["control"])
    groups = grouping["groups"]
    columns = [c for c in _COLUMNS if groups and c in groups[0]["metrics"]]
    parts = [f"<h4>{escape(title)}</h4>"]
    sentence = _sentence(grouping)
    if sentence:
        parts.append(f"<p>{sentence}</p>")
    parts.append(
        _table(("criterion", "value", "lowest → highest"),
               _criteria_rows(grouping))
    )
    parts.append(_table(("group", "n", *columns),
                        _group_rows(grouping, columns)))
    if len(groups) > _MOST_GROUPS:
        parts.append(f"<p>{len(groups) - _MOST_GROUPS} more groups.</p>")
    return "".join(parts)


def report_html(report):
    """HTML of a report that was parsed from its JSON; everything escaped."""
    rows = report["rows"]
    excluded = ", ".join(f"{n} {cause}" for cause, n in
                         rows["excluded"].items())
    parts = [
        f"<p>{rows['used']} of {rows['in']} rows used"
        f"{'; excluded: ' + escape(excluded) if excluded else ''}.</p>"
    ]
    parts += map(_grouping, report["groupings"])
    if report["warnings"]:
        items = "".join(
            f"<li>{escape(_shown(w['message']))}</li>"
            for w in report["warnings"]
        )
        parts.append(f"<ul>{items}</ul>")
    return '<div class="libfairness">' + "".join(parts) + "</div>"
