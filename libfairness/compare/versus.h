/* SPDX-License-Identifier: MIT
 * A group against its reference, with the bounds that what is between them is
 * made of.
 *
 * Two groups are independent, and so are a group and all other rows.  All
 * rows are not, of which the group is a part: with s its share of the
 * denominator, taken as it is, all rows' rate is s of its own and 1 - s of the
 * others'.  So
 *
 *   own - overall = (1 - s) (own - others)
 *   own / overall = R / (s R + 1 - s),  R = own / others
 *
 * and the bounds of what is to the others are those of what is to all.
 *
 * A reference that was chosen by its value ("best", "worst") is any of the
 * other groups: these share the level (Bonferroni), so that the interval is
 * one of the two groups named, whichever was chosen. */
#ifndef FAIR_COMPARE_VERSUS_H
#define FAIR_COMPARE_VERSUS_H

#include "compare/bounds.h"
#include "compare/survey.h"

typedef struct fair__versus {
    int32_t method; /* FAIR_METHOD_* of the two bounds; NONE: there are none */
    fair__bounded own;
    fair__bounded other; /* of OVERALL: of all other rows */
    double share;        /* of OVERALL; else 0 */
    double others;       /* 1 - share, to all its digits */
    double one_row;      /* what a row makes of the smaller of the two */
} fair__versus;

/* Whether a metric's reference is chosen by its value. */
int fair__versus_is_chosen(const fair__population *p,
                           const fair__rules *rules, const fair__metric *m);

/* How many references there were to choose from; 1: it was not chosen. */
double fair__versus_choices(const fair__population *p,
                            const fair__rules *rules, const fair__survey *s);

/* The z of bounds that leave out `out` together. */
double fair__versus_z(double out, double claims);

/* The value of group i's reference; 0 if it is not defined. */
int fair__versus_other(const fair__population *p, const fair__rules *rules,
                       const fair__survey *s, size_t i, fair__result *out);

/* Group i against the survey's reference, at z: both are defined, and it is
 * not itself the reference, or there is nothing. */
void fair__versus_find(const fair__population *p, const fair__rules *rules,
                       const fair__survey *s, size_t i,
                       const fair__result *own, const fair__result *other,
                       double z, fair__versus *out);

void fair__versus_difference(const fair__versus *v, double *lower,
                             double *upper);
/* 0, and bounds untouched, where nothing is known of it. */
int fair__versus_ratio(const fair__versus *v, double *lower, double *upper);

#endif
