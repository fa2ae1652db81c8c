/* SPDX-License-Identifier: MIT
 * Linear forms over the slots of a group. */
#ifndef FAIR_METRIC_FORM_H
#define FAIR_METRIC_FORM_H

#include "metric/metric.h"

/* The value of a form: of weights where there are some, else of rows. */
fair__wide fair__form_value(const fair__form *f, const fair__counts *c);

/* The rows, sums of weights and sums of squared weights in the slots that a
 * form touches, coefficients aside; weight and square are rows too where
 * unweighted. */
uint64_t fair__form_rows(const fair__form *f, const fair__counts *c);
fair__wide fair__form_weight(const fair__form *f, const fair__counts *c);
fair__wide fair__form_square(const fair__form *f, const fair__counts *c);

/* Of those rows (sum w)^2 / sum w^2, Kish 1965; their number where unweighted.
 *  sum  their weight */
double fair__form_effective(const fair__form *f, const fair__counts *c,
                            const fair__wide *sum);

/* Slots of a or of b, with coefficient 1. */
fair__form fair__form_union(const fair__form *a, const fair__form *b);
/* a - b, slot by slot. */
fair__form fair__form_less(const fair__form *a, const fair__form *b);

/* Why a denominator of this form is zero where it has no rows. */
int32_t fair__form_reason(const fair__form *f);

/* 1 if n / d is a proportion of the rows in d: coefficients are 0 and 1 and
 * what is in n is in d. */
int fair__form_is_rate(const fair__form *n, const fair__form *d);

#endif
