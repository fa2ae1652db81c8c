# SPDX-License-Identifier: MIT
"""Tables of curves: against rows that are looked through with fractions, and
against scikit-learn."""

import math
import random
from fractions import Fraction

import pytest

import libfairness as lf

CURVES = ("roc_curve", "precision_recall_curve", "selection_rate_curve",
          "score_histogram", "score_quantiles")


def draw(seed, n=160, weighted=False, distinct=40):
    r = random.Random(seed)
    rows = []
    for _ in range(n):
        s = r.randrange(distinct) / distinct - (0.25 if seed % 2 else 0)
        y = r.choice([0, 1, None]) if seed % 3 == 0 else r.randrange(2)
        w = r.choice([0, 0.1, 1, 2.5, 1e-9]) if weighted else 1
        rows.append((s, y, w, r.choice("abc"), r.choice("xy")))
    return rows


def report_of(rows, weighted=False, **options):
    s, y, w, g, c = zip(*rows)
    return lf.audit(
        y_true=y, y_score=s, threshold=0.5, sensitive_features={"g": g},
        control_features={"c": c}, unlabelled="keep", favourable="positive",
        **({"sample_weight": w} if weighted else {}), **options)


def groups_of(rows):
    """Label of group, label of stratum, rows: of every curve, in order."""
    g, c = (sorted({row[i] for row in rows}) for i in (3, 4))
    yield None, None, rows
    for v in c:
        yield None, f"c={v}", [r for r in rows if r[4] == v]
    for v in g:
        yield f"g={v}", None, [r for r in rows if r[3] == v]
    for v in c:
        for u in g:
            yield (f"g={u}", f"c={v}",
                   [r for r in rows if r[3] == u and r[4] == v])


def split(table):
    """Rows of a table by group and stratum, in the order of the table."""
    curves = {}
    for row in table:
        assert row["by"] == (None if row["group"] is None else "g")
        assert (row["group"] is None) == (row["group_key"] is None)
        assert (row["control"] is None) == (row["control_key"] is None)
        key = row["group"], row["control"]
        curves.setdefault(key, []).append(row)
    return curves


def total(rows):
    return sum((Fraction(r[2]) for r in rows), Fraction(0))


def share(a, b):
    return float(a / b) if b else None


def steps(rows):
    """Rows from each threshold up, where their weight moves."""
    last = []
    yield math.inf, last
    for t in sorted({r[0] for r in rows}, reverse=True):
        selected = [r for r in rows if r[0] >= t]
        if total(selected) != total(last):
            last = selected
            yield t, selected


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_curves_by_threshold(seed, weighted):
    rows = draw(seed, weighted=weighted)
    report = report_of(rows, weighted)
    roc = split(report.roc_curve())
    pr = split(report.precision_recall_curve())
    selection = split(report.selection_rate_curve())
    assert list(roc) == [k[:2] for k in groups_of(rows)]
    for group, control, own in groups_of(rows):
        labelled = [r for r in own if r[1] is not None]
        p, n = (total(r for r in labelled if r[1] == y) for y in (1, 0))
        expected = [
            (t, sel, total(r for r in sel if r[1] == 1),
             total(r for r in sel if r[1] == 0)) for t, sel in steps(labelled)]
        for name, table in (("roc", roc), ("pr", pr)):
            found = table[group, control]
            assert [r["threshold"] for r in found] == [e[0] for e in expected]
            assert [r["n"] for r in found] == [len(e[1]) for e in expected]
            assert [r["tp"] for r in found] == [float(e[2]) for e in expected]
            assert [r["fp"] for r in found] == [float(e[3]) for e in expected]
            recall = "true_positive_rate" if name == "roc" else "recall"
            assert [r[recall] for r in found] == [
                share(e[2], p) for e in expected]
        assert [r["false_positive_rate"] for r in roc[group, control]] == [
            share(e[3], n) for e in expected]
        assert [r["precision"] for r in pr[group, control]] == [
            share(e[2], e[2] + e[3]) for e in expected]
        assert [(r["threshold"], r["n"], r["sum_weights"],
                 r["selection_rate"]) for r in selection[group, control]] == [
            (t, len(sel), float(total(sel)), share(total(sel), total(own)))
            for t, sel in steps(own)]


@pytest.mark.parametrize("weighted", [False, True])
def test_histogram_and_quantiles(weighted):
    rows = draw(1, weighted=weighted)
    report = report_of(rows, weighted)
    low, high = min(r[0] for r in rows), max(r[0] for r in rows)
    levels = [0.9, 0, 0.25, 0.5, 1, 0.1]
    histogram = split(report.score_histogram(bins=7))
    quantiles = split(report.score_quantiles(quantiles=levels))
    cut = split(report.score_histogram(bins=4, score_range=(0, 0.5)))
    edges = [float(Fraction(low) + (Fraction(high) - Fraction(low)) * i / 7)
             for i in range(8)]
    for group, control, own in groups_of(rows):
        bins = histogram[group, control]
        assert [b["lower"] for b in bins] == edges[:-1]
        assert [b["upper"] for b in bins] == edges[1:]
        outside = cut[group, control]
        assert [b["lower"] for b in outside] == [-math.inf, 0, .125, .25,
                                                 .375, .5]
        for b in bins + outside:
            last = b["upper"] in (edges[-1], 0.5, math.inf)
            inside = [r for r in own
                      if b["lower"] <= r[0] < b["upper"]
                      or (last and r[0] == b["upper"])]
            if b["upper"] == math.inf:
                inside = [r for r in inside if r[0] > b["lower"]]
            assert b["n"] == len(inside)
            assert b["sum_weights"] == float(total(inside))
            assert b["share"] == share(total(inside), total(own))
            for name, y in (("positives", 1), ("negatives", 0)):
                these = [r for r in inside if r[1] == y]
                assert b[f"n_{name}"] == len(these)
                assert b[f"sum_weights_{name}"] == float(total(these))
        for level, row in zip(levels, quantiles[group, control]):
            least = min(
                s for s in {r[0] for r in own if r[2] > 0}
                if float(total(r for r in own if r[0] <= s) / total(own))
                >= level)
            assert (row["quantile"], row["score"]) == (level, least)


@pytest.mark.parametrize("drop", [False, True])
def test_area_is_roc_auc(drop):
    rows = draw(2, weighted=True)
    report = report_of(rows, True)
    for group in (None, {"g": "a"}, {"g": "b"}):
        by = [] if group is None else None
        table = report.roc_curve(by=by, group=group, drop_intermediate=drop)
        points = [(Fraction(r["fp"]), Fraction(r["tp"])) for r in table]
        area = sum((b[0] - a[0]) * (a[1] + b[1]) / 2
                   for a, b in zip(points, points[1:]))
        value = report.value("roc_auc", group=group).value
        # tp and fp are rounded sums of weights.
        assert math.isclose(float(area / points[-1][0] / points[-1][1]),
                            value, rel_tol=1e-14)
    report = report_of(draw(2))
    points = [(int(r["fp"]), int(r["tp"]))
              for r in report.roc_curve(by=[], drop_intermediate=drop)]
    area = sum(Fraction((b[0] - a[0]) * (a[1] + b[1]), 2)
               for a, b in zip(points, points[1:]))
    assert float(area / points[-1][0] / points[-1][1]) == (
        report["roc_auc"].value)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("distinct", [20, 100000])
def test_scikit_learn(weighted, distinct):
    metrics = pytest.importorskip("sklearn.metrics")
    rows = draw(4, 500, weighted, distinct)
    s, y, w, _, _ = zip(*rows)
    weights = w if weighted else None
    report = report_of(rows, weighted)
    close = {"rel": 1e-12, "abs": 1e-15}
    fpr, tpr, at = metrics.roc_curve(y, s, sample_weight=weights,
                                     drop_intermediate=False)
    found = report.roc_curve(by=[]).to_lists()
    assert found["threshold"] == list(at)
    assert found["true_positive_rate"] == pytest.approx(list(tpr), **close)
    assert found["false_positive_rate"] == pytest.approx(list(fpr), **close)
    precision, recall, at = metrics.precision_recall_curve(
        y, s, sample_weight=weights)
    found = report.precision_recall_curve(by=[]).to_lists()
    # The same points the other way round; nobody selected: 1 there.
    assert found["threshold"][:0:-1] == list(at)
    assert found["recall"][::-1] == pytest.approx(list(recall), **close)
    assert found["precision"][:0:-1] == pytest.approx(
        list(precision)[:-1], **close)
    assert (found["precision"][0], precision[-1]) == (None, 1)


def test_dropped_by_scikit_learn_too():
    """It keeps some points that are on a straight line, never the others."""
    metrics = pytest.importorskip("sklearn.metrics")
    rows = draw(4, 500, distinct=100000)
    s, y, _, _, _ = zip(*rows)
    report = report_of(rows)
    _, _, at = metrics.roc_curve(y, s)
    found = report.roc_curve(by=[], drop_intermediate=True).to_lists()
    assert set(found["threshold"]) <= set(at)
    _, _, at = metrics.precision_recall_curve(y, s, drop_intermediate=True)
    found = report.precision_recall_curve(by=[], drop_intermediate=True)
    assert found.to_lists()["threshold"][:0:-1] == list(at)


# ---- which curves, and how many points ----

def test_which_curves():
    report = report_of(draw(3))
    for name in CURVES:
        def keys(**which):
            return list(split(getattr(report, name)(**which)))
        assert keys(by=[]) == [(None, None)]
        assert keys(by="g") == [(f"g={v}", None) for v in "abc"]
        assert keys(by=["g"], control={"c": "y"}) == [
            (f"g={v}", "c=y") for v in "abc"]
        assert keys(group={"g": "b"}) == [("g=b", None)]
        assert keys(group={"g": "b"}, control={"c": "x"}) == [("g=b", "c=x")]
        assert keys(control={"c": "x"}) == [(None, "c=x")]
        assert len(keys()) == 12


def test_thinned():
    report = report_of(draw(2, 5000, distinct=4000))
    for name in CURVES[:3]:
        whole = split(getattr(report, name)())
        for most in (2, 17, 200):
            for key, found in split(
                    getattr(report, name)(max_points=most)).items():
                assert len(found) <= most
                assert len(found) > most * 0.6
                assert all(row in whole[key] for row in found)
                assert found[0] == whole[key][0]
                assert found[-1] == whole[key][-1]


def test_order_and_frequency():
    rows = draw(5, weighted=True)
    once = report_of(rows, True)
    other = rows[:]
    random.Random(1).shuffle(other)
    twice = report_of(rows + rows, True)
    doubled = report_of(rows, True, frequency=[2] * len(rows))
    for name in CURVES:
        lists = getattr(once, name)().to_lists()
        assert getattr(report_of(other, True), name)().to_lists() == lists
        assert getattr(twice, name)().to_lists() == (
            getattr(doubled, name)().to_lists())


# ---- where there is nothing ----

def rates(report, name, group):
    rows = list(getattr(report, name)(group=group))
    return rows, {row["reason"] for row in rows}


def test_one_class():
    report = lf.audit(
        y_true=[1, 1, 0, 0, None, None, 1, 0],
        y_score=[.1, .2, .3, .4, .5, .6, .7, .8],
        sample_weight=[1, 1, 1, 1, 1, 1, 0, 0], unlabelled="keep",
        sensitive_features={"g": list("ppnnuuzz")}, threshold=0.5)
    rows, reasons = rates(report, "roc_curve", {"g": "p"})
    assert reasons == {"no_negatives"}
    assert [r["true_positive_rate"] for r in rows] == [0, 0.5, 1]
    assert [r["false_positive_rate"] for r in rows] == [None] * 3
    rows, reasons = rates(report, "roc_curve", {"g": "n"})
    assert reasons == {"no_positives"}
    assert [r["true_positive_rate"] for r in rows] == [None] * 3
    assert [r["false_positive_rate"] for r in rows] == [0, 0.5, 1]
    rows, reasons = rates(report, "roc_curve", {"g": "u"})
    assert (len(rows), reasons) == (1, {"no_positives"})
    rows, reasons = rates(report, "roc_curve", {"g": "z"})
    assert (len(rows), reasons) == (1, {"zero_weight"})
    rows, _ = rates(report, "precision_recall_curve", {"g": "p"})
    assert [r["reason"] for r in rows] == ["none_selected", None, None]
    rows, reasons = rates(report, "precision_recall_curve", {"g": "n"})
    assert reasons == {"no_positives"}
    assert [r["precision"] for r in rows] == [None, 0, 0]
    for name in CURVES[2:]:
        rows, reasons = rates(report, name, {"g": "z"})
        assert reasons == {"zero_weight"}
        rows, reasons = rates(report, name, {"g": "u"})
        assert reasons == {None}


def test_zeros_are_one_score():
    report = lf.audit(
        y_true=[1, 0, 1], y_score=[0.0, -0.0, 0.5], threshold=0.5,
        sensitive_features=["a", "a", "b"])
    found = report.roc_curve(by=[]).to_lists()["threshold"]
    assert found == [math.inf, 0.5, 0.0]
    assert math.copysign(1, found[-1]) == 1


def test_infinite_scores():
    inf = math.inf
    report = lf.audit(
        y_true=[1, 0, 1, 0, 1], y_score=[inf, -inf, 0.5, 2, inf], threshold=1,
        sensitive_features=list("aabbb"))
    rows = list(report.roc_curve(by=[]))
    # The first row selects nobody, the second the two of infinity.
    assert [(r["threshold"], r["n"], r["tp"]) for r in rows] == [
        (inf, 0, 0), (inf, 2, 2), (2, 3, 2), (0.5, 4, 3), (-inf, 5, 3)]
    rows = list(report.score_histogram(by=[], bins=2))
    assert [(r["lower"], r["upper"], r["n"]) for r in rows] == [
        (-inf, 0.5, 1), (0.5, 1.25, 1), (1.25, 2, 1), (2, inf, 2)]
    rows = report.score_quantiles(by=[], quantiles=[0, 0.4, 1])
    assert rows.to_lists()["score"] == [-inf, 0.5, inf]


def test_one_score():
    report = lf.audit(y_score=[3, 3], threshold=3,
                      sensitive_features=["a", "b"])
    rows = list(report.score_histogram(by=[]))
    assert [(r["lower"], r["upper"], r["n"]) for r in rows] == [(3, 3, 2)]
    assert [r["n_positives"] for r in rows] == [None]


# ---- what is refused ----

@pytest.mark.parametrize("call, says", [
    (lambda r: r.roc_curve(by="h"), "the groupings are: g"),
    (lambda r: r.roc_curve(group={"g": "d"}), "no rows are in this group"),
    (lambda r: r.roc_curve(group="a"), "expected a mapping"),
    (lambda r: r.roc_curve(control={"c": "z"}), "no rows have these control"),
    (lambda r: r.roc_curve(max_points=1), "at least 2"),
    (lambda r: r.roc_curve(max_points=-1), "a whole number, 0 or more"),
    (lambda r: r.roc_curve(max_points=2**64), "a whole number below 2^64"),
    (lambda r: r.roc_curve(drop_intermediate=1), "True or False"),
    (lambda r: r.score_histogram(score_range=(1, 1)), "two finite numbers"),
    (lambda r: r.score_histogram(score_range=(0, math.inf)), "two finite"),
    (lambda r: r.score_histogram(score_range=1), "two numbers, the lowest"),
    (lambda r: r.score_histogram(score_range=(1, 2, 3)), "two numbers"),
    (lambda r: r.score_quantiles(quantiles=[0.5, 1.5]), "number 1 is not"),
    (lambda r: r.score_quantiles(quantiles=[math.nan]), "number 0 is not"),
    (lambda r: r.score_quantiles(quantiles=[]), "a list of numbers"),
    (lambda r: r.score_quantiles(quantiles=["a"]), "a number"),
])
def test_refused(call, says):
    table = call  # refused when it is read, at the latest
    with pytest.raises(lf.SpecificationError) as caught:
        table(report_of(draw(1))).to_lists()
    assert says in str(caught.value)


def test_too_many_bins():
    with pytest.raises(lf.LimitError, match="at most 1000000"):
        report_of(draw(1)).score_histogram(bins=10**6 + 1).to_lists()


def test_what_was_not_given():
    pytest.importorskip("polars")
    decisions = lf.audit(y_true=[1, 0], y_pred=[1, 0],
                         sensitive_features=["a", "b"])
    scores = lf.audit(y_score=[1, 0], threshold=0.5,
                      sensitive_features=["a", "b"])
    for name in CURVES:
        with pytest.raises(lf.SpecificationError, match="give y_score"):
            getattr(decisions, name)().to_lists()
        with pytest.raises(lf.SpecificationError, match="give y_score"):
            decisions.to_polars(name)
    for name in CURVES[:2]:
        with pytest.raises(lf.SpecificationError, match="give y_true"):
            getattr(scores, name)().to_lists()


# ---- as tables ----

def test_frames():
    polars = pytest.importorskip("polars")
    report = report_of(draw(4))
    for name in CURVES:
        table = getattr(report, name)()
        frame = polars.DataFrame(table)
        assert frame.columns == list(table.columns)
        assert frame.height == len(table) == report.to_polars(name).height
        assert repr(table) == f"<libfairness.Table {name}>"
        assert not any(frame[c].is_nan().any() for c in frame.columns
                       if frame[c].dtype == polars.Float64)


def test_outlives_the_report():
    pyarrow = pytest.importorskip("pyarrow")
    report = report_of(draw(4, 3000, distinct=2500))
    expected = report.roc_curve().to_lists()["threshold"]
    reader = pyarrow.RecordBatchReader.from_stream(report.roc_curve())
    del report
    found = reader.read_all()
    assert found["threshold"].to_pylist() == expected


def test_batches():
    """A long curve comes in parts."""
    pyarrow = pytest.importorskip("pyarrow")
    numpy = pytest.importorskip("numpy")
    n = 150000
    scores = numpy.arange(n) / n
    report = lf.audit(y_score=scores, threshold=0.5,
                      sensitive_features=numpy.zeros(n, int))
    reader = pyarrow.RecordBatchReader.from_stream(
        report.selection_rate_curve(by=[]))
    sizes = [batch.num_rows for batch in reader]
    assert sum(sizes) == n + 1
    assert max(sizes) == 65536 and len(sizes) == 3
