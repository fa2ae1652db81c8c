/* SPDX-License-Identifier: MIT
 * Reading JSON of a known layout. */
#include "base/json_read.h"

#include <string.h>

#include "base/number.h"
#include "base/utf8.h"
#include "base/wide.h"

#define MOST_DIGITS 17 /* of the shortest form of a double */
#define MOST_EXPONENT 400

void
fair__json_read_init(fair__json_reader *r, const char *bytes, size_t length)
{
    memset(r, 0, sizeof(*r));
    r->at = bytes;
    r->end = bytes + length;
    fair__json_want(r, fair__utf8_valid(bytes, length), "not UTF-8");
}

/* What is wrong stays, with its place, and nothing is left to read. */
void
fair__json_want(fair__json_reader *r, int condition, const char *otherwise)
{
    if (condition || r->wrong != NULL) return;
    r->wrong = otherwise;
    r->at = r->end;
}

static void
skip_space(fair__json_reader *r)
{
    while (r->at < r->end && (*r->at == ' ' || *r->at == '\n' ||
                              *r->at == '\r' || *r->at == '\t'))
        r->at++;
}

char
fair__json_peek(fair__json_reader *r)
{
    skip_space(r);
    return r->at < r->end ? *r->at : '\0';
}

/* 1 if c is next, which is read then. */
static int
take(fair__json_reader *r, char c)
{
    if (fair__json_peek(r) != c) return 0;
    r->at++;
    return 1;
}

static int
take_word(fair__json_reader *r, const char *word)
{
    const size_t n = strlen(word);
    skip_space(r);
    if ((size_t)(r->end - r->at) < n || memcmp(r->at, word, n) != 0) return 0;
    r->at += n;
    return 1;
}

/* ---- objects and arrays ---- */

static void
open(fair__json_reader *r, char c, const char *otherwise)
{
    fair__json_want(r, take(r, c), otherwise);
    fair__json_want(r, r->depth < FAIR__JSON_READ_DEPTH, "nested too deep");
    if (r->wrong != NULL) return;
    r->levels[r->depth].key = NULL;
    r->levels[r->depth++].n = 0;
}

void
fair__json_open_object(fair__json_reader *r)
{
    open(r, '{', "expected an object");
}

void
fair__json_open_array(fair__json_reader *r)
{
    open(r, '[', "expected a list");
}

int
fair__json_next(fair__json_reader *r)
{
    if (r->wrong != NULL) return 0;
    uint64_t *n = &r->levels[r->depth - 1].n;
    if (take(r, ']')) {
        r->depth--;
        return 0;
    }
    fair__json_want(r, *n == 0 || take(r, ','), "expected a comma");
    if (r->wrong != NULL) return 0;
    ++*n;
    return 1;
}

void
fair__json_close(fair__json_reader *r)
{
    if (r->wrong != NULL) return;
    r->levels[r->depth - 1].key = NULL;
    r->levels[r->depth - 1].n = 0;
    fair__json_want(r, take(r, '}'), "a member that is not known");
    if (r->wrong == NULL) r->depth--;
}

void
fair__json_finish(fair__json_reader *r)
{
    fair__json_want(r, fair__json_peek(r) == '\0' && r->at == r->end,
                    "something follows");
}

/* ---- texts ---- */

static int
hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Four digits; -1 if they are not there. */
static int32_t
read_unit(fair__json_reader *r)
{
    int32_t unit = 0;
    for (int i = 0; i < 4; i++) {
        const int digit = r->at < r->end ? hex_digit(*r->at) : -1;
        if (digit < 0) return -1;
        unit = unit * 16 + digit;
        r->at++;
    }
    return unit;
}

/* What \u stands for: one unit, or a pair of them; -1 if that is nothing. */
static int32_t
read_code(fair__json_reader *r)
{
    const int32_t first = read_unit(r);
    if (first < 0xd800 || first > 0xdfff) return first;
    if (first > 0xdbff || r->end - r->at < 2 || r->at[0] != '\\' ||
        r->at[1] != 'u')
        return -1;
    r->at += 2;
    const int32_t second = read_unit(r);
    if (second < 0xdc00 || second > 0xdfff) return -1;
    return 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
}

static size_t
encode(int32_t code, char out[4])
{
    const uint32_t c = (uint32_t)code;
    const size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const uint8_t heads[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = n - 1; i > 0; i--)
        out[i] = (char)(0x80 | (c >> 6 * (n - 1 - i) & 0x3f));
    out[0] = (char)(heads[n == 1 ? 0 : n] | c >> 6 * (n - 1));
    return n;
}

/* An escape, behind its backslash. */
static size_t
read_escape(fair__json_reader *r, char out[4])
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    const char c = r->at < r->end ? *r->at++ : '\0';
    if (c == 'u') {
        const int32_t code = read_code(r);
        fair__json_want(r, code >= 0, "an escape that means nothing");
        return r->wrong == NULL ? encode(code, out) : 0;
    }
    const char *known = memchr(from, c, sizeof(from) - 1);
    fair__json_want(r, known != NULL, "an escape that means nothing");
    if (known == NULL) return 0;
    out[0] = to[known - from];
    return 1;
}

/* The next character of a text that is open; 0 at its end, which is read. */
static size_t
read_character(fair__json_reader *r, char out[4])
{
    fair__json_want(r, r->at < r->end && (uint8_t)*r->at >= 0x20,
                    "a text that does not end");
    if (r->wrong != NULL) return 0;
    out[0] = *r->at++;
    if (out[0] == '"') return 0;
    return out[0] == '\\' ? read_escape(r, out) : 1;
}

size_t
fair__json_read_text(fair__json_reader *r, char *out)
{
    char bytes[4];
    size_t n = 0;
    fair__json_want(r, take(r, '"'), "expected a text");
    for (size_t size; (size = read_character(r, bytes)) > 0; n += size)
        if (out != NULL) memcpy(out + n, bytes, size);
    if (out != NULL && r->wrong == NULL) out[n] = '\0';
    return r->wrong == NULL ? n : 0;
}

void
fair__json_expect(fair__json_reader *r, const char *key)
{
    if (r->wrong != NULL) return;
    const size_t n = strlen(key);
    char bytes[4];
    size_t at = 0;
    int same = r->levels[r->depth - 1].n++ == 0 || take(r, ',');
    r->levels[r->depth - 1].key = key;
    same = same && take(r, '"');
    for (size_t size; same && (size = read_character(r, bytes)) > 0;
         at += size)
        same = size <= n - at && memcmp(bytes, key + at, size) == 0;
    fair__json_want(r, same && at == n && take(r, ':'),
                    "this member is not next");
}

int
fair__json_meet(fair__json_reader *r, const char *key)
{
    const fair__json_reader before = *r;
    if (r->wrong != NULL) return 0;
    fair__json_expect(r, key);
    if (r->wrong == NULL) return 1;
    *r = before;
    return 0;
}

/* ---- numbers and the like ---- */

int
fair__json_null_next(fair__json_reader *r)
{
    return take_word(r, "null");
}

int
fair__json_read_bool(fair__json_reader *r)
{
    const int is_true = take_word(r, "true");
    fair__json_want(r, is_true || take_word(r, "false"),
                    "expected true or false");
    return is_true;
}

/* The bytes of a number, which are of its alphabet. */
static const char *
read_token(fair__json_reader *r, size_t *n)
{
    skip_space(r);
    const char *start = r->at;
    while (r->at < r->end &&
           memchr("+-.0123456789eE", *r->at, 15) != NULL)
        r->at++;
    *n = (size_t)(r->at - start);
    return start;
}

/* As it would be written. */
static int
is_same(const char *token, size_t n, const char *written, size_t n_written)
{
    return n == n_written && memcmp(token, written, n) == 0;
}

static void
read_integer(fair__json_reader *r, int *negative, uint64_t *magnitude)
{
    char again[FAIR__NUMBER_SIZE] = "-";
    size_t n;
    const char *token = read_token(r, &n);
    *negative = 0;
    *magnitude = 0;
    int fine = fair__parse_integer(token, n, negative, magnitude);
    if (fine) {
        fair__format_u64(again + *negative, *magnitude);
        fine = is_same(token, n, again, strlen(again));
    }
    fair__json_want(r, fine, "expected a whole number");
}

uint64_t
fair__json_read_u64(fair__json_reader *r)
{
    int negative;
    uint64_t magnitude;
    read_integer(r, &negative, &magnitude);
    fair__json_want(r, !negative, "expected a whole number from 0 on");
    return r->wrong == NULL ? magnitude : 0;
}

/* Digits and exponent of a number in the writer's form; 0 if there are too
 * many of them. */
static int
take_apart(const char *token, size_t n, uint64_t *digits, int *exponent)
{
    int n_digits = 0, is_behind = 0;
    size_t i = 0;
    *digits = 0;
    *exponent = 0;
    for (; i < n && token[i] != 'e'; i++) {
        if (token[i] == '.') {
            is_behind = 1;
            continue;
        }
        if (token[i] < '0' || token[i] > '9') return 0;
        if (*digits > 0 || token[i] != '0') n_digits++;
        if (n_digits > MOST_DIGITS) return 0;
        *digits = *digits * 10 + (uint64_t)(token[i] - '0');
        *exponent -= is_behind;
    }
    int negative;
    uint64_t power;
    if (i == n) return n > 0;
    if (!fair__parse_integer(token + i + 1, n - i - 1, &negative, &power) ||
        power > MOST_EXPONENT)
        return 0;
    *exponent += negative ? -(int)power : (int)power;
    return 1;
}

/* 256 bits are so many more than 17 digits need that the nearest double is
 * found; what is written for it has to be what was read. */
double
fair__json_read_f64(fair__json_reader *r)
{
    char again[FAIR__NUMBER_SIZE];
    size_t n;
    uint64_t digits;
    int exponent;
    const char *token = read_token(r, &n);
    const size_t sign = n > 0 && token[0] == '-';
    const int fine = take_apart(token + sign, n - sign, &digits, &exponent);
    double x = 0;
    if (fine) {
        const fair__wide ten = fair__wide_u64(10);
        fair__wide number = fair__wide_u64(digits);
        fair__wide power = fair__wide_u64(1);
        for (int i = 0; i < (exponent < 0 ? -exponent : exponent); i++)
            power = fair__wide_mul(&power, &ten);
        number = exponent < 0 ? fair__wide_div(&number, &power)
                              : fair__wide_mul(&number, &power);
        x = fair__wide_double(&number);
        if (sign) x = -x;
    }
    fair__json_want(
        r, fine && is_same(token, n, again, fair__format_f64(again, x)),
        "expected a number in its shortest form");
    return r->wrong == NULL ? x : 0;
}

fair_scalar
fair__json_read_scalar(fair__json_reader *r, char *out)
{
    fair_scalar s = {.kind = FAIR_KIND_MISSING};
    const char first = fair__json_peek(r);
    if (first == '"') {
        s.length = fair__json_read_text(r, out);
        s.kind = FAIR_KIND_TEXT;
        s.text = out;
    } else if (first == 't' || first == 'f') {
        s.kind = FAIR_KIND_BOOL;
        s.integer = fair__json_read_bool(r);
    } else if (!fair__json_null_next(r)) {
        int negative;
        uint64_t magnitude;
        read_integer(r, &negative, &magnitude);
        s.kind = magnitude > INT64_MAX && !negative ? FAIR_KIND_UINT
                                                    : FAIR_KIND_INT;
        s.integer = (int64_t)(negative ? 0 - magnitude : magnitude);
    }
    return s;
}

/* ---- places ---- */

static size_t
put(char *out, size_t size, size_t at, const char *text)
{
    size_t n = strlen(text);
    if (n > size - 1 - at) n = fair__utf8_cut(text, n, size - 1 - at);
    memcpy(out + at, text, n);
    out[at + n] = '\0';
    return at + n;
}

void
fair__json_path(const fair__json_reader *r, char *out, size_t size)
{
    char number[FAIR__NUMBER_SIZE];
    size_t at = put(out, size, 0, "");
    for (int32_t i = 0; i < r->depth; i++) {
        if (r->levels[i].key != NULL) {
            if (at > 0) at = put(out, size, at, ".");
            at = put(out, size, at, r->levels[i].key);
        } else if (r->levels[i].n > 0) {
            fair__format_u64(number, r->levels[i].n - 1);
            at = put(out, size, at, "[");
            at = put(out, size, at, number);
            at = put(out, size, at, "]");
        }
    }
}
