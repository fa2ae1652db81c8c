/* SPDX-License-Identifier: MIT
 * Every public function gives the same in any floating-point environment, and
 * leaves it as it was.
 *
 * FAIR_MAP names the version script, whose list of functions all have to run.
 * FAIR_FAST_MATH names a program that was built with -ffast-math and prints
 * the digest of its session.  FAIR_DIGESTS: as in test_draws.c. */
#define _GNU_SOURCE /* feenableexcept, popen */
#include "harness.h"

#include "digest.h"
#include "session_report.h"

static session expected, found;

static void
find_expected(void)
{
    session_prepare(&expected);
    session_prepare(&found);
    session_run(&expected);
}

static void
forget_expected(void)
{
    session_free(&expected);
}

typedef struct surroundings {
    const char *name;
    int (*enter)(void); /* 0: this machine does not have it */
} surroundings;

static const surroundings places[] = {
    {"rounding up", round_up},
    {"rounding down", round_down},
    {"rounding to zero", round_to_zero},
    {"flush to zero", flush_to_zero},
    {"denormals are zero", denormals_are_zero},
    {"both are zero", both_are_zero},
    {"x87 in single precision", x87_single},
    {"traps", trap},
    {"all flags raised", flags_raised},
};
#define N_PLACES (int)(sizeof(places) / sizeof(places[0]))

START_TEST(every_function_gives_the_same)
{
    const surroundings *place = &places[_i];
    if (!place->enter()) {
        default_environment();
        printf("# not on this machine, so not tested: %s\n", place->name);
        return;
    }
    session_run(&found);
    default_environment();
    ck_assert_msg(found.changed == NULL, "%s: %s left another environment",
                  place->name, found.changed);
    size_t at = 0;
    while (at < found.length && at < expected.length &&
           found.text[at] == expected.text[at])
        at++;
    ck_assert_msg(at == found.length && at == expected.length,
                  "%s: differs at byte %zu: %.300s", place->name, at,
                  found.text + (at > 200 ? at - 200 : 0));
    session_free(&found);
}
END_TEST

/* The modes do something, or the test above would prove nothing. */
START_TEST(modes_are_seen)
{
    /* Results too: compilers move a division behind a change of modes. */
    static volatile double one = 1, three = 3, small = 0x1p-1022, third, more;
    third = one / three;
    ck_assert(round_up());
    more = one / three;
    ck_assert(more > third);
    default_environment();
    if (flush_to_zero()) {
        more = small / three;
        ck_assert(more == 0);
    }
    default_environment();
    session_enter(&found, "nothing");
    round_up();
    session_leave(&found);
    default_environment();
    ck_assert_str_eq(found.changed, "nothing");
}
END_TEST

START_TEST(every_function_is_called)
{
    const char *path = getenv("FAIR_MAP");
    char line[128];
    size_t n = 0;
    if (path == NULL) {
        printf("# FAIR_MAP is not set, so not tested: the list is whole\n");
        return;
    }
    FILE *map = fopen(path, "r");
    ck_assert_ptr_nonnull(map);
    while (fgets(line, sizeof(line), map) != NULL) {
        char *name = line + strspn(line, " ");
        name[strcspn(name, ";\n")] = '\0';
        if (strncmp(name, "fair_", 5) != 0) continue;
        size_t i = 0;
        while (i < expected.n_called && strcmp(expected.called[i], name) != 0)
            i++;
        ck_assert_msg(i < expected.n_called, "%s is not called", name);
        n++;
    }
    fclose(map);
    ck_assert_uint_ge(n, 50);
}
END_TEST

START_TEST(fast_math_program_gives_the_same)
{
    const char *path = getenv("FAIR_FAST_MATH");
    char line[64] = "";
    char own[64];
    if (path == NULL) {
        printf("# FAIR_FAST_MATH is not set, so not tested: -ffast-math\n");
        return;
    }
    FILE *pipe = popen(path, "r");
    ck_assert_ptr_nonnull(pipe);
    ck_assert_ptr_nonnull(fgets(line, sizeof(line), pipe));
    ck_assert_int_eq(pclose(pipe), 0);
    snprintf(own, sizeof(own), "session %016llx\n",
             (unsigned long long)digest_of(expected.text, expected.length));
    ck_assert_str_eq(line, own);
}
END_TEST

START_TEST(digest_for_other_machines)
{
    const char *path = getenv("FAIR_DIGESTS");
    ck_assert_ptr_null(expected.changed);
    if (path == NULL) return;
    FILE *file = fopen(path, "a");
    ck_assert_ptr_nonnull(file);
    fprintf(file, "session %016llx\n",
            (unsigned long long)digest_of(expected.text, expected.length));
    fclose(file);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_unchecked_fixture(tc, find_expected, forget_expected);
    tcase_add_loop_test(tc, every_function_gives_the_same, 0, N_PLACES);
    tcase_add_test(tc, modes_are_seen);
    tcase_add_test(tc, every_function_is_called);
    tcase_add_test(tc, fast_math_program_gives_the_same);
    tcase_add_test(tc, digest_for_other_machines);
}

FAIR_TEST_MAIN("same/environment", tests)
