# SPDX-License-Identifier: MIT
"""audit(): all rows in one call."""

from ._count import count, given, split_nulls
from ._report import Report


def audit(
    y_true=None,
    y_pred=None,
    *,
    sensitive_features,
    control_features=None,
    data=None,
    y_score=None,
    threshold=None,
    y_pred_baseline=None,
    sample_weight=None,
    frequency=None,
    positive_label=None,
    favourable=None,
    unlabelled=None,
    nulls=None,
    max_cells=None,
    scores=None,
    max_scores=None,
    score_range=None,
    score_bins=None,
    by=None,
    reference=None,
    metrics=None,
    comparisons=None,
    undefined=None,
    confidence=None,
    min_count=None,
    min_share=None,
    costs=None,
    utilities=None,
    allow_sparse=None,
    calibration_bins=None,
    calibration_tolerance=None,
    p_values=None,
    replicates=None,
    seed=None,
    threads=None,
):
    """Audit decisions for fairness between groups.

    Rows are read once and counted exactly; every number in the report comes
    from those counts.

    Parameters
    ----------
    y_true, y_pred : column of n labels and decisions, optional
        Whatever speaks Arrow's PyCapsule interface (pandas, Polars, pyarrow,
        DuckDB), the buffer protocol (NumPy, array, memoryview) or is a list
        or tuple.  With ``data``, the name of a column.  {0, 1} and bool need
        no ``positive_label``.
    sensitive_features : column, frame, list of columns or mapping
        The groups to compare.  Columns without a name are called
        ``sensitive_feature_0``, ...; with ``data``, a name or list of names.
    control_features : like sensitive_features, optional
        Strata: every comparison exists once over all rows and once in each.
    data : frame or mapping of names to columns, optional
        Where columns that are given by name are found.
    y_score, threshold : column of n numbers, float
        Selected where the score is at least the threshold.
    y_pred_baseline : column of n decisions, optional
        Decisions of another model for the same rows.
    sample_weight, frequency : column of n numbers, optional
        Sampling weights (real, at least 0); how many times a row counts
        (whole).
    positive_label : label, or mapping of y_true, y_pred, y_pred_baseline
        The label that counts as positive.
    favourable : {"positive", "negative"}, optional
        Which decision helps the person.  Not declared: positive, with a
        warning.
    unlabelled : {"error", "exclude", "keep"}
        What a missing y_true means.
    nulls : {"group", "exclude", "error", "set_aside"}
        What a missing group value means: a group of its own (default), a row
        that leaves the audit and is counted, an error, or a group that is
        counted and never compared.
    max_cells : int
        Most observed combinations of all features (65,536).
    scores : {"exact", "none"}
        What is kept of y_score beyond decisions: every distinct score of each
        group and label with its count (default), which the metrics of scores
        need; or nothing, so that memory does not grow with scores.
    max_scores : int
        Most distinct scores of groups and labels (33,554,432), 20 bytes each.
    score_range : pair of numbers, optional
        The lowest and the highest score that there can be, such as
        ``(300, 850)``: one outside of it is an error, and metrics of
        probabilities take ``(score - low) / (high - low)``.  Without it
        scores may be any numbers, infinite ones too, and are probabilities
        if all of them lie between 0 and 1.
    score_bins : int, optional
        Keep scores in so many bins of equal width over ``score_range``, so
        that memory does not grow with rows.  Metrics of order take a bin for
        a tie, means stay exact, and what needs every score is an error.
    by : list of features and lists of features
        Groupings; default each sensitive feature, and all together.
    reference : mapping of feature to value, or a word
        What groups are compared with: the group that it names, or
        ``"largest"`` (default), ``"best"``, ``"worst"``, ``"overall"``,
        ``"rest"``.
    metrics, comparisons : name, list of names or "all"
        What tables and text show; ``report.value`` finds any name.  Metrics
        also by suite: ``"classification"`` (default), and of scores
        ``"ranking"`` and ``"calibration"``.  Criteria of pairs of groups
        (``"cross_auc"``, ``"abroca"``, ``"score_distance_ks"``, …) are shown
        if named here, or with ``"ranking"``.
    undefined : {"propagate", "skip"}
        What an undefined group does to a comparison.
    confidence : float
        Of the intervals, 0.95.
    min_count, min_share : int, float
        Smaller groups are counted and not compared.
    costs : mapping of false_positive, false_negative to numbers
        For the metric ``expected_cost``.
    utilities : mapping of true_positive, false_positive, false_negative, \
true_negative to numbers
        For the metric ``utility``.
    allow_sparse : bool
        Permit more than 20 groups of which most have one row.
    calibration_bins : int or "distinct"
        Bins that calibration is measured in, 10; or one for each distinct
        score.
    calibration_tolerance : float
        What ``calibration_within_groups`` is held against; not given:
        nothing.
    p_values : bool
        Criteria have p-values too: that groups differ, and of those with a
        limit that it is missed or kept.  Takes time with the square of the
        groups; ``report.test`` is for one criterion and any limit.
    replicates : int
        Metrics of decisions that are no proportions, nor ratios or odds of two
        of them (F1), calibration errors, and what is made of them have
        intervals too: by resampling the counts of each group so many times,
        100 to 1,000,000.
    seed : int
        Of what is drawn, 0; with the same one intervals are the same.
    threads : int, optional
        How many count the rows; no result depends on it.  Not given: as many
        as the machine has from a million rows on, else one.

    Returns
    -------
    Report

    Raises
    ------
    DataError
        A value that may not be there: names column, first row and count.
    SpecificationError
        What was asked for makes no sense: an unknown name, lengths that
        differ, pandas indexes that differ.
    TypeUnsupportedError
        A column of a type that is not supported.
    LimitError
        Too many groups or distinct scores, or a count beyond 64 bits.

    Notes
    -----
    What columns may be, and what their values become:

    =================  ====================================================
    text               object, str, string, category of pandas; String,
                       Categorical, Enum of Polars; string types and
                       dictionaries of Arrow; ENUM of DuckDB; "U", "T" and
                       object arrays of NumPy; lists of str
    whole numbers      integers of any width, whole floats (1.0 is 1), nullable
                       and 128-bit ones, decimals without decimals
    booleans           bool, boolean; {0, 1} in labels and decisions
    missing            None, NaN, pandas.NA, nulls, what a mask hides
    real numbers       in y_score and sample_weight alone
    =================  ====================================================

    Dates, decimals with decimals, bytes, lists, generators and sets are
    refused by an error that says what to pass; text "1" is not the number 1.
    pandas objects with different indexes are refused, not aligned.

    Examples
    --------
    >>> import libfairness as lf
    >>> report = lf.audit(
    ...     y_true=[1, 1, 0, 0, 1, 0],
    ...     y_pred=[1, 1, 0, 1, 0, 0],
    ...     sensitive_features={"sex": ["F", "F", "F", "M", "M", "M"]},
    ...     favourable="positive",
    ... )
    >>> report["equal_opportunity_difference"].value
    1.0
    >>> report.value("selection_rate", group={"sex": "F"}).interval
    (0.207..., 0.938...)
    """
    for_audit, for_report = split_nulls(nulls)
    core, _ = count(
        data,
        {
            "y_true": y_true,
            "y_pred": y_pred,
            "y_score": y_score,
            "y_pred_baseline": y_pred_baseline,
            "sample_weight": sample_weight,
            "frequency": frequency,
        },
        sensitive_features,
        control_features,
        {
            "threshold": threshold,
            "positive_label": positive_label,
            "unlabelled": unlabelled,
            "max_cells": max_cells,
            "scores": scores,
            "max_scores": max_scores,
            "score_range": score_range,
            "score_bins": score_bins,
            **for_audit,
        },
        threads,
    )
    return Report._of(
        core,
        given(
            by=by,
            reference=reference,
            metrics=metrics,
            comparisons=comparisons,
            favourable=favourable,
            undefined=undefined,
            confidence=confidence,
            min_count=min_count,
            min_share=min_share,
            costs=costs,
            utilities=utilities,
            allow_sparse=allow_sparse,
            calibration_bins=calibration_bins,
            calibration_tolerance=calibration_tolerance,
            p_values=p_values,
            replicates=replicates,
            seed=seed,
            **for_report,
        ),
    )
