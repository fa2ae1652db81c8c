# SPDX-License-Identifier: MIT
"""An evaluator of MLflow: a policy is held against what a model decides.

MLflow finds it by its entry point, as ``evaluators="fairness"``; it needs
nothing of MLflow before it evaluates."""

import re
from collections.abc import Mapping

from ._errors import specification
from ._gate import report_and_verdict
from ._policy import as_policy

_STATUS = "fairness.status"
_MOST_METRICS = 1000  # that a request takes
_LONGEST = 230  # characters of a name, of 250, before what tells it apart


class FairnessEvaluator:
    """The evaluator; MLflow makes it and calls it.

    ``mlflow.models.evaluate(…, evaluators="fairness", evaluator_config=…)``,
    where the configuration has ``policy`` (path, mapping or
    :class:`Policy`) and what :func:`libfairness.gate` takes besides.
    """

    @classmethod
    def can_evaluate(cls, *, model_type, evaluator_config, **_):
        """Whatever the model is, if there is a policy."""
        return "policy" in (evaluator_config or {})

    def evaluate(self, *, dataset, run_id, evaluator_config, model=None,
                 predictions=None, **_):
        """Logs verdict and report; the status of the gate last."""
        from mlflow.tracking import MlflowClient

        client = MlflowClient()
        # Should anything go wrong from here on, that is what the run says.
        client.set_tag(run_id, _STATUS, "error")
        options = dict(evaluator_config)
        policy = as_policy(options.pop("policy"))
        columns = _beside(options)
        columns.update(
            _put_in(options, policy, dataset, model, predictions))
        options["data"] = _table(dataset, columns)
        report, verdict = report_and_verdict(policy, options)
        metrics = _metrics(report, verdict)
        _log(client, run_id, metrics)
        artifacts = _artifacts(client, run_id, report, verdict)
        client.set_tag(run_id, _STATUS, verdict.status)
        from mlflow.models import EvaluationResult

        return EvaluationResult(metrics, artifacts, run_id)


# ---- rows ----


def _by_position(column):
    """Without an index, which may be another than that of the rows."""
    return column.to_numpy() if hasattr(column, "to_numpy") else column


def _one_column(output, name):
    """What a model gave, as one column."""
    if hasattr(output, "columns"):
        if name is None and len(output.columns) == 1:
            name = output.columns[0]
        if name is None or name not in output.columns:
            raise specification(
                "the model gives several columns: say in predictions which "
                f"one it is; there are {list(output.columns)!r:.200}"
            )
        output = output[name]
    output = _by_position(output)
    if getattr(output, "ndim", 1) == 2 and output.shape[1] == 1:
        output = output[:, 0]
    return output


def _role(policy, options):
    """What a model's output is: scores where a threshold is given, or where
    scores alone are named."""
    said = {**policy.data, **options}
    scores = said.get("threshold") is not None or (
        said.get("y_score") is not None and said.get("y_pred") is None
    )
    return "y_score" if scores else "y_pred"


def _beside(options):
    """Columns of the configuration, which the model need not know; options
    name them from here on."""
    columns = {}
    for role in "sensitive_features", "control_features":
        if isinstance(options.get(role), Mapping):
            columns.update(options[role])
            options[role] = list(options[role])
    for role in "sample_weight", "frequency", "y_pred_baseline":
        if not isinstance(options.get(role, ""), str):
            columns[role], options[role] = options[role], role
    return {name: _by_position(column) for name, column in columns.items()}


def _put_in(options, policy, dataset, model, predictions):
    """The targets and the output of the model, under the names that the
    policy has for them."""
    if model is not None:
        output = _one_column(model.predict(dataset.features_data), predictions)
    else:
        output = dataset.predictions_data
    columns = {}
    for role, column in (
        ("y_true", dataset.labels_data), (_role(policy, options), output)
    ):
        if column is None:
            continue
        if not isinstance(options.get(role, ""), str):
            raise specification(
                f"{role} is what evaluate() has; here it can be a name only",
                role,
            )
        options[role] = options.get(role) or policy.data.get(role) or role
        columns[options[role]] = column
    return columns


def _table(dataset, columns):
    """The rows, with these columns, which win."""
    features = dataset.features_data
    if hasattr(features, "assign"):
        return features.assign(**columns)
    there = zip(dataset.feature_names, features.T, strict=True)
    return {**dict(there), **columns}


# ---- what is logged ----


def _named(parts, taken):
    """A name that MLflow takes, and that no other has."""
    safe = "/".join(
        re.sub(r"[^\w.\- ]", "_", part, flags=re.ASCII) for part in parts
    )[:_LONGEST].rstrip("/")
    name, n = safe, 1
    while name in taken:
        n += 1
        name = f"{safe}_{n}"
    taken.add(name)
    return name


def _said(rule, key):
    return rule[key] and rule[key]["value"]


def _numbers(report, verdict):
    """Criteria of every grouping with their intervals, and of each rule what
    was observed and its two bounds, each under parts of a name."""
    for grouping in report.to_dict()["groupings"]:
        if grouping["control"] is not None:
            continue  # strata by strata they are in the report
        by = "by_" + "_".join(grouping["by"])
        for criterion, value in grouping["criteria"].items():
            low, high = value["interval"] or (None, None)
            yield ("fairness", criterion, by), {
                "": value["value"], "/lower": low, "/upper": high}
    for rule in verdict.rules:
        yield ("fairness", "rule", f"id_{rule['id']}"), {
            f"/{key}": _said(rule, key)
            for key in ("observed", "pass_bound", "fail_bound")}


def _metrics(report, verdict):
    """By name; what there is no number for is left out."""
    found, taken = {"fairness/exit_code": float(verdict.exit_code)}, set()
    for parts, values in _numbers(report, verdict):
        name = _named(parts, taken)
        found.update((name + end, float(value))
                     for end, value in values.items() if value is not None)
    return found


def _log(client, run_id, metrics):
    import time

    from mlflow.entities import Metric

    now = int(time.time() * 1000)
    logged = [Metric(name, value, now, 0) for name, value in metrics.items()]
    for start in range(0, len(logged), _MOST_METRICS):
        client.log_batch(run_id, metrics=logged[start:start + _MOST_METRICS])


def _artifacts(client, run_id, report, verdict):
    """Files of the run, and how the result of evaluate() names them."""
    from mlflow.models.evaluation.artifacts import (
        JsonEvaluationArtifact,
        TextEvaluationArtifact,
    )

    root = client.get_run(run_id).info.artifact_uri
    found = {}
    for name, text, kind, content in (
        ("verdict.json", verdict.to_json(), JsonEvaluationArtifact,
         verdict.to_dict()),
        ("report.json", report.to_json(), JsonEvaluationArtifact,
         report.to_dict()),
        ("report.html", report.to_html(), TextEvaluationArtifact, None),
    ):
        client.log_text(run_id, text, f"fairness/{name}")
        found[f"fairness/{name}"] = kind(
            uri=f"{root}/fairness/{name}", content=content or text)
    return found
