/* SPDX-License-Identifier: MIT
 * Writing a tally: sorted by values, so that equal states give equal bytes
 * (docs/reference/saved-format.md). */
#include <string.h>

#include "base/scalar.h"
#include "base/sort.h"
#include "tally/codec.h"

/* In which order everything is written. */
typedef struct plan {
    const fair__tally *t;
    size_t n_features;
    /* Of all features, one after the other, each from start[k] on: its codes
     * in the order of their values, and the place of each code in it. */
    uint32_t *sorted;
    uint32_t *places; /* FAIR__MISSING_KEY for code 0 and where not used */
    size_t n_codes;
    size_t start[FAIR__MAX_FEATURES];
    uint32_t n_used[FAIR__MAX_FEATURES];
    uint32_t *cells;
    uint32_t *shards;
    uint8_t label[3][3];      /* numbers of values in their order */
    uint8_t slots[3 * 2 * 2]; /* slot here of each slot there */
    fair__window weight;
    fair__window square;
} plan;

/* ---- the order ---- */

static int
value_order(const void *ctx, uint32_t a, uint32_t b)
{
    const fair__values *values = ctx;
    const fair_scalar x = fair__values_get(values, a);
    const fair_scalar y = fair__values_get(values, b);
    return fair__scalar_order(&x, &y);
}

static int
cell_order(const void *ctx, uint32_t a, uint32_t b)
{
    const plan *p = ctx;
    const uint32_t *x = p->t->cells.codes + (size_t)a * p->n_features;
    const uint32_t *y = p->t->cells.codes + (size_t)b * p->n_features;
    for (size_t k = 0; k < p->n_features; k++) {
        const uint32_t *places = p->places + p->start[k];
        if (x[k] != y[k]) return places[x[k]] < places[y[k]] ? -1 : 1;
    }
    return 0;
}

static int
shard_order(const void *ctx, uint32_t a, uint32_t b)
{
    const fair__text_table *shards = ctx;
    fair_scalar x = {.kind = FAIR_KIND_TEXT}, y = {.kind = FAIR_KIND_TEXT};
    x.text = fair__text_table_get(shards, a, &x.length);
    y.text = fair__text_table_get(shards, b, &y.length);
    return fair__scalar_order(&x, &y);
}

/* Values that rows of an undone or excluded kind left behind are in no cell:
 * they are no part of the state. */
static void
order_values(plan *p, size_t k)
{
    const fair__tally *t = p->t;
    const fair__values *values = &t->features[k].values;
    uint32_t *sorted = p->sorted + p->start[k];
    uint32_t *places = p->places + p->start[k];
    uint32_t n = 0;
    for (size_t cell = 0; cell < t->cells.n; cell++)
        places[t->cells.codes[cell * p->n_features + k]] = 0; /* used */
    for (uint32_t code = 1; code <= values->n; code++)
        if (places[code] == 0) sorted[n++] = code;
    fair__sort(sorted, n, value_order, values);
    for (uint32_t i = 0; i < n; i++)
        places[sorted[i]] = i;
    places[0] = FAIR__MISSING_KEY;
    p->n_used[k] = n;
}

static void
order_labels(plan *p)
{
    const fair__tally *t = p->t;
    for (int i = 0; i < 3; i++) {
        const fair__label *l = &t->labels[i];
        const int swap = l->n == 2 && fair__scalar_order(&l->values[0],
                                                         &l->values[1]) > 0;
        p->label[i][0] = (uint8_t)swap;
        p->label[i][1] = (uint8_t)!swap;
        p->label[i][FAIR__LABEL_MISSING] = FAIR__LABEL_MISSING;
    }
    size_t slot = 0;
    for (int l = 0; l < t->n_labels; l++)
        for (int d = 0; d < t->n_decisions; d++)
            for (int b = 0; b < t->n_baselines; b++) {
                const int label = t->n_labels == 3 ? p->label[0][l] : 0;
                const int decision = t->n_decisions == 2 ? p->label[1][d] : 0;
                const int baseline = t->n_baselines == 2 ? p->label[2][b] : 0;
                p->slots[slot++] =
                    (uint8_t)((label * t->n_decisions + decision) *
                                  t->n_baselines +
                              baseline);
            }
}

static void
plan_free(plan *p)
{
    const fair_allocator *mem = &p->t->mem;
    fair__free(mem, p->sorted, p->n_codes, sizeof(*p->sorted));
    fair__free(mem, p->places, p->n_codes, sizeof(*p->places));
    fair__free(mem, p->cells, p->t->cells.n, sizeof(*p->cells));
    fair__free(mem, p->shards, p->t->shards.n, sizeof(*p->shards));
}

static fair_status
plan_alloc(plan *p, fair_error *err)
{
    const fair__tally *t = p->t;
    const size_t n_cells = t->cells.n, n_shards = t->shards.n;
    for (size_t k = 0; k < p->n_features; k++) {
        p->start[k] = p->n_codes;
        p->n_codes += (size_t)t->features[k].values.n + 1;
    }
    p->sorted = fair__alloc(&t->mem, p->n_codes, sizeof(*p->sorted));
    p->places = fair__alloc(&t->mem, p->n_codes, sizeof(*p->places));
    p->cells = fair__alloc(&t->mem, n_cells, sizeof(*p->cells));
    p->shards = fair__alloc(&t->mem, n_shards, sizeof(*p->shards));
    if (p->sorted == NULL || p->places == NULL ||
        (p->cells == NULL && n_cells > 0) ||
        (p->shards == NULL && n_shards > 0))
        return fair__no_memory(err);
    memset(p->places, 0xff, p->n_codes * sizeof(*p->places));
    return FAIR_OK;
}

static fair__window
trimmed(const fair__sums *sums, size_t n)
{
    if (sums->window.n == 0) return sums->window; /* there are no limbs */
    return fair__exact_trim(sums->limbs, n, sums->window);
}

static fair_status
plan_make(plan *p, const fair__tally *t, fair_error *err)
{
    memset(p, 0, sizeof(*p));
    p->t = t;
    p->n_features = t->spec.n_sensitive + t->spec.n_control;
    const fair_status st = plan_alloc(p, err);
    if (st != FAIR_OK) {
        plan_free(p);
        return st;
    }
    for (size_t k = 0; k < p->n_features; k++)
        order_values(p, k);
    for (uint32_t i = 0; i < t->cells.n; i++)
        p->cells[i] = i;
    fair__sort(p->cells, t->cells.n, cell_order, p);
    for (uint32_t i = 0; i < t->shards.n; i++)
        p->shards[i] = i;
    fair__sort(p->shards, t->shards.n, shard_order, &t->shards);
    order_labels(p);
    const size_t n_sums = t->cells.n * t->n_slots;
    p->weight = trimmed(&t->main.weight, n_sums);
    p->square = trimmed(&t->main.square, n_sums);
    return FAIR_OK;
}

/* ---- the bytes ---- */

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
put_specification(fair__writer *w, const fair__tally *t)
{
    const fair__spec *spec = &t->spec;
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
    fair__put_u32(w, t->inputs);
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

static void
put_feature_values(fair__writer *w, const plan *p, size_t k)
{
    const fair__values *values = &p->t->features[k].values;
    const uint32_t *sorted = p->sorted + p->start[k];
    const uint32_t n = p->n_used[k];
    uint32_t n_high = 0; /* numbers above INT64_MAX, which are the last */
    for (uint32_t i = 0; i < n; i++)
        n_high += fair__values_get(values, sorted[i]).kind == FAIR_KIND_UINT;
    fair__put_u8(w, (uint8_t)values->kind);
    fair__put_u32(w, n);
    fair__put_u32(w, n_high);
    for (uint32_t i = 0; i < n; i++) {
        const fair_scalar s = fair__values_get(values, sorted[i]);
        if (s.kind == FAIR_KIND_TEXT)
            fair__put_text(w, s.text, s.length);
        else
            fair__put_u64(w, (uint64_t)s.integer);
    }
}

static void
put_values(fair__writer *w, const plan *p)
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
put_keys(fair__writer *w, const plan *p)
{
    const fair__cells *cells = &p->t->cells;
    fair__put_u32(w, FAIR__SECTION_KEYS);
    fair__put_u64(w, (uint64_t)cells->n * p->n_features * 4);
    for (size_t i = 0; i < cells->n; i++) {
        const uint32_t *codes = cells->codes + p->cells[i] * p->n_features;
        for (size_t k = 0; k < p->n_features; k++)
            fair__put_u32(w, p->places[p->start[k] + codes[k]]);
    }
}

static void
put_tables(fair__writer *w, const plan *p)
{
    const fair__tally *t = p->t;
    fair__put_u32(w, FAIR__SECTION_TABLES);
    fair__put_u64(w, (uint64_t)t->cells.n * t->n_slots * 8);
    for (size_t i = 0; i < t->cells.n; i++)
        for (size_t s = 0; s < t->n_slots; s++)
            fair__put_u64(w, t->main.counts[p->cells[i] * t->n_slots +
                                            p->slots[s]]);
}

static void
put_sums(fair__writer *w, const plan *p, uint32_t tag, const fair__sums *sums,
         fair__window window)
{
    const fair__tally *t = p->t;
    const size_t n_sums = t->cells.n * t->n_slots;
    fair__put_u32(w, tag);
    fair__put_u64(w, 8 + (uint64_t)n_sums * (uint64_t)window.n * 8);
    fair__put_u32(w, (uint32_t)window.base);
    fair__put_u32(w, (uint32_t)window.n);
    if (window.n == 0) return;
    const size_t skip = (size_t)(window.base - sums->window.base);
    for (size_t i = 0; i < n_sums; i++) {
        const size_t sum = p->cells[i / t->n_slots] * t->n_slots +
                           p->slots[i % t->n_slots];
        const uint64_t *limbs =
            sums->limbs + sum * (size_t)sums->window.n + skip;
        for (int32_t j = 0; j < window.n; j++)
            fair__put_u64(w, limbs[j]);
    }
}

static void
put_all(fair__writer *w, const plan *p, uint64_t total)
{
    const fair__tally *t = p->t;
    fair__put_bytes(w, FAIR__SAVED_MAGIC, FAIR__SAVED_MAGIC_SIZE);
    fair__put_u32(w, FAIR__SAVED_VERSION);
    fair__put_u64(w, total);
    put_specification(w, t);
    put_rows(w, &t->rows);
    put_values(w, p);
    fair__put_u32(w, (uint32_t)t->cells.n);
    put_keys(w, p);
    put_tables(w, p);
    if ((t->inputs & FAIR__INPUT(FAIR__SAMPLE_WEIGHT)) == 0) return;
    put_sums(w, p, FAIR__SECTION_WEIGHTS, &t->main.weight, p->weight);
    put_sums(w, p, FAIR__SECTION_SQUARES, &t->main.square, p->square);
}

static fair_status
write_out(const plan *p, void *buffer, size_t capacity, size_t *length,
          fair_error *err)
{
    fair__writer counting = {0};
    put_all(&counting, p, 0);
    const size_t body = counting.length;
    if (counting.overflow || body > SIZE_MAX - FAIR__SAVED_TRAILER)
        return fair__fail(err, FAIR_ERR_LIMIT,
                          "the saved audit is larger than memory can be");
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
    plan p;
    fair_status st = plan_make(&p, t, err);
    if (st != FAIR_OK) return st;
    st = write_out(&p, buffer, capacity, length, err);
    plan_free(&p);
    return st;
}
