/* SPDX-License-Identifier: MIT
 * Counting the rows of CSV while another reader parses it.
 *
 * DuckDB reads a file in parts at the same time and guesses where rows begin;
 * DuckDB 2.0 was seen to lose a row, or to take the inside of a field for
 * rows, at such a seam.  What it found is held against this count. */
#include "core.h"

#include <string.h>

/* A quote right behind another that ended a field is one of its characters. */
enum { OUTSIDE, INSIDE, CLOSED };

/* Where a block ended: in which state, and with which two bytes. */
typedef struct lines {
    unsigned long long rows;   /* ends of lines outside quotes, not blank */
    unsigned long long inside; /* ends of lines inside quotes */
    int quoted;
    unsigned char delimiter;
    unsigned char last;
    unsigned char before;
} lines;

/* A line is blank after another end of line, or that and a \r. */
static int
is_row(unsigned char before, unsigned char last)
{
    return last != '\n' && !(last == '\r' && before == '\n');
}

#define LANES 64
#define BLOCK (LANES * 64) /* fewer than 256 in a lane: a byte holds them */

/* Whether bytes[i], before which there are two, ends a line that counts. */
static inline int
ends_row(const unsigned char *bytes, size_t i)
{
    return (bytes[i] == '\n') & (bytes[i - 1] != '\n') &
           ((bytes[i - 1] != '\r') | (bytes[i - 2] != '\n'));
}

/* Without quotes every end of a line counts, from the third byte on.  The
 * inner loop becomes vectors of bytes: ten times as fast as one sum. */
static void
count_plain(lines *l, const unsigned char *bytes, size_t n)
{
    unsigned char ends[LANES] = {0};
    size_t i = 2;
    for (; i + LANES <= n; i += LANES)
        for (size_t k = 0; k < LANES; k++)
            ends[k] = (unsigned char)(ends[k] + ends_row(bytes, i + k));
    for (; i < n; i++) l->rows += (unsigned long long)ends_row(bytes, i);
    for (size_t k = 0; k < LANES; k++) l->rows += ends[k];
}

static void
count_one(lines *l, unsigned char byte)
{
    if (byte == '"') {
        if (l->quoted == INSIDE)
            l->quoted = CLOSED;
        else if (l->quoted == CLOSED || l->last == l->delimiter ||
                 l->last == '\n' || l->last == '\r')
            l->quoted = INSIDE; /* elsewhere it is like any other */
    } else if (l->quoted == CLOSED) {
        l->quoted = OUTSIDE;
    }
    if (byte == '\n') {
        if (l->quoted == INSIDE)
            l->inside++;
        else
            l->rows += (unsigned long long)is_row(l->before, l->last);
    }
    l->before = l->last;
    l->last = byte;
}

static void
count(lines *l, const unsigned char *bytes, size_t n)
{
    while (n > 0) {
        const size_t size = n < BLOCK ? n : BLOCK;
        if (size > 2 && l->quoted == OUTSIDE &&
            memchr(bytes, '"', size) == NULL) {
            count_one(l, bytes[0]);
            count_one(l, bytes[1]);
            count_plain(l, bytes, size);
            l->before = bytes[size - 2];
            l->last = bytes[size - 1];
        } else {
            for (size_t i = 0; i < size; i++) count_one(l, bytes[i]);
        }
        bytes += size;
        n -= size;
    }
}

/* count_lines(bytes, delimiter, state) -> state, a tuple (rows, inside, quoted,
 * last, before) that begins as (0, 0, 0, 10, 10); quoted is 1 inside of
 * quotes.  A last line without an end is for the caller to see, by last. */
PyObject *
count_lines(PyObject *module, PyObject *args)
{
    (void)module;
    Py_buffer bytes;
    lines l;
    if (!PyArg_ParseTuple(args, "y*b(KKibb)", &bytes, &l.delimiter,
                          &l.rows, &l.inside, &l.quoted, &l.last, &l.before))
        return NULL;
    Py_BEGIN_ALLOW_THREADS
    count(&l, bytes.buf, (size_t)bytes.len);
    Py_END_ALLOW_THREADS
    PyBuffer_Release(&bytes);
    return Py_BuildValue("(KKibb)", l.rows, l.inside, l.quoted, l.last,
                         l.before);
}
