# SPDX-License-Identifier: MIT
"""fairness plan evaluate: what a plan does on the rows of files."""

import array

from .. import _columns, _core
from .._count import given
from .._evaluate import labels_of, made_from
from .._evaluation import Evaluation
from .._plan_object import Plan
from .._referral import REFERRED, left, referrals
from .._report import Report
from . import words
from .artefact import load_artefact, written
from .columns import columns_of
from .files import Files, check_apart, check_once
from .output import CommandError, check_targets, named
from .progress import Progress

_COUNTED = ("y_true", "sample_weight", "frequency")


class _Audits:
    """Takes rows as an audit of the core does: decides them, and counts them
    before, after, and with their scores."""

    def __init__(self, plan, wanted, options, labels):
        self._plan = plan
        self._wanted = wanted
        self._said = given(seed=options.seed, model=options.model)
        shared = given(
            sensitive_features=[n for n in plan.by if n not in plan.control],
            control_features=plan.control or None, text_labels=labels, parsed=True,
            unlabelled=options.unlabelled,
            **{role: wanted.get(role) for role in _COUNTED},
        )
        positive = words.positive(options.positive_label)
        today = wanted.get("y_pred")
        counted = shared
        if plan.refers:
            if "frequency" in shared:
                raise CommandError(
                    "--frequency: the plan refers rows to somebody else, and "
                    "of these a row has to be one: use lf.evaluate"
                )
            counted = {**shared, "frequency": "frequency"}
        self.after = _core.Audit(given(
            **counted, y_pred_baseline=today,
            positive_label=labels_of(positive, today is not None, "1"),
        ))
        self.referred = plan.refers and _core.Audit(given(
            sensitive_features=shared["sensitive_features"],
            control_features=plan.control or None,
            text_labels=labels, parsed=True,
            sample_weight=wanted.get("sample_weight"), positive_label="1",
        ))
        self.before = today and _core.Audit({
            **shared, **given(y_pred=today, positive_label=positive),
        })
        if isinstance(positive, dict):
            positive = given(y_true=positive.get("y_true")) or None
        every = {**shared, "sensitive_features": plan.by}
        every.pop("control_features", None)
        self.scored = _core.Audit({
            **every, **given(y_score=wanted["y_score"],
                              positive_label=positive),
        })

    def _all(self):
        return filter(
            None, (self.after, self.before, self.scored, self.referred)
        )

    @property
    def rows(self):
        return self.after.rows

    def reset(self):
        for audit in self._all():
            audit.reset()

    def merge(self, other):
        for mine, its in zip(self._all(), other._all()):
            mine.merge(its)

    def add_stream(self, capsule, progress):
        found = _core.columns_from_stream(
            capsule, "data", tuple(columns_of(self._wanted))
        )
        features, ids = (
            tuple(found[name] for name in self._wanted.get(role, ()))
            for role in ("sensitive_features", "control_features")
        )
        self.add_columns(
            {role: found[name] for role, name in self._wanted.items()
             if isinstance(name, str)},
            features, ids,
        )
        progress(self.rows)

    def add_columns(self, columns, features, ids):
        columns = dict(columns)
        scores = columns.pop("y_score")
        today = columns.pop("y_pred", None)
        decisions = array.array("B", bytes(len(scores)))
        self._plan._core.decide(
            {"y_score": scores}, features if self._plan.needs_groups else (),
            ids, self._said, decisions,
        )
        decided = {"y_pred": _columns.column(decisions, "y_pred"),
                   **given(y_pred_baseline=today)}
        self.scored.add_columns({**columns, "y_score": scores}, features, ())
        apart = [
            tuple(column for name, column in zip(self._plan.by, features)
                  if (name in self._plan.control) == is_control)
            for is_control in (False, True)
        ]
        if today is not None:
            self.before.add_columns({**columns, "y_pred": today}, *apart)
        if self.referred:
            weight = given(sample_weight=columns.get("sample_weight"))
            self.referred.add_columns(
                {**weight, "y_pred": _columns.column(
                    referrals(decisions), "y_pred")}, *apart,
            )
            chosen, people = left(decisions, None)
            decided |= {"y_pred": _columns.column(chosen, "y_pred"),
                        "frequency": _columns.column(people, "frequency")}
        self.after.add_columns({**columns, **decided}, *apart)


def _audits(plan, options, sources):
    wanted = given(
        y_score=options.y_score,
        y_pred=options.y_pred,
        sensitive_features=plan.by,
        control_features=options.row_id and [options.row_id],
        **{role: getattr(options, role) for role in _COUNTED},
    )
    whole = None
    progress = Progress()
    try:
        for source in sources:
            part = _Audits(plan, wanted, options, source.labels)
            progress.begin(source.shown, source.total)
            with named(source.shown):
                source.add_to(part, wanted, progress)
            if whole is None:
                whole = part
                continue
            try:
                whole.merge(part)
            except _core.FairnessError as error:
                raise CommandError(f"{source.shown}: ", error) from error
    finally:
        progress.end()
    return whole


def evaluate(options):
    check_targets(options.output)
    check_once(options.files)
    check_apart([options.plan, *options.files], [options.output],
                "what is read")
    plan = load_artefact(Plan, options.plan)
    with Files(
        options.files, options.input_format, options.threads
    ) as sources:
        audits = _audits(plan, options, sources)
    shape = given(favourable=options.favourable, confidence=options.confidence)
    before, after = (
        audit and Report._of(audit, shape)
        for audit in (audits.before, audits.after)
    )
    referred = None
    if audits.referred:
        referred = Report._of(
            audits.referred, REFERRED | given(confidence=options.confidence)
        )
    found = Evaluation._of(
        (plan,), before, after, made_from(plan, audits.scored),
        referred=referred,
    )
    text = found.to_json() if options.format == "json" else found.to_text()
    written(text, options)
