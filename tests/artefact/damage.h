/* SPDX-License-Identifier: MIT
 * Damage to the text of a sealed file: cut anywhere, any bit turned, and
 * forged under a seal that is right. */
#ifndef FAIR_TESTS_ARTEFACT_DAMAGE_H
#define FAIR_TESTS_ARTEFACT_DAMAGE_H

#include "base/sha256.h"
#include "harness.h"

#define DAMAGE_ROOM 16384
#define DAMAGE_TAIL (sizeof(",\n  \"sha256\": \"\"\n}\n") - 1 + FAIR__SHA256_TEXT)

/* Reads such a file and frees what came of it. */
typedef fair_status (*damage_read)(const char *bytes, size_t length,
                                   fair_error *err);

typedef struct damage_forgery {
    const char *name; /* of the text that is forged */
    const char *from, *to;
    const char *column; /* that the error names */
} damage_forgery;

static inline void
expect_cuts_refused(damage_read reads, const char *text, size_t length)
{
    for (size_t n = 0; n < length; n++) {
        char *copy = malloc(n + (n == 0)); /* a read beyond it is seen */
        memcpy(copy, text, n);
        ck_assert_int_eq(reads(copy, n, NULL), FAIR_ERR_CORRUPT);
        free(copy);
    }
}

/* Some turned bits make a version that is not known: libfairness/plan/3. */
static inline void
expect_bits_refused(damage_read reads, const char *text, size_t length)
{
    char *copy = malloc(length);
    size_t n_newer = 0;
    memcpy(copy, text, length);
    for (size_t i = 0; i < 8 * length; i++) {
        copy[i / 8] = (char)(copy[i / 8] ^ 1 << i % 8);
        const fair_status st = reads(copy, length, NULL);
        ck_assert_msg(st == FAIR_ERR_CORRUPT || st == FAIR_ERR_VERSION,
                      "bit %zu: %d", i, st);
        n_newer += st == FAIR_ERR_VERSION;
        copy[i / 8] = (char)(copy[i / 8] ^ 1 << i % 8);
    }
    ck_assert_uint_gt(n_newer, 3);
    ck_assert_uint_lt(n_newer, 12);
    free(copy);
}

/* The text with some of it replaced, under a seal that is right. */
static inline size_t
forge(char out[DAMAGE_ROOM], const char *text, size_t length, const char *from,
      const char *to)
{
    const char *at = strstr(text, from);
    ck_assert_msg(at != NULL, "%s in\n%s", from, text);
    const size_t before = (size_t)(at - text);
    const size_t rest = length - DAMAGE_TAIL - before - strlen(from);
    fair__sha256 h;
    char *end = out;
    ck_assert_uint_lt(length + strlen(to), DAMAGE_ROOM);
    memcpy(end, text, before);
    end += before;
    memcpy(end, to, strlen(to));
    end += strlen(to);
    memcpy(end, at + strlen(from), rest);
    end += rest;
    fair__sha256_init(&h);
    fair__sha256_add(&h, out, (size_t)(end - out));
    fair__sha256_add(&h, "\n}\n", 3);
    memcpy(end, ",\n  \"sha256\": \"", 15);
    fair__sha256_text(&h, end + 15);
    memcpy(end + 15 + FAIR__SHA256_TEXT, "\"\n}\n", 4);
    return (size_t)(end - out) + DAMAGE_TAIL;
}

static inline void
expect_forgery_refused(damage_read reads, const char *text, size_t length,
                       const damage_forgery *f)
{
    static char out[DAMAGE_ROOM];
    fair_error err = {0};
    const size_t n = forge(out, text, length, f->from, f->to);
    const fair_status st = reads(out, n, &err);
    ck_assert_msg(st == FAIR_ERR_CORRUPT &&
                      strcmp(err.column, f->column) == 0,
                  "%s to %s: %d, %s: %s", f->from, f->to, st, err.column,
                  err.message);
}

#endif
