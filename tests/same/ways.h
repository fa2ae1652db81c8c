/* SPDX-License-Identifier: MIT
 * Ways to count a draw: at once, or in any order and chunks, by threads and
 * instruction sets, saved and loaded, merged in any tree. */
#ifndef FAIR_TESTS_SAME_WAYS_H
#define FAIR_TESTS_SAME_WAYS_H

#include <pthread.h>

#include "audit/audit.h"
#include "batch.h"
#include "kernels/kernels.h"
#include "tally/block.h"
#include "tally/narrow.h"

#define WAY_PARTS 6
#define WAY_TABLES 4 /* of kernels, at most */

/* How often each thing was done, to see that it was. */
typedef struct way_counts {
    size_t fast[WAY_TABLES]; /* calls that went the fast way to their end */
    size_t bytes; /* calls whose columns were counted where they were */
    size_t loads, copies, merges, calls, general;
    size_t curves; /* draws that have tables of scores */
} way_counts;

typedef struct way_part {
    const draw *d;
    const uint32_t *order;
    size_t start, end;
    uint64_t seed;
    fair_audit *audit;
    fair_audit *other; /* to be merged into audit */
    way_counts counts;
} way_part;

static inline unsigned
way_tables(void)
{
    unsigned n = 0;
    while (fair__kernels_nth(n) != NULL) n++;
    return n;
}

/* An audit that has no kernels asks which are best: here it is given those of
 * a machine with less, others for every call. */
static inline unsigned
way_use_kernels(way_part *p)
{
    fair__tally *t = p->audit->tally;
    const unsigned table =
        (unsigned)((p->d->seed / 2 + p->counts.calls) % way_tables());
    ck_assert(table < WAY_TABLES);
    ck_assert(fair__tally_make_scratch(t, NULL) == FAIR_OK);
    t->scratch->narrow.kernels = fair__kernels_nth(table);
    return table;
}

static inline fair_audit *
way_audit(const draw *d, uint64_t *seed)
{
    uint8_t key[16]; /* no result depends on it */
    for (size_t i = 0; i < sizeof(key); i++)
        key[i] = (uint8_t)random_u64(seed);
    const char *const *names = d->names;
    fair_audit_options o = d->options;
    o.hash_key = key;
    o.sensitive_names = names;
    o.control_names = names + o.n_sensitive;
    fair_audit *a = NULL;
    ck_assert(fair_audit_new(&o, &a, NULL) == FAIR_OK);
    return a;
}

/* Sometimes what comes back from saved bytes, or a copy. */
static inline fair_audit *
way_again(fair_audit *a, uint64_t *seed, way_counts *counts)
{
    const uint64_t choice = draw_one(seed, 5);
    fair_audit *again = NULL;
    if (choice > 2) return a;
    if (choice == 2) {
        ck_assert(fair_audit_copy(a, &again, NULL) == FAIR_OK);
        counts->copies++;
    } else {
        size_t length = 0;
        ck_assert(fair_audit_save(a, NULL, 0, &length, NULL) == FAIR_OK);
        uint8_t *bytes = malloc(length);
        ck_assert(fair_audit_save(a, bytes, length, &length, NULL) ==
                  FAIR_OK);
        ck_assert(fair_audit_load(bytes, length, NULL, &again, NULL) ==
                  FAIR_OK);
        free(bytes);
        counts->loads++;
    }
    fair_audit_free(a);
    return again;
}

/* Of the rows that are left: few, some, or enough for the fast way. */
static inline size_t
way_chunk(const draw *d, size_t left, uint64_t *seed)
{
    static const size_t sizes[] = {60, 700, 5000, 40000};
    const uint64_t kind = draw_one(seed, d->fast ? 12 : 4);
    const size_t most = sizes[kind > 3 ? 3 : kind];
    const size_t n = kind >= 3 ? most : draw_one(seed, most + 1);
    return n < left ? n : left;
}

/* Rows start … end, in calls of one to three batches, some of them empty. */
static inline void
way_add(way_part *p, size_t start, size_t end)
{
    while (start < end) {
        batch batches[3];
        fair_rows rows[3];
        const size_t n_batches = 1 + draw_one(&p->seed, p->d->fast ? 2 : 3);
        for (size_t i = 0; i < n_batches; i++) {
            const size_t n = way_chunk(p->d, end - start, &p->seed);
            batch_make(&batches[i], p->d, p->order + start, n,
                       random_u64(&p->seed));
            rows[i] = batches[i].rows;
            start += n;
        }
        const int is_long = rows[n_batches - 1].n >= 4 * FAIR__BLOCK;
        const unsigned table = way_use_kernels(p);
        fair_error err = {0};
        const fair_status st =
            n_batches == 1
                ? fair_audit_add(p->audit, rows, &err)
                : fair_audit_add_batches(p->audit, rows, n_batches, &err);
        if (st != FAIR_OK)
            ck_abort_msg("draw %llu: %s", (unsigned long long)p->d->seed,
                         err.message);
        if (is_long && p->audit->tally->scratch->narrow.on)
            p->counts.fast[table]++;
        else
            p->counts.general++;
        p->counts.bytes += (size_t)p->audit->tally->scratch->narrow.direct;
        p->counts.calls++;
        for (size_t i = 0; i < n_batches; i++)
            encoder_free(&batches[i].blocks);
    }
}

static inline void *
way_count_part(void *ctx)
{
    way_part *p = ctx;
    const size_t n = p->end - p->start;
    const size_t first = draw_one(&p->seed, n + 1);
    const int halves = draw_one(&p->seed, p->d->fast ? 4 : 2) == 0;
    const size_t middle = p->start + (halves ? first : 0);
    p->audit = way_audit(p->d, &p->seed);
    way_add(p, p->start, middle);
    p->audit = way_again(p->audit, &p->seed, &p->counts);
    way_add(p, middle, p->end);
    p->audit = way_again(p->audit, &p->seed, &p->counts);
    return NULL;
}

static inline void *
way_merge_part(void *ctx)
{
    way_part *p = ctx;
    ck_assert(fair_audit_merge(p->audit, p->other, NULL) == FAIR_OK);
    fair_audit_free(p->other);
    p->audit = way_again(p->audit, &p->seed, &p->counts);
    p->counts.merges++;
    return NULL;
}

/* Each part in a thread of its own, all at the same time. */
static inline void
way_run(void *(*work)(void *), way_part *parts, size_t n)
{
    pthread_t threads[WAY_PARTS];
    for (size_t i = 0; i < n; i++)
        ck_assert(pthread_create(&threads[i], NULL, work, &parts[i]) == 0);
    for (size_t i = 0; i < n; i++)
        ck_assert(pthread_join(threads[i], NULL) == 0);
}

static inline void
way_shuffle(way_part *parts, size_t n, uint64_t *seed)
{
    for (size_t i = n; i > 1; i--) {
        const size_t j = draw_one(seed, i);
        const way_part x = parts[i - 1];
        parts[i - 1] = parts[j];
        parts[j] = x;
    }
}

/* The last 2 * pairs of n parts in pairs, at the same time; returns how many
 * are left. */
static inline size_t
way_merge(way_part *parts, size_t n, size_t pairs)
{
    for (size_t i = 0; i < pairs; i++)
        parts[n - 2 * pairs + i].other = parts[n - pairs + i].audit;
    way_run(way_merge_part, parts + n - 2 * pairs, pairs);
    return n - pairs;
}

static inline void
way_sum(way_counts *sum, const way_counts *one)
{
    for (size_t t = 0; t < WAY_TABLES; t++) sum->fast[t] += one->fast[t];
    sum->bytes += one->bytes;
    sum->loads += one->loads;
    sum->copies += one->copies;
    sum->merges += one->merges;
    sum->calls += one->calls;
    sum->general += one->general;
}

/* All rows as they are, one call, plain C, the general way where that can be
 * chosen by a stride. */
static inline fair_audit *
way_plain(const draw *d)
{
    uint64_t seed = d->seed;
    uint32_t *order = malloc((d->n + 1) * sizeof(*order));
    fair_audit *a = way_audit(d, &seed);
    for (size_t i = 0; i < d->n; i++) order[i] = (uint32_t)i;
    for (size_t start = 0; start < d->n;) {
        batch b;
        fair_error err = {0};
        size_t n = 3 * FAIR__BLOCK; /* too few for the fast way */
        if (n > d->n - start) n = d->n - start;
        batch_make(&b, d, order + start, n, seed);
        if (fair_audit_add(a, &b.rows, &err) != FAIR_OK)
            ck_abort_msg("draw %llu: %s", (unsigned long long)d->seed,
                         err.message);
        ck_assert(!a->tally->scratch->narrow.on);
        encoder_free(&b.blocks);
        start += n;
    }
    free(order);
    return a;
}

/* One way of many. */
static inline fair_audit *
way_random(const draw *d, uint64_t seed, way_counts *counts)
{
    way_part parts[WAY_PARTS];
    uint32_t *order = malloc((d->n + 1) * sizeof(*order));
    for (size_t i = 0; i < d->n; i++) order[i] = (uint32_t)i;
    for (size_t i = d->n; i > 1; i--) {
        const size_t j = draw_one(&seed, i);
        const uint32_t x = order[i - 1];
        order[i - 1] = order[j];
        order[j] = x;
    }
    const int halves = d->fast && draw_one(&seed, 3) > 0;
    size_t n_parts = halves ? 2 : 1 + draw_one(&seed, WAY_PARTS);
    size_t start = 0;
    for (size_t i = 0; i < n_parts; i++) {
        const size_t left = d->n - start;
        const size_t n = i == n_parts - 1 ? left
                         : halves         ? left / 2
                                          : draw_one(&seed, left + 1);
        parts[i] = (way_part){.d = d, .order = order, .start = start,
                              .end = start + n, .seed = random_u64(&seed)};
        start += n;
    }
    way_run(way_count_part, parts, n_parts);
    for (size_t i = 0; i < n_parts; i++) way_sum(counts, &parts[i].counts);
    while (n_parts > 1) {
        way_shuffle(parts, n_parts, &seed);
        const size_t pairs = 1 + draw_one(&seed, n_parts / 2);
        for (size_t i = 0; i < n_parts; i++)
            parts[i].counts = (way_counts){0};
        const size_t left = way_merge(parts, n_parts, pairs);
        for (size_t i = 0; i < n_parts; i++)
            way_sum(counts, &parts[i].counts);
        n_parts = left;
    }
    free(order);
    return parts[0].audit;
}

#endif
