/* SPDX-License-Identifier: MIT
 * A page for people: headings, lists and tables; those of HTML are in
 * page_html.c. */
#include "audit/page.h"

#include <string.h>

#include "base/escape.h"

/* ---- what stands around a line, by medium ---- */

typedef struct around {
    const char *before, *after;
    char underline; /* text only */
} around;

#define TITLE 0
#define HEADING 1
#define SUBHEADING 2
#define LEAD 3
#define PARAGRAPH 4
#define ITEM 5
#define FOLD 6

static const around lines[3][7] = {
    [FAIR__PLAIN] = {[TITLE] = {"", "\n", '='},
                     [HEADING] = {"", "\n", '-'},
                     [SUBHEADING] = {"", "\n", '.'},
                     [LEAD] = {"", "\n\n", 0},
                     [PARAGRAPH] = {"", "\n\n", 0},
                     [ITEM] = {"- ", "\n", 0},
                     [FOLD] = {"", "\n", '.'}},
    [FAIR__MARKDOWN] = {[TITLE] = {"# ", "\n\n", 0},
                        [HEADING] = {"## ", "\n\n", 0},
                        [SUBHEADING] = {"### ", "\n\n", 0},
                        [LEAD] = {"**", "**\n\n", 0},
                        [PARAGRAPH] = {"", "\n\n", 0},
                        [ITEM] = {"- ", "\n", 0},
                        [FOLD] = {"### ", "\n\n", 0}},
    [FAIR__HTML] = {[TITLE] = {"", "", 0},
                    [HEADING] = {"<h4>", "</h4>\n", 0},
                    [SUBHEADING] = {"<h5>", "</h5>\n", 0},
                    [LEAD] = {"<p><strong>", "</strong></p>\n", 0},
                    [PARAGRAPH] = {"<p>", "</p>\n", 0},
                    [ITEM] = {"<li>", "</li>\n", 0},
                    [FOLD] = {"<details><summary>", "</summary>\n", 0}},
};

/* Writes what is in raw, safely, and empties it. */
static size_t
send_raw(fair__page *p)
{
    const size_t width =
        fair__escape(p->out, p->raw.bytes, p->raw.length, p->medium);
    fair__text_clear(&p->raw);
    return width;
}

static void
put_run(fair__text *out, char c, size_t n)
{
    for (size_t i = 0; i < n; i++) fair__text_char(out, c);
}

static void
put(fair__page *p, int kind)
{
    const around *a = &lines[p->medium][kind];
    fair__text_string(p->out, a->before);
    const size_t width = send_raw(p);
    fair__text_string(p->out, a->after);
    if (a->underline == 0) return;
    put_run(p->out, a->underline, width);
    fair__text_string(p->out, "\n\n");
}

void
fair__page_start(fair__page *p, fair__text *out, int medium,
                 const char *title)
{
    *p = (fair__page){.out = out, .medium = medium};
    fair__text_init(&p->raw, out->mem);
    if (medium == FAIR__HTML) {
        fair__html_style(out);
        return;
    }
    fair__text_string(&p->raw, title);
    put(p, TITLE);
}

void
fair__page_end(fair__page *p)
{
    if (p->medium == FAIR__HTML) fair__text_string(p->out, "</div>\n");
    if (p->out->status == FAIR_OK) p->out->status = p->raw.status;
    fair__text_free(&p->raw);
}

void
fair__page_heading(fair__page *p)
{
    put(p, HEADING);
}

void
fair__page_subheading(fair__page *p)
{
    put(p, SUBHEADING);
}

void
fair__page_lead(fair__page *p)
{
    put(p, LEAD);
}

void
fair__page_paragraph(fair__page *p)
{
    put(p, PARAGRAPH);
}

void
fair__page_item(fair__page *p)
{
    if (!p->in_list && p->medium == FAIR__HTML)
        fair__text_string(p->out, "<ul>\n");
    p->in_list = 1;
    put(p, ITEM);
}

void
fair__page_list_end(fair__page *p)
{
    if (p->in_list)
        fair__text_string(p->out,
                          p->medium == FAIR__HTML ? "</ul>\n" : "\n");
    p->in_list = 0;
}

void
fair__page_fold(fair__page *p)
{
    put(p, FOLD);
}

void
fair__page_fold_end(fair__page *p)
{
    if (p->medium == FAIR__HTML) fair__text_string(p->out, "</details>\n");
}

/* ---- tables of text and Markdown ---- */

/* A line of text is no longer than this: further columns come below, with
 * the first one again. */
#define LINE 120

/* Characters of a column: cells, and the evidence beside them. */
typedef struct widths {
    size_t cell;
    size_t note;
} widths;

static void
on_one_line(fair__text *t)
{
    for (size_t i = 0; i < t->length; i++)
        if (t->bytes[i] == '\n') t->bytes[i] = ' ';
}

static size_t
measure(fair__page *p, const fair__grid *g, size_t row, size_t column,
        int is_note)
{
    fair__text_clear(&p->raw);
    if (!is_note) {
        g->cell(g->ctx, row, column, &p->raw);
    } else if (g->note != NULL) {
        g->note(g->ctx, row, column, &p->raw);
        on_one_line(&p->raw);
    }
    return fair__escape(NULL, p->raw.bytes, p->raw.length, p->medium);
}

static size_t
full(const widths *w)
{
    return w->cell + (w->note > 0 ? 1 + w->note : 0);
}

/* A title spans both parts of its column. */
static widths
measure_column(fair__page *p, const fair__grid *g, size_t column)
{
    widths w = {0, 0};
    for (size_t row = 0; row < g->n_rows; row++) {
        const size_t cell = measure(p, g, row, column, 0);
        const size_t note = measure(p, g, row, column, 1);
        if (cell > w.cell) w.cell = cell;
        if (note > w.note) w.note = note;
    }
    const size_t title = measure(p, g, FAIR__TITLES, column, 0);
    if (title > full(&w) && w.note == 0) w.cell = title;
    if (title > full(&w)) w.note += title - full(&w);
    return w;
}

/* Where a part stands in its room. */
#define LEFT 0
#define RIGHT 1
#define LAST 2 /* left, and nothing follows on the line */

static void
put_part(fair__page *p, const fair__grid *g, size_t row, size_t column,
         int is_note, size_t room, int where)
{
    const size_t padding = room - measure(p, g, row, column, is_note);
    if (where == RIGHT) put_run(p->out, ' ', padding);
    send_raw(p);
    if (where == LEFT) put_run(p->out, ' ', padding);
}

static void
put_cell(fair__page *p, const fair__grid *g, size_t row, size_t column,
         const widths *w, int is_last)
{
    const int end = is_last && p->medium == FAIR__PLAIN ? LAST : LEFT;
    const int side = (g->right >> column & 1) != 0 ? RIGHT : LEFT;
    if (w->note == 0 || row == FAIR__TITLES) {
        put_part(p, g, row, column, 0, full(w),
                 w->note == 0 && side == RIGHT ? RIGHT : end);
        return;
    }
    put_part(p, g, row, column, 0, w->cell, side);
    fair__text_char(p->out, ' ');
    put_part(p, g, row, column, 1, w->note, end);
}

/* Column 0, then from … to - 1. */
static void
put_row(fair__page *p, const fair__grid *g, size_t row, const widths *w,
        size_t from, size_t to)
{
    const int is_markdown = p->medium == FAIR__MARKDOWN;
    fair__text_string(p->out, is_markdown ? "| " : "  ");
    put_cell(p, g, row, 0, &w[0], 0);
    for (size_t c = from; c < to; c++) {
        fair__text_string(p->out, is_markdown ? " | " : "  ");
        put_cell(p, g, row, c, &w[c], c + 1 == to);
    }
    fair__text_string(p->out, is_markdown ? " |\n" : "\n");
}

static void
put_rule(fair__page *p, const fair__grid *g, const widths *w)
{
    for (size_t c = 0; c < g->n_columns; c++) {
        const int is_right = (g->right >> c & 1) != 0;
        fair__text_string(p->out, "|");
        fair__text_char(p->out, is_right ? '-' : ':');
        put_run(p->out, '-', full(&w[c]));
        fair__text_char(p->out, is_right ? ':' : '-');
    }
    fair__text_string(p->out, "|\n");
}

/* The first column that does not fit on a line with columns from … */
static size_t
fitting(const fair__page *p, const fair__grid *g, const widths *w,
        size_t from)
{
    size_t used = 2 + full(&w[0]), to = from;
    if (p->medium == FAIR__MARKDOWN) return g->n_columns;
    while (to < g->n_columns) {
        used += 2 + full(&w[to]);
        if (used > LINE && to > from) break;
        to++;
    }
    return to;
}

void
fair__page_grid(fair__page *p, const fair__grid *g)
{
    widths w[FAIR__PAGE_COLUMNS];
    if (p->medium == FAIR__HTML) {
        fair__html_grid(p, g);
        return;
    }
    for (size_t c = 0; c < g->n_columns; c++) w[c] = measure_column(p, g, c);
    for (size_t from = 1, to; from < g->n_columns; from = to) {
        to = fitting(p, g, w, from);
        put_row(p, g, FAIR__TITLES, w, from, to);
        if (p->medium == FAIR__MARKDOWN) put_rule(p, g, w);
        for (size_t row = 0; row < g->n_rows; row++)
            put_row(p, g, row, w, from, to);
        fair__text_char(p->out, '\n');
    }
    fair__text_clear(&p->raw);
}
