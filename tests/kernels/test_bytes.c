/* SPDX-License-Identifier: MIT
 * Every table's kernels of bytes against loops written the slow way, on
 * random data of odd lengths at odd addresses. */
#include "kernels/kernels.h"

#include "harness.h"

/* Every table that this machine can run. */
#define each_table(k)                                                         \
    const fair__kernels *k = fair__kernels_get();                             \
    for (unsigned table = 0; (k = fair__kernels_nth(table)) != NULL; table++)

#define MOST 700

static size_t
odd_size(uint64_t *state)
{
    const uint64_t r = random_u64(state);
    return r % 4 == 0 ? r / 4 % 20 : r / 4 % (MOST + 1);
}

/* ---- columns as bytes ---- */

static const size_t widths[FAIR__N_BYTES] = {1, 2, 4, 8, 4, 8};

/* A value of the column that is 0 or 1 (or -0.0). */
static void
put_bit(int kind, uint64_t r, void *at)
{
    const uint64_t bit = r & 1;
    const uint8_t x8 = (uint8_t)bit;
    const uint16_t x16 = (uint16_t)bit;
    const uint32_t x32 = (uint32_t)bit;
    const float f = bit ? 1.0f : (r & 2) ? -0.0f : 0.0f;
    const double d = bit ? 1.0 : (r & 2) ? -0.0 : 0.0;
    const void *const from[] = {&x8, &x16, &x32, &bit, &f, &d};
    memcpy(at, from[kind], widths[kind]);
}

START_TEST(test_binary)
{
    static uint8_t data[8 * MOST + 8];
    static uint8_t out[MOST];
    uint64_t state = 1;
    each_table(k) for (int kind = 0; kind < FAIR__N_BYTES; kind++)
        for (int round = 0; round < 300; round++) {
            const size_t n = odd_size(&state);
            const size_t width = widths[kind];
            uint8_t *from = data + random_u64(&state) % 8;
            uint8_t expected[MOST];
            for (size_t i = 0; i < n; i++) {
                const uint64_t r = random_u64(&state);
                put_bit(kind, r, from + i * width);
                expected[i] = (uint8_t)(r & 1);
            }
            ck_assert_int_eq(k->binary[kind](from, n, out), 1);
            if (n == 0) continue;
            ck_assert_mem_eq(out, expected, n);
            /* Any one byte of it that is another. */
            uint8_t *byte = from + random_u64(&state) % (n * width);
            const uint8_t was = *byte;
            *byte = (uint8_t)(was ^ (2u << random_u64(&state) % 6));
            ck_assert_int_eq(k->binary[kind](from, n, out), 0);
            *byte = was;
        }
}
END_TEST

/* Floats that are not 0 or 1, some of them near. */
START_TEST(test_not_binary)
{
    static const double others[] = {
        2.0, -1.0, 0.5, 0x1.0000000000001p0, 0x1.fffffffffffffp-1,
        0x1p-1074, -0x1p-1074, 1.0 / 0.0, -1.0 / 0.0, 0.0 / 0.0};
    static const float floats[] = {
        2.0f, -1.0f, 0.5f, 0x1.000002p0f, 0x1.fffffep-1f,
        0x1p-149f, -0x1p-149f, 1.0f / 0.0f, -1.0f / 0.0f, 0.0f / 0.0f};
    double x[100] = {0};
    float y[100] = {0};
    uint8_t out[100];
    each_table(k) for (size_t i = 0; i < 10; i++)
        for (size_t at = 0; at < 100; at += 9) {
            x[at] = others[i];
            y[at] = floats[i];
            ck_assert_int_eq(k->binary[FAIR__BYTES_F64](x, 100, out), 0);
            ck_assert_int_eq(k->binary[FAIR__BYTES_F32](y, 100, out), 0);
            x[at] = y[at] = 1;
        }
}
END_TEST

START_TEST(test_distance)
{
    static uint8_t data[8 * MOST + 8];
    static uint8_t out[MOST];
    uint64_t state = 2;
    each_table(k) for (int kind = 0; kind < FAIR__N_DISTANCES; kind++)
        for (int round = 0; round < 300; round++) {
            const size_t n = odd_size(&state);
            const size_t width = widths[kind];
            const uint64_t mask = UINT64_MAX >> (64 - 8 * width);
            const uint64_t low = random_u64(&state);
            const uint64_t span = 1 + random_u64(&state) % 300;
            uint8_t *from = data + random_u64(&state) % 8;
            uint64_t most = 0;
            uint8_t expected[MOST];
            for (size_t i = 0; i < n; i++) {
                const uint64_t distance = random_u64(&state) % span & mask;
                const uint64_t x = (low + distance) & mask;
                const uint8_t x8 = (uint8_t)x;
                const uint16_t x16 = (uint16_t)x;
                const uint32_t x32 = (uint32_t)x;
                const void *const own[] = {&x8, &x16, &x32, &x};
                memcpy(from + i * width, own[kind], width);
                expected[i] = (uint8_t)distance;
                most = distance > most ? distance : most;
            }
            const unsigned found = k->distance[kind](from, n, low, out);
            ck_assert_uint_eq(found, most < FAIR__SPAN ? most : FAIR__SPAN);
            if (found < FAIR__SPAN) ck_assert_mem_eq(out, expected, n);
            if (n == 0) continue;
            /* One below the window. */
            const uint64_t x = (low - 1) & mask;
            const uint8_t x8 = (uint8_t)x;
            const uint16_t x16 = (uint16_t)x;
            const uint32_t x32 = (uint32_t)x;
            const void *const own[] = {&x8, &x16, &x32, &x};
            memcpy(from + random_u64(&state) % n * width, own[kind], width);
            ck_assert_uint_eq(k->distance[kind](from, n, low, out),
                              width == 1 ? UINT8_MAX : FAIR__SPAN);
        }
}
END_TEST

/* Rubbish under the nulls. */
START_TEST(test_distance_valid)
{
    static uint8_t data[8 * MOST + 8];
    uint8_t valid[MOST], out[MOST], expected[MOST];
    uint64_t state = 7;
    each_table(k) for (int kind = 0; kind < FAIR__N_DISTANCES; kind++)
        for (int round = 0; round < 200; round++) {
            const size_t n = odd_size(&state);
            const size_t width = widths[kind];
            const uint64_t mask = UINT64_MAX >> (64 - 8 * width);
            const uint64_t low = random_u64(&state);
            const uint64_t span = 1 + random_u64(&state) % 300;
            const uint8_t null = (uint8_t)random_u64(&state);
            uint8_t *from = data + random_u64(&state) % 8;
            uint64_t most = 0;
            for (size_t i = 0; i < n; i++) {
                const uint64_t distance = random_u64(&state) % span & mask;
                valid[i] = random_u64(&state) % 3 > 0;
                const uint64_t x =
                    valid[i] ? (low + distance) & mask : random_u64(&state);
                const uint8_t x8 = (uint8_t)x;
                const uint16_t x16 = (uint16_t)x;
                const uint32_t x32 = (uint32_t)x;
                const void *const own[] = {&x8, &x16, &x32, &x};
                memcpy(from + i * width, own[kind], width);
                expected[i] = valid[i] ? (uint8_t)distance : null;
                if (valid[i] && distance > most) most = distance;
            }
            const unsigned found =
                k->distance_valid[kind](from, n, low, valid, null, out);
            ck_assert_uint_eq(found, most < FAIR__SPAN ? most : FAIR__SPAN);
            if (found < FAIR__SPAN && n > 0)
                ck_assert_mem_eq(out, expected, n);
        }
}
END_TEST

START_TEST(test_at_least)
{
    static const double thresholds[] = {0.5, 0.1, -1.0, 0.0, -0.0, 1e300,
                                        -1e300, 0x1p-1074, 1.0 / 0.0,
                                        -1.0 / 0.0};
    double x[MOST];
    float f[MOST];
    uint8_t out[MOST];
    uint64_t state = 8;
    each_table(k) for (int round = 0; round < 400; round++) {
        const size_t n = 1 + odd_size(&state) % (MOST - 1);
        const double threshold = thresholds[round % 10];
        for (size_t i = 0; i < n; i++) {
            const uint64_t r = random_u64(&state);
            x[i] = r % 5 == 0 ? thresholds[r / 5 % 10]
                              : (double)(int64_t)r * 0x1p-62;
            f[i] = r % 5 == 0 ? 0.1f : (float)x[i];
        }
        ck_assert_int_eq(k->at_least[FAIR__FLOATS_64](x, n, threshold, out),
                         1);
        for (size_t i = 0; i < n; i++)
            ck_assert(out[i] == (x[i] >= threshold));
        ck_assert_int_eq(k->at_least[FAIR__FLOATS_32](f, n, threshold, out),
                         1);
        for (size_t i = 0; i < n; i++)
            ck_assert(out[i] == ((double)f[i] >= threshold));
        const size_t at = random_u64(&state) % n;
        x[at] = 0.0 / 0.0;
        f[at] = (float)x[at];
        ck_assert_int_eq(k->at_least[FAIR__FLOATS_64](x, n, threshold, out),
                         0);
        ck_assert_int_eq(k->at_least[FAIR__FLOATS_32](f, n, threshold, out),
                         0);
    }
}
END_TEST

START_TEST(test_join)
{
    uint8_t groups[MOST], distances[MOST], expected[MOST];
    uint64_t state = 3;
    each_table(k) for (unsigned span = 1; span <= 64; span++) {
        const size_t n = odd_size(&state);
        for (size_t i = 0; i < n; i++) {
            groups[i] = (uint8_t)(random_u64(&state) % (64 / span));
            distances[i] = (uint8_t)(random_u64(&state) % span);
            expected[i] = (uint8_t)(groups[i] * span + distances[i]);
        }
        k->join(groups, distances, span, n);
        if (n > 0) ck_assert_mem_eq(groups, expected, n);
    }
}
END_TEST

START_TEST(test_join_wide)
{
    uint16_t groups[MOST], expected[MOST];
    uint8_t distances[MOST];
    uint64_t state = 9;
    each_table(k) for (unsigned span = 1; span <= FAIR__SPAN; span++) {
        const size_t n = odd_size(&state);
        for (size_t i = 0; i < n; i++) {
            groups[i] =
                (uint16_t)(random_u64(&state) % (FAIR__WIDE / span));
            distances[i] = (uint8_t)(random_u64(&state) % span);
            expected[i] = (uint16_t)(groups[i] * span + distances[i]);
        }
        k->join_wide(groups, distances, span, n);
        if (n > 0) ck_assert_mem_eq(groups, expected, n * sizeof(*groups));
    }
}
END_TEST

/* ---- keys ---- */

#define ROWS (16 * FAIR__BLOCK + 80)

typedef struct bytes {
    uint8_t y[ROWS];
    uint8_t p[ROWS];
    uint8_t group[ROWS];
} bytes;

static bytes x;

static void
fill(size_t n, uint8_t low, unsigned n_groups, uint64_t *seed)
{
    for (size_t i = 0; i < n; i++) {
        const uint64_t r = random_u64(seed);
        x.y[i] = (uint8_t)(r & 1);
        x.p[i] = (uint8_t)(r >> 1 & 1);
        x.group[i] = (uint8_t)(low + (r >> 2) % n_groups);
    }
}

/* Whatever rows share a counter: rows by key are what counts. */
static void
assert_keys(const uint32_t *counters, size_t n, uint8_t low, uint64_t times)
{
    uint64_t keys[FAIR__KEYS] = {0};
    uint64_t expected[FAIR__KEYS] = {0};
    for (size_t i = 0; i < n; i++)
        expected[(uint8_t)(x.group[i] - low) * 4 + x.y[i] * 2 + x.p[i]] +=
            times;
    for (size_t k = 0; k < FAIR__KEYS; k++)
        keys[k] = counters[FAIR__PAIRS + k];
    for (size_t a = 0; a < 64; a++)
        for (size_t b = 0; b < 64; b++) {
            keys[a] += counters[a + 64 * b];
            keys[b] += counters[a + 64 * b];
        }
    ck_assert_mem_eq(keys, expected, sizeof(keys));
}

START_TEST(test_count_keys)
{
    static uint32_t counters[FAIR__COUNTERS];
    static const uint8_t lows[] = {0, 1, 120, 128, 250, 255};
    static const size_t sizes[] = {0,    1,    2,    15,   16,   17,   511,
                                   512,  513,  1023, 1024, 1025, 2047, 3000,
                                   4000, 4095, 4096, 4097, 65535, 65536};
    uint64_t seed = 4;
    each_table(k) for (unsigned groups = 1; groups <= FAIR__FEW; groups++)
        for (size_t s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++) {
            const size_t n = sizes[s];
            const uint8_t low = lows[(groups + s) % 6];
            if (n > k->most_keys || (n > 5000 && groups % 5 != 1)) continue;
            memset(counters, 0, sizeof(counters));
            fill(n, low, groups, &seed);
            for (int round = 0; round < 3; round++)
                ck_assert_int_eq(k->count_keys(x.y, x.p, x.group, low, groups,
                                               n, counters),
                                 1);
            assert_keys(counters, n, low, 3);
        }
}
END_TEST

/* All rows of one key: no counter on the way may be too narrow. */
START_TEST(test_one_key)
{
    static uint32_t counters[FAIR__COUNTERS];
    each_table(k) for (unsigned key = 0; key < 4 * FAIR__FEW; key++) {
        const size_t n = k->most_keys - key % 3;
        memset(counters, 0, sizeof(counters));
        memset(x.y, (int)(key / 2 % 2), n);
        memset(x.p, (int)(key % 2), n);
        memset(x.group, (int)(key / 4), n);
        ck_assert_int_eq(k->count_keys(x.y, x.p, x.group, 0, FAIR__FEW, n,
                                       counters),
                         1);
        assert_keys(counters, n, 0, 1);
    }
}
END_TEST

/* One bad byte anywhere: nothing is counted. */
START_TEST(test_refuse)
{
    static uint32_t counters[FAIR__COUNTERS];
    static uint32_t zero[FAIR__COUNTERS];
    static uint8_t keys[FAIR__BLOCK];
    uint64_t seed = 5;
    const size_t n = FAIR__BLOCK - 5;
    fill(n, 240, 13, &seed);
    each_table(k) for (size_t at = 0; at < n; at += at % 7 == 0 ? 1 : 97) {
        uint8_t *const columns[3] = {x.y, x.p, x.group};
        static const uint8_t bad[3][3] = {
            {2, 128, 255}, {2, 3, 254}, {239, 253, 128}};
        for (int c = 0; c < 3; c++)
            for (int b = 0; b < 3; b++) {
                const uint8_t was = columns[c][at];
                columns[c][at] = bad[c][b];
                ck_assert_int_eq(k->count_keys(x.y, x.p, x.group, 240, 13, n,
                                               counters),
                                 0);
                ck_assert_int_eq(k->make_keys(x.y, x.p, x.group, 240, 13, n,
                                              keys),
                                 0);
                columns[c][at] = was;
            }
    }
    ck_assert_mem_eq(counters, zero, sizeof(zero));
}
END_TEST

START_TEST(test_make_and_count)
{
    static uint32_t counters[FAIR__COUNTERS];
    static uint8_t keys[FAIR__BLOCK];
    uint64_t seed = 6;
    each_table(k) for (unsigned groups = 1; groups <= FAIR__FAR; groups++) {
        const size_t n = groups % 3 == 0 ? FAIR__BLOCK : odd_size(&seed);
        const uint8_t low = (uint8_t)random_u64(&seed);
        fill(n, low, groups, &seed);
        memset(counters, 0, sizeof(counters));
        ck_assert_int_eq(k->make_keys(x.y, x.p, x.group, low, groups, n, keys),
                         1);
        for (size_t i = 0; i < n; i++)
            ck_assert(keys[i] == (uint8_t)(x.group[i] - low) * 4 +
                                     x.y[i] * 2 + x.p[i]);
        k->count_bytes(keys, n, counters);
        k->count_bytes(keys, n, counters);
        assert_keys(counters, n, low, 2);
    }
}
END_TEST

START_TEST(test_wide)
{
    static uint32_t counters[2][4 * FAIR__WIDE];
    static uint16_t groups[MOST], keys[MOST];
    uint64_t seed = 10;
    each_table(k) for (int round = 0; round < 200; round++) {
        const size_t n = odd_size(&seed);
        uint32_t expected[4 * FAIR__WIDE] = {0};
        fill(n, 0, 1, &seed);
        for (size_t i = 0; i < n; i++) {
            groups[i] = (uint16_t)(random_u64(&seed) % FAIR__WIDE);
            expected[groups[i] * 4 + x.y[i] * 2 + x.p[i]] += 2;
        }
        memset(counters, 0, sizeof(counters));
        memcpy(keys, groups, sizeof(keys));
        ck_assert_int_eq(k->make_wide(x.y, x.p, n, keys), 1);
        k->count_wide(keys, n, counters);
        k->count_wide(keys, n, counters);
        for (size_t key = 0; key < 4 * FAIR__WIDE; key++)
            ck_assert(counters[0][key] + counters[1][key] == expected[key]);
        if (n == 0) continue;
        uint8_t *const columns[] = {x.y, x.p};
        uint8_t *at = columns[round % 2] + random_u64(&seed) % n;
        *at = (uint8_t)(2u << round % 7);
        memcpy(keys, groups, sizeof(keys));
        ck_assert_int_eq(k->make_wide(x.y, x.p, n, keys), 0);
        k->count_wide(keys, n, counters); /* rubbish, and inside */
    }
}
END_TEST

/* The last table is the one that is chosen. */
START_TEST(test_choice)
{
    const fair__kernels *last = NULL;
    each_table(k) last = k;
    ck_assert_ptr_eq(fair__kernels_nth(0), fair__kernels_get());
    ck_assert_ptr_eq(fair__kernels_best(), last);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_binary);
    tcase_add_test(tc, test_not_binary);
    tcase_add_test(tc, test_distance);
    tcase_add_test(tc, test_distance_valid);
    tcase_add_test(tc, test_at_least);
    tcase_add_test(tc, test_join);
    tcase_add_test(tc, test_join_wide);
    tcase_add_test(tc, test_count_keys);
    tcase_add_test(tc, test_one_key);
    tcase_add_test(tc, test_refuse);
    tcase_add_test(tc, test_make_and_count);
    tcase_add_test(tc, test_wide);
    tcase_add_test(tc, test_choice);
}

FAIR_TEST_MAIN("kernels/bytes", tests)
