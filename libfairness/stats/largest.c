/* SPDX-License-Identifier: MIT
 * How large the largest of many scores gets by chance. */
#include "stats/largest.h"

#include <assert.h>
#include <math.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/sort.h"
#include "stats/draw.h"

/* A rate as it is, and as it was drawn. */
typedef struct sample {
    double n;
    double one; /* 1 / n */
    double rate;
    double chance; /* of its kind */
    uint32_t kind;
} sample;

/* The largest squares of scores: of positive ones, and of either sign. */
typedef struct tops {
    double above;
    double both;
} tops;

typedef struct work {
    sample *samples;
    size_t n;
    const fair__rate_pair *pairs;
    size_t n_pairs;
    double *above; /* by replicate */
    double *both;
    uint32_t *order;
} work;

/* ---- ranks ---- */

static int
order_doubles(const void *ctx, uint32_t a, uint32_t b)
{
    const double *x = ctx;
    return (x[a] > x[b]) - (x[a] < x[b]);
}

double
fair__upper_quantile(const double *x, uint32_t n, double alpha,
                     uint32_t *order)
{
    for (uint32_t i = 0; i < n; i++) order[i] = i;
    fair__sort(order, n, order_doubles, x);
    const double place = ((double)n + 1) * (1 - alpha);
    uint32_t k = (uint32_t)place;
    if (k < place) k++;
    return x[order[k < 1 ? 0 : k > n ? n - 1 : k - 1]];
}

double
fair__share_above(const double *x, uint32_t n, double top)
{
    /* Different counts may give the same score but for rounding. */
    const double least = top - 1e-12 * fabs(top);
    uint32_t above = 1;
    for (uint32_t i = 0; i < n; i++) above += x[i] >= least;
    return above / ((double)n + 1);
}

/* ---- scores ---- */

/* Divides only where the square is a new top. */
static void
look(const sample *a, const sample *b, tops *t)
{
    const double d = a->rate - b->rate, square = d * d;
    const double m = (a->n * a->rate + b->n * b->rate) / (a->n + b->n);
    const double variance = m * (1 - m) * (a->one + b->one);
    if (square > t->both * variance) t->both = square / variance;
    if (d > 0 && square > t->above * variance) t->above = square / variance;
}

static tops
look_at_all(const work *w)
{
    tops t = {0, 0};
    for (size_t i = 0; i < w->n_pairs; i++)
        look(&w->samples[w->pairs[i].of], &w->samples[w->pairs[i].against],
             &t);
    if (w->pairs != NULL) return t;
    for (size_t i = 0; i < w->n; i++)
        for (size_t k = 0; k < i; k++)
            if (w->samples[i].kind == w->samples[k].kind)
                look(&w->samples[i], &w->samples[k], &t);
    t.above = t.both;
    return t;
}

/* ---- no disparity ---- */

/* Half a success among one row more than there are: nothing is certain. */
static void
set_chances(work *w)
{
    for (size_t i = 0; i < w->n; i++) {
        double hits = 0.5, rows = 1;
        for (size_t k = 0; k < w->n; k++)
            if (w->samples[k].kind == w->samples[i].kind) {
                hits += w->samples[k].n * w->samples[k].rate;
                rows += w->samples[k].n;
            }
        w->samples[i].chance = hits / rows;
    }
}

static void
round_sizes(work *w)
{
    const double most = (double)FAIR__MOST_DRAWN;
    for (size_t i = 0; i < w->n; i++) {
        sample *s = &w->samples[i];
        const double n = s->n < most ? (double)(uint64_t)(s->n + 0.5) : most;
        s->n = n < 1 ? 1 : n;
        s->one = 1 / s->n;
    }
}

static void
draw(work *w, uint64_t seed, uint32_t purpose, uint32_t replicate)
{
    for (size_t i = 0; i < w->n; i++) {
        sample *s = &w->samples[i];
        fair__random r =
            fair__random_new(seed, purpose, replicate, (uint32_t)i);
        s->rate =
            (double)fair__draw_binomial(&r, (uint64_t)s->n, s->chance) / s->n;
    }
}

static void
solve(work *w, uint64_t seed, uint32_t purpose, uint32_t n, double alpha,
      fair__largest *out)
{
    const tops found = look_at_all(w);
    set_chances(w);
    round_sizes(w);
    for (uint32_t i = 0; i < n; i++) {
        draw(w, seed, purpose, i);
        const tops t = look_at_all(w);
        w->above[i] = sqrt(t.above);
        w->both[i] = sqrt(t.both);
    }
    const double above = sqrt(found.above), both = sqrt(found.both);
    *out = (fair__largest){
        .critical = fair__upper_quantile(w->above, n, alpha, w->order),
        .two_sided = fair__upper_quantile(w->both, n, alpha, w->order),
        .p_value = fair__share_above(w->above, n, above),
        .p_two_sided = fair__share_above(w->both, n, both),
        .observed = above};
}

fair_status
fair__largest_score(const fair_allocator *mem, const fair__rate *rates,
                    size_t n, const fair__rate_pair *pairs, size_t n_pairs,
                    uint64_t seed, uint32_t purpose, uint32_t n_replicates,
                    double alpha, fair__largest *out, fair_error *err)
{
    assert(n > 0 && n <= UINT32_MAX && n_replicates > 1);
    assert(alpha > 0 && alpha < 1);
    work w = {.n = n, .pairs = pairs, .n_pairs = pairs != NULL ? n_pairs : 0};
    w.samples = fair__alloc(mem, n, sizeof(*w.samples));
    w.above = fair__alloc(mem, n_replicates, 2 * sizeof(*w.above));
    w.order = fair__alloc(mem, n_replicates, sizeof(*w.order));
    const int there =
        w.samples != NULL && w.above != NULL && w.order != NULL;
    if (there) {
        w.both = w.above + n_replicates;
        for (size_t i = 0; i < n; i++) {
            const fair__rate *r = &rates[i];
            w.samples[i] = (sample){r->n, 1 / r->n, r->rate, 0, r->kind};
        }
        solve(&w, seed, purpose, n_replicates, alpha, out);
    }
    fair__free(mem, w.order, n_replicates, sizeof(*w.order));
    fair__free(mem, w.above, n_replicates, 2 * sizeof(*w.above));
    fair__free(mem, w.samples, n, sizeof(*w.samples));
    return there ? FAIR_OK : fair__no_memory(err);
}
