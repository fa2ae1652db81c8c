/* SPDX-License-Identifier: MIT
 * The public calls of calibrators: each that computes enters its body, in
 * another file, through the guard of the floating-point environment. */
#include "calibrate/calibrator.h"

#include "base/error.h"
#include "base/floatenv.h"
#include "base/options.h"

fair_status
fair_calibrator_fit(const fair_report *report,
                    const fair_calibrator_options *options,
                    fair_calibrator **out, fair_error *err)
{
    if (report == NULL) return fair__null_argument(err, "report");
    if (out == NULL) return fair__null_argument(err, "out");
    FAIR__GUARDED(fair__calibrator_fit(report, options, out, err));
}

fair_status
fair_calibrator_describe(const fair_calibrator *calibrator,
                         fair_calibrator_summary *out, fair_error *err)
{
    if (calibrator == NULL) return fair__null_argument(err, "calibrator");
    if (out == NULL) return fair__null_argument(err, "out");
    return fair__options_write(out, sizeof(*out), &calibrator->summary,
                               sizeof(*out), "fair_calibrator_summary", err);
}

size_t
fair_calibrator_size(const fair_calibrator *calibrator)
{
    return calibrator == NULL ? 0 : calibrator->n;
}

const char *
fair_calibrator_method(const fair_calibrator *calibrator)
{
    return calibrator == NULL ? NULL : calibrator->method->name;
}

static fair_status
no_group(const fair_calibrator *c, size_t i, fair_error *err)
{
    return fair__fail(err, FAIR_ERR_ARGUMENT,
                      "there is no group %u: the calibrator has %u",
                      (uint64_t)i, (uint64_t)c->n);
}

fair_status
fair_calibrator_group_at(const fair_calibrator *calibrator, size_t i,
                         fair_calibrator_group *out, fair_error *err)
{
    if (calibrator == NULL) return fair__null_argument(err, "calibrator");
    if (out == NULL) return fair__null_argument(err, "out");
    if (i >= calibrator->n) return no_group(calibrator, i, err);
    return fair__options_write(out, sizeof(*out), &calibrator->groups[i],
                               sizeof(*out), "fair_calibrator_group", err);
}

fair_status
fair_calibrator_map_at(const fair_calibrator *calibrator, size_t i,
                       fair_calibrator_map *out, fair_error *err)
{
    if (calibrator == NULL) return fair__null_argument(err, "calibrator");
    if (out == NULL) return fair__null_argument(err, "out");
    if (i > calibrator->n) return no_group(calibrator, i, err);
    const fair__map *m = &calibrator->maps[i];
    const fair_calibrator_map map = {.size = sizeof(map),
                                     .n = m->n,
                                     .at = m->at,
                                     .value = m->value,
                                     .slopes = {m->slopes[0], m->slopes[1]},
                                     .intercept = m->intercept};
    return fair__options_write(out, sizeof(*out), &map, sizeof(map),
                               "fair_calibrator_map", err);
}

fair_status
fair_calibrator_apply_group(const fair_calibrator *calibrator, size_t i,
                            size_t n, const double *scores, double *out,
                            fair_error *err)
{
    if (calibrator == NULL) return fair__null_argument(err, "calibrator");
    if (scores == NULL && n > 0) return fair__null_argument(err, "scores");
    if (out == NULL && n > 0) return fair__null_argument(err, "out");
    if (i > calibrator->n) return no_group(calibrator, i, err);
    FAIR__GUARDED(
        fair__calibrator_apply_group(calibrator, i, n, scores, out, err));
}

fair_status
fair_calibrator_apply(const fair_calibrator *calibrator,
                      const fair_calibrator_rows *rows,
                      const fair_calibrator_apply_options *options,
                      double *out, fair_error *err)
{
    if (calibrator == NULL) return fair__null_argument(err, "calibrator");
    if (rows == NULL) return fair__null_argument(err, "rows");
    if (out == NULL) return fair__null_argument(err, "out");
    FAIR__GUARDED(fair__calibrator_apply(calibrator, rows, options, out, err));
}

fair_status
fair_calibrator_apply_arrow(const fair_calibrator *calibrator,
                            const struct ArrowSchema *schema,
                            const struct ArrowArray *array,
                            const fair_calibrator_apply_options *options,
                            double *out, fair_error *err)
{
    if (calibrator == NULL) return fair__null_argument(err, "calibrator");
    if (schema == NULL) return fair__null_argument(err, "schema");
    if (array == NULL) return fair__null_argument(err, "array");
    if (out == NULL) return fair__null_argument(err, "out");
    FAIR__GUARDED(fair__calibrator_apply_arrow(calibrator, schema, array,
                                               options, out, err));
}

fair_status
fair_calibrator_write(const fair_calibrator *calibrator, const char *format,
                      fair_write write, void *ctx, fair_error *err)
{
    if (calibrator == NULL) return fair__null_argument(err, "calibrator");
    if (format == NULL) return fair__null_argument(err, "format");
    if (write == NULL) return fair__null_argument(err, "write");
    FAIR__GUARDED(fair__calibrator_write(calibrator, format, write, ctx, err));
}

fair_status
fair_calibrator_read(const void *bytes, size_t length,
                     const fair_allocator *allocator, fair_calibrator **out,
                     fair_error *err)
{
    if (bytes == NULL) return fair__null_argument(err, "bytes");
    if (out == NULL) return fair__null_argument(err, "out");
    FAIR__GUARDED(fair__calibrator_read(bytes, length, allocator, out, err));
}

void
fair_calibrator_free(fair_calibrator *calibrator)
{
    if (calibrator != NULL) fair__calibrator_free(calibrator);
}
