# SPDX-License-Identifier: MIT
"""fairness audit and fairness report."""

import os

from .. import _core
from .._count import ROLES, given, split_nulls
from .._plot import modules as plot_modules
from .._report import Report
from . import terminal, words
from .columns import split_columns
from .files import Files, check_apart, check_once
from .output import (
    CommandError,
    Results,
    check_targets,
    ended,
    named,
    print_text,
)
from .progress import Progress
from .saved import load

FORMATS = ("text", "json", "markdown", "csv", "html")
_BY_ENDING = {
    ".json": "json",
    ".md": "markdown",
    ".markdown": "markdown",
    ".csv": "csv",
    ".html": "html",
    ".htm": "html",
}


def _format(options):
    """As said; otherwise as the ending of the file to write says."""
    if options.table is not None:
        if options.format not in (None, "csv"):
            raise CommandError("--table: a table is written as csv only")
        return f"csv:{options.table}"
    if options.format is not None:
        return options.format
    ending = os.path.splitext(options.output or "")[1].lower()
    return _BY_ENDING.get(ending, "text")


def _show(report, options, results):
    """The report, printed or staged."""
    format = _format(options)
    if options.output is not None:
        text = ended(report._core.write(format))
        results.stage(options.output, text.encode("utf-8"))
    elif format == "text" and terminal.wants_tables():
        terminal.print_tables(report._core.write("markdown"))
    else:
        print_text(report._core.write(format))


_PICTURES = ("roc", "precision_recall", "selection_rate", "scores",
             "reliability")
_PICTURE_ENDINGS = (".png", ".svg", ".html")


def _pictures(options):
    """Kind and path of every --plot, checked before anything is read."""
    wanted = []
    for word in options.plot or ():
        kind, _, path = word.partition("=")
        kind = kind.replace("-", "_")
        if kind not in _PICTURES or not path:
            raise CommandError(
                f"--plot {word}: expected KIND=PATH, with a KIND of "
                f"{', '.join(_PICTURES)}"
            )
        if os.path.splitext(path)[1].lower() not in _PICTURE_ENDINGS:
            raise CommandError(
                f"--plot {word}: expected a path that ends in "
                f"{', '.join(_PICTURE_ENDINGS)}, such as "
                f"{kind}={kind}{_PICTURE_ENDINGS[0]}"
            )
        wanted.append((kind, path))
    if wanted:
        try:
            plot_modules()
        except ImportError as error:
            raise CommandError(f"--plot: {error}") from None
    return wanted


def _draw(report, pictures, results):
    for kind, path in pictures:
        plot = getattr(report.plot, kind)()
        results.stage(path, plot._made_for(path))


def wanted_of(options, there):
    """What is to be counted and what nulls means to the report, as far as
    options say; there: the columns of the files."""
    for_audit, for_report = split_nulls(options.nulls)
    return given(
        **{role: getattr(options, role) for role in ROLES},
        sensitive_features=split_columns(
            options.sensitive_features or [], there
        )
        or None,
        control_features=split_columns(options.control_features, there)
        or None,
        threshold=options.threshold,
        positive_label=words.positive(options.positive_label),
        unlabelled=options.unlabelled,
        max_cells=options.max_cells or None,
        scores=options.scores,
        max_scores=options.max_scores or None,
        score_range=options.score_range,
        score_bins=options.score_bins,
        **for_audit,
    ), for_report


def count(wanted, sources, shard=None):
    """Every source into one audit: the core's."""
    core = None
    progress = Progress()
    try:
        for source in sources:
            # Each with its own way of reading text; the name of the part
            # stands for all of them.
            first = given(shard=shard) if core is None else {}
            part = _core.Audit(
                {
                    **wanted,
                    **first,
                    "text_labels": source.labels,
                    "parsed": True,
                }
            )
            progress.begin(source.shown, source.total)
            with named(source.shown):
                source.add_to(part, wanted, progress)
            if core is None:
                core = part
                continue
            try:
                core.merge(part)
            except _core.FairnessError as error:
                raise CommandError(f"{source.shown}: ", error) from error
    finally:
        progress.end()
    return core


def audit(options):
    targets = options.output, options.save
    if options.no_report and options.save is None:
        raise CommandError("--no-report leaves nothing to do without --save")
    if options.no_report and (
        options.output or options.format or options.table or options.plot
    ):
        raise CommandError(
            "--no-report: then --output, --format, --table and --plot are "
            "void"
        )
    pictures = _pictures(options)
    targets += tuple(path for _, path in pictures)
    check_targets(*targets)
    check_once(options.files)
    check_apart(options.files, targets, "the data")
    with Files(
        options.files, options.input_format, options.threads
    ) as sources, Results() as results:
        wanted, for_report = wanted_of(options, sources[0].columns)
        sensitive = wanted["sensitive_features"]
        shaping = words.report_options(options, sensitive, for_report)
        core = count(wanted, sources, options.shard)
        if options.save is not None:
            results.stage(options.save, core.to_bytes())
        if not options.no_report:
            try:
                report = Report._of(core, shaping)
            except _core.FairnessError as error:
                hint = ""
                if options.save is not None:
                    hint = (
                        "; nothing was saved: --no-report saves the counts "
                        "without a report"
                    )
                raise CommandError(error, hint) from error
            _draw(report, pictures, results)
            _show(report, options, results)
        results.commit()


def report(options):
    pictures = _pictures(options)
    targets = options.output, *(path for _, path in pictures)
    check_targets(*targets)
    check_apart([options.saved], targets, "the saved audit")
    saved, _ = load(options.saved, options.max_cells)
    features = saved._names["sensitive_features"]
    shaping = words.report_options(
        options, features, given(nulls=options.nulls)
    )
    with Results() as results:
        made = Report._of(saved._core, shaping)
        _draw(made, pictures, results)
        _show(made, options, results)
        results.commit()
