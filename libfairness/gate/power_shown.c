/* SPDX-License-Identifier: MIT
 * What a draw shows of a rule.
 *
 * Where groups are held against a limit by themselves, what each shows is
 * decided by its count, or by how far its calibration error is above the
 * limit: from which on it shows that is found once, and not for every draw. */
#include "gate/power_shown.h"

#include <math.h>

#include "stats/largest.h"

/* ---- counts ---- */

typedef int test(const fair__claim *c, double x, int side,
                 const fair__level *level);

/* The first value that shows it, of those that rows can have, from the side
 * where it is shown. */
static double
first_shown(const fair__trial *t, const fair__claim *c, test *shows,
            const fair__level *level, int from_above)
{
    const fair__limit x = t->o->rule->limit;
    fair__sample s = *c->a;
    const fair__claim at = {c->family, &s, NULL, 0};
    uint64_t shown = 0, not_shown = fair__trial_rows(&s) + 1;
    /* Of so many counts from the end where it is shown first. */
    while (not_shown - shown > 0) {
        const uint64_t k = shown + (not_shown - shown) / 2;
        const uint64_t rows = fair__trial_rows(&s);
        fair__trial_set(c->family, from_above ? rows - k : k, &s);
        if (shows(&at, x.value, x.side, level))
            shown = k + 1;
        else
            not_shown = k;
    }
    if (shown == 0) return from_above ? HUGE_VAL : -HUGE_VAL;
    const uint64_t last = shown - 1, rows = fair__trial_rows(&s);
    fair__trial_set(c->family, from_above ? rows - last : last, &s);
    return s.rate;
}

static const fair__cut *
cut_of(fair__trial *t, const fair__claim *c)
{
    fair__cut *cut = &t->cuts[c->a - t->samples];
    const int is_max = t->o->rule->limit.side > 0;
    if (cut->n == c->a->n) return cut;
    cut->n = c->a->n;
    cut->beyond = first_shown(t, c, fair__claim_is_beyond, &t->beyond, is_max);
    cut->within =
        first_shown(t, c, fair__claim_is_within, &t->within, !is_max);
    return cut;
}

/* ---- calibration errors ---- */

/* The least noise that is not beyond: as fair__share_above counts. */
static double
noise_of(fair__trial *t, const fair__claim *c)
{
    fair__cut *cut = &t->cuts[c->a - t->samples];
    const fair__gaps *g = c->a->gaps;
    const double level = t->beyond.p;
    if (cut->n == 0) {
        cut->n = 1;
        cut->beyond = level * ((double)g->n_noise + 1) < 1
                          ? HUGE_VAL
                          : fair__upper_quantile(g->noise, g->n_noise, level,
                                                 t->order);
    }
    return cut->beyond;
}

static int
exceeds_noise(fair__trial *t, const fair__claim *c)
{
    const double top = (c->a->gaps->value - t->o->rule->limit.value) *
                       sqrt(c->a->n / c->a->gaps->n);
    return top - 1e-12 * fabs(top) > noise_of(t, c);
}

/* ---- claims ---- */

static int
shows_beyond(fair__trial *t, const fair__claim *c)
{
    const fair__limit x = t->o->rule->limit;
    if (fair__trial_counts(c->family, c->a)) {
        const double cut = cut_of(t, c)->beyond;
        return x.side > 0 ? c->a->rate >= cut : c->a->rate <= cut;
    }
    if (c->family->test == FAIR__BY_GAPS) return exceeds_noise(t, c);
    return fair__claim_is_beyond(c, x.value, x.side, &t->beyond);
}

static int
shows_within(fair__trial *t, const fair__claim *c)
{
    const fair__limit x = t->o->rule->limit;
    if (fair__trial_counts(c->family, c->a)) {
        const double cut = cut_of(t, c)->within;
        return x.side > 0 ? c->a->rate <= cut : c->a->rate >= cut;
    }
    const fair__claim turned = {c->family, c->b, c->a, 1};
    return fair__claim_is_within(c, x.value, x.side, &t->within) &&
           (!c->both_ways ||
            fair__claim_is_within(&turned, x.value, x.side, &t->within));
}

/* ---- all of them ---- */

typedef struct search {
    fair__trial *t;
    int found;
} search;

static void
find_beyond(void *ctx, const fair__claim *c)
{
    search *s = ctx;
    if (!s->found) s->found = shows_beyond(s->t, c);
}

static void
find_open(void *ctx, const fair__claim *c)
{
    search *s = ctx;
    if (!s->found) s->found = !shows_within(s->t, c);
}

static int
finds(fair__trial *t, fair__visit_claim *visit)
{
    search s = {t, 0};
    fair__claims_visit(t->families, t->o->n_families, t->o->rule->limit.side,
                       visit, &s);
    return s.found;
}

int
fair__trial_fails(fair__trial *t)
{
    return finds(t, find_beyond);
}

int
fair__trial_passes(fair__trial *t)
{
    return !finds(t, find_open);
}
