/* SPDX-License-Identifier: MIT
 * What replicates say of every group: found when a snapshot is taken, where
 * they were asked for. */
#include "audit/snapshot.h"

#include "base/error.h"
#include "base/memory.h"
#include "compare/bounds.h"
#include "compare/evidence.h"

/* Counts that are looked at together, from the first of them on. */
typedef struct lot {
    fair__population population;
    size_t first;
} lot;

/* Of every group with a value, compared or not. */
static fair_status
draw(fair__snapshot *s, const fair__request *request, const lot *of,
     size_t metric, fair_error *err)
{
    const fair__metric *m = fair__metric_at(metric);
    const size_t n_slots = fair__resampled_slots();
    const fair__plan plan = {.n_metrics = 1,
                             .metrics = {m},
                             .form = FAIR__OF_VALUE,
                             .between = FAIR__EACH_GROUP,
                             .test = fair__metric_test(m)};
    fair__rules all = request->rules;
    all.min_count = 0;
    all.min_share = 0;
    all.set_aside_missing = 0;
    fair__drawing drawing = {.seed = request->seed,
                             .n_replicates = request->replicates,
                             .watch = &request->watch,
                             .only_own = 1};
    fair__family f;
    fair__evidence evidence;
    fair__family_make(&plan, 0, &of->population, &all, s->samples, &f);
    fair_status st =
        fair__evidence_make(s->mem, &f, 1, s->samples, of->population.n, &all,
                            &drawing, &evidence, err);
    if (st == FAIR_OK)
        fair__resampled_take(&f, &all, s->resampled + of->first * n_slots,
                             n_slots);
    fair__evidence_free(&evidence, s->mem);
    return st;
}

/* All rows and every stratum by themselves, then the groupings. */
static lot
lot_at(const fair__snapshot *s, size_t i)
{
    static const uint8_t none_missing[1] = {0};
    const size_t n_totals = 1 + s->n_strata;
    if (i >= n_totals)
        return (lot){s->populations[i - n_totals],
                     s->groupings[i - n_totals].first};
    return (lot){{.n = 1,
                  .groups = &s->counts[i],
                  .has_missing = none_missing,
                  .total = &s->counts[i],
                  .given = s->given,
                  .named_reference = FAIR__NO_GROUP},
                 i};
}

fair_status
fair__snapshot_resampled(fair__snapshot *s, const fair__request *request,
                         fair_error *err)
{
    const size_t n_slots = fair__resampled_slots();
    const size_t n_lots = 1 + s->n_strata + s->n_groupings;
    size_t n;
    if (request->replicates == 0) return FAIR_OK;
    if (!fair__size_mul(s->n_counts, n_slots, &n)) return fair__no_memory(err);
    fair_status st =
        fair__reserve(s->mem, &s->resampled, &s->resampled_capacity, n,
                      sizeof(*s->resampled), err);
    if (st == FAIR_OK)
        st = fair__reserve(s->mem, &s->samples, &s->samples_capacity,
                           s->n_counts, sizeof(*s->samples), err);
    if (st != FAIR_OK) return st;
    for (size_t i = 0; i < n; i++) s->resampled[i] = (fair__resampled){0};
    for (size_t i = 0; i < s->n_counts; i++)
        s->counts[i].resampled = s->resampled + i * n_slots;
    for (size_t m = 0; m < fair__metric_count(); m++) {
        if (fair__resampled_slot(fair__metric_at(m)) < 0 ||
            !fair__looks_at_metric(request, m, s->given, s->n_strata > 0))
            continue;
        for (size_t i = 0; st == FAIR_OK && i < n_lots; i++) {
            const lot of = lot_at(s, i);
            st = draw(s, request, &of, m, err);
        }
    }
    return st;
}
