/* SPDX-License-Identifier: MIT
 * Tests of the byte codec: exact bytes, every short buffer, published CRCs. */
#include "base/bytes.h"

#include "harness.h"

static void
write_all(fair__writer *w)
{
    fair__put_u8(w, 0x01);
    fair__put_u16(w, 0x0302);
    fair__put_u32(w, 0x07060504);
    fair__put_u64(w, UINT64_C(0x0f0e0d0c0b0a0908));
    fair__put_f64(w, -2.5);
    fair__put_text(w, "a\0b", 3);
    fair__put_text(w, NULL, 0);
    fair__put_bytes(w, "xy", 2);
}

/* IEEE 754: -2.5 = -1.25 * 2^1, 0xc004000000000000. */
static const uint8_t expected[] = {
    1,  2,  3,  4, 5, 6, 7, 8, 9, 10, 11,  12, 13,  14, 15, 0, 0, 0, 0,
    0,  0,  4,  0xc0, 3, 0, 0, 0, 'a', 0, 'b', 0, 0, 0, 0, 'x', 'y'};

START_TEST(test_bytes_written)
{
    fair__writer counting = {0};
    write_all(&counting);
    ck_assert(!counting.overflow);
    ck_assert_uint_eq(counting.length, sizeof(expected));

    uint8_t buffer[sizeof(expected)];
    fair__writer w = {buffer, sizeof(buffer), 0, 0};
    write_all(&w);
    ck_assert(!w.overflow);
    ck_assert_uint_eq(w.length, sizeof(expected));
    ck_assert_mem_eq(buffer, expected, sizeof(expected));
}
END_TEST

START_TEST(test_a_short_buffer_is_never_overrun)
{
    for (size_t capacity = 0; capacity < sizeof(expected); capacity++) {
        uint8_t *buffer = malloc(capacity + 1);
        memset(buffer, 0xee, capacity + 1);
        fair__writer w = {buffer, capacity, 0, 0};
        write_all(&w);
        ck_assert(w.overflow);
        ck_assert_uint_le(w.length, capacity);
        ck_assert_mem_eq(buffer, expected, w.length);
        for (size_t i = w.length; i <= capacity; i++)
            ck_assert_uint_eq(buffer[i], 0xee);
        free(buffer);
    }
    fair__writer w = {NULL, 0, SIZE_MAX - 1, 0};
    fair__put_u8(&w, 0);
    ck_assert(!w.overflow);
    fair__put_u8(&w, 0);
    ck_assert(w.overflow);
    ck_assert_uint_eq(w.length, SIZE_MAX);
#if SIZE_MAX > UINT32_MAX
    for (size_t more = 0; more < 2; more++) { /* the length has 32 bits */
        fair__writer text = {0};
        fair__put_text(&text, NULL, UINT32_MAX + more);
        ck_assert_int_eq(text.overflow, (int)more);
    }
#endif
}
END_TEST

static void
read_all(fair__reader *r, size_t size)
{
    const int whole = size == sizeof(expected);
    const uint8_t a = fair__get_u8(r);
    ck_assert_uint_eq(a, size >= 1 ? 1 : 0);
    const uint16_t b = fair__get_u16(r);
    ck_assert_uint_eq(b, size >= 3 ? 0x0302 : 0);
    const uint32_t c = fair__get_u32(r);
    ck_assert_uint_eq(c, size >= 7 ? 0x07060504 : 0);
    const uint64_t d = fair__get_u64(r);
    ck_assert_uint_eq(d, size >= 15 ? UINT64_C(0x0f0e0d0c0b0a0908) : 0);
    ck_assert(fair__get_f64(r) == (size >= 23 ? -2.5 : 0.0));
    size_t n = 99;
    const char *text = fair__get_text(r, &n);
    ck_assert((text != NULL) == (size >= 30));
    ck_assert_uint_eq(n, size >= 30 ? 3 : 0);
    if (text != NULL) ck_assert_mem_eq(text, "a\0b", 3);
    text = fair__get_text(r, &n);
    ck_assert((text != NULL) == (size >= 34));
    ck_assert_uint_eq(n, 0);
    const uint8_t *bytes = fair__get_bytes(r, 2);
    ck_assert((bytes != NULL) == whole);
    ck_assert_int_eq(r->failed, !whole);
}

START_TEST(test_every_prefix)
{
    for (size_t size = 0; size <= sizeof(expected); size++) {
        uint8_t *copy = malloc(size + 1); /* the sanitizer guards its end */
        memcpy(copy, expected, size);
        uint8_t *exact = realloc(copy, size == 0 ? 1 : size);
        fair__reader r = {exact, size, 0};
        read_all(&r, size);
        if (size == sizeof(expected)) ck_assert_uint_eq(r.left, 0);
        free(exact);
    }
}
END_TEST

START_TEST(test_a_failed_reader_stays_failed)
{
    const uint8_t bytes[] = {0xff, 0xff, 0xff, 0xff, 1, 2, 3};
    fair__reader r = {bytes, sizeof(bytes), 0};
    size_t n;
    ck_assert_ptr_null(fair__get_text(&r, &n));
    ck_assert(r.failed);
    ck_assert_uint_eq(fair__get_u8(&r), 0);
    ck_assert_ptr_null(fair__get_bytes(&r, 0));

    fair__reader nothing = {NULL, 0, 0};
    ck_assert_ptr_nonnull(fair__get_bytes(&nothing, 0));
    ck_assert(!nothing.failed);
    ck_assert_uint_eq(fair__get_u8(&nothing), 0);
    ck_assert(nothing.failed);
}
END_TEST

/* Bit by bit from the definition of a reflected CRC. */
static uint32_t
slow_crc(const uint8_t *bytes, size_t n)
{
    uint32_t crc = 0xffffffff;
    for (size_t i = 0; i < 8 * n; i++) {
        crc ^= (uint32_t)(bytes[i / 8] >> (i % 8) & 1);
        crc = crc & 1 ? crc >> 1 ^ 0x82f63b78 : crc >> 1;
    }
    return ~crc;
}

START_TEST(test_crc32c)
{
    /* The check value of the catalogues, and RFC 3720, appendix B.4. */
    ck_assert_uint_eq(fair__crc32c(0, "123456789", 9), 0xe3069283);
    uint8_t bytes[300] = {0};
    ck_assert_uint_eq(fair__crc32c(0, bytes, 32), 0x8a9136aa);
    memset(bytes, 0xff, 32);
    ck_assert_uint_eq(fair__crc32c(0, bytes, 32), 0x62a8ab43);
    for (size_t i = 0; i < 32; i++)
        bytes[i] = (uint8_t)i;
    ck_assert_uint_eq(fair__crc32c(0, bytes, 32), 0x46dd794e);
    ck_assert_uint_eq(fair__crc32c(0, NULL, 0), 0);

    uint64_t state = 1;
    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (uint8_t)random_u64(&state);
    for (size_t n = 0; n <= sizeof(bytes); n++) {
        const uint32_t whole = fair__crc32c(0, bytes, n);
        ck_assert_uint_eq(whole, slow_crc(bytes, n));
        const size_t half = n / 3;
        const uint32_t first = fair__crc32c(0, bytes, half);
        ck_assert_uint_eq(fair__crc32c(first, bytes + half, n - half), whole);
    }
}
END_TEST

/* Long inputs take another way; in one piece or in two. */
START_TEST(test_crc32c_long)
{
    enum { MAX = 40000 };
    uint8_t *bytes = malloc(MAX);
    uint64_t state = 9;
    for (size_t i = 0; i < MAX; i++)
        bytes[i] = (uint8_t)random_u64(&state);
    for (size_t n = MAX - 9; n <= MAX; n++) {
        const uint32_t whole = slow_crc(bytes, n);
        ck_assert_uint_eq(fair__crc32c(0, bytes, n), whole);
        for (size_t at = 0; at < n; at += 9001) {
            const uint32_t before = fair__crc32c(0, bytes, at);
            ck_assert_uint_eq(fair__crc32c(before, bytes + at, n - at),
                              whole);
        }
    }
    for (size_t n = 16380; n <= 16390; n++)
        ck_assert_uint_eq(fair__crc32c(0, bytes, n), slow_crc(bytes, n));
    free(bytes);
}
END_TEST

START_TEST(test_only_counting)
{
    uint8_t room[4];
    fair__writer counting = {0}, full = {room, sizeof(room), 0, 0};
    ck_assert_int_eq(fair__put_counted(&counting, 1000), 1);
    fair__put_u32(&counting, 7);
    ck_assert_uint_eq(counting.length, 1004);
    ck_assert_int_eq(fair__put_counted(&full, 1000), 0);
    ck_assert_uint_eq(full.length, 0);
    ck_assert_int_eq(fair__put_counted(&counting, SIZE_MAX), 1);
    ck_assert(counting.overflow);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_bytes_written);
    tcase_add_test(tc, test_a_short_buffer_is_never_overrun);
    tcase_add_test(tc, test_every_prefix);
    tcase_add_test(tc, test_a_failed_reader_stays_failed);
    tcase_add_test(tc, test_crc32c);
    tcase_add_test(tc, test_crc32c_long);
    tcase_add_test(tc, test_only_counting);
}

FAIR_TEST_MAIN("base/bytes", tests)
