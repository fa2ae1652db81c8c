/* SPDX-License-Identifier: MIT
 * Any order of rows, chunks, types and layouts of columns, threads,
 * instruction sets, tree of merges, saved and loaded or not: the same saved
 * bytes, the same report in every format, the same tables of scores.
 *
 * FAIR_DRAWS says how many draws there are.  FAIR_DIGESTS names a file to
 * which each adds digests of what it ended in: those of all machines are the
 * same. */
#include "digest.h"
#include "outcome.h"
#include "ways.h"

static void
add_digests(const char *path, const draw *d, const outcome *out)
{
    if (path == NULL) return;
    FILE *file = fopen(path, "a");
    ck_assert_msg(file != NULL, "cannot write %s", path);
    fprintf(file, "draw %llu, %llu rows", (unsigned long long)d->seed,
            (unsigned long long)d->n);
    for (size_t i = 0; i < OUTCOMES; i++)
        fprintf(file, ", %s %llu %016llx", outcome_names[i],
                (unsigned long long)out->part[i].length,
                (unsigned long long)digest_of(out->part[i].bytes,
                                              out->part[i].length));
    fprintf(file, "\n");
    fclose(file);
}

static void
assert_same(const draw *d, const outcome *a, const outcome *b)
{
    for (size_t i = 0; i < OUTCOMES; i++) {
        size_t at = 0;
        while (at < a->part[i].length && at < b->part[i].length &&
               a->part[i].bytes[at] == b->part[i].bytes[at])
            at++;
        ck_assert_msg(at == a->part[i].length && at == b->part[i].length,
                      "draw %llu: %s differs at byte %zu: %.60s",
                      (unsigned long long)d->seed, outcome_names[i], at,
                      i == 0 ? "" : a->part[i].bytes + at);
    }
}

static void
check_draw(uint64_t number, const char *digests, way_counts *counts)
{
    draw d = draw_make(number);
    fair_audit *plain = way_plain(&d);
    outcome expected = outcome_make(&d, plain);
    ck_assert_uint_eq(fair_audit_rows(plain), d.n);
    add_digests(digests, &d, &expected);
    counts->curves += expected.part[OUTCOMES - 1].length > 2000;
    fair_audit *a = way_random(&d, number, counts);
    outcome found = outcome_make(&d, a);
    assert_same(&d, &expected, &found);
    outcome_free(&found);
    fair_audit_free(a);
    outcome_free(&expected);
    fair_audit_free(plain);
    draw_free(&d);
}

START_TEST(every_way_gives_the_same)
{
    way_counts counts = {0};
    check_draw((uint64_t)_i, getenv("FAIR_DIGESTS"), &counts);
}
END_TEST

/* Or the test above would compare less than it says. */
START_TEST(every_way_is_gone)
{
    way_counts counts = {0};
    for (uint64_t number = 0; number < 40; number++)
        check_draw(number, NULL, &counts);
    printf("# 40 draws: %zu calls, fast ones by instruction set",
           counts.calls);
    for (unsigned t = 0; t < way_tables(); t++)
        printf(" %zu", counts.fast[t]);
    printf(", in place %zu, loads %zu, copies %zu, merges %zu, scores %zu\n",
           counts.bytes, counts.loads, counts.copies, counts.merges,
           counts.curves);
    for (unsigned t = 0; t < way_tables(); t++)
        ck_assert_msg(counts.fast[t] > 0, "kernels %u: %zu calls", t,
                      counts.fast[t]);
    ck_assert_uint_ge(counts.bytes, 3);
    ck_assert_uint_ge(counts.general, 100);
    ck_assert_uint_ge(counts.loads, 10);
    ck_assert_uint_ge(counts.copies, 5);
    ck_assert_uint_ge(counts.merges, 10);
    ck_assert_uint_ge(counts.curves, 5);
}
END_TEST

static void
tests(TCase *tc)
{
    const char *draws = getenv("FAIR_DRAWS");
    tcase_add_test(tc, every_way_is_gone);
    tcase_add_loop_test(tc, every_way_gives_the_same, 0,
                        draws != NULL ? atoi(draws)
                        : TEST_SANITIZED ? 10 : 100);
}

FAIR_TEST_MAIN("same/draws", tests)
