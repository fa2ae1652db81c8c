/* SPDX-License-Identifier: MIT
 * Which rows of a long table are shown: those that a reader would look for.
 *
 * A thousand rows are no answer.  The lowest and the highest are what
 * differences come from; the smallest are where they may be chance; the
 * largest is the reference unless another is named. */
#include "audit/prose_parts.h"

#include "base/memory.h"
#include "base/sort.h"

#define EACH 10 /* lowest, highest, smallest */

typedef struct order_key {
    const fair__row_size *sizes;
    int by_n;
} order_key;

/* NaN last. */
static int
order_rows(const void *ctx, uint32_t a, uint32_t b)
{
    const order_key *key = ctx;
    const fair__row_size *x = &key->sizes[a], *y = &key->sizes[b];
    int order = (x->n > y->n) - (x->n < y->n);
    if (!key->by_n) {
        const int no_x = x->value != x->value, no_y = y->value != y->value;
        order = no_x != no_y ? no_x - no_y
                             : (x->value > y->value) - (x->value < y->value);
    }
    return order != 0 ? order : (a > b) - (a < b);
}

static void
mark(uint8_t *marks, const uint32_t *order, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) marks[order[i]] = 1;
}

static void
mark_rows(uint8_t *marks, uint32_t *order, const fair__row_size *sizes,
          size_t n)
{
    order_key key = {sizes, 0};
    size_t defined = 0;
    for (size_t i = 0; i < n; i++) {
        order[i] = (uint32_t)i;
        defined += sizes[i].value == sizes[i].value;
    }
    fair__sort(order, n, order_rows, &key);
    mark(marks, order, 0, defined < EACH ? defined : EACH);
    mark(marks, order, defined < EACH ? 0 : defined - EACH, defined);
    key.by_n = 1;
    fair__sort(order, n, order_rows, &key);
    mark(marks, order, 0, EACH);
    mark(marks, order, n - 1, n);
}

fair__choice
fair__choose(fair__prose *p, size_t n,
             fair__row_size (*size)(const void *ctx, size_t row),
             const void *ctx)
{
    const fair_allocator *mem = &p->report->mem;
    fair__choice choice = {n, n, NULL};
    if (n <= FAIR__ALL_SHOWN) return choice;
    fair__row_size *sizes = fair__alloc(mem, n, sizeof(*sizes));
    uint32_t *rows = fair__alloc(mem, n, sizeof(*rows));
    uint8_t *marks = fair__calloc(mem, n, 1);
    if (sizes == NULL || rows == NULL || marks == NULL) {
        if (p->page.out->status == FAIR_OK)
            p->page.out->status = FAIR_ERR_MEMORY;
        fair__free(mem, rows, rows != NULL ? n : 0, sizeof(*rows));
    } else {
        for (size_t i = 0; i < n; i++) sizes[i] = size(ctx, i);
        mark_rows(marks, rows, sizes, n);
        choice.rows = rows;
        choice.n = 0;
        for (size_t i = 0; i < n; i++)
            if (marks[i]) choice.rows[choice.n++] = (uint32_t)i;
    }
    fair__free(mem, sizes, sizes != NULL ? n : 0, sizeof(*sizes));
    fair__free(mem, marks, marks != NULL ? n : 0, 1);
    return choice;
}

size_t
fair__chosen(const fair__choice *choice, size_t i)
{
    return choice->rows != NULL ? choice->rows[i] : i;
}

void
fair__choice_say(fair__prose *p, const fair__choice *choice, const char *what,
                 const char *value)
{
    fair__text *out = &p->page.raw;
    if (choice->n == choice->all) return;
    fair__text_u64(out, choice->all - choice->n);
    fair__text_string(out, " of ");
    fair__text_u64(out, choice->all);
    fair__text_char(out, ' ');
    fair__text_string(out, what);
    fair__text_string(out, " are not shown here: these are the lowest and the "
                           "highest in ");
    fair__label_name(out, value);
    fair__text_string(out, ", the smallest and the largest. JSON and CSV hold "
                           "them all.");
    fair__page_paragraph(&p->page);
}

void
fair__choice_free(fair__choice *choice, const fair__prose *p)
{
    fair__free(&p->report->mem, choice->rows,
               choice->rows != NULL ? choice->all : 0,
               sizeof(*choice->rows));
    choice->rows = NULL;
}
