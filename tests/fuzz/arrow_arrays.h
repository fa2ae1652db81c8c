/* SPDX-License-Identifier: MIT
 * Arrow structures made from bytes.
 *
 * The C interface carries no sizes, so buffers have the size that length and
 * offset promise, each in a heap block of its own; everything in them is
 * anything. */
#ifndef FAIR_TESTS_FUZZ_ARROW_ARRAYS_H
#define FAIR_TESTS_FUZZ_ARROW_ARRAYS_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "column/arrow.h"

#define must(x)                                                               \
    do {                                                                      \
        if (!(x)) abort();                                                    \
    } while (0)

#define MOST_BLOCKS 128

typedef struct holder { /* of the blocks that are released together */
    void *blocks[MOST_BLOCKS];
    size_t n;
} holder;

typedef struct input {
    const uint8_t *at;
    size_t left;
    holder *to;
} input;

static inline void
holder_free(holder *h)
{
    while (h->n > 0)
        free(h->blocks[--h->n]);
}

static inline uint8_t
take(input *in)
{
    if (in->left == 0) return 0;
    in->left--;
    return *in->at++;
}

/* Small numbers mostly, ones that must be refused at times.  (A length that
 * may be, and is not backed by memory, is nothing that anybody can notice.) */
static inline int64_t
take_number(input *in, int64_t small)
{
    const uint8_t b = take(in);
    if (b < 224) return b % (small + 1);
    static const int64_t extremes[] = {-1, -2, INT64_MIN, INT64_MAX,
                                       INT64_MAX - 7};
    return extremes[b % 5];
}

static inline void *
new_block(input *in, size_t size)
{
    void *p = calloc(size > 0 ? size : 1, 1);
    must(p != NULL && in->to->n < MOST_BLOCKS);
    return in->to->blocks[in->to->n++] = p;
}

static inline void *
take_block(input *in, size_t size)
{
    uint8_t *p = new_block(in, size);
    const size_t n = size < in->left ? size : in->left;
    if (n > 0) memcpy(p, in->at, n);
    in->at += n;
    in->left -= n;
    return p;
}

/* Borrowed, or a child: nobody but its producer may release it. */
static inline void
release_schema(struct ArrowSchema *s)
{
    (void)s;
    abort();
}

static inline void
release_array(struct ArrowArray *a)
{
    (void)a;
    abort();
}

static const char *const formats[] = {
    "n", "b", "c", "C", "s", "S", "i", "I", "l", "L", "e", "f", "g",
    "u", "U", "vu", "u", "U", "vu", "d:38,0", "tdD", "z", "vz", "+r", "",
    "+s", "+l", "+vL", "+w:2", "+m", "+ud:0,1", "w:4", "_plu128", "d:9,2",
    "cc", "\xff"};
#define N_FORMATS (sizeof(formats) / sizeof(formats[0]))

static inline size_t
width_of(const char *format)
{
    static const char letters[] = "cCsSiIlLefg";
    static const size_t widths[] = {1, 1, 2, 2, 4, 4, 8, 8, 2, 4, 8};
    const char *found = format[0] != '\0' && format[1] == '\0'
                            ? strchr(letters, format[0])
                            : NULL;
    if (strncmp(format, "d:", 2) == 0) return 16;
    return found != NULL ? widths[found - letters] : 0;
}

/* Offsets may go backwards or be negative, but not beyond the bytes: nobody
 * could notice. */
static inline void
make_offsets(input *in, const void **buffers, size_t places, int large)
{
    const int64_t n_bytes = take(in) % 64;
    const size_t width = large ? 8 : 4;
    char *offsets = new_block(in, (places + 1) * width);
    int64_t at = 0;
    for (size_t i = 0; i <= places; i++) {
        const uint8_t b = take(in);
        at = b < 200 ? at + b % 4 : b < 250 ? b % 64 : -(int64_t)b;
        if (at > n_bytes) at = n_bytes;
        const int32_t narrow = (int32_t)at;
        memcpy(offsets + i * width,
               large ? (const void *)&at : (const void *)&narrow, width);
        if (at < 0) at = 0;
    }
    buffers[1] = offsets;
    buffers[2] = n_bytes > 0 || take(in) % 2 ? take_block(in, (size_t)n_bytes)
                                             : NULL;
}

static inline int64_t
make_views(input *in, const void **buffers, size_t places)
{
    int32_t(*views)[4] = take_block(in, places * 16);
    const int n_variadic = take(in) % 4;
    int64_t *sizes = take_block(in, (size_t)n_variadic * sizeof(*sizes));
    for (int k = 0; k < n_variadic; k++) {
        sizes[k] = take(in) % 80;
        buffers[2 + k] = take(in) % 16 == 0
                             ? NULL
                             : take_block(in, (size_t)sizes[k]);
    }
    for (size_t i = 0; i < places; i++) { /* tame most of them */
        const uint8_t b = take(in);
        if (b < 120) views[i][0] = b % 13;
        if (b >= 120 && b < 240) {
            views[i][0] = 13 + b % 20;
            views[i][2] = b % 3;
            views[i][3] = b % 32;
        }
    }
    buffers[1] = views;
    buffers[2 + n_variadic] = sizes;
    return 3 + n_variadic;
}

/* What an array of a schema may be, of mostly this length; -1: any. */
static inline void
make_array(input *in, const char *format, int64_t length,
           struct ArrowArray *a)
{
    const void *buffers[8] = {NULL};
    memset(a, 0, sizeof(*a));
    a->length = length >= 0 && take(in) < 240 ? length : take_number(in, 40);
    a->offset = take_number(in, 9);
    const int64_t null_count = take_number(in, 3); /* mostly -1 … 2 */
    a->null_count = null_count >= 0 && null_count < 4 ? null_count - 1
                                                     : null_count;
    a->release = take(in) == 255 ? NULL : release_array;
    a->n_buffers = 2;
    const int sane = a->length >= 0 && a->length <= 64 && a->offset >= 0 &&
                     a->offset <= 9;
    const size_t places = sane ? (size_t)(a->length + a->offset) : 0;
    if (take(in) % 2) buffers[0] = take_block(in, (places + 7) / 8);
    if (strcmp(format, "u") == 0 || strcmp(format, "U") == 0) {
        a->n_buffers = 3;
        make_offsets(in, buffers, places, format[0] == 'U');
    } else if (strcmp(format, "vu") == 0) {
        a->n_buffers = make_views(in, buffers, places);
    } else if (strcmp(format, "b") == 0) {
        buffers[1] = take_block(in, (places + 7) / 8);
    } else {
        buffers[1] = take_block(in, places * width_of(format));
    }
    /* What contradicts the rest, now and then. */
    const uint8_t twist = take(in);
    if (twist == 1) a->n_buffers = take(in) % 4;
    if (twist == 3) buffers[1] = NULL;
    const size_t size = (size_t)a->n_buffers * sizeof(*buffers);
    a->buffers = new_block(in, size);
    memcpy(a->buffers, buffers, size);
    if (twist == 2) a->buffers = NULL;
    if (twist == 4) a->n_buffers = -1 - take(in);
}

/* Metadata of a schema, whose sizes are those of the block. */
static inline const char *
make_metadata(input *in)
{
    static const char *const keys[] = {"ARROW:extension:name", "k", "",
                                       "ARROW:extension:namf"};
    const char *key = keys[take(in) % 4];
    const int32_t sizes[2] = {(int32_t)strlen(key), take(in) % 90};
    const uint8_t twist = take(in);
    const int32_t pairs = twist == 1 ? -1 : twist == 2 ? 0 : 1 + twist % 2;
    const size_t size = 4 + 2 * (8 + strlen(key) + (size_t)sizes[1]);
    char *bytes = new_block(in, pairs > 0 ? size : 4);
    const void *value = take_block(in, (size_t)sizes[1]);
    memcpy(bytes, &pairs, 4);
    for (size_t i = 0, at = 4; pairs > 0 && i < 2; i++) {
        memcpy(bytes + at, &sizes[0], 4);
        memcpy(bytes + at + 4, key, strlen(key));
        at += 4 + strlen(key);
        memcpy(bytes + at, &sizes[1], 4);
        memcpy(bytes + at + 4, value, (size_t)sizes[1]);
        at += 4 + (size_t)sizes[1];
    }
    return bytes;
}

/* A schema and an array of it, perhaps by a dictionary, in blocks of in. */
static inline void
make_schema(input *in, const char *name, struct ArrowSchema *schema)
{
    const uint8_t shape = take(in);
    *schema = (struct ArrowSchema){.format = formats[take(in) % N_FORMATS],
                                   .name = name,
                                   .release = release_schema};
    if (shape % 8 == 7) schema->metadata = make_metadata(in);
    if (shape % 3 != 1) return;
    schema->dictionary = new_block(in, sizeof(*schema));
    *schema->dictionary = *schema;
    schema->dictionary->dictionary = NULL;
    schema->format = formats[take(in) % N_FORMATS];
}

static inline void
make_column(input *in, const struct ArrowSchema *schema, int64_t length,
            struct ArrowArray *array)
{
    make_array(in, schema->format, length, array);
    if (schema->dictionary == NULL) return;
    struct ArrowArray *values = new_block(in, sizeof(*values));
    make_array(in, schema->dictionary->format, -1, values);
    array->dictionary = take(in) == 1 ? NULL : values;
}

#endif
