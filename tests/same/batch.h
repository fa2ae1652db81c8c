/* SPDX-License-Identifier: MIT
 * Some rows of a draw as a batch, in columns of any type that holds them. */
#ifndef FAIR_TESTS_SAME_BATCH_H
#define FAIR_TESTS_SAME_BATCH_H

#include "encode.h"

typedef struct batch {
    encoder blocks;
    fair_column features[DRAW_FEATURES];
    fair_column dictionaries[DRAW_FEATURES + 3];
    fair_rows rows;
} batch;

/* Those that hold the smallest and the largest value. */
static inline int32_t
integer_type(encoder *e, const draw_feature *f)
{
    const int64_t high = f->low + f->step * (int64_t)(f->n_values - 1);
    const int is_signed = f->kind == FAIR_KIND_INT;
    const int least = is_signed ? high < 128     ? 0
                                  : high < 32768 ? 1
                                                 : 2
                      : high < 256   ? 0
                      : high < 65536 ? 1
                                     : 2;
    const uint64_t choice = e->mostly_bytes ? 1 : (uint64_t)(4 - least);
    const int width = least + (int)draw_one(&e->seed, choice);
    return (is_signed ? FAIR_TYPE_INT8 : FAIR_TYPE_UINT8) + width;
}

/* The value of code v of a feature. */
static inline int64_t
integer_of(const draw_feature *f, uint32_t v)
{
    return f->kind == FAIR_KIND_BOOL ? (int64_t)v
                                     : f->low + f->step * (int64_t)v;
}

/* A column of the values whose numbers are codes[], as a plain column. */
static inline fair_column
plain_feature(encoder *e, const draw_feature *f, const uint32_t *codes,
              const uint8_t *valid, size_t n)
{
    int64_t *whole = encoder_block(e, n * sizeof(*whole));
    const char **texts = encoder_block(e, n * sizeof(*texts));
    for (size_t i = 0; i < n; i++) {
        whole[i] = valid[i] ? integer_of(f, codes[i]) : 0;
        texts[i] = valid[i] && f->texts != NULL ? f->texts[codes[i]] : NULL;
    }
    if (f->kind == FAIR_KIND_TEXT) return encode_texts(e, texts, valid, n);
    if (f->kind != FAIR_KIND_BOOL)
        return encode_numbers(e, integer_type(e, f), NULL, whole, valid, n);
    return draw_one(&e->seed, 2)
               ? encode_bits(e, whole, valid, n)
               : encode_numbers(e, FAIR_TYPE_BOOL8, NULL, whole, valid, n);
}

/* The dictionary has every value, from another one on each time, and one of
 * them twice. */
static inline fair_column
dictionary_feature(encoder *e, const draw_feature *f, const uint32_t *codes,
                   const uint8_t *valid, size_t n, fair_column *dictionary)
{
    const uint32_t size = f->n_values + 1;
    const uint32_t first = (uint32_t)draw_one(&e->seed, f->n_values);
    uint32_t *entries = encoder_block(e, size * sizeof(*entries));
    uint8_t *all = encoder_block(e, size);
    int64_t *indices = encoder_block(e, n * sizeof(*indices));
    memset(all, 1, size);
    for (uint32_t i = 0; i < size; i++)
        entries[i] = (i + first) % f->n_values;
    *dictionary = plain_feature(e, f, entries, all, size);
    for (size_t i = 0; i < n; i++) {
        indices[i] = valid[i] ? (codes[i] + f->n_values - first) % f->n_values
                              : 0;
        if (indices[i] == 0 && i % 2 == 1 && valid[i])
            indices[i] = f->n_values; /* the last is the first again */
    }
    const draw_feature of_indices = {.kind = FAIR_KIND_UINT,
                                     .n_values = size, .step = 1};
    const int32_t type = integer_type(e, &of_indices);
    fair_column c = encode_numbers(e, type, NULL, indices, valid, n);
    c.type = FAIR_TYPE_DICTIONARY;
    c.index_type = type;
    c.dictionary = dictionary;
    return c;
}

static inline void
batch_feature(batch *b, const draw *d, size_t k, const uint32_t *order,
              size_t n)
{
    encoder *e = &b->blocks;
    const draw_feature *f = &d->features[k];
    uint32_t *codes = encoder_block(e, n * sizeof(*codes));
    uint8_t *valid = encoder_block(e, n);
    for (size_t i = 0; i < n; i++) {
        const uint32_t value = f->values[order[i]];
        valid[i] = value > 0;
        codes[i] = value - valid[i];
    }
    b->features[k] =
        !d->bytes && f->kind != FAIR_KIND_BOOL && draw_one(&e->seed, 3) == 0
            ? dictionary_feature(e, f, codes, valid, n, &b->dictionaries[k])
            : plain_feature(e, f, codes, valid, n);
}

/* y_true, decision or baseline. */
static inline fair_column
batch_label(batch *b, const draw *d, int label, const uint32_t *order,
            size_t n)
{
    static const int32_t types[] = {
        FAIR_TYPE_BOOL8,  FAIR_TYPE_INT8,    FAIR_TYPE_UINT8,
        FAIR_TYPE_UINT16, FAIR_TYPE_INT16,   FAIR_TYPE_INT32,
        FAIR_TYPE_INT64,  FAIR_TYPE_UINT32,  FAIR_TYPE_UINT64,
        FAIR_TYPE_FLOAT32, FAIR_TYPE_FLOAT64, FAIR_TYPE_BOOL1};
    static const char *words[] = {"no", "yes"};
    encoder *e = &b->blocks;
    const draw_feature of_text = {.kind = FAIR_KIND_TEXT, .n_values = 2,
                                  .texts = (char **)words};
    uint32_t *codes = encoder_block(e, n * sizeof(*codes));
    int64_t *whole = encoder_block(e, n * sizeof(*whole));
    uint8_t *valid = encoder_block(e, n);
    for (size_t i = 0; i < n; i++) {
        const uint8_t x = d->labels[label][order[i]];
        valid[i] = x != DRAW_MISSING;
        codes[i] = valid[i] ? x : 0;
        whole[i] = (int64_t)codes[i];
    }
    if (d->text_labels)
        return draw_one(&e->seed, 2)
                   ? plain_feature(e, &of_text, codes, valid, n)
                   : dictionary_feature(
                         e, &of_text, codes, valid, n,
                         &b->dictionaries[DRAW_FEATURES + label]);
    const int32_t type = types[draw_one(&e->seed, e->mostly_bytes ? 3 : 12)];
    return type == FAIR_TYPE_BOOL1
               ? encode_bits(e, whole, valid, n)
               : encode_numbers(e, type, NULL, whole, valid, n);
}

/* Scores, weights or frequencies. */
static inline fair_column
batch_numbers(batch *b, const double *all, int is_single, int is_whole,
              const uint32_t *order, size_t n)
{
    static const int32_t types[] = {FAIR_TYPE_FLOAT64, FAIR_TYPE_FLOAT32,
                                    FAIR_TYPE_UINT8, FAIR_TYPE_INT64};
    encoder *e = &b->blocks;
    double *numbers = encoder_block(e, n * sizeof(*numbers));
    uint8_t *valid = encoder_block(e, n);
    memset(valid, 1, n);
    for (size_t i = 0; i < n; i++) numbers[i] = all[order[i]];
    const uint64_t choice = is_whole ? 4 : is_single ? 2 : 1;
    return encode_numbers(e, types[draw_one(&e->seed, choice)], numbers, NULL,
                          valid, n);
}

/* Rows order[0] … order[n - 1]; freed by encoder_free(&b->blocks). */
static inline void
batch_make(batch *b, const draw *d, const uint32_t *order, size_t n,
           uint64_t seed)
{
    memset(b, 0, sizeof(*b));
    b->blocks.seed = seed;
    b->blocks.mostly_packed = d->fast;
    b->blocks.mostly_bytes = d->bytes;
    fair_rows *r = &b->rows;
    *r = (fair_rows)FAIR_ROWS_INIT;
    r->n = n;
    if (d->has_labels) r->y_true = batch_label(b, d, 0, order, n);
    if (d->has_scores)
        r->y_score = batch_numbers(b, d->scores, 1, 0, order, n);
    else
        r->y_pred = batch_label(b, d, 1, order, n);
    if (d->has_baseline) r->y_pred_baseline = batch_label(b, d, 2, order, n);
    if (d->has_weights)
        r->sample_weight = batch_numbers(b, d->weights, d->weights_single, 0,
                                         order, n);
    if (d->has_frequencies)
        r->frequency = batch_numbers(b, d->frequencies, 1, 1, order, n);
    for (size_t k = 0; k < d->n_features; k++)
        batch_feature(b, d, k, order, n);
    r->sensitive = b->features;
    r->control = b->features + d->options.n_sensitive;
}

#endif
