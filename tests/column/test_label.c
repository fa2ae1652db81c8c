/* SPDX-License-Identifier: MIT
 * What counts as positive: the rules as a table. */
#include "column/label.h"

#include <fairness/audit.h>

#include "column/model.h"

#define COUNT(x) (sizeof(x) / sizeof((x)[0]))

static fair_allocator
tracked(test_memory *memory)
{
    memset(memory, 0, sizeof(*memory));
    return test_allocator(memory);
}

/* ---- the rules (interface: rules 2 and 12) ---- */

#define NONE {0, 0, 0, 0, NULL, 0}
#define INT(x) {FAIR_KIND_INT, 0, x, 0, NULL, 0}
#define BOOL(x) {FAIR_KIND_BOOL, 0, x, 0, NULL, 0}
#define UINT(x) {FAIR_KIND_UINT, 0, (int64_t)(x), 0, NULL, 0}
#define FLOAT(x) {FAIR_KIND_FLOAT, 0, 0, x, NULL, 0}
#define TEXT(x) {FAIR_KIND_TEXT, 0, 0, 0, x, sizeof(x) - 1}
#define PARSED(x) {FAIR_KIND_PARSED, 0, 0, 0, x, sizeof(x) - 1}
#define BINARY FAIR_TEXT_LABELS_BINARY
#define EXACT FAIR_TEXT_LABELS_EXACT

#define OK FAIR__DEFECT_NONE
#define NOT_BINARY FAIR__DEFECT_NOT_BINARY
#define THIRD FAIR__DEFECT_THIRD_VALUE
#define KIND FAIR__DEFECT_KIND

typedef struct rule {
    const char *why;
    int32_t text_labels;
    fair_scalar any;
    fair_scalar own;
    fair_scalar values[4]; /* as they come; NONE ends */
    int32_t wrong;         /* of the last one */
    int positive;          /* which of values, -1 none */
    int declared;
} rule;

static const rule rules[] = {
    {"{0,1} needs no declaration",
     EXACT, NONE, NONE, {INT(0), INT(1)}, OK, 1, 0},
    {"booleans need none", EXACT, NONE, NONE, {BOOL(1), BOOL(0)}, OK, 0, 0},
    {"booleans are 0 and 1",
     EXACT, NONE, NONE, {BOOL(0), INT(0), INT(1)}, OK, 2, 0},
    {"only 0", EXACT, NONE, NONE, {INT(0)}, OK, -1, 0},
    {"{1,2} needs one", EXACT, NONE, NONE, {INT(1), INT(2)}, NOT_BINARY, 0, 0},
    {"{-1,1} needs one", EXACT, NONE, NONE, {INT(-1)}, NOT_BINARY, -1, 0},
    {"a third number",
     EXACT, NONE, NONE, {INT(0), INT(1), INT(2)}, NOT_BINARY, 1, 0},
    {"text needs one", EXACT, NONE, NONE, {TEXT("yes")}, NOT_BINARY, -1, 0},
    {"text 1 is not the number",
     EXACT, NONE, NONE, {TEXT("1")}, NOT_BINARY, -1, 0},
    {"uint", EXACT, NONE, NONE, {UINT(UINT64_MAX)}, NOT_BINARY, -1, 0},

    {"{-1,1}, declared", EXACT, INT(1), NONE, {INT(-1), INT(1)}, OK, 1, 1},
    {"{1,2}, declared 2", EXACT, INT(2), NONE, {INT(1), INT(2)}, OK, 1, 1},
    {"{1,2}, declared 1", EXACT, INT(1), NONE, {INT(2), INT(1)}, OK, 1, 1},
    {"as a whole float", EXACT, FLOAT(2.0), NONE, {INT(1), INT(2)}, OK, 1, 1},
    {"as -0.0", EXACT, FLOAT(-0.0), NONE, {INT(1), INT(0)}, OK, 1, 1},
    {"0 may be positive", EXACT, INT(0), NONE, {INT(0), INT(1)}, OK, 0, 1},
    {"false may be positive",
     EXACT, BOOL(0), NONE, {BOOL(0), BOOL(1)}, OK, 0, 1},
    {"true is 1", EXACT, BOOL(1), NONE, {INT(0), INT(1)}, OK, 1, 1},
    {"above int64",
     EXACT, UINT(UINT64_MAX), NONE, {INT(3), UINT(UINT64_MAX)}, OK, 1, 1},
    {"-1 is not the largest uint",
     EXACT, UINT(UINT64_MAX), NONE, {INT(-1), INT(3)}, THIRD, -1, 1},
    {"{0,1} but 2 declared",
     EXACT, INT(2), NONE, {INT(0), INT(1)}, THIRD, -1, 1},
    {"a third number, declared",
     EXACT, INT(2), NONE, {INT(1), INT(2), INT(3)}, THIRD, 1, 1},
    {"never seen", EXACT, INT(2), NONE, {INT(1)}, OK, -1, 1},

    {"text, declared",
     EXACT, TEXT("yes"), NONE, {TEXT("no"), TEXT("yes")}, OK, 1, 1},
    {"a third text",
     EXACT, TEXT("yes"), NONE,
     {TEXT("yes"), TEXT("no"), TEXT("maybe")}, THIRD, 0, 1},
    {"neither is it",
     EXACT, TEXT("yes"), NONE, {TEXT("Yes"), TEXT("no")}, THIRD, -1, 1},
    {"a typo", EXACT, TEXT("yse"), NONE, {TEXT("yes")}, OK, -1, 1},
    {"the empty string",
     EXACT, TEXT(""), NONE, {TEXT(""), TEXT("x")}, OK, 0, 1},
    {"a NUL inside",
     EXACT, TEXT("a\0b"), NONE, {TEXT("a"), TEXT("a\0b")}, OK, 1, 1},

    {"{0,1} of the other kind keeps 1",
     EXACT, TEXT("yes"), NONE, {INT(0), INT(1)}, OK, 1, 0},
    {"booleans too", EXACT, TEXT("yes"), NONE, {BOOL(1), BOOL(0)}, OK, 0, 0},
    {"anything else does not",
     EXACT, TEXT("yes"), NONE, {INT(1), INT(2)}, NOT_BINARY, 0, 0},
    {"a number is not for text",
     EXACT, INT(1), NONE, {TEXT("1")}, NOT_BINARY, -1, 0},
    {"text 1 is not for numbers",
     EXACT, TEXT("2"), NONE, {INT(1), INT(2)}, NOT_BINARY, 0, 0},

    {"typed, for numbers",
     EXACT, PARSED("2"), NONE, {INT(1), INT(2)}, OK, 1, 1},
    {"typed, with point",
     EXACT, PARSED("2.0"), NONE, {INT(1), INT(2)}, OK, 1, 1},
    {"typed, negative", EXACT, PARSED("-1"), NONE, {INT(1), INT(-1)}, OK, 1, 1},
    {"typed, for text",
     EXACT, PARSED("2"), NONE, {TEXT("1"), TEXT("2")}, OK, 1, 1},
    {"typed, for booleans",
     EXACT, PARSED("true"), NONE, {BOOL(0), BOOL(1)}, OK, 1, 1},
    {"typed, false",
     EXACT, PARSED("False"), NONE, {BOOL(0), BOOL(1)}, OK, 0, 1},
    {"typed text, {0,1}",
     EXACT, PARSED("yes"), NONE, {INT(0), INT(1)}, OK, 1, 0},
    {"typed number, other numbers",
     EXACT, PARSED("2"), NONE, {INT(0), INT(1)}, THIRD, -1, 1},
    {"typed, a lone sign",
     EXACT, PARSED("-"), NONE, {INT(0), INT(1)}, OK, 1, 0},

    {"own wins", EXACT, TEXT("yes"), INT(2), {INT(1), INT(2)}, OK, 1, 1},
    {"own wins over the same kind",
     EXACT, INT(1), INT(2), {INT(1), INT(2)}, OK, 1, 1},
    {"own 0", EXACT, INT(1), INT(0), {INT(1), INT(0)}, OK, 1, 1},
    {"own of another kind",
     EXACT, NONE, TEXT("yes"), {INT(0), INT(1)}, THIRD, -1, 1},

    {"kinds do not mix",
     EXACT, TEXT("yes"), NONE, {INT(0), TEXT("yes")}, KIND, -1, 0},
    {"nor the other way",
     EXACT, TEXT("yes"), NONE, {TEXT("yes"), INT(0)}, KIND, 0, 1},

    {"files: numbers and text",
     BINARY, PARSED("yes"), NONE, {INT(0), TEXT("yes")}, OK, 1, 1},
    {"files: {1,2} with 1",
     BINARY, PARSED("1"), NONE, {INT(1), TEXT("2")}, OK, 0, 1},
    {"files: {2,1} with 1",
     BINARY, PARSED("1"), NONE, {TEXT("2"), INT(1)}, OK, 1, 1},
    {"files: {1,2} with 2",
     BINARY, PARSED("2"), NONE, {INT(1), TEXT("2")}, OK, 1, 1},
    {"files: 1 as a number",
     BINARY, INT(1), NONE, {TEXT("2"), INT(1)}, OK, 1, 1},
    {"files: {0,1} keeps 1",
     BINARY, PARSED("yes"), NONE, {INT(0), INT(1)}, OK, 1, 0},
    {"files: {0,1} without", BINARY, NONE, NONE, {INT(0), INT(1)}, OK, 1, 0},
    {"files: {0,1,yes}",
     BINARY, PARSED("yes"), NONE, {INT(0), INT(1), TEXT("yes")}, THIRD, 1, 0},
    {"files: {0,no} with yes",
     BINARY, PARSED("yes"), NONE, {INT(0), TEXT("no")}, THIRD, -1, 0},
    {"files: {no,0} with yes",
     BINARY, PARSED("yes"), NONE, {TEXT("no"), INT(0)}, THIRD, -1, 1},
    {"files: yes/no",
     BINARY, PARSED("yes"), NONE, {TEXT("no"), TEXT("yes")}, OK, 1, 1},
    {"files: text without",
     BINARY, NONE, NONE, {TEXT("yes")}, NOT_BINARY, -1, 0},
    {"files: text as 1",
     BINARY, TEXT("true"), NONE, {INT(0), INT(1)}, OK, 1, 1},
    {"files: 01 is not 1",
     BINARY, PARSED("01"), NONE, {TEXT("01"), INT(1)}, OK, 0, 1},
};

static int
n_values(const rule *r)
{
    int n = 0;
    while (n < 4 && r->values[n].kind != FAIR_KIND_NONE)
        n++;
    return n;
}

/* Adds a rule's values; the defect of the last one. */
static void
follow(const rule *r, fair__label *l, fair__defect *defect, uint8_t codes[4])
{
    l->positive_any = r->any;
    l->positive_own = r->own;
    l->text_labels = r->text_labels;
    const int n = n_values(r);
    for (int i = 0; i < n; i++) {
        codes[i] = 9;
        ck_assert_ok(
            fair__label_add(l, &r->values[i], &codes[i], defect, &err_));
        if (i < n - 1)
            ck_assert_msg(defect->kind == FAIR__DEFECT_NONE, "%s: value %d",
                          r->why, i);
    }
}

START_TEST(test_rules)
{
    for (size_t i = 0; i < COUNT(rules); i++) {
        const rule *r = &rules[i];
        test_memory memory;
        const fair_allocator mem = tracked(&memory);
        fair__label l;
        fair__defect defect;
        uint8_t codes[4];
        fair_scalar p = {0};
        fair__label_init(&l, &mem);
        follow(r, &l, &defect, codes);
        ck_assert_msg(defect.kind == r->wrong, "%s: defect %d", r->why,
                      (int)defect.kind);
        const int expected = r->positive < 0 ? -1 : codes[r->positive];
        ck_assert_msg(fair__label_positive(&l) == expected, "%s: positive %d",
                      r->why, fair__label_positive(&l));
        ck_assert_msg(fair__label_declared(&l, &p) == r->declared,
                      "%s: declared", r->why);
        if (r->declared)
            ck_assert_msg(p.kind == (r->own.kind ? r->own : r->any).kind,
                          "%s: declaration", r->why);
        fair__label_free(&l);
        ck_assert_uint_eq(memory.live, 0);
    }
}
END_TEST

/* Which sets are accepted does not depend on the order of their values: any
 * order of a rule's values is accepted if and only if that one is. */
START_TEST(test_order_does_not_matter)
{
    static const int orders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                     {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    for (size_t i = 0; i < COUNT(rules); i++) {
        const rule *r = &rules[i];
        const int n = n_values(r);
        for (int o = 0; o < 6; o++) {
            test_memory memory;
            const fair_allocator mem = tracked(&memory);
            fair__label l;
            fair__label_init(&l, &mem);
            l.positive_any = r->any;
            l.positive_own = r->own;
            l.text_labels = r->text_labels;
            int accepted = 1;
            uint8_t code;
            uint8_t positive = 9;
            for (int k = 0; k < 3; k++) {
                fair__defect defect;
                const int at = orders[o][k];
                if (at >= n) continue;
                ck_assert_ok(fair__label_add(&l, &r->values[at], &code,
                                             &defect, &err_));
                if (defect.kind != FAIR__DEFECT_NONE) accepted = 0;
                if (at == r->positive) positive = code;
            }
            ck_assert_msg(accepted == (r->wrong == OK), "%s: order %d", r->why,
                          o);
            if (accepted)
                ck_assert_msg(fair__label_positive(&l) ==
                                  (r->positive < 0 ? -1 : positive),
                              "%s: order %d, positive", r->why, o);
            fair__label_free(&l);
        }
    }
}
END_TEST

START_TEST(test_truncate)
{
    test_memory memory;
    const fair_allocator mem = tracked(&memory);
    fair__label l;
    fair__defect defect;
    uint8_t code;
    fair__label_init(&l, &mem);
    l.positive_own = fair_scalar_text("yes");
    const fair_scalar yes = fair_scalar_text("yes");
    const fair_scalar no = fair_scalar_text("no");
    const fair_scalar nay = fair_scalar_text("nay");
    ck_assert_ok(fair__label_add(&l, &yes, &code, &defect, &err_));
    ck_assert_ok(fair__label_add(&l, &no, &code, &defect, &err_));
    ck_assert_uint_eq(memory.live, 2);
    fair__label_truncate(&l, 1);
    ck_assert_uint_eq(memory.live, 1);
    ck_assert_ok(fair__label_add(&l, &nay, &code, &defect, &err_));
    ck_assert_int_eq(defect.kind, FAIR__DEFECT_NONE);
    ck_assert_uint_eq(code, 1);
    fair__label_truncate(&l, 0);
    ck_assert_uint_eq(memory.live, 0);
    fair__label_free(&l);
}
END_TEST

static void
tests(TCase *tc)
{
    tcase_add_test(tc, test_rules);
    tcase_add_test(tc, test_order_does_not_matter);
    tcase_add_test(tc, test_truncate);
}

FAIR_TEST_MAIN("column/label", tests)
