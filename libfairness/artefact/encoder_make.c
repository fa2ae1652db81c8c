/* SPDX-License-Identifier: MIT
 * The encoder of some groups. */
#include "base/error.h"
#include "base/memory.h"
#include "artefact/encoder.h"

#define KNOWN_MAX 64   /* texts that have slots of their own */
#define SLOTS_BITS 2   /* of four for each */
#define FACTORS 64     /* that are tried */
#define NEAR_MAX 1024  /* numbers from the lowest to the highest */
#define DENSE_MAX 4096 /* entries of a table, and as many a group as: */
#define DENSE_A_GROUP 8

/* ---- texts in slots of their own ---- */

/* 1 if no two texts get the same slot by this factor. */
static int
place_texts(fair__coding *f, uint64_t factor)
{
    memset(f->known, 0, sizeof(*f->known) << f->bits);
    for (uint32_t code = 1; code <= f->values.n; code++) {
        const fair_scalar s = fair__values_get(&f->values, code);
        fair__known_text t = fair__text_ends(s.text, s.length);
        fair__known_text *slot =
            &f->known[fair__text_slot_of(&t, factor, f->bits)];
        if (slot->text != NULL) return 0;
        t.code = code;
        *slot = t;
    }
    f->factor = factor;
    return 1;
}

static fair_status
make_known(fair__coding *f, const fair_allocator *mem, fair_error *err)
{
    if (f->values.kind != FAIR_KIND_TEXT || f->values.n > KNOWN_MAX)
        return FAIR_OK;
    while ((uint32_t)1 << f->bits < f->values.n << SLOTS_BITS) f->bits++;
    f->known = fair__alloc(mem, (size_t)1 << f->bits, sizeof(*f->known));
    if (f->known == NULL) return fair__no_memory(err);
    for (uint64_t k = 1; k <= FACTORS; k++)
        if (place_texts(f, (2 * k + 1) * UINT64_C(0xd1342543de82ef95)))
            return FAIR_OK;
    fair__free(mem, f->known, (size_t)1 << f->bits, sizeof(*f->known));
    f->known = NULL;
    return FAIR_OK;
}

/* ---- numbers that are near each other ---- */

static fair_status
make_near(fair__coding *f, const fair_allocator *mem, fair_error *err)
{
    const fair__values *v = &f->values;
    const uint64_t range = (uint64_t)v->most - (uint64_t)v->least;
    if (v->kind == 0 || v->kind == FAIR_KIND_TEXT || v->most < v->least ||
        range >= NEAR_MAX)
        return FAIR_OK;
    f->n_near = range + 1;
    f->low = (uint64_t)v->least;
    f->near = fair__alloc(mem, (size_t)f->n_near + 1, sizeof(*f->near));
    if (f->near == NULL) return fair__no_memory(err);
    for (uint64_t i = 0; i < f->n_near; i++) {
        const fair_scalar number = {.kind = v->kind,
                                    .integer = (int64_t)(f->low + i)};
        const uint32_t code = fair__values_find(v, &number);
        f->near[i] = code == FAIR__NOT_FOUND ? f->n_codes - 1 : code;
    }
    f->near[f->n_near] = f->n_codes - 1;
    return FAIR_OK;
}

/* ---- beginnings ---- */

typedef struct making {
    const fair__group_values *groups;
    uint32_t *beginnings; /* by group */
} making;

static fair_status
learn_values(fair__coding *f, const making *m, size_t k, uint32_t *codes,
             fair_error *err)
{
    const fair__group_values *v = m->groups;
    for (size_t g = 0; g < v->n_groups; g++) {
        const fair_status st =
            fair__values_add(&f->values, &v->of[g * v->n_features + k].value,
                             &codes[g], err);
        if (st != FAIR_OK) return st;
    }
    f->n_codes = f->values.n + 2;
    return FAIR_OK;
}

/* Numbers of the longer beginnings, in the order of the groups. */
static fair_status
lead_on(fair__coding *f, const making *m, const fair_allocator *mem,
        const uint32_t *codes, uint32_t *n_after, fair_error *err)
{
    const uint64_t size = (uint64_t)f->n_before * f->n_codes;
    if (size <= DENSE_MAX || size / DENSE_A_GROUP <= m->groups->n_groups) {
        f->next = fair__calloc(mem, (size_t)size, sizeof(*f->next));
        if (f->next == NULL) return fair__no_memory(err);
    }
    for (size_t g = 0; g < m->groups->n_groups; g++) {
        const uint64_t key = (uint64_t)m->beginnings[g] * f->n_codes + codes[g];
        uint32_t after;
        if (f->next != NULL) {
            if (f->next[key] == 0) f->next[key] = (*n_after)++;
            after = f->next[key];
        } else {
            const fair_status st =
                fair__int_table_add(&f->sparse, key, &after, err);
            if (st != FAIR_OK) return st;
            after++;
            *n_after = (uint32_t)f->sparse.n + 1;
        }
        m->beginnings[g] = after;
    }
    return FAIR_OK;
}

/* Of the numbers that are near, where all groups begin. */
static fair_status
make_first(fair__coding *f, const fair_allocator *mem, fair_error *err)
{
    if (f->near == NULL || f->next == NULL) return FAIR_OK;
    f->first = fair__alloc(mem, (size_t)f->n_near + 1, sizeof(*f->first));
    if (f->first == NULL) return fair__no_memory(err);
    for (uint64_t i = 0; i <= f->n_near; i++)
        f->first[i] = f->next[f->n_codes + f->near[i]];
    return FAIR_OK;
}

static fair_status
make_coding(fair__coding *f, const making *m, size_t k,
            const fair_allocator *mem, const uint8_t key[16], uint32_t *codes,
            uint32_t *n_before, fair_error *err)
{
    fair__values_init(&f->values, mem, key);
    fair__int_table_init(&f->sparse, mem, key);
    f->n_before = *n_before;
    *n_before = 1;
    fair_status st = learn_values(f, m, k, codes, err);
    if (st == FAIR_OK) st = make_known(f, mem, err);
    if (st == FAIR_OK) st = make_near(f, mem, err);
    if (st == FAIR_OK) st = lead_on(f, m, mem, codes, n_before, err);
    if (st == FAIR_OK && k == 0) st = make_first(f, mem, err);
    return st;
}

fair_status
fair__encoder_make(fair__encoder *e, const fair_allocator *mem,
                   const uint8_t key[16], const fair__group_values *groups,
                   fair_error *err)
{
    const size_t n = groups->n_groups, n_features = groups->n_features;
    making m = {groups, fair__alloc(mem, n, sizeof(uint32_t))};
    uint32_t *codes = fair__alloc(mem, n, sizeof(*codes)), n_before = 2;
    fair_status st = FAIR_OK;
    e->features = fair__calloc(mem, n_features, sizeof(*e->features));
    if (e->features != NULL) e->n = n_features;
    if (e->features == NULL || codes == NULL || m.beginnings == NULL)
        st = fair__no_memory(err);
    for (size_t g = 0; st == FAIR_OK && g < n; g++) m.beginnings[g] = 1;
    for (size_t k = 0; st == FAIR_OK && k < n_features; k++)
        st = make_coding(&e->features[k], &m, k, mem, key, codes, &n_before,
                         err);
    fair__free(mem, m.beginnings, n, sizeof(*m.beginnings));
    fair__free(mem, codes, n, sizeof(*codes));
    return st;
}

void
fair__encoder_free(fair__encoder *e, const fair_allocator *mem)
{
    for (size_t k = 0; k < e->n; k++) {
        fair__coding *f = &e->features[k];
        if (f->known != NULL)
            fair__free(mem, f->known, (size_t)1 << f->bits, sizeof(*f->known));
        if (f->near != NULL)
            fair__free(mem, f->near, (size_t)f->n_near + 1, sizeof(*f->near));
        if (f->first != NULL)
            fair__free(mem, f->first, (size_t)f->n_near + 1,
                       sizeof(*f->first));
        if (f->next != NULL)
            fair__free(mem, f->next, (size_t)f->n_before * f->n_codes,
                       sizeof(*f->next));
        fair__int_table_free(&f->sparse);
        fair__values_free(&f->values);
    }
    fair__free(mem, e->features, e->n, sizeof(*e->features));
    e->n = 0;
}
