/* SPDX-License-Identifier: MIT
 * Tests of phrases: text in memory of a fixed size, cut off where it ends. */
#include "audit/phrase.h"

#include "harness.h"

START_TEST(test_parts)
{
    fair__phrase p;
    fair__phrase_start(&p);
    ck_assert_str_eq(fair__phrase_end(&p), "");
    fair__phrase_join(&p, "; ");
    fair__phrase_string(&p, "a has ");
    const fair_scalar one = fair_scalar_int(1), text = fair_scalar_text("1");
    fair__phrase_scalar(&p, &one);
    fair__phrase_join(&p, "; ");
    fair__phrase_scalar(&p, &text);
    ck_assert_str_eq(fair__phrase_end(&p), "a has 1; \"1\"");
}
END_TEST

/* Parts of every size up to and beyond what there is room for: what is there
 * is a beginning of the whole, never longer than the memory. */
START_TEST(test_beyond_the_end)
{
    static char whole[3 * FAIR__PHRASE_SIZE], part[FAIR__PHRASE_SIZE + 8];
    for (size_t size = 1; size < sizeof(part); size += size < 8 ? 1 : 83) {
        fair__phrase p;
        fair__phrase_start(&p);
        memset(part, 0, sizeof(part));
        size_t n = 0;
        for (int i = 0; n < FAIR__PHRASE_SIZE + 8; i++) {
            memset(part, 'a' + i % 26, size);
            memcpy(whole + n, part, size);
            n += size;
            fair__phrase_string(&p, part);
            const char *made = fair__phrase_end(&p);
            const size_t length = strlen(made);
            ck_assert_uint_lt(length, FAIR__PHRASE_SIZE);
            ck_assert(memcmp(made, whole, length) == 0);
            /* No part is lost that leaves room for the doubling of memory. */
            if (n <= FAIR__PHRASE_SIZE / 2) ck_assert_uint_eq(length, n);
        }
    }
}
END_TEST

/* A block as an allocator: what fits is the block, what does not is refused
 * and leaves it as it was. */
START_TEST(test_fixed)
{
    char block[16];
    fair__fixed fixed = {block, sizeof(block)};
    const fair_allocator mem = fair__fixed_allocator(&fixed);
    ck_assert_ptr_null(mem.alloc(mem.ctx, 17));
    ck_assert_ptr_eq(mem.alloc(mem.ctx, 16), block);
    ck_assert_ptr_eq(mem.resize(mem.ctx, block, 8, 16), block);
    ck_assert_ptr_null(mem.resize(mem.ctx, block, 8, 17));
    mem.free(mem.ctx, block, 16);
    ck_assert_ptr_eq(mem.alloc(mem.ctx, 1), block);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_parts);
    tcase_add_test(tc, test_beyond_the_end);
    tcase_add_test(tc, test_fixed);
}

FAIR_TEST_MAIN("audit/phrase", tests)
