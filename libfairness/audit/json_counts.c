/* SPDX-License-Identifier: MIT
 * Counts as JSON: rows by label and decision, and sums of weights beside
 * them, so that every number of the report can be worked out again. */
#include "audit/json.h"
#include "audit/shown.h"

/* Rows (weights NULL), or sums of one moment. */
static void
put_sums(fair__json *j, uint32_t given, const fair__shown_sum *list, size_t n,
         const uint64_t *rows, const fair__wide *weights)
{
    for (size_t i = 0; i < n; i++) {
        fair__json_key(j, list[i].name);
        if ((list[i].needs & ~given) != 0) {
            fair__json_null(j);
            continue;
        }
        if (weights == NULL) {
            fair__json_u64(j, fair__shown_rows(&list[i], rows));
        } else {
            const fair__wide total = fair__shown_weights(&list[i], weights);
            fair__json_f64(j, fair__wide_double(&total));
        }
    }
}

static void
put_unlabelled(fair__json *j, const fair__snapshot *s, const uint64_t *rows,
               const fair__wide *weights)
{
    if (!fair__shows_unlabelled(s)) return;
    fair__json_key(j, "unlabelled");
    fair__json_object_inline(j);
    put_sums(j, s->given, fair__shown_unlabelled, FAIR__N_SHOWN_UNLABELLED,
             rows, weights);
    fair__json_end(j);
}

static fair__wide
total_of(const fair__wide *weights)
{
    fair__wide total = fair__wide_zero();
    for (int i = 0; i < FAIR__N_COUNTS; i++)
        total = fair__wide_add(&total, &weights[i]);
    return total;
}

/* Kish 1965: (sum w)^2 / sum w^2. */
static double
effective_n(const fair__wide *weight, const fair__wide *square)
{
    if (fair__wide_is_zero(square)) return 0;
    const fair__wide w2 = fair__wide_mul(weight, weight);
    const fair__wide n = fair__wide_div(&w2, square);
    return fair__wide_double(&n);
}

static void
put_weighted(fair__json *j, const fair__snapshot *s, const fair__counts *c)
{
    const fair__wide *squares = c->weights + FAIR__N_COUNTS;
    fair__json_object_inline(j);
    put_sums(j, s->given, fair__shown_sums, FAIR__N_SHOWN_SUMS, c->rows,
             c->weights);
    put_unlabelled(j, s, c->rows, c->weights);
    fair__json_key(j, "sum_of_squares");
    fair__json_object_inline(j);
    put_sums(j, s->given, fair__shown_sums, FAIR__N_SHOWN_SUMS, c->rows,
             squares);
    put_unlabelled(j, s, c->rows, squares);
    fair__json_end(j);
    fair__json_end(j);
}

static void
put_baseline(fair__json *j, const fair__snapshot *s, const fair__counts *c)
{
    const int changes = (s->given & FAIR__GIVEN_DECISION) != 0;
    const uint64_t changed[] = {c->gained, c->lost};
    static const char *const names[] = {"gained", "lost"};
    fair__json_object_inline(j);
    /* All but n, by the baseline's decision, which is given. */
    put_sums(j, s->given | FAIR__GIVEN_DECISION, fair__shown_sums + 1,
             FAIR__N_SHOWN_SUMS - 1, c->baseline, NULL);
    for (size_t i = 0; i < 2; i++) {
        fair__json_key(j, names[i]);
        if (changes)
            fair__json_u64(j, changed[i]);
        else
            fair__json_null(j);
    }
    fair__json_end(j);
}

void
fair__json_counts(fair__json *j, const fair__snapshot *s, size_t index)
{
    const fair__counts *c = &s->counts[index];
    const uint64_t n = fair__counts_n(c);
    fair__json_object_inline(j);
    put_sums(j, s->given, fair__shown_sums, FAIR__N_SHOWN_SUMS, c->rows, NULL);
    if (c->weights == NULL) {
        fair__json_key(j, "sum_weights");
        fair__json_u64(j, n);
        fair__json_key(j, "effective_n");
        fair__json_u64(j, n);
        fair__json_key(j, "weighted");
        fair__json_null(j);
    } else {
        const fair__wide weight = total_of(c->weights);
        const fair__wide square = total_of(c->weights + FAIR__N_COUNTS);
        fair__json_key(j, "sum_weights");
        fair__json_f64(j, fair__wide_double(&weight));
        fair__json_key(j, "effective_n");
        fair__json_f64(j, effective_n(&weight, &square));
        fair__json_key(j, "weighted");
        put_weighted(j, s, c);
    }
    put_unlabelled(j, s, c->rows, NULL);
    if ((s->given & FAIR__GIVEN_BASELINE) != 0) {
        fair__json_key(j, "baseline");
        put_baseline(j, s, c);
    }
    fair__json_end(j);
}
