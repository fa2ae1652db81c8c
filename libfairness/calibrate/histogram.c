/* SPDX-License-Identifier: MIT
 * Histogram binning (Zadrozny and Elkan 2001): the rate of positives of each
 * bin of scores.  A bin without rows belongs to the one below it, the lowest
 * to the one above. */
#include "calibrate/map.h"

/* Where the bins begin.  Equal widths divide 0 … 1, or where scores lie
 * outside of it, the way from the lowest to the highest. */
static double
edge(const fair__labelled_rows *rows, uint32_t bins, uint32_t i)
{
    double low = rows->of[0].score, high = rows->of[rows->n - 1].score;
    if (low >= 0 && high <= 1) {
        low = 0;
        high = 1;
    }
    const double share = (double)i / bins;
    return low * (1 - share) + high * share;
}

/* Scores of a bin, which begins with that at `first`. */
static void
add_step(const fair__labelled_rows *rows, size_t first, size_t end,
         fair__map *out)
{
    double positive = 0, weight = 0;
    for (size_t i = first; i < end; i++) {
        positive += rows->of[i].positive;
        weight += fair__labelled_weight(&rows->of[i]);
    }
    out->at[out->n] = rows->of[first].score;
    out->value[out->n++] = positive / weight;
}

static void
by_width(const fair__labelled_rows *rows, uint32_t bins, fair__map *out)
{
    size_t first = 0;
    for (uint32_t b = 0; b < bins; b++) {
        size_t end = first;
        const double above = edge(rows, bins, b + 1);
        while (end < rows->n &&
               (rows->of[end].score < above || b + 1 == bins))
            end++;
        if (end == first) continue;
        add_step(rows, first, end, out);
        out->at[out->n - 1] = edge(rows, bins, b);
        first = end;
    }
}

/* A bin ends with the score at which its share of the weight is reached. */
static void
by_mass(const fair__labelled_rows *rows, uint32_t bins, fair__map *out)
{
    double all = 0, so_far = 0;
    for (size_t i = 0; i < rows->n; i++)
        all += fair__labelled_weight(&rows->of[i]);
    size_t first = 0;
    for (size_t i = 0; i < rows->n; i++) {
        so_far += fair__labelled_weight(&rows->of[i]);
        if (i + 1 < rows->n && so_far * bins < all * (double)(out->n + 1))
            continue;
        add_step(rows, first, i + 1, out);
        first = i + 1;
    }
}

fair_status
fair__histogram_fit(const fair__labelled_rows *rows,
                    const fair__binning *binning, const fair_allocator *mem,
                    fair__map *out, fair_error *err)
{
    const size_t most = binning->bins < rows->n ? binning->bins : rows->n;
    const fair_status st = fair__map_room(mem, most, out, err);
    if (st != FAIR_OK) return st;
    if (binning->equal_mass)
        by_mass(rows, binning->bins, out);
    else
        by_width(rows, binning->bins, out);
    return FAIR_OK;
}
