# SPDX-License-Identifier: MIT
"""The options of fairness calibrate fit, apply and show."""

from . import calibrate, options
from .plan_options import counted_columns, counting, model, output, sql

_METHODS = (
    "isotonic", "platt", "beta", "temperature", "histogram", "quantile",
    "calibrated_equalized_odds",
)
_COSTS = "false_negative_rate", "false_positive_rate", "weighted"


def _asked(parser):
    group = parser.add_argument_group("the calibrator")
    group.add_argument(
        "--method", choices=_METHODS,
        help="isotonic (default): the best map that never falls; platt, beta, "
        "temperature: maps with two, three, one coefficients; histogram: the "
        "rate of positives of each bin; quantile: scores of groups are led "
        "towards each other by rank, without labels; "
        "calibrated_equalized_odds: scores are withheld by lot, so that groups "
        "cost the same",
    )
    options._add(
        group, "--by", **options._COLS,
        help="the features that groups are made of (all)",
    )
    group.add_argument(
        "--min-count", type=options.whole, metavar="N",
        help="groups with fewer rows that have labels (100) have the map of "
        "all groups together",
    )
    group.add_argument(
        "--shrinkage", type=options.number, metavar="X",
        help="rows that the map of all groups counts as beside a group's (0)",
    )
    group.add_argument(
        "--strength", type=options.number, metavar="X",
        help="of quantile: from 0, scores stay, to 1 (default), their "
        "distributions agree",
    )
    group.add_argument(
        "--cost-constraint", choices=_COSTS,
        help="of calibrated_equalized_odds: which cost of scores is the same "
        "in all groups (weighted)",
    )
    group.add_argument(
        "--pooled", action="store_true", default=None,
        help="one map for everyone",
    )
    group.add_argument(
        "--bins", type=options.whole, metavar="N",
        help="of the histogram (10)",
    )
    group.add_argument(
        "--equal-mass", action="store_true", default=None,
        help="bins of the histogram have equally many rows",
    )


def _groups(parser):
    group = parser.add_argument_group("groups")
    group.add_argument(
        "--nulls", choices=options._NULLS, help=options._NULLS_HELP
    )
    group.add_argument(
        "--allow-sparse", action="store_true", default=None,
        help="permit more than 20 groups of which most have one row",
    )
    for name, text in (
        ("--missing", "with a missing value"), ("--unseen", "otherwise"),
    ):
        group.add_argument(
            name, choices=("error", "pooled"),
            help="what apply does with rows of groups that are not here, "
            f"{text}: error (default), or the map of all groups",
        )


def fit(parser):
    counted_columns(parser)
    options._reading(parser)
    counting(
        parser, "keep scores in N bins of equal width over --score-range: "
        "the middle of each stands for its scores",
    )
    _asked(parser)
    _groups(parser)
    model(parser)
    output(
        parser, ("text", "json"),
        "of the calibrator: json is what apply reads; default: json for "
        "--output, text otherwise",
    )
    parser.set_defaults(run=calibrate.calibrate_fit)


def apply(parser):
    parser.add_argument(
        "calibrator", metavar="CALIBRATOR", help="what fit wrote"
    )
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help=options._FILES
    )
    group = parser.add_argument_group(
        "columns", "The features of its groups are found by their names."
    )
    options._add(
        group, "--y-score", help="the score", required=True, **options._COL
    )
    options._add(
        group, "--row-id", **options._COL,
        help="what the coin of a row depends on, of calibrated_equalized_odds",
    )
    group.add_argument(
        "--seed", type=options.whole, metavar="N",
        help="of the coins of calibrated_equalized_odds",
    )
    model(parser)
    options._reading(parser)
    output(parser, (), "")
    parser.set_defaults(run=calibrate.calibrate_apply)


def show(parser):
    parser.add_argument(
        "calibrator", metavar="CALIBRATOR", help="what fit wrote"
    )
    sql(parser)
    output(
        parser, ("text", "json", "sql"),
        "for people (default), as it is, or, of isotonic, histogram and "
        "quantile, as an expression of SQL", "text",
    )
    parser.set_defaults(run=calibrate.calibrate_show)


# What adds the options, what the command gives, and how it is used.
COMMANDS = {
    "fit": (
        fit, "maps by group from scores to probabilities",
        "fairness calibrate fit FILE... --y-true COL --y-score COL\n"
        "                              --sensitive-features COL[,COL] "
        "[OPTION...]",
    ),
    "apply": (
        apply, "probabilities of rows",
        "fairness calibrate apply CALIBRATOR FILE... --y-score COL "
        "[OPTION...]",
    ),
    "show": (
        show, "a calibrator for people",
        "fairness calibrate show CALIBRATOR [--format text|json|sql] "
        "[OPTION...]",
    ),
}
