/* SPDX-License-Identifier: MIT
 * The report for people: what was found in a sentence, then the tables. */
#include "audit/prose.h"

#include <fairness/registry.h>
#include <fairness/version.h>

#include "audit/answer.h"
#include "audit/page.h"
#include "audit/prose_tables.h"
#include "audit/warnings.h"

/* Whole labels: a name that is cut off is another name. */
#define WHOLE SIZE_MAX

static void
put_by(fair__text *out, const fair_report *report, size_t grouping)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    const fair__grouping *g = &s->groupings[grouping];
    size_t n;
    const uint32_t *by = fair__request_by(&report->request, g->by, &n);
    for (size_t k = 0; k < n; k++) {
        if (k > 0) fair__text_string(out, " \xc3\x97 "); /* × */
        fair__text_string(out, s->features[by[k]]);
    }
    if (g->stratum == FAIR__ALL_ROWS) return;
    const fair__tuple t = fair__tuple_of_stratum(s, g->stratum);
    fair__text_string(out, " within ");
    fair__label_tuple(out, &t, WHOLE);
}

/* ---- the first sentence ---- */

/* What the sentence is about: the first of these that can be computed. */
static const fair__metric *
headline_metric(uint32_t given)
{
    static const char *const names[] = {"selection_rate", "base_rate"};
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        const fair__metric *m = fair__metric_find(names[i]);
        if ((m->needs & ~given) == 0) return m;
    }
    return fair__metric_find("count_share");
}

/* The value alone where one feature says which it is. */
static void
put_group_name(fair__text *out, const fair_report *report, size_t grouping,
               int32_t group)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    const fair__tuple t = fair__tuple_of_group(s, &report->request, grouping,
                                               (size_t)group);
    if (t.n == 1)
        fair__label_value(out,
                          fair__snapshot_value(s, t.features[0], t.ranks[0]),
                          WHOLE);
    else
        fair__label_tuple(out, &t, WHOLE);
}

static void
put_extreme(fair__text *out, const fair_report *report, size_t grouping,
            const fair__metric *m, const char *what, int32_t group)
{
    const fair__population *p =
        &fair__report_snapshot(report)->populations[grouping];
    fair__result r;
    fair__metric_compute(m, &p->groups[group], p->total, p->given,
                         &report->request.rules.costs, &r);
    fair__text_string(out, what);
    put_group_name(out, report, grouping, group);
    fair__text_char(out, ' ');
    fair__text_fixed(out, fair__wide_double(&r.value), 3);
    fair__text_string(out, " (n = ");
    fair__text_u64(out, fair__counts_n(&p->groups[group]));
    fair__text_char(out, ')');
}

/* "; 2 groups are small" */
static void
put_small(fair__text *out, const fair__population *p)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++)
        n += fair__counts_n(&p->groups[i]) < FAIR__SMALL_GROUP;
    if (n == 0) return;
    fair__text_string(out, "; ");
    fair__text_u64(out, n);
    fair__text_string(out, n == 1 ? " group is small" : " groups are small");
}

static void
put_sentence(fair__text *out, const fair_report *report, size_t grouping)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    const fair__population *p = &s->populations[grouping];
    const fair__metric *m = headline_metric(s->given);
    const fair__place place = {
        .kind = FAIR__COMPARISON,
        .name = (uint32_t)fair__metric_index(m),
        .comparison = (uint32_t)fair__comparison_index(
            fair__comparison_find("difference")),
        .grouping = grouping};
    fair__answer a;
    fair__answer_make(report, &place, NULL, &a);
    put_by(out, report, grouping);
    fair__text_string(out, ": ");
    fair__prose_name(out, m->name);
    if (a.reason != FAIR_DEFINED) {
        fair__text_string(out, " cannot be compared (");
        fair__text_string(out, fair_reason_name(a.reason));
        fair__text_char(out, ')');
    } else {
        const fair__wide hundred = fair__wide_u64(100);
        const fair__wide points = fair__wide_mul(&a.value, &hundred);
        fair__text_char(out, ' ');
        fair__text_fixed(out, fair__wide_double(&points), 1);
        fair__text_string(out, " points apart");
        put_extreme(out, report, grouping, m, ", lowest ", a.finding.group);
        put_extreme(out, report, grouping, m, ", highest ",
                    a.finding.reference);
    }
    put_small(out, p);
}

/* ---- rows ---- */

static void
put_rows(fair__text *out, const fair__row_counts *rows, int aggregated)
{
    static const char *const causes[FAIR__N_EXCLUDED] = {
        "null control", "null sensitive", "null y_true", "zero frequency"};
    int any = 0;
    fair__text_string(out, "rows: ");
    fair__text_u64(out, rows->in);
    fair__text_string(out, " in, ");
    fair__text_u64(out, rows->used);
    fair__text_string(out, " used, ");
    fair__text_u64(out, rows->in - rows->used);
    fair__text_string(out, " excluded");
    for (int i = 0; i < FAIR__N_EXCLUDED; i++) {
        if (rows->excluded[i] == 0) continue;
        fair__text_string(out, any ? ", " : " (");
        fair__text_u64(out, rows->excluded[i]);
        fair__text_char(out, ' ');
        fair__text_string(out, causes[i]);
        any = 1;
    }
    if (any) fair__text_char(out, ')');
    if (!aggregated) return;
    fair__text_string(out, ", standing for ");
    fair__text_u64(out, rows->frequency);
}

/* ---- a grouping ---- */

static void
write_grouping(fair__page *page, const fair_report *report, size_t grouping)
{
    put_by(&page->raw, report, grouping);
    fair__page_heading(page);
    put_sentence(&page->raw, report, grouping);
    fair__page_paragraph(page);
    fair__prose_criteria(page, report, grouping);
    fair__prose_groups(page, report, grouping);
    fair__prose_aside(page, report, grouping);
}

static void
write_warnings(fair__page *page, const fair_report *report)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    if (s->n_warnings == 0) return;
    fair__text_string(&page->raw, "Warnings");
    fair__page_heading(page);
    for (size_t i = 0; i < s->n_warnings; i++) {
        const fair__warning *w = &s->warnings[i];
        fair__text_string(&page->raw, fair__warning_code(w));
        fair__text_string(&page->raw, ": ");
        fair__warning_message(&page->raw, s, &report->request, w);
        fair__page_item(page);
    }
    fair__page_list_end(page);
}

static void
write_report(fair__text *out, const fair_report *report, int is_markdown)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    fair__page page;
    fair__page_start(&page, out, is_markdown);
    fair__text_string(&page.raw, "Fairness report");
    fair__page_title(&page);
    put_rows(&page.raw, &s->rows,
             (s->inputs & FAIR__INPUT(FAIR__FREQUENCY)) != 0);
    fair__text_string(&page.raw, "; libfairness ");
    fair__text_string(&page.raw, fair_version());
    fair__page_paragraph(&page);
    for (size_t g = 0; g < s->n_groupings; g++)
        write_grouping(&page, report, g);
    write_warnings(&page, report);
    fair__page_end(&page);
}

void
fair__write_text(fair__text *out, const fair_report *report)
{
    write_report(out, report, 0);
}

void
fair__write_markdown(fair__text *out, const fair_report *report)
{
    write_report(out, report, 1);
}
