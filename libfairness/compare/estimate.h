/* SPDX-License-Identifier: MIT
 * Estimates of metrics that are no proportions, and their standard errors.
 *
 * Errors are on a scale on which estimates are nearly normal, whatever the
 * value: log odds of metrics with two ends (of where between them a value
 * lies; of correlations, Fisher's z twice over), logarithms of those that
 * begin at 0, and of others the value itself.  What is drawn again and has
 * two ends is judged as a rate (like_rate of compare/claim.h), not by its
 * error, and so are means of scores; those without ends by Welch's t. */
#ifndef FAIR_COMPARE_ESTIMATE_H
#define FAIR_COMPARE_ESTIMATE_H

#include "base/error.h"
#include "compare/claim.h"

/* How errors are found. */
#define FAIR__ESTIMATE_DELONG 1
#define FAIR__ESTIMATE_RESAMPLED 2 /* compare/replicate.h */
#define FAIR__ESTIMATE_MOMENTS 3   /* metric/scatter.h */
#define FAIR__ESTIMATE_PARTS 4     /* compare/parts.h: by scores of rates, with
                                      no error */

/* 0: there is no way. */
int32_t fair__estimate_method(const fair__metric *m);

/* What claims are tested by: "score", "delong", "resampling", "moments",
 * "labels". */
const char *fair__test_name(const fair__plan *plan);
/* Whether that takes random numbers. */
int fair__test_is_drawn(const fair__plan *plan);

/* A value on the metric's scale, and the slope of that scale there; low < x <
 * high. */
double fair__estimate_scaled(const fair__metric *m, double x);
/* The value again, from the lower end of the range to the upper one. */
double fair__estimate_unscaled(const fair__metric *m, double at);
double fair__estimate_slope(const fair__metric *m, double x);

/* Labels of either kind below which DeLong's variance is no good. */
#define FAIR__FEWEST_RANKED 10

/* How many times the error of an area, on its scale, is at another area what
 * it is from where it is known: as that of exponential scores. */
double fair__area_like(const fair__sample *s, double area, double from);

/* Sets the estimates and errors of all samples of a family BY_ERROR.
 * FAIR_ERR_MEMORY, FAIR_ERR_STOPPED. */
fair_status fair__estimates_make(const fair_allocator *mem, fair__family *f,
                                 const fair__rules *rules,
                                 fair__drawing *drawing, fair_error *err);

#endif
