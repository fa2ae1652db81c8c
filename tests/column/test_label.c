/* SPDX-License-Identifier: MIT
 * What counts as positive: the rules as a table, and reading against a slow
 * model. */
#include "column/label.h"

#include <fairness/audit.h>

#include "column/model.h"
#include "kernels/kernels.h"

#define COUNT(x) (sizeof(x) / sizeof((x)[0]))

static fair_allocator
tracked(test_memory *memory)
{
    memset(memory, 0, sizeof(*memory));
    return test_allocator(memory);
}

/* ---- the rules (interface: rules 2 and 12) ---- */

#define NONE {0, 0, 0, 0, NULL, 0}
#define INT(x) {FAIR_KIND_INT, 0, x, 0, NULL, 0}
#define BOOL(x) {FAIR_KIND_BOOL, 0, x, 0, NULL, 0}
#define UINT(x) {FAIR_KIND_UINT, 0, (int64_t)(x), 0, NULL, 0}
#define FLOAT(x) {FAIR_KIND_FLOAT, 0, 0, x, NULL, 0}
#define TEXT(x) {FAIR_KIND_TEXT, 0, 0, 0, x, sizeof(x) - 1}
#define PARSED(x) {FAIR_KIND_PARSED, 0, 0, 0, x, sizeof(x) - 1}
#define BINARY FAIR_TEXT_LABELS_BINARY
#define EXACT FAIR_TEXT_LABELS_EXACT

#define OK FAIR__DEFECT_NONE
#define NOT_BINARY FAIR__DEFECT_NOT_BINARY
#define THIRD FAIR__DEFECT_THIRD_VALUE
#define KIND FAIR__DEFECT_KIND

typedef struct rule {
    const char *why;
    int32_t text_labels;
    fair_scalar any;
    fair_scalar own;
    fair_scalar values[4]; /* as they come; NONE ends */
    int32_t wrong;         /* of the last one */
    int positive;          /* which of values, -1 none */
    int declared;
} rule;

static const rule rules[] = {
    {"{0,1} needs no declaration", EXACT, NONE, NONE, {INT(0), INT(1)}, OK, 1, 0},
    {"booleans need none", EXACT, NONE, NONE, {BOOL(1), BOOL(0)}, OK, 0, 0},
    {"booleans are 0 and 1", EXACT, NONE, NONE, {BOOL(0), INT(0), INT(1)}, OK, 2, 0},
    {"only 0", EXACT, NONE, NONE, {INT(0)}, OK, -1, 0},
    {"{1,2} needs one", EXACT, NONE, NONE, {INT(1), INT(2)}, NOT_BINARY, 0, 0},
    {"{-1,1} needs one", EXACT, NONE, NONE, {INT(-1)}, NOT_BINARY, -1, 0},
    {"a third number", EXACT, NONE, NONE, {INT(0), INT(1), INT(2)}, NOT_BINARY, 1, 0},
    {"text needs one", EXACT, NONE, NONE, {TEXT("yes")}, NOT_BINARY, -1, 0},
    {"text 1 is not the number", EXACT, NONE, NONE, {TEXT("1")}, NOT_BINARY, -1, 0},
    {"uint", EXACT, NONE, NONE, {UINT(UINT64_MAX)}, NOT_BINARY, -1, 0},

    {"{-1,1}, declared", EXACT, INT(1), NONE, {INT(-1), INT(1)}, OK, 1, 1},
    {"{1,2}, declared 2", EXACT, INT(2), NONE, {INT(1), INT(2)}, OK, 1, 1},
    {"{1,2}, declared 1", EXACT, INT(1), NONE, {INT(2), INT(1)}, OK, 1, 1},
    {"as a whole float", EXACT, FLOAT(2.0), NONE, {INT(1), INT(2)}, OK, 1, 1},
    {"as -0.0", EXACT, FLOAT(-0.0), NONE, {INT(1), INT(0)}, OK, 1, 1},
    {"0 may be positive", EXACT, INT(0), NONE, {INT(0), INT(1)}, OK, 0, 1},
    {"false may be positive", EXACT, BOOL(0), NONE, {BOOL(0), BOOL(1)}, OK, 0, 1},
    {"true is 1", EXACT, BOOL(1), NONE, {INT(0), INT(1)}, OK, 1, 1},
    {"above int64", EXACT, UINT(UINT64_MAX), NONE, {INT(3), UINT(UINT64_MAX)}, OK, 1, 1},
    {"-1 is not the largest uint", EXACT, UINT(UINT64_MAX), NONE, {INT(-1), INT(3)}, THIRD, -1, 1},
    {"{0,1} but 2 declared", EXACT, INT(2), NONE, {INT(0), INT(1)}, THIRD, -1, 1},
    {"a third number, declared", EXACT, INT(2), NONE, {INT(1), INT(2), INT(3)}, THIRD, 1, 1},
    {"never seen", EXACT, INT(2), NONE, {INT(1)}, OK, -1, 1},

    {"text, declared", EXACT, TEXT("yes"), NONE, {TEXT("no"), TEXT("yes")}, OK, 1, 1},
    {"a third text", EXACT, TEXT("yes"), NONE, {TEXT("yes"), TEXT("no"), TEXT("maybe")}, THIRD, 0, 1},
    {"neither is it", EXACT, TEXT("yes"), NONE, {TEXT("Yes"), TEXT("no")}, THIRD, -1, 1},
    {"a typo", EXACT, TEXT("yse"), NONE, {TEXT("yes")}, OK, -1, 1},
    {"the empty string", EXACT, TEXT(""), NONE, {TEXT(""), TEXT("x")}, OK, 0, 1},
    {"a NUL inside", EXACT, TEXT("a\0b"), NONE, {TEXT("a"), TEXT("a\0b")}, OK, 1, 1},

    {"{0,1} of the other kind keeps 1", EXACT, TEXT("yes"), NONE, {INT(0), INT(1)}, OK, 1, 0},
    {"booleans too", EXACT, TEXT("yes"), NONE, {BOOL(1), BOOL(0)}, OK, 0, 0},
    {"anything else does not", EXACT, TEXT("yes"), NONE, {INT(1), INT(2)}, NOT_BINARY, 0, 0},
    {"a number is not for text", EXACT, INT(1), NONE, {TEXT("1")}, NOT_BINARY, -1, 0},
    {"text 1 is not for numbers", EXACT, TEXT("2"), NONE, {INT(1), INT(2)}, NOT_BINARY, 0, 0},

    {"typed, for numbers", EXACT, PARSED("2"), NONE, {INT(1), INT(2)}, OK, 1, 1},
    {"typed, with point", EXACT, PARSED("2.0"), NONE, {INT(1), INT(2)}, OK, 1, 1},
    {"typed, negative", EXACT, PARSED("-1"), NONE, {INT(1), INT(-1)}, OK, 1, 1},
    {"typed, for text", EXACT, PARSED("2"), NONE, {TEXT("1"), TEXT("2")}, OK, 1, 1},
    {"typed, for booleans", EXACT, PARSED("true"), NONE, {BOOL(0), BOOL(1)}, OK, 1, 1},
    {"typed, false", EXACT, PARSED("False"), NONE, {BOOL(0), BOOL(1)}, OK, 0, 1},
    {"typed text, {0,1}", EXACT, PARSED("yes"), NONE, {INT(0), INT(1)}, OK, 1, 0},
    {"typed number, other numbers", EXACT, PARSED("2"), NONE, {INT(0), INT(1)}, THIRD, -1, 1},
    {"typed, a lone sign", EXACT, PARSED("-"), NONE, {INT(0), INT(1)}, OK, 1, 0},

    {"own wins", EXACT, TEXT("yes"), INT(2), {INT(1), INT(2)}, OK, 1, 1},
    {"own wins over the same kind", EXACT, INT(1), INT(2), {INT(1), INT(2)}, OK, 1, 1},
    {"own 0", EXACT, INT(1), INT(0), {INT(1), INT(0)}, OK, 1, 1},
    {"own of another kind", EXACT, NONE, TEXT("yes"), {INT(0), INT(1)}, THIRD, -1, 1},

    {"kinds do not mix", EXACT, TEXT("yes"), NONE, {INT(0), TEXT("yes")}, KIND, -1, 0},
    {"nor the other way", EXACT, TEXT("yes"), NONE, {TEXT("yes"), INT(0)}, KIND, 0, 1},

    {"files: numbers and text", BINARY, PARSED("yes"), NONE, {INT(0), TEXT("yes")}, OK, 1, 1},
    {"files: {1,2} with 1", BINARY, PARSED("1"), NONE, {INT(1), TEXT("2")}, OK, 0, 1},
    {"files: {2,1} with 1", BINARY, PARSED("1"), NONE, {TEXT("2"), INT(1)}, OK, 1, 1},
    {"files: {1,2} with 2", BINARY, PARSED("2"), NONE, {INT(1), TEXT("2")}, OK, 1, 1},
    {"files: 1 as a number", BINARY, INT(1), NONE, {TEXT("2"), INT(1)}, OK, 1, 1},
    {"files: {0,1} keeps 1", BINARY, PARSED("yes"), NONE, {INT(0), INT(1)}, OK, 1, 0},
    {"files: {0,1} without", BINARY, NONE, NONE, {INT(0), INT(1)}, OK, 1, 0},
    {"files: {0,1,yes}", BINARY, PARSED("yes"), NONE, {INT(0), INT(1), TEXT("yes")}, THIRD, 1, 0},
    {"files: {0,no} with yes", BINARY, PARSED("yes"), NONE, {INT(0), TEXT("no")}, THIRD, -1, 0},
    {"files: {no,0} with yes", BINARY, PARSED("yes"), NONE, {TEXT("no"), INT(0)}, THIRD, -1, 1},
    {"files: yes/no", BINARY, PARSED("yes"), NONE, {TEXT("no"), TEXT("yes")}, OK, 1, 1},
    {"files: text without", BINARY, NONE, NONE, {TEXT("yes")}, NOT_BINARY, -1, 0},
    {"files: text as 1", BINARY, TEXT("true"), NONE, {INT(0), INT(1)}, OK, 1, 1},
    {"files: 01 is not 1", BINARY, PARSED("01"), NONE, {TEXT("01"), INT(1)}, OK, 0, 1},
};

static int
n_values(const rule *r)
{
    int n = 0;
    while (n < 4 && r->values[n].kind != FAIR_KIND_NONE)
        n++;
    return n;
}

/* Adds a rule's values; the defect of the last one. */
static void
follow(const rule *r, fair__label *l, fair__defect *defect, uint8_t codes[4])
{
    l->positive_any = r->any;
    l->positive_own = r->own;
    l->text_labels = r->text_labels;
    const int n = n_values(r);
    for (int i = 0; i < n; i++) {
        codes[i] = 9;
        ck_assert_ok(
            fair__label_add(l, &r->values[i], &codes[i], defect, &err_));
        if (i < n - 1)
            ck_assert_msg(defect->kind == FAIR__DEFECT_NONE, "%s: value %d",
                          r->why, i);
    }
}

START_TEST(test_rules)
{
    for (size_t i = 0; i < COUNT(rules); i++) {
        const rule *r = &rules[i];
        test_memory memory;
        const fair_allocator mem = tracked(&memory);
        fair__label l;
        fair__defect defect;
        uint8_t codes[4];
        fair_scalar p = {0};
        fair__label_init(&l, &mem);
        follow(r, &l, &defect, codes);
        ck_assert_msg(defect.kind == r->wrong, "%s: defect %d", r->why,
                      (int)defect.kind);
        const int expected = r->positive < 0 ? -1 : codes[r->positive];
        ck_assert_msg(fair__label_positive(&l) == expected, "%s: positive %d",
                      r->why, fair__label_positive(&l));
        ck_assert_msg(fair__label_declared(&l, &p) == r->declared,
                      "%s: declared", r->why);
        if (r->declared)
            ck_assert_msg(p.kind == (r->own.kind ? r->own : r->any).kind,
                          "%s: declaration", r->why);
        fair__label_free(&l);
        ck_assert_uint_eq(memory.live, 0);
    }
}
END_TEST

/* Which sets are accepted does not depend on the order of their values: any
 * order of a rule's values is accepted if and only if that one is. */
START_TEST(test_order_does_not_matter)
{
    static const int orders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                     {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    for (size_t i = 0; i < COUNT(rules); i++) {
        const rule *r = &rules[i];
        const int n = n_values(r);
        for (int o = 0; o < 6; o++) {
            test_memory memory;
            const fair_allocator mem = tracked(&memory);
            fair__label l;
            fair__label_init(&l, &mem);
            l.positive_any = r->any;
            l.positive_own = r->own;
            l.text_labels = r->text_labels;
            int accepted = 1;
            uint8_t code;
            uint8_t positive = 9;
            for (int k = 0; k < 3; k++) {
                fair__defect defect;
                const int at = orders[o][k];
                if (at >= n) continue;
                ck_assert_ok(fair__label_add(&l, &r->values[at], &code,
                                             &defect, &err_));
                if (defect.kind != FAIR__DEFECT_NONE) accepted = 0;
                if (at == r->positive) positive = code;
            }
            ck_assert_msg(accepted == (r->wrong == OK), "%s: order %d", r->why,
                          o);
            if (accepted)
                ck_assert_msg(fair__label_positive(&l) ==
                                  (r->positive < 0 ? -1 : positive),
                              "%s: order %d, positive", r->why, o);
            fair__label_free(&l);
        }
    }
}
END_TEST

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
    ck_assert_int_eq(defect.kind, THIRD);
    ck_assert_uint_eq(defect.row, 2);
    ck_assert_uint_eq(defect.count, 3);
    ck_assert_str_eq(defect.found.text, "maybe");
    ck_assert_str_eq(defect.seen[0].text, "no");
    ck_assert_str_eq(defect.seen[1].text, "yes"); /* as declared */
    fair__label_free(&l);

    fair__label_init(&l, &mem);
    l.positive_any = fair_scalar_text("yes");
    const int8_t numbers[] = {1, 0, 7};
    const fair_column other = fair_column_int8(numbers, 3);
    ck_assert_ok(fair__label_read(&l, &other, 0, 3, codes, &defect, &err_));
    ck_assert_int_eq(defect.kind, NOT_BINARY);
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
    l.text_labels = BINARY;
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
        ck_assert_int_eq(defect.kind, NOT_BINARY);
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

START_TEST(test_truncate)
{
    test_memory memory;
    const fair_allocator mem = tracked(&memory);
    fair__label l;
    fair__defect defect;
    uint8_t code;
    fair__label_init(&l, &mem);
    l.positive_own = fair_scalar_text("yes");
    const fair_scalar yes = fair_scalar_text("yes");
    const fair_scalar no = fair_scalar_text("no");
    const fair_scalar nay = fair_scalar_text("nay");
    ck_assert_ok(fair__label_add(&l, &yes, &code, &defect, &err_));
    ck_assert_ok(fair__label_add(&l, &no, &code, &defect, &err_));
    ck_assert_uint_eq(memory.live, 2);
    fair__label_truncate(&l, 1);
    ck_assert_uint_eq(memory.live, 1);
    ck_assert_ok(fair__label_add(&l, &nay, &code, &defect, &err_));
    ck_assert_int_eq(defect.kind, FAIR__DEFECT_NONE);
    ck_assert_uint_eq(code, 1);
    fair__label_truncate(&l, 0);
    ck_assert_uint_eq(memory.live, 0);
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
    tcase_add_test(tc, test_rules);
    tcase_add_test(tc, test_order_does_not_matter);
    tcase_add_test(tc, test_what_was_seen);
    tcase_add_test(tc, test_row_defects);
    tcase_add_test(tc, test_reading);
    tcase_add_test(tc, test_reading_dictionaries);
    tcase_add_test(tc, test_texts_of_files);
    tcase_add_test(tc, test_truncate);
    tcase_add_test(tc, test_memory_failures);
}

FAIR_TEST_MAIN("column/label", tests)
