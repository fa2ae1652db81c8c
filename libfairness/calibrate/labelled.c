/* SPDX-License-Identifier: MIT
 * From the points of groups to rows by score. */
#include "calibrate/labelled.h"

#include "base/error.h"
#include "base/memory.h"
#include "base/sort.h"

/* The weight that a point selects and the one before it does not. */
static double
step(const fair__points *p, size_t point, int which)
{
    uint64_t sum[FAIR__PLAN_LIMBS];
    fair__whole_copy(sum, fair__point_sum(p, point, which), p->limbs);
    fair__whole_subtract(sum, fair__point_sum(p, point - 1, which), p->limbs);
    const fair__wide all = fair__whole_wide(sum, p->limbs);
    return fair__wide_double(&all);
}

double
fair__labelled_score(const fair__points *p, size_t point)
{
    const double score = fair__score_of(p->keys[point]);
    if (p->grid == NULL) return score;
    const uint32_t bin = fair__score_bin(p->grid, score);
    return score / 2 + fair__score_edge(p->grid, bin + 1) / 2;
}

/* Adds a point to rows whose highest score is not above its. */
static void
add(const fair__points *p, size_t point, fair__labelled_rows *rows)
{
    const double score = fair__labelled_score(p, point);
    const double positive = step(p, point, FAIR__CHOSEN_POSITIVE);
    const double negative = step(p, point, FAIR__CHOSEN_NEGATIVE);
    if (!(positive + negative > 0)) return; /* no labels here */
    if (rows->n == 0 || rows->of[rows->n - 1].score != score)
        rows->of[rows->n++] = (fair__labelled){.score = score};
    rows->of[rows->n - 1].positive += positive;
    rows->of[rows->n - 1].negative += negative;
}

static fair_status
make_room(const fair__points *p, size_t n, fair__labelled_rows *rows,
          fair_error *err)
{
    *rows = (fair__labelled_rows){.room = n};
    rows->of = fair__alloc(p->mem, n, sizeof(*rows->of));
    return rows->of != NULL || n == 0 ? FAIR_OK : fair__no_memory(err);
}

static void
count(const fair__plan_members *m, fair__labelled_rows *rows)
{
    rows->positives += m->rows[FAIR__CHOSEN_POSITIVE];
    rows->negatives += m->rows[FAIR__CHOSEN_NEGATIVE];
}

fair_status
fair__labelled_group(const fair__points *p, size_t group,
                   fair__labelled_rows *out, fair_error *err)
{
    const fair__plan_members *m = &p->groups[group];
    const fair_status st = make_room(p, m->n - 1, out, err);
    if (st != FAIR_OK) return st;
    for (size_t i = m->n - 1; i > 0; i--) add(p, m->first + i, out);
    count(m, out);
    return FAIR_OK;
}

fair_status
fair__labelled_all(const fair__points *p, fair__labelled_rows *out,
                 fair_error *err)
{
    const size_t n = p->n - p->n_groups;
    fair__record *records = fair__alloc(p->mem, n, sizeof(*records));
    fair__record *spare = fair__alloc(p->mem, n, sizeof(*spare));
    fair_status st = make_room(p, n, out, err);
    if (n > 0 && (records == NULL || spare == NULL)) st = fair__no_memory(err);
    size_t k = 0;
    for (size_t g = 0; st == FAIR_OK && g < p->n_groups; g++) {
        const fair__plan_members *m = &p->groups[g];
        for (size_t i = 1; i < m->n; i++, k++)
            records[k] = (fair__record){p->keys[m->first + i],
                                        (uint32_t)(m->first + i)};
        count(m, out);
    }
    if (st == FAIR_OK && n > 0) {
        const fair__record *sorted = fair__sort_records(records, spare, n);
        for (size_t i = 0; i < n; i++) add(p, sorted[i].index, out);
    }
    fair__free(p->mem, records, n, sizeof(*records));
    fair__free(p->mem, spare, n, sizeof(*spare));
    if (st != FAIR_OK) fair__labelled_free(p->mem, out);
    return st;
}

void
fair__labelled_free(const fair_allocator *mem, fair__labelled_rows *rows)
{
    fair__free(mem, rows->of, rows->room, sizeof(*rows->of));
    *rows = (fair__labelled_rows){.n = 0};
}
