/* SPDX-License-Identifier: MIT
 * From cells to the counts of a group: which slot of a cell is a true
 * positive, and sums that are exact whatever the order. */
#include <string.h>

#include "audit/snapshot.h"

/* A slot of the tally's table, read as label, decision, baseline. */
typedef struct slot_use {
    int count;    /* FAIR__TP … by label and decision */
    int baseline; /* the same with the baseline's decision; -1: none */
    int changed;  /* +1 gained, -1 lost, 0 neither */
} slot_use;

/* Unlabelled rows and audits without y_true have no confusion cell; rows
 * without a decision are under FN and TN, where what needs one is not
 * applicable. */
static int
count_slot(int is_labelled, int is_positive, int is_selected)
{
    if (!is_labelled)
        return is_selected ? FAIR__UNLABELLED_SELECTED
                           : FAIR__UNLABELLED_REJECTED;
    if (is_positive) return is_selected ? FAIR__TP : FAIR__FN;
    return is_selected ? FAIR__FP : FAIR__TN;
}

/* Of the decision axis: y_pred's positive value, or 1 for "at or above the
 * threshold"; -1 where nobody has it or there is no decision. */
static int
selected_code(const fair__tally *t)
{
    if (t->n_decisions < 2) return -1;
    if ((t->inputs & FAIR__INPUT(FAIR__Y_PRED)) != 0)
        return fair__label_positive(&t->labels[1]);
    return 1;
}

static void
read_slots(const fair__tally *t, slot_use *uses)
{
    const int positive =
        t->n_labels > 1 ? fair__label_positive(&t->labels[0]) : -1;
    const int selected = selected_code(t);
    const int chosen =
        t->n_baselines > 1 ? fair__label_positive(&t->labels[2]) : -1;
    size_t slot = 0;
    for (int y = 0; y < t->n_labels; y++)
        for (int d = 0; d < t->n_decisions; d++)
            for (int b = 0; b < t->n_baselines; b++) {
                const int labelled =
                    t->n_labels > 1 && y != FAIR__LABEL_MISSING;
                slot_use *u = &uses[slot++];
                u->count = count_slot(labelled, y == positive, d == selected);
                u->baseline = -1;
                u->changed = 0;
                if (t->n_baselines < 2) continue;
                u->baseline = count_slot(labelled, y == positive, b == chosen);
                if (t->n_decisions > 1)
                    u->changed = (d == selected) - (b == chosen);
            }
}

static void
add_rows(fair__counts *c, const uint64_t *cell, const slot_use *uses,
         size_t n_slots)
{
    for (size_t i = 0; i < n_slots; i++) {
        c->rows[uses[i].count] += cell[i];
        if (uses[i].baseline >= 0) c->baseline[uses[i].baseline] += cell[i];
        if (uses[i].changed > 0) c->gained += cell[i];
        if (uses[i].changed < 0) c->lost += cell[i];
        if (uses[i].changed != 0) c->changed[uses[i].count] += cell[i];
    }
}

/* Exact sums of one moment over the cells, of all rows or of those that
 * changed, then each as one number. */
static void
add_sums(fair__snapshot *s, const fair__tally *t, const fair__sums *sums,
         const slot_use *uses, int only_changed, size_t from, size_t to,
         fair__wide *out)
{
    const size_t n = (size_t)sums->window.n;
    for (int k = 0; k < FAIR__N_COUNTS; k++) out[k] = fair__wide_zero();
    if (n == 0) return;
    memset(s->limbs, 0, FAIR__N_COUNTS * n * sizeof(*s->limbs));
    for (size_t k = from; k < to; k++) {
        const size_t cell = s->cells[s->order[k]];
        for (size_t i = 0; i < t->n_slots; i++)
            if (!only_changed || uses[i].changed != 0)
                fair__exact_add_sum(s->limbs + (size_t)uses[i].count * n,
                                sums->limbs + (cell * t->n_slots + i) * n,
                                sums->window.n);
    }
    for (size_t k = 0; k < FAIR__N_COUNTS; k++)
        out[k] = fair__wide_exact(s->limbs + k * n, sums->window);
}

size_t
fair__snapshot_limbs(const fair__tally *t)
{
    const int32_t weight = t->main.weight.window.n;
    const int32_t square = t->main.square.window.n;
    return FAIR__N_COUNTS * (size_t)(weight > square ? weight : square);
}

size_t
fair__snapshot_wides(const fair__snapshot *s)
{
    if ((s->given & FAIR__GIVEN_WEIGHT) == 0) return 0;
    return FAIR__N_COUNTS * ((s->given & FAIR__GIVEN_BASELINE) != 0 ? 3 : 2);
}

void
fair__snapshot_sum(fair__snapshot *s, const fair__tally *t, size_t from,
                   size_t to, size_t index)
{
    slot_use uses[3 * 2 * 2] = {{0}};
    fair__counts *c = &s->counts[index];
    *c = (fair__counts){0};
    read_slots(t, uses);
    for (size_t k = from; k < to; k++)
        add_rows(c, t->main.counts + s->cells[s->order[k]] * t->n_slots, uses,
                 t->n_slots);
    if ((s->given & FAIR__GIVEN_WEIGHT) == 0) return;
    fair__wide *out = s->wides + index * fair__snapshot_wides(s);
    add_sums(s, t, &t->main.weight, uses, 0, from, to, out);
    add_sums(s, t, &t->main.square, uses, 0, from, to, out + FAIR__N_COUNTS);
    if ((s->given & FAIR__GIVEN_BASELINE) != 0)
        add_sums(s, t, &t->main.weight, uses, 1, from, to,
                 out + 2 * FAIR__N_COUNTS);
}
