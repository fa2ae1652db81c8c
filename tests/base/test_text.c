/* SPDX-License-Identifier: MIT
 * Tests of the string buffer: contents, flushing, sticky failure. */
#include "base/text.h"

#include "harness.h"

START_TEST(test_contents)
{
    test_memory memory = {0};
    const fair_allocator mem = test_allocator(&memory);
    fair__text t;
    fair__text_init(&t, &mem);
    fair__text_string(&t, "n=");
    fair__text_u64(&t, UINT64_MAX);
    fair__text_char(&t, ' ');
    fair__text_i64(&t, INT64_MIN);
    fair__text_add(&t, "\0x", 2);
    fair__text_f64(&t, 0.1);
    fair__text_char(&t, ' ');
    fair__text_fixed(&t, 2.0 / 3, 3);
    fair__text_add(&t, NULL, 0);
    const char expected[] =
        "n=18446744073709551615 -9223372036854775808\0x0.1 0.667";
    ck_assert_uint_eq(t.length, sizeof(expected) - 1);
    ck_assert_mem_eq(t.bytes, expected, t.length);
    fair_error err = {0};
    ck_assert_ok(fair__text_flush(&t, &err));
    fair__text_clear(&t);
    ck_assert_uint_eq(t.length, 0);
    ck_assert_uint_gt(t.capacity, 0);
    fair__text_free(&t);
    ck_assert_uint_eq(memory.live, 0);
}
END_TEST

typedef struct sink {
    char bytes[100000];
    size_t length;
    size_t calls;
    size_t refuse_at; /* call number, from 1 */
} sink;

static int32_t
sink_write(void *ctx, const char *data, size_t size)
{
    sink *s = ctx;
    if (++s->calls == s->refuse_at) return 1;
    ck_assert_uint_gt(size, 0);
    ck_assert_uint_le(size, sizeof(s->bytes) - s->length);
    memcpy(s->bytes + s->length, data, size);
    s->length += size;
    return 0;
}

/* Pieces of many sizes, 16 KiB and more among them. */
static size_t
write_pieces(fair__text *t, char *expected)
{
    static char piece[20000];
    const size_t sizes[] = {1, 16383, 2, 0, 16384, 5, 20000, 7, 3000, 16385};
    size_t n = 0;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        memset(piece, 'a' + (int)i, sizes[i]);
        fair__text_add(t, piece, sizes[i]);
        memcpy(expected + n, piece, sizes[i]);
        n += sizes[i];
        ck_assert_uint_le(t->length, 16384);
    }
    return n;
}

START_TEST(test_everything_reaches_the_writer_in_order)
{
    static sink s;
    static char expected[100000];
    test_memory memory = {0};
    const fair_allocator mem = test_allocator(&memory);
    fair__text t;
    fair__text_init(&t, &mem);
    t.write = sink_write;
    t.ctx = &s;
    const size_t n = write_pieces(&t, expected);
    ck_assert_ok(fair__text_flush(&t, NULL));
    ck_assert_uint_eq(s.length, n);
    ck_assert_mem_eq(s.bytes, expected, n);
    const size_t calls = s.calls;
    ck_assert_ok(fair__text_flush(&t, NULL)); /* nothing is left */
    ck_assert_uint_eq(s.calls, calls);
    fair__text_free(&t);
    ck_assert_uint_eq(memory.live, 0);
}
END_TEST

START_TEST(test_a_writer_that_refuses)
{
    static char expected[100000];
    fair_status st = FAIR_ERR_WRITE;
    for (size_t at = 1; st != FAIR_OK; at++) {
        static sink s;
        memset(&s, 0, sizeof(s));
        s.refuse_at = at;
        test_memory memory = {0};
        const fair_allocator mem = test_allocator(&memory);
        fair__text t;
        fair__text_init(&t, &mem);
        t.write = sink_write;
        t.ctx = &s;
        write_pieces(&t, expected);
        fair_error err = {0};
        st = fair__text_flush(&t, &err);
        ck_assert_int_eq(err.code, st);
        ck_assert(st == FAIR_OK || st == FAIR_ERR_WRITE);
        ck_assert_uint_le(s.calls, at); /* never asked again */
        ck_assert_mem_eq(s.bytes, expected, s.length);
        if (st == FAIR_OK) ck_assert_uint_gt(at, 5);
        fair__text_free(&t);
        ck_assert_uint_eq(memory.live, 0);
    }
}
END_TEST

START_TEST(test_out_of_memory_is_remembered)
{
    int failed = 1;
    for (size_t at = 1; failed; at++) {
        test_memory memory = {.fail_at = at};
        const fair_allocator mem = test_allocator(&memory);
        fair__text t;
        fair__text_init(&t, &mem);
        for (int i = 0; i < 1000; i++)
            fair__text_string(&t, "0123456789");
        fair_error err = {0};
        const fair_status st = fair__text_flush(&t, &err);
        failed = memory.injected;
        ck_assert_int_eq(st, failed ? FAIR_ERR_MEMORY : FAIR_OK);
        ck_assert_int_eq(err.code, st);
        ck_assert_uint_eq(t.length % 10, 0);
        ck_assert(failed || t.length == 10000);
        fair__text_free(&t);
        ck_assert_uint_eq(memory.live, 0);
    }
}
END_TEST

/* A failure that a caller noted is passed on, and nothing is written. */
START_TEST(test_other_failures)
{
    static sink s;
    memset(&s, 0, sizeof(s));
    test_memory memory = {0};
    const fair_allocator mem = test_allocator(&memory);
    fair__text t;
    fair__text_init(&t, &mem);
    t.write = sink_write;
    t.ctx = &s;
    fair__text_string(&t, "abc");
    t.status = FAIR_ERR_ARGUMENT;
    fair__text_string(&t, "def");
    fair_error err = {0};
    ck_assert_int_eq(fair__text_flush(&t, &err), FAIR_ERR_ARGUMENT);
    ck_assert_int_eq(err.code, FAIR_ERR_ARGUMENT);
    ck_assert_uint_eq(s.calls, 0);
    fair__text_free(&t);
    ck_assert_uint_eq(memory.live, 0);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_other_failures);
    tcase_add_test(tc, test_contents);
    tcase_add_test(tc, test_everything_reaches_the_writer_in_order);
    tcase_add_test(tc, test_a_writer_that_refuses);
    tcase_add_test(tc, test_out_of_memory_is_remembered);
}

FAIR_TEST_MAIN("base/text", tests)
