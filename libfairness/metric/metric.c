/* SPDX-License-Identifier: MIT
 * Metrics by number and by name, and suites of them. */
#include "metric/metric.h"

#include <string.h>

#include "metric/table.h"

size_t
fair__metric_count(void)
{
    return fair__n_metrics + fair__n_score_metrics;
}

const fair__metric *
fair__metric_at(size_t i)
{
    if (i < fair__n_metrics) return &fair__metrics[i];
    i -= fair__n_metrics;
    return i < fair__n_score_metrics ? &fair__score_metrics[i] : NULL;
}

size_t
fair__metric_index(const fair__metric *m)
{
    if ((m->needs & FAIR__GIVEN_SCORES) == 0)
        return (size_t)(m - fair__metrics);
    return fair__n_metrics + (size_t)(m - fair__score_metrics);
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
    if ((m->needs & FAIR__GIVEN_MEANS) != 0) needs = OF_SCORES;
    for (size_t i = 0; i < N_SUITES; i++)
        if (strcmp(suites[i].name, name) == 0)
            return needs == suites[i].needs;
    return 0;
}
