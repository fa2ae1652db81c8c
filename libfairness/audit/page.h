/* SPDX-License-Identifier: MIT
 * A page for people: headings, lines and tables, as plain text, Markdown or
 * HTML.
 *
 * What is written is raw; whatever could drive a terminal, hide, turn text
 * around or be taken for markup is escaped here (base/escape.h) and nowhere
 * else. */
#ifndef FAIR_AUDIT_PAGE_H
#define FAIR_AUDIT_PAGE_H

#include "base/text.h"

typedef struct fair__page {
    fair__text *out;
    fair__text raw; /* what is being written */
    int medium;     /* FAIR__PLAIN, FAIR__MARKDOWN or FAIR__HTML */
    int in_list;
} fair__page;

/* Text and Markdown get the title; a notebook does without. */
void fair__page_start(fair__page *p, fair__text *out, int medium,
                      const char *title);
/* Passes a failure of the raw text on to out, and frees it. */
void fair__page_end(fair__page *p);

/* Each ends what was written to raw since the last one. */
void fair__page_heading(fair__page *p);
void fair__page_subheading(fair__page *p);
void fair__page_lead(fair__page *p); /* a sentence that must not be missed */
void fair__page_paragraph(fair__page *p);
void fair__page_item(fair__page *p); /* of a list */
/* After the last item. */
void fair__page_list_end(fair__page *p);
/* What follows is folded away under a title in HTML; a subheading where
 * nothing folds. */
void fair__page_fold(fair__page *p);
void fair__page_fold_end(fair__page *p);

/* A rate and its interval as a picture. */
typedef struct fair__dot {
    double value;
    double lower; /* NaN: no interval */
    double upper;
} fair__dot;

/* A table.  Cells are asked for more than once, to align the columns. */
#define FAIR__PAGE_COLUMNS 16
#define FAIR__TITLES SIZE_MAX /* the row of titles */

typedef struct fair__grid {
    size_t n_rows;
    size_t n_columns; /* at most FAIR__PAGE_COLUMNS */
    uint32_t right;   /* bit set of columns aligned to the right */
    int has_total;    /* the last row sums up the others */
    /* Write the raw text of a cell, and of the evidence beside it (NULL:
     * there is none), which takes a column of its own in text.  A line feed
     * in evidence is a space on a line, and a new line below a number. */
    void (*cell)(const void *ctx, size_t row, size_t column, fair__text *out);
    void (*note)(const void *ctx, size_t row, size_t column, fair__text *out);
    /* In HTML a picture of each row stands after column dot_column; NULL:
     * none.  Returns 0 if a row has none. */
    int (*dot)(const void *ctx, size_t row, fair__dot *out);
    size_t dot_column;
    const void *ctx;
} fair__grid;

void fair__page_grid(fair__page *p, const fair__grid *grid);
void fair__html_grid(fair__page *p, const fair__grid *grid);
void fair__html_style(fair__text *out);

#endif
