/* SPDX-License-Identifier: MIT
 * Tests of SHA-256: the vectors of NIST, and any way of cutting the input. */
#include "base/sha256_block.h"

#include <string.h>

#include "harness.h"

static const struct {
    const char *text;
    size_t times;
    const char *digest;
} vectors[] = {
    {"", 1,
     "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", 1,
     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    {"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmno"
     "ijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
     1, "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
    {"a", 1000000,
     "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
};

START_TEST(test_vectors)
{
    for (size_t i = 0; i < sizeof(vectors) / sizeof(*vectors); i++) {
        char out[FAIR__SHA256_TEXT + 1];
        fair__sha256 h;
        fair__sha256_init(&h);
        for (size_t k = 0; k < vectors[i].times; k++)
            fair__sha256_add(&h, vectors[i].text, strlen(vectors[i].text));
        fair__sha256_text(&h, out);
        ck_assert_str_eq(out, vectors[i].digest);
    }
}
END_TEST

/* Every length around the ends of blocks, cut everywhere. */
START_TEST(test_cuts)
{
    uint8_t bytes[200], whole[FAIR__SHA256_BYTES], parts[FAIR__SHA256_BYTES];
    for (size_t i = 0; i < sizeof(bytes); i++) bytes[i] = (uint8_t)(7 * i);
    for (size_t n = 50; n < sizeof(bytes); n++) {
        fair__sha256 h;
        fair__sha256_init(&h);
        fair__sha256_add(&h, bytes, n);
        fair__sha256_end(&h, whole);
        for (size_t cut = 0; cut <= n; cut++) {
            fair__sha256_init(&h);
            fair__sha256_add(&h, bytes, cut);
            fair__sha256_add(&h, bytes + cut, n - cut);
            fair__sha256_end(&h, parts);
            ck_assert_mem_eq(whole, parts, sizeof(whole));
        }
    }
}
END_TEST

/* In plain C, where this processor has instructions of its own. */
START_TEST(test_plain)
{
    uint8_t bytes[1000], ours[FAIR__SHA256_BYTES], plain[FAIR__SHA256_BYTES];
    for (size_t i = 0; i < sizeof(bytes); i++) bytes[i] = (uint8_t)(31 * i);
    for (size_t n = 0; n <= sizeof(bytes); n++) {
        fair__sha256 h;
        fair__sha256_init(&h);
        fair__sha256_add(&h, bytes, n);
        fair__sha256_end(&h, ours);
        fair__sha256_init(&h);
        h.add = fair__sha256_plain;
        fair__sha256_add(&h, bytes, n);
        fair__sha256_end(&h, plain);
        ck_assert_mem_eq(ours, plain, sizeof(plain));
    }
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_vectors);
    tcase_add_test(tc, test_cuts);
    tcase_add_test(tc, test_plain);
}

FAIR_TEST_MAIN("base/sha256", tests)
