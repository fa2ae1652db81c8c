/* SPDX-License-Identifier: MIT
 * The memory of a calibrator, and what applying it needs. */
#include <math.h>

#include "artefact/applying.h"
#include "base/error.h"
#include "base/memory.h"
#include "calibrate/calibrator.h"

fair_status
fair__calibrator_room(fair_calibrator *c, size_t n, fair_error *err)
{
    c->groups = fair__calloc(&c->mem, n, sizeof(*c->groups));
    c->maps = fair__calloc(&c->mem, n + 1, sizeof(*c->maps));
    c->n = n;
    for (size_t i = 0; c->groups != NULL && i < n; i++)
        c->groups[i].cost_before = NAN;
    c->summary.n_groups = n;
    return c->groups != NULL && c->maps != NULL ? FAIR_OK
                                                : fair__no_memory(err);
}

void
fair__calibrator_name_group(fair_calibrator *c, size_t i)
{
    fair_calibrator_group *g = &c->groups[i];
    g->size = sizeof(*g);
    g->n_values = c->values.n_features;
    g->values = c->values.of + i * c->values.n_features;
}

fair_status
fair__calibrator_finish(fair_calibrator *c, const uint8_t key[16],
                        fair_error *err)
{
    c->summary.size = sizeof(c->summary);
    c->of_halves = 1;
    for (size_t i = 0; i <= c->n; i++)
        for (size_t k = 0; k < c->maps[i].n; k++)
            c->of_halves &= fair__is_half(c->maps[i].at[k]);
    return fair__encoder_make(&c->encoder, &c->mem, key, &c->values, err);
}

void
fair__calibrator_free(fair_calibrator *c)
{
    const fair_allocator mem = c->mem;
    fair__encoder_free(&c->encoder, &mem);
    for (size_t i = 0; c->maps != NULL && i <= c->n; i++)
        fair__map_free(&mem, &c->maps[i]);
    fair__free(&mem, c->knots, c->n_knots, 2 * sizeof(*c->knots));
    fair__free(&mem, c->by, c->n_by, sizeof(*c->by));
    fair__free(&mem, c->bytes, c->n_bytes, 1);
    fair__group_values_free(&mem, &c->values);
    fair__free(&mem, c->groups, c->n, sizeof(*c->groups));
    fair__free(&mem, c->maps, c->n + 1, sizeof(*c->maps));
    fair__free(&mem, c, 1, sizeof(*c));
}
