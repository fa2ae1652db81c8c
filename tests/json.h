/* SPDX-License-Identifier: MIT
 * A strict JSON reader for tests (RFC 8259): a tree, or a failed test.
 * Numbers keep their text, so that integers above 2^53 can be compared. */
#ifndef FAIR_TESTS_JSON_H
#define FAIR_TESTS_JSON_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct json {
    char kind; /* one of { [ " 0 t f n */
    char *text; /* of a string, unescaped, or of a number */
    size_t length;
    size_t n; /* members or elements */
    struct json *items;
    char **keys; /* of an object */
} json;

typedef struct json_reader {
    const char *at;
    const char *end;
} json_reader;

static inline void
json_need(const json_reader *r, int condition, const char *what)
{
    if (condition) return;
    ck_abort_msg("JSON: %s before %.40s", what,
                 r->at < r->end ? r->at : "the end");
}

static inline void
json_space(json_reader *r)
{
    while (r->at < r->end && *r->at != '\0' && strchr(" \n\t\r", *r->at))
        r->at++;
}

static inline unsigned
json_hex(json_reader *r)
{
    unsigned code = 0;
    for (int i = 0; i < 4; i++) {
        static const char digits[] = "0123456789abcdef";
        json_need(r, r->at < r->end && *r->at != '\0', "hex digit");
        const char *d = strchr(digits, *r->at | 0x20);
        json_need(r, d != NULL, "hex digit");
        code = code << 4 | (unsigned)(d - digits);
        r->at++;
    }
    return code;
}

/* Surrogate pairs do not occur: the writer leaves what is above U+FFFF. */
static inline void
json_utf8(json *j, unsigned code)
{
    char *out = j->text + j->length;
    if (code < 0x80) {
        out[0] = (char)code;
        j->length += 1;
    } else if (code < 0x800) {
        out[0] = (char)(0xc0 | code >> 6);
        out[1] = (char)(0x80 | (code & 63));
        j->length += 2;
    } else {
        out[0] = (char)(0xe0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 63));
        out[2] = (char)(0x80 | (code & 63));
        j->length += 3;
    }
}

/* Bytes up to the closing quote: no fewer than what they spell. */
static inline size_t
json_spelled(const json_reader *r)
{
    const char *at = r->at;
    while (at < r->end && *at != '"')
        at += *at == '\\' && r->end - at > 1 ? 2 : 1;
    return (size_t)(at - r->at);
}

static inline void
json_string(json_reader *r, json *j)
{
    json_need(r, r->at < r->end && *r->at == '"', "string");
    r->at++;
    j->kind = '"';
    j->text = malloc(json_spelled(r) + 1);
    for (;;) {
        json_need(r, r->at < r->end, "closing quote");
        const char c = *r->at++;
        if (c == '"') break;
        json_need(r, (unsigned char)c >= 32, "no control bytes");
        if (c != '\\') {
            j->text[j->length++] = c;
            continue;
        }
        json_need(r, r->at < r->end, "escape");
        const char e = *r->at++;
        static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
        const char *known = e != '\0' ? strchr(from, e) : NULL;
        if (e == 'u')
            json_utf8(j, json_hex(r));
        else
            json_need(r, known != NULL, "known escape");
        if (e != 'u') j->text[j->length++] = to[known - from];
    }
    j->text[j->length] = '\0';
}

static inline int
json_digits(json_reader *r)
{
    const char *start = r->at;
    while (r->at < r->end && *r->at >= '0' && *r->at <= '9') r->at++;
    return r->at > start;
}

static inline void
json_number(json_reader *r, json *j)
{
    const char *start = r->at;
    if (*r->at == '-') r->at++;
    const char *first = r->at;
    json_need(r, json_digits(r), "digits");
    json_need(r, *first != '0' || r->at == first + 1, "no leading zero");
    if (r->at < r->end && *r->at == '.') {
        r->at++;
        json_need(r, json_digits(r), "digits");
    }
    if (r->at < r->end && (*r->at | 0x20) == 'e') {
        r->at++;
        if (r->at < r->end && (*r->at == '+' || *r->at == '-')) r->at++;
        json_need(r, json_digits(r), "digits");
    }
    j->kind = '0';
    j->length = (size_t)(r->at - start);
    j->text = malloc(j->length + 1);
    memcpy(j->text, start, j->length);
    j->text[j->length] = '\0';
}

static inline void json_value(json_reader *r, json *j);

static inline void
json_items(json_reader *r, json *j, char open)
{
    const char close = open == '{' ? '}' : ']';
    j->kind = open;
    r->at++;
    json_space(r);
    if (r->at < r->end && *r->at == close) {
        r->at++;
        return;
    }
    for (;;) {
        j->items = realloc(j->items, (j->n + 1) * sizeof(*j->items));
        j->keys = realloc(j->keys, (j->n + 1) * sizeof(*j->keys));
        j->keys[j->n] = NULL;
        json_space(r);
        if (open == '{') {
            json key = {0};
            json_string(r, &key);
            for (size_t i = 0; i < j->n; i++)
                json_need(r, strcmp(j->keys[i], key.text) != 0, "new key");
            j->keys[j->n] = key.text;
            json_space(r);
            json_need(r, r->at < r->end && *r->at == ':', "colon");
            r->at++;
        }
        json_value(r, &j->items[j->n++]);
        json_space(r);
        json_need(r, r->at < r->end, "comma or end");
        if (*r->at == close) break;
        json_need(r, *r->at == ',', "comma");
        r->at++;
    }
    r->at++;
}

static inline void
json_word(json_reader *r, json *j, const char *word)
{
    const size_t n = strlen(word);
    json_need(r, (size_t)(r->end - r->at) >= n &&
                     memcmp(r->at, word, n) == 0, word);
    r->at += n;
    j->kind = word[0];
}

static inline void
json_value(json_reader *r, json *j)
{
    memset(j, 0, sizeof(*j));
    json_space(r);
    json_need(r, r->at < r->end, "value");
    switch (*r->at) {
    case '{':
    case '[': json_items(r, j, *r->at); break;
    case '"': json_string(r, j); break;
    case 't': json_word(r, j, "true"); break;
    case 'f': json_word(r, j, "false"); break;
    case 'n': json_word(r, j, "null"); break;
    default: json_number(r, j); break;
    }
}

static inline json
json_read(const char *text, size_t length)
{
    json_reader r = {text, text + length};
    json j;
    json_value(&r, &j);
    json_space(&r);
    json_need(&r, r.at == r.end, "the end");
    return j;
}

static inline void
json_free(json *j)
{
    for (size_t i = 0; i < j->n; i++) {
        json_free(&j->items[i]);
        free(j->keys[i]);
    }
    free(j->items);
    free(j->keys);
    free(j->text);
}

/* Member of an object; the test fails without it. */
static inline const json *
json_get(const json *j, const char *key)
{
    ck_assert_msg(j->kind == '{', "JSON: no object for %s", key);
    for (size_t i = 0; i < j->n; i++)
        if (strcmp(j->keys[i], key) == 0) return &j->items[i];
    ck_abort_msg("JSON: no member %s", key);
    return NULL;
}

static inline const json *
json_at(const json *j, size_t i)
{
    ck_assert_msg(j->kind == '[' && i < j->n, "JSON: no element %zu", i);
    return &j->items[i];
}

#define ck_assert_json_text(j, expected)                                      \
    ck_assert_msg((j)->text != NULL && strcmp((j)->text, expected) == 0,      \
                  "JSON: %s, not %s", (j)->text ? (j)->text : "(none)",       \
                  expected)
#define ck_assert_json_null(j)                                                \
    ck_assert_msg((j)->kind == 'n', "JSON: %c, not null", (j)->kind)

#endif
