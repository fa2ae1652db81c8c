/* SPDX-License-Identifier: MIT
 * Every public function, on numbers that show how they are computed; what it
 * gives, as text; and whether each has left the floating-point environment as
 * it was.  Nothing is computed here, so that it runs under traps. */
#ifndef FAIR_TESTS_SAME_SESSION_H
#define FAIR_TESTS_SAME_SESSION_H

#include <stdio.h>
#include <stdlib.h>

#include <fairness/fairness.h>

#include "producer.h"
#include "surroundings.h"

#define SESSION_ROWS 20000 /* enough for the fast way */

typedef struct session {
    char *text;
    size_t length, capacity;
    environment before;
    const char *now;     /* the function that is running */
    const char *changed; /* one that left another environment, or NULL */
    const char *called[128];
    size_t n_called;
    int8_t label[SESSION_ROWS];
    int8_t race[SESSION_ROWS];
    double score[SESSION_ROWS];
    double weight[SESSION_ROWS];
    fair_column race_column;
} session;

static inline int32_t
session_collect(void *ctx, const char *data, size_t size)
{
    session *s = ctx;
    if (s->capacity - s->length <= size) {
        s->capacity = 2 * (s->length + size) + 4096;
        s->text = realloc(s->text, s->capacity);
    }
    memcpy(s->text + s->length, data, size);
    s->length += size;
    return 0;
}

static inline void
session_say(session *s, const char *text)
{
    session_collect(s, text != NULL ? text : "NULL",
                    text != NULL ? strlen(text) : 4);
    session_collect(s, "\n", 1);
}

static inline void
session_bits(session *s, const void *from, size_t size)
{
    char hex[3];
    for (size_t i = 0; i < size; i++) {
        snprintf(hex, sizeof(hex), "%02x", ((const uint8_t *)from)[i]);
        session_collect(s, hex, 2);
    }
    session_say(s, "");
}

static inline void
session_number(session *s, uint64_t x)
{
    char line[24];
    snprintf(line, sizeof(line), "%016llx", (unsigned long long)x);
    session_say(s, line);
}

/* Any NaN is one. */
static inline void
session_double(session *s, double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof(bits));
    if (bits << 1 > UINT64_C(0x7ff) << 53) bits = UINT64_C(0x7ff8) << 48;
    session_number(s, bits);
}

static inline void
session_enter(session *s, const char *function)
{
    size_t i = 0;
    while (i < s->n_called && strcmp(s->called[i], function) != 0) i++;
    if (i == s->n_called && i < 128) s->called[s->n_called++] = function;
    s->now = function;
    s->before = environment_now();
}

static inline void
session_leave(session *s)
{
    const environment after = environment_now();
    if (memcmp(&s->before, &after, sizeof(after)) != 0 && s->changed == NULL)
        s->changed = s->now;
}

static inline fair_status
session_status(session *s, fair_status st)
{
    char line[80];
    session_leave(s);
    snprintf(line, sizeof(line), "%.60s %d", s->now, (int)st);
    session_say(s, line);
    return st;
}

/* CALL(f, (arguments)) of one that returns a status; RUN of any other. */
#define CALL(f, arguments)                                                    \
    (session_enter(s, #f), session_status(s, f arguments))
#define RUN(result, f, arguments)                                             \
    do {                                                                      \
        session_enter(s, #f);                                                 \
        result f arguments;                                                   \
        session_leave(s);                                                     \
    } while (0)

/* Doubles are given as bits: subnormal, next to each other, far apart. */
static inline void
session_prepare(session *s)
{
    static const uint64_t scores[] = {
        0, 1, 0x7ffffffffffff, 0xfffffffffffff, UINT64_C(0x10000000000000),
        UINT64_C(0x3fb999999999999a), UINT64_C(0x3fd5555555555555)};
    memset(s, 0, sizeof(*s));
    uint64_t state = 17;
    for (size_t i = 0; i < SESSION_ROWS; i++) {
        state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
        const uint64_t r = state >> 16;
        const uint64_t weight = (UINT64_C(1000) + r % 40) << 52 | r << 4;
        s->label[i] = (int8_t)(r & 1);
        s->race[i] = (int8_t)(r >> 1 & 3);
        memcpy(&s->score[i], &scores[(r >> 3) % 7], sizeof(double));
        memcpy(&s->weight[i], i < 64 ? &scores[i % 7] : &weight,
               sizeof(double));
    }
}

static inline void
session_free(session *s)
{
    free(s->text);
    s->text = NULL;
    s->length = s->capacity = 0;
}

static inline fair_rows
session_rows(session *s, size_t start, size_t n)
{
    fair_rows rows = FAIR_ROWS_INIT;
    const int64_t m = (int64_t)n;
    rows.n = n;
    RUN(rows.y_true =, fair_column_int8, (s->label + start, m));
    RUN(rows.y_score =, fair_column_float64, (s->score + start, m));
    RUN(rows.sample_weight =, fair_column_float64, (s->weight + start, m));
    RUN(s->race_column =, fair_column_int8, (s->race + start, m));
    rows.sensitive = &s->race_column;
    return rows;
}

static inline fair_audit *
session_audit(session *s, const char *shard)
{
    static const char *const features[] = {"race"};
    static const uint8_t key[16] = {9};
    static const uint64_t threshold = 0x8000000000000; /* subnormal */
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    fair_audit *audit = NULL;
    o.n_sensitive = 1;
    o.sensitive_names = features;
    o.y_true = "label";
    o.y_score = "score";
    o.sample_weight = "weight";
    o.has_threshold = 1;
    memcpy(&o.threshold, &threshold, sizeof(double));
    o.hash_key = key;
    o.shard = shard;
    CALL(fair_audit_new, (&o, &audit, NULL));
    return audit;
}

static inline void
session_produce(session *s, producer *p, size_t start)
{
    producer_init(p);
    p->n_columns = 4;
    p->n_batches = 2;
    p->lengths[0] = 50;
    p->lengths[1] = 17000;
    p->names[0] = "label";
    p->names[1] = "score";
    p->names[2] = "weight";
    p->names[3] = "race";
    p->formats[1] = p->formats[2] = "g";
    p->values[0] = s->label + start;
    p->values[1] = s->score + start;
    p->values[2] = s->weight + start;
    p->values[3] = s->race + start;
}

static inline void
session_saved(session *s, const fair_audit *audit)
{
    size_t length = 0;
    CALL(fair_audit_save, (audit, NULL, 0, &length, NULL));
    uint8_t *bytes = malloc(length);
    fair_audit *loaded = NULL;
    CALL(fair_audit_save, (audit, bytes, length, &length, NULL));
    session_bits(s, bytes, length);
    CALL(fair_audit_load, (bytes, length, NULL, &loaded, NULL));
    CALL(fair_audit_save, (loaded, bytes, length, &length, NULL));
    session_bits(s, bytes, length);
    RUN(, fair_audit_free, (loaded));
    free(bytes);
}

static inline int32_t
session_go_on(void *ctx, uint64_t rows)
{
    return (void)ctx, (void)rows, 0;
}

/* Rows in every way that there is. */
static inline fair_audit *
session_count(session *s)
{
    static const char *const shards[] = {"one", "two"};
    fair_audit *audit = session_audit(s, "one");
    fair_audit *other = session_audit(s, "two");
    fair_audit *copy = NULL;
    fair_watch watch = FAIR_WATCH_INIT;
    watch.stop = session_go_on;
    CALL(fair_audit_watch, (audit, &watch, NULL));
    const fair_rows few = session_rows(s, 0, 64);
    CALL(fair_audit_add, (audit, &few, NULL));
    const fair_rows many = session_rows(s, 64, SESSION_ROWS - 64);
    CALL(fair_audit_add_batches, (audit, &many, 1, NULL));
    producer p;
    struct ArrowSchema schema;
    struct ArrowArray array;
    session_produce(s, &p, 7);
    p.stream.get_schema(&p.stream, &schema);
    p.stream.get_next(&p.stream, &array);
    CALL(fair_audit_add_arrow, (other, &schema, &array, NULL));
    fair_column columns[2];
    CALL(fair_column_from_arrow,
         (schema.children[1], array.children[1], "score", columns, NULL));
    array.release(&array);
    schema.release(&schema);
    CALL(fair_audit_add_stream, (other, &p.stream, NULL));
    session_saved(s, other);
    CALL(fair_audit_merge, (audit, other, NULL));
    CALL(fair_audit_check_shards, (audit, shards, 2, NULL));
    RUN(, fair_audit_reset, (other));
    RUN(, fair_audit_free, (other));
    session_saved(s, audit);
    CALL(fair_audit_copy, (audit, &copy, NULL));
    fair_audit_options known = FAIR_AUDIT_OPTIONS_INIT;
    CALL(fair_audit_specification, (audit, &known, NULL));
    session_double(s, known.threshold);
    uint64_t n;
    RUN(n =, fair_audit_rows, (copy));
    session_number(s, n);
    RUN(, fair_audit_free, (audit));
    return copy;
}

#endif
