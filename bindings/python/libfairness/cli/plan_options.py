# SPDX-License-Identifier: MIT
"""The options of fairness plan fit, front, apply and show."""

from . import evaluate as evaluation, options, plan

_RULES = "by-group", "shared", "randomized", "reject-option"
_TOLERANCES = (
    (("--tolerance", "--max-difference"), "max_difference",
     "how far the rates of groups may be apart, such as 0.02: two hundredths, "
     "exactly"),
    (("--min-ratio",), "min_ratio",
     "instead: the lowest rate over the highest is at least X"),
    (("--min-rate",), "min_rate", "every group's rate is at least X"),
    (("--max-rate",), "max_rate", "every group's rate is at most X"),
    (("--max-selected",), "max_selected",
     "all groups select at most X together: 200, so many; 0.2, a share of all"),
    (("--min-selected",), "min_selected", "and at least X"),
)


def fallback(text):
    if text in ("error", "select", "reject"):
        return text
    return float(text)


fallback.__name__ = "number, error, select or reject"


def _asked(parser):
    group = parser.add_argument_group("the plan")
    group.add_argument(
        "--constraint", metavar="NAME",
        help="none (default), demographic_parity, true_positive_rate_parity "
        "(equal_opportunity), false_positive_rate_parity, "
        "true_negative_rate_parity, false_negative_rate_parity, "
        "predictive_parity, equalized_odds",
    )
    group.add_argument(
        "--objective", metavar="NAME",
        help="accuracy (default), balanced_accuracy, f1_score, utility, "
        "selection_rate, true_positive_rate, true_negative_rate, "
        "expected_cost, least_change, least_referred; of all rows together",
    )
    for names, dest, text in _TOLERANCES:  # as typed: a decimal
        group.add_argument(
            *names, dest=dest, metavar="X", action=options.Once, help=text
        )
    group.add_argument(
        "--also", metavar="NAME=X", action="append",
        help="another constraint and its tolerance, such as "
        "equal_opportunity=0.05, or of a ratio equal_opportunity:0.8; may be "
        "repeated",
    )
    group.add_argument(
        "--rule", choices=_RULES,
        help="a threshold for each group (default), or one for everyone; or for "
        "each group up to three, of which a coin takes one for each row; or "
        "--threshold with the best margin around it, within which groups that "
        "are --favoured are rejected and all others selected",
    )
    group.add_argument(
        "--favoured", metavar="COL=V[,COL=V]", action="append",
        help="of reject-option: a group that is favoured without it; may be "
        "repeated",
    )
    for word, than in ("lower", "below"), ("higher", "above"):
        group.add_argument(
            f"--no-{word}-than", type=options.number, metavar="X",
            help=f"no group's rate is {than} what a threshold, the one in "
            "use, makes it",
        )
    options._add(
        group, "--by", **options._COLS,
        help="the features that groups are made of (all)",
    )
    group.add_argument(
        "--threshold", type=options.number, metavar="X",
        help="what least_change and least_referred are counted from, and the "
        "middle of reject-option",
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
        "--group-costs", metavar="GROUP:NAME=X,…", action="append",
        help="the same for one group, such as "
        "sex=F:false_positive=1,false_negative=5; may be repeated",
    )
    group.add_argument(
        "--max-nodes", type=options.whole, metavar="N",
        help="of the search under equalized_odds (20000), after which the "
        "best so far is taken, with a bound on what it may lack",
    )


def _groups(parser, is_fit=True):
    group = parser.add_argument_group("groups")
    group.add_argument(
        "--nulls", choices=options._NULLS, help=options._NULLS_HELP
    )
    group.add_argument(
        "--undefined", choices=("propagate", "skip"),
        help="a group without such a rate is an error (default), or is not "
        "held to the constraint",
    )
    group.add_argument(
        "--min-count", type=options.whole, metavar="N",
        help="groups with fewer rows are not held to the constraint",
    )
    group.add_argument(
        "--min-share", type=options.number, metavar="X",
        help="groups with a smaller share of the rows are not",
    )
    group.add_argument(
        "--allow-sparse", action="store_true", default=None,
        help="permit more than 20 groups of which most have one row",
    )
    for name, text in (
        ("--missing", "with a missing value"), ("--unseen", "otherwise"),
    ) if is_fit else ():
        group.add_argument(
            name, type=fallback, metavar="WORD",
            help="what apply does with rows of groups that are not here, "
            f"{text}: error (default), select, reject, or a threshold",
        )


def counting(parser, text):
    group = parser.add_argument_group("what is counted")
    group.add_argument(
        "--positive-label", metavar="V", action="append",
        help="the label that counts as positive, where it is not 1 of {0,1}",
    )
    group.add_argument(
        "--unlabelled", choices=("error", "exclude", "keep"),
        help="a missing label is an error (default), a row to leave out, or "
        "a row that counts where no label is needed",
    )
    options._max_cells(group)
    group.add_argument(
        "--max-scores", type=options.whole, metavar="N", default=0,
        help="most distinct scores of groups and labels (33554432)",
    )
    group.add_argument(
        "--score-range", type=options.number, nargs=2,
        metavar=("LOW", "HIGH"),
        help="the lowest and the highest score that there can be",
    )
    group.add_argument(
        "--score-bins", type=options.whole, metavar="N",
        help=text,
    )


def output(parser, formats, text, default=None):
    group = parser.add_argument_group("output")
    if formats:
        group.add_argument(
            "--format", choices=formats, default=default, help=text
        )
    group.add_argument(
        "--output", metavar="PATH", action=options.Once,
        help="a file instead of standard output",
    )


def model(parser):
    parser.add_argument(
        "--model", metavar="TEXT",
        help="of which model the scores are: a version, a digest; apply "
        "refuses another",
    )


def counted_columns(parser, *more):
    parser.add_argument(
        "files", nargs="+", metavar="FILE",
        help=f"{options._FILES}; or what audit --save wrote",
    )
    group = parser.add_argument_group("columns")
    for name, text in (
        ("--y-true", "the true label"), ("--y-score", "the score"), *more,
        ("--sample-weight", "sampling weights, real numbers of at least 0"),
        ("--frequency", "how many times a row counts, whole numbers"),
    ):
        options._add(group, name, help=text, **options._COL)
    options._add(
        group, "--sensitive-features", **options._COLS,
        help="the features that groups are made of; may be repeated",
    )
    options._add(
        group, "--control-features", **options._COLS,
        help="strata: the constraint holds within each combination of their "
        "values; may be repeated",
    )


_DECISION = (
    "--y-pred",
    "instead of a score a decision, which apply takes as the scores 0 and 1",
)


def fit(parser):
    counted_columns(parser, _DECISION)
    options._reading(parser)
    counting(
        parser, "keep scores in N bins of equal width over --score-range: "
        "thresholds are where bins begin",
    )
    _asked(parser)
    _groups(parser)
    model(parser)
    output(
        parser, ("text", "json"),
        "of the plan: json is what apply reads; default: json for --output, "
        "text otherwise",
    )
    parser.set_defaults(run=plan.plan_fit)


def front(parser):
    counted_columns(parser, _DECISION)
    options._reading(parser)
    counting(
        parser, "keep scores in N bins of equal width over --score-range: "
        "thresholds are where bins begin",
    )
    _asked(parser)
    group = parser.add_argument_group("the front")
    group.add_argument(
        "--points", type=options.whole, metavar="N",
        help="tolerances in a series from 0 to where the best plan of all is, "
        "or to --tolerance (11; 0 where there are --tolerances)",
    )
    group.add_argument(
        "--tolerances", metavar="X[,X]", action="append",
        help="tolerances beside the series; may be repeated",
    )
    _groups(parser, is_fit=False)
    output(
        parser, ("text", "csv", "json"), "for people (default), or all columns",
        "text",
    )
    parser.set_defaults(run=plan.plan_front)


def apply(parser):
    parser.add_argument("plan", metavar="PLAN", help="what fit wrote")
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help=options._FILES
    )
    group = parser.add_argument_group(
        "columns", "The plan's features are found by their names."
    )
    options._add(
        group, "--y-score", help="the score", required=True, **options._COL
    )
    options._add(
        group, "--row-id", **options._COL,
        help="what the coin of a row depends on, of a randomized plan",
    )
    group.add_argument(
        "--seed", type=options.whole, metavar="N",
        help="of the coins of a randomized plan",
    )
    model(parser)
    options._reading(parser)
    parser.add_argument(
        "--probability", action="store_true",
        help="with which probability rows are selected, instead of decisions",
    )
    output(parser, (), "")
    parser.set_defaults(run=plan.plan_apply)


def evaluate(parser):
    parser.add_argument("plan", metavar="PLAN", help="what fit wrote")
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help=options._FILES
    )
    group = parser.add_argument_group(
        "columns", "The plan's features are found by their names."
    )
    for name, text, needed in (
        ("--y-true", "the true label", True), ("--y-score", "the score", True),
        ("--y-pred", "the decision of today, to hold the plan's against",
         False),
        ("--sample-weight", "sampling weights, real numbers of at least 0",
         False),
        ("--frequency", "how many times a row counts, whole numbers", False),
        ("--row-id", "what the coin of a row depends on, of a randomized plan",
         False),
    ):
        options._add(
            group, name, help=text, required=needed, **options._COL
        )
    group.add_argument(
        "--positive-label", metavar="V", action="append",
        help="the label that counts as positive, where it is not 1 of {0,1}; "
        "or y_true=V, y_pred=V for one column",
    )
    group.add_argument(
        "--unlabelled", choices=("error", "exclude", "keep"),
        help="what a missing label is (error)",
    )
    group.add_argument(
        "--seed", type=options.whole, metavar="N",
        help="of the coins of a randomized plan",
    )
    group.add_argument(
        "--favourable", choices=("positive", "negative"),
        help="which decision helps the person",
    )
    group.add_argument(
        "--confidence", type=options.number, metavar="X",
        help="of intervals (0.95)",
    )
    model(parser)
    options._reading(parser)
    output(parser, ("text", "json"), "for people (default), or both reports "
           "as JSON", "text")
    parser.set_defaults(run=evaluation.evaluate)


def sql(parser):
    group = parser.add_argument_group("sql")
    options._add(group, "--y-score", help="the column of scores (y_score)",
                 **options._COL)
    group.add_argument(
        "--dialect", choices=("ansi", "duckdb"),
        help="what apply refuses is NULL (ansi, default) or an error",
    )
    return group


def show(parser):
    parser.add_argument("plan", metavar="PLAN", help="what fit wrote")
    group = sql(parser)
    group.add_argument(
        "--coin", metavar="COL",
        help="of a randomized plan: a column of numbers from 0 to below 1",
    )
    group.add_argument(
        "--probability", action="store_true",
        help="with which probability rows are selected, instead of decisions",
    )
    output(
        parser, ("text", "json", "sql"),
        "for people (default), as it is, or as an expression of SQL", "text",
    )
    parser.set_defaults(run=plan.plan_show)


# What adds the options, what the command gives, and how it is used.
COMMANDS = {
    "fit": (
        fit, "the best thresholds under a constraint",
        "fairness plan fit FILE... --y-true COL --y-score COL\n"
        "                         --sensitive-features COL[,COL] [OPTION...]",
    ),
    "front": (
        front, "what tolerance costs: the best plan at each of several",
        "fairness plan front FILE... --y-true COL --y-score COL\n"
        "                           --sensitive-features COL[,COL]\n"
        "                           --constraint NAME [OPTION...]",
    ),
    "apply": (
        apply, "decide rows by a plan",
        "fairness plan apply PLAN FILE... --y-score COL [OPTION...]",
    ),
    "evaluate": (
        evaluate, "what a plan does on rows, before and after",
        "fairness plan evaluate PLAN FILE... --y-true COL --y-score COL\n"
        "                              [--y-pred COL] [OPTION...]",
    ),
    "show": (
        show, "a plan for people, or as SQL",
        "fairness plan show PLAN [--format text|json|sql] [OPTION...]",
    ),
}
