/* SPDX-License-Identifier: MIT
 * Metrics by number and by name, and suites of them. */
#include "metric/metric.h"

#include <string.h>

#include "metric/table.h"

static const struct {
    const fair__metric *rows;
    const size_t *n;
} tables[] = {
    {fair__metrics, &fair__n_metrics},
    {fair__score_metrics, &fair__n_score_metrics},
    {fair__calibration_metrics, &fair__n_calibration_metrics},
};
#define N_TABLES (sizeof(tables) / sizeof(tables[0]))

size_t
fair__metric_count(void)
{
    size_t n = 0;
    for (size_t t = 0; t < N_TABLES; t++) n += *tables[t].n;
    return n;
}

const fair__metric *
fair__metric_at(size_t i)
{
    for (size_t t = 0; t < N_TABLES; i -= *tables[t++].n)
        if (i < *tables[t].n) return &tables[t].rows[i];
    return NULL;
}

size_t
fair__metric_index(const fair__metric *m)
{
    const int32_t op = m->op;
    if (op >= FAIR__OP_GAPS)
        return fair__n_metrics + fair__n_score_metrics +
               (size_t)(m - fair__calibration_metrics);
    if (op >= FAIR__OP_SCORE)
        return fair__n_metrics + (size_t)(m - fair__score_metrics);
    return (size_t)(m - fair__metrics);
}

const fair__metric *
fair__metric_find(const char *name)
{
    const size_t n = name != NULL ? fair__metric_count() : 0;
    for (size_t i = 0; i < n; i++)
        if (strcmp(fair__metric_at(i)->name, name) == 0)
            return fair__metric_at(i);
    for (size_t i = 0; i < n; i++)
        if (fair__is_alias(fair__metric_at(i)->name, name))
            return fair__metric_at(i);
    return NULL;
}

/* ---- suites ---- */

#define OF_SCORES (FAIR__GIVEN_SCORES | FAIR__GIVEN_PROBABILITIES)

static const struct {
    const char *name;
    uint32_t needs; /* of OF_SCORES */
} suites[] = {
    {"classification", 0},
    {"ranking", FAIR__GIVEN_SCORES},
    {"calibration", OF_SCORES},
};
#define N_SUITES (sizeof(suites) / sizeof(suites[0]))

const char *
fair__suite_at(size_t i)
{
    return i < N_SUITES ? suites[i].name : NULL;
}

int
fair__is_suite(const char *name)
{
    for (size_t i = 0; i < N_SUITES; i++)
        if (strcmp(suites[i].name, name) == 0) return 1;
    return 0;
}

int
fair__in_suite(const fair__metric *m, const char *name)
{
    uint32_t needs = m->needs & OF_SCORES;
    if ((m->needs & (FAIR__GIVEN_MEANS | FAIR__GIVEN_BINS)) != 0)
        needs = OF_SCORES;
    for (size_t i = 0; i < N_SUITES; i++)
        if (strcmp(suites[i].name, name) == 0)
            return needs == suites[i].needs;
    return 0;
}
