/* SPDX-License-Identifier: MIT
 * Fuzz target: Arrow structures made from bytes, imported and read; and
 * streams of them.  What is imported must read the same row by row and in
 * blocks. */
#include "base/memory.h"
#include "base/utf8.h"
#include "column/column.h"
#include "column/feature.h"
#include "column/label.h"
#include "column/number.h"

#include "arrow_stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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

/* ---- one input ---- */

/* A column alone, or in a record batch with an offset of its own. */
static fair_status
import(input *in, int nested, fair_column out[2])
{
    struct ArrowSchema schema;
    struct ArrowArray array;
    make_schema(in, "x", &schema);
    make_column(in, &schema, -1, &array);
    if (!nested)
        return fair_column_from_arrow(&schema, &array, NULL, out, NULL);
    struct ArrowSchema *schemas[1] = {&schema};
    struct ArrowArray *arrays[1] = {&array};
    struct ArrowSchema root_schema = {.format = "+s", .n_children = 1,
                                      .children = schemas,
                                      .release = release_schema};
    struct ArrowArray root = {.length = take_number(in, 40),
                              .offset = take_number(in, 9),
                              .n_children = 1,
                              .children = arrays,
                              .release = release_array};
    int64_t index;
    must(fair__arrow_find(&root_schema, "x", &index, NULL) == FAIR_OK);
    must(index == 0);
    return fair__arrow_child(&root_schema, &root, index, "x", out, NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    holder blocks = {{NULL}, 0};
    input in = {data, size, &blocks};
    const uint8_t shape = take(&in);
    const uint8_t choice = take(&in);
    if (shape % 4 == 3) {
        stream_check(&in, choice);
        holder_free(&blocks);
        return 0;
    }
    fair_allocator mem;
    fair_column out[2];
    must(fair__memory_init(&mem, NULL, NULL) == FAIR_OK);
    if (import(&in, shape % 4 == 2, out) == FAIR_OK) {
        const size_t n = (size_t)out[0].length;
        must(n <= 40);
        must(fair__column_check(&out[0], n, "x", NULL) == FAIR_OK);
        read_feature(&mem, &out[0]);
        read_label(&mem, &out[0], choice);
        read_numbers(&out[0], (double)(int8_t)shape / 2);
    }
    holder_free(&blocks);
    return 0;
}
