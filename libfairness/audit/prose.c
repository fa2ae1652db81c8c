/* SPDX-License-Identifier: MIT
 * The report for people: the answer in a sentence for each grouping, then the
 * tables, then what is not in them. */
#include "audit/prose.h"

#include <fairness/version.h>

#include "audit/prose_parts.h"
#include "audit/shown.h"

/* ---- what is shown ---- */

#define MOST_NAMED 8 /* more than that is "all": the usual ones are shown */

static void
add_rate(fair__prose *p, const fair__metric *m)
{
    for (size_t i = 0; i < p->n_rates; i++)
        if (p->rates[i] == m) return;
    if (p->n_rates < FAIR__MAX_RATES) p->rates[p->n_rates++] = m;
}

static void
add_usual(fair__prose *p,
          const fair__metric *(*usual)(uint32_t given, size_t nth))
{
    const fair__metric *m;
    for (size_t i = 0; (m = usual(p->s->given, i)) != NULL; i++)
        if (fair__shows_metric(&p->report->request, fair__metric_index(m),
                               p->s->given))
            add_rate(p, m);
}

static void
choose_rates(fair__prose *p)
{
    const fair__request *r = &p->report->request;
    size_t named = 0;
    add_usual(p, fair__usual_rate);
    add_usual(p, fair__usual_of_scores);
    for (size_t i = 0; i < fair__metric_count(); i++)
        named += r->metrics[i] >= FAIR__SHOWN;
    if (named <= MOST_NAMED)
        for (size_t i = 0; i < fair__metric_count(); i++)
            if (r->metrics[i] >= FAIR__SHOWN)
                add_rate(p, fair__metric_at(i));
    if (p->n_rates == 0) add_rate(p, fair__metric_find("count_share"));
    p->headline = p->rates[0];
}

/* ---- rows ---- */

static void
put_rows(fair__text *out, const fair__snapshot *s)
{
    const fair__row_counts *rows = &s->rows;
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
        fair__text_string(out, fair__excluded_name(i));
        any = 1;
    }
    if (any) fair__text_char(out, ')');
    if ((s->inputs & FAIR__INPUT(FAIR__FREQUENCY)) != 0) {
        fair__text_string(out, ", standing for ");
        fair__text_u64(out, rows->frequency);
    }
    fair__text_string(out, "; intervals at ");
}

static void
put_footing(fair__prose *p)
{
    fair__text *out = &p->page.raw;
    const fair__wide confidence =
        fair__wide_f64(p->report->request.confidence);
    const fair__wide hundred = fair__wide_u64(100);
    const fair__wide percent = fair__wide_mul(&confidence, &hundred);
    put_rows(out, p->s);
    fair__text_f64(out, fair__wide_double(&percent));
    fair__text_string(out, " %; libfairness ");
    fair__text_string(out, fair_version());
    fair__page_paragraph(&p->page);
}

/* ---- the page ---- */

static int
is_over_all_rows(const fair__prose *p, size_t grouping)
{
    return p->s->groupings[grouping].stratum == FAIR__ALL_ROWS;
}

static void
put_grouping(fair__prose *p, size_t grouping)
{
    fair__prose_by(&p->page.raw, p, grouping);
    fair__page_heading(&p->page);
    fair__prose_criteria(p, grouping);
    fair__prose_groups(p, grouping);
    fair__prose_aside(p, grouping);
    fair__prose_strata(p, grouping);
}

static void
write_report(fair__text *out, const fair_report *report, int medium)
{
    fair__prose p = {.report = report, .s = fair__report_snapshot(report)};
    const size_t n = p.s->n_groupings;
    choose_rates(&p);
    fair__page_start(&p.page, out, medium, "Fairness report");
    for (size_t g = 0; g < n; g++) {
        if (!is_over_all_rows(&p, g)) continue;
        fair__prose_sentence(&p.page.raw, &p, g);
        fair__page_lead(&p.page);
    }
    put_footing(&p);
    fair__prose_grid(&p);
    fair__prose_parameters(&p);
    fair__prose_left_out(&p);
    for (size_t g = 0; g < n; g++)
        if (is_over_all_rows(&p, g)) put_grouping(&p, g);
    fair__prose_excluded(&p);
    fair__prose_warnings(&p);
    fair__page_end(&p.page);
}

void
fair__write_text(fair__text *out, const fair_report *report)
{
    write_report(out, report, FAIR__PLAIN);
}

void
fair__write_markdown(fair__text *out, const fair_report *report)
{
    write_report(out, report, FAIR__MARKDOWN);
}

void
fair__write_html(fair__text *out, const fair_report *report)
{
    write_report(out, report, FAIR__HTML);
}
