/* SPDX-License-Identifier: MIT
 * Labelled rows by score: what calibrators are fitted to. */
#ifndef FAIR_CALIBRATE_LABELLED_H
#define FAIR_CALIBRATE_LABELLED_H

#include "plan/points.h"

/* A score that rows with labels have, and the weight of those rows. */
typedef struct fair__labelled {
    double score;
    double positive;
    double negative;
} fair__labelled;

/* Rows of a group, or of all: by score, ascending, each score once. */
typedef struct fair__labelled_rows {
    size_t n;
    size_t room; /* that was asked for */
    fair__labelled *of;
    uint64_t positives; /* rows */
    uint64_t negatives;
} fair__labelled_rows;

/* Of one group; of all groups together. */
fair_status fair__labelled_group(const fair__points *p, size_t group,
                               fair__labelled_rows *out, fair_error *err);
fair_status fair__labelled_all(const fair__points *p, fair__labelled_rows *out,
                             fair_error *err);
void fair__labelled_free(const fair_allocator *mem, fair__labelled_rows *rows);

/* The score of a point; of a bin of a grid its middle stands for its scores. */
double fair__labelled_score(const fair__points *p, size_t point);

static inline double
fair__labelled_weight(const fair__labelled *s)
{
    return s->positive + s->negative;
}

#endif
