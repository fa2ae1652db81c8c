/* SPDX-License-Identifier: MIT
 * The whole report as JSON. */
#include <string.h>

#include <fairness/version.h>

#include "audit/json.h"
#include "audit/names.h"
#include "audit/shown.h"
#include "audit/walk.h"
#include "audit/warnings.h"

void
fair__json_rows(fair__json *j, const fair__row_counts *rows)
{
    fair__json_object_inline(j);
    fair__json_key(j, "in");
    fair__json_u64(j, rows->in);
    fair__json_key(j, "used");
    fair__json_u64(j, rows->used);
    fair__json_key(j, "excluded");
    fair__json_object_inline(j);
    for (int i = 0; i < FAIR__N_EXCLUDED; i++) {
        if (rows->excluded[i] == 0) continue;
        fair__json_key(j, fair__excluded_name(i));
        fair__json_u64(j, rows->excluded[i]);
    }
    fair__json_end(j);
    fair__json_end(j);
}

/* Members counts and metrics of counts[index]. */
static void
put_population(fair__json *j, const fair_report *report, size_t index)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    fair__json_key(j, "counts");
    fair__json_counts(j, s, index);
    fair__json_key(j, "metrics");
    fair__json_object(j);
    for (size_t m = 0; m < fair__metric_count(); m++) {
        if (!fair__shows_metric(&report->request, m, s->given)) continue;
        const fair__place place = {
            .kind = FAIR__METRIC, .name = (uint32_t)m, .counts = index};
        fair__answer a;
        fair__answer_make(report, &place, NULL, &a);
        fair__json_key(j, fair__metric_at(m)->name);
        fair__json_object_inline(j);
        fair__json_metric(j, report, &a);
        fair__json_end(j);
    }
    fair__json_end(j);
}

static void
put_overall(fair__json *j, const fair_report *report, size_t index)
{
    fair__json_object(j);
    put_population(j, report, index);
    fair__json_end(j);
}

static void
put_control(fair__json *j, const fair_report *report, int32_t stratum)
{
    const fair__tuple t =
        fair__tuple_of_stratum(fair__report_snapshot(report), stratum);
    fair__json_key(j, "control");
    fair__json_tuple(j, &t);
}

static void
put_strata(fair__json *j, const fair_report *report)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    fair__json_array(j);
    for (size_t i = 0; i < s->n_strata; i++) {
        fair__json_object(j);
        put_control(j, report, (int32_t)i);
        fair__json_key(j, "overall");
        put_overall(j, report, 1 + i);
        fair__json_end(j);
    }
    fair__json_end(j);
}

/* ---- a grouping ---- */

static void
put_groups(fair__json *j, const fair_report *report, size_t grouping)
{
    const fair__grouping *g =
        &fair__report_snapshot(report)->groupings[grouping];
    fair__json_array(j);
    for (size_t i = 0; i < g->n; i++) {
        fair__json_object(j);
        fair__json_key(j, "group");
        fair__json_group(j, report, grouping, (int32_t)i);
        put_population(j, report, g->first + i);
        fair__json_end(j);
    }
    fair__json_end(j);
}

static void
put_comparison(fair__json *j, const fair_report *report,
               const fair__answer *a)
{
    fair__json_object_inline(j);
    fair__json_key(j, "metric");
    fair__json_cstring(j, a->metric->name);
    fair__json_key(j, "comparison");
    fair__json_cstring(j, fair__comparison_at(a->place.comparison)->name);
    fair__json_finding(j, report, a);
    fair__json_end(j);
}

static void
put_comparisons(fair__json *j, const fair_report *report, size_t grouping)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    const int is_last = grouping + 1 == s->n_groupings;
    fair__walk walk;
    fair__answer a;
    fair__walk_rows(&walk, report, "comparisons",
                    s->groupings[grouping].first_finding,
                    is_last ? s->n_findings
                            : s->groupings[grouping + 1].first_finding);
    fair__json_array(j);
    while (j->out->status == FAIR_OK && fair__walk_next(&walk, &a))
        put_comparison(j, report, &a);
    fair__json_end(j);
}

static void
put_criterion(fair__json *j, const fair_report *report,
              const fair__place *place)
{
    fair__answer a;
    fair__answer_make(report, place, NULL, &a);
    fair__json_key(j, fair__criterion_at(place->name)->name);
    fair__json_object_inline(j);
    fair__json_key(j, "metric");
    fair__json_cstring(j, a.metric->name);
    fair__json_finding(j, report, &a);
    fair__json_end(j);
}

static void
put_criteria(fair__json *j, const fair_report *report, size_t grouping)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    const int has_strata = s->populations[grouping].n_strata > 0;
    fair__json_object(j);
    for (size_t c = 0; c < fair__criterion_count(); c++) {
        const fair__place place = {.kind = FAIR__CRITERION,
                                   .name = (uint32_t)c,
                                   .grouping = grouping};
        if (fair__shows_criterion(&report->request, c, s->given, has_strata))
            put_criterion(j, report, &place);
    }
    fair__json_end(j);
}

static void
put_grouping(fair__json *j, const fair_report *report, size_t grouping)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    const fair__grouping *g = &s->groupings[grouping];
    fair__json_object(j);
    fair__json_key(j, "by");
    fair__json_by(j, s, &report->request, g->by);
    put_control(j, report, g->stratum);
    fair__json_key(j, "groups");
    put_groups(j, report, grouping);
    fair__json_key(j, "comparisons");
    put_comparisons(j, report, grouping);
    fair__json_key(j, "criteria");
    put_criteria(j, report, grouping);
    fair__json_end(j);
}

static void
put_groupings(fair__json *j, const fair_report *report)
{
    const size_t n = fair__report_snapshot(report)->n_groupings;
    fair__json_array(j);
    for (size_t i = 0; i < n; i++) put_grouping(j, report, i);
    fair__json_end(j);
}

/* ---- warnings ---- */

static void
put_numbers(fair__json *j, const fair_report *report, const fair__warning *w,
            const fair__warning_numbers *numbers)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    if (!numbers->there) return;
    fair__json_key(j, "by");
    fair__json_by(j, s, &report->request, s->groupings[w->grouping].by);
    fair__json_key(j, "metric");
    fair__json_cstring(j, numbers->chance.metric->name);
    fair__json_key(j, "expected");
    fair__json_f64(j, numbers->expected);
    fair__json_key(j, "observed");
    fair__json_f64(j, numbers->chance.observed);
    fair__json_key(j, "groups_compared");
    fair__json_u64(j, numbers->chance.groups);
}

static fair_status
put_warning(fair__json *j, const fair_report *report, const fair__warning *w,
            fair__text *message)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    const fair__tuple group = fair__warning_group(s, &report->request, w);
    fair__warning_numbers numbers;
    const fair_status st = fair__warning_numbers_of(s, &report->request, w,
                                                    &numbers, NULL);
    if (st != FAIR_OK) return st;
    fair__text_clear(message);
    fair__warning_message(message, s, &report->request, w, &numbers);
    fair__json_object_inline(j);
    fair__json_key(j, "code");
    fair__json_cstring(j, fair__warning_code(w));
    fair__json_key(j, "message");
    fair__json_string(j, message->bytes, message->length);
    fair__json_key(j, "group");
    fair__json_tuple(j, &group);
    put_numbers(j, report, w, &numbers);
    fair__json_end(j);
    return message->status;
}

static void
put_warnings(fair__json *j, const fair_report *report)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    fair__text message;
    fair_status st = FAIR_OK;
    fair__text_init(&message, &report->mem);
    fair__json_array(j);
    for (size_t i = 0; i < s->n_warnings && st == FAIR_OK; i++)
        st = put_warning(j, report, &s->warnings[i], &message);
    fair__json_end(j);
    if (st != FAIR_OK && j->out->status == FAIR_OK) j->out->status = st;
    fair__text_free(&message);
}

/* ---- the whole ---- */

static void
put_schema(fair__json *j, const fair_report *report)
{
    (void)report;
    fair__json_cstring(j, "libfairness/report/1");
}

static void
put_library(fair__json *j, const fair_report *report)
{
    (void)report;
    fair__json_cstring(j, fair_version());
}

static void
put_rows(fair__json *j, const fair_report *report)
{
    fair__json_rows(j, &fair__report_snapshot(report)->rows);
}

static void
put_all_rows(fair__json *j, const fair_report *report)
{
    put_overall(j, report, 0);
}

static const struct member {
    const char *name;
    void (*put)(fair__json *j, const fair_report *report);
} members[] = {
    {"schema", put_schema},
    {"library", put_library},
    {"rows", put_rows},
    {"specification", fair__json_specification},
    {"overall", put_all_rows},
    {"strata", put_strata},
    {"groupings", put_groupings},
    {"warnings", put_warnings},
};
#define N_MEMBERS (sizeof(members) / sizeof(*members))

void
fair__json_report(fair__json *j, const fair_report *report)
{
    fair__json_object(j);
    for (size_t i = 0; i < N_MEMBERS; i++) {
        fair__json_key(j, members[i].name);
        members[i].put(j, report);
    }
    fair__json_end(j);
}

fair_status
fair__json_member(fair__json *j, const fair_report *report, const char *name,
                  fair_error *err)
{
    fair__names list = {0};
    for (size_t i = 0; i < N_MEMBERS; i++) {
        fair__names_add(&list, members[i].name);
        if (strcmp(members[i].name, name) != 0) continue;
        members[i].put(j, report);
        return FAIR_OK;
    }
    return fair__names_unknown(err, "format", "member of the JSON report",
                               name, &list);
}
