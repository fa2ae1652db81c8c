# SPDX-License-Identifier: MIT
"""fairness plan fit, front, apply and show."""

import csv as comma
import io
import json

from .._count import given, split_nulls
from .._plan import Plan, fit, plan_options
from .._plan_front import COLUMNS, lines, steps
from .._report import Report
from . import words
from .artefact import applied, counted, csv, load_artefact, written
from .columns import split_columns
from .files import Files, check_apart, check_once
from .output import CommandError, Results, check_targets

# ---- fit ----


def _report(options):
    """The report that a plan is made of, and the features of its groups."""
    check_targets(options.output)
    check_once(options.files)
    check_apart(options.files, [options.output], "the data")
    if options.y_pred is not None and options.y_score is not None:
        raise CommandError(
            "--y-pred: --y-score is given too: a plan is made of one of them"
        )
    for_audit, for_report = split_nulls(options.nulls)
    core, features = counted(options, for_audit)
    by = features
    if options.by is not None:
        by = split_columns(options.by, features)
    report = Report._of(core, given(
        by=[list(by)],
        undefined=options.undefined,
        min_share=options.min_share,
        costs=words.amounts(options.costs, "--costs"),
        utilities=words.amounts(options.utilities, "--utilities"),
        allow_sparse=options.allow_sparse,
        parsed=True,
        **for_report,
    ))
    return report, list(by)


def _asked(options, by, **more):
    return plan_options(
        parsed=True,
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
    plan = fit(report._core, _asked(
        options, by, missing=options.missing, unseen=options.unseen,
        model=options.model,
    ))
    format = options.format or ("text" if options.output is None else "json")
    text = plan.to_json() if format == "json" else plan.to_text()
    with Results() as results:
        written(text, options, results)
        results.commit()


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
    with Results() as results:
        written(_front_text(found, options), options, results)
        results.commit()


# ---- apply ----


def plan_apply(options):
    check_targets(options.output)
    check_once(options.files)
    check_apart([options.plan, *options.files], [options.output],
                "what is read")
    plan = load_artefact(Plan, options.plan)
    with Files(
        options.files, options.input_format, options.threads
    ) as sources, Results() as results:
        found = applied(
            plan, "d" if options.probability else "B", options, sources,
            options.row_id, options.seed,
        )
        written("".join(csv(found)), options, results)
        results.commit()


# ---- show ----


def plan_show(options):
    check_targets(options.output)
    check_apart([options.plan], [options.output], "the plan")
    plan = load_artefact(Plan, options.plan)
    sql = given(score=options.y_score, coin=options.coin,
                dialect=options.dialect,
                probability=options.probability or None)
    if sql and options.format != "sql":
        name = next(iter(sql)).replace("score", "y-score")
        raise CommandError(f"--{name}: it is for --format sql")
    if options.format == "sql":
        text = plan.to_sql(**sql)
    else:
        text = plan.to_json() if options.format == "json" else plan.to_text()
    with Results() as results:
        written(text, options, results)
        results.commit()
