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

void
fair_plan_free(fair_plan *plan)
{
    if (plan != NULL) fair__fitted_free(plan);
}
