/* SPDX-License-Identifier: MIT
 * What metrics would have been had the rows been drawn again. */
#include "compare/replicate.h"

#include <assert.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "metric/plain.h"
#include "stats/draw.h"

/* Slots that no metric tells apart are one cell, and what is drawn is put
 * into its first slot. */
typedef struct layout {
    size_t n;
    int32_t first[FAIR__N_COUNTS];   /* slot, by cell */
    int32_t cell_of[FAIR__N_COUNTS]; /* by slot */
    double plus[FAIR__N_COUNTS];     /* by cell */
} layout;

typedef struct source {
    uint64_t n;                    /* rows drawn; 0: none */
    double scale;                  /* weight of a row */
    double part;                   /* of these rows, those that are drawn */
    double slots[FAIR__N_COUNTS];  /* weights as they are */
    double had[FAIR__N_COUNTS];    /* rows as they are, by cell */
    double chance[FAIR__N_COUNTS]; /* by cell */
} source;

struct fair__replicates {
    fair_allocator mem;
    const fair__drawn *values;
    size_t n_values;
    fair__costs costs;
    uint64_t seed;
    uint32_t purpose;
    int32_t needs_total;
    layout cells;
    size_t n_groups;
    source *groups;
    double (*slots)[FAIR__N_COUNTS]; /* of the replicate at hand, by group */
    double total[FAIR__N_COUNTS];
};

/* ---- cells ---- */

static int
is_same_ratio(const fair__ratio *r, int s, int t)
{
    return r->numerator.of[s] == r->numerator.of[t] &&
           r->denominator.of[s] == r->denominator.of[t];
}

static int
tells_apart(const fair__metric *m, int s, int t)
{
    return m->op == FAIR__OP_PHI || m->op == FAIR__OP_COST ||
           m->op == FAIR__OP_UTILITY ||
           !is_same_ratio(&m->a, s, t) || !is_same_ratio(&m->b, s, t);
}

static int
is_one_cell(const fair__drawn *values, size_t n, int s, int t)
{
    for (size_t i = 0; i < n; i++)
        if (tells_apart(values[i].metric, s, t)) return 0;
    return 1;
}

/* Rows without a label are another matter: where there are none at all, none
 * could have been. */
static layout
find_cells(const fair__drawn *values, size_t n, const fair__counts *total)
{
    layout out = {0};
    for (int s = 0; s < FAIR__N_COUNTS; s++) {
        size_t c = 0;
        while (c < out.n && !is_one_cell(values, n, out.first[c], s)) c++;
        if (c == out.n) out.first[out.n++] = s;
        out.cell_of[s] = (int32_t)c;
        if (s <= FAIR__TN || total->rows[s] > 0) out.plus[c] = FAIR__PLUS;
    }
    return out;
}

/* ---- groups ---- */

static double
weight_in(const fair__counts *c, int i)
{
    return c->weights == NULL ? (double)c->rows[i % FAIR__N_COUNTS]
                              : fair__wide_double(&c->weights[i]);
}

/* The slot's part of those with the same label, in the group's rows with that
 * label. */
static double
pooled(const fair__counts *c, const fair__counts *total, int s)
{
    static const int other[FAIR__N_COUNTS] = {
        FAIR__FN, FAIR__TN, FAIR__TP, FAIR__FP, FAIR__UNLABELLED_REJECTED,
        FAIR__UNLABELLED_SELECTED};
    const double all = weight_in(total, s);
    const double both = all + weight_in(total, other[s]);
    if (!(both > 0)) return 0;
    return (weight_in(c, s) + weight_in(c, other[s])) * (all / both);
}

static source
find_source(const fair__counts *c, const fair__counts *total, int32_t from,
            const layout *cells)
{
    source out = {0};
    double sum = 0, squares = 0, rows = 0;
    for (int s = 0; s < FAIR__N_COUNTS; s++) {
        const size_t k = (size_t)cells->cell_of[s];
        out.slots[s] = weight_in(c, s);
        out.had[k] += out.slots[s];
        out.chance[k] +=
            from == FAIR__POOLED ? pooled(c, total, s) : out.slots[s];
        sum += out.slots[s];
        squares += weight_in(c, FAIR__N_COUNTS + s);
    }
    if (!(sum > 0)) return out;
    /* Kish 1965; of rows that all count as much it is their number. */
    const double effective = sum * (sum / squares);
    const double most = (double)FAIR__MOST_DRAWN;
    out.n = effective >= most ? FAIR__MOST_DRAWN : (uint64_t)(effective + 0.5);
    if (out.n == 0) out.n = 1;
    for (size_t k = 0; k < cells->n; k++) {
        out.had[k] *= (double)out.n / sum;
        out.chance[k] *= (double)out.n / sum;
        out.chance[k] += cells->plus[k];
        rows += out.chance[k];
    }
    out.scale = sum / rows;
    out.part = (double)out.n / rows;
    fair__draw_chances(out.chance, cells->n, out.chance);
    return out;
}

void
fair__replicates_free(fair__replicates *x)
{
    if (x == NULL) return;
    const fair_allocator mem = x->mem;
    fair__free(&mem, x->groups, x->n_groups, sizeof(*x->groups));
    fair__free(&mem, x->slots, x->n_groups, sizeof(*x->slots));
    fair__free(&mem, x, 1, sizeof(*x));
}

fair_status
fair__replicates_new(const fair_allocator *mem, const fair__population *p,
                     const fair__costs *costs, const fair__drawn *values,
                     size_t n_values, int32_t from, uint64_t seed,
                     uint32_t purpose, fair__replicates **out,
                     fair_error *err)
{
    fair__replicates *x = fair__calloc(mem, 1, sizeof(*x));
    if (x == NULL) return fair__no_memory(err);
    *x = (fair__replicates){.mem = *mem,
                            .values = values,
                            .n_values = n_values,
                            .costs = *costs,
                            .seed = seed,
                            .purpose = purpose,
                            .n_groups = p->n};
    x->groups = fair__calloc(mem, p->n, sizeof(*x->groups));
    x->slots = fair__calloc(mem, p->n, sizeof(*x->slots));
    if (p->n > 0 && (x->groups == NULL || x->slots == NULL)) {
        fair__replicates_free(x);
        return fair__no_memory(err);
    }
    x->cells = find_cells(values, n_values, p->total);
    for (size_t i = 0; i < n_values; i++) {
        assert(fair__is_plain(values[i].metric));
        if (values[i].group < 0 || values[i].is_rest ||
            values[i].metric->op == FAIR__OP_SHARE)
            x->needs_total = 1;
    }
    for (size_t g = 0; g < p->n && x->needs_total; g++)
        x->groups[g] =
            find_source(&p->groups[g], p->total, from, &x->cells);
    for (size_t i = 0; i < n_values && !x->needs_total; i++)
        x->groups[values[i].group] = find_source(
            &p->groups[values[i].group], p->total, from, &x->cells);
    *out = x;
    return FAIR_OK;
}

/* ---- values ---- */

static void
set_total(fair__replicates *x)
{
    memset(x->total, 0, sizeof(x->total));
    for (size_t g = 0; g < x->n_groups; g++)
        for (int s = 0; s < FAIR__N_COUNTS; s++)
            x->total[s] += x->slots[g][s];
}

static int
value_of(const fair__replicates *x, const fair__drawn *v, double *out)
{
    double rest[FAIR__N_COUNTS];
    const double *of = v->group < 0 ? x->total : x->slots[v->group];
    for (int s = 0; s < FAIR__N_COUNTS && v->is_rest; s++)
        rest[s] = x->total[s] - of[s];
    return fair__plain_value(v->metric, v->is_rest ? rest : of, x->total,
                             &x->costs, out);
}

static void
set_values(fair__replicates *x, double *out, uint8_t *defined)
{
    if (x->needs_total) set_total(x);
    for (size_t i = 0; i < x->n_values; i++) {
        const int is_defined = value_of(x, &x->values[i], &out[i]);
        if (defined != NULL) defined[i] = (uint8_t)is_defined;
        if (!is_defined) out[i] = 0;
    }
}

double
fair__replicate_part(const fair__replicates *x, size_t i)
{
    assert(x->values[i].group >= 0);
    return x->groups[x->values[i].group].part;
}

/* Rows by cell, to which one is added, to weights by slot. */
static void
put(fair__replicates *x, size_t g, const double *rows)
{
    for (size_t k = 0; k < x->cells.n; k++)
        x->slots[g][x->cells.first[k]] =
            (rows[k] + x->cells.plus[k]) * x->groups[g].scale;
}

void
fair__replicate_observed(fair__replicates *x, double *out, uint8_t *defined)
{
    for (size_t g = 0; g < x->n_groups; g++)
        memcpy(x->slots[g], x->groups[g].slots, sizeof(x->slots[g]));
    set_values(x, out, defined);
    memset(x->slots, 0, x->n_groups * sizeof(*x->slots));
}

void
fair__replicate_estimate(fair__replicates *x, double *out)
{
    for (size_t g = 0; g < x->n_groups; g++)
        if (x->groups[g].n > 0) put(x, g, x->groups[g].had);
    set_values(x, out, NULL);
}

void
fair__replicate_centre(fair__replicates *x, double *out)
{
    for (size_t g = 0; g < x->n_groups; g++) {
        double rows[FAIR__N_COUNTS], left = (double)x->groups[g].n;
        if (!(left > 0)) continue;
        for (size_t k = 0; k < x->cells.n; k++) {
            rows[k] = left * x->groups[g].chance[k];
            left -= rows[k];
        }
        put(x, g, rows);
    }
    set_values(x, out, NULL);
}

void
fair__replicate(fair__replicates *x, uint32_t i, double *out)
{
    for (size_t g = 0; g < x->n_groups; g++) {
        const source *from = &x->groups[g];
        if (from->n == 0) continue;
        uint64_t drawn[FAIR__N_COUNTS];
        double rows[FAIR__N_COUNTS];
        fair__random r =
            fair__random_new(x->seed, x->purpose, i, (uint32_t)g);
        fair__draw_multinomial(&r, from->n, from->chance, x->cells.n, drawn);
        for (size_t k = 0; k < x->cells.n; k++) rows[k] = (double)drawn[k];
        put(x, g, rows);
    }
    set_values(x, out, NULL);
}
