/* SPDX-License-Identifier: MIT
 * The words of a snapshot: names, values by rank, positive labels;
 * all copied, so that a report does not need its audit. */
#include <assert.h>
#include <string.h>

#include "audit/phrase.h"
#include "audit/snapshot.h"
#include "base/sort.h"

static const int label_roles[3] = {FAIR__Y_TRUE, FAIR__Y_PRED,
                                   FAIR__Y_PRED_BASELINE};

/* ---- which cells have rows, which values are in them ---- */

static fair_status
find_cells(fair__snapshot *s, const fair__tally *t, fair_error *err)
{
    const fair_status st =
        fair__reserve(s->mem, &s->cells, &s->cells_capacity, t->cells.n,
                      sizeof(*s->cells), err);
    if (st != FAIR_OK) return st;
    s->n_cells = 0;
    for (size_t c = 0; c < t->cells.n; c++) {
        const uint64_t *counts = t->main.counts + c * t->n_slots;
        uint64_t any = 0;
        for (size_t slot = 0; slot < t->n_slots; slot++) any |= counts[slot];
        if (any != 0) s->cells[s->n_cells++] = (uint32_t)c;
    }
    return FAIR_OK;
}

static int
order_values(const void *ctx, uint32_t a, uint32_t b)
{
    const fair__values *values = ctx;
    const fair_scalar x = fair__values_get(values, a);
    const fair_scalar y = fair__values_get(values, b);
    return fair__scalar_order(&x, &y);
}

static uint32_t
code_of(const fair__tally *t, const fair__snapshot *s, size_t place, size_t f)
{
    return t->cells.codes[s->cells[place] * t->cells.n_features + f];
}

/* Appends the values of feature f that occur, in order, and sets its column
 * of ranks.  Their text is still the audit's. */
static fair_status
rank_values(fair__snapshot *s, const fair__tally *t, size_t f,
            fair_error *err)
{
    const fair__values *values = &t->features[f].values;
    const size_t n_codes = (size_t)values->n + 1;
    fair_status st = fair__reserve(s->mem, &s->rank_of, &s->rank_of_capacity,
                                   n_codes, sizeof(*s->rank_of), err);
    if (st == FAIR_OK)
        st = fair__reserve(s->mem, &s->order, &s->order_capacity, n_codes,
                           sizeof(*s->order), err);
    if (st != FAIR_OK) return st;

    memset(s->rank_of, 0, n_codes * sizeof(*s->rank_of));
    for (size_t k = 0; k < s->n_cells; k++)
        s->rank_of[code_of(t, s, k, f)] = 1;
    size_t n = 0;
    for (size_t code = 0; code < n_codes; code++)
        if (s->rank_of[code] != 0) s->order[n++] = (uint32_t)code;
    fair__sort(s->order, n, order_values, values);

    const size_t start = s->value_start[f];
    st = fair__reserve(s->mem, &s->values, &s->values_capacity, start + n,
                       sizeof(*s->values), err);
    if (st != FAIR_OK) return st;
    for (size_t rank = 0; rank < n; rank++) {
        s->values[start + rank] = fair__values_get(values, s->order[rank]);
        s->rank_of[s->order[rank]] = (uint32_t)rank;
    }
    s->value_start[f + 1] = start + n;
    for (size_t k = 0; k < s->n_cells; k++)
        s->ranks[k * t->cells.n_features + f] =
            s->rank_of[code_of(t, s, k, f)];
    return FAIR_OK;
}

static fair_status
rank_all(fair__snapshot *s, const fair__tally *t, fair_error *err)
{
    const size_t n_features = t->cells.n_features;
    size_t need;
    if (!fair__size_mul(s->n_cells, n_features, &need))
        return fair__no_memory(err);
    fair_status st = fair__reserve(s->mem, &s->ranks, &s->ranks_capacity,
                                   need, sizeof(*s->ranks), err);
    s->value_start[0] = 0;
    for (size_t f = 0; f < n_features && st == FAIR_OK; f++)
        st = rank_values(s, t, f, err);
    return st;
}

/* ---- what counts as positive ---- */

static int
is_given(const fair__tally *t, int label)
{
    return (t->inputs & FAIR__INPUT(label_roles[label])) != 0;
}

/* As declared, in the column's kind where it was typed as text; 1 where
 * nothing was declared for it. */
static fair_scalar
positive_of(const fair__label *l)
{
    fair_scalar declared;
    const int seen = fair__label_positive(l);
    if (!fair__label_declared(l, &declared)) return fair_scalar_int(1);
    if (declared.kind != FAIR_KIND_PARSED) return declared;
    if (seen >= 0) return l->values[seen];
    declared.kind = FAIR_KIND_TEXT;
    return declared;
}

static int
is_seen_elsewhere(const fair__tally *t, const fair_scalar *declared)
{
    for (int i = 0; i < 3; i++) {
        fair_scalar other;
        if (is_given(t, i) && fair__label_positive(&t->labels[i]) >= 0 &&
            fair__label_declared(&t->labels[i], &other) &&
            other.kind == declared->kind &&
            (declared->kind == FAIR_KIND_PARSED
                 ? other.length == declared->length &&
                       memcmp(other.text, declared->text, other.length) == 0
                 : fair__scalar_order(&other, declared) == 0))
            return 1;
    }
    return 0;
}

static fair_status
never_seen(const fair__tally *t, const fair_scalar *declared,
           const char *column, fair_error *err)
{
    fair__phrase seen;
    fair__phrase_start(&seen);
    for (int i = 0; i < 3; i++) {
        if (!is_given(t, i)) continue;
        const fair__label *l = &t->labels[i];
        fair__phrase_join(&seen, "; ");
        fair__phrase_string(&seen,
                            fair__spec_column(&t->spec, label_roles[i]));
        fair__phrase_string(&seen, l->n == 0 ? " has no values" : " has ");
        for (int k = 0; k < l->n; k++) {
            if (k > 0) fair__phrase_string(&seen, " and ");
            fair__phrase_scalar(&seen, &l->values[k]);
        }
    }
    return fair__fail_at(err, FAIR_ERR_DATA, column, -1, 0,
                         "positive_label %v is never seen (a typo?): %s",
                         declared, fair__phrase_end(&seen));
}

fair_status
fair__snapshot_check_positives(const fair__tally *t, fair_error *err)
{
    int n_given = 0, n_declared = 0;
    for (int i = 0; i < 3; i++) {
        fair_scalar declared;
        if (!is_given(t, i)) continue;
        n_given++;
        if (!fair__label_declared(&t->labels[i], &declared)) continue;
        n_declared++;
        if (fair__label_positive(&t->labels[i]) < 0 &&
            !is_seen_elsewhere(t, &declared))
            return never_seen(t, &declared,
                              fair__spec_column(&t->spec, label_roles[i]),
                              err);
    }
    /* One for all columns that is of no column's kind: nobody has it. */
    if (t->spec.positive_any.kind != FAIR_KIND_NONE && n_given > 0 &&
        n_declared == 0)
        return never_seen(t, &t->spec.positive_any, NULL, err);
    return FAIR_OK;
}

/* ---- copying text ---- */

static const char *
keep(fair__snapshot *s, const char *text, size_t length)
{
    char *copy = s->bytes + s->n_bytes;
    assert(length < s->bytes_capacity - s->n_bytes);
    if (length > 0) memcpy(copy, text, length);
    copy[length] = '\0';
    s->n_bytes += length + 1;
    return copy;
}

static void
keep_scalar(fair__snapshot *s, fair_scalar *value)
{
    if (value->kind == FAIR_KIND_TEXT || value->kind == FAIR_KIND_PARSED)
        value->text = keep(s, value->text, value->length);
}

static size_t
text_size(const fair_scalar *values, size_t n)
{
    size_t size = 0;
    for (size_t i = 0; i < n; i++)
        if (values[i].kind == FAIR_KIND_TEXT) size += values[i].length + 1;
    return size;
}

static fair_status
keep_all(fair__snapshot *s, const fair__tally *t, fair_error *err)
{
    const size_t n_features = t->cells.n_features;
    const size_t n_values = s->value_start[n_features];
    size_t need = 1 + text_size(s->values, n_values) +
                  text_size(s->positives, 3);
    for (size_t f = 0; f < n_features; f++)
        need += strlen(t->spec.features[f]) + 1;
    for (int role = 0; role < FAIR__N_ROLES; role++)
        if (t->spec.columns[role] != NULL)
            need += strlen(t->spec.columns[role]) + 1;
    const fair_status st = fair__reserve(s->mem, &s->bytes,
                                         &s->bytes_capacity, need, 1, err);
    if (st != FAIR_OK) return st;

    s->n_bytes = 0;
    for (size_t i = 0; i < n_values; i++) keep_scalar(s, &s->values[i]);
    for (int i = 0; i < 3; i++) keep_scalar(s, &s->positives[i]);
    for (size_t f = 0; f < n_features; f++)
        s->features[f] =
            keep(s, t->spec.features[f], strlen(t->spec.features[f]));
    for (int role = 0; role < FAIR__N_ROLES; role++) {
        const char *name = t->spec.columns[role];
        const int is_input = (t->inputs & FAIR__INPUT(role)) != 0;
        s->columns[role] = name != NULL && is_input
                               ? keep(s, name, strlen(name))
                               : NULL;
    }
    return FAIR_OK;
}

fair_status
fair__snapshot_words(fair__snapshot *s, const fair__tally *t, fair_error *err)
{
    fair_status st = find_cells(s, t, err);
    if (st == FAIR_OK) st = rank_all(s, t, err);
    if (st != FAIR_OK) return st;
    for (int i = 0; i < 3; i++)
        s->positives[i] = is_given(t, i) ? positive_of(&t->labels[i])
                                         : (fair_scalar){0};
    return keep_all(s, t, err);
}
