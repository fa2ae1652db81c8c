/* SPDX-License-Identifier: MIT
 * Criteria of pairs of groups: those asked for are found when a snapshot is
 * taken, others when somebody wants to know. */
#include "audit/rests.h"

/* Of n groupings that follow each other, whose groups no two rows share. */
static fair_status
find_some(fair__snapshot *s, const fair__request *request, size_t grouping,
          size_t n, fair_error *err)
{
    const fair__grouping *first = &s->groupings[grouping];
    const fair__grouping *last = first + n - 1;
    fair__between b;
    fair_status st = fair__between_open(
        s->mem, &s->source, first->first,
        last->first + last->n - first->first, request->between,
        &request->watch, &b, err);
    if (st != FAIR_OK) return st;
    for (size_t i = grouping; i < grouping + n && st == FAIR_OK; i++) {
        fair__finding *out = s->between + i * FAIR__N_BETWEEN;
        st = fair__between_find(&b, &s->populations[i], &request->rules, out,
                                err);
        s->populations[i].between = out;
    }
    fair__between_close(&b, s->mem);
    return st;
}

fair_status
fair__snapshot_between(fair__snapshot *s, const fair__request *request,
                       fair_error *err)
{
    const size_t per_by = 1 + s->n_strata;
    if (request->between == 0 || (s->given & FAIR__GIVEN_SCORES) == 0)
        return FAIR_OK;
    fair_status st = fair__reserve(s->mem, &s->between, &s->between_capacity,
                                   s->n_groupings * FAIR__N_BETWEEN,
                                   sizeof(*s->between), err);
    for (size_t i = 0; i < s->n_groupings && st == FAIR_OK; i += per_by) {
        st = find_some(s, request, i, 1, err);
        if (st == FAIR_OK && s->n_strata > 0)
            st = find_some(s, request, i + 1, s->n_strata, err);
    }
    return st;
}

/* 1 if a place is a criterion of pairs that nobody asked for and that there
 * are scores for. */
static int
is_missing(const fair_report *report, const fair__place *place)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    const int measure =
        place->kind == FAIR__CRITERION
            ? fair__between_measure(fair__criterion_at(place->name))
            : -1;
    return measure >= 0 && (s->given & FAIR__GIVEN_SCORES) != 0 &&
           (report->request.between >> measure & 1) == 0;
}

static fair_status
find_with_rests(const fair_report *report, const fair__place *place,
                fair__answer *out, fair_error *err)
{
    fair__rested r;
    if (place->kind != FAIR__COMPARISON) {
        fair__answer_make(report, place, NULL, out);
        return FAIR_OK;
    }
    const fair_status st = fair__rested_open(report, place, &r, err);
    if (st != FAIR_OK) return st;
    fair__answer_make(report, place, &r.population, out);
    fair__rested_close(&r, report);
    return FAIR_OK;
}

fair_status
fair__answer_find(const fair_report *report, const fair__place *place,
                  fair__answer *out, fair_error *err)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    fair__finding found[FAIR__N_BETWEEN];
    fair__between b;
    if (!is_missing(report, place))
        return find_with_rests(report, place, out, err);
    fair__population p = s->populations[place->grouping];
    const int measure =
        fair__between_measure(fair__criterion_at(place->name));
    fair_status st = fair__between_open(
        &report->mem, &s->source, s->groupings[place->grouping].first, p.n,
        1u << measure, &report->request.watch, &b, err);
    if (st != FAIR_OK) return st;
    st = fair__between_find(&b, &p, &report->request.rules, found, err);
    fair__between_close(&b, &report->mem);
    if (st != FAIR_OK) return st;
    p.between = found;
    fair__answer_make(report, place, &p, out);
    return FAIR_OK;
}
