/* SPDX-License-Identifier: MIT
 * Bounds that hold for many comparisons at once. */
#include "compare/simultaneous.h"

#include <assert.h>
#include <math.h>

#include "base/elementary.h"
#include "base/error.h"
#include "base/memory.h"
#include "stats/largest.h"

#define MOST_KEPT ((size_t)1 << 19) /* values: 4 MiB */

/* What a value or a component is in replicates. */
typedef struct spread {
    double centre; /* what they would be around, but for bias */
    double sum;    /* of what they are above it */
    double squares;
    double scale; /* 1 / standard error; 0: none, or not defined */
    int64_t is_sum; /* of the spreads of two values */
} spread;

typedef struct work {
    fair__replicates *replicates;
    const fair__resampling *by;
    const fair__drawn *drawn;
    size_t n_values;
    double *values; /* at hand, and behind them their logarithms */
    double *kept;   /* values of each replicate; or of one, to be drawn again */
    size_t n_kept;  /* replicates */
    int32_t wants_logs;
    const fair__component *components;
    size_t n;
    uint8_t *defined;
    spread *spreads;
    spread *parts; /* the same of values, as in `values` */
    double *tops; /* by replicate: the largest component, in errors */
    double *both; /* the same on either side */
    uint32_t *order;
} work;

/* ---- differences ---- */

static void
add_logs(const work *w)
{
    for (size_t i = 0; i < w->n_values && w->wants_logs; i++) {
        const double v = w->values[i];
        w->values[w->n_values + i] = fair__log(v > 0x1p-1022 ? v : 0x1p-1022);
    }
}

static double
difference(const work *w, const fair__component *c)
{
    const double *of = w->values + (c->is_log ? w->n_values : 0);
    return of[c->value] - of[c->reference];
}

/* Drawing takes the time, so it is not done again where there is room. */
static void
draw(work *w, uint32_t i, int again)
{
    const size_t place = w->n_kept > 1 ? i : 0;
    w->values = w->kept + place * 2 * w->n_values;
    if (again && w->n_kept > 1) return;
    fair__replicate(w->replicates, i, w->values);
    add_logs(w);
}

static void
find_defined(const work *w)
{
    /* Room for logarithms is there anyway, and not in use yet. */
    uint8_t *of = (uint8_t *)(w->values + w->n_values);
    fair__replicate_observed(w->replicates, w->values, of);
    for (size_t k = 0; k < w->n; k++)
        w->defined[k] =
            of[w->components[k].value] && of[w->components[k].reference];
}

/* ---- replicates ---- */

static void
note(spread *s, double x)
{
    const double above = x - s->centre;
    s->sum += above;
    s->squares += above * above;
}

static double
variance_of(const spread *s, double many)
{
    return (s->squares - s->sum * (s->sum / many)) / (many - 1);
}

static int
is_of_group(const fair__drawn *v)
{
    return v->group >= 0 && !v->is_rest && v->metric->op != FAIR__OP_SHARE;
}

/* Of two groups by themselves: variances add up, and there are far fewer
 * values than pairs of them. */
static int
is_independent(const work *w, const fair__component *c)
{
    const fair__drawn *a = &w->drawn[c->value], *b = &w->drawn[c->reference];
    return is_of_group(a) && is_of_group(b) && a->group != b->group;
}

static void
find_spreads(work *w)
{
    const double many = w->by->n_replicates;
    const size_t n_parts = w->wants_logs ? 2 * w->n_values : w->n_values;
    fair__replicate_centre(w->replicates, w->values);
    add_logs(w);
    for (size_t i = 0; i < n_parts; i++)
        w->parts[i] = (spread){.centre = w->values[i]};
    for (size_t k = 0; k < w->n; k++)
        w->spreads[k] =
            (spread){.centre = difference(w, &w->components[k]),
                     .is_sum = is_independent(w, &w->components[k])};
    for (uint32_t i = 0; i < w->by->n_replicates; i++) {
        draw(w, i, 0);
        for (size_t k = 0; k < n_parts; k++)
            note(&w->parts[k], w->values[k]);
        for (size_t k = 0; k < w->n; k++)
            if (!w->spreads[k].is_sum)
                note(&w->spreads[k], difference(w, &w->components[k]));
    }
    for (size_t k = 0; k < w->n; k++) {
        const fair__component *c = &w->components[k];
        const spread *parts = w->parts + (c->is_log ? w->n_values : 0);
        const double variance =
            w->spreads[k].is_sum
                ? variance_of(&parts[c->value], many) +
                      variance_of(&parts[c->reference], many)
                : variance_of(&w->spreads[k], many);
        w->spreads[k].scale =
            w->defined[k] && variance > 0 ? 1 / sqrt(variance) : 0;
    }
}

static void
find_tops(work *w)
{
    for (uint32_t i = 0; i < w->by->n_replicates; i++) {
        double top = -HUGE_VAL, low = HUGE_VAL;
        draw(w, i, 1);
        for (size_t k = 0; k < w->n; k++) {
            const spread *s = &w->spreads[k];
            if (s->scale == 0) continue;
            const double t =
                (difference(w, &w->components[k]) - s->centre) * s->scale;
            if (t > top) top = t;
            if (t < low) low = t;
        }
        w->tops[i] = top;
        w->both[i] = top > -low ? top : -low;
    }
}

/* The largest estimate, in errors; what has none is above 0 or it is not. */
static double
top_of(const work *w, const fair__component *components)
{
    double top = -HUGE_VAL;
    for (size_t k = 0; k < w->n; k++) {
        const double x = components[k].estimate, scale = w->spreads[k].scale;
        if (!w->defined[k]) continue;
        const double t = scale > 0 ? x * scale : x > 0 ? HUGE_VAL : -HUGE_VAL;
        if (t > top) top = t;
    }
    return top;
}

/* ---- all of it ---- */

/* Returns the largest estimate in errors. */
static double
look_at_own(work *w, fair__component *components,
            fair__simultaneous *out)
{
    const uint32_t n = w->by->n_replicates;
    find_defined(w);
    find_spreads(w);
    find_tops(w);
    out->critical = fair__upper_quantile(w->tops, n, w->by->alpha, w->order);
    out->two_sided = fair__upper_quantile(w->both, n, w->by->alpha, w->order);
    fair__replicate_estimate(w->replicates, w->values);
    add_logs(w);
    for (size_t k = 0; k < w->n; k++) {
        fair__component *c = &components[k];
        c->is_defined = w->defined[k];
        if (!c->is_defined) continue;
        out->n_defined++;
        c->estimate = difference(w, c);
        c->error = w->spreads[k].scale > 0 ? 1 / w->spreads[k].scale : 0;
    }
    return top_of(w, components);
}

static void
set_bounds(const work *w, fair__component *components,
           fair__simultaneous *out)
{
    double lower = -HUGE_VAL, upper = -HUGE_VAL;
    for (size_t k = 0; k < w->n; k++) {
        fair__component *c = &components[k];
        if (!c->is_defined) continue;
        c->lower = c->estimate;
        if (c->error > 0) c->lower -= out->critical * c->error;
        c->upper = c->estimate + w->by->z * c->error;
        if (c->lower > lower) out->lower_at = k;
        if (c->lower > lower) lower = c->lower;
        if (c->upper > upper) out->upper_at = k;
        if (c->upper > upper) upper = c->upper;
    }
}

static void
solve(work *w, fair__replicates *own, fair__replicates *pooled,
      fair__component *components, fair__simultaneous *out)
{
    *out = (fair__simultaneous){0};
    w->replicates = own;
    const double top = look_at_own(w, components, out);
    w->replicates = pooled;
    find_spreads(w);
    find_tops(w);
    out->p_value = fair__share_above(w->tops, w->by->n_replicates,
                                     top_of(w, components));
    if (out->p_value > w->by->alpha && top > out->critical)
        out->critical = top;
    set_bounds(w, components, out);
}

fair_status
fair__simultaneous_find(const fair_allocator *mem, const fair__population *p,
                        const fair__costs *costs, const fair__drawn *values,
                        size_t n_values, fair__component *components,
                        size_t n, const fair__resampling *by,
                        fair__simultaneous *out, fair_error *err)
{
    const uint32_t many = by->n_replicates;
    assert(n > 0 && n_values > 0 && many > 1);
    assert(by->alpha > 0 && by->alpha < 1);
    work w = {.by = by,
              .drawn = values,
              .n_values = n_values,
              .components = components,
              .n = n};
    fair__replicates *own = NULL, *pooled = NULL;
    for (size_t k = 0; k < n; k++) w.wants_logs |= components[k].is_log;
    w.n_kept = n_values <= MOST_KEPT / 2 / many ? many : 1;
    w.kept = fair__alloc(mem, w.n_kept * n_values, 2 * sizeof(*w.kept));
    w.values = w.kept;
    w.defined = fair__alloc(mem, n, 1);
    w.spreads = fair__alloc(mem, n, sizeof(*w.spreads));
    w.parts = fair__alloc(mem, n_values, 2 * sizeof(*w.parts));
    w.tops = fair__alloc(mem, many, 2 * sizeof(*w.tops));
    w.order = fair__alloc(mem, many, sizeof(*w.order));
    fair_status st = FAIR_OK;
    if (w.kept == NULL || w.defined == NULL || w.spreads == NULL ||
        w.parts == NULL || w.tops == NULL || w.order == NULL)
        st = fair__no_memory(err);
    if (st == FAIR_OK)
        st = fair__replicates_new(mem, p, costs, values, n_values, FAIR__OWN,
                                  by->seed, by->purpose, &own, err);
    if (st == FAIR_OK)
        st = fair__replicates_new(mem, p, costs, values, n_values,
                                  FAIR__POOLED, by->seed, by->purpose,
                                  &pooled, err);
    if (st == FAIR_OK) {
        w.both = w.tops + many;
        solve(&w, own, pooled, components, out);
    }
    fair__replicates_free(pooled);
    fair__replicates_free(own);
    fair__free(mem, w.order, many, sizeof(*w.order));
    fair__free(mem, w.tops, many, 2 * sizeof(*w.tops));
    fair__free(mem, w.parts, n_values, 2 * sizeof(*w.parts));
    fair__free(mem, w.spreads, n, sizeof(*w.spreads));
    fair__free(mem, w.defined, n, 1);
    fair__free(mem, w.kept, w.n_kept * n_values, 2 * sizeof(*w.kept));
    return st;
}
