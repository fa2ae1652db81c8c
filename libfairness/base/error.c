/* SPDX-License-Identifier: MIT
 * Filling in the caller's error: messages without printf, so without locale. */
#include "base/error.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#include "base/number.h"
#include "base/utf8.h"

#define QUOTED_MAX 64 /* bytes of a quoted text */

static const char ellipsis[] = "\xe2\x80\xa6";
#define ELLIPSIS_SIZE (sizeof(ellipsis) - 1)

/* A message that grows by whole characters. */
typedef struct line {
    char *bytes;
    size_t capacity; /* NUL included */
    size_t length;
    size_t cut; /* where an ellipsis still fits */
    int full;
} line;

static void
put_unit(line *l, const char *unit, size_t n)
{
    if (l->full) return;
    if (l->length + n >= l->capacity) {
        memcpy(l->bytes + l->cut, ellipsis, ELLIPSIS_SIZE);
        l->length = l->cut + ELLIPSIS_SIZE;
        memset(l->bytes + l->length, 0, l->capacity - l->length);
        l->full = 1;
        return;
    }
    memcpy(l->bytes + l->length, unit, n);
    l->length += n;
    if (l->length + ELLIPSIS_SIZE < l->capacity) l->cut = l->length;
}

static void
put_escaped_byte(line *l, uint8_t byte)
{
    static const char digits[] = "0123456789abcdef";
    const char unit[4] = {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
    put_unit(l, unit, sizeof(unit));
}

static void
put_text(line *l, const char *text, size_t n)
{
    size_t at = 0;
    while (at < n && !l->full) {
        const size_t start = at;
        const uint32_t code = fair__utf8_next(text, n, &at);
        const int invalid = code == 0xfffd && at - start == 1;
        if (!invalid && !fair__utf8_unsafe(code)) {
            put_unit(l, text + start, at - start);
            continue;
        }
        for (size_t i = start; i < at; i++)
            put_escaped_byte(l, (uint8_t)text[i]);
    }
}

static void
put_string(line *l, const char *text)
{
    put_text(l, text, strlen(text));
}

static void
put_quoted(line *l, const char *text, size_t n)
{
    const size_t shown = fair__utf8_cut(text, n, QUOTED_MAX);
    put_unit(l, "\"", 1);
    put_text(l, text, shown);
    if (shown < n) put_unit(l, ellipsis, ELLIPSIS_SIZE);
    put_unit(l, "\"", 1);
}

static void
put_u64(line *l, uint64_t x)
{
    char digits[FAIR__NUMBER_SIZE];
    put_text(l, digits, fair__format_u64(digits, x));
}

static void
put_i64(line *l, int64_t x)
{
    char digits[FAIR__NUMBER_SIZE];
    put_text(l, digits, fair__format_i64(digits, x));
}

static void
put_f64(line *l, double x)
{
    char digits[FAIR__NUMBER_SIZE];
    if (x != x)
        put_string(l, "NaN");
    else if (x - x != 0)
        put_string(l, x > 0 ? "infinity" : "-infinity");
    else
        put_text(l, digits, fair__format_f64(digits, x));
}

static void
put_scalar(line *l, const fair_scalar *s)
{
    switch (s->kind) {
    case FAIR_KIND_MISSING: put_string(l, "missing"); break;
    case FAIR_KIND_BOOL: put_string(l, s->integer ? "true" : "false"); break;
    case FAIR_KIND_INT: put_i64(l, s->integer); break;
    case FAIR_KIND_UINT: put_u64(l, (uint64_t)s->integer); break;
    case FAIR_KIND_FLOAT: put_f64(l, s->number); break;
    case FAIR_KIND_TEXT:
    case FAIR_KIND_PARSED: put_quoted(l, s->text, s->length); break;
    default: put_string(l, "nothing"); break;
    }
}

/* One directive, %c with its arguments. */
static void
put_directive(line *l, char c, va_list *args)
{
    switch (c) {
    case 's': put_string(l, va_arg(*args, const char *)); break;
    case 'q': {
        const char *text = va_arg(*args, const char *);
        put_quoted(l, text, va_arg(*args, size_t));
        break;
    }
    case 'u': put_u64(l, va_arg(*args, uint64_t)); break;
    case 'd': put_i64(l, va_arg(*args, int64_t)); break;
    case 'g': put_f64(l, va_arg(*args, double)); break;
    case 'v': put_scalar(l, va_arg(*args, const fair_scalar *)); break;
    default:
        assert(c == '%');
        put_unit(l, "%", 1);
        break;
    }
}

/* The error is made aside and copied last: arguments may point into *err. */
static void
fill(fair_error *err, fair_status code, const char *column, int64_t row,
     uint64_t count, const char *format, va_list *args)
{
    fair_error made;
    memset(&made, 0, sizeof(made));
    made.code = code;
    made.row = row;
    made.count = count;
    if (column != NULL)
        memcpy(made.column, column,
               fair__utf8_cut(column, strlen(column),
                              sizeof(made.column) - 1));

    line l = {made.message, sizeof(made.message), 0, 0, 0};
    while (*format != '\0') {
        const size_t plain = strcspn(format, "%");
        put_text(&l, format, plain);
        format += plain;
        if (*format == '\0') break;
        put_directive(&l, format[1], args);
        format += 2;
    }
    *err = made;
}

fair_status
fair__fail(fair_error *err, fair_status code, const char *format, ...)
{
    if (err == NULL) return code;
    va_list args;
    va_start(args, format);
    fill(err, code, NULL, -1, 0, format, &args);
    va_end(args);
    return code;
}

fair_status
fair__fail_at(fair_error *err, fair_status code, const char *column,
              int64_t row, uint64_t count, const char *format, ...)
{
    if (err == NULL) return code;
    va_list args;
    va_start(args, format);
    fill(err, code, column, row, count, format, &args);
    va_end(args);
    return code;
}

fair_status
fair__no_memory(fair_error *err)
{
    return fair__fail(err, FAIR_ERR_MEMORY, "out of memory");
}

fair_status
fair__null_argument(fair_error *err, const char *name)
{
    return fair__fail(err, FAIR_ERR_ARGUMENT, "%s is NULL", name);
}
