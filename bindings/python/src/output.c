/* SPDX-License-Identifier: MIT
 * Text that the library writes, as a str. */
#include "core.h"

#include <stdlib.h>
#include <string.h>

/* Runs without the GIL: malloc, not Python's memory. */
int32_t
output_write(void *ctx, const char *data, size_t size)
{
    output *o = ctx;
    if (size > o->capacity - o->size) {
        size_t capacity = o->capacity == 0 ? 16384 : o->capacity;
        while (capacity - o->size < size) {
            if (capacity > (size_t)PY_SSIZE_T_MAX / 2) return 1;
            capacity *= 2;
        }
        char *more = realloc(o->data, capacity);
        if (more == NULL) return 1;
        o->data = more;
        o->capacity = capacity;
    }
    memcpy(o->data + o->size, data, size);
    o->size += size;
    return 0;
}

PyObject *
output_text(const core_state *state, output *o, fair_status status,
            const fair_error *err)
{
    PyObject *text = NULL;
    if (status == FAIR_OK)
        text = PyUnicode_DecodeUTF8(o->data, (Py_ssize_t)o->size, "strict");
    else if (status == FAIR_ERR_WRITE)
        PyErr_NoMemory();
    else
        raise_error(state, err);
    free(o->data);
    *o = (output){0};
    return text;
}
