/* SPDX-License-Identifier: MIT
 * JSON under a seal, written and read. */
#include "artefact/artefact.h"

#include <string.h>

#include "audit/label.h"
#include "base/error.h"
#include "base/utf8.h"

#define MOST_BYTES ((size_t)64 << 20)

/* ---- written ---- */

typedef struct sealing {
    fair__sha256 hash;
    fair_write write;
    void *ctx;
} sealing;

static int32_t
pass_on(void *ctx, const char *data, size_t size)
{
    sealing *s = ctx;
    fair__sha256_add(&s->hash, data, size);
    return s->write(s->ctx, data, size);
}

static fair_status
write_json(const fair__artefact_kind *kind, const void *of, fair__text *out,
           sealing *s, fair_error *err)
{
    char digest[FAIR__SHA256_TEXT + 1];
    fair__json j;
    fair__json_init(&j, out);
    fair__json_object(&j);
    fair__json_member_text(&j, "schema", kind->schema);
    kind->put(&j, of);
    const fair_status st = fair__text_flush(out, err);
    if (st != FAIR_OK) return st;
    fair__sha256_add(&s->hash, "\n}\n", 3); /* as it would end without it */
    fair__sha256_text(&s->hash, digest);
    fair__json_member_text(&j, "sha256", digest);
    fair__json_end(&j);
    fair__text_char(out, '\n');
    return fair__text_flush(out, err);
}

fair_status
fair__artefact_write(const fair__artefact_kind *kind, const void *of,
                     const fair_allocator *mem, const char *format,
                     fair_write write, void *ctx, fair_error *err)
{
    sealing s = {.write = write, .ctx = ctx};
    fair__text out;
    if (strcmp(format, "json") != 0)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "format", -1, 0,
                             "there is no format %q; there is: \"json\"",
                             format, strlen(format));
    fair__sha256_init(&s.hash);
    fair__text_init(&out, mem);
    out.write = pass_on;
    out.ctx = &s;
    const fair_status st = write_json(kind, of, &out, &s, err);
    fair__text_free(&out);
    return st;
}

fair_status
fair__artefact_check_model(const char *model, fair_error *err)
{
    const size_t n = model != NULL ? strlen(model) : 0;
    if (n < FAIR__MODEL_SIZE && fair__utf8_valid(model, n)) return FAIR_OK;
    return fair__fail_at(err, FAIR_ERR_ARGUMENT, "model", -1, 0,
                         "model is a text of at most 255 bytes of UTF-8");
}

void
fair__put_bool(fair__json *j, const char *key, int x)
{
    fair__json_key(j, key);
    fair__json_bool(j, x);
}

void
fair__put_by(fair__json *j, size_t n, const char *const *by)
{
    fair__json_key(j, "by");
    fair__json_array_inline(j);
    for (size_t i = 0; i < n; i++) fair__json_cstring(j, by[i]);
    fair__json_end(j);
}

void
fair__put_group(fair__json *j, size_t n, const fair_feature_value *values)
{
    fair__json_key(j, "group");
    fair__json_object_inline(j);
    for (size_t i = 0; i < n; i++) {
        fair__json_key(j, values[i].feature);
        fair__json_scalar(j, &values[i].value);
    }
    fair__json_end(j);
}

void
fair__put_score_type(fair__json *j, int32_t type)
{
    fair__json_member_text(j, "score_type",
                           type == FAIR_TYPE_FLOAT32   ? "float32"
                           : type == FAIR_TYPE_FLOAT64 ? "float64"
                                                       : NULL);
}

/* ---- written again ---- */

typedef struct comparing {
    const char *at;
    size_t left;
} comparing;

static int32_t
compare(void *ctx, const char *data, size_t size)
{
    comparing *c = ctx;
    if (size > c->left || memcmp(c->at, data, size) != 0) return 1;
    c->at += size;
    c->left -= size;
    return 0;
}

static fair_status
check_form(const fair__artefact_kind *kind, const void *of,
           const fair_allocator *mem, const char *bytes, size_t length,
           fair_error *err)
{
    comparing c = {bytes, length};
    const fair_status st =
        fair__artefact_write(kind, of, mem, "json", compare, &c, err);
    if (st != FAIR_ERR_WRITE && (st != FAIR_OK || c.left == 0)) return st;
    return fair__fail_at(err, FAIR_ERR_CORRUPT, "sha256", -1, 0,
                         "sha256: this %s is not as it was written: its "
                         "digest or its form is another",
                         kind->what);
}

/* ---- read ---- */

/* A schema ends with a digit, the version. */
static void
read_schema(fair__reading *x, const fair__artefact_kind *kind, int *is_newer)
{
    const char *found = fair__member_name(x, "schema");
    const int is_it = strcmp(found, kind->schema) == 0;
    *is_newer = x->r.wrong == NULL && !is_it &&
                strncmp(found, kind->schema, strlen(kind->schema) - 1) == 0;
    fair__need(x, is_it, kind->expected);
}

/* 1 if it is of a later format. */
static int
read_all(fair__reading *x, const fair__artefact_kind *kind, void *of,
         const char *bytes, size_t length, char *room)
{
    int is_newer;
    fair__json_read_init(&x->r, bytes, length);
    x->at = room;
    x->n_groups = x->n_items = 0;
    fair__json_open_object(&x->r);
    read_schema(x, kind, &is_newer);
    kind->read(x, of);
    fair__member_digest(x, "sha256");
    fair__json_close(&x->r);
    fair__json_finish(&x->r);
    return is_newer;
}

static fair_status
fail(const fair__reading *x, const char *what, int is_newer, fair_error *err)
{
    char path[104];
    fair__json_path(&x->r, path, sizeof(path));
    return fair__fail_at(
        err, is_newer ? FAIR_ERR_VERSION : FAIR_ERR_CORRUPT, path, -1, 0,
        is_newer ? "%s%sthis %s is of a later format than this library "
                   "knows: %s"
                 : "%s%sthese bytes are no %s: %s",
        path, path[0] != '\0' ? ": " : "", what, x->r.wrong);
}

fair_status
fair__artefact_check_size(const char *what, size_t length, fair_error *err)
{
    if (length <= MOST_BYTES) return FAIR_OK;
    return fair__fail(err, FAIR_ERR_LIMIT,
                      "a %s has at most 64 MiB, these are %u bytes", what,
                      (uint64_t)length);
}

fair_status
fair__artefact_read(const fair__artefact_kind *kind, void *of,
                    const fair_allocator *mem, const char *bytes,
                    size_t length, char *room,
                    uint8_t key[FAIR__SHA256_BYTES], fair_error *err)
{
    fair__reading x = {.keeps = 0};
    fair__sha256 h;
    int is_newer = read_all(&x, kind, of, bytes, length, room);
    if (x.r.wrong != NULL) return fail(&x, kind->what, is_newer, err);
    fair_status st = kind->make_room(&x, of, err);
    if (st != FAIR_OK) return st;
    x.keeps = 1;
    is_newer = read_all(&x, kind, of, bytes, length, room);
    if (x.r.wrong != NULL) return fail(&x, kind->what, is_newer, err);
    st = check_form(kind, of, mem, bytes, length, err);
    if (st != FAIR_OK) return st;
    fair__sha256_init(&h);
    fair__sha256_add(&h, bytes, length);
    fair__sha256_end(&h, key);
    return FAIR_OK;
}
