# SPDX-License-Identifier: MIT
"""What the registry says of other libraries, held against their numbers.

golden_peers.json was written by running them (tests/oracle/gen_peers.py);
what Aequitas gives is among the published numbers (peers/aequitas.py)."""

import json
import math
import pathlib
import re

import pytest

import libfairness as lf
from peers.aequitas import METRICS as AEQUITAS_METRICS
from published import comparison, criterion, rates

GOLDEN = json.loads(
    pathlib.Path(__file__).with_name("golden_peers.json").read_text())
CHECKED = ("scikit-learn", "SciPy", "Fairlearn", "AIF360", "Aequitas")
READ = (  # their sources were read, they are not run here
    "SageMaker Clarify", "Fairness Indicators", "TensorFlow Model Analysis",
    "HolisticAI", "OxonFair", "mlr3fairness", "Veritas", "kozodoi", "LiFT",
    "fairmodels", "fairret", "error-parity", "Jurity", "SolasAI", "netcal",
    "torchmetrics", "SpecsVerification", "s2dverification", "rms",
    "pmcalibration")
ENDINGS = re.compile(r" for two groups$| \([^()]*\)$")


def items(text):
    """Split at commas that are not in brackets."""
    return re.findall(r"(?:[^,(]|\([^)]*\))+", text)


def claims(kind, name):
    """{"same": [(toolkit, words)], "differs": …, "0 where undefined": …}"""
    said, out = lf.explain(name, kind).elsewhere, {}
    if said.startswith("none: "):
        return out
    for part in said.split("; "):
        head, _, rest = part.partition(": ")
        for item in items(rest):
            item = item.strip()
            toolkit = next((t for t in CHECKED + READ
                            if item == t or item.startswith(f"{t} ")), None)
            assert toolkit, (name, item)
            out.setdefault(head, []).append((toolkit, item))
    return out


def every_claim(kind, head):
    return [(name, toolkit, item) for name in lf.names(kind)
            for toolkit, item in claims(kind, name).get(head, [])
            if toolkit in CHECKED]


def report_of(cells):
    """Of the rows of gen_peers.py."""
    rows = [(label, decision, (8 * decision + 3 * i % 8) / 16, g)
            for g, counts in cells.items()
            for (label, decision), n in
            zip(((1, 1), (1, 0), (0, 1), (0, 0)), counts) for i in range(n)]
    y_true, y_pred, y_score, g = zip(*rows)
    return lf.audit(y_true, y_pred, y_score=y_score,
                    sensitive_features={"g": g}, favourable="positive",
                    reference={"g": "a"}, metrics="all",
                    comparisons="all").to_dict()


REPORT = report_of(GOLDEN["groups"])


def near(found, expected):
    return found is not None and math.isclose(
        found, expected, rel_tol=1e-12, abs_tol=1e-15)


def of_pair(name, value):
    """scikit-learn returns both likelihood ratios."""
    return value[name.startswith("negative")] if isinstance(value, list) \
        else value


def test_what_is_said_is_understood():
    heads = set()
    for kind in ("metrics", "comparisons", "criteria"):
        for name in lf.names(kind):
            heads |= set(claims(kind, name))
    assert {"same", "differs", "0 where undefined"} <= heads
    assert all(h in ("same", "differs") or h.endswith((
        " where undefined", "undefined where TP = 0",
        "for an empty side of a stratum")) for h in heads)


@pytest.mark.parametrize("name, toolkit, item", [
    c for c in every_claim("metrics", "same") if c[1] != "Aequitas"])
def test_same_metrics(name, toolkit, item):
    mine = rates(REPORT)
    for g, value in GOLDEN["metrics"][ENDINGS.sub("", item)].items():
        assert near(mine[g][name], of_pair(name, value)), g


def test_aequitas_names_are_the_ones_that_are_checked():
    said = {item.removeprefix("Aequitas "): name for name, toolkit, item
            in every_claim("metrics", "same") if toolkit == "Aequitas"}
    assert said.pop("group_size") == "count"
    assert said == AEQUITAS_METRICS


@pytest.mark.parametrize("name, toolkit, item", [
    c for c in every_claim("comparisons", "same") if c[1] != "Aequitas"])
def test_same_comparisons(name, toolkit, item):
    expected = GOLDEN["comparisons"][ENDINGS.sub("", item)]
    if not isinstance(expected, dict):
        expected = {None: expected}
    for g, value in expected.items():
        assert near(comparison(REPORT, "selection_rate", name,
                               g and {"g": g}), value), g


@pytest.mark.parametrize("place, name, item", [
    (place, name, item) for place in ("criteria", "criteria of two groups")
    for name, toolkit, item in every_claim("criteria", "same")
    if toolkit != "AIF360" or place.endswith("two groups")])
def test_same_criteria(place, name, item):
    cells = GOLDEN["groups"]
    if place.endswith("two groups"):
        cells = {g: cells[g] for g in "ab"}
    value = GOLDEN[place][ENDINGS.sub("", item)]
    assert near(criterion(report_of(cells), name)["value"], value)


def test_invented_numbers_are_named():
    """Where we have none, a peer has none either, or we say what it has."""
    checked = 0
    for g, cells in GOLDEN["empty"].items():
        mine = rates(report_of({**GOLDEN["groups"], g: cells}))[g]
        for name, toolkit, item in every_claim("metrics", "same"):
            if toolkit == "Aequitas" or mine[name] is not None:
                continue
            value = of_pair(
                name, GOLDEN["undefined"][ENDINGS.sub("", item)][g])
            said = claims("metrics", name)
            zero = [t for t, _ in said.get("0 where undefined", [])]
            other = [t for t, _ in said.get("differs", [])]
            checked += 1
            assert value is None and toolkit not in zero \
                or value == 0 and toolkit in zero \
                or value is not None and toolkit in other, (name, item, value)
    assert checked >= 20
