/* SPDX-License-Identifier: MIT
 * Where rows lie among others, and where a group's scores lie. */
#include "metric/placed.h"

#include <math.h>

#include "base/ends.h"
#include "metric/meet.h"

/* An amount in units of the highest limb that the total has, so that none is
 * too large for a double. */
static int32_t
top_of(const uint64_t *total, int32_t n)
{
    while (n > 1 && total[n - 1] == 0) n--;
    return n;
}

static inline double
part_of(const uint64_t *limbs, int32_t top)
{
    double x = 0;
    for (int32_t i = 0; i < top; i++) x = x * 0x1p-64 + (double)limbs[i];
    return x;
}

static double
root_of(double share)
{
    return sqrt(fair__larger(share * (1 - share), 0));
}

/* ---- labels ---- */

fair__placed
fair__placed_of(const fair__extracted *positives,
                const fair__extracted *negatives, int roots)
{
    const int32_t n = positives->n;
    const uint64_t *totals[2] = {negatives->totals, positives->totals + n};
    double below[2] = {0, 0}, unit[2], sums[2] = {0, 0}, squares[2] = {0, 0};
    int32_t top[2];
    fair__placed out = {0, {0, 0}, {0, 0}};
    for (int label = 0; label < 2; label++) {
        top[label] = top_of(totals[label], n);
        unit[label] = 1 / part_of(totals[label], top[label]);
    }
    fair__meeting m = fair__meet(positives, negatives);
    while (fair__meet_next(&m)) {
        const double at[2] = {
            m.other != NULL ? part_of(m.other, top[0]) : 0,
            m.own != NULL ? part_of(m.own + n, top[1]) : 0};
        /* The negatives below a positive, the positives below a negative. */
        const double x = (below[0] + at[0] / 2) * unit[0];
        const double y = 1 - (below[1] + at[1] / 2) * unit[1];
        sums[1] += at[1] * x;
        squares[1] += at[1] * x * x;
        sums[0] += at[0] * y;
        squares[0] += at[0] * y * y;
        if (roots) {
            out.root[1] += at[1] * root_of(x);
            out.root[0] += at[0] * root_of(y);
        }
        below[0] += at[0];
        below[1] += at[1];
    }
    out.area = sums[1] * unit[1];
    for (int label = 0; label < 2; label++) {
        const double mean = sums[label] * unit[label];
        out.variance[label] =
            fair__larger(squares[label] * unit[label] - mean * mean, 0);
        out.root[label] *= unit[label];
    }
    return out;
}

/* ---- scores ---- */

fair__strewn
fair__strewn_of(const fair__extracted *g)
{
    const int32_t top = top_of(g->totals, g->n);
    const double unit = 1 / part_of(g->totals, top);
    const double first = fair__score_of(*g->items);
    double left = 0; /* integral of 1 - F from here on */
    double before = first, up_to = 0;
    fair__strewn out = {0, 0, 0, 0, 0};
    for (const uint64_t *i = g->items; i != g->end; i += g->stride) {
        const double score = fair__score_of(*i), share = up_to * unit;
        const double step = score - before;
        left += step * (1 - share);
        out.roots += step * root_of(share);
        out.products += step * share * (1 - share);
        up_to += part_of(i + 1, top);
        before = score;
    }
    out.mean = first + left;
    double right = 0; /* integral of F up to here */
    before = first;
    up_to = 0;
    for (const uint64_t *i = g->items; i != g->end; i += g->stride) {
        const double score = fair__score_of(*i), share = up_to * unit;
        const double step = score - before, weight = part_of(i + 1, top);
        const double far = score - out.mean;
        const double start = (1 - share) * right + share * left;
        right += step * share;
        left -= step * (1 - share);
        const double end = (1 - share) * right + share * left;
        out.most = fair__larger(out.most, fair__larger(start, end));
        out.variance += weight * unit * far * far;
        up_to += weight;
        before = score;
    }
    return out;
}
