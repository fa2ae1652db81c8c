# SPDX-License-Identifier: MIT
"""fairness calibrate fit, apply and show."""

from .._calibrate import calibrator_options, fit_calibrator
from .._calibrator import Calibrator
from .._count import given, split_nulls
from .._report import Report
from .artefact import applied, counted, csv, load_artefact, written
from .columns import split_columns
from .files import Files, check_apart, check_once
from .output import CommandError, Results, check_targets


def calibrate_fit(options):
    check_targets(options.output)
    check_once(options.files)
    check_apart(options.files, [options.output], "the data")
    for_audit, for_report = split_nulls(options.nulls)
    core, features = counted(options, for_audit)
    by = features
    if options.by is not None:
        by = split_columns(options.by, features)
    report = Report._of(core, given(
        by=[list(by)],
        allow_sparse=options.allow_sparse,
        parsed=True,
        **for_report,
    ))
    calibrator = fit_calibrator(report._core, calibrator_options(
        method=options.method,
        min_count=options.min_count,
        shrinkage=options.shrinkage,
        strength=options.strength,
        pooled=options.pooled,
        bins=options.bins,
        equal_mass=options.equal_mass,
        missing=options.missing,
        unseen=options.unseen,
        model=options.model,
    ))
    format = options.format or ("text" if options.output is None else "json")
    text = (
        calibrator.to_json() if format == "json" else calibrator.to_text()
    )
    with Results() as results:
        written(text, options, results)
        results.commit()


def calibrate_apply(options):
    check_targets(options.output)
    check_once(options.files)
    check_apart([options.calibrator, *options.files], [options.output],
                "what is read")
    calibrator = load_artefact(Calibrator, options.calibrator)
    with Files(
        options.files, options.input_format, options.threads
    ) as sources, Results() as results:
        found = applied(calibrator, "d", options, sources)
        written("".join(csv(found)), options, results)
        results.commit()


def calibrate_show(options):
    check_targets(options.output)
    check_apart([options.calibrator], [options.output], "the calibrator")
    calibrator = load_artefact(Calibrator, options.calibrator)
    sql = given(score=options.y_score, dialect=options.dialect)
    if sql and options.format != "sql":
        name = next(iter(sql)).replace("score", "y-score")
        raise CommandError(f"--{name}: it is for --format sql")
    if options.format == "sql":
        text = calibrator.to_sql(**sql)
    elif options.format == "json":
        text = calibrator.to_json()
    else:
        text = calibrator.to_text()
    with Results() as results:
        written(text, options, results)
        results.commit()
