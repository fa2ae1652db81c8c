/* SPDX-License-Identifier: MIT
 * Holm 1979, A simple sequentially rejective multiple test procedure. */
#include "gate/share.h"

static int
is_in_family(const fair__outcome *o)
{
    return o->rule->severity == FAIR_SEVERITY_ERROR &&
           o->judged.n_claims > 0;
}

/* p as a multiple of the rule's own level: rules may have different ones. */
static double
relative_p(const fair__outcome *o)
{
    return o->judged.p_beyond / o->level;
}

/* Rules of the family whose p is smaller, ties to the first. */
static size_t
rank(const fair__evaluation *e, size_t i)
{
    const double p = relative_p(&e->outcomes[i]);
    size_t before = 0;
    for (size_t k = 0; k < e->n; k++) {
        if (k == i || !is_in_family(&e->outcomes[k])) continue;
        const double other = relative_p(&e->outcomes[k]);
        before += other < p || (other == p && k < i);
    }
    return before;
}

/* How many rules fail: those of the smallest p, up to the first that does not,
 * which has the least rank of all that do not at the level of their own. */
static size_t
count_failed(fair__evaluation *e, size_t family)
{
    size_t failed = family;
    for (size_t i = 0; i < e->n; i++) {
        fair__outcome *o = &e->outcomes[i];
        if (!is_in_family(o)) continue;
        o->rank = rank(e, i);
        if (o->judged.p_beyond > o->level / (double)(family - o->rank) &&
            o->rank < failed)
            failed = o->rank;
    }
    return failed;
}

void
fair__share_level(fair__evaluation *e)
{
    size_t family = 0;
    for (size_t i = 0; i < e->n; i++)
        family += is_in_family(&e->outcomes[i]) != 0;
    const size_t failed = count_failed(e, family);
    for (size_t i = 0; i < e->n; i++) {
        fair__outcome *o = &e->outcomes[i];
        double level = o->level;
        /* The last rule of a family that fails altogether leaves one. */
        if (is_in_family(o))
            level /= (double)(family - (o->rank < failed ? o->rank : failed));
        o->shared = level;
        fair__judge_beyond(o->families, o->n_families, o->rule->limit, level,
                           &o->fail);
        if (o->judged.n_claims > 0 && o->judged.p_beyond <= level) {
            o->status = FAIR_VERDICT_FAIL;
            o->why = "beyond_limit";
        }
    }
}
