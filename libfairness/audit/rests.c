/* SPDX-License-Identifier: MIT
 * Making the sums of rests, some at a time. */
#include "audit/rests.h"

#include <string.h>

#include <fairness/report.h>

#include "base/error.h"
#include "base/memory.h"

/* Rests of one walk: more share what each walk does for all scores, fewer
 * take less memory. */
#define AT_ONCE 32

static int
is_wanted(const fair__snapshot *s, const fair__request *request)
{
    return request->rules.reference == FAIR_REFERENCE_REST &&
           request->n_reference == 0 &&
           (s->given & FAIR__GIVEN_SCORES) != 0;
}

static int
compares(const fair__comparison *c)
{
    return strcmp(c->name, "difference_to_reference") == 0 ||
           strcmp(c->name, "ratio_to_reference") == 0;
}

int
fair__rests_are_shown(const fair__snapshot *s, const fair__request *request)
{
    int any = 0;
    if (!is_wanted(s, request)) return 0;
    for (size_t i = 0; i < fair__comparison_count(); i++)
        any |= fair__shows_comparison(request, i) &&
               compares(fair__comparison_at(i));
    if (!any) return 0;
    for (size_t i = 0; i < fair__metric_count(); i++)
        if ((fair__metric_at(i)->needs & FAIR__GIVEN_SCORES) != 0 &&
            fair__shows_metric(request, i, s->given))
            return 1;
    return 0;
}

/* ---- making them ---- */

static size_t
whole_of(const fair__snapshot *s, size_t index)
{
    return (size_t)(fair__whose_counts(s, index).stratum + 1);
}

/* By place, which of the rests of counts[first … first + n) it is in. */
static void
find_members(const fair__snapshot *s, size_t first, size_t n,
             uint32_t *members)
{
    const fair__score_map *m = &s->source.map;
    size_t wholes[AT_ONCE];
    for (size_t k = 0; k < n; k++) wholes[k] = whole_of(s, first + k);
    for (size_t place = 0; place < m->n_places; place++) {
        const uint32_t *groups = m->groups + place * m->n_per_place;
        for (size_t k = 0; k < n; k++) {
            int in_whole = 0, in_group = 0;
            for (size_t l = 0; l < m->n_per_place; l++) {
                in_whole |= groups[l] == wholes[k];
                in_group |= groups[l] == first + k;
            }
            members[place * n + k] = in_whole && !in_group
                                         ? (uint32_t)k
                                         : FAIR__NO_SCORED_GROUP;
        }
    }
}

fair_status
fair__rests_make(const fair__snapshot *s, const fair_allocator *mem,
                 size_t first, size_t n, fair__counts *out,
                 fair__score_sums *sums, fair_error *err)
{
    const size_t most = n < AT_ONCE ? n : AT_ONCE;
    fair__score_map map = s->source.map;
    size_t size;
    if (n == 0) return FAIR_OK;
    if (!fair__size_mul(map.n_places, most, &size))
        return fair__no_memory(err);
    uint32_t *members = fair__alloc(mem, size, sizeof(*members));
    if (members == NULL) return fair__no_memory(err);
    fair_status st = FAIR_OK;
    map.groups = members;
    for (size_t done = 0; done < n && st == FAIR_OK; done += map.n_groups) {
        map.n_groups = map.n_per_place = n - done < most ? n - done : most;
        find_members(s, first + done, map.n_groups, members);
        st = fair__score_sums_make(mem, &s->run, &s->score_range, &map,
                                   sums + done, err);
    }
    fair__free(mem, members, size, sizeof(*members));
    for (size_t k = 0; k < n && st == FAIR_OK; k++)
        out[k] = (fair__counts){
            .scores = &sums[k],
            .scored = {&s->source, (uint32_t)whole_of(s, first + k),
                       (uint32_t)(1 + first + k)}};
    return st;
}

/* ---- where they were not shown ---- */

static int
is_missing(const fair_report *report, const fair__place *place)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    return place->kind == FAIR__COMPARISON && s->n_rests == 0 &&
           is_wanted(s, &report->request) &&
           compares(fair__comparison_at(place->comparison)) &&
           (fair__metric_at(place->name)->needs & FAIR__GIVEN_SCORES) != 0;
}

void
fair__rested_close(fair__rested *r, const fair_report *report)
{
    const size_t n = r->population.n;
    fair__free(&report->mem, r->counts, n, sizeof(*r->counts));
    fair__free(&report->mem, r->sums, n, sizeof(*r->sums));
}

fair_status
fair__rested_open(const fair_report *report, const fair__place *place,
                  fair__rested *out, fair_error *err)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    *out = (fair__rested){.population = s->populations[place->grouping]};
    fair__population *p = &out->population;
    if (!is_missing(report, place)) return FAIR_OK;
    out->counts = fair__alloc(&report->mem, p->n, sizeof(*out->counts));
    out->sums = fair__alloc(&report->mem, p->n, sizeof(*out->sums));
    fair_status st = out->counts == NULL || out->sums == NULL
                         ? fair__no_memory(err)
                         : FAIR_OK;
    if (st == FAIR_OK)
        st = fair__rests_make(s, &report->mem,
                              s->groupings[place->grouping].first, p->n,
                              out->counts, out->sums, err);
    if (st != FAIR_OK)
        fair__rested_close(out, report);
    else
        p->rests = out->counts;
    return st;
}
