# SPDX-License-Identifier: MIT
"""The evaluator of MLflow: held to a stand-in for its interface, and with
FAIRNESS_MLFLOW=1 (scripts/long/mlflow.sh) to MLflow itself."""

import json
import os
import pathlib
import re
import subprocess
import sys
import types

import numpy as np
import pandas as pd
import pytest

import libfairness as lf
from libfairness.mlflow import FairnessEvaluator
from test_gate import FAILS, PASSES, UNSURE, policy_of, rows_of

REAL = os.environ.get("FAIRNESS_MLFLOW") == "1"
IMPACT = {"id": "four-fifths", "criterion": "impact_ratio", "by": "g",
          "min": 0.8}
POLICY = {**policy_of(IMPACT), "data": {
    "y_pred": "p", "sensitive_features": "g", "favourable": "positive"}}


class Run:
    """What was logged."""

    def __init__(self):
        self.tags, self.metrics, self.files = {}, {}, {}
        self.history = []


class Client:
    """As far as mlflow.tracking.MlflowClient goes here."""

    run = None

    def set_tag(self, run_id, key, value):
        self.run.tags[key] = value
        self.run.history.append((key, value))

    def log_batch(self, run_id, metrics):
        assert len(metrics) <= 1000
        for metric in metrics:  # as MLflow validates them
            assert re.fullmatch(r"[/\w.\- :]{1,250}", metric.key)
            assert os.path.normpath(metric.key) == metric.key
            assert metric.key not in self.run.metrics
            self.run.metrics[metric.key] = metric.value

    def log_text(self, run_id, text, path):
        self.run.files[path] = text

    def get_run(self, run_id):
        return types.SimpleNamespace(
            info=types.SimpleNamespace(artifact_uri="file:///runs/1"))


class Named:
    def __init__(self, *values, **named):
        self.values = values
        vars(self).update(named)


def stand_in():
    """Modules with what the evaluator takes from MLflow."""
    metric = lambda key, value, at, step: types.SimpleNamespace(  # noqa: E731
        key=key, value=value, timestamp=at, step=step)
    names = {
        "mlflow": {}, "mlflow.tracking": {"MlflowClient": Client},
        "mlflow.entities": {"Metric": metric},
        "mlflow.models": {"EvaluationResult": Named},
        "mlflow.models.evaluation": {},
        "mlflow.models.evaluation.artifacts": {
            "JsonEvaluationArtifact": Named, "TextEvaluationArtifact": Named},
    }
    modules = {name: types.ModuleType(name) for name in names}
    for name, inside in names.items():
        vars(modules[name]).update(inside)
    return modules


class Model:
    def __init__(self, answer):
        self.predict = answer


def evaluated_by_stand_in(monkeypatch, frame, config, targets, predictions,
                          answer):
    for name, module in stand_in().items():
        monkeypatch.setitem(sys.modules, name, module)
    run = Run()
    monkeypatch.setattr(Client, "run", run)
    features = frame
    dataset = types.SimpleNamespace(
        labels_data=None, predictions_data=None,
        feature_names=["feature_1", "feature_2"])
    if targets is not None:
        dataset.labels_data = frame[targets].to_numpy()
        features = features.drop(columns=targets)
    if predictions is not None and answer is None:
        dataset.predictions_data = frame[predictions].to_numpy()
        features = features.drop(columns=predictions)
    dataset.features_data = features
    assert FairnessEvaluator.can_evaluate(
        model_type="classifier", evaluator_config=config, later=1)
    try:
        FairnessEvaluator().evaluate(
            model_type="classifier", dataset=dataset, run_id="1",
            evaluator_config=config, model=answer and Model(answer),
            predictions=predictions if answer else None, model_id=None,
            extra_metrics=None, custom_artifacts=None)
    except Exception as error:
        return run, error
    return run, None


def evaluated_by_mlflow(frame, config, targets, predictions, answer):
    import mlflow

    error = None
    with mlflow.start_run() as started:
        try:
            result = mlflow.models.evaluate(
                answer, frame, targets=targets, predictions=predictions,
                model_type="classifier" if targets else "decisions",
                evaluators="fairness", evaluator_config=config)
        except Exception as raised:
            error = raised
    run = Run()
    client = mlflow.tracking.MlflowClient()
    data = client.get_run(started.info.run_id).data
    run.tags, run.metrics = data.tags, data.metrics
    if error is None:
        assert result.metrics == data.metrics
        for name, artifact in result.artifacts.items():
            run.files[name] = mlflow.artifacts.load_text(artifact.uri)
            if name.endswith(".json"):
                assert artifact.content == json.loads(run.files[name])
    return run, error


@pytest.fixture(scope="module")
def tracking(tmp_path_factory):
    """Where MLflow keeps runs."""
    if REAL:
        import mlflow

        place = tmp_path_factory.mktemp("mlflow")
        mlflow.set_tracking_uri(f"sqlite:///{place}/runs.db")
        mlflow.create_experiment("fairness", (place / "files").as_uri())
        mlflow.set_experiment("fairness")


@pytest.fixture
def evaluate(monkeypatch, tracking):
    """evaluate(frame, config, …): what was logged, and what was raised."""

    def run_it(frame, config, targets=None, predictions=None, answer=None):
        if REAL:
            return evaluated_by_mlflow(
                frame, config, targets, predictions, answer)
        return evaluated_by_stand_in(
            monkeypatch, frame, config, targets, predictions, answer)

    return run_it


def frame_of(groups):
    """Rows, one by one, with labels too and a column that is no role."""
    counted = pd.DataFrame(rows_of(groups))
    frame = counted.loc[counted.index.repeat(counted.n)].drop(columns="n")
    frame["x"] = np.arange(len(frame)) % 7
    frame["t"] = (frame.x > 2).astype(int)
    return frame  # its index repeats


@pytest.mark.parametrize("groups, status", [
    (PASSES, "pass"), (FAILS, "fail"), (UNSURE, "inconclusive")])
def test_what_is_logged(evaluate, groups, status):
    frame = frame_of(groups)
    policy = {**POLICY, "data": {**POLICY["data"], "y_true": "t"}}
    run, error = evaluate(frame, {"policy": policy}, "t", "p")
    assert error is None
    verdict = lf.gate(policy, data=frame)
    report = lf.audit(data=frame, y_true="t", y_pred="p",
                      sensitive_features="g", favourable="positive", by="g")
    assert verdict.status == status == run.tags["fairness.status"]
    assert run.files["fairness/verdict.json"] == verdict.to_json()
    assert run.files["fairness/report.json"] == report.to_json()
    assert run.files["fairness/report.html"] == report.to_html()
    value = report["impact_ratio"]
    rule, = verdict.rules
    assert run.metrics["fairness/exit_code"] == verdict.exit_code
    named = "fairness/impact_ratio/by_g"
    assert [run.metrics[named + end] for end in ("", "/lower", "/upper")] == [
        value.value, *value.interval]
    assert [run.metrics[f"fairness/rule/id_four-fifths/{key}"]
            for key in ("observed", "pass_bound", "fail_bound")] == [
        rule[key]["value"]
        for key in ("observed", "pass_bound", "fail_bound")]
    assert "fairness/equalized_odds_difference/by_g" in run.metrics


def test_strata_are_in_the_report_alone(evaluate):
    frame = frame_of(FAILS)
    frame = frame.assign(s=["x", "y"] * (len(frame) // 2)
                         + ["x"] * (len(frame) % 2))
    names = []
    for more in {}, {"control_features": "s"}:
        policy = {**POLICY, "data": {**POLICY["data"], **more}}
        run, error = evaluate(frame, {"policy": policy}, "t", "p")
        assert error is None
        names.append(set(run.metrics))
    name = "fairness/conditional_demographic_disparity/by_g"
    assert names[1] - names[0] == {  # which is over strata
        name, f"{name}/lower", f"{name}/upper"}
    assert names[0] < names[1] and len(names[0]) > 5
    found = json.loads(run.files["fairness/report.json"])
    assert any(grouping["control"] for grouping in found["groupings"])


def halves(rows):
    return (np.arange(len(rows)) % 2).astype(int)


@pytest.mark.parametrize("answer, predictions", [
    (halves, None), (lambda rows: pd.Series(halves(rows)), None),
    (lambda rows: pd.DataFrame({"y": halves(rows)}), None),
    (lambda rows: pd.DataFrame({"a": 1, "b": halves(rows)}), "b")])
def test_what_a_model_gives(evaluate, answer, predictions):
    """By position, whatever the index; and not the column of the data that
    has the policy's name for decisions."""
    frame = frame_of(FAILS)
    run, error = evaluate(frame, {"policy": POLICY}, "t", predictions, answer)
    assert error is None
    theirs = frame.assign(p=halves(frame))
    found = json.loads(run.files["fairness/verdict.json"])
    expected = lf.gate(POLICY, data=theirs, y_true="t").to_dict()
    for document in found, expected:
        document["specification"].pop("y_true")
    assert found == expected


def test_scores(evaluate):
    frame = frame_of(FAILS).drop(columns="p")
    policy = {**POLICY, "data": {"favourable": "positive"}}
    run, error = evaluate(
        frame, {"policy": policy, "threshold": 3}, "t", None,
        lambda rows: rows["x"].to_numpy() * 1.0)
    assert error is None
    found = json.loads(run.files["fairness/verdict.json"])
    assert found["specification"]["threshold"] == 3
    assert found["rules"] == lf.gate(
        policy, data=frame.assign(s=frame.x * 1.0), y_true="t", y_score="s",
        threshold=3).to_dict()["rules"]


def test_columns_that_are_no_features(evaluate):
    """The model need not know the groups, nor the weights."""
    frame = frame_of(FAILS)
    twice = pd.Series([2] * len(frame), index=frame.index)
    for features in frame.g.to_numpy(), frame.g:
        run, error = evaluate(
            frame.drop(columns="g"),
            {"policy": POLICY, "sensitive_features": {"g": features},
             "frequency": twice}, None, "p")
        assert error is None
        found = json.loads(run.files["fairness/verdict.json"])
        assert found["rules"] == lf.gate(
            POLICY, data=frame.assign(n=2), frequency="n").rules


def test_rows_without_names(evaluate):
    """As arrays: MLflow has names for their columns."""
    frame = frame_of(FAILS)
    table = np.column_stack([frame.x, frame.g == "g1"]).astype(float)
    policy = {**POLICY, "data": {"favourable": "positive"},
              "rule": [{**IMPACT, "by": "feature_2"}]}
    run, error = evaluate(table, {"policy": policy}, None, None,
                          lambda rows: frame.p.to_numpy())
    assert error is None and run.tags["fairness.status"] == "fail"


def test_names_that_mlflow_refuses(evaluate):
    """Two that become the same are two."""
    frame = frame_of(FAILS)
    names = "a|b", "a`b", "..", "x" * 300, "漢"
    frame = frame.assign(**dict.fromkeys(names, frame.g))
    policy = {**POLICY, "data": {"y_pred": "p", "favourable": "positive"},
              "rule": [{**IMPACT, "id": f"<{name}>", "by": name}
                       for name in names]}
    run, error = evaluate(frame, {"policy": policy}, None, "p")
    assert error is None
    value = lf.gate(policy, data=frame).rules[0]["observed"]["value"]
    for kind in "impact_ratio/by_", "rule/id_":
        found = [number for name, number in run.metrics.items()
                 if name.startswith(f"fairness/{kind}")
                 and not name.endswith(("lower", "upper", "bound"))]
        assert found == [value] * 5


@pytest.mark.parametrize("config, frame, answer", [
    ({"policy": "none.toml"}, frame_of(PASSES), None),
    ({"policy": POLICY, "y_pred": [1, 0]}, frame_of(PASSES), None),
    ({"policy": POLICY, "nonsense": 1}, frame_of(PASSES), None),
    ({"policy": POLICY}, frame_of(PASSES).drop(columns="g"), None),
    ({"policy": POLICY}, frame_of(PASSES), lambda rows: halves(rows)[:-1]),
    ({"policy": POLICY}, frame_of(PASSES),
     lambda rows: pd.DataFrame({"a": 1, "b": halves(rows)}))])
def test_what_goes_wrong_is_never_a_pass(evaluate, config, frame, answer):
    run, error = evaluate(frame, config, None, None if answer else "p",
                          answer)
    assert error is not None and not run.metrics
    assert run.tags["fairness.status"] == "error"


def test_the_status_comes_last(evaluate):
    run, _ = evaluate(frame_of(PASSES), {"policy": POLICY}, None, "p")
    if not REAL:
        assert run.history == [("fairness.status", "error"),
                               ("fairness.status", "pass")]


def test_without_a_policy_it_is_not_asked():
    for config in ({}, None, {"other": 1}):
        assert not FairnessEvaluator.can_evaluate(
            model_type="classifier", evaluator_config=config)


if REAL:
    def test_thresholds_of_mlflow(evaluate):
        """The exit code is a metric: MLflow can refuse a model by it."""
        import mlflow
        from mlflow.models import MetricThreshold

        for groups, refused in ((PASSES, False), (FAILS, True),
                                (UNSURE, True)):
            with mlflow.start_run():
                result = mlflow.models.evaluate(
                    data=frame_of(groups), predictions="p",
                    model_type="decisions", evaluators="fairness",
                    evaluator_config={"policy": POLICY})
                threshold = {"fairness/exit_code": MetricThreshold(
                    threshold=0, greater_is_better=False)}
                try:
                    mlflow.validate_evaluation_results(threshold, result)
                    found = False
                except mlflow.exceptions.MlflowException:
                    found = True
            assert found is refused


def test_nothing_is_imported_for_it():
    done = subprocess.run(
        [sys.executable, "-c", "import sys, libfairness.mlflow\n"
         "sys.exit('mlflow' in sys.modules)"],
        cwd=pathlib.Path(__file__).parent, timeout=60)
    assert done.returncode == 0
