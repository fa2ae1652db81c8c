/* SPDX-License-Identifier: MIT
 * The coin of a row. */
#include "artefact/coin.h"

#include "base/random.h"
#include "base/sha256.h"

/* The last word of a counter: what the id is. */
#define ID_INTEGER 0
#define ID_NEGATIVE 1
#define ID_TEXT 2

static uint32_t
word_at(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 |
           (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

double
fair__coin(uint64_t seed, const fair_scalar *id)
{
    const uint32_t key[2] = {(uint32_t)seed, (uint32_t)(seed >> 32)};
    const uint64_t integer = (uint64_t)id->integer;
    uint32_t counter[4] = {(uint32_t)integer, (uint32_t)(integer >> 32), 0,
                           ID_INTEGER};
    uint32_t out[4];
    if (id->kind == FAIR_KIND_TEXT) {
        uint8_t digest[FAIR__SHA256_BYTES];
        fair__sha256 h;
        fair__sha256_init(&h);
        fair__sha256_add(&h, id->text, id->length);
        fair__sha256_end(&h, digest);
        for (int i = 0; i < 3; i++) counter[i] = word_at(digest + 4 * i);
        counter[3] = ID_TEXT;
    } else if (id->kind == FAIR_KIND_INT && id->integer < 0) {
        counter[3] = ID_NEGATIVE;
    }
    fair__philox(counter, key, out);
    const uint64_t word = out[0] | (uint64_t)out[1] << 32;
    return (double)(word >> 11) * 0x1p-53;
}
