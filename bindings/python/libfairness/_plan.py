# SPDX-License-Identifier: MIT
"""plan(): the best thresholds under a constraint."""

import sys

from . import _core
from ._artefact import scored_report
from ._columns import features
from ._count import given, names_of
from ._errors import specification
from ._joined import joined
from ._kinds import is_mapping
from ._plan_object import Plan

_DECIMALS = ("max_difference", "min_ratio", "min_rate", "max_rate",
             "max_selected", "min_selected")


def decimal_text(value, name):
    """A number as the decimal text that people mean by it."""
    if isinstance(value, str):
        return value
    # Not imported here: Python 3.12 ends where interpreters with a GIL of
    # their own import it at once.
    decimal = sys.modules.get("decimal")
    if decimal is not None and isinstance(value, decimal.Decimal):
        return str(value)
    if isinstance(value, float):
        return float.__repr__(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return int.__repr__(value)
    if getattr(getattr(value, "dtype", None), "kind", "") in ("f", "i", "U"):
        return str(value)  # a float32 is as short as it can be
    raise specification(
        f"{name}: expected a number such as 0.02, found {value!r:.200}", name
    )


_WORTH = "true_positive", "false_positive", "false_negative", "true_negative"


def _group_costs(given, objective):
    """Mappings of a group and what decisions cost, or are worth, in it."""
    names = _WORTH if objective == "utility" else _WORTH[1:3]
    expected = (
        "group_costs: expected a list of mappings of group (itself a mapping "
        f"of features to values), {', '.join(names)}"
    )
    if isinstance(given, (str, dict)) or not hasattr(given, "__iter__"):
        raise specification(f"{expected}, found {given!r:.200}", "group_costs")
    found = []
    for one in given:
        if not isinstance(one, dict) or set(one) != {"group", *names} or (
            not isinstance(one["group"], dict)
        ):
            raise specification(f"{expected}, found {one!r:.200}", "group_costs")
        found.append(
            (one["group"], tuple(one.get(name, 0.0) for name in _WORTH))
        )
    return tuple(found)


def _names(sensitive_features, by, data):
    """Of the features that groups are made of."""
    if by is not None:
        return (by,) if isinstance(by, str) else tuple(by)
    if is_mapping(sensitive_features):
        return tuple(sensitive_features)
    if data is not None:
        return names_of(sensitive_features, "sensitive_features")
    return features(sensitive_features, "sensitive_features")[0]


def group_list(favoured, names=None):
    """Groups as mappings: one, or a list, each a mapping, or with names the
    value of the only feature or a tuple of values."""
    if favoured is None:
        return None
    found = []
    for group in favoured if isinstance(favoured, list) else [favoured]:
        if not is_mapping(group) and names is not None:
            values = group if isinstance(group, tuple) else (group,)
            if len(values) == len(names):
                group = dict(zip(names, values))
        if not is_mapping(group):
            raise specification(
                "favoured: expected a group as a mapping of features to "
                f"values, or a list of these, found {group!r:.200}",
                "favoured",
            )
        found.append(dict(group))
    return found


def _also(given):
    """Mappings of a constraint and its tolerance."""
    expected = (
        "also: expected a list of mappings of constraint and tolerance (or "
        "max_difference), or min_ratio"
    )
    if isinstance(given, (str, dict)) or not hasattr(given, "__iter__"):
        raise specification(f"{expected}, found {given!r:.200}", "also")
    found = []
    for one in given:
        if not isinstance(one, dict) or len(one) != 2 or (
            "constraint" not in one
        ) or not set(one) <= {
            "constraint", "tolerance", "max_difference", "min_ratio"
        }:
            raise specification(f"{expected}, found {one!r:.200}", "also")
        most = one.get("tolerance", one.get("max_difference"))
        least = one.get("min_ratio")
        found.append((
            one["constraint"],
            None if most is None else decimal_text(most, "also"),
            None if least is None else decimal_text(least, "also"),
        ))
    return tuple(found)


def plan_options(
    tolerance=None, max_difference=None, by=None, rule=None, randomized=None,
    group_costs=None, also=None, favoured=None, control_features=None,
    **options,
):
    """What the core understands of what a plan is asked for."""
    if tolerance is not None:
        if max_difference is not None:
            raise specification(
                "tolerance and max_difference are two names of one number: "
                "give one of them",
                "tolerance",
            )
        max_difference = tolerance
    if randomized is not None and not isinstance(randomized, bool):
        raise specification(
            f"randomized: expected True or False, found {randomized!r:.200}",
            "randomized",
        )
    if randomized:
        if rule not in (None, "randomized"):
            raise specification(
                f"randomized=True contradicts rule={rule!r:.200}", "randomized"
            )
        rule = "randomized"
    options = given(max_difference=max_difference, rule=rule,
                    favoured=group_list(favoured), **options)
    for name in _DECIMALS:
        if name in options:
            options[name] = decimal_text(options[name], name)
    if also is not None:
        options["also"] = _also(also)
    if group_costs is not None:
        options["group_costs"] = _group_costs(
            group_costs, options.get("objective")
        )
    if by is not None:
        options["by"] = [by] if isinstance(by, str) else by
    if control_features is not None:
        options["control"] = names_of(control_features, "control_features")
    return options


def fit(report, options):
    """A plan of the core's report."""
    try:
        return Plan._of(report.plan(options))
    except _core.InfeasibleError as error:
        if options.get("constraint", "none") != "none":
            error.nearest = report.nearest(options)
        raise


def plan(
    y_true=None,
    y_score=None,
    *,
    y_pred=None,
    sensitive_features,
    control_features=None,
    constraint=None,
    objective=None,
    tolerance=None,
    max_difference=None,
    min_ratio=None,
    min_rate=None,
    max_rate=None,
    max_selected=None,
    min_selected=None,
    no_lower_than=None,
    no_higher_than=None,
    also=None,
    rule=None,
    randomized=None,
    by=None,
    data=None,
    threshold=None,
    favoured=None,
    sample_weight=None,
    frequency=None,
    positive_label=None,
    unlabelled=None,
    nulls=None,
    undefined=None,
    min_count=None,
    min_share=None,
    costs=None,
    utilities=None,
    group_costs=None,
    allow_sparse=None,
    max_cells=None,
    max_scores=None,
    score_range=None,
    score_bins=None,
    max_nodes=None,
    missing=None,
    unseen=None,
    model=None,
    threads=None,
):
    """The best thresholds by group that satisfy a constraint.

    Rows are read once; all thresholds that decide differently are looked at,
    and nothing is better than what is found: ``plan.bound`` says so.

    Parameters
    ----------
    y_true, y_score : column of n labels, column of n finite numbers
        As in :func:`audit`.  A row is selected if its score is at or above
        the threshold of its group.
    y_pred : column of n decisions, optional
        Instead of scores: by lot (``rule="randomized"``) the plan is the
        predictor that Hardt, Price and Srebro (2016) derive from a binary
        one, and :attr:`Plan.flips` says how often it changes each decision.
        To the plan decisions are the scores 0 and 1, as ``y_score``.
    sensitive_features : column, frame, list of columns or mapping
        The groups; of several features all combinations.
    control_features : column, frame, list of columns or mapping, optional
        Strata: the constraint holds within each combination of their values,
        where groups are compared with each other alone; thresholds are by
        group and stratum, and the objective is of all rows together.
    constraint : str
        ``"none"`` (default), ``"demographic_parity"``,
        ``"true_positive_rate_parity"`` (or ``"equal_opportunity"``),
        ``"false_positive_rate_parity"``, ``"true_negative_rate_parity"``,
        ``"false_negative_rate_parity"``, ``"predictive_parity"``,
        ``"equalized_odds"``.
    objective : str
        Of all rows together, as large as can be: ``"accuracy"`` (default),
        ``"balanced_accuracy"``, ``"f1_score"``, ``"utility"``,
        ``"selection_rate"``, ``"true_positive_rate"``,
        ``"true_negative_rate"``; or as small: ``"expected_cost"``,
        ``"least_change"``, ``"least_referred"``.  The last makes a referral
        band: around ``threshold`` as few rows as can be are referred to
        somebody who decides them, so that all others satisfy the
        constraint (:attr:`Plan.bands`).
    tolerance, max_difference : number, str or Decimal
        How far the rates of groups may be apart; two names of one number.
        ``0.02`` is two hundredths, exactly.
    min_ratio : number, str or Decimal
        Instead: the lowest rate over the highest is at least this.
    min_rate, max_rate : number, str or Decimal
        Every group's rate is at least, and at most, this.
    max_selected, min_selected : int, float, str or Decimal
        How much all groups select together, at most and at least: a whole
        number is so many (with weights, so much weight), a float such as
        ``0.2`` a share of all.  Both equal: exactly that.
    no_lower_than, no_higher_than : float
        A threshold, the one in use: no group's rate is lower, or higher, than
        it makes it.  With ``min_rate`` rates are levelled up.
    also : list of mappings
        Up to three constraints that hold too, each with its own tolerance:
        ``{"constraint": "equal_opportunity", "tolerance": 0.05}``, or with
        ``min_ratio``.  Not for a randomized rule.
    rule : {"by_group", "shared", "randomized", "reject_option"}
        A threshold for each group, or one for everyone; or for each group up
        to three, of which a coin takes one for each row; or ``threshold``
        with the best margin around it, within which groups that are
        ``favoured`` are rejected and all others selected (Kamiran, Karim and
        Zhang 2012).
    randomized : bool
        ``True`` is ``rule="randomized"``.
    by : feature or list of features
        The features that groups are made of; default: all.
    data : frame or mapping of names to columns, optional
        Where columns that are given by name are found.
    threshold : float
        What ``"least_change"`` and ``"least_referred"`` are counted from, and
        the middle of ``"reject_option"``.
    favoured : group or list of groups
        Of ``"reject_option"``, those that are favoured without it: the value
        of the feature, a tuple of values of several, or a mapping.
    min_count, min_share, undefined : int, float, {"propagate", "skip"}
        Groups that are smaller, or have no such rate, are not held to the
        constraint: they get what is best for the objective.
    costs, utilities : mapping
        As in :func:`audit`, for ``"expected_cost"`` and ``"utility"``.
    group_costs : list of mappings
        The same by group: ``{"group": {"sex": "F"}, "false_positive": 1,
        "false_negative": 5}``, or with all four of the utilities; groups that
        are not among them have ``costs`` or ``utilities``.
    max_nodes : int
        Of the search under ``"equalized_odds"`` by group (20,000), after
        which the best so far is taken, and ``plan.bound`` is above 0.
    missing, unseen : {"error", "select", "reject"} or number
        What becomes of rows whose group is not among these, with a missing
        value or otherwise, when the plan is applied: an error (default), or
        a decision that is declared here; a number is their threshold.
    model : str
        Of which the scores are: a version, a digest.
    sample_weight, ..., threads
        As in :func:`audit`.

    Returns
    -------
    Plan

    Raises
    ------
    InfeasibleError
        No thresholds satisfy the constraint; ``nearest`` is the tolerance
        that some do.
    DataError
        A score that is NaN or infinite, a group in which a rate of the
        constraint has no denominator, and as :func:`audit`.
    SpecificationError
        An unknown name, no tolerance for a constraint, a number out of range.

    Examples
    --------
    >>> import libfairness as lf
    >>> plan = lf.plan(
    ...     [1, 0, 1, 0, 1, 0, 0, 1], [.9, .6, .4, .2, .7, .5, .3, .1],
    ...     sensitive_features={"team": list("aaaabbbb")},
    ...     constraint="demographic_parity", tolerance="0.25")
    >>> plan
    <libfairness.Plan: accuracy 0.750 under demographic_parity, 2 groups>
    >>> plan.needs_groups
    True
    """
    if y_pred is not None and y_score is not None:
        raise specification(
            "y_score and y_pred are both given: a plan is made of one of them",
            "y_pred",
        )
    sensitive_features, control = joined(
        sensitive_features, control_features, data
    )
    if control and by is not None:
        by = [by] if isinstance(by, str) else by
        by = [*by, *(name for name in control if name not in by)]
    asked = plan_options(
        control_features=control or None,
        constraint=constraint,
        objective=objective,
        tolerance=tolerance,
        max_difference=max_difference,
        min_ratio=min_ratio,
        min_rate=min_rate,
        max_rate=max_rate,
        max_selected=max_selected,
        min_selected=min_selected,
        no_lower_than=no_lower_than,
        no_higher_than=no_higher_than,
        also=also,
        rule=rule,
        randomized=randomized,
        threshold=threshold,
        group_costs=group_costs,
        favoured=None if favoured is None else group_list(
            favoured, _names(sensitive_features, by, data)),
        min_count=min_count,
        max_nodes=max_nodes,
        missing=missing,
        unseen=unseen,
        model=model,
    )
    report = scored_report(
        data,
        {
            "y_true": y_true,
            "y_pred": y_pred,
            "y_score": y_score,
            "sample_weight": sample_weight,
            "frequency": frequency,
        },
        sensitive_features,
        {
            "positive_label": positive_label,
            "unlabelled": unlabelled,
            "max_cells": max_cells,
            "max_scores": max_scores,
            "score_range": score_range,
            "score_bins": score_bins,
        },
        nulls,
        by,
        threads,
        undefined=undefined,
        min_share=min_share,
        costs=costs,
        utilities=utilities,
        allow_sparse=allow_sparse,
    )
    return fit(report._core, asked)
