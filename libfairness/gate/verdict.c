/* SPDX-License-Identifier: MIT
 * A verdict's life. */
#include "gate/verdict.h"

#include <math.h>
#include <string.h>

#include "audit/names.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/options.h"

static double
bound_value(const fair__bound *b)
{
    return b->family != NULL ? b->value : (double)NAN;
}

static void
fill(const fair__outcome *o, fair_rule_verdict *out)
{
    *out = (fair_rule_verdict){
        .size = sizeof(*out),
        .why = o->why,
        .status = o->status,
        .counts_as = o->counts_as,
        .value = o->reason == FAIR_DEFINED ? fair__wide_double(&o->value)
                                           : (double)NAN,
        .reason = o->reason,
        .within_limit = o->within_limit,
        .limit = o->rule->limit.value,
        .pass_bound = bound_value(&o->judged.pass),
        .pass_level = o->judged.pass.level,
        .fail_bound = bound_value(&o->fail),
        .fail_level = o->fail.level,
        .n_claims = o->judged.n_claims,
        .waived = o->waived,
        .baseline_value = NAN,
        .increase = NAN,
        .baseline = o->baseline,
    };
    if (o->baseline == FAIR_BASELINE_NONE || o->reason != FAIR_DEFINED) return;
    out->baseline_value = fair__wide_double(&o->value_before);
    out->increase = fair__wide_double(&o->increase);
}

static fair_status
keep(fair_verdict *v, const fair__evaluation *e, fair_error *err)
{
    v->rules = fair__calloc(&v->mem, e->n, sizeof(*v->rules));
    if (v->rules == NULL) return fair__no_memory(err);
    v->n = e->n;
    v->status = e->status;
    for (size_t i = 0; i < e->n; i++) {
        const char *id = e->outcomes[i].rule->id;
        fill(&e->outcomes[i], &v->rules[i]);
        v->rules[i].id = fair__copy_text(&v->mem, id, strlen(id));
        if (v->rules[i].id == NULL) return fair__no_memory(err);
    }
    fair__verdict_json(&v->texts[FAIR__VERDICT_JSON], e);
    fair__verdict_text(&v->texts[FAIR__VERDICT_TEXT], e);
    for (int i = 0; i < FAIR__N_VERDICT_TEXTS; i++)
        if (v->texts[i].status != FAIR_OK) return fair__no_memory(err);
    return FAIR_OK;
}

fair_status
fair__verdict_new(const fair_policy *policy, const fair_report *report,
                  const fair_report *baseline, fair_verdict **out,
                  fair_error *err)
{
    fair__evaluation e;
    fair_status st = fair__evaluate(policy, report, baseline, &e, err);
    if (st != FAIR_OK) return st;
    fair_verdict *v = fair__calloc(&policy->mem, 1, sizeof(*v));
    if (v == NULL) {
        fair__evaluation_free(&e);
        return fair__no_memory(err);
    }
    v->mem = policy->mem;
    for (int i = 0; i < FAIR__N_VERDICT_TEXTS; i++)
        fair__text_init(&v->texts[i], &v->mem);
    st = keep(v, &e, err);
    fair__evaluation_free(&e);
    if (st == FAIR_OK)
        *out = v;
    else
        fair__verdict_free(v);
    return st;
}

void
fair__verdict_free(fair_verdict *v)
{
    const fair_allocator mem = v->mem;
    for (size_t i = 0; i < v->n; i++)
        if (v->rules[i].id != NULL)
            fair__free(&mem, (char *)(uintptr_t)v->rules[i].id,
                       strlen(v->rules[i].id) + 1, 1);
    fair__free(&mem, v->rules, v->n, sizeof(*v->rules));
    for (int i = 0; i < FAIR__N_VERDICT_TEXTS; i++)
        fair__text_free(&v->texts[i]);
    fair__free(&mem, v, 1, sizeof(*v));
}

fair_status
fair__verdict_rule(const fair_verdict *v, size_t i, fair_rule_verdict *out,
                   fair_error *err)
{
    if (i >= v->n)
        return fair__fail(err, FAIR_ERR_ARGUMENT,
                          "there is no rule %u: the verdict has %u",
                          (uint64_t)i, (uint64_t)v->n);
    return fair__options_write(out, sizeof(*out), &v->rules[i],
                               sizeof(v->rules[i]), "fair_rule_verdict", err);
}

fair_status
fair__verdict_write(const fair_verdict *v, const char *format,
                    fair_write write, void *ctx, fair_error *err)
{
    static const char *const formats[FAIR__N_VERDICT_TEXTS] = {"json",
                                                               "text"};
    fair__names list = {0};
    for (int i = 0; i < FAIR__N_VERDICT_TEXTS; i++) {
        fair__names_add(&list, formats[i]);
        if (strcmp(format, formats[i]) != 0) continue;
        if (write(ctx, v->texts[i].bytes, v->texts[i].length) == 0)
            return FAIR_OK;
        return fair__fail(err, FAIR_ERR_WRITE,
                          "the output was refused by its writer");
    }
    return fair__names_unknown(err, "format", "format", format, &list);
}
