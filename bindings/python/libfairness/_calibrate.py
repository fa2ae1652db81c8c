# SPDX-License-Identifier: MIT
"""calibrate(): maps by group from scores to probabilities."""

from ._artefact import scored_report
from ._calibrator import Calibrator
from ._count import given


def calibrator_options(by=None, **options):
    """What the core understands of what a calibrator is asked for."""
    if by is not None:
        options["by"] = [by] if isinstance(by, str) else by
    return given(**options)


def fit_calibrator(report, options):
    """A calibrator of the core's report."""
    return Calibrator._of(report.calibrate(options))


def calibrate(
    y_true=None,
    y_score=None,
    *,
    sensitive_features,
    method=None,
    by=None,
    data=None,
    min_count=None,
    shrinkage=None,
    strength=None,
    cost_constraint=None,
    pooled=None,
    bins=None,
    equal_mass=None,
    missing=None,
    unseen=None,
    model=None,
    sample_weight=None,
    frequency=None,
    positive_label=None,
    unlabelled=None,
    nulls=None,
    allow_sparse=None,
    max_cells=None,
    max_scores=None,
    score_range=None,
    score_bins=None,
    threads=None,
):
    """Maps by group, so that scores mean the same in every group.

    Parameters
    ----------
    y_true, y_score : column of n labels, column of n finite numbers
        As in :func:`audit`.
    sensitive_features : column, frame, list of columns or mapping
        The groups; of several features all combinations.
    method : str
        ``"isotonic"`` (default): the best map that never falls;
        ``"platt"``, ``"beta"``, ``"temperature"``: maps with two, three, one
        coefficients; ``"histogram"``: the rate of positives of each bin.
        ``"quantile"``: scores of the groups are led towards those of their
        Wasserstein barycentre, by rank; it needs no labels, and what it gives
        are scores like those that it takes, whose order in each group stays.
        ``"calibrated_equalized_odds"`` (Pleiss et al. 2017): of scores that
        are calibrated already some are withheld by lot, and the base rate of
        the group stands for them, so that a cost of the scores is as high in
        every group as it was in the one where it is highest.
    by : feature or list of features
        The features that groups are made of; default: all.
    data : frame or mapping of names to columns, optional
        Where columns that are given by name are found.
    min_count : int
        Groups with fewer rows that have labels (100), and those with one
        label only, have the map of all groups together; of ``"quantile"``
        all rows count.
    shrinkage : float
        Rows that the map of all groups counts as beside the n rows of a
        group: its own map has the share n / (n + shrinkage).  Default 0.
    strength : float
        Of ``"quantile"``: from 0, where scores stay as they are, to 1
        (default), where the distributions of the groups agree.
    cost_constraint : str
        Of ``"calibrated_equalized_odds"``, which cost: ``"weighted"``
        (default), half the mean of abs(label - score);
        ``"false_negative_rate"``, the mean of 1 - score of positive rows;
        ``"false_positive_rate"``, the mean of score of negative rows.
    pooled : bool
        One map for everyone, whatever the group.
    bins, equal_mass : int, bool
        Of the histogram: how many (10), and whether they have equally many
        rows instead of equal width.
    missing, unseen : {"error", "pooled"}
        What becomes of rows whose group is not among these, with a missing
        value or otherwise, when it is applied: an error (default), or the
        map of all groups.
    model : str
        Of which the scores are: a version, a digest.
    sample_weight, ..., threads
        As in :func:`audit`.

    Returns
    -------
    Calibrator

    Raises
    ------
    DataError
        No row has a label, or all have the same; no group is large enough
        for ``"quantile"`` or ``"calibrated_equalized_odds"``; a score that is NaN or
        infinite, or no probability where it has to be one; and as
        :func:`audit`.
    InfeasibleError
        Of ``"calibrated_equalized_odds"``: a group does not cost as much as
        another, even if only its base rate is said.
    SpecificationError
        An unknown method, a number out of range.

    Examples
    --------
    >>> import libfairness as lf
    >>> calibrator = lf.calibrate(
    ...     [0, 1, 1, 1, 0, 0, 0, 1], [.2, .2, .8, .8, .2, .2, .8, .8],
    ...     sensitive_features={"team": list("aaaabbbb")}, min_count=4)
    >>> calibrator
    <libfairness.Calibrator: isotonic, 2 groups>
    >>> calibrator.apply([.2, .8, .2, .8],
    ...                  sensitive_features={"team": list("aabb")})
    array('d', [0.5, 1.0, 0.0, 0.5])
    """
    asked = calibrator_options(
        method=method,
        min_count=min_count,
        shrinkage=shrinkage,
        strength=strength,
        cost_constraint=cost_constraint,
        pooled=pooled,
        bins=bins,
        equal_mass=equal_mass,
        missing=missing,
        unseen=unseen,
        model=model,
    )
    report = scored_report(
        data,
        {
            "y_true": y_true,
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
        allow_sparse=allow_sparse,
    )
    return fit_calibrator(report._core, asked)
