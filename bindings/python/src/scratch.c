/* SPDX-License-Identifier: MIT
 * Memory and references for the length of one call. */
#include "core.h"

#include <string.h>

typedef union block {
    union block *next;
    max_align_t align;
} block;

int
scratch_open(scratch *s)
{
    s->blocks = NULL;
    s->keep = PyList_New(0);
    return s->keep == NULL ? -1 : 0;
}

void *
scratch_alloc(scratch *s, size_t count, size_t size)
{
    const size_t most = (size_t)PY_SSIZE_T_MAX - sizeof(block);
    block *b = count > most / size
                   ? NULL
                   : PyMem_Malloc(sizeof(block) + count * size);
    if (b == NULL) return PyErr_NoMemory();
    b->next = s->blocks;
    s->blocks = b;
    return memset(b + 1, 0, count * size);
}

void
scratch_close(scratch *s)
{
    for (block *b = s->blocks; b != NULL;) {
        block *next = b->next;
        PyMem_Free(b);
        b = next;
    }
    s->blocks = NULL;
    Py_CLEAR(s->keep);
}
