/* SPDX-License-Identifier: MIT
 * Rows of every path that counts: what the sweep of refused memory reads. */
#ifndef FAIR_TESTS_REFUSED_FRAMES_H
#define FAIR_TESTS_REFUSED_FRAMES_H

#include <math.h>
#include <stdio.h>

#include <fairness/fairness.h>

#include "harness.h"
#include "kernels/kernels.h"

#define FRAME_ROWS (5 * FAIR__BLOCK)
#define FRAME_TEXT 24   /* bytes of a text at most */
#define FRAME_PARTS 3   /* a frame comes in parts with other groups */
#define FRAME_ENTRIES 300
#define FRAME_COLUMNS 9 /* at most */

/* Texts end to end. */
typedef struct frame_texts {
    int32_t offsets[FRAME_ROWS + 1];
    char bytes[FRAME_ROWS * FRAME_TEXT];
} frame_texts;

typedef struct frame_part {
    int8_t y[FRAME_ROWS];
    int8_t p[FRAME_ROWS];
    int8_t small[FRAME_ROWS];
    int32_t g[FRAME_ROWS];
    int64_t far[FRAME_ROWS];
    double score[FRAME_ROWS];
    double weight[FRAME_ROWS];
    double count[FRAME_ROWS];
    uint8_t valid[FRAME_ROWS / 8];
    frame_texts labels;
    frame_texts texts;
    frame_texts entries;
    fair_column dictionary;
    fair_column features[3];
    fair_rows rows;
} frame_part;

/* All parts, and part 1 with a bad last row. */
typedef struct frame_data {
    frame_part parts[FRAME_PARTS];
    frame_part bad;
} frame_data;

typedef struct frame {
    const char *name;
    size_t n; /* rows of a part */
    size_t n_sensitive;
    size_t n_control;
    void (*fill)(frame_part *x, int64_t n, int part);
    int decides_by_score;
    int text_labels;
    int32_t scores;      /* FAIR_SCORES_* */
    uint64_t max_scores; /* as many as there are: so all are sorted at once */
    uint32_t bins;
} frame;

static const char *const frame_features[] = {"race", "sex", "age"};

static inline void
frame_text(frame_texts *t, int64_t i, const char *text)
{
    const size_t length = strlen(text);
    memcpy(t->bytes + t->offsets[i], text, length);
    t->offsets[i + 1] = t->offsets[i] + (int32_t)length;
}

/* Random values; groups of part k are others than those of part k - 1. */
static inline void
frame_numbers(frame_part *x, int64_t n, int part)
{
    uint64_t seed = 7 + (uint64_t)part;
    for (int64_t i = 0; i < n; i++) {
        const uint64_t r = random_u64(&seed);
        char text[FRAME_TEXT];
        x->y[i] = (int8_t)(r & 1);
        x->p[i] = (int8_t)(r >> 1 & 1);
        x->small[i] = (int8_t)((int)(r >> 2 & 3) - 3 * part);
        x->g[i] = (int32_t)(r >> 8 & 31) + 20 * part;
        x->far[i] = (int64_t)(r >> 16 & 31) * 1000000007 + part;
        x->score[i] = (double)(r >> 24 & 255) / 256;
        x->weight[i] = 1 + (double)(r >> 32 & 255) / 256;
        x->count[i] = (double)(r >> 40 & 3);
        frame_text(&x->labels, i, r & 1 ? "granted" : "refused");
        snprintf(text, sizeof(text), "%s %d",
                 r >> 48 & 1 ? "g" : "a group's longer name",
                 (int)(r >> 49 & 31) + part);
        frame_text(&x->texts, i, text);
    }
    memset(x->valid, 0xff, sizeof(x->valid));
    x->rows = (fair_rows)FAIR_ROWS_INIT;
    x->rows.n = (size_t)n;
    x->rows.y_true = fair_column_int8(x->y, n);
    x->rows.y_pred = fair_column_int8(x->p, n);
    x->rows.sensitive = x->features;
}

/* g as indices of texts. */
static inline fair_column
frame_dictionary(frame_part *x, int64_t n, int part)
{
    for (int i = 0; i < FRAME_ENTRIES; i++) {
        char text[FRAME_TEXT];
        snprintf(text, sizeof(text), "entry %d of %d", i + part, part);
        frame_text(&x->entries, i, text);
    }
    x->dictionary =
        fair_column_utf8(x->entries.offsets, x->entries.bytes, FRAME_ENTRIES);
    return fair_column_dictionary(x->g, n, &x->dictionary);
}

static inline void
fill_everything(frame_part *x, int64_t n, int part)
{
    frame_numbers(x, n, part);
    for (int64_t i = 0; i < n; i++) /* weights far apart */
        x->weight[i] = ldexp(x->weight[i], (int)(i % 40) * 20 - 400);
    x->valid[0] = 0xfe;
    x->rows.y_score = fair_column_float64(x->score, n);
    x->rows.y_pred_baseline = fair_column_int8(x->y, n);
    x->rows.sample_weight = fair_column_float64(x->weight, n);
    x->rows.frequency = fair_column_float64(x->count, n);
    x->features[0] = frame_dictionary(x, n, part);
    x->features[0].validity = x->valid;
    x->features[1] = fair_column_utf8(x->texts.offsets, x->texts.bytes, n);
    x->features[2] = fair_column_float64(x->count, n);
    x->rows.control = &x->features[2];
}

static inline void
fill_fast(frame_part *x, int64_t n, int part)
{
    frame_numbers(x, n, part);
    x->small[n / 2] = (int8_t)(100 + part); /* the window moves */
    x->features[0] = fair_column_int8(x->small, n);
}

static inline void
fill_fast_weights(frame_part *x, int64_t n, int part)
{
    frame_numbers(x, n, part);
    x->weight[n / 2] = 0x1p200; /* for this block the general way */
    x->rows.y_pred = (fair_column){0};
    x->rows.y_score = fair_column_float64(x->score, n);
    x->rows.sample_weight = fair_column_float64(x->weight, n);
    x->features[0] = fair_column_int8(x->small, n);
    x->features[1] = fair_column_float64(x->count, n);
}

static inline void
fill_texts(frame_part *x, int64_t n, int part)
{
    frame_numbers(x, n, part);
    x->rows.y_true = fair_column_utf8(x->labels.offsets, x->labels.bytes, n);
    x->features[0] = fair_column_utf8(x->texts.offsets, x->texts.bytes, n);
}

/* A cell for almost each row, of values close together and far apart. */
static inline void
fill_many(frame_part *x, int64_t n, int part)
{
    frame_numbers(x, n, part);
    x->features[0] = fair_column_int32(x->g, n);
    x->features[1] = fair_column_int64(x->far, n);
}

static inline void
fill_many_weights(frame_part *x, int64_t n, int part)
{
    fill_many(x, n, part);
    for (int64_t i = 0; i < n; i++)
        x->weight[i] = ldexp(x->weight[i], (int)(i % 50) * 8 - 200);
    x->rows.sample_weight = fair_column_float64(x->weight, n);
}

/* Some scores of few groups, which come in every part. */
static inline void
fill_scores(frame_part *x, int64_t n, int part)
{
    frame_numbers(x, n, part);
    for (int64_t i = 0; i < n; i++) {
        x->score[i] = (double)(i % 5) / 8 - (double)(part > 0 ? i % 2 : 0);
        x->small[i] = (int8_t)(i / 5 % 2);
    }
    x->rows.y_pred = (fair_column){0};
    x->rows.y_score = fair_column_float64(x->score, n);
    x->features[0] = fair_column_int8(x->small, n);
}

static inline void
fill_scores_weights(frame_part *x, int64_t n, int part)
{
    fill_scores(x, n, part);
    for (int64_t i = 0; i < n; i++)
        x->weight[i] = ldexp(x->weight[i], (int)(i % 40) * 20 - 400);
    x->rows.sample_weight = fair_column_float64(x->weight, n);
    x->rows.frequency = fair_column_float64(x->count, n);
}

static const frame frames[] = {
    {"every column", 6, 2, 1, fill_everything, 0, 0, 0, 0},
    {"the fast way", FRAME_ROWS, 1, 0, fill_fast, 0, 0, 0, 0},
    {"weights the fast way", FRAME_ROWS, 1, 1, fill_fast_weights, 1, 0,
     FAIR_SCORES_NONE, 0},
    {"texts", 200, 1, 0, fill_texts, 0, 1, 0, 0},
    {"many cells", 200, 2, 0, fill_many, 0, 0, 0, 0},
    {"many cells with weights", 60, 2, 0, fill_many_weights, 0, 0, 0, 0},
    {"scores", 100, 1, 0, fill_scores, 1, 0, 0, 0},
    {"scores at their limit", 100, 1, 0, fill_scores, 1, 0, 0, 40},
    {"scores with weights at their limit", 60, 1, 0, fill_scores_weights, 1,
     0, 0, 40},
    {"bins", 100, 1, 0, fill_scores, 1, 0, 0, 0, 8},
    {"bins with weights", 60, 1, 0, fill_scores_weights, 1, 0, 0, 0, 8},
};
#define FRAME_FULL (&frames[0])
#define FRAME_TEXTS (&frames[3])
#define FRAMES (sizeof(frames) / sizeof(*frames))

static inline void
frame_fill(const frame *f, frame_data *out)
{
    const int64_t n = (int64_t)f->n;
    memset(out, 0, sizeof(*out));
    for (int part = 0; part < FRAME_PARTS; part++)
        f->fill(&out->parts[part], n, part);
    f->fill(&out->bad, n, 1);
    for (frame_part *x = out->parts; x < out->parts + FRAME_PARTS; x++)
        if (f->n_control > 0) x->rows.control = x->features + f->n_sensitive;
    if (f->n_control > 0)
        out->bad.rows.control = out->bad.features + f->n_sensitive;
    if (f->decides_by_score)
        out->bad.score[n - 1] = (double)NAN;
    else
        out->bad.p[n - 1] = 7;
}

/* Of an audit of such rows; what it points to is static. */
static inline fair_audit_options
frame_options(const frame *f, const fair_rows *rows,
              const fair_allocator *mem)
{
    static const uint8_t key[16] = {1, 2, 3};
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.n_sensitive = f->n_sensitive;
    o.sensitive_names = frame_features;
    o.n_control = f->n_control;
    o.control_names = frame_features + f->n_sensitive;
    o.y_true = "y";
    if (rows->y_pred.type != FAIR_TYPE_NONE) o.y_pred = "p";
    if (rows->y_score.type != FAIR_TYPE_NONE) o.y_score = "s";
    if (rows->y_pred_baseline.type != FAIR_TYPE_NONE) o.y_pred_baseline = "b";
    if (rows->sample_weight.type != FAIR_TYPE_NONE) o.sample_weight = "w";
    if (rows->frequency.type != FAIR_TYPE_NONE) o.frequency = "f";
    o.scores = f->scores;
    o.max_scores = f->max_scores;
    o.has_score_range = f->bins > 0;
    o.score_low = f->bins > 0 ? -1 : 0;
    o.score_high = f->bins > 0 ? 1 : 0;
    o.score_bins = f->bins;
    o.has_threshold = f->decides_by_score;
    o.threshold = f->decides_by_score ? 0.5 : 0;
    if (f->text_labels) o.y_true_positive = fair_scalar_text("granted");
    o.hash_key = key;
    o.allocator = mem;
    return o;
}

#endif
