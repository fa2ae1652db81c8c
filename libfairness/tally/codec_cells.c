/* SPDX-License-Identifier: MIT
 * Reading the sections of a saved tally: keys, tables and exact sums of
 * weights, each of exactly the size that the cells need. */
#include <assert.h>
#include <string.h>

#include "base/limbs.h"
#include "base/utf8.h"
#include "tally/codec.h"
#include "tally/codec_read.h"
#include "tally/sums.h"

void
fair__want(fair__load *l, int condition, const char *otherwise)
{
    if (!condition && l->wrong == NULL) l->wrong = otherwise;
}

int
fair__load_fine(fair__load *l)
{
    fair__want(l, !l->r.failed, "it ends too early");
    return l->wrong == NULL;
}

fair_status
fair__load_failed(const fair__load *l, fair_error *err)
{
    if (l->newer)
        return fair__fail(err, FAIR_ERR_VERSION,
                          "this saved audit holds something not known here "
                          "(%s): use a newer library",
                          l->wrong);
    return fair__fail(err, FAIR_ERR_CORRUPT, "the saved audit is damaged: %s",
                      l->wrong);
}

const char *
fair__read_name(fair__load *l, size_t *length)
{
    const char *name = fair__get_text(&l->r, length);
    fair__want(l, fair__get_u8(&l->r) == 0, "a name does not end in zero");
    if (!fair__load_fine(l)) return NULL;
    fair__want(l,
               memchr(name, 0, *length) == NULL &&
                   fair__utf8_valid(name, *length),
               "a name is not text");
    return fair__load_fine(l) ? name : NULL;
}

int
fair__open_section(fair__load *l, uint32_t tag, uint64_t size)
{
    const uint32_t found = fair__get_u32(&l->r);
    const uint64_t length = fair__get_u64(&l->r);
    if (!fair__load_fine(l)) return 0;
    if (found > FAIR__SECTION_LAST) {
        l->newer = 1;
        fair__want(l, 0, "an unknown section");
    }
    fair__want(l, found == tag, "a section is missing or in the wrong place");
    fair__want(l, length == size && length <= l->r.left,
               "a section has the wrong size");
    return fair__load_fine(l);
}

/* ---- keys ---- */

static void
read_key(fair__load *l, const uint32_t *last, uint32_t *codes, uint8_t *used)
{
    const fair__tally *t = l->t;
    int order = last == NULL; /* 1 once the key is known to be greater */
    for (size_t k = 0; k < t->cells.n_features; k++) {
        const uint32_t n = t->features[k].values.n;
        const uint32_t key = fair__get_u32(&l->r);
        const int missing = key == FAIR__MISSING_KEY;
        fair__want(l, missing || key < n, "a cell has a value that is not "
                                          "there");
        fair__want(l, !missing || t->spec.nulls == FAIR_NULLS_GROUP,
                   "a cell has a missing value");
        if (l->wrong != NULL) return;
        codes[k] = missing ? 0 : key + 1;
        /* Missing comes after every value: code 0 wraps to the last. */
        const uint32_t before = last == NULL ? 0 : last[k] - 1;
        if (!order && key != before) {
            fair__want(l, key > before, "the cells are not in order");
            order = 1;
        }
        if (n == 0) continue; /* used may be NULL */
        assert(used != NULL);
        if (!missing) used[key] = 1;
        used += n;
    }
    fair__want(l, order, "a cell is there twice");
}

static fair_status
read_keys(fair__load *l, size_t n_cells, uint8_t *used, fair_error *err)
{
    fair__cells *cells = &l->t->cells;
    const size_t n = cells->n_features;
    if (!fair__open_section(l, FAIR__SECTION_KEYS, (uint64_t)n_cells * n * 4))
        return FAIR_OK;
    if (n_cells > cells->max_cells)
        return fair__fail_at(err, FAIR_ERR_LIMIT, "max_cells", -1, 0,
                             "the saved audit has %u groups (observed "
                             "combinations of all features), more than "
                             "max_cells, which is %u: raise it",
                             (uint64_t)n_cells, (uint64_t)cells->max_cells);
    const fair_status st =
        fair__reserve(cells->mem, &cells->codes, &cells->codes_capacity,
                      n_cells * n, sizeof(*cells->codes), err);
    if (st != FAIR_OK) return st;
    for (size_t i = 0; i < n_cells && fair__load_fine(l); i++)
        read_key(l, i == 0 ? NULL : cells->codes + (i - 1) * n,
                 cells->codes + i * n, used);
    cells->n = n_cells; /* indexed by the next find */
    return FAIR_OK;
}

/* Keys, and that no value is without a cell. */
static fair_status
read_keys_of_all_values(fair__load *l, size_t n_cells, fair_error *err)
{
    const fair__tally *t = l->t;
    size_t n_values = 0;
    for (size_t k = 0; k < t->cells.n_features; k++)
        n_values += t->features[k].values.n;
    uint8_t *used = fair__calloc(&t->mem, n_values, 1);
    if (used == NULL && n_values > 0) return fair__no_memory(err);
    const fair_status st = read_keys(l, n_cells, used, err);
    for (size_t i = 0; i < n_values && st == FAIR_OK; i++)
        fair__want(l, used[i], "a value is in no cell");
    fair__free(&t->mem, used, n_values, 1);
    return st;
}

/* ---- tables ---- */

int
fair__label_possible(const fair__tally *t, int label)
{
    if (t->n_labels == 1) return 1;
    if (label == FAIR__LABEL_MISSING)
        return t->spec.unlabelled == FAIR_UNLABELLED_KEEP;
    return label < t->labels[0].n;
}

/* Value numbers of a slot, if it has such that can be. */
static int
is_possible(const fair__tally *t, size_t slot)
{
    const int n_decisions = t->n_decisions, n_baselines = t->n_baselines;
    const int baseline = (int)slot % n_baselines;
    const int decision = (int)slot / n_baselines % n_decisions;
    const int label = (int)slot / n_baselines / n_decisions;
    if (n_baselines == 2 && baseline >= t->labels[2].n) return 0;
    if (n_decisions == 2 && decision >= t->labels[1].n) return 0;
    return fair__label_possible(t, label);
}

static fair_status
read_tables(fair__load *l, size_t n_cells, fair_error *err)
{
    fair__tally *t = l->t;
    const size_t n = t->n_slots;
    if (!fair__open_section(l, FAIR__SECTION_TABLES, (uint64_t)n_cells * n * 8))
        return FAIR_OK;
    const fair_status st = fair__reserve(
        &t->mem, &t->main.counts, &t->main.counts_capacity, n_cells * n,
        sizeof(*t->main.counts), err);
    if (st != FAIR_OK) return st;
    uint64_t total = 0, entries = 0;
    const char *const unequal =
        "the counts do not sum to the frequency of the rows";
    for (size_t cell = 0; cell < n_cells && l->wrong == NULL; cell++) {
        const uint64_t before = total;
        for (size_t slot = 0; slot < n; slot++) {
            const uint64_t count = fair__get_u64(&l->r);
            t->main.counts[cell * n + slot] = count;
            fair__want(l, fair__count_add(total, count, &total), unequal);
            entries += count > 0;
            fair__want(l, count == 0 || is_possible(t, slot),
                       "rows are counted where none can be");
        }
        fair__want(l, total != before, "a cell is empty");
    }
    fair__want(l, total == t->rows.frequency, unequal);
    fair__want(l, entries <= t->rows.used, "more is counted than rows");
    return FAIR_OK;
}

/* ---- sums ---- */

/* What a moment of weights can be. */
typedef struct moment {
    int32_t first, end; /* limbs */
    int32_t bits;       /* the largest weight's is 2^bits; 0: the caller knows
                           what a sum can be */
} moment;

static const moment moments[] = {
    {FAIR__WEIGHT_LIMB_FIRST, FAIR__WEIGHT_LIMB_END, 480},
    {FAIR__SQUARE_LIMB_FIRST, FAIR__SQUARE_LIMB_END, 960},
    {FAIR__SQUARE_LIMB_FIRST, FAIR__SQUARE_LIMB_END, 0},
};

/* Not negative, nothing for nothing, and below twice 2^bits for each row, so
 * that sums of sums keep their sign. */
static void
check_sum(fair__load *l, const moment *m, const uint64_t *sum, fair__window w,
          uint64_t count)
{
    int32_t top = w.n - 1;
    fair__want(l, sum[top] >> 63 == 0, "a sum of weights is negative");
    while (top >= 0 && sum[top] == 0)
        top--;
    if (top < 0) return;
    fair__want(l, count > 0, "there are weights of no rows");
    if (count == 0) return;
    const int32_t highest =
        (w.base + top) * 64 + 63 - fair__leading_zeros(sum[top]);
    fair__want(l, highest <= m->bits + 63 - fair__leading_zeros(count),
               "a sum of weights is too large");
}

static fair_status
read_sums(fair__load *l, const moment *m, uint32_t tag, size_t n_sums,
          const uint64_t *counts, fair__sums *sums, fair_error *err)
{
    fair__tally *t = l->t;
    fair__reader peek = l->r; /* the window is within the section it sizes */
    (void)fair__get_bytes(&peek, 12);
    fair__window w;
    w.base = (int32_t)fair__get_u32(&peek);
    w.n = (int32_t)fair__get_u32(&peek);
    fair__want(l, !peek.failed, "it ends too early");
    fair__want(l,
               (w.n == 0 && w.base == 0) ||
                   (w.n > 0 && w.n <= m->end - m->first &&
                    w.base >= m->first && w.base <= m->end - w.n),
               "weights have an impossible window");
    if (!fair__load_fine(l) ||
        !fair__open_section(l, tag, 8 + (uint64_t)n_sums * (uint64_t)w.n * 8))
        return FAIR_OK;
    (void)fair__get_bytes(&l->r, 8);
    if (w.n == 0) return FAIR_OK;
    /* One limb above what was saved: the window was trimmed, and sums of up
     * to 2^64 saved parts must keep their sign. */
    const fair__window room = {w.base, w.n + 1};
    const fair_status st =
        fair__sums_reserve(sums, &t->mem, n_sums, room, err);
    if (st != FAIR_OK) return st;
    sums->window = room;
    for (size_t i = 0; i < n_sums && l->wrong == NULL; i++) {
        uint64_t *sum = sums->limbs + i * (size_t)room.n;
        for (int32_t j = 0; j < w.n; j++)
            sum[j] = fair__get_u64(&l->r);
        sum[w.n] = m->bits > 0 ? 0 : 0 - (sum[w.n - 1] >> 63);
        if (m->bits > 0) check_sum(l, m, sum, w, counts[i]);
    }
    if (!fair__load_fine(l)) return FAIR_OK;
    const fair__window trimmed =
        fair__exact_trim(sums->limbs, n_sums, room);
    fair__want(l, trimmed.base == w.base && trimmed.n == w.n,
               "the window of weights is wider than they need");
    return FAIR_OK;
}

/* A weight is positive if and only if its square is. */
static void
check_moments(fair__load *l, size_t n_sums, const fair__sums *a,
              const fair__sums *b)
{
    for (size_t i = 0; i < n_sums; i++) {
        const int weight =
            a->window.n > 0 &&
            fair__exact_sign(a->limbs + i * (size_t)a->window.n, a->window);
        const int square =
            b->window.n > 0 &&
            fair__exact_sign(b->limbs + i * (size_t)b->window.n, b->window);
        fair__want(l, weight == square,
                   "weights and their squares do not fit");
    }
}

fair_status
fair__read_moments(fair__load *l, uint32_t tag, size_t n_sums,
                   const uint64_t *counts, fair__sums *weight,
                   fair__sums *square, fair_error *err)
{
    fair_status st =
        read_sums(l, &moments[0], tag, n_sums, counts, weight, err);
    if (st != FAIR_OK || !fair__load_fine(l)) return st;
    st = read_sums(l, &moments[1], tag + 1, n_sums, counts, square, err);
    if (st == FAIR_OK && fair__load_fine(l))
        check_moments(l, n_sums, weight, square);
    return st;
}

fair_status
fair__read_products(fair__load *l, uint32_t tag, size_t n_sums,
                    fair__sums *sums, fair_error *err)
{
    return read_sums(l, &moments[2], tag, n_sums, NULL, sums, err);
}

fair_status
fair__read_cells(fair__load *l, fair_error *err)
{
    fair__tally *t = l->t;
    const uint32_t n_cells = fair__get_u32(&l->r);
    fair_status st = read_keys_of_all_values(l, n_cells, err);
    if (st != FAIR_OK || !fair__load_fine(l)) return st;
    st = read_tables(l, n_cells, err);
    if (st == FAIR_OK && fair__load_fine(l) &&
        (t->inputs & FAIR__INPUT(FAIR__SAMPLE_WEIGHT)) != 0)
        st = fair__read_moments(l, FAIR__SECTION_WEIGHTS,
                                n_cells * t->n_slots, t->main.counts,
                                &t->main.weight, &t->main.square, err);
    if (st == FAIR_OK && fair__load_fine(l) && fair__tally_keeps_scores(t))
        st = fair__read_scores(l, err);
    if (st != FAIR_OK || !fair__load_fine(l) || l->r.left == 0) return st;
    const uint32_t tag = fair__get_u32(&l->r);
    if (!l->r.failed && tag > FAIR__SECTION_LAST) {
        l->newer = 1;
        fair__want(l, 0, "an unknown section");
    }
    fair__want(l, 0, "bytes are left over");
    return FAIR_OK;
}
