/* SPDX-License-Identifier: MIT
 * Random numbers by counter. */
#include "base/random.h"

#define ROUNDS 10

void
fair__philox(const uint32_t counter[4], const uint32_t key[2],
             uint32_t out[4])
{
    uint32_t x[4] = {counter[0], counter[1], counter[2], counter[3]};
    uint32_t k0 = key[0], k1 = key[1];
    for (int i = 0; i < ROUNDS; i++) {
        const uint64_t a = (uint64_t)x[0] * UINT32_C(0xd2511f53);
        const uint64_t b = (uint64_t)x[2] * UINT32_C(0xcd9e8d57);
        x[0] = (uint32_t)(b >> 32) ^ x[1] ^ k0;
        x[1] = (uint32_t)b;
        x[2] = (uint32_t)(a >> 32) ^ x[3] ^ k1;
        x[3] = (uint32_t)a;
        k0 += UINT32_C(0x9e3779b9); /* of the golden ratio */
        k1 += UINT32_C(0xbb67ae85); /* of the root of 3 */
    }
    for (int i = 0; i < 4; i++) out[i] = x[i];
}

fair__random
fair__random_new(uint64_t seed, uint32_t purpose, uint32_t replicate,
                 uint32_t cell)
{
    return (fair__random){{(uint32_t)seed, (uint32_t)(seed >> 32)},
                          {0, purpose, replicate, cell},
                          0,
                          0};
}

uint64_t
fair__random_word(fair__random *r)
{
    r->has_kept = !r->has_kept;
    if (!r->has_kept) return r->kept;
    uint32_t x[4];
    fair__philox(r->counter, r->key, x);
    r->counter[0]++;
    r->kept = x[2] | (uint64_t)x[3] << 32;
    return x[0] | (uint64_t)x[1] << 32;
}

double
fair__random_unit(fair__random *r)
{
    uint64_t k;
    do k = fair__random_word(r) >> 11;
    while (k == 0);
    return (double)k * 0x1p-53;
}
