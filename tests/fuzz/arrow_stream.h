/* SPDX-License-Identifier: MIT
 * Arrow streams made from bytes: of record batches, that fail, that end.
 *
 * What a batch consists of is freed when it is released.  A stream counts as
 * its batches do one by one, or leaves the audit as it was. */
#ifndef FAIR_TESTS_FUZZ_ARROW_STREAM_H
#define FAIR_TESTS_FUZZ_ARROW_STREAM_H

#include <fairness/audit.h>

#include "arrow_arrays.h"

#define STREAM_COLUMNS 4

typedef struct source {
    input in;
    struct ArrowSchema *schema; /* a struct of STREAM_COLUMNS */
    int n_batches;
    int at;
    int fail_at;     /* get_next fails at this batch; -1: never */
    int fail_schema; /* get_schema fails, or hands out none */
    int ended;
    int out; /* handed out and not released */
} source;

typedef struct produced { /* a record batch */
    holder blocks;
    source *from;
    struct ArrowArray columns[STREAM_COLUMNS];
    struct ArrowArray *pointers[STREAM_COLUMNS];
    const void *buffers[1];
} produced;

static inline void
release_batch(struct ArrowArray *a)
{
    produced *p = a->private_data;
    must(a->release != NULL);
    p->from->out--;
    holder_free(&p->blocks);
    free(p);
    a->release = NULL;
}

static inline void
release_source_schema(struct ArrowSchema *s)
{
    source *from = s->private_data;
    must(s->release != NULL);
    from->out--;
    s->release = NULL;
}

static inline int
source_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    source *from = stream->private_data;
    if (from->fail_schema == 1) return 22;
    if (from->fail_schema == 2) return 0; /* a schema that was released */
    *out = *from->schema;
    out->private_data = from;
    out->release = release_source_schema;
    from->out++;
    return 0;
}

static inline void
make_batch(source *from, struct ArrowArray *out)
{
    produced *p = calloc(1, sizeof(*p));
    must(p != NULL);
    p->from = from;
    from->in.to = &p->blocks;
    *out = (struct ArrowArray){.release = release_batch, .private_data = p};
    out->length = take(&from->in) % 41;
    out->offset = take(&from->in) % 16 == 0 ? take_number(&from->in, 9) : 0;
    const int64_t places =
        out->offset >= 0 && out->offset < 10 ? out->length + out->offset : 40;
    for (size_t i = 0; i < STREAM_COLUMNS; i++) {
        make_column(&from->in, from->schema->children[i], places,
                    &p->columns[i]);
        p->pointers[i] = &p->columns[i];
    }
    out->children = p->pointers;
    out->n_children = STREAM_COLUMNS;
    out->n_buffers = 1;
    out->buffers = p->buffers;
    const uint8_t twist = take(&from->in);
    if (twist == 1) out->n_children = take_number(&from->in, 5);
    if (twist == 2) out->length = take_number(&from->in, 90);
    if (twist == 3) out->null_count = take_number(&from->in, 3);
    if (twist >= 5 && twist < 16)
        p->buffers[0] = take_block(&from->in, (size_t)(places + 7) / 8);
    if (twist == 4) p->pointers[take(&from->in) % STREAM_COLUMNS] = NULL;
    from->out++;
}

static inline int
source_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    source *from = stream->private_data;
    must(!from->ended); /* whoever failed or ended is not asked again */
    from->ended = from->at == from->n_batches || from->at == from->fail_at;
    if (from->at == from->fail_at) {
        memset(out, 0x5a, sizeof(*out)); /* anything */
        return 5;
    }
    if (from->ended) return 0;
    make_batch(from, out);
    from->at++;
    return 0;
}

static inline const char *
source_error(struct ArrowArrayStream *stream)
{
    static const char *const messages[] = {NULL, "", "it broke\xff\n"};
    const source *from = stream->private_data;
    return messages[from->n_batches % 3];
}

/* Columns f, g and p, and one that nobody asks for; decisions mostly fit. */
static inline void
make_root(input *in, uint8_t choice, struct ArrowSchema *root,
          struct ArrowSchema columns[STREAM_COLUMNS],
          struct ArrowSchema *pointers[STREAM_COLUMNS])
{
    static const char *const names[] = {"f", "p", "g", "other"};
    for (size_t i = 0; i < STREAM_COLUMNS; i++) {
        make_schema(in, names[i], &columns[i]);
        pointers[i] = &columns[i];
    }
    if (choice % 8 > 0) {
        columns[1].format = "b";
        columns[1].dictionary = NULL;
        columns[1].metadata = NULL;
    }
    *root = (struct ArrowSchema){.format = choice == 9 ? "i" : "+s",
                                 .n_children = STREAM_COLUMNS,
                                 .children = pointers,
                                 .release = release_schema};
}

static inline fair_audit *
stream_audit(uint8_t choice)
{
    static const char *const names[] = {"f", "g"};
    static const uint8_t key[16] = {5};
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    fair_audit *audit = NULL;
    o.n_sensitive = 1 + choice / 8 % 2;
    o.sensitive_names = names;
    o.y_pred = "p";
    o.nulls = choice / 16 % 3;
    o.hash_key = key;
    must(fair_audit_new(&o, &audit, NULL) == FAIR_OK);
    return audit;
}

static inline void
must_be_equal(const fair_audit *a, const fair_audit *b)
{
    size_t n = 0, m = 0;
    must(fair_audit_save(a, NULL, 0, &n, NULL) == FAIR_OK);
    must(fair_audit_save(b, NULL, 0, &m, NULL) == FAIR_OK);
    char *x = malloc(n), *y = malloc(m);
    must(x != NULL && y != NULL && n == m);
    must(fair_audit_save(a, x, n, &n, NULL) == FAIR_OK);
    must(fair_audit_save(b, y, m, &m, NULL) == FAIR_OK);
    must(memcmp(x, y, n) == 0);
    free(x);
    free(y);
}

/* The same batches one by one. */
static inline void
add_one_by_one(struct ArrowArrayStream *stream, fair_audit *audit)
{
    source *from = stream->private_data;
    for (;;) {
        struct ArrowArray array = {0};
        must(source_next(stream, &array) == 0);
        if (array.release == NULL) return;
        must(fair_audit_add_arrow(audit, from->schema, &array, NULL) ==
             FAIR_OK);
        array.release(&array);
    }
}

static inline void
stream_check(input *in, uint8_t choice)
{
    struct ArrowSchema root, columns[STREAM_COLUMNS];
    struct ArrowSchema *pointers[STREAM_COLUMNS];
    source from = {.schema = &root, .fail_at = -1};
    struct ArrowArrayStream stream = {source_schema, source_next,
                                      source_error, NULL, &from};
    fair_error err = {0};
    make_root(in, choice, &root, columns, pointers);
    from.n_batches = take(in) % 5;
    const uint8_t twist = take(in);
    if (twist < 40) from.fail_at = twist % 4;
    if (twist >= 250) from.fail_schema = 1 + twist % 2;
    if (twist >= 248) stream.get_last_error = NULL;
    stream.release = (void (*)(struct ArrowArrayStream *))abort;
    from.in = *in;
    const source begin = from;
    fair_audit *audit = stream_audit(choice), *other = stream_audit(choice);
    const fair_status st =
        fair_audit_add_stream(audit, &stream, twist % 2 ? &err : NULL);
    must(from.out == 0);
    must(twist % 2 == 0 || err.code == st);
    if (from.fail_schema || (from.ended && from.at == from.fail_at))
        must(st != FAIR_OK);
    from = begin;
    if (st == FAIR_OK) add_one_by_one(&stream, other);
    must(from.out == 0);
    must_be_equal(audit, other);
    fair_audit_free(audit);
    fair_audit_free(other);
}

#endif
