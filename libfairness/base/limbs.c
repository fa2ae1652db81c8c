/* SPDX-License-Identifier: MIT
 * The reciprocal of a limb, for dividing by multiplication. */
#include "base/limbs.h"

uint64_t
fair__reciprocal(uint64_t d)
{
    /* (~d : ~0) / d by two digits of 32 bits (Knuth, algorithm D); each
     * estimate is at most two too large. */
    const uint64_t top = d >> 32, bottom = (uint32_t)d;
    uint64_t rest = ~d, out = 0;
    for (int i = 0; i < 2; i++) {
        uint64_t digit = rest / top;
        uint64_t left = rest % top;
        while (digit >> 32 != 0 ||
               digit * bottom > (left << 32 | UINT32_MAX)) {
            digit--;
            left += top;
            if (left >> 32 != 0) break;
        }
        rest = (rest << 32 | UINT32_MAX) - digit * d;
        out = out << 32 | digit;
    }
    return out;
}
