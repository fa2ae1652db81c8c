/* SPDX-License-Identifier: MIT
 * Tests of the JSON writer: exact text, a reader of its own, and misuse. */
#include "base/json.h"

#include "harness.h"

#include <math.h>
#include <signal.h>

#include "base/memory.h"
#include "base/utf8.h"

static void
assert_text(fair__text *t, const char *expected)
{
    fair__text_char(t, '\0');
    ck_assert_int_eq(t->status, FAIR_OK);
    ck_assert_str_eq(t->bytes, expected);
    fair__text_clear(t);
}

static void
write_example(fair__json *j)
{
    fair__json_object(j);
    fair__json_key(j, "empty");
    fair__json_object(j);
    fair__json_end(j);
    fair__json_key(j, "none");
    fair__json_array(j);
    fair__json_end(j);
    fair__json_key(j, "list");
    fair__json_array(j);
    fair__json_u64(j, UINT64_MAX);
    fair__json_i64(j, INT64_MIN);
    fair__json_array_inline(j);
    fair__json_f64(j, 0.1);
    fair__json_f64(j, NAN);
    fair__json_f64(j, -INFINITY);
    fair__json_object(j); /* inside one line: on that line */
    fair__json_key_n(j, "k\0", 2);
    fair__json_bool(j, 2);
    fair__json_key(j, "l");
    fair__json_bool(j, 0);
    fair__json_end(j);
    fair__json_end(j);
    fair__json_object_inline(j);
    fair__json_end(j);
    fair__json_end(j);
    fair__json_key(j, "s");
    fair__json_cstring(j, "x");
    fair__json_key(j, "n");
    fair__json_cstring(j, NULL);
    fair__json_end(j);
}

START_TEST(test_layout)
{
    test_memory memory = {0};
    const fair_allocator mem = test_allocator(&memory);
    fair__text t;
    fair__text_init(&t, &mem);
    fair__json j;
    fair__json_init(&j, &t);
    ck_assert(!fair__json_complete(&j));
    write_example(&j);
    ck_assert(fair__json_complete(&j));
    assert_text(&t, "{\n"
                    "  \"empty\": {},\n"
                    "  \"none\": [],\n"
                    "  \"list\": [\n"
                    "    18446744073709551615,\n"
                    "    -9223372036854775808,\n"
                    "    [0.1, null, null, {\"k\\u0000\": true, "
                    "\"l\": false}],\n"
                    "    {}\n"
                    "  ],\n"
                    "  \"s\": \"x\",\n"
                    "  \"n\": null\n"
                    "}");
    fair__json_init(&j, &t);
    j.compact = 1;
    write_example(&j);
    assert_text(&t, "{\"empty\": {}, \"none\": [], \"list\": "
                    "[18446744073709551615, -9223372036854775808, "
                    "[0.1, null, null, {\"k\\u0000\": true, \"l\": false}], "
                    "{}], \"s\": \"x\", \"n\": null}");
    fair__text_free(&t);
    ck_assert_uint_eq(memory.live, 0);
}
END_TEST

START_TEST(test_scalars_alone)
{
    test_memory memory = {0};
    const fair_allocator mem = test_allocator(&memory);
    fair__text t;
    fair__text_init(&t, &mem);
    fair__json j;
    fair__json_init(&j, &t);
    fair__json_null(&j);
    ck_assert(fair__json_complete(&j));
    assert_text(&t, "null");
    fair__json_init(&j, &t);
    fair__json_array(&j);
    ck_assert(!fair__json_complete(&j));
    fair__json_end(&j);
    ck_assert(fair__json_complete(&j));
    assert_text(&t, "[]");
    fair__text_free(&t);
}
END_TEST

/* ---- strings, read back by the grammar of RFC 8259 ---- */

static uint32_t
hex4(const char *p)
{
    char digits[5] = {p[0], p[1], p[2], p[3], 0}, *end;
    const uint32_t x = (uint32_t)strtoul(digits, &end, 16);
    ck_assert_ptr_eq(end, digits + 4);
    return x;
}

/* The code points of a JSON string; asserts that it is one. */
static size_t
read_string(const char *p, size_t n, uint32_t *out)
{
    const char names[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    size_t count = 0, at = 1;
    ck_assert(n >= 2 && p[0] == '"' && p[n - 1] == '"');
    while (at < n - 1) {
        if (p[at] != '\\') {
            out[count] = fair__utf8_next(p, n, &at);
            ck_assert(out[count] >= 0x20 && out[count] != '"');
            count++;
            continue;
        }
        if (p[at + 1] == 'u') {
            ck_assert_uint_le(at + 6, n - 1);
            out[count++] = hex4(p + at + 2);
            at += 6;
            continue;
        }
        const char *name = strchr(names, p[at + 1]);
        ck_assert(name != NULL && *name != 0);
        out[count++] = (uint8_t)meant[name - names];
        at += 2;
    }
    ck_assert_uint_eq(at, n - 1);
    return count;
}

START_TEST(test_any_bytes_make_a_string_that_is_safe)
{
    test_memory memory = {0};
    const fair_allocator mem = test_allocator(&memory);
    const char alphabet[] = "ab\"\\/<>&\n\t\r\b\f\x01\x1f\x7f\xc2\x9b\xa8\xe2"
                            "\x80\xae\xf0\x9f\x98\xff\xed\xa0";
    uint64_t state = 1;
    fair__text t;
    fair__text_init(&t, &mem);
    for (int round = 0; round < 3000; round++) {
        char text[24];
        const size_t n = random_u64(&state) % sizeof(text);
        for (size_t i = 0; i < n; i++)
            text[i] = alphabet[random_u64(&state) % sizeof(alphabet)];
        fair__json j;
        fair__json_init(&j, &t);
        fair__json_string(&j, text, n);
        ck_assert(fair__utf8_valid(t.bytes, t.length));
        for (size_t i = 0; i < t.length; i++)
            if (t.bytes[i] == '<' || t.bytes[i] == '>' ||
                t.bytes[i] == '&' || (uint8_t)t.bytes[i] < 0x20 ||
                t.bytes[i] == 0x7f)
                ck_abort_msg("byte %d is not escaped", t.bytes[i]);
        uint32_t got[256];
        const size_t count = read_string(t.bytes, t.length, got);
        size_t at = 0, k = 0;
        while (at < n) {
            const uint32_t code = fair__utf8_next(text, n, &at);
            if (k >= count || got[k++] != code)
                ck_abort_msg("round %d, character %zu", round, k);
        }
        ck_assert_uint_eq(k, count);
        fair__text_clear(&t);
    }
    fair__text_free(&t);
}
END_TEST

START_TEST(test_escapes)
{
    test_memory memory = {0};
    const fair_allocator mem = test_allocator(&memory);
    fair__text t;
    fair__text_init(&t, &mem);
    fair__json j;
    fair__json_init(&j, &t);
    fair__json_cstring(&j, "</script> & \"\\ \n\x1b \xe2\x80\xa8 \xe2\x80\xae "
                           "\xc2\x9b \xff \xc3\xa9 \xf0\x9f\x98\x80");
    assert_text(&t, "\"\\u003c/script\\u003e \\u0026 \\\"\\\\ \\n\\u001b "
                    "\\u2028 \\u202e \\u009b \xef\xbf\xbd \xc3\xa9 "
                    "\xf0\x9f\x98\x80\"");
    fair__text_free(&t);
}
END_TEST

START_TEST(test_out_of_memory)
{
    int failed = 1;
    for (size_t at = 1; failed; at++) {
        test_memory memory = {.fail_at = at};
        const fair_allocator mem = test_allocator(&memory);
        fair__text t;
        fair__text_init(&t, &mem);
        fair__json j;
        fair__json_init(&j, &t);
        write_example(&j);
        failed = memory.injected;
        ck_assert_int_eq(t.status, failed ? FAIR_ERR_MEMORY : FAIR_OK);
        ck_assert_int_eq(fair__json_complete(&j), !failed);
        fair__text_free(&t);
        ck_assert_uint_eq(memory.live, 0);
    }
}
END_TEST

/* ---- misuse: an assertion where they are on, a status where not ---- */

static void
begin_misuse(fair__json *j, fair__text *t, const fair_allocator *mem)
{
    fair__text_init(t, mem);
    fair__json_init(j, t);
}

static void
misuse(int which)
{
    test_memory memory = {0};
    const fair_allocator mem = test_allocator(&memory);
    fair__text t;
    fair__json j;
    begin_misuse(&j, &t, &mem);
    switch (which) {
    case 0: fair__json_key(&j, "k"); break;
    case 1: fair__json_end(&j); break;
    case 2:
        fair__json_object(&j);
        fair__json_null(&j);
        break;
    case 3:
        fair__json_object(&j);
        fair__json_key(&j, "k");
        fair__json_key(&j, "k");
        break;
    case 4:
        fair__json_object(&j);
        fair__json_key(&j, "k");
        fair__json_end(&j);
        break;
    case 5:
        fair__json_array(&j);
        fair__json_key(&j, "k");
        break;
    case 6:
        fair__json_null(&j);
        fair__json_null(&j);
        break;
    default:
        for (int i = 0; i <= FAIR__JSON_DEPTH; i++)
            fair__json_array(&j);
        break;
    }
    const fair_status st = t.status;
    fair__json_null(&j); /* does nothing any more */
    ck_assert(!fair__json_complete(&j));
    fair__text_free(&t);
    ck_assert_int_eq(st, FAIR_ERR_ARGUMENT);
}

START_TEST(test_misuse)
{
    misuse(_i);
}
END_TEST

START_TEST(test_deepest_nesting)
{
    test_memory memory = {0};
    const fair_allocator mem = test_allocator(&memory);
    fair__text t;
    fair__json j;
    begin_misuse(&j, &t, &mem);
    for (int i = 0; i < FAIR__JSON_DEPTH; i++)
        fair__json_array_inline(&j);
    for (int i = 0; i < FAIR__JSON_DEPTH; i++)
        fair__json_end(&j);
    ck_assert(fair__json_complete(&j));
    ck_assert_uint_eq(t.length, 2 * FAIR__JSON_DEPTH);
    fair__text_free(&t);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_layout);
    tcase_add_test(tc, test_scalars_alone);
    tcase_add_test(tc, test_any_bytes_make_a_string_that_is_safe);
    tcase_add_test(tc, test_escapes);
    tcase_add_test(tc, test_out_of_memory);
    tcase_add_test(tc, test_deepest_nesting);
#ifdef NDEBUG
    tcase_add_loop_test(tc, test_misuse, 0, 8);
#else
    const char *const fork = getenv("CK_FORK"); /* without it: no signals */
    if (fork == NULL || strcmp(fork, "no") != 0)
        tcase_add_loop_test_raise_signal(tc, test_misuse, SIGABRT, 0, 8);
#endif
}

FAIR_TEST_MAIN("base/json", tests)
