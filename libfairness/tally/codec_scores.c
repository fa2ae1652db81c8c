/* SPDX-License-Identifier: MIT
 * Reading the scores of a saved tally: ascending, and as many of each cell and
 * label as its table counts. */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "tally/codec.h"
#include "tally/codec_read.h"
#include "tally/scores.h"

/* How many entries the section at hand has. */
static size_t
peek_entries(fair__load *l)
{
    fair__reader peek = l->r;
    (void)fair__get_u32(&peek);
    const uint64_t length = fair__get_u64(&peek);
    fair__want(l, !peek.failed, "it ends too early");
    fair__want(l, length % 8 == 0 && length <= l->r.left,
               "a section has the wrong size");
    return fair__load_fine(l) ? (size_t)(length / 8) : 0;
}

/* Whether a bin that scores can be in begins there. */
static int
is_edge(const fair__score_range *range, double x)
{
    if (!(x >= range->low && x <= range->high)) return 0;
    const double edge = fair__score_edge(range, fair__score_bin(range, x));
    return edge >= x && edge <= x;
}

static void
read_keys(fair__load *l, fair__run *run, size_t n)
{
    const fair__score_range *range = &l->t->spec.score_range;
    if (!fair__open_section(l, FAIR__SECTION_SCORES, (uint64_t)n * 8)) return;
    for (size_t i = 0; i < n && l->wrong == NULL; i++) {
        const double score = fair__get_f64(&l->r);
        l->infinite |= isinf(score) != 0;
        fair__want(l, l->version > 2 || isfinite(score),
                   "a score is not finite");
        fair__want(l, score == score, "a score is NaN");
        fair__want(l, score != 0 || !signbit(score), "a score is -0.0");
        fair__want(l, range->bins == 0 || is_edge(range, score),
                   "there is no such bin");
        run->keys[i] = fair__score_key(score);
        fair__want(l, i == 0 || run->keys[i - 1] <= run->keys[i],
                   "the scores are not in order");
    }
}

static void
read_places(fair__load *l, fair__run *run, size_t n)
{
    const fair__tally *t = l->t;
    const size_t n_labels = (size_t)t->n_labels;
    if (!fair__load_fine(l) ||
        !fair__open_section(l, FAIR__SECTION_SCORE_PLACES, (uint64_t)n * 4))
        return;
    for (size_t i = 0; i < n && l->wrong == NULL; i++) {
        run->places[i] = fair__get_u32(&l->r);
        fair__want(l,
                   run->places[i] / n_labels < t->cells.n &&
                       fair__label_possible(
                           t, (int)(run->places[i] % n_labels)),
                   "there is a score of no group");
        fair__want(l,
                   i == 0 || run->keys[i - 1] < run->keys[i] ||
                       run->places[i - 1] < run->places[i],
                   "the scores are not in order");
    }
}

/* Rows by place, from the tables. */
static void
count_places(const fair__tally *t, uint64_t *left, size_t n_places)
{
    const size_t per_label = t->n_slots / (size_t)t->n_labels;
    for (size_t i = 0; i < n_places; i++)
        for (size_t k = 0; k < per_label; k++)
            left[i] += t->main.counts[i * per_label + k];
}

static fair_status
read_counts(fair__load *l, fair__run *run, size_t n, fair_error *err)
{
    const fair__tally *t = l->t;
    const size_t n_places = t->cells.n * (size_t)t->n_labels;
    if (!fair__load_fine(l) ||
        !fair__open_section(l, FAIR__SECTION_SCORE_COUNTS, (uint64_t)n * 8))
        return FAIR_OK;
    uint64_t *left = fair__calloc(&t->mem, n_places, sizeof(*left));
    if (left == NULL && n_places > 0) return fair__no_memory(err);
    count_places(t, left, n_places);
    const char *const unequal =
        "the scores of a group are not as many as its rows";
    for (size_t i = 0; i < n && l->wrong == NULL; i++) {
        run->counts[i] = fair__get_u64(&l->r);
        fair__want(l, run->counts[i] > 0, "there is a score of no rows");
        fair__want(l, run->counts[i] <= left[run->places[i]], unequal);
        left[run->places[i]] -= run->counts[i];
    }
    for (size_t i = 0; i < n_places && l->wrong == NULL; i++)
        fair__want(l, left[i] == 0, unequal);
    fair__free(&t->mem, left, n_places, sizeof(*left));
    return FAIR_OK;
}

/* Adds up n sums, moved to a window that holds what is added. */
static void
total_of(const fair__sums *sums, size_t n, fair__window w, uint64_t *total)
{
    uint64_t moved[FAIR__SUM_LIMBS];
    memset(total, 0, FAIR__SUM_LIMBS * sizeof(*total));
    for (size_t i = 0; i < n && sums->window.n > 0; i++) {
        fair__exact_move(moved, w,
                         sums->limbs + i * (size_t)sums->window.n,
                         sums->window);
        fair__exact_add_sum(total, moved, w.n);
    }
}

/* All weights together are those of the tables. */
static void
check_total(fair__load *l, const fair__sums *sums, size_t n,
            const fair__sums *tables, size_t n_tables)
{
    fair__window w = fair__window_join(sums->window, tables->window);
    uint64_t a[FAIR__SUM_LIMBS], b[FAIR__SUM_LIMBS];
    if (w.n == 0) return;
    w.n++; /* for carries */
    assert(w.n <= FAIR__SUM_LIMBS);
    total_of(sums, n, w, a);
    total_of(tables, n_tables, w, b);
    fair__want(l, memcmp(a, b, (size_t)w.n * sizeof(*a)) == 0,
               "the weights of scores are not those of the rows");
}

static fair_status
read_weights(fair__load *l, fair__run *run, size_t n, fair_error *err)
{
    const fair__tally *t = l->t;
    const size_t n_tables = t->cells.n * t->n_slots;
    run->weighted = 1;
    const fair_status st =
        fair__read_moments(l, FAIR__SECTION_SCORE_WEIGHTS, n, run->counts,
                           &run->weight, &run->square, err);
    if (st != FAIR_OK || !fair__load_fine(l)) return st;
    check_total(l, &run->weight, n, &t->main.weight, n_tables);
    check_total(l, &run->square, n, &t->main.square, n_tables);
    return FAIR_OK;
}

#define ALL_LIMBS ((fair__window){-35, FAIR__SUM_LIMBS - 2})

/* sum -= weight of an entry * x */
static void
take_away(const fair__run *run, size_t entry, double x, uint64_t *sum)
{
    const fair__window all = ALL_LIMBS, v = run->weight.window;
    const uint64_t *weight = run->counts + entry;
    int32_t n = 1, base = 0;
    if (run->weighted) {
        weight = run->weight.limbs + entry * (size_t)v.n;
        n = v.n;
        base = v.base;
    }
    const fair__window shifted = {all.base - base, all.n};
    fair__exact_add_times(sum, shifted, -x, 1, weight, n);
}

/* The mean of each entry lies in its bin. */
static void
check_means(fair__load *l, const fair__run *run, size_t n)
{
    const fair__score_range *range = &l->t->spec.score_range;
    const fair__window all = ALL_LIMBS, w = run->score.window;
    uint64_t sum[FAIR__SUM_LIMBS];
    for (size_t i = 0; i < n && l->wrong == NULL; i++) {
        const double least = fair__score_of(run->keys[i]);
        const uint32_t bin = fair__score_bin(range, least);
        const double ends[] = {least,
                               bin + 1 == range->bins
                                   ? range->high
                                   : fair__score_edge(range, bin + 1)};
        for (int k = 0; k < 2; k++) {
            fair__exact_move(sum, all, run->score.limbs + i * (size_t)w.n, w);
            take_away(run, i, ends[k], sum);
            const int sign = fair__exact_sign(sum, all);
            fair__want(l, k == 0 ? sign >= 0 : sign <= 0,
                       "the scores of a bin do not lie in it");
        }
    }
}

static fair_status
read_score_sums(fair__load *l, fair__run *run, size_t n, fair_error *err)
{
    run->grid = l->t->spec.score_range;
    const fair_status st = fair__read_products(
        l, FAIR__SECTION_SCORE_SUMS, n, &run->score, err);
    if (st == FAIR_OK && fair__load_fine(l)) check_means(l, run, n);
    return st;
}

static fair_status
read_run(fair__load *l, fair__run *run, size_t n, fair_error *err)
{
    read_keys(l, run, n);
    read_places(l, run, n);
    fair_status st = read_counts(l, run, n, err);
    if (st == FAIR_OK && fair__load_fine(l) &&
        (l->t->inputs & FAIR__INPUT(FAIR__SAMPLE_WEIGHT)) != 0)
        st = read_weights(l, run, n, err);
    if (st == FAIR_OK && fair__load_fine(l) &&
        l->t->spec.score_range.bins > 0)
        st = read_score_sums(l, run, n, err);
    run->n = n;
    if (st != FAIR_OK || !fair__load_fine(l)) return st;
    if (n > l->t->max_scores)
        return fair__fail_at(err, FAIR_ERR_LIMIT, "max_scores", -1, 0,
                             "the saved audit has %u distinct scores of "
                             "groups and labels, more than max_scores, which "
                             "is %u: raise it",
                             (uint64_t)n, (uint64_t)l->t->max_scores);
    return fair__scores_take(l->t->scores, run, err);
}

fair_status
fair__read_scores(fair__load *l, fair_error *err)
{
    const fair_allocator *mem = &l->t->mem;
    fair__run run = {0};
    fair_status st = fair__tally_make_scores(l->t, err);
    const size_t n = st == FAIR_OK ? peek_entries(l) : 0;
    if (st != FAIR_OK || !fair__load_fine(l)) return st;
    st = fair__run_room(mem, n, &run, err);
    if (st == FAIR_OK) st = read_run(l, &run, n, err);
    fair__run_free(&run, mem);
    return st;
}
