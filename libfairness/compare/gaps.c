/* SPDX-License-Identifier: MIT
 * Calibration errors of a group: how large they may be in truth. */
#include "compare/gaps.h"

#include <math.h>

#include "base/memory.h"
#include "metric/bins.h"
#include "stats/distribution.h"
#include "stats/draw.h"
#include "stats/largest.h"

#define PURPOSE 7 /* of the streams */

int32_t
fair__gaps_norm(const fair__metric *m)
{
    switch (m->op) {
    case FAIR__OP_GAPS:
    case FAIR__OP_MASS_GAPS:
    case FAIR__OP_MEAN_GAP:
        return FAIR__NORM_SUM;
    case FAIR__OP_LARGEST_GAP:
        return FAIR__NORM_LARGEST;
    case FAIR__OP_ROOT_GAPS:
        return FAIR__NORM_ROOT;
    default:
        return 0;
    }
}

/* ---- norms ---- */

static double
join(int32_t norm, double sum, double x)
{
    if (norm == FAIR__NORM_LARGEST) return x > sum ? x : sum;
    return norm == FAIR__NORM_ROOT ? sum + x * x : sum + x;
}

static double
joined(int32_t norm, double sum)
{
    return norm == FAIR__NORM_ROOT ? sqrt(sum) : sum;
}

static double
size_of(double x)
{
    return x < 0 ? -x : x;
}

/* ---- what is there ---- */

static fair__gap
gap_of(const fair__bin *bin)
{
    const fair__wide both = fair__wide_mul(&bin->weight, &bin->weight);
    const fair__wide n = fair__wide_div(&both, &bin->square);
    return (fair__gap){fair__wide_double(&n),
                       fair__bin_mean(bin, &bin->scores),
                       fair__bin_mean(bin, &bin->positives), 1};
}

/* Bins with weight; where out is NULL they are only counted. */
static size_t
walk(const fair__metric *m, const fair__population *p, size_t group,
     fair__gap *out)
{
    const fair__scored *scored = &p->groups[group].scored;
    const int mass = m->op == FAIR__OP_MASS_GAPS || m->op == FAIR__OP_MEAN_GAP;
    const fair__wide all = fair__bin_total(scored);
    fair__bins bins;
    fair__bin_walk w;
    fair__bin_range range = {0};
    fair__bin bin;
    size_t n = 0;
    fair__bins_make(&bins, mass ? FAIR__BINS_MASS : FAIR__BINS_WIDTH,
                    scored->source->bins, &p->total->scored);
    fair__bin_walk_begin(&w, scored, &bins);
    while (fair__bin_walk_next(&w, &range, &bin)) {
        if (fair__wide_is_zero(&bin.weight)) continue;
        if (out != NULL) {
            const fair__wide share = fair__wide_div(&bin.weight, &all);
            out[n] = gap_of(&bin);
            if (m->op == FAIR__OP_GAPS || m->op == FAIR__OP_MASS_GAPS)
                out[n].part = fair__wide_double(&share);
            if (m->op == FAIR__OP_ROOT_GAPS)
                out[n].part = sqrt(fair__wide_double(&share));
        }
        n++;
    }
    for (size_t i = 0; out != NULL && m->op == FAIR__OP_MEAN_GAP && i < n; i++)
        out[i].part = 1 / (double)n;
    return n;
}

/* ---- labels drawn again ---- */

static double
draw(const fair__gaps *g, uint64_t seed, uint32_t cell, uint32_t replicate)
{
    fair__random r = fair__random_new(seed, PURPOSE, replicate, cell);
    double sum = 0;
    for (size_t k = 0; k < g->n_bins; k++) {
        const fair__gap *b = &g->bins[k];
        const double most = (double)FAIR__MOST_DRAWN;
        const double n = b->n < 1 ? 1 : b->n > most ? most : b->n + 0.5;
        const uint64_t rows = (uint64_t)n;
        const double rate = (b->rate * b->n + FAIR__GAPS_PLUS) /
                            (b->n + 2 * FAIR__GAPS_PLUS);
        const double drawn = (double)fair__draw_binomial(&r, rows, rate);
        sum = join(g->norm, sum,
                   b->part * size_of(drawn / (double)rows - rate));
    }
    return joined(g->norm, sum);
}

double
fair__gaps_value(const fair__gaps *g)
{
    double sum = 0;
    for (size_t k = 0; k < g->n_bins; k++)
        sum = join(g->norm, sum,
                   g->bins[k].part *
                       size_of(g->bins[k].score - g->bins[k].rate));
    return joined(g->norm, sum);
}

fair_status
fair__gaps_draw(const fair_allocator *mem, fair__gaps *g, uint32_t cell,
                fair__drawing *drawing, fair_error *err)
{
    const uint32_t n = drawing->n_replicates;
    g->value = fair__gaps_value(g);
    g->noise = fair__alloc(mem, n, sizeof(*g->noise));
    if (g->noise == NULL) return fair__no_memory(err);
    g->n_noise = n;
    for (uint32_t i = 0; i < n; i++) {
        const fair_status st = fair__drawing_next(drawing, err);
        if (st != FAIR_OK) {
            fair__free(mem, g->noise, n, sizeof(*g->noise));
            g->noise = NULL;
            return st;
        }
        g->noise[i] = draw(g, drawing->seed, cell, i);
    }
    return FAIR_OK;
}

void
fair__gaps_draw_again(fair__gaps *g, uint32_t cell, uint64_t seed)
{
    for (uint32_t i = 0; i < g->n_noise; i++)
        g->noise[i] = draw(g, seed, cell, i);
}

fair_status
fair__gaps_make(const fair_allocator *mem, const fair__metric *m,
                const fair__population *p, size_t group, double n,
                uint32_t cell, fair__drawing *drawing, fair__gaps *out,
                fair_error *err)
{
    fair__gaps g = {.norm = fair__gaps_norm(m),
                    .n = n,
                    .n_bins = walk(m, p, group, NULL)};
    if (g.n_bins > FAIR__MAX_GAPS)
        return fair__fail(err, FAIR_ERR_ARGUMENT,
                          "%s: a group has %u bins, and chance is only worked "
                          "out for up to %u: ask for fewer bins",
                          m->name, (uint64_t)g.n_bins,
                          (uint64_t)FAIR__MAX_GAPS);
    g.bins = fair__calloc(mem, g.n_bins, sizeof(*g.bins));
    if (g.bins == NULL && g.n_bins > 0) return fair__no_memory(err);
    walk(m, p, group, g.bins);
    const fair_status st = fair__gaps_draw(mem, &g, cell, drawing, err);
    if (st == FAIR_OK)
        *out = g;
    else
        fair__gaps_free(&g, mem);
    return st;
}

void
fair__gaps_free(fair__gaps *g, const fair_allocator *mem)
{
    fair__free(mem, g->bins, g->n_bins, sizeof(*g->bins));
    fair__free(mem, g->noise, g->n_noise, sizeof(*g->noise));
    *g = (fair__gaps){0};
}

/* ---- chances ---- */

double
fair__gaps_beyond(const fair__gaps *g, double x, double times)
{
    return fair__share_above(g->noise, g->n_noise,
                             (g->value - x) * sqrt(times));
}

static double
variance(double rate)
{
    return rate > 0 && rate < 1 ? rate * (1 - rate) : 0;
}

double
fair__gaps_within(const fair__gaps *g, double x, double times)
{
    const double more = x - g->value;
    double sum = 0, half = 0;
    for (size_t k = 0; k < g->n_bins; k++) {
        const fair__gap *b = &g->bins[k];
        const double n = b->n * times;
        /* As far off as the error says, either way. */
        double gap = size_of(b->score - b->rate) + more;
        if (g->norm == FAIR__NORM_LARGEST) gap = x / b->part;
        double v = variance(b->score - gap);
        if (variance(b->score + gap) > v) v = variance(b->score + gap);
        v *= b->part * b->part / n;
        sum = g->norm == FAIR__NORM_SUM ? sum + v : v > sum ? v : sum;
        if (b->part / n > half) half = b->part / n;
    }
    const double least = more - half / 2;
    if (!(sum > 0)) return least > 0 ? 0 : 1;
    return fair__normal_tails(least / sqrt(sum)).upper;
}

#define HALVINGS 50

void
fair__gaps_bounds(const fair__gaps *g, double out, double *lower,
                  double *upper)
{
    double low = 0, high = g->value;
    for (int i = 0; i < HALVINGS; i++) {
        const double x = low + (high - low) / 2;
        *(fair__gaps_beyond(g, x, 1) > out ? &high : &low) = x;
    }
    *lower = low;
    low = g->value;
    high = 1;
    for (int i = 0; i < HALVINGS; i++) {
        const double x = low + (high - low) / 2;
        *(fair__gaps_within(g, x, 1) > out ? &low : &high) = x;
    }
    *upper = high;
}
