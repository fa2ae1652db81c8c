/* SPDX-License-Identifier: MIT
 * Bounds of criteria over the bins of scores (compare/calibration.c).
 *
 * In a bin a group's rows have a rate, and different bins have different
 * rows: what is largest over bins is bounded as what is largest over groups
 * (extent.h), with the claims of all bins together.  Scores and which bins
 * there are, are taken as they are; chance is in the labels. */
#include "compare/bin_extent.h"

#include <math.h>

#include <fairness/report.h>

#include "base/ends.h"
#include "compare/extent.h"
#include "compare/furthest.h"
#include "compare/judge.h"
#include "compare/versus.h"
#include "stats/distribution.h"

/* The rows in effect of a group's part of a bin. */
static double
rows_of(const fair__bin *bin)
{
    const fair__wide both = fair__wide_mul(&bin->weight, &bin->weight);
    const fair__wide n = fair__wide_div(&both, &bin->square);
    return fair__wide_double(&n);
}

static fair__bounded
rate_at(const fair__bin *bin, double z)
{
    fair__bounded b = {fair__bin_mean(bin, &bin->positives), 0, 0};
    fair__wilson(b.p, rows_of(bin), z, &b.lower, &b.upper);
    return b;
}

static void
begin(fair__bins *bins, const fair__population *p)
{
    const fair__scored *all = &p->total->scored;
    fair__bins_make(bins, FAIR__BINS_WIDTH, all->source->bins, all);
}

/* How many groups a bin compares. */
static size_t
count(const fair__population *p, const fair__rules *rules, uint64_t least,
      const fair__bin_range *range)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++) {
        fair__bin bin;
        n += (size_t)fair__bin_part(p, rules, i, least, range, &bin);
    }
    return n;
}

/* ---- the gap ---- */

static double
claims_of(size_t k)
{
    const double n = (double)k;
    if (k < 2) return 0;
    return k <= FAIR__MOST_PAIRED ? n * (n - 1) : 2 * n;
}

static fair__range_of
gap_of(const fair__population *p, const fair__rules *rules,
       const fair__bin_range *range, size_t k, double near, double out)
{
    const int paired = k <= FAIR__MOST_PAIRED;
    const double far = fair__versus_z(out, paired ? 1 : 2);
    fair__member members[FAIR__MOST_PAIRED];
    fair__reach towards = FAIR__NO_REACH, away = FAIR__NO_REACH;
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++) {
        fair__bin bin;
        if (!fair__bin_part(p, rules, i, rules->min_count, range, &bin))
            continue;
        const fair__member m = {rate_at(&bin, near), rate_at(&bin, far), 1};
        if (paired)
            members[n++] = m;
        fair__reach_add(&towards, &m.towards, 1);
        fair__reach_add(&away, &m.away, 1);
    }
    return paired ? fair__furthest_difference(members, n)
                  : fair__reach_difference(&away, &towards);
}

int
fair__sufficiency_extent(const fair__subject *subject,
                         const fair__population *p, const fair__rules *rules,
                         const fair__finding *f, double out, double *lower,
                         double *upper)
{
    (void)subject, (void)f;
    fair__bins bins;
    fair__bin_range range = {0};
    double claims = 0;
    begin(&bins, p);
    while (fair__bins_next(&bins, &range))
        claims += claims_of(count(p, rules, rules->min_count, &range));
    const double near = fair__versus_z(out, claims);
    range = (fair__bin_range){0};
    *lower = *upper = 0;
    while (fair__bins_next(&bins, &range)) {
        const size_t k = count(p, rules, rules->min_count, &range);
        if (k < 2) continue;
        const fair__range_of e = gap_of(p, rules, &range, k, near, out);
        *lower = fair__larger(*lower, e.lower);
        *upper = fair__larger(*upper, e.upper);
    }
    *upper = fair__smaller(*upper, 1);
    return 1;
}

/* ---- the error ---- */

int
fair__multicalibration_extent(const fair__subject *subject,
                              const fair__population *p,
                              const fair__rules *rules,
                              const fair__finding *f, double out,
                              double *lower, double *upper)
{
    (void)subject, (void)f;
    const fair__wide all = fair__bin_total(&p->total->scored);
    const double far = fair__versus_z(out, 1);
    fair__bins bins;
    fair__bin_range range = {0};
    double claims = 0;
    begin(&bins, p);
    while (fair__bins_next(&bins, &range))
        claims += 2 * (double)count(p, rules, 0, &range);
    const double near = fair__versus_z(out, claims);
    range = (fair__bin_range){0};
    *lower = *upper = 0;
    while (fair__bins_next(&bins, &range))
        for (size_t i = 0; i < p->n; i++) {
            fair__bin bin;
            if (!fair__bin_part(p, rules, i, 0, &range, &bin)) continue;
            const fair__wide part = fair__wide_div(&bin.weight, &all);
            const double share = fair__wide_double(&part);
            const double score = fair__bin_mean(&bin, &bin.scores);
            const fair__bounded t = rate_at(&bin, near);
            const fair__bounded a = rate_at(&bin, far);
            *lower = fair__larger(
                *lower, share * fair__larger(t.lower - score,
                                             score - t.upper));
            *upper = fair__larger(
                *upper, share * fair__larger(a.upper - score,
                                             score - a.lower));
        }
    return 1;
}

/* ---- no gap at all ---- */

double
fair__sufficiency_none(const fair__population *p, const fair__rules *rules,
                       fair__sample *samples, fair__asking *asking)
{
    fair__bins bins;
    fair__bin_range range = {0};
    double claims = 0, least = 1;
    begin(&bins, p);
    while (fair__bins_next(&bins, &range)) {
        fair__family f = {.metric = fair__metric_find("base_rate"),
                          .population = p,
                          .form = FAIR__OF_DIFFERENCE,
                          .between = FAIR__ALL_PAIRS,
                          .test = FAIR__BY_SCORE,
                          .samples = samples,
                          .asking = asking};
        for (size_t i = 0; i < p->n; i++) {
            fair__bin bin;
            if (!fair__bin_part(p, rules, i, rules->min_count, &range, &bin))
                continue;
            const double rate = fair__bin_mean(&bin, &bin.positives);
            samples[f.n++] = (fair__sample){.rate = rate,
                                            .observed = rate,
                                            .n = rows_of(&bin),
                                            .group = (int32_t)i};
        }
        f.n_claims = fair__family_claims(&f);
        if (f.n_claims == 0) continue;
        claims += (double)f.n_claims;
        least = fair__smaller(least, fair__judge_least(&f));
    }
    return least * claims < 1 ? least * claims : 1;
}
