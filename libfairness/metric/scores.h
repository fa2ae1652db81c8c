/* SPDX-License-Identifier: MIT
 * What the metrics of scores are computed from: exact sums of a group, all
 * groups filled in one walk over a run of sorted scores.
 *
 * Nothing depends on the order of rows or on the numbers of places: sums are
 * exact, and what is not a sum is taken from whole ties, score by score. */
#ifndef FAIR_METRIC_SCORES_H
#define FAIR_METRIC_SCORES_H

#include "base/wide.h"
#include "tally/runs.h"
#include "tally/score_range.h"

/* Labels of a place. */
#define FAIR__SCORED_NEGATIVE 0
#define FAIR__SCORED_POSITIVE 1
#define FAIR__SCORED_UNLABELLED 2
#define FAIR__N_SCORED 3

#define FAIR__NO_SCORED_GROUP UINT32_MAX

/* Which places a group is made of. */
typedef struct fair__score_map {
    size_t n_places;
    size_t n_per_place;     /* groups that a place may be in */
    const uint32_t *groups; /* places × n_per_place, of a place all different;
                               FAIR__NO_SCORED_GROUP: none */
    const uint8_t *labels;  /* by place: FAIR__SCORED_* */
    size_t n_groups;
} fair__score_map;

/* Of one group.  w is the weight, or 1 for each row; P and N are the sums of
 * w over positives and negatives; exact where 256 bits hold them. */
typedef struct fair__score_sums {
    uint64_t rows_above; /* rows strictly above the median of all rows */
    double least;        /* scores, of bins where they begin; 0 where there is
                            no row */
    double largest;
    fair__wide above;      /* sum of w, of those rows */
    fair__wide all_scores; /* sum of w s, only if all scores of the run are
                              finite */
    /* Of the labelled, and only if all scores of the run are probabilities p;
     * logarithms are those of base/elementary.h. */
    fair__wide probability[2]; /* sum of w p, by label; also of bins, where
                                  it comes from the sums of w s */
    fair__wide square;         /* sum of w p^2 */
    fair__wide loss; /* sum of w times -log p, of negatives -log(1 - p) */
    /* By rank. */
    fair__wide pairs; /* w w' for each positive and negative, twice where the
                         positive scores higher, once where they tie */
    fair__wide precision;  /* sum over positives of w times the precision of
                              selecting from that score up; cut at 2^-128
                              where weights are whole numbers */
    fair__wide separation; /* max over scores of |N F+ - P F-|, F the sum of
                              w up to that score */
} fair__score_sums;

/* A score as a probability: where it lies between the ends of the declared
 * range (0 and 1 where none was), each step rounded to nearest. */
static inline double
fair__score_probability(double score, double low, double high)
{
    return (score - low) / (high - low);
}

/* The sum of w p of rows whose sums of w s and of w these are: (sum of w s -
 * low sum of w) / (high - low). */
fair__wide fair__score_probabilities(const fair__score_range *range,
                                     const fair__wide *scores,
                                     const fair__wide *weight);

int fair__scores_are_finite(const fair__run *run);
/* 1 if all scores are in the range. */
int fair__scores_are_probabilities(const fair__run *run,
                                   const fair__score_range *range);

/* Scores nearer to 0 or 1 than this are taken for as far away in `loss`. */
#define FAIR__LOSS_CLIP 0x1p-52

/* Fills out[n_groups].  The weights of a run add up to less than 2^63 where it
 * has none of its own.  On failure *out is undefined. */
fair_status fair__score_sums_make(const fair_allocator *mem,
                                  const fair__run *run,
                                  const fair__score_range *range,
                                  const fair__score_map *map,
                                  fair__score_sums *out, fair_error *err);

#endif
