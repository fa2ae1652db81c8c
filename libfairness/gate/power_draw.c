/* SPDX-License-Identifier: MIT
 * What groups show of a truth that is set.
 *
 * Rates are drawn as counts, and so are metrics that are tested as rates or
 * made of two.  Other estimates are drawn from the normal distribution that
 * their test takes them to have, with the standard errors of the groups at
 * hand.  Of calibration errors labels are drawn in every bin; what chance does to labels is worked out of the truth's
 * rates, once, and scaled to other numbers of rows. */
#include "gate/power_draw.h"

#include <math.h>

#include "base/elementary.h"
#include "base/error.h"
#include "base/memory.h"
#include "compare/estimate.h"
#include "stats/draw.h"
#include "stats/score.h"

/* How near values get to the ends of what a metric can be, and how far where
 * there is no end. */
#define NEAR_END 1e-6
#define NO_END 1e3

/* ---- truths ---- */

static double
pooled(const fair__family *f)
{
    double sum = 0, n = 0;
    for (size_t i = 0; i < f->n; i++) {
        sum += f->samples[i].rate * f->samples[i].n;
        n += f->samples[i].n;
    }
    if (f->between == FAIR__TO_REFERENCE && f->n > 0) {
        sum += f->references[0].rate * f->references[0].n;
        n += f->references[0].n;
    }
    return n > 0 ? sum / n : 0;
}

static size_t
smallest(const fair__family *f)
{
    size_t found = 0;
    for (size_t i = 1; i < f->n; i++)
        if (f->samples[i].n < f->samples[found].n) found = i;
    return found;
}

/* Where values of a family lie, about one of them. */
static void
ends_of(const fair__family *f, double about, double *low, double *high)
{
    *low = 0;
    *high = 1;
    if (f->test == FAIR__BY_SCORE) return;
    const double far = NO_END * (1 + fabs(about));
    const fair__ends_of ends = fair__family_ends(f);
    *low = ends.low > -HUGE_VAL ? ends.low : about - far;
    *high = ends.high < HUGE_VAL ? ends.high : about + far;
    const double near = NEAR_END * (*high - *low);
    *low += near;
    *high -= near;
}

static double
shifted(const fair__family *f, double value, double shift)
{
    double low, high;
    const double x =
        f->form == FAIR__OF_RATIO ? value * shift : value + shift;
    ends_of(f, value, &low, &high);
    return x < low ? low : x > high ? high : x;
}

/* A bin's rate: off by the shift, up and down in turn. */
static double
rate_of_bin(const fair__gap *bin, size_t k, double shift)
{
    const double x = bin->score + (k % 2 == 0 ? shift : -shift);
    return x < 0 ? 0 : x > 1 ? 1 : x;
}

double
fair__trial_none(const fair__trial *t)
{
    return pooled(&t->o->families[0]);
}

double
fair__trial_furthest(const fair__trial *t, int up)
{
    const fair__family *f = &t->o->families[0];
    double low, high;
    if (f->test == FAIR__BY_GAPS) return 1;
    const double none = pooled(f);
    ends_of(f, none, &low, &high);
    const double end = up ? high : low;
    if (f->form == FAIR__OF_RATIO) return none > 0 ? end / none : 1;
    return end - none;
}

static void
set_rates(fair__gaps *g, double shift)
{
    for (size_t k = 0; k < g->n_bins; k++)
        g->bins[k].rate = rate_of_bin(&g->bins[k], k, shift);
}

/* Of the group that is shifted. */
static fair__gaps *
shifted_gaps(const fair__trial *t, const fair__family *f)
{
    return &t->gaps[&f->samples[smallest(f)] - t->o->samples];
}

double
fair__trial_value(const fair__trial *t)
{
    const fair__family *f = &t->o->families[0];
    const double shift = t->truth.shift;
    if (f->test == FAIR__BY_GAPS) {
        fair__gaps *g = shifted_gaps(t, f);
        set_rates(g, shift);
        return fair__gaps_value(g);
    }
    if (f->form == FAIR__OF_VALUE) return pooled(f) + shift;
    return f->form == FAIR__OF_DIFFERENCE && f->between == FAIR__ALL_PAIRS
               ? fabs(shift)
               : shift;
}

void
fair__trial_suppose(fair__trial *t, fair__truth truth)
{
    const int same = t->truth.shift == truth.shift;
    t->truth = truth;
    if (t->gaps == NULL || same) return;
    for (size_t k = 0; k < t->o->n_families; k++) {
        if (t->o->families[k].n == 0) continue;
        fair__gaps *g = shifted_gaps(t, &t->o->families[k]);
        set_rates(g, truth.shift);
        fair__gaps_draw_again(g, (uint32_t)(g - t->gaps), FAIR__TEST_SEED);
        t->cuts[g - t->gaps].n = 0;
    }
}

/* ---- one sample ---- */

static double
rows_of(double n, double growth)
{
    const double rows = n * growth + 0.5;
    const double most = (double)FAIR__MOST_DRAWN;
    return rows < 1 ? 1 : rows > most ? most : (double)(uint64_t)rows;
}

int
fair__trial_counts(const fair__family *f, const fair__sample *s)
{
    if (f->form != FAIR__OF_VALUE) return 0;
    return f->test == FAIR__BY_SCORE ||
           (f->test == FAIR__BY_ERROR && s->parts.kind == FAIR__NO_PARTS &&
            s->like_rate > 0);
}

uint64_t
fair__trial_rows(const fair__sample *s)
{
    return (uint64_t)(s->like_rate > 0 ? rows_of(s->n, s->like_rate) : s->n);
}

void
fair__trial_set(const fair__family *f, uint64_t hits, fair__sample *s)
{
    const double share = (double)hits / (double)fair__trial_rows(s);
    if (f->test == FAIR__BY_SCORE) {
        s->rate = share;
        return;
    }
    const fair__ends_of ends = fair__family_ends(f);
    s->rate = s->observed = ends.low + (ends.high - ends.low) * share;
}

/* At a rate from 0 to 1. */
static void
draw_count(fair__random *r, const fair__family *f, double rate,
           fair__sample *s)
{
    fair__trial_set(f, fair__draw_binomial(r, fair__trial_rows(s), rate), s);
}

static void
draw_part(fair__random *r, double n, double rate, fair__part *part)
{
    const double rows = rows_of(n, part->rows);
    part->rate = (double)fair__draw_binomial(r, (uint64_t)rows, rate) / rows;
    part->rows = rows / n;
}

/* Of the most likely rates that have the value.  A group that turns out
 * undefined shows nothing. */
static void
draw_parts(fair__random *r, double value, fair__sample *s)
{
    fair__parts *p = &s->parts;
    double rates[2] = {value / (1 + value), 0}, left[2];
    if (p->kind != FAIR__PARTS_ODDS)
        fair__likely_rates(p->first.rate, s->n * p->first.rows,
                           p->second.rate, s->n * p->second.rows, value,
                           p->kind == FAIR__PARTS_ODDS_RATIO, rates, left);
    draw_part(r, s->n, rates[0], &p->first);
    if (p->kind != FAIR__PARTS_ODDS)
        draw_part(r, s->n, rates[1], &p->second);
    s->rate = s->observed = fair__parts_value(p, s->n, 0);
    if (s->rate < HUGE_VAL) return;
    s->rate = s->observed = value;
    s->spread = s->alike = HUGE_VAL;
    p->kind = FAIR__NO_PARTS;
}

static void
draw_estimate(fair__random *r, const fair__family *f, double value,
              fair__sample *s)
{
    const fair__metric *m = f->metric;
    if (s->parts.kind != FAIR__NO_PARTS) {
        draw_parts(r, value, s);
        return;
    }
    if (s->like_rate > 0) {
        const fair__ends_of ends = fair__family_ends(f);
        draw_count(r, f, (value - ends.low) / (ends.high - ends.low), s);
        return;
    }
    const double spread =
        f->form == FAIR__OF_VALUE ? s->spread : s->alike;
    const double z = fair__normal_quantile(fair__random_unit(r));
    const double from = s->rate;
    double error = (s->varies > 0 ? s->varies : spread) / sqrt(s->n);
    if (s->positives > 0) error *= fair__area_like(s, value, from);
    if (spread < HUGE_VAL)
        value = shifted(f,
                        fair__estimate_unscaled(
                            m, fair__estimate_scaled(m, value) + z * error),
                        fair__no_disparity(f->form));
    s->rate = s->observed = value;
    if (s->positives > 0)
        s->spread = s->alike = spread * fair__area_like(s, value, from);
}

static void
draw_gaps(fair__random *r, double growth, double shift, fair__gaps *g,
          fair__sample *s)
{
    for (size_t k = 0; k < g->n_bins; k++) {
        fair__gap *bin = &g->bins[k];
        const double rows = rows_of(bin->n, growth);
        bin->rate = (double)fair__draw_binomial(
                        r, (uint64_t)rows, rate_of_bin(bin, k, shift)) /
                    rows;
    }
    s->rate = g->value = fair__gaps_value(g);
    s->gaps = g;
}

static void
draw_sample(fair__trial *t, const fair__family *f, double shift, uint32_t run,
            const fair__sample *from)
{
    const size_t cell = (size_t)(from - t->o->samples);
    const double growth = t->truth.growth;
    fair__sample *s = &t->samples[cell];
    fair__random r = fair__random_new(t->seed, 0, run, (uint32_t)cell);
    *s = *from;
    s->n = rows_of(from->n, growth);
    if (f->test == FAIR__BY_GAPS)
        draw_gaps(&r, growth, shift, &t->gaps[cell], s);
    else if (f->test == FAIR__BY_ERROR)
        draw_estimate(&r, f, shifted(f, t->together, shift), s);
    else
        draw_count(&r, f, shifted(f, t->together, shift), s);
}

static void
draw_family(fair__trial *t, uint32_t run, size_t k)
{
    const fair__family *from = &t->o->families[k];
    fair__family *to = &t->families[k];
    const size_t odd = smallest(from);
    const double none = fair__no_disparity(from->form);
    t->together = pooled(from);
    for (size_t i = 0; i < from->n; i++)
        draw_sample(t, from, i == odd ? t->truth.shift : none, run,
                    &from->samples[i]);
    if (from->between != FAIR__TO_REFERENCE) return;
    for (size_t i = 0; i < from->n; i++) {
        /* One group that all are held against is drawn once. */
        if (from->references[i].group >= 0 && i > 0)
            to->references[i] = to->references[0];
        else
            draw_sample(t, from, none, run, &from->references[i]);
    }
}

void
fair__trial_draw(fair__trial *t, uint32_t run)
{
    for (size_t k = 0; k < t->o->n_families; k++) draw_family(t, run, k);
}

/* ---- what it takes ---- */

/* Bins of our own, of scores that are right. */
static fair_status
begin_gaps(fair__trial *t, const fair_watch *watch, fair_error *err)
{
    const fair__outcome *o = t->o;
    fair__drawing drawing = fair__test_drawing(watch);
    for (size_t i = 0; i < o->n_samples; i++)
        t->n_bins += o->evidence.gaps[i].n_bins;
    t->gaps = fair__calloc(t->mem, o->n_samples, sizeof(*t->gaps));
    t->bins = fair__calloc(t->mem, t->n_bins, sizeof(*t->bins));
    if (t->gaps == NULL || (t->bins == NULL && t->n_bins > 0))
        return fair__no_memory(err);
    fair__gap *next = t->bins;
    for (size_t i = 0; i < o->n_samples; i++) {
        const fair__gaps *from = &o->evidence.gaps[i];
        fair__gaps *g = &t->gaps[i];
        if (from->n_bins == 0) continue;
        *g = *from;
        g->noise = NULL;
        g->n_noise = 0;
        g->bins = next;
        next += from->n_bins;
        for (size_t k = 0; k < g->n_bins; k++) g->bins[k] = from->bins[k];
        set_rates(g, 0);
        const fair_status st =
            fair__gaps_draw(t->mem, g, (uint32_t)i, &drawing, err);
        if (st != FAIR_OK) return st;
        t->n_order = g->n_noise; /* the same of all */
    }
    t->order = fair__calloc(t->mem, t->n_order, sizeof(*t->order));
    return t->order == NULL && t->n_order > 0 ? fair__no_memory(err) : FAIR_OK;
}

fair_status
fair__trial_begin(fair__trial *t, const fair_watch *watch, fair_error *err)
{
    const fair__outcome *o = t->o;
    t->families = fair__calloc(t->mem, o->n_families, sizeof(*t->families));
    t->samples = fair__calloc(t->mem, o->n_samples, sizeof(*t->samples));
    t->cuts = fair__calloc(t->mem, o->n_samples, sizeof(*t->cuts));
    if (t->families == NULL || t->samples == NULL || t->cuts == NULL)
        return fair__no_memory(err);
    for (size_t k = 0; k < o->n_families; k++) {
        fair__family *f = &t->families[k];
        *f = o->families[k];
        f->samples = t->samples + (f->samples - o->samples);
        f->references = t->samples + (f->references - o->samples);
    }
    return o->evidence.gaps != NULL ? begin_gaps(t, watch, err) : FAIR_OK;
}

void
fair__trial_free(fair__trial *t)
{
    const fair__outcome *o = t->o;
    for (size_t i = 0; t->gaps != NULL && i < o->n_samples; i++) {
        fair__gaps *g = &t->gaps[i];
        fair__free(t->mem, g->noise, g->n_noise, sizeof(*g->noise));
    }
    fair__free(t->mem, t->order, t->n_order, sizeof(*t->order));
    fair__free(t->mem, t->cuts, o->n_samples, sizeof(*t->cuts));
    fair__free(t->mem, t->bins, t->n_bins, sizeof(*t->bins));
    fair__free(t->mem, t->gaps, o->n_samples, sizeof(*t->gaps));
    fair__free(t->mem, t->samples, o->n_samples, sizeof(*t->samples));
    fair__free(t->mem, t->families, o->n_families, sizeof(*t->families));
}
