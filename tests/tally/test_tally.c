/* SPDX-License-Identifier: MIT
 * Tests of the tally: every shape of input against a slow model. */
#include "tally/tally.h"

#include "base/wide.h"
#include "harness.h"
#include "rows.h"

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
    ck_assert(code < t->labels[i].n);
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
            ck_assert(e != NULL);
            ck_assert(t->main.counts[at] == e->count);
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
        ck_assert(t->staged.counts[i] == 0);
    for (size_t i = 0; i < t->staged.weight.capacity; i++)
        ck_assert(t->staged.weight.limbs[i] == 0);
    for (size_t i = 0; i < t->staged.square.capacity; i++)
        ck_assert(t->staged.square.limbs[i] == 0);
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

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_model);
    tcase_add_test(tc, test_many_cells);
}

FAIR_TEST_MAIN("tally/tally", tests)
