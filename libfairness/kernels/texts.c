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
        const uint32_t *key = s->key.words;
        const uint32_t other = (w[0] ^ key[0]) | (w[1] ^ key[1]) |
                               (w[2] ^ key[2]) | (w[3] ^ key[3]);
        codes[i] = s->code;
        missed[n_missed] = (uint16_t)i;
        n_missed += other != 0;
    }
    return n_missed;
}

static inline void
key_of(const fair__spans *s, size_t i, uint32_t key[FAIR__KEY_WORDS])
{
    uint32_t mask[FAIR__KEY_LENGTH];
    memcpy(mask, fair__span_masks + s->beyond[i], sizeof(mask));
    memcpy(key, (const void *)s->first[i], sizeof(mask));
    for (int k = 0; k < FAIR__KEY_LENGTH; k++)
        key[k] &= mask[k];
    key[FAIR__KEY_LENGTH] = s->length[i];
}

size_t
fair__find_spans(const fair__spans *spans, size_t n,
                 const fair__text_slots *t, uint32_t *codes, uint16_t *missed)
{
    size_t n_missed = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t key[FAIR__KEY_WORDS];
        uint32_t sum = 0, other = 0;
        key_of(spans, i, key);
        for (int k = 0; k < FAIR__KEY_WORDS; k++)
            sum += key[k] * t->factors[k];
        const fair__text_slot *slot = &t->slots[sum >> (32 - FAIR__TEXT_BITS)];
        for (int k = 0; k < FAIR__KEY_WORDS; k++)
            other |= key[k] ^ slot->key.words[k];
        codes[i] = slot->code;
        missed[n_missed] = (uint16_t)i;
        n_missed += other != 0;
    }
    return n_missed;
}

/* What must not be negative sets the sign where it is. */
static inline void
set_span(uint64_t from, uint64_t to, const char *bytes, uint64_t size,
         fair__spans *out, size_t i)
{
    const uint64_t whole = FAIR__SPAN_WHOLE;
    const uint64_t length = to - from;
    const uint64_t signs = from | length | (size - whole - from) |
                           (size - to) | (whole - length);
    const int bad = (int64_t)signs < 0;
    out->first[i] = (uintptr_t)bytes + (bad ? 0 : (uintptr_t)from);
    out->length[i] = bad ? FAIR__NO_LENGTH : (uint32_t)length;
    out->beyond[i] = bad ? 0 : (uint32_t)(whole - length);
}

#define SPANS_BETWEEN(name, type)                                             \
    void name(const void *offsets, const char *bytes, uint64_t size,          \
              size_t n, fair__spans *out)                                     \
    {                                                                         \
        type from, to;                                                        \
        memcpy(&from, offsets, sizeof(from));                                 \
        for (size_t i = 0; i < n; i++, from = to) {                           \
            memcpy(&to, (const char *)offsets + (i + 1) * sizeof(to),         \
                   sizeof(to));                                               \
            set_span((uint64_t)from, (uint64_t)to, bytes, size, out, i);      \
        }                                                                     \
    }
SPANS_BETWEEN(fair__spans_between_32, int32_t)
SPANS_BETWEEN(fair__spans_between_64, int64_t)
