/* SPDX-License-Identifier: MIT
 * What libFuzzer may do to a saved audit besides its own changes: those that
 * know the form, starting from the input or from a state. */
#include "mutate.h"
#include "states.h"

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
                               unsigned seed);

#define ROOM ((size_t)1 << 16)

static fields bases[N_STATES + 1]; /* the last one is the input */

static void
make_bases(void)
{
    if (bases[0].n > 0) return;
    for (size_t i = 0; i < N_STATES; i++) {
        size_t length;
        const uint8_t *bytes = state_bytes(i, &length);
        state_must(fields_find(&bases[i], bytes, length),
                   state_plans[i].name);
    }
}

size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
                        unsigned seed)
{
    static uint8_t input[ROOM], forged[ROOM];
    make_bases();
    if (seed % 2 > 0 || size > ROOM / 4)
        return LLVMFuzzerMutate(data, size, max_size);
    forger g = {.bases = bases, .n_bases = N_STATES, .random = seed,
                .bytes = forged, .capacity = ROOM};
    if (size > 0) memcpy(input, data, size);
    if (fields_find(&bases[N_STATES], input, size) && seed % 8 > 0)
        forge_one(&g, &bases[N_STATES]);
    else
        forge(&g);
    const size_t n = g.length < max_size ? g.length : max_size;
    memcpy(data, forged, n);
    return n;
}
