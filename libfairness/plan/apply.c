/* SPDX-License-Identifier: MIT
 * Rows to decisions, some at a time. */
#include <math.h>

#include "column/chunk.h"
#include "column/number.h"
#include "plan/coin.h"
#include "plan/serve.h"

#define FINITE_END (UINT64_C(0x7ff) << 52) /* exponent of what is not */
#define DICTIONARIES 4 /* features of which entries are remembered */

/* Rows at hand. */
typedef struct block {
    size_t start;
    size_t n;
    fair__dictionary known[DICTIONARIES];
    const double *scores; /* where they are: in the column, or in */
    double room[FAIR__ENCODED];
    uint32_t codes[FAIR__ENCODED];
    uint32_t groups[FAIR__ENCODED]; /* 1 + group; 0: the plan has none */
} block;

static void
add_defect(fair__serving *s, size_t where, const fair__defect *d)
{
    if (d->kind == FAIR__DEFECT_NONE) return;
    if (s->defect.kind == FAIR__DEFECT_NONE) {
        s->where = where;
        s->defect = *d;
    } else if (s->where == where && s->defect.kind == d->kind) {
        s->defect.count += d->count;
    }
}

/* Doubles in a row that are all finite stay where they are. */
static int
find_scores(const fair_column *scores, block *b)
{
    uint64_t wrong = 0;
    if (scores->type != FAIR_TYPE_FLOAT64 || scores->validity != NULL ||
        (scores->stride != 0 && scores->stride != sizeof(double)) ||
        (uintptr_t)scores->buffers[0] % sizeof(double) != 0)
        return 0;
    const double *at = scores->buffers[0];
    at += (size_t)scores->offset + b->start;
    for (size_t i = 0; i < b->n; i++) {
        uint64_t bits;
        memcpy(&bits, &at[i], sizeof(bits));
        wrong |= (bits & FINITE_END) + (UINT64_C(1) << 52); /* carries */
    }
    b->scores = at;
    return wrong >> 63 == 0;
}

static fair_status
read_scores(fair__serving *s, block *b, fair_error *err)
{
    fair__defect d;
    if (find_scores(&s->rows.y_score, b)) return FAIR_OK;
    const fair_status st = fair__read_score(
        &s->rows.y_score, s->options.y_score, b->start, b->n, -INFINITY,
        INFINITY, b->room, &d, err);
    if (st != FAIR_OK) return st;
    b->scores = b->room;
    for (size_t i = 0; i < b->n; i++) {
        if (!isinf(b->scores[i])) continue;
        const fair_scalar found = fair_scalar_float(b->scores[i]);
        fair__defect_note(&d, FAIR__DEFECT_INFINITE, b->start + i, &found);
    }
    add_defect(s, FAIR__IN_SCORE, &d);
    return FAIR_OK;
}

static void
find_groups(fair__serving *s, block *b)
{
    const fair__encoder *e = &s->plan->encoder;
    const int is_by_group = s->plan->summary.needs_groups;
    fair__defect d;
    for (size_t i = 0; i < b->n; i++) b->groups[i] = 1;
    for (size_t k = 0; is_by_group && k < e->n; k++) {
        fair__encoder_codes(&e->features[k], &s->rows.features[k], b->start,
                            b->n, k < DICTIONARIES ? &b->known[k] : NULL,
                            b->codes, &d);
        add_defect(s, FAIR__IN_FEATURE + k, &d);
        fair__encoder_lead(&e->features[k], b->codes, b->n, b->groups);
    }
}

/* ---- decisions ---- */

static void
decide(const fair__serving *s, const block *b)
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
share_out(const fair__serving *s, const block *b)
{
    for (size_t i = 0; i < b->n; i++)
        s->shares[b->start + i] = share_of(s, b->groups[i], b->scores[i]);
}

static void
toss(fair__serving *s, const block *b)
{
    fair__defect d = {.kind = FAIR__DEFECT_NONE};
    fair__chunk chunk;
    for (size_t i = 0; i < b->n; i++) {
        const size_t at = i % FAIR__CHUNK, left = b->n - i;
        if (at == 0) {
            const size_t part = left < FAIR__CHUNK ? left : FAIR__CHUNK;
            fair__chunk_load(&s->rows.row_id, b->start + i, part, &chunk);
            fair__chunk_whole(&chunk, part);
        }
        const fair_scalar id = fair__chunk_scalar(&chunk, at);
        if (chunk.state[at] >= FAIR__ROW_BAD)
            fair__chunk_note(&chunk, at, b->start + i, &d);
        else if (id.kind == FAIR_KIND_MISSING)
            fair__defect_note(&d, FAIR__DEFECT_MISSING, b->start + i, &id);
        else
            s->out[b->start + i] =
                fair__coin(s->options.seed, &id) <
                share_of(s, b->groups[i], b->scores[i]);
    }
    add_defect(s, FAIR__IN_ID, &d);
}

/* A row of a group that the plan does not have. */
static void
settle(const fair__serving *s, const block *b, size_t i, fair__defect *d)
{
    const fair_plan_summary *plan = &s->plan->summary;
    const size_t row = b->start + i;
    int is_missing = 0;
    for (size_t k = 0; k < plan->n_by; k++)
        is_missing |= fair__column_is_missing(&s->rows.features[k], row);
    const int32_t fate = is_missing ? plan->missing : plan->unseen;
    const double cut =
        is_missing ? plan->missing_threshold : plan->unseen_threshold;
    const int is_in =
        fate == FAIR_PLAN_SELECT ||
        (fate == FAIR_PLAN_THRESHOLD && b->scores[i] >= cut);
    if (fate == FAIR_PLAN_ERROR) {
        const fair_scalar none = fair_scalar_missing();
        fair__defect_note(d, FAIR__DEFECT_MISSING, row, &none);
    }
    if (s->out != NULL)
        s->out[row] = (uint8_t)is_in;
    else
        s->shares[row] = is_in;
}

static void
settle_rest(fair__serving *s, const block *b)
{
    fair__defect d = {.kind = FAIR__DEFECT_NONE};
    uint32_t any = 0;
    for (size_t i = 0; i < b->n; i++) any |= b->groups[i] == 0;
    if (!any) return;
    for (size_t i = 0; i < b->n; i++)
        if (b->groups[i] == 0) settle(s, b, i, &d);
    add_defect(s, FAIR__IN_GROUP, &d);
}

fair_status
fair__serve_rows(fair__serving *s, fair_error *err)
{
    block b;
    memset(b.known, 0, sizeof(b.known));
    for (b.start = 0; b.start < s->rows.n; b.start += b.n) {
        const size_t left = s->rows.n - b.start;
        b.n = left < FAIR__ENCODED ? left : FAIR__ENCODED;
        const fair_status st = read_scores(s, &b, err);
        if (st != FAIR_OK) return st;
        find_groups(s, &b);
        if (!s->plan->summary.is_randomized)
            decide(s, &b);
        else if (s->out != NULL)
            toss(s, &b);
        else
            share_out(s, &b);
        settle_rest(s, &b);
    }
    return FAIR_OK;
}
