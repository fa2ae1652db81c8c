/* SPDX-License-Identifier: MIT
 * What a rule claims of its groups, and what tests of it need. */
#include "gate/families.h"

#include <stdint.h>

#include "base/error.h"
#include "base/memory.h"
#include "compare/change.h"
#include "compare/find.h"

int32_t
fair__family_standing(const fair__outcome *o, const fair__family *f,
                      size_t group, int32_t *reason)
{
    fair__result r;
    *reason = FAIR_DEFINED;
    const int32_t standing = fair__standing(f->population, &o->rules,
                                            f->metric, group, &r, reason);
    if (o->before == NULL) return standing;
    return fair__change_standing(f->before, &o->rules, f->metric, group,
                                 standing, reason);
}

/* Groups of a family that are left out and may be. */
static fair_status
count_allowed(const fair__evaluation *e, fair__outcome *o,
              const fair__family *f, fair_error *err)
{
    const fair__named_groups *g = &o->rule->may_be_small;
    const size_t grouping = fair__family_grouping(e, f);
    for (size_t i = 0; i < g->n; i++) {
        int32_t found = FAIR__NO_GROUP;
        fair_status st = fair__named_group(e, g, i, grouping, &found, err);
        /* Named twice, it is one group. */
        for (size_t k = 0; st == FAIR_OK && k < i; k++) {
            int32_t before = FAIR__NO_GROUP;
            st = fair__named_group(e, g, k, grouping, &before, err);
            if (before == found) found = FAIR__NO_GROUP;
        }
        if (st != FAIR_OK) return st;
        if (found == FAIR__NO_GROUP) continue;
        int32_t reason;
        o->allowed += fair__family_standing(o, f, (size_t)found, &reason) ==
                      FAIR__LEFT_OUT;
    }
    return FAIR_OK;
}

/* What tests that are not by score need. */
static fair_status
make_tests(const fair__evaluation *e, fair__outcome *o, fair_error *err)
{
    fair__drawing drawing = fair__test_drawing(&e->report->request.watch);
    return fair__evidence_make(&e->policy->mem, o->families, o->n_families,
                               o->samples, o->n_samples, &o->rules, &drawing,
                               &o->evidence, err);
}

static fair_status
make_families(const fair__evaluation *e, fair__outcome *o, fair_error *err)
{
    const fair_allocator *mem = &e->policy->mem;
    o->plan = fair__claim_plan(&o->rule->subject, &o->rules);
    o->plan.paired = o->baseline == FAIR_BASELINE_PAIRED;
    for (size_t k = 0; k < o->n_populations; k++)
        o->n_samples +=
            o->plan.n_metrics *
            fair__family_samples(&o->plan, fair__outcome_population(e, o, k));
    const size_t n = o->n_populations * o->plan.n_metrics;
    o->samples = fair__calloc(mem, o->n_samples, sizeof(*o->samples));
    o->families = fair__calloc(mem, n, sizeof(*o->families));
    o->n_families = n;
    if (o->families == NULL || (o->samples == NULL && o->n_samples > 0))
        return fair__no_memory(err);
    fair__sample *next = o->samples;
    for (size_t k = 0; k < n; k++) {
        const size_t at = k / o->plan.n_metrics;
        const fair__population *p = fair__outcome_population(e, o, at);
        fair__family *f = &o->families[k];
        if (o->before != NULL) o->plan.before = &o->before[at];
        fair__family_make(&o->plan, k % o->plan.n_metrics, p, &o->rules, next,
                          f);
        f->peers = f - k % o->plan.n_metrics;
        f->n_peers = o->plan.n_metrics;
        next += fair__family_samples(&o->plan, p);
        o->undefined += f->undefined;
        o->left_out += f->left_out;
        if (f->reason != FAIR_DEFINED && n > o->plan.n_metrics)
            o->left_out++; /* a stratum without anything to compare */
        const fair_status st = count_allowed(e, o, f, err);
        if (st != FAIR_OK) return st;
    }
    return FAIR_OK;
}

static fair_status
check_reference(const fair__evaluation *e, const fair__outcome *o,
                fair_error *err)
{
    const fair__request *r = &e->report->request;
    if (o->plan.between != FAIR__TO_REFERENCE) return FAIR_OK;
    const int is_group = r->n_reference > 0 ||
                         (r->rules.reference != FAIR_REFERENCE_OVERALL &&
                          r->rules.reference != FAIR_REFERENCE_REST);
    if (o->plan.test == FAIR__BY_ERROR && !is_group)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, o->rule->id, -1, 0,
                             "%s has no test against all rows or the rest: "
                             "name a reference",
                             fair__rule_subject(o->rule));
    const int chosen = r->n_reference == 0 &&
                       (r->rules.reference == FAIR_REFERENCE_BEST ||
                        r->rules.reference == FAIR_REFERENCE_WORST);
    if (!chosen) return FAIR_OK;
    return fair__fail_at(err, FAIR_ERR_ARGUMENT, o->rule->id, -1, 0,
                         "the report's reference is chosen by its value, "
                         "which a test against it would have to know: name "
                         "a reference, or use difference, ratio or "
                         "impact_ratio");
}

fair_status
fair__families_make(const fair__evaluation *e, fair__outcome *o,
                    fair_error *err)
{
    fair_status st = make_families(e, o, err);
    if (st == FAIR_OK) st = check_reference(e, o, err);
    return st == FAIR_OK ? make_tests(e, o, err) : st;
}
