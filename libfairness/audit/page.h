/* SPDX-License-Identifier: MIT
 * A page for people: headings, lines and tables, as plain text or Markdown.
 *
 * What is written is raw; whatever could drive a terminal, hide, turn text
 * around or be taken for markup is escaped here and nowhere else. */
#ifndef FAIR_AUDIT_PAGE_H
#define FAIR_AUDIT_PAGE_H

#include "base/text.h"

typedef struct fair__page {
    fair__text *out;
    fair__text raw; /* what is being written */
    int is_markdown;
} fair__page;

void fair__page_start(fair__page *p, fair__text *out, int is_markdown);
/* Passes a failure of the raw text on to out, and frees it. */
void fair__page_end(fair__page *p);

/* Each ends what was written to raw since the last one. */
void fair__page_title(fair__page *p);
void fair__page_heading(fair__page *p);
void fair__page_paragraph(fair__page *p);
void fair__page_item(fair__page *p); /* of a list */
/* After the last item. */
void fair__page_list_end(fair__page *p);

/* A table: cell writes the raw text of one cell; row SIZE_MAX are the titles.
 * Cells are asked for twice, to align the columns. */
#define FAIR__PAGE_COLUMNS 16

typedef struct fair__grid {
    size_t n_rows;
    size_t n_columns; /* at most FAIR__PAGE_COLUMNS */
    uint32_t right;   /* bit set of columns aligned to the right */
    void (*cell)(const void *ctx, size_t row, size_t column, fair__text *out);
    const void *ctx;
} fair__grid;

void fair__page_grid(fair__page *p, const fair__grid *grid);

#endif
