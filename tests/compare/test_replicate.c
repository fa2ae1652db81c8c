/* SPDX-License-Identifier: MIT
 * Tests of resampling without rows: every outcome of a small group, draws
 * made by hand, what replicates depend on, weights, refused memory. */
#include "compare/replicate.h"

#include <math.h>

#include <fairness/report.h>

#include "harness.h"
#include "metric/plain.h"
#include "stats/draw.h"

#define COUNT(x) (sizeof(x) / sizeof((x)[0]))
#define GIVEN                                                                 \
    (FAIR__GIVEN_LABEL | FAIR__GIVEN_DECISION | FAIR__GIVEN_COSTS |           \
     FAIR__GIVEN_UTILITIES)

static const fair__costs costs = {3, 0.7, {1, -0.3, -2, 0.5}};
static const uint8_t has_missing[4];

static fair__drawn
of_group(const char *metric, int32_t group)
{
    return (fair__drawn){fair__metric_find(metric), group, 0};
}

static fair__population
population(const fair__counts *groups, size_t n, fair__counts *total)
{
    *total = (fair__counts){{0}, NULL, {0}, 0, 0};
    for (size_t g = 0; g < n; g++)
        for (int s = 0; s < FAIR__N_COUNTS; s++)
            total->rows[s] += groups[g].rows[s];
    return (fair__population){.n = n,
                              .groups = groups,
                              .has_missing = has_missing,
                              .total = total,
                              .given = GIVEN,
                              .named_reference = FAIR__NO_GROUP};
}

static fair__replicates *
replicates(const fair__population *p, const fair__drawn *values, size_t n)
{
    static test_memory memory; /* of one process each */
    const fair_allocator mem = test_allocator(&memory);
    fair__replicates *x = NULL;
    ck_assert_ok(fair__replicates_new(&mem, p, &costs, values, n,
                                      FAIR__OWN, 5, 7, &x, &err_));
    return x;
}

/* ---- what is drawn ---- */

/* Moments of rates by all ways to lay six rows into four cells. */
typedef struct moments {
    double mean[2], product[2][2];
} moments;

static void
add_to(moments *m, const double rates[2], double chance)
{
    for (int a = 0; a < 2; a++) {
        m->mean[a] += chance * rates[a];
        for (int b = 0; b < 2; b++)
            m->product[a][b] += chance * rates[a] * rates[b];
    }
}

START_TEST(same_as_every_outcome)
{
    enum { N = 6, MANY = 40000 };
    const fair__counts group = {{3, 0, 1, 2, 0, 0}, NULL, {0}, 0, 0};
    const double q[4] = {4 / 10.0, 1 / 10.0, 2 / 10.0, 3 / 10.0};
    moments exact = {{0}, {{0}}}, drawn = exact;
    double chances = 0;
    for (int tp = 0; tp <= N; tp++)
        for (int fp = 0; fp <= N - tp; fp++)
            for (int fn = 0; fn <= N - tp - fp; fn++) {
                const int tn = N - tp - fp - fn;
                const double chance =
                    720 / (tgamma(tp + 1) * tgamma(fp + 1) * tgamma(fn + 1) *
                           tgamma(tn + 1)) *
                    pow(q[0], tp) * pow(q[1], fp) * pow(q[2], fn) *
                    pow(q[3], tn);
                const double rates[2] = {(tp + 1.0) / (tp + fn + 2),
                                         (tp + fp + 2.0) / (N + 4)};
                chances += chance;
                add_to(&exact, rates, chance);
            }
    ck_assert_double_le(fabs(chances - 1), 1e-12);

    const fair__drawn values[] = {of_group("true_positive_rate", 0),
                                  of_group("selection_rate", 0)};
    fair__counts total;
    const fair__population p = population(&group, 1, &total);
    fair__replicates *x = replicates(&p, values, 2);
    for (uint32_t i = 0; i < MANY; i++) {
        double rates[2];
        fair__replicate(x, i, rates);
        add_to(&drawn, rates, 1.0 / MANY);
    }
    fair__replicates_free(x);
    for (int a = 0; a < 2; a++) {
        ck_assert_double_le(fabs(drawn.mean[a] - exact.mean[a]),
                            5 * sqrt(exact.product[a][a] / MANY) / 2);
        for (int b = 0; b < 2; b++)
            ck_assert_double_le(fabs(drawn.product[a][b] -
                                     exact.product[a][b]),
                                0.005);
    }
}
END_TEST

/* One binomial a group where one is enough, of the stream that its key
 * names. */
START_TEST(same_as_by_hand)
{
    const fair__counts groups[] = {{{5, 15, 60, 20, 0, 0}, NULL, {0}, 0, 0},
                                   {{0, 0, 11, 9, 0, 0}, NULL, {0}, 0, 0}};
    const fair__drawn values[] = {of_group("selection_rate", 0),
                                  of_group("selection_rate", 1)};
    fair__counts total;
    const fair__population p = population(groups, 2, &total);
    fair__replicates *x = replicates(&p, values, 2);
    static const struct {
        uint64_t n;
        double chance;
    } expected[] = {{100, 21 / 102.0}, {20, 1 / 22.0}};
    for (uint32_t i = 0; i < 1000; i++) {
        double out[2];
        fair__replicate(x, i, out);
        for (uint32_t g = 0; g < 2; g++) {
            const uint64_t n = expected[g].n;
            fair__random r = fair__random_new(5, 7, i, g);
            const double k =
                (double)fair__draw_binomial(&r, n, expected[g].chance);
            ck_assert_double_eq_tol(out[g], (k + 1) / ((double)n + 2), 1e-15);
        }
    }
    fair__replicates_free(x);
}
END_TEST

/* Whatever else is drawn, and in whatever order: the same bits. */
START_TEST(depend_on_their_key_alone)
{
    const fair__counts groups[] = {
        {{50, 10, 20, 30, 0, 0}, NULL, {0}, 0, 0},
        {{3, 1, 0, 7, 0, 0}, NULL, {0}, 0, 0},
        {{900, 100, 300, 400, 0, 0}, NULL, {0}, 0, 0}};
    const fair__drawn one[] = {of_group("f1_score", 0)};
    const fair__drawn all[] = {
        of_group("f1_score", 2), of_group("f1_score", 1),
        of_group("f1_score", FAIR__OVERALL), of_group("f1_score", 0)};
    fair__counts total, own;
    const fair__population few = population(groups, 1, &own);
    const fair__population many = population(groups, 3, &total);
    fair__replicates *x = replicates(&few, one, 1);
    fair__replicates *y = replicates(&many, all, 4);
    for (uint32_t i = 0; i < 200; i++) {
        double a[1], b[4];
        fair__replicate(x, 199 - i, a);
        fair__replicate(y, i * 77 % 200, b);
        fair__replicate(y, 199 - i, b);
        ck_assert(a[0] == b[3]);
    }
    fair__replicates_free(x);
    fair__replicates_free(y);
}
END_TEST

/* ---- around what ---- */

/* The rows as they are give what a report says, in groups, over all, and in
 * the rest. */
START_TEST(observed)
{
    const fair__counts groups[] = {{{5, 0, 6, 2, 3, 1}, NULL, {0}, 0, 0},
                                   {{0, 4, 0, 9, 0, 2}, NULL, {0}, 0, 0},
                                   {{0}, NULL, {0}, 0, 0}};
    fair__counts total;
    const fair__population p = population(groups, 3, &total);
    for (size_t k = 0; k < fair__metric_count(); k++) {
        const fair__metric *m = fair__metric_at(k);
        if (!fair__is_plain(m)) continue;
        const fair__drawn values[] = {{m, 0, 0},
                                      {m, 1, 0},
                                      {m, 2, 0},
                                      {m, FAIR__OVERALL, 0},
                                      {m, 0, 1}};
        fair__wide unused[2 * FAIR__N_COUNTS];
        const fair__counts rest = fair__rest(&p, 0, unused);
        const fair__counts *of[] = {&groups[0], &groups[1], &groups[2],
                                    &total, &rest};
        double out[5], spare[5];
        uint8_t defined[5];
        fair__replicates *x = replicates(&p, values, 5);
        fair__replicate(x, 0, spare);
        fair__replicate_observed(x, out, defined);
        for (int i = 0; i < 5; i++) {
            fair__result r;
            fair__metric_compute(m, of[i], &total, GIVEN, &costs, &r);
            ck_assert_msg(defined[i] == (r.reason == FAIR_DEFINED), "%s",
                          m->name);
            if (defined[i])
                ck_assert_double_eq_tol(out[i], fair__wide_double(&r.value),
                                        1e-14);
        }
        fair__replicates_free(x);
    }
}
END_TEST

/* Of very many rows nothing is off by much, whichever slots are one cell. */
START_TEST(many_rows)
{
    fair__counts group = {{5, 2, 6, 4, 3, 1}, NULL, {0}, 0, 0}, total;
    for (int s = 0; s < FAIR__N_COUNTS; s++)
        group.rows[s] *= UINT64_C(1000000000000);
    const fair__population p = population(&group, 1, &total);
    for (size_t k = 0; k < fair__metric_count(); k++) {
        const fair__metric *m = fair__metric_at(k);
        if (!fair__is_plain(m)) continue;
        const fair__drawn value = {m, 0, 0};
        double expected, out;
        uint8_t defined;
        fair__replicates *x = replicates(&p, &value, 1);
        fair__replicate_observed(x, &expected, &defined);
        ck_assert(defined);
        for (uint32_t i = 0; i < 20; i++) {
            fair__replicate(x, i, &out);
            ck_assert_msg(fabs(out - expected) <= 1e-5 * fabs(expected),
                          "%s: %.17g, not %.17g", m->name, out, expected);
        }
        fair__replicates_free(x);
    }
}
END_TEST

/* One row more in each cell that is told apart, and nobody unlabelled where
 * nobody was. */
START_TEST(one_row_more)
{
    const fair__counts groups[] = {{{0, 7, 0, 12, 0, 0}, NULL, {0}, 0, 0},
                                   {{3, 1, 2, 5, 1, 4}, NULL, {0}, 0, 0}};
    const fair__drawn values[] = {of_group("true_positive_rate", 0),
                                  of_group("selection_rate", 0),
                                  of_group("false_positive_rate", 0)};
    double out[3];
    fair__counts total;
    for (size_t n = 1; n <= 2; n++) {
        const fair__population p = population(groups, n, &total);
        fair__replicates *x = replicates(&p, values, 3);
        fair__replicate_estimate(x, out);
        /* With the second group there are rows without a label. */
        ck_assert_double_eq_tol(out[0], 0.5, 1e-15);
        ck_assert_double_eq_tol(
            out[1], n == 1 ? 9 / 23.0 : 10 / 25.0, 1e-15);
        /* 19 rows of chances 1, 8, 1, 13 in 23 (25 with two more), and one
         * more each. */
        fair__replicate_centre(x, out);
        ck_assert_double_eq_tol(out[0], 0.5, 1e-15);
        ck_assert_double_eq_tol(out[1],
                                n == 1 ? (19 * 9 / 23.0 + 2) / 23
                                       : (19 * 10 / 25.0 + 3) / 25,
                                1e-15);
        fair__replicates_free(x);
    }
}
END_TEST

/* Nothing is undefined, shares add up, and what all rows have is what groups
 * have by their sizes. */
START_TEST(all_groups)
{
    const fair__counts groups[] = {{{0, 0, 0, 1, 0, 0}, NULL, {0}, 0, 0},
                                   {{9, 0, 6, 0, 0, 0}, NULL, {0}, 0, 0},
                                   {{0}, NULL, {0}, 0, 0}};
    fair__drawn values[] = {
        of_group("predicted_positive_share", 0),
        of_group("predicted_positive_share", 1),
        of_group("predicted_positive_share", 2),
        of_group("selection_rate", 0),
        of_group("selection_rate", 1),
        of_group("selection_rate", FAIR__OVERALL),
        of_group("selection_rate", 0), /* rest */
        of_group("selection_rate", 2)};
    values[6].is_rest = 1;
    fair__counts total;
    const fair__population p = population(groups, 3, &total);
    fair__replicates *x = replicates(&p, values, COUNT(values));
    int differ = 0;
    for (uint32_t i = 0; i < 100; i++) {
        double v[COUNT(values)];
        fair__replicate(x, i, v);
        ck_assert_double_eq_tol(v[0] + v[1], 1, 1e-14);
        ck_assert(v[2] == 0 && v[7] == 0);
        ck_assert_double_eq_tol(v[5], (v[3] + 15 * v[4]) / 16, 1e-14);
        ck_assert_double_eq_tol(v[6], v[4], 1e-14);
        differ += v[3] != 1 / 3.0; /* of one row, never selected */
    }
    ck_assert(differ > 10);
    fair__replicates_free(x);
}
END_TEST

/* Drawn from all: the same chance of selection by label for each group, and
 * the group's own labels.  Each is around itself all the same. */
START_TEST(pooled)
{
    const fair__counts groups[] = {{{30, 8, 10, 72, 0, 0}, NULL, {0}, 0, 0},
                                   {{10, 2, 30, 18, 0, 0}, NULL, {0}, 0, 0}};
    const fair__drawn values[] = {of_group("true_positive_rate", 0),
                                  of_group("true_positive_rate", 1),
                                  of_group("false_positive_rate", 0),
                                  of_group("base_rate", 0),
                                  of_group("base_rate", 1)};
    /* 40 of 80 positives, 10 of 100 negatives: of 40 and 80 rows of the first
     * group 20 + 1, 20 + 1, 8 + 1, 72 + 1 in 124, and one more each. */
    static const double centre[] = {
        0.5, 0.5, (120 * 9 / 124.0 + 1) / (120 * 82 / 124.0 + 2),
        (120 * 42 / 124.0 + 2) / 124, (60 * 42 / 64.0 + 2) / 64};
    static const double estimate[] = {31 / 42.0, 11 / 42.0, 9 / 82.0,
                                      42 / 124.0, 42 / 64.0};
    const fair_allocator mem = test_allocator(&(test_memory){0});
    fair__counts total;
    const fair__population p = population(groups, 2, &total);
    fair__replicates *x = NULL;
    ck_assert_ok(fair__replicates_new(&mem, &p, &costs, values, 5,
                                      FAIR__POOLED, 5, 7, &x, &err_));
    double out[5], sums[5] = {0};
    fair__replicate_estimate(x, out);
    for (int i = 0; i < 5; i++)
        ck_assert_double_eq_tol(out[i], estimate[i], 1e-15);
    fair__replicate_centre(x, out);
    for (int i = 0; i < 5; i++)
        ck_assert_double_eq_tol(out[i], centre[i], 1e-15);
    for (uint32_t i = 0; i < 10000; i++) {
        fair__replicate(x, i, out);
        for (int k = 0; k < 5; k++) sums[k] += out[k] / 10000;
    }
    for (int i = 0; i < 5; i++)
        ck_assert_double_le(fabs(sums[i] - centre[i]), 0.005);
    fair__replicates_free(x);
}
END_TEST

/* ---- weights ---- */

/* The same weight for everybody is none; otherwise Kish's size, and shares. */
START_TEST(weights)
{
    fair__wide even[2 * FAIR__N_COUNTS], uneven[2 * FAIR__N_COUNTS];
    fair__counts plain = {{5, 15, 60, 20, 0, 0}, NULL, {0}, 0, 0};
    fair__counts weighted = plain, other = plain, total;
    for (int s = 0; s < FAIR__N_COUNTS; s++) {
        const double n = (double)plain.rows[s];
        even[s] = fair__wide_f64(0.25 * n);
        even[FAIR__N_COUNTS + s] = fair__wide_f64(0.0625 * n);
        /* the selected weigh 9, others 1 */
        const double w = s <= FAIR__FP ? 9 : 1;
        uneven[s] = fair__wide_f64(w * n);
        uneven[FAIR__N_COUNTS + s] = fair__wide_f64(w * w * n);
    }
    weighted.weights = even;
    other.weights = uneven;
    const fair__drawn values[] = {of_group("selection_rate", 0)};
    const fair__population a = population(&plain, 1, &total);
    fair__population b = a, c = a;
    b.groups = &weighted;
    c.groups = &other;
    fair__replicates *x = replicates(&a, values, 1);
    fair__replicates *y = replicates(&b, values, 1);
    fair__replicates *z = replicates(&c, values, 1);
    double u, v, w;
    /* (180 + 80)^2 / (1620 + 80) = 39.76: 40 rows, of which 40 * 9 / 13 */
    fair__replicate_estimate(z, &w);
    ck_assert_double_eq_tol(w, (40 * 9 / 13.0 + 1) / 42, 1e-15);
    for (uint32_t i = 0; i < 100; i++) {
        fair__replicate(x, i, &u);
        fair__replicate(y, i, &v);
        ck_assert_double_eq_tol(u, v, 1e-15);
        fair__random r = fair__random_new(5, 7, i, 0);
        const double k = (double)fair__draw_binomial(
            &r, 40, (40 * (9 / 13.0) + 1) / 42);
        fair__replicate(z, i, &w);
        ck_assert_double_eq_tol(w, (k + 1) / 42, 1e-15);
    }
    fair__replicates_free(x);
    fair__replicates_free(y);
    fair__replicates_free(z);
}
END_TEST

START_TEST(refused_memory)
{
    const fair__counts group = {{1, 2, 3, 4, 0, 0}, NULL, {0}, 0, 0};
    const fair__drawn values[] = {of_group("accuracy", 0)};
    fair__counts total;
    const fair__population p = population(&group, 1, &total);
    for (size_t at = 1;; at++) {
        test_memory m = {.fail_at = at};
        const fair_allocator mem = test_allocator(&m);
        fair__replicates *const before = (fair__replicates *)&m, *x = before;
        const fair_status st = fair__replicates_new(&mem, &p, &costs, values,
                                                    1, FAIR__OWN, 1, 2, &x,
                                                    NULL);
        if (!m.injected) {
            ck_assert(st == FAIR_OK && at == 4);
            fair__replicates_free(x);
            ck_assert_uint_eq(m.live, 0);
            break;
        }
        ck_assert(st == FAIR_ERR_MEMORY && x == before && m.live == 0);
    }
    fair__replicates_free(NULL);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, same_as_every_outcome);
    tcase_add_test(tc, same_as_by_hand);
    tcase_add_test(tc, depend_on_their_key_alone);
    tcase_add_test(tc, observed);
    tcase_add_test(tc, many_rows);
    tcase_add_test(tc, one_row_more);
    tcase_add_test(tc, all_groups);
    tcase_add_test(tc, pooled);
    tcase_add_test(tc, weights);
    tcase_add_test(tc, refused_memory);
}

FAIR_TEST_MAIN("compare/replicate", tests)
