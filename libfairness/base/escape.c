/* SPDX-License-Identifier: MIT
 * Names as they may be shown. */
#include "base/escape.h"

#include <string.h>

#include "base/utf8.h"

static const char digits[] = "0123456789abcdef";

/* \u{200b}; returns the number of characters. */
static size_t
put_code(fair__text *out, uint32_t code)
{
    char hex[8];
    size_t n = 0, width = 4;
    do {
        hex[n++] = digits[code & 15];
        code >>= 4;
    } while (code != 0);
    fair__text_string(out, "\\u{");
    for (size_t i = n; i > 0; i--, width++) fair__text_char(out, hex[i - 1]);
    fair__text_char(out, '}');
    return width;
}

size_t
fair__escape_json(fair__text *out, uint32_t code)
{
    size_t width = 0;
    if (code > 0xffff) {
        width += fair__escape_json(out, 0xd7c0 + (code >> 10));
        code = 0xdc00 + (code & 0x3ff);
    }
    fair__text_string(out, "\\u");
    for (int shift = 12; shift >= 0; shift -= 4)
        fair__text_char(out, digits[code >> shift & 15]);
    return width + 6;
}

/* What would be taken for markup.  In Markdown, pipes and backslashes are
 * character references, because a backslash before a pipe is read differently
 * by different tables; braces and dollars are there for template engines and
 * for what sets mathematics. */
typedef struct mark {
    char character;
    const char *escape;
} mark;

static const mark markdown_marks[] = {
    {'|', "&#124;"}, {'\\', "&#92;"}, {'`', "&#96;"}, {'<', "&lt;"},
    {'>', "&gt;"},   {'&', "&amp;"},  {'{', "&#123;"}, {'}', "&#125;"},
    {'*', "\\*"},    {'_', "\\_"},    {'[', "\\["},   {']', "\\]"},
    {'~', "\\~"},    {'#', "\\#"},    {'$', "\\$"},   {'!', "\\!"},
    {'@', "&#64;"},
};

static const mark html_marks[] = {
    {'<', "&lt;"},   {'>', "&gt;"},    {'&', "&amp;"},  {'"', "&quot;"},
    {'\'', "&#39;"}, {'{', "&#123;"}, {'}', "&#125;"}, {'$', "&#36;"},
    {'`', "&#96;"},
};

typedef struct medium_rules {
    const mark *marks;
    size_t n_marks;
    size_t (*put_code)(fair__text *out, uint32_t code);
} medium_rules;

#define RULES(marks) {marks, sizeof(marks) / sizeof(*(marks)), put_code}

static const medium_rules rules[] = {
    [FAIR__PLAIN] = {NULL, 0, put_code},
    [FAIR__MARKDOWN] = RULES(markdown_marks),
    [FAIR__HTML] = RULES(html_marks),
    [FAIR__IN_JSON] = {NULL, 0, fair__escape_json},
};

static const char *
escape_of(const medium_rules *r, uint32_t code)
{
    for (size_t i = 0; i < r->n_marks; i++)
        if (code == (uint32_t)r->marks[i].character)
            return r->marks[i].escape;
    return NULL;
}

/* A backslash that starts what looks like put_code's own work.  In JSON it is
 * part of an escape already. */
static int
spells_code(const char *text, size_t n, size_t at)
{
    return n - at >= 3 && memcmp(text + at, "\\u{", 3) == 0;
}

/* What GitHub's Markdown makes a link without being asked: the colon of
 * "://", and the full stop of "www.". */
static const char *
link_escape(const char *text, size_t n, size_t at)
{
    if (text[at] == ':' && n - at >= 3 && memcmp(text + at, "://", 3) == 0)
        return "&#58;";
    if (text[at] == '.' && at >= 3 && (text[at - 1] | 32) == 'w' &&
        (text[at - 2] | 32) == 'w' && (text[at - 3] | 32) == 'w')
        return "&#46;";
    return NULL;
}

/* End of the run from `at` on that stands for itself in every medium, or
 * where there is no markup. */
static size_t
plain_end(const medium_rules *r, const char *text, size_t n, size_t at)
{
    for (; at < n; at++) {
        const char c = text[at];
        const int is_word = (c >= 'a' && c <= 'z') ||
                            (c >= '0' && c <= '9') ||
                            (c >= 'A' && c <= 'Z') || c == ' ' || c == ',' ||
                            c == '-' || c == '=';
        const int is_sign =
            r->n_marks == 0 && c > ' ' && c < 0x7f && c != '\\';
        if (!is_word && !is_sign) break;
    }
    return at;
}

size_t
fair__escape(fair__text *out, const char *text, size_t n, int medium)
{
    const medium_rules *r = &rules[medium];
    fair__text none = {.status = FAIR_ERR_WRITE}; /* takes nothing */
    size_t at = 0, width = 0;
    if (out == NULL) out = &none;
    while (at < n) {
        const size_t run = plain_end(r, text, n, at);
        fair__text_add(out, text + at, run - at);
        width += run - at;
        if (run == n) break;
        at = run;
        const size_t start = at;
        const uint32_t code = fair__utf8_next(text, n, &at);
        const char *escape = escape_of(r, code);
        if (medium == FAIR__MARKDOWN && escape == NULL)
            escape = link_escape(text, n, start);
        if (fair__utf8_unsafe(code) || fair__utf8_invisible(code) ||
            (medium != FAIR__IN_JSON && spells_code(text, n, start))) {
            width += r->put_code(out, code);
        } else if (escape != NULL) {
            fair__text_string(out, escape);
            width += strlen(escape);
        } else {
            fair__text_add(out, text + start, at - start);
            width += (size_t)fair__utf8_width(code);
        }
    }
    return width;
}
