/* SPDX-License-Identifier: MIT
 * What is not in the numbers, and what to know before believing them. */
#include "audit/prose_parts.h"

#include <string.h>

#include "audit/shown.h"
#include "audit/warnings.h"
#include "compare/registry.h"

#define MOST_WARNINGS 10 /* of one code */

/* ---- suites that were asked for ---- */

/* How many metrics of a suite are left out, and the first of them. */
static size_t
left_out(const fair__prose *p, const char *suite, const fair__metric **first)
{
    const fair__request *r = &p->report->request;
    size_t n = 0;
    for (size_t i = 0; i < fair__metric_count(); i++) {
        const fair__metric *m = fair__metric_at(i);
        if (r->metrics[i] != FAIR__SHOWN_IF_GIVEN ||
            !fair__in_suite(m, suite) ||
            fair__shows_metric(r, i, p->s->given))
            continue;
        if (n++ == 0) *first = m;
    }
    return n;
}

/* What one of them needs: as the error says it that it would be by name. */
static void
put_need(fair__text *out, const fair__snapshot *s, const fair__metric *m)
{
    fair_error err;
    if (fair__snapshot_check_metric(s, m, &err) != FAIR_OK) {
        fair__text_string(out, err.message);
        return;
    }
    fair__text_string(out, m->name);
    fair__text_string(out, " needs ");
    fair__text_string(out, fair__needs_text(m->needs));
    if ((s->inputs & FAIR__INPUT(FAIR__Y_SCORE)) != 0 &&
        (s->given & FAIR__GIVEN_SCORES) == 0)
        fair__text_string(out, ", and no scores are kept");
}

void
fair__prose_left_out(fair__prose *p)
{
    fair__text *out = &p->page.raw;
    const char *suite;
    for (size_t i = 0; (suite = fair__suite_at(i)) != NULL; i++) {
        const fair__metric *first;
        const size_t n = left_out(p, suite, &first);
        if (n == 0 || strcmp(suite, "classification") == 0) continue;
        fair__text_string(out, suite);
        fair__text_string(out, ": ");
        fair__prose_count(out, n, "metric is", "metrics are");
        fair__text_string(out, " not shown (not_applicable); ");
        put_need(out, p->s, first);
        fair__page_paragraph(&p->page);
    }
}

/* ---- rows ---- */

/* By cause: what is missing, and what to do. */
static const struct exclusion {
    const char *said;
    const char *advice;
} exclusions[FAIR__N_EXCLUDED] = {
    [FAIR__EXCLUDED_NULL_CONTROL] =
        {"a control feature is missing",
         "nulls = group keeps such rows as a stratum of their own."},
    [FAIR__EXCLUDED_NULL_SENSITIVE] =
        {"a sensitive feature is missing",
         "nulls = group keeps such rows as a group of their own, nulls = "
         "set_aside counts them without comparing them."},
    [FAIR__EXCLUDED_NULL_Y_TRUE] =
        {"the label is missing",
         "unlabelled = keep counts such rows wherever no label is needed: "
         "without them selection rates cover labelled rows only."},
    [FAIR__EXCLUDED_ZERO_FREQUENCY] =
        {"their frequency is 0", "They stand for nobody: nothing to do."},
};

void
fair__prose_excluded(fair__prose *p)
{
    const fair__row_counts *rows = &p->s->rows;
    fair__text *out = &p->page.raw;
    if (rows->in == rows->used) return;
    fair__text_string(out, "Excluded rows");
    fair__page_heading(&p->page);
    for (int i = 0; i < FAIR__N_EXCLUDED; i++) {
        if (rows->excluded[i] == 0) continue;
        fair__prose_count(out, rows->excluded[i], "row", "rows");
        fair__text_string(out, " of ");
        fair__text_u64(out, rows->in);
        fair__text_string(out, ": ");
        fair__text_string(out, exclusions[i].said);
        fair__text_string(out, " (");
        fair__text_string(out, fair__excluded_name(i));
        fair__text_string(out, "). ");
        fair__text_string(out, exclusions[i].advice);
        fair__page_item(&p->page);
    }
    fair__page_list_end(&p->page);
}

/* ---- warnings ---- */

/* Warnings of one code follow each other. */
static size_t
same_code_end(const fair__snapshot *s, size_t from)
{
    const char *code = fair__warning_code(&s->warnings[from]);
    size_t end = from + 1;
    while (end < s->n_warnings &&
           strcmp(fair__warning_code(&s->warnings[end]), code) == 0)
        end++;
    return end;
}

static void
put_warning(fair__prose *p, const fair__warning *w)
{
    const fair__request *request = &p->report->request;
    fair__warning_numbers numbers;
    const fair_status st =
        fair__warning_numbers_of(p->s, request, w, &numbers, NULL);
    if (st != FAIR_OK) {
        if (p->page.out->status == FAIR_OK) p->page.out->status = st;
        return;
    }
    fair__text_string(&p->page.raw, fair__warning_code(w));
    fair__text_string(&p->page.raw, ": ");
    fair__warning_message(&p->page.raw, p->s, request, w, &numbers);
    fair__page_item(&p->page);
}

void
fair__prose_warnings(fair__prose *p)
{
    const fair__snapshot *s = p->s;
    if (s->n_warnings == 0) return;
    fair__text_string(&p->page.raw, "Warnings");
    fair__page_heading(&p->page);
    for (size_t from = 0, end; from < s->n_warnings; from = end) {
        end = same_code_end(s, from);
        const int is_long = end - from > MOST_WARNINGS + 1;
        const size_t shown = is_long ? from + MOST_WARNINGS : end;
        for (size_t i = from; i < shown; i++)
            put_warning(p, &s->warnings[i]);
        if (!is_long) continue;
        fair__text_string(&p->page.raw,
                          fair__warning_code(&s->warnings[from]));
        fair__text_string(&p->page.raw, ": and ");
        fair__text_u64(&p->page.raw, end - shown);
        fair__text_string(&p->page.raw, " more, all in JSON and CSV");
        fair__page_item(&p->page);
    }
    fair__page_list_end(&p->page);
}
