/* SPDX-License-Identifier: MIT
 * Sums of scores: of each place exactly, then of each group. */
#include "metric/scores.h"

#include <float.h>
#include <string.h>

#include "base/elementary.h"
#include "base/error.h"
#include "base/memory.h"
#include "metric/ranks.h"
#include "metric/stretch.h"

/* What is summed, in limbs: the fields of a sheet, one behind the other. */
#define AMOUNT 0
#define ABOVE 1
#define ROWS_ABOVE 2
#define SCORE 3
#define PROBABILITY 4 /* empty where it is the score itself */
#define SQUARE 5
#define LOSS 6
#define N_FIELDS 7

typedef struct sheet {
    fair__window windows[N_FIELDS];
    size_t at[N_FIELDS + 1]; /* the last: the size of a sheet */
} sheet;

/* The keys of a place's first and last score; first > last: none. */
typedef struct span {
    uint64_t first;
    uint64_t last;
} span;

/* What waits of a place, for the fields from SCORE on. */
#define N_VALUES 4
typedef struct waiting {
    fair__stretch of[N_VALUES];
} waiting;

static const int powers[N_VALUES] = {1, 1, 2, 1};

typedef struct work {
    const fair__run *run;
    const fair__score_range *range;
    const fair__score_map *map;
    fair__amounts amounts;
    int finite;
    int binned;
    int probabilities; /* squares and logarithms are summed */
    int mapped; /* probabilities are not the scores themselves */
    uint64_t median; /* key */
    sheet sheet;
    uint64_t *sheets; /* of places, then three of each group, by label */
    span *spans;      /* of places, then of groups */
    waiting *waiting; /* of places */
    uint64_t *states; /* of groups, for ranks */
    uint32_t *touched;
    size_t n_sheets;
    size_t n_spans;
    size_t n_states;
} work;

int
fair__scores_are_finite(const fair__run *run)
{
    return fair__run_between(run, -DBL_MAX, DBL_MAX);
}

int
fair__scores_are_probabilities(const fair__run *run,
                               const fair__score_range *range)
{
    return fair__run_between(run, range->low, range->high);
}

fair__wide
fair__score_probabilities(const fair__score_range *range,
                          const fair__wide *scores, const fair__wide *weight)
{
    if (range->low == 0 && range->high == 1) return *scores;
    const fair__wide low = fair__wide_f64(range->low);
    const fair__wide high = fair__wide_f64(range->high);
    const fair__wide least = fair__wide_mul(&low, weight);
    const fair__wide above = fair__wide_sub(scores, &least);
    const fair__wide width = fair__wide_sub(&high, &low);
    return fair__wide_div(&above, &width);
}

static void
add_amount(uint64_t *to, const uint64_t *amount, int32_t n)
{
    if (n == 1)
        *to += *amount;
    else
        fair__exact_add_sum(to, amount, n);
}

/* ---- the median of all rows ---- */

static int
at_least(const uint64_t *a, const uint64_t *b, int32_t n)
{
    for (int32_t i = n; i-- > 0;)
        if (a[i] != b[i]) return a[i] > b[i];
    return 1;
}

/* The key of the lowest score up to which half of the weight is.  Where the
 * median lies between two scores this is the lower one: the same rows are
 * above it, and no midpoint has to be rounded.  Without weight, the last. */
static uint64_t
median_of(const fair__run *run, const fair__amounts *a)
{
    uint64_t room[FAIR__AMOUNT_LIMBS], total[FAIR__AMOUNT_LIMBS] = {0};
    uint64_t twice[FAIR__AMOUNT_LIMBS] = {0};
    static const uint64_t none[FAIR__AMOUNT_LIMBS] = {0};
    const int32_t n = a->n;
    for (size_t i = 0; i < run->n; i++)
        add_amount(total, fair__amount(a, i, room), n);
    if (at_least(none, total, n)) return run->keys[run->n - 1];
    size_t at = 0; /* twice has room: the total's top bit is not set */
    for (; at + 1 < run->n; at++) {
        const uint64_t *amount = fair__amount(a, at, room);
        add_amount(twice, amount, n);
        add_amount(twice, amount, n);
        if (at_least(twice, total, n)) break;
    }
    return run->keys[at];
}

/* ---- windows ---- */

static size_t
first_not_below(const fair__run *run, uint64_t key)
{
    size_t low = 0, high = run->n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (run->keys[middle] < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Bits that numbers may have. */
typedef struct bits {
    int32_t lowest;
    int32_t highest;
    int any; /* 0: all of them are 0 */
} bits;

static void
join_bits(bits *all, double x)
{
    int32_t low, high;
    fair__double_bits(x, &low, &high);
    low = high - 52 < -1074 ? -1074 : high - 52;
    if (!all->any || low < all->lowest) all->lowest = low;
    if (!all->any || high > all->highest) all->highest = high;
    all->any = 1;
}

static bits
bits_of_scores(const fair__run *run)
{
    const uint64_t zero = fair__score_key(0);
    const size_t below = first_not_below(run, zero);
    const size_t above = first_not_below(run, zero + 1);
    const size_t ends[] = {0, below - 1, above, run->n - 1};
    const int there[] = {below > 0, below > 0, above < run->n,
                         above < run->n};
    bits b = {0, 0, 0};
    for (int i = 0; i < 4; i++)
        if (there[i]) join_bits(&b, fair__score_of(run->keys[ends[i]]));
    return b;
}

static double
probability_at(const work *w, size_t entry)
{
    return fair__score_probability(fair__score_of(w->run->keys[entry]),
                                   w->range->low, w->range->high);
}

/* They ascend like scores. */
static bits
bits_of_probabilities(const work *w)
{
    const fair__run *run = w->run;
    bits b = {0, 0, 0};
    size_t first = first_not_below(run, fair__score_key(w->range->low) + 1);
    while (first < run->n && !(probability_at(w, first) > 0)) first++;
    if (first == run->n) return b;
    join_bits(&b, probability_at(w, first));
    join_bits(&b, probability_at(w, run->n - 1));
    return b;
}

/* Of sums of amounts times numbers of these bits to this power. */
static fair__window
window_of(const fair__amounts *a, bits b, int power)
{
    const int32_t above = a->n == 1 ? 0 : 64 * a->n;
    if (!b.any) return (fair__window){0, 0};
    return fair__window_of(power * b.lowest, power * (b.highest + 1) + above);
}

/* -log of the clipped score is at least 2^-52 (a little more), at most 36.1;
 * doubles have 53 bits. */
static const bits bits_of_losses = {-105, 5, 1};

static void
make_sheet(work *w)
{
    sheet *s = &w->sheet;
    const fair__amounts *a = &w->amounts;
    s->windows[AMOUNT] = s->windows[ABOVE] = (fair__window){0, a->n};
    s->windows[ROWS_ABOVE] = (fair__window){0, 1};
    if (w->binned)
        s->windows[SCORE] = w->run->score.window;
    else if (w->finite)
        s->windows[SCORE] = window_of(a, bits_of_scores(w->run), 1);
    if (w->probabilities) {
        const bits b = w->mapped ? bits_of_probabilities(w)
                                 : bits_of_scores(w->run);
        if (w->mapped) s->windows[PROBABILITY] = window_of(a, b, 1);
        s->windows[SQUARE] = window_of(a, b, 2);
        s->windows[LOSS] = window_of(a, bits_of_losses, 1);
    }
    for (int f = 0; f < N_FIELDS; f++)
        s->at[f + 1] = s->at[f] + (size_t)s->windows[f].n;
}

/* ---- of places ---- */

/* What a label costs at this probability. */
static double
loss_of(double x, int label)
{
    const double clip = FAIR__LOSS_CLIP;
    const double p = x < clip ? clip : x > 1 - clip ? 1 - clip : x;
    if (label == FAIR__SCORED_POSITIVE) return -fair__log(p);
    /* The logarithm is exact for `rest`; p / (1 - rest) makes up for what its
     * rounding took from a small p (Kahan). */
    const double rest = 1 - p;
    return -fair__log(rest) * (p / (1 - rest));
}

/* Scores come in order, so exponents are the same for long; those of losses
 * too. */
static void
add_value(work *w, uint32_t place, int field, double x, const uint64_t *amount)
{
    const sheet *s = &w->sheet;
    const int value = field - SCORE;
    uint64_t *sum = w->sheets + place * s->at[N_FIELDS] + s->at[field];
    if (w->amounts.n == 1)
        fair__stretch_add(&w->waiting[place].of[value], sum,
                          s->windows[field], x, powers[value], *amount);
    else
        fair__exact_add_times(sum, s->windows[field], x, powers[value],
                              amount, w->amounts.n);
}

static void
end_waiting(work *w)
{
    const sheet *s = &w->sheet;
    for (size_t place = 0; place < w->map->n_places; place++)
        for (int v = 0; v < N_VALUES; v++)
            fair__stretch_end(&w->waiting[place].of[v],
                              w->sheets + place * s->at[N_FIELDS] +
                                  s->at[SCORE + v],
                              s->windows[SCORE + v], powers[v]);
}

/* Weight and rows of an entry, and where it stands. */
static void
add_entry(work *w, size_t entry, uint32_t place, const uint64_t *amount)
{
    const sheet *s = &w->sheet;
    const uint64_t key = w->run->keys[entry];
    uint64_t *at = w->sheets + place * s->at[N_FIELDS];
    span *of = &w->spans[place];
    if (of->first > of->last) of->first = key;
    of->last = key;
    add_amount(at + s->at[AMOUNT], amount, w->amounts.n);
    if (key <= w->median) return;
    add_amount(at + s->at[ABOVE], amount, w->amounts.n);
    at[s->at[ROWS_ABOVE]] += w->run->counts[entry];
}

/* The sum of the scores of a bin. */
static void
add_bin(work *w, size_t entry, uint32_t place)
{
    const fair__sums *from = &w->run->score;
    const int32_t n = from->window.n;
    if (n > 0)
        fair__exact_add_sum(w->sheets + place * w->sheet.at[N_FIELDS] +
                                w->sheet.at[SCORE],
                            from->limbs + entry * (size_t)n, n);
}

static void
sum_places(work *w)
{
    const fair__run *run = w->run;
    uint64_t room[FAIR__AMOUNT_LIMBS];
    double loss[2] = {0, 0};
    int known[2] = {0, 0}; /* of this score */
    for (size_t i = 0; i < run->n; i++) {
        const uint32_t place = run->places[i];
        const uint8_t label = w->map->labels[place];
        const uint64_t *amount = fair__amount(&w->amounts, i, room);
        const double score = fair__score_of(run->keys[i]);
        add_entry(w, i, place, amount);
        if (w->binned) {
            add_bin(w, i, place);
            continue;
        }
        if (w->finite) add_value(w, place, SCORE, score, amount);
        if (i > 0 && run->keys[i] != run->keys[i - 1])
            known[0] = known[1] = 0;
        if (!w->probabilities || label == FAIR__SCORED_UNLABELLED) continue;
        const double p = w->mapped ? probability_at(w, i) : score;
        if (!known[label]) loss[label] = loss_of(p, label);
        known[label] = 1;
        if (w->mapped) add_value(w, place, PROBABILITY, p, amount);
        add_value(w, place, SQUARE, p, amount);
        add_value(w, place, LOSS, loss[label], amount);
    }
    end_waiting(w);
}

/* ---- of groups ---- */

static uint64_t *
group_sheet(const work *w, size_t group, int label)
{
    return w->sheets + (w->map->n_places + group * FAIR__N_SCORED +
                        (size_t)label) *
                           w->sheet.at[N_FIELDS];
}

static void
sum_groups(work *w)
{
    const fair__score_map *m = w->map;
    const sheet *s = &w->sheet;
    for (size_t i = 0; i < m->n_places * m->n_per_place; i++) {
        const size_t place = i / m->n_per_place, group = m->groups[i];
        if (group == FAIR__NO_SCORED_GROUP) continue;
        const uint64_t *from = w->sheets + place * s->at[N_FIELDS];
        uint64_t *to = group_sheet(w, group, m->labels[place]);
        for (int f = 0; f < N_FIELDS; f++)
            fair__exact_add_sum(to + s->at[f], from + s->at[f],
                                s->windows[f].n);
        const span *own = &w->spans[place];
        span *all = &w->spans[m->n_places + group];
        if (own->first < all->first) all->first = own->first;
        if (own->last > all->last) all->last = own->last;
    }
}

static fair__wide
read_field(const work *w, size_t group, int label, int field)
{
    fair__wide x =
        fair__wide_exact(group_sheet(w, group, label) + w->sheet.at[field],
                         w->sheet.windows[field]);
    const int is_bin_sum = w->binned && field == SCORE;
    if (!fair__wide_is_zero(&x) && !is_bin_sum)
        x.exponent += w->amounts.scale;
    return x;
}

/* The sheets of labels 0 … last - 1 are added to that of `last`, a field. */
static fair__wide
read_total(const work *w, size_t group, int last, int field)
{
    uint64_t *total = group_sheet(w, group, last) + w->sheet.at[field];
    for (int label = 0; label < last; label++)
        fair__exact_add_sum(total,
                            group_sheet(w, group, label) + w->sheet.at[field],
                            w->sheet.windows[field].n);
    return read_field(w, group, last, field);
}

/* Of a label, from the sum of scores. */
static fair__wide
probabilities_of_bins(const work *w, size_t group, int label)
{
    const fair__wide sum = read_field(w, group, label, SCORE);
    const fair__wide amount = read_field(w, group, label, AMOUNT);
    return fair__score_probabilities(w->range, &sum, &amount);
}

static void
read_group(work *w, size_t group, fair__score_sums *out)
{
    const int32_t n = w->amounts.n;
    const span *s = &w->spans[w->map->n_places + group];
    memset(out, 0, sizeof(*out));
    uint64_t *totals = fair__ranks_totals(
        w->states + group * fair__ranks_size(n), n);
    for (int label = 0; label < FAIR__N_SCORED; label++) {
        const uint64_t *sums = group_sheet(w, group, label);
        out->rows_above += sums[w->sheet.at[ROWS_ABOVE]];
        if (label == FAIR__SCORED_UNLABELLED) continue;
        if (w->binned)
            out->probability[label] = probabilities_of_bins(w, group, label);
        else if (w->probabilities)
            out->probability[label] = read_field(
                w, group, label, w->mapped ? PROBABILITY : SCORE);
        memcpy(totals + label * n, sums + w->sheet.at[AMOUNT],
               (size_t)n * sizeof(*totals));
    }
    out->all_scores = read_total(w, group, FAIR__SCORED_UNLABELLED, SCORE);
    out->above = read_total(w, group, FAIR__SCORED_UNLABELLED, ABOVE);
    out->square = read_total(w, group, FAIR__SCORED_POSITIVE, SQUARE);
    out->loss = read_total(w, group, FAIR__SCORED_POSITIVE, LOSS);
    if (s->first > s->last) return;
    out->least = fair__score_of(s->first);
    out->largest = fair__score_of(s->last);
}

/* ---- all of it ---- */

static fair_status
room_for(work *w, const fair_allocator *mem, fair_error *err)
{
    const fair__score_map *m = w->map;
    size_t labels;
    if (!fair__size_mul(m->n_groups, FAIR__N_SCORED, &labels) ||
        !fair__size_add(labels, m->n_places, &labels) ||
        !fair__size_mul(labels, w->sheet.at[N_FIELDS], &w->n_sheets) ||
        !fair__size_mul(m->n_groups, fair__ranks_size(w->amounts.n),
                        &w->n_states))
        return fair__no_memory(err);
    w->n_spans = m->n_places + m->n_groups;
    w->sheets = fair__calloc(mem, w->n_sheets, sizeof(*w->sheets));
    w->spans = fair__alloc(mem, w->n_spans, sizeof(*w->spans));
    w->waiting = fair__calloc(mem, m->n_places, sizeof(*w->waiting));
    w->states = fair__calloc(mem, w->n_states, sizeof(*w->states));
    w->touched = fair__alloc(mem, m->n_groups, sizeof(*w->touched));
    if (w->sheets == NULL || w->spans == NULL || w->waiting == NULL ||
        w->states == NULL || w->touched == NULL)
        return fair__no_memory(err);
    for (size_t i = 0; i < w->n_spans; i++) w->spans[i] = (span){UINT64_MAX, 0};
    return FAIR_OK;
}

fair_status
fair__score_sums_make(const fair_allocator *mem, const fair__run *run,
                      const fair__score_range *range,
                      const fair__score_map *map, fair__score_sums *out,
                      fair_error *err)
{
    work w = {.run = run, .range = range, .map = map};
    if (map->n_groups == 0) return FAIR_OK;
    if (run->n == 0) {
        memset(out, 0, map->n_groups * sizeof(*out));
        return FAIR_OK;
    }
    w.amounts = fair__amounts_of(run);
    w.finite = fair__scores_are_finite(run);
    w.binned = run->grid.bins > 0;
    w.probabilities =
        !w.binned && fair__scores_are_probabilities(run, range);
    w.mapped = range->low != 0 || range->high != 1;
    w.median = median_of(run, &w.amounts);
    make_sheet(&w);
    const fair_status st = room_for(&w, mem, err);
    if (st == FAIR_OK) {
        sum_places(&w);
        sum_groups(&w);
        for (size_t g = 0; g < map->n_groups; g++) read_group(&w, g, &out[g]);
        fair__ranks_walk(run, map, &w.amounts, w.states, w.touched, out);
    }
    fair__free(mem, w.sheets, w.n_sheets, sizeof(*w.sheets));
    fair__free(mem, w.spans, w.n_spans, sizeof(*w.spans));
    fair__free(mem, w.waiting, map->n_places, sizeof(*w.waiting));
    fair__free(mem, w.states, w.n_states, sizeof(*w.states));
    fair__free(mem, w.touched, map->n_groups, sizeof(*w.touched));
    return st;
}
