/* SPDX-License-Identifier: MIT
 * What chance alone does to the difference of a grouping: the more groups and
 * the smaller, the further apart lie their rates without any disparity. */
#include "audit/chance.h"

#include <fairness/report.h>
#include <math.h>

#include "audit/shown.h"
#include "base/memory.h"
#include "stats/range.h"

#define ONE_POINT 0.01

/* What is gathered over the groups compared. */
typedef struct sums {
    fair__wide numerator;
    fair__wide denominator;
    fair__wide low;
    fair__wide high;
    double inverse; /* of the sizes */
    uint32_t n;
} sums;

static void
take(sums *t, const fair__result *r)
{
    t->numerator = fair__wide_add(&t->numerator, &r->numerator);
    t->denominator = fair__wide_add(&t->denominator, &r->denominator);
    if (t->n == 0 || fair__wide_order(&r->value, &t->low) < 0)
        t->low = r->value;
    if (t->n == 0 || fair__wide_order(&r->value, &t->high) > 0)
        t->high = r->value;
    t->inverse += 1 / r->effective_n;
    t->n++;
}

/* With p = rate, (max - min)^2 <= 2 (max - p)^2 + 2 (min - p)^2 is at most
 * twice the sum of all squares, whose mean is p (1 - p) sum of 1 / n; and the
 * mean of a root is at most the root of the mean. */
static double
bound(double rate, double inverse)
{
    return sqrt(2 * rate * (1 - rate) * inverse);
}

/* A rate that nobody sees needs no words: it is shown itself, or by a
 * criterion. */
static int
is_shown(const fair__metric *m, const fair__snapshot *s,
         const fair__request *request)
{
    if (fair__shows_metric(request, fair__metric_index(m), s->given))
        return 1;
    for (size_t i = 0; i < fair__criterion_count(); i++) {
        const fair__metric *metrics[2];
        fair__criterion_metrics(fair__criterion_at(i), &request->rules,
                                metrics);
        if (metrics[0] == m && fair__shows_criterion(request, i, s->given, 0))
            return 1;
    }
    return 0;
}

int
fair__chance_look(const fair__snapshot *s, const fair__request *request,
                  size_t grouping, fair__chance *out)
{
    const fair__population *p = &s->populations[grouping];
    const fair__metric *m = fair__usual_rate(s->given, 0);
    sums t = {.n = 0};
    if (m == NULL || !is_shown(m, s, request)) return 0;
    for (size_t i = 0; i < p->n; i++) {
        fair__result r;
        int32_t reason;
        const int32_t standing =
            fair__standing(p, &request->rules, m, i, &r, &reason);
        if (standing == FAIR__UNDEFINED) return 0;
        if (standing == FAIR__COMPARED) take(&t, &r);
    }
    if (t.n < 2) return 0;
    const fair__wide rate = fair__wide_div(&t.numerator, &t.denominator);
    const fair__wide gap = fair__wide_sub(&t.high, &t.low);
    *out = (fair__chance){.metric = m,
                          .groups = t.n,
                          .rate = fair__wide_double(&rate),
                          .observed = fair__wide_double(&gap)};
    out->bound = bound(out->rate, t.inverse);
    return out->rate > 0 && out->rate < 1;
}

int
fair__chance_matters(const fair__chance *chance)
{
    return chance->bound >= ONE_POINT || chance->observed <= chance->bound;
}

fair_status
fair__chance_expected(const fair__snapshot *s, const fair__request *request,
                      size_t grouping, const fair__chance *chance, double *out,
                      fair_error *err)
{
    const fair__population *p = &s->populations[grouping];
    double *sizes = fair__alloc(s->mem, chance->groups, sizeof(*sizes));
    if (sizes == NULL) return fair__no_memory(err);
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++) {
        fair__result r;
        int32_t reason;
        if (fair__standing(p, &request->rules, chance->metric, i, &r,
                           &reason) == FAIR__COMPARED)
            sizes[n++] = r.effective_n;
    }
    const fair_status st =
        fair__expected_range(s->mem, chance->rate, sizes, n, out, err);
    fair__free(s->mem, sizes, chance->groups, sizeof(*sizes));
    return st;
}
