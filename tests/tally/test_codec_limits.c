/* SPDX-License-Identifier: MIT
 * Tests of saving and loading at their limits: buffers, options, memory that is
 * refused, and how much is taken. */
#include "tally/scores.h"
#include "tally/tally.h"

#include "fuzz/fields.h"
#include "saved.h"

#define COUNT(x) (sizeof(x) / sizeof((x)[0]))

static fair__tally *
small_tally(const fair_allocator *mem, uint64_t n_rows)
{
    const test_shape shape = {4, 5, 5, 0};
    uint64_t seed = 7;
    test_row *rows = test_rows_random(n_rows, &shape, &seed);
    test_columns c = test_columns_make(rows, NULL, n_rows, 0x3f, 2);
    fair_audit_options o = saved_options("s");
    o.unlabelled = FAIR_UNLABELLED_KEEP;
    o.allocator = mem;
    fair__tally *t = saved_make(&o);
    saved_add(t, &c, 0, n_rows);
    test_columns_free(&c);
    free(rows);
    return t;
}

START_TEST(test_buffers)
{
    fair__tally *t = small_tally(NULL, 10);
    saved s = saved_of(t);
    uint8_t *buffer = malloc(s.length + 8);
    for (size_t capacity = 1; capacity < s.length + 8; capacity += 13) {
        memset(buffer, 0xee, s.length + 8);
        size_t length = 0;
        fair_error err = {0};
        const fair_status st =
            fair__tally_save(t, buffer, capacity, &length, &err);
        ck_assert_int_eq(st, capacity < s.length ? FAIR_ERR_ARGUMENT
                                                 : FAIR_OK);
        ck_assert_int_eq(err.code, st);
        ck_assert_uint_eq(length, s.length);
        const size_t written = st == FAIR_OK ? s.length : 0;
        ck_assert(written == 0 || memcmp(buffer, s.bytes, written) == 0);
        for (size_t i = written; i < s.length + 8; i++)
            ck_assert(buffer[i] == 0xee);
    }
    free(buffer);
    free(s.bytes);
    fair__tally_free(t);
}
END_TEST

START_TEST(test_options_of_load)
{
    fair__tally *t = small_tally(NULL, 10);
    saved s = saved_of(t);
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.max_cells = t->cells.n - 1;
    fair__tally *u = NULL;
    fair_error err;
    ck_assert_int_eq(fair__tally_load(s.bytes, s.length, &o, &u, &err),
                     FAIR_ERR_LIMIT);
    ck_assert_ptr_nonnull(strstr(err.message, "max_cells"));
    ck_assert_ptr_null(u);
    o.max_cells++;
    ck_assert_ok(fair__tally_load(s.bytes, s.length, &o, &u, NULL));
    fair__tally_free(u);
    u = NULL;
    fair__run run;
    ck_assert_ok(fair__scores_collect(t->scores, &t->mem, &run, NULL));
    o.max_scores = run.n - 1;
    fair__run_free(&run, &t->mem);
    ck_assert_int_eq(fair__tally_load(s.bytes, s.length, &o, &u, &err),
                     FAIR_ERR_LIMIT);
    ck_assert_ptr_nonnull(strstr(err.message, "max_scores"));
    ck_assert_ptr_null(u);
    o.max_scores++;
    ck_assert_ok(fair__tally_load(s.bytes, s.length, &o, &u, NULL));
    ck_assert_uint_eq(u->max_scores, o.max_scores);
    fair__tally_free(u);
    u = NULL;
    ck_assert_ok(fair__tally_load(s.bytes, s.length, NULL, &u, NULL));
    fair__tally_free(u);
    u = NULL;
    const fair_allocator half = {NULL, peak_alloc, NULL, NULL};
    o.allocator = &half;
    ck_assert_int_eq(fair__tally_load(s.bytes, s.length, &o, &u, &err),
                     FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(fair__tally_load(s.bytes, 10, NULL, &u, NULL),
                     FAIR_ERR_CORRUPT);
    ck_assert_int_eq(fair__tally_load(NULL, 0, NULL, &u, NULL),
                     FAIR_ERR_CORRUPT);
    ck_assert_ptr_null(u);
    free(s.bytes);
    fair__tally_free(t);
}
END_TEST

START_TEST(test_every_refused_request)
{
    saved s = {NULL, 0};
    int injected = 1;
    for (size_t at = 1; injected; at++) { /* of save */
        test_memory memory = {0};
        const fair_allocator mem = test_allocator(&memory);
        fair__tally *t = small_tally(&mem, 12);
        memory.fail_at = memory.requests + at;
        size_t length = 77;
        const fair_status st = fair__tally_save(t, NULL, 0, &length, NULL);
        injected = memory.injected;
        ck_assert_int_eq(st, injected ? FAIR_ERR_MEMORY : FAIR_OK);
        ck_assert(!injected || length == 77);
        memory.fail_at = 0;
        free(s.bytes);
        s = saved_of(t);
        fair__tally_free(t);
        ck_assert_uint_eq(memory.live, 0);
    }
    injected = 1;
    for (size_t at = 1; injected; at++) { /* of load, and the add behind */
        test_memory memory = {.fail_at = at};
        const fair_allocator mem = test_allocator(&memory);
        fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
        o.hash_key = saved_key;
        o.allocator = &mem;
        fair__tally *t = NULL;
        fair_error err = {0};
        fair_status st = fair__tally_load(s.bytes, s.length, &o, &t, &err);
        ck_assert_int_eq(err.code, st);
        ck_assert_int_eq(st, memory.injected ? FAIR_ERR_MEMORY : FAIR_OK);
        ck_assert((t == NULL) == (st != FAIR_OK));
        injected = memory.injected;
        if (st == FAIR_OK) { /* the first find makes the index */
            fair__tally *other = saved_load(&s);
            fair__text_table_truncate(&other->shards, 0);
            memory.requests = 0;
            injected = 0;
            for (size_t k = 1;; k++) {
                memory.fail_at = k;
                memory.requests = 0;
                memory.injected = 0;
                st = fair__tally_merge(t, other, NULL);
                ck_assert_int_eq(st, memory.injected ? FAIR_ERR_MEMORY
                                                     : FAIR_OK);
                if (st == FAIR_OK) break;
                memory.fail_at = 0;
                saved same = saved_of(t);
                ck_assert(saved_equal(&same, &s));
                free(same.bytes);
            }
            ck_assert_uint_eq(t->rows.in, 24);
            fair__tally_free(other);
            memory.fail_at = 0;
            fair__tally_free(t);
        }
        ck_assert_uint_eq(memory.live, 0);
    }
    free(s.bytes);
}
END_TEST

/* Where memory is dearest against bytes: many features, short distinct
 * texts, one count a cell; and many cells of few features. */
START_TEST(test_memory_of_what_is_valid)
{
    const struct {
        size_t n_features, n;
        int text;
    } shapes[] = {{64, 1, 1},   {64, 17, 1},  {64, 129, 1}, {64, 300, 0},
                  {1, 5000, 0}, {1, 5000, 1}, {2, 257, 1},  {3, 1025, 0}};
    for (size_t s = 0; s < COUNT(shapes); s++) {
        const size_t n = shapes[s].n;
        static char text[5000][3];
        static const char *texts[5000];
        static int64_t numbers[5000];
        static uint8_t y[5000];
        for (size_t i = 0; i < n; i++) {
            memset(text[i], 0, sizeof(text[i])); /* as short as can be */
            text[i][0] = (char)(i < 128 ? i : '0' + i / 79);
            text[i][1] = (char)(i < 128 ? 0 : '0' + i % 79);
            texts[i] = text[i];
            numbers[i] = (int64_t)(i * i);
        }
        static char name[64][2];
        const char *features[64];
        fair_column columns[64];
        for (size_t k = 0; k < 64; k++) {
            name[k][0] = (char)('0' + k);
            features[k] = name[k];
            columns[k] = shapes[s].text
                             ? fair_column_cstring(texts, (int64_t)n)
                             : fair_column_int64(numbers, (int64_t)n);
        }
        fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
        o.n_sensitive = shapes[s].n_features;
        o.sensitive_names = features;
        fair_rows rows = FAIR_ROWS_INIT;
        rows.n = n;
        rows.sensitive = columns;
        rows.y_true = fair_column_uint8(y, (int64_t)n);
        fair__tally *t = saved_make(&o);
        fair__tally_begin(t);
        ck_assert_ok(fair__tally_add(t, &rows, 0, NULL));
        ck_assert_ok(fair__tally_commit(t, NULL));
        saved bytes = saved_of(t);
        ck_assert_int_eq(saved_check(bytes.bytes, bytes.length), FAIR_OK);
        free(bytes.bytes);
        fair__tally_free(t);
    }
}
END_TEST

/* Section 5 says that it is all that is left. */
static void
claim_scores(const saved *s)
{
    static fields f;
    ck_assert(fields_find(&f, s->bytes, s->length));
    const size_t at = f.part[PART_SCORES];
    fair__writer w = {s->bytes + at + 4, 8, 0, 0};
    fair__put_u64(&w, (s->length - at - 16) / 8 * 8);
    saved_seal(s->bytes, s->length);
    ck_assert_int_eq(saved_check(s->bytes, s->length), FAIR_ERR_CORRUPT);
}

/* So many scores of so many groups, with and without labels and weights; and
 * what claims to be more of them than there are. */
START_TEST(test_memory_of_scores)
{
    enum { MOST = 20000 };
    static const char *const name[] = {"g"};
    static double scores[MOST], weights[MOST];
    static int32_t groups[MOST];
    static uint8_t y[MOST], p[MOST];
    for (size_t i = 0; i < MOST; i++) {
        scores[i] = (double)(i * 7919 % MOST);
        weights[i] = i % 3 == 0 ? 0x1p-1074 : i % 3 == 1 ? 0x1p480 : 1;
        p[i] = (uint8_t)(i % 2);
    }
    for (int k = 0; k < 24; k++) {
        const int weighted = k / 3 % 2;
        const size_t most = weighted ? MOST / 10 : MOST;
        const size_t n = k % 3 == 0 ? 1 : k % 3 == 1 ? 300 : most;
        for (size_t i = 0; i < n; i++)
            groups[i] = k / 6 % 2 ? (int32_t)i : 0;
        fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
        o.n_sensitive = 1;
        o.sensitive_names = name;
        o.hash_key = saved_key;
        const fair_column g = fair_column_int32(groups, (int64_t)n);
        fair_rows rows = FAIR_ROWS_INIT;
        rows.n = n;
        rows.sensitive = &g;
        rows.y_score = fair_column_float64(scores, (int64_t)n);
        rows.y_pred = fair_column_uint8(p, (int64_t)n);
        if (k >= 12) rows.y_true = fair_column_uint8(y, (int64_t)n);
        if (weighted)
            rows.sample_weight = fair_column_float64(weights, (int64_t)n);
        fair__tally *t = saved_make(&o);
        saved_add_rows(t, &rows);
        saved s = saved_of(t);
        ck_assert_int_eq(saved_check(s.bytes, s.length), FAIR_OK);
        claim_scores(&s);
        free(s.bytes);
        fair__tally_free(t);
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_buffers);
    tcase_add_test(tc, test_options_of_load);
    tcase_add_test(tc, test_every_refused_request);
    tcase_add_test(tc, test_memory_of_what_is_valid);
    tcase_add_test(tc, test_memory_of_scores);
}

FAIR_TEST_MAIN("tally/codec_limits", tests)
