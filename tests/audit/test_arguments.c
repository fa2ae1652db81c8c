/* SPDX-License-Identifier: MIT
 * Tests of arguments that are NULL: the error names the one, and nothing is
 * changed. */
#include "audit/body.h"
#include "small.h"

#include "producer.h"

/* A call that uses err, and the argument that it lacks. */
#define check_lacks(call, argument)                                           \
    do {                                                                      \
        fair_error err_ = {0}, *err = &err_;                                  \
        ck_assert_int_eq(call, FAIR_ERR_ARGUMENT);                            \
        ck_assert_int_eq(err->code, FAIR_ERR_ARGUMENT);                       \
        ck_assert_says(*err, argument " is NULL");                            \
        err = NULL;                                                           \
        ck_assert_int_eq(call, FAIR_ERR_ARGUMENT);                            \
    } while (0)

static fair_audit *
small_audit(void)
{
    fixture f = fix(1, "g", "c", NULL);
    return fix_audit(&f, small_rows, SMALL_ROWS);
}

START_TEST(test_report)
{
    fair_audit *audit = small_audit();
    fair_report *report = NULL;
    check_lacks(fair_report_new(NULL, NULL, &report, err), "audit");
    check_lacks(fair_report_new(audit, NULL, NULL, err), "out");
    ck_assert_ptr_null(report);
    ck_assert_ok(fair_report_new(audit, NULL, &report, &err_));
    written before = fix_write(report, "json");

    fair_value value;
    uint64_t n = 77;
    size_t length = 77;
    struct ArrowArrayStream stream;
    memset(&value, 0x5a, sizeof(value));
    memset(&stream, 0x5a, sizeof(stream));
    const fair_value same_value = value;
    const struct ArrowArrayStream same_stream = stream;
    check_lacks(fair_report_refresh(NULL, audit, err), "report");
    check_lacks(fair_report_refresh(report, NULL, err), "audit");
    const char *const rate = "selection_rate";
    check_lacks(fair_report_value(NULL, rate, NULL, &value, err), "report");
    check_lacks(fair_report_value(report, NULL, NULL, &value, err), "name");
    check_lacks(fair_report_value(report, rate, NULL, NULL, err), "out");
    check_lacks(fair_report_field(NULL, 0, "value", NULL, 0, &length, err),
                "report");
    check_lacks(fair_report_field(report, 0, NULL, NULL, 0, &length, err),
                "field");
    check_lacks(fair_report_field(report, 0, "value", NULL, 0, NULL, err),
                "length");
    check_lacks(fair_report_field(report, 0, "value", NULL, 1, &length, err),
                "buffer");
    check_lacks(fair_report_size(NULL, "groups", &n, err), "report");
    check_lacks(fair_report_size(report, NULL, &n, err), "table");
    check_lacks(fair_report_size(report, "groups", NULL, err), "out");
    check_lacks(fair_report_row(NULL, "groups", 0, &value, err), "report");
    check_lacks(fair_report_row(report, NULL, 0, &value, err), "table");
    check_lacks(fair_report_row(report, "groups", 0, NULL, err), "out");
    check_lacks(fair_report_stream(NULL, "groups", &stream, err), "report");
    check_lacks(fair_report_stream(report, NULL, &stream, err), "table");
    check_lacks(fair_report_stream(report, "groups", NULL, err), "out");
    fair_test test = FAIR_TEST_INIT;
    check_lacks(fair_report_test(NULL, "impact_ratio", NULL, 0, &test, err),
                "report");
    check_lacks(fair_report_test(report, NULL, NULL, 0, &test, err), "name");
    check_lacks(fair_report_test(report, "impact_ratio", NULL, 0, NULL, err),
                "out");
    check_lacks(fair_report_curve(NULL, "roc_curve", NULL, NULL, &stream, err),
                "report");
    check_lacks(fair_report_curve(report, NULL, NULL, NULL, &stream, err),
                "table");
    check_lacks(fair_report_curve(report, "roc_curve", NULL, NULL, NULL, err),
                "out");
    written w = {0};
    check_lacks(fair_report_write(NULL, "csv", collect, &w, err),
                "report");
    check_lacks(fair_report_write(report, NULL, collect, &w, err),
                "format");
    check_lacks(fair_report_write(report, "csv", NULL, &w, err), "write");
    ck_assert_ptr_null(w.bytes);
    ck_assert_uint_eq(n, 77);
    ck_assert_uint_eq(length, 77);
    ck_assert_mem_eq(&value, &same_value, sizeof(value));
    ck_assert_mem_eq(&stream, &same_stream, sizeof(stream));

    written after = fix_write(report, "json");
    ck_assert_str_eq(before.bytes, after.bytes);
    free(before.bytes);
    free(after.bytes);
    fair_report_free(report);
    fair_report_free(NULL);
    fair_audit_free(audit);
}
END_TEST

START_TEST(test_saved)
{
    fair_audit *audit = small_audit(), *loaded = NULL;
    uint8_t buffer[4096];
    size_t length = 77;
    check_lacks(fair_audit_save(NULL, buffer, sizeof(buffer), &length, err),
                "audit");
    check_lacks(fair_audit_save(audit, buffer, sizeof(buffer), NULL, err),
                "length");
    check_lacks(fair_audit_save(audit, NULL, 1, &length, err), "buffer");
    ck_assert_uint_eq(length, 77);
    ck_assert_ok(fair_audit_save(audit, NULL, 0, &length, &err_));
    ck_assert_uint_lt(length, sizeof(buffer));
    ck_assert_ok(
        fair_audit_save(audit, buffer, sizeof(buffer), &length, &err_));

    check_lacks(fair_audit_load(NULL, 1, NULL, &loaded, err), "bytes");
    check_lacks(fair_audit_load(buffer, length, NULL, NULL, err), "out");
    fair_error err = {0};
    ck_assert_int_eq(fair_audit_load(NULL, 0, NULL, &loaded, &err),
                     FAIR_ERR_CORRUPT); /* no bytes are fine to ask about */
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.size = 1;
    ck_assert_int_eq(fair_audit_load(buffer, length, &o, &loaded, &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert_says(err, "fair_audit_options");
    ck_assert_ptr_null(loaded);
    ck_assert_ok(fair_audit_load(buffer, length, NULL, &loaded, &err_));
    ck_assert_uint_eq(fair_audit_rows(loaded), fair_audit_rows(audit));
    fair_audit_free(loaded);
    fair_audit_free(audit);
}
END_TEST

/* Options as long as they were before there were scores: what is behind is
 * the caller's. */
START_TEST(test_options_of_before)
{
    static const char *const names[] = {"g"};
    const int8_t group[] = {0, 0, 1};
    const double score[] = {0.5, 0.25, 0.75};
    const int8_t y[] = {1, 0, 1};
    const fair_column g = fair_column_int8(group, 3);
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    fair_audit *audit = NULL, *loaded = NULL;
    fair_rows rows = FAIR_ROWS_INIT;
    char buffer[4096];
    size_t length = 0;
    fair_error err = {0};
    o.size = FAIR__AUDIT_OPTIONS_FIRST;
    o.n_sensitive = 1;
    o.sensitive_names = names;
    o.max_scores = 1;
    o.scores = o.reserved = 99;
    rows.n = 3;
    rows.sensitive = &g;
    rows.y_true = fair_column_int8(y, 3);
    rows.y_score = fair_column_float64(score, 3);
    ck_assert_ok(fair_audit_new(&o, &audit, &err_));
    ck_assert_ok(fair_audit_add(audit, &rows, &err_));
    ck_assert_ok(
        fair_audit_save(audit, buffer, sizeof(buffer), &length, &err_));
    ck_assert_ok(fair_audit_load(buffer, length, &o, &loaded, &err_));
    fair_audit_free(loaded);
    fair_audit_free(audit);
    loaded = NULL;
    o.size = sizeof(o);
    for (int i = 0; i < 2; i++) { /* and not what a caller of today gives */
        o.scores = i == 0 ? 99 : 0;
        o.reserved = i == 1 ? 99 : 0;
        ck_assert_int_eq(fair_audit_new(&o, &audit, &err),
                         FAIR_ERR_ARGUMENT);
        ck_assert_says(err, i == 0 ? "scores is 99" : "reserved is 99");
    }
    o.reserved = 0;
    ck_assert_int_eq(fair_audit_load(buffer, length, &o, &loaded, &err),
                     FAIR_ERR_LIMIT);
    ck_assert_says(err, "3 distinct scores");
    ck_assert_str_eq(err.column, "max_scores");
    ck_assert_ptr_null(loaded);
}
END_TEST

static int
no_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    (void)stream;
    memset(out, 0, sizeof(*out));
    return 0;
}

/* What is not there, or not any more, of Arrow's. */
START_TEST(test_arrow)
{
    fair_audit *audit = small_audit();
    const uint64_t rows = fair_audit_rows(audit);
    producer from;
    struct ArrowSchema schema;
    struct ArrowArray array;
    producer_init(&from);
    from.n_batches = 1;
    producer_schema(&from, &schema);
    producer_array(&from, 0, &array);
    check_lacks(fair_audit_add_arrow(NULL, &schema, &array, err), "audit");
    check_lacks(fair_audit_add_stream(NULL, &from.stream, err), "audit");
    fair_error err = {0};
    struct ArrowArray gone = array;
    gone.release = NULL;
    ck_assert_int_eq(fair_audit_add_arrow(audit, &schema, &gone, &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert_says(err, "the array was released");
    schema.release(&schema);
    ck_assert_int_eq(fair_audit_add_arrow(audit, &schema, &array, &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert_says(err, "the schema was released");
    array.release(&array);

    from.stream.get_schema = NULL;
    ck_assert_int_eq(fair_audit_add_stream(audit, &from.stream, &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert_says(err, "lacks get_schema");
    from.stream.get_schema = no_schema;
    ck_assert_int_eq(fair_audit_add_stream(audit, &from.stream, &err),
                     FAIR_ERR_STREAM);
    ck_assert_says(err, "handed out no schema");
    ck_assert_int_eq(from.schemas + from.arrays + from.stream_released, 0);
    ck_assert_uint_eq(fair_audit_rows(audit), rows);
    fair_audit_free(audit);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_report);
    tcase_add_test(tc, test_saved);
    tcase_add_test(tc, test_options_of_before);
    tcase_add_test(tc, test_arrow);
}

FAIR_TEST_MAIN("audit/arguments", tests)
