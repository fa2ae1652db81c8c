# SPDX-License-Identifier: MIT
"""Options: their words, and how a line is parsed."""

import argparse

from .. import _core
from . import commands, registry
from .output import CommandError

_FORMATS = ("text", "json", "markdown", "csv")
_INPUTS = ("csv", "tsv", "parquet", "arrow", "jsonl")
_LATER = ("gate", "plan", "init")


class _Parser(argparse.ArgumentParser):
    """Errors as exceptions; options are not abbreviated."""

    def __init__(self, **kwargs):
        super().__init__(allow_abbrev=False, **kwargs)

    def error(self, message):
        raise CommandError(f"{message}: see {self.prog} --help")


def _whole(text):
    value = int(text)
    if value < 0:
        raise ValueError
    return value


_whole.__name__ = "whole number"


def _columns(parser):
    group = parser.add_argument_group("columns")
    for name, text in (
        ("--y-true", "the true label"),
        ("--y-pred", "the decision"),
        ("--y-score", "a score; with --threshold it decides"),
        ("--y-pred-baseline", "decisions of another model"),
        ("--sample-weight", "sampling weights"),
        ("--frequency", "how many times a row counts"),
    ):
        group.add_argument(name, metavar="COL", help=text)
    group.add_argument(
        "--sensitive-features", metavar="COL[,COL]", action="append",
        required=True, help="the groups to compare",
    )
    group.add_argument(
        "--control-features", metavar="COL[,COL]", action="append",
        default=[], help="strata within which groups are compared too",
    )


def _counting(parser):
    group = parser.add_argument_group("what is counted")
    group.add_argument(
        "--threshold", type=float, metavar="X",
        help="selected where --y-score is at least X",
    )
    group.add_argument(
        "--positive-label", metavar="V", action="append",
        help="the label that counts as positive, or y_true=V, y_pred=V, "
        "y_pred_baseline=V for one column",
    )
    group.add_argument(
        "--unlabelled", choices=("error", "exclude", "keep"),
        help="what a missing label means",
    )
    group.add_argument(
        "--max-cells", type=_whole, metavar="N",
        help="most observed combinations of all features",
    )
    group.add_argument("--shard", metavar="ID", help="name of this part")
    group.add_argument(
        "--input-format", choices=_INPUTS,
        help="of the files, where their names do not say",
    )


def _shaping(parser, nulls):
    group = parser.add_argument_group("the answer")
    group.add_argument(
        "--favourable", choices=("positive", "negative"),
        help="which decision helps the person",
    )
    group.add_argument(
        "--reference", metavar="FEATURE=VALUE", action="append",
        help="the group to compare with, or largest, best, worst, overall, "
        "rest",
    )
    group.add_argument(
        "--by", metavar="COL[,COL]", action="append",
        help="a grouping; may be repeated",
    )
    group.add_argument(
        "--metrics", metavar="NAMES", action="append",
        help="all, or names with commas between them",
    )
    group.add_argument(
        "--comparisons", metavar="NAMES", action="append",
        help="all, or names with commas between them",
    )
    group.add_argument(
        "--nulls", choices=nulls, help="what a missing group value means"
    )
    group.add_argument(
        "--undefined", choices=("propagate", "skip"),
        help="what an undefined group does to a comparison",
    )
    group.add_argument("--confidence", type=float, metavar="X")
    group.add_argument("--min-count", type=_whole, metavar="N")
    group.add_argument("--min-share", type=float, metavar="X")
    group.add_argument(
        "--costs", metavar="false_positive=X,false_negative=Y",
        help="for expected_cost",
    )
    group.add_argument(
        "--utilities", metavar="true_positive=A,…",
        help="for utility: all four of true_positive, false_positive, "
        "false_negative, true_negative",
    )
    group.add_argument("--allow-sparse", action="store_true", default=None)


def _output(parser, save):
    group = parser.add_argument_group("output")
    group.add_argument("--format", choices=_FORMATS, default="text")
    group.add_argument("--output", metavar="PATH")
    if save:
        group.add_argument(
            "--save", metavar="PATH", help="the counts, for report and merge"
        )


def _audit(sub):
    parser = sub.add_parser("audit", help="audit the rows of files")
    parser.add_argument("files", nargs="+", metavar="FILE")
    _columns(parser)
    _counting(parser)
    _shaping(parser, ("group", "exclude", "error", "set_aside"))
    _output(parser, save=True)
    parser.set_defaults(run=commands.audit)


def _report(sub):
    parser = sub.add_parser("report", help="a saved audit as a report")
    parser.add_argument("saved", metavar="PATH")
    _shaping(parser, ("set_aside",))
    _output(parser, save=False)
    parser.set_defaults(run=commands.report)


def _merge(sub):
    parser = sub.add_parser("merge", help="saved audits into one")
    parser.add_argument("saved", nargs="+", metavar="PATH")
    parser.add_argument("--output", metavar="PATH", required=True)
    parser.add_argument(
        "--expect", type=_whole, metavar="N", help="how many parts there are"
    )
    parser.add_argument(
        "--manifest", metavar="FILE", help="the shards' names, one a line"
    )
    parser.set_defaults(run=commands.merge)


def _registry(sub):
    parser = sub.add_parser("metrics", help="every name with one line")
    parser.set_defaults(run=registry.metrics)
    parser = sub.add_parser("explain", help="everything about one name")
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.set_defaults(run=registry.explain)


def _later(options):
    raise CommandError(
        f"{options.command}: not in version {_core.version()} yet"
    )


def _parser():
    parser = _Parser(
        prog="fairness",
        description="Audit decisions of a model for fairness between groups.",
    )
    parser.add_argument(
        "--version", action="version", version=f"fairness {_core.version()}"
    )
    sub = parser.add_subparsers(
        dest="command", metavar="COMMAND", required=True, parser_class=_Parser
    )
    for add in (_audit, _report, _merge, _registry):
        add(sub)
    for name in _LATER:
        later = sub.add_parser(name, add_help=False)
        later.set_defaults(run=_later)
    return parser


def parse(argv):
    """The options of a command line; options.run does the work."""
    if argv and argv[0] in _LATER:
        _later(argparse.Namespace(command=argv[0]))
    options, unknown = _parser().parse_known_args(argv)
    if unknown:  # argparse would point to the help of all commands
        raise CommandError(
            f"unrecognized arguments: {' '.join(unknown)}: see fairness "
            f"{options.command} --help"
        )
    if getattr(options, "format", None) == "csv":
        raise CommandError(
            f"--format csv: not in version {_core.version()} yet: use json, "
            "text or markdown"
        )
    return options
