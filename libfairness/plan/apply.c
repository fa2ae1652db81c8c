/* SPDX-License-Identifier: MIT
 * Rows to decisions, some at a time. */
#include <math.h>

#include "plan/serve.h"

/* ---- decisions ---- */

/* With a referral band. */
static void
refer(const fair__serving *s, const fair__block *b)
{
    for (size_t i = 0; i < b->n; i++) {
        const double score = b->scores[i];
        const int is_in = score >= s->plan->cuts[b->groups[i]];
        const int is_out = score < s->plan->lows[b->groups[i]];
        if (s->out != NULL)
            s->out[b->start + i] = is_in    ? 1
                                   : is_out ? 0
                                            : FAIR_PLAN_REFERRED;
        else
            s->shares[b->start + i] = is_in    ? 1
                                      : is_out ? 0
                                               : (double)NAN;
    }
}

static void
decide(const fair__serving *s, const fair__block *b)
{
    const double *cuts = s->plan->cuts, *scores = b->scores;
    const uint32_t *groups = b->groups;
    const size_t n = b->n;
    if (s->out != NULL) {
        uint8_t *out = s->out + b->start;
        for (size_t i = 0; i < n; i++) out[i] = scores[i] >= cuts[groups[i]];
        return;
    }
    double *shares = s->shares + b->start;
    for (size_t i = 0; i < n; i++) shares[i] = scores[i] >= cuts[groups[i]];
}

/* The share of a group's parts that select a score; sums are exact. */
static double
share_of(const fair__serving *s, uint32_t group, double score)
{
    double share = 0;
    if (group == 0) return 0;
    const fair_plan_group *g = &s->plan->groups[group - 1];
    for (size_t k = 0; k < g->n_parts && score >= g->parts[k].threshold; k++)
        share += g->parts[k].share;
    return share;
}

static void
share_out(const fair__serving *s, const fair__block *b)
{
    for (size_t i = 0; i < b->n; i++)
        s->shares[b->start + i] = share_of(s, b->groups[i], b->scores[i]);
}

static void
toss(fair__serving *s, const fair__block *b)
{
    double coins[FAIR__ENCODED] = {0};
    fair__block_toss(b, &s->of, coins);
    for (size_t i = 0; i < b->n; i++)
        s->out[b->start + i] =
            coins[i] < share_of(s, b->groups[i], b->scores[i]);
}

/* A row of a group that the plan does not have. */
static int
settle(void *of, const fair__block *b, size_t i, int is_missing)
{
    const fair__serving *s = of;
    const fair_plan_summary *plan = &s->plan->summary;
    const size_t row = b->start + i;
    const int32_t fate = is_missing ? plan->missing : plan->unseen;
    const double cut =
        is_missing ? plan->missing_threshold : plan->unseen_threshold;
    const int is_in =
        fate == FAIR_PLAN_SELECT ||
        (fate == FAIR_PLAN_THRESHOLD && b->scores[i] >= cut);
    if (s->out != NULL)
        s->out[row] = (uint8_t)is_in;
    else
        s->shares[row] = is_in;
    return fate != FAIR_PLAN_ERROR;
}

fair_status
fair__serve_rows(fair__serving *s, fair_error *err)
{
    fair__block b;
    fair__block_begin(&b);
    for (;;) {
        const fair_status st = fair__block_next(&b, &s->of, err);
        if (st != FAIR_OK || b.n == 0) return st;
        if (s->plan->lows != NULL)
            refer(s, &b);
        else if (!s->plan->summary.is_randomized)
            decide(s, &b);
        else if (s->out != NULL)
            toss(s, &b);
        else
            share_out(s, &b);
        fair__block_settle(&b, &s->of, settle, s);
    }
}
