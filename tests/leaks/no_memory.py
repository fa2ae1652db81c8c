# SPDX-License-Identifier: MIT
"""Every allocation of Python fails once, alone and with some that follow, in
calls that succeed and in calls that fail: a MemoryError or what would have
been, no crash, and the audit as it was.

    python tests/leaks/no_memory.py [name...]

Needs _testcapi, which not every Python has.  Without threads=: Thread.start()
waits for a sign of the new thread, which has no memory to give it and ends; so
it waits for ever, in every program (tests/python/test_threads.py has threads
that do not start).
"""

import array
import copy
import gc
import os
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import libfairness as lf  # noqa: E402
from entries import unreached  # noqa: E402
from libfairness import _core, _init  # noqa: E402

# They crash where there is no memory (NumPy 1 frees its types).
sys.modules |= {"pandas": None, "polars": None}

try:
    from _testcapi import remove_mem_hooks, set_nomemory
except ImportError:
    sys.exit(77)

FOLDER = tempfile.TemporaryDirectory()
FILE = str(pathlib.Path(FOLDER.name) / "report")
QUIET = 30  # calls without a failure: all allocations have been seen
MOST = 600
# Not for ever: where it has no memory for the number of an instruction, in a
# handler of exceptions, Python 3.11 tries again until it has.
IN_A_ROW = 20
PAIRS = 200
Y = [1, 0, 1, 0]
G = ["a", "b", "a", None]
A = lf.Audit(y_pred="p", sensitive_features="g", shard="s")
A.add({"p": Y, "g": G})
STATE = A.to_bytes()
REPORT = A.report()
SCORED = lf.audit(y_true=[1, 0, 1, 0], y_score=[0.9, 0.1, 0.4, 0.5],
                  sensitive_features={"g": list("aabb")},
                  metrics=["ranking", "calibration"])
POLICY = {"schema": "libfairness/policy/1", "rule": [
    {"criterion": "impact_ratio", "by": "g", "min": 0.8, "min_count": 1,
     "required_groups": [{"g": "a"}], "set_aside": [{"g": None}],
     "groups": [{"g": "a"}, {"g": "b"}]}]}
ROWS = {"p": Y, "g": G}
VERDICT = REPORT.gate(POLICY)
PLAN = SCORED.plan()
BANDS = SCORED.plan(constraint="demographic_parity", tolerance=1, by="g",
                    objective="least_referred", threshold=0.5)
WITHHELD = SCORED.calibrate(by="g", method="calibrated_equalized_odds",
                            cost_constraint="false_positive_rate",
                            min_count=1)
CALIBRATOR = SCORED.calibrate(min_count=1, shrinkage=1)
LIMITED = SCORED.plan(constraint="demographic_parity", tolerance=1, by="g")
WAIVED = {**POLICY, "publish": {"min": 5}, "waiver": [
    {"rule": "impact_ratio", "reason": "why", "owner": "who",
     "groups": [{"g": "a"}], "expires": "2027-01-31"}]}
CHANGES = {**POLICY, "rule": [
    {"metric": "selection_rate", "by": "g", "max_increase": 0.1}]}
INCLUDES = {"schema": "libfairness/policy/1", "include": [
    {"pack": "four-fifths", "by": "g", "prefix": "a-"}]}
TOML = str(pathlib.Path(FOLDER.name) / "policy")
pathlib.Path(TOML).write_text(
    'schema = "libfairness/policy/1"\n[[rule]]\ncriterion = "impact_ratio"\n'
    "min = 0.8\nset_aside = [{g = 1.0}]\n")
ARRAY = array.array("b", Y)


def several_verdicts(found):
    found.models, found.to_dict(), found.to_json(), found.to_text()
    str(found), repr(found), found.status, found.exit_code


def one_verdict(verdict):
    verdict.rules, verdict.to_dict(), verdict.to_json(), verdict.to_text()
    str(verdict), repr(verdict), verdict._repr_html_()


def one_policy(policy):
    policy.rules, policy.data, policy.defaults, repr(policy)
    policy.waivers, policy.publish, policy._places()


def one_evaluation(found):
    found.strata, found.referred, found.constraint, found.folds, list(found.table), str(found), repr(found)
    found.to_json(), found.to_dict(), found.to_text(), found._repr_html_()


def one_plan(plan):
    plan.thresholds, plan.by, plan.to_text(), str(plan), repr(plan)
    plan.constraint, plan.objective, plan.objective_name, plan.disparity
    plan.reason, plan.bound, plan.rule, plan.needs_groups, plan.model
    plan.randomized, plan.flips, plan.to_dict(), plan.to_json()
    plan.refers, plan.bands, plan.control
    plan.groups.to_lists(), plan._repr_html_()


def one_calibrator(found):
    found.method, found.rows, found.min_count, found.shrinkage, found.brier
    found.maps, found.pooled_map, found.groups.to_lists(), found.to_dict()
    found.to_text(), str(found), repr(found), found._repr_html_()
    found.model, found.by, found.needs_groups, found.to_json()
    found.strength, found.cost, found.cost_constraint


def changes_nothing(call):
    def checked():
        audit = lf.Audit.from_bytes(STATE)
        try:
            call(audit)
        except BaseException:
            remove_mem_hooks()
            assert audit.to_bytes() == STATE
            raise
    return checked


def one_value(value):
    float(value), repr(value), f"{value:.2f}", value.to_dict()
    for name in dir(type(value)):
        if not name.startswith("_"):
            getattr(value, name)


def refused(call, kind):
    try:
        call()
    except kind:
        pass


def one_frame(call):
    refused(call, ImportError)


def parts():
    """What threads= does, without threads: they cannot start."""
    whole = _core.Audit.from_bytes(STATE, 0)
    held = whole.hold()
    copied = held.copy()
    feed = _core.Feed(REPORT.groups.__arrow_c_stream__())
    group = feed.pull(1)
    feed.open, feed.failed, group.lengths(), group.rows
    part = copied.part()
    for call in (lambda: part.add_batch(group, 0, 0, 1),
                 lambda: copied.add_rest(feed, (group,), 0)):
        refused(call, lf.FairnessError)  # other columns
    part.stop()
    held.replace(copied)
    held.let_go()
    whole.names(), whole.copy(), whole.rows, whole.max_cells


def columns():
    table = REPORT.groups
    _core.columns_from_stream(table.__arrow_c_stream__(), "x")
    _core.lists(table.__arrow_c_stream__())
    for call in (
        lambda: _core.column_from_stream(table.__arrow_c_stream__(), "x"),
        lambda: _core.column_from_array((7, 7), "x"),
        lambda: _core.columns_from_array((7, 7), "x"),
        lambda: _core.Audit({"sensitive_features": ["g"]}).add_stream(
            table.__arrow_c_stream__(), None),
    ):
        refused(call, (lf.FairnessError, TypeError))


def categories():
    for codes in (array.array("b", [0, 1, -1, 0]), array.array("i", [0] * 4)):
        made = _core.column_from_codes(codes, ("a", "a longer text"), "g")
        _core.Audit({"sensitive_features": ("g",)}).add_columns(
            {"y_pred": _core.column_from_sequence(Y, "y_pred")}, (made,), ())
    refused(lambda: _core.column_from_codes(codes, ("\ud800",), "g"),
            lf.FairnessError)


_init._RUNS = 1  # of what groups can show

CASES = {
    "lists": lambda: lf.audit(Y, Y, sensitive_features=G),
    "array": lambda: lf.audit(y_pred=ARRAY, sensitive_features=ARRAY),
    "options": lambda: lf.audit(
        Y, Y, sensitive_features={"g": G}, reference={"g": "a"},
        metrics=["selection_rate"], by=["g"], positive_label={"y_true": 1},
        costs={"false_positive": 1, "false_negative": 2}, min_count=1),
    "bad row": lambda: lf.audit([1, None, 0, 1], sensitive_features=G),
    "bad option": lambda: lf.audit(Y, sensitive_features=G, nulls="x"),
    "bad column": lambda: lf.audit([1, "x"], sensitive_features=[1, 2]),
    "value": lambda: REPORT.value("selection_rate", group={"g": "a"}),
    "text": lambda: (REPORT.to_text(), REPORT.to_dict()),
    "table": lambda: list(REPORT.groups),
    "add": changes_nothing(lambda a: a.add({"p": Y, "g": G})),
    "merge": changes_nothing(
        lambda a: a.merge(lf.Audit(y_pred="p", sensitive_features="g"))),
    "frame": changes_nothing(lambda a: a.add(REPORT.groups)),
    "copy": changes_nothing(lambda a: (a.copy(), repr(a))),
    "bytes": lambda: lf.Audit.from_bytes(STATE).to_bytes(),
    "function": lambda: lf.demographic_parity_difference(
        Y, Y, sensitive_features=G),
    "shards": changes_nothing(lambda a: a.check_shards(["s"])),
    "wrong shards": changes_nothing(lambda a: a.check_shards(["t"])),
    "pickle": changes_nothing(lambda a: (a.__reduce__(), copy.deepcopy(a))),
    "reports": changes_nothing(lambda a: (a.report(by="g"), a.rows)),
    "reset": lambda: lf.Audit.from_bytes(STATE).reset(),
    "one value": lambda: one_value(REPORT["demographic_parity_difference"]),
    "all formats": lambda: (
        REPORT.to_json(), REPORT.to_markdown(), REPORT.to_html(),
        REPORT.to_csv(), str(REPORT), repr(REPORT), REPORT._repr_html_()),
    "a file": lambda: REPORT.to_json(FILE),
    "a device": lambda: REPORT.to_json(os.devnull),
    "tables": lambda: (
        REPORT.rows, REPORT.warnings, REPORT.comparisons.columns,
        len(REPORT.criteria), repr(REPORT.groups), REPORT.groups.to_lists()),
    "scores": lambda: (
        SCORED.reliability.to_lists(), SCORED.score_pairs.to_lists(),
        SCORED.roc_curve(by="g").to_lists(), repr(SCORED.plot),
        SCORED["sufficiency_gap"].bin, SCORED["sufficiency_gap"].parameters),
    "frames": lambda: [one_frame(call) for call in (
        REPORT.to_pandas, REPORT.to_polars, REPORT.groups.to_pandas,
        REPORT.groups.to_polars)],
    "gate": lambda: (
        lf.gate(POLICY, y_pred=Y, sensitive_features={"g": G}),
        lf.gate(POLICY, data=ROWS, y_pred="p"),
        lf.gate(POLICY, data=ROWS, y_pred="p", sensitive_features="g")),
    "verdict": lambda: one_verdict(REPORT.gate(POLICY)),
    "models": lambda: several_verdicts(
        lf.gate_models(POLICY, {"a": "p", "b": "p"}, data=ROWS)),
    "baseline": lambda: (
        one_verdict(REPORT.gate(CHANGES, baseline=REPORT)),
        one_verdict(lf.gate(CHANGES, data=ROWS, y_pred="p",
                            sensitive_features="g", baseline=REPORT)),
        one_verdict(REPORT.gate(CHANGES, baseline=REPORT.to_dict()))),
    "power": lambda: lf.power(POLICY, REPORT, runs=3),
    "init": lambda: lf.init(data=ROWS, y_pred="p", sensitive_features="g",
                            favourable="positive"),
    "test": lambda: (REPORT.test("impact_ratio", 0.8),
                     REPORT.test("selection_rate", 0.9, by="g",
                                 comparison="group_max")),
    "no verdict": lambda: (refused(VERDICT.__bool__, TypeError),
                           refused(lf.Verdict, TypeError),
                           refused(lf.Verdicts, TypeError)),
    "plan": lambda: one_plan(lf.plan(
        [1, 0, 1, 0], [0.9, 0.1, 0.4, 0.5],
        sensitive_features={"g": list("aabb")}, tolerance=0.5,
        constraint="demographic_parity")),
    "plan of a report": lambda: one_plan(SCORED.plan(by="g", min_count=1)),
    "reject option": lambda: one_plan(SCORED.plan(
        by="g", rule="reject_option", threshold=0.5, favoured={"g": "a"})),
    "plan within strata": lambda: one_plan(lf.plan(
        [1, 0, 1, 0], [0.9, 0.1, 0.4, 0.5], tolerance=1,
        sensitive_features={"g": list("aabb")},
        control_features={"h": list("xyxy")},
        constraint="demographic_parity")),
    "referral band": lambda: one_plan(SCORED.plan(
        by="g", objective="least_referred", threshold=0.5, tolerance=1,
        constraint="demographic_parity", min_count=1)),
    "evaluation of a referral band": lambda: one_evaluation(lf.evaluate(
        BANDS, [1, 0, 1], [0.5, 0.1, 0.9], y_pred=[1, 1, 0],
        sensitive_features={"g": ["a", "b", "a"]})),
    "evaluation": lambda: one_evaluation(lf.evaluate(
        PLAN, [1, 0, 1], [0.5, 0.1, 0.9], y_pred=[1, 1, 0],
        sensitive_features={"g": ["a", "b", "a"]})),
    "evaluation of a constraint": lambda: str(lf.evaluate(
        LIMITED, [1, 0, 1], [0.5, 0.1, 0.9],
        sensitive_features={"g": ["a", "b", "a"]})),
    "folds": lambda: one_evaluation(lf.cross_fit(
        [1, 0] * 4, [0.5, 0.1, 0.9, 0.4] * 2, folds=2, unseen=0.5,
        sensitive_features={"g": list("aabbaabb")})),
    "no evaluation": lambda: refused(lf.Evaluation, TypeError),
    "no plan": lambda: (refused(lf.Plan, TypeError),
                        refused(lambda: lf.Plan.from_json("{}"),
                                lf.CorruptError)),
    "calibrator": lambda: one_calibrator(lf.calibrate(
        [1, 0, 1, 0], [0.9, 0.1, 0.4, 0.5], min_count=1,
        sensitive_features={"g": list("aabb")}, method="beta")),
    "calibrator of a report": lambda: one_calibrator(
        SCORED.calibrate(by="g", pooled=True)),
    "withheld scores": lambda: one_calibrator(WITHHELD),
    "quantile repair": lambda: one_calibrator(
        SCORED.calibrate(by="g", method="quantile", min_count=1)),
    "scores withheld": lambda: WITHHELD.apply(
        [0.5, 0.1], sensitive_features={"g": ["a", "b"]}, seed=1,
        row_id=[1, 2]),
    "no calibrator": lambda: (
        refused(lf.Calibrator, TypeError),
        refused(lambda: lf.Calibrator.from_json("{}"), lf.CorruptError)),
    "a calibrator's file": lambda: (
        CALIBRATOR.save(os.path.join(FOLDER.name, "calibrator")),
        lf.Calibrator.load(os.path.join(FOLDER.name, "calibrator")),
        lf.Calibrator.from_json(CALIBRATOR.to_json()) == CALIBRATOR,
        hash(CALIBRATOR), copy.copy(CALIBRATOR), copy.deepcopy(CALIBRATOR),
        CALIBRATOR.__reduce__()),
    "probabilities": lambda: (
        CALIBRATOR.to_sql("s"),
        CALIBRATOR.apply([0.5, 0.1], sensitive_features={"g": ["a", "b"]}),
        CALIBRATOR.evaluate("y", "s", sensitive_features="g",
                            data={"y": [0, 1], "s": [.5, .1],
                                  "g": ["a", "b"]})),
    "several constraints": lambda: one_plan(SCORED.plan(
        by="g", constraint="demographic_parity", tolerance=1, also=[
            {"constraint": "demographic_parity", "tolerance": 1}])),
    "costs by group": lambda: one_plan(SCORED.plan(
        by="g", objective="expected_cost", group_costs=[
            {"group": {"g": g}, "false_positive": 1, "false_negative": 2}
            for g in SCORED.plan(by="g").thresholds])),
    "front": lambda: SCORED.plan_front(
        constraint="demographic_parity", by="g", points=3,
        tolerances=["0.1"]).to_lists(),
    "nearest plan": lambda: SCORED._core.nearest(
        {"constraint": "demographic_parity", "max_difference": "0.5"}),
    "a plan's file": lambda: (
        PLAN.save(os.path.join(FOLDER.name, "plan")),
        lf.Plan.load(os.path.join(FOLDER.name, "plan")),
        lf.Plan.from_json(PLAN.to_json()) == PLAN, hash(PLAN),
        copy.copy(PLAN), copy.deepcopy(PLAN), PLAN.__reduce__()),
    "decisions": lambda: (
        PLAN.apply([0.5, 0.1], sensitive_features={"g": ["a", "b"]}),
        PLAN.probability("s", data={"s": [0.5], "g": ["b"]}),
        PLAN.to_sql()),
    "policy": lambda: one_policy(lf.Policy(POLICY)),
    "waivers": lambda: (
        one_policy(lf.Policy(WAIVED)),
        one_verdict(REPORT.gate(WAIVED, today="2026-11-30"))),
    "policy file": lambda: lf.Policy.read(TOML),
    "packs": lambda: (lf.packs(), lf.pack("four-fifths"),
                      one_policy(lf.Policy(INCLUDES))),
    "a column that a policy names": lambda: refused(
        lambda: lf.gate({**POLICY, "data": {"y_pred": "none"}}, data=ROWS,
                        sensitive_features="g", favourable="positive"),
        lf.SpecificationError),
    "bad policy": lambda: lf.Policy({**POLICY, "rule": [{"min": 80}]}),
    "no pickle": lambda: refused(REPORT.__reduce__, TypeError),
    "no report": lambda: refused(lf.Report, TypeError),
    "copies": lambda: (copy.copy(REPORT), copy.deepcopy(REPORT)),
    "words": lambda: (
        lf.names("criteria"), repr(lf.explain("accuracy")),
        lf.explain("accuracy").to_text(), lf.explain("accuracy").to_dict()),
    "parts": parts,
    "columns": columns,
    "categories": categories,
    "the core": lambda: (
        _core.names("metrics"), _core.text("metrics", "accuracy", "summary"),
        _core.version(), _core.count_lines(b"a\n", 44, (0, 0, 0, 10, 10))),
}


# What Python 3.11 itself raises where it has no memory for a frame; of a
# function in C it would say "<built-in ...> returned NULL without ...".
FRAME = "error return without exception set", "<function "


def keep_pairs():
    """Freed pairs for Python to use again: where it has no memory for the one
    that an iterator over items() needs, Python 3.11 itself crashes."""
    made = [(number, number) for number in range(PAIRS)]
    made.clear()


def attempt(call, at, stop):
    """Whether allocation number at failed and that was said."""
    keep_pairs()
    set_nomemory(at, stop)
    try:
        call()
    except MemoryError:
        return True
    except lf.FairnessError:
        pass
    except SystemError as error:
        if not str(error).startswith(FRAME):
            raise
    finally:
        remove_mem_hooks()
    return False


def attack(name, call):
    """How many failures were told of: of single allocations, and of several
    in a row."""
    refused(call, lf.FairnessError)  # imports, caches
    told = 0
    for row in (1, IN_A_ROW):
        seen = quiet = at = 0
        while quiet < QUIET and at < MOST:
            at += 1
            if attempt(call, at, at + row):
                seen += 1
                quiet = 0
            else:
                quiet += 1
        assert seen, f"{name}: no allocation failed"
        left = set(os.listdir(FOLDER.name)) - {
            "report", "policy", "plan", "calibrator"}
        assert row > 1 or not left, f"{name}: {left} was left"
        for file in left:  # there was no memory to remove it
            os.unlink(os.path.join(FOLDER.name, file))
        told += seen
    return told


def main(names):
    gc.disable()  # a collection gives the pairs of keep_pairs() back
    told = {n: attack(n, CASES[n]) for n in names or CASES}
    # schema() opens a file of the package: Python's own errors of any kind.
    forgotten = set() if names else unreached(
        [lambda call=call: refused(call, lf.FairnessError)
         for call in CASES.values()]) - {"schema"}
    assert not forgotten, f"no case calls {sorted(forgotten)}"
    points = sum(told.values())
    assert names or points > 5000, f"{points} failures only"
    print(f"no memory: {points} failures in {len(told)} cases")


if __name__ == "__main__":
    main(sys.argv[1:])
