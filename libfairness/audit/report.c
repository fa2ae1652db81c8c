/* SPDX-License-Identifier: MIT
 * The public calls of a report: each enters its body, in another file,
 * through the guard of the floating-point environment. */
#include "audit/report.h"

#include "base/error.h"
#include "base/floatenv.h"

fair_status
fair_report_new(const fair_audit *audit, const fair_report_options *options,
                fair_report **out, fair_error *err)
{
    if (audit == NULL) return fair__null_argument(err, "audit");
    if (out == NULL) return fair__null_argument(err, "out");
    FAIR__GUARDED(fair__report_new(audit, options, out, err));
}

fair_status
fair_report_refresh(fair_report *report, const fair_audit *audit,
                    fair_error *err)
{
    if (report == NULL) return fair__null_argument(err, "report");
    if (audit == NULL) return fair__null_argument(err, "audit");
    FAIR__GUARDED(fair__report_refresh(report, audit, err));
}

fair_status
fair_report_value(const fair_report *report, const char *name,
                  const fair_selector *selector, fair_value *out,
                  fair_error *err)
{
    if (report == NULL) return fair__null_argument(err, "report");
    if (name == NULL) return fair__null_argument(err, "name");
    if (out == NULL) return fair__null_argument(err, "out");
    FAIR__GUARDED(fair__report_value(report, name, selector, out, err));
}

fair_status
fair_report_test(const fair_report *report, const char *name,
                 const fair_selector *selector, double limit, fair_test *out,
                 fair_error *err)
{
    if (report == NULL) return fair__null_argument(err, "report");
    if (name == NULL) return fair__null_argument(err, "name");
    if (out == NULL) return fair__null_argument(err, "out");
    FAIR__GUARDED(fair__report_test(report, name, selector, limit, out, err));
}

fair_status
fair_report_field(const fair_report *report, uint64_t id, const char *field,
                  char *buffer, size_t capacity, size_t *length,
                  fair_error *err)
{
    if (report == NULL) return fair__null_argument(err, "report");
    if (field == NULL) return fair__null_argument(err, "field");
    if (length == NULL) return fair__null_argument(err, "length");
    if (buffer == NULL && capacity > 0) return fair__null_argument(err, "buffer");
    FAIR__GUARDED(fair__report_field(report, id, field, buffer, capacity, length,
                               err));
}

fair_status
fair_report_size(const fair_report *report, const char *table, uint64_t *out,
                 fair_error *err)
{
    if (report == NULL) return fair__null_argument(err, "report");
    if (table == NULL) return fair__null_argument(err, "table");
    if (out == NULL) return fair__null_argument(err, "out");
    FAIR__GUARDED(fair__report_size(report, table, out, err));
}

fair_status
fair_report_row(const fair_report *report, const char *table, uint64_t i,
                fair_value *out, fair_error *err)
{
    if (report == NULL) return fair__null_argument(err, "report");
    if (table == NULL) return fair__null_argument(err, "table");
    if (out == NULL) return fair__null_argument(err, "out");
    FAIR__GUARDED(fair__report_row(report, table, i, out, err));
}

fair_status
fair_report_stream(const fair_report *report, const char *table,
                   struct ArrowArrayStream *out, fair_error *err)
{
    if (report == NULL) return fair__null_argument(err, "report");
    if (table == NULL) return fair__null_argument(err, "table");
    if (out == NULL) return fair__null_argument(err, "out");
    FAIR__GUARDED(fair__report_stream(report, table, out, err));
}

fair_status
fair_report_curve(const fair_report *report, const char *table,
                  const fair_selector *selector,
                  const fair_curve_options *options,
                  struct ArrowArrayStream *out, fair_error *err)
{
    if (report == NULL) return fair__null_argument(err, "report");
    if (table == NULL) return fair__null_argument(err, "table");
    if (out == NULL) return fair__null_argument(err, "out");
    FAIR__GUARDED(fair__report_curve(report, table, selector, options, out, err));
}

fair_status
fair_report_write(const fair_report *report, const char *format,
                  fair_write write, void *ctx, fair_error *err)
{
    if (report == NULL) return fair__null_argument(err, "report");
    if (format == NULL) return fair__null_argument(err, "format");
    if (write == NULL) return fair__null_argument(err, "write");
    FAIR__GUARDED(fair__report_write(report, format, write, ctx, err));
}
