/* SPDX-License-Identifier: MIT
 * Several threads: each counts into an audit of its own, audits are merged in
 * threads, and one report is read by all.  For ThreadSanitizer, and for equal
 * answers. */
#include "audit/audit.h"

#include <pthread.h>

#include "refused_frames.h"
#include "reports.h"

#define THREADS 4
#define ROUNDS 2

typedef struct job {
    pthread_t thread;
    const fair_audit_options *options;
    const fair_rows *rows;
    fair_audit *audit;
    struct job *other; /* to be merged; NULL: none */
    const fair_report *report;
    written out;
} job;

static void
in_threads(job *jobs, size_t n, void *(*work)(void *))
{
    for (size_t i = 0; i < n; i++)
        ck_assert(pthread_create(&jobs[i].thread, NULL, work, &jobs[i]) ==
                  0);
    for (size_t i = 0; i < n; i++)
        ck_assert(pthread_join(jobs[i].thread, NULL) == 0);
}

static void *
count(void *ctx)
{
    job *j = ctx;
    ck_assert(fair_audit_new(j->options, &j->audit, NULL) == FAIR_OK);
    ck_assert(fair_audit_add(j->audit, j->rows, NULL) == FAIR_OK);
    return NULL;
}

/* The other job's audit, which belongs to this thread now. */
static void *
merge_other(void *ctx)
{
    job *j = ctx;
    if (j->other == NULL) return NULL;
    ck_assert(fair_audit_merge(j->audit, j->other->audit, NULL) == FAIR_OK);
    fair_audit_free(j->other->audit);
    return NULL;
}

static written
saved_bytes(const fair_audit *audit)
{
    written w = {0};
    ck_assert(fair_audit_save(audit, NULL, 0, &w.length, NULL) == FAIR_OK);
    w.bytes = malloc(w.length);
    ck_assert(fair_audit_save(audit, w.bytes, w.length, &w.length, NULL) ==
              FAIR_OK);
    return w;
}

static void
assert_equal(const written *a, const written *b)
{
    ck_assert_uint_eq(a->length, b->length);
    ck_assert_int_eq(memcmp(a->bytes, b->bytes, a->length), 0);
}

/* The parts of a frame, and the first once more, by one thread. */
static fair_audit *
by_one_thread(const fair_audit_options *o, const frame_data *data)
{
    fair_audit *audit = NULL;
    ck_assert_ok(fair_audit_new(o, &audit, NULL));
    for (size_t i = 0; i < THREADS; i++) {
        const fair_rows *rows = &data->parts[i % FRAME_PARTS].rows;
        ck_assert_ok(fair_audit_add(audit, rows, NULL));
    }
    return audit;
}

static fair_audit *
by_threads(const fair_audit_options *o, const frame_data *data)
{
    job jobs[THREADS] = {0};
    for (size_t i = 0; i < THREADS; i++) {
        jobs[i].options = o;
        jobs[i].rows = &data->parts[i % FRAME_PARTS].rows;
    }
    in_threads(jobs, THREADS, count);
    for (size_t i = 0; i < THREADS; i += 2) jobs[i].other = &jobs[i + 1];
    in_threads(jobs, THREADS, merge_other);
    ck_assert_ok(fair_audit_merge(jobs[0].audit, jobs[2].audit, NULL));
    fair_audit_free(jobs[2].audit);
    return jobs[0].audit;
}

START_TEST(test_audits)
{
    frame_data *data = calloc(1, sizeof(*data));
    for (size_t f = 0; f < FRAMES; f++) {
        frame_fill(&frames[f], data);
        const fair_audit_options o =
            frame_options(&frames[f], &data->parts[0].rows, NULL);
        fair_audit *one = by_one_thread(&o, data);
        fair_audit *all = by_threads(&o, data);
        written a = saved_bytes(one), b = saved_bytes(all);
        assert_equal(&a, &b);
        free(a.bytes);
        free(b.bytes);
        fair_audit_free(one);
        fair_audit_free(all);
    }
    free(data);
}
END_TEST

static void
read_all(const fair_report *report, written *out)
{
    static const char *const tables[] = {"groups", "comparisons", "criteria"};
    for (size_t i = 0; i < FIX_FORMATS; i++)
        ck_assert(fair_report_write(report, fix_formats[i], collect,
                                    out, NULL) == FAIR_OK);
    for (size_t t = 0; t < 3; t++) {
        uint64_t n = 0;
        ck_assert(fair_report_size(report, tables[t], &n, NULL) == FAIR_OK);
        for (uint64_t i = 0; i < n; i++) {
            char text[4096];
            size_t length = 0;
            fair_value v;
            ck_assert(fair_report_row(report, tables[t], i, &v, NULL) ==
                      FAIR_OK);
            ck_assert(fair_report_field(report, v.id, "all", text,
                                        sizeof(text), &length, NULL) ==
                      FAIR_OK);
            collect(out, text, length);
        }
    }
}

static void *
read_report(void *ctx)
{
    job *j = ctx;
    for (int i = 0; i < ROUNDS; i++) read_all(j->report, &j->out);
    return NULL;
}

START_TEST(test_reports)
{
    fair_report_options o = FAIR_REPORT_OPTIONS_INIT;
    static const char *const all[] = {"all"};
    o.n_comparisons = 1;
    o.comparisons = all;
    fair_report *report = compas_report(&o);
    job jobs[THREADS] = {0};
    written expected = {0};
    for (int i = 0; i < ROUNDS; i++) read_all(report, &expected);
    for (size_t i = 0; i < THREADS; i++) jobs[i].report = report;
    in_threads(jobs, THREADS, read_report);
    for (size_t i = 0; i < THREADS; i++) {
        assert_equal(&expected, &jobs[i].out);
        free(jobs[i].out.bytes);
    }
    free(expected.bytes);
    fair_report_free(report);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_audits);
    tcase_add_test(tc, test_reports);
}

FAIR_TEST_MAIN("audit/threads", tests)
