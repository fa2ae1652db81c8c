/* SPDX-License-Identifier: MIT
 * Thresholds by group under two rates at once (equalized odds): branch and
 * bound.
 *
 * Both rates grow with the points of a group.  A node of the search holds for
 * each group a stretch of its points; the sum of the groups' best is a bound
 * on every plan in it.  Where the best points satisfy the constraint, the node
 * is done.  Else two of them, h and l, are further apart in a rate than the
 * tolerance; for a point s of l's group between them in this rate, still too
 * far below h, every plan has its lowest rate either
 *   at s or below: then no rate is further above s than the tolerance, or
 *   above s: then every rate is above s;
 * the first leaves out h, the second l.  Nodes with the largest bound come
 * first.  A plan is looked for in each: windows that begin where s is. */
#include "base/error.h"
#include "base/memory.h"
#include "plan/best.h"
#include "plan/search.h"

#define MOST_WORDS ((size_t)1 << 26) /* of memory for nodes: 256 MiB */

typedef struct stretch {
    uint32_t first;
    uint32_t last;
} stretch;

/* Nodes by number; what is freed is used again. */
typedef struct tree {
    const fair__search *s;
    fair__found *out;
    fair__bests bests;
    size_t capacity;
    size_t n_used;
    stretch *stretches; /* n_groups by node */
    uint64_t *bounds;   /* aim->n by node */
    uint32_t *heap;     /* of nodes, the largest bound first */
    size_t n_heap;
    uint32_t *unused; /* nodes */
    size_t n_unused;
    uint32_t *picks;   /* of the node at hand, and of a plan in it */
    stretch *trial;
} tree;

static size_t
n_groups(const tree *t)
{
    return t->s->points->n_groups;
}

static stretch *
stretches_of(const tree *t, uint32_t node)
{
    return t->stretches + node * n_groups(t);
}

static uint64_t *
bound_of(const tree *t, uint32_t node)
{
    return t->bounds + node * (size_t)t->s->aim->n;
}

/* ---- the heap ---- */

static int
before(const tree *t, uint32_t a, uint32_t b)
{
    const int order = fair__whole_order_signed(bound_of(t, a), bound_of(t, b),
                                               t->s->aim->n);
    return order != 0 ? order > 0 : a < b;
}

static void
push(tree *t, uint32_t node)
{
    size_t at = t->n_heap++;
    for (; at > 0 && before(t, node, t->heap[(at - 1) / 2]);
         at = (at - 1) / 2)
        t->heap[at] = t->heap[(at - 1) / 2];
    t->heap[at] = node;
}

static uint32_t
pop(tree *t)
{
    const uint32_t first = t->heap[0], moving = t->heap[--t->n_heap];
    size_t at = 0;
    for (size_t child; (child = 2 * at + 1) < t->n_heap; at = child) {
        if (child + 1 < t->n_heap &&
            before(t, t->heap[child + 1], t->heap[child]))
            child++;
        if (!before(t, t->heap[child], moving)) break;
        t->heap[at] = t->heap[child];
    }
    t->heap[at] = moving;
    return first;
}

/* ---- stretches ---- */

/* The first point of a stretch whose rate is above s (or, with s in it, at s);
 * one past the last if there is none. */
static uint32_t
first_above(const fair__rate *rate, stretch x, uint32_t s, int with)
{
    uint32_t low = x.first, high = x.last + 1;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (fair__rate_order(rate, middle, s) < with)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The first point that is further above s than the tolerance, or above both. */
static uint32_t
first_beyond(const tree *t, const fair__rate *rate, stretch x, uint32_t s)
{
    uint32_t low = x.first, high = x.last + 1;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (fair__rate_within(rate, &t->s->allowance, middle, s))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Cuts stretches to rates within the tolerance above s, and to rates above s
 * (at s too, if with is 0 and not 1).  0 if nothing is left of one. */
static int
cut_above(const tree *t, const fair__rate *rate, uint32_t s, stretch *x)
{
    for (size_t g = 0; g < n_groups(t); g++) {
        if (t->s->is_free[g]) continue;
        const uint32_t end = first_beyond(t, rate, x[g], s);
        if (end == x[g].first) return 0;
        x[g].last = end - 1;
    }
    return 1;
}

static int
cut_below(const tree *t, const fair__rate *rate, uint32_t s, int with,
          stretch *x)
{
    for (size_t g = 0; g < n_groups(t); g++) {
        if (t->s->is_free[g]) continue;
        x[g].first = first_above(rate, x[g], s, with);
        if (x[g].first > x[g].last) return 0;
    }
    return 1;
}

/* The best of each stretch, and their sum. */
static void
bests_of(const tree *t, const stretch *x, uint64_t *sum)
{
    const fair__aim *aim = t->s->aim;
    memset(sum, 0, (size_t)aim->n * sizeof(*sum));
    for (size_t g = 0; g < n_groups(t); g++) {
        t->picks[g] = fair__bests_find(&t->bests, x[g].first, x[g].last);
        fair__whole_add(sum, fair__utility(aim, t->picks[g]), aim->n);
    }
}

/* ---- nodes ---- */

static int
improves(const tree *t, const uint64_t *sum)
{
    return !t->out->is_feasible ||
           fair__whole_order_signed(sum, t->out->best, t->s->aim->n) > 0;
}

/* t->picks are a plan with that sum. */
static void
take(tree *t, const uint64_t *sum)
{
    t->out->is_feasible = 1;
    memcpy(t->out->best, sum, (size_t)t->s->aim->n * sizeof(*sum));
    memcpy(t->out->picks, t->picks, n_groups(t) * sizeof(*t->picks));
}

/* A node whose stretches are set: kept if something better may be in it. */
static void
settle(tree *t, uint32_t node)
{
    uint64_t *bound = bound_of(t, node);
    bests_of(t, stretches_of(t, node), bound);
    if (improves(t, bound)) {
        if (!fair__search_satisfies(t->s, t->picks)) {
            push(t, node);
            return;
        }
        take(t, bound);
    }
    t->unused[t->n_unused++] = node;
}

/* Where to divide a node: by a point s, in a rate; and in the other rate,
 * where windows begin. */
typedef struct division {
    const fair__rate *rate;
    uint32_t s;
    const fair__rate *other;
    uint32_t other_s;
} division;

static fair__spread
spread_in(const tree *t, const fair__rate *rate)
{
    fair__spread x = {NULL, 0, 0};
    for (size_t g = 0; g < n_groups(t); g++) {
        const uint32_t p = t->picks[g];
        if (t->s->is_free[g]) continue;
        if (x.rate == NULL) x = (fair__spread){rate, p, p};
        if (fair__rate_order(rate, p, x.high) > 0) x.high = p;
        if (fair__rate_order(rate, p, x.low) < 0) x.low = p;
    }
    return x;
}

/* The point half way from the lowest pick to the last of its group that is
 * still too far below the highest; the lowest pick itself if it is not. */
static uint32_t
half_way(const tree *t, const fair__spread *x, stretch of_low)
{
    uint32_t low = (uint32_t)x->low, high = of_low.last + 1;
    const uint32_t first = low;
    if (fair__rate_within(x->rate, &t->s->allowance, x->high, low)) return low;
    while (high - low > 1) {
        const uint32_t middle = low + (high - low) / 2;
        if (fair__rate_within(x->rate, &t->s->allowance, x->high, middle))
            high = middle;
        else
            low = middle;
    }
    return first + (low - first) / 2;
}

static division
divide_at(const tree *t, const stretch *x)
{
    const fair__search *s = t->s;
    const fair__spread a = spread_in(t, &s->rates[0]);
    const fair__spread b = spread_in(t, &s->rates[1]);
    const uint32_t at_a = half_way(t, &a, x[s->points->group[a.low]]);
    const uint32_t at_b = half_way(t, &b, x[s->points->group[b.low]]);
    if (fair__spread_order(&a, &b, s->allowance.is_ratio, s->points->limbs) >=
        0)
        return (division){a.rate, at_a, b.rate, at_b};
    return (division){b.rate, at_b, a.rate, at_a};
}

/* A plan in the windows that begin at both points. */
static void
try_windows(tree *t, const division *d, const stretch *x)
{
    uint64_t sum[FAIR__PLAN_UTILITY] = {0};
    memcpy(t->trial, x, n_groups(t) * sizeof(*x));
    if (!cut_above(t, d->rate, d->s, t->trial) ||
        !cut_below(t, d->rate, d->s, 0, t->trial) ||
        !cut_above(t, d->other, d->other_s, t->trial) ||
        !cut_below(t, d->other, d->other_s, 0, t->trial))
        return;
    bests_of(t, t->trial, sum);
    if (improves(t, sum)) take(t, sum);
}

static void
branch(tree *t, uint32_t node)
{
    stretch *x = stretches_of(t, node);
    const size_t size = n_groups(t) * sizeof(*x);
    bests_of(t, x, bound_of(t, node));
    const division d = divide_at(t, x);
    try_windows(t, &d, x);
    const uint32_t other = t->n_unused > 0 ? t->unused[--t->n_unused]
                                           : (uint32_t)t->n_used++;
    stretch *y = stretches_of(t, other);
    memcpy(y, x, size);
    if (cut_above(t, d.rate, d.s, x))
        settle(t, node);
    else
        t->unused[t->n_unused++] = node;
    if (cut_below(t, d.rate, d.s, 1, y))
        settle(t, other);
    else
        t->unused[t->n_unused++] = other;
}

/* ---- the search ---- */

/* The points of each group that are allowed: the rates grow, so that they
 * follow one another.  0 if a group has none. */
static int
begin(const tree *t, stretch *x)
{
    const fair__points *p = t->s->points;
    for (size_t g = 0; g < p->n_groups; g++) {
        const fair__plan_members *m = &p->groups[g];
        size_t first = m->first, end = m->first + m->n;
        if (!t->s->is_free[g]) {
            while (first < end && !fair__search_allows(t->s, first)) first++;
            while (end > first && !fair__search_allows(t->s, end - 1)) end--;
        }
        if (first == end) return 0;
        x[g] = (stretch){(uint32_t)first, (uint32_t)end - 1};
    }
    return 1;
}

/* Nobody and everybody, which satisfy most constraints: there is a plan,
 * however few nodes there may be. */
static void
try_ends(tree *t, const stretch *x)
{
    uint64_t sum[FAIR__PLAN_UTILITY] = {0};
    for (int end = 0; end < 2; end++) {
        for (size_t g = 0; g < n_groups(t); g++)
            t->picks[g] = t->s->is_free[g]
                              ? fair__bests_find(&t->bests, x[g].first,
                                                 x[g].last)
                              : end ? x[g].last : x[g].first;
        fair__search_sum(t->s, t->picks, sum);
        if (improves(t, sum) && fair__search_satisfies(t->s, t->picks))
            take(t, sum);
    }
}

static void
run(tree *t)
{
    fair__found *out = t->out;
    const int32_t n = t->s->aim->n;
    t->n_used = 1;
    t->n_heap = t->n_unused = 0;
    if (!begin(t, stretches_of(t, 0))) return;
    try_ends(t, stretches_of(t, 0));
    settle(t, 0);
    while (t->n_heap > 0 && improves(t, bound_of(t, t->heap[0])) &&
           !(t->s->is_nearest && out->is_feasible) &&
           out->nodes < t->s->max_nodes && t->n_used < t->capacity) {
        out->nodes++;
        branch(t, pop(t));
    }
    memset(out->gap, 0, sizeof(out->gap));
    if (t->n_heap == 0 || !out->is_feasible ||
        !improves(t, bound_of(t, t->heap[0])))
        return;
    memcpy(out->gap, bound_of(t, t->heap[0]), (size_t)n * sizeof(*out->gap));
    fair__whole_subtract(out->gap, out->best, n);
}

static fair_status
make_room(tree *t, fair_error *err)
{
    const fair_allocator *mem = t->s->points->mem;
    const size_t words = 2 * n_groups(t) + 2 * (size_t)t->s->aim->n + 2;
    t->capacity = MOST_WORDS / words;
    if (t->s->max_nodes + 2 < t->capacity)
        t->capacity = (size_t)t->s->max_nodes + 2;
    if (t->capacity < 2) t->capacity = 2;
    t->stretches = fair__alloc(mem, t->capacity,
                               n_groups(t) * sizeof(*t->stretches));
    t->bounds = fair__alloc(mem, t->capacity,
                            (size_t)t->s->aim->n * sizeof(*t->bounds));
    t->heap = fair__alloc(mem, t->capacity, sizeof(*t->heap));
    t->unused = fair__alloc(mem, t->capacity, sizeof(*t->unused));
    t->picks = fair__alloc(mem, n_groups(t), sizeof(*t->picks));
    t->trial = fair__alloc(mem, n_groups(t), sizeof(*t->trial));
    if (t->stretches == NULL || t->bounds == NULL || t->heap == NULL ||
        t->unused == NULL || t->picks == NULL || t->trial == NULL)
        return fair__no_memory(err);
    return fair__bests_make(t->s->aim, &t->bests, err);
}

static void
free_room(tree *t)
{
    const fair_allocator *mem = t->s->points->mem;
    fair__free(mem, t->stretches, t->capacity,
               n_groups(t) * sizeof(*t->stretches));
    fair__free(mem, t->bounds, t->capacity,
               (size_t)t->s->aim->n * sizeof(*t->bounds));
    fair__free(mem, t->heap, t->capacity, sizeof(*t->heap));
    fair__free(mem, t->unused, t->capacity, sizeof(*t->unused));
    fair__free(mem, t->picks, n_groups(t), sizeof(*t->picks));
    fair__free(mem, t->trial, n_groups(t), sizeof(*t->trial));
    fair__bests_free(&t->bests);
}

fair_status
fair__search_boxes(const fair__search *s, fair__found *out, fair_error *err)
{
    tree t = {.s = s, .out = out};
    const fair_status st = make_room(&t, err);
    if (st == FAIR_OK) run(&t);
    free_room(&t);
    if (st == FAIR_OK && out->is_feasible)
        out->spread = fair__search_spread(s, out->picks);
    return st;
}

/* ---- the nearest ---- */

#define WHOLE UINT64_C(10000000000000000000)
#define FINE (WHOLE >> 33)

/* A disparity of at most x / WHOLE. */
static fair__allowance
allow(const fair__search *s, uint64_t x)
{
    const uint64_t n = s->allowance.is_ratio ? WHOLE - x : x;
    return (fair__allowance){{n, WHOLE, (double)n / (double)WHOLE},
                             s->allowance.is_ratio};
}

/* Halves what is left between a disparity that some plan has and one that none
 * has. */
static void
halve(tree *t, const fair__search *s, fair__search *own, int *is_cut)
{
    uint64_t low = 0, high = WHOLE, x = WHOLE;
    fair__found *out = t->out;
    for (; high - low > FINE || x == WHOLE; x = low + (high - low) / 2) {
        own->allowance = allow(s, x);
        own->max_nodes = out->nodes + s->max_nodes;
        out->is_feasible = 0;
        run(t);
        if (out->is_feasible) {
            out->spread = fair__search_spread(s, out->picks);
            high = x;
        } else {
            *is_cut |= t->n_heap > 0;
            low = x;
        }
        if (!out->is_feasible && x == WHOLE) return;
    }
}

fair_status
fair__search_nearest(const fair__search *s, fair__found *out, int *is_cut,
                     fair_error *err)
{
    fair__search own = *s;
    tree t = {.s = &own, .out = out};
    own.is_nearest = 1;
    *is_cut = 0;
    const fair_status st = make_room(&t, err);
    if (st == FAIR_OK) halve(&t, s, &own, is_cut);
    free_room(&t);
    out->is_feasible = 0;
    return st;
}
