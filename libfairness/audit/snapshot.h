/* SPDX-License-Identifier: MIT
 * A snapshot: what a report keeps of an audit, sorted and summed.
 *
 * Everything is in flat vectors that only grow, so that taking a snapshot of
 * an audit of the same shape allocates nothing.  Values have ranks, their
 * place in the natural order of their feature; groups and strata are tuples
 * of ranks.  All counts are in one vector: of all rows first, then of the
 * strata, then of the groups of every grouping in order. */
#ifndef FAIR_AUDIT_SNAPSHOT_H
#define FAIR_AUDIT_SNAPSHOT_H

#include "audit/request.h"
#include "compare/between.h"
#include "compare/bounds.h"
#include "compare/claim.h"
#include "metric/calibration.h"
#include "metric/scores.h"
#include "tally/tally.h"

#define FAIR__ALL_ROWS (-1)

/* One list of features over all rows or within one stratum. */
typedef struct fair__grouping {
    uint32_t by;              /* number of the list in the request */
    int32_t stratum;          /* or FAIR__ALL_ROWS */
    size_t n;                 /* groups */
    size_t first;             /* of its groups in counts */
    size_t first_key;         /* of its groups' ranks in keys */
    uint64_t first_element;   /* of its groups and pairs in ids */
    uint64_t first_finding;   /* in the table "comparisons" */
    uint64_t first_criterion; /* in the table "criteria" */
} fair__grouping;

/* A remark about the data; what the numbers mean depends on the code. */
typedef struct fair__warning {
    int32_t code;      /* FAIR__WARN_* of warnings.h */
    uint32_t feature;  /* near_duplicate */
    size_t grouping;   /* others that have a group */
    uint32_t group;    /* index in the grouping, or rank of a value */
    uint32_t other;
} fair__warning;

/* Of a criterion; each is NaN where there is no such number. */
typedef struct fair__p_values {
    double no_disparity; /* that groups differ */
    double beyond;       /* of its limit */
    double within;
    int32_t reason; /* DEFINED, why there is no value, or NO_TEST */
} fair__p_values;

#define FAIR__NO_TEST (-1)

typedef struct fair__snapshot {
    const fair_allocator *mem;

    /* ---- the audit's own words ---- */
    size_t n_sensitive;
    size_t n_control;
    const char *features[FAIR__MAX_FEATURES];
    const char *columns[FAIR__N_ROLES]; /* NULL: not given or not named */
    uint32_t inputs;                    /* FAIR__INPUT bits */
    uint32_t given;                     /* FAIR__GIVEN bits */
    fair_scalar positives[3];           /* kind NONE: no such column */
    double threshold;
    int32_t has_threshold;
    int32_t nulls;
    int32_t unlabelled;
    fair__score_range score_range;
    fair__row_counts rows;

    /* ---- values by rank: those of feature f from value_start[f] on ---- */
    size_t value_start[FAIR__MAX_FEATURES + 1];

    /* ---- sizes ---- */
    size_t n_strata;
    size_t n_counts;
    size_t n_groupings;
    size_t n_keys;
    size_t n_warnings;
    size_t n_rests;  /* of all groups, or 0: scores that reference = rest
                        compares with */
    size_t n_levels; /* groups that a cell may be part of; 0: no scores */
    uint64_t n_elements;
    uint64_t n_findings;
    uint64_t n_criteria;

    /* ---- vectors, each with its capacity ---- */
    char *bytes; /* all text */
    fair_scalar *values;
    uint32_t *stratum_keys; /* n_strata × n_control ranks */
    fair__counts *counts;
    fair__wide *wides; /* fair__snapshot_wides for each of counts */
    fair__grouping *groupings;
    fair__population *populations; /* by grouping */
    uint32_t *keys;
    uint8_t *has_missing; /* by count */
    uint32_t *parents;    /* by count: index of the group over all rows */
    fair__warning *warnings;
    fair__score_sums *scores; /* by count */
    fair__finding *between; /* by grouping and measure, if asked for */
    fair__p_values *p_values; /* by criterion, if asked for */
    fair__resampled *resampled; /* by count and slot, if asked for */
    fair__calibration *calibrations; /* by count, of what is shown */
    fair__counts *rests; /* by group, as a population has them */
    fair__score_sums *rest_scores;
    double *scatters; /* by count and slot, where one is looked at */
    fair__calibration *rest_calibrations; /* of what is shown */
    uint32_t *entries;    /* of scores by group, for these */
    size_t *entry_starts;
    uint32_t *members;    /* scratch: by places × levels, counts of a cell */
    uint8_t *place_labels; /* scratch: by place, FAIR__SCORED_* */
    uint32_t *cells;    /* scratch: cells of the tally that have rows */
    uint32_t *ranks;    /* scratch: by those × features */
    uint32_t *order;    /* scratch: places in cells, or codes, in order */
    uint32_t *rank_of;  /* scratch: by code */
    uint32_t *group_of; /* scratch: by place in cells, its group of all */
    uint64_t *limbs;    /* scratch: sums of one group */
    fair__sample *samples; /* scratch: of one criterion's tests */
    size_t bytes_capacity;
    size_t values_capacity;
    size_t stratum_keys_capacity;
    size_t counts_capacity;
    size_t wides_capacity;
    size_t groupings_capacity;
    size_t populations_capacity;
    size_t keys_capacity;
    size_t has_missing_capacity;
    size_t parents_capacity;
    size_t warnings_capacity;
    size_t scores_capacity;
    size_t between_capacity;
    size_t p_values_capacity;
    size_t resampled_capacity;
    size_t calibrations_capacity;
    size_t rests_capacity;
    size_t rest_scores_capacity;
    size_t rest_calibrations_capacity;
    size_t scatters_capacity;
    size_t entries_capacity;
    size_t entry_starts_capacity;
    size_t members_capacity;
    size_t place_labels_capacity;
    size_t cells_capacity;
    size_t ranks_capacity;
    size_t order_capacity;
    size_t rank_of_capacity;
    size_t group_of_capacity;
    size_t limbs_capacity;
    size_t samples_capacity;
    size_t n_bytes;
    size_t n_cells;

    fair__run run; /* all scores, if n_levels > 0 */
    fair__score_source source;
} fair__snapshot;

void fair__snapshot_init(fair__snapshot *s, const fair_allocator *mem);
void fair__snapshot_free(fair__snapshot *s);
/* Room for as much as other has room for. */
fair_status fair__snapshot_reserve_like(fair__snapshot *s,
                                        const fair__snapshot *other,
                                        fair_error *err);
/* Fills s (whatever was in it before is gone, also on failure) and checks
 * what can only be judged now: no rows, positive labels never seen, reference
 * groups, sparse groups. */
fair_status fair__snapshot_take(fair__snapshot *s, const fair__tally *tally,
                                const fair__request *request,
                                fair_error *err);

/* ---- steps of take, one file each ---- */

/* words.c: names, values by rank, positives. */
fair_status fair__snapshot_words(fair__snapshot *s, const fair__tally *t,
                                 fair_error *err);
fair_status fair__snapshot_check_positives(const fair__tally *t,
                                           fair_error *err);
/* groups.c: strata, groupings, their counts. */
fair_status fair__snapshot_groups(fair__snapshot *s, const fair__tally *t,
                                  const fair__request *request,
                                  fair_error *err);
/* sums.c: counts of cells order[from … to) into counts[index]. */
void fair__snapshot_sum(fair__snapshot *s, const fair__tally *t, size_t from,
                        size_t to, size_t index);
size_t fair__snapshot_limbs(const fair__tally *t);
/* Weights, their squares, and the weights of what changed: sums of each. */
size_t fair__snapshot_wides(const fair__snapshot *s);
/* scores.c: before the groups; of cells order[from … to), which are part of
 * counts[index] at a level; and, after the groups, the sums of each. */
fair_status fair__snapshot_begin_members(fair__snapshot *s,
                                         const fair__tally *t,
                                         const fair__request *request,
                                         fair_error *err);
void fair__snapshot_add_members(fair__snapshot *s, const fair__tally *t,
                                size_t level, size_t from, size_t to,
                                size_t index);
fair_status fair__snapshot_scores(fair__snapshot *s, const fair__tally *t,
                                  const fair__request *request,
                                  fair_error *err);
/* How far values of scores vary, of what is looked at; after the sums of
 * weights. */
fair_status fair__snapshot_scatters(fair__snapshot *s,
                                    const fair__request *request,
                                    fair_error *err);
/* FAIR_OK, or why something cannot be made of the scores that there are:
 * FAIR_ERR_ARGUMENT of a grid, FAIR_ERR_NONFINITE, FAIR_ERR_DATA.  What was
 * not given at all is no error. */
fair_status fair__snapshot_check_metric(const fair__snapshot *s,
                                        const fair__metric *m,
                                        fair_error *err);
fair_status fair__snapshot_check_criterion(const fair__snapshot *s,
                                           const fair__criterion *c,
                                           const fair__rules *rules,
                                           fair_error *err);
/* between.c: criteria of pairs that were asked for. */
fair_status fair__snapshot_between(fair__snapshot *s,
                                   const fair__request *request,
                                   fair_error *err);
/* resampled.c: what replicates say of what is shown, if asked for. */
fair_status fair__snapshot_resampled(fair__snapshot *s,
                                     const fair__request *request,
                                     fair_error *err);

/* p_values.c: of criteria that are shown, if asked for; and those of a criterion
 * of a grouping. */
fair_status fair__snapshot_p_values(fair__snapshot *s,
                                    const fair__request *request,
                                    fair_error *err);
const fair__p_values *fair__p_values_of(const fair__snapshot *s,
                                        size_t grouping, size_t criterion);
/* Why there are none: a reason, or "no_test"; NULL where there are some. */
const char *fair__p_reason(const fair__p_values *p);
/* reference.c: named references, groupings that are too sparse. */
fair_status fair__snapshot_references(fair__snapshot *s,
                                      const fair__request *request,
                                      fair_error *err);

/* ---- reading ---- */

/* Value of a feature by rank. */
const fair_scalar *fair__snapshot_value(const fair__snapshot *s,
                                        uint32_t feature, uint32_t rank);
/* Counts of all rows, or of a stratum's. */
const fair__counts *fair__snapshot_total(const fair__snapshot *s,
                                         int32_t stratum);
/* Grouping that counts[index] belongs to; index is that of a group. */
size_t fair__snapshot_grouping_of(const fair__snapshot *s, size_t index);

#endif
