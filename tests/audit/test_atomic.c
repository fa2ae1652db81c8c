/* SPDX-License-Identifier: MIT
 * A failed call changes nothing: every refused request of every call, every
 * kind of bad row at every place of a batch, of batches and of a stream. */
#include "audit/audit.h"

#include <math.h>

#include "dump.h"
#include "harness.h"
#include "producer.h"

#define N 7 /* rows of a batch */

static const uint8_t key[16] = {1, 2, 3};
static const char *const sensitive[] = {"race", "sex"};
static const char *const control[] = {"age"};

/* ---- a batch with every input ---- */

typedef struct batch {
    int8_t y[N];
    uint8_t p[N];
    uint8_t b[N];
    double score[N];
    double w[N];
    double f[N];
    int32_t codes[N];
    const char *texts[N];
    double age[N];
    uint8_t y_valid;
    uint8_t p_valid;
    const char *entries[3];
    fair_column dictionary;
    fair_column features[2];
    fair_column age_column;
    fair_rows rows;
} batch;

static void
batch_init(batch *x, uint64_t *seed)
{
    static const char *const texts[] = {"f", "m", "x", NULL};
    memset(x, 0, sizeof(*x));
    x->entries[0] = "african";
    x->entries[1] = "caucasian";
    x->entries[2] = "other";
    for (int i = 0; i < N; i++) {
        const uint64_t r = random_u64(seed);
        x->y[i] = (int8_t)(r & 1);
        x->p[i] = (uint8_t)(r >> 1 & 1);
        x->b[i] = (uint8_t)(r >> 2 & 1);
        x->score[i] = (double)(r >> 3 & 255) / 16;
        x->w[i] = ldexp(1 + (double)(r >> 11 & 255), (int)(r >> 50 & 63));
        x->f[i] = (double)(r >> 19 & 3);
        x->codes[i] = (int32_t)((r >> 21) % 3);
        x->texts[i] = texts[r >> 23 & 3];
        x->age[i] = (double)(r >> 25 & 3);
    }
    x->y_valid = x->p_valid = 0xff;
    x->dictionary = fair_column_cstring(x->entries, 3);
    x->features[0] = fair_column_dictionary(x->codes, N, &x->dictionary);
    x->features[1] = fair_column_cstring(x->texts, N);
    x->age_column = fair_column_float64(x->age, N);
    x->rows.size = sizeof(x->rows);
    x->rows.n = N;
    x->rows.y_true = fair_column_int8(x->y, N);
    x->rows.y_true.validity = &x->y_valid;
    x->rows.y_pred = fair_column_uint8(x->p, N);
    x->rows.y_pred.validity = &x->p_valid;
    x->rows.y_score = fair_column_float64(x->score, N);
    x->rows.y_pred_baseline = fair_column_uint8(x->b, N);
    x->rows.sample_weight = fair_column_float64(x->w, N);
    x->rows.frequency = fair_column_float64(x->f, N);
    x->rows.sensitive = x->features;
    x->rows.control = &x->age_column;
}

/* ---- bad rows: how to spoil row i, and what is said then ---- */

static void
null_label(batch *x, int i)
{
    x->y_valid = (uint8_t)(x->y_valid & ~(1u << i));
}

static void
null_decision(batch *x, int i)
{
    x->p_valid = (uint8_t)(x->p_valid & ~(1u << i));
}

#define SPOIL(name, what)                                                     \
    static void name(batch *x, int i)                                         \
    {                                                                         \
        what;                                                                 \
    }

SPOIL(third_label, x->y[i] = 7)
SPOIL(third_decision, x->p[i] = 200)
SPOIL(third_baseline, x->b[i] = 2)
SPOIL(nan_score, x->score[i] = (double)NAN)
SPOIL(infinite_score, x->score[i] = -(double)INFINITY)
SPOIL(nan_weight, x->w[i] = (double)NAN)
SPOIL(infinite_weight, x->w[i] = (double)INFINITY)
SPOIL(negative_weight, x->w[i] = -0.5)
SPOIL(huge_weight, x->w[i] = 0x1p481)
SPOIL(nan_frequency, x->f[i] = (double)NAN)
SPOIL(half_frequency, x->f[i] = 0.5)
SPOIL(negative_frequency, x->f[i] = -1)
SPOIL(huge_frequency, x->f[i] = 0x1p63)
SPOIL(index_above, x->codes[i] = 3)
SPOIL(index_below, x->codes[i] = -1)
SPOIL(invalid_text, x->texts[i] = "caf\xe9")
SPOIL(half_group, x->age[i] = 2.5)
SPOIL(infinite_group, x->age[i] = (double)INFINITY)

static const struct {
    const char *name;
    void (*spoil)(batch *x, int i);
    fair_status status;
    const char *column;
} kinds[] = {
    {"null_label", null_label, FAIR_ERR_DATA, "y_true"},
    {"null_decision", null_decision, FAIR_ERR_DATA, "y_pred"},
    {"third_label", third_label, FAIR_ERR_DATA, "y_true"},
    {"third_decision", third_decision, FAIR_ERR_DATA, "y_pred"},
    {"third_baseline", third_baseline, FAIR_ERR_DATA, "y_pred_baseline"},
    {"nan_score", nan_score, FAIR_ERR_NONFINITE, "y_score"},
    {"infinite_score", infinite_score, FAIR_ERR_NONFINITE, "y_score"},
    {"nan_weight", nan_weight, FAIR_ERR_NONFINITE, "sample_weight"},
    {"infinite_weight", infinite_weight, FAIR_ERR_NONFINITE, "sample_weight"},
    {"negative_weight", negative_weight, FAIR_ERR_DATA, "sample_weight"},
    {"huge_weight", huge_weight, FAIR_ERR_OVERFLOW, "sample_weight"},
    {"nan_frequency", nan_frequency, FAIR_ERR_NONFINITE, "frequency"},
    {"half_frequency", half_frequency, FAIR_ERR_DATA, "frequency"},
    {"negative_frequency", negative_frequency, FAIR_ERR_DATA, "frequency"},
    {"huge_frequency", huge_frequency, FAIR_ERR_OVERFLOW, "frequency"},
    {"index_above", index_above, FAIR_ERR_DATA, "race"},
    {"index_below", index_below, FAIR_ERR_DATA, "race"},
    {"invalid_text", invalid_text, FAIR_ERR_DATA, "sex"},
    {"half_group", half_group, FAIR_ERR_DATA, "age"},
    {"infinite_group", infinite_group, FAIR_ERR_NONFINITE, "age"},
};

#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

static fair_audit_options
options_with(const fair_allocator *mem)
{
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.n_sensitive = 2;
    o.sensitive_names = sensitive;
    o.n_control = 1;
    o.control_names = control;
    o.hash_key = key;
    o.allocator = mem;
    return o;
}

static fair_audit *
make(const fair_allocator *mem)
{
    const fair_audit_options o = options_with(mem);
    fair_audit *a = NULL;
    ck_assert_int_eq(fair_audit_new(&o, &a, NULL), FAIR_OK);
    return a;
}

/* The dump of its tally, and its saved bytes in hexadecimal. */
static char *
describe(const fair_audit *a)
{
    char *text = dump_tally(a->tally);
    size_t length = 0;
    ck_assert_int_eq(fair_audit_save(a, NULL, 0, &length, NULL), FAIR_OK);
    uint8_t *bytes = malloc(length);
    ck_assert_int_eq(fair_audit_save(a, bytes, length, &length, NULL),
                     FAIR_OK);
    size_t at = strlen(text);
    text = realloc(text, at + 2 * length + 1);
    for (size_t i = 0; i < length; i++)
        at += (size_t)snprintf(text + at, 3, "%02x", bytes[i]);
    free(bytes);
    return text;
}

/* Ends the program if the audit is not what it was. */
static void
assert_unchanged(const fair_audit *a, const char *before, const char *what)
{
    char *after = describe(a);
    ck_assert_msg(strcmp(before, after) == 0,
                  "%s changed the audit from\n%s\nto\n%s", what, before,
                  after);
    free(after);
}

START_TEST(test_bad_rows)
{
    uint64_t seed = 1;
    for (size_t k = 0; k < N_KINDS; k++)
        for (int where = 0; where < 3 * N; where++)
            for (int first = 0; first < 2; first++) {
                batch x[3];
                fair_rows rows[3];
                fair_error err = {0};
                fair_audit *a = make(NULL);
                fair_audit *b = make(NULL);
                for (int i = 0; i < 3; i++) {
                    batch_init(&x[i], &seed);
                    rows[i] = x[i].rows;
                }
                if (!first) { /* something was counted before */
                    ck_assert_int_eq(fair_audit_add(a, &rows[2], NULL), 0);
                    ck_assert_int_eq(fair_audit_add(b, &rows[2], NULL), 0);
                }
                char *before = describe(a);
                const batch good = x[where / N];
                kinds[k].spoil(&x[where / N], where % N);
                const fair_status st =
                    fair_audit_add_batches(a, rows, 3, &err);
                ck_assert_msg(st == kinds[k].status &&
                                  err.row == where && err.count == 1 &&
                                  strcmp(err.column, kinds[k].column) == 0,
                              "%s in row %d: status %d, row %d, count %d, "
                              "column %s: %s",
                              kinds[k].name, where, (int)st, (int)err.row,
                              (int)err.count, err.column, err.message);
                assert_unchanged(a, before, kinds[k].name);
                free(before);
                /* It is still of use, and as if nothing had been. */
                x[where / N] = good;
                ck_assert_int_eq(fair_audit_add_batches(a, rows, 3, NULL),
                                 FAIR_OK);
                ck_assert_int_eq(fair_audit_add_batches(b, rows, 3, NULL),
                                 FAIR_OK);
                before = describe(b);
                assert_unchanged(a, before, "recovery");
                free(before);
                fair_audit_free(a);
                fair_audit_free(b);
            }
}
END_TEST

START_TEST(test_bad_rows_of_a_stream)
{
    static const int8_t p[12] = {1, 1, 0, 0, 1, 0, 1, 0, 1, 1, 1, 0};
    static const int8_t g[12] = {3, 3, 5, 3, 5, 5, 9, 3, 9, 5, 5, 3};
    static const char *const names[] = {"g"};
    for (int where = 0; where < 12; where++)
        for (int null = 0; null < 2; null++) {
            int8_t y[12] = {0, 1, 1, 0, 1, 0, 0, 1, 1, 1, 0, 0};
            uint8_t valid[2] = {0xff, 0xff};
            fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
            o.n_sensitive = 1;
            o.sensitive_names = names;
            o.y_true = "y";
            o.y_pred = "p";
            producer from;
            producer_init(&from);
            from.n_columns = 3;
            from.names[0] = "y";
            from.values[0] = y;
            from.validity[0] = valid;
            from.names[1] = "p";
            from.values[1] = p;
            from.names[2] = "g";
            from.values[2] = g;
            from.n_batches = 3;
            from.lengths[0] = from.lengths[1] = 5;
            from.lengths[2] = 2;
            if (null)
                valid[where / 8] =
                    (uint8_t)(valid[where / 8] & ~(1u << where % 8));
            else
                y[where] = 3;
            fair_error err = {0};
            fair_audit *a = NULL;
            ck_assert_int_eq(fair_audit_new(&o, &a, NULL), FAIR_OK);
            char *before = describe(a);
            ck_assert_int_eq(fair_audit_add_stream(a, &from.stream, &err),
                             FAIR_ERR_DATA);
            ck_assert_int_eq(err.row, where);
            ck_assert_uint_eq(err.count, 1);
            ck_assert_int_eq(from.arrays + from.schemas, 0);
            assert_unchanged(a, before, "a bad row of a stream");
            free(before);
            fair_audit_free(a);
        }
}
END_TEST

/* ---- refused memory ---- */

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
    tcase_add_test(tc, test_bad_rows);
    tcase_add_test(tc, test_bad_rows_of_a_stream);
    tcase_add_test(tc, test_refused_memory);
    tcase_add_test(tc, test_refused_memory_in_new);
}

FAIR_TEST_MAIN("audit/atomic", tests)
