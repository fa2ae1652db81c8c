/* SPDX-License-Identifier: MIT
 * A failed call changes nothing: every refused request for memory, of every
 * call. */
#include "batches.h"

typedef struct world {
    batch x[3];
    batch bad;
    fair_rows rows[3];
    fair_audit *a; /* counted some */
    fair_audit *b; /* other groups, to be merged */
    producer from;
} world;

static const int8_t producer_y[6] = {0, 1, 1, 0, 1, 0};
static const int8_t producer_g[6] = {1, 1, 0, 3, 1, 0};

static fair_status
call_add(world *w, fair_error *err)
{
    return fair_audit_add(w->a, &w->rows[1], err);
}

static fair_status
call_add_batches(world *w, fair_error *err)
{
    return fair_audit_add_batches(w->a, w->rows, 3, err);
}

static fair_status
call_add_bad(world *w, fair_error *err)
{
    const fair_rows rows[3] = {w->rows[1], w->bad.rows, w->rows[2]};
    return fair_audit_add_batches(w->a, rows, 3, err);
}

static fair_status
call_merge(world *w, fair_error *err)
{
    return fair_audit_merge(w->a, w->b, err);
}

static fair_status
call_check_shards(world *w, fair_error *err)
{
    static const char *const names[] = {"nowhere"};
    return fair_audit_check_shards(w->a, names, 1, err);
}

static fair_status
call_stream(world *w, fair_error *err)
{
    w->from.next = 0;
    return fair_audit_add_stream(w->a, &w->from.stream, err);
}

static fair_status
call_arrow(world *w, fair_error *err)
{
    struct ArrowSchema schema;
    struct ArrowArray array;
    producer_schema(&w->from, &schema);
    producer_array(&w->from, 0, &array);
    const fair_status st =
        fair_audit_add_arrow(w->a, &schema, &array, err);
    array.release(&array);
    schema.release(&schema);
    return st;
}

static fair_status
call_save(world *w, fair_error *err)
{
    uint8_t bytes[4096];
    size_t length = 0;
    return fair_audit_save(w->a, bytes, sizeof(bytes), &length, err);
}

/* What was loaded is what was saved; on failure there is nothing. */
static fair_status
call_load(world *w, fair_error *err)
{
    uint8_t bytes[4096];
    size_t length = 0;
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.allocator = &w->a->tally->mem;
    fair_status st =
        fair_audit_save(w->a, bytes, sizeof(bytes), &length, err);
    if (st != FAIR_OK) return st;
    fair_audit *loaded = NULL;
    st = fair_audit_load(bytes, length, &o, &loaded, err);
    ck_assert_int_eq(loaded != NULL, st == FAIR_OK);
    fair_audit_free(loaded);
    return st;
}

static const struct {
    const char *name;
    fair_status (*call)(world *w, fair_error *err);
    fair_status status; /* where memory is not refused */
    int named;          /* the audit has named columns and few of them */
    int loaded;         /* it was saved and loaded before */
} calls[] = {
    {"add", call_add, FAIR_OK, 0},
    {"add to a loaded audit", call_add, FAIR_OK, 0, 1},
    {"merge into a loaded audit", call_merge, FAIR_OK, 0, 1},
    {"a bad row for a loaded audit", call_add_bad, FAIR_ERR_DATA, 0, 1},
    {"save", call_save, FAIR_OK, 0},
    {"load", call_load, FAIR_OK, 0},
    {"add_batches", call_add_batches, FAIR_OK, 0},
    {"add_batches with a bad row", call_add_bad, FAIR_ERR_DATA, 0},
    {"merge", call_merge, FAIR_OK, 0},
    {"check_shards", call_check_shards, FAIR_ERR_INCOMPLETE, 0},
    {"add_arrow", call_arrow, FAIR_OK, 1},
    {"add_stream", call_stream, FAIR_OK, 1},
};

static void
make_producer(producer *from)
{
    producer_init(from);
    from->n_columns = 4;
    from->names[0] = "y";
    from->values[0] = producer_y;
    from->names[1] = "race";
    from->values[1] = producer_g;
    from->names[2] = "sex";
    from->values[2] = producer_g;
    from->names[3] = "age";
    from->values[3] = producer_y;
    from->n_batches = 2;
    from->lengths[0] = 4;
    from->lengths[1] = 2;
}

/* w->a as it comes back from saved bytes. */
static fair_status
reload(world *w, const fair_allocator *mem)
{
    uint8_t bytes[4096];
    size_t length = 0;
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.allocator = mem;
    o.hash_key = key;
    fair_status st =
        fair_audit_save(w->a, bytes, sizeof(bytes), &length, NULL);
    if (st != FAIR_OK) return st;
    fair_audit_free(w->a);
    w->a = NULL;
    return fair_audit_load(bytes, length, &o, &w->a, NULL);
}

static fair_status
make_world(world *w, const fair_allocator *mem, int named, int loaded)
{
    uint64_t seed = 99;
    fair_audit_options o = options_with(mem);
    memset(w, 0, sizeof(*w));
    make_producer(&w->from);
    for (int i = 0; i < 3; i++) {
        batch_init(&w->x[i], &seed);
        w->rows[i] = w->x[i].rows;
    }
    batch_init(&w->bad, &seed);
    w->bad.texts[4] = "\xff";
    for (int i = 0; i < N; i++) /* groups that are new, weights far away */
        w->x[1].w[i] = 0x1p-900;
    w->x[1].entries[0] = "another group that is new";
    w->x[1].age[2] = 77;
    if (named) o.y_true = "y";
    o.shard = "here";
    fair_status st = fair_audit_new(&o, &w->a, NULL);
    o.shard = "there";
    if (st == FAIR_OK) st = fair_audit_new(&o, &w->b, NULL);
    if (st == FAIR_OK && !named) st = fair_audit_add(w->a, &w->rows[0], NULL);
    if (st == FAIR_OK && !named) st = fair_audit_add(w->b, &w->rows[1], NULL);
    if (st == FAIR_OK && loaded) st = reload(w, mem);
    return st;
}

static void
free_world(world *w)
{
    fair_audit_free(w->a);
    fair_audit_free(w->b);
}

/* Fails request number at from the call on; 1 if there was such a request. */
static int
refuse(size_t c, size_t at, int fail_on)
{
    test_memory m = {0};
    const fair_allocator mem = test_allocator(&m);
    world w;
    fair_error err = {0};
    ck_assert_int_eq(
        make_world(&w, &mem, calls[c].named, calls[c].loaded), FAIR_OK);
    char *before = describe(w.a);
    char *other = describe(w.b);
    m.requests = 0;
    m.fail_at = at;
    m.fail_on = fail_on;
    const fair_status st = calls[c].call(&w, &err);
    const int injected = m.injected;
    m.fail_at = 0;
    ck_assert_msg(st == (injected ? FAIR_ERR_MEMORY : calls[c].status),
                  "%s, request %zu: status %d: %s", calls[c].name, at,
                  (int)st, err.message);
    ck_assert_int_eq(err.code, st);
    assert_unchanged(w.b, other, calls[c].name);
    if (st != FAIR_OK) {
        assert_unchanged(w.a, before, calls[c].name);
        ck_assert_int_eq(calls[c].call(&w, NULL), calls[c].status);
    }
    ck_assert_int_eq(w.from.arrays + w.from.schemas, 0);
    /* What comes out after a refusal is what comes out without. */
    char *after = describe(w.a);
    world fresh;
    ck_assert_int_eq(
        make_world(&fresh, NULL, calls[c].named, calls[c].loaded), FAIR_OK);
    ck_assert_int_eq(calls[c].call(&fresh, NULL), calls[c].status);
    assert_unchanged(fresh.a, after, calls[c].name);
    free_world(&fresh);
    free(before);
    free(other);
    free(after);
    free_world(&w);
    ck_assert_uint_eq(m.live, 0);
    ck_assert_uint_eq(m.bytes, 0);
    return injected;
}

START_TEST(test_refused_memory)
{
    for (size_t c = 0; c < sizeof(calls) / sizeof(calls[0]); c++)
        for (int fail_on = 0; fail_on < 2; fail_on++) {
            size_t at = 1;
            while (refuse(c, at, fail_on))
                at++;
            ck_assert_msg(at > 1 || calls[c].named == 0,
                          "%s asked for no memory", calls[c].name);
        }
}
END_TEST

START_TEST(test_refused_memory_in_new)
{
    for (size_t at = 1;; at++) {
        test_memory m = {.fail_at = at};
        const fair_allocator mem = test_allocator(&m);
        fair_audit_options o = options_with(&mem);
        o.shard = "here";
        o.y_true = "y";
        o.positive_label = fair_scalar_text("yes");
        fair_audit *a = NULL;
        fair_error err = {0};
        const fair_status st = fair_audit_new(&o, &a, &err);
        ck_assert_int_eq(st, m.injected ? FAIR_ERR_MEMORY : FAIR_OK);
        ck_assert_int_eq(a != NULL, st == FAIR_OK);
        fair_audit_free(a);
        ck_assert_uint_eq(m.live, 0);
        if (!m.injected) break;
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_refused_memory);
    tcase_add_test(tc, test_refused_memory_in_new);
}

FAIR_TEST_MAIN("audit/refused_memory", tests)
