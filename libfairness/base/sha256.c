/* SPDX-License-Identifier: MIT
 * SHA-256 (FIPS 180-4). */
#include "base/sha256_block.h"

#include <string.h>

#define BLOCK FAIR__SHA256_BLOCK
#define ROUNDS 64

/* The first 32 bits of what follows the point in the cube roots of the first
 * 64 primes, and in the square roots of the first 8. */
const uint32_t fair__sha256_constants[ROUNDS] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
    0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
    0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
    0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
    0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
    0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};
static const uint32_t first_state[8] = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
};

static uint32_t
turn(uint32_t x, int n)
{
    return x >> n | x << (32 - n);
}

static void
spread_block(const uint8_t *block, uint32_t w[ROUNDS])
{
    for (size_t i = 0; i < 16; i++)
        w[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 |
               (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
    for (size_t i = 16; i < ROUNDS; i++) {
        const uint32_t a = w[i - 15], b = w[i - 2];
        w[i] = w[i - 16] + w[i - 7] +
               (turn(a, 7) ^ turn(a, 18) ^ a >> 3) +
               (turn(b, 17) ^ turn(b, 19) ^ b >> 10);
    }
}

/* A round, after which the letters are one place on; kw: constant and word. */
static inline void
turn_round(uint32_t a, uint32_t b, uint32_t c, uint32_t *d, uint32_t e,
           uint32_t f, uint32_t g, uint32_t *h, uint32_t kw)
{
    const uint32_t x = *h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) +
                       ((e & f) ^ (~e & g)) + kw;
    const uint32_t y = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) +
                       ((a & b) ^ (a & c) ^ (b & c));
    *d += x;
    *h = x + y;
}

/* Letters are those of the standard; after eight rounds they are where they
 * were, so that none is moved. */
static void
add_block(uint32_t state[8], const uint8_t *block)
{
    uint32_t w[ROUNDS];
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
    spread_block(block, w);
    for (size_t i = 0; i < ROUNDS; i++) w[i] += fair__sha256_constants[i];
    for (size_t i = 0; i < ROUNDS; i += 8) {
        turn_round(a, b, c, &d, e, f, g, &h, w[i]);
        turn_round(h, a, b, &c, d, e, f, &g, w[i + 1]);
        turn_round(g, h, a, &b, c, d, e, &f, w[i + 2]);
        turn_round(f, g, h, &a, b, c, d, &e, w[i + 3]);
        turn_round(e, f, g, &h, a, b, c, &d, w[i + 4]);
        turn_round(d, e, f, &g, h, a, b, &c, w[i + 5]);
        turn_round(c, d, e, &f, g, h, a, &b, w[i + 6]);
        turn_round(b, c, d, &e, f, g, h, &a, w[i + 7]);
    }
    const uint32_t all[8] = {a, b, c, d, e, f, g, h};
    for (size_t i = 0; i < 8; i++) state[i] += all[i];
}

void
fair__sha256_plain(uint32_t state[8], const uint8_t *bytes, size_t n)
{
    for (; n > 0; n--, bytes += BLOCK) add_block(state, bytes);
}

void
fair__sha256_init(fair__sha256 *h)
{
    memset(h, 0, sizeof(*h));
    h->add = fair__sha256_best();
    memcpy(h->state, first_state, sizeof(first_state));
}

void
fair__sha256_add(fair__sha256 *h, const void *bytes, size_t n)
{
    const uint8_t *at = bytes;
    const size_t filled = (size_t)(h->n % BLOCK);
    if (n == 0) return;
    h->n += n;
    if (filled > 0) {
        const size_t part = n < BLOCK - filled ? n : BLOCK - filled;
        memcpy(h->block + filled, at, part);
        at += part;
        n -= part;
        if (filled + part < BLOCK) return;
        h->add(h->state, h->block, 1);
    }
    h->add(h->state, at, n / BLOCK);
    memcpy(h->block, at + n / BLOCK * BLOCK, n % BLOCK);
}

void
fair__sha256_end(fair__sha256 *h, uint8_t out[FAIR__SHA256_BYTES])
{
    static const uint8_t padding[BLOCK] = {0x80};
    const uint64_t n_bits = h->n * 8;
    uint8_t length[8];
    for (int i = 0; i < 8; i++) length[i] = (uint8_t)(n_bits >> (56 - 8 * i));
    fair__sha256_add(h, padding, BLOCK - (size_t)((h->n + 8) % BLOCK));
    fair__sha256_add(h, length, sizeof(length));
    for (int i = 0; i < FAIR__SHA256_BYTES; i++)
        out[i] = (uint8_t)(h->state[i / 4] >> (24 - 8 * (i % 4)));
}

void
fair__sha256_text(fair__sha256 *h, char out[FAIR__SHA256_TEXT + 1])
{
    static const char digits[] = "0123456789abcdef";
    uint8_t bytes[FAIR__SHA256_BYTES];
    fair__sha256_end(h, bytes);
    for (int i = 0; i < FAIR__SHA256_BYTES; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[FAIR__SHA256_TEXT] = '\0';
}
