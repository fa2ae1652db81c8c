/* SPDX-License-Identifier: MIT
 * Saved audits of every kind, small: what is changed byte by byte by the
 * tests and by the fuzzers of saved audits. */
#ifndef FAIR_TESTS_FUZZ_STATES_H
#define FAIR_TESTS_FUZZ_STATES_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tally/tally.h"

static const uint8_t state_key[16] = {1, 2, 3};

/* Columns of 12 rows; the first are the commonest. */
#define STATE_ROWS 12
static const int8_t state_y_true[] = {1, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0, 1};
static const int8_t state_y_pred[] = {1, 0, 0, 1, 1, 0, 1, 0, 0, 1, 0, 1};
static const char *const state_words[] = {"no", "yes", "no", "yes",
                                          "yes", "no", "no", "yes",
                                          "no", "yes", "yes", "no"};
static const double state_scores[] = {0.5, 0.25, 0.75, 1.0, 0.0, 0.5,
                                      0.5, 0.25, 0.5,  1.0, 0.0, 0.75};
static const double state_infinite[] = {0.5, -(double)INFINITY, 0.5,
                                        (double)INFINITY, -3.0,
                                        (double)INFINITY};
static const uint8_t state_baseline[] = {0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 1, 1};
static const double state_weights[] = {1.5, 2.0, 0.25, 1.5, 0.0, 3.0,
                                       1.5, 2.0, 0.25, 1.5, 0.0, 3.0};
static const double state_wide[] = {0x1p-1074, 0x1p480, 1.0, 0x1.8p100};
static const uint64_t state_frequency[] = {1, 2, 0, 4, 1, 1,
                                           1, 7, 1, 1, 3, 1};
static const char *const state_texts[] = {"b", "", "a", "\xc3\xa9", "zz", "a",
                                          "b", "", NULL, "b", "a", "a"};
static const int64_t state_ints[] = {-5, 7, 7, INT64_MIN, 7, -5,
                                     7,  7, 7, 7,         7, -5};
static const uint64_t state_uints[] = {
    3, UINT64_MAX, 3, UINT64_C(1) << 63, 3, 3, 3, 3, 3, 3, 3, 3};
static const uint8_t state_bools[] = {1, 0, 1, 1, 0, 1, 1, 0, 1, 1, 1, 1};
static const uint8_t state_valid[] = {0xdf, 0x0b}; /* rows 5 and 10 are not */

typedef struct state_plan {
    const char *name;
    const char *features; /* t, i, u, b; capitals have missing values */
    size_t n_control;
    uint32_t inputs;
    size_t n_rows;
    size_t n_shards;
    int32_t nulls;
    int32_t unlabelled;
    int wide;      /* weights from the smallest to the largest */
    int words;     /* y_pred are texts, with a positive label */
    int unlabelled_rows;
    int threshold;
    int32_t scores; /* FAIR_SCORES_* */
    int infinite;
    int range;
    uint32_t bins;
} state_plan;

#define STATE_IN(role) ((uint32_t)1 << FAIR__##role)
#define STATE_BOTH (STATE_IN(Y_TRUE) | STATE_IN(Y_PRED))

static const state_plan state_plans[] = {
    {.name = "empty", .features = "t"},
    {.name = "unweighted", .features = "i", .inputs = STATE_BOTH,
     .n_rows = 12},
    {.name = "decisions", .features = "b", .inputs = STATE_IN(Y_PRED),
     .n_rows = 5},
    {.name = "weighted", .features = "T", .words = 1, .n_rows = 6,
     .inputs = STATE_BOTH | STATE_IN(SAMPLE_WEIGHT)},
    {.name = "wide", .features = "b", .wide = 1, .n_rows = 4,
     .inputs = STATE_IN(Y_TRUE) | STATE_IN(SAMPLE_WEIGHT) |
               STATE_IN(FREQUENCY)},
    {.name = "features", .features = "Tiub", .n_control = 2, .n_rows = 6,
     .inputs = STATE_BOTH},
    {.name = "threshold", .features = "T", .threshold = 1, .n_rows = 12,
     .scores = FAIR_SCORES_NONE,
     .nulls = FAIR_NULLS_EXCLUDE, .unlabelled = FAIR_UNLABELLED_EXCLUDE,
     .unlabelled_rows = 1,
     .inputs = STATE_IN(Y_TRUE) | STATE_IN(Y_SCORE) | STATE_IN(FREQUENCY)},
    {.name = "shards", .features = "tB", .n_control = 1, .n_rows = 5,
     .n_shards = 3, .unlabelled = FAIR_UNLABELLED_KEEP, .unlabelled_rows = 1,
     .inputs = STATE_BOTH | STATE_IN(Y_PRED_BASELINE)},
    {.name = "scores", .features = "tB", .n_rows = 9, .threshold = 1,
     .nulls = FAIR_NULLS_EXCLUDE, .unlabelled = FAIR_UNLABELLED_KEEP,
     .unlabelled_rows = 1,
     .inputs = STATE_IN(Y_TRUE) | STATE_IN(Y_SCORE) | STATE_IN(FREQUENCY)},
    {.name = "weighted scores", .features = "b", .n_rows = 8,
     .inputs = STATE_BOTH | STATE_IN(Y_SCORE) | STATE_IN(SAMPLE_WEIGHT)},
    {.name = "wide scores", .features = "b", .wide = 1, .n_rows = 4,
     .threshold = 1,
     .inputs = STATE_IN(Y_SCORE) | STATE_IN(SAMPLE_WEIGHT)},
    {.name = "no scores", .features = "b", .n_rows = 4,
     .scores = FAIR_SCORES_NONE, .inputs = STATE_IN(Y_PRED)},
    {.name = "infinite scores", .features = "t", .n_rows = 6, .infinite = 1,
     .inputs = STATE_IN(Y_TRUE) | STATE_IN(Y_SCORE)},
    {.name = "bins", .features = "tB", .n_rows = 9, .range = 1, .bins = 3,
     .inputs = STATE_IN(Y_TRUE) | STATE_IN(Y_SCORE) | STATE_IN(FREQUENCY)},
    {.name = "weighted bins", .features = "b", .n_rows = 8, .range = 1,
     .bins = 1000,
     .inputs = STATE_BOTH | STATE_IN(Y_SCORE) | STATE_IN(SAMPLE_WEIGHT)},
    {.name = "wide bins", .features = "b", .wide = 1, .n_rows = 4, .range = 1,
     .threshold = 1, .bins = UINT32_MAX,
     .inputs = STATE_IN(Y_SCORE) | STATE_IN(SAMPLE_WEIGHT)},
    {.name = "range of scores", .features = "b", .n_rows = 5, .range = 1,
     .inputs = STATE_IN(Y_TRUE) | STATE_IN(Y_SCORE)},
};
#define N_STATES (sizeof(state_plans) / sizeof(state_plans[0]))

static inline void
state_must(int condition, const char *name)
{
    if (condition) return;
    fprintf(stderr, "the state %s cannot be made\n", name);
    abort();
}

static inline fair_column
state_feature(char kind, size_t n)
{
    const int64_t rows = (int64_t)n;
    fair_column c;
    switch (kind | 0x20) {
    case 't': return fair_column_cstring(state_texts, rows);
    case 'i': c = fair_column_int64(state_ints, rows); break;
    case 'u': c = fair_column_uint64(state_uints, rows); break;
    default: c = fair_column_bool8(state_bools, rows); break;
    }
    if (kind < 'a') c.validity = state_valid;
    return c;
}

static inline void
state_add(const state_plan *p, fair__tally *t)
{
    const int64_t n = (int64_t)p->n_rows;
    fair_rows rows = FAIR_ROWS_INIT;
    fair_column features[4];
    const size_t n_features = strlen(p->features);
    for (size_t k = 0; k < n_features; k++)
        features[k] = state_feature(p->features[k], p->n_rows);
    rows.n = p->n_rows;
    rows.sensitive = features;
    rows.control = features + n_features - p->n_control;
    if (p->inputs & STATE_IN(Y_TRUE))
        rows.y_true = fair_column_int8(state_y_true, n);
    if (p->unlabelled_rows) rows.y_true.validity = state_valid;
    if (p->inputs & STATE_IN(Y_PRED))
        rows.y_pred = p->words ? fair_column_cstring(state_words, n)
                               : fair_column_int8(state_y_pred, n);
    if (p->inputs & STATE_IN(Y_SCORE))
        rows.y_score = fair_column_float64(
            p->infinite ? state_infinite : state_scores, n);
    if (p->inputs & STATE_IN(Y_PRED_BASELINE))
        rows.y_pred_baseline = fair_column_bool8(state_baseline, n);
    if (p->inputs & STATE_IN(SAMPLE_WEIGHT))
        rows.sample_weight =
            fair_column_float64(p->wide ? state_wide : state_weights, n);
    if (p->inputs & STATE_IN(FREQUENCY))
        rows.frequency = fair_column_uint64(state_frequency, n);
    fair__tally_begin(t);
    state_must(fair__tally_add(t, &rows, 0, NULL) == FAIR_OK &&
                   fair__tally_commit(t, NULL) == FAIR_OK,
               p->name);
}

static inline fair__tally *
state_tally(const state_plan *p, const char *shard)
{
    static const char *const names[] = {"f", "gg", "h", "\xe2\x82\xac"};
    const size_t n_features = strlen(p->features);
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    fair__tally *t = NULL;
    o.n_sensitive = n_features - p->n_control;
    o.sensitive_names = names;
    o.n_control = p->n_control;
    o.control_names = names + o.n_sensitive;
    o.nulls = p->nulls;
    o.unlabelled = p->unlabelled;
    o.hash_key = state_key;
    o.shard = shard;
    o.has_threshold = p->threshold;
    o.threshold = p->threshold ? 0.5 : 0;
    o.scores = p->scores;
    o.has_score_range = p->range;
    o.score_low = p->range ? -0.5 : 0;
    o.score_high = p->range ? 1 : 0;
    o.score_bins = p->bins;
    if (p->n_shards > 0) o.y_true = "label";
    if (p->words) o.y_pred_positive = fair_scalar_text("yes");
    if (p->unlabelled_rows) o.positive_label = fair_scalar_parsed("1");
    state_must(fair__tally_new(&o, &t, NULL) == FAIR_OK, p->name);
    if (p->n_rows > 0) state_add(p, t);
    return t;
}

/* State number i as bytes, which the caller frees. */
static inline uint8_t *
state_bytes(size_t i, size_t *length)
{
    static const char *const shards[] = {"part 1", "part 2", "x"};
    const state_plan *p = &state_plans[i];
    fair__tally *t = state_tally(p, p->n_shards > 0 ? shards[0] : NULL);
    for (size_t k = 1; k < p->n_shards; k++) {
        fair__tally *other = state_tally(p, shards[k]);
        state_must(fair__tally_merge(t, other, NULL) == FAIR_OK, p->name);
        fair__tally_free(other);
    }
    state_must(fair__tally_save(t, NULL, 0, length, NULL) == FAIR_OK,
               p->name);
    uint8_t *bytes = malloc(*length);
    state_must(bytes != NULL && fair__tally_save(t, bytes, *length, length,
                                                 NULL) == FAIR_OK,
               p->name);
    fair__tally_free(t);
    return bytes;
}

#endif
