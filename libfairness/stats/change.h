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

/* The change of a less that of b, of which a is independent, or of a alone
 * (b NULL), against x: from -2 to 2, or from -1 to 1.  With half 1 a paired
 * group has a whole count taken off (Edwards 1948), others half of one for
 * each rate. */
double fair__score_change(const fair__change *a, const fair__change *b,
                          double x, int half);

#endif
