# SPDX-License-Identifier: MIT
"""The options of audit, report and merge, in groups."""

import argparse

from . import commands, complete, gate as gates, init as inits, saved
from .files import FORMATS as INPUTS

_COL = {"metavar": "COL", "completer": complete.columns}
_COLS = {
    "metavar": "COL[,COL]",
    "action": "append",
    "completer": complete.columns,
}
_NAMES = {"metavar": "NAMES", "action": "append"}


def whole(text):
    value = int(text)
    if value < 0:
        raise ValueError
    return value


def at_least_one(text):
    value = int(text)
    if value < 1:
        raise ValueError
    return value


def bins(text):
    return text if text == "distinct" else at_least_one(text)


def number(text):
    return float(text)


class Once(argparse.Action):
    """An option of which a second one would take the place of the first."""

    def __call__(self, parser, namespace, values, option_string=None):
        if getattr(namespace, self.dest) is not None:
            parser.error(f"{option_string}: given more than once")
        setattr(namespace, self.dest, values)


bins.__name__ = "whole number of at least 1, or distinct"
whole.__name__ = "whole number"
at_least_one.__name__ = "whole number of at least 1"


def _add(group, *names, completer=None, **more):
    action = group.add_argument(*names, **more)
    if completer is not None:
        action.completer = completer  # for argcomplete
    return action


def _columns(parser):
    group = parser.add_argument_group(
        "columns",
        "An option that takes several may be repeated; its value is one\n"
        "column if there is one of that name, otherwise it is split at\n"
        "commas.",
    )
    for name, text in (
        ("--y-true", "the true label"),
        ("--y-pred", "the decision"),
        ("--y-score", "a score; with --threshold it decides"),
        ("--y-pred-baseline", "decisions of another model"),
    ):
        _add(group, name, help=text, **_COL)
    _add(
        group, "--sensitive-features", **_COLS,
        help="the groups to compare; must be given, to gate here or by the "
        "policy",
    )
    _add(
        group, "--control-features", default=[], **_COLS,
        help="strata within which groups are compared too",
    )
    for name, text in (
        ("--sample-weight", "sampling weights, real numbers of at least 0"),
        ("--frequency", "how many times a row counts, whole numbers"),
    ):
        _add(group, name, help=text, **_COL)


def _reading(parser):
    group = parser.add_argument_group("reading")
    group.add_argument(
        "--input-format", choices=INPUTS,
        help="of all files; default: what each name says, CSV for standard "
        "input",
    )
    group.add_argument(
        "--threads", type=at_least_one, metavar="N",
        help="threads that read (all processors); results do not depend on "
        "it",
    )


def _max_cells(group):
    group.add_argument(
        "--max-cells", type=whole, metavar="N", default=0,
        help="most observed combinations of all features (65536)",
    )


def _counting(parser):
    group = parser.add_argument_group("what is counted")
    group.add_argument(
        "--threshold", type=number, metavar="X",
        help="selected where --y-score is at least X",
    )
    group.add_argument(
        "--positive-label", metavar="V", action="append",
        help="the label that counts as positive, where it is not 1 of {0,1}; "
        "or y_true=V, y_pred=V, y_pred_baseline=V for one column",
    )
    group.add_argument(
        "--unlabelled", choices=("error", "exclude", "keep"),
        help="a missing label is an error (default), a row to leave out, or "
        "a row that counts where no label is needed",
    )
    _max_cells(group)
    group.add_argument(
        "--scores", choices=("exact", "none"),
        help="of --y-score keep every distinct value of each group and label "
        "(default), which metrics of scores need, or nothing but decisions",
    )
    group.add_argument(
        "--max-scores", type=whole, metavar="N", default=0,
        help="most distinct scores of groups and labels (33554432)",
    )
    group.add_argument(
        "--score-range", type=number, nargs=2, metavar=("LOW", "HIGH"),
        help="the lowest and the highest score that there can be: one outside "
        "is an error, and where probabilities are needed scores are put "
        "between 0 and 1 by it",
    )
    group.add_argument(
        "--score-bins", type=whole, metavar="N",
        help="keep scores in N bins of equal width over --score-range: memory "
        "does not grow with rows, and a bin is a tie",
    )
    return group


def _deciding(parser, nulls, nulls_help):
    group = parser.add_argument_group("the answer")
    group.add_argument(
        "--favourable", choices=("positive", "negative"),
        help="which decision helps the person; not declared: positive, with "
        "a warning",
    )
    _add(
        group, "--reference", metavar="FEATURE=VALUE", action="append",
        completer=complete.references,
        help="the group to compare with, may be repeated; or largest "
        "(default), best, worst, overall, rest",
    )
    group.add_argument("--nulls", choices=nulls, help=nulls_help)
    group.add_argument(
        "--undefined", choices=("propagate", "skip"),
        help="an undefined group makes a comparison undefined (default), or "
        "is left out and listed",
    )
    group.add_argument(
        "--confidence", type=number, metavar="X",
        help="of intervals, and of the bounds of a gate (0.95)",
    )
    group.add_argument(
        "--min-count", type=whole, metavar="N",
        help="groups with fewer rows are not compared",
    )
    group.add_argument(
        "--min-share", type=number, metavar="X",
        help="groups with a smaller share of the rows are not compared",
    )
    group.add_argument(
        "--allow-sparse", action="store_true", default=None,
        help="permit more than 20 groups of which most have one row",
    )
    return group


def _shaping(parser, nulls, nulls_help):
    group = _deciding(parser, nulls, nulls_help)
    _add(
        group, "--by", **_COLS,
        help="a grouping, may be repeated; default: each sensitive feature, "
        "and all together",
    )
    _add(
        group, "--metrics", **_NAMES, completer=complete.metrics,
        help="names and suites with commas between them: classification "
        "(default), ranking and calibration (of scores), all; see fairness "
        "metrics",
    )
    _add(
        group, "--comparisons", **_NAMES, completer=complete.comparisons,
        help="all, or names with commas between them",
    )
    group.add_argument(
        "--costs", metavar="NAME=X,…", action="append",
        help="false_positive=X,false_negative=Y, for expected_cost",
    )
    group.add_argument(
        "--utilities", metavar="NAME=X,…", action="append",
        help="for utility: all four of true_positive, false_positive, "
        "false_negative, true_negative",
    )
    group.add_argument(
        "--calibration-bins", type=bins, metavar="N",
        help="bins that calibration is measured in (10), or distinct: one "
        "for each score",
    )
    group.add_argument(
        "--calibration-tolerance", type=number, metavar="X",
        help="what calibration_within_groups is held against",
    )
    group.add_argument(
        "--p-values", action="store_true", default=None,
        help="p-values of criteria that have a test: that groups differ, and "
        "of those with a limit that it is missed or kept",
    )
    group.add_argument(
        "--replicates", type=whole, metavar="N",
        help="intervals of F1 and its kin and of calibration errors, by "
        "resampling counts so many times (100 to 1,000,000; 0: none)",
    )
    group.add_argument(
        "--seed", type=whole, metavar="S",
        help="of what is drawn (0)",
    )


def _output(parser):
    group = parser.add_argument_group("output")
    group.add_argument(
        "--format", choices=commands.FORMATS,
        help="of the report; default: what the ending of --output says, "
        "otherwise text",
    )
    group.add_argument(
        "--output", metavar="PATH", action=Once,
        help="a file instead of standard output",
    )
    group.add_argument(
        "--table", metavar="NAME", action=Once,
        help="one table as CSV instead of the report: groups, comparisons, "
        "criteria, reliability, roc_curve, precision_recall_curve, "
        "selection_rate_curve, score_histogram, score_quantiles, …",
    )
    group.add_argument(
        "--plot", metavar="KIND=PATH", action="append",
        help="a picture of one grouping as .png, .svg or .html, may be "
        "repeated: roc, precision_recall, selection_rate, scores, "
        "reliability",
    )
    return group


_FILES = (
    "CSV, TSV, Parquet, JSON lines or Arrow, compressed or not; several are "
    "parts of one data set, - is standard input"
)
_NULLS = ("group", "exclude", "error", "set_aside")
_NULLS_HELP = (
    "a missing group value is a group of its own (default), a row to leave "
    "out, an error, or a group that is counted and never compared"
)


def audit(parser):
    parser.add_argument("files", nargs="+", metavar="FILE", help=_FILES)
    _columns(parser)
    _reading(parser)
    _counting(parser).add_argument(
        "--shard", metavar="ID",
        help="name of this part: merging the same one twice is an error",
    )
    _shaping(parser, _NULLS, _NULLS_HELP)
    group = _output(parser)
    group.add_argument(
        "--save", metavar="PATH", action=Once,
        help="the counts, for fairness report and fairness merge",
    )
    group.add_argument(
        "--no-report", action="store_true",
        help="only --save: also a part without rows, or without positives",
    )
    parser.set_defaults(run=commands.audit)


def report(parser):
    parser.add_argument(
        "saved", metavar="PATH", help="what audit --save or merge wrote"
    )
    _shaping(
        parser, ("set_aside",),
        "set_aside: groups with a missing value are counted and never "
        "compared",
    )
    _max_cells(parser)
    _output(parser)
    parser.set_defaults(run=commands.report)


_WRITTEN = (
    ("--json", "JSON, with all the evidence"),
    ("--junit", "JUnit XML: a test for every rule"),
    ("--sarif", "SARIF 2.1.0: a result for every rule that is not met"),
    ("--markdown", "Markdown, for summaries and comments"),
    ("--gitlab", "a code quality report of GitLab"),
    ("--tables", "tables of rates and ratios, for publication, in Markdown"),
)


def gate(parser):
    parser.add_argument("policy", metavar="POLICY", help="rules, in TOML")
    parser.add_argument(
        "files", nargs="*", metavar="FILE",
        help=f"{_FILES}; or what audit --save wrote",
    )
    parser.add_argument(
        "--model", metavar="NAME=COL", action="append",
        help="a model and its column of decisions (of scores, where a "
        "threshold decides), may be repeated; without FILE a model and its "
        "files with commas between them: one verdict each, the worst is the "
        "exit code",
    )
    _columns(parser)
    _reading(parser)
    _counting(parser)
    group = _deciding(parser, _NULLS, _NULLS_HELP)
    group.add_argument(
        "--today", metavar="DATE",
        help="the day that waivers are held against, such as 2027-01-31 "
        "(the clock's, in UTC)",
    )
    group.add_argument(
        "--baseline", metavar="PATH", action=Once,
        help="what rules of max_increase and max_decrease are held against: "
        "other rows, as audit --save wrote, or as a report in JSON; for the "
        "same rows --y-pred-baseline",
    )
    group = parser.add_argument_group("output")
    group.add_argument(
        "--format", choices=("text", "json"),
        help="of the verdict; default: what the ending of --output says, "
        "otherwise text",
    )
    group.add_argument(
        "--output", metavar="PATH", action=Once,
        help="a file instead of standard output",
    )
    for name, text in _WRITTEN:
        group.add_argument(
            name, metavar="PATH", action=Once,
            help=f"the verdict as {text}, besides",
        )
    group.add_argument(
        "--github", action="store_true",
        help="annotations for a GitHub workflow, and its job summary",
    )
    group.add_argument(
        "--publish-min", type=whole, metavar="N",
        help="counts below are shown neither in SARIF, Markdown, annotations "
        "and code quality, nor is what gives them back (10)",
    )
    parser.set_defaults(run=gates.gate)


def power(parser):
    parser.add_argument("policy", metavar="POLICY", help="rules, in TOML")
    parser.add_argument(
        "files", nargs="+", metavar="FILE",
        help=f"{_FILES}; or what audit --save wrote",
    )
    _columns(parser)
    _reading(parser)
    _counting(parser)
    _deciding(parser, _NULLS, _NULLS_HELP)
    group = parser.add_argument_group("power")
    group.add_argument(
        "--power", type=number, default=0.8, metavar="X",
        help="how often what is there shall be found (0.8)",
    )
    group.add_argument(
        "--runs", type=at_least_one, default=1000, metavar="N",
        help="how often counts are drawn (1,000)",
    )
    group.add_argument(
        "--seed", type=whole, default=0, metavar="N",
        help="of the draws (0)",
    )
    group = parser.add_argument_group("output")
    group.add_argument(
        "--format", choices=("text", "json"), default="text",
        help="of the answer (text)",
    )
    group.add_argument(
        "--output", metavar="PATH", action=Once,
        help="a file instead of standard output",
    )
    parser.set_defaults(run=gates.power)


def init(parser):
    parser.add_argument("files", nargs="+", metavar="FILE", help=_FILES)
    _columns(parser)
    _reading(parser)
    _counting(parser)
    _deciding(parser, _NULLS, _NULLS_HELP)
    group = parser.add_argument_group("policy")
    group.add_argument(
        "--pack", metavar="NAME", action="append",
        help="a rule pack to include, may be repeated (four-fifths; with "
        "labels equalized-odds as a warning): see fairness packs",
    ).completer = complete.packs
    group.add_argument(
        "--output", metavar="PATH", action=Once,
        help="a file instead of standard output, which must not be there",
    )
    parser.set_defaults(run=inits.init)


def merge(parser):
    parser.add_argument(
        "saved", nargs="+", metavar="PATH", help="what audit --save wrote"
    )
    parser.add_argument(
        "--output", metavar="PATH", action=Once, required=True,
        help="where the sum is saved",
    )
    parser.add_argument(
        "--expect", type=whole, metavar="N", help="how many parts there are"
    )
    parser.add_argument(
        "--manifest", metavar="FILE",
        help="the names of the shards that have to be there, one a line",
    )
    _max_cells(parser)
    parser.set_defaults(run=saved.merge)
