/* SPDX-License-Identifier: MIT
 * Scores through the maps of a calibrator. */
#include "base/error.h"
#include "calibrate/calibrator.h"

double
fair__calibrator_at(const fair_calibrator *calibrator, size_t i, double score)
{
    const fair__map *all = &calibrator->maps[calibrator->n];
    const double share =
        i < calibrator->n ? calibrator->groups[i].own_share : 0;
    if (share == 0) return fair__map_at(all, score);
    const double own = fair__map_at(&calibrator->maps[i], score);
    if (share == 1) return own;
    return share * own + (1 - share) * fair__map_at(all, score);
}

/* Whether a score is one that the maps take. */
static int
is_taken(const fair__map_method *m, double score)
{
    return m->of_probabilities ? score >= 0 && score <= 1 : score == score;
}

static fair_status
check(const fair_calibrator *c, size_t n, const double *scores,
      fair_error *err)
{
    uint64_t bad = 0;
    size_t first = 0;
    for (size_t k = n; k-- > 0;) {
        if (is_taken(c->method, scores[k])) continue;
        first = k;
        bad++;
    }
    if (bad == 0) return FAIR_OK;
    const double x = scores[first];
    if (x != x)
        return fair__fail_at(err, FAIR_ERR_NONFINITE, "scores",
                             (int64_t)first, bad,
                             "a score is NaN: it has no probability");
    return fair__fail_at(err, FAIR_ERR_DATA, "scores", (int64_t)first, bad,
                         "the score %g is no probability, and %s takes those "
                         "from 0 to 1",
                         x, c->method->name);
}

fair_status
fair__calibrator_apply(const fair_calibrator *calibrator, size_t i, size_t n,
                       const double *scores, double *out, fair_error *err)
{
    if (i > calibrator->n)
        return fair__fail(err, FAIR_ERR_ARGUMENT,
                          "there is no group %u: the calibrator has %u",
                          (uint64_t)i, (uint64_t)calibrator->n);
    const fair_status st = check(calibrator, n, scores, err);
    if (st != FAIR_OK) return st;
    for (size_t k = 0; k < n; k++)
        out[k] = fair__calibrator_at(calibrator, i, scores[k]);
    return FAIR_OK;
}
