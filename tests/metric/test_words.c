/* SPDX-License-Identifier: MIT
 * Words behind a row's name, and names that stand for another. */
#include "harness.h"

#include "metric/words.h"

static const char *const full =
    FAIR__WORDS("name", "alias other_alias", "Summary", "Details", "A / B",
                "same: X y", "Caveat");
static const char *const bare =
    FAIR__WORDS("name", "", "Summary", "", "", "", "");

START_TEST(test_word)
{
    static const char *const expected[][2] = {
        [FAIR__NAME] = {"name", "name"},
        [FAIR__ALIASES] = {"alias other_alias", ""},
        [FAIR__SUMMARY] = {"Summary", "Summary"},
        [FAIR__DETAILS] = {"Details", ""},
        [FAIR__FORMULA] = {"A / B", ""},
        [FAIR__ELSEWHERE] = {"same: X y", ""},
        [FAIR__CAVEAT] = {"Caveat", ""},
    };
    for (int i = FAIR__NAME; i <= FAIR__CAVEAT; i++) {
        ck_assert_str_eq(fair__word(full, i), expected[i][0]);
        ck_assert_str_eq(fair__word(bare, i), expected[i][1]);
    }
}
END_TEST

START_TEST(test_alias)
{
    static const char *const none[] = {
        "", " ", "name", "alia", "aliass", "other", "alias other_alias",
        "other_alias ", "Summary",
    };
    ck_assert_int_eq(fair__is_alias(full, "alias"), 1);
    ck_assert_int_eq(fair__is_alias(full, "other_alias"), 1);
    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
        ck_assert_int_eq(fair__is_alias(full, none[i]), 0);
        ck_assert_int_eq(fair__is_alias(bare, none[i]), 0);
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_word);
    tcase_add_test(tc, test_alias);
}

FAIR_TEST_MAIN("metric/words", tests)
