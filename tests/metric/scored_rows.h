/* SPDX-License-Identifier: MIT
 * Random rows with scores, and their run: for tests of what is computed by
 * walking over scores, against rows that are looked through. */
#ifndef FAIR_TESTS_SCORED_ROWS_H
#define FAIR_TESTS_SCORED_ROWS_H

#include "metric/ties.h"

#include "harness.h"

#include "base/memory.h"

#define N 400
#define N_GROUPS 3 /* of one level; group 3 is all rows */
#define N_PLACES (N_GROUPS * FAIR__N_SCORED)

/* How rows are weighted: draw_run()'s kind. */
#define UNWEIGHTED 0 /* and 1 */
#define ONE_LIMB 2
#define MANY_LIMBS 3
#define N_KINDS 4

static fair_allocator memory;

static struct {
    uint64_t keys[N], times[N];
    uint32_t places[N];
    double weights[N];
} rows;

/* Weights that all fit in 63 bits together, or that do not. */
static const double far[] = {0, 1, 0.5, 3, 0x1p-300, 0x1p300};

static inline void
draw(uint64_t *seed, int wide, uint64_t n_scores)
{
    for (size_t i = 0; i < N; i++) {
        const double s = (double)(random_u64(seed) % n_scores) - 3;
        rows.keys[i] = fair__score_key(s / 8);
        rows.places[i] = (uint32_t)(random_u64(seed) % N_PLACES);
        rows.times[i] = 1 + random_u64(seed) % 3;
        rows.weights[i] = far[random_u64(seed) % (wide ? 6 : 4)];
    }
}

/* The rows as a run, to be freed, and who is in it: of each place its own
 * group and all rows. */
static inline fair__score_source
make_source(int kind, fair__run *run)
{
    static fair__record records[2 * N];
    static uint32_t groups[2 * N_PLACES];
    static uint8_t labels[N_PLACES];
    for (uint32_t place = 0; place < N_PLACES; place++) {
        groups[2 * place] = N_GROUPS;
        groups[2 * place + 1] = place / FAIR__N_SCORED;
        labels[place] = (uint8_t)(place % FAIR__N_SCORED);
    }
    const fair__score_rows input = {rows.keys, rows.places, rows.times,
                                    kind >= ONE_LIMB ? rows.weights : NULL, N};
    ck_assert_ok(fair__memory_init(&memory, NULL, &err_));
    ck_assert_ok(fair__run_sort(&memory, &input, records, run, &err_));
    const fair__score_source source = {
        run, {N_PLACES, 2, groups, labels, N_GROUPS + 1},
        fair__amounts_of(run)};
    if (kind == MANY_LIMBS) ck_assert_int_gt(source.amounts.n, 1);
    return source;
}

static inline int
row_is_in(size_t row, uint32_t group)
{
    return group == N_GROUPS || rows.places[row] / FAIR__N_SCORED == group;
}

static inline int
row_label(size_t row)
{
    return (int)(rows.places[row] % FAIR__N_SCORED);
}

static inline double
row_score(size_t row)
{
    return fair__score_of(rows.keys[row]);
}

/* Frequency times weight. */
static inline fair__wide
row_weight(size_t row, int kind)
{
    const fair__wide w =
        fair__wide_f64(kind >= ONE_LIMB ? rows.weights[row] : 1);
    const fair__wide times = fair__wide_u64(rows.times[row]);
    return fair__wide_mul(&times, &w);
}

static inline void
assert_equal(const fair__wide *a, const fair__wide *b)
{
    ck_assert_int_eq(fair__wide_order(a, b), 0);
}

#endif
