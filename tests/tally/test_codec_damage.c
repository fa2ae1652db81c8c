/* SPDX-License-Identifier: MIT
 * Tests of damaged and forged saved tallies: refused, or saved again as the
 * same bytes, within the memory that the bytes warrant. */
#include "tally/tally.h"

#include "golden_saved.h"
#include "saved.h"

#define COUNT(x) (sizeof(x) / sizeof((x)[0]))

static const char *const names[] = {"a", "b", "c"};

/* A state with everything in it, about 1.5 KB. */
static saved
rich_state(void)
{
    const test_shape shape = {3, 4, 4, 0};
    uint64_t seed = 11;
    enum { N = 3 };
    test_row *rows = test_rows_random(N, &shape, &seed);
    test_columns c = test_columns_make(rows, NULL, N, 0x3f & ~4u, 2);
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.n_sensitive = 2;
    o.sensitive_names = names;
    o.n_control = 1;
    o.control_names = names + 2;
    o.hash_key = saved_key;
    o.shard = "s";
    o.y_pred = "p";
    o.positive_label = fair_scalar_int(1);
    o.unlabelled = FAIR_UNLABELLED_KEEP;
    fair__tally *t = saved_make(&o);
    saved_add(t, &c, 0, N);
    saved s = saved_of(t);
    fair__tally_free(t);
    test_columns_free(&c);
    free(rows);
    return s;
}

static saved
empty_state(void)
{
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.n_sensitive = 1;
    o.sensitive_names = names;
    o.hash_key = saved_key;
    fair__tally *t = saved_make(&o);
    saved s = saved_of(t);
    fair__tally_free(t);
    return s;
}

static saved
state(int which)
{
    if (which == 0) return empty_state();
    if (which == 1) return rich_state();
    saved s = {malloc(sizeof(golden_saved)), sizeof(golden_saved)};
    memcpy(s.bytes, golden_saved, s.length);
    return s;
}

START_TEST(test_every_prefix)
{
    saved s = state(_i);
    uint8_t *copy = malloc(s.length);
    for (size_t n = 0; n < s.length; n++) {
        memcpy(copy, s.bytes, n);
        saved_seal(copy, n); /* so that what is inside is read */
        if (saved_check(s.bytes, n) == FAIR_OK ||
            saved_check(copy, n) == FAIR_OK)
            ck_abort_msg("a prefix of %zu bytes is accepted", n);
    }
    free(copy);
    free(s.bytes);
}
END_TEST

START_TEST(test_every_bit)
{
    saved s = state(_i);
    ck_assert_int_eq(saved_check(s.bytes, s.length), FAIR_OK);
    for (size_t bit = 0; bit < 8 * s.length; bit++) {
        uint8_t *byte = &s.bytes[bit / 8];
        const uint8_t had = *byte;
        *byte = (uint8_t)(had ^ 1u << bit % 8);
        if (saved_check(s.bytes, s.length) == FAIR_OK)
            ck_abort_msg("bit %zu is not guarded", bit);
        if (bit / 8 < s.length - 4) {
            saved_seal(s.bytes, s.length);
            saved_check(s.bytes, s.length);
        }
        *byte = had;
        saved_seal(s.bytes, s.length);
    }
    ck_assert_int_eq(saved_check(s.bytes, s.length), FAIR_OK);
    free(s.bytes);
}
END_TEST

START_TEST(test_every_byte_removed_or_inserted)
{
    saved s = state(_i);
    uint8_t *copy = malloc(s.length + 1);
    const uint8_t inserted[] = {0x00, 0x01, 0xff, 'a'};
    for (size_t at = 0; at < s.length; at++) {
        memcpy(copy, s.bytes, at);
        memcpy(copy + at, s.bytes + at + 1, s.length - at - 1);
        if (saved_check(copy, s.length - 1) == FAIR_OK)
            ck_abort_msg("byte %zu may be missing", at);
        saved_seal(copy, s.length - 1);
        saved_check(copy, s.length - 1);
        for (size_t i = 0; i < COUNT(inserted); i++) {
            memcpy(copy, s.bytes, at);
            copy[at] = inserted[i];
            memcpy(copy + at + 1, s.bytes + at, s.length - at);
            if (saved_check(copy, s.length + 1) == FAIR_OK)
                ck_abort_msg("a byte may be inserted at %zu", at);
            saved_seal(copy, s.length + 1);
            saved_check(copy, s.length + 1);
        }
    }
    free(copy);
    free(s.bytes);
}
END_TEST

/* Every field of 1, 4 and 8 bytes wherever it may stand, at its extremes. */
START_TEST(test_every_field_at_its_extremes)
{
    saved s = state(_i);
    uint8_t *copy = malloc(s.length);
    const uint64_t extremes[] = {0, 1, UINT64_MAX, INT64_MAX};
    const size_t sizes[] = {1, 4, 8};
    for (size_t at = 0; at + 12 < s.length; at++)
        for (size_t k = 0; k < COUNT(sizes) * COUNT(extremes); k++) {
            const size_t size = sizes[k % COUNT(sizes)];
            const uint64_t x = extremes[k / COUNT(sizes)];
            memcpy(copy, s.bytes, s.length);
            for (size_t i = 0; i < size; i++)
                copy[at + i] = (uint8_t)(x >> (8 * i));
            saved_seal(copy, s.length);
            saved_check(copy, s.length);
        }
    free(copy);
    free(s.bytes);
}
END_TEST

/* Forged at random: several bytes at once, pieces copied and moved. */
START_TEST(test_forged)
{
    saved s = state(_i);
    uint64_t seed = 13;
    size_t accepted = 0;
    for (int round = 0; round < 2000; round++) {
        size_t n = s.length;
        uint8_t *copy = malloc(2 * n);
        memcpy(copy, s.bytes, n);
        const size_t a = random_u64(&seed) % n, b = random_u64(&seed) % n;
        const size_t left = n - (a > b ? a : b);
        const size_t piece = random_u64(&seed) % (left < 40 ? left : 40);
        switch (random_u64(&seed) % 3) {
        case 0: memmove(copy + a, copy + b, piece); break;
        case 1: /* a piece twice */
            memmove(copy + a + piece, copy + a, n - a);
            n += piece;
            break;
        default:
            for (int i = 0; i < 3; i++)
                copy[random_u64(&seed) % n] ^=
                    (uint8_t)(1u << random_u64(&seed) % 8);
            break;
        }
        saved_seal(copy, n);
        accepted += saved_check(copy, n) == FAIR_OK;
        free(copy);
    }
    ck_assert_uint_lt(accepted, 1000);
    free(s.bytes);
}
END_TEST

/* ---- single lies about the documented example ---- */

static size_t
offset_of(const char *part)
{
    for (size_t i = 0; i < COUNT(golden_parts); i++)
        if (strcmp(golden_parts[i].name, part) == 0)
            return golden_parts[i].offset;
    ck_abort_msg("no part %s", part);
    return 0;
}

START_TEST(test_lies)
{
    const struct {
        const char *part;
        size_t skip;
        size_t size;
        uint64_t value;
        fair_status expected;
        const char *message;
    } lies[] = {
        {"magic", 0, 1, 0, FAIR_ERR_CORRUPT, "not a saved audit"},
        {"version", 0, 4, 0, FAIR_ERR_VERSION, "version 0"},
        {"version", 0, 4, 2, FAIR_ERR_VERSION, "version 2"},
        {"version", 0, 4, UINT32_MAX, FAIR_ERR_VERSION, "version 4294967295"},
        {"features", 0, 4, 0, FAIR_ERR_CORRUPT, "number of features"},
        {"features", 0, 4, 65, FAIR_ERR_CORRUPT, "number of features"},
        {"features", 4, 4, 64, FAIR_ERR_CORRUPT, "number of features"},
        {"feature name", 4, 1, 0, FAIR_ERR_CORRUPT, "a name is not text"},
        {"feature name", 4, 1, 0xff, FAIR_ERR_CORRUPT, "a name is not text"},
        {"feature name", 9, 1, 1, FAIR_ERR_CORRUPT, "does not end in zero"},
        {"y_true name", 0, 1, 2, FAIR_ERR_CORRUPT, "neither 0 nor 1"},
        {"positive", 0, 1, 5, FAIR_ERR_CORRUPT, "unknown kind"},
        {"positive", 5, 1, 0xff, FAIR_ERR_CORRUPT, "not UTF-8"},
        {"threshold", 0, 1, 1, FAIR_ERR_CORRUPT, "damaged: "},
        {"threshold", 1, 1, 1, FAIR_ERR_CORRUPT, "no threshold"},
        {"choices", 0, 1, 3, FAIR_ERR_CORRUPT, "nulls is 3"},
        {"choices", 0, 1, 2, FAIR_ERR_CORRUPT, "missing value"},
        {"choices", 1, 1, 3, FAIR_ERR_CORRUPT, "unlabelled is 3"},
        {"inputs", 0, 4, 64, FAIR_ERR_CORRUPT, "unknown columns"},
        {"inputs", 0, 4, 16, FAIR_ERR_CORRUPT, "nothing to audit"},
        {"inputs", 0, 4, 0, FAIR_ERR_CORRUPT, "rows without columns"},
        {"inputs", 0, 4, 3, FAIR_ERR_CORRUPT, "left over"},
        {"rows", 0, 8, 5, FAIR_ERR_CORRUPT, "rows that came in"},
        {"rows", 0, 8, UINT64_MAX, FAIR_ERR_CORRUPT, "rows that came in"},
        {"rows", 16, 8, 5, FAIR_ERR_CORRUPT, "sum of frequencies"},
        {"excluded", 24, 8, 1, FAIR_ERR_CORRUPT, "a cause that cannot be"},
        {"excluded", 0, 8, 1, FAIR_ERR_CORRUPT, "a cause that cannot be"},
        {"y_true", 0, 1, 2, FAIR_ERR_CORRUPT, "impossible values"},
        {"y_true", 1, 1, 3, FAIR_ERR_CORRUPT, "impossible values"},
        {"y_true", 3, 8, 1, FAIR_ERR_CORRUPT, "not in order"},
        {"y_true", 12, 8, 2, FAIR_ERR_CORRUPT, "cannot stand together"},
        {"baseline", 1, 1, 1, FAIR_ERR_CORRUPT, "impossible values"},
        {"baseline", 0, 1, 1, FAIR_ERR_CORRUPT, "impossible values"},
        {"values", 0, 1, 7, FAIR_ERR_CORRUPT, "unknown kind"},
        {"values", 5, 4, 1, FAIR_ERR_CORRUPT, "more large numbers"},
        {"values", 1, 4, 0xffffffff, FAIR_ERR_CORRUPT, "damaged: "},
        {"values", 13, 1, 'b', FAIR_ERR_CORRUPT, "not in order"},
        {"values", 13, 1, 'c', FAIR_ERR_CORRUPT, "not in order"},
        {"values", 13, 1, 0x80, FAIR_ERR_CORRUPT, "not UTF-8"},
        {"shards", 0, 4, 0xffffffff, FAIR_ERR_CORRUPT, "damaged: "},
        {"cells", 0, 4, 0, FAIR_ERR_CORRUPT, "wrong size"},
        {"cells", 0, 4, 0xffffffff, FAIR_ERR_CORRUPT, "wrong size"},
        {"keys", 0, 4, 2, FAIR_ERR_CORRUPT, "missing or in the wrong place"},
        {"keys", 0, 4, 9, FAIR_ERR_VERSION, "unknown section"},
        {"keys", 4, 8, UINT64_MAX, FAIR_ERR_CORRUPT, "wrong size"},
        {"keys", 12, 4, 1, FAIR_ERR_CORRUPT, "a cell is there twice"},
        {"keys", 12, 4, 2, FAIR_ERR_CORRUPT, "that is not there"},
        {"keys", 16, 4, 0, FAIR_ERR_CORRUPT, "a cell is there twice"},
        {"keys", 20, 4, 1, FAIR_ERR_CORRUPT, "a cell is there twice"},
        {"tables", 0, 4, 3, FAIR_ERR_CORRUPT, "wrong place"},
        {"tables", 12, 8, 1, FAIR_ERR_CORRUPT, "do not sum"},
        {"tables", 28, 8, 0, FAIR_ERR_CORRUPT, "a cell is empty"},
        {"tables", 44, 8, 1, FAIR_ERR_CORRUPT, "where none can be"},
        {"tables", 28, 8, UINT64_MAX, FAIR_ERR_CORRUPT, "do not sum"},
        {"weights", 12, 4, 99, FAIR_ERR_CORRUPT, "impossible window"},
        {"weights", 16, 4, 0x80000000, FAIR_ERR_CORRUPT, "impossible window"},
        {"weights", 16, 4, 1, FAIR_ERR_CORRUPT, "wrong size"},
        {"weights", 20, 8, 1, FAIR_ERR_CORRUPT, "weights of no rows"},
        {"weights", 172, 8, UINT64_C(1) << 63, FAIR_ERR_CORRUPT, "negative"},
        {"squares", 12, 4, 0xfffffffe, FAIR_ERR_CORRUPT, NULL},
        {"squares", 220, 8, 0, FAIR_ERR_CORRUPT, "do not fit"},
    };
    for (size_t i = 0; i < COUNT(lies); i++) {
        uint8_t copy[sizeof(golden_saved)];
        memcpy(copy, golden_saved, sizeof(copy));
        const size_t at = offset_of(lies[i].part) + lies[i].skip;
        for (size_t k = 0; k < lies[i].size; k++)
            copy[at + k] = (uint8_t)(lies[i].value >> (8 * k));
        saved_seal(copy, sizeof(copy));
        fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
        o.hash_key = saved_key;
        fair__tally *t = NULL;
        fair_error err = {0};
        const fair_status st =
            fair__tally_load(copy, sizeof(copy), &o, &t, &err);
        if (lies[i].message == NULL) { /* another state that is fine */
            ck_assert_int_eq(st, FAIR_OK);
            fair__tally_free(t);
        } else {
            ck_assert_msg(st == lies[i].expected &&
                              strstr(err.message, lies[i].message) != NULL,
                          "lie %zu (%s + %zu): %d %s", i, lies[i].part,
                          lies[i].skip, st, err.message);
        }
        saved_check(copy, sizeof(copy));
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_loop_test(tc, test_every_prefix, 0, 3);
    tcase_add_loop_test(tc, test_every_bit, 0, 3);
    tcase_add_loop_test(tc, test_every_byte_removed_or_inserted, 0, 3);
    tcase_add_loop_test(tc, test_every_field_at_its_extremes, 0, 3);
    tcase_add_loop_test(tc, test_forged, 0, 3);
    tcase_add_test(tc, test_lies);
}

FAIR_TEST_MAIN("tally/codec_damage", tests)
