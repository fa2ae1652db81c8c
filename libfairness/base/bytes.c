/* SPDX-License-Identifier: MIT
 * Little-endian byte codec: a bounded writer, a bounded reader, CRC-32C. */
#include "base/bytes.h"

#include <string.h>

void
fair__put_bytes(fair__writer *w, const void *bytes, size_t n)
{
    if (w->overflow) return;
    const size_t limit = w->buffer == NULL ? SIZE_MAX : w->capacity;
    if (w->length > limit || n > limit - w->length) {
        w->overflow = 1;
        return;
    }
    if (w->buffer != NULL && n > 0) memcpy(w->buffer + w->length, bytes, n);
    w->length += n;
}

/* The n low bytes of x, lowest first, on any machine. */
static void
put(fair__writer *w, uint64_t x, size_t n)
{
    uint8_t bytes[8];
    for (size_t i = 0; i < n; i++)
        bytes[i] = (uint8_t)(x >> (8 * i));
    fair__put_bytes(w, bytes, n);
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

static uint64_t
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

uint32_t
fair__crc32c(uint32_t crc, const void *bytes, size_t n)
{
    /* Entry i is i, divided by the polynomial for four bits:
     * four times x = x & 1 ? x >> 1 ^ 0x82f63b78 : x >> 1. */
    static const uint32_t step[16] = {
        0x00000000, 0x105ec76f, 0x20bd8ede, 0x30e349b1,
        0x417b1dbc, 0x5125dad3, 0x61c69362, 0x7198540d,
        0x82f63b78, 0x92a8fc17, 0xa24bb5a6, 0xb21572c9,
        0xc38d26c4, 0xd3d3e1ab, 0xe330a81a, 0xf36e6f75,
    };
    const uint8_t *p = bytes;
    crc = ~crc;
    for (size_t i = 0; i < n; i++) {
        crc ^= p[i];
        crc = crc >> 4 ^ step[crc & 15];
        crc = crc >> 4 ^ step[crc & 15];
    }
    return ~crc;
}
