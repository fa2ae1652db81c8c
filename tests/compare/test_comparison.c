/* SPDX-License-Identifier: MIT
 * The table of comparisons, the numbering of pairs, and that the order of
 * groups matters to names only. */
#include "harness.h"

#include <fairness/report.h>

#include "compare/criterion.h"

#define BOTH (FAIR__GIVEN_LABEL | FAIR__GIVEN_DECISION)

START_TEST(test_table)
{
    for (size_t i = 0; i < fair__comparison_count(); i++) {
        const fair__comparison *c = fair__comparison_at(i);
        ck_assert_ptr_eq(fair__comparison_find(c->name), c);
        ck_assert_uint_eq(fair__comparison_index(c), i);
        ck_assert(c->find != NULL);
        ck_assert_ptr_null(fair__metric_find(c->name));
    }
    ck_assert_ptr_null(fair__comparison_at(fair__comparison_count()));
    ck_assert_ptr_null(fair__comparison_find("gap"));
    ck_assert_ptr_null(fair__comparison_find(NULL));
}
END_TEST

START_TEST(test_defaults)
{
    static const char *const names[] = {
        "difference", "difference_to_reference", "ratio",
        "ratio_to_reference", "group_min", "group_max",
    };
    size_t n = 0;
    for (size_t i = 0; i < fair__comparison_count(); i++)
        if (fair__comparison_at(i)->is_default)
            ck_assert_str_eq(fair__comparison_at(i)->name, names[n++]);
    ck_assert_uint_eq(n, sizeof(names) / sizeof(names[0]));
}
END_TEST

/* A criterion shares no name with a metric; its parts exist. */
START_TEST(test_criteria)
{
    const fair__rules positive = {.favourable = FAIR_FAVOURABLE_POSITIVE};
    const fair__rules negative = {.favourable = FAIR_FAVOURABLE_NEGATIVE};
    for (size_t i = 0; i < fair__criterion_count(); i++) {
        const fair__criterion *c = fair__criterion_at(i);
        const fair__metric *m[2] = {NULL, NULL};
        ck_assert_ptr_eq(fair__criterion_find(c->name), c);
        ck_assert_uint_eq(fair__criterion_index(c), i);
        ck_assert_ptr_null(fair__metric_find(c->name));
        ck_assert_ptr_null(fair__comparison_find(c->name));
        ck_assert(c->comparison == NULL ||
                  fair__comparison_find(c->comparison) != NULL);
        const size_t n = fair__criterion_metrics(c, &positive, m);
        ck_assert_uint_eq(n, c->metrics[1] != NULL ? 2 : 1);
        for (size_t k = 0; k < n; k++) ck_assert_ptr_nonnull(m[k]);
        fair__criterion_metrics(c, &negative, m);
        ck_assert_str_eq(m[0]->name,
                         c->join == FAIR__JOIN_IMPACT ||
                                 c->join == FAIR__JOIN_STRATA
                             ? "rejection_rate"
                             : c->metrics[0]);
    }
    ck_assert_ptr_null(fair__criterion_at(fair__criterion_count()));
    ck_assert_ptr_null(fair__criterion_find("fairness"));
    ck_assert_str_eq(
        fair__criterion_find("statistical_parity_difference")->name,
        "demographic_parity_difference");
    ck_assert_ptr_null(fair__criterion_find("disparate_impact"));
    ck_assert_ptr_null(fair__criterion_find(NULL));
}
END_TEST

START_TEST(test_pairs)
{
    for (size_t n = 2; n < 30; n++) {
        uint64_t i = 0;
        for (size_t a = 0; a < n; a++)
            for (size_t b = a + 1; b < n; b++) {
                size_t x, y;
                fair__pair(n, i++, &x, &y);
                ck_assert_uint_eq(x, a);
                ck_assert_uint_eq(y, b);
            }
        const fair__comparison *c = fair__comparison_find("all_pairs");
        ck_assert_uint_eq(fair__comparison_size(c, n), i);
    }
    size_t x, y;
    const size_t many = UINT32_MAX;
    fair__pair(many, (uint64_t)many * (many - 1) / 2 - 1, &x, &y);
    ck_assert_uint_eq(x, many - 2);
    ck_assert_uint_eq(y, many - 1);
    const fair__comparison *c = fair__comparison_find("all_pairs");
    ck_assert_uint_eq(fair__comparison_size(c, 0), 0);
    ck_assert_uint_eq(fair__comparison_size(c, 1), 0);
}
END_TEST

/* Values do not depend on the order of the groups, but for a reference that
 * is first among equals; groups are renamed with them. */
START_TEST(test_order)
{
    static const char *const signed_by_order = "all_pairs";
    uint64_t seed = 3;
    for (int round = 0; round < 60; round++) {
        fair__counts there[5], back[5], total = {{0}, NULL, {0}, 0, 0};
        static const uint8_t none[5] = {0};
        for (int g = 0; g < 5; g++) {
            there[g] = (fair__counts){{0}, NULL, {0}, 0, 0};
            for (int s = 0; s < FAIR__N_COUNTS; s++) {
                there[g].rows[s] = 1 + random_u64(&seed) % 400;
                total.rows[s] += there[g].rows[s];
            }
            back[4 - g] = there[g];
        }
        const fair__population p = {.n = 5, .groups = there,
                                    .has_missing = none, .total = &total,
                                    .given = BOTH,
                                    .named_reference = FAIR__NO_GROUP};
        fair__population q = p;
        q.groups = back;
        const fair__rules rules = {.favourable = FAIR_FAVOURABLE_POSITIVE,
                                   .z = 1.96};
        for (size_t m = 0; m < fair__metric_count(); m++)
            for (size_t k = 0; k < fair__comparison_count(); k++) {
                const fair__comparison *c = fair__comparison_at(k);
                if (strcmp(c->name, signed_by_order) == 0) continue;
                const size_t n = (size_t)fair__comparison_size(c, 5);
                for (size_t i = 0; i < n; i++) {
                    fair__finding a, b;
                    c->find(&p, &rules, fair__metric_at(m), i, &a);
                    c->find(&q, &rules, fair__metric_at(m), n - 1 - i, &b);
                    ck_assert_int_eq(a.reason, b.reason);
                    /* sums of quotients may differ beyond a double */
                    ck_assert(fair__wide_double(&a.value) ==
                              fair__wide_double(&b.value));
                }
            }
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_table);
    tcase_add_test(tc, test_defaults);
    tcase_add_test(tc, test_criteria);
    tcase_add_test(tc, test_pairs);
    tcase_add_test(tc, test_order);
}

FAIR_TEST_MAIN("compare/comparison", tests)
