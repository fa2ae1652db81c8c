# SPDX-License-Identifier: MIT
"""Calibrators: fitted as scikit-learn and SciPy fit them, applied as a reader
does that was written from the format's page."""

import copy
import json
import pathlib
import pickle
import random
import sys

import jsonschema
import numpy as np
import pandas as pd
import polars as pl
import published
import pyarrow as pa
import pytest

import libfairness as lf

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from oracle import calibrator as oracle  # noqa: E402

METHODS = ["isotonic", "platt", "beta", "temperature", "histogram",
           "quantile"]


def draw(seed, n=400):
    """Columns with groups whose scores are wrong each in its own way."""
    r = random.Random(seed)
    steps = r.choice([8, 100, 10 ** 9])
    rows = {"s": [], "y": [], "g": [], "w": []}
    for _ in range(n):
        g, s = r.choice("abc"), r.randint(0, steps) / steps
        p = {"a": s, "b": s * s, "c": .3 + .4 * s}[g]
        for name, x in zip(rows, (s, int(r.random() < p), g,
                                  r.choice([.5, 1.0, 2.25]))):
            rows[name].append(x)
    return rows


def fitted(rows, **options):
    return lf.calibrate("y", "s", sensitive_features="g", data=rows,
                        min_count=1, **options)


def of_group(rows, group):
    keep = [i for i, g in enumerate(rows["g"]) if group in (None, g)]
    return tuple(np.array([rows[c][i] for i in keep], float) for c in "syw")


def parts(rows, calibrator):
    """(scores, labels, weights, map) of each group and of all."""
    for group in "abc":
        yield *of_group(rows, group), calibrator.maps[group]
    yield *of_group(rows, None), calibrator.pooled_map


def targets(y):
    n = y.sum()
    return np.where(y == 1, (n + 1) / (n + 2), 1 / (len(y) - n + 2))


def loss(z, t, w):
    return np.sum(w * (np.logaddexp(0, z) - t * z))


@pytest.mark.parametrize("seed", range(12))
def test_isotonic_is_that_of_scikit_learn(seed):
    isotonic = pytest.importorskip("sklearn.isotonic")
    rows = draw(seed)
    weight = {"sample_weight": "w"} if seed % 2 else {}
    calibrator = fitted(rows, **weight)
    for s, y, w, m in parts(rows, calibrator):
        other = isotonic.IsotonicRegression(
            y_min=0, y_max=1, out_of_bounds="clip").fit(
                s, y, w if weight else None)
        at = np.linspace(-.1, 1.1, 777)
        mine = np.interp(at, m["at"], m["value"])
        assert np.abs(mine - other.predict(at)).max() < 1e-12


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("method", ["platt", "beta", "temperature"])
def test_coefficients_are_the_best(seed, method):
    """SciPy finds no better ones, and the same."""
    optimize = pytest.importorskip("scipy.optimize")
    rows = draw(seed)
    weight = {"sample_weight": "w"} if seed % 2 else {}
    calibrator = fitted(rows, method=method, **weight)
    for s, y, w, m in parts(rows, calibrator):
        w = w if weight else np.ones_like(w)
        p, t = np.clip(s, 2.0 ** -52, 1 - 2.0 ** -52), targets(y)
        if method == "platt":
            features, names = [s, np.ones_like(s)], ["slope", "intercept"]
        elif method == "beta":
            features = [np.log(p), -np.log1p(-p), np.ones_like(s)]
            names = ["a", "b", "c"]
        else:
            features, names = [np.log(p) - np.log1p(-p)], ["slope"]
        x = np.array(features)
        mine = np.array([m[name] for name in names])
        bounds = [(0, None) if name in ("a", "b") or method == "temperature"
                  else (None, None) for name in names]
        best = optimize.minimize(
            lambda b: loss(b @ x, t, w), np.ones(len(names)), bounds=bounds,
            method="L-BFGS-B", options={"ftol": 1e-15, "gtol": 1e-10,
                                        "maxiter": 10 ** 5,
                                        "maxfun": 10 ** 6})
        assert loss(mine @ x, t, w) <= best.fun * (1 + 1e-12)
        assert mine == pytest.approx(best.x, rel=1e-2, abs=2e-3)


@pytest.mark.parametrize("seed", range(4))
def test_platt_is_that_of_scikit_learn(seed):
    calibration = pytest.importorskip("sklearn.calibration")
    rows = draw(seed)
    calibrator = fitted(rows, method="platt")
    for s, y, w, m in parts(rows, calibrator):
        other = calibration._SigmoidCalibration().fit(s, y)
        mine = 1 / (1 + np.exp(-(m["slope"] * s + m["intercept"])))
        assert np.abs(mine - other.predict(s)).max() < 1e-3


@pytest.mark.parametrize("seed", range(4))
def test_histogram_is_a_table(seed):
    rows = draw(seed)
    calibrator = fitted(rows, method="histogram", bins=8)
    for s, y, w, m in parts(rows, calibrator):
        bins = np.minimum((s * 8).astype(int), 7)
        for b in set(bins):
            at = np.searchsorted(m["at"], s[bins == b], side="right") - 1
            assert np.allclose(np.array(m["value"])[at], y[bins == b].mean())


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("seed", range(3))
def test_applied_as_the_page_says(method, seed):
    rows = draw(seed)
    for options in ({}, {"shrinkage": 30}, {"pooled": True},
                    {"unseen": "pooled", "missing": "pooled"}):
        if "pooled" in options and method == "quantile":
            continue  # it is refused
        calibrator = fitted(rows, method=method, **options)
        oracle.check_seal(calibrator.to_json())
        jsonschema.validate(calibrator.to_dict(), lf.schema("calibrator"))
        r = random.Random(seed)
        other = "abcd" if "unseen" in options else "abc"
        g = [r.choice(other) for _ in range(600)]
        if "missing" in options:
            g[7] = None
        s = [r.choice([r.random(), *rows["s"][:20]]) for _ in g]
        found = calibrator.apply(s, sensitive_features=g)
        expected = list(oracle.apply(
            calibrator.to_json(), [(x, {"g": h}) for x, h in zip(s, g)]))
        assert found.typecode == "d" and None not in expected
        assert np.abs(np.array(found) - expected).max() < 1e-13


def test_every_frame():
    rows = draw(1)
    calibrator = fitted(rows)
    expected = calibrator.apply("s", data=rows)
    for frame in (pd.DataFrame(rows), pl.DataFrame(rows),
                  pl.DataFrame(rows).lazy(), pa.table(rows),
                  pl.DataFrame(rows).with_columns(
                      pl.col("g").cast(pl.Categorical))):
        assert calibrator.apply("s", data=frame) == expected
        assert fitted(frame) == calibrator
    assert calibrator.apply(np.array(rows["s"]),
                            sensitive_features=rows["g"]) == expected
    chunks = pa.concat_tables([pa.table(rows).slice(0, 7),
                               pa.table(rows).slice(7)])
    assert calibrator.apply("s", data=chunks) == expected
    report = lf.audit("y", y_score="s", sensitive_features="g", data=rows)
    assert report.calibrate(min_count=1) == calibrator
    audit = lf.Audit(y_true="y", y_score="s", sensitive_features="g")
    audit.add(pa.table(rows).slice(200))
    audit.add(pa.table(rows).slice(0, 200))
    again = lf.Audit.from_bytes(audit.to_bytes()).report()
    assert again.calibrate(by="g", min_count=1) == calibrator


def test_float32():
    rows = draw(3)
    rows["s"] = [s / 1.25 for s in rows["s"]]
    narrow = np.array(rows["s"], np.float32)
    calibrator = lf.calibrate(rows["y"], narrow, sensitive_features=rows["g"],
                              min_count=1)
    assert calibrator.to_dict()["score_type"] == "float32"
    wide = calibrator.apply(narrow.astype(float),
                            sensitive_features=rows["g"])
    assert calibrator.apply(narrow, sensitive_features=rows["g"]) == wide
    with pytest.raises(lf.TypeUnsupportedError, match="more bits"):
        fitted(rows).apply(narrow, sensitive_features=rows["g"])
    fitted(rows, method="platt").apply(narrow, sensitive_features=rows["g"])


def test_files(tmp_path):
    calibrator = fitted(draw(2), method="beta", model="credit 7")
    path = tmp_path / "c.json"
    calibrator.save(path)
    for again in (lf.Calibrator.load(path),
                  lf.Calibrator.from_json(path.read_bytes()),
                  pickle.loads(pickle.dumps(calibrator)),
                  copy.deepcopy(calibrator)):
        assert again == calibrator and hash(again) == hash(calibrator)
        assert again.model == "credit 7" and again.by == ["g"]
    with pytest.raises(lf.CorruptError, match="slope|as it was written"):
        lf.Calibrator.from_json(path.read_text().replace("credit 7", "x"))
    with pytest.raises(lf.CorruptError, match="no plan"):
        lf.Plan.from_json(path.read_text())
    with pytest.raises(lf.SpecificationError, match="JSON of a calibrator"):
        lf.Calibrator.from_json(7)
    with pytest.raises(TypeError, match="calibrate"):
        lf.Calibrator()


def test_what_it_says():
    rows = draw(4)
    rows["g"][:3] = ["d", "d", "<\x1b>"]
    calibrator = lf.calibrate("y", "s", sensitive_features="g", data=rows,
                              shrinkage=10)
    table = {row["group"]: row for row in calibrator.groups}
    assert set(table) == {"g=a", "g=b", "g=c", "g=d", "g=<\x1b>"}
    assert table["g=d"]["own_share"] == 0 and calibrator.maps["d"] is None
    n = table["g=a"]["positives"] + table["g=a"]["negatives"]
    assert n == rows["g"].count("a")
    assert table["g=a"]["own_share"] == n / (n + 10)
    assert calibrator.rows == 400 and calibrator.min_count == 100
    assert calibrator.shrinkage == 10 and calibrator.method == "isotonic"
    before, after = calibrator.brier
    y, s = np.array(rows["y"]), np.array(rows["s"])
    p = np.array(calibrator.apply("s", data=rows))
    assert before == pytest.approx(np.mean((s - y) ** 2), rel=1e-12)
    assert after == pytest.approx(np.mean((p - y) ** 2), rel=1e-12)
    assert after < before
    text = str(calibrator)
    assert "isotonic, 400 rows" in text and "\x1b" not in text
    assert "g=d" in text and "needs g" in text
    assert "&lt;" in calibrator._repr_html_()
    assert repr(calibrator) == "<libfairness.Calibrator: isotonic, 5 groups>"


def test_evaluated_on_other_rows():
    calibrator = fitted(draw(5, 2000))
    rows = draw(5 + 3, 1000)
    before, after = calibrator.evaluate("y", "s", sensitive_features="g",
                                        data=rows)
    p = np.array(calibrator.apply("s", data=rows))
    y, s = np.array(rows["y"]), np.array(rows["s"])
    for report, x in ((before, s), (after, p)):
        assert report.value("brier_score").value == pytest.approx(
            np.mean((x - y) ** 2), rel=1e-12)


WRONG = [
    (dict(method="isotone"), lf.SpecificationError, "isotonic"),
    (dict(method=7), lf.SpecificationError, "method"),
    (dict(bins=3), lf.SpecificationError, "histogram"),
    (dict(shrinkage=-1), lf.SpecificationError, "shrinkage"),
    (dict(min_count=0), lf.SpecificationError, "min_count: .* 1 or more"),
    (dict(method="histogram", bins=0), lf.SpecificationError,
     "bins: .* 1 or more"),
    (dict(min_count=-1), lf.SpecificationError, "min_count"),
    (dict(pooled=1), lf.SpecificationError, "pooled"),
    (dict(missing="select"), lf.SpecificationError, "error"),
    (dict(model="x" * 256), lf.SpecificationError, "255"),
    (dict(by="h"), lf.SpecificationError, "h"),
]


@pytest.mark.parametrize("options, kind, words", WRONG)
def test_what_cannot_be_fitted(options, kind, words):
    with pytest.raises(kind, match=words):
        lf.calibrate("y", "s", sensitive_features="g", data=draw(1),
                     **options)


def test_what_cannot_be_applied():
    rows = draw(1)
    calibrator = fitted(rows, method="beta", model="1")
    for change, kind, words in [
        (dict(s=[None] * 400), lf.DataError, "missing"),
        (dict(s=[float("nan")] * 400), lf.DataError, "NaN"),
        (dict(s=[1.5] * 400), lf.DataError, "1.5"),
        (dict(g=["z"] * 400), lf.MismatchError, 'g = "z" is no group'),
        (dict(g=[None] * 400), lf.MismatchError, "g = missing"),
        (dict(g=[1] * 400), lf.TypeUnsupportedError, "have text"),
        (dict(g=["a"] * 399), lf.SpecificationError, "399 rows"),
    ]:
        with pytest.raises(kind, match=words):
            calibrator.apply("s", data={**rows, **change})
    for given, kind, words in [
        (dict(), lf.SpecificationError, "y_score is not given"),
        (dict(y_score=[.5]), lf.SpecificationError,
         "calibrator goes by g: give sensitive_features"),
        (dict(y_score="s", data=rows, model="2"), lf.MismatchError, "model"),
        (dict(y_score=[.5], sensitive_features={"h": ["a"]}),
         lf.MismatchError, "the calibrator has groups of 'g'"),
    ]:
        with pytest.raises(kind, match=words):
            calibrator.apply(**given)


def test_many_groups_and_features():
    r = random.Random(1)
    rows = {"y": [], "s": [], "g": [], "h": []}
    for _ in range(6000):
        for name, x in zip(rows, (r.randint(0, 1), r.random(),
                                  r.choice([True, False]), r.randint(-9, 9))):
            rows[name].append(x)
    calibrator = lf.calibrate("y", "s", sensitive_features=["g", "h"],
                              data=rows, method="platt")
    assert len(calibrator.maps) == 38 and (True, -9) in calibrator.maps
    groups = [{"g": g, "h": h} for g, h in zip(rows["g"], rows["h"])]
    expected = list(oracle.apply(calibrator.to_json(),
                                 zip(rows["s"], groups)))
    found = calibrator.apply("s", data=rows)
    assert np.abs(np.array(found) - expected).max() < 1e-13


@pytest.mark.parametrize("engine", ["duckdb", "sqlite3"])
@pytest.mark.parametrize("options", [
    {}, {"method": "histogram", "bins": 7}, {"shrinkage": 50},
    {"pooled": True}, {"missing": "pooled", "unseen": "pooled"}])
def test_in_sql(engine, options):
    con = pytest.importorskip(engine).connect(":memory:")
    calibrator = fitted(draw(6), **options)
    r = random.Random(6)
    lost = "missing" in options or "pooled" in options
    rows = [(i, r.choice([r.random(), *draw(6)["s"][:30]]),
             r.choice(["a", "b", "c", *(["d", None] if lost else [])]))
            for i in range(500)]
    con.execute("CREATE TABLE t (i INT, s DOUBLE PRECISION, \"a \"\"g\" TEXT)")
    con.executemany("INSERT INTO t VALUES (?, ?, ?)", rows)
    for dialect in ["ansi", "duckdb"][:1 + (engine == "duckdb")]:
        sql = calibrator.to_sql("s", {"g": 'a "g'}, dialect=dialect)
        found = con.execute(f"SELECT {sql} FROM t ORDER BY i").fetchall()
        expected = calibrator.apply(
            [s for _, s, _ in rows], sensitive_features=[g for *_, g in rows])
        assert np.abs(np.array(found)[:, 0] - expected).max() < 1e-14
    if not lost:
        sql = calibrator.to_sql("s", {"g": 'a "g'})
        con.execute("UPDATE t SET \"a \"\"g\" = 'z'")
        assert con.execute(f"SELECT DISTINCT {sql} FROM t").fetchall() == [
            (None,)]


def test_what_is_no_sql():
    with pytest.raises(lf.SpecificationError, match="exponentials of platt"):
        fitted(draw(1), method="platt").to_sql()
    for options, words in [
            (dict(dialect="x"), "ansi, duckdb"), (dict(columns={"h": "x"}),
             "the calibrator has no feature 'h'"), (dict(score=7), "score")]:
        with pytest.raises(lf.SpecificationError, match=words):
            fitted(draw(1)).to_sql(**options)


# ---- real data ----


def incomes():
    rows = published.read(published.shared("pleiss", "income.csv"))
    return {"y": published.binary(rows["label"]),
            "s": [float(x) for x in rows["prediction"]],
            "g": published.binary(rows["group"])}


def test_incomes_are_calibrated():
    """Half of Pleiss' rows: on the other half scores mean more, and isotonic
    maps are scikit-learn's."""
    isotonic = pytest.importorskip("sklearn.isotonic")
    rows = {k: np.array(v) for k, v in incomes().items()}
    first = np.arange(len(rows["y"])) % 2 == 0
    fit, rest = ({k: v[m] for k, v in rows.items()} for m in (first, ~first))
    calibrator = fitted(fit)
    p = np.array(calibrator.apply("s", data=rest))
    for g in (0, 1):
        other = isotonic.IsotonicRegression(
            y_min=0, y_max=1, out_of_bounds="clip").fit(
                fit["s"][fit["g"] == g], fit["y"][fit["g"] == g])
        own = rest["g"] == g
        # scikit-learn merges scores that are 1e-10 apart
        assert np.abs(p[own] - other.predict(rest["s"][own])).max() < 1e-6
    before, after = calibrator.evaluate(
        "y", "s", sensitive_features="g", data=rest,
        metrics=["brier_score", "expected_calibration_error"])
    for metric in ("brier_score", "expected_calibration_error"):
        for g in (0, 1):
            assert (after.value(metric, group={"g": g}).value <
                    before.value(metric, group={"g": g}).value + .01)
