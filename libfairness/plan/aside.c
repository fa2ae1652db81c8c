/* SPDX-License-Identifier: MIT
 * Groups that a constraint does not count, as comparisons of a report do not
 * (compare/population.h). */
#include "audit/label.h"
#include "base/error.h"
#include "base/memory.h"
#include "plan/plan.h"

/* Rows that can be in the denominator of a rate: of precision those that have
 * a label, selected or not. */
static uint64_t
rows_of(const fair__plan_members *m, int32_t kind)
{
    return kind == FAIR__RATE_PRECISION
               ? m->rows[FAIR__CHOSEN_POSITIVE] + m->rows[FAIR__CHOSEN_NEGATIVE]
               : m->rows[fair__rate_base(kind)];
}

static int
has_weight(const fair__points *p, const fair__plan_members *m, int32_t kind)
{
    const fair__plan_sums *all = &m->total;
    return kind == FAIR__RATE_PRECISION
               ? !fair__whole_is_zero(all->of[FAIR__CHOSEN_POSITIVE],
                                      p->limbs) ||
                     !fair__whole_is_zero(all->of[FAIR__CHOSEN_NEGATIVE],
                                          p->limbs)
               : !fair__whole_is_zero(all->of[fair__rate_base(kind)],
                                      p->limbs);
}

/* Why the rate is undefined in a group; FAIR_DEFINED if it is not. */
static int32_t
undefined(const fair__points *p, size_t g, int32_t kind)
{
    static const int32_t reasons[] = {
        [FAIR__CHOSEN_POSITIVE] = FAIR_REASON_NO_POSITIVES,
        [FAIR__CHOSEN_NEGATIVE] = FAIR_REASON_NO_NEGATIVES,
        [FAIR__CHOSEN_ALL] = FAIR_REASON_NO_ROWS,
    };
    const fair__plan_members *m = &p->groups[g];
    if (rows_of(m, kind) == 0) return reasons[fair__rate_base(kind)];
    return has_weight(p, m, kind) ? FAIR_DEFINED : FAIR_REASON_ZERO_WEIGHT;
}

static fair_status
fail(const fair_report *report, const fair__plan_request *r,
     const fair__constraint *c, size_t g, int32_t reason, fair_error *err)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    fair__text label;
    fair__text_init(&label, &report->mem);
    fair__label_group(&label, s, &report->request, r->grouping, (int32_t)g);
    const char *what =
        reason == FAIR_REASON_NO_POSITIVES   ? "no rows with a positive label"
        : reason == FAIR_REASON_NO_NEGATIVES ? "no rows with a negative label"
        : c->rates[0] == FAIR__RATE_PRECISION
            ? "no rows that have a label and weight"
            : "no rows that have weight";
    const fair_status st =
        label.status != FAIR_OK
            ? fair__no_memory(err)
            : fair__fail_at(err, FAIR_ERR_DATA, "constraint", -1, 0,
                            "the group %q has %s, so %s means nothing there: "
                            "set it aside (min_count, or undefined = skip)",
                            label.bytes, label.length, what, c->name);
    fair__text_free(&label);
    return st;
}

/* Declared by the report, or by the plan. */
static int32_t
declared(const fair_report *report, const fair__plan_request *r, size_t g,
         uint64_t rows)
{
    const fair__population *p =
        &fair__report_snapshot(report)->populations[r->grouping];
    const fair__rules *rules = &report->request.rules;
    const uint64_t least = r->min_count != 0 ? r->min_count
                                             : rules->min_count;
    if (rules->set_aside_missing && p->has_missing[g])
        return FAIR_REASON_NOT_APPLICABLE;
    return rows < least || fair__is_small_share(p, rules, g)
               ? FAIR_REASON_BELOW_MIN_COUNT
               : FAIR_DEFINED;
}

/* Sets the reason of a group by the rates of a constraint. */
static fair_status
set_reason(const fair_report *report, const fair__plan_request *request,
           const fair__constraint *c, const fair__points *points, size_t g,
           int32_t *out, fair_error *err)
{
    for (size_t k = 0; k < FAIR__PLAN_RATES; k++) {
        const int32_t kind = c->rates[k];
        if (kind == FAIR__RATE_NONE || *out != FAIR_DEFINED) continue;
        const uint64_t rows = rows_of(&points->groups[g], kind);
        const int32_t reason = undefined(points, g, kind);
        *out = declared(report, request, g, rows);
        if (*out != FAIR_DEFINED || reason == FAIR_DEFINED) continue;
        if (report->request.rules.undefined != FAIR_UNDEFINED_SKIP)
            return fail(report, request, c, g, reason, err);
        *out = reason;
    }
    return FAIR_OK;
}

fair_status
fair__plan_aside(const fair_report *report, const fair__plan_request *request,
                 const fair__points *points, int32_t *reasons,
                 fair_error *err)
{
    fair_status st = FAIR_OK;
    for (size_t g = 0; st == FAIR_OK && g < points->n_groups; g++) {
        reasons[g] = FAIR_DEFINED;
        st = set_reason(report, request, request->constraint, points, g,
                        &reasons[g], err);
        for (size_t i = 0; st == FAIR_OK && i < request->n_also; i++)
            st = set_reason(report, request, request->also[i].constraint,
                            points, g, &reasons[g], err);
    }
    return st;
}
