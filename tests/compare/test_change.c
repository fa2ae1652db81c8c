/* SPDX-License-Identifier: MIT
 * Tests of gaps that grew: what is left out of a search cannot matter. */
#include "compare/change.h"

#include <math.h>

#include "harness.h"

#define GROUPS 12

static double
unit(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (double)(*state >> 11) / 9007199254740992.0;
}

/* Rates that lie near each other, of few and of many rows. */
static fair__sample
sample_of(uint64_t *state, int paired)
{
    fair__sample s = {.n = unit(state) < 0.5 ? 30 : 3000};
    s.change.n_before = paired ? s.n : unit(state) < 0.5 ? 20 : 2000;
    s.change.before = 0.4 + 0.1 * unit(state);
    s.change.lost = 0.02 * unit(state);
    s.change.gained = 0.3 * unit(state);
    s.rate = s.change.before + s.change.gained - s.change.lost;
    s.change.rate = s.rate;
    s.change.n = s.n;
    s.change.paired = paired;
    return s;
}

static fair__family
family_of(fair__sample *samples, size_t n)
{
    return (fair__family){.form = FAIR__OF_CHANGE,
                          .between = FAIR__ALL_PAIRS,
                          .n = n,
                          .samples = samples};
}

/* Of a claim of the first two groups; all families have their samples. */
static double
growth(fair__family *families, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        families[k].peers = families;
        families[k].n_peers = n;
    }
    const fair__claim c = {families, &families->samples[0],
                           &families->samples[1], 0};
    return fair__growth_of_others(&c, 0.02);
}

/* Of many groups the least is that of some two of them beside the claim's own,
 * and of two families that of one or the other. */
START_TEST(the_least_of_all_gaps)
{
    uint64_t state = 5;
    for (int run = 0; run < 400; run++) {
        fair__sample all[2][GROUPS], four[4];
        double least = HUGE_VAL;
        for (int i = 0; i < 2 * GROUPS; i++)
            all[i / GROUPS][i % GROUPS] = sample_of(&state, run % 2);
        for (size_t i = 0; i < GROUPS; i++)
            for (size_t k = 0; k < GROUPS; k++) {
                /* Two each: too few to leave anything out. */
                fair__sample pair[2] = {all[1][i], all[1][k]};
                fair__family both[] = {family_of(all[0], 2),
                                       family_of(pair, 2)};
                const double z = growth(both, 2);
                if (i != k && z < least) least = z;
            }
        for (size_t i = 2; i < GROUPS; i++)
            for (size_t k = 2; k < i; k++) {
                four[0] = all[0][0];
                four[1] = all[0][1];
                four[2] = all[0][i];
                four[3] = all[0][k];
                fair__family one = family_of(four, 4);
                const double z = growth(&one, 1);
                if (z < least) least = z;
            }
        fair__family both[] = {family_of(all[0], GROUPS),
                               family_of(all[1], GROUPS)};
        ck_assert_double_eq(growth(both, 2), least);
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, the_least_of_all_gaps);
}

FAIR_TEST_MAIN("compare/change", tests)
