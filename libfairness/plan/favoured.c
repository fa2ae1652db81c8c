/* SPDX-License-Identifier: MIT
 * The groups that reject-option classification favours less. */
#include "audit/lookup.h"
#include "base/error.h"
#include "plan/plan.h"

fair_status
fair__plan_favoured(const fair_report *report,
                    const fair__plan_request *request, uint8_t *out,
                    fair_error *err)
{
    const fair_plan_options *o = &request->given;
    const fair_feature_value *values = o->favoured;
    for (size_t i = 0; i < o->n_favoured; values += o->favoured_lengths[i++]) {
        size_t group;
        const fair_status st = fair__lookup_named_group(
            report, request->grouping, o->favoured_lengths[i], values, &group,
            err);
        if (st != FAIR_OK) return st;
        out[group] = 1;
    }
    return FAIR_OK;
}
