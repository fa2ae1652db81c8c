/* SPDX-License-Identifier: MIT
 * Distances between scores of two groups, against masses that are moved and
 * mean distances of pairs. */
#include "metric/distance.h"

#include "pairs.h"

/* Where shares differ by less than 256 bits hold, an earlier score may do. */
static void
check(size_t t, const golden_pair *g, const fair__distances *d, int32_t n)
{
    assert_number(t, "ks", &d->ks, g->numbers[4]);
    ck_assert_msg(n > 4 || d->ks_score == double_of(g->numbers[5]),
                  "table %zu: at %.17g, not %.17g", t, d->ks_score,
                  double_of(g->numbers[5]));
    assert_number(t, "wasserstein", &d->wasserstein, g->numbers[6]);
    assert_number(t, "energy", &d->energy, g->numbers[7]);
}

START_TEST(test_golden)
{
    size_t n = 0;
    for (size_t t = 0; t < N_PAIRS; t++) {
        const golden_pair *g = &golden_pairs[t];
        pair p;
        if (!g->has_rows) continue;
        pair_open(&p, g, _i);
        fair__extract e = pair_extract(&p, FAIR__EXTRACT_ALL);
        const fair__extracted a = fair__extract_group(&e, 0);
        const fair__extracted b = fair__extract_group(&e, 1);
        const fair__distances d = fair__distances_of(&a, &b);
        const fair__distances back = fair__distances_of(&b, &a);
        check(t, g, &d, a.n);
        check(t, g, &back, a.n);
        pair_close(&p, &e);
        n++;
    }
    ck_assert_uint_gt(n, 50);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_loop_test(tc, test_golden, 0, 2);
}

FAIR_TEST_MAIN("metric/distance", tests)
