/* SPDX-License-Identifier: MIT
 * What a request shows where some columns are there. */
#include "audit/request.h"
#include "compare/between.h"

static int
is_given(const fair__metric *m, uint32_t given)
{
    return (m->needs & ~given) == 0;
}

int
fair__shows_metric(const fair__request *r, size_t i, uint32_t given)
{
    return r->metrics[i] >= FAIR__SHOWN ||
           (r->metrics[i] == FAIR__SHOWN_IF_GIVEN &&
            is_given(fair__metric_at(i), given));
}

int
fair__shows_comparison(const fair__request *r, size_t i)
{
    return r->comparisons[i] != FAIR__HIDDEN;
}

size_t
fair__shown_metrics(const fair__request *r, uint32_t given)
{
    size_t n = 0;
    for (size_t i = 0; i < fair__metric_count(); i++)
        n += (size_t)fair__shows_metric(r, i, given);
    return n;
}

int
fair__shows_criterion(const fair__request *r, size_t i, uint32_t given,
                      int has_strata)
{
    const fair__criterion *c = fair__criterion_at(i);
    const fair__metric *metrics[2];
    const size_t n = fair__criterion_metrics(c, &r->rules, metrics);
    const int measure = fair__between_measure(c);
    if (measure >= 0 && (r->between >> measure & 1) == 0) return 0;
    if ((fair__join_needs(c->join) & ~given) != 0) return 0;
    for (size_t k = 0; k < n; k++)
        if (!is_given(metrics[k], given) ||
            (!fair__in_suite(metrics[k], "classification") &&
             r->metrics[fair__metric_index(metrics[k])] == FAIR__HIDDEN))
            return 0;
    return c->join != FAIR__JOIN_STRATA || has_strata;
}

int
fair__looks_at_metric(const fair__request *r, size_t i, uint32_t given,
                      int has_strata)
{
    const fair__metric *m = fair__metric_at(i);
    if (!is_given(m, given)) return 0;
    if (fair__shows_metric(r, i, given)) return 1;
    for (size_t k = 0; k < fair__criterion_count(); k++) {
        const fair__metric *of[2] = {NULL, NULL};
        if (!fair__shows_criterion(r, k, given, has_strata)) continue;
        fair__criterion_metrics(fair__criterion_at(k), &r->rules, of);
        if (of[0] == m || of[1] == m) return 1;
    }
    return 0;
}
