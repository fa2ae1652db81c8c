/* SPDX-License-Identifier: MIT
 * Options of curves. */
#ifndef FAIR_AUDIT_CURVE_OPTIONS_H
#define FAIR_AUDIT_CURVE_OPTIONS_H

#include "audit/curve.h"

/* Checks what was given (NULL: nothing) for a table and fills in defaults.
 * Quantiles are borrowed. */
fair_status fair__curve_options_read(const fair_curve_options *given,
                                     const fair__curve_table *table,
                                     fair_curve_options *out, fair_error *err);
/* The bins of a histogram: over the range asked for; the declared one (or
 * [0, 1]) where all scores are in it; else from the lowest score to the
 * highest. */
fair__histogram_bins fair__curve_bins(const fair_report *report,
                            const fair_curve_options *options);

#endif
