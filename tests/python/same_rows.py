# SPDX-License-Identifier: MIT
"""Rows whose reports are the same bytes whatever they come in, and what is
asked of them."""

import pytest

import libfairness as lf
from published import read, shared


def compas(people):
    """COMPAS, one row a person, as published."""
    return people, {
        "y_true": "recid",
        "y_pred": "high",
        "sensitive_features": ["race"],
    }


def mixed(_):
    """Every kind of value and what files stumble over: groups that are
    missing, empty, quoted, of several lines, numbers as text."""
    groups = ["", None, "01", 'null, "x"\ntwo lines, naïve']
    rows = {k: [] for k in "label decision group city insured w k".split()}
    state = 1
    for _ in range(600):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        bits = state >> 20
        rows["label"].append("yes" if bits % 3 else "no")
        rows["decision"].append(bits // 3 % 2)
        rows["group"].append(groups[bits // 6 % len(groups)])
        rows["city"].append([1, None][bits // 128 % 2])
        rows["insured"].append([True, False, None][bits // 512 % 3])
        rows["w"].append(bits // 8192 % 1000 / 7)
        rows["k"].append(bits // 2**24 % 5)
    return rows, {
        "y_true": "label",
        "y_pred": "decision",
        "sensitive_features": ["group", "city"],
        "control_features": ["insured"],
        "sample_weight": "w",
        "frequency": "k",
        "positive_label": {"y_true": "yes", "y_pred": 1},
    }


def diabetes(_):
    """Readmission within 30 days: the race of some is missing."""
    found = read(shared("diabetes130", "test_preds_binary.csv.gz"))
    unused = "race", "payer_code", "age"
    rows = {k: v[:1500] for k, v in found.items() if k not in unused}
    rows["race_raw"] = [None if v == "?" else v for v in rows["race_raw"]]
    rows["readmit_30_days"] = [int(v) for v in rows["readmit_30_days"]]
    rows["tree_score"] = [float(v) for v in rows["tree_score"]]
    return rows, {
        "y_true": "readmit_30_days",
        "y_score": "tree_score",
        "threshold": 0.125,
        "sensitive_features": ["race_raw", "gender"],
        "nulls": "exclude",
    }


SETS = {"compas": compas, "mixed": mixed, "diabetes": diabetes}
CACHE = {}


def same(found, expected):
    """Equal; without the difference of two long texts, which takes minutes."""
    if found != expected:
        pairs = zip(found, expected)
        at = next((i for i, (a, b) in enumerate(pairs) if a != b), -1)
        pytest.fail(
            f"differs at {at}: found {found[max(at - 300, 0):at + 80]!r}, "
            f"expected {expected[max(at - 80, 0):at + 80]!r}"
        )


class Case:
    """One set of rows, its report, and helpers that take it apart."""

    def __init__(self, rows, spec):
        self.rows, self.spec = rows, spec
        self.n = len(next(iter(rows.values())))
        self.expected = lf.audit(data=rows, **spec).to_json()
        # Rule 12: fields of CSV are text.  Labels 0 and 1 stay what they
        # are, other numbers and booleans become groups of their spelling.
        self.text_rows = {
            k: v if k not in self.features else [spelled(x) for x in v]
            for k, v in rows.items()
        }
        self.text_expected = lf.audit(data=self.text_rows, **spec).to_json()

    @property
    def features(self):
        spec = self.spec
        return spec["sensitive_features"] + spec.get("control_features", [])

    def texts(self):
        return [
            k
            for k, v in self.rows.items()
            if isinstance(next(x for x in v if x is not None), str)
        ]

    def take(self, order):
        order = list(order)
        return {k: [v[i] for i in order] for k, v in self.rows.items()}

    def shuffled(self):
        """A fixed permutation: a prime step that does not divide n."""
        step = next(s for s in (7, 11, 13, 17) if self.n % s)
        return [i * step % self.n for i in range(self.n)]

    def parts(self):
        edges = [0, 1, self.n // 3, self.n // 3, self.n - 5, self.n]
        return [self.take(range(a, b)) for a, b in zip(edges, edges[1:])]

    def batches(self, parts):
        audit = lf.Audit(**self.spec)
        for part in parts:
            audit.add(part)
        return audit


def spelled(value):
    if isinstance(value, bool):
        return str(value).lower()
    return value if value is None or isinstance(value, str) else str(value)


@pytest.fixture(params=SETS)
def case(request, people):
    if request.param not in CACHE:
        CACHE[request.param] = Case(*SETS[request.param](people))
    return CACHE[request.param]
