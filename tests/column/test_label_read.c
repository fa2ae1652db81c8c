/* SPDX-License-Identifier: MIT
 * Reading labels against a slow model: every type and layout. */
#include <fairness/audit.h>

#include "column/label.h"
#include "column/model.h"
#include "kernels/kernels.h"

static fair_allocator
tracked(test_memory *memory)
{
    memset(memory, 0, sizeof(*memory));
    return test_allocator(memory);
}

/* What a message needs to say. */
START_TEST(test_what_was_seen)
{
    test_memory memory;
    const fair_allocator mem = tracked(&memory);
    fair__label l;
    fair__defect defect;
    fair__label_init(&l, &mem);
    l.positive_any = fair_scalar_text("yes");
    const char *rows[] = {"no", "no", "maybe", "yes", "maybe", "perhaps"};
    const fair_column column = fair_column_cstring(rows, 6);
    uint8_t codes[6];
    ck_assert_ok(fair__label_read(&l, &column, 0, 6, codes, &defect, &err_));
    ck_assert_int_eq(defect.kind, FAIR__DEFECT_THIRD_VALUE);
    ck_assert_uint_eq(defect.row, 2);
    ck_assert_uint_eq(defect.count, 3);
    ck_assert_str_eq(defect.found.text, "maybe");
    ck_assert_str_eq(defect.seen[0].text, "no");
    ck_assert_str_eq(defect.seen[1].text, "yes");
    ck_assert_int_eq(defect.is_declared, 1);
    fair__label_free(&l);

    fair__label_init(&l, &mem);
    l.positive_any = fair_scalar_text("yes");
    const int8_t numbers[] = {1, 0, 7};
    const fair_column other = fair_column_int8(numbers, 3);
    ck_assert_ok(fair__label_read(&l, &other, 0, 3, codes, &defect, &err_));
    ck_assert_int_eq(defect.kind, FAIR__DEFECT_NOT_BINARY);
    ck_assert_uint_eq(defect.row, 2);
    ck_assert_int_eq(defect.found.integer, 7);
    ck_assert_str_eq(defect.seen[0].text, "yes");
    fair__label_free(&l);
}
END_TEST

START_TEST(test_row_defects)
{
    test_memory memory;
    const fair_allocator mem = tracked(&memory);
    fair__label l;
    fair__defect defect;
    uint8_t codes[4];
    fair__label_init(&l, &mem);
    const double scores[] = {0.0, 0.73, 0.5, 1.0};
    fair_column column = fair_column_float64(scores, 4);
    ck_assert_ok(fair__label_read(&l, &column, 0, 4, codes, &defect, &err_));
    ck_assert_int_eq(defect.kind, FAIR__DEFECT_NOT_WHOLE);
    ck_assert_uint_eq(defect.row, 1);
    ck_assert_uint_eq(defect.count, 2);
    ck_assert_double_eq(defect.found.number, 0.73);
    const double gaps[] = {0.0, NAN, -0.0, 1.0};
    column = fair_column_float64(gaps, 4);
    ck_assert_ok(fair__label_read(&l, &column, 0, 4, codes, &defect, &err_));
    ck_assert_int_eq(defect.kind, FAIR__DEFECT_NONE);
    const uint8_t expected[] = {0, FAIR__LABEL_MISSING, 0, 1};
    ck_assert_mem_eq(codes, expected, 4);
    const uint8_t bytes[] = {0, 1, 2, 3};
    column = fair_column_bool8(bytes, 4);
    ck_assert_ok(fair__label_read(&l, &column, 0, 4, codes, &defect, &err_));
    ck_assert_int_eq(defect.kind, FAIR__DEFECT_BOOL);
    ck_assert_uint_eq(defect.row, 2);
    fair__label_free(&l);

    fair__label_init(&l, &mem);
    l.positive_own = fair_scalar_text("a");
    const char *bad[] = {"a", "\xc0\x80", "a", "b"};
    column = fair_column_cstring(bad, 4);
    ck_assert_ok(fair__label_read(&l, &column, 0, 4, codes, &defect, &err_));
    ck_assert_int_eq(defect.kind, FAIR__DEFECT_UTF8);
    ck_assert_uint_eq(defect.row, 1);
    fair__label_free(&l);
    ck_assert_uint_eq(memory.live, 0);
}
END_TEST

/* ---- reading against the model ---- */

/* Rows of at most two values, in every type and layout. */
static void
make_label(made *m, int32_t type, size_t n, uint64_t *state, fair_scalar *p)
{
    memset(m, 0, sizeof(*m));
    m->n = n;
    m->rows = calloc(n + 1, sizeof(*m->rows));
    fair_scalar two[2];
    do {
        two[0] = random_value(type, state);
        two[1] = random_value(type, state);
    } while (same_value(&two[0], &two[1]));
    *p = two[random_u64(state) % 2];
    const uint64_t r = random_u64(state);
    const uint64_t rare = r % 3 == 0 ? 50 : 2;
    for (size_t i = 0; i < n; i++) {
        m->rows[i] = two[random_u64(state) % rare == 0];
        if (r % 2 == 0 && random_u64(state) % 9 == 0)
            m->rows[i] = fair_scalar_missing();
    }
    const int64_t width = (int64_t)type_width(type);
    static const int64_t factors[] = {0, 0, 1, -1, 2, -3};
    make_flat(m, &m->column[0], type, r / 3 % 19, factors[r / 64 % 6] * width,
              r % 2 == 0);
}

static void
check_label(const made *m, const fair_scalar *p, int split)
{
    test_memory memory;
    const fair_allocator mem = tracked(&memory);
    fair__label l;
    fair__defect defect;
    static uint8_t codes[FAIR__BLOCK];
    fair__label_init(&l, &mem);
    l.positive_own = *p;
    ck_assert_ok(fair__column_check(&m->column[0], m->n, "x", &err_));
    const size_t middle = split ? m->n / 3 : 0;
    ck_assert_ok(fair__label_read(&l, &m->column[0], 0, middle, codes, &defect,
                                  &err_));
    ck_assert_ok(fair__label_read(&l, &m->column[0], middle, m->n - middle,
                                  codes + middle, &defect, &err_));
    ck_assert_int_eq(defect.kind, FAIR__DEFECT_NONE);
    model known = {.n = 0};
    for (size_t i = 0; i < m->n; i++) {
        fair_scalar s = m->rows[i];
        if (s.kind == FAIR_KIND_BOOL) s.kind = FAIR_KIND_INT;
        const uint32_t code = model_code(&known, &s);
        const uint32_t expected = code == 0 ? FAIR__LABEL_MISSING : code - 1;
        if (codes[i] != expected)
            ck_abort_msg("type %d row %zu: code %u, expected %u",
                         (int)m->column[0].type, i, codes[i], expected);
    }
    ck_assert_int_eq(l.n, (int)known.n);
    fair_scalar positive = *p;
    if (positive.kind == FAIR_KIND_BOOL) positive.kind = FAIR_KIND_INT;
    int expected = -1;
    for (uint32_t i = 0; i < known.n; i++)
        if (same_value(&known.values[i], &positive)) expected = (int)i;
    ck_assert_int_eq(fair__label_positive(&l), expected);
    fair__label_free(&l);
    ck_assert_uint_eq(memory.live, 0);
}

START_TEST(test_reading)
{
    uint64_t state = 21;
    for (int32_t type = FAIR_TYPE_BOOL8; type <= FAIR_TYPE_CSTRING; type++) {
        for (int round = 0; round < 60; round++) {
            made m;
            fair_scalar p;
            make_label(&m, type, random_u64(&state) % 1500, &state, &p);
            check_label(&m, &p, round % 2);
            unmake(&m);
        }
    }
}
END_TEST

/* Longer than what is remembered, and alike but for one byte. */
START_TEST(test_long_texts)
{
    const char *rows[] = {"did not reoffend", "did not reoffenD", NULL,
                          "did not reoffenD", "did not reoffend",
                          "did not reoffend", "did not offend"};
    const uint8_t expected[] = {0, 1, FAIR__LABEL_MISSING, 1, 0, 0};
    test_memory memory;
    const fair_allocator mem = tracked(&memory);
    fair__label l;
    fair__defect defect;
    uint8_t codes[7];
    fair__label_init(&l, &mem);
    l.positive_any = fair_scalar_text("did not reoffenD");
    const fair_column column = fair_column_cstring(rows, 7);
    ck_assert_ok(fair__label_read(&l, &column, 0, 6, codes, &defect, &err_));
    ck_assert_int_eq(defect.kind, FAIR__DEFECT_NONE);
    ck_assert_mem_eq(codes, expected, 6);
    ck_assert_int_eq(fair__label_positive(&l), 1);
    ck_assert_ok(fair__label_read(&l, &column, 0, 7, codes, &defect, &err_));
    ck_assert_int_eq(defect.kind, FAIR__DEFECT_THIRD_VALUE);
    ck_assert_uint_eq(defect.row, 6);
    ck_assert_uint_eq(defect.count, 1);
    fair__label_free(&l);
}
END_TEST

/* Dictionaries, short and longer than what is mapped, of {0,1} by way of
 * duplicates and nulls. */
START_TEST(test_reading_dictionaries)
{
    uint64_t state = 22;
    for (int round = 0; round < 200; round++) {
        made values, m;
        fair_scalar p;
        const int32_t type =
            FAIR_TYPE_BOOL8 + round % (FAIR_TYPE_CSTRING - 1);
        make_label(&values, type, round % 3 == 0 ? 300 : 5, &state, &p);
        memset(&m, 0, sizeof(m));
        m.n = 700;
        m.rows = calloc(m.n, sizeof(*m.rows));
        int16_t *indices = block(&m, m.n * sizeof(*indices));
        for (size_t i = 0; i < m.n; i++) {
            indices[i] = (int16_t)(random_u64(&state) % values.n);
            m.rows[i] = values.rows[indices[i]];
        }
        m.column[0] = fair_column_dictionary(NULL, (int64_t)m.n,
                                             &values.column[0]);
        m.column[0].index_type = FAIR_TYPE_INT16;
        m.column[0].buffers[0] = indices;
        check_label(&m, &p, round % 2);
        indices[650] = -1;
        fair__label l;
        fair__defect defect;
        uint8_t codes[700];
        test_memory memory;
        const fair_allocator mem = tracked(&memory);
        fair__label_init(&l, &mem);
        l.positive_own = p;
        ck_assert_ok(fair__label_read(&l, &m.column[0], 0, 700, codes, &defect,
                                      &err_));
        ck_assert_int_eq(defect.kind, FAIR__DEFECT_INDEX);
        ck_assert_uint_eq(defect.row, 650);
        fair__label_free(&l);
        unmake(&m);
        unmake(&values);
    }
}
END_TEST

/* Texts that a file holds: 0, 0.0, false and their opposites in any case. */
START_TEST(test_texts_of_files)
{
    static const char *const words[] = {"0",    "1",   "0.0",  "1.0", "FALSE",
                                        "true", "no",  "True", NULL,  "00"};
    static const uint8_t bits[] = {0, 1, 0, 1, 0, 1, 0, 1, 2, 9};
    test_memory memory;
    const fair_allocator mem = tracked(&memory);
    fair__label l;
    fair__defect defect;
    uint8_t codes[600];
    const char *rows[600];
    fair__label_init(&l, &mem);
    l.text_labels = FAIR_TEXT_LABELS_BINARY;
    uint64_t state = 4;
    int which[600];
    for (int i = 0; i < 600; i++) {
        do
            which[i] = i == 0 ? 1 : (int)(random_u64(&state) % 9);
        while (which[i] == 6);
        rows[i] = words[which[i]];
    }
    const fair_column column = fair_column_cstring(rows, 600);
    ck_assert_ok(fair__label_read(&l, &column, 0, 600, codes, &defect, &err_));
    ck_assert_int_eq(defect.kind, FAIR__DEFECT_NONE);
    for (int i = 0; i < 600; i++) { /* 1 came first: it has number 0 */
        const uint8_t bit = bits[which[i]];
        ck_assert_uint_eq(codes[i], bit == 2 ? FAIR__LABEL_MISSING : 1 - bit);
    }
    ck_assert_int_eq(fair__label_positive(&l), 0);
    ck_assert_int_eq(l.values[0].kind, FAIR_KIND_INT);
    ck_assert_int_eq(l.mixed, 1);
    for (int i = 6; i < 10; i += 3) {
        const fair_column one = fair_column_cstring(&words[i], 1);
        ck_assert_ok(fair__label_read(&l, &one, 0, 1, codes, &defect, &err_));
        ck_assert_int_eq(defect.kind, FAIR__DEFECT_NOT_BINARY);
    }
    fair__label_free(&l);

    /* The same words are texts, and lengths are no numbers, elsewhere. */
    fair__label_init(&l, &mem);
    l.positive_own = fair_scalar_text("1");
    ck_assert_ok(fair__label_read(&l, &column, 0, 1, codes, &defect, &err_));
    ck_assert_int_eq(l.values[0].kind, FAIR_KIND_TEXT);
    ck_assert_int_eq(l.mixed, 0);
    fair__label_free(&l);
}
END_TEST

START_TEST(test_memory_failures)
{
    const char *rows[] = {"no", "yes", "no"};
    const fair_column column = fair_column_cstring(rows, 3);
    for (size_t fail_at = 1;; fail_at++) {
        test_memory memory;
        const fair_allocator mem = tracked(&memory);
        memory.fail_at = fail_at;
        fair__label l;
        fair__defect defect;
        uint8_t codes[3];
        fair__label_init(&l, &mem);
        l.positive_own = fair_scalar_text("yes");
        const fair_status st =
            fair__label_read(&l, &column, 0, 3, codes, &defect, NULL);
        ck_assert_int_eq(st, memory.injected ? FAIR_ERR_MEMORY : FAIR_OK);
        const int injected = memory.injected;
        memory.fail_at = 0;
        fair__label_truncate(&l, 0);
        ck_assert_ok(fair__label_read(&l, &column, 0, 3, codes, &defect,
                                      &err_));
        const uint8_t expected[] = {0, 1, 0};
        ck_assert_mem_eq(codes, expected, 3);
        fair__label_free(&l);
        ck_assert_uint_eq(memory.live, 0);
        if (!injected) break;
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_what_was_seen);
    tcase_add_test(tc, test_row_defects);
    tcase_add_test(tc, test_reading);
    tcase_add_test(tc, test_long_texts);
    tcase_add_test(tc, test_reading_dictionaries);
    tcase_add_test(tc, test_texts_of_files);
    tcase_add_test(tc, test_memory_failures);
}

FAIR_TEST_MAIN("column/label_read", tests)
