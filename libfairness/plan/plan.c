/* SPDX-License-Identifier: MIT
 * The public calls of plans: each enters its body, in another file, through
 * the guard of the floating-point environment. */
#include "plan/plan.h"

#include "base/error.h"
#include "base/floatenv.h"

fair_status
fair_plan_fit(const fair_report *report, const fair_plan_options *options,
              fair_plan **out, fair_error *err)
{
    if (report == NULL) return fair__null_argument(err, "report");
    if (out == NULL) return fair__null_argument(err, "out");
    FAIR__GUARDED(fair__plan_fit(report, options, out, err));
}

fair_status
fair_plan_nearest(const fair_report *report, const fair_plan_options *options,
                  double *out, fair_error *err)
{
    if (report == NULL) return fair__null_argument(err, "report");
    if (options == NULL) return fair__null_argument(err, "options");
    if (out == NULL) return fair__null_argument(err, "out");
    FAIR__GUARDED(fair__plan_nearest(report, options, out, err));
}

fair_status
fair_plan_front_new(const fair_report *report,
                    const fair_plan_options *options, size_t n_points,
                    size_t n_tolerances, const char *const *tolerances,
                    fair_plan_front **out, fair_error *err)
{
    if (report == NULL) return fair__null_argument(err, "report");
    if (options == NULL) return fair__null_argument(err, "options");
    if (tolerances == NULL && n_tolerances > 0)
        return fair__null_argument(err, "tolerances");
    if (out == NULL) return fair__null_argument(err, "out");
    FAIR__GUARDED(fair__front_new(report, options, n_points, n_tolerances,
                                  tolerances, out, err));
}

size_t
fair_plan_front_count(const fair_plan_front *front)
{
    return front != NULL ? front->n : 0;
}

fair_status
fair_plan_front_at(const fair_plan_front *front, size_t i,
                   fair_plan_step *out, fair_error *err)
{
    if (front == NULL) return fair__null_argument(err, "front");
    if (out == NULL) return fair__null_argument(err, "out");
    return fair__front_at(front, i, out, err);
}

void
fair_plan_front_free(fair_plan_front *front)
{
    if (front != NULL) fair__front_free(front);
}

fair_status
fair_plan_describe(const fair_plan *plan, fair_plan_summary *out,
                   fair_error *err)
{
    if (plan == NULL) return fair__null_argument(err, "plan");
    if (out == NULL) return fair__null_argument(err, "out");
    return fair__plan_describe(plan, out, err);
}

fair_status
fair_plan_group_at(const fair_plan *plan, size_t i, fair_plan_group *out,
                   fair_error *err)
{
    if (plan == NULL) return fair__null_argument(err, "plan");
    if (out == NULL) return fair__null_argument(err, "out");
    return fair__plan_group_at(plan, i, out, err);
}

fair_status
fair_plan_write(const fair_plan *plan, const char *format, fair_write write,
                void *ctx, fair_error *err)
{
    if (plan == NULL) return fair__null_argument(err, "plan");
    if (format == NULL) return fair__null_argument(err, "format");
    if (write == NULL) return fair__null_argument(err, "write");
    FAIR__GUARDED(fair__plan_write(plan, format, write, ctx, err));
}

fair_status
fair_plan_read(const void *bytes, size_t length,
               const fair_allocator *allocator, fair_plan **out,
               fair_error *err)
{
    if (bytes == NULL) return fair__null_argument(err, "bytes");
    if (out == NULL) return fair__null_argument(err, "out");
    FAIR__GUARDED(fair__plan_read(bytes, length, allocator, out, err));
}

fair_status
fair_plan_apply(const fair_plan *plan, const fair_plan_rows *rows,
                const fair_plan_apply_options *options, uint8_t *out,
                fair_error *err)
{
    if (plan == NULL) return fair__null_argument(err, "plan");
    if (rows == NULL) return fair__null_argument(err, "rows");
    if (out == NULL) return fair__null_argument(err, "out");
    FAIR__GUARDED(fair__plan_apply(plan, rows, options, out, NULL, err));
}

fair_status
fair_plan_probability(const fair_plan *plan, const fair_plan_rows *rows,
                      const fair_plan_apply_options *options, double *out,
                      fair_error *err)
{
    if (plan == NULL) return fair__null_argument(err, "plan");
    if (rows == NULL) return fair__null_argument(err, "rows");
    if (out == NULL) return fair__null_argument(err, "out");
    FAIR__GUARDED(fair__plan_apply(plan, rows, options, NULL, out, err));
}

fair_status
fair_plan_apply_arrow(const fair_plan *plan, const struct ArrowSchema *schema,
                      const struct ArrowArray *array,
                      const fair_plan_apply_options *options, uint8_t *out,
                      fair_error *err)
{
    if (plan == NULL) return fair__null_argument(err, "plan");
    if (schema == NULL) return fair__null_argument(err, "schema");
    if (array == NULL) return fair__null_argument(err, "array");
    if (out == NULL) return fair__null_argument(err, "out");
    FAIR__GUARDED(fair__plan_apply_arrow(plan, schema, array, options, out,
                                         NULL, err));
}

fair_status
fair_plan_probability_arrow(const fair_plan *plan,
                            const struct ArrowSchema *schema,
                            const struct ArrowArray *array,
                            const fair_plan_apply_options *options,
                            double *out, fair_error *err)
{
    if (plan == NULL) return fair__null_argument(err, "plan");
    if (schema == NULL) return fair__null_argument(err, "schema");
    if (array == NULL) return fair__null_argument(err, "array");
    if (out == NULL) return fair__null_argument(err, "out");
    FAIR__GUARDED(fair__plan_apply_arrow(plan, schema, array, options, NULL,
                                         out, err));
}

void
fair_plan_free(fair_plan *plan)
{
    if (plan != NULL) fair__fitted_free(plan);
}
