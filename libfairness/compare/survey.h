/* SPDX-License-Identifier: MIT
 * One look at all groups for one metric: who takes part, who is lowest and
 * highest, who is the reference. */
#ifndef FAIR_COMPARE_SURVEY_H
#define FAIR_COMPARE_SURVEY_H

#include "compare/comparison.h"

typedef struct fair__survey {
    const fair__metric *metric;
    int32_t applicable; /* 0: the metric needs what was not given */
    uint32_t compared;
    uint32_t undefined;
    uint32_t left_out;
    uint32_t small; /* of those left out: below min_count or min_share */
    int32_t lowest; /* of the groups compared, ties to the first; NO_GROUP */
    int32_t highest;
    int32_t most; /* highest without a missing value; NO_GROUP */
    fair__wide low; /* their values */
    fair__wide high;
    fair__wide top; /* of most */
    /* The reference, and how it stands.  For REST each group has its own:
     * reference_result is then not set. */
    int32_t reference;
    int32_t reference_standing;
    int32_t reference_reason;
    fair__result reference_result;
} fair__survey;

/* How a group stands, as fair__standing; result->value is what is looked at. */
typedef int32_t fair__stand(const fair__population *p,
                            const fair__rules *rules, const fair__metric *m,
                            size_t i, fair__result *result, int32_t *reason);

/* How groups stand in a comparison: by the metric, or its standardised
 * value. */
fair__stand *fair__comparison_stand(const fair__comparison *c,
                                    const fair__population *p);

/* Looks at every group once (twice for the reference "best" or "worst"). */
void fair__survey_make(const fair__population *p, const fair__rules *rules,
                       const fair__metric *m, fair__survey *out);
/* The same without a reference, of other values than the metric's own. */
void fair__survey_of(fair__stand *stand, const fair__population *p,
                     const fair__rules *rules, const fair__metric *m,
                     fair__survey *out);
/* p->survey if that is of m; otherwise one made in *mine. */
const fair__survey *fair__survey_get(const fair__population *p,
                                     const fair__rules *rules,
                                     const fair__metric *m,
                                     fair__survey *mine);

/* Why groups cannot be compared as a whole: NOT_APPLICABLE,
 * UNDEFINED_IN_GROUP, and if fewer than `least` are compared SINGLE_GROUP, or
 * BELOW_MIN_COUNT where those left out for size would have been enough.
 * FAIR_DEFINED if they can. */
int32_t fair__survey_reason(const fair__survey *s, uint32_t least);
/* As above for `there` groups that are there to be compared. */
int32_t fair__too_few(uint32_t there, uint32_t small, uint32_t least);

/* What a reference that stands so does to a group that is held against it:
 * FAIR_DEFINED if it is compared; its reason if it was set aside, for its
 * size or its missing value; else UNDEFINED_IN_GROUP, skipped or not. */
int32_t fair__reference_reason(int32_t standing, int32_t reason);

/* Why group i cannot be held against another one, or FAIR_DEFINED: the reason
 * of the first of the two that has one. */
int32_t fair__pair_reason(const fair__population *p, const fair__rules *rules,
                          const fair__metric *m, size_t i, size_t reference,
                          fair__result *own, fair__result *other);

/* An empty finding with the survey's counts. */
fair__finding fair__finding_new(const fair__survey *s);

/* The harmed one of two: by the metric's orientation and the order (as of
 * fair__wide_order) of the group's value to the reference's. */
int32_t fair__harmed(const fair__metric *m, const fair__rules *rules,
                     int order, int32_t group, int32_t reference);

/* The order of a and b, 0 if they differ by noise of that scale only: ties
 * are ties, and go to the first group. */
int fair__order_near(const fair__wide *a, const fair__wide *b,
                     const fair__wide *scale);

/* Ratios make no sense for what can be negative. */
int fair__has_ratio(const fair__metric *m);

#endif
