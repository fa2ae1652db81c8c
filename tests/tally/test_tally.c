/* SPDX-License-Identifier: MIT
 * Tests of the tally: every shape of input against a slow model, bad rows,
 * limits, failed calls. */
#include "tally/tally.h"

#include <math.h>

#include "base/wide.h"
#include "dump.h"
#include "harness.h"
#include "rows.h"
#include "tally/block.h"

/* For loops in which ck_assert would take most of the time. */
#define must(x)                                                               \
    do {                                                                      \
        if (!(x)) ck_abort_msg("%s", #x);                                     \
    } while (0)

static const uint8_t key[16] = {9, 8, 7};
static const char *const names[] = {"a", "b", "c"};

static fair_audit_options
options_for(size_t n_sensitive, uint32_t inputs, int score)
{
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.n_sensitive = n_sensitive;
    o.sensitive_names = names;
    o.n_control = ROW_FEATURES - n_sensitive;
    o.control_names = names + n_sensitive;
    o.hash_key = key;
    o.has_threshold = score && (inputs & FAIR__INPUT(FAIR__Y_SCORE)) != 0;
    o.threshold = o.has_threshold ? 0.5 : 0;
    return o;
}

/* ---- the model: a list of keys, searched from the front ---- */

typedef struct entry {
    int32_t feature[ROW_FEATURES];
    uint8_t label[3];
    uint64_t count;
    double weight; /* exact: multiples of 1/256 below 2^53 */
    double square;
} entry;

typedef struct model {
    entry *entries;
    size_t n;
    fair__row_counts rows;
} model;

static entry *
model_find(model *m, const int32_t *feature, const uint8_t *label)
{
    for (size_t i = 0; i < m->n; i++)
        if (memcmp(m->entries[i].feature, feature,
                   sizeof(m->entries[i].feature)) == 0 &&
            memcmp(m->entries[i].label, label, 3) == 0)
            return &m->entries[i];
    return NULL;
}

static int
model_cause(const test_row *r, const fair_audit_options *o, uint32_t inputs)
{
    if (o->nulls == FAIR_NULLS_EXCLUDE) {
        for (size_t k = o->n_sensitive; k < ROW_FEATURES; k++)
            if (r->feature[k] == ROW_MISSING)
                return FAIR__EXCLUDED_NULL_CONTROL;
        for (size_t k = 0; k < o->n_sensitive; k++)
            if (r->feature[k] == ROW_MISSING)
                return FAIR__EXCLUDED_NULL_SENSITIVE;
    }
    if ((inputs & FAIR__INPUT(FAIR__Y_TRUE)) && r->label[0] == 2 &&
        o->unlabelled == FAIR_UNLABELLED_EXCLUDE)
        return FAIR__EXCLUDED_NULL_Y_TRUE;
    if ((inputs & FAIR__INPUT(FAIR__FREQUENCY)) && r->frequency == 0)
        return FAIR__EXCLUDED_ZERO_FREQUENCY;
    return -1;
}

static model
model_make(const test_row *rows, size_t n, const fair_audit_options *o,
           uint32_t inputs)
{
    model m = {calloc(n + 1, sizeof(entry)), 0, {0}};
    const int decision = (inputs & FAIR__INPUT(FAIR__Y_PRED)) != 0 ||
                         o->has_threshold;
    for (size_t i = 0; i < n; i++) {
        const test_row *r = &rows[i];
        m.rows.in++;
        const int cause = model_cause(r, o, inputs);
        if (cause >= 0) {
            m.rows.excluded[cause]++;
            continue;
        }
        m.rows.used++;
        const uint8_t label[3] = {
            (inputs & FAIR__INPUT(FAIR__Y_TRUE)) ? r->label[0] : 9,
            decision ? r->label[1] : 9,
            (inputs & FAIR__INPUT(FAIR__Y_PRED_BASELINE)) ? r->label[2] : 9,
        };
        const uint64_t f =
            (inputs & FAIR__INPUT(FAIR__FREQUENCY)) ? r->frequency : 1;
        m.rows.frequency += f;
        entry *e = model_find(&m, r->feature, label);
        if (e == NULL) {
            e = &m.entries[m.n++];
            memcpy(e->feature, r->feature, sizeof(e->feature));
            memcpy(e->label, label, 3);
        }
        e->count += f;
        e->weight += (double)f * r->weight;
        e->square += (double)f * r->weight * r->weight;
    }
    return m;
}

/* ---- the tally in the words of the model ---- */

static int32_t
value_of(const fair__tally *t, size_t cell, size_t k)
{
    const fair_scalar s =
        fair__values_get(&t->features[k].values,
                         t->cells.codes[cell * ROW_FEATURES + k]);
    if (s.kind == FAIR_KIND_MISSING) return ROW_MISSING;
    if (s.kind == FAIR_KIND_INT) return (int32_t)s.integer;
    char text[16] = {0};
    ck_assert_int_eq(s.kind, FAIR_KIND_TEXT);
    ck_assert_uint_lt(s.length, sizeof(text));
    memcpy(text, s.text, s.length);
    ck_assert_int_eq(text[0], 'g');
    return atoi(text + 1);
}

static uint8_t
label_of(const fair__tally *t, int i, int axis, int code)
{
    if (axis == 1) return 9;
    if (code == 2) return 2;
    ck_assert_int_lt(code, t->labels[i].n);
    return (uint8_t)t->labels[i].values[code].integer;
}

static double
sum_of(const fair__sums *s, size_t i)
{
    if (s->window.n == 0) return 0;
    const fair__wide w =
        fair__wide_exact(s->limbs + i * (size_t)s->window.n, s->window);
    return fair__wide_double(&w);
}

static void
assert_same(const fair__tally *t, model *m)
{
    ck_assert_mem_eq(&t->rows, &m->rows, sizeof(t->rows));
    size_t n = 0;
    for (size_t cell = 0; cell < t->cells.n; cell++) {
        for (size_t slot = 0; slot < t->n_slots; slot++) {
            const size_t at = cell * t->n_slots + slot;
            if (t->main.counts[at] == 0) continue;
            n++;
            int32_t feature[ROW_FEATURES];
            for (size_t k = 0; k < ROW_FEATURES; k++)
                feature[k] = value_of(t, cell, k);
            const int s = (int)slot;
            const uint8_t label[3] = {
                t->n_labels == 1
                    ? 9
                    : label_of(t, 0, 3, s / t->n_baselines / t->n_decisions),
                label_of(t, 1, t->n_decisions,
                         s / t->n_baselines % t->n_decisions),
                label_of(t, 2, t->n_baselines, s % t->n_baselines),
            };
            const entry *e = model_find(m, feature, label);
            ck_assert_ptr_nonnull(e);
            ck_assert_uint_eq(t->main.counts[at], e->count);
            if ((t->inputs & FAIR__INPUT(FAIR__SAMPLE_WEIGHT)) == 0) continue;
            ck_assert(sum_of(&t->main.weight, at) == e->weight);
            ck_assert(sum_of(&t->main.square, at) == e->square);
        }
    }
    ck_assert_uint_eq(n, m->n);
}

static void
add_in_chunks(fair__tally *t, test_columns *c, uint64_t *seed)
{
    for (size_t start = 0; start < c->n;) {
        size_t n = 1 + random_u64(seed) % (c->n / 2 + 1);
        if (n > c->n - start) n = c->n - start;
        const fair_rows rows = test_columns_rows(c, start, n);
        fair_error err;
        fair__tally_begin(t);
        ck_assert_int_eq(fair__tally_add(t, &rows, 0, &err), FAIR_OK);
        ck_assert_int_eq(fair__tally_commit(t, &err), FAIR_OK);
        start += n;
    }
}

/* Staged counts and sums are zero outside a call. */
static void
assert_nothing_staged(const fair__tally *t)
{
    for (size_t i = 0; i < t->staged.counts_capacity; i++)
        must(t->staged.counts[i] == 0);
    for (size_t i = 0; i < t->staged.weight.capacity; i++)
        must(t->staged.weight.limbs[i] == 0);
    for (size_t i = 0; i < t->staged.square.capacity; i++)
        must(t->staged.square.limbs[i] == 0);
}

static void
check_one(const test_shape *shape, size_t n, fair_audit_options o,
          uint32_t inputs, uint64_t *seed)
{
    test_row *rows = test_rows_random(n, shape, seed);
    test_columns c =
        test_columns_make(rows, NULL, n, inputs, o.n_sensitive);
    fair__tally *t = NULL;
    ck_assert_int_eq(fair__tally_new(&o, &t, NULL), FAIR_OK);
    model m = model_make(rows, n, &o, inputs);
    for (int round = 0; round < 2; round++) { /* the second after a reset */
        add_in_chunks(t, &c, seed);
        assert_same(t, &m);
        assert_nothing_staged(t);
        fair__tally_reset(t);
        ck_assert_uint_eq(t->rows.in, 0);
        ck_assert_uint_eq(t->cells.n, 0);
    }
    fair__tally_free(t);
    free(m.entries);
    test_columns_free(&c);
    free(rows);
}

static int
valid_inputs(uint32_t inputs, int threshold)
{
    const int pred = (inputs & FAIR__INPUT(FAIR__Y_PRED)) != 0;
    const int score = (inputs & FAIR__INPUT(FAIR__Y_SCORE)) != 0;
    if (threshold) return score && !pred;
    return pred || (inputs & FAIR__INPUT(FAIR__Y_TRUE)) != 0;
}

START_TEST(test_model)
{
    uint64_t seed = 42;
    for (uint32_t inputs = 0; inputs < 64; inputs++)
        for (int threshold = 0; threshold < 2; threshold++) {
            if (!valid_inputs(inputs, threshold)) continue;
            for (int32_t nulls = 0; nulls < 2; nulls++)
                for (int32_t unlabelled = 0; unlabelled < 3; unlabelled++) {
                    const test_shape shape = {4, 9, unlabelled ? 5 : 0, 0};
                    fair_audit_options o = options_for(
                        1 + (inputs + (uint32_t)nulls) % 3, inputs,
                        threshold);
                    o.nulls = nulls;
                    o.unlabelled = unlabelled;
                    check_one(&shape, 150, o, inputs, &seed);
                }
        }
}
END_TEST

/* More cells than are swept, blocks that are full, calls that begin below the
 * limit of the sweep and end above. */
START_TEST(test_many_cells)
{
    uint64_t seed = 7;
    const test_shape shape = {9, 30, 0, 0};
    const uint32_t inputs =
        FAIR__INPUT(FAIR__Y_PRED) | FAIR__INPUT(FAIR__SAMPLE_WEIGHT);
    check_one(&shape, 9000, options_for(2, inputs, 0), inputs, &seed);
    check_one(&shape, 9000, options_for(3, 3u, 0), 3u, &seed);
}
END_TEST

/* One call whose first block is swept and whose later ones are not, in the
 * same cells. */
START_TEST(test_outgrown_sweep)
{
    enum { ROWS = 3 * 4096 };
    static int32_t group[ROWS];
    static uint8_t p[ROWS];
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.n_sensitive = 1;
    o.sensitive_names = names;
    o.hash_key = key;
    uint64_t expected[1000] = {0};
    for (int i = 0; i < ROWS; i++) {
        group[i] = i < 4096 ? i % 10 : i * 7 % 1000;
        expected[group[i]]++;
    }
    const fair_column column = fair_column_int32(group, ROWS);
    fair_rows rows = FAIR_ROWS_INIT;
    rows.n = ROWS;
    rows.y_pred = fair_column_uint8(p, ROWS);
    rows.sensitive = &column;
    fair__tally *t = NULL;
    ck_assert_int_eq(fair__tally_new(&o, &t, NULL), FAIR_OK);
    fair__tally_begin(t);
    ck_assert_int_eq(fair__tally_add(t, &rows, 0, NULL), FAIR_OK);
    ck_assert_int_eq(fair__tally_commit(t, NULL), FAIR_OK);
    ck_assert_uint_eq(t->cells.n, 1000);
    for (uint32_t c = 0; c < 1000; c++) {
        const fair_scalar v =
            fair__values_get(&t->features[0].values, t->cells.codes[c]);
        must(t->main.counts[c * t->n_slots] + /* one value of p was seen */
                 t->main.counts[c * t->n_slots + 1] ==
             expected[v.integer]);
    }
    fair__tally_free(t);
}
END_TEST

/* Calls that meet cells of earlier ones and make others, few rows and many,
 * committed or rolled back: by weights, by frequencies, by neither. */
START_TEST(test_old_and_new_cells)
{
    enum { ROWS = 9000, RANGE = 2500, CALLS = 60 };
    static int32_t group[ROWS];
    static uint8_t p[ROWS];
    static double weight[ROWS];
    static uint32_t times[ROWS];
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.n_sensitive = 1;
    o.sensitive_names = names;
    o.hash_key = key;
    uint64_t seed = 15;
    for (int extra = 0; extra < 3; extra++) {
        static uint64_t expected[RANGE][2], call[RANGE][2];
        uint64_t sum = 0;
        memset(expected, 0, sizeof(expected));
        fair__tally *t = NULL;
        ck_assert_int_eq(fair__tally_new(&o, &t, NULL), FAIR_OK);
        for (uint64_t k = 0; k < CALLS; k++) {
            const size_t n = 1 + random_u64(&seed) % (k % 3 ? 300 : ROWS);
            const uint64_t range = 2 + RANGE * k / CALLS;
            memset(call, 0, sizeof(call));
            uint64_t in_call = 0;
            for (size_t i = 0; i < n; i++) {
                const uint64_t r = random_u64(&seed);
                group[i] = (int32_t)(r % range);
                p[i] = i < 2 ? (uint8_t)i : r >> 40 & 1;
                weight[i] = 1;
                times[i] = extra == 2 ? (uint32_t)(r >> 50) : 1;
                call[group[i]][p[i]] += times[i];
                in_call += times[i];
            }
            const fair_column column = fair_column_int32(group, (int64_t)n);
            fair_rows rows = FAIR_ROWS_INIT;
            rows.n = n;
            rows.y_pred = fair_column_uint8(p, (int64_t)n);
            rows.sensitive = &column;
            if (extra == 1)
                rows.sample_weight = fair_column_float64(weight, (int64_t)n);
            if (extra == 2)
                rows.frequency = fair_column_uint32(times, (int64_t)n);
            const size_t n_before = t->cells.n;
            fair__tally_begin(t);
            ck_assert_int_eq(fair__tally_add(t, &rows, 0, NULL), FAIR_OK);
            if (random_u64(&seed) % 3 == 0) {
                fair__tally_rollback(t);
                ck_assert_uint_eq(t->cells.n, n_before);
            } else {
                ck_assert_int_eq(fair__tally_commit(t, NULL), FAIR_OK);
                sum += in_call;
                for (size_t g = 0; g < RANGE; g++)
                    for (int d = 0; d < 2; d++)
                        expected[g][d] += call[g][d];
            }
            ck_assert_uint_eq(t->rows.frequency, sum);
            const size_t n_counts = t->cells.n * t->n_slots;
            for (size_t i = n_counts; i < t->main.counts_capacity; i++)
                must(t->main.counts[i] == 0);
            for (size_t i = 0; i < t->staged.counts_capacity; i++)
                must(t->staged.counts[i] == 0);
            for (size_t c = 0; c < t->cells.n; c++) {
                const fair_scalar v = fair__values_get(
                    &t->features[0].values, t->cells.codes[c]);
                for (int d = 0; d < t->labels[1].n; d++)
                    must(t->main.counts[c * t->n_slots + (size_t)d] ==
                         expected[v.integer]
                                 [t->labels[1].values[d].integer]);
            }
        }
        fair__tally_free(t);
    }
}
END_TEST

/* So many cells and rows that rows are counted modulo 256 first: a few cells
 * have many more, old ones and new ones; a call that fails leaves nothing. */
START_TEST(test_counters_that_run_over)
{
    enum { ROWS = 60000, CELLS = 20000 };
    static int32_t group[ROWS];
    static uint8_t p[ROWS];
    static uint64_t expected[2 * CELLS];
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.n_sensitive = 1;
    o.sensitive_names = names;
    o.hash_key = key;
    o.max_cells = 2 * CELLS;
    memset(expected, 0, sizeof(expected));
    uint64_t seed = 16;
    fair__tally *t = NULL;
    ck_assert_int_eq(fair__tally_new(&o, &t, NULL), FAIR_OK);
    const fair_column column = fair_column_int32(group, ROWS);
    fair_rows rows = FAIR_ROWS_INIT;
    rows.n = ROWS;
    rows.y_pred = fair_column_uint8(p, ROWS); /* all 0 */
    rows.sensitive = &column;
    for (int call = 0; call < 4; call++) {
        const int32_t first = call < 2 ? 0 : CELLS / 2;
        for (int i = 0; i < ROWS; i++) {
            group[i] = first + i % CELLS;
            if (i >= CELLS && random_u64(&seed) % 2 == 0)
                group[i] = first + i % 7 * (CELLS / 8);
        }
        fair__tally_begin(t);
        ck_assert_int_eq(fair__tally_add(t, &rows, 0, NULL), FAIR_OK);
        ck_assert_uint_gt(t->scratch->n_few, 0);
        if (call % 2 == 0) {
            fair__tally_rollback(t);
        } else {
            ck_assert_int_eq(fair__tally_commit(t, NULL), FAIR_OK);
            for (int i = 0; i < ROWS; i++)
                expected[group[i]]++;
        }
        for (size_t i = 0; i < t->scratch->few_capacity; i++)
            must(t->scratch->few[i] == 0);
        for (uint32_t c = 0; c < t->cells.n; c++) {
            const fair_scalar v = fair__values_get(&t->features[0].values,
                                                   t->cells.codes[c]);
            must(t->main.counts[c * t->n_slots] == expected[v.integer]);
        }
        for (size_t i = t->cells.n * t->n_slots; i < t->main.counts_capacity;
             i++)
            must(t->main.counts[i] == 0);
        for (size_t i = 0; i < t->staged.counts_capacity; i++)
            must(t->staged.counts[i] == 0);
    }
    ck_assert_uint_eq(t->cells.n, CELLS + CELLS / 2);
    fair__tally_free(t);
}
END_TEST

/* 53 ones each, one above the other, and 1: the carry runs through all. */
static void
fill_carry(double *weights)
{
    double unit = 1;
    for (int i = 0; i < 8; i++) {
        weights[i] = 0x1.fffffffffffffp52 * unit;
        unit *= 0x1p53;
    }
    weights[8] = 1;
}

static void
assert_sum(const fair__sums *s, const uint64_t *expected, fair__window w)
{
    const fair__wide a = fair__wide_exact(s->limbs, s->window);
    const fair__wide b = fair__wide_exact(expected, w);
    ck_assert_mem_eq(&a, &b, sizeof(a)); /* all bits where they fit in 256 */
    uint64_t moved[80] = {0};
    fair__exact_move(moved, w, s->limbs, s->window);
    ck_assert_mem_eq(moved, expected, (size_t)w.n * sizeof(*expected));
}

/* Any weights, subnormal ones too, against exact sums in a window that covers
 * everything. */
START_TEST(test_wild_weights)
{
    enum { ROWS = 500 };
    static const uint8_t y[ROWS];
    double weights[ROWS];
    uint64_t frequency[ROWS];
    const fair__window w = {-35, 70};
    uint64_t seed = 77;
    for (int round = 0; round < 40; round++) {
        uint64_t sum[70] = {0};
        uint64_t square[70] = {0};
        const size_t n = round == 10   ? 9
                         : round < 20 ? 1 + (size_t)round % 3
                                      : ROWS;
        double carry[9];
        fill_carry(carry);
        const int with_frequency = round % 2;
        for (size_t i = 0; i < n; i++) {
            weights[i] = round == 7    ? 5e-324
                         : round == 8  ? 0x1p480
                         : round == 10 ? carry[i]
                         : round == 19 ? 0
                                       : test_weight(&seed, 1);
            frequency[i] =
                with_frequency ? 1 + (random_u64(&seed) >> 12) : 1;
            if (n == 1) frequency[i] = with_frequency ? INT64_MAX : 1;
            fair__exact_add(sum, w, weights[i], frequency[i]);
            fair__exact_add_square(square, w, weights[i], frequency[i]);
        }
        fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
        o.n_sensitive = 1;
        o.sensitive_names = names;
        o.hash_key = key;
        const fair_column group = fair_column_uint8(y, (int64_t)n);
        fair_rows rows = FAIR_ROWS_INIT;
        rows.n = n;
        rows.y_pred = group;
        rows.sensitive = &group;
        rows.sample_weight = fair_column_float64(weights, (int64_t)n);
        if (with_frequency)
            rows.frequency = fair_column_uint64(frequency, (int64_t)n);
        fair__tally *t = NULL;
        fair_error err;
        ck_assert_int_eq(fair__tally_new(&o, &t, NULL), FAIR_OK);
        fair__tally_begin(t);
        ck_assert_msg(fair__tally_add(t, &rows, 0, &err) == FAIR_OK, "%s",
                      err.message);
        ck_assert_int_eq(fair__tally_commit(t, NULL), FAIR_OK);
        if (t->main.weight.window.n == 0) {
            ck_assert_int_eq(fair__exact_sign(sum, w), 0);
        } else {
            assert_sum(&t->main.weight, sum, w);
            assert_sum(&t->main.square, square, w);
        }
        fair__tally_free(t);
    }
}
END_TEST

/* ---- errors ---- */

typedef struct fixture {
    uint8_t y[8];
    uint8_t p[8];
    uint8_t bits;
    double w[8];
    double f[8];
    double score[8];
    fair_column feature;
    fair_rows rows;
} fixture;

static void
fixture_init(fixture *x)
{
    static const int8_t groups[8] = {0, 1, 0, 1, 2, 2, 1, 0};
    memset(x, 0, sizeof(*x));
    for (int i = 0; i < 8; i++) {
        x->y[i] = (uint8_t)(i & 1);
        x->p[i] = (uint8_t)(i >> 1 & 1);
        x->w[i] = 0.5 * i;
        x->f[i] = i;
        x->score[i] = 0.1 * i;
    }
    x->bits = 0xff;
    x->feature = fair_column_int8(groups, 8);
    x->rows.size = sizeof(x->rows);
    x->rows.n = 8;
    x->rows.y_true = fair_column_uint8(x->y, 8);
    x->rows.y_pred = fair_column_uint8(x->p, 8);
    x->rows.sensitive = &x->feature;
}

static fair__tally *
one_feature(const fair_audit_options *given)
{
    fair_audit_options o = *given;
    o.n_sensitive = 1;
    o.sensitive_names = names;
    o.hash_key = key;
    fair__tally *t = NULL;
    fair_error err;
    ck_assert_msg(fair__tally_new(&o, &t, &err) == FAIR_OK, "%s",
                  err.message);
    return t;
}

static fair_status
add_as_call(fair__tally *t, const fair_rows *rows, fair_error *err)
{
    fair__tally_begin(t);
    fair_status st = fair__tally_add(t, rows, 100, err);
    if (st == FAIR_OK) st = fair__tally_commit(t, err);
    if (st != FAIR_OK) fair__tally_rollback(t);
    return st;
}

static void
assert_fails(const fixture *x, const fair_audit_options *o, fair_status code,
             const char *column, int64_t row, uint64_t count,
             const char *words)
{
    fair_error err = {0};
    fair__tally *t = one_feature(o);
    char *before = dump_tally(t);
    ck_assert_int_eq(add_as_call(t, &x->rows, &err), code);
    ck_assert_int_eq(err.code, code);
    ck_assert_str_eq(err.column, column);
    ck_assert_int_eq(err.row, row);
    ck_assert_uint_eq(err.count, count);
    ck_assert_msg(strstr(err.message, words) != NULL, "\"%s\" has no \"%s\"",
                  err.message, words);
    char *after = dump_tally(t);
    ck_assert_str_eq(before, after);
    free(before);
    free(after);
    fair__tally_free(t);
}

START_TEST(test_bad_rows)
{
    const fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    fair_audit_options nulls_error = o;
    nulls_error.nulls = FAIR_NULLS_ERROR;
    fixture x;

    fixture_init(&x); /* no label */
    x.bits = 0xb7;
    x.rows.y_true.validity = &x.bits;
    assert_fails(&x, &o, FAIR_ERR_DATA, "y_true", 103, 2, "missing");

    fixture_init(&x); /* no decision */
    x.bits = 0x7f;
    x.rows.y_pred.validity = &x.bits;
    assert_fails(&x, &o, FAIR_ERR_DATA, "y_pred", 107, 1, "missing");

    fixture_init(&x); /* the earlier row is blamed, whatever the column */
    x.y[5] = 2;
    x.bits = 0xfd;
    x.rows.y_pred.validity = &x.bits;
    assert_fails(&x, &o, FAIR_ERR_DATA, "y_pred", 101, 1, "missing");

    fixture_init(&x); /* missing before and after a third value */
    x.y[4] = 7;
    x.bits = 0x5d;
    x.rows.y_true.validity = &x.bits;
    assert_fails(&x, &o, FAIR_ERR_DATA, "y_true", 101, 3, "missing");

    fixture_init(&x); /* a group that is missing */
    x.bits = 0xee;
    x.feature.validity = &x.bits;
    assert_fails(&x, &nulls_error, FAIR_ERR_DATA, "a", 100, 2, "missing");

    fixture_init(&x); /* weights */
    x.rows.sample_weight = fair_column_float64(x.w, 8);
    x.w[2] = x.w[6] = -1;
    assert_fails(&x, &o, FAIR_ERR_DATA, "sample_weight", 102, 2, "-1");
    x.w[1] = (double)INFINITY;
    assert_fails(&x, &o, FAIR_ERR_NONFINITE, "sample_weight", 101, 1, "inf");
    x.w[1] = (double)NAN;
    assert_fails(&x, &o, FAIR_ERR_NONFINITE, "sample_weight", 101, 1, "NaN");
    x.w[1] = 0x1p481;
    assert_fails(&x, &o, FAIR_ERR_OVERFLOW, "sample_weight", 101, 1, "2^480");

    fixture_init(&x); /* frequencies */
    x.rows.frequency = fair_column_float64(x.f, 8);
    x.f[3] = 1.5;
    assert_fails(&x, &o, FAIR_ERR_DATA, "frequency", 103, 1, "1.5");
    x.f[0] = -3;
    assert_fails(&x, &o, FAIR_ERR_DATA, "frequency", 100, 1, "-3");

    fixture_init(&x); /* scores are validated without a threshold too */
    x.rows.y_score = fair_column_float64(x.score, 8);
    x.score[4] = (double)NAN;
    assert_fails(&x, &o, FAIR_ERR_NONFINITE, "y_score", 104, 1, "NaN");
}
END_TEST

START_TEST(test_count_over_blocks)
{
    enum { N = 3 * 4096 + 5 };
    static uint8_t y[N];
    static uint8_t p[N];
    static int16_t g[N];
    memset(y, 0, sizeof(y));
    y[4100] = y[4101] = y[9000] = y[N - 1] = 3;
    y[4200] = 1;
    const fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    fixture x;
    fixture_init(&x);
    x.feature = fair_column_int16(g, N);
    x.rows.n = N;
    x.rows.y_true = fair_column_uint8(y, N);
    x.rows.y_pred = fair_column_uint8(p, N);
    assert_fails(&x, &o, FAIR_ERR_DATA, "y_true", 4200, 4, "3");
}
END_TEST

START_TEST(test_later_batches_are_counted)
{
    const fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    fair__tally *t = one_feature(&o);
    fair_error err = {0};
    fixture x;
    fixture_init(&x);
    x.y[6] = 9;
    fair__tally_begin(t);
    ck_assert_int_eq(fair__tally_add(t, &x.rows, 0, &err), FAIR_ERR_DATA);
    ck_assert_uint_eq(err.count, 1);
    x.y[1] = x.y[2] = 9;
    ck_assert_int_eq(fair__tally_count_defects(t, &x.rows, 0, &err),
                     FAIR_OK);
    ck_assert_uint_eq(err.count, 4);
    ck_assert_int_eq(err.row, 6);
    fair__tally_rollback(t);
    fair__tally_free(t);
}
END_TEST

START_TEST(test_inputs)
{
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    const fair_column none = {0};
    fixture x;
    fixture_init(&x);
    x.rows.y_true = x.rows.y_pred = none;
    assert_fails(&x, &o, FAIR_ERR_ARGUMENT, "", -1, 0, "nothing to audit");
    x.rows.y_score = fair_column_float64(x.score, 8);
    assert_fails(&x, &o, FAIR_ERR_ARGUMENT, "y_score", -1, 0, "alone");
    o.has_threshold = 1;
    x.rows.y_pred = fair_column_uint8(x.p, 8);
    assert_fails(&x, &o, FAIR_ERR_ARGUMENT, "y_pred", -1, 0, "both");
    x.rows.y_score = none;
    x.rows.y_pred = none;
    x.rows.y_true = fair_column_uint8(x.y, 8);
    assert_fails(&x, &o, FAIR_ERR_ARGUMENT, "y_score", -1, 0, "no y_score");
    fixture_init(&x);
    x.rows.sensitive = NULL;
    assert_fails(&x, &o, FAIR_ERR_ARGUMENT, "a", -1, 0, "sensitive");
    fixture_init(&x);
    x.feature = none;
    assert_fails(&x, &o, FAIR_ERR_ARGUMENT, "a", -1, 0, "not given");
    fixture_init(&x);
    x.rows.y_true.length = 7;
    assert_fails(&x, &o, FAIR_ERR_ARGUMENT, "y_true", -1, 0, "7");
}
END_TEST

START_TEST(test_inputs_stay)
{
    const fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    const fair_column none = {0};
    fair__tally *t = one_feature(&o);
    fair_error err = {0};
    fixture x;
    fixture_init(&x);
    fair_rows empty = FAIR_ROWS_INIT;
    ck_assert_int_eq(add_as_call(t, &empty, &err), FAIR_OK);
    ck_assert_uint_eq(t->inputs, 0);
    ck_assert_int_eq(add_as_call(t, &x.rows, &err), FAIR_OK);
    ck_assert_int_eq(add_as_call(t, &empty, &err), FAIR_OK);
    x.rows.y_true = none;
    ck_assert_int_eq(add_as_call(t, &x.rows, &err), FAIR_ERR_ARGUMENT);
    ck_assert_str_eq(err.column, "y_true");
    fixture_init(&x);
    x.rows.frequency = fair_column_float64(x.f, 8);
    ck_assert_int_eq(add_as_call(t, &x.rows, &err), FAIR_ERR_ARGUMENT);
    ck_assert_str_eq(err.column, "frequency");
    ck_assert_uint_eq(t->rows.in, 8);
    fair__tally_free(t);
}
END_TEST

/* A failed first batch leaves no inputs behind. */
START_TEST(test_inputs_roll_back)
{
    const fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    fair__tally *t = one_feature(&o);
    fair_error err = {0};
    fixture x;
    fixture_init(&x);
    x.rows.sample_weight = fair_column_float64(x.w, 8);
    x.w[7] = -1;
    ck_assert_int_eq(add_as_call(t, &x.rows, &err), FAIR_ERR_DATA);
    ck_assert_uint_eq(t->inputs, 0);
    ck_assert_uint_eq(t->features[0].values.n, 0);
    ck_assert_int_eq(t->labels[0].n, 0);
    fixture_init(&x);
    ck_assert_int_eq(add_as_call(t, &x.rows, &err), FAIR_OK);
    fair__tally_free(t);
}
END_TEST

START_TEST(test_feature_kinds)
{
    const fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    static const char *const texts[8] = {NULL, "x", "y", "x",
                                         "y",  "x", "y", NULL};
    fair__tally *t = one_feature(&o);
    fair_error err = {0};
    fixture x;
    fixture_init(&x);
    ck_assert_int_eq(add_as_call(t, &x.rows, &err), FAIR_OK);
    x.feature = fair_column_cstring(texts, 8);
    ck_assert_int_eq(add_as_call(t, &x.rows, &err), FAIR_ERR_DATA);
    ck_assert_int_eq(err.row, 101);
    ck_assert_uint_eq(err.count, 6);
    ck_assert_ptr_nonnull(strstr(err.message, "text"));
    ck_assert_ptr_nonnull(strstr(err.message, "number"));
    fair__tally_free(t);
}
END_TEST

START_TEST(test_limits)
{
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.max_cells = 2;
    fixture x;
    fixture_init(&x);
    fair_error err = {0};
    fair__tally *t = one_feature(&o);
    ck_assert_int_eq(add_as_call(t, &x.rows, &err), FAIR_ERR_LIMIT);
    ck_assert_uint_eq(t->cells.n, 0);
    x.rows.n = 4; /* two groups fit */
    x.feature.length = 4;
    x.rows.y_true.length = x.rows.y_pred.length = 4;
    ck_assert_int_eq(add_as_call(t, &x.rows, &err), FAIR_OK);
    ck_assert_uint_eq(t->cells.n, 2);
    fair__tally_free(t);
}
END_TEST

START_TEST(test_frequency_overflow)
{
    const fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    uint64_t f[8] = {INT64_MAX - 10, 5, 5, 0, 0, 0, 0, 0};
    fair_error err = {0};
    fixture x;
    fixture_init(&x);
    x.rows.frequency = fair_column_uint64(f, 8);
    fair__tally *t = one_feature(&o);
    ck_assert_int_eq(add_as_call(t, &x.rows, &err), FAIR_OK);
    ck_assert_uint_eq(t->rows.frequency, INT64_MAX);
    f[0] = 0;
    f[1] = 1;
    f[2] = 0;
    ck_assert_int_eq(add_as_call(t, &x.rows, &err), FAIR_ERR_OVERFLOW);
    ck_assert_uint_eq(t->rows.frequency, INT64_MAX);
    ck_assert_uint_eq(t->rows.in, 8);
    fair__tally_free(t);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_model);
    tcase_add_test(tc, test_many_cells);
    tcase_add_test(tc, test_outgrown_sweep);
    tcase_add_test(tc, test_old_and_new_cells);
    tcase_add_test(tc, test_counters_that_run_over);
    tcase_add_test(tc, test_wild_weights);
    tcase_add_test(tc, test_bad_rows);
    tcase_add_test(tc, test_count_over_blocks);
    tcase_add_test(tc, test_later_batches_are_counted);
    tcase_add_test(tc, test_inputs);
    tcase_add_test(tc, test_inputs_stay);
    tcase_add_test(tc, test_inputs_roll_back);
    tcase_add_test(tc, test_feature_kinds);
    tcase_add_test(tc, test_limits);
    tcase_add_test(tc, test_frequency_overflow);
}

FAIR_TEST_MAIN("tally/tally", tests)
