/* SPDX-License-Identifier: MIT
 * Tests of the public audit: arguments, batches, Arrow, shards, reset. */
#include "audit/audit.h"

#include <fenv.h>

#include "dump.h"
#include "harness.h"
#include "producer.h"

static const char *const names[] = {"g"};
static const int8_t y[12] = {0, 1, 1, 0, 1, 0, 0, 1, 1, 1, 0, 0};
static const int8_t p[12] = {1, 1, 0, 0, 1, 0, 1, 0, 1, 1, 1, 0};
static const int8_t g[12] = {3, 3, 5, 3, 5, 5, 9, 3, 9, 5, 5, 3};

static fair_audit_options
plain_options(void)
{
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.n_sensitive = 1;
    o.sensitive_names = names;
    return o;
}

static fair_audit *
make(const fair_audit_options *o)
{
    fair_audit *a = NULL;
    fair_error err;
    ck_assert_msg(fair_audit_new(o, &a, &err) == FAIR_OK, "%s", err.message);
    return a;
}

static fair_audit *
make_plain(void)
{
    const fair_audit_options o = plain_options();
    return make(&o);
}

static fair_rows
rows_of(fair_column *group, size_t start, size_t n)
{
    fair_rows rows = FAIR_ROWS_INIT;
    rows.n = n;
    rows.y_true = fair_column_int8(y + start, (int64_t)n);
    rows.y_pred = fair_column_int8(p + start, (int64_t)n);
    *group = fair_column_int8(g + start, (int64_t)n);
    rows.sensitive = group;
    return rows;
}

/* The counts of all twelve rows, from the rows by hand. */
static void
assert_twelve(const fair_audit *a)
{
    static const struct {
        int8_t g, y, p;
        unsigned n;
    } expected[] = {
        {3, 0, 0, 2}, {3, 0, 1, 1}, {3, 1, 0, 1}, {3, 1, 1, 1}, {5, 0, 0, 1},
        {5, 0, 1, 1}, {5, 1, 0, 1}, {5, 1, 1, 2}, {9, 0, 1, 1}, {9, 1, 1, 1},
    };
    char *text = dump_tally(a->tally);
    size_t lines = 0;
    for (const char *at = text; (at = strstr(at, "cell ")) != NULL; at++)
        lines++;
    ck_assert_uint_eq(lines, 10);
    for (size_t i = 0; i < 10; i++) {
        char line[64];
        snprintf(line, sizeof(line), "cell %d | %d | %d | - = %u ",
                 expected[i].g, expected[i].y, expected[i].p, expected[i].n);
        ck_assert_msg(strstr(text, line) != NULL, "no %s in\n%s", line, text);
    }
    free(text);
    ck_assert_uint_eq(fair_audit_rows(a), 12);
}

START_TEST(test_arguments)
{
    fair_audit_options o = plain_options();
    fair_audit *untouched = NULL;
    fair_error err = {0};
    ck_assert_int_eq(fair_audit_new(NULL, &untouched, &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(fair_audit_new(&o, NULL, &err), FAIR_ERR_ARGUMENT);
    o.size = 8;
    ck_assert_int_eq(fair_audit_new(&o, &untouched, &err), FAIR_ERR_ARGUMENT);
    o.size = 5000;
    ck_assert_int_eq(fair_audit_new(&o, &untouched, &err), FAIR_ERR_ARGUMENT);
    o = plain_options();
    o.shard = "";
    ck_assert_int_eq(fair_audit_new(&o, &untouched, &err), FAIR_ERR_ARGUMENT);
    ck_assert_str_eq(err.column, "shard");
    o = plain_options();
    const fair_allocator half = {NULL, test_memory_alloc, NULL, NULL};
    o.allocator = &half;
    ck_assert_int_eq(fair_audit_new(&o, &untouched, &err), FAIR_ERR_ARGUMENT);
    ck_assert_ptr_null(untouched);

    fair_audit *a = make_plain();
    fair_column group;
    const fair_rows rows = rows_of(&group, 0, 12);
    producer from;
    producer_init(&from);
    struct ArrowSchema schema;
    struct ArrowArray array;
    memset(&schema, 0, sizeof(schema));
    memset(&array, 0, sizeof(array));
    ck_assert_int_eq(fair_audit_add(NULL, &rows, &err), FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(fair_audit_add(a, NULL, &err), FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(fair_audit_add_batches(a, NULL, 1, &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(fair_audit_add_batches(a, NULL, 0, &err), FAIR_OK);
    ck_assert_int_eq(fair_audit_add_arrow(a, NULL, &array, &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(fair_audit_add_arrow(a, &schema, NULL, &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(fair_audit_add_arrow(a, &schema, &array, &err),
                     FAIR_ERR_ARGUMENT); /* released */
    ck_assert_int_eq(fair_audit_add_stream(a, NULL, &err), FAIR_ERR_ARGUMENT);
    from.stream.release = NULL;
    ck_assert_int_eq(fair_audit_add_stream(a, &from.stream, &err),
                     FAIR_ERR_ARGUMENT);
    producer_init(&from);
    from.stream.get_next = NULL;
    ck_assert_int_eq(fair_audit_add_stream(a, &from.stream, &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(fair_audit_merge(a, NULL, &err), FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(fair_audit_merge(NULL, a, &err), FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(fair_audit_merge(a, a, &err), FAIR_ERR_DUPLICATE_SHARD);
    ck_assert_int_eq(fair_audit_check_shards(a, NULL, 1, &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(fair_audit_check_shards(NULL, NULL, 0, &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert_uint_eq(fair_audit_rows(a), 0);
    ck_assert_uint_eq(fair_audit_rows(NULL), 0);
    ck_assert_int_eq(fair_audit_add(a, &rows, NULL), FAIR_OK);
    assert_twelve(a);
    fair_audit_free(a);
    fair_audit_free(NULL);
    fair_audit_reset(NULL);
}
END_TEST

/* A caller built with a later version: structs are longer. */
START_TEST(test_longer_structs)
{
    struct longer {
        fair_rows rows;
        uint64_t unknown;
    } batches[2];
    fair_column groups[2];
    fair_error err = {0};
    memset(batches, 0, sizeof(batches));
    batches[0].rows = rows_of(&groups[0], 0, 5);
    batches[1].rows = rows_of(&groups[1], 5, 7);
    batches[0].rows.size = batches[1].rows.size = sizeof(batches[0]);
    fair_audit *a = make_plain();
    ck_assert_int_eq(fair_audit_add_batches(a, &batches[0].rows, 2, &err),
                     FAIR_OK);
    assert_twelve(a);
    batches[1].unknown = 1;
    ck_assert_int_eq(fair_audit_add_batches(a, &batches[0].rows, 2, &err),
                     FAIR_ERR_ARGUMENT);
    batches[1].unknown = 0;
    batches[1].rows.size = sizeof(fair_rows);
    ck_assert_int_eq(fair_audit_add_batches(a, &batches[0].rows, 2, &err),
                     FAIR_ERR_ARGUMENT);
    batches[0].rows.size = 1;
    ck_assert_int_eq(fair_audit_add_batches(a, &batches[0].rows, 1, &err),
                     FAIR_ERR_ARGUMENT);
    assert_twelve(a);
    fair_audit_free(a);
}
END_TEST

START_TEST(test_batches_count_defects)
{
    int8_t bad[12];
    fair_column groups[3];
    fair_error err = {0};
    fair_rows batches[3] = {rows_of(&groups[0], 0, 4),
                            rows_of(&groups[1], 4, 4),
                            rows_of(&groups[2], 8, 4)};
    memcpy(bad, y, sizeof(y));
    bad[6] = bad[7] = bad[11] = 4;
    for (int i = 0; i < 3; i++)
        batches[i].y_true = fair_column_int8(bad + 4 * i, 4);
    fair_audit *a = make_plain();
    ck_assert_int_eq(fair_audit_add_batches(a, batches, 3, &err),
                     FAIR_ERR_DATA);
    ck_assert_str_eq(err.column, "y_true");
    ck_assert_int_eq(err.row, 6);
    ck_assert_uint_eq(err.count, 3);
    ck_assert_int_eq(fair_audit_add_batches(a, batches, 3, NULL),
                     FAIR_ERR_DATA);
    ck_assert_uint_eq(fair_audit_rows(a), 0);
    fair_audit_free(a);
}
END_TEST

/* ---- Arrow ---- */

static void
three_batches(producer *from)
{
    static const int8_t other[12];
    producer_init(from);
    from->n_columns = 4;
    from->names[0] = "label";
    from->values[0] = y;
    from->names[1] = "unused";
    from->values[1] = other;
    from->names[2] = "g";
    from->values[2] = g;
    from->names[3] = "pred";
    from->values[3] = p;
    from->n_batches = 4;
    from->lengths[0] = 5;
    from->lengths[1] = 0;
    from->lengths[2] = 6;
    from->lengths[3] = 1;
}

static fair_audit_options
arrow_options(void)
{
    fair_audit_options o = plain_options();
    o.y_true = "label";
    o.y_pred = "pred";
    return o;
}

static void
assert_returned(const producer *from)
{
    ck_assert_int_eq(from->schemas, 0);
    ck_assert_int_eq(from->arrays, 0);
    ck_assert_int_eq(from->stream_released, 0);
}

START_TEST(test_arrow)
{
    const fair_audit_options o = arrow_options();
    producer from;
    struct ArrowSchema schema;
    struct ArrowArray array;
    fair_error err = {0};
    three_batches(&from);
    fair_audit *a = make(&o);
    producer_schema(&from, &schema);
    for (int i = 0; i < from.n_batches; i++) {
        producer_array(&from, i, &array);
        ck_assert_int_eq(fair_audit_add_arrow(a, &schema, &array, &err),
                         FAIR_OK);
        ck_assert(array.release != NULL);
        array.release(&array);
    }
    assert_twelve(a);
    from.lengths[0] = -1;
    producer_array(&from, 0, &array);
    ck_assert_int_eq(fair_audit_add_arrow(a, &schema, &array, &err),
                     FAIR_ERR_DATA);
    array.release(&array);
    assert_twelve(a);
    ck_assert(schema.release != NULL);
    schema.release(&schema);
    assert_returned(&from);
    fair_audit_free(a);
}
END_TEST

START_TEST(test_stream)
{
    const fair_audit_options o = arrow_options();
    producer from;
    fair_error err = {0};
    three_batches(&from);
    fair_audit *a = make(&o);
    ck_assert_int_eq(fair_audit_add_stream(a, &from.stream, &err), FAIR_OK);
    assert_twelve(a);
    assert_returned(&from);
    /* At its end it is an empty stream. */
    ck_assert_int_eq(fair_audit_add_stream(a, &from.stream, &err), FAIR_OK);
    assert_twelve(a);
    assert_returned(&from);
    fair_audit_free(a);
}
END_TEST

static void
assert_stream_fails(producer *from, const fair_audit_options *o,
                    fair_status code, const char *words)
{
    fair_error err = {0};
    fair_audit *a = make(o);
    char *before = dump_tally(a->tally);
    ck_assert_int_eq(fair_audit_add_stream(a, &from->stream, &err), code);
    ck_assert_msg(strstr(err.message, words) != NULL, "\"%s\" has no \"%s\"",
                  err.message, words);
    char *after = dump_tally(a->tally);
    ck_assert_str_eq(before, after);
    assert_returned(from);
    free(before);
    free(after);
    fair_audit_free(a);
}

START_TEST(test_streams_that_fail)
{
    fair_audit_options o = arrow_options();
    producer from;
    for (int at = 0; at <= 4; at++) {
        three_batches(&from);
        from.fail_at = at;
        from.message = "the disk is on fire";
        assert_stream_fails(&from, &o, FAIR_ERR_STREAM, "on fire");
    }
    three_batches(&from);
    from.fail_at = 1;
    assert_stream_fails(&from, &o, FAIR_ERR_STREAM, "no message");
    from.next = 0;
    from.stream.get_last_error = NULL;
    assert_stream_fails(&from, &o, FAIR_ERR_STREAM, "no message");
    three_batches(&from);
    from.fail_schema = 22;
    assert_stream_fails(&from, &o, FAIR_ERR_STREAM, "22");
    three_batches(&from);
    from.names[1] = "g";
    assert_stream_fails(&from, &o, FAIR_ERR_ARGUMENT, "g");
    three_batches(&from);
    from.names[3] = "prediction";
    assert_stream_fails(&from, &o, FAIR_ERR_ARGUMENT, "prediction");
    three_batches(&from);
    from.formats[2] = "tdD";
    assert_stream_fails(&from, &o, FAIR_ERR_TYPE, "tdD");
    three_batches(&from);
    o.y_true = o.y_pred = NULL; /* not named: not read */
    assert_stream_fails(&from, &o, FAIR_ERR_ARGUMENT, "nothing to audit");
}
END_TEST

/* Rows are numbered and counted through the stream; a stream that fails while
 * bad rows are counted does not change what is said. */
START_TEST(test_stream_counts_defects)
{
    const fair_audit_options o = arrow_options();
    int8_t bad[12];
    memcpy(bad, y, sizeof(y));
    bad[3] = bad[8] = bad[10] = bad[11] = 2;
    for (int fail = -1; fail < 4; fail += 4) {
        producer from;
        fair_error err = {0};
        three_batches(&from);
        from.values[0] = bad;
        from.fail_at = fail;
        fair_audit *a = make(&o);
        ck_assert_int_eq(fair_audit_add_stream(a, &from.stream, &err),
                         FAIR_ERR_DATA);
        ck_assert_str_eq(err.column, "label");
        ck_assert_int_eq(err.row, 3);
        ck_assert_uint_eq(err.count, fail < 0 ? 4 : 3);
        ck_assert_ptr_nonnull(strstr(err.message, fail < 0
                                                      ? "(of 4 such rows)"
                                                      : "(of 3 such rows)"));
        ck_assert_uint_eq(fair_audit_rows(a), 0);
        assert_returned(&from);
        fair_audit_free(a);
    }
}
END_TEST

/* ---- the rest ---- */

START_TEST(test_reset_allocates_nothing)
{
    test_memory m = {0};
    const fair_allocator mem = test_allocator(&m);
    fair_audit_options o = plain_options();
    o.allocator = &mem;
    fair_column group;
    const fair_rows rows = rows_of(&group, 0, 12);
    fair_audit *a = make(&o);
    ck_assert_int_eq(fair_audit_add(a, &rows, NULL), FAIR_OK);
    const size_t requests = m.requests;
    for (int i = 0; i < 5; i++) {
        fair_audit_reset(a);
        ck_assert_uint_eq(fair_audit_rows(a), 0);
        ck_assert_int_eq(fair_audit_add(a, &rows, NULL), FAIR_OK);
        assert_twelve(a);
    }
    ck_assert_uint_eq(m.requests, requests);
    /* After a reset other columns may come. */
    fair_rows other = rows;
    memset(&other.y_true, 0, sizeof(other.y_true));
    ck_assert_int_eq(fair_audit_add(a, &other, NULL), FAIR_ERR_ARGUMENT);
    fair_audit_reset(a);
    ck_assert_int_eq(fair_audit_add(a, &other, NULL), FAIR_OK);
    fair_audit_free(a);
    ck_assert_uint_eq(m.live, 0);
}
END_TEST

START_TEST(test_shards)
{
    static const char *const manifest[] = {"a", "b", "c"};
    static const char *const twice[] = {"a", "b", "a"};
    static const char *const hole[] = {"a", NULL};
    fair_error err = {0};
    fair_audit_options o = plain_options();
    o.shard = "a";
    fair_audit *a = make(&o);
    o.shard = "b";
    fair_audit *b = make(&o);
    ck_assert_int_eq(fair_audit_check_shards(a, manifest, 1, &err), FAIR_OK);
    ck_assert_int_eq(fair_audit_check_shards(a, manifest, 3, &err),
                     FAIR_ERR_INCOMPLETE);
    ck_assert_uint_eq(err.count, 2);
    ck_assert_str_eq(err.message, "missing 2 of 3 named shards: b, c");
    ck_assert_int_eq(fair_audit_merge(a, b, &err), FAIR_OK);
    ck_assert_int_eq(fair_audit_check_shards(a, manifest, 2, &err), FAIR_OK);
    ck_assert_int_eq(fair_audit_check_shards(a, manifest, 1, &err),
                     FAIR_ERR_MISMATCH);
    ck_assert_str_eq(err.message, "not expected: 1 of 2 shards: b");
    ck_assert_int_eq(fair_audit_check_shards(a, NULL, 0, &err),
                     FAIR_ERR_MISMATCH);
    ck_assert_uint_eq(err.count, 2);
    ck_assert_int_eq(fair_audit_check_shards(a, twice, 3, &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(fair_audit_check_shards(a, hole, 2, &err),
                     FAIR_ERR_ARGUMENT);
    static const char *const many[] = {"a", "1", "2", "3", "4", "5", "6"};
    ck_assert_int_eq(fair_audit_check_shards(a, many, 7, &err),
                     FAIR_ERR_INCOMPLETE);
    ck_assert_uint_eq(err.count, 6);
    ck_assert_str_eq(err.message, "missing 6 of 7 named shards: 1, 2, 3, 4, 5"
                                  ", \xe2\x80\xa6");
    ck_assert_int_eq(fair_audit_check_shards(a, many, 6, &err),
                     FAIR_ERR_INCOMPLETE);
    ck_assert_str_eq(err.message,
                     "missing 5 of 6 named shards: 1, 2, 3, 4, 5");
    fair_audit_free(a);
    fair_audit_free(b);
}
END_TEST

/* A host's rounding mode changes nothing, and is as before afterwards. */
START_TEST(test_rounding_mode)
{
    static const double scores[12] = {0.1, 0.30000000000000004, 5e-324,
                                      0.3, 0.9, 1e300, 2.5, 0.29999999999999999,
                                      -1, 0, 7, 0.30000000000000002};
    fair_audit_options o = plain_options();
    o.has_threshold = 1;
    o.threshold = 0.3;
    char *texts[2];
    for (int round = 0; round < 2; round++) {
        fair_column group;
        fair_rows rows = rows_of(&group, 0, 12);
        memset(&rows.y_pred, 0, sizeof(rows.y_pred));
        rows.y_score = fair_column_float64(scores, 12);
        rows.sample_weight = rows.y_score;
        static double weights[12];
        for (int i = 0; i < 12; i++)
            weights[i] = scores[i] < 0 || scores[i] > 9 ? 1 : scores[i];
        rows.sample_weight = fair_column_float64(weights, 12);
        const int mode = round ? FE_UPWARD : FE_TONEAREST;
        ck_assert_int_eq(fesetround(mode), 0);
        fair_audit *a = make(&o);
        const fair_status st = fair_audit_add(a, &rows, NULL);
        const int after = fegetround();
        ck_assert_int_eq(fesetround(FE_TONEAREST), 0);
        ck_assert_int_eq(st, FAIR_OK);
        ck_assert_int_eq(after, mode);
        texts[round] = dump_tally(a->tally);
        fair_audit_free(a);
    }
    ck_assert_str_eq(texts[0], texts[1]);
    free(texts[0]);
    free(texts[1]);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_arguments);
    tcase_add_test(tc, test_longer_structs);
    tcase_add_test(tc, test_batches_count_defects);
    tcase_add_test(tc, test_arrow);
    tcase_add_test(tc, test_stream);
    tcase_add_test(tc, test_streams_that_fail);
    tcase_add_test(tc, test_stream_counts_defects);
    tcase_add_test(tc, test_reset_allocates_nothing);
    tcase_add_test(tc, test_shards);
    tcase_add_test(tc, test_rounding_mode);
}

FAIR_TEST_MAIN("audit/audit", tests)
