/* SPDX-License-Identifier: MIT
 * Little-endian byte codec: a bounded writer, a bounded reader, CRC-32C. */
#include "base/bytes.h"

#include <string.h>

/* Where the next n bytes go; NULL if they are only counted, or too many. */
static inline uint8_t *
take(fair__writer *w, size_t n)
{
    if (w->overflow) return NULL;
    const size_t limit = w->buffer == NULL ? SIZE_MAX : w->capacity;
    if (n > limit - w->length) {
        w->overflow = 1;
        return NULL;
    }
    w->length += n;
    return w->buffer == NULL ? NULL : w->buffer + w->length - n;
}

void
fair__put_bytes(fair__writer *w, const void *bytes, size_t n)
{
    uint8_t *at = take(w, n);
    if (at != NULL && n > 0) memcpy(at, bytes, n);
}

int
fair__put_counted(fair__writer *w, size_t n)
{
    if (w->buffer != NULL) return 0;
    (void)take(w, n);
    return 1;
}

/* The n low bytes of x, lowest first, on any machine. */
static inline void
put(fair__writer *w, uint64_t x, size_t n)
{
    uint8_t *at = take(w, n);
    for (size_t i = 0; at != NULL && i < n; i++)
        at[i] = (uint8_t)(x >> (8 * i));
}

void
fair__put_u8(fair__writer *w, uint8_t x)
{
    put(w, x, 1);
}

void
fair__put_u16(fair__writer *w, uint16_t x)
{
    put(w, x, 2);
}

void
fair__put_u32(fair__writer *w, uint32_t x)
{
    put(w, x, 4);
}

void
fair__put_u64(fair__writer *w, uint64_t x)
{
    put(w, x, 8);
}

void
fair__put_f64(fair__writer *w, double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof(bits));
    put(w, bits, 8);
}

void
fair__put_text(fair__writer *w, const char *text, size_t n)
{
    if (n > UINT32_MAX) w->overflow = 1;
    put(w, n, 4);
    fair__put_bytes(w, text, n);
}

const uint8_t *
fair__get_bytes(fair__reader *r, size_t n)
{
    static const uint8_t none[1] = {0};
    if (r->failed || n > r->left) {
        r->failed = 1;
        return NULL;
    }
    if (n == 0) return none; /* the input may be NULL: that is no failure */
    const uint8_t *bytes = r->at;
    r->at += n;
    r->left -= n;
    return bytes;
}

static inline uint64_t
get(fair__reader *r, size_t n)
{
    const uint8_t *bytes = fair__get_bytes(r, n);
    uint64_t x = 0;
    for (size_t i = 0; bytes != NULL && i < n; i++)
        x |= (uint64_t)bytes[i] << (8 * i);
    return x;
}

uint8_t
fair__get_u8(fair__reader *r)
{
    return (uint8_t)get(r, 1);
}

uint16_t
fair__get_u16(fair__reader *r)
{
    return (uint16_t)get(r, 2);
}

uint32_t
fair__get_u32(fair__reader *r)
{
    return (uint32_t)get(r, 4);
}

uint64_t
fair__get_u64(fair__reader *r)
{
    return get(r, 8);
}

double
fair__get_f64(fair__reader *r)
{
    const uint64_t bits = get(r, 8);
    double x;
    memcpy(&x, &bits, sizeof(x));
    return x;
}

const char *
fair__get_text(fair__reader *r, size_t *n)
{
    const uint32_t length = fair__get_u32(r);
    const uint8_t *bytes = fair__get_bytes(r, length);
    *n = bytes == NULL ? 0 : length;
    return (const char *)bytes;
}

/* Entry i is i, divided by the polynomial for four bits:
 * four times x = x & 1 ? x >> 1 ^ 0x82f63b78 : x >> 1. */
static const uint32_t step[16] = {
    0x00000000, 0x105ec76f, 0x20bd8ede, 0x30e349b1,
    0x417b1dbc, 0x5125dad3, 0x61c69362, 0x7198540d,
    0x82f63b78, 0x92a8fc17, 0xa24bb5a6, 0xb21572c9,
    0xc38d26c4, 0xd3d3e1ab, 0xe330a81a, 0xf36e6f75,
};

static uint32_t
crc_byte(uint32_t crc, uint8_t byte)
{
    crc ^= byte;
    crc = crc >> 4 ^ step[crc & 15];
    return crc >> 4 ^ step[crc & 15];
}

/* Eight bytes at a time (Kounavis and Berry 2005): table k has the bytes that
 * k more follow.  Made for each long input, which takes 3 µs, so that the
 * library needs neither 8 KiB of them nor memory that changes. */
#define EIGHT 8
#define LONG 16384

static uint32_t
crc_eights(uint32_t crc, const uint8_t *p, size_t n)
{
    uint32_t table[EIGHT][256];
    for (unsigned i = 0; i < 256; i++) {
        table[0][i] = crc_byte(i, 0);
        for (int k = 1; k < EIGHT; k++)
            table[k][i] = crc_byte(table[k - 1][i], 0);
    }
    for (; n > 0; n--, p += EIGHT) {
        fair__reader eight = {p, EIGHT, 0};
        const uint64_t x = get(&eight, EIGHT) ^ crc;
        crc = 0;
        for (int k = 0; k < EIGHT; k++)
            crc ^= table[EIGHT - 1 - k][x >> 8 * k & 0xff];
    }
    return crc;
}

uint32_t
fair__crc32c(uint32_t crc, const void *bytes, size_t n)
{
    const uint8_t *p = bytes;
    size_t i = 0;
    crc = ~crc;
    if (n >= LONG) {
        i = n / EIGHT * EIGHT;
        crc = crc_eights(crc, p, n / EIGHT);
    }
    for (; i < n; i++)
        crc = crc_byte(crc, p[i]);
    return ~crc;
}
