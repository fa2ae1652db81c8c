/* SPDX-License-Identifier: MIT
 * Every table's search for texts by key against a loop over all slots. */
#include "kernels/kernels.h"

#include "harness.h"

#define MOST 300

static size_t
slot_of(const fair__text_slots *t, const fair__text_key *key)
{
    uint32_t sum = 0;
    for (int k = 0; k < FAIR__KEY_WORDS; k++)
        sum += key->words[k] * t->factors[k];
    return sum >> (32 - FAIR__TEXT_BITS);
}

static void
put(fair__text_slots *t, const fair__text_key *key, uint32_t code)
{
    fair__text_slot *slot = &t->slots[slot_of(t, key)];
    slot->key = *key;
    slot->code = code;
}

static void
clear(fair__text_slots *t, uint64_t *state)
{
    for (int k = 0; k < FAIR__KEY_WORDS; k++)
        t->factors[k] = (uint32_t)random_u64(state) | 0x40000001;
    memset(t->slots, 0, sizeof(t->slots));
    t->slots[0].key.words[0] = 1;
}

/* Some texts in their slots; the free ones hold what belongs elsewhere. */
static void
fill(fair__text_slots *t, uint64_t *state, uint32_t known[][4], size_t n)
{
    clear(t, state);
    for (size_t i = 0; i < n; i++) {
        /* Few bits differ, in one of the words. */
        for (int k = 0; k < 4; k++)
            known[i][k] = (uint32_t)(random_u64(state) % 3);
        known[i][random_u64(state) % 4] ^= (uint32_t)random_u64(state);
        fair__text_key key = {{0}};
        memcpy(key.words, known[i], 16);
        put(t, &key, (uint32_t)i + 1);
    }
}

/* The code of a key, or 0. */
static uint32_t
code_of(const fair__text_slots *t, const fair__text_key *key)
{
    for (size_t i = 0; i < FAIR__TEXT_SLOTS; i++)
        if (t->slots[i].code != 0 &&
            memcmp(&t->slots[i].key, key, sizeof(*key)) == 0)
            return t->slots[i].code;
    return 0;
}

START_TEST(test_find)
{
    static fair__text_slots t;
    static uint32_t known[90][4];
    uint64_t state = 1;
    const fair__kernels *k;
    for (unsigned table = 0; (k = fair__kernels_nth(table)) != NULL; table++)
        for (int round = 0; round < 400; round++) {
            const size_t n = random_u64(&state) % (MOST + 1);
            const size_t n_known = random_u64(&state) % 90;
            const uint64_t strange = random_u64(&state) % 4 * 3;
            char *keys = malloc(16 * n + 1);
            uint32_t *codes = malloc(4 * n + 1);
            uint16_t *missed = malloc(2 * n + 1);
            fill(&t, &state, known, n_known);
            for (size_t i = 0; i < n; i++) {
                uint32_t key[4] = {0, 0, 0, 0}; /* an odd address below */
                if (n_known > 0)
                    memcpy(key, known[random_u64(&state) % n_known], 16);
                if (strange > 0 && random_u64(&state) % strange == 0)
                    key[random_u64(&state) % 4] ^=
                        UINT32_C(1) << random_u64(&state) % 32;
                memcpy(keys + 1 + 16 * i, key, 16);
            }
            const size_t n_missed =
                k->find_texts(keys + 1, n, &t, codes, missed);
            size_t at = 0;
            for (size_t i = 0; i < n; i++) {
                fair__text_key key = {{0}};
                memcpy(key.words, keys + 1 + 16 * i, 16);
                const uint32_t code = code_of(&t, &key);
                if (code != 0) {
                    ck_assert_uint_eq(codes[i], code);
                    continue;
                }
                ck_assert_uint_lt(at, n_missed);
                ck_assert_uint_eq(missed[at++], i);
            }
            ck_assert_uint_eq(at, n_missed);
            free(keys);
            free(codes);
            free(missed);
        }
}
END_TEST

/* ---- spans ---- */

#define MOST_SPANS 40
#define LONGEST 40

typedef struct text {
    size_t length;
    char bytes[LONGEST];
} text;

static fair__text_key
key_of(const text *x)
{
    fair__text_key key = {{0}};
    memcpy(key.words, x->bytes,
           x->length < FAIR__SPAN_WHOLE ? x->length : FAIR__SPAN_WHOLE);
    key.words[FAIR__KEY_LENGTH] = (uint32_t)x->length;
    return key;
}

/* Texts that differ in few bytes, or only in how many zeros they end with. */
static void
draw_texts(text texts[MOST_SPANS], fair__text_slots *t, uint64_t *state)
{
    clear(t, state);
    for (uint32_t i = 0; i < MOST_SPANS; i++) {
        texts[i].length = random_u64(state) % (LONGEST + 1);
        memset(texts[i].bytes, 0, LONGEST);
        if (random_u64(state) % 4 != 0 && texts[i].length > 0)
            texts[i].bytes[random_u64(state) % texts[i].length] =
                (char)(random_u64(state) % 3);
        const fair__text_key key = key_of(&texts[i]);
        put(t, &key, i + 1); /* also what no span of this length may find */
    }
}

/* Offsets of the width; some go astray. */
static void
put_offset(char *offsets, int is_wide, size_t i, int64_t at)
{
    const int32_t narrow = (int32_t)at;
    if (is_wide)
        memcpy(offsets + 8 * i, &at, 8);
    else
        memcpy(offsets + 4 * i, &narrow, 4);
}

/* What a row of these ends is, by the rules one by one; 0: not found. */
static uint32_t
expected_code(const fair__text_slots *t, const char *bytes, int64_t size,
              int64_t from, int64_t to)
{
    if (from < 0 || to < from || to > size) return 0;
    if (to - from > FAIR__SPAN_WHOLE || from > size - FAIR__SPAN_WHOLE)
        return 0;
    text x = {(size_t)(to - from), {0}};
    memcpy(x.bytes, bytes + from, x.length);
    const fair__text_key key = key_of(&x);
    return code_of(t, &key);
}

static void
check_spans(const fair__kernels *k, int is_wide, uint64_t *state)
{
    static fair__text_slots t;
    text texts[MOST_SPANS];
    int64_t ends[FAIR__SPANS + 1];
    const size_t n = random_u64(state) % (FAIR__SPANS + 1);
    const int64_t wild[] = {-1, INT32_MIN, INT32_MAX, 1 << 20};
    draw_texts(texts, &t, state);
    /* Blocks of exactly their size, at odd addresses. */
    char *bytes = malloc((n + 1) * LONGEST + FAIR__SPAN_WHOLE);
    char *offsets = malloc(1 + 8 * (n + 1));
    int64_t at = 0;
    for (size_t i = 0; i <= n; at += (int64_t)texts[i++ % MOST_SPANS].length) {
        ends[i] = at;
        memcpy(bytes + at, texts[i % MOST_SPANS].bytes,
               texts[i % MOST_SPANS].length);
    }
    int64_t size = ends[n] + (int64_t)(random_u64(state) % 2 * 32);
    if (size < FAIR__SPAN_WHOLE) size = FAIR__SPAN_WHOLE;
    char *exact = malloc((size_t)size);
    memset(exact, 0, (size_t)size);
    memcpy(exact, bytes, (size_t)ends[n]);
    for (size_t i = 0; i <= n; i++) {
        if (random_u64(state) % 16 == 0) ends[i] = wild[random_u64(state) % 4];
        put_offset(offsets + 1, is_wide, i, ends[i]);
    }
    fair__spans spans;
    uint32_t codes[FAIR__SPANS];
    uint16_t missed[FAIR__SPANS];
    k->spans_between[is_wide](offsets + 1, exact, (uint64_t)size, n, &spans);
    const size_t n_missed = k->find_spans(&spans, n, &t, codes, missed);
    size_t seen = 0;
    for (size_t i = 0; i < n; i++) {
        const uint32_t code =
            expected_code(&t, exact, size, ends[i], ends[i + 1]);
        const int is_missed = seen < n_missed && missed[seen] == i;
        ck_assert_int_eq(is_missed, code == 0);
        if (!is_missed) ck_assert_uint_eq(codes[i], code);
        seen += (size_t)is_missed;
    }
    ck_assert_uint_eq(seen, n_missed);
    free(bytes);
    free(offsets);
    free(exact);
}

START_TEST(test_spans)
{
    uint64_t state = 2;
    const fair__kernels *k;
    for (unsigned table = 0; (k = fair__kernels_nth(table)) != NULL; table++)
        for (int round = 0; round < 3000; round++)
            check_spans(k, round % 2, &state);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_find);
    tcase_add_test(tc, test_spans);
}

FAIR_TEST_MAIN("kernels/texts", tests)
