/* SPDX-License-Identifier: MIT
 * What is made once and applied elsewhere, a plan or a calibrator, as JSON
 * under a seal: the digest of all that stands before it is the last member.
 *
 * It is read twice, once to count, once to keep; then it is written again and
 * compared.  So there is one way only to write it, and the digest is known to
 * be right. */
#ifndef FAIR_ARTEFACT_ARTEFACT_H
#define FAIR_ARTEFACT_ARTEFACT_H

#include <fairness/report.h>

#include "artefact/reading.h"
#include "base/json.h"

typedef struct fair__artefact_kind {
    const char *what;   /* "plan": in messages */
    const char *schema; /* "libfairness/plan/1" */
    const char *expected; /* "expected libfairness/plan/1" */
    /* Members between the schema and the seal, written and read. */
    void (*put)(fair__json *j, const void *of);
    void (*read)(fair__reading *x, void *of);
    /* For what was counted, before it is kept: x->values too. */
    fair_status (*make_room)(fair__reading *x, void *of, fair_error *err);
} fair__artefact_kind;

/* FAIR_ERR_ARGUMENT: the format is not "json".  FAIR_ERR_WRITE,
 * FAIR_ERR_MEMORY. */
fair_status fair__artefact_write(const fair__artefact_kind *kind,
                                 const void *of, const fair_allocator *mem,
                                 const char *format, fair_write write,
                                 void *ctx, fair_error *err);

/* FAIR_ERR_LIMIT: more than 64 MiB. */
fair_status fair__artefact_check_size(const char *what, size_t length,
                                      fair_error *err);
/* Texts go to room, length + 1 bytes that outlive `of`.
 *  key  of hash tables, made of all bytes: whoever writes them cannot choose
 *       texts by it.
 * FAIR_ERR_CORRUPT, FAIR_ERR_VERSION: a later format.  FAIR_ERR_MEMORY. */
fair_status fair__artefact_read(const fair__artefact_kind *kind, void *of,
                                const fair_allocator *mem, const char *bytes,
                                size_t length, char *room,
                                uint8_t key[FAIR__SHA256_BYTES],
                                fair_error *err);

/* FAIR_ERR_ARGUMENT: a text that is too long, or no UTF-8; NULL is fine. */
fair_status fair__artefact_check_model(const char *model, fair_error *err);

/* ---- members of every kind ---- */

void fair__put_bool(fair__json *j, const char *key, int x);
void fair__put_by(fair__json *j, size_t n, const char *const *by);
/* "group": feature to value. */
void fair__put_group(fair__json *j, size_t n,
                     const fair_feature_value *values);
/* "score_type": of FAIR_TYPE_NONE null. */
void fair__put_score_type(fair__json *j, int32_t type);

#endif
