/* SPDX-License-Identifier: MIT
 * The public functions that ask for no memory: neither of the object's
 * allocator nor of malloc, which the linker has this program count. */
#ifndef FAIR_TESTS_REFUSED_NEVER_H
#define FAIR_TESTS_REFUSED_NEVER_H

#include "refused.h"

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t size);
void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t size);

static size_t of_malloc; /* requests */

void *
__wrap_malloc(size_t size)
{
    of_malloc++;
    return __real_malloc(size);
}

void *
__wrap_calloc(size_t n, size_t size)
{
    of_malloc++;
    return __real_calloc(n, size);
}

void *
__wrap_realloc(void *p, size_t size)
{
    of_malloc++;
    return __real_realloc(p, size);
}

static const char *const tables[] = {"metrics",  "comparisons", "criteria",
                                     "reasons",  "methods",     "warnings",
                                     "no table", "",            NULL};
#define TABLES (sizeof(tables) / sizeof(*tables))

static void
never_registry(world *w)
{
    static const char *const fields[] = {"name", "summary", "aliases", "x"};
    (void)w;
    for (size_t t = 0; t < TABLES; t++) {
        const size_t n = fair_registry_size(tables[t]);
        for (size_t i = 0; i <= n; i++)
            for (size_t f = 0; f < 4; f++)
                fair_registry_text(tables[t], fair_registry_name(tables[t], i),
                                   fields[f]);
    }
    for (int i = -1; i < 20; i++) {
        fair_reason_name(i);
        fair_method_name(i);
        fair_status_name(i);
    }
    fair_version();
}

static void
never_columns(world *w)
{
    const void *p = w->data;
    fair_column c = fair_column_bool1(p, 8);
    fair_column_bool8(p, 8);
    fair_column_int8(p, 8);
    fair_column_int16(p, 8);
    fair_column_int32(p, 8);
    fair_column_int64(p, 8);
    fair_column_uint8(p, 8);
    fair_column_uint16(p, 8);
    fair_column_uint32(p, 8);
    fair_column_uint64(p, 8);
    fair_column_float32(p, 8);
    fair_column_float64(p, 8);
    fair_column_utf8(p, p, 8);
    fair_column_large_utf8(p, p, 8);
    fair_column_cstring(p, 8);
    fair_column_dictionary(p, 8, &c);
}

static void
never_scalars(world *w)
{
    (void)w;
    fair_scalar_missing();
    fair_scalar_bool(1);
    fair_scalar_int(-1);
    fair_scalar_uint(1);
    fair_scalar_float(0.5);
    fair_scalar_text("a");
    fair_scalar_parsed("0.5");
}

static void
never_arrow(world *w)
{
    const void *buffers[] = {NULL, w->data->parts[0].g};
    struct ArrowArray array = {.length = 8, .n_buffers = 2,
                               .buffers = buffers, .release = keep_array};
    struct ArrowSchema schema = {.name = "n", .release = keep_schema};
    static const char *const formats[] = {"i", "c", "tdD", "no format"};
    fair_column out[2];
    for (size_t i = 0; i < 4; i++) {
        schema.format = formats[i];
        fair_column_from_arrow(&schema, &array, NULL, out, NULL);
    }
}

static void
never_audit(world *w)
{
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    const fair_watch watch = FAIR_WATCH_INIT;
    fair_error err;
    fair_audit_rows(w->a);
    fair_audit_specification(w->a, &o, &err);
    fair_audit_specification(NULL, &o, &err);
    fair_audit_watch(w->a, &watch, &err);
    fair_audit_watch(w->a, NULL, &err);
    fair_audit_watch(NULL, &watch, &err);
    fair_audit_reset(w->a);
    fair_audit_free(w->a);
    fair_audit_free(NULL);
    w->a = NULL;
}

static void
never_field(const fair_report *r, const fair_value *v)
{
    char text[512];
    size_t length = 0;
    fair_report_field(r, v->id, "all", text, sizeof(text), &length, NULL);
    fair_report_field(r, v->id, "worse_off", text, 1, &length, NULL);
    fair_report_field(r, v->id, "no field", text, 1, &length, NULL);
}

/* Of criteria that look at every pair of groups the two ask for memory. */
static int
is_of_pairs(const char *name)
{
    return name != NULL && (strcmp(name, "cross_auc") == 0 ||
                            strcmp(name, "abroca") == 0 ||
                            strncmp(name, "score_distance_", 15) == 0);
}

/* fair_report_value and fair_report_field too, of all other names. */
static void
never_report(world *w)
{
    static const char *const by[] = {"race"};
    const fair_report *r = w->report;
    fair_selector select = FAIR_SELECTOR_INIT;
    fair_error err;
    fair_value v;
    select.n_by = 1;
    select.by = by;
    for (size_t t = 0; t < 3; t++) {
        uint64_t n = 0;
        fair_report_size(r, t < 2 ? tables[t + 1] : "groups", &n, &err);
        for (uint64_t i = 0; i <= n && i < 200; i++)
            if (fair_report_row(r, t < 2 ? tables[t + 1] : "groups", i, &v,
                                &err) == FAIR_OK)
                never_field(r, &v);
        for (size_t i = 0; i < fair_registry_size(tables[t]); i++)
            for (size_t c = 0; c <= fair_registry_size("comparisons"); c++) {
                const char *name = fair_registry_name(tables[t], i);
                select.comparison = fair_registry_name("comparisons", c);
                if (!is_of_pairs(name) &&
                    fair_report_value(r, name, &select, &v, &err) == FAIR_OK)
                    never_field(r, &v);
            }
    }
    fair_report_value(r, "no such name", NULL, &v, &err);
    fair_report_free(w->report);
    fair_report_free(NULL);
    w->report = NULL;
}

/* functions: the ends of their names after fair_, with spaces between. */
static const struct {
    const char *functions;
    void (*call)(world *w);
} never_calls[] = {
    {"registry_name registry_size registry_text method_name reason_name "
     "status_name version", never_registry},
    {"column_bool1 column_bool8 column_cstring column_dictionary "
     "column_float32 column_float64 column_int16 column_int32 column_int64 "
     "column_int8 column_large_utf8 column_uint16 column_uint32 "
     "column_uint64 column_uint8 column_utf8", never_columns},
    {"column_from_arrow", never_arrow},
    {"scalar_bool scalar_float scalar_int scalar_missing scalar_parsed "
     "scalar_text scalar_uint", never_scalars},
    {"audit_free audit_reset audit_rows audit_specification audit_watch",
     never_audit},
    {"report_free report_row report_size", never_report},
};
#define NEVER_CALLS (sizeof(never_calls) / sizeof(*never_calls))

#endif
