/* SPDX-License-Identifier: MIT
 * Texts that come again, in each layout, against a list of all of them: few
 * and many, alike, empty, long, under nulls, and such as meet in a slot. */
#include "column/recent.h"

#include "column/chunk.h"
#include "column/feature.h"
#include "harness.h"

static const uint8_t key[16] = {2, 7, 1, 8};

#define MOST_TEXTS 700
#define MOST_ROWS 1500

typedef struct text {
    size_t length;
    char bytes[48];
} text;

static text texts[MOST_TEXTS];
static size_t n_texts;
/* Rows: numbers of texts, -1 is null. */
static int rows[MOST_ROWS];
static size_t n_rows;

/* Texts of up to 40 bytes that differ in few of them, NUL among these. */
static void
make_texts(size_t n, uint64_t *state)
{
    n_texts = 0;
    while (n_texts < n) {
        text t;
        memset(&t, 0, sizeof(t));
        t.length = random_u64(state) % 41;
        memset(t.bytes, 'a', t.length);
        for (int k = 0; k < 3 && t.length > 0; k++)
            t.bytes[random_u64(state) % t.length] =
                (char)("\0abz"[random_u64(state) % 4]);
        if (t.length > 2) {
            t.bytes[t.length - 1] = (char)('A' + n_texts % 26);
            t.bytes[t.length / 2] = (char)('A' + n_texts / 26 % 26);
        }
        size_t i = 0;
        while (i < n_texts && memcmp(&texts[i], &t, sizeof(t)) != 0)
            i++;
        if (i == n_texts) texts[n_texts++] = t;
    }
}

static void
make_rows(size_t n, int nulls, uint64_t *state)
{
    n_rows = n;
    for (size_t i = 0; i < n; i++) {
        rows[i] = (int)(random_u64(state) % n_texts);
        if (nulls && random_u64(state) % 5 == 0) rows[i] = -1;
    }
}

/* ---- columns in heap blocks of exactly their size ---- */

typedef struct made {
    fair_column column;
    void *blocks[4];
    const void *variadic[1];
    int64_t sizes[1];
} made;

static void *
block(made *m, int b, size_t size)
{
    m->blocks[b] = malloc(size > 0 ? size : 1);
    memset(m->blocks[b], 0x5a, size);
    return m->blocks[b];
}

static void
unmake(made *m)
{
    for (int b = 0; b < 4; b++)
        free(m->blocks[b]);
}

/* Bit `before` is the first row's. */
static void
make_validity(made *m, size_t before)
{
    uint8_t *bits = block(m, 3, (before + n_rows + 7) / 8);
    for (size_t i = 0; i < n_rows; i++) {
        const size_t bit = before + i;
        const uint8_t set = (uint8_t)(1u << bit % 8);
        bits[bit / 8] =
            (uint8_t)(rows[i] < 0 ? bits[bit / 8] & ~set : bits[bit / 8] | set);
    }
    m->column.validity = bits;
}

static size_t
length_of(size_t row)
{
    return rows[row] < 0 ? 0 : texts[rows[row]].length;
}

/* Offsets of null rows are as they must be: a null has no text. */
static void
make_offsets(made *m, int large, size_t before)
{
    size_t size = before;
    for (size_t i = 0; i < n_rows; i++)
        size += length_of(i);
    char *bytes = block(m, 1, size);
    const size_t width = large ? 8 : 4;
    char *offsets = block(m, 0, (before + n_rows + 1) * width);
    size_t at = before;
    for (size_t i = 0; i <= n_rows; i++) {
        const int64_t wide = (int64_t)at;
        const int32_t narrow = (int32_t)at;
        memcpy(offsets + (before + i) * width,
               large ? (const void *)&wide : (const void *)&narrow, width);
        if (i == n_rows || rows[i] < 0) continue;
        memcpy(bytes + at, texts[rows[i]].bytes, length_of(i));
        at += length_of(i);
    }
    m->column.type = large ? FAIR_TYPE_LARGE_UTF8 : FAIR_TYPE_UTF8;
    m->column.buffers[0] = offsets;
    m->column.buffers[1] = bytes;
}

/* Views: each text once, or once for each row; rubbish under nulls. */
static void
make_views(made *m, int once, size_t before)
{
    size_t size = 0;
    size_t place[MOST_TEXTS];
    for (size_t t = 0; once && t < n_texts; t++)
        size += texts[t].length;
    for (size_t i = 0; !once && i < n_rows; i++)
        size += length_of(i);
    char *bytes = block(m, 1, size);
    size_t used = 0;
    for (size_t t = 0; once && t < n_texts; used += texts[t++].length) {
        memcpy(bytes + used, texts[t].bytes, texts[t].length);
        place[t] = used;
    }
    char *views = block(m, 0, (before + n_rows) * 16);
    memset(views, 0xff, (before + n_rows) * 16); /* no view at all */
    for (size_t i = 0; i < n_rows; i++) {
        if (rows[i] < 0) continue;
        const text *t = &texts[rows[i]];
        int32_t words[4] = {(int32_t)t->length, 0, 0, 0};
        memcpy(&words[1], t->bytes, t->length > 12 ? 4 : t->length);
        if (t->length > 12) {
            words[3] = (int32_t)(once ? place[rows[i]] : used);
            if (!once) memcpy(bytes + used, t->bytes, t->length);
            if (!once) used += t->length;
        }
        memcpy(views + (before + i) * 16, words, 16);
    }
    m->variadic[0] = bytes;
    m->sizes[0] = (int64_t)size;
    m->column.type = FAIR_TYPE_UTF8_VIEW;
    m->column.buffers[0] = views;
    m->column.n_variadic = 1;
    m->column.variadic = m->variadic;
    m->column.variadic_sizes = m->sizes;
}

static void
make(made *m, int layout, size_t before)
{
    memset(m, 0, sizeof(*m));
    m->column.offset = (int64_t)before;
    m->column.length = (int64_t)n_rows;
    if (layout < 2)
        make_offsets(m, layout, before);
    else
        make_views(m, layout - 2, before);
    for (size_t i = 0; i < n_rows && m->column.validity == NULL; i++)
        if (rows[i] < 0) make_validity(m, before);
}

/* ---- features ---- */

/* The rows as codes, in the order in which texts are seen. */
static void
check_batch(fair__feature *f, const made *m, uint32_t code_of[MOST_TEXTS],
            uint64_t *state)
{
    static uint32_t codes[MOST_ROWS];
    fair__defect defect;
    ck_assert_ok(fair__column_check(&m->column, n_rows, "x", &err_));
    ck_assert_ok(fair__feature_begin(f, &m->column, &err_));
    for (size_t at = 0; at < n_rows;) {
        size_t n = random_u64(state) % 900;
        if (n > n_rows - at) n = n_rows - at;
        ck_assert_ok(fair__feature_read(f, &m->column, at, n, codes + at,
                                        &defect, &err_));
        ck_assert_int_eq(defect.kind, FAIR__DEFECT_NONE);
        at += n;
    }
    uint32_t next = 0;
    for (size_t t = 0; t < n_texts; t++)
        if (code_of[t] > next) next = code_of[t];
    for (size_t i = 0; i < n_rows; i++) {
        if (rows[i] >= 0 && code_of[rows[i]] == 0) code_of[rows[i]] = ++next;
        const uint32_t expected = rows[i] < 0 ? 0 : code_of[rows[i]];
        if (codes[i] != expected)
            ck_abort_msg("type %d row %zu: code %u, expected %u",
                         (int)m->column.type, i, codes[i], expected);
    }
    ck_assert_uint_eq(f->values.n, next);
}

START_TEST(test_layouts)
{
    static const size_t sizes[] = {1, 3, 12, 40, 64, 150, MOST_TEXTS};
    static fair_allocator mem;
    test_memory memory;
    memset(&memory, 0, sizeof(memory));
    mem = test_allocator(&memory);
    uint64_t state = 17;
    for (int round = 0; round < 70; round++) {
        make_texts(sizes[round % 7], &state);
        uint32_t code_of[MOST_TEXTS] = {0};
        fair__feature f;
        fair__feature_init(&f, &mem, key);
        for (int batch = 0; batch < 6; batch++) {
            made m;
            make_rows(random_u64(&state) % MOST_ROWS,
                      random_u64(&state) % 2 == 0, &state);
            make(&m, (int)(random_u64(&state) % 4), random_u64(&state) % 20);
            check_batch(&f, &m, code_of, &state);
            unmake(&m);
        }
        fair__feature_free(&f);
        ck_assert_uint_eq(memory.live, 0);
    }
}
END_TEST

/* A long view is what it was within a batch only. */
START_TEST(test_other_batch)
{
    test_memory memory;
    memset(&memory, 0, sizeof(memory));
    const fair_allocator mem = test_allocator(&memory);
    char bytes[2][16] = {"the first text..", "the other text.."};
    int32_t words[300][4];
    fair__feature f;
    fair__feature_init(&f, &mem, key);
    for (int i = 0; i < 300; i++)
        memcpy(words[i], (int32_t[4]){16, 0, 0, 0}, 16);
    for (int b = 0; b < 2; b++) {
        const void *variadic[] = {bytes[b]};
        const int64_t sizes[] = {16};
        fair_column c = fair_column_int8(NULL, 300);
        c.type = FAIR_TYPE_UTF8_VIEW;
        c.buffers[0] = words;
        c.n_variadic = 1;
        c.variadic = variadic;
        c.variadic_sizes = sizes;
        uint32_t codes[300];
        fair__defect defect;
        ck_assert_ok(fair__feature_begin(&f, &c, &err_));
        for (int twice = 0; twice < 2; twice++) {
            ck_assert_ok(fair__feature_read(&f, &c, 0, 300, codes, &defect,
                                            &err_));
            for (int i = 0; i < 300; i++)
                ck_assert_uint_eq(codes[i], (uint32_t)b + 1);
        }
    }
    fair__feature_free(&f);
}
END_TEST

/* Whatever was remembered, views of a negative length and outside of their
 * buffers are errors; also those that look like the keys of long texts. */
START_TEST(test_bad_views)
{
    test_memory memory;
    memset(&memory, 0, sizeof(memory));
    const fair_allocator mem = test_allocator(&memory);
    static const char bytes[] = "a text of 20 bytes..";
    const fair__text_key own = fair__span_key(bytes, 20);
    const void *variadic[] = {bytes};
    const int64_t sizes[] = {20};
    int32_t words[300][4];
    for (int i = 0; i < 300; i++)
        memcpy(words[i], (int32_t[4]){20, 0, 0, 0}, 16);
    fair_column c = fair_column_int8(NULL, 300);
    c.type = FAIR_TYPE_UTF8_VIEW;
    c.buffers[0] = words;
    c.n_variadic = 1;
    c.variadic = variadic;
    c.variadic_sizes = sizes;
    const int32_t bad[][4] = {{20, 0, 0, 1},  {-1, -1, -1, -1}, {13, 0, 1, 0},
                              {-20, 0, 0, 0}, {INT32_MIN, 0, 0, 0}};
    for (int k = 0; k < 6; k++) {
        uint32_t codes[300];
        fair__defect defect;
        fair__feature f;
        fair__feature_init(&f, &mem, key);
        ck_assert_ok(fair__feature_begin(&f, &c, &err_));
        memcpy(words[299], (int32_t[4]){20, 0, 0, 0}, 16);
        ck_assert_ok(fair__feature_read(&f, &c, 0, 300, codes, &defect,
                                        &err_));
        ck_assert_int_eq(defect.kind, FAIR__DEFECT_NONE);
        if (k < 5)
            memcpy(words[299], bad[k], 16);
        else
            memcpy(words[299], own.words, 16);
        ck_assert_ok(fair__feature_read(&f, &c, 0, 300, codes, &defect,
                                        &err_));
        ck_assert_int_eq(defect.kind, FAIR__DEFECT_OFFSETS);
        ck_assert_uint_eq(defect.row, 299);
        ck_assert_uint_eq(defect.count, 1);
        fair__feature_free(&f);
    }
}
END_TEST

/* ---- slots ---- */

static fair__text_key
nth_key(uint32_t i)
{
    return (fair__text_key){{4, i * UINT32_C(2654435761)}};
}

/* Few texts are all remembered, wherever they fall; and what is remembered is
 * right where they are many. */
START_TEST(test_slots)
{
    fair__recent *r = calloc(1, sizeof(*r));
    for (uint32_t n = 1; n <= 40; n++) {
        fair__recent_clear(r);
        for (uint32_t i = 0; i < n; i++) {
            const fair__text_key k = nth_key(i + 1000 * n);
            ck_assert_uint_eq(fair__text_set_get(&r->views, &k), 0);
            fair__recent_put(r, &r->views, &k, i + 1, 0);
            ck_assert_uint_eq(fair__text_set_get(&r->views, &k), i + 1);
        }
        for (uint32_t i = 0; n <= 24 && i < n; i++) {
            const fair__text_key k = nth_key(i + 1000 * n);
            ck_assert_uint_eq(fair__text_set_get(&r->views, &k), i + 1);
        }
    }
    for (uint32_t i = 0; i < 5000; i++) {
        const fair__text_key k = nth_key(i);
        fair__recent_put(r, &r->views, &k, i + 1, 0);
        const fair__text_key old = nth_key(i / 2);
        const uint32_t code = fair__text_set_get(&r->views, &old);
        ck_assert(code == 0 || code == i / 2 + 1);
    }
    ck_assert_uint_lt(r->views.draws, 1000); /* it gave up */
    free(r);
}
END_TEST

/* Views take free slots only, and leave with the batch. */
START_TEST(test_views_leave)
{
    fair__recent *r = calloc(1, sizeof(*r));
    fair__recent_clear(r);
    const fair__text_key short_key = {{0}}; /* of "" */
    ck_assert_uint_eq(fair__text_set_get(&r->views, &short_key), 0);
    fair__recent_put(r, &r->views, &short_key, 7, 0);
    for (uint32_t i = 0; i < 200; i++) {
        const fair__text_key view = {{20, i, i}};
        fair__recent_put_view(r, &view, 9);
        ck_assert_uint_eq(fair__text_set_get(&r->views, &short_key), 7);
    }
    ck_assert_uint_eq(r->n_views, FAIR__RECENT_VIEWS);
    fair__recent_forget_views(r);
    for (uint32_t i = 0; i < 200; i++) {
        const fair__text_key view = {{20, i, i}};
        ck_assert_uint_eq(fair__text_set_get(&r->views, &view), 0);
    }
    ck_assert_uint_eq(fair__text_set_get(&r->views, &short_key), 7);
    free(r);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_layouts);
    tcase_add_test(tc, test_other_batch);
    tcase_add_test(tc, test_bad_views);
    tcase_add_test(tc, test_slots);
    tcase_add_test(tc, test_views_leave);
}

FAIR_TEST_MAIN("column/recent", tests)
