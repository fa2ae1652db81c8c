/* SPDX-License-Identifier: MIT
 * Tests of tables as Arrow streams: columns, nulls, ownership. */
#include "tables.h"

static const fix_row rows[] = {
    {{"a", "x"}, 1, 1, 0, 6, 1}, {{"a", "y"}, 0, 0, 0, 4, 1},
    {{"b", "x"}, 0, 1, 0, 3, 1}, {{NULL, "y"}, 1, 0, 0, 2, 1},
};

static fair_report *
make_report(const fair_allocator *mem)
{
    fixture f = fix(1, "g", "s", NULL);
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    o.allocator = mem;
    return fix_report(&f, &o, rows, 4);
}

/* ---- tables of values are fair_report_row, row by row ---- */

static void
check_number(const batch *b, const char *name, int64_t row, double x)
{
    const struct ArrowArray *a = column(b, name, "g");
    if (isnan(x))
        ck_assert_msg(is_null(a, row), "%s of row %d", name, (int)row);
    else
        ck_assert_double_eq(real(b, name, row), x);
}

/* No NaN anywhere, not even under a null. */
static void
check_no_nan(const batch *b)
{
    for (int64_t i = 0; i < b->schema.n_children; i++) {
        if (b->schema.children[i]->format[0] != 'g') continue;
        const double *x = b->array.children[i]->buffers[1];
        int64_t nulls = 0;
        for (int64_t k = 0; k < b->array.length; k++) {
            ck_assert(!isnan(x[k]));
            nulls += is_null(b->array.children[i], k);
        }
        ck_assert_int_eq(nulls, b->array.children[i]->null_count);
    }
}

static void
check_text(const batch *b, const char *name, int64_t row,
           const char *expected)
{
    const char *found = text(b, name, row);
    if (strcmp(expected, "null") == 0)
        ck_assert_ptr_null(found);
    else
        ck_assert_str_eq(found, expected);
}

static void
check_values(const char *table)
{
    fair_report *report = make_report(NULL);
    batch b = read_table(report, table);
    uint64_t n;
    ck_assert_ok(fair_report_size(report, table, &n, NULL));
    ck_assert_int_eq(b.array.length, (int64_t)n);
    for (int64_t i = 0; i < b.array.length; i++) {
        fair_value v;
        ck_assert_ok(fair_report_row(report, table, (uint64_t)i, &v, NULL));
        check_number(&b, "value", i, v.value);
        check_number(&b, "lower", i, v.lower);
        check_number(&b, "upper", i, v.upper);
        const char *reason = fair_reason_name(v.reason);
        check_text(&b, "reason", i, reason != NULL ? reason : "null");
        const char *method = fair_method_name(v.method);
        check_text(&b, "method", i, method != NULL ? method : "null");
        check_text(&b, "group_key", i, fix_field(report, v.id, "group"));
        check_text(&b, "control_key", i, fix_field(report, v.id, "control"));
        if (strcmp(table, "groups") == 0) {
            check_number(&b, "numerator", i, v.numerator);
            check_number(&b, "denominator", i, v.denominator);
            check_number(&b, "effective_n", i, v.effective_n);
            check_number(&b, "sum_weights", i, v.sum_weights);
            ck_assert_uint_eq(count(&b, "n", i), v.n);
        } else {
            ck_assert_uint_eq(count(&b, "groups_compared", i),
                              v.groups_compared);
            check_text(&b, "undefined_groups", i,
                       fix_field(report, v.id, "undefined_groups"));
            check_text(&b, "left_out", i,
                       fix_field(report, v.id, "left_out"));
        }
    }
    check_no_nan(&b);
    release(&b);
    fair_report_free(report);
}

START_TEST(tables_of_values)
{
    check_values("groups");
    check_values("comparisons");
    check_values("criteria");
}
END_TEST

START_TEST(labels_of_groups)
{
    fair_report *report = make_report(NULL);
    batch b = read_table(report, "groups");
    int seen = 0;
    ck_assert_ptr_null(text(&b, "by", 0)); /* overall */
    ck_assert_ptr_null(text(&b, "group", 0));
    for (int64_t i = 0; i < b.array.length; i++) {
        const char *group = text(&b, "group", i);
        if (group == NULL || strcmp(group, "g=(missing)") != 0) continue;
        ck_assert_str_eq(text(&b, "group_key", i), "{\"g\": null}");
        ck_assert_str_eq(text(&b, "by", i), "g");
        const char *control = text(&b, "control", i);
        if (control != NULL) {
            ck_assert_str_eq(control, "s=y");
            seen |= 2;
        } else {
            seen |= 1;
        }
    }
    ck_assert_int_eq(seen, 3);
    release(&b);
    b = read_table(report, "comparisons");
    ck_assert_str_eq(text(&b, "metric", 0), "count");
    ck_assert_str_eq(text(&b, "comparison", 0), "difference");
    ck_assert_str_eq(text(&b, "group", 0), "g=(missing)");
    ck_assert_str_eq(text(&b, "reference", 0), "g=a");
    ck_assert_str_eq(text(&b, "reference_key", 0), "{\"g\": \"a\"}");
    release(&b);
    fair_report_free(report);
}
END_TEST

START_TEST(rows_and_warnings)
{
    fair_report *report = make_report(NULL);
    batch b = read_table(report, "rows");
    ck_assert_int_eq(b.array.length, 6);
    ck_assert_str_eq(text(&b, "cause", 0), "in");
    ck_assert_uint_eq(count(&b, "count", 0), 4);
    ck_assert_str_eq(text(&b, "cause", 5), "zero_frequency");
    ck_assert_uint_eq(count(&b, "count", 5), 0);
    release(&b);
    b = read_table(report, "warnings");
    ck_assert_str_eq(text(&b, "code", 0), "favourable_undeclared");
    ck_assert_ptr_null(text(&b, "group", 0));
    ck_assert_str_eq(text(&b, "code", 1), "difference_by_chance");
    ck_assert_ptr_null(text(&b, "group", 1));
    ck_assert_str_eq(text(&b, "by", 1), "g");
    ck_assert_str_eq(text(&b, "metric", 1), "selection_rate");
    ck_assert_str_eq(text(&b, "code", 2), "small_group");
    ck_assert_str_eq(text(&b, "group", 2), "g=a");
    ck_assert_str_eq(text(&b, "group_key", 2), "{\"g\": \"a\"}");
    ck_assert_ptr_null(text(&b, "by", 2));
    release(&b);
    fair_report_free(report);
}
END_TEST

/* ---- reliability ---- */

/* The weight of a row is its score. */
static const fix_row scored[] = {
    {{"a"}, 0, 0, 0, 2, 0.125}, {{"a"}, 1, 1, 0, 1, 0.5},
    {{"a"}, 1, 1, 0, 1, 0.75},  {{"b"}, 0, 0, 0, 4, 0.5},
    {{"b"}, 1, 1, 0, 4, 1},
};

static fair_report *
make_scored(const fair_allocator *mem, int64_t bins)
{
    fixture f = fix(1, "g", NULL, NULL);
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    f.options.y_score = "risk";
    f.has_score = 1;
    o.allocator = mem;
    o.calibration_bins = bins;
    return fix_report(&f, &o, scored, 5);
}

static void
check_bin(const batch *b, int64_t row, const char *group, const char *bins,
          uint64_t bin, double upper, uint64_t n, double mean, double rate)
{
    if (group == NULL)
        ck_assert_ptr_null(text(b, "group", row));
    else
        ck_assert_str_eq(text(b, "group", row), group);
    ck_assert_str_eq(text(b, "bins", row), bins);
    ck_assert_uint_eq(count(b, "bin", row), bin);
    ck_assert_double_eq(real(b, "upper_edge", row), upper);
    ck_assert_uint_eq(count(b, "n", row), n);
    ck_assert_double_eq(real(b, "mean_score", row), mean);
    ck_assert_double_eq(real(b, "observed_rate", row), rate);
    ck_assert_double_eq(real(b, "sum_weights", row), (double)n);
    ck_assert_double_eq(real(b, "effective_n", row), (double)n);
    ck_assert_double_le(real(b, "lower", row), rate);
    ck_assert_double_ge(real(b, "upper", row), rate);
    ck_assert_str_eq(text(b, "method", row), "wilson");
}

START_TEST(reliability)
{
    fair_report *report = make_scored(NULL, 2);
    batch b = read_table(report, "reliability");
    /* Of 12 rows 2 score below 0.5, and 7 below 0.75. */
    ck_assert_int_eq(b.array.length, 12);
    check_bin(&b, 0, NULL, "equal_width", 0, 0.5, 7, 2.75 / 7, 1. / 7);
    check_bin(&b, 1, NULL, "equal_width", 1, 1, 5, 0.95, 1);
    check_bin(&b, 2, NULL, "equal_mass", 0, 0.5, 7, 2.75 / 7, 1. / 7);
    check_bin(&b, 3, NULL, "equal_mass", 1, 1, 5, 0.95, 1);
    check_bin(&b, 4, "g=a", "equal_width", 0, 0.5, 3, 0.25, 1. / 3);
    check_bin(&b, 7, "g=a", "equal_mass", 1, 1, 1, 0.75, 1);
    check_bin(&b, 8, "g=b", "equal_width", 0, 0.5, 4, 0.5, 0);
    check_bin(&b, 11, "g=b", "equal_mass", 1, 1, 4, 1, 1);
    ck_assert_double_eq(real(&b, "lower_edge", 0), 0);
    ck_assert_double_eq(real(&b, "lower_edge", 11), 0.5);
    ck_assert_str_eq(text(&b, "group_key", 8), "{\"g\": \"b\"}");
    ck_assert_str_eq(text(&b, "by", 8), "g");
    ck_assert_ptr_null(text(&b, "by", 0));
    check_no_nan(&b);
    release(&b);
    fair_report_free(report);

    report = make_scored(NULL, FAIR_CALIBRATION_BINS_DISTINCT);
    b = read_table(report, "reliability");
    ck_assert_int_eq(b.array.length, 9);
    check_bin(&b, 1, NULL, "distinct", 1, 0.5, 5, 0.5, 0.2);
    check_bin(&b, 4, "g=a", "distinct", 0, 0.125, 2, 0.125, 0);
    ck_assert_double_eq(real(&b, "lower_edge", 1), 0.5);
    release(&b);
    fair_report_free(report);
}
END_TEST

/* The weight of a row is its score: the first has neither. */
START_TEST(reliability_of_no_weight)
{
    static const fix_row two[] = {{{"a"}, 1, 0, 0, 3, 0},
                                  {{"a"}, 1, 1, 0, 1, 0.75}};
    static const char *const means[] = {"mean_score", "observed_rate",
                                        "lower", "upper"};
    fixture f = fix(1, "g", NULL, NULL);
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    f.options.y_score = "risk";
    f.options.sample_weight = "risk";
    f.has_score = f.has_weight = 1;
    fair_report *report = fix_report(&f, &o, two, 2);
    batch b = read_table(report, "reliability");
    /* Of equal mass there is one bin, since no weight scores lower. */
    ck_assert_int_eq(b.array.length, 6);
    ck_assert_uint_eq(count(&b, "n", 0), 3);
    ck_assert_double_eq(real(&b, "sum_weights", 0), 0);
    ck_assert_double_eq(real(&b, "effective_n", 0), 0);
    for (size_t k = 0; k < sizeof(means) / sizeof(*means); k++)
        ck_assert_msg(is_null(column(&b, means[k], "g"), 0), "%s", means[k]);
    ck_assert_ptr_null(text(&b, "method", 0));
    ck_assert_double_eq(real(&b, "mean_score", 1), 0.75);
    check_no_nan(&b);
    release(&b);
    fair_report_free(report);
}
END_TEST

/* On a grid too the mean of a group is that of its scores. */
START_TEST(mean_of_bins)
{
    static const struct {
        const char *group;
        double mean;
    } means[] = {{NULL, 7.5 / 12}, {"g=a", 0.375}, {"g=b", 0.75}};
    size_t seen = 0;
    fixture f = fix(1, "g", NULL, NULL);
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    static const char *const metrics[] = {"mean_score"};
    f.options.y_score = "risk";
    f.has_score = f.options.has_score_range = 1;
    f.options.score_high = 1;
    f.options.score_bins = 2;
    o.n_metrics = 1;
    o.metrics = metrics;
    fair_report *report = fix_report(&f, &o, scored, 5);
    batch b = read_table(report, "groups");
    for (int64_t i = 0; i < b.array.length; i++) {
        if (strcmp(text(&b, "metric", i), "mean_score") != 0) continue;
        ck_assert_uint_lt(seen, 3);
        if (means[seen].group == NULL)
            ck_assert_ptr_null(text(&b, "group", i));
        else
            ck_assert_str_eq(text(&b, "group", i), means[seen].group);
        ck_assert_double_eq(real(&b, "value", i), means[seen++].mean);
    }
    ck_assert_uint_eq(seen, 3);
    release(&b);
    fair_report_free(report);
}
END_TEST

START_TEST(no_reliability)
{
    fair_report *report = make_report(NULL);
    struct ArrowArrayStream stream;
    fair_error err = {0};
    ck_assert_int_eq(fair_report_stream(report, "reliability", &stream, &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert_says(err, "needs y_true, and y_score");
    fair_report_free(report);
}
END_TEST

/* Every allocation fails once: nothing is left, and the report is whole. */
START_TEST(reliability_without_memory)
{
    test_memory m = {0};
    const fair_allocator mem = test_allocator(&m);
    fair_report *report = make_scored(&mem, 3);
    const uint64_t live = m.live;
    fair_status st = FAIR_ERR_MEMORY;
    for (uint64_t k = 1; st != FAIR_OK; k++) {
        struct ArrowArrayStream stream;
        fair_error err = {0};
        m.fail_at = m.requests + k;
        st = fair_report_stream(report, "reliability", &stream, &err);
        m.fail_at = 0;
        if (st == FAIR_OK) {
            stream.release(&stream);
            ck_assert_uint_gt(k, 20);
        } else {
            ck_assert_int_eq(st, FAIR_ERR_MEMORY);
        }
        ck_assert_uint_eq(m.live, live);
    }
    fair_report_free(report);
    ck_assert_uint_eq(m.live, 0);
}
END_TEST

/* ---- ownership ---- */

START_TEST(outlives_the_report)
{
    test_memory m = {0};
    const fair_allocator mem = test_allocator(&m);
    fair_report *report = make_report(&mem);
    struct ArrowArrayStream stream;
    struct ArrowArray array, moved;
    struct ArrowSchema schema, again, moved_schema;
    ck_assert_ok(fair_report_stream(report, "groups", &stream, NULL));
    fair_report_free(report);
    ck_assert_int_eq(stream.get_schema(&stream, &schema), 0);
    ck_assert_int_eq(stream.get_schema(&stream, &again), 0);
    ck_assert_int_eq(stream.get_next(&stream, &array), 0);
    stream.release(&stream);
    again.release(&again);
    /* A child that is moved away survives its parent. */
    moved = *array.children[0];
    array.children[0]->release = NULL;
    moved_schema = *schema.children[1];
    schema.children[1]->release = NULL;
    array.release(&array);
    schema.release(&schema);
    ck_assert_int_gt(moved.length, 0);
    ck_assert_str_eq(moved_schema.name, "control");
    ck_assert_uint_gt(m.live, 0);
    moved.release(&moved);
    moved_schema.release(&moved_schema);
    ck_assert_uint_eq(m.live, 0);
}
END_TEST

START_TEST(never_read)
{
    test_memory m = {0};
    const fair_allocator mem = test_allocator(&m);
    fair_report *report = make_report(&mem);
    struct ArrowArrayStream stream;
    ck_assert_ok(fair_report_stream(report, "criteria", &stream, NULL));
    stream.release(&stream);
    fair_report_free(report);
    ck_assert_uint_eq(m.live, 0);
}
END_TEST

START_TEST(no_such_table)
{
    fair_report *report = make_report(NULL);
    struct ArrowArrayStream stream, before;
    fair_error err = {0};
    memset(&stream, 0x55, sizeof(stream));
    before = stream;
    ck_assert_int_eq(fair_report_stream(report, "row", &stream, &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert_says(err, "rows, ");
    ck_assert_int_eq(memcmp(&stream, &before, sizeof(stream)), 0);
    fair_report_free(report);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, tables_of_values);
    tcase_add_test(tc, labels_of_groups);
    tcase_add_test(tc, rows_and_warnings);
    tcase_add_test(tc, reliability);
    tcase_add_test(tc, reliability_of_no_weight);
    tcase_add_test(tc, mean_of_bins);
    tcase_add_test(tc, no_reliability);
    tcase_add_test(tc, reliability_without_memory);
    tcase_add_test(tc, outlives_the_report);
    tcase_add_test(tc, never_read);
    tcase_add_test(tc, no_such_table);
}

FAIR_TEST_MAIN("audit/export", tests)
