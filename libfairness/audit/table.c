/* SPDX-License-Identifier: MIT
 * Tables as rows: row numbers to places, in the order of the JSON report. */
#include "audit/table.h"

#include <assert.h>
#include <string.h>

#include "audit/names.h"
#include "base/error.h"

/* The metric that is shown as number `nth`. */
static uint32_t
shown_metric(const fair_report *report, uint64_t nth)
{
    const uint32_t given = fair__report_snapshot(report)->given;
    for (size_t m = 0;; m++)
        if (fair__shows_metric(&report->request, m, given) && nth-- == 0)
            return (uint32_t)m;
}

static uint64_t
count_metrics(const fair_report *report)
{
    return fair__shown_metrics(&report->request,
                               fair__report_snapshot(report)->given);
}

/* ---- groups: every metric of every counts ---- */

static uint64_t
groups_size(const fair_report *report)
{
    return fair__report_snapshot(report)->n_counts * count_metrics(report);
}

static void
groups_place(const fair_report *report, uint64_t i, fair__place *out)
{
    const uint64_t n = count_metrics(report);
    *out = (fair__place){.kind = FAIR__METRIC,
                         .name = shown_metric(report, i % n),
                         .counts = (size_t)(i / n)};
}

/* ---- comparisons and criteria: by grouping ---- */

/* The last grouping whose `first` is at most i. */
static size_t
grouping_at(const fair__snapshot *s, uint64_t i,
            uint64_t (*first)(const fair__grouping *))
{
    size_t low = 0, high = s->n_groupings;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (first(&s->groupings[middle]) <= i)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static uint64_t
first_finding(const fair__grouping *g)
{
    return g->first_finding;
}

static uint64_t
first_criterion(const fair__grouping *g)
{
    return g->first_criterion;
}

static uint64_t
comparisons_size(const fair_report *report)
{
    return fair__report_snapshot(report)->n_findings;
}

static void
comparisons_place(const fair_report *report, uint64_t i, fair__place *out)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    const size_t g = grouping_at(s, i, first_finding);
    const size_t n = s->groupings[g].n;
    uint64_t per_metric = 0;
    for (size_t c = 0; c < fair__comparison_count(); c++)
        if (fair__shows_comparison(&report->request, c))
            per_metric += fair__comparison_size(fair__comparison_at(c), n);
    assert(per_metric > 0); /* or there would be no row i */
    i -= s->groupings[g].first_finding;
    *out = (fair__place){.kind = FAIR__COMPARISON,
                         .name = shown_metric(report, i / per_metric),
                         .grouping = g};
    i %= per_metric;
    for (size_t c = 0;; c++) {
        if (!fair__shows_comparison(&report->request, c)) continue;
        const uint64_t size = fair__comparison_size(fair__comparison_at(c), n);
        out->comparison = (uint32_t)c;
        out->i = i;
        if (i < size) return;
        i -= size;
    }
}

static uint64_t
criteria_size(const fair_report *report)
{
    return fair__report_snapshot(report)->n_criteria;
}

static void
criteria_place(const fair_report *report, uint64_t i, fair__place *out)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    const size_t g = grouping_at(s, i, first_criterion);
    const int has_strata = s->populations[g].n_strata > 0;
    i -= s->groupings[g].first_criterion;
    *out = (fair__place){.kind = FAIR__CRITERION, .grouping = g};
    for (size_t c = 0;; c++) {
        if (!fair__shows_criterion(&report->request, c, s->given, has_strata))
            continue;
        out->name = (uint32_t)c;
        if (i-- == 0) return;
    }
}

static const fair__table_rows tables[] = {
    {"groups", groups_size, groups_place},
    {"comparisons", comparisons_size, comparisons_place},
    {"criteria", criteria_size, criteria_place},
};
#define N_TABLES (sizeof(tables) / sizeof(*tables))

const fair__table_rows *
fair__table_find(const char *name)
{
    for (size_t i = 0; i < N_TABLES; i++)
        if (strcmp(name, tables[i].name) == 0) return &tables[i];
    return NULL;
}

static fair_status
unknown_table(const char *name, fair_error *err)
{
    fair__names list = {0};
    for (size_t i = 0; i < N_TABLES; i++)
        fair__names_add(&list, tables[i].name);
    return fair__names_unknown(err, "table", "table of values", name, &list);
}

fair_status
fair__report_size(const fair_report *report, const char *table, uint64_t *out,
                  fair_error *err)
{
    const fair__table_rows *t = fair__table_find(table);
    if (t == NULL) return unknown_table(table, err);
    *out = t->size(report);
    return FAIR_OK;
}

fair_status
fair__report_row(const fair_report *report, const char *table, uint64_t i,
                 fair_value *out, fair_error *err)
{
    const fair__table_rows *t = fair__table_find(table);
    if (t == NULL) return unknown_table(table, err);
    const uint64_t n = t->size(report);
    if (i >= n)
        return fair__fail(err, FAIR_ERR_ARGUMENT,
                          "table %s has %u rows: there is no row %u", table,
                          n, i);
    fair__place place;
    fair__answer a;
    t->place(report, i, &place);
    fair__answer_make(report, &place, NULL, &a);
    fair__answer_value(report, &a, out);
    return FAIR_OK;
}
