/* SPDX-License-Identifier: MIT
 * Metrics of decisions in plain doubles, for whoever needs very many of them:
 * what a report says is worked out exactly (metric.h). */
#ifndef FAIR_METRIC_PLAIN_H
#define FAIR_METRIC_PLAIN_H

#include "metric/metric.h"

/* 1 if the metric is made of the slots alone: not of scores. */
int fair__is_plain(const fair__metric *m);

/* The value of a plain metric from sums of weights by slot, each >= 0, of the
 * group and of all groups: 1 and *out, or 0 where a denominator is 0 and the
 * metric undefined.  Off by some roundings of its largest part. */
int fair__plain_value(const fair__metric *m,
                      const double group[FAIR__N_COUNTS],
                      const double total[FAIR__N_COUNTS],
                      const fair__costs *costs, double *out);

#endif
