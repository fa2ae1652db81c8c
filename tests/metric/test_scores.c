/* SPDX-License-Identifier: MIT
 * Sums and metrics of scores, against exact rationals, and what there is to say
 * of no scores, of infinite ones and of those that are no probabilities. */
#include "metric/score_sums.h"

/* Sums near 1 of which 1 is taken away lose what 256 bits do not hold. */
#define LOST 0x1p-200

static void
assert_near(const fair__wide *found, uint64_t bits, double tolerance)
{
    const double x = fair__wide_double(found), expected = double_of(bits);
    ck_assert_msg(fabs(x - expected) <= tolerance * fabs(expected) ||
                      fabs(x - expected) < LOST * (tolerance > 0),
                  "%.17g, not %.17g", x, expected);
}

/* Logarithms are good to 1e-14; all else is rounded once. */
START_TEST(test_golden_sums)
{
    for (size_t t = 0; t < COUNT(golden_tables); t++) {
        const rows r = rows_of(&golden_tables[t]);
        fair__score_sums found[N_POPULATIONS];
        sums_of(&r, in_order, found);
        for (size_t g = 0; g < N_POPULATIONS; g++) {
            const golden_sum *e = &golden_sums[t * N_POPULATIONS + g];
            const fair__score_sums *s = &found[g];
            const fair__wide *const sums[] = {
                &s->above, &s->all_scores, &s->probability[0],
                &s->probability[1], &s->square, &s->loss, &s->pairs,
                &s->precision, &s->separation};
            ck_assert_uint_eq(s->rows_above, e->rows_above);
            ck_assert_double_eq(s->least, double_of(e->least));
            ck_assert_double_eq(s->largest, double_of(e->largest));
            for (size_t k = 0; k < COUNT(sums); k++)
                assert_near(sums[k], e->sums[k], k == 5 ? 1e-14 : 0);
        }
    }
}
END_TEST

/* The counts that an audit has of these rows, with room for their sums. */
static fair__counts
counts_of(const rows *r, size_t population, fair__wide w[2 * FAIR__N_COUNTS])
{
    static const int slots[] = {FAIR__TN, FAIR__TP,
                                FAIR__UNLABELLED_REJECTED};
    fair__counts c = {.weights = r->weighted ? w : NULL};
    for (int k = 0; k < 2 * FAIR__N_COUNTS; k++) w[k] = fair__wide_zero();
    for (size_t i = 0; i < r->n; i++) {
        if (population > 0 && r->groups[i] + 1 != population) continue;
        const int slot = slots[r->labels[i]];
        c.rows[slot] += r->times[i];
        for (int of = 0; of < 2; of++) {
            const fair__wide one = fair__wide_f64(r->weights[i]);
            fair__wide x = fair__wide_u64(r->times[i]);
            for (int k = 0; k <= of; k++) x = fair__wide_mul(&x, &one);
            fair__wide *to = &w[of * FAIR__N_COUNTS + slot];
            *to = fair__wide_add(to, &x);
        }
    }
    return c;
}

START_TEST(test_golden_metrics)
{
    const golden_value *e = golden_values;
    for (size_t t = 0; t < COUNT(golden_tables); t++) {
        const rows r = rows_of(&golden_tables[t]);
        const uint32_t given =
            FAIR__GIVEN_LABEL | FAIR__GIVEN_SCORES | FAIR__GIVEN_FINITE |
            (golden_tables[t].probabilities
                 ? FAIR__GIVEN_PROBABILITIES | FAIR__GIVEN_MEANS
                 : 0);
        fair__score_sums sums[N_POPULATIONS];
        sums_of(&r, in_order, sums);
        for (size_t g = 0; g < N_POPULATIONS; g++) {
            fair__wide w[2 * FAIR__N_COUNTS];
            fair__counts c = counts_of(&r, g, w);
            c.scores = &sums[g];
            for (size_t k = 0; k < COUNT(golden_names); k++, e++) {
                const char *name = golden_names[k];
                const double tolerance =
                    strcmp(name, "log_loss") == 0     ? 1e-14
                    : strcmp(name, "brier_score") == 0 ||
                            strncmp(name, "calib", 5) == 0
                        ? 1e-100
                        : 0;
                const fair__metric *m = fair__metric_find(name);
                fair__result found;
                fair__metric_compute(m, &c, &c, given, NULL, &found);
                ck_assert_msg(found.reason == e->reason, "%s: %d, not %d",
                              m->name, found.reason, e->reason);
                assert_near(&found.value, e->bits, tolerance);
            }
        }
    }
    ck_assert_ptr_eq(e, golden_values + COUNT(golden_values));
}
END_TEST

/* Without scores, or without what else is needed, nothing is made up. */
START_TEST(test_not_given)
{
    fair__score_sums none;
    memset(&none, 0, sizeof(none));
    fair__counts c = {.rows = {3, 2, 1, 4}};
    for (size_t k = 0; k < COUNT(golden_names); k++) {
        const fair__metric *m = fair__metric_find(golden_names[k]);
        fair__result r;
        c.scores = NULL;
        fair__metric_compute(m, &c, &c, m->needs, NULL, &r);
        ck_assert_int_eq(r.reason, FAIR_REASON_NOT_APPLICABLE);
        c.scores = &none;
        fair__metric_compute(m, &c, &c, m->needs, NULL, &r);
        ck_assert_int_eq(r.reason, FAIR_DEFINED);
        fair__metric_compute(m, &c, &c, m->needs & ~FAIR__GIVEN_SCORES, NULL,
                             &r);
        ck_assert_int_eq(r.reason, FAIR_REASON_NOT_APPLICABLE);
    }
}
END_TEST

START_TEST(test_probabilities)
{
    static const struct {
        double scores[2];
        int expected;
    } cases[] = {
        {{0, 1}, 1},          {{-0.0, 0.5}, 1}, {{-5e-324, 0.5}, 0},
        {{0.5, 1 + 0x1p-52}, 0}, {{0.5, 2}, 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        rows r = {.n = 2, .times = {1, 1}};
        memcpy(r.scores, cases[i].scores, sizeof(cases[i].scores));
        fair__run run;
        sort_rows(&r, in_order, &run);
        ck_assert_int_eq(fair__scores_are_probabilities(&run, &no_range),
                         cases[i].expected);
        fair__run_free(&run, mem);
    }
}
END_TEST

/* Infinite scores have an order and no sums. */
START_TEST(test_infinite)
{
    for (size_t t = 0; t < COUNT(golden_tables); t++) {
        rows r = rows_of(&golden_tables[t]), large = r;
        fair__score_sums found[N_POPULATIONS], expected[N_POPULATIONS];
        for (size_t i = 0; i < r.n; i++) {
            if (i % 3 == 2) continue;
            r.scores[i] = i % 3 == 0 ? INFINITY : -INFINITY;
            large.scores[i] = i % 3 == 0 ? 0x1p1023 : -0x1p1023;
        }
        sums_of(&r, in_order, found);
        sums_of(&large, in_order, expected);
        for (size_t g = 0; g < N_POPULATIONS; g++) {
            const fair__score_sums *a = &found[g], *b = &expected[g];
            ck_assert(fair__wide_is_zero(&a->all_scores));
            ck_assert(fair__wide_is_zero(&a->square));
            ck_assert_uint_eq(a->rows_above, b->rows_above);
            ck_assert_mem_eq(&a->above, &b->above, sizeof(a->above));
            ck_assert_mem_eq(&a->pairs, &b->pairs, sizeof(a->pairs));
            ck_assert_mem_eq(&a->precision, &b->precision,
                             sizeof(a->precision));
            ck_assert_mem_eq(&a->separation, &b->separation,
                             sizeof(a->separation));
        }
    }
}
END_TEST

/* No entries, or no groups, are sums of nothing. */
START_TEST(test_nothing)
{
    const uint32_t groups[] = {FAIR__NO_SCORED_GROUP};
    const uint8_t labels[] = {FAIR__SCORED_POSITIVE};
    fair__score_map map = {1, 1, groups, labels, 1};
    fair__run run = {0};
    fair__score_sums out, zero;
    memset(&zero, 0, sizeof(zero));
    memset(&out, 1, sizeof(out));
    ck_assert_ok(fair__score_sums_make(mem, &run, &no_range, &map, &out,
                                       &err_));
    ck_assert_mem_eq(&out, &zero, sizeof(out));
    rows r = {.n = 1, .scores = {0.5}, .times = {1}};
    sort_rows(&r, in_order, &run);
    ck_assert_ok(fair__score_sums_make(mem, &run, &no_range, &map, &out,
                                       &err_));
    ck_assert_mem_eq(&out, &zero, sizeof(out));
    map.n_groups = 0;
    ck_assert_ok(fair__score_sums_make(mem, &run, &no_range, &map, NULL,
                                       &err_));
    fair__run_free(&run, mem);
}
END_TEST

/* Each refused request of memory is an error, and nothing leaks. */
START_TEST(test_no_memory)
{
    const rows r = rows_of(&golden_tables[0]);
    uint32_t groups[N_PLACES];
    uint8_t labels[N_PLACES];
    for (uint32_t k = 0; k < N_PLACES; k++) {
        groups[k] = k / FAIR__N_SCORED;
        labels[k] = (uint8_t)(k % FAIR__N_SCORED);
    }
    const fair__score_map map = {N_PLACES, 1, groups, labels, N_GROUPS};
    fair__run run;
    sort_rows(&r, in_order, &run);
    fair_status st = FAIR_ERR_MEMORY;
    for (size_t at = 1; st != FAIR_OK; at++) {
        test_memory m = {.fail_at = at};
        const fair_allocator failing = test_allocator(&m);
        fair__score_sums out[N_GROUPS];
        fair_error err;
        st = fair__score_sums_make(&failing, &run, &no_range, &map, out,
                                   &err);
        ck_assert_int_eq(st, m.injected ? FAIR_ERR_MEMORY : FAIR_OK);
        ck_assert_uint_eq(m.live, 0);
    }
    fair__run_free(&run, mem);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_unchecked_fixture(tc, set_up, NULL);
    tcase_add_test(tc, test_golden_sums);
    tcase_add_test(tc, test_golden_metrics);
    tcase_add_test(tc, test_not_given);
    tcase_add_test(tc, test_probabilities);
    tcase_add_test(tc, test_infinite);
    tcase_add_test(tc, test_nothing);
    tcase_add_test(tc, test_no_memory);
}

FAIR_TEST_MAIN("metric/scores", tests)
