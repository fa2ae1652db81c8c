# SPDX-License-Identifier: MIT
"""Quantile repair: by an implementation of its own, and what it is for."""

import io
import random
import subprocess
import sys

import jsonschema
import numpy as np
import published
import pytest

import libfairness as lf
from test_calibrator import oracle


def draw(seed, n=900):
    """Groups whose scores lie otherwise; every third time they tie."""
    r = np.random.default_rng(seed)
    g = r.choice(["a", "b", "c"], n, p=[.6, .3, .1])
    s = np.where(g == "a", r.normal(0, 1, n), np.where(
        g == "b", r.normal(1, 2, n), r.exponential(1, n)))
    if seed % 3 == 0:
        s = np.round(s, 1)
    w = r.choice([1, 2, 5], n) / 4 if seed % 2 else np.ones(n)
    return s, g, w


def by_hand(s, g, w, strength):
    """Cumulated weights, searched: whole numbers of fourths, so that nothing
    is rounded before the mean."""
    w4 = (w * 4).astype(np.int64)
    groups = {}
    for name in np.unique(g):
        own = g == name
        at, inverse = np.unique(s[own], return_inverse=True)
        groups[name] = at, np.bincount(inverse, w4[own]).astype(np.int64)
    total = w4.sum()
    out = np.empty(len(s))
    for name, (at, weight) in groups.items():
        below = np.cumsum(weight) - weight
        middle = 2 * below + weight
        centre = np.zeros(len(at))
        for other_at, other in groups.values():
            # least k with 2 * cum[k] * W >= middle * W_other
            cum = 2 * np.cumsum(other) * weight.sum()
            k = np.searchsorted(cum, middle * other.sum(), side="left")
            centre += other.sum() / total * other_at[k]
        own = g == name
        value = (1 - strength) * at + strength * centre
        out[own] = value[np.searchsorted(at, s[own])]
    return out


def fitted(s, g, w, **options):
    return lf.calibrate(y_score=s, sensitive_features={"g": g}, min_count=1,
                        sample_weight=w, method="quantile", **options)


@pytest.mark.parametrize("strength", [1, 0, 0.25, 0.7])
@pytest.mark.parametrize("seed", range(4))
def test_by_hand(seed, strength):
    s, g, w = draw(seed)
    calibrator = fitted(s, g, w, strength=strength)
    found = np.array(calibrator.apply(s, sensitive_features=g))
    assert np.abs(found - by_hand(s, g, w, strength)).max() < 1e-13
    if strength == 0:
        assert (found == s).all()
    for name in "abc":  # orders and ties stay
        own = g == name
        order = np.argsort(s[own])
        steps = np.diff(found[own][order])
        assert ((steps > 0) == (np.diff(s[own][order]) > 0)).all()
    assert calibrator.strength == strength and calibrator.rows == len(s)
    jsonschema.validate(calibrator.to_dict(), lf.schema("calibrator"))
    oracle.check_seal(calibrator.to_json())
    assert lf.Calibrator.from_json(calibrator.to_json()) == calibrator


def ks(s, g, w):
    """The largest distance of the groups' distributions, and the largest
    part of a group that ties."""
    at = np.unique(s)
    cdf = [np.bincount(np.searchsorted(at, s[g == name]), w[g == name],
                       len(at)) / w[g == name].sum() for name in "abc"]
    far = max(np.abs(np.cumsum(a) - np.cumsum(b)).max()
              for a in cdf for b in cdf)
    return far, max(x.max() for x in cdf)


@pytest.mark.parametrize("seed", range(4))
def test_distributions_agree(seed):
    """As near as the steps of the groups are high; half way in between."""
    s, g, w = draw(seed)
    far = []
    for strength in (0, 0.5, 1):
        repaired = np.array(fitted(s, g, w, strength=strength).apply(
            s, sensitive_features=g))
        far.append(ks(repaired, g, w)[0])
    ties = ks(s, g, w)[1]
    assert far[2] <= ties + 1e-12 < far[1] < far[0]
    before = lf.audit(y_score=s, sensitive_features={"g": g},
                      sample_weight=w)
    after = lf.audit(y_score=repaired, sensitive_features={"g": g},
                     sample_weight=w)
    name = "score_distance_ks"
    assert after[name].value == pytest.approx(far[2], abs=1e-12)
    assert before[name].value == pytest.approx(far[0], abs=1e-12)


def test_incomes():
    """Of two groups at equal ranks the mean of both quantiles by size."""
    rows = published.read(published.shared("pleiss", "income.csv"))
    s = np.array([float(x) for x in rows["prediction"]])
    g = np.array(published.binary(rows["group"]))
    calibrator = lf.calibrate(y_score=s, sensitive_features={"g": g},
                              method="quantile")
    found = np.array(calibrator.apply(s, sensitive_features=g))
    assert np.abs(found - by_hand(s, g, np.ones(len(s)), 1)).max() < 1e-13
    at = np.linspace(.05, .95, 19)
    means = [np.quantile(found[g == x], at) for x in (0, 1)]
    assert np.abs(means[0] - means[1]).max() < 0.01


def test_labels_say_what_it_costs():
    r = np.random.default_rng(1)
    g = r.choice(["a", "b"], 600)
    s = np.where(g == "a", .8, .4) * r.random(600)
    y = (r.random(600) < s).astype(int)
    calibrator = lf.calibrate(y, s, sensitive_features={"g": g},
                              method="quantile")
    after = np.array(calibrator.apply(s, sensitive_features=g))
    assert calibrator.brier == pytest.approx(
        (np.mean((s - y) ** 2), np.mean((after - y) ** 2)))
    assert calibrator.brier[1] > calibrator.brier[0]
    assert "mean squared error" in str(calibrator)
    assert fitted(s, g, np.ones(600)).brier == (None, None)
    assert "mean squared" not in str(fitted(s, g, np.ones(600)))
    for scores in (s * 100, s - 0.5):  # no probabilities
        assert lf.calibrate(y, scores, sensitive_features={"g": g},
                            method="quantile").brier == (None, None)
    some = [None if i % 3 else int(y[i]) for i in range(600)]
    kept = lf.calibrate(some, s, sensitive_features={"g": g},
                        method="quantile", unlabelled="keep")
    assert kept.maps == calibrator.maps and kept.rows == 600
    assert [row["rows"] for row in kept.groups] == [
        (g == x).sum() for x in "ab"]
    assert sum(row["positives"] + row["negatives"]
               for row in kept.groups) == 200


def test_small_groups():
    """The map of all rows together, or drawn towards it."""
    s, g, w = draw(2)
    n = {name: (g == name).sum() for name in "abc"}
    drawn = fitted(s, g, w, shrinkage=50)
    for row in drawn.to_dict()["groups"]:
        k = n[row["group"]["g"]]
        assert row["own_share"] == k / (k + 50)
    few = lf.calibrate(y_score=s, sensitive_features={"g": g}, min_count=200,
                       method="quantile", unseen="pooled")
    assert few.maps["c"] is None
    assert few.apply(s[:9], sensitive_features=["c"] * 9) == few.apply(
        s[:9], sensitive_features=["z"] * 9)
    kept = g != "c"  # the barycentre is that of the others
    only = fitted(s[kept], g[kept], np.ones(kept.sum()))
    assert few.maps["a"] == only.maps["a"]


@pytest.mark.parametrize("engine", ["duckdb", "sqlite3"])
def test_in_sql(engine):
    con = pytest.importorskip(engine).connect(":memory:")
    s, g, w = draw(3, 60)
    calibrator = fitted(s, g, w, strength=0.8, unseen="pooled")
    r = random.Random(2)
    rows = [(i, r.choice([r.uniform(-4, 6), *map(float, s)]), r.choice("abcd"))
            for i in range(300)]
    con.execute("CREATE TABLE t (i INT, s DOUBLE PRECISION, g TEXT)")
    con.executemany("INSERT INTO t VALUES (?, ?, ?)", rows)
    found = con.execute(
        f"SELECT {calibrator.to_sql('s')} FROM t ORDER BY i").fetchall()
    expected = calibrator.apply([x for _, x, _ in rows],
                                sensitive_features=[x for *_, x in rows])
    assert np.abs(np.array(found)[:, 0] - expected).max() < 1e-13


def test_a_grid():
    """The middle of a bin stands for its scores."""
    r = np.random.default_rng(5)
    g = r.choice(["a", "b"], 4000)
    s = np.where(g == "a", 1, .5) * r.random(4000)
    calibrator = lf.calibrate(y_score=s, sensitive_features={"g": g},
                              method="quantile", score_range=(0, 1),
                              score_bins=50)
    assert calibrator.to_dict()["score_type"] is None
    assert len(calibrator.maps["a"]["at"]) == 50
    found = np.array(calibrator.apply(s, sensitive_features=g))
    assert ks2(found, g) < ks2(s, g) / 8


def ks2(s, g):
    at = np.sort(s)
    return np.abs(*[np.diff([np.searchsorted(np.sort(s[g == x]), at) /
                             (g == x).sum() for x in "ab"], axis=0)]).max()


@pytest.mark.parametrize("options, kind, words", [
    ({"pooled": True}, lf.SpecificationError, "brings groups together"),
    ({"strength": 1.5}, lf.SpecificationError, "from 0 to 1"),
    ({"strength": float("nan")}, lf.SpecificationError, "strength"),
    ({"strength": "1"}, lf.SpecificationError, "strength"),
    ({"method": "platt", "strength": 1}, lf.SpecificationError,
     "platt has none"),
    ({"bins": 3}, lf.SpecificationError, "quantile has none"),
    ({"min_count": 7}, lf.DataError, "no group has 7 rows"),
    ({"y_score": [1, 2, float("inf"), 3]}, lf.DataError, "finite"),
    ({"y_score": None}, lf.SpecificationError, "y_score"),
])
def test_refused(options, kind, words):
    asked = {"y_score": [.1, .2, .3, .4], "method": "quantile",
             "sensitive_features": {"g": list("aabb")}, "min_count": 1}
    with pytest.raises(kind, match=words):
        lf.calibrate([0, 1, 0, 1], **{**asked, **options})


def test_more_scores_than_a_file_holds():
    """All that are allowed, as long as numbers are, make a file of a size
    that is read; reading it would take half a minute."""
    n = 2 ** 19
    s = -np.linspace(1, 2, n) / 3e-100
    g = {"g": np.zeros(n, dtype=np.int8)}
    most = lf.calibrate(y_score=s, sensitive_features=g, method="quantile")
    assert 2 ** 25 < len(most.to_json()) < 2 ** 26
    with pytest.raises(lf.LimitError, match="64 MiB"):
        lf.Calibrator.from_json(most.to_json() + " " * 2 ** 24)
    with pytest.raises(lf.LimitError, match="score_bins"):
        lf.calibrate(y_score=np.append(s, 0), method="quantile",
                     sensitive_features={"g": np.zeros(n + 1, dtype=np.int8)})


def run(*args):
    return subprocess.run(
        [sys.executable, "-m", "libfairness", *map(str, args)],
        capture_output=True, text=True, timeout=60)


def test_the_command_line(tmp_path):
    s, g, _ = draw(1, 300)
    rows, path = tmp_path / "rows.csv", tmp_path / "c.json"
    rows.write_text("s,g\n" + "".join(
        f"{float(x)!r},{y}\n" for x, y in zip(s, g)))
    done = run("calibrate", "fit", rows, "--y-score", "s", "--method",
               "quantile", "--strength", "0.5", "--min-count", 1,
               "--sensitive-features", "g", "--output", path)
    assert done.returncode == 0, done.stderr
    calibrator = lf.Calibrator.load(path)
    assert calibrator == fitted(s, g, None, strength=0.5)
    done = run("calibrate", "apply", path, rows, "--y-score", "s")
    found = np.loadtxt(io.StringIO(done.stdout), delimiter=",", skiprows=1)
    assert (found[:, 1] == calibrator.apply(s, sensitive_features=g)).all()
    assert "strength 0.5" in run("calibrate", "show", path).stdout
    done = run("calibrate", "fit", rows, "--y-score", "s", "--strength", 2,
               "--method", "quantile", "--sensitive-features", "g")
    assert done.returncode == 2 and "from 0 to 1" in done.stderr
