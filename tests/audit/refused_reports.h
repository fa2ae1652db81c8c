/* SPDX-License-Identifier: MIT
 * The calls that make, refresh and write reports, for the sweep of refused
 * memory. */
#ifndef FAIR_TESTS_REFUSED_REPORTS_H
#define FAIR_TESTS_REFUSED_REPORTS_H

#include "refused.h"

static const char *const all_names[] = {"all"};
static const size_t by_lengths[] = {1, 2};
static const char *const by_names[] = {"race", "race", "sex"};
static const fair_feature_value by_reference[] = {
    {"race", {.kind = FAIR_KIND_TEXT, .text = "entry 9 of 0", .length = 12}},
};

/* Everything that a report copies. */
static fair_report_options
rich_options(const fair_allocator *mem)
{
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    o.n_by = 2;
    o.by_lengths = by_lengths;
    o.by = by_names;
    o.n_reference_values = 1;
    o.reference_values = by_reference;
    o.n_metrics = o.n_comparisons = 1;
    o.metrics = o.comparisons = all_names;
    o.has_costs = o.has_utilities = 1;
    o.cost_false_negative = o.utility_true_positive = 1;
    o.allow_sparse = 1;
    o.p_values = 1;
    o.replicates = 100;
    o.allocator = mem;
    return o;
}

/* Little to write. */
static fair_report_options
plain_options(const fair_allocator *mem)
{
    static const char *const metric[] = {"selection_rate"};
    static const char *const comparison[] = {"difference"};
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    o.n_metrics = o.n_comparisons = 1;
    o.metrics = metric;
    o.comparisons = comparison;
    o.allow_sparse = 1;
    o.allocator = mem;
    return o;
}

/* ---- what is there before ---- */

static fair_status
reported(world *w)
{
    const fair_report_options o = plain_options(&w->mem);
    const fair_status st = counted(w);
    return st != FAIR_OK ? st
                         : fair_report_new(w->a, &o, &w->report, NULL);
}

/* w->b has everything, the report has w->a. */
static fair_status
grown(world *w)
{
    fair_status st = reported(w);
    if (st == FAIR_OK) st = fair_audit_merge(w->b, w->a, NULL);
    if (st == FAIR_OK)
        st = fair_audit_add(w->b, &w->data->parts[2].rows, NULL);
    return st;
}

/* w->b has other features, or no rows. */
static fair_status
not_alike(world *w)
{
    static const char *const other[] = {"another", "yet another"};
    fair_audit_options o =
        frame_options(w->f, &w->data->parts[0].rows, &w->mem);
    const fair_status st = reported(w);
    if (st != FAIR_OK) return st;
    fair_audit_free(w->b);
    w->b = NULL;
    o.sensitive_names = other;
    return fair_audit_new(&o, &w->b, NULL);
}

/* ---- calls ---- */

static fair_status
call_report(world *w, fair_error *err)
{
    const fair_report_options o = plain_options(&w->mem);
    return fair_report_new(w->a, &o, &w->made_report, err);
}

static fair_status
call_report_rich(world *w, fair_error *err)
{
    const fair_report_options o = rich_options(&w->mem);
    return fair_report_new(w->a, &o, &w->made_report, err);
}

static fair_status
call_report_unknown(world *w, fair_error *err)
{
    static const char *const names[] = {"selection_rate", "no such rate"};
    fair_report_options o = rich_options(&w->mem);
    o.n_metrics = 2;
    o.metrics = names;
    return fair_report_new(w->a, &o, &w->made_report, err);
}

static fair_status
call_refresh(world *w, fair_error *err)
{
    return fair_report_refresh(w->report, w->b, err);
}

/* Reads a stream to the end. */
static fair_status
drain(struct ArrowArrayStream *stream, fair_error *err)
{
    struct ArrowSchema schema;
    struct ArrowArray array;
    int code = stream->get_schema(stream, &schema);
    if (code == 0) schema.release(&schema);
    while (code == 0) {
        array.release = NULL;
        code = stream->get_next(stream, &array);
        if (array.release == NULL) break;
        array.release(&array);
    }
    if (code != 0) { /* the callbacks have no fair_error */
        ck_assert_int_eq(code, 12);
        ck_assert_str_eq(stream->get_last_error(stream), "out of memory");
        if (err != NULL) err->code = FAIR_ERR_MEMORY;
    }
    stream->release(stream);
    return code == 0 ? FAIR_OK : FAIR_ERR_MEMORY;
}

static fair_status
read_table(world *w, const char *table, fair_error *err)
{
    struct ArrowArrayStream stream;
    const fair_status st = fair_report_stream(w->report, table, &stream, err);
    return st == FAIR_OK ? drain(&stream, err) : st;
}

/* In a few batches; test_curve_stream.c attacks all of the tables. */
static fair_status
call_curve(world *w, fair_error *err)
{
    struct ArrowArrayStream stream;
    fair_curve_options o = FAIR_CURVE_OPTIONS_INIT;
    o.batch_rows = 100;
    const fair_status st = fair_report_curve(w->report, "score_quantiles",
                                             NULL, &o, &stream, err);
    return st == FAIR_OK ? drain(&stream, err) : st;
}

static fair_status
call_test(world *w, fair_error *err)
{
    fair_test out = FAIR_TEST_INIT;
    fair_selector selector = FAIR_SELECTOR_INIT;
    selector.n_by = 1;
    selector.by = by_names;
    return fair_report_test(w->report, "demographic_parity_difference",
                            &selector, 0.1, &out, err);
}

/* Criteria of pairs that were not asked for: the only values that take
 * memory, each time. */
static fair_status
value_of_pairs(world *w, fair_value *out, fair_error *err)
{
    fair_selector selector = FAIR_SELECTOR_INIT;
    selector.n_by = 1;
    selector.by = by_names;
    return fair_report_value(w->report, "score_distance_energy", &selector,
                             out, err);
}

static fair_status
call_value(world *w, fair_error *err)
{
    fair_value v;
    return value_of_pairs(w, &v, err);
}

static fair_status
call_field(world *w, fair_error *err)
{
    fair_value v;
    size_t length;
    const fair_status st = value_of_pairs(w, &v, err);
    return st != FAIR_OK ? st
                         : fair_report_field(w->report, v.id, "value", NULL,
                                             0, &length, err);
}

static int32_t
no_room(void *ctx, const char *data, size_t size)
{
    (void)ctx;
    (void)data;
    (void)size;
    return 1;
}

static fair_status
call_write_nowhere(world *w, fair_error *err)
{
    return fair_report_write(w->report, "csv", no_room, NULL, err);
}

#define WRITES(format)                                                        \
    static fair_status call_write_##format(world *w, fair_error *err)         \
    {                                                                         \
        return fair_report_write(w->report, #format, collect, &w->out, err);  \
    }
#define STREAMS(table)                                                        \
    static fair_status call_stream_##table(world *w, fair_error *err)         \
    {                                                                         \
        return read_table(w, #table, err);                                    \
    }
WRITES(json)
WRITES(csv)
WRITES(text)
WRITES(markdown)
WRITES(html)
STREAMS(groups)
STREAMS(comparisons)
STREAMS(criteria)
STREAMS(warnings)
STREAMS(rows)
STREAMS(score_pairs)

#define NEW "fair_report_new"
#define REFRESH "fair_report_refresh"
#define WRITE(format)                                                         \
    {"fair_report_write", #format, reported, call_write_##format, FAIR_OK, 0}
#define TABLE(table)                                                          \
    {"fair_report_stream", #table, reported, call_stream_##table, FAIR_OK, 0}

static const refused_call report_calls[] = {
    {NEW, "", NULL, call_report, FAIR_OK, 0},
    {NEW, "every option", NULL, call_report_rich, FAIR_OK, 0},
    {NEW, "an unknown metric", NULL, call_report_unknown, FAIR_ERR_ARGUMENT,
     0},
    {REFRESH, "", grown, call_refresh, FAIR_OK, 1},
    {REFRESH, "other features", not_alike, call_refresh, FAIR_ERR_MISMATCH,
     1},
    WRITE(json),
    WRITE(csv),
    WRITE(text),
    WRITE(markdown),
    WRITE(html),
    {"fair_report_write", "to a full disk", reported, call_write_nowhere,
     FAIR_ERR_WRITE, 0},
    TABLE(groups),
    TABLE(comparisons),
    TABLE(criteria),
    TABLE(warnings),
    TABLE(rows),
    TABLE(score_pairs),
    {"fair_report_value", "", reported, call_value, FAIR_OK, 0},
    {"fair_report_field", "", reported, call_field, FAIR_OK, 0},
    {"fair_report_curve", "", reported, call_curve, FAIR_OK, 0},
    {"fair_report_test", "", reported, call_test, FAIR_OK, 0},
};
#define REPORT_CALLS (sizeof(report_calls) / sizeof(*report_calls))

/* Of more groups than are shown, which takes memory of its own. */
static const refused_call many_calls[] = {
    {NEW, "", NULL, call_report, FAIR_OK, 0},
    {REFRESH, "", grown, call_refresh, FAIR_OK, 1},
    WRITE(text),
    WRITE(markdown),
    WRITE(html),
};
#define MANY_CALLS (sizeof(many_calls) / sizeof(*many_calls))

#endif
