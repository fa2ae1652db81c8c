# SPDX-License-Identifier: MIT
"""One function for each criterion, made from the registry."""

from . import _core
from ._count import count, given, split_nulls
from ._docstrings import of_criterion
from ._report import Report


def _function(name):
    # Every distinct score takes time and memory that decisions do not need.
    scores = None if "y_score" in _core.text("criteria", name, "needs") \
        else "none"

    def criterion(
        y_true=None,
        y_pred=None,
        *,
        sensitive_features,
        control_features=None,
        data=None,
        y_score=None,
        threshold=None,
        sample_weight=None,
        frequency=None,
        positive_label=None,
        favourable=None,
        unlabelled=None,
        nulls=None,
        reference=None,
        undefined=None,
        confidence=None,
        min_count=None,
        min_share=None,
        max_cells=None,
        max_scores=None,
        allow_sparse=None,
        calibration_bins=None,
        calibration_tolerance=None,
        threads=None,
    ):
        for_audit, for_report = split_nulls(nulls)
        core, names = count(
            data,
            {
                "y_true": y_true,
                "y_pred": y_pred,
                "y_score": y_score,
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
                "max_scores": max_scores,
                "scores": scores,
                **for_audit,
            },
            threads,
        )
        options = given(
            by=[names],
            reference=reference,
            favourable=favourable,
            undefined=undefined,
            confidence=confidence,
            min_count=min_count,
            min_share=min_share,
            allow_sparse=allow_sparse,
            calibration_bins=calibration_bins,
            calibration_tolerance=calibration_tolerance,
            **for_report,
        )
        return Report._of(core, options).value(name)

    criterion.__name__ = criterion.__qualname__ = name
    criterion.__module__ = "libfairness"
    criterion.__doc__ = of_criterion(name)
    return criterion


FUNCTIONS = {name: _function(name) for name in _core.names("criteria")}
globals().update(FUNCTIONS)
