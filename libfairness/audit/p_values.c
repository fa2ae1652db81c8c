/* SPDX-License-Identifier: MIT
 * P-values of criteria: found when a snapshot is taken, where they were asked
 * for. */
#include "audit/p_values.h"

#include <math.h>

#include <fairness/registry.h>

#include "audit/snapshot.h"
#include "base/error.h"
#include "base/memory.h"
#include "compare/between.h"
#include "compare/bin_extent.h"
#include "compare/contrast.h"
#include "compare/estimate.h"

fair_status
fair__testing_make(const fair_allocator *mem, const fair__plan *plan,
                   const fair__population *p, const fair__rules *rules,
                   fair__sample *samples, fair__drawing *drawing,
                   fair__testing *out, fair_error *err)
{
    const size_t room = fair__family_samples(plan, p);
    *out = (fair__testing){.n = plan->n_metrics,
                           .asking = {.watch = drawing->watch}};
    for (size_t i = 0; i < plan->n_metrics; i++) {
        fair__family_make(plan, i, p, rules, samples + i * room,
                          &out->families[i]);
        out->families[i].asking = &out->asking;
    }
    return fair__evidence_make(mem, out->families, out->n, samples,
                               plan->n_metrics * room, rules, drawing,
                               &out->evidence, err);
}

void
fair__testing_free(fair__testing *t, const fair_allocator *mem)
{
    fair__evidence_free(&t->evidence, mem);
}

fair_status
fair__testing_end(const fair__testing *t, fair_error *err)
{
    if (!t->asking.stopped) return FAIR_OK;
    return fair__fail(err, FAIR_ERR_STOPPED,
                      "stopped by the report's watch after %u claims",
                      t->asking.claims);
}

/* Of a criterion that has a test and a value. */
static fair_status
judge(fair__snapshot *s, const fair__plan *plan, const fair__population *p,
      const fair__request *request, fair__limit limit, fair__p_values *out,
      fair_error *err)
{
    fair__drawing drawing = {.seed = request->seed,
                             .n_replicates = request->replicates,
                             .watch = &request->watch};
    fair__testing t;
    fair_status st = fair__reserve(
        s->mem, &s->samples, &s->samples_capacity,
        plan->n_metrics * fair__family_samples(plan, p), sizeof(*s->samples),
        err);
    if (st != FAIR_OK) return st;
    st = fair__testing_make(s->mem, plan, p, &request->rules, s->samples,
                            &drawing, &t, err);
    if (st == FAIR_OK) out->no_disparity = fair__judge_none(t.families, t.n);
    if (st == FAIR_OK && limit.value != 0)
        fair__judge_chances(t.families, t.n, limit, &out->beyond,
                            &out->within);
    if (st == FAIR_OK) st = fair__testing_end(&t, err);
    fair__testing_free(&t, s->mem);
    return st;
}

static int
is_tested(const fair__plan *plan, const fair__request *request)
{
    return plan->n_metrics > 0 &&
           (request->replicates > 0 || !fair__test_is_drawn(plan));
}

/* What is no claim about a pair of groups. */
static fair_status
find_other(fair__snapshot *s, const fair__criterion *c,
           const fair__population *p, const fair__request *request,
           fair__p_values *out, fair_error *err)
{
    if (fair__is_contrast(c)) {
        out->no_disparity = fair__contrast_none(c, p, &request->rules);
        return FAIR_OK;
    }
    fair__testing t = {.asking = {.watch = &request->watch}};
    const fair_status st =
        fair__reserve(s->mem, &s->samples, &s->samples_capacity, p->n,
                      sizeof(*s->samples), err);
    if (st != FAIR_OK) return st;
    out->no_disparity = fair__sufficiency_none(p, &request->rules, s->samples,
                                               &t.asking);
    return fair__testing_end(&t, err);
}

static fair_status
find(fair__snapshot *s, const fair__criterion *c, const fair__population *p,
     const fair__request *request, fair__p_values *out, fair_error *err)
{
    const fair__rules *rules = &request->rules;
    const fair__subject subject = {.criterion = c};
    const fair__plan plan = fair__claim_parts(&subject, rules);
    const fair__limit limit = {fair__criterion_limit(c, rules),
                               fair__subject_side(&subject)};
    const int other = fair__is_contrast(c) ||
                      fair__between_measure(c) >= 0 ||
                      c->join == FAIR__JOIN_SUFFICIENCY;
    fair__finding found;
    *out = (fair__p_values){NAN, NAN, NAN, FAIR__NO_TEST};
    if (!other && !is_tested(&plan, request)) return FAIR_OK;
    fair__criterion_find_in(c, p, rules, &found);
    out->reason = found.reason;
    if (found.reason != FAIR_DEFINED) return FAIR_OK;
    if (fair__between_measure(c) >= 0) {
        out->no_disparity = found.none;
        if (isnan(found.none)) out->reason = FAIR__NO_TEST;
        return FAIR_OK;
    }
    return other ? find_other(s, c, p, request, out, err)
                 : judge(s, &plan, p, request, limit, out, err);
}

static fair_status
watched(const fair_watch *w, uint64_t n, fair_error *err)
{
    if (w->stop == NULL || w->stop(w->ctx, n) == 0) return FAIR_OK;
    return fair__fail(err, FAIR_ERR_STOPPED,
                      "stopped by the report's watch after p-values of %u "
                      "criteria",
                      n);
}

fair_status
fair__snapshot_p_values(fair__snapshot *s, const fair__request *request,
                        fair_error *err)
{
    const size_t n = fair__criterion_count();
    uint64_t done = 0;
    if (!request->p_values) return FAIR_OK;
    fair_status st =
        fair__reserve(s->mem, &s->p_values, &s->p_values_capacity,
                      s->n_groupings * n, sizeof(*s->p_values), err);
    for (size_t i = 0; st == FAIR_OK && i < s->n_groupings * n; i++) {
        const fair__population *p = &s->populations[i / n];
        if (!fair__shows_criterion(request, i % n, s->given,
                                   p->n_strata > 0))
            continue;
        st = watched(&request->watch, done++, err);
        if (st == FAIR_OK)
            st = find(s, fair__criterion_at(i % n), p, request,
                      &s->p_values[i], err);
    }
    return st;
}

const fair__p_values *
fair__p_values_of(const fair__snapshot *s, size_t grouping, size_t criterion)
{
    return &s->p_values[grouping * fair__criterion_count() + criterion];
}

const char *
fair__p_reason(const fair__p_values *p)
{
    return p->reason == FAIR__NO_TEST ? "no_test"
                                      : fair_reason_name(p->reason);
}
