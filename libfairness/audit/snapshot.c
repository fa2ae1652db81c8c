/* SPDX-License-Identifier: MIT
 * The life of a snapshot: its vectors, and the steps of taking one. */
#include "audit/snapshot.h"

#include <assert.h>
#include <string.h>

#include "audit/warnings.h"

/* Every vector: where its pointer and its capacity are, and the size of an
 * element. */
#define VECTOR(name)                                                          \
    {                                                                         \
        offsetof(fair__snapshot, name),                                       \
            offsetof(fair__snapshot, name##_capacity),                        \
            sizeof(*((fair__snapshot *)0)->name)                              \
    }

static const struct vector {
    size_t items;
    size_t capacity;
    size_t size;
} vectors[] = {
    VECTOR(bytes),      VECTOR(values),    VECTOR(stratum_keys),
    VECTOR(counts),     VECTOR(wides),
    VECTOR(groupings),  VECTOR(populations), VECTOR(keys),
    VECTOR(has_missing), VECTOR(parents),  VECTOR(warnings),
    VECTOR(scores),     VECTOR(between),   VECTOR(members),
    VECTOR(place_labels),
    VECTOR(calibrations), VECTOR(entries), VECTOR(entry_starts),
    VECTOR(rests),      VECTOR(rest_scores), VECTOR(rest_calibrations),
    VECTOR(scatters),
    VECTOR(cells),      VECTOR(ranks),     VECTOR(order),
    VECTOR(rank_of),    VECTOR(group_of),  VECTOR(limbs),
    VECTOR(p_values),   VECTOR(samples),   VECTOR(resampled),
};
#define N_VECTORS (sizeof(vectors) / sizeof(*vectors))

static size_t *
capacity_of(fair__snapshot *s, const struct vector *v)
{
    return (size_t *)(void *)((char *)s + v->capacity);
}

void
fair__snapshot_init(fair__snapshot *s, const fair_allocator *mem)
{
    memset(s, 0, sizeof(*s));
    s->mem = mem;
}

void
fair__snapshot_free(fair__snapshot *s)
{
    for (size_t i = 0; i < N_VECTORS; i++) {
        void *items; /* read as bytes: the vectors have many types */
        memcpy(&items, (char *)s + vectors[i].items, sizeof(items));
        fair__free(s->mem, items, *capacity_of(s, &vectors[i]),
                   vectors[i].size);
    }
    fair__run_free(&s->run, s->mem);
}

fair_status
fair__snapshot_reserve_like(fair__snapshot *s, const fair__snapshot *other,
                            fair_error *err)
{
    for (size_t i = 0; i < N_VECTORS; i++) {
        size_t need;
        memcpy(&need, (const char *)other + vectors[i].capacity,
               sizeof(need));
        const fair_status st = fair__reserve(
            s->mem, (char *)s + vectors[i].items,
            capacity_of(s, &vectors[i]), need, vectors[i].size, err);
        if (st != FAIR_OK) return st;
    }
    return FAIR_OK;
}

static void
copy_settings(fair__snapshot *s, const fair__tally *t,
              const fair__request *request)
{
    const fair__spec *spec = &t->spec;
    s->n_sensitive = spec->n_sensitive;
    s->n_control = spec->n_control;
    s->inputs = t->inputs;
    s->threshold = spec->threshold;
    s->has_threshold = spec->has_threshold;
    s->nulls = spec->nulls;
    s->unlabelled = spec->unlabelled;
    s->score_range = spec->score_range;
    s->rows = t->rows;
    s->given = request->given;
    if ((t->inputs & FAIR__INPUT(FAIR__Y_TRUE)) != 0)
        s->given |= FAIR__GIVEN_LABEL;
    if (fair__tally_has_decision(t)) s->given |= FAIR__GIVEN_DECISION;
    if ((t->inputs & FAIR__INPUT(FAIR__SAMPLE_WEIGHT)) != 0)
        s->given |= FAIR__GIVEN_WEIGHT;
    if ((t->inputs & FAIR__INPUT(FAIR__Y_PRED_BASELINE)) != 0)
        s->given |= FAIR__GIVEN_BASELINE;
}

static fair_status
check_rows(const fair__row_counts *rows, fair_error *err)
{
    uint64_t excluded = 0;
    for (int i = 0; i < FAIR__N_EXCLUDED; i++) excluded += rows->excluded[i];
    assert(rows->in == rows->used + excluded);
    if (rows->used > 0) return FAIR_OK;
    return fair__fail(
        err, FAIR_ERR_EMPTY,
        "no rows to report on: %u rows came in; excluded were %u with a null "
        "control feature, %u with a null sensitive feature, %u with a null "
        "y_true, %u with a frequency of zero",
        rows->in, rows->excluded[FAIR__EXCLUDED_NULL_CONTROL],
        rows->excluded[FAIR__EXCLUDED_NULL_SENSITIVE],
        rows->excluded[FAIR__EXCLUDED_NULL_Y_TRUE],
        rows->excluded[FAIR__EXCLUDED_ZERO_FREQUENCY]);
}

/* Pointers into vectors, now that these stay where they are. */
static void
set_populations(fair__snapshot *s, size_t n_by)
{
    const size_t per_by = 1 + s->n_strata;
    if ((s->given & FAIR__GIVEN_WEIGHT) != 0)
        for (size_t i = 0; i < s->n_counts; i++) {
            fair__counts *c = &s->counts[i];
            c->weights = s->wides + i * fair__snapshot_wides(s);
            if ((s->given & FAIR__GIVEN_BASELINE) != 0)
                c->changed_weights = c->weights + 2 * FAIR__N_COUNTS;
        }
    for (size_t i = 0; i < n_by * per_by; i++) {
        const fair__grouping *g = &s->groupings[i];
        const int is_all = g->stratum == FAIR__ALL_ROWS;
        s->populations[i] = (fair__population){
            .n = g->n,
            .groups = s->counts + g->first,
            .has_missing = s->has_missing + g->first,
            .total = fair__snapshot_total(s, g->stratum),
            .given = s->given,
            .named_reference = FAIR__NO_GROUP,
            .rests = s->n_rests > 0 ? s->rests + (g->first - 1 - s->n_strata)
                                    : NULL,
            .strata = is_all && s->n_strata > 0 ? &s->populations[i + 1]
                                                : NULL,
            .n_strata = is_all ? s->n_strata : 0,
            .parent = is_all ? NULL : s->parents + g->first,
        };
    }
}

/* Where each grouping's findings start in ids and tables. */
static fair_status
number_findings(fair__snapshot *s, const fair__request *r, fair_error *err)
{
    const uint64_t n_metrics = fair__shown_metrics(r, s->given);
    s->n_elements = s->n_findings = s->n_criteria = 0;
    for (size_t i = 0; i < s->n_groupings; i++) {
        fair__grouping *g = &s->groupings[i];
        g->first_element = s->n_elements;
        g->first_finding = s->n_findings;
        g->first_criterion = s->n_criteria;
        const uint64_t n = g->n;
        if (n > UINT32_MAX / 2 || s->n_elements > UINT64_C(1) << 46)
            return fair__fail(err, FAIR_ERR_LIMIT,
                              "more pairs of groups than can be numbered");
        s->n_elements += n + n * (n - 1) / 2;
        for (size_t c = 0; c < fair__comparison_count(); c++)
            if (fair__shows_comparison(r, c))
                s->n_findings += n_metrics * fair__comparison_size(
                                                 fair__comparison_at(c), g->n);
        for (size_t c = 0; c < fair__criterion_count(); c++)
            s->n_criteria += (uint64_t)fair__shows_criterion(
                r, c, s->given, s->populations[i].n_strata > 0);
    }
    return FAIR_OK;
}

static fair_status
check_named(const fair__snapshot *s, const fair__request *r, fair_error *err)
{
    fair_status st = FAIR_OK;
    for (size_t i = 0; st == FAIR_OK && i < fair__metric_count(); i++)
        if (r->metrics[i] == FAIR__NAMED)
            st = fair__snapshot_check_metric(s, fair__metric_at(i), err);
    for (size_t i = 0; st == FAIR_OK && i < fair__criterion_count(); i++) {
        const fair__criterion *c = fair__criterion_at(i);
        const int measure = fair__between_measure(c);
        if (measure >= 0 && (r->names_between >> measure & 1) != 0)
            st = fair__snapshot_check_criterion(s, c, &r->rules, err);
    }
    return st;
}

fair_status
fair__snapshot_take(fair__snapshot *s, const fair__tally *tally,
                    const fair__request *request, fair_error *err)
{
    fair_status st = check_rows(&tally->rows, err);
    if (st == FAIR_OK) st = fair__snapshot_check_positives(tally, err);
    if (st != FAIR_OK) return st;
    copy_settings(s, tally, request);
    st = fair__snapshot_words(s, tally, err);
    if (st == FAIR_OK) st = fair__snapshot_groups(s, tally, request, err);
    if (st == FAIR_OK) st = fair__snapshot_scores(s, tally, request, err);
    if (st == FAIR_OK) st = check_named(s, request, err);
    if (st != FAIR_OK) return st;
    set_populations(s, request->n_by);
    st = fair__snapshot_scatters(s, request, err);
    if (st == FAIR_OK) st = fair__snapshot_references(s, request, err);
    if (st == FAIR_OK) st = fair__snapshot_between(s, request, err);
    if (st == FAIR_OK) st = number_findings(s, request, err);
    if (st == FAIR_OK) st = fair__snapshot_resampled(s, request, err);
    if (st == FAIR_OK) st = fair__snapshot_p_values(s, request, err);
    if (st == FAIR_OK) st = fair__snapshot_warnings(s, request, err);
    return st;
}

const fair__counts *
fair__snapshot_total(const fair__snapshot *s, int32_t stratum)
{
    return &s->counts[stratum == FAIR__ALL_ROWS ? 0 : 1 + stratum];
}

const fair_scalar *
fair__snapshot_value(const fair__snapshot *s, uint32_t feature, uint32_t rank)
{
    return &s->values[s->value_start[feature] + rank];
}

size_t
fair__snapshot_grouping_of(const fair__snapshot *s, size_t index)
{
    size_t low = 0, high = s->n_groupings;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (s->groupings[middle].first <= index)
            low = middle;
        else
            high = middle;
    }
    return low;
}
