/* SPDX-License-Identifier: MIT
 * The interval of a metric's value in one group. */
#include "compare/bounds.h"

#include <math.h>

#include <fairness/report.h>

#include "compare/estimate.h"
#include "metric/area.h"
#include "metric/calibration.h"
#include "stats/distribution.h"

static int
is_resampled(const fair__metric *m)
{
    const int32_t test = fair__metric_test(m);
    return test == FAIR__BY_GAPS ||
           (test == FAIR__BY_ERROR &&
            fair__estimate_method(m) == FAIR__ESTIMATE_RESAMPLED);
}

static size_t
slots_before(size_t end)
{
    size_t n = 0;
    for (size_t i = 0; i < end; i++)
        n += (size_t)is_resampled(fair__metric_at(i));
    return n;
}

int32_t
fair__resampled_slot(const fair__metric *m)
{
    return is_resampled(m) ? (int32_t)slots_before(fair__metric_index(m)) : -1;
}

size_t
fair__resampled_slots(void)
{
    return slots_before(fair__metric_count());
}

void
fair__resampled_take(const fair__family *f, const fair__rules *rules,
                     fair__resampled *table, size_t n_slots)
{
    const size_t slot = (size_t)fair__resampled_slot(f->metric);
    const double out = fair__normal_tails(rules->z).upper;
    for (size_t i = 0; i < f->n; i++) {
        const fair__sample *s = &f->samples[i];
        fair__resampled *x = &table[(size_t)s->group * n_slots + slot];
        if (s->gaps == NULL) {
            x->known = FAIR__KNOWN_ERROR;
            x->scaled = fair__estimate_scaled(f->metric, s->rate);
            x->error = s->spread / sqrt(s->n);
            x->like_rate = s->n * s->like_rate;
            continue;
        }
        x->known = FAIR__KNOWN_ENDS;
        fair__gaps_bounds(s->gaps, out, &x->lower, &x->upper);
        fair__gaps_bounds(s->gaps, out / (double)f->n, &x->lower_joint,
                          &x->upper_joint);
    }
}

const fair__resampled *
fair__resampled_of(const fair__metric *m, const fair__counts *c)
{
    if (c->resampled == NULL) return NULL;
    const int32_t slot = fair__resampled_slot(m);
    return slot < 0 ? NULL : &c->resampled[slot];
}

static int
by_error(const fair__metric *m, const fair__counts *c, double value, double z,
         fair__bounded *out)
{
    const fair__resampled *x = fair__resampled_of(m, c);
    if (x == NULL || x->known != FAIR__KNOWN_ERROR) return 0;
    if (x->like_rate > 0) {
        const double width = m->high - m->low;
        double lower, upper;
        fair__wilson((value - m->low) / width, x->like_rate, z, &lower,
                     &upper);
        *out = (fair__bounded){value, m->low + width * lower,
                               m->low + width * upper};
        return 1;
    }
    const double wide = z * x->error;
    *out = (fair__bounded){value,
                           fair__estimate_unscaled(m, x->scaled - wide),
                           fair__estimate_unscaled(m, x->scaled + wide)};
    /* The estimate has a row more in each cell than what was observed. */
    if (value < out->lower) out->lower = value;
    if (value > out->upper) out->upper = value;
    return isfinite(out->lower) && isfinite(out->upper);
}

/* As many rows of a rate as vary as much; of means without ends Student's
 * t. */
static int32_t
by_moments(const fair__metric *m, const fair__counts *c,
           const fair__result *r, double z, fair__bounded *out)
{
    const double value = out->p, n = r->effective_n;
    const fair__ends_of ends = fair__scatter_ends(m, &c->scored);
    const double width = ends.high - ends.low;
    if (c->scored.source == NULL) return FAIR_METHOD_NONE;
    const double variance = fair__scatter(m, c, value);
    const double rows = fair__scatter_rows(m, ends, value, variance, n);
    if (rows > 0) {
        fair__wilson((value - ends.low) / width, rows, z, &out->lower,
                     &out->upper);
        out->lower = ends.low + width * out->lower;
        out->upper = ends.low + width * out->upper;
        return FAIR_METHOD_MOMENTS;
    }
    if (width < HUGE_VAL || !(variance > 0) || n < FAIR__FEWEST_MEANT)
        return FAIR_METHOD_NONE;
    const double t = fair__student_quantile_upper(
        fair__normal_tails(z).upper, n - 1);
    const double wide = t * sqrt(variance * (n / (n - 1)));
    out->lower = value - wide;
    out->upper = value + wide;
    return FAIR_METHOD_STUDENT;
}

/* Halves of a count keep the value within. */
static int
by_parts(const fair__metric *m, const fair__counts *c, double n, double z,
         fair__bounded *out)
{
    if (!(n > 0)) return 0;
    const fair__parts p = fair__parts_of(m, c, n);
    return fair__parts_bounds(&p, n, z, &out->lower, &out->upper);
}

int32_t
fair__bounds(const fair__metric *m, const fair__counts *c,
             const fair__result *r, double z, fair__bounded *out)
{
    const double value = fair__wide_double(&r->value);
    fair__bounded b = {value, 0, 0};
    if (r->is_rate) {
        if (!(r->effective_n > 0)) return FAIR_METHOD_NONE;
        fair__wilson(value, r->effective_n, z, &b.lower, &b.upper);
        *out = b;
        return FAIR_METHOD_WILSON;
    }
    if (m->op == FAIR__OP_PAIRS) {
        if (!fair__area_interval(m, c, value, z, &b.lower, &b.upper))
            return FAIR_METHOD_NONE;
        *out = b;
        return FAIR_METHOD_DELONG;
    }
    if (fair__is_of_curve(m)) {
        if (!fair__curve_interval(m, c, r->effective_n, z, &b.lower, &b.upper))
            return FAIR_METHOD_NONE;
        *out = b;
        return FAIR_METHOD_SANDWICH;
    }
    int32_t method = FAIR_METHOD_RESAMPLED;
    int is_known = 1;
    if (fair__parts_kind(m) != FAIR__NO_PARTS) {
        method = FAIR_METHOD_SCORE;
        is_known = by_parts(m, c, r->effective_n, z, &b);
    } else if (fair__estimate_method(m) == FAIR__ESTIMATE_MOMENTS) {
        method = by_moments(m, c, r, z, &b);
    } else {
        is_known = by_error(m, c, value, z, &b);
    }
    if (!is_known || method == FAIR_METHOD_NONE) return FAIR_METHOD_NONE;
    *out = b;
    return method;
}
