# SPDX-License-Identifier: MIT
"""fairness plan fit, front, apply and show."""

import csv as comma
import io
import json

from .._plan import Plan, fit, plan_options
from .._plan_front import COLUMNS, lines, steps
from . import words
from .artefact import applied, fitted, reported, shown, written
from .columns import split_columns
from .output import CommandError

# ---- fit ----


def _report(options):
    """The report that a plan is made of, and the features of its groups."""
    if options.y_pred is not None and options.y_score is not None:
        raise CommandError(
            "--y-pred: --y-score is given too: a plan is made of one of them"
        )
    return reported(
        options,
        undefined=options.undefined,
        min_share=options.min_share,
        costs=words.amounts(options.costs, "--costs"),
        utilities=words.amounts(options.utilities, "--utilities"),
    )


def _asked(options, by, **more):
    control = options.control_features
    return plan_options(
        parsed=True,
        control_features=control and split_columns(control, by),
        group_costs=words.group_costs(options.group_costs, by),
        constraint=options.constraint,
        objective=options.objective,
        max_difference=options.max_difference,
        min_ratio=options.min_ratio,
        min_rate=options.min_rate,
        max_rate=options.max_rate,
        max_selected=options.max_selected,
        min_selected=options.min_selected,
        no_lower_than=options.no_lower_than,
        no_higher_than=options.no_higher_than,
        also=words.also(options.also),
        rule=options.rule and options.rule.replace("-", "_"),
        threshold=options.threshold,
        favoured=words.groups(options.favoured, "--favoured", by),
        min_count=options.min_count,
        max_nodes=options.max_nodes,
        **more,
    )


def plan_fit(options):
    report, by = _report(options)
    fitted(fit(report._core, _asked(
        options, by, missing=options.missing, unseen=options.unseen,
        model=options.model,
    )), options)


# ---- front ----


def _front_text(found, options):
    if options.format == "json":
        rows = [
            dict(zip((name for name, _ in COLUMNS), step, strict=True))
            for step in found
        ]
        for row in rows:
            row["tolerance"] = float(row["tolerance"])
        return json.dumps(rows, indent=2) + "\n"
    if options.format == "csv":
        out = io.StringIO()
        rows = comma.writer(out, lineterminator="\n")
        rows.writerow(name for name, _ in COLUMNS)
        rows.writerows(found)
        return out.getvalue()
    return "".join(lines(found, options.objective or "accuracy"))


def plan_front(options):
    report, by = _report(options)
    texts = options.tolerances and [
        text for each in options.tolerances for text in each.split(",")
    ]
    found = steps(report._core, _asked(options, by), options.points, texts)
    written(_front_text(found, options), options)


# ---- apply and show ----


def plan_apply(options):
    applied(
        Plan, options.plan, options,
        lambda plan: "probability" if options.probability else "decision",
        options.row_id, options.seed,
    )


def plan_show(options):
    shown(Plan, options.plan, options, coin=options.coin,
          probability=options.probability or None)
