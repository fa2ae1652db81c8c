/* SPDX-License-Identifier: MIT
 * Writing a tally: sorted by values, so that equal states give equal bytes
 * (docs/reference/saved-format.md). */
#include <assert.h>
#include <string.h>

#include "tally/codec.h"
#include "tally/codec_plan.h"

#define AHEAD ((size_t)16) /* cells whose counts are on their way */

/* With a zero byte behind, so that a reader in C can use it in place. */
static void
put_name(fair__writer *w, const char *name, size_t length)
{
    fair__put_text(w, name, length);
    fair__put_u8(w, 0);
}

static void
put_scalar(fair__writer *w, const fair_scalar *s)
{
    fair__put_u8(w, (uint8_t)s->kind);
    if (s->kind == FAIR_KIND_TEXT || s->kind == FAIR_KIND_PARSED)
        fair__put_text(w, s->text, s->length);
    else if (s->kind != FAIR_KIND_NONE)
        fair__put_u64(w, (uint64_t)s->integer);
}

static void
put_specification(fair__writer *w, const fair__plan *p)
{
    const fair__spec *spec = &p->t->spec;
    const fair__score_range *range = &spec->score_range;
    fair__put_u32(w, (uint32_t)spec->n_sensitive);
    fair__put_u32(w, (uint32_t)spec->n_control);
    for (size_t k = 0; k < spec->n_sensitive + spec->n_control; k++)
        put_name(w, spec->features[k], strlen(spec->features[k]));
    for (int role = 0; role < FAIR__N_ROLES; role++) {
        const char *name = spec->columns[role];
        fair__put_u8(w, name != NULL);
        if (name != NULL) put_name(w, name, strlen(name));
    }
    put_scalar(w, &spec->positive_any);
    for (int i = 0; i < 3; i++)
        put_scalar(w, &spec->positive[i]);
    fair__put_u8(w, (uint8_t)spec->has_threshold);
    fair__put_f64(w, spec->threshold);
    fair__put_u8(w, (uint8_t)spec->nulls);
    fair__put_u8(w, (uint8_t)spec->unlabelled);
    fair__put_u32(w, p->t->inputs);
    if (p->version > 1) fair__put_u8(w, (uint8_t)spec->scores);
    if (p->version < 3) return;
    fair__put_u8(w, (uint8_t)range->declared);
    fair__put_f64(w, range->declared ? range->low : 0);
    fair__put_f64(w, range->declared ? range->high : 0);
    fair__put_u32(w, range->bins);
}

static void
put_rows(fair__writer *w, const fair__row_counts *rows)
{
    fair__put_u64(w, rows->in);
    fair__put_u64(w, rows->used);
    fair__put_u64(w, rows->frequency);
    for (int i = 0; i < FAIR__N_EXCLUDED; i++)
        fair__put_u64(w, rows->excluded[i]);
}

/* Numbers of a feature, whose keys are anywhere in memory. */
static void
put_numbers(fair__writer *w, const fair__values *values,
            const uint32_t *sorted, uint32_t n)
{
    const uint64_t *keys = values->numbers.keys;
    if (fair__put_counted(w, (size_t)n * 8)) return;
    for (uint32_t i = 0; i < n; i++) {
        if (i + AHEAD < n) FAIR__PREFETCH(&keys[sorted[i + AHEAD] - 1]);
        fair__put_u64(w, keys[sorted[i] - 1]);
    }
}

static void
put_feature_values(fair__writer *w, const fair__plan *p, size_t k)
{
    const fair__values *values = &p->t->features[k].values;
    const uint32_t *sorted = p->sorted + p->start[k];
    const uint32_t n = p->n_used[k];
    uint32_t n_high = 0; /* numbers above INT64_MAX, which are the last */
    for (uint32_t i = 0; values->high != NULL && i < n; i++)
        n_high += values->high[sorted[i] - 1];
    fair__put_u8(w, (uint8_t)values->kind);
    fair__put_u32(w, n);
    fair__put_u32(w, n_high);
    if (values->kind != FAIR_KIND_TEXT) {
        put_numbers(w, values, sorted, n);
        return;
    }
    for (uint32_t i = 0; i < n; i++) {
        const fair_scalar s = fair__values_get(values, sorted[i]);
        fair__put_text(w, s.text, s.length);
    }
}

static void
put_values(fair__writer *w, const fair__plan *p)
{
    const fair__tally *t = p->t;
    for (int i = 0; i < 3; i++) {
        const fair__label *l = &t->labels[i];
        fair__put_u8(w, (uint8_t)(l->mixed != 0));
        fair__put_u8(w, (uint8_t)l->n);
        for (int j = 0; j < l->n; j++)
            put_scalar(w, &l->values[l->n == 2 ? p->label[i][j] : 0]);
    }
    for (size_t k = 0; k < p->n_features; k++)
        put_feature_values(w, p, k);
    fair__put_u32(w, (uint32_t)t->shards.n);
    for (size_t i = 0; i < t->shards.n; i++) {
        size_t length;
        const char *name =
            fair__text_table_get(&t->shards, p->shards[i], &length);
        put_name(w, name, length);
    }
}

static void
begin_section(fair__writer *w, uint32_t tag, uint64_t size)
{
    fair__put_u32(w, tag);
    fair__put_u64(w, size);
}

static void
put_keys(fair__writer *w, const fair__plan *p)
{
    const fair__cells *cells = &p->t->cells;
    begin_section(w, FAIR__SECTION_KEYS,
                  (uint64_t)cells->n * p->n_features * 4);
    if (fair__put_counted(w, cells->n * p->n_features * 4)) return;
    for (size_t i = 0; i < cells->n; i++) {
        if (i + AHEAD < cells->n)
            FAIR__PREFETCH(cells->codes +
                           p->cells[i + AHEAD] * p->n_features);
        const uint32_t *codes = cells->codes + p->cells[i] * p->n_features;
        for (size_t k = 0; k < p->n_features; k++)
            fair__put_u32(w, p->places[p->start[k] + codes[k]]);
    }
}

static void
put_tables(fair__writer *w, const fair__plan *p)
{
    const fair__tally *t = p->t;
    begin_section(w, FAIR__SECTION_TABLES,
                  (uint64_t)t->cells.n * t->n_slots * 8);
    if (fair__put_counted(w, t->cells.n * t->n_slots * 8)) return;
    for (size_t i = 0; i < t->cells.n; i++) {
        if (i + AHEAD < t->cells.n) {
            const uint64_t *next =
                t->main.counts + p->cells[i + AHEAD] * t->n_slots;
            FAIR__PREFETCH(next);
            FAIR__PREFETCH(next + t->n_slots - 1);
        }
        const uint64_t *counts = t->main.counts + p->cells[i] * t->n_slots;
        for (size_t s = 0; s < t->n_slots; s++)
            fair__put_u64(w, counts[p->slots[s]]);
    }
}

/* One of many sums, in the window that all of them need. */
static void
put_sum(fair__writer *w, const fair__sums *sums, size_t i,
        fair__window window)
{
    const size_t skip = (size_t)(window.base - sums->window.base);
    const uint64_t *limbs = sums->limbs + i * (size_t)sums->window.n + skip;
    for (int32_t j = 0; j < window.n; j++)
        fair__put_u64(w, limbs[j]);
}

static void
begin_sums(fair__writer *w, uint32_t tag, size_t n, fair__window window)
{
    begin_section(w, tag, 8 + (uint64_t)n * (uint64_t)window.n * 8);
    fair__put_u32(w, (uint32_t)window.base);
    fair__put_u32(w, (uint32_t)window.n);
}

static void
put_sums(fair__writer *w, const fair__plan *p, uint32_t tag,
         const fair__sums *sums, fair__window window)
{
    const fair__tally *t = p->t;
    const size_t n = window.n > 0 ? t->cells.n * t->n_slots : 0;
    begin_sums(w, tag, n, window);
    if (fair__put_counted(w, n * (size_t)window.n * 8)) return;
    for (size_t i = 0; i < n; i++)
        put_sum(w, sums,
                p->cells[i / t->n_slots] * t->n_slots +
                    p->slots[i % t->n_slots],
                window);
}

static void
put_score_sums(fair__writer *w, const fair__plan *p, uint32_t tag,
               const fair__sums *sums, fair__window window)
{
    const size_t n = window.n > 0 ? p->scores.n : 0;
    begin_sums(w, tag, n, window);
    if (fair__put_counted(w, n * (size_t)window.n * 8)) return;
    for (size_t i = 0; i < n; i++)
        put_sum(w, sums, i, window);
}

static void
put_keys_of(fair__writer *w, const fair__run *run)
{
    begin_section(w, FAIR__SECTION_SCORES, (uint64_t)run->n * 8);
    if (!fair__put_counted(w, run->n * 8))
        for (size_t i = 0; i < run->n; i++)
            fair__put_f64(w, fair__score_of(run->keys[i]));
    begin_section(w, FAIR__SECTION_SCORE_PLACES, (uint64_t)run->n * 4);
    if (!fair__put_counted(w, run->n * 4))
        for (size_t i = 0; i < run->n; i++)
            fair__put_u32(w, run->places[i]);
    begin_section(w, FAIR__SECTION_SCORE_COUNTS, (uint64_t)run->n * 8);
    if (!fair__put_counted(w, run->n * 8))
        for (size_t i = 0; i < run->n; i++)
            fair__put_u64(w, run->counts[i]);
}

static void
put_scores(fair__writer *w, const fair__plan *p)
{
    const fair__run *run = &p->scores;
    put_keys_of(w, run);
    if ((p->t->inputs & FAIR__INPUT(FAIR__SAMPLE_WEIGHT)) != 0) {
        put_score_sums(w, p, FAIR__SECTION_SCORE_WEIGHTS, &run->weight,
                       p->score_weight);
        put_score_sums(w, p, FAIR__SECTION_SCORE_SQUARES, &run->square,
                       p->score_square);
    }
    if (p->t->spec.score_range.bins > 0)
        put_score_sums(w, p, FAIR__SECTION_SCORE_SUMS, &run->score,
                       p->score_sum);
}

static void
put_all(fair__writer *w, const fair__plan *p, uint64_t total)
{
    const fair__tally *t = p->t;
    fair__put_bytes(w, FAIR__SAVED_MAGIC, FAIR__SAVED_MAGIC_SIZE);
    fair__put_u32(w, p->version);
    fair__put_u64(w, total);
    put_specification(w, p);
    put_rows(w, &t->rows);
    put_values(w, p);
    fair__put_u32(w, (uint32_t)t->cells.n);
    put_keys(w, p);
    put_tables(w, p);
    if ((t->inputs & FAIR__INPUT(FAIR__SAMPLE_WEIGHT)) != 0) {
        put_sums(w, p, FAIR__SECTION_WEIGHTS, &t->main.weight, p->weight);
        put_sums(w, p, FAIR__SECTION_SQUARES, &t->main.square, p->square);
    }
    if (fair__tally_keeps_scores(t)) put_scores(w, p);
}

static fair_status
write_out(const fair__plan *p, void *buffer, size_t capacity, size_t *length,
          fair_error *err)
{
    fair__writer counting = {0};
    put_all(&counting, p, 0);
    assert(!counting.overflow); /* all of it is in memory, in no less room */
    const size_t body = counting.length;
    const size_t total = body + FAIR__SAVED_TRAILER;
    *length = total;
    if (buffer == NULL) return FAIR_OK;
    if (capacity < total)
        return fair__fail(err, FAIR_ERR_ARGUMENT,
                          "the buffer has %u bytes, the saved audit needs %u",
                          (uint64_t)capacity, (uint64_t)total);
    fair__writer w = {buffer, total, 0, 0};
    put_all(&w, p, total);
    fair__put_u32(&w, fair__crc32c(0, buffer, body));
    return FAIR_OK;
}

fair_status
fair__tally_save(const fair__tally *t, void *buffer, size_t capacity,
                 size_t *length, fair_error *err)
{
    fair__plan p;
    fair_status st = fair__plan_make(&p, t, buffer != NULL, err);
    if (st != FAIR_OK) return st;
    st = write_out(&p, buffer, capacity, length, err);
    fair__plan_free(&p);
    return st;
}
