/* SPDX-License-Identifier: MIT
 * Features against a slow model: every type, stride, offset and validity. */
#include "column/feature.h"

#include <math.h>

#include "column/model.h"
#include "kernels/kernels.h"

static fair_allocator
tracked(test_memory *memory)
{
    memset(memory, 0, sizeof(*memory));
    return test_allocator(memory);
}

static void
check_rows(const fair__feature *f, const made *m, const uint32_t *codes,
           model *known)
{
    for (size_t i = 0; i < m->n; i++) {
        const uint32_t expected = model_code(known, &m->rows[i]);
        if (codes[i] != expected)
            ck_abort_msg("type %d row %zu: code %u, expected %u",
                         (int)m->column[0].type, i, codes[i], expected);
        const fair_scalar value = fair__values_get(&f->values, codes[i]);
        ck_assert(same_value(&value, &m->rows[i]));
    }
    ck_assert_uint_eq(f->values.n, known->n);
}

/* Reads in pieces of odd sizes. */
static void
read_all(fair__feature *f, const made *m, uint64_t *state, uint32_t *codes)
{
    fair__defect defect;
    ck_assert_ok(fair__column_check(&m->column[0], m->n, "x", &err_));
    ck_assert_ok(fair__feature_begin(f, &m->column[0], &err_));
    for (size_t at = 0; at < m->n;) {
        size_t n = 1 + random_u64(state) % 700;
        if (n > m->n - at) n = m->n - at;
        ck_assert_ok(fair__feature_read(f, &m->column[0], at, n, codes + at,
                                        &defect, &err_));
        ck_assert_int_eq(defect.kind, FAIR__DEFECT_NONE);
        at += n;
    }
}

static const int32_t bool_types[] = {FAIR_TYPE_BOOL8, FAIR_TYPE_BOOL1,
                                     FAIR_TYPE_NULL};
static const int32_t number_types[] = {
    FAIR_TYPE_INT8,    FAIR_TYPE_INT16,   FAIR_TYPE_INT32,  FAIR_TYPE_INT64,
    FAIR_TYPE_UINT8,   FAIR_TYPE_UINT16,  FAIR_TYPE_UINT32, FAIR_TYPE_UINT64,
    FAIR_TYPE_FLOAT16, FAIR_TYPE_FLOAT32, FAIR_TYPE_FLOAT64, FAIR_TYPE_INT128,
    FAIR_TYPE_NULL};
static const int32_t text_types[] = {FAIR_TYPE_UTF8, FAIR_TYPE_LARGE_UTF8,
                                     FAIR_TYPE_UTF8_VIEW, FAIR_TYPE_CSTRING,
                                     FAIR_TYPE_NULL};

/* Batches of all types of a kind go into one feature: they share values. */
static void
run_kind(const int32_t *types, size_t n_types, uint64_t state)
{
    test_memory memory;
    const fair_allocator mem = tracked(&memory);
    uint32_t codes[1200];
    for (int round = 0; round < 12; round++) {
        fair__feature f;
        fair__feature_init(&f, &mem, test_key);
        static model known;
        known.n = 0;
        static made all[40];
        size_t n_all = 0;
        for (; n_all < 40; n_all++) {
            made *m = &all[n_all];
            const int32_t type = types[random_u64(&state) % n_types];
            const size_t n = random_u64(&state) % 1200;
            if (random_u64(&state) % 3 == 0)
                make_dictionary(m, type, n, &state);
            else
                make_random(m, type, n, &state);
            read_all(&f, m, &state, codes);
            check_rows(&f, m, codes, &known);
        }
        for (size_t i = 0; i < n_all; i++)
            unmake(&all[i]);
        fair__feature_free(&f);
        ck_assert_uint_eq(memory.live, 0);
    }
}

START_TEST(test_bools)
{
    run_kind(bool_types, 3, 1);
}
END_TEST

START_TEST(test_numbers)
{
    run_kind(number_types, 13, 2);
}
END_TEST

START_TEST(test_texts)
{
    run_kind(text_types, 5, 3);
}
END_TEST

/* ---- defects ---- */

static fair__defect
defect_of(const fair_column *column, uint32_t max_values)
{
    test_memory memory;
    const fair_allocator mem = tracked(&memory);
    fair__feature f;
    fair__defect defect;
    static uint32_t codes[FAIR__BLOCK];
    fair__feature_init(&f, &mem, test_key);
    f.max_values = max_values;
    ck_assert_ok(fair__column_check(column, (size_t)column->length, "x",
                                    &err_));
    ck_assert_ok(fair__feature_begin(&f, column, &err_));
    ck_assert_ok(fair__feature_read(&f, column, 0, (size_t)column->length,
                                    codes, &defect, &err_));
    if (defect.kind != FAIR__DEFECT_NONE)
        ck_assert_uint_eq(codes[defect.row], 0);
    fair__feature_free(&f);
    ck_assert_uint_eq(memory.live, 0);
    return defect;
}

#define expect_defect(column_, kind_, row_, count_)                           \
    do {                                                                      \
        const fair_column c_ = (column_);                                     \
        const fair__defect d_ = defect_of(&c_, 100);                          \
        ck_assert_int_eq(d_.kind, kind_);                                     \
        ck_assert_uint_eq(d_.row, row_);                                      \
        ck_assert_uint_eq(d_.count, count_);                                  \
    } while (0)

START_TEST(test_defects)
{
    const double halves[] = {1, 0.5, NAN, 2.5, 1};
    expect_defect(fair_column_float64(halves, 5), FAIR__DEFECT_NOT_WHOLE, 1,
                  2);
    const float infinite[] = {1, -INFINITY, INFINITY, 0.5f};
    expect_defect(fair_column_float32(infinite, 4), FAIR__DEFECT_INFINITE, 1,
                  2);
    const double large[] = {0x1p63, -0x1p63, 0x1p64, 1e300, -0x1.8p63};
    expect_defect(fair_column_float64(large, 5), FAIR__DEFECT_TOO_LARGE, 2, 3);
    const uint8_t bools[] = {0, 1, 1, 2, 255, 2};
    expect_defect(fair_column_bool8(bools, 6), FAIR__DEFECT_BOOL, 3, 3);
    const char *bad[] = {"a", "\xff", "\xc3\xa9", "\xed\xa0\x80", NULL};
    expect_defect(fair_column_cstring(bad, 5), FAIR__DEFECT_UTF8, 1, 2);
    const int32_t backwards[] = {0, 2, 1, 3, -1};
    expect_defect(fair_column_utf8(backwards, "abcd", 4),
                  FAIR__DEFECT_OFFSETS, 1, 2);
    const int64_t negative[] = {-2, 0, 1};
    expect_defect(fair_column_large_utf8(negative, "abcd", 2),
                  FAIR__DEFECT_OFFSETS, 0, 1);
    const int64_t least[] = {5, INT64_MIN};
    expect_defect(fair_column_large_utf8(least, "abcd", 1),
                  FAIR__DEFECT_OFFSETS, 0, 1);
    const int32_t no_bytes[] = {0, 0, 1};
    expect_defect(fair_column_utf8(no_bytes, NULL, 2), FAIR__DEFECT_OFFSETS,
                  1, 1);
    const char *values[] = {"x", "y"};
    const fair_column dictionary = fair_column_cstring(values, 2);
    const int32_t indices[] = {0, 1, 2, -1, 1, INT32_MIN};
    expect_defect(fair_column_dictionary(indices, 6, &dictionary),
                  FAIR__DEFECT_INDEX, 2, 3);
    const fair_column nothing = fair_column_cstring(NULL, 0);
    expect_defect(fair_column_dictionary(indices, 1, &nothing),
                  FAIR__DEFECT_INDEX, 0, 1);
}
END_TEST

START_TEST(test_too_many_values)
{
    const int16_t x[] = {1, 2, 3, 2, 4, 3, 5};
    const fair_column column = fair_column_int16(x, 7);
    const fair__defect d = defect_of(&column, 2);
    ck_assert_int_eq(d.kind, FAIR__DEFECT_TOO_MANY);
    ck_assert_uint_eq(d.row, 2);
    ck_assert_uint_eq(d.count, 4); /* 3, 4, 3, 5 */
    ck_assert_int_eq(d.found.integer, 3);
    const fair__defect none = defect_of(&column, 5);
    ck_assert_int_eq(none.kind, FAIR__DEFECT_NONE);
}
END_TEST

/* 65,536 bytes are the most; one more is too long, in every layout. */
START_TEST(test_long_texts)
{
    char *text = malloc(FAIR__TEXT_MAX + 2);
    memset(text, 'x', FAIR__TEXT_MAX + 1);
    text[FAIR__TEXT_MAX + 1] = '\0';
    const int32_t offsets[] = {0, FAIR__TEXT_MAX + 1, FAIR__TEXT_MAX + 1};
    expect_defect(fair_column_utf8(offsets, text, 2), FAIR__DEFECT_TOO_LONG, 0,
                  1);
    const char *strings[] = {text, text + 1, text};
    expect_defect(fair_column_cstring(strings, 3), FAIR__DEFECT_TOO_LONG, 0,
                  2);
    const fair_column longest = fair_column_cstring(strings + 1, 1);
    ck_assert_int_eq(defect_of(&longest, 100).kind, FAIR__DEFECT_NONE);
    free(text);
}
END_TEST

static fair_column
views(const int32_t (*words)[4], int64_t n, const void *const *variadic,
      const int64_t *sizes, int64_t n_variadic)
{
    fair_column c;
    memset(&c, 0, sizeof(c));
    c.type = FAIR_TYPE_UTF8_VIEW;
    c.length = n;
    c.buffers[0] = words;
    c.variadic = variadic;
    c.variadic_sizes = sizes;
    c.n_variadic = n_variadic;
    return c;
}

START_TEST(test_views_outside)
{
    char *bytes = malloc(20);
    memset(bytes, 'v', 20);
    const void *variadic[] = {bytes, NULL};
    const int64_t sizes[] = {20, 20};
    const int32_t good[][4] = {{20, 0, 0, 0}, {13, 0, 0, 7}, {0, 1, 1, 1}};
    const fair_column column = views(good, 3, variadic, sizes, 2);
    ck_assert_int_eq(defect_of(&column, 100).kind, FAIR__DEFECT_NONE);
    const int32_t bad[][4] = {
        {20, 0, 0, 1},                  /* one byte too far */
        {13, 0, 0, 8},                  /* likewise */
        {13, 0, 2, 0},                  /* no such buffer */
        {13, 0, -1, 0},                 /* likewise */
        {13, 0, 0, -1},                 /* before it */
        {13, 0, 1, 0},                  /* buffer is NULL */
        {-1, 0, 0, 0},                  /* negative length */
        {INT32_MIN, 0, 0, 0},           /* likewise */
        {INT32_MAX, 0, 0, INT32_MAX}};  /* sum beyond int32 */
    for (int i = 0; i < 9; i++)
        expect_defect(views(&bad[i], 1, variadic, sizes, 2),
                      FAIR__DEFECT_OFFSETS, 0, 1);
    const int64_t least[] = {INT64_MIN, INT64_MIN};
    expect_defect(views(&good[1], 1, variadic, least, 2),
                  FAIR__DEFECT_OFFSETS, 0, 1);
    expect_defect(views(&good[1], 1, NULL, NULL, 0), FAIR__DEFECT_OFFSETS, 0,
                  1);
    free(bytes);
}
END_TEST

/* A NUL, the empty string and null are three different things. */
START_TEST(test_nul_and_empty)
{
    const int32_t offsets[] = {0, 1, 3, 3, 4};
    const uint8_t validity[] = {0x0f & ~0x08};
    fair_column column = fair_column_utf8(offsets, "aa\0x", 4);
    column.validity = validity;
    test_memory memory;
    const fair_allocator mem = tracked(&memory);
    fair__feature f;
    fair__defect defect;
    uint32_t codes[4];
    fair__feature_init(&f, &mem, test_key);
    ck_assert_ok(fair__feature_begin(&f, &column, &err_));
    ck_assert_ok(fair__feature_read(&f, &column, 0, 4, codes, &defect, &err_));
    const uint32_t expected[] = {1, 2, 3, 0};
    ck_assert_mem_eq(codes, expected, sizeof(codes));
    const fair_scalar nul = fair__values_get(&f.values, 2);
    ck_assert_uint_eq(nul.length, 2);
    ck_assert_mem_eq(nul.text, "a\0", 2);
    ck_assert_uint_eq(fair__values_get(&f.values, 3).length, 0);
    fair__feature_free(&f);
}
END_TEST

/* Text after numbers, numbers after booleans, ...: every row is a defect, and
 * nothing that a cache remembers may answer instead. */
START_TEST(test_kinds_do_not_mix)
{
    const uint8_t bytes[] = {0, 1, 0, 1};
    const char *texts[] = {"0", "1", "0", "1"};
    const fair_column text_values = fair_column_cstring(texts, 4);
    const int32_t indices[] = {0, 1, 2, 3};
    const fair_column columns[] = {
        fair_column_bool8(bytes, 4), fair_column_uint8(bytes, 4),
        fair_column_cstring(texts, 4),
        fair_column_dictionary(indices, 4, &text_values)};
    const int32_t kinds[] = {FAIR_KIND_BOOL, FAIR_KIND_INT, FAIR_KIND_TEXT,
                             FAIR_KIND_TEXT};
    test_memory memory;
    const fair_allocator mem = tracked(&memory);
    for (int a = 0; a < 4; a++) {
        for (int b = 0; b < 4; b++) {
            fair__feature f;
            fair__defect defect;
            uint32_t codes[4];
            fair__feature_init(&f, &mem, test_key);
            ck_assert_ok(fair__feature_begin(&f, &columns[a], &err_));
            ck_assert_ok(fair__feature_read(&f, &columns[a], 0, 4, codes,
                                            &defect, &err_));
            ck_assert_int_eq(f.values.kind, kinds[a]);
            ck_assert_ok(fair__feature_begin(&f, &columns[b], &err_));
            ck_assert_ok(fair__feature_read(&f, &columns[b], 0, 4, codes,
                                            &defect, &err_));
            if (kinds[a] == kinds[b]) {
                ck_assert_int_eq(defect.kind, FAIR__DEFECT_NONE);
            } else {
                ck_assert_int_eq(defect.kind, FAIR__DEFECT_KIND);
                ck_assert_uint_eq(defect.count, 4);
                ck_assert_int_eq(defect.seen_kind, kinds[a]);
                ck_assert_int_eq(defect.found.kind, kinds[b]);
            }
            fair__feature_free(&f);
        }
    }
}
END_TEST

/* ---- undo, memory ---- */

/* After truncating, codes are those of a feature that never saw the rest. */
START_TEST(test_truncate)
{
    uint64_t state = 5;
    test_memory memory;
    const fair_allocator mem = tracked(&memory);
    uint32_t codes[600];
    for (int round = 0; round < 60; round++) {
        const int text = round % 2;
        const int32_t type = text ? text_types[round / 2 % 4]
                                  : number_types[round / 2 % 11];
        made first, second, third;
        make_random(&first, type, random_u64(&state) % 30, &state);
        if (round % 3 == 0)
            make_dictionary(&second, type, 600, &state);
        else /* through the caches */
            make_random(&second, type, 600, &state);
        make_random(&third, type, 600, &state);
        fair__feature f;
        fair__feature_init(&f, &mem, test_key);
        static model known;
        known.n = 0;
        read_all(&f, &first, &state, codes);
        check_rows(&f, &first, codes, &known);
        const uint32_t n = f.values.n;
        const int32_t kind = f.values.kind;
        read_all(&f, &second, &state, codes);
        fair__feature_truncate(&f, n, kind);
        read_all(&f, &third, &state, codes);
        check_rows(&f, &third, codes, &known);
        fair__feature_truncate(&f, 0, 0); /* a reset: another kind may come */
        const uint8_t bits[] = {0, 1};
        const fair_column bools = fair_column_bool8(bits, 2);
        fair__defect defect;
        ck_assert_ok(fair__feature_begin(&f, &bools, &err_));
        ck_assert_ok(
            fair__feature_read(&f, &bools, 0, 2, codes, &defect, &err_));
        ck_assert_int_eq(defect.kind, FAIR__DEFECT_NONE);
        ck_assert_int_eq(f.values.kind, FAIR_KIND_BOOL);
        fair__feature_free(&f);
        ck_assert_uint_eq(memory.live, 0);
        unmake(&first);
        unmake(&second);
        unmake(&third);
    }
}
END_TEST

/* Fails the n-th request for every n: MEMORY if and only if injected, and the
 * values that are there still answer. */
static void
fail_each_request(int32_t type, int dictionary)
{
    for (size_t fail_at = 1;; fail_at++) {
        uint64_t state = 11;
        test_memory memory;
        const fair_allocator mem = tracked(&memory);
        memory.fail_at = fail_at;
        made m;
        if (dictionary)
            make_dictionary(&m, type, 500, &state);
        else
            make_random(&m, type, 500, &state);
        fair__feature f;
        fair__defect defect;
        uint32_t codes[500];
        fair__feature_init(&f, &mem, test_key);
        fair_error err = {0};
        fair_status st = fair__feature_begin(&f, &m.column[0], &err);
        if (st == FAIR_OK)
            st = fair__feature_read(&f, &m.column[0], 0, 500, codes, &defect,
                                    &err);
        ck_assert_int_eq(st, memory.injected ? FAIR_ERR_MEMORY : FAIR_OK);
        ck_assert_int_eq(err.code, st);
        const int injected = memory.injected;
        memory.fail_at = 0;
        static model known;
        known.n = 0;
        read_all(&f, &m, &state, codes);
        check_rows(&f, &m, codes, &known);
        fair__feature_free(&f);
        ck_assert_uint_eq(memory.live, 0);
        unmake(&m);
        if (!injected) break;
    }
}

START_TEST(test_memory_failures)
{
    fail_each_request(FAIR_TYPE_INT32, 0);
    fail_each_request(FAIR_TYPE_UINT64, 0);
    fail_each_request(FAIR_TYPE_UTF8_VIEW, 0);
    fail_each_request(FAIR_TYPE_UTF8, 1);
}
END_TEST

/* A dictionary longer than what is mapped gives the same codes. */
START_TEST(test_long_dictionary)
{
    const size_t n = 70000;
    int32_t *values = malloc(n * sizeof(*values));
    int32_t *indices = malloc(4096 * sizeof(*indices));
    static uint32_t codes[4096];
    static model known;
    known.n = 0;
    for (size_t i = 0; i < n; i++)
        values[i] = (int32_t)(i % 300);
    uint64_t state = 3;
    for (size_t i = 0; i < 4096; i++)
        indices[i] = (int32_t)(random_u64(&state) % n);
    const fair_column dictionary = fair_column_int32(values, (int64_t)n);
    const fair_column column = fair_column_dictionary(indices, 4096,
                                                      &dictionary);
    test_memory memory;
    const fair_allocator mem = tracked(&memory);
    fair__feature f;
    fair__defect defect;
    fair__feature_init(&f, &mem, test_key);
    ck_assert_ok(fair__feature_begin(&f, &column, &err_));
    ck_assert_ok(
        fair__feature_read(&f, &column, 0, 4096, codes, &defect, &err_));
    for (size_t i = 0; i < 4096; i++) {
        const fair_scalar s = fair_scalar_int(indices[i] % 300);
        ck_assert_uint_eq(codes[i], model_code(&known, &s));
    }
    fair__feature_free(&f);
    free(values);
    free(indices);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_bools);
    tcase_add_test(tc, test_numbers);
    tcase_add_test(tc, test_texts);
    tcase_add_test(tc, test_defects);
    tcase_add_test(tc, test_too_many_values);
    tcase_add_test(tc, test_long_texts);
    tcase_add_test(tc, test_views_outside);
    tcase_add_test(tc, test_nul_and_empty);
    tcase_add_test(tc, test_kinds_do_not_mix);
    tcase_add_test(tc, test_truncate);
    tcase_add_test(tc, test_memory_failures);
    tcase_add_test(tc, test_long_dictionary);
}

FAIR_TEST_MAIN("column/feature", tests)
