/* SPDX-License-Identifier: MIT
 * Tests of loading with states that are written here, as saved-format.md says
 * and one lie at a time. */
#define _DEFAULT_SOURCE /* getrandom, syscall */

#include "tally/tally.h"

#include "entropy.h"
#include "saved.h"

#define COUNT(x) (sizeof(x) / sizeof((x)[0]))
#define BIT(role) FAIR__INPUT(role)
#define LONGEST 65536 /* bytes of a text */
#define WIDEST 26     /* limbs of a sum of weights */

/* One sensitive feature with one value or none, perhaps a control feature
 * without values, and at most one cell. */
typedef struct state {
    int has_control;
    uint8_t nulls;
    uint8_t unlabelled;
    uint32_t inputs;
    uint64_t rows[7]; /* in, used, frequency, and the four causes */
    uint8_t n_values[3]; /* of the labels: 0, 1 */
    size_t label_text;   /* bytes of y_true's only value and "y" positive */
    size_t feature_text; /* bytes of the feature's value; 0: it has none */
    int has_number;      /* the value is a number instead */
    uint32_t n_high;
    uint64_t number;
    const char *shards[3];
    uint64_t counts[12];
    int32_t base; /* of the sums of weights, and of their squares */
    uint32_t n_limbs;
    uint64_t limbs[12][WIDEST];
} state;

static const state empty = {.unlabelled = FAIR_UNLABELLED_EXCLUDE};

/* Three rows of one group: decision 0, decision 1 twice. */
static const state decided = {
    .inputs = BIT(FAIR__Y_PRED),
    .rows = {3, 3, 3},
    .n_values = {0, 2, 0},
    .feature_text = 1,
    .counts = {1, 2},
};

static void
put_repeated(fair__writer *w, uint8_t byte, size_t n)
{
    for (size_t i = 0; i < n; i++)
        fair__put_u8(w, byte);
}

static void
put_text_of(fair__writer *w, size_t n)
{
    fair__put_u32(w, (uint32_t)n);
    put_repeated(w, 'x', n);
}

static void
put_name(fair__writer *w, const char *name)
{
    fair__put_text(w, name, strlen(name));
    fair__put_u8(w, 0);
}

static void
put_values(fair__writer *w, const state *s)
{
    for (int label = 0; label < 3; label++) {
        fair__put_u8(w, 0);
        fair__put_u8(w, s->n_values[label]);
        for (uint8_t i = 0; i < s->n_values[label]; i++) {
            const int is_text = label == 0 && s->label_text > 0;
            fair__put_u8(w, is_text ? 6 : 3);
            if (is_text)
                put_text_of(w, s->label_text);
            else
                fair__put_u64(w, i);
        }
    }
    fair__put_u8(w, s->has_number ? 3 : s->feature_text > 0 ? 6 : 0);
    fair__put_u32(w, s->has_number || s->feature_text > 0);
    fair__put_u32(w, s->n_high);
    if (s->has_number)
        fair__put_u64(w, s->number);
    else if (s->feature_text > 0)
        put_text_of(w, s->feature_text);
    if (s->has_control) put_repeated(w, 0, 9);
    uint32_t n_shards = 0;
    while (n_shards < COUNT(s->shards) && s->shards[n_shards] != NULL)
        n_shards++;
    fair__put_u32(w, n_shards);
    for (uint32_t i = 0; i < n_shards; i++)
        put_name(w, s->shards[i]);
}

static void
put_section(fair__writer *w, uint32_t tag, uint64_t size)
{
    fair__put_u32(w, tag);
    fair__put_u64(w, size);
}

static void
put_cells(fair__writer *w, const state *s)
{
    const uint32_t n = s->rows[1] > 0;
    size_t n_slots = (s->inputs & BIT(FAIR__Y_TRUE)) != 0 ? 3 : 1;
    if (s->inputs & BIT(FAIR__Y_PRED)) n_slots *= 2;
    if (s->inputs & BIT(FAIR__Y_PRED_BASELINE)) n_slots *= 2;
    fair__put_u32(w, n);
    put_section(w, 1, n * (s->has_control ? 8 : 4));
    if (n > 0) fair__put_u32(w, 0);
    if (n > 0 && s->has_control) fair__put_u32(w, UINT32_MAX);
    put_section(w, 2, n * n_slots * 8);
    for (size_t i = 0; i < n * n_slots; i++)
        fair__put_u64(w, s->counts[i]);
    if ((s->inputs & BIT(FAIR__SAMPLE_WEIGHT)) == 0) return;
    for (uint32_t tag = 3; tag <= 4; tag++) {
        put_section(w, tag, 8 + n * n_slots * s->n_limbs * 8);
        fair__put_u32(w, (uint32_t)s->base);
        fair__put_u32(w, s->n_limbs);
        for (size_t i = 0; i < n * n_slots; i++)
            for (uint32_t k = 0; k < s->n_limbs; k++)
                fair__put_u64(w, s->limbs[i][k]);
    }
}

static saved
composed(const state *s)
{
    const size_t capacity = 1000 + 2 * LONGEST;
    fair__writer w = {malloc(capacity), capacity, 0, 0};
    fair__put_bytes(&w, "\x89" "FAIR\r\n\x1a", 8);
    fair__put_u32(&w, 1);
    fair__put_u64(&w, 0); /* sealed below */
    fair__put_u32(&w, 1);
    fair__put_u32(&w, s->has_control != 0);
    put_name(&w, "a");
    if (s->has_control) put_name(&w, "c");
    put_repeated(&w, 0, 6); /* columns without names */
    fair__put_u8(&w, s->label_text > 0 ? 6 : 0);
    if (s->label_text > 0) fair__put_text(&w, "y", 1);
    put_repeated(&w, 0, 3 + 9); /* other positive labels, no threshold */
    fair__put_u8(&w, s->nulls);
    fair__put_u8(&w, s->unlabelled);
    fair__put_u32(&w, s->inputs);
    for (int i = 0; i < 7; i++)
        fair__put_u64(&w, s->rows[i]);
    put_values(&w, s);
    put_cells(&w, s);
    fair__put_u32(&w, 0);
    ck_assert(!w.overflow);
    saved_seal(w.buffer, w.length);
    return (saved){w.buffer, w.length};
}

/* wrong: part of the message; NULL: the state is fine. */
static void
check_state(const state *s, const char *wrong)
{
    saved bytes = composed(s);
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.hash_key = saved_key;
    fair__tally *t = NULL;
    fair_error err = {0};
    const fair_status st =
        fair__tally_load(bytes.bytes, bytes.length, &o, &t, &err);
    if (wrong == NULL) {
        ck_assert_msg(st == FAIR_OK, "%s", err.message);
        fair__tally_free(t);
    } else {
        ck_assert_msg(st == FAIR_ERR_CORRUPT &&
                          strstr(err.message, wrong) != NULL,
                      "%d: %s", (int)st, err.message);
    }
    saved_check(bytes.bytes, bytes.length);
    free(bytes.bytes);
}

/* Rows are excluded only by what the specification excludes. */
START_TEST(test_causes)
{
    const uint32_t y_pred = BIT(FAIR__Y_PRED), y_true = BIT(FAIR__Y_TRUE);
    for (int k = 0; k < 2 * 2 * 2 * 3 * 3; k++) {
        state s = empty;
        s.has_control = k % 2;
        s.inputs = y_pred | (k / 2 % 2 ? y_true : 0) |
                   (k / 4 % 2 ? BIT(FAIR__FREQUENCY) : 0);
        s.nulls = (uint8_t)(k / 8 % 3);
        s.unlabelled = (uint8_t)(k / 24);
        const int possible[4] = {
            s.nulls == FAIR_NULLS_EXCLUDE && s.has_control,
            s.nulls == FAIR_NULLS_EXCLUDE,
            s.unlabelled == FAIR_UNLABELLED_EXCLUDE && (s.inputs & y_true) != 0,
            (s.inputs & BIT(FAIR__FREQUENCY)) != 0,
        };
        for (int cause = 0; cause < 4; cause++) {
            state t = s;
            t.rows[0] = t.rows[3 + cause] = 5;
            check_state(&t, possible[cause] ? NULL
                                            : "by a cause that cannot be");
        }
    }
}
END_TEST

START_TEST(test_rows)
{
    const char *const unequal = "are not the rows that came in";
    state s = empty;
    check_state(&s, NULL);
    s.nulls = FAIR_NULLS_EXCLUDE;
    s.inputs = BIT(FAIR__Y_PRED);
    s.rows[0] = s.rows[4] = INT64_MAX;
    check_state(&s, NULL);
    s.rows[0] = s.rows[4] = UINT64_C(1) << 63;
    check_state(&s, unequal);
    s.rows[0] = 1; /* 2^64 + 1 in all */
    s.rows[4] = UINT64_MAX;
    s.has_control = 1;
    s.rows[3] = 2;
    check_state(&s, unequal);
    s = decided;
    check_state(&s, NULL);
    s.rows[0] = 4;
    check_state(&s, unequal);
    s.rows[0] = 3;
    s.rows[2] = 2;
    check_state(&s, "sum of frequencies");
    s.inputs |= BIT(FAIR__FREQUENCY);
    check_state(&s, "sum of frequencies");
    s.rows[2] = 3;
    check_state(&s, NULL);
    s.rows[2] = UINT64_C(1) << 63;
    s.counts[0] = s.rows[2] - 2;
    check_state(&s, "sum of frequencies");
    s.rows[2]--;
    s.counts[0]--;
    check_state(&s, NULL);
    s = decided; /* two slots with rows, of which there is one */
    s.inputs |= BIT(FAIR__FREQUENCY);
    s.rows[0] = s.rows[1] = 1;
    check_state(&s, "more is counted than rows");
}
END_TEST

/* A row has labels that were seen. */
START_TEST(test_slots)
{
    for (int label = 0; label < 3; label++)
        for (uint8_t n = 0; n <= 2; n++) {
            state s = {.inputs = BIT(FAIR__Y_TRUE) | BIT(FAIR__Y_PRED) |
                                 BIT(FAIR__Y_PRED_BASELINE),
                       .rows = {1, 1, 1},
                       .n_values = {2, 2, 2},
                       .feature_text = 1};
            s.n_values[label] = n;
            for (size_t slot = 0; slot < 12; slot++) {
                const size_t place[3] = {slot / 4, slot / 2 % 2, slot % 2};
                memset(s.counts, 0, sizeof(s.counts));
                s.counts[slot] = 1;
                int fine = place[label] < n;
                if (place[0] == 2) /* missing, and rows without are refused */
                    fine = 0;
                check_state(&s, fine ? NULL : "where none can be");
            }
        }
    state s = {.unlabelled = FAIR_UNLABELLED_KEEP,
               .inputs = BIT(FAIR__Y_TRUE),
               .rows = {1, 1, 1},
               .feature_text = 1,
               .counts = {0, 0, 1}};
    check_state(&s, NULL);
}
END_TEST

START_TEST(test_texts)
{
    state s = decided;
    s.feature_text = LONGEST;
    check_state(&s, NULL);
    s.feature_text++;
    check_state(&s, "too long");
    s = decided;
    s.inputs = BIT(FAIR__Y_TRUE);
    s.n_values[0] = 1;
    s.n_values[1] = 0;
    s.rows[0] = s.rows[1] = s.rows[2] = 1;
    s.counts[1] = 0;
    s.label_text = LONGEST;
    check_state(&s, NULL);
    s.label_text++;
    check_state(&s, "the values of a label");
}
END_TEST

/* What is counted as from 2^63 on is. */
START_TEST(test_numbers)
{
    const uint64_t high = UINT64_C(1) << 63;
    const uint64_t low[] = {0, 1, high - 1}, either[] = {high, UINT64_MAX};
    for (int i = 0; i < 5; i++) {
        state s = decided;
        s.has_number = 1;
        s.number = i < 3 ? low[i] : either[i - 3];
        check_state(&s, NULL); /* the latter as negative numbers */
        s.n_high = 1;
        check_state(&s, i < 3 ? "not in its shortest form" : NULL);
        s.n_high = 2;
        check_state(&s, "more large numbers");
    }
}
END_TEST

/* Of one cell: what saving takes is taken for one too. */
static void
check_refused_saves(const fair__tally *t, test_memory *memory)
{
    memory->injected = 1;
    for (size_t n = 1; memory->injected; n++) {
        size_t length = 77;
        memory->injected = 0;
        memory->requests = 0;
        memory->fail_at = n;
        const fair_status st = fair__tally_save(t, NULL, 0, &length, NULL);
        ck_assert_int_eq(st, memory->injected ? FAIR_ERR_MEMORY : FAIR_OK);
        ck_assert((length == 77) == memory->injected);
    }
}

/* Text labels of both columns are copied: each copy refused. */
START_TEST(test_refused_labels)
{
    state s = decided;
    s.inputs |= BIT(FAIR__Y_TRUE);
    s.n_values[0] = 1;
    s.label_text = 3;
    saved bytes = composed(&s);
    int injected = 1;
    size_t n = 0;
    for (; injected; n++) {
        test_memory memory = {.fail_at = n + 1};
        const fair_allocator mem = test_allocator(&memory);
        fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
        o.hash_key = saved_key;
        o.allocator = &mem;
        fair__tally *t = NULL;
        const fair_status st =
            fair__tally_load(bytes.bytes, bytes.length, &o, &t, NULL);
        injected = memory.injected;
        ck_assert_int_eq(st, injected ? FAIR_ERR_MEMORY : FAIR_OK);
        ck_assert((t == NULL) == injected);
        if (t != NULL) check_refused_saves(t, &memory);
        fair__tally_free(t);
        ck_assert_uint_eq(memory.live, 0);
    }
    ck_assert_uint_gt(n, 10);
    free(bytes.bytes);
}
END_TEST

START_TEST(test_shards)
{
    static const struct {
        const char *names[3];
        int fine;
    } cases[] = {
        {{"a"}, 1},           {{"a", "b"}, 1},      {{"a", "ab", "b"}, 1},
        {{""}, 0},            {{"b", "a"}, 0},      {{"a", "a"}, 0},
        {{"ab", "a"}, 0},     {{"a", "b", "a"}, 0}, {{"a", ""}, 0},
        {{"a", "\xc3\xa9"}, 1}, {{"\xc3\xa9", "a"}, 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        state s = decided;
        memcpy(s.shards, cases[i].names, sizeof(s.shards));
        check_state(&s, cases[i].fine ? NULL : "shards are not in order");
    }
}
END_TEST

/* The window is as small as it can be, with a zero sign bit above. */
START_TEST(test_windows)
{
    const uint64_t top = UINT64_C(1) << 63;
    const struct {
        int32_t base;
        uint32_t n;
        uint64_t limbs[2][2]; /* of both slots */
        const char *wrong;
    } cases[] = {
        {0, 1, {{1, 0}, {5, 0}}, NULL},
        {0, 2, {{1, 0}, {5, 0}}, "wider than they need"},
        {-1, 2, {{0, 1}, {0, 5}}, "wider than they need"},
        {-1, 2, {{0, 1}, {1, 0}}, NULL},
        {0, 1, {{1, 0}, {top, 0}}, "negative"},
        {0, 2, {{1, 0}, {top, 0}}, NULL},
        {0, 2, {{1, 0}, {top - 1, 0}}, "wider than they need"},
        {0, 1, {{1, 0}, {0, 0}}, NULL},
        {0, 1, {{0, 0}, {0, 0}}, "wider than they need"},
        {0, 0, {{0, 0}, {0, 0}}, NULL},
        {1, 0, {{0, 0}, {0, 0}}, "impossible window"},
        {-17, 1, {{1, 0}, {1, 0}}, NULL},
        {-18, 1, {{1, 0}, {1, 0}}, "impossible window"},
        {8, 1, {{1, 0}, {1, 0}}, "too large"},
        {9, 1, {{1, 0}, {1, 0}}, "impossible window"},
        {7, 2, {{1, 0}, {0, 1}}, "too large"},
        {8, 2, {{1, 0}, {0, 1}}, "impossible window"},
        /* 2^480 a row at most, and less than twice that: 2^32 of limb 7. */
        {7, 1, {{UINT64_C(1) << 32, 0}, {UINT64_C(1) << 33, 0}}, NULL},
        {7, 1, {{UINT64_C(1) << 33, 0}, {1, 0}}, "too large"},
        {7, 1, {{1, 0}, {UINT64_C(1) << 34, 0}}, "too large"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        state s = decided;
        s.inputs |= BIT(FAIR__SAMPLE_WEIGHT);
        s.base = cases[i].base;
        s.n_limbs = cases[i].n;
        for (int slot = 0; slot < 2; slot++)
            memcpy(s.limbs[slot], cases[i].limbs[slot], 16);
        check_state(&s, cases[i].wrong);
    }
    /* From 2^-1074 to 2^480 in 2^40 rows: the widest. */
    state s = decided;
    s.inputs |= BIT(FAIR__SAMPLE_WEIGHT) | BIT(FAIR__FREQUENCY);
    s.rows[2] = 1 + (UINT64_C(1) << 40);
    s.counts[1] = UINT64_C(1) << 40;
    s.base = -17;
    s.n_limbs = WIDEST;
    s.limbs[0][0] = 1;
    s.limbs[1][25] = 1 << 8;
    check_state(&s, NULL);
    s.base++;
    check_state(&s, "impossible window");
}
END_TEST

/* A header alone, of the length that it says. */
START_TEST(test_header_alone)
{
    for (size_t n = 0; n < 24; n++) {
        uint8_t bytes[24] = "\x89" "FAIR\r\n\x1a\x01";
        bytes[12] = (uint8_t)n;
        fair__tally *t = NULL;
        fair_error err = {0};
        ck_assert_int_eq(fair__tally_load(bytes, n, NULL, &t, &err),
                         FAIR_ERR_CORRUPT);
        ck_assert_ptr_nonnull(strstr(err.message, n < 8 ? "not a saved audit"
                                                        : "it says that"));
        ck_assert_ptr_null(t);
    }
}
END_TEST

/* Where there are no random bytes the machine is to blame, not the file. */
START_TEST(test_no_entropy)
{
    saved bytes = composed(&decided);
    memset(&entropy, 0, sizeof(entropy));
    fair__tally *t = NULL;
    fair_error err = {0};
    ck_assert_int_eq(
        fair__tally_load(bytes.bytes, bytes.length, NULL, &t, &err),
        FAIR_ERR_ENTROPY);
    ck_assert_ptr_nonnull(strstr(err.message, "hash_key"));
    ck_assert_ptr_null(t);
    entropy.from_call = 16;
    ck_assert_ok(fair__tally_load(bytes.bytes, bytes.length, NULL, &t, &err_));
    fair__tally_free(t);
    free(bytes.bytes);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_causes);
    tcase_add_test(tc, test_rows);
    tcase_add_test(tc, test_slots);
    tcase_add_test(tc, test_texts);
    tcase_add_test(tc, test_numbers);
    tcase_add_test(tc, test_refused_labels);
    tcase_add_test(tc, test_shards);
    tcase_add_test(tc, test_windows);
    tcase_add_test(tc, test_header_alone);
    tcase_add_test(tc, test_no_entropy);
}

FAIR_TEST_MAIN("tally/codec_composed", tests)
