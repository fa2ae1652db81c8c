/* SPDX-License-Identifier: MIT
 * The expected range of rates by chance alone.
 *
 * With F_g the distribution of group g's rate and S_g = 1 - F_g,
 *     E[max - min] = integral of 1 - prod F_g(x) - prod S_g(x) over x,
 * as max is at most x if all are, and min is above x if all are.  Each F_g is
 * a flight of steps at k / n_g, so that the integral is a sum over all steps
 * of all groups in order.  A tree over the groups holds at its root the next
 * step and both products, and taking a step renews one path of it: (number of
 * steps) * log(number of different sizes) in all. */
#include "stats/range.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/sort.h"

#define LARGEST_EXACT 256
/* n p (1 - p) above which a group is normal; 256 rows have 64 at most. */
#define LARGEST_VARIANCE 64
/* A normal distribution in cells of 1/8 standard deviation, 7 to each side:
 * beyond lies 1e-12.  Cells of groups of the same size lie on each other,
 * where the sum is the midpoint rule and wrong by exp(-2 pi^2 64); otherwise
 * rounding to cells costs at most 0.1 %. */
#define CELL 0.125
#define CELLS 56
/* Outcomes that are so much rarer than the most likely one are left out. */
#define RARE 1e-19

/* The chance that a standard normal value is below -k CELL. */
static const double normal_tails[CELLS + 1] = {
    0x1.000p-1, 0x1.cd116c3bf96a6p-2, 0x1.9aecba9d22528p-2,
    0x1.6a527901e8243p-2, 0x1.3bf143b9aa712p-2, 0x1.105e82b1e4ca0p-2,
    0x1.d0220056b3a4ep-3, 0x1.86bb4f580a4bap-3, 0x1.44ed0bb7cb20bp-3,
    0x1.0ad7da0f9b0b9p-3, 0x1.b0bdd12ba9c29p-4, 0x1.5a61963dc9206p-4,
    0x1.11a46d89647efp-4, 0x1.aaa65bfa4f82ep-5, 0x1.482a2414556ddp-5,
    0x1.f20394ecbf67bp-6, 0x1.74bcf82c9d860p-6, 0x1.13243b7f38028p-6,
    0x1.90924f21d3612p-7, 0x1.1f85a1c9b297ep-7, 0x1.96f4e57e49ce4p-8,
    0x1.1bee6c07df146p-8, 0x1.86904349ec803p-9, 0x1.08c890e7cdbf7p-9,
    0x1.61de1f985b5d7p-10, 0x1.d21af4ae0dd6dp-11, 0x1.2e86fd7d03406p-11,
    0x1.8301be4097ac0p-12, 0x1.e7dbc92b77dd5p-13, 0x1.2eff7fc311e78p-13,
    0x1.72d9564b2dce0p-14, 0x1.bf37663a4a43bp-15, 0x1.09ad7954afff8p-15,
    0x1.36feaecd8d1e3p-16, 0x1.66a5bcbf244eap-17, 0x1.9775b45c268bcp-18,
    0x1.c80728dd3b03ap-19, 0x1.f6c707d24b099p-20, 0x1.11056da03cb85p-20,
    0x1.241499db1b218p-21, 0x1.33ca2f2133831p-22, 0x1.3f7a8d8ed2701p-23,
    0x1.46a16cd7b7555p-24, 0x1.48eb8caab7cc6p-25, 0x1.463cfa9c7fce7p-26,
    0x1.3eb34524706c6p-27, 0x1.32a35e335e12bp-28, 0x1.2293637785101p-29,
    0x1.0f30ef0092d48p-30, 0x1.f289d4870f466p-32, 0x1.c34c28f35ea26p-33,
    0x1.9256fc30ef212p-34, 0x1.61404b2da0191p-35, 0x1.317156a77fb3bp-36,
    0x1.041789eb749a0p-37, 0x1.b437009ea26ddp-39, 0x1.683c36759a444p-40,
};

/* The steps of all groups of one size. */
typedef struct flight {
    double n;
    uint64_t copies;
    int is_normal;
    double scale;  /* normal: the standard deviation of the rate */
    double k;      /* of the next step: successes, or the cell's number */
    double last;   /* the k of the last step */
    double chance; /* of k successes */
    double below;  /* F before the step */
} flight;

/* Of all groups below it: next step, product of F, product of 1 - F. */
typedef struct node {
    double next;
    double below;
    double above;
} node;

static double
power(double x, uint64_t n)
{
    double out = 1;
    for (; n > 0; n >>= 1) {
        if (n & 1) out *= x;
        x *= x;
    }
    return out;
}

/* ---- sizes ---- */

/* Whole, 1 at least, and with 8 binary digits if above LARGEST_EXACT. */
static double
rounded(double n)
{
    double unit = 1;
    while (n / unit >= LARGEST_EXACT + 0.5) unit *= 2;
    const double whole = (double)(uint64_t)(n / unit + 0.5) * unit;
    return whole < 1 ? 1 : whole;
}

static int
order_sizes(const void *ctx, uint32_t a, uint32_t b)
{
    const double *sizes = ctx;
    if (sizes[a] < sizes[b]) return -1;
    if (sizes[a] > sizes[b]) return 1;
    return (a > b) - (a < b);
}

/* One flight for each different size; returns their number. */
static size_t
collect(const double *sizes, uint32_t *order, size_t n, flight *out)
{
    size_t different = 0;
    for (size_t i = 0; i < n; i++) order[i] = (uint32_t)i;
    fair__sort(order, n, order_sizes, sizes);
    for (size_t i = 0; i < n; i++) {
        const double size = rounded(sizes[order[i]]);
        if (different == 0 || out[different - 1].n < size)
            out[different++] = (flight){.n = size};
        out[different - 1].copies++;
    }
    return different;
}

/* ---- steps ---- */

/* Starts at the least number of successes that is not too rare.  Chances are
 * those of the most likely number times the quotients of neighbours, and
 * divided by their sum: nothing but products, no factorials. */
static void
start_binomial(flight *f, double p)
{
    const double odds = p / (1 - p);
    const double mode = (double)(uint64_t)((f->n + 1) * p);
    double sum = 1, chance = 1, k = mode;
    while (k < f->n && chance > RARE) {
        chance *= (f->n - k) / (k + 1) * odds;
        k++;
        sum += chance;
    }
    f->last = k;
    chance = 1;
    for (k = mode; k > 0 && chance > RARE; k--) {
        chance *= k / ((f->n - k + 1) * odds);
        sum += chance;
    }
    f->k = k;
    f->chance = chance / sum;
}

static void
start(flight *f, double p)
{
    const double variance = f->n * p * (1 - p);
    f->is_normal = variance > LARGEST_VARIANCE;
    if (!f->is_normal) {
        start_binomial(f, p);
        return;
    }
    f->scale = sqrt(variance) / f->n;
    f->k = -CELLS;
    f->last = CELLS;
}

static double
place(const flight *f, double p)
{
    if (f->k > f->last) return HUGE_VAL;
    return f->is_normal ? p + (f->k - 0.5) * CELL * f->scale : f->k / f->n;
}

/* F once the next step is taken. */
static double
climb(flight *f, double p)
{
    const double k = f->k++;
    if (k >= f->last) return 1;
    if (f->is_normal)
        return k < 0 ? normal_tails[(int)-k] : 1 - normal_tails[(int)k];
    f->below += f->chance;
    f->chance *= (f->n - k) / (k + 1) * (p / (1 - p));
    return f->below < 1 ? f->below : 1;
}

/* ---- the tree: node i is over 2 i and 2 i + 1, the leaves come last ---- */

static void
join(node *tree, size_t i)
{
    const node *a = &tree[2 * i], *b = a + 1;
    tree[i].next = a->next < b->next ? a->next : b->next;
    tree[i].below = a->below * b->below;
    tree[i].above = a->above * b->above;
}

static void
plant(node *tree, flight *flights, size_t n, double p)
{
    for (size_t i = 0; i < n; i++) {
        start(&flights[i], p);
        tree[n + i] = (node){place(&flights[i], p), 0, 1};
    }
    for (size_t i = n - 1; i > 0; i--) join(tree, i);
}

/* Takes the next step of all. */
static void
step(node *tree, flight *flights, size_t n, double p)
{
    size_t i = 1;
    while (i < n) i = 2 * i + (tree[2 * i].next > tree[1].next);
    flight *f = &flights[i - n];
    const double below = climb(f, p);
    tree[i] = (node){place(f, p), power(below, f->copies),
                     power(1 - below, f->copies)};
    for (i /= 2; i > 0; i /= 2) join(tree, i);
}

static double
integrate(node *tree, flight *flights, size_t n, double p)
{
    double sum = 0, height = 0, x = 0;
    plant(tree, flights, n, p);
    while (tree[1].next < HUGE_VAL) {
        sum += height * (tree[1].next - x);
        x = tree[1].next;
        step(tree, flights, n, p);
        height = 1 - tree[1].below - tree[1].above;
    }
    return sum;
}

fair_status
fair__expected_range(const fair_allocator *mem, double p, const double *sizes,
                     size_t n, double *out, fair_error *err)
{
    assert(p >= 0 && p <= 1 && n <= UINT32_MAX / 2);
    if (n < 2 || !(p > 0 && p < 1)) {
        *out = 0;
        return FAIR_OK;
    }
    uint32_t *order = fair__alloc(mem, n, sizeof(*order));
    flight *flights = fair__alloc(mem, n, sizeof(*flights));
    node *tree = fair__alloc(mem, 2 * n, sizeof(*tree));
    const int there = order != NULL && flights != NULL && tree != NULL;
    if (there) {
        const size_t different = collect(sizes, order, n, flights);
        /* The mirror image has the same range, and few successes are counted
         * exactly however many rows there are. */
        *out = integrate(tree, flights, different, p > 0.5 ? 1 - p : p);
    }
    fair__free(mem, tree, 2 * n, sizeof(*tree));
    fair__free(mem, flights, n, sizeof(*flights));
    fair__free(mem, order, n, sizeof(*order));
    return there ? FAIR_OK : fair__no_memory(err);
}
