/* SPDX-License-Identifier: MIT
 * The order in which points are looked at. */
#include <math.h>

#include "base/error.h"
#include "base/memory.h"
#include "plan/search.h"

static int
by_rate(const void *ctx, uint32_t a, uint32_t b)
{
    const int order = fair__rate_order(ctx, a, b);
    return order != 0 ? order : (a > b) - (a < b);
}

/* Rates are sorted by their nearest doubles; equal doubles may hide different
 * rates. */
static void
order_equals(const fair__rate *rate, uint32_t *order, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (by_rate(rate, order[i - 1], order[i]) > 0) {
            fair__sort(order, n, by_rate, rate);
            return;
        }
}

/* Records of the points that are looked at: their number. */
static size_t
fill_records(const fair__search *s, int by_score, fair__record *records)
{
    const fair__points *p = s->points;
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++) {
        if (by_score ? p->keys[i] == 0
                     : isnan(s->rates[0].keys[i]) || s->is_free[p->group[i]])
            continue;
        records[n].key = ~p->keys[i];
        if (!by_score) /* in order: rates are >= 0 */
            memcpy(&records[n].key, &s->rates[0].keys[i], sizeof(double));
        records[n++].index = (uint32_t)i;
    }
    return n;
}

fair_status
fair__search_sort(fair__search *s, int by_score, fair_error *err)
{
    const fair__points *p = s->points;
    fair__record *records = fair__alloc(p->mem, 2 * p->n, sizeof(*records));
    if (records == NULL) return fair__no_memory(err);
    const size_t n = fill_records(s, by_score, records);
    const fair__record *sorted = fair__sort_records(records, records + n, n);
    for (size_t i = 0; i < n; i++) s->order[i] = sorted[i].index;
    for (size_t i = 0, end; i < n && !by_score; i = end) {
        for (end = i + 1; end < n && sorted[end].key == sorted[i].key;) end++;
        order_equals(&s->rates[0], s->order + i, end - i);
    }
    s->n_order = n;
    fair__free(p->mem, records, 2 * p->n, sizeof(*records));
    return FAIR_OK;
}
