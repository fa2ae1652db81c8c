/* SPDX-License-Identifier: MIT
 * Tables of curves as Arrow streams: batches, options, ownership, memory.
 * Their numbers are held against fractions in tests/metric/test_curve.c and
 * tests/python/test_curves.py. */
#include "tables.h"

#include <fenv.h>

/* The weight is the score. */
static const fix_row rows[] = {
    {{"a", "x"}, 1, 1, 0, 6, 0.9}, {{"a", "y"}, 0, 0, 0, 4, 0.25},
    {{"b", "x"}, 0, 1, 0, 3, 0.5}, {{"b", "x"}, 1, 0, 0, 1, 0.25},
    {{NULL, "y"}, 1, 0, 0, 2, 0.75},
};

static const char *const curves[] = {
    "roc_curve", "precision_recall_curve", "selection_rate_curve",
    "score_histogram", "score_quantiles"};
#define N_CURVES (sizeof(curves) / sizeof(*curves))

static fair_report *
make_report(const fair_allocator *mem)
{
    fixture f = fix(1, "g", "s", NULL);
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    f.has_score = 1;
    f.options.y_score = "risk";
    o.allocator = mem;
    return fix_report(&f, &o, rows, 5);
}

static batch
read_curve(const fair_report *report, const char *table,
           const fair_selector *selector, const fair_curve_options *options)
{
    struct ArrowArrayStream stream;
    fair_error err = {0};
    ck_assert_msg(fair_report_curve(report, table, selector, options, &stream,
                                    &err) == FAIR_OK,
                  "%s", err.message);
    return read_stream(&stream);
}

/* ---- what is in them ---- */

START_TEST(roc)
{
    fair_report *report = make_report(NULL);
    const fair_feature_value b_value = {"g", fair_scalar_text("b")};
    fair_selector sel = FAIR_SELECTOR_INIT;
    batch b = read_curve(report, "roc_curve", &sel, NULL); /* all rows */
    ck_assert_int_eq(b.array.length, 5);
    ck_assert_ptr_null(text(&b, "by", 0));
    ck_assert_ptr_null(text(&b, "control", 0));
    ck_assert(isinf(real(&b, "threshold", 0)));
    ck_assert_double_eq(real(&b, "threshold", 1), 0.9);
    ck_assert_double_eq(real(&b, "tp", 4), 9);
    ck_assert_double_eq(real(&b, "fp", 4), 7);
    ck_assert_uint_eq(count(&b, "n", 4), 16);
    ck_assert_double_eq(real(&b, "true_positive_rate", 2), 8.0 / 9);
    ck_assert_double_eq(real(&b, "false_positive_rate", 3), 3.0 / 7);
    ck_assert_ptr_null(text(&b, "reason", 3));
    release(&b);
    sel.n_group = 1;
    sel.group = &b_value;
    b = read_curve(report, "roc_curve", &sel, NULL);
    ck_assert_int_eq(b.array.length, 3);
    ck_assert_str_eq(text(&b, "by", 2), "g");
    ck_assert_str_eq(text(&b, "group", 2), "g=b");
    ck_assert_str_eq(text(&b, "group_key", 2), "{\"g\": \"b\"}");
    ck_assert_double_eq(real(&b, "threshold", 1), 0.5);
    ck_assert_double_eq(real(&b, "false_positive_rate", 1), 1);
    ck_assert_double_eq(real(&b, "true_positive_rate", 1), 0);
    release(&b);
    fair_report_free(report);
}
END_TEST

/* The same rows in batches of any size, and as one batch of the report. */
START_TEST(batches)
{
    fair_report *report = make_report(NULL);
    for (size_t c = 0; c < N_CURVES; c++) {
        batch whole = read_table(report, curves[c]);
        for (uint64_t size = 1; size < 9; size += 3) {
            fair_curve_options o = FAIR_CURVE_OPTIONS_INIT;
            struct ArrowArrayStream stream;
            int64_t at = 0;
            o.batch_rows = size;
            ck_assert_ok(fair_report_curve(report, curves[c], NULL, &o,
                                           &stream, NULL));
            for (;;) {
                batch part;
                ck_assert_int_eq(stream.get_next(&stream, &part.array), 0);
                if (part.array.release == NULL) break;
                ck_assert_int_eq(stream.get_schema(&stream, &part.schema), 0);
                ck_assert_int_gt(part.array.length, 0);
                ck_assert_int_le(part.array.length, (int64_t)size);
                for (int64_t i = 0; i < part.array.length; i++, at++) {
                    const char *key = text(&whole, "group_key", at);
                    char expected[512] = "";
                    if (key != NULL) strcpy(expected, key);
                    const char *found = text(&part, "group_key", i);
                    ck_assert_str_eq(found == NULL ? "" : found, expected);
                    if (c < 3)
                        ck_assert(real(&part, "threshold", i) ==
                                  real(&whole, "threshold", at));
                }
                release(&part);
            }
            stream.release(&stream);
            ck_assert_int_eq(at, whole.array.length);
        }
        release(&whole);
    }
    fair_report_free(report);
}
END_TEST

/* ---- what is refused ---- */

static fair_error
refused(const fair_report *report, const char *table,
        const fair_selector *selector, const fair_curve_options *options,
        fair_status status)
{
    struct ArrowArrayStream stream, before;
    fair_error err = {0};
    memset(&stream, 0x55, sizeof(stream));
    before = stream;
    ck_assert_int_eq(fair_report_curve(report, table, selector, options,
                                       &stream, &err),
                     status);
    ck_assert_int_eq(memcmp(&stream, &before, sizeof(stream)), 0);
    return err;
}

START_TEST(options)
{
    fair_report *report = make_report(NULL);
    const double bad = 1.5;
    const fair_curve_options init = FAIR_CURVE_OPTIONS_INIT;
    fair_curve_options o = init;
    fair_error err;
    err = refused(report, "roc", NULL, NULL, FAIR_ERR_ARGUMENT);
    ck_assert_says(err, "roc_curve");
    o.bins = 3;
    err = refused(report, "roc_curve", NULL, &o, FAIR_ERR_ARGUMENT);
    ck_assert_says(err, "an option of score_histogram");
    ck_assert_str_eq(err.column, "bins");
    o.bins = 1000001;
    refused(report, "score_histogram", NULL, &o, FAIR_ERR_LIMIT);
    o = init;
    o.has_score_range = 1;
    o.score_high = INFINITY;
    err = refused(report, "score_histogram", NULL, &o, FAIR_ERR_ARGUMENT);
    ck_assert_says(err, "two finite numbers");
    o = init;
    o.max_points = 1;
    refused(report, "roc_curve", NULL, &o, FAIR_ERR_ARGUMENT);
    refused(report, "score_quantiles", NULL, &o, FAIR_ERR_ARGUMENT);
    o = init;
    o.drop_intermediate = 1;
    refused(report, "selection_rate_curve", NULL, &o, FAIR_ERR_ARGUMENT);
    o = init;
    o.n_quantiles = 1;
    err = refused(report, "score_quantiles", NULL, &o, FAIR_ERR_ARGUMENT);
    ck_assert_says(err, "quantiles is NULL");
    o.quantiles = &bad;
    refused(report, "score_quantiles", NULL, &o, FAIR_ERR_ARGUMENT);
    o.size = 3;
    err = refused(report, "roc_curve", NULL, &o, FAIR_ERR_ARGUMENT);
    ck_assert_says(err, "fair_curve_options");
    fair_report_free(report);
}
END_TEST

START_TEST(selectors)
{
    fair_report *report = make_report(NULL);
    const char *wrong = "h";
    fair_selector sel = FAIR_SELECTOR_INIT;
    fair_error err;
    sel.comparison = "difference";
    err = refused(report, "roc_curve", &sel, NULL, FAIR_ERR_ARGUMENT);
    ck_assert_str_eq(err.column, "comparison");
    sel.comparison = NULL;
    sel.n_by = 1;
    sel.by = &wrong;
    err = refused(report, "roc_curve", &sel, NULL, FAIR_ERR_ARGUMENT);
    ck_assert_says(err, "the groupings are: g");
    sel.size = 1;
    refused(report, "roc_curve", &sel, NULL, FAIR_ERR_ARGUMENT);
    fair_report_free(report);
}
END_TEST

START_TEST(not_given)
{
    fair_report *report = compas_report(NULL);
    struct ArrowArrayStream stream;
    for (size_t c = 0; c < N_CURVES; c++) {
        fair_error err =
            refused(report, curves[c], NULL, NULL, FAIR_ERR_ARGUMENT);
        ck_assert_says(err, "needs scores");
        err = (fair_error){0};
        ck_assert_int_eq(fair_report_stream(report, curves[c], &stream, &err),
                         FAIR_ERR_ARGUMENT);
        ck_assert_says(err, "needs scores");
    }
    fair_report_free(report);
}
END_TEST

/* ---- ownership and memory ---- */

START_TEST(arrays_outlive_all)
{
    test_memory m = {0};
    const fair_allocator mem = test_allocator(&m);
    fair_report *report = make_report(&mem);
    double level[] = {0.5};
    fair_curve_options o = FAIR_CURVE_OPTIONS_INIT;
    o.n_quantiles = 1;
    o.quantiles = level;
    struct ArrowArrayStream stream;
    ck_assert_ok(fair_report_curve(report, "score_quantiles", NULL, &o,
                                   &stream, NULL));
    level[0] = 0; /* copied */
    batch b = read_stream(&stream);
    fair_report_free(report);
    ck_assert_double_eq(real(&b, "quantile", 0), 0.5);
    ck_assert_double_eq(real(&b, "score", 0), 0.5);
    release(&b);
    ck_assert_uint_eq(m.live, 0);
}
END_TEST

START_TEST(never_read)
{
    test_memory m = {0};
    const fair_allocator mem = test_allocator(&m);
    fair_report *report = make_report(&mem);
    for (size_t c = 0; c < N_CURVES; c++) {
        struct ArrowArrayStream stream;
        ck_assert_ok(fair_report_curve(report, curves[c], NULL, NULL, &stream,
                                       NULL));
        stream.release(&stream);
    }
    fair_report_free(report);
    ck_assert_uint_eq(m.live, 0);
}
END_TEST

/* Reads all; 1 if memory ran out while reading, and then ever after. */
static int
drain(struct ArrowArrayStream *stream)
{
    struct ArrowArray a;
    int code;
    while ((code = stream->get_next(stream, &a)) == 0 && a.release != NULL)
        a.release(&a);
    if (code != 0) {
        ck_assert_int_eq(code, 12);
        ck_assert_int_eq(stream->get_next(stream, &a), 12);
    }
    stream->release(stream);
    return code != 0;
}

/* Every request fails once: of the call or of reading what it gave. */
START_TEST(out_of_memory)
{
    test_memory m = {0};
    const fair_allocator mem = test_allocator(&m);
    fair_report *report = make_report(&mem);
    for (size_t c = 0; c < N_CURVES; c++) {
        size_t failed[2] = {0, 0}, n = 1;
        const size_t live = m.live;
        for (int done = 0; !done; n++) {
            fair_curve_options o = FAIR_CURVE_OPTIONS_INIT;
            struct ArrowArrayStream stream;
            fair_error err = {0};
            o.batch_rows = 3;
            m.requests = 0;
            m.injected = 0;
            m.fail_at = n;
            const fair_status st = fair_report_curve(report, curves[c], NULL,
                                                     &o, &stream, &err);
            if (st == FAIR_OK) {
                const int code = drain(&stream);
                ck_assert_int_eq(code, m.injected);
                failed[1] += (size_t)code;
                done = !m.injected;
            } else {
                ck_assert_int_eq(st, FAIR_ERR_MEMORY);
                failed[0]++;
            }
            m.fail_at = 0;
            ck_assert_uint_eq(m.live, live);
        }
        ck_assert_uint_gt(failed[0], 10);
        ck_assert_uint_gt(failed[1], 10);
    }
    fair_report_free(report);
    ck_assert_uint_eq(m.live, 0);
}
END_TEST

/* The reader's rounding is not that of the numbers. */
START_TEST(rounding)
{
    fair_report *report = make_report(NULL);
    fair_curve_options o = FAIR_CURVE_OPTIONS_INIT;
    o.batch_rows = 1;
    batch whole = read_table(report, "roc_curve");
    struct ArrowArrayStream stream;
    ck_assert_ok(fair_report_curve(report, "roc_curve", NULL, &o, &stream,
                                   NULL));
    ck_assert_int_eq(fesetround(FE_UPWARD), 0);
    for (int64_t i = 0; i < whole.array.length; i++) {
        batch one;
        ck_assert_int_eq(stream.get_next(&stream, &one.array), 0);
        ck_assert_int_eq(fegetround(), FE_UPWARD);
        ck_assert_int_eq(stream.get_schema(&stream, &one.schema), 0);
        const struct ArrowArray *found =
            column(&one, "true_positive_rate", "g");
        const struct ArrowArray *expected =
            column(&whole, "true_positive_rate", "g");
        ck_assert_int_eq(is_null(found, 0), is_null(expected, i));
        ck_assert_double_eq(((const double *)found->buffers[1])[0],
                            ((const double *)expected->buffers[1])[i]);
        release(&one);
    }
    fesetround(FE_TONEAREST);
    stream.release(&stream);
    release(&whole);
    fair_report_free(report);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, roc);
    tcase_add_test(tc, batches);
    tcase_add_test(tc, options);
    tcase_add_test(tc, selectors);
    tcase_add_test(tc, not_given);
    tcase_add_test(tc, arrays_outlive_all);
    tcase_add_test(tc, never_read);
    tcase_add_test(tc, out_of_memory);
    tcase_add_test(tc, rounding);
}

FAIR_TEST_MAIN("audit/curve_stream", tests)
