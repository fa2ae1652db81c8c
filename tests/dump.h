/* SPDX-License-Identifier: MIT
 * What a tally holds, as sorted text: equal states give equal text, however
 * values, cells and labels are numbered. */
#ifndef FAIR_TESTS_DUMP_H
#define FAIR_TESTS_DUMP_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "tally/scores.h"
#include "tally/tally.h"

typedef struct dump_lines {
    char **lines;
    size_t n;
    size_t capacity;
} dump_lines;

static inline void
dump_line(dump_lines *d, const char *line)
{
    if (d->n == d->capacity) {
        d->capacity = d->capacity * 2 + 64;
        d->lines = realloc(d->lines, d->capacity * sizeof(*d->lines));
    }
    const size_t size = strlen(line) + 1;
    d->lines[d->n++] = memcpy(malloc(size), line, size);
}

static inline int
dump_order(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static inline size_t
dump_scalar(char *out, size_t size, const fair_scalar *s)
{
    switch (s->kind) {
    case FAIR_KIND_MISSING: return (size_t)snprintf(out, size, "missing");
    case FAIR_KIND_TEXT:
        return (size_t)snprintf(out, size, "\"%.*s\"", (int)s->length,
                                s->text);
    case FAIR_KIND_UINT:
        return (size_t)snprintf(out, size, "%llu",
                                (unsigned long long)s->integer);
    case FAIR_KIND_BOOL:
        return (size_t)snprintf(out, size, s->integer ? "true" : "false");
    default:
        return (size_t)snprintf(out, size, "%lld", (long long)s->integer);
    }
}

static inline size_t
dump_label(char *out, size_t size, const fair__label *l, int axis, int code)
{
    if (axis == 1) return (size_t)snprintf(out, size, "-");
    if (code == FAIR__LABEL_MISSING)
        return (size_t)snprintf(out, size, "missing");
    if (code >= l->n) return (size_t)snprintf(out, size, "unseen");
    return dump_scalar(out, size, &l->values[code]);
}

/* The position of the lowest limb that is not zero, and the limbs from there
 * to the highest. */
static inline size_t
dump_sum(char *out, size_t size, const fair__sums *s, size_t sum)
{
    int32_t low = 0;
    int32_t high = s->window.n;
    const uint64_t *limbs =
        high > 0 ? s->limbs + sum * (size_t)high : s->limbs;
    while (high > 0 && limbs[high - 1] == 0)
        high--;
    while (low < high && limbs[low] == 0)
        low++;
    size_t at = (size_t)snprintf(out, size, "%d:",
                                 low < high ? low + s->window.base : 0);
    for (int32_t i = low; i < high; i++)
        at += (size_t)snprintf(out + at, size - at, "%016llx",
                               (unsigned long long)limbs[i]);
    return at;
}

static inline size_t
dump_cell(char *out, size_t size, const fair__tally *t, size_t cell)
{
    size_t at = 0;
    for (size_t k = 0; k < t->cells.n_features; k++) {
        const fair_scalar v =
            fair__values_get(&t->features[k].values,
                             t->cells.codes[cell * t->cells.n_features + k]);
        out[at++] = ' ';
        at += dump_scalar(out + at, size - at, &v);
    }
    return at;
}

static inline void
dump_slot(dump_lines *d, const fair__tally *t, size_t cell, size_t slot)
{
    const size_t size = 8192;
    char *line = malloc(size);
    size_t at = (size_t)snprintf(line, size, "cell");
    at += dump_cell(line + at, size - at, t, cell);
    const int b = (int)slot % t->n_baselines;
    const int dec = (int)slot / t->n_baselines % t->n_decisions;
    const int l = (int)slot / t->n_baselines / t->n_decisions;
    const int codes[3] = {l, dec, b};
    const int axes[3] = {t->n_labels, t->n_decisions, t->n_baselines};
    for (int i = 0; i < 3; i++) {
        at += (size_t)snprintf(line + at, size - at, " | ");
        at += dump_label(line + at, size - at, &t->labels[i], axes[i],
                         codes[i]);
    }
    const size_t s = cell * t->n_slots + slot;
    at += (size_t)snprintf(line + at, size - at, " = %llu w ",
                           (unsigned long long)t->main.counts[s]);
    at += dump_sum(line + at, size - at, &t->main.weight, s);
    at += (size_t)snprintf(line + at, size - at, " q ");
    dump_sum(line + at, size - at, &t->main.square, s);
    dump_line(d, line);
    free(line);
}

static inline void
dump_scores(dump_lines *d, const fair__tally *t)
{
    const size_t size = 8192;
    fair_allocator mem;
    fair__run run;
    if (t->scores == NULL || fair__memory_init(&mem, NULL, NULL) != FAIR_OK ||
        fair__scores_collect(t->scores, &mem, &run, NULL) != FAIR_OK)
        return;
    char *line = malloc(size);
    for (size_t i = 0; i < run.n; i++) {
        const size_t n_labels = (size_t)t->n_labels;
        size_t at = (size_t)snprintf(line, size, "score");
        at += dump_cell(line + at, size - at, t, run.places[i] / n_labels);
        at += (size_t)snprintf(line + at, size - at, " | ");
        at += dump_label(line + at, size - at, &t->labels[0], t->n_labels,
                         (int)(run.places[i] % n_labels));
        at += (size_t)snprintf(line + at, size - at, " %a = %llu w ",
                               fair__score_of(run.keys[i]),
                               (unsigned long long)run.counts[i]);
        at += dump_sum(line + at, size - at, &run.weight, i);
        at += (size_t)snprintf(line + at, size - at, " q ");
        dump_sum(line + at, size - at, &run.square, i);
        dump_line(d, line);
    }
    free(line);
    fair__run_free(&run, &mem);
}

static inline void
dump_head(dump_lines *d, const fair__tally *t)
{
    char line[1024];
    snprintf(line, sizeof(line),
             "rows %llu used %llu frequency %llu excluded %llu %llu %llu "
             "%llu inputs %u",
             (unsigned long long)t->rows.in, (unsigned long long)t->rows.used,
             (unsigned long long)t->rows.frequency,
             (unsigned long long)t->rows.excluded[0],
             (unsigned long long)t->rows.excluded[1],
             (unsigned long long)t->rows.excluded[2],
             (unsigned long long)t->rows.excluded[3], t->inputs);
    dump_line(d, line);
    for (uint32_t i = 0; i < t->shards.n; i++) {
        size_t length;
        const char *name = fair__text_table_get(&t->shards, i, &length);
        snprintf(line, sizeof(line), "shard %.*s", (int)length, name);
        dump_line(d, line);
    }
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < t->labels[i].n; k++) {
            size_t at = (size_t)snprintf(line, sizeof(line),
                                         "label %d mixed %d ", i,
                                         t->labels[i].mixed);
            dump_scalar(line + at, sizeof(line) - at,
                        &t->labels[i].values[k]);
            dump_line(d, line);
        }
}

/* The caller frees it. */
static inline char *
dump_tally(const fair__tally *t)
{
    dump_lines d = {0};
    char line[1024];
    dump_head(&d, t);
    for (size_t k = 0; k < t->cells.n_features; k++) {
        const fair__values *v = &t->features[k].values;
        snprintf(line, sizeof(line), "feature %zu kind %d", k, v->kind);
        dump_line(&d, line);
        for (uint32_t code = 1; code <= v->n; code++) {
            const fair_scalar s = fair__values_get(v, code);
            size_t at = (size_t)snprintf(line, sizeof(line), "value %zu ", k);
            dump_scalar(line + at, sizeof(line) - at, &s);
            dump_line(&d, line);
        }
    }
    for (size_t c = 0; c < t->cells.n; c++)
        for (size_t s = 0; s < t->n_slots; s++)
            if (t->main.counts[c * t->n_slots + s] > 0)
                dump_slot(&d, t, c, s);
    dump_scores(&d, t);
    qsort(d.lines, d.n, sizeof(*d.lines), dump_order);
    size_t length = 1;
    for (size_t i = 0; i < d.n; i++)
        length += strlen(d.lines[i]) + 1;
    char *text = malloc(length);
    char *at = text;
    for (size_t i = 0; i < d.n; i++) {
        const size_t size = strlen(d.lines[i]);
        memcpy(at, d.lines[i], size);
        at += size;
        *at++ = '\n';
        free(d.lines[i]);
    }
    *at = '\0';
    free(d.lines);
    return text;
}

#endif
