/* SPDX-License-Identifier: MIT
 * The ways of adding whole blocks to a SHA-256. */
#ifndef FAIR_BASE_SHA256_BLOCK_H
#define FAIR_BASE_SHA256_BLOCK_H

#include "base/sha256.h"

extern const uint32_t fair__sha256_constants[FAIR__SHA256_BLOCK];

void fair__sha256_plain(uint32_t state[8], const uint8_t *bytes, size_t n);
/* Of this processor. */
fair__sha256_blocks *fair__sha256_best(void);

#endif
