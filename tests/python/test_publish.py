# SPDX-License-Identifier: MIT
"""What is shown gives no withheld count back: an attacker who adds up and
subtracts everything that is shown, by linear programming."""

import itertools
import os
import random

import numpy as np
import pytest
from scipy.optimize import linprog

from libfairness._outputs.cells import _RATES, following, forms
from outcomes import outcome_of

LEAST = 10
SEEDS = 400 if os.environ.get("FAIRNESS_ALL") else 6  # scripts/long/verdicts.sh
DATA = {"y_true": "t", "y_pred": "p", "frequency": "n",
        "favourable": "positive", "sensitive_features": ["a", "b"]}


def policy_of(rules, **data):
    return {"schema": "libfairness/policy/1", "data": {**DATA, **data},
            "rule": [{"id": f"r{i}", "max": 0.9, **rule}
                     for i, rule in enumerate(rules)]}


def rows_of(counts, model=0, names="ab"):
    """Columns of counts by (a, b, label, decision, the next model's …)."""
    keys, k = list(counts), len(names)
    at = (*range(k + 1), k + 1 + model)
    return {**{name: [key[i] for key in keys]
               for i, name in zip(at, f"{names}tp", strict=True)},
            "n": list(counts.values())}


CELLS = {"tp": (1, 1), "fp": (0, 1), "fn": (1, 0), "tn": (0, 0)}
ORDER = ["tp", "fp", "fn", "tn"]


def mask_of(key, model=0, k=2):
    return 1 << ORDER.index(next(
        name for name, cell in CELLS.items()
        if cell == (key[k], key[k + 1 + model])))


class Attacker:
    """Knows all shown counts, of a table with the same features: of the
    models, and of a baseline that is the next model."""

    def __init__(self, outcome, counts, names="ab"):
        self.names = names
        self.keys = list(counts)
        self.truth = np.array([counts[key] for key in self.keys], float)
        self.rows = {}
        for finding in outcome.findings:
            model = finding.model or 0
            for entry in finding.rule["evidence"]:
                if not outcome.publication.shows(entry["group"],
                                                 entry["control"]):
                    continue
                self.see(entry, entry, model)
                before = entry.get("baseline")
                if before and before["value"] is not None:
                    self.see(entry, before, model + 1)
            self.see_flips(finding, outcome.publication)
        self.known = np.array(list(self.rows), float).reshape(
            -1, len(self.keys))
        self.values = np.array(list(self.rows.values()), float)

    def see(self, entry, counted, model):
        for mask, value in forms(entry["metric"], counted["numerator"],
                                 counted["denominator"], False).items():
            self.add(self.row(entry, mask, model), value)

    def see_flips(self, finding, publication):
        """How many decisions changed, both ways: of all rows."""
        flips = (finding.rule.get("baseline") or {}).get("flips")
        if not flips or not publication.shows_flips(finding.rule):
            return
        positive = finding.favourable != "negative"
        for way, new in ("to_favourable", positive), (
                "to_unfavourable", not positive):
            self.add([float(key[-2:] == (int(new), int(not new)))
                      for key in self.keys],
                     sum(flip[way] for flip in flips))

    def add(self, row, value):
        assert self.rows.setdefault(tuple(row), value) == value

    def is_in(self, key, entry):
        group = entry["group"] if isinstance(entry["group"], dict) else {}
        return all(key[self.names.index(f)] == value for f, value in
                   {**group, **(entry["control"] or {})}.items())

    def row(self, entry, mask, model=0):
        k = len(self.names)
        return [float(bool(mask & mask_of(key, model, k))
                      and self.is_in(key, entry)) for key in self.keys]

    def changed(self, entry, label, new, old):
        """Of a group the rows of a label with these decisions."""
        k = len(self.names)
        return [float(key[k:] == (label, new, old)
                      and self.is_in(key, entry)) for key in self.keys]

    def range(self, row):
        """The least and the most that a count can be."""
        found = []
        for sign in 1, -1:
            equal = ({"A_eq": self.known, "b_eq": self.values}
                     if len(self.values) else {})
            solved = linprog(sign * np.array(row), bounds=(0, 10 ** 6),
                             **equal)
            assert solved.status == 0
            found.append(sign * solved.fun)
        return found


def random_counts(r):
    small = r.random() < 0.9
    return {
        (f"a{i}", f"b{j}", *cell):
            r.choice([0, 1, 3, 9, 12, 40, 300] if small else [20, 60, 300])
        for i, j in itertools.product(range(r.randint(2, 4)),
                                      range(r.randint(2, 3)))
        for cell in CELLS.values()
    }


METRICS = ("selection_rate", "true_positive_rate", "false_positive_rate",
           "accuracy", "positive_predictive_value")


def random_rules(r):
    return [{"metric": r.choice(METRICS), "by": by}
            for by in r.choice([["a"], ["a", "b"], ["a", ["a", "b"]],
                                ["a", "b", ["a", "b"]], [["a", "b"]],
                                ["a", "a", "b"]])]


def attack(outcome, counts, about, names="ab"):
    """No count below the minimum is closed in on."""
    attacker = Attacker(outcome, counts, names)
    seen = set()

    def safe(row, least, entry):
        if tuple(row) in seen or np.array(row) @ attacker.truth >= LEAST:
            return
        seen.add(tuple(row))
        low, high = attacker.range(row)
        assert high - low >= least, (about, entry, low, high)

    for finding in outcome.findings:
        for entry in finding.rule["evidence"]:
            for model, counted in ((finding.model or 0, entry),
                                   (1, entry.get("baseline"))):
                if not counted or counted["value"] is None:
                    continue
                for mask, value in forms(
                        entry["metric"], counted["numerator"],
                        counted["denominator"], False).items():
                    assert value >= LEAST or not outcome.publication.shows(
                        entry["group"], entry["control"])
                    safe(attacker.row(entry, mask, model), LEAST, entry)
    # Nor does a sum of shown ones, of whatever cells of one group, or what
    # became of its rows.
    for finding in outcome.findings:
        for entry in finding.rule["evidence"]:
            for mask in range(1, 16):
                safe(attacker.row(entry, mask, finding.model or 0), 1.001,
                     entry)
            if entry.get("baseline"):
                for became in itertools.product((0, 1), repeat=3):
                    safe(attacker.changed(entry, *became), 1.001, entry)


@pytest.mark.parametrize("seed", range(3 * SEEDS))
def test_no_small_count_is_given_back(seed):
    r = random.Random(seed)
    counts = random_counts(r)
    outcome = outcome_of(policy_of(random_rules(r)), rows_of(counts))
    attack(outcome, counts, seed)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_no_model_gives_back_what_is_small_in_another(seed):
    """Two models about the same rows: the attacker knows that they are."""
    r = random.Random(seed)
    counts = {
        (*key, q): r.choice([0, 1, 3, 9, 12, 40, 300])
        for key in random_counts(r) for q in (0, 1)
    }
    outcome = outcome_of(
        policy_of(random_rules(r)),
        {model: rows_of(counts, model) for model in (0, 1)})
    attack(outcome, counts, seed)


def more_counts(r, names, *more):
    """By three features, label, decision, and what is more."""
    values = r.choice([[0, 1, 3, 9, 12, 40, 300], [20, 60, 300],
                       [0, 12, 40, 300]])
    sizes = [range(r.randint(2, 3)) for _ in names]
    return {
        (*(f"{name}{i}" for name, i in zip(names, at, strict=True)), *cell,
         *rest): r.choice(values)
        for at in itertools.product(*sizes) for cell in CELLS.values()
        for rest in itertools.product(*more)
    }


@pytest.mark.parametrize("seed", range(SEEDS))
def test_three_features(seed):
    r = random.Random(seed)
    counts = more_counts(r, "abc")
    rules = [{"metric": r.choice(METRICS), "by": by} for by in r.choice([
        ["a", "b", "c"], ["a", ["a", "b", "c"]], [["a", "b"], ["b", "c"]],
        ["c", ["a", "b"], ["a", "b", "c"]], [["a", "b"], "c", "c"]])]
    outcome = outcome_of(
        policy_of(rules, sensitive_features=["a", "b", "c"]),
        rows_of(counts, names="abc"))
    attack(outcome, counts, seed, "abc")


@pytest.mark.parametrize("seed", range(SEEDS))
def test_strata(seed):
    """Rules over all rows and within strata, of one feature and of two."""
    r = random.Random(100 + seed)
    counts = more_counts(r, "abc")
    control = r.choice([["c"], ["b", "c"]])
    features = [name for name in "abc" if name not in control]
    rules = [{"metric": r.choice(METRICS),
              "by": r.choice([["a"], features, features[:1]]),
              "strata": r.choice(["each", "each", "none"])}
             for _ in range(r.randint(1, 3))]
    outcome = outcome_of(
        policy_of(rules, sensitive_features=features,
                  control_features=control), rows_of(counts, names="abc"))
    attack(outcome, counts, seed, "abc")


@pytest.mark.parametrize("seed", range(SEEDS))
def test_flips(seed):
    """Changes from a baseline: which decisions changed, and what is shown of
    both models' rates."""
    r = random.Random(200 + seed)
    names = r.choice(["a", "ab"])
    counts = more_counts(r, names, (0, 1))
    rules = [{"metric": r.choice(METRICS[:3]), "by": by, "max": None,
              "max_increase": 0.1}
             for by in r.choice([["a"], ["a", names], [list(names)],
                                 ["a", "a"]])]
    rules = [{**rule, "by": list(rule["by"])} for rule in rules]
    policy = policy_of(rules, sensitive_features=list(names),
                       y_pred_baseline="q",
                       favourable=r.choice(["positive", "negative"]))
    for rule in policy["rule"]:
        del rule["max"]
    rows = rows_of(counts, names=names)
    rows["q"] = [key[-1] for key in counts]
    attack(outcome_of(policy, rows), counts, seed, names)


def f1(tp, fp, fn):
    return 2 * tp / (2 * tp + fp + fn)


def test_values_of_the_whole_table_give_its_cells_back():
    """Who knows 30 of 40 true positives, and an F1 of 0.822, knows that
    there are 3 false positives."""
    assert [fp for fp in range(100)
            if f"{f1(30, fp, 10):.3f}" == f"{f1(30, 3, 10):.3f}"] == [3]
    groups = {"a0": (100, 100, 100, 100), "a1": (30, 3, 10, 100),
              "a2": (200, 200, 200, 200)}
    rate = {"metric": "true_positive_rate", "by": "a"}
    for metric in ("f1_score", "balanced_accuracy", "matthews_correlation",
                   "markedness", "diagnostic_odds_ratio", "accuracy"):
        for rules, there in (([rate], True),
                             ([rate, {"metric": metric, "by": "a"}], False)):
            outcome = outcome_of(policy_of(rules), rows_of(counts_of(groups)))
            assert shown(outcome, a="a1") is there, metric
    enough = {**groups, "a1": (30, 10, 10, 100)}
    outcome = outcome_of(policy_of([rate, {"metric": "f1_score", "by": "a"}]),
                         rows_of(counts_of(enough)))
    assert shown(outcome, a="a1")


def counts_of(groups):
    """By groups of one feature (tp, fp, fn, tn)."""
    return {(name, "b0", *cell): n
            for name, found in groups.items()
            for cell, n in zip(CELLS.values(), found)}


def shown(outcome, **at):
    return outcome.publication.shows(at)


def test_one_small_group_takes_another_with_it():
    groups = {"a0": (100, 100, 100, 100), "a1": (3, 100, 100, 100),
              "a2": (200, 200, 200, 200)}
    outcome = outcome_of(
        policy_of([{"metric": "true_positive_rate", "by": "a"}]),
        rows_of(counts_of(groups)))
    assert not shown(outcome, a="a1")
    # a2 is the highest, which the verdict names; a0 goes.
    assert [shown(outcome, a=f"a{i}") for i in (0, 2)].count(True) == 1
    assert outcome.publication.shows("overall")


def test_nothing_is_withheld_where_nothing_is_small_or_the_minimum_is_0():
    groups = {"a0": (100, 100, 100, 100), "a1": (3, 100, 100, 100)}
    for least, rate in ((0, "true_positive_rate"), (3, "true_positive_rate"),
                        (10, "true_negative_rate")):
        outcome = outcome_of(policy_of([{"metric": rate, "by": "a"}]),
                             rows_of(counts_of(groups)), least)
        assert shown(outcome, a="a1"), (least, rate)


def test_differences_of_two_metrics_are_counts_too():
    groups = {"a0": (100, 100, 100, 100), "a1": (100, 4, 100, 100),
              "a2": (50, 50, 50, 50)}
    rules = [{"metric": "true_positive_rate", "by": "a"},
             {"metric": "selection_rate", "by": "a"}]
    for some in rules:
        outcome = outcome_of(policy_of([some]), rows_of(counts_of(groups)))
        assert shown(outcome, a="a1")
    outcome = outcome_of(policy_of(rules), rows_of(counts_of(groups)))
    assert not shown(outcome, a="a1")


@pytest.mark.parametrize("strata", ["none", "each"])
def test_sums_over_what_is_finer_are_counts_too(strata):
    """Of a1 the selected are shown by a, the true positives by a and b."""
    counts = {(a, b, *cell): 60 for a in ("a0", "a1", "a2")
              for b in ("b0", "b1") for cell in CELLS.values()}
    counts["a1", "b0", 0, 1] = counts["a1", "b1", 0, 1] = 2
    finer = {"metric": "true_positive_rate", "by": ["a", "b"]}
    options = {}
    if strata == "each":
        finer = {**finer, "by": "a", "strata": "each"}
        options = {"sensitive_features": ["a"], "control_features": ["b"]}
    rules = [{"metric": "selection_rate", "by": "a"}, finer]
    for some, there in ((rules[:1], True), (rules, False)):
        outcome = outcome_of(policy_of(some, **options), rows_of(counts))
        assert shown(outcome, a="a1") is there
    attacker = Attacker(outcome, counts)
    if strata == "none":
        low, high = attacker.range(attacker.row(
            {"group": {"a": "a1"}, "control": None}, 2))
        assert high - low >= LEAST


def test_a_model_does_not_show_what_another_withholds():
    groups = {"a0": (100, 100, 100, 100), "a1": (100, 100, 100, 100),
              "a2": (50, 50, 50, 50)}
    other = {**groups, "a1": (197, 100, 3, 100)}
    outcome = outcome_of(
        policy_of([{"metric": "true_positive_rate", "by": "a"}]),
        {"old": rows_of(counts_of(groups)),
         "new": rows_of(counts_of(other))})
    assert not shown(outcome, a="a1")


def test_strata_are_shown_all_or_none():
    counts = {(a, b, *cell): 40 for a in ("a0", "a1") for b in ("b0", "b1")
              for cell in CELLS.values()}
    policy = policy_of([{"metric": "true_positive_rate", "by": "a",
                         "strata": "each"}],
                       sensitive_features=["a"], control_features=["b"])
    for n, there in (40, True), (2, False):
        counts["a0", "b0", 1, 1] = n
        outcome = outcome_of(policy, rows_of(counts))
        for b in "b0", "b1":
            assert outcome.publication.shows({"a": "a1"},
                                             {"b": b}) is there


def test_weights_are_no_counts():
    rows = rows_of(counts_of({"a0": (100, 100, 100, 100),
                              "a1": (3, 100, 97, 100),
                              "a2": (50, 50, 50, 50)}))
    rows["w"] = [100.0] * len(rows["n"])
    policy = policy_of([{"metric": "true_positive_rate", "by": "a"}],
                       sample_weight="w")
    outcome = outcome_of(policy, rows)
    assert not shown(outcome, a="a1")
    from libfairness._outputs.markdown import markdown

    assert "of" not in [word for line in markdown(outcome).split("\n")
                        if "| true_positive_rate |" in line
                        for word in line.split()]


@pytest.mark.parametrize("seed", range(20))
def test_what_follows_follows(seed):
    """Of random cells and any rates: what is said to follow is right."""
    r = random.Random(seed)
    cells = [r.randint(0, 50) for _ in range(6)]

    def of(mask):
        return sum(n for i, n in enumerate(cells) if mask >> i & 1)

    known = {}
    for metric in r.sample(sorted(_RATES), 3):
        over, of_what = _RATES[metric]
        of_what &= 63
        known.update(forms(metric, of(over), of(of_what), True))
    found = following(known)
    assert set(known) <= set(found)
    assert all(value == of(mask) for mask, value in found.items())
