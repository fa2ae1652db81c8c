/* SPDX-License-Identifier: MIT
 * Bins of probabilities: edges, and sums against rows that are looked
 * through. */
#include "metric/bins.h"

#include <math.h>

#include "harness.h"

#include "base/memory.h"

#define N 300
#define N_GROUPS 2 /* of one level; group 2 is all rows */
#define N_PLACES (N_GROUPS * FAIR__N_SCORED)

static fair_allocator memory;

static struct {
    double scores[N];
    uint64_t keys[N], times[N];
    uint32_t places[N];
    double weights[N];
    uint32_t groups[2 * N_PLACES];
    uint8_t labels[N_PLACES];
    fair__run run;
    fair__score_source source;
} all;

/* Weights that all fit in 63 bits together, or that do not. */
static const double far[] = {0, 1, 0.5, 3, 0x1p-300, 0x1p300};

/* Scores are k / steps of a range. */
static void
draw(uint64_t *seed, int weighted, uint64_t steps, fair__score_range range)
{
    static fair__record records[2 * N];
    for (size_t i = 0; i < N; i++) {
        const double p =
            (double)(random_u64(seed) % (steps + 1)) / (double)steps;
        all.scores[i] = range.low + p * (range.high - range.low);
        all.keys[i] = fair__score_key(all.scores[i]);
        all.places[i] = (uint32_t)(random_u64(seed) % N_PLACES);
        all.times[i] = 1 + random_u64(seed) % 3;
        all.weights[i] = far[random_u64(seed) % (weighted == 2 ? 6 : 4)];
        if (weighted == 3) all.weights[i] = 0;
    }
    for (uint32_t place = 0; place < N_PLACES; place++) {
        all.groups[2 * place] = N_GROUPS;
        all.groups[2 * place + 1] = place / FAIR__N_SCORED;
        all.labels[place] = (uint8_t)(place % FAIR__N_SCORED);
    }
    const fair__score_rows input = {all.keys, all.places, all.times,
                                    weighted > 0 ? all.weights : NULL, N};
    ck_assert_ok(fair__memory_init(&memory, NULL, &err_));
    ck_assert_ok(fair__run_sort(&memory, &input, records, &all.run, &err_));
    all.source = (fair__score_source){
        .run = &all.run,
        .map = {N_PLACES, 2, all.groups, all.labels, N_GROUPS + 1},
        .amounts = fair__amounts_of(&all.run),
        .range = range};
}

static double
probability(size_t row)
{
    return (all.scores[row] - all.source.range.low) /
           (all.source.range.high - all.source.range.low);
}

/* A group's labelled rows above `lower` (with it, if closed) up to `upper`. */
static void
look(uint32_t group, double lower, double upper, int closed, fair__bin *out)
{
    fair__wide *const sums[] = {&out->weight, &out->positives, &out->scores,
                                &out->square};
    *out = (fair__bin){0};
    for (size_t i = 0; i < N; i++) {
        const uint32_t place = all.places[i];
        const double p = probability(i);
        if (all.labels[place] == FAIR__SCORED_UNLABELLED ||
            (group < N_GROUPS && place / FAIR__N_SCORED != group) ||
            !(p <= upper) || !(p > lower || (closed && p == lower)))
            continue;
        const fair__wide w =
            fair__wide_f64(all.run.weighted ? all.weights[i] : 1);
        const fair__wide n = fair__wide_u64(all.times[i]);
        const fair__wide s = fair__wide_f64(p);
        const fair__wide y =
            fair__wide_u64(all.labels[place] == FAIR__SCORED_POSITIVE);
        const fair__wide nw = fair__wide_mul(&n, &w);
        const fair__wide x[] = {nw, fair__wide_mul(&nw, &y),
                                fair__wide_mul(&nw, &s),
                                fair__wide_mul(&nw, &w)};
        out->rows += all.times[i];
        for (int k = 0; k < 4; k++) *sums[k] = fair__wide_add(sums[k], &x[k]);
    }
}

static void
assert_same(const fair__bin *a, const fair__bin *b)
{
    ck_assert_uint_eq(a->rows, b->rows);
    ck_assert_int_eq(fair__wide_order(&a->weight, &b->weight), 0);
    ck_assert_int_eq(fair__wide_order(&a->positives, &b->positives), 0);
    if (!fair__wide_is_zero(&a->weight)) /* else nobody asks for it */
        ck_assert_int_eq(fair__wide_order(&a->square, &b->square), 0);
    /* What 256 bits do not hold was cut here, but not there. */
    ck_assert_double_eq(fair__wide_double(&a->scores),
                        fair__wide_double(&b->scores));
}

/* The walk over a group's bins has those that are not empty. */
static void
check_walk(const fair__bins *bins, const fair__scored *group)
{
    fair__bin_range range = {0}, walked = {0};
    fair__bin own, other;
    fair__bin_walk walk;
    fair__bin_walk_begin(&walk, group, bins);
    while (fair__bins_next(bins, &range)) {
        fair__bin_sum(group, &range, &other);
        if (other.rows == 0) continue;
        ck_assert(fair__bin_walk_next(&walk, &walked, &own));
        assert_same(&own, &other);
        ck_assert_double_eq(walked.lower, range.lower);
        ck_assert_double_eq(walked.upper, range.upper);
        ck_assert_uint_ge(walked.first, range.first);
        ck_assert_uint_le(walked.end, range.end);
        if (bins->kind != FAIR__BINS_DISTINCT)
            ck_assert_uint_eq(walked.number, range.number);
    }
    ck_assert(!fair__bin_walk_next(&walk, &walked, &own));
}

/* Every bin of every group, and that no row is between them. */
static uint64_t
check_sums(const fair__bins *bins)
{
    uint64_t n_bins = 0;
    for (uint32_t group = 0; group <= N_GROUPS; group++) {
        const fair__scored scored = {&all.source, group};
        fair__bin_range range = {0};
        fair__bin own, other, whole;
        uint64_t rows = 0;
        double before = 0;
        while (fair__bins_next(bins, &range)) {
            const int distinct = bins->kind == FAIR__BINS_DISTINCT;
            if (!distinct) ck_assert_double_eq(range.lower, before);
            fair__bin_sum(&scored, &range, &own);
            look(group, range.lower, range.upper,
                 distinct || range.number == 1, &other);
            assert_same(&own, &other);
            rows += own.rows;
            before = range.upper;
        }
        look(group, 0, 1, 1, &whole);
        /* Where nobody has weight there are no bins of equal mass. */
        const int none = bins->kind == FAIR__BINS_MASS && bins->n == 0;
        ck_assert_uint_eq(rows, none ? 0 : whole.rows);
        n_bins = range.number;
        check_walk(bins, &scored);
    }
    return n_bins;
}

static const fair__score_range ranges[] = {{0, 0, 1}, {1, -3, 7}};

/* By weights: none, of one limb, of many, all zero; by range. */
START_TEST(test_sums)
{
    const int weighted = _i % 4;
    uint64_t seed = 70 + (uint64_t)_i;
    for (int round = 0; round < 30; round++) {
        const uint64_t steps = round % 3 == 0 ? 8 : round % 3 == 1 ? 20 : 1000;
        draw(&seed, weighted, steps, ranges[_i / 4]);
        if (weighted == 2) ck_assert_int_gt(all.source.amounts.n, 1);
        const fair__scored pool = {&all.source, N_GROUPS};
        for (int32_t kind = 0; kind < FAIR__N_BINS; kind++) {
            fair__bins bins;
            const int64_t n = kind == FAIR__BINS_DISTINCT
                                  ? FAIR__EACH_SCORE
                                  : (int64_t)(1 + random_u64(&seed) % 12);
            fair__bins_make(&bins, kind, n, &pool);
            ck_assert_int_eq(bins.kind, kind);
            const uint64_t found = check_sums(&bins);
            if (kind == FAIR__BINS_WIDTH) ck_assert_int_eq((int64_t)found, n);
            if (kind == FAIR__BINS_MASS) ck_assert_int_le((int64_t)found, n);
        }
        fair__run_free(&all.run, &memory);
    }
}
END_TEST

/* Edges of equal mass: the share of the weight below each score says in which
 * bin it is. */
START_TEST(test_equal_mass)
{
    uint64_t seed = 90 + (uint64_t)_i;
    for (int round = 0; round < 40; round++) {
        draw(&seed, _i, round % 2 == 0 ? 10 : 997, ranges[0]);
        const int64_t n = (int64_t)(1 + random_u64(&seed) % 12);
        const fair__scored pool = {&all.source, N_GROUPS};
        const fair__wide number = fair__wide_u64((uint64_t)n);
        fair__bins bins;
        fair__bin_range range = {0};
        fair__bins_make(&bins, FAIR__BINS_MASS, n, &pool);
        fair__bin whole;
        look(N_GROUPS, 0, 1, 1, &whole);
        uint64_t bin_before = UINT64_MAX;
        while (fair__bins_next(&bins, &range)) {
            uint64_t bin_here = UINT64_MAX;
            for (size_t i = 0; i < N; i++) {
                const double p = probability(i);
                fair__bin below, at;
                if (!(p <= range.upper) || !(p > range.lower ||
                                             range.number == 1))
                    continue;
                look(N_GROUPS, p, p, 1, &at);
                if (fair__wide_is_zero(&at.weight)) continue;
                look(N_GROUPS, 0, nextafter(p, -1), 1, &below);
                const fair__wide share =
                    fair__wide_mul(&below.weight, &number);
                uint64_t bin = 0;
                fair__wide next = whole.weight;
                for (; fair__wide_order(&share, &next) >= 0; bin++)
                    next = fair__wide_add(&next, &whole.weight);
                if (bin_here == UINT64_MAX) bin_here = bin;
                ck_assert_uint_eq(bin, bin_here);
            }
            ck_assert_uint_ne(bin_here, UINT64_MAX);
            if (bin_before != UINT64_MAX)
                ck_assert_uint_gt(bin_here, bin_before);
            bin_before = bin_here;
        }
        fair__run_free(&all.run, &memory);
    }
}
END_TEST

/* Decimal scores on an edge are in the bin below. */
START_TEST(test_edges)
{
    static const double tenths[] = {0,   0.1, 0.2, 0.3, 0.4, 0.5,
                                    0.6, 0.7, 0.8, 0.9, 1};
    uint64_t seed = 1;
    draw(&seed, 0, 10, ranges[0]);
    const fair__scored pool = {&all.source, N_GROUPS};
    fair__bins bins;
    fair__bins_make(&bins, FAIR__BINS_WIDTH, 10, &pool);
    for (int k = 0; k < 10; k++)
        ck_assert_double_eq(bins.upper[k], tenths[k + 1]);
    ck_assert_str_eq(fair__bins_name(FAIR__BINS_WIDTH), "equal_width");
    ck_assert_str_eq(fair__bins_name(FAIR__BINS_MASS), "equal_mass");
    ck_assert_str_eq(fair__bins_name(FAIR__BINS_DISTINCT), "distinct");
    fair__run_free(&all.run, &memory);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_loop_test(tc, test_sums, 0, 8);
    tcase_add_loop_test(tc, test_equal_mass, 0, 2);
    tcase_add_test(tc, test_edges);
}

FAIR_TEST_MAIN("metric/bins", tests)
