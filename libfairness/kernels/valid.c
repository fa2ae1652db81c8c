/* SPDX-License-Identifier: MIT
 * Distances of columns with nulls: what stands under a null is masked off
 * before it is judged. */
#include <string.h>

#include "kernels/plain.h"

#define DISTANCE_VALID(name, type)                                            \
    unsigned fair__distance_valid_##name(                                     \
        const void *from, size_t n, uint64_t low, const uint8_t *valid,       \
        uint8_t null, uint8_t *out)                                           \
    {                                                                         \
        const char *at = from;                                                \
        const type first = (type)low;                                         \
        type all = 0;                                                         \
        uint8_t most = 0;                                                     \
        for (size_t i = 0; i < n; i++) {                                      \
            type x;                                                           \
            memcpy(&x, at + i * sizeof(x), sizeof(x));                        \
            const type distance = (type)(x - first);                          \
            const type kept = (type)(distance & (type)(0 - valid[i]));        \
            out[i] = (uint8_t)kept;                                           \
            all |= kept;                                                      \
        }                                                                     \
        if (all >> 8 != 0) return FAIR__SPAN;                                 \
        for (size_t i = 0; i < n; i++) {                                      \
            most = out[i] > most ? out[i] : most;                             \
            out[i] = (uint8_t)(out[i] | (null & (uint8_t)(valid[i] - 1)));    \
        }                                                                     \
        return most;                                                          \
    }
DISTANCE_VALID(8, uint8_t)
DISTANCE_VALID(16, uint16_t)
DISTANCE_VALID(32, uint32_t)
DISTANCE_VALID(64, uint64_t)
