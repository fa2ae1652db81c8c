/* SPDX-License-Identifier: MIT
 * The sweep of refused memory: a call is made again and again on objects that
 * are made anew, and its first request for memory is refused, its second, …,
 * until there is none left to refuse; once that request alone, and once it
 * and all that follow.  An injection point is one such refusal. */
#ifndef FAIR_TESTS_REFUSED_H
#define FAIR_TESTS_REFUSED_H

#include "audit/audit.h"

#include "dump.h"
#include "refused_arrow.h"
#include "reports.h"

typedef struct world {
    test_memory memory;
    fair_allocator mem;
    const frame *f;
    const frame_data *data;
    batches from;
    uint8_t *saved; /* what is to be loaded */
    size_t saved_length;
    fair_audit *a; /* counted part 0, or nothing yet */
    fair_audit *b; /* counted part 1 */
    fair_report *report;
    /* what a call made */
    fair_audit *made;
    fair_report *made_report;
    written out;
} world;

typedef struct refused_call {
    const char *function; /* the public one that is attacked */
    const char *how;
    fair_status (*prepare)(world *w); /* NULL: w->a has counted part 0 */
    fair_status (*call)(world *w, fair_error *err);
    fair_status status; /* where memory is not refused */
    int changes;        /* an object, which may keep memory it asked for */
} refused_call;

/* ---- worlds ---- */

static inline fair_status
new_audit(world *w, const char *shard, fair_audit **out)
{
    fair_audit_options o =
        frame_options(w->f, &w->data->parts[0].rows, &w->mem);
    o.shard = shard;
    return fair_audit_new(&o, out, NULL);
}

/* w->a with part 0 and w->b with part 1. */
static inline fair_status
counted(world *w)
{
    fair_status st = new_audit(w, "here", &w->a);
    if (st == FAIR_OK) st = new_audit(w, "there", &w->b);
    if (st == FAIR_OK)
        st = fair_audit_add(w->a, &w->data->parts[0].rows, NULL);
    if (st == FAIR_OK)
        st = fair_audit_add(w->b, &w->data->parts[1].rows, NULL);
    return st;
}

static inline void
make_world(world *w, const frame *f, const frame_data *data,
           const refused_call *c)
{
    memset(w, 0, sizeof(*w));
    w->mem = test_allocator(&w->memory);
    w->f = f;
    w->data = data;
    w->from = batches_of(f, data);
    ck_assert_msg((c->prepare == NULL ? counted : c->prepare)(w) == FAIR_OK,
                  "%s %s: could not be prepared", c->function, c->how);
}

static inline void
forget_output(world *w)
{
    free(w->out.bytes);
    w->out = (written){0};
}

static inline void
free_world(world *w)
{
    fair_audit_free(w->a);
    fair_audit_free(w->b);
    fair_audit_free(w->made);
    fair_report_free(w->report);
    fair_report_free(w->made_report);
    forget_output(w);
    free(w->saved);
    ck_assert_int_eq(w->from.alive, 0);
    ck_assert_uint_eq(w->memory.live, 0);
    ck_assert_uint_eq(w->memory.bytes, 0);
}

/* ---- what there is ---- */

static inline void
add_audit(written *out, const fair_audit *audit)
{
    if (audit == NULL) return;
    char *text = dump_tally(audit->tally);
    size_t length = 0;
    collect(out, text, strlen(text));
    free(text);
    ck_assert_int_eq(fair_audit_save(audit, NULL, 0, &length, NULL), FAIR_OK);
    char *bytes = malloc(length);
    ck_assert_int_eq(fair_audit_save(audit, bytes, length, &length, NULL),
                     FAIR_OK);
    collect(out, bytes, length);
    free(bytes);
}

/* The whole of a report takes long to write: of one that a call only reads,
 * the values of its groups do. */
static inline void
add_report(written *out, const fair_report *report, int whole)
{
    uint64_t n = 0;
    if (report == NULL) return;
    if (whole)
        ck_assert_int_eq(
            fair_report_write(report, "json", collect, out, NULL),
            FAIR_OK);
    ck_assert(fair_report_size(report, "groups", &n, NULL) == FAIR_OK);
    for (uint64_t i = 0; i < n; i++) {
        fair_value v;
        memset(&v, 0, sizeof(v));
        ck_assert(fair_report_row(report, "groups", i, &v, NULL) ==
                  FAIR_OK);
        collect(out, (const char *)&v, sizeof(v));
    }
}

static inline written
describe_world(const world *w, int whole)
{
    written all = {0};
    add_audit(&all, w->a);
    collect(&all, "|", 1);
    add_audit(&all, w->b);
    collect(&all, "|", 1);
    add_audit(&all, w->made);
    collect(&all, "|", 1);
    add_report(&all, w->report, whole);
    collect(&all, "|", 1);
    add_report(&all, w->made_report, whole);
    collect(&all, "|", 1);
    if (w->out.length > 0) collect(&all, w->out.bytes, w->out.length);
    return all;
}

static inline int
makes_report(const refused_call *c)
{
    return strcmp(c->function, "fair_report_new") == 0 ||
           strcmp(c->function, "fair_report_refresh") == 0;
}

static inline void
assert_is(const world *w, const written *expected, const refused_call *c,
          const char *when, size_t at)
{
    written now = describe_world(w, makes_report(c));
    ck_assert_msg(now.length == expected->length &&
                      memcmp(now.bytes, expected->bytes, now.length) == 0,
                  "%s, %s, %s, request %zu: another state %s", c->function,
                  c->how, w->f->name, at, when);
    free(now.bytes);
}

/* ---- the sweep ---- */

/* A bad row of a frame that decides by scores has one that is NaN. */
static inline fair_status
expected_status(const frame *f, const refused_call *c)
{
    return f->decides_by_score && c->status == FAIR_ERR_DATA
               ? FAIR_ERR_NONFINITE
               : c->status;
}

/* What there is before the call, and after it where nothing is refused. */
typedef struct states {
    written before;
    written after;
    size_t requests;
} states;

static inline states
find_states(const frame *f, const frame_data *data, const refused_call *c)
{
    states s;
    world w;
    fair_error err = {0};
    make_world(&w, f, data, c);
    s.before = describe_world(&w, makes_report(c));
    w.memory.requests = 0;
    const fair_status st = c->call(&w, &err);
    s.requests = w.memory.requests;
    ck_assert_msg(st == expected_status(f, c), "%s, %s, %s: status %d: %s", c->function,
                  c->how, f->name, (int)st, err.message);
    if (st != FAIR_OK) forget_output(&w);
    s.after = describe_world(&w, makes_report(c));
    free_world(&w);
    return s;
}

/* Refuses request number at of the call. */
static inline void
refuse(const frame *f, const frame_data *data, const refused_call *c,
       const states *s, size_t at, int fail_on)
{
    world w;
    fair_error err = {0};
    make_world(&w, f, data, c);
    test_memory *m = &w.memory;
    const size_t live = m->live;
    const size_t bytes = m->bytes;
    m->requests = 0;
    m->fail_at = at;
    m->fail_on = fail_on;
    fair_status st = c->call(&w, &err);
    m->fail_at = 0;
    /* What failed first is said: a writer may refuse before memory is. */
    ck_assert_msg(m->injected && err.code == st &&
                      (st == FAIR_ERR_MEMORY ||
                       (st == c->status && st == FAIR_ERR_WRITE)),
                  "%s, %s, %s, request %zu: status %d: %s", c->function,
                  c->how, f->name, at, (int)st, err.message);
    ck_assert_int_eq(w.from.alive, 0);
    if (!c->changes) {
        ck_assert_uint_eq(m->live, live);
        ck_assert_uint_eq(m->bytes, bytes);
    }
    forget_output(&w);
    assert_is(&w, &s->before, c, "after the refusal", at);
    /* Of use, and as if nothing had been. */
    if (!fail_on) {
        st = c->call(&w, NULL);
        ck_assert_int_eq(st, expected_status(f, c));
        if (st != FAIR_OK) forget_output(&w);
        assert_is(&w, &s->after, c, "when called again", at);
    }
    free_world(&w);
}

/* Under sanitizers every third, for time. */
#define REFUSED_STEP ((size_t)(TEST_SANITIZED ? 3 : 1))

/* How many injection points of the call were tried. */
static inline size_t
sweep(const frame *f, const frame_data *data, const refused_call *c)
{
    states s = find_states(f, data, c);
    size_t points = 0;
    for (int fail_on = 0; fail_on < 2; fail_on++)
        for (size_t at = 1; at <= s.requests; at += REFUSED_STEP) {
            refuse(f, data, c, &s, at, fail_on);
            points++;
        }
    free(s.before.bytes);
    free(s.after.bytes);
    return points;
}

#endif
