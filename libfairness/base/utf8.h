/* SPDX-License-Identifier: MIT
 * UTF-8: validation and stepping. */
#ifndef FAIR_BASE_UTF8_H
#define FAIR_BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* 1 if the bytes are valid UTF-8 (no surrogates, no overlong forms, at most
 * U+10FFFF; NUL is allowed). */
int fair__utf8_valid(const char *text, size_t length);

/* Length of the longest prefix of at most `limit` bytes that does not cut a
 * character. */
size_t fair__utf8_cut(const char *text, size_t length, size_t limit);

/* Code point at *at (which moves on by 1 to 4 bytes); 0xFFFD, moving by one
 * byte, where the bytes are invalid.  *at < length. */
uint32_t fair__utf8_next(const char *text, size_t length, size_t *at);

/* 1 for code points that could forge a line, drive a terminal or turn text
 * around: C0 and C1 controls and DEL, U+2028 and U+2029, bidirectional marks,
 * embeddings, overrides and isolates.  Writers escape them. */
int fair__utf8_unsafe(uint32_t code);

/* 1 for code points that cannot be seen, so that two names could look the
 * same: zero-width and filler characters, joiners, tags, variation selectors
 * and the like. */
int fair__utf8_invisible(uint32_t code);

/* Columns that a character takes up on a terminal: 0 for combining marks, 2
 * for East Asian wide and full-width characters and emoji, else 1. */
int fair__utf8_width(uint32_t code);

#endif
