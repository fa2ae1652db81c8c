# SPDX-License-Identifier: MIT
"""fairness plan: the same plans and decisions as in Python, from every kind of
file."""

import contextlib
import csv
import io
import json
import math
import types

import duckdb
import pyarrow as pa
import pyarrow.parquet
import pytest
from cli_help import made

import libfairness as lf
from libfairness import cli

ROWS = {"y": [1, 0, 1, 1, 0, 1, 0], "s": [.9, .6, .4, .7, .5, .3, .1],
        "race": ["a", "a", "a", "b,\"c\"", "b,\"c\"", None, None]}
COLUMNS = "--y-true", "y", "--y-score", "s", "--sensitive-features", "race"
PARITY = "--constraint", "demographic_parity", "--tolerance", "0.5"


def run(*words, cwd):
    """In this process, for speed."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.chdir(cwd), contextlib.redirect_stdout(out), \
            contextlib.redirect_stderr(err):
        code = cli.main(list(words))
    return types.SimpleNamespace(
        returncode=code, stdout=out.getvalue(), stderr=err.getvalue())


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plans")
    with open(folder / "rows.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(ROWS)
        writer.writerows(zip(*ROWS.values()))
    table = pa.table(ROWS)
    pyarrow.parquet.write_table(table, folder / "rows.parquet")
    with pa.ipc.new_file(folder / "rows.arrow", table.schema) as file:
        file.write_table(table, max_chunksize=3)
    (folder / "rows.jsonl").write_text("".join(
        json.dumps(dict(zip(ROWS, row))) + "\n"
        for row in zip(*ROWS.values())))
    done = run("plan", "fit", "rows.csv", *COLUMNS, *PARITY, "--output",
               "plan.json", cwd=folder)
    assert done.returncode == 0 and done.stdout == "", done.stderr
    return folder


def expected(**options):
    return lf.plan("y", "s", data=ROWS, sensitive_features="race", **options)


ASKED = expected(constraint="demographic_parity", tolerance=0.5)
DECIDED = "row,decision\n" + "".join(
    f"{i},{x}\n" for i, x in enumerate(
        ASKED.apply("s", data=ROWS), 1))


@pytest.mark.parametrize("ending", ["csv", "parquet", "arrow", "jsonl"])
def test_every_kind_of_file(folder, ending):
    file = f"rows.{ending}"
    done = run("plan", "fit", file, *COLUMNS, *PARITY, "--format", "json",
               cwd=folder)
    assert done.returncode == 0, done.stderr
    assert lf.Plan.from_json(done.stdout.rstrip("\n") + "\n") == ASKED
    assert (folder / "plan.json").read_text() == ASKED.to_json()
    done = run("plan", "apply", "plan.json", file, "--y-score", "s",
               cwd=folder)
    assert (done.returncode, done.stdout) == (0, DECIDED), done.stderr


def test_several_files_and_outputs(folder):
    done = run("plan", "apply", "plan.json", "rows.csv", "rows.parquet",
               "--y-score", "s", "--output", "out.csv", "--probability",
               cwd=folder)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    rows = list(csv.DictReader((folder / "out.csv").open()))
    once = ASKED.probability("s", data=ROWS).tolist()
    assert [r["row"] for r in rows] == [str(i) for i in range(1, 15)]
    assert [float(r["probability"]) for r in rows] == once * 2


def test_show(folder):
    assert run("plan", "show", "plan.json", cwd=folder).stdout == str(ASKED)
    found = run("plan", "show", "plan.json", "--format", "json", cwd=folder)
    assert found.stdout == ASKED.to_json()
    found = run("plan", "show", "plan.json", "--format", "sql", "--y-score",
                "s", "--dialect", "duckdb", cwd=folder)
    assert found.stdout == ASKED.to_sql("s", dialect="duckdb") + "\n"
    decided = duckdb.from_arrow(pa.table(ROWS)).project(found.stdout)
    assert [x for x, in decided.fetchall()] == ASKED.apply(
        "s", data=ROWS).tolist()


@pytest.mark.parametrize("options, same", [
    (("--rule", "shared", "--objective", "balanced_accuracy"),
     {"rule": "shared", "objective": "balanced_accuracy"}),
    (("--max-selected", "3", "--min-selected", "0.25"),
     {"max_selected": 3, "min_selected": 0.25}),
    ((*PARITY, "--no-lower-than", "0.65", "--no-higher-than", "0.2"),
     {"constraint": "demographic_parity", "tolerance": 0.5,
      "no_lower_than": 0.65, "no_higher_than": 0.2}),
    (("--objective", "expected_cost", "--costs",
      "false_positive=2,false_negative=1"),
     {"objective": "expected_cost",
      "costs": {"false_positive": 2, "false_negative": 1}}),
    (("--objective", "least_change", "--threshold", "0.5", "--missing",
      "reject", "--unseen", "0.25", "--model", "v1"),
     {"objective": "least_change", "threshold": 0.5, "missing": "reject",
      "unseen": 0.25, "model": "v1"}),
    (("--constraint", "demographic_parity", "--max-difference", "1",
      "--objective", "least_referred", "--threshold", "0.5"),
     {"constraint": "demographic_parity", "tolerance": 1,
      "objective": "least_referred", "threshold": 0.5}),
    (("--constraint", "equalized_odds", "--max-difference", "1",
      "--min-rate", "0.1", "--max-nodes", "9", "--min-count", "3"),
     {"constraint": "equalized_odds", "max_difference": 1, "min_rate": 0.1,
      "max_nodes": 9, "min_count": 3}),
    (("--constraint", "equal_opportunity", "--min-ratio", ".5", "--max-rate",
      "1", "--undefined", "skip", "--nulls", "set_aside"),
     {"constraint": "equal_opportunity", "min_ratio": 0.5, "max_rate": 1,
      "undefined": "skip", "nulls": "set_aside"}),
])
def test_options(folder, options, same):
    done = run("plan", "fit", "rows.parquet", *COLUMNS, *options, "--format",
               "json", cwd=folder)
    assert done.returncode == 0, done.stderr
    found, wanted = json.loads(done.stdout), expected(**same).to_dict()
    for plan in found, wanted:  # 0.1 is "0.1" there, .5 is ".5"
        for name in "max_difference", "min_ratio", "min_rate", "max_rate":
            plan[name] = plan[name] and float(plan[name])
        plan.pop("sha256")
    assert found == wanted


def test_saved_audits(folder):
    done = run("audit", "rows.csv", *COLUMNS, "--favourable", "positive",
               "--no-report", "--save", "rows.audit", cwd=folder)
    assert done.returncode == 0, done.stderr
    done = run("plan", "fit", "rows.audit", *PARITY, "--format", "json",
               cwd=folder)
    assert done.stdout == ASKED.to_json(), done.stderr
    done = run("plan", "fit", "rows.audit", "--y-score", "s", cwd=folder)
    assert done.returncode == 2 and "--y-score" in done.stderr
    done = run("plan", "fit", "rows.csv", "rows.audit", *COLUMNS, cwd=folder)
    assert done.returncode == 2 and "among files of rows" in done.stderr


FIT = "plan", "fit", "rows.csv", *COLUMNS
APPLY = "plan", "apply", "plan.json"
SHOW = "plan", "show", "plan.json"


@pytest.mark.parametrize("words, said", [
    ((*FIT, "--constraint", "predictive_parity", "--min-ratio", "1",
      "--min-rate", "0.6", "--max-rate", "0.6"), "cannot be had together"),
    ((*FIT, "--constraint", "demographic_parity"), "--max-difference"),
    ((*FIT, "--constraint", "parity", "--tolerance", "0"), "equalized_odds"),
    ((*FIT, *PARITY, "--tolerance", "0.1"), "more than once"),
    ((*FIT, "--tolerance", "0.1"), "--max-difference"),
    ((*FIT, "--unseen", "keep"), "--unseen"),
    ((*FIT[:5], "--y-score", "s"), "--sensitive-features"),
    ((*FIT, "--y-pred", "y"), "--y-pred: --y-score is given too"),
    ((*FIT, "--output", "rows.csv"), "would replace"),
    (("plan",), "required: COMMAND"), (("plan", "ftt"), "'fit'"),
    (("plan", "apply", "rows.csv", "rows.csv", "--y-score", "s"),
     "rows.csv: "),
    (("plan", "show", "none.json"), "none.json: "),
    (("plan", "show", "."), "a folder"),
    ((*APPLY, "rows.csv"), "--y-score"),
    ((*APPLY, "rows.csv", "--y-score", "score"), "no column 'score'"),
    ((*APPLY, "other.csv", "--y-score", "s"), "race"),
    ((*APPLY, "bad.csv", "--y-score", "s"), "line 3"),
    ((*APPLY, "unseen.csv", "--y-score", "s"), "line 3"),
    ((*APPLY, "missing.csv", "--y-score", "s"), "line 2"),
    ((*APPLY, "rows.csv", "--y-score", "s", "--output", "plan.json"),
     "would replace"),
    ((*SHOW, "--y-score", "s"), "--format sql"),
    ((*SHOW, "--format", "sql", "--y-score", ""), "name of a column"),
])
def test_errors(folder, words, said):
    for name, text in (
            ("other.csv", "s,sex\n.5,a\n"), ("bad.csv", "s,race\n.5,a\nx,a\n"),
            ("unseen.csv", "s,race\n.5,a\n.5,A\n"),
            ("missing.csv", "s,race\n,a\n.5,a\n")):
        made(folder, text, name)
    before = (folder / "plan.json").read_bytes()
    done = run(*words, cwd=folder)
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.startswith("fairness: error: ")
    assert done.stderr.count("\n") == 1 and said in done.stderr
    assert (folder / "plan.json").read_bytes() == before


def test_infeasible_says_what_is_not(folder):
    made(folder, "y,s,race\n1,.5,a\n0,.5,a\n1,.5,b\n0,.5,b\n0,.5,b\n",
         "hard.csv")
    done = run("plan", "fit", "hard.csv", *COLUMNS, "--constraint",
               "predictive_parity", "--tolerance", "0.1", "--output",
               "hard.json", cwd=folder)
    assert done.returncode == 2 and "nearest" in done.stderr
    assert not (folder / "hard.json").exists()
    nearest = float(done.stderr.split()[-1])
    assert math.isclose(nearest, 1 / 6)


def test_damaged_plans(folder):
    """Row 42 of the table of bad inputs."""
    text = (folder / "plan.json").read_text()
    for bad in (text.replace("0.9", "0.8"), text.replace("0.9", "NaN"),
                text[:-9], text.replace('"a"', '"c"'), "{}"):
        made(folder, bad, "bad.json")
        for words in (("apply", "bad.json", "rows.csv", "--y-score", "s"),
                      ("show", "bad.json")):
            done = run("plan", *words, cwd=folder)
            assert (done.returncode, done.stdout) == (2, "")
            assert done.stderr.startswith("fairness: error: bad.json: ")
    done = run("plan", "fit", "rows.csv", *COLUMNS, "--model", "v1",
               "--output", "v1.json", cwd=folder)
    assert done.returncode == 0
    apply = "plan", "apply", "v1.json", "rows.csv", "--y-score", "s"
    assert run(*apply, "--model", "v1", cwd=folder).returncode == 0
    done = run(*apply, "--model", "v2", cwd=folder)
    assert (done.returncode, done.stdout) == (2, "") and "v1" in done.stderr


def test_coins(folder):
    """Row 43: no seed, no decision; and order does not matter."""
    rows = [f"{i},{r}" for i, r in enumerate(
        (folder / "rows.csv").read_text().splitlines())]
    made(folder, "\n".join(["id," + rows[0][2:], *rows[1:]]) + "\n", "id.csv")
    made(folder, "\n".join(["id," + rows[0][2:], *rows[:0:-1]]) + "\n",
         "back.csv")
    done = run("plan", "fit", "id.csv", *COLUMNS, "--rule", "randomized",
               "--constraint", "equal_opportunity", "--tolerance", "0.1",
               "--min-rate", "0.4", "--max-rate", "0.6", "--output",
               "lots.json", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert lf.Plan.load(folder / "lots.json").randomized
    apply = "plan", "apply", "lots.json"
    for words, said in (((), "seed"), (("--seed", "1"), "--row-id"),
                        (("--row-id", "id"), "seed")):
        done = run(*apply, "id.csv", "--y-score", "s", *words, cwd=folder)
        assert (done.returncode, done.stdout) == (2, "")
        assert said in done.stderr
    seen = set()
    for seed in range(20):
        words = "--y-score", "s", "--seed", str(seed), "--row-id", "id"
        there, back = (
            run(*apply, file, *words, cwd=folder).stdout.splitlines()[1:]
            for file in ("id.csv", "back.csv"))
        decided = [line.partition(",")[2] for line in there]
        assert decided == [line.partition(",")[2] for line in back][::-1]
        seen.add(tuple(decided))
    assert len(seen) > 1


def test_front(folder):
    asked = COLUMNS + ("--constraint", "demographic_parity")
    report = lf.audit(data=ROWS, y_true="y", y_score="s",
                      sensitive_features="race")
    steps = list(report.plan_front(constraint="demographic_parity", points=3,
                                   tolerances=["0.05", "0.2"]))
    done = run("plan", "front", "rows.csv", *asked, "--points", "3",
               "--tolerances", "0.05,0.2", "--format", "json", cwd=folder)
    assert json.loads(done.stdout) == steps, done.stderr
    done = run("plan", "front", "rows.csv", *asked, "--points", "3",
               "--tolerances", "0.05", "--tolerances", "0.2", "--format",
               "csv", "--output", "front.csv", cwd=folder)
    assert done.stdout == "" and done.returncode == 0
    with open(folder / "front.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["status"] for row in rows] == [s["status"] for s in steps]
    for row, step in zip(rows, steps, strict=True):
        for name in ("tolerance", "objective", "loss", "selection_rate"):
            found = row[name] and float(row[name])
            assert found == ("" if step[name] is None else step[name])
    done = run("plan", "front", "rows.csv", *asked, cwd=folder)
    assert done.stdout.startswith("tolerance  disparity  accuracy"), done
    assert run("plan", "front", "rows.csv", *COLUMNS,
               cwd=folder).returncode == 2


def test_costs_by_group(folder):
    named = ('race=a:false_positive=1,false_negative=2',
             'race=b,"c":false_positive=4,false_negative=0.5')
    done = run("plan", "fit", "rows.csv", *COLUMNS, "--objective",
               "expected_cost", "--costs", "false_positive=1,false_negative=1",
               *(word for one in named for word in ("--group-costs", one)),
               "--output", "costs.json", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert lf.Plan.load(folder / "costs.json") == expected(
        objective="expected_cost",
        costs={"false_positive": 1, "false_negative": 1}, group_costs=[
            {"group": {"race": "a"}, "false_positive": 1,
             "false_negative": 2},
            {"group": {"race": 'b,"c"'}, "false_positive": 4,
             "false_negative": .5}])
    for wrong, said in (("a:false_positive=1", "expected FEATURE=VALUE"),
                        ("race=a", "expected FEATURE=VALUE"),
                        ("race=a:b", "expected name=number"),
                        ("race=a:false_positive=1", "expected a list"),
                        ("race=z:false_positive=1,false_negative=1",
                         "no rows are in this group")):
        done = run("plan", "fit", "rows.csv", *COLUMNS, "--objective",
                   "expected_cost", "--group-costs", wrong, cwd=folder)
        assert done.returncode == 2 and said in done.stderr, done.stderr


def test_several_constraints(folder):
    done = run("plan", "fit", "rows.csv", *COLUMNS, *PARITY, "--undefined",
               "skip", "--also", "equal_opportunity=0.9", "--also",
               "demographic_parity:0.1", "--format", "json", cwd=folder)
    assert lf.Plan.from_json(done.stdout) == expected(
        constraint="demographic_parity", tolerance="0.5", undefined="skip",
        also=[{"constraint": "equal_opportunity", "tolerance": "0.9"},
              {"constraint": "demographic_parity", "min_ratio": "0.1"}])
    done = run("plan", "fit", "rows.csv", *COLUMNS, *PARITY, "--also", "x",
               cwd=folder)
    assert done.returncode == 2 and "expected NAME=X" in done.stderr
