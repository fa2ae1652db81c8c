/* SPDX-License-Identifier: MIT
 * A page for people: escaping, headings, lists and tables. */
#include "audit/page.h"

#include <string.h>

#include "base/utf8.h"

void
fair__page_start(fair__page *p, fair__text *out, int is_markdown)
{
    p->out = out;
    p->is_markdown = is_markdown;
    fair__text_init(&p->raw, out->mem);
}

void
fair__page_end(fair__page *p)
{
    if (p->out->status == FAIR_OK) p->out->status = p->raw.status;
    fair__text_free(&p->raw);
}

/* ---- escaping ---- */

/* Cannot be seen, so two groups could look the same. */
static int
is_invisible(uint32_t c)
{
    return c == 0xad || (c >= 0x200b && c <= 0x200d) ||
           (c >= 0x2060 && c <= 0x2064) || c == 0xfeff || c == 0x180e ||
           (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe007f);
}

/* \u{200b}; returns the number of characters. */
static size_t
put_code(fair__text *out, uint32_t code)
{
    static const char digits[] = "0123456789abcdef";
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

/* What Markdown, the HTML made from it, or a template engine would take for
 * markup.  Pipes and backslashes are character references, because a
 * backslash before a pipe is read differently by different tables. */
static const struct mark {
    char character;
    const char *escape;
} marks[] = {
    {'|', "&#124;"}, {'\\', "&#92;"}, {'`', "&#96;"}, {'<', "&lt;"},
    {'>', "&gt;"},   {'&', "&amp;"},  {'{', "&#123;"}, {'}', "&#125;"},
    {'*', "\\*"},    {'_', "\\_"},    {'[', "\\["},   {']', "\\]"},
    {'~', "\\~"},    {'#', "\\#"},    {'$', "\\$"},
};

static const char *
escape_of(uint32_t code)
{
    for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
        if (code == (uint32_t)marks[i].character) return marks[i].escape;
    return NULL;
}

/* Writes (unless out is NULL) and returns the number of characters; columns
 * are aligned by these. */
static size_t
put_safe(fair__text *out, const char *text, size_t n, int is_markdown)
{
    size_t at = 0, width = 0;
    fair__text none = {.status = FAIR_ERR_WRITE}; /* takes nothing */
    if (out == NULL) out = &none;
    while (at < n) {
        const size_t start = at;
        const uint32_t code = fair__utf8_next(text, n, &at);
        const char *escape = is_markdown ? escape_of(code) : NULL;
        if (fair__utf8_unsafe(code) || is_invisible(code)) {
            width += put_code(out, code);
        } else if (escape != NULL) {
            fair__text_string(out, escape);
            width += strlen(escape);
        } else {
            fair__text_add(out, text + start, at - start);
            width++;
        }
    }
    return width;
}

/* Writes what is in raw, safely, and empties it. */
static size_t
send_raw(fair__page *p)
{
    const size_t width =
        put_safe(p->out, p->raw.bytes, p->raw.length, p->is_markdown);
    fair__text_clear(&p->raw);
    return width;
}

static void
put_line(fair__text *out, char c, size_t n)
{
    for (size_t i = 0; i < n; i++) fair__text_char(out, c);
}

/* ---- lines ---- */

static void
underlined(fair__page *p, const char *mark, char line)
{
    if (p->is_markdown) fair__text_string(p->out, mark);
    const size_t width = send_raw(p);
    fair__text_char(p->out, '\n');
    if (!p->is_markdown) {
        put_line(p->out, line, width);
        fair__text_char(p->out, '\n');
    }
    fair__text_char(p->out, '\n');
}

void
fair__page_title(fair__page *p)
{
    underlined(p, "# ", '=');
}

void
fair__page_heading(fair__page *p)
{
    underlined(p, "## ", '-');
}

void
fair__page_paragraph(fair__page *p)
{
    send_raw(p);
    fair__text_string(p->out, "\n\n");
}

void
fair__page_item(fair__page *p)
{
    fair__text_string(p->out, "- ");
    send_raw(p);
    fair__text_char(p->out, '\n');
}

void
fair__page_list_end(fair__page *p)
{
    fair__text_char(p->out, '\n');
}

/* ---- tables ---- */

static size_t
measure(fair__page *p, const fair__grid *g, size_t row, size_t column)
{
    fair__text_clear(&p->raw);
    g->cell(g->ctx, row, column, &p->raw);
    return put_safe(NULL, p->raw.bytes, p->raw.length, p->is_markdown);
}

static void
put_cell(fair__page *p, const fair__grid *g, size_t row, size_t column,
         size_t room)
{
    const size_t width = measure(p, g, row, column);
    const size_t padding = room - width;
    const int is_right = (g->right >> column & 1) != 0;
    const int is_last = column + 1 == g->n_columns && !p->is_markdown;
    if (is_right) put_line(p->out, ' ', padding);
    send_raw(p);
    if (!is_right && !is_last) put_line(p->out, ' ', padding);
}

static void
put_row(fair__page *p, const fair__grid *g, size_t row, const size_t *widths)
{
    fair__text_string(p->out, p->is_markdown ? "| " : "  ");
    for (size_t c = 0; c < g->n_columns; c++) {
        if (c > 0) fair__text_string(p->out, p->is_markdown ? " | " : "  ");
        put_cell(p, g, row, c, widths[c]);
    }
    fair__text_string(p->out, p->is_markdown ? " |\n" : "\n");
}

static void
put_rule(fair__page *p, const fair__grid *g, const size_t *widths)
{
    for (size_t c = 0; c < g->n_columns; c++) {
        const int is_right = (g->right >> c & 1) != 0;
        fair__text_string(p->out, "|");
        fair__text_char(p->out, is_right ? '-' : ':');
        put_line(p->out, '-', widths[c]);
        fair__text_char(p->out, is_right ? ':' : '-');
    }
    fair__text_string(p->out, "|\n");
}

void
fair__page_grid(fair__page *p, const fair__grid *g)
{
    size_t widths[FAIR__PAGE_COLUMNS];
    for (size_t c = 0; c < g->n_columns; c++) {
        widths[c] = measure(p, g, SIZE_MAX, c);
        for (size_t row = 0; row < g->n_rows; row++) {
            const size_t width = measure(p, g, row, c);
            if (width > widths[c]) widths[c] = width;
        }
    }
    put_row(p, g, SIZE_MAX, widths);
    if (p->is_markdown) put_rule(p, g, widths);
    for (size_t row = 0; row < g->n_rows; row++) put_row(p, g, row, widths);
    fair__text_char(p->out, '\n');
    fair__text_clear(&p->raw);
}
