/* SPDX-License-Identifier: MIT
 * Score statistics of how rates changed from a baseline, as those of stats/
 * score.h.
 *
 * Paired, both models decided about the same rows: what counts is the rows
 * that changed, and the most likely shares of these where the change is said
 * to be x are Tango's (1998, doi:10.1002/(SICI)1097-0258(19980430)17:8<891::
 * AID-SIM780>3.0.CO;2-B).  Otherwise rates are of two samples, and those of
 * Miettinen and Nurminen are. */
#ifndef FAIR_STATS_CHANGE_H
#define FAIR_STATS_CHANGE_H

#include <stddef.h>

typedef struct fair__change {
    double rate; /* now */
    double n;    /* > 0; with sampling weights Kish's effective n */
    double before;
    double n_before;
    int paired;
    /* Paired: parts of all rows, counted now and not before, and the other
     * way round; rate - before is their difference. */
    double gained;
    double lost;
} fair__change;

/* The mean of n independent values that are 1, -1 or 0; those of a rate are 1
 * or 0. */
#define FAIR__UP 1
#define FAIR__DOWN 2
#define FAIR__BOTH_WAYS 3
typedef struct fair__term {
    double gained; /* share of 1 */
    double lost;   /* share of -1 */
    double n;
    int ways;
} fair__term;

/* A sum of independent terms against x, at their most likely shares.  With half
 * 1 half a count of each is taken off, with -1 added, and the tail is as skew
 * as those shares say. */
double fair__score_sum(const fair__term *terms, size_t n, double x, int half);

/* What a sum of rates consists of: offset and the terms. */
typedef struct fair__sum {
    fair__term terms[8];
    size_t n;
    double offset;
} fair__sum;

/* Adds now times a group's rate now, less `then` times its rate before; each
 * from -1 to 1. */
void fair__sum_add(fair__sum *sum, const fair__change *c, int now, int then);

/* The change of a less that of b, of which a is independent, or of a alone
 * (b NULL), against x: from -2 to 2, or from -1 to 1.  With a half as above,
 * but a paired group by itself has a whole count taken off (Edwards 1948). */
double fair__score_change(const fair__change *a, const fair__change *b,
                          double x, int half);

#endif
