# SPDX-License-Identifier: MIT
"""What a user with `mypy --strict` writes, checked and run by
tests/python/test_typing.py.  A line with `type: ignore` is a mistake that
the types must find: an unused one is an error of its own."""

import io
import os
import pathlib
from collections.abc import Iterator, Sequence
from typing import Any, assert_type

import libfairness as lf

Y_TRUE = [1, 0, 1, 0, 1, 0]
Y_PRED = [1, 0, 1, 1, 0, 0]
RACE = ["a", "a", "a", "b", "b", None]
SEX = ("f", "m", "f", "m", "f", "m")


def gap(report: lf.Report) -> float:
    value = report["demographic_parity_difference"]
    assert_type(value, lf.Value)
    if value.value is None:
        raise ValueError(value.reason)
    assert_type(value.value, float)
    if value.interval is not None:
        lower, upper = value.interval
        assert_type(lower + upper, float)
    return float(value)


def arrays() -> lf.Report:
    return lf.audit(
        Y_TRUE,
        Y_PRED,
        sensitive_features={"race": RACE},
        favourable="positive",
        nulls="set_aside",
        reference={"race": "b"},
        by="race",
        confidence=0.9,
    )


def by_name(frame: object) -> lf.Report:
    return lf.audit(
        data=frame,
        y_true="y",
        y_pred="d",
        sensitive_features=["race", "sex"],
        by=["race", ["race", "sex"]],
        positive_label={"y_true": 1, "y_pred": 1},
        metrics=["selection_rate", "true_positive_rate"],
        comparisons="all",
        unlabelled="keep",
        undefined="skip",
        min_count=1,
        min_share=0.0,
    )


def streamed(batches: Sequence[object]) -> bytes:
    audit = lf.Audit(
        y_true="y", y_pred="d", sensitive_features=["race"], shard="one"
    )
    for batch in batches:
        audit.add(batch)
    other = lf.Audit(y_true="y", y_pred="d", sensitive_features="race")
    audit.merge(other)
    audit.check_shards(["one"])
    assert_type(audit.rows, int)
    state = audit.to_bytes()
    assert_type(lf.Audit.from_bytes(state), lf.Audit)
    return state


def shown(report: lf.Report) -> Iterator[str]:
    for row in report.groups:
        assert_type(row, dict[str, Any])
        yield str(row["value"])
    value = report.value(
        "selection_rate", by="race", group={"race": "a"}, control=None
    )
    assert_type(value.count, int)
    assert_type(value.group, dict[str, Any] | None)
    yield f"{value.value:.3f}"
    yield report.to_markdown() + report.to_text() + report.to_json()
    report.to_csv(io.StringIO())
    report.to_csv(pathlib.Path(os.devnull))
    assert_type(report.to_json(None), str)
    assert_type(report.to_dict(), dict[str, Any])
    assert_type(report.warnings, list[dict[str, Any]])
    yield str(lf.schema("report")["title"])


def refused() -> str:
    try:
        lf.audit(Y_TRUE, [1, 0, None, 1, 0, 0], sensitive_features=RACE)
    except lf.DataError as error:
        assert_type(error.row, int | None)
        assert_type(error.column, str | None)
        return error.code or ""
    raise AssertionError


def one_number() -> float:
    value = lf.equalized_odds_difference(
        Y_TRUE, Y_PRED, sensitive_features=SEX, undefined="skip"
    )
    assert_type(value, lf.Value)
    return value.value or 0.0


def one_plan(report: lf.Report) -> float:
    plan = lf.plan(Y_TRUE, Y_TRUE, sensitive_features=SEX,
                   constraint="demographic_parity", tolerance="1")
    assert_type(report.plan(rule="shared"), lf.Plan)
    front = report.plan_front(constraint="demographic_parity", points=3,
                              tolerances=[0.1, "0.2"])
    assert_type(front.columns, tuple[str, ...])
    assert_type(plan.to_text(), str)
    try:
        report.plan(constraint="demographic_parity", min_ratio=1)
    except lf.InfeasibleError as error:
        return error.nearest or 0.0
    return plan.objective + plan.bound


def mistakes(report: lf.Report) -> None:
    """Never run."""
    lf.audit(Y_TRUE, Y_PRED)  # type: ignore[call-arg]
    lf.audit(Y_TRUE, Y_PRED, sensitive_features=SEX,
             favourable="good")  # type: ignore[arg-type]
    lf.audit(Y_TRUE, Y_PRED, sensitive_features=SEX,
             nulls="drop")  # type: ignore[arg-type]
    lf.audit(Y_TRUE, Y_PRED, sensitive_features=SEX,
             thresold=0.5)  # type: ignore[call-arg]
    lf.audit(Y_TRUE, Y_PRED, RACE)  # type: ignore[call-arg]
    report["selection_rate"].value + 1.0  # type: ignore[operator]
    report["selection_rate"].value = 1.0  # type: ignore[misc]
    report.to_csv(1)  # type: ignore[call-overload]
    report[0]  # type: ignore[index]
    lf.Audit(sensitive_features=RACE)  # type: ignore[arg-type]
    lf.gate("fairness.toml").passed  # type: ignore[attr-defined]
    lf.power("fairness.toml")  # type: ignore[call-arg]
    report.plan(constraint="parity")  # type: ignore[arg-type]
    lf.plan(Y_TRUE, Y_TRUE)  # type: ignore[call-arg]
    lf.init(packs="four-fifths").text  # type: ignore[attr-defined]
    report.test("impact_ratio")  # type: ignore[call-arg]
    report.test("impact_ratio", "0.8")  # type: ignore[arg-type]


def main() -> None:
    rows = {"y": Y_TRUE, "d": Y_PRED, "race": RACE, "sex": SEX}
    assert gap(arrays()) > 0
    assert by_name(rows).rows["in"] == 6
    assert streamed([rows])
    assert all(shown(arrays()))
    assert refused()
    assert one_number() >= 0
    assert one_plan(lf.audit(Y_TRUE, y_score=Y_TRUE,
                             sensitive_features=SEX)) >= 1


if __name__ == "__main__":
    main()
