/* SPDX-License-Identifier: MIT
 * Scores of a snapshot: which groups each cell is part of, the sums of each
 * group, and what these scores cannot give. */
#include "audit/answer.h"
#include "audit/rests.h"
#include "audit/snapshot.h"

#include <string.h>

#include "audit/phrase.h"
#include "base/error.h"
#include "base/memory.h"
#include "metric/entries.h"
#include "metric/scatter.h"
#include "tally/scores.h"

/* Groups that a cell may be part of: all rows and its stratum, each as a
 * whole and by every list of features. */
static size_t
levels_of(const fair__snapshot *s, const fair__request *request)
{
    return (s->n_control > 0 ? 2 : 1) * (1 + request->n_by);
}

fair_status
fair__snapshot_begin_members(fair__snapshot *s, const fair__tally *t,
                             const fair__request *request, fair_error *err)
{
    s->n_levels = 0;
    if (!fair__tally_keeps_scores(t)) return FAIR_OK;
    const size_t n_levels = levels_of(s, request);
    const size_t n_labels = (size_t)t->n_labels;
    size_t n;
    if (!fair__size_mul(t->cells.n * n_labels, n_levels, &n))
        return fair__no_memory(err);
    const fair_status st =
        fair__reserve(s->mem, &s->members, &s->members_capacity, n,
                      sizeof(*s->members), err);
    if (st != FAIR_OK) return st;
    for (size_t i = 0; i < n; i++) s->members[i] = FAIR__NO_SCORED_GROUP;
    s->n_levels = n_levels;
    return FAIR_OK;
}

void
fair__snapshot_add_members(fair__snapshot *s, const fair__tally *t,
                           size_t level, size_t from, size_t to, size_t index)
{
    const size_t n_labels = (size_t)t->n_labels;
    if (s->n_levels == 0) return;
    for (size_t k = from; k < to; k++) {
        const size_t place = s->cells[s->order[k]] * n_labels;
        for (size_t label = 0; label < n_labels; label++)
            s->members[(place + label) * s->n_levels + level] =
                (uint32_t)index;
    }
}

static uint8_t
label_of(const fair__tally *t, size_t label)
{
    if (t->n_labels == 1 || label == FAIR__LABEL_MISSING)
        return FAIR__SCORED_UNLABELLED;
    return (int)label == fair__label_positive(&t->labels[0])
               ? FAIR__SCORED_POSITIVE
               : FAIR__SCORED_NEGATIVE;
}

static fair_status
sum_scores(fair__snapshot *s, const fair__tally *t,
           const fair__request *request, fair_error *err)
{
    const size_t n_labels = (size_t)t->n_labels;
    const size_t n_places = t->cells.n * n_labels;
    fair_status st = fair__reserve(
        s->mem, &s->place_labels, &s->place_labels_capacity, n_places,
        sizeof(*s->place_labels), err);
    if (st == FAIR_OK)
        st = fair__reserve(s->mem, &s->scores, &s->scores_capacity,
                           s->n_counts, sizeof(*s->scores), err);
    if (st != FAIR_OK) return st;
    for (size_t i = 0; i < n_places; i++)
        s->place_labels[i] = label_of(t, i % n_labels);
    s->source = (fair__score_source){
        .run = &s->run,
        .map = {
            .n_places = n_places,
            .n_per_place = s->n_levels,
            .groups = s->members,
            .labels = s->place_labels,
            .n_groups = s->n_counts,
        },
        .amounts = fair__amounts_of(&s->run),
        .range = s->score_range,
        .bins = request->calibration_bins,
    };
    return fair__score_sums_make(s->mem, &s->run, &s->score_range,
                                 &s->source.map, s->scores, err);
}

/* Parts of calibration that what is shown needs. */
static uint32_t
shown_parts(const fair__snapshot *s, const fair__request *request)
{
    uint32_t parts = 0;
    for (size_t i = 0; i < fair__metric_count(); i++)
        if (fair__shows_metric(request, i, s->given) &&
            (fair__metric_at(i)->needs & ~s->given) == 0)
            parts |= fair__calibration_needs(fair__metric_at(i));
    return parts;
}

static fair_status
index_entries(fair__snapshot *s, fair_error *err)
{
    fair_status st = fair__reserve(
        s->mem, &s->entry_starts, &s->entry_starts_capacity, s->n_counts + 1,
        sizeof(*s->entry_starts), err);
    if (st != FAIR_OK) return st;
    const size_t n = fair__entries_count(&s->source, 0, s->entry_starts);
    if (n == 0) return FAIR_OK;
    st = fair__reserve(s->mem, &s->entries, &s->entries_capacity, n,
                       sizeof(*s->entries), err);
    if (st != FAIR_OK) return st;
    fair__entries_index(&s->source, 0, s->entry_starts, s->entries);
    s->source.starts = s->entry_starts;
    s->source.entries = s->entries;
    return FAIR_OK;
}

/* The edges of a pool are made once: pools are the strata's, one after the
 * other in every list of features. */
static void
calibrate(fair__snapshot *s, uint32_t parts, fair__point *points)
{
    fair__bins mass;
    int32_t pool = FAIR__ALL_ROWS - 1;
    const size_t first = 1 + s->n_strata; /* group */
    for (size_t i = 0; i < s->n_counts; i++) {
        const int32_t stratum = fair__whose_counts(s, i).stratum;
        const fair__counts *total = fair__snapshot_total(s, stratum);
        if (stratum != pool && (parts & FAIR__PART_MASS) != 0)
            fair__bins_make(&mass, FAIR__BINS_MASS, s->source.bins,
                            &total->scored);
        pool = stratum;
        s->calibrations[i] = (fair__calibration){0};
        fair__calibration_add(&s->calibrations[i], parts, &s->counts[i],
                              total, &mass, points);
        s->counts[i].calibration = &s->calibrations[i];
        if (s->n_rests == 0 || i < first) continue;
        fair__calibration *rest = &s->rest_calibrations[i - first];
        *rest = (fair__calibration){0};
        fair__calibration_add(rest, parts, &s->rests[i - first], total, &mass,
                              points);
        s->rests[i - first].calibration = rest;
    }
}

/* What is shown is made once, with an index and room that save most of the
 * time; what is only asked for is made when it is. */
static fair_status
add_calibrations(fair__snapshot *s, const fair__request *request,
                 fair_error *err)
{
    const uint32_t parts = shown_parts(s, request);
    const int curves = (parts & FAIR__PART_CURVE) != 0;
    if (parts == 0) return FAIR_OK;
    fair_status st = fair__reserve(s->mem, &s->calibrations,
                                   &s->calibrations_capacity, s->n_counts,
                                   sizeof(*s->calibrations), err);
    if (st == FAIR_OK && s->n_rests > 0)
        st = fair__reserve(s->mem, &s->rest_calibrations,
                           &s->rest_calibrations_capacity, s->n_rests,
                           sizeof(*s->rest_calibrations), err);
    if (st == FAIR_OK) st = index_entries(s, err);
    if (st != FAIR_OK) return st;
    fair__point *points = NULL;
    if (curves && s->run.n > 0) {
        points = fair__alloc(s->mem, s->run.n, sizeof(*points));
        if (points == NULL) return fair__no_memory(err);
    }
    calibrate(s, parts, points);
    fair__free(s->mem, points, points != NULL ? s->run.n : 0, sizeof(*points));
    return FAIR_OK;
}

static fair_status
add_rests(fair__snapshot *s, const fair__request *request, fair_error *err)
{
    const size_t first = 1 + s->n_strata;
    if (!fair__rests_are_shown(s, request)) return FAIR_OK;
    s->n_rests = s->n_counts - first;
    fair_status st =
        fair__reserve(s->mem, &s->rests, &s->rests_capacity, s->n_rests,
                      sizeof(*s->rests), err);
    if (st == FAIR_OK)
        st = fair__reserve(s->mem, &s->rest_scores, &s->rest_scores_capacity,
                           s->n_rests, sizeof(*s->rest_scores), err);
    return st == FAIR_OK ? fair__rests_make(s, s->mem, first, s->n_rests,
                                            s->rests, s->rest_scores, err)
                         : st;
}

/* What the scores are good for. */
static uint32_t
given_by(const fair__snapshot *s, const fair__request *request)
{
    const uint32_t grid = s->run.grid.bins;
    const int64_t bins = request->calibration_bins;
    uint32_t given = FAIR__GIVEN_SCORES;
    if (grid == 0) given |= FAIR__GIVEN_EACH;
    if (fair__scores_are_finite(&s->run)) given |= FAIR__GIVEN_FINITE;
    if (!fair__scores_are_probabilities(&s->run, &s->score_range))
        return given;
    given |= FAIR__GIVEN_MEANS;
    if (grid == 0) given |= FAIR__GIVEN_PROBABILITIES;
    if (grid == 0 || (bins != FAIR__EACH_SCORE && grid % bins == 0))
        given |= FAIR__GIVEN_BINS;
    return given;
}

fair_status
fair__snapshot_scores(fair__snapshot *s, const fair__tally *t,
                      const fair__request *request, fair_error *err)
{
    fair__run_free(&s->run, s->mem);
    s->n_rests = 0;
    if (s->n_levels == 0) return FAIR_OK;
    fair_status st = fair__scores_collect(t->scores, s->mem, &s->run, err);
    if (st != FAIR_OK) return st;
    s->given |= given_by(s, request);
    st = sum_scores(s, t, request, err);
    for (size_t i = 0; st == FAIR_OK && i < s->n_counts; i++) {
        s->counts[i].scores = &s->scores[i];
        s->counts[i].scored = (fair__scored){&s->source, (uint32_t)i};
    }
    if (st == FAIR_OK) st = add_rests(s, request, err);
    return st == FAIR_OK ? add_calibrations(s, request, err) : st;
}

/* Shown with its interval, and held against others. */
static uint32_t
wanted_scatters(const fair__snapshot *s, const fair__request *request)
{
    uint32_t wanted = 0;
    for (int32_t i = 0; i < FAIR__N_SCATTERS; i++)
        if (fair__looks_at_metric(
                request, fair__metric_index(fair__scatter_metric(i)), s->given,
                s->n_strata > 0))
            wanted |= 1u << i;
    return wanted;
}

/* Rows without a label are in one mean only, and in no index that was made for
 * others. */
static fair_status
fill_scatters(fair__snapshot *s, uint32_t wanted, fair_error *err)
{
    const fair__counts *all = &s->counts[0];
    const int every = (wanted >> FAIR__SCATTER_SCORE & 1) != 0 &&
                      all->rows[FAIR__UNLABELLED_SELECTED] +
                              all->rows[FAIR__UNLABELLED_REJECTED] >
                          0;
    fair__indexed index = {.starts = NULL};
    const fair_status st =
        every ? fair__indexed_make(s->mem, &s->source, 1, &index, err)
              : FAIR_OK;
    if (st != FAIR_OK) return st;
    for (size_t i = 0; i < s->n_counts; i++) {
        fair__counts *c = &s->counts[i];
        fair__counts own = *c;
        if (every) own.scored.source = &index.source;
        fair__scatters_make(&own, wanted, s->given,
                           s->scatters + i * FAIR__N_SCATTERS);
        c->scatters = s->scatters + i * FAIR__N_SCATTERS;
    }
    fair__indexed_free(&index, s->mem);
    return FAIR_OK;
}

fair_status
fair__snapshot_scatters(fair__snapshot *s, const fair__request *request,
                        fair_error *err)
{
    const uint32_t wanted =
        s->n_levels > 0 ? wanted_scatters(s, request) : 0;
    size_t n;
    if (wanted == 0) return FAIR_OK;
    if (!fair__size_mul(s->n_counts, FAIR__N_SCATTERS, &n))
        return fair__no_memory(err);
    fair_status st = FAIR_OK;
    if (s->source.entries == NULL) st = index_entries(s, err);
    if (st == FAIR_OK)
        st = fair__reserve(s->mem, &s->scatters, &s->scatters_capacity, n,
                           sizeof(*s->scatters), err);
    return st == FAIR_OK ? fill_scatters(s, wanted, err) : st;
}

/* ---- what scores cannot give ---- */

static fair_status
infinite(const fair__run *run, const char *column, const char *name,
         fair_error *err)
{
    uint64_t n = 0;
    for (size_t i = 0; i < run->n; i++) {
        const double score = fair__score_of(run->keys[i]);
        if (score - score != 0) n += run->counts[i];
    }
    return fair__fail_at(err, FAIR_ERR_NONFINITE, column, -1, n,
                         "%s needs finite scores, and column %q has infinite "
                         "ones (rows: %u): clean the column, or ask for what "
                         "needs their order only, such as roc_auc",
                         name, column, strlen(column), n);
}

/* The nearest number of bins to `n` from there in steps, that divides a grid;
 * 0 if there is none. */
static uint32_t
divisor(uint32_t grid, int64_t n, int step)
{
    for (; n >= 1 && n <= FAIR__MAX_BINS; n += step)
        if (grid % n == 0) return (uint32_t)n;
    return 0;
}

/* Calibration bins that the grid cannot be put together to. */
static fair_status
other_bins(const fair__snapshot *s, const char *name, fair_error *err)
{
    const uint32_t grid = s->run.grid.bins;
    const int64_t asked = s->source.bins;
    const int64_t n = asked == FAIR__EACH_SCORE ? 10 : asked;
    const uint32_t below = divisor(grid, n, -1);
    const uint32_t above = divisor(grid, n + (below == n), 1);
    fair__phrase known;
    fair__phrase_start(&known);
    fair__text_u64(&known.text, below);
    if (above != 0) fair__phrase_string(&known, " or ");
    if (above != 0) fair__text_u64(&known.text, above);
    const char *of = asked == FAIR__EACH_SCORE ? "one bin for each score"
                                               : "these calibration_bins";
    return fair__fail_at(err, FAIR_ERR_ARGUMENT, "calibration_bins", -1, 0,
                         "%s: %s cannot be made of the %u bins that are kept "
                         "(score_bins): choose calibration_bins that divide "
                         "%u, such as %s",
                         name, of, (uint64_t)grid, (uint64_t)grid,
                         fair__phrase_end(&known));
}

static fair_status
check_needs(const fair__snapshot *s, const char *name, uint32_t needs,
            fair_error *err)
{
    const uint32_t of_values = FAIR__GIVEN_FINITE | FAIR__GIVEN_MEANS |
                               FAIR__GIVEN_BINS | FAIR__GIVEN_EACH |
                               FAIR__GIVEN_PROBABILITIES;
    const uint32_t missing = needs & ~s->given;
    if (missing == 0 || (missing & ~of_values) != 0) return FAIR_OK;
    const fair__run *run = &s->run;
    const char *column = s->columns[FAIR__Y_SCORE];
    if (column == NULL) column = fair__role_name(FAIR__Y_SCORE);
    if (run->grid.bins > 0 && missing == FAIR__GIVEN_BINS)
        return other_bins(s, name, err);
    if (run->grid.bins > 0)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "score_bins", -1, 0,
                             "%s needs every score, and of column %q %u bins "
                             "are kept: leave out score_bins, or ask for what "
                             "bins give, such as roc_auc or mean_score",
                             name, column, strlen(column),
                             (uint64_t)s->score_range.bins);
    if ((s->given & FAIR__GIVEN_FINITE) == 0)
        return infinite(run, column, name, err);
    return fair__fail_at(err, FAIR_ERR_DATA, column, -1, 0,
                         "%s needs probabilities, and the scores of column %q "
                         "are from %g to %g: declare score_range, which is "
                         "from the lowest to the highest score that there can "
                         "be, or pass probabilities",
                         name, column, strlen(column),
                         fair__score_of(run->keys[0]),
                         fair__score_of(run->keys[run->n - 1]));
}

fair_status
fair__snapshot_check_metric(const fair__snapshot *s, const fair__metric *m,
                            fair_error *err)
{
    return check_needs(s, m->name, m->needs, err);
}

fair_status
fair__snapshot_check_criterion(const fair__snapshot *s,
                               const fair__criterion *c,
                               const fair__rules *rules, fair_error *err)
{
    const fair__metric *metrics[2];
    const size_t n = fair__criterion_metrics(c, rules, metrics);
    uint32_t needs = fair__join_needs(c->join);
    for (size_t i = 0; i < n; i++) needs |= metrics[i]->needs;
    return check_needs(s, c->name, needs, err);
}
