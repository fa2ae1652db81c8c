/* SPDX-License-Identifier: MIT
 * Signed criteria: sums of rates, of the group where they are largest. */
#include "compare/contrast.h"

#include <math.h>

#include "base/ends.h"
#include "compare/extent.h"
#include "compare/join.h"
#include "compare/versus.h"
#include "metric/form.h"
#include "stats/distribution.h"

/* What the sums of all groups share. */
typedef struct contrasts {
    const fair__criterion *criterion;
    const fair__population *p;
    const fair__rules *rules;
    const fair__metric *metrics[2];
    fair__survey surveys[2];
    size_t n; /* metrics */
    double claims;
} contrasts;

int
fair__is_contrast(const fair__criterion *c)
{
    return c->join == FAIR__JOIN_SIGNED || c->join == FAIR__JOIN_STRATA;
}

static int
is_compared(const contrasts *c, size_t i, fair__result r[2])
{
    int32_t reason;
    for (size_t k = 0; k < c->n; k++)
        if (fair__standing(c->p, c->rules, c->metrics[k], i, &r[k], &reason) !=
            FAIR__COMPARED)
            return 0;
    return 1;
}

/* A group that is its own reference in all has a sum of 0 by its making. */
static int
is_claimed(const contrasts *c, size_t i)
{
    fair__result r[2];
    if (!is_compared(c, i, r)) return 0;
    if (c->criterion->join == FAIR__JOIN_STRATA) return 1;
    return c->surveys[0].reference != (int32_t)i ||
           c->surveys[1].reference != (int32_t)i;
}

/* References that were chosen by their values are any group, in each. */
static void
begin(const fair__criterion *criterion, const fair__population *p,
      const fair__rules *rules, contrasts *out)
{
    *out = (contrasts){.criterion = criterion, .p = p, .rules = rules};
    out->n = fair__criterion_metrics(criterion, rules, out->metrics);
    double references = 1;
    for (size_t k = 0; k < out->n; k++) {
        fair__survey *s = &out->surveys[k];
        if (criterion->join != FAIR__JOIN_SIGNED) continue;
        fair__survey_make(p, rules, out->metrics[k], s);
        if (fair__versus_is_chosen(p, rules, out->metrics[k]))
            references *= s->compared;
    }
    for (size_t i = 0; i < p->n; i++) {
        fair__result r[2];
        out->claims += references > 1 ? is_compared(out, i, r)
                                      : is_claimed(out, i);
    }
    out->claims *= references;
}

/* ---- sums ---- */

/* A sum, and the most that one row makes of it. */
typedef struct sum {
    fair__mover_sum of;
    double one_row;
} sum;

static int
signed_sum(const contrasts *c, size_t i, double z, sum *out)
{
    fair__result own[2];
    if (!is_compared(c, i, own)) return 0;
    for (size_t k = 0; k < 2; k++) {
        const fair__survey *s = &c->surveys[k];
        fair__versus v;
        fair__result other;
        if (s->reference == (int32_t)i) continue; /* 0, for certain */
        if (!fair__versus_other(c->p, c->rules, s, i, &other)) return 0;
        fair__versus_find(c->p, c->rules, s, i, &own[k], &other, z, &v);
        if (v.method == FAIR_METHOD_NONE) return 0;
        const double half = v.others / 2;
        fair__mover_add(&out->of, half, &v.own);
        fair__mover_add(&out->of, -half, &v.other);
        out->one_row = fair__larger(out->one_row, half * v.one_row);
    }
    return 1;
}

/* By decision: selected, rejected; unlabelled rows included. */
static const fair__form decided[2] = {{{1, 1, 0, 0, 1, 0}},
                                      {{0, 0, 1, 1, 0, 1}}};
static const fair__form rows = {{1, 1, 1, 1, 1, 1}};

/* Adds the group's share of a stratum's selected or rejected, 0 of them where
 * it is not in the stratum. */
static void
add_share(const fair__population *stratum, size_t i, int decision,
          double factor, double z, sum *out)
{
    const fair__form *f = &decided[decision];
    const fair__wide all = fair__form_weight(f, stratum->total);
    const fair__wide square = fair__form_square(f, stratum->total);
    const fair__wide both = fair__wide_mul(&all, &all);
    const fair__wide n = fair__wide_div(&both, &square);
    fair__bounded b = {0, 0, 0};
    size_t k;
    if (fair__in_stratum(stratum, i, &k)) {
        const fair__wide own = fair__form_weight(f, &stratum->groups[k]);
        const fair__wide part = fair__wide_div(&own, &all);
        b.p = fair__wide_double(&part);
    }
    fair__wilson(b.p, fair__wide_double(&n), z, &b.lower, &b.upper);
    fair__mover_add(&out->of, factor, &b);
    out->one_row = fair__larger(out->one_row,
                                fabs(factor) / fair__wide_double(&n));
}

static void
strata_sum(const contrasts *c, size_t i, double z, sum *out)
{
    const fair__population *p = c->p;
    const int accepted = c->rules->favourable == FAIR_FAVOURABLE_NEGATIVE;
    const fair__wide size = fair__form_weight(&rows, p->total);
    for (size_t s = 0; s < p->n_strata; s++) {
        const fair__population *stratum = &p->strata[s];
        const fair__wide n = fair__form_weight(&rows, stratum->total);
        const fair__wide part = fair__wide_div(&n, &size);
        const double factor = fair__wide_double(&part);
        add_share(stratum, i, !accepted, factor, z, out);
        add_share(stratum, i, accepted, -factor, z, out);
    }
}

/* Group i's sum between its bounds, and what half a row makes of it; 0 if
 * there are none. */
static int
sum_at(const contrasts *c, size_t i, double z, fair__bounded *out,
       double *half_a_row)
{
    sum s = {{0, 0, 0}, 0};
    if (!is_claimed(c, i)) return 0;
    if (c->criterion->join == FAIR__JOIN_STRATA)
        strata_sum(c, i, z, &s);
    else if (!signed_sum(c, i, z, &s))
        return 0;
    *out = fair__mover_bounds(&s.of);
    *half_a_row = s.one_row / 2;
    return 1;
}

/* ---- of the group named, and of all ---- */

int
fair__contrast_extent(const fair__subject *subject, const fair__population *p,
                      const fair__rules *rules, const fair__finding *f,
                      double out, double *lower, double *upper)
{
    contrasts c;
    fair__bounded b;
    double half;
    begin(subject->criterion, p, rules, &c);
    if (!(c.claims > 0) || f->group < 0 ||
        !sum_at(&c, (size_t)f->group, fair__versus_z(out, c.claims), &b,
                &half))
        return 0;
    *lower = b.lower > -1 ? b.lower : -1;
    *upper = b.upper < 1 ? b.upper : 1;
    return 1;
}

#define FURTHEST_Z 40.0 /* beyond it every chance is the number 0 */
#define HALVINGS 50

static int
excludes_none(const contrasts *c, size_t i, double z)
{
    fair__bounded b;
    double half;
    return sum_at(c, i, z, &b, &half) && (b.lower > half || b.upper < -half);
}

double
fair__contrast_none(const fair__criterion *criterion,
                    const fair__population *p, const fair__rules *rules)
{
    contrasts c;
    double z = 0;
    begin(criterion, p, rules, &c);
    for (size_t i = 0; i < p->n; i++) {
        double high = FURTHEST_Z;
        if (!excludes_none(&c, i, z)) continue; /* another one is further */
        for (int k = 0; k < HALVINGS; k++) {
            const double middle = z + (high - z) / 2;
            *(excludes_none(&c, i, middle) ? &z : &high) = middle;
        }
    }
    const double chance = c.claims * 2 * fair__normal_tails(z).upper;
    return chance < 1 ? chance : 1;
}
