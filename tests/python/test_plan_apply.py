# SPDX-License-Identifier: MIT
"""plan.apply, files and SQL: the same decisions from every kind of rows."""

import array
import copy
import json
import math
import pathlib
import pickle
import random
import sqlite3
import struct

import duckdb
import jsonschema
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import libfairness as lf
from libfairness._plan_sql import number

FIT = {"s": [.9, .6, .4, .2, .7, .5, .3, .1] * 2,
       "y": [1, 0, 1, 0, 1, 0, 0, 1] * 2,
       "race": ["a"] * 8 + ["b'\"\n; --"] * 4 + [None] * 4,
       "n": [1, 1, 2, 2] * 4}
ROWS = {"s": [.9, .9, .1, .5, .4], "race": ["a", None, "a", None, "b'\"\n; --"],
        "n": [1, 2, 1, 1, 2]}


def made(**options):
    return lf.plan("y", "s", data=FIT, sensitive_features=["race", "n"],
                   **options)


def by_hand(plan, scores, groups):
    return [int(s >= plan.thresholds[g]) for s, g in zip(scores, groups)]


EXPECTED = by_hand(made(), ROWS["s"], list(zip(ROWS["race"], ROWS["n"])))


@pytest.mark.parametrize("frame", [
    dict, pd.DataFrame, pl.DataFrame, lambda d: pl.DataFrame(d).lazy(),
    pa.table, lambda d: pa.concat_tables(
        [pa.table(d).slice(0, 2), pa.table(d).slice(2)]),
    lambda d: duckdb.from_arrow(pa.table(d)),
], ids=["dict", "pandas", "polars", "lazy", "pyarrow", "chunks", "duckdb"])
def test_frames(frame):
    plan = made()
    found = plan.apply("s", data=frame(ROWS))
    assert type(found) is array.array and found.typecode == "B"
    assert found.tolist() == EXPECTED and 0 < sum(EXPECTED) < 5
    assert plan.probability("s", data=frame(ROWS)).tolist() == EXPECTED
    assert plan.apply(ROWS["s"], data=frame(ROWS),
                      sensitive_features=["n", "race"]).tolist() == EXPECTED


def test_arrays():
    plan = made()
    for features in ({"race": ROWS["race"], "n": ROWS["n"]},
                     {"n": ROWS["n"], "more": ROWS["s"], "race": ROWS["race"]},
                     [ROWS["race"], ROWS["n"]],
                     pd.DataFrame(ROWS)[["n", "race"]]):
        assert plan.apply(np.array(ROWS["s"]), sensitive_features=features
                          ).tolist() == EXPECTED
    frame = pd.DataFrame(ROWS)
    frame["d"] = plan.apply("s", data=frame)
    assert frame["d"].tolist() == EXPECTED
    frame = pl.DataFrame(ROWS).with_columns(
        pl.Series("d", plan.apply("s", data=ROWS)))
    assert frame["d"].to_list() == EXPECTED
    assert np.asarray(plan.apply("s", data=ROWS)).dtype == np.uint8
    renamed = {"score": ROWS["s"], "r": ROWS["race"], "m": ROWS["n"]}
    assert plan.apply("score", data=renamed, sensitive_features={
        "race": "r", "n": "m"}).tolist() == EXPECTED
    assert plan.apply([], sensitive_features=[[], []]).tolist() == []


@pytest.mark.parametrize("change, error, words", [
    ({"s": [.9, math.nan, .1, .5, .4]}, lf.DataError, "row 1 "),
    ({"s": [.9, .1, .1, math.inf, .4]}, lf.DataError, "row 3 "),
    ({"s": [.9, .1, None, .1, .4]}, lf.DataError, "row 2 "),
    ({"n": [1, 1, 3, 1, 1]}, lf.MismatchError, "row 2:"),
    ({"n": [1, 1, None, 1, 1]}, lf.MismatchError, "row 2:"),
    ({"race": ["a", "a", "a", "A", "a"]}, lf.MismatchError, "row 3:"),
    ({"s": np.array(ROWS["s"], dtype="f4")}, lf.TypeUnsupportedError, "bits"),
    ({"n": ["1", "1", "1", "1", "1"]}, (lf.TypeUnsupportedError,
                                        lf.MismatchError), "n"),
])
def test_what_is_refused(change, error, words):
    """Rows 41 and 42 of the table of bad inputs: nothing is decided by
    default."""
    with pytest.raises(error, match=words):
        made().apply("s", data={**ROWS, **change})


def test_asked_wrongly():
    plan = made()
    with pytest.raises(lf.SpecificationError, match="y_score"):
        plan.apply(sensitive_features=ROWS["race"])
    with pytest.raises(lf.SpecificationError, match="goes by race, n"):
        plan.apply(ROWS["s"])
    with pytest.raises(lf.MismatchError, match="sex"):
        plan.apply(ROWS["s"], sensitive_features={"sex": ROWS["race"],
                                                  "n": ROWS["n"]})
    with pytest.raises(lf.SpecificationError, match="n has 4 rows"):
        plan.apply(ROWS["s"], sensitive_features={"race": ROWS["race"],
                                                  "n": ROWS["n"][:4]})
    with pytest.raises(lf.SpecificationError, match="no column"):
        plan.apply("t", data=ROWS)
    with pytest.raises(lf.SpecificationError, match="index"):
        plan.apply(pd.Series(ROWS["s"], index=range(1, 6)),
                   sensitive_features=pd.DataFrame(ROWS)[["race", "n"]])
    for seed in (-1, 2**64, 1.5, "1"):
        with pytest.raises(lf.SpecificationError, match="seed"):
            plan.apply("s", data=ROWS, seed=seed)


def test_declared_fallbacks():
    rows = {"s": [.5, .5, .5], "race": ["new", None, "a"], "n": [1, 9, None]}
    for missing, unseen, expected in (
            ("select", "reject", [0, 1, 1]), ("reject", "select", [1, 0, 0]),
            (0.5, 0.6, [0, 1, 1]), (0.6, 0.5, [1, 0, 0])):
        plan = made(missing=missing, unseen=unseen)
        assert plan.apply("s", data=rows).tolist() == expected
        assert lf.Plan.from_json(plan.to_json()).apply(
            "s", data=rows).tolist() == expected
    with pytest.raises(lf.MismatchError):
        made(missing="select").apply("s", data=rows)
    for wrong in ("keep", None.__class__, math.nan, math.inf):
        with pytest.raises(lf.SpecificationError, match="unseen"):
            made(unseen=wrong)


def test_batches_without_groups():
    """What is missing in every row has whatever type the frame gave it."""
    plan = made(missing="select")
    nan = [math.nan] * 300
    columns = {"s": [.1, .9, .5] * 100}
    for race in (nan, [None] * 300, np.full(300, np.nan, "float32")):
        found = plan.apply("s", data={**columns, "race": race, "n": nan})
        assert found.tolist() == [1] * 300
    with pytest.raises(lf.TypeUnsupportedError, match="race is a column of"):
        plan.apply("s", data={**columns, "race": [*nan[1:], 1.0], "n": nan})
    with pytest.raises(lf.MismatchError, match="race = missing"):
        made().apply("s", data={**columns, "race": nan, "n": nan})


def test_shared_needs_no_groups():
    plan = made(rule="shared")
    assert not plan.needs_groups
    [threshold] = set(plan.thresholds.values())
    expected = [int(s >= threshold) for s in ROWS["s"]]
    assert plan.apply(ROWS["s"]).tolist() == expected
    assert plan.apply("s", data={"s": ROWS["s"]}).tolist() == expected


def test_models():
    plan = made(model="v1")
    assert plan.model == "v1"
    plan.apply("s", data=ROWS, model="v1")
    with pytest.raises(lf.MismatchError, match="v1"):
        plan.apply("s", data=ROWS, model="v2")


def test_files(tmp_path):
    plan = made(constraint="demographic_parity", tolerance="0.5")
    path = tmp_path / "plan.json"
    plan.save(path)
    assert path.read_text(encoding="utf-8") == plan.to_json()
    for again in (lf.Plan.load(path), lf.Plan.load(str(path)),
                  lf.Plan.from_json(path.read_bytes()),
                  pickle.loads(pickle.dumps(plan)), copy.copy(plan),
                  copy.deepcopy(plan)):
        assert again == plan and hash(again) == hash(plan)
        assert again.to_dict() == plan.to_dict() == json.loads(plan.to_json())
        assert str(again) == str(plan) and again.thresholds == plan.thresholds
    assert plan != made()
    text = plan.to_json()
    for bad in (text.replace("0.9", "0.8"), text[:-2], "", "{}", "\ud800",
                text.replace('"a"', '"b"'), "x" * 100):
        with pytest.raises(lf.CorruptError):
            lf.Plan.from_json(bad)
    with pytest.raises(lf.SpecificationError):
        lf.Plan.from_json(plan.to_dict())
    with pytest.raises(FileNotFoundError):
        lf.Plan.load(tmp_path / "none.json")
    with pytest.raises(OSError):
        lf.Plan.load("/dev/zero")
    with pytest.raises(TypeError, match="not int"):
        lf.Plan.load(0)
    with pytest.raises(lf.SpecificationError, match="path: expected a path"):
        plan.save(None)


def test_single_precision():
    """A threshold is a score of 32 bits: the double of its digits is
    another."""
    scores = np.array([0.08, 0.9, 0.07, 0.08], dtype="f4")
    plan = lf.plan([1, 1, 0, 1], scores, sensitive_features=["a"] * 4)
    assert plan.thresholds == {"a": float(np.float32(0.08))}
    assert plan.apply(scores, sensitive_features=["a"] * 4).tolist() == [
        1, 1, 0, 1]
    assert plan.apply([0.08, 0.07999999821186066],
                      sensitive_features=["a"] * 2).tolist() == [1, 1]


# ---- SQL ----

NAMES = {"s": 'sc"ore; --', "race": "r'a\"ce", "n": "größe n"}


def neighbours(plan, draw, n):
    """Scores at, next to and between thresholds."""
    at = [t for t in plan.thresholds.values() if t - t == 0]
    for _ in range(n):
        x = draw.choice(at)
        yield draw.choice((x, math.nextafter(x, -9), math.nextafter(x, 9),
                           draw.random()))


def long_plan(draw):
    """Thresholds of 17 digits, negative, tiny and large."""
    y, s, g = [], [], []
    for group in range(40):
        scale = 10.0 ** draw.randint(-30, 30) * draw.choice((1, -1, 1e-290))
        cut = draw.random() * scale
        for label, score in ((0, math.nextafter(cut, -1e99)), (1, cut)):
            y.append(label), s.append(score), g.append(group)
    return lf.plan(y, s, sensitive_features={"g": g})


def decided_by_sqlite(expression, columns, rows):
    with sqlite3.connect(":memory:") as db:
        named = ", ".join('"' + c.replace('"', '""') + '"' for c in columns)
        db.execute(f"CREATE TABLE t ({named})")
        marks = ", ".join("?" * len(columns))
        db.executemany(f"INSERT INTO t VALUES ({marks})", rows)
        return [x for x, in db.execute(
            f"SELECT {expression} FROM t ORDER BY rowid")]


def decided_by_duckdb(expression, columns, rows):
    table = pa.table({c: [r[i] for r in rows] for i, c in enumerate(columns)})
    relation = duckdb.from_arrow(table)
    return [x for x, in relation.project(expression).fetchall()]


ENGINES = pytest.mark.parametrize(
    "engine, dialect", [(decided_by_sqlite, "ansi"),
                        (decided_by_duckdb, "ansi"),
                        (decided_by_duckdb, "duckdb")])


@ENGINES
def test_sql_is_exact(engine, dialect):
    draw = random.Random(8)
    plan = long_plan(draw)
    assert any(len(repr(t)) > 17 for t in plan.thresholds.values())
    scores = list(neighbours(plan, draw, 4000))
    groups = [draw.randrange(40) for _ in scores]
    for i, group in enumerate(groups[:2000]):
        t = plan.thresholds[group]
        scores[i] = draw.choice((t, math.nextafter(t, -math.inf)))
    expected = plan.apply(scores, sensitive_features={"g": groups}).tolist()
    assert 0 < sum(expected) < len(expected)
    assert engine(plan.to_sql("s", dialect=dialect), ["s", "g"],
                  list(zip(scores, groups))) == expected


def test_literals_are_exact():
    """SQLite reads some literals of 16 digits as the double beside."""
    draw = random.Random(10)
    numbers = [5e-324, 2.2250738585072014e-308, 1.7976931348623157e308,
               7.615343037569973e-298, 0.1, 1 / 3, 2.0**60, -0.25]
    for _ in range(3000):
        bits = draw.getrandbits(64).to_bytes(8, "little")
        numbers.append(struct.unpack("<d", bits)[0])
    numbers = [x for x in numbers if x - x == 0]
    with sqlite3.connect(":memory:") as db:
        for x in numbers:
            assert db.execute(
                f"SELECT {number(x, 'ansi')}").fetchone() == (x,), x
    for dialect in "ansi", "duckdb":
        texts = ", ".join(number(x, dialect) for x in numbers[:400])
        assert duckdb.sql(f"SELECT {texts}").fetchall() == [
            tuple(numbers[:400])]


@ENGINES
def test_sql_of_hostile_names(engine, dialect):
    draw = random.Random(9)
    plan = made(constraint="equalized_odds", tolerance=1)
    scores = list(neighbours(plan, draw, 300))
    groups = [draw.choice(list(plan.thresholds)) for _ in scores]
    rows = [(s, *g) for s, g in zip(scores, groups)]
    expected = plan.apply(scores, sensitive_features={
        "race": [g[0] for g in groups], "n": [g[1] for g in groups]}).tolist()
    names = dict(NAMES)
    text = plan.to_sql(names.pop("s"), names, dialect=dialect)
    assert engine(text, list(NAMES.values()), rows) == expected


def test_sql_of_what_apply_refuses():
    plan = made()
    text, duck = plan.to_sql("s"), plan.to_sql("s", dialect="duckdb")
    fine = [(0.9, "a", 1)]
    bad = [(None, "a", 1), (math.inf, "a", 1), (0.9, "new", 1),
           (0.9, "a", None), (0.9, "A", 1), (math.nan, "a", 1)]
    assert decided_by_sqlite(text, ["s", "race", "n"], fine + bad) == [
        1] + [None] * 6
    assert decided_by_duckdb(text, ["s", "race", "n"], fine + bad) == [
        1] + [None] * 6
    assert decided_by_duckdb(duck, ["s", "race", "n"], fine) == [1]
    for row in bad:
        with pytest.raises(duckdb.Error, match="a (score|group)"):
            decided_by_duckdb(duck, ["s", "race", "n"], fine + [row])
    plan = made(missing="select", unseen=0.5)
    rows = [(0.1, "a", None), (0.5, "new", 1), (0.4, "new", 1)]
    for engine in decided_by_sqlite, decided_by_duckdb:
        assert engine(plan.to_sql("s"), ["s", "race", "n"], rows) == [1, 1, 0]


def test_sql_of_types():
    plan = lf.plan([1, 0, 1, 0], [.9, .1, .8, .7],
                   sensitive_features={"g": [True, True, False, False]})
    assert '"g" = TRUE' in plan.to_sql()
    scores, groups = [.9, .5, .75, .8], [True, True, False, False]
    expected = plan.apply(scores, sensitive_features=groups).tolist()
    rows = list(zip(scores, groups))
    assert decided_by_duckdb(plan.to_sql("s"), ["s", "g"], rows) == expected
    assert decided_by_sqlite(plan.to_sql("s"), ["s", "g"], rows) == expected
    single = pa.table({"s": pa.array([0.1, 0.3], pa.float32()), "g": ["a"] * 2})
    plan = lf.plan([0, 1], data=single, y_score="s", sensitive_features="g")
    found = duckdb.from_arrow(single).project(plan.to_sql("s")).fetchall()
    assert found == [(0,), (1,)]
    infinite = lf.plan([0, 0], [.1, .2], sensitive_features={"g": ["a", "a"]})
    assert decided_by_sqlite(infinite.to_sql("s"), ["s", "g"],
                             [(1e300, "a")]) == [0]


@pytest.mark.parametrize("wrong, words", [
    ({"score": "a\0b"}, "NUL"), ({"score": ""}, "name of a column"),
    ({"score": 7}, "name of a column"), ({"score": "\ud800"}, "Unicode"),
    ({"columns": {"sex": "x"}}, "no feature 'sex'"),
    ({"columns": {"race": "\0"}}, "NUL"), ({"dialect": "mssql"}, "ansi"),
    ({"dialect": None}, "ansi"),
])
def test_sql_asked_wrongly(wrong, words):
    with pytest.raises(lf.SpecificationError, match=words):
        made().to_sql(**wrong)


def test_sql_cannot_say_nul():
    plan = lf.plan([1, 0], [.9, .1], sensitive_features=["a\0b", "a\0b"])
    with pytest.raises(lf.SpecificationError, match="NUL"):
        plan.to_sql()


# ---- randomized plans, and the vectors of the format ----

VECTORS = json.loads((
    pathlib.Path(__file__).resolve().parent.parent / "conformance" / "plan"
    / "vectors.json").read_text(encoding="utf-8"))["cases"]
COINS = next(c for c in VECTORS if c["seed"] == 0)


@pytest.mark.parametrize("case", VECTORS, ids=[c["name"] for c in VECTORS])
def test_conformance(case):
    plan = lf.Plan.from_json(case["artefact"])
    assert plan.to_json() == case["artefact"]
    for row in case["rows"]:
        features = {k: [v] for k, v in row["group"].items()}
        if "probability" not in row:
            with pytest.raises(lf.MismatchError):
                plan.apply([row["score"]], sensitive_features=features)
            continue
        found = plan.probability([row["score"]], sensitive_features=features)
        if row["probability"] is None:
            assert math.isnan(found[0]) and row["decision"] == plan.REFERRED
        else:
            assert found.tolist() == [row["probability"]]
        asked = {}
        if plan.randomized:
            asked = {"seed": case["seed"], "row_id": [row["row_id"]]}
        assert plan.apply([float(row["score"])], sensitive_features=features,
                          **asked).tolist() == [row["decision"]]


def test_schema():
    validator = jsonschema.Draft202012Validator(lf.schema("plan"))
    validator.check_schema(lf.schema("plan"))
    for text in (*(case["artefact"] for case in VECTORS), made().to_json(),
                 made(rule="shared", constraint="equalized_odds", min_count=5,
                      min_ratio="0.5", missing=0.5, unseen="reject"
                      ).to_json()):
        validator.validate(json.loads(text))
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({**made().to_dict(), "sha256": "0"})


def test_coins():
    """Row 43 of the table of bad inputs: no seed, no decision."""
    plan = lf.Plan.from_json(COINS["artefact"])
    rows = COINS["rows"]
    assert plan.randomized and len(plan.thresholds["a"]) > 1
    assert " or " in str(plan) and plan.groups.to_lists()["threshold"][0] is None
    columns = {"y_score": [r["score"] for r in rows],
               "sensitive_features": {"g": [r["group"]["g"] for r in rows]}}
    ids = [r["row_id"] % 2**63 for r in rows]
    with pytest.raises(lf.SpecificationError, match="seed"):
        plan.apply(**columns, row_id=ids)
    with pytest.raises(lf.SpecificationError, match="row_id"):
        plan.apply(**columns, seed=1)
    with pytest.raises(lf.DataError, match="row 0 "):
        plan.apply(**columns, seed=1, row_id=[None, *ids[1:]])
    with pytest.raises(lf.SpecificationError, match="row_id has"):
        plan.apply(**columns, seed=1, row_id=ids[1:])
    found = plan.apply(**columns, seed=1, row_id=ids)
    backwards = plan.apply(
        columns["y_score"][::-1], seed=1, row_id=ids[::-1],
        sensitive_features={"g": columns["sensitive_features"]["g"][::-1]})
    assert found.tolist() == backwards.tolist()[::-1]
    data = {"s": columns["y_score"], **columns["sensitive_features"],
            "id": ids}
    assert plan.apply("s", data=data, seed=1, row_id="id") == found


@ENGINES
def test_sql_with_coins(engine, dialect):
    plan = lf.Plan.from_json(COINS["artefact"])
    with pytest.raises(lf.SpecificationError, match="coin"):
        plan.to_sql("s", dialect=dialect)
    scores = sorted({r["score"] for r in COINS["rows"]})
    groups = [g for g in plan.thresholds for _ in scores]
    scores *= len(plan.thresholds)
    p = plan.probability(scores, sensitive_features={"g": groups}).tolist()
    assert any(0 < x < 1 for x in p)
    text = plan.to_sql("s", probability=True, dialect=dialect)
    assert engine(text, ["s", "g"], list(zip(scores, groups))) == p
    text = plan.to_sql("s", coin="u", dialect=dialect)
    at = [i for i, x in enumerate(p) if 0 < x < 1][0]
    for bad in None, math.nan, 1.0:
        row = [(scores[at], groups[at], bad)]
        if dialect == "ansi":
            assert engine(text, ["s", "g", "u"], row) == [None]
        else:
            with pytest.raises(duckdb.Error, match="a coin"):
                engine(text, ["s", "g", "u"], row)
    for coins in ([min(x, 1 - 2**-53) for x in p],
                  [max(0.0, math.nextafter(x, -1)) for x in p]):
        assert engine(text, ["s", "g", "u"],
                      list(zip(scores, groups, coins))) == [
            int(u < x) for u, x in zip(coins, p)]
