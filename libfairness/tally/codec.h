/* SPDX-License-Identifier: MIT
 * The saved form of a tally: the constants that docs/reference/saved-format.md
 * describes and that writing and reading share. */
#ifndef FAIR_TALLY_CODEC_H
#define FAIR_TALLY_CODEC_H

#include "base/bytes.h"
#include "tally/tally.h"

/* The first byte is not ASCII and the line ends catch a transfer as text. */
#define FAIR__SAVED_MAGIC "\x89" "FAIR\r\n\x1a"
#define FAIR__SAVED_MAGIC_SIZE 8
#define FAIR__SAVED_VERSION 3 /* the newest */
#define FAIR__SAVED_TRAILER 4 /* CRC-32C */

#define FAIR__SECTION_KEYS 1
#define FAIR__SECTION_TABLES 2
#define FAIR__SECTION_WEIGHTS 3
#define FAIR__SECTION_SQUARES 4
#define FAIR__SECTION_SCORES 5
#define FAIR__SECTION_SCORE_PLACES 6
#define FAIR__SECTION_SCORE_COUNTS 7
#define FAIR__SECTION_SCORE_WEIGHTS 8
#define FAIR__SECTION_SCORE_SQUARES 9
#define FAIR__SECTION_SCORE_SUMS 10
#define FAIR__SECTION_LAST FAIR__SECTION_SCORE_SUMS

#define FAIR__MISSING_KEY UINT32_MAX /* after every value */

/* Limbs that sums of weights (at most 2^480, of less than 2^63 rows, down to
 * 2^-1074) and of their squares can have: from first to before end. */
#define FAIR__WEIGHT_LIMB_FIRST (-17)
#define FAIR__WEIGHT_LIMB_END 9
#define FAIR__SQUARE_LIMB_FIRST (-34)
#define FAIR__SQUARE_LIMB_END 16

/* The lowest version that can hold a state: the first one had no word about
 * scores, which were then not kept; the second none about their range, and
 * all of them were finite. */
static inline uint32_t
fair__saved_version(int32_t scores, uint32_t inputs, int ranged, int infinite)
{
    const int given = (inputs & FAIR__INPUT(FAIR__Y_SCORE)) != 0;
    if (ranged || infinite) return 3;
    return (scores == FAIR_SCORES_NONE) == given ? 1 : 2;
}

#endif
