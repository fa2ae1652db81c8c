# SPDX-License-Identifier: MIT
"""fairness calibrate fit, apply and show."""

from .._calibrate import calibrator_options, fit_calibrator
from .._calibrator import Calibrator
from .artefact import applied, fitted, reported, shown


def calibrate_fit(options):
    report, _ = reported(options)
    fitted(fit_calibrator(report._core, calibrator_options(
        method=options.method,
        min_count=options.min_count,
        shrinkage=options.shrinkage,
        strength=options.strength,
        cost_constraint=options.cost_constraint,
        pooled=options.pooled,
        bins=options.bins,
        equal_mass=options.equal_mass,
        missing=options.missing,
        unseen=options.unseen,
        model=options.model,
    )), options)


def _made(calibrator):
    return "score" if calibrator.method == "quantile" else "probability"


def calibrate_apply(options):
    applied(
        Calibrator, options.calibrator, options, _made, options.row_id,
        options.seed,
    )


def calibrate_show(options):
    shown(Calibrator, options.calibrator, options)
