/* SPDX-License-Identifier: MIT
 * Metrics of scores as fractions. */
#ifndef FAIR_METRIC_SCORED_H
#define FAIR_METRIC_SCORED_H

#include "metric/metric.h"

/* Sets the numerator of an operation from FAIR__OP_SCORE on, and the
 * denominator where it is not that of a; group has scores. */
void fair__scored_fraction(const fair__metric *m, const fair__counts *group,
                           fair__result *out);

#endif
