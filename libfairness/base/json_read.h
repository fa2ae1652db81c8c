/* SPDX-License-Identifier: MIT
 * Reading JSON of a known layout, from anywhere.
 *
 * The caller says which member comes next; anything else is wrong.  The first
 * thing wrong is remembered with its place, such as groups[3].parts[0].share,
 * and from then on all reads give nothing, so callers check once. */
#ifndef FAIR_BASE_JSON_READ_H
#define FAIR_BASE_JSON_READ_H

#include <stddef.h>
#include <stdint.h>

#include <fairness/scalar.h>

#define FAIR__JSON_READ_DEPTH 8

typedef struct fair__json_reader {
    const char *at;
    const char *end;
    const char *wrong; /* a static text, or NULL */
    int32_t depth;
    struct {
        const char *key; /* of the member at hand; NULL in an array */
        uint64_t n;      /* members or elements so far */
    } levels[FAIR__JSON_READ_DEPTH];
} fair__json_reader;

/* Bytes that are not UTF-8 are wrong. */
void fair__json_read_init(fair__json_reader *r, const char *bytes,
                          size_t length);
/* Notes what is wrong, if nothing was so far. */
void fair__json_want(fair__json_reader *r, int condition,
                     const char *otherwise);

void fair__json_open_object(fair__json_reader *r);
void fair__json_open_array(fair__json_reader *r);
/* The next member is key; in what follows, key is static or outlives r. */
void fair__json_expect(fair__json_reader *r, const char *key);
/* 1 if the next member is key, else nothing is read. */
int fair__json_meet(fair__json_reader *r, const char *key);
/* In an array: 1 if another element is next, else it is closed. */
int fair__json_next(fair__json_reader *r);
/* No member is left in an object. */
void fair__json_close(fair__json_reader *r);
/* Nothing but white space is left. */
void fair__json_finish(fair__json_reader *r);

/* The byte that the next value begins with; 0 at the end. */
char fair__json_peek(fair__json_reader *r);
/* 1 if the next value is null, which is read then. */
int fair__json_null_next(fair__json_reader *r);
int fair__json_read_bool(fair__json_reader *r);
/* A string, its bytes in out (NULL: they are only counted), a zero behind. */
size_t fair__json_read_text(fair__json_reader *r, char *out);
/* Whole, from 0 on. */
uint64_t fair__json_read_u64(fair__json_reader *r);
/* In the form in which the writer has it, which is exact. */
double fair__json_read_f64(fair__json_reader *r);
/* Null, a boolean, an integer or text, whose bytes are at out. */
fair_scalar fair__json_read_scalar(fair__json_reader *r, char *out);

/* Where it is: groups[3].share; cut to fit, a zero behind. */
void fair__json_path(const fair__json_reader *r, char *out, size_t size);

#endif
