/* SPDX-License-Identifier: MIT
 * A walk over the values of a table, in order. */
#include "audit/walk.h"

void
fair__walk_rows(fair__walk *w, const fair_report *report, const char *table,
                uint64_t from, uint64_t to)
{
    w->report = report;
    w->table = fair__table_find(table);
    w->i = from;
    w->end = to;
    w->grouping = SIZE_MAX;
}

void
fair__walk_all(fair__walk *w, const fair_report *report, const char *table)
{
    fair__walk_rows(w, report, table, 0, 0);
    w->end = w->table->size(report);
}

/* The population of a place, with a survey of its metric. */
static const fair__population *
look_at(fair__walk *w, const fair__place *place)
{
    const fair__metric *m = fair__metric_at(place->name);
    if (place->kind != FAIR__COMPARISON) return NULL;
    if (w->grouping == place->grouping && w->survey.metric == m)
        return &w->population;
    w->grouping = place->grouping;
    w->population =
        fair__report_snapshot(w->report)->populations[place->grouping];
    fair__survey_make(&w->population, &w->report->request.rules, m,
                      &w->survey);
    w->population.survey = &w->survey;
    return &w->population;
}

int
fair__walk_next(fair__walk *w, fair__answer *out)
{
    fair__place place;
    if (w->i == w->end) return 0;
    w->table->place(w->report, w->i++, &place);
    fair__answer_make(w->report, &place, look_at(w, &place), out);
    return 1;
}
