/* SPDX-License-Identifier: MIT
 * Who is not compared, why, and what to do about it: one line for each
 * reason, whatever the number of groups and rates. */
#include "audit/prose_parts.h"

#include <string.h>

#include <fairness/registry.h>

#include "base/memory.h"

#define MOST_NAMES 8   /* groups named in a clause */
#define MOST_CLAUSES 4 /* on a line: groups that share the same rates */

/* By the name of what keeps a group out (fair__standing_reason). */
static const struct remark {
    const char *reason;
    const char *said;
    const char *advice;
} remarks[] = {
    {"below_min_count", "Too few rows behind a rate to compare it",
     "Their rates and counts stay in the table; more rows or a lower bound "
     "would bring them in."},
    {"set_aside", "A value is missing and nulls = set_aside",
     "nulls = group compares them as groups of their own."},
    {"no_rows", "No rows that count here", "Labels for these rows are needed."},
    {"no_positives", "No positive labels",
     "More labelled rows are needed, or groups that are put together."},
    {"no_negatives", "No negative labels",
     "More labelled rows are needed, or groups that are put together."},
    {"none_selected", "Nobody is selected",
     "Rates among the selected do not exist here: look at the selection "
     "rate."},
    {"none_rejected", "Nobody is rejected",
     "Rates among the rejected do not exist here: look at the selection "
     "rate."},
    {"zero_weight", "All weights are 0", "Look at the column of weights."},
    {"not_applicable", "Needs what was not given or is not kept", ""},
};

static const struct remark *
remark_of(const char *reason)
{
    static const struct remark other = {"", "No value", ""};
    for (size_t i = 0; i < sizeof(remarks) / sizeof(*remarks); i++)
        if (strcmp(remarks[i].reason, reason) == 0) return &remarks[i];
    return &other;
}

/* How a group stands in each of the rates. */
typedef struct stand {
    uint8_t standing[FAIR__MAX_RATES];
    uint8_t reason[FAIR__MAX_RATES];
} stand;

static stand
stand_of(const fair__prose *p, size_t grouping, size_t group)
{
    stand out;
    for (size_t k = 0; k < p->n_rates; k++) {
        fair__result r;
        int32_t reason = FAIR_DEFINED;
        out.standing[k] = (uint8_t)fair__standing(
            &p->s->populations[grouping], &p->report->request.rules,
            p->rates[k], group, &r, &reason);
        out.reason[k] = (uint8_t)reason;
    }
    return out;
}

/* The rates in which a group stands so. */
static uint32_t
rates_of(const fair__prose *p, const stand *s, int32_t standing,
         int32_t reason)
{
    uint32_t mask = 0;
    for (size_t i = 0; i < p->n_rates; i++)
        if (s->standing[i] == standing && s->reason[i] == reason)
            mask |= UINT32_C(1) << i;
    return mask;
}

static void
put_rates(fair__text *out, const fair__prose *p, uint32_t mask)
{
    int any = 0;
    if (p->n_rates > 1 && mask == (UINT32_C(1) << p->n_rates) - 1) {
        fair__text_string(out, "all rates");
        return;
    }
    for (size_t k = 0; k < p->n_rates; k++) {
        if ((mask >> k & 1) == 0) continue;
        if (any) fair__text_string(out, ", ");
        fair__prose_short_name(out, p->rates[k]);
        any = 1;
    }
}

/* " (below_min_count: min_count 20, min_share 0.05)" */
static void
put_code(fair__text *out, const fair__rules *rules, const char *code)
{
    fair__text_string(out, " (");
    fair__text_string(out, code);
    if (strcmp(code, "below_min_count") == 0) {
        fair__text_string(out, ": ");
        if (rules->min_count > 0) {
            fair__text_string(out, "min_count ");
            fair__text_u64(out, rules->min_count);
        }
        if (rules->min_share > 0) {
            if (rules->min_count > 0) fair__text_string(out, ", ");
            fair__text_string(out, "min_share ");
            fair__text_f64(out, rules->min_share);
        }
    }
    fair__text_char(out, ')');
}

/* "all rates: g=a (2 rows), g=b (1 row) and 7 more groups": the first group
 * left, and all that stand so in the same rates.  Their masks are cleared. */
static void
put_clause(fair__text *out, const fair__prose *p, size_t grouping,
           uint32_t *masks, size_t first)
{
    const fair__population *of = &p->s->populations[grouping];
    const uint32_t mask = masks[first];
    size_t named = 0, more = 0;
    put_rates(out, p, mask);
    for (size_t i = first; i < of->n; i++) {
        if (masks[i] != mask) continue;
        masks[i] = 0;
        if (named == MOST_NAMES) {
            more++;
            continue;
        }
        fair__text_string(out, named++ > 0 ? ", " : ": ");
        fair__prose_group(out, p, grouping, (int32_t)i);
        fair__text_string(out, " (");
        fair__prose_count(out, fair__counts_n(&of->groups[i]), "row)",
                          "rows)");
    }
    if (more == 0) return;
    fair__text_string(out, " and ");
    fair__prose_count(out, more, "more group", "more groups");
}

/* masks: by group, the rates in which it stands so. */
static void
put_line(fair__prose *p, size_t grouping, uint32_t *masks, int32_t standing,
         const char *reason)
{
    const size_t n = p->s->populations[grouping].n;
    const struct remark *remark = remark_of(reason);
    fair__text *out = &p->page.raw;
    size_t clauses = 0, more = 0;
    fair__text_string(out, remark->said);
    put_code(out, &p->report->request.rules, reason);
    fair__text_string(out, standing == FAIR__LEFT_OUT ? ", left out of "
                                                      : ", undefined in ");
    for (size_t i = 0; i < n; i++) {
        if (masks[i] == 0) continue;
        if (clauses == MOST_CLAUSES) {
            more++;
            continue;
        }
        if (clauses++ > 0) fair__text_string(out, "; ");
        put_clause(out, p, grouping, masks, i);
    }
    if (more > 0) {
        fair__text_string(out, "; and ");
        fair__prose_count(out, more, "more group", "more groups");
        fair__text_string(out, " in other rates");
    }
    fair__text_char(out, '.');
    if (remark->advice[0] != '\0') fair__text_char(out, ' ');
    fair__text_string(out, remark->advice);
    if (standing == FAIR__UNDEFINED)
        fair__text_string(out, " Comparisons of all groups are undefined with "
                               "them; undefined = skip compares the others.");
    fair__page_item(&p->page);
}

static void
put_lines(fair__prose *p, size_t grouping, const stand *stands,
          uint32_t *masks)
{
    static const int32_t standings[] = {FAIR__LEFT_OUT, FAIR__UNDEFINED};
    const size_t n = p->s->populations[grouping].n;
    for (size_t k = 0; k < 2; k++)
        for (int32_t r = FAIR_DEFINED + 1; r <= FAIR_REASON_NOT_CONVERGED;
             r++) {
            uint32_t any = 0;
            for (size_t i = 0; i < n; i++)
                any |= masks[i] =
                    rates_of(p, &stands[i], standings[k], r);
            if (any != 0)
                put_line(p, grouping, masks, standings[k],
                         fair__standing_reason(standings[k], r));
        }
    fair__page_list_end(&p->page);
}

void
fair__prose_aside(fair__prose *p, size_t grouping)
{
    const fair_allocator *mem = &p->report->mem;
    const size_t n = p->s->populations[grouping].n;
    stand *stands = fair__alloc(mem, n, sizeof(*stands));
    uint32_t *masks = fair__alloc(mem, n, sizeof(*masks));
    if (stands != NULL && masks != NULL) {
        for (size_t i = 0; i < n; i++)
            stands[i] = stand_of(p, grouping, i);
        put_lines(p, grouping, stands, masks);
    } else if (p->page.out->status == FAIR_OK) {
        p->page.out->status = FAIR_ERR_MEMORY;
    }
    fair__free(mem, stands, stands != NULL ? n : 0, sizeof(*stands));
    fair__free(mem, masks, masks != NULL ? n : 0, sizeof(*masks));
}
