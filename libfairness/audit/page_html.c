/* SPDX-License-Identifier: MIT
 * A page as a fragment of HTML for notebooks: tables, and in them a dot and
 * an interval for each rate.
 *
 * Colours are those of the text around it, so that light and dark themes both
 * fit; nothing is fetched and nothing runs. */
#include "audit/page.h"

#include "base/escape.h"

/* Every rule starts with the class, so that no other output changes; the
 * other two classes keep MathJax from reading names as mathematics. */
static const char style[] =
    "<div class=\"libfairness tex2jax_ignore mathjax_ignore\">\n"
    "<style>\n"
    ".libfairness{line-height:1.45;color:inherit}\n"
    ".libfairness p{margin:.5em 0;max-width:60em}\n"
    ".libfairness h4{margin:1.1em 0 .3em;font-size:1.1em}\n"
    ".libfairness h5{margin:.8em 0 .2em;font-size:1em}\n"
    ".libfairness ul{margin:.4em 0;padding-left:1.4em;max-width:60em}\n"
    ".libfairness .wide{overflow-x:auto}\n"
    ".libfairness table{border-collapse:collapse;margin:.4em 0;"
    "font-size:.95em;color:inherit}\n"
    ".libfairness thead tr,.libfairness tbody tr{background:transparent;"
    "color:inherit}\n"
    ".libfairness th,.libfairness td{padding:.2em .7em .2em 0;border:0;"
    "border-bottom:1px solid rgba(128,128,128,.35);text-align:left;"
    "vertical-align:top;white-space:nowrap;color:inherit;"
    "background:transparent}\n"
    ".libfairness tbody th{font-weight:normal}\n"
    ".libfairness .num{text-align:right;"
    "font-variant-numeric:tabular-nums}\n"
    ".libfairness small{display:block;opacity:.75;font-size:.85em;"
    "font-weight:normal}\n"
    ".libfairness .total th,.libfairness .total td{font-weight:bold;"
    "border-bottom:0}\n"
    ".libfairness svg{display:block;fill:currentColor;"
    "stroke:currentColor}\n"
    ".libfairness svg text{stroke:none;font-weight:normal}\n"
    ".libfairness summary{cursor:pointer;margin:.4em 0}\n"
    "</style>\n";

void
fair__html_style(fair__text *out)
{
    fair__text_string(out, style);
}

/* ---- pictures ---- */

#define WIDTH 160
#define EDGE 5 /* room for half a dot */
#define HEIGHT 18

/* The end of the axis: the first of these that holds all. */
static const double ends[] = {0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4,
                              0.5,  0.6,  0.7,  0.8, 0.9, 1.0};
#define N_ENDS (sizeof(ends) / sizeof(*ends))

static double
axis_end(const fair__grid *g)
{
    double top = 0;
    for (size_t row = 0; row < g->n_rows; row++) {
        fair__dot d;
        if (!g->dot(g->ctx, row, &d)) continue;
        if (d.value > top) top = d.value;
        if (d.upper > top) top = d.upper; /* not if NaN */
    }
    size_t i = 0;
    while (i + 1 < N_ENDS && ends[i] < top) i++;
    return ends[i];
}

static double
place(double x, double end)
{
    if (x > end) x = end;
    return EDGE + x / end * (WIDTH - 2 * EDGE);
}

static void
put_attribute(fair__text *out, const char *before, double x)
{
    fair__text_string(out, before);
    fair__text_fixed(out, x, 1);
    fair__text_char(out, '"');
}

static void
put_line(fair__text *out, double x1, double x2, double y1, double y2,
         const char *more)
{
    put_attribute(out, "<line x1=\"", x1);
    put_attribute(out, " x2=\"", x2);
    put_attribute(out, " y1=\"", y1);
    put_attribute(out, " y2=\"", y2);
    fair__text_string(out, more);
    fair__text_string(out, "/>");
}

/* What the picture shows, in words, for those who do not see it. */
static void
put_words(fair__text *out, const fair__dot *d)
{
    fair__text_string(out, " role=\"img\" aria-label=\"");
    fair__text_fixed(out, d->value, 3);
    if (d->lower <= d->upper) {
        fair__text_string(out, ", interval ");
        fair__text_fixed(out, d->lower, 3);
        fair__text_string(out, " to ");
        fair__text_fixed(out, d->upper, 3);
    }
    fair__text_string(out, "\">");
}

/* A dashed line marks all rows of the grouping, the total. */
static void
put_dot(fair__text *out, const fair__grid *g, size_t row, double end)
{
    const double middle = HEIGHT / 2.0;
    fair__dot d, total;
    if (!g->dot(g->ctx, row, &d)) return;
    fair__text_string(out, "<svg width=\"160\" height=\"18\"");
    put_words(out, &d);
    put_line(out, EDGE, WIDTH - EDGE, middle, middle, " opacity=\".25\"");
    if (g->has_total && g->dot(g->ctx, g->n_rows - 1, &total)) {
        const double x = place(total.value, end);
        put_line(out, x, x, 0, HEIGHT,
                 " stroke-dasharray=\"2 2\" opacity=\".5\"");
    }
    if (d.lower <= d.upper)
        put_line(out, place(d.lower, end), place(d.upper, end), middle,
                 middle, " stroke-width=\"2.5\"");
    put_attribute(out, "<circle cx=\"", place(d.value, end));
    put_attribute(out, " cy=\"", middle);
    fair__text_string(out, " r=\"4\"/></svg>");
}

/* The axis: 0 and its end. */
static void
put_axis(fair__text *out, double end)
{
    fair__text_string(out, "<svg width=\"160\" height=\"18\" "
                           "aria-hidden=\"true\" "
                           "font-size=\"11\"><text x=\"1\" y=\"14\">0</text>"
                           "<text x=\"159\" y=\"14\" text-anchor=\"end\">");
    fair__text_f64(out, end);
    fair__text_string(out, "</text></svg>");
}

/* ---- tables ---- */

static void
send_raw(fair__page *p)
{
    fair__escape(p->out, p->raw.bytes, p->raw.length, FAIR__HTML);
    fair__text_clear(&p->raw);
}

/* Each line of evidence by itself. */
static void
send_note(fair__page *p)
{
    for (size_t from = 0, to; from < p->raw.length; from = to + 1) {
        for (to = from; to < p->raw.length && p->raw.bytes[to] != '\n';)
            to++;
        fair__text_string(p->out, "<small>");
        fair__escape(p->out, p->raw.bytes + from, to - from, FAIR__HTML);
        fair__text_string(p->out, "</small>");
    }
    fair__text_clear(&p->raw);
}

static void
put_cell(fair__page *p, const fair__grid *g, size_t row, size_t column)
{
    const int is_title = row == FAIR__TITLES || column == 0;
    const int is_right = (g->right >> column & 1) != 0;
    fair__text_string(p->out, is_title ? "<th" : "<td");
    if (is_title)
        fair__text_string(p->out, row == FAIR__TITLES ? " scope=\"col\""
                                                      : " scope=\"row\"");
    fair__text_string(p->out, is_right ? " class=\"num\">" : ">");
    g->cell(g->ctx, row, column, &p->raw);
    send_raw(p);
    if (g->note != NULL) {
        g->note(g->ctx, row, column, &p->raw);
        send_note(p);
    }
    fair__text_string(p->out, is_title ? "</th>" : "</td>");
}

static void
put_row(fair__page *p, const fair__grid *g, size_t row, double end)
{
    const int is_total = g->has_total && row + 1 == g->n_rows;
    fair__text_string(p->out, is_total ? "<tr class=\"total\">" : "<tr>");
    for (size_t c = 0; c < g->n_columns; c++) {
        put_cell(p, g, row, c);
        if (g->dot == NULL || c != g->dot_column) continue;
        fair__text_string(p->out, row == FAIR__TITLES ? "<th>" : "<td>");
        if (row == FAIR__TITLES)
            put_axis(p->out, end);
        else
            put_dot(p->out, g, row, end);
        fair__text_string(p->out, row == FAIR__TITLES ? "</th>" : "</td>");
    }
    fair__text_string(p->out, "</tr>\n");
}

void
fair__html_grid(fair__page *p, const fair__grid *g)
{
    const double end = g->dot != NULL ? axis_end(g) : 1;
    fair__text_string(p->out, "<div class=\"wide\"><table><thead>\n");
    put_row(p, g, FAIR__TITLES, end);
    fair__text_string(p->out, "</thead><tbody>\n");
    for (size_t row = 0; row < g->n_rows; row++) put_row(p, g, row, end);
    fair__text_string(p->out, "</tbody></table></div>\n");
}
