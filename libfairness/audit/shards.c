/* SPDX-License-Identifier: MIT
 * Holding the shards of an audit against a manifest. */
#include <string.h>

#include "audit/body.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"

#define MAX_LISTED 5 /* names in a message */

/* A list of names for a message. */
typedef struct list {
    fair__text text;
    uint64_t n;
} list;

static void
list_add(list *l, const char *name, size_t length)
{
    l->n++;
    if (l->n > MAX_LISTED) return;
    if (l->n > 1) fair__text_string(&l->text, ", ");
    fair__text_add(&l->text, name, length);
}

/* seen[entry] = 1 for each name; the names that are not there go to missing. */
static fair_status
mark_names(const fair__tally *t, const char *const *names, size_t n,
           uint8_t *seen, list *missing, fair_error *err)
{
    for (size_t i = 0; i < n; i++) {
        if (names[i] == NULL)
            return fair__fail_at(err, FAIR_ERR_ARGUMENT, "names", -1, 0,
                                 "name %u of %u is NULL", (uint64_t)i,
                                 (uint64_t)n);
        const size_t length = strlen(names[i]);
        const uint32_t entry =
            fair__text_table_find(&t->shards, names[i], length);
        if (entry == FAIR__NOT_FOUND) {
            list_add(missing, names[i], length);
            continue;
        }
        if (seen[entry])
            return fair__fail_at(err, FAIR_ERR_ARGUMENT, "names", -1, 0,
                                 "shard %q is named twice", names[i], length);
        seen[entry] = 1;
    }
    return FAIR_OK;
}

static void
list_unseen(const fair__tally *t, const uint8_t *seen, list *unseen)
{
    for (uint32_t i = 0; i < t->shards.n; i++) {
        if (seen[i]) continue;
        size_t length;
        const char *name = fair__text_table_get(&t->shards, i, &length);
        list_add(unseen, name, length);
    }
}

/* format takes how many, of how many, their names, and what follows these. */
static fair_status
fail_with(list *l, uint64_t of, fair_status code, const char *format,
          fair_error *err)
{
    fair__text_add(&l->text, "", 1); /* ends the text */
    if (l->text.status != FAIR_OK) return fair__no_memory(err);
    return fair__fail_at(err, code, "shard", -1, l->n, format, l->n, of,
                         l->text.bytes, l->n > MAX_LISTED ? ", …" : "");
}

fair_status
fair__audit_check_shards(const fair__tally *t, const char *const *names,
                         size_t n, fair_error *err)
{
    list missing = {0};
    list unseen = {0};
    fair__text_init(&missing.text, &t->mem);
    fair__text_init(&unseen.text, &t->mem);
    const size_t n_seen = t->shards.n + 1;
    uint8_t *seen = fair__calloc(&t->mem, n_seen, 1);
    if (seen == NULL) return fair__no_memory(err);
    fair_status st = mark_names(t, names, n, seen, &missing, err);
    if (st == FAIR_OK && missing.n == 0) list_unseen(t, seen, &unseen);
    if (st == FAIR_OK && missing.n > 0)
        st = fail_with(&missing, n, FAIR_ERR_INCOMPLETE,
                       "missing %u of %u named shards: %s%s", err);
    else if (st == FAIR_OK && unseen.n > 0)
        st = fail_with(&unseen, t->shards.n, FAIR_ERR_MISMATCH,
                       "not expected: %u of %u shards: %s%s", err);
    fair__free(&t->mem, seen, n_seen, 1);
    fair__text_free(&missing.text);
    fair__text_free(&unseen.text);
    return st;
}
