/* SPDX-License-Identifier: MIT
 * Reading rows of text in each of its layouts. */
#ifndef FAIR_COLUMN_STRINGS_H
#define FAIR_COLUMN_STRINGS_H

#include "column/chunk.h"

/* text and bits (the length) of the rows whose state is VALUE; text that lies
 * outside its buffers or is longer than FAIR__TEXT_MAX becomes bad.  UTF-8 is
 * judged later, once a distinct value. */
void fair__chunk_load_text(const fair_column *column, size_t start, size_t n,
                           fair__chunk *chunk);

#endif
