/* SPDX-License-Identifier: MIT
 * Tests of damaged and forged saved tallies: refused, or saved again as the
 * same bytes, within the memory that the bytes warrant. */
#include "tally/tally.h"

#include "fuzz/fields.h"
#include "fuzz/states.h"
#include "golden_saved.h"
#include "saved.h"

#define COUNT(x) (sizeof(x) / sizeof((x)[0]))

/* The states of states.h, and the documented examples. */
#define N_DAMAGED (N_STATES + 2)

typedef struct damaged {
    uint8_t *bytes;
    size_t length;
    fields fields;
} damaged;

static damaged *
damaged_state(size_t which)
{
    damaged *d = malloc(sizeof(*d));
    uint8_t *made = NULL;
    const uint8_t *bytes = which == N_STATES ? golden_saved : golden_scores;
    d->length =
        which == N_STATES ? sizeof(golden_saved) : sizeof(golden_scores);
    if (which < N_STATES) bytes = made = state_bytes(which, &d->length);
    d->bytes = malloc(d->length);
    memcpy(d->bytes, bytes, d->length);
    ck_assert(fields_find(&d->fields, d->bytes, d->length));
    ck_assert_int_eq(saved_check(d->bytes, d->length), FAIR_OK);
    free(made);
    return d;
}

static void
damaged_free(damaged *d)
{
    free(d->bytes);
    free(d);
}

/* Of long sections that are all alike the beginning will do, unless
 * FAIR_LONG is set. */
static int
is_left_out(const damaged *d, size_t at)
{
    if (getenv("FAIR_LONG") != NULL) return 0;
    size_t part = N_PARTS;
    while (d->fields.part[part - 1] > at)
        part--;
    return at >= d->fields.part[part - 1] + 200;
}

/* Refused as it is, and anything that is consistent once it is sealed. */
static fair_status
check_damaged(const uint8_t *bytes, size_t length, const char *what,
              size_t at)
{
    uint8_t *sealed = malloc(length + 1);
    if (saved_check(bytes, length) == FAIR_OK)
        ck_abort_msg("%s at %zu is not noticed", what, at);
    memcpy(sealed, bytes, length);
    saved_seal(sealed, length);
    const fair_status st = saved_check(sealed, length);
    free(sealed);
    return st;
}

START_TEST(test_every_prefix)
{
    damaged *d = damaged_state((size_t)_i);
    for (size_t n = 0; n < d->length; n++)
        if (!is_left_out(d, n) &&
            check_damaged(d->bytes, n, "an end", n) == FAIR_OK)
            ck_abort_msg("a prefix of %zu bytes is accepted", n);
    damaged_free(d);
}
END_TEST

START_TEST(test_every_bit)
{
    damaged *d = damaged_state((size_t)_i);
    for (size_t bit = 0; bit < 8 * d->length; bit++) {
        if (is_left_out(d, bit / 8)) continue;
        d->bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        check_damaged(d->bytes, d->length, "a flipped bit", bit / 8);
        d->bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    ck_assert_int_eq(saved_check(d->bytes, d->length), FAIR_OK);
    damaged_free(d);
}
END_TEST

START_TEST(test_every_byte_removed_or_inserted)
{
    damaged *d = damaged_state((size_t)_i);
    const size_t n = d->length;
    uint8_t *copy = malloc(n + 1);
    const uint8_t inserted[] = {0x00, 0x01, 0xff, 'a'};
    for (size_t at = 0; at < n; at++) {
        if (is_left_out(d, at)) continue;
        memcpy(copy, d->bytes, at);
        memcpy(copy + at, d->bytes + at + 1, n - at - 1);
        check_damaged(copy, n - 1, "a missing byte", at);
        memcpy(copy + at + 1, d->bytes + at, n - at);
        for (size_t i = 0; i < COUNT(inserted); i++) {
            copy[at] = inserted[i];
            check_damaged(copy, n + 1, "one byte more", at);
        }
    }
    free(copy);
    damaged_free(d);
}
END_TEST

/* Every length, count, tag, key, number and limb. */
START_TEST(test_every_field_at_its_extremes)
{
    damaged *d = damaged_state((size_t)_i);
    for (size_t i = 0; i < d->fields.n; i++) {
        const field *f = &d->fields.all[i];
        const uint64_t most = UINT64_MAX >> (64 - 8 * f->size) % 64;
        const uint64_t extremes[] = {0, 1, most, most - 1, most / 2};
        if (f->kind == FIELD_TEXT || is_left_out(d, f->at)) continue;
        const uint64_t had = field_get(d->bytes, f);
        for (size_t k = 0; k < COUNT(extremes); k++) {
            if (extremes[k] == had) continue;
            field_set(d->bytes, f, extremes[k]);
            check_damaged(d->bytes, d->length, "another number", f->at);
        }
        field_set(d->bytes, f, had);
    }
    damaged_free(d);
}
END_TEST

/* ---- single lies about the documented examples ---- */

typedef struct lie {
    const char *part;
    size_t skip;
    size_t size;
    uint64_t value;
    fair_status expected;
    const char *message; /* NULL: it is another state that is fine */
} lie;

typedef struct example {
    const uint8_t *bytes;
    size_t length;
    const golden_part *parts;
    size_t n_parts;
} example;

static size_t
offset_of(const example *e, const char *part)
{
    for (size_t i = 0; i < e->n_parts; i++)
        if (strcmp(e->parts[i].name, part) == 0) return e->parts[i].offset;
    ck_abort_msg("no part %s", part);
    return 0;
}

static void
check_lie(const example *e, const lie *l)
{
    uint8_t *copy = malloc(e->length);
    memcpy(copy, e->bytes, e->length);
    const size_t at = offset_of(e, l->part) + l->skip;
    for (size_t k = 0; k < l->size; k++)
        copy[at + k] = (uint8_t)(l->value >> (8 * k));
    saved_seal(copy, e->length);
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.hash_key = saved_key;
    fair__tally *t = NULL;
    fair_error err = {0};
    const fair_status st = fair__tally_load(copy, e->length, &o, &t, &err);
    const int fine = l->message == NULL;
    ck_assert_msg(st == (fine ? FAIR_OK : l->expected) &&
                      (fine || strstr(err.message, l->message) != NULL),
                  "%s + %zu, %llu: %d %s", l->part, l->skip,
                  (unsigned long long)l->value, st, err.message);
    fair__tally_free(t);
    saved_check(copy, e->length);
    free(copy);
}

START_TEST(test_lies)
{
    const example e = {golden_saved, sizeof(golden_saved), golden_saved_parts,
                       COUNT(golden_saved_parts)};
    const lie lies[] = {
        {"magic", 0, 1, 0, FAIR_ERR_CORRUPT, "not a saved audit"},
        {"version", 0, 4, 0, FAIR_ERR_VERSION, "version 0"},
        {"version", 0, 4, 2, FAIR_ERR_CORRUPT, "lower format version"},
        {"version", 0, 4, 3, FAIR_ERR_CORRUPT, "ends of no range"},
        {"version", 0, 4, 4, FAIR_ERR_VERSION, "version 4"},
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
        {"keys", 0, 4, 11, FAIR_ERR_VERSION, "unknown section"},
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
    for (size_t i = 0; i < COUNT(lies); i++) check_lie(&e, &lies[i]);
}
END_TEST

/* Bins from -1 a/1, 0 a/0, 2 b/1; doubles by their bits. */
START_TEST(test_lies_about_bins)
{
    const example e = {golden_bins, sizeof(golden_bins), golden_bins_parts,
                       COUNT(golden_bins_parts)};
    const uint64_t one = UINT64_C(0x3ff0000000000000);
    const uint64_t two = UINT64_C(0x4000000000000000);
    const uint64_t infinite = UINT64_C(0x7ff0000000000000);
    const uint64_t minus = UINT64_C(1) << 63;
    const lie lies[] = {
        {"version", 0, 4, 2, FAIR_ERR_CORRUPT, "cause that cannot be"},
        {"version", 0, 4, 4, FAIR_ERR_VERSION, "version 4"},
        {"kept", 0, 1, 1, FAIR_ERR_CORRUPT, "scores is none"},
        {"range", 0, 1, 0, FAIR_ERR_CORRUPT, "ends of no range"},
        {"range", 0, 1, 2, FAIR_ERR_CORRUPT, "has_score_range is 2"},
        {"range", 1, 8, infinite, FAIR_ERR_CORRUPT, "score_range"},
        {"range", 1, 8, infinite + 1, FAIR_ERR_CORRUPT, "score_range"},
        {"range", 1, 8, minus, FAIR_ERR_CORRUPT, "-0.0"},
        {"range", 9, 8, minus | one, FAIR_ERR_CORRUPT, "score_range"},
        {"range", 9, 8, two, FAIR_ERR_CORRUPT, "no such bin"},
        {"bins", 0, 4, 0, FAIR_ERR_CORRUPT, "left over"},
        {"bins", 0, 4, 3, FAIR_ERR_CORRUPT, "no such bin"},
        {"bins", 0, 4, 8, FAIR_ERR_CORRUPT, "do not lie in it"},
        {"scores", 12, 8, infinite, FAIR_ERR_CORRUPT, "no such bin"},
        {"scores", 12, 8, one >> 1, FAIR_ERR_CORRUPT, "no such bin"},
        {"scores", 12, 8, minus | two, FAIR_ERR_CORRUPT, "no such bin"},
        {"scores", 20, 8, one, FAIR_ERR_CORRUPT, "do not lie in it"},
        {"sums", 0, 4, 9, FAIR_ERR_CORRUPT, "wrong place"},
        {"sums", 0, 4, 11, FAIR_ERR_VERSION, "unknown section"},
        {"sums", 4, 8, UINT64_MAX - 7, FAIR_ERR_CORRUPT, "wrong size"},
        {"sums", 12, 4, 99, FAIR_ERR_CORRUPT, "impossible window"},
        {"sums", 16, 4, 3, FAIR_ERR_CORRUPT, "wrong size"},
        {"sums", 28, 8, UINT64_MAX - 2, FAIR_ERR_CORRUPT, "do not lie in it"},
        {"sums", 28, 8, 0, FAIR_ERR_CORRUPT, "do not lie in it"},
        {"sums", 44, 8, 1, FAIR_ERR_CORRUPT, "do not lie in it"},
        {"sums", 60, 8, 6, FAIR_ERR_CORRUPT, "do not lie in it"},
        {"sums", 60, 8, 3, FAIR_ERR_CORRUPT, "do not lie in it"},
    };
    for (size_t i = 0; i < COUNT(lies); i++) check_lie(&e, &lies[i]);
}
END_TEST

/* Entries -0.25 a/0, 0 a/0, 0.75 b/0, 0.75 b/1; doubles by their bits. */
START_TEST(test_lies_about_scores)
{
    const example e = {golden_scores, sizeof(golden_scores),
                       golden_scores_parts, COUNT(golden_scores_parts)};
    const uint64_t half = UINT64_C(0x3fe0000000000000);
    const uint64_t infinite = UINT64_C(0x7ff0000000000000);
    const uint64_t minus = UINT64_C(1) << 63;
    const lie lies[] = {
        {"version", 0, 4, 1, FAIR_ERR_CORRUPT, "impossible values"},
        {"version", 0, 4, 3, FAIR_ERR_CORRUPT, "has_score_range is 5"},
        {"version", 0, 4, 4, FAIR_ERR_VERSION, "version 4"},
        {"kept", 0, 1, 2, FAIR_ERR_CORRUPT, "scores is 2"},
        {"kept", 0, 1, 1, FAIR_ERR_CORRUPT, "lower format version"},
        {"inputs", 0, 4, 17, FAIR_ERR_CORRUPT, "lower format version"},
        {"scores", 0, 4, 6, FAIR_ERR_CORRUPT, "wrong place"},
        {"scores", 0, 4, 4, FAIR_ERR_CORRUPT, "wrong place"},
        {"scores", 0, 4, 11, FAIR_ERR_VERSION, "unknown section"},
        {"scores", 4, 8, 31, FAIR_ERR_CORRUPT, "wrong size"},
        {"scores", 4, 8, UINT64_MAX - 7, FAIR_ERR_CORRUPT, "wrong size"},
        {"scores", 4, 8, 24, FAIR_ERR_CORRUPT, "wrong place"},
        {"scores", 4, 8, 0, FAIR_ERR_CORRUPT, "wrong place"},
        {"scores", 12, 8, infinite, FAIR_ERR_CORRUPT, "not finite"},
        {"scores", 12, 8, infinite | minus, FAIR_ERR_CORRUPT, "not finite"},
        {"scores", 12, 8, infinite + 1, FAIR_ERR_CORRUPT, "not finite"},
        {"scores", 20, 8, minus, FAIR_ERR_CORRUPT, "-0.0"},
        {"scores", 20, 8, 1, FAIR_ERR_CORRUPT, NULL},
        {"scores", 20, 8, minus | 1, FAIR_ERR_CORRUPT, NULL},
        {"scores", 12, 8, minus | (infinite - 1), FAIR_ERR_CORRUPT, NULL},
        {"scores", 12, 8, half, FAIR_ERR_CORRUPT, "scores are not in order"},
        {"scores", 36, 8, half, FAIR_ERR_CORRUPT, "scores are not in order"},
        {"scores", 28, 8, half, FAIR_ERR_CORRUPT, NULL},
        {"scores", 20, 8, minus | (half >> 1), FAIR_ERR_CORRUPT, NULL},
        {"places", 0, 4, 7, FAIR_ERR_CORRUPT, "wrong place"},
        {"places", 4, 8, 20, FAIR_ERR_CORRUPT, "wrong size"},
        {"places", 12, 4, 6, FAIR_ERR_CORRUPT, "score of no group"},
        {"places", 12, 4, UINT32_MAX, FAIR_ERR_CORRUPT, "score of no group"},
        {"places", 12, 4, 2, FAIR_ERR_CORRUPT, "score of no group"},
        {"places", 12, 4, 1, FAIR_ERR_CORRUPT, "not as many as its rows"},
        {"places", 20, 4, 4, FAIR_ERR_CORRUPT, "scores are not in order"},
        {"places", 24, 4, 3, FAIR_ERR_CORRUPT, "scores are not in order"},
        {"places", 20, 4, 1, FAIR_ERR_CORRUPT, "not as many as its rows"},
        {"counts", 0, 4, 8, FAIR_ERR_CORRUPT, "wrong place"},
        {"counts", 4, 8, 31, FAIR_ERR_CORRUPT, "wrong size"},
        {"counts", 12, 8, 0, FAIR_ERR_CORRUPT, "score of no rows"},
        {"counts", 12, 8, 2, FAIR_ERR_CORRUPT, "not as many as its rows"},
        {"counts", 36, 8, 1, FAIR_ERR_CORRUPT, "not as many as its rows"},
        {"counts", 36, 8, 3, FAIR_ERR_CORRUPT, "not as many as its rows"},
        {"counts", 36, 8, UINT64_MAX, FAIR_ERR_CORRUPT,
         "not as many as its rows"},
        {"score weights", 0, 4, 9, FAIR_ERR_CORRUPT, "wrong place"},
        {"score weights", 12, 4, 99, FAIR_ERR_CORRUPT, "impossible window"},
        {"score weights", 12, 4, 0, FAIR_ERR_CORRUPT, "not those of the rows"},
        {"score weights", 16, 4, 1, FAIR_ERR_CORRUPT, "wrong size"},
        {"score weights", 28, 8, 2, FAIR_ERR_CORRUPT, "not those of the rows"},
        {"score weights", 28, 8, 0, FAIR_ERR_CORRUPT, "do not fit"},
        {"score weights", 44, 8, 1, FAIR_ERR_CORRUPT, "do not fit"},
        {"score weights", 28, 8, minus, FAIR_ERR_CORRUPT, "negative"},
        {"score squares", 0, 4, 8, FAIR_ERR_CORRUPT, "wrong place"},
        {"score squares", 12, 4, 0, FAIR_ERR_CORRUPT, "not those of the rows"},
        {"score squares", 28, 8, 2, FAIR_ERR_CORRUPT, "not those of the rows"},
        {"score squares", 68, 8, 0, FAIR_ERR_CORRUPT, "wider than they need"},
    };
    for (size_t i = 0; i < COUNT(lies); i++) check_lie(&e, &lies[i]);
}
END_TEST

/* A section behind the last one, of any tag: those of scores have no place in
 * version 1, and there are none above them yet. */
START_TEST(test_one_section_more)
{
    for (int k = 0; k < 2; k++)
        for (uint32_t tag = 0; tag < 12; tag++) {
            uint8_t copy[2048] = {0};
            const size_t had = k ? sizeof(golden_scores) : sizeof(golden_saved);
            memcpy(copy, k ? golden_scores : golden_saved, had);
            fair__writer w = {copy + had - 4, 16, 0, 0};
            fair__put_u32(&w, tag);
            fair__put_u64(&w, 0);
            fair__put_u32(&w, 0);
            saved_seal(copy, had + 12);
            ck_assert_int_eq(saved_check(copy, had + 12),
                             tag > 10 ? FAIR_ERR_VERSION : FAIR_ERR_CORRUPT);
        }
}
END_TEST

/* What was saved before scores were kept has none, and says so again. */
START_TEST(test_version_1_with_scores)
{
    int found = 0;
    for (size_t i = 0; i < N_STATES; i++) {
        saved s;
        s.bytes = state_bytes(i, &s.length);
        fair__tally *t = saved_load(&s);
        const int given = (t->inputs & FAIR__INPUT(FAIR__Y_SCORE)) != 0;
        if (s.bytes[8] == 1 && given) {
            ck_assert_int_eq(t->spec.scores, FAIR_SCORES_NONE);
            ck_assert_ptr_null(t->scores);
            found++;
        }
        fair__tally_free(t);
        free(s.bytes);
    }
    ck_assert_int_eq(found, 1);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_loop_test(tc, test_every_prefix, 0, N_DAMAGED);
    tcase_add_loop_test(tc, test_every_bit, 0, N_DAMAGED);
    tcase_add_loop_test(tc, test_every_byte_removed_or_inserted, 0,
                        N_DAMAGED);
    tcase_add_loop_test(tc, test_every_field_at_its_extremes, 0, N_DAMAGED);
    tcase_add_test(tc, test_lies);
    tcase_add_test(tc, test_lies_about_scores);
    tcase_add_test(tc, test_lies_about_bins);
    tcase_add_test(tc, test_one_section_more);
    tcase_add_test(tc, test_version_1_with_scores);
}

FAIR_TEST_MAIN("tally/codec_damage", tests)
