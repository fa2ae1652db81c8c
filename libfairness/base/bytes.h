/* SPDX-License-Identifier: MIT
 * Little-endian byte codec: a bounded writer, a bounded reader, CRC-32C.
 *
 * Both remember the first failure and do nothing from then on, so callers
 * check once.  A writer with buffer NULL only counts. */
#ifndef FAIR_BASE_BYTES_H
#define FAIR_BASE_BYTES_H

#include <stddef.h>
#include <stdint.h>

typedef struct fair__writer {
    uint8_t *buffer; /* NULL: only count */
    size_t capacity;
    size_t length; /* bytes written, or that would have been */
    int overflow;  /* length would exceed capacity, or SIZE_MAX */
} fair__writer;

void fair__put_u8(fair__writer *w, uint8_t x);
void fair__put_u16(fair__writer *w, uint16_t x);
void fair__put_u32(fair__writer *w, uint32_t x);
void fair__put_u64(fair__writer *w, uint64_t x);
void fair__put_f64(fair__writer *w, double x); /* IEEE bits */
void fair__put_bytes(fair__writer *w, const void *bytes, size_t n);
/* Counts n bytes and returns 1 if the writer only counts. */
int fair__put_counted(fair__writer *w, size_t n);
/* u32 length, then the bytes. */
void fair__put_text(fair__writer *w, const char *text, size_t n);

typedef struct fair__reader {
    const uint8_t *at;
    size_t left;
    int failed; /* read beyond the end; all reads then give 0 */
} fair__reader;

uint8_t fair__get_u8(fair__reader *r);
uint16_t fair__get_u16(fair__reader *r);
uint32_t fair__get_u32(fair__reader *r);
uint64_t fair__get_u64(fair__reader *r);
double fair__get_f64(fair__reader *r);
/* Borrowed from the input; NULL on failure. */
const uint8_t *fair__get_bytes(fair__reader *r, size_t n);
const char *fair__get_text(fair__reader *r, size_t *n);

/* CRC-32C (Castagnoli, reflected 0x82F63B78); crc is 0 to start with, or the
 * result so far. */
uint32_t fair__crc32c(uint32_t crc, const void *bytes, size_t n);

#endif
