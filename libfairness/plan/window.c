/* SPDX-License-Identifier: MIT
 * Thresholds by group under one rate: a window slides over all points in the
 * order of their rates.
 *
 * A plan satisfies the constraint if the rates of its points lie in a window
 * that begins at one of them and is as wide as the tolerance.  Within a window
 * each group takes the best of its points there, which a queue of ever worse
 * ones gives in constant time (a monotone deque); the sum changes only where
 * the head of a queue does.  Time is that of sorting the points. */
#include "base/error.h"
#include "base/memory.h"
#include "plan/search.h"

typedef struct queue {
    uint32_t *points; /* of the group's part of the sweep's memory */
    size_t head;
    size_t end; /* head == end: empty */
} queue;

typedef struct sweep {
    const fair__search *s;
    const fair__rate *rate;
    const uint32_t *order; /* the search's */
    size_t n;
    uint32_t *room; /* of all queues */
    queue *queues;
    size_t left; /* the window is order[left … right) */
    size_t right;
    size_t n_filled; /* queues that are not empty */
    uint64_t sum[FAIR__PLAN_UTILITY]; /* of their heads */
} sweep;

/* ---- the window ---- */

static void
empty_window(sweep *w)
{
    const fair__points *p = w->s->points;
    w->left = w->right = w->n_filled = 0;
    memset(w->sum, 0, sizeof(w->sum));
    for (size_t g = 0; g < p->n_groups; g++)
        w->queues[g] = (queue){w->room + p->groups[g].first, 0, 0};
}

/* Before and after a head changes. */
static void
take_out(sweep *w, const queue *q)
{
    const fair__aim *aim = w->s->aim;
    if (q->head == q->end) return;
    w->n_filled--;
    fair__whole_subtract(w->sum, fair__utility(aim, q->points[q->head]),
                         aim->n);
}

static void
put_in(sweep *w, const queue *q)
{
    const fair__aim *aim = w->s->aim;
    if (q->head == q->end) return;
    w->n_filled++;
    fair__whole_add(w->sum, fair__utility(aim, q->points[q->head]), aim->n);
}

static void
move_right(sweep *w)
{
    const uint32_t point = w->order[w->right++];
    queue *q = &w->queues[w->s->points->group[point]];
    size_t at = q->end;
    while (at > q->head &&
           fair__utility_order(w->s->aim, q->points[at - 1], point) <= 0)
        at--;
    const int is_head = at == q->head;
    if (is_head) take_out(w, q);
    q->points[at] = point;
    q->end = at + 1;
    if (is_head) put_in(w, q);
}

static void
move_left(sweep *w)
{
    const uint32_t point = w->order[w->left++];
    queue *q = &w->queues[w->s->points->group[point]];
    if (q->points[q->head] != point) return;
    take_out(w, q);
    q->head++;
    put_in(w, q);
}

static int
is_full(const sweep *w)
{
    return w->n_filled == w->s->n_bound;
}

/* ---- the best ---- */

/* Sets out->best to the best sum of the groups that are not free. */
static void
find_best(sweep *w, fair__found *out)
{
    const fair__aim *aim = w->s->aim;
    empty_window(w);
    for (; w->left < w->n; move_left(w)) {
        while (w->right < w->n &&
               fair__rate_within(w->rate, &w->s->allowance,
                                 w->order[w->right], w->order[w->left]))
            move_right(w);
        if (!is_full(w) ||
            (out->is_feasible &&
             fair__whole_order_signed(w->sum, out->best, aim->n) <= 0))
            continue;
        out->is_feasible = 1;
        memcpy(out->best, w->sum, sizeof(w->sum));
    }
}

/* Whether a window holds what is looked for: a plan as good as the best, or,
 * where none is feasible, any. */
static int
holds(const sweep *w, const fair__found *out)
{
    return is_full(w) &&
           (!out->is_feasible ||
            fair__whole_order_signed(w->sum, out->best, w->s->aim->n) >= 0);
}

/* The narrowest window that holds it. */
static void
find_narrowest(sweep *w, fair__found *out)
{
    const int few = fair__rate_is_of_few(w->rate->kind);
    const int is_ratio = w->s->allowance.is_ratio;
    empty_window(w);
    for (; w->left < w->n; move_left(w)) {
        while (w->right < w->n && !holds(w, out)) move_right(w);
        if (!holds(w, out)) return;
        const fair__spread own = {w->rate, w->order[w->right - 1],
                                  w->order[w->left]};
        const int order =
            out->spread.rate == NULL
                ? -1
                : fair__spread_order(&own, &out->spread, is_ratio,
                                     w->s->points->limbs);
        if (order < 0 || (order == 0 && few)) out->spread = own;
    }
}

/* The best and, of these, first points whose rates are in the window. */
static void
pick(const sweep *w, fair__found *out)
{
    const fair__points *p = w->s->points;
    for (size_t g = 0; g < p->n_groups; g++)
        if (!w->s->is_free[g]) out->picks[g] = UINT32_MAX;
    for (size_t i = 0; i < w->n; i++) {
        const uint32_t point = w->order[i];
        uint32_t *own = &out->picks[p->group[point]];
        if (fair__rate_order(w->rate, point, out->spread.low) < 0) continue;
        if (fair__rate_order(w->rate, point, out->spread.high) > 0) break;
        const int order = *own == UINT32_MAX
                              ? 1
                              : fair__utility_order(w->s->aim, point, *own);
        if (order > 0 || (order == 0 && point < *own)) *own = point;
    }
}

fair_status
fair__search_window(const fair__search *s, fair__found *out, fair_error *err)
{
    const fair__points *p = s->points;
    sweep w = {.s = s,
               .rate = &s->rates[0],
               .order = s->order,
               .n = s->n_order,
               .room = fair__alloc(p->mem, p->n, sizeof(*w.room)),
               .queues = fair__calloc(p->mem, p->n_groups,
                                      sizeof(*w.queues))};
    const int any = w.room != NULL && w.queues != NULL;
    if (any) {
        fair__search_free(s, out->picks);
        if (!s->is_nearest) find_best(&w, out);
        find_narrowest(&w, out);
        if (out->is_feasible) {
            pick(&w, out);
            fair__aim_sum(s->aim, out->picks, out->best);
        }
    }
    fair__free(p->mem, w.room, p->n, sizeof(*w.room));
    fair__free(p->mem, w.queues, p->n_groups, sizeof(*w.queues));
    return any ? FAIR_OK : fair__no_memory(err);
}
