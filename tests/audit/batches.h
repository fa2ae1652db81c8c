/* SPDX-License-Identifier: MIT
 * Batches with every input, and audits that must be what they were after a
 * call that failed. */
#ifndef FAIR_TESTS_BATCHES_H
#define FAIR_TESTS_BATCHES_H

#include "audit/audit.h"

#include <math.h>

#include "dump.h"
#include "harness.h"
#include "producer.h"

#define N 7 /* rows of a batch */

static const uint8_t key[16] = {1, 2, 3};
static const char *const sensitive[] = {"race", "sex"};
static const char *const control[] = {"age"};

/* With every input. */
typedef struct batch {
    int8_t y[N];
    uint8_t p[N];
    uint8_t b[N];
    double score[N];
    double w[N];
    double f[N];
    int32_t codes[N];
    const char *texts[N];
    double age[N];
    uint8_t y_valid;
    uint8_t p_valid;
    const char *entries[3];
    fair_column dictionary;
    fair_column features[2];
    fair_column age_column;
    fair_rows rows;
} batch;

static inline void
batch_init(batch *x, uint64_t *seed)
{
    static const char *const texts[] = {"f", "m", "x", NULL};
    memset(x, 0, sizeof(*x));
    x->entries[0] = "african";
    x->entries[1] = "caucasian";
    x->entries[2] = "other";
    for (int i = 0; i < N; i++) {
        const uint64_t r = random_u64(seed);
        x->y[i] = (int8_t)(r & 1);
        x->p[i] = (uint8_t)(r >> 1 & 1);
        x->b[i] = (uint8_t)(r >> 2 & 1);
        x->score[i] = (double)(r >> 3 & 255) / 16;
        x->w[i] = ldexp(1 + (double)(r >> 11 & 255), (int)(r >> 50 & 63));
        x->f[i] = (double)(r >> 19 & 3);
        x->codes[i] = (int32_t)((r >> 21) % 3);
        x->texts[i] = texts[r >> 23 & 3];
        x->age[i] = (double)(r >> 25 & 3);
    }
    x->y_valid = x->p_valid = 0xff;
    x->dictionary = fair_column_cstring(x->entries, 3);
    x->features[0] = fair_column_dictionary(x->codes, N, &x->dictionary);
    x->features[1] = fair_column_cstring(x->texts, N);
    x->age_column = fair_column_float64(x->age, N);
    x->rows.size = sizeof(x->rows);
    x->rows.n = N;
    x->rows.y_true = fair_column_int8(x->y, N);
    x->rows.y_true.validity = &x->y_valid;
    x->rows.y_pred = fair_column_uint8(x->p, N);
    x->rows.y_pred.validity = &x->p_valid;
    x->rows.y_score = fair_column_float64(x->score, N);
    x->rows.y_pred_baseline = fair_column_uint8(x->b, N);
    x->rows.sample_weight = fair_column_float64(x->w, N);
    x->rows.frequency = fair_column_float64(x->f, N);
    x->rows.sensitive = x->features;
    x->rows.control = &x->age_column;
}

static inline fair_audit_options
options_with(const fair_allocator *mem)
{
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.n_sensitive = 2;
    o.sensitive_names = sensitive;
    o.n_control = 1;
    o.control_names = control;
    o.hash_key = key;
    o.allocator = mem;
    return o;
}

static inline fair_audit *
make(const fair_allocator *mem)
{
    const fair_audit_options o = options_with(mem);
    fair_audit *a = NULL;
    ck_assert_int_eq(fair_audit_new(&o, &a, NULL), FAIR_OK);
    return a;
}

/* The dump of its tally, and its saved bytes in hexadecimal. */
static inline char *
describe(const fair_audit *a)
{
    char *text = dump_tally(a->tally);
    size_t length = 0;
    ck_assert_int_eq(fair_audit_save(a, NULL, 0, &length, NULL), FAIR_OK);
    uint8_t *bytes = malloc(length);
    ck_assert_int_eq(fair_audit_save(a, bytes, length, &length, NULL),
                     FAIR_OK);
    size_t at = strlen(text);
    text = realloc(text, at + 2 * length + 1);
    for (size_t i = 0; i < length; i++)
        at += (size_t)snprintf(text + at, 3, "%02x", bytes[i]);
    free(bytes);
    return text;
}

/* Ends the program if the audit is not what it was. */
static inline void
assert_unchanged(const fair_audit *a, const char *before, const char *what)
{
    char *after = describe(a);
    ck_assert_msg(strcmp(before, after) == 0,
                  "%s changed the audit from\n%s\nto\n%s", what, before,
                  after);
    free(after);
}

#endif
