/* SPDX-License-Identifier: MIT
 * A verdict: numbers of its rules, and its texts, made when it is. */
#ifndef FAIR_GATE_VERDICT_H
#define FAIR_GATE_VERDICT_H

#include "base/json.h"
#include "gate/evaluate.h"

#define FAIR__VERDICT_JSON 0
#define FAIR__VERDICT_TEXT 1
#define FAIR__N_VERDICT_TEXTS 2

struct fair_verdict {
    fair_allocator mem;
    int32_t status;
    size_t n;
    fair_rule_verdict *rules; /* id is owned */
    fair__text texts[FAIR__N_VERDICT_TEXTS];
};

fair_status fair__verdict_new(const fair_policy *policy,
                              const fair_report *report,
                              const fair_report *baseline, fair_verdict **out,
                              fair_error *err);
fair_status fair__verdict_rule(const fair_verdict *verdict, size_t i,
                               fair_rule_verdict *out, fair_error *err);
fair_status fair__verdict_write(const fair_verdict *verdict,
                                const char *format, fair_write write,
                                void *ctx, fair_error *err);
void fair__verdict_free(fair_verdict *verdict);

/* Whole texts; a failure stays in out->status. */
void fair__verdict_json(fair__text *out, const fair__evaluation *evaluation);
void fair__verdict_text(fair__text *out, const fair__evaluation *evaluation);

#endif
