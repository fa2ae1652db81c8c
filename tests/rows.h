/* SPDX-License-Identifier: MIT
 * Random rows, and the columns that hold them in some order. */
#ifndef FAIR_TESTS_ROWS_H
#define FAIR_TESTS_ROWS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fairness/audit.h>

#include "harness.h"
#include "tally/spec.h"

#define ROW_FEATURES 3
#define ROW_MISSING INT32_MIN

typedef struct test_row {
    int32_t feature[ROW_FEATURES]; /* or ROW_MISSING */
    uint8_t label[3];              /* y_true, decision, baseline; 2 missing */
    double weight;
    uint64_t frequency;
} test_row;

/* The columns of n rows; feature 1 is text, the others are numbers. */
typedef struct test_columns {
    size_t n;
    uint32_t inputs;
    size_t n_sensitive;
    uint8_t *labels[3];
    uint8_t *valid; /* of y_true */
    int32_t *numbers[ROW_FEATURES];
    uint8_t *numbers_valid[ROW_FEATURES];
    char *text_bytes;
    const char **texts;
    double *weight;
    uint64_t *frequency;
    float *score;
    fair_column features[ROW_FEATURES];
} test_columns;

static inline void
test_set_bit(uint8_t *bits, size_t i, int on)
{
    if (on) bits[i / 8] = (uint8_t)(bits[i / 8] | 1u << i % 8);
}

static inline void
test_columns_free(test_columns *c)
{
    for (int i = 0; i < 3; i++)
        free(c->labels[i]);
    for (int k = 0; k < ROW_FEATURES; k++) {
        free(c->numbers[k]);
        free(c->numbers_valid[k]);
    }
    free(c->valid);
    free(c->text_bytes);
    free(c->texts);
    free(c->weight);
    free(c->frequency);
    free(c->score);
}

static inline void
test_columns_feature(test_columns *c, int k, size_t i, int32_t value)
{
    c->numbers[k][i] = value;
    test_set_bit(c->numbers_valid[k], i, value != ROW_MISSING);
    if (k != 1) return;
    char *text = c->text_bytes + i * 16;
    snprintf(text, 16, "g%d", (int)value);
    c->texts[i] = value == ROW_MISSING ? NULL : text;
}

/* Of a row, wherever it stands; the threshold is 0.5.  Some are 0 and -0. */
static inline float
test_row_score(const test_row *r)
{
    const uint64_t mixed = r->frequency + (uint32_t)r->feature[2];
    const float part = (float)(mixed % 5);
    if (r->label[1]) return 0.5f + part / 8;
    return r->frequency % 2 ? part / 16 : -part / 16;
}

/* Row i of the columns is rows[order[i]]; order NULL: as they are. */
static inline test_columns
test_columns_make(const test_row *rows, const uint32_t *order, size_t n,
                  uint32_t inputs, size_t n_sensitive)
{
    test_columns c;
    memset(&c, 0, sizeof(c));
    c.n = n;
    c.inputs = inputs;
    c.n_sensitive = n_sensitive;
    for (int i = 0; i < 3; i++)
        c.labels[i] = calloc(n + 1, 1);
    for (int k = 0; k < ROW_FEATURES; k++) {
        c.numbers[k] = calloc(n + 1, sizeof(int32_t));
        c.numbers_valid[k] = calloc(n / 8 + 1, 1);
    }
    c.valid = calloc(n / 8 + 1, 1);
    c.text_bytes = calloc(n + 1, 16);
    c.texts = calloc(n + 1, sizeof(*c.texts));
    c.weight = calloc(n + 1, sizeof(double));
    c.frequency = calloc(n + 1, sizeof(uint64_t));
    c.score = calloc(n + 1, sizeof(float));
    for (size_t i = 0; i < n; i++) {
        const test_row *r = &rows[order != NULL ? order[i] : i];
        for (int l = 0; l < 3; l++)
            c.labels[l][i] = r->label[l];
        test_set_bit(c.valid, i, r->label[0] != 2);
        for (int k = 0; k < ROW_FEATURES; k++)
            test_columns_feature(&c, k, i, r->feature[k]);
        c.weight[i] = r->weight;
        c.frequency[i] = r->frequency;
        c.score[i] = test_row_score(r);
    }
    return c;
}

/* Rows start … start + n as a batch; its features are kept in c. */
static inline fair_rows
test_columns_rows(test_columns *c, size_t start, size_t n)
{
    fair_rows rows = FAIR_ROWS_INIT;
    const int64_t m = (int64_t)n;
    rows.n = n;
    if (c->inputs & FAIR__INPUT(FAIR__Y_TRUE)) {
        rows.y_true = fair_column_uint8(c->labels[0], m);
        rows.y_true.validity = c->valid;
        rows.y_true.offset = (int64_t)start;
    }
    if (c->inputs & FAIR__INPUT(FAIR__Y_PRED))
        rows.y_pred = fair_column_bool8(c->labels[1] + start, m);
    if (c->inputs & FAIR__INPUT(FAIR__Y_SCORE))
        rows.y_score = fair_column_float32(c->score + start, m);
    if (c->inputs & FAIR__INPUT(FAIR__Y_PRED_BASELINE))
        rows.y_pred_baseline = fair_column_uint8(c->labels[2] + start, m);
    if (c->inputs & FAIR__INPUT(FAIR__SAMPLE_WEIGHT))
        rows.sample_weight = fair_column_float64(c->weight + start, m);
    if (c->inputs & FAIR__INPUT(FAIR__FREQUENCY))
        rows.frequency = fair_column_uint64(c->frequency + start, m);
    for (int k = 0; k < ROW_FEATURES; k++) {
        if (k == 1) {
            c->features[k] = fair_column_cstring(c->texts + start, m);
            continue;
        }
        c->features[k] = fair_column_int32(c->numbers[k], m);
        c->features[k].validity = c->numbers_valid[k];
        c->features[k].offset = (int64_t)start;
    }
    rows.sensitive = c->features;
    rows.control = c->features + c->n_sensitive;
    return rows;
}

/* What random rows look like. */
typedef struct test_shape {
    uint32_t n_values; /* of each feature */
    uint32_t missing;  /* one in so many values, 0: none */
    uint32_t unlabelled;
    int wild_weights;  /* any double up to 2^100; else multiples of 1/16 */
} test_shape;

static inline double
test_weight(uint64_t *seed, int wild)
{
    const uint64_t r = random_u64(seed);
    if (r % 11 == 0) return 0.0;
    if (!wild) return (double)(r >> 8 & 1023) / 16;
    const uint64_t exponent = r % 7 == 0 ? r % 1100 : 1000 + r % 24;
    const uint64_t bits = exponent << 52 | random_u64(seed) >> 12;
    double w;
    memcpy(&w, &bits, sizeof(w));
    return w;
}

static inline test_row *
test_rows_random(size_t n, const test_shape *shape, uint64_t *seed)
{
    test_row *rows = calloc(n + 1, sizeof(*rows));
    for (size_t i = 0; i < n; i++) {
        for (int k = 0; k < ROW_FEATURES; k++) {
            const uint64_t r = random_u64(seed);
            const int missing =
                shape->missing > 0 && (r >> 40) % shape->missing == 0;
            rows[i].feature[k] =
                missing ? ROW_MISSING
                        : (int32_t)(r % shape->n_values) - 2;
        }
        const uint64_t r = random_u64(seed);
        for (int l = 0; l < 3; l++)
            rows[i].label[l] = (uint8_t)(r >> (7 * l) & 1);
        if (shape->unlabelled > 0 && (r >> 30) % shape->unlabelled == 0)
            rows[i].label[0] = 2;
        rows[i].frequency = r >> 55;
        rows[i].weight = test_weight(seed, shape->wild_weights);
    }
    return rows;
}

#endif
