/* SPDX-License-Identifier: MIT
 * A report: a request and two snapshots, one to read and one to fill next.
 *
 * The functions below are the bodies of the public calls, which enter them
 * through the guard of the floating-point environment. */
#ifndef FAIR_AUDIT_REPORT_H
#define FAIR_AUDIT_REPORT_H

#include <fairness/report.h>

#include "audit/snapshot.h"

struct fair_report {
    fair_allocator mem;
    fair__request request;
    fair__snapshot snapshots[2];
    int32_t current; /* number of the one that is read */
};

const fair__snapshot *fair__report_snapshot(const fair_report *report);

fair_status fair__report_new(const fair_audit *audit,
                             const fair_report_options *options,
                             fair_report **out, fair_error *err);
fair_status fair__report_refresh(fair_report *report, const fair_audit *audit,
                                 fair_error *err);
fair_status fair__report_value(const fair_report *report, const char *name,
                               const fair_selector *selector, fair_value *out,
                               fair_error *err);
fair_status fair__report_test(const fair_report *report, const char *name,
                              const fair_selector *selector, double limit,
                              fair_test *out, fair_error *err);
fair_status fair__report_field(const fair_report *report, uint64_t id,
                               const char *field, char *buffer,
                               size_t capacity, size_t *length,
                               fair_error *err);
fair_status fair__report_size(const fair_report *report, const char *table,
                              uint64_t *out, fair_error *err);
fair_status fair__report_row(const fair_report *report, const char *table,
                             uint64_t i, fair_value *out, fair_error *err);
fair_status fair__report_stream(const fair_report *report, const char *table,
                                struct ArrowArrayStream *out,
                                fair_error *err);
fair_status fair__report_curve(const fair_report *report, const char *table,
                               const fair_selector *selector,
                               const fair_curve_options *options,
                               struct ArrowArrayStream *out, fair_error *err);
fair_status fair__report_write(const fair_report *report, const char *format,
                               fair_write write, void *ctx, fair_error *err);

#endif
