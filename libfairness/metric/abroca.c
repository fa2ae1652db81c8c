/* SPDX-License-Identifier: MIT
 * The area between two ROC curves, piece by piece (Gardner, Brooks and Baker
 * 2019 define it, and sample the curves).
 *
 * From the highest score down, a score without negatives is a step up, one
 * without positives a step to the right, and one with both a slanted piece.
 * With N and P the sums of both groups, x is measured in units of 1 / (N_a
 * N_b) and y in units of 1 / (P_a P_b): corners are whole numbers. */
#include "metric/across.h"

#include "metric/meet.h"
#include "metric/products.h"

/* What a stretch of width w adds over which the distance goes from d to e:
 * w (|d| + |e|) / 2, or where the curves cross w (d^2 + e^2) / 2 (|d| +
 * |e|). */
static fair__wide
area_of(const fair__wide *w, const fair__wide *d, const fair__wide *e)
{
    const fair__wide half = fair__wide_f64(0.5);
    const fair__wide x = fair__wide_abs(d), y = fair__wide_abs(e);
    const fair__wide sum = fair__wide_add(&x, &y);
    fair__wide area = fair__wide_mul(w, &half);
    if (fair__wide_is_zero(&x) || fair__wide_is_zero(&y) ||
        d->negative == e->negative)
        return fair__wide_mul(&area, &sum);
    const fair__wide xx = fair__wide_mul(&x, &x);
    const fair__wide yy = fair__wide_mul(&y, &y);
    const fair__wide squares = fair__wide_add(&xx, &yy);
    area = fair__wide_mul(&area, &squares);
    return fair__wide_div(&area, &sum);
}

/* ---- whole numbers of one limb ---- */

/* A piece of a curve, and the scores behind it. */
typedef struct piece {
    const uint64_t *begin;
    const uint64_t *next; /* above the next score's item */
    size_t stride;
    uint64_t right; /* the other's N: units of x to one of own weight */
    uint64_t up;    /* the other's P */
    uint64_t x0, x1, y0, y1;
} piece;

static piece
piece_of(const fair__extracted *own, const fair__extracted *other)
{
    return (piece){.begin = own->items,
                   .next = own->end,
                   .stride = own->stride,
                   .right = other->totals[0],
                   .up = other->totals[1]};
}

/* To the next piece that is wider than 0, if there is one. */
static void
advance(piece *p)
{
    p->x0 = p->x1;
    while (p->x1 == p->x0 && p->next != p->begin) {
        p->next -= p->stride;
        p->y0 = p->y1;
        p->x1 += p->next[1] * p->right;
        p->y1 += p->next[2] * p->up;
    }
}

static uint64_t
under_of(const piece *p)
{
    return p->y0 == p->y1 ? 1 : p->x1 - p->x0;
}

/* Height at x times under_of; 0 if it may have 63 bits. */
static int
height_of(const piece *p, uint64_t x, uint64_t *out)
{
    uint64_t high[2];
    const uint64_t base = fair__mul_128(p->y0, under_of(p), &high[0]);
    const uint64_t rise = fair__mul_128(p->y1 - p->y0, x - p->x0, &high[1]);
    *out = base + rise;
    return (high[0] | high[1] | base >> 62 | rise >> 62) == 0;
}

/* Distance at x times `under`, that of both; 0 if it may have 64 bits. */
static int
distance_at(const piece *a, const piece *b, uint64_t x, int64_t *out)
{
    uint64_t y[2], high[2];
    if (!height_of(a, x, &y[0]) || !height_of(b, x, &y[1])) return 0;
    const uint64_t p = fair__mul_128(y[0], under_of(b), &high[0]);
    const uint64_t q = fair__mul_128(y[1], under_of(a), &high[1]);
    *out = (int64_t)(p - q);
    return (high[0] | high[1] | p >> 63 | q >> 63) == 0;
}

typedef struct pieces {
    uint64_t flat[3]; /* of pieces that are not slanted; one for the sign */
    fair__wide slanted;
} pieces;

/* Both curves are straight from x to `to`; 0 if numbers get too large. */
static int
add_slanted(pieces *sum, const piece *a, const piece *b, uint64_t x,
            uint64_t to)
{
    uint64_t high;
    int64_t d, e;
    const uint64_t under = fair__mul_128(under_of(a), under_of(b), &high);
    if (high != 0 || !distance_at(a, b, x, &d) || !distance_at(a, b, to, &e))
        return 0;
    if (d == 0 && e == 0) return 1;
    const fair__wide from = fair__wide_i64(d), end = fair__wide_i64(e);
    const fair__wide width = fair__wide_u64(to - x);
    const fair__wide below = fair__wide_u64(under);
    fair__wide part = area_of(&width, &from, &end);
    part = fair__wide_div(&part, &below);
    sum->slanted = fair__wide_add(&sum->slanted, &part);
    return 1;
}

static void
add_flat(pieces *sum, uint64_t width, uint64_t y, uint64_t z)
{
    uint64_t high, carry = 0;
    const uint64_t low = fair__mul_128(width, y > z ? y - z : z - y, &high);
    sum->flat[0] = fair__add_carry(sum->flat[0], low, &carry);
    sum->flat[1] += high + carry;
}

static int
is_small(uint64_t a, uint64_t b)
{
    uint64_t high;
    return fair__mul_128(a, b, &high) >> 62 == 0 && high == 0;
}

/* The area in units of both; 0 if numbers get too large. */
static int
sum_whole(const fair__extracted *a, const fair__extracted *b, fair__wide *out)
{
    if (a->n > 1 || !is_small(a->totals[0], b->totals[0]) ||
        !is_small(a->totals[1], b->totals[1]))
        return 0;
    const uint64_t end = a->totals[0] * b->totals[0];
    pieces sum = {{0}, fair__wide_zero()};
    piece p = piece_of(a, b), q = piece_of(b, a);
    for (uint64_t x = 0; x < end;) {
        if (p.x1 == x) advance(&p);
        if (q.x1 == x) advance(&q);
        const uint64_t to = p.x1 < q.x1 ? p.x1 : q.x1;
        if (p.y0 == p.y1 && q.y0 == q.y1)
            add_flat(&sum, to - x, p.y0, q.y0);
        else if (!add_slanted(&sum, &p, &q, x, to))
            return 0;
        x = to;
    }
    *out = fair__wide_exact(sum.flat, (fair__window){0, 3});
    *out = fair__wide_add(out, &sum.slanted);
    return 1;
}

/* ---- whole numbers of four limbs ---- */

#define FOUR (2 * FAIR__TWO)

typedef struct four_piece {
    const uint64_t *begin;
    const uint64_t *next;
    size_t stride;
    int32_t n;
    uint64_t right[FAIR__TWO], up[FAIR__TWO];
    uint64_t x0[FOUR], x1[FOUR], y0[FOUR], y1[FOUR];
} four_piece;

static four_piece
four_piece_of(const fair__extracted *own, const fair__extracted *other)
{
    four_piece p = {.begin = own->items,
                    .next = own->end,
                    .stride = own->stride,
                    .n = own->n};
    fair__two_limbs(p.right, other->totals, own->n);
    fair__two_limbs(p.up, other->totals + own->n, own->n);
    return p;
}

static int
is_equal(const uint64_t *a, const uint64_t *b)
{
    return memcmp(a, b, FOUR * sizeof(*a)) == 0;
}

static inline void
go(uint64_t *sum, const uint64_t *unit, const uint64_t *amount, int32_t n)
{
    uint64_t two[FAIR__TWO], product[FOUR];
    fair__two_limbs(two, amount, n);
    fair__limbs_mul(product, unit, FAIR__TWO, two, FAIR__TWO);
    fair__limbs_add(sum, product, FOUR);
}

static void
advance_four(four_piece *p)
{
    memcpy(p->x0, p->x1, sizeof(p->x0));
    while (is_equal(p->x0, p->x1) && p->next != p->begin) {
        p->next -= p->stride;
        memcpy(p->y0, p->y1, sizeof(p->y0));
        go(p->x1, p->right, p->next + 1, p->n);
        go(p->y1, p->up, p->next + 1 + p->n, p->n);
    }
}

static fair__wide
wide_of(const uint64_t *four)
{
    return fair__wide_exact(four, (fair__window){0, FOUR});
}

static fair__wide
height_four(const four_piece *p, const uint64_t *x)
{
    uint64_t run[FOUR], rise[FOUR], from[FOUR];
    memcpy(run, p->x1, sizeof(run));
    memcpy(rise, p->y1, sizeof(rise));
    memcpy(from, x, sizeof(from));
    (void)fair__limbs_sub(run, p->x0, FOUR);
    (void)fair__limbs_sub(rise, p->y0, FOUR);
    (void)fair__limbs_sub(from, p->x0, FOUR);
    const fair__wide width = wide_of(run), up = wide_of(rise);
    const fair__wide part = wide_of(from), base = wide_of(p->y0);
    fair__wide h = fair__wide_mul(&up, &part);
    h = fair__wide_div(&h, &width);
    return fair__wide_add(&base, &h);
}

/* What lies between both curves from x to `to`. */
static void
add_four(uint64_t *flat, fair__wide *slanted, const four_piece *p,
         const four_piece *q, const uint64_t *x, const uint64_t *to,
         const fair__wide *top)
{
    uint64_t width[FOUR], d[FOUR], product[2 * FOUR];
    memcpy(width, to, sizeof(width));
    (void)fair__limbs_sub(width, x, FOUR);
    if (is_equal(p->y0, p->y1) && is_equal(q->y0, q->y1)) {
        memcpy(d, p->y0, sizeof(d));
        fair__limbs_negate(d, fair__limbs_sub(d, q->y0, FOUR), FOUR);
        fair__limbs_mul(product, width, FOUR, d, FOUR);
        fair__limbs_add(flat, product, 2 * FOUR);
        return;
    }
    const uint64_t *const ends[] = {x, to};
    fair__wide apart[2];
    for (int i = 0; i < 2; i++) {
        const fair__wide y = height_four(p, ends[i]);
        const fair__wide z = height_four(q, ends[i]);
        apart[i] = fair__wide_sub(&y, &z);
        apart[i] = fair__without_noise(&apart[i], top);
    }
    const fair__wide w = wide_of(width);
    const fair__wide part = area_of(&w, &apart[0], &apart[1]);
    *slanted = fair__wide_add(slanted, &part);
}

static void
sum_four(const fair__extracted *a, const fair__extracted *b,
         const fair__wide *top, fair__wide *out)
{
    four_piece p = four_piece_of(a, b), q = four_piece_of(b, a);
    uint64_t x[FOUR] = {0}, end[FOUR] = {0}, flat[2 * FOUR] = {0};
    fair__wide slanted = fair__wide_zero();
    go(end, p.right, a->totals, a->n);
    while (!is_equal(x, end)) {
        if (is_equal(p.x1, x)) advance_four(&p);
        if (is_equal(q.x1, x)) advance_four(&q);
        const uint64_t *to =
            fair__limbs_above(p.x1, q.x1, FOUR) ? q.x1 : p.x1;
        add_four(flat, &slanted, &p, &q, x, to, top);
        memcpy(x, to, sizeof(x));
    }
    *out = fair__wide_exact(flat, (fair__window){0, 2 * FOUR});
    *out = fair__wide_add(out, &slanted);
}

/* ---- numbers of 256 bits ---- */

typedef struct wide_piece {
    const fair__extracted *own;
    const uint64_t *next;
    fair__wide right, up;
    uint64_t selected[2 * FAIR__AMOUNT_LIMBS]; /* from the highest score on */
    fair__wide x0, x1, y0, y1;
} wide_piece;

static wide_piece
wide_piece_of(const fair__extracted *own, const fair__extracted *other)
{
    const fair__wide zero = fair__wide_zero();
    return (wide_piece){
        .own = own,
        .next = own->end,
        .right = fair__amount_wide(other->totals, own->n),
        .up = fair__amount_wide(other->totals + own->n, own->n),
        .x0 = zero,
        .x1 = zero,
        .y0 = zero,
        .y1 = zero,
    };
}

static void
advance_wide(wide_piece *p)
{
    const int32_t n = p->own->n;
    p->x0 = p->x1;
    while (fair__wide_order(&p->x1, &p->x0) == 0 &&
           p->next != p->own->items) {
        p->next -= p->own->stride;
        for (int label = 0; label < 2; label++)
            fair__exact_add_sum(p->selected + label * n,
                                p->next + 1 + label * n, n);
        const fair__wide x = fair__amount_wide(p->selected, n);
        const fair__wide y = fair__amount_wide(p->selected + n, n);
        p->y0 = p->y1;
        p->x1 = fair__wide_mul(&x, &p->right);
        p->y1 = fair__wide_mul(&y, &p->up);
    }
}

static int
is_flat(const wide_piece *p)
{
    return fair__wide_order(&p->y0, &p->y1) == 0;
}

static fair__wide
wide_height(const wide_piece *p, const fair__wide *x)
{
    if (is_flat(p)) return p->y0;
    const fair__wide run = fair__wide_sub(&p->x1, &p->x0);
    const fair__wide rise = fair__wide_sub(&p->y1, &p->y0);
    fair__wide h = fair__wide_sub(x, &p->x0);
    h = fair__wide_mul(&h, &rise);
    h = fair__wide_div(&h, &run);
    return fair__wide_add(&p->y0, &h);
}

static fair__wide
wide_distance(const wide_piece *p, const wide_piece *q, const fair__wide *x,
              const fair__wide *top)
{
    const fair__wide y = wide_height(p, x), z = wide_height(q, x);
    const fair__wide d = fair__wide_sub(&y, &z);
    return fair__without_noise(&d, top);
}

static void
sum_wide(const fair__extracted *a, const fair__extracted *b,
         const fair__wide *end, const fair__wide *top, fair__wide *out)
{
    wide_piece p = wide_piece_of(a, b), q = wide_piece_of(b, a);
    fair__wide x = fair__wide_zero();
    *out = x;
    while (fair__wide_order(&x, end) < 0) {
        if (fair__wide_order(&p.x1, &x) <= 0) advance_wide(&p);
        if (fair__wide_order(&q.x1, &x) <= 0) advance_wide(&q);
        const fair__wide to =
            fair__wide_order(&p.x1, &q.x1) < 0 ? p.x1 : q.x1;
        const fair__wide width = fair__wide_sub(&to, &x);
        const fair__wide d = wide_distance(&p, &q, &x, top);
        const fair__wide e =
            is_flat(&p) && is_flat(&q) ? d : wide_distance(&p, &q, &to, top);
        const fair__wide part = area_of(&width, &d, &e);
        *out = fair__wide_add(out, &part);
        x = to;
    }
}

/* ---- both ---- */

static fair__wide
product_of_totals(const fair__extracted *a, const fair__extracted *b,
                  int label)
{
    const int32_t n = a->n;
    const fair__wide x = fair__amount_wide(a->totals + label * n, n);
    const fair__wide y = fair__amount_wide(b->totals + label * n, n);
    return fair__wide_mul(&x, &y);
}

fair__wide
fair__abroca_of(const fair__extracted *a, const fair__extracted *b)
{
    const fair__wide end = product_of_totals(a, b, FAIR__SCORED_NEGATIVE);
    const fair__wide top = product_of_totals(a, b, FAIR__SCORED_POSITIVE);
    const fair__wide whole = fair__wide_mul(&end, &top);
    fair__wide area;
    if (!sum_whole(a, b, &area)) {
        if (a->n <= FAIR__TWO)
            sum_four(a, b, &top, &area);
        else
            sum_wide(a, b, &end, &top, &area);
    }
    return fair__wide_div(&area, &whole);
}
