# SPDX-License-Identifier: MIT
"""The words for every number: that they are there, that formulas are what is
computed, and that every way to them shows the same."""

import functools
import math
import pathlib
import random
import re
import sys
from fractions import Fraction
from itertools import combinations

import pytest

import libfairness as lf
from libfairness import _core
from published import comparison, criterion, rates

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from oracle import between, calibration, scores  # noqa: E402

KINDS = ("metrics", "comparisons", "criteria", "reasons", "methods",
         "warnings")
CELLS = ("TP", "FP", "FN", "TN", "US", "UR")  # U: unlabelled
LABELS = (1, 0, 1, 0, None, None)
DECISIONS = (1, 1, 0, 0, 1, 0)
COSTS = {"c_FP": 2, "c_FN": 3}
UTILITIES = {"u_TP": 1, "u_FP": -2, "u_FN": -1, "u_TN": 1}


def text(kind, name, field):
    return _core.text(kind, name, field)


# Formulas, read and worked out in whole fractions.

def names_of(cells):
    """What a formula may name, of one group."""
    c = {k: Fraction(v) for k, v in cells.items()}
    c["P"], c["N"] = c["TP"] + c["FN"], c["FP"] + c["TN"]
    c["PP"], c["PN"] = c["TP"] + c["FP"], c["FN"] + c["TN"]
    c["U"] = c["US"] + c["UR"]
    c["ALL"] = c["P"] + c["N"] + c["U"]
    return {**c, **COSTS, **UTILITIES}


def work_out(formula, names):
    """A number, or None where it divides by 0."""
    for words, short in (("unlabelled selected", "US"),
                         ("unlabelled rejected", "UR"),
                         ("unlabelled", "U"), ("all rows", "ALL")):
        formula = formula.replace(words, short)
    formula = re.sub(r"(?<=[\w)]) (?=[\w(])", " * ", formula)  # TP TN
    scope = {"__builtins__": {}, "sqrt": lambda x: math.sqrt(x),
             "max": max, "min": min, "abs": abs, **names}
    try:
        return eval(formula, scope)
    except ZeroDivisionError:
        return None


def score_of(g, cell):
    """Of every row of a cell; higher for the selected, and in later groups."""
    return Fraction("abc".index(g) + (4 if DECISIONS[CELLS.index(cell)]
                                      else 1) + (cell in ("TP", "FN")), 8)


def rows_of(cells):
    """By group, as the oracle of scores takes them."""
    return {g: [(score_of(g, cell), label, 1, counts[cell])
                for cell, label in zip(CELLS, LABELS) if counts[cell]]
            for g, counts in cells.items()}


@functools.lru_cache
def calibrated(rows, pool):
    return calibration.metrics(rows, 10, pool)


def scored_value(name, cells):
    """What is made of scores, for each group; no cells' formula says it."""
    rows = rows_of(cells)
    if name in calibration.NAMES:
        pool = tuple(r for part in rows.values() for r in part)
        each = {g: calibrated(tuple(part), pool)[name]
                for g, part in rows.items()}
        return {g: None if isinstance(v, str) else v for g, v in each.items()}
    middle = scores.lower_median([r for part in rows.values() for r in part])
    each = {g: scores.METRICS[name](scores.Group(part, middle))
            for g, part in rows.items()}
    return {g: None if isinstance(v, str) else v for g, v in each.items()}


def is_scored(name):
    return "y_score" in text("metrics", name, "needs")


def metric_value(name, cells, every):
    formula = text("metrics", name, "formula")
    share = re.fullmatch(
        r"(\w+)_g / sum \1_h over all groups h(?:, \1 = (.*))?", formula)
    if share:
        one = share[2] or text("metrics", share[1], "formula")
        total = sum(work_out(one, names_of(g)) for g in every)
        return work_out(one, names_of(cells)) / total if total else None
    return work_out(formula, names_of(cells))


def random_groups(seed):
    chance = random.Random(seed)
    most = (2, 9, 40)[seed % 3]
    cells = {g: {c: chance.randrange(most) for c in CELLS}
             for g in ("a", "b", "c")}
    for counts in cells.values():
        counts["TP"] += not any(counts.values())
    return cells


def report_of(cells, **options):
    rows = [(label, decision, g, cells[g][cell], float(score_of(g, cell)))
            for g in cells
            for cell, label, decision in zip(CELLS, LABELS, DECISIONS)]
    y_true, y_pred, g, n, s = zip(*[r for r in rows if r[3]])
    return lf.audit(
        y_true, y_pred, y_score=s, sensitive_features={"g": g}, frequency=n,
        unlabelled="keep", metrics="all", comparisons="all",
        positive_label=1,
        costs={"false_positive": 2, "false_negative": 3},
        utilities={"true_positive": 1, "false_positive": -2,
                   "false_negative": -1, "true_negative": 1},
        **{"favourable": "positive", **options}).to_dict()


def same(found, expected):
    if expected is None:
        return found is None
    return found is not None and math.isclose(
        found, expected, rel_tol=1e-12, abs_tol=1e-15)


@pytest.mark.parametrize("seed", range(12))
def test_formulas_of_metrics_are_what_is_computed(seed):
    cells = random_groups(seed)
    found = rates(report_of(cells))
    for name in lf.names("metrics"):
        for g in cells:
            expected = scored_value(name, cells)[g] if is_scored(name) \
                else metric_value(name, cells[g], list(cells.values()))
            assert same(found[g][name], expected), (name, cells[g])


def values_of(abbreviation, cells):
    """A metric by its short name, or a count, for each group."""
    name = text("metrics", abbreviation, "name")
    if name and is_scored(name):
        return scored_value(name, cells)
    return {g: metric_value(name, c, list(cells.values())) if name
            else names_of(c)[abbreviation] for g, c in cells.items()}


def over_groups(formula, cells, values):
    """max X_g and min X_g / Y_g as the numbers that they are."""
    def extreme(match):
        parts = [values(part, cells) for part in
                 re.findall(r"(\w+)_[gh]", match[2])]
        each = []
        for g in cells:
            v = [p[g] for p in parts]
            if None in v or (len(v) == 2 and v[1] == 0):
                raise ZeroDivisionError
            each.append(v[0] / v[1] if len(v) == 2 else v[0])
        best = {"max": max, "min": min}[match[1]](each)
        return f"F({best.numerator}, {best.denominator})"
    try:
        formula = re.sub(
            r"(max|min) (\w+_[gh](?: / (?!max|min)\w+_[gh])?)", extreme,
            formula)
        return eval(formula, {"__builtins__": {}, "F": Fraction,
                              "max": max, "min": min})
    except ZeroDivisionError:
        return None


# Of the scores of two groups, None where a label is not there.
OF_PAIRS = {
    "cross_auc": lambda a, b: abs(between.cross_auc(a, b) -
                                  between.cross_auc(b, a)),
    "abroca": between.abroca,
    "score_distance_ks": lambda a, b: between.ks(a, b)[0],
    "score_distance_wasserstein": between.wasserstein,
    "score_distance_energy":
        lambda a, b: between.root(between.energy_squared(a, b)),
}
SIGNED = "of the group with the largest absolute value"
# Worked out from their definitions in tests/oracle/criteria.py; four_fifths
# is a verdict on impact_ratio.
BY_THE_ORACLE = {"conditional_demographic_disparity", "four_fifths",
                 "sufficiency_gap", "multicalibration_error",
                 "calibration_within_groups"}


def criterion_value(name, cells):
    formula = text("criteria", name, "formula")
    if name in OF_PAIRS:
        rows = rows_of(cells).values()
        if "y_true" in text("criteria", name, "needs") and not all(
                {0, 1} <= {label for _, label, _, _ in part}
                for part in rows):
            return None
        return max(OF_PAIRS[name](a, b) for a, b in combinations(rows, 2))
    if formula.endswith(SIGNED):
        rates = {k: values_of(k, cells) for k in ("TPR", "FPR")}
        if any(v is None for r in rates.values() for v in r.values()):
            return None
        size = {g: sum(c.values()) for g, c in cells.items()}
        largest = max(cells, key=lambda g: size[g])
        each = [work_out(
            formula.removesuffix(SIGNED).strip(),
            {f"{k}_{at}": r[who] for k, r in rates.items()
             for at, who in (("g", g), ("ref", largest))}) for g in cells]
        return max(each, key=abs)
    return over_groups(
        formula.partition(" over groups h")[0].replace("FR_", "SR_")
        if name == "impact_ratio" else formula, cells, values_of)


@pytest.mark.parametrize("seed", range(12))
def test_formulas_of_criteria_are_what_is_computed(seed):
    cells = random_groups(seed)
    report = report_of(cells)
    for name in lf.names("criteria"):
        if name not in BY_THE_ORACLE:
            found = criterion(report, name)["value"]
            assert same(found, criterion_value(name, cells)), (name, cells)


@pytest.mark.parametrize("metric", ["SR", "TPR", "ACC"])
def test_formulas_of_comparisons_are_what_is_computed(metric):
    cells = random_groups(5)
    report = report_of(cells, reference={"g": "b"})
    name = text("metrics", metric, "name")
    m = values_of(metric, cells)
    overall = metric_value(name, {
        c: sum(cells[g][c] for g in cells) for c in CELLS}, [])

    def said(kind):
        return text("comparisons", kind, "formula")

    def found(kind, group=None):
        return comparison(report, name, kind, group)

    for kind in ("difference", "ratio", "group_min", "group_max"):
        expected = over_groups(said(kind).replace("m_g", "M_g"), cells,
                               lambda _, __: m)
        assert same(found(kind), expected), kind
    for kind in ("difference_to_reference", "ratio_to_reference"):
        for g in ("a", "c"):
            expected = work_out(said(kind), {"m_g": m[g],
                                             "m_reference": m["b"]})
            assert same(found(kind, {"g": g}), expected), kind
    inner = re.fullmatch(r"max \|(.*)\|", said("difference_to_overall"))[1]
    assert same(found("difference_to_overall"), max(
        abs(work_out(inner, {"m_g": v, "m_overall": overall}))
        for v in m.values()))
    inner = re.fullmatch(r"min of (.*) over groups g",
                         said("ratio_to_overall"))[1]
    assert same(found("ratio_to_overall"), min(
        work_out(inner, {"m_g": v, "m_overall": overall})
        for v in m.values()))
    inner = re.fullmatch(r"mean of \|(.*)\| over pairs g < h",
                         said("mean_pairwise_difference"))[1]
    assert same(found("mean_pairwise_difference"), sum(
        abs(work_out(inner, {"m_g": m[g], "m_h": m[h]}))
        for g, h in ("ab", "ac", "bc")) / 3)


def test_a_wrong_formula_is_found():
    cells = {"TP": 3, "FP": 1, "FN": 2, "TN": 5, "US": 1, "UR": 2}
    assert work_out("TP / (TP + FN)", names_of(cells)) == Fraction(3, 5)
    assert work_out("2 TP / (2 TP + FP + FN)", names_of(cells)) \
        == Fraction(6, 9)
    assert work_out("(TP TN) / (FP FN)", names_of(cells)) == Fraction(15, 2)
    assert work_out("TP / (TP + FP)", names_of({**cells, "TP": 0, "FP": 0})) \
        is None
    assert not same(0.5, Fraction(3, 5))


# Orientation: what is said to be harmed is worse_off.

# Selected more often in b, with every rate, quotient and score above a's.
UNEQUAL = {"a": dict(zip(CELLS, (4, 2, 6, 8, 1, 2))),
           "b": dict(zip(CELLS, (7, 3, 5, 3, 2, 1)))}


def is_harmed(said, favourable, lower):
    """Whether the text says that the lower (or the higher) is harmed."""
    if "whatever is favourable" in said or said == "higher is better":
        return lower
    if said == "lower is better":
        return not lower
    low_first = "lowest if the positive" in said \
        or said.startswith("higher is better where the positive")
    high_first = "highest if the positive" in said \
        or said.startswith("lower is better where the positive")
    assert low_first != high_first, said
    return lower == (low_first == (favourable == "positive"))


@pytest.mark.parametrize("favourable", ["positive", "negative"])
def test_orientation_of_metrics(favourable):
    report = report_of(UNEQUAL, favourable=favourable, reference={"g": "b"})
    told = 0
    for c in report["groupings"][0]["comparisons"]:
        if c["comparison"] != "difference_to_reference" or not c["value"] \
                or c["group"] != {"g": "a"}:
            continue
        said = text("metrics", c["metric"], "orientation")
        if said.startswith("neutral"):
            assert c["worse_off"] is None
            continue
        harmed = is_harmed(said, favourable, c["value"] < 0)
        assert c["worse_off"] == {"g": "a" if harmed else "b"}, c["metric"]
        told += 1
    assert told > 15


@pytest.mark.parametrize("favourable", ["positive", "negative"])
def test_orientation_of_criteria(favourable):
    report = report_of(UNEQUAL, favourable=favourable, reference={"g": "b"})
    for name in lf.names("criteria"):
        if "control_features" in text("criteria", name, "needs"):
            continue
        found = criterion(report, name)
        said = text("criteria", name, "orientation")
        if "nobody is called worse off" in said:
            assert found["worse_off"] is None
        elif "the group is selected less often" in said:  # signed
            assert found["value"] < 0
            assert found["worse_off"] == (
                found["group"] if favourable == "positive"
                else found["reference"])
        elif "neither of them is harmed" in said:
            assert found["value"] > 0 and found["worse_off"] is None
        elif "gets the favourable decision least" in said \
                or "harmed is the group whose" in said:
            assert found["worse_off"] == found["group"]
        else:
            low = is_harmed(said, favourable, True)
            assert found["worse_off"] == found[
                "group" if low else "reference"], name


@pytest.mark.parametrize("favourable", ["positive", "negative"])
@pytest.mark.parametrize("selected_in_a", [5, 2, 9])
def test_orientation_of_conditional_disparity(favourable, selected_in_a):
    found = lf.conditional_demographic_disparity(
        None, [1, 0, 1, 0], sensitive_features={"g": list("aabb")},
        control_features={"c": ["x"] * 4}, favourable=favourable,
        frequency=[selected_in_a, 5, 5, 5])
    said = text("criteria", found.name, "orientation")
    assert "positive: the group gets more of the unfavourable" in said
    if found.value == 0:
        assert selected_in_a == 5 and found.worse_off is None
        return
    mine = found.group == {"g": "a"}  # a's odds of selection are n to 5
    more_selected = (selected_in_a > 5) == mine
    unfavourable = more_selected == (favourable == "negative")
    assert (found.value > 0) == unfavourable
    assert found.worse_off == (found.group if found.value > 0 else None)


# Reasons: what "undefined" lists is what happens.

@pytest.mark.parametrize("seed", range(9))
def test_reasons_are_the_ones_that_are_listed(seed):
    report = report_of({g: {k: v % 2 for k, v in c.items()} | {"TN": 1}
                        for g, c in random_groups(seed).items()})
    seen = set()
    for g in report["groupings"][0]["groups"]:
        for name, m in g["metrics"].items():
            if m["reason"]:
                seen.add(m["reason"])
                assert m["reason"] in re.findall(
                    r"\w+", text("metrics", name, "undefined")), name
    assert seen <= set(lf.names("reasons"))


# Every way to the words.

def test_every_row_has_its_words():
    for kind in KINDS:
        for name in lf.names(kind):
            found = lf.explain(name, kind)
            assert found.name == name
            assert found.to_dict()["summary"] == text(kind, name, "summary")
            page = found.to_text(60)
            assert repr(found).startswith(f"{name} ({found.kind})")
            assert all(len(line) <= 60 or len(line.split()) == 1
                       for line in page.splitlines()) or kind == "methods"
            flat = " ".join(page.split())
            for field in ("summary", "details", "undefined", "reference"):
                assert " ".join(text(kind, name, field).split()) in flat


def test_aliases_are_understood_everywhere():
    report = lf.audit([1, 0, 1, 0], [1, 0, 0, 0],
                      sensitive_features={"g": list("aabb")},
                      favourable="positive")
    for kind in ("metrics", "criteria"):
        for name in lf.names(kind):
            for alias in lf.explain(name).aliases:
                assert lf.explain(alias).name == name
                place = {"group": {"g": "a"}} if kind == "metrics" else {}
                if "costs" in text(kind, name, "needs") \
                        or "utilities" in text(kind, name, "needs"):
                    continue
                assert report.value(alias, **place).to_dict() \
                    == report.value(name, **place).to_dict()
    with pytest.raises(lf.SpecificationError):
        lf.explain("disparate_impact")


@pytest.mark.parametrize("name, near", [
    ("acuracy", "accuracy"),
    ("selection_rate_group_max", "group_max"),
    ("zzz", "libfairness.names"),
    ("", "''"),
    ("a\0b", "a\\x00b"),
    ("\udcff", "udcff"),
    (None, "NoneType"),
    (["recall"], "list"),
])
def test_unknown_names(name, near):
    with pytest.raises(lf.SpecificationError) as error:
        lf.explain(name)
    assert near in str(error.value) and "\n" not in str(error.value)


def test_kinds():
    assert lf.explain("single_class").kind == "reason"
    assert lf.explain("single_class", "warnings").kind == "warning"
    assert lf.names() == lf.names("metrics")
    for wrong in ("metric", None, 3):
        with pytest.raises(lf.SpecificationError):
            lf.names(wrong)
    with pytest.raises(lf.SpecificationError):
        lf.explain("recall", "criteria")
    with pytest.raises(lf.SpecificationError):
        lf.explain("recall", "metric")


def test_docstrings_say_what_the_registry_says():
    for name in lf.names("criteria"):
        doc = getattr(lf, name).__doc__
        flat = " ".join(doc.split())
        for field in ("summary", "details", "formula", "orientation",
                      "undefined", "interval", "reference", "elsewhere",
                      "caveat"):
            assert text("criteria", name, field) in flat, (name, field)
        for section in ("Parameters", "Returns", "Raises", "Notes",
                        "References", "Examples"):
            assert f"\n{section}\n{'-' * len(section)}\n" in doc
        assert max(map(len, doc.splitlines())) < 80


def test_docstrings_have_every_parameter():
    import inspect

    function = lf.equalized_odds_difference
    listed = re.findall(
        r"^([a-z_, ]+) : ", function.__doc__.split("\nReturns\n")[0], re.M)
    listed = [name for line in listed for name in line.split(", ")]
    assert sorted(listed) == sorted(inspect.signature(function).parameters)


def test_every_warning_is_explained():
    """Codes are given out by one file of the core."""
    source = (ROOT / "libfairness/audit/warning_text.c").read_text()
    codes = re.search(r"codes\[\] = \{(.*?)\};", source, re.S)[1]
    codes = set(re.findall(r'"(\w+)"', codes))
    assert len(codes) >= 7
    assert codes == set(lf.names("warnings"))


def test_stub_is_what_its_script_writes(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    import gen_criteria_stub

    there = gen_criteria_stub.STUB.read_text(encoding="utf-8")
    docs = {name: getattr(lf, name).__doc__ for name in lf.names("criteria")}
    assert gen_criteria_stub.stub(docs, there) == there
