/* SPDX-License-Identifier: MIT
 * The public calls of the gate: each enters its body, in another file,
 * through the guard of the floating-point environment. */
#include "base/error.h"
#include "base/floatenv.h"
#include "gate/power.h"
#include "gate/verdict.h"
#include "gate/waiver.h"

fair_status
fair_policy_new(const fair_policy_options *options, fair_policy **out,
                fair_error *err)
{
    if (out == NULL) return fair__null_argument(err, "out");
    FAIR__GUARDED(fair__policy_new(options, out, err));
}

fair_status
fair_policy_add(fair_policy *policy, const fair_rule *rule, fair_error *err)
{
    if (policy == NULL) return fair__null_argument(err, "policy");
    if (rule == NULL) return fair__null_argument(err, "rule");
    FAIR__GUARDED(fair__policy_add(policy, rule, err));
}

fair_status
fair_policy_waive(fair_policy *policy, const fair_waiver *waiver,
                  fair_error *err)
{
    if (policy == NULL) return fair__null_argument(err, "policy");
    if (waiver == NULL) return fair__null_argument(err, "waiver");
    FAIR__GUARDED(fair__policy_waive(policy, waiver, err));
}

void
fair_policy_free(fair_policy *policy)
{
    if (policy != NULL) fair__policy_free(policy);
}

fair_status
fair_verdict_new(const fair_policy *policy, const fair_report *report,
                 fair_verdict **out, fair_error *err)
{
    if (policy == NULL) return fair__null_argument(err, "policy");
    if (report == NULL) return fair__null_argument(err, "report");
    if (out == NULL) return fair__null_argument(err, "out");
    FAIR__GUARDED(fair__verdict_new(policy, report, NULL, out, err));
}

fair_status
fair_verdict_against(const fair_policy *policy, const fair_report *report,
                     const fair_report *baseline, fair_verdict **out,
                     fair_error *err)
{
    if (policy == NULL) return fair__null_argument(err, "policy");
    if (report == NULL) return fair__null_argument(err, "report");
    if (out == NULL) return fair__null_argument(err, "out");
    FAIR__GUARDED(fair__verdict_new(policy, report, baseline, out, err));
}

fair_status
fair_policy_power(const fair_policy *policy, const fair_report *report,
                  size_t i, const fair_power_options *options,
                  fair_power *out, fair_error *err)
{
    if (policy == NULL) return fair__null_argument(err, "policy");
    if (report == NULL) return fair__null_argument(err, "report");
    if (out == NULL) return fair__null_argument(err, "out");
    FAIR__GUARDED(fair__policy_power(policy, report, i, options, out, err));
}

int32_t
fair_verdict_status(const fair_verdict *verdict)
{
    return verdict != NULL ? verdict->status : FAIR_VERDICT_ERROR;
}

const char *
fair_verdict_name(int32_t status)
{
    static const char *const names[] = {
        [FAIR_VERDICT_PASS] = "pass",
        [FAIR_VERDICT_FAIL] = "fail",
        [FAIR_VERDICT_ERROR] = "error",
        [FAIR_VERDICT_INCONCLUSIVE] = "inconclusive",
    };
    const size_t n = sizeof(names) / sizeof(names[0]);
    return status >= 0 && (size_t)status < n ? names[status] : NULL;
}

size_t
fair_verdict_size(const fair_verdict *verdict)
{
    return verdict != NULL ? verdict->n : 0;
}

fair_status
fair_verdict_rule(const fair_verdict *verdict, size_t i,
                  fair_rule_verdict *out, fair_error *err)
{
    if (verdict == NULL) return fair__null_argument(err, "verdict");
    if (out == NULL) return fair__null_argument(err, "out");
    return fair__verdict_rule(verdict, i, out, err);
}

fair_status
fair_verdict_write(const fair_verdict *verdict, const char *format,
                   fair_write write, void *ctx, fair_error *err)
{
    if (verdict == NULL) return fair__null_argument(err, "verdict");
    if (format == NULL) return fair__null_argument(err, "format");
    if (write == NULL) return fair__null_argument(err, "write");
    return fair__verdict_write(verdict, format, write, ctx, err);
}

void
fair_verdict_free(fair_verdict *verdict)
{
    if (verdict != NULL) fair__verdict_free(verdict);
}
