/* SPDX-License-Identifier: MIT
 * The digest of the scores and counts that a plan is made from.
 *
 * SHA-256 over the scale, 4 bytes lowest first, and for each group in order:
 * its number of distinct scores, 8 bytes lowest first; then by score, highest
 * first, the bits of the score as a double, 8 bytes lowest first, and three
 * whole numbers in LEB128: the weights of its positives, of its negatives, of
 * all its rows, in units of 2^scale. */
#include "base/bytes.h"
#include "base/error.h"
#include "base/memory.h"
#include "plan/plan.h"

#define MOST_BYTES (FAIR__PLAN_LIMBS * 64 / 7 + 1)
#define MOST_POINT (8 + FAIR__N_CHOSEN * MOST_BYTES)

static uint8_t *
put_leb_short(uint8_t *at, uint64_t x)
{
    for (; x >= 0x80; x >>= 7) *at++ = (uint8_t)x | 0x80;
    *at++ = (uint8_t)x;
    return at;
}

/* x, which becomes 0, seven bits a byte; returns the end. */
static uint8_t *
put_leb(uint8_t *at, uint64_t *x, int32_t n)
{
    do {
        const uint8_t low = x[0] & 0x7f;
        for (int32_t i = 0; i < n; i++)
            x[i] = x[i] >> 7 | (i + 1 < n ? x[i + 1] << 57 : 0);
        *at++ = fair__whole_is_zero(x, n) ? low : low | 0x80;
    } while (!fair__whole_is_zero(x, n));
    return at;
}

/* The bytes of a point; returns the end. */
static uint8_t *
put_point(uint8_t *at, const fair__points *p, size_t point)
{
    fair__writer w = {.buffer = at, .capacity = 8};
    fair__put_f64(&w, fair__score_of(p->keys[point]));
    at += 8;
    for (int k = 0; k < FAIR__N_CHOSEN; k++) {
        uint64_t more[FAIR__PLAN_LIMBS];
        if (p->limbs == 1) {
            at = put_leb_short(at, *fair__point_sum(p, point, k) -
                                       *fair__point_sum(p, point - 1, k));
            continue;
        }
        fair__whole_copy(more, fair__point_sum(p, point, k), p->limbs);
        fair__whole_subtract(more, fair__point_sum(p, point - 1, k), p->limbs);
        at = put_leb(at, more, p->limbs);
    }
    return at;
}

static void
add_group(fair__sha256 *h, const fair__points *p, const fair__plan_members *m)
{
    uint8_t bytes[4096], *at = bytes;
    fair__writer w = {.buffer = at, .capacity = 8};
    fair__put_u64(&w, m->n - 1);
    at += 8;
    for (size_t i = 1; i < m->n; i++) {
        if (at + MOST_POINT > bytes + sizeof(bytes)) {
            fair__sha256_add(h, bytes, (size_t)(at - bytes));
            at = bytes;
        }
        at = put_point(at, p, m->first + i);
    }
    fair__sha256_add(h, bytes, (size_t)(at - bytes));
}

void
fair__plan_tally(const fair__points *p, char out[FAIR__SHA256_TEXT + 1])
{
    fair__sha256 h;
    uint8_t bytes[4];
    fair__writer w = {.buffer = bytes, .capacity = sizeof(bytes)};
    fair__sha256_init(&h);
    fair__put_u32(&w, (uint32_t)p->scale);
    fair__sha256_add(&h, bytes, w.length);
    for (size_t g = 0; g < p->n_groups; g++) add_group(&h, p, &p->groups[g]);
    fair__sha256_text(&h, out);
}

int32_t
fair__plan_score_type(const fair_report *report, const fair__points *p)
{
    if (fair__report_snapshot(report)->run.grid.bins > 0)
        return FAIR_TYPE_NONE;
    for (size_t i = 0; i < p->n; i++) {
        if (p->keys[i] == 0) continue;
        const double score = fair__score_of(p->keys[i]);
        if ((double)(float)score != score) return FAIR_TYPE_FLOAT64;
    }
    return FAIR_TYPE_FLOAT32;
}
