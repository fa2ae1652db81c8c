/* SPDX-License-Identifier: MIT
 * A limit held against families of claims: what the data show.
 *
 * Two questions, each with its own risk of being wrong.  Is some group beyond
 * the limit?  That is shown when a claim's test says so at a level that all
 * claims share (Bonferroni).  Are all groups within?  That is shown when every
 * claim's test says so, each at the full level (Berger 1982, the
 * intersection-union test).  Often neither is shown. */
#ifndef FAIR_COMPARE_JUDGE_H
#define FAIR_COMPARE_JUDGE_H

#include "compare/claim.h"

/* A limit on one side: 1 is a maximum, -1 a minimum. */
typedef struct fair__limit {
    double value;
    int side;
} fair__limit;

/* One side of what may be true, and the claim that it comes from. */
typedef struct fair__bound {
    double value;
    double level;           /* one-sided, of the claim's own test */
    const fair__family *family; /* NULL: there are no claims */
    int32_t group;
    int32_t reference; /* FAIR__NO_GROUP: the group's own value */
} fair__bound;

typedef struct fair__judgement {
    uint64_t n_claims;
    double p_beyond; /* that some claim is beyond, adjusted over the claims */
    double p_within; /* that all are within: the largest of the claims' */
    fair__bound pass; /* all are within this, at the level asked for */
} fair__judgement;

/* level: 0 < level < 0.5. */
void fair__judge(const fair__family *families, size_t n, fair__limit limit,
                 double level, fair__judgement *out);

/* The same without a bound, which takes most of the time. */
void fair__judge_chances(const fair__family *families, size_t n,
                         fair__limit limit, double *p_beyond,
                         double *p_within);

/* Some group is beyond this, at the level (which all claims share).  The value
 * is that of no disparity where not even that is ruled out. */
void fair__judge_beyond(const fair__family *families, size_t n,
                        fair__limit limit, double level, fair__bound *out);

/* The chance that claims are as far from no disparity as the furthest one is,
 * if there is none, adjusted over the claims; NaN of claims about values. */
double fair__judge_none(const fair__family *families, size_t n);
/* The same of one family before it is adjusted: the least of its claims'. */
double fair__judge_least(const fair__family *family);

/* What may be true, at a two-sided level: as above with level / 2 on each
 * side.  A limit of the side is beyond the first bound and within the second
 * one where a gate says so.  Holds `value`, what was observed. */
typedef struct fair__range {
    double lower;
    double upper;
} fair__range;
/* What a claim about a value or a difference may be held against: no truth
 * lies outside. */
void fair__judge_reach(const fair__family *family, double *low, double *high);
fair__range fair__judge_range(const fair__family *families, size_t n, int side,
                              double level, double value);

#endif
