/* SPDX-License-Identifier: MIT
 * What scores were kept as, and what the numbers shown hang on beside them. */
#include "audit/prose_parts.h"

#include <string.h>

void
fair__prose_grid(fair__prose *p)
{
    const fair__score_range *range = &p->s->score_range;
    fair__text *out = &p->page.raw;
    if (range->bins == 0 || (p->s->given & FAIR__GIVEN_SCORES) == 0) return;
    fair__text_string(out, "scores: kept in ");
    fair__prose_count(out, range->bins, "bin", "bins of equal width");
    fair__text_string(out, " from ");
    fair__text_f64(out, range->low);
    fair__text_string(out, " to ");
    fair__text_f64(out, range->high);
    fair__text_string(out, " (score_bins); those in one bin tie");
    fair__page_paragraph(&p->page);
}

/* Rates, then criteria: the parameters of the i-th that may be shown; 0 if it
 * is not, or has none. */
static int
parameters_at(const fair__prose *p, size_t i, char out[FAIR__PARAMETERS])
{
    const fair__request *request = &p->report->request;
    const fair__metric *metrics[2];
    if (i < p->n_rates) {
        metrics[0] = p->rates[i];
    } else {
        const size_t c = i - p->n_rates;
        if (!fair__shows_criterion(request, c, p->s->given, 0)) return 0;
        fair__criterion_metrics(fair__criterion_at(c), &request->rules,
                                metrics);
    }
    fair__answer_parameters(p->report, metrics[0], out);
    return out[0] != '\0';
}

static int
has_parameters(const fair__prose *p, size_t i, const char *text)
{
    char own[FAIR__PARAMETERS];
    return parameters_at(p, i, own) && strcmp(own, text) == 0;
}

static int
is_said(const fair__prose *p, size_t i, const char *text)
{
    while (i-- > 0)
        if (has_parameters(p, i, text)) return 1;
    return 0;
}

static void
put_name(fair__text *out, const fair__prose *p, size_t i)
{
    if (i < p->n_rates)
        fair__label_name(out, p->rates[i]->name);
    else
        fair__text_string(out, fair__criterion_at(i - p->n_rates)->name);
}

void
fair__prose_parameters(fair__prose *p)
{
    const size_t n = p->n_rates + fair__criterion_count();
    fair__text *out = &p->page.raw;
    int any = 0;
    for (size_t i = 0; i < n; i++) {
        char text[FAIR__PARAMETERS];
        if (!parameters_at(p, i, text) || is_said(p, i, text)) continue;
        fair__text_string(out, any++ ? "; " : "parameters: ");
        fair__text_string(out, text);
        fair__text_string(out, " (");
        put_name(out, p, i);
        for (size_t k = i + 1; k < n; k++) {
            if (!has_parameters(p, k, text)) continue;
            fair__text_string(out, ", ");
            put_name(out, p, k);
        }
        fair__text_char(out, ')');
    }
    if (any) fair__page_paragraph(&p->page);
}
