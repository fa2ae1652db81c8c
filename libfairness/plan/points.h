/* SPDX-License-Identifier: MIT
 * Every decision that a threshold can make in each group of a grouping.
 *
 * Point 0 of a group selects nobody; point k selects score >= the k-th highest
 * score of the group that has weight.  Points of all groups are in one vector,
 * a group's behind one another, with exact sums of the weights selected. */
#ifndef FAIR_PLAN_POINTS_H
#define FAIR_PLAN_POINTS_H

#include "audit/report.h"
#include "plan/whole.h"

/* A sum of weights; more would be weights that differ by 2^190. */
#define FAIR__PLAN_LIMBS 4

/* Sums of a point: of the positives, negatives, all rows that it selects. */
#define FAIR__CHOSEN_POSITIVE 0
#define FAIR__CHOSEN_NEGATIVE 1
#define FAIR__CHOSEN_ALL 2
#define FAIR__N_CHOSEN 3

typedef struct fair__plan_sums {
    uint64_t of[FAIR__N_CHOSEN][FAIR__PLAN_LIMBS]; /* limbs of them used */
} fair__plan_sums;

typedef struct fair__plan_members {
    size_t first; /* of its points */
    size_t n;     /* at least 1 */
    uint64_t rows[FAIR__N_CHOSEN];
    fair__plan_sums total; /* that of its last point */
} fair__plan_members;

typedef struct fair__points {
    const fair_allocator *mem;
    const fair__score_range *grid; /* the report's, or NULL: where scores are
                                      those at which its bins begin */
    int32_t limbs; /* of a sum */
    int32_t scale; /* weight = sum * 2^scale */
    size_t n_groups;
    fair__plan_members *groups;
    fair__plan_sums total; /* of all groups */
    size_t n;
    uint64_t *keys;  /* fair__score_key of the threshold; 0: above all */
    uint64_t *sums;  /* limbs * FAIR__N_CHOSEN each */
    uint32_t *group; /* by point */
    uint32_t *middle; /* by group the point of a threshold, where rows between
                         it and another point are referred; NULL: none are */
} fair__points;

/* FAIR_ERR_LIMIT: weights spread too far, or 2^32 points.  FAIR_ERR_MEMORY.
 * The scores of the report are there, and finite; or its decisions are, which
 * then are the scores (decided.c). */
fair_status fair__points_make(const fair_report *report, size_t grouping,
                              const fair_allocator *mem, fair__points *out,
                              fair_error *err);
/* The rows that keys, one a group (0: nobody), select and reject, by slot;
 * those without weight too. */
fair_status fair__points_rows(const fair_report *report, size_t grouping,
                              const fair_allocator *mem, const uint64_t *keys,
                              uint64_t (*rows)[FAIR__N_COUNTS],
                              fair_error *err);
/* The last point of a group that selects no score below the threshold. */
size_t fair__points_at(const fair__points *p, size_t group, double threshold);
void fair__points_free(fair__points *p);
/* From now on points are ends of a band that begins at the threshold: rows
 * between the two are referred, and rates are those of all others. */
fair_status fair__points_refer(fair__points *p, double threshold,
                               fair_error *err);
/* What a point selects and what it decides, of FAIR__CHOSEN_*. */
void fair__point_decides(const fair__points *p, size_t point, int part,
                         uint64_t selected[FAIR__PLAN_LIMBS],
                         uint64_t decided[FAIR__PLAN_LIMBS]);
/* The points of the upper and of the lower end of a point's band. */
static inline size_t
fair__point_upper(const fair__points *p, size_t point)
{
    const size_t middle =
        p->middle != NULL ? p->middle[p->group[point]] : point;
    return middle < point ? middle : point;
}
static inline size_t
fair__point_lower(const fair__points *p, size_t point)
{
    const size_t middle =
        p->middle != NULL ? p->middle[p->group[point]] : point;
    return middle > point ? middle : point;
}

/* The same of decisions, by the counts of the groups. */
fair_status fair__points_decided(fair__points *p, const fair__counts *counts,
                                 fair_error *err);
void fair__points_decided_rows(const fair__counts *counts, size_t n,
                               const uint64_t *keys,
                               uint64_t (*rows)[FAIR__N_COUNTS]);
/* Room for all points, once they are counted. */
fair_status fair__points_room(fair__points *p, fair_error *err);

static inline const uint64_t *
fair__point_sum(const fair__points *p, size_t point, int which)
{
    return p->sums +
           (point * FAIR__N_CHOSEN + (size_t)which) * (size_t)p->limbs;
}

#endif
