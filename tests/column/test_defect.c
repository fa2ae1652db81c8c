/* SPDX-License-Identifier: MIT
 * What a defect says: column, row, count, what was found, how to mend it. */
#include "column/defect.h"

#include "harness.h"

#include <math.h>

#define COUNT(x) (sizeof(x) / sizeof((x)[0]))

static const char *const roles[] = {
    "y_true", "y_pred", "y_score", "y_pred_baseline", "sample_weight",
    "frequency", "sensitive feature", "control feature"};

/* Every kind in every role has words, a status, and its place. */
START_TEST(test_every_kind)
{
    for (int32_t kind = 1; kind <= FAIR__DEFECT_BEYOND; kind++) {
        for (size_t r = 0; r < COUNT(roles); r++) {
            fair__defect d = {.kind = kind, .row = 7, .count = 12};
            d.found = fair_scalar_text("what was found");
            fair_error err = {0};
            const fair_status st =
                fair__defect_fail(&d, roles[r], "column name", 1000, &err);
            ck_assert(st == FAIR_ERR_DATA || st == FAIR_ERR_NONFINITE ||
                      st == FAIR_ERR_LIMIT || st == FAIR_ERR_OVERFLOW);
            ck_assert_int_eq(err.code, st);
            ck_assert_int_eq(err.row, 1007);
            ck_assert_uint_eq(err.count, 12);
            ck_assert_str_eq(err.column, "column name");
            ck_assert_int_eq(
                strncmp(err.message, roles[r], strlen(roles[r])), 0);
            ck_assert_ptr_nonnull(strstr(
                err.message, " \"column name\": row 1007 (of 12 such rows) "));
            ck_assert_ptr_null(strstr(err.message, "not usable"));
            ck_assert_uint_lt(strlen(err.message), sizeof(err.message) - 4);
        }
    }
}
END_TEST

static void
expect(const fair__defect *d, const char *role, const char *name,
       fair_status status, const char *message)
{
    fair_error err = {0};
    ck_assert_int_eq(fair__defect_fail(d, role, name, 0, &err), status);
    ck_assert_str_eq(err.message, message);
}

START_TEST(test_words)
{
    fair__defect d = {.kind = FAIR__DEFECT_THIRD_VALUE, .row = 17, .count = 3};
    d.found = fair_scalar_text("maybe");
    d.seen[0] = fair_scalar_text("yes");
    d.seen[1] = fair_scalar_text("no");
    expect(&d, "y_true", "recid", FAIR_ERR_DATA,
           "y_true \"recid\": row 17 (of 3 such rows) is \"maybe\"; a label "
           "has two values and these are \"yes\" and \"no\": clean the column "
           "or choose rows first");
    d.is_declared = 1;
    expect(&d, "y_true", NULL, FAIR_ERR_DATA,
           "y_true: row 17 (of 3 such rows) is \"maybe\", a third value beside "
           "\"yes\" and the declared positive_label \"no\": check "
           "positive_label, clean the column, or choose rows first");

    d = (fair__defect){.kind = FAIR__DEFECT_NOT_WHOLE, .count = 1};
    d.found = fair_scalar_float(0.73);
    expect(&d, "y_pred", "score", FAIR_ERR_DATA,
           "y_pred \"score\": row 0 is 0.73, not a label; labels are whole "
           "numbers, booleans or text: pass probabilities as y_score with a "
           "threshold");
    expect(&d, "frequency", NULL, FAIR_ERR_DATA,
           "frequency: row 0 is 0.73, and a frequency is a whole number: pass "
           "real weights as sample_weight");

    d = (fair__defect){.kind = FAIR__DEFECT_NOT_BINARY, .row = 2, .count = 2};
    d.found = fair_scalar_int(2);
    expect(&d, "y_true", "y_true", FAIR_ERR_DATA,
           "y_true: row 2 (of 2 such rows) is 2; found neither {0, 1} nor a "
           "positive_label: declare positive_label (which value counts as "
           "positive)");
    d.seen[0] = fair_scalar_text("yes");
    expect(&d, "y_pred", "high", FAIR_ERR_DATA,
           "y_pred \"high\": row 2 (of 2 such rows) is 2; the declared "
           "positive_label \"yes\" is of another kind, so this column may "
           "hold 0 and 1 only: declare positive_label for this column by "
           "name");

    d = (fair__defect){.kind = FAIR__DEFECT_KIND, .count = 1,
                       .seen_kind = FAIR_KIND_INT};
    d.found = fair_scalar_text("x");
    expect(&d, "sensitive feature", "race", FAIR_ERR_DATA,
           "sensitive feature \"race\": row 0 is text (\"x\"), and the "
           "column held numbers before: a column has one kind, cast it in all "
           "batches");

    d = (fair__defect){.kind = FAIR__DEFECT_INFINITE, .count = 1};
    d.found = fair_scalar_float(-INFINITY);
    expect(&d, "sample_weight", "w", FAIR_ERR_NONFINITE,
           "sample_weight \"w\": row 0 is -infinity, not a finite number: "
           "clean the column or remove such rows");
}
END_TEST

START_TEST(test_statuses)
{
    static const struct {
        int32_t kind;
        fair_status status;
    } cases[] = {
        {FAIR__DEFECT_MISSING, FAIR_ERR_DATA},
        {FAIR__DEFECT_NAN, FAIR_ERR_NONFINITE},
        {FAIR__DEFECT_INFINITE, FAIR_ERR_NONFINITE},
        {FAIR__DEFECT_NOT_WHOLE, FAIR_ERR_DATA},
        {FAIR__DEFECT_NEGATIVE, FAIR_ERR_DATA},
        {FAIR__DEFECT_TOO_LARGE, FAIR_ERR_OVERFLOW},
        {FAIR__DEFECT_UTF8, FAIR_ERR_DATA},
        {FAIR__DEFECT_TOO_LONG, FAIR_ERR_LIMIT},
        {FAIR__DEFECT_INDEX, FAIR_ERR_DATA},
        {FAIR__DEFECT_OFFSETS, FAIR_ERR_DATA},
        {FAIR__DEFECT_TOO_MANY, FAIR_ERR_LIMIT},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const fair__defect d = {.kind = cases[i].kind, .count = 1};
        ck_assert_int_eq(
            fair__defect_fail(&d, "sample_weight", "w", 0, NULL),
            cases[i].status);
    }
}
END_TEST

/* The name and the value may be long: both are cut, neither hides the rest. */
START_TEST(test_long_names)
{
    char name[2000];
    for (size_t i = 0; i + 2 < sizeof(name); i += 2)
        memcpy(name + i, "\xc3\xa9", 2);
    name[1998] = '\0';
    fair__defect d = {.kind = FAIR__DEFECT_THIRD_VALUE, .row = 1, .count = 1};
    d.found = fair_scalar_text(name);
    d.seen[0] = fair_scalar_text("\x1b[31m\n");
    d.seen[1] = fair_scalar_text("no");
    fair_error err = {0};
    fair__defect_fail(&d, "y_true", name, 0, &err);
    ck_assert_ptr_nonnull(strstr(err.message, ": row 1 is "));
    ck_assert_ptr_nonnull(strstr(err.message, "a label has two values"));
    ck_assert_ptr_null(strchr(err.message, '\x1b'));
    ck_assert_ptr_null(strchr(err.message, '\n'));
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_every_kind);
    tcase_add_test(tc, test_words);
    tcase_add_test(tc, test_statuses);
    tcase_add_test(tc, test_long_names);
}

FAIR_TEST_MAIN("column/defect", tests)
