/* SPDX-License-Identifier: MIT
 * The whole report as one table: a row for every value, whatever it is. */
#include "audit/csv.h"

#include <string.h>

#include <fairness/registry.h>
#include <fairness/version.h>

#include "audit/field.h"
#include "audit/pairs.h"
#include "audit/shown.h"
#include "audit/walk.h"
#include "audit/warnings.h"
#include "base/csv.h"

/* ---- columns ---- */

enum column {
    TABLE, BY, CONTROL, GROUP, METRIC, COMPARISON, CRITERION, VALUE, REASON,
    LOWER, UPPER, CONFIDENCE, METHOD, NUMERATOR, DENOMINATOR, N, SUM_WEIGHTS,
    EFFECTIVE_N, REFERENCE, WORSE_OFF, LEFT_OUT, GROUPS_COMPARED,
    GROUPS_UNDEFINED, GROUPS_LEFT_OUT, LIMIT, WITHIN_LIMIT, EXPECTED, CODE,
    TEXT,
    CONTROL_KEY, GROUP_KEY, REFERENCE_KEY, PARAMETERS,
    P_NO_DISPARITY, P_REASON, P_BEYOND, P_WITHIN, /* where asked for */
    N_COLUMNS
};

/* How a column is written. */
#define WORDS 0
#define DIGITS 1
#define KEY 2 /* JSON */

static const struct column_rules {
    const char *name;
    int kind;
    const char *field; /* of a value, where the column has one */
} columns[N_COLUMNS] = {
    [TABLE] = {"table", WORDS, NULL},
    [BY] = {"by", WORDS, NULL},
    [CONTROL] = {"control", WORDS, NULL},
    [GROUP] = {"group", WORDS, NULL},
    [METRIC] = {"metric", WORDS, "metric"},
    [COMPARISON] = {"comparison", WORDS, "comparison"},
    [CRITERION] = {"criterion", WORDS, "criterion"},
    [VALUE] = {"value", DIGITS, "value"},
    [REASON] = {"reason", WORDS, "reason"},
    [LOWER] = {"lower", DIGITS, NULL},
    [UPPER] = {"upper", DIGITS, NULL},
    [CONFIDENCE] = {"confidence", DIGITS, NULL},
    [METHOD] = {"method", WORDS, "method"},
    [NUMERATOR] = {"numerator", DIGITS, NULL},
    [DENOMINATOR] = {"denominator", DIGITS, NULL},
    [N] = {"n", DIGITS, NULL},
    [SUM_WEIGHTS] = {"sum_weights", DIGITS, NULL},
    [EFFECTIVE_N] = {"effective_n", DIGITS, NULL},
    [REFERENCE] = {"reference", WORDS, NULL},
    [WORSE_OFF] = {"worse_off", WORDS, NULL},
    [LEFT_OUT] = {"left_out", WORDS, NULL},
    [GROUPS_COMPARED] = {"groups_compared", DIGITS, NULL},
    [GROUPS_UNDEFINED] = {"groups_undefined", DIGITS, NULL},
    [GROUPS_LEFT_OUT] = {"groups_left_out", DIGITS, NULL},
    [LIMIT] = {"limit", DIGITS, "limit"},
    [WITHIN_LIMIT] = {"within_limit", WORDS, "within_limit"},
    [EXPECTED] = {"expected", DIGITS, NULL},
    [CODE] = {"code", WORDS, NULL},
    [TEXT] = {"text", WORDS, NULL},
    [CONTROL_KEY] = {"control_key", KEY, "control"},
    [GROUP_KEY] = {"group_key", KEY, "group"},
    [REFERENCE_KEY] = {"reference_key", KEY, "reference"},
    [PARAMETERS] = {"parameters", WORDS, "parameters"},
    [P_NO_DISPARITY] = {"p_no_disparity", DIGITS, NULL},
    [P_REASON] = {"p_reason", WORDS, NULL},
    [P_BEYOND] = {"p_beyond", DIGITS, NULL},
    [P_WITHIN] = {"p_within", DIGITS, NULL},
};

/* A row that is being made: text by column, empty where there is none. */
typedef struct record {
    const fair_report *report;
    const fair__snapshot *s;
    fair__csv csv;
    int n_columns;
    fair__put_field *fields[N_COLUMNS]; /* found once */
    fair__text cells[N_COLUMNS];
} record;

static void
record_start(record *r, fair__text *out, const fair_report *report)
{
    r->report = report;
    r->s = fair__report_snapshot(report);
    r->n_columns = report->request.p_values ? N_COLUMNS : P_NO_DISPARITY;
    fair__csv_init(&r->csv, out);
    for (int c = 0; c < N_COLUMNS; c++) {
        const char *field = columns[c].field;
        fair__text_init(&r->cells[c], &report->mem);
        r->fields[c] = field == NULL ? NULL : fair__field_find(field);
        if (c < r->n_columns)
            fair__csv_number(&r->csv, columns[c].name,
                             strlen(columns[c].name));
    }
    fair__csv_line_end(&r->csv);
}

static void
record_free(record *r)
{
    for (int c = 0; c < N_COLUMNS; c++) fair__text_free(&r->cells[c]);
}

/* Writes the row and empties it. */
static void
record_end(record *r)
{
    static void (*const put[])(fair__csv *, const char *, size_t) = {
        [WORDS] = fair__csv_text,
        [DIGITS] = fair__csv_number,
        [KEY] = fair__csv_json,
    };
    fair__text *out = r->csv.out;
    for (int c = 0; c < r->n_columns; c++) {
        fair__text *cell = &r->cells[c];
        if (out->status == FAIR_OK) out->status = cell->status;
        put[columns[c].kind](&r->csv, cell->bytes, cell->length);
        fair__text_clear(cell);
    }
    fair__csv_line_end(&r->csv);
}

static void
set(record *r, enum column c, const char *text)
{
    if (text != NULL) fair__text_string(&r->cells[c], text);
}

static void
set_real(record *r, enum column c, double x)
{
    if (x - x == 0) fair__text_f64(&r->cells[c], x); /* finite */
}

static void
set_count(record *r, enum column c, uint64_t n)
{
    fair__text_u64(&r->cells[c], n);
}

static fair__json
json_in(record *r, enum column c)
{
    fair__json j;
    fair__json_init(&j, &r->cells[c]);
    j.compact = 1;
    return j;
}

/* ---- places ---- */

static void
set_tuple(record *r, enum column label, enum column key, const fair__tuple *t)
{
    if (t->n == 0) return;
    fair__json j = json_in(r, key);
    fair__label_tuple(&r->cells[label], t, SIZE_MAX);
    fair__json_tuple(&j, t);
}

static void
set_by(record *r, size_t grouping)
{
    fair__label_by(&r->cells[BY], r->s, &r->report->request,
                   r->s->groupings[grouping].by, ", ");
}

/* ---- values ---- */

/* A field of an answer: null is an empty cell, a name comes without its
 * quotes. */
static void
set_field(record *r, enum column c, const fair__answer *a)
{
    fair__text *cell = &r->cells[c];
    fair__json j = json_in(r, c);
    r->fields[c](&j, r->report, a);
    if (cell->length == 4 && memcmp(cell->bytes, "null", 4) == 0)
        fair__text_clear(cell);
    if (columns[c].kind != WORDS || cell->status != FAIR_OK ||
        cell->length < 2 || cell->bytes[0] != '"')
        return;
    cell->length -= 2;
    memmove(cell->bytes, cell->bytes + 1, cell->length);
}

static void
set_group(record *r, enum column c, const fair__answer *a, int32_t group)
{
    fair__label_group(&r->cells[c], r->s, &r->report->request,
                      fair__answer_whose(r->report, a).grouping, group);
}

/* What a metric rests on; comparisons rest on the rows of their groups in
 * the table "groups".  Amounts are exact whole numbers where nothing is
 * weighted. */
static void
set_evidence(record *r, const fair__answer *a)
{
    const fair__result *e = &a->result;
    if (a->reason == FAIR_REASON_NOT_APPLICABLE) return;
    const struct {
        enum column column;
        const fair__wide *amount;
    } amounts[] = {{NUMERATOR, &e->numerator},
                   {DENOMINATOR, &e->denominator},
                   {SUM_WEIGHTS, &e->sum_weights}};
    for (size_t i = 0; i < sizeof(amounts) / sizeof(*amounts); i++) {
        fair__json j = json_in(r, amounts[i].column);
        fair__json_amount(&j, r->s, amounts[i].amount);
    }
    set_count(r, N, e->n);
    set_real(r, EFFECTIVE_N, e->effective_n);
}

/* Why comparisons of a metric leave a group out, or are undefined for it. */
static void
set_left_out(record *r, const fair__answer *a, const fair__whose *w)
{
    fair__result result;
    int32_t reason = FAIR_DEFINED;
    if (!w->is_group) return;
    const int32_t standing = fair__standing(
        &r->s->populations[w->grouping], &r->report->request.rules, a->metric,
        w->group, &result, &reason);
    if (standing != FAIR__COMPARED)
        set(r, LEFT_OUT, fair__standing_reason(standing, reason));
}

static void
set_p_values(record *r, const fair__answer *a)
{
    const fair__p_values *p =
        fair__p_values_of(r->s, a->place.grouping, a->place.name);
    set_real(r, P_NO_DISPARITY, p->no_disparity);
    set(r, P_REASON, fair__p_reason(p));
    set_real(r, P_BEYOND, p->beyond);
    set_real(r, P_WITHIN, p->within);
}

static void
put_value(record *r, const char *table, const fair__answer *a)
{
    const fair__whose w = fair__answer_whose(r->report, a);
    const int is_metric = a->place.kind == FAIR__METRIC;
    set(r, TABLE, table);
    if (!is_metric || w.is_group) set_by(r, w.grouping);
    const fair__tuple control = fair__tuple_of_stratum(r->s, w.stratum);
    fair__label_tuple(&r->cells[CONTROL], &control, SIZE_MAX);
    set_group(r, GROUP, a, fair__answer_group(r->report, a));
    set_group(r, REFERENCE, a, fair__answer_reference(a));
    set_group(r, WORSE_OFF, a, fair__answer_worse_off(a));
    for (int c = 0; c < N_COLUMNS; c++)
        if (r->fields[c] != NULL) set_field(r, (enum column)c, a);
    if (a->method != FAIR_METHOD_NONE) {
        set_real(r, LOWER, a->lower);
        set_real(r, UPPER, a->upper);
        set_real(r, CONFIDENCE, r->report->request.confidence);
    }
    if (is_metric) {
        set_evidence(r, a);
        set_left_out(r, a, &w);
    } else {
        set_count(r, GROUPS_COMPARED, a->finding.groups_compared);
        set_count(r, GROUPS_UNDEFINED, a->finding.n_undefined);
        set_count(r, GROUPS_LEFT_OUT, a->finding.n_left_out);
    }
    if (a->place.kind == FAIR__CRITERION && r->report->request.p_values)
        set_p_values(r, a);
    record_end(r);
}

static void
put_values(record *r, const char *table)
{
    fair__walk walk;
    fair__answer a;
    fair__walk_all(&walk, r->report, table);
    while (r->csv.out->status == FAIR_OK && fair__walk_next(&walk, &a))
        put_value(r, table, &a);
}

/* ---- pairs of groups ---- */

static fair_status
put_pair(void *ctx, const fair__pairs_row *row)
{
    record *r = ctx;
    const fair__request *request = &r->report->request;
    const fair__tuple control = fair__tuple_of_stratum(
        r->s, r->s->groupings[row->grouping].stratum);
    const fair__tuple groups[] = {
        fair__tuple_of_group(r->s, request, row->grouping, row->group),
        fair__tuple_of_group(r->s, request, row->grouping, row->reference)};
    fair__pair_number numbers[FAIR__N_PAIR_NUMBERS];
    fair__pair_numbers(&row->pair, numbers);
    for (size_t i = 0; i < FAIR__N_PAIR_NUMBERS; i++) {
        set(r, TABLE, "score_pairs");
        set_by(r, row->grouping);
        set_tuple(r, CONTROL, CONTROL_KEY, &control);
        set_tuple(r, GROUP, GROUP_KEY, &groups[0]);
        set_tuple(r, REFERENCE, REFERENCE_KEY, &groups[1]);
        set(r, METRIC, numbers[i].name);
        if (numbers[i].reason == FAIR_DEFINED)
            set_real(r, VALUE, numbers[i].value);
        else
            set(r, REASON, fair_reason_name(numbers[i].reason));
        record_end(r);
    }
    return r->csv.out->status;
}

/* Where criteria of pairs were asked for by name. */
static void
put_pairs(record *r)
{
    fair__text *out = r->csv.out;
    if (!r->report->request.names_between || out->status != FAIR_OK) return;
    const fair_status st = fair__pairs_visit(r->report, put_pair, r, NULL);
    if (out->status == FAIR_OK) out->status = st;
}

/* ---- counts ---- */

static void
put_sum(record *r, size_t index, const char *prefix, const fair__shown_sum *sum)
{
    const fair__counts *c = &r->s->counts[index];
    const fair__whose w = fair__whose_counts(r->s, index);
    const fair__tuple control = fair__tuple_of_stratum(r->s, w.stratum);
    set(r, TABLE, "counts");
    set_tuple(r, CONTROL, CONTROL_KEY, &control);
    if (w.is_group) {
        const fair__tuple group = fair__tuple_of_group(
            r->s, &r->report->request, w.grouping, w.group);
        set_by(r, w.grouping);
        set_tuple(r, GROUP, GROUP_KEY, &group);
    }
    set(r, METRIC, prefix);
    set(r, METRIC, sum->name);
    if ((sum->needs & ~r->s->given) != 0) {
        set(r, REASON, "not_applicable");
    } else {
        set_count(r, VALUE, fair__shown_rows(sum, c->rows));
        if (c->weights != NULL) {
            const fair__wide total = fair__shown_weights(sum, c->weights);
            set_real(r, SUM_WEIGHTS, fair__wide_double(&total));
        }
    }
    record_end(r);
}

static void
put_counts(record *r)
{
    for (size_t i = 0; i < r->s->n_counts; i++) {
        for (size_t k = 0; k < FAIR__N_SHOWN_SUMS; k++)
            put_sum(r, i, "", &fair__shown_sums[k]);
        if (!fair__shows_unlabelled(r->s)) continue;
        for (size_t k = 0; k < FAIR__N_SHOWN_UNLABELLED; k++)
            put_sum(r, i, "unlabelled_", &fair__shown_unlabelled[k]);
    }
}

/* ---- what is not a value ---- */

static void
put_rows(record *r)
{
    const fair__row_counts *rows = &r->s->rows;
    for (int i = -2; i < FAIR__N_EXCLUDED; i++) {
        set(r, TABLE, "rows");
        set(r, METRIC, i == -2   ? "in"
                       : i == -1 ? "used"
                                 : fair__excluded_name(i));
        set_count(r, VALUE, i == -2   ? rows->in
                            : i == -1 ? rows->used
                                      : rows->excluded[i]);
        record_end(r);
    }
}

static void
put_specification(record *r)
{
    set(r, TABLE, "library");
    set(r, TEXT, fair_version());
    record_end(r);
    fair__json j = json_in(r, TEXT);
    set(r, TABLE, "specification");
    fair__json_specification(&j, r->report);
    record_end(r);
}

/* Where a warning is about numbers: what was seen is its value. */
static void
set_numbers(record *r, const fair__warning *w,
            const fair__warning_numbers *numbers)
{
    if (!numbers->there) return;
    set_by(r, w->grouping);
    set(r, METRIC, numbers->chance.metric->name);
    set_real(r, VALUE, numbers->chance.observed);
    set_real(r, EXPECTED, numbers->expected);
    set_count(r, GROUPS_COMPARED, numbers->chance.groups);
}

static void
put_warning(record *r, const fair__warning *w)
{
    const fair__request *request = &r->report->request;
    const fair__tuple group = fair__warning_group(r->s, request, w);
    fair__text *out = r->csv.out;
    fair__warning_numbers numbers;
    const fair_status st =
        fair__warning_numbers_of(r->s, request, w, &numbers, NULL);
    if (st != FAIR_OK) {
        if (out->status == FAIR_OK) out->status = st;
        return;
    }
    set(r, TABLE, "warnings");
    set_tuple(r, GROUP, GROUP_KEY, &group);
    set(r, CODE, fair__warning_code(w));
    fair__warning_message(&r->cells[TEXT], r->s, request, w, &numbers);
    set_numbers(r, w, &numbers);
    record_end(r);
}

static void
put_warnings(record *r)
{
    for (size_t i = 0; i < r->s->n_warnings; i++)
        put_warning(r, &r->s->warnings[i]);
}

void
fair__write_csv(fair__text *out, const fair_report *report)
{
    record r;
    record_start(&r, out, report);
    put_specification(&r);
    put_rows(&r);
    put_counts(&r);
    put_values(&r, "groups");
    put_values(&r, "comparisons");
    put_values(&r, "criteria");
    put_pairs(&r);
    put_warnings(&r);
    record_free(&r);
}
