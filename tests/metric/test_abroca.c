/* SPDX-License-Identifier: MIT
 * Areas between ROC curves, against curves that are cut at every corner and
 * crossing. */
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
        const fair__wide area = fair__abroca_of(&a, &b);
        const fair__wide back = fair__abroca_of(&b, &a);
        assert_number(t, "abroca", &area, g->numbers[3]);
        assert_number(t, "abroca", &back, g->numbers[3]);
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

FAIR_TEST_MAIN("metric/abroca", tests)
