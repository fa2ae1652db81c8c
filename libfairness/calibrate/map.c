/* SPDX-License-Identifier: MIT
 * Maps from scores to probabilities. */
#include "calibrate/map.h"

#include <math.h>

#include "base/elementary.h"
#include "base/error.h"
#include "base/memory.h"

static const fair__map_method methods[] = {
    {"isotonic", FAIR__MAP_LINES, 0, 0},  {"platt", FAIR__MAP_LOGISTIC, 0, 0},
    {"beta", FAIR__MAP_BETA, 1, 0},       {"temperature", FAIR__MAP_LOGIT, 1, 0},
    {"histogram", FAIR__MAP_STEPS, 0, 0}, {"quantile", FAIR__MAP_LINES, 0, 1},
    {"calibrated_equalized_odds", FAIR__MAP_WITHHELD, 1, 0},
};

const fair__map_method *
fair__map_method_at(size_t i)
{
    return i < sizeof(methods) / sizeof(methods[0]) ? &methods[i] : NULL;
}

const fair__map_method *
fair__map_method_find(const char *name)
{
    for (size_t i = 0; fair__map_method_at(i) != NULL; i++)
        if (strcmp(methods[i].name, name) == 0) return &methods[i];
    return NULL;
}

fair_status
fair__map_room(const fair_allocator *mem, size_t n, fair__map *out,
               fair_error *err)
{
    out->room = n;
    out->at = fair__alloc(mem, n, sizeof(*out->at));
    out->value = fair__alloc(mem, n, sizeof(*out->value));
    if (out->at != NULL && out->value != NULL) return FAIR_OK;
    fair__map_free(mem, out);
    return fair__no_memory(err);
}

fair_status
fair__map_fit(const fair__map_method *method, const fair__binning *binning,
              const fair__labelled_rows *rows, const fair_allocator *mem,
              fair__map *out, fair_error *err)
{
    *out = (fair__map){.kind = method->kind};
    switch (method->kind) {
    case FAIR__MAP_LINES:
        return fair__isotonic_fit(rows, mem, out, err);
    case FAIR__MAP_STEPS:
        return fair__histogram_fit(rows, binning, mem, out, err);
    case FAIR__MAP_WITHHELD:
        fair__withheld_none(rows, out);
        return FAIR_OK;
    default:
        return fair__logistic_fit(rows, mem, out, err);
    }
}

void
fair__map_free(const fair_allocator *mem, fair__map *map)
{
    if (map->room > 0) { /* else knots are somebody else's */
        fair__free(mem, map->at, map->room, sizeof(*map->at));
        fair__free(mem, map->value, map->room, sizeof(*map->value));
    }
    *map = (fair__map){.kind = map->kind};
}

double
fair__inner(double probability)
{
    const double least = 0x1p-52;
    return probability < least       ? least
           : probability > 1 - least ? 1 - least
                                     : probability;
}

double
fair__logistic(double z)
{
    if (z >= 0) return 1 / (1 + fair__exp(-z));
    const double e = fair__exp(z);
    return e / (1 + e);
}

/* The last knot that is not above the score; there is one. */
static size_t
below(const fair__map *map, double score)
{
    size_t low = 0, high = map->n;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (map->at[middle] <= score)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static double
at_knots(const fair__map *map, double score)
{
    if (!(score > map->at[0])) return map->value[0];
    const size_t i = below(map, score);
    if (map->kind == FAIR__MAP_STEPS || i + 1 == map->n ||
        map->at[i] == score)
        return map->value[i];
    /* Scores may be as far apart as doubles go: halves do not overflow.  Of
     * the least doubles there are none. */
    const double half = map->at[i + 1] - map->at[i] < HUGE_VAL ? 1 : 0.5;
    const double share = (score * half - map->at[i] * half) /
                         (map->at[i + 1] * half - map->at[i] * half);
    const double rise = map->value[i + 1] - map->value[i];
    return rise < HUGE_VAL ? map->value[i] + share * rise
                           : map->value[i] * (1 - share) +
                                 map->value[i + 1] * share;
}

double
fair__map_at(const fair__map *map, double score)
{
    const double *slopes = map->slopes;
    if (map->kind == FAIR__MAP_LINES || map->kind == FAIR__MAP_STEPS)
        return at_knots(map, score);
    if (map->kind == FAIR__MAP_LOGISTIC)
        return fair__logistic(slopes[0] * score + map->intercept);
    if (map->kind == FAIR__MAP_WITHHELD) return score;
    const double p = fair__inner(score);
    const double log_p = fair__log(p), log_q = fair__log(1 - p);
    return fair__logistic(map->kind == FAIR__MAP_LOGIT
                              ? slopes[0] * (log_p - log_q)
                              : slopes[0] * log_p - slopes[1] * log_q +
                                    map->intercept);
}
