/* SPDX-License-Identifier: MIT
 * Fuzz target: a calibrator from anywhere, as it is and under a seal that
 * fits, so that what is inside is read too.
 *
 * What is read is written as the same bytes, is whole, and maps scores of its
 * groups to probabilities, or of quantile to numbers; these, and those of
 * isotonic maps, never fall. */
#include <math.h>

#include "seal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MOST_GROUPS 64

/* A score of the group, below and at each knot and beyond. */
static void
check_scores(const fair_calibrator *c, size_t i, const double *scores,
             size_t n, int rises, const fair_calibrator_group *g)
{
    const int of_ranks = fair_calibrator_method(c)[0] == 'q';
    fair_column features[64];
    int64_t offsets[64][2];
    fair_calibrator_rows rows = FAIR_CALIBRATOR_ROWS_INIT;
    double last = 0;
    for (size_t k = 0; k < g->n_values; k++)
        features[k] = column_of(&g->values[k].value, offsets[k]);
    rows.n = 1;
    rows.features = features;
    rows.n_features = g->n_values;
    for (size_t k = 0; k < n; k++) {
        double p = -1, same = -1;
        rows.y_score = fair_column_float64(&scores[k], 1);
        must(fair_calibrator_apply(c, &rows, NULL, &p, NULL) == FAIR_OK);
        must(fair_calibrator_apply_group(c, i, 1, &scores[k], &same, NULL) ==
             FAIR_OK);
        must(p == same && isfinite(p));
        must(of_ranks || (p >= 0 && p <= 1 + 1e-15));
        must(!rises || k == 0 ||
             p >= last - 1e-15 * (fabs(p) > 1 ? fabs(p) : 1));
        last = p;
    }
}

static void
check_map(const fair_calibrator *c, size_t i, int rises,
          const fair_calibrator_group *g)
{
    static const double outer[] = {0, 0.25, 0.5, 1};
    const int of_ranks = fair_calibrator_method(c)[0] == 'q';
    fair_calibrator_map map = FAIR_CALIBRATOR_MAP_INIT;
    must(fair_calibrator_map_at(c, i, &map, NULL) == FAIR_OK);
    for (size_t k = 0; k < map.n; k++) {
        must(isfinite(map.at[k]) && isfinite(map.value[k]));
        must(of_ranks || (map.value[k] >= 0 && map.value[k] <= 1));
        must(k == 0 || map.at[k] > map.at[k - 1]);
        must(k == 0 || !rises || map.value[k] >= map.value[k - 1]);
        double scores[] = {nextafter(map.at[k], -HUGE_VAL), map.at[k]};
        if (isinf(scores[0])) scores[0] = map.at[k];
        if (k < 64) check_scores(c, i, scores, 2, rises, g);
    }
    check_scores(c, i, outer, 4, rises, g);
}

static void
check_calibrator(const fair_calibrator *c)
{
    fair_calibrator_summary s = FAIR_CALIBRATOR_SUMMARY_INIT;
    uint64_t rows = 0;
    must(fair_calibrator_describe(c, &s, NULL) == FAIR_OK);
    must(s.n_groups > 0 && s.n_by > 0 && s.method != NULL);
    for (size_t i = 0; i < s.n_groups; i++) {
        fair_calibrator_group g = FAIR_CALIBRATOR_GROUP_INIT;
        must(fair_calibrator_group_at(c, i, &g, NULL) == FAIR_OK);
        must(g.n_values == s.n_by && g.own_share >= 0 && g.own_share <= 1);
        must(g.rows >= g.positives + g.negatives);
        rows += g.rows;
        if (i < MOST_GROUPS && s.needs_groups)
            check_map(c, i, s.method[0] == 'i' || s.method[0] == 'q', &g);
    }
    must(rows == s.rows);
}

static fair_status
read_calibrator(const char *bytes, size_t size)
{
    fair_calibrator *c = NULL;
    fair_error err = {0};
    const fair_status st =
        fair_calibrator_read(bytes, size, &memory, &c, &err);
    fail_at = 0;
    must((st == FAIR_OK) == (c != NULL));
    must(st == FAIR_OK || (err.code == st && err.message[0] != 0));
    if (c != NULL) {
        expected e = {bytes, size};
        must(fair_calibrator_write(c, "json", compare, &e, NULL) == FAIR_OK);
        must(e.left == 0);
        check_calibrator(c);
    }
    fair_calibrator_free(c);
    must(live == 0);
    return st;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_all_ways(data, size, read_calibrator);
    return 0;
}
