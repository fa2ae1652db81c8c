/* SPDX-License-Identifier: MIT
 * The wording of defects: one row of a table for each kind and role. */
#include "column/defect.h"

#include <string.h>

#include "base/number.h"
#include "base/utf8.h"

/* Classes of roles: bits. */
#define LABEL 1u /* y_true */
#define DECISION 2u
#define SCORE 4u
#define WEIGHT 8u
#define FREQUENCY 16u
#define FEATURE 32u
#define CATEGORY (LABEL | DECISION | FEATURE)
#define NUMBER (SCORE | WEIGHT | FREQUENCY)
#define ANY (CATEGORY | NUMBER)

typedef struct wording {
    int32_t kind;
    uint32_t roles;
    fair_status status;
    /* Arguments: `role "name": row 17 (of 3 such rows)`, what was found, the
     * two values seen or the two ends of the range. */
    const char *text;
} wording;

/* The first row that fits is used: special ones stand before general ones. */
static const wording wordings[] = {
    {FAIR__DEFECT_MISSING, LABEL, FAIR_ERR_DATA,
     "%s is missing, and every row needs a label: fill or remove such rows, or "
     "declare unlabelled as \"exclude\" or \"keep\""},
    {FAIR__DEFECT_MISSING, DECISION, FAIR_ERR_DATA,
     "%s is missing, and every row needs a decision: fill or remove such rows"},
    {FAIR__DEFECT_MISSING, FEATURE, FAIR_ERR_DATA,
     "%s is missing, and nulls were declared an error: fill or remove such "
     "rows, or declare nulls as \"group\" or \"exclude\""},
    {FAIR__DEFECT_MISSING, NUMBER, FAIR_ERR_DATA,
     "%s is missing, and every row needs a number: fill or remove such rows"},
    {FAIR__DEFECT_NAN, ANY, FAIR_ERR_NONFINITE,
     "%s is NaN, and every row needs a number: fill or remove such rows"},
    {FAIR__DEFECT_INFINITE, CATEGORY, FAIR_ERR_NONFINITE,
     "%s is %v, not a value that rows can share: clean the column or remove "
     "such rows"},
    {FAIR__DEFECT_INFINITE, NUMBER, FAIR_ERR_NONFINITE,
     "%s is %v, not a finite number: clean the column or remove such rows"},
    {FAIR__DEFECT_NOT_WHOLE, LABEL | DECISION, FAIR_ERR_DATA,
     "%s is %v, not a label; labels are whole numbers, booleans or text: pass "
     "probabilities as y_score with a threshold"},
    {FAIR__DEFECT_NOT_WHOLE, FEATURE, FAIR_ERR_DATA,
     "%s is %v, and a group is a whole number, a boolean or text: put the "
     "numbers into bins first, or cast them to string"},
    {FAIR__DEFECT_NOT_WHOLE, ANY, FAIR_ERR_DATA,
     "%s is %v, and a frequency is a whole number: pass real weights as "
     "sample_weight"},
    {FAIR__DEFECT_NEGATIVE, WEIGHT, FAIR_ERR_DATA,
     "%s is %v, and a weight is at least 0: clean the column or remove such "
     "rows"},
    {FAIR__DEFECT_NEGATIVE, ANY, FAIR_ERR_DATA,
     "%s is %v, and a frequency is at least 0: clean the column or remove such "
     "rows"},
    {FAIR__DEFECT_TOO_LARGE, WEIGHT, FAIR_ERR_OVERFLOW,
     "%s is %v, and a weight is at most 2^480 (about 3.1e144): divide all "
     "weights by a constant"},
    {FAIR__DEFECT_TOO_LARGE, FREQUENCY, FAIR_ERR_OVERFLOW,
     "%s is %v, and a frequency is below 2^63: clean the column"},
    {FAIR__DEFECT_TOO_LARGE, ANY, FAIR_ERR_OVERFLOW,
     "%s is %v, and a whole number lies between -2^63 and 2^64: cast the "
     "column to string"},
    {FAIR__DEFECT_BEYOND, FREQUENCY, FAIR_ERR_OVERFLOW,
     "%s is about %v, and a frequency is below 2^63: clean the column"},
    {FAIR__DEFECT_BEYOND, NUMBER, FAIR_ERR_OVERFLOW,
     "%s is about %v, an integer beyond 64 bits: cast the column to float64"},
    {FAIR__DEFECT_BEYOND, ANY, FAIR_ERR_OVERFLOW,
     "%s is about %v, an integer beyond 64 bits: cast the column to string"},
    {FAIR__DEFECT_OUTSIDE, SCORE, FAIR_ERR_DATA,
     "%s is %v, outside of score_range, which is from %v to %v: declare the "
     "range that scores can have, or clean the column"},
    {FAIR__DEFECT_THIRD_VALUE, ANY, FAIR_ERR_DATA,
     "%s is %v; a label has two values and these are %v and %v: clean the "
     "column or choose rows first"},
    {FAIR__DEFECT_BOOL, ANY, FAIR_ERR_DATA,
     "%s is %v, and a boolean byte is 0 or 1: pass the column as int8 or "
     "uint8"},
    {FAIR__DEFECT_UTF8, ANY, FAIR_ERR_DATA,
     "%s is text that is not valid UTF-8: decode the column from its real "
     "encoding first"},
    {FAIR__DEFECT_TOO_LONG, ANY, FAIR_ERR_LIMIT,
     "%s is text of more than 65536 bytes, too long for a group or label: "
     "shorten the values or replace them by codes"},
    {FAIR__DEFECT_INDEX, ANY, FAIR_ERR_DATA,
     "%s has the dictionary index %v, which is not in its dictionary: encode "
     "the column again"},
    {FAIR__DEFECT_OFFSETS, ANY, FAIR_ERR_DATA,
     "%s is text that lies outside its buffers (offsets go backwards or too "
     "far): build the column again"},
    {FAIR__DEFECT_TOO_MANY, ANY, FAIR_ERR_LIMIT,
     "%s is %v, one distinct value more than are allowed: is this column an "
     "identifier?  Put values into bins, or raise max_cells"},
};

/* Wordings that depend on what else is known. */
static const char *const not_binary_text =
    "%s is %v; found neither {0, 1} nor a positive_label: declare "
    "positive_label (which value counts as positive)";
static const char *const not_binary_decision_text =
    "%s is %v; found neither {0, 1} nor a positive_label: declare "
    "positive_label (which value counts as positive), or pass scores as "
    "y_score with a threshold";
static const char *const third_beside_declared_text =
    "%s is %v, a third value beside %v and the declared positive_label %v: "
    "check positive_label, clean the column, or choose rows first";
static const char *const other_kind_text =
    "%s is %v; the declared positive_label %v is of another kind, so this "
    "column may hold 0 and 1 only: declare positive_label for this column by "
    "name";

static uint32_t
class_of(const char *role)
{
    static const struct {
        const char *role;
        uint32_t class;
    } classes[] = {
        {"y_true", LABEL},
        {"y_pred", DECISION},
        {"y_pred_baseline", DECISION},
        {"y_score", SCORE},
        {"sample_weight", WEIGHT},
        {"frequency", FREQUENCY},
    };
    for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
        if (strcmp(role, classes[i].role) == 0) return classes[i].class;
    return FEATURE;
}

static const char *
one_of(int32_t kind)
{
    switch (kind) {
    case FAIR_KIND_BOOL:
        return "a boolean";
    case FAIR_KIND_TEXT:
        return "text";
    default:
        return "a number";
    }
}

static const char *
many_of(int32_t kind)
{
    switch (kind) {
    case FAIR_KIND_BOOL:
        return "booleans";
    case FAIR_KIND_TEXT:
        return "text";
    default:
        return "numbers";
    }
}

#define HEAD_SIZE 256

static size_t
put(char head[HEAD_SIZE], size_t at, const char *text, size_t length)
{
    if (length > HEAD_SIZE - 1 - at) length = HEAD_SIZE - 1 - at;
    memcpy(head + at, text, length);
    head[at + length] = '\0';
    return at + length;
}

static size_t
put_string(char head[HEAD_SIZE], size_t at, const char *text)
{
    return put(head, at, text, strlen(text));
}

/* role "name": row 17 (of 3 such rows) */
static void
write_head(char head[HEAD_SIZE], const char *role, const char *name,
           int64_t row, uint64_t count)
{
    char number[FAIR__NUMBER_SIZE];
    size_t at = put_string(head, 0, role);
    if (name != NULL && strcmp(name, role) != 0) {
        const size_t length = strlen(name);
        const size_t kept = fair__utf8_cut(name, length, 64);
        at = put_string(head, at, " \"");
        at = put(head, at, name, kept);
        at = put_string(head, at, kept < length ? "\xe2\x80\xa6\"" : "\"");
    }
    at = put_string(head, at, ": row ");
    at = put(head, at, number, fair__format_i64(number, row));
    if (count <= 1) return;
    at = put_string(head, at, " (of ");
    at = put(head, at, number, fair__format_u64(number, count));
    put_string(head, at, " such rows)");
}

static fair_status
fail_with(const char *text, fair_status status, const char *head,
          const fair__defect *d, const char *name, int64_t row,
          fair_error *err)
{
    return fair__fail_at(err, status, name, row, d->count, text, head,
                         &d->found, &d->seen[0], &d->seen[1]);
}

static fair_status
fail_kind(const char *head, const fair__defect *d, const char *name,
          int64_t row, fair_error *err)
{
    return fair__fail_at(err, FAIR_ERR_DATA, name, row, d->count,
                         "%s is %s (%v), and the column held %s before: a "
                         "column has one kind, cast it in all batches",
                         head, one_of(d->found.kind), &d->found,
                         many_of(d->seen_kind));
}

static const wording *
find_wording(int32_t kind, uint32_t class)
{
    const size_t n = sizeof(wordings) / sizeof(wordings[0]);
    for (size_t i = 0; i < n; i++)
        if (wordings[i].kind == kind && (wordings[i].roles & class) != 0)
            return &wordings[i];
    return NULL;
}

fair_status
fair__defect_fail(const fair__defect *defect, const char *role,
                  const char *column_name, int64_t first_row, fair_error *err)
{
    char head[HEAD_SIZE];
    const int64_t row = first_row + (int64_t)defect->row;
    const char *name = column_name != NULL ? column_name : role;
    const uint32_t class = class_of(role);
    write_head(head, role, column_name, row, defect->count);
    if (defect->kind == FAIR__DEFECT_KIND)
        return fail_kind(head, defect, name, row, err);
    if (defect->kind == FAIR__DEFECT_NOT_BINARY) {
        const char *text = class == DECISION ? not_binary_decision_text
                                             : not_binary_text;
        if (defect->seen[0].kind != FAIR_KIND_NONE) text = other_kind_text;
        return fail_with(text, FAIR_ERR_DATA, head, defect, name, row, err);
    }
    if (defect->kind == FAIR__DEFECT_THIRD_VALUE && defect->is_declared)
        return fail_with(third_beside_declared_text, FAIR_ERR_DATA, head,
                         defect, name, row, err);
    const wording *w = find_wording(defect->kind, class);
    if (w == NULL)
        return fair__fail_at(err, FAIR_ERR_DATA, name, row, defect->count,
                             "%s is not usable", head);
    return fail_with(w->text, w->status, head, defect, name, row, err);
}
