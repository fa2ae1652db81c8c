/* SPDX-License-Identifier: MIT
 * Bytes as they are and under a seal that fits, so that what is inside is
 * read too; and what is read is written as the same bytes. */
#ifndef FAIR_TESTS_FUZZ_SEAL_H
#define FAIR_TESTS_FUZZ_SEAL_H

#include <string.h>

#include <fairness/fairness.h>

#include "base/sha256.h"
#include "refusing.h"

typedef struct expected {
    const char *at;
    size_t left;
} expected;

static inline int32_t
compare(void *ctx, const char *data, size_t size)
{
    expected *e = ctx;
    must(size <= e->left && memcmp(e->at, data, size) == 0);
    e->at += size;
    e->left -= size;
    return 0;
}

/* A value as a column of one row. */
static inline fair_column
column_of(const fair_scalar *v, int64_t offsets[2])
{
    static uint8_t yes_no[2] = {0, 1};
    offsets[0] = 0;
    offsets[1] = (int64_t)v->length;
    switch (v->kind) {
    case FAIR_KIND_BOOL: return fair_column_bool8(&yes_no[v->integer], 1);
    case FAIR_KIND_INT: return fair_column_int64(&v->integer, 1);
    case FAIR_KIND_UINT:
        return fair_column_uint64((const uint64_t *)&v->integer, 1);
    case FAIR_KIND_TEXT: return fair_column_large_utf8(offsets, v->text, 1);
    default: return (fair_column){.type = FAIR_TYPE_NULL, .length = 1};
    }
}

static inline void
read_all_ways(const uint8_t *data, size_t size,
              fair_status (*read)(const char *bytes, size_t size))
{
    static const char head[] = ",\n  \"sha256\": \"", tail[] = "\"\n}\n";
    const size_t room = size + sizeof(head) + sizeof(tail) + 65;
    char *text = calloc(room, 1);
    fair__sha256 h;
    must(text != NULL);
    if (size > 0) memcpy(text, data, size);
    read(text, size);
    fair__sha256_init(&h);
    fair__sha256_add(&h, text, size);
    fair__sha256_add(&h, "\n}\n", 3);
    memcpy(text + size, head, sizeof(head) - 1);
    size_t at = size + sizeof(head) - 1;
    fair__sha256_text(&h, text + at);
    at += FAIR__SHA256_TEXT;
    memcpy(text + at, tail, sizeof(tail) - 1);
    at += sizeof(tail) - 1;
    if (read(text, at) == FAIR_OK) {
        fail_at = 1 + size % 40;
        const fair_status st = read(text, at);
        must(st == (refused ? FAIR_ERR_MEMORY : FAIR_OK));
        refused = 0;
    }
    free(text);
}

#endif
