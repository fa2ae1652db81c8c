/* SPDX-License-Identifier: MIT
 * Cross-group AUCs, against pairs that are counted one by one. */
#include "metric/across.h"

#include "pairs.h"

START_TEST(test_golden)
{
    size_t n = 0;
    for (size_t t = 0; t < N_PAIRS; t++) {
        const golden_pair *g = &golden_pairs[t];
        pair p;
        if (!g->has_labels) continue;
        pair_open(&p, g, _i);
        fair__extract e = pair_extract(&p, FAIR__EXTRACT_BY_LABEL);
        const fair__extracted a = fair__extract_group(&e, 0);
        const fair__extracted b = fair__extract_group(&e, 1);
        const fair__across across = fair__across_of(&a, &b);
        const fair__across back = fair__across_of(&b, &a);
        assert_number(t, "forward", &across.forward, g->numbers[0]);
        assert_number(t, "backward", &across.backward, g->numbers[1]);
        assert_number(t, "gap", &across.gap, g->numbers[2]);
        const fair__wide other = fair__wide_neg(&back.gap);
        ck_assert_int_eq(fair__wide_order(&across.gap, &other), 0);
        pair_close(&p, &e);
        n++;
    }
    ck_assert_uint_gt(n, 40);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_loop_test(tc, test_golden, 0, 2);
}

FAIR_TEST_MAIN("metric/across", tests)
