/* SPDX-License-Identifier: MIT
 * Names as they may be shown: nothing in them drives a terminal, hides, turns
 * text around or is taken for markup.
 *
 * Whatever a name holds, what is written is one line of printable text.
 * Characters that cannot be shown come out as \u{200b}; a name that spells
 * such an escape itself as \u{5c}u{200b}, so that no two names look alike
 * for it. */
#ifndef FAIR_BASE_ESCAPE_H
#define FAIR_BASE_ESCAPE_H

#include "base/text.h"

/* What is made safe, for what it will be part of. */
#define FAIR__PLAIN 0    /* a terminal, a cell of a table */
#define FAIR__MARKDOWN 1 /* and the HTML made from it, and templates */
#define FAIR__HTML 2     /* text and attributes; and templates */
#define FAIR__IN_JSON 3  /* JSON text, which stays the same JSON */

/* Writes (unless out is NULL) and returns the columns taken up on a
 * terminal, or in the source of markup. */
size_t fair__escape(fair__text *out, const char *text, size_t n, int medium);
/* A character as JSON escapes it, "\u200b", in two halves above U+FFFF;
 * returns the number of characters. */
size_t fair__escape_json(fair__text *out, uint32_t code);

#endif
