/* SPDX-License-Identifier: MIT
 * Groups taken out of a run, against walks over its ties. */
#include "metric/extract.h"

#include "pairs.h"

/* Items of group i are its ties that weigh something. */
static void
check_group(const pair *p, const fair__extract *e, uint32_t i)
{
    const fair__extracted x = fair__extract_group(e, i);
    const fair__scored scored = {&p->source, i};
    const int32_t n = x.n;
    const uint64_t *item = x.items;
    uint64_t totals[2][FAIR__AMOUNT_LIMBS] = {{0}, {0}};
    fair__ties ties;
    fair__tie tie;
    fair__ties_begin(&ties, &scored, 1);
    while (fair__ties_next(&ties, &tie)) {
        const fair__wide w = e->kinds == FAIR__EXTRACT_ALL
                                 ? fair__tie_total(&tie)
                                 : fair__tie_labelled(&tie);
        if (fair__wide_is_zero(&w)) continue;
        ck_assert_ptr_ne(item, x.end);
        ck_assert_uint_eq(*item, fair__score_key(tie.score));
        for (int k = 0; k < e->kinds; k++) {
            const uint64_t *amount = item + 1 + k * n;
            fair__wide found =
                fair__wide_exact(amount, (fair__window){0, n});
            const fair__wide expected =
                e->kinds == FAIR__EXTRACT_ALL ? w : fair__tie_weight(&tie, k);
            if (!fair__wide_is_zero(&found))
                found.exponent += p->source.amounts.scale;
            ck_assert_int_eq(fair__wide_order(&found, &expected), 0);
            fair__exact_add_sum(totals[k], amount, n);
        }
        item += x.stride;
    }
    ck_assert_ptr_eq(item, x.end);
    for (int k = 0; k < e->kinds; k++)
        ck_assert_mem_eq(totals[k], x.totals + k * n,
                         (size_t)n * sizeof(uint64_t));
}

/* Amounts of one limb, of two, and of more, which are computed with in
 * different ways, are among the tables. */
START_TEST(test_ties)
{
    int limbs[3] = {0, 0, 0};
    for (size_t t = 0; t < N_PAIRS; t++)
        for (int kinds = 1; kinds <= 2; kinds++) {
            pair p;
            pair_open(&p, &golden_pairs[t], _i);
            fair__extract e = pair_extract(&p, kinds);
            limbs[e.n > 2 ? 2 : e.n - 1] += golden_pairs[t].has_labels;
            for (uint32_t i = 0; i < 2; i++) check_group(&p, &e, i);
            pair_close(&p, &e);
        }
    ck_assert_msg(limbs[0] > 3 && limbs[1] > 3 && limbs[2] > 3,
                  "%d, %d, %d tables", limbs[0], limbs[1], limbs[2]);
}
END_TEST

/* Groups before and behind those asked for are left where they are. */
START_TEST(test_range)
{
    pair p;
    fair__extract both, second;
    pair_open(&p, &golden_pairs[0], 0);
    both = pair_extract(&p, FAIR__EXTRACT_ALL);
    ck_assert_ok(fair__extract_make(&p.mem, &p.source, FAIR__EXTRACT_ALL, 1,
                                    1, &second, &err_));
    const fair__extracted a = fair__extract_group(&both, 1);
    const fair__extracted b = fair__extract_group(&second, 0);
    ck_assert_int_eq(a.end - a.items, b.end - b.items);
    ck_assert_mem_eq(a.items, b.items,
                     (size_t)(a.end - a.items) * sizeof(uint64_t));
    fair__extract_free(&second, &p.mem);
    pair_close(&p, &both);
}
END_TEST

/* Each refused request of memory is an error, and nothing leaks. */
START_TEST(test_no_memory)
{
    pair p;
    fair_status st = FAIR_ERR_MEMORY;
    pair_open(&p, &golden_pairs[0], 0);
    for (size_t at = 1; st == FAIR_ERR_MEMORY; at++) {
        test_memory m = {.fail_at = at};
        const fair_allocator failing = test_allocator(&m);
        fair_error err;
        fair__extract e = {0};
        st = fair__extract_make(&failing, &p.source, FAIR__EXTRACT_BY_LABEL,
                                0, 2, &e, &err);
        ck_assert_int_eq(st, m.injected ? FAIR_ERR_MEMORY : FAIR_OK);
        if (st == FAIR_OK) fair__extract_free(&e, &failing);
        ck_assert_ptr_null(m.injected ? e.items : NULL);
        ck_assert_uint_eq(m.bytes, 0);
    }
    fair__run_free(&p.run, &p.mem);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_loop_test(tc, test_ties, 0, 2);
    tcase_add_test(tc, test_range);
    tcase_add_test(tc, test_no_memory);
}

FAIR_TEST_MAIN("metric/extract", tests)
