/* SPDX-License-Identifier: MIT
 * A growing string buffer that remembers running out of memory. */
#include "base/text.h"

#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/number.h"

#define FLUSH_SIZE 16384 /* most bytes kept before the writer is called */

void
fair__text_init(fair__text *t, const fair_allocator *mem)
{
    memset(t, 0, sizeof(*t));
    t->mem = mem;
}

void
fair__text_free(fair__text *t)
{
    fair__free(t->mem, t->bytes, t->capacity, 1);
    t->bytes = NULL;
    t->length = t->capacity = 0;
}

void
fair__text_clear(fair__text *t)
{
    t->length = 0;
}

static void
send(fair__text *t, const char *bytes, size_t n)
{
    if (n > 0 && t->status == FAIR_OK && t->write(t->ctx, bytes, n) != 0)
        t->status = FAIR_ERR_WRITE;
}

static void
send_all(fair__text *t)
{
    send(t, t->bytes, t->length);
    t->length = 0;
}

/* Whether n bytes more fit where they are, and need not be sent first: nearly
 * always, as most texts are a word. */
static int
has_room(const fair__text *t, size_t n)
{
    return n <= t->capacity - t->length &&
           (t->write == NULL || n <= FLUSH_SIZE - t->length);
}

void
fair__text_add(fair__text *t, const char *bytes, size_t n)
{
    if (t->status != FAIR_OK || n == 0) return;
    if (has_room(t, n)) {
        memcpy(t->bytes + t->length, bytes, n);
        t->length += n;
        return;
    }
    if (t->write != NULL && n > FLUSH_SIZE - t->length) {
        send_all(t);
        if (n > FLUSH_SIZE) {
            send(t, bytes, n);
            return;
        }
        if (t->status != FAIR_OK) return;
    }
    size_t need;
    t->status = fair__size_add(t->length, n, &need)
                    ? fair__reserve(t->mem, &t->bytes, &t->capacity, need, 1,
                                    NULL)
                    : FAIR_ERR_MEMORY;
    if (t->status != FAIR_OK) return;
    memcpy(t->bytes + t->length, bytes, n);
    t->length = need;
}

void
fair__text_string(fair__text *t, const char *string)
{
    fair__text_add(t, string, strlen(string));
}

void
fair__text_char(fair__text *t, char c)
{
    if (t->status == FAIR_OK && has_room(t, 1))
        t->bytes[t->length++] = c;
    else
        fair__text_add(t, &c, 1);
}

void
fair__text_u64(fair__text *t, uint64_t x)
{
    char digits[FAIR__NUMBER_SIZE];
    fair__text_add(t, digits, fair__format_u64(digits, x));
}

void
fair__text_i64(fair__text *t, int64_t x)
{
    char digits[FAIR__NUMBER_SIZE];
    fair__text_add(t, digits, fair__format_i64(digits, x));
}

void
fair__text_f64(fair__text *t, double x)
{
    char digits[FAIR__NUMBER_SIZE];
    fair__text_add(t, digits, fair__format_f64(digits, x));
}

void
fair__text_fixed(fair__text *t, double x, int places)
{
    char digits[FAIR__NUMBER_SIZE * 2];
    fair__text_add(t, digits, fair__format_fixed(digits, x, places));
}

fair_status
fair__text_flush(fair__text *t, fair_error *err)
{
    if (t->write != NULL) send_all(t);
    switch (t->status) {
    case FAIR_OK: return FAIR_OK;
    case FAIR_ERR_MEMORY: return fair__no_memory(err);
    case FAIR_ERR_WRITE:
        return fair__fail(err, FAIR_ERR_WRITE,
                          "the writer refused: output is not complete");
    case FAIR_ERR_STOPPED:
        return fair__fail(err, FAIR_ERR_STOPPED,
                          "the call was stopped: output is not complete");
    default:
        return fair__fail(err, t->status, "the output could not be made");
    }
}
