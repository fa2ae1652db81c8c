/* SPDX-License-Identifier: MIT
 * Metrics in plain doubles are those of compute.c, for every row of the table
 * that is made of slots. */
#include "metric/plain.h"

#include <float.h>
#include <math.h>

#include <fairness/report.h>

#include "harness.h"
#include "metric/table.h"

#define GIVEN                                                                 \
    (FAIR__GIVEN_LABEL | FAIR__GIVEN_DECISION | FAIR__GIVEN_COSTS |           \
     FAIR__GIVEN_UTILITIES)

static const fair__costs costs = {3, 0.7, {1, -0.3, -2, 0.5}};

/* Counts of any size, a third of them 0. */
static uint64_t
random_count(uint64_t *seed)
{
    const uint64_t word = random_u64(seed);
    return word % 3 == 0 ? 0 : word >> (14 + random_u64(seed) % 50);
}

/* Undefined in the same cases; otherwise some roundings apart, of 1 or of the
 * largest utility where parts of both signs meet. */
static void
check_same(const fair__metric *m, const fair__counts *group,
           const fair__counts *total, const double *slots, const double *all)
{
    fair__result exact;
    double value = -99;
    fair__metric_compute(m, group, total, GIVEN, &costs, &exact);
    const int defined = fair__plain_value(m, slots, all, &costs, &value);
    ck_assert_msg(defined == (exact.reason == FAIR_DEFINED), "%s: %d, not %d",
                  m->name, defined, exact.reason);
    if (!defined) {
        ck_assert(value == -99);
        return;
    }
    const double expected = fair__wide_double(&exact.value);
    const double scale = m->op == FAIR__OP_UTILITY ? 2
                         : m->low < 0              ? 1
                                                   : fabs(expected);
    ck_assert_msg(fabs(value - expected) <= 8 * DBL_EPSILON * scale,
                  "%s: %.17g, not %.17g", m->name, value, expected);
}

START_TEST(same_as_exact)
{
    uint64_t seed = 20267, looked = 0;
    for (int i = 0; i < 2000; i++) {
        fair__counts group = {{0}, NULL, {0}, 0, 0}, total = group;
        double slots[FAIR__N_COUNTS], all[FAIR__N_COUNTS];
        for (int s = 0; s < FAIR__N_COUNTS; s++) {
            group.rows[s] = random_count(&seed);
            total.rows[s] = group.rows[s] + random_count(&seed);
            slots[s] = (double)group.rows[s];
            all[s] = (double)total.rows[s];
        }
        for (size_t k = 0; k < fair__metric_count(); k++) {
            if (!fair__is_plain(fair__metric_at(k))) continue;
            check_same(fair__metric_at(k), &group, &total, slots, all);
            looked++;
        }
    }
    ck_assert_uint_eq(looked, 2000 * fair__n_metrics);
}
END_TEST

/* The same of sums of weights. */
START_TEST(same_with_weights)
{
    uint64_t seed = 1;
    for (int i = 0; i < 500; i++) {
        fair__wide w[2 * FAIR__N_COUNTS], v[2 * FAIR__N_COUNTS];
        fair__counts group = {{0}, w, {0}, 0, 0}, total = {{0}, v, {0}, 0, 0};
        double slots[FAIR__N_COUNTS], all[FAIR__N_COUNTS];
        for (int s = 0; s < FAIR__N_COUNTS; s++) {
            group.rows[s] = total.rows[s] = 1;
            slots[s] = (double)random_count(&seed) * 0x1p-20;
            all[s] = slots[s] + 0.125;
            w[s] = w[FAIR__N_COUNTS + s] = fair__wide_f64(slots[s]);
            v[s] = v[FAIR__N_COUNTS + s] = fair__wide_f64(all[s]);
        }
        for (size_t k = 0; k < fair__metric_count(); k++)
            if (fair__is_plain(fair__metric_at(k)))
                check_same(fair__metric_at(k), &group, &total, slots, all);
    }
}
END_TEST

/* What is made of scores is not plain, all else is. */
START_TEST(which_are_plain)
{
    for (size_t k = 0; k < fair__metric_count(); k++) {
        const fair__metric *m = fair__metric_at(k);
        ck_assert_int_eq(fair__is_plain(m),
                         (m->needs & FAIR__GIVEN_SCORES) == 0);
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, same_as_exact);
    tcase_add_test(tc, same_with_weights);
    tcase_add_test(tc, which_are_plain);
}

FAIR_TEST_MAIN("metric/plain", tests)
