/* SPDX-License-Identifier: MIT
 * The largest over pairs of groups. */
#include "compare/between.h"

#include <fairness/report.h>

#include "base/error.h"
#include "base/memory.h"
#include "compare/between_extent.h"
#include "compare/join.h"
#include "compare/survey.h"
#include "metric/across.h"
#include "metric/distance.h"

#define BIT(measure) (1u << (measure))
#define RANKS (BIT(FAIR__BETWEEN_CROSS_AUC) | BIT(FAIR__BETWEEN_ABROCA))
#define DISTANCES (FAIR__BETWEEN_ALL & ~RANKS)

int
fair__between_measure(const fair__criterion *c)
{
    const int measure = c->join - FAIR__JOIN_CROSS_AUC;
    return measure >= 0 && measure < FAIR__N_BETWEEN ? measure : -1;
}

/* Findings are made before; without scores there are none. */
void
fair__join_between(const fair__criterion *c, const fair__population *p,
                   const fair__rules *rules, const fair__metric *const m[2],
                   fair__finding *out)
{
    if (p->between != NULL) {
        *out = p->between[fair__between_measure(c)];
        return;
    }
    fair__survey s;
    fair__survey_of(fair__standing, p, rules, m[0], &s);
    *out = fair__finding_new(&s);
    out->reason = FAIR_REASON_NOT_APPLICABLE;
}

/* ---- memory ---- */

void
fair__between_close(fair__between *b, const fair_allocator *mem)
{
    fair__extract_free(&b->ranks, mem);
    fair__extract_free(&b->distances, mem);
    fair__free(mem, b->compared, b->n_groups, 1);
    fair__free(mem, b->apart, b->n_groups, sizeof(*b->apart));
}

fair_status
fair__between_open(const fair_allocator *mem,
                   const fair__score_source *source, size_t first,
                   size_t n_groups, uint32_t wanted, const fair_watch *watch,
                   fair__between *out, fair_error *err)
{
    fair__between b = {.wanted = wanted,
                       .first = first,
                       .n_groups = n_groups,
                       .watch = watch};
    fair_status st = FAIR_OK;
    b.compared = fair__alloc(mem, n_groups, 1);
    b.apart = fair__alloc(mem, n_groups, sizeof(*b.apart));
    if (b.compared == NULL || b.apart == NULL) st = fair__no_memory(err);
    if (st == FAIR_OK && (wanted & RANKS) != 0)
        st = fair__extract_make(mem, source, FAIR__EXTRACT_BY_LABEL, first,
                                n_groups, &b.ranks, err);
    if (st == FAIR_OK && (wanted & DISTANCES) != 0)
        st = fair__extract_make(mem, source, FAIR__EXTRACT_ALL, first,
                                n_groups, &b.distances, err);
    if (st != FAIR_OK)
        fair__between_close(&b, mem);
    else
        *out = b;
    return st;
}

/* ---- a pair ---- */

static size_t
number_of(const fair__between *b, const fair__population *p, size_t i)
{
    return p->groups[i].scored.group - b->first;
}

static fair__extracted
ranks_of(const fair__between *b, const fair__population *p, size_t i)
{
    return fair__extract_group(&b->ranks, number_of(b, p, i));
}

static void
measure_ranks(const fair__between *b, const fair__population *p, size_t i,
              size_t k, fair__between_pair *out)
{
    const fair__extracted x = ranks_of(b, p, i), y = ranks_of(b, p, k);
    if ((b->wanted & BIT(FAIR__BETWEEN_CROSS_AUC)) != 0) {
        const fair__across across = fair__across_of(&x, &y);
        out->forward = across.forward;
        out->backward = across.backward;
        out->values[FAIR__BETWEEN_CROSS_AUC] = across.gap;
    }
    if ((b->wanted & BIT(FAIR__BETWEEN_ABROCA)) != 0)
        out->values[FAIR__BETWEEN_ABROCA] = fair__abroca_of(&x, &y);
}

static fair__extracted
scores_of(const fair__between *b, const fair__population *p, size_t i)
{
    return fair__extract_group(&b->distances, number_of(b, p, i));
}

static void
measure_distances(const fair__between *b, const fair__population *p, size_t i,
                  size_t k, fair__between_pair *out)
{
    const fair__extracted x = scores_of(b, p, i), y = scores_of(b, p, k);
    const fair__distances d = fair__distances_of(&x, &y);
    out->ks_score = d.ks_score;
    out->values[FAIR__BETWEEN_KS] = d.ks;
    out->values[FAIR__BETWEEN_WASSERSTEIN] = d.wasserstein;
    out->values[FAIR__BETWEEN_ENERGY] = d.energy;
}

/* Scores of a group, of either extract. */
static size_t
size_of(const fair__between *b, const fair__population *p, size_t i)
{
    const size_t n = number_of(b, p, i);
    const fair__extract *e =
        (b->wanted & RANKS) != 0 ? &b->ranks : &b->distances;
    return e->starts[n + 1] - e->starts[n];
}

/* So many scores of pairs are 1 to 10 ms of work; a row of a table is that of
 * some hundred scores. */
#define WATCHED_SCORES 65536
#define SCORES_A_ROW 256

/* Pair i, k was measured. */
static fair_status
look_in(fair__between *b, const fair__population *p, size_t i, size_t k,
        fair_error *err)
{
    const fair_watch *w = b->watch;
    b->n_pairs++;
    b->unwatched += size_of(b, p, i) + size_of(b, p, k) + SCORES_A_ROW;
    if (b->unwatched < WATCHED_SCORES) return FAIR_OK;
    b->unwatched = 0;
    if (w == NULL || w->stop == NULL || w->stop(w->ctx, b->n_pairs) == 0)
        return FAIR_OK;
    return fair__fail(err, FAIR_ERR_STOPPED,
                      "the call was stopped after %u pairs of groups",
                      b->n_pairs);
}

/* Who takes part is the same for all measures of a family; that scores are
 * finite is not asked of all. */
static const struct family {
    uint32_t measures;
    const char *metric;
    void (*measure)(const fair__between *b, const fair__population *p,
                    size_t i, size_t k, fair__between_pair *out);
} families[] = {
    {RANKS, "roc_auc", measure_ranks},
    {DISTANCES, "scoring_rate", measure_distances},
};
#define N_FAMILIES (sizeof(families) / sizeof(*families))

/* The metric of a measure's criterion. */
static const fair__metric *
metric_of(int measure)
{
    static const char *const names[FAIR__N_BETWEEN] = {
        "roc_auc", "roc_auc", "scoring_rate", "mean_score", "mean_score"};
    return fair__metric_find(names[measure]);
}

static int
is_given(int measure, const fair__population *p)
{
    const uint32_t more = fair__join_needs(FAIR__JOIN_CROSS_AUC + measure);
    return ((metric_of(measure)->needs | more) & ~p->given) == 0;
}

fair_status
fair__between_pair_of(fair__between *b, const fair__population *p,
                      const fair__rules *rules, size_t i, size_t k,
                      fair__between_pair *out, fair_error *err)
{
    for (size_t f = 0; f < N_FAMILIES; f++) {
        const fair__metric *m = fair__metric_find(families[f].metric);
        fair__result own, other;
        if ((b->wanted & families[f].measures) == 0) continue;
        const int32_t reason =
            fair__pair_reason(p, rules, m, i, k, &own, &other);
        for (int v = 0; v < FAIR__N_BETWEEN; v++)
            if ((families[f].measures & BIT(v)) != 0)
                out->reasons[v] =
                    is_given(v, p) ? reason : FAIR_REASON_NOT_APPLICABLE;
        if (reason == FAIR_DEFINED) families[f].measure(b, p, i, k, out);
    }
    return look_in(b, p, i, k, err);
}

/* ---- the largest ---- */

static void
keep_larger(int measure, const fair__rules *rules,
            const fair__between_pair *pair, size_t i, size_t k,
            fair__finding *out)
{
    const fair__wide *value = &pair->values[measure];
    const fair__wide size = fair__wide_abs(value);
    if (out->group != FAIR__NO_GROUP &&
        fair__order_near(&size, &out->value, &size) <= 0)
        return;
    out->value = size;
    out->group = (int32_t)i;
    out->reference = (int32_t)k;
    if (measure != FAIR__BETWEEN_CROSS_AUC) return;
    /* As in a gap between two areas, the group is the one where it is
     * smaller. */
    if (!fair__wide_is_zero(&size) && !value->negative) {
        out->group = (int32_t)k;
        out->reference = (int32_t)i;
    }
    out->worse_off =
        fair__harmed(out->metric, rules, fair__wide_is_zero(&size) ? 0 : -1,
                     out->group, out->reference);
}

/* Who is compared, and what is known of these by themselves. */
static void
find_compared(fair__between *b, const struct family *f,
              const fair__population *p, const fair__rules *rules)
{
    const fair__metric *m = fair__metric_find(f->metric);
    const int by_label = f->measures == RANKS;
    for (size_t i = 0; i < p->n; i++) {
        fair__result r;
        int32_t reason;
        b->compared[i] = fair__standing(p, rules, m, i, &r, &reason) ==
                         FAIR__COMPARED;
        if (!b->compared[i]) continue;
        const fair__extracted x =
            by_label ? ranks_of(b, p, i) : scores_of(b, p, i);
        fair__apart_of(p, i, by_label ? &x : NULL, by_label ? NULL : &x,
                       &b->apart[i]);
    }
}

/* Positives of each with negatives of the other. */
static void
place_across(const fair__between *b, const fair__population *p, size_t i,
             size_t k, fair__placed out[2])
{
    const fair__extracted x = ranks_of(b, p, i), y = ranks_of(b, p, k);
    out[0] = fair__placed_of(&x, &y, 0);
    out[1] = fair__placed_of(&y, &x, 0);
}

static fair_status
find_family(fair__between *b, const struct family *f,
            const fair__population *p, const fair__rules *rules,
            fair__finding out[FAIR__N_BETWEEN], fair_error *err)
{
    fair_status st = FAIR_OK;
    const uint32_t wanted = b->wanted & f->measures;
    const fair__metric *m = fair__metric_find(f->metric);
    fair__survey s;
    fair__survey_of(fair__standing, p, rules, m, &s);
    const int32_t reason = fair__survey_reason(&s, 2);
    for (int k = 0; k < FAIR__N_BETWEEN; k++) {
        if ((wanted & BIT(k)) == 0) continue;
        out[k] = fair__finding_new(&s);
        out[k].metric = metric_of(k);
        out[k].reason = is_given(k, p) ? reason : FAIR_REASON_NOT_APPLICABLE;
    }
    if (wanted == 0 || reason != FAIR_DEFINED) return FAIR_OK;
    fair__reaching reaching[FAIR__N_BETWEEN];
    for (int k = 0; k < FAIR__N_BETWEEN; k++)
        reaching[k] = fair__reaching_new(k, p, rules, s.compared);
    find_compared(b, f, p, rules);
    for (size_t i = 0; i < p->n; i++)
        for (size_t k = i + 1;
             k < p->n && b->compared[i] && st == FAIR_OK; k++) {
            fair__between_pair pair;
            fair__placed across[2];
            if (!b->compared[k]) continue;
            f->measure(b, p, i, k, &pair);
            if ((wanted & BIT(FAIR__BETWEEN_CROSS_AUC)) != 0)
                place_across(b, p, i, k, across);
            for (int v = 0; v < FAIR__N_BETWEEN; v++) {
                if ((wanted & BIT(v)) == 0 || out[v].reason != FAIR_DEFINED)
                    continue;
                keep_larger(v, rules, &pair, i, k, &out[v]);
                fair__reaching_add(&reaching[v],
                                   fair__wide_double(&pair.values[v]),
                                   &b->apart[i], &b->apart[k], across);
            }
            st = look_in(b, p, i, k, err);
        }
    for (int v = 0; v < FAIR__N_BETWEEN; v++)
        if ((wanted & BIT(v)) != 0) fair__reaching_end(&reaching[v], &out[v]);
    return st;
}

fair_status
fair__between_find(fair__between *b, const fair__population *p,
                   const fair__rules *rules,
                   fair__finding out[FAIR__N_BETWEEN], fair_error *err)
{
    fair_status st = FAIR_OK;
    for (size_t f = 0; f < N_FAMILIES && st == FAIR_OK; f++)
        st = find_family(b, &families[f], p, rules, out, err);
    return st;
}
