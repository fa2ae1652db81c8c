/* SPDX-License-Identifier: MIT
 * What tests of claims need beside rates. */
#include "compare/evidence.h"

#include "base/memory.h"
#include "compare/estimate.h"

fair__drawing
fair__test_drawing(const fair_watch *watch)
{
    return (fair__drawing){.seed = FAIR__TEST_SEED,
                           .n_replicates = FAIR__TEST_REPLICATES,
                           .watch = watch};
}

static fair_status
make_gaps(const fair_allocator *mem, fair__family *f,
          const fair__sample *samples, fair__drawing *drawing,
          fair__evidence *out, fair_error *err)
{
    for (size_t i = 0; i < f->n; i++) {
        fair__sample *s = &f->samples[i];
        fair__gaps *gaps = &out->gaps[s - samples];
        const fair_status st = fair__gaps_make(
            mem, f->metric, f->population, (size_t)s->group, s->n,
            (uint32_t)s->group, drawing, gaps, err);
        if (st != FAIR_OK) return st;
        s->gaps = gaps;
    }
    return FAIR_OK;
}

fair_status
fair__evidence_make(const fair_allocator *mem, fair__family *families,
                    size_t n_families, const fair__sample *samples,
                    size_t n_samples, const fair__rules *rules,
                    fair__drawing *drawing, fair__evidence *out,
                    fair_error *err)
{
    fair_status st = FAIR_OK;
    *out = (fair__evidence){0};
    if (n_families > 0 && families->test == FAIR__BY_GAPS) {
        out->gaps = fair__calloc(mem, n_samples, sizeof(*out->gaps));
        if (out->gaps == NULL && n_samples > 0) return fair__no_memory(err);
        out->n = n_samples;
    }
    for (size_t k = 0; st == FAIR_OK && k < n_families; k++) {
        fair__family *f = &families[k];
        if (f->test == FAIR__BY_GAPS)
            st = make_gaps(mem, f, samples, drawing, out, err);
        else if (f->test == FAIR__BY_ERROR)
            st = fair__estimates_make(mem, f, rules, drawing, err);
    }
    return st;
}

void
fair__evidence_free(fair__evidence *e, const fair_allocator *mem)
{
    for (size_t i = 0; i < e->n; i++) fair__gaps_free(&e->gaps[i], mem);
    fair__free(mem, e->gaps, e->n, sizeof(*e->gaps));
    *e = (fair__evidence){0};
}
