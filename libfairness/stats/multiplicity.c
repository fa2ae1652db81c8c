/* SPDX-License-Identifier: MIT
 * P-values of many tests, adjusted. */
#include "stats/multiplicity.h"

#include <assert.h>
#include <stdint.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/sort.h"

static int
ascending(const void *ctx, uint32_t a, uint32_t b)
{
    const double *p = ctx;
    if (p[a] < p[b]) return -1;
    if (p[a] > p[b]) return 1;
    return (a > b) - (a < b);
}

static double
at_most_1(double p)
{
    return p < 1 ? p : 1;
}

/* From the least on: none is less than those before it. */
static void
step_down(const double *p, const uint32_t *order, size_t n, double *out)
{
    double largest = 0;
    for (size_t i = 0; i < n; i++) {
        const double adjusted = at_most_1((double)(n - i) * p[order[i]]);
        if (adjusted > largest) largest = adjusted;
        out[order[i]] = largest;
    }
}

/* From the largest on: none is larger than those before it. */
static void
step_up(const double *p, const uint32_t *order, size_t n, int shared,
        double *out)
{
    double least = 1;
    for (size_t i = n; i-- > 0;) {
        const double tests =
            shared ? (double)n / (double)(i + 1) : (double)(n - i);
        const double adjusted = tests * p[order[i]];
        if (adjusted < least) least = adjusted;
        out[order[i]] = least;
    }
}

fair_status
fair__adjust(const fair_allocator *mem, fair__adjustment method,
             const double *p, size_t n, double *out, fair_error *err)
{
    assert(n <= UINT32_MAX);
    if (method == FAIR__BONFERRONI) {
        for (size_t i = 0; i < n; i++) out[i] = at_most_1((double)n * p[i]);
        return FAIR_OK;
    }
    if (n == 0) return FAIR_OK;
    uint32_t *order = fair__alloc(mem, n, sizeof(*order));
    if (order == NULL) return fair__no_memory(err);
    for (size_t i = 0; i < n; i++) order[i] = (uint32_t)i;
    fair__sort(order, n, ascending, p);
    if (method == FAIR__HOLM)
        step_down(p, order, n, out);
    else
        step_up(p, order, n, method == FAIR__BENJAMINI_HOCHBERG, out);
    fair__free(mem, order, n, sizeof(*order));
    return FAIR_OK;
}
