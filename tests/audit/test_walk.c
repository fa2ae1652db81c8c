/* SPDX-License-Identifier: MIT
 * Tests of walks over tables: what findings share is what each would find by
 * itself. */
#include "reports.h"

/* A report in which groups are undefined, left out, and missing. */
static fair_report *
uneven_report(int32_t reference)
{
    static const char *const groups[] = {"a", "b", "c", "d", "e", NULL};
    fix_row rows[120];
    uint64_t seed = 7;
    for (size_t i = 0; i < 120; i++) {
        const uint64_t r = random_u64(&seed);
        const size_t g = r % 6;
        rows[i] = (fix_row){{groups[g], r >> 8 & 1 ? "x" : "y"},
                            g == 4 ? 0 : (int)(r >> 9 & 1),
                            g == 3 ? 0 : (int)(r >> 10 & 1),
                            0, g == 1 ? 1 : 3, 1};
    }
    static const char *const all[] = {"all"};
    fixture f = fix(1, "g", "c", NULL);
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    o.n_comparisons = 1;
    o.comparisons = all;
    o.reference = reference;
    o.nulls = FAIR_NULLS_SET_ASIDE;
    o.min_count = 10;
    return fix_report(&f, &o, rows, 120);
}

/* JSON text of a list as compact as the report writes it. */
static const char *
list_of(const char *from, const char *key)
{
    static char text[8192];
    char start[32];
    snprintf(start, sizeof(start), "\"%s\": ", key);
    from = strstr(from, start) + strlen(start);
    size_t n = 0;
    do {
        text[n] = from[n];
        ck_assert(n + 2 < sizeof(text));
    } while (from[n++] != ']');
    text[n] = '\0';
    return text;
}

/* Every comparison of the JSON report has the lists that fair_report_field
 * makes for it alone, and the value of fair_report_row. */
static void
check_lists(const fair_report *report, size_t least)
{
    static const char *const keys[] = {"undefined_groups", "left_out"};
    written w = fix_write(report, "json");
    uint64_t n;
    size_t filled = 0;
    const char *at = w.bytes;
    ck_assert_ok(fair_report_size(report, "comparisons", &n, NULL));
    for (uint64_t i = 0; i < n; i++) {
        fair_value v;
        at = strstr(at, "\"comparison\": ");
        ck_assert(at != NULL);
        ck_assert_ok(fair_report_row(report, "comparisons", i, &v, NULL));
        const char *value = strstr(at, "\"value\": ") + 9;
        ck_assert(v.reason == FAIR_DEFINED ? strtod(value, NULL) == v.value
                                           : strncmp(value, "null", 4) == 0);
        for (size_t k = 0; k < 2; k++) {
            const char *alone = fix_field(report, v.id, keys[k]);
            ck_assert(strcmp(list_of(at, keys[k]), alone) == 0);
            filled += strcmp(alone, "[]") != 0;
        }
        at++;
    }
    ck_assert_ptr_null(strstr(at, "\"comparison\": "));
    ck_assert_uint_gt(filled, least);
    free(w.bytes);
}

START_TEST(shared_lists)
{
    static const int32_t references[] = {
        FAIR_REFERENCE_LARGEST, FAIR_REFERENCE_BEST, FAIR_REFERENCE_OVERALL,
        FAIR_REFERENCE_REST};
    for (size_t i = 0; i < 4; i++) {
        fair_report *report = uneven_report(references[i]);
        check_lists(report, 1000);
        fair_report_free(report);
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, shared_lists);
}

FAIR_TEST_MAIN("audit/walk", tests)
