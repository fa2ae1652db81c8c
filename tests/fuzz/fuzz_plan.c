/* SPDX-License-Identifier: MIT
 * Fuzz target: a plan from anywhere, as it is and under a seal that fits, so
 * that what is inside is read too.
 *
 * What is read is written as the same bytes, is whole, and decides: rows of
 * its groups on both sides of its thresholds, the higher score never worse. */
#include <math.h>

#include "seal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MOST_GROUPS 64

static void
check_group(const fair_plan *plan, const fair_plan_group *g)
{
    fair_column features[64];
    int64_t offsets[64][2];
    const int64_t id = 7;
    fair_plan_rows rows = FAIR_PLAN_ROWS_INIT;
    fair_plan_apply_options o = FAIR_PLAN_APPLY_OPTIONS_INIT;
    double last = 0, share = 0;
    uint8_t before = 0, decision = 0;
    must(g->n_values > 0 && g->n_values <= 64);
    for (size_t i = 0; i < g->n_values; i++)
        features[i] = column_of(&g->values[i].value, offsets[i]);
    o.has_seed = 1;
    rows.n = 1;
    rows.row_id = fair_column_int64(&id, 1);
    rows.features = features;
    rows.n_features = g->n_values;
    for (size_t k = 0; k < g->n_parts; k++) {
        const double at = g->parts[k].threshold;
        double scores[2] = {nextafter(at, -INFINITY), at};
        if (at == -INFINITY) scores[0] = scores[1] = -1e308;
        if (isinf(at) && at > 0) break;
        if (isinf(scores[0])) scores[0] = at;
        for (int side = 0; side < 2; side++) {
            rows.y_score = fair_column_float64(&scores[side], 1);
            must(fair_plan_probability(plan, &rows, NULL, &share, NULL) ==
                 FAIR_OK);
            must(fair_plan_apply(plan, &rows, &o, &decision, NULL) ==
                 FAIR_OK);
            must(share >= last && share <= 1 && decision >= before);
            must(decision == 0 || share > 0);
            must(decision == 1 || share < 1);
            last = share;
            before = decision;
        }
    }
}

static void
check_plan(const fair_plan *plan)
{
    fair_plan_summary s = FAIR_PLAN_SUMMARY_INIT;
    must(fair_plan_describe(plan, &s, NULL) == FAIR_OK);
    must(s.n_groups > 0 && s.n_by > 0 && s.constraint != NULL);
    for (size_t i = 0; i < s.n_groups && i < MOST_GROUPS; i++) {
        fair_plan_group g = FAIR_PLAN_GROUP_INIT;
        double sum = 0, last = 0;
        must(fair_plan_group_at(plan, i, &g, NULL) == FAIR_OK);
        must(g.n_parts > 0 && g.n_values == s.n_by);
        for (size_t k = 0; k < g.n_parts; k++) {
            must(g.parts[k].share > 0 && !isnan(g.parts[k].threshold));
            must(k == 0 || g.parts[k].threshold > last);
            last = g.parts[k].threshold;
            sum += g.parts[k].share;
        }
        must(sum == 1);
        check_group(plan, &g);
    }
}

static fair_status
read_plan(const char *bytes, size_t size)
{
    fair_plan *plan = NULL;
    fair_error err = {0};
    const fair_status st = fair_plan_read(bytes, size, &memory, &plan, &err);
    fail_at = 0;
    must((st == FAIR_OK) == (plan != NULL));
    must(st == FAIR_OK || (err.code == st && err.message[0] != 0));
    if (plan != NULL) {
        expected e = {bytes, size};
        must(fair_plan_write(plan, "json", compare, &e, NULL) == FAIR_OK);
        must(e.left == 0);
        check_plan(plan);
    }
    fair_plan_free(plan);
    must(live == 0);
    return st;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_all_ways(data, size, read_plan);
    return 0;
}
