/* SPDX-License-Identifier: MIT
 * Finding texts by key, without branches: which comes next is hard to
 * guess. */
#include <string.h>

#include "kernels/plain.h"

size_t
fair__find_texts(const void *keys, size_t n, const fair__text_slots *t,
                 uint32_t *codes, uint16_t *missed)
{
    const char *at = keys;
    const fair__text_slot *slots = t->slots;
    const uint32_t f[4] = {t->factors[0], t->factors[1], t->factors[2],
                           t->factors[3]};
    size_t n_missed = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t w[4];
        memcpy(w, at + i * sizeof(w), sizeof(w));
        const uint32_t sum =
            w[0] * f[0] + w[1] * f[1] + w[2] * f[2] + w[3] * f[3];
        const fair__text_slot *s = &slots[sum >> (32 - FAIR__TEXT_BITS)];
        uint32_t key[4];
        memcpy(key, &s->key, sizeof(key));
        const uint32_t other = (w[0] ^ key[0]) | (w[1] ^ key[1]) |
                               (w[2] ^ key[2]) | (w[3] ^ key[3]);
        codes[i] = s->code;
        missed[n_missed] = (uint16_t)i;
        n_missed += other != 0;
    }
    return n_missed;
}
