/* SPDX-License-Identifier: MIT
 * Rows to scores and groups, some at a time. */
#include <math.h>

#include "artefact/applying.h"
#include "artefact/coin.h"
#include "column/chunk.h"
#include "column/number.h"

#define FINITE_END (UINT64_C(0x7ff) << 52) /* exponent of what is not */
#define SINGLE_END (UINT32_C(0xff) << 23)

void
fair__applying_note(fair__applying *a, size_t where, const fair__defect *d)
{
    if (d->kind == FAIR__DEFECT_NONE) return;
    if (a->defect.kind == FAIR__DEFECT_NONE) {
        a->where = where;
        a->defect = *d;
    } else if (a->where == where && a->defect.kind == d->kind) {
        a->defect.count += d->count;
    }
}

/* Numbers of 32 bits become doubles; 0 if one is not finite. */
static int
widen_scores(const float *at, fair__block *b)
{
    uint32_t wrong = 0;
    for (size_t i = 0; i < b->n; i++) {
        uint32_t bits;
        memcpy(&bits, &at[i], sizeof(bits));
        wrong |= (bits & SINGLE_END) + (UINT32_C(1) << 23); /* carries */
        b->room[i] = at[i];
    }
    b->scores = b->room;
    return wrong >> 31 == 0;
}

/* Doubles in a row that are all finite stay where they are. */
static int
find_scores(const fair__applying *a, fair__block *b)
{
    const fair_column *scores = &a->y_score;
    const int is_single = scores->type == FAIR_TYPE_FLOAT32;
    const size_t width = is_single ? sizeof(float) : sizeof(double);
    uint64_t wrong = 0;
    if ((scores->type != FAIR_TYPE_FLOAT64 && !is_single) ||
        scores->validity != NULL ||
        (scores->stride != 0 && scores->stride != (int64_t)width) ||
        (uintptr_t)scores->buffers[0] % width != 0 || !isinf(a->low))
        return 0;
    const size_t first = (size_t)scores->offset + b->start;
    if (is_single)
        return widen_scores((const float *)scores->buffers[0] + first, b);
    const double *at = scores->buffers[0];
    at += first;
    for (size_t i = 0; i < b->n; i++) {
        uint64_t bits;
        memcpy(&bits, &at[i], sizeof(bits));
        wrong |= (bits & FINITE_END) + (UINT64_C(1) << 52); /* carries */
    }
    b->scores = at;
    return wrong >> 63 == 0;
}

static fair_status
read_scores(fair__applying *a, fair__block *b, fair_error *err)
{
    fair__defect d;
    if (find_scores(a, b)) return FAIR_OK;
    const fair_status st =
        fair__read_score(&a->y_score, a->score_name, b->start, b->n, a->low,
                         a->high, b->room, &d, err);
    if (st != FAIR_OK) return st;
    b->scores = b->room;
    for (size_t i = 0; i < b->n; i++) {
        if (!isinf(b->scores[i])) continue;
        const fair_scalar found = fair_scalar_float(b->scores[i]);
        fair__defect_note(&d, FAIR__DEFECT_INFINITE, b->start + i, &found);
    }
    fair__applying_note(a, FAIR__IN_SCORE, &d);
    return FAIR_OK;
}

static void
find_groups(fair__applying *a, fair__block *b)
{
    const size_t n = a->encoder != NULL ? a->encoder->n : 0;
    fair__defect d;
    size_t k = 0; /* features that are done */
    if (n > 0 && fair__encoder_quick(a->encoder->features, a->features,
                                     b->start, b->n, b->known, b->groups))
        k = 1;
    for (size_t i = 0; i < b->n && k == 0; i++) b->groups[i] = 1;
    for (; k < n; k++) {
        const fair__coding *f = &a->encoder->features[k];
        fair__encoder_codes(f, &a->features[k], b->start, b->n,
                            k < FAIR__REMEMBERED ? &b->known[k] : NULL,
                            b->codes, &d);
        fair__applying_note(a, FAIR__IN_FEATURE + k, &d);
        fair__encoder_lead(f, b->codes, b->n, b->groups);
    }
}

fair_status
fair__block_next(fair__block *b, fair__applying *a, fair_error *err)
{
    b->start += b->n;
    const size_t left = a->n - b->start;
    b->n = left < FAIR__ENCODED ? left : FAIR__ENCODED;
    if (b->n == 0) return FAIR_OK;
    const fair_status st = read_scores(a, b, err);
    if (st == FAIR_OK) find_groups(a, b);
    return st;
}

void
fair__block_toss(const fair__block *b, fair__applying *a,
                 double coins[FAIR__ENCODED])
{
    fair__defect d = {.kind = FAIR__DEFECT_NONE};
    fair__chunk chunk;
    for (size_t i = 0; i < b->n; i++) {
        const size_t at = i % FAIR__CHUNK, left = b->n - i;
        if (at == 0) {
            const size_t part = left < FAIR__CHUNK ? left : FAIR__CHUNK;
            fair__chunk_load(&a->row_id, b->start + i, part, &chunk);
            fair__chunk_whole(&chunk, part);
        }
        const fair_scalar id = fair__chunk_scalar(&chunk, at);
        if (chunk.state[at] >= FAIR__ROW_BAD)
            fair__chunk_note(&chunk, at, b->start + i, &d);
        else if (id.kind == FAIR_KIND_MISSING)
            fair__defect_note(&d, FAIR__DEFECT_MISSING, b->start + i, &id);
        else
            coins[i] = fair__coin(a->seed, &id);
    }
    fair__applying_note(a, FAIR__IN_ID, &d);
}

void
fair__block_settle(const fair__block *b, fair__applying *a,
                   fair__settle settle, void *of)
{
    const fair_scalar none = fair_scalar_missing();
    fair__defect d = {.kind = FAIR__DEFECT_NONE};
    uint32_t any = 0;
    for (size_t i = 0; i < b->n; i++) any |= b->groups[i] == 0;
    if (!any) return;
    for (size_t i = 0; i < b->n; i++) {
        const size_t row = b->start + i;
        int is_missing = 0;
        if (b->groups[i] != 0) continue;
        for (size_t k = 0; k < a->n_by; k++)
            is_missing |= fair__column_is_missing(&a->features[k], row);
        if (!settle(of, b, i, is_missing))
            fair__defect_note(&d, FAIR__DEFECT_MISSING, row, &none);
    }
    fair__applying_note(a, FAIR__IN_GROUP, &d);
}
