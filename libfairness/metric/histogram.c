/* SPDX-License-Identifier: MIT
 * Histograms and quantiles of a group's scores, in one walk each. */
#include "metric/histogram.h"

#include <math.h>

/* ---- bins ---- */

double
fair__histogram_edge(const fair__histogram_bins *bins, uint64_t i)
{
    const fair__wide low = fair__wide_f64(bins->low);
    const fair__wide high = fair__wide_f64(bins->high);
    const fair__wide n = fair__wide_u64(bins->n), at = fair__wide_u64(i);
    const fair__wide width = fair__wide_sub(&high, &low);
    const fair__wide times = fair__wide_mul(&width, &at);
    const fair__wide from = fair__wide_mul(&low, &n);
    const fair__wide sum = fair__wide_add(&from, &times);
    const fair__wide edge = fair__wide_div(&sum, &n);
    return fair__wide_double(&edge);
}

static void
read_tie(fair__histogram *h)
{
    h->is_tie = fair__ties_next(&h->ties, &h->tie);
}

void
fair__histogram_begin(fair__histogram *h, const fair__scored *group,
                      const fair__histogram_bins *bins)
{
    h->bins = *bins;
    h->group = *group;
    h->next = 0;
    fair__ties_begin(&h->ties, group, 1);
    read_tie(h);
}

/* The edges of the next bin: 1 and whether it has its upper edge. */
static int
next_edges(fair__histogram *h, fair__histogram_bin *out, int *closed)
{
    const fair__histogram_bins *b = &h->bins;
    const uint64_t i = h->next - (uint64_t)(b->below != 0);
    *closed = 0;
    if (h->next == 0 && b->below) {
        out->lower = -INFINITY;
        out->upper = b->low;
    } else if (i < b->n) {
        out->lower = fair__histogram_edge(b, i);
        out->upper = fair__histogram_edge(b, i + 1);
        *closed = i + 1 == b->n;
    } else if (i == b->n && b->above) {
        out->lower = b->high;
        out->upper = INFINITY;
        *closed = 1;
    } else {
        return 0;
    }
    h->next++;
    return 1;
}

int
fair__histogram_next(fair__histogram *h, fair__histogram_bin *out)
{
    int closed;
    if (!next_edges(h, out, &closed)) return 0;
    for (int label = 0; label < FAIR__N_SCORED; label++) {
        out->rows[label] = 0;
        out->weights[label] = fair__total_of(&h->group);
    }
    while (h->is_tie && (h->tie.score < out->upper ||
                         (closed && h->tie.score == out->upper))) {
        for (int label = 0; label < FAIR__N_SCORED; label++) {
            if (h->tie.rows[label] == 0) continue;
            out->rows[label] += h->tie.rows[label];
            fair__total_add(&out->weights[label], &h->tie, label);
        }
        read_tie(h);
    }
    return 1;
}

/* ---- quantiles ---- */

static void
add_all(fair__total *t, const fair__tie *tie)
{
    for (int label = 0; label < FAIR__N_SCORED; label++)
        if (tie->rows[label] > 0) fair__total_add(t, tie, label);
}

fair__total
fair__scored_weight(const fair__scored *group)
{
    fair__total all = fair__total_of(group);
    fair__ties ties;
    fair__tie tie;
    fair__ties_begin(&ties, group, 1);
    while (fair__ties_next(&ties, &tie)) add_all(&all, &tie);
    return all;
}

static void
start(fair__quantiles *q)
{
    q->below = fair__total_of(&q->group);
    q->p = 0;
    fair__ties_begin(&q->ties, &q->group, 1);
}

void
fair__quantiles_begin(fair__quantiles *q, const fair__scored *group)
{
    q->group = *group;
    q->all = fair__scored_weight(group);
    start(q);
}

int
fair__quantiles_find(fair__quantiles *q, double p, double *out)
{
    fair__tie tie;
    if (fair__total_is_zero(&q->all)) return 0;
    if (p < q->p) start(q);
    q->p = p;
    while (fair__total_is_zero(&q->below) ||
           fair__total_share(&q->below, &q->all) < p) {
        if (!fair__ties_next(&q->ties, &tie)) break; /* never: p <= 1 */
        const fair__total before = q->below;
        add_all(&q->below, &tie);
        if (fair__total_order(&before, &q->below) != 0) q->score = tie.score;
    }
    *out = q->score;
    return 1;
}
