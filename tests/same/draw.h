/* SPDX-License-Identifier: MIT
 * A draw: rows and options that follow from a number alone, the same on every
 * machine.  Half have rows enough for the fast way. */
#ifndef FAIR_TESTS_SAME_DRAW_H
#define FAIR_TESTS_SAME_DRAW_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fairness/fairness.h>

#include "harness.h"

#define DRAW_FEATURES 4
#define DRAW_MISSING 2 /* of labels: neither 0 nor 1 */

typedef struct draw_feature {
    int32_t kind;      /* FAIR_KIND_INT, UINT, BOOL, TEXT */
    uint32_t n_values;
    int64_t low, step; /* of integers: low, low + step … */
    char **texts;      /* by value */
    uint32_t *values;  /* of each row: 0 is missing, else value + 1 */
} draw_feature;

typedef struct draw {
    uint64_t seed;
    size_t n;
    int fast;  /* rows enough for the fast way, mostly of its kind */
    int bytes; /* and of the kind that is counted where it is */
    size_t n_features;
    draw_feature features[DRAW_FEATURES];
    int has_labels, has_baseline, has_scores, has_weights, has_frequencies;
    int text_labels;    /* "yes" and "no" */
    int few_scores;     /* 256, else 2^24 */
    int weights_single; /* each is a float32 too */
    uint8_t *labels[3]; /* y_true, decision, baseline */
    double *scores;     /* each is a float32 too */
    double *weights;
    double *frequencies; /* whole, below 256 */
    fair_audit_options options;
    const char *names[DRAW_FEATURES];
} draw;

/* One of n, by chance. */
static inline uint64_t
draw_one(uint64_t *seed, uint64_t n)
{
    return random_u64(seed) % n;
}

static inline void
draw_texts(draw_feature *f)
{
    static const char *const forms[] = {"g%u", "group %u of many, na\xc3\xafve",
                                        "%u"};
    f->texts = calloc(f->n_values, sizeof(*f->texts));
    for (uint32_t v = 0; v < f->n_values; v++) {
        f->texts[v] = malloc(48);
        snprintf(f->texts[v], 48, v % 5 == 4 ? forms[1] : forms[v % 7 == 6],
                 (unsigned)v);
    }
}

/* Lower values have more rows. */
static inline void
draw_feature_make(draw *d, draw_feature *f, uint64_t *seed)
{
    static const int32_t kinds[] = {FAIR_KIND_INT, FAIR_KIND_TEXT,
                                    FAIR_KIND_UINT, FAIR_KIND_BOOL};
    static const int64_t steps[] = {1, 1, 1, 17, 1000003};
    const int many = draw_one(seed, d->fast ? 30 : 9) == 0;
    f->kind = kinds[draw_one(seed, 4)];
    f->n_values = (uint32_t)(many ? 20 + draw_one(seed, 200)
                                  : 1 + draw_one(seed, 5));
    if (f->kind == FAIR_KIND_BOOL) f->n_values = 2;
    f->low = (int64_t)draw_one(seed, 90);
    if (f->kind == FAIR_KIND_INT) f->low -= 60;
    f->step = steps[draw_one(seed, 5)];
    if (d->bytes) {
        f->kind = FAIR_KIND_INT;
        f->n_values = 1 + (uint32_t)draw_one(seed, 16);
        f->step = 1;
    }
    if (f->kind == FAIR_KIND_TEXT) draw_texts(f);
    const uint64_t missing =
        d->bytes || draw_one(seed, 3) > 0 ? 0 : 2 + draw_one(seed, 30);
    f->values = calloc(d->n, sizeof(*f->values));
    for (size_t i = 0; i < d->n; i++) {
        const uint64_t r = random_u64(seed);
        if (missing > 0 && (r >> 40) % missing == 0) continue;
        f->values[i] = 1 + (uint32_t)(r % (1 + (r >> 20) % f->n_values));
    }
}

/* Any double up to 2^100, one exponent in eleven below 1: or a multiple of
 * 1/16; or of seven exponents in a row, which the fast way takes. */
static inline double
draw_weight(uint64_t r, int kind)
{
    const uint64_t exponent = kind == 0   ? (r >> 52) % 1123
                              : kind == 1 ? 1020 + (r >> 52) % 7
                                          : 1;
    const uint64_t bits = exponent << 52 | (r & UINT64_MAX >> 12);
    double w;
    if (r % 13 == 0) return 0;
    if (kind == 2) return (double)(r >> 8 & 1023) / 16;
    memcpy(&w, &bits, sizeof(w));
    return w;
}

static inline void
draw_rows(draw *d, uint64_t *seed)
{
    const int weights = (int)draw_one(seed, 3);
    const int infinite = d->seed % 5 == 2;
    /* The fast way leaves blocks with such rows to the general one. */
    const uint64_t missing =
        d->bytes || d->options.unlabelled == FAIR_UNLABELLED_ERROR ? 0
        : d->fast && draw_one(seed, 4) > 0 ? 30000 * draw_one(seed, 2)
                                           : 3 + draw_one(seed, 90);
    d->weights_single = weights == 2;
    d->few_scores = d->seed % 3 > 0;
    for (int l = 0; l < 3; l++) d->labels[l] = calloc(d->n, 1);
    d->scores = calloc(d->n, sizeof(double));
    d->weights = calloc(d->n, sizeof(double));
    d->frequencies = calloc(d->n, sizeof(double));
    for (size_t i = 0; i < d->n; i++) {
        const uint64_t r = random_u64(seed);
        for (int l = 0; l < 3; l++)
            d->labels[l][i] = (uint8_t)(r >> (7 * l) & 1);
        if (missing > 0 && (r >> 30) % missing == 0)
            d->labels[0][i] = DRAW_MISSING;
        d->scores[i] = d->few_scores ? (double)(r >> 40 & 255) / 256
                                     : (double)(r >> 40) * 0x1p-24 - 0.25;
        if (infinite && r % 40 == 0)
            d->scores[i] = r & 64 ? HUGE_VAL : -HUGE_VAL;
        d->weights[i] = draw_weight(random_u64(seed), weights);
        d->frequencies[i] = (double)((r >> 48 & 7) == 0 ? r >> 56 : r >> 63);
    }
}

static inline void
draw_options(draw *d, uint64_t *seed)
{
    static const char *const names[] = {"race", "sex", "age band",
                                        "r\xc3\xa9gion"};
    fair_audit_options *o = &d->options;
    *o = (fair_audit_options)FAIR_AUDIT_OPTIONS_INIT;
    memcpy(d->names, names, sizeof(names));
    o->n_sensitive = 1 + draw_one(seed, d->n_features);
    o->n_control = d->n_features - o->n_sensitive;
    o->nulls = (int32_t)draw_one(seed, 2); /* GROUP or EXCLUDE */
    o->unlabelled = (int32_t)draw_one(seed, 3);
    o->y_pred = draw_one(seed, 2) ? "decision" : NULL;
    if (d->has_scores) {
        o->has_threshold = 1;
        o->threshold = (double)draw_one(seed, 256) / 256;
        o->has_score_range = d->seed % 5 == 1;
        o->score_low = o->has_score_range ? -0.5 : 0;
        o->score_high = o->has_score_range ? 1.25 : 0;
        if (o->has_score_range && d->seed % 3 > 0)
            o->score_bins = d->seed % 3 == 1 ? 20 : 100000;
        /* The fast way is for those that are not kept. */
        o->scores = d->seed % 4 == 0 && o->score_bins == 0
                        ? FAIR_SCORES_NONE
                        : FAIR_SCORES_EXACT;
    }
    if (d->text_labels) o->positive_label = fair_scalar_text("yes");
}

static inline draw
draw_make(uint64_t number)
{
    draw d = {.seed = number};
    uint64_t seed = number * 2 + 1;
    d.fast = number % 2 == 0;
    d.n = d.fast ? 34000 + draw_one(&seed, 26000) : 1 + draw_one(&seed, 2500);
    d.n_features = 1 + draw_one(&seed, d.fast ? 3 : DRAW_FEATURES);
    d.has_labels = draw_one(&seed, 5) > 0;
    d.has_scores = draw_one(&seed, 3) == 0;
    d.has_weights = draw_one(&seed, 2) == 0;
    d.has_baseline = draw_one(&seed, d.fast ? 20 : 3) == 0;
    d.has_frequencies = draw_one(&seed, d.fast ? 20 : 2) == 0;
    d.text_labels = draw_one(&seed, 4) == 0;
    d.bytes = d.fast && draw_one(&seed, 4) == 0;
    if (d.bytes) {
        d.n_features = 1;
        d.has_scores = d.has_weights = d.has_baseline = 0;
        d.has_frequencies = d.text_labels = 0;
    }
    draw_options(&d, &seed);
    draw_rows(&d, &seed);
    for (size_t k = 0; k < d.n_features; k++)
        draw_feature_make(&d, &d.features[k], &seed);
    return d;
}

static inline void
draw_free(draw *d)
{
    for (size_t k = 0; k < d->n_features; k++) {
        draw_feature *f = &d->features[k];
        for (uint32_t v = 0; f->texts != NULL && v < f->n_values; v++)
            free(f->texts[v]);
        free(f->texts);
        free(f->values);
    }
    for (int l = 0; l < 3; l++) free(d->labels[l]);
    free(d->scores);
    free(d->weights);
    free(d->frequencies);
}

#endif
