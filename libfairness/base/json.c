/* SPDX-License-Identifier: MIT
 * A JSON writer that can only write valid JSON. */
#include "base/json.h"

#include <assert.h>
#include <string.h>

#include "base/escape.h"
#include "base/utf8.h"

#define OBJECT 0
#define ARRAY 1

void
fair__json_init(fair__json *j, fair__text *out)
{
    memset(j, 0, sizeof(*j));
    j->out = out;
}

/* The caller's bug: from here on nothing is written. */
static int
stop(fair__json *j)
{
    assert(0 && "JSON calls out of order");
    if (j->out->status == FAIR_OK) j->out->status = FAIR_ERR_ARGUMENT;
    return 0;
}

static int
in_object(const fair__json *j)
{
    return j->depth > 0 && j->kind[j->depth - 1] == OBJECT;
}

static void
new_line(fair__json *j, int32_t depth)
{
    static const char line[] =
        "\n                                                                ";
    _Static_assert(sizeof(line) == 2 + 2 * FAIR__JSON_DEPTH,
                   "two spaces a level");
    fair__text_add(j->out, line, 1 + 2 * (size_t)depth);
}

/* What stands before the next member or element. */
static void
separate(fair__json *j)
{
    const int32_t top = j->depth - 1;
    if (j->filled[top]) fair__text_char(j->out, ',');
    if (!j->inlined[top])
        new_line(j, j->depth);
    else if (j->filled[top])
        fair__text_char(j->out, ' ');
    j->filled[top] = 1;
}

/* 1 if a value may stand here; writes what stands before it. */
static int
begin_value(fair__json *j)
{
    if (j->out->status != FAIR_OK) return 0;
    if (j->done || j->key_due) return stop(j);
    if (j->depth > 0 && !in_object(j)) separate(j);
    return 1;
}

static void
end_value(fair__json *j)
{
    j->done = j->depth == 0;
    j->key_due = (uint8_t)in_object(j);
}

static void
open(fair__json *j, uint8_t kind, int inlined)
{
    if (!begin_value(j)) return;
    if (j->depth == FAIR__JSON_DEPTH) {
        stop(j);
        return;
    }
    const int outer = j->depth > 0 && j->inlined[j->depth - 1];
    j->kind[j->depth] = kind;
    j->filled[j->depth] = 0;
    j->inlined[j->depth] = (uint8_t)(inlined || outer || j->compact);
    j->depth++;
    j->key_due = kind == OBJECT;
    fair__text_char(j->out, kind == OBJECT ? '{' : '[');
}

void
fair__json_object(fair__json *j)
{
    open(j, OBJECT, 0);
}

void
fair__json_object_inline(fair__json *j)
{
    open(j, OBJECT, 1);
}

void
fair__json_array(fair__json *j)
{
    open(j, ARRAY, 0);
}

void
fair__json_array_inline(fair__json *j)
{
    open(j, ARRAY, 1);
}

void
fair__json_end(fair__json *j)
{
    if (j->out->status != FAIR_OK) return;
    if (j->depth == 0 || (in_object(j) && !j->key_due)) {
        stop(j);
        return;
    }
    const int32_t top = j->depth - 1;
    if (j->filled[top] && !j->inlined[top]) new_line(j, top);
    fair__text_char(j->out, j->kind[top] == OBJECT ? '}' : ']');
    j->depth--;
    end_value(j);
}

static void
put_character(fair__text *out, uint32_t code, const char *bytes, size_t n)
{
    static const char shorts[][2] = {{'"', '"'},  {'\\', '\\'}, {'\n', 'n'},
                                     {'\t', 't'}, {'\r', 'r'},  {'\b', 'b'},
                                     {'\f', 'f'}};
    for (size_t i = 0; i < sizeof(shorts) / sizeof(shorts[0]); i++)
        if (code == (uint32_t)shorts[i][0]) {
            const char escape[2] = {'\\', shorts[i][1]};
            fair__text_add(out, escape, 2);
            return;
        }
    if (code == '<' || code == '>' || code == '&' || fair__utf8_unsafe(code))
        fair__escape_json(out, code);
    else if (code == 0xfffd) /* also what stands for an invalid byte */
        fair__text_add(out, "\xef\xbf\xbd", 3);
    else
        fair__text_add(out, bytes, n);
}

/* End of the run from `at` on that stands for itself: nearly all of every
 * string, and nearly all of a report is strings. */
static size_t
plain_end(const char *text, size_t n, size_t at)
{
    while (at < n && text[at] >= ' ' && text[at] < 0x7f && text[at] != '"' &&
           text[at] != '\\' && text[at] != '<' && text[at] != '>' &&
           text[at] != '&')
        at++;
    return at;
}

static void
put_string(fair__text *out, const char *text, size_t n)
{
    fair__text_char(out, '"');
    size_t at = 0;
    while (at < n) {
        const size_t run = plain_end(text, n, at);
        fair__text_add(out, text + at, run - at);
        if (run == n) break;
        at = run;
        const size_t start = at;
        const uint32_t code = fair__utf8_next(text, n, &at);
        put_character(out, code, text + start, at - start);
    }
    fair__text_char(out, '"');
}

void
fair__json_key_n(fair__json *j, const char *key, size_t n)
{
    if (j->out->status != FAIR_OK) return;
    if (!j->key_due) {
        stop(j);
        return;
    }
    separate(j);
    put_string(j->out, key, n);
    fair__text_add(j->out, ": ", 2);
    j->key_due = 0;
}

void
fair__json_key(fair__json *j, const char *key)
{
    fair__json_key_n(j, key, strlen(key));
}

void
fair__json_string(fair__json *j, const char *text, size_t n)
{
    if (!begin_value(j)) return;
    put_string(j->out, text, n);
    end_value(j);
}

void
fair__json_cstring(fair__json *j, const char *text)
{
    if (text == NULL)
        fair__json_null(j);
    else
        fair__json_string(j, text, strlen(text));
}

void
fair__json_u64(fair__json *j, uint64_t x)
{
    if (!begin_value(j)) return;
    fair__text_u64(j->out, x);
    end_value(j);
}

void
fair__json_i64(fair__json *j, int64_t x)
{
    if (!begin_value(j)) return;
    fair__text_i64(j->out, x);
    end_value(j);
}

/* A token that is written as it stands. */
static void
put_literal(fair__json *j, const char *literal)
{
    if (!begin_value(j)) return;
    fair__text_string(j->out, literal);
    end_value(j);
}

void
fair__json_f64(fair__json *j, double x)
{
    if (x - x != 0) { /* NaN or infinite */
        fair__json_null(j);
        return;
    }
    if (!begin_value(j)) return;
    fair__text_f64(j->out, x);
    end_value(j);
}

void
fair__json_bool(fair__json *j, int x)
{
    put_literal(j, x ? "true" : "false");
}

void
fair__json_null(fair__json *j)
{
    put_literal(j, "null");
}

int
fair__json_complete(const fair__json *j)
{
    return j->done && j->out->status == FAIR_OK;
}

void
fair__json_member_text(fair__json *j, const char *key, const char *value)
{
    fair__json_key(j, key);
    fair__json_cstring(j, value);
}

void
fair__json_member_f64(fair__json *j, const char *key, double value)
{
    fair__json_key(j, key);
    fair__json_f64(j, value);
}

void
fair__json_member_u64(fair__json *j, const char *key, uint64_t value)
{
    fair__json_key(j, key);
    fair__json_u64(j, value);
}
