/* SPDX-License-Identifier: MIT
 * Batches of columns that real frames hold, by name, for benchmarks: every
 * value is a function of the row number. */
#ifndef FAIR_BENCH_BATCHES_H
#define FAIR_BENCH_BATCHES_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "measure.h"

enum { GROUPS = 10, LATER = 5 };

static uint64_t
label_of(uint64_t row)
{
    return random_of(row) & 1;
}

static uint64_t
decision_of(uint64_t row)
{
    return random_of(row) >> 1 & 1;
}

static uint64_t
group_of(uint64_t row)
{
    return (random_of(row) >> 8) % GROUPS;
}

static uint64_t
pair_of(uint64_t row)
{
    return (random_of(row) >> 8) % 2;
}

static uint64_t
sixteen_of(uint64_t row)
{
    return (random_of(row) >> 8) % 16;
}

static uint64_t
second_of(uint64_t row)
{
    return (random_of(row) >> 20) % LATER;
}

static uint64_t
million_of(uint64_t row)
{
    return (random_of(row) >> 8) % 1000000;
}

/* Two features that together have a million combinations. */
static uint64_t
thousand_of(uint64_t row)
{
    return million_of(row) / 1000;
}

static uint64_t
other_of(uint64_t row)
{
    return million_of(row) % 1000;
}

/* A million values all over 64 bits. */
static uint64_t
sparse_of(uint64_t row)
{
    return random_of(million_of(row) + 99) >> 2;
}

/* ---- columns ---- */

typedef struct made {
    fair_column column;
    void *block[3];
    size_t size[3]; /* what is read of each */
} made;

typedef uint64_t (*number)(uint64_t row);

static void *
room(made *m, int b, size_t size)
{
    m->size[b] = size;
    m->block[b] = calloc(size + 64, 1);
    if (m->block[b] == NULL) exit(2);
    return m->block[b];
}

static made
numbers(int32_t type, number of, size_t n)
{
    static const uint8_t widths[] = {
        [FAIR_TYPE_INT8] = 1,  [FAIR_TYPE_BOOL8] = 1,   [FAIR_TYPE_INT32] = 4,
        [FAIR_TYPE_INT64] = 8, [FAIR_TYPE_FLOAT64] = 8, [FAIR_TYPE_INT16] = 2};
    made m = {0};
    char *at = room(&m, 0, n * widths[type]);
    for (size_t i = 0; i < n; i++) {
        const uint64_t x = of(i);
        const double d = (double)x;
        const uint32_t x32 = (uint32_t)x;
        const uint16_t x16 = (uint16_t)x;
        const uint8_t x8 = (uint8_t)x;
        const void *from = type == FAIR_TYPE_FLOAT64 ? (const void *)&d
                           : widths[type] == 8       ? (const void *)&x
                           : widths[type] == 4       ? (const void *)&x32
                           : widths[type] == 2       ? (const void *)&x16
                                                     : (const void *)&x8;
        memcpy(at + i * widths[type], from, widths[type]);
    }
    m.column = fair_column_int8(m.block[0], (int64_t)n);
    m.column.type = type;
    return m;
}

static made
bits(number of, size_t n)
{
    made m = {0};
    uint8_t *at = room(&m, 0, (n + 7) / 8);
    memset(at, 0, (n + 7) / 8);
    for (size_t i = 0; i < n; i++)
        at[i / 8] = (uint8_t)(at[i / 8] | of(i) << i % 8);
    m.column = fair_column_bool1(at, (int64_t)n);
    return m;
}

/* 5 % of the rows are null. */
static made
with_nulls(made m, size_t n)
{
    uint8_t *valid = room(&m, 2, (n + 7) / 8);
    memset(valid, 0xff, (n + 7) / 8);
    for (size_t i = 0; i < n; i++)
        if ((random_of(i) >> 40) % 20 == 0)
            valid[i / 8] = (uint8_t)(valid[i / 8] & ~(1u << i % 8));
    m.column.validity = valid;
    return m;
}

static const char *const short_words[GROUPS] = {
    "Asian", "Black", "Caucasian", "Hispanic", "Native", "Other", "White",
    "Two or more", "Unknown", "Pacific"};
static const char *const long_words[GROUPS] = {
    "Asian",  "Black", "Caucasian", "Hispanic", "Native American",
    "Other",  "White", "Two or more", "Unknown", "Pacific Islander (other)"};

static const char *const *words = long_words; /* three beyond 12 bytes */

static made
large_text(number of, size_t n)
{
    made m = {0};
    int64_t *offsets = room(&m, 0, (n + 1) * sizeof(*offsets));
    offsets[0] = 0;
    for (size_t i = 0; i < n; i++)
        offsets[i + 1] = offsets[i] + (int64_t)strlen(words[of(i) % GROUPS]);
    char *bytes = room(&m, 1, (size_t)offsets[n]);
    for (size_t i = 0; i < n; i++)
        memcpy(bytes + offsets[i], words[of(i) % GROUPS],
               (size_t)(offsets[i + 1] - offsets[i]));
    m.column = fair_column_large_utf8(offsets, bytes, (int64_t)n);
    return m;
}

/* As Polars hands them out: up to 12 bytes inside, longer ones in a buffer. */
static made
views(number of, size_t n)
{
    static const void *variadic[1];
    static int64_t sizes[1];
    made m = {0};
    int32_t(*at)[4] = room(&m, 0, n * 16);
    char *bytes = room(&m, 1, n * 24);
    int32_t used = 0;
    for (size_t i = 0; i < n; i++) {
        const char *word = words[of(i) % GROUPS];
        const int32_t length = (int32_t)strlen(word);
        memset(at[i], 0, 16);
        at[i][0] = length;
        if (length <= 12) {
            memcpy(&at[i][1], word, (size_t)length);
            continue;
        }
        memcpy(&at[i][1], word, 4);
        at[i][3] = used;
        memcpy(bytes + used, word, (size_t)length);
        used += length;
    }
    m.size[1] = (size_t)used;
    variadic[0] = bytes;
    sizes[0] = used;
    m.column = fair_column_int8(m.block[0], (int64_t)n);
    m.column.type = FAIR_TYPE_UTF8_VIEW;
    m.column.n_variadic = 1;
    m.column.variadic = variadic;
    m.column.variadic_sizes = sizes;
    return m;
}

static made
category(int32_t index_type, number of, size_t n)
{
    static fair_column values;
    made m = numbers(index_type, of, n);
    values = fair_column_cstring(words, GROUPS);
    m.column.type = FAIR_TYPE_DICTIONARY;
    m.column.index_type = index_type;
    m.column.dictionary = &values;
    return m;
}

/* Uniform from low to low + span, as float64 or float32. */
static made
reals(int32_t type, double low, double span, size_t n)
{
    made m = {0};
    const size_t width = type == FAIR_TYPE_FLOAT32 ? 4 : 8;
    char *at = room(&m, 0, n * width);
    for (size_t i = 0; i < n; i++) {
        const double d = low + (double)(random_of(i) >> 11) * 0x1p-53 * span;
        const float f = (float)d;
        memcpy(at + i * width,
               type == FAIR_TYPE_FLOAT32 ? (const void *)&f : (const void *)&d,
               width);
    }
    m.column = fair_column_float64((const double *)m.block[0], (int64_t)n);
    m.column.type = type;
    return m;
}

static uint64_t
weight_of(uint64_t row)
{
    return 1 + (random_of(row) >> 30) % 1000;
}

static made
weights(const char *name, size_t n)
{
    if (strcmp(name, "float32 weights") == 0)
        return reals(FAIR_TYPE_FLOAT32, 0.1, 9.9, n);
    if (strcmp(name, "int64 weights") == 0)
        return numbers(FAIR_TYPE_INT64, weight_of, n);
    return reals(FAIR_TYPE_FLOAT64, 0.1, 9.9, n);
}

/* ---- cases ---- */

typedef struct batch {
    made y_true, y_pred, y_score, sample_weight;
    made features[2];
    size_t n_features;
} batch;

static batch
bytes(size_t n)
{
    batch b = {.y_true = numbers(FAIR_TYPE_INT8, label_of, n),
               .y_pred = numbers(FAIR_TYPE_INT8, decision_of, n),
               .n_features = 1};
    return b;
}

static batch
make(const char *name, size_t n)
{
    batch b = {.n_features = 1};
    words = strncmp(name, "short ", 6) == 0 ? short_words : long_words;
    if (words == short_words) name += 6;
    if (strcmp(name, "int64") == 0) {
        b.y_true = numbers(FAIR_TYPE_INT64, label_of, n);
        b.y_pred = numbers(FAIR_TYPE_INT64, decision_of, n);
        b.features[0] = numbers(FAIR_TYPE_INT32, group_of, n);
        return b;
    }
    if (strcmp(name, "bits") == 0) {
        b.y_true = bits(label_of, n);
        b.y_pred = bits(decision_of, n);
        b.features[0] = numbers(FAIR_TYPE_INT8, group_of, n);
        return b;
    }
    if (strcmp(name, "float64 labels") == 0) {
        b.y_true = numbers(FAIR_TYPE_FLOAT64, label_of, n);
        b.y_pred = numbers(FAIR_TYPE_FLOAT64, decision_of, n);
        b.features[0] = numbers(FAIR_TYPE_INT8, group_of, n);
        return b;
    }
    if (strcmp(name, "bool bytes") == 0) {
        b.y_true = numbers(FAIR_TYPE_BOOL8, label_of, n);
        b.y_pred = numbers(FAIR_TYPE_BOOL8, decision_of, n);
        b.features[0] = numbers(FAIR_TYPE_INT8, group_of, n);
        return b;
    }
    if (strcmp(name, "threshold") == 0 ||
        strcmp(name, "float32 threshold") == 0) {
        b.y_true = numbers(FAIR_TYPE_INT8, label_of, n);
        b.y_score = reals(name[0] == 'f' ? FAIR_TYPE_FLOAT32
                                         : FAIR_TYPE_FLOAT64, 0, 1, n);
        b.features[0] = numbers(FAIR_TYPE_INT8, group_of, n);
        return b;
    }
    b = bytes(n);
    if (strcmp(name, "two features") == 0) {
        b.n_features = 2;
        b.features[1] = numbers(FAIR_TYPE_INT8, second_of, n);
    }
    if (strstr(name, "weights") != NULL) b.sample_weight = weights(name, n);
    if (strcmp(name, "null labels") == 0) b.y_true = with_nulls(b.y_true, n);
    if (strcmp(name, "large utf8") == 0)
        b.features[0] = large_text(group_of, n);
    else if (strcmp(name, "views") == 0)
        b.features[0] = views(group_of, n);
    else if (strcmp(name, "category") == 0)
        b.features[0] = category(FAIR_TYPE_INT8, group_of, n);
    else if (strcmp(name, "category int32") == 0)
        b.features[0] = category(FAIR_TYPE_INT32, group_of, n);
    else if (strcmp(name, "nulls") == 0)
        b.features[0] =
            with_nulls(category(FAIR_TYPE_INT8, group_of, n), n);
    else if (strcmp(name, "million dense") == 0)
        b.features[0] = numbers(FAIR_TYPE_INT32, million_of, n);
    else if (strcmp(name, "thousand by thousand") == 0) {
        b.n_features = 2;
        b.features[0] = numbers(FAIR_TYPE_INT32, thousand_of, n);
        b.features[1] = numbers(FAIR_TYPE_INT32, other_of, n);
    } else if (strcmp(name, "million sparse") == 0)
        b.features[0] = numbers(FAIR_TYPE_INT64, sparse_of, n);
    else if (strncmp(name, "two groups", 10) == 0)
        b.features[0] = numbers(FAIR_TYPE_INT8, pair_of, n);
    else if (strncmp(name, "16 groups", 9) == 0)
        b.features[0] = numbers(FAIR_TYPE_INT8, sixteen_of, n);
    else
        b.features[0] = numbers(FAIR_TYPE_INT8, group_of, n);
    return b;
}

/* ---- reading ---- */

/* Part number `part` of `parts` of a block, in 8-byte words. */
static uint64_t
read_block(const void *block, size_t size, size_t part, size_t parts)
{
    const size_t end = size / 8 * (part + 1) / parts;
    uint64_t all = 0;
    for (size_t i = size / 8 * part / parts; i < end; i++) {
        uint64_t word;
        memcpy(&word, (const char *)block + 8 * i, 8);
        all += word;
    }
    return all;
}

static uint64_t
read_batch(const batch *b, size_t part, size_t parts)
{
    const made *const all[] = {&b->y_true,        &b->y_pred,
                               &b->y_score,       &b->sample_weight,
                               &b->features[0],   &b->features[1]};
    uint64_t sum = 0;
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        for (int k = 0; k < 3; k++)
            sum += read_block(all[i]->block[k], all[i]->size[k], part, parts);
    return sum;
}

/* ---- adding ---- */

static fair_audit *
new_audit(const batch *b)
{
    static const char *const names[] = {"group", "second"};
    fair_audit_options options = FAIR_AUDIT_OPTIONS_INIT;
    options.n_sensitive = b->n_features;
    options.sensitive_names = names;
    options.max_cells = 2000000;
    options.unlabelled = FAIR_UNLABELLED_KEEP;
    options.has_threshold = b->y_score.block[0] != NULL;
    options.threshold = 0.5;
    fair_audit *audit = NULL;
    fair_error err = {0};
    check(fair_audit_new(&options, &audit, &err), &err);
    return audit;
}

static fair_column
slice(const made *m, size_t start, size_t n)
{
    fair_column c = m->column;
    c.offset += (int64_t)start;
    c.length = (int64_t)n;
    return c;
}

/* Rows start … start + n. */
static void
add_rows(fair_audit *audit, const batch *b, size_t start, size_t n)
{
    const fair_column features[2] = {slice(&b->features[0], start, n),
                                     slice(&b->features[1], start, n)};
    fair_rows rows = FAIR_ROWS_INIT;
    fair_error err = {0};
    rows.n = n;
    rows.y_true = slice(&b->y_true, start, n);
    rows.y_pred = slice(&b->y_pred, start, n);
    if (b->y_score.block[0] != NULL) {
        rows.y_score = slice(&b->y_score, start, n);
        rows.y_pred.type = FAIR_TYPE_NONE;
    }
    if (b->sample_weight.block[0] != NULL)
        rows.sample_weight = slice(&b->sample_weight, start, n);
    rows.sensitive = features;
    check(fair_audit_add(audit, &rows, &err), &err);
}

static void
free_batch(batch *b)
{
    made *const all[] = {&b->y_true,        &b->y_pred,      &b->y_score,
                         &b->sample_weight, &b->features[0], &b->features[1]};
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        for (int k = 0; k < 3; k++)
            free(all[i]->block[k]);
}

/* Cases are named from the third argument on; without any all are meant. */
static inline int
is_wanted(const char *name, int argc, char **argv)
{
    int wanted = argc <= 3;
    for (int i = 3; i < argc; i++)
        wanted |= strcmp(argv[i], name) == 0;
    return wanted;
}

#endif
