# SPDX-License-Identifier: MIT
"""The charts themselves, with Altair."""

import math

from ._plot import modules

alt, _ = modules()

# Colours that stay apart for the colour-blind: Okabe and Ito's without their
# yellow, which is lost on white, then two of Tol's and a grey.
_COLOURS = (
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000", "#E69F00",
    "#56B4E9", "#882255", "#999933", "#777777",
)
_DASHES = (
    [1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [10, 4], [4, 2, 1, 2], [1, 3],
    [12, 3, 3, 3], [6, 2, 2, 2, 2, 2], [3, 5],
)
_SHAPES = (
    "circle", "square", "triangle-up", "diamond", "cross", "triangle-down",
    "triangle-right", "triangle-left", "circle", "square",
)
_GREY = "#8a8a8a"
_SIDE = 360
_PANEL = 220  # of one group's own


def _data(rows):
    return alt.Data(values=rows)


def _look(cast, group):
    """Colour, dash and shape of a group."""
    i = cast.groups.index(group)
    return _COLOURS[i], _DASHES[i], _SHAPES[i]


def _told_apart(cast, symbol_size, **channels):
    """The groups by these channels, which share a legend."""
    names = [g.who for g in cast.groups]
    legend = alt.Legend(
        title=cast.features or None, labelLimit=360, symbolStrokeWidth=2,
        symbolSize=symbol_size,
    )
    return {
        name: channel(
            "who:N", legend=legend,
            scale=alt.Scale(domain=names, range=list(looks[:len(names)])),
        )
        for name, (channel, looks) in channels.items()
    }


def _axis(field, title, low=0, high=1):
    return {
        "field": field, "type": "quantitative", "title": title,
        "scale": alt.Scale(domain=[low, high], nice=False, zero=False),
    }


def _share(field, title):
    return _axis(field, title) | {"axis": alt.Axis(format=".0%", tickCount=5)}


def _finish(chart, title, notes):
    below = {"subtitle": notes, "subtitleColor": "#555555"} if notes else {}
    return chart.properties(
        title=alt.TitleParams(title, anchor="start", offset=10, **below),
    ).configure_view(stroke="#dddddd").configure_axis(
        gridColor="#eeeeee", titleFontWeight="normal"
    ).configure_legend(titleFontWeight="normal")


def _diagonal():
    return alt.Chart(_data([{"x": 0, "y": 0}, {"x": 1, "y": 1}])).mark_line(
        color=_GREY, strokeWidth=1, strokeDash=[2, 2]
    ).encode(x="x:Q", y="y:Q")


def _without(cast, drawn):
    """Says which of the groups have no curve, and why."""
    absent = [(g.label, reason) for g, reason in drawn if reason is not None]
    if not absent:
        return None
    return "no curve of " + ", ".join(
        f"{label} ({reason.replace('_', ' ')})" for label, reason in absent
    )


# ---- curves by threshold ----


def _curves(cast, table, rows_of):
    """Points of all groups, and the groups without any."""
    points, drawn = [], []
    for group, rows in cast.curves(table):
        made = rows_of(group, rows)
        reason = None
        if not made:
            reason = next((r["reason"] for r in rows if r["reason"]), "")
        drawn.append((group, reason))
        points += made
    return points, drawn


def _marked(cast, x, y):
    """The point of each group where the audit decides."""
    marks = []
    for group in cast.groups:
        at = cast.value(group, x), cast.value(group, y)
        if None not in at:
            marks.append((group, {x: at[0], y: at[1]}))
    return marks


def _marked_note(cast, marks):
    if not marks:
        return None
    if cast.threshold is None:
        return "marked: the decisions that were audited"
    return f"marked: threshold {cast.threshold:g}, where the audit decides"


def _by_threshold(cast, points, marks, x, y, interpolate, tips):
    # A dash has to be long to be seen.
    by_line = _told_apart(
        cast, 1000, color=(alt.Color, _COLOURS),
        strokeDash=(alt.StrokeDash, _DASHES),
    )
    chart = alt.Chart(_data(points)).mark_line(
        interpolate=interpolate, strokeWidth=2
    ).encode(
        x=alt.X(**x), y=alt.Y(**y), order=alt.Order("at:Q"), tooltip=tips,
        **by_line,
    )
    for group, mark in marks:
        colour, _, shape = _look(cast, group)
        chart += alt.Chart(_data([mark])).mark_point(
            size=110, opacity=1, fill=colour, shape=shape, stroke="white",
            strokeWidth=1,
        ).encode(x=alt.X(**x), y=alt.Y(**y))
    return chart


def _tips(*fields):
    return [alt.Tooltip("who:N", title="group")] + [
        alt.Tooltip(f"{field}:Q", title=field.replace("_", " "))
        for field in fields
    ]


def roc(cast, table):
    x, y = "false_positive_rate", "true_positive_rate"

    def rows_of(group, rows):
        return [
            {
                "who": group.who, "at": i, x: row[x], y: row[y],
                "threshold": row["threshold"]
                if math.isfinite(row["threshold"]) else None,
            }
            for i, row in enumerate(rows)
            if row[x] is not None and row[y] is not None
        ]

    points, drawn = _curves(cast, table, rows_of)
    marks = _marked(cast, x, y)
    chart = _by_threshold(
        cast, points, marks,
        _share(x, "false positive rate: share of negatives selected"),
        _share(y, "true positive rate: share of positives selected"),
        "linear", _tips("threshold", x, y),
    )
    return _finish(
        (_diagonal() + chart).properties(width=_SIDE, height=_SIDE),
        "ROC curve" + cast.title,
        cast.notes(_marked_note(cast, marks), _without(cast, drawn)),
    )


def precision_recall(cast, table):
    x, y = "recall", "precision"

    def rows_of(group, rows):
        return [
            {
                "who": group.who, "at": i, x: row[x], y: row[y],
                "threshold": row["threshold"],
            }
            for i, row in enumerate(rows)
            if row[x] is not None and row[y] is not None
        ]

    points, drawn = _curves(cast, table, rows_of)
    marks = [
        (group, {x: mark["true_positive_rate"], y: mark[y]})
        for group, mark in _marked(cast, "true_positive_rate", y)
    ]
    # Between two points precision is that of the one with more selected, as
    # in pr_auc: a straight line would promise too much.
    chart = _by_threshold(
        cast, points, marks,
        _share(x, "recall: share of positives selected"),
        _share(y, "precision: share of positives among the selected"),
        "step-before", _tips("threshold", x, y),
    )
    return _finish(
        chart.properties(width=_SIDE, height=_SIDE),
        "Precision and recall" + cast.title,
        cast.notes(_marked_note(cast, marks), _without(cast, drawn)),
    )


def _rule(x, title):
    """A vertical line with words at its top."""
    base = alt.Chart(_data([{"x": x, "words": title}]))
    line = base.mark_rule(color="#333333", strokeWidth=1.2).encode(x="x:Q")
    words = base.mark_text(
        align="left", baseline="top", dx=4, dy=3, color="#333333"
    ).encode(x="x:Q", y=alt.value(0), text="words:N")
    return line + words


def selection_rate(cast, table):
    curves = cast.curves(table)
    finite = [
        row["threshold"] for _, rows in curves for row in rows
        if math.isfinite(row["threshold"])
    ]
    low, high = _ends(finite)
    y = "selection_rate"

    def rows_of(group, rows):
        if rows[0][y] is None:
            return []
        # Above the highest finite score only infinite ones are selected, as
        # a rule nobody; below the lowest, all but those of -infinity.
        above = [row[y] for row in rows if row["threshold"] == math.inf][-1]
        its = [{"who": group.who, "threshold": high, y: above}] + [
            {"who": group.who, "threshold": row["threshold"], y: row[y]}
            for row in rows if math.isfinite(row["threshold"])
        ]
        its.append({"who": group.who, "threshold": low, y: its[-1][y]})
        its.sort(key=lambda row: (row["threshold"], -row[y]))
        if its[-2]["threshold"] == high:
            its.pop()
        return [row | {"at": i} for i, row in enumerate(its)]

    points, drawn = _curves(cast, [r for _, rs in curves for r in rs], rows_of)
    chart = _by_threshold(
        cast, points, [],
        _axis("threshold", "threshold: selected where the score is at least "
              "this", low, high),
        _share(y, "share selected"), "step-before", _tips("threshold", y),
    )
    notes = [_without(cast, drawn)]
    if cast.threshold is not None and low <= cast.threshold <= high:
        chart += _rule(cast.threshold, f"threshold {cast.threshold:g}")
    return _finish(
        chart.properties(width=_SIDE * 1.3, height=_SIDE),
        "Selection rate at every threshold" + cast.title, cast.notes(*notes),
    )


def _ends(numbers):
    """0 and 1 where all are between them; where they are, otherwise."""
    low, high = min(numbers, default=0), max(numbers, default=1)
    if 0 <= low and high <= 1:
        return 0, 1
    return (low, high) if low < high else (low - 0.5, high + 0.5)


# ---- distributions ----

_LABELS = {
    "positives": ("positive label", "#0072B2"),
    "negatives": ("other label", "#F0B37E"),
    "unlabelled": ("no label", "#dddddd"),
}


def _parts(row):
    """What each label adds to a bar, from the bottom up."""
    if row["n_positives"] is None:
        return [("", row["share"])]
    whole = row["sum_weights"]
    known = row["sum_weights_positives"] + row["sum_weights_negatives"]
    weights = {
        "positives": row["sum_weights_positives"],
        "negatives": row["sum_weights_negatives"],
        "unlabelled": max(whole - known, 0) if row["n"] > (
            row["n_positives"] + row["n_negatives"]) else 0,
    }
    return [
        (_LABELS[name][0], row["share"] * w / whole if whole else 0)
        for name, w in weights.items()
    ]


def _bars(group, rows):
    bars = []
    for row in rows:
        top = 0
        for label, part in _parts(row):
            if part > 0:
                bars.append({
                    "lower": row["lower"], "upper": row["upper"],
                    "label": label, "bottom": top, "top": top + part,
                    "share": row["share"], "n": row["n"],
                })
            top += part
    return bars


def _panel(group, bars, x, top, threshold, labelled):
    colour = alt.value(_LABELS["positives"][1])
    if labelled:
        used = [v for v in _LABELS.values() if v[0] in labelled]
        colour = alt.Color(
            "label:N", legend=alt.Legend(title=None),
            scale=alt.Scale(domain=[v[0] for v in used],
                            range=[v[1] for v in used]),
        )
    chart = alt.Chart(_data(bars)).mark_bar(
        stroke="white", strokeWidth=0.5
    ).encode(
        x=alt.X(**x), x2="upper:Q",
        y=alt.Y(**_axis("bottom", "share", 0, top) | {
            "axis": alt.Axis(format=".0%", tickCount=3)}),
        y2="top:Q", color=colour,
        tooltip=[alt.Tooltip(f"{f}:Q") for f in
                 ("lower", "upper", "n", "share")],
    )
    low, high = x["scale"].domain
    if threshold is not None and low <= threshold <= high:
        line = alt.Chart(_data([{"x": threshold}])).mark_rule(
            color="#333333", strokeWidth=1.2
        ).encode(x="x:Q")
        chart += line
    return chart.properties(
        width=_SIDE * 1.2, height=70,
        title=alt.TitleParams(group.who, fontWeight="normal", fontSize=12,
                              anchor="start", offset=4),
    )


def scores(cast, table):
    curves = cast.curves(table)
    inside, outside, reasons = [], 0, []
    for group, rows in curves:
        reason = next((r["reason"] for r in rows if r["reason"]), None)
        reasons.append((group, reason))
        kept = [r for r in rows if math.isfinite(r["lower"])
                and math.isfinite(r["upper"])]
        outside += sum(r["n"] for r in rows) - sum(r["n"] for r in kept)
        if reason is None:
            inside.append((group, kept))
    edges = [r[e] for _, rows in curves for r in rows
             for e in ("lower", "upper") if math.isfinite(r[e])]
    low, high = min(edges), max(edges)
    if low == high:  # one score: a bar needs a width
        low, high = low - 0.5, high + 0.5
        inside = [(g, [r | {"lower": low, "upper": high} for r in rows])
                  for g, rows in inside]
    top = max((r["share"] for _, rows in inside for r in rows), default=1)
    bars = [(g, _bars(g, rows)) for g, rows in inside]
    labelled = {b["label"] for _, its in bars for b in its} - {""}
    panels = []
    for i, (group, its) in enumerate(bars):
        last = i + 1 == len(bars)
        x = _axis("lower", "score" if last else None, low, high)
        x["axis"] = alt.Axis(labels=last, ticks=last)
        panels.append(_panel(group, its, x, top * 1.05, cast.threshold,
                             labelled))
    notes = []
    if cast.threshold is not None and low <= cast.threshold <= high:
        notes.append(f"line: threshold {cast.threshold:g}, selected from "
                     "there on")
    if outside:
        notes.append(f"{outside:,} rows with scores outside of the range are "
                     "not drawn")
    notes.append(_without(cast, reasons))
    return _finish(
        alt.vconcat(*panels, spacing=8), "Scores" + cast.title,
        cast.notes(*notes),
    )


# ---- calibration ----

_IN_ONE = 3  # groups whose intervals can be told apart in one panel


def _reliability(cast, group, points, spots_by):
    colour, dash, shape = _look(cast, group)
    x = _axis("mean_score", "mean score of the bin")
    y = _share("observed_rate", "share of positives in the bin")
    base = alt.Chart(_data(points)).encode(x=alt.X(**x))
    bars = base.mark_rule(strokeWidth=1.5, opacity=0.7, color=colour).encode(
        y=alt.Y(**_share("lower", y["title"])), y2="upper:Q"
    )
    line = base.mark_line(
        strokeWidth=1.5, opacity=0.8, color=colour, strokeDash=dash
    ).encode(y=alt.Y(**y))
    looks = {} if spots_by else {"fill": colour, "shape": shape}
    spots = base.mark_point(
        size=60, opacity=1, stroke="white", strokeWidth=0.7, **looks
    ).encode(
        y=alt.Y(**y), **spots_by,
        tooltip=_tips("mean_score", "observed_rate", "lower", "upper", "n"),
    )
    return bars + line + spots


def _together(cast, curves):
    by_spot = _told_apart(
        cast, 120, fill=(alt.Fill, _COLOURS), shape=(alt.Shape, _SHAPES)
    )
    chart = _diagonal()
    for group, points in curves:
        chart += _reliability(cast, group, points, by_spot)
    return chart.properties(width=_SIDE, height=_SIDE)


def _apart(cast, curves):
    panels = [
        (_diagonal() + _reliability(cast, group, points, {})).properties(
            width=_PANEL, height=_PANEL,
            title=alt.TitleParams(
                group.who, fontWeight="normal", fontSize=12, anchor="start"
            ),
        )
        for group, points in curves
    ]
    return alt.concat(*panels, columns=3, spacing=18)


_KINDS = {
    "equal_width": "bins of equal width",
    "equal_mass": "bins of equal mass",
    "distinct": "one bin for each score",
}


def reliability(cast, rows):
    names = "mean_score", "observed_rate", "lower", "upper", "n"
    curves = [
        (group, [
            {"who": group.who} | {name: row[name] for name in names}
            for row in its if row["observed_rate"] is not None
        ])
        for group, its in cast.curves(rows)
    ]
    empty = [(g, None if its else "no rows") for g, its in curves]
    curves = [(g, its) for g, its in curves if its]
    draw = _together if len(curves) <= _IN_ONE else _apart
    level = cast.report.value("count").confidence
    return _finish(
        draw(cast, curves), "Reliability of scores" + cast.title,
        cast.notes(
            f"{_KINDS[rows[0]['bins']]}, {level:.0%} intervals (Wilson)",
            "on the dotted line scores mean what they say",
            _without(cast, empty),
        ),
    )
