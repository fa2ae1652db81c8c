# SPDX-License-Identifier: MIT
"""Pictures: what they are of, complete in themselves, and who is in them."""

import math
import os
import random
import re
import sys
import xml.dom.minidom

import pytest

import libfairness as lf
from blocks import ROOT

KINDS = "roc", "precision_recall", "selection_rate", "scores", "reliability"
HOSTILE = "</script><script>alert(1)</script>", "<b>x</b>", 'a"\\', None


def needs_altair():
    pytest.importorskip("altair")
    pytest.importorskip("vl_convert")


def rows_of(seed=1, n=400, groups=("a", "b"), distinct=50):
    r = random.Random(seed)
    g = [r.choice(groups) for _ in range(n)]
    s = [r.randrange(distinct) / distinct for _ in g]
    return g, s, [int(r.random() < x) for x in s]


def report_of(seed=1, n=400, groups=("a", "b"), distinct=50, **options):
    g, s, y = rows_of(seed, n, groups, distinct)
    return lf.audit(
        y_true=y, y_score=s, sensitive_features={"team": g},
        favourable="positive", **({"threshold": 0.5} | options))


def data_of(spec):
    """Every row of data that a chart holds."""
    if isinstance(spec, dict):
        rows = spec.get("values", []) if "values" in spec else []
        return rows + [r for v in spec.values() for r in data_of(v)]
    if isinstance(spec, list):
        return [r for v in spec for r in data_of(v)]
    return []


def texts_of(svg):
    tree = xml.dom.minidom.parseString(svg)
    return ["".join(n.data for n in t.childNodes if n.nodeType == n.TEXT_NODE)
            for t in tree.getElementsByTagName("text")]


def subtitle(plot):
    return " | ".join(plot.chart.to_dict()["title"].get("subtitle", []))


# ---- files ----

@pytest.mark.parametrize("kind", KINDS)
def test_files(kind, tmp_path):
    needs_altair()
    plot = getattr(report_of().plot, kind)()
    for ending in "png", "svg", "SVG":
        plot.save(tmp_path / f"x.{ending}")
    assert (tmp_path / "x.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    texts = texts_of((tmp_path / "x.svg").read_text(encoding="utf-8"))
    n = [t for t in texts if re.fullmatch(r"[ab] \(n = \d+\)", t)]
    assert len(n) == 2
    assert any("team" in t for t in texts)
    assert texts_of((tmp_path / "x.SVG").read_text(encoding="utf-8")) == texts
    assert texts_of(plot._repr_mimebundle_()["image/svg+xml"]) == texts


@pytest.mark.parametrize("kind", ["roc", "scores"])
def test_a_page_is_complete_and_safe(kind, tmp_path):
    needs_altair()
    getattr(report_of(groups=HOSTILE).plot, kind)().save(tmp_path / "x.html")
    page = (tmp_path / "x.html").read_text(encoding="utf-8")
    assert not re.search(r"<(script|link|img|iframe)[^>]*\b(src|href)=[\"']?"
                         r"(https?:|//)", page)
    assert "fetch(" not in page.split("vegaEmbed(")[-1]
    assert "<script>alert" not in page and "<b>x" not in page
    assert '"editor":false' in page.replace(" ", "")
    # The name is there, as text.
    assert "\\u003c/script>\\u003cscript>alert(1)" in page


def test_names_are_no_markup():
    needs_altair()
    texts = texts_of(report_of(groups=HOSTILE).plot.roc().to_svg())
    assert any(t.startswith("</script><script>alert(1)</script> (n = ")
               for t in texts)
    assert any(t.startswith("(missing) (n = ") for t in texts)


# ---- what is drawn ----

def test_points_are_those_of_the_curve():
    needs_altair()
    report = report_of(n=6000, distinct=5000)
    for kind, table, x, y in (
            ("roc", "roc_curve", "false_positive_rate", "true_positive_rate"),
            ("precision_recall", "precision_recall_curve", "recall",
             "precision")):
        whole = {(row[x], row[y]) for row in getattr(report, table)(by="team")}
        drawn = [r for r in data_of(
            getattr(report.plot, kind)().chart.to_dict()) if "at" in r]
        assert 400 < len(drawn) <= 800 < len(whole)
        assert all((r[x], r[y]) in whole for r in drawn)


def test_where_the_audit_decides():
    needs_altair()
    report = report_of()
    plot = report.plot.roc()
    marks = [r for r in data_of(plot.chart.to_dict()) if set(r) == {
        "false_positive_rate", "true_positive_rate"}]
    assert marks == [
        {name: report.value(name, group={"team": g}).value for name in
         ("false_positive_rate", "true_positive_rate")} for g in "ab"]
    assert "threshold 0.5" in subtitle(plot)
    g, s, y = rows_of()
    decided = lf.audit(y_true=y, y_score=s, y_pred=y, favourable="positive",
                       sensitive_features={"team": g})
    assert "decisions that were audited" in subtitle(decided.plot.roc())
    only = lf.audit(y_true=y, y_score=s, sensitive_features={"team": g})
    assert "marked" not in subtitle(only.plot.roc())


@pytest.mark.parametrize("distinct", [7, 5000])
def test_selection_rates_are_right_everywhere(distinct):
    needs_altair()
    g, s, y = rows_of(3, 1000, distinct=distinct)
    report = lf.audit(y_score=s, threshold=0.5, sensitive_features={"team": g})
    rows = data_of(report.plot.selection_rate().chart.to_dict())
    r = random.Random(1)
    for team in "ab":
        line = sorted((row for row in rows
                       if row.get("who", "").startswith(f"{team} (")),
                      key=lambda row: row["at"])
        own = [x for x, t in zip(s, g) if t == team]
        assert (line[0]["threshold"], line[-1]["threshold"]) == (0, 1)
        for _ in range(200):
            at = r.choice([r.random(), r.choice(own)])
            # step-before: a stretch has the height of its end.
            drawn = next(row["selection_rate"] for row in line
                         if row["threshold"] >= at)
            exact = sum(x >= at for x in own) / len(own)
            # Of a long curve not every point is drawn.
            assert abs(drawn - exact) <= (0 if distinct == 7 else 0.0051)


def test_bars_add_up():
    needs_altair()
    g, s, y = rows_of()
    y = [None if i % 5 == 0 else v for i, v in enumerate(y)]
    report = lf.audit(y_true=y, y_score=s, threshold=0.5, unlabelled="keep",
                      sensitive_features={"team": g})
    chart = report.plot.scores().chart.to_dict()
    assert len(chart["vconcat"]) == 2
    for panel in chart["vconcat"]:
        bars = [r for r in data_of(panel) if "top" in r]
        assert math.isclose(sum(b["top"] - b["bottom"] for b in bars), 1)
        assert {b["label"] for b in bars} == {
            "positive label", "other label", "no label"}
    outside = report.plot.scores(score_range=(0.25, 0.5))
    assert "rows with scores outside" in subtitle(outside)


def test_intervals():
    needs_altair()
    report = report_of()
    for bins in "equal_width", "equal_mass":
        drawn = {
            (r["mean_score"], r["observed_rate"], r["lower"], r["upper"])
            for r in data_of(report.plot.reliability(bins=bins)
                             .chart.to_dict()) if "lower" in r}
        assert drawn == {
            (r["mean_score"], r["observed_rate"], r["lower"], r["upper"])
            for r in report.reliability
            if r["bins"] == bins and r["group"] and not r["control"]}


# ---- who is drawn ----

def shown(plot):
    return {r["who"].partition(" (")[0]
            for r in data_of(plot.chart.to_dict()) if "who" in r}


def test_many_groups():
    needs_altair()
    names = [f"g{i:02}" for i in range(30)]
    r = random.Random(2)
    g = [n for i, n in enumerate(names) for _ in range(10 + i)]
    s = [r.random() for _ in g]
    y = [r.randrange(2) for _ in g]
    # The two ends have few rows.
    y = [int(x >= 0.5) if t == "g00" else int(x < 0.5) if t == "g01" else v
         for t, x, v in zip(g, s, y)]
    report = lf.audit(y_true=y, y_score=s, threshold=0.5,
                      sensitive_features={"team": g}, favourable="positive")
    plot = report.plot.roc()
    assert shown(plot) == {"g00", "g01", *names[-8:]}
    assert "10 of 30 groups" in subtitle(plot)
    assert shown(report.plot.roc(max_groups=3)) == {"g00", "g01", "g29"}
    assert "10 of 30 groups" in subtitle(report.plot.scores())


def test_groupings_and_strata():
    needs_altair()
    g, s, y = rows_of()
    c = ["x" if i % 3 else "y" for i in range(len(g))]
    report = lf.audit(y_true=y, y_score=s, threshold=0.5,
                      sensitive_features={"team": g, "size": c[::-1]},
                      control_features={"site": c}, favourable="positive")
    for kind in KINDS:
        draw = getattr(report.plot, kind)
        with pytest.raises(lf.SpecificationError, match="several groupings"):
            draw()
        assert draw(by="team").chart.to_dict()["title"]["text"].endswith(
            " by team")
        both = draw(by=["team", "size"], control={"site": "x"})
        assert subtitle(both).startswith("within site=x")
        assert "team=a, size=x" in shown(both) or kind == "scores"
        assert draw(by=[]).chart.to_dict()["title"]["text"].endswith(
            ", all rows")


def test_groups_without_a_curve():
    needs_altair()
    report = lf.audit(y_true=[1, 0, 1, 1], y_score=[.9, .2, .6, .7],
                      threshold=0.5, sensitive_features={"team": list("aabb")})
    assert "no curve of b (no negatives)" in subtitle(report.plot.roc())


def test_infinite_scores():
    needs_altair()
    inf = math.inf
    report = lf.audit(
        y_true=[1, 0, 1, 0, 1], y_score=[inf, -inf, 0.5, 2, inf], threshold=1,
        sensitive_features={"team": list("aabbb")}, favourable="positive")
    rows = data_of(report.plot.selection_rate().chart.to_dict())
    found = {
        team: [(r["threshold"], r["selection_rate"]) for r in rows
               if r.get("who", "").startswith(team)] for team in "ab"}
    assert found["a"] == [(0.5, 0.5), (2, 0.5)]
    assert found["b"] == [(0.5, 1), (0.5, 1), (2, 2 / 3)]
    assert "3 rows with scores outside" in subtitle(report.plot.scores())
    assert report.plot.roc().to_svg()


def test_scores_that_are_no_probabilities():
    needs_altair()
    report = lf.audit(y_true=[1, 0, 1, 0], y_score=[300, 850, 700, 300],
                      threshold=600, sensitive_features={"team": list("aabb")})
    assert report.plot.scores().to_svg()
    rows = data_of(report.plot.selection_rate().chart.to_dict())
    ends = [r["threshold"] for r in rows if "at" in r]
    assert (min(ends), max(ends)) == (300, 850)
    one = lf.audit(y_score=[3, 3], threshold=3,
                   sensitive_features={"team": list("ab")})
    assert one.plot.scores().to_svg()
    assert one.plot.selection_rate().to_svg()


# ---- what is refused ----

def test_refused(tmp_path):
    needs_altair()
    plots = report_of().plot
    for most in 0, 11, True, "3", 2.0:
        with pytest.raises(lf.SpecificationError, match="max_groups"):
            plots.roc(max_groups=most)
    for name in "x", "x.pdf", "svg":
        with pytest.raises(lf.SpecificationError, match="ends in"):
            plots.roc().save(tmp_path / name)
    with pytest.raises(lf.SpecificationError, match="found '.svg'"):
        plots.roc().save(".svg")
    with pytest.raises(FileNotFoundError) as caught:
        plots.roc().save(tmp_path / "nowhere" / "x.svg")
    assert caught.value.filename == str(tmp_path / "nowhere" / "x.svg")
    for bins in 0, 1001, 1_000_000, 2.0, None:
        with pytest.raises(lf.SpecificationError, match="bins: .*1 to 1000"):
            plots.scores(bins=bins)
    with pytest.raises(lf.SpecificationError, match="equal_width"):
        plots.reliability(bins="equal")
    with pytest.raises(lf.SpecificationError, match="the groupings are"):
        plots.roc(by="tea")
    no_scores = lf.audit(y_pred=[1, 0], sensitive_features=["a", "b"])
    with pytest.raises(lf.SpecificationError, match="needs scores"):
        no_scores.plot.roc()
    for scale in 0, -1, math.nan, math.inf, 1e9, True, "2":
        with pytest.raises(lf.SpecificationError, match="scale"):
            plots.roc().to_png(scale=scale)
    assert list(tmp_path.iterdir()) == []


def test_a_path_of_bytes(tmp_path):
    needs_altair()
    report_of().plot.roc().save(os.fsencode(tmp_path / "roc.svg"))
    assert [p.name for p in tmp_path.iterdir()] == ["roc.svg"]


@pytest.mark.parametrize("absent", ["altair", "vl_convert"])
def test_what_to_install(absent, monkeypatch):
    if absent == "vl_convert":
        pytest.importorskip("altair")
    monkeypatch.setitem(sys.modules, absent, None)
    monkeypatch.delitem(sys.modules, "libfairness._plot_charts",
                        raising=False)
    monkeypatch.delattr(lf, "_plot_charts", raising=False)
    with pytest.raises(ImportError, match=r"pip install libfairness\[plot\]"):
        report_of().plot.roc()


# ---- the pictures of the pages ----

@pytest.mark.parametrize("kind", KINDS)
def test_pictures_of_the_page_are_of_today(kind, tmp_path, monkeypatch):
    """Their words and numbers; where these stand is up to the fonts."""
    needs_altair()
    page = ROOT / "docs" / "how-to" / "curves-and-plots.md"
    svg = page.parent / f"curves-{kind.replace('_', '-')}.svg"
    assert svg.name in page.read_text(encoding="utf-8")
    monkeypatch.chdir(ROOT)
    sys.path.insert(0, str(ROOT / "examples" / "python"))
    try:
        from curves import report_of_berkeley
    finally:
        sys.path.pop(0)
    made = getattr(report_of_berkeley(
        ROOT / "examples/data/berkeley_counts.csv").plot, kind)().to_svg()
    assert texts_of(svg.read_text(encoding="utf-8")) == texts_of(made)
    assert len(svg.read_bytes()) < 40000
