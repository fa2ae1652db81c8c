/* SPDX-License-Identifier: MIT
 * Mixtures of thresholds under one rate: each group's best for a rate is a
 * concave function of it, the upper hull of its points; a window over them is
 * climbed. */
#include "base/error.h"
#include "base/memory.h"
#include "plan/climb.h"
#include "plan/search.h"

typedef struct mixed {
    const fair__search *s;
    fair__reach reach;
    uint32_t *kept;  /* points of all hulls, a group's behind one another */
    size_t n_kept;
    size_t *n_of;    /* by group, how many of them; free ones have none */
    fair__corner *corners;
    fair__curve *curves; /* of the groups that are not free */
    size_t n_curves;
} mixed;

/* ---- hulls ---- */

static void
find_hulls(mixed *m)
{
    const fair__points *p = m->s->points;
    const fair__aim *aim = m->s->aim;
    const int base = fair__rate_base(m->s->rates[0].kind);
    const fair__axis x = {fair__point_sum(p, 0, base),
                          FAIR__N_CHOSEN * (size_t)p->limbs, p->limbs, 0};
    const fair__axis y = {aim->utilities, (size_t)aim->n, aim->n, 1};
    for (size_t g = 0; g < p->n_groups; g++) {
        const fair__plan_members *own = &p->groups[g];
        m->n_of[g] = m->s->is_free[g]
                         ? 0
                         : fair__hull(&x, &y, 0, own->first, own->n,
                                      m->kept + m->n_kept);
        m->n_kept += m->n_of[g];
    }
}

/* Where the rate falls as more are selected, the other way round. */
static void
fill_curves(mixed *m)
{
    const fair__rate *rate = &m->s->rates[0];
    const fair__aim *aim = m->s->aim;
    const int grows = fair__rate_grows(rate->kind);
    size_t first = 0;
    for (size_t g = 0; g < m->s->points->n_groups; g++) {
        const size_t n = m->n_of[g];
        if (n == 0) continue;
        fair__curve *c = &m->curves[m->n_curves++];
        *c = (fair__curve){.corners = m->corners + first, .n = n};
        fair__rate_ends(rate, g, &m->s->range, &c->low, &c->high);
        for (size_t i = 0; i < n; i++) {
            const uint32_t point = m->kept[first + (grows ? i : n - 1 - i)];
            c->corners[i] = (fair__corner){
                .x = fair__rate_wide(rate, point),
                .y = fair__whole_wide_signed(fair__utility(aim, point),
                                             aim->n),
                .z = fair__wide_zero(),
                .point = point};
        }
        fair__curve_make(c);
        first += n;
    }
}

/* ---- the best ---- */

static fair__mixture
mixture_at(const fair__curve *c, const fair__wide *x)
{
    const size_t i = fair__curve_before(c, x);
    const fair__corner *a = &c->corners[i], *b = a + (c->n > 1);
    const fair__wide width = fair__wide_sub(&b->x, &a->x);
    const fair__wide one = fair__wide_u64(1);
    const fair__wide from = fair__wide_sub(x, &a->x);
    const uint32_t points[2] = {a->point, b->point};
    if (fair__wide_is_zero(&width)) return fair__mixture_one(a->point);
    const fair__wide second = fair__wide_div(&from, &width);
    const fair__wide shares[2] = {fair__wide_sub(&one, &second), second};
    return fair__mixture_of(points, shares, 2);
}

static void
find_best(const mixed *m, fair__found *out)
{
    const fair__windows w = {&m->reach, m->curves, m->n_curves};
    const fair__curve *c = m->curves;
    fair__top top;
    out->is_feasible = fair__windows_best(&w, &top);
    if (!out->is_feasible) return;
    out->most = top.most;
    for (size_t g = 0; g < m->s->points->n_groups; g++) {
        if (m->n_of[g] == 0) continue;
        const fair__wide x = fair__window_best(&m->reach, c, &top.t);
        out->mixtures[g] = mixture_at(c, &x);
        c++;
    }
}

fair_status
fair__search_mixed(const fair__search *s, fair__found *out, fair_error *err)
{
    const fair__points *p = s->points;
    mixed m = {.s = s,
               .reach = fair__reach_of(&s->allowance, &s->range),
               .kept = fair__alloc(p->mem, p->n, sizeof(*m.kept)),
               .n_of = fair__alloc(p->mem, p->n_groups, sizeof(*m.n_of)),
               .curves = fair__alloc(p->mem, p->n_groups,
                                     sizeof(*m.curves))};
    fair_status st = FAIR_ERR_MEMORY;
    if (m.kept != NULL && m.n_of != NULL && m.curves != NULL) {
        find_hulls(&m);
        m.corners = fair__alloc(p->mem, m.n_kept, sizeof(*m.corners));
        if (m.corners != NULL) st = FAIR_OK;
    }
    if (st == FAIR_OK) {
        fill_curves(&m);
        find_best(&m, out);
    }
    fair__free(p->mem, m.kept, p->n, sizeof(*m.kept));
    fair__free(p->mem, m.n_of, p->n_groups, sizeof(*m.n_of));
    fair__free(p->mem, m.curves, p->n_groups, sizeof(*m.curves));
    fair__free(p->mem, m.corners, m.n_kept, sizeof(*m.corners));
    return st == FAIR_OK ? FAIR_OK : fair__no_memory(err);
}
