/* SPDX-License-Identifier: MIT
 * Fuzz target: Arrow structures made from bytes, imported and read.
 *
 * The C interface carries no sizes, so buffers have the size that length and
 * offset promise, each in a heap block of its own; everything in them is
 * anything.  What is imported must read the same row by row and in blocks. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "column/arrow.h"
#include "column/column.h"
#include "column/feature.h"
#include "column/label.h"
#include "column/number.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define must(x)                                                               \
    do {                                                                      \
        if (!(x)) abort();                                                    \
    } while (0)

/* ---- bytes to structures ---- */

typedef struct input {
    const uint8_t *at;
    size_t left;
    void *blocks[64];
    size_t n_blocks;
} input;

static uint8_t
take(input *in)
{
    if (in->left == 0) return 0;
    in->left--;
    return *in->at++;
}

/* Small numbers mostly, ones that must be refused at times.  (A length that
 * may be, and is not backed by memory, is nothing that anybody can notice.) */
static int64_t
take_number(input *in, int64_t small)
{
    const uint8_t b = take(in);
    if (b < 224) return b % (small + 1);
    static const int64_t extremes[] = {-1, -2, INT64_MIN, INT64_MAX,
                                       INT64_MAX - 7};
    return extremes[b % 5];
}

static void *
take_block(input *in, size_t size)
{
    uint8_t *p = malloc(size > 0 ? size : 1);
    must(p != NULL && in->n_blocks < 64);
    in->blocks[in->n_blocks++] = p;
    const size_t n = size < in->left ? size : in->left;
    memcpy(p, in->at, n);
    memset(p + n, 0, size - n);
    in->at += n;
    in->left -= n;
    return p;
}

static void
release_schema(struct ArrowSchema *s)
{
    (void)s;
    abort(); /* borrowed */
}

static void
release_array(struct ArrowArray *a)
{
    (void)a;
    abort();
}

static const char *const formats[] = {
    "n", "b", "c", "C", "s", "S", "i", "I", "l", "L", "e", "f", "g",
    "u", "U", "vu", "u", "U", "vu", "d:38,0", "tdD", "z", "vz", "+r", "",
    "+s", "+l"};

static size_t
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
static void
make_offsets(input *in, const void **buffers, size_t places, int large)
{
    const int64_t n_bytes = take(in) % 64;
    const size_t width = large ? 8 : 4;
    char *offsets = malloc((places + 1) * width);
    must(offsets != NULL && in->n_blocks < 64);
    in->blocks[in->n_blocks++] = offsets;
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

static int64_t
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

static void
make_array(input *in, const char *format, struct ArrowArray *a,
           const void **buffers)
{
    memset(a, 0, sizeof(*a));
    a->length = take_number(in, 40);
    a->offset = take_number(in, 9);
    const int64_t null_count = take_number(in, 3); /* mostly -1 … 2 */
    a->null_count = null_count >= 0 && null_count < 4 ? null_count - 1
                                                     : null_count;
    a->release = take(in) == 255 ? NULL : release_array;
    a->buffers = buffers;
    a->n_buffers = 2;
    const int sane = a->length >= 0 && a->length <= 40 && a->offset >= 0 &&
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
    switch (take(in)) {
    case 1: a->n_buffers = take_number(in, 3); break;
    case 2: a->buffers = NULL; break;
    case 3: buffers[1] = NULL; break;
    case 4: a->n_buffers = -1; break;
    default: break;
    }
    if (strcmp(format, "vu") == 0 && a->n_buffers > 3 && places == 0 &&
        buffers[a->n_buffers - 1] == NULL)
        a->n_buffers = 3;
}

/* ---- reading what was imported ---- */

static const uint8_t key[16];

static void
read_feature(const fair_allocator *mem, const fair_column *c)
{
    const size_t n = (size_t)c->length;
    uint32_t codes[64], code;
    fair__defect all, one;
    fair__feature f, slow;
    fair__feature_init(&f, mem, key);
    fair__feature_init(&slow, mem, key);
    must(fair__feature_begin(&f, c, NULL) == FAIR_OK);
    must(fair__feature_begin(&slow, c, NULL) == FAIR_OK);
    must(fair__feature_read(&f, c, 0, n, codes, &all, NULL) == FAIR_OK);
    uint64_t bad = 0;
    for (size_t i = 0; i < n; i++) {
        must(fair__feature_read(&slow, c, i, 1, &code, &one, NULL) == FAIR_OK);
        must(codes[i] == code && code <= f.values.n);
        must((code == 0) == (one.kind != FAIR__DEFECT_NONE ||
                             fair__column_is_missing(c, i)));
        if (one.kind != FAIR__DEFECT_NONE && bad == 0)
            must(all.kind == one.kind && all.row == i);
        bad += one.kind != FAIR__DEFECT_NONE && one.kind == all.kind;
    }
    must(bad == all.count);
    must(f.values.n == slow.values.n && f.values.kind == slow.values.kind);
    for (uint32_t i = 1; i <= f.values.n; i++) {
        const fair_scalar s = fair__values_get(&f.values, i);
        must(fair__values_find(&f.values, &s) == i);
        if (s.kind == FAIR_KIND_TEXT) must(fair__utf8_valid(s.text, s.length));
    }
    fair_error err = {0};
    if (bad > 0)
        must(fair__defect_fail(&all, "control feature", "x", 0, &err) ==
             err.code);
    fair__feature_free(&f);
    fair__feature_free(&slow);
}

static void
read_label(const fair_allocator *mem, const fair_column *c, uint8_t choice)
{
    static const char *const words[] = {"", "a", "1", "yes"};
    const size_t n = (size_t)c->length;
    uint8_t codes[64], code;
    fair__defect all, one;
    fair__label l, slow;
    fair__label_init(&l, mem);
    l.text_labels = choice & 1;
    if (choice & 2) l.positive_any = fair_scalar_text(words[choice / 16 % 4]);
    if (choice & 4) l.positive_own = fair_scalar_int(choice / 64);
    if (choice & 8) l.positive_any = fair_scalar_parsed(words[choice / 16 % 4]);
    slow = l;
    must(fair__label_read(&l, c, 0, n, codes, &all, NULL) == FAIR_OK);
    uint64_t bad = 0;
    for (size_t i = 0; i < n; i++) {
        must(fair__label_read(&slow, c, i, 1, &code, &one, NULL) == FAIR_OK);
        if (one.kind == FAIR__DEFECT_NONE)
            must(codes[i] == code && (code == FAIR__LABEL_MISSING ||
                                      code < slow.n));
        if (one.kind != FAIR__DEFECT_NONE && bad == 0)
            must(all.kind == one.kind && all.row == i);
        bad += one.kind != FAIR__DEFECT_NONE && one.kind == all.kind;
    }
    must(bad == all.count && l.n == slow.n);
    must(fair__label_positive(&l) == fair__label_positive(&slow));
    fair_error err = {0};
    if (bad > 0)
        must(fair__defect_fail(&all, "y_pred", "x", 0, &err) == err.code);
    fair__label_free(&l);
    fair__label_free(&slow);
}

static void
read_numbers(const fair_column *c, double threshold)
{
    const size_t n = (size_t)c->length;
    uint8_t selected[64];
    double weights[64];
    uint64_t counts[64];
    fair__defect d;
    fair_status st =
        fair__read_selected(c, "x", 0, n, threshold, selected, &d, NULL);
    must(st == FAIR_OK || st == FAIR_ERR_TYPE);
    if (st != FAIR_OK) return;
    must(fair__read_weight(c, "x", 0, n, weights, &d, NULL) == FAIR_OK);
    for (size_t i = 0; i < n; i++)
        must(weights[i] >= 0 && weights[i] <= FAIR__WEIGHT_MAX);
    must(fair__read_frequency(c, "x", 0, n, counts, &d, NULL) == FAIR_OK);
    for (size_t i = 0; i < n; i++)
        must(selected[i] <= 1 && counts[i] <= INT64_MAX);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    input in = {data, size, {NULL}, 0};
    const size_t n_formats = sizeof(formats) / sizeof(formats[0]);
    const char *format = formats[take(&in) % n_formats];
    const uint8_t shape = take(&in);
    const uint8_t choice = take(&in);
    const void *buffers[2][8] = {{NULL}};
    struct ArrowSchema schema = {.format = format, .name = "x",
                                 .release = release_schema};
    struct ArrowSchema values_schema = schema;
    struct ArrowArray array, values;
    if (shape & 1) { /* a dictionary of the format */
        schema.format = formats[take(&in) % n_formats];
        schema.dictionary = &values_schema;
    }
    make_array(&in, schema.format, &array, buffers[0]);
    if (shape & 1) {
        make_array(&in, format, &values, buffers[1]);
        array.dictionary = &values;
    }

    fair_allocator mem;
    fair_column out[2];
    must(fair__memory_init(&mem, NULL, NULL) == FAIR_OK);
    fair_status st;
    if (shape & 2) { /* in a record batch with an offset of its own */
        struct ArrowSchema *schemas[1] = {&schema};
        struct ArrowArray *arrays[1] = {&array};
        struct ArrowSchema root_schema = {
            .format = "+s", .n_children = 1, .children = schemas,
            .release = release_schema};
        struct ArrowArray root = {.length = take_number(&in, 40),
                                  .offset = take_number(&in, 9),
                                  .n_children = 1,
                                  .children = arrays,
                                  .release = release_array};
        int64_t index;
        must(fair__arrow_find(&root_schema, "x", &index, NULL) == FAIR_OK);
        must(index == 0);
        st = fair__arrow_child(&root_schema, &root, index, "x", out, NULL);
    } else {
        st = fair_column_from_arrow(&schema, &array, NULL, out, NULL);
    }
    if (st == FAIR_OK) {
        const size_t n = (size_t)out[0].length;
        must(n <= 40);
        must(fair__column_check(&out[0], n, "x", NULL) == FAIR_OK);
        read_feature(&mem, &out[0]);
        read_label(&mem, &out[0], choice);
        read_numbers(&out[0], (double)(int8_t)shape / 2);
    }
    for (size_t i = 0; i < in.n_blocks; i++)
        free(in.blocks[i]);
    return 0;
}
